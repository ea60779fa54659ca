"""Expectations: what else in a text goes by the region, the edge or the host of a client, and fails after its fix."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from edgewise.patterns import on_demand

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from edgewise.languages.meanings import Meanings
    from edgewise.languages.objects import TreeObjects
    from edgewise.languages.syntax.tree import SyntaxTree
    from edgewise.twilio.releases import ClientResolution

_ASSERTS = on_demand(
    r"(?<![\w$.])(?:expect\w*|assert\w*|verify(?=\()|t\.(?:is|equal|same|deepEqual|like|Fatal|Error)\w*|require\.[A-Z])"
    r"|\bAssert(?:ions|That)?\b|\.[sS]hould\b|\.must_|(?:::|->)assert\w*"
)
"""Calls of assertions, by their names in the test frameworks of all six languages."""


class Expectations:
    """Answers for the clients of one text."""

    def __init__(self, tree: SyntaxTree, meanings: Meanings, objects: TreeObjects) -> None:
        self._tree = tree
        self._meanings = meanings
        self._objects = objects

    def against(self, makers: tuple[Node, ...], region: str, resolution: ClientResolution) -> str | None:
        """Return why a fix would break something of the text, None where nothing is seen of that.

        :param region: the one that the clients have before it.
        """
        changed = resolution.region != region.lower()
        what = [name for name, differs in (("region", changed), ("edge", resolution.edge is not None)) if differs]
        for name in what:
            for maker in makers:
                if (reader := self._objects.reader(maker, name)) is not None:
                    return f"its {name} is read on line {self._line(reader)}"
        for string, is_host in self._stated(region):
            if changed or is_host or self._is_region(string):
                return f"a test expects `{self._said(string)}` on line {self._line(string)}"
        return None

    def _stated(self, region: str) -> Iterator[tuple[Node, bool]]:
        """Yield the strings in assertions that have a region in them, and whether it stands in a host."""
        label = re.compile(rb"(\.)?(?<![\w-])(" + re.escape(region.encode()) + rb")(?![\w-])", re.IGNORECASE)
        for node in self._tree.found(label) if region else ():
            if node.type in self._tree.grammar.strings and self._is_asserted(node):
                found = label.search(self._tree.source(node).encode())
                yield node, found is not None and found[1] is not None

    def _is_asserted(self, node: Node) -> bool:
        """Say whether a string is an argument of an assertion, or is compared in a condition that fails a test."""
        tree = self._tree
        statement = tree.statement(node)
        while statement is not None and tree.is_in_head(statement):
            statement = tree.parent(statement)
        is_compared = False
        for holder in tree.above(node):
            call = tree.call(holder)
            if call is not None and any(holder == client.call.node for client in self._objects.clients):
                return False  # what the client itself is given
            if call is not None and call.list is not None:
                called = tree.data[holder.start_byte : call.list.start_byte].decode("utf-8", "replace")
                if _ASSERTS.search(called):
                    return True
            is_compared |= holder.child_by_field_name("operator") is not None and tree.assignment(holder) is None
            if holder == statement:
                break
        return is_compared and statement is not None and _ASSERTS.search(tree.source(statement)) is not None

    def _is_region(self, string: Node) -> bool:
        """Say whether a string is expected as the region beside other options, of which one more is too many."""
        holder = self._tree.parent(string)
        fields = self._tree.grammar.pairs.get(holder.type) if holder is not None else None
        key = self._tree.part(holder, fields[0]) if holder is not None and fields is not None else None
        return key is not None and self._meanings.members.key(key) == "region"

    def _said(self, string: Node) -> str:
        said = self._tree.literal(string)
        return said if said is not None else " ".join(self._tree.source(string).split())

    def _line(self, node: Node) -> int:
        return node.start_point[0] + 1
