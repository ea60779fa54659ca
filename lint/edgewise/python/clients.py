"""Clients that are made or configured with a region -> findings (EW201 to EW204)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import libcst as cst

from edgewise.findings import Finding, Fix, Safety
from edgewise.python.client_fixes import ClientFixes
from edgewise.python.constructions import Construction, Constructions
from edgewise.python.judgement import UNCOUNTABLE, Edge, Judge, Question, Verdict
from edgewise.python.names import Instance, Self, attribute_assignments

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from edgewise.python.arguments import ArgumentReader, Given
    from edgewise.python.environment import Environment
    from edgewise.python.module import Module
    from edgewise.python.names import Reading
    from edgewise.python.scopes import Scope
    from edgewise.python.variables import Setting


_MANY = 50
"""A name that may stand for more objects is not examined object by object."""


@dataclass(frozen=True)
class Assigned:
    """A value that is assigned to the edge of an object; None where it is one of several that are not told apart."""

    target: cst.CSTNode
    value: cst.BaseExpression | None
    scope: Scope


class Clients:
    """Judges the clients of one module."""

    def __init__(self, module: Module, arguments: ArgumentReader, environment: Environment) -> None:
        self._tree = module.tree
        self._names = module.names
        self._constants = module.constants
        self._environment = environment
        self._arguments = arguments
        self._constructions = Constructions(module, self._arguments)
        self._fixes = ClientFixes(module)
        self._judge = Judge(module)
        self._edges: dict[cst.CSTNode, list[Assigned]] = {}
        self._assigned: dict[cst.CSTNode, list[tuple[cst.CSTNode, Edge]]] = {}
        """What is assigned to the edge of an object, and where; ``_everywhere`` has what stands in no branch."""
        self._everywhere: dict[cst.CSTNode, set[Edge]] = {}
        self._regions: list[tuple[cst.Attribute, cst.BaseExpression, Scope]] = []
        self._given_regions: set[cst.CSTNode] = set()
        """What makes the clients that are given a region later."""
        self._left_regions: dict[cst.CSTNode, str | None] = {}
        """The wrong regions that such clients are made with."""

    def find(self) -> Iterator[Finding]:
        """Yield the findings, in no particular order."""
        for target, value, scope in attribute_assignments(self._tree):
            if target.attr.value == "edge":
                for origin in self._objects(target.value, scope):
                    self._edges.setdefault(origin, []).append(Assigned(target, value, scope))
            elif target.attr.value == "region":
                self._given_regions.update(self._objects(target.value, scope))
                if value is not None:
                    self._regions.append((target, value, scope))
        calls = list(self._tree.nodes(cst.Call))
        setters = [
            (call, scope) for call, scope in calls if self._names.is_dotted(call.func, scope, "builtins.setattr")
        ]
        for name in ("edge", "region"):
            for call, scope in setters:
                yield from self._set_attribute(call, scope, name)
        for call, scope in calls:
            yield from self._call(call, scope)
        for target, value, scope in self._regions:
            yield from self._attribute(target, value, scope)

    # -- calls

    def _call(self, call: cst.Call, scope: Scope) -> Iterator[Finding]:
        made = self._constructions.of(call, scope)
        if made is None:
            return
        arguments = made.arguments
        region = arguments.region
        if region is None:
            given = arguments.uncountable
            if given is not None and arguments.edge is None:
                values = self._constants.values(given.value, given.scope)
                if self._judge.may_be_wrong(values.strings):
                    yield self._finding("EW204", given, UNCOUNTABLE)
            return
        values = self._constants.values(region.value, region.scope)
        edge = self._edge_of_call(made)
        question = Question(values, edge, self._tree.source(region.value), arguments.doubtful_region)
        verdict = self._judge.judge(question)
        if verdict is None:
            return
        if not region.here:
            # A partial answers for its region; only an edge that does not fit it is news.
            if arguments.edge is not None and arguments.edge.here and edge.kind == "constant":
                yield self._finding(verdict.code, arguments.edge, verdict.message)
            return
        fix = None
        editable = edge.kind in ("absent", "constant") and not edge.elsewhere and call not in self._given_regions
        if made.certain and verdict.resolution is not None and editable:
            fix = _graded(self._fixes.of_call(call, arguments, verdict.resolution), verdict)
        if call in self._given_regions:
            self._left_regions[call] = values.only
        yield self._finding(verdict.code, region, verdict.message, fix)

    def _edge_of_call(self, made: Construction) -> Edge:
        call, arguments = made.call, made.arguments
        edge = self._edge(arguments.edge.value, arguments.edge.scope) if arguments.edge is not None else Edge("absent")
        if edge.kind != "absent":
            return edge
        if arguments.edge_may_come_from is not None and arguments.edge is None:
            return Edge("maybe", arguments.edge_may_come_from)
        origins = [call, *(owner.node for owner in self._names.lineage(made.made))] if made.made else [call]
        assigned = self._assigned_edge(origins, call)
        if assigned != Edge("absent"):
            return assigned
        return Edge("maybe", made.edge_from) if made.edge_from is not None else self._environment_edge(made)

    def _assigned_edge(self, origins: Iterable[cst.CSTNode], beside: cst.CSTNode) -> Edge:
        """Return the edge that is assigned to an object in the module, but for other branches than ``beside``."""
        found: set[Edge] = set()
        for origin in origins:
            if origin not in self._assigned:
                self._assigned[origin] = [
                    (item.target, Edge("some") if item.value is None else self._edge(item.value, item.scope))
                    for item in self._edges.get(origin, [])
                ]
                self._everywhere[origin] = {
                    edge for target, edge in self._assigned[origin] if not self._tree.branches(target)
                }
            found |= self._everywhere[origin]
            found.update(
                edge
                for target, edge in self._assigned[origin]
                if edge not in found and not self._tree.exclude_each_other(target, beside)
            )
        return _united(list(found))

    def _environment_edge(self, made: Construction) -> Edge:
        """Return the edge that the module sets for the client's environment."""
        given = self._arguments.environment(made.call, made.scope)
        if given is not None:
            return _united([self._edge(given.value, given.scope)])
        settings = self._environment.edges_of_process()
        before = [setting for setting in settings if self._is_set_before(setting, made)]
        if before:
            return _united([self._edge(setting.value, setting.scope) for setting in before])
        return Edge("absent", elsewhere=bool(settings))

    def _is_set_before(self, setting: Setting, made: Construction) -> bool:
        """Say whether a variable is set before a client is made: on import, or earlier in the same scope."""
        if setting.scope is not made.scope:
            return setting.scope.kind == "module"
        return self._tree.span(setting.place)[0] < self._tree.span(made.call)[0]

    def _edge(self, node: cst.BaseExpression, scope: Scope) -> Edge:
        values = self._constants.values(node, scope)
        if values.nothing:
            return Edge("absent")
        return Edge("some") if values.only is None else Edge("constant", values.only)

    # -- attributes

    def _set_attribute(self, call: cst.Call, scope: Scope, wanted: str) -> Iterator[Finding]:
        """Read ``setattr(client, wanted, ...)``: an edge counts as any other that is assigned, a region is judged."""
        if len(call.args) != 3 or self._constants.values(call.args[1].value, scope).only != wanted:
            return
        owner, value = call.args[0].value, call.args[2].value
        origins = self._objects(owner, scope)
        if wanted == "edge":
            for origin in origins:
                self._edges.setdefault(origin, []).append(Assigned(call, value, scope))
        elif origins:
            self._given_regions.update(origins)
            edge = _united(list(self._edges_of(owner, scope, call)))
            question = Question(self._constants.values(value, scope), edge, self._tree.source(value), constructed=False)
            verdict = self._judge.judge(question)
            if verdict is not None:
                yield Finding(verdict.code, verdict.message, *self._tree.span(call))

    def _edges_of(self, owner: cst.BaseExpression, scope: Scope, beside: cst.CSTNode) -> set[Edge]:
        """Return the edges that an object has in every reading of the expression for it."""
        readings = self._names.readings(owner, scope)
        if len(readings) > _MANY:
            return {Edge("maybe", "one of the many places that make it")}
        found = (self._edge_of_object(reading, beside) for reading in readings)
        return {edge for edge in found if edge is not None}

    def _objects(self, base: cst.BaseExpression, scope: Scope) -> list[cst.CSTNode]:
        """Return what identifies the clients for which an expression stands: the calls that make them."""
        origins: list[cst.CSTNode] = []
        for reading in self._names.readings(base, scope):
            if isinstance(reading, Instance):
                origins.append(reading.origin)
            elif isinstance(reading, Self) and self._names.is_client_class(reading.owner):
                origins.append(reading.owner.node)
        return origins

    def _attribute(self, target: cst.Attribute, value: cst.BaseExpression, scope: Scope) -> Iterator[Finding]:
        readings = self._names.readings(target.value, scope)
        origins = self._objects(target.value, scope)
        if not origins:
            return
        edges = self._edges_of(target.value, scope, target)
        agreed = len(edges) == 1
        absent = any(edge.kind == "absent" for edge in edges)
        edge = next(iter(edges)) if agreed else Edge("absent" if absent else "some")
        values = self._constants.values(value, scope)
        verdict = self._judge.judge(Question(values, edge, self._tree.source(value), constructed=False))
        if verdict is None:
            return
        fix = None
        # An edge for this region would be a wrong one for another that the client has until then.
        fits = all(self._left_regions.get(origin, values.only) == values.only for origin in origins)
        alone = agreed and edge == Edge("absent") and len(origins) == len(readings) and fits
        if alone and verdict.resolution is not None:
            fix = _graded(self._fixes.of_attribute(target, value, scope, verdict.resolution), verdict)
        start, _ = self._tree.span(target)
        yield Finding(verdict.code, verdict.message, start, self._tree.span(value)[1], fix)

    def _edge_of_object(self, reading: Reading, beside: cst.CSTNode) -> Edge | None:
        if isinstance(reading, Self) and self._names.is_client_class(reading.owner):
            assigned = self._assigned_edge([owner.node for owner in self._names.lineage(reading.owner)], beside)
            constructor = self._constructions.constructor(reading.owner)
            base = self._constructions.base_call(constructor) if constructor else None
            if assigned != Edge("absent"):
                return assigned
            made = self._constructions.of(base, self._tree.opened[constructor]) if base and constructor else None
            if base is None or made is None:
                return Edge("maybe", "the arguments of whoever makes the object")
            return self._edge_of_call(made)
        if not isinstance(reading, Instance):
            return None
        assigned = self._assigned_edge([reading.origin], beside)
        if assigned != Edge("absent"):
            return assigned
        if not isinstance(reading.origin, cst.Call):
            return Edge("maybe", "wherever the client is made")
        made = self._constructions.of(reading.origin, reading.scope)
        if made is None:
            return Edge("maybe", "the constructor of the client's class")
        return self._edge_of_call(made)

    def _finding(self, code: str, given: Given, message: str, fix: Fix | None = None) -> Finding:
        start, end = self._tree.span(given.item)
        return Finding(code, message, start, end, fix)


def _graded(fix: Fix | None, verdict: Verdict) -> Fix | None:
    return fix._replace(safety=Safety.UNSAFE) if fix is not None and verdict.unsafe else fix


def _united(edges: list[Edge]) -> Edge:
    """Return what several edges that are not arguments come to; an edge set to nothing is absent, but not untouched."""
    given = {edge for edge in edges if edge.kind != "absent"}
    if not given:
        return Edge("absent", elsewhere=bool(edges))
    return replace(given.pop(), elsewhere=True) if len(given) == 1 else Edge("some", elsewhere=True)
