"""The outline of a text in any language: its strings, its brackets, what separates their entries, its statements."""

from __future__ import annotations

import functools
import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from edgewise.patterns import on_demand
from edgewise.text.code import comment_forms, string_forms

if TYPE_CHECKING:
    from collections.abc import Iterable

_APOSTROPHE = r"'(?<=[^\W\d_].)(?=[^\W\d_])"
"""A quote within a word, which opens no string where prose is a value."""
_QUOTES = frozenset("\"'`")
_OPENS_COMMENT = frozenset("/#-")
_SEPARATES = frozenset(",;")
_CLOSES = {")": "(", "]": "[", "}": "{"}
_ONLY_BLOCKS = frozenset(("splus", "kotlin", "swift", "scala"))
"""Lexers of languages whose braces never hold the entries of a value."""
_REACH = 60_000  # characters on either side of a place that are outlined at once
_AHEAD = 3 * _REACH  # characters behind a place, where one after the other is asked about
_MARGIN = 20_000
_MAX_DEPTH = 24
"""How many brackets stand in one another and are told apart."""
# Where a line goes on that ends so, or of which the next one begins so.
_LINE_END = on_demand(r"[ \t]*(?:#[^\n]*)?(?=\n|\Z)")
_UNFINISHED = on_demand(r"(?:[,.+*/%&|^?:=<>(\[{\\-]|\b(?:and|or|not|return|in|is|new|await))[ \t]*\Z")
_CONTINUES = on_demand(r"\s*(?:[.)\]}?:,+*/|&<>=]|->|\b(?:and|or)\b)")
_RETURN = on_demand(r"\breturn[ \t]+\Z")
_LONGEST_NO_OBJECT = len("finally")
_INITIALIZER = on_demand(r"\bnew\b[\w\s.<>,\[\]?]{0,80}(?:\([^(){}]{0,80}\))?\s*\Z")
_VALUES_IN = on_demand(r"\{\s*(?:[\"'{\[]|\w+\s*=(?!=))")
"""What an object is made with: ``new List<string> { "a" }``, and no class without a name."""
_BLOCKS_IN = on_demand(r"\{\s*(?:\w{1,40}\s*\(\s*)?\"[^\"\n]{0,200}\"\s*\)?\s*\{")
"""Tests that have a text as their name, in a block that is an argument: ``({ "name" { ... } })``."""
STRUCT = on_demand(r"(?<!\bstruct )(?<!\benum )(?<!\bunion )(?<![\w:])[A-Z][\w:]*[ \t]\Z")
"""The type of a struct of Rust before the braces with its fields."""
_FIELDS_IN = on_demand(r"\{\s*\w+:(?!:)")
_NO_OBJECT = on_demand(r"(?:\)|=>|\belse|\bdo|\btry|\bfinally|->)[ \t]*\Z")


@dataclass(eq=False, slots=True)
class Bracket:
    """A pair of brackets: ``start`` is the opening one, ``end`` the closing one or where the outline ends."""

    start: int
    end: int
    sign: str
    parent: Bracket | None
    depth: int = 0
    commas: list[int] = field(default_factory=list[int])
    """Commas and semicolons directly in it."""
    breaks: list[int] = field(default_factory=list[int])
    """Ends of lines directly in it."""
    called: tuple[int, str] | None = None
    """Where what is called with it begins, and its name, once somebody has asked."""
    holds_entries: bool | None = None
    """Whether it holds entries of a value, and no statements, once somebody has asked."""

    def index(self, at: int) -> int:
        """Return the number of the entry, from 0, in which a character of the text stands."""
        return bisect_left(self.commas, at)


