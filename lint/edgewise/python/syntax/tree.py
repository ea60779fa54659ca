"""A parsed module: libcst's tree with parents, scopes and positions, made in one walk.

libcst's own metadata providers answer the same questions for every node of a file and cost several times the parsing;
here positions are computed when the first one is asked for, and scopes hold what the rules need: who binds a name.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, TypeVar, cast

import libcst as cst

from edgewise.python.syntax.binder import Walk
from edgewise.python.syntax.nodes import paired
from edgewise.python.syntax.unread import parts_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from edgewise.python.syntax.parser import Part
    from edgewise.python.syntax.scopes import Binding, Scope

    Item = tuple[cst.BaseExpression | None, Scope]  # of a display; None for what is not known


_CHANGING = frozenset({
    "update", "setdefault", "pop", "popitem", "clear", "append", "extend", "insert", "remove", "sort", "reverse",
})  # fmt: skip
"""Methods that change a list or dictionary."""
NodeT = TypeVar("NodeT", bound=cst.CSTNode)


class Tree:
    """A module's tree with what the rules ask of it.

    :param parts: the characters to read, full lines of top-level statements; None for all.
    :raises UnparsableError: the text does not parse.
    """

    def __init__(self, text: str, parts: Sequence[tuple[int, int]] | None = None) -> None:
        self.text = text
        read, self.unread = parts_of(text, [(0, len(text))] if parts is None else parts)
        """The statements that libcst cannot read; a ``0`` stands in the tree for each."""
        self._parts: dict[cst.CSTNode, Part] = {part.module: part for part in read}
        walk = Walk([part.module for part in read])
        self.parents = walk.parents
        self.order = walk.order
        self.opened = walk.opened
        """The scope that each class, function and comprehension opens."""
        self._nodes = walk.nodes
        self._constant: dict[Binding, bool] = {}
        self._branches: dict[cst.CSTNode, dict[cst.If | cst.Match, cst.CSTNode]] = {}

    def nodes(self, *types: type[NodeT]) -> Iterator[tuple[NodeT, Scope]]:
        """Return the nodes of these very types, each with its scope; a node comes before those inside it."""
        found = heapq.merge(*(self._nodes.get(kind, ()) for kind in types), key=itemgetter(0))
        return ((cast("NodeT", node), scope) for _, node, scope in found)

    def assigned_attributes(self) -> Iterator[tuple[cst.Attribute, cst.BaseExpression | None, Scope]]:
        """Yield every attribute that is assigned to, with its value if there is one of its own, and the scope."""
        for node, scope in self.nodes(cst.Assign):
            for target in node.targets:
                yield from ((place, value, scope) for place, value in _attributes(target.target, node.value))
        for annotated, scope in self.nodes(cst.AnnAssign):
            if isinstance(annotated.target, cst.Attribute) and annotated.value is not None:
                yield annotated.target, annotated.value, scope
        for changed, scope in self.nodes(cst.AugAssign):
            yield from ((place, None, scope) for place, _ in _attributes(changed.target, None))
        for loop, scope in self.nodes(cst.For):
            yield from ((place, None, scope) for place, _ in _attributes(loop.target, None))
        for bound, scope in self.nodes(cst.AsName):
            yield from ((place, None, scope) for place, _ in _attributes(bound.name, None))

    def bindings(self, node: cst.Name | cst.Attribute, scope: Scope) -> tuple[Scope, Sequence[Binding]] | None:
        """Return the scope and the bindings of a name used in ``scope``, or of a constant in the body of a class.

        A class has constants if nothing but its body has a say in them: no base, no decorator, no other assignment.
        """
        if isinstance(node, cst.Name):
            return scope.lookup(node.value)
        found = scope.lookup(node.value.value) if isinstance(node.value, cst.Name) else None
        if found is None or len(found[1]) != 1 or found[0].stars:
            return None
        owner, name = found[1][0].node, node.attr.value
        if not isinstance(owner, cst.ClassDef) or owner.bases or owner.keywords or owner.decorators:
            return None
        names = self.opened[owner].names
        return (self.opened[owner], names[name]) if name in names and name not in self._stored else None

    @cached_property
    def _stored(self) -> set[str]:
        """The names of all attributes that are assigned to, and the texts by which others may be."""
        texts = {node.raw_value for node, _ in self.nodes(cst.SimpleString)}
        return texts | {target.attr.value for target, _, _ in self.assigned_attributes()}

    def uses(self, name: str, owner: Scope) -> Sequence[tuple[cst.Name, Scope]]:
        """Return the places that use a name of ``owner``, but for the one that binds it."""
        return self._uses.get((owner, name), ())

    @cached_property
    def _uses(self) -> Mapping[tuple[Scope, str], Sequence[tuple[cst.Name, Scope]]]:
        uses: dict[tuple[Scope, str], list[tuple[cst.Name, Scope]]] = defaultdict(list)
        for node, scope in self.nodes(cst.Name):
            parent = self.parents[node]
            if isinstance(parent, (cst.AssignTarget, cst.AnnAssign)) and parent.target is node:
                continue
            if isinstance(parent, cst.Arg) and parent.keyword is node:
                continue
            if isinstance(parent, cst.Attribute) and parent.attr is node:
                continue
            found = scope.lookup(node.value)
            if found is not None:
                uses[found[0], node.value].append((node, scope))
        return uses

    def display(self, node: cst.BaseExpression, scope: Scope) -> tuple[cst.BaseExpression, Scope]:
        """Return the tuple, list or dictionary display to which a name is bound once, and its scope.

        Only if nothing in the module changes it. Every other expression is returned as it is.
        """
        found = scope.lookup(node.value) if isinstance(node, cst.Name) else None
        if found is None or len(found[1]) != 1 or found[1][0].kind != "assign":
            return node, scope
        owner, (binding,) = found
        if binding not in self._constant:
            # A tuple cannot change behind its name; the others can.
            self._constant[binding] = isinstance(binding.value, cst.Tuple) or (
                isinstance(binding.value, (cst.List, cst.Dict))
                and isinstance(node, cst.Name)
                and all(self._only_reads(use) for use, _ in self.uses(node.value, owner))
            )
        if binding.value is not None and self._constant[binding]:
            return binding.value, binding.scope
        return node, scope

    def values_of(self, container: cst.BaseExpression, scope: Scope) -> list[Item]:
        """Return what a list, tuple or dictionary holds."""
        display, where = self.display(container, scope)
        elements = display.elements if isinstance(display, (cst.List, cst.Tuple, cst.Dict)) else ()
        return [_item(element, where) for element in elements] or [(None, where)]

    def elements(self, binding: Binding) -> list[Item]:
        """Return what the name of a loop is bound to in turn: over a display, a name of one, or its ``values()``."""
        match binding.value:
            case cst.Call(func=cst.Attribute(value=container, attr=cst.Name(value="values")), args=[]):
                return self.values_of(container, binding.scope)
            case cst.BaseExpression() as value:
                display, where = self.display(value, binding.scope)
            case _:
                return [(None, binding.scope)]
        elements = display.elements if isinstance(display, (cst.List, cst.Tuple, cst.Set)) else ()
        return [_item(element, where) for element in elements] or [(None, where)]

    def _only_reads(self, use: cst.Name) -> bool:
        """Say whether a use of a list's or dictionary's name leaves it as it is."""
        parent = self.parents[use]
        match parent:
            case cst.Arg(star="*" | "**") | cst.For() | cst.CompFor() | cst.ComparisonTarget() | cst.StarredElement():
                return True
            case cst.Arg():
                called = getattr(self.parents[parent], "func", None)
                return isinstance(called, cst.Attribute) and called.attr.value == "join"
            case cst.Attribute(attr=cst.Name(value=method)):
                return method in ("get", "items", "keys", "values", "copy", "index", "count")
            case cst.Subscript():
                while isinstance(parent, cst.Subscript):
                    parent = self.parents[parent]
                changed = isinstance(parent, cst.Attribute) and parent.attr.value in _CHANGING
                return not changed and not isinstance(parent, (cst.Del, cst.AugAssign, cst.AssignTarget))
            case _:
                return False

    def ancestors(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """Yield the parent of a node, its parent, and so on up to the module."""
        parent = self.parents.get(node)
        while parent is not None:
            yield parent
            parent = self.parents.get(parent)

    def enclosing(self, node: cst.CSTNode, *types: type[NodeT]) -> NodeT | None:
        """Return the nearest ancestor of one of these types."""
        return next((ancestor for ancestor in self.ancestors(node) if isinstance(ancestor, types)), None)

    def exclude_each_other(self, one: cst.CSTNode, other: cst.CSTNode) -> bool:
        """Say whether two nodes stand in different branches of one ``if`` or ``match``: but one of them runs."""
        branches = self.branches(one)
        for ancestor, branch in self.branches(other).items():
            both = {branches.get(ancestor, branch), branch}
            if isinstance(ancestor, cst.If):
                if both == {ancestor.body, ancestor.orelse}:
                    return True
            elif len(both & set(ancestor.cases)) == 2:
                return True
        return False

    def branches(self, node: cst.CSTNode) -> dict[cst.If | cst.Match, cst.CSTNode]:
        """Return the ``if`` and ``match`` statements around a node, each with the child in which the node stands."""
        if node not in self._branches:
            found: dict[cst.If | cst.Match, cst.CSTNode] = {}
            child = node
            for ancestor in self.ancestors(node):
                if isinstance(ancestor, (cst.If, cst.Match)):
                    found[ancestor] = child
                child = ancestor
            self._branches[node] = found
        return self._branches[node]

    def span(self, node: cst.CSTNode) -> tuple[int, int]:
        """Return the characters of a node, without the parentheses and comma around it."""
        root = node
        while root in self.parents:
            root = self.parents[root]
        return self._parts[root].span(node)

    def source(self, node: cst.CSTNode) -> str:
        """Return the text of a node as it stands in the file."""
        start, end = self.span(node)
        return self.text[start:end]


def _item(element: cst.BaseElement | cst.BaseDictElement, scope: Scope) -> Item:
    return (element.value if isinstance(element, (cst.Element, cst.DictElement)) else None), scope


def _attributes(
    target: cst.BaseExpression, value: cst.BaseExpression | None
) -> Iterator[tuple[cst.Attribute, cst.BaseExpression | None]]:
    if isinstance(target, cst.Attribute):
        yield target, value
    elif isinstance(target, (cst.Tuple, cst.List)):
        for element, own in paired(target, value):
            yield from _attributes(element, own)
