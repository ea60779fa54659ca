"""Lines that give a value to a key, each with the keys above it: YAML by its indentation, sections by their headers."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from edgewise.patterns import on_demand

if TYPE_CHECKING:
    from collections.abc import Iterator

_NEAR = 12  # lines on either side
_NEAR_IN_BLOCK = 60  # lines above
_YAML = on_demand(
    r"(?P<lead>[ \t]*(?P<dashes>(?:-[ \t]+)*))"
    r"(?:(?P<key>\"[^\"\n]{0,200}\"|'[^'\n]{0,200}'|[^\s#{}\[\],&*!|>'\"%@`:-](?:[^:#\n]|:(?![ \t/]|\Z)){0,200}?"
    r"|-[\w-]{1,80})[ \t]*:(?=[ \t]|\Z)[ \t]*)?"
)
_BLOCK = on_demand(r"(?:[&!]\S+[ \t]+)*[|>][+-]?\d?[+-]?[ \t]*(?:#.*)?\Z")
_SCALAR = on_demand(r"\s*(?P<quote>[\"']?)(?=[^\s\"'\[{|>&*!%@`#])")
_REST = on_demand(r"(?P<indent>[ \t]*)(?!#|\{[{%]|---)\S")
_LONGEST = 60
"""Lines of a value without quotes."""
_INNER = on_demand(r"[ \t]*(?:-[ \t]+)*[\"']?(?P<key>[A-Za-z][\w.-]{0,80})[\"']?[ \t]*[:=](?=[ \t\r\[{\"'\w]|\Z)")
"""A key in a text that is a value as a whole."""
_HEADER = on_demand(r"[ \t]*\[{1,2}(?P<name>[^\[\]\n=]{1,200})\]{1,2}[ \t]*(?:[#;].*)?\Z")
_ASSIGNED = on_demand(
    r"[ \t]*(?:(?:export|set|setx|ENV|ARG|Environment="
    r"|-)[ \t]*)?[\"']?(?P<key>%?[\w.@/\[\]-]{1,200})[\"']?[ \t]*(?:=(?!=)|:(?=[ \t]|//))[ \t]*"
    r"|[ \t]*(?:ENV|SetEnv|setx)[ \t]+(?P<first>[A-Za-z_]\w{0,200})[ \t]+(?=[^\s=])"
)


@dataclass(eq=False, slots=True)
class Line:
    """A key, or an item of a list (whose key is ""), that begins on a line, and the one that it belongs to."""

    key: str
    column: int
    above: Line | None
    is_item: bool = False
    is_block: bool = False
    """Whether its value is all the lines below that are indented further."""
    children: int = 0
    """How many keys an item of a list has."""
    at: int = 0
    """Where its value begins, in characters of the text from 0."""

    @property
    def level(self) -> Line | None:
        """What holds it, and the names beside it: a list, where each of its items has one name alone."""
        above = self.above
        return above.above if above is not None and above.is_item and above.children == 1 else above

    def keys(self) -> list[str]:
        """Return its own key and those above it, without those of items, which have none."""
        found: list[str] = []
        line: Line | None = self
        while line is not None:
            found += [line.key] if line.key else []
            line = line.above
        return found


class HostLines:
    """The keys of a text, line by line."""

    def __init__(self, text: str, *, is_yaml: bool) -> None:
        self._text = text
        self._starts: list[int] = []
        self._lines: list[Line | None] = []
        top = Line("", -1, None)
        stack = [top]
        at = 0
        is_continued = False
        for line in text.split("\n"):
            self._starts.append(at)
            found = self._indented(line, at, stack) if is_yaml else self._assigned(line, at, stack)
            if is_continued and (found is None or text.startswith("//", found.at)):
                found = self._lines[-1]  # the rest of the value above, or a URL, which is no name with a colon
            self._lines.append(found)
            is_continued = not is_yaml and line.endswith(("\\", "\\\r"))
            at += len(line) + 1

    def at(self, offset: int) -> Line | None:
        """Return the key to which the characters at a place are given."""
        return self._lines[bisect_right(self._starts, offset) - 1]

    def within(self, offset: int) -> list[str]:
        """Return the keys around a place within a block, its own first, where the text in it has keys by lines."""
        last = bisect_right(self._starts, offset) - 1
        block, found, column = self._lines[last], list[str](), offset
        for start in reversed(self._starts[max(0, last - _NEAR_IN_BLOCK) : last + 1]):
            if block is None or not block.is_block or start <= block.at:
                break
            end = self._text.find("\n", start)
            line = self._text[start : end if end >= 0 else None]
            own = len(line) - len(line.lstrip())
            if not line.strip() or own >= column:
                continue
            key, column = _INNER.match(line), own
            if key is not None:
                found.append(key["key"])
            elif found:
                break
        return found

    def beside(self, line: Line) -> Iterator[Line]:
        """Yield the other lines of the mapping of a line that are near it."""
        number = bisect_right(self._starts, line.at) - 1
        for other in self._lines[max(0, number - _NEAR) : number + _NEAR + 1]:
            if other is not None and other is not line and other.level is line.level:
                yield other

    def line_start(self, offset: int) -> int:
        """Return where the line of a place begins."""
        return self._starts[bisect_right(self._starts, offset) - 1]

    def folded(self, offset: int) -> tuple[int, int] | None:
        """Return the span of the value of YAML over lines that a place is in, without quotes; None for none."""
        number = bisect_right(self._starts, offset) - 1
        line = self._lines[number]
        if line is None or line.is_block:
            return None
        first = bisect_right(self._starts, line.at) - 1
        begin = _SCALAR.match(self._text, line.at)
        if (
            begin is None
            or number - first > _LONGEST
            or not all(self._goes_on(line, n) for n in range(first + 1, number))
        ):
            return None
        last = number
        while last - first < _LONGEST and last + 1 < len(self._lines) and self._goes_on(line, last + 1):
            last += 1
        if last == first or not self._goes_on(line, last):
            return None
        end = self._starts[last + 1] - 1 if last + 1 < len(self._starts) else len(self._text)
        value = self._text[begin.end() : end].rstrip().removesuffix(begin["quote"])
        return begin.end(), begin.end() + len(value)

    def _goes_on(self, line: Line, number: int) -> bool:
        """Say whether a line is the rest of the value of a key or an item above it."""
        rest = _REST.match(self._text, self._starts[number])
        return self._lines[number] is line and rest is not None and len(rest["indent"]) > line.column

    def _indented(self, line: str, at: int, stack: list[Line]) -> Line | None:
        bare = line.lstrip()
        indent = len(line) - len(bare)
        if not bare or (bare.startswith("#") and not stack[-1].is_block):
            return stack[-1] if len(stack) > 1 else None
        if stack[-1].is_block and indent > stack[-1].column:
            return stack[-1]
        found = _YAML.match(line)
        if found is None or bare.startswith(("---", "{{", "{%")):
            return stack[-1] if len(stack) > 1 else None
        if not found["dashes"] and found["key"] is None:
            return stack[-1] if len(stack) > 1 else None  # the rest of a value over lines
        for column in (number for number in range(indent, len(found["lead"])) if line[number] == "-"):
            while stack[-1].column > column or (stack[-1].column == column and stack[-1].is_item):
                stack.pop()
            stack.append(Line("", column, stack[-1], is_item=True, at=at + len(found["lead"])))
        if found["key"] is not None:
            column = len(found["lead"])
            while stack[-1].column >= column:
                stack.pop()
            is_block = _BLOCK.match(line, found.end()) is not None
            key = found["key"].strip("\"'")
            stack[-1].children += 1
            stack.append(Line(key, column, stack[-1], is_block=is_block, at=at + found.end()))
        return stack[-1]

    def _assigned(self, line: str, at: int, stack: list[Line]) -> Line | None:
        header = _HEADER.match(line)
        if header is not None:
            del stack[1:]
            stack.append(Line(header["name"].strip(), 0, stack[0]))
            return None
        found = _ASSIGNED.match(line)
        if found is None:
            return None
        return Line(found["key"] or found["first"], 1, stack[-1], at=at + found.end())
