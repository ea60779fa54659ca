"""Products: what a text asks for behind a host, or behind the name to which it is given, on one line.

``fetch("https://api.au1.twilio.com/.../" + sid + "/Messages.json")``, ``BASE=https://api.au1.twilio.com`` and
``curl $BASE/.../Messages.json``.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, NamedTuple

from edgewise.files.sources import Lines
from edgewise.judgement.clients import short
from edgewise.judgement.products import Accessor
from edgewise.patterns import on_demand
from edgewise.twilio.accessors import resource_of

if TYPE_CHECKING:
    from edgewise.twilio.hosts import Host

_NAMED = on_demand(r"(?<![\w.])([A-Za-z_]\w*)[\"']?(?:\s*:\s*[\w<>\[\]]+)?\s*(?::=|=>|=|:)\s*[\"'`]?(?:https?://)?\Z")
"""What a literal is given to, with the scheme that may stand before its host."""
_SEGMENT = on_demand(r"/([A-Za-z0-9_.-]+)")
_OTHER = on_demand(r"//|twilio\.com", re.IGNORECASE)
_WORD = on_demand(r"[A-Za-z_]\w*")
_REACH = 300
"""Characters of a line that are read before a part of a path."""


class _Asking(NamedTuple):
    """A part of a path that names a resource, and where a word before it on its line ends."""

    accessor: Accessor
    word: int


class _AskingTexts(NamedTuple):
    """What a text asks for: by the words before it, and by where the ``com`` of a host before it ends."""

    by_word: dict[str, list[_Asking]]
    behind: dict[int, list[_Asking]]


_LAST_WORD = "com"
"""With what a host ends."""


def asked(text: str, start: int, end: int, host: Host) -> list[Accessor]:
    """Return the resources that a text asks for from the host ``text[start:end]``."""
    asking = _asking(text, host.product)
    uses = list(asking.behind.get(end, ()))
    named = _NAMED.search(text, max(0, start - _REACH), start) if asking.by_word else None
    if named is not None:
        uses += (use for use in asking.by_word.get(named[1], ()) if use.word != named.end(1))
    return [use.accessor for use in uses]


@functools.lru_cache(maxsize=4)
def _asking(text: str, product: str) -> _AskingTexts:
    """Return what a text asks for, by each word that stands before it on its line; it may hold many hosts and names."""
    by_word: dict[str, list[_Asking]] = {}
    behind: dict[int, list[_Asking]] = {}
    lines = Lines(text)
    done = -1
    for segment in _SEGMENT.finditer(text):
        is_first = segment.start() != done  # of its path: what follows is below that
        resource = resource_of(product, [segment[1]]) if is_first else ""
        if resource or not is_first:
            done = segment.end()
        if not resource:
            continue
        accessor = Accessor(short(segment[0]), lines.location(segment.start())[0], product, resource)
        line = max(text.rfind("\n", 0, segment.start()) + 1, segment.start() - _REACH)
        for word in _WORD.finditer(text, line, segment.start()):
            if _OTHER.search(text, word.end(), segment.start()) is not None:
                continue  # that is what another host is asked for
            asking = _Asking(accessor, word.end())
            by_word.setdefault(word[0], []).append(asking)
            if word[0] == _LAST_WORD:
                behind.setdefault(word.end(), []).append(asking)
    return _AskingTexts(by_word, behind)
