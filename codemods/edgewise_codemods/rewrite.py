"""The rewrite of one file: look, splice, look again, verify, write. If a step fails, the file stays and says why."""

from __future__ import annotations

import ast
import json
import warnings
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING

from edgewise.api import options_of
from edgewise.engine.check import check_bytes, check_source
from edgewise.files.atomic import WriteError, replace_content
from edgewise.files.file import File, FileKind, kind_of
from edgewise.files.reading import read
from edgewise.files.sources import Lines, Source, UndecodableError, decode_python, decode_text
from edgewise.languages.find import reader_of
from edgewise.options import Options
from edgewise.suppressions.groups import held_back, others
from edgewise_codemods.splice import Change, Left, Spliced, Why, changes_of, compose, is_same_outside, splice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from edgewise.engine.narrowing import Narrowing
    from edgewise.findings import Finding
    from edgewise.twilio.table import ProcessingRegion

SYNTAX_ERROR = "EW002"
UNUSED_IGNORE = "EW001"
NOT_SERVED = "EW205"
_FAMILIES = ("EW2", "EW3")

MAX_PASSES = 10
"""How often a text is spliced: a fix that overlaps another one has its turn in the next pass."""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What became of a text. Offsets count characters from 0.

    ``findings`` are those of ``source.text``. ``fixed`` were there in the pass that fixed them. ``left`` are in
    ``text``: what a report about it has to show. ``changes`` are what differs between ``source.text`` and ``text``.
    ``held`` are those of ``source.text`` that did not count: they were neither fixed nor left.
    ``error`` is a sentence: the rewrite was refused, and then ``text`` is the old one and all is left, or the text
    could not be looked at in full.
    """

    source: Source
    text: str
    findings: tuple[Finding, ...] = ()
    fixed: tuple[Finding, ...] = ()
    left: tuple[Left, ...] = ()
    changes: tuple[Change, ...] = ()
    error: str | None = None
    held: tuple[Finding, ...] = ()

    @property
    def data(self) -> bytes:
        """The bytes of a file with the old one's encoding and byte-order mark that holds ``text``."""
        return self.source.encode(self.text)


@dataclass(frozen=True, slots=True)
class RewriteResult:
    """What became of one file.

    ``rewritten`` is there whenever there was a finding. ``error`` is a sentence, that of ``rewritten`` included.
    ``passed_over`` says why the file was left out without an error. ``unexamined`` is that of a ``FileResult``.
    """

    path: str
    rewritten: Rewritten | None = None
    error: str | None = None
    passed_over: str | None = None
    unexamined: tuple[str, str] | None = None


def rewrite_file(
    file: File, options: Options, *, unsafe: bool, write: bool, narrowing: Narrowing | None = None
) -> RewriteResult:
    """Fix the findings of one file. Whatever goes wrong with it is told in ``error``, and then it is as it was.

    :param unsafe: whether unsafe fixes are applied too.
    :param write: whether the new text goes to the disk, see :func:`edgewise.files.atomic.replace_content`.
    :param narrowing: which findings count; others are neither fixed nor reported. All of them without it.
    """
    try:
        data = read(file.path)
    except OSError as unreadable:
        return RewriteResult(file.path, error=f"cannot be read: {unreadable.strerror or unreadable}")
    result = rewrite_bytes(data, file, options, unsafe=unsafe, narrowing=narrowing)
    rewritten = result.rewritten
    if not write or rewritten is None or rewritten.text == rewritten.source.text:
        return result
    try:
        replace_content(file.path, data, rewritten.data)
    except WriteError as failure:
        refused = replace(_refused(rewritten.source, rewritten.findings, str(failure)), held=rewritten.held)
        return RewriteResult(file.path, refused, str(failure))
    return result


def rewrite_bytes(
    data: bytes, file: File, options: Options, *, unsafe: bool, narrowing: Narrowing | None = None
) -> RewriteResult:
    """Fix the findings of a file that is already read; nothing is written. See :func:`rewrite_file`."""
    result = check_bytes(data, file, options)
    if result.source is None:
        return RewriteResult(file.path, None, result.error, result.passed_over, result.unexamined)
    counted: Sequence[Finding] = result.findings
    if narrowing is not None:
        counted = narrowing.counted(file.path, result.source.text, result.findings)
    held = others(result.findings, counted)
    look = _Look(file.kind, options, file.path)
    rewritten = replace(look.rewrite(result.source, counted, result.error, unsafe, held), held=tuple(held))
    return RewriteResult(file.path, rewritten, rewritten.error, result.passed_over, result.unexamined)


def rewrite_source(source: Source, kind: FileKind, options: Options, unsafe: bool, path: str = "") -> Rewritten:
    """Fix the findings of a decoded text: the safe fixes, with ``unsafe`` the unsafe ones too.

    :param path: decides which notations a text that is not Python is read in.
    """
    look = _Look(kind, options, path)
    findings, error = look.find(source)
    return look.rewrite(source, findings, error, unsafe)


