"""What a known call is: a rule, found by the name of what is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from edgewise.python.inference.values import Arguments

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from edgewise.python.inference.evaluation import Evaluation
    from edgewise.python.inference.values import Imported, Place, Value

    Rule = Callable[[Evaluation, Imported, Arguments, Place], Iterable[Value]]
    """Returns what a call gives: of what is called, its arguments and its place."""


def definition_of(ev: Evaluation, callee: Imported) -> Arguments:
    """Return what a call gave that has made what is called, nothing where none has: ``namedtuple("Options", ...)``."""
    made = callee.receiver
    if made is None or not isinstance(made.node, cst.Call):
        return Arguments()
    return ev.arguments(made.node, made.origin.scope, made.origin.frame)
