"""``edgewise fix`` rewrites files and reports the findings that are left."""

from __future__ import annotations

import contextlib
import os
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import click

from edgewise.cli import report_file
from edgewise.cli.options import common_options
from edgewise.cli.output import Refusal, conclude, configurations, publish, say, say_error, say_ignored, say_written
from edgewise.cli.progress import progress, watched_targets
from edgewise.engine.check import CleanFiles, FileResult
from edgewise.engine.failures import WorkerDiedError, attempt
from edgewise.engine.run import STDIN, as_result, map_files, stdin_file
from edgewise.files.atomic import sweep
from edgewise.files.file import Problem
from edgewise.files.sources import Lines
from edgewise.reports.page import shown_path, visible
from edgewise.reports.place import place
from edgewise.reports.tally import EXIT_CLEAN, EXIT_FINDINGS, Decisions, Tally, counted, keeps, moves
from edgewise.twilio.table import DEFAULT_REGION
from edgewise_codemods.cli.decision import decided, may_ask
from edgewise_codemods.diff import file_diff
from edgewise_codemods.rewrite import RewriteResult, Rewritten, rewrite_bytes, rewrite_file
from edgewise_codemods.splice import Why

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from edgewise.config.invocation import Settings
    from edgewise.engine.narrowing import Measured, Narrowing
    from edgewise.files.file import File


_MOST_SHOWN = 20


@click.command(short_help="Rewrite hostnames, clients and settings that name a region without an edge.")
@common_options
@click.option(
    "--diff", is_flag=True, help="Write no file: show one diff that `git apply` accepts, instead of a report."
)
@click.option("--exit-non-zero-on-fix", is_flag=True, help="Exit with 1 when something was fixed, whatever is left.")
@click.option(
    "--no-input", is_flag=True, help="Never ask where requests are to be processed, not on a terminal either."
)
@click.option("--at", metavar="PATH:LINE", help="Apply the fix of the one finding there, an unsafe one too.")
@click.option(
    "--show-fixes/--no-show-fixes",
    default=None,
    help=f"List what was fixed (default: up to {_MOST_SHOWN} fixes).",
)
@click.pass_context
def fix(
    context: click.Context,
    settings: Settings,
    diff: bool,
    exit_non_zero_on_fix: bool,
    no_input: bool,
    at: str | None,
    show_fixes: bool | None,
) -> None:
    """Rewrite hostnames, clients and settings that name a Twilio region without an edge.

    Safe fixes are applied, with --unsafe-fixes unsafe ones too; the report shows what is left. PATHS are files and
    folders; - is the standard input, whose new text goes to the standard output and the report to the standard error.
    Without any it is the current folder.

    Exit code: 0 nothing left, 1 findings left, 2 not everything could be looked at or rewritten. With --diff, what
    would be fixed counts as left.
    """
    outcome = Outcome(most_shown=_MOST_SHOWN if show_fixes is None else sys.maxsize * show_fixes)
    narrowing = None
    asking = not no_input and may_ask(settings)
    if at is not None:
        if context.params.get("paths"):
            raise click.UsageError("--at names the file itself, so that no PATHS go with it")
        settings, narrowing = _narrowed_to(at, settings, asking=asking)
    elif settings.baseline is not None or settings.since is not None:
        from edgewise.cli.narrowed import narrowed
        from edgewise.engine.narrowing import Measured

        settings, narrowing = narrowed(settings)
        outcome.measured = Measured(narrowing, settings)
    if asking:
        settings = decided(settings, narrowing, isolated=bool(context.params.get("isolated")))
        if at is not None:  # now that its fix is known
            settings, narrowing = _narrowed_to(at, settings, asking=False)
    try:
        if settings.paths == (STDIN,):
            tally = _fix_stdin(settings, outcome, diff=diff)
        else:
            rewrite = partial(_fix, settings=settings, write=not diff, narrowing=narrowing, unsafe=at is not None)
            files = watched_targets(settings)
            results = outcome.watch(map_files(rewrite, _untouched, files, settings.jobs, settings.lookup.options_of))
            tally = _show_diff(settings, results) if diff else _publish(settings, results)
    except WorkerDiedError as error:
        raise Refusal(str(error)) from None
    except Refusal as refusal:
        if not diff:
            outcome.folders.update(os.path.dirname(os.path.realpath(path)) for path in refusal.unsettled)
            say_written(outcome.written, refusal.unsettled, outcome.started)
        raise
    finally:
        progress.wipe()
        for folder in () if diff else outcome.folders:
            sweep(folder)
    if not settings.quiet:
        conclude((*closing(tally, outcome, settings, diff=diff), *configurations(settings)))
        say_ignored(tally, settings)
    code = tally.exit_code(exit_zero=settings.exit_zero)
    if code == EXIT_CLEAN and outcome.fixed and exit_non_zero_on_fix and not settings.exit_zero:
        code = EXIT_FINDINGS
    context.exit(code)


