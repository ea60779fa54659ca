"""Names that lead to a host: where the given one stands, other names for it, and what a loop goes through."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from edgewise.judgement.uses import CONTAINS, HostUse, plain
from edgewise.patterns import on_demand
from edgewise.text.hostnames.uses.given import HostWay

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edgewise.text.hostnames.place import HostPlaces

_MAX_USES = 40
"""How many uses of a name are looked at; one with more is not followed."""
_DEEPEST = 4
"""How many names one after the other lead to a host."""
_IN_NAME = on_demand(r"[\w$]")
_BEFORE_NAME = on_demand(
    r"(?<![\w$.])(?:this\.|self\.|@|\$this->|(?:self|static|Self)::\$?|(?P<owner>[A-Z]\w{0,60})(?:\.|::)\$?|[$%])?\Z"
)
_MEMBER = on_demand(r"(?<![\w.])(?P<owner>[A-Za-z_]\w*)(?:\?\.|\.|->)\Z")
_LONGEST_OWNER = 64
"""Characters before a name that say what it is an attribute of, with the one before these."""
_CALL = on_demand(r"\((?:[^()\n]|\([^()\n]{0,80}\)){0,200}\)")
_GIVEN_ANEW = on_demand(r"[ \t]*[-+*/|&?]{0,2}=(?![=>~])")
_LABEL = on_demand(r":(?![:=])")
_CASE = on_demand(r"(?:\bcase\b[^\n:]{0,80}|\?[ \t]*)\Z")
_HOLE = on_demand(r"[$#]\{?\(?\s*\Z|\{\$?\s*\Z")
_ENTRY = on_demand(
    r"\s*(?:\?\.|!!?\.|\.|->|::)?\[[ \t]*(?P<sign>[\"'`:]?)(?P<index>[^\"'`\]\[\n]{1,80})[\"'`]?[ \t]*\]"
    r"|\s*(?:\?\.|!!?\.|\.|->|::)(?P<attribute>\w{1,80})(?P<called>\([ \t]*(?P<argument>[^()\n]{0,80})\))?"
)
_WITHOUT_BRACKETS = frozenset("ruby kotlin scala groovy swift elixir".split())
_OF_TABLES = frozenset(
    "values entries keys value stream iter entryset keyset items each all tolist toarray map find filter any some "
    "every foreach reduce includes contains containsvalue containskey has indexof invert".split()
)
"""Methods of tables and lists, which are none of their entries."""
_GETS = frozenset("get fetch dig at getordefault getvalue get_or fetch! elementat nth fetch_or get_mut".split())
_ONE_OF_LIST = frozenset("first last sample head".split())
"""Methods of lists that give one of their elements."""
_BLOCK = on_demand(r"[ \t]*\{")
"""Behind a method: it asks a function of each element."""
_VALUE = "\0"
"""Leads from an entry of a table to its value."""
_VALUE_OF_ENTRY = frozenset("value getvalue second 1 last".split())
VALUES = r"(?:values|Values|entries|collect|iter|toPairs|to_list)"
"""Functions that return the values of a table, or its entries: the ends of their names."""
_VALUES = on_demand(rf"{VALUES}\(\s*[&*@$]?\Z")
_KEYS = on_demand(r"(?:keys|Keys|getOwnPropertyNames)\(\s*[&*@$]?\Z")
_CHAINED = on_demand(
    r"\)?(?:(?:\?\.|\.|->|::)(?:values|entries|entrySet|stream|iter|into_iter|each|items|all|toList|collect|asSequence"
    r"|AsEnumerable|Values|lazy|with_index|each_with_index|ToList|toArray|each_pair|cases|allCases|freeze)(?:\(\))?){0,4}"
)
"""Calls that give what has the same elements."""
_LOOP = on_demand(
    r"\bfor(?:each)?\b[ \t]*\(?[ \t]*(?P<names>[\w$ \t,.\[\](){}<>&*]{1,100}?)[ \t]*"
    r"(?:\bof\b|\bin\b|:=[ \t]*range\b|:)[ \t]*(?:[\w.$]{0,30}\([ \t]*)?[&*@$]{0,2}\Z"
)
_TYPES = on_demand(
    r"(?:\b(?:const|let|var|val|auto|final|case)\b|[A-Za-z][\w.]*(?:<[^<>]{0,60}>)?(?=[&* \t]+[A-Za-z_$]))[&*]*"
)
"""What stands before the name that a loop gives to an element."""
_FOREACH = on_demand(r"\)?[ \t]+as[ \t]+(?P<names>[\w$ \t,\[\]&=>]{1,80})\)")
_LAMBDAS = on_demand(
    r"\bfn[ \t]*\(?(?P<fn>[\w$ \t,{}]{1,80})\)?[ \t]*(?:->|=>)"
    r"|\bfunction\b[ \t]*\w*\((?P<function>[\w$ \t,\[\]{}]{1,80})\)|\|(?P<block>[\w$ \t,()&]{1,80})\|"
    r"|[({][ \t\n]*\(?(?P<arrow>[\w$ \t,\[\](){}]{1,80}?)\)?[ \t]*(?:=>|->)"
    r"|(?P<implicit>\bit\b|\$0|&1|\b_1\b)"
)
_NAME_IN = on_demand(r"[A-Za-z_$][\w$]*|\$0|&1")
_TURNS = on_demand(
    r"(?i:\b|_|\.)(?:invert\w*|flip|fromEntries|inverse|swap|toMap|associate\w*|keyBy|index_by|ToDictionary|array_flip|reverse_?map)\b"
    r"|\breverse[ \t]+%|::(?:try)?[fF]rom\(|\(rawValue:|\bnativeEnum\(|\bEnum\.(?:Try)?Parse\b"
)
"""Calls that make a table of which the hosts are the keys."""
_BY_FIELD = on_demand(r"(?i:by|map)\w*[({ ]\s*(?:\w+::|it\.|_\.|&:|\w+\s*(?:=>|->)\s*\w+\.)(?P<field>\w+)")
"""Behind objects of which a table is made by one of their fields."""
_BEFORE_FIRST = on_demand(
    r"(?:(?:=>|->|\|)[ \t]*\(?[\[{][ \t]*|\bput\([ \t]*|[\w$)\]][ \t]*\[[ \t]*|[{,\n][ \t]*\[[ \t]*)[$@]?\Z"
)
_BEHIND_FIRST = on_demand(r"[ \t]*(?:,|\])")
"""Around the first of a pair that a function gives, or around what something is stored or looked up by."""
_UNCHANGED = on_demand(
    r"(?:(?:\?\.|!!?\.|\.|->|::)(?:to_?(?:lower|upper|string|s\b)\w*|downcase|trim|strip|lower\w*|as_str|as_ref|clone)(?:\(\))?){1,3}",
    re.IGNORECASE,
)
"""Calls that give the same text, or almost."""


_OTHER_NAME = on_demand(
    r"(?P<name>[A-Za-z_$][\w$]{0,80})[ \t]*(?::[^=\n;]{0,60})?(?::=|=)[ \t]*"
    r"(?P<made>(?:(?:new[ \t]+)?[\w.$:]{1,40}(?:<[^<>()\n]{0,40}>)?\([ \t]*){0,3})"
    r"(?P<spread>\[?[^\]\n]{0,120}(?:\.\.\.|\*))?[&@$]?\Z"
)
"""What gives a name, or what is made of it, to another name."""
_NOTHING_MORE = on_demand(r"[ \t)\]]*(?:as[ \t]+[\w \t<>\[\]]{1,40})?;?[ \t\n}]*\Z")


class Standing(NamedTuple):
    """Where a name stands: where each place begins and ends, and those at which it may be used, with their string."""

    starts: list[int]
    ends: list[int]
    used: list[tuple[int, int, tuple[int, int] | None]]


class Followed:
    """Follows the hosts of one text."""

    def __init__(self, places: HostPlaces) -> None:
        self._places = places
        self._text = places.text
        self._standing: dict[tuple[str, int, int], Standing] = {}
        self._others: dict[str, bool] = {}

    def uses(self, way: HostWay) -> Iterator[HostUse | HostWay]:
        """Yield the places where a name stands for a host, and the names that lead there from these."""
        key = way.name, way.low, way.high
        if key not in self._standing:
            self._standing[key] = self._stands(way)
        starts, ends, used = self._standing[key]
        own = bisect_right(ends, way.value) - 1
        count = 0
        for at, end, string in used:
            if own >= 0 and at == starts[own]:
                continue  # where the name gets its value
            count += 1
            if count > _MAX_USES:
                return
            called = _CALL.match(self._text, end) if way.is_called else None
            if called is not None or not way.is_called:
                yield from self._used(way, at, called.end() if called is not None else end, string)

    def _stands(self, way: HostWay) -> Standing:
        """Return where a name stands, which is the same for all that is given to it, and where it may be used."""
        occurrences: list[tuple[int, int]] = []
        used: list[tuple[int, int, tuple[int, int] | None]] = []
        for at, end in self._occurrences(way):
            outline = self._places.outline(at)
            string = outline.string(at)
            if string is not None and not self._is_in_hole(at, end - len(way.name)):
                continue  # a word of a text
            occurrences.append((at, end))
            if outline.is_comment(at) or _GIVEN_ANEW.match(self._text, end) or self._is_label(at, end):
                continue
            used.append((at, end, string))
        return Standing([at for at, _ in occurrences], [end for _, end in occurrences], used)

    def _occurrences(self, way: HostWay) -> Iterator[tuple[int, int]]:
        """Yield where a name stands, by itself or with its own object; no pattern finds it as fast."""
        name = way.name
        at = self._text.find(name, way.low, way.high)
        while at >= 0:
            end = at + len(name)
            if end >= way.high or _IN_NAME.match(self._text, end) is None:
                before = _BEFORE_NAME.search(self._text[max(0, at - _LONGEST_OWNER) : at])
                if way.is_member:
                    member = _MEMBER.search(self._text, max(0, at - _LONGEST_OWNER), at)
                    if member is not None and not self._is_of_others(member["owner"]):
                        yield member.start(), end
                elif before is not None and (before["owner"] is None or before["owner"] in self._places.owners):
                    yield at - len(before[0]), end
            at = self._text.find(name, end, way.high)

    def _is_of_others(self, name: str) -> bool:
        """Say whether a name is declared to be an object of a class that the text does not have."""
        if name not in self._others:
            typed = rf"\b{name}[ \t]*:[ \t]*(?P<type>[A-Z]\w*)|\b(?P<first>[A-Z]\w*)\??[ \t]+{name}\b"
            found = re.search(typed, self._text)
            owner = (found["type"] or found["first"]) if found is not None else ""
            self._others[name] = owner not in ("", "Self", *self._places.owners)
        return self._others[name]

    def _is_label(self, at: int, end: int) -> bool:
        """Say whether a word names an entry or an argument, and is no use of a variable: ``host: "..."``."""
        labels = _LABEL.match(self._text, end) is not None
        return labels and not _CASE.search(self._text, max(0, at - 90), at)

    def _is_in_hole(self, *places: int) -> bool:
        """Say whether a word in a string is a name, and not a word of the text."""
        return any(_HOLE.search(self._text, max(0, at - 8), at) or self._text[at : at + 1] == "$" for at in places)

    def _used(self, way: HostWay, at: int, end: int, string: tuple[int, int] | None) -> Iterator[HostUse | HostWay]:
        found = self._taken(way, end)
        if found is None:
            return
        steps, end = found
        unchanged = _UNCHANGED.match(self._text, end) if not steps else None
        end = unchanged.end() if unchanged is not None else end
        if way.depth < _DEEPEST:
            yield from self._renamed(way, at, end, steps)
            if steps:
                yield from self._gone_through(way, at, end, steps)
        yield HostUse(at, end, string, steps, turned=bool(steps) and self._is_turned(at, end, steps[-1]))

    def _is_method(self, way: HostWay, said: str, entry: re.Match[str]) -> bool:
        """Say whether an attribute of a table is a method that needs no brackets, and none of its entries."""
        if entry["called"] is not None or way.value < 0:
            return entry["called"] is None and self._places.lexer in _WITHOUT_BRACKETS
        written = re.compile(rf"(?<!\w){said}(?!\w)[\"']?\s*(?:[:=(,]|->|\bto\b)")
        return written.search(self._text, way.value, way.value + 4_000) is None

    def _taken(self, way: HostWay, end: int) -> tuple[tuple[str | int, ...], int] | None:
        """Return what still leads to the host behind entries that are taken, and their end; None on another way."""
        steps = way.steps
        while steps:
            entry = _ENTRY.match(self._text, end)
            if entry is None:
                return steps, end
            step, rest = steps[0], steps[1:]
            if entry["index"] is not None:
                said, is_literal = entry["index"].strip(), bool(entry["sign"]) or entry["index"].strip().isdigit()
            elif entry["called"] is None or not entry["argument"].strip():
                said, is_literal = entry["attribute"], True
                if isinstance(step, int) or step == "*":
                    if said not in _ONE_OF_LIST or _BLOCK.match(self._text, entry.end()):
                        return steps, end
                    return rest, entry.end()
                if step != _VALUE and (
                    plain(said) in _OF_TABLES
                    or (step and plain(said) != plain(str(step)) and self._is_method(way, said, entry))
                ):
                    return steps, end
                if entry["called"] is not None and step not in ("", said, _VALUE) and plain(said) != plain(step):
                    return steps, end
            elif entry["attribute"].lower() in _GETS:
                said = entry["argument"].split(",")[0].strip()
                is_literal = said[:1] in "\"'`:" or said.isdigit()
                said = said.strip("\"'`:")
            else:
                return steps, end
            if step == _VALUE:
                if plain(said) not in _VALUE_OF_ENTRY:
                    return None
            elif is_literal and step not in ("", "*") and plain(said) != plain(str(step)):
                return None
            steps, end = rest, entry.end()
        return steps, end

    def _renamed(self, way: HostWay, at: int, end: int, steps: tuple[str | int, ...]) -> Iterator[HostWay]:
        """Yield the name that is given the same: ``const other = name``."""
        outline = self._places.outline(at)
        low, high = outline.statement(at)
        behind = self._text[end:high]
        named = _OTHER_NAME.search(self._text, max(low, at - 160), at)
        if named is None or not (_NOTHING_MORE.match(behind) or (named["spread"] and "]" in behind)):
            return
        if named["made"] and not all(map(_is_kept_by, re.split(r"\s*\(\s*", named["made"].rstrip("( \t")))):
            return
        if named["made"] and steps and isinstance(steps[0], str) and steps[0] != "*":
            steps = ("*", *steps[1:])  # the values of a table
        if named["name"] != way.name and named["name"].strip("$"):
            block = outline.block(at)
            yield HostWay(named["name"].lstrip("$"), high, block.end, steps, depth=way.depth + 1)

    def _gone_through(self, way: HostWay, at: int, end: int, steps: tuple[str | int, ...]) -> Iterator[HostWay]:
        """Yield the names of elements, where something goes through what has the host."""
        outline = self._places.outline(at)
        low, high = outline.statement(at)
        before = self._text[max(low, at - 240) : at]
        if _KEYS.search(before):
            return
        high = self._end_of_lines(high)
        begin = end
        loop = _LOOP.search(before)
        if loop is not None:
            names = str(loop["names"])
            if "range" in loop[0] and "," in names:
                names = names.partition(",")[2] if not isinstance(steps[0], str) or steps[0] in ("", "*") else names
        else:
            as_ = _FOREACH.match(self._text, end)
            chained = _CHAINED.match(self._text, end)
            begin = chained.end() if chained is not None else end
            found = as_ or _LAMBDAS.search(self._text, begin, min(high, begin + 160))
            if found is None:
                return
            begin = found.end() if found.lastgroup != "implicit" else begin
            names = next(str(name) for name in found.groups() if name is not None)
        for name, rest in _elements(names, steps, is_pair=_VALUES.search(before) is None or "ntries" in before[-40:]):
            yield HostWay(name, begin if loop is None else end, high, rest, depth=way.depth + 1)

    def _end_of_lines(self, high: int) -> int:
        """Return the end of the lines below a statement that stand deeper than it: its block, where it opens one."""
        start = self._text.rfind("\n", 0, high) + 1
        line = self._text[start:high]
        if not re.search(r"\bdo\b(?:[ \t]*\|[^|\n]*\|)?[ \t]*\Z|->[ \t]*\Z|:[ \t]*\Z", line):
            return high
        indent = len(line) - len(line.lstrip())
        at = high
        for _ in range(40):
            following = self._text.find("\n", at + 1)
            following = len(self._text) if following < 0 else following
            said = self._text[at + 1 : following]
            if said.strip() and len(said) - len(said.lstrip()) <= indent:
                return at
            at = following
            if at >= len(self._text):
                break
        return at

    def _is_turned(self, at: int, end: int, field: str | int) -> bool:
        """Say whether a statement makes a table of another one, with keys and values exchanged.

        :param field: the last step to the host; a table by another field of the same objects is none of those.
        """
        low, high = self._places.outline(at).statement(at)
        low, high = max(low, at - 240), min(high, end + 240)
        by = _BY_FIELD.search(self._text, low, high)
        if by is not None and field not in ("", "*", 1) and plain(by["field"]) != plain(str(field)):
            return False
        return _TURNS.search(self._text, low, high) is not None

    def turns(self, callee: str) -> bool:
        """Say whether what is called makes a table of another one, with keys and values exchanged."""
        return _TURNS.search(f".{callee}") is not None

    def is_key(self, use: HostUse) -> bool:
        """Say whether something is stored or looked up by what stands at a place."""
        before = self._text[max(0, use.start - 40) : use.start]
        return _BEHIND_FIRST.match(self._text, use.end) is not None and _BEFORE_FIRST.search(before) is not None


def _is_kept_by(callee: str) -> bool:
    """Say whether what is called gives back a container or a text of what it is given, or the values of a table."""
    name = callee.removeprefix("new").strip().partition("<")[0]
    return bool(CONTAINS.search(name) or _VALUES.search(f"{name}("))


def _elements(
    names: str, steps: tuple[str | int, ...], *, is_pair: bool
) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """Yield each name that an element gets, with what leads from it to the host."""
    found = [name for name in _NAME_IN.findall(_TYPES.sub("", names)) if name != "mut"]
    step, rest = steps[0], steps[1:]
    if not found:
        return
    if isinstance(step, str) and step not in ("", "*"):  # a table: its entries are pairs, or values
        if len(found) > 1 and is_pair:
            yield found[1], rest
        else:
            yield found[0], rest
            yield found[0], (_VALUE, *rest)
        return
    if "{" in names and rest and isinstance(rest[0], str):
        yield from ((name, rest[1:]) for name in found if name == rest[0])
    elif ("[" in names or "(" in names) and rest and isinstance(rest[0], int) and rest[0] < len(found):
        yield found[rest[0]], rest[1:]
    else:
        yield found[0], rest
