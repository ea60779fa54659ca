"""Reflection: code that reads what a module, class or function holds without naming it, and goes by what it finds."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst

from edgewise.patterns import on_demand
from edgewise.python.inference.flows.derived import NAMES
from edgewise.python.inference.values import Class, Function, Imported, Object, Place, Text
from edgewise.python.syntax.nodes import base_of, bound_name, last_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edgewise.python.inference.flows.derived import Derived
    from edgewise.python.inference.uses import Use
    from edgewise.python.inference.values import Value
    from edgewise.python.module import Module
    from edgewise.python.syntax.scopes import Scope

    Read = tuple[cst.CSTNode, Scope]

_MAY_REFLECT = on_demand(
    r"\b(?:globals|locals|vars|getattr|inspect|fields(?:_dict)?|sys\.modules|metaclass)\b|\.__\w+__\b|\bclass\s+\w+\("
)
_OF_SCOPE = ("builtins.globals", "builtins.locals", "builtins.vars")
_OF_ARGUMENT = on_demand(r"builtins\.(?:vars|getattr)\Z|inspect\.|(?:dataclasses|attrs?)\.fields(?:_dict)?\Z")
_MODULES = "sys.modules"
_NAMESPACE = 3
"""Which parameter of a metaclass's methods has the names of the new class, from 0."""
_SPECIAL = on_demand(r"__\w+__")
_MAKING = ("__new__", "__init__")


