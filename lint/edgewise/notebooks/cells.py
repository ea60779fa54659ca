"""A cell of a notebook as text, every character of which knows its place in the notebook's file."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from json import dumps

from edgewise.findings import Edit, Finding
from edgewise.text.notations.structured.nodes import MappingNode, Node, Scalar, SequenceNode
from edgewise.text.settings.excerpts import Offsets, put_unescaped
from edgewise.text.settings.lines import line_break


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell. ``number`` counts all cells from 1; ``lines`` are its strings, each with its span in the file."""

    number: int
    is_code: bool
    strings: tuple[Scalar, ...]


def cells_of(root: Node) -> list[Cell]:
    """Return the cells of a notebook (nbformat 3 and 4); none where the root is no notebook."""
    if not isinstance(root, MappingNode):
        return []
    lists = [root.get("cells")]
    worksheets = root.get("worksheets")
    if isinstance(worksheets, SequenceNode):
        lists += [sheet.get("cells") for sheet in worksheets.items if isinstance(sheet, MappingNode)]
    nodes = [
        node
        for found in lists
        if isinstance(found, SequenceNode)
        for node in found.items
        if isinstance(node, MappingNode)
    ]
    return [_cell(number, node) for number, node in enumerate(nodes, 1)]


def _cell(number: int, node: MappingNode) -> Cell:
    kind, source = node.get("cell_type"), node.get("source", "input")
    strings = source.items if isinstance(source, SequenceNode) else [source]
    is_code = isinstance(kind, Scalar) and kind.value == "code"
    return Cell(number, is_code, tuple(item for item in strings if isinstance(item, Scalar) and item.quote))


class CellText:
    """The text of some cells, one below the other, and the way back from its offsets into the file ``source``."""

    def __init__(self, source: str, cells: Iterable[Cell]) -> None:
        self._source = source
        self.offsets = Offsets()
        self._strings: list[tuple[int, Scalar, Scalar | None]] = []
        self.cell_starts: list[int] = []
        parts: list[str] = []
        end = 0
        for cell in cells:
            self.cell_starts.append(self.offsets.length)
            for string, following in zip(cell.strings, (*cell.strings[1:], None), strict=False):
                self._strings.append((self.offsets.length, string, following))
                parts.append(put_unescaped(source, *string.inner, self.offsets))
            end = cell.strings[-1].inner[1] if cell.strings else end
            self.offsets.put(1, end, end)
            parts.append("\n")
        self.text = "".join(parts)

    def moved(self, finding: Finding) -> Finding:
        """Return a finding of the text as one of the file, its edits written as JSON."""
        fix = finding.fix
        if fix is not None:
            fix = fix._replace(edits=tuple(map(self._edit, fix.edits)))
        start = self.offsets.start_of(finding.start)
        return finding._replace(start=start, end=max(start, self.offsets.end_of(finding.end)), fix=fix)

    def place(self, offset: int) -> int:
        """Return where in the file something is inserted at ``offset`` of the text."""
        string, _ = self._string_at(offset)
        # It belongs to what stands before it, unless that is another string's line break.
        if string is not None and self.offsets.start_of(offset) == string.inner[0]:
            return string.inner[0]
        return self.offsets.end_of(offset)

    def _edit(self, edit: Edit) -> Edit:
        string, following = self._string_at(edit.start)
        # A line break is written as the file does it: in a list of lines a string ends with it, and another starts.
        separator = self._separator(string, following) if string is not None else None
        broken = "\\n" if separator is None else f'\\n"{separator}"'
        content = broken.join(dumps(line, ensure_ascii=False)[1:-1] for line in edit.content.split("\n"))
        if edit.start == edit.end:
            at = self.place(edit.start)
            return Edit(at, at, content)
        return Edit(self.offsets.start_of(edit.start), self.offsets.end_of(edit.end), content)

    def _string_at(self, offset: int) -> tuple[Scalar | None, Scalar | None]:
        number = bisect_right(self._strings, offset, key=lambda item: item[0]) - 1
        return self._strings[number][1:] if number >= 0 else (None, None)

    def _separator(self, string: Scalar, following: Scalar | None) -> str | None:
        """Return what stands between two strings of the list, None where the source is one string."""
        if following is not None:
            return self._source[string.end : following.start]
        low = max(self._source.rfind("\n", 0, string.start) + 1, string.start - _MAX_LEAD)
        lead = self._source[low : string.start]
        if self._source[max(0, low - _MAX_LEAD) : string.start].rstrip()[-1:] not in ("[", ","):
            return None
        return ", " if lead.strip() else "," + line_break(self._source, low) + lead


_MAX_LEAD = 1_000  # characters
