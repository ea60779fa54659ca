"""``edgewise check --add-ignores`` writes ignore comments and reports the findings that are left without one."""

from __future__ import annotations

import os
import time
import unicodedata
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

import click

from edgewise.cli.output import Refusal, publish, say, say_written
from edgewise.cli.progress import progress, watched_targets
from edgewise.engine.check import CleanFiles, FileResult
from edgewise.engine.run import as_result, map_files
from edgewise.files.atomic import sweep
from edgewise.files.file import Problem
from edgewise.reports.tally import counted
from edgewise_codemods.ignores.write import IgnoreResult
from edgewise_codemods.ignores.write import add_ignores as add_to_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from edgewise.config.invocation import Settings
    from edgewise.engine.narrowing import Narrowing
    from edgewise.files.file import File


def add_ignores(settings: Settings, narrowing: Narrowing, reason: str) -> int:
    """Write a comment with ``reason`` for every finding that counts, and return the exit code.

    :raises click.UsageError: the reason is no line of text.
    """
    reason = reason.strip()
    if not reason or any(unicodedata.category(character) in ("Cc", "Zl", "Zp") for character in reason):
        raise click.UsageError("--add-ignores wants a reason, which is one line of text")
    run = _Run()
    function = partial(_add, settings=settings, narrowing=narrowing, reason=reason)
    try:
        files = watched_targets(settings)
        results = map_files(function, _untouched, files, settings.jobs, settings.lookup.options_of)
        tally = publish(settings, run.watch(results))
    except Refusal as refusal:
        run.folders.update(os.path.dirname(os.path.realpath(path)) for path in refusal.unsettled)
        say_written(run.written, refusal.unsettled, run.started)
        raise
    finally:
        for folder in run.folders:
            sweep(folder)
    if not settings.quiet:
        line = f"Ignored {counted(run.ignored, 'problem')} in {counted(run.files, 'file')}."
        if tally.findings:
            reasons = ", ".join(f"{number} because {why}" for why, number in run.left.most_common())
            line += f" {tally.findings} left: {reasons}."
        say(line)
        if tally.errors:
            say(f"{counted(tally.errors, 'error')}: not everything could be looked at or written.")
    return tally.exit_code(exit_zero=settings.exit_zero)


class _Run:
    def __init__(self) -> None:
        self.ignored = 0
        self.files = 0
        self.left: Counter[str] = Counter()
        self.folders: set[str] = set()
        self.written: list[str] = []
        self.started = time.time_ns()

    def watch(self, results: Iterable[IgnoreResult | Problem | CleanFiles]) -> Iterator[FileResult | CleanFiles]:
        """Count results, and pass on what a report has to show: what is left."""
        for result in results:
            if isinstance(result, Problem):
                yield as_result(result)
                continue
            if isinstance(result, CleanFiles):
                yield result
                continue
            self.ignored += len(result.ignored)
            progress.add_problems(len(result.ignored))
            self.files += bool(result.ignored)
            self.written += [result.path] if result.ignored else []
            self.left.update(why for _, why in result.left)
            if result.ignored or result.error:
                self.folders.add(os.path.dirname(os.path.realpath(result.path)))
            left = tuple(finding for finding, _ in result.left)
            yield FileResult(result.path, left, result.source, result.error, result.passed_over)


def _untouched(result: FileResult) -> IgnoreResult:
    return IgnoreResult(result.path, error=result.error, passed_over=result.passed_over)


def _add(file: File, settings: Settings, narrowing: Narrowing, reason: str) -> IgnoreResult:
    return add_to_file(file, settings.options_for(file.path), narrowing, reason)
