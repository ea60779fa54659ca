"""What stands around an expression that holds a host: where that goes, or what is done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edgewise.judgement.roles import Role
from edgewise.judgement.uses import plain
from edgewise.languages.uses.calls import CallsAround
from edgewise.languages.uses.held import CALLED, Holding, Steps, taken
from edgewise.patterns import on_demand

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from edgewise.languages.syntax.members import TreeMembers
    from edgewise.languages.syntax.tree import SyntaxTree
    from edgewise.languages.uses.naming import Naming

_COMPARES = frozenset("== != === !== =~ !~ <=> <> is < > <= >=".split())
_MOST_ELEMENTS = 16
"""How many elements of a list are told apart: those of a longer one are all the same."""
_NO_HOST = on_demand(
    r"(?i:protocol|scheme|port|path\w*|rawpath|search|query\w*|hash|fragment|length|size|count|user\w*)"
)
"""Attributes of an address, or of a text, that do not depend on its host."""
_OWN = on_demand(rb"\b(self|static)(?=::)")
_HOSTS = frozenset("host hostname authority origin".split())
_WHOLE = frozenset("uri url href string value origin".split())
"""What an object that has a host as a field gives back as a whole."""


class Around:
    """Answers for the expressions of one tree."""

    def __init__(self, tree: SyntaxTree, naming: Naming, members: TreeMembers) -> None:
        self._tree = tree
        self._grammar = tree.grammar
        self._naming = naming
        self._members = members
        self._calls = CallsAround(tree, naming)

    def all_ways(self, held: Holding) -> Iterator[Holding | Role]:
        """Yield what holds the same next, the members of an object in its own methods included; else as below."""
        yield from self.ways(held)
        if held.steps and isinstance(held.steps[0], str) and held.steps[0] not in ("", "*"):
            yield from self._naming.made(held.node, held.steps[0], held.steps[1:])

    def is_passed(self, held: Holding) -> bool:
        """Say whether nothing is done there: something is given, a text put together, an entry taken of a table."""
        if held.node.type in self._grammar.substitutions or self._tree.assignment(held.node) is not None:
            return True
        if held.steps[:1] == (CALLED,):
            return True
        holder = self._tree.parent(held.node)
        assigned = self._tree.assignment(holder) if holder is not None else None
        if assigned is not None and assigned[0] == held.node:
            return True  # where it is given its value
        if not held.steps or holder is None:
            return False
        if holder.type in self._grammar.blocks | self._grammar.statements and self._tree.call(held.node) is not None:
            return True  # what the call gives back is not used
        if self._tree.call(holder) is not None:
            return False
        member, entry, outer = self._tree.member(holder), self._naming.entry(holder), self._tree.parent(holder)
        call = self._tree.call(outer) if outer is not None else None
        if call is not None and call.callee is not None and self._tree.inner(call.callee) == holder:
            return False
        return (member is not None and member[0] == held.node) or (entry is not None and entry[0] == held.node)

    def ways(self, held: Holding) -> Iterator[Holding | Role]:
        """Yield what holds the same next, and what is done with it where it stands."""
        node, steps = held.node, held.steps
        holder = self._tree.parent(node)
        if holder is None:
            return
        if holder.type in self._grammar.strings or holder.type in self._grammar.substitutions:
            if not steps:
                yield Holding(holder, (), held.word or node)
        elif holder.type in self._grammar.searching or self._is_case(node, holder):
            yield Role.COMPARISON
        elif (worth := self._worth(held, holder)) is not None:
            yield worth
        else:
            for question in (self._operator, self._entry, self._member, self._element, self._given, self._returned):
                found = list(question(held, holder))
                if found:
                    yield from found
                    return
            called = self._tree.call(holder)
            if held.steps[:1] == (CALLED,) and called is not None and called.callee == node:
                yield Holding(holder, held.steps[1:])
                return
            if held.steps and called is not None and called.callee == node:
                yield from self._calls.selected(called, held.steps)
            yield from self._calls.ways(held, holder)

    def _is_case(self, node: Node, holder: Node) -> bool:
        field = self._grammar.cases.get(holder.type)
        if field is None and holder.type in self._grammar.wrappers | self._grammar.lists:
            outer = self._tree.parent(holder)
            return outer is not None and outer.type in self._grammar.cases and self._is_case(holder, outer)
        return field is not None and (not field or self._tree.field_of(node, holder) == field)

    def _worth(self, held: Holding, holder: Node) -> Holding | None:
        """Return what is worth the same as a part of it: parentheses, a choice, the end of a branch."""
        tree, grammar, node = self._tree, self._grammar, held.node
        kind = holder.type
        if kind in grammar.transparent or (kind == "argument" and self._is_listed(holder)):
            return held._replace(node=holder)
        if kind in grammar.choices and tree.field_of(node, holder) in (*grammar.choices[kind], "alternative"):
            return held._replace(node=holder)
        if kind in grammar.branched and node.type in grammar.branches | grammar.branched:
            return held._replace(node=holder)
        if kind not in grammar.wrappers | grammar.last_of | grammar.branches:
            return None
        items = tree.items(holder)
        is_first = kind in grammar.wrappers and (len(items) == 1 or kind not in grammar.lists) and items[:1] == [node]
        is_same = is_first or (kind in grammar.last_of | grammar.branches and items[-1:] == [node])
        return held._replace(node=holder) if is_same else None

    def _is_listed(self, item: Node) -> bool:
        outer = self._tree.parent(item)
        return outer is not None and outer.type in self._grammar.tuples

    def _operator(self, held: Holding, holder: Node) -> Iterator[Holding | Role]:
        tree, grammar, node = self._tree, self._grammar, held.node
        sign = holder.child_by_field_name("operator")
        left, right = (holder.child_by_field_name(field) for field in ("left", "right"))
        if sign is None or left is None or right is None or tree.assignment(holder) is not None:
            return
        meaning = grammar.operators.get(sign.type)
        other = right if node == left else left
        if meaning == "+":
            if not held.steps:
                yield held._replace(node=holder, word=held.word or node)
        elif meaning in ("or", "else") or (meaning == "and" and node == right):
            yield held._replace(node=holder)
        elif sign.type in _COMPARES and not self._is_constant(other):
            if not held.steps or grammar.equal_by_value:
                yield Role.COMPARISON
        elif sign.type == "in" and node == left and not held.steps:
            yield Role.KEY
        elif sign.type == "<<" and node == right:
            yield from self._naming.given(left, ("*", *held.steps))

    def _is_constant(self, node: Node) -> bool:
        """Say whether nothing that is compared with it has a host: null, a truth, an empty text."""
        node = self._tree.inner(node)
        return node.type in self._grammar.empties or (
            node.type in self._grammar.strings and not node.named_children and len(self._tree.source(node)) == 2
        )

    def _entry(self, held: Holding, holder: Node) -> Iterator[Holding | Role]:
        tree = self._tree
        entry, node = self._naming.entry(holder), held.node
        if entry is None:
            outer = tree.parent(holder)
            entry = self._naming.entry(outer) if outer is not None and holder.type.endswith("argument_list") else None
            if entry is None or entry[0] == node:
                return
        elif entry[0] == node:
            if held.steps and (rest := taken(held.steps, self._naming.key(entry[1]))) is not None:
                yield Holding(holder, rest)
            return
        if not held.steps or self._grammar.equal_by_value:
            yield Role.KEY

    def _member(self, held: Holding, holder: Node) -> Iterator[Holding | Role]:
        tree = self._tree
        member = tree.member(holder)
        if member is None:
            return
        outer = tree.parent(holder)
        call = tree.call(outer) if outer is not None else None
        own = tree.call(holder)
        if member[0] != held.node:
            if self._naming.is_own(member[0]) or member[0].type in self._grammar.names:
                yield held._replace(node=holder)  # the name of a constant of a class, as it is bound there
        elif call is not None and call.callee is not None and tree.inner(call.callee) == holder:
            yield from self._calls.asked(held, call)
        elif own is not None and held.steps == ():
            yield from self._calls.asked(held, own)
        else:
            yield from self._attribute(held, holder, member[1])

    def _attribute(self, held: Holding, access: Node, name: str) -> Iterator[Holding | Role]:
        if not held.steps:
            if _NO_HOST.fullmatch(name) is None:
                yield Holding(access)
        elif (rest := taken(held.steps, name)) is not None and held.steps[0] != "*":
            yield Holding(access, rest)
        elif held.steps[0] == CALLED:
            return
        elif held.steps[1:] == () and plain(name) in _WHOLE and plain(str(held.steps[0])) in _HOSTS:
            yield Holding(access)
        else:
            yield from self._calls.of_elements(held, access, name)

    def _element(self, held: Holding, holder: Node) -> Iterator[Holding | Role]:
        """Yield the table or the list in which something is an entry or an element."""
        tree, grammar, node = self._tree, self._grammar, held.node
        outer = tree.parent(holder)
        if holder.type in grammar.pairs and outer is not None:
            key, value = (tree.part(holder, field) for field in grammar.pairs[holder.type])
            if key is not None and key == node and key != value:
                if self._is_key_of_table(key) and (not held.steps or grammar.equal_by_value):
                    yield Role.KEY
            elif outer.type in grammar.arguments:
                yield from self._calls.argument(Holding(holder, held.steps, held.word), outer)
            elif key is not None:
                yield Holding(outer, (self._key(key), *held.steps))
        elif holder.type in grammar.shorthands or (node.type in grammar.shorthands and holder.type in grammar.objects):
            yield Holding(holder, (tree.source(node), *held.steps))
        elif holder.type in grammar.pairing_names and holder.named_child_count:
            items = tree.items(holder)
            before = items[items.index(node) - 1] if node in items and items.index(node) else node
            named = before if before != node and before.type in grammar.identifiers else node
            yield Holding(holder, (tree.source(named).rpartition(".")[2], *held.steps))
        elif holder.type in grammar.computed:
            yield Role.KEY
        elif holder.type in grammar.spreads:
            yield Holding(holder, held.steps)
        elif node.type in grammar.spreads and holder.type in grammar.arrays | grammar.objects:
            yield Holding(holder, held.steps if holder.type in grammar.objects else ("*", *held.steps[1:]))
        elif holder.type in grammar.arrays | grammar.objects | grammar.elements | grammar.tuples:
            yield from self._listed(held, holder)

    def _listed(self, held: Holding, holder: Node) -> Iterator[Holding | Role]:
        tree, grammar, node = self._tree, self._grammar, held.node
        outer = tree.parent(holder)
        if holder.named_child_count > _MOST_ELEMENTS:
            yield Holding(holder, ("*", *held.steps))
            return
        items = tree.items(holder)
        if holder.type in grammar.elements and outer is not None:
            if len(items) < 2:
                yield from self._listed(held._replace(node=holder), outer)
            elif items[0] == node:
                yield Role.KEY
            else:
                key = self._naming.key(items[0])
                yield Holding(outer, ("*" if key is None else key, *held.steps))
            return
        if outer is not None and outer.type == holder.type and len(items) == 2 and holder.type in grammar.pairing:
            if items[0] == node and not held.steps:  # { key, value } in { }
                yield Role.KEY
            elif items[1] == node:
                key = self._naming.key(items[0])
                yield Holding(outer, ("*" if key is None else key, *held.steps))
            return
        if node not in items:
            return
        named = self._naming.field_at(holder, items.index(node)) if grammar.records else ""
        of_record = holder.type in grammar.objects or holder.type == "tuple_expression"
        of_record &= not self._is_array_of_go(holder)
        yield Holding(holder, (named or ("" if of_record else items.index(node)), *held.steps))

    def _is_array_of_go(self, listed: Node) -> bool:
        made = self._tree.parent(listed)
        said = made.child_by_field_name("type") if made is not None else None
        return said is not None and said.type in ("slice_type", "array_type", "implicit_length_array_type")

    def _is_key_of_table(self, key: Node) -> bool:
        """Say whether a key is an expression, and not the name of a field."""
        pair = self._tree.parent(key)
        if self._grammar.records:
            return pair is not None and self._naming.is_of_table(pair)
        return key.type in self._grammar.names

    def _key(self, key: Node) -> str | int:
        said = self._members.key(key) or self._naming.key(key)
        if said is None and "symbol" in key.type:
            said = self._tree.source(key)
        return "*" if said is None else str(said).strip(":")

    def _given(self, held: Holding, holder: Node) -> Iterator[Holding | Role]:
        """Yield where the names stand that are given a value."""
        tree, grammar, node = self._tree, self._grammar, held.node
        place, several = 0, 1
        if holder.type in grammar.wrappers & grammar.lists:
            place, several = tree.items(holder).index(node), len(tree.items(holder))
            node, holder = holder, tree.parent(holder) or holder
        elif tree.field_of(node, holder) in ("", "value") and holder.type == "in":
            node, holder = holder, tree.parent(holder) or holder
        outer = tree.parent(holder)
        loop = self._loop(node, holder)
        assigned = tree.assignment(holder)
        left = holder.child_by_field_name("left")
        if loop:
            yield from self._naming.elements(loop, held.steps) if held.steps else ()
        elif assigned is not None and assigned[1] == node:
            if outer is not None and outer.type in grammar.pairing | grammar.objects:
                key = tree.items(assigned[0])[:1]
                name = self._naming.key(key[0]) if key else tree.source(assigned[0])
                made = tree.parent(outer)
                yield Holding(made or outer, ("*" if name is None else name, *held.steps))
                return
            targets = tree.items(assigned[0]) if assigned[0].type in grammar.wrappers & grammar.lists else []
            if len(targets) > 1 and several == 1:
                targets = targets[:1]  # the first of what a call gives back
            target = targets[place] if place < len(targets) else assigned[0]
            yield from self._naming.given(target, held.steps)
            yield Holding(holder, held.steps)
        elif holder.type in grammar.changes and left is not None and left != node:
            yield from self._naming.given(left, held.steps)
            yield Holding(holder, held.steps)
        else:
            yield from self._declared(Holding(node, held.steps), holder, place)

    def _declared(self, held: Holding, holder: Node, place: int) -> Iterator[Holding | Role]:
        tree, grammar, node = self._tree, self._grammar, held.node
        for (kind, field), how in grammar.declarations.items():
            if kind != holder.type or not how.value or how.kind == "each" or tree.part(holder, how.value) != node:
                continue
            named = [one for n, one in enumerate(holder.children) if holder.field_name_for_child(n) == field]
            named = named if field else [one for one in tree.items(holder)[:1] if one != node]
            target = named[place] if place < len(named) else named[0] if named else None
            if target is not None and target != node:
                yield from self._naming.given(target, held.steps)
                modifiers = grammar.promoted.get(holder.type, frozenset())
                if holder.type in grammar.promotes or any(one.type in modifiers for one in holder.children):
                    yield from self._naming.field(self._members.class_of(target), tree.source(target), held.steps)
            return
        fields = grammar.fields.get(holder.type) or grammar.enums.get(holder.type)
        if fields is not None and holder.child_by_field_name(fields[1]) == node:
            name = holder.child_by_field_name(fields[0])
            if name is not None and holder.type in grammar.fields:
                yield from self._naming.field(self._members.class_of(holder), tree.source(name), held.steps)
            elif name is not None:
                yield from self.of_enum(holder, name, held.steps)

    def of_enum(self, member: Node, name: Node, steps: Steps) -> Iterator[Holding]:
        """Yield where an enumeration stands of which a member has a value."""
        tree = self._tree
        owner = next((one for one in tree.above(member) if one.child_by_field_name("name") is not None), None)
        named = owner.child_by_field_name("name") if owner is not None else None
        if named is None or owner is None:
            return
        for node in tree.named(tree.source(named)):
            if node != named:
                yield Holding(node, (tree.source(name), *steps))
        for node in tree.found(_OWN):
            if tree.within(node, owner):
                named = node if node.is_named else tree.parent(node) or node
                yield Holding(named, (tree.source(name), *steps))

    def _loop(self, node: Node, holder: Node) -> list[Node]:
        """Return the names that a loop through a node gives to elements."""
        tree = self._tree
        how = self._grammar.loops.get(holder.type)
        if how is None:
            return []
        through, target = (tree.part(holder, field) for field in how)
        if through != node or target is None:
            return []
        if target.type == "pair" or target.type in self._grammar.wrappers & self._grammar.lists:
            return tree.items(target)
        return [target]

    def _returned(self, held: Holding, holder: Node) -> Iterator[Holding | Role]:
        """Yield where a function is called that gives something back."""
        tree, grammar, node = self._tree, self._grammar, held.node
        if holder.type in grammar.wrappers & grammar.lists or holder.type in grammar.arguments:
            outer = tree.parent(holder)
            if outer is None or outer.type not in grammar.returns or tree.items(holder).index(node):
                return
            holder = outer
        function: Node | None = None
        if holder.type in grammar.returns:
            function = next((one for one in tree.above(holder) if one.type in grammar.functions), None)
        elif holder.type in grammar.functions and tree.items(holder)[-1:] == [node]:
            function = holder
        elif grammar.ends_with_value and holder.type in grammar.blocks and tree.items(holder)[-1:] == [node]:
            outer = tree.parent(holder)
            if outer is not None and outer.type in grammar.functions:
                function = outer
            elif outer is not None and holder.type != "program":
                yield Holding(holder, held.steps)
        if function is not None:
            yield from self._calls.given_back(function, held.steps)