class Reflection:
    """Answers for one module."""

    def __init__(self, module: Module, derived: Derived) -> None:
        self._tree = module.tree
        self._evaluator = module.evaluator
        self._derived = derived
        self._judged: dict[cst.CSTNode, bool] = {}

    def goes_by(self, use: Use) -> bool:
        """Say whether code goes by what it finds where a use puts a value: a namespace, the defaults of a function."""
        return any(map(self._is_judged, self._holders(use))) or self._is_read_by_decorator(use)

    def _holders(self, use: Use) -> Iterator[cst.CSTNode]:
        """Yield the module, class or function that has a value by a use of it."""
        if not self._reads:
            return
        match use.kind:
            case "assigned":
                yield use.scope.node
            case "default":
                function = self._tree.enclosing(use.around, cst.FunctionDef, cst.Lambda)
                if function is not None:
                    yield function
                    owner = self._tree.enclosing(function, cst.ClassDef, cst.FunctionDef, cst.Lambda)
                    if isinstance(owner, cst.ClassDef):
                        yield owner
            case "stored":
                base = base_of(use.around)
                values = self._evaluator.values(base, use.scope) if base is not None else ()
                yield from (holder for value in values for holder in _holders_of(value))
            case _:
                pass

    def _is_judged(self, holder: cst.CSTNode) -> bool:
        if holder not in self._judged:
            reads = self._reads.get(holder, ())
            self._judged[holder] = any(self._derived.is_judged(node, scope) for node, scope in reads)
        return self._judged[holder]

    @cached_property
    def _reads(self) -> dict[cst.CSTNode, list[Read]]:
        """The expressions that give what a module, class or function holds, by that."""
        found: dict[cst.CSTNode, list[Read]] = defaultdict(list)
        if _MAY_REFLECT.search(self._tree.text) is None:
            return found
        for call, scope in self._tree.nodes(cst.Call):
            for holder in self._asked(call, scope):
                found[holder].append((call, scope))
        for item, scope in self._tree.nodes(cst.Subscript):
            if self._evaluator.is_dotted(item.value, scope, _MODULES):
                found[scope.module.node].append((item, scope))
        for attribute, scope in self._tree.nodes(cst.Attribute):
            name = last_name(attribute)
            if name in NAMES or not (_SPECIAL.fullmatch(name) or self._tree.call_of(attribute) is None):
                continue
            for value in self._evaluator.values(attribute.value, scope):
                if _SPECIAL.fullmatch(name) or (isinstance(value, Class) and not self._defines(value, name)):
                    for holder in _holders_of(value):
                        found[holder].append((attribute, scope))
        for definition, scope in self._tree.nodes(cst.ClassDef):
            found[definition] += self._given_to_metaclass(definition, scope)
        return {holder: reads for holder, reads in found.items() if reads}

    def _defines(self, of: Class, name: str) -> bool:
        """Say whether a class has an attribute of the module, or no base of a library, which may add others."""
        lineage = self._evaluator.lineage(of)
        bodies = [self._tree.opened[each.node].names for each in lineage if isinstance(each, Class)]
        return len(bodies) == len(lineage) or any(name in body for body in bodies)

    def _asked(self, call: cst.Call, scope: Scope) -> Iterator[cst.CSTNode]:
        """Yield what a call tells about: the scope that it is in, or what it is given."""
        names = [value.name for value in self._evaluator.values(call.func, scope) if isinstance(value, Imported)]
        if not call.args and any(name in _OF_SCOPE for name in names):
            yield scope.module.node if "builtins.globals" in names else scope.node
        elif call.args and any(map(_OF_ARGUMENT.match, names)) and not self._is_named(call, scope):
            for value in self._evaluator.values(call.args[0].value, scope):
                yield from _holders_of(value)

    def _is_named(self, call: cst.Call, scope: Scope) -> bool:
        """Say whether a call looks up attributes whose names are known, so that the value is followed there."""
        names = self._evaluator.values(call.args[1].value, scope) if len(call.args) > 1 else ()
        return bool(names) and all(isinstance(name, Text) and name.constant for name in names)

    def _given_to_metaclass(self, definition: cst.ClassDef, scope: Scope) -> Iterator[Read]:
        """Yield where the methods of a metaclass of the module read the names of a class that it makes."""
        for metaclass in self._metaclasses(Class(Place(definition, scope))):
            yield from self._names_read(metaclass)

    def is_made_by_metaclass(self, of: Value) -> bool:
        """Say whether a metaclass of the module gets what a class is called with, before the class does."""
        metaclasses = self._metaclasses(of) if isinstance(of, Class) else ()
        return any("__call__" in self._tree.opened[metaclass.node].names for metaclass in metaclasses)

    def _metaclasses(self, of: Class) -> Iterator[Class]:
        keywords = (
            (argument.value, each.origin.scope)
            for each in self._evaluator.lineage(of)
            if isinstance(each, Class)
            for argument in each.definition.keywords
            if argument.keyword is not None and argument.keyword.value == "metaclass"
        )
        for given, where in keywords:
            yield from (value for value in self._evaluator.values(given, where) if isinstance(value, Class))

    def _is_read_by_decorator(self, use: Use) -> bool:
        """Say whether a function of the module that decorates a class goes by the attribute that a use gives it."""
        definition = use.scope.node
        if use.kind != "assigned" or not isinstance(definition, cst.ClassDef) or use.scope.parent is None:
            return False
        name = bound_name(use.around) if isinstance(use.around, (cst.Assign, cst.AnnAssign)) else ""
        decorators = (
            value
            for decorator in definition.decorators
            for value in self._evaluator.values(decorator.decorator, use.scope.parent)
        )
        for function in (value for value in decorators if isinstance(value, Function)):
            for read, scope in self._first_read(function):
                attribute = self._tree.parents[read]
                is_it = base_of(attribute) is read and last_name(attribute) == name
                if is_it and self._derived.is_judged(attribute, scope):
                    return True
        return False

    def _first_read(self, function: Function) -> Iterator[Read]:
        """Yield where a function reads its first parameter."""
        for parameter in function.definition.params.params[:1]:
            yield from self._tree.uses(parameter.name.value, self._tree.opened[function.definition])

    def _names_read(self, metaclass: Class) -> Iterator[Read]:
        body = self._tree.opened[metaclass.node]
        for binding in (binding for name in _MAKING for binding in body.names.get(name, ())):
            if isinstance(binding.node, cst.FunctionDef):
                given = binding.node.params.params[_NAMESPACE : _NAMESPACE + 1]
                for parameter in given:
                    yield from self._tree.uses(parameter.name.value, self._tree.opened[binding.node])


def _holders_of(value: Value) -> Iterator[cst.CSTNode]:
    match value:
        case Class() | Function():
            yield value.node
        case Object(of=Class() as of):
            yield of.node
        case _:
            pass
