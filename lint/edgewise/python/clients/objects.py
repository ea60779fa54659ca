"""What identifies the clients of a module, and where it reads or sets what is theirs by ways that are not followed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from edgewise.python.inference.legacy.values import Instance, Self

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edgewise.python.module import Module
    from edgewise.python.syntax.scopes import Scope

    Origin = tuple[cst.CSTNode, cst.CSTNode | None]
    """What makes a client, and the call of a function through which."""


class Origins:
    """Answers for the objects of one module."""

    def __init__(self, module: Module) -> None:
        self._tree = module.tree
        self._names = module.names
        self._constants = module.constants

    def objects(self, base: cst.BaseExpression, scope: Scope) -> list[Origin]:
        """Return what identifies the clients for which an expression stands."""
        origins: list[Origin] = []
        for reading in self._names.readings(base, scope):
            if isinstance(reading, Instance):
                origins.append((reading.origin, reading.through))
            elif isinstance(reading, Self) and self._names.is_client_class(reading.owner):
                origins.append((reading.owner.node, None))
        return origins

    def of_read_regions(self) -> Iterator[cst.CSTNode]:
        """Yield what makes the clients whose region the module reads."""
        written = {target for target, _, _ in self._tree.assigned_attributes()}
        for node, scope in self._tree.nodes(cst.Attribute):
            if node.attr.value == "region" and node not in written:
                yield from (origin for origin, _ in self.objects(node.value, scope))
        for call, scope in self._tree.nodes(cst.Call):
            if len(call.args) < 2 or not self._names.is_dotted(call.func, scope, "builtins.getattr"):
                continue
            if self._constants.values(call.args[1].value, scope).only in ("region", None):
                yield from (origin for origin, _ in self.objects(call.args[0].value, scope))

    def side_doors(self) -> Iterator[tuple[cst.CSTNode, str]]:
        """Yield what may set any attribute of a client, such as ``vars(client)``, and what to say of it."""
        for node, scope in self._tree.nodes(cst.Attribute):
            if node.attr.value in ("__dict__", "__setattr__") and self.objects(node.value, scope):
                yield node, f"`{self._tree.source(node)}`"
        for call, scope in self._tree.nodes(cst.Call):
            called = getattr(getattr(call.func, "attr", call.func), "value", "")
            if called in ("vars", "__setattr__") and call.args and self.objects(call.args[0].value, scope):
                yield call, f"`{self._tree.source(call.func)}`"


@dataclass(frozen=True)
class Assigned:
    """A value that is assigned to the edge of an object; None where it is one of several that are not told apart.

    ``through`` is the call of a function that made the object for this place: see :class:`Instance`.
    """

    target: cst.CSTNode
    value: cst.BaseExpression | None
    scope: Scope
    through: cst.CSTNode | None
