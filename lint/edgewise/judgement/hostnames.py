"""The judge of hostnames: hosts in a template become findings with fixes (EW101 to EW106), for every kind of text."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, NamedTuple

from edgewise.findings import Edit, Finding, Fix, Safety
from edgewise.judgement.verdicts import code_of, needs_credentials, safety_of
from edgewise.templates import HOLE, HostMatch, Origin, Piece, Template, with_placeholders
from edgewise.twilio.accessors import resource_behind
from edgewise.twilio.hosts import (
    Host,
    Resolution,
    Status,
    classify,
    host_of_labels,
    is_region,
    missing_edge,
    resolve_host,
)
from edgewise.twilio.table import (
    DEFAULT_REGION,
    PROCESSING_REGIONS,
    PRODUCTS,
    REGION_EDGES,
    REGION_ONLY_PRODUCTS,
    ProcessingRegion,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from edgewise.options import Options

_NOT_SERVED = "EW108"
_LONGEST_HOLE = 40
"""Characters of an expression that a message quotes."""
_HOLE_SIGNS = tuple("{$#%<@")
"""With what expressions in a text begin, which need no braces around them."""


class HostFinding(NamedTuple):
    """A finding with what callers weigh: the host by its indices in the template, and what it resolves to, if known."""

    finding: Finding
    match: HostMatch
    resolution: Resolution | None


class HostSite(NamedTuple):
    """A hostname in a template, before anybody has decided where its requests are to be processed.

    It is at the characters ``start`` to ``end`` of the source; ``labels`` are those before ``twilio``, in lower case.
    """

    template: Template
    match: HostMatch
    labels: tuple[str, ...]
    start: int
    end: int
    host: Host | None
    """None where its labels are only known at run time."""
    resource: str = ""
    """What a URL asks for behind it."""
    missing: str = ""
    """What is wrong with one whose labels are only known at run time."""
    is_certain: bool = True
    """Whether nothing before its first label may be a part of that."""


def host_sites(template: Template) -> Iterator[HostSite]:
    """Yield every host of the template with which something may be wrong, from left to right."""
    text = template.text
    for match in template.hosts():
        has_hole = HOLE in text[match.start : match.end]
        labels = [text[start:end].lower() for start, end in match.labels]
        # A hole directly before the product is a scheme or a userinfo in all but absurd readings, yet it may be absurd.
        is_certain = not (has_hole and labels[0].startswith(HOLE) and labels[0].strip(HOLE))
        labels[0] = labels[0].lstrip(HOLE) or labels[0]
        if match.joined or (has_hole and any(HOLE in label for label in labels)):
            missing = _dynamic(labels, match.joined)
            if missing is not None:
                span = template.span(match.start, match.end)
                yield HostSite(template, match, tuple(labels), *span, None, missing=missing)
            continue
        host = _host(tuple(labels))
        if host is not None:
            resource = resource_behind(host.product, text, match.end)
            span = template.span(match.start, match.end)
            yield HostSite(template, match, tuple(labels), *span, host, resource, is_certain=is_certain)


def host_findings(template: Template, options: Options, source: str) -> Iterator[HostFinding]:
    """Yield a finding for every host of the template that something is wrong with, from left to right.

    :param source: the text in which the pieces of the template stand.
    """
    for site in host_sites(template):
        found = judged(site, options, source)
        if found is not None:
            yield found


def judged(site: HostSite, options: Options, source: str) -> HostFinding | None:
    """Return the finding of a host, None where nothing is wrong with it.

    :param source: the text in which it stands.
    """
    start, end = site.start, site.end
    if site.host is None:
        message = f"`{_as_written(site.template, site.match, source)}`: {site.missing}"
        return HostFinding(Finding("EW106", message, start, end, help=_GIVE_EDGE), site.match, None)
    verdict = _verdict(site.host, options.way, site.resource)
    resolution = verdict.resolution
    if verdict.code is None:
        missing = not_served(resolution, start, end, options)
        if missing is None:
            return None
        # What callers weigh is the way to US1.
        return HostFinding(missing, site.match, resolution._replace(resolved=Host(site.host.product)))
    edits = _edits(site, verdict)
    fix = verdict.fix._replace(edits=edits) if edits is not None else None
    if fix is not None and not site.is_certain:
        fix = fix._replace(safety=Safety.UNSAFE)
    by_hand = "" if fix is not None else _by_hand(resolution)
    return HostFinding(Finding(verdict.code, verdict.message, start, end, fix, by_hand), site.match, resolution)


def regions_at(template: Template, start: int, end: int) -> Iterator[str]:
    """Yield, in the marks of a message, the regions without an edge of the hosts at source characters (from 0)."""
    for match in template.hosts():
        _, *rest = (template.text[low:high].lower() for low, high in match.labels)
        if len(rest) == 1 and is_region(rest[0]) and template.span(*match[:2]) == (start, end):
            yield f"`{rest[0]}`"


class _Verdict(NamedTuple):
    """What is wrong with a host wherever it stands: ``code`` is None where nothing is.

    ``fix`` has no edits yet, which put ``labels`` between the product and ``twilio``; they are None where nobody knows
    what is meant.
    """

    resolution: Resolution
    code: str | None
    message: str
    fix: Fix
    labels: list[str] | None


# The hosts of a file are mostly a few.
@functools.lru_cache(maxsize=1_000)
def _host(labels: tuple[str, ...]) -> Host | None:
    return host_of_labels(list(labels))


@functools.lru_cache(maxsize=1_000)
def _verdict(host: Host, processing_region: ProcessingRegion, resource: str) -> _Verdict:
    resolution = resolve_host(host, processing_region, resource)
    resolved = resolution.resolved
    labels = [label for label in (resolved.edge, resolved.region) if label] if resolved is not None else None
    code = code_of(resolution.status, "hostname")
    return _Verdict(resolution, code, message_of(resolution), fix_of(resolution, ()), labels)


def not_served(resolution: Resolution, start: int, end: int, options: Options) -> Finding | None:
    """Return the finding of a valid host whose region does not serve its product; None where nothing is known of that.

    :param start: where the host stands, up to ``end``, in characters of the text.
    """
    served = resolution.served
    if resolution.status is not Status.VALID or served is None or not served.is_missing:
        return None
    if not options.enabled(_NOT_SERVED):
        return None
    message = f"`{resolution.host}`: {served.said}, so that requests fail there with any credentials"
    by_hand = f"Ask `{Host(served.product)}` with US1 credentials, unless Twilio's pages say otherwise by now"
    return Finding(_NOT_SERVED, message, start, end, help=by_hand)


def message_of(resolution: Resolution) -> str:
    """Return what is wrong with a host, and what the region that is meant serves of it, as far as that is not all."""
    said = f"`{resolution.host}`: {resolution.reason}"
    if resolution.served is None or not resolution.served.said:
        return said
    said += f"; {resolution.served.said}"
    return f"{said}, and `--processing-region us1` is what works" if resolution.is_kept else said


def fix_of(resolution: Resolution, edits: tuple[Edit, ...]) -> Fix:
    """Return the fix that consists of these edits: never a safe one where the region that is meant serves nothing."""
    return Fix(
        _replacement_message(resolution),
        edits,
        Safety.UNSAFE if resolution.is_kept else safety_of(resolution.status),
        resolution.processing_region,
        str(resolution.resolved),
        kept_from=resolution.served.region if resolution.is_kept and resolution.served is not None else None,
    )


def _by_hand(resolution: Resolution) -> str:
    if resolution.resolved is None:
        return ""
    host = f"`{resolution.resolved}`{needs_credentials(resolution)}"
    return f"Write {host} by hand: it cannot be edited in place here"


def _replacement_message(resolution: Resolution) -> str:
    """Return what a fix does, and whose credentials it asks for."""
    kept = " (keeps US1)" if resolution.is_kept else ""
    return f"Replace with `{resolution.resolved}`{needs_credentials(resolution)}{kept}"


def _dynamic(labels: list[str], joined: int) -> str | None:
    """Say what is wrong with a host that has holes, None where it may well be complete."""
    product, *rest = labels
    if product.strip(HOLE) == "":
        if joined or len(rest) != 1:
            return None
        if rest[0] == HOLE:
            return "its product and region are not known here, and there is no edge between them"
        if is_region(rest[0]) and rest[0] != DEFAULT_REGION:
            return missing_edge(rest[0])
        return None
    if product.endswith(HOLE) and product.count(HOLE) == 1 and not rest and not joined:
        # "api{region}" where the value brings its own dot
        return _UNKNOWN_REGION if product.rstrip(HOLE) in PRODUCTS else None
    if product not in PRODUCTS or product in REGION_ONLY_PRODUCTS:
        return None
    if not rest:
        return _UNKNOWN_REGION if joined == 1 else None
    if len(rest) == 1 and not joined and rest[0].count(HOLE) == 1 and _may_become_region(rest[0]):
        return _UNKNOWN_REGION
    return None


_UNKNOWN_REGION = "its region is not known here, and there is no edge before it"
_GIVE_EDGE = (
    f"Put the edge before it ({', '.join(f'{REGION_EDGES[name]} for {name}' for name in PROCESSING_REGIONS[1:])}), "
    "or drop the region to stay in US1"
)


def _as_written(template: Template, match: HostMatch, source: str) -> str:
    """Return a host with its holes as the source has them: ``api.{region}.twilio.com``."""
    said = ""
    index = match.start
    while index < match.end:
        piece = template.piece_at(index)
        if piece.origin is Origin.HOLE:
            expression = " ".join(source[piece.start : piece.end].split())
            expression = expression if len(expression) <= _LONGEST_HOLE else f"{expression[: _LONGEST_HOLE - 3]}..."
            said += expression if expression[:1] in _HOLE_SIGNS else f"{{{expression}}}"
        else:
            said += template.text[index]
        index += 1
    return said.replace("`", "'")


def _may_become_region(label: str) -> bool:
    before, _, after = label.partition(HOLE)
    # A region is two letters and a digit; the hole may bring an edge of its own with it.
    return len(before) + len(after) <= 3 and "-" not in after and before.rstrip("0123456789").isalpha() | (not before)


def _edits(site: HostSite, verdict: _Verdict) -> tuple[Edit, ...] | None:
    if verdict.labels is None or _has_escape(site.template, site.match):
        return None
    return relabel(site.template, site.match, site.labels[1:], verdict.labels)


def _has_escape(template: Template, match: HostMatch) -> bool:
    pieces = template.between(match.start, match.end)
    if len(pieces) == 1 and pieces[0].origin is Origin.VERBATIM:  # as nearly always
        return False
    return any(piece.origin is Origin.ESCAPED and piece.text != "\\" for piece in pieces)


def relabel(template: Template, match: HostMatch, old: Sequence[str], new: Sequence[str]) -> tuple[Edit, ...] | None:
    """Return the edits that turn the labels ``old`` between the product and ``twilio`` into ``new``.

    What both have in common stays untouched. None where the host cannot be edited in place.
    """
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    replaced = match.labels[1 + head : len(match.labels) - tail]
    content = new[head : len(new) - tail]
    dot = match.labels[head][1], _next_label(match, head, template)
    if not content:
        # The dot goes with the labels: the one before them or, where only that can be edited in one go, the one behind.
        edits = template.replace(dot[0], replaced[-1][1], "")
        if edits is None or len(edits) > 1:
            edits = template.replace(dot[1], _next_label(match, head + len(replaced), template), "") or edits
        return edits
    written = _written(template, *dot)
    if written is None:
        return None
    if replaced:
        return template.replace(replaced[0][0], replaced[-1][1], written.join(content))
    if tail:
        return template.replace(dot[1], dot[1], "".join(label + written for label in content))
    return template.replace(dot[0], dot[0], "".join(written + label for label in content))


def _next_label(match: HostMatch, index: int, template: Template) -> int:
    """Return where the label behind label ``index`` starts; behind the last one that is ``twilio``."""
    if index + 1 < len(match.labels):
        return match.labels[index + 1][0]
    low = match.labels[index][1]
    return low + template.text[low : match.end].lower().rindex("twilio")


def _written(template: Template, start: int, end: int) -> str | None:
    """Return how the source writes the separator ``text[start:end]``, None where that cannot be told."""
    cooked = template.text[start:end]
    if cooked == ".":
        return cooked
    pieces = template.between(start, end)
    if any(piece.origin not in (Origin.VERBATIM, Origin.ESCAPED) for piece in pieces):
        return None
    doubled = any(piece.origin is Origin.ESCAPED for piece in pieces)
    return cooked.replace("\\", "\\\\") if doubled else cooked


def find_in_plain_text(text: str, options: Options, start: int, end: int) -> list[Finding]:
    """Return the hosts in ``text[start:end]``, of which nothing more is known, sorted by position, without fixes."""
    template = Template(with_placeholders([Piece(text[start:end], start, end)]))
    found = host_findings(template, options, text)
    return [item.finding._replace(fix=None, help="") for item in found]


def hosts_in(text: str) -> Iterator[Host]:
    """Yield the REST hosts in a text, valid or not."""
    for match in Template([Piece(text, 0, len(text))]).hosts():
        host = host_of_labels([text[start:end].lower() for start, end in match.labels])
        if host is not None and HOLE not in str(host):
            yield host


@functools.lru_cache(maxsize=256)
def valid_hosts(text: str) -> frozenset[str]:
    """Return the valid REST hosts in a text: all those of a list are asked for once for each of its members."""
    return frozenset(str(host) for host in hosts_in(text) if classify(host) is Status.VALID)
