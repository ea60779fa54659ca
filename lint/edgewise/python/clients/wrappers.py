"""Functions of a module that make a client of what they are given: their calls, read as those of the client."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import libcst as cst

from edgewise.python.clients.arguments import Arguments
from edgewise.python.clients.constructions import Construction
from edgewise.python.inference.legacy.provenance import Given
from edgewise.python.inference.legacy.values import Class, Dotted, Function, Self
from edgewise.twilio.constructors import EDGE_POSITION, REGION_POSITION

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from edgewise.python.clients.constructions import Constructions
    from edgewise.python.inference.legacy.dictionaries import Dictionaries
    from edgewise.python.module import Module
    from edgewise.python.syntax.scopes import Scope

_MAX_CALLS = 5_000
"""How many calls of such functions are looked at in a module."""
_MAX_HANDS = 5
"""Through how many functions a region is followed."""
_POSITIONS = {"region": REGION_POSITION, "edge": EDGE_POSITION}


class _Source(NamedTuple):
    """Where a function takes an argument of a client from: a parameter of its own, or the rest of what it is given.

    ``rest`` brings it by its name, ``more`` at a position (from 0).
    """

    function: cst.FunctionDef | cst.Lambda
    name: str
    parameter: cst.Param | None = None
    rest: cst.Param | None = None
    more: cst.Param | None = None
    position: int = 0
    is_kept: bool = False
    """Whether the parameter gets there by way of an attribute, which others may read."""


class Handovers:
    """Reads the functions of one module."""

    def __init__(self, module: Module, constructions: Constructions, dictionaries: Dictionaries) -> None:
        self._tree = module.tree
        self._names = module.names
        self._constants = module.constants
        self._constructions = constructions
        self._dictionaries = dictionaries
        self._budget = _MAX_CALLS
        self._by_constructor: dict[cst.CSTNode | None, list[Class]] | None = None

    def calls_of(self, made: Construction) -> Iterator[Construction]:
        """Yield the calls that hand a region on to ``made``, each with what the client gets of it."""
        seen: set[cst.CSTNode] = set()
        todo = [(made, 0)]
        while todo and self._budget > 0:
            inner, hands = todo.pop()
            for outer in self._calls_around(inner):
                if outer.call not in seen and hands < _MAX_HANDS:
                    seen.add(outer.call)
                    todo.append((outer, hands + 1))
                    yield outer

    def _calls_around(self, made: Construction) -> Iterator[Construction]:
        region = self._source("region", made)
        if region is None:
            return
        edge = self._source("edge", made)
        if edge is not None and edge.function is not region.function:
            return
        for call, scope, alone in self._calls_of(region.function):
            self._budget -= 1
            if self._constructions.of(call, scope) is None:
                found = self._handed(made, region, edge, call, scope)
                if found is not None:
                    if not alone:
                        found.arguments.doubtful_region = (
                            f"`{self._tree.source(call.func)}` may be something else as well"
                        )
                    plain = alone and self._is_called_plainly(region.function)
                    yield replace(found, certain=found.certain and made.certain and plain)

    def _calls_of(self, function: cst.FunctionDef | cst.Lambda) -> Iterator[tuple[cst.Call, Scope, bool]]:
        """Yield the calls of a function; whether each is certainly one of it, and of nothing else."""
        functions = self._names.functions
        owner = functions.made_by(function)
        if owner is None:
            for call, scope in functions.calls_of(function):
                readings = self._names.readings(call.func, scope)
                if any(isinstance(of, Function) and of.node is function for of in readings):
                    yield call, scope, len(readings) == 1 and not self._may_be_overridden(function)
            return
        heirs = self._heirs(function)
        for name in dict.fromkeys(made.node.name.value for made in heirs):
            for call, scope in functions.calls_named(name):
                readings = self._names.readings(call.func, scope)
                if not readings.isdisjoint(heirs):
                    yield call, scope, len(readings) == 1
        for call, scope in functions.calls_named("__init__"):
            if self._calls_base(call, scope, heirs):
                yield call, scope, True

    @cached_property
    def _classes(self) -> list[Class]:
        return [Class(node, scope) for node, scope in self._tree.nodes(cst.ClassDef)]

    def _heirs(self, constructor: cst.FunctionDef | cst.Lambda) -> list[Class]:
        """Return the classes that have or inherit a constructor."""
        if self._by_constructor is None:
            self._by_constructor = defaultdict(list)
            for made in self._classes:
                self._by_constructor[self._constructions.constructor(made)].append(made)
        return self._by_constructor.get(constructor, [])

    def _calls_base(self, call: cst.Call, scope: Scope, bases: Sequence[Class]) -> bool:
        """Say whether ``super().__init__(...)`` calls the constructor of one of several classes."""
        around = self._constructions.class_around(call)
        match call.func:
            case cst.Attribute(value=cst.Call(func=base)) if around is not None and around.node.bases:
                first = self._names.readings(around.node.bases[0].value, around.scope)
                return self._names.is_dotted(base, scope, "builtins.super") and not first.isdisjoint(bases)
            case _:
                return False

    def _is_called_plainly(self, function: cst.FunctionDef | cst.Lambda) -> bool:
        """Say whether nothing but a function itself, or its class, has a say in what its calls may give."""
        if getattr(function, "decorators", ()):
            return False
        return all(
            self._is_plain_class(of)
            for made in (self._heirs(function) if self._names.functions.made_by(function) is not None else ())
            for of in self._names.lineage(made)
        )

    def _is_plain_class(self, made: Class) -> bool:
        node = made.node
        if node.decorators or node.keywords or "__new__" in self._tree.opened[node].names:
            return False
        bases = (of for item in node.bases for of in self._names.readings(item.value, made.scope))
        return all(isinstance(of, Class) or of == Dotted("builtins.object") for of in bases)

    def _may_be_overridden(self, function: cst.FunctionDef | cst.Lambda) -> bool:
        """Say whether a call of a method may be one of another method of that name."""
        if isinstance(function, cst.Lambda) or not self._names.functions.is_method(function):
            return False
        return self._definitions[function.name.value] > 1

    @cached_property
    def _definitions(self) -> Counter[str]:
        """How many classes have an attribute of a name, or are given one."""
        found = Counter(name for made in self._classes for name in self._tree.opened[made.node].names)
        found.update(target.attr.value for target, _, _ in self._tree.assigned_attributes())
        for call, scope in self._tree.nodes(cst.Call):
            if len(call.args) == 3 and self._names.is_dotted(call.func, scope, "builtins.setattr"):
                found.update(self._constants.values(call.args[1].value, scope).strings)
        return found

    def _handed(
        self, made: Construction, region: _Source, edge: _Source | None, call: cst.Call, scope: Scope
    ) -> Construction | None:
        """Return what a call hands on; None where it does not show a region."""
        arguments = Arguments(region=self._given(region, call, scope))
        if arguments.region is None:
            return None
        if edge is None:
            inner = made.arguments.edge
            if inner is None and made.arguments.edge_may_come_from is None:
                return None  # reported where the client is made
            arguments.edge = inner and replace(inner, items=None, here=False)
            arguments.edge_may_come_from = made.arguments.edge_may_come_from
        else:
            arguments.edge = self._given(edge, call, scope)
            arguments.edge_may_come_from = self._unseen(edge, call, scope)
            if edge.parameter is not None and not self._is_used_once(edge.function, edge.parameter):
                arguments.doubtful_region = f"what else is done with `{edge.parameter.name.value}` may give an edge"
            default = self._default(edge)
            if arguments.edge is None and arguments.edge_may_come_from is None and default is not None:
                nothing = self._constants.values(default.value, default.scope).nothing
                arguments.edge = None if nothing else default
        certain = edge is not None and self._is_plain(region) and self._is_plain(edge)
        return Construction(call, scope, arguments, certain, made.edge_from, inner=made)

    # -- what a function does with its arguments

    def _source(self, name: str, made: Construction) -> _Source | None:
        """Return where the function around a construction takes an argument from, None if that is not its caller."""
        given = made.arguments.region if name == "region" else made.arguments.edge
        if given is not None:
            return self._parameter(name, given.value, given.scope)
        function = self._tree.enclosing(made.call, cst.FunctionDef, cst.Lambda)
        if not isinstance(function, (cst.FunctionDef, cst.Lambda)):
            return None
        source = _Source(function, name)
        rest, more = function.params.star_kwarg, function.params.star_arg
        position = _POSITIONS[name]
        for item in made.call.args:
            if item.star == "**" and _is_name(item.value, rest):
                source = source._replace(rest=rest)
            elif item.star == "*" and isinstance(more, cst.Param) and _is_name(item.value, more) and made.inner is None:
                source = source._replace(more=more, position=position)
            position -= item.keyword is None
        return source if source.rest or source.more else None

    def _parameter(self, name: str, value: cst.BaseExpression, scope: Scope) -> _Source | None:
        """Return the parameter that an expression is, also by way of ``self.name = name`` in a constructor."""
        is_kept = isinstance(value, cst.Attribute)
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
        if not isinstance(function, (cst.FunctionDef, cst.Lambda)) or not isinstance(parameter, cst.Param):
            return None
        return None if parameter.star else _Source(function, name, parameter, is_kept=is_kept)

    def _is_plain(self, source: _Source) -> bool:
        """Say whether an argument may be added or taken away: under its own name, and for no other use."""
        parameter = source.parameter or source.rest
        if parameter is None or source.is_kept or not self._is_used_once(source.function, parameter):
            return False
        if parameter is source.rest:
            return not self._is_named(source)
        nothing = isinstance(parameter.default, cst.Name) and parameter.default.value == "None"
        by_position_only = parameter in source.function.params.posonly_params
        return nothing and parameter.name.value == source.name and not by_position_only

    @staticmethod
    def _is_named(source: _Source) -> bool:
        """Say whether a function has a parameter of its own that keeps an argument from the rest."""
        parameters = source.function.params
        return source.name in {item.name.value for item in [*parameters.params, *parameters.kwonly_params]}

    def _is_used_once(self, function: cst.FunctionDef | cst.Lambda, parameter: cst.Param) -> bool:
        return len(list(self._tree.uses(parameter.name.value, self._tree.opened[function]))) == 1

    # -- what a call gives

    def _given(self, source: _Source, call: cst.Call, scope: Scope) -> Given | None:
        """Return what a call gives for an argument of the client."""
        if source.parameter is not None:
            value = self._names.functions.argument(call, source.function, source.parameter)
            item = next((item for item in call.args if item.value is value), None)
            if value is not None and item is not None:
                return Given(value, scope, item, call.args, "position" if item.keyword is None else "keyword")
            return self._spread(source.parameter.name.value, call, scope)
        parameters = source.function.params
        if source.more is not None:
            own = len(parameters.posonly_params) + len(parameters.params)
            own -= self._names.functions.is_method(source.function)
            given = [item for item in call.args if item.keyword is None]
            wanted = own + source.position
            if own <= wanted < len(given) and not any(item.star for item in given[: wanted + 1]):
                return Given(given[wanted].value, scope, given[wanted], None, "position")
        if source.rest is None or self._is_named(source):
            return None
        for item in call.args:
            if item.keyword is not None and item.keyword.value == source.name:
                return Given(item.value, scope, item, call.args, "keyword")
        return self._spread(source.name, call, scope)

    def _spread(self, name: str, call: cst.Call, scope: Scope) -> Given | None:
        views = (self._dictionaries.read(item.value, scope).frozen() for item in call.args if item.star == "**")
        return next((view.entries[name] for view in views if name in view.entries), None)

    def _unseen(self, source: _Source, call: cst.Call, scope: Scope) -> str | None:
        """Return where an argument may come from that a call does not show."""
        if source.rest is not None and not self._is_used_once(source.function, source.rest):
            return f"what is done with `{source.rest.name.value}`"
        for item in call.args:
            if item.star == "*" or (item.star and self._dictionaries.read(item.value, scope).unknown):
                return f"`{self._tree.source(item)}`"
        return None

    def _default(self, source: _Source) -> Given | None:
        default = source.parameter.default if source.parameter is not None else None
        if default is None or source.parameter is None:
            return None
        scope = self._names.functions.scope_around(source.function)
        return Given(default, scope, source.parameter, None, "keyword", here=False)


def _is_name(value: cst.BaseExpression, parameter: cst.Param | None) -> bool:
    return parameter is not None and isinstance(value, cst.Name) and value.value == parameter.name.value
