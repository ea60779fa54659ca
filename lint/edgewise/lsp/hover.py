"""Hover: the documentation of the rules that a place breaks, and what the hostname there resolves to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edgewise.findings import Safety
from edgewise.judgement.answers import KEEPING, MOVING
from edgewise.rules import BY_CODE
from edgewise.templates import HOLE, Piece, Template, find_hosts, with_placeholders
from edgewise.twilio.availability import Served
from edgewise.twilio.hosts import Host, Status, host_of_labels, resolve_host
from edgewise.twilio.table import REGION_NAMES

if TYPE_CHECKING:
    from edgewise.findings import Finding
    from edgewise.lsp.documents import DocumentLook, DocumentPart, DocumentText
    from edgewise.twilio.table import ProcessingRegion

_TITLES = {Safety.SAFE: "Fix", Safety.UNSAFE: "Fix (unsafe: look at it)", Safety.DISPLAY: "To be decided"}
_REACH = 500
"""How many characters on either side of a place are read for a hostname: a line may be all of a file."""


def hover(look: DocumentLook, part: DocumentPart, offset: int) -> tuple[str, int, int] | None:
    """Return Markdown about a place, with the start and end of what it is about; None for nothing.

    :param offset: in the text of ``part``, as are the start and the end.
    """
    parts: list[str] = []
    spans: list[tuple[int, int]] = []
    host = _host_at(part.text, offset)
    if host is not None:
        parts.append(_resolved(host[0], look.options.processing_region if look.options else None))
        spans.append(host[1:])
    for finding in look.shown_in(part):
        start, end = finding.start - part.start, min(finding.end, part.end) - part.start
        if start <= offset <= end:
            parts.append(_broken(finding))
            spans.append((start, end))
    if not parts:
        return None
    return "\n\n---\n\n".join(parts), *min(spans, key=lambda span: span[1] - span[0])


def _host_at(text: DocumentText, offset: int) -> tuple[Host, int, int] | None:
    start, end = text.line_around(offset)
    start, end = max(start, offset - _REACH), min(end, offset + _REACH)
    template = Template(with_placeholders([Piece(text.source[start:end], start, end)]))
    for match in find_hosts(template):
        first, last = template.span(match.start, match.end)
        labels = [template.text[low:high].lower() for low, high in match.labels]
        if first <= offset <= last and not any(HOLE in label for label in labels) and not match.joined:
            host = host_of_labels(labels)
            return None if host is None else (host, first, last)
    return None


def _resolved(host: Host, processing_region: ProcessingRegion | None) -> str:
    ways = (processing_region,) if processing_region else (KEEPING, MOVING)
    resolutions = list(dict.fromkeys(resolve_host(host, way) for way in ways))
    first = resolutions[0]
    lines = [f"`{host}`: {first.reason}."]
    for number, resolution in enumerate(resolutions):
        if resolution.resolved is None:
            continue
        if resolution.status is not Status.VALID:
            lines.append(f"{'Or' if number else 'It should be'} `{resolution.resolved}`.")
        region = resolution.processing_region or ""
        where = f"{REGION_NAMES[region]} ({region.upper()})" if region in REGION_NAMES else region.upper()
        served = resolution.served
        promised = resolution.is_kept or served is None or served.served not in (Served.NO, Served.NOT_LISTED)
        verb = "Processed in" if promised else "Addressed to"
        lines.append(f"{verb} {where}, with {resolution.credentials or 'US1'} credentials.")
        if served is not None and served.said:
            lines.append(f"{served.said}.")
    return "\n\n".join(lines)


def _broken(finding: Finding) -> str:
    rule = BY_CODE[finding.code]
    lines = [f"**{rule.code} {rule.name}**: {finding.message}"]
    if finding.fix:
        lines.append(f"{_TITLES[finding.fix.safety]}: {finding.fix.message}")
    elif finding.help:
        lines.append(f"Help: {finding.help}")
    return "\n\n".join((*lines, rule.documentation.strip()))
