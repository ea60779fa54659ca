"""What refuses what has a host, or what meets a condition on it: lines and blocks, and names that stand beside it."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from edgewise.judgement import names
from edgewise.patterns import on_demand
from edgewise.text.hostnames.context.signs import STATEMENT, UNLIKE
from edgewise.text.kinds import HASH, SEMICOLON

if TYPE_CHECKING:
    from edgewise.text.hostnames.place import HostPlace, HostPlaces

_IS = r"[\"']?[ \t]*(?:=>|[:=])[ \t]*[\"']?"
_BEFORE_NAME = r"[\s{,(-]*[\"']?"
_SAYS_REFUSED = (
    rf"(?<!\w)(?!default)(?:\w*[_-])?(?:(?i:state|ensure|policy|result|language){_IS}"
    rf"(?i:absent|deny|denied|block|blocked|reject|refuse|forbid|pygrep|fail)\b|\w*(?i:type|mode){_IS}(?i:deny|block)_?(?i:list)\b)"
)
_REFUSED_BESIDE = on_demand(_BEFORE_NAME + _SAYS_REFUSED)
"""Beside a condition: what has it is refused, or removed."""
_REFUSES = (
    rf"(?<!\w)(?!default)(?:\w*[_-])?(?i:action|effect|verdict|decision|jump)"
    rf"(?:{_IS}(?i:deny|denied|block|blocked|reject|refuse|forbid|fail)\b"
    rf"|[\"']?[ \t]*:?[ \t]*(?=\{{\s*(?:[\"']?type{_IS})?(?i:block|deny)\b))"
)
_REFUSED_AROUND = on_demand(_BEFORE_NAME + _REFUSES)
"""Beside a condition or what it is a part of: what fulfils it is refused."""
_REFUSED_ANYWHERE = on_demand(f"{_SAYS_REFUSED}|{_REFUSES}")
"""Either of them, wherever it stands: a search would try what may be before them at each character."""
_UNLIKE_BESIDE = on_demand(rf"[\s{{,(-]*[\"']?\w*(?i:operator|op|comparison){_IS}(?:(?i:\w*not\w*|n?ne|neq)\b|!)")
"""Beside what is compared: a condition that is true for all others."""
_AROUND = 8
"""How many levels around a condition may say what is done with what fulfils it."""
_LABEL = on_demand(r"[ \t]*(?:acl[ \t]+|(?=@))(?P<name>@?[\w.-]+)[ \t]")
"""A condition of a proxy with its name."""
_LABEL_WORD = on_demand(r"@?[\w.-]+")
_REFUSES_LABELLED = on_demand(
    r"(?![^\n]*(?:![ \t]*[@\w]|\bunless\b))[^\n]*\b(?:deny|reject|tarpit|silent-drop|abort|error|respond\b"
    r"[^\n]*[ \t]4\d\d\b)"
)
"""A line that refuses what fulfils the condition whose name is in it."""
_RULE_THAT_REFUSES = on_demand(r"(?:deny|violation|forbid|reject|block)\w*(?=[\[\s(])")
_DENIES = on_demand(r"[ \t]*(?:(?:sudo[ \t]+)?ufw[ \t]+)?(?:deny|reject|block)[ \t]+(?:\w+[ \t]+){0,4}\Z")
_DROPS = on_demand(r"[ \t]*(?:drop|reject\w*)[ \t]+\w+[ \t][^\n(]*(?:->|<>)[^\n]*\Z")
"""A rule of a detector of intrusions that lets nothing through, before what it looks for."""
_BLOCKED = on_demand(r"(?i:[ \t]-?action(?:=|[ \t]+)(?:block|deny|drop|reject)\b)")
_DROPPED_BEHIND = on_demand(r"[\"'][ \t]+(?:reject|drop)[\"']?[ \t]*(?=\n|\Z)")
_DENIED_BEHIND = on_demand(r"[^\n\"'=]{0,120}[ \t](?:-j|--jump)[ \t]+(?:REJECT|DROP)\b")


class RefusingLines:
    """Answers for the hosts of one text."""

    def __init__(self, places: HostPlaces) -> None:
        self._places = places
        self._text = places.text
        self._has_rules_that_refuse = _RULE_THAT_REFUSES.search(places.text) is not None

    def refuses(self, place: HostPlace, own: str, behind: str) -> bool:
        """Say whether a line is a rule of a firewall or a proxy that refuses requests to the host in it."""
        if (
            _DROPS.match(own)
            or _DROPPED_BEHIND.match(behind)
            or _BLOCKED.search(own)
            or _BLOCKED.search(behind.partition("\n")[0])
        ):
            return True
        if place.is_quoted or own.endswith("/") or self._places.lexer not in ("bash", HASH, SEMICOLON, ""):
            return False
        return _DENIES.match(own) is not None or _DENIED_BEHIND.match(behind) is not None

    def refuses_labelled(self, own: str) -> bool:
        """Say whether a condition has a name, as those of proxies have, and whatever fulfils it is refused."""
        label = _LABEL.match(own)
        return label is not None and self._refused_labels.get(label["name"], False)

    @cached_property
    def _refused_labels(self) -> dict[str, bool]:
        """For each word of a line that is no condition with a name, whether all its lines refuse what fulfils that."""
        found: dict[str, bool] = {}
        for line in self._text.split("\n"):
            if _LABEL.match(line) is None and not line.lstrip().startswith("#"):
                refuses = _REFUSES_LABELLED.match(line) is not None
                for word in set(_LABEL_WORD.findall(line)):
                    found[word] = refuses and found.get(word, True)
        return found

    def is_in_rule_that_refuses(self, place: HostPlace) -> bool:
        """Say whether a host is in a block whose head says that its conditions lead to a refusal: ``deny[msg] {``."""
        if not self._has_rules_that_refuse:
            return False
        begin = self._places.line_start(place.start)
        own = self._text[begin : place.start]
        if UNLIKE.search(own) or re.match(r"[ \t]*not[ \t]", own):
            return False
        if "{" in own and _RULE_THAT_REFUSES.match(own.lstrip()):
            return True
        for line in reversed(self._text[max(0, begin - STATEMENT) : begin].split("\n")[:-1]):
            if line.rstrip().endswith("{"):
                return _RULE_THAT_REFUSES.match(line.lstrip()) is not None
            if line.strip() == "}":
                return False
        return False

    @cached_property
    def _has_refusals(self) -> bool:
        return _REFUSED_ANYWHERE.search(self._text) is not None

    def is_refused_beside(self, place: HostPlace) -> bool:
        """Say whether a name beside a value, or beside what it is in, says that what has the value is refused."""
        if not self._has_refusals or self.is_unlike(place):
            return False
        return self._places.says_beside(place, _REFUSED_BESIDE) or self._places.says_beside(
            place, _REFUSED_AROUND, near=_AROUND
        )

    def is_unlike(self, place: HostPlace) -> bool:
        """Say whether a condition of which a host is a part is true for all others, by a name or an operator."""
        return any("not" in names.words(name) for name in place.path) or self._places.says_beside(
            place, _UNLIKE_BESIDE, near=1, above=0
        )
