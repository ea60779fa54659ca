"""Hints at what to do next: behind errors, and about files that git ignores. Only these have this loaded."""

from __future__ import annotations

import difflib
import os
import re
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from edgewise.engine.check import check_file
from edgewise.engine.failures import attempt
from edgewise.engine.run import as_result
from edgewise.files.file import File, FileKind, kind_of
from edgewise.reports.page import shown_path, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from edgewise.config.invocation import Settings
    from edgewise.engine.check import FileResult

_NOT_THERE = "there is no such file or folder"
_OTHERWISE = {
    "--fix": "`edgewise fix` rewrites",
    "--diff": "`edgewise fix --diff` shows the rewrite",
    "--format": "it is called '--output-format'",
    "--output": "it is called '--output-file'",
    "--show-settings": "`edgewise config` shows them",
    "--no-color": "it is called '--color never'",
    "--colour": "it is called '--color'",
}
"""Options that other linters have, or that the other command has, and what there is instead."""
_MOST_SHOWN = 20
_NOT_ONE_OF = re.compile(r"'(.*)' is not one of ", re.DOTALL)


def for_path(path: str, sentence: str) -> str:
    """Return what to say behind what is wrong with a path, "" where nothing is known."""
    if sentence == "is not text":
        return ". It looks like a binary file: leave it out of the paths"
    if sentence != _NOT_THERE:
        return ""
    if any(character in path for character in "*?["):
        return ". The shell passes a pattern on as it is where no file matches it"
    near = _near_path(path)
    return f"; did you mean {near!r}?" if near else ""


def for_ignored(paths: Iterable[str], settings: Settings) -> Iterator[str]:
    """Yield a line for each of these files, which git ignores, that a run over it would find something in."""
    import shlex

    found = [path for path in paths if _look(path, settings).findings]
    for path in found[:_MOST_SHOWN]:
        shown = visible(shown_path(path))
        yield f"git ignores {shown}, which names a region: look at it with `edgewise check {shlex.quote(shown)}`"
    if len(found) > _MOST_SHOWN:
        yield f"and {len(found) - _MOST_SHOWN} more files that git ignores (--verbose lists all)"


def _look(path: str, settings: Settings) -> FileResult:
    file = File(path, kind_of(path) or FileKind.TEXT, named=False)
    return as_result(attempt(lambda file: check_file(file, settings.options_for(file.path)), file))


def _near_path(path: str) -> str | None:
    """Return the path that is there and differs from ``path`` in one name only, which is alike."""
    folder, name = os.path.split(path.rstrip("/" + os.sep))
    try:
        names = os.listdir(folder or os.curdir)
    except OSError:
        above = _near_path(folder) if folder and not os.path.isdir(folder) else None
        here = os.path.join(above, name) if above else None
        return here if here and os.path.exists(here) else None
    near = difflib.get_close_matches(name, names, 1, 0.75)
    return os.path.join(folder, near[0]) if near else None


def _no_such_option(name: str, context: click.Context | None) -> str:
    """Return what is wrong with an option, in words that do not depend on the release of click."""
    if name in _OTHERWISE:
        return f"No such option {name!r}: {_OTHERWISE[name]}."
    owner = _owner(name, context) if context is not None else None
    if owner is not None:
        return f"No such option {name!r}: `{owner} {name}` has it."
    near = _near_options(name, context) if context is not None else []
    hint = f" Did you mean {' or '.join(map(repr, near))}?" if near else ""
    return f"No such option {name!r}.{hint}"


def _owner(name: str, context: click.Context) -> str | None:
    """Return the other command that has an option which this one has not: ``edgewise fix``."""
    above = context.parent
    if above is None or not isinstance(above.command, click.Group):
        return None
    for other in ("check", "fix"):
        command = above.command.get_command(above, other)
        known = [option for one in command.params for option in (*one.opts, *one.secondary_opts)] if command else []
        if name in known:
            return f"{above.command_path} {other}"
    return None


def _near_options(name: str, context: click.Context) -> list[str]:
    """Return the options that may be meant: those that begin like it, else those that are spelt nearly so."""
    # The dashes are in all of them, and would make any two alike.
    known = {
        option.lstrip("-"): option
        for parameter in context.command.get_params(context)
        if not getattr(parameter, "hidden", False)
        for option in (*parameter.opts, *parameter.secondary_opts)
        if option.startswith("--")
    }
    typed = name.lstrip("-")
    begun = [option for bare, option in known.items() if len(typed) > 2 and bare.startswith(typed)]
    return begun or [known[bare] for bare in difflib.get_close_matches(typed, known)]


def for_usage(error: click.ClickException) -> list[str]:
    """Return an error in how the command was called as lines: what is wrong, and where to read on."""
    message = error.format_message()
    context = error.ctx if isinstance(error, click.UsageError) else None
    if isinstance(error, click.NoSuchOption):
        message = _no_such_option(error.option_name, context)
    elif isinstance(error, click.BadParameter) and error.param is not None:
        found = _NOT_ONE_OF.match(error.message)
        choices = getattr(error.param.type, "choices", ())
        near = difflib.get_close_matches(found[1].lower(), choices, 1) if found else []
        message = f"{message.removesuffix('.')}; did you mean {near[0]!r}?" if near else message
        if context is not None and context.get_parameter_source(str(error.param.name)) is ParameterSource.ENVIRONMENT:
            message = f"The variable {error.param.envvar} of the environment: {message}"
    lines = [message]
    if context is not None:
        lines.append(f"Try `{context.command_path} --help`.")
    return lines
