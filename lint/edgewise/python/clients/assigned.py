"""Assigned regions: what `client.region = ...` gives which clients, beside which edge."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from edgewise.judgement.clients import Edge, Question, one_of
from edgewise.python.inference.values import as_constants
from edgewise.values import ANYTHING

if TYPE_CHECKING:
    import libcst as cst

    from edgewise.judgement.clients import ClientVerdict, Judge
    from edgewise.python.clients.candidates import Candidates
    from edgewise.python.clients.edges import Edges
    from edgewise.python.clients.objects import Store
    from edgewise.python.inference.values import Object
    from edgewise.python.module import Module

_MANY = 50
"""A name that may stand for more objects is not examined object by object."""


class Assigned(NamedTuple):
    """A region that is assigned to clients, what is asked about it and answered, and whether it is surely theirs."""

    store: Store
    question: Question
    verdict: ClientVerdict | None
    certain: bool


class AssignedRegions:
    """Judges the regions that one module assigns to clients."""

    def __init__(self, module: Module, candidates: Candidates, edges: Edges, judge: Judge) -> None:
        self._tree = module.tree
        self._evaluator = module.evaluator
        self._candidates = candidates
        self._edges = edges
        self._judge = judge

    def at(self, target: cst.CSTNode) -> list[Assigned]:
        """Return what is assigned at a target, in each call of the function around it."""
        return [self._judged(store) for store in self._stores.get(target, ())]

    @cached_property
    def _stores(self) -> dict[cst.CSTNode, list[Store]]:
        found: dict[cst.CSTNode, list[Store]] = {}
        for store in self._edges.objects.regions:
            found.setdefault(store.target, []).append(store)
        return found

    def _judged(self, store: Store) -> Assigned:
        edges = {Edge("maybe", "one of the many places that make it")}
        if len(store.clients) <= _MANY:
            edges = {self._edges.of_object(client, store.target) for client in store.clients}
        edge = next(iter(edges)) if len(edges) == 1 else one_of(edges)
        known = ANYTHING
        if store.value is not None:
            known = as_constants(self._evaluator.values(store.value, store.scope, store.frame))
        question = Question(known, edge, self._tree.source(store.value or store.target), constructed=False)
        certain = len(edges) == 1 and len(store.clients) == len(store.owners)
        if store.frame is not None and store.value is not None:
            # A client that somebody else hands in may have the edge of another region that is handed in with it.
            others = self._evaluator.frame_of_others(store.target)
            certain &= as_constants(self._evaluator.values(store.value, store.scope, others)) == known
        # An edge for this region would be a wrong one for another that the client has until then.
        certain &= all(
            left == known.only
            for client in store.clients
            for made, left in self._left
            if self._evaluator.is_same(made, client)
        )
        changed = [other for other in self._taking_back if self._may_take_back(other, store)]
        certain &= not any(any(self._edges.objects.stores(changed, client)) for client in store.clients)
        return Assigned(store, question, self._judge.judge(question), certain)

    @cached_property
    def _taking_back(self) -> list[Store]:
        """The places that give a client a region which needs no edge, or nobody knows what."""
        return [store for store in self._edges.objects.regions if store.value is None or self._needs_no_edge(store)]

    def _needs_no_edge(self, store: Store) -> bool:
        assert store.value is not None
        known = as_constants(self._evaluator.values(store.value, store.scope, store.frame))
        return self._judge.judge(Question(known, Edge("absent"), "", constructed=False)) is None

    def _may_take_back(self, other: Store, store: Store) -> bool:
        """Say whether what another place assigns may follow what this one does."""
        if other.value is None:
            return True
        return other.target is not store.target and not self._tree.exclude_each_other(other.target, store.target)

    @cached_property
    def _left(self) -> list[tuple[Object, str | None]]:
        """The clients that are made with a wrong region, and given another one later."""
        wrong = (each for each in self._candidates.all if each.verdict is not None)
        return [(each.made.made, each.question.region.only) for each in wrong]
