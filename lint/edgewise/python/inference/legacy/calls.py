"""What calls stand for: objects of classes, what functions of this module hand out, what ``with`` enters."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import libcst as cst

from edgewise.python.inference.legacy.functions import CACHES, CONTEXTS, CONTEXTS_OF
from edgewise.python.inference.legacy.values import (
    UNKNOWN,
    Class,
    Dotted,
    Function,
    Instance,
    Nothing,
    Partial,
    Self,
    as_promised,
    union,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edgewise.python.inference.legacy.functions import Functions
    from edgewise.python.inference.legacy.strings import Strings
    from edgewise.python.inference.legacy.values import Reading
    from edgewise.python.syntax.scopes import Scope
    from edgewise.python.syntax.tree import Tree

_FIELDS = frozenset({"dataclasses.field", "attr.ib", "attr.field", "attrs.field", "pydantic.Field"})
"""What stands for the value of a field in the body of a class."""
_FACTORIES = ("default_factory", "factory")
_DATA_CLASSES = frozenset(
    {"dataclasses.dataclass", "attr.s", "attr.attrs", "attr.define", "attr.frozen", "attrs.define", "attrs.frozen"}
)
"""Decorators that leave a class what it is."""


class Names(Protocol):
    """What calls ask of the names of a module: see :class:`edgewise.python.inference.legacy.infer.Names`."""

    functions: Functions

    def readings(self, node: cst.BaseExpression, scope: Scope) -> frozenset[Reading]:
        """Return everything that an expression may stand for."""
        ...

    def of_attribute(self, base: Reading, attribute: str) -> Iterable[Reading]:
        """Return what an attribute of a reading may be."""
        ...

    def of_self(self, owner: Class, attribute: str) -> Iterable[Reading]:
        """Return what an attribute of the objects of a class may be."""
        ...

    def lineage(self, owner: Class) -> list[Class]:
        """Return a class and its bases."""
        ...

    def promise(self, node: cst.CSTNode, annotation: cst.BaseExpression | None, scope: Scope | None) -> Instance | None:
        """Return the client that an annotation promises."""
        ...

    def is_client_class(self, reading: Reading) -> bool:
        """Say whether a reading is a class of clients."""
        ...

    def makes_client(self, reading: Reading) -> bool:
        """Say whether a call of a reading makes a client."""
        ...

    def is_partial(self, call: cst.Call, scope: Scope) -> bool:
        """Say whether a call makes a partial."""
        ...


class Calls:
    """Answers for the calls of one module."""

    def __init__(self, names: Names, tree: Tree, strings: Strings) -> None:
        self._names = names
        self._tree = tree
        self._strings = strings

    def of_call(self, call: cst.Call, scope: Scope, callee: Reading) -> Iterable[Reading]:
        """Return what a call is, if ``callee`` is what is called."""
        match callee:
            case Dotted(name=name) if not self._names.is_client_class(callee):
                return self._of_known(name, call, scope)
            case Dotted() | Partial():
                return {Instance(call, scope, callee)}
            case Class() if self._names.is_client_class(callee):
                return {Instance(call, scope, callee)}
            case Class(node=node):
                plain = self._decorators(node.decorators, callee.scope) <= _DATA_CLASSES
                plain = plain and not (node.keywords or self._has(callee, "__new__"))
                return {Self(callee)} if plain else {Self(callee), UNKNOWN}
            case Function():
                return self.handed_out(callee, call)
            case _:
                return self._new(call, scope)

    def _of_known(self, name: str, call: cst.Call, scope: Scope) -> Iterable[Reading]:
        """Return what a call of something imported or built in is."""
        first = call.args[0].value if call.args else None
        if name in _FIELDS:
            return self._field(call, scope)
        if first is None:
            return {UNKNOWN}
        match name.rpartition(".")[2]:
            case "partial" | "partialmethod" if self._names.is_partial(call, scope):
                made = self._names.readings(first, scope)
                if any(map(self._names.makes_client, made)):
                    rest: set[Reading] = {UNKNOWN} if not all(map(self._names.makes_client, made)) else set()
                    return {Partial(call, scope), *rest}
            case "type" if name == "builtins.type" and len(call.args) == 1:
                objects = self._names.readings(first, scope)
                return {reading.owner if isinstance(reading, Self) else UNKNOWN for reading in objects}
            case "getattr" if name == "builtins.getattr" and len(call.args) in (2, 3):
                attribute = self._strings.constant(call.args[1].value, scope)
                if attribute:
                    objects = self._names.readings(first, scope)
                    return union(self._names.of_attribute(reading, attribute) for reading in objects)
            case "import_module" if name == "importlib.import_module":
                parts = [self._strings.constant(argument.value, scope) for argument in call.args]
                module, *package = [part for part in parts if part] or [""]
                if module and len(package) + 1 == len(parts):
                    return {Dotted(f"{package[0]}{module}" if package and module.startswith(".") else module)}
            case "cast" if name == "typing.cast" and len(call.args) == 2:
                promised = self._names.promise(call, first, scope)
                return as_promised(self._names.readings(call.args[1].value, scope), promised)
            case "__new__":
                return self._new(call, scope)
            case _:
                pass
        return {UNKNOWN}

    def _new(self, call: cst.Call, scope: Scope) -> Iterable[Reading]:
        """Return what ``super().__new__(cls)`` makes."""
        if not isinstance(call.func, cst.Attribute) or call.func.attr.value != "__new__" or not call.args:
            return {UNKNOWN}
        made = self._names.readings(call.args[0].value, scope)
        return {Self(reading) if isinstance(reading, Class) else UNKNOWN for reading in made}

    def _field(self, call: cst.Call, scope: Scope) -> Iterable[Reading]:
        """Return what the field of a data class is if nothing else is given for it."""
        for argument in call.args:
            if argument.keyword is not None and argument.keyword.value in _FACTORIES:
                made = self._names.readings(argument.value, scope)
                return union(self.of_call(call, scope, reading) for reading in made)
            if argument.keyword is not None and argument.keyword.value == "default":
                return self._names.readings(argument.value, scope)
        return {UNKNOWN}

    def _has(self, owner: Class, name: str) -> bool:
        return any(name in self._tree.opened[of.node].names for of in self._names.lineage(owner))

    # -- functions

    def decorators(self, function: Function) -> set[str]:
        """Return the dotted names of what decorates a function, "" for what is not known."""
        scope = self._names.functions.scope_around(function.node)
        return self._decorators(getattr(function.node, "decorators", ()), scope)

    def _decorators(self, decorators: Iterable[cst.Decorator], scope: Scope) -> set[str]:
        named = [item.decorator.func if isinstance(item.decorator, cst.Call) else item.decorator for item in decorators]
        readings = (reading for node in named for reading in self._names.readings(node, scope))
        return {reading.name if isinstance(reading, Dotted) else "" for reading in readings}

    def handed_out(self, function: Function, call: cst.CSTNode | None) -> set[Reading]:
        """Return what a function returns where ``call`` calls it; None for a look at a property."""
        functions = self._names.functions
        if functions.yielded(function.node):
            return {UNKNOWN}
        cached = not CACHES.isdisjoint(self.decorators(function))
        readings: set[Reading] = set()
        for value, scope in functions.returned(function.node):
            for reading in self._names.readings(value, scope):
                if call is not None and not cached and isinstance(reading, Instance):
                    made = reading.through or reading.origin
                    fresh = functions.is_local(function.node, value, scope, made)
                    readings.add(replace(reading, through=call if fresh else reading.through))
                else:
                    readings.add(reading)
        readings = as_promised(readings or {UNKNOWN}, self._promised_result(function))
        return readings if readings == {Nothing()} else readings - {Nothing()}

    def _promised_result(self, function: Function) -> Instance | None:
        returns = getattr(function.node, "returns", None)
        scope = self._names.functions.scope_around(function.node)
        return self._names.promise(function.node, returns.annotation if returns is not None else None, scope)

    # -- with

    def entered(self, value: cst.BaseExpression, scope: Scope) -> set[Reading]:
        """Return what ``with value as name`` binds."""
        found: set[Reading] = set()
        for callee in self._names.readings(value.func, scope) if isinstance(value, cst.Call) else ():
            if isinstance(callee, Dotted) and callee.name in CONTEXTS_OF and isinstance(value, cst.Call) and value.args:
                found |= self._names.readings(value.args[0].value, scope)
            elif isinstance(callee, Function) and not CONTEXTS.isdisjoint(self.decorators(callee)):
                found |= union(self._names.readings(*given) for given in self._names.functions.yielded(callee.node))
        if found:
            return found
        for reading in self._names.readings(value, scope):
            owner = reading.of if isinstance(reading, Instance) else getattr(reading, "owner", None)
            entered = self._entering(owner) if isinstance(owner, Class) else ()
            # What enters returns mostly itself.
            found |= {reading if isinstance(item, Self) else item for item in entered} or {reading}
        return found

    def _entering(self, owner: Class) -> set[Reading]:
        methods = [
            reading
            for name in ("__enter__", "__aenter__")
            for reading in self._names.of_self(owner, name)
            if isinstance(reading, Function)
        ]
        return union(self.handed_out(method, None) for method in methods)
