"""Lines of a text: where settings are mentioned in them, and how another one is put below or beside."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from edgewise.findings import Edit
from edgewise.judgement.settings import is_setting_key
from edgewise.patterns import on_demand

_MENTION = on_demand(r"(?:TWILIO_(?:REGION|EDGE)|(?i:TWILIO(?:__|:)CLIENT(?:__|:)(?:REGION|EDGE)))(?![\w-]|\.\w)")
_PREFIX = on_demand(r"[\w.-]{0,80}\Z")
_MAX_LINE = 1_000  # characters on either side; what is longer is no line that somebody wrote
_INDENT = on_demand(r"[ \t]*")


@dataclass(frozen=True, slots=True)
class Mention:
    """A key of a setting at ``start`` to ``end``, in the line ``low`` to ``high`` (without its break)."""

    key: str
    start: int
    end: int
    low: int
    high: int


def mentions(text: str, start: int = 0, end: int | None = None) -> Iterator[Mention]:
    """Yield every mention of a setting in ``text[start:end]``, from left to right."""
    end = len(text) if end is None else end
    for found in _MENTION.finditer(text, start, end):
        prefix = _PREFIX.search(text, max(start, found.start() - 80), found.start())
        first = prefix.start() if prefix else found.start()
        key = text[first : found.end()]
        if not is_setting_key(key):
            # What stands before belongs to something else (`-DTWILIO_REGION`, `D:TWILIO_REGION`).
            first, key = found.start(), found[0]
        low = max(start, text.rfind("\n", max(start, first - _MAX_LINE), first) + 1, first - _MAX_LINE)
        high = text.find("\n", found.end(), min(end, found.end() + _MAX_LINE))
        high = min(end, found.end() + _MAX_LINE) if high < 0 else high
        yield Mention(key, first, found.end(), low, high - text[low:high].endswith("\r"))


def is_within(spans: Sequence[tuple[int, int]], at: int) -> bool:
    """Say whether ``at`` lies inside one of the spans, which are in order and do not overlap."""
    number = bisect_right(spans, (at, 0)) - 1
    return number >= 0 and at < spans[number][1]


def line_break(text: str, near: int) -> str:
    r"""Return the line break at the end of the line of ``near``, or of the one before, or ``\n``."""
    at = text.find("\n", near, near + _MAX_LINE)
    if at < 0:
        at = text.rfind("\n", max(0, near - _MAX_LINE), near)
    return "\r\n" if at > 0 and text[at - 1] == "\r" else "\n"


def indentation(text: str, low: int, at: int) -> str:
    """Return the blanks that bring a new line to the column of ``at``, in a line that starts at ``low``."""
    lead = text[low:at]
    blanks = _INDENT.match(lead)
    own = blanks[0] if blanks else ""
    return own + " " * (len(lead) - len(own))


def line_end(text: str, at: int) -> int:
    """Return where the line of ``at`` ends, before its break."""
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    return end - (end > at and text[end - 1] == "\r")


def renamed(text: str, start: int, end: int, key: tuple[int, int], value: tuple[int, int]) -> Callable[[str, str], str]:
    """Return what writes ``text[start:end]`` again, with another key and value in the place of the spans given."""

    def write(new_key: str, new_value: str) -> str:
        spans = sorted([(*key, new_key), (*value, new_value)])
        parts: list[str] = []
        at = start
        for low, high, content in spans:
            parts += (text[at:low], content)
            at = high
        return "".join((*parts, text[at:end]))

    return write


def below(
    text: str, start: int, end: int, key: tuple[int, int], value: tuple[int, int]
) -> Callable[[str, str], tuple[Edit, ...]]:
    """Return what adds a copy of ``text[start:end]``, which starts its line, below the line of ``end``."""
    write = renamed(text, start, end, key, value)

    def add(new_key: str, new_value: str) -> tuple[Edit, ...]:
        at = line_end(text, end)
        return (Edit(at, at, line_break(text, at) + write(new_key, new_value)),)

    return add


def behind(
    text: str, start: int, end: int, key: tuple[int, int], value: tuple[int, int], separator: str
) -> Callable[[str, str], tuple[Edit, ...]]:
    """Return what adds a copy of ``text[start:end]`` directly behind it."""
    write = renamed(text, start, end, key, value)
    return lambda new_key, new_value: (Edit(end, end, separator + write(new_key, new_value)),)
