"""Expectations: what tests compare with a host, and whether the module makes that as well."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst

from edgewise.patterns import on_demand
from edgewise.python.inference.intent import is_assertion
from edgewise.python.inference.values import Imported, Object, Reason, Text, Unknown
from edgewise.python.syntax.nodes import called_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from edgewise.python.hostnames.uses.changes import TextChange
    from edgewise.python.inference.uses import Use
    from edgewise.python.inference.values import Value, Values
    from edgewise.python.module import Module
    from edgewise.python.syntax.scopes import Scope


_CALL = on_demand(r"unittest\.mock\.call\b")
_STATED_DEPTH = 3
"""Through how many attributes and methods of what a call makes the statements of a test are looked for."""


class ExpectedHosts:
    """Answers for one module."""

    def __init__(self, module: Module) -> None:
        self._tree = module.tree
        self._evaluator = module.evaluator

    def is_made_here(self, other: cst.BaseExpression, scope: Scope, change: TextChange) -> bool:
        """Say whether what a test compares with the host is for certain a text of this module that has it as well."""
        values = self._evaluator.values(other, scope)
        texts = [value for value in values if isinstance(value, Text) and not value.doubts]
        return len(texts) == len(values) and all(change.old_host in text.text for text in texts)

    def has_one_origin(self, use: Use, other: cst.BaseExpression) -> bool:
        """Say whether the hosts of two things that are compared stand in the same literals, and in no others."""
        own = _origins(self._evaluator.used(use))
        return bool(own) and own == _origins(self._evaluator.values(other, use.scope))

    def is_given_here(self, change: TextChange, expected: cst.CSTNode) -> bool:
        """Say whether calls of the module are given the very text that a mock is expected to have got.

        What else is called by the same name may not be given something that is not known.
        """
        given = self._given.get(change.old, {})
        texts = (text for several in given.values() for text in several)
        is_known = self._given_unknown.isdisjoint(given)
        return is_known and any(all(part.node is not expected for part in text.parts) for text in texts)

    def is_given_as_it_is(self, use: Use, change: TextChange) -> bool:
        """Say whether all calls that are given such a text have it from the same literals as a use."""
        own = _origins(self._evaluator.used(use))
        given = self._given.get(change.old, {}).values()
        is_one = all(_origins([text]) == own for texts in given for text in texts)
        return bool(own) and is_one and self.is_given_here(change, use.node)

    def states(self, call: cst.Call, scope: Scope) -> bool:
        """Say whether a call is an assertion, or stands for a call that a mock is expected to have got."""
        callees = self._evaluator.values(call.func, scope)
        return is_assertion(call) or any(isinstance(one, Imported) and _CALL.match(one.name) for one in callees)

    @cached_property
    def _given(self) -> Mapping[str, Mapping[str, list[Text]]]:
        """The texts with a host that calls of the module are given, where these are known, by what is called."""
        found: dict[str, dict[str, list[Text]]] = defaultdict(lambda: defaultdict(list))
        for name, _, values in self._arguments():
            texts = [value for value in values if isinstance(value, Text) and not value.doubts]
            for text in texts if len(texts) == len(values) else ():
                if "twilio" in text.text.lower():
                    found[text.text][name].append(text)
        return found

    @cached_property
    def _given_unknown(self) -> frozenset[str]:
        """The names of what is called with something of which callers that are not seen are not the only doubt."""
        urls = ((name, values) for name, keyword, values in self._arguments() if keyword in ("", "url"))
        return frozenset(name for name, values in urls if any(map(_is_unknown, values)))

    def _arguments(self) -> Iterator[tuple[str, str, Values]]:
        """Yield what calls are given that are not expected themselves: by the name of what is called and a keyword."""
        for call, scope in self._tree.nodes(cst.Call):
            for argument in call.args if not self.states(call, scope) else ():
                keyword = argument.keyword.value if argument.keyword is not None else argument.star
                for frame in (None, *self._evaluator.frames(call)):
                    yield called_name(call), keyword, self._evaluator.values(argument.value, scope, frame)

    def gives_rows_to_a_test(self, call: cst.Call, name: str) -> bool:
        """Say whether a call decorates a test, which is then run with what the call is given."""
        if name == "pytest.mark.parametrize":
            return True
        decorator = self._tree.parents.get(call)
        test = self._tree.parents.get(decorator) if isinstance(decorator, cst.Decorator) else None
        return isinstance(test, cst.FunctionDef) and test.name.value.startswith("test")

    def is_asserted(self, call: cst.CSTNode, depth: int = 0) -> bool:
        """Say whether a test states something of what a call makes: ``form = Form(data); assert form.is_valid()``."""
        for use in self._evaluator.uses(call):
            is_stated = use.kind == "asserted" or (use.call is not None and is_assertion(use.call))
            if is_stated or (use.kind in ("comparison", "test") and self._tree.enclosing(use.around, cst.Assert)):
                return True
            if use.kind == "attribute" and use.way != "held" and depth < _STATED_DEPTH:
                made = self._tree.call_of(use.around) or use.around
                if self.is_asserted(made, depth + 1):
                    return True
        return False


def _origins(values: Iterable[Value]) -> frozenset[cst.CSTNode]:
    """Return the literals in which the hosts of texts stand, none where it is not sure what they are."""
    texts = [value if isinstance(value, Text) and not value.doubts else None for value in values]
    parts = [part for text in texts if text is not None for part in text.parts]
    return frozenset(part.node for part in parts if "twilio" in part.text.lower() and None not in texts)


def _is_unknown(value: Value) -> bool:
    is_given = all(doubt.reason is Reason.CALLERS for doubt in value.doubts)
    return (isinstance(value, Unknown) and not is_given) or (
        isinstance(value, Object) and isinstance(value.of, Imported)
    )
