"""Candidates: the regions that clients are given, each with the question for the judge and what could be edited."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import libcst as cst

from edgewise.judgement.clients import Question, short
from edgewise.python.clients.fixes import Plan
from edgewise.python.inference.values import Constant, Reason, Text, Unknown, as_constants, is_complete
from edgewise.twilio.constructors import EDGE_POSITION, REGION_POSITION
from edgewise.values import ANYTHING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edgewise.judgement.clients import ClientVerdict, Judge
    from edgewise.python.clients.constructions import Construction, Constructions
    from edgewise.python.clients.edges import Edges
    from edgewise.python.inference.values import Frame, Given, Values
    from edgewise.python.module import Module


class Candidate(NamedTuple):
    """A region that a client is given in one call of the function around: what to judge, and what could be edited.

    ``item`` is the item of the source that gives it, at which it is reported.
    """

    item: cst.CSTNode
    made: Construction
    question: Question
    verdict: ClientVerdict | None
    region: Given
    plan: Plan | None = None


class Candidates:
    """Judges the regions that calls of one module give to clients."""

    def __init__(self, module: Module, constructions: Constructions, edges: Edges, judge: Judge) -> None:
        self._tree = module.tree
        self._evaluator = module.evaluator
        self._constructions = constructions
        self._edges = edges
        self._judge = judge

    @cached_property
    def all(self) -> list[Candidate]:
        """Every candidate of the module."""
        return [each for groups in self.by_call.values() for several in groups for each in several]

    @cached_property
    def by_call(self) -> dict[cst.Call, list[list[Candidate]]]:
        """What is to be judged: for the first call that has it the candidates of one item, of which each may hold."""
        items: dict[cst.CSTNode, list[Candidate]] = {}
        for call, constructions in self._constructions.all.items():
            candidates = [candidate for made in constructions for candidate in self._of_construction(made)]
            first = constructions[0]
            if first.frame is not None and all(candidate.verdict is None for candidate in candidates):
                unseen = self._evaluator.frame_of_others(call)
                others = self._constructions.of(call, first.scope, unseen) if unseen is not None else None
                candidates += self._of_construction(others) if others is not None else ()
            for candidate in candidates:
                items.setdefault(candidate.item, []).append(candidate)
        found: dict[cst.Call, list[list[Candidate]]] = {}
        for several in items.values():
            found.setdefault(several[0].made.call, []).append(several)
        return found

    def _of_construction(self, made: Construction) -> Iterator[Candidate]:
        if made.is_partial and self._constructions.is_called(made) and not self._edges.escapes(made.call):
            return
        region = made.arguments.get("region", REGION_POSITION)
        given = [item for item in region if item is not None]
        for item in given:
            # An entry of a dictionary comes with what stands beside it, whenever it comes.
            is_entry = item.owner is not None and item.owner not in made.arguments.calls
            yield self._candidate(made, item, is_sure=is_entry or len(region) == 1)

    def _candidate(self, made: Construction, region: Given, *, is_sure: bool) -> Candidate:
        edge = self._edges.of(made, region)
        plan = self._planned(made, region)
        values = self._evaluator.of((region,))
        known = as_constants(values) if values else ANYTHING
        if edge.handed_on and self._is_preset(values):
            edge = replace(edge, handed_on=False)
        doubt = None if is_sure else self._unsure(made)
        doubts = sorted({*region.doubts, *(doubt for value in values for doubt in value.doubts)}, key=str)
        if doubts and not any(isinstance(value, Unknown) for value in values):
            doubt = doubt or self._evaluator.sentence(doubts[0])
            known = replace(known, complete=True)
        source = self._tree.source(region.place.node if region.place is not None else region.item)
        if plan is not None and plan.doubt is not None:
            doubt = doubt or plan.doubt
        unsure = (
            None
            if self._constructions.is_the_same_in_every_call(made)
            else self._constructions.unsure_call(made.frame, self._given_in(made, region))
        )
        if unsure is not None:
            doubt = doubt or f"what `{short(self._tree.source(unsure))}` calls is not sure"
        question = Question(known, edge, source, doubt)
        item = plan.region.item if plan is not None else self._reported(made, region, values)
        return Candidate(item, made, question, self._judge.judge(question), region, plan)

    @staticmethod
    def _unsure(made: Construction) -> str:
        """Return why it is not certain that a client gets a region that it is given."""
        choice = made.arguments.get("region", REGION_POSITION)
        return "not in every case" if None in choice else "there may be another one"

    def _reported(self, made: Construction, region: Given, values: Values) -> cst.CSTNode:
        """Return the item at which a region is reported that is not edited: where it is given, with no edge."""
        edge = made.arguments.get("edge", EDGE_POSITION)
        if edge and len(values) == 1 and region.place is not None:
            given = self._evaluator.item_of(next(iter(values)))
            around = self._tree.enclosing(made.call, cst.FunctionDef, cst.Lambda)
            if (
                given is not None
                and given.call is not None
                and self._tree.enclosing(given.item, cst.FunctionDef, cst.Lambda) is not around
            ):
                return given.item
        return region.item

    @staticmethod
    def _is_preset(values: Values) -> bool:
        """Say whether a region may be something unknown that no caller gives: nobody has to give it, or the edge."""
        return any(
            all(doubt.reason is not Reason.CALLERS for doubt in value.doubts)
            for value in values
            if not isinstance(value, (Text, Constant))
        )

    def _planned(self, made: Construction, region: Given) -> Plan | None:
        """Return what may be edited for a client: outward to the call that gives region and edge, if that is one."""
        arguments = made.arguments
        choice = self._edges.beside(made, region, arguments.get("edge", EDGE_POSITION))
        edge = choice[0] if len(choice) == 1 else None
        plan = Plan(made.call, region, edge, is_partial=made.is_partial)
        if choice and edge is None:
            return None
        while plan.edge is not None:
            outer = self._outward(plan)
            if outer is None:
                break
            plan = outer
        return plan if plan.edge is None or self._is_given_here(plan.edge) else None

    def _given_in(self, made: Construction, region: Given) -> Frame | None:
        """Return the frame of the call that gives a region and its edge, whoever calls what stands around that call.

        None where callers have a say in what is given there, or to what.
        """
        place, call = region.place, region.call
        given = (region, *made.arguments.get("edge", EDGE_POSITION))
        if place is None or call is None:
            return None
        arguments = self._evaluator.arguments(call, place.scope)
        has_more = arguments.more_names is not None or arguments.more_positions is not None
        if has_more or not is_complete(self._evaluator.values(call.func, place.scope)):
            return None
        is_there = all(
            item is not None
            and item.place is not None
            and item.place.frame is place.frame
            and self._is_given_here(item)
            for item in given
        )
        return place.frame if is_there else None

    def _is_given_here(self, given: Given) -> bool:
        """Say whether what is given is the same in each call of the function around it."""
        place = given.place
        if place is None or place.frame is None:
            return place is not None
        return as_constants(self._evaluator.at(place, in_every_call=True)).complete

    def _outward(self, plan: Plan) -> Plan | None:
        """Return the same for the call that gives both as arguments of the function around, None if none does."""
        region, edge = plan.region, plan.edge
        if edge is None or edge.place is None or region.place is None or edge.place.frame is not region.place.frame:
            return None
        frame = edge.place.frame
        edges, regions = self._evaluator.handed_in(edge.place), self._evaluator.handed_in(region.place)
        if frame is None or edges is None or regions is None or len(regions[1]) != 1 or len(edges[1]) > 1:
            return None
        given_region, given_edge = regions[1][0], edges[1][0] if edges[1] else None
        call = frame.calling
        if given_region is None or (edges[1] and given_edge is None) or call is None:
            return None
        plain, doubt = plan.is_plain, plan.doubt
        for parameter, is_edge in ((regions[0], False), (edges[0], True)):
            default = self._evaluator.values(parameter.default, frame.call.scope) if parameter.default else None
            plain &= default is not None and as_constants(default).nothing
            if frame.parameters is not None and parameter in frame.parameters.posonly_params:
                plain = False
            if len(self._tree.uses(parameter.name.value, self._tree.opened[frame.node])) != 1:
                plain = False
                if is_edge:
                    doubt = f"what else is done with `{parameter.name.value}` may give an edge"
        more = plan.is_plain and self._has_more(plan)
        return Plan(
            call, given_region, given_edge, edges[0].name.value, plain and not more, doubt, edge_parameter=edges[0]
        )

    def _has_more(self, plan: Plan) -> bool:
        return any(argument.star for argument in plan.call.args)
