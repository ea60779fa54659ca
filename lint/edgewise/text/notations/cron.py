"""Settings in crontabs: lines ``KEY=value``, which hold in all lines below them, and commands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from edgewise.judgement.settings import is_region_key
from edgewise.patterns import on_demand
from edgewise.text.comments import Comments
from edgewise.text.notations import dotenv
from edgewise.text.settings.embedded import COMMAND
from edgewise.text.settings.excerpts import Embedded, verbatim
from edgewise.text.settings.pairs import PairEntry, PairScope

# Five fields, or a word, and perhaps who runs it: a name, which is lower-case, and no assignment or path.
_COMMAND = on_demand(
    r"^[ \t]*(?:@\w+|(?:[\d*?,/LW#-]\S{0,200}[ \t]+){4}[\w*?,/#-]+)[ \t]+"
    r"(?:[a-z_][a-z0-9_-]*[ \t]+(?=[A-Z]\w*=))?(?P<command>[^\n]*TWILIO_[^\n]*)$",
    re.MULTILINE,
)


def scopes(text: str, comments: Comments) -> Iterator[PairScope | Embedded]:
    """Yield the scope of the lines, and each command, which has their settings too."""
    held = list[PairEntry]()
    for item in dotenv.scopes(text, comments):
        yield item
        held += [entry for entry in item.entries if not is_region_key(entry.key)]
    for found in _COMMAND.finditer(text):
        yield Embedded(verbatim(text, *found.span("command")), COMMAND, tuple(held))
