"""Whether a form sends a host: it is the value of a choice or of a field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edgewise.judgement.roles import Role
from edgewise.patterns import on_demand
from edgewise.text.hostnames.commands import Documents
from edgewise.text.hostnames.context.signs import LINE, SCHEME, STATEMENT

if TYPE_CHECKING:
    from edgewise.text.hostnames.place import HostPlace, HostPlaces

_VALUE = on_demand(
    r"<(?:option|input|button|textarea|param|radio|mat-option)\b[^<>]{0,300}"
    rf"\b(?:value|default-?[vV]alue)=\{{?[\"'`]?{SCHEME}\Z"
)
"""What stands before a value that a form sends."""
_FIELD = on_demand(r"[?&][\w.%\[\]-]{1,60}=(?:[a-z]+(?:://|%3[aA]%2[fF]%2[fF]))?\Z")
"""A field of a form, before a host."""
_OF_REQUEST = on_demand(
    r"[ \t]*(?:@[\w.-]+[ \t]*=|(?:[A-Z]{3,8}[ \t]+)?(?:https?:|wss?:|\{\{)|[A-Z]{3,8}[ \t]|(?i:host):|>|###)"
)
"""The beginning of a line of a request that says where it goes, and of one that a client runs."""
_SENT = on_demand(
    r"(?<!\S)(?:-[dFbeA]|--cookie|--referer|--user-agent|--data(?:-\w+)?|--form(?:-string)?|--json|--(?:post|body)-(?:data|string)|-Body)"
    r"(?:[ \t]+|=|(?=[\"']))"
    r"(?:[^\s\"']+|\(?@\{[^}\n]*|[$@]?\"(?:[^\"\\]|\\.)*|\$?'[^']*)\Z"
    r"|(?<!\S)(?:-H|--header)[ \t=]*[\"'](?!(?i:host):)[\w-]+:[^\"'\n]*\Z"
)
"""An option of a command, with the beginning of what is sent."""
_SENDS = on_demand(r"(?i:\b(?:curl|wget|xh|https?|Invoke-(?:RestMethod|WebRequest)|irm|iwr)\b)")


class Forms:
    """Answers for the hosts of one text."""

    def __init__(self, places: HostPlaces) -> None:
        self._places = places
        self._documents = Documents(places.text) if places.lexer == "bash" and "@-" in places.text else None
        self._has_markup = places.lexer != "xml" and "<" in places.text

    def role(self, place: HostPlace, _: str) -> Role | None:
        """Return the role of a host that a form sends, None for any other."""
        low = self._places.around(place)[0]
        is_sent = self._has_markup and _VALUE.search(self._places.text, low, place.start) is not None
        is_sent = is_sent or (self._documents is not None and self._documents.is_sent(place.start))
        is_sent = is_sent or (
            self._places.lexer == "http"
            and _OF_REQUEST.match(self._places.text, self._places.line_start(place.start)) is None
        )
        return Role.DATA if is_sent or self._is_field(place) or self._is_given_to_option(place) else None

    def _is_field(self, place: HostPlace) -> bool:
        """Say whether a host is the value of a field among others, as in a form that is sent or a query of a URL."""
        low = max(self._places.line_start(place.start), place.start - LINE)
        return _FIELD.search(self._places.text, low, place.start) is not None

    def _is_given_to_option(self, place: HostPlace) -> bool:
        """Say whether a command sends a text with a host: curl's ``-d``, on a line of its own as well."""
        text, low = self._places.text, self._places.line_start(place.start)
        sent = _SENT.search(text, max(low, place.start - LINE), place.start)
        while sent is not None and text.endswith("\\\n", 0, low):
            low = self._places.line_start(low - 1)
        return sent is not None and _SENDS.search(text, max(low, place.start - STATEMENT), sent.start()) is not None
