"""Flow: which bindings of a name may hold where it is read, and whether one statement runs before another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import libcst as cst

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edgewise.python.syntax.scopes import Binding, Scope
    from edgewise.python.syntax.tree import Tree

When = Literal["before", "maybe", "never"]
"""Whether something has run where something else runs: for certain, on a condition or in another round, not yet."""

_BLOCKS = (cst.IndentedBlock, cst.SimpleStatementSuite, cst.Module, cst.FunctionDef, cst.Lambda, cst.ClassDef)
_LOOPS = (cst.For, cst.While)
_CONDITIONS = (cst.BooleanOperation, cst.IfExp, cst.CompFor, cst.GeneratorExp, cst.ListComp, cst.SetComp, cst.DictComp)
_STORES = (cst.Assign, cst.AnnAssign, cst.AugAssign, cst.NamedExpr)
_FUNCTIONS = (cst.FunctionDef, cst.Lambda, cst.ClassDef)
_MANY = 50
"""Of more bindings it is not asked which of them hold."""


def reaching(tree: Tree, node: cst.CSTNode, scope: Scope, owner: Scope, bindings: Sequence[Binding]) -> list[Binding]:
    """Return the bindings of a name of ``owner`` that may hold where ``node`` in ``scope`` reads it."""
    if len(bindings) < 2 or len(bindings) > _MANY or _function_of(scope) is not _function_of(owner):
        return list(bindings)
    home = _function_of(owner)
    # ``global`` in a function: nobody knows when that runs.
    elsewhere = [binding for binding in bindings if _function_of(binding.scope) is not home]
    here = [binding for binding in bindings if _function_of(binding.scope) is home]
    found: list[Binding] = []
    for binding in sorted(here, key=lambda item: tree.order[item.node]):
        when = runs_before(tree, binding.node, node)
        if when == "before":
            found = [other for other in found if tree.order[other.node] > tree.order.get(node, 0)]
        if when != "never":
            found.append(binding)
    # A name that is read before it is bound is bound in another round, or not at all.
    return elsewhere + found or list(bindings)


def at_the_end(tree: Tree, owner: Scope, bindings: Sequence[Binding]) -> list[Binding]:
    """Return the bindings of a name that may hold once all of its scope has run."""
    if len(bindings) < 2 or len(bindings) > _MANY:
        return list(bindings)
    ordered = sorted(bindings, key=lambda item: tree.order[item.node])
    body = getattr(owner.node, "body", owner.node)
    certain = [
        at
        for at, binding in enumerate(ordered)
        if not isinstance(owner.node, cst.Module) and _block(tree, binding.node)[0] is body
    ]
    return ordered[certain[-1] :] if certain else ordered


def runs_before(tree: Tree, first: cst.CSTNode, then: cst.CSTNode) -> When:
    """Say whether ``first`` has run where ``then`` runs, both in one scope."""
    around = set(tree.ancestors(then))
    order = tree.order
    behind = order.get(then, len(order))  # what an annotation says in quotes has no number
    own = tree.enclosing(first, *_STORES) if not isinstance(first, _STORES) else first
    if own is not None and own in around and _is_target(tree, first, own):
        around_own = [loop for loop in tree.ancestors(own) if isinstance(loop, (*_LOOPS, *_FUNCTIONS))]
        return "maybe" if around_own and isinstance(around_own[0], _LOOPS) else "never"
    loop = tree.enclosing(first, cst.For)
    if loop is not None and (then is loop.iter or loop.iter in around) and loop.body not in tree.ancestors(first):
        return "never"
    block, certain = _block(tree, first)
    if order[first] < behind:
        if certain and (block in around or isinstance(block, cst.Module)):
            return "before"
        return "maybe" if _share_loop(tree, first, around) or not tree.exclude_each_other(first, then) else "never"
    return "maybe" if _share_loop(tree, first, around) else "never"


def _is_target(tree: Tree, node: cst.CSTNode, store: cst.CSTNode) -> bool:
    """Say whether a node is bound by a store, and not something else in it."""
    if node is store:
        return True
    child = node
    for ancestor in tree.ancestors(node):
        if ancestor is store:
            return isinstance(child, cst.AssignTarget) or child is getattr(store, "target", None)
        child = ancestor
    return False


def _block(tree: Tree, node: cst.CSTNode) -> tuple[cst.CSTNode, bool]:
    """Return the block whose run makes a node run, and whether it surely does."""
    certain = True
    child = node
    for ancestor in tree.ancestors(node):
        if isinstance(ancestor, cst.For) and child is ancestor.target:
            return ancestor.body, True
        if isinstance(ancestor, _BLOCKS):
            return ancestor, certain
        certain &= not isinstance(ancestor, _CONDITIONS)
        child = ancestor
    return child, certain


def _share_loop(tree: Tree, first: cst.CSTNode, around: set[cst.CSTNode]) -> bool:
    """Say whether a loop runs both again, so that what stands behind may have run before."""
    for ancestor in tree.ancestors(first):
        if isinstance(ancestor, _LOOPS) and ancestor in around:
            return True
        if isinstance(ancestor, _FUNCTIONS):
            return False
    return False


def runs_in(scope: Scope) -> Scope:
    """Return the function, or the module, as a part of which a scope runs: a comprehension or a class runs in place."""
    while scope.kind in ("comprehension", "class") and scope.parent is not None:
        scope = scope.parent
    return scope


def _function_of(scope: Scope) -> Scope:
    while scope.kind == "comprehension" and scope.parent is not None:
        scope = scope.parent
    return scope
