"""Operators: choices by a condition, ``not``, minus, comparisons; and numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from edgewise.python.inference.values import (
    Constant,
    Mapping,
    Place,
    Reason,
    Sequence,
    Text,
    as_constant,
    is_true,
    unknown,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edgewise.python.inference.evaluation import Evaluation
    from edgewise.python.inference.values import Frame, Value
    from edgewise.python.syntax.scopes import Scope


class Operators:
    """Answers what the operators of one module give."""

    def __init__(self, evaluation: Evaluation) -> None:
        self._evaluation = evaluation

    def ternary(self, node: cst.IfExp, scope: Scope, frame: Frame | None) -> Iterable[Value]:
        """Return what a choice by a condition gives: both branches, but where the condition is known."""
        tests = {is_true(value) for value in self._evaluation.flow(node.test, scope, frame)}
        found = [] if tests == {False} else [*self._evaluation.flow(node.body, scope, frame)]
        return found if tests == {True} else [*found, *self._evaluation.flow(node.orelse, scope, frame)]

    def boolean(self, node: cst.BooleanOperation, scope: Scope, frame: Frame | None) -> Iterable[Value]:
        """Return what ``and`` or ``or`` gives."""
        left = self._evaluation.flow(node.left, scope, frame)
        stays = isinstance(node.operator, cst.Or)
        kept = [value for value in left if is_true(value) in (stays, None)]
        goes_on = any(is_true(value) is not stays or value.doubts for value in left)
        return [*kept, *(self._evaluation.flow(node.right, scope, frame) if goes_on or not left else ())]

    def number(self, node: cst.BaseNumber, scope: Scope, frame: Frame | None) -> Iterable[Value]:
        """Return a number."""
        value: object = getattr(node, "evaluated_value")  # noqa: B009  # each kind of number has it
        assert isinstance(value, (int, float, complex))
        return [Constant(Place(node, scope, frame), value)]

    def ellipsis(self, node: cst.Ellipsis, scope: Scope, frame: Frame | None) -> Iterable[Value]:
        """Return ``...``, which is as little as None."""
        return [Constant(Place(node, scope, frame), None)]

    def unary(self, node: cst.UnaryOperation, scope: Scope, frame: Frame | None) -> Iterable[Value]:
        """Return what ``not``, a minus or another sign makes of its operand."""
        place = Place(node, scope, frame)
        for value in self._evaluation.flow(node.expression, scope, frame):
            truth = is_true(value)
            if isinstance(node.operator, cst.Not) and truth is not None:
                yield Constant(place, not truth, doubts=value.doubts)
            elif (
                isinstance(node.operator, cst.Minus)
                and isinstance(value, Constant)
                and isinstance(value.value, (int, float))
            ):
                yield Constant(place, -value.value, doubts=value.doubts)
            else:
                yield unknown(place, Reason.FOREIGN)

    def comparison(self, node: cst.Comparison, scope: Scope, frame: Frame | None) -> Iterable[Value]:
        """Return whether a comparison holds, as far as that is known."""
        place = Place(node, scope, frame)
        if len(node.comparisons) != 1:
            return [unknown(place, Reason.CONDITION)]
        target = node.comparisons[0]
        lefts = self._evaluation.flow(node.left, scope, frame)
        rights = self._evaluation.flow(target.comparator, scope, frame)
        outcomes = dict.fromkeys(self._compared(left, target.operator, right) for left in lefts for right in rights)
        doubts = frozenset(doubt for value in (*lefts, *rights) for doubt in value.doubts)
        return [
            unknown(place, Reason.CONDITION) if outcome is None else Constant(place, outcome, doubts=doubts)
            for outcome in outcomes
        ]

    def _compared(self, left: Value, operator: cst.BaseCompOp, right: Value) -> bool | None:
        """Return what a comparison gives, None where that is not known."""
        one, other = as_constant(left), as_constant(right)
        negated = isinstance(operator, (cst.IsNot, cst.NotEqual, cst.NotIn))
        match operator:
            case cst.Is() | cst.IsNot() | cst.Equal() | cst.NotEqual() if one is not None and other is not None:
                return (one == other) is not negated
            case cst.In() | cst.NotIn() if one is not None and isinstance(right, (Mapping, Sequence)):
                elements = self._evaluation.elements(right)
                members = [as_constant(value) for choice in elements.items for value in self._evaluation.of(choice)]
                if elements.more is None and None not in members and not right.doubts:
                    return (one in members) is not negated
                return None
            case cst.In() | cst.NotIn() if isinstance(left, Text) and isinstance(right, Text):
                known = left.constant is not None and right.constant is not None
                return ((left.text in right.text) is not negated) if known else None
            case _:
                return None
