"""Names and what they are bound to: declarations, scopes, assignments and references, found when they are asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

    from edgewise.languages.syntax.grammar import Declares
    from edgewise.languages.syntax.tree import SyntaxTree


@dataclass(frozen=True)
class Declaration:
    """One place that binds a name.

    ``keys`` lead from ``value`` to what is bound (``const { a: { b } } = value``); None where they cannot be told.
    ``default`` is what holds where there is nothing. ``holder`` is the node that declares.
    """

    node: Node
    how: Declares
    holder: Node
    scope: Node
    value: Node | None
    keys: tuple[str, ...] | None = ()
    default: Node | None = None


@dataclass(eq=False)
class NameBinding:
    """A name in its scope: what declares it, what assigns to it later, and where else it stands."""

    name: str
    scope: Node
    declarations: list[Declaration] = field(default_factory=list[Declaration])
    assignments: list[tuple[Node, Node | None]] = field(default_factory=list["tuple[Node, Node | None]"])
    """The name and the value, None where that cannot be told (``+=``, a loop, a value that is taken apart)."""
    references: list[Node] = field(default_factory=list["Node"])

    @property
    def values(self) -> list[tuple[Node | None, tuple[str, ...] | None]]:
        """All that the name may stand for, each with the keys that lead to it; a bare ``let x;`` is nothing."""
        declared = [
            (item.value, item.keys)
            for item in self.declarations
            if item.value is not None or item.how.kind != "name" or item.keys or not self.assignments
        ]
        return [*declared, *((value, ()) for _, value in self.assignments)]


class Names:
    """The names of one tree."""

    def __init__(self, tree: SyntaxTree) -> None:
        self._tree = tree
        self._bindings: dict[str, list[NameBinding]] = {}
        self._of: dict[Node, NameBinding | None] = {}

    def binding(self, node: Node) -> NameBinding | None:
        """Return what a name is bound to in this text, None where it is bound elsewhere."""
        if node not in self._of:
            self._read(self._tree.source(node))
        return self._of.get(node)

    def bindings(self, name: str) -> list[NameBinding]:
        """Return all bindings of a name, whatever their scope."""
        if name not in self._bindings:
            self._read(name)
        return self._bindings[name]

    def _read(self, name: str) -> None:
        tree = self._tree
        nodes = tree.named(name)
        declared = {node: found for node in nodes if (found := self.declaration(node)) is not None}
        scopes: dict[Node, NameBinding] = {}
        for node, declaration in declared.items():
            binding = scopes.setdefault(declaration.scope, NameBinding(name, declaration.scope))
            binding.declarations.append(declaration)
            self._of[node] = binding
        for node in nodes:
            holder = tree.parent(node)
            taken_apart = holder is not None and holder.type in tree.grammar.patterns and self._is_changed(node, holder)
            if node in declared or (node.type not in tree.grammar.names and not taken_apart):
                continue
            around = [scope for scope in self._scopes_around(node) if scope in scopes]
            outer = (scope for scope in around if not self._is_in_own_value(node, scopes[scope]))
            holder = next(outer, around[0] if around else None)
            self._of[node] = scopes[holder] if holder is not None else None
            if holder is not None:
                self._use(node, scopes[holder])
        self._bindings[name] = list(scopes.values())

    def _is_in_own_value(self, node: Node, binding: NameBinding) -> bool:
        """Say whether a name stands in the value of its own declaration, where it is that of one further out."""
        tree = self._tree
        for declared in binding.declarations:
            if declared.value is not None and tree.within(node, declared.value):
                inside = (one for one in tree.above(node) if tree.within(one, declared.value))
                return declared.node != node and all(one.type not in tree.grammar.functions for one in inside)
        return False

    def _scopes_around(self, node: Node) -> list[Node]:
        """Return what holds a name: not the function that takes it from outside."""
        above = list(self._tree.above(node))
        captured = next((n for n, one in enumerate(above[:2]) if one.type in self._tree.grammar.captures), None)
        return above if captured is None else above[captured + 2 :]

    def _use(self, node: Node, binding: NameBinding) -> None:
        tree = self._tree
        holder = tree.parent(node)
        if holder is None:
            return
        place = self._in_list(node, holder)
        inner, holder = (node, holder) if place is None else (holder, tree.parent(holder) or holder)
        assigned = tree.assignment(holder)
        value = assigned[1] if assigned is not None and assigned[0] == inner else None
        value = self._item(value, *place) if value is not None and place is not None else value
        if value is not None:
            binding.assignments.append((node, value))
        elif self._is_changed(node, tree.parent(node) or holder):
            binding.assignments.append((node, None))
        else:
            binding.references.append(node)

    def _in_list(self, node: Node, holder: Node) -> tuple[int, int] | None:
        """Return the place of a target in a list of them, from 0, and how many there are; None where it is in none."""
        if holder.type not in self._tree.grammar.patterns & self._tree.grammar.wrappers:
            return None
        items = self._tree.items(holder)
        return items.index(node), len(items)

    def _item(self, value: Node, place: int, targets: int) -> Node | None:
        """Return the value that a target in a list gets, None where it is a later one of those that a call returns."""
        values = self._tree.items(value) if value.type in self._tree.grammar.wrappers else [value]
        if len(values) == targets:
            return values[place]
        is_call = len(values) == 1 and self._tree.call(self._tree.inner(values[0])) is not None
        return values[0] if is_call and place == 0 else None

    def _is_changed(self, node: Node, holder: Node) -> bool:
        """Say whether a name is given a value that cannot be told."""
        if holder.type in self._tree.grammar.changes:
            return holder.named_children[:1] == [node]
        loop = self._tree.parent(holder) if holder.type == "pair" else holder
        if loop is not None and loop.type in self._tree.grammar.each:
            return any(self._tree.within(node, target) for target in self._tree.items(loop)[1:2])
        signs = self._tree.grammar.by_reference
        if signs and (any(child.type in signs for child in holder.children) or self._is_taken(node, signs)):
            return True
        if holder.type not in self._tree.grammar.patterns:
            return False
        inner = node
        for holder in self._tree.above(node):
            if holder.type not in self._tree.grammar.patterns:
                assigned = self._tree.assignment(holder)
                changed = holder.type in self._tree.grammar.changes and holder.named_children[:1] == [inner]
                return changed or (assigned is not None and assigned[0] == inner)
            inner = holder
        return False

    def _is_taken(self, node: Node, signs: frozenset[str]) -> bool:
        """Say whether a function of the text takes an argument in such a way that it may give it another value."""
        tree = self._tree
        above = [node, *islice(tree.above(node), 3)]
        listed = next((one for one in above if one.type in tree.grammar.arguments), None)
        call = tree.call(tree.parent(listed) or listed) if listed is not None else None
        values = [argument.value for argument in call.arguments] if call is not None else []
        if call is None or node not in values:
            return False
        said = call.name or (tree.source(call.callee) if call.callee is not None else "")
        for name in tree.named(said):
            function = tree.parent(name)
            parameters = function.child_by_field_name("parameters") if function is not None else None
            taken = tree.items(parameters)[values.index(node) :][:1] if parameters is not None else []
            if any(child.type in signs for one in taken for part in (one, *one.children) for child in part.children):
                return True
        return False

    def declaration(self, node: Node) -> Declaration | None:
        """Return what a name declares where it stands, None where it only stands for something."""
        tree, grammar = self._tree, self._tree.grammar
        inner, holder = node, tree.parent(node)
        keys: list[str] | None = []
        default: Node | None = None
        while holder is not None and holder.type in grammar.patterns:
            field = tree.field_of(inner, holder)
            if field in ("right", "key"):
                return None  # a default, or the name of what is taken out
            if field == "left":
                default = default or holder.child_by_field_name("right")
            if keys is not None:
                step = self._step(inner, holder)
                keys = None if step is None else [*step, *keys]
            inner, holder = holder, tree.parent(holder)
        if holder is None:
            return None
        how = grammar.declarations.get((holder.type, tree.field_of(inner, holder)))
        if how is None or (how.unless and holder.child_by_field_name(how.unless) is not None):
            return None
        if how.requires and holder.child_by_field_name(how.requires) is None:
            return None
        if how.sign and all(child.type != how.sign for child in holder.children):
            return None
        value = tree.part(holder, how.value) if how.value else None
        listed = self._in_list(node, tree.parent(node) or node) if value is not None else None
        if listed is not None and value is not None and keys is None and (item := self._item(value, *listed)):
            value, keys = item, []
        scope = self._scope(node, holder, how)
        return Declaration(node, how, holder, scope, value, None if keys is None else tuple(keys), default)

    def _step(self, inner: Node, holder: Node) -> list[str] | None:
        """Return the key by which a pattern takes out what stands in it, [] for none, None for one that is not told."""
        key = holder.child_by_field_name("key")
        if key is not None:
            literal = self._tree.literal(key)
            if literal is not None:
                return [literal]
            return [self._tree.source(key)] if key.type in self._tree.grammar.identifiers else None
        if inner.type == "shorthand_property_identifier_pattern":
            return [self._tree.source(inner)]
        if holder.type in ("object_pattern", "object_assignment_pattern", "assignment_pattern"):
            return []
        if holder.type in ("array_pattern", "rest_pattern") or len(self._tree.items(holder)) > 1:
            return None
        return []

    def _scope(self, node: Node, holder: Node, how: Declares) -> Node:
        tree, grammar = self._tree, self._tree.grammar
        if how.scope == "own":
            return holder
        if node.type in grammar.wide:
            return tree.root
        above = list(tree.above(holder))
        if how.scope == "body":
            # A parameter: of the function around it.
            return next((one for one in above if one.type in grammar.functions), tree.root)
        hoisted = how.scope == "function" or (bool(above) and above[0].type in grammar.hoisted)
        kinds = grammar.functions if hoisted else grammar.functions | grammar.blocks - grammar.open_blocks
        return next((one for one in above if one.type in kinds), tree.root)
