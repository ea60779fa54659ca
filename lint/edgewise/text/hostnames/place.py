"""A place in a text: the value that a host stands in, the names that it is given to, and what is given beside it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from edgewise.patterns import on_demand
from edgewise.text.code import without_comments
from edgewise.text.hostnames.lines import HostLines
from edgewise.text.hostnames.outline import STRUCT, Outline
from edgewise.text.markup import MAX_PATH, Markup, names_above
from edgewise.twilio.hosts import Status, resolve

if TYPE_CHECKING:
    from edgewise.text.hostnames.lines import Line
    from edgewise.text.hostnames.outline import Bracket
    from edgewise.text.kinds import Kind

_NEAR = 8
"""How many brackets around a value are asked for its name."""
_NEAR_CALL = 6
"""How many brackets around a value are looked at for a call."""
_LINE_LENGTH = 400  # characters of a line on either side
_KEPT = 4
"""How many parts of a long text are kept beside the one that is looked at."""
_OWNER = on_demand(
    r"\b(?:class|defmodule|module|struct|impl|object|enum|interface|trait|namespace|record)[ \t]+(?P<name>[A-Z]\w*)"
)
_MAX_HOSTS = 300
"""How many valid hosts of a stretch of a text are known by their place."""
_TWILIO = on_demand(r"\.(?ai:twilio\.com)(?![\w-]|\.\w)")
_LABELS = on_demand(r"(?ai:[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,3})(?![\w-])")
"""The labels before it, read backwards from there."""
_LONGEST_LABELS = 260
_OPERATOR = r"(?:(?<![=!<>~+*/-])=(?![=~>])|=>|:=|<-|<<|(?<!:):(?!:)|\|\|=|\?\?=)"
_NAME = r"(?:\"[^\"\n]{1,80}\"|'[^'\n]{1,80}'|`[^`\n]{1,80}`|[\w$@.-]{1,120})[\])]?[?!]?"
_DECLARED = on_demand(r"(?P<key>[\w$]{1,80})[?!]?[ \t]*:(?!:)[ \t]*[\w&<>\[\]., '|*?();:-]{1,60}?[ \t]*=[ \t]*\Z")
_PROPERTY = on_demand(r"(?P<key>\w{1,80})\s*\{\s*(?:get|init|(?:private[ \t]+)?set)\b[^{}]{0,60}\}\s*=[ \t]*\Z")
"""A property of C# with its first value."""
_NAMED_FIRST = on_demand(r"(?:@(?<![\w@].)|#[ \t]*define[ \t]+)(?P<key>\w{1,80})[ \t]+(?:~w?)?\Z")
"""An attribute of a module in Elixir, a macro of C."""
_DECLARED_OF_GO = on_demand(r"\b(?:var|const)[ \t]+(?P<key>\w{1,80})[ \t]+[\w.\[\]*]{1,60}[ \t]*=[ \t]*\Z")
_DECLARED_OF_VB = on_demand(r"\b(?P<key>\w{1,80})(?:\(\))?[ \t]+As[ \t]+[\w.() \t]{1,60}?[ \t]*(?:=|\bFrom)[ \t]*\Z")
_DECLARED_IN_BRACES = on_demand(r"(?P<key>[A-Za-z_]\w{0,80})\{")
_TYPE_BEFORE = on_demand(r"(?<!return)(?<!new)(?<!throw)(?<!case)[\w>&*\]][ \t]+\Z")
"""A name of C++ with its value in braces behind it, and the type before it."""
_OF_ARRAY = on_demand(r"(?<=\w)\[\d{0,6}\](?=[ \t]*=[ \t]*\Z)")
"""Behind the name of an array of C, with or without its length."""
_WITH_ERROR = on_demand(r"\b(?P<key>\w{1,80}),[ \t]*(?:err|ok|_)[ \t]*:?=[ \t]*\Z")
_GIVEN = on_demand(rf"(?P<key>{_NAME})\s{{0,20}}{_OPERATOR}\s{{0,60}}(?:[rbfu$@]|await[ \t]|return[ \t])?\Z")
_GIVES = on_demand(r"[=:<>-]\s{0,60}(?:[rbfu$@]|await[ \t]|return[ \t])?\Z")
"""With what it ends: a search for all of it tries each character before as the beginning of a name."""
_DEFAULT_SIGNS = ("||", "??", "?:", "or", "//")
_DEFAULT = on_demand(r"(?P<name>[\w$.:\[\]\"'()>-]{1,120})\s{0,20}(?:\|\||\?\?|\?:|\bor\b|//)\s{0,60}\Z")
_CHOICE_ENDS = ("?", ":", ")", "else")
_CHOSEN = on_demand(
    r"(?:(?<![=!<>])=|=>|\breturn)\s*(?P<choice>(?:[^;{}?=]|[=!]==?){1,120}\?(?![.?])\s*(?:[^;{}?]{1,200}\s:\s*)?"
    r"|if\b[^;{}]{1,200}(?:\)|\belse\b)\s*)\Z"
)
"""A condition, with the value before the other one, between a name and a value of two."""
_IN_CALLEE = frozenset("_$@.:\\!?-")
_IN_TYPE = frozenset("_$.[]*")
_LONGEST_CALLEE = 160
_KEYWORD = on_demand(r"\b(?:new|await|return)[ \t]+\Z")
_LET = on_demand(
    r"(?:\b(?:let|subject)!?\(:|\b(?:val|var)[ \t]+)(?P<name>\w{1,80})"
    r"(?:\)|[ \t]*(?::[ \t]*\w+[ \t]+)?by[ \t]+lazy|[ \t]*=[ \t]*(?:remember\w*|lazy|run)(?:\([^()\n]*\))?)[ \t]*\Z"
)
"""What gives a name to the block behind it, in tests of Ruby and in Kotlin."""
_MADE = on_demand(r"\bnew\b(?:\[\]|[ \t]+[\w.<>\[\], ]{1,80}(?:\([^(){}\n]{0,80}\))?)\s*\Z")
"""What makes an array or a list of the values in braces behind it."""
_HEAD = on_demand(r"[\w.\"' \t-]{0,160}\Z")
_IN_NODE = r"(?:[^<>{}\"'`=;]|\{\{[^{}<>\n]{0,80}\}\}|;(?=[ \t]+\w)|(?<=[^\W\d_])['\u2019](?=[^\W\d_]))"
_NODE = on_demand(rf">{_IN_NODE}{{0,400}}\Z")
_NODE_BEHIND = on_demand(rf"{_IN_NODE}{{0,400}}<(?:/|[A-Za-z])")
_CONTAINERS = frozenset("list set array value string item text".split())
"""Elements whose names say nothing of what is in them; what they are in does."""
_ATTRIBUTE = on_demand(r"(?P<name>[\w:.@-]{1,80})\s{0,20}=\s{0,20}\Z")
_SECTION = on_demand(r"^[ \t]*\[[\w.:/@ \"-]{1,120}\][ \t]*$", re.MULTILINE)
_NAME_BESIDE = on_demand(
    r"(?i:\b(?:name|key|header))[\"']?\s{0,20}[:=]\s{0,20}[\"'](?P<name>[\w.-]{1,120})(?:\[\d+\])?[\"']"
)
_NAME_IN_BRACES = on_demand(r"[{,]\s*[\"']?(?:name|key|header)[\"']?:\s+[\"']?(?P<name>[\w.-]{1,120})[\"']?\s*(?=[,}])")
_NAME_OF_LINE = on_demand(r"[\"']?(?P<name>[\w-]{1,120})[\"']?[ \t]*(?:#[^\n]*)?(?=\n|\Z)")
_QUOTED = on_demand(r"\"[^\"]*\"|'[^']*'")
_BARE_KEY = on_demand(r"\s*[\w.-]{1,120}:[ \t]+")
"""A key and its colon, in braces of YAML."""
_BARE_END = on_demand(r"[ \t]+#|\n|\Z")
_OF_WORD = on_demand(r"[^\s\"'`<>()\[\]{},;|]{0,400}")
_ASSIGNED = on_demand(r"(?:-{1,2})?[A-Za-z_][\w.-]*=(?!=)")
_OF_SHELL = on_demand(r"[^\s\"'`<>()\[\]{};|&]{0,400}")
_WORD_KEY = on_demand(r"(?<=[ \t])(?P<key>[A-Za-z_]\w{0,60})=[\"']?[^\s\"']{0,200}\Z")
"""An argument by its name within a value: ``module: path=/a regexp='b'``."""


