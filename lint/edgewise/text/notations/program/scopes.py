"""Settings in programs: variables that a program sets for itself, and entries of environments that it hands on.

``process.env.KEY = "value"``, ``os.Setenv("KEY", "value")``, ``env: { KEY: "value" }``, ``Env: []string{"KEY=value"}``,
``environment: [{ name: "KEY", value: "value" }]``. What else has the name of a setting is no environment, and silent.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

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
_TESTED = re.compile(r"\b(?:expect\w*|assert\w*|should\w*|toEqual|Equal|wants?|t\.(?:Error|Fatal)f?)\b")
"""What tests say, and their tables."""
_EDGE_GIVEN = re.compile(r"(?<![\w-])(?:[sS]et)?[eE]dge(?![\w-])[\"']?[ \t]*[(:=,})]")
"""A client that is given an edge in the program: it needs none of its environment."""


def scopes(text: str, comments: Comments, lexer: str) -> Iterator[PairScope]:
    """Yield a scope for each environment in a program, and for each block that sets variables."""
    environments = Environments(text, lexer)
    program = ProgramEntries(text, comments, lexer, environments)
    found: dict[int, list[EnvironmentEntry]] = defaultdict(list)
    read_otherwise: set[str] = {"edge"} if _EDGE_GIVEN.search(text) else set()
    for mention in mentions(text):
        if comments.cover(mention.start):
            continue
        entry = program.entry(mention)
        if entry is None:
            read_otherwise.add("region" if mention.key.lower().endswith("region") else "edge")
        else:
            found[entry.holder.start].append(entry)
    written = (one.entry.written for entries in found.values() for one in entries)
    own = sorted((span[0] - 1, span[1] + 1) for span in written if span is not None)
    for entries in found.values():
        holder = entries[0].holder
        is_closed, is_asserted = environments.is_closed(holder), environments.is_asserted(holder)
        allowed = [_allowed(text, one, lexer, read_otherwise, own) for one in entries]
        if is_closed or is_asserted:
            allowed = [replace(one, written=None if is_asserted else one.written, beside=None) for one in allowed]
        yield PairScope(tuple(allowed))


def _allowed(
    text: str, found: EnvironmentEntry, lexer: str, read_otherwise: set[str], own: list[tuple[int, int]]
) -> PairEntry:
    """Return an entry with only those edits that nothing else in the program depends on.

    :param own: where the values of settings stand, with their quotes, from left to right.
    """
    entry = found.entry
    value = entry.value.text
    if "region" in read_otherwise or _stands_elsewhere(text, own, value):
        entry = replace(entry, written=None)  # something may go by the value
    is_tested = _TESTED.search(text) is not None
    if (found.is_own or is_tested) and value and f".{value}.twilio.com" in text:
        entry = replace(entry, written=None, beside=None)  # a test may expect the host that a client builds of it
    if is_tested and "edge" in read_otherwise:
        entry = replace(entry, written=None)  # or what happens without an edge
    if "edge" in read_otherwise or (found.is_own and (read_otherwise or lexer in WITHOUT_ENVIRONMENT)):
        entry = replace(entry, beside=None)
    return entry


def _stands_elsewhere(text: str, own: list[tuple[int, int]], value: str) -> bool:
    """Say whether a value is in quotes outside of all settings as well, for example where a test expects it."""
    if not value:
        return False
    quoted = re.compile(rf"([\"'`]){re.escape(value)}\1")
    return any(not is_within(own, found.end() - 1) for found in quoted.finditer(text))
