"""Agreements: what else in a module goes by the region, the edge or the host of a client, and has to go with its fix.

A test expects what a client is given, or the host that it asks for; code reads the region of a client; a guard lets its
host through. A fix of the client alone would break these.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import libcst as cst

from edgewise.python.clients.fixes import Plan
from edgewise.python.hostnames.find import Hostnames
from edgewise.python.hostnames.uses.sinks import SHOWING
from edgewise.python.inference.intent import is_assertion, is_of_mock
from edgewise.python.inference.values import (
    Arguments,
    Class,
    Constant,
    Function,
    Imported,
    Mapping,
    Object,
    Sequence,
    Text,
    Unknown,
    all_texts,
    as_constant,
    as_constants,
)
from edgewise.python.syntax.nodes import called_name, claims, positional, receiver_of
from edgewise.twilio.constructors import EDGE_POSITION, HTTP_CLIENT_POSITION, REGION_POSITION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Sequence as Row

    from edgewise.findings import Edit
    from edgewise.judgement.clients import Question
    from edgewise.python.clients.candidates import Candidate
    from edgewise.python.clients.constructions import Constructions
    from edgewise.python.clients.fixes import ClientFixes
    from edgewise.python.clients.objects import ClientObjects
    from edgewise.python.inference.uses import Use
    from edgewise.python.inference.values import Choice, Value, Values
    from edgewise.python.module import Module
    from edgewise.python.syntax.scopes import Scope
    from edgewise.twilio.releases import ClientResolution

_RECORDS = frozenset({"call_args", "call_args_list", "mock_calls", "method_calls", "await_args", "await_args_list"})
"""Attributes of a mock that say what it was called with."""
_COUNTS = frozenset({"len", "sorted", "list", "set", "dict", "str", "repr", "tuple"})
_NAMES = frozenset({"region", "edge"})
_DEPTH = 8
"""Through how many containers and calls inside each other an expectation is read."""


class Expectation(NamedTuple):
    """A text that an assertion states.

    ``is_whole``: beside the other arguments of a call, or entries of a dictionary, so that one more is too many.
    """

    text: str
    is_whole: bool
    place: cst.CSTNode
    owner: cst.CSTNode | None = None
    """The call or dictionary of whose arguments it is one, as far as these stand in the assertion."""
    beside: Arguments | None = None
    """All arguments of the owner."""
    call: cst.Call | None = None
    """The owner, if it is a call."""


class Agreement(NamedTuple):
    """What becomes of a fix: ``why`` it would break something, or the ``edits`` and lines (from 1) that go with it."""

    why: str | None = None
    edits: tuple[Edit, ...] = ()
    lines: tuple[int, ...] = ()


class Agreements:
    """Answers for the clients of one module.

    :param hostnames: the hostnames of the module, whose own fixes decide what stays.
    """

    def __init__(
        self,
        module: Module,
        constructions: Constructions,
        objects: ClientObjects,
        fixes: ClientFixes,
        hostnames: Hostnames | None = None,
    ) -> None:
        self._tree = module.tree
        self._evaluator = module.evaluator
        self._constructions = constructions
        self._objects = objects
        self._fixes = fixes
        self._hostnames = hostnames or Hostnames(module)

    def of(
        self, clients: Iterable[Object], question: Question, resolution: ClientResolution, made: Candidate | None = None
    ) -> Agreement:
        """Return what goes with a fix of clients, or against it.

        :param made: what is fixed of a call that makes them; None where their region is assigned.
        """
        region = question.region.only
        edge = question.edge.value if question.edge.kind == "constant" else None
        changed = [
            name
            for name, before, after in (("region", region, resolution.region), ("edge", edge, resolution.edge))
            if (after or "").lower() != (before or "").lower()
        ]
        for client in clients:
            for name in changed:
                if (node := self._objects.reader(name, client)) is not None:
                    return Agreement(f"its {name} is read on line {self._tree.line(node)}")
            if (looked_for := self._looked_for(client)) is not None:
                return Agreement(f"its host is compared on line {self._tree.line(looked_for)}")
        for host, seen in self._hostnames.held.items():
            if host.partition(".")[2] == resolution.built.partition(".")[2].lower():
                return Agreement(f"`{host}` stays on line {seen.line}, where {seen.role.words.partition(':')[0]}")
        return self._beside_hosts(region, changed, resolution, made)

    def _beside_hosts(
        self, region: str | None, changed: list[str], resolution: ClientResolution, made: Candidate | None
    ) -> Agreement:
        """Return what goes with a fix, or against it, but for the hosts of the module."""
        if (why := self._refused_by_a_fake(changed, resolution, made)) is not None:
            return Agreement(why)
        if (counting := self._counted) is not None:
            return Agreement(f"a test counts what a class is given on line {self._tree.line(counting)}")
        if made is not None and (looking := self._transport_that_looks(made)) is not None:
            return Agreement(f"its HTTP client looks at the URL on line {self._tree.line(looking)}")
        edits: dict[Edit, None] = {}
        lines: dict[int, None] = {}
        for expected in self._expected if region else ():
            if self._says(expected, region, changed):
                line = self._tree.line(expected.place)
                followed = self._followed(expected, made, resolution) if made is not None else None
                if followed is None:
                    said = expected.text if expected.text in _NAMES else region
                    return Agreement(f"a test expects `{said}` on line {line}")
                edits.update(dict.fromkeys(followed))
                lines[line] = None
        return Agreement(None, tuple(edits), tuple(lines))

    def _looked_for(self, client: Object) -> cst.CSTNode | None:
        """Return where the host that a client is asked for is compared with what the module does not show."""
        for call in self._objects.asked_for_host(client):
            for use in self._evaluator.uses(call):
                others = [compared.other for compared in use.compared]
                if use.kind == "argument" and use.call is not None and hasattr(str, called_name(use.call)):
                    base = receiver_of(use.call)
                    others += [base] if base is not None else []
                if self._tree.enclosing(use.around, cst.Assert) is not None:
                    if self._takes_labels(use):
                        return use.around
                    continue  # what tests expect is looked at there
                if any(self._is_foreign(other, use.scope) for other in others):
                    return use.around
        return None

    def _takes_labels(self, use: Use) -> bool:
        """Say whether the labels of a host are counted, or one of them is taken: no text says which is expected."""
        call = self._tree.call_of(use.around)
        if call is None:
            return use.kind == "item"
        given = (text for item in call.args for text in all_texts(self._evaluator.values(item.value, use.scope)))
        return use.kind == "attribute" and not any(sign.isalnum() for text in given for sign in text)

    def _is_foreign(self, node: cst.BaseExpression, scope: Scope) -> bool:
        values = self._evaluator.values(node, scope)
        return any(not isinstance(value, (Text, Constant, Sequence, Mapping)) for value in values)

    @staticmethod
    def _says(expected: Expectation, region: str | None, changed: list[str]) -> bool:
        """Say whether an expectation does not hold any more once the region, or the edge before it, is another one."""
        if expected.text in _NAMES:
            return True  # which arguments there are
        label = re.compile(rf"(?P<before>[\w-]\.)?(?<![\w-]){re.escape(region or '')}(?![\w-])", re.IGNORECASE)
        found = label.search(expected.text)
        return found is not None and ("region" in changed or expected.is_whole or found["before"] is not None)

    # -- what a client asks through

    def _transport_that_looks(self, made: Candidate) -> cst.CSTNode | None:
        """Return where an HTTP client of the module does more with a URL than to ask for it, or to tell of it."""
        for value in self._evaluator.of(made.made.arguments.get("http_client", HTTP_CLIENT_POSITION)):
            if (asked := self._record_of_mock(value)) is not None:
                return asked
            if not isinstance(value, Object) or not isinstance(value.of, Class):
                continue
            for method in self._evaluator.attribute(value, "request", value.origin):
                if isinstance(method, Function) and (looking := self._look_at_url(method)) is not None:
                    return looking
        return self._request_in_place

    @cached_property
    def _counted(self) -> cst.CSTNode | None:
        """Return where a test counts, or goes through, what a mock in the place of a class of clients has got."""
        if not self._mocked_classes:
            return None
        for attribute, _ in self._tree.nodes(cst.Attribute):
            if attribute.attr.value in _RECORDS and (found := self._counting(attribute)) is not None:
                return found
        return None

    def _counting(self, node: cst.CSTNode, depth: int = 0) -> cst.CSTNode | None:
        for use in self._evaluator.uses(node) if depth < _DEPTH else ():
            if use.kind == "iterated" or (use.call is not None and called_name(use.call) in _COUNTS):
                return use.around
            if use.kind in ("attribute", "item") and (found := self._counting(use.around, depth + 1)) is not None:
                return found
        return None

    @cached_property
    def _mocked_classes(self) -> list[cst.Call]:
        """The calls that put something in the place of a class of clients, by its name."""
        found: list[cst.Call] = []
        for call, scope in self._tree.nodes(cst.Call):
            texts = [text for item in call.args[:2] for text in all_texts(self._evaluator.values(item.value, scope))]
            if any(self._constructions.is_name_of_class(text.rpartition(".")[2]) for text in texts):
                found.append(call)
        return found

    @cached_property
    def _request_in_place(self) -> cst.CSTNode | None:
        """Return where a function that takes the place of a client's ``request`` looks at the URL."""
        for call, scope in self._tree.nodes(cst.Call):
            if called_name(call) not in ("setattr", "object") or len(call.args) < 3:
                continue
            owner, name, fake = (self._evaluator.values(item.value, scope) for item in call.args[:3])
            if "request" not in all_texts(name) or not any(map(self._constructions.is_client_class, owner)):
                continue
            for function in fake:
                if isinstance(function, Function) and (looking := self._look_at_url(function)) is not None:
                    return looking
        return None

    def _record_of_mock(self, mock: Value) -> cst.CSTNode | None:
        """Return where a test reads what a mock was called with, which stands in for an HTTP client."""
        is_foreign = isinstance(mock, Object) and isinstance(mock.of, Imported)
        for attribute, scope in self._tree.nodes(cst.Attribute) if is_foreign else ():
            if attribute.attr.value in _RECORDS:
                todo = [*self._evaluator.values(attribute.value, scope)]
                for value in todo:
                    if value.node is mock.node:
                        return attribute
                    if isinstance(value, Imported) and value.receiver is not None:
                        todo.append(value.receiver)
        return None

    def _look_at_url(self, method: Function) -> cst.CSTNode | None:
        definition = method.definition
        for url in positional(definition.params)[2:3]:  # behind the object and the method of the request
            for name, _ in self._tree.uses(url.name.value, self._tree.opened[definition]):
                call, given = self._tree.enclosing(name, cst.Call), self._tree.item_of(name)
                is_told = call is not None and (
                    isinstance(self._tree.parents[call], cst.Expr)
                    or self._is_shown(call, self._tree.opened[definition])
                )
                is_asked_for = given is not None and given.call is not None and called_name(given.call) == "request"
                if not is_told and not is_asked_for:
                    return name
        return None

    def _is_shown(self, call: cst.Call, scope: Scope) -> bool:
        """Say whether what a call gives is only printed or logged, or put into something that is."""
        outer = self._tree.statement_of(call)
        callees = self._evaluator.values(outer.func, scope) if outer is not None else ()
        return any(isinstance(callee, Imported) and SHOWING.match(callee.name) for callee in callees)

    # -- what stands in for a class

    def _refused_by_a_fake(
        self, changed: list[str], resolution: ClientResolution, made: Candidate | None
    ) -> str | None:
        """Return what to say of something of the module that takes the place of the class, but not what a fix gives."""
        for fake, node in self._fakes if made is not None else ():
            given = [name for name in changed if getattr(resolution, name)]
            taken_away = [name for name in changed if not getattr(resolution, name)]
            if any(not _takes(fake, name) for name in given) or any(_needs(fake, name) for name in taken_away):
                return f"what takes the place of the class on line {self._tree.line(node)} takes other arguments"
        return None

    @cached_property
    def _fakes(self) -> list[tuple[cst.Parameters, cst.CSTNode]]:
        """The parameters of what is put in the place of a class of clients: by assignment, or by a call of a test."""
        found: list[tuple[cst.Parameters, cst.CSTNode]] = []
        for target, value, scope in self._tree.assigned_attributes():
            if value is not None and self._constructions.is_name_of_class(target.attr.value):
                found += ((fake, target) for fake in self._parameters(self._evaluator.values(value, scope)))
        for call, scope in self._tree.nodes(cst.Call):
            values = [self._evaluator.values(argument.value, scope) for argument in call.args[:3]]
            texts = [text for each in values for text in all_texts(each)]
            if any(self._constructions.is_name_of_class(text.rpartition(".")[2]) for text in texts):
                found += ((fake, call) for each in values for fake in self._parameters(each))
        return found

    def _parameters(self, values: Values) -> Iterator[cst.Parameters]:
        for value in values:
            called = self._evaluator.constructor(value) if isinstance(value, Class) else value
            if isinstance(called, Function):
                yield called.definition.params

    def _followed(self, expected: Expectation, made: Candidate, resolution: ClientResolution) -> Row[Edit] | None:
        """Return the edits after which a test expects what a fixed call gives; None where it may expect another one."""
        owner, beside, plan = expected.owner, expected.beside, made.plan
        if owner is None or beside is None or plan is None:
            return None
        if not self._is_given(beside, made.made.arguments, in_turn=expected.call is not None):
            return None
        place = plan.region.place
        if plan.call is made.made.call and place is not None and self._evaluator.handed_in(place) is not None:
            return None  # what a test expects may be the argument of the function around
        for other in self._constructions.in_order:
            others_too = self._is_given(beside, other.arguments, in_turn=expected.call is not None)
            if other.call is not made.made.call and others_too:
                return None
        regions, edges = beside.get("region", REGION_POSITION), beside.get("edge", EDGE_POSITION)
        if len(regions) != 1 or regions[0] is None or len(edges) > 1:
            return None
        edge = as_constants(self._evaluator.of(edges)).only if edges else None
        there = Plan(expected.call or plan.call, regions[0], edges[0] if edges else None)
        fix = self._fixes.of_call(there, made.question.region.only, edge, resolution)
        return fix.edits if fix is not None else None

    def _is_given(self, expected: Arguments, given: Arguments, *, in_turn: bool) -> bool:
        """Say whether a call gives just what is expected of it.

        :param in_turn: what is given by position is expected as well; a dictionary has only what is given by name.
        """
        if expected.more_names or expected.more_positions or given.more_names or given.more_positions:
            return False
        pairs = [(expected.names.get(name, ()), choice) for name, choice in given.names.items()]
        if in_turn:
            if len(expected.positions) != len(given.positions):
                return False
            pairs += zip(expected.positions, given.positions, strict=True)
        return len(expected.names) == len(given.names) and all(self._is_same(*pair) for pair in pairs)

    def _is_same(self, one: Choice, other: Choice) -> bool:
        first, second = self._evaluator.of(one), self._evaluator.of(other)
        if not first or None in one or None in other:
            return False
        constants = {as_constant(value) for value in first}
        is_known = all(constants) and not any(value.doubts for value in (*first, *second))
        return first == second or (is_known and constants == {as_constant(value) for value in second})

    # -- what tests expect

    @cached_property
    def _expected(self) -> list[Expectation]:
        found: list[Expectation] = []
        for statement, scope in self._tree.nodes(cst.Assert):
            found += self._of_test(statement.test, scope)
        for call, scope in self._tree.nodes(cst.Call):
            if is_assertion(call):
                arguments = self._evaluator.arguments(call, scope)
                of_mock = is_of_mock(call)
                stated = self._of_arguments(arguments, call, is_whole=of_mock)
                found += (self._owned(each, call, arguments, call) for each in stated) if of_mock else stated
        return found

    def _of_test(self, test: cst.BaseExpression, scope: Scope) -> Iterator[Expectation]:
        for sides in claims(test):
            values = [self._evaluator.values(side, scope) for side in sides]
            if len(sides) == 1 or not all(map(_is_constant, values)):  # what is compared may come from a client
                for side in values:
                    yield from self._of_values(side, test)

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
                case Object() | Unknown() if value.call is not None:
                    yield from self._of_call(value, value.call, place, depth)
                case _:
                    pass

    def _of_entries(self, value: Mapping, place: cst.CSTNode, depth: int) -> Iterator[Expectation]:
        entries = self._evaluator.entries(value, place)
        names = {key: choice for key, choice in entries.known.items() if isinstance(key, str)}
        for key, choice in entries.known.items():
            for found in self._of_values(self._evaluator.of(choice), place, depth + 1):
                whole = found._replace(is_whole=found.is_whole or key == "region")
                yield self._owned(whole, value.node, Arguments((), names, None, entries.more), value.call)

    def _of_call(self, value: Value, call: cst.Call, place: cst.CSTNode, depth: int) -> Iterator[Expectation]:
        """Yield what a call states that is given to nothing of the module: ``mock.call(region="ie1")``."""
        scope, frame = value.origin.scope, value.origin.frame
        for callee, arguments in self._evaluator.callees(call, scope, frame):
            if not self._is_ours(callee):
                for found in self._of_arguments(arguments, place, depth + 1, is_whole=True):
                    yield self._owned(found, call, arguments, call)

    def _owned(self, found: Expectation, owner: cst.CSTNode, beside: Arguments, call: cst.Call | None) -> Expectation:
        """Return an expectation as one of the arguments of a call, or entries of a dictionary, if it is of no other."""
        stands_there = owner is found.place or found.place in self._tree.ancestors(owner)
        if found.beside is not None or not stands_there:
            return found._replace(beside=found.beside or beside)
        return found._replace(owner=owner, beside=beside, call=call)

    def _is_ours(self, callee: Value) -> bool:
        return isinstance(callee, (Function, Class)) or self._constructions.is_client_class(callee)

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


def _takes(parameters: cst.Parameters, name: str) -> bool:
    """Say whether something can be given under a name."""
    named = {item.name.value for item in (*parameters.params, *parameters.kwonly_params)}
    return parameters.star_kwarg is not None or name in named


def _needs(parameters: cst.Parameters, name: str) -> bool:
    """Say whether something has to be given under a name."""
    every = (*parameters.params, *parameters.kwonly_params)
    return any(item.name.value == name and item.default is None for item in every)


def _is_constant(values: Values) -> bool:
    return all(isinstance(value, (Text, Constant)) and not value.doubts for value in values)
