"""``edgewise rule``: the catalogue on a terminal."""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING

import click

from edgewise.cli_output import page_for
from edgewise.reports.page import Page, Style
from edgewise.rules import RULES, Rule, UnknownRuleError, find

if TYPE_CHECKING:
    from collections.abc import Iterator

_FIXES = {"safe": "applied by `edgewise fix`", "unsafe": "applied with `--unsafe-fixes`", "none": "none"}
_CODE_SPAN = re.compile(r"(?<!`)`([^`]+)`(?!`)")


@click.command()
@click.argument("rule", required=False, metavar="[CODE|NAME]")
@click.option("--output-format", type=click.Choice(("text", "json")), default="text", show_default=True)
def rule(rule: str | None, output_format: str) -> None:
    """Show the documentation of a rule, or list all rules.

    In JSON a rule is an object of code, name, fix ("safe", "unsafe" or "none"), summary and documentation (Markdown).
    """
    page = page_for(sys.stdout)
    if rule is None:
        text = json.dumps([_as_json(rule) for rule in RULES], indent=2) if output_format == "json" else _listed(page)
    else:
        try:
            found = find(rule)
        except UnknownRuleError as error:
            raise click.UsageError(str(error)) from None
        text = json.dumps(_as_json(found), indent=2) if output_format == "json" else "\n".join(_shown(found, page))
    click.echo(text, color=page.colour)


def _as_json(rule: Rule) -> dict[str, str]:
    return {
        "code": rule.code,
        "name": rule.name,
        "fix": rule.fix,
        "summary": rule.summary,
        "documentation": rule.documentation.strip() + "\n",
    }


def _listed(page: Page) -> str:
    names, fixes = max(len(rule.name) for rule in RULES), max(len(rule.fix) for rule in RULES)
    return "\n".join(
        f"{page.paint(rule.code, Style.CODE)}  {rule.name:<{names}}  {rule.fix:<{fixes}}  {rule.summary}"
        for rule in RULES
    )


def _shown(rule: Rule, page: Page) -> Iterator[str]:
    """Yield the documentation line by line: code set in, marks of Markdown gone."""
    yield f"{page.paint(rule.code, Style.CODE)} {page.paint(rule.name, Style.BOLD)}"
    yield f"Fix: {_FIXES[rule.fix]}"
    yield ""
    in_code = False
    for line in rule.documentation.strip().splitlines():
        if line.startswith("```"):
            in_code = not in_code
        elif in_code:
            yield page.paint(f"    {line}", Style.FIXABLE) if line else ""
        elif line.startswith("#"):
            yield page.paint(line.lstrip("# "), Style.BOLD)
        else:
            yield _CODE_SPAN.sub(lambda found: page.paint(found[1], Style.FIXABLE), line) if page.colour else line
