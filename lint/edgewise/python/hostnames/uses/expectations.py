"""Expectations: what tests compare with a host, and whether the module makes that as well."""

from __future__ import annotations

import enum
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst

from edgewise.patterns import on_demand
from edgewise.python.inference.intent import is_assertion, is_refused
from edgewise.python.inference.values import Imported, Object, Reason, Text, Unknown
from edgewise.python.syntax.nodes import as_call, called_name, last_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from edgewise.python.hostnames.uses.changes import TextChange
    from edgewise.python.inference.uses import Use
    from edgewise.python.inference.values import Value, Values
    from edgewise.python.module import Module
    from edgewise.python.syntax.scopes import Scope


_REFUSALS = on_demand(
    r"4(?:00|03|06|09|10|12|21|22)"
    r"|[\w.]+\.(?:HTTP_4(?:00|03|06|09|10|12|21|22)_\w+|BAD_REQUEST|FORBIDDEN|CONFLICT|GONE|UNPROCESSABLE_\w+)"
)
"""Statuses that refuse what was sent, and not who sent it or where to."""
_STATING = frozenset({"asserted", "comparison", "test"})
"""Uses by which the statement ``assert`` says something."""
_NOTHING = frozenset(("0", "[]", "{}", "()", '""', "None", "set()", "200", "201", "204"))
_CALL = on_demand(r"unittest\.mock\.call\b")
_STATED_DEPTH = 3
"""Through how many attributes and methods of what a call makes the statements of a test are looked for."""


class ExpectedHosts:
    """Answers for one module."""

    def __init__(self, module: Module) -> None:
        self._tree = module.tree
        self._evaluator = module.evaluator
        self._refused: dict[cst.Call, bool] = {}

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

    def refuse(self, node: cst.BaseExpression) -> bool:
        """Say whether tests expect that whatever gets a text refuses it: by a status, an error, a no, a warning."""
        calls = {use.call for use in self._evaluator.uses(node) if use.kind == "argument" and use.call is not None}
        for call in calls - self._refused.keys():
            self._refused[call] = self._is_refused(call) or self._is_warned_of(call)
        return bool(calls) and all(self._refused[call] for call in calls)

    def _is_warned_of(self, call: cst.Call) -> bool:
        """Say whether a call stands where warnings are recorded of which a test says that there are some."""
        around = self._tree.enclosing(call, cst.With)
        named = [item for item in around.items if item.asname is not None] if around is not None else []
        entered = [call for call in (as_call(item.item) for item in named) if call is not None]
        return any(called_name(call) == "catch_warnings" and self._is_refused(call, _Says.TROUBLE) for call in entered)

    def _is_refused(self, made: cst.CSTNode, says: _Says | None = None, depth: int = 0) -> bool:
        """Say whether a test expects what is made to say that something was refused.

        :param says: what is known of it by the attributes and calls that lead there.
        """
        for use in self._evaluator.uses(made):
            said = _said(last_name(use.node)) or says
            is_known = said is not None or not depth
            states = use.kind in _STATING or (use.call is not None and is_assertion(use.call))
            if is_known and states and self._is_refusal(use, said):
                return True
            further: cst.CSTNode | None = None
            if use.kind == "attribute" and use.way != "held":
                called = self._tree.call_of(use.around)
                further = use.around if called is None else None if called.args else called
                said = _said(use.name) or said
            elif use.kind == "argument" and use.call is not None and called_name(use.call) in ("len", "bool", "list"):
                further = use.call
            if further is not None and depth < _STATED_DEPTH and self._is_refused(further, said, depth + 1):
                return True
        return False

    def _is_refusal(self, use: Use, says: _Says | None) -> bool:
        """Say whether an assertion says of what has been made that it is a refusal."""
        asserted = use.call if use.call is not None and is_assertion(use.call) else None
        if asserted is None and self._tree.enclosing(use.around, cst.Assert) is None:
            return use.kind == "asserted" and says is _Says.TROUBLE
        others = [each.other for each in use.compared if each.sign in ("==", "in", ">", ">=")]
        others += [item.value for item in asserted.args if item.value is not use.node] if asserted is not None else []
        if says is _Says.STATUS:
            return any(_REFUSALS.fullmatch(self._tree.source(other)) for other in others)
        is_no = is_refused(self._tree, use.node)
        if says is _Says.TROUBLE:
            return not is_no and not any(self._tree.source(other) in _NOTHING for other in others)
        return is_no and (says is _Says.FINE or use.kind != "comparison" or not others)


class _Says(enum.Enum):
    """What the name of something says that an answer has."""

    STATUS = "a status, by its number"
    TROUBLE = "errors or warnings"
    FINE = "that all is well"


_SAYS = {
    _Says.STATUS: on_demand(r"(?i:status(?:_?(?:code|int))?|code)\Z"),
    _Says.TROUBLE: on_demand(
        r"(?i:errors?|invalid|failed|failures?|warnings?|problems?|violations?|rejected|refused)\Z"
    ),
    _Says.FINE: on_demand(r"(?i:valid|ok|success(?:ful)?|allowed|accepted|passed|trusted)\Z"),
}


def _said(name: str) -> _Says | None:
    return next((says for says, form in _SAYS.items() if form.search(name)), None)


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
