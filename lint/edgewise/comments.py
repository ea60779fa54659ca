"""Where Python source has comments, by the standard library's tokenizer."""

from __future__ import annotations

import io
import tokenize
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from edgewise.sources import Lines


class Comment(NamedTuple):
    """A comment's characters (from 0, the end exclusive), and the row on which what ends on its line begins.

    That row (from 1) is the comment's own, or the first of a string of several lines that ends on it.
    """

    start: int
    end: int
    first_row: int


def find_comments(text: str, lines: Lines) -> list[Comment] | None:
    """Return the comments of Python source, None where the tokenizer gives up."""
    comments: list[Comment] = []
    begins: dict[int, int] = {}
    opened: list[int] = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(text, newline="").readline):
            name = tokenize.tok_name[token.type]
            row, column = token.start
            if name.endswith("STRING_START"):  # f-strings are tokens of their own from Python 3.12 on
                opened.append(row)
            elif name.endswith("STRING_END") and opened:
                begins[token.end[0]] = min(opened.pop(), begins.get(token.end[0], row))
            elif name == "STRING":
                begins[token.end[0]] = min(row, begins.get(token.end[0], row))
            elif name == "COMMENT":
                start, first_row = lines.start(row) + column, row
                while begins.get(first_row, first_row) < first_row:
                    first_row = begins[first_row]
                comments.append(Comment(start, start + len(token.string), first_row))
    except (tokenize.TokenError, SyntaxError, IndexError):
        return None
    return comments
