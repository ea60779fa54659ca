"""The settings of one node: of a mapping, a ``KEY=VALUE`` list, a list of names and values, commands in strings."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import replace

from edgewise.findings import Edit
from edgewise.judgement.settings import is_setting_key
from edgewise.patterns import on_demand
from edgewise.text.comments import Comments
from edgewise.text.notations.shell import assignments
from edgewise.text.notations.structured.nodes import Alias, MappingNode, Node, Scalar, SequenceNode
from edgewise.text.settings.embedded import SCRIPT
from edgewise.text.settings.excerpts import Excerpt, Offsets, unquoted, verbatim
from edgewise.text.settings.insertion import by_indentation, in_braces, is_dashed
from edgewise.text.settings.lines import behind, renamed
from edgewise.text.settings.pairs import PairEntry
from edgewise.text.settings.values import UNKNOWN, SettingValue, handed_on, read

_ITEM = on_demand(r"(?:export[ \t]+)?(?P<key>[\w.-]+)(?:=(?P<open>[\"']?)(?P<value>.*)(?P=open))?", re.DOTALL)
_COMMAS = on_demand(r"[A-Za-z_][\w.]*=[^,\s\"'\\]*(?:,[A-Za-z_][\w.]*=[^,\s\"'\\]*)+")
_IN_COMMAS = on_demand(r"(?P<key>[\w.-]+)=(?P<value>[^,\s\"'\\]*)")
_NAMES = ("name", "Name", "key", "Key", "option_name", "OptionName")
_VALUES = ("value", "Value")
_HEREDOC = on_demand(r"(?<!<)<<-?[ \t]*\\?[\"']?[A-Za-z_]")
_GAP = on_demand(r"[ \t]*:\s*(?P<properties>(?:[&!]\S+\s+)*)")
"""What stands between a key and its value; an anchor is that value's own."""
_ANCHOR = on_demand(r"(?<![^\s\[{,])&[^\s,\]}]")


def entries_of(text: str, node: Node, *, is_script: bool = False) -> tuple[PairEntry, ...]:
    """Return the settings that stand in a node itself; ``is_script`` says that a shell runs its items."""
    if isinstance(node, MappingNode):
        return tuple(_of_mapping(text, node))
    if isinstance(node, SequenceNode):
        return tuple(_of_sequence(text, node, is_script=is_script))
    return ()


def _of_mapping(text: str, node: MappingNode) -> Iterator[PairEntry]:
    for key, value in node.items:
        if isinstance(key, Scalar) and is_setting_key(key.value):
            yield _entry(text, key, value, node.is_flow)


def of_dotnet(text: str, node: Node) -> tuple[PairEntry, ...]:
    """Return the settings of an object that is ``Twilio:Client`` in a configuration of .NET."""
    items = node.items if isinstance(node, MappingNode) else ()
    return tuple(
        _entry(text, key, value, isinstance(node, MappingNode) and node.is_flow)
        for key, value in items
        if isinstance(key, Scalar) and key.value in ("Region", "Edge")
    )


def _of_sequence(text: str, node: SequenceNode, *, is_script: bool) -> Iterator[PairEntry]:
    if _is_patch(node):
        yield from _of_patch(text, node)
        return
    before: Node | None = None
    named = [only for item in node.items if (only := _only_key(item)) is not None]
    # One such item may be a record of its own, and so may each of several; a list of variables has one of each.
    are_variables = 1 < len(node.items) == len(named) == len(set(named))
    for item in node.items:
        if isinstance(item, Scalar):
            yield from _of_item(text, item, before, node.is_flow, is_script=is_script)
        elif isinstance(item, MappingNode):
            name, value = item.get(*_NAMES), item.get(*_VALUES)
            if isinstance(name, Scalar) and is_setting_key(name.value):
                yield _named(text, name, value, item, node.is_flow)
            elif len(item.items) == 1 and isinstance(key := item.items[0][0], Scalar) and is_setting_key(key.value):
                entry = _named(text, key, item.items[0][1], item, node.is_flow)
                yield entry if are_variables else replace(entry, beside=None)
        before = item


def _is_patch(node: SequenceNode) -> bool:
    """Say whether a list holds the operations of a JSON patch."""
    first = node.items[0] if node.items else None
    return (
        isinstance(first, MappingNode) and isinstance(first.get("op"), Scalar) and isinstance(first.get("path"), Scalar)
    )


def _of_patch(text: str, node: SequenceNode) -> Iterator[PairEntry]:
    """Yield what ``{op: add, path: .../env/-, value: {name: KEY, value: ie1}}`` and ``path: /data/KEY`` set."""
    for item in node.items:
        if not isinstance(item, MappingNode):
            continue
        operation, path, value = item.get("op"), item.get("path"), item.get("value")
        name = value.get(*_NAMES) if isinstance(value, MappingNode) else _last_step(text, path)
        said = value.get(*_VALUES) if isinstance(value, MappingNode) else value
        if isinstance(name, Scalar) and is_setting_key(name.value):
            entry = _named(text, name, said, item, node.is_flow)
            # Any other operation wants something to be there.
            is_added = isinstance(operation, Scalar) and operation.value == "add"
            yield entry if is_added else replace(entry, beside=None)


