"""Whether a form sends a host: it is the value of a choice or of a field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edgewise.judgement.roles import Role
from edgewise.patterns import on_demand
from edgewise.text.hostnames.context.signs import SCHEME

if TYPE_CHECKING:
    from edgewise.text.hostnames.place import HostPlace, HostPlaces

_VALUE = on_demand(
    r"<(?:option|input|button|textarea|param|radio|mat-option)\b[^<>]{0,300}"
    rf"\b(?:value|default-?[vV]alue)=\{{?[\"'`]?{SCHEME}\Z"
)
"""What stands before a value that a form sends."""


class Forms:
    """Answers for the hosts of one text."""

    def __init__(self, places: HostPlaces) -> None:
        self._places = places
        self._has_markup = places.lexer != "xml" and "<" in places.text

    def role(self, place: HostPlace, _: str) -> Role | None:
        """Return the role of a host that a form sends, None for any other."""
        low = self._places.around(place)[0]
        is_sent = self._has_markup and _VALUE.search(self._places.text, low, place.start) is not None
        return Role.DATA if is_sent else None
