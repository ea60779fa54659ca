"""Edits that keep the author's layout: one more argument, one less, a statement after another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

from edgewise.findings import Edit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edgewise.python.syntax.tree import Tree

_REST_OF_LINE = re.compile(r"[ \t\f]*(?P<comma>,)?[ \t\f]*(?P<comment>#[^\r\n]*)?(?=[\r\n]|\Z)")
_AFTER_ITEM = re.compile(r"(?:[ \t\f\r\n\\]|#[^\r\n]*(?=[\r\n]))*,[ \t\f]*")
"""The comma behind an item, which may stand behind comments and line breaks."""
_LINE_BREAK = re.compile(r"\r\n|\r|\n")


class Layout:
    """Makes edits in the text of one module. Spans are characters from 0, the end exclusive."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._text = tree.text

    def quoted(self, value: str, like: cst.BaseExpression | None) -> str:
        """Return a literal for ``value`` in the quote style of ``like``, in double quotes where that is no literal."""
        quote = '"'
        if isinstance(like, cst.SimpleString) and len(like.quote) == 1:
            quote = like.quote
        return f"{quote}{value}{quote}"

    def insert_after(self, item: cst.CSTNode, content: str) -> tuple[Edit, ...]:
        """Add ``content`` behind an item of a comma-separated list, on a line of its own where the item has one."""
        start, end = self._tree.span(item)
        line_start = self._line_start(start)
        indentation = self._text[line_start:start]
        rest = _REST_OF_LINE.match(self._text, end)
        if indentation.strip() or rest is None or rest.end() == len(self._text):
            return (Edit(end, end, f", {content}"),)
        line = f"{self._line_break(rest.end())}{indentation}{content}"
        if rest["comma"]:
            return (Edit(rest.end(), rest.end(), f"{line},"),)
        if rest["comment"] is None:
            return (Edit(end, end, f",{line}"),)
        return Edit(end, end, ","), Edit(rest.end(), rest.end(), line)

    def drop(self, items: Sequence[cst.CSTNode], dropped: Sequence[cst.CSTNode]) -> tuple[Edit, ...]:
        """Remove ``dropped`` from the comma-separated ``items``, each with its comma and, if it has one, its line."""
        gone = set(dropped)
        edits: list[Edit] = []
        position = 0
        while position < len(items):
            last = position
            if items[position] not in gone:
                position += 1
                continue
            while last + 1 < len(items) and items[last + 1] in gone:
                last += 1
            before = items[position - 1] if position else None
            behind = items[last + 1] if last + 1 < len(items) else None
            edits.append(self._drop_run(items[position], items[last], before, behind))
            position = last + 1
        return tuple(edits)

    def _drop_run(
        self, first: cst.CSTNode, last: cst.CSTNode, before: cst.CSTNode | None, behind: cst.CSTNode | None
    ) -> Edit:
        start, end = self._tree.span(first)[0], self._tree.span(last)[1]
        line_start = self._line_start(start)
        rest = _REST_OF_LINE.match(self._text, end)
        leading_comma = self._text[line_start:start].strip() == "," and rest is not None and not rest["comma"]
        if leading_comma and rest is not None and rest.end() < len(self._text):
            return Edit(line_start, rest.end() + len(self._line_break(rest.end())), "")
        own_line = not self._text[line_start:start].strip() and rest is not None and rest.end() < len(self._text)
        comma = _AFTER_ITEM.match(self._text, end)
        if own_line and rest is not None and (rest["comma"] or (behind is None and comma is None)):
            return Edit(line_start, rest.end() + len(self._line_break(rest.end())), "")
        if before is not None:
            before_end = self._tree.span(before)[1]
            if "#" not in self._text[before_end:start]:
                return Edit(before_end, end, "")
        if behind is not None and "#" not in self._text[end : self._tree.span(behind)[0]]:
            return Edit(start, self._tree.span(behind)[0], "")
        return Edit(start, comma.end() if comma else end, "")

    def add_statement(self, statement: cst.CSTNode, content: str) -> tuple[Edit, ...] | None:
        """Add a statement behind a small statement: on the next line, or behind ``;`` where others share its line.

        None where the statement does not stand in a block of its own.
        """
        parent = self._tree.parents.get(statement)
        _, end = self._tree.span(statement)
        if isinstance(parent, cst.SimpleStatementLine) and len(parent.body) == 1:
            line_start = self._line_start(self._tree.span(parent)[0])
            indentation = self._text[line_start : self._tree.span(parent)[0]]
            rest = re.compile(r"[ \t\f]*(?:#[^\r\n]*)?(?=[\r\n]|\Z)").match(self._text, end)
            if not indentation.strip() and rest is not None:
                line_break = self._line_break(rest.end())
                return (Edit(rest.end(), rest.end(), f"{line_break}{indentation}{content}"),)
        if isinstance(parent, (cst.SimpleStatementLine, cst.SimpleStatementSuite)):
            return (Edit(end, end, f"; {content}"),)
        return None

    def _line_start(self, offset: int) -> int:
        return max(self._text.rfind("\n", 0, offset), self._text.rfind("\r", 0, offset)) + 1

    def _line_break(self, offset: int) -> str:
        """Return the line break at ``offset``, or the file's first one where the file ends there."""
        found = _LINE_BREAK.match(self._text, offset) or _LINE_BREAK.search(self._text)
        return found[0] if found else "\n"
