"""The comments of a text that suppress findings, or try to, and the rows for which each of them speaks.

One rule holds in every language: a comment speaks for its own line or, alone on its line, for the statement that begins
on the next one. The words are the same everywhere, behind the comment sign of the language.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from difflib import SequenceMatcher
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from edgewise.patterns import on_demand
from edgewise.python.comments import Comment, find_comments
from edgewise.suppressions.reach import Statements, rows_above
from edgewise.text.comments import Comments
from edgewise.text.kinds import EXCLAMATION, HASH, SEMICOLON

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Iterator

    from edgewise.files.sources import Lines
    from edgewise.text.kinds import Kind

MARK = "edgewise"
"""What stands, in any case, in every comment that names this tool."""
FILE_ROWS = 20
"""``ignore-file`` counts in the first so many rows."""

_LONGEST_REST = 2_000
FAR = 50
"""How many rows above a comment the statement may begin that it ends, and how far below it a finding may stand."""
_FORM = r"edgewise:[ \t]*ignore(?P<file>-file)?(?![\w-])[ \t]*(?P<codes>\[[^\]\r\n]{0,500}\])?"
_SUPPRESSION = on_demand(
    rf"(?P<sign>#+|//+|--+|/\*+|<!--+|\{{#|@\*+|;+|%+)[ \t]*{_FORM}(?=(?P<rest>[^\r\n]{{0,{_LONGEST_REST}}}))"
)
_BARE_SUPPRESSION = on_demand(rf"{_FORM}(?=(?P<rest>[^\r\n]{{0,{_LONGEST_REST}}}))")
_SIGN = on_demand(r"[ \t]*(?:[^\w\s\"`]{0,4}|@?rem|dnl)[ \t]*", re.IGNORECASE)
"""A comment sign of any language, or none, where a comment runs over several lines."""
_IN_A_TAG = on_demand(r"(?:\{\{|[!%#<&$@=-])\Z")
_CODE = on_demand(r"[^\s,\[\]]+")
_OPENING = on_demand(r"\{\{?[!-]{0,2}|<[%#]?")
"""What stands before the sign of a comment in a template: ``{/*``, ``{{!--``, ``<%#``."""
_CLOSINGS = {"/*": "*/", "<!": "-->", "{#": "#}", "@*": "*@"}
_ANY_SIGN = on_demand(
    r"(?<!\S)(?P<sign>#+|//+|--+|/\*+|<!--+|<#--+|\{#|@\*+|\(\*+|;+|%+|!+|'|@?rem|dnl)[ \t]*\Z", re.IGNORECASE
)
"""What seems to be the sign of a comment where no lexer knows the language, or the one that does sees no comment."""

_VERBS = frozenset("ignore noqa nosec nolint disable suppress skip allow exclude off".split())
"""What linters are told with, here and elsewhere."""
_NEAR = 0.75
_ATTEMPT = on_demand(
    r"(?<![\w/.@-])edgewise(?P<separator>[ \t]?[:=]{1,2}|[_-]{0,2})[ \t]*(?P<word>[a-z]+(?:[-_][a-z]+)*)?"
    r"(?=(?P<rest>[^\r\n]{0,200}))",
    re.IGNORECASE,
)
_ENDS = on_demand(r"\s*(?:\Z|[\[(:=]|\*/|--+>|#\}|#|//)")
_ELSEWHERE = on_demand(
    rf"(?<!\w)(?<!--)(?:{'|'.join(sorted(_VERBS))})[\w-]{{0,20}}(?=(?P<rest>[\s:=\[(]+[^\r\n]{{0,100}}))", re.IGNORECASE
)
_NEXT = on_demand(r"#|//|/\*|edgewise", re.IGNORECASE)
"""Where another comment begins."""
_RULE = on_demand(r"[\[(]?ew\d{3}", re.IGNORECASE)
_NAME = on_demand(r"[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*")
_NO_RULES = "an ignore has to name rules"
_NOT_UNDERSTOOD = "this comment is not understood, and nothing is ignored"
_NOT_AT_THE_START = "nothing is ignored here, because other words stand before it in its comment"
NO_COMMENTS = "a string of JSON ignores nothing: name the file in `per-file-ignores`, or write a baseline"
_MANY_ROWS = 200
"""From how many rows on the text as a whole is asked first whether it names a rule."""
_NOT_OURS = "this comment is for another tool, and nothing is ignored"
FIRST_ROWS = f"`ignore-file` counts in the first {FILE_ROWS} lines of a file: move it up there"


class Suppression(NamedTuple):
    """One comment. ``codes`` are the rules with their spans; none at all means every rule, for ``ignore-file`` only.

    ``row`` (from 1) is its own line, and ``rows`` (from 1, the end exclusive) are the lines for which it speaks.
    ``problem`` says why it is not understood ("" where it is): then it suppresses nothing, though it was meant to.
    """

    start: int
    end: int
    row: int
    rows: range
    whole_file: bool = False
    codes: tuple[tuple[str, int, int], ...] = ()
    listed: bool = False
    removable: bool = False
    """Whether all from ``start`` to ``end`` is the comment and nothing else, and none of it stands behind ``end``."""
    problem: str = ""
    open_ended: bool = False
    """Whether nobody knows how far down a comment was meant that is not understood."""


class Directives:
    """The comments of one text that are meant for this tool.

    :param kind: the kind of the text, None for Python.
    """

    def __init__(self, text: str, lines: Lines, kind: Kind | None) -> None:
        self._text = text
        self._lines = lines
        self._is_python = kind is None
        self._comments = None if kind is None else Comments(text, kind)
        self._statements = Statements(lines)
        self._alone: dict[int, bool] = {}
        self._json = kind is not None and kind.notation == "json"
        self._prose = kind is not None and kind.prose
        self._signs_are_known = kind is not None and kind.lexer in (HASH, SEMICOLON, EXCLAMATION)

    @cached_property
    def _comments_of_python(self) -> list[Comment] | None:
        """The comments of Python source; read for a text that names this tool only, since the tokenizer takes long."""
        return find_comments(self._text, self._lines) if self._is_python else None

    @cached_property
    def _starts(self) -> list[int]:
        return [comment.start for comment in self._comments_of_python or ()]

    def understood(self) -> Iterator[Suppression]:
        """Yield the comments that suppress findings, from the first to the last."""
        for item in self.all():
            if not item.problem:
                yield item

    def all(self) -> list[Suppression]:
        """Return the comments that suppress findings, and those that name this tool and seem to try, by position."""
        found = [item for match in _SUPPRESSION.finditer(self._text) if (item := self._signed(match)) is not None]
        if self._prose:
            return found  # what it shows to its readers are examples
        taken = [range(item.start, item.end) for item in found]
        for match in _ATTEMPT.finditer(self._text):
            at = bisect_right(taken, match.start(), key=lambda span: span.start) - 1
            if at < 0 or match.start() not in taken[at]:
                item = self._unsigned(match)
                found += [item] if item is not None else []
        return sorted(found, key=lambda item: item.start)

    def elsewhere(self, rows: Iterable[int], names: Collection[str]) -> Iterator[Suppression]:
        """Yield the comments that tell another tool to ignore one of our rules, on the lines ``rows`` or right above.

        :param names: what names a rule, in lower case.
        """
        near = {number for row in rows for number in (row, row - 1) if number > 0}
        if len(near) > _MANY_ROWS:
            folded = self._text.lower()
            if not any(name in folded for name in names):
                return
        for row in sorted(near):
            line, start = self._lines.line(row)[:_LONGEST_REST], self._lines.start(row)
            for match in _ELSEWHERE.finditer(line):
                at = start + match.start()
                rest = _NEXT.split(match["rest"])[0]
                if _names_rule(rest, names) and MARK not in line[: match.end() + len(rest)].lower():
                    place = self._place(at)
                    if place is not None:
                        yield Suppression(at, start + len(line), row, place, problem=_NOT_OURS)
                        break

    def around(self, item: Suppression) -> range:
        """Return the rows on which a finding may stand that a comment was meant for, though it speaks for others.

        These are those of the statement in which it stands; of one that is alone on its line the row above, and the
        statement that follows, be it behind blank lines. What is indented deeper below a statement belongs to it.
        """
        row = item.row
        lone = not self._text[self._lines.start(row) : item.start].strip()
        if self._comments_of_python is not None:
            index = bisect_right(self._starts, item.start) - 1
            first, last = self._comments_of_python[index].around if index >= 0 else (row, row)
        elif lone:
            first = row + 1
            while first < len(self._lines) and (not self._lines.line(first).strip() or self._is_alone(first)):
                first += 1
            first = min(first, len(self._lines))
            last = self._statements.last_row(first)
        else:
            above = range(row, max(0, row - FAR), -1)
            first = next((number for number in reversed(above) if self._statements.last_row(number) >= row), row)
            last = self._statements.last_row(first)
        last = min(max(self._statements.last_deeper(first, last), row), row + FAR)
        return range(max(min(first, row - lone), row - FAR), last + 1)

    # -------------------------------------------------------------------------------------------- one comment

    def _signed(self, found: re.Match[str]) -> Suppression | None:
        """Return the comment behind a sign that says that it is one, wherever that stands."""
        # `{#` opens a comment of Jinja's and nothing in Python.
        python = self._comments is None
        start = found.start() + (python and found["sign"] == "{#")
        row = self._lines.location(start)[0]
        if self._comments_of_python is not None:
            rows = self._python_rows(start)
            if rows is None:
                return None
        elif _is_lone(self._text[self._lines.start(row) : start], found["sign"], found["rest"]):
            rows = self._rows_of_lone(row)
        else:
            rows = rows_above(self._lines, row)
        # Where the tokenizer gave up, or the notation has another sign, nobody knows what is a comment.
        unclear = (
            (python and self._comments_of_python is None)
            or _IN_A_TAG.search(self._text, max(0, start - 2), start)
            or (self._signs_are_known and self._comments is not None and not self._comments.cover(start))
        )
        end = None if unclear else _end(found, python=python)
        item = _suppression(found, start, end, row, rows)
        return self._open_ended(item) if item.problem and not item.whole_file else item

    def _unsigned(self, found: re.Match[str]) -> Suppression | None:
        """Return what a comment says in which a form of ours, or what looks like one, stands anywhere."""
        start = found.start()
        word = (found["word"] or "").lower()
        rest = found["rest"]
        exact = _BARE_SUPPRESSION.match(self._text, start)
        if exact is None and not _is_attempt(found["separator"], word, rest):
            return None
        row, end = self._lines.location(start)[0], start + len(found[0]) + len(rest.rstrip())
        rows = self._place(start)
        seems = rows is None and self._comments is not None
        rows = self._place_by_sign(start, row) if seems else rows
        if rows is None:
            return None
        if exact is not None and self._comments is not None and (seems or self._begins_comment(start)):
            return _suppression(exact, start, None, row, rows)
        problem = _NOT_UNDERSTOOD if exact is None else _NOT_AT_THE_START
        if self._json and self._comments is not None and not self._comments.cover(start):
            return Suppression(start, end, row, rows, problem=NO_COMMENTS)
        whole_file = "file" in word or rest.lower().startswith((" file", "-file", "_file"))
        item = Suppression(start, end, row, rows, whole_file, problem=problem)
        return self._open_ended(item, wide=not _speaks_for_a_line(word))

    def _open_ended(self, item: Suppression, *, wide: bool = False) -> Suppression:
        far = self._is_alone(item.row) and (wide or item.rows == range(item.row, item.row + 1))
        return item._replace(open_ended=far)

    # ------------------------------------------------------------------------------------------ where it stands

    def _begins_comment(self, offset: int) -> bool:
        """Say whether nothing but a comment sign stands before ``offset``, in a comment, on its line."""
        opened = self._comments.start_of(offset) if self._comments is not None else None
        if opened is None:
            return False
        row = self._lines.location(offset)[0]
        before = self._text[max(self._lines.start(row), opened) : offset]
        return _SIGN.fullmatch(before) is not None

    def _place(self, offset: int) -> range | None:
        """Return the rows for which a comment speaks in which ``offset`` stands, None where it stands in none."""
        if self._comments is None:
            return self._python_rows(offset)
        if not self._comments.cover(offset):
            row = self._lines.location(offset)[0]
            return range(row, row + 2) if self._json else None
        row = self._lines.location(offset)[0]
        return self._rows_of_lone(row) if self._is_alone(row) else rows_above(self._lines, row)

    def _place_by_sign(self, offset: int, row: int) -> range | None:
        """As :meth:`_place`, by nothing but the sign right before ``offset``; None where none stands there."""
        before = self._text[self._lines.start(row) : offset]
        sign = _ANY_SIGN.search(before)
        if sign is None:
            return None
        return rows_above(self._lines, row) if before[: sign.start()].strip() else self._rows_of_lone(row)

    def _python_rows(self, offset: int) -> range | None:
        index = bisect_right(self._starts, offset) - 1
        if self._comments_of_python is None or index < 0 or offset >= self._comments_of_python[index].end:
            return None
        return range(self._comments_of_python[index].first_row, self._comments_of_python[index].last_row + 1)

    def _rows_of_lone(self, row: int) -> range:
        return self._statements.rows_below(row, self._is_alone)

    def _is_alone(self, row: int) -> bool:
        """Say whether a line holds a comment, or a part of one, and nothing else."""
        if row not in self._alone:
            self._alone[row] = self._holds_comment_only(row)
        return self._alone[row]

    def _holds_comment_only(self, row: int) -> bool:
        line = self._lines.line(row)
        if self._comments is None:
            return line.lstrip().startswith("#")
        first = self._lines.start(row) + len(line) - len(line.lstrip())
        last = self._lines.start(row) + len(line.rstrip()) - 1
        return bool(line.strip()) and self._comments.cover(first) and self._comments.cover(last)


def _suppression(found: re.Match[str], start: int, end: int | None, row: int, rows: range) -> Suppression:
    whole_file = found["file"] is not None
    at = found.start("codes")
    codes = tuple((code[0], at + code.start(), at + code.end()) for code in _CODE.finditer(found["codes"] or ""))
    listed = found["codes"] is not None
    problem = "" if codes or whole_file else _NO_RULES
    problem = FIRST_ROWS if whole_file and row > FILE_ROWS else problem
    return Suppression(
        start, end or found.start("rest"), row, rows, whole_file, codes, listed, end is not None, problem
    )


def _is_attempt(separator: str, word: str, rest: str) -> bool:
    """Say whether what stands behind the name of this tool tells it to ignore something."""
    first = re.split("[-_]", word)[0]
    near = first in _VERBS or SequenceMatcher(None, first, "ignore").ratio() >= _NEAR
    if separator:
        return near or _RULE.match(word + rest) is not None
    # Prose says "Edgewise ignores this folder".
    return (near and first in _VERBS and _ENDS.match(rest) is not None) or (not word and rest.startswith(("[", "(")))


def _speaks_for_a_line(word: str) -> bool:
    parts = re.split("[-_]", word)
    return bool({"line", "next"} & set(parts)) or (len(parts) == 1 and parts[0] not in ("disable", "off", "skip"))


def _names_rule(text: str, names: Container[str]) -> bool:
    return any(name[0].lower() in names for name in _NAME.finditer(text))


def _end(found: re.Match[str], *, python: bool) -> int | None:
    """Return where a comment ends, or another one begins in it; None where that cannot be told from its line."""
    sign, rest, at = found["sign"], found["rest"], found.start("rest")
    if len(rest) == _LONGEST_REST:
        return None
    closing = _CLOSINGS.get(sign[:2])
    if closing and not python:
        inside, closed, _ = rest.partition(closing)
        return at + len(inside) + len(closing) if closed else None
    inside, another, _ = rest.partition("#") if "#" in sign else rest.partition(f" {sign} ")
    if f"{MARK}:" in inside:
        return None  # another of our comments, which has a say of its own
    if not python and any(inside.count(quote) % 2 for quote in "\"'`"):
        return None  # it may stand in a string
    return at + len(inside) + another.startswith(" ")


def _is_lone(before: str, sign: str, rest: str) -> bool:
    """Say whether nothing but a comment stands on a line, ``before`` and behind its sign."""
    opening = before.strip()
    if opening and not (_OPENING.fullmatch(opening) and rest.rstrip().endswith(("}", ">"))):
        return False
    closing = _CLOSINGS.get(sign[:2])
    return closing is None or not re.search(r"\w", rest.partition(closing)[2])
