"""Output of a command: the report goes to the standard output, everything else to the standard error."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import IO, TYPE_CHECKING, Any, TextIO

import click

from edgewise.cli.colour import wants_colour
from edgewise.cli.progress import progress
from edgewise.engine.check import CleanFiles
from edgewise.engine.failures import WorkerDiedError
from edgewise.reports import Page, render
from edgewise.reports.page import UNDECIDED, Style, shown_path, visible, wrapped
from edgewise.reports.tally import EXIT_ERROR, Tally, in_force

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from edgewise.config.invocation import Settings
    from edgewise.engine.check import FileResult

_MOST_NAMED = 5
"""Configurations that a closing line names."""
_CLOCK_STEP = 20_000_000
"""Nanoseconds by which the clock of a file system may be behind."""
_WIDTH = 120
"""Columns of a report that is not written to a terminal."""


class Refusal(click.ClickException):
    """The command cannot do its job; the argument is a sentence for the user."""

    exit_code = EXIT_ERROR

    def __init__(self, message: str, unsettled: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.unsettled = unsettled
        """Paths of files of which nobody knows what became."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Write it to the standard error, or to ``file``."""
        page = page_for(sys.stderr)
        click.echo(f"{page.paint('error', Style.CODE)}: {visible(self.message)}", file, err=True, color=page.colour)


def publish(settings: Settings, results: Iterable[FileResult | CleanFiles]) -> Tally:
    """Write the report of a run as its results arrive, and their errors to the standard error.

    Where the report goes to a file, a readable one is written to the standard output all the same.

    :returns: what the run came to; the closing line is left to the caller.
    :raises Refusal: the output file cannot be written, or a worker died.
    """
    tally = Tally()
    watched = _tell(tally.watch(results), settings)
    page = page_for(sys.stdout, settings.unsafe_fixes)._replace(
        processing_region=settings.options.processing_region or UNDECIDED,
        rule_url=settings.config.rule_url,
        unsafe_in=settings.unsafe_for,
        in_force=lambda: _in_force(settings),
        looked_at=lambda: tally.files,
    )
    try:
        if settings.output_file is None:
            _print(watched, settings.output_format, page, settings)
        else:
            _print_and_file(watched, page, settings)
    except WorkerDiedError as error:
        raise Refusal(str(error), error.unsettled) from None
    finally:
        progress.wipe()
    return tally


def _print(results: Iterable[FileResult], output_format: str, page: Page, settings: Settings) -> None:
    text = render(results, output_format, page, only_counts=settings.statistics)
    with contextlib.closing(text):
        for part in text:
            progress.wipe()
            click.echo(part, nl=False, color=page.colour)
            progress.on_hold = sys.stdout.isatty() and not part.endswith("\n")


def _print_and_file(results: Iterable[FileResult], page: Page, settings: Settings) -> None:
    from edgewise.cli import report_file

    path = str(settings.output_file)
    try:
        report_file.refuse(path)
        kept: list[FileResult] = []
        _print(_keep(results, kept), "full" if sys.stdout.isatty() else "concise", page, settings)
        page = page._replace(colour=False, width=_WIDTH, terminal=False, links=False)
        text = render(kept, settings.output_format, page, only_counts=settings.statistics)
        report_file.write(path, "".join(text).encode("utf-8", "backslashreplace"))
    except report_file.UnwritableError as error:
        raise Refusal(f"{visible(path)} {error}") from None


def _keep(results: Iterable[FileResult], kept: list[FileResult]) -> Iterator[FileResult]:
    """Pass results on, and keep those that a report has something to say about."""
    for result in results:
        if result.findings or result.error is not None:
            kept.append(result)
        yield result


def page_for(stream: TextIO, unsafe_fixes: bool = False) -> Page:
    """Return a page as wide and colourful as what stands behind ``stream``."""
    terminal = stream.isatty()
    links = terminal or "FORCE_HYPERLINK" in os.environ
    return Page(wants_colour(stream), _width(stream), unsafe_fixes, terminal=terminal, links=links)


def _width(stream: TextIO) -> int:
    if not stream.isatty():
        return _WIDTH
    import shutil

    return shutil.get_terminal_size((_WIDTH, 24)).columns


def say(text: str) -> None:
    """Write a line to the standard error."""
    progress.wipe()
    click.echo(text, err=True, color=wants_colour(sys.stderr))


def conclude(lines: Iterable[str]) -> None:
    """Write the closing lines to the standard error, on a terminal no wider than that."""
    width = _width(sys.stderr) if sys.stderr.isatty() else None
    for line in lines:
        say(line if width is None else wrapped(line, width))


def configurations(settings: Settings) -> Iterator[str]:
    """Yield a closing line where more than one configuration was in force."""
    return in_force([path for path, _ in _in_force(settings)], None if settings.verbose else _MOST_NAMED)


def _in_force(settings: Settings) -> list[tuple[str | None, str]]:
    used = settings.lookup.in_use
    return [(found.config.path, found.options.processing_region or UNDECIDED) for found in used]


def say_error(path: str, sentence: str) -> None:
    """Tell on the standard error what went wrong with one file."""
    from edgewise.cli import advice

    page, sentence = page_for(sys.stderr), sentence + advice.for_path(path, sentence)
    say(f"{page.paint('error', Style.CODE)}: {page.paint(visible(shown_path(path)), Style.BOLD)}: {visible(sentence)}")


def say_written(written: Iterable[str], unsettled: Iterable[str], started: int) -> None:
    """Tell which files a run that came to no end has written.

    :param unsettled: files of which nobody knows it, so that their time decides.
    :param started: when the run began, in nanoseconds of the system's clock.
    """
    paths = [*written, *(path for path in unsettled if _changed_since(path, started))]
    if paths:
        say("These files are written already:")
        for path in paths:
            say(f"  {visible(shown_path(path))}")


def _changed_since(path: str, moment: int) -> bool:
    try:
        return os.stat(path).st_mtime_ns >= moment - _CLOCK_STEP
    except OSError:
        return False


def say_ignored(tally: Tally, settings: Settings) -> None:
    """Tell of settings with findings in files that git ignores, which "all clean" is not about."""
    if tally.ignored:
        from edgewise.cli import advice

        conclude(advice.for_ignored(tally.ignored, settings))


def _tell(results: Iterable[FileResult | CleanFiles], settings: Settings) -> Iterator[FileResult]:
    """Pass on the results that a report may have something to say about."""
    told: set[str] = set()
    for result in results:
        if not isinstance(result, CleanFiles):
            _tell_one(result, told, settings)
            yield result
        elif settings.verbose:
            for one in result.results():
                _tell_one(one, told, settings)


def _tell_one(result: FileResult, told: set[str], settings: Settings) -> None:
    progress.add_problems(len(result.findings))
    if result.error is not None:
        say_error(result.path, result.error)
    elif settings.verbose:
        for line in _pins(result, settings):
            if line not in told:
                told.add(line)
                say(visible(line))
        count = len(result.findings)
        state = f"{count} found" if count else f"passed over, {result.passed_over}" if result.passed_over else "clean"
        say(f"{visible(shown_path(result.path))}: {state}")


def _pins(result: FileResult, settings: Settings) -> list[str]:
    """Return what there is to tell about the pins that hold for a file."""
    if not result.path.endswith((".py", ".ipynb")):
        return []
    from edgewise.pins import libraries

    found = libraries(settings.options_for(result.path), result.path, result.source.text if result.source else "")
    return [*(reading.said for reading in found.readings if reading.said), *found.flaws]
