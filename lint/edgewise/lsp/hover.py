"""Hover: the documentation of the rules that a place breaks, and what the hostname there resolves to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edgewise.findings import Safety
from edgewise.rules import BY_CODE
from edgewise.templates import HOLE, Piece, Template, find_hosts, with_placeholders
from edgewise.twilio.hosts import Resolution, Status, host_of_labels, resolve_host
from edgewise.twilio.table import REGION_NAMES

if TYPE_CHECKING:
    from edgewise.findings import Finding
    from edgewise.lsp.documents import Look

_REACH = 500
"""How many characters on either side of a place are read for a hostname: a line may be all of a file."""


def hover(look: Look, offset: int) -> tuple[str, int, int] | None:
    """Return Markdown about the place ``offset``, with the start and end of what it is about; None for nothing."""
    parts: list[str] = []
    spans: list[tuple[int, int]] = []
    host = _host_at(look, offset)
    if host is not None:
        parts.append(_resolved(host[0]))
        spans.append(host[1:])
    for finding in look.findings:
        if finding.start <= offset <= finding.end:
            parts.append(_broken(finding))
            spans.append((finding.start, finding.end))
    if not parts:
        return None
    return "\n\n---\n\n".join(parts), *min(spans, key=lambda span: span[1] - span[0])


def _host_at(look: Look, offset: int) -> tuple[Resolution, int, int] | None:
    start, end = look.text.line_around(offset)
    start, end = max(start, offset - _REACH), min(end, offset + _REACH)
    template = Template(with_placeholders([Piece(look.text.source[start:end], start, end)]))
    for match in find_hosts(template):
        first, last = template.span(match.start, match.end)
        labels = [template.text[low:high].lower() for low, high in match.labels]
        if first <= offset <= last and not any(HOLE in label for label in labels) and not match.joined:
            host = host_of_labels(labels)
            return None if host is None else (resolve_host(host, look.processing_region), first, last)
    return None


def _resolved(resolution: Resolution) -> str:
    region = resolution.processing_region or ""
    credentials = resolution.credentials or "US1"
    lines = [f"`{resolution.host}`: {resolution.reason}."]
    if resolution.status is not Status.VALID:
        lines.append(f"It should be `{resolution.resolved}`.")
    where = f"{REGION_NAMES[region]} ({region.upper()})" if region in REGION_NAMES else region.upper()
    lines.append(f"Processed in {where}, with {credentials} credentials.")
    return "\n\n".join(lines)


def _broken(finding: Finding) -> str:
    rule = BY_CODE[finding.code]
    lines = [f"**{rule.code} {rule.name}**: {finding.message}"]
    if finding.fix:
        unsafe = "" if finding.fix.safety is Safety.SAFE else " (unsafe: look at it)"
        lines.append(f"Fix{unsafe}: {finding.fix.message}")
    return "\n\n".join((*lines, rule.documentation.strip()))
