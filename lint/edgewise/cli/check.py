"""``edgewise check`` looks at files and reports their findings."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NoReturn

import click

from edgewise.cli.options import PATH, common_options
from edgewise.cli.output import conclude, configurations, publish, say_error, say_ignored
from edgewise.cli.progress import watched_targets
from edgewise.engine.run import STDIN, check_all, check_stdin, targets
from edgewise.files.file import File, one_by_one
from edgewise.reports.page import shown_path
from edgewise.reports.tally import EXIT_CLEAN, EXIT_ERROR

if TYPE_CHECKING:
    from edgewise.config.invocation import Settings


@click.command(short_help="Find hostnames, clients and settings that name a region without an edge.")
@common_options
@click.option("--write-baseline", type=PATH, metavar="FILE", help="Write all findings to this file instead.")
@click.option(
    "--add-ignores",
    metavar="REASON",
    help="Write an ignore comment with this reason behind every finding instead.",
)
@click.option("--show-files", is_flag=True, help="List the files that would be looked at instead.")
@click.option("--show-settings", is_flag=True, help="Show the configuration in force for the paths instead.")
@click.pass_context
def check(
    context: click.Context,
    settings: Settings,
    write_baseline: str | None,
    add_ignores: str | None,
    show_files: bool,
    show_settings: bool,
) -> None:
    """Find hostnames, clients and settings that name a Twilio region without an edge.

    PATHS are files and folders, - is the standard input; without any it is the current folder.

    Exit code: 0 nothing found, 1 findings, 2 not everything could be looked at.
    """
    if show_settings:
        _show_settings(context, settings)
    if show_files:
        context.exit(_list_files(settings))
    if (write_baseline, add_ignores, settings.baseline, settings.since) != (None, None, None, None):
        from edgewise.cli.narrowed import check_narrowed

        context.exit(check_narrowed(settings, write_baseline, add_ignores))
    results = check_stdin(settings) if settings.paths == (STDIN,) else check_all(watched_targets(settings), settings)
    tally = publish(settings, results)
    if not settings.quiet:
        conclude(tally.closing(unsafe_fixes=settings.unsafe_fixes, as_written=settings.as_written))
        conclude(configurations(settings))
        say_ignored(tally, settings)
    context.exit(tally.exit_code(exit_zero=settings.exit_zero))


def _show_settings(context: click.Context, settings: Settings) -> NoReturn:
    from edgewise.cli.config import show

    paths = (settings.stdin_filename or os.curdir,) if settings.paths == (STDIN,) else settings.paths
    for number, path in enumerate(paths):
        if number:
            click.echo()
        show(context, settings, path)
    context.exit(EXIT_CLEAN)


def _list_files(settings: Settings) -> int:
    """Write the path of each file of the run to the standard output, and return the exit code."""
    if settings.paths == (STDIN,):
        raise click.UsageError("--show-files is about files, and the standard input is none")
    if settings.since is not None:
        from edgewise.cli.narrowed import narrowed

        settings, _ = narrowed(settings)
    code = EXIT_CLEAN
    for found in one_by_one(targets(settings)):
        if isinstance(found, File):
            click.echo(shown_path(found.path))
        elif not found.on_purpose:
            say_error(found.path, found.reason)
            code = EXIT_ERROR
    return code
