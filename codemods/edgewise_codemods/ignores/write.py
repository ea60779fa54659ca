"""The writer of ignore comments: one file gets a comment for each of its findings, or the reason why not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from edgewise.engine.check import check_bytes, check_source
from edgewise.files.atomic import WriteError, replace_content
from edgewise.files.file import File, FileKind
from edgewise.files.reading import read
from edgewise.files.sources import Source, UndecodableError, decode_python, decode_text
from edgewise_codemods.ignores.sameness import mean_the_same
from edgewise_codemods.ignores.spots import Spot, Spots, edits_of
from edgewise_codemods.rewrite import SYNTAX_ERROR, UNUSED_IGNORE
from edgewise_codemods.splice import apply

if TYPE_CHECKING:
    from edgewise.engine.narrowing import Narrowing
    from edgewise.findings import Edit, Finding
    from edgewise.options import Options

_NO_COMMENTS = "this kind of file has no comments"
_NO_PLACE = "no comment can stand at its line"
_BROKEN = "its file does not parse"
_UNUSED = "`edgewise fix` removes it"
_NOT_WRITTEN = "its file was not written"


@dataclass(frozen=True, slots=True)
class IgnoreResult:
    """What became of one file: ``ignored`` are findings of the old text, ``left`` are those of ``source`` with reasons.

    ``source`` holds the text that there is now. ``error`` and ``passed_over`` are as in a check.
    """

    path: str
    ignored: tuple[Finding, ...] = ()
    left: tuple[tuple[Finding, str], ...] = ()
    source: Source | None = None
    error: str | None = None
    passed_over: str | None = None


def add_ignores(file: File, options: Options, narrowing: Narrowing, reason: str) -> IgnoreResult:
    """Write a comment for each finding of a file that counts, where one can stand.

    The file is written in one step, and only if the new text means the same as the old one and a look at it finds
    nothing but what is left.
    """
    try:
        data = read(file.path)
    except OSError as unreadable:
        return IgnoreResult(file.path, error=f"cannot be read: {unreadable.strerror or unreadable}")
    result = check_bytes(data, file, options)
    if result.source is None:
        return IgnoreResult(file.path, error=result.error, passed_over=result.passed_over)
    work = _Work(result.source, file, options, result.findings)
    text = work.run(narrowing.counted(file.path, result.source.text, result.findings), reason)
    error = result.error
    if work.ignored:
        try:
            replace_content(file.path, data, result.source.encode(text))
        except WriteError as failure:
            left = tuple((finding, _NOT_WRITTEN) for finding in work.ignored)
            return IgnoreResult(file.path, left=left, source=result.source, error=str(failure))
    left = tuple(sorted(work.left_in(text), key=lambda item: (item[0].start, item[0].end, item[0].code)))
    return IgnoreResult(file.path, tuple(work.ignored), left, result.source._replace(text=text), error)


def comment_for(
    finding: Finding, source: Source, file: File, options: Options, findings: Sequence[Finding], reason: str
) -> tuple[Edit, ...]:
    """Return the edits that write a comment for one finding out of ``findings``, none where no comment can stand."""
    work = _Work(source, file, options, findings)
    work.run([finding], reason)
    return work.edits


@dataclass(slots=True)
class _Work:
    source: Source
    file: File
    options: Options
    findings: Sequence[Finding]
    ignored: list[Finding] = field(default_factory=list["Finding"])
    _left: list[tuple[Finding, str]] = field(default_factory=list["tuple[Finding, str]"])
    _placed: dict[Spot, list[str]] = field(default_factory=dict["Spot", "list[str]"])

    def run(self, counted: Iterable[Finding], reason: str) -> str:
        """Place comments for the findings that count, and return the new text."""
        broken = any(finding.code == SYNTAX_ERROR for finding in self.findings)
        wanted: list[Finding] = []
        for finding in counted:
            why = _UNUSED if finding.code == UNUSED_IGNORE else _BROKEN if broken else ""
            if why:
                self._left.append((finding, why))
            else:
                wanted.append(finding)
        if not wanted:
            return self.source.text
        spots = Spots(self.source.text, self.file.kind, self.file.path, reason)
        if not spots.any:
            self._left += ((finding, _NO_COMMENTS) for finding in wanted)
            return self.source.text
        candidates = [(finding, list(spots.of(finding))) for finding in wanted]
        best = [(finding, found[0]) for finding, found in candidates if found]
        together = _with(self._placed, best)
        text = self._text(together)
        if len(best) == len(wanted) and self._is_sound(text, wanted):
            self._placed = together
            self.ignored = wanted
            return text
        # One of them is in the way: each by itself, wherever it can be.
        text = self.source.text
        for finding, found in candidates:
            text = self._place(finding, found, text)
        return text

    def _place(self, finding: Finding, candidates: Iterable[Spot], text: str) -> str:
        for spot in candidates:
            placed = _with(self._placed, [(finding, spot)])
            new = self._text(placed)
            if self._is_sound(new, [*self.ignored, finding]):
                self._placed = placed
                self.ignored.append(finding)
                return new
        self._left.append((finding, _NO_PLACE))
        return text

    def _text(self, placed: Mapping[Spot, Iterable[str]]) -> str:
        return apply(self.source.text, edits_of(placed))

    def _is_sound(self, text: str, ignored: Iterable[Finding]) -> bool:
        """Say whether the new text means the same, and shows nothing but the findings that are not ``ignored``."""
        try:
            data = self.source.encode(text)
            again = decode_python(data) if self.file.kind is FileKind.PYTHON else decode_text(data)
        except (UnicodeEncodeError, UndecodableError):
            return False
        if again.text != text or not mean_the_same(self.source.text, text, self.file.kind, self.file.path):
            return False
        found, error = check_source(again, self.file.kind, self.options, self.file.path)
        rest = _told(self.findings, self.source.text)
        rest.subtract(_told(ignored, self.source.text))
        # A comment that is there for one finding may cover another one of its line, which did not count.
        return error is None and _told(found, text) <= rest

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The edits that write the comments, sorted."""
        return edits_of(self._placed) if self._placed else ()

    def left_in(self, text: str) -> list[tuple[Finding, str]]:
        """Return what is left, with its reason, where it stands in ``text``, the new one."""
        if text == self.source.text or not self._left:
            return self._left
        moved: list[tuple[Finding, str]] = []
        for finding, why in self._left:
            shift = sum(len(edit.content) for edit in self.edits if edit.start <= finding.start)
            moved.append((finding._replace(start=finding.start + shift, end=finding.end + shift, fix=None), why))
        return moved


def _with(placed: Mapping[Spot, Iterable[str]], more: Iterable[tuple[Finding, Spot]]) -> dict[Spot, list[str]]:
    spots = {spot: list(codes) for spot, codes in placed.items()}
    for finding, spot in more:
        spots.setdefault(spot, []).append(finding.code)
    return spots


def _told(findings: Iterable[Finding], text: str) -> Counter[tuple[str, str]]:
    return Counter((finding.code, text[finding.start : finding.end]) for finding in findings)