def _last_step(text: str, path: Node | None) -> Scalar | None:
    if not isinstance(path, Scalar) or text[slice(*path.inner)] != path.value:
        return None
    start = path.inner[0] + path.value.rfind("/") + 1
    return Scalar(text[start : path.inner[1]], start, path.inner[1], (start, path.inner[1]))


def _only_key(node: Node) -> str | None:
    """Return the key of a mapping with one entry, None for all else."""
    key = node.items[0][0] if isinstance(node, MappingNode) and len(node.items) == 1 else None
    return key.value if isinstance(key, Scalar) else None


def _of_item(text: str, item: Scalar, before: Node | None, is_flow: bool, *, is_script: bool) -> Iterator[PairEntry]:
    if not item.is_block and _COMMAS.fullmatch(text, *item.inner):
        flag = before.value if isinstance(before, Scalar) else ""
        yield from _of_commas(text, item, is_sure=flag in ("--set-env-vars", "--update-env-vars"))
        return
    found = None if item.is_block else _ITEM.fullmatch(text, *item.inner)
    if found is None or not is_setting_key(found["key"]) or " " in (found["value"] or ""):
        if is_script and has_heredoc(item):
            return  # it is a script by itself: what is in a heredoc is of another file
        yield from command_of(text, item, is_script=is_script)
        return
    if found["value"] is None:
        yield PairEntry(found["key"], handed_on(found["key"]), item.start, item.end)
        return
    written = found.span("value")
    # An item behind an option belongs to it: `["-e", "TWILIO_REGION=ie1"]`
    is_argument = isinstance(before, Scalar) and before.value.startswith("-")
    write = renamed(text, item.start, item.end, found.span("key"), written)

    def beside(key: str, value: str) -> tuple[Edit, ...] | None:
        return None if is_argument else _placed(text, item.start, item.end, write(key, value), is_flow, dashed=True)

    yield PairEntry(found["key"], read(found["value"]), found.start("key"), item.inner[1], written, beside)


def has_heredoc(node: Scalar) -> bool:
    """Say whether a block of lines is a script that has a heredoc."""
    return node.is_block and _HEREDOC.search(node.value) is not None


def _of_commas(text: str, item: Scalar, *, is_sure: bool) -> Iterator[PairEntry]:
    """``A=b,KEY=value``: several settings in one item."""
    for found in _IN_COMMAS.finditer(text, *item.inner):
        if is_setting_key(found["key"]):
            written = found.span("value")
            copy = behind(text, *found.span(), found.span("key"), written, ",") if is_sure else None
            yield PairEntry(found["key"], read(found["value"]), *found.span(), written if is_sure else None, copy)


def _entry(text: str, key: Scalar, value: Node | None, is_flow: bool) -> PairEntry:
    """Return the setting ``key`` of a mapping; a copy of it sets another."""
    described = value.get("value") if isinstance(value, MappingNode) else None
    if isinstance(described, Scalar) and not described.is_block:
        # `"TWILIO_REGION": {"description": "...", "value": "ie1"}`: what else is said there is not true of another.
        return PairEntry(key.value, _value(described), key.start, key.end, described.inner)
    entry = plain_entry(text, key, value)
    if entry.written is None or not isinstance(value, Scalar):
        return entry
    write = renamed(text, key.start, value.end, key.inner, entry.written)

    def beside(new_key: str, new_value: str) -> tuple[Edit, ...] | None:
        copy = write(new_key, new_value)
        gap = _GAP.fullmatch(text, key.end, value.start)
        if gap is None:
            return None
        copy = copy.replace(gap["properties"], "", 1) if gap["properties"] else copy
        return _placed(text, key.start, value.end, copy, is_flow, dashed=False)

    return replace(entry, beside=beside)


def _named(text: str, name: Scalar, value: Node | None, item: MappingNode, is_flow: bool) -> PairEntry:
    """Return the setting that an item of a list makes, by a name and a value or a key; a copy of it sets another."""
    entry = plain_entry(text, name, value)
    last = _last(item)
    if entry.written is None or (isinstance(last, Scalar) and _keeps_blank_lines(text, last)):
        return entry
    end = last.end
    write = renamed(text, item.start, end, name.inner, entry.written)

    def beside(new_key: str, new_value: str) -> tuple[Edit, ...] | None:
        if _ANCHOR.search(text, item.start, end):
            return None  # an anchor names one place
        return _placed(text, item.start, end, write(new_key, new_value), is_flow, dashed=True)

    return replace(entry, beside=beside)


