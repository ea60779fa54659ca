"""The walk that drives libcst's visitors over a module: over the nodes that are known already, without recursion."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import libcst as cst

if TYPE_CHECKING:
    from collections.abc import Callable

    from edgewise.python.syntax.tree import Tree

_VISIT = "visit_"


def drive(tree: Tree, *visitors: cst.BatchableCSTVisitor) -> None:
    """Call the ``visit_`` methods of visitors for each node of their kind, one kind after the other.

    What they return is not asked for: nothing is left out. Other methods, ``leave_Call`` or ``visit_Call_args``, are
    not called.
    """
    for visitor in visitors:
        for kind, name in _visits(type(visitor)):
            method: Callable[[cst.CSTNode], object] = getattr(visitor, name)
            for node, _ in tree.nodes(kind):
                method(node)


@functools.cache
def _visits(visitor: type[cst.BatchableCSTVisitor]) -> list[tuple[type[cst.CSTNode], str]]:
    """Return the kinds of node that a class visits, each with the name of its own method that does."""
    base = cst.BatchableCSTVisitor
    names = [name for name in dir(visitor) if getattr(visitor, name) is not getattr(base, name, None)]
    kinds = ((getattr(cst, name.removeprefix(_VISIT), None), name) for name in names if name.startswith(_VISIT))
    return [(kind, name) for kind, name in kinds if isinstance(kind, type) and issubclass(kind, cst.CSTNode)]
