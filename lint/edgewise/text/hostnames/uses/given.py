"""Names that are given to a host: directly, as an entry of a table or a list, by a pattern, or by a function."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from edgewise.judgement.uses import CONTAINS
from edgewise.patterns import on_demand
from edgewise.text.hostnames.context.signs import ADDS, PUTS

if TYPE_CHECKING:
    from edgewise.text.hostnames.expectations.producers import Producers
    from edgewise.text.hostnames.outline import Bracket
    from edgewise.text.hostnames.place import HostPlace, HostPlaces

_IDENTIFIER = on_demand(r"[A-Za-z_$][\w$]*")
_OF_ENUM = ("values", "entries", "cases", "allCases", "from", "tryFrom")
"""What an enumeration has of itself: its members, and a member by its value."""
_ENUM = on_demand(r"\benum[ \t]+(?:class[ \t]+)?(?P<name>\w+)[^{};]{0,200}\Z")
_FUNCTION_RESULT = on_demand(r"(?:\breturn|=>|->|\bfun\b[^\n={}]{0,120}=)[ \t]*\Z")
_ADDS = on_demand(rf"(?P<name>[A-Za-z_$][\w$]*)(?:\.|->){ADDS}\Z")
"""A call that puts what it is given into a list."""
_INITIALIZER = on_demand(r"\bnew\b[\w\s.<>,\[\]?]{0,80}(?:\([^(){}]{0,80}\))?\s*\Z")
_PATTERN = on_demand(r"(?<![\w$\])])(?<!: &)[\[{(](?P<names>[\w$ \t\n,:]{1,160})[\]})][ \t]*:?=[ \t]*\Z")
_STRUCT = on_demand(r"[\w.\[\]*]{0,30}\bstruct[ \t]*\Z")
_LITERAL_KEY = on_demand(r"[\"'](?P<key>[\w-]{1,80})[\"']\s*(?:(?:\bto\b|->|=>|,)\s*)?\Z")
_INDEXED = on_demand(
    r"(?<![\w$])(?<!: )(?P<name>[A-Za-z_$][\w$]*)\[[ \t]*[\"':]?(?P<key>[\w-]{0,80})[\"']?[ \t]*\][ \t]*=[ \t]*\Z"
)
_MAPS_OF = on_demand(r"\w*(?:Map|Dict|Hash)\w*(?:(?:\.|::)?[oO]f)?\Z")
_KEYWORD = on_demand(r"(?<!:):[ \t]*\Z")
"""What stands before the value of an argument that is named, in calls without brackets."""
_OTHER_VALUE = on_demand(r"\?[^;{}?]{1,220}\s:[ \t]*\Z")
"""What stands before the second of two values of which a condition chooses one."""


_PARAMETERS = (
    r"[ \t]*(?:(?:private|internal)[ \t]+)?\((?P<parameters>[^()]{0,400}(?:\([^()]{0,80}\)[^()]{0,200}){0,8})\)"
    r"[ \t]*(?:[:;{=\n]|extends\b|\Z)"
)
_OF_FUNCTION = r"(?:<[^<>()\n]{0,60}>)?\((?P<parameters>[^()]{0,400}(?:\([^()]{0,80}\)[^()]{0,200}){0,8})\)"
_NEAR_BODY = 80
"""How many characters behind the parameters of a class its body begins at most."""
_PARAMETER = on_demand(r"\b(?P<name>\w+)[ \t]*:|\bthis\.(?P<last>\w+)")
"""The parameters of a class or of its constructor, and one of them that may be a field as well."""


class HostWay(NamedTuple):
    """A name, where it stands for something, and what leads from that to the host."""

    name: str
    low: int
    high: int
    steps: tuple[str | int, ...] = ()
    """Each is the key of an entry, or the number of an element; "" is any of both, "*" an element of any number."""
    value: int = -1
    """Where the value begins that the name is given, where it is followed from there."""
    is_called: bool = False
    """Whether it is a function of which the answer leads there."""
    depth: int = 0
    is_member: bool = False
    """Whether it is the name of a field: it stands behind any object."""


class GivenNames:
    """Answers for the hosts of one text."""

    def __init__(self, places: HostPlaces, producers: Producers) -> None:
        self._places = places
        self._producers = producers
        self._text = places.text
        self._classes: dict[str, re.Match[str] | None] = {}

    def first(self, place: HostPlace) -> list[HostWay]:
        """Return the names that a literal, or what it stands in, is given to."""
        if self._places.style != "code" or self._places.is_data or self._places.lexer in ("sql", "terraform"):
            return []
        outline = self._places.outline(place.start)
        steps: list[str | int] = []
        begin, bracket = place.whole[0], outline.bracket(place.whole[0])
        for _ in range(8):
            key = self._places.given(outline, begin, bracket)
            if bracket.parent is None or (bracket.sign == "{" and not outline.is_object(bracket)):
                return self._of_statement(place, begin, bracket, key, tuple(reversed(steps)))
            if key is None and _KEYWORD.search(self._text, max(0, begin - 20), begin):
                return []
            if bracket.sign == "(":
                callee = self._places.callee(bracket)[1]
                adds = _ADDS.search(callee)
                if adds is not None and key is None and not steps and not bracket.commas:
                    return [HostWay(adds["name"], outline.low, outline.high, ("*",))]
                puts = PUTS.search(callee)
                if puts is not None and not steps and len(bracket.commas) == 1 and begin > bracket.commas[0]:
                    said = _LITERAL_KEY.search(self._text, bracket.start, begin)
                    return [
                        HostWay(puts["name"], outline.low, outline.high, (said["key"] if said is not None else "",))
                    ]
                if callee and not CONTAINS.search(callee):
                    return (
                        [*self._of_enum(bracket, callee, begin), *self._of_class(bracket, callee, begin, key)]
                        if not steps
                        else []
                    )
                said = _LITERAL_KEY.search(self._text, max(bracket.start, begin - 120), begin)
                if key is None and said is not None and ("," not in said[0] or _MAPS_OF.search(callee)):
                    key = said["key"]
                if key is not None or (callee and (len(bracket.commas) > 0 or begin == place.whole[0])):
                    steps.append("*" if key is None else key)
                elif bracket.commas:
                    steps.append(bracket.index(begin))
            elif key is not None:
                steps.append(key)
            else:
                is_field = (
                    self._places.lexer == "go" and bracket.sign == "{" and self._beginning(bracket) == bracket.start
                )
                if (
                    bracket.commas or self._places.lexer != "cpp"
                ):  # braces around a single value are nothing of their own
                    steps.append("" if is_field else bracket.index(begin))
            begin, bracket = self._beginning(bracket), bracket.parent
        return []

    def _beginning(self, bracket: Bracket) -> int:
        """Return where the value begins that brackets are a part of, with what is before them: a type, ``new Set``."""
        begin = self._places.callee(bracket)[0]
        if bracket.sign == "{":
            if self._text[begin - 1 : begin] == "}":  # a type without a name, in Go
                struct = self._places.outline(begin).bracket(begin - 2)
                named = _STRUCT.search(self._text, max(0, struct.start - 60), max(0, struct.start))
                return named.start() if named is not None else begin
            made = _INITIALIZER.search(self._text, max(0, begin - 200), begin)
            begin = made.start() if made is not None else begin
            return begin - (self._text[begin - 1 : begin] in ("%", "#"))
        return begin - (self._text[begin - 1 : begin] in ("%", "&"))  # words in Ruby, a slice of Rust

    def _of_statement(
        self, place: HostPlace, begin: int, bracket: Bracket, key: str | None, steps: tuple[str | int, ...]
    ) -> list[HostWay]:
        outline = self._places.outline(place.start)
        if key is None and place.keys and not steps and place.level is bracket.parent:
            key, begin, bracket = place.key, bracket.start, bracket.parent or bracket  # `let(:name) { "value" }`
        taken = self._of_pattern(begin, steps)
        if key is None or taken:
            return taken or self._of_function(begin, steps)
        is_other = _OTHER_VALUE.search(self._text, max(0, begin - 240), begin) is not None
        if not is_other and _KEYWORD.search(self._text, max(0, begin - 20), begin):
            return []
        indexed = _INDEXED.search(self._text, max(outline.first, begin - 200), begin)
        if indexed is not None:
            return [HostWay(indexed["name"], outline.low, outline.high, (indexed["key"], *steps))]
        name = key.lstrip("$@%").rpartition("->")[2].rpartition(".")[2]
        if not _IDENTIFIER.fullmatch(name) or name == "exports":
            return []
        found = [HostWay(name, outline.low, outline.high, steps, begin)]
        head = (
            _ENUM.search(self._text, max(outline.first, bracket.start - 240), bracket.start) if bracket.sign else None
        )
        if head is None:
            return found
        own = [HostWay(word, bracket.start, bracket.end, ("*", *steps)) for word in _OF_ENUM]
        return [*found, *own, HostWay(head["name"], outline.low, outline.high, (name, *steps))]

    def _of_enum(self, bracket: Bracket, member: str, begin: int) -> list[HostWay]:
        """Return the names of an enumeration, and of its members in it: ``enum E { MEMBER("...") }``."""
        outline = self._places.outline(bracket.start)
        holder = bracket.parent
        if holder is None or holder.sign != "{":
            return []
        head = _ENUM.search(self._text, max(outline.first, holder.start - 240), holder.start)
        if head is None:
            return []
        fields = head[0].partition("(")[2].split(",")
        place = bracket.index(begin)
        said = _PARAMETER.search(fields[place]) if place < len(fields) else None
        field = str(said["name"] or said["last"]) if said is not None else ""
        own = [HostWay(name, holder.start, holder.end, ("*", field)) for name in _OF_ENUM]
        return [*own, HostWay(head["name"], outline.low, outline.high, (member, field))]

    def _of_class(self, call: Bracket, name: str, begin: int, key: str | None) -> list[HostWay]:
        """Return the field in which a class of the text keeps an argument by which it is made."""
        name = name.rpartition(".")[2]
        if not name[:1].isupper():
            return self._of_parameter(call, name, begin)
        if name not in self._classes:
            written = rf"\b{re.escape(name)}(?:<[^<>()\n]{{0,60}}>)?{_PARAMETERS}|\bstruct[ \t]+{re.escape(name)}\b"
            self._classes[name] = re.search(written, self._text)
        declared = self._classes[name]
        if declared is None or declared.start("parameters") == call.start + 1:
            return []
        given = (declared["parameters"] or "").split(",")
        place = call.index(begin)
        said = _PARAMETER.search(given[place]) if key is None and place < len(given) else None
        field = key or (said["name"] or said["last"] if said is not None else "")
        if not field:
            return []
        found = [HostWay(field, 0, len(self._text), is_member=True)]
        opened = self._text.find("{", declared.end() - 1, declared.end() + _NEAR_BODY)
        if opened >= 0:
            body = self._places.outline(opened).bracket(opened + 1)
            found.append(HostWay(field, body.start, body.end))
        return found

    def _of_parameter(self, call: Bracket, name: str, begin: int) -> list[HostWay]:
        """Return the parameter of a function of the text that gets an argument, in the body of that function."""
        if name and name not in self._classes:
            written = (
                rf"\b(?:fun|fn|func|defp?|function|sub)[ \t]+(?:[\w.<>]{{1,60}}\.)?{re.escape(name)}{_OF_FUNCTION}"
            )
            self._classes[name] = re.search(written, self._text)
        declared = self._classes.get(name)
        if declared is None:
            return []
        given, place = declared["parameters"].split(","), call.index(begin)
        said = _PARAMETER.search(given[place]) if place < len(given) else None
        field = (said["name"] or said["last"] or "") if said is not None else ""
        opened = self._text.find("{", declared.end(), declared.end() + _NEAR_BODY)
        outline = self._places.outline(declared.end())
        body = outline.bracket(opened + 1) if opened >= 0 else None
        high = body.end if body is not None else outline.statement(declared.end())[1]
        return [HostWay(field, declared.end(), high)] if field else []

    def _of_pattern(self, begin: int, steps: tuple[str | int, ...]) -> list[HostWay]:
        """Return the name that a pattern gives to an entry or an element: ``const { EU, US } = { EU: "..." }``."""
        outline = self._places.outline(begin)
        pattern = _PATTERN.search(self._text, max(outline.first, begin - 200), begin)
        if pattern is None or not steps:
            return []
        parts = [part.strip() for part in pattern["names"].split(",")]
        if isinstance(steps[0], int):
            name = parts[steps[0]] if steps[0] < len(parts) else ""
        else:
            named = {part.partition(":")[0].strip(): part.rpartition(":")[2].strip() for part in parts}
            name = named.get(steps[0], "")
        return [HostWay(name, outline.low, outline.high, steps[1:], begin)] if _IDENTIFIER.fullmatch(name) else []

    def _of_function(self, begin: int, steps: tuple[str | int, ...]) -> list[HostWay]:
        outline = self._places.outline(begin)
        low = outline.statement(begin)[0]
        if not _FUNCTION_RESULT.search(self._text, max(low, begin - 160), begin):
            return []
        name = self._producers.function(begin)
        return [] if name is None else [HostWay(name, outline.low, outline.high, steps, begin, is_called=True)]
