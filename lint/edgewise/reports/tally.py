"""The tally of a run: counts, closing lines and exit code."""

from __future__ import annotations

import functools
from collections import Counter
from typing import TYPE_CHECKING, TypeVar

from edgewise.engine.check import CleanFiles
from edgewise.files.file import GIT_IGNORES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from edgewise.engine.check import FileResult
    from edgewise.findings import Finding

R = TypeVar("R", bound="FileResult | CleanFiles")

EXIT_CLEAN = 0
EXIT_FINDINGS = 1
EXIT_ERROR = 2

SYNTAX_ERROR = "EW002"
"""The rule whose findings say that a file was not looked at in full."""


def applicable(finding: Finding, unsafe_fixes: bool) -> bool:
    """Say whether ``fix`` would apply the finding's fix."""
    from edgewise.findings import Safety

    if finding.fix is None:
        return False
    return finding.fix.safety is Safety.SAFE or (unsafe_fixes and finding.fix.safety is Safety.UNSAFE)


class Tally:
    """Counts of a run. ``moves`` are the applicable fixes by the region, other than US1, that processes after them.

    ``kept`` are those that keep US1, by the region that does not serve what is asked for.
    ``ignored`` are files that git ignores and that may hold settings: nobody counts them.
    """

    def __init__(self) -> None:
        self.files = 0
        self.files_with_findings = 0
        self.findings = 0
        self.safe_fixes = 0
        self.unsafe_fixes = 0
        self.passed_over = 0
        self.errors = 0
        self.unparsed = 0
        self.moves: Counter[str] = Counter()
        self.unsafe_moves: Counter[str] = Counter()
        self.kept: Counter[str] = Counter()
        self.unexamined: Counter[tuple[str, str]] = Counter()
        self.ignored: list[str] = []
        self.decisions = Decisions()

    def watch(self, results: Iterable[R]) -> Iterator[R]:
        """Pass results on and count them."""
        for result in results:
            self.add(result)
            yield result

    def add(self, result: FileResult | CleanFiles) -> None:
        """Count one result. A file with an error and without findings does not count as looked at."""
        if isinstance(result, CleanFiles):
            self.files += result.number
            return
        if result.passed_over == GIT_IGNORES:
            self.ignored.append(result.path)
            return
        self.errors += result.error is not None
        if result.unexamined is not None:
            self.unexamined[result.unexamined] += 1
        passed_over = result.error is None and result.passed_over is not None
        self.passed_over += passed_over
        self.files += not passed_over and (result.error is None or bool(result.findings))
        self.files_with_findings += bool(result.findings)
        self.unparsed += any(finding.code == SYNTAX_ERROR for finding in result.findings)
        for finding in result.findings:
            self._add_finding(finding)

    def _add_finding(self, finding: Finding) -> None:
        from edgewise.findings import Safety
        from edgewise.twilio.table import DEFAULT_REGION

        self.findings += 1
        self.decisions.add(finding)
        if finding.fix is None or finding.fix.safety is Safety.DISPLAY:
            return
        self.safe_fixes += finding.fix.safety is Safety.SAFE
        self.unsafe_fixes += finding.fix.safety is Safety.UNSAFE
        region = finding.fix.processing_region
        if region not in (None, DEFAULT_REGION):
            self.moves[str(region)] += 1
            self.unsafe_moves[str(region)] += finding.fix.safety is Safety.UNSAFE
        if finding.fix.kept_from is not None:
            self.kept[finding.fix.kept_from] += 1

    def exit_code(self, *, exit_zero: bool = False) -> int:
        """Return what the process says at its end; ``exit_zero`` makes findings count for nothing."""
        if self.errors or self.unparsed:
            return EXIT_ERROR
        return EXIT_FINDINGS if self.findings and not exit_zero else EXIT_CLEAN

    def closing(self, *, unsafe_fixes: bool = False, as_written: bool = True) -> Iterator[str]:
        """Yield the closing lines of ``check``.

        :param unsafe_fixes: unsafe fixes were asked for.
        :param as_written: no processing region was asked for, so that a hint at another is of use.
        """
        looked = counted(self.files, "file") + " looked at"
        if self.passed_over:
            looked += f", {self.passed_over} passed over"
        if self.findings:
            found = (
                f"Found {counted(self.findings, 'problem')} in {counted(self.files_with_findings, 'file')} ({looked})."
            )
            yield " ".join([found, *self._fixes(unsafe_fixes)])
        elif self.errors:
            if self.files:
                yield f"No problems found ({looked})."
        elif not (self.files or self.passed_over):
            yield "Nothing to look at: all of it is excluded."
        else:
            yield f"All clean: {looked}."
        if self.errors:
            yield f"{counted(self.errors, 'error')}: not everything could be looked at."
        yield from self.unparsable()
        yield from self.unread()
        yield from self.decisions.closing()
        yield from moves(self.moves, "of these fixes", self.unsafe_moves, as_written=as_written)
        yield from keeps(self.kept)

    def unparsable(self) -> Iterator[str]:
        """Yield a line that says why the exit code is that of an error, where it is for files that cannot be read."""
        if self.unparsed:
            yield (
                f"{counted(self.unparsed, 'file')} cannot be read as a whole: "
                f"what cannot be read was looked at as plain text only ({SYNTAX_ERROR})."
            )

    def unread(self) -> Iterator[str]:
        """Yield a line for each language whose clients could not be looked for."""
        for (language, packages), number in sorted(self.unexamined.items()):
            said = "1 file uses" if number == 1 else f"{number} files use"
            were = "was" if number == 1 else "were"
            yield (
                f"{said} Twilio's library for {language} and {were} not examined for clients: pip install {packages}"
            )

    def _fixes(self, unsafe_asked: bool) -> Iterator[str]:
        safe, unsafe = self.safe_fixes, self.unsafe_fixes
        if unsafe_asked and unsafe:
            yield f"{safe + unsafe} can be fixed with `edgewise fix --unsafe-fixes`."
        elif safe and unsafe:
            yield f"{safe} can be fixed with `edgewise fix`, {unsafe} more with `--unsafe-fixes`."
        elif safe:
            yield f"{safe} can be fixed with `edgewise fix`."
        elif unsafe:
            yield f"{unsafe} can be fixed with `edgewise fix --unsafe-fixes`."


