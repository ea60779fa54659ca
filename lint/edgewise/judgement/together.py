"""Findings that are fixed together or not at all: the fix of each makes the edits of all, up to a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from edgewise.findings import Finding

MOST_TOGETHER = 250
"""How many edits a fix takes over from other findings: a report of n such findings has n * n edits."""


def together(group: Sequence[Finding]) -> Iterator[tuple[Finding, Finding]]:
    """Yield each finding of a group that has a fix, and the finding whose fix makes the edits of the whole group.

    Of a group with more than ``MOST_TOGETHER`` edits each keeps its own, and is unsafe, since it does not do alone.
    """
    fixed = [finding for finding in group if finding.fix is not None]
    edits = tuple(sorted({edit for finding in fixed for edit in (finding.fix.edits if finding.fix else ())}))
    for finding in fixed:
        if len(edits) > MOST_TOGETHER:
            others = len(edits) - len(finding.fix.edits if finding.fix else ())
            yield finding, finding.doubted(f"it has to change together with {others:,} other places of the file")
        elif finding.fix is not None:
            yield finding, finding._replace(fix=finding.fix._replace(edits=edits))
