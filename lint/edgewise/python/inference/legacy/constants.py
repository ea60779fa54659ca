"""Which constants an expression may be: a region that depends on a condition, a default, a name bound twice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import libcst as cst

from edgewise.python.inference.legacy.values import Class, Instance
from edgewise.values import ANYTHING, Values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edgewise.python.inference.legacy.infer import Names
    from edgewise.python.inference.legacy.strings import Strings
    from edgewise.python.syntax.scopes import Binding, Scope
    from edgewise.python.syntax.tree import Tree


_NONE = cst.Name("None")


class Constants:
    """Answers for the expressions of one module."""

    def __init__(self, tree: Tree, strings: Strings, names: Names) -> None:
        self._tree = tree
        self._strings = strings
        self._names = names
        self._known: dict[cst.BaseExpression, Values] = {}
        self._by_name: dict[tuple[Scope, str], Values] = {}

    def values(self, node: cst.BaseExpression, scope: Scope) -> Values:
        """Return the constants that an expression may be."""
        if node not in self._known:
            self._known[node] = ANYTHING  # what refers to itself may be anything
            self._known[node] = self._values(node, scope)
        return self._known[node]

    def _values(self, node: cst.BaseExpression, scope: Scope) -> Values:
        match node:
            case cst.Name(value="None" | "True" | "False") | cst.Integer() | cst.Float():
                return Values(frozenset({None}), True)
            case cst.Name() | cst.Attribute():
                return self._values_of_name(node, scope)
            case cst.IfExp(body=left, orelse=right):
                return self.values(left, scope) | self.values(right, scope)
            case cst.BooleanOperation(left=left, operator=cst.Or(), right=right):
                first = self.values(left, scope)
                truthy = Values(frozenset(value for value in first.known if value), first.complete)
                if truthy.complete and len(first.known) == len(truthy.known):
                    return truthy
                return truthy | self.values(right, scope)
            case cst.NamedExpr(value=value):
                return self.values(value, scope)
            case cst.Subscript(value=display, slice=[cst.SubscriptElement(slice=cst.Index(value=key))]):
                return self._looked_up(display, key, scope) or ANYTHING
            case cst.Call(func=cst.Attribute(value=display, attr=cst.Name(value="get")), args=[key, *default]) if (
                found := self._looked_up(display, key.value, scope, default[0].value if default else _NONE)
            ):
                return found
            case cst.Call(func=cst.Attribute(attr=cst.Name(value="get" | "getenv")), args=[_, default]):
                return self._default(default, scope)
            case cst.Call(func=cst.Name(value="getenv" | "getattr" | "config" | "env"), args=[_, *_, default]):
                return self._default(default, scope)
            case _:
                text = self._strings.constant(node, scope)
                if text is not None:
                    return Values(frozenset({text or None}), True, empty=not text)
                return ANYTHING

    def _looked_up(
        self,
        display: cst.BaseExpression,
        key: cst.BaseExpression,
        scope: Scope,
        default: cst.BaseExpression | None = None,
    ) -> Values | None:
        """Return what a dictionary has under a key, None if that is not known."""
        entry = self._strings.entry(display, key, scope)
        if entry == () and default is not None:
            return self.values(default, scope)
        return self.values(*entry) if entry else None

    def _default(self, argument: cst.Arg, scope: Scope) -> Values:
        """Return the values of a look-up with a default: that one and any other."""
        return replace(self.values(argument.value, scope), complete=False)

    def _values_of_name(self, node: cst.Name | cst.Attribute, scope: Scope) -> Values:
        found = self._tree.bindings(node, scope)
        if found is None and isinstance(node, cst.Attribute):
            return self._values_of_attribute(node, scope)
        if found is None or any(not star.startswith("twilio.") for star in found[0].stars):
            return ANYTHING
        key = (found[0], node.value if isinstance(node, cst.Name) else node.attr.value)
        if key in self._by_name:
            return self._by_name[key]
        self._by_name[key] = ANYTHING  # what refers to itself may be anything
        result = self._values_of_bindings(found[1])
        self._by_name[key] = result
        return result

    def _values_of_attribute(self, node: cst.Attribute, scope: Scope) -> Values:
        """Return the values that this module gives to an attribute of objects of its classes: others may give any."""
        found = ANYTHING
        for reading in self._names.readings(node.value, scope):
            owner = reading.of if isinstance(reading, Instance) else getattr(reading, "owner", reading)
            for of in self._names.lineage(owner) if isinstance(owner, Class) else ():
                found |= self._values_of_bindings(self._tree.opened[of.node].names.get(node.attr.value, []))
                for value, where in self._names.assigned_to(of, node.attr.value):
                    found |= ANYTHING if value is None else self.values(value, where)
        return found

    def _values_of_bindings(self, bindings: Sequence[Binding]) -> Values:
        result = Values(frozenset(), True)
        for binding in bindings:
            match binding.kind:
                case "assign" if binding.value is not None:
                    result |= self.values(binding.value, binding.scope)
                case "element" if binding.value is not None:
                    for item, scope in self._tree.elements(binding):
                        result |= ANYTHING if item is None else self.values(item, scope)
                case "declaration":
                    pass
                case "parameter" if isinstance(binding.node, cst.Param) and binding.node.default is not None:
                    outer = binding.scope.parent or binding.scope
                    result |= replace(self.values(binding.node.default, outer), complete=False)
                case _:
                    result |= ANYTHING
        return result
