"""The shapes for programs: ``json``, one array as ruff prints it, and ``json-lines``, one object a line.

They are ASCII throughout, so that neither the encoding of the stream nor the bytes of a name can break them.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeAlias, TypedDict, cast

from edgewise.files.sources import Lines
from edgewise.reports.page import Page, shown_path
from edgewise.reports.place import cell
from edgewise.rules import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from typing_extensions import NotRequired

    from edgewise.engine.check import FileResult
    from edgewise.findings import Finding, Fix


class Location(TypedDict):
    """A place between two characters, both numbers from 1."""

    row: int
    column: int


class JsonEdit(TypedDict):
    """Replaces what stands from ``location`` to ``end_location`` (exclusive) by ``content``."""

    content: str
    location: Location
    end_location: Location


class JsonFix(TypedDict):
    """A fix; ``applicability`` is "safe", "unsafe" or "display".

    One to be decided is for "display": it has no edits, but ``answers``, each a fix with the option that chooses it.
    """

    applicability: str
    message: str
    edits: list[JsonEdit]
    processing_region: str | None
    answers: NotRequired[list[JsonAnswer]]


class JsonAnswer(TypedDict):
    """One of the two answers; ``fix`` is None where there is nothing to change, or only by hand."""

    option: str
    label: str
    fix: JsonFix | None


class JsonCell(TypedDict):
    """A place in a notebook: the cell, and the row and column in its source, all from 1."""

    number: int
    row: int
    column: int


class JsonFinding(TypedDict):
    """A finding in the shape that ruff gave it; in a notebook ``cell`` says where a reader finds it."""

    code: str
    name: str
    message: str
    filename: str
    location: Location
    end_location: Location
    fix: JsonFix | None
    url: str | None
    cell: NotRequired[JsonCell]


def render(results: Iterable[FileResult], page: Page) -> Generator[str, None, None]:
    """Yield one array of objects, finding by finding."""
    opening = "[\n  "
    for finding in findings(results, page):
        yield opening + _laid_out(cast("_Value", finding), "\n  ")
        opening = ",\n  "
    yield "[]\n" if opening[0] == "[" else "\n]\n"


_Value: TypeAlias = "dict[str, _Value] | list[_Value] | str | int | None"
_encoded = json.JSONEncoder().encode


def _laid_out(value: _Value, margin: str) -> str:
    """Return a value as ``json.dumps`` writes it with an indent of two, which is slow: of its C code it uses nothing.

    :param margin: a line break, and the indentation of the line on which the value begins.
    """
    if not value or not isinstance(value, (dict, list)):
        return _encoded(value)
    inner = f"{margin}  "
    if isinstance(value, list):
        parts = [_laid_out(item, inner) for item in value]
        return f"[{inner}{f',{inner}'.join(parts)}{margin}]"
    parts = [f'"{key}": {item if type(item) is int else _laid_out(item, inner)}' for key, item in value.items()]
    return f"{{{inner}{f',{inner}'.join(parts)}{margin}}}"


def render_lines(results: Iterable[FileResult], page: Page) -> Generator[str, None, None]:
    """Yield one object a line, finding by finding."""
    for finding in findings(results, page):
        yield json.dumps(finding) + "\n"


def findings(results: Iterable[FileResult], page: Page) -> Iterator[JsonFinding]:
    """Yield every finding as a value that JSON knows."""
    for result in results:
        if result.source is None:
            continue
        lines, filename = Lines(result.source.text), shown_path(result.path)
        for finding in result.findings:
            shown = _finding(finding, lines, filename, page)
            in_cell = cell(result, finding)
            if in_cell is not None:
                shown["cell"] = JsonCell(number=in_cell[0], row=in_cell[1], column=in_cell[2])
            yield shown


def _finding(finding: Finding, lines: Lines, filename: str, page: Page) -> JsonFinding:
    return {
        "code": finding.code,
        "name": BY_CODE[finding.code].name,
        "message": finding.message,
        "filename": filename,
        "location": _location(lines, finding.start),
        "end_location": _location(lines, finding.end),
        "fix": _fix(finding.fix, lines) if finding.fix else None,
        "url": page.url_of(finding.code),
    }


def _fix(fix: Fix, lines: Lines) -> JsonFix:
    shown: JsonFix = {
        "applicability": fix.safety.value,
        "message": fix.message,
        "edits": [
            {
                "content": edit.content,
                "location": _location(lines, edit.start),
                "end_location": _location(lines, edit.end),
            }
            for edit in fix.edits
        ],
        "processing_region": fix.processing_region,
    }
    if fix.answers:
        shown["answers"] = [
            {
                "option": f"--processing-region {answer.processing_region}",
                "label": answer.label,
                "fix": _fix(answer.fix, lines) if answer.fix else None,
            }
            for answer in fix.answers
        ]
    return shown


def _location(lines: Lines, offset: int) -> Location:
    row, column = lines.location(offset)
    return {"row": row, "column": column}
