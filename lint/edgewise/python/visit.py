"""The walk that drives libcst's visitors over a module: over the nodes that are known already, without recursion."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

if TYPE_CHECKING:
    from edgewise.python.syntax.tree import Tree

_VISIT = "visit_"


def drive(tree: Tree, *visitors: cst.BatchableCSTVisitor) -> None:
    """Call the ``visit_`` methods of visitors for each node of their kind, one kind after the other.

    What they return is not asked for: nothing is left out. Other methods, ``leave_Call`` or ``visit_Call_args``, are
    not called.
    """
    for visitor in visitors:
        for name, method in visitor.get_visitors().items():
            kind: object = getattr(cst, name.removeprefix(_VISIT), None)
            if name.startswith(_VISIT) and isinstance(kind, type) and issubclass(kind, cst.CSTNode):
                for node, _ in tree.nodes(kind):
                    method(node)
