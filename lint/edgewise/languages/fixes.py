"""Fixes for clients: the region and edge that a client should have -> edits in the author's layout."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from edgewise.findings import Edit, Fix, Safety
from edgewise.judgement.clients import fix_of
from edgewise.languages.syntax.layout import TreeLayout
from edgewise.patterns import on_demand
from edgewise.twilio.table import DEFAULT_REGION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tree_sitter import Node

    from edgewise.languages.constants import TreeConstants
    from edgewise.languages.given import Fields, GivenRegion
    from edgewise.languages.language import Constructor, Language
    from edgewise.languages.objects import AttributeSetting, ObjectUse
    from edgewise.languages.syntax.tree import Call, SyntaxTree
    from edgewise.twilio.releases import ClientResolution

_REGION = on_demand(r"([Rr])egion(?!.*[Rr]egion)", re.DOTALL)


class Fixes:
    """Makes the fixes of one text.

    :param quote: the one that the author uses.
    """

    def __init__(self, tree: SyntaxTree, language: Language, constants: TreeConstants, quote: str) -> None:
        self._tree = tree
        self._language = language
        self._constants = constants
        self._layout = TreeLayout(tree, quote)

    # -- arguments

    def of_call(self, call: Call, constructor: Constructor, fields: Fields, resolution: ClientResolution) -> Fix | None:
        """Return the fix of a call that gives ``fields``, None where they cannot be edited."""
        region, edge = fields.region, fields.edge
        if region is None or region.value is None or region.kind == "assignment":
            return None
        given = self._constants.values(region.value).only
        edits: list[Edit] = []
        steps: list[str] = []
        dropped: list[GivenRegion] = []
        if resolution.region is None:
            steps.append(f"remove the region `{given}`" if given else "remove the empty region")
            dropped.append(region)
        elif given is None or resolution.region != given.lower():
            edits.append(self._set(region, "region", resolution.region, region))
            steps.append(f"set the region to `{resolution.region}`")
        if edge is None and resolution.edge is not None:
            added = self._added(call, constructor, region, resolution.edge)
            if added is None:
                return None
            edits += added
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
        unpacked = any(given is not None and given.kind == "unpacked" for given in (region, edge))
        if (dropped and fields.covers) or (unpacked and (dropped or resolution.region != given)):
            return None
        edits += self._dropped(call, dropped)
        return self._made(edits, resolution, steps)

    def of_edge_alone(self, edge: GivenRegion) -> Fix | None:
        """Return the fix of an edge that needs a region beside it: the one in which requests are processed anyway."""
        if edge.kind != "property" or edge.value is None:
            return None
        edits = self._layout.insert_after(edge.item, self._item(edge, "region", DEFAULT_REGION))
        return Fix(f"Add the region `{DEFAULT_REGION}`", edits, Safety.UNSAFE, DEFAULT_REGION)

    def _added(self, call: Call, constructor: Constructor, region: GivenRegion, edge: str) -> Sequence[Edit] | None:
        """Return the edits that give the edge to what a call makes, None where there is no place for it."""
        if region.kind == "property":
            return self._layout.insert_after(region.item, self._item(region, "edge", edge))
        if constructor.edge is not None and constructor.named:
            content = self._language.edge_argument.format(edge=self._layout.quoted(edge, region.value))
            return self._layout.insert_after(call.arguments[-1].item, content)
        client = self._assigned_to(call.node)
        statement = self._tree.statement(call.node)
        if client is None or statement is None:
            return None
        content = self._language.edge_statement.format(client=client, edge=self._layout.quoted(edge, region.value))
        return self._layout.add_statement(statement, content)

    def _assigned_to(self, node: Node) -> str | None:
        """Return what a statement of its own assigns a value to, None where it does more, or something else."""
        holder = self._tree.parent(node)
        while holder is not None and holder.type in self._tree.grammar.wrappers:
            holder = self._tree.parent(holder)
        assigned = self._tree.assignment(holder) if holder is not None else None
        statement = self._tree.statement(node)
        if holder is None or assigned is None or statement is None or self._tree.inner(assigned[1]) != node:
            return None
        before = self._tree.data[statement.start_byte : holder.start_byte].strip()
        behind = self._tree.data[holder.end_byte : statement.end_byte].strip()
        target = self._tree.inner(assigned[0])
        if before not in (b"", b"var") or behind not in (b"", b";") or self._holds_call(target):
            return None
        known = target.type in self._tree.grammar.names or self._tree.member(target) is not None
        return self._tree.source(target) if known else None

    def _set(self, given: GivenRegion, name: str, value: str, like: GivenRegion) -> Edit:
        """Return the edit that gives another value, in the quotes of what stands there or of another."""
        if given.item.type in self._tree.grammar.shorthands:
            return Edit(*self._tree.span(given.item), f"{name}: {self._layout.quoted(value, like.value)}")
        node = given.value
        assert node is not None
        return Edit(*self._tree.span(node), self._layout.quoted(value, node, like.value))

    def _item(self, region: GivenRegion, name: str, value: str) -> str:
        """Return a property that is spaced and quoted as the region's."""
        item, node = region.item, region.value
        key = next((item.child_by_field_name(field) for field in ("key", "name")), None)
        quoted = self._layout.quoted(value, node, key)
        if key is None or node is None:
            return f"{name}: {quoted}"
        shown = self._layout.quoted(name, key) if key.type in self._tree.grammar.strings else name
        fields = (one.child_by_field_name("key") for one in (self._tree.items(region.within) if region.within else ()))
        keys = [field for field in fields if field is not None]
        return f"{shown}{self._layout.sign_behind(key, ':', shown, keys)}{quoted}"

    def _dropped(self, call: Call, dropped: list[GivenRegion]) -> list[Edit]:
        """Return the edits that take something away: an argument that would be left empty goes as a whole."""
        edits: list[Edit] = []
        kept = [given for given in dropped if given.kind == "position" and self._positions_follow(call, given)]
        edits += [Edit(*self._tree.span(given.item), self._language.nothing) for given in kept]
        items = [given.item for given in dropped if given not in kept]
        for within in dict.fromkeys(given.within for given in dropped if given not in kept):
            if within is None:
                continue
            last = call.arguments[-1] if call.arguments else None
            empty = all(item in items for item in self._tree.items(within)) and within != call.list
            if empty and call.list is not None and last is not None and self._tree.inner(last.value) == within:
                edits += self._layout.drop([last.item], call.list)
            else:
                edits += self._layout.drop(items, within)
        return edits

    @staticmethod
    def _positions_follow(call: Call, given: GivenRegion) -> bool:
        """Say whether values behind a positional one count on it."""
        items = [argument.item for argument in call.arguments]
        return any(not argument.name for argument in call.arguments[items.index(given.item) + 1 :])

    # -- settings

    def span_of(self, setting: AttributeSetting) -> tuple[int, int]:
        """Return the characters that a finding about a setting points at: in a chain of calls, the one of it."""
        use = setting.use
        start, end = self._tree.span(use.node)
        if self._is_chained(setting):
            named = self._tree.call(use.node)
            name = use.node.child_by_field_name(named.how.name) if named is not None else None
            start = self._tree.span(name)[0] if name is not None else start
        return start, end

    def _is_chained(self, setting: AttributeSetting) -> bool:
        if not setting.chains:
            return False
        return self._holds_call(setting.use.owner) or self._statement_of(setting.use.node) is None

    def of_setting(self, setting: AttributeSetting, resolution: ClientResolution, *, removable: bool) -> Fix | None:
        """Return the fix of ``client.region = ...`` or a setter's call, None where that is but a part of a statement.

        :param removable: whether the client has no region without it.
        """
        use = setting.use
        chained = self._is_chained(setting)
        statement = self._statement_of(use.node)
        if (statement is None and not chained) or (self._holds_call(use.owner) and not chained):
            return None  # called again, it may be another object
        given = self._constants.values(use.value).only
        edits: list[Edit] = []
        steps: list[str] = []
        if resolution.region is None and resolution.edge is None and removable:
            gone = self._gone(use, statement)
            return None if gone is None else self._made(gone, resolution, [f"remove the region `{given}`"])
        region = resolution.region or DEFAULT_REGION
        if given is None or region != given.lower():
            edits.append(Edit(*self._tree.span(use.value), self._layout.quoted(region, use.value)))
            steps.append(f"set the region to `{region}`")
        if resolution.edge is not None:
            added = self._added_setting(use, statement, resolution.edge, chained=chained)
            if added is None:
                return None
            edits += added
            steps.append(f"set the edge to `{resolution.edge}`")
        return self._made(edits, resolution, steps)

    def _statement_of(self, node: Node) -> Node | None:
        """Return the statement that is nothing but a node, None where it is a part of one."""
        holder = self._tree.parent(node)
        if holder is None or self._tree.is_in_head(node) or self._tree.is_in_head(holder):
            return None
        if holder.type in self._tree.grammar.statements:
            return holder
        return node if holder.type in self._tree.grammar.blocks or holder == self._tree.root else None

    def _gone(self, use: ObjectUse, statement: Node | None) -> Sequence[Edit] | None:
        if statement is not None and self._statement_of(use.node) == statement:
            return self._layout.drop_statement(statement)
        return (Edit(self._tree.span(use.owner)[1], self._tree.span(use.node)[1], ""),)

    def _added_setting(
        self, use: ObjectUse, statement: Node | None, edge: str, *, chained: bool
    ) -> Sequence[Edit] | None:
        start = use.owner.end_byte if chained else use.node.start_byte
        before = self._tree.data[start : use.value.start_byte].decode("utf-8", "surrogatepass")
        behind = self._tree.data[use.value.end_byte : use.node.end_byte].decode("utf-8", "surrogatepass")
        renamed = _renamed(before)
        name = self._tree.source(use.owner)
        if self._language.unqualified(self._tree, name) and not self._language.unqualified(self._tree, _renamed(name)):
            return None  # a name that is not imported
        content = f"{renamed}{self._layout.quoted(edge, use.value)}{behind}"
        if chained:
            end = self._tree.span(use.node)[1]
            return (Edit(end, end, content),)
        return None if "\n" in content or statement is None else self._layout.add_statement(statement, content)

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


def _renamed(region: str) -> str:
    """Return what sets an edge, from what sets a region: ``client.setRegion(`` becomes ``client.setEdge(``."""
    return _REGION.sub(lambda found: "Edge" if found[1] == "R" else "edge", region)
