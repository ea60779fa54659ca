"""Uses of a name: what a text does with a host, or with a list of hosts, to which it gives one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from edgewise.judgement import names
from edgewise.judgement.roles import Judged, Role
from edgewise.text.hostnames.place import HostPlace
from edgewise.text.hostnames.surroundings import ASKING, REFUSES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edgewise.text.hostnames.expectations.producers import Producers
    from edgewise.text.hostnames.place import HostPlaces
    from edgewise.text.hostnames.surroundings import Surroundings

_MAX_USES = 40
"""How many uses of a name are looked at; one with more is not followed."""
_IN_NAME = re.compile(r"[\w$]")
_BEFORE_NAME = re.compile(r"(?<![\w$.])(?:this\.|self\.|@|\$this->|self::)?\Z")
_LONGEST_OWNER = len("$this->") + 1
"""Characters before a name that say what it is an attribute of, with the one before these."""
_ITERATED = re.compile(r"\b(?:of|in|range|as|each|foreach|for)\s*\(?\s*\Z")
_ITERATED_BEHIND = re.compile(
    r"\s*(?:\)?\s*(?:\{|:|do\b|as\b|;[ \t]*do\b)|(?:\.|->)(?:map|forEach|each\w*|flatMap|iter\w*|stream|reduce|sort\w*"
    r"|shuffle|values|entries|for_each|ForEach)\b|\[\d*\w*\])"
)
_ASKS_BEHIND = re.compile(r"\s*\)?\??(?:\.|->|::)(?P<name>\w+[?!]?)\s*\(")
_CONTAINS = re.compile(
    r"(?:\A|[.:>])(?:\w*(?:Set|List|Array|URL|Url|URI|Uri)|of|asList|freeze|from|(?:mutable|immutable)?_?(?:list|set|array)"
    r"(?:_?of|Of)?|vec!?|parse)\Z"
)
"""Calls that give back what they are given, as another kind of value."""
_HOSTLIKE = re.compile(r"(?i:twilio|api|[a-z]{2}\d|\.)")
_KEYWORD = re.compile(r"(?<!:):[ \t]*\Z")
"""What stands before the value of an argument that is named, in calls without brackets."""
_WITH_CONSTANT = re.compile(r"\s*[!=]==?\s*(?:\"\"|''|``|(?:null|nil|None|undefined|false|true)\b)")
"""A comparison whose answer is the same whatever host stands in a text."""
_REQUESTS = re.compile(r"(?i:\w*fetch\w*|\w*request\w*|curl\w*|axios|got|ky|get|post|put|patch|delete|head|open_?uri)")
"""Calls that send a request: those of HTTP's methods, and the usual names without one."""
_CONSTANT = re.compile(r"\s*[\"'`](?P<text>[^\"'`\n]{0,80})[\"'`]\s*\)")