def _narrowed_to(place: str, settings: Settings, *, asking: bool) -> tuple[Settings, Narrowing]:
    from edgewise_codemods.cli.at import narrowed_to

    return narrowed_to(place, settings, asking=asking)


@dataclass(slots=True)
class Outcome:
    """What a run changed, or would change: counts, and the folders in which something may be lying about.

    ``measured`` is there where not every finding counts. ``moves`` are the fixes that were applied by the region, other
    than US1, that processes after them.
    """

    measured: Measured | None = None
    fixed: int = 0
    files: int = 0
    left: Counter[Why] = field(default_factory=Counter[Why])
    moves: Counter[str] = field(default_factory=Counter[str])
    kept: Counter[str] = field(default_factory=Counter[str])
    """The rewrites, done or left, that keep US1, by the region that does not serve what is asked for."""
    rewritten: set[str] = field(default_factory=set[str])
    """The hosts, in lower case, that were rewritten."""
    expectations: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """The hosts that tests still expect, each with the path of the file."""
    folders: set[str] = field(default_factory=set[str])
    written: list[str] = field(default_factory=list[str])
    """The paths of the files that were rewritten."""
    started: int = field(default_factory=time.time_ns)
    decisions: Decisions = field(default_factory=Decisions)
    most_shown: int = 0
    """How many fixes are listed at most."""
    shown: list[str] = field(default_factory=list[str])

    def watch(self, results: Iterable[RewriteResult | Problem | CleanFiles]) -> Iterator[RewriteResult | CleanFiles]:
        """Pass results on and count them. A problem becomes a result that tells it."""
        for result in results:
            if isinstance(result, Problem):
                yield _untouched(as_result(result))
            elif isinstance(result, CleanFiles):
                self.folders.add(os.path.dirname(result.folder) or os.curdir)
                if self.measured is not None:
                    self.measured.add_clean(result)
                yield result
            else:
                self.add(result)
                yield result

    def add(self, result: RewriteResult) -> None:
        """Count one result."""
        # A run that was killed may have left something beside any file, whatever this one finds in it.
        self.folders.add(os.path.dirname(result.path) or os.curdir)
        rewritten = result.rewritten
        if self.measured is not None:
            complete = result.error is None and result.passed_over is None
            findings = (*rewritten.findings, *rewritten.held) if rewritten else ()
            text = rewritten.source.text if rewritten else ""
            self.measured.add(result.path, text, findings, complete=complete)
        if rewritten is None:
            return
        self.fixed += len(rewritten.fixed)
        if rewritten.fixed and len(self.shown) < self.most_shown:
            self.shown += list(_listed(result.path, rewritten))[: self.most_shown - len(self.shown)]
        progress.add_problems(len(rewritten.fixed))
        self.files += bool(rewritten.fixed)
        self.written += [result.path] if rewritten.fixed else []
        self.left.update(left.why for left in rewritten.left)
        text = rewritten.source.text
        self.rewritten.update(text[finding.start : finding.end].lower() for finding in rewritten.fixed)
        self.expectations += [(item.finding.expects, result.path) for item in rewritten.left if item.finding.expects]
        for item in rewritten.left:
            self.decisions.add(item.finding)
        for finding in (*rewritten.fixed, *(item.finding for item in rewritten.left)):
            if finding.fix is not None and finding.fix.kept_from is not None:
                self.kept[finding.fix.kept_from] += 1
        for finding in rewritten.fixed:
            if finding.fix and finding.fix.processing_region not in (None, DEFAULT_REGION):
                self.moves[str(finding.fix.processing_region)] += 1
        if rewritten.fixed or rewritten.error:
            self.folders.add(os.path.dirname(os.path.realpath(result.path)))

    def expected(self, *, diff: bool) -> Iterator[str]:
        """Yield a line about what tests expect that now gets another host: an expectation may lie in another file."""
        paths = [path for host, path in self.expectations if host in self.rewritten]
        if paths:
            verb = "names" if len(paths) == 1 else "name"
            files = counted(len(set(paths)), "test file")
            would = "would rewrite" if diff else "rewrote"
            yield f"{counted(len(paths), 'expectation')} in {files} {verb} hosts that this run {would}."


