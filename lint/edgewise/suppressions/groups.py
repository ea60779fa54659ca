"""Groups: findings that have to be fixed together, because the fix of each makes the edits of all.

A finding that does not count, by the rules that are on, a baseline or the lines that changed, holds its group back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edgewise.files.sources import Lines
from edgewise.findings import Safety
from edgewise.patterns import on_demand
from edgewise.twilio.table import PRODUCTS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from edgewise.findings import Edit, Finding


_ADDRESS = on_demand(r"(?ai:\bhttps?://([a-z0-9-]+(?:\.[a-z0-9-]+)?\.twilio\.com))(?![\w.-])")


def held_back(findings: Sequence[Finding], held: Iterable[Finding], why: str) -> list[Finding]:
    """Return findings; the fix of each that makes an edit which one of ``held`` needs as well is unsafe.

    :param why: why those do not count, as the end of a sentence.
    """
    edits = {edit for finding in held if finding.fix is not None for edit in finding.fix.edits}
    return [_held_back(finding, edits, why) for finding in findings] if edits else list(findings)


def _held_back(finding: Finding, edits: Collection[Edit], why: str) -> Finding:
    fix = finding.fix
    if fix is None or fix.safety is not Safety.SAFE or not any(edit in edits for edit in fix.edits):
        return finding
    message = f"{finding.message}; its fix is unsafe, because it changes what belongs to a finding {why}"
    return finding._replace(message=message, fix=fix._replace(safety=Safety.UNSAFE))


def beside_hosts(clients: Sequence[Finding], hosts: Sequence[Finding], text: str) -> list[Finding]:
    """Return findings of clients; a fix is unsafe where a host that its client asks for stays as it is in the text.

    A test that answers in the place of the host, or a guard that lets it through, would not know the new one. So would
    a test whose client asks for what is no product: ``https://test.ie1.twilio.com``.
    """
    lines = Lines(text)
    unknown = {
        found[1].lower(): lines.location(found.start(1))[0]
        for found in reversed(list(_ADDRESS.finditer(text)))
        if found[1].partition(".")[0].lower() not in PRODUCTS
    }
    stays = unknown | {
        text[host.start : host.end].lower(): lines.location(host.start)[0]
        for host in reversed(hosts)
        if host.code.startswith("EW1") and not host.has_safe_fix
    }
    return [_beside(client, stays) for client in clients]


def _beside(client: Finding, stays: Mapping[str, int]) -> Finding:
    within = client.asks.partition(".")[2]
    for host, line in stays.items() if within and client.has_safe_fix else ():
        if host.partition(".")[2] == within:
            return client.doubted(f"`{host}` stays on line {line}")
    return client


def others(findings: Iterable[Finding], counted: Iterable[Finding]) -> list[Finding]:
    """Return those of ``findings`` that are not in ``counted``, whatever that says of their fixes."""
    places = {(finding.code, finding.start, finding.end) for finding in counted}
    return [finding for finding in findings if (finding.code, finding.start, finding.end) not in places]