class Decisions:
    """Counts of the findings whose fix waits for a decision, and of what each of the two answers would do."""

    def __init__(self) -> None:
        self.waiting = 0
        self._fixes: dict[str, Counter[bool]] = {}
        """By the answer: how many fixes are safe, and how many are not."""
        self._regions: Counter[str] = Counter()
        """Where requests go by the answer that moves them."""

    def add(self, finding: Finding) -> None:
        """Count a finding, if it waits."""
        if not finding.is_undecided or finding.fix is None:
            return
        from edgewise.findings import Safety

        self.waiting += 1
        for answer in finding.fix.answers:
            fix = answer.fix
            counts = self._fixes.setdefault(answer.processing_region, Counter())
            if fix is None or not fix.edits:
                continue
            counts[fix.safety is Safety.SAFE] += 1
            region = _region_of(fix.host or "")
            if answer.processing_region != "us1" and region is not None:
                self._regions[region] += 1

    def closing(self) -> Iterator[str]:
        """Yield the lines that say what there is to decide, by which option, and what either answer does."""
        if not self.waiting:
            return
        verb = "waits" if self.waiting == 1 else "wait"
        yield f"{self.waiting} {verb} for you to decide where Twilio is to process the requests:"
        for way in self._fixes:
            yield f"  --processing-region {way:<10}  {self.meaning(way)}"

    def meaning(self, way: str) -> str:
        """Return what one answer ("us1" or "as-written") does, in which regions, and how many fixes there are."""
        from edgewise.twilio.table import DEFAULT_REGION, REGION_NAMES
        from edgewise.wording import enumerated

        counts = _safe_and_unsafe(self._fixes[way])
        if way == "us1":
            return f"in {REGION_NAMES[DEFAULT_REGION]} (US1), as before, with the credentials of before ({counts})"
        regions = sorted(self._regions)
        there = [f"{self._regions[region]} in {REGION_NAMES[region]} ({region.upper()})" for region in regions]
        needed = [region.upper() for region in regions if region != DEFAULT_REGION]
        credentials = f", with credentials of {enumerated(needed)}" if needed else ""
        return f"where the names say{f': {enumerated(there)}' if there else ''}{credentials} ({counts})"


@functools.lru_cache(maxsize=1_000)
def _region_of(host: str) -> str | None:
    from edgewise.twilio.hosts import resolve

    return resolve(host).processing_region


def _safe_and_unsafe(counts: Counter[bool]) -> str:
    said = [f"{number} {name}" for number, name in ((counts[True], "safe"), (counts[False], "unsafe")) if number]
    return f"{' and '.join(said)} {'fix' if counts.total() == 1 else 'fixes'}" if said else "by hand"


def moves(counts: Counter[str], what: str, unsafe: Counter[str] | None = None, *, as_written: bool) -> Iterator[str]:
    """Yield a line for each region that is going to process requests and asks for credentials of its own.

    :param what: of which things ``counts`` tells the number ("of these fixes").
    :param unsafe: how many of those are unsafe fixes.
    """
    for region, number in sorted(counts.items()):
        from edgewise.twilio.table import REGION_NAMES

        name, code = REGION_NAMES[region], region.upper()
        verbs = ("makes" if number == 1 else "make"), ("needs" if number == 1 else "need")
        apart = (unsafe or Counter())[region]
        said = f"{what} ({apart} unsafe)" if apart else what
        line = f"{number} {said} {verbs[0]} Twilio process in {name} ({code}) and {verbs[1]} {code} credentials"
        yield line + ("; `--processing-region us1` keeps US1." if as_written else ".")


def keeps(counts: Counter[str]) -> Iterator[str]:
    """Yield a line for each region that does not serve what fixes are about, so that these keep US1."""
    for region, number in sorted(counts.items()):
        verb = "keeps" if number == 1 else "keep"
        yield f"{counted(number, 'fix', 'fixes')} {verb} US1 because {region.upper()} does not serve the product."


def in_force(paths: Sequence[str | None], most: int | None = None) -> Iterator[str]:
    """Yield a line where more than one configuration was in force.

    :param paths: their files; None is that of files without one.
    :param most: how many are named; None is all of them.
    """
    if len(paths) < 2:
        return
    from edgewise.reports.page import shown_path, visible
    from edgewise.wording import enumerated

    named = sorted(visible(shown_path(path)) for path in paths if path is not None)
    told = named[:most]
    if len(named) > len(told):
        told.append(f"{len(named) - len(told)} more (--verbose lists all)")
    if None in paths:
        told.append("the defaults where there is none")
    yield f"{len(paths)} configurations were in force: {enumerated(told)}."


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun: ``1 file``, ``2 files``.

    :param plural: where it is not the noun with an ``s``.
    """
    return f"{number} {noun}" if number == 1 else f"{number} {plural or f'{noun}s'}"
