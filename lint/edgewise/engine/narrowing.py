"""Narrowing: the findings of a file that count when not all do, by a baseline or by changed lines."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from edgewise.config.config import ConfigError
from edgewise.engine.check import CleanFiles, FileResult
from edgewise.suppressions.baseline import Baseline, Entry, below
from edgewise.suppressions.groups import held_back, others

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from edgewise.config.invocation import Settings
    from edgewise.findings import Finding
    from edgewise.suppressions.changes import Changes

SYNTAX_ERROR = "EW002"


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What findings are measured with. Picklable: workers get it whole."""

    baseline: Baseline | None = None
    changes: Changes | None = None
    finding: Finding | None = None
    """The only one that counts; None for no such restriction."""

    def counted(self, path: str, text: str, findings: Sequence[Finding]) -> list[Finding]:
        """Return the findings that count, of all those of the file at ``path``, which holds ``text``.

        What others need that do not count is not fixed safely.
        """
        if self.finding is not None:
            return [finding for finding in findings if finding == self.finding]
        kept = list(findings)
        if self.baseline is not None:
            kept, known, _ = self.baseline.split(path, text, findings)
            kept = held_back(kept, known, "that the baseline knows")
        if self.changes is None:
            return kept
        touched = self.changes.touched(path, text, kept)
        return held_back(touched, others(kept, touched), "on a line that did not change")


@dataclass(slots=True)
class Measured:
    """One run: how much its baseline met, and which of its entries no longer occur."""

    narrowing: Narrowing
    settings: Settings
    known: int = 0
    _stale: list[tuple[str, Entry]] = field(default_factory=list[tuple[str, Entry]])
    _seen: set[str] = field(default_factory=set[str])

    def watch(self, results: Iterable[FileResult | CleanFiles]) -> Iterator[FileResult | CleanFiles]:
        """Pass results on with those of their findings that count."""
        for result in results:
            if isinstance(result, CleanFiles):
                self.add_clean(result)
                yield result
                continue
            text = result.source.text if result.source else ""
            self.add(result.path, text, result.findings, complete=result.error is None and result.passed_over is None)
            yield result._replace(findings=tuple(self.narrowing.counted(result.path, text, result.findings)))

    def add_clean(self, files: CleanFiles) -> None:
        """Take in files in which there is nothing to find."""
        if self.narrowing.baseline is not None:
            for result in files.results():
                self.add(result.path, "", (), complete=True)

    def add(self, path: str, text: str, findings: Sequence[Finding], *, complete: bool) -> None:
        """Take in all findings of one file; ``complete`` says that it could be looked at."""
        baseline = self.narrowing.baseline
        if baseline is None:
            return
        name = baseline.name_of(path)
        self._seen.add(name)
        new, known, stale = baseline.split(path, text, findings)
        self.known += len(known)
        if complete and not any(finding.code == SYNTAX_ERROR for finding in new):
            self._stale += ((name, entry) for entry in stale if self._is_wanted(path, entry))

    def stale(self) -> list[tuple[str, Entry]]:
        """Return the entries that the files of this run had to have and do not have, with their files, sorted.

        A file that is gone, or left out by now, is one of them only where a folder above it was looked through.
        """
        baseline = self.narrowing.baseline
        if baseline is None:
            return []
        stale = list(self._stale)
        if self.narrowing.changes is None:
            for name in below(baseline, filter(os.path.isdir, self.settings.paths)):
                if name not in self._seen:
                    path = os.path.join(baseline.folder, name)
                    stale += ((name, entry) for entry in baseline.entries[name] if self._is_wanted(path, entry))
        return sorted(stale)

    def _is_wanted(self, path: str, entry: Entry) -> bool:
        try:
            return self.settings.options_for(path).enabled(entry.rule)
        except ConfigError:  # which is told where the run comes by it
            return False
