"""Hosts in any text -> findings (EW101 to EW106)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from edgewise.findings import Finding, Safety
from edgewise.judgement.hostnames import HostFinding, host_findings
from edgewise.judgement.products import moved
from edgewise.options import Options
from edgewise.templates import Template
from edgewise.text.comments import Comments
from edgewise.text.hostnames.pieces import pieces
from edgewise.text.hostnames.products import asked
from edgewise.text.hostnames.weighing import TextWeighing
from edgewise.text.kinds import Kind

_DOMAIN = re.compile(r"(?ai:twilio[\\\[]{0,2}(?:\.\]?|(?:[ux]|&#x?)\{?[0-9a-f]{2,8}[;}]?)com)")
# A host that is nothing but a product behind `//` can only be valid, or no REST host: most of them are.
_PLAIN = re.compile(r"//[A-Za-z-]{1,40}\.\Z")
_EDGE = re.compile(r"(?<![A-Za-z])(?:edge|EDGE)|(?<=[a-z])Edge")
"""The name of an edge in an expression within a host: it may well bring the label that seems to be missing."""
_BEFORE = 600  # characters: a hostname has 253, the expressions in it may have more
_BEHIND = 120
_MAX_WINDOW = 8_000
_BUNDLE_LINE = 5_000  # characters in a line that nobody wrote by hand
_BUNDLED_LEXERS = frozenset({"", "javascript", "typescript", "css", "html", "astro"})


@dataclass(frozen=True, slots=True)
class _Window:
    """A stretch of the text. The hosts that end in ``after`` (exclusive) to ``last`` are this window's to report."""

    start: int
    end: int
    after: int
    last: int


def host_findings_of(text: str, kind: Kind, options: Options, comments: Comments) -> Iterator[Finding]:
    """Yield a finding for every host of the text that is not valid, from left to right."""
    weighing = TextWeighing(text, kind, options.way)
    found: list[Finding] = []
    for window in _windows(text):
        template = Template(pieces(text, window.start, window.end, code=not kind.prose))
        for item in host_findings(template, options, text):
            if window.after < item.finding.end <= window.last:
                weighed = _weighed(text, item, kind, options, comments, weighing)
                if weighed is not None:
                    found.append(weighed)
    yield from weighing.settle(found)


def _windows(text: str) -> Iterator[_Window]:
    # The matchers see the surroundings of `twilio.com` only, in stretches of bounded length: no text makes them slow.
    window: _Window | None = None
    for found in _DOMAIN.finditer(text):
        if _PLAIN.search(text, max(0, found.start() - 43), found.start()):
            continue
        low, high, last = max(0, found.start() - _BEFORE), min(len(text), found.end() + _BEHIND), found.end()
        if window is not None and low <= window.end and high - window.start <= _MAX_WINDOW:
            window = replace(window, end=high, last=last)
            continue
        if window is not None:
            yield window
        window = _Window(low, high, -1 if window is None else window.last, last)
    if window is not None:
        yield window


def _weighed(
    text: str, item: HostFinding, kind: Kind, options: Options, comments: Comments, weighing: TextWeighing
) -> Finding | None:
    finding = item.finding
    if kind.history:
        return None
    if kind.prose or comments.cover(finding.start):
        return finding._replace(fix=None) if options.prose else None
    if finding.code == "EW106" and _EDGE.search(text, finding.start, finding.end):
        return None
    if item.resolution is None or item.resolution.host is None:
        return finding
    finding = moved(finding, item.resolution, partial(asked, text, finding.start, finding.end, item.resolution.host))
    upstream = (kind.upstream or _in_long_line(text, finding, kind)) if finding.fix is not None else ""
    if upstream:
        return upstream_finding(finding, upstream)
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
