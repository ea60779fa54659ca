"""Whether a host is part of a rule or of a record: by an operator, an outcome or a verdict that is given beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edgewise.judgement import names
from edgewise.judgement.roles import Role
from edgewise.patterns import on_demand

if TYPE_CHECKING:
    from edgewise.text.hostnames.place import HostPlace, HostPlaces

_SIGN = r"(?:={2,3}|!={1,2}|=~|!~\*?|~{1,2}\*?|<>)"
_WORD = (
    r"(?:(?:string|str|is|not|does_?not|n|any|all|none)[ _-]?)?"
    r"(?:eq|ne|neq|equals?(?:[ _-]?to)?|exact(?:ly)?(?:[ _-]?match\w*)?|match(?:es)?|contains?"
    r"|(?:starts|ends|begins)[ _-]?with|regex|regexp|not[ _-]?in|in|like|literal|is|is[ _-]?not|one[ _-]?of)"
)
_OPERATOR_BESIDE = on_demand(
    rf"[\s{{,(-]*[\"']?[\w-]+[\"']?[ \t]*(?:=>|[:=])[ \t]*[\"']?(?:{_SIGN}|(?i:{_WORD}))[\"']?[ \t]*(?=[,;}}#\n]|\Z)"
)
"""Beside a value: what it is compared by, whatever that is called: ``operator: in``, ``"type": "equal_to"``."""
_TEST_BESIDE = on_demand(r"[\s{,(-]*[\"']?op[\"']?[ \t]*[:=][ \t]*[\"']?test[\"']?[ \t]*(?=[,;}#\n]|\Z)")
"""Beside a value: a patch of JSON goes on only if it is there."""
_OUTCOME_BESIDE = on_demand(
    r"[\s{,(-]*[\"']?(?i:results?|then|next|goto|outcome|outputs?|output_?entry|transition|yields)[\"']?"
    r"[ \t]*(?:=>|[:=])"
)
"""Beside one of several values: what it leads to."""
_VERDICT_BESIDE = on_demand(
    r"[\s{,(-]*[\"']?(?:\w*[_-])?(?i:action|effect|verdict|decision)[\"']?[ \t]*(?:=>|[:=])[ \t]*[\"']?"
    r"(?i:allow|allowed|permit|accept|pass|keep|drop|include|exclude|log|alert|mask)[\"']?[ \t]*(?=[,;}#\n]|\Z)"
)
"""Beside a value: what is done with what has it."""
_MAY_BE = on_demand(
    rf"[:=]>?[ \t]{{0,20}}[\"']?(?:{_SIGN}|(?i:{_WORD}|test|absent|insert|update|upsert|add|set|reject|drop|allow"
    r"|allowed|permit|accept|pass|keep|include|exclude|log|alert|mask))[\"']?[ \t]*(?=[,;}#\n]|\Z)"
)
_OUTCOMES = ("result", "then", "next", "goto", "outcome", "output", "entry", "transition", "yields")
_MAY_LEAD = on_demand(rf"(?i:{'|'.join(_OUTCOMES)})s?[\"']?[ \t]*(?:=>|[:=])")
"""What some place of a text with one of these has: an operator or a verdict; an outcome, of which one word is there."""
_OPERATOR_IN_LIST = on_demand(rf"[\"'](?:{_SIGN}|(?i:eq|ne|equals?|contains|matches|in|like|starts_?with))[\"']")
_ABSENT_BESIDE = on_demand(
    r"[\s{,(-]*[\"']?(?:(?:state|ensure)[\"']?[ \t]*(?:=>|[:=])[ \t]*[\"']?absent"
    r"|jump[\"']?[ \t]*[:=][ \t]*[\"']?(?i:drop|reject))\b"
)
"""Beside a value: it is taken away."""
_DECLARED = frozenset(("terraform", "puppet", "nix"))
"""Languages whose programs are declarations, as data is."""
_ITEM = on_demand(r"[ \t]*-[ \t]")
_NEAR = 6
"""How many lines of an item in a text within data are looked at, on each side of a host."""


def _may_have_rules(text: str) -> bool:
    if _MAY_BE.search(text) is not None:
        return True
    lowered = text.lower()
    return any(word in lowered for word in _OUTCOMES) and _MAY_LEAD.search(text) is not None


class RuleSigns:
    """Answers for the hosts of one text."""

    def __init__(self, places: HostPlaces) -> None:
        self._places = places
        self._text = places.text
        self._asks = places.style != "code" or places.is_data or places.lexer in _DECLARED
        self._has_lists = self._asks and _OPERATOR_IN_LIST.search(places.text) is not None
        self.has_rules = self._asks and (self._has_lists or _may_have_rules(places.text))
        """Whether the text may have rules whose values look like settings."""

    def role(self, place: HostPlace, _: str) -> Role | None:
        """Return the role of a host in a rule, None where none is seen."""
        if not self._asks:
            return None
        if self._places.lexer == "terraform" and "import" in place.path:
            return Role.NAME  # what is there already
        if self._places.lexer == "terraform" and "test" in place.path:
            return Role.EXPECTED
        if self._is_in_header(place):
            return Role.KEY
        return self._beside(place) if self.has_rules else None

    def _is_in_header(self, place: HostPlace) -> bool:
        """Say whether a host is in the header of a section, to which the settings below it belong."""
        if not self._places.has_sections:
            return False
        low, high = self._places.around(place)
        line = self._text[low:high].strip()
        return line.startswith("[") and line.endswith("]")

    def _beside(self, place: HostPlace) -> Role | None:
        says = self._places.says_beside
        outline = self._places.outline(place.start)
        bracket = outline.bracket(place.whole[0])
        if bracket.sign == "[" and self._has_lists:
            low, high = bracket.start, min(bracket.end, bracket.start + 1_000)
            found = _OPERATOR_IN_LIST.finditer(self._text, low, high)
            if any(outline.bracket(one.start()) is bracket for one in found):
                return Role.COMPARISON
        near = 2 if bracket.sign == "[" else 1
        if says(place, _OPERATOR_BESIDE, near=near, above=0) or says(place, _TEST_BESIDE, near=near, above=0):
            return Role.COMPARISON
        if says(place, _ABSENT_BESIDE, near=1, above=0):
            return Role.DENY
        if says(place, _VERDICT_BESIDE) or self._is_compared_in_item(place):
            return Role.COMPARISON
        is_bare = place.value[0] == place.start and not names.addresses(place.key)
        return Role.COMPARISON if is_bare and says(place, _OUTCOME_BESIDE, near=near, above=0) else None

    def _is_compared_in_item(self, place: HostPlace) -> bool:
        """Say whether a host is in an item of a list with an operator, in a text that is a value as a whole."""
        line = self._places.line(place.start)
        if line is None or not line.is_block or self._places.style != "yaml":
            return False
        low = self._places.line_start(place.start)
        lines = [self._text[low : self._places.around(place)[1]]]
        for _ in range(_NEAR):
            if _ITEM.match(lines[0]) or low == 0:
                break
            high, low = low - 1, self._places.line_start(low - 1)
            lines.insert(0, self._text[low:high])
        if not _ITEM.match(lines[0]):
            return False
        behind = self._text[self._places.around(place)[1] + 1 :][:1_000].split("\n")
        for line_behind in behind[:_NEAR]:
            if _ITEM.match(line_behind) or not line_behind.strip():
                break
            lines.append(line_behind)
        return any(said.match(f"{one}\n") for one in lines for said in (_OPERATOR_BESIDE, _TEST_BESIDE))