def closing(tally: Tally, outcome: Outcome, settings: Settings, *, diff: bool) -> Iterator[str]:
    """Yield the closing lines: what was fixed, what is left and why, and who needs other credentials now."""
    left = outcome.left.total()
    sentences: list[str] = []
    verb = "Would fix" if diff else "Fixed"
    if outcome.fixed:
        sentences.append(f"{verb} {counted(outcome.fixed, 'problem')} in {counted(outcome.files, 'file')}.")
    elif left:
        sentences.append(f"{verb} nothing.")
    elif not tally.errors:
        sentences.append(f"All clean: {counted(tally.files, 'file')} looked at.")
    if left:
        reasons = ", ".join(_reason(why, outcome.left[why]) for why in Why if outcome.left[why])
        sentences.append(f"{left} left: {reasons}.")
    if tally.errors:
        sentences.append(f"{counted(tally.errors, 'error')}: not everything could be looked at or rewritten.")
    yield " ".join(sentences)
    if not diff:
        yield from (f"  {line}" for line in outcome.shown)
        if outcome.shown and outcome.fixed > len(outcome.shown):
            yield f"  and {outcome.fixed - len(outcome.shown)} more (--show-fixes lists all)"
    yield from tally.unparsable()
    yield from tally.unread()
    yield from outcome.decisions.closing()
    yield from moves(outcome.moves, "of these rewrites", as_written=settings.as_written)
    yield from keeps(outcome.kept)
    yield from outcome.expected(diff=diff)
    if outcome.measured is not None:
        from edgewise.cli import narrowed

        yield from narrowed.closing(outcome.measured)


def _listed(path: str, rewritten: Rewritten) -> Iterator[str]:
    """Yield a line for each finding of a file that was fixed, with its place in the old text, if it stood there."""
    lines, old = Lines(rewritten.source.text), set(rewritten.findings)
    shown = visible(shown_path(path))
    before = FileResult(path, source=rewritten.source)
    for finding in rewritten.fixed:
        where = ":".join([shown, *place(before, finding, lines)]) if finding in old else shown
        yield f"{where}: {finding.code} {visible(finding.advice)}"


def _reason(why: Why, number: int) -> str:
    one = number == 1
    return (
        f"{number} "
        + {
            Why.UNDECIDED: f"{'waits' if one else 'wait'} for a decision",
            Why.UNSAFE: f"{'needs' if one else 'need'} --unsafe-fixes",
            Why.NO_FIX: f"{'needs' if one else 'need'} a human",
            Why.OVERLAP: f"{'overlaps another fix' if one else 'overlap other fixes'} (run fix again)",
            Why.REFUSED: f"{'is' if one else 'are'} in a file that was not rewritten",
        }[why]
    )


# ---------------------------------------------------------------------------------------------------------- the files


def _untouched(result: FileResult) -> RewriteResult:
    return RewriteResult(result.path, None, result.error, result.passed_over, result.unexamined)


def _fix(file: File, settings: Settings, write: bool, narrowing: Narrowing | None, unsafe: bool) -> RewriteResult:
    options = settings.options_for(file.path)
    unsafe = unsafe or settings.unsafe_for(file.path)
    return rewrite_file(file, options, unsafe=unsafe, write=write, narrowing=narrowing)


