"""Whether the answer of a call is a truth, or a place in a text: then the call compares what it is given."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from edgewise.judgement import names
from edgewise.patterns import on_demand

if TYPE_CHECKING:
    from edgewise.text.hostnames.outline import Bracket
    from edgewise.text.hostnames.place import HostPlace, HostPlaces

_NEAR = 240
"""How many characters before a call are searched for what it is part of."""
_SHORT = 60
"""How many characters are before a call that say what its answer is given to."""
_CONSTANT = (
    r"(?:-?\d+\b|true\b|false\b|nil\b|null\b|NULL\b|None\b|undefined\b"
    r"|[\w.:]*(?:npos|NotFound)\b|\.?ordered\w+|TRUE\b|FALSE\b)"
)
_COMPARED = on_demand(rf"(?:\??\.\w+(?:\(\))?)?\)?[ \t]*(?:[!=]==?|[<>]=?|~=|/=|<>)[ \t]*{_CONSTANT}")
_IS_CONDITION = on_demand(r"\)?[ \t]*(?:&&|\?[ \t]+[^;\n]*:|\band\b(?!\()|\bthen\b)")
_OF_CONDITION = on_demand(
    r"(?:\b(?:if|elif|elsif|elseif|unless|while|until|guard|not|and)\b|&&|\|\||(?<![=!<>])!)[ \t]*[(!]*[ \t]*"
    r"(?:(?:let|var|val|const|auto|my)[ \t]+)?(?:\w+[ \t]*:?=[ \t]*)?\Z"
)
_ASKS_WITH = on_demand(r"[ \t]*;[^{\n]{0,80}\{")
"""Behind a statement that begins a condition of Go."""
_GIVES = on_demand(r"(?:\breturn\b|=>|(?<![=!<>:])=|\{|\bthen\b|do:|->)[ \t]*!?\Z")
_TRUTH = on_demand(
    r"(?:\b(?:[bB]ool(?:ean)?|BOOL|_Bool)\b[ \t]*\??"
    r"|(?<![\w.])(?:is|has|are|can|should|matches)_?[A-Z_]?\w*[ \t]*(?:\(|=|<-)"
    r"|\b\w+\?[ \t]*[(\[])[^;{}\n]*\Z"
)
"""The head of a function that says yes or no."""
_STEERS = on_demand(
    r"[ \t}]*(?:else[ \t]+)?(?:if|elif|elsif|elseif|unless|while|until|for|foreach|switch|guard|when|case)\b"
)
"""The head of a block that is no function."""
_PARAMETERS = on_demand(r"\([^()]*\)")
_PICKS = on_demand(
    r"(?i:filter\w*|any\w*|all\w*|some|every|select|reject|find\w*|count|where\w*|grep|(?:take|drop)_?while|partition|exists|none"
    r"|take_?(?:if|unless)|remove_?if|first\w*|last\w*|single\w*|contains|refine|matchedby|predicate\w*|satisf\w+)"
)
"""Calls that ask each element whether it is one of those that are looked for."""
_ROUTE = on_demand(r"\(\s*[\"'`]/")
"""What is given to requests for a path, as ``app.all("/x", ...)`` says."""
_LAMBDA = on_demand(r"(?:=>|->|\|[^|\n]*\||\{|\bfn\b[^>\n]*->)[ \t]*!?\Z")

_KEYWORDS = frozenset(
    "if elif elsif unless while until for switch match case when return catch with and or not in".split()
)


def is_truth(behind: str) -> bool:
    """Say whether of the answer of a call, by what stands behind it, only a truth is asked: ``>= 0``, ``== -1``."""
    return _COMPARED.match(behind) is not None


class Answers:
    """Answers for the calls of one text."""

    def __init__(self, places: HostPlaces) -> None:
        self._places = places
        self._text = places.text

    def compares(self, call: Bracket, place: HostPlace) -> bool:
        """Say whether a call that a host is given to is asked whether it is so, or where.

        Calls that do something, as their names say, tell by their answer whether it was done.
        """
        begin, callee = self._places.callee(call)
        *owner, _ = parts = re.split(r"\.|->|::", callee)
        if not callee or any(map(names.acts, parts[-2:])) or callee[:1].isupper() or callee in _KEYWORDS:
            return False
        if not owner and not call.commas:
            return False  # there is nothing else that the host could be compared with
        text, outline = self._text, self._places.outline(place.start)
        low = max(outline.first, begin - _NEAR)
        line = max(low, self._places.line_start(begin))
        own, behind = text[line:begin], text[call.end + 1 : call.end + 1 + _NEAR]
        if _COMPARED.match(behind) or _IS_CONDITION.match(behind):
            return True
        asked = _OF_CONDITION.search(own, max(0, len(own) - _SHORT))
        if asked is not None:
            return "=" not in asked[0] or _ASKS_WITH.match(behind) is not None or "let" in asked[0]
        if _LAMBDA.search(own, max(0, len(own) - _SHORT)) and self._is_picked(begin):
            return True
        gives = _GIVES.search(own, max(0, len(own) - _SHORT)) if own.strip() else None
        if own.strip() and gives is None:
            return False
        head = _PARAMETERS.sub("()", own[: gives.start()]) if gives is not None else ""
        if _TRUTH.search(head):
            return True
        block = outline.block(begin)
        is_whole = not text[max(block.start + 1, line) : begin].strip() or (gives is not None and not head.strip())
        head = self._head(block)
        return is_whole and bool(block.sign) and _STEERS.match(head) is None and _TRUTH.search(head) is not None

    def _head(self, block: Bracket) -> str:
        low = max(0, self._places.line_start(max(0, block.start)), block.start - _NEAR)
        return _PARAMETERS.sub("()", self._text[low : max(0, block.start)].rstrip())

    def _is_picked(self, at: int) -> bool:
        text = self._text
        bracket = self._places.outline(at).bracket(at)
        for _ in range(3):
            if bracket.parent is None:
                return False
            method = re.split(r"\.|->|::", self._places.callee(bracket)[1])[-1] if bracket.sign == "(" else ""
            if bracket.sign == "{":
                before = re.search(
                    r"(\w+)(?:\([^()\n]*\))?[ \t]*\Z", self._text[max(0, bracket.start - 80) : bracket.start]
                )
                method = before[1] if before is not None else ""
            if _PICKS.fullmatch(method):
                return _ROUTE.match(text, bracket.start) is None
            bracket = bracket.parent
        return False
