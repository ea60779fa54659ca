"""Settings in structured data: mappings, ``KEY=VALUE`` lists, lists of names and values, and commands in strings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from edgewise.findings import Edit
from edgewise.settings import is_setting_key
from edgewise.text import shell
from edgewise.text.comments import Comments
from edgewise.text.embedded import COMMAND, SCRIPT, by_look, by_name, is_script_key, is_text_key
from edgewise.text.excerpts import Embedded, Excerpt, unquoted, verbatim
from edgewise.text.kinds import Kind
from edgewise.text.lines import renamed
from edgewise.text.pairs import Entry, Scope
from edgewise.text.placing import by_indentation, in_braces, is_dashed
from edgewise.text.tree import Alias, Mapping, Node, Scalar, Sequence
from edgewise.text.values import UNKNOWN, Value, read

_ITEM = re.compile(r"(?:export[ \t]+)?(?P<key>[\w.-]+)(?:=(?P<open>[\"']?)(?P<value>.*)(?P=open))?", re.DOTALL)
_GAP = re.compile(r"[ \t]*:\s*(?P<properties>(?:[&!]\S+\s+)*)")
"""What stands between a key and its value; an anchor is that value's own."""
_INHERITED_KEYS = frozenset({"env", "environment", "variables"})
"""What holds in a workflow also holds in its jobs and their steps."""
_GLOBAL_PATHS = (("Globals", "Function", "Environment", "Variables"), ("provider", "environment"))
"""Where SAM and the Serverless framework keep what holds in every function."""
_MAX_MERGES = 8
_SIBLINGS = ("secrets",)
"""Lists beside an environment that set variables as well."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A node with the way to it: the node that holds it, and under which key."""

    node: Node
    key: str = ""
    parent: _Place | None = None


def scopes_of(text: str, roots: list[Node]) -> Iterator[Scope | Embedded]:
    """Yield a scope for each node that holds settings, and the texts in it that may hold others."""
    shared = _shared(roots)
    for root in roots:
        stack = [_Place(root)]
        while stack:
            place = stack.pop()
            entries = _entries(text, place.node, is_script=is_script_key(place.key))
            if entries and not _is_item_of_one(place) and not _is_encoded(place):
                yield Scope(_fixable(entries, place, shared), _inherited(text, place))
            yield from _texts(text, place)
            stack += reversed(list(_children(place)))


def _shared(roots: list[Node]) -> frozenset[tuple[int, int]]:
    """Return where the single values stand that are used elsewhere as well, by an alias."""
    stack, found = list(roots), set[tuple[int, int]]()
    while stack:
        node = stack.pop()
        if isinstance(node, Mapping):
            stack += [item for pair in node.items for item in pair]
        elif isinstance(node, Sequence):
            stack += node.items
        elif isinstance(node, Alias) and isinstance(node.target, Scalar):
            found.add(node.target.inner)
    return frozenset(found)


def _fixable(entries: tuple[Entry, ...], place: _Place, shared: frozenset[tuple[int, int]]) -> tuple[Entry, ...]:
    """Return the settings without a way to change those that mean something else as well."""
    if _is_in_matrix(place):
        # Another value there is another job.
        return tuple(replace(entry, written=None, beside=None) for entry in entries)
    return tuple(replace(entry, written=None) if entry.written in shared else entry for entry in entries)


def _is_in_matrix(place: _Place) -> bool:
    outer: _Place | None = place
    while outer is not None and outer.key != "matrix":
        outer = outer.parent
    return outer is not None


def _children(place: _Place) -> Iterator[_Place]:
    if isinstance(place.node, Mapping):
        for key, value in place.node.items:
            yield _Place(value, key.value if isinstance(key, Scalar) else "", place)
    elif isinstance(place.node, Sequence):
        for item in place.node.items:
            yield _Place(item, "", place)


def _entries(text: str, node: Node, *, is_script: bool = False) -> tuple[Entry, ...]:
    """Return the settings that stand in a node itself; ``is_script`` says that a shell runs its items."""
    if isinstance(node, Mapping):
        return tuple(_of_mapping(text, node))
    if isinstance(node, Sequence):
        return tuple(_of_sequence(text, node, is_script=is_script))
    return ()


def _of_mapping(text: str, node: Mapping) -> Iterator[Entry]:
    for key, value in node.items:
        if isinstance(key, Scalar) and is_setting_key(key.value):
            yield _entry(text, key, value, key.start, node.is_flow)


def _of_sequence(text: str, node: Sequence, *, is_script: bool) -> Iterator[Entry]:
    before: Node | None = None
    for item in node.items:
        if isinstance(item, Scalar):
            yield from _of_item(text, item, before, node.is_flow, is_script=is_script)
        elif isinstance(item, Mapping):
            name, value = item.get("name", "Name", "key", "Key"), item.get("value", "Value")
            if isinstance(name, Scalar) and is_setting_key(name.value):
                yield _entry(text, name, value, item.start, node.is_flow, end=_end(item), dashed=True)
            elif len(item.items) == 1 and isinstance(key := item.items[0][0], Scalar) and is_setting_key(key.value):
                yield _entry(text, key, item.items[0][1], item.start, node.is_flow, end=_end(item), dashed=True)
        before = item


