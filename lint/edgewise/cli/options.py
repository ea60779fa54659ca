"""The arguments and options that ``check`` and ``fix`` share, and the one settings object that comes of them.

A command that looks at files is written like this::

    @click.command()
    @common_options
    @click.option("--diff", is_flag=True)
    @click.pass_context
    def fix(context: click.Context, settings: Settings, diff: bool) -> None:
        # edgewise.engine.run
        rewritten = map_files(function, settled, targets(settings), settings.jobs, settings.lookup.options_of)
        results = ...  # a FileResult for each of those, with the findings that are left
        tally = publish(settings, results)  # edgewise.cli.output: the report, and errors on stderr
        context.exit(tally.exit_code(exit_zero=settings.exit_zero))

For one file the options are ``settings.options_for(path)``: they include ``per-file-ignores``.
"""

from __future__ import annotations

import functools
import os
import sys
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

import click

from edgewise.cli.output import Refusal
from edgewise.config.config import Config, ConfigError
from edgewise.config.formats import FORMATS, SERVICES
from edgewise.config.invocation import Settings
from edgewise.config.lookup import Given, look_up
from edgewise.engine.run import STDIN, usable_cpus
from edgewise.twilio.table import ProcessingRegion

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.shell_completion import CompletionItem


class CommandLine(NamedTuple):
    """What was given on the command line. None and ``()`` mean that the configuration decides."""

    paths: tuple[str, ...]
    processing_region: ProcessingRegion | None
    twilio_version: str | None
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    exclude: tuple[str, ...]
    extend_exclude: tuple[str, ...]
    force_exclude: bool | None
    respect_gitignore: bool | None
    prose: bool | None
    config: str | None
    isolated: bool
    output_format: str | None
    output_file: str | None
    unsafe_fixes: bool | None
    stdin_filename: str | None
    jobs: int | None
    baseline: str | None
    no_baseline: bool
    since: str | None
    statistics: bool
    exit_zero: bool
    quiet: bool
    verbose: bool


