"""Edits that keep the author's layout: one more argument, one less, a statement after another."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst

from edgewise.findings import Edit
from edgewise.layout import Rest, TextLayout, runs
from edgewise.patterns import on_demand
from edgewise.python.comments import find_comments
from edgewise.wording import enumerated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from edgewise.python.syntax.scopes import Scope
    from edgewise.python.syntax.tree import Tree

_REST_OF_LINE = on_demand(r"[ \t\f]*(?P<comma>,)?[ \t\f]*(?P<comment>#[^\r\n]*)?(?=[\r\n]|\Z)")
_AFTER_ITEM = on_demand(r"(?:[ \t\f\r\n\\]|#[^\r\n]*(?=[\r\n]))*,[ \t\f]*")
"""The comma behind an item, which may stand behind comments and line breaks."""
_TO_CLOSING = on_demand(r"(?:[\s,\\]|#[^\r\n]*(?=[\r\n]))*(?=[)\]}])")
_COMMENT_ABOVE = on_demand(r"(?:\r\n|\r|\n)[ \t\f]*#[^\r\n]*(?:\r\n|\r|\n)\Z")
_WORD = on_demand(r"\w+")
_LITERAL = on_demand(
    r"#[^\r\n]*|(?P<prefix>\b[A-Za-z]{1,2})?(?P<quote>\"{3}|'{3}|\"|')(?:\\.|(?!(?P=quote)).)*(?P=quote)", re.DOTALL
)
"""A literal that is a text, or a comment, which may hold quotes too."""
_FORMATTED = frozenset({"f", "F", "fr", "fR", "Fr", "FR", "rf", "rF", "Rf", "RF"})


class Layout(TextLayout):
    """Makes edits in the text of one module. Spans are characters from 0, the end exclusive."""

    def __init__(self, tree: Tree) -> None:
        super().__init__(tree.text)
        self._tree = tree
        self._quote: str | None = None
        self._places: dict[str, list[tuple[int, int]]] = {}
        """Where each name stands, sorted: its first character, and its number among those of the name."""

    def quoted(self, value: str, like: cst.BaseExpression | None) -> str:
        """Return a literal for ``value`` in the quotes of ``like``, in those of the module where it is no literal."""
        quote = like.quote if isinstance(like, cst.SimpleString) and len(like.quote) == 1 else self._usual_quote()
        return f"{quote}{value}{quote}"

    def _usual_quote(self) -> str:
        if self._quote is None:
            # Not those that libcst has read: what a finding says does not depend on how much that is.
            literals = (found for found in _LITERAL.finditer(self._tree.text) if found["prefix"] not in _FORMATTED)
            quotes = Counter(found["quote"] for found in literals)
            self._quote = "'" if quotes["'"] > quotes['"'] else '"'
        return self._quote

    def sign_behind(self, item: cst.CSTNode, sign: str, key: str, items: Sequence[cst.CSTNode]) -> str:
        """Return ``sign`` with its blanks for a new ``key`` after ``item``, lined up as the signs of the list are.

        :param items: all items of the list, arguments or entries of a dictionary.
        """
        keys = [self._tree.span(one) for one in map(_key_of, items) if one is not None]
        return self._sign_behind(self._tree.span(_key_of(item) or item), sign, key, keys)

    def insert_after(self, item: cst.CSTNode, content: str) -> tuple[Edit, ...]:
        """Add ``content`` behind an item of a comma-separated list, on a line of its own where the item has one."""
        span = self._tree.span(item)
        found = _REST_OF_LINE.match(self._text, span[1])
        rest = Rest(found.end(), found["comma"] is not None, found["comment"] is not None) if found else None
        return self._add_item(span, rest, content)

    def drop(self, items: Sequence[cst.CSTNode], dropped: Sequence[cst.CSTNode]) -> tuple[Edit, ...]:
        """Remove ``dropped`` from the comma-separated ``items``, each with its comma, its line and the comment above.

        What a comment said that goes with an item is told by :meth:`comments_in`.
        """
        gone = set(dropped)
        if items and gone.issuperset(items) and (emptied := self._drop_all(items[0], items[-1])) is not None:
            return (emptied,)
        return tuple(self._drop_run(*run) for run in runs(items, gone))

    def comments_in(self, edits: Iterable[Edit]) -> list[str]:
        """Return the comments that ``edits`` take away, as they are written."""
        removed = [(edit.start, edit.end) for edit in edits if "#" in self._text[edit.start : edit.end]]
        if not removed:
            return []
        comments = find_comments(self._text, self._tree.lines) or []
        return [
            self._text[comment.start : comment.end]
            for comment in comments
            if any(start <= comment.start < end for start, end in removed)
        ]

    def left_unused(self, edits: Iterable[Edit]) -> str:
        """Return a clause on the names that only what ``edits`` take away uses, each with its line; "" without one."""
        removed = [(edit.start, edit.end) for edit in edits if edit.start < edit.end]
        words = dict.fromkeys(word for start, end in removed for word in _WORD.findall(self._text[start:end]))
        rows: dict[str, int] = {}
        for word in words:
            for scope in self._scopes_of(word, removed) if word in self._names else ():
                owner = scope.lookup(word)
                if owner is not None and self._is_left_unused(word, owner[0], removed):
                    rows[word] = self._tree.line(owner[1][0].node)
        if not rows:
            return ""
        said = enumerated(f"`{name}` on line {row}" for name, row in rows.items())
        verb, them = ("is", "it") if len(rows) == 1 else ("are", "them")
        return f"; then {said} {verb} not used any more, and you may remove {them}"

    @cached_property
    def _names(self) -> dict[str, list[tuple[cst.Name, Scope]]]:
        """The names of the module, but for those of arguments, each with its scope."""
        names: dict[str, list[tuple[cst.Name, Scope]]] = defaultdict(list)
        for node, scope in self._tree.nodes(cst.Name):
            parent = self._tree.parents.get(node)
            if not (isinstance(parent, cst.Arg) and parent.keyword is node):
                names[node.value].append((node, scope))
        return names

    def _scopes_of(self, name: str, spans: Iterable[tuple[int, int]]) -> Iterator[Scope]:
        """Yield the scopes in which a name stands within spans."""
        if name not in self._places:
            named = self._names[name]
            self._places[name] = sorted((self._tree.span(node)[0], number) for number, (node, _) in enumerate(named))
        places = self._places[name]
        for start, end in spans:
            for _, number in places[bisect_left(places, (start, 0)) : bisect_left(places, (end, 0))]:
                yield self._names[name][number][1]

    def _is_left_unused(self, name: str, owner: Scope, removed: Sequence[tuple[int, int]]) -> bool:
        bindings = owner.names[name]
        if owner.kind not in ("function", "module") or any(binding.kind != "assign" for binding in bindings):
            return False
        if owner.kind == "module":
            # Not all of a module is parsed, and what exports it may be a text.
            named = re.finditer(rf"\b{re.escape(name)}\b", self._text)
            return sum(not _within(found.start(), removed) for found in named) == len(bindings)
        return all(_within(self._tree.span(use)[0], removed) for use, _ in self._tree.uses(name, owner))

    def _drop_all(self, first: cst.CSTNode, last: cst.CSTNode) -> Edit | None:
        """Return what leaves nothing between the brackets, None where something stands there that is no item."""
        start = self._tree.span(first)[0]
        if not self._text[self._line_start(start) : start].strip():
            start = self._above_comments(start)
        start = len(self._text[:start].rstrip(" \t\f\r\n"))
        behind = _TO_CLOSING.match(self._text, self._tree.span(last)[1])
        if behind is None or self._text[start - 1 : start] not in ("(", "[", "{"):
            return None
        return Edit(start, behind.end(), "")

    def _drop_run(
        self, first: cst.CSTNode, last: cst.CSTNode, before: cst.CSTNode | None, behind: cst.CSTNode | None
    ) -> Edit:
        start, end = self._tree.span(first)[0], self._tree.span(last)[1]
        line_start = self._line_start(start)
        rest = _REST_OF_LINE.match(self._text, end)
        leading_comma = self._text[line_start:start].strip() == "," and rest is not None and not rest["comma"]
        if leading_comma and rest is not None and rest.end() < len(self._text):
            return Edit(self._above_comments(start), rest.end() + len(self._line_break(rest.end())), "")
        own_line = not self._text[line_start:start].strip() and rest is not None and rest.end() < len(self._text)
        comma = _AFTER_ITEM.match(self._text, end)
        if own_line and rest is not None and (rest["comma"] or (behind is None and comma is None)):
            return Edit(self._above_comments(start), rest.end() + len(self._line_break(rest.end())), "")
        if before is not None:
            before_end = self._tree.span(before)[1]
            if "#" not in self._text[before_end:start]:
                return Edit(before_end, end, "")
        if behind is not None and "#" not in self._text[end : self._tree.span(behind)[0]]:
            return Edit(start, self._tree.span(behind)[0], "")
        return Edit(start, comma.end() if comma else end, "")

    def _above_comments(self, offset: int) -> int:
        """Return the start of the line of ``offset``, or of the first of the lines above that hold a comment alone."""
        start = self._line_start(offset)
        while (above := _COMMENT_ABOVE.search(self._text, 0, start)) is not None:
            start = above.end() - len(above[0].lstrip("\r\n"))
        return start

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


def _key_of(item: cst.CSTNode) -> cst.CSTNode | None:
    if isinstance(item, cst.DictElement):
        return item.key
    return item.keyword if isinstance(item, cst.Arg) else None


def _within(offset: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= offset < end for start, end in spans)
