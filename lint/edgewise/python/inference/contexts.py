"""Contexts: what a test says of a place, in its own function or around the calls of the function that it is in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from edgewise.judgement.roles import Role
from edgewise.python.inference.intent import is_recorded, is_refused, is_tried

if TYPE_CHECKING:
    from edgewise.python.inference.evaluation import Evaluation
    from edgewise.python.syntax.tree import Tree

_MAX_CALLS = 3
"""Through how many calls inside each other what is around a place is looked for."""


class Contexts:
    """Answers for the places of one module."""

    def __init__(self, tree: Tree, evaluation: Evaluation) -> None:
        self._tree = tree
        self._evaluation = evaluation
        self._known: dict[cst.CSTNode, frozenset[Role | None]] = {}

    def roles(self, place: cst.CSTNode) -> frozenset[Role | None]:
        """Return the roles that tests give to what is done at a place; None stands for a way there that gives none."""
        if place not in self._known:
            self._known[place] = frozenset(self._around(place, _MAX_CALLS))
        return self._known[place]

    def doubt(self, place: cst.CSTNode) -> Role | None:
        """Return one of the roles that tests give to what is done at a place, None where there is none."""
        return max((role for role in self.roles(place) if role is not None), key=lambda role: role.weight, default=None)

    def _around(self, place: cst.CSTNode, depth: int) -> set[Role | None]:
        if is_refused(self._tree, place):
            return {Role.REFUSED}
        if is_recorded(self._tree, place):
            return {Role.RECORDED}
        if is_tried(self._tree, place):
            return {Role.UNSEEN}
        function = self._tree.enclosing(place, cst.FunctionDef, cst.Lambda)
        calls = self._evaluation.calls(function) if function is not None and depth else ()
        found = {role for call, _, _ in calls for role in self._around(call, depth - 1)}
        if None in found:
            # A test expects a call to fail for what it gives it, where others are expected to do their work.
            found.discard(Role.REFUSED)
        return found or {None}
