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
import inspect
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

import click
from click.core import ParameterSource

from edgewise.cli.colour import colour_option
from edgewise.cli.output import Refusal
from edgewise.config.config import Config, ConfigError
from edgewise.config.formats import FORMATS, SERVICES
from edgewise.config.invocation import Settings
from edgewise.config.lookup import GivenOptions, look_up
from edgewise.engine.run import STDIN, usable_cpus
from edgewise.twilio.table import ProcessingRegion

if TYPE_CHECKING:
    from collections.abc import Mapping

    from click.shell_completion import CompletionItem


class CommandLine(NamedTuple):
    """What was given on the command line or in the environment. None and ``()`` leave it to the configuration."""

    paths: tuple[str, ...] = ()
    processing_region: ProcessingRegion | None = None
    twilio_version: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    extend_exclude: tuple[str, ...] = ()
    force_exclude: bool | None = None
    respect_gitignore: bool | None = None
    prose: bool | None = None
    config: str | None = None
    isolated: bool = False
    output_format: str | None = None
    output_file: str | None = None
    unsafe_fixes: bool | None = None
    stdin_filename: str | None = None
    jobs: int | None = None
    baseline: str | None = None
    no_baseline: bool = False
    since: str | None = None
    statistics: bool = False
    exit_zero: bool = False
    quiet: bool = False
    verbose: bool = False


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


PATH = click.Path(readable=False)
"""A path as it is given: what cannot be read is told where it is read, and ends no run over others."""
_ENVIRONMENT = "Options may stand in the environment as well: EDGEWISE_JOBS=2 is --jobs 2."
VARIABLES = "EDGEWISE_"
"""How variables of the environment begin that stand for an option: the rest is its name, as in EDGEWISE_SELECT."""


def variable_of(option: str) -> str:
    """Return the variable of the environment that stands for an option, given as "--name" or "--name/--no-name"."""
    return VARIABLES + option.partition("/")[0].lstrip("-").replace("-", "_").upper()


def _option(name: str, *names: str, **attributes: Any) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return click.option(name, *names, envvar=variable_of(name), **attributes)


_Decorator = Callable[[Callable[..., None]], Callable[..., None]]
_OPTIONS: Mapping[str, _Decorator] = {
    "paths": click.argument("paths", nargs=-1, type=PATH),
    "processing_region": _option(
        "--processing-region",
        type=click.Choice(get_args(ProcessingRegion)),
        help="Where requests are processed after a fix: where the old name says, or in one region whatever it says. "
        "Without it nothing changes that depends on that.",
    ),
    "twilio_version": _option(
        "--twilio-version",
        metavar="VERSION",
        callback=twilio_version,
        help="The version of the twilio package, or a specifier, instead of the project's pins.",
    ),
    "select": _option(
        "--select",
        multiple=True,
        metavar="RULE",
        callback=_selectors,
        shell_complete=completed_by("rules"),
        help="Rules to look for: codes, prefixes, names.",
    ),
    "ignore": _option(
        "--ignore",
        multiple=True,
        metavar="RULE",
        callback=_selectors,
        shell_complete=completed_by("rules"),
        help="Rules not to look for.",
    ),
    "exclude": _option("--exclude", multiple=True, metavar="PATTERN", help="What to leave out, in .gitignore syntax."),
    "extend_exclude": _option(
        "--extend-exclude", multiple=True, metavar="PATTERN", help="The same, on top of what is left out anyway."
    ),
    "force_exclude": _option(
        "--force-exclude/--no-force-exclude", default=None, help="Leave excluded files out even when they are given."
    ),
    "respect_gitignore": _option(
        "--respect-gitignore/--no-respect-gitignore", default=None, help="Leave out what git ignores (default)."
    ),
    "prose": _option("--prose/--no-prose", default=None, help="Report comments, docstrings and prose files too."),
    "config": _option("--config", type=PATH, metavar="FILE", help="The configuration, instead of looking for one."),
    "isolated": _option("--isolated", is_flag=True, help="Read no configuration file and no pins."),
    "output_format": _option(
        "--output-format",
        type=click.Choice(tuple(FORMATS)),
        help="Default: full on a terminal, github in GitHub Actions, concise otherwise.",
    ),
    "output_file": _option(
        "--output-file",
        type=PATH,
        metavar="FILE",
        help="Write the report to a file, beside a readable one on the standard output.",
    ),
    "unsafe_fixes": _option(
        "--unsafe-fixes/--no-unsafe-fixes",
        default=None,
        help="Count, or apply, fixes that a human should look at as well.",
    ),
    "stdin_filename": click.option(
        "--stdin-filename", metavar="NAME", help="What the standard input (path: -) is called in reports."
    ),
    "jobs": _option(
        "--jobs", "-j", type=click.IntRange(min=1), metavar="N", help="Processes at once (default: one a CPU)."
    ),
    "baseline": _option(
        "--baseline", type=PATH, metavar="FILE", help="Pass over the findings that stand in this file."
    ),
    "no_baseline": _option("--no-baseline", is_flag=True, help="Use no baseline, whatever is configured."),
    "since": _option(
        "--since",
        metavar="REV",
        shell_complete=completed_by("revisions"),
        help="Only findings on lines that changed since this git revision.",
    ),
    "statistics": _option(
        "--statistics", is_flag=True, help="Report the numbers of findings by rule, region and folder instead."
    ),
    "exit_zero": _option("--exit-zero", is_flag=True, help="Exit with 0 in spite of findings."),
    "quiet": _option("--quiet", "-q", is_flag=True, help="No closing line."),
    "verbose": _option("--verbose", "-v", is_flag=True, help="Tell about every file."),
}
"""By the names of the fields of :class:`CommandLine`."""
_OF_CONFIGURATION = (
    *("processing_region", "twilio_version", "select", "ignore", "exclude", "extend_exclude", "force_exclude"),
    *("respect_gitignore", "prose", "config", "isolated", "unsafe_fixes", "jobs", "baseline", "no_baseline"),
)
"""Those that say what a configuration says as well, or which one is read."""


