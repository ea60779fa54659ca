"""``edgewise check`` when not every finding counts: with a baseline, since a revision, or to write one of these."""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING, Protocol, cast

import click

from edgewise.cli.output import Refusal, conclude, configurations, publish, say, say_ignored
from edgewise.cli.progress import watched_targets
from edgewise.engine.check import CleanFiles
from edgewise.engine.narrowing import Measured, Narrowing
from edgewise.engine.run import STDIN, check_all, check_stdin
from edgewise.reports.page import shown_path, visible
from edgewise.reports.tally import counted
from edgewise.suppressions import baseline as baselines
from edgewise.suppressions.baseline import Baseline, BaselineError, Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from edgewise.config.invocation import Settings
    from edgewise.engine.check import FileResult

_ADD_IGNORES = "edgewise_codemods.cli.add_ignores"
"""Writing into sources is another package, which nothing in this one imports."""
_MOST_SHOWN = 20


class _AddIgnores(Protocol):
    def __call__(self, settings: Settings, narrowing: Narrowing, reason: str) -> int: ...


def check_narrowed(settings: Settings, write_baseline: str | None, add_ignores: str | None) -> int:
    """Do what these options ask for, and return the exit code.

    :raises click.UsageError: options that exclude each other.
    :raises Refusal: a baseline that cannot be used or written, or git cannot say what has changed.
    """
    _refuse_contradictions(settings, write_baseline, add_ignores)
    if write_baseline is not None:
        return _write(settings, write_baseline)
    settings, narrowing = narrowed(settings)
    if add_ignores is not None:
        return cast("_AddIgnores", importlib.import_module(_ADD_IGNORES).add_ignores)(settings, narrowing, add_ignores)
    measured = Measured(narrowing, settings)
    tally = publish(settings, measured.watch(_results(settings)))
    if not settings.quiet:
        lines = tally.closing(unsafe_fixes=settings.unsafe_fixes, as_written=settings.as_written)
        if narrowing.changes is not None and not (tally.files or tally.passed_over or tally.errors):
            lines = iter((f"Nothing to look at: no file here has changed since {visible(str(settings.since))}.",))
        conclude((*lines, *closing(measured), *configurations(settings)))
        say_ignored(tally, settings)
    return tally.exit_code(exit_zero=settings.exit_zero)


def _refuse_contradictions(settings: Settings, write_baseline: str | None, add_ignores: str | None) -> None:
    if write_baseline is not None and add_ignores is not None:
        raise click.UsageError("--write-baseline and --add-ignores exclude each other")
    if write_baseline is not None and settings.since is not None:
        raise click.UsageError("--write-baseline takes in every finding, so it excludes --since")
    if settings.paths == (STDIN,) and (write_baseline is not None or add_ignores is not None):
        name = "--add-ignores" if write_baseline is None else "--write-baseline"
        raise click.UsageError(f"{name} is about files, and the standard input is none")


def narrowed(settings: Settings) -> tuple[Settings, Narrowing]:
    """Return what findings are to be measured with, and the settings with which no more files are walked than needed.

    :raises Refusal: the baseline cannot be used, or git cannot say what has changed.
    """
    baseline = since = None
    try:
        if settings.baseline is not None:
            baseline = baselines.load(settings.baseline)
    except BaselineError as error:
        raise Refusal(str(error)) from None
    if settings.since is not None:
        from edgewise.suppressions import changes

        try:
            since = changes.changes(settings.since, settings.paths)
        except changes.SinceError as error:
            raise Refusal(str(error)) from None
        for note in since.notes:
            say(visible(note))
        settings = settings._replace(only=since.reach())
    return settings, Narrowing(baseline, since)


def closing(measured: Measured) -> Iterator[str]:
    """Yield lines about the baseline: how much of it was met, and what of it no longer occurs."""
    path = measured.settings.baseline
    if path is None:
        return
    shown = visible(shown_path(path))
    if measured.known:
        yield f"{counted(measured.known, 'problem')} passed over, known from {shown}."
    stale = measured.stale()
    if stale:
        one = len(stale) == 1
        yield (
            f"{len(stale)} {'entry' if one else 'entries'} of {shown} no longer {'occurs' if one else 'occur'};"
            f" `edgewise check --write-baseline {shown}` removes {'it' if one else 'them'}:"
        )
        most = len(stale) if measured.settings.verbose else _MOST_SHOWN
        yield from (f"  {visible(line)}" for line in baselines.shown(stale[:most]))
        if len(stale) > most:
            yield f"  and {len(stale) - most} more (--verbose lists all)"


# ----------------------------------------------------------------------------------------------------------- writing


def _write(settings: Settings, path: str) -> int:
    folder = baselines.folder_of(path)
    kept: dict[str, tuple[Entry, ...]] = {}
    try:
        if os.path.exists(path):
            # A run over a part of the files says nothing about the others.
            old = baselines.load(path)
            looked_at = set(baselines.below(old, settings.paths))
            kept = {name: entries for name, entries in old.entries.items() if name not in looked_at}
        settings = settings._replace(own_files=settings.own_files | {os.path.realpath(path)})
        taken = Baseline(folder, kept)
        entries = dict(kept)
        tally = publish(settings, _taken(_results(settings), taken, entries))
        baseline = Baseline(folder, entries)
        baselines.save(path, baseline)
    except BaselineError as error:
        raise Refusal(str(error)) from None
    if not settings.quiet:
        new = baseline.size - Baseline(folder, kept).size
        line = f"Wrote {counted(new, 'problem')} to {visible(shown_path(path))}"
        say(f"{line}, and kept {baseline.size - new} of files outside of this run." if kept else f"{line}.")
        if tally.errors:
            say(f"{counted(tally.errors, 'error')}: not everything could be looked at.")
    return tally.exit_code(exit_zero=settings.exit_zero)


def _taken(
    results: Iterable[FileResult | CleanFiles], taken: Baseline, entries: dict[str, tuple[Entry, ...]]
) -> Iterator[FileResult | CleanFiles]:
    """Put the findings of ``results`` among the entries, and pass the results on without them."""
    for result in results:
        if isinstance(result, CleanFiles):
            yield result
            continue
        if result.findings and result.source is not None:
            text = result.source.text
            found = tuple(baselines.entry_of(finding, text) for finding in result.findings)
            entries[taken.name_of(result.path)] = found
        yield result._replace(findings=())


def _results(settings: Settings) -> Iterator[FileResult | CleanFiles]:
    return check_stdin(settings) if settings.paths == (STDIN,) else check_all(watched_targets(settings), settings)
