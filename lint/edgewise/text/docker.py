"""Settings in Dockerfiles: ``ENV KEY=value ...`` and ``ENV KEY value``, by build stage."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from edgewise.findings import Edit
from edgewise.settings import is_setting_key
from edgewise.text.comments import Comments
from edgewise.text.heredocs import heredocs
from edgewise.text.lines import behind, below, line_break
from edgewise.text.pairs import Entry, Scope
from edgewise.text.values import read

# An instruction runs on over a backslash, and over comments and empty lines behind one.
_INSTRUCTION = re.compile(
    r"^[ \t]*(?:ONBUILD[ \t]+)?(?P<name>ENV|FROM)[ \t]+"
    r"(?P<body>[^\n\\]*(?:\\(?:[ \t]*\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*|.)[^\n\\]*)*)",
    re.MULTILINE | re.IGNORECASE,
)
_FROM = re.compile(r"(?:--\S+\s+)*(?P<base>\S+)(?:\s+AS\s+(?P<name>\S+))?", re.IGNORECASE)
_PAIR = re.compile(
    r"(?P<key>[\w.-]+)=(?:\"(?P<double>[^\"\\]*(?:\\.[^\"\\]*)*)\"|'(?P<single>[^']*)'|(?P<plain>(?:\$\{[^{}\n]*\}|[^\s\"'\\])*))"
    r"(?=\s|\\|\Z)"
)
_OLD = re.compile(r"(?P<key>[\w.-]+)[ \t]+(?P<value>[^\n]*?)[ \t]*(?=\r?\Z)")
_NEXT_LINE = re.compile(r"[ \t]*\\[ \t]*\r?\n(?P<indent>[ \t]*)")


def scopes(text: str, comments: Comments) -> Iterator[Scope]:
    """Yield a scope for each stage; it inherits the settings of the earlier stage that it is built from."""
    del comments  # a line that starts with a comment sign is no instruction
    stages: dict[str, tuple[Entry, ...]] = {}
    name, inherited, entries = "", tuple[Entry, ...](), list[Entry]()
    documents = heredocs(text) if "<<" in text else []
    for found in _INSTRUCTION.finditer(text):
        if any(start < found.start() < end for start, end in documents):
            continue
        if found["name"].upper() == "ENV":
            entries += _entries(text, found)
            continue
        yield Scope(tuple(entries), inherited)
        stages[name] = (*inherited, *entries)
        source = _FROM.match(found["body"])
        name = ((source["name"] or "") if source else "").lower()
        inherited = stages.get(source["base"].lower(), ()) if source else ()
        entries = []
    yield Scope(tuple(entries), inherited)


def _entries(text: str, instruction: re.Match[str]) -> Iterator[Entry]:
    start, end = instruction.span("body")
    old = _OLD.fullmatch(text, start, end)
    if old is not None and "=" not in old["value"].split(" ")[0] and "\\" not in old["value"]:
        if is_setting_key(old["key"]):
            yield _old_entry(text, instruction.start(), old)
        return
    pairs = list(_PAIR.finditer(text, start, end))
    for pair in pairs:
        if is_setting_key(pair["key"]):
            group = "double" if pair["double"] is not None else "single" if pair["single"] is not None else "plain"
            beside = _beside(text, instruction, pair, pair.span(group), only=len(pairs) == 1)
            yield Entry(pair["key"], read(pair[group]), pair.start(), pair.end(), pair.span(group), beside)


def _old_entry(text: str, low: int, found: re.Match[str]) -> Entry:
    start, end = found.span("value")
    if end - start > 1 and text[start] == text[end - 1] and text[start] in "\"'":
        start, end = start + 1, end - 1
    copy = below(text, low, found.end("value"), found.span("key"), (start, end))
    return Entry(found["key"], read(text[start:end]), found.start("key"), found.end("value"), (start, end), copy)


def _beside(
    text: str, instruction: re.Match[str], pair: re.Match[str], written: tuple[int, int], *, only: bool
) -> Callable[[str, str], tuple[Edit, ...]]:
    key, low = pair.span("key"), text.rfind("\n", 0, pair.start()) + 1
    if only and low <= instruction.start() and pair.end() == instruction.start() + len(instruction[0].rstrip()):
        return below(text, instruction.start(), pair.end(), key, written)
    following = _NEXT_LINE.match(text, pair.end())
    own = text[low : pair.start()]
    if not own.strip():
        indent = own
    elif following is not None and low <= instruction.start():
        indent = following["indent"]
    else:
        return behind(text, *pair.span(), key, written, " ")
    return behind(text, *pair.span(), key, written, " \\" + line_break(text, pair.end()) + indent)
