"""Code frames: source lines cropped to the page, with carets that line up under tabs, wide characters and escapes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from edgewise.reports.page import cells

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edgewise.files.sources import Lines

CONTEXT = 2
"""Lines shown before and after those of a finding."""
MOST_LINES = 8
"""A span over more lines is shown by its first and last ones."""
_MORE = "…"


@dataclass(frozen=True, slots=True)
class FrameLine:
    """A line of a code frame; ``row`` is None for a gap. ``carets`` stand under ``text``, empty where nothing does."""

    row: int | None
    text: str
    carets: str = ""


class Cut(NamedTuple):
    """The part of a line that is shown. ``marked`` are the characters of ``text``, from and to, that were asked for.

    ``column`` and ``columns`` say where on a terminal those stand, from 0, and how many columns they take.
    """

    text: str
    marked: tuple[int, int]
    column: int
    columns: int


def frame(lines: Lines, start: int, end: int, width: int) -> Iterator[FrameLine]:
    """Yield the lines around the characters ``start`` to ``end`` (from 0, exclusive), none wider than ``width``."""
    first, _ = lines.location(start)
    last, last_column = lines.location(end)
    if last > first and last_column == 1:  # the span ends with a line break
        last -= 1
    for row in range(max(1, first - CONTEXT), min(len(lines), last + CONTEXT) + 1):
        if last - first >= MOST_LINES and first + MOST_LINES // 2 <= row <= last - MOST_LINES // 2:
            if row == first + MOST_LINES // 2:
                yield FrameLine(None, "")
            continue
        low, high = lines.start(row), lines.end(row)
        if row == len(lines) and low == high and row > last:
            continue  # what follows the last line break is no line
        if not first <= row <= last:
            yield FrameLine(row, crop(lines.text, low, low, width, (low, high))[0])
            continue
        left = start if row == first else low + _indent(lines.line(row))
        right = end if row == last else high
        yield FrameLine(row, *crop(lines.text, left, right, width, (low, high)))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def crop(text: str, left: int, right: int, width: int, span: tuple[int, int] | None = None) -> tuple[str, str]:
    """Return what :func:`cut` makes of a line, and the carets under it, one at least."""
    shown = cut(text, left, right, width, span)
    return shown.text, " " * shown.column + "^" * max(1, shown.columns)


def cut(text: str, left: int, right: int, width: int, span: tuple[int, int] | None = None) -> Cut:
    """Return the part of a line around the characters ``left`` to ``right`` of ``text`` that fits.

    :param width: in terminal columns.
    :param span: where in the text the line is; None where it is the text. What it takes does not depend on its length.
    """
    low, high = span or (0, len(text))
    left, right = min(left, high), min(right, high)
    # A minified file is one line of a megabyte: only the neighbourhood is ever measured.
    skipped, until = max(low, left - width), min(high, left + 2 * width)
    part = text[skipped:until]
    if skipped == low and until == high and len(part) <= width and part.isascii() and part.isprintable():
        left, right = left - low, max(left, right) - low  # all of it is shown as it is, as nearly always
        return Cut(part, (left, right), left, right - left)
    shown = cells(part)
    left, right = left - skipped, min(right - skipped, len(shown))
    columns = [columns for _, columns in shown]
    begin, end = 0, len(shown)
    if skipped > low or until < high or sum(columns) > width:
        begin, end = _window(columns, left, width - 2 * len(_MORE))
    head = _MORE if skipped > low or begin else ""
    tail = _MORE if until < high or end < len(shown) else ""
    before, marked, after = (
        "".join(glyph for glyph, _ in shown[start:stop])
        for start, stop in ((begin, left), (left, min(right, end)), (max(left, min(right, end)), end))
    )
    at = len(head) + len(before)
    return Cut(
        head + before + marked + after + tail,
        (at, at + len(marked)),
        len(head) + sum(columns[begin:left]),
        sum(columns[left : min(right, end)]),
    )


def _window(columns: list[int], left: int, room: int) -> tuple[int, int]:
    """Return from where to where to show: a third of the room before ``left``, and all that fits behind it."""
    begin, used = left, 0
    while begin and used + columns[begin - 1] <= room // 3:
        begin -= 1
        used += columns[begin]
    end, used = begin, 0
    while end < len(columns) and used + columns[end] <= room:
        used += columns[end]
        end += 1
    while end == len(columns) and begin and used + columns[begin - 1] <= room:
        begin -= 1
        used += columns[begin]
    return begin, end
