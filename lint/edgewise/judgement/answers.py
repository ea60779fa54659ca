"""The one decision: where nobody has made it, findings are made by both answers and put together.

While the retired names worked, Twilio processed their requests in US1 whatever region they said. So a name of Ireland
or Australia has two right replacements: US1, as before, or its own region, with credentials and data of that.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from edgewise.findings import Answer, Finding, Fix, Safety
from edgewise.twilio.hosts import resolve
from edgewise.twilio.table import DEFAULT_REGION

if TYPE_CHECKING:
    from collections.abc import Callable

    from edgewise.options import Options
    from edgewise.twilio.table import ProcessingRegion

KEEPING: ProcessingRegion = "us1"
MOVING: ProcessingRegion = "as-written"

_UNUSED_IGNORE = "EW001"
"""A comment is in use if it suppresses something by either answer."""
_MISMATCHES = frozenset({"EW105", "EW203", "EW303"})
"""Rules about what did not certainly get through, so that nothing is "as before"."""


def under_both(find: Callable[[Options], list[Finding]], options: Options) -> list[Finding]:
    """Return what ``find`` finds; where nothing is decided, with fixes only as far as both answers agree.

    The others have fixes that say both and change nothing. What is found is sorted by position.

    :param find: gets options in which a decision is made.
    """
    if options.processing_region is not None:
        return find(options)
    moving = find(options._replace(processing_region=MOVING))
    if all(finding.fix is not None and _stays(finding.fix) for finding in moving):
        return moving
    keeping = {_place(finding): finding for finding in find(options._replace(processing_region=KEEPING))}
    found = [
        _united(keeping.pop(_place(finding), None), finding)
        for finding in moving
        if finding.code != _UNUSED_IGNORE or _place(finding) in keeping
    ]
    found += [_united(finding, None) for finding in keeping.values() if finding.code != _UNUSED_IGNORE]
    return sorted(found, key=_place)


def _stays(fix: Fix) -> bool:
    return fix.processing_region == DEFAULT_REGION or (fix.processing_region is None and fix.host is None)


def _place(finding: Finding) -> tuple[int, int, str]:
    return finding.start, finding.end, finding.code


def _united(keeping: Finding | None, moving: Finding | None) -> Finding:
    """Return one finding for what is found at one place by each answer; None where nothing is wrong by one."""
    finding = moving or keeping
    assert finding is not None
    one, other = (found.fix if found else None for found in (keeping, moving))
    if keeping is not None and moving is not None:
        if one is None and other is None:
            if keeping.help == moving.help:
                return moving
        elif one is not None and other is not None and one.edits == other.edits:
            return moving if other.kept_from or one.safety is not Safety.UNSAFE else keeping
    before = "in US1" if finding.code in _MISMATCHES or (other is not None and other.processing_region is None) else ""
    answers = (
        Answer(KEEPING, before or "as before", one),
        Answer(MOVING, "where the name says", other),
    )
    said = "; ".join(
        f"{answer.label}: {_said(answer.fix, found)}" for answer, found in zip(answers, (keeping, moving), strict=True)
    )
    message = _message(keeping, moving) if keeping and moving else finding.message
    if one is None and other is None:
        return finding._replace(message=message, help=said)
    return finding._replace(message=message, fix=Fix(said, (), Safety.DISPLAY, answers=answers))


def _said(fix: Fix | None, found: Finding | None) -> str:
    if found is None:
        return "nothing to change"
    if fix is None:
        return found.help[:1].lower() + found.help[1:] or "to be written by hand"
    if fix.host is None:
        return fix.message
    credentials = _credentials(fix.host)
    steps = f" ({fix.steps})" if fix.steps else ""
    return f"`{fix.host}`, {credentials} credentials{steps}"


@functools.lru_cache(maxsize=1_000)
def _credentials(host: str) -> str:
    # The hosts of a file are mostly a few.
    return resolve(host).credentials or DEFAULT_REGION.upper()


def _message(keeping: Finding, moving: Finding) -> str:
    """Return what both say; where they differ by the new host alone, without naming it."""
    if keeping.fix and moving.fix and keeping.fix.host and moving.fix.host:
        new = "the new host"
        kept, moved = (
            found.message.replace(f"`{found.fix.host}`", new) for found in (keeping, moving) if found.fix is not None
        )
        if kept == moved:
            return moved
    return moving.message
