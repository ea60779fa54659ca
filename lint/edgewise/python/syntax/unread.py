"""Valid Python that libcst does not take: the smallest statements that hold it, and the source without them.

libcst lags behind Python: some old corners, and whatever is newest. One such statement hides no other one.
"""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, cast

from edgewise.files.sources import Lines
from edgewise.python.syntax.limits import UnparsableError
from edgewise.python.syntax.parser import ParsedPart

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MOST_TRIES = 300
"""How often libcst is asked about a part of a source, so that a long one with many such statements has an end."""


@dataclass(frozen=True)
class Unread:
    """A statement that libcst cannot read: its characters in the source, full lines, and its node."""

    start: int
    end: int
    node: ast.stmt


class _ExhaustedError(Exception):
    """Too much was tried."""


def parts_of(text: str, spans: Sequence[tuple[int, int]]) -> tuple[list[ParsedPart], list[Unread]]:
    """Return the parsed parts of a source, and the statements in them that libcst cannot read.

    :param spans: characters of full lines of top-level statements.
    :raises UnparsableError: one of them does not parse, whatever is left out.
    """
    parts: list[ParsedPart] = []
    unread: list[Unread] = []
    for start, end in spans:
        try:
            parts.append(ParsedPart(text[start:end], start))
        except UnparsableError as failure:
            found = without(text, start, end) if failure.valid else None
            if found is None:
                raise
            parts.append(ParsedPart(found[0], start))
            unread += found[1]
    return parts, unread


def without(text: str, start: int, end: int) -> tuple[str, list[Unread]] | None:
    """Return ``text[start:end]`` with blanks for the statements that libcst cannot read, and these.

    Each of them leaves a ``0`` behind, which is a statement too; the length is the same. None where the standard
    library's parser cannot read the text either, or no statement is to blame.

    :param start: where a line with a top-level statement begins, as ``end`` or the end of the text.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            body = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    search = _Search(text)
    inside = [node for node in body if start <= search.start_of(node) < end]
    try:
        unread = list(search.unread(inside))
    except _ExhaustedError:
        unread = [search.found(node) for node in inside]
    blanked = _blanked(text, unread)[start:end]
    return (blanked, unread) if unread and is_read(blanked) else None


def without_spans(text: str, unread: Sequence[Unread]) -> str:
    """Return a text without some of its statements."""
    kept = [text[before.end : after.start] for before, after in pairwise(unread)]
    return "\n".join([text[: unread[0].start], *kept, text[unread[-1].end :]]) if unread else text


def is_read(text: str) -> bool:
    """Say whether libcst takes a text for Python."""
    try:
        ParsedPart(text)
    except UnparsableError:
        return False
    return True


class _Search:
    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = Lines(text)
        self._tries = 0

    def unread(self, body: Sequence[ast.stmt]) -> Iterator[Unread]:
        """Yield the smallest statements in a block that libcst cannot read, sorted."""
        for node in body:
            if self._is_read(self._text, node):
                continue
            inner = [item for block in _blocks(node) for item in self._in_block(node, block)]
            if inner and self._is_read(_blanked(self._text, inner), node):
                yield from inner
            else:
                yield self.found(node)

    def _in_block(self, owner: ast.stmt, block: Sequence[ast.stmt]) -> Iterator[Unread]:
        if block[0].lineno > owner.lineno:  # else it stands on the line of its owner
            yield from self.unread(block)

    def found(self, node: ast.stmt) -> Unread:
        return Unread(self.start_of(node), self._end_of(node), node)

    def start_of(self, node: ast.stmt) -> int:
        """Return where the first line of a statement begins, decorators included."""
        decorators: list[ast.expr] = getattr(node, "decorator_list", [])
        return self._lines.start(min([node.lineno, *(decorator.lineno for decorator in decorators)]))

    def _end_of(self, node: ast.stmt) -> int:
        row = node.end_lineno or node.lineno
        return self._lines.start(row + 1) if row < len(self._lines) else len(self._text)

    def _is_read(self, text: str, node: ast.stmt) -> bool:
        self._tries += 1
        if self._tries > _MOST_TRIES:
            raise _ExhaustedError
        lines = text[self.start_of(node) : self._end_of(node)]
        return is_read(f"if 1:\n{lines}" if lines[:1] in (" ", "\t", "\f") else lines)


def _blocks(node: ast.stmt) -> Iterator[list[ast.stmt]]:
    """Yield the blocks of a compound statement."""
    holders: list[ast.AST] = [node, *getattr(node, "handlers", []), *getattr(node, "cases", [])]
    for holder in holders:
        for name in ("body", "orelse", "finalbody"):
            block = getattr(holder, name, [])
            if isinstance(block, list) and block:
                yield cast("list[ast.stmt]", block)


def _blanked(text: str, unread: Sequence[Unread]) -> str:
    parts: list[str] = []
    done = 0
    for item in unread:
        lines = text[item.start : item.end]
        indent = len(lines) - len(lines.lstrip(" \t\f"))
        blank = re.sub(r"[^\r\n]", " ", lines[indent + 1 :])
        parts += [text[done : item.start], lines[:indent], "0", blank]
        done = item.end
    return "".join([*parts, text[done:]])
