"""Whether something answers to a host: a record of DNS, a certificate, an alias in a network."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from edgewise.judgement import names
from edgewise.judgement.roles import Role
from edgewise.patterns import on_demand
from edgewise.text.hostnames.context.signs import LINE

if TYPE_CHECKING:
    from edgewise.text.hostnames.place import HostPlace, HostPlaces

_TYPE = r"(?:A|AAAA|CNAME|DNAME|ALIAS|ANAME|TXT|MX|NS|SRV|PTR|CAA)"
_TTL = r"(?:[ \t]+\d+[smhdw]?)?"
_RECORD_BEHIND = on_demand(rf"\.?{_TTL}(?:[ \t]+(?:IN|CH|HS))?{_TTL}[ \t]+(?:{_TYPE}|HTTPS)[ \t]+\S", re.IGNORECASE)
"""What a zone file says behind the name of a record."""
_TARGET_BEFORE = on_demand(r"(?:\A|\s)(?:IN[ \t]+)?(?:CNAME|DNAME|ALIAS|ANAME|NS|PTR|MX[ \t]+\d+)[ \t]+\Z")
_TARGET_BEHIND = on_demand(r"\.?[ \t]*(?:;[^\n]*)?(?=\n|\Z)")
_TYPE_BESIDE = on_demand(
    rf"[\s{{,(-]*[\"']?(?:record_?)?(?i:type)[\"']?[ \t]*(?:=>|[:=])[ \t]*[\"']?{_TYPE}[\"']?[ \t]*(?=[,;}}\n]|\Z)"
)
"""Beside the name of a record: its type."""
_ADDRESS_BESIDE = on_demand(
    r"[\s{,(-]*[\"']?(?i:ip|ip_?address|address)[\"']?[ \t]*(?:=>|[:=])[ \t]*[\"']?\d{1,3}(?:\.\d{1,3}){3}\b"
)
"""Beside the names of a machine: its address."""
_MAY_BE_RECORD = on_demand(
    rf"[tT](?i:ype)[\"']?[ \t]*(?:=>|[:=])[ \t]*[\"']?{_TYPE}[\"']?[ \t]*(?=[,;}}\n]|\Z)"
    r"|(?i:ip|address)[\"']?[ \t]*(?:=>|[:=])[ \t]*[\"']?\d{1,3}(?:\.\d{1,3}){3}\b"
)
"""What some place of a text with one of both has."""
_NAMES_IT = frozenset("name names host hosts hostname hostnames fqdn domain domains".split())
_SUBJECT = on_demand(r"(?:\bDNS:|/CN=|\bCN[ \t]?=[ \t]?)(?:\*\.)?\Z")
"""What stands before a host in the subject of a certificate."""


class Answering:
    """Answers for the hosts of one text."""

    def __init__(self, places: HostPlaces) -> None:
        self._places = places
        self._text = places.text
        self._has_records: bool | None = None

    def may_name(self, place: HostPlace) -> bool:
        """Say whether a host may be the name of a record, or of a machine, that something beside it describes."""
        if _NAMES_IT.isdisjoint(names.words(place.key)[-1:]):
            return False
        if self._has_records is None:
            self._has_records = _MAY_BE_RECORD.search(self._text) is not None
        return self._has_records

    def role(self, place: HostPlace, _: str) -> Role | None:
        """Return the role of a host that something answers to, or that a record of DNS leads to."""
        own = self._text[self._places.around(place)[0] : place.start]
        if _SUBJECT.search(own) or any(map(names.certifies, place.keys[:1])):
            return Role.COMPARISON
        if place.value[0] == place.start and any(map(names.aliases, place.keys[:1])):
            return Role.KEY  # a URL has no zone
        if not place.is_quoted:
            behind = self._text[place.end : place.end + LINE]
            if not own.strip() and _RECORD_BEHIND.match(behind):
                return Role.KEY
            if _TARGET_BEFORE.search(own) and _TARGET_BEHIND.match(behind):
                return Role.ADDRESS
        if not self.may_name(place):
            return None
        beside = (_TYPE_BESIDE, _ADDRESS_BESIDE)
        return Role.KEY if any(self._places.says_beside(place, said, near=1) for said in beside) else None
