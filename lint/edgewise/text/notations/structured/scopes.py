"""Settings in structured data: which of them hold together, and the files and scripts in its strings."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import replace

from edgewise.judgement.settings import is_setting_key
from edgewise.patterns import on_demand
from edgewise.text.kinds import Kind
from edgewise.text.notations.structured.entries import (
    command_of,
    decoded,
    entries_of,
    excerpt_of,
    has_heredoc,
    is_folded,
    of_dotnet,
    plain_entry,
    unfolded,
)
from edgewise.text.notations.structured.inheritance import NodePlace, Seen, inherited, persisted
from edgewise.text.notations.structured.inputs import are_build_arguments, are_expected, are_inputs
from edgewise.text.notations.structured.nodes import Alias, MappingNode, Node, Scalar, SequenceNode
from edgewise.text.settings.embedded import (
    COMMAND,
    DOCKER_OPTIONS,
    SCRIPT,
    by_look,
    by_name,
    is_script_key,
    is_text_key,
)
from edgewise.text.settings.excerpts import Embedded, Excerpt
from edgewise.text.settings.inputs import is_entry_of_environment
from edgewise.text.settings.pairs import PairEntry, PairScope

_FILE = on_demand(r"[\w.-]+(?:/[\w.-]+)*")
_DOCUMENTS = frozenset({"yaml", "json"})


def scopes_of(text: str, roots: list[Node], taken: Container[int] = ()) -> Iterator[PairScope | Embedded]:
    """Yield a scope for each node that holds settings, and the texts in it that may hold others.

    :param taken: the ``id`` of each node that the notation has read in its own way.
    """
    shared, kept, seen = _shared(roots), persisted(text), Seen()
    states: list[PairEntry] = []
    for root in roots:
        stack = [NodePlace(root)]
        while stack:
            place = stack.pop()
            entries = entries_of(text, place.node, is_script=is_script_key(place.key))
            if place.key == "Client" and place.parent is not None and place.parent.key == "Twilio":
                entries += of_dotnet(text, place.node)
            is_own = id(place.node) not in taken and not _is_item_of_one(place)
            if _is_encoded(place):
                entries = tuple(map(decoded, entries))
            if entries and is_own:
                held = (*kept, *inherited(text, place, seen))
                yield PairScope(_fixable(entries, place, shared), held, *_opened_by(place))
            states += _of_state(text, place)
            for found in _texts(text, place, seen, taken):
                yield replace(found, inherited=(*kept, *found.inherited))
            stack += reversed(list(_children(place)))
    if states:
        yield PairScope(tuple(states))


def _of_state(text: str, place: NodePlace) -> Iterator[PairEntry]:
    """Yield the variable that a state of Salt sets, whose arguments are items of one name each.

    All states set them in one environment; another one would have to be a state of its own, so that none is added.
    """
    if place.key != "environ.setenv" or not isinstance(place.node, SequenceNode):
        return
    arguments = dict[str, Node](
        (key.value, value)
        for item in place.node.items
        if isinstance(item, MappingNode)
        for key, value in item.items
        if isinstance(key, Scalar)
    )
    name, value = arguments.get("name"), arguments.get("value")
    if isinstance(name, Scalar) and is_setting_key(name.value):
        yield plain_entry(text, name, value)


def _shared(roots: list[Node]) -> frozenset[tuple[int, int]]:
    """Return where the single values stand that are used elsewhere as well, by an alias."""
    stack, found = list(roots), set[tuple[int, int]]()
    while stack:
        node = stack.pop()
        if isinstance(node, MappingNode):
            stack += [item for pair in node.items for item in pair]
        elif isinstance(node, SequenceNode):
            stack += node.items
        elif isinstance(node, Alias) and isinstance(node.target, Scalar):
            found.add(node.target.inner)
    return frozenset(found)


def _fixable(
    entries: tuple[PairEntry, ...], place: NodePlace, shared: frozenset[tuple[int, int]]
) -> tuple[PairEntry, ...]:
    """Return the settings without a way to change those that mean something else as well."""
    if are_build_arguments(place) or _is_in_matrix(place) or are_expected(place):
        # Another value there is another job, or another image, or not what is compared with it.
        return tuple(replace(entry, written=None, beside=None) for entry in entries)
    if are_inputs(place):
        # What is an entry of a map by its key, in the parameters of a chart, needs no declaration.
        entries = tuple(
            entry if is_entry_of_environment(entry.key) else replace(entry, beside=None) for entry in entries
        )
    return tuple(replace(entry, written=None) if entry.written in shared else entry for entry in entries)


def _is_in_matrix(place: NodePlace) -> bool:
    outer: NodePlace | None = place
    while outer is not None and outer.key != "matrix":
        outer = outer.parent
    return outer is not None


_OPENING = ("env_file", "envFrom", "environmentFiles", "env_from")
"""Where the variables of a container come from besides those that are written."""


def _opened_by(place: NodePlace) -> tuple[str, tuple[str, ...]]:
    """Return what else the variables of a container come from, and its files where they are named."""
    holder = place.parent.node if place.parent is not None else None
    if not isinstance(holder, MappingNode):
        return "", ()
    name = next((name for name in _OPENING if holder.get(name) is not None), "")
    given = holder.get(name) if name == "env_file" else None
    items = given.items if isinstance(given, SequenceNode) else [given]
    files = [item.get("path") if isinstance(item, MappingNode) else item for item in items]
    named = [file.value.removeprefix("./") for file in files if isinstance(file, Scalar)]
    are_known = len(named) == len(files) and all(_FILE.fullmatch(file) for file in named)
    return name, tuple(named) if are_known else ()


def _children(place: NodePlace) -> Iterator[NodePlace]:
    if isinstance(place.node, MappingNode):
        for key, value in place.node.items:
            yield NodePlace(value, key.value if isinstance(key, Scalar) else "", place)
    elif isinstance(place.node, SequenceNode):
        for item in place.node.items:
            yield NodePlace(item, "", place)


def _texts(text: str, place: NodePlace, seen: Seen, taken: Container[int]) -> Iterator[Embedded | PairScope]:
    """Yield the strings of a node that are texts of their own with settings in them: files and scripts."""
    if isinstance(place.node, SequenceNode):
        yield from _documents(text, place, seen)
    if not isinstance(place.node, MappingNode):
        return
    for key, value in place.node.items:
        name = key.value if isinstance(key, Scalar) else ""
        if not isinstance(value, Scalar) or "TWILIO_" not in value.value or is_setting_key(name) or id(value) in taken:
            continue
        held = inherited(text, NodePlace(value, "", place), seen)
        excerpt = excerpt_of(text, value)
        kind, is_sure = _kind(text, place, name, value, excerpt)
        if kind is None:
            continue
        line = unfolded(text, value) if kind is SCRIPT and is_folded(text, value) else None
        if line is not None:
            yield Embedded(line, COMMAND, held, is_sure and not _is_in_matrix(place))
        elif kind is not SCRIPT or not is_folded(text, value):
            yield Embedded(excerpt, kind, held, is_sure and not _is_in_matrix(place))
        else:
            entries = tuple(command_of(text, value, is_script=is_sure))
            yield PairScope(_fixable(entries, place, frozenset()), held)


def _documents(text: str, place: NodePlace, seen: Seen) -> Iterator[Embedded]:
    """Yield the block scalars of a list that are documents, or scripts with heredocs: ``extraManifests: - |``."""
    for item in place.node.items if isinstance(place.node, SequenceNode) else ():
        if isinstance(item, Scalar) and item.is_block and "TWILIO_" in item.value and not is_folded(text, item):
            excerpt = excerpt_of(text, item)
            held = inherited(text, NodePlace(item, "", place), seen)
            if is_script_key(place.key) and has_heredoc(item):
                others = entries_of(text, place.node, is_script=True)
                yield Embedded(excerpt, SCRIPT, (*held, *others), not _is_in_matrix(place))
                continue
            looks = by_look(excerpt.text)
            if looks is not None and looks[0].notation in _DOCUMENTS:
                yield Embedded(excerpt, looks[0], held, looks[1])


def _kind(text: str, place: NodePlace, name: str, value: Scalar, excerpt: Excerpt) -> tuple[Kind | None, bool]:
    """Return what a string under ``name`` holds, None for what is no program's, and whether that is sure."""
    # The lines of a string over several lines are one, unless it is a block.
    is_long = not is_folded(text, value) if value.is_block else excerpt.is_decoded and "\n" in excerpt.text
    file = _file_name(place, name)
    known = by_name(file, excerpt.text) if file and is_long else None
    if known is not None:
        return (None if known.prose else known), True
    if is_text_key(name):
        return None, False
    is_script = is_script_key(name) or is_script_key(place.key)
    if name == "options" and excerpt.text.lstrip().startswith("-"):
        return DOCKER_OPTIONS, True
    if not is_script:
        looks = by_look(excerpt.text) if is_long or excerpt.text.lstrip().startswith("{") else None
        if looks is not None:
            return looks
    return (SCRIPT if is_long or value.is_block else COMMAND), is_script


