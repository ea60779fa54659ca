"""Jupyter notebooks: code cells by the Python side, the rest as text, all by positions in the notebook's file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from edgewise.findings import Edit, Finding, Safety
from edgewise.notebooks.cells import Cell, CellText, cells_of
from edgewise.notebooks.magics import as_python, commands, failure, other_kind
from edgewise.options import Options
from edgewise.patterns import on_demand
from edgewise.text.find import find_in_kind
from edgewise.text.kinds import HASH, Kind
from edgewise.text.notations.json import parse
from edgewise.text.notations.structured.nodes import MalformedError, MappingNode, Node, Scalar

_PROSE = Kind(prose=True)
_COMMANDS = Kind("shell", HASH)
_NOT_PARSED = Kind("", "python")
# In a cell without any of these nothing can be found: it may well be a command that IPython knows, as `pip install`.
_MAY_HOLD = on_demand(r"region|edge|client|twilio[^\w\s]{1,4}com", re.IGNORECASE)

FindPython = Callable[[str, Options], list[Finding]]
"""Finds in Python source that ``ast`` parses; it must not raise for one that others do not."""
Suppress = Callable[[list[Finding], str, "Kind | None"], list[Finding]]
"""Drops those findings of a text of some kind, None for Python, that its comments suppress."""


def _as_found(found: list[Finding], _text: str, _kind: Kind | None) -> list[Finding]:
    return found


def find(text: str, options: Options, find_python: FindPython, suppress: Suppress = _as_found) -> list[Finding]:
    """Return the findings of a notebook, sorted by position in ``text``, the text of its file.

    A comment in a cell speaks for lines of that cell.
    A file that is no notebook is looked at as text, and its fixes are unsafe. The outputs of cells are not looked at.
    """
    try:
        roots = parse(text)
    except MalformedError:
        roots = []
    cells = cells_of(roots[0]) if roots else []
    if not cells:
        return [_unsafe(finding) for finding in suppress(find_in_kind(text, Kind(), options), text, Kind())]
    found = _of_cells(text, cells, _language(roots[0]), options, find_python, suppress)
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
    text: str, cells: list[Cell], language: str, options: Options, find_python: FindPython, suppress: Suppress
) -> Iterator[Finding]:
    python: list[Cell] = []
    found: list[Finding] = []
    program = ""
    for cell in cells:
        if not cell.is_code and not options.prose:
            continue
        content = CellText(text, [cell])
        if not cell.is_code:
            yield from _of_text(content, content.text, _PROSE, options, suppress)
            continue
        kind = Kind("", language) if language else other_kind(content.text)
        if kind is not None:
            yield from _of_text(content, content.text, kind, options, suppress)
            continue
        source = as_python(content.text)
        if source is None:
            if _MAY_HOLD.search(content.text):
                yield content.moved(_broken(cell, content.text))
            as_text = _of_text(content, content.text, _NOT_PARSED, options, suppress)
            yield from (finding.in_unread for finding in as_text)
            continue
        python.append(cell)
        if source != content.text:
            commanded = find_in_kind(commands(content.text), _COMMANDS, options)
            found += [_shifted(finding, len(program)) for finding in commanded]
        program += source
    if python:
        # The cells of a notebook share their names: one program.
        whole = CellText(text, python)
        found += find_python(program, options)
        for finding in suppress(sorted(found, key=lambda finding: finding.start), program, None):
            yield whole.moved(finding)


def _broken(cell: Cell, text: str) -> Finding:
    message, offset = failure(text)
    at = min(offset, max(len(text) - 1, 0))
    said = f"cell {cell.number} cannot be parsed: {message}; looked at as plain text"
    return Finding("EW002", said, at, min(at + 1, len(text)))


def _shifted(finding: Finding, by: int) -> Finding:
    fix = finding.fix
    if fix is not None:
        edits = tuple(Edit(edit.start + by, edit.end + by, edit.content) for edit in fix.edits)
        fix = fix._replace(edits=edits)
    return finding._replace(start=finding.start + by, end=finding.end + by, fix=fix)


def _of_text(content: CellText, text: str, kind: Kind, options: Options, suppress: Suppress) -> Iterator[Finding]:
    for finding in suppress(find_in_kind(text, kind, options), text, kind):
        yield content.moved(finding)


def _language(root: Node) -> str:
    """Return the language of the kernel where it is another one than Python."""
    metadata = root.get("metadata") if isinstance(root, MappingNode) else None
    for holder, key in (("language_info", "name"), ("kernelspec", "language")):
        node = metadata.get(holder) if isinstance(metadata, MappingNode) else None
        name = node.get(key) if isinstance(node, MappingNode) else None
        if isinstance(name, Scalar) and name.value:
            return "" if "python" in name.value.lower() else name.value.lower()
    return ""


def _unsafe(finding: Finding) -> Finding:
    return finding._replace(fix=finding.fix._replace(safety=Safety.UNSAFE)) if finding.fix else finding
