"""What the functions of a module hand out: their results, and what stands around them that changes these."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import libcst as cst

from edgewise.python.inference.legacy.values import Class, Self

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edgewise.python.syntax.scopes import Scope
    from edgewise.python.syntax.tree import Tree

    Given = tuple[cst.BaseExpression, Scope]

CACHES = frozenset({"functools.cache", "functools.lru_cache", "functools.cached_property"})
"""Decorators that hand out the same object again."""
PROPERTIES = frozenset({"builtins.property", "functools.cached_property"})
"""Decorators whose function is called by a look at the attribute."""
CONTEXTS = frozenset({"contextlib.contextmanager", "contextlib.asynccontextmanager"})
"""Decorators whose function gives to ``with`` what it yields."""
CONTEXTS_OF = frozenset({"contextlib.nullcontext", "contextlib.closing", "contextlib.aclosing"})
"""What gives to ``with`` its own argument."""
TRANSPARENT = CACHES | PROPERTIES | CONTEXTS | {
    "builtins.staticmethod", "builtins.classmethod", "abc.abstractmethod", "typing.override", "typing.final",
}  # fmt: skip
"""Decorators that leave the result as it is."""

_MANY = 500
"""Calls of a function that are followed to see what it is given."""


class Functions:
    """Answers for the functions and lambdas of one module."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._returned: dict[cst.CSTNode, list[Given]] | None = None
        self._yielded: dict[cst.CSTNode, list[Given]] | None = None
        self._calls: dict[str, list[tuple[cst.Call, Scope]]] | None = None

    def scope_around(self, function: cst.CSTNode) -> Scope:
        """Return the scope in which a function is defined."""
        inner = self._tree.opened[function]
        return inner.parent or inner

    def returned(self, function: cst.FunctionDef | cst.Lambda) -> list[Given]:
        """Return the expressions whose values a function returns."""
        if isinstance(function, cst.Lambda):
            return [(function.body, self._tree.opened[function])]
        if self._returned is None:
            self._returned = defaultdict(list)
            for node, scope in self._tree.nodes(cst.Return):
                if node.value is not None:
                    self._returned[scope.node].append((node.value, scope))
        return self._returned.get(function, [])

    def yielded(self, function: cst.FunctionDef | cst.Lambda) -> list[Given]:
        """Return the expressions whose values a generator yields; none for any other function."""
        if self._yielded is None:
            self._yielded = defaultdict(list)
            for node, scope in self._tree.nodes(cst.Yield):
                value = node.value.item if isinstance(node.value, cst.From) else node.value
                self._yielded[scope.node].append((value or cst.Name("None"), scope))
        return self._yielded.get(function, [])

    def is_local(self, function: cst.CSTNode, value: cst.BaseExpression, scope: Scope, made: cst.CSTNode) -> bool:
        """Say whether a function that returns ``value`` made it itself just then, at ``made``, and keeps it nowhere."""
        if isinstance(value, cst.Attribute):
            return False
        if isinstance(value, cst.Name):
            found = scope.lookup(value.value)
            if found is None or found[0] is not scope:
                return False
        return self._tree.enclosing(made, cst.FunctionDef, cst.Lambda) is function

    def calls_of(self, function: cst.FunctionDef | cst.Lambda) -> Sequence[tuple[cst.Call, Scope]]:
        """Return the calls of what has the name of a function, none where they are too many to follow."""
        return self.calls_named(self._called(function))

    def calls_named(self, name: str) -> Sequence[tuple[cst.Call, Scope]]:
        """Return the calls of what has a name, none where they are too many to follow."""
        if self._calls is None:
            self._calls = defaultdict(list)
            for call, scope in self._tree.nodes(cst.Call):
                called = call.func.attr if isinstance(call.func, cst.Attribute) else call.func
                if isinstance(called, cst.Name):
                    self._calls[called.value].append((call, scope))
        found = self._calls.get(name, [])
        return found if len(found) <= _MANY else ()

    def _called(self, function: cst.FunctionDef | cst.Lambda) -> str:
        """Return the name by which a function is called; "" for a lambda that nothing is bound to."""
        if isinstance(function, cst.FunctionDef):
            return (self.made_by(function) or function).name.value
        match self._tree.parents.get(function):
            case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))]):
                return name
            case _:
                return ""

    def receiver(self, parameter: cst.CSTNode, inner: Scope) -> Class | Self | None:
        """Return what the first parameter of a method is, None for every other parameter."""
        function, outer = inner.node, inner.parent
        if outer is not None and isinstance(outer.node, cst.TypeParameters):
            outer = outer.parent
        if not isinstance(function, cst.FunctionDef) or outer is None or not isinstance(outer.node, cst.ClassDef):
            return None
        parameters = [*function.params.posonly_params, *function.params.params]
        decorators = {item.decorator.value for item in function.decorators if isinstance(item.decorator, cst.Name)}
        if not parameters or parameters[0] is not parameter or "staticmethod" in decorators:
            return None
        owner = Class(outer.node, outer.parent or outer)
        return owner if "classmethod" in decorators or function.name.value == "__new__" else Self(owner)

    def made_by(self, function: cst.FunctionDef | cst.Lambda) -> cst.ClassDef | None:
        """Return the class whose call calls a constructor, None for every other function."""
        if isinstance(function, cst.Lambda) or function.name.value != "__init__":
            return None
        around = self.scope_around(function).node
        return around if isinstance(around, cst.ClassDef) else None

    def is_method(self, function: cst.FunctionDef | cst.Lambda) -> bool:
        """Say whether the first parameter of a function is not given by its calls."""
        return (
            isinstance(function, cst.FunctionDef)
            and self.scope_around(function).kind == "class"
            and not any(
                isinstance(item.decorator, cst.Name) and item.decorator.value == "staticmethod"
                for item in function.decorators
            )
        )

    def argument(
        self, call: cst.Call, function: cst.FunctionDef | cst.Lambda, parameter: cst.Param
    ) -> cst.BaseExpression | None:
        """Return what a call gives to a parameter of a function, None where that is not seen."""
        positional = [*function.params.posonly_params, *function.params.params]
        wanted = positional.index(parameter) - self.is_method(function) if parameter in positional else -1
        for number, argument in enumerate(call.args):
            if argument.keyword is not None and argument.keyword.value == parameter.name.value:
                return argument.value
            if argument.star:
                return None
            if argument.keyword is None and number == wanted:
                return argument.value
        return None
