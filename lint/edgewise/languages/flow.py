"""Where the library goes in a text: from the places by which it comes in to the calls that it meets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edgewise.languages.meanings import super_calls
from edgewise.languages.syntax.grammar import TYPE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from edgewise.languages.language import Language
    from edgewise.languages.syntax.names import Names
    from edgewise.languages.syntax.tree import Call, SyntaxTree

_DEEPEST_TYPE = 4
"""Nodes between a name and the declaration that it is the type of, or a part of the type."""
_MOST = 5_000
"""Steps; no text that somebody wrote needs as many."""


class Flow:
    """The calls that may be about the library, in the order of the text."""

    def __init__(self, tree: SyntaxTree, names: Names, language: Language) -> None:
        self._tree = tree
        self._language = language
        self._names = names
        self._seen: set[Node] = set()
        self._waiting: list[Node] = []
        self._calls: set[Node] = set()
        for anchor in tree.found(language.anchors):
            self._waiting += self._entries(anchor)
        while self._waiting and len(self._seen) < _MOST:
            node = self._waiting.pop()
            if node not in self._seen:
                self._seen.add(node)
                self._step(node)
        self.calls = sorted(self._calls, key=lambda node: (node.start_byte, -node.end_byte))

    def _entries(self, anchor: Node) -> Iterator[Node]:
        """Yield the expressions that a name or the name of a module in quotes stands for."""
        tree, grammar = self._tree, self._tree.grammar
        holder = tree.parent(anchor)
        if holder is None:
            return
        if anchor.type not in grammar.strings:
            declared = self._names.declaration(anchor)
            if declared is not None:
                yield from self._references(anchor)
            node = anchor
            while holder is not None and holder.type in grammar.qualified:
                node, holder = holder, tree.parent(holder)
            if holder is not None and holder.type in grammar.clauses:
                yield from self._declared(holder)
            member = tree.member(holder) if holder is not None else None
            yield holder if holder is not None and member is not None and member[0] != node else node
        elif holder.type in grammar.arguments:
            call = tree.parent(holder)
            if call is not None:
                yield call
        elif (handed := self._language.handed(tree, anchor)) is not None:
            yield from self._declared(handed)
        else:
            yield from self._declared(holder)

    def _declared(self, holder: Node) -> Iterator[Node]:
        """Yield the references to all names that stand in a node and are declared there."""
        waiting = [holder]
        while waiting:
            node = waiting.pop()
            if node.type in self._tree.grammar.identifiers:
                if self._names.declaration(node) is not None:
                    yield from self._references(node)
            else:
                waiting += node.named_children

    def _references(self, node: Node) -> Iterator[Node]:
        binding = self._names.binding(node)
        if binding is not None:
            yield from binding.references
            yield from (target for target, _ in binding.assignments)

    def _step(self, node: Node) -> None:
        tree, grammar = self._tree, self._tree.grammar
        holder = tree.parent(node)
        if holder is None:
            return
        if node in (holder.child_by_field_name("type"), holder.child_by_field_name("returns")):
            self._calls.update(self._made_of_type(holder, node))
        self._follow_type(node)
        if holder.type in grammar.bases:
            self._inherit(holder)
        call = tree.call(holder)
        member = tree.member(holder)
        assigned = tree.assignment(holder)
        if call is not None and node in (call.callee, call.receiver):
            self._calls.add(holder)
            self._waiting.append(holder)
            if call.name in self._language.yielding:
                self._hand(call)
        elif member is not None and member[0] == node:
            self._waiting.append(holder)
        elif assigned is not None and assigned[1] == node:
            self._assign(assigned[0])
            self._waiting.append(holder)
        elif holder.type in grammar.arguments:
            self._give(holder)
        elif holder.type in grammar.fields:
            key = holder.child_by_field_name(grammar.fields[holder.type][0])
            if key is not None:
                self._waiting += self._members_of_this(tree.source(key))
        elif self._is_worth(holder):
            self._waiting.append(holder)
        elif holder.type in grammar.returns or holder.type in grammar.functions:
            self._give_back(node)
        elif holder.type not in grammar.bases:
            self._bind(node, holder)

    def _give(self, listed: Node) -> None:
        """Follow an argument to what its call gives back, where that may be it, or be made of it."""
        tree = self._tree
        above = tree.parent(listed)
        given = tree.call(above) if above is not None else None
        known = self._language.merging | self._language.constructing
        if given is not None and given.callee is not None and tree.source(given.callee) in known:
            self._calls.add(given.node)
            self._waiting.append(given.node)
        elif given is not None and len(tree.items(listed)) == 1:
            self._waiting.append(given.node)

    def _follow_type(self, node: Node) -> None:
        """Follow the names that are declared with a type in which a name of the library stands."""
        inner = node
        for holder in [*self._tree.above(node)][:_DEEPEST_TYPE] if self._language.client_types else ():
            if holder.child_by_field_name("type") == inner:
                for child in holder.named_children:
                    self._waiting += self._declared(child) if child != inner else ()
                    if child.type in self._tree.grammar.identifiers:
                        self._waiting += self._members_of_this(self._tree.source(child))
                return
            inner = holder

    def _made_of_type(self, holder: Node, said: Node) -> Iterator[Node]:
        """Yield the calls in a declaration that make what its type says (``Client client = new(...)``)."""
        tree, grammar = self._tree, self._tree.grammar
        waiting = list(holder.named_children) if any(how.callee == TYPE for how in grammar.calls.values()) else []
        while waiting:
            node = waiting.pop()
            how = grammar.calls.get(node.type)
            if how is not None and how.callee == TYPE and tree.part(node, TYPE) == said:
                yield node
            waiting += node.named_children

    def _is_worth(self, holder: Node) -> bool:
        """Say whether an expression may be worth what stands in it."""
        grammar = self._tree.grammar
        if holder.type in grammar.wrappers | grammar.last_of or holder.type in grammar.choices:
            return True
        return holder.child_by_field_name("operator") is not None

    def _bind(self, node: Node, holder: Node) -> None:
        """Follow the names that are declared with a value."""
        for (kind, field), how in self._tree.grammar.declarations.items():
            if kind == holder.type and how.value and self._tree.part(holder, how.value) == node:
                target = holder.child_by_field_name(field)
                if target is not None:
                    self._waiting += self._declared(target)

    def _give_back(self, node: Node) -> None:
        """Follow what a function gives back to the places where it is called."""
        tree, grammar = self._tree, self._tree.grammar
        function = next((holder for holder in tree.above(node) if holder.type in grammar.functions), None)
        if function is None:
            return
        name = function.child_by_field_name("name")
        if name is not None and self._names.declaration(name) is not None:
            self._waiting += self._references(name)
        holder = tree.parent(function)
        if holder is not None:
            self._bind(function, holder)

        if holder is not None and holder.type in grammar.arguments:
            call = tree.call(tree.parent(holder) or holder)
            if call is not None and call.name in self._language.continuing:
                self._waiting.append(call.node)

    def _hand(self, call: Call) -> None:
        """Follow what a method hands to the function that it is given."""
        for argument in call.arguments[:1]:
            function = self._tree.inner(argument.value)
            if function.type in self._tree.grammar.functions:
                for field in ("parameters", "parameter"):
                    listed = function.child_by_field_name(field)
                    self._waiting += self._declared(listed) if listed is not None else ()

    def _inherit(self, base: Node) -> None:
        """Follow a class to what calls its constructor in the classes that are made of it."""
        tree = self._tree
        owner = next((one for one in tree.above(base) if one.type in tree.grammar.derived), None)
        name = owner.child_by_field_name("name") if owner is not None else None
        if name is not None and self._names.declaration(name) is not None:
            self._waiting += self._references(name)
        for call in super_calls(tree):
            if owner is not None and tree.within(call.node, owner):
                self._calls.add(call.node)

    def _assign(self, target: Node) -> None:
        tree = self._tree
        target = tree.inner(target)
        if target.type in tree.grammar.names:
            self._waiting += self._references(target)
        member = tree.member(target)
        if member is not None and tree.is_this(member[0]):
            self._waiting += self._members_of_this(member[1])

    def _members_of_this(self, name: str) -> Iterator[Node]:
        tree = self._tree
        for node in tree.named(name):
            holder = tree.parent(node)
            member = tree.member(holder) if holder is not None else None
            if holder is not None and member is not None and tree.is_this(member[0]):
                yield holder
