"""Whether each place that refers to a variable of a script, Terraform or Nix is one where its host is an address."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property
from typing import TYPE_CHECKING

from edgewise.patterns import on_demand
from edgewise.text.hostnames.context.signs import LINE
from edgewise.text.hostnames.uses.callees import judges
from edgewise.text.hostnames.uses.forms import FLOW

if TYPE_CHECKING:
    from edgewise.text.hostnames.context.unshown import Unshown
    from edgewise.text.hostnames.place import HostPlace, HostPlaces

_MOST_USES = 60
"""How many places of a variable are looked at; one with more is not followed."""
_GIVEN = on_demand(
    r"[ \t]*(?:(?:export|readonly|local|declare|typeset|override)[ \t]+(?:-\w+[ \t]+)*)?(?P<name>[A-Za-z_]\w*)"
    r"(?:\[[^\[\]\n]*\])?[ \t]*(?:::?|\?|\+)?=[^\n]*\Z"
)
"""A line that gives something to a variable, up to a place in what it gives."""
_DEFAULT = on_demand(r"\$\{(?P<name>[A-Za-z_]\w*):?[-=][^\s{}\"]*\Z")
"""The default of a variable, up to a place in it."""
_DECIDES = on_demand(
    r"\A[ \t]*(?:else[ \t]+)?ifn?eq\b"
    r"|\$[({](?:if|or|and|filter(?:-out)?|findstring|(?:pat)?subst|word\w*|firstword)[ \t][^(){}\n]*\Z"
)
"""A condition of make, or a function that looks at a text."""
_WORD_GIVEN = on_demand(r"(?:\A|[\s\"';&|(])[\w.$:\[\]-]*=[\"']?[^\s\"']*\Z")
_IS_SET = on_demand(r"[ \t]-[nz][ \t]+[\"']?\Z")
"""Before what is only asked whether it is empty."""
_PROGRAM = on_demand(r"[ \t]*[@!-]?[ \t]*(?:\S*/)?(?P<name>[A-Za-z][\w-]*)(?:\.\w+)?[ \t]")
"""The program that a command runs."""
_KEYED = on_demand(r"[ \t]*[\w\"./-]+[ \t]*[=:][ \t]*(?P<made>[^\n]*)\Z")
_MAKES = on_demand(
    r"(?:\b(?:format|join|coalesce|jsonencode|yamlencode|templatefile|merge|tostring|try|urlencode|lookup|concat)\(|[^()=!<>?])*"
)
"""An expression of Terraform of which the answer has what stands in it, and does not depend on it."""

_QUOTE_OF_NIX = on_demand(r"''(?![$'\\])")
"""Where a text over lines begins or ends."""
_APPLIED = on_demand(r"(?:[\w)\"'][ \t]+|[=!]=[ \t]*)(?<!inherit )(?<!\bin )(?<!\bor )(?<!then )(?<!else )\Z")
"""Before an argument of a function of Nix, or what something is compared with."""


class References:
    """Answers for the hosts of one text.

    :param unshown: what answers for the same text whether a word of a command is an address.
    """

    def __init__(self, places: HostPlaces, unshown: Unshown) -> None:
        self._places = places
        self._unshown = unshown
        self._text = places.text
        self._known: dict[str, int | None] = {}

    def unknown(self, place: HostPlace) -> int | None:
        """Return where it is not known what is done with the variable that gets a host; None where all is known."""
        if self._places.lexer == "terraform":
            return self._of_terraform(place)
        if self._places.lexer == "nix":
            return self._of_nix(place)
        line = self._text[self._places.line_start(place.start) : place.start][-LINE:]
        given = _DEFAULT.search(line) or _GIVEN.match(line)
        if given is not None:
            return self._of(given["name"])
        return place.whole[0] if self._is_looked_at(place) else None

    def _is_looked_at(self, place: HostPlace) -> bool:
        """Say whether a command that looks at texts by its name has a host as a word: ``./check-host``."""
        own = self._before(place.value[0])
        if _WORD_GIVEN.search(own[-LINE:]) or self._unshown.is_in_document(place.start):
            return False
        program = _PROGRAM.match(own)
        return program is not None and program["name"] not in FLOW and judges(program["name"])

    def _of(self, name: str) -> int | None:
        if name in self._known:
            return self._known[name]
        self._known[name] = None  # what leads back to itself is told by its other places
        uses = list(re.finditer(rf"\$(?:[({{](?:[#!])?)?{name}\b(?!:?[=?])(?:\[[^\[\]\n]*\])?", self._text))
        unknown = (one.start() for one in uses if not self._is_known(one))
        self._known[name] = uses[-1].start() if len(uses) > _MOST_USES else next(unknown, None)
        return self._known[name]

    def _is_known(self, use: re.Match[str]) -> bool:
        own = self._before(use.start())
        if self._places.is_make and _DECIDES.search(own):
            return False
        given = _GIVEN.match(own)
        if given is not None and not re.search(r"\$\(|`|[;&|]", own):
            return self._of(given["name"]) is None
        if _WORD_GIVEN.search(own[-LINE:]) or _IS_SET.search(own):
            return True
        return self._unshown.is_in_document(use.start()) or not self._unshown.is_word_of_command(own, use.end())

    def _before(self, at: int) -> str:
        """Return what stands before a place in its command, over all of its lines."""
        start = self._places.line_start(at)
        while start > 1 and self._text[start - 2] == "\\" and at - start < LINE:
            start = self._places.line_start(start - 2)
        return self._text[start:at].replace("\\\n", " ")

    def _of_terraform(self, place: HostPlace) -> int | None:
        heads = [name.split() for name in place.path if " " in name or name == "locals"]
        kind = heads[0][0] if heads else "locals" if "locals" in place.path else ""
        if kind == "variable" and place.key == "default":
            name = f"var.{heads[0][1].strip(chr(34))}"
        elif kind == "locals":
            name = f"local.{place.path[place.path.index('locals') - 1]}"
        else:
            return None
        for use in re.finditer(rf"\b{re.escape(name)}\b", self._text):
            line = self._places.line_start(use.start())
            end = self._text.find("\n", use.end())
            made = _KEYED.match(self._text[line : use.start()])
            behind = self._text[use.end() : end if end >= 0 else None]
            if made is None or _MAKES.fullmatch(made["made"]) is None or re.search(r"[=!<>]=|\?|\.\.\.", behind):
                return use.start()
        return None

    @cached_property
    def _quotes(self) -> list[int]:
        return [one.start() for one in _QUOTE_OF_NIX.finditer(self._text)]

    def _of_nix(self, place: HostPlace) -> int | None:
        if re.fullmatch(r"[A-Za-z_][\w'-]*", place.key) is None:
            return None
        for use in re.finditer(rf"(?<![\w.'-]){re.escape(place.key)}(?![\w'-])", self._text):
            outline = self._places.outline(use.start())
            is_text = outline.string(use.start()) is not None or bisect_left(self._quotes, use.start()) % 2
            own = self._text[self._places.line_start(use.start()) : use.start()]
            if _APPLIED.search(own) and not is_text and not outline.is_comment(use.start()):
                return use.start()
        return None