def common_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a click command the arguments and options above, and pass it ``settings``, a :class:`Settings`."""
    return _with_settings(colour_option(command), tuple(_OPTIONS))


def configuration_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a click command the options that say what a configuration says, and pass it ``settings``."""
    # The report of which this is the format is not that of the command; from the environment it counts all the same.
    hidden = click.option(
        "--report-format",
        "output_format",
        type=click.Choice(tuple(FORMATS)),
        envvar=variable_of("--output-format"),
        hidden=True,
    )
    return hidden(_with_settings(command, _OF_CONFIGURATION))


def _with_settings(command: Callable[..., None], names: tuple[str, ...]) -> Callable[..., None]:
    @functools.wraps(command)
    def with_settings(**values: Any) -> None:
        context = click.get_current_context()
        given = {name: values.pop(name) for name in CommandLine._fields if name in values}
        command(settings=settings_of(CommandLine(**_without_overruled(given, context))), **values)

    with_settings.__doc__ = f"{inspect.getdoc(command)}\n\n{_ENVIRONMENT}"
    decorated: Callable[..., None] = with_settings
    for name in reversed(names):
        decorated = _OPTIONS[name](decorated)
    return decorated


def origins(context: click.Context) -> dict[str, str]:
    """Return for each option that was given its name, or that of the variable of the environment that gave it."""
    found: dict[str, str] = {}
    for parameter in context.command.params:
        name = str(parameter.name)
        if isinstance(parameter, click.Option):
            if _is_from_environment(name, context):
                found[name] = str(parameter.envvar)
            elif context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
                off = context.params.get(name) is False and parameter.secondary_opts
                found[name] = max(parameter.secondary_opts if off else parameter.opts, key=len)
    return found


def _is_from_environment(name: str, context: click.Context) -> bool:
    return context.get_parameter_source(name) is ParameterSource.ENVIRONMENT


def _without_overruled(given: dict[str, Any], context: click.Context) -> dict[str, Any]:
    """Leave out what the environment says where the command line says something that excludes it."""
    kept = dict(given)
    for pair in _EXCLUSIVE:
        if all(given.get(name) for name in pair):
            told = [name for name in pair if _is_from_environment(name, context)]
            if len(told) == 1:
                del kept[told[0]]
    return kept


_EXCLUSIVE = (("config", "isolated"), ("quiet", "verbose"), ("baseline", "no_baseline"))


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


def given_of(line: CommandLine) -> GivenOptions:
    """Return what a command line says about files."""
    return GivenOptions(
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
    if line.output_file is not None:
        return "concise"
    if sys.stdout.isatty():
        return "full"
    # What GitHub reads off the log of a job becomes an annotation at its line.
    return "github" if os.environ.get("GITHUB_ACTIONS") == "true" else "concise"
