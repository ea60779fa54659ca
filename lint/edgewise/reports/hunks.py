"""Hunks: the edits of one fix as a small diff, with one line before and one after."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from edgewise.files.sources import Lines
from edgewise.findings import Edit
from edgewise.reports.frame import crop, cut

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_REACH = 4
"""So many times the width of a page, in characters, is what may be shown of a line on either side of a change."""


@dataclass(frozen=True, slots=True)
class DiffLine:
    """``sign`` is "-", "+" or " "; ``row`` is the number of the line after the fix, None for a removed one.

    ``changed`` are the characters of ``text``, from and to, in which it differs from the line on the other side.
    """

    sign: str
    row: int | None
    text: str
    changed: tuple[int, int] = (0, 0)


def hunks(edits: Sequence[Edit], text: str, lines: Lines, width: int) -> list[list[DiffLine]]:
    """Return the diff of ``text`` before and after ``edits``, in pieces of lines that belong together.

    :param edits: sorted by position.
    :param width: how many terminal columns a line may take.
    """
    found: list[list[DiffLine]] = []
    shift = 0
    for first, last, group in _groups(edits, lines):
        # Of lines of a megabyte, as minified files have them, the ends are shown by none of the lines of a hunk.
        start = max(lines.start(first), group[0].start - _REACH * width)
        end = min(lines.end(last), max(edit.end for edit in group) + _REACH * width)
        old = _applied([], text, start, end)
        new = _applied(group, text, start, end)
        found.append(list(_hunk(old, new, first, shift, lines, width)))
        shift += len(new) - len(old)
    return found


def _groups(edits: Sequence[Edit], lines: Lines) -> Iterator[tuple[int, int, list[Edit]]]:
    """Yield the rows, first and last, that neighbouring edits touch, with those edits."""
    first, last, group = 0, 0, list[Edit]()
    for edit in edits:
        start, end = lines.location(edit.start)[0], lines.location(edit.end)[0]
        if group and start > last + 2:
            yield first, last, group
            group = []
        first = first if group else start
        last = max(last, end) if group else end
        group.append(edit)
    if group:
        yield first, last, group


def _alike(one: str, other: str) -> int:
    """Return how many characters two texts have in common at their start."""
    least, most = 0, min(len(one), len(other))
    while least < most:
        middle = (least + most + 1) // 2
        if one[least:middle] == other[least:middle]:
            least = middle
        else:
            most = middle - 1
    return least


def _applied(edits: Sequence[Edit], text: str, start: int, end: int) -> list[str]:
    parts: list[str] = []
    for edit in edits:
        parts += text[start : edit.start], edit.content
        start = edit.end
    changed = Lines("".join([*parts, text[start:end]]))
    return [changed.line(row) for row in range(1, len(changed) + 1)]


def _hunk(old: list[str], new: list[str], first: int, shift: int, lines: Lines, width: int) -> Iterator[DiffLine]:
    steps = _steps(old, new)
    rows = first + shift
    if steps[0][0] != "equal" and first > 1:
        yield DiffLine(" ", rows - 1, _beside(lines, first - 1, width))
    for tag, old_start, old_end, new_start, new_end in steps:
        if tag == "equal":
            for index in range(new_start, new_end):
                yield DiffLine(" ", rows + index, crop(new[index], 0, 0, width)[0])
            continue
        removed, added = old[old_start:old_end], new[new_start:new_end]
        pairs = [_differences(*pair) for pair in zip(removed, added, strict=False)]
        # A line without one on the other side is cropped as the first pair is: where that begins to differ.
        differ = pairs[0][0][0] if pairs else 0
        alone = (differ, differ)
        for index, line in enumerate(removed):
            yield _cropped("-", None, line, pairs[index][0] if index < len(pairs) else alone, width)
        for index, line in enumerate(added):
            span = pairs[index][1] if index < len(pairs) else alone
            yield _cropped("+", rows + new_start + index, line, span, width)
    last = first + len(old)
    is_line = last < len(lines) or (last == len(lines) and lines.end(last) > lines.start(last))
    if steps[-1][0] != "equal" and is_line:
        yield DiffLine(" ", rows + len(new), _beside(lines, last, width))


def _steps(old: list[str], new: list[str]) -> Sequence[tuple[str, int, int, int, int]]:
    """Return what makes ``new`` of ``old``, as ``difflib`` says it."""
    if len(old) == len(new) == 1 and old != new:
        return [("replace", 0, 1, 0, 1)]
    return difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()


def _beside(lines: Lines, row: int, width: int) -> str:
    start = lines.start(row)
    return crop(lines.text, start, start, width, (start, lines.end(row)))[0]


def _differences(one: str, other: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return in which characters, from and to, each of two lines differs from the other."""
    start = _alike(one, other)
    end = _alike(one[start:][::-1], other[start:][::-1])
    return (start, len(one) - end), (start, len(other) - end)


def _cropped(sign: str, row: int | None, line: str, span: tuple[int, int], width: int) -> DiffLine:
    shown = cut(line, *span, width)
    return DiffLine(sign, row, shown.text, shown.marked)
