"""The format ``github``: workflow commands that GitHub Actions shows as annotations of a pull request."""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING

from edgewise.files.sources import Lines
from edgewise.reports.page import Page, shown_path, visible
from edgewise.reports.place import place
from edgewise.rules import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from edgewise.engine.check import FileResult
    from edgewise.findings import Finding


_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def render(results: Iterable[FileResult], page: Page) -> Generator[str, None, None]:  # noqa: ARG001
    """Yield one command for each finding and each file that could not be looked at, and one that sums them up."""
    codes: Counter[str] = Counter()
    files = errors = 0
    for result in results:
        if result.error is not None:
            errors += 1
            yield _error(result)
        if result.source is None:
            continue
        lines = Lines(result.source.text)
        files += bool(result.findings)
        for finding in result.findings:
            codes[finding.code] += 1
            yield _command(finding, lines, result)
    if codes or errors:
        yield _summary(codes, files, errors)


def _summary(codes: Counter[str], files: int, errors: int) -> str:
    """Return the command for what would not be seen: GitHub shows ten annotations of each level a step."""
    number = codes.total()
    parts: list[str] = []
    if number:
        found = f"{number} problem{'s'[: number != 1]} in {files} file{'s'[: files != 1]}"
        parts.append(f"{found}: {', '.join(f'{code} {count}' for code, count in sorted(codes.items()))}.")
    if errors:
        parts.append(f"{errors} file{'s'[: errors != 1]} could not be looked at in full.")
    parts.append("The log of this step has all of them.")
    return f"::notice title=edgewise::{_escape(' '.join(parts))}\n"


def _error(result: FileResult) -> str:
    message = f"{visible(shown_path(result.path))}: {visible(str(result.error))}"
    return f"::error title=edgewise,file={_escape_property(_from_workspace(result.path))}::{_escape(message)}\n"


def _command(finding: Finding, lines: Lines, result: FileResult) -> str:
    path = result.path
    (row, column), (end_row, end_column) = lines.location(finding.start), lines.location(finding.end)
    properties = {
        "title": f"{finding.code} ({BY_CODE[finding.code].name})",
        "file": _from_workspace(path),
        "line": str(row),
        "endLine": str(end_row),
    }
    if row == end_row:  # GitHub refuses columns of a span over several lines
        properties |= {"col": str(column), "endColumn": str(end_column)}
    # A log shows the message without the properties, so the place stands in it too.
    where = ":".join([visible(shown_path(path)), *place(result, finding, lines)])
    message = f"{where}: {finding.code} {visible(finding.message)}"
    if finding.advice:
        message += f"\n  help: {visible(finding.advice)}"
    joined = ",".join(f"{key}={_escape_property(value)}" for key, value in properties.items())
    return f"::{_COMMANDS[BY_CODE[finding.code].level]} {joined}::{_escape(message)}\n"


def _from_workspace(path: str) -> str:
    # GitHub reads a relative path from the root of the checkout, which a step's working directory need not be.
    workspace = os.environ.get("GITHUB_WORKSPACE")
    if not workspace:
        return visible(shown_path(path))
    try:
        return visible(os.path.relpath(path, workspace).replace(os.sep, "/"))
    except ValueError:
        return visible(shown_path(path))


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
