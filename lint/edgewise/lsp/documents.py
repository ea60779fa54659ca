"""Documents of an editor, and positions in them: lines and code units on its side, characters from 0 on ours."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.uris import to_fs_path

from edgewise.files.sources import Lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edgewise.findings import Finding
    from edgewise.twilio.table import ProcessingRegion

BOM = "\ufeff"


class Text:
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

    def changed(self, change: types.TextDocumentContentChangeEvent) -> Text:
        """Return the text after one change."""
        if isinstance(change, types.TextDocumentContentChangeWholeDocument):
            return Text(change.text, self._encoding)
        start, end = self._at(change.range.start), self._at(change.range.end)
        return Text(self.text[:start] + change.text + self.text[max(start, end) :], self._encoding)

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
    """A document that is open in the editor."""

    uri: str
    language: str
    version: int
    text: Text

    @property
    def path(self) -> str | None:
        """The path of its file, absolute; None for a text that is none, such as one that was never saved."""
        return to_fs_path(self.uri) if self.uri.startswith("file:") else None

    def change(self, changes: Sequence[types.TextDocumentContentChangeEvent], version: int) -> None:
        """Take over what changed in the editor."""
        for change in changes:
            self.text = self.text.changed(change)
        self.version = version


@dataclass(frozen=True, slots=True)
class Look:
    """What is found in one version of a document; ``broken`` says that it is Python that does not parse."""

    version: int
    text: Text
    findings: tuple[Finding, ...] = ()
    broken: bool = False
    processing_region: ProcessingRegion | None = None
    """Where the fixes send requests; None where nobody has decided that."""
