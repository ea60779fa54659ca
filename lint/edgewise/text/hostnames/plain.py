"""Plain settings: a host that a line of data gives to a name, and nothing else, where the name says nothing of it.

Most hosts of a file of settings are of this kind. Only a name could say that one is no address, for a host by itself
is no statement, no condition and no pair; so nothing else is asked about them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from edgewise.judgement import names
from edgewise.patterns import on_demand
from edgewise.text.hostnames.context.signs import LINE, SCHEME

if TYPE_CHECKING:
    from edgewise.text.hostnames.context.roles import ContextRoles
    from edgewise.text.hostnames.context.unshown import Unshown
    from edgewise.text.hostnames.place import HostPlace, HostPlaces

_NAME = r"[A-Za-z_][\w.-]*"
_HOST = on_demand(r"[\w.-]+")
"""A host that is no pattern."""
_BEFORE = on_demand(rf"[ \t]*(?:export[ \t]+|-[ \t]+)?{_NAME}(?:=|:[ \t]+)[\"']?{SCHEME}")
_BEHIND = on_demand(r"(?::\d+)?(?:/[\w./-]*)?[\"']?[ \t]*(?=\n|\Z)")
_BEFORE_IN_JSON = on_demand(rf"[ \t,{{]*(?:\"{_NAME}\"[ \t]*:[ \t]*\{{?[ \t]*)+\"{SCHEME}")
_ITEM_BEFORE = on_demand(r"[ \t]*-[ \t]+[\"']?[a-z]{2,9}://")
_ITEM_BEFORE_IN_JSON = on_demand(r"[ \t]*\"[a-z]{2,9}://")
_PAIR = 3
"""How many values a list may have that says what replaces what."""
_BEHIND_IN_JSON = on_demand(r"(?::\d+)?(?:/[\w./-]*)?\"[ \t,}\]]*(?=\n|\Z)")


class PlainSettings:
    """Answers for the hosts of one text.

    :param context: what answers for the same text whether there is more in it than settings.
    :param unshown: what answers whether it has objects that are rules.
    """

    def __init__(self, places: HostPlaces, context: ContextRoles, unshown: Unshown) -> None:
        self._places = places
        self._context = context
        self._before, self._behind = (_BEFORE_IN_JSON, _BEHIND_IN_JSON) if places.is_json else (_BEFORE, _BEHIND)
        self._may_be = (places.is_json or places.style in ("yaml", "lines")) and not (
            context.has_more_than_settings or unshown.has_rules
        )

    def has(self, place: HostPlace) -> bool:
        """Say whether a host is all that is given to a name, or to one below others, of which none says anything."""
        if not self._may_be or not place.keys or any(map(names.tells, place.path or place.keys)):
            return False
        if not self._is_alone(place, self._before) or (place.is_assigned and names.tells(place.key)):
            return False
        return not (names.listens(place.path) or self._context.answering.may_name(place))

    def has_item(self, place: HostPlace) -> bool:
        """Say whether a URL is a line of a list of data, below names of which none says anything."""
        if not self._may_be or place.value[0] == place.start or any(map(names.tells, place.path)):
            return False
        bracket = self._places.outline(place.start).bracket(place.whole[0])
        if self._places.is_json:
            is_long = bracket.sign == "[" and len(bracket.commas) >= _PAIR
            return is_long and self._is_alone(place, _ITEM_BEFORE_IN_JSON)
        return bracket.parent is None and self._is_alone(place, _ITEM_BEFORE)

    def _is_alone(self, place: HostPlace, lead: re.Pattern[str]) -> bool:
        """Say whether nothing else is on the line of a host than what leads to its value, and the rest of a URL."""
        text, line = self._places.text, self._places.line_start(place.start)
        if place.start - line > LINE or lead.fullmatch(text, line, place.start) is None:
            return False
        if _HOST.fullmatch(text, place.start, place.end) is None:
            return False
        own = self._places.line(place.start)
        is_block = own is not None and own.is_block
        return not is_block and self._behind.match(text, place.end, place.end + LINE) is not None
