"""Clients that are made or configured with a region -> findings (EW201 to EW204)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import libcst as cst

from edgewise.findings import Finding, Fix
from edgewise.hosts import ClientResolution, Status, resolve_client
from edgewise.python.arguments import ArgumentReader, Arguments, Given
from edgewise.python.client_fixes import ClientFixes
from edgewise.python.names import Class, Instance, Partial, Self, attribute_assignments

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edgewise.hosts import ProcessingRegion
    from edgewise.python.constants import Values
    from edgewise.python.module import Module
    from edgewise.python.scopes import Scope


_CODES = {
    Status.RETIRED: "EW201",
    Status.WITHOUT_EDGE: "EW201",
    Status.WITHOUT_REGION: "EW202",
    Status.UNSUPPORTED_REGION: "EW202",
    Status.EDGE_MISMATCH: "EW203",
}
_ENVIRONMENT = "no edge visible here (the client also reads TWILIO_EDGE)"


@dataclass(frozen=True)
class Edge:
    """What is visible of a client's edge: nothing, a constant, some value, or a place that may bring one."""

    kind: Literal["absent", "constant", "some", "maybe"]
    value: str = ""
    """The constant, or the place that may bring an edge."""


@dataclass(frozen=True)
class Verdict:
    """What is wrong with a region and edge; ``resolution`` is there where both are known."""

    code: str
    message: str
    resolution: ClientResolution | None = None