class Outline:
    """A stretch of a text, taken apart once. Offsets are those of the text, in characters from 0.

    :param style: ``code`` or ``json``, or how its lines are read, ``yaml`` or ``lines``: brackets count only where a
        value begins then, or where a block does.
    :param known: outlines of other stretches; one that has the beginning of this one says what is open there.
    """

    def __init__(self, text: str, near: int, lexer: str, style: str = "code", known: Iterable[Outline] = ()) -> None:
        self.text = text
        self._is_json = style == "json"
        outlines = list(known)
        self.low, self.high = _stretch(text, near, _AHEAD if outlines else _REACH)
        is_first, is_last = self.low == 0, self.high == len(text)
        self.covered = range(self.low + (not is_first) * _MARGIN, self.high + 1 - (not is_last) * _MARGIN)
        """The places of which enough of the text around is outlined."""
        before = next((one for one in outlines if one.low < self.low <= one.high), None)
        self._is_yaml = style == "yaml"
        self._ended: dict[tuple[int, int], bool] = {}
        self.strings: list[tuple[int, int]] = []
        self.comments: list[tuple[int, int]] = []
        self._marks: list[int] = [self.low]
        self.first: int = self.low if before is None else before.first
        """Where the text begins of which it is known what is open at ``low``."""
        if before is None:
            self._holders = [Bracket(self.low - 1, self.high, "", None)]
        else:
            self._holders = [self._still_open(before, before.bracket(self.low))]
        self.top = self._holders[0]
        while self.top.parent is not None:
            self.top = self.top.parent
        self._has_structs = lexer.partition(" ")[0] == "rust"
        self._has_only_blocks = lexer.partition(" ")[0] in _ONLY_BLOCKS
        self._read(lexer.partition(" ")[0], style)
        self._string_starts = [start for start, _ in self.strings]
        self._comment_starts = [start for start, _ in self.comments]

    def _still_open(self, before: Outline, bracket: Bracket) -> Bracket:
        """Return brackets that an outline of the text before has, with all that is known of them there."""
        return Bracket(
            bracket.start,
            self.high,
            bracket.sign,
            self._still_open(before, bracket.parent) if bracket.parent is not None else None,
            bracket.depth,
            bracket.commas[: bisect_left(bracket.commas, self.low)],
            bracket.breaks[: bisect_left(bracket.breaks, self.low)],
            bracket.called,
            before.is_object(bracket),
        )

    def _read(self, lexer: str, style: str) -> None:
        holder, beyond = self._holders[0], 0
        depth = holder.depth
        for found in _tokens(lexer, has_prose=style in ("yaml", "lines")).finditer(self.text, self.low, self.high):
            at, sign = found.start(), self.text[found.start()]
            if sign == "\n":
                holder.breaks.append(at)
            elif sign in _QUOTES:
                if found.end() - at > 1:  # else it is an apostrophe
                    self.strings.append(found.span())
            elif sign in _SEPARATES:
                holder.commas.append(at)
            elif sign in _OPENS_COMMENT:
                self.comments.append(found.span())
            elif sign in _CLOSES:
                if beyond:
                    beyond -= 1
                    continue
                holder = self._closed(holder, at, _CLOSES[sign])
                depth = holder.depth
            elif depth == _MAX_DEPTH:
                beyond += 1
            elif style not in ("yaml", "lines") or _begins_value(self.text, at, holder, style):
                depth += 1
                holder = Bracket(at, self.high, sign, holder, depth)
                self._mark(at + 1, holder)

    def _closed(self, holder: Bracket, at: int, sign: str) -> Bracket:
        opened: Bracket | None = holder
        while opened is not None and opened.sign != sign:
            opened = opened.parent
        if opened is None or opened.parent is None:
            return holder  # nothing that it closes
        while holder is not opened.parent:
            holder.end = at
            holder = holder.parent or self.top
        self._mark(at, holder)
        return holder

    def _mark(self, at: int, holder: Bracket) -> None:
        self._marks.append(at)
        self._holders.append(holder)

    def bracket(self, at: int) -> Bracket:
        """Return the innermost brackets around a place; those of the whole have no sign."""
        number = bisect_right(self._marks, at) - 1
        if number >= 0:
            return self._holders[number]
        bracket = self._holders[0]
        while bracket.parent is not None and bracket.start >= at:
            bracket = bracket.parent
        return bracket

    def string(self, at: int) -> tuple[int, int] | None:
        """Return the span of the string, with its quotes, in which a character stands."""
        number = bisect_right(self._string_starts, at) - 1
        return self.strings[number] if number >= 0 and at < self.strings[number][1] else None

    def is_comment(self, at: int) -> bool:
        """Say whether a character stands in what looks like a comment."""
        number = bisect_right(self._comment_starts, at) - 1
        return number >= 0 and at < self.comments[number][1]

    def entry(self, bracket: Bracket, at: int) -> tuple[int, int]:
        """Return the span of the entry between commas or semicolons, directly in brackets, in which a place stands."""
        number = bisect_left(bracket.commas, at)
        start = bracket.commas[number - 1] + 1 if number else bracket.start + 1
        return start, bracket.commas[number] if number < len(bracket.commas) else bracket.end

    def is_object(self, bracket: Bracket) -> bool:
        """Say whether braces hold entries of a value, and no statements."""
        if bracket.holds_entries is None:
            bracket.holds_entries = bracket.sign == "{" and (self._is_json or self._holds_entries(bracket))
        return bracket.holds_entries

    def _holds_entries(self, bracket: Bracket) -> bool:
        if self._is_yaml:
            return True
        if self._has_only_blocks:
            return False
        if _VALUES_IN.match(self.text, bracket.start) and _INITIALIZER.search(
            self.text, max(self.first, bracket.start - 200), bracket.start
        ):
            return True
        before = self.text[max(self.first, bracket.start - 40) : bracket.start]
        if before.endswith("(") and _BLOCKS_IN.match(self.text, bracket.start):
            return False
        if _NO_OBJECT.search(before, max(0, len(before.rstrip(" \t")) - _LONGEST_NO_OBJECT)):
            return False
        if not before.strip():
            return True  # all of the text is one value
        if self._has_structs and STRUCT.search(before) and _FIELDS_IN.match(self.text, bracket.start):
            return True
        last = before.rstrip()[-1:]
        if not before[-1].isspace():
            return last.isalnum() or last in "_])>}{([,:?&|=%#"
        return (
            last in "(,:[?&|{"
            or (last == "=" and not before.rstrip().endswith(("==", "=>")))
            or _RETURN.search(before) is not None
        )

    def block(self, at: int) -> Bracket:
        """Return the innermost braces around a place that hold statements, or the whole."""
        bracket = self.bracket(at)
        while bracket.parent is not None and (bracket.sign != "{" or self.is_object(bracket)):
            bracket = bracket.parent
        return bracket

    def statement(self, at: int) -> tuple[int, int]:
        """Return the span of the innermost statement in which a place stands."""
        block = self.block(at)
        number = bisect_left(block.commas, at)
        ends = [
            block.start + 1,
            *(comma + 1 for comma in block.commas[max(0, number - 60) : number] if self._ends_it(comma)),
        ]
        start = ends[-1]
        end = next((comma for comma in block.commas[number : number + 60] if self._ends_it(comma)), block.end)
        number = bisect_left(block.breaks, at)
        for line in reversed(block.breaks[max(0, number - 60) : number]):
            if line < start:
                break
            if self._ends(line, block.start + 1):
                start = line + 1
                break
        for line in block.breaks[number : number + 60]:
            if line >= end:
                break
            if self._ends(line, start):
                end = line
                break
        return start, end

    def _ends_it(self, at: int) -> bool:
        return self.text[at] == ";"

    def _ends(self, line: int, low: int) -> bool:
        """Say whether a statement ends with a line; all hosts of a long list ask that of the same lines."""
        low = max(low, line - 200)
        if (line, low) not in self._ended:
            before = self.text[low:line]
            goes_on = _UNFINISHED.search(before) or _CONTINUES.match(self.text, line + 1)
            self._ended[line, low] = not goes_on or not before.strip()
        return self._ended[line, low]


