"""Documents of an editor, and positions in them: lines and code units on its side, characters from 0 on ours."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from lsprotocol import types
from pygls.uris import to_fs_path

from edgewise.files.sources import Lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from edgewise.findings import Edit, Finding
    from edgewise.options import Options

BOM = "\ufeff"


class DocumentText:
    r"""One version of a document. A line ends with ``\n``, ``\r\n`` or ``\r``, and with nothing else.

    :param encoding: in whose code units the columns of the editor count: "utf-8", "utf-16" or "utf-32".
    """

    def __init__(self, text: str, encoding: str) -> None:
        self.text = text
        self.source = text.removeprefix(BOM)
        """The text without a byte-order mark: offsets count in this one."""
        self._encoding = encoding
        self._mark = len(text) - len(self.source)

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.text)

    def position(self, offset: int) -> types.Position:
        """Return the position of the character at ``offset``."""
        offset += self._mark
        row, column = self._lines.location(offset)
        return types.Position(row - 1, self._units(self.text[offset - column + 1 : offset]))

    def range(self, start: int, end: int) -> types.Range:
        """Return the range of the characters ``start`` to ``end`` (exclusive)."""
        return types.Range(self.position(start), self.position(end))

    def offset(self, position: types.Position) -> int:
        """Return the offset at a position, the nearest one where the position is not in the text."""
        return max(0, self._at(position) - self._mark)

    def changed(self, change: types.TextDocumentContentChangeEvent) -> DocumentText:
        """Return the text after one change."""
        if isinstance(change, types.TextDocumentContentChangeWholeDocument):
            return DocumentText(change.text, self._encoding)
        start, end = self._at(change.range.start), self._at(change.range.end)
        return DocumentText(self.text[:start] + change.text + self.text[max(start, end) :], self._encoding)

    def spliced(self, edits: Iterable[Edit]) -> DocumentText:
        """Return the text with sorted edits that do not overlap."""
        pieces: list[str] = []
        done = 0
        for start, end, content in edits:
            pieces += self.source[done:start], content
            done = end
        return DocumentText("".join((*pieces, self.source[done:])), self._encoding)

    def line_around(self, offset: int) -> tuple[int, int]:
        """Return the start and end of the line of the character at ``offset``, without its line break."""
        row, column = self._lines.location(offset + self._mark)
        start = max(0, offset - column + 1)
        return start, start + len(self._lines.line(row).removeprefix(BOM if row == 1 else ""))

    def _at(self, position: types.Position) -> int:
        row = position.line + 1
        if row > len(self._lines):
            return len(self.text)
        line = self._lines.line(row)
        if self._encoding == types.PositionEncodingKind.Utf32 or line.isascii():
            return self._lines.start(row) + min(position.character, len(line))
        units = 0
        for index, character in enumerate(line):
            units += self._units(character)
            if units > position.character:
                return self._lines.start(row) + index
        return self._lines.start(row) + len(line)

    def _units(self, text: str) -> int:
        # An editor may send half a pair of surrogates.
        if self._encoding == types.PositionEncodingKind.Utf32 or text.isascii():
            return len(text)
        if self._encoding == types.PositionEncodingKind.Utf8:
            return len(text.encode("utf-8", "surrogatepass"))
        return len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(slots=True)
class Document:
    """A document that is open in the editor: a file, a text that is none, or a cell of a notebook."""

    uri: str
    language: str
    version: int
    text: DocumentText

    def change(self, changes: Iterable[types.TextDocumentContentChangeEvent], version: int) -> None:
        """Take over what changed in the editor."""
        for change in changes:
            self.text = self.text.changed(change)
        self.version = version

    @property
    def sheet(self) -> Sheet:
        """What it is at present."""
        return Sheet(self.uri, (DocumentPart(self.uri, self.language, self.version, self.text),))


class DocumentPart(NamedTuple):
    """One version of one document. ``start`` is the offset in its :class:`Sheet` at which it starts."""

    uri: str
    language: str
    version: int
    text: DocumentText
    start: int = 0
    is_code: bool = True
    """False for a cell that holds prose."""

    @property
    def end(self) -> int:
        """The offset in the sheet behind its last character."""
        return self.start + len(self.text.source)

    def range(self, start: int, end: int) -> types.Range:
        """Return the range of what stands at ``start`` to ``end`` of the sheet, as far as it is in this part."""
        low, high = max(start, self.start), min(end, self.end)
        return self.text.range(low - self.start, max(low, high) - self.start)


class Sheet(NamedTuple):
    """What the editor has of one file at one moment: its text, or the cells of a notebook.

    Offsets in it count from its first part on; one character lies between two parts.
    """

    uri: str
    parts: tuple[DocumentPart, ...]
    is_notebook: bool = False

    @property
    def path(self) -> str | None:
        """The path of the file, absolute; None for a text that is none, such as one that was never saved."""
        return to_fs_path(self.uri) if self.uri.startswith("file:") else None

    def part(self, uri: str) -> DocumentPart | None:
        """Return the part that is the document ``uri``."""
        return next((part for part in self.parts if part.uri == uri), None)

    def edits_by_part(self, edits: Sequence[Edit]) -> Iterator[tuple[DocumentPart, list[Edit]]]:
        """Yield each part that edits change, with these as edits of its own text."""
        for part in self.parts:
            own = [
                edit._replace(start=edit.start - part.start, end=edit.end - part.start)
                for edit in edits
                if part.start <= edit.start and edit.end <= part.end
            ]
            if own:
                yield part, own

    def spliced(self, edits: Sequence[Edit]) -> Sheet:
        """Return the sheet with sorted edits that do not overlap."""
        new = {part.uri: part.text.spliced(own) for part, own in self.edits_by_part(edits)}
        return self._replace(parts=laid_out(part._replace(text=new.get(part.uri, part.text)) for part in self.parts))


def laid_out(parts: Iterable[DocumentPart]) -> tuple[DocumentPart, ...]:
    """Return parts one below the other, each with the offset at which it starts."""
    laid: list[DocumentPart] = []
    at = 0
    for part in parts:
        laid.append(part._replace(start=at))
        at = laid[-1].end + 1
    return tuple(laid)


@dataclass(frozen=True, slots=True)
class DocumentLook:
    """What is found in one sheet; ``broken`` says that it is Python that does not parse."""

    sheet: Sheet
    findings: tuple[Finding, ...] = ()
    in_file: tuple[Finding, ...] = ()
    """The same findings by the offsets of the file, which are others in a notebook's."""
    broken: bool = False
    options: Options | None = None
    """What holds for the file; None where it is left out, or nothing can be told of it."""

    def shown_in(self, part: DocumentPart) -> Iterator[Finding]:
        """Yield the findings that start in one part."""
        return (finding for finding in self.findings if part.start <= finding.start <= part.end)