def plain_entry(text: str, key: Scalar, value: Node | None) -> PairEntry:
    """Return a setting with its value, as far as that is a plain one, without a way to add another."""
    if isinstance(value, Alias) and isinstance(value.target, Scalar) and not value.target.is_block:
        return PairEntry(key.value, _value(value.target), key.start, value.end)
    if not isinstance(value, Scalar) or value.is_block:
        said = read(value.value.strip()) if isinstance(value, Scalar) else UNKNOWN
        return PairEntry(key.value, said, key.start, key.end)
    last = value.end if "\n" not in text[key.end : value.end] and key.start < value.start else key.end
    is_literal = text[slice(*value.inner)] == value.value and text[slice(*key.inner)] == key.value
    said = handed_on(key.value) if _is_left_out(value) else _value(value)
    return PairEntry(key.value, said, key.start, last, value.inner if is_literal else None)


def _placed(text: str, start: int, end: int, copy: str, is_flow: bool, *, dashed: bool) -> tuple[Edit, ...] | None:
    if is_flow:
        return in_braces(text, start, end, copy)
    if dashed and not is_dashed(text, start):
        return None
    return by_indentation(text, start, end, copy, dashed=dashed)


def _value(value: Scalar) -> SettingValue:
    return UNKNOWN if value.is_expression or _is_left_out(value) else read(value.value)


def _is_left_out(value: Scalar) -> bool:
    """Say whether a value is null, which often means that it is passed through from outside."""
    return not value.is_expression and not value.quote and value.value in ("", "~", "null")


def _last(node: Node) -> Node:
    """Return the last value in a node; a block collection itself ends where the next thing starts."""
    while True:
        if isinstance(node, MappingNode) and node.items and not node.is_flow:
            node = node.items[-1][1]
        elif isinstance(node, SequenceNode) and node.items and not node.is_flow:
            node = node.items[-1]
        else:
            return node


def _keeps_blank_lines(text: str, node: Scalar) -> bool:
    """Say whether the blank lines behind a block scalar belong to it (``|+``)."""
    return node.is_block and "+" in text[node.start : node.inner[0]].partition("#")[0]


def decoded(entry: PairEntry) -> PairEntry:
    """Return a setting whose value is written in base64, as the ``data`` of a Secret is."""
    try:
        plain = base64.b64decode(entry.value.text, validate=True).decode("ascii")
    except ValueError:
        return replace(entry, value=UNKNOWN, written=None, beside=None)
    beside = entry.beside

    def spelled(value: str) -> str:
        return base64.b64encode(value.encode()).decode()

    def add(key: str, value: str) -> tuple[Edit, ...] | None:
        return beside(key, spelled(value)) if beside is not None else None

    return replace(entry, value=read(plain), beside=add, spelled=spelled)


def excerpt_of(text: str, node: Scalar) -> Excerpt:
    """Return what a string says, with the way back into the file."""
    start, end = node.inner
    # A quoted string over several lines is left as it stands: its line breaks are mostly none.
    if node.is_block or not node.quote or "\n" in text[start:end]:
        return verbatim(text, start, end)
    return unquoted(text, start, end, node.quote, doubled=node.is_doubled)


def unfolded(text: str, node: Scalar) -> Excerpt | None:
    """Return the lines of a folded block scalar as the one line that they are; None where they are several."""
    start, end = node.inner[0], node.end
    lines = text[start:end].split("\n")
    indents = {len(line) - len(line.lstrip(" ")) for line in lines}
    if not all(line.strip() for line in lines) or len(indents) != 1:
        return None
    offsets, parts, at, indent = Offsets(), list[str](), start, indents.pop()
    for line in lines:
        own = line[indent:].rstrip()
        if parts:
            offsets.put(1, at - 1, at + indent)
            parts.append(" ")
        offsets.put(len(own), at + indent, at + indent + len(own), verbatim=True)
        parts.append(own)
        at += len(line) + 1
    return Excerpt("".join(parts), offsets)


def is_folded(text: str, node: Scalar) -> bool:
    """Say whether the lines of a block scalar are one line to whoever reads it."""
    return node.is_block and ">" in text[node.start : node.inner[0]].partition("#")[0]


def command_of(text: str, node: Scalar, *, is_script: bool) -> Iterator[PairEntry]:
    """Yield the settings in a string as scripts make them; they get no fix unless it is one."""
    if "TWILIO_" in node.value:
        folded, excerpt = is_folded(text, node), excerpt_of(text, node)
        lines = node.is_block or (excerpt.is_decoded and "\n" in excerpt.text)
        known = Comments(excerpt.text, SCRIPT) if lines else None
        for found in assignments.entries(excerpt.text, comments=known, lines=lines):
            entry = excerpt.entry(found)
            if not is_script:
                yield replace(entry, written=None, beside=None)
            else:
                # The lines of a folded block are one line.
                yield replace(entry, beside=None) if folded else entry
