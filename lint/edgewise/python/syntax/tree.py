"""A parsed module: libcst's tree with parents, scopes and positions, made in one walk.

libcst's own metadata providers answer the same questions for every node of a file and cost several times the parsing;
here positions are computed when the first one is asked for, and scopes hold what the rules need: who binds a name.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, Literal, TypeVar, cast

import libcst as cst

from edgewise.files.sources import Lines
from edgewise.python.syntax.binder import Walk
from edgewise.python.syntax.items import as_item
from edgewise.python.syntax.nodes import paired
from edgewise.python.syntax.unread import parts_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from edgewise.python.syntax.items import Item
    from edgewise.python.syntax.parser import ParsedPart
    from edgewise.python.syntax.scopes import Scope


Access = Literal["read", "set", "removed"]
NodeT = TypeVar("NodeT", bound=cst.CSTNode)


class Tree:
    """A module's tree with what the rules ask of it.

    :param parts: the characters to read, full lines of top-level statements; None for all.
    :raises UnparsableError: the text does not parse.
    """

    def __init__(self, text: str, parts: Sequence[tuple[int, int]] | None = None) -> None:
        self.text = text
        self.is_whole = parts is None
        """Whether all statements are read, and not those alone that names link with a finding."""
        read, self.unread = parts_of(text, [(0, len(text))] if parts is None else parts)
        """The statements that libcst cannot read; a ``0`` stands in the tree for each."""
        self._parts: dict[cst.CSTNode, ParsedPart] = {part.module: part for part in read}
        walk = Walk([part.module for part in read])
        self.parents = walk.parents
        self.order = walk.order
        self.opened = walk.opened
        """The scope that each class, function and comprehension opens."""
        self.taken = walk.taken
        """What attributes get that are a part of a target."""
        self._nodes = walk.nodes
        self._branches: dict[cst.CSTNode, dict[cst.If | cst.Match, cst.CSTNode]] = {}

    def nodes(self, *types: type[NodeT]) -> Iterator[tuple[NodeT, Scope]]:
        """Return the nodes of these very types, each with its scope; a node comes before those inside it."""
        of_types = [self._nodes.get(kind, ()) for kind in types]
        found = of_types[0] if len(of_types) == 1 else heapq.merge(*of_types, key=itemgetter(0))
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

    def ancestors(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """Yield the parent of a node, its parent, and so on up to the module."""
        parent = self.parents.get(node)
        while parent is not None:
            yield parent
            parent = self.parents.get(parent)

    def enclosing(self, node: cst.CSTNode, *types: type[NodeT]) -> NodeT | None:
        """Return the nearest ancestor of one of these very types."""
        ancestor = self.parents.get(node)
        while ancestor is not None and type(ancestor) not in types:
            ancestor = self.parents.get(ancestor)
        return cast("NodeT | None", ancestor)

    def statement_of(self, call: cst.Call) -> cst.Call | None:
        """Return the call that is a statement, and gets another one through arguments and methods alone."""
        outer: cst.Call | None = None
        for ancestor in (call, *self.ancestors(call)):
            if isinstance(ancestor, cst.Call):
                outer = ancestor
            elif isinstance(ancestor, cst.Expr):
                return outer
            elif not isinstance(ancestor, (cst.Arg, cst.Attribute)):
                break
        return None

    def item_at(self, node: cst.CSTNode | None) -> Item | None:
        """Return an argument, an element or an entry as what it is, None for every other node."""
        return as_item(node, self.parents.get(node)) if node is not None else None

    def item_of(self, node: cst.CSTNode) -> Item | None:
        """Return the item whose value, or key, an expression is."""
        return self.item_at(self.parents.get(node))

    def call_of(self, node: cst.CSTNode) -> cst.Call | None:
        """Return the call that calls what an expression gives."""
        call = self.parents.get(node)
        return call if isinstance(call, cst.Call) and call.func is node else None

    def value_for(self, node: cst.CSTNode) -> cst.BaseExpression | None:
        """Return what an assignment gives to an attribute or item that is a whole target of it, None for others."""
        parent = self.parents[node]
        statement = self.parents[parent] if isinstance(parent, cst.AssignTarget) else parent
        if isinstance(statement, (cst.Assign, cst.AnnAssign)) and getattr(parent, "target", None) is node:
            return statement.value
        return None

    def access(self, node: cst.CSTNode) -> Access:
        """Say what is done with an attribute or item where it stands."""
        parent = self.parents[node]
        if isinstance(parent, (cst.Del, cst.Element)) and self.enclosing(node, cst.Del) is not None:
            return "removed"
        while isinstance(parent, (cst.Element, cst.StarredElement, cst.Tuple, cst.List)):  # perhaps of a target
            node, parent = parent, self.parents[parent]
        return "set" if getattr(parent, "target", None) is node else "read"

    def loops(self) -> Iterator[tuple[cst.BaseExpression, Scope]]:
        """Yield what each loop goes through, comprehensions last, and the scope."""
        for loop, scope in self.nodes(cst.For):
            yield loop.iter, scope
        for kind in (cst.GeneratorExp, cst.ListComp, cst.SetComp, cst.DictComp):
            yield from ((node.for_in.iter, scope) for node, scope in self.nodes(kind))

    def looked_up_on(self, node: cst.CSTNode) -> Iterator[tuple[cst.Attribute, str]]:
        """Yield what is looked up on an expression, on what that or its call gives, and so on, each with its name."""
        child = node
        for parent in self.ancestors(node):
            match parent:
                case cst.Attribute(value=owner, attr=attribute) if owner is child:
                    yield parent, attribute.value
                case cst.Call(func=callee) if callee is child:
                    pass
                case _:
                    return
            child = parent

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

    @cached_property
    def lines(self) -> Lines:
        """The lines of the text."""
        return Lines(self.text)

    def line(self, node: cst.CSTNode) -> int:
        """Return the line (from 1) on which a node begins."""
        return self.lines.location(self.span(node)[0])[0]

    def source(self, node: cst.CSTNode) -> str:
        """Return the text of a node as it stands in the file."""
        start, end = self.span(node)
        return self.text[start:end]


def _attributes(
    target: cst.BaseExpression, value: cst.BaseExpression | None
) -> Iterator[tuple[cst.Attribute, cst.BaseExpression | None]]:
    if isinstance(target, cst.Attribute):
        yield target, value
    elif isinstance(target, (cst.Tuple, cst.List)):
        for element, own in paired(target, value):
            yield from _attributes(element, own)
