"""Containers: what lists, tuples, sets and dictionaries hold, with all that the module does to them later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import libcst as cst

from edgewise.python.inference.forms.changes import ContainerChanges
from edgewise.python.inference.forms.strings import computed
from edgewise.python.inference.values import (
    ANY_OTHER,
    Arguments,
    Class,
    Constant,
    Doubt,
    Elements,
    Entries,
    Frame,
    Given,
    Imported,
    Mapping,
    Part,
    Place,
    Reason,
    Sequence,
    Text,
    doubted,
    is_true,
    unknown,
    untouched,
)
from edgewise.templates import Origin

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edgewise.python.inference.evaluation import Evaluation
    from edgewise.python.inference.forms.changes import ContainerChange
    from edgewise.python.inference.values import Choice, Key, SequenceKind, Value, Values
    from edgewise.python.syntax.flow import When
    from edgewise.python.syntax.scopes import Scope

_MANY = 200
"""Of more items, or changes, it is not told which is which."""


class Containers:
    """Reads the containers of one module."""

    def __init__(self, evaluation: Evaluation) -> None:
        self._evaluation = evaluation
        self._tree = evaluation.tree
        self._entries: dict[tuple[cst.CSTNode, Frame | None], Entries] = {}
        self._elements: dict[tuple[cst.CSTNode, Frame | None, int], Elements] = {}
        self._grown: dict[tuple[cst.CSTNode, Frame | None, int], Elements] = {}
        self.changes = ContainerChanges(evaluation)
        self._open: set[Place] = set()
        """The containers whose contents are being asked for: what is put into itself is no news."""

    # -- what makes a container

    def make_mapping(self, place: Place, entries: Entries) -> Mapping:
        """Return a dictionary that ``place`` makes."""
        self._entries[place.node, place.frame] = entries
        return Mapping(place)

    def make_sequence(self, place: Place, elements: Elements, kind: SequenceKind = "list", level: int = 0) -> Sequence:
        """Return a sequence that ``place`` makes."""
        self._elements[place.node, place.frame, level] = elements
        return Sequence(place, kind, level)

    def _made_entries(self, place: Place) -> Entries:
        node = place.node
        if isinstance(node, cst.Dict):
            itself = Entries()
            return self._evaluation.once(self._entries, (node, place.frame), lambda: self._of_dict(node, place), itself)
        return self._entries.get((node, place.frame), Entries(more=Doubt(Reason.KEYS, node)))

    def made(self, value: Sequence) -> Elements:
        """Return what a sequence is made with, before anything changes it."""
        node, place = value.node, value.origin
        key = node, place.frame, value.level
        if isinstance(node, (cst.List, cst.Tuple, cst.Set)):
            return self._evaluation.once(self._elements, key, lambda: self._of_display(node, place), Elements())
        return self._elements.get(key, Elements(more=Doubt(Reason.LENGTH, node)))

    def _of_dict(self, node: cst.Dict, place: Place) -> Entries:
        known: dict[Key, Choice] = {}
        more: Doubt | None = None
        for element in node.elements:
            if isinstance(element, cst.DictElement):
                keys = self.keys(self._evaluation.flow(element.key, place.scope, place.frame))
                given = Given(element, Place(element.value, place.scope, place.frame), node)
                if keys is None:
                    more = Doubt(Reason.KEYS, node)
                    _put_anywhere(known, given, more)
                for key in keys or ():
                    # Of two under one key neither may be edited for the sake of the other.
                    given = given._replace(owner=None) if key in known else given
                    known[key] = (given,) if len(keys or ()) == 1 else (*known.get(key, ()), given, None)
            else:
                for value in self._evaluation.flow(element.value, place.scope, place.frame):
                    more = merge(known, self.whole(value, element), "before") or more
        return Entries(known, more)

    def whole(self, value: Value, at: cst.CSTNode) -> Entries:
        """Return the entries of what is spread into a dictionary or put into it: a dictionary, or pairs."""
        match value:
            case Mapping():
                return self.entries(value, at)
            case Constant(value=None):
                return Entries()
            case Imported(name="os.environ"):
                return Entries(more=Doubt(Reason.ENVIRONMENT, value.node))
            case Sequence():
                return self._of_pairs(self.elements(value))
            case _:
                node = value.node if isinstance(value.node, cst.BaseExpression) else at
                return Entries(more=Doubt(Reason.KEYS, node))

    def _of_pairs(self, pairs: Elements) -> Entries:
        known: dict[Key, Choice] = {}
        more = pairs.more
        for pair in self._evaluation.of(*pairs.items):
            items = self.elements(pair).items
            keys = self.keys(self._evaluation.of(*items[:1]))
            if len(items) == 2 and keys is not None and len(keys) == 1:  # a key and a value
                known[keys[0]] = untouched(items[1])
            else:
                more = Doubt(Reason.KEYS, pair.node)
        return Entries(known, more)

    def _of_display(self, node: cst.List | cst.Tuple | cst.Set, place: Place) -> Elements:
        items: list[Choice] = []
        more: Doubt | None = None
        in_order = not isinstance(node, cst.Set)
        for element in node.elements:
            if isinstance(element, cst.Element):
                items.append((Given(element, Place(element.value, place.scope, place.frame), node),))
                continue
            spread = [self.elements(value) for value in self._evaluation.flow(element.value, place.scope, place.frame)]
            items += [choice for each in spread for choice in each.items]
            more = next((each.more for each in spread if each.more is not None), more)
            in_order &= len(spread) == 1 and spread[0].in_order
        return Elements(items, more, in_order)

    def keys(self, values: Values) -> list[Key] | None:
        """Return the keys that an expression may be, None if it may be any."""
        found: list[Key] = []
        for value in values:
            match value:
                case Text() if value.constant is not None:
                    found.append(value.constant)
                case Constant(value=constant):
                    found.append(constant)
                case Imported(name=name):
                    found.append((name,))
                case _:
                    return None
        return found or None

    # -- what a container holds

    def entries(self, value: Mapping, at: cst.CSTNode | None = None) -> Entries:
        """Return what a dictionary holds where ``at`` reads it; without it, anywhere."""
        made = self._made_entries(value.origin)
        if value.origin in self._open:
            self._evaluation.entangle()
            return made
        self._open.add(value.origin)
        try:
            return self._with_stored(made, value, at)
        finally:
            self._open.discard(value.origin)

    def _with_stored(self, made: Entries, value: Mapping, at: cst.CSTNode | None) -> Entries:
        """Return the entries with which a dictionary is made, and all that is put there or taken away later."""
        changes = self.changes.of(value.origin, at)
        doubts = value.doubts
        if not changes and not doubts:
            return made
        known, more = dict(made.known), made.more
        for change, when in changes:
            more = self._changed(known, change, when, value.origin) or more
        if doubts:
            known = {key: _with(choice, *doubts) for key, choice in known.items()}
            more = more or self._first(doubts)
        return Entries(known, more)

    def _first(self, doubts: Iterable[Doubt]) -> Doubt:
        """Return one of several doubts, always the same."""
        order = self._tree.order
        return min(doubts, key=lambda doubt: (order.get(doubt.node, 0) if doubt.node else 0, doubt.reason.name))

    def _changed(self, known: dict[Key, Choice], change: ContainerChange, when: When, origin: Place) -> Doubt | None:
        """Put what a change does into the entries of a dictionary; return why there may be more."""
        frame = origin.frame if origin.frame is not None and self._is_inside(change.node, origin.frame) else None
        keys = self.keys(self._evaluation.flow(change.key, change.scope, frame)) if change.key is not None else None
        match change.kind:
            case "store" | "default":
                place = Place(change.value, change.scope, frame) if change.value is not None else None
                unsaid = (unknown(Place(change.node, change.scope, frame), Reason.FOREIGN),)
                given = Given(change.node, place, known=() if place else unsaid)
                if keys is None or len(keys) > 1:
                    doubt = Doubt(Reason.KEYS, origin.node)
                    _put_anywhere(known, given, doubt)
                    return doubt
                old = known.get(keys[0], (None,))
                if change.kind == "store" and keys[0] not in known and isinstance(change.node, cst.Assign):
                    given = given._replace(owner=origin.node)
                if change.kind == "default" and None not in old:
                    return None
                merge(known, Entries({keys[0]: (given, *(item for item in old if change.kind == "default" and item))}),
                      when)  # fmt: skip
                return None
            case "remove" if keys is not None and len(keys) == 1:
                if when == "before":
                    known.pop(keys[0], None)
                elif keys[0] in known:
                    known[keys[0]] = (*known[keys[0]], None)
                return None
            case "merge":
                return merge(known, self._merged(change, frame), when)
            case _:
                doubt = Doubt(Reason.CHANGED, origin.node)
                known.update({key: _with(choice, doubt) for key, choice in known.items()})
                return doubt

    def _is_inside(self, node: cst.CSTNode, frame: Frame) -> bool:
        return frame.node in self._tree.ancestors(node)

    def _merged(self, change: ContainerChange, frame: Frame | None) -> Entries:
        """Return what ``update`` or ``|=`` puts into a dictionary."""
        known: dict[Key, Choice] = {}
        more: Doubt | None = None
        spread: list[Choice] = [()]
        if isinstance(change.node, cst.Call):
            arguments = self._evaluation.arguments(change.node, change.scope, frame)
            known.update(arguments.names)
            more = arguments.more_names or arguments.more_positions
            spread = [*arguments.positions]
            values = self._evaluation.of(*spread)
        else:
            assert change.value is not None
            values = self._evaluation.flow(change.value, change.scope, frame)
        entries = Entries(known, more)
        for value in values:
            below = dict(self.whole(value, change.node).known)
            more = self.whole(value, change.node).more or more
            entries = Entries({**below, **entries.known}, more)
        # What is put there is an entry of the other dictionary: it may not be edited for the sake of this one alone.
        return entries

    def elements(self, value: Value) -> Elements:
        """Return what a loop over a value goes through, one by one."""
        match value:
            case Sequence():
                made = self.made(value)
                key = value.node, value.origin.frame, value.level
                grown = self._evaluation.once(self._grown, key, lambda: self._with_changes(made, value), made)
                if not value.doubts:
                    return grown
                items = [_with(choice, *value.doubts) for choice in grown.items]
                return Elements(items, grown.more or self._first(value.doubts), grown.in_order)
            case Mapping():
                entries = self.entries(value)
                return Elements([self._key(key, value, entries) for key in entries.known], entries.more)
            case Text(constant=str(text)) if len(text) <= _MANY:
                letters = (Text(value.origin, computed(value, letter, value.node)) for letter in text)
                return Elements([(Given(value.node, None, known=(letter,)),) for letter in letters])
            case Class() if members := self._evaluation.members(value):
                # In no order, for one with the value of another is no member.
                return Elements([(Given(value.node, None, known=(one,)),) for one in members], in_order=False)
            case _:
                return Elements(more=Doubt(Reason.LENGTH, value.node))

    def _key(self, key: Key, value: Mapping, entries: Entries) -> Choice:
        """Return one of the keys of a dictionary as an element."""
        given = next((item for item in entries.known[key] if item is not None), None)
        node = given.item if given is not None else value.node
        if key == ANY_OTHER:
            return (Given(node, None, known=(unknown(Place(node, value.origin.scope), Reason.KEYS, value.node),)),)
        if isinstance(node, cst.DictElement):
            scope = given.place.scope if given and given.place else value.origin.scope
            frame = given.place.frame if given and given.place else value.origin.frame
            return (Given(node, Place(node.key, scope, frame)),)
        place = Place(node, value.origin.scope, value.origin.frame)
        if isinstance(key, str):
            text = Text(place, (Part(key, node, origin=Origin.FOREIGN, place=node),))
            return (Given(node, None, known=(text,)),)
        if isinstance(key, tuple):
            return (Given(node, None, known=(Imported(place, key[0]),)),)
        return (Given(node, None, known=(Constant(place, key),)),)

    def _with_changes(self, made: Elements, value: Sequence) -> Elements:
        items, more, in_order = list(made.items), made.more, made.in_order
        for change, _ in self.changes.of(value.origin, None):
            match change.kind:
                case "add" if isinstance(change.node, cst.Call) and change.node.args:
                    argument = change.node.args[0]
                    items.append((Given(argument, Place(argument.value, change.scope)), None))
                case "extend" | "merge" if change.value is not None:
                    for other in self._evaluation.flow(change.value, change.scope):
                        more_elements = self.elements(other) if other != value else Elements()
                        items += [(*choice, None) for choice in more_elements.items]
                        more = more or more_elements.more
                case "store" if change.value is not None:
                    items.append((Given(change.node, Place(change.value, change.scope)), None))
                    in_order = False
                case _:
                    doubt = Doubt(Reason.CHANGED, value.node)
                    items, more = [_with(choice, doubt) for choice in items], more or doubt
        if len(items) > len(made.items) + _MANY:
            items, more = items[: len(made.items) + _MANY], more or Doubt(Reason.MANY, value.node)
        return Elements(list(dict.fromkeys(items)) if items != made.items else made.items, more, in_order)

    # -- looking up

    def item(self, base: Mapping | Sequence | Text, keys: Values, place: Place) -> Values:
        """Return what ``base[key]`` may be."""
        known = self.keys(keys)
        found: list[Value] = []
        match base:
            case Mapping():
                entries = self.entries(base, place.node)
                if any(isinstance(key, tuple) and key not in entries.known for key in known or ()):
                    known = None  # what is imported may be any key
                wanted = list(entries.known) if known is None else [key for key in known if key in entries.known]
                found += self._evaluation.of(*(entries.known[key] for key in wanted))
                is_missing = known is None or len(wanted) < len(known)
                if known is not None and is_missing:
                    found += self._evaluation.of(entries.known.get(ANY_OTHER, ()))
                if entries.more is not None and is_missing:
                    found.append(unknown(place, entries.more.reason, entries.more.node))
            case Sequence():
                elements = self.elements(base)
                indices = [key for key in known or () if isinstance(key, int)]
                sure = known is not None and elements.in_order and elements.more is None and len(indices) == len(known)
                items = list(elements.items)
                picked = [items[at] for at in indices if -len(items) <= at < len(items)] if sure else items
                found += self._evaluation.of(*picked)
                if elements.more is not None:
                    found.append(unknown(place, elements.more.reason, elements.more.node))
            case Text():
                indices = [key for key in known or () if isinstance(key, int)]
                text = base.constant
                if text is None or not indices:
                    return (unknown(place, Reason.FOREIGN),)
                found += [
                    Text(place, computed(base, text[at], place.node), doubts=base.doubts)
                    for at in indices
                    if -len(text) <= at < len(text)
                ]
        return doubted(found, *base.doubts)

    def sliced(self, bases: Values, run: slice | None, place: Place) -> list[Value]:
        """Return what a slice gives, whose bounds are not known where there is no ``run``."""
        found: list[Value] = []
        made: list[Elements] = []
        kinds: list[SequenceKind] = []
        for base in bases:
            if isinstance(base, Sequence):
                elements = self.elements(base)
                kinds.append(base.kind)
                if run is not None and elements.in_order and elements.more is None:
                    made.append(Elements(elements.items[run]))
                else:
                    made.append(Elements([(*choice, None) for choice in elements.items], elements.more, in_order=False))
            elif isinstance(base, Text) and base.constant is not None and run is not None:
                found.append(Text(place, computed(base, base.constant[run], place.node), doubts=base.doubts))
            else:
                found.append(unknown(place, Reason.FOREIGN))
        return [*found, *([self.make_sequence(place, united_elements(made), kinds[0])] if made else [])]

    # -- operators and comprehensions

    def operation(self, node: cst.BinaryOperation, place: Place) -> list[Value]:
        """Return the dictionary or the flags that ``|`` makes, the sequence that ``+`` makes, or what is not known."""
        lefts = self._evaluation.flow(node.left, place.scope, place.frame)
        rights = self._evaluation.flow(node.right, place.scope, place.frame)
        if isinstance(node.operator, cst.BitOr) and any(isinstance(value, Mapping) for value in (*lefts, *rights)):
            known: dict[Key, Choice] = {}
            more: Doubt | None = None
            for values in (lefts, rights):
                for value in values:
                    more = merge(known, self.whole(value, node), "before" if len(values) == 1 else "maybe") or more
            return [self.make_mapping(place, Entries(known, more))]
        if isinstance(node.operator, cst.Add) and any(isinstance(value, Sequence) for value in (*lefts, *rights)):
            found = [self.elements(value) for values in (lefts, rights) for value in values]
            items = [choice for each in found for choice in each.items]
            more = next((each.more for each in found if each.more is not None), None)
            in_order = len(found) == 2 and all(each.in_order for each in found)
            kind: SequenceKind = next(value.kind for value in (*lefts, *rights) if isinstance(value, Sequence))
            return [self.make_sequence(place, Elements(items, more, in_order), kind)]
        if isinstance(node.operator, cst.BitOr):
            named = [
                Imported(place, f"{left.name}|{right.name}")
                for left in lefts
                for right in rights
                if isinstance(left, Imported) and isinstance(right, Imported)
            ]
            if named:
                return [*named]
        return [unknown(place, Reason.FOREIGN)]

    def comprehension(self, node: cst.BaseComp, place: Place) -> Value:
        """Return what a comprehension makes, round by round where it is known what it goes through."""
        scope = self._tree.opened[node]
        rounds: list[tuple[Frame | None, bool]] = [(place.frame, False)]
        more: Doubt | None = None
        in_order = False
        if node.for_in.inner_for_in is None:
            values = self._evaluation.flow(node.for_in.iter, place.scope, place.frame)
            found = [self.elements(value) for value in values]
            more = next((each.more for each in found if each.more is not None), None)
            choices = [choice for each in found for choice in each.items]
            if more is None and len(choices) <= _MANY:
                in_order = len(found) == 1 and found[0].in_order
                made = (self._round(node, scope, place, choice) for choice in choices)
                rounds = [each for each in made if each is not None]
        if isinstance(node, cst.DictComp):
            known: dict[Key, Choice] = {}
            for frame, sure in rounds:
                keys = self.keys(self._evaluation.flow(node.key, scope, frame))
                if keys is None:
                    more = more or Doubt(Reason.KEYS, node)
                    _put_anywhere(known, Given(node, Place(node.value, scope, frame)), more)
                for key in keys or ():
                    given = Given(node, Place(node.value, scope, frame))
                    merge(known, Entries({key: (given,)}), "before" if sure and len(keys or ()) == 1 else "maybe")
            return self.make_mapping(place, Entries(known, more))
        assert isinstance(node, cst.BaseSimpleComp)
        items: list[Choice] = [
            (Given(node, Place(node.elt, scope, frame)), *(() if sure else (None,))) for frame, sure in rounds
        ]
        kind: Literal["list", "set", "iterator"] = (
            "list" if isinstance(node, cst.ListComp) else "set" if isinstance(node, cst.SetComp) else "iterator"
        )
        return self.make_sequence(place, Elements(items, more, in_order and all(sure for _, sure in rounds)), kind)

    def _round(
        self, node: cst.BaseComp, scope: Scope, place: Place, choice: Choice
    ) -> tuple[Frame | None, bool] | None:
        """Return the frame of one round, and whether it surely gives something; None if it surely does not."""
        given = tuple(item for item in choice if item is not None)
        frame = Frame(node, Arguments([given]), place, place.frame)
        sure = None not in choice
        for test in node.for_in.ifs:
            outcomes = {is_true(value) for value in self._evaluation.flow(test.test, scope, frame)}
            if outcomes == {False}:
                return None
            sure &= outcomes == {True}
        return frame, sure


def united_elements(made: Iterable[Elements]) -> Elements:
    """Return what one of several sequences holds: position by position where all are as long."""
    found = [*made]
    more = next((each.more for each in found if each.more is not None), None)
    lengths = {len(each.items) for each in found}
    if len(lengths) == 1 and more is None and all(each.in_order for each in found):
        columns = zip(*(each.items for each in found), strict=True)
        return Elements([tuple(dict.fromkeys(item for choice in column for item in choice)) for column in columns])
    return Elements([(*choice, None) for each in found for choice in each.items], more, in_order=False)


def merge(known: dict[Key, Choice], more: Entries, when: When) -> Doubt | None:
    """Put entries into others, for certain or perhaps; return why there may be more of them."""
    for key, choice in more.known.items():
        if when == "before" and None not in choice:
            known[key] = choice
        else:
            doubt = Doubt(Reason.CONDITION)
            new = tuple(item for item in choice if item is not None)
            known[key] = (*known.get(key, (None,)), *_with(new, *([doubt] if when != "before" else [])))
    return more.more


def _put_anywhere(known: dict[Key, Choice], given: Given, doubt: Doubt) -> None:
    """Put something into a dictionary under a key that is not known."""
    known[ANY_OTHER] = (*known.get(ANY_OTHER, ()), *_with((given,), doubt))


def _with(choice: Choice, *doubts: Doubt) -> Choice:
    """Return what may be given with more doubts, and not to be edited."""
    return tuple(item and item._replace(doubts=item.doubts | frozenset(doubts), owner=None) for item in choice)
