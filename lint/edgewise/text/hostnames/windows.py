"""Windows: what surrounds `twilio.com` in a text, in stretches of bounded length: no text makes the search slow."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from edgewise.templates import Template
from edgewise.text.hostnames.pieces import pieces

if TYPE_CHECKING:
    from collections.abc import Iterator

_DOMAIN = re.compile(r"(?ai:twilio[\\\[]{0,2}(?:\.\]?|(?:[ux]|&#x?)\{?[0-9a-f]{2,8}[;}]?)com)")
# A host that is nothing but a product behind `//` can only be valid, or no REST host: most of them are.
_PLAIN = re.compile(r"//[A-Za-z-]{1,40}\.\Z")
_BEFORE = 600  # characters: a hostname has 253, the expressions in it may have more
_BEHIND = 120
_MAX_WINDOW = 8_000


class Window(NamedTuple):
    """A stretch of a text as a template. The hosts that end in ``after`` (exclusive) to ``last`` are to be reported."""

    template: Template
    after: int
    last: int


def windows(text: str, *, code: bool) -> Iterator[Window]:
    """Yield the stretches of a text in which hosts may stand, in order.

    :param code: whether strings that an operator joins count as one.
    """
    for start, end, after, last in _spans(text):
        yield Window(Template(pieces(text, start, end, code=code)), after, last)


def _spans(text: str) -> Iterator[tuple[int, int, int, int]]:
    start, end, after, last = 0, 0, -1, -1
    for found in _DOMAIN.finditer(text):
        if _PLAIN.search(text, max(0, found.start() - 43), found.start()):
            continue
        low, high = max(0, found.start() - _BEFORE), min(len(text), found.end() + _BEHIND)
        if last < 0 or low > end or high - start > _MAX_WINDOW:
            if last >= 0:
                yield start, end, after, last
            start, after = low, last
        end, last = high, found.end()
    if last >= 0:
        yield start, end, after, last
