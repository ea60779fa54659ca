"""The decision side by side: what each answer does to all that was found, for those who plan the migration."""

from __future__ import annotations

import html
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from edgewise.findings import Safety
from edgewise.judgement.answers import KEEPING, MOVING
from edgewise.twilio.hosts import resolve
from edgewise.twilio.table import DEFAULT_REGION, REGION_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from edgewise.findings import Finding, Fix
    from edgewise.twilio.table import ProcessingRegion

ANSWERS: tuple[ProcessingRegion, ...] = (KEEPING, MOVING)
"""The two columns, as the head of the table in the page has them."""
_BY_HAND = "by hand, or nothing to do"
_NO_REQUEST = "fixes that are about no request"


class _Count(NamedTuple):
    """What one answer does: how many fixes of each kind there are, and where requests are processed after them."""

    kinds: Counter[str]
    regions: Counter[str]


def rows(findings: Iterable[Finding]) -> Iterator[str]:
    """Yield the rows of a table with a column for each of :data:`ANSWERS`; none where nothing waits for a decision."""
    found = list(findings)
    if not any(finding.is_undecided for finding in found):
        return
    counts = [_count(found, way) for way in ANSWERS]
    for region in dict.fromkeys((DEFAULT_REGION, *sorted({region for count in counts for region in count.regions}))):
        said = f"then processed in {REGION_NAMES[region]} ({region.upper()})"
        yield _row(said, [f"{count.regions[region]:,}" for count in counts])
    yield _row("credentials that they need", [_credentials(count.regions) for count in counts])
    for kind in ("safe fixes", "unsafe fixes", _BY_HAND, _NO_REQUEST):
        if any(count.kinds[kind] for count in counts):
            yield _row(kind, [f"{count.kinds[kind]:,}" for count in counts])


def _count(findings: Iterable[Finding], way: ProcessingRegion) -> _Count:
    count = _Count(Counter(), Counter())
    for finding in findings:
        fix = _fix(finding, way)
        if fix is None or not fix.edits or fix.safety is Safety.DISPLAY:
            count.kinds[_BY_HAND] += 1
            continue
        region = fix.processing_region or (resolve(fix.host).processing_region if fix.host else None)
        if region is None:
            count.kinds[_NO_REQUEST] += 1
            continue
        count.kinds["safe fixes" if fix.safety is Safety.SAFE else "unsafe fixes"] += 1
        count.regions[region] += 1
    return count


def _fix(finding: Finding, way: ProcessingRegion) -> Fix | None:
    if not finding.is_undecided or finding.fix is None:
        return finding.fix
    return next((answer.fix for answer in finding.fix.answers if answer.processing_region == way), None)


def _credentials(regions: Counter[str]) -> str:
    needed = [region for region in sorted(regions, key=lambda one: (one != DEFAULT_REGION, one)) if regions[region]]
    return ", ".join(
        f"{region.upper()} ({'as before' if region == DEFAULT_REGION else 'to be made there'})" for region in needed
    )


def _row(said: str, cells: Iterable[str]) -> str:
    return (
        f'<tr><th scope="row">{html.escape(said)}</th>{"".join(f"<td>{html.escape(cell)}</td>" for cell in cells)}</tr>'
    )
