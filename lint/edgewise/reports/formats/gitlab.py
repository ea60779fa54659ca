"""The format ``gitlab``: GitLab's Code Quality report (docs.gitlab.com/ci/testing/code_quality)."""

from __future__ import annotations

import json
from textwrap import indent
from typing import TYPE_CHECKING

from edgewise.files.sources import Lines
from edgewise.reports.checkout import path_in, readable_path, root
from edgewise.reports.fingerprints import fingerprints
from edgewise.reports.page import Page, visible
from edgewise.reports.sentence import sentence
from edgewise.rules import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from edgewise.engine.check import FileResult

_SEVERITIES = {"error": "critical", "warning": "major", "note": "info"}


def render(results: Iterable[FileResult], page: Page) -> Generator[str, None, None]:  # noqa: ARG001
    """Yield one array of objects, finding by finding."""
    folder, opening = root(), "[\n"
    for result in results:
        if result.source is None:
            continue
        lines, path = Lines(result.source.text), readable_path(folder, result.path)
        name = path_in(folder, result.path) or result.path
        for finding, fingerprint in zip(result.findings, fingerprints(result.findings, name, lines), strict=True):
            (row, column), (end_row, end_column) = lines.location(finding.start), lines.location(finding.end)
            shown = {
                "description": f"{finding.code} {visible(sentence(finding))}",
                "check_name": finding.code,
                "fingerprint": fingerprint,
                "severity": _SEVERITIES[BY_CODE[finding.code].level],
                "location": {
                    "path": path,
                    # GitLab reads the first of the two, readers of Code Climate's format the second.
                    "lines": {"begin": row, "end": end_row},
                    "positions": {
                        "begin": {"line": row, "column": column},
                        "end": {"line": end_row, "column": end_column},
                    },
                },
            }
            yield opening + indent(json.dumps(shown, indent=2), "  ")
            opening = ",\n"
    yield "[]\n" if opening == "[\n" else "\n]\n"
