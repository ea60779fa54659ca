"""A diff: one rewritten file as a part of a unified diff that ``git apply`` accepts, byte for byte."""

from __future__ import annotations

import io
import os
import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from edgewise.files.sources import Source
    from edgewise_codemods.splice import Change

CONTEXT = 3
"""How many lines of the file stand before and behind a change."""

_ESCAPES = {
    ord(character): rf"\{escape}".encode() for character, escape in zip('"\\\a\b\t\n\v\f\r', '"\\abtnvfr', strict=True)
}


def file_diff(path: str, source: Source, text: str, changes: Iterable[Change]) -> bytes:
    r"""Return the diff of one file, in the bytes of its encoding; nothing where nothing differs.

    As in git, a line ends with ``\n`` and nothing else: ``\r``, ``\f`` and the like are part of it.

    :param path: the file's, with forward slashes, relative to the folder in which the diff will be applied.
    :param text: what is to become of ``source.text``.
    :param changes: where both differ, in characters from 0, sorted.
    :raises UnicodeEncodeError: ``text`` has a character that the file's encoding lacks.
    """
    old, new = _lines(source.encode(source.text)), _lines(source.encode(text))
    blocks = _blocks(source.text, text, changes)
    if "\n".encode(source.encoding) != b"\n":
        # In UTF-16 a line of bytes is no line of text.
        blocks = [_Block(0, len(old), 0, len(new))]
    blocks = [trimmed for trimmed in (_trim(block, old, new) for block in blocks) if not trimmed.is_empty]
    if not blocks:
        return b""
    return b"".join([*_header(path), *(line for group in _groups(blocks) for line in _hunk(group, old, new))])


def quoted(path: str) -> bytes:
    """Return a path as git writes it: in quotes, with escapes, if it has quotes, control or non-ASCII characters."""
    name = os.fsencode(path)
    if all(32 <= byte < 127 and byte not in b'"\\' for byte in name):
        return name
    return b'"%b"' % b"".join(_escaped(byte) for byte in name)


def _escaped(byte: int) -> bytes:
    if byte in _ESCAPES:
        return _ESCAPES[byte]
    return bytes([byte]) if 32 <= byte < 127 else b"\\%03o" % byte


def _header(path: str) -> Iterator[bytes]:
    before, after = quoted(f"a/{path}"), quoted(f"b/{path}")
    # Behind a name with blanks a tab says where it ends.
    end = b"\t\n" if b" " in before else b"\n"
    # No line "diff --git": behind it, git takes names as relative to the root of the repository.
    yield b"--- %b%b+++ %b%b" % (before, end, after, end)


@dataclass(frozen=True, slots=True)
class _Block:
    """The lines ``old_start`` to ``old_end`` (from 0, exclusive) that become ``new_start`` to ``new_end``."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int

    @property
    def is_empty(self) -> bool:
        return self.old_start == self.old_end and self.new_start == self.new_end


def _blocks(old: str, new: str, changes: Iterable[Change]) -> list[_Block]:
    """Return the lines on which the changes stand, sorted and without overlap."""
    old_starts, new_starts = _line_starts(old), _line_starts(new)
    blocks: list[_Block] = []
    for change in changes:
        block = _Block(
            *_rows(old_starts, change.old_start, change.old_end, len(old)),
            *_rows(new_starts, change.new_start, change.new_end, len(new)),
        )
        if blocks and block.old_start < blocks[-1].old_end:
            blocks[-1] = replace(blocks[-1], old_end=block.old_end, new_end=block.new_end)
        else:
            blocks.append(block)
    return blocks


def _line_starts(text: str) -> list[int]:
    return [0, *(found.end() for found in re.finditer("\n", text))]


def _rows(starts: list[int], start: int, end: int, length: int) -> tuple[int, int]:
    # Behind a final line break stands the start of a line that is none.
    count = len(starts) - (starts[-1] == length)
    return min(bisect_right(starts, start) - 1, count), min(bisect_right(starts, end), count)


def _lines(data: bytes) -> list[bytes]:
    return io.BytesIO(data).readlines()


def _trim(block: _Block, old: Sequence[bytes], new: Sequence[bytes]) -> _Block:
    old_start, old_end, new_start, new_end = block.old_start, block.old_end, block.new_start, block.new_end
    while old_start < old_end and new_start < new_end and old[old_start] == new[new_start]:
        old_start, new_start = old_start + 1, new_start + 1
    while old_start < old_end and new_start < new_end and old[old_end - 1] == new[new_end - 1]:
        old_end, new_end = old_end - 1, new_end - 1
    return _Block(old_start, old_end, new_start, new_end)


def _groups(blocks: Iterable[_Block]) -> list[list[_Block]]:
    """Put blocks together whose context would meet."""
    groups: list[list[_Block]] = []
    for block in blocks:
        if groups and block.old_start - groups[-1][-1].old_end <= 2 * CONTEXT:
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups


def _hunk(blocks: Sequence[_Block], old: Sequence[bytes], new: Sequence[bytes]) -> Iterator[bytes]:
    before = min(CONTEXT, blocks[0].old_start)
    after = min(CONTEXT, len(old) - blocks[-1].old_end)
    yield b"@@ -%b +%b @@\n" % (
        _range(blocks[0].old_start - before, blocks[-1].old_end + after),
        _range(blocks[0].new_start - before, blocks[-1].new_end + after),
    )
    done = blocks[0].old_start - before
    for block in blocks:
        yield from _marked(b" ", old[done : block.old_start])
        yield from _marked(b"-", old[block.old_start : block.old_end])
        yield from _marked(b"+", new[block.new_start : block.new_end])
        done = block.old_end
    yield from _marked(b" ", old[done : done + after])


def _range(start: int, end: int) -> bytes:
    if end - start == 1:
        return b"%d" % (start + 1)
    # An empty range is named by the line before it.
    return b"%d,%d" % (start + (end > start), end - start)


def _marked(mark: bytes, lines: Iterable[bytes]) -> Iterator[bytes]:
    for line in lines:
        yield mark + line
        if not line.endswith(b"\n"):
            yield b"\n\\ No newline at end of file\n"
