"""Functions of a module that make a client of what they are given: their calls, read as those of the client."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import libcst as cst

from edgewise.python.arguments import Arguments
from edgewise.python.constructions import Construction
from edgewise.python.facts import EDGE_POSITION, REGION_POSITION
from edgewise.python.given import Given
from edgewise.python.readings import Self

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edgewise.python.constructions import Constructions
    from edgewise.python.module import Module
    from edgewise.python.scopes import Scope

_MAX_HANDS = 5
"""Through how many functions a region is followed."""
_POSITIONS = {"region": REGION_POSITION, "edge": EDGE_POSITION}


class _Source(NamedTuple):
    """Where a function takes an argument of a client from: a parameter of its own, or what it is given besides.

    ``key`` is the keyword under which, ``position`` (from 0) the place at which the rest of the arguments brings it.
    """

    function: cst.FunctionDef
    parameter: cst.Param
    key: str | None = None
    position: int | None = None


class Handovers:
    """Reads the functions of one module."""

    def __init__(self, module: Module, constructions: Constructions) -> None:
        self._tree = module.tree
        self._names = module.names
        self._constructions = constructions

    def calls_of(self, made: Construction, depth: int = 0) -> Iterator[Construction]:
        """Yield the calls that hand a region on to ``made``, each with what the client gets of it."""
        region = self._source("region", made)
        if region is None or depth > _MAX_HANDS:
            return
        edge = self._source("edge", made)
        if edge is not None and edge.function is not region.function:
            return
        owner = self._names.functions.made_by(region.function)
        for call, scope in self._names.functions.calls_of(region.function):
            readings = self._names.readings(call.func, scope)
            meant = [of for of in readings if getattr(of, "node", None) in (region.function, owner)]
            if not meant or self._constructions.of(call, scope) is not None:
                continue
            found = self._handed(made, region, edge, call, scope)
            if found is not None:
                certain = found.certain and made.certain and len(meant) == len(readings)
                yield (outer := replace(found, certain=certain))
                yield from self.calls_of(outer, depth + 1)

    def _handed(
        self, made: Construction, region: _Source, edge: _Source | None, call: cst.Call, scope: Scope
    ) -> Construction | None:
        """Return what a call hands on; None where it does not show a region."""
        arguments = Arguments(region=self._given(region, call, scope))
        if arguments.region is None:
            return None
        star = next((item for item in call.args if item.star), None)
        if edge is None:
            inner = made.arguments.edge
            if inner is None and made.arguments.edge_may_come_from is None:
                return None  # reported where the client is made
            arguments.edge = inner and replace(inner, items=None, here=False)
            arguments.edge_may_come_from = made.arguments.edge_may_come_from
        else:
            arguments.edge = self._given(edge, call, scope) or self._default(edge)
            if arguments.edge is None and star is not None:
                arguments.edge_may_come_from = f"`{self._tree.source(star)}`"
        certain = edge is not None and self._is_plain(region, "region") and self._is_plain(edge, "edge")
        return Construction(call, scope, arguments, certain, made.edge_from, inner=made)

    def _source(self, name: str, made: Construction) -> _Source | None:
        """Return where the function around a construction takes an argument from, None if that is not its caller."""
        given = made.arguments.region if name == "region" else made.arguments.edge
        if given is not None:
            return self._parameter(given.value, given.scope)
        function = self._tree.enclosing(made.call, cst.FunctionDef)
        if function is None or made.inner is not None:
            return None
        rest, more = function.params.star_kwarg, function.params.star_arg
        position = 0
        for item in made.call.args:
            if not isinstance(item.value, cst.Name) or not item.star:
                position += item.keyword is None
            elif item.star == "**" and rest is not None and item.value.value == rest.name.value:
                return _Source(function, rest, key=name)
            elif item.star == "*" and isinstance(more, cst.Param) and item.value.value == more.name.value:
                return _Source(function, more, position=_POSITIONS[name] - position)
        return None

    def _parameter(self, value: cst.BaseExpression, scope: Scope) -> _Source | None:
        """Return the parameter that an expression is, also by way of ``self.name = name`` in a constructor."""
        if isinstance(value, cst.Attribute):
            owners = [of.owner for of in self._names.readings(value.value, scope) if isinstance(of, Self)]
            kept = self._names.assigned_to(owners[0], value.attr.value) if len(owners) == 1 else []
            if len(kept) != 1 or kept[0][0] is None:
                return None
            value, scope = kept[0][0], kept[0][1]
        found = scope.lookup(value.value) if isinstance(value, cst.Name) else None
        if found is None or len(found[1]) != 1 or found[1][0].kind != "parameter":
            return None
        function, parameter = found[0].node, found[1][0].node
        if not isinstance(function, cst.FunctionDef) or not isinstance(parameter, cst.Param) or parameter.star:
            return None
        return _Source(function, parameter)

    def _given(self, source: _Source, call: cst.Call, scope: Scope) -> Given | None:
        """Return what a call gives for an argument of the client."""
        parameters = source.function.params
        if source.position is not None:
            own = len(parameters.posonly_params) + len(parameters.params)
            own -= self._names.functions.is_method(source.function)
            given = [item for item in call.args if item.keyword is None]
            wanted = own + source.position
            if not own <= wanted < len(given) or any(item.star for item in given[: wanted + 1]):
                return None
            return Given(given[wanted].value, scope, given[wanted], None, "position")
        if source.key is not None:
            named = {item.name.value for item in [*parameters.params, *parameters.kwonly_params]}
            found = [item for item in call.args if item.keyword is not None and item.keyword.value == source.key]
            if source.key in named or not found:
                return None
            return Given(found[0].value, scope, found[0], call.args, "keyword")
        value = self._names.functions.argument(call, source.function, source.parameter)
        item = next((item for item in call.args if item.value is value), None)
        if value is None or item is None:
            return None
        return Given(value, scope, item, call.args, "position" if item.keyword is None else "keyword")

    def _default(self, source: _Source) -> Given | None:
        default = None if source.key or source.position is not None else source.parameter.default
        if default is None:
            return None
        scope = self._names.functions.scope_around(source.function)
        return Given(default, scope, source.parameter, None, "keyword", here=False)

    def _is_plain(self, source: _Source, name: str) -> bool:
        """Say whether an argument may be added or taken away: a parameter of that name, which has no other use."""
        if source.position is not None:
            return False
        inner = self._tree.opened[source.function]
        once = len(list(self._tree.uses(source.parameter.name.value, inner))) == 1
        if source.key is not None:
            return once
        default = source.parameter.default
        nothing = isinstance(default, cst.Name) and default.value == "None"
        positional = source.parameter in source.function.params.posonly_params
        return once and nothing and not positional and source.parameter.name.value == name
