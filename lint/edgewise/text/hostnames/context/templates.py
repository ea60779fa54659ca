"""Whether the condition of a template, or of a file for make, asks about a host."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edgewise.judgement.roles import Role
from edgewise.patterns import on_demand
from edgewise.text.kinds import HASH

if TYPE_CHECKING:
    from edgewise.text.hostnames.place import HostPlace, HostPlaces

_OPENS = ("{{", "{%", "<%", "<#", "<c:", "<xsl:")
_ASKS = on_demand(
    r"(?:\{\{|\{%|<%|<#|<c:|<xsl:)[{~#^@=-]*[ \t]*[#(]?[ \t]*"
    r"(?:(?:else[ \t]*)?if\w*|el(?:se|s)?if|unless\w*|when|case|n?eq(?:uals?)?|ne|is\w*|compare)(?![\w.-])"
)
"""The beginning of a tag that asks something."""
_CALLS = on_demand(
    r"(?:[{(|,]|[ \t])(?:eq|ne|(?:has|trim)(?:Pre|Suf)fix|has|contains|mustHas|(?:must)?[rR]egexMatch|in|is)"
    r"[ \t]+(?:[\w.$|]+[ \t]+|[\"'`][^\"'`\n]{0,80}[\"'`][ \t]+){0,4}[\"'`][^\"'`\s]{0,80}\Z"
)
"""A function of Go's templates that compares its arguments."""
_MAKE = on_demand(r"[ \t]*(?:else[ \t]+)?ifn?eq[ \t]*[(\"']")
_CALLED_BY_MAKE = on_demand(r"\$[({](?:filter(?:-out)?|findstring|(?:pat)?subst)[ \t][^(){}\n]*\Z")
_DICT = on_demand(r"\bdict(?:[ \t]+[\"'`][^\"'`\n]{0,80}[\"'`][ \t]+[^\s{}]{1,80})*[ \t]+[\"'`]\Z")
"""Keys and values of a table in a template of Go, before a key."""


class Templates:
    """Answers for the hosts of one text."""

    def __init__(self, places: HostPlaces) -> None:
        self._places = places
        self._text = places.text

    def role(self, place: HostPlace, product: str) -> Role | None:
        """Return the role of a host that a condition asks about, None where none does."""
        own = self._text[self._places.around(place)[0] : place.start]
        if _MAKE.match(own):
            return Role.COMPARISON
        if _DICT.search(own):
            return Role.KEY
        if self._places.lexer == HASH and _CALLED_BY_MAKE.search(own):
            is_replaced = self._places.valid_within(place.end, self._places.around(place)[1], product)
            return Role.MIGRATION if is_replaced else Role.COMPARISON
        opened = max(map(own.rfind, _OPENS))
        if opened < 0 or any(closing in own[opened:] for closing in ("}}", "%}", "%>")):
            return None
        return Role.COMPARISON if _ASKS.match(own, opened) or _CALLS.search(own, opened) else None
