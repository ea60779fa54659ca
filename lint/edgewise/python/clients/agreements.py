"""Agreements: what else in a module goes by the region, the edge or the host of a client, and has to go with its fix.

A test expects what a client is given, or the host that it asks for; code reads the region of a client; a guard lets its
host through. A fix of the client alone would break these.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import libcst as cst

from edgewise.files.sources import Lines
from edgewise.python.hostnames.find import Literals
from edgewise.python.inference.values import (
    Class,
    Constant,
    Function,
    Mapping,
    Object,
    Sequence,
    Text,
    Unknown,
)
from edgewise.python.intent import is_assertion

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from edgewise.python.clients.objects import Objects
    from edgewise.python.inference.values import Arguments, Value, Values
    from edgewise.python.module import Module
    from edgewise.python.syntax.scopes import Scope
    from edgewise.twilio.releases import ClientResolution

_DEPTH = 8
"""Through how many containers and calls inside each other an expectation is read."""


class Expectation(NamedTuple):
    """A text that an assertion states.

    ``is_whole``: beside the other arguments of a call, or entries of a dictionary, so that one more is too many.
    """

    text: str
    is_whole: bool
    place: cst.CSTNode


class Agreements:
    """Answers for the clients of one module.

    :param literals: the hostnames of the module, whose own fixes decide what stays.
    """

    def __init__(self, module: Module, objects: Objects, literals: Literals | None = None) -> None:
        self._tree = module.tree
        self._evaluator = module.evaluator
        self._objects = objects
        self._literals = literals or Literals(module)

    def against(
        self, made: Iterable[Object], region: str | None, edge: str | None, resolution: ClientResolution
    ) -> str | None:
        """Return what goes by the region, edge or host of clients and stays if these are fixed, None if nothing does.

        :param region: the region that they are given today. :param edge: the edge; None if there is none.
        """
        changed = [
            name
            for name, before, after in (("region", region, resolution.region), ("edge", edge, resolution.edge))
            if (after or "").lower() != (before or "").lower()
        ]
        for client in made:
            for name in changed:
                if (node := self._objects.reader(name, client)) is not None:
                    return f"its {name} is read on line {self._line(node)}"
        for expected in self._expected if region else ():
            if self._says(expected, region, changed):
                return f"a test expects `{region}` on line {self._line(expected.place)}"
        for host, seen in self._literals.held.items():
            if host.partition(".")[2] == resolution.built.partition(".")[2].lower():
                return f"`{host}` stays on line {seen.line}, where {seen.role.words.partition(':')[0]}"
        return None

    def _line(self, node: cst.CSTNode) -> int:
        return self._lines.location(self._tree.span(node)[0])[0]

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self._tree.text)

    @staticmethod
    def _says(expected: Expectation, region: str | None, changed: list[str]) -> bool:
        """Say whether an expectation does not hold any more once the region, or the edge before it, is another one."""
        label = re.compile(rf"(?P<before>[\w-]\.)?(?<![\w-]){re.escape(region or '')}(?![\w-])", re.IGNORECASE)
        found = label.search(expected.text)
        return found is not None and ("region" in changed or expected.is_whole or found["before"] is not None)

    # -- what tests expect

    @cached_property
    def _expected(self) -> list[Expectation]:
        found: list[Expectation] = []
        for statement, scope in self._tree.nodes(cst.Assert):
            found += self._of_test(statement.test, scope)
        for call, scope in self._tree.nodes(cst.Call):
            if is_assertion(call):
                arguments = self._evaluator.arguments(call, scope)
                is_of_mock = "call" in call.func.attr.value if isinstance(call.func, cst.Attribute) else False
                found += self._of_arguments(arguments, call, is_whole=is_of_mock)
        return found

    def _of_test(self, test: cst.BaseExpression, scope: Scope) -> Iterator[Expectation]:
        match test:
            case cst.BooleanOperation(left=left, right=right):
                yield from self._of_test(left, scope)
                yield from self._of_test(right, scope)
            case cst.UnaryOperation(expression=inner):
                yield from self._of_test(inner, scope)
            case cst.Comparison():
                sides = [test.left, *(target.comparator for target in test.comparisons)]
                values = [self._evaluator.values(side, scope) for side in sides]
                if not all(map(_is_constant, values)):  # what is compared may come from a client
                    for side in values:
                        yield from self._of_values(side, test)
            case _:
                yield from self._of_values(self._evaluator.values(test, scope), test)

    def _of_values(self, values: Values, place: cst.CSTNode, depth: int = 0) -> Iterator[Expectation]:
        for value in values if depth < _DEPTH else ():
            match value:
                case Text():
                    yield Expectation(value.text, False, place)
                case Mapping():
                    yield from self._of_entries(value, place, depth)
                case Sequence():
                    for choice in self._evaluator.elements(value).items:
                        yield from self._of_values(self._evaluator.of(choice), place, depth + 1)
                case Object() | Unknown() if isinstance(value.node, cst.Call):
                    yield from self._of_call(value, value.node, place, depth)
                case _:
                    pass

    def _of_entries(self, value: Mapping, place: cst.CSTNode, depth: int) -> Iterator[Expectation]:
        for key, choice in self._evaluator.entries(value, place).known.items():
            for found in self._of_values(self._evaluator.of(choice), place, depth + 1):
                yield found._replace(is_whole=found.is_whole or key == "region")

    def _of_call(self, value: Value, call: cst.Call, place: cst.CSTNode, depth: int) -> Iterator[Expectation]:
        """Yield what a call states that is given to nothing of the module: ``mock.call(region="ie1")``."""
        scope, frame = value.origin.scope, value.origin.frame
        for callee, arguments in self._evaluator.callees(call, scope, frame):
            if not self._is_ours(callee):
                yield from self._of_arguments(arguments, place, depth + 1, is_whole=True)

    def _is_ours(self, callee: Value) -> bool:
        return isinstance(callee, (Function, Class)) or self._objects.makes(callee)

    def _of_arguments(
        self, arguments: Arguments, place: cst.CSTNode, depth: int = 0, *, is_whole: bool
    ) -> Iterator[Expectation]:
        given = [(None, choice) for choice in arguments.positions] + [*arguments.names.items()]
        values = [self._evaluator.of(choice) for _, choice in given]
        if not is_whole and all(map(_is_constant, values)):
            return
        for (name, _), each in zip(given, values, strict=True):
            for found in self._of_values(each, place, depth + 1):
                yield found._replace(is_whole=found.is_whole or is_whole or name == "region")


def _is_constant(values: Values) -> bool:
    return all(isinstance(value, (Text, Constant)) and not value.doubts for value in values)
