"""Clients that are made or configured with a region -> findings (EW201 to EW204)."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import libcst as cst

from edgewise.findings import Finding, Fix, Safety
from edgewise.judgement.clients import UNCOUNTABLE, ClientVerdict, Edge, Judge, Question
from edgewise.judgement.products import not_served, weighed
from edgewise.python.clients.agreements import Agreements
from edgewise.python.clients.assigned import AssignedRegions
from edgewise.python.clients.candidates import Candidates
from edgewise.python.clients.edges import Edges
from edgewise.python.clients.fixes import ClientFixes
from edgewise.python.clients.owners import Owners
from edgewise.python.clients.products import ClientProducts
from edgewise.python.inference.values import as_constants
from edgewise.twilio.constructors import EDGE_POSITION, REGION_POSITION

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from edgewise.python.clients.candidates import Candidate
    from edgewise.python.hostnames.find import Hostnames
    from edgewise.python.inference.values import Object
    from edgewise.python.module import Module
    from edgewise.python.settings.find import Environment


class _Graded(NamedTuple):
    """A fix as safe as it is, None where there is none, and the end of a message that says why it is unsafe."""

    fix: Fix | None
    said: str = ""


class ClientVisitor(cst.BatchableCSTVisitor):
    """Finds the clients of one module: each call that makes one, each region that is assigned to one.

    Any walk over the nodes of the module may drive it, in any order: ours, or libcst's ``visit_batched``.
    """

    def __init__(self, clients: Clients) -> None:
        super().__init__()
        self.findings: list[Finding] = []
        self._clients = clients

    def visit_Call(self, node: cst.Call) -> None:  # noqa: N802  # libcst's name
        """Judge what a call gives the client that it makes, or sets by ``setattr``."""
        self.findings += self._clients.of_call(node)
        self.findings += self._clients.of_store(node)

    def visit_Attribute(self, node: cst.Attribute) -> None:  # noqa: N802  # libcst's name
        """Judge a region that is assigned to a client."""
        if node.attr.value == "region":
            self.findings += self._clients.of_store(node)


class Clients:
    """Judges the clients of one module.

    :param hostnames: the hostnames of the module, where they are found already.
    """

    def __init__(self, module: Module, environment: Environment, hostnames: Hostnames | None = None) -> None:
        self._module = module
        self._hostnames = hostnames
        self._tree = module.tree
        self._evaluator = module.evaluator
        self._fixes = ClientFixes(module)
        self._judge = Judge(module.options.way, module.libraries)
        self._constructions = module.constructions
        self._edges = Edges(module, environment, self._constructions)
        self._candidates = Candidates(module, self._constructions, self._edges, self._judge)
        self._owners = Owners(module, self._constructions, self._candidates)
        self._assigned = AssignedRegions(module, self._candidates, self._edges, self._judge)
        self._is_there = self._constructions.may_be_any

    def of_call(self, call: cst.Call) -> Iterator[Finding]:
        """Yield the findings of the client that a call makes."""
        if self._is_there:
            yield from self._judged.get(call, ())
            yield from self._uncounted(call)

    def of_store(self, target: cst.CSTNode) -> Iterator[Finding]:
        """Yield the finding of a region that is assigned to a client."""
        if self._is_there:
            yield from self._of_target(target)

    @cached_property
    def _agreements(self) -> Agreements:
        return Agreements(self._module, self._constructions, self._edges.objects, self._fixes, self._hostnames)

    @cached_property
    def _products(self) -> ClientProducts:
        return ClientProducts(self._module, self._edges.objects)

    @cached_property
    def _judged(self) -> dict[cst.Call, list[Finding]]:
        """The findings of each call."""
        return {
            call: [
                finding
                for several in groups
                for finding in (self._of_item(several), self._not_served(several))
                if finding is not None
            ]
            for call, groups in self._candidates.by_call.items()
        }

    def _of_item(self, several: Sequence[Candidate]) -> Finding | None:
        """Return the finding of an item that gives regions."""
        wrong = [candidate for candidate in several if candidate.verdict is not None]
        if not wrong:
            return None
        first = wrong[0]
        verdict = first.verdict
        assert verdict is not None
        agreed = len({(candidate.question.region, candidate.question.edge) for candidate in several}) == 1
        if not agreed:
            verdict = self._judge.judge(self._united(several)) or verdict
        verdict = weighed(verdict, lambda: self._products.of([candidate.made.made for candidate in several]))
        graded = _Graded(None)
        later = any(self._edges.objects.stores(self._edges.objects.regions, first.made.made))
        made = [candidate.made.made for candidate in several]
        resolution, only = verdict.resolution, first.question.region.only
        if not agreed or later or resolution is None:
            pass
        elif first.plan is not None and all(map(self._owners.is_editable, several)):
            fix = self._fixes.of_call(first.plan, only, self._edge_value(first), resolution)
            graded = self._graded(fix, first.question, verdict, first.made.call, made, first)
        elif all(map(self._owners.takes_edge, several)):
            fix = self._fixes.of_calls_alone([candidate.made.call for candidate in several], only, resolution)
            graded = self._graded(fix, first.question, verdict, first.made.call, made, first._replace(plan=None))
        why = "it cannot be edited in place here"
        if not first.made.certain:
            why = "it is not certain that this is a client of Twilio"
        elif later:
            why = "it gets another region later"
        elif not agreed:
            why = "other calls that make it differ"
        start, end = self._tree.span(first.item)
        advice = "" if graded.fix else verdict.advice(why)
        return Finding(verdict.code, verdict.message + graded.said, start, end, graded.fix, advice)

    def _not_served(self, several: Sequence[Candidate]) -> Finding | None:
        """Return the finding of clients that are used for what their region does not serve."""
        judged = [(candidate.question, candidate.verdict) for candidate in several]
        made = [candidate.made.made for candidate in several]
        span = self._tree.span(several[0].item)
        return not_served(judged, self._module.options, lambda: self._products.of(made), *span)

    def _united(self, several: Sequence[Candidate]) -> Question:
        """Return what to ask where an item gives several clients their region, and not all have the same edge."""
        question = several[0].question
        region = question.region
        for candidate in several[1:]:
            region |= candidate.question.region
        edges = {candidate.question.edge for candidate in several}
        edge = edges.pop() if len(edges) == 1 else Edge("maybe", "another call that makes the client")
        doubt = next((candidate.question.doubt for candidate in several if candidate.question.doubt), None)
        return replace(question, region=region, edge=edge, doubt=doubt)

    def _edge_value(self, candidate: Candidate) -> str | None:
        edge = candidate.plan.edge if candidate.plan is not None else None
        return as_constants(self._evaluator.of((edge,))).only if edge is not None else None

    def _uncounted(self, call: cst.Call) -> Iterator[Finding]:
        """Yield what may be a region behind ``*``, where positions cannot be counted."""
        several = self._constructions.all.get(call, ())
        if not several or any(
            made.arguments.more_positions is None
            or made.arguments.get("region", REGION_POSITION)
            or made.arguments.get("edge", EDGE_POSITION)
            for made in several
        ):
            return
        made, is_behind = several[0], False
        for argument in call.args:
            is_behind |= argument.star == "*"
            if is_behind and not argument.star and argument.keyword is None:
                values = as_constants(self._evaluator.values(argument.value, made.scope, made.frame))
                if values.strings:
                    if self._judge.may_be_wrong(values.strings):
                        yield Finding("EW204", UNCOUNTABLE, *self._tree.span(argument))
                    return

    def _of_target(self, target: cst.CSTNode) -> Iterator[Finding]:
        judged = self._assigned.at(target)
        if not judged:
            return
        made = [client for each in judged for client in each.store.clients]
        start, end = self._tree.span(target)
        if judged[0].store.attribute is not None:
            end = self._tree.span(judged[0].store.value or target)[1]
        questions = [(each.question, each.verdict) for each in judged]
        missing = not_served(questions, self._module.options, lambda: self._products.of(made), start, end)
        if missing is not None:
            yield missing
        first = next((assigned for assigned in judged if assigned.verdict is not None), None)
        if first is None or first.verdict is None:
            return
        store, question = first.store, first.question
        verdict = weighed(first.verdict, lambda: self._products.of(made))
        graded = _Graded(None)
        only = question.region.only
        agreed = len({(each.question.region, each.question.edge) for each in judged}) == 1
        certain = agreed and all(each.certain for each in judged) and question.edge == Edge("absent")
        if certain and store.value is not None and verdict.resolution is not None and store.attribute is not None:
            fix = self._fixes.of_attribute(store.attribute, store.value, only, verdict.resolution)
            graded = self._graded(fix, question, verdict, target, made)
        advice = "" if graded.fix else verdict.advice("whose region it is, or which, is not certain here")
        yield Finding(verdict.code, verdict.message + graded.said, start, end, graded.fix, advice)

    def _graded(
        self,
        fix: Fix | None,
        question: Question,
        verdict: ClientVerdict,
        place: cst.CSTNode,
        clients: list[Object],
        made: Candidate | None = None,
    ) -> _Graded:
        """Return a fix as unsafe where it is, and what speaks against it; else with what goes with it."""
        if fix is None or verdict.resolution is None:
            return _Graded(None)
        unsafe = verdict.warned(fix)._replace(safety=Safety.UNSAFE)
        if verdict.unsafe:
            return _Graded(unsafe)
        if (doubt := self._evaluator.contexts.doubt(place)) is not None:
            return _Graded(unsafe, f"; {doubt.words}")
        why, edits, lines = self._agreements.of(clients, question, verdict.resolution, made)
        if why is not None:
            return _Graded(unsafe, f"; {why}")
        if edits:
            every = sorted({*fix.edits, *edits}, key=lambda edit: (edit.start, edit.end))
            said = f"; so does what a test expects on line {' and '.join(map(str, lines))}"
            fix = fix._replace(message=fix.message + said, edits=tuple(every))
        return _Graded(fix)
