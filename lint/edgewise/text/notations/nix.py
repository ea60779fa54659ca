"""Settings in Nix: in its own sets, and in the scripts and files that its long strings become."""

from __future__ import annotations

from collections.abc import Iterator

from edgewise.patterns import on_demand
from edgewise.text.comments import Comments
from edgewise.text.notations.program.scopes import scopes as program_scopes
from edgewise.text.settings.embedded import SCRIPT, by_look, by_name
from edgewise.text.settings.excerpts import Embedded, verbatim
from edgewise.text.settings.pairs import PairScope

_LONG = on_demand(r"''(?P<body>(?:[^']|'(?!')|''(?:['$]|\\.)){0,8000})''")
_NAMED = on_demand(r"(?:(?P<key>[\w.-]{1,80})|\"(?P<file>[^\"\n]{1,120})\"(?:\.\w+)?)\s{0,20}=\s{0,20}\Z")
_SCRIPT = on_demand(r"(?:\w+\.)*(?:\w*(?:[hH]ook|[pP]hase|[sS]cript|[sS]tart|[sS]top|buildCommand))")
_WRITES = on_demand(r"\b(?:writeShell\w*|writeScript\w*|runCommand\w*)\b[^=;]{0,200}\Z")
_REACH = 240  # characters before a string that say what it becomes


def scopes(text: str, comments: Comments) -> Iterator[PairScope | Embedded]:
    """Yield a scope for each set that has settings, and the long strings that have some."""
    yield from program_scopes(text, comments, "nix")
    for found in _LONG.finditer(text):
        if "TWILIO_" not in found["body"] or comments.cover(found.start()):
            continue
        excerpt = verbatim(text, *found.span("body"))
        before = text[max(0, found.start() - _REACH) : found.start()]
        named = _NAMED.search(before)
        key, file = (named["key"] or "", named["file"] or "") if named is not None else ("", "")
        if _SCRIPT.fullmatch(key) or _WRITES.search(before):
            yield Embedded(excerpt, SCRIPT)
            continue
        known = by_name(file, excerpt.text) if file else None
        kind, is_sure = (known, True) if known is not None else by_look(excerpt.text) or (None, False)
        if kind is not None and not kind.prose:
            yield Embedded(excerpt, kind, (), is_sure)
