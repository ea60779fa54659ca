"""The command ``edgewise``: its subcommands by name, each loaded when it is called, and the way out of the process."""

from __future__ import annotations

import importlib
import io
import os
import sys
from typing import TYPE_CHECKING, NamedTuple, cast

import click

from edgewise import __version__
from edgewise.cli.colour import choose_colour, first_colour_option

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_COMPLETE = "_EDGEWISE_COMPLETE"
"""The variable in which a shell asks for completions, by the rule of click."""
_EXIT_ERROR = 2
_EXIT_INTERRUPTED = 130


class _Entry(NamedTuple):
    target: str
    """Module and attribute of the command. Rewriting is another package, which nothing in this one imports."""
    summary: str


_COMMANDS = {
    "check": _Entry("edgewise.cli.check:check", "Find what names a region without an edge."),
    "fix": _Entry("edgewise_codemods.cli.fix:fix", "Rewrite it."),
    "rule": _Entry("edgewise.cli.rule:rule", "Show the documentation of a rule, or list all rules."),
    "resolve": _Entry("edgewise.cli.resolve:resolve", "Say what a hostname, or a region and an edge, resolve to."),
    "config": _Entry(
        "edgewise.cli.config:config", "Show the configuration of a path, and where each value comes from."
    ),
    "lsp": _Entry("edgewise.cli.lsp:lsp", "Serve an editor that speaks the Language Server Protocol."),
    "help": _Entry("edgewise.cli.help:show_help", "Show the help of a command."),
}


class _Commands(click.Group):
    """A group that knows its commands by name and imports none to list them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = _COMMANDS.get(cmd_name)
        if entry is None and ctx.resilient_parsing:
            return None  # a shell asks what may follow
        if entry is None:
            import difflib

            near = difflib.get_close_matches(cmd_name, _COMMANDS, 1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            if not near and os.path.exists(cmd_name):
                hint = f" Did you mean `edgewise check {cmd_name}`?"
            raise click.UsageError(f"there is no command {cmd_name!r}.{hint}", ctx)
        module, _, name = entry.target.partition(":")
        return cast("click.Command", getattr(importlib.import_module(module), name))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return the commands, by their names, and the options."""
        from click.shell_completion import CompletionItem

        named = [CompletionItem(name, help=entry.summary) for name, entry in _COMMANDS.items()]
        return [
            *(item for item in named if item.value.startswith(incomplete)),
            *click.Command.shell_complete(self, ctx, incomplete),
        ]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in _COMMANDS.items()])


def _print_version(context: click.Context, parameter: click.Parameter, value: bool) -> None:  # noqa: ARG001
    if not value or context.resilient_parsing:
        return
    from edgewise.twilio.availability import AVAILABILITY_DATE
    from edgewise.twilio.table import TABLE_DATE

    click.echo(f"edgewise, version {__version__}")
    click.echo(f"Compared with Twilio's pages: hostnames on {TABLE_DATE}, what a region serves on {AVAILABILITY_DATE}")
    context.exit()


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-V",
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the version and the dates of the tables of facts, and exit.",
)
@first_colour_option
def edgewise() -> None:
    """Find and rewrite what the Twilio domain migration breaks.

    These are hostnames, clients and settings that name a Twilio region without an edge.
    """


def _tell(error: click.ClickException) -> None:
    from edgewise.cli import advice, output

    wrong, *further = advice.for_usage(error)
    output.Refusal(wrong).show()
    for line in further:
        output.say(line)


def main() -> int:
    """Run the command line, and return the exit code."""
    choose_colour("auto")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    if _COMPLETE in os.environ:
        from edgewise.cli import completion

        completion.prepare()
    try:
        return (
            cast("int | None", edgewise.main(prog_name="edgewise", complete_var=_COMPLETE, standalone_mode=False)) or 0
        )
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return _EXIT_ERROR
    except click.ClickException as error:
        _tell(error)
        return _EXIT_ERROR
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        return _EXIT_INTERRUPTED
    except OSError as error:
        import contextlib

        with contextlib.suppress(OSError):
            click.echo(f"error: {error}", err=True)
        # What is still in the buffer of a full disk cannot be written at the end either.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _EXIT_ERROR
    except Exception:
        import traceback

        traceback.print_exc()
        click.echo("error: this is a bug in edgewise: please report it", err=True)
        return _EXIT_ERROR
