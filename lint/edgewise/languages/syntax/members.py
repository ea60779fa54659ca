"""Members of objects and classes: what a text gives to a property, a field, or a member that is written the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

    from edgewise.languages.syntax.names import Names
    from edgewise.languages.syntax.tree import SyntaxTree


class TreeMembers:
    """Answers for the members of one tree, by its names alone."""

    def __init__(self, tree: SyntaxTree, names: Names) -> None:
        self._tree = tree
        self._names = names
        self._fields: dict[tuple[Node | None, str], list[Node]] = {}
        self._classes: dict[Node, Node | None] = {}

    def properties(self, node: Node, name: str) -> list[Node]:
        """Return the value that a literal gives to a property, none where something else may have a say."""
        tree = self._tree
        found: list[Node] = []
        for item in tree.items(node):
            if item.type in tree.grammar.pairs:
                key, value = (tree.part(item, field) for field in tree.grammar.pairs[item.type])
                if key is None or value is None:
                    return []
                said = self.key(key)
                if said is None:
                    return []
                found = [value] if said == name else found
            elif item.type in tree.grammar.shorthands:
                found = [item] if tree.source(item) == name else found
            elif item.type in tree.grammar.spreads:
                return []
        return found

    def key(self, node: Node) -> str | None:
        """Return the name of a property, None where it is computed."""
        node = self._tree.inner(node)
        literal = self._tree.literal(node)
        if literal is not None:
            return literal
        return self._tree.source(node) if node.type in self._tree.grammar.identifiers else None

    def values_of_field(self, this: Node, name: str) -> list[Node]:
        """Return all that is assigned to a field of the object to which a method belongs."""
        owner = self.class_of(this)
        if (owner, name) not in self._fields:
            self._fields[owner, name] = self.given_to_field(owner, name)
        return self._fields[owner, name]

    def given_to_field(self, owner: Node | None, name: str) -> list[Node]:
        """Return all that a class, by its body, gives to a field of its own."""
        tree, grammar = self._tree, self._tree.grammar
        found: list[Node] = []
        declared = tree.named(grammar.field_sign + name) if grammar.field_sign else []
        for node in (*declared, *tree.named(name)):
            holder = tree.parent(node)
            if holder is None or self.class_of(node) != owner:
                continue
            if holder.type in grammar.fields:
                key, value = (holder.child_by_field_name(field) for field in grammar.fields[holder.type])
                if key == node and value is not None:
                    found.append(value)
            if any(child.type in grammar.promoted.get(holder.type, ()) for child in holder.children):
                found.append(node)
            assigned = tree.assigned_member(node)
            if assigned is not None and tree.is_this(assigned[0]):
                found.append(assigned[2])
        for binding in self._names.bindings(name):
            if binding.scope == owner:
                found += [value for value, _ in binding.values if value is not None]
        return list(dict.fromkeys(found))

    def values_of_place(self, node: Node) -> list[Node]:
        """Return what is assigned to a member of something that cannot be followed, where it is written the same."""
        member = self._tree.member(node)
        found: list[Node] = []
        for name in self._tree.members_named(member[1]) if member is not None else ():
            assigned = self._tree.assigned_member(name)
            if assigned is not None and member is not None:
                same = self._tree.source(assigned[0]) == self._tree.source(member[0])
                found += [assigned[2]] if same and not self._tree.is_this(assigned[0]) else []
        return found

    def class_of(self, node: Node) -> Node | None:
        """Return the body of the class in which a node stands."""
        if node not in self._classes:
            above = self._tree.above(node)
            self._classes[node] = next((one for one in above if one.type in self._tree.grammar.classes), None)
        return self._classes[node]
