"""Where the comments of a text are: by the lexer of its language, or line by line where there is none."""

from __future__ import annotations

import re
import time
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from edgewise.patterns import on_demand
from edgewise.text.kinds import EXCLAMATION, HASH, SEMICOLON, Kind
from edgewise.text.notations.shell.heredocs import STRING

if TYPE_CHECKING:
    from pygments.lexer import Lexer

_MAX_CHARACTERS = 2_000_000
_MAX_LINE = 20_000
_MAX_SECONDS = 10.0
_LONG_LINE = on_demand(rf"[^\n]{{{_MAX_LINE}}}")
_QUOTED = r"\"(?:[^\"\\\n]|\\.){0,2000}\"|'(?:[^'\\\n]|\\.){0,2000}'"
_BY_SIGN = {HASH: re.compile(r"[\"']|(?<!\S)#"), SEMICOLON: re.compile(r"[\"']|(?<!\S)[#;]")}
_CLOSING = {quote: re.compile(rf"\\.|{quote}|\n") for quote in "\"'"}
_BLOCK_COMMENT = on_demand(r"\{%-?\s*comment\b[^%{}]{0,200}%\}.{0,8000}?\{%-?\s*endcomment\s*-?%\}", re.DOTALL)
_BY_LINE = on_demand(
    r"^[ \t]*(?P<comment>(?:#|//|/?\*(?!/|[ \t]+(?:/|\w+://))|<!--|(?:;+|--)[ \t])[^\n]*)", re.MULTILINE
)
_COMMENT_BEHIND = on_demand(r"(?<=\s)//")
_OF_PROGRAM = on_demand(
    r"(?<!\\\n)(?:^[ \t]*(?://|--)|(?<=[;{}),])[ \t]+//)[ \t]+[^\n]*|^[ \t]*/\*[^\n]*\*/[ \t]*$", re.MULTILINE
)
"""A comment of a program that stands in data, in whatever language: in data itself nothing begins so."""
_URL_BEFORE = on_demand(r"[A-Za-z]:\Z")
_OF_SCRIPTS = frozenset(("javascript", "typescript"))
_SCRIPT_COMMENT = on_demand(r"//(?<![A-Za-z]://)|/\*|<!--|#!")
"""With what a comment of JavaScript may begin; the slashes of a URL are none."""
_TEMPLATE_OPEN = on_demand(r"\{\{-? ?/\*|\{\{!--|\{\{--|\{\{!(?!-)|\{#|<%#|<%--")
_TEMPLATE_CLOSE = {
    "{{/*": "*/", "{{!--": "--}}", "{{--": "--}}", "{{!": "}}", "{#": "#}", "<%#": "%>", "<%--": "--%>",
}  # fmt: skip
_GO_CLOSE = on_demand(r" ?-?\}\}")
_MAX_COMMENT = 20_000  # characters
_DESCRIPTION = on_demand(r"\"\"\"[^\"]*(?:\"{1,2}(?!\")[^\"]*)*\"\"\"")
_HASH_LINE = on_demand(r"^[ \t]*(?P<comment>#(?!!)[^\n]*)", re.MULTILINE)
_EXCLAMATION_LINE = on_demand(r"^[ \t]*(?P<comment>[#!][^\n]*)", re.MULTILINE)
_HEREDOC = on_demand(r"^[ \t]*:[ \t]*<<-?[ \t]*(?P<quote>['\"]?)(?P<tag>\w{1,80})(?P=quote)[^\n]*\n", re.MULTILINE)
_DOC = on_demand(r"@(?:module|type|short)?doc\b[ \t]*\(?[ \t]*(?:~[sS])?(?P<quote>\"\"\"|\'\'\'|\")")
_DOC_END = on_demand(r"[^\"\\]*(?:\\.[^\"\\]*)*\"", re.DOTALL)
_FRONTMATTER = on_demand(r"\s*---[ \t]*\r?\n")
_FRONTMATTER_END = on_demand(r"^---[ \t]*\r?$", re.MULTILINE)
_SCRIPT = on_demand(
    rf"{_QUOTED}|`(?:[^`\\]|\\.){{0,2000}}`|(?P<comment>(?<!\S)//[^\n]*|/\*(?:[^*]|\*(?!/)){{0,8000}}\*/)", re.DOTALL
)

