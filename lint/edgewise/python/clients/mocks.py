"""Mocks: a URL that a test answers is rewritten together with the clients of the same module that ask for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from edgewise.findings import Finding

_NOT_KNOWN = ("EW106", "EW203", "EW204")
"""Rules of what may ask for the URL of a mock as well, and is not rewritten."""


class Waiting(NamedTuple):
    """A finding as it is by itself, whose fix is unsafe, and as it is where all that is about its host goes with it."""

    alone: Finding
    together: Finding


def together(
    findings: Sequence[Finding],
    mocked: Mapping[str, Sequence[Waiting]],
    asking: Mapping[str, Sequence[Waiting]],
) -> list[Finding]:
    """Return findings, of which those that wait for each other are fixed for certain, each by the edits of all.

    :param mocked: the findings of each host that tests answer and that nothing else is done with.
    :param asking: the clients that ask for each host, and have nothing else against their fixes.
    """
    changed: dict[Finding, Finding] = {}
    is_known = not any(finding.code in _NOT_KNOWN for finding in findings)
    for host, urls in mocked.items() if is_known else ():
        clients = asking.get(host, ())
        ends = {one.together.fix.host for one in (*urls, *clients) if one.together.fix is not None}
        if clients and len(ends) == 1 and all(one.alone in findings for one in (*urls, *clients)):
            changed.update(_joined([*urls, *clients]))
    clients_left = [one for one in findings if one.code.startswith("EW2") and not changed.get(one, one).has_safe_fix]
    return [*findings] if clients_left else [changed.get(finding, finding) for finding in findings]


def _joined(group: list[Waiting]) -> Iterator[tuple[Finding, Finding]]:
    edits = tuple(sorted({edit for one in group for edit in (one.together.fix.edits if one.together.fix else ())}))
    for one in group:
        if one.together.fix is not None:
            yield one.alone, one.together._replace(fix=one.together.fix._replace(edits=edits))
