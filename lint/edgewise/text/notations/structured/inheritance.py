"""What holds at a place of structured data besides its own settings: those of wider scopes, and of merged mappings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from edgewise.judgement.settings import is_region_key
from edgewise.patterns import on_demand
from edgewise.text.notations.structured.entries import command_of, entries_of
from edgewise.text.notations.structured.nodes import Alias, MappingNode, Node, Scalar, SequenceNode
from edgewise.text.settings.embedded import is_script_key
from edgewise.text.settings.pairs import PairEntry
from edgewise.text.settings.values import read

ENVIRONMENTS = frozenset({"env", "environment", "variables"})
"""What holds in a workflow also holds in its jobs and their steps."""
_GLOBAL_PATHS = (("Globals", "Function", "Environment", "Variables"), ("provider", "environment"))
"""Where SAM and the Serverless framework keep what holds in every function."""
_TEMPLATES = (("stepTemplate",), ("templateDefaults", "container"))
"""Where Tekton and Argo keep what holds in the steps, or templates, beside it."""
_PERSISTED = on_demand(
    r"(?P<key>[\w.-]{0,80}TWILIO_EDGE)=(?P<value>[^\s\"'|>]{0,80})[\"']?[ \t]*(?:>>|\|)[^\n]{0,80}(?:GITHUB|BASH)_ENV"
)
_MAX_MERGES = 8
_MAX_EDGES = 100
_SIBLINGS = ("secrets",)
"""Lists beside an environment that set variables as well."""


@dataclass(frozen=True, slots=True)
class NodePlace:
    """A node with the way to it: the node that holds it, and under which key."""

    node: Node
    key: str = ""
    parent: NodePlace | None = None


Seen = dict[int, list[tuple[Node, PairEntry]]]
"""The scripts of mappings that were read before, by ``id``."""


def inherited(text: str, place: NodePlace, seen: Seen) -> tuple[PairEntry, ...]:
    """Return the settings of wider scopes that hold at a place, the widest first; ``seen`` is kept between calls."""
    found: list[PairEntry] = []
    is_script = not place.key or is_script_key(place.key)
    names = ENVIRONMENTS if is_script or place.key in ENVIRONMENTS else frozenset[str]()
    outer = place.parent
    while outer is not None:
        if isinstance(outer.node, MappingNode):
            nodes = [outer.node.get(name) for name in names]
            if is_script:
                found[:0] = _of_scripts(text, outer.node, place.node, seen)
            if outer is place.parent:
                nodes += [outer.node.get(name) for name in _SIBLINGS]
            if outer.parent is None:
                nodes += [_at(outer.node, path) for path in _GLOBAL_PATHS if path[-1] == place.key]
            nodes += [_at(outer.node, (*path, place.key)) for path in _TEMPLATES]
            nodes += [base.get(name) for base in _bases(outer) for name in ENVIRONMENTS]
            for node in nodes:
                if node is not None and node is not place.node:
                    found[:0] = _held(text, node)
        outer = outer.parent
    return (*found, *_merged(text, place.node))


def _bases(place: NodePlace) -> Iterator[MappingNode]:
    """Yield the mappings next to one that it ``extends``, as jobs of GitLab and services of Compose do."""
    holder = place.parent.node if place.parent is not None else None
    waiting, seen = [place.node], list[Node]()
    while waiting and len(seen) < _MAX_MERGES and isinstance(holder, MappingNode):
        node = waiting.pop(0)
        seen.append(node)
        for name in _extended(node):
            base = holder.get(name)
            if isinstance(base, MappingNode) and not any(base is other for other in seen):
                waiting.append(base)
                yield base


def _extended(node: Node) -> list[str]:
    named = node.get("extends") if isinstance(node, MappingNode) else None
    if isinstance(named, MappingNode) and named.get("file") is None:
        named = named.get("service")
    items = named.items if isinstance(named, SequenceNode) else [named]
    return [item.value for item in items if isinstance(item, Scalar)]


def persisted(text: str) -> tuple[PairEntry, ...]:
    """Return the edges that a step of a workflow sets for those behind it (``>> $GITHUB_ENV``)."""
    return (
        tuple(PairEntry(found["key"], read(found["value"]), *found.span()) for found in _PERSISTED.finditer(text))
        if "_ENV" in text
        else ()
    )


def _of_scripts(text: str, node: MappingNode, besides: Node, seen: Seen) -> list[PairEntry]:
    """Return the edges that the other scripts of a mapping set: they mostly run one after the other."""
    found = seen.get(id(node))
    if found is None:
        pairs = ((key, value) for key, value in node.items if isinstance(key, Scalar) and is_script_key(key.value))
        edges = (
            (value, entry) for _, value in pairs for entry in _of_script(text, value) if not is_region_key(entry.key)
        )
        found = seen[id(node)] = list(islice(edges, _MAX_EDGES))
    return [entry for value, entry in found if value is not besides]


def _of_script(text: str, value: Node) -> Iterable[PairEntry]:
    if isinstance(value, Scalar):
        return command_of(text, value, is_script=True)
    return entries_of(text, value, is_script=True)


def _held(text: str, node: Node, depth: int = _MAX_MERGES) -> Iterator[PairEntry]:
    """Yield the settings of a node, behind those that it takes over."""
    target = node.target if isinstance(node, Alias) else node
    if target is not None and depth:
        yield from _merged(text, target, depth - 1)
        yield from entries_of(text, target)


def _merged(text: str, node: Node, depth: int = _MAX_MERGES) -> Iterator[PairEntry]:
    """Yield the settings that a mapping takes over from others (``<<: *defaults``), what counts most last."""
    merged = node.get("<<") if isinstance(node, MappingNode) else None
    merged = merged.target if isinstance(merged, Alias) else merged
    for target in reversed(merged.items) if isinstance(merged, SequenceNode) else [merged]:
        if target is not None and target is not node:
            yield from _held(text, target, depth)


def _at(node: Node | None, path: tuple[str, ...]) -> Node | None:
    for key in path:
        node = node.get(key) if isinstance(node, MappingNode) else None
    return node
