"""``edgewise check`` looks at files and reports their findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from edgewise.cli.options import common_options
from edgewise.cli.output import configurations, publish, say, say_ignored
from edgewise.cli.progress import watched_targets
from edgewise.engine.run import STDIN, check_all, check_stdin

if TYPE_CHECKING:
    from edgewise.config.invocation import Settings


@click.command(short_help="Find hostnames, clients and settings that name a region without an edge.")
@common_options
@click.option("--write-baseline", type=click.Path(), metavar="FILE", help="Write all findings to this file instead.")
@click.option(
    "--add-ignores",
    metavar="REASON",
    help="Write an ignore comment with this reason behind every finding instead.",
)
@click.pass_context
def check(context: click.Context, settings: Settings, write_baseline: str | None, add_ignores: str | None) -> None:
    """Find hostnames, clients and settings that name a Twilio region without an edge.

    PATHS are files and folders, - is the standard input; without any it is the current folder.

    Exit code: 0 nothing found, 1 findings, 2 not everything could be looked at.
    """
    if (write_baseline, add_ignores, settings.baseline, settings.since) != (None, None, None, None):
        from edgewise.cli.narrowed import check_narrowed

        context.exit(check_narrowed(settings, write_baseline, add_ignores))
    results = check_stdin(settings) if settings.paths == (STDIN,) else check_all(watched_targets(settings), settings)
    tally = publish(settings, results)
    if not settings.quiet:
        as_written = settings.options.way == "as-written"
        for line in tally.closing(unsafe_fixes=settings.unsafe_fixes, as_written=as_written):
            say(line)
        for line in configurations(settings):
            say(line)
        say_ignored(tally, settings)
    context.exit(tally.exit_code(exit_zero=settings.exit_zero))
