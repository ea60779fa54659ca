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
from edgewise.python.syntax.limits import UnparsableError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from edgewise.python.syntax.scopes import Scope

    Item = tuple[cst.BaseExpression | None, Scope]  # of a display; None for what is not known


class Part:
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
        except cst.ParserSyntaxError as error:
            raise _failure(text, error) from None
        except (RecursionError, MemoryError):
            raise UnparsableError("it is nested too deeply", 0) from None
        except (TypeError, ValueError, cst.CSTValidationError) as error:
            raise UnparsableError(f"libcst cannot read it: {error}", 0) from None
        # libcst counts the bytes of utf-8
        self._encoded = None if code.isascii() else code.encode("utf-8", "surrogatepass")

    def span(self, node: cst.CSTNode) -> tuple[int, int]:
        """Return the characters of a node in the source."""
        span = self._positions[node]
        return self._character(span.start), self._character(span.start + span.length)

    @cached_property
    def _positions(self) -> Mapping[cst.CSTNode, CodeSpan]:
        wrapper = MetadataWrapper(self.module, unsafe_skip_copy=True)
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

    :raises UnparsableError: it lost or changed something else.
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
        raise UnparsableError("libcst does not give back what it read", 0)
    return lost


def _failure(text: str, error: cst.ParserSyntaxError) -> UnparsableError:
    """Return what the running Python says of the source, libcst's word where that has no objection."""
    message, row, column = error.message, error.raw_line, error.raw_column
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except SyntaxError as better:
        message, row, column = better.msg, better.lineno or 1, max((better.offset or 1) - 1, 0)
    except (ValueError, RecursionError, MemoryError):
        pass
    lines = Lines(text)
    row = min(max(row, 1), len(lines))
    return UnparsableError(message, lines.start(row) + min(column, len(lines.line(row))))
