"""SARIF 2.1.0, which code scanning services and editors read (docs.oasis-open.org/sarif/sarif/v2.1.0).

It is ASCII throughout and holds nothing of the moment, so that two runs over the same files give the same text.
"""

from __future__ import annotations

import json
import os
from textwrap import indent
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_from_bytes

from edgewise import __version__
from edgewise.files.sources import Lines
from edgewise.findings import Finding, Fix, Safety
from edgewise.reports.checkout import path_in, root
from edgewise.reports.fingerprints import fingerprints, line_hashes
from edgewise.reports.page import Page, shown_path, visible
from edgewise.reports.tally import SYNTAX_ERROR
from edgewise.rules import RULES, Rule

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from edgewise.engine.check import FileResult

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
BASE = "%SRCROOT%"
"""The name by which code scanning knows the root of the checkout."""
_FINGERPRINT = "edgewise/v1"
_INDEX = {rule.code: index for index, rule in enumerate(RULES)}
_LONGEST_DESCRIPTION = 1024
"""Characters that GitHub shows of one."""

Json = dict[str, Any]


def render(results: Iterable[FileResult], page: Page) -> Generator[str, None, None]:
    """Yield one log with one run, result by result; what the run came to stands at its end."""
    folder = root()
    empty = json.dumps(
        {"$schema": SCHEMA, "version": "2.1.0", "runs": [{"tool": _tool(page), "results": []}]}, indent=2
    )
    head, end, tail = empty.rpartition("]\n    }")
    yield head
    separator = "\n"
    notifications: list[Json] = []
    complete = True
    for result in results:
        if result.error is not None:
            notifications.append(_notification(result, folder))
        complete &= result.error is None and all(finding.code != SYNTAX_ERROR for finding in result.findings)
        for shown in _results(result, folder):
            yield separator + _indented(shown, 8)
            separator = ",\n"
    yield "],\n" if separator == "\n" else "\n      ],\n"
    members = _indented(_rest(folder, page, notifications, complete=complete), 4).splitlines()[1:-1]
    yield "\n".join([*members, end[1:].strip("\n") + tail, ""])


def _indented(value: Json, columns: int) -> str:
    return indent(json.dumps(value, indent=2), " " * columns)


def _rest(folder: str, page: Page, notifications: list[Json], *, complete: bool) -> Json:
    uri = _absolute(folder).rstrip("/") + "/"
    invocation: Json = {"executionSuccessful": complete, "workingDirectory": {"uri": uri}}
    if notifications:
        invocation["toolExecutionNotifications"] = notifications
    return {
        "invocations": [invocation],
        "originalUriBaseIds": {BASE: {"uri": uri}},
        # In the units of JavaScript: what GitHub and editors count in, whether they look at this or not.
        "columnKind": "utf16CodeUnits",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "properties": {"processingRegion": page.regions} | _configurations(page),
    }


def _configurations(page: Page) -> Json:
    """Return the configurations in force, and the processing region of each, where there is more than one."""
    used = page.in_force() if page.in_force is not None else ()
    if len(used) < 2:
        return {}
    return {
        "configurations": [
            {"file": None if path is None else shown_path(path), "processingRegion": region} for path, region in used
        ]
    }


# ------------------------------------------------------------------------------------------------------- the rules


def _tool(page: Page) -> Json:
    rules = [_rule(rule) | _help_uri(rule, page) for rule in RULES]
    return {"driver": {"name": "edgewise", "version": __version__, "semanticVersion": __version__, "rules": rules}}


def _rule(rule: Rule) -> Json:
    documentation = rule.documentation.strip() + "\n"
    why = documentation.split("\n## Example", 1)[0].replace("## Why it matters\n", "")
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": _paragraphs(why)[:_LONGEST_DESCRIPTION]},
        "help": {"text": documentation, "markdown": documentation},
        "defaultConfiguration": {"level": rule.level} | ({"enabled": False} if rule.is_off else {}),
        "properties": {
            "tags": ["twilio", "migration"],
            "precision": "very-high" if rule.level == "error" else "high",
            "problem.severity": {"note": "recommendation"}.get(rule.level, rule.level),
            "fix": rule.fix,
        },
    }


