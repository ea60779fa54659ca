"""Markup: the tags of a text, and the names of the elements that a place is in."""

from __future__ import annotations

import re
from bisect import bisect_right

from edgewise.patterns import on_demand

MAX_PATH = 6
"""How many names around a value of XML are known."""
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_TAG = on_demand(
    r"<(?P<close>/?)(?P<name>[A-Za-z_][\w:.-]{0,80})(?P<rest>(?:\"[^\"]{0,2000}\"|'[^']{0,2000}'"
    r"|[^<>\"'])*?)(?P<empty>/?)>"
)
_NAMING = on_demand(r"\b(?:name|key|id|property)\s{0,20}=\s{0,20}[\"'](?P<name>[^\"'\n]{1,80})[\"']", re.IGNORECASE)
_NAMED_BEFORE = on_demand(
    r"<(?P<tag>(?:[\w.-]*(?:name|Name))|key)>\s*(?P<name>[\w./-]{1,80})\s*</(?P=tag)>\s*(?:<!--[^<>]{0,200}-->\s*)?\Z"
)
"""The name of what the next element holds, in an element of its own: ``<key>BaseURL</key><string>``."""
_NEAR = 400


class MarkupElement:
    """An element: its opening tag, from its first character to its last, its names, and what holds it."""

    def __init__(
        self, start: int, end: int, names: tuple[str, ...], above: MarkupElement | None, *, is_closed: bool
    ) -> None:
        self.start, self.end, self.names, self.above, self.is_closed = start, end, names, above, is_closed


class Markup:
    """The elements of one text. Characters from 0."""

    def __init__(self, text: str) -> None:
        self._starts: list[int] = []
        self._elements: list[MarkupElement] = []
        holder: MarkupElement | None = None
        for tag in _TAG.finditer(text):
            if tag["close"]:
                opened = holder
                while opened is not None and opened.names[-1] != tag["name"]:
                    opened = opened.above
                if opened is not None:
                    holder = opened.above
                    self._add(MarkupElement(tag.start(), tag.start(), opened.names, holder, is_closed=True))
                continue
            named = _NAMING.search(tag["rest"])
            named = named or _NAMED_BEFORE.search(text, max(0, tag.start() - _NEAR), tag.start())
            names = (*((named["name"],) if named else ()), tag["name"])
            element = MarkupElement(tag.start(), tag.end() - 1, names, holder, is_closed=bool(tag["empty"]))
            self._add(element)
            if not tag["empty"] and tag["name"].lower() not in _VOID:
                holder = element

    def _add(self, element: MarkupElement) -> None:
        self._starts.append(element.start)
        self._elements.append(element)

    def before(self, at: int) -> MarkupElement | None:
        """Return the element whose tag, or whose end, is the last one that begins before a place."""
        number = bisect_right(self._starts, at) - 1
        return self._elements[number] if number >= 0 else None


def names_above(element: MarkupElement | None) -> list[str]:
    """Return the names of an element and of those around it, the innermost first."""
    found: list[str] = []
    while element is not None and len(found) < MAX_PATH:
        found += element.names
        element = element.above
    return found
