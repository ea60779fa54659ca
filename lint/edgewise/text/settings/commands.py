"""Commands of Twilio's command line -> what is wrong with the region and edge that they are given (EW301 to EW303).

Source: twilio-cli 6.2.4 and its plugins, twilio-run: a profile stores a region without an edge as it is given, and the
serverless commands add an edge for some regions only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from edgewise.findings import Edit, Finding, Fix, Safety
from edgewise.judgement.settings import is_name, judge
from edgewise.patterns import on_demand
from edgewise.twilio.libraries import SERVERLESS_EDGES
from edgewise.twilio.table import DEFAULT_REGION

if TYPE_CHECKING:
    from edgewise.twilio.table import ProcessingRegion

_GAP = r"(?:[ \t]+|[ \t]*\\\r?\n[ \t]*|\"[ \t]*,\s*\"|'[ \t]*,\s*')"
"""Between two words of a command: blanks, a line that goes on, or two strings of a list."""
_COMMAND = on_demand(
    rf"(?<![\w./-])(?:twilio{_GAP}(?P<profile>login|profiles:(?:create|add)|profiles{_GAP}(?:create|add))"
    rf"|(?P<serverless>twilio{_GAP}serverless(?::|{_GAP})[\w-]+|twilio-run))(?![\w:-])"
)
_REST = on_demand(r"(?:\\\r?\n|[^\n;|&`)\]])*")
_REST_OF_LIST = on_demand(r"(?:\"[ \t]*,\s*\"|'[ \t]*,\s*'|[^\n\]])*")
_OPTION = on_demand(rf"--(?P<name>region|edge)(?:=|{_GAP})(?P<quote>[\"']?)(?P<value>[^\s\"'\\,;|&`)]+)(?P=quote)")
_OF_CLIENTS = "clients of a Twilio library that reads it ask for"


def command_findings(text: str, processing_region: ProcessingRegion) -> Iterator[Finding]:
    """Yield the findings of the commands in a text, in order."""
    if "--region" not in text and "--edge" not in text:
        return
    for command in _COMMAND.finditer(text):
        end = _end(text, command)
        options = {one["name"]: one for one in _OPTION.finditer(text, command.end(), end)}
        finding = _judged(options.get("region"), options.get("edge"), processing_region, command["serverless"])
        if finding is not None:
            yield finding


def _end(text: str, command: re.Match[str]) -> int:
    """Return where a command ends: with its line, its list of strings, or the string that holds it."""
    in_list = "," in command[0]
    rest = (_REST_OF_LIST if in_list else _REST).match(text, command.end())
    end = rest.end() if rest is not None else command.end()
    low = text.rfind("\n", 0, command.start()) + 1
    opened = [sign for sign in text[low : command.start()] if sign in "\"'"]
    if not in_list and len(opened) % 2:
        closing = text.find(opened[-1], command.end(), end)
        if closing >= 0:
            return closing
    return end


def _judged(
    region: re.Match[str] | None,
    edge: re.Match[str] | None,
    processing_region: ProcessingRegion,
    serverless: str | None,
) -> Finding | None:
    if region is None:
        if edge is None or not serverless or not is_name(edge["value"]):
            return None
        said = f'--edge is "{edge["value"]}" and --region is not set with it: the command asks for a host without one'
        added = Edit(edge.end(), edge.end(), f" --region{_sign(edge)}{DEFAULT_REGION}")
        fix = Fix(f"Add --region {DEFAULT_REGION}", (added,), Safety.UNSAFE, DEFAULT_REGION)
        return Finding("EW302", said, *edge.span(), fix)
    given = edge["value"] if edge is not None else None
    if given is not None and not is_name(given):
        return None
    if serverless and given is None and region["value"] in SERVERLESS_EDGES:
        return None
    verdict = judge("--region", region["value"], given, processing_region)
    if verdict is None:
        return None
    edits: list[Edit] = []
    if verdict.new_region is not None:
        edits.append(Edit(*region.span("value"), verdict.new_region))
    if verdict.new_edge is not None:
        if edge is not None:
            edits.append(Edit(*edge.span("value"), verdict.new_edge))
        else:
            edits.append(Edit(region.end(), region.end(), _added(region, verdict.new_edge)))
    message = verdict.message.replace(_OF_CLIENTS, "the command asks for")
    return Finding(verdict.code, message, *region.span(), verdict.fix(tuple(sorted(edits))))


def _sign(option: re.Match[str]) -> str:
    """Return what stands between an option and its value."""
    return option.string[option.end("name") : option.start("quote")]


def _added(region: re.Match[str], edge: str) -> str:
    """Return the option for an edge as it has to stand behind the region's: in a list it is strings of its own."""
    sign = _sign(region)
    quote = region["quote"]
    text, start = region.string, region.start()
    in_list = "," in sign or text[start - 1 : start] in ("'", '"')
    between = f"{text[start - 1]}, {text[start - 1]}" if in_list and text[start - 1 : start] in ("'", '"') else " "
    return f"{between}--edge{sign}{quote}{edge}{quote}"
