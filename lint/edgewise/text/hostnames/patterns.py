"""Regular expressions in any text that accept a retired host and refuse its replacement (EW107)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from edgewise.findings import Finding
from edgewise.judgement.patterns import refused
from edgewise.text.comments import Comments
from edgewise.twilio.table import ProcessingRegion

MAX_PATTERNS = 50
"""How many patterns of a text are tried: each may take up to half a second."""

_REACH = 500  # characters on either side of the domain, within its line
_ESCAPED_DOMAIN = re.compile(r"(?ai:twilio)\)?(?:\\{1,2}\.|\[\.\])\(?(?ai:com)")
_QUOTES = "\"'`"
# Where a value may begin: what stands before the slash of a regular expression, and not within a path or a division.
_BEFORE_SLASH = re.compile(r"(?:^|[=(,:!~&|?{\[]|\breturn)[ \t]*\Z")


def pattern_findings_of(
    text: str, found: Iterable[Finding], comments: Comments, processing_region: ProcessingRegion
) -> Iterator[Finding]:
    """Yield a finding for every literal with an escaped domain in it that is such an expression.

    :param found: the findings of hosts; where one of them stands, the host itself is mended.
    """
    hosts = [(finding.start, finding.end) for finding in found]
    tried: set[tuple[int, int]] = set()
    for domain in _ESCAPED_DOMAIN.finditer(text):
        span = _literal(text, domain.start(), domain.end())
        if span is None or span in tried or comments.cover(domain.start()):
            continue
        if any(start < span[1] and span[0] < end for start, end in hosts):
            continue
        if len(tried) == MAX_PATTERNS:
            return
        tried.add(span)
        # In a quoted literal every backslash may be doubled.
        pair = refused(text[slice(*span)].replace("\\\\", "\\"), ("search",), processing_region)
        if pair is not None:
            old, new = pair
            message = f"this regular expression accepts `{old}` and refuses `{new}`, which takes its place"
            yield Finding("EW107", message, *span)


def _literal(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the characters between the quotes or slashes around a place in one line; None where there are none."""
    low = max(text.rfind("\n", 0, start) + 1, start - _REACH)
    high = text.find("\n", end)
    high = min(len(text) if high < 0 else high, end + _REACH)
    for index in range(start - 1, low - 1, -1):
        sign = text[index]
        if text[index - 1 : index] == "\\":
            continue
        if sign in _QUOTES or (sign == "/" and _BEFORE_SLASH.search(text, low, index)):
            behind = _closing(text, sign, end, high)
            return None if behind is None else (index + 1, behind)
    return None


def _closing(text: str, sign: str, start: int, end: int) -> int | None:
    for index in range(start, end):
        if text[index] == sign and text[index - 1] != "\\":
            return index
    return None
