"""What an expression may stand for: a class of Twilio's, an object of it, a module. By binding, not by name.

A name has as many readings as it has bindings; an expression whose value cannot be known has the reading UNKNOWN. The
rules report when any reading matches and rewrite when all do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from edgewise.python.inference.legacy.annotations import types_of
from edgewise.python.inference.legacy.calls import Calls
from edgewise.python.inference.legacy.functions import PROPERTIES, TRANSPARENT, Functions
from edgewise.python.inference.legacy.values import (
    UNKNOWN,
    Class,
    Dotted,
    Function,
    Instance,
    Nothing,
    Partial,
    Self,
    Unknown,
    as_promised,
    union,
)
from edgewise.python.syntax.nodes import dotted_name
from edgewise.twilio.constructors import CLIENT_CLASSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from edgewise.python.inference.legacy.strings import Strings
    from edgewise.python.inference.legacy.values import Reading
    from edgewise.python.syntax.scopes import Binding, Scope
    from edgewise.python.syntax.tree import Tree

    Stored = tuple[cst.BaseExpression | None, Scope]


BUILTINS = frozenset(
    {"dict", "super", "setattr", "type", "object", "property", "staticmethod", "classmethod", "getattr"}
)


class Names:
    """Answers what the expressions of one module may stand for."""

    def __init__(self, tree: Tree, strings: Strings, clients: Iterable[str] = ()) -> None:
        self._tree = tree
        self._strings = strings
        self._clients = CLIENT_CLASSES.union(clients)
        self._known: dict[tuple[cst.CSTNode, Scope], frozenset[Reading]] = {}
        self._busy: set[object] = set()
        self.functions = Functions(tree)
        self._calls = Calls(self, tree, strings)
        self._given: dict[Binding, set[Reading]] = {}
        self._assigned: dict[str, list[tuple[cst.BaseExpression, Stored]]] | None = None
        self._paths: dict[tuple[Scope, str] | None, list[Stored]] | None = None
        self._attributes: dict[str, dict[cst.ClassDef, list[Stored]]] = {}

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
            case cst.Name():
                return self._of_name(node, scope)
            case cst.Attribute(value=base, attr=cst.Name(value=attribute)):
                found = union(self.of_attribute(reading, attribute) for reading in self.readings(base, scope))
                if not all(isinstance(reading, (Dotted, Unknown)) for reading in found):
                    return found
                return ((found - {UNKNOWN}) | self._of_path(node, scope)) or {UNKNOWN}
            case cst.Call():
                return union(self._calls.of_call(node, scope, reading) for reading in self.readings(node.func, scope))
            case cst.IfExp(body=left, orelse=right) | cst.BooleanOperation(left=left, right=right):
                return self.readings(left, scope) | self.readings(right, scope)
            case cst.Subscript(value=container, slice=[cst.SubscriptElement(slice=cst.Index(value=key))]):
                entry = self._strings.entry(container, key, scope)
                if entry:
                    return self.readings(*entry)
                elements = self._tree.values_of(container, scope)
                return union({UNKNOWN} if item is None else self.readings(item, where) for item, where in elements)
            case cst.Lambda():
                return {Function(node)}
            case cst.NamedExpr(value=value) | cst.Await(expression=value):
                return self.readings(value, scope)
            case _:
                return {UNKNOWN}

    def _of_name(self, node: cst.Name, scope: Scope) -> set[Reading]:
        name = node.value
        found = scope.lookup(name)
        if found is None:
            builtin: set[Reading] = {Dotted(f"builtins.{name}")} if name in BUILTINS else set()
            return builtin | {Dotted(f"{module}.{name}") for module in scope.module.stars} or {UNKNOWN}
        readings = union(self._of_binding(binding) for binding in found[1])
        late = found[0] is not scope
        for package, star in found[0].stars.items():
            if late or self._tree.span(star) < self._tree.span(node):
                readings |= {UNKNOWN} if self._may_overwrite(star, package, found[1]) else set()
        # `client = None` before the real thing says nothing about it.
        return readings if readings == {Nothing()} else readings - {Nothing()}

    def _may_overwrite(self, star: cst.ImportFrom, package: str, bindings: Sequence[Binding]) -> bool:
        """Say whether importing everything may bind a name again that is bound by imports before."""
        if package.startswith("twilio.") or any(binding.kind != "import" for binding in bindings):
            return False
        return any(self._tree.span(star) > self._tree.span(binding.node) for binding in bindings)

    def _of_path(self, node: cst.Attribute, scope: Scope) -> set[Reading]:
        """Return what this module assigns to an attribute of what is not known: "app.state.client"."""
        if self._paths is None:
            self._paths = {}
            for target, value, where in self._tree.assigned_attributes():
                if (key := _path(target, where)) is not None:
                    self._paths.setdefault(key, []).append((value, where))
        key = _path(node, scope)
        stored = self._paths.get(key, [])
        found = union({UNKNOWN} if value is None else self.readings(value, where) for value, where in stored)
        rebound = key is not None and len(key[0].names.get(key[1].partition(".")[0], ())) > 1
        return found | {UNKNOWN} if rebound else found

    def _of_binding(self, binding: Binding) -> Iterable[Reading]:
        match binding.kind:
            case "import":
                return {Dotted(binding.dotted)}
            case "class" if isinstance(binding.node, cst.ClassDef):
                return {Class(binding.node, binding.scope)}
            case "function" if isinstance(binding.node, cst.FunctionDef):
                function = Function(binding.node)
                return {function} if self._calls.decorators(function) <= TRANSPARENT else {function, UNKNOWN}
            case "element" if binding.value is not None:
                elements = self._tree.elements(binding)
                unknown = {self._promised_element(binding.value, binding.scope) or UNKNOWN}
                return union(unknown if item is None else self.readings(item, scope) for item, scope in elements)
            case "with" if binding.value is not None:
                return self._calls.entered(binding.value, binding.scope)
            case "assign" if binding.value is not None:
                return as_promised(self.readings(binding.value, binding.scope), self._promised(binding))
            case "parameter":
                default = binding.node.default if isinstance(binding.node, cst.Param) else None
                outer = binding.scope.parent or binding.scope
                known: frozenset[Reading] = self.readings(default, outer) if default is not None else frozenset()
                receiver = self.functions.receiver(binding.node, binding.scope)
                if receiver is not None:
                    return {receiver, *known}
                classes = self._promised_classes(binding)
                return {*(classes or {self._promised(binding) or UNKNOWN}), *known, *self._given_to(binding)}
            case "declaration":
                promised = self._promised(binding)
                return {promised} if promised is not None else set()
            case _:
                return {UNKNOWN}

    def _given_to(self, binding: Binding) -> set[Reading]:
        """Return the clients that the calls in this module hand to a parameter."""
        function, parameter = binding.scope.node, binding.node
        if binding not in self._given:
            self._given[binding] = set()
            if isinstance(function, cst.FunctionDef) and isinstance(parameter, cst.Param):
                meant = {function, self.functions.made_by(function)} - {None}
                self._given[binding] = {
                    reading
                    for call, scope in self.functions.calls_of(function)
                    if any(getattr(of, "node", None) in meant for of in self.readings(call.func, scope))
                    and (value := self.functions.argument(call, function, parameter)) is not None
                    for reading in self.readings(value, scope)
                    if isinstance(reading, Instance) or self.makes_client(reading)
                }
        return self._given[binding]

    def _promised_classes(self, binding: Binding) -> set[Reading]:
        """Return the client classes that ``type[...]`` promises."""
        match binding.annotation:
            case cst.Subscript(value=kind, slice=[cst.SubscriptElement(slice=cst.Index(value=of))]) if self.is_dotted(
                kind, binding.scope, "builtins.type", "typing.Type"
            ):
                return {reading for reading in self.readings(of, binding.scope) if self.is_client_class(reading)}
            case _:
                return set()

    def _promised_element(self, value: cst.BaseExpression, scope: Scope) -> Instance | None:
        """Return the object of a client class that ``list[...]`` and its like promise for each element."""
        found = scope.lookup(value.value) if isinstance(value, cst.Name) else None
        for binding in found[1] if found is not None else ():
            outer = binding.scope.parent if binding.kind == "parameter" else binding.scope
            match binding.annotation:
                case cst.Subscript(slice=[*_, cst.SubscriptElement(slice=cst.Index(value=of))]):
                    return self.promise(value, of, outer)
                case _:
                    pass
        return None

    def _promised(self, binding: Binding) -> Instance | None:
        """Return the object that an annotation promises, if it is one of a client class."""
        scope = binding.scope.parent if binding.kind == "parameter" else binding.scope
        return self.promise(binding.node, binding.annotation, scope)

    def promise(self, node: cst.CSTNode, annotation: cst.BaseExpression | None, scope: Scope | None) -> Instance | None:
        """Return the object of a client class that an annotation of ``node`` promises, if it does."""
        if annotation is None or scope is None:
            return None
        for option in types_of(annotation, scope, self._strings):
            for reading in self.readings(option, scope):
                if isinstance(reading, (Dotted, Class)) and self.is_client_class(reading):
                    return Instance(node, scope, reading)
        return None

    def of_attribute(self, base: Reading, attribute: str) -> Iterable[Reading]:
        """Return what an attribute of a reading may be."""
        match base:
            case Dotted(name=name):
                return {Dotted(f"{name}.{attribute}")}
            case Class():
                kept = self.assigned_to(base, attribute)
                given = union({UNKNOWN} if value is None else self.readings(value, scope) for value, scope in kept)
                own = (self._tree.opened[of.node].names.get(attribute, []) for of in self.lineage(base))
                found = given | union(self._of_binding(binding) for bindings in own for binding in bindings)
                return (found if found == {Nothing()} else found - {Nothing()}) or {UNKNOWN}
            case Self(owner=owner) | Instance(of=Class() as owner):
                return self.of_self(owner, attribute)
            case _:
                return {UNKNOWN}

    def of_self(self, owner: Class, attribute: str) -> set[Reading]:
        """Return what an attribute of the objects of a class of this module may be."""
        readings: set[Reading] = set()
        for of in self.lineage(owner):
            for value, scope in self.assigned_to(of, attribute):
                readings |= self.readings(value, scope) if value is not None else {UNKNOWN}
            for binding in self._tree.opened[of.node].names.get(attribute, []):
                found = set(self._of_binding(binding))
                for function in [reading for reading in found if isinstance(reading, Function)]:
                    if not PROPERTIES.isdisjoint(self._calls.decorators(function)):
                        found = self._calls.handed_out(function, None)
                readings |= found
        return (readings if readings == {Nothing()} else readings - {Nothing()}) or {UNKNOWN}

    def assigned_to(self, owner: Class, attribute: str) -> list[Stored]:
        """Return what is assigned to an attribute of the objects of a class."""
        if self._assigned is None:
            self._assigned = {}
            for target, value, scope in self._tree.assigned_attributes():
                self._assigned.setdefault(target.attr.value, []).append((target.value, (value, scope)))
        if attribute not in self._attributes:
            found = self._attributes[attribute] = {}
            for base, stored in self._assigned.get(attribute, []):
                for reading in self.readings(base, stored[1]):
                    of = reading.of if isinstance(reading, Instance) else getattr(reading, "owner", reading)
                    if isinstance(of, Class):
                        found.setdefault(of.node, []).append(stored)
        return self._attributes[attribute].get(owner.node, [])

    # -- clients

    def is_client_class(self, reading: Reading) -> bool:
        """Say whether a reading is a class whose objects are Twilio clients."""
        if isinstance(reading, Dotted):
            return reading.name in self._clients
        return isinstance(reading, Class) and self.client_base(reading) is not None

    def makes_client(self, reading: Reading) -> bool:
        """Say whether a call of a reading makes a Twilio client: a class or a partial of one."""
        return isinstance(reading, Partial) or self.is_client_class(reading)

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

    def partials(self, outermost: Partial) -> list[Partial]:
        """Return a partial and those around which it is made, the innermost first."""
        found = [outermost]
        for item in found:
            inner = self.partials_among(self.readings(item.call.args[0].value, item.scope))
            found += [reading for reading in inner if reading not in found][:1]
        return found[::-1]

    def partials_among(self, readings: Iterable[Reading]) -> list[Partial]:
        """Return the partials among readings, in the order of the source."""
        partials = (reading for reading in readings if isinstance(reading, Partial))
        return sorted(partials, key=lambda reading: self._tree.span(reading.call))

    def is_partial(self, call: cst.Call, scope: Scope) -> bool:
        """Say whether a call makes a partial."""
        return self.is_dotted(call.func, scope, "functools.partial", "functools.partialmethod")

    def is_dotted(self, node: cst.BaseExpression, scope: Scope, *names: str) -> bool:
        """Say whether an expression may be one of the things with these dotted names."""
        return any(isinstance(reading, Dotted) and reading.name in names for reading in self.readings(node, scope))


def _path(node: cst.Attribute, scope: Scope) -> tuple[Scope, str] | None:
    """Return a chain of attributes with the scope of the name at its start, None for every other expression."""
    dotted = dotted_name(node)
    if dotted is None:
        return None
    found = scope.lookup(dotted.partition(".")[0])
    return (scope.module if found is None else found[0]), dotted