def _of_item(text: str, item: Scalar, before: Node | None, is_flow: bool, *, is_script: bool) -> Iterator[Entry]:
    found = None if item.is_block else _ITEM.fullmatch(text, *item.inner)
    if found is None or not is_setting_key(found["key"]) or " " in (found["value"] or ""):
        yield from _command(text, item, is_script=is_script)
        return
    if found["value"] is None:
        yield Entry(found["key"], UNKNOWN, item.start, item.end)
        return
    written = found.span("value")
    # An item behind an option belongs to it: `["-e", "TWILIO_REGION=ie1"]`
    is_argument = isinstance(before, Scalar) and before.value.startswith("-")
    write = renamed(text, item.start, item.end, found.span("key"), written)

    def beside(key: str, value: str) -> tuple[Edit, ...] | None:
        return None if is_argument else _placed(text, item.start, item.end, write(key, value), is_flow, dashed=True)

    yield Entry(found["key"], read(found["value"]), found.start("key"), item.inner[1], written, beside)


def _entry(
    text: str,
    key: Scalar,
    value: Node | None,
    start: int,
    is_flow: bool,
    *,
    end: int | None = None,
    dashed: bool = False,
) -> Entry:
    """Return the setting ``key``; a copy of ``text[start:end]`` sets another."""
    described = value.get("value") if isinstance(value, Mapping) else None
    if isinstance(described, Scalar) and not described.is_block:
        # `"TWILIO_REGION": {"description": "...", "value": "ie1"}`: what else is said there is not true of another.
        return Entry(key.value, _value(described), key.start, key.end, described.inner)
    if not isinstance(value, Scalar) or value.is_block:
        return Entry(key.value, UNKNOWN, key.start, key.end)
    last = value.end if "\n" not in text[key.end : value.end] and key.start < value.start else key.end
    written = value.inner if text[slice(*value.inner)] == value.value else None
    if written is None or text[slice(*key.inner)] != key.value:
        return Entry(key.value, _value(value), key.start, last)
    close = value.end if end is None else end
    write = renamed(text, start, close, key.inner, written)

    def beside(new_key: str, new_value: str) -> tuple[Edit, ...] | None:
        copy = write(new_key, new_value)
        if not dashed:
            gap = _GAP.fullmatch(text, key.end, value.start)
            if gap is None:
                return None
            copy = copy.replace(gap["properties"], "", 1) if gap["properties"] else copy
        return _placed(text, start, close, copy, is_flow, dashed=dashed)

    return Entry(key.value, _value(value), key.start, last, written, beside)


def _placed(text: str, start: int, end: int, copy: str, is_flow: bool, *, dashed: bool) -> tuple[Edit, ...] | None:
    if is_flow:
        return in_braces(text, start, end, copy)
    if dashed and not is_dashed(text, start):
        return None
    return by_indentation(text, start, end, copy, dashed=dashed)


def _value(value: Scalar) -> Value:
    # A value left out is often one that is passed through from outside.
    if value.is_expression or (not value.quote and value.value in ("", "~", "null")):
        return UNKNOWN
    return read(value.value)


def _end(node: Node) -> int:
    """Return where the last value in a node ends; a block collection itself ends where the next thing starts."""
    while True:
        if isinstance(node, Mapping) and node.items and not node.is_flow:
            node = node.items[-1][1]
        elif isinstance(node, Sequence) and node.items and not node.is_flow:
            node = node.items[-1]
        else:
            return node.end


# ---------------------------------------------------------------------------------------------------- texts in strings


def _texts(text: str, place: _Place) -> Iterator[Embedded | Scope]:
    """Yield the strings of a mapping that are texts of their own with settings in them: files and scripts."""
    if not isinstance(place.node, Mapping):
        return
    for key, value in place.node.items:
        name = key.value if isinstance(key, Scalar) else ""
        if not isinstance(value, Scalar) or "TWILIO_" not in value.value or is_setting_key(name):
            continue
        inherited = _inherited(text, _Place(value, "", place))
        excerpt = _excerpt(text, value)
        kind, is_sure = _kind(place, name, value, excerpt)
        if kind is None:
            continue
        if kind is not SCRIPT or not _is_folded(text, value):
            yield Embedded(excerpt, kind, inherited, is_sure and not _is_in_matrix(place))
        else:
            entries = tuple(_command(text, value, is_script=is_sure))
            yield Scope(_fixable(entries, place, frozenset()), inherited)


