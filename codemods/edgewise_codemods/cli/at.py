"""``edgewise fix --at``: the one finding that a place names, and whether its fix can be applied."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from edgewise.cli.output import Refusal
from edgewise.engine.check import check_file
from edgewise.engine.failures import attempt
from edgewise.engine.narrowing import Narrowing
from edgewise.engine.run import as_result
from edgewise.files.file import File, FileKind, kind_of
from edgewise.files.sources import Lines
from edgewise.reports.page import visible
from edgewise.reports.place import cell
from edgewise.reports.place import place as place_of
from edgewise.wording import enumerated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edgewise.config.invocation import Settings
    from edgewise.engine.check import FileResult
    from edgewise.findings import Finding

_PLACE = re.compile(
    r"(?P<path>.+?):(?:cell (?P<cell>[1-9]\d*):)?(?P<row>[1-9]\d*)(?::(?P<column>[1-9]\d*))?:?", re.DOTALL
)


def narrowed_to(place: str, settings: Settings, *, asking: bool) -> tuple[Settings, Narrowing]:
    """Return settings for the one file of a place, and a narrowing to the one finding there.

    :param place: ``PATH:LINE`` or ``PATH:LINE:COLUMN``, both numbers from 1, as reports write it; in a notebook
        ``PATH:cell NUMBER:LINE`` as well, with the line of that cell.
    :param asking: whether somebody is there to be asked about a finding with two right answers.
    :raises click.BadParameter: it is no such place.
    :raises Refusal: there is no finding, more than one, or none with a fix that could be applied.
    """
    found = _PLACE.fullmatch(place)
    if found is None:
        raise click.BadParameter(f"{place!r} is not PATH:LINE or PATH:LINE:COLUMN", param_hint="'--at'")
    path, row = found["path"], int(found["row"])
    column = int(found["column"]) if found["column"] else None
    settings = settings._replace(paths=(path,))
    options = settings.options_for(path)
    result = as_result(
        attempt(lambda file: check_file(file, options), File(path, kind_of(path) or FileKind.TEXT, named=True))
    )
    if result.error is not None:
        raise Refusal(f"{path}: {result.error}")
    lines = Lines(result.source.text if result.source else "")
    if found["cell"]:
        asked = int(found["cell"]), row, column
        here = [finding for finding in result.findings if _stands_in_cell(result, finding, asked)]
    else:
        here = [finding for finding in result.findings if _stands_at(finding, lines, row, column)]
    if not here:
        rows = dict.fromkeys(":".join(place_of(result, finding, lines)[:-1]) for finding in result.findings)
        raise Refusal(f"there is no finding at {place}{_elsewhere(list(rows))}")
    if len(here) > 1:
        columns = ", ".join(f"{place_of(result, finding, lines)[-1]} ({finding.code})" for finding in here)
        raise Refusal(f"there are {len(here)} findings at {place}: name the column as well, one of {columns}")
    if not (asking and here[0].is_undecided):
        _ensure_applicable(here[0], place)
    return settings, Narrowing(finding=here[0])


def _elsewhere(rows: Sequence[str]) -> str:
    if not rows:
        return ", and nowhere in that file"
    where = "in" if any(":" in row for row in rows) else "on line" if len(rows) == 1 else "on lines"
    return f"; there {'is one' if len(rows) == 1 else 'are some'} {where} {enumerated(rows)}"


def _stands_at(finding: Finding, lines: Lines, row: int, column: int | None) -> bool:
    if column is None:
        return lines.location(finding.start)[0] <= row <= lines.location(finding.end)[0]
    return lines.location(finding.start) <= (row, column) <= lines.location(finding.end)


def _stands_in_cell(result: FileResult, finding: Finding, asked: tuple[int, int, int | None]) -> bool:
    found = cell(result, finding)
    return found is not None and (found[:2], asked[2] or found[2]) == (asked[:2], found[2])


def _ensure_applicable(finding: Finding, place: str) -> None:
    if finding.is_undecided:
        raise Refusal(
            f"{finding.code} at {place} has two right answers: {visible(finding.advice)}; "
            "decide with --processing-region us1 or --processing-region as-written"
        )
    if finding.fix is None or not finding.fix.edits:
        said = f"{finding.message}. {finding.help}" if finding.help else finding.message
        raise Refusal(f"{finding.code} at {place} has no fix: {visible(said)}")