class HostPlace(NamedTuple):
    """Where a host stands. All offsets are characters of the text from 0.

    ``value`` is the text that it is part of, without quotes; ``whole`` has them. ``keys`` are the names that the value
    is given to: its own, and the one of the level above. ``level`` is what holds its key and those beside it.
    """

    start: int
    end: int
    value: tuple[int, int]
    whole: tuple[int, int]
    keys: tuple[str, ...]
    level: object
    is_quoted: bool
    path: tuple[str, ...] = ()
    """All the names around it, its own first, as far as nothing is called between them."""
    is_assigned: bool = False
    """Whether it stands behind a name and ``=`` in a value that is an assignment as a whole."""

    @property
    def key(self) -> str:
        """Its own name, "" where it has none."""
        return self.keys[0] if self.keys else ""


class HostPlaces:
    """The places of one text."""

    def __init__(self, text: str, kind: Kind) -> None:
        self.style = _style(kind)
        self.lexer = kind.lexer.partition(" ")[0]
        self.written = text
        is_code = self.style == "code" and not kind.notation
        self.text = without_comments(text, self.lexer) if is_code else text
        """What is written; where it is code, without what its comments say."""
        self.is_json = kind.notation == "json"
        self.is_data = self.style == "yaml" or self.is_json or kind.notation == "tfvars"
        """Whether it is read by programs that it does not show."""
        self.has_sections = self.style == "lines" and _SECTION.search(text) is not None
        """Whether its lines are settings in sections, whatever is between a name and its value."""
        self.is_make = kind.notation == "shell" and kind.lexer == "#"
        """Whether it is a Makefile, or a list of commands of its kind."""
        self.is_of_tests = kind.of_tests
        """Whether it is data that tests read."""
        self.is_of_people = kind.of_people
        """Whether it is a catalogue of texts that people see."""
        self._outline: Outline | None = None
        self._lines: HostLines | None = None
        self._beside: dict[object, list[tuple[HostPlace, str]]] | None = None
        self._valid: list[tuple[int, int, str]] = []
        self._around: tuple[HostPlace, tuple[int, int]] | None = None
        self._call: tuple[HostPlace, tuple[Bracket | None, int]] | None = None
        self._parts: list[
            tuple[Outline, list[tuple[int, int, str]], dict[object, list[tuple[HostPlace, str]]] | None]
        ] = []

    @cached_property
    def owners(self) -> frozenset[str]:
        """The names of what the text defines that has functions and constants of its own: classes, modules."""
        return frozenset(_OWNER.findall(self.text))

    @cached_property
    def _markup(self) -> Markup:
        return Markup(self.text)

    def outline(self, near: int) -> Outline:
        """Return the outline of the text around a place."""
        outline = self._outline
        return outline if outline is not None and near in outline.covered else self._moved_to(near)

    def _moved_to(self, near: int) -> Outline:
        """Go to a part of a long text; what was seen of the last few is kept, for a name is used in other parts."""
        if self._outline is not None:
            self._parts = [(self._outline, self._valid, self._beside), *self._parts[: _KEPT - 1]]
        for number, (outline, valid, beside) in enumerate(self._parts):
            if near in outline.covered:
                self._outline, self._valid, self._beside = outline, valid, beside
                del self._parts[number]
                return outline
        known = [outline for outline, _, _ in self._parts]
        self._outline = outline = Outline(self.text, near, self.lexer, "json" if self.is_json else self.style, known)
        self._valid = list(_valid_hosts(self.text, outline.low, outline.high))
        self._beside = None
        return outline

    def line(self, offset: int) -> Line | None:
        """Return the key to which a line belongs, where lines have keys."""
        if self.style not in ("yaml", "lines"):
            return None
        return self._all_lines().at(offset)

    def keys_in_block(self, place: HostPlace) -> list[str]:
        """Return the names around a host in a text that is a value of data: ``values: |`` of a chart."""
        line = self.line(place.start) if self.style == "yaml" else None
        return self._all_lines().within(place.start) if line is not None and line.is_block else []

    def line_start(self, offset: int) -> int:
        """Return where the line of a place begins."""
        return self.text.rfind("\n", 0, offset) + 1

    def is_markup(self, start: int, end: int) -> bool:
        """Say whether characters stand in markup, and not in a script between it."""
        return self.style == "xml" and (self.lexer == "xml" or self.is_in_node(start, end) or self._is_in_tag(start))

    def at(self, start: int, end: int) -> HostPlace:
        """Return the place of the characters ``start`` to ``end``."""
        outline = self.outline(start)
        if self.is_markup(start, end):
            return self._in_markup(start, end)
        string = outline.string(start)
        if string is not None and string[1] >= end:
            whole, value = string, _inside(self.text, *string)
        else:
            string = None
            whole = value = self._bare(start, end)
        path, level = self._keys(outline, whole[0])
        line = self.line(start) if self.style == "yaml" else None
        if path and path[0].lower() in ("value", "default"):
            path[0] = self._name_beside(outline, whole[0], line) or path[0]
        if line is not None:
            before = value[0] if string is None else max(0, whole[0] - 80)
            word = _WORD_KEY.search(self.text, before, start)
            path = [word["key"], *path] if word is not None and word.start() > line.at else path
            word = _WORD_KEY.search(self.text, before, whole[0] + 1) if string is not None else None
            path = [word["key"], *path] if word is not None and word.start() == line.at else path
        keys = path[:2]
        is_word = (line is not None and line.is_item) or (
            string is not None and (self.is_data or self.style in ("yaml", "lines"))
        )
        assigned = _ASSIGNED.match(self.text, value[0], start) if is_word else None
        if assigned is not None:
            keys, value = [assigned[0].rstrip("="), *keys], (assigned.end(), value[1])
        return HostPlace(
            start,
            end,
            value,
            whole,
            tuple(keys[:2]),
            level,
            string is not None,
            path=tuple(path),
            is_assigned=assigned is not None,
        )

    def beside(self, place: HostPlace) -> list[tuple[HostPlace, str]]:
        """Return the valid hosts that are given to other names on the same level, each with its product."""
        self.outline(place.start)
        found = self._beside
        if found is None:
            found = defaultdict[object, "list[tuple[HostPlace, str]]"](list)
            for start, end, product in self._valid:
                other = self.at(start, end)
                found[other.level].append((other, product))
            self.outline(place.start)  # from where a look at one of them may have gone to another part
            self._beside = found
        return [one for one in found.get(place.level, ()) if one[0].whole != place.whole]

    def valid_within(self, start: int, end: int, product: str = "") -> list[tuple[int, int]]:
        """Return the spans of the valid hosts, of one product or of any, in a stretch of the text."""
        self.outline(start)
        number = bisect_right(self._valid, (start - 1, 0, "￿"))
        found: list[tuple[int, int]] = []
        for low, high, name in self._valid[number:]:
            if low >= end:
                break
            if not product or name == product:
                found.append((low, high))
        return found

    def says_beside(self, place: HostPlace, said: re.Pattern[str], near: int = 2, above: int | None = None) -> bool:
        """Say whether another name beside a value is given what a pattern says.

        :param near: how many levels of brackets are looked at.
        :param above: how many levels of lines above its own; as many as of brackets if not given.
        """
        outline = self.outline(place.start)
        bracket = outline.bracket(place.whole[0])
        for _ in range(near):
            if bracket.parent is None:
                break
            found = said.finditer(self.text, bracket.start, min(bracket.end, bracket.start + 1_000))
            if any(outline.bracket(max(one.start(), one.end() - 1)) is bracket for one in found):
                return True
            bracket = bracket.parent
        line = self.line(place.start)
        for _ in range((near if above is None else above) + 1):
            if line is None:
                break
            if any(said.match(self.text, self.line_start(other.at)) for other in self._all_lines().beside(line)):
                return True
            line = line.above
        return False

    # -- names

    def _keys(self, outline: Outline, at: int) -> tuple[list[str], object]:
        keys: list[str] = []
        level: object = None
        bracket = outline.bracket(at)
        for _ in range(_NEAR):
            key = self.given(outline, at, bracket)
            if key is not None:
                keys.append(key)
                level = bracket if level is None else level
            if bracket.parent is None:
                break
            if bracket.sign == "{" and not outline.is_object(bracket):
                let = _LET.search(self.text, max(outline.first, bracket.start - 120), bracket.start)
                if let is not None and not keys:
                    keys, level = [let["name"]], bracket.parent
                if self.lexer != "terraform":
                    break
                at = bracket.start
                head = _HEAD.search(self.text, max(outline.first, at - 160), at)
                keys += [head[0].strip()] if head and head[0].strip() else []
            else:
                at, callee = self.callee(bracket)
                made = _MADE.search(self.text, max(outline.first, at - 120), at) if bracket.sign == "{" else None
                at = made.start() if made is not None else at
                if callee and keys:
                    break
            bracket = bracket.parent
        if self.style in ("yaml", "lines"):
            line = self._all_lines().at(at)
            if line is not None and bracket.parent is None:
                above = line.keys()
                is_own = at >= line.at
                if is_own and not (keys and keys[-1] == line.key):
                    keys += above
                    level = line.level if level is None or level is outline.top else level
                elif keys and keys[-1] == line.key:
                    keys += above[1:]
                    level = line.level if level is outline.top else level
        return keys, level if level is not None else bracket

    def _name_beside(self, outline: Outline, at: int, line: Line | None) -> str | None:
        """Return what is given to ``name`` beside a ``value``, as variables of containers have it."""
        bracket = outline.bracket(at)
        if bracket.sign == "{":
            named = _NAME_IN_BRACES if self.style == "yaml" else _NAME_BESIDE
            found = named.search(self.text, bracket.start, min(bracket.end, at + _LINE_LENGTH))
            return found["name"] if found is not None and outline.bracket(found.start("name")) is bracket else None
        for other in self._all_lines().beside(line) if line is not None else ():
            if other.key in ("name", "key", "header"):
                found = _NAME_OF_LINE.match(self.text, other.at)
                return found["name"] if found is not None else None
        return None

    def given(self, outline: Outline, at: int, bracket: Bracket) -> str | None:
        """Return the name that a value which begins at a place, directly in brackets, is given to."""
        low = max(outline.entry(bracket, at)[0], at - 240, outline.first)
        if self.style in ("yaml", "lines") and bracket.parent is None:
            return None  # its lines say it
        before = self.text[low:at]
        default = _DEFAULT.search(before) if before.rstrip().endswith(_DEFAULT_SIGNS) else None
        if default is not None:
            before = before[: default.start()]
        chosen = _CHOSEN.search(before) if before.rstrip().endswith(_CHOICE_ENDS) else None
        if chosen is not None:
            before = before[: chosen.start("choice")]
        found = None
        if before.rstrip(" \t").endswith("="):
            is_go = self.lexer == "go"
            found = (_DECLARED_OF_GO.search(before) or _WITH_ERROR.search(before)) if is_go else None
            found = found or _DECLARED.search(before)
            found = found or _PROPERTY.search(before)
        if "]" in before[-12:]:
            before = _OF_ARRAY.sub("", before)
        if found is None and _GIVES.search(before) is not None:
            found = _GIVEN.search(before)
        if self.lexer == "cpp" and _TYPE_BEFORE.search(before):
            found = _DECLARED_IN_BRACES.match(self.text, at)
        if self.lexer == "vb.net":
            found = _DECLARED_OF_VB.search(before) or found
        found = found or _NAMED_FIRST.search(before)
        if found is None:
            return None
        return found["key"].strip("\"'`?!])")

    def callee(self, bracket: Bracket) -> tuple[int, str]:
        """Return where what is called with brackets begins, and its name, "" where nothing is called."""
        if not bracket.sign:
            return 0, ""
        if bracket.called is None:
            struct = bracket.sign == "{" and self.outline(bracket.start).is_object(bracket)
            made = STRUCT.search(self.text, max(0, bracket.start - 80), bracket.start) if struct else None
            bracket.called = (
                (made.start(), "")
                if made is not None and self.lexer == "rust"
                else _called(self.text, bracket.start, bracket.sign)
            )
        return bracket.called

    def around(self, place: HostPlace) -> tuple[int, int]:
        """Return the span of the line of a place, as far as it is near."""
        known = self._around
        if known is None or known[0] is not place:  # many questions in turn ask about one place
            low = max(self.text.rfind("\n", 0, place.start) + 1, place.start - _LINE_LENGTH)
            high = self.text.find("\n", place.end, place.end + _LINE_LENGTH)
            end = high if high >= 0 else min(len(self.text), place.end + _LINE_LENGTH)
            known = self._around = place, (low, end)
        return known[1]

    def is_element(self, place: HostPlace, bracket: Bracket) -> bool:
        """Say whether a value is an entry of brackets by itself, without a key."""
        outline = self.outline(place.start)
        low, _ = outline.entry(bracket, place.whole[0])
        before = self.text[max(low, place.whole[0] - 120) : place.whole[0]].strip()
        return (
            not before
            or (bracket.sign == "{" and before in ("return",))
            or before in ("&", "new", "@", "f", "r", "b", "u", "$")
        )

    def call(self, place: HostPlace) -> tuple[Bracket | None, int]:
        """Return the parentheses of the innermost call that a value is given to, and the number of its argument."""
        known = self._call
        if known is None or known[0] is not place:
            known = self._call = place, self._call_around(place)
        return known[1]

    def _call_around(self, place: HostPlace) -> tuple[Bracket | None, int]:
        outline = self.outline(place.start)
        bracket = outline.bracket(place.whole[0])
        for _level in range(_NEAR_CALL):
            if bracket.parent is None:
                break
            if bracket.sign == "(" and self.callee(bracket)[1]:
                return bracket, bracket.index(place.start)
            if bracket.sign == "{" and not outline.is_object(bracket):
                return None, 0
            bracket = bracket.parent
        return None, 0

    def _all_lines(self) -> HostLines:
        if self._lines is None:
            self._lines = HostLines(self.text, is_yaml=self.style == "yaml")
        return self._lines

    def _bare(self, start: int, end: int) -> tuple[int, int]:
        line = self.line(start)
        folded = self._all_lines().folded(start) if self.style == "yaml" else None
        if folded is not None and self.outline(start).bracket(start).parent is None:
            return _stripped(self.text, *folded)
        if (
            line is not None
            and not line.is_block
            and line.at <= start
            and line.at >= self._all_lines().line_start(start)
        ):
            outline = self.outline(start)
            holder = outline.bracket(start)
            low, high = (line.at, len(self.text)) if holder.parent is None else outline.entry(holder, start)
            low = max(low, line.at)
            named = _BARE_KEY.match(self.text, low, start) if holder.sign == "{" else None
            low = named.end() if named is not None else low
            ending = _BARE_END.search(self.text, end, min(high, end + 2_000))
            return _stripped(self.text, low, ending.start() if ending else min(high, end + 2_000))
        is_shell = self.lexer in ("bash", "fish")
        word = _OF_SHELL if is_shell else _OF_WORD
        # Backwards from the host: a search for the end would try each character before it as the start.
        before = word.match(self.text[max(0, start - 400) : start][::-1])
        behind = word.match(self.text, end, end + 400)
        low = start - len(before[0] if before else "")
        assigned = _ASSIGNED.match(self.text, low, start)
        return assigned.end() if assigned else low, behind.end() if behind else end

    # -- markup

    def is_in_node(self, start: int, end: int) -> bool:
        """Say whether a place is in text between tags, as far as no sign of a program is there."""
        before, behind = self.text[max(0, start - 440) : start], self.text[end : end + 440]
        return _NODE.search(before) is not None and _NODE_BEHIND.match(behind) is not None

    def _is_in_tag(self, at: int) -> bool:
        opened, closed = self.text.rfind("<", 0, at), self.text.rfind(">", 0, at)
        return opened > closed and self.text[opened + 1 : opened + 2].isalpha()

    def _in_markup(self, start: int, end: int) -> HostPlace:
        element = self._markup.before(start)
        if element is not None and element.start < start < element.end:  # in the tag itself
            string = next(
                (found for found in _quoted(self.text, element.start, element.end) if found[0] < start < found[1]), None
            )
            whole = string or (start, end)
            name = _ATTRIBUTE.search(self.text, max(element.start, whole[0] - 120), whole[0])
            keys = [name["name"]] if name else []
            keys = (
                [*element.names, *keys]
                if keys and keys[0] in ("value", "content", "href", "url")
                else [*keys, *element.names]
            )
            return HostPlace(
                start,
                end,
                _inside(self.text, *whole) if string else whole,
                whole,
                tuple(keys[:2]),
                element.above,
                bool(string),
                path=(*keys[:2], *names_above(element.above))[:MAX_PATH],
            )
        low = self.text.rfind(">", max(0, start - 2_000), start) + 1
        high = self.text.find("<", end, end + 2_000)
        value = _stripped(self.text, low, high if high >= 0 else end)
        if element is not None and element.is_closed:
            element = element.above
        keys = list(element.names) if element is not None else []
        above = element.above if element is not None else None
        keys += names_above(above)
        own = [key for key in keys if key not in _CONTAINERS] or keys
        path = tuple(keys[:MAX_PATH])
        return HostPlace(start, end, value, value, tuple(own[:2]), above, is_quoted=False, path=path)


