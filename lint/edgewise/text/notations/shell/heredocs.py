"""Heredocs: where they stand in a script, and what the texts in them are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from edgewise.patterns import on_demand
from edgewise.text.kinds import Kind
from edgewise.text.settings.embedded import SCRIPT, by_look, by_name

STRING = on_demand(
    r"\\.|(?<!<)<<-?[ \t]*\\?(?P<heredoc>[\"']?)(?P<mark>[A-Za-z_]\w*)(?P=heredoc)[^\n]*\n"
    r"(?:(?![ \t]*(?P=mark)[ \t]*\r?$)[^\n]*\n)*"
    r"|(?P<double>\"[^\"\\]*(?:\\.[^\"\\]*)*\")|(?P<single>'[^']*')",
    re.DOTALL | re.MULTILINE,
)
"""A quoted string, or a heredoc from its sign to the last line before the mark."""
_FILE = on_demand(
    r"(?<![<>&\d])>{1,2}[ \t]*[\"']?(?P<to>[^\s\"'<>;&|()]+)"
    r"|\btee[ \t]+(?:-a[ \t]+|--append[ \t]+)?[\"']?(?P<tee>[^\s\"'<>;&|()-][^\s\"'<>;&|()]*)"
)
_SHELL = on_demand(
    r"(?:^|[;&|(][ \t]*|[ \t])(?:[\w./]*/)?(?:ssh|(?:ba|z|k|da|a)?sh)(?=[ \t]|\Z)(?![^\n;&|]*[ \t]-\w*c[ \t])",
    re.MULTILINE,
)
_MARK = on_demand(r"<<-?[ \t]*\\?[\"']?\w+[\"']?")
_MAX_LINE = 1_000  # characters


@dataclass(frozen=True, slots=True)
class Heredoc:
    """A heredoc: the command that it is given to, without it, and where its lines start and end."""

    command: str
    start: int
    end: int

    @property
    def file(self) -> str:
        """The file that it is written to, "" for none."""
        named = [found["to"] or found["tee"] for found in _FILE.finditer(self.command)]
        return next((name for name in named if name != "/dev/null"), "")

    def kind(self, text: str) -> tuple[Kind, bool] | None:
        """Return what it holds, and whether that is sure; None where nothing says it."""
        body = text[self.start : self.end]
        known = by_name(self.file, body) if self.file else None
        if known is not None:
            return known, True
        return (SCRIPT, True) if not self.file and _SHELL.search(self.command) else by_look(body)


def heredocs(text: str) -> list[tuple[int, int]]:
    """Return the spans of the heredocs of a script, from the sign to the last line before the mark."""
    return [found.span() for found in STRING.finditer(text) if found["mark"]]


def heredocs_at(text: str, spans: list[tuple[int, int]]) -> Iterator[Heredoc]:
    """Yield the heredocs at the spans of strings and heredocs given."""
    for start, end in spans:
        if text.startswith("<<", start):
            body = text.find("\n", start, end) + 1
            low = text.rfind("\n", max(0, start - _MAX_LINE), start) + 1
            mark = _MARK.match(text, start)
            behind = text[mark.end() if mark else start : min(body, start + _MAX_LINE)]
            yield Heredoc(f"{text[low:start]} {behind}", body, end)