def fix_source(
    source: str,
    *,
    filename: str = "stdin.py",
    processing_region: ProcessingRegion | None = None,
    select: str | Sequence[str] = ("EW",),
    ignore: str | Sequence[str] = (),
    prose: bool = False,
    clients: str | Sequence[str] = (),
    twilio_version: str | None = None,
    unsafe_fixes: bool = False,
) -> Rewritten:
    """Fix the findings of a text, as ``edgewise fix`` does, without a configuration file.

    >>> fix_source('URL = "https://api.ie1.twilio.com"', processing_region="as-written").text
    'URL = "https://api.dublin.ie1.twilio.com"'

    The arguments are those of :func:`edgewise.check_source`, and one more.

    :param unsafe_fixes: apply unsafe fixes too.
    :returns: the new ``text``, what was ``fixed``, what is ``left``, and an ``error`` where the rewrite was refused.
    :raises ValueError: an argument names no region, no rule, no class or no version.
    """
    options = options_of(processing_region, select, ignore, prose, clients, twilio_version)
    return rewrite_source(Source(source), kind_of(filename) or FileKind.TEXT, options, unsafe_fixes, filename)


# --------------------------------------------------------------------------------------------------------- the passes


class _DoubtError(Exception):
    """The new text is not certain to be right; the argument is why."""


def _refused(source: Source, findings: Sequence[Finding], error: str) -> Rewritten:
    left = tuple(Left(finding, Why.REFUSED, error) for finding in findings)
    return Rewritten(source, source.text, tuple(findings), left=left, error=error)


@dataclass(frozen=True, slots=True)
class _Look:
    """How one file is looked at, time and again."""

    kind: FileKind
    options: Options
    path: str

    def find(self, source: Source) -> tuple[list[Finding], str | None]:
        """Return the findings of a text, and what went wrong on the way."""
        return check_source(source, self.kind, self.options, self.path)

    def rewrite(
        self,
        source: Source,
        findings: Sequence[Finding],
        error: str | None,
        unsafe: bool,
        held: Sequence[Finding] = (),
    ) -> Rewritten:
        """Fix the findings of a text that was looked at already, and leave those in ``held`` alone."""
        try:
            return self._passes(source, findings, error, unsafe, held)
        except _DoubtError as doubt:
            return _refused(source, findings, f"the rewrite was refused: {doubt}")

    def _passes(
        self, source: Source, findings: Sequence[Finding], error: str | None, unsafe: bool, held: Sequence[Finding]
    ) -> Rewritten:
        text = source.text
        fixed: list[Finding] = []
        changes: tuple[Change, ...] = ()
        spliced = _splice(text, findings, unsafe)
        for _ in range(MAX_PASSES):
            if not spliced.fixed:
                break
            text = spliced.text
            fixed += spliced.fixed
            step = changes_of(spliced.edits)
            changes = compose(changes, step)
            found, later_error = self.find(source._replace(text=text))
            if later_error is not None and later_error != error:
                raise _DoubtError(later_error)
            _ensure_nothing_new(text, found, [*(item.finding for item in spliced.left), *held], step)
            held = _held(found, held, step)
            counted = held_back(others(found, held), held, "that does not count")
            spliced = _splice(text, counted, unsafe)
        if text != source.text:
            self._ensure_sound(source, text, changes)
        # What the last splice would fix had no turn: the passes are used up.
        waiting = (Left(finding, Why.OVERLAP, "overlaps too many other fixes") for finding in spliced.fixed)
        left = sorted((*waiting, *spliced.left), key=_position)
        return Rewritten(source, text, tuple(findings), tuple(fixed), tuple(left), changes, error)

    def _ensure_sound(self, source: Source, text: str, changes: Sequence[Change]) -> None:
        """Make sure of everything that can be told without a look for findings.

        :raises _DoubtError: the text differs outside the changes, does not parse or does not come back from its bytes.
        """
        if not is_same_outside(source.text, text, changes):
            raise _DoubtError("something would change that no fix is about")
        readers, language = _readers(self.kind, self.path)
        # The strictest reader that takes the old text has to take the new one as well.
        reads = next((reads for reads in readers if reads(source.text)), None)
        errors = reader_of(source.text, self.path) if self.kind is FileKind.TEXT else None
        if errors is not None and not _are_carried(errors(source.text), errors(text), changes):
            raise _DoubtError("the new text would not be read as the old one is")
        if reads is not None and not reads(text):
            raise _DoubtError(f"the new text would be no valid {language}")
        try:
            data = source.encode(text)
        except UnicodeEncodeError:
            raise _DoubtError(f"the new text cannot be written in {source.encoding}") from None
        try:
            again = decode_python(data) if self.kind is FileKind.PYTHON else decode_text(data)
        except UndecodableError:
            again = None
        if again != source._replace(text=text):
            raise _DoubtError("the new text would be read back in another encoding")


