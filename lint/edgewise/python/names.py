"""What an expression may stand for: a class of Twilio's, an object of it, a module. By binding, not by name.

A name has as many readings as it has bindings; an expression whose value cannot be known has the reading UNKNOWN. The
rules report when any reading matches and rewrite when all do.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import libcst as cst

from edgewise.python.facts import CLIENT_CLASSES
from edgewise.python.walk import paired

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from edgewise.python.scopes import Binding, Scope
    from edgewise.python.strings import Strings
    from edgewise.python.tree import Tree


BUILTINS = frozenset({"dict", "super", "setattr", "type", "object"})


@dataclass(frozen=True)
class Dotted:
    """Something imported, or an attribute of it, or a builtin: "twilio.rest.Client"."""

    name: str


@dataclass(frozen=True)
class Class:
    """A class that is defined in this module, and the scope in which its bases are looked up."""

    node: cst.ClassDef
    scope: Scope = field(compare=False)


@dataclass(frozen=True)
class Partial:
    """``functools.partial(client class, ...)``."""

    call: cst.Call
    scope: Scope


@dataclass(frozen=True)
class Instance:
    """An object of a client class: of the call that makes it, or of a ``self`` or annotation that promises it."""

    origin: cst.CSTNode
    scope: Scope
    of: Dotted | Class | Partial


@dataclass(frozen=True)
class Self:
    """The first parameter of a method of a class that is defined in this module."""

    owner: Class


@dataclass(frozen=True)
class Nothing:
    """None: not a value that can be called or configured."""


@dataclass(frozen=True)
class Unknown:
    """Any value at all."""


Reading = Dotted | Class | Partial | Instance | Self | Nothing | Unknown
UNKNOWN = Unknown()


class Names:
    """Answers what the expressions of one module may stand for."""

    def __init__(self, tree: Tree, strings: Strings, clients: Iterable[str] = ()) -> None:
        self._tree = tree
        self._strings = strings
        self._clients = CLIENT_CLASSES.union(clients)
        self._known: dict[tuple[cst.CSTNode, Scope], frozenset[Reading]] = {}
        self._busy: set[object] = set()
        self._attributes: dict[tuple[cst.ClassDef, str], list[tuple[cst.BaseExpression, Scope]]] | None = None

    # -- readings

    def readings(self, node: cst.BaseExpression, scope: Scope) -> frozenset[Reading]:
        """Return everything that an expression used in ``scope`` may stand for; never empty."""
        key = (node, scope)
        if key not in self._known:
            if key in self._busy:
                return frozenset({UNKNOWN})
            self._busy.add(key)
            self._known[key] = frozenset(self._readings(node, scope)) or frozenset({UNKNOWN})
            self._busy.discard(key)
        return self._known[key]

    def _readings(self, node: cst.BaseExpression, scope: Scope) -> Iterable[Reading]:
        match node:
            case cst.Name(value="None"):
                return {Nothing()}
            case cst.Name(value=name):
                return self._of_name(name, scope)
            case cst.Attribute(value=base, attr=cst.Name(value=attribute)):
                return self._union(self._of_attribute(reading, attribute) for reading in self.readings(base, scope))
            case cst.Call():
                return self._union(self._of_call(node, scope, reading) for reading in self.readings(node.func, scope))
            case cst.IfExp(body=left, orelse=right) | cst.BooleanOperation(left=left, right=right):
                return self.readings(left, scope) | self.readings(right, scope)
            case cst.NamedExpr(value=value) | cst.Await(expression=value):
                return self.readings(value, scope)
            case _:
                return {UNKNOWN}

    @staticmethod
    def _union(found: Iterable[Iterable[Reading]]) -> set[Reading]:
        return {reading for readings in found for reading in readings}

    def _of_name(self, name: str, scope: Scope) -> set[Reading]:
        found = scope.lookup(name)
        if found is None:
            builtin: set[Reading] = {Dotted(f"builtins.{name}")} if name in BUILTINS else set()
            return builtin | {Dotted(f"{module}.{name}") for module in scope.module.stars} or {UNKNOWN}
        readings = self._union(self._of_binding(binding) for binding in found[1])
        # `client = None` before the real thing says nothing about it.
        return readings if readings == {Nothing()} else readings - {Nothing()}

    def _of_binding(self, binding: Binding) -> Iterable[Reading]:
        match binding.kind:
            case "import":
                return {Dotted(binding.dotted)}
            case "class" if isinstance(binding.node, cst.ClassDef):
                return {Class(binding.node, binding.scope)}
            case "assign" if binding.value is not None:
                return self.readings(binding.value, binding.scope)
            case "parameter":
                default = binding.node.default if isinstance(binding.node, cst.Param) else None
                outer = binding.scope.parent or binding.scope
                known: frozenset[Reading] = self.readings(default, outer) if default is not None else frozenset()
                return {self._of_parameter(binding), *known}
            case "declaration":
                promised = self._promised(binding)
                return {promised} if promised is not None else set()
            case _:
                return {UNKNOWN}

    def _of_parameter(self, binding: Binding) -> Reading:
        function = binding.scope.node
        outer = binding.scope.parent
        if outer is not None and isinstance(outer.node, cst.TypeParameters):
            outer = outer.parent
        if isinstance(function, cst.FunctionDef) and outer is not None and isinstance(outer.node, cst.ClassDef):
            parameters = [*function.params.posonly_params, *function.params.params]
            decorators = {item.decorator.value for item in function.decorators if isinstance(item.decorator, cst.Name)}
            if parameters and parameters[0] is binding.node and "staticmethod" not in decorators:
                owner = Class(outer.node, outer.parent or outer)
                return owner if "classmethod" in decorators or function.name.value == "__new__" else Self(owner)
        return self._promised(binding) or UNKNOWN

    def _promised(self, binding: Binding) -> Instance | None:
        """Return the object that an annotation promises, if it is one of a client class."""
        annotation = binding.annotation
        scope = binding.scope.parent if binding.kind == "parameter" else binding.scope
        if annotation is None or scope is None:
            return None
        for option in self._options_of(annotation, scope):
            for reading in self.readings(option, scope):
                if isinstance(reading, (Dotted, Class)) and self.is_client_class(reading):
                    return Instance(binding.node, binding.scope, reading)
        return None

    def _options_of(self, annotation: cst.BaseExpression, scope: Scope) -> list[cst.BaseExpression]:
        """Return the types of which an annotation is the union: ``Client | None``, ``Optional[Client]``, "Client"."""
        match annotation:
            case cst.BinaryOperation(left=left, operator=cst.BitOr(), right=right):
                return self._options_of(left, scope) + self._options_of(right, scope)
            case cst.Subscript(value=value, slice=elements):
                name = value.attr.value if isinstance(value, cst.Attribute) else getattr(value, "value", None)
                if name in ("Optional", "Union", "Annotated", "Final", "ClassVar"):
                    inner = [item.slice.value for item in elements if isinstance(item.slice, cst.Index)]
                    return [option for item in inner for option in self._options_of(item, scope)]
                return []
            case cst.SimpleString():
                text = self._strings.constant(annotation, scope) or ""
                try:
                    return [cst.parse_expression(text)]
                except (cst.ParserSyntaxError, ValueError):
                    return []
            case _:
                return [annotation]

    def _of_attribute(self, base: Reading, attribute: str) -> Iterable[Reading]:
        match base:
            case Dotted(name=name):
                return {Dotted(f"{name}.{attribute}")}
            case Class(node=node):
                own = self._tree.opened[node].names.get(attribute, [])
                return self._union(self._of_binding(binding) for binding in own) or {UNKNOWN}
            case Self(owner=owner):
                return self._of_self(owner, attribute)
            case _:
                return {UNKNOWN}

    def _of_self(self, owner: Class, attribute: str) -> set[Reading]:
        assigned = self._self_attributes().get((owner.node, attribute), [])
        readings = self._union(self.readings(value, scope) for value, scope in assigned)
        body = self._tree.opened[owner.node].names.get(attribute, [])
        readings |= self._union(self._of_binding(binding) for binding in body)
        return (readings if readings == {Nothing()} else readings - {Nothing()}) or {UNKNOWN}

    def _self_attributes(self) -> dict[tuple[cst.ClassDef, str], list[tuple[cst.BaseExpression, Scope]]]:
        """Return what is assigned to the attributes of ``self``, by class and attribute."""
        if self._attributes is None:
            found: dict[tuple[cst.ClassDef, str], list[tuple[cst.BaseExpression, Scope]]] = {}
            self._attributes = found
            for target, value, scope in attribute_assignments(self._tree):
                if isinstance(target.value, cst.Name) and value is not None:
                    for reading in self.readings(target.value, scope):
                        if isinstance(reading, Self):
                            found.setdefault((reading.owner.node, target.attr.value), []).append((value, scope))
        return self._attributes

    def _of_call(self, call: cst.Call, scope: Scope, callee: Reading) -> Iterable[Reading]:
        if isinstance(callee, Dotted):
            if callee.name in ("functools.partial", "functools.partialmethod") and call.args:
                made = self.readings(call.args[0].value, scope)
                if any(self.is_client_class(reading) for reading in made):
                    rest: set[Reading] = {UNKNOWN} if not all(map(self.is_client_class, made)) else set()
                    return {Partial(call, scope), *rest}
            if callee.name == "builtins.type" and len(call.args) == 1:
                objects = self.readings(call.args[0].value, scope)
                return {reading.owner if isinstance(reading, Self) else UNKNOWN for reading in objects}
            if callee.name == "importlib.import_module" and len(call.args) == 1:
                name = self._strings.constant(call.args[0].value, scope)
                return {Dotted(name)} if name else {UNKNOWN}
        if isinstance(callee, (Dotted, Class)) and self.is_client_class(callee):
            return {Instance(call, scope, callee)}
        if isinstance(callee, Partial):
            return {Instance(call, scope, callee)}
        return {UNKNOWN}

    # -- clients

    def is_client_class(self, reading: Reading) -> bool:
        """Say whether a reading is a class whose objects are Twilio clients."""
        if isinstance(reading, Dotted):
            return reading.name in self._clients
        return isinstance(reading, Class) and self.client_base(reading) is not None

    def client_base(self, owner: Class) -> int | None:
        """Return the position (from 0) of the first base of a class that is a client class, None without one."""
        if owner in self._busy:
            return None
        self._busy.add(owner)
        try:
            for number, base in enumerate(owner.node.bases):
                if not base.star and any(map(self.is_client_class, self.readings(base.value, owner.scope))):
                    return number
            return None
        finally:
            self._busy.discard(owner)

    def lineage(self, owner: Class) -> list[Class]:
        """Return a class of this module and those of its bases, and theirs, that are of this module as well."""
        found = [owner]
        for item in found:
            for base in item.node.bases:
                readings = self.readings(base.value, item.scope)
                found += [reading for reading in readings if isinstance(reading, Class) and reading not in found]
        return found

    def is_partial(self, call: cst.Call, scope: Scope) -> bool:
        """Say whether a call makes a partial."""
        return self.is_dotted(call.func, scope, "functools.partial", "functools.partialmethod")

    def is_dotted(self, node: cst.BaseExpression, scope: Scope, *names: str) -> bool:
        """Say whether an expression may be one of the things with these dotted names."""
        return any(isinstance(reading, Dotted) and reading.name in names for reading in self.readings(node, scope))


def attribute_assignments(
    tree: Tree,
) -> Iterator[tuple[cst.Attribute, cst.BaseExpression | None, Scope]]:
    """Yield every attribute that is assigned to, with its value if there is one of its own, and the scope."""
    for node, scope in tree.nodes(cst.Assign):
        for target in node.targets:
            yield from _attribute_targets(target.target, node.value, scope)
    for annotated, scope in tree.nodes(cst.AnnAssign):
        if isinstance(annotated.target, cst.Attribute) and annotated.value is not None:
            yield annotated.target, annotated.value, scope


def _attribute_targets(
    target: cst.BaseExpression, value: cst.BaseExpression | None, scope: Scope
) -> Iterator[tuple[cst.Attribute, cst.BaseExpression | None, Scope]]:
    if isinstance(target, cst.Attribute):
        yield target, value, scope
    elif isinstance(target, (cst.Tuple, cst.List)):
        for element, own in paired(target, value):
            yield from _attribute_targets(element, own, scope)
