"""Splicing: edits become new text. It decides which fixes go together and which wait for another look."""

from __future__ import annotations

import enum
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from edgewise.files.sources import Lines
from edgewise.findings import Edit, Finding, Fix, Safety

if TYPE_CHECKING:
    from collections.abc import Iterable


class Why(enum.Enum):
    """Why a finding was not fixed."""

    UNDECIDED = "its fix waits for a decision"
    NO_FIX = "it needs a human"
    UNSAFE = "its fix is unsafe"
    OVERLAP = "its fix overlaps another one"
    REFUSED = "the rewrite of its file was refused"


@dataclass(frozen=True, slots=True)
class Left:
    """A finding that was not fixed, and the reason as a sentence without its subject ("overlaps the fix of ...")."""

    finding: Finding
    why: Why
    reason: str


@dataclass(frozen=True, slots=True)
class Spliced:
    """A text with fixes applied.

    ``edits`` are those that were applied, sorted and without overlap, in offsets of the old text (characters from 0);
    the findings are of the old text too, in the order in which they were given.
    """

    text: str
    fixed: tuple[Finding, ...]
    left: tuple[Left, ...]
    edits: tuple[Edit, ...]


def splice(text: str, findings: Iterable[Finding], unsafe: bool) -> Spliced:
    """Apply the fixes of ``findings`` to ``text``: the safe ones, with ``unsafe`` the unsafe ones too.

    A fix is applied with all of its edits or not at all. Of two fixes that want different things at one place the one
    whose edits come first wins, whatever the order of ``findings``. Edits that only touch count as one place: where two
    texts are inserted at the same offset, or one beside a replaced range, which comes first is nothing that offsets can
    tell. An edit that two fixes share is applied once, for both.

    :raises ValueError: an edit lies outside the text, or two edits of one fix overlap, are not sorted or insert at one
        offset.
    """
    findings = list(findings)
    lefts: dict[int, Left] = {}
    wanted: list[tuple[int, Fix]] = []
    for number, finding in enumerate(findings):
        left = _not_applicable(finding, unsafe)
        if left is not None:
            lefts[number] = left
        elif finding.fix is not None:
            _ensure_sound(finding, finding.fix, len(text))
            wanted.append((number, finding.fix))
    applied = _Applied()
    lines: Lines | None = None
    for number, fix in sorted(wanted, key=lambda item: _rank(findings[item[0]], item[1])):
        winner = applied.add(fix, findings[number])
        if winner is not None:
            lines = lines or Lines(text)
            reason = f"overlaps the fix of {winner.code} on line {lines.location(winner.start)[0]}"
            lefts[number] = Left(findings[number], Why.OVERLAP, reason)
    edits = tuple(applied.edits)
    return Spliced(
        apply(text, edits),
        tuple(finding for number, finding in enumerate(findings) if number not in lefts),
        tuple(lefts[number] for number in sorted(lefts)),
        edits,
    )


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Return ``text`` with ``edits`` applied, which are sorted and do not overlap."""
    pieces: list[str] = []
    done = 0
    for edit in edits:
        pieces += text[done : edit.start], edit.content
        done = edit.end
    return "".join((*pieces, text[done:]))


def _not_applicable(finding: Finding, unsafe: bool) -> Left | None:
    if finding.is_undecided:
        return Left(finding, Why.UNDECIDED, f"decide with --processing-region: {finding.advice}")
    if finding.fix is None or not finding.fix.edits or finding.fix.safety is Safety.DISPLAY:
        return Left(finding, Why.NO_FIX, "has no fix that can be applied")
    if finding.fix.safety is Safety.UNSAFE and not unsafe:
        return Left(finding, Why.UNSAFE, "its fix is unsafe and needs --unsafe-fixes")
    return None


def _ensure_sound(finding: Finding, fix: Fix, length: int) -> None:
    before = (0, 0)
    for number, edit in enumerate(fix.edits):
        place = (edit.start, edit.end)
        if not before[1] <= edit.start <= edit.end <= length or (number and place == before):
            raise ValueError(
                f"the edits of {finding.code} at {finding.start} are outside the text, or in each other's way"
            )
        before = place


def _rank(finding: Finding, fix: Fix) -> tuple[object, ...]:
    edits = tuple((edit.start, edit.end, edit.content) for edit in fix.edits)
    return *edits[0], finding.start, finding.end, finding.code, edits, finding.message, fix.message


class _Applied:
    """The edits that are taken so far, sorted, each with the finding for which it was taken."""

    def __init__(self) -> None:
        self.edits: list[Edit] = []
        self._ends: list[int] = []
        self._owners: list[Finding] = []

    def add(self, fix: Fix, finding: Finding) -> Finding | None:
        """Take all edits of ``fix``, or none and return the finding whose edits are in the way."""
        for edit in fix.edits:
            for number in self._touched_by(edit):
                if self.edits[number] not in fix.edits:
                    return self._owners[number]
        # The edits of a fix may touch one another, so that each has to find its place behind the one before it.
        for edit in fix.edits:
            at = self._place(edit)
            if at is not None:
                self.edits.insert(at, edit)
                self._ends.insert(at, edit.end)
                self._owners.insert(at, finding)
        return None

    def _touched_by(self, edit: Edit) -> range:
        first = last = bisect_left(self._ends, edit.start)
        while last < len(self.edits) and self.edits[last].start <= edit.end:
            last += 1
        return range(first, last)

    def _place(self, edit: Edit) -> int | None:
        touched = self._touched_by(edit)
        if any(self.edits[number] == edit for number in touched):
            return None
        return next(
            (number for number in touched if self._start_and_end(number) > (edit.start, edit.end)), touched.stop
        )

    def _start_and_end(self, number: int) -> tuple[int, int]:
        return self.edits[number].start, self.edits[number].end


@dataclass(frozen=True, slots=True)
class Change:
    """The characters ``old_start`` to ``old_end`` of one text became ``new_start`` to ``new_end`` of another."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int


