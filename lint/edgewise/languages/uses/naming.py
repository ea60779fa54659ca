"""Names to which a host is given, parameters, members and results of functions: where they stand for it."""

from __future__ import annotations

import re
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from edgewise.languages.uses.held import CALLED, Holding, Steps, taken
from edgewise.patterns import on_demand

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from edgewise.languages.syntax.members import TreeMembers
    from edgewise.languages.syntax.names import Names
    from edgewise.languages.syntax.tree import Call, SyntaxTree

_MOST_FUNCTIONS = 6
"""How many functions of a name are looked into: which of them is called is not known."""
_MOST_BASES = 4
"""How many classes are made of each other."""
_CLASSES = ("class", "record", "struct", "enum", "type_spec")
"""Words in the types of nodes that declare what objects are made of."""
_NAME_OF_TYPE = on_demand(r"[A-Za-z_]\w*")
_HERITAGE = ("class_heritage", "superclass", "base_list", "base_clause", "extends_clause")
_EXTENDS = on_demand(r"^[\s:<]*(?:extends\b)?\s*")
"""What names the class that another one is made of, and how that begins."""
_LISTED = ("parameters", "parameter")


class Naming:
    """Answers for the names of one tree."""

    def __init__(self, tree: SyntaxTree, names: Names, members: TreeMembers) -> None:
        self._tree = tree
        self._grammar = tree.grammar
        self._names = names
        self._members = members
        self._functions: dict[str, list[Node]] = {}

    # -- what is given a value

    def given(self, target: Node, steps: Steps, depth: int = 0) -> Iterator[Holding]:
        """Yield where a name, a member, an entry or a pattern stands for what it is given."""
        tree, grammar = self._tree, self._grammar
        if target.type in grammar.identifiers:
            yield from self._references(target, steps)
            return
        member, entry = tree.member(target), self.entry(target)
        if depth > 4:
            return
        if entry is not None:
            key = self.key(entry[1])
            yield from self.given(entry[0], ("*" if key is None else key, *steps), depth + 1)
        elif member is not None and self.is_own(member[0]):
            yield from self.field(self._members.class_of(target), member[1], steps)
        elif member is not None:
            yield from self._same(target, *member, steps)
            yield from self.given(member[0], (member[1], *steps), depth + 1)
        elif self._is_pattern(target):
            yield from self._taken_apart(target, steps, depth)
        elif target.type in grammar.wrappers and len(tree.items(target)) == 1:
            yield from self.given(tree.items(target)[0], steps, depth + 1)

    def _is_pattern(self, node: Node) -> bool:
        return node.type in self._grammar.patterns or node.type in self._grammar.lists or "pattern" in node.type

    def _taken_apart(self, pattern: Node, steps: Steps, depth: int) -> Iterator[Holding]:
        tree = self._tree
        items = tree.items(pattern)
        left = pattern.child_by_field_name("left")
        if left is not None or (len(items) == 1 and not steps):
            yield from self.given(left or items[0], steps, depth + 1)  # a default, all further elements
            return
        strings = [item.type in self._grammar.strings for item in items]
        if strings[::2] and all(strings[::2]):  # ['key' => $name]
            pairs: list[tuple[str | int | None, Node]] = [
                (tree.literal(key), name) for key, name in zip(items[::2], items[1::2], strict=False)
            ]
        else:
            commas = [child.start_byte for child in pattern.children if child.type == ","]
            pairs = [self._place(item, sum(comma < item.start_byte for comma in commas)) for item in items]
        for key, name in pairs if steps else ():
            rest = taken(steps, key)
            if rest is not None:
                yield from self.given(name, rest, depth + 1)

    def _place(self, item: Node, number: int) -> tuple[str | int | None, Node]:
        """Return the key or the number of what a pattern takes out, and the name that gets it."""
        key, value = item.child_by_field_name("key"), item.child_by_field_name("value")
        if key is not None:
            return self._members.key(key), value if value is not None else key
        if item.type in ("object_assignment_pattern", "shorthand_property_identifier_pattern"):
            name = item.child_by_field_name("left") or item
            return self._tree.source(name), name
        return number, item

    def elements(self, targets: list[Node], steps: Steps) -> Iterator[Holding]:
        """Yield where the names stand that a loop, or a function called for each element, gives to elements."""
        rest, is_table = steps[1:], isinstance(steps[0], str) and steps[0] not in ("", "*")
        if not targets:
            return
        if is_table:
            yield from self.given(targets[-1], rest)
            yield from self.given(targets[0], (1, *rest))
            return
        if len(targets) == 1 or not self._grammar.takes_apart:
            for target in targets:
                yield from self.given(target, rest)
                if isinstance(steps[0], int) and self._is_pattern(target):
                    yield from self.given(target, steps)  # what is called once, for all of a list
            return
        for number, target in enumerate(targets if rest else ()):
            own = taken(rest, number)
            if own is not None:
                yield from self.given(target, own)

    def _references(self, name: Node, steps: Steps) -> Iterator[Holding]:
        """Yield where the name of a variable, a constant or a field stands for what it is given."""
        tree = self._tree
        binding = self._names.binding(name)
        if binding is None:
            said = tree.source(name)
            others = (one for one in tree.named(said) if one != name and one.type in self._grammar.names)
            yield from (Holding(one, steps) for one in others if self._names.binding(one) is None)
            return
        signed = (one for one, value in binding.assignments if value is None and self._has_sign(one))
        for one in (*binding.references, *signed):
            is_name = self._is_name_of_member(one) or self._is_name_of_field(one)
            if not is_name and not (steps and self._is_written(one)):
                yield Holding(one, steps)
        if binding.scope.type in self._grammar.classes:
            yield from self.field(binding.scope, binding.name, steps)

    def _has_sign(self, name: Node) -> bool:
        """Say whether the address of a variable is taken, by which others may change it, or what is at an address."""
        holder = self._tree.parent(name)
        return holder is not None and holder.type == "unary_expression"

    def _is_name_of_field(self, name: Node) -> bool:
        """Say whether a name is the key of an entry in an object with fields, where keys may be expressions as well."""
        tree, grammar = self._tree, self._grammar
        above = [name, *islice(tree.above(name), 2)]
        for inner, holder in pairwise(above):
            if holder.type in grammar.pairs and grammar.records:
                return tree.part(holder, grammar.pairs[holder.type][0]) == inner and not self.is_of_table(holder)
        return False

    def is_of_table(self, pair: Node) -> bool:
        """Say whether an entry is one of a table, by the type before its braces."""
        made = self._tree.parent(self._tree.parent(pair) or pair)
        said = made.child_by_field_name("type") if made is not None else None
        return said is not None and "map" in said.type

    def _is_written(self, name: Node) -> bool:
        """Say whether a member or an entry of what a name stands for is given a value there."""
        tree, node = self._tree, name
        for holder in tree.above(name):
            assigned = tree.assignment(holder)
            if assigned is not None:
                return assigned[0] == node
            member, entry = tree.member(holder), self.entry(holder)
            is_listed = holder.type in self._grammar.wrappers & self._grammar.lists
            owns = (entry is not None and entry[0] == node) or (member is not None and member[0] == node)
            if not owns and not is_listed:
                return False
            node = holder
        return False

    def _is_name_of_member(self, name: Node) -> bool:
        """Say whether a name is that of a member of something else, which has no binding of its own."""
        holder = self._tree.parent(name)
        if holder is None:
            return False
        member = self._tree.member(holder)
        if member is not None:
            return member[0] != name and self.key(name) is None and self.entry(holder) is None
        call = self._tree.call(holder)
        return call is not None and call.receiver is not None and holder.child_by_field_name(call.how.name) == name

    def field(self, owner: Node | None, name: str, steps: Steps) -> Iterator[Holding]:
        """Yield where a member of a class, known by its body, stands for what it is given."""
        tree = self._tree
        name = name.lstrip("$@")
        holder = tree.parent(owner) if owner is not None else None
        named = holder.child_by_field_name("name") if holder is not None else None
        said = tree.source(named) if named is not None else ""
        bodies = [owner, *self._derived(said)] if owner is not None else []
        for node in (*tree.members_named(name), *(tree.named(f"${name}") if self._grammar.field_sign else ())):
            access = tree.parent(node)
            member = tree.member(access) if access is not None else None
            if access is None or member is None or member[0] == node or tree.assigned_member(node) is not None:
                continue
            if any(tree.within(access, body) for body in bodies) or tree.source(member[0]) == said:
                yield Holding(access, steps)
        for binding in self._names.bindings(name):
            own = binding.references if binding.scope == owner else []
            yield from (Holding(one, steps) for one in own if not self._is_name_of_member(one))
        for node in tree.named(name) if len(bodies) > 1 else ():
            is_bare = self._names.binding(node) is None and not self._is_name_of_member(node)
            if is_bare and any(tree.within(node, body) for body in bodies[1:]):
                yield Holding(node, steps)
        for call in self.constructions(said) if said else ():
            yield Holding(call.node, (name, *steps))
        for one in self._of_type(said) if said else ():
            yield Holding(one, (name, *steps))

    def _of_type(self, name: str) -> Iterator[Node]:
        """Yield where names stand that are declared to be objects of a class: parameters, what a pattern names."""
        tree = self._tree
        for node in tree.named(name):
            for holder in (tree.parent(node), tree.parent(tree.parent(node) or node)):
                if holder is None or holder.type in self._grammar.functions:
                    break
                named = holder.child_by_field_name("name") or holder.child_by_field_name("pattern")
                named = tree.items(holder)[-1] if named is None and holder.type == "type_pattern" else named
                if named is not None and named != node and named.type in self._grammar.identifiers:
                    binding = self._names.binding(named)
                    others = binding.references if binding is not None else tree.named(tree.source(named))
                    is_field = binding is not None and binding.scope.type in self._grammar.classes
                    yield from (one for one in others if one != named and not is_field)
                    break

    def _derived(self, name: str, depth: int = 0) -> Iterator[Node]:
        """Yield the bodies of the classes that are made of one, and have its members as well."""
        for node in self._tree.named(name) if name and depth < _MOST_BASES else ():
            owner = self.class_around(node)
            own = owner.child_by_field_name("name") if owner is not None else None
            body = owner.child_by_field_name("body") if owner is not None else None
            is_base = body is not None and not self._tree.within(node, body) and self.base_of(node) == name
            if is_base and own is not None and body is not None and own != node:
                yield body
                yield from self._derived(self._tree.source(own), depth + 1)

    def made(self, made: Node, name: str, steps: Steps) -> Iterator[Holding]:
        """Yield where a member of an object stands in the methods of its class, where the text has that."""
        tree = self._tree
        call = tree.call(made)
        named = call.callee if call is not None and call.how.new else made.child_by_field_name("type")
        found = _NAME_OF_TYPE.match(tree.source(named)) if named is not None else None
        said = found[0] if found is not None else ""
        for owner in self.classes(said):
            body = owner.child_by_field_name("body")
            if body is not None and body.type in self._grammar.classes:
                yield from self.field(body, name, steps)
                yield from (Holding(one, steps) for one in tree.named(name) if self._is_bare_in(one, body))
        for node in tree.named(said) if self._grammar.embedding else ():
            holder = next((one for one in tree.above(node) if one.type == "parameter_declaration"), None)
            receiver = holder.child_by_field_name("name") if holder is not None else None
            if receiver is not None:
                yield from self._references(receiver, (name, *steps))

    def _is_bare_in(self, name: Node, body: Node) -> bool:
        binding = self._names.binding(name)
        own = binding is not None and binding.scope == body
        return own and self._tree.within(name, body) and not self._is_name_of_member(name) and self._is_read(name)

    def _is_read(self, name: Node) -> bool:
        return self._names.declaration(name) is None

    def _same(self, target: Node, owner: Node, name: str, steps: Steps) -> Iterator[Holding]:
        """Yield where a member of something stands that is written the same."""
        tree = self._tree
        said = tree.source(owner)
        for node in tree.members_named(name):
            access = tree.parent(node)
            member = tree.member(access) if access is not None else None
            if access is None or member is None or access == target or tree.assigned_member(node) is not None:
                continue
            if member[0] != node and tree.source(member[0]) == said and not self._is_written(access):
                yield Holding(access, steps)

    def class_around(self, node: Node) -> Node | None:
        """Return the class, the record or the enumeration that holds a node."""
        above = (one for one in self._tree.above(node) if one.type not in self._grammar.functions)
        has_body = (one for one in above if one.child_by_field_name("body") is not None)
        return next((one for one in has_body if any(word in one.type for word in _CLASSES)), None)

    def base_of(self, node: Node) -> str:
        """Return the name of the class that the class around a node is made of, "" where there is none."""
        owner = self.class_around(node)
        for child in owner.children if owner is not None else ():
            if child.type in _HERITAGE:
                found = _NAME_OF_TYPE.search(_EXTENDS.sub("", self._tree.source(child)))
                return found[0] if found is not None else ""
        return ""

    def type_of(self, node: Node) -> str:
        """Return the last name in the type that a value is declared with, "" where it has none."""
        said = next((one for holder in self._tree.above(node) if (one := holder.child_by_field_name("type"))), None)
        found = re.findall(r"\w+", self._tree.source(said)) if said is not None else []
        return found[-1] if found else ""

    def field_at(self, listed: Node, place: int) -> str:
        """Return the name of a field of a struct by its place in a literal, "" where the type is not known."""
        tree = self._tree
        depth, said = 0, None
        for holder in tree.above(listed):
            said = holder.child_by_field_name("type")
            if said is not None:
                break
            depth += holder.type == "literal_value"
        for _ in range(depth):
            said = (said.child_by_field_name("element") or said.child_by_field_name("value")) if said else None
        if said is not None and said.type == "type_identifier":
            declared = next(self.classes(tree.source(said)), None)
            said = declared.child_by_field_name("type") if declared is not None else None
        if said is None or said.type != "struct_type":
            return ""
        fields = [
            tree.source(child)
            for declared in tree.items(next(iter(tree.items(said)), said))
            for number, child in enumerate(declared.children)
            if declared.field_name_for_child(number) == "name"
        ]
        return fields[place] if place < len(fields) else ""

    # -- entries

    def entry(self, node: Node) -> tuple[Node, Node] | None:
        """Return the table or list, and the key or number, of an access to an entry."""
        fields = self._grammar.entries.get(node.type)
        items = self._tree.items(node)
        if fields is None or not items:
            return None
        owner, index = (self._tree.part(node, field) for field in fields)
        index = items[-1] if index is None and len(items) > 1 else index
        return (owner, index if index is not None else owner) if owner is not None else None

    def key(self, node: Node) -> str | int | None:
        """Return a key in quotes or a number, None for an expression."""
        node = self._tree.inner(node)
        items = self._tree.items(node)
        if node.type not in self._grammar.strings and len(items) == 1:
            return self.key(items[0])
        if node.type in self._grammar.symbols:
            return self._tree.source(node).strip(":")
        said = self._tree.source(node)
        return int(said) if said.isdigit() else self._tree.literal(node)

    # -- functions

    def is_own(self, owner: Node) -> bool:
        """Say whether a node is the object, or the class, to which a method belongs."""
        return self._tree.is_this(owner) or self._tree.source(owner) in ("self", "static", "this", "$this")

    def functions(self, name: str) -> list[Node]:
        """Return the functions and methods of a name."""
        if name not in self._functions:
            found = [self._function(node) for node in self._tree.named(name)]
            self._functions[name] = [one for one in found if one is not None][:_MOST_FUNCTIONS]
        return self._functions[name]

    def _function(self, name: Node) -> Node | None:
        tree, grammar = self._tree, self._grammar
        holder = tree.parent(name)
        if holder is None:
            return None
        if holder.type in grammar.functions:
            return holder if holder.child_by_field_name("name") == name else None
        if holder.type == name.type or holder.type in grammar.lists:
            holder = tree.parent(holder) or holder
        items = tree.items(holder)
        value = tree.inner(items[-1]) if len(items) > 1 and tree.within(name, items[0]) else None
        return value if value is not None and value.type in grammar.functions else None

    def classes(self, name: str) -> Iterator[Node]:
        """Yield the classes and records of a name: the nodes that declare them."""
        for node in self._tree.named(name):
            holder = self._tree.parent(node)
            is_named = holder is not None and holder.child_by_field_name("name") == node
            if holder is not None and is_named and any(word in holder.type for word in _CLASSES):
                yield holder

    def constructors(self, owner: Node, depth: int = 0) -> Iterator[Node]:
        """Yield what a class is made by: its constructors, those of its base, or itself where it has parameters."""
        tree = self._tree
        named = owner.child_by_field_name("name")
        found = [owner] if self.parameters(owner) else []
        for name in (*self._grammar.own_constructors, tree.source(named) if named is not None else ""):
            for node in tree.named(name):
                holder = tree.parent(node)
                if holder is not None and holder.type in self._grammar.functions and tree.within(holder, owner):
                    found.append(holder)
        base = self.base_of(named) if named is not None and not found else ""
        yield from found
        for one in self.classes(base) if base and depth < _MOST_BASES else ():
            yield from self.constructors(one, depth + 1)

    def constructions(self, name: str) -> Iterator[Call]:
        """Yield the calls that make an object of a class."""
        tree = self._tree
        for node in tree.named(name):
            for holder in (tree.parent(node), tree.parent(tree.parent(node) or node)):
                call = tree.call(holder) if holder is not None else None
                made = call is not None and call.how.new and call.callee is not None and tree.within(node, call.callee)
                if call is not None and (made or (call.receiver == node and call.name == self._grammar.maker != "")):
                    yield call
                    break

    def parameters(self, function: Node) -> list[Node]:
        """Return the parameters of a function or of a record, one for each name."""
        tree = self._tree
        listed = next((one for field in _LISTED if (one := function.child_by_field_name(field)) is not None), None)
        if listed is None:
            listed = next((one for one in function.named_children if one.type.endswith("parameter_list")), None)
        if listed is None:
            return []
        if listed.type in self._grammar.identifiers:
            return [listed]
        found: list[Node] = []
        for item in tree.items(listed):
            several = [one for n, one in enumerate(item.children) if item.field_name_for_child(n) == "name"]
            found += several if len(several) > 1 else [item]
        return found

    def name_of(self, parameter: Node) -> Node:
        """Return the name, or the pattern, of a parameter."""
        if parameter.type in self._grammar.identifiers:
            return parameter
        named = parameter.child_by_field_name("pattern") or parameter.child_by_field_name("name")
        return named if named is not None else next(iter(self._tree.items(parameter)), parameter)

    def into(self, function: Node, place: int | str, steps: Steps) -> Iterator[Holding]:
        """Yield where a parameter stands for an argument, by its position or its name."""
        parameters = self.parameters(function)
        named = [self._tree.source(self.name_of(one)).lstrip("$*&") for one in parameters]
        if isinstance(place, str):
            number = named.index(place) if place in named else -1
        else:
            number = place if place < len(parameters) else len(parameters) - 1
        if number < 0:
            return
        parameter = parameters[number]
        is_rest = "..." in self._tree.source(parameter) or "variadic" in parameter.type or "splat" in parameter.type
        if isinstance(place, int) and place >= len(parameters) and not is_rest:
            return
        steps = ("*", *steps) if is_rest else steps
        yield from self.given(self.name_of(parameter), steps)
        modifiers = self._grammar.promoted.get(parameter.type, frozenset())
        if parameter.type in self._grammar.promotes or any(one.type in modifiers for one in parameter.children):
            yield from self.field(self._members.class_of(parameter), named[number], steps)

    def fields_of_component(self, steps: Steps) -> Iterator[Holding]:
        """Yield where a field stands that the component of a file has, by what its own ``data`` gives back."""
        tree, name = self._tree, str(steps[0])
        for node in tree.named(name):
            holder = tree.parent(node)
            member = tree.member(holder) if holder is not None else None
            if holder is not None and member is not None and member[0] != node:
                if tree.is_this(member[0]) and tree.assigned_member(node) is None:
                    yield Holding(holder, steps[1:])
            elif node.type in self._grammar.names and self._names.binding(node) is None:
                yield Holding(node, steps[1:])

    def results(self, name: Node, steps: Steps) -> Iterator[Holding]:
        """Yield where a function, or a property that has one, is asked by its name for what it gives back."""
        tree = self._tree
        for node in tree.named(tree.source(name)):
            call = tree.bare_call(node) or tree.method_call(node)
            holder = tree.parent(node)
            if node == name or holder is None:
                continue
            member = tree.member(holder)
            if holder.type == "method_reference" and holder.named_children[0] != node:
                yield Holding(holder, (CALLED, *steps))
            elif call is not None:
                yield Holding(call.node, steps)
            elif member is not None and member[0] != node:
                yield Holding(holder, steps)
            elif (self._grammar.ends_with_value or self._tree.has_markup) and self._names.binding(node) is None:
                yield Holding(node, steps)
