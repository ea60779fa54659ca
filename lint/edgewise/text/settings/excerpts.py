"""A text that stands in another one, such as a script in a string: each character knows where in the file it stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace

from edgewise.findings import Edit
from edgewise.patterns import on_demand
from edgewise.text.kinds import Kind
from edgewise.text.settings.pairs import PairEntry, PairScope

_BACKSLASHED = on_demand(
    r"\\u[dD][89abAB][0-9A-Fa-f]{2}\\u[dD][c-fC-F][0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\.|[^\\]+", re.DOTALL
)
_ESCAPE = on_demand(r"\\(?:u([0-9A-Fa-f]{4})|(.))", re.DOTALL)
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_DOUBLED = on_demand(r"''|[^']+|'")
_CONTROL = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


class Offsets:
    """The way back from the offsets of a text, put together from the first character on, to those of its file."""

    def __init__(self) -> None:
        self.length = 0
        self._starts: list[int] = []
        self._units: list[tuple[int, int, bool]] = []

    def put(self, length: int, start: int, end: int, *, verbatim: bool = False) -> None:
        """Add ``length`` characters that the file has, in its own spelling unless ``verbatim``, at start to end."""
        self._starts.append(self.length)
        self._units.append((start, end, verbatim))
        self.length += length

    def start_of(self, offset: int) -> int:
        """Return where in the file the character at ``offset`` (from 0) of the text starts."""
        number = bisect_right(self._starts, offset) - 1
        start, end, verbatim = self._units[number]
        if verbatim:
            return start + offset - self._starts[number]
        return start if offset == self._starts[number] else end

    def end_of(self, offset: int) -> int:
        """Return where in the file the character before ``offset`` ends."""
        if not offset:
            return self.start_of(0)
        number = bisect_right(self._starts, offset - 1) - 1
        start, end, verbatim = self._units[number]
        return start + offset - self._starts[number] if verbatim else end

    def offset_at(self, position: int) -> int | None:
        """Return the offset of the character that stands at ``position`` of the file, None if it is another's."""
        number = bisect_right(self._units, position, key=lambda unit: unit[0]) - 1
        start, end, verbatim = self._units[number] if number >= 0 else (0, 0, False)
        if not start <= position <= end:
            return None
        return self._starts[number] + (position - start if verbatim else 0)


def unescape(written: str) -> str:
    r"""Return what the characters between the quotes of a string stand for (``\n``, ``\u00e9``)."""
    if "\\" not in written:
        return written
    plain = _ESCAPE.sub(_unescaped, written)
    # A character beyond U+FFFF is written as two halves.
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _unescaped(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else _SIMPLE.get(found[2], found[2])


def put_unescaped(source: str, start: int, end: int, offsets: Offsets) -> str:
    """Return what ``source[start:end]``, the inside of a string with backslashes, means; add it to ``offsets``."""
    parts: list[str] = []
    for unit in _BACKSLASHED.finditer(source, start, end):
        plain = unescape(unit[0])
        offsets.put(len(plain), *unit.span(), verbatim=not unit[0].startswith("\\"))
        parts.append(plain)
    return "".join(parts)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A stretch of a file as the text that it stands for; ``written`` says how the file spells what is added to it."""

    text: str
    offsets: Offsets
    written: Callable[[str], str] = str
    is_decoded: bool = False
    """Whether it was in a string, in which a line break is an escape."""

    def entry(self, entry: PairEntry) -> PairEntry:
        """Return a setting of the excerpt as one of the file."""
        start, written, beside = self.offsets.start_of(entry.start), entry.written, entry.beside
        if written is not None:
            high = self.offsets.end_of(written[1])
            written = (self.offsets.start_of(written[0]) if written[0] < written[1] else high, high)

        def moved(key: str, value: str) -> tuple[Edit, ...] | None:
            edits = beside(key, value) if beside is not None else None
            return None if edits is None else tuple(map(self._edit, edits))

        end = max(start, self.offsets.end_of(entry.end))
        return replace(entry, start=start, end=end, written=written, beside=None if entry.beside is None else moved)

    def scope(self, scope: PairScope, inherited: tuple[PairEntry, ...], *, fixable: bool) -> PairScope:
        """Return a scope of the excerpt as one of the file, in which also what it ``inherited`` holds."""
        own = tuple(map(self.entry, scope.entries))
        if not fixable:
            own = tuple(replace(entry, written=None, beside=None) for entry in own)
        return PairScope(own, (*inherited, *map(self.entry, scope.inherited)), scope.opened_by)

    def _edit(self, edit: Edit) -> Edit:
        high = self.offsets.end_of(edit.end)
        low = self.offsets.start_of(edit.start) if edit.start < edit.end else high
        return Edit(low, high, self.written(edit.content))


@dataclass(frozen=True, slots=True)
class Embedded:
    """A text of a kind of its own within a file, what holds in it besides, and whether it is sure enough to change."""

    excerpt: Excerpt
    kind: Kind
    inherited: tuple[PairEntry, ...] = ()
    fixable: bool = True


def verbatim(text: str, start: int, end: int) -> Excerpt:
    """Return ``text[start:end]``, in which every character stands for itself."""
    offsets = Offsets()
    offsets.put(end - start, start, end, verbatim=True)
    return Excerpt(text[start:end], offsets)


def unquoted(text: str, start: int, end: int, quote: str, *, doubled: bool = False) -> Excerpt:
    """Return the inside ``text[start:end]`` of a string in ``quote``, as what it means.

    :param doubled: only the quote is escaped, by another one, as in YAML's single quotes; else by backslashes.
    """
    offsets = Offsets()
    if not doubled:
        plain = put_unescaped(text, start, end, offsets)
        return Excerpt(plain, offsets, lambda added: _escaped(added, quote), is_decoded=True)
    parts: list[str] = []
    for unit in _DOUBLED.finditer(text, start, end):
        parts.append("'" if unit[0] == "''" else unit[0])
        offsets.put(len(parts[-1]), *unit.span(), verbatim=unit[0] != "''")
    return Excerpt("".join(parts), offsets, lambda added: added.replace("'", "''"))


def _escaped(added: str, quote: str) -> str:
    plain = added.replace("\\", "\\\\").replace(quote, "\\" + quote)
    return "".join(_CONTROL.get(character, character) for character in plain)
