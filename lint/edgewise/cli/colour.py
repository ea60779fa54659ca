"""``--color``: whether a command writes colours, and what decides where nobody says so."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable

_Command = TypeVar("_Command", bound="Callable[..., None]")

CHOICES = ("auto", "always", "never")
_chosen = "auto"


def choose_colour(choice: str) -> None:
    """Have colours from now on as a name out of :data:`CHOICES` says."""
    global _chosen
    _chosen = choice


def wants_colour(stream: TextIO) -> bool:
    """Say whether to write colours to a stream.

    Without a choice it is done on a terminal, unless NO_COLOR (no-color.org) or FORCE_COLOR say otherwise.
    """
    if _chosen != "auto":
        return _chosen == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def _choose(context: click.Context, parameter: click.Parameter, value: str | None) -> None:  # noqa: ARG001
    if value is not None:
        choose_colour(value)
    elif context.parent is None:
        choose_colour("auto")  # several commands may run in one process


def colour_option(command: _Command) -> _Command:
    """Give a click command the option ``--color``."""
    return _option()(command)


def first_colour_option(command: _Command) -> _Command:
    """Give the command that all others are part of this option: theirs wins, and both win over the environment."""
    return _option(envvar="EDGEWISE_COLOR")(command)


def _option(**attributes: Any) -> Callable[[_Command], _Command]:
    return click.option(
        "--color",
        type=click.Choice(CHOICES),
        callback=_choose,
        expose_value=False,
        is_eager=True,
        help="Colours: on a terminal (auto, the default), always or never.",
        **attributes,
    )
