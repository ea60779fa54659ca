"""The fields of a string: where ``%``, ``.format`` and ``.replace`` put something in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from edgewise.templates import Origin, Piece, foreign, hole, part

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

PRINTF = re.compile(
    r"%(?:\((?P<key>[^()]*)\))?(?P<layout>[#0\- +]*(?:\*|\d+)?(?:\.(?:\*|\d+))?)[hlL]?"
    r"(?P<conversion>[diouxXeEfFgGcrsab%])"
)
FIELD = re.compile(r"\{\{|\}\}|\{(?P<name>[^{}!:]*)(?P<layout>(?:![rsa])?(?::(?:[^{}]|\{[^{}]*\})*)?)\}")
NESTED_FIELD = re.compile(r"\{(?:[!:][^{}]*)?\}")
ESCAPED_SIGNS = frozenset({"{{", "}}", "%%"})


def substitute(
    template: Iterable[Piece],
    pattern: re.Pattern[str],
    fill: Callable[[re.Match[str]], Iterable[Piece] | None],
) -> list[Piece]:
    """Fill the fields of a template: ``fill`` says None for what is not known."""
    result: list[Piece] = []
    for piece in template:
        if piece.origin not in (Origin.VERBATIM, Origin.FOREIGN):
            result.append(piece)
            continue
        done = 0
        for found in pattern.finditer(piece.text):
            result.append(part(piece, done, found.start()))
            field = part(piece, *found.span())
            if found[0] in ESCAPED_SIGNS:
                result.append(Piece(found[0][0], field.start, field.end, Origin.ESCAPED))
            else:
                pieces = fill(found)
                result += [hole(field.start, field.end)] if pieces is None else pieces
            done = found.end()
        result.append(part(piece, done, len(piece.text)))
    return without_repetition(result)


def without_repetition(pieces: Sequence[Piece]) -> list[Piece]:
    """Return pieces in which source characters that occur twice are foreign: an edit would change both places."""
    seen: dict[tuple[int, int], int] = {}
    for piece in pieces:
        seen[piece.start, piece.end] = seen.get((piece.start, piece.end), 0) + 1
    return [
        foreign([piece], piece.start, piece.end)[0]
        if seen[piece.start, piece.end] > 1 and piece.origin is not Origin.HOLE
        else piece
        for piece in pieces
    ]
