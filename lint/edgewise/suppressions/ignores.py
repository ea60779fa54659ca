"""Comments that suppress findings: ``# edgewise: ignore[EW101] why`` and ``# edgewise: ignore-file``, and unused ones.

A comment speaks for its own line; at the end of a string of several lines, or of lines that backslashes join, for all
of them. In files other than Python, where many a line cannot hold one, a comment on a line of its own speaks for the
line below. The words are the same in every language, behind its own comment sign.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from edgewise.files.sources import Lines
from edgewise.findings import Edit, Finding, Fix
from edgewise.python.comments import find_comments

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from edgewise.options import Options

MARK = "edgewise:"
FILE_ROWS = 20
"""``ignore-file`` counts in the first so many rows."""

_LONGEST_REST = 2_000
_SUPPRESSION = re.compile(
    r"(?P<sign>#+|//+|--+|/\*+|<!--+|\{#|;+|%+)[ \t]*edgewise:[ \t]*ignore(?P<file>-file)?(?![\w-])"
    r"[ \t]*(?P<codes>\[[^\]\r\n]{0,500}\])?(?=(?P<rest>[^\r\n]{0,2000}))"
)
_CODE = re.compile(r"[^\s,\[\]]+")
_CLOSINGS = {"/*": "*/", "<!": "-->", "{#": "#}"}


class Suppression(NamedTuple):
    """One comment. ``codes`` are the rules with their spans; none at all means every rule, for ``ignore-file`` only.

    ``rows`` (from 1, the end exclusive) are the lines for which it speaks.
    """

    start: int
    end: int
    rows: range
    whole_file: bool
    codes: tuple[tuple[str, int, int], ...]
    listed: bool
    removable: bool
    """Whether all from ``start`` to ``end`` is the comment and nothing else, and none of it stands behind ``end``."""

    def covers(self, code: str, row: int, last_row: int) -> bool:
        """Say whether it suppresses a finding of rule ``code`` on the rows ``row`` to ``last_row``."""
        every = self.whole_file and not self.listed
        named = every or any(code == own for own, _, _ in self.codes)
        return named and (self.whole_file or (row < self.rows.stop and last_row >= self.rows.start))


def apply(
    findings: Sequence[Finding], text: str, options: Options, *, python: bool, spellings: Mapping[str, str]
) -> list[Finding]:
    """Return the findings that no comment suppresses, with one of EW001 for every comment that suppresses nothing.

    :param spellings: what may name a rule in a comment, in lower case -> its code.
    """
    if MARK not in text:
        return list(findings)
    lines = Lines(text)
    suppressions = [_with_codes(item, spellings) for item in read(text, lines, python=python)]
    if not suppressions:
        return list(findings)
    used: set[tuple[int, str]] = set()
    kept: list[Finding] = []
    by_row: dict[int, list[Suppression]] = {}
    for item in suppressions:
        for row in (0,) if item.whole_file else item.rows:
            by_row.setdefault(row, []).append(item)
    for finding in findings:
        row, last_row = lines.location(finding.start)[0], lines.location(max(finding.start, finding.end - 1))[0]
        near = chain(by_row.get(0, ()), *(by_row.get(number, ()) for number in range(row, last_row + 1)))
        covering = [item for item in near if item.covers(finding.code, row, last_row)]
        used.update((item.start, finding.code) for item in covering)
        if not covering:
            kept.append(finding)
    if options.enabled("EW001"):
        busy = {start for start, _ in used}
        quiet = [item for item in suppressions if any(code == "EW001" for code, _, _ in item.codes)]
        everywhere = any(item.whole_file for item in quiet)
        quiet_rows = {row for item in quiet for row in item.rows}
        known = set(spellings.values())
        for item in suppressions:
            is_busy = item.whole_file and not item.listed and item.start in busy
            if not (is_busy or everywhere or item.rows[-1] in quiet_rows):
                kept += _unused(item, used, text, options, known)
    return sorted(kept, key=lambda finding: (finding.start, finding.end, finding.code))


def _with_codes(item: Suppression, spellings: Mapping[str, str]) -> Suppression:
    return item._replace(
        codes=tuple((spellings.get(code.lower(), code), start, end) for code, start, end in item.codes)
    )


# ---------------------------------------------------------------------------------------------------- reading them


def read(text: str, lines: Lines, *, python: bool) -> Iterator[Suppression]:
    """Yield the comments of a text that suppress findings, from the first to the last."""
    comments = find_comments(text, lines) if python else None
    starts = [comment.start for comment in comments or ()]
    for found in _SUPPRESSION.finditer(text):
        # `{#` opens a comment of Jinja's and nothing in Python.
        start = found.start() + (python and found["sign"] == "{#")
        row = lines.location(start)[0]
        rows = range(row, row + 1)
        if comments is not None:
            index = bisect_right(starts, start) - 1
            if index < 0 or start >= comments[index].end:
                continue
            rows = range(comments[index].first_row, row + 1)
        elif not python:
            alone = not text[lines.start(row) : start].strip() and not _ends_before_code(found)
            rows = rows_below(lines, row) if alone else rows_above(lines, row)
        whole_file = found["file"] is not None
        if whole_file and row > FILE_ROWS:
            continue
        listed = found["codes"] is not None
        at = found.start("codes")
        codes = tuple((code[0], at + code.start(), at + code.end()) for code in _CODE.finditer(found["codes"] or ""))
        # Where the tokenizer gave up, nobody knows what is a comment.
        end = None if python and comments is None else _end(found, python=python)
        yield Suppression(start, end or found.start("rest"), rows, whole_file, codes, listed, end is not None)


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
    if MARK in inside:
        return None  # another of our comments, which has a say of its own
    if not python and any(inside.count(quote) % 2 for quote in "\"'`"):
        return None  # it may stand in a string
    return at + len(inside) + another.startswith(" ")


def rows_above(lines: Lines, row: int) -> range:
    """Return line ``row`` (from 1) with the lines above that backslashes join to it."""
    first = row
    while first > 1 and lines.line(first - 1).endswith("\\"):
        first -= 1
    return range(first, row + 1)


def rows_below(lines: Lines, row: int) -> range:
    """Return line ``row`` (from 1) with the next one, and the lines below that backslashes join to that."""
    last = row + 1
    while last < len(lines) and lines.line(last).endswith("\\"):
        last += 1
    return range(row, last + 1)


def _ends_before_code(found: re.Match[str]) -> bool:
    closing = _CLOSINGS.get(found["sign"][:2])
    return closing is not None and bool(found["rest"].partition(closing)[2].strip())


# ---------------------------------------------------------------------------------------------------- unused ones


def _unused(
    item: Suppression, used: set[tuple[int, str]], text: str, options: Options, known: set[str]
) -> Iterator[Finding]:
    if not item.codes:
        if item.whole_file and not item.listed:
            yield _finding(item, text, "this file has nothing to ignore", [])
        else:
            yield _finding(item, text, "an ignore has to name rules: `edgewise: ignore[EW101] why`", [], fixable=False)
        return
    unknown = [code for code, _, _ in item.codes if code not in known]
    idle = [
        code
        for code, _, _ in item.codes
        if code in known and code != "EW001" and options.enabled(code) and (item.start, code) not in used
    ]
    if not unknown and not idle:
        return
    said: list[str] = []
    if idle:
        said.append(f"nothing to ignore here for {', '.join(idle)}")
    if unknown:
        said.append(f"no rule is called {', '.join(unknown)}")
    gone = {*unknown, *idle}
    kept = [code for code, _, _ in item.codes if code not in gone]
    # What was meant by a name that no rule has is for its author to say.
    yield _finding(item, text, "; ".join(said), kept, fixable=bool(kept) or not unknown)


def _finding(item: Suppression, text: str, message: str, kept: list[str], *, fixable: bool = True) -> Finding:
    fix = None
    if fixable and kept:
        content = ", ".join(kept)
        edit = Edit(item.codes[0][1], item.codes[-1][2], content)
        fix = Fix("Remove the rules that are not needed", (edit,))
    elif fixable and item.removable:
        fix = Fix("Remove the comment", (_removal(item, text),))
    end = item.start + len(text[item.start : item.end].rstrip())
    return Finding("EW001", message, item.start, max(item.start + 1, end), fix)


def _removal(item: Suppression, text: str) -> Edit:
    """Return the edit that removes a comment, with its line where that holds nothing else."""
    line_start = text.rfind("\n", 0, item.start) + 1
    line_start = max(line_start, text.rfind("\r", line_start, item.start) + 1)
    before = text[line_start : item.start]
    start = item.start - (len(before) - len(before.rstrip(" \t")))
    break_ = re.compile(r"\r\n|\r|\n").match(text, item.end)
    if not before.strip() and (break_ is not None or item.end == len(text)):
        return Edit(line_start, break_.end() if break_ else item.end, "")
    return Edit(start if text[item.end : item.end + 1] in ("", "\r", "\n") else item.start, item.end, "")
