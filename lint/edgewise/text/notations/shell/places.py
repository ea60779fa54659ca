"""Where a mention of a setting stands in a script: the command up to it, and the string that it is in."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from edgewise.patterns import on_demand
from edgewise.text.comments import Comments
from edgewise.text.notations.shell.contexts import APPENDED, is_run, separator
from edgewise.text.notations.shell.heredocs import STRING
from edgewise.text.settings.lines import Mention
from edgewise.text.settings.pairs import EVERYWHERE

CONTINUED = ("\\\n", "\\\r\n", "`\n", "`\r\n", "^\n", "^\r\n")
"""What ends a line that goes on below, in POSIX shells, PowerShell and cmd."""
_REACH = 4_000  # characters of a command before a mention
_NESTED = on_demand(r"\\.|\$\(|[\"'()]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ShellPlace:
    """Where a mention stands: the command up to it, over continued lines; whether lines can be added; its branch."""

    logical: str
    lines: bool
    is_text: bool = False
    """Whether it stands inside a quoted string that is no script, or in a heredoc."""
    branch: int = 0
    are_options: bool = False
    """Whether the script is nothing but options of a command that runs a container."""
    string: int = EVERYWHERE
    """Which string that is, as :attr:`Entry.command`."""


def placed(text: str, mention: Mention, start: int, strings: list[tuple[int, int]], *, lines: bool) -> ShellPlace:
    """Return the place of a mention in the script that starts at ``start`` and has these strings."""
    low = mention.low
    while low > start and text.endswith(CONTINUED, start, low) and mention.start - low < _REACH:
        low = max(start, text.rfind("\n", start, low - 1) + 1)
    number = bisect_right(strings, (mention.start, 0)) - 1
    inside = strings[number] if number >= 0 and mention.start < strings[number][1] else None
    logical = text[low : mention.start]
    if inside is None or (inside[0] == mention.start - 1 and "\n" not in text[slice(*inside)]):
        return ShellPlace(logical, lines)
    before = text[mention.low : mention.start]
    if inside[0] >= low and "\n" not in text[slice(*inside)]:
        if separator(before, logical):
            return ShellPlace(logical, lines)
        if text[inside[0] + 1 : mention.start].strip() == "export" and APPENDED.search(before):
            return ShellPlace(logical, lines)
        if is_run(text[low : inside[0]]):
            return ShellPlace(text[inside[0] + 1 : mention.start], lines=False)
    return ShellPlace(logical, lines, is_text=True, string=-2 - inside[0])


def strings_in(text: str, start: int, end: int, comments: Comments | None) -> list[tuple[int, int]]:
    """Return the spans of quoted strings and heredocs; what stands in ``$( )`` in a string is no part of it."""
    spans: list[tuple[int, int]] = []
    at = start
    while (found := STRING.search(text, at, end)) is not None:
        at = found.end()
        if comments is not None and comments.cover(found.start()):
            at = found.start() + 1
        elif found["double"] is not None and "$(" in found[0]:
            at = _split(text, found.start(), end, spans)
        elif found.lastgroup is not None:
            spans.append(found.span())
    return spans


def _split(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> int:
    """Add the parts of a string that commands in it leave, and the strings of these; return where it ends."""
    around, first = ['"'], start
    for sign in _NESTED.finditer(text, start + 1, end):
        inside = around[-1]
        if inside == "(":
            if sign[0] in ("(", "$("):
                around.append("(")
            elif sign[0] in ('"', "'"):
                around.append(sign[0])
                first = sign.start()
            elif sign[0] == ")":
                around.pop()
                first = sign.end()
        elif sign[0] == inside:
            spans.append((first, sign.end()))
            around.pop()
            if not around:
                return sign.end()
        elif inside == '"' and sign[0] == "$(":
            spans.append((first, sign.start()))
            around.append("(")
    return end
