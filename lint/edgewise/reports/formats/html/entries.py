"""Entries of the page: what it shows of each finding besides the JSON report, namely its place, lines and diff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from edgewise.files.sources import Lines
from edgewise.findings import Safety
from edgewise.reports.formats.statistics import folder_of, region_of
from edgewise.reports.frame import CONTEXT, cut
from edgewise.reports.hunks import hunks
from edgewise.reports.place import place
from edgewise.twilio.table import DEFAULT_REGION, REGION_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from edgewise.engine.check import FileResult
    from edgewise.findings import Finding

Fixability = Literal["safe", "unsafe", "undecided", "human"]
"""Who mends a finding: ``edgewise fix``, the same with ``--unsafe-fixes``, that after a decision, or only a human."""

WIDTH = 200
"""Columns after which a line is cut: a page scrolls, and a minified file is one line of a megabyte."""


class Rewrite(NamedTuple):
    """A kind of fix, and the region that processes requests after it, in capitals; "" where that does not change."""

    kind: Fixability
    processed: str

    @property
    def where(self) -> str:
        """Say where requests are processed after it."""
        return f"{REGION_NAMES[self.processed.lower()]} ({self.processed})" if self.processed else "where they are now"

    @property
    def credentials(self) -> str:
        """Say whose credentials it needs."""
        return f"those of {self.processed}" if self.processed else "the same as now"


class PageEntry(NamedTuple):
    """One finding; ``advice`` is what its fix does, or what to do where there is none.

    A line of ``source`` is its number, the text, and from and to which character of that it is marked. In ``diff`` a
    sign ("-", "+" or " ") stands before those, and the number is that of the new text, None for a removed line.
    """

    rule: str
    region: str
    folder: str
    kind: Fixability
    processed: str
    """The region that processes requests after the fix, in capitals; "" where that does not change."""
    credentials: str
    """That region if it needs credentials of its own, which US1 does not."""
    place: str
    advice: str
    source: list[tuple[int, str, int, int]]
    diff: list[list[tuple[str, int | None, str, int, int]]]


def entries(results: Iterable[FileResult]) -> Iterator[PageEntry]:
    """Yield an entry for each finding, in the order of the JSON report."""
    for result in results:
        if result.source is None:
            continue
        text = result.source.text
        lines, folder = Lines(text), folder_of(result.path)
        for finding in result.findings:
            fix = finding.fix
            fixes = [answer.fix for answer in fix.answers] if fix and fix.answers else [fix]
            diff = [hunk for one in fixes if one for hunk in hunks(one.edits, text, lines, WIDTH)]
            region = fix.processing_region if fix else None
            yield PageEntry(
                rule=finding.code,
                region=region_of(finding, text),
                folder=folder,
                kind=_kind(finding),
                processed=(region or "").upper(),
                credentials="" if region in (None, DEFAULT_REGION) else str(region).upper(),
                place=":".join(place(result, finding, lines)),
                advice=finding.advice,
                source=[] if _in_diff(finding, lines) else list(_source(finding, lines)),
                diff=[[(line.sign, line.row, line.text, *line.changed) for line in hunk] for hunk in diff],
            )


def _kind(finding: Finding) -> Fixability:
    if finding.is_undecided:
        return "undecided"
    if finding.fix is None or finding.fix.safety is Safety.DISPLAY:
        return "human"
    return "safe" if finding.fix.safety is Safety.SAFE else "unsafe"


def _in_diff(finding: Finding, lines: Lines) -> bool:
    """Say whether the diff of the fix shows the line of the finding, so that there is no need for it twice."""
    row = lines.location(finding.start)[0]
    edits = finding.fix.edits if finding.fix else ()
    return any(lines.location(edit.start)[0] <= row <= lines.location(edit.end)[0] for edit in edits)


def _source(finding: Finding, lines: Lines) -> Iterator[tuple[int, str, int, int]]:
    first = lines.location(finding.start)[0]
    last = lines.location(finding.end)[0]
    for row in range(max(1, first - CONTEXT), min(len(lines), first + CONTEXT) + 1):
        start, end = lines.start(row), lines.end(row)
        inside = first <= row <= last
        left = max(start, finding.start) if inside else start
        right = min(end, finding.end) if inside else start
        shown = cut(lines.text, left, max(left, right), WIDTH, (start, end))
        yield row, shown.text, *shown.marked