def changes_of(edits: Iterable[Edit]) -> tuple[Change, ...]:
    """Return where ``edits``, which are sorted and do not overlap, stand in the text before and after."""
    changes: list[Change] = []
    shift = 0
    for edit in edits:
        start = edit.start + shift
        changes.append(Change(edit.start, edit.end, start, start + len(edit.content)))
        shift += len(edit.content) - (edit.end - edit.start)
    return tuple(changes)


def compose(first: Iterable[Change], second: Iterable[Change]) -> tuple[Change, ...]:
    """Return the changes from a first text to a third, given those over a second; what touches becomes one."""
    # A mark is a range of the second text, with how much longer the first and the third text are for it.
    marks = [(change.new_start, change.new_end, _growth(change), 0) for change in first]
    marks += [(change.old_start, change.old_end, 0, _growth(change)) for change in second]
    merged: list[list[int]] = []
    for start, end, before, after in sorted(marks):
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
            merged[-1][2] -= before
            merged[-1][3] += after
        else:
            merged.append([start, end, -before, after])
    changes: list[Change] = []
    old_shift = new_shift = 0
    for start, end, old_growth, new_growth in merged:
        old = start + old_shift, end + old_shift + old_growth
        changes.append(Change(*old, start + new_shift, end + new_shift + new_growth))
        old_shift += old_growth
        new_shift += new_growth
    return tuple(changes)


def is_same_outside(old: str, new: str, changes: Iterable[Change]) -> bool:
    """Say whether ``new`` is ``old`` everywhere but in ``changes``, which are sorted."""
    old_done = new_done = 0
    for change in (*changes, Change(len(old), len(old), len(new), len(new))):
        if old[old_done : change.old_start] != new[new_done : change.new_start]:
            return False
        old_done, new_done = change.old_end, change.new_end
    return True


def _growth(change: Change) -> int:
    return (change.new_end - change.new_start) - (change.old_end - change.old_start)
