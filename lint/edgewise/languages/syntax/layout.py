"""Edits that keep the author's layout: one more item of a list, one less, a statement behind another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from edgewise.findings import Edit
from edgewise.layout import Rest, TextLayout, runs
from edgewise.patterns import on_demand

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from tree_sitter import Node

    from edgewise.languages.syntax.tree import SyntaxTree

_SIGN = r"//|\#|/\*"
_REST_OF_LINE = on_demand(r"(?:[ \t]*/\*[^\r\n]*?\*/)*[ \t]*(?:(?://|#(?!\[))[^\r\n]*)?(?=[\r\n]|\Z)")
_LINE_BREAK = on_demand(r"\r\n|\r|\n")
_QUOTES = "\"'`"


class TreeLayout(TextLayout):
    """Makes edits in one text. Spans are characters from 0, the end exclusive."""

    def __init__(self, tree: SyntaxTree, quote: str) -> None:
        super().__init__(tree.text)
        self._tree = tree
        self._quote = quote

    def quoted(self, value: str, *like: Node | None) -> str:
        """Return a literal for ``value`` in the quotes of the first node that has some, else in those of the text."""
        for node in map(self._tree.inner, filter(None, like)):
            if node.type in self._tree.grammar.strings:
                quote = self._tree.source(node)[:1]
                plain = not any(child.type in self._tree.grammar.substitutions for child in node.named_children)
                if quote in _QUOTES and plain:
                    return f"{quote}{value}{quote}"
        return f"{self._quote}{value}{self._quote}"

    def sign_behind(self, key: Node, sign: str, name: str, keys: Iterable[Node]) -> str:
        """Return ``sign`` with its blanks for a new ``name`` behind the item of a key, lined up as all ``keys`` are."""
        return self._sign_behind(self._tree.span(key), sign, name, map(self._tree.span, keys))

    def insert_after(self, item: Node, content: str) -> tuple[Edit, ...]:
        """Add ``content`` behind an item of a comma-separated list, on a line of its own where the item has one."""
        span = self._tree.span(item)
        comma = self._tree.comma_behind(item)
        end = self._tree.span(comma)[1] if comma is not None else span[1]
        if _LINE_BREAK.search(self._text, span[1], end):
            comma, end = None, span[1]  # it leads the next line
        found = _REST_OF_LINE.match(self._text, end)
        rest = Rest(found.end(), comma is not None, bool(found[0].strip())) if found is not None else None
        return self._add_item(span, rest, content)

    def drop(self, dropped: Collection[Node], within: Node) -> tuple[Edit, ...]:
        """Remove items of a comma-separated list, each with its comma and, if it has one, its line."""
        items = self._tree.items(within)
        return tuple(self._drop_run(*run) for run in runs(items, dropped))

    def _drop_run(self, first: Node, last: Node, before: Node | None, behind: Node | None) -> Edit:
        start, end = self._tree.span(first)[0], self._tree.span(last)[1]
        line_start = self._line_start(start)
        comma = self._tree.comma_behind(last)
        stop = self._tree.span(comma)[1] if comma is not None else end
        rest = _REST_OF_LINE.match(self._text, stop)
        own_line = rest is not None and rest.end() < len(self._text) and not self._text[line_start:start].strip(" \t")
        if own_line and rest is not None and (comma is not None or before is None):
            return Edit(line_start, rest.end() + len(self._line_break(rest.end())), "")
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
        indentation = self._text[self._line_start(start) : start]
        rest = _REST_OF_LINE.match(self._text, end)
        sign = self._tree.grammar.terminator
        ended = bool(sign) and self._text.endswith(sign, start, end)
        sign = sign if ended else ""
        if not indentation.strip() and rest is not None:
            guard = "" if ended or content[:1] not in "([`" else self._tree.grammar.terminator
            line = f"{self._line_break(rest.end())}{indentation}{guard}{content}{sign}"
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
        line_start = self._line_start(start)
        rest = _REST_OF_LINE.match(self._text, end)  # with a comment, which is about the statement
        if not self._text[line_start:start].strip(" \t") and rest is not None:
            line_end = rest.end()
            if line_end < len(self._text):
                return (Edit(line_start, line_end + len(self._line_break(line_end)), ""),)
            return (Edit(start, line_end, ""),)
        separator = "" if self._tree.grammar.terminator else r"(?:;[ \t]*)?"
        space = re.compile(rf"[ \t]*{separator}").match(self._text, end)
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
