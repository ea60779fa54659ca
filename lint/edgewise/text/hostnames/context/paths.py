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
_FILE_KEY = frozenset(
    "path paths file files filename dir directory folder cassette snapshot mountpath subpath fixture fixtures".split()
)
_RECORDINGS = frozenset("cassette cassettes snapshot snapshots".split())
_TEST = on_demand(r"::[\w.:]{1,120}\[[^\[\]\s]{0,120}\Z")
"""The name of a test before its parameters."""
_PATH = on_demand(r"(?:[\w-]+=)?(?:\.{0,2}/|~/?|@/|\$[\w{(][\w}):.-]*/|[\w.@-]+/)(?:[^\s\"'`?#]*/)?\Z")
_SLASH = on_demand(r"\\(?:/|u002[fF]|x2[fF])")
"""A slash as JSON and JavaScript may write it."""
_NO_PORT = on_demand(r":(?![\s/\d\"'`]|\Z)")
"""A colon after a host that no port follows: ``cache:api.ie1.twilio.com:v2``."""
_FILE_BEHIND = on_demand(r"[^\s\"'`?#]*\.[A-Za-z]\w{0,7}(?![\w./])")


class Paths:
    """Answers for the hosts of one text."""

    def __init__(self, places: HostPlaces) -> None:
        self._places = places
        self._text = places.text

    def role(self, place: HostPlace, _: str) -> Role | None:
        """Return the role of a host that is part of a path, of a file name, or of a key in a cache."""
        call = self._places.call(place)[0]
        callee = self._places.callee(call)[1] if call is not None else ""
        if not _RECORDINGS.isdisjoint((*names.words(callee), *names.words(place.key))):
            return Role.NAME
        if self._text.startswith("//", place.start - 2):
            return None  # behind a scheme
        if _TEST.search(self._text, max(0, place.start - LINE), place.start):
            return Role.NAME
        low, high = self._word(place)
        before = _SLASH.sub("/", self._text[low : place.start])
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
        if before[-1:] in (":", "#") and re.fullmatch(r"[\w.-]+(?:::?[\w.-]+)*(?:::?|#)", before):
            if before.endswith("::"):
                return Role.KEY
            if _NO_PORT.match(self._text, place.end):
                return Role.NAME
            return Role.KEY if place.is_quoted else None
        return None

    def _word(self, place: HostPlace) -> tuple[int, int]:
        """Return where the word around a host begins and ends: blanks, quotes and brackets delimit it."""
        # Backwards from the host: a search for the end would try each character of the line as the start.
        before = _WORD.match(self._text[max(0, place.start - LINE) : place.start][::-1])
        behind = _WORD.match(self._text, place.end, place.end + LINE)
        return place.start - len(before[0] if before else ""), behind.end() if behind else place.end
