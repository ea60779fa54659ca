"""``edgewise config``: the configuration in force for a path, and where each value comes from."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, NamedTuple, cast

import click

from edgewise.cli.colour import colour_option
from edgewise.cli.options import PATH, configuration_options, origins
from edgewise.cli.output import Refusal, page_for
from edgewise.config.config import Config, ConfigError, sayings
from edgewise.config.keys import KEYS, schema
from edgewise.files.discovery import is_excluded
from edgewise.reports.page import Page, Style, shown_path, visible, wrapped
from edgewise.rules import BY_CODE, OFF_BY_DEFAULT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from edgewise.config.invocation import Settings
    from edgewise.config.lookup import InForce

_ADDING = {"extend-select": "select", "ignore": "select", "extend-exclude": None}
"""Keys that add to what is said further away, each with the key that starts afresh."""
_DEFAULT = "default"
_LONGEST = 100
"""Columns that a value may take on one line."""
_WIDEST = 44
"""Columns after which no value waits for its origin."""


class ConfigValue(NamedTuple):
    """What holds for one key. ``origins`` are files as shown, options, variables of the environment, or "default"."""

    value: object
    origins: tuple[str, ...]


def _print_schema(context: click.Context, parameter: click.Parameter, value: bool) -> None:  # noqa: ARG001
    # Before anything is read: a configuration that cannot be used is when it is wanted.
    if value and not context.resilient_parsing:
        click.echo(json.dumps(schema(defaults()), indent=2))
        context.exit()


@click.command(short_help="Show the configuration in force for a path, and where each value comes from.")
@click.argument("path", required=False, type=PATH)
@configuration_options
@click.option(
    "--schema",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_schema,
    help="Print the JSON schema of the configuration file instead.",
)
@click.option("--output-format", "shape", type=click.Choice(("text", "json")), default="text", show_default=True)
@colour_option
@click.pass_context
def config(context: click.Context, settings: Settings, path: str | None, shape: str) -> None:
    """Show the configuration in force for a path, and where each value comes from.

    PATH is a file or a folder, which does not have to be there; without it it is the current folder. What is about the
    run comes from the configuration of the current folder, whatever the path is.

    In JSON it is an object with the keys path, configuration, extends, excluded, rules, off_by_default and settings.

    Exit code: 0, or 2 where the configuration cannot be used.
    """
    show(context, settings, path or os.curdir, shape)


def show(context: click.Context, settings: Settings, path: str, shape: str = "text") -> None:
    """Write what holds for a path, and why, to the standard output.

    :param shape: "text" or "json".
    :raises Refusal: the configuration cannot be used.
    """
    is_folder = os.path.isdir(path)
    try:
        found = settings.lookup.of_folder(os.path.abspath(path)) if is_folder else settings.lookup.of_file(path)
        values = _values(settings, found, origins(context))
    except ConfigError as error:
        raise Refusal(str(error)) from None
    options = found.options if is_folder else found.options_for(path)
    rules = [code for code in BY_CODE if options.enabled(code)]
    excluded = is_excluded(path, is_folder, settings.lookup)
    page = page_for(sys.stdout)
    if shape == "json":
        lines = [_as_json(path, found.config, excluded, rules, values)]
    else:
        heading = _heading(path, found.config, excluded, rules, page)
        narrow = page.width if page.terminal else sys.maxsize
        lines = [*(wrapped(line, narrow) for line in heading), *_listed(values, settings, page)]
    click.echo("\n".join(lines), color=page.colour)


def defaults() -> dict[str, object]:
    """Return the value of every key where nobody says anything; None where that depends on the run."""
    return {name: _plain(name, getattr(Config(), _field(name))) for name in KEYS}


# ---------------------------------------------------------------------------------------------------------- the values


def _values(settings: Settings, found: InForce, given: Mapping[str, str]) -> dict[str, ConfigValue]:
    values = _about_files(settings, found) | _about_the_run(settings)
    cwd = os.getcwd()
    said = {True: sayings(settings.config, cwd), False: sayings(found.config, cwd)}
    return {
        name: ConfigValue(_plain(name, values[name]), tuple(_origins(name, said[key.of_run], given)) or (_DEFAULT,))
        for name, key in KEYS.items()
    }


def _about_files(settings: Settings, found: InForce) -> dict[str, object]:
    given, config = settings.lookup.given, found.config
    return {
        "processing-region": found.options.processing_region,
        "select": given.select or config.select,
        "extend-select": () if given.select else config.extend_select,
        "ignore": found.options.ignore,
        "per-file-ignores": config.per_file_ignores,
        "exclude": given.exclude or config.exclude,
        "extend-exclude": config.extend_exclude + given.extend_exclude,
        "respect-gitignore": found.walk.respect_gitignore,
        "force-exclude": found.walk.force_exclude,
        "prose": found.options.prose,
        "clients": found.options.clients,
        "unsafe-fixes": found.unsafe_fixes,
        "max-file-size": found.options.max_file_size,
        "twilio-version": found.options.twilio_version,
    }


def _about_the_run(settings: Settings) -> dict[str, object]:
    baseline = settings.baseline
    return {
        "output-format": settings.output_format,
        "baseline": None if baseline is None else shown_path(baseline),
        "rule-url": settings.config.rule_url,
        "jobs": settings.jobs,
    }


def _origins(name: str, said: list[tuple[str, dict[str, object]]], given: Mapping[str, str]) -> Iterator[str]:
    """Yield where the value of a key comes from, the furthest first: files, then what the command was given."""
    option = given.get(_field(name)) or (given.get("no_baseline") if name == "baseline" else None)
    afresh = _ADDING.get(name)
    stopped = option is not None if name not in _ADDING else afresh is not None and afresh in given
    files: list[str] = []
    for path, table in () if stopped else said:
        if name in table:
            files.append(shown_path(path))
        if (name in table and name not in _ADDING) or (afresh is not None and afresh in table):
            break
    yield from reversed(files)
    if option is not None:
        yield option
    elif stopped and afresh is not None:
        yield given[afresh]


def _field(name: str) -> str:
    return name.replace("-", "_")


def _plain(name: str, value: object) -> object:
    """Return a value as it is written in a configuration file."""
    if name == "per-file-ignores":
        pairs: tuple[tuple[str, tuple[str, ...]], ...] = value  # type: ignore[assignment]  # as `Config` has it
        return {pattern: list(rules) for pattern, rules in pairs}
    return list(cast("tuple[object, ...]", value)) if isinstance(value, tuple) else value


# ------------------------------------------------------------------------------------------------------- what is shown


def _as_json(path: str, config: Config, excluded: bool, rules: list[str], values: Mapping[str, ConfigValue]) -> str:
    shown = {
        "path": shown_path(path),
        "configuration": None if config.path is None else shown_path(config.path),
        "extends": [shown_path(base) for base in config.extends],
        "excluded": excluded,
        "rules": rules,
        "off_by_default": _off(rules),
        "settings": {
            name: {
                "value": found.value,
                "origins": list(found.origins),
                "about": "run" if KEYS[name].of_run else "file",
            }
            for name, found in values.items()
        },
    }
    return json.dumps(shown, indent=2)


def _heading(path: str, config: Config, excluded: bool, rules: list[str], page: Page) -> Iterator[str]:
    yield page.paint(visible(shown_path(path)), Style.BOLD)
    if config.path is None:
        yield "  configuration: none, the defaults hold"
    else:
        chain = (visible(shown_path(one)) for one in (config.path, *config.extends))
        yield f"  configuration: {', which extends '.join(chain)}"
    if excluded:
        yield "  excluded: it is looked at only where it is given by itself, and without --force-exclude"
    yield f"  rules: {', '.join(rules) or 'none'}"
    if off := _off(rules):
        yield f"  off by default: {', '.join(off)} (`extend-select` switches each on by its code or name)"


def _off(rules: Iterable[str]) -> list[str]:
    """Return the codes of the rules that are off because nobody names them."""
    return sorted(OFF_BY_DEFAULT.difference(rules))


def _listed(values: Mapping[str, ConfigValue], settings: Settings, page: Page) -> Iterator[str]:
    """Yield the values as a configuration file has them, with their origins as comments."""
    lines = {name: _line(name, found.value) for name, found in values.items()}
    width = min(max(len(line) for line in lines.values()), _WIDEST)
    for of_run in (False, True):
        yield ""
        if of_run:
            from_there = settings.config.path
            named = "no configuration there" if from_there is None else visible(shown_path(from_there))
            yield page.paint(f"# About the run, by the current folder ({named})", Style.FRAME)
        else:
            yield page.paint("# About files", Style.FRAME)
        for name, found in values.items():
            if KEYS[name].of_run == of_run:
                origin = f"# {', '.join(map(visible, found.origins))}"
                origin = page.paint(origin, Style.SEPARATOR if found.origins == (_DEFAULT,) else Style.HINT)
                if isinstance(found.value, list) and len(lines[name]) > _LONGEST:
                    yield f"{name + ' = [':<{width}}  {origin}"
                    items = lines[name].partition("[")[2].removesuffix("]")
                    yield wrapped(items, min(_LONGEST, page.width), "    ")
                    yield "]"
                else:
                    yield f"{lines[name]:<{width}}  {origin}"


def _line(name: str, value: object) -> str:
    """Return a key and its value as TOML; one without a value as a comment."""
    return f"# {name} is not set" if value is None else f"{name} = {visible(_toml(value))}"


def _toml(value: object) -> str:
    if isinstance(value, dict):
        pairs = (f"{json.dumps(key)} = {_toml(item)}" for key, item in value.items())  # pyright: ignore
        return f"{{ {', '.join(pairs)} }}" if value else "{}"
    return json.dumps(value, ensure_ascii=False)
