"""The brackets of a program: which pair is around a character."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from edgewise.patterns import on_demand
from edgewise.text.comments import Comments

_TOKEN = on_demand(
    r"(?P<string>\"(?:[^\"\\\n]|\\.){0,4000}\"|'(?:[^'\\\n]|\\.){0,4000}'|`(?:[^`\\]|\\.){0,8000}`)"
    r"|(?P<open>[(\[{])|(?P<close>[)\]}])"
)
_CLOSES = {")": "(", "]": "[", "}": "{"}


@dataclass(eq=False, slots=True)
class ProgramBracket:
    """A pair of brackets, or the whole text: where it opens and closes, in characters from 0; -1 opens the text."""

    start: int
    sign: str
    parent: ProgramBracket | None
    end: int


class Brackets:
    """All pairs of brackets of a text, but for those in strings and comments."""

    def __init__(self, text: str, comments: Comments) -> None:
        self._top = ProgramBracket(-1, "", None, len(text))
        self._marks: list[int] = [0]
        self._holders = [self._top]
        holder, at = self._top, 0
        while (token := _TOKEN.search(text, at)) is not None:
            at = token.end()
            if comments.cover(token.start()):
                at = token.start() + 1
            elif token.lastgroup == "open":
                holder = ProgramBracket(token.start(), token[0], holder, len(text))
                self._mark(at, holder)
            elif token.lastgroup == "close" and holder.parent is not None and holder.sign == _CLOSES[token[0]]:
                holder.end = token.start()
                holder = holder.parent
                self._mark(token.start(), holder)

    def _mark(self, at: int, holder: ProgramBracket) -> None:
        self._marks.append(at)
        self._holders.append(holder)

    def at(self, at: int) -> ProgramBracket:
        """Return the innermost pair of brackets around a character, or the whole text."""
        return self._holders[bisect_right(self._marks, at) - 1]


def around(holder: ProgramBracket) -> ProgramBracket:
    """Return the block around brackets, the brackets themselves where they are one, or the whole text."""
    while holder.parent is not None and holder.sign != "{":
        holder = holder.parent
    return holder