def _publish(settings: Settings, results: Iterable[RewriteResult | CleanFiles]) -> Tally:
    return publish(settings, (_left(result, settings) for result in results))


def _left(result: RewriteResult | CleanFiles, settings: Settings) -> FileResult | CleanFiles:
    """Return what a report has to show: what is left, in the text that there is now."""
    if isinstance(result, CleanFiles):
        return result
    rewritten = result.rewritten
    if rewritten is None:
        return FileResult(result.path, error=result.error, passed_over=result.passed_over, unexamined=result.unexamined)
    if settings.verbose and rewritten.fixed:
        say(f"{visible(shown_path(result.path))}: {len(rewritten.fixed)} fixed")
    findings = tuple(left.finding for left in rewritten.left)
    source = rewritten.source._replace(text=rewritten.text)
    return FileResult(result.path, findings, source, result.error, unexamined=result.unexamined)


def _show_diff(settings: Settings, results: Iterable[RewriteResult | CleanFiles]) -> Tally:
    """Write one diff of all files to the standard output, or to the output file."""
    tally = Tally()
    if settings.output_file is None:
        terminal = sys.stdout.isatty()
        for part in _diffs(results, tally):
            if part:
                progress.wipe()
                sys.stdout.buffer.write(_seen(part) if terminal else part)
                sys.stdout.buffer.flush()
        return tally
    try:
        report_file.refuse(settings.output_file)
        report_file.write(settings.output_file, b"".join(_diffs(results, tally)))
    except report_file.UnwritableError as error:
        raise Refusal(f"{visible(settings.output_file)} {error}") from None
    return tally


def _seen(part: bytes) -> bytes:
    """Return a part of a diff as a terminal may show it: what a file holds must not be an order to it."""
    lines = re.split(r"(\r?\n|\t)", part.decode("utf-8", "surrogateescape"))
    return "".join(line if number % 2 else visible(line) for number, line in enumerate(lines)).encode()


def _diffs(results: Iterable[RewriteResult | CleanFiles], tally: Tally) -> Iterator[bytes]:
    for result in results:
        if isinstance(result, CleanFiles):
            tally.add(result)
            continue
        progress.add_problems(len(result.rewritten.left) if result.rewritten else 0)
        yield _diff(result)
        if result.error is not None:
            say_error(result.path, result.error)
        # Nothing was written, so that what could be fixed is left as well.
        findings = result.rewritten.findings if result.rewritten else ()
        left = FileResult(result.path, findings, None, result.error, result.passed_over, result.unexamined)
        tally.add(left)


def _diff(result: RewriteResult) -> bytes:
    rewritten = result.rewritten
    if rewritten is None:
        return b""
    return file_diff(shown_path(result.path), rewritten.source, rewritten.text, rewritten.changes)


# -------------------------------------------------------------------------------------------------- the standard input


def _fix_stdin(settings: Settings, outcome: Outcome, *, diff: bool) -> Tally:
    """Write the new text to the standard output, byte for byte the old one where nothing was fixed."""
    data = sys.stdin.buffer.read()
    file = stdin_file(settings, data)
    results: list[RewriteResult | CleanFiles] = []
    if isinstance(file, Problem):
        results += outcome.watch([file])
    elif file is not None:
        narrowing = outcome.measured.narrowing if outcome.measured else None
        rewrite = partial(_fix_bytes, data=data, settings=settings, narrowing=narrowing)
        results += outcome.watch([attempt(rewrite, file)])
    outcome.folders.clear()
    if diff:
        return _show_diff(settings, results)
    written = (result.rewritten for result in results if isinstance(result, RewriteResult))
    sys.stdout.buffer.write(next((rewritten.data for rewritten in written if rewritten), data))
    sys.stdout.buffer.flush()
    with contextlib.redirect_stdout(sys.stderr):
        return _publish(settings, results)


def _fix_bytes(file: File, data: bytes, settings: Settings, narrowing: Narrowing | None) -> RewriteResult:
    options = settings.options_for(file.path)
    return rewrite_bytes(data, file, options, unsafe=settings.unsafe_for(file.path), narrowing=narrowing)