def _splice(text: str, findings: Iterable[Finding], unsafe: bool) -> Spliced:
    try:
        return splice(text, findings, unsafe)
    except ValueError as error:
        raise _DoubtError(str(error)) from None


def _position(left: Left) -> tuple[int, int, str]:
    return left.finding.start, left.finding.end, left.finding.code


# ------------------------------------------------------------------------------------------------------- verification


def _readers(kind: FileKind, path: str) -> tuple[tuple[Callable[[str], bool], ...], str]:
    """Return what can tell whether a text is valid, the strictest first, and the name of its language."""
    if kind is FileKind.PYTHON:
        return (_compiles, _parses, _parses_elsewhere), "Python"
    if kind is FileKind.NOTEBOOK or path.lower().endswith(".json"):
        return (_is_json,), "JSON"
    return (), "text"


def _compiles(text: str) -> bool:
    # Other than the parser, the compiler sees an argument that is given twice.
    return _reads(lambda: compile(text, "<edgewise>", "exec", dont_inherit=True))


def _parses(text: str) -> bool:
    return _reads(lambda: ast.parse(text))


def _parses_elsewhere(text: str) -> bool:
    """Ask the engine, which knows the syntax of other versions than the running Python's."""
    found, error = check_source(Source(text), FileKind.PYTHON, Options(select=(SYNTAX_ERROR,)), gates=False)
    return error is None and not found


def _is_json(text: str) -> bool:
    return _reads(lambda: json.loads(text))


def _reads(read_it: Callable[[], object]) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            read_it()
        except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
            return False
    return True


def _held(found: Iterable[Finding], held: Iterable[Finding], changes: Sequence[Change]) -> list[Finding]:
    """Return which of the findings in the new text are those that were ``held`` in the old one."""
    places = {(_family(finding), *_carried(finding.start, finding.end, changes)) for finding in held}
    return [
        finding
        for finding in found
        if (_family(finding), finding.start, finding.end) in places
        or any(of == _family(finding) and low <= finding.start <= finding.end <= high for of, low, high in places)
    ]


def _ensure_nothing_new(
    text: str, found: Iterable[Finding], left: Iterable[Finding], changes: Sequence[Change]
) -> None:
    """Make sure that a look at the new text finds nothing but what was left in the old one.

    :param changes: what differs between the text in which ``left`` stands and ``text``, in which ``found`` stands.
    :raises _DoubtError: there is a finding where none of its family was left: a new one, or one that was to be fixed.
    """
    places: dict[str, list[tuple[int, int]]] = {}
    for item in left:
        places.setdefault(_family(item), []).append(_carried(item.start, item.end, changes))
    for ranges in places.values():
        ranges.sort()
    reach = {of: list(accumulate((end for _, end in ranges), max)) for of, ranges in places.items()}
    for finding in found:
        if finding.code in (UNUSED_IGNORE, NOT_SERVED):
            continue  # what a comment suppressed may be gone; and a fix has told what its client cannot be used for
        family = _family(finding)
        before = bisect_right(places.get(family, []), finding.start, key=lambda place: place[0])
        if not before or reach[family][before - 1] < finding.end:
            row, _ = Lines(text).location(finding.start)
            raise _DoubtError(f"there would be a finding that was not left there, {finding.code} on line {row}")


def _family(finding: Finding) -> str:
    """Return a code, one for all clients and one for all settings: a fix may change what is wrong with others."""
    return finding.code[:3] if finding.code.startswith(_FAMILIES) else finding.code


def _are_carried(
    old: Sequence[tuple[str, int, int]], new: Sequence[tuple[str, int, int]], changes: Sequence[Change]
) -> bool:
    """Say whether errors of two texts are the same ones: each of its type and place, whatever was changed in it."""

    def is_carried(here: int, there: int) -> bool:
        # What is inserted at the border of an error may belong to it or not.
        low, high = _carried(here, here, changes)
        return low <= there <= high

    return len(old) == len(new) and all(
        kind == other and is_carried(start, new_start) and is_carried(end, new_end)
        for (kind, start, end), (other, new_start, new_end) in zip(old, new, strict=True)
    )


def _carried(start: int, end: int, changes: Sequence[Change]) -> tuple[int, int]:
    """Return where a range of characters went; what was inserted at its borders counts to it."""
    first = bisect_left(changes, (start,), key=lambda change: (change.old_start,)) - 1
    last = bisect_right(changes, (end, end), key=lambda change: (change.old_start, change.old_end)) - 1
    if first >= 0:
        before = changes[first]
        start = before.new_start if before.old_end > start else start + before.new_end - before.old_end
    if last >= 0:
        before = changes[last]
        end = before.new_end if before.old_end > end else end + before.new_end - before.old_end
    return start, end
