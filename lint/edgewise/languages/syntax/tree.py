"""One text as a grammar of tree-sitter reads it: nodes by what they mean, their parents, their spans in characters."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

import tree_sitter

from edgewise.languages.syntax.grammar import FIRST, LAST, SECOND, TYPE
from edgewise.patterns import on_demand

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from edgewise.languages.syntax.grammar import Called, Grammar

_MOST = 400
"""How often a name may stand in a text and still be followed; more is generated code."""


_IN_WORDS = frozenset(bytes([code]) for code in b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$")


class Argument(NamedTuple):
    """One argument of a call: the item of the list, its value, and its name where it is given by one."""

    item: Node
    value: Node
    name: str = ""


class Call(NamedTuple):
    """A call, taken apart. ``callee`` is there where it is a node of its own, else ``receiver`` and ``name`` are."""

    node: Node
    how: Called
    callee: Node | None
    receiver: Node | None
    name: str
    list: Node | None
    arguments: tuple[Argument, ...]


class SyntaxTree:
    """One text, parsed. Nodes count bytes of ``data``; :meth:`span` counts characters of ``text``.

    :param path: its suffix decides which of the grammars of a language reads it.
    """

    def __init__(self, text: str, grammar: Grammar, path: str, *, has_markup: bool = False) -> None:
        self.text = text
        self.path = path
        self.grammar = grammar
        self.data = text.encode("utf-8", "surrogatepass")
        self._ascii = len(self.data) == len(text)
        suffix = os.path.splitext(path)[1].lower()
        parser = tree_sitter.Parser(tree_sitter.Language(grammar.load(suffix)))
        self.has_markup = has_markup
        self._read = _only_scripts(
            self.data, grammar.scripts.get(suffix), grammar.markup.get(suffix) if has_markup else None
        )
        if has_markup and suffix in grammar.stores:
            self._read = _STORE.sub(b" ", self._read)
        self._tree = parser.parse(self._read)
        self.root = self._tree.root_node
        self._parents: dict[Node, Node | None] = {}
        self._named: dict[str, list[Node]] = {}
        self._members: dict[str, list[Node]] = {}

    # -- places

    def span(self, node: Node) -> tuple[int, int]:
        """Return the characters of a node, from 0, the end exclusive."""
        return self.offset(node.start_byte), self.offset(node.end_byte)

    def offset(self, byte: int) -> int:
        """Return the number of characters before a byte."""
        return self._characters(0, byte)

    def _characters(self, start: int, end: int) -> int:
        return end - start if self._ascii else len(self.data[start:end].decode("utf-8", "surrogatepass"))

    def at(self, offset: int) -> Node | None:
        """Return the innermost node at a character."""
        byte = offset if self._ascii else len(self.text[:offset].encode("utf-8", "surrogatepass"))
        return self.root.descendant_for_byte_range(byte, byte + 1)

    def source(self, node: Node) -> str:
        """Return the text of a node."""
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "surrogatepass")

    def parent(self, node: Node) -> Node | None:
        """Return the node that holds another, None for the root."""
        if node not in self._parents:
            self._parents[node] = node.parent
        return self._parents[node]

    def above(self, node: Node) -> Iterator[Node]:
        """Yield the nodes that hold another, the innermost first."""
        holder = self.parent(node)
        while holder is not None:
            yield holder
            holder = self.parent(holder)

    def within(self, node: Node, outer: Node) -> bool:
        """Say whether a node is another one or stands in it."""
        return outer.start_byte <= node.start_byte and node.end_byte <= outer.end_byte

    def opening(self, body: Node) -> Node | None:
        """Return what stands in an expression for a text below it, None where that is not found."""
        kind, name = self.grammar.documents[body.type], self.data[slice(*_last_word(self.data, body.end_byte))]
        at = body.start_byte
        while (at := self.data.rfind(b"<<", 0, at)) >= 0:
            node = self.root.descendant_for_byte_range(at, at + 2)
            if node is not None and node.type == kind:
                said = self.data[node.start_byte : node.end_byte]
                if said.strip(b"<~-\"'`") == name:
                    return node
        return None

    def named(self, name: str) -> list[Node]:
        """Return the nodes that are a name of this spelling, in order; none where there are too many."""
        if name not in self._named:
            word = name.encode("utf-8", "surrogatepass")
            found: list[Node] = []
            spots = list(_spots(self._read, word))
            for start in spots if len(spots) <= _MOST else ():
                node = self.root.descendant_for_byte_range(start, start + len(word))
                if node is not None and node.type in self.grammar.identifiers and node.start_byte == start:
                    found.append(node)
            self._named[name] = found
        return self._named[name]

    def members_named(self, name: str) -> list[Node]:
        """Return the nodes that name a member of this spelling, those in quotes (``a["name"]``) included."""
        if name not in self._members:
            found = list(self.named(name))
            quoted = re.compile(rb"\[\s*[\"'`](" + re.escape(name.encode("utf-8", "surrogatepass")) + rb")[\"'`]\s*\]")
            found += (node for node in self.found(quoted) if node.type in self.grammar.strings)
            self._members[name] = sorted(found, key=lambda node: node.start_byte)
        return self._members[name]

    def computed_members(self) -> Iterator[Node]:
        """Yield what may be assigned to by a name that is computed: ``a[key] = ...``."""
        kinds = {kind for kind, (_, name) in self.grammar.members.items() if name == "index"}
        for spot in _COMPUTED.finditer(self.data) if kinds else ():
            sign = self.root.descendant_for_byte_range(*spot.span())
            node = self.parent(sign) if sign is not None else None
            if node is not None and node.type in kinds and self.member(node) is None:
                yield node

    def found(self, pattern: re.Pattern[bytes]) -> Iterator[Node]:
        """Yield the names and the strings in which the last group of a pattern is found."""
        for spot in pattern.finditer(self.data):
            node = self.root.descendant_for_byte_range(*spot.span(spot.lastindex or 0))
            if node is not None and node.type in self.grammar.texts:
                node = self.parent(node)
            if node is not None:
                yield node

    def field_of(self, node: Node, holder: Node) -> str:
        """Return the field in which a node stands in the node that holds it, "" where it has none."""
        for number, child in enumerate(holder.children):
            if child == node:
                return holder.field_name_for_child(number) or ""
        return ""

    def errors(self) -> list[tuple[str, int, int]]:
        """Return what the grammar could not read, and what it took to be missing: the type and the span of each."""
        found: list[tuple[str, int, int]] = []
        byte = before = 0
        waiting = [self.root]
        while waiting:
            node = waiting.pop()
            if node.is_error or node.is_missing:
                # They come in order, so that no character is counted twice.
                byte, before = node.start_byte, before + self._characters(byte, node.start_byte)
                found.append((node.type, before, before + self._characters(byte, node.end_byte)))
            elif node.has_error:
                waiting += reversed(node.children)
        return found

    def comma_behind(self, item: Node) -> Node | None:
        """Return the comma behind an item of a list, None where there is none."""
        behind = item.next_sibling
        while behind is not None and behind.type in self.grammar.comments:
            behind = behind.next_sibling
        return behind if behind is not None and behind.type == "," else None

    # -- what nodes mean

    def part(self, node: Node, field: str) -> Node | None:
        """Return the child of a node in a field; see :data:`edgewise.languages.syntax.grammar.FIRST`."""
        if field == TYPE:
            return self._declared_type(node)
        if field == SECOND:
            return next(iter(self.items(node)[1:]), None)
        if field not in (FIRST, LAST):
            return node.child_by_field_name(field) if field else None
        children = self.items(node)
        if field == LAST and (len(children) < 2 or children[-1] == node.child_by_field_name("name")):
            return None
        return children[0 if field == FIRST else -1] if children else None

    def _declared_type(self, node: Node) -> Node | None:
        """Return the type of what is declared with a node as its value, or of the function that gives it back."""
        grammar = self.grammar
        returned = False
        for holder in self.above(node):
            body = holder.child_by_field_name("body")
            if holder.type in grammar.functions:
                given_back = returned or (body is not None and body.type not in grammar.blocks)
                said = holder.child_by_field_name("returns") or holder.child_by_field_name("type")
                return said if given_back else None
            if holder.type in grammar.arguments or (holder.type in grammar.blocks and not returned):
                return None
            said = holder.child_by_field_name("type") if not returned else None
            if said is not None:
                return said
            returned |= holder.type in grammar.returns
        return None

    def is_this(self, node: Node) -> bool:
        """Say whether a node is the object to which a method belongs."""
        if node.type in self.grammar.this:
            return True
        return bool(self.grammar.this_names) and self.source(node) in self.grammar.this_names

    def is_given_back(self, statement: Node) -> bool:
        """Say whether a function may give back what a statement is worth, as its last."""
        grammar = self.grammar
        holder = self.parent(statement)
        if not grammar.ends_with_value or holder is None or self.items(holder)[-1:] != [statement]:
            return False
        function = next((one for one in self.above(statement) if one.type in grammar.functions), None)
        if function is None:
            return False
        name = function.child_by_field_name("name")
        called = self.call(self.parent(function) or function)
        said = self.source(name) if name is not None else called.name if called is not None else ""
        return said not in grammar.valueless

    def is_in_head(self, node: Node) -> bool:
        """Say whether a node stands in the head of a statement: ``for (a = 1; ...)``, ``if f(); x {``."""
        holder = self.parent(node)
        return holder is not None and self.field_of(node, holder) in _HEADS

    def initialized(self, node: Node) -> Iterator[tuple[str, Node, Node]]:
        """Yield the name, the value and the node of what is assigned to an object as it is made."""
        listed = node.child_by_field_name(self.grammar.initializers) if self.grammar.initializers else None
        for item in self.items(listed) if listed is not None else ():
            assigned = self.assignment(item)
            if assigned is not None:
                yield self.source(assigned[0]), assigned[1], item

    def inner(self, node: Node) -> Node:
        """Return what a node is worth: without parentheses and casts around it."""
        grammar = self.grammar
        while True:
            children = self.items(node)
            if node.type in grammar.wrappers and children:
                node = children[0]
            elif node.type in grammar.last_of and children:
                node = children[-1]
            else:
                return node

    def items(self, node: Node) -> list[Node]:
        """Return the named children of a node that are no comments."""
        return [child for child in node.named_children if child.type not in self.grammar.comments]

    def member(self, node: Node) -> tuple[Node, str] | None:
        """Return the object and the name of an access to a member; ``a["b"]`` is one to ``b``."""
        fields = self.grammar.members.get(node.type)
        if fields is None:
            return None
        owner, name = (self.part(node, field) for field in fields)
        if owner is None or name is None or (node.type in self.grammar.methods and self._has_arguments(node)):
            return None
        if name.type in self.grammar.strings:
            literal = self.literal(name)
            return None if literal is None else (owner, literal)
        # What stands in brackets is no name but an expression.
        named = name.type in self.grammar.identifiers and fields[1] != "index"
        return (owner, self.source(name)) if named else None

    def call(self, node: Node) -> Call | None:
        """Take a call apart, None where the node is none."""
        how = self.grammar.calls.get(node.type)
        if how is None:
            return None
        listed = node.child_by_field_name(how.arguments)
        if listed is None:
            listed = next((child for child in node.named_children if child.type in self.grammar.arguments), None)
        if listed is None and how.with_list:
            return None
        arguments = tuple(map(self._argument, self.items(listed))) if listed is not None else ()
        if how.callee:
            callee = self.part(node, how.callee)
            if callee is None:
                return None
            member = self.member(self.inner(callee))
            receiver, name = member if member is not None else (None, "")
            return Call(node, how, callee, receiver, name, listed, arguments)
        named, receiver = node.child_by_field_name(how.name), node.child_by_field_name(how.receiver)
        if named is None and receiver is None:
            return None
        name = self.source(named) if named is not None else "call"  # `f.(x)` of Ruby
        return Call(node, how, None, receiver, name, listed, arguments)

    def _has_arguments(self, node: Node) -> bool:
        return any(
            child.type in self.grammar.arguments or child.type.endswith("block") for child in node.named_children
        )

    def _argument(self, item: Node) -> Argument:
        name = item.child_by_field_name("name") if item.type in ("argument", "keyword_argument") else None
        if item.type != "argument":
            return Argument(item, item)
        values = [child for child in self.items(item) if child != name]
        return Argument(item, values[-1] if values else item, self.source(name) if name is not None else "")

    def assignment(self, node: Node) -> tuple[Node, Node] | None:
        """Return the target and the value of an assignment."""
        fields = self.grammar.assignments.get(node.type)
        if fields is None:
            return None
        target, value = (self.part(node, field) for field in fields)
        return None if target is None or value is None else (target, value)

    def assigned_member(self, name: Node) -> tuple[Node, Node, Node] | None:
        """Return the owner, the whole assignment and the value, where the name is that of a member assigned to.

        The value of one of several targets is what stands in its place, or all that the values come from.
        """
        holder = self.parent(name)
        above = self.parent(holder) if holder is not None else None
        target = holder
        if holder is not None and above is not None and above.type in self.grammar.lists | self.grammar.wrappers:
            target = above if above.type in self.grammar.lists else holder
            above = self.parent(above)
        member = self.member(holder) if holder is not None else None
        assigned = self.assignment(above) if above is not None else None
        if above is None or member is None or assigned is None or member[0] == name:
            return None
        if assigned[0] != target and self.inner(assigned[0]) != target:
            return None
        places = self.items(assigned[0]) if target != holder and target is not None else []
        values = self.items(assigned[1]) if assigned[1].type in self.grammar.lists else []
        in_place = len(places) == len(values) > 1 and holder in places
        return member[0], above, values[places.index(holder)] if in_place and holder is not None else assigned[1]

    def is_one_of_several(self, name: Node) -> bool:
        """Say whether the statement that assigns to a member assigns to something else as well."""
        holder = self.parent(name)
        above = self.parent(holder) if holder is not None else None
        return above is not None and above.type in self.grammar.lists and len(self.items(above)) > 1

    def defaulted_member(self, name: Node) -> tuple[Node, Node, Node] | None:
        """Return the owner, the whole and the value, where a member is given a value if it has none."""
        holder = self.parent(name)
        above = self.parent(holder) if holder is not None else None
        member = self.member(holder) if holder is not None else None
        if holder is None or above is None or member is None or member[0] == name:
            return None
        value = above.child_by_field_name("right")
        if value is None or above.child_by_field_name("left") != holder:
            return None
        if not any(child.type in self.grammar.defaults for child in above.children):
            return None
        return member[0], above, value

    def method_call(self, name: Node) -> Call | None:
        """Return the call of the method that a node names."""
        for holder in (self.parent(name), self.parent(self.parent(name) or name)):
            call = self.call(holder) if holder is not None else None
            if call is None or call.name != self.source(name) or call.receiver == name:
                continue
            if call.node.child_by_field_name(call.how.name) == name or (call.callee and self.within(name, call.callee)):
                return call
        return None

    def bare_call(self, name: Node) -> Call | None:
        """Return the call of the function or method that a node names, where it is called without an object."""
        holder = self.parent(name)
        call = self.call(holder) if holder is not None else None
        if call is None or call.receiver is not None:
            return None
        named = call.callee if call.callee is not None else call.node.child_by_field_name(call.how.name)
        return call if named == name else None

    def literal(self, node: Node) -> str | None:
        """Return the text of a string literal without escapes and substitutions."""
        if node.type not in self.grammar.strings:
            return None
        if any(child.type not in self.grammar.texts for child in node.named_children):
            return None
        return "".join(map(self.source, node.named_children)) or self.plain_text(node)

    def plain_text(self, string: Node) -> str:
        """Return the text of a string that has no nodes within: Go's in some releases of its grammar, or ``@"ie1"``."""
        found = _QUOTED.fullmatch(self.source(string)) if not string.named_children else None
        return found[2] if found is not None else ""

    def statement(self, node: Node) -> Node | None:
        """Return the child of a block or of the whole text in which a node stands."""
        last = node
        for holder in self.above(node):
            if holder.type in self.grammar.blocks or holder == self.root:
                return last
            last = holder
        return None


_HEADS = ("initializer", "init", "condition", "update", "increment")
_COMPUTED = on_demand(rb"\](?=\s*=(?![=>]))")
_QUOTED = on_demand(r"@?([\"'`]+)([^\"'`\\]*)\1")


def _spots(data: bytes, word: bytes) -> Iterator[int]:
    """Yield where a word stands that is no part of another. To look for it so costs a tenth of what a pattern does."""
    # The name of a member that is not written yet, as in `client. = 1`, is empty, and would be found without an end.
    start = data.find(word) if word else -1
    while start >= 0:
        end = start + len(word)
        if data[start - 1 : start] not in _IN_WORDS and data[end : end + 1] not in _IN_WORDS:
            yield start
        start = data.find(word, end)


_STORE = on_demand(rb"(?<![\w$])\$(?=[A-Za-z_])")
"""The sign before the name of a store of Svelte, which stands for its value."""
_OTHERS = on_demand(rb"<(?:script|style)\b.*?</(?:script|style)\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
"""What is no markup in a file that has some."""


def _only_scripts(data: bytes, script: re.Pattern[bytes] | None, markup: re.Pattern[bytes] | None) -> bytes:
    """Return the bytes with blanks for all that is not in the language, where the file is of another."""
    if script is None:
        return data
    blank = bytearray(re.sub(rb"[^\r\n]", b" ", data))
    for found in script.finditer(data):
        blank[slice(*found.span(1))] = found[1]
    if markup is not None:
        shown = _OTHERS.sub(lambda found: b" " * len(found[0]), data)
        for found in markup.finditer(shown):
            start, end = found.span(found.lastindex or 0)
            if bytes(blank[start - 2 : start]) == b"  ":
                blank[start - 2 : end + 1] = b";(" + data[start:end] + b")"
    return bytes(blank)


def _last_word(data: bytes, end: int) -> tuple[int, int]:
    start = end
    while start and data[start - 1 : start] in _IN_WORDS:
        start -= 1
    return start, end
