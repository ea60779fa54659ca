"""Unpacking: what a target, or the pattern of a ``case``, takes out of a value; and whether a pattern matches one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from edgewise.python.inference.forms.containers import united_elements
from edgewise.python.inference.values import (
    Class,
    Constant,
    Doubt,
    Elements,
    Entries,
    Imported,
    Mapping,
    Object,
    Place,
    Reason,
    Sequence,
    Text,
    as_constant,
    united,
    unknown,
    untouched,
)
from edgewise.python.syntax.scopes import Field, OtherElements, OtherKeys, UnderKey

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edgewise.python.inference.evaluation import Evaluation
    from edgewise.python.inference.values import Frame, Value, Values
    from edgewise.python.syntax.scopes import Scope, Step


def taken_apart(ev: Evaluation, values: Values, steps: Iterable[Step], place: Place) -> Values:
    """Return the part of values to which steps lead, one inside the other.

    :param place: what is bound to the part.
    """
    for step in steps:
        match step:
            case OtherElements():
                values = _rest(ev, values, step, place)
            case OtherKeys():
                values = _others(ev, values, step, place)
            case _:
                values = united(part for value in values for part in _part(ev, value, step, place))
    return values


def _part(ev: Evaluation, value: Value, step: int | UnderKey | Field | None, place: Place) -> Values:
    match step:
        case None:
            return ev.each(value, place)
        case int():
            return () if isinstance(value, Mapping) else ev.item(value, (Constant(place, step),), place)
        case UnderKey(key=key):
            return () if isinstance(value, Sequence) else ev.item(value, ev.flow(key, place.scope, place.frame), place)
        case Field(of=of, name=name, position=position):
            if not _may_be_of(ev, value, of, place):
                return ()
            if position is None:
                return ev.attribute(value, name, place)
            fields = ev.fields(value) if isinstance(value, Object) else None
            names = [key for key in fields.known if isinstance(key, str)] if fields is not None else []
            if position < len(names):
                return ev.attribute(value, names[position], place)
            is_itself = isinstance(value, (Text, Constant, Sequence, Mapping)) and position == 0
            return (value,) if is_itself else (unknown(place, Reason.FOREIGN),)  # ``str(region)``


def _may_be_of(ev: Evaluation, value: Value, of: cst.BaseExpression, place: Place) -> bool:
    """Say whether a value may be an object of the class that a pattern names."""
    if not isinstance(value, Object) or not isinstance(value.of, Class):
        return True
    lineage = {base.node if isinstance(base, Class) else base.name for base in ev.lineage(value.of)}
    classes = ev.flow(of, place.scope, place.frame)
    return any(
        item.node in lineage if isinstance(item, Class) else not isinstance(item, Imported) or item.name in lineage
        for item in classes
    )


def _rest(ev: Evaluation, values: Values, step: OtherElements, place: Place) -> Values:
    """Return the list of elements that a starred target takes."""
    made: list[Elements] = []
    for value in values:
        elements = ev.elements(value)
        if elements.more is None and elements.in_order:
            made.append(Elements(elements.items[step.start : len(elements.items) - step.behind]))
        elif not isinstance(value, Mapping):
            made.append(Elements(elements.items, elements.more, in_order=False))
    return (ev.make_sequence(place, united_elements(made)),) if made else ()


def _others(ev: Evaluation, values: Values, step: OtherKeys, place: Place) -> Values:
    """Return the dictionary of what stands under other keys than those that a pattern names."""
    found: list[Entries] = []
    named: set[object] = set()
    for key in step.keys:
        named.update(text.constant for text in ev.flow(key, place.scope, place.frame) if isinstance(text, Text))
    for value in values:
        if isinstance(value, Mapping):
            entries = ev.entries(value, place.node)
            # It is a copy: the dictionary is not edited for it.
            kept = {key: untouched(choice) for key, choice in entries.known.items() if key not in named}
            found.append(Entries(kept, entries.more))
    if len(found) != 1 or len(values) != 1:
        found = [Entries(more=Doubt(Reason.KEYS, place.node))]
    return (ev.make_mapping(place, found[0]),)


def matches(
    ev: Evaluation, pattern: cst.MatchPattern, subject: Values, scope: Scope, frame: Frame | None
) -> bool | None:
    """Say whether a pattern matches what may be one of several values, None where that is not known."""
    match pattern:
        case cst.MatchAs(pattern=None):
            return True
        case cst.MatchAs(pattern=cst.MatchPattern() as inner):
            return matches(ev, inner, subject, scope, frame)
        case cst.MatchOr(patterns=patterns):
            outcomes = {matches(ev, item.pattern, subject, scope, frame) for item in patterns}
            return True if True in outcomes else None if None in outcomes else False
        case cst.MatchValue(value=value) | cst.MatchSingleton(value=value):
            expected = ev.flow(value, scope, frame)
            constants = [as_constant(one) for one in (*subject, *expected)]
            if not all(constants) or any(one.doubts for one in (*subject, *expected)) or not expected:
                return None
            outcomes = {as_constant(one) == as_constant(other) for one in subject for other in expected}
            return outcomes.pop() if len(outcomes) == 1 else None
        case _:
            return None
