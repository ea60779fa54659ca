"""Notebooks of an editor: cells that are documents of their own, looked at as the file that they are saved as."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lsprotocol import types

from edgewise.findings import Edit
from edgewise.lsp.documents import Document, DocumentPart, DocumentText, Sheet, laid_out
from edgewise.notebooks.cells import CellText, cells_of
from edgewise.text.notations.json import parse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edgewise.findings import Answer, Finding, Fix

SYNC = types.NotebookDocumentSyncOptions(
    [types.NotebookDocumentFilterWithNotebook(types.NotebookDocumentFilterNotebookType("jupyter-notebook"))], save=True
)
_PYTHON = "python"


@dataclass(slots=True)
class Notebook:
    """A notebook that is open in the editor. ``documents`` are the texts of its cells, by their addresses."""

    uri: str
    cells: list[types.NotebookCell]
    documents: dict[str, Document]
    encoding: str
    """In whose code units the columns of the editor count."""

    def open(self, items: Iterable[types.TextDocumentItem]) -> None:
        """Take over the texts of new cells."""
        for item in items:
            text = DocumentText(item.text, self.encoding)
            self.documents[item.uri] = Document(item.uri, item.language_id, item.version, text)

    def change(self, event: types.NotebookDocumentChangeEvent) -> list[str]:
        """Take over what changed in the editor, and return the addresses of the cells that are gone."""
        if event.cells is None:
            return []
        gone: list[str] = []
        structure = event.cells.structure
        if structure is not None:
            array = structure.array
            self.cells[array.start : array.start + array.delete_count] = array.cells or ()
            gone = [closed.uri for closed in structure.did_close or ()]
            for uri in gone:
                self.documents.pop(uri, None)
            self.open(structure.did_open or ())
        changed = {cell.document: cell for cell in event.cells.data or ()}
        self.cells = [changed.get(cell.document, cell) for cell in self.cells]
        for content in event.cells.text_content or ():
            document = self.documents.get(content.document.uri)
            if document is not None:
                document.change(content.changes, content.document.version)
        return gone

    @property
    def sheet(self) -> Sheet:
        """What it is at present."""
        known = ((cell, self.documents.get(cell.document)) for cell in self.cells)
        parts = (
            DocumentPart(one.uri, one.language, one.version, one.text, is_code=cell.kind is types.NotebookCellKind.Code)
            for cell, one in known
            if one is not None
        )
        return Sheet(self.uri, laid_out(parts), is_notebook=True)


class NotebookFile:
    """The file as which a notebook is saved, and the way back from it to the cells."""

    def __init__(self, sheet: Sheet) -> None:
        languages = [part.language for part in sheet.parts if part.is_code]
        language = _PYTHON if _PYTHON in languages or not languages else languages[0]
        cells = [
            {"cell_type": "code" if part.is_code else "markdown", "source": _lines(part.text.source)}
            for part in sheet.parts
        ]
        content = {"cells": cells, "metadata": {"language_info": {"name": language}}}
        self.text = json.dumps(content, ensure_ascii=False, indent=1)
        self._offsets = CellText(self.text, cells_of(parse(self.text)[0])).offsets

    def finding(self, found: Finding) -> Finding:
        """Return a finding of the file as one of the sheet."""
        fix = None if found.fix is None else self._fix(found.fix)
        return found._replace(start=self._at(found.start), end=self._at(found.end), fix=fix)

    def edit(self, edit: Edit) -> Edit:
        """Return an edit of the file as one of the sheet: what it writes is no longer written as JSON."""
        lines = json.loads(f'["{edit.content}"]', strict=False)
        return Edit(self._at(edit.start), self._at(edit.end), "".join(lines))

    def _fix(self, fix: Fix) -> Fix:
        answers = tuple(map(self._answer, fix.answers))
        return fix._replace(edits=tuple(map(self.edit, fix.edits)), answers=answers)

    def _answer(self, answer: Answer) -> Answer:
        return answer if answer.fix is None else answer._replace(fix=self._fix(answer.fix))

    def _at(self, position: int) -> int:
        return self._offsets.offset_at(position) or 0


def _lines(text: str) -> list[str]:
    *lines, last = text.split("\n")
    return [*(f"{line}\n" for line in lines), *([last] if last else [])]
