"""``edgewise lsp`` starts the language server for an editor."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, cast

import click

from edgewise.cli.output import Refusal, say

if TYPE_CHECKING:
    from edgewise.lsp.actions import CommentFor

_COMMENTS = "edgewise_codemods.ignores.write"
"""Writing comments into sources is another package, which nothing in this one imports."""
_LIBRARIES = frozenset({"attrs", "cattrs", "lsprotocol", "pygls"})


@click.command(short_help="Serve an editor that speaks the Language Server Protocol.")
@click.option("--stdio", is_flag=True, help="The only way to talk, for editors that insist on saying so.")
@click.pass_context
def lsp(context: click.Context, stdio: bool) -> None:  # noqa: ARG001
    """Serve an editor that speaks the Language Server Protocol, at the standard input and output.

    It needs the extra lsp: pip install "edgewise[lsp]". Each file is looked at with the configuration that is nearest
    to it.

    Exit code: 0 the editor said goodbye, 1 it went without, 2 the server cannot start.
    """
    try:
        from edgewise.lsp.server import serve
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in _LIBRARIES:
            raise
        raise Refusal('the language server needs pygls 2: pip install "edgewise[lsp]"') from None
    if sys.stdin.isatty():
        say("edgewise lsp is for editors: it waits for one at the standard input. Ctrl-C ends it.")
    context.exit(serve(cast("CommentFor", importlib.import_module(_COMMENTS).comment_for)))
