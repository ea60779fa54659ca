"""Fields: attributes of objects that are given a host, and code of their classes that looks at it there."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import libcst as cst

from edgewise.judgement.roles import Role
from edgewise.patterns import on_demand
from edgewise.python.hostnames.uses import sinks
from edgewise.python.inference.values import Class, Imported, Object, Place
from edgewise.python.syntax.nodes import base_of, bound_name, item_access, names_in, positional

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from edgewise.python.hostnames.uses.changes import TextChange
    from edgewise.python.inference.uses import Use
    from edgewise.python.inference.values import Function, Value
    from edgewise.python.module import Module
    from edgewise.python.syntax.scopes import Binding, Scope

_NUMBER = on_demand(r"(?<![\w.\"'])\d+(?![\w.\"'])")


class _Judges(NamedTuple):
    """What looks at a field: its own declaration, and functions that are given what it gets."""

    declarations: tuple[str, ...] = ()
    functions: tuple[cst.FunctionDef, ...] = ()


class _Validator(NamedTuple):
    """A function that judges fields of its class: those that its decorators name, or all."""

    function: cst.FunctionDef
    fields: frozenset[str]

    def is_given(self, name: str) -> bool:
        """Say whether it is given what a field gets."""
        return not self.fields or not name or name in self.fields


class GivenFields:
    """Answers for one module."""

    def __init__(self, module: Module) -> None:
        self._tree = module.tree
        self._evaluator = module.evaluator
        self._judges: dict[tuple[cst.CSTNode, str], _Judges] = {}
        self._validators: dict[cst.CSTNode, tuple[_Validator, ...]] = {}
        self._hooks: dict[cst.CSTNode, dict[str, list[cst.FunctionDef]]] = {}

    def keeps(self, call: cst.Call, scope: Scope) -> bool:
        """Say whether a call makes an object whose fields are what it is given: of a named tuple, for example."""
        made = self._evaluator.values(call, scope)
        return all(isinstance(value, Object) and self._evaluator.fields(value) is not None for value in made)

    def name(self, use: Use, call: cst.Call) -> str:
        """Return the name of the field for which a use gives something, also by its position; "" if not known."""
        at = next((at for at, item in enumerate(call.args) if item.value is use.node and not item.star), None)
        made = self._evaluator.values(call, use.scope) if not use.name and at is not None else ()
        fields = [self._evaluator.fields(value) for value in made if isinstance(value, Object)]
        names = [str(name) for each in fields[:1] if each is not None for name in each.known]
        return names[at] if at is not None and at < len(names) else use.name

    def default_of(self, use: Use) -> tuple[Class, str] | None:
        """Return of which field of which class a use is the default, None where it is no default of a field."""
        definition, outer = use.scope.node, use.scope.parent
        if not isinstance(definition, cst.ClassDef) or outer is None:
            return None
        name = bound_name(use.around) if isinstance(use.around, (cst.Assign, cst.AnnAssign)) else ""
        return (Class(Place(definition, outer)), name) if name else None

    def role(self, callee: Value, name: str, change: TextChange | None) -> Role:
        """Return the role of what a field of a class gets: its declaration may look at it, or make a row of it."""
        lineage = self._evaluator.lineage(callee) if isinstance(callee, Class) else []
        if any(isinstance(one, Imported) and one.name.startswith("sqlmodel.") for one in lineage):
            return Role.DATA
        for said in self._found(callee, name).declarations:
            if sinks.JUDGED_FIELD.search(sinks.OF_KIND.sub("", said)) or (
                change is not None and _is_bound(said, change)
            ):
                return Role.UNSEEN
        return Role.ADDRESS

    def role_of_parameter(self, function: Function, use: Use, call: cst.Call, change: TextChange | None) -> Role:
        """Return the role of what a function gets that a library decorates: it may look at it as it is declared."""
        definition = function.definition
        if not isinstance(definition, cst.FunctionDef) or not definition.decorators:
            return Role.ADDRESS
        parameters = positional(definition.params)[int(function.receiver is not None) :]
        at = next(
            (at for at, item in enumerate(call.args) if item.value is use.node and not item.star), len(parameters)
        )
        names = [use.name] if use.name else [each.name.value for each in parameters[at : at + 1]]
        bindings = (each for name in names for each in self._tree.opened[definition].names.get(name, ()))
        for said in (said for binding in bindings for said in self._declared(binding)):
            if sinks.CONSTRAINED.search(said) or (change is not None and _is_bound(said, change)):
                return Role.UNSEEN
        return Role.ADDRESS

    def is_left_out(self, callee: Value, name: str) -> bool:
        """Say whether objects of a class are compared without one of their fields."""
        return any(sinks.LEFT_OUT.search(said) for said in self._found(callee, name).declarations)

    def validators(self, callee: Value, name: str) -> tuple[cst.FunctionDef, ...]:
        """Return the functions of a class that are given what a field gets."""
        return self._found(callee, name).functions

    def _found(self, callee: Value, name: str) -> _Judges:
        key = callee.node, name
        if key not in self._judges:
            bodies = self._bodies(callee) if isinstance(callee, Class) else []
            bindings = (
                each for body in bodies for own in ([body.get(name, [])] if name else body.values()) for each in own
            )
            hooks = self._hooks_of(callee).get(name, ()) if name else ()
            self._judges[key] = _Judges(
                tuple(said for each in bindings for said in self._declared(each)),
                (*(each.function for each in self._validators_of(callee) if each.is_given(name)),
                 *(function for function in hooks if not self._evaluator.calls(function))),
            )  # fmt: skip
        return self._judges[key]

    def _hooks_of(self, of: Value) -> Mapping[str, list[cst.FunctionDef]]:
        """Return the methods that a base finds by the name of a field, by that: ``clean_base`` for ``base``."""
        if of.node not in self._hooks:
            found = self._hooks[of.node] = defaultdict(list)
            for function in self._methods(of):
                words = function.name.value.split("_")
                for at in range(1, len(words)):
                    found["_".join(words[at:])].append(function)
        return self._hooks[of.node]

    def _methods(self, of: Value) -> list[cst.FunctionDef]:
        bodies = self._bodies(of) if isinstance(of, Class) else []
        functions = (each.node for body in bodies for own in body.values() for each in own)
        return [function for function in functions if isinstance(function, cst.FunctionDef)]

    def _validators_of(self, callee: Value) -> tuple[_Validator, ...]:
        """Return the functions in the body of a class, or of its bases, whose decorators say that they judge."""
        if callee.node not in self._validators:
            said = [
                (node, " ".join(self._tree.source(each.decorator) for each in node.decorators))
                for node in self._methods(callee)
            ]
            self._validators[callee.node] = tuple(
                _Validator(node, frozenset(sinks.FIELDS.findall(text)))
                for node, text in said
                if sinks.JUDGED_FIELD.search(text)
            )
        return self._validators[callee.node]

    def _declared(self, binding: Binding) -> Iterator[str]:
        """Yield the source of what declares a field, and of what names in it stand for: ``Host = Annotated[...]``."""
        for each in (binding.annotation, binding.source):
            if each is not None:
                yield self._tree.source(each)
        for name in names_in(binding.annotation) if binding.annotation is not None else ():
            for value in self._evaluator.values(name, binding.scope):
                is_class = isinstance(value, Class)
                yield " ".join(self._tree.opened[value.node].names) if is_class else self._tree.source(value.node)

    @cached_property
    def compares_defaults(self) -> bool:
        """Whether the module leaves out what is the default where it writes objects."""
        return "exclude_defaults" in self._tree.text

    def setters(self, use: Use) -> Iterator[cst.FunctionDef]:
        """Yield the methods of descriptors that are given what is stored in an attribute of an object."""
        for of in self.stored_in(use):
            for body in self._bodies(of):
                for binding in body.get(use.name, ()):
                    for value in self._evaluator.bound(binding):
                        if isinstance(value, Object) and isinstance(value.of, Class):
                            methods = (each for own in self._bodies(value.of) for each in own.get("__set__", ()))
                            yield from (each.node for each in methods if isinstance(each.node, cst.FunctionDef))

    def is_taken_by_code(self, use: Use) -> bool:
        """Say whether code of the module gets what is stored in an object: a property, or a special method."""
        method = "__setattr__" if item_access(use.around) is None else "__setitem__"
        return any(self.defines(of, method, use.name) for of in self.stored_in(use))

    def stored_in(self, use: Use) -> Iterator[Class]:
        """Return the classes of the objects in which a use stores something."""
        accessed = item_access(use.around)
        base = accessed[0] if accessed is not None else base_of(use.around)
        values = self._evaluator.values(base, use.scope) if base is not None else ()
        return (value.of for value in values if isinstance(value, Object) and isinstance(value.of, Class))

    def defines(self, of: Class, *names: str) -> bool:
        """Say whether a class, or one of its bases in the module, has one of some methods or properties."""
        bindings = (binding for body in self._bodies(of) for name in names for binding in body.get(name, ()))
        return any(isinstance(binding.node, cst.FunctionDef) for binding in bindings)

    def _bodies(self, of: Class) -> list[dict[str, list[Binding]]]:
        return [self._tree.opened[each.node].names for each in self._evaluator.lineage(of) if isinstance(each, Class)]


def _is_bound(declaration: str, change: TextChange) -> bool:
    """Say whether a declaration has a number that is a bound to the length of the old text or the new one alone."""
    old, new = len(change.old), len(change.new)
    numbers = (int(found) for found in _NUMBER.findall(declaration))
    return any((old <= number) != (new <= number) or (old < number) != (new < number) for number in numbers)
