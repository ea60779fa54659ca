"""Which nodes of libcst's tree are strings, which hold the text of one, and how calls of their methods are chained."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, cast

import libcst as cst

from edgewise.patterns import on_demand
from edgewise.templates import Origin, Piece

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


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

MAKING: tuple[type[cst.BaseExpression], ...] = (*STRINGS, cst.BinaryOperation, cst.Call)
"""The expressions that make texts; every other one hands them on."""


def text_of(node: cst.CSTNode) -> str:
    """Return the text of one of the types in ``TEXTS``, as it is written."""
    return cast("str", getattr(node, "value"))  # noqa: B009


def may_hold(node: cst.BaseExpression, word: str) -> bool:
    """Say whether the text of a literal may hold a word, upper and lower case alike; holes count for nothing."""
    text = _written(node)
    return word in text.lower() or _NUMERIC_ESCAPE.search(text) is not None


def may_say(node: cst.BaseExpression, word: str) -> bool:
    """Say whether an expression may make a text that holds a word: each but a plain literal without it may."""
    return not isinstance(node, cst.SimpleString) or may_hold(node, word)


def literal(node: cst.CSTNode) -> str:
    """Return a plain string literal as it is written, with its quotes; "" for everything else."""
    return node.value if isinstance(node, cst.SimpleString) else ""


def _written(node: cst.BaseExpression) -> str:
    """Return the text of a literal as it is written, of several in a row as the parser joins them."""
    parts: list[str] = []
    while isinstance(node, cst.ConcatenatedString):
        parts.append(_written(node.left))
        node = node.right
    if isinstance(node, cst.SimpleString):
        return "".join([*parts, node.raw_value])
    inner = cast("Sequence[cst.CSTNode]", getattr(node, "parts"))  # noqa: B009  # each other kind has them
    return "".join([*parts, *(text_of(part) for part in inner if isinstance(part, TEXTS))])


_NUMERIC_ESCAPE = on_demand(r"\\[xuUN0-7]")
_ESCAPE = on_demand(
    r"\\(?:\r\n|[\n\r]|[abfnrtv\\'\"]|[0-7]{1,3}|x[0-9A-Fa-f]{2}"
    r"|N\{[^}]*\}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})"
)


_BRACES = on_demand(r"\{\{|\}\}")


_ESCAPE_OR_BRACES = on_demand(f"{_ESCAPE.pattern}|{_BRACES.pattern}")


_SIMPLE_ESCAPES = dict(zip("abfnrtv\\'\"", "\a\b\f\n\r\t\v\\'\"", strict=True))


def unescape(text: str, start: int, *, raw: bool, data: bool = False, braces: bool = False) -> list[Piece]:
    """Return the pieces of a literal's inner text, which starts at source character ``start``."""
    pieces: list[Piece] = []
    done = 0
    for found in _escapes(text, raw=raw, braces=braces):
        value = _BRACE_VALUES.get(found[0]) or _escape_value(found[0], data=data)
        if value is None:
            continue
        pieces.append(Piece(text[done : found.start()], start + done, start + found.start()))
        if value:
            pieces.append(Piece(value, start + found.start(), start + found.end(), Origin.ESCAPED))
        done = found.end()
    pieces.append(Piece(text[done:], start + done, start + len(text)))
    return [piece for piece in pieces if piece.text]


_BRACE_VALUES: Mapping[str, str] = {"{{": "{", "}}": "}"}


def _escapes(text: str, *, raw: bool, braces: bool) -> Iterator[re.Match[str]]:
    escaped = not raw and "\\" in text
    if escaped:
        return (_ESCAPE_OR_BRACES if braces else _ESCAPE).finditer(text)
    return _BRACES.finditer(text) if braces else iter(())


def _escape_value(escape: str, *, data: bool) -> str | None:
    r"""Return what an escape sequence stands for; None where it stands for itself, as ``\u`` does in bytes."""
    kind = escape[1]
    if kind in "\r\n":
        return ""
    if kind in _SIMPLE_ESCAPES:
        return _SIMPLE_ESCAPES[kind]
    if kind == "x":
        return chr(int(escape[2:], 16))
    if kind in "01234567":
        return chr(int(escape[1:], 8) & (0xFF if data else 0x1FF))
    if data:
        return None
    if kind == "N":
        try:
            return unicodedata.lookup(escape[3:-1])
        except KeyError:
            return None
    code = int(escape[2:], 16)
    return chr(code) if code <= 0x10FFFF else None
