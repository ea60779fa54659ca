"""Types that the user gives to names: whether one of them takes an edge beside a region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edgewise.patterns import on_demand

if TYPE_CHECKING:
    from tree_sitter import Node

    from edgewise.languages.language import Language
    from edgewise.languages.syntax.names import NameBinding, Names
    from edgewise.languages.syntax.tree import SyntaxTree

_OPEN = on_demand(r":?\s*(?:any|object|unknown|Record<\s*string\s*,\s*(?:any|unknown|string)\s*>)")
_OF_TYPES = ("ConstructorParameters", "Parameters", "NonNullable", "Partial", "Readonly", "Required")
"""Types of TypeScript's that are made of another type and take the same properties."""


class Types:
    """Reads the types of one text."""

    def __init__(self, tree: SyntaxTree, language: Language, names: Names) -> None:
        self._tree = tree
        self._language = language
        self._names = names

    def may_refuse(self, binding: NameBinding) -> bool:
        """Say whether a name has a type that may know no edge: one of the user's own."""
        types = [item.holder.child_by_field_name("type") for item in binding.declarations]
        return any(node is not None and not self._takes_any(node) for node in types)

    def refuses(self, literal: Node | None) -> bool:
        """Say whether a literal has to satisfy a type that may know no edge."""
        inner = literal
        holder = self._tree.parent(literal) if literal is not None else None
        while holder is not None and holder.type in self._tree.grammar.wrappers:
            types = [child for child in holder.named_children if child != inner]
            if holder.type == "satisfies_expression" and types and not self._takes_any(types[-1]):
                return True
            inner, holder = holder, self._tree.parent(holder)
        return False

    def _takes_any(self, node: Node) -> bool:
        return _OPEN.fullmatch(self._tree.source(node)) is not None or self._is_of_library(node)

    def _is_of_library(self, node: Node) -> bool:
        names: list[Node] = []
        waiting = [node]
        while waiting:
            one = waiting.pop()
            if one.type in self._tree.grammar.identifiers:
                names.append(one)
            waiting += one.named_children
        names.sort(key=lambda name: name.start_byte)
        known = [name for name in names if self._is_imported(name)]
        return bool(known) and (names[0] in known or self._tree.source(names[0]) in _OF_TYPES)

    def _is_imported(self, name: Node) -> bool:
        """Say whether a name is imported from the library."""
        for binding in self._names.bindings(self._tree.source(name)):
            for declaration in binding.declarations:
                statement = self._tree.statement(declaration.node)
                source = statement.child_by_field_name("source") if statement is not None else None
                said = self._tree.literal(source) if source is not None else None
                own = said is None or said.startswith(".")
                if not own and self._language.anchors.search(f"'{said}'".encode()):
                    return True
        return False
