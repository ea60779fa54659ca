"""Edits that keep the author's layout: one more item of a list, one less, a statement behind another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from edgewise.findings import Edit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from tree_sitter import Node

    from edgewise.languages.syntax.tree import Tree

_SIGN = r"//|\#|/\*"
_REST_OF_LINE = re.compile(r"(?:[ \t]*/\*[^\r\n]*?\*/)*[ \t]*(?:(?://|#(?!\[))[^\r\n]*)?(?=[\r\n]|\Z)")
_LEADING_COMMA = re.compile(r"[ \t]*,[ \t]*")
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_QUOTES = "\"'`"


class Layout:
    """Makes edits in one text. Spans are characters from 0, the end exclusive."""

    def __init__(self, tree: Tree, quote: str) -> None:
        self._tree = tree
        self._quote = quote
        self._text = tree.text

    def quoted(self, value: str, *like: Node | None) -> str:
        """Return a literal for ``value`` in the quotes of the first node that has some, else in those of the text."""
        for node in map(self._tree.inner, filter(None, like)):
            if node.type in self._tree.grammar.strings:
                quote = self._tree.source(node)[:1]
                if quote in _QUOTES:
                    return f"{quote}{value}{quote}"
        return f"{self._quote}{value}{self._quote}"

    def insert_after(self, item: Node, content: str) -> tuple[Edit, ...]:
        """Add ``content`` behind an item of a comma-separated list, on a line of its own where the item has one."""
        start, end = self._tree.span(item)
        indentation = self._text[self.line_start(start) : start]
        comma = self._tree.comma_behind(item)
        rest = _REST_OF_LINE.match(self._text, self._tree.span(comma)[1] if comma is not None else end)
        if _LEADING_COMMA.fullmatch(indentation) and rest is not None and comma is None:
            return (Edit(end, end, f"{self.line_break(rest.end())}{indentation}{content}"),)
        if indentation.strip() or rest is None or rest.end() == len(self._text):
            return (Edit(end, end, f", {content}"),)
        line = f"{self.line_break(rest.end())}{indentation}{content}"
        if comma is not None:
            return (Edit(rest.end(), rest.end(), f"{line},"),)
        if rest.end() == end:
            return (Edit(end, end, f",{line}"),)
        return Edit(end, end, ","), Edit(rest.end(), rest.end(), line)

    def drop(self, dropped: Collection[Node], within: Node) -> tuple[Edit, ...]:
        """Remove items of a comma-separated list, each with its comma and, if it has one, its line."""
        items = self._tree.items(within)
        edits: list[Edit] = []
        position = 0
        while position < len(items):
            last = position
            if items[position] not in dropped:
                position += 1
                continue
            while last + 1 < len(items) and items[last + 1] in dropped:
                last += 1
            before = items[position - 1] if position else None
            behind = items[last + 1] if last + 1 < len(items) else None
            edits.append(self._drop_run(items[position], items[last], before, behind))
            position = last + 1
        return tuple(edits)

    def _drop_run(self, first: Node, last: Node, before: Node | None, behind: Node | None) -> Edit:
        start, end = self._tree.span(first)[0], self._tree.span(last)[1]
        line_start = self.line_start(start)
        comma = self._tree.comma_behind(last)
        stop = self._tree.span(comma)[1] if comma is not None else end
        rest = _REST_OF_LINE.match(self._text, stop)
        own_line = rest is not None and rest.end() < len(self._text) and not self._text[line_start:start].strip(" \t")
        if own_line and rest is not None and (comma is not None or before is None):
            return Edit(line_start, rest.end() + len(self.line_break(rest.end())), "")
        if before is not None and not self._has_comment(self._tree.span(before)[1], start):
            return Edit(self._tree.span(before)[1], end, "")
        if behind is not None and not self._has_comment(end, self._tree.span(behind)[0]):
            return Edit(start, self._tree.span(behind)[0], "")
        opened = re.compile(r"[{(\[][ \t]*\Z").search(self._text, 0, start)
        closed = re.compile(r"[ \t]*(?=[})\]])").match(self._text, stop)
        if before is None and behind is None and opened is not None and closed is not None:
            return Edit(opened.start() + 1, closed.end(), "")
        blank = re.compile(r"[ \t]*").match(self._text, stop) if comma is not None else None
        return Edit(start, blank.end() if blank else stop, "")

    def _has_comment(self, start: int, end: int) -> bool:
        return re.search(_SIGN, self._text[start:end]) is not None

    def add_statement(self, statement: Node, content: str) -> tuple[Edit, ...] | None:
        """Add a statement behind another, on the next line if that has its own; None where none may stand there."""
        holder = self._tree.parent(statement)
        if holder is None or (holder.type not in self._tree.grammar.blocks and holder != self._tree.root):
            return None
        if self._tree.is_given_back(statement):
            return None
        start, end = self._span_of(statement)
        indentation = self._text[self.line_start(start) : start]
        rest = _REST_OF_LINE.match(self._text, end)
        sign = self._tree.grammar.terminator
        ended = bool(sign) and self._text.endswith(sign, start, end)
        sign = sign if ended else ""
        if not indentation.strip() and rest is not None:
            guard = "" if ended or content[:1] not in "([`" else self._tree.grammar.terminator
            line = f"{self.line_break(rest.end())}{indentation}{guard}{content}{sign}"
            return (Edit(rest.end(), rest.end(), line),)
        between = " " if ended else f"{self._tree.grammar.terminator or ';'} "
        return (Edit(end, end, f"{between}{content}{sign}"),)

    def drop_statement(self, statement: Node) -> tuple[Edit, ...] | None:
        """Remove a statement with its line, if it has one; None where it does not stand in a block."""
        holder = self._tree.parent(statement)
        if holder is None or (holder.type not in self._tree.grammar.blocks and holder != self._tree.root):
            return None
        if self._tree.is_given_back(statement):
            return None
        start, end = self._span_of(statement)
        line_start = self.line_start(start)
        rest = re.compile(r"[ \t]*(?=[\r\n]|\Z)").match(self._text, end)
        if not self._text[line_start:start].strip(" \t") and rest is not None:
            line_end = rest.end()
            if line_end < len(self._text):
                return (Edit(line_start, line_end + len(self.line_break(line_end)), ""),)
            return (Edit(start, end, ""),)
        space = re.compile(r"[ \t]*").match(self._text, end)
        stop = space.end() if space else end
        if stop == len(self._text) or self._text[stop] in "\r\n":
            start = len(self._text[:start].rstrip(" \t"))
        return (Edit(start, stop, ""),)

    def _span_of(self, statement: Node) -> tuple[int, int]:
        """Return the characters of a statement, without a comment or a terminator that begins the next line."""
        start, end = self._tree.span(statement)
        children = self._tree.items(statement)
        inner = self._tree.span(children[-1])[1] if children else end
        behind = self._text[inner:end]
        is_terminator = behind.strip(" \t") in ("", self._tree.grammar.terminator)
        return start, end if is_terminator else inner

    def comments_in(self, edits: Iterable[Edit]) -> list[str]:
        """Return the comments that ``edits`` take away, as they are written."""
        found: list[str] = []
        for edit in edits:
            for spot in re.finditer(_SIGN, self._text[edit.start : edit.end]):
                node = self._tree.at(edit.start + spot.start())
                if node is not None and node.type in self._tree.grammar.comments:
                    found.append(self._tree.source(node).strip())
        return list(dict.fromkeys(found))

    def line_start(self, offset: int) -> int:
        """Return where the line of a character begins."""
        return max(self._text.rfind("\n", 0, offset), self._text.rfind("\r", 0, offset)) + 1

    def line_break(self, offset: int) -> str:
        """Return the line break at ``offset``, or the text's first one where the text ends there."""
        found = _LINE_BREAK.match(self._text, offset) or _LINE_BREAK.search(self._text)
        return found[0] if found else "\n"
