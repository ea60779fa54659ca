"""``edgewise help``: the help of a command, for those who do not write ``--help`` behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def _complete(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    group = _group(context)
    return [item for item in group.command.shell_complete(group, incomplete) if not item.value.startswith("-")]


@click.command("help")
@click.argument("command", required=False, metavar="[COMMAND]", shell_complete=_complete)
@click.pass_context
def show_help(context: click.Context, command: str | None) -> None:
    """Show the help of a command, or of all of them."""
    outer = _group(context)
    if command is None:
        click.echo(outer.get_help())
        return
    found = cast("click.Group", outer.command).get_command(outer, command)
    if found is not None:
        click.echo(found.get_help(click.Context(found, parent=outer, info_name=command)))


def _group(context: click.Context) -> click.Context:
    return context.find_root()
