"""Products: what a text looks up on its clients (``client.verify``, ``client.messages``), and on which line.

Where the library has no accessors (Java, C#), what a text imports of it counts, for all clients in it.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from edgewise.files.sources import Lines
from edgewise.judgement.clients import short
from edgewise.judgement.products import Accessor
from edgewise.patterns import on_demand
from edgewise.twilio.accessors import accessed, furthest, is_unmistakable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tree_sitter import Node

    from edgewise.languages.language import Language
    from edgewise.languages.objects import Client, TreeObjects
    from edgewise.languages.syntax.tree import SyntaxTree

_MEMBER = on_demand(rb"(?:\.|->|::|[{,]|\[\s*[\"'])\s*([A-Za-z]\w*)")
"""A name behind what may be a client, or in what takes one apart: ``const { messages } = client``."""
_SERVERLESS = "serverless"


class TreeProducts:
    """Answers for the clients of one text."""

    def __init__(self, tree: SyntaxTree, language: Language, objects: TreeObjects) -> None:
        self._tree = tree
        self._language = language
        self._objects = objects

    def of_client(self, client: Client) -> list[Accessor]:
        """Return what is looked up on a client; one of the serverless toolkit is for one product alone."""
        if not client.constructor.serverless:
            return self.of(client.makers)
        named = self._tree.source(client.call.callee or client.call.node)
        return [Accessor(short(named), self._line(client.call.node.start_byte), _SERVERLESS)]

    def of(self, makers: Iterable[Node]) -> list[Accessor]:
        """Return what is looked up on what calls make, or may make; all for what is set up for all clients."""
        made = set(makers)
        is_for_all = self._tree.root in made
        return [
            *(
                accessor
                for accessor, owners in self._looked_up
                if is_for_all or not owners or not made.isdisjoint(owners)
            ),
            *self._imported,
        ]

    @cached_property
    def _looked_up(self) -> list[tuple[Accessor, tuple[Node, ...]]]:
        """What is looked up on any client, each with the calls that may have made it.

        None where that is not known: a client that is handed in, or something that looks like none but a client, may be
        any of them.
        """
        found: list[tuple[Accessor, tuple[Node, ...]]] = []
        for spot in _MEMBER.finditer(self._tree.data):
            name = spot[1].decode()
            node = self._tree.root.descendant_for_byte_range(*spot.span(1)) if accessed([name]) is not None else None
            lookup = self._lookup(node, name) if node is not None and self._tree.source(node) == name else None
            if lookup is None:
                continue
            makers = self._objects.makers(lookup[1])[0]
            seen = tuple(maker for maker in makers if not self._objects.is_made_elsewhere(maker))
            if makers or is_unmistakable([name, *(further for _, further in self._above(lookup[0]))]):
                found.append((self._accessor(lookup[0], name)._replace(is_certain=bool(seen)), seen))
        return found

    def _lookup(self, node: Node, name: str) -> tuple[Node, Node] | None:
        """Return what looks a name up, and on what; None where it is no such name."""
        for holder in (self._tree.parent(node), self._tree.parent(self._tree.parent(node) or node)):
            owner = self._owner(holder, name) if holder is not None else None
            if holder is not None and owner is not None and owner != node:
                return holder, owner
        return self._taken_apart(node)

    def _taken_apart(self, node: Node) -> tuple[Node, Node] | None:
        """Return a name in a pattern that takes an object apart, and the object."""
        holder = self._tree.parent(node)
        while holder is not None and holder.type in self._tree.grammar.patterns:
            is_object = self._tree.source(holder).startswith("{")
            holder = self._tree.parent(holder)
            value = holder.child_by_field_name("value") if holder is not None and is_object else None
            if value is not None:
                return node, value
        return None

    def _owner(self, holder: Node, name: str) -> Node | None:
        """Return the object of an access to a member, or of a call of a method, of this name."""
        member = self._tree.member(holder)
        if member is not None:
            return member[0] if member[1] == name else None
        call = self._tree.call(holder)
        return call.receiver if call is not None and call.name == name else None

    def _accessor(self, node: Node, name: str) -> Accessor:
        """Return what is looked up by a name, and by those behind it as far as they say more."""
        shown, product, resource = furthest(node, name, self._above(node))
        return Accessor(short(self._tree.source(shown)), self._line(node.start_byte), product, resource)

    def _above(self, node: Node) -> Iterator[tuple[Node, str]]:
        """Yield what is looked up on a node, and on what its call gives, and so on, each with its name."""
        child = node
        for holder in self._tree.above(node):
            member, call = self._tree.member(holder), self._tree.call(holder)
            if member is not None and self._tree.inner(member[0]) == self._tree.inner(child):
                yield holder, member[1]
            elif call is not None and call.callee is None and call.receiver == child:
                yield holder, call.name
            elif (call is None or call.callee != child) and self._tree.inner(holder) != self._tree.inner(child):
                return
            child = holder

    @cached_property
    def _imported(self) -> list[Accessor]:
        """What a text imports of the library, and which classes of it do something."""
        found: list[Accessor] = []
        paths: list[list[str]] = []
        for spot in self._language.products.finditer(self._tree.data):
            paths.append(spot[1].decode().split("."))
            known = accessed(paths[-1])
            if known is not None:
                found.append(Accessor(short(spot[0].decode()), self._line(spot.start()), *known))
        for spot in self._language.resources.finditer(self._tree.data):
            for path in paths:
                known = accessed([*path, spot[1].decode()])
                if known is not None and known[1]:
                    found.append(Accessor(short(spot[0].decode()), self._line(spot.start()), *known))
        return found

    def _line(self, byte: int) -> int:
        return self._lines.location(self._tree.offset(byte))[0]

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self._tree.text)
