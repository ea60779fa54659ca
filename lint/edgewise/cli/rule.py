"""``edgewise rule`` shows the catalogue of rules on a terminal."""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING

import click

from edgewise.cli.colour import colour_option
from edgewise.cli.output import page_for
from edgewise.reports.page import Page, Style, wrapped
from edgewise.rules import RULES, Rule, UnknownRuleError, find

if TYPE_CHECKING:
    from collections.abc import Iterator

    from click.shell_completion import CompletionItem

_FIXES = {"safe": "applied by `edgewise fix`", "unsafe": "applied with `--unsafe-fixes`", "none": "none"}
_CODE_SPAN = re.compile(r"(?<!`)`([^`]+)`(?!`)")
_BLOCK = re.compile(
    r"""
    (?P<blank>\n)
    | ```(?P<language>\w*)\n(?P<code>(?s:.*?))^```\n
    | \#+[ ](?P<heading>.*)\n
    | (?P<bullet>-[ ])?(?P<text>.+\n(?:(?!```|\#+[ ]|-[ ]|\n).+\n)*)
    """,
    re.MULTILINE | re.VERBOSE,
)
"""The blocks of Markdown that rules are documented in."""
_ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
_LEAST_WIDTH = 20
_LEAST_SUMMARY = 40
_READABLE = 100
"""Columns beyond which nobody likes to read on."""


def _complete(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from edgewise.cli import completion

    return completion.one_rule(context, parameter, incomplete)


@click.command()
@click.argument("rule", required=False, metavar="[CODE|NAME]", shell_complete=_complete)
@click.option("--output-format", type=click.Choice(("text", "json")), default="text", show_default=True)
@colour_option
def rule(rule: str | None, output_format: str) -> None:
    """Show the documentation of a rule, or list all rules.

    In JSON a rule is an object of code, name, fix ("safe", "unsafe" or "none"), off_by_default, summary and
    documentation (Markdown). A rule that is off by default is switched on by its code or name, never by a prefix.
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


def _as_json(rule: Rule) -> dict[str, str | bool]:
    return {
        "code": rule.code,
        "name": rule.name,
        "fix": rule.fix,
        "off_by_default": rule.is_off,
        "summary": rule.summary,
        "documentation": rule.documentation.strip() + "\n",
    }


def _listed(page: Page) -> str:
    """Return a line for each rule; where they do not fit, the summaries go below, set in."""
    names, fixes = max(len(rule.name) for rule in RULES), max(len(rule.fix) for rule in RULES)
    heads = [f"{page.paint(rule.code, Style.CODE)}  {rule.name:<{names}}  {rule.fix:<{fixes}}" for rule in RULES]
    column = len(RULES[0].code) + names + fixes + 6
    told = [rule.summary + (" Off by default." if rule.is_off else "") for rule in RULES]
    if not page.terminal:
        summaries = [f"  {_painted(summary, page)}" for summary in told]
    elif page.width - column >= _LEAST_SUMMARY:
        summaries = [f"  {_wrapped(summary, ' ' * column, page).lstrip()}" for summary in told]
    else:
        heads = [f"{page.paint(rule.code, Style.CODE)}  {rule.name}" for rule in RULES]
        summaries = [
            "\n" + _wrapped(f"{summary} Fix: {rule.fix}.", "    ", page)
            for rule, summary in zip(RULES, told, strict=True)
        ]
    return "\n".join(head + summary for head, summary in zip(heads, summaries, strict=True))


def _shown(rule: Rule, page: Page) -> Iterator[str]:
    """Yield the documentation paragraph by paragraph, as wide as the page: code set in, marks of Markdown gone."""
    yield f"{page.paint(rule.code, Style.CODE)} {page.paint(rule.name, Style.BOLD)}"
    yield f"Fix: {_FIXES[rule.fix]}"
    if rule.is_off:
        yield _wrapped(f'Off by default: `extend-select = ["{rule.code}"]` switches it on', "", page)
    yield ""
    page = page._replace(width=min(page.width, _READABLE))
    for block in _BLOCK.finditer(rule.documentation.strip() + "\n"):
        if block["blank"]:
            yield ""
        elif block["code"] is not None:
            yield _highlighted(block["code"], block["language"], page)
        elif block["heading"]:
            yield page.paint(block["heading"], Style.BOLD)
        else:
            indent = "  " if block["bullet"] else ""
            text = _wrapped(" ".join(block["text"].split()), indent, page)
            yield f"- {text[2:]}" if indent else text


def _wrapped(text: str, indent: str, page: Page) -> str:
    """Return a paragraph in lines that fit, with its code coloured."""
    width = max(page.width, len(indent) + _LEAST_WIDTH)
    return _painted(wrapped(text, width, indent), page)


def _painted(text: str, page: Page) -> str:
    return _CODE_SPAN.sub(lambda span: page.paint(span[1], Style.FIXABLE), text) if page.colour else text


def _highlighted(code: str, language: str, page: Page) -> str:
    """Return code, set in, in the colours of the terminal."""
    if page.colour:
        from pygments import highlight
        from pygments.formatters import TerminalFormatter
        from pygments.lexers import get_lexer_by_name  # pyright: ignore[reportUnknownVariableType]

        code = highlight(code, get_lexer_by_name(language or "text", stripnl=False), TerminalFormatter())
    lines = code.rstrip("\n").split("\n")
    return "\n".join(f"    {line}" if _ESCAPE.sub("", line) else "" for line in lines)
