"""Where Python source has comments, by the standard library's tokenizer."""

from __future__ import annotations

import io
import tokenize
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from edgewise.files.sources import Lines


class Comment(NamedTuple):
    """A comment's characters (from 0, the end exclusive), and the row on which what ends on its line begins.

    That row (from 1) is the comment's own, or the first of a string of several lines that ends on it, or of several
    lines that are joined by backslashes: they have no other place for a comment.
    """

    start: int
    end: int
    first_row: int


class LineEnd(NamedTuple):
    """Where a comment can be put: the characters from ``offset`` on are the end of line ``row`` (from 1).

    ``first_row`` is as in :class:`Comment`.
    """

    offset: int
    row: int
    first_row: int


def find_comments(text: str, lines: Lines) -> list[Comment] | None:
    """Return the comments of Python source, None where the tokenizer gives up."""
    found = _tokens(text, lines)
    return None if found is None else found[0]


def find_line_ends(text: str, lines: Lines) -> list[LineEnd] | None:
    """Return the lines of Python source behind which a comment can stand, None where the tokenizer gives up."""
    found = _tokens(text, lines)
    return None if found is None else found[1]


def _tokens(text: str, lines: Lines) -> tuple[list[Comment], list[LineEnd]] | None:
    comments: list[Comment] = []
    ends: list[LineEnd] = []
    begins: dict[int, int] = {}
    opened: list[int] = []
    last_row, last_name = 1, "NL"

    def first(row: int) -> int:
        while begins.get(row, row) < row:
            row = begins[row]
        return row

    try:
        for token in tokenize.generate_tokens(io.StringIO(text, newline="").readline):
            name = tokenize.tok_name[token.type]
            row, column = token.start
            if row > last_row and not opened and last_name not in ("NL", "NEWLINE", "INDENT", "DEDENT", "COMMENT"):
                begins[row] = min(last_row, begins.get(row, row))  # a backslash
            if name.endswith("STRING_START"):  # f-strings are tokens of their own from Python 3.12 on
                opened.append(row)
            elif name.endswith("STRING_END") and opened:
                begins[token.end[0]] = min(opened.pop(), begins.get(token.end[0], row))
            elif name == "STRING":
                begins[token.end[0]] = min(row, begins.get(token.end[0], row))
            elif name == "COMMENT":
                start = lines.start(row) + column
                comments.append(Comment(start, start + len(token.string), first(row)))
            elif name in ("NL", "NEWLINE") and not opened and row <= len(lines):
                ends.append(LineEnd(min(lines.start(row) + column, len(text)), row, first(row)))
            last_row, last_name = token.end[0], name
    except (tokenize.TokenError, SyntaxError, IndexError):
        return None
    return comments, ends
