"""Effects: whether an expression does nothing but give its value, so that it may go with what it is given to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from edgewise.python.inference.values import Class, Function, Imported, Object, Partial
from edgewise.python.syntax.nodes import children

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edgewise.python.inference.evaluation import Evaluation
    from edgewise.python.inference.values import Value
    from edgewise.python.syntax.scopes import Scope

_LOUD = frozenset(
    {"print", "input", "open", "exec", "eval", "compile", "setattr", "delattr", "__import__", "breakpoint"}
)
"""Built-in functions that do something besides what they return."""
_READING = frozenset({"get", "items", "keys", "values", "copy", "index", "count"})
"""Methods of containers that leave them as they are."""
_QUIET_MODULES = ("typing.", "typing_extensions.", "types.", "dataclasses.", "attr.", "attrs.", "copy.", "functools.",
                  "contextlib.", "operator.", "collections.")  # fmt: skip
_READING_ENVIRONMENT = ("os.getenv", "os.environ.get")


class Effects:
    """Answers for the expressions of one module."""

    def __init__(self, evaluation: Evaluation) -> None:
        self._evaluation = evaluation
        self._tree = evaluation.tree
        self._known: dict[cst.CSTNode, bool] = {}

    def is_quiet(self, node: cst.CSTNode, scope: Scope) -> bool:
        """Say whether evaluating an expression changes nothing and tells nobody, as far as the module shows."""
        match node:
            case cst.Lambda():
                return True
            case cst.Yield() | cst.NamedExpr():
                return False
            case cst.Call(func=called):
                if not all(map(self._is_quiet_callee, self._evaluation.values(called, scope))):
                    return False
            case cst.Attribute(value=base, attr=attribute):
                if not all(
                    self._is_quiet_attribute(of, attribute.value) for of in self._evaluation.values(base, scope)
                ):
                    return False
            case _:
                pass
        inner = self._tree.opened.get(node, scope)
        return all(self.is_quiet(child, inner) for child in children(node))

    def _is_quiet_callee(self, callee: Value) -> bool:
        match callee:
            case Function():
                return self._is_quiet_function(callee.definition)
            case Partial(callee=inner):
                return self._is_quiet_callee(inner)
            case Class():
                return all(self._is_quiet_class(base) for base in self._evaluation.lineage(callee))
            case Imported(name=name):
                base, _, method = name.rpartition(".")
                if base == "builtins":
                    return method not in _LOUD
                if base.startswith("builtins."):
                    return base == "builtins.str()" or method in _READING
                return name.startswith(_QUIET_MODULES) or name in _READING_ENVIRONMENT
            case _:
                return False

    def _is_quiet_class(self, base: Class | Imported) -> bool:
        if isinstance(base, Imported):
            return base.name.startswith(("builtins.", *_QUIET_MODULES)) or base.name.rpartition(".")[2] == "BaseModel"
        names = self._tree.opened[base.node].names
        made = [binding.node for name in ("__new__", "__init__", "__post_init__") for binding in names.get(name, ())]
        return all(isinstance(node, cst.FunctionDef) and self._is_quiet_function(node) for node in made)

    def _is_quiet_attribute(self, of: Value, name: str) -> bool:
        """Say whether an attribute of an object is no property that does something."""
        if not isinstance(of, Object) or not isinstance(of.of, Class):
            return True
        for base in self._evaluation.lineage(of.of):
            for binding in self._tree.opened[base.node].names.get(name, ()) if isinstance(base, Class) else ():
                if isinstance(binding.node, cst.FunctionDef) and not self._is_quiet_function(binding.node):
                    return False
        return True

    def _is_quiet_function(self, definition: cst.FunctionDef | cst.Lambda) -> bool:
        known = self._known.get(definition)
        if known is None:
            self._known[definition] = True  # what it calls again is no news
            known = self._known[definition] = self._is_quiet_body(definition)
        return known

    def _is_quiet_body(self, definition: cst.FunctionDef | cst.Lambda) -> bool:
        scope = self._tree.opened[definition]
        makes = isinstance(definition, cst.FunctionDef) and definition.name.value in ("__init__", "__post_init__")
        todo: list[cst.CSTNode] = [definition.body]
        while todo:
            node = todo.pop()
            match node:
                case cst.Global() | cst.Nonlocal() | cst.Del() | cst.Raise():
                    return False
                case cst.AssignTarget(target=target) | cst.AnnAssign(target=target) | cst.AugAssign(target=target):
                    own = makes and isinstance(target, cst.Attribute)
                    if not own and not isinstance(target, (cst.Name, cst.Tuple)):
                        return False
                    todo += [child for child in children(node) if child is not target]
                case cst.Yield():
                    todo += children(node)
                case cst.BaseExpression():
                    if not self.is_quiet(node, scope):
                        return False
                case _:
                    todo += self._inside(node)
        return True

    @staticmethod
    def _inside(node: cst.CSTNode) -> Iterable[cst.CSTNode]:
        return () if isinstance(node, (cst.FunctionDef, cst.ClassDef)) else children(node)
