"""The parser: libcst reads one part of a source, and tells the characters of a node."""

from __future__ import annotations

import ast
import warnings
from bisect import bisect_right
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING

import libcst as cst
from libcst.metadata import ByteSpanPositionProvider, CodeSpan, MetadataWrapper

from edgewise.files.sources import Lines
from edgewise.python.syntax.limits import LIBCST_CANNOT, UnparsableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from edgewise.python.syntax.scopes import Scope

    VisitorMethod = Callable[[cst.CSTNode], None]
    Item = tuple[cst.BaseExpression | None, Scope]  # of a display; None for what is not known


class _Wrapper(MetadataWrapper):
    """Walks no tree for nobody: libcst does so for a provider that needs no walk, which costs as much as it does."""

    def visit_batched(
        self,
        visitors: Iterable[cst.BatchableCSTVisitor],
        before_visit: VisitorMethod | None = None,
        after_leave: VisitorMethod | None = None,
    ) -> cst.CSTNode:
        visitors = list(visitors)
        return super().visit_batched(visitors, before_visit, after_leave) if visitors else self.module


class ParsedPart:
    """A run of top-level statements, parsed by itself: the characters from ``start`` on in the source.

    :raises UnparsableError: it does not parse.
    """

    def __init__(self, text: str, start: int = 0) -> None:
        self._start = start
        self._lost: list[int] = []
        try:
            self.module = cst.parse_module(text)
            code = self.module.code
            if code != text:
                self._lost = _lost(text, code)
        except (RecursionError, MemoryError):
            raise UnparsableError("it is nested too deeply", start) from None
        except Exception as error:  # libcst has errors of its own for its own mistakes, and more than one of them
            raise _failure(text, start, error) from None
        # libcst counts the bytes of utf-8
        self._encoded = None if code.isascii() else code.encode("utf-8", "surrogatepass")

    def span(self, node: cst.CSTNode) -> tuple[int, int]:
        """Return the characters of a node in the source."""
        span = self._positions[node]
        return self._character(span.start), self._character(span.start + span.length)

    @cached_property
    def _positions(self) -> Mapping[cst.CSTNode, CodeSpan]:
        wrapper = _Wrapper(self.module, unsafe_skip_copy=True)
        return wrapper.resolve(ByteSpanPositionProvider)

    def _character(self, byte: int) -> int:
        index = byte if self._encoded is None else self._decoded(self._encoded, byte)
        for position in self._lost:
            if position > index:
                break
            index += 1
        return self._start + index

    def _decoded(self, encoded: bytes, byte: int) -> int:
        """Return how many characters the first ``byte`` bytes are, counted from the start of the line."""
        line = bisect_right(self._line_starts, byte, key=itemgetter(0)) - 1
        start, characters = self._line_starts[line]
        return characters + len(encoded[start:byte].decode("utf-8", "surrogatepass"))

    @cached_property
    def _line_starts(self) -> list[tuple[int, int]]:
        """The byte and the character at which each line starts."""
        starts = [(0, 0)]
        for line in self.module.code.split("\n"):
            byte, character = starts[-1]
            starts.append((byte + len(line.encode("utf-8", "surrogatepass")) + 1, character + len(line) + 1))
        return starts


def _lost(text: str, code: str) -> list[int]:
    """Return where white space stands in ``text`` that libcst loses: ``except E :``, a form feed that begins a line.

    :raises ValueError: it lost or changed something else.
    """
    lost: list[int] = []
    at = 0
    for position, character in enumerate(text):
        if at < len(code) and code[at] == character:
            at += 1
        elif character.isspace():
            lost.append(position)
        else:
            break
    if at < len(code) or at + len(lost) < len(text):
        raise ValueError("it is not what was read")
    return lost


def _failure(text: str, start: int, error: Exception) -> UnparsableError:
    """Return what the running Python says of the source; where that has no objection, it is libcst's shortcoming."""
    lines = Lines(text)
    row, column = (error.raw_line, error.raw_column) if isinstance(error, cst.ParserSyntaxError) else (1, 0)
    message, valid = LIBCST_CANNOT, True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except SyntaxError as better:
        message, valid = better.msg, False
        row, column = better.lineno or 1, max((better.offset or 1) - 1, 0)
    except (ValueError, RecursionError, MemoryError) as worse:
        message, valid = str(worse), False
    row = min(max(row, 1), len(lines))
    return UnparsableError(message, start + lines.start(row) + min(column, len(lines.line(row))), valid=valid)