_Tokens = Iterator[tuple[int, int, bool]]
"""Each token's start and end, and whether it is a comment."""


class Comments:
    """The comments of one text, found when first asked for, as far as asked for."""

    def __init__(self, text: str, kind: Kind) -> None:
        self._text = text
        self._kind = kind
        self._tokens: _Tokens | None = None
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._reached = 0
        self._seconds = 0.0
        """Processor time that the lexer has taken so far."""
        self._asides: list[tuple[int, int]] | None = None

    def cover(self, offset: int) -> bool:
        """Say whether the character at ``offset`` stands in a comment."""
        return self.start_of(offset) is not None

    def start_of(self, offset: int) -> int | None:
        """Return where the comment, or piece of one, begins in which ``offset`` stands; None outside of comments."""
        if self._asides is None:
            self._asides = _merged(_asides(self._text, self._kind.lexer))
        number = bisect_right(self._asides, (offset, len(self._text))) - 1
        if number >= 0 and offset < self._asides[number][1]:
            return self._asides[number][0]
        if self._tokens is None:
            self._tokens = _tokens(self._text, self._kind.lexer)
        began = time.thread_time() if self._reached <= offset else 0.0
        while self._reached <= offset:
            start, end, is_comment = next(self._tokens, (0, len(self._text) + 1, False))
            self._reached = max(self._reached, end)
            if is_comment:
                self._starts.append(start)
                self._ends.append(end)
            now = time.thread_time()
            self._seconds, began = self._seconds + now - began, now
            if self._seconds > _MAX_SECONDS:
                # A lexer that got stuck: the lines have to do.
                self._tokens, self._reached = _marked(self._text, _BY_LINE), 0
                self._starts, self._ends = [], []
                self._seconds = float("-inf")
        number = bisect_right(self._starts, offset) - 1
        return self._starts[number] if number >= 0 and offset < self._ends[number] else None


def _tokens(text: str, names: str) -> _Tokens:
    if names == "http":
        return _marked(text, _BY_LINE)
    if names == EXCLAMATION:
        return _marked(text, _EXCLAMATION_LINE)
    if names in _BY_SIGN:
        return _signed(text, _BY_SIGN[names])
    is_readable = len(text) <= _MAX_CHARACTERS and _LONG_LINE.search(text) is None
    if is_readable and names in _OF_SCRIPTS and _SCRIPT_COMMENT.search(text) is None:
        return iter(())  # most JSON: no lexer need say so
    lexer = _lexer(names) if is_readable else None
    return _marked(text, _BY_LINE) if lexer is None else _lexed(text, lexer, names)


def _asides(text: str, names: str) -> Iterator[tuple[int, int]]:
    """Yield what is a comment by its use and not by its look, which no lexer tells."""
    if "{{" in text or "{#" in text or "<%" in text:
        yield from _of_templates(text, mustache=names == "html")
    if "endcomment" in text:
        yield from (found.span() for found in _BLOCK_COMMENT.finditer(text))
    if names == HASH and ("//" in text or "--" in text or "/*" in text):
        yield from (found.span() for found in _OF_PROGRAM.finditer(text))
    if names in ("bash", "terraform") and "#" in text:
        yield from _in_documents(text)
    if names == "bash":
        yield from _unused_heredocs(text)
    elif names == "elixir":
        yield from _docs(text)
    elif names == "graphql":
        yield from (found.span() for found in _DESCRIPTION.finditer(text))
    elif names.startswith("astro"):
        start = _FRONTMATTER.match(text)
        end = _FRONTMATTER_END.search(text, start.end()) if start else None
        if start and end:
            for found in _SCRIPT.finditer(text, start.end(), end.start()):
                if found["comment"] is not None:
                    yield found.span()


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans in order, those that overlap as one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _of_templates(text: str, *, mustache: bool) -> Iterator[tuple[int, int]]:
    """Yield the comments of template languages, which may stand in any text."""
    done = 0
    while (found := _TEMPLATE_OPEN.search(text, done)) is not None:
        done = found.end()
        sign = found[0].replace(" ", "").replace("{{-/*", "{{/*")
        end = -1 if sign == "{{!" and not mustache else text.find(_TEMPLATE_CLOSE[sign], done, done + _MAX_COMMENT)
        if end >= 0:
            done = end + len(_TEMPLATE_CLOSE[sign])
            closed = _GO_CLOSE.match(text, done) if sign == "{{/*" else None
            done = closed.end() if closed else done
            yield found.start(), done


