"""Findings that a comment suppresses: ``# edgewise: ignore[EW101] why`` and ``# edgewise: ignore-file``.

A comment that suppresses nothing is a finding itself (EW001). Where it seems that one was meant to suppress a finding,
and does not, the fix of that finding is not safe: somebody wants the line to stay as it is.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from typing import TYPE_CHECKING, Literal

from edgewise.files.sources import Lines
from edgewise.findings import Edit, Finding, Fix, Safety
from edgewise.suppressions.directives import FAR, FILE_ROWS, FIRST_ROWS, MARK, NO_COMMENTS, Directives, Suppression
from edgewise.wording import enumerated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

    from edgewise.options import Options
    from edgewise.text.kinds import Kind

Scope = Literal["all", "lines", "file"]
"""Which comments count: all, those that speak for lines, or those that speak for the whole file."""

_UNUSED = "EW001"


def apply(
    findings: Sequence[Finding],
    text: str,
    options: Options,
    kind: Kind | None,
    spellings: Mapping[str, str],
    scope: Scope = "all",
    unexamined: tuple[str, ...] = (),
) -> list[Finding]:
    """Return the findings that no comment suppresses, with one of EW001 for every comment that suppresses nothing.

    :param findings: those of ``text``; where only the comments for the whole file count, of any text.
    :param kind: the kind of the text, None for Python.
    :param spellings: what may name a rule in a comment, in lower case -> its code.
    :param unexamined: how the codes of rules begin that were not looked for in all of the text, so that nobody knows
        whether a comment is needed.
    """
    named = MARK in text.lower()
    if not findings and not named:
        return []
    findings = sorted(findings, key=lambda finding: (finding.start, finding.end, finding.code))
    lines = Lines(text)
    directives = Directives(text, lines, kind)
    items = directives.all() if named else []
    if scope != "all":
        items = [item for item in items if item.whole_file == (scope == "file")]
    if findings and scope != "file" and not (kind is not None and kind.prose):
        items += directives.elsewhere({lines.location(finding.start)[0] for finding in findings}, spellings)
    if not items:
        return list(findings)
    items = [_with_codes(item, spellings) for item in items]
    wanted = {code for code in spellings.values() if options.enabled(code) and not code.startswith(unexamined)}
    look = _Look(directives, items, findings, lines, set(spellings.values()), wanted)
    kept = look.kept()
    if options.enabled(_UNUSED):
        kept += look.unused(text)
    return sorted(kept, key=lambda finding: (finding.start, finding.end, finding.code))


def _with_codes(item: Suppression, spellings: Mapping[str, str]) -> Suppression:
    return item._replace(
        codes=tuple((spellings.get(code.lower(), code), start, end) for code, start, end in item.codes)
    )


_FILE = range(0)
"""In place of the rows of a comment for the whole file."""
_EVERY = ""
"""In place of a code, for every rule."""
_FEW = 20
"""How many findings are looked at to say which rules a comment should name."""


def _rows(item: Suppression) -> range:
    return _FILE if item.whole_file else item.rows


def _named(item: Suppression) -> Iterator[str]:
    """Yield the codes of the rules that a comment suppresses."""
    if not item.problem:
        yield from (code for code, _, _ in item.codes)
        if item.whole_file and not item.listed:
            yield _EVERY


class _Look:
    """The comments and the findings of one text, side by side."""

    def __init__(
        self,
        directives: Directives,
        items: Sequence[Suppression],
        findings: Sequence[Finding],
        lines: Lines,
        known: Set[str],
        wanted: Set[str],
    ) -> None:
        self._directives = directives
        self._items = items
        self._lines = lines
        self._known = known
        self._looked_for = wanted - {_UNUSED}
        self._named: dict[range, set[str]] = {}
        for item in items:
            self._named.setdefault(_rows(item), set()).update(_named(item))
        self._near: dict[int, list[range]] = defaultdict(list)
        for rows in self._named:
            for row in rows or (0,):
                self._near[row].append(rows)
        self._used: set[tuple[range, str]] = set()
        self._left: list[Finding] = []
        self._left_on: dict[int, list[int]] = defaultdict(list)
        """From a row to the numbers of the findings there that are left."""
        self._wanted: set[Edit] = set()
        """Edits of findings that are suppressed, or seem to be meant to be."""
        for finding in findings:
            self._take(finding)
        self._meant: dict[int, int] = {}
        """From the number of a finding that is left to the row of the comment that seems to be meant for it."""
        self._hints: dict[int, str] = {}
        """From the offset of a comment that no fix removes to what is said about it."""
        self._codes: dict[range, list[str]] = {}
        self._all_from = len(self._left)
        """From this number on all findings that are left are meant by some comment."""
        for item in items:
            self._relate(item)

    def _take(self, finding: Finding) -> None:
        first = self._lines.location(finding.start)[0]
        place = range(first, self._lines.location(max(finding.start, finding.end - 1))[0] + 1)
        covering = [
            (rows, code) for rows in self._ranges(place) for code in (finding.code, _EVERY) if code in self._named[rows]
        ]
        self._used.update(covering)
        if not covering:
            for row in place:
                self._left_on[row].append(len(self._left))
            self._left.append(finding)
        elif finding.fix is not None:
            self._wanted.update(finding.fix.edits)

    def _ranges(self, place: Iterable[int]) -> dict[range, None]:
        return dict.fromkeys(rows for row in (0, *place) for rows in self._near.get(row, ()))

    # ------------------------------------------------------------------------- comments that seem to be meant for more

    def _relate(self, item: Suppression) -> None:
        """Note for which of the findings that are left a comment seems to be meant, and what is to be said of it."""
        if item.problem:
            far = item.whole_file or item.open_ended
            codes = self._mean_below(item) if far else self._mean_near(item)
            clear = item.problem in (FIRST_ROWS, NO_COMMENTS)
            self._hints[item.start] = item.problem if clear else f"{item.problem}: {_asked(codes)}"
            return
        idle, unknown = self._idle(item), self._unknown(item)
        if item.whole_file or not (idle or unknown):
            return
        if unknown or len(idle) == len(item.codes):
            codes = self._mean_near(item) if unknown else self._mean(item, item.rows)
            if unknown and codes:
                self._hints[item.start] = f"{_no_rule(unknown)}: {_asked(codes)}"
            elif codes:
                self._hints[item.start] = (
                    f"nothing to ignore here for {', '.join(idle)}, but {', '.join(codes)} is found: name that rule, "
                    "or remove the comment"
                )
        if item.start not in self._hints and not self._left_in(item.rows):
            self._relate_to_others(item, idle)

    def _relate_to_others(self, item: Suppression, idle: Sequence[str]) -> None:
        """Relate a comment that has nothing to ignore to findings around it."""
        around = self._around(item) if idle else range(0)
        numbers = [number for number in self._left_in(around) if self._left[number].code in idle]
        if not numbers:
            return
        for number in numbers:
            self._want(number, item)
        rows = sorted({self._lines.location(self._left[number].start)[0] for number in numbers})[:3]
        lines = f"line{'s'[: len(rows) - 1]} {enumerated(rows)}"
        self._hints[item.start] = (
            f"nothing to ignore here for {', '.join(idle)}, but on {lines}: put the comment behind that line, or "
            "alone on the line above it"
        )

    def _mean(self, item: Suppression, rows: range) -> list[str]:
        """Take it that a comment was meant for the findings on ``rows``; return the rules of the first ones."""
        if rows not in self._codes:
            numbers = self._left_in(rows)
            for number in numbers:
                self._want(number, item)
            self._codes[rows] = sorted({self._left[number].code for number in numbers[:_FEW]})
        return self._codes[rows]

    def _mean_near(self, item: Suppression) -> list[str]:
        """As :meth:`_mean`, for the rows for which a comment speaks, or else for what is around."""
        return self._mean(item, item.rows) or self._mean(item, self._around(item))

    def _around(self, item: Suppression) -> range:
        near = bisect_left(self._left, self._lines.start(max(1, item.row - FAR)), key=lambda finding: finding.start)
        is_near = near < len(self._left) and self._lines.location(self._left[near].start)[0] <= item.row + FAR
        return self._directives.around(item) if is_near else range(0)

    def _mean_below(self, item: Suppression) -> list[str]:
        """As :meth:`_mean`, for all findings from its own line on, or in the whole file."""
        start = 0 if item.whole_file else bisect_left(self._left, item.start, key=lambda finding: finding.start)
        for number in range(start, self._all_from):
            self._want(number, item)
        self._all_from = min(start, self._all_from)
        return sorted({finding.code for finding in self._left[start : start + _FEW]})

    def _left_in(self, rows: range) -> list[int]:
        return list(dict.fromkeys(number for row in rows for number in self._left_on.get(row, ())))

    def _want(self, number: int, item: Suppression) -> None:
        self._meant.setdefault(number, item.row)
        fix = self._left[number].fix
        self._wanted.update(fix.edits if fix else ())

    def _unknown(self, item: Suppression) -> list[str]:
        return [code for code, _, _ in item.codes if code not in self._known]

    def _idle(self, item: Suppression) -> list[str]:
        """Return the rules that a comment names and does not suppress, though they are looked for."""
        return [code for code, _, _ in item.codes if code in self._looked_for and (_rows(item), code) not in self._used]

    # ------------------------------------------------------------------------------------------------ what is returned

    def kept(self) -> list[Finding]:
        """Return the findings that are left; what somebody seems to want as it is is not rewritten unasked."""
        return [self._as_wanted(finding, self._meant.get(number)) for number, finding in enumerate(self._left)]

    def _as_wanted(self, finding: Finding, row: int | None) -> Finding:
        fix = finding.fix
        if fix is None or fix.safety is not Safety.SAFE:
            return finding
        if row is not None:
            why = f"its fix is unsafe, because the comment on line {row} seems to ask for this to stay"
        elif not self._wanted.isdisjoint(fix.edits):
            why = "its fix is unsafe, because a comment asks for what it rewrites to stay"
        else:
            return finding
        return finding._replace(message=f"{finding.message}; {why}", fix=fix._replace(safety=Safety.UNSAFE))

    def unused(self, text: str) -> Iterator[Finding]:
        """Yield a finding for every comment that suppresses nothing, or not all that it names."""
        for item in self._items:
            about = self._ranges((item.row,))
            if not any(_UNUSED in self._named[rows] for rows in about):
                yield from self._unused(item, text)

    def _unused(self, item: Suppression, text: str) -> Iterator[Finding]:
        if item.start in self._hints:
            yield _finding(item, text, self._hints[item.start], [], fixable=False)
            return
        if not item.codes:
            if (_FILE, _EVERY) not in self._used:
                yield _finding(item, text, "this file has nothing to ignore", [])
            return
        idle, unknown = self._idle(item), self._unknown(item)
        if not unknown and not idle:
            return
        said: list[str] = []
        if idle:
            said.append(f"nothing to ignore here for {', '.join(idle)}")
        if unknown:
            said.append(_no_rule(unknown))
        kept = [text[start:end] for code, start, end in item.codes if code not in {*unknown, *idle}]
        # What was meant by a name that no rule has is for its author to say.
        yield _finding(item, text, "; ".join(said), kept, fixable=bool(kept) or not unknown)


def _no_rule(names: Sequence[str]) -> str:
    return f"no rule is called {', '.join(names)}"


def _asked(codes: Sequence[str]) -> str:
    return f"write `edgewise: ignore[{', '.join(codes) or 'EW101'}] why`"


def _finding(item: Suppression, text: str, message: str, kept: Sequence[str], *, fixable: bool = True) -> Finding:
    fix = None
    if fixable and kept:
        content = ", ".join(kept)
        edit = Edit(item.codes[0][1], item.codes[-1][2], content)
        fix = Fix("Remove the rules that are not needed", (edit,))
    elif fixable and item.removable:
        fix = Fix("Remove the comment", (_removal(item, text),))
    end = item.start + len(text[item.start : item.end].rstrip())
    return Finding(_UNUSED, message, item.start, max(item.start + 1, end), fix)


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


__all__ = ["FILE_ROWS", "MARK", "Directives", "Scope", "apply"]
