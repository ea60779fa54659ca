"""Where Python source has comments and which rows each speaks for, by the standard library's tokenizer."""

from __future__ import annotations

import io
import tokenize
from bisect import bisect_left
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from edgewise.files.sources import Lines


_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")


class Comment(NamedTuple):
    """A comment's characters (from 0, the end exclusive), and the rows (from 1, both inclusive) that it speaks for.

    Behind code these end with its own row, and begin with that of a string of several lines, or of lines that
    backslashes join, which ends there: they have no other place for a comment. A comment ``alone`` on its line speaks
    for the statement, or between brackets the item, that begins on the next line; for its own line where there is none.
    Other comments may stand between, blank lines may not. Of a compound statement this is the header, and the
    decorators. ``around`` are the first and the last row of the whole statement in which it stands, or of the next one.
    """

    start: int
    end: int
    first_row: int
    last_row: int
    alone: bool
    around: tuple[int, int]


class LineEnd(NamedTuple):
    """Where a comment can be put: the characters from ``offset`` on are the end of line ``row`` (from 1).

    ``first_row`` is as in :class:`Comment`.
    """

    offset: int
    row: int
    first_row: int


class _Token(NamedTuple):
    name: str
    sign: str
    """The text of an operator or a bracket, "" of everything else."""
    row: int
    last_row: int
    depth: int
    """How many brackets are open before it."""


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
    tokens: list[_Token] = []
    places: list[int] = []
    last_row, last_name, depth = 1, "NL", 0

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
                alone = not text[lines.start(row) : start].strip()
                places.append(len(tokens))
                comments.append(Comment(start, start + len(token.string), first(row), row, alone, (row, row)))
            elif name in ("NL", "NEWLINE") and not opened and row <= len(lines):
                ends.append(LineEnd(min(lines.start(row) + column, len(text)), row, first(row)))
            if name not in ("INDENT", "DEDENT"):
                sign = token.string if name == "OP" else ""
                tokens.append(_Token(name, sign, row, token.end[0], depth))
                depth += (sign in _OPENING) - (sign in _CLOSING)
            last_row, last_name = token.end[0], name
    except (tokenize.TokenError, SyntaxError, IndexError):
        return None
    return _with_reach(comments, places, tokens), ends


def _with_reach(comments: list[Comment], places: Sequence[int], tokens: Sequence[_Token]) -> list[Comment]:
    """Return the comments with the rows for which they speak and of what is around; ``places`` are their tokens'."""
    statements = list(_statements(tokens))
    rows: tuple[int, int] | None = None
    for number in range(len(comments) - 1, -1, -1):
        comment, at = comments[number], places[number] + 2  # behind the end of its line
        follows = bisect_left(statements, (places[number],))
        if follows < len(statements):
            comments[number] = comment = comment._replace(around=statements[follows][1:])
        if not comment.alone:
            continue
        name = tokens[at].name if at < len(tokens) else "ENDMARKER"
        if name in ("NL", "ENDMARKER"):
            rows = None
        elif name != "COMMENT":
            last_row = _end_of_item(tokens, at) if tokens[at].depth else _end_of_statement(tokens, at)
            rows = tokens[at].row, last_row
        # Of comments one below the other each speaks for what the last one speaks for.
        if rows is not None:
            comments[number] = comment._replace(first_row=rows[0], last_row=rows[1])
    return comments


def _statements(tokens: Sequence[_Token]) -> Iterator[tuple[int, int, int]]:
    """Yield the number of the token that ends a statement, and the statement's first and last row."""
    first = 0
    for number, token in enumerate(tokens):
        if token.name == "NEWLINE" and first:
            yield number, first, token.row
            first = 0
        elif not first and token.name not in ("NL", "COMMENT", "ENDMARKER"):
            first = token.row


def _end_of_statement(tokens: Sequence[_Token], at: int) -> int:
    row, begins, decorates = tokens[at].last_row, True, False
    for token in islice(tokens, at, None):
        if token.name == "ENDMARKER" or (token.name == "NEWLINE" and not decorates):
            break
        if token.name == "NEWLINE":
            begins = True
        elif token.name not in ("NL", "COMMENT"):
            decorates = token.sign == "@" if begins else decorates
            begins, row = False, token.last_row
    return row


def _end_of_item(tokens: Sequence[_Token], at: int) -> int:
    depth, row, sign, line_ended = tokens[at].depth, tokens[at].last_row, "", False
    for token in islice(tokens, at, None):
        outside = token.depth < depth or (token.depth == depth and token.sign in _CLOSING)
        # A link of a chain of calls is a line of its own.
        if outside or (line_ended and token.depth == depth and token.sign == "."):
            break
        if token.name == "NL" and token.depth == depth:
            if sign == ",":
                break
            line_ended = True
        elif token.name not in ("NL", "COMMENT"):
            row, sign, line_ended = token.last_row, token.sign, False
    return row
