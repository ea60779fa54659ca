"""Fixes for clients: the region and edge that a client should have -> edits in the author's layout."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from edgewise.findings import Edit, Fix, Safety
from edgewise.judgement.clients import fix_of
from edgewise.languages.layout import Layout
from edgewise.twilio.table import DEFAULT_REGION

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tree_sitter import Node

    from edgewise.languages.constants import Constants
    from edgewise.languages.given import Fields, Given
    from edgewise.languages.names import Binding
    from edgewise.languages.tree import Call, Tree
    from edgewise.twilio.releases import ClientResolution

_OPEN_TYPE = re.compile(r":?\s*(?:any|object|unknown|Record<\s*string\s*,\s*(?:any|unknown|string)\s*>)")


class Fixes:
    """Makes the fixes of one text.

    :param quote: the one that the author uses.
    :param used_elsewhere: whether the names that lead to what is given are used for more than that.
    :param is_of_library: whether a type is one of the library's.
    """

    def __init__(
        self,
        tree: Tree,
        constants: Constants,
        quote: str,
        used_elsewhere: Callable[[Given], bool],
        is_of_library: Callable[[Node], bool],
    ) -> None:
        self._tree = tree
        self._constants = constants
        self._layout = Layout(tree, quote)
        self._used_elsewhere = used_elsewhere
        self._is_of_library = is_of_library

    def is_doubtful(self, given: Given) -> bool:
        """Say whether an edit of what is given may be seen by more than the client, or by a type of the user's own."""
        return self._used_elsewhere(given) or any(map(self._has_own_type, given.through))

    def _has_own_type(self, binding: Binding) -> bool:
        """Say whether a name has a type that may know no edge."""
        types = [item.holder.child_by_field_name("type") for item in binding.declarations]
        return any(node is not None and not self._is_open(node) for node in types)

    def _is_open(self, node: Node) -> bool:
        """Say whether a type takes any property, or is the library's."""
        return _OPEN_TYPE.fullmatch(self._tree.source(node)) is not None or self._is_of_library(node)

    def of_call(self, call: Call, fields: Fields, resolution: ClientResolution) -> Fix | None:
        """Return the fix of a call that gives ``fields``, None where they cannot be edited."""
        region, edge = fields.region, fields.edge
        if region is None or region.value is None:
            return None
        if region.kind == "assignment":
            return None
        given = self._constants.values(region.value).only
        edits: list[Edit] = []
        steps: list[str] = []
        dropped: list[Given] = []
        if resolution.region is None:
            steps.append(f"remove the region `{given}`" if given else "remove the empty region")
            dropped.append(region)
        elif given is None or resolution.region != given.lower():
            edits.append(self._set(region, "region", resolution.region, region))
            steps.append(f"set the region to `{resolution.region}`")
        if edge is None and resolution.edge is not None:
            edits += self._layout.insert_after(region.item, self._item(region, "edge", resolution.edge))
            steps.append(f"add the edge `{resolution.edge}`")
        elif edge is not None:
            value = self._constants.values(edge.value).only
            if edge.value is None or edge.kind == "assignment":
                return None
            if resolution.edge is None and value is not None:
                dropped.append(edge)
                steps.append(f"remove the edge `{value}`")
            elif resolution.edge is not None and (value or "").lower() != resolution.edge:
                edits.append(self._set(edge, "edge", resolution.edge, region))
                steps.append(f"set the edge to `{resolution.edge}`")
        if dropped and fields.covers:
            return None
        edits += self._dropped(call, dropped)
        return self._made(edits, resolution, steps)

    def of_edge_alone(self, edge: Given) -> Fix | None:
        """Return the fix of an edge that needs a region beside it: the one in which requests are processed anyway."""
        if edge.kind != "property" or edge.value is None:
            return None
        edits = self._layout.insert_after(edge.item, self._item(edge, "region", DEFAULT_REGION))
        return Fix(f"Add the region `{DEFAULT_REGION}`", edits, Safety.UNSAFE, DEFAULT_REGION)

    def of_assignment(
        self, node: Node, owner: Node, value: Node, resolution: ClientResolution, *, removable: bool
    ) -> Fix | None:
        """Return the fix of ``client.region = ...``, None where that is but a part of a statement.

        :param removable: whether the client has no region without it.
        """
        statement = self._tree.parent(node)
        if statement is None or statement.type not in self._tree.grammar.statements:
            return None
        if self._holds_call(owner):
            return None  # called again, it may be another object
        given = self._constants.values(value).only
        edits: list[Edit] = []
        steps: list[str] = []
        if resolution.region is None and resolution.edge is None and removable:
            gone = self._layout.drop_statement(statement)
            if gone is None:
                return None
            return self._made(gone, resolution, [f"remove the region `{given}`"])
        region = resolution.region or DEFAULT_REGION
        if given is None or region != given.lower():
            edits.append(Edit(*self._tree.span(value), self._layout.quoted(region, value)))
            steps.append(f"set the region to `{region}`")
        if resolution.edge is not None:
            content = self._renamed(node, value) + self._layout.quoted(resolution.edge, value)
            if "\n" in content:
                return None
            added = self._layout.add_statement(statement, content)
            if added is None:
                return None
            edits += added
            steps.append(f"set the edge to `{resolution.edge}`")
        return self._made(edits, resolution, steps)

    def _renamed(self, node: Node, value: Node) -> str:
        """Return all of an assignment to a region before its value, as one to the edge."""
        before = self._tree.data[node.start_byte : value.start_byte].decode("utf-8", "surrogatepass")
        owner, _, sign = before.rpartition("region")
        return f"{owner}edge{sign}"

    def _made(self, edits: Sequence[Edit], resolution: ClientResolution, steps: list[str]) -> Fix:
        fix = fix_of(edits, resolution, steps)
        comments = " ".join(f"`{comment}`" for comment in self._layout.comments_in(edits))
        return fix._replace(message=f"{fix.message}; this takes the comment {comments} along") if comments else fix

    def _holds_call(self, node: Node) -> bool:
        waiting = [node]
        while waiting:
            one = waiting.pop()
            if one.type in self._tree.grammar.calls:
                return True
            waiting += one.named_children
        return False

    def _set(self, given: Given, name: str, value: str, like: Given) -> Edit:
        """Return the edit that gives another value, in the quotes of what stands there or of another."""
        if given.item.type in self._tree.grammar.shorthands:
            return Edit(*self._tree.span(given.item), f"{name}: {self._layout.quoted(value, like.value)}")
        node = given.value
        assert node is not None
        return Edit(*self._tree.span(node), self._layout.quoted(value, node, like.value))

    def _item(self, region: Given, name: str, value: str) -> str:
        """Return a property or argument that is spaced and quoted as the region's."""
        item, node = region.item, region.value
        key = next((item.child_by_field_name(field) for field in ("key", "name")), None)
        quoted = self._layout.quoted(value, node, key)
        if key is None or node is None:
            return f"{name}: {quoted}"
        shown = self._layout.quoted(name, key) if key.type in self._tree.grammar.strings else name
        between = self._tree.data[key.end_byte : node.start_byte].decode("utf-8", "surrogatepass")
        return f"{shown}{between if between.strip() == ':' else ': '}{quoted}"

    def _dropped(self, call: Call, dropped: list[Given]) -> list[Edit]:
        """Return the edits that take something away: an argument that would be left empty goes as a whole."""
        edits: list[Edit] = []
        items = [given.item for given in dropped]
        for within in dict.fromkeys(given.within for given in dropped):
            if within is None:
                continue
            last = call.arguments[-1] if call.arguments else None
            empty = all(item in items for item in self._tree.items(within))
            if empty and call.list is not None and last is not None and self._tree.inner(last.value) == within:
                edits += self._layout.drop([last.item], call.list)
            else:
                edits += self._layout.drop(items, within)
        return edits