def _called(text: str, end: int, sign: str) -> tuple[int, str]:
    """Return where what is called with the brackets at ``end`` begins, and its name."""
    low = max(0, end - _LONGEST_CALLEE)
    at = end
    while at > low and text[at - 1] in " \t":
        at -= 1
    if sign != "(" and at < end:
        return end, ""
    behind = at
    if text[at - 1 : at] == ">" and text[at - 2 : at] not in ("->", "=>"):
        behind = at = max(text.rfind("<", low, at), low)  # the types that it is for are no part of the name
    signs = _IN_CALLEE if sign == "(" else _IN_TYPE
    while at > low and (text[at - 1].isalnum() or text[at - 1] in signs or text[at - 2 : at] == "->"):
        at -= 1
    while text[at : at + 1] in ("!", "?") and at < behind:
        at += 1  # no part of a name, but what is done with its answer: it is denied, or one of two
    name = text[at:behind] if sign == "(" else ""
    keyword = _KEYWORD.search(text, max(0, at - 20), at)
    return (keyword.start() if keyword else at), name


def _quoted(text: str, low: int, high: int) -> list[tuple[int, int]]:
    return [found.span() for found in _QUOTED.finditer(text, low, high)]


def _style(kind: Kind) -> str:
    if kind.notation in ("yaml", "travis"):
        return "yaml"
    if kind.notation in ("ini", "dotenv", "lines", "docker"):
        return "lines"
    if kind.lexer.partition(" ")[0] in ("xml", "html"):
        return "xml"
    return "code"


def _inside(text: str, start: int, end: int) -> tuple[int, int]:
    width = 3 if text[start : start + 3] in ('"""', "'''") else 1
    return start + width, end - width


def _stripped(text: str, low: int, high: int) -> tuple[int, int]:
    while low < high and text[low].isspace():
        low += 1
    while high > low and text[high - 1].isspace():
        high -= 1
    return low, high


def _valid_hosts(text: str, low: int, high: int) -> list[tuple[int, int, str]]:
    found: list[tuple[int, int, str]] = []
    products: dict[str, str | None] = {}  # None for a host that is not valid; a text has few that differ
    for domain in _TWILIO.finditer(text, low, high):
        at, end = domain.span()
        labels = _LABELS.match(text[max(0, at - _LONGEST_LABELS) : at][::-1])
        if labels is None:
            continue
        start = at - labels.end()
        host = text[start:end]
        if host not in products:
            resolution = resolve(host)
            known = resolution.host if resolution.status is Status.VALID else None
            products[host] = known.product if known is not None else None
        product = products[host]
        if product is not None:
            found.append((start, end, product))
            if len(found) == _MAX_HOSTS:
                break
    return found
