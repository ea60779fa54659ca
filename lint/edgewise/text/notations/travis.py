"""Settings in ``.travis.yml``: each item of ``env`` is a job of its own, and may hold several settings."""

from __future__ import annotations

from collections.abc import Iterator

from edgewise.judgement.settings import is_setting_key
from edgewise.patterns import on_demand
from edgewise.text.comments import Comments
from edgewise.text.notations import yaml
from edgewise.text.notations.structured.entries import entries_of, excerpt_of
from edgewise.text.notations.structured.nodes import MalformedError, MappingNode, Node, Scalar, SequenceNode
from edgewise.text.notations.structured.scopes import scopes_of
from edgewise.text.settings.excerpts import Embedded
from edgewise.text.settings.lines import behind
from edgewise.text.settings.pairs import PairEntry, PairScope
from edgewise.text.settings.values import read

_WORD = on_demand(
    r"(?<!\S)(?P<key>[\w.]+)=(?:\"(?P<double>[^\"\n]*)\"|'(?P<single>[^'\n]*)'|(?P<plain>[^\s\"']*))(?!\S)"
)


def scopes(text: str, comments: Comments) -> Iterator[PairScope | Embedded]:
    """Yield a scope for each job of the ``env`` lists, and those of all else as in other YAML."""
    try:
        roots = yaml.parse(text)
    except MalformedError:
        yield from yaml.scopes(text, comments)
        return
    taken = set[int]()
    for root in roots:
        environment = root.get("env") if isinstance(root, MappingNode) else None
        is_parted = isinstance(environment, MappingNode) and environment.get("global", "jobs", "matrix") is not None
        shared, jobs = environment, environment
        if is_parted and isinstance(environment, MappingNode):
            shared, jobs = environment.get("global"), environment.get("jobs", "matrix")
        held = tuple(_together(text, shared, taken)) if is_parted else ()
        yield PairScope(held)
        for job in _items(jobs):
            yield PairScope(tuple(_together(text, job, taken)), held)
        taken.add(id(jobs))
        for job in _included(root):
            yield PairScope(tuple(_together(text, job, taken)), held)
    yield from scopes_of(text, roots, taken)


def _items(node: Node | None) -> list[Node]:
    if isinstance(node, SequenceNode):
        return node.items
    return [node] if node is not None else []


def _included(root: Node) -> Iterator[Node]:
    """Yield the ``env`` of each job that is written out."""
    jobs = root.get("jobs", "matrix") if isinstance(root, MappingNode) else None
    for job in _items(jobs.get("include") if isinstance(jobs, MappingNode) else None):
        own = job.get("env") if isinstance(job, MappingNode) else None
        if own is not None:
            yield own


def _together(text: str, node: Node | None, taken: set[int]) -> Iterator[PairEntry]:
    """Yield the settings of a node, which hold together; note what was read."""
    for item in _items(node):
        taken.add(id(item))
        if isinstance(item, Scalar):
            yield from _words(text, item)
        else:
            yield from entries_of(text, item)
    taken.add(id(node))


def _words(text: str, item: Scalar) -> Iterator[PairEntry]:
    if "TWILIO_" not in item.value:
        return
    excerpt = excerpt_of(text, item)
    for found in _WORD.finditer(excerpt.text):
        if is_setting_key(found["key"]):
            value = found.span(found.lastgroup or "plain")
            copy = behind(excerpt.text, *found.span(), found.span("key"), value, " ")
            yield excerpt.entry(
                PairEntry(found["key"], read(excerpt.text[slice(*value)]), found.start(), found.end(), value, copy)
            )
