"""Fixes for clients: the region and edge that a client should have -> edits in the author's layout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from edgewise.findings import Edit
from edgewise.judgement.clients import fix_of
from edgewise.python.syntax.nodes import has_call, has_walrus, item_access
from edgewise.twilio.table import DEFAULT_REGION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edgewise.findings import Fix
    from edgewise.python.inference.values import Given, Place
    from edgewise.python.module import Module
    from edgewise.twilio.releases import ClientResolution


@dataclass(frozen=True)
class Plan:
    """What gives a client its region and edge, where a fix edits them.

    ``edge`` is None where none is given: one is added to ``call`` by ``name``, or beside the region. ``is_plain`` says
    that nothing else depends on either. ``doubt`` is why another edge may come from there.
    """

    call: cst.Call
    region: Given
    edge: Given | None = None
    name: str = "edge"
    is_plain: bool = True
    doubt: str | None = None
    is_partial: bool = False
    edge_parameter: cst.Param | None = None
    """The parameter by which a function around takes the edge."""


class ClientFixes:
    """Makes the fixes of one module."""

    def __init__(self, module: Module) -> None:
        self._tree = module.tree
        self._layout = module.layout
        self._evaluator = module.evaluator

    def of_call(
        self, plan: Plan, given: str | None, edge_given: str | None, resolution: ClientResolution
    ) -> Fix | None:
        """Return the fix of what gives a region and an edge, None where they cannot both be edited.

        :param given: the region that is given. :param edge_given: the edge, None if there is none or nothing is given.
        """
        region, edge = plan.region, plan.edge
        places = [item.place for item in (region, edge) if item is not None and item.place is not None]
        if (
            any(has_walrus(place.node) for place in places)
            or region.place is None
            or (edge is not None and edge.place is None)
        ):
            return None
        edits: list[Edit] = []
        steps: list[str] = []
        dropped: list[Given] = []
        added = edge is None and resolution.edge is not None
        if resolution.region is None:
            steps.append(f"remove the region `{given}`" if given else "remove the empty region")
            if added and _is_stored(region):
                return None
            if added and not _is_position(region):
                start, end = self._tree.span(region.item)
                edits.append(Edit(start, end, self._edge_item(plan, str(resolution.edge))))
                added = False
                steps = [f"give `{resolution.edge}` as the edge"]
            elif self._positions_follow(plan, region):
                edits.append(Edit(*self._tree.span(region.item), "None"))
            else:
                dropped.append(region)
        elif given is None or resolution.region != given.lower():
            edits.append(Edit(*self._tree.span(region.place.node), self._quoted(resolution.region, region)))
            steps.append(f"set the region to `{resolution.region}`")
        if added:
            beside = self._added_edge(plan, str(resolution.edge))
            if beside is None:
                return None
            edits += beside
            steps.append(f"add the edge `{resolution.edge}`")
        elif edge is not None and edge.place is not None:
            if resolution.edge is None and edge_given is not None:
                dropped.append(edge)
                steps.append(f"remove the edge `{edge_given}`")
            elif resolution.edge is not None and (edge_given or "").lower() != resolution.edge:
                edits.append(Edit(*self._tree.span(edge.place.node), self._quoted(resolution.edge, edge)))
                steps.append(f"set the edge to `{resolution.edge}`")
        edits += self._dropped(plan, dropped)
        if any(self._loses_more(place, edits) for place in places):
            return None
        return self._made(edits, resolution, steps)

    def of_calls_alone(self, calls: list[cst.Call], given: str | None, resolution: ClientResolution) -> Fix | None:
        """Return the fix that gives calls an edge, whatever gives the region; None where that is not enough."""
        if given is None or resolution.region != given.lower() or resolution.edge is None:
            return None
        content = f"edge={self._layout.quoted(resolution.edge, None)}"
        edits = [edit for call in dict.fromkeys(calls) for edit in self._layout.insert_after(call.args[-1], content)]
        return self._made(edits, resolution, [f"add the edge `{resolution.edge}`"])

    def _loses_more(self, place: Place, edits: list[Edit]) -> bool:
        """Say whether edits take an expression away that does more than give its value."""
        start, end = self._tree.span(place.node)
        taken = any(edit.start <= start and end <= edit.end for edit in edits)
        return taken and not self._evaluator.is_quiet(place.node, place.scope)

    def of_attribute(
        self, target: cst.Attribute, value: cst.BaseExpression, given: str | None, resolution: ClientResolution
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

    def _quoted(self, value: str, like: Given) -> str:
        node = like.place.node if like.place is not None else None
        return self._layout.quoted(value, node if isinstance(node, cst.BaseExpression) else None)

    def _dropped(self, plan: Plan, dropped: list[Given]) -> list[Edit]:
        edits: list[Edit] = []
        for owner in dict.fromkeys(given.owner for given in dropped):
            gone = [given for given in dropped if given.owner is owner]
            kept = [given for given in gone if self._positions_follow(plan, given) or _is_stored(given)]
            edits += [Edit(*self._tree.span(_value_of(given)), "None") for given in kept]
            edits += self._layout.drop(_items(owner), [given.item for given in gone if given not in kept])
        return edits

    @staticmethod
    def _positions_follow(plan: Plan, given: Given) -> bool:
        """Say whether values behind a positional one count on it; a partial is called with more of them."""
        if not _is_position(given):
            return False
        items = _items(given.owner)
        behind = items[items.index(given.item) + 1 :] if given.item in items else ()
        later = any(isinstance(item, cst.Arg) and item.keyword is None and item.star != "**" for item in behind)
        return plan.is_partial or given.owner is not plan.call or later

    def _added_edge(self, plan: Plan, edge: str) -> tuple[Edit, ...] | None:
        region = plan.region
        if isinstance(region.item, cst.Assign):
            return self._stored_edge(region.item, plan, edge)
        if not _is_position(region):
            return self._layout.insert_after(region.item, self._edge_item(plan, edge))
        items = [item for item in _items(region.owner) if isinstance(item, cst.Arg) and item.star != "**"]
        return self._layout.insert_after(items[-1], f"{plan.name}={self._quoted(edge, region)}")

    def _stored_edge(self, statement: cst.Assign, plan: Plan, edge: str) -> tuple[Edit, ...] | None:
        """Return the edit that puts an edge into the dictionary into which a statement puts a region."""
        target = statement.targets[0].target
        accessed = item_access(target)
        if accessed is None or len(statement.targets) != 1 or has_call(accessed[0]):
            return None
        key = self._layout.quoted(plan.name, accessed[1])
        content = f"{self._tree.source(accessed[0])}[{key}] = {self._quoted(edge, plan.region)}"
        return self._layout.add_statement(statement, content)

    def _edge_item(self, plan: Plan, edge: str) -> str:
        """Return an argument or entry for the edge, spaced as the region's."""
        item, items = plan.region.item, _items(plan.region.owner)
        value = self._quoted(edge, plan.region)
        if isinstance(item, cst.DictElement):
            key = self._layout.quoted(plan.name, item.key)
            return f"{key}{self._layout.sign_behind(item, ':', key, items)}{value}"
        return f"{plan.name}{self._layout.sign_behind(item, '=', plan.name, items)}{value}"

    def _made(self, edits: list[Edit], resolution: ClientResolution, steps: list[str]) -> Fix:
        fix = fix_of(edits, resolution, steps)
        comments = " ".join(f"`{comment}`" for comment in self._layout.comments_in(edits))
        note = f"; this takes the comment {comments} along" if comments else ""
        note += self._layout.left_unused(edits)
        return fix._replace(message=fix.message + note, steps=fix.steps + note)


def _is_position(given: Given) -> bool:
    return isinstance(given.item, cst.Arg) and given.item.keyword is None


def _is_stored(given: Given) -> bool:
    """Say whether a statement gives something: ``options["region"] = "ie1"``."""
    return isinstance(given.item, cst.Assign)


def _value_of(given: Given) -> cst.CSTNode:
    return given.item.value if isinstance(given.item, cst.Assign) else given.item


def _items(owner: cst.CSTNode | None) -> Sequence[cst.CSTNode]:
    """Return the items of the list in which something is given."""
    match owner:
        case cst.Call(args=items) | cst.Dict(elements=items):
            return items
        case _:
            return ()
