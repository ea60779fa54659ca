"""Which calls make a client, and what they give its constructor: directly, by partial, through a subclass."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import libcst as cst

from edgewise.python.inference.legacy.values import Class, Partial
from edgewise.twilio.constructors import EDGE_POSITION, REGION_POSITION

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from edgewise.python.clients.arguments import ArgumentReader, Arguments
    from edgewise.python.inference.legacy.values import Reading
    from edgewise.python.module import Module
    from edgewise.python.syntax.scopes import Scope

_OTHER_BASES = (None, "another base of the class")
_PAIR = ("region", "edge")
REPLACED = frozenset({"__init__", "__setattr__", "__getattribute__", "get_hostname", "request", "region", "edge"})
"""What of Twilio's clients decides which host they ask for, where it is replaced."""
_MAX_BASES = 20
"""How many classes are followed from a subclass to Twilio's own."""
_MAX_PARTIALS = 5
"""How many partials around each other are followed."""


@dataclass(frozen=True)
class Construction:
    """What a call gives. ``certain`` says that it makes a client in every reading.

    ``edge_from`` is a place that may add an edge to what the call gives, or take the region away. ``made`` is the class
    of this module whose object the call makes, None for Twilio's own. ``inner`` is the construction that a function of
    this module makes of what the call gives it.
    """

    call: cst.Call
    scope: Scope
    arguments: Arguments
    certain: bool
    edge_from: str | None = None
    made: Class | None = None
    inner: Construction | None = None

    @property
    def innermost(self) -> Construction:
        """The construction that calls the constructor itself."""
        return self if self.inner is None else self.inner.innermost