class Clients:
    """Judges the clients of one module."""

    def __init__(self, module: Module) -> None:
        self._tree = module.tree
        self._names = module.names
        self._constants = module.constants
        self._arguments = ArgumentReader(module)
        self._fixes = ClientFixes(module)
        self._processing_region: ProcessingRegion = module.options.processing_region
        self._edges: dict[cst.CSTNode, list[tuple[cst.BaseExpression | None, Scope]]] = {}
        self._regions: list[tuple[cst.Attribute, cst.BaseExpression, Scope]] = []
        self._partial_calls: dict[cst.Call, list[tuple[cst.Call, Scope]]] = {}

    def find(self) -> Iterator[Finding]:
        """Yield the findings, in no particular order."""
        calls = list(self._tree.nodes(cst.Call))
        for call, scope in calls:
            for reading in self._names.readings(call.func, scope):
                if isinstance(reading, Partial):
                    self._partial_calls.setdefault(reading.call, []).append((call, scope))
        for target, value, scope in attribute_assignments(self._tree):
            if target.attr.value == "edge":
                for origin in self._objects(target.value, scope):
                    self._edges.setdefault(origin, []).append((value, scope))
            elif target.attr.value == "region" and value is not None:
                self._regions.append((target, value, scope))
        for call, scope in calls:
            yield from self._call(call, scope)
        for target, value, scope in self._regions:
            yield from self._attribute(target, value, scope)

    # -- calls

    def _call(self, call: cst.Call, scope: Scope) -> Iterator[Finding]:
        made = self._constructions(call, scope)
        if made is None:
            return
        arguments, certain = made
        if arguments.uncountable is not None and arguments.region is None:
            yield self._finding("EW204", arguments.uncountable, self._uncountable(arguments.uncountable))
            return
        region = arguments.region
        if region is None or not region.here:
            return
        values = self._constants.values(region.value, region.scope)
        doubt = arguments.doubtful_region
        edge = self._edge_of_call(call, arguments)
        verdict = self._judge(values, edge, self._tree.source(region.value), doubt)
        if verdict is None:
            return
        fix = None
        if certain and verdict.resolution is not None and edge.kind != "some":
            fix = self._fixes.of_call(call, arguments, verdict.resolution)
        yield self._finding(verdict.code, region, verdict.message, fix)

    def _constructions(self, call: cst.Call, scope: Scope) -> tuple[Arguments, bool] | None:
        """Return what a call gives the constructor of a client, and whether it surely is one; None if it is not."""
        readings = self._names.readings(call.func, scope)
        if self._names.is_dotted(call.func, scope, "functools.partial", "functools.partialmethod"):
            if call.args and not call.args[0].star and call.args[0].keyword is None:
                made = self._names.readings(call.args[0].value, scope)
                if any(map(self._names.is_client_class, made)) and not self._completed_later(call):
                    certain = all(map(self._names.is_client_class, made)) and len(readings) == 1
                    return self._arguments.read(call, scope, skip=1), certain
            return None
        if isinstance(call.func, cst.Attribute) and call.func.attr.value == "__init__":
            return self._base_constructor(call, call.func.value, scope)
        partials = [reading for reading in readings if isinstance(reading, Partial)]
        if partials:
            return self._arguments.read(call, scope, partial=partials[0]), len(readings) == 1
        classes = [reading for reading in readings if self._names.is_client_class(reading)]
        if not classes:
            return None
        certain = len(classes) == len(readings)
        for reading in classes:
            if isinstance(reading, Class):
                return self._own_constructor(call, scope, reading, certain=certain)
        return self._arguments.read(call, scope), certain

    def _base_constructor(
        self, call: cst.Call, base: cst.BaseExpression, scope: Scope
    ) -> tuple[Arguments, bool] | None:
        """Read ``super().__init__(...)`` and ``Client.__init__(self, ...)`` in a subclass."""
        if isinstance(base, cst.Call) and self._names.is_dotted(base.func, scope, "builtins.super"):
            owner = self._class_around(call)
            position = self._names.client_base(owner) if owner else None
            # Behind other bases, super() may lead to one of those.
            return None if position is None else (self._arguments.read(call, scope), position == 0)
        readings = self._names.readings(base, scope)
        if any(map(self._names.is_client_class, readings)):
            return self._arguments.read(call, scope, skip=1), all(map(self._names.is_client_class, readings))
        return None

    def _own_constructor(
        self, call: cst.Call, scope: Scope, made: Class, *, certain: bool
    ) -> tuple[Arguments, bool] | None:
        """Read a call of a class of this module: through its own constructor, if it has one that passes things on."""
        constructor = self._constructor(made)
        if constructor is None:
            return self._arguments.read(call, scope), certain
        parameters = constructor.params
        named = {item.name.value for item in [*parameters.params, *parameters.kwonly_params]}
        passed_on = parameters.star_kwarg
        base = self._base_call(constructor)
        if passed_on is None or "region" in named or base is None:
            return None
        if not any(item.star == "**" and _is_name(item.value, passed_on.name.value) for item in base.args):
            return None
        arguments = self._arguments.read(call, scope)
        if arguments.region is not None and arguments.region.kind == "position":
            # Positions are the subclass's own.
            return None
        if arguments.edge is None and ("edge" in named or any(_is_keyword(item, "edge") for item in base.args)):
            return None
        return arguments, certain

    def _constructor(self, made: Class, depth: int = 0) -> cst.FunctionDef | None:
        for statement in made.node.body.body:
            if isinstance(statement, cst.FunctionDef) and statement.name.value == "__init__":
                return statement
        if depth < 20:
            for base in made.node.bases:
                for reading in self._names.readings(base.value, made.scope):
                    if isinstance(reading, Class):
                        found = self._constructor(reading, depth + 1)
                        if found is not None:
                            return found
        return None

    def _base_call(self, constructor: cst.FunctionDef) -> cst.Call | None:
        for call, _ in self._tree.nodes(cst.Call):
            named = isinstance(call.func, cst.Attribute) and call.func.attr.value == "__init__"
            if named and self._tree.enclosing(call, cst.FunctionDef) is constructor:
                return call
        return None

    def _class_around(self, node: cst.CSTNode) -> Class | None:
        owner = self._tree.enclosing(node, cst.ClassDef)
        if owner is None:
            return None
        opened = self._tree.opened[owner]
        return Class(owner, opened.parent or opened)

    def _completed_later(self, partial: cst.Call) -> bool:
        """Say whether every call of a partial gives an edge of its own."""
        calls = self._partial_calls.get(partial, [])
        return bool(calls) and all(
            self._edge_of_call(call, self._arguments.read(call, scope)).kind in ("constant", "some")
            for call, scope in calls
        )

    def _edge_of_call(self, call: cst.Call, arguments: Arguments) -> Edge:
        edge = self._edge(arguments.edge.value, arguments.edge.scope) if arguments.edge is not None else Edge("absent")
        if edge.kind != "absent":
            return edge
        if arguments.edge_may_come_from is not None and arguments.edge is None:
            return Edge("maybe", arguments.edge_may_come_from)
        return self._assigned_edge(call)

    def _assigned_edge(self, origin: cst.CSTNode) -> Edge:
        """Return the edge that is assigned to an object anywhere in the module."""
        assigned = [
            Edge("some") if value is None else self._edge(value, scope) for value, scope in self._edges.get(origin, [])
        ]
        assigned = [edge for edge in assigned if edge.kind != "absent"]
        if not assigned:
            return Edge("absent")
        return assigned[0] if len(set(assigned)) == 1 else Edge("some")

    def _edge(self, node: cst.BaseExpression, scope: Scope) -> Edge:
        values = self._constants.values(node, scope)
        if values.nothing:
            return Edge("absent")
        return Edge("some") if values.only is None else Edge("constant", values.only)

    @staticmethod
    def _uncountable(given: Given) -> str:
        del given
        return (
            "this may be the client's region, but positions cannot be counted behind `*`: "
            f"give region and edge by keyword; there is {_ENVIRONMENT}"
        )

    # -- attributes

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
        edges = {self._edge_of_object(reading) for reading in readings}
        edges.discard(None)
        edge = next(iter(edges)) if len(edges) == 1 else Edge("some" if Edge("absent") not in edges else "absent")
        if edge is None:
            return
        verdict = self._judge(self._constants.values(value, scope), edge, self._tree.source(value), None)
        if verdict is None:
            return
        fix = None
        if len(origins) == len(readings) and verdict.resolution is not None and edge.kind == "absent":
            fix = self._fixes.of_attribute(target, value, scope, verdict.resolution)
        start, _ = self._tree.span(target)
        yield Finding(verdict.code, verdict.message, start, self._tree.span(value)[1], fix)

    def _edge_of_object(self, reading: object) -> Edge | None:
        if isinstance(reading, Self) and self._names.is_client_class(reading.owner):
            assigned = self._assigned_edge(reading.owner.node)
            constructor = self._constructor(reading.owner)
            base = self._base_call(constructor) if constructor else None
            if assigned.kind != "absent":
                return assigned
            if constructor is None or base is None:
                return Edge("maybe", "the arguments of whoever makes the object")
            return self._edge_of_call(base, self._arguments.read(base, self._tree.opened[constructor]))
        if not isinstance(reading, Instance):
            return None
        assigned = self._assigned_edge(reading.origin)
        if assigned.kind != "absent":
            return assigned
        if not isinstance(reading.origin, cst.Call):
            return Edge("maybe", "wherever the client is made")
        made = self._constructions(reading.origin, reading.scope)
        if made is None:
            return Edge("maybe", "the constructor of the client's class")
        return self._edge_of_call(reading.origin, made[0])

    # -- judgement

    def _judge(self, region: Values, edge: Edge, source: str, doubt: str | None) -> Verdict | None:
        edge_value = edge.value if edge.kind == "constant" else None
        only = region.only
        if edge.kind == "some":
            if only is None or doubt is not None:
                return None
            # An edge does not make a region of what is none.
            resolution = resolve_client(only, "dublin", self._processing_region)
            if resolution.status is not Status.UNSUPPORTED_REGION:
                return None
            return Verdict("EW202", f"region `{only}` with an edge: {resolution.reason}", None)
        if region.complete and all(
            resolve_client(value, edge_value, self._processing_region).status not in _CODES for value in region.known
        ):
            return None
        if edge.kind == "constant":
            return self._judge_pair(only, edge_value) if only is not None and doubt is None else None
        if only is None or doubt is not None or edge.kind == "maybe":
            return Verdict("EW204", _dynamic_message(region, edge, source, doubt))
        return self._judge_pair(only, None)

    def _judge_pair(self, region: str, edge: str | None) -> Verdict | None:
        resolution = resolve_client(region, edge, self._processing_region)
        if resolution.status not in _CODES:
            return None
        seen = f"and {_ENVIRONMENT}" if edge is None else f"with edge `{edge}`"
        return Verdict(
            _CODES[resolution.status],
            f"region `{region}` {seen}: the client asks for `{resolution.built}`; {resolution.reason}",
            resolution,
        )

    def _finding(self, code: str, given: Given, message: str, fix: Fix | None = None) -> Finding:
        start, end = self._tree.span(given.item)
        return Finding(code, message, start, end, fix)


def _is_name(node: cst.BaseExpression, name: str) -> bool:
    return isinstance(node, cst.Name) and node.value == name


def _is_keyword(argument: cst.Arg, name: str) -> bool:
    return argument.keyword is not None and argument.keyword.value == name


def _dynamic_message(region: Values, edge: Edge, source: str, doubt: str | None) -> str:
    said = " ".join(source.split())
    said = f"`{said if len(said) <= 60 else said[:57] + '...'}`"
    if region.only is not None:
        what = f"region {said} is given"
    elif region.strings:
        what = f"the region is {said}, which may be " + " or ".join(f"`{value}`" for value in region.strings)
        what += "" if region.complete else " or anything else"
    else:
        what = f"the region is {said}, whose value is not known here"
    if doubt is not None:
        what += f" ({doubt})"
    if edge.kind == "maybe":
        return f"{what}, and an edge may come from {edge.value}: make sure that it does"
    return f"{what}, and there is {_ENVIRONMENT}: a region other than us1 needs its edge"