def _selectors(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:  # noqa: ARG001
    if not values:
        return ()
    from edgewise.rules import UnknownRuleError, selector

    names = [name.strip() for value in values for name in value.split(",")]
    try:
        return tuple(selector(name) for name in names if name)
    except UnknownRuleError as error:
        raise click.BadParameter(str(error)) from None


def completed_by(name: str) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]]:
    """Return what asks the function of this name in ``edgewise.cli.completion``, which is loaded when a shell asks."""

    def complete(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from edgewise.cli import completion

        found: list[CompletionItem] = getattr(completion, name)(context, parameter, incomplete)
        return found

    return complete


def twilio_version(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:  # noqa: ARG001
    """Check the value of ``--twilio-version``."""
    if value is None:
        return None
    from edgewise.config import keys

    try:
        return keys.twilio_version(value)
    except keys.UnfitError as error:
        raise click.BadParameter(str(error)) from None


_OPTIONS: tuple[Callable[[Callable[..., None]], Callable[..., None]], ...] = (
    click.argument("paths", nargs=-1, type=click.Path()),
    click.option(
        "--processing-region",
        type=click.Choice(get_args(ProcessingRegion)),
        help="Where requests are processed after a fix: where the old name says, or in one region whatever it says. "
        "Without it nothing changes that depends on that.",
    ),
    click.option(
        "--twilio-version",
        metavar="VERSION",
        callback=twilio_version,
        help="The version of the twilio package, or a specifier, instead of the project's pins.",
    ),
    click.option(
        "--select",
        multiple=True,
        metavar="RULE",
        callback=_selectors,
        shell_complete=completed_by("rules"),
        help="Rules to look for: codes, prefixes, names.",
    ),
    click.option(
        "--ignore",
        multiple=True,
        metavar="RULE",
        callback=_selectors,
        shell_complete=completed_by("rules"),
        help="Rules not to look for.",
    ),
    click.option("--exclude", multiple=True, metavar="PATTERN", help="What to leave out, in .gitignore syntax."),
    click.option(
        "--extend-exclude", multiple=True, metavar="PATTERN", help="The same, on top of what is left out anyway."
    ),
    click.option(
        "--force-exclude/--no-force-exclude", default=None, help="Leave excluded files out even when they are given."
    ),
    click.option(
        "--respect-gitignore/--no-respect-gitignore", default=None, help="Leave out what git ignores (default)."
    ),
    click.option("--prose/--no-prose", default=None, help="Report comments, docstrings and prose files too."),
    click.option("--config", type=click.Path(), metavar="FILE", help="The configuration, instead of looking for one."),
    click.option("--isolated", is_flag=True, help="Read no configuration file and no pins."),
    click.option(
        "--output-format", type=click.Choice(tuple(FORMATS)), help="Default: full on a terminal, concise otherwise."
    ),
    click.option(
        "--output-file",
        type=click.Path(),
        metavar="FILE",
        help="Write the report to a file, beside a readable one on the standard output.",
    ),
    click.option(
        "--unsafe-fixes/--no-unsafe-fixes",
        default=None,
        help="Count, or apply, fixes that a human should look at as well.",
    ),
    click.option("--stdin-filename", metavar="NAME", help="What the standard input (path: -) is called in reports."),
    click.option(
        "--jobs", "-j", type=click.IntRange(min=1), metavar="N", help="Processes at once (default: one a CPU)."
    ),
    click.option(
        "--baseline", type=click.Path(), metavar="FILE", help="Pass over the findings that stand in this file."
    ),
    click.option("--no-baseline", is_flag=True, help="Use no baseline, whatever is configured."),
    click.option(
        "--since",
        metavar="REV",
        shell_complete=completed_by("revisions"),
        help="Only findings on lines that changed since this git revision.",
    ),
    click.option(
        "--statistics", is_flag=True, help="Report the numbers of findings by rule, region and folder instead."
    ),
    click.option("--exit-zero", is_flag=True, help="Exit with 0 in spite of findings."),
    click.option("--quiet", "-q", is_flag=True, help="No closing line."),
    click.option("--verbose", "-v", is_flag=True, help="Tell about every file."),
)


def common_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a click command the arguments and options above, and pass it ``settings``, a :class:`Settings`."""
    names = CommandLine._fields

    @functools.wraps(command)
    def with_settings(**values: Any) -> None:
        line = CommandLine(**{name: values.pop(name) for name in names})
        command(settings=settings_of(line), **values)

    decorated: Callable[..., None] = with_settings
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated


def settings_of(line: CommandLine) -> Settings:
    """Return the settings that a command line and the configuration for the working directory make.

    :raises click.UsageError: options that exclude each other.
    :raises Refusal: a configuration that cannot be used.
    """
    _refuse_contradictions(line)
    try:
        lookup = look_up(os.getcwd(), given_of(line), line.config, line.isolated)
    except ConfigError as error:
        raise Refusal(str(error)) from None
    config = lookup.here.config
    output_format = line.output_format or config.output_format or _default_format(line)
    if line.statistics and output_format in SERVICES and line.output_file is None:
        raise click.UsageError(
            f"{output_format} has no place for --statistics: add --output-file for a report beside them"
        )
    return Settings(
        lookup,
        paths=line.paths or (os.curdir,),
        jobs=line.jobs or config.jobs or usable_cpus(),
        output_format=output_format,
        output_file=line.output_file,
        baseline=_baseline(line, config),
        own_files=_own_files(line, config),
        since=line.since,
        statistics=line.statistics,
        exit_zero=line.exit_zero,
        quiet=line.quiet,
        verbose=line.verbose,
        stdin_filename=line.stdin_filename,
    )


def _refuse_contradictions(line: CommandLine) -> None:
    if "" in line.paths:
        raise click.UsageError("a path is empty: is a variable of the shell not set?")
    if STDIN in line.paths and len(line.paths) > 1:
        raise click.UsageError("the path - (the standard input) cannot be combined with others")
    if line.stdin_filename is not None and line.paths != (STDIN,):
        raise click.UsageError("--stdin-filename names the standard input, so the path has to be -")
    if line.quiet and line.verbose:
        raise click.UsageError("--quiet and --verbose exclude each other")
    if line.baseline is not None and line.no_baseline:
        raise click.UsageError("--baseline and --no-baseline exclude each other")
    if line.since is not None and line.paths == (STDIN,):
        raise click.UsageError("--since compares files with a git revision, and the standard input is none")


def given_of(line: CommandLine) -> Given:
    """Return what a command line says about files."""
    return Given(
        processing_region=line.processing_region,
        select=line.select,
        ignore=line.ignore,
        prose=line.prose,
        twilio_version=line.twilio_version,
        exclude=line.exclude,
        extend_exclude=line.extend_exclude,
        respect_gitignore=line.respect_gitignore,
        force_exclude=line.force_exclude,
        unsafe_fixes=line.unsafe_fixes,
        pin_roots=None if line.isolated else (*line.paths, os.curdir),
    )


def _baseline(line: CommandLine, config: Config) -> str | None:
    return None if line.no_baseline else line.baseline or _configured_baseline(config)


def _own_files(line: CommandLine, config: Config) -> frozenset[str]:
    paths = (line.baseline, _configured_baseline(config))
    return frozenset(os.path.realpath(path) for path in paths if path is not None)


def _configured_baseline(config: Config) -> str | None:
    return None if config.baseline is None else os.path.join(config.root, config.baseline)


def _default_format(line: CommandLine) -> str:
    return "full" if line.output_file is None and sys.stdout.isatty() else "concise"
