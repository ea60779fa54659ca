"""Which nodes of libcst's tree are strings, which hold the text of one, and how calls of their methods are chained."""

from __future__ import annotations

from typing import cast

import libcst as cst

# T-strings are newer than the oldest libcst that we support.
TEMPLATED: tuple[type[cst.BaseExpression], ...] = tuple(
    kind for kind in (getattr(cst, "TemplatedString", None),) if kind is not None
)
TEXTS: tuple[type[cst.CSTNode], ...] = (
    cst.FormattedStringText,
    *(kind for kind in (getattr(cst, "TemplatedStringText", None),) if kind is not None),
)
"""What holds the text of f-strings and t-strings."""
STRINGS: tuple[type[cst.BaseExpression], ...] = (
    cst.SimpleString,
    cst.FormattedString,
    cst.ConcatenatedString,
    *TEMPLATED,
)


def text_of(node: cst.CSTNode) -> str:
    """Return the text of one of the types in ``TEXTS``, as it is written."""
    return cast("str", getattr(node, "value"))  # noqa: B009


def may_be_string(node: cst.BaseExpression) -> bool:
    """Say whether an expression has a form that :mod:`edgewise.python.inference.strings` reads, names and numbers apart."""
    match node:
        case cst.BinaryOperation(operator=cst.Add() | cst.Modulo()):
            return True
        case cst.Call(func=cst.Attribute(attr=cst.Name(value="format" | "join" | "replace"))):
            return True
        case _:
            return isinstance(node, STRINGS)


def chained_calls(node: cst.BaseExpression) -> int:
    """Return how many method calls stand behind each other in an expression."""
    count = 0
    while isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
        node, count = node.func.value, count + 1
    return count