def _kind(place: _Place, name: str, value: Scalar, excerpt: Excerpt) -> tuple[Kind | None, bool]:
    """Return what a string under ``name`` holds, None for what is no program's, and whether that is sure."""
    is_long = "\n" in excerpt.text
    file = _file_name(place, name)
    known = by_name(file, excerpt.text) if file and is_long else None
    if known is not None:
        return (None if known.prose else known), True
    if is_text_key(name):
        return None, False
    is_script = is_script_key(name) or is_script_key(place.key)
    if not is_script:
        looks = by_look(excerpt.text) if is_long or excerpt.text.lstrip().startswith("{") else None
        if looks is not None:
            return looks
    # The lines of a quoted string over several lines are one.
    is_lines = value.is_block or (is_long and excerpt.is_decoded)
    return (SCRIPT if is_lines else COMMAND), is_script


def _file_name(place: _Place, name: str) -> str:
    """Return the name of the file that a string becomes, as far as its key or what stands beside it tells."""
    if name in ("content", "contents", "block", "data") and isinstance(place.node, Mapping):
        path = place.node.get("path", "dest", "destination", "filename")
        if isinstance(path, Scalar):
            return path.value
    return name


def _excerpt(text: str, node: Scalar) -> Excerpt:
    start, end = node.inner
    # A quoted string over several lines is left as it stands: its line breaks are mostly none.
    if node.is_block or not node.quote or "\n" in text[start:end]:
        return verbatim(text, start, end)
    return unquoted(text, start, end, node.quote, doubled=node.is_doubled)


def _is_folded(text: str, node: Scalar) -> bool:
    return node.is_block and ">" in text[node.start : node.inner[0]].partition("#")[0]


def _command(text: str, node: Scalar, *, is_script: bool) -> Iterator[Entry]:
    if "TWILIO_" in node.value:
        is_folded, excerpt = _is_folded(text, node), _excerpt(text, node)
        lines = node.is_block or (excerpt.is_decoded and "\n" in excerpt.text)
        known = Comments(excerpt.text, SCRIPT) if lines else None
        for found in shell.entries(excerpt.text, comments=known, lines=lines):
            entry = excerpt.entry(found)
            if not is_script:
                yield replace(entry, written=None, beside=None)
            else:
                # The lines of a folded block are one line.
                yield replace(entry, beside=None) if is_folded else entry


# ------------------------------------------------------------------------------------------------- what holds as well


def _inherited(text: str, place: _Place) -> tuple[Entry, ...]:
    """Return the settings of wider scopes that hold at a place, the widest first."""
    found: list[Entry] = []
    names = _INHERITED_KEYS if not place.key else _INHERITED_KEYS.intersection({place.key})
    outer = place.parent
    while outer is not None:
        if isinstance(outer.node, Mapping):
            nodes = [outer.node.get(name) for name in names]
            if outer is place.parent:
                nodes += [outer.node.get(name) for name in _SIBLINGS]
            if outer.parent is None:
                nodes += [_at(outer.node, path) for path in _GLOBAL_PATHS if path[-1] == place.key]
            for node in nodes:
                if node is not None and node is not place.node:
                    found[:0] = _held(text, node)
        outer = outer.parent
    return (*found, *_merged(text, place.node))


def _held(text: str, node: Node, depth: int = _MAX_MERGES) -> Iterator[Entry]:
    """Yield the settings of a node, behind those that it takes over."""
    target = node.target if isinstance(node, Alias) else node
    if target is not None and depth:
        yield from _merged(text, target, depth - 1)
        yield from _entries(text, target)


def _merged(text: str, node: Node, depth: int = _MAX_MERGES) -> Iterator[Entry]:
    """Yield the settings that a mapping takes over from others (``<<: *defaults``), what counts most last."""
    merged = node.get("<<") if isinstance(node, Mapping) else None
    merged = merged.target if isinstance(merged, Alias) else merged
    for target in reversed(merged.items) if isinstance(merged, Sequence) else [merged]:
        if target is not None and target is not node:
            yield from _held(text, target, depth)


def _is_encoded(place: _Place) -> bool:
    """Say whether the values are base64: the ``data`` of a Kubernetes Secret."""
    holder = place.parent.node if place.parent is not None and place.key == "data" else None
    kind = holder.get("kind") if isinstance(holder, Mapping) else None
    return isinstance(kind, Scalar) and kind.value == "Secret"


def _at(node: Node | None, path: tuple[str, ...]) -> Node | None:
    for key in path:
        node = node.get(key) if isinstance(node, Mapping) else None
    return node


def _is_item_of_one(place: _Place) -> bool:
    """Say whether a mapping is an entry of the list that holds it (``- KEY: value``)."""
    return (
        isinstance(place.node, Mapping)
        and len(place.node.items) == 1
        and place.parent is not None
        and isinstance(place.parent.node, Sequence)
    )
