"""Weighing: the roles of a host in a text decide whether it is reported, and how safe its fix is."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from edgewise.files.sources import Lines
from edgewise.findings import Finding, Safety
from edgewise.judgement.roles import Judged, Role, Seen, Weight, decide
from edgewise.judgement.together import together
from edgewise.text.hostnames.expectations import statements
from edgewise.text.hostnames.members import with_member

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from edgewise.text.reading import TextReading
    from edgewise.twilio.hosts import Resolution

_HOLDING = frozenset({Role.COMPARISON, Role.ALLOW, Role.KEY, Role.EXPECTED, Role.TESTED})
"""Roles that have to go with the address itself: if they stay, it stays."""
_DECISIONS = {role: decide([Seen(role, 0)]) for role in Role}
_OF_TESTS = frozenset({Role.EXPECTED, Role.AGREES, Role.MOCKED})


class _Member(NamedTuple):
    """A finding of a host, and what decided."""

    finding: Finding
    judged: Judged
    asks: bool = False
    """Whether a request is seen to go there."""
    adds: bool = False
    """Whether its fix adds the new host to a list, and keeps the old one."""


class TextWeighing:
    """Weighs the hosts of one text."""

    def __init__(self, reading: TextReading) -> None:
        self._reading = reading
        self._rows: Lines | None = None
        self._has_mocks = statements.may_mock(reading.places.text)
        self._members: dict[str, list[_Member]] = defaultdict(list)
        """The findings of each host that are fixed safely, or hold others."""

    def weigh(self, finding: Finding, resolution: Resolution, *, prose: bool) -> Finding | None:
        """Return the finding of a host, as safe as its place shows; None where the old host is meant.

        :param prose: whether hosts in sentences are reported.
        """
        host = resolution.host
        assert host is not None
        places, roles = self._reading.places, self._reading.roles
        judged = roles.of(finding.start, finding.end, host.product)
        if judged.role is Role.ADDRESS and not self._has_mocks:  # as nearly always
            if finding.has_safe_fix:
                self._members[str(host).lower()].append(_Member(finding, judged))
            return finding
        if judged.role is Role.ALLOW and finding.fix is not None:
            place = places.at(finding.start, finding.end)
            added = with_member(places, place, finding, sole=roles.is_only_asked(place))
            if added is None:
                return None
            if added.fix is not finding.fix and added.has_safe_fix:
                self._members[str(host).lower()].append(_Member(added, judged, adds=True))
                return added
            finding = added
        if judged.role is Role.COMPARISON and finding.fix is not None:
            place = places.at(finding.start, finding.end)
            is_entry = roles.is_entry(place)
            if not is_entry and with_member(places, place, finding, sole=False) is None:
                return None  # the new host is accepted there as well
        decision = _DECISIONS[judged.role]
        if not decision.is_reported:
            return finding._replace(fix=None) if prose and judged.role is Role.TOLD else None
        follows = judged.role.weight is Weight.FOLLOWS
        if decision.doubt is not None and finding.fix is not None and not follows:
            said = judged.said or f"{judged.role.words.format(resolution.resolved)} on line {self._line(judged)}"
            finding = finding.doubted(said)
        if judged.role in _OF_TESTS:
            finding = finding._replace(expects=str(host).lower())
        if finding.fix is not None and (finding.fix.safety is Safety.SAFE or follows or judged.role in _HOLDING):
            asks = self._has_mocks and roles.is_asked(places.at(finding.start, finding.end))
            self._members[str(host).lower()].append(_Member(finding, judged, asks=asks))
        return finding

    def settle(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Yield findings that are weighed one by one, each in the light of all the others of its host.

        What a test expects, or answers in place of, is fixed together with what makes it, or not at all; and where
        something goes by the old host and stays, the addresses stay as well.
        """
        found = list(findings)
        # Of a host that is only known at run time nobody can tell that no test is about it.
        stays = any(finding.code == "EW106" for finding in found)
        settled: dict[Finding, Finding] = {}
        for members in self._members.values():
            settled.update(self._settled(members, stays=stays))
        yield from (settled.get(finding, finding) for finding in found) if settled else found

    def _settled(self, members: list[_Member], *, stays: bool) -> Iterator[tuple[Finding, Finding]]:
        if all(member.judged.role is Role.ADDRESS for member in members):
            return
        following = [member for member in members if member.judged.role.weight is Weight.FOLLOWS]
        holding = next((one.judged for one in members if one.judged.role in _HOLDING and not one.adds), None)
        others = [member for member in members if member.judged.role.weight is not Weight.FOLLOWS]
        safe = [one for one in others if one.adds or one.judged.role not in _HOLDING]
        is_mocked = any(member.judged.role is Role.MOCKED for member in following)
        agrees = holding is None and not stays and all(one.finding.has_safe_fix for one in (*safe, *following))
        agrees = agrees and (any(member.asks for member in (*safe, *following)) if is_mocked else bool(safe))
        if following and not agrees:
            for member in following:
                yield member.finding, member.finding.doubted(self._said(member.judged))
            holding = holding or following[0].judged
        if holding is not None:
            words, line = holding.role.words.partition(":")[0], self._line(holding)
            for member in safe:
                yield member.finding, member.finding.doubted(f"the same host stays on line {line}, where {words}")
        elif following or any(member.adds for member in safe):
            yield from together([member.finding for member in (*safe, *following)])

    def _said(self, judged: Judged) -> str:
        return f"{judged.role.words} on line {self._line(judged)}"

    def _line(self, judged: Judged) -> int:
        if self._rows is None:
            self._rows = Lines(self._reading.text)
        return self._rows.location(judged.at)[0]