class Constructions:
    """Reads the calls of one module."""

    def __init__(self, module: Module, arguments: ArgumentReader) -> None:
        self._tree = module.tree
        self._names = module.names
        self._constants = module.constants
        self._arguments = arguments
        self._calls_of: dict[cst.Call, list[tuple[cst.Call, Scope]]] = {}
        self._base_calls: dict[cst.CSTNode, cst.Call] = {}
        for call, scope in self._tree.nodes(cst.Call):
            if isinstance(call.func, cst.Attribute) and call.func.attr.value == "__init__":
                function = self._tree.enclosing(call, cst.FunctionDef)
                if function is not None:
                    self._base_calls.setdefault(function, call)
            made = self._made_by_partial(call, scope)
            for reading in self._names.readings(call.func if made is None else made, scope):
                if isinstance(reading, Partial):
                    self._calls_of.setdefault(reading.call, []).append((call, scope))

    def of(self, call: cst.Call, scope: Scope) -> Construction | None:
        """Return what a call gives the constructor of a client; None where it makes none, or nothing is to be said."""
        readings = self._names.readings(call.func, scope)
        if self._names.is_partial(call, scope):
            return self._partial(call, scope, certain=len(readings) == 1)
        if isinstance(call.func, cst.Attribute) and call.func.attr.value == "__init__":
            return self._base_constructor(call, call.func.value, scope)
        partials = self._names.partials_among(readings)
        if partials:
            arguments = self._arguments.read(call, scope, partial=partials[0])
            return Construction(call, scope, arguments, len(readings) == 1)
        return self._of_classes(call, scope, readings)

    def _of_classes(
        self, call: cst.Call, scope: Scope, readings: frozenset[Reading], skip: int = 0
    ) -> Construction | None:
        classes = [reading for reading in readings if self._names.is_client_class(reading)]
        if not classes:
            return None
        certain = len(classes) == len(readings)
        own = next((reading for reading in classes if isinstance(reading, Class)), None)
        if own is not None:
            found = self._through(own, call, scope, skip)
            if found is not None and self._may_be_of_a_subclass(call, scope, own):
                found = replace(found, edge_from=found.edge_from or f"a subclass of `{own.node.name.value}`")
            return found and replace(found, certain=found.certain and certain)
        return Construction(call, scope, self._arguments.read(call, scope, skip=skip), certain)

    def _may_be_of_a_subclass(self, call: cst.Call, scope: Scope, made: Class) -> bool:
        """Say whether ``cls(...)`` or ``type(self)(...)`` may call a class with a constructor of its own."""
        found = scope.lookup(call.func.value) if isinstance(call.func, cst.Name) else None
        if found is not None and any(binding.kind == "class" for binding in found[1]):
            return False
        others = (Class(node, where) for node, where in self._tree.nodes(cst.ClassDef) if node is not made.node)
        return any(_own_constructor(other) is not None and made in self._names.lineage(other) for other in others)

    # -- partial

    def _partial(self, call: cst.Call, scope: Scope, *, certain: bool) -> Construction | None:
        if not call.args or call.args[0].star or call.args[0].keyword is not None:
            return None
        made = self._names.readings(call.args[0].value, scope)
        if not any(map(self._names.makes_client, made)):
            return None
        later = list(self._later_calls(call, scope))
        if later and all(completed for completed, _ in later):
            return None
        inner = next(iter(self._names.partials_among(made)), None)
        innermost = self._names.partials(Partial(call, scope))[0]
        classes = self._names.readings(innermost.call.args[0].value, innermost.scope)
        own = any(isinstance(reading, Class) for reading in classes)
        certain = certain and not own and len(made) == 1 and all(map(self._names.makes_client, made))
        # An edge given twice, once by position, would be an error.
        gives = any(completed or edge for completed, edge in later)
        elsewhere = "a later call of the partial" if gives or self._escapes(call, scope) else None
        arguments = self._arguments.read(call, scope, skip=1, partial=inner)
        return Construction(call, scope, arguments, certain, elsewhere)

    def _made_by_partial(self, call: cst.Call, scope: Scope) -> cst.BaseExpression | None:
        """Return what a partial is made of, None for every other call."""
        return call.args[0].value if call.args and self._names.is_partial(call, scope) else None

    def _later_calls(self, partial: cst.Call, scope: Scope, depth: int = 0) -> Iterator[tuple[bool, bool]]:
        """Say of the calls of a partial, or of a partial of it, whether they complete it and may give an edge."""
        for call, where in self._calls_of.get(partial, []) if depth < _MAX_PARTIALS else ():
            wraps = self._made_by_partial(call, where) is not None
            arguments = self._arguments.read(call, where, skip=int(wraps), partial=Partial(partial, scope))
            completes = self._completes(arguments)
            edge = arguments.edge_may_come_from is not None or (arguments.edge is not None and arguments.edge.here)
            if completes or not wraps:
                yield completes, edge
            else:
                yield from ((later, edge or more) for later, more in self._later_calls(call, where, depth + 1))
                yield from [(False, edge)] * self._escapes(call, where)

    def _completes(self, arguments: Arguments) -> bool:
        """Say whether the call of a partial gives an edge or a region of its own."""
        edge, region = arguments.edge, arguments.region
        if region is not None and region.here:
            return True
        return edge is not None and edge.here and not self._constants.values(edge.value, edge.scope).nothing

    def _escapes(self, call: cst.Call, scope: Scope) -> bool:
        """Say whether a partial may be called where that is not seen."""
        parent = self._tree.parents[call]
        if isinstance(parent, cst.Call) and parent.func is call:
            return False
        target: cst.BaseExpression | None = None
        if isinstance(parent, cst.Assign) and len(parent.targets) == 1:
            target = parent.targets[0].target
        elif isinstance(parent, cst.AnnAssign):
            target = parent.target
        if not isinstance(target, cst.Name) or scope.kind == "class":
            return True
        found = scope.lookup(target.value)
        if found is None or len(found[1]) != 1:
            return True
        uses = (self._tree.parents[use] for use, _ in self._tree.uses(target.value, found[0]))
        return not all(isinstance(use, cst.Call) for use in uses)

    # -- subclasses

    def _base_constructor(self, call: cst.Call, base: cst.BaseExpression, scope: Scope) -> Construction | None:
        """Read ``super().__init__(...)`` and ``Client.__init__(self, ...)`` in a subclass."""
        if not (isinstance(base, cst.Call) and self._names.is_dotted(base.func, scope, "builtins.super")):
            return self._of_classes(call, scope, self._names.readings(base, scope), skip=1)
        owner = self.class_around(call)
        position = self._names.client_base(owner) if owner else None
        if owner is None or position is None:
            return None
        readings = self._names.readings(owner.node.bases[position].value, owner.scope)
        found = self._of_classes(call, scope, readings)
        # Behind other bases, super() may lead to one of those.
        return found and replace(found, edge_from=found.edge_from or _OTHER_BASES[position > 0], made=owner)

    def _through(self, made: Class, call: cst.Call, scope: Scope, skip: int, depth: int = 0) -> Construction | None:
        """Read a call of a class of this module, through the constructors that stand before Twilio's own."""
        position = self._names.client_base(made)
        if position is None or depth > _MAX_BASES:
            return None
        edge_from = _OTHER_BASES[position > 0]
        for name in sorted(REPLACED.intersection(self._tree.opened[made.node].names) - {"__init__"}):
            edge_from = f"`{name}` of `{made.node.name.value}`"
        constructor = _own_constructor(made)
        if self._is_made_otherwise(made, constructor):
            edge_from = edge_from or f"whatever makes objects of `{made.node.name.value}`"
        if constructor is not None:
            passed = self._passes_on(made, constructor, call, skip)
            if passed is None:
                return None
            edge_from = edge_from or (None if passed else f"the constructor of `{made.node.name.value}`")
        bases = self._names.readings(made.node.bases[position].value, made.scope)
        base = next((reading for reading in bases if isinstance(reading, Class)), None)
        if base is not None:
            found = self._through(base, call, scope, skip, depth + 1)
            certain = len(bases) == 1
            return found and replace(
                found, certain=found.certain and certain, edge_from=found.edge_from or edge_from, made=made
            )
        certain = all(map(self._names.is_client_class, bases))
        return Construction(call, scope, self._arguments.read(call, scope, skip=skip), certain, edge_from, made)

    def _is_made_otherwise(self, made: Class, constructor: cst.FunctionDef | None) -> bool:
        """Say whether more than a plain ``__init__`` has a say in what a class does with its arguments."""
        names = self._tree.opened[made.node].names
        constructors = names.get("__init__", [])
        plain = len(constructors) == (constructor is not None)
        return not plain or "__new__" in names or bool(made.node.decorators) or bool(made.node.keywords)

    def _passes_on(self, made: Class, constructor: cst.FunctionDef, call: cst.Call, skip: int) -> bool | None:
        """Say whether a constructor surely hands the arguments of ``call`` on; None where it has its own way."""
        parameters = constructor.params
        named = [item.name.value for item in [*parameters.posonly_params, *parameters.params]][1:]
        keywords = {*named, *(item.name.value for item in parameters.kwonly_params)}
        rest, base = parameters.star_kwarg, self.base_call(constructor)
        if base is not None and keywords.issuperset(_PAIR):
            return True if self._hands_pair_on(made, base, call.args[skip:], named) else None
        if rest is None or base is None or not keywords.isdisjoint(_PAIR):
            return None
        if any(item.keyword is not None and item.keyword.value in _PAIR for item in base.args):
            return None
        if not any(item.star == "**" and _is_name(item.value, rest.name.value) for item in base.args):
            return None
        positions = [item for item in call.args[skip:] if item.keyword is None and item.star != "**"]
        if positions and not self._passes_positions(parameters, named, base):
            return None if len(positions) > len(named) else True
        uses = list(self._tree.uses(rest.name.value, self._tree.opened[constructor]))
        return len(uses) == 1

    def _hands_pair_on(self, made: Class, base: cst.Call, given: Sequence[cst.Arg], named: Sequence[str]) -> bool:
        """Say whether a constructor with parameters ``region`` and ``edge``, None if not given, only hands these on."""
        constructor = _own_constructor(made)
        if constructor is None:
            return False
        parameters, scope = constructor.params, self._tree.opened[constructor]
        for item in [*parameters.posonly_params, *parameters.params, *parameters.kwonly_params]:
            if item.name.value in _PAIR and not (item.default is not None and _is_name(item.default, "None")):
                return False
        positions = [item for item in given if item.keyword is None]
        own = [named.index(name) for name in _PAIR if name in named]
        # Those that a call gives by position are others, or stand where Twilio has them.
        if own != [REGION_POSITION, EDGE_POSITION] and len(positions) > min([REGION_POSITION, *own]):
            return False
        if any(item.star for item in positions):
            return False
        by_name = {item.keyword.value: item.value for item in base.args if item.keyword}
        # A base of this module has positions of its own.
        twilios = all(self.constructor(of) is None for of in self._names.lineage(made)[1:])
        by_position = [item.value for item in base.args if not item.keyword] if twilios else []
        for name, position in zip(_PAIR, (REGION_POSITION, EDGE_POSITION), strict=True):
            value = by_name.get(name) or next(iter(by_position[position : position + 1]), None)
            if value is None or not _is_name(value, name) or len(list(self._tree.uses(name, scope))) != 1:
                return False
        return not any(item.star for item in base.args)

    @staticmethod
    def _passes_positions(parameters: cst.Parameters, named: list[str], base: cst.Call) -> bool:
        star = parameters.star_arg
        if not isinstance(star, cst.Param) or named or not base.args:
            return False
        return base.args[0].star == "*" and _is_name(base.args[0].value, star.name.value)

    def constructor(self, made: Class, depth: int = 0) -> cst.FunctionDef | None:
        """Return the constructor that a class of this module has or inherits from another one of it."""
        own = _own_constructor(made)
        if own is not None or depth > _MAX_BASES:
            return own
        for base in made.node.bases:
            for reading in self._names.readings(base.value, made.scope):
                found = self.constructor(reading, depth + 1) if isinstance(reading, Class) else None
                if found is not None:
                    return found
        return None

    def base_call(self, constructor: cst.FunctionDef) -> cst.Call | None:
        """Return the call in a constructor of the one of a base."""
        return self._base_calls.get(constructor)

    def class_around(self, node: cst.CSTNode) -> Class | None:
        """Return the class in whose body a node stands."""
        owner = self._tree.enclosing(node, cst.ClassDef)
        if owner is None:
            return None
        opened = self._tree.opened[owner]
        return Class(owner, opened.parent or opened)


def _own_constructor(made: Class) -> cst.FunctionDef | None:
    for statement in made.node.body.body:
        if isinstance(statement, cst.FunctionDef) and statement.name.value == "__init__":
            return statement
    return None


def _is_name(node: cst.BaseExpression, name: str) -> bool:
    return isinstance(node, cst.Name) and node.value == name
