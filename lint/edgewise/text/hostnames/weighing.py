"""Weighing: the roles of a host in a text decide whether it is reported, and how safe its fix is."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from edgewise.files.sources import Lines
from edgewise.findings import Finding, Safety
from edgewise.judgement.roles import Judged, Role, Seen, decide
from edgewise.text.hostnames.members import with_member
from edgewise.text.hostnames.place import HostPlaces
from edgewise.text.hostnames.roles import TextRoles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from edgewise.text.kinds import Kind
    from edgewise.twilio.hosts import Resolution
    from edgewise.twilio.table import ProcessingRegion

_HOLDING = frozenset({Role.COMPARISON, Role.ALLOW, Role.KEY, Role.EXPECTED, Role.MOCKED})
"""Roles that have to go with the address itself: if they stay, it stays."""


class _Member(NamedTuple):
    """A finding of a host, and what decided."""

    finding: Finding
    judged: Judged


class TextWeighing:
    """Weighs the hosts of one text."""

    def __init__(self, text: str, kind: Kind, processing_region: ProcessingRegion) -> None:
        self._text = text
        self._kind = kind
        self._way: ProcessingRegion = processing_region
        self._places: HostPlaces | None = None
        self._roles: TextRoles | None = None
        self._rows: Lines | None = None
        self._members: dict[str, list[_Member]] = defaultdict(list)
        """The findings of each host that are fixed safely, or hold others."""

    def weigh(self, finding: Finding, resolution: Resolution, *, prose: bool) -> Finding | None:
        """Return the finding of a host, as safe as its place shows; None where the old host is meant.

        :param prose: whether hosts in sentences are reported.
        """
        host = resolution.host
        assert host is not None
        if self._places is None or self._roles is None:
            self._places = HostPlaces(self._text, self._kind)
            self._roles = TextRoles(self._places)
        judged = self._roles.of(finding.start, finding.end, host.product)
        if judged.role is Role.ALLOW and finding.fix is not None:
            place = self._places.at(finding.start, finding.end)
            added = with_member(self._places, place, finding, sole=self._roles.is_only_asked(place))
            if added is None or added.fix is not finding.fix:
                return added
        decision = decide([self._seen(judged)])
        if not decision.is_reported:
            return finding._replace(fix=None) if prose and judged.role is Role.TOLD else None
        if decision.doubt is not None and finding.fix is not None:
            said = judged.said or f"{judged.role.words.format(resolution.resolved)} on line {decision.doubt.line}"
            finding = doubted(finding, said)
        if finding.fix is not None and (finding.fix.safety is Safety.SAFE or judged.role in _HOLDING):
            self._members[str(host).lower()].append(_Member(finding, judged))
        return finding

    def settle(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Yield findings that are weighed one by one, each in the light of all the others of its host.

        Where something goes by the old host and stays, the addresses stay as well.
        """
        settled: dict[Finding, Finding] = {}
        for members in self._members.values():
            holding = next((member.judged for member in members if member.judged.role in _HOLDING), None)
            for member in members if holding is not None else ():
                if holding is not None and member.judged.role not in _HOLDING:
                    words = holding.role.words.partition(":")[0]
                    line = self._seen(holding).line
                    settled[member.finding] = doubted(
                        member.finding, f"the same host stays on line {line}, where {words}"
                    )
        yield from (settled.get(finding, finding) for finding in findings)

    def _seen(self, judged: Judged) -> Seen:
        if self._rows is None:
            self._rows = Lines(self._text)
        return Seen(judged.role, self._rows.location(judged.at)[0])


def doubted(finding: Finding, why: str) -> Finding:
    """Return a finding whose fix is unsafe, with a message that says why."""
    fix = finding.fix
    if fix is None:
        return finding
    return finding._replace(message=f"{finding.message}; {why}", fix=fix._replace(safety=Safety.UNSAFE))
