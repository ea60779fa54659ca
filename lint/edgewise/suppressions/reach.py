"""How far a statement runs in a text that is not Python: by its brackets, quotes, backslashes and indentation.

No grammar is asked, so that one rule holds for every language. Where brackets do not meet, a statement is one line.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from edgewise.patterns import on_demand

if TYPE_CHECKING:
    from collections.abc import Callable

    from edgewise.files.sources import Lines

_MAX_ROWS = 200
_MAX_LINE = 5_000
"""Characters of a line in which brackets are looked for."""
_BUDGET = 4_000_000
"""Characters that are looked at for all statements of a text, some of them more than once."""
_SIGNS = on_demand(
    r"""\\.|"{3}|'{3}|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`|(?<!\S)(?:\#|//).*|/\*.*?\*/|[(\[{)\]}]""", re.VERBOSE
)
_LONG_QUOTES = ('"""', "'''", "`")
_LITERAL_BEFORE = on_demand(r"(?:[(\[,{:?]|(?<![=!<>])=|\breturn)[ \t]*\Z|[^\s)]\Z")
"""What stands before a brace that opens a value and not a block of statements."""
_BLOCK_SCALAR = on_demand(r"(?:[:-]|^)[ \t]+(?:[&!]\S+[ \t]+)*[|>][-+0-9]{0,2}[ \t]*(?:#.*)?\Z")
_OPEN_TAG = on_demand(r"[ \t]*<[A-Za-z][^<>]*\Z")
"""A tag of HTML, XML or JSX that ends on a later line."""
_LINK = on_demand(r"[ \t]+(?:\??\.|->|::)[A-Za-z_]")
"""How a link of a chain of calls begins that has a line of its own."""


def rows_above(lines: Lines, row: int) -> range:
    """Return line ``row`` (from 1) with the lines above that backslashes join to it."""
    first = row
    while first > 1 and lines.line(first - 1).endswith("\\"):
        first -= 1
    return range(first, row + 1)


class Statements:
    """Tells where the statements of one text end. Rows count from 1."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._left = _BUDGET
        self._below: dict[int, range] = {}
        self._last: dict[int, int] = {}

    def rows_below(self, row: int, is_comment: Callable[[int], bool]) -> range:
        """Return the rows of the statement that begins below ``row``, with nothing but comments between; else ``row``.

        :param is_comment: says of a row whether there is a comment and nothing else on it.
        """
        if row in self._below:
            return self._below[row]
        first = row + 1
        while first <= len(self._lines) and is_comment(first):
            first += 1
        has_code = first <= len(self._lines) and self._lines.line(first).strip()
        rows = range(first, self.last_row(first) + 1) if has_code else None
        # Of comments one below the other each speaks for what the last one speaks for.
        self._below.update((number, rows or range(number, number + 1)) for number in range(row, first))
        return self._below[row]

    def last_row(self, row: int) -> int:
        """Return the last row of the statement that begins on ``row``, of a compound one that of its header.

        Lines belong together that backslashes join, or that stand between the brackets of a call, a list or an object,
        in a string of several lines, in a tag, in a block scalar of YAML, or in one chain of calls.
        """
        if row not in self._last:
            self._last[row] = self._last_row(row)
        return self._last[row]

    def _last_row(self, row: int) -> int:
        joined = row
        while joined < len(self._lines) and self._lines.line(joined).endswith("\\"):
            joined += 1
        if joined > row:
            return joined
        first = self._lines.line(row)
        if _BLOCK_SCALAR.search(first[-_MAX_LINE:]):
            return self.last_deeper(row, row)
        if _OPEN_TAG.match(first[:_MAX_LINE]):
            return self._end_of_tag(row)
        last, indent = self._balanced(row), _indent(first)
        while last < min(len(self._lines), row + _MAX_ROWS):
            following = self._lines.line(last + 1)
            if _indent(following) <= indent or not _LINK.match(following):
                break
            last = self._balanced(last + 1)
        return last

    def last_deeper(self, row: int, last: int) -> int:
        """Return the last row of those below ``last`` that are indented deeper than ``row``."""
        indent = _indent(self._lines.line(row))
        for number in range(last + 1, len(self._lines) + 1):
            line = self._lines.line(number)
            self._left -= 1
            if self._left < 0 or (line.strip() and _indent(line) <= indent):
                break
            last = number if line.strip() else last
        return last

    def _end_of_tag(self, row: int) -> int:
        for number in range(row + 1, min(row + _MAX_ROWS, len(self._lines) + 1)):
            line = self._lines.line(number)
            self._left -= len(line)
            if self._left < 0 or "<" in line:
                break
            if ">" in line:
                return number
        return row

    def _balanced(self, row: int) -> int:
        """Return the row on which all is closed that is opened from ``row`` on; ``row`` if that is never so."""
        depth, quote = 0, ""
        for number in range(row, min(row + _MAX_ROWS, len(self._lines) + 1)):
            line = self._lines.line(number)
            self._left -= len(line)
            if len(line) > _MAX_LINE or self._left < 0:
                return row
            for found in _SIGNS.finditer(line):
                sign = found[0]
                if quote or sign in _LONG_QUOTES:
                    quote = (quote if sign != quote else "") if quote else sign
                elif sign == "{" and not _opens_value(line[: found.start()], depth):
                    return number  # a block begins, and in it stand other statements
                else:
                    depth += (sign in _OPENING) - (sign in _CLOSING)
            if depth <= 0 and not quote:
                return number
        return row


_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")


def _opens_value(before: str, depth: int) -> bool:
    return _LITERAL_BEFORE.search(before) is not None if before.strip() else depth > 0


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))
