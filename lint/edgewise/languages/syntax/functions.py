"""Functions of a text: what is handed to their parameters in all their calls, and what they give back."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

    from edgewise.languages.syntax.names import Declaration, NameBinding, Names
    from edgewise.languages.syntax.tree import SyntaxTree


class TreeFunctions:
    """Answers for the functions of one tree, by its names alone."""

    def __init__(self, tree: SyntaxTree, names: Names) -> None:
        self._tree = tree
        self._names = names

    def is_own_method(self, name: str) -> bool:
        """Say whether the text defines a function or a method of a name."""
        holders = ((node, self._tree.parent(node)) for node in self._tree.named(name))
        return any(
            holder is not None
            and holder.type in self._tree.grammar.functions
            and holder.child_by_field_name("name") == node
            for node, holder in holders
        )

    def arguments(self, declaration: Declaration) -> list[Node] | None:
        """Return what a parameter is given in all calls of its function, None where others may call it."""
        tree, grammar = self._tree, self._tree.grammar
        function = declaration.scope
        listed = function.child_by_field_name("parameters") or function.child_by_field_name("parameter")
        if not grammar.calls_by_position or listed is None or declaration.default is not None:
            return None
        parameters = tree.items(listed) if listed.type not in grammar.names else [listed]
        position = next((n for n, one in enumerate(parameters) if tree.within(declaration.node, one)), None)
        binding = self._name_of(function)
        if position is None or binding is None or not binding.references or declaration.value is not None:
            return None
        given: list[Node] = []
        for reference in binding.references:
            holder = tree.parent(reference)
            call = tree.call(holder) if holder is not None else None
            items = [argument.item for argument in call.arguments] if call is not None else []
            spread = any(item.type in grammar.spreads for item in items[: position + 1])
            if call is None or call.callee != reference or spread or position >= len(items):
                return None
            given.append(items[position])
        return given

    def rest(self, node: Node) -> list[list[Node]]:
        """Return what a parameter for all further arguments holds in each call of its function, [] if not known."""
        tree, grammar = self._tree, self._tree.grammar
        binding = self._binding(tree.inner(node))
        if binding is None or binding.assignments or len(binding.declarations) != 1:
            return []
        function = binding.declarations[0].scope
        holder = tree.parent(binding.declarations[0].node)
        spread = all(getattr(tree.parent(one), "type", "") in grammar.spreads for one in binding.references)
        is_rest = holder is not None and holder.type in grammar.rests
        name = self._name_of(function) if is_rest and spread else None
        listed = function.child_by_field_name("parameters")
        if name is None or listed is None:
            return []
        position = len(tree.items(listed)) - 1
        calls = [tree.call(tree.parent(reference) or reference) for reference in name.references]
        known = [
            [argument.item for argument in call.arguments]
            for call, reference in zip(calls, name.references, strict=True)
            if call is not None and call.callee == reference
        ]
        unknown = any(item.type in grammar.spreads for items in known for item in items)
        return [] if unknown or len(known) != len(calls) else [items[position:] for items in known]

    def _name_of(self, function: Node) -> NameBinding | None:
        """Return what a function is bound to by a name that nobody else can use."""
        tree = self._tree
        name, holder = function.child_by_field_name("name"), tree.parent(function)
        if name is not None and tree.source(name) in tree.grammar.own_constructors:
            owner = next((one for one in tree.above(function) if one.type in tree.grammar.derived), None)
            name = owner.child_by_field_name("name") if owner is not None else None
        if name is None and holder is not None and holder.child_by_field_name("value") == function:
            name = holder.child_by_field_name("name")
        binding = self._names.binding(name) if name is not None else None
        if binding is None or binding.assignments or len(binding.declarations) != 1:
            return None
        if binding.declarations[0].how.scope == "own":
            return None  # a name for itself alone: others have another one
        holders = [*tree.above(binding.declarations[0].node)][:3]
        return None if any(one.type in tree.grammar.exported for one in holders) else binding

    def returned(self, function: Node) -> list[Node]:
        """Return the expressions that a function gives back."""
        tree, grammar = self._tree, self._tree.grammar
        body = function.child_by_field_name("body")
        if body is None:
            return []
        if body.type not in grammar.blocks:
            return [body]
        found: list[Node] = []
        waiting = [body]
        while waiting:
            node = waiting.pop()
            if node.type in grammar.returns:
                found += tree.items(node)[:1]
            elif node.type not in grammar.functions:
                waiting += reversed(node.named_children)
        return found

    def _binding(self, node: Node) -> NameBinding | None:
        return self._names.binding(node) if node.type in self._tree.grammar.names else None
