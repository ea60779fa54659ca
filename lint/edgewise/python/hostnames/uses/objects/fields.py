"""Fields: attributes of objects that are given a host, and code of their classes that looks at it there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from edgewise.judgement.roles import Role
from edgewise.python.hostnames.uses import sinks
from edgewise.python.inference.values import Class, Imported, Object
from edgewise.python.syntax.nodes import base_of, item_access

if TYPE_CHECKING:
    from edgewise.python.inference.uses import Use
    from edgewise.python.inference.values import Value
    from edgewise.python.module import Module
    from edgewise.python.syntax.scopes import Binding, Scope


class GivenFields:
    """Answers for one module."""

    def __init__(self, module: Module) -> None:
        self._tree = module.tree
        self._evaluator = module.evaluator
        self._roles: dict[tuple[cst.CSTNode, str], Role] = {}

    def keeps(self, call: cst.Call, scope: Scope) -> bool:
        """Say whether a call makes an object whose fields are what it is given: of a named tuple, for example."""
        made = self._evaluator.values(call, scope)
        return all(isinstance(value, Object) and self._evaluator.fields(value) is not None for value in made)

    def role(self, use: Use, callee: Value) -> Role:
        """Return the role of what is given for a field of a class: something may look at it, or make a row of it."""
        key = callee.node, use.name
        if key not in self._roles:
            self._roles[key] = self._role(callee, use.name)
        return self._roles[key]

    def _role(self, callee: Value, name: str) -> Role:
        lineage = self._evaluator.lineage(callee) if isinstance(callee, Class) else []
        if any(isinstance(one, Imported) and one.name.startswith("sqlmodel.") for one in lineage):
            return Role.DATA
        for body in (self._tree.opened[one.node].names for one in lineage if isinstance(one, Class)):
            for field, bindings in body.items():
                if any(self._judges(binding, name, is_it=name in ("", field)) for binding in bindings):
                    return Role.UNSEEN
        return Role.ADDRESS

    def _judges(self, binding: Binding, name: str, *, is_it: bool) -> bool:
        """Say whether something in the body of a class looks at a field: a validator, or its own declaration."""
        if isinstance(binding.node, cst.FunctionDef):
            said = " ".join(self._tree.source(each.decorator) for each in binding.node.decorators)
            named = sinks.FIELDS.findall(said)
            return sinks.JUDGED_FIELD.search(said) is not None and (not named or not name or name in named)
        declared = (each for each in (binding.annotation, binding.source) if each is not None)
        return is_it and any(sinks.JUDGED_FIELD.search(self._tree.source(each)) for each in declared)

    def is_taken_by_code(self, use: Use) -> bool:
        """Say whether code of the module gets what is stored in an object: a property, or a special method."""
        accessed = item_access(use.around)
        base = accessed[0] if accessed is not None else base_of(use.around)
        method = "__setattr__" if accessed is None else "__setitem__"
        values = self._evaluator.values(base, use.scope) if base is not None else ()
        classes = (value.of for value in values if isinstance(value, Object) and isinstance(value.of, Class))
        return any(self.defines(of, method, use.name) for of in classes)

    def defines(self, of: Class, *names: str) -> bool:
        """Say whether a class, or one of its bases in the module, has one of some methods or properties."""
        bodies = [self._tree.opened[each.node].names for each in self._evaluator.lineage(of) if isinstance(each, Class)]
        bindings = (binding for body in bodies for name in names for binding in body.get(name, ()))
        return any(isinstance(binding.node, cst.FunctionDef) for binding in bindings)
