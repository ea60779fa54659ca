"""Handlers: what catches an exception that carries a host, and goes by what that says."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING

import libcst as cst

from edgewise.python.inference.values import Class, Imported, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edgewise.python.inference.flows.derived import Derived
    from edgewise.python.inference.values import Value
    from edgewise.python.module import Module
    from edgewise.python.syntax.scopes import Scope


class Handlers:
    """Answers for one module."""

    def __init__(self, module: Module, derived: Derived) -> None:
        self._tree = module.tree
        self._evaluator = module.evaluator
        self._derived = derived

    def go_by(self, raised: Value) -> bool:
        """Say whether code that catches an exception compares something that comes of it.

        :param raised: the class of the exception.
        """
        kinds = self._kinds(raised)
        for handler, scope in self._tree.nodes(cst.ExceptHandler):
            if handler.name is None or handler.type is None:
                continue
            caught = [value for one in self._evaluator.values(handler.type, scope) for value in self._each(one)]
            if any(_catches(value, kinds) for value in caught) and any(
                self._derived.is_judged(read, where) for read, where in self._reads(handler.name, scope)
            ):
                return True
        return False

    def _reads(self, bound: cst.AsName, scope: Scope) -> Iterator[tuple[cst.BaseExpression, Scope]]:
        yield from self._tree.uses(self._tree.source(bound.name).strip(), scope)

    def _each(self, caught: Value) -> Iterator[Value]:
        yield from (
            self._evaluator.of(*self._evaluator.elements(caught).items) if isinstance(caught, Sequence) else (caught,)
        )

    def _kinds(self, raised: Value) -> list[Class | Imported]:
        match raised:
            case Class():
                return self._evaluator.lineage(raised)
            case Imported():
                return [raised]
            case _:
                return []


def _catches(caught: Value, kinds: list[Class | Imported]) -> bool:
    """Say whether a class is one of those of an exception, or a base of one that is built in."""
    if isinstance(caught, Class):
        return any(kind.node is caught.node for kind in kinds)
    base = _built_in(caught)
    raised = [_built_in(kind) for kind in kinds]
    return base is not None and any(kind is not None and issubclass(kind, base) for kind in raised)


def _built_in(value: Value) -> type[BaseException] | None:
    name = value.name.partition("builtins.")[2] if isinstance(value, Imported) else ""
    found: object = getattr(builtins, name, None)
    return found if isinstance(found, type) and issubclass(found, BaseException) else None
