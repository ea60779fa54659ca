"""Sources: a file's bytes as text and back, with encodings, byte-order marks, and positions as rows and columns."""

from __future__ import annotations

import codecs
import io
import re
import tokenize
from bisect import bisect_right
from functools import lru_cache
from typing import NamedTuple

_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_TWO_LINES = re.compile(rb"(?:[^\r\n]*(?:\r\n?|\n|\Z)){2}")
_UNICODE_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


_LONGEST_REASON = 200
_NO_FILE_ENCODINGS = frozenset({"idna", "punycode"})
"""Encodings of names, which take a time that grows with the square of the length."""


class UndecodableError(Exception):
    """The bytes of a file are no text in the encoding that they declare; the argument is a sentence for the user."""


class Source(NamedTuple):
    """A decoded file. ``text`` has no byte-order mark; its line breaks are those of the file."""

    text: str
    encoding: str = "utf-8"
    bom: bytes = b""

    def encode(self, text: str) -> bytes:
        """Return the bytes of a file with this encoding and mark that holds ``text``.

        :raises UnicodeEncodeError: ``text`` has a character that the encoding lacks.
        """
        return self.bom + text.encode(self.encoding)


def decode_python(data: bytes) -> Source:
    """Decode Python source by its byte-order mark or coding cookie (PEP 263), utf-8 without either.

    :raises UndecodableError: the cookie names no encoding, contradicts the mark, or the bytes do not fit it.
    """
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(_first_lines(data)).readline)
    except SyntaxError as error:
        if str(error) == "invalid or missing encoding declaration":
            return _decode(data, "utf-8", b"")  # which says where it is not
        raise UndecodableError(_why_undetected(data, str(error))) from None
    bom = b""
    if encoding == "utf-8-sig":
        encoding, bom = "utf-8", codecs.BOM_UTF8
    return _decode(data, encoding, bom)


def _first_lines(data: bytes) -> bytes:
    """Return the two lines in which a cookie may stand, ended as ``tokenize`` knows it: Python ends one with CR too."""
    found = _TWO_LINES.match(data)
    return re.sub(rb"\r\n?", b"\n", found[0]) if found else b""


def _why_undetected(data: bytes, error: str) -> str:
    if data.startswith(codecs.BOM_UTF8) and error.startswith("encoding problem"):
        return "its byte-order mark says utf-8, and its coding comment another encoding"
    return error if len(error) <= _LONGEST_REASON else error[:_LONGEST_REASON] + "..."


def decode_text(data: bytes) -> Source:
    """Decode any other text by its byte-order mark, utf-8 without one.

    :raises UndecodableError: the bytes are no text in that encoding.
    """
    for bom, encoding in _UNICODE_BOMS:
        if data.startswith(bom):
            return _decode(data, encoding, bom)
    return _decode(data, "utf-8", b"")


def _decode(data: bytes, encoding: str, bom: bytes) -> Source:
    try:
        if codecs.lookup(encoding).name in _NO_FILE_ENCODINGS:
            raise UndecodableError(f"{encoding} is no encoding of files")
        source = Source(data[len(bom) :].decode(encoding), encoding, bom)
        if source.encode(source.text) != data:
            raise UndecodableError(f"it does not survive decoding and encoding as {encoding}")
    except UnicodeError as error:
        raise UndecodableError(f"it is not valid {encoding}: {error}") from None
    except LookupError as error:
        raise UndecodableError(str(error).partition(";")[0]) from None
    return source


@lru_cache(maxsize=2)
def _line_starts(text: str) -> list[int]:
    # Whoever looks at a file asks for the same lines, and there are ten of them.
    return [0, *map(re.Match[str].end, _LINE_BREAK.finditer(text))]


class Lines:
    r"""Rows and columns of a text. A line ends with ``\n``, ``\r\n`` or ``\r``, as Python and editors count them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = _line_starts(text)

    def location(self, offset: int) -> tuple[int, int]:
        """Return the row and column, both from 1 and in characters, of the character at ``offset`` (from 0)."""
        row = bisect_right(self._starts, offset)
        return row, offset - self._starts[row - 1] + 1

    def start(self, row: int) -> int:
        """Return the offset of the first character of line ``row`` (from 1)."""
        return self._starts[row - 1]

    def end(self, row: int) -> int:
        """Return the offset behind the last character of line ``row`` (from 1), its line break not counted."""
        start, end = self._starts[row - 1], self._starts[row] if row < len(self._starts) else len(self.text)
        while end > start and self.text[end - 1] in "\r\n":
            end -= 1
        return end

    def line(self, row: int) -> str:
        """Return line ``row`` (from 1) without its line break."""
        return self.text[self._starts[row - 1] : self.end(row)]

    def __len__(self) -> int:
        return len(self._starts)
