"""The judge of what clients are used for: products and resources that the region does not serve, or serves in part."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from edgewise.findings import Finding, Safety
from edgewise.twilio.availability import Availability, Served, availability
from edgewise.twilio.hosts import Status
from edgewise.twilio.releases import resolve_client
from edgewise.twilio.table import DEFAULT_REGION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from edgewise.judgement.clients import ClientVerdict, Question
    from edgewise.options import Options
    from edgewise.twilio.table import ProcessingRegion

CODE = "EW205"
_MOST_NAMED = 3
"""Accessors that a message names."""


class Accessor(NamedTuple):
    """What a text looks up on a client, or imports for one, as it is written there, on a line (from 1).

    ``product`` and ``resource`` are those of :func:`edgewise.twilio.availability.availability`.
    """

    said: str
    line: int
    product: str
    resource: str = ""
    is_certain: bool = True
    """Whether it is the client's for sure, and not perhaps another one's."""


def weighed(verdict: ClientVerdict, accessors: Callable[[], Sequence[Accessor]]) -> ClientVerdict:
    """Return a verdict in the light of what the client is used for.

    Where what is right would move it to a region that does not serve something of that, the fix is unsafe, and the
    message says why. What is served in part or in beta is added to the message.

    :param accessors: what is seen of it, asked for only where it matters.
    """
    resolution = verdict.resolution
    region = resolution.processing_region if resolution is not None and resolution.moves else None
    if resolution is None or region is None or region == DEFAULT_REGION:
        return verdict
    rows = _by_row(accessors(), region)
    missing = [accessor for row, found in rows.items() if row.is_missing for accessor in found]
    # What no page lists is not promised.
    unlisted = next((row for row in rows if row.served is Served.NOT_LISTED), None)
    return replace(
        verdict,
        message=verdict.message + _notes(rows),
        unsafe=verdict.unsafe or bool(missing),
        resolution=resolution._replace(served=unlisted),
        fails=f"{_named(missing)} {'fails' if len(missing) == 1 else 'fail'}" if missing else "",
    )


def moved(finding: Finding, region: str | None, accessors: Callable[[], Sequence[Accessor]]) -> Finding:
    """Return the finding of a host or a setting in the light of what is asked for where it is used.

    Where its fix would move that to a region that does not serve it, the fix is unsafe, and the message says why.

    :param region: what processes requests after the fix, None where nobody knows.
    :param accessors: what is seen of the URLs or clients, asked for only where it matters.
    """
    fix = finding.fix
    if fix is None or region is None or region == DEFAULT_REGION:
        return finding
    asked = accessors()
    if not asked:
        return finding
    rows = _by_row(asked, region)
    is_missing = any(row.is_missing for row in rows)
    return finding._replace(
        message=finding.message + _notes(rows), fix=fix._replace(safety=Safety.UNSAFE) if is_missing else fix
    )


def not_served(
    judged: Iterable[tuple[Question, ClientVerdict | None]],
    options: Options,
    accessors: Callable[[], Sequence[Accessor]],
    start: int,
    end: int,
) -> Finding | None:
    """Return the finding of a client that is used for what its region does not serve; None where all is well.

    :param judged: what was asked about the client's region and edge, and answered, in each call that makes it.
    :param accessors: what is seen of its use, asked for only where it matters.
    :param start: where the region is given, up to ``end``, in characters of the text.
    """
    if not options.enabled(CODE):
        return None
    regions = {_region_of(question, verdict, options.way) for question, verdict in judged}
    region = regions.pop() if len(regions) == 1 else None
    if region is None or region == DEFAULT_REGION:
        return None
    certain = [accessor for accessor in accessors() if accessor.is_certain]
    rows = {row: found for row, found in _by_row(certain, region).items() if row.is_missing}
    if not rows:
        return None
    message = "; ".join(f"{_named(found)}: {row.said}" for row, found in rows.items())
    by_hand = "Use a client of US1 for it, with US1 credentials, unless Twilio's pages say otherwise by now"
    return Finding(CODE, f"{message}, and requests for it fail there", start, end, help=by_hand)


def _region_of(question: Question, verdict: ClientVerdict | None, way: ProcessingRegion) -> str | None:
    """Return which region processes what a client asks for; None where that fails anyway, or nobody knows."""
    only, edge = question.region.only, question.edge
    if verdict is not None or only is None or question.doubt is not None or edge.kind not in ("constant", "absent"):
        return None
    resolution = resolve_client(only, edge.value or None, way)  # a region of "dublin.ie1" needs no edge
    return resolution.processing_region if resolution.status is Status.VALID else None


def _by_row(accessors: Iterable[Accessor], region: str) -> dict[Availability, list[Accessor]]:
    """Return accessors by the row that says how a region serves them: what it does not serve comes last."""
    found: dict[Availability, list[Accessor]] = {}
    for accessor in sorted(set(accessors), key=lambda one: (one.line, one.said)):
        found.setdefault(availability(accessor.product, region, accessor.resource), []).append(accessor)
    return dict(sorted(found.items(), key=lambda item: item[0].is_missing))


def _notes(rows: Mapping[Availability, Sequence[Accessor]]) -> str:
    """Return the end of a message about a fix that moves: what is not served, or not in full, and who asks for it."""
    notes = "".join(f"; {_named(found)}: {row.said}" for row, found in rows.items() if row.said)
    return f"{notes}, and `--processing-region us1` is what works" if any(row.is_missing for row in rows) else notes


def _named(accessors: Sequence[Accessor]) -> str:
    """Return accessors and their lines, as a message names them."""
    named = ", ".join(f"`{one.said}` on line {one.line}" for one in accessors[:_MOST_NAMED])
    more = len(accessors) - _MOST_NAMED
    named += f" and {more} more" if more > 0 else ""
    return named if any(one.is_certain for one in accessors) else f"{named}, if it is this client that is used there"
