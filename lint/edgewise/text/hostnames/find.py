"""Hosts in any text -> findings (EW101 to EW106)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from edgewise.findings import Finding, Safety
from edgewise.judgement.hostnames import HostFinding, judged
from edgewise.judgement.products import moved
from edgewise.options import Options
from edgewise.patterns import on_demand
from edgewise.text.hostnames.products import asked
from edgewise.text.hostnames.rows import is_row_of_pair
from edgewise.text.hostnames.weighing import TextWeighing
from edgewise.text.kinds import Kind
from edgewise.text.reading import TextReading

_EDGE = on_demand(r"(?<![A-Za-z])(?:edge|EDGE)|(?<=[a-z])Edge")
"""The name of an edge in an expression within a host: it may well bring the label that seems to be missing."""
_BUNDLE_LINE = 5_000  # characters in a line that nobody wrote by hand
_BUNDLED_LEXERS = frozenset({"", "javascript", "typescript", "css", "html", "astro"})


def host_findings_of(reading: TextReading, options: Options) -> Iterator[Finding]:
    """Yield a finding for every host of the text that is not valid, from left to right."""
    weighing = TextWeighing(reading)
    found: list[Finding] = []
    for site in reading.hosts:
        item = judged(site, options, reading.text)
        weighed = _weighed(reading, item, options, weighing) if item is not None else None
        if weighed is not None:
            found.append(weighed)
    yield from weighing.settle(found)


def _weighed(reading: TextReading, item: HostFinding, options: Options, weighing: TextWeighing) -> Finding | None:
    finding, text, kind = item.finding, reading.text, reading.kind
    if kind.history:
        return None
    if kind.prose or reading.comments.cover(finding.start):
        return finding._replace(fix=None) if options.prose else None
    if finding.code == "EW106" and _EDGE.search(text, finding.start, finding.end):
        return None
    if item.resolution is None or item.resolution.host is None:
        return finding
    accessors = partial(asked, text, finding.start, finding.end, item.resolution.host)
    finding = moved(finding, item.resolution.processing_region, accessors)
    upstream = (kind.upstream or _in_long_line(text, finding, kind)) if finding.fix is not None else ""
    if upstream:
        is_exchanged = kind.has_rows and is_row_of_pair(text, finding.start, finding.end, item.resolution.host.product)
        return None if is_exchanged else upstream_finding(finding, upstream)
    return weighing.weigh(finding, item.resolution, prose=options.prose)


def upstream_finding(finding: Finding, upstream: str) -> Finding:
    """Return the finding as it is in a text that is made or kept elsewhere: its fix is not for everybody."""
    fix = finding.fix._replace(safety=Safety.UNSAFE) if finding.fix is not None else None
    return finding._replace(message=f"{finding.message} (in {upstream}: change its source)", fix=fix)


def _in_long_line(text: str, finding: Finding, kind: Kind) -> str:
    if kind.lexer.partition(" ")[0] not in _BUNDLED_LEXERS:
        return ""
    low, high = max(0, finding.start - _BUNDLE_LINE), finding.end + _BUNDLE_LINE
    start = text.rfind("\n", low, finding.start)
    end = text.find("\n", finding.end, high)
    length = (end if end >= 0 else min(high, len(text))) - (start if start >= 0 else low)
    return "a generated bundle" if length >= _BUNDLE_LINE else ""