def _help_uri(rule: Rule, page: Page) -> Json:
    url = page.url_of(rule.code)
    return {} if url is None else {"helpUri": url}


def _paragraphs(markdown: str) -> str:
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in markdown.strip().split("\n\n"))


# ----------------------------------------------------------------------------------------------------- the results


def _results(result: FileResult, folder: str) -> Iterator[Json]:
    if result.source is None or not result.findings:
        return
    lines, text = Lines(result.source.text), result.source.text
    place = _place(result.path, folder)
    name = path_in(folder, result.path) or result.path
    hashes = line_hashes(result.source, [lines.location(finding.start)[0] for finding in result.findings])
    for finding, fingerprint in zip(result.findings, fingerprints(result.findings, name, lines), strict=True):
        region = _region(lines, text, finding.start, finding.end)
        partial = {_FINGERPRINT: fingerprint}
        if region["startLine"] in hashes:
            partial["primaryLocationLineHash"] = hashes[region["startLine"]]
        snippet = {"text": text[finding.start : finding.end]}
        location = {"artifactLocation": place, "region": region | {"snippet": snippet}}
        shown: Json = {
            "ruleId": finding.code,
            "ruleIndex": _INDEX[finding.code],
            "level": RULES[_INDEX[finding.code]].level,
            "message": {"text": _message(finding)},
            "locations": [{"physicalLocation": location}],
            "partialFingerprints": partial,
        }
        if finding.fix is not None:
            properties = {"applicability": finding.fix.safety.value, "processingRegion": finding.fix.processing_region}
            shown["properties"] = {key: value for key, value in properties.items() if value is not None}
            if finding.fix.safety is not Safety.DISPLAY:  # whoever reads `fixes` may apply them
                shown["fixes"] = [_fix(finding.fix, lines, text, place)]
        yield shown


def _message(finding: Finding) -> str:
    return f"{finding.message}. {finding.advice}." if finding.advice else finding.message


def _fix(fix: Fix, lines: Lines, text: str, place: Json) -> Json:
    note = " (unsafe: look at it before you apply it)" if fix.safety is Safety.UNSAFE else ""
    replacements = [
        {"deletedRegion": _region(lines, text, edit.start, edit.end), "insertedContent": {"text": edit.content}}
        for edit in fix.edits
    ]
    return {
        "description": {"text": fix.message + note},
        "artifactChanges": [{"artifactLocation": place, "replacements": replacements}],
    }


def _region(lines: Lines, text: str, start: int, end: int) -> Json:
    (row, column), (end_row, end_column) = lines.location(start), lines.location(end)
    return {
        "startLine": row,
        "startColumn": column + _astral(text, start - column + 1, start),
        "endLine": end_row,
        "endColumn": end_column + _astral(text, end - end_column + 1, end),
    }


def _astral(text: str, start: int, end: int) -> int:
    """Return how many UTF-16 units a piece of text has beyond its characters."""
    piece = text[start:end]
    return 0 if piece.isascii() else sum(character > "\uffff" for character in piece)


def _notification(result: FileResult, folder: str) -> Json:
    return {
        "level": "error",
        "message": {"text": f"{visible(result.path)}: {result.error}"},
        "locations": [{"physicalLocation": {"artifactLocation": _place(result.path, folder)}}],
    }


# ---------------------------------------------------------------------------------------------------- the locations


def _place(path: str, folder: str) -> Json:
    relative = path_in(folder, path)
    if relative is None:
        return {"uri": _absolute(os.path.realpath(path))}
    return {"uri": _quoted(relative), "uriBaseId": BASE}


def _absolute(path: str) -> str:
    return "file:///" + _quoted(path.replace(os.sep, "/").lstrip("/"))


def _quoted(path: str) -> str:
    # Byte by byte, so that a name that is no UTF-8 has a URI too.
    return quote_from_bytes(os.fsencode(path), safe="/")