class TextUses:
    """Answers for the names of one text."""

    def __init__(self, places: HostPlaces, around: Surroundings, producers: Producers) -> None:
        self._places = places
        self._text = places.text
        self._around = around
        self._producers = producers
        self._judged: dict[tuple[int, str, bool], Judged | None] = {}
        """What is done with a name at a place (an offset), for a product, as a list or not: for all hosts it gets."""

    def role(self, place: HostPlace, product: str) -> Judged | None:
        """Return the role that the uses of a name, to which a literal or a list of them is given, give a host."""
        found = [role for role in self._uses(place, product) if role is not None]
        if not found:
            return None
        return max(found, key=lambda one: (one.role.weight, -one.at))

    def _uses(self, place: HostPlace, product: str) -> Iterator[Judged | None]:
        outline = self._places.outline(place.start)
        is_list = outline.bracket(place.whole[0]) is not place.level
        host = self._text[place.start : place.end].lower()
        for at, end, string in self._named(place):
            key = at, product, is_list
            if key not in self._judged:
                self._judged[key] = self._used(at, end, string, product, is_list=is_list)
            judged = self._judged[key]
            if judged is None or judged.role is not Role.EXPECTED or not self._producers.is_told_beside(at, host):
                yield judged

    def _named(self, place: HostPlace) -> Iterator[tuple[int, int, tuple[int, int] | None]]:
        """Yield where the name that a value is given to stands elsewhere, with the string in which it does."""
        name = self._assigned_name(place)
        if name is None:
            return
        outline = self._places.outline(place.start)
        count = 0
        for at in self._occurrences(name, outline.low, outline.high):
            end = at + len(name)
            if outline.is_comment(at) or self._is_its_own(place, end):
                continue
            count += 1
            if count > _MAX_USES:
                return
            string = outline.string(at)
            if string is None or re.search(r"[$#]\{?\(?\s*\Z|\{\$?\s*\Z", self._text[max(0, at - 8) : at]):
                yield at, end, string

    def _occurrences(self, name: str, low: int, high: int) -> Iterator[int]:
        """Yield where a name stands, by itself or as an attribute of its own object; no pattern finds it as fast."""
        at = self._text.find(name, low, high)
        while at >= 0:
            end = at + len(name)
            is_whole = end >= high or _IN_NAME.match(self._text, end) is None
            if is_whole and _BEFORE_NAME.search(self._text[max(0, at - _LONGEST_OWNER) : at]):
                yield at
            at = self._text.find(name, end, high)

    def is_asked(self, place: HostPlace) -> bool:
        """Say whether a host, or the name that it is given to, is an argument of a call that sends a request."""
        return self._is_requested(place) or any(
            self._is_requested(self._as_place(at, end, string)) for at, end, string in self._named(place)
        )

    def _is_requested(self, place: HostPlace) -> bool:
        call, _ = self._places.call(place)
        if call is None:
            return False
        _, callee = self._places.callee(call)
        sends = _REQUESTS.fullmatch(re.split(r"\.|->|::", callee)[-1]) is not None
        return sends and self._around.of_test(place, "") is None

    def _is_its_own(self, place: HostPlace, end: int) -> bool:
        return (
            end <= place.start
            and re.fullmatch(r"[?!]?[^\n;]{0,120}?[=:]\s*[^;]{0,400}?", self._text[end : place.whole[0]]) is not None
            and "\n" not in self._text[end : end + 1]
            and re.match(
                r"[?!\]\"']*\s*(?::[^=\n;]{0,80})?(?:=(?!=)|:=|:|=>|[\w.\[\]*<> ]{1,60}=(?!=))",
                self._text[end : end + 160],
            )
            is not None
        )

    def _used(self, at: int, end: int, string: tuple[int, int] | None, product: str, *, is_list: bool) -> Judged | None:
        place = self._as_place(at, end, string)
        asked = _ASKS_BEHIND.match(self._text, end, end + 80)
        if asked is not None and ASKING.fullmatch(asked["name"]):
            if not is_list:
                constant = _CONSTANT.match(self._text, asked.end())
                is_same = constant is not None and not _HOSTLIKE.search(constant["text"])
                return None if is_same else Judged(Role.COMPARISON, at)
            refused = REFUSES.match(self._text, asked.end())
            negated = re.search(r"(?:!|\bnot\s|\bunless\s?\(?)\s*\Z", self._text[max(0, at - 12) : at])
            return Judged(Role.DENY if refused and not negated else Role.ALLOW, at)
        if not is_list and (_WITH_CONSTANT.match(self._text, end) or self._is_asked_for_constant(place)):
            return None
        for look in (self._around.exchanged, self._around.of_sql, self._around.of_test, self._around.asked):
            role = look(place, product)
            if role is not None and role not in (Role.SHOWN, Role.TOLD):
                return Judged(role, at)
        return None

    def _as_place(self, at: int, end: int, string: tuple[int, int] | None) -> HostPlace:
        whole = string or (at, end)
        return HostPlace(at, end, whole, whole, (), self._places.outline(at).bracket(whole[0]), string is not None)

    def _is_asked_for_constant(self, place: HostPlace) -> bool:
        """Say whether a call looks for a constant that no host has, such as a slash at the end."""
        call, index = self._places.call(place)
        if call is None or index or len(call.commas) != 1:
            return False
        method = re.split(r"\.|->|::", self._places.callee(call)[1])[-1]
        constant = _CONSTANT.match(self._text, call.commas[0] + 1)
        return ASKING.fullmatch(method) is not None and constant is not None and not _HOSTLIKE.search(constant["text"])

    def _assigned_name(self, place: HostPlace) -> str | None:
        """Return the name of a variable to which a literal, or a list or set with it, is given; None without one."""
        if self._places.style != "code" or self._places.is_data or self._places.lexer in ("sql", "terraform"):
            return None
        outline = self._places.outline(place.start)
        holder = outline.bracket(place.whole[0])
        begin = place.whole[0]
        while holder.parent is not None and holder is not place.level:
            if holder.sign == "{" and not outline.is_object(holder):
                # A block that is called by a name has that place's level: `let(:name) { "value" }`.
                return place.key if holder.parent is place.level and place.key.isidentifier() else None
            callee = self._places.callee(holder)[1]
            if callee and not _CONTAINS.search(callee):
                return None  # what a call makes of it is another thing
            begin, holder = holder.start, holder.parent
        if holder is not place.level or (holder.sign == "{" and outline.is_object(holder)) or holder.sign in ("(", "["):
            return None
        if _KEYWORD.search(self._text, max(0, begin - 20), begin):
            return None
        name = place.key.lstrip("$@")
        return name if re.fullmatch(r"[A-Za-z_$][\w$]*", name) else None

    def is_only_asked(self, place: HostPlace) -> bool:
        """Say whether all that is done with a list, in the text, is to ask whether something is in it."""
        name = self._assigned_name(place)
        if name is None:
            return self._places.is_data and any(map(names.allows, place.keys))
        outline = self._places.outline(place.start)
        uses = 0
        for found in re.finditer(rf"(?<![\w$.])(?:this\.|self\.|@)?(?P<name>{re.escape(name)})(?![\w$])", self._text):
            at, end = found.span("name")
            if outline.is_comment(at) or self._is_its_own(place, end):
                if re.search(r"\bexport\b[^\n;]*\Z", self._text[max(0, at - 60) : at]):
                    return False
                continue
            asked = _ASKS_BEHIND.match(self._text, end, end + 80)
            if asked is None or asked["name"] not in ("has", "includes", "contains", "Contains", "include?", "member?"):
                return False
            uses += 1
        return uses > 0

    def is_only_iterated(self, place: HostPlace) -> bool:
        """Say whether all that is done with a list, in the text, is to go through it."""
        name = self._assigned_name(place)
        if name is None:
            return False
        outline = self._places.outline(place.start)
        uses = 0
        for found in re.finditer(rf"(?<![\w$.])(?:this\.|self\.|@)?(?P<name>{re.escape(name)})(?![\w$])", self._text):
            at, end = found.span("name")
            if outline.is_comment(at) or self._is_its_own(place, end):
                continue
            before = self._text[max(0, at - 30) : at]
            if not (
                _ITERATED_BEHIND.match(self._text, end, end + 60)
                and (_ITERATED.search(before) or self._text[end] in ".-[")
            ):
                return False
            uses += 1
        return uses > 0
