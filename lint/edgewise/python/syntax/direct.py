"""Direct calls: those that call a class of clients by its import, in a module that does nothing else with that.

Most modules are so. Then no other call makes a client, and the evaluator is not asked what the others call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from edgewise.python.syntax.imports import comes_otherwise, leads_to
from edgewise.python.syntax.nodes import imported_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edgewise.python.syntax.scopes import Scope
    from edgewise.python.syntax.tree import Tree


def direct_calls(tree: Tree, classes: frozenset[str]) -> frozenset[cst.Call] | None:
    """Return the calls that call what is imported, or what is looked up on it, and constructors of what is made.

    None where the class may go elsewhere as well, and other calls make clients.

    :param classes: the dotted names of the classes.
    """
    if tree.unread or comes_otherwise(tree.text):
        return None
    # `type` gives the class of an object, and an annotation may promise a class by another name of it.
    names = {"type", "__init__", *_bound(tree, classes)}
    found: set[cst.Call] = set()
    for name, _ in tree.nodes(cst.Name):
        if name.value not in names:
            continue
        inner: cst.CSTNode = name
        outer = tree.parents[inner]
        while isinstance(outer, cst.Attribute) and (outer.value is inner or name.value == "__init__"):
            inner, outer = outer, tree.parents[outer]
        if isinstance(outer, cst.Call) and outer.func is inner:
            if name.value == "type" and not isinstance(tree.parents[outer], (cst.Attribute, cst.Comparison)):
                return None
            if not _is_of_super(inner):
                found.add(outer)
        elif _is_use(inner, outer, tree):
            return None
    return None if "*" in names else frozenset(found)


def _is_of_super(node: cst.CSTNode) -> bool:
    """Say whether something is looked up on the bases of the class around it, which are no clients here."""
    of = node.value if isinstance(node, cst.Attribute) else None
    return isinstance(of, cst.Call) and isinstance(of.func, cst.Name) and of.func.value == "super"


def _bound(tree: Tree, classes: frozenset[str]) -> Iterator[str]:
    """Yield the names to which a module binds the classes, or what contains them; "*" for what has others."""
    imports: list[tuple[cst.Import | cst.ImportFrom, Scope]] = [*tree.nodes(cst.Import), *tree.nodes(cst.ImportFrom)]
    for statement, scope in imports:
        if not leads_to(imported_names(statement), classes):
            continue
        if isinstance(statement.names, cst.ImportStar) or scope.kind == "class":
            yield "*"
            continue
        for alias in statement.names:
            yield alias.evaluated_alias or alias.evaluated_name.partition(".")[0]


def _is_use(node: cst.CSTNode, parent: cst.CSTNode, tree: Tree) -> bool:
    """Say whether a name, or a chain of attributes, hands its value to something else."""
    if isinstance(parent, (cst.ImportAlias, cst.ImportFrom, cst.AsName, cst.FunctionDef)):
        return False
    is_another = isinstance(parent, cst.Attribute) or (isinstance(parent, cst.Arg) and parent.keyword is node)
    return not is_another and tree.enclosing(node, cst.Annotation) is None
