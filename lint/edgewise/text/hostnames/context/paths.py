"""Whether a host is part of a longer name: of a path, of a file or of a key in a cache."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from edgewise.judgement import names
from edgewise.judgement.roles import Role
from edgewise.patterns import on_demand
from edgewise.text.hostnames.context.signs import LINE

if TYPE_CHECKING:
    from edgewise.text.hostnames.place import HostPlace, HostPlaces

_WORD = on_demand(r"[^\s\"'`<>()\[\],;|]*")
"""What is between blanks, quotes and brackets."""
_LOADS = on_demand(
    r"(?:^|\.)(?:require|import|open|fopen|read\w*|write\w*|load\w*|exists\w*|File|Path|join|resolve|use_cassette"
    r"|fixture\w*|readFileSync|file_get_contents|include\w*|source|cassette\w*|insert_cassette|matchSnapshot)\Z",
    re.IGNORECASE,
)
_JOINS = on_demand(
    r"(?<!tring\.)(?<!trings\.)(?<!tr\.)(?<!url\.)(?:\A|[.:>])(?:[jJ]oin|\w*[pP]aths?(?:\.|::)(?:[cC]ombine|get|of|resolve)"
    r"|(?:File|Path)(?:\.new)?|path_join|joinpath|file\.path|here|catfile|catdir)\Z"
)
"""Calls that put a path together of its parts."""
_APPENDS = on_demand(r"(?:\A|\.)(?:append|deleting|adding)\w*(?:Component|\.path)?\Z")
_SELECTED = on_demand(r"PathComponent:[ \t]*@?\Z")
"""What adds a part to a path: in Swift, and in Objective-C."""
_OF_SELECTORS = frozenset(("objective-c", "objective-c++"))
_CACHES = on_demand(r"cach(?:e|ed|es|ing|able)|cacheable")
_FILE_KEY = frozenset(
    "path paths file files filename dir directory folder cassette snapshot mountpath subpath fixture fixtures".split()
)
_RECORDINGS = frozenset("cassette cassettes snapshot snapshots".split())
_TEST = on_demand(r"::[\w.:]{1,120}\[[^\[\]\s]{0,120}\Z")
"""The name of a test before its parameters."""
_PATH = on_demand(
    r"(?:[\w-]+=)?(?:\.{0,2}/|~/?|@/|\$[\w{(][\w}):.-]*/|[\w.@-]+/|(?:[\w.*-]*:){3,8}[\w.-]*/)(?:[^\s\"'`?#]*/)?\Z"
)
_SLASH = on_demand(r"\\(?:/|u002[fF]|x2[fF])")
"""A slash as JSON and JavaScript may write it."""
_NO_PORT = on_demand(r":(?![\s/\d\"'`]|\Z)")
"""A colon after a host that no port follows: ``cache:api.ie1.twilio.com:v2``."""
_PATH_OF_URL = on_demand(r"[A-Za-z][\w+.-]*://[^/]+/(?:.*/)?\Z")
"""Another URL up to a part of its path."""
_FILE_BEHIND = on_demand(r"[^\s\"'`?#]*\.[A-Za-z]\w{0,7}(?![\w./])")


class Paths:
    """Answers for the hosts of one text."""

    def __init__(self, places: HostPlaces) -> None:
        self._places = places
        self._text = places.text

    def role(self, place: HostPlace, _: str) -> Role | None:
        """Return the role of a host that is part of a path, of a file name, or of a key in a cache."""
        call, index = self._places.call(place)
        callee = self._places.callee(call)[1] if call is not None else ""
        if names.caches(callee) or (place.key == "key" and any(map(_CACHES.match, names.words(callee)))):
            return Role.NAME
        if not _RECORDINGS.isdisjoint((*names.words(callee), *names.words(place.key))):
            return Role.NAME
        if place.is_quoted and place.value == (place.start, place.end) and self._is_joined(place, callee, index):
            return Role.NAME
        if self._text.startswith("//", place.start - 2):
            return None  # behind a scheme
        if _TEST.search(self._text, max(0, place.start - LINE), place.start):
            return Role.NAME
        low, high = self._word(place)
        before = _SLASH.sub("/", self._text[low : place.start])
        if _PATH_OF_URL.search(before):
            return Role.KEY
        if before.endswith("/") and "//" not in before:
            is_file = (
                _LOADS.search(callee)
                or _FILE_BEHIND.match(self._text, place.end, high)
                or not _FILE_KEY.isdisjoint(names.words(place.key))
            )
            is_relative = before.startswith(("./", "../", "~/", "@/"))
            imported = re.search(
                r"\b(?:import|from|include|require\w*|source|COPY|ADD)\b[ \t(]*[\"'<]?[^\"'\n]{0,120}\Z",
                self._text[max(0, low - 140) : low],
            )
            if is_file or is_relative or imported:
                return Role.NAME
            is_socket = before.endswith(("/dev/tcp/", "/dev/udp/"))  # of bash, which opens a connection
            return Role.KEY if _PATH.fullmatch(before) and not is_socket else None
        if before[-1:] in (":", "#") and re.fullmatch(r"[~\w.-]+(?:::?[\w.-]+)*(?:::?|#)", before):
            if before.endswith("::"):
                return Role.KEY
            if _NO_PORT.match(self._text, place.end):
                return Role.NAME
            return Role.KEY if place.is_quoted else None
        return None

    def _is_joined(self, place: HostPlace, callee: str, index: int) -> bool:
        """Say whether a whole value is a part of a path that is put together, and not its first one."""
        bracket = self._places.outline(place.start).bracket(place.whole[0])
        is_later = index or (bracket.sign == "[" and bracket.index(place.start)) or self._places.lexer == "rust"
        if _APPENDS.search(callee) or (is_later and _JOINS.search(callee)):
            return True
        begin = place.whole[0]
        return (
            self._places.lexer in _OF_SELECTORS and _SELECTED.search(self._text, max(0, begin - 80), begin) is not None
        )

    def _word(self, place: HostPlace) -> tuple[int, int]:
        """Return where the word around a host begins and ends: blanks, quotes and brackets delimit it."""
        # Backwards from the host: a search for the end would try each character of the line as the start.
        before = _WORD.match(self._text[max(0, place.start - LINE) : place.start][::-1])
        behind = _WORD.match(self._text, place.end, place.end + LINE)
        return place.start - len(before[0] if before else ""), behind.end() if behind else place.end
