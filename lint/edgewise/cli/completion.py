"""Completion: what a shell may offer at the cursor. It is loaded only when a shell asks."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from click.shell_completion import CompletionItem, FishComplete, add_completion_class

from edgewise.rules import BY_CODE, RULES
from edgewise.twilio.table import EDGES, REGION_EDGES

if TYPE_CHECKING:
    from collections.abc import Iterable

    import click

_FAMILIES = {"EW": "all rules", "EW0": "about files", "EW1": "hostnames", "EW2": "clients", "EW3": "settings"}
"""Prefixes that are worth offering."""


class _Fish(FishComplete):
    """That of click, for values with a comma in them too."""

    source_template = FishComplete.source_template.replace('string split ","', 'string split --max 1 ","')


def prepare() -> None:
    """Get ready for a shell that asks."""
    add_completion_class(_Fish)


def rules(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """Return what ``--select`` may go on with: after the last comma, a code, a prefix of codes or a name."""
    before, comma, last = incomplete.rpartition(",")
    given = {name.strip().upper() for name in before.split(",")}
    offered = [*_FAMILIES.items(), *((rule.code, rule.name) for rule in RULES)]
    offered = [(code, told) for code, told in offered if code not in given]
    return _items(_by_code_or_name(offered, last), before + comma)


def one_rule(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """Return the rules of which one may be meant."""
    return _items(_by_code_or_name([(rule.code, rule.name) for rule in RULES], incomplete))


def regions(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """Return the regions of clients."""
    names = ((region, f"its edge: {edge}") for region, edge in REGION_EDGES.items())
    return _items((name, told) for name, told in names if name.startswith(incomplete.lower()))


def edges(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """Return the edges of clients."""
    return _items((edge, "") for edge in sorted(EDGES) if edge.startswith(incomplete.lower()))


def revisions(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """Return the branches and tags of the repository here; none where git says nothing."""
    command = ["git", "for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/remotes", "refs/tags"]
    try:
        said = subprocess.run(command, capture_output=True, check=True, timeout=5).stdout
    except (OSError, subprocess.SubprocessError):
        return []
    names = ["HEAD", *said.decode("utf-8", "replace").splitlines()]
    return _items((name, "") for name in names if name.startswith(incomplete))


def _by_code_or_name(offered: list[tuple[str, str]], typed: str) -> Iterable[tuple[str, str]]:
    """Yield codes with their names; names with their codes where a name is being typed."""
    codes = [(code, told) for code, told in offered if code.startswith(typed.upper())]
    return codes or [(name, code) for code, name in offered if code in BY_CODE and name.startswith(typed.lower())]


def _items(offered: Iterable[tuple[str, str]], before: str = "") -> list[CompletionItem]:
    return [CompletionItem(before + value, help=told or None) for value, told in offered]
