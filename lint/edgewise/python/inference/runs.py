"""Runs: which code of a function one call of it runs, by the tests, cases and returns on the way there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from edgewise.python.inference.forms.unpacking import matches
from edgewise.python.inference.values import is_true

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edgewise.python.inference.evaluation import Evaluation
    from edgewise.python.inference.values import Frame
    from edgewise.python.syntax.scopes import Scope


class Runs:
    """Answers for the calls of one module."""

    def __init__(self, evaluation: Evaluation) -> None:
        self._evaluation = evaluation
        self._tree = evaluation.tree

    def reaches(self, node: cst.CSTNode, frame: Frame | None, *, behind: bool = False) -> bool:
        """Say whether the code at ``node`` may run in a call: no test around it and no ``return`` before forbids it.

        :param behind: ask for the end of the block ``node``.
        """
        if frame is None:
            return True
        scope = self._tree.opened[frame.node]
        child: cst.CSTNode = node
        if behind and self._is_left(getattr(node, "body", ()), None, scope, frame):
            return False
        for ancestor in self._tree.ancestors(node):
            if isinstance(ancestor, cst.If) and child is not ancestor.test:
                test = self._truth(ancestor.test, scope, frame)
                if test is not None and test is not (child is ancestor.body):
                    return False
            elif isinstance(ancestor, cst.Match) and isinstance(child, cst.MatchCase):
                if child not in self._cases(ancestor, scope, frame)[0]:
                    return False
            elif isinstance(ancestor, cst.IndentedBlock):
                if self._is_left(ancestor.body, child, scope, frame):
                    return False
            elif ancestor is frame.node:
                break
            child = ancestor
        return True

    def _cases(self, match: cst.Match, scope: Scope, frame: Frame) -> tuple[list[cst.MatchCase], bool]:
        """Return the cases that may be the first to match, and whether one of them surely does."""
        subject = self._evaluation.flow(match.subject, scope, frame)
        found: list[cst.MatchCase] = []
        for case in match.cases:
            matching = matches(self._evaluation, case.pattern, subject, scope, frame)
            if matching is not False:
                found.append(case)
            if matching and case.guard is None:
                return found, True
        return found, False

    def _is_left(
        self, statements: Iterable[cst.CSTNode], before: cst.CSTNode | None, scope: Scope, frame: Frame
    ) -> bool:
        """Say whether an ``if`` or ``match`` surely returns or raises, before one of the statements is reached."""
        for statement in statements:
            if statement is before:
                return False
            branch: cst.CSTNode | None = None
            if isinstance(statement, cst.If):
                test = self._truth(statement.test, scope, frame)
                branch = statement.body if test else None
                if test is False and isinstance(statement.orelse, cst.Else):
                    branch = statement.orelse.body
            elif isinstance(statement, cst.Match):
                cases, is_sure = self._cases(statement, scope, frame)
                branch = cases[0].body if is_sure and len(cases) == 1 else None
            if branch is not None and ends(branch):
                return True
        return False

    def _truth(self, test: cst.BaseExpression, scope: Scope, frame: Frame) -> bool | None:
        outcomes = {None if value.doubts else is_true(value) for value in self._evaluation.flow(test, scope, frame)}
        return next(iter(outcomes)) if len(outcomes) == 1 else None


def ends(body: cst.CSTNode) -> bool:
    """Say whether a block surely ends with ``return`` or ``raise``."""
    statements = getattr(body, "body", ())
    last = statements[-1] if statements else None
    match last:
        case cst.Return() | cst.Raise() | cst.SimpleStatementLine(body=[*_, cst.Return() | cst.Raise()]):
            return True
        case cst.If():
            branch: cst.If | cst.Else | None = last
            while isinstance(branch, cst.If) and ends(branch.body):
                branch = branch.orelse
            return isinstance(branch, cst.Else) and ends(branch.body)
        case cst.With(body=inner):
            return ends(inner)
        case cst.Try(body=inner, handlers=handlers, orelse=orelse, finalbody=final):
            inside = ends(orelse.body if orelse is not None else inner) or ends(inner)
            closed = final is not None and ends(final.body)
            return closed or (inside and all(ends(handler.body) for handler in handlers))
        case cst.While(test=cst.Name(value="True")):
            return True
        case cst.Match(cases=cases):
            return all(ends(case.body) for case in cases) and any(
                isinstance(case.pattern, cst.MatchAs) and case.pattern.pattern is None and case.guard is None
                for case in cases
            )
        case _:
            return False