def _file_name(place: NodePlace, name: str) -> str:
    """Return the name of the file that a string becomes, as far as its key or what stands beside it tells."""
    if name in ("content", "contents", "block", "data") and isinstance(place.node, MappingNode):
        path = place.node.get("path", "dest", "destination", "filename")
        if isinstance(path, Scalar):
            return path.value
        beside = place.parent.node if place.parent is not None and _is_item_of_one(place) else None
        for item in beside.items if isinstance(beside, SequenceNode) else ():
            named = item.get("name") if isinstance(item, MappingNode) and len(item.items) == 1 else None
            if isinstance(named, Scalar):
                return named.value  # of a state of Salt, each of whose arguments is an item
    return name


def _is_encoded(place: NodePlace) -> bool:
    """Say whether the values are base64: the ``data`` of a Kubernetes Secret."""
    holder = place.parent.node if place.parent is not None and place.key == "data" else None
    kind = holder.get("kind") if isinstance(holder, MappingNode) else None
    return isinstance(kind, Scalar) and kind.value == "Secret"


def _is_item_of_one(place: NodePlace) -> bool:
    """Say whether a mapping is an entry of the list that holds it (``- KEY: value``)."""
    return (
        isinstance(place.node, MappingNode)
        and len(place.node.items) == 1
        and place.parent is not None
        and isinstance(place.parent.node, SequenceNode)
    )
