"""Fixes for clients: the region and edge that a client should have -> edits in the author's layout."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from edgewise.findings import Edit
from edgewise.judgement.clients import fix_of
from edgewise.python.syntax.nodes import has_call, has_walrus
from edgewise.twilio.table import DEFAULT_REGION

if TYPE_CHECKING:
    from edgewise.findings import Fix
    from edgewise.python.clients.arguments import Arguments
    from edgewise.python.inference.legacy.provenance import Given
    from edgewise.python.module import Module
    from edgewise.python.syntax.scopes import Scope
    from edgewise.twilio.releases import ClientResolution


class ClientFixes:
    """Makes the fixes of one module."""

    def __init__(self, module: Module) -> None:
        self._tree = module.tree
        self._names = module.names
        self._constants = module.constants
        self._layout = module.layout

    def of_call(self, call: cst.Call, arguments: Arguments, resolution: ClientResolution) -> Fix | None:
        """Return the fix of a call that gives ``arguments``, None where they cannot all be edited."""
        region, edge = arguments.region, arguments.edge
        if region is None:
            return None
        if region.items is None or (edge is not None and (edge.items is None or not edge.here)):
            return None
        if any(has_walrus(given.value) for given in (region, edge) if given is not None):
            return None
        edits: list[Edit] = []
        steps: list[str] = []
        dropped: list[Given] = []
        given = self._constants.values(region.value, region.scope).only
        added = edge is None and resolution.edge is not None
        if resolution.region is None:
            steps.append(f"remove the region `{given}`" if given else "remove the empty region")
            if added and region.kind != "position":
                start, end = self._tree.span(region.item)
                edits.append(Edit(start, end, self._edge_item(region, str(resolution.edge))))
                added = False
                steps = [f"give `{resolution.edge}` as the edge"]
            elif region.kind == "position" and self._positions_follow(call, region):
                edits.append(Edit(*self._tree.span(region.item), "None"))
            else:
                dropped.append(region)
        elif given is None or resolution.region != given.lower():
            edits.append(Edit(*self._tree.span(region.value), self._layout.quoted(resolution.region, region.value)))
            steps.append(f"set the region to `{resolution.region}`")
        if added:
            edits += self._added_edge(call, region, str(resolution.edge))
            steps.append(f"add the edge `{resolution.edge}`")
        elif edge is not None:
            value = self._constants.values(edge.value, edge.scope).only
            if resolution.edge is None and value is not None:
                dropped.append(edge)
                steps.append(f"remove the edge `{value}`")
            elif resolution.edge is not None and (value or "").lower() != resolution.edge:
                edits.append(Edit(*self._tree.span(edge.value), self._layout.quoted(resolution.edge, edge.value)))
                steps.append(f"set the edge to `{resolution.edge}`")
        edits += self._dropped(call, dropped)
        return self._made(edits, resolution, steps)

    def of_attribute(
        self, target: cst.Attribute, value: cst.BaseExpression, scope: Scope, resolution: ClientResolution
    ) -> Fix | None:
        """Return the fix of ``client.region = ...``, None where that is but a part of an assignment."""
        assignment = self._tree.enclosing(target, cst.Assign, cst.AnnAssign)
        if not isinstance(assignment, (cst.Assign, cst.AnnAssign)) or assignment.value is not value:
            return None
        if (isinstance(assignment, cst.Assign) and len(assignment.targets) != 1) or has_walrus(value):
            return None
        edits: list[Edit] = []
        steps: list[str] = []
        region = resolution.region or DEFAULT_REGION
        given = self._constants.values(value, scope).only
        if given is None or region != given.lower():
            edits.append(Edit(*self._tree.span(value), self._layout.quoted(region, value)))
            steps.append(f"set the region to `{region}`")
        if resolution.edge is not None:
            if has_call(target.value):
                return None  # called again, it may be another object
            # With the parentheses around it, which are none of the node's own.
            owner = self._tree.text[self._tree.span(target)[0] : self._tree.span(target.attr)[0]].rstrip(" \t.")
            content = f"{owner}.edge = {self._layout.quoted(resolution.edge, value)}"
            added = None if "\n" in owner else self._layout.add_statement(assignment, content)
            if added is None:
                return None
            edits += added
            steps.append(f"set the edge to `{resolution.edge}`")
        return self._made(edits, resolution, steps)

    def _dropped(self, call: cst.Call, dropped: list[Given]) -> list[Edit]:
        edits: list[Edit] = []
        for items in {id(given.items): given.items for given in dropped}.values():
            gone = [given for given in dropped if given.items is items]
            kept = [given for given in gone if given.kind == "position" and self._positions_follow(call, given)]
            edits += [Edit(*self._tree.span(given.item), "None") for given in kept]
            edits += self._layout.drop(items or [], [given.item for given in gone if given not in kept])
        return edits

    def _positions_follow(self, call: cst.Call, given: Given) -> bool:
        """Say whether values behind a positional one count on it; a partial is called with more of them."""
        if call.args and call.args[0].star == "" and self._names.is_partial(call, given.scope):
            return True
        items = list(call.args)
        behind = items[items.index(given.item) + 1 :] if given.item in items else []  # type: ignore[arg-type]
        return any(item.keyword is None and item.star != "**" for item in behind)

    def _added_edge(self, call: cst.Call, region: Given, edge: str) -> tuple[Edit, ...]:
        if region.kind != "position":
            return self._layout.insert_after(region.item, self._edge_item(region, edge))
        last = [item for item in call.args if item.star != "**"][-1]
        return self._layout.insert_after(last, f"edge={self._layout.quoted(edge, region.value)}")

    def _edge_item(self, region: Given, edge: str) -> str:
        """Return an argument or entry for the edge, spaced as the region's."""
        item, items = region.item, region.items or ()
        value = self._layout.quoted(edge, region.value)
        if isinstance(item, cst.DictElement):
            key = self._layout.quoted("edge", item.key)
            return f"{key}{self._layout.sign_behind(item, ':', key, items)}{value}"
        assert isinstance(item, cst.Arg)
        return f"edge{self._layout.sign_behind(item, '=', 'edge', items)}{value}"

    def _made(self, edits: list[Edit], resolution: ClientResolution, steps: list[str]) -> Fix:
        fix = fix_of(edits, resolution, steps)
        comments = " ".join(f"`{comment}`" for comment in self._layout.comments_in(edits))
        note = f"; this takes the comment {comments} along" if comments else ""
        return fix._replace(message=fix.message + note, steps=fix.steps + note)
