"""Spots: the places of a text where an ignore comment can stand, and how it is written there."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from edgewise.files.file import FileKind
from edgewise.files.sources import Lines
from edgewise.notebooks.cells import CellText, cells_of
from edgewise.notebooks.magics import as_python
from edgewise.python.comments import find_line_ends
from edgewise.suppressions.directives import FAR, Directives
from edgewise.suppressions.reach import Statements, rows_above
from edgewise.text.kinds import EXCLAMATION, HASH, SEMICOLON
from edgewise.text.kinds import kind_of as text_kind_of
from edgewise.text.notations.json import parse
from edgewise.text.notations.structured.nodes import MalformedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from edgewise.findings import Edit, Finding

_WRITTEN = {
    **dict.fromkeys("bash fish powershell terraform ruby perl elixir julia nimrod cr splus graphql cmake".split(), "#"),
    **dict.fromkeys("javascript typescript jsx tsx go java kotlin scala groovy csharp fsharp rust swift".split(), "//"),
    **dict.fromkeys("objective-c c cpp dart protobuf zig solidity php scss less".split(), "//"),
    **dict.fromkeys("sql lua haskell elm".split(), "--"),
    "erlang": "%",
    "clojure": ";",
    "coffeescript": "#",
    "css": "/*",
    "html": "<!--",
    "vue": "<!--",
    "xml": "<!--",
}
"""The comment sign of a language, by the first name of its Pygments lexer."""
_CLOSING = {"/*": " */", "<!--": " -->"}
_JSON_WITH_COMMENTS = (".jsonc", ".json5", ".code-workspace")
# In these a text between tags may run over lines, and a comment in it would be shown to people.
_TAGGED = frozenset({"jsx", "tsx"})
_BLOCK = re.compile(r"<(?P<close>/)?(?P<name>script|style|template)\b(?P<attributes>[^>]*)>", re.IGNORECASE)
"""Where a page starts to be in another language, or ends to be."""
_LANGUAGE = re.compile(r"\b(?:type|lang)\s*=\s*[\"']?(?P<name>[^\s\"'>]*)", re.IGNORECASE)
_SCRIPTS = frozenset({"", "module", "js", "ts", "typescript", "text/javascript", "application/javascript"})
_BREAK = re.compile(r"\r\n|\r|\n")
_STATEMENT = re.compile(r"[^<]*[;,]")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place for codes: into ``[...]`` of a comment that is there, behind a line, or on a line of its own.

    ``offset`` counts characters from 0. What is written is ``before``, the codes and ``after``.
    """

    offset: int
    before: str
    after: str


class Spots:
    """The spots of one text."""

    def __init__(self, text: str, kind: FileKind, path: str, reason: str) -> None:
        self._text = text
        self._lines = Lines(text)
        self._statements = Statements(self._lines)
        self._reason = f" {reason}"
        self._notebook = _NotebookSpots(text, reason) if kind is FileKind.NOTEBOOK else None
        self._python = kind is FileKind.PYTHON
        self._ends = find_line_ends(text, self._lines) if self._python else None
        self._behind, self._above = ("#", "") if self._python else _signs(text, kind, path)
        known = text_kind_of(path, text)
        lexer = "" if self._python else known.lexer.partition(" ")[0]
        self._tagged = lexer in _TAGGED
        self._is_page = lexer in ("html", "vue")
        self._among_joined = known.notation == "docker"
        found = _BREAK.search(text)
        self._break = found[0] if found else "\n"
        self._there = [
            item
            for item in Directives(text, self._lines, None if self._python else known).understood()
            if item.codes and not item.whole_file
        ]

    @property
    def any(self) -> bool:
        """Whether there are comments at all in this kind of file."""
        return bool(self._behind or self._above or (self._notebook and self._notebook.cells))

    def of(self, finding: Finding) -> Iterator[Spot]:
        """Yield the spots for a finding, the best first."""
        if self._notebook is not None:
            yield from self._notebook.of(finding)
            return
        row = self._lines.location(finding.start)[0]
        last = self._lines.location(max(finding.start, finding.end - 1))[0]
        for item in self._there:
            if item.rows.start <= last and row < item.rows.stop:
                yield Spot(item.codes[-1][2], ", ", "")
        if self._python:
            for end in self._ends or ():
                if end.first_row <= last and row <= end.row:
                    yield self._behind_line(end.offset, self._behind)
            return
        behind, above = self._behind, self._above
        if self._is_page:
            behind = above = _sign_in_page(self._text, finding.start)
        if behind:
            while last < len(self._lines) and self._lines.line(last).endswith("\\"):
                last += 1
            for number in dict.fromkeys((row, last)):
                line = self._lines.line(number)
                if not line.endswith("\\") and (not self._tagged or _STATEMENT.fullmatch(line.rstrip())):
                    yield self._behind_line(self._lines.start(number) + len(line), behind)
        if above and not self._tagged:
            # Of lines that backslashes join, only a Dockerfile's may have a comment among them.
            first = row if self._among_joined else rows_above(self._lines, row).start
            yield self._above_line(first, above)
            # Within a value of several lines no comment can stand, and one above its statement speaks for all of it.
            around = range(first - 1, max(0, first - FAR), -1)
            opening = next((number for number in around if self._statements.last_row(number) >= last), None)
            if opening is not None:
                yield self._above_line(rows_above(self._lines, opening).start, above)

    def _behind_line(self, offset: int, sign: str) -> Spot:
        while self._text[offset - 1 : offset] in (" ", "\t"):
            offset -= 1
        gap = "  " if sign == "#" else " "
        closing = _CLOSING.get(sign, "")
        return Spot(offset, f"{gap}{sign} edgewise: ignore[", f"]{self._reason}{closing}")

    def _above_line(self, row: int, sign: str) -> Spot:
        line = self._lines.line(row)
        # Where no comment stands behind a line, blanks before one may mean something too.
        indent = line[: len(line) - len(line.lstrip())] if self._behind else ""
        closing = _CLOSING.get(sign, "")
        after = f"]{self._reason}{closing}{self._break}"
        return Spot(self._lines.start(row), f"{indent}{sign} edgewise: ignore[", after)


