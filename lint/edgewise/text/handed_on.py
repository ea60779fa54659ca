"""Regions that are handed on to a consumer while the edge, which is there too, is not (EW301 without a fix).

Passing through is silent otherwise. Told are the three places where the edge is seen and does not arrive: the ``.env``
next to a compose file, the variables of a workflow, the values of a chart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from edgewise.findings import Finding
from edgewise.judgement.settings import edge_key, is_region_key, judge_handed_on
from edgewise.patterns import on_demand
from edgewise.text.comments import Comments
from edgewise.text.kinds import HASH, Kind
from edgewise.text.nearby import read_nearby
from edgewise.text.notations import dotenv, yaml
from edgewise.text.notations.structured.nodes import MalformedError, MappingNode, Node, Scalar
from edgewise.text.settings.pairs import PairEntry, PairScope
from edgewise.text.settings.values import INTO_CONTAINER, Nature
from edgewise.twilio.table import ProcessingRegion

_COMPOSE = on_demand(r"(?:docker-)?compose[\w.-]*\.ya?ml", re.IGNORECASE)
_OF_CHART = on_demand(r"(?:.*/)?templates/(?P<inner>(?:[^/]+/){0,3})[^/]+")
_VALUES = ".Values."
_OF_WORKFLOW = on_demand(r"(?P<of>vars|secrets|inputs)\.(?P<name>\w+)")


class _Source(NamedTuple):
    """Where a region comes from that an edge is set next to, "" for where none is yet.

    ``region`` is its value, None where that is not known.
    """

    name: str
    region: str | None


class HandedOn:
    """What one text hands on; the file next to it is read when it is first needed."""

    def __init__(self, text: str, path: str, kind: Kind, processing_region: ProcessingRegion) -> None:
        self._text = text
        self._path = path.replace("\\", "/")
        self._is_yaml = kind.notation in ("yaml", "travis")
        self._processing_region: ProcessingRegion = processing_region

    def findings(self, scope: PairScope) -> Iterator[Finding]:
        """Yield a finding for each region of a scope that is handed on alone."""
        if not self._is_yaml or scope.opened_by:
            return
        own = {entry.key for entry in scope.entries}
        for region in scope.entries:
            if region.value.origin and is_region_key(region.key) and edge_key(region.key) not in own:
                source = self._source(scope, region)
                told = source and judge_handed_on(region.key, source.region, source.name, self._processing_region)
                if told:
                    yield Finding(*told, region.start, region.end)

    def _source(self, scope: PairScope, region: PairEntry) -> _Source | None:
        origin, edge = region.value.origin, edge_key(region.key)
        held = {entry.key: entry for entry in scope.inherited}
        if origin.startswith(INTO_CONTAINER):
            # What holds around a command does not hold in the container that it starts.
            region_there = _text(held.get(origin.removeprefix(INTO_CONTAINER)))
            if edge in held:
                return _Source("the workflow", region_there)
            # Where the edge is yet to come it will not arrive either.
            return _Source("", region_there) if region_there else None
        if edge in held:
            return None
        if origin.startswith(_VALUES):
            return self._of_chart(origin.removeprefix(_VALUES).split("."))
        found = _OF_WORKFLOW.fullmatch(origin)
        if found is not None and is_region_key(found["name"]):
            is_read = re.search(rf"\b{found['of']}\.{edge_key(found['name'])}\b", self._text)
            return _Source("the workflow", None) if is_read else None
        if is_region_key(origin) and _COMPOSE.fullmatch(self._path.rpartition("/")[2]):
            settings = self._dotenv
            return _Source(".env", settings.get(origin)) if settings.get(edge_key(origin)) else None
        return None

    def with_files(self, scope: PairScope) -> PairScope:
        """Return a scope with what its files set; as it is where not all of them can be read."""
        texts = [read_nearby(self._path, *name.split("/")) for name in scope.files]
        if not scope.files or None in texts:
            return scope
        found = tuple(entry for text in texts for entry in _entries_of(text or ""))
        return replace(scope, inherited=(*scope.inherited, *found), opened_by="", files=())

    @cached_property
    def _dotenv(self) -> dict[str, str]:
        text = read_nearby(self._path, ".env") or ""
        return {entry.key: entry.value.text for entry in _entries_of(text)}

    def _of_chart(self, way: list[str]) -> _Source | None:
        if not way[-1].lower().endswith("region"):
            return None
        node: Node | None = self._values
        for key in way[:-1]:
            node = node.get(key) if isinstance(node, MappingNode) else None
        region = node.get(way[-1]) if isinstance(node, MappingNode) else None
        edge = node.get(_edge_of(way[-1])) if isinstance(node, MappingNode) else None
        if not isinstance(edge, Scalar) or not isinstance(region, Scalar) or not edge.value:
            return None
        return _Source("values.yaml", region.value)

    @cached_property
    def _values(self) -> Node | None:
        place = _OF_CHART.fullmatch(self._path)
        if place is None:
            return None
        steps = (*([".."] * (1 + place["inner"].count("/"))), "values.yaml")
        try:
            roots = yaml.parse(read_nearby(self._path, *steps) or "")
        except MalformedError:
            return None
        return roots[0] if roots else None


def _entries_of(text: str) -> Iterator[PairEntry]:
    """Yield the settings of a dotenv file."""
    for scope in dotenv.scopes(text, Comments(text, Kind("dotenv", HASH))):
        yield from scope.entries


def _edge_of(name: str) -> str:
    """Return a name with ``edge`` in the place of ``region`` at its end, in the same spelling."""
    end = name[-len("region") :]
    return name[: -len(end)] + ("EDGE" if end.isupper() else "Edge" if end[0].isupper() else "edge")


def _text(entry: PairEntry | None) -> str | None:
    return entry.value.text if entry is not None and entry.value.nature is Nature.LITERAL else None
