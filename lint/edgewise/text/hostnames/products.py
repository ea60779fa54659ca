"""Products: what a text asks for behind a host, or behind the name to which it is given, on one line.

``fetch("https://api.au1.twilio.com/.../" + sid + "/Messages.json")``, ``BASE=https://api.au1.twilio.com`` and
``curl $BASE/.../Messages.json``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from edgewise.judgement.clients import short
from edgewise.judgement.products import Accessor
from edgewise.twilio.accessors import resource_of

if TYPE_CHECKING:
    from edgewise.twilio.hosts import Host

_NAMED = re.compile(r"(?<![\w.])([A-Za-z_]\w*)[\"']?(?:\s*:\s*[\w<>\[\]]+)?\s*(?::=|=>|=|:)\s*[\"'`]?(?:https?://)?\Z")
"""What a literal is given to, with the scheme that may stand before its host."""
_SEGMENT = re.compile(r"/([A-Za-z0-9_.-]+)")
_OTHER = re.compile(r"//|twilio\.com", re.IGNORECASE)
_REACH = 300
"""Characters of a line that are read behind a host or a name."""
_MANY = 50
"""How many uses of a name are looked at."""


def asked(text: str, start: int, end: int, host: Host) -> list[Accessor]:
    """Return the resources that a text asks for from the host ``text[start:end]``."""
    found: list[Accessor] = []
    own = _segment(text, end, host)
    if own is not None:
        found.append(_accessor(text, own, host))
    named = _NAMED.search(text, max(0, start - _REACH), start)
    for number, use in enumerate(re.finditer(rf"\b{re.escape(named[1])}\b", text) if named is not None else ()):
        if number == _MANY:
            break
        behind = None if named is not None and use.start() == named.start(1) else _segment(text, use.end(), host)
        if behind is not None:
            found.append(_accessor(text, behind, host))
    return found


def _segment(text: str, end: int, host: Host) -> re.Match[str] | None:
    """Return the part of a path behind ``end``, on its line, that names a resource with a row of its own."""
    last = text.find("\n", end, end + _REACH)
    last = last if last >= 0 else min(len(text), end + _REACH)
    other = _OTHER.search(text, end, last)
    segments = _SEGMENT.finditer(text, end, other.start() if other is not None else last)
    return next((segment for segment in segments if resource_of(host.product, [segment[1]])), None)


def _accessor(text: str, segment: re.Match[str], host: Host) -> Accessor:
    resource = resource_of(host.product, [segment[1]])
    return Accessor(short(segment[0]), text.count("\n", 0, segment.start()) + 1, host.product, resource)
