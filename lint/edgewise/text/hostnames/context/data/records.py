"""Whether a host is part of a record: a label, a header, a field or an event, which are stored or sent as they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from edgewise.judgement import names
from edgewise.judgement.roles import Role
from edgewise.patterns import on_demand
from edgewise.text.hostnames.context.signs import LINE, SCHEME, STATEMENT

if TYPE_CHECKING:
    from edgewise.text.hostnames.place import HostPlace, HostPlaces

_STORED_BESIDE = on_demand(
    r"[\s{,(-]*[\"']?action[\"']?[ \t]*[:=][ \t]*[\"']?(?:insert|update|upsert|add|set)[\"']?[ \t]*(?=[,;}#\n]|\Z)"
)
_KEY_BESIDE = on_demand(r"[\s{,(-]*[\"']?key[\"']?[ \t]*[:=]")
"""Beside a value: the attribute of something observed that gets it."""
_FIELD_OF_RECORD = on_demand(
    r"[ \t]*(?:\.[\w.@\"\[\]]+[ \t]*=[ \t]*[\"'][a-z]+://|root\.[\w.@\"\[\]]+[ \t]*=[ \t]*[\"'](?:[a-z]+://)?)\Z"
)
"""What stands before a value that a program in data gives to a field of what it is run for."""
_ANSWERED = on_demand(
    r"[ \t]*(?:add_header|Header[ \t]+(?:always[ \t]+)?(?:set|add|append)|http-response[ \t]+(?:set|add)-header)[ \t]+"
    r"(?!(?i:access-control|location)|[^\n]*(?:-src|frame-ancestors|form-action)\b)[^\n]*\Z"
)
"""A header that a proxy adds to its answers, before its value."""
_ELEMENT = on_demand(r"^[ \t]*<(?P<name>/?\w+)[^<>\n]*>[ \t]*\r?$", re.MULTILINE)
"""The beginning or end of a section of Fluentd."""
_HASH = on_demand(r"\w[ \t]*=>[ \t]*\Z")
"""What stands before the fields of an event of Logstash, or before headers."""
_IN_HASH = on_demand(rf"(?:=>[ \t]*|\bheaders?[ \t]+)\{{[^\n{{}}]*(?:=>|:)[ \t]*[\"']{SCHEME}\Z")
"""Both on one line, up to the value."""
_ADDS = on_demand(r"[ \t]*(?i:add|set|record)[ \t]+[\w.-]+[ \t]+[\"']?")
"""What Fluent Bit adds to a record, up to the value."""
_FIELDS = ("field", "attribute", "label", "column")
_FIELD_BESIDE = on_demand(rf"[\s{{,(-]*[\"']?(?:{'|'.join(_FIELDS)})[\"']?[ \t]*[:=][ \t]*[\"']?[\w.@]")
"""Beside a value: the part of a record that gets it, or is compared with it."""
_TIME = on_demand(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d|(?:ts|time|timestamp)[\"']?[ \t]*[:=][ \t]*\d{9}")
_TIME_BESIDE = on_demand(
    r"[\s{,(-]*[\"']?(?<!\w)(?!(?i:start|since|from|end|until|expir|valid|not))[\w.@-]+[\"']?[ \t]*[:=]"
    r"[ \t]*[\"']?\d{4}-\d\d-\d\d[T ]\d\d:\d\d"
    r"|[\s{,(-]*[\"']?(?:ts|time|timestamp)[\"']?[ \t]*[:=][ \t]*\d{9,16}\b"
)
"""Beside a value: when it was so, of which a record tells."""
_LABELS = frozenset(("labels", "tags", "attributes"))
_BODIES = frozenset(("body", "payload", "json", "form"))
_CHOICES = frozenset(("options", "choices"))
_RESPONSES = frozenset(("response", "responses"))
_PASSED_ON = frozenset("proxy forward endpoint server".split())
"""Words of names in a response that somebody else gives."""


class Records:
    """Answers for the hosts of one text."""

    def __init__(self, places: HostPlaces) -> None:
        self._places = places
        self._text = places.text
        self._is_read = places.style != "code" or places.is_data or places.lexer in ("terraform", "puppet", "nix")
        text = places.text
        self._has_times = places.is_data and _TIME.search(text) is not None
        self._has_actions = places.is_data and "action" in text and _STORED_BESIDE.search(text) is not None
        has_fields = places.is_data and any(word in text for word in _FIELDS)
        self._has_fields = has_fields and _FIELD_BESIDE.search(text) is not None
        self.has_records = self._has_times or self._has_actions or self._has_fields
        """Whether the text may have events and fields, whose values look like settings."""

    def role(self, place: HostPlace, _: str) -> Role | None:
        """Return the role of a host in a record or an example, None where neither is seen."""
        if not self._is_read:
            return None
        if any(names.words(name)[-1:] in (("example",), ("examples",)) for name in place.path):
            return Role.SHOWN
        last = [names.words(name)[-1:] for name in place.path[1:]]
        if self._places.is_data and any(
            names.words(name)[-1:] == ("body",) or name in _BODIES for name in place.path[1:]
        ):
            return Role.DATA
        if self._places.is_data and any(_RESPONSES.intersection(word) for word in last):
            return None if any(_PASSED_ON.intersection(names.words(name)) for name in place.path) else Role.DATA
        return Role.DATA if self._is_named(place, last) or self._is_written(place) or self._is_told(place) else None

    def _is_named(self, place: HostPlace, last: list[tuple[str, ...]]) -> bool:
        """Say whether the names of a host are those of a label, of a choice, or of what a step adds to a record.

        :param last: the last word of each name around it.
        """
        if self._places.style == "xml" and place.key.startswith("data-"):
            return True  # what a program reads of an element
        above = names.words(place.path[1]) if len(place.path) > 1 else ()
        if above[:1] == ("add",) and (len(above) > 1 or self._places.style != "xml"):
            return True
        is_annotation = any(names.words(name)[-1:] == ("annotations",) for name in place.path[:2])
        line = self._places.line(place.start)
        if is_annotation and not names.addresses(place.key) and not (line is not None and line.is_block):
            return True
        if "headers" in above and place.key[:2].lower() == "x-":
            return True
        if last[:1] and _CHOICES.intersection(last[0]) and place.key in ("value", "id", "const"):
            return True
        is_markup = self._places.lexer == "xml"  # where labels are texts, and none of an object
        labels = (*last[:1], *(names.words(key)[-1:] for key in place.keys))
        return not is_markup and any(word and _LABELS.issuperset(word) for word in labels)

    def _is_written(self, place: HostPlace) -> bool:
        """Say whether the line of a host gives it to a field of a record, or to a header of an answer."""
        begin = self._places.line_start(place.start)
        if self._places.style == "lines" and "<record>" in self._text:
            elements = _ELEMENT.findall(self._text, max(0, begin - STATEMENT), begin)
            if elements[-1:] == ["record"]:
                return True
        if self._places.style == "lines":
            bracket = self._places.outline(place.start).bracket(place.whole[0])
            if _IN_HASH.search(self._text, begin, place.start):
                return True
            if bracket.sign == "{" and _HASH.search(self._text, max(0, bracket.start - LINE), bracket.start):
                return True
            if self._places.has_sections and _ADDS.fullmatch(self._text, begin, place.start):
                return True
        return any(said.match(self._text, begin, place.start) for said in (_FIELD_OF_RECORD, _ANSWERED))

    def _is_told(self, place: HostPlace) -> bool:
        """Say whether names beside a host are those of a field that gets it, or say when it was so."""
        says = self._places.says_beside
        if self._has_fields and place.key == "value" and says(place, _FIELD_BESIDE, near=1, above=0):
            return True
        if self._has_times and says(place, _TIME_BESIDE, near=2, above=1):
            return True
        is_set = self._has_actions and says(place, _STORED_BESIDE, near=1, above=0)
        return is_set and says(place, _KEY_BESIDE, near=1, above=0)
