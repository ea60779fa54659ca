"""Settings in dotenv files (``export KEY="value"  # comment``), and in texts of unknown kind with such lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from edgewise.patterns import on_demand
from edgewise.text.comments import Comments
from edgewise.text.settings.lines import Mention, below, is_within, mentions
from edgewise.text.settings.pairs import PairEntry, PairScope
from edgewise.text.settings.values import UNKNOWN, read

_BEFORE = on_demand(r"[ \t]*(?:(?:export|set)[ \t]+)?")
_VALUE = on_demand(
    r"[ \t]*(?:=|:[ \t])[ \t]*"
    r"(?:\"(?P<double>[^\"\n]*)\"|'(?P<single>[^'\n]*)'|(?P<plain>(?:[^\s#'\"]|(?<=\S)#|[ \t]+(?=[^\s#]))*))"
    r"[ \t]*(?:#.*)?\r?(?=\n|\Z)"
)

# A value over several lines
_LONG = on_demand(
    r"^[ \t]*(?:export[ \t]+)?[\w.-]+[ \t]*=[ \t]*"
    r"(?P<value>\"[^\"\\\n]*(?:\\.[^\"\\\n]*)*\n[^\"\\]*(?:\\.[^\"\\]*)*\"|'[^'\n]*\n[^']*')",
    re.MULTILINE | re.DOTALL,
)


def scopes(text: str, comments: Comments) -> Iterator[PairScope]:
    """Yield the one scope of the file."""
    del comments  # a line that starts with a comment sign is none of ours
    strings = [span.span("value") for span in _LONG.finditer(text)]
    found = (_entry(text, mention) for mention in mentions(text) if not is_within(strings, mention.start))
    yield PairScope(tuple(entry for entry in found if entry is not None))


def line_scopes(text: str, comments: Comments) -> Iterator[PairScope]:
    """Yield the one scope of a file of unknown kind: its lines are read, and not changed."""
    for scope in scopes(text, comments):
        yield PairScope(tuple(replace(entry, written=None, beside=None) for entry in scope.entries))


def _entry(text: str, mention: Mention) -> PairEntry | None:
    if _BEFORE.fullmatch(text, mention.low, mention.start) is None:
        return None
    if text[mention.end : mention.high].strip() == "":
        return PairEntry(mention.key, UNKNOWN, mention.start, mention.end)
    found = _VALUE.match(text, mention.end, min(len(text), mention.high + 2))
    if found is None:
        return None
    group = found.lastgroup or "plain"
    written = found.span(group)
    quoted = group != "plain"
    end = written[1] + quoted
    key = mention.start, mention.end
    copy = below(text, mention.low, end, key, written)
    return PairEntry(mention.key, read(found[group]), mention.start, end, written, copy)
