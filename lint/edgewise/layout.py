"""The author's layout of a text: where its lines begin and end, and how one more item of a list is written there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from edgewise.findings import Edit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

Span = tuple[int, int]
Item = TypeVar("Item")

_LEADING_COMMA = re.compile(r"(?:\r\n|\r|\n)(?P<indentation>[ \t]*,[ \t]*)(?=[^\s,])")
"""The start of the next line, where commas lead."""
_CLOSING = re.compile(r"[ \t]*[)\]}]")
_LINE_BREAK = re.compile(r"\r\n|\r|\n")


class Rest(NamedTuple):
    """What stands behind an item in its line, where that is no more than a comma and a comment: where it ends."""

    end: int
    comma: bool
    comment: bool


class TextLayout:
    """Reads and keeps the layout of one text. Spans are characters from 0, the end exclusive."""

    def __init__(self, text: str) -> None:
        self._text = text

    def _sign_behind(self, span: Span, sign: str, key: str, keys: Iterable[Span]) -> str:
        """Return ``sign`` with its blanks for a new ``key`` after another, lined up as the signs of the list are.

        :param span: the key of the item that the new one follows.
        :param keys: those of all items of the list.
        """
        start, end = span
        found = re.compile(rf"(?P<before>[ \t]*){sign}(?P<after>[ \t]*)").match(self._text, end)
        if found is None:
            return sign if sign == "=" else f"{sign} "
        before, after = found["before"], found["after"]
        padding = " " * max(end - start - len(key), 0)
        others = [other for other in keys if other[1] - other[0] != end - start]
        if self._line_up(others, rf"[ \t]*(?={sign})", self._column(found.end("before"))):
            before += padding
        elif self._line_up(others, rf"[ \t]*{sign}[ \t]*", self._column(found.end())):
            after += padding
        return f"{before}{sign}{after}"

    def _line_up(self, keys: Iterable[Span], pattern: str, column: int) -> bool:
        """Say whether one of several keys, of other lengths than the one in question, reaches its column."""
        matches = (re.compile(pattern).match(self._text, end) for _, end in keys)
        return any(found is not None and self._column(found.end()) == column for found in matches)

    def _add_item(self, span: Span, rest: Rest | None, content: str) -> tuple[Edit, ...]:
        """Add ``content`` behind an item of a comma-separated list, on a line of its own where the item has one."""
        start, end = span
        indentation = self._text[self._line_start(start) : start]
        leads = indentation.strip()
        if rest is not None and not rest.comma and (below := _LEADING_COMMA.match(self._text, rest.end)):
            return (Edit(rest.end, rest.end, f"{self._line_break(rest.end)}{below['indentation']}{content}"),)
        if leads not in ("", ",") or (rest is None and _CLOSING.match(self._text, end) is None):
            return (Edit(end, end, f", {content}"),)
        if rest is None or rest.end == len(self._text):
            comma = "" if leads else ","
            return (Edit(end, end, f"{comma}{self._line_break(end)}{indentation}{content}"),)
        line = f"{self._line_break(rest.end)}{indentation}{content}"
        if leads and not rest.comma:
            return (Edit(rest.end, rest.end, line),)
        if rest.comma:
            return (Edit(rest.end, rest.end, f"{line},"),)
        if not rest.comment:
            return (Edit(end, end, f",{line}"),)
        return Edit(end, end, ","), Edit(rest.end, rest.end, line)

    def _column(self, offset: int) -> int:
        return offset - self._line_start(offset)

    def _line_start(self, offset: int) -> int:
        return max(self._text.rfind("\n", 0, offset), self._text.rfind("\r", 0, offset)) + 1

    def _line_break(self, offset: int) -> str:
        """Return the line break at ``offset``, or the text's first one where none stands there."""
        found = _LINE_BREAK.match(self._text, offset) or _LINE_BREAK.search(self._text)
        return found[0] if found else "\n"


def runs(items: Sequence[Item], gone: Collection[Item]) -> Iterator[tuple[Item, Item, Item | None, Item | None]]:
    """Yield the first and the last of items in a row that go, with what stands before and behind them."""
    position = 0
    while position < len(items):
        last = position
        if items[position] not in gone:
            position += 1
            continue
        while last + 1 < len(items) and items[last + 1] in gone:
            last += 1
        before = items[position - 1] if position else None
        behind = items[last + 1] if last + 1 < len(items) else None
        yield items[position], items[last], before, behind
        position = last + 1
