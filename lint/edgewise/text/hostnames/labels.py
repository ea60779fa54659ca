"""Hosts that are written as a list of their labels, ``["api", "ie1", "twilio", "com"]``, as requests of Postman are."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from edgewise.findings import Edit, Finding, Fix, Safety
from edgewise.judgement.hostnames import fix_of, message_of, not_served
from edgewise.judgement.verdicts import code_of
from edgewise.options import Options
from edgewise.patterns import on_demand
from edgewise.text.comments import Comments
from edgewise.twilio.accessors import resource_of
from edgewise.twilio.hosts import Resolution, host_of_labels, resolve_host

_LIST = on_demand(
    r"\[\s{0,80}(?P<quote>[\"'])(?:[A-Za-z0-9-]{1,63}(?P=quote)\s{0,80},\s{0,80}(?P=quote)){1,4}"
    r"(?ai:twilio)(?P=quote)\s{0,80},\s{0,80}(?P=quote)(?ai:com)(?P=quote)\s{0,80}\]"
)
_WORD = on_demand(r"[\w.-]+")
_LABEL = on_demand(r"[A-Za-z0-9-]+")
_REACH = 2_000  # characters of an object on either side of a list in it


def with_label_lists(text: str, found: Iterable[Finding], comments: Comments, options: Options) -> Iterator[Finding]:
    """Yield the findings of hosts, and those of lists of labels.

    The same host in one object, in one piece and as labels, is mended in both places or in neither.

    :param found: the findings of hosts that are written in one piece, from left to right.
    """
    whole = list(found)
    starts = [finding.start for finding in whole]
    for written in _LIST.finditer(text):
        if not comments.cover(written.start()):
            low, high = _object(text, *written.span())
            finding = _finding(text, written, _WORD.findall(text, low, high), options)
            if finding is not None:
                host = ".".join(_LABEL.findall(written[0])).lower()
                group = [
                    number
                    for number in range(bisect_left(starts, low), bisect_left(starts, high))
                    if text[whole[number].start : whole[number].end].lower() == host
                ]
                fix = _together([finding.fix, *(whole[number].fix for number in group)])
                for number in group:
                    whole[number] = whole[number]._replace(fix=fix and _said_of(whole[number], fix))
                yield finding._replace(fix=fix and _said_of(finding, fix))
    yield from whole


def _finding(text: str, written: re.Match[str], words: list[str], options: Options) -> Finding | None:
    """Return the finding of a list of labels; ``words`` are those of the object around it, the path among them."""
    labels = [label.span() for label in _LABEL.finditer(text, *written.span())]
    host = host_of_labels([text[start:end].lower() for start, end in labels[:-2]])
    if host is None:
        return None
    start, end = labels[0][0], labels[-1][1]
    resolution = resolve_host(host, options.way, resource_of(host.product, words))
    code = code_of(resolution.status, "hostname")
    if code is None:
        return not_served(resolution, start, end, options)
    return Finding(code, message_of(resolution), start, end, _fix(text, labels, resolution))


def _fix(text: str, labels: list[tuple[int, int]], resolution: Resolution) -> Fix | None:
    if resolution.resolved is None:
        return None
    new = [label for label in (resolution.resolved.edge, resolution.resolved.region) if label]
    old = labels[1:-2]
    kept = 1 if old and new and text[slice(*old[-1])].lower() == new[-1] else 0
    start, end = labels[1][0], (labels[-2] if not kept else old[-1])[0]
    between = text[labels[0][1] : labels[1][0]]
    content = "".join(label + between for label in new[: len(new) - kept])
    return fix_of(resolution, (Edit(start, end, content),))


def _together(fixes: list[Fix | None]) -> Fix | None:
    """Return one fix with the edits of all, as safe as the least safe of them; None where they do not agree."""
    known = [fix for fix in fixes if fix is not None]
    if len(known) < len(fixes) or len({fix.host for fix in known}) > 1:
        return None
    edits = tuple(sorted({edit for fix in known for edit in fix.edits}))
    is_safe = all(fix.safety is Safety.SAFE for fix in known)
    return known[0]._replace(edits=edits, safety=Safety.SAFE if is_safe else Safety.UNSAFE)


def _said_of(finding: Finding, fix: Fix) -> Fix:
    return fix._replace(message=finding.fix.message) if finding.fix is not None else fix


def _object(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of the innermost braces around ``text[start:end]``, as far as it is near."""
    low, depth = start, 0
    while low > max(0, start - _REACH) and depth >= 0:
        low -= 1
        depth += (text[low] == "}") - (text[low] == "{")
    high, depth = end, 0
    while high < min(len(text), end + _REACH) and depth >= 0:
        depth += (text[high] == "{") - (text[high] == "}")
        high += 1
    return low, high
