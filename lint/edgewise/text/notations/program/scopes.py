"""Settings in programs: variables that a program sets for itself, and entries of environments that it hands on.

``process.env.KEY = "value"``, ``os.Setenv("KEY", "value")``, ``env: { KEY: "value" }``, ``Env: []string{"KEY=value"}``,
``environment: [{ name: "KEY", value: "value" }]``. What else has the name of a setting is no environment, and silent.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from edgewise.patterns import on_demand
from edgewise.text.code import without_comments
from edgewise.text.comments import Comments
from edgewise.text.notations.program.entries import EnvironmentEntry, ProgramEntries
from edgewise.text.notations.program.environments import Environments
from edgewise.text.settings.lines import is_within, mentions
from edgewise.text.settings.pairs import PairEntry, PairScope

LEXERS = frozenset(
    "javascript typescript jsx tsx vue astro go ruby php java kotlin scala csharp vb.net fsharp perl lua elixir rust "
    "swift splus julia dart nix jsonnet cue dhall python puppet coffeescript crystal".split()
)
"""Languages whose programs are read so, as Pygments calls them."""
WITHOUT_ENVIRONMENT = frozenset("ruby csharp vb.net fsharp puppet".split())
"""Languages whose library of Twilio reads no environment: what a program sets for itself reaches no client."""
_TESTED = on_demand(r"\b(?:expect\w*|assert\w*|should\w*|toEqual|Equal|wants?|t\.(?:Error|Fatal)f?)\b")
"""What tests say, and their tables."""
_EDGE_GIVEN = on_demand(r"(?<![\w-])(?:[sS]et)?[eE]dge(?![\w-])[\"']?[ \t]*[(:=,})]")
"""A client that is given an edge in the program: it needs none of its environment."""


def scopes(text: str, comments: Comments, lexer: str) -> Iterator[PairScope]:
    """Yield a scope for each environment in a program, and for each block that sets variables."""
    mentioned = list(mentions(text))
    if not mentioned:
        return
    code = without_comments(text, lexer)
    environments = Environments(code, lexer)
    program = ProgramEntries(code, comments, lexer, environments)
    found: dict[int, list[EnvironmentEntry]] = defaultdict(list)
    read_otherwise: set[str] = {"edge"} if _EDGE_GIVEN.search(code) else set()
    for mention in mentioned:
        if comments.cover(mention.start):
            continue
        entry = program.entry(mention)
        if entry is None:
            read_otherwise.add("region" if mention.key.lower().endswith("region") else "edge")
        else:
            found[entry.holder.start].append(entry)
    allowed = _Allowed(code, lexer, read_otherwise, [one.entry for entries in found.values() for one in entries])
    for entries in found.values():
        holder = entries[0].holder
        is_closed, is_asserted = environments.is_closed(holder), environments.is_asserted(holder)
        own = [allowed.of(one) for one in entries]
        if is_closed or is_asserted:
            own = [replace(one, written=None if is_asserted else one.written, beside=None) for one in own]
        yield PairScope(tuple(own))


class _Allowed:
    """Leaves entries only those edits that nothing else in a program depends on.

    :param read_otherwise: what the program reads or writes in other ways, ``region`` or ``edge``.
    """

    def __init__(self, text: str, lexer: str, read_otherwise: set[str], entries: list[PairEntry]) -> None:
        self._text = text
        self._lexer = lexer
        self._read_otherwise = read_otherwise
        spans = (entry.written for entry in entries)
        self._own = sorted((span[0] - 1, span[1] + 1) for span in spans if span is not None)
        """Where the values of settings stand, with their quotes, from left to right."""
        self._is_tested = _TESTED.search(text) is not None
        self._elsewhere: dict[str, bool] = {}
        self._with_host: dict[str, bool] = {}

    def of(self, found: EnvironmentEntry) -> PairEntry:
        entry, others = found.entry, self._read_otherwise
        value = entry.value.text
        if "region" in others or self._stands_elsewhere(value):
            entry = replace(entry, written=None)  # something may go by the value
        if (found.is_own or self._is_tested) and self._has_host(value):
            entry = replace(entry, written=None, beside=None)  # a test may expect the host that a client builds of it
        if self._is_tested and "edge" in others:
            entry = replace(entry, written=None)  # or what happens without an edge
        if "edge" in others or (found.is_own and (others or self._lexer in WITHOUT_ENVIRONMENT)):
            entry = replace(entry, beside=None)
        return entry

    def _has_host(self, value: str) -> bool:
        if value not in self._with_host:
            self._with_host[value] = bool(value) and f".{value}.twilio.com" in self._text
        return self._with_host[value]

    def _stands_elsewhere(self, value: str) -> bool:
        """Say whether a value is in quotes outside of all settings as well, for example where a test expects it."""
        if value not in self._elsewhere:
            quoted = re.compile(rf"([\"'`]){re.escape(value)}\1")
            spots = quoted.finditer(self._text) if value else ()
            self._elsewhere[value] = any(not is_within(self._own, found.end() - 1) for found in spots)
        return self._elsewhere[value]
