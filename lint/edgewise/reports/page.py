"""The page: what a report is written on, and how text of unknown origin is made safe for it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_TAB = "    "
_LEAST_COLUMN = 30
_HANGING = 4
_HELD = "\0"
"""In place of a blank at which no line is broken."""
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Control, format, surrogate and separator characters: what may move the cursor, reorder or end a line."""


UNDECIDED = "undecided"
"""In place of a processing region that nobody has decided on."""


class Page(NamedTuple):
    """``width`` is in terminal columns; ``unsafe_fixes`` says whether unsafe fixes count as applicable.

    ``unsafe_in`` says it for the file at a path, where that is not the same for all. ``in_force`` tells the
    configurations so far, each by its file and its processing region.
    ``processing_region`` is the setting by which the fixes were made. ``looked_at`` tells how many files were looked
    at, where a report is given only the results that it has something to say about. ``terminal`` says whether a
    terminal shows the page, where sentences are broken to its width, and ``links`` whether it may have links.
    ``rule_url`` is where the documentation of rules is to be read, with ``{code}`` and ``{name}`` in it.
    """

    colour: bool = False
    width: int = 120
    unsafe_fixes: bool = False
    processing_region: str = UNDECIDED
    looked_at: Callable[[], int] | None = None
    terminal: bool = False
    links: bool = False
    rule_url: str | None = None
    unsafe_in: Callable[[str], bool] | None = None
    in_force: Callable[[], Sequence[tuple[str | None, str]]] | None = None

    @property
    def regions(self) -> str:
        """The settings by which the fixes were made so far: one, or that of each configuration."""
        regions = dict.fromkeys(region for _, region in self.in_force()) if self.in_force is not None else ()
        return ", ".join(regions) or self.processing_region

    def counts_unsafe(self, path: str) -> bool:
        """Say whether unsafe fixes of the file at ``path`` count as applicable."""
        return self.unsafe_fixes if self.unsafe_in is None else self.unsafe_in(path)

    def paint(self, text: str, style: str) -> str:
        """Return ``text`` in a style out of :class:`Style`, or as it is on a page without colour."""
        return f"\x1b[{style}m{text}\x1b[0m" if self.colour and text else text

    def url_of(self, code: str) -> str | None:
        """Return where the documentation of a rule is to be read; None where it is nowhere."""
        if self.rule_url is None:
            return None
        from edgewise.rules import BY_CODE

        return self.rule_url.replace("{code}", code).replace("{name}", BY_CODE[code].name)


class Style:
    """ANSI styles (the parameters of "select graphic rendition")."""

    BOLD = "1"
    CODE = CARET = "1;31"
    FRAME = "1;34"
    HINT = "1;36"
    FIXABLE = SEPARATOR = "36"
    REMOVED = "31"
    ADDED = "32"


def shown_path(path: str) -> str:
    """Return a path relative to the working directory with forward slashes, absolute where there is no such path."""
    try:
        relative = os.path.relpath(path)
    except ValueError:
        relative = os.path.abspath(path)
    return relative.replace(os.sep, "/")


def visible(text: str) -> str:
    r"""Return a text that is safe to write to a terminal or log: what has no glyph of its own becomes an escape.

    ``\x1b`` becomes four characters, a byte of a name that is not UTF-8 becomes ``\xff``.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_glyph, text))


def wrapped(text: str, width: int, indent: str | None = None) -> str:
    """Return a paragraph in lines of at most ``width`` columns, broken between words; code in backticks stays whole.

    :param indent: what all lines start with; None: what the text starts with is an indent for all of them, or where it
        has columns, with more than one blank between, the lines go on in the last one.
    """
    if indent is None and len(text) <= width:
        return text
    import re
    import textwrap

    if indent is not None:
        behind = indent
    else:
        indent = behind = text[: len(text) - len(text.lstrip())]
        columns = re.match(r" *\S.* {2,}(?=\S)", text)
        if columns is not None:
            behind = " " * (columns.end() if width - columns.end() >= _LEAST_COLUMN else len(indent) + _HANGING)
    held = re.sub(r"(?<!`)`[^`]+`(?!`)", lambda span: span[0].replace(" ", _HELD), text.strip())
    lines = textwrap.fill(
        held, width, initial_indent=indent, subsequent_indent=behind, break_long_words=False, break_on_hyphens=False
    )
    return lines.replace(_HELD, " ")


def cells(text: str) -> list[tuple[str, int]]:
    """Return what a terminal is given for each character of a source line, and how many columns that takes."""
    if text.isascii() and text.isprintable():
        return [(character, 1) for character in text]
    return [_cell(character) for character in text]


def _cell(character: str) -> tuple[str, int]:
    if character == "\t":
        return _TAB, len(_TAB)
    glyph = _glyph(character)
    if glyph != character:
        return glyph, len(glyph)
    import unicodedata

    if unicodedata.category(character) in ("Mn", "Me"):
        return character, 0
    return character, 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _glyph(character: str) -> str:
    import unicodedata

    if unicodedata.category(character) not in _UNSAFE:
        return character
    number = ord(character)
    if 0xDC80 <= number <= 0xDCFF:  # a byte that os.fsdecode could not decode
        return f"\\x{number - 0xDC00:02x}"
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")
