"""Which settings of a script hold together: those of one command, of one heredoc, and those of the whole script."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from edgewise.judgement.settings import is_region_key
from edgewise.patterns import on_demand
from edgewise.text.comments import Comments
from edgewise.text.notations.shell.assignments import entries
from edgewise.text.notations.shell.heredocs import heredocs_at
from edgewise.text.notations.shell.places import strings_in
from edgewise.text.settings.embedded import JSON
from edgewise.text.settings.excerpts import Embedded, unquoted, verbatim
from edgewise.text.settings.pairs import EVERYWHERE, PairEntry, PairScope
from edgewise.text.settings.values import UNKNOWN

_ENV_FILE = on_demand(r"(?:[^\n\\]|\\\n|\\.){0,4000}?[ \t]--env-file[ =]")
"""A command, over all of its lines, that reads variables from a file."""
_UNSET = on_demand(
    r"(?:\bunset\b|\bset[ \t]+-\w*e\w*[ \t])(?P<names>[^\n;&|]{0,200})"
    r"|(?i:\bRemove-Item[ \t][^\n;]{0,200}?env:)(?P<own>\w+)"
)
_KEPT = on_demand(r"(?<![\w-])(?P<name>\w+)[ \t]*=[ \t]*(?:[\"']?\$(?!\{?(?P=name)\b)|\r?$)", re.MULTILINE)
"""A variable that is emptied, or gets what another variable has kept."""


def scopes(text: str, comments: Comments) -> Iterator[PairScope | Embedded]:
    """Yield a scope for the script and for each command in it that has settings of its own, and its heredocs."""
    found = _with_what_stays(text, list(entries(text, comments=comments)))
    strings = strings_in(text, 0, len(text), comments)
    documents = list(heredocs_at(text, strings)) if "<<" in text else []
    starts = [document.start for document in documents]
    own, within = list[PairEntry](), [list[PairEntry]() for _ in documents]
    for entry in found:
        number = bisect_right(starts, entry.start) - 1
        is_within = number >= 0 and entry.start < documents[number].end
        (within[number] if is_within else own).append(entry)
    yield from _by_command(own, text)
    edges = [entry for entry in own if not is_region_key(entry.key)]
    # What is written to one file in several steps holds together.
    files = dict[str, list[PairEntry]]()
    for document, entered in zip(documents, within, strict=True):
        files.setdefault(document.file, []).extend(entry for entry in entered if not is_region_key(entry.key))
    held = {file: _agreed([*edges, *(written if file else ())]) for file, written in files.items()}
    for document, entered in zip(documents, within, strict=True):
        if "TWILIO_" not in text[document.start : document.end]:
            continue
        kind = document.kind(text)
        if kind is None:
            yield PairScope(tuple(entered), held[document.file])
        else:
            yield Embedded(verbatim(text, document.start, document.end), kind[0], held[document.file], kind[1])
    yield from _json_in(text, strings)


def _with_what_stays(text: str, found: list[PairEntry]) -> list[PairEntry]:
    """Return the settings of a script; where a region is taken back below, no edge is added that would stay."""
    set_for_all = any(is_region_key(entry.key) and entry.command == EVERYWHERE for entry in found)
    ends = _taken_back(text) if set_for_all else {}
    return [
        replace(entry, beside=None) if entry.command == EVERYWHERE and entry.end < ends.get(entry.key, 0) else entry
        for entry in found
    ]


def _taken_back(text: str) -> dict[str, int]:
    """Return where each variable is last unset, emptied, or given the value that another variable has kept."""
    ends: dict[str, int] = {}
    for taken in _UNSET.finditer(text):
        group = "names" if taken["names"] is not None else "own"
        for name in re.finditer(r"\w+", taken[group]):
            ends[name[0]] = taken.start(group) + name.end()
    for taken in _KEPT.finditer(text):
        ends[taken["name"]] = max(ends.get(taken["name"], 0), taken.end())
    return {key: end for key, end in ends.items() if is_region_key(key)}


def command_scopes(text: str, comments: Comments) -> Iterator[PairScope | Embedded]:
    """Yield the scopes of a script to which no line can be added."""
    del comments  # what looks like one, in one line, may be anything
    yield from _by_command(list(entries(text, lines=False)), text)
    yield from _json_in(text, strings_in(text, 0, len(text), None))


def _json_in(text: str, strings: list[tuple[int, int]]) -> Iterator[Embedded]:
    """Yield the quoted strings that are JSON: ``--environment '{"Variables": {...}}'``."""
    for start, end in strings:
        body = text[start + 1 : end - 1]
        if "TWILIO_" in body and body.lstrip().startswith(("{", "[")) and text[start] in "\"'":
            inside = start + 1, end - 1
            yield Embedded(verbatim(text, *inside) if text[start] == "'" else unquoted(text, *inside, '"'), JSON)


def option_scopes(text: str, comments: Comments) -> Iterator[PairScope | Embedded]:
    """Yield the scopes of options that are handed to a command which runs a container."""
    del comments
    yield from _by_command(list(entries(text, lines=False, are_options=True)), text)


def _by_command(found: list[PairEntry], text: str) -> Iterator[PairScope]:
    wide = [entry for entry in found if entry.command == EVERYWHERE]
    commands: dict[int, list[PairEntry]] = {}
    for entry in found:
        if entry.command != EVERYWHERE:
            commands.setdefault(entry.command, []).append(entry)
    # The edge of some command may be the one that was meant.
    edges = (entry for entry in found if entry.command >= 0 and not is_region_key(entry.key))
    yield PairScope(tuple(sorted([*wide, *edges], key=lambda entry: entry.start)))
    held = _agreed(wide)
    for start, own in commands.items():
        reads_file = start >= 0 and _ENV_FILE.match(text, start) is not None
        yield PairScope(tuple(own), held, "--env-file" if reads_file else "")


def _agreed(found: list[PairEntry]) -> tuple[PairEntry, ...]:
    """Return one setting for each edge; its value is not known where they differ."""
    edges: dict[str, PairEntry] = {}
    for entry in found:
        if not is_region_key(entry.key):
            first = edges.setdefault(entry.key, entry)
            if first.value != entry.value:
                edges[entry.key] = replace(first, value=UNKNOWN)
    return tuple(edges.values())
