"""Jupyter notebooks: code cells by the Python side, the rest as text, all by positions in the notebook's file."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from edgewise.findings import Finding, Safety
from edgewise.notebooks.cells import Cell, CellText, cells_of
from edgewise.notebooks.magics import as_python, commands, other_kind
from edgewise.options import Options
from edgewise.text.find import find_in_kind
from edgewise.text.kinds import HASH, Kind
from edgewise.text.notations.json import parse
from edgewise.text.notations.structured.nodes import MalformedError, Mapping, Node, Scalar

_PROSE = Kind(prose=True)
_COMMANDS = Kind("shell", HASH)
_NOT_PARSED = Kind("", "python")

FindPython = Callable[[str, Options], list[Finding]]
"""Finds in Python source that ``ast`` parses; it must not raise for one that others do not."""


def find(text: str, options: Options, find_python: FindPython) -> list[Finding]:
    """Return the findings of a notebook, sorted by position in ``text``, the text of its file.

    A file that is no notebook is looked at as text, and its fixes are unsafe. The outputs of cells are not looked at.
    """
    try:
        roots = parse(text)
    except MalformedError:
        roots = []
    cells = cells_of(roots[0]) if roots else []
    if not cells:
        return [_unsafe(finding) for finding in find_in_kind(text, Kind(), options)]
    found = _of_cells(text, cells, _language(roots[0]), options, find_python)
    return sorted(found, key=lambda finding: (finding.start, finding.end, finding.code))


def locate(text: str, offset: int) -> tuple[int, int, int] | None:
    """Return the cell, the row and the column in it, all from 1, at ``offset`` (from 0) of a notebook's file.

    None where no cell's source stands there, or the text is no notebook.
    """
    try:
        roots = parse(text)
    except MalformedError:
        return None
    for cell in cells_of(roots[0]) if roots else []:
        if cell.strings and cell.strings[0].start <= offset <= cell.strings[-1].end:
            content = CellText(text, [cell])
            at = content.offsets.offset_at(offset)
            if at is None:
                return None
            return cell.number, content.text.count("\n", 0, at) + 1, at - content.text.rfind("\n", 0, at)
    return None


def _of_cells(
    text: str, cells: list[Cell], language: str, options: Options, find_python: FindPython
) -> Iterator[Finding]:
    python: list[tuple[Cell, str]] = []
    for cell in cells:
        if not cell.is_code and not options.prose:
            continue
        content = CellText(text, [cell])
        if not cell.is_code:
            yield from _of_text(content, content.text, _PROSE, options)
            continue
        kind = Kind("", language) if language else other_kind(content.text)
        if kind is not None:
            yield from _of_text(content, content.text, kind, options)
            continue
        source = as_python(content.text)
        if source is None:
            yield from _of_text(content, content.text, _NOT_PARSED, options)
            continue
        python.append((cell, source))
        if source != content.text:
            yield from _of_text(content, commands(content.text), _COMMANDS, options)
    if python:
        # The cells of a notebook share their names: one program.
        whole = CellText(text, [cell for cell, _ in python])
        for finding in find_python("".join(source for _, source in python), options):
            yield whole.moved(finding)


def _of_text(content: CellText, text: str, kind: Kind, options: Options) -> Iterator[Finding]:
    for finding in find_in_kind(text, kind, options):
        yield content.moved(finding)


def _language(root: Node) -> str:
    """Return the language of the kernel where it is another one than Python."""
    metadata = root.get("metadata") if isinstance(root, Mapping) else None
    for holder, key in (("language_info", "name"), ("kernelspec", "language")):
        node = metadata.get(holder) if isinstance(metadata, Mapping) else None
        name = node.get(key) if isinstance(node, Mapping) else None
        if isinstance(name, Scalar) and name.value:
            return "" if "python" in name.value.lower() else name.value.lower()
    return ""


def _unsafe(finding: Finding) -> Finding:
    return finding._replace(fix=finding.fix._replace(safety=Safety.UNSAFE)) if finding.fix else finding