def _in_documents(text: str) -> Iterator[tuple[int, int]]:
    """Yield the lines with ``#`` in heredocs and in programs that stand in quotes over lines (jq, awk)."""
    for string in STRING.finditer(text):
        if "\n" in string[0] and (string["mark"] or string["single"]):
            yield from (line.span("comment") for line in _HASH_LINE.finditer(text, *string.span()))


def _unused_heredocs(text: str) -> Iterator[tuple[int, int]]:
    done = 0
    while (found := _HEREDOC.search(text, done)) is not None:
        last = re.compile(rf"^\t*{found['tag']}[ \t]*\r?$", re.MULTILINE).search(text, found.end())
        done = last.end() if last else len(text)  # as a shell reads it
        yield found.start(), done


def _docs(text: str) -> Iterator[tuple[int, int]]:
    done = 0
    while (found := _DOC.search(text, done)) is not None:
        quote = found["quote"]
        if len(quote) == 1:
            last = _DOC_END.match(text, found.end())
            done = last.end() if last else -1
        else:
            at = text.find(quote, found.end())
            done = at + len(quote) if at >= 0 else -1
        if done < 0:
            return
        yield found.start(), done


def _marked(text: str, pattern: re.Pattern[str]) -> _Tokens:
    for found in pattern.finditer(text):
        yield *found.span(), found["comment"] is not None


def _signed(text: str, sign: re.Pattern[str]) -> _Tokens:
    """Yield the strings that close on their line, and the comments that begin with a sign outside of them."""
    at = 0
    # How far no quote of a kind is closed: where one is not, those behind it on the line are not either.
    open_until = {"'": 0, '"': 0}
    while (found := sign.search(text, at)) is not None:
        start, at = found.span()
        if found[0] not in open_until:
            end = text.find("\n", at)
            at = len(text) if end < 0 else end
            yield start, at, True
        elif start >= open_until[found[0]]:
            ends = (item for item in _CLOSING[found[0]].finditer(text, at) if len(item[0]) == 1)
            closing = next(ends, None)
            if closing is not None and closing[0] == found[0]:
                at = closing.end()
                yield start, at, False
            else:
                open_until[found[0]] = len(text) if closing is None else closing.start()


def _lexed(text: str, lexer: Lexer, names: str) -> _Tokens:
    from pygments.token import Comment, String

    for at, kind, value in lexer.get_tokens_unprocessed(text):
        start, end, kinds = at, at + len(value), kind.split()
        is_code = Comment.Preproc in kinds or Comment.PreprocFile in kinds
        is_comment = String.Doc in kinds or (Comment in kinds and not is_code)
        if is_code and names == "ruby":
            is_comment = True  # __END__ and what is behind it
        elif is_code and names == "csharp":
            behind = _COMMENT_BEHIND.search(value)
            start, is_comment = (start + behind.start(), True) if behind else (start, False)
        elif is_comment and names == "batch":
            start -= text[max(0, start - 1) : start] in ("@", ":")  # the lexer takes half of `@rem` and `::` for itself
        if is_comment and value.startswith("//") and _URL_BEFORE.search(text, max(0, start - 2), start):
            # What a lexer takes for a comment may be the rest of a URL that stands outside a string.
            later = _COMMENT_BEHIND.search(value)
            start = start + later.start() if later else end
            is_comment = later is not None
        yield start, end, is_comment


def _lexer(names: str) -> Lexer | None:
    from pygments.lexers import get_lexer_by_name  # pyright: ignore[reportUnknownVariableType]
    from pygments.util import ClassNotFound

    for name in names.split():
        try:
            return get_lexer_by_name(name)
        except ClassNotFound:
            continue
    return None
