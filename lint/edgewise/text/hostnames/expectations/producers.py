"""Producers: the constants and functions of a text that give a host, and the assertions that are about them alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from edgewise.patterns import on_demand
from edgewise.text.hostnames.expectations import statements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edgewise.text.hostnames.place import HostPlaces

_MAX_PLACES = 40
"""How many places of a host are looked at; one that stands at more of them is not followed."""
_BEFORE = 2_000  # characters before an assertion in which what it is about may get its name
_NAME = on_demand(r"(?<![\w$.])[A-Za-z_]\w*")
_HEAD = 400  # characters before a block that may say of which function it is
_WORDS = "const|constexpr|let|var|val|final|static|public|private|protected|internal|export|readonly|my|our|local|lazy"
_FUNCTION = r"(?:function\*?|defp?|fn|func|fun|sub|proc)[ \t]+(?:\([^()\n]{0,80}\)[ \t]*)?(?:self\.)?(?P<name>\w+)"
_DECLARES = on_demand(
    rf"\s*(?:(?:{_WORDS})[ \t]+)*(?:(?:[\w.<>\[\]?*]+[ \t]+)?\$?(?P<variable>[A-Za-z_]\w*)"
    rf"(?:[ \t]*:[^=\n;]{{0,80}})?\s*(?::=|=(?![=~>]))|{_FUNCTION})"
)
"""A statement that gives a name to a value, or to a function in one go."""
_IS_FUNCTION = on_demand(r"\s*(?:async[ \t]+)?(?:function\b|\([^()]{0,200}\)[^=;{}]{0,80}=>|\w+[ \t]*=>|\|[^|\n]*\|)")
_OF_BLOCK = on_demand(
    rf"(?:\b{_FUNCTION}[^;{{}}]{{0,300}}"
    r"|(?<![\w$.])(?P<bound>\w+)\s*[=:]\s*(?:async[ \t]+)?"
    r"(?:function\b[^;{}]{0,200}|\([^()]{0,200}\)[^=;{}]{0,80}=>\s*)"
    r"|[\w>\]?][ \t]+(?P<method>\w+)[ \t]*\([^()]{0,200}\)[^;{}()=]{0,80})\Z"
)
_NO_FUNCTION = frozenset("if for while switch match when catch unless until foreach else with using".split())
_OF_LINES = on_demand(r"(?P<indent>[ \t]*)(?:defp?|fn|fun|sub|proc)[ \t]+(?:self\.)?(?P<name>\w+)")
_BEHIND_NAME = on_demand(r"(?:\??\.[A-Za-z_]\w*|\[[\"']?\w+[\"']?\])*[ \t]*(?P<call>\()?")
_OWNER = r"(?<![\w$.:])(?:(?:this\.|self\.|(?:[Ss]elf|super|crate)::|\$this->)|(?P<owner>[A-Z]\w*)(?:\.|::))?\$?"
_PASSES_ON = on_demand(r"(?:\A|[.:>])(?:URL|Url|URI|Uri|String|str|to_string|Some|Ok|parse)\Z")
"""Calls of which all that comes out is what went in."""


class Producers:
    """Answers for the hosts of one text."""

    def __init__(self, places: HostPlaces) -> None:
        self._places = places
        self._text = places.text
        self._known: dict[str, dict[str, bool]] = {}

    def is_about(self, at: int, host: str) -> bool:
        """Say whether the assertion around a place is about what the text itself makes of a host.

        One of its names is that of a constant, or of a function, that the text gives the same host: if both are
        exchanged, what is expected is what there is.
        """
        low, high = self._statement(at)
        names = self._names(host)
        if not names or not statements.asserts(self._text[low:high]):
            return False
        if any(self._is_made(name, low, high, is_function) for name, is_function in names.items()):
            return True
        handed = self._handed_to(low, high, names)
        return any(self._is_made(name, low, high, is_function=False) for name in handed)

    def is_told_beside(self, at: int, host: str) -> bool:
        """Say whether the assertion around a place has a host in a string, and is about what the text makes of it."""
        low, high = self._statement(at)
        outline = self._places.outline(at)
        written = re.finditer(re.escape(host), self._text[low:high], re.IGNORECASE)
        return any(outline.string(low + found.start()) for found in written) and self.is_about(at, host)

    def is_expected(self, at: int, host: str) -> bool:
        """Say whether an assertion is about what the text makes of the host at a place, which gives it a name."""
        if self._names(host).keys().isdisjoint(name for name, _ in self._named(at)):
            return False
        places = re.finditer(re.escape(host), self._text, re.IGNORECASE)
        return any(self.is_told_beside(one.start(), host) for one in places)

    def _statement(self, at: int) -> tuple[int, int]:
        outline = self._places.outline(at)
        low, high = outline.statement(at)
        return max(low, at - _HEAD), min(high, at + _HEAD)

    def _names(self, host: str) -> dict[str, bool]:
        """Return the names that the text gives a host, each with whether it is that of a function."""
        if host not in self._known:
            places = list(re.finditer(re.escape(host), self._text, re.IGNORECASE))
            found: dict[str, bool] = {}
            for place in places if len(places) <= _MAX_PLACES else ():
                found.update(self._named(place.start()))
            constants = [name for name, is_function in found.items() if not is_function]
            found.update((name, True) for constant in constants for name in self._using(constant))
            self._known[host] = {name: is_function for name, is_function in found.items() if self._is_given_once(name)}
        return self._known[host]

    def _named(self, at: int) -> Iterator[tuple[str, bool]]:
        outline = self._places.outline(at)
        string = outline.string(at)
        if string is None or outline.is_comment(at):
            return
        low, high = outline.statement(at)
        if statements.asserts(self._text[low:high]) or self._is_given_to_call(string[0], low):
            return
        declared = _DECLARES.match(self._text, low, string[0])
        if declared is not None:
            is_function = declared["name"] is not None or _IS_FUNCTION.match(self._text, declared.end()) is not None
            yield declared["variable"] or declared["name"], is_function
        name = self.function(at)
        if name is not None:
            yield name, True

    def _using(self, constant: str) -> Iterator[str]:
        """Yield the functions that use a constant: what they make may have its host."""
        uses = list(re.finditer(rf"(?<![\w$.]){re.escape(constant)}(?![\w$])", self._text))
        for use in uses if len(uses) <= _MAX_PLACES else ():
            low, high = self._places.outline(use.start()).statement(use.start())
            name = None if statements.asserts(self._text[low:high]) else self.function(use.start())
            if name is not None and name != constant:
                yield name

    def _is_given_to_call(self, at: int, low: int) -> bool:
        bracket = self._places.outline(at).bracket(at)
        while bracket.parent is not None and bracket.start >= low:
            callee = self._places.callee(bracket)[1] if bracket.sign == "(" else ""
            if callee and not _PASSES_ON.search(callee) and callee not in _NO_FUNCTION:
                return True
            bracket = bracket.parent
        return False

    def function(self, at: int) -> str | None:
        """Return the name of the innermost function in which a place is."""
        outline = self._places.outline(at)
        bracket = outline.block(at)
        while bracket.parent is not None:
            head = _OF_BLOCK.search(self._text, max(outline.first, bracket.start - _HEAD), bracket.start)
            name = head and (head["name"] or head["bound"] or head["method"])
            if name and name not in _NO_FUNCTION:
                return name
            bracket = outline.block(bracket.start)
        return self._function_of_lines(at)

    def _function_of_lines(self, at: int) -> str | None:
        start = self._text.rfind("\n", 0, at) + 1
        indent = len(self._text[start:at]) - len(self._text[start:at].lstrip())
        while start > 0 and indent > 0:
            end, start = start - 1, self._text.rfind("\n", 0, start - 1) + 1
            line = self._text[start:end]
            if line.strip() and len(line) - len(line.lstrip()) < indent:
                found = _OF_LINES.match(line)
                if found is not None:
                    return found["name"]
                indent = len(line) - len(line.lstrip())
        return None

    def _is_given_once(self, name: str) -> bool:
        given = re.findall(rf"(?<![\w$.])\$?{re.escape(name)}[ \t]*(?::[^=\n;]{{0,80}})?(?::=|=(?![=~>]))", self._text)
        heads = [found["name"] for found in re.finditer(rf"\b{_FUNCTION}", self._text) if found["name"] == name]
        return len(given) + len(heads) <= 1

    def _is_made(self, name: str, low: int, high: int, is_function: bool) -> bool:
        """Say whether a name is used between two places for what it stands for, and nothing else is done with it."""
        outline = self._places.outline(low)
        for found in re.finditer(rf"{_OWNER}{re.escape(name)}(?![\w$])", self._text[low:high]):
            at, end = low + found.start(), low + found.end()
            owner = found["owner"]
            is_other = owner is not None and owner not in self._places.owners
            if is_other or outline.string(at) is not None or outline.is_comment(at):
                continue
            behind = _BEHIND_NAME.match(self._text, end, high)
            is_called = behind is not None and behind["call"] is not None
            bracket = outline.bracket(at)
            while bracket.parent is not None and bracket.start >= low:
                callee = self._places.callee(bracket)[1] if bracket.sign == "(" else ""
                if callee and not (statements.asserts(f"{callee}(") or _PASSES_ON.search(callee)):
                    break
                bracket = bracket.parent
            else:
                if is_called is is_function or (is_function and self._places.lexer in ("ruby", "elixir")):
                    return True
        return False

    def _handed_to(self, low: int, high: int, names: dict[str, bool]) -> Iterator[str]:
        """Yield the names in a statement that are given what a function or constant makes, not far before it."""
        begin = max(self._places.outline(low).block(low).start + 1, low - _BEFORE)
        for name in dict.fromkeys(_NAME.findall(self._text[low:high])):
            given = list(re.finditer(rf"(?<![\w$.])\$?{name}[ \t]*(?::=|=(?![=~>]))", self._text[begin:low]))
            if given:
                at = begin + given[-1].end()
                end = self._statement(at)[1]
                if any(self._is_made(made, at, end, is_function) for made, is_function in names.items()):
                    yield name
