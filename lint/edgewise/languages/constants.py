"""What an expression may be: the strings that it is made of, as far as they stand in the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from edgewise.languages.meanings import Made, Other, Path
from edgewise.patterns import on_demand
from edgewise.values import ANYTHING, Values

if TYPE_CHECKING:
    from tree_sitter import Node

    from edgewise.languages.language import Language
    from edgewise.languages.meanings import Meanings
    from edgewise.languages.syntax.names import Declaration, NameBinding
    from edgewise.languages.syntax.tree import Call, SyntaxTree

_DEEPEST = 12
_NOTHING = Values(frozenset({None}), complete=True)
_UNSET = Values(frozenset({None}), complete=False)
"""Anything that is not known, and perhaps nothing."""
_METHODS: dict[str, Callable[[str], str]] = {
    **dict.fromkeys(("toLowerCase", "ToLower", "ToLowerInvariant", "downcase"), str.lower),
    **dict.fromkeys(("toUpperCase", "ToUpper", "ToUpperInvariant", "upcase"), str.upper),
    **dict.fromkeys(("trim", "strip", "Trim"), str.strip),
    **dict.fromkeys(("toString", "valueOf", "intern", "ToString", "to_s", "to_str", "freeze", "dup", "itself"), str),
}
"""Methods of strings that are worth following, in any of the languages."""


_READING = on_demand(
    r"(?:\A|\.)(?:freeze|seal|keys|values|entries|stringify|log|debug|info|warn|error|\w*[Tt]wilio\w*)\Z"
)
"""Functions that leave the objects they are given as they are."""


class TreeConstants:
    """Evaluates the expressions of one tree."""

    def __init__(self, tree: SyntaxTree, meanings: Meanings, language: Language) -> None:
        self._tree = tree
        self._language = language
        self._meanings = meanings
        self._known: dict[Node, Values] = {}

    def values(self, node: Node | None, depth: int = 0) -> Values:
        """Return what an expression may be."""
        if node is None:
            return ANYTHING
        node = self._tree.inner(node)
        if node not in self._known:
            self._known[node] = ANYTHING  # what leads to itself
            self._known[node] = self._evaluated(node, depth + 1) if depth < _DEEPEST else ANYTHING
        return self._known[node]

    def _evaluated(self, node: Node, depth: int) -> Values:
        tree, grammar = self._tree, self._tree.grammar
        if node.type in grammar.strings:
            return self._string(node, depth)
        if node.type in grammar.symbols:
            return Values(frozenset({tree.source(node)[1:]}), complete=True)
        if node.type in grammar.empties:
            return _NOTHING
        if node.type in grammar.choices:
            fields = [node.child_by_field_name(field) for field in grammar.choices[node.type]]
            return self._united([self.values(field, depth) for field in fields])
        operator = node.child_by_field_name("operator")
        if operator is not None and operator.type in grammar.operators:
            left, right = (node.child_by_field_name(field) for field in ("left", "right"))
            return self._combined(grammar.operators[operator.type], self.values(left, depth), right, depth)
        call = tree.call(node)
        if call is not None and call.receiver is not None and call.name in _METHODS and not call.arguments:
            return _mapped(self.values(call.receiver, depth), call.name)
        if call is not None and (default := self._default_of(call)) is not None:
            return ANYTHING | self.values(default, depth)
        if self._language.unset.fullmatch(tree.source(node)):
            return _UNSET
        binding = self._meanings.binding(node)
        if binding is not None:
            return self._of_binding(binding, node, depth)
        return self._followed(node, depth)

    def _default_of(self, call: Call) -> Node | None:
        """Return the default with which a setting is asked for."""
        if len(call.arguments) != 2:
            return None
        name = self._tree.source(call.callee) if call.callee is not None else call.name
        owner = f"{self._tree.source(call.receiver)}." if call.callee is None and call.receiver is not None else ""
        return call.arguments[1].value if self._language.defaulting.fullmatch(f"{owner}{name}") else None

    def _string(self, node: Node, depth: int) -> Values:
        parts = self._tree.plain_text(node)
        for child in node.named_children:
            if child.type in self._tree.grammar.texts:
                parts += self._tree.source(child)
            elif child.type in self._tree.grammar.substitutions and len(self._tree.items(child)) == 1:
                only = self.values(self._tree.items(child)[0], depth).only
                if only is None:
                    return ANYTHING
                parts += only
            else:
                return ANYTHING
        return Values(frozenset({parts or None}), complete=True, empty=not parts)

    def _combined(self, operator: str, left: Values, right: Node | None, depth: int) -> Values:
        if operator == "+":
            one, other = left.only, self.values(right, depth).only
            return ANYTHING if one is None or other is None else Values(frozenset({one + other}), complete=True)
        if operator == "and":
            return self.values(right, depth) | Values(frozenset({None}), complete=left.complete)
        if left.complete and None not in left.known:
            return left
        kept = left if operator == "else" and left.empty else Values(left.known - {None}, left.complete)
        return kept | self.values(right, depth)

    def _of_binding(self, binding: NameBinding, node: Node, depth: int) -> Values:
        found: list[Values] = []
        for declaration in binding.declarations:
            if declaration.how.kind == "parameter":
                known = self._default(declaration.default or declaration.value, depth)
                found.append(known | _UNSET if self._is_optional(declaration) else known)
            elif declaration.how.kind == "each":
                found.append(self._each(declaration.value, depth))
            elif declaration.how.kind == "import":
                found.append(ANYTHING)
            elif declaration.keys == () and declaration.value is not None:
                found.append(self.values(declaration.value, depth))
                found += [ANYTHING] if self._is_open(declaration, binding.scope) else []
            elif declaration.keys == () and declaration.default is None and declaration.value is None:
                in_class = binding.scope.type in self._tree.grammar.classes
                found += [] if binding.assignments else [ANYTHING if in_class else _NOTHING]
            else:
                said = self._tree.source(declaration.value) if declaration.value is not None else ""
                unset = self._language.unset.fullmatch(".".join((said, *(declaration.keys or ()))))
                taken = _UNSET if unset else self._followed(node, depth)
                default = declaration.default
                if default is not None:
                    taken = Values(taken.known - {None}, taken.complete) | self.values(default, depth)
                found.append(taken)
        found += [self.values(value, depth) for _, value in binding.assignments]
        if binding.scope.type in self._tree.grammar.classes:
            found += [self.values(value, depth) for value in self._stored(binding)]
        scope = self._tree.data[binding.scope.start_byte : binding.scope.end_byte]
        by_name = binding.name.startswith("@") and self._has_writer(binding.name.lstrip("@"))
        if by_name or self._language.rebinding.search(scope):
            found.append(ANYTHING)
        return self._united(found)

    def _stored(self, binding: NameBinding) -> Iterator[Node]:
        """Yield what the class of a field, or the classes in it, store there for an object of theirs."""
        for node in self._tree.members_named(binding.name):
            assigned = self._tree.assigned_member(node) if self._tree.within(node, binding.scope) else None
            if assigned is not None and not all(
                isinstance(one, (Made, Path)) for one in self._meanings.of(assigned[0])
            ):
                yield assigned[2]

    def _has_writer(self, field: str) -> bool:
        """Say whether a class of the text lets others set a field."""
        writer = self._language.writers.format(re.escape(field))
        return bool(writer) and re.search(writer, self._tree.text) is not None

    def _is_open(self, declaration: Declaration, scope: Node) -> bool:
        """Say whether a name is a field, or a variable, that others may give another value."""
        tree, grammar = self._tree, self._tree.grammar
        if self._language.others_assign(tree, declaration):
            return True
        if grammar.open_field is None or scope.type not in grammar.classes or declaration.value is None:
            return False
        if scope.type.startswith("interface"):
            return False  # all of its fields are final
        member = next((one for one in tree.above(declaration.node) if tree.parent(one) == scope), None)
        head = self._between(member, declaration.value) if member is not None else ""
        owner = tree.parent(scope)
        before = self._between(owner, scope) if owner is not None else ""
        opened = grammar.open_class is not None and grammar.open_class.search(before) is not None
        fixed = grammar.fixed_field is not None and grammar.fixed_field.search(head) is not None
        return (opened and not fixed) or grammar.open_field.search(head) is not None

    def _between(self, outer: Node, inner: Node) -> str:
        """Return the text from the start of a node to that of another one."""
        return self._tree.data[outer.start_byte : inner.start_byte].decode("utf-8", "replace")

    def _is_optional(self, declaration: Declaration) -> bool:
        """Say whether a parameter may be left out: it says so, or it is one of several that others give a default."""
        grammar = self._tree.grammar
        if declaration.default is not None or declaration.value is not None:
            return False
        if declaration.holder.type in grammar.optional:
            return True
        pattern = self._tree.parent(declaration.node)
        return pattern is not None and any(child.type in grammar.defaulted for child in pattern.named_children)

    def _default(self, node: Node | None, depth: int) -> Values:
        return ANYTHING if node is None else ANYTHING | self.values(node, depth)

    def _each(self, node: Node | None, depth: int) -> Values:
        node = self._tree.inner(node) if node is not None else None
        if node is None or node.type not in self._tree.grammar.arrays or not node.named_children:
            return ANYTHING
        return self._united([self.values(item, depth) for item in self._tree.items(node)])

    def _followed(self, node: Node, depth: int) -> Values:
        member = self._tree.member(node)
        if member is not None:
            listed = self._listed(*member)
            if listed is not None:
                return self.values(listed, depth)
        found: list[Values] = []
        for meaning in self._meanings.of(node):
            followed = isinstance(meaning, Other) and meaning.node != node
            found.append(self.values(meaning.node, depth) if isinstance(meaning, Other) and followed else ANYTHING)
        if member is not None and (node.type in self._tree.grammar.variables or not self._is_all_seen(*member)):
            found.append(ANYTHING)
        return self._united(found)

    def _is_all_seen(self, owner: Node, name: str) -> bool:
        """Say whether nobody else gives the members of an object their values: not where it comes from elsewhere."""
        tree = self._tree
        found = [one for one in self._meanings.of(owner) if isinstance(one, Other)]
        return all(
            one.node.type in tree.grammar.objects
            or (tree.is_this(one.node) and not self._is_overridden(name) and not self._has_writer(name))
            or self._is_class(one.node)
            for one in found
        ) and not any(self._may_change(binding) for one in found for binding in one.through)

    def _is_overridden(self, name: str) -> bool:
        """Say whether a class gives a field another value than the class that it is made of."""
        tree, grammar = self._tree, self._tree.grammar
        owners: list[Node] = []
        for node in tree.named(name):
            holder = tree.parent(node)
            key = grammar.fields.get(holder.type, ("",))[0] if holder is not None else ""
            if holder is not None and key and holder.child_by_field_name(key) == node:
                owners += [one for one in tree.above(holder) if one.type in grammar.derived][:1]
        return len(owners) > 1 and any(self._meanings.base_of(owner) is not None for owner in owners)

    def _may_change(self, binding: NameBinding) -> bool:
        """Say whether an object that a name stands for is handed to others, or gets members by names not known."""
        return any(self._hands_on(reference) for reference in binding.references)

    def _hands_on(self, reference: Node) -> bool:
        tree, grammar = self._tree, self._tree.grammar
        holder = tree.parent(reference)
        above = tree.parent(holder) if holder is not None else None
        if holder is None or above is None:
            return False
        if holder.type in grammar.members and tree.method_call(holder.named_children[-1]) is None:
            assigned = tree.assignment(above)
            return tree.member(holder) is None and assigned is not None and assigned[0] == holder
        own = tree.call(above) or tree.call(holder)
        if own is not None and own.receiver == reference:
            return not _READING.search(own.name)  # a method of the object itself
        call = tree.call(above) if holder.type in grammar.arguments else None
        return call is not None and not _READING.search(tree.source(call.callee) if call.callee else call.name)

    def _is_class(self, node: Node) -> bool:
        if self._tree.source(node) in self._tree.grammar.selves:
            return True
        binding = self._meanings.binding(node)
        declared = binding.declarations if binding is not None else []
        return bool(declared) and all(item.how.kind == "name" and item.value is None for item in declared)

    def _listed(self, owner: Node, name: str) -> Node | None:
        """Return the value of a member of an enumeration."""
        enums = self._tree.grammar.enums
        binding = self._meanings.binding(self._tree.inner(owner))
        for declaration in binding.declarations if binding is not None and enums else ():
            body = declaration.holder.child_by_field_name("body")
            for item in body.named_children if body is not None else ():
                if item.type in enums:
                    key, value = (item.child_by_field_name(field) for field in enums[item.type])
                    if key is not None and self._meanings.members.key(key) == name:
                        return value
        return None

    @staticmethod
    def _united(found: list[Values]) -> Values:
        if not found:
            return ANYTHING
        united = found[0]
        for values in found[1:]:
            united = united | values
        return united


def _mapped(values: Values, method: str) -> Values:
    change = _METHODS[method]
    return Values(frozenset(change(value) if value else None for value in values.known), values.complete, values.empty)