class _NotebookSpots:
    """The spots of a notebook: those of its cells in Python, each by itself."""

    def __init__(self, text: str, reason: str) -> None:
        self._text = text
        self._reason = reason
        try:
            roots = parse(text)
        except MalformedError:
            roots = []
        self.cells = [cell for cell in (cells_of(roots[0]) if roots else ()) if cell.is_code and cell.strings]

    def of(self, finding: Finding) -> Iterator[Spot]:
        """Yield the spots for a finding in the text of the notebook's file, the best first."""
        for cell in self.cells:
            if not cell.strings[0].start <= finding.start <= finding.end <= cell.strings[-1].end:
                continue
            content = CellText(self._text, [cell])
            source = as_python(content.text)
            start, end = map(content.offsets.offset_at, (finding.start, finding.end))
            if source is None or start is None or end is None:
                return
            inner = Spots(source, FileKind.PYTHON, "", self._reason)
            for spot in inner.of(finding._replace(start=start, end=end)):
                before, after = (json.dumps(written, ensure_ascii=False)[1:-1] for written in (spot.before, spot.after))
                yield Spot(content.place(spot.offset), before, after)


def _sign_in_page(text: str, offset: int) -> str:
    """Return the sign of a comment at ``offset`` of HTML or a Vue component, "" where its language is not known."""
    blocks = list(_BLOCK.finditer(text, 0, offset))
    if not blocks or blocks[-1]["close"]:
        return "<!--"
    block = blocks[-1]
    named = _LANGUAGE.search(block["attributes"])
    language = named["name"].lower() if named else ""
    match block["name"].lower():
        case "script":
            return "//" if language in _SCRIPTS else ""
        case "style":
            return "/*"
        case _:
            return "" if language else "<!--"


def _signs(text: str, kind: FileKind, path: str) -> tuple[str, str]:
    """Return the signs of a comment behind a line and of one on a line of its own, "" where there is none."""
    known = text_kind_of(path, text)
    if kind is FileKind.NOTEBOOK or known.upstream or known.prose:
        return "", ""
    lexer = known.lexer.partition(" ")[0]
    if known.notation == "json":
        sign = "//" if path.lower().endswith(_JSON_WITH_COMMENTS) else ""
        return sign, sign
    if known.notation in ("yaml", "travis") or path.lower().endswith((".toml", "pipfile")):
        return "#", "#"
    if lexer in (HASH, SEMICOLON, EXCLAMATION):
        return "", "#" if known.notation else ""
    sign = _WRITTEN.get(lexer, "")
    return sign, sign


def edits_of(spots: Mapping[Spot, Iterable[str]]) -> tuple[Edit, ...]:
    """Return the edits that write each spot's codes there."""
    from edgewise.findings import Edit

    edits = [
        Edit(spot.offset, spot.offset, spot.before + ", ".join(sorted(set(codes))) + spot.after)
        for spot, codes in spots.items()
    ]
    return tuple(sorted(edits, key=lambda edit: edit.start))