def _stretch(text: str, near: int, ahead: int) -> tuple[int, int]:
    """Return where the stretch around a place begins and ends: with lines, if these are not too long."""
    low = 0 if near <= _REACH else text.rfind("\n", 0, near - _REACH) + 1
    end = text.find("\n", near + ahead)
    high = len(text) if end < 0 else end
    if high - near > ahead + _REACH:
        high = near + ahead
    return low if near - low <= 2 * _REACH else near - _REACH, high


def _begins_value(text: str, at: int, holder: Bracket, style: str) -> bool:
    if holder.sign and style == "yaml":
        return True
    if style == "lines" and text[at] == "{" and _LINE_END.match(text, at + 1):
        return True
    before = text[max(text.rfind("\n", 0, at), at - 400) + 1 : at].rstrip(" \t")
    return not before.strip() or before.endswith((":", "-", "=", ","))


@functools.cache
def _tokens(lexer: str, *, has_prose: bool) -> re.Pattern[str]:
    """Return the pattern of all that an outline is made of; the first character of what it finds says what that is.

    Each alternative begins with its first character, so that a search passes over all others at once.
    """
    apostrophe = [_APOSTROPHE] if has_prose else []
    signs = [r"\(", r"\)", r"\[", r"\]", r"\{", r"\}", ",", ";", r"\n"]
    return re.compile("|".join([*comment_forms(lexer), *apostrophe, *string_forms(lexer), *signs]), re.DOTALL)
