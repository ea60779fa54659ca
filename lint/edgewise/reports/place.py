"""The place of a finding in a reader's words: a row and a column, in a notebook those of a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edgewise.files.file import FileKind, kind_of

if TYPE_CHECKING:
    from edgewise.engine.check import FileResult
    from edgewise.files.sources import Lines
    from edgewise.findings import Finding


def place(result: FileResult, finding: Finding, lines: Lines) -> tuple[str, ...]:
    """Return the parts of a place, to be written with colons between: row and column, behind a cell in a notebook."""
    in_cell = cell(result, finding)
    if in_cell is not None:
        return f"cell {in_cell[0]}", str(in_cell[1]), str(in_cell[2])
    return tuple(map(str, lines.location(finding.start)))


def cell(result: FileResult, finding: Finding) -> tuple[int, int, int] | None:
    """Return the number of the cell in which a finding is, and the row and column there; None outside of notebooks."""
    if result.source is None or not result.path.endswith(".ipynb") or kind_of(result.path) is not FileKind.NOTEBOOK:
        return None
    from edgewise.notebooks.find import locate

    return locate(result.source.text, finding.start)
