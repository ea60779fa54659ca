"""Settings of one scope -> pairs of region and edge -> findings with fixes (EW301 to EW303), for every notation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from edgewise.findings import Edit, Finding, Fix
from edgewise.hosts import ProcessingRegion
from edgewise.settings import DYNAMIC, Dynamic, Verdict, edge_key, is_name, judge
from edgewise.text.values import Nature, Value


@dataclass(frozen=True, slots=True)
class Entry:
    """One setting. ``start`` and ``end`` are the characters that a finding points at.

    ``written`` is the span of the value without its quotes, None where it must not be edited. ``beside`` gives the
    edits that add another setting next to this one, from a key and a value; None where there is no sure way.
    """

    key: str
    value: Value
    start: int
    end: int
    written: tuple[int, int] | None = None
    beside: Callable[[str, str], tuple[Edit, ...] | None] | None = None
    branch: int = 0
    """Which branch of a script it stands in: settings of different ones need not hold together."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Settings that hold together, in the order of the file, and those of wider scopes that hold here as well."""

    entries: tuple[Entry, ...]
    inherited: tuple[Entry, ...] = ()


def findings_of(scopes: Iterable[Scope], processing_region: ProcessingRegion) -> Iterator[Finding]:
    """Yield a finding for every region that lacks its edge, has a wrong one, or is none."""
    for scope in scopes:
        for region in scope.entries:
            # The notations yield keys of regions and edges only; in Terraform's own they are plain words.
            if region.key.lower().endswith("region") and region.value.nature is not Nature.DYNAMIC:
                finding = _finding(scope, region, processing_region)
                if finding is not None:
                    yield finding


def _finding(scope: Scope, region: Entry, processing_region: ProcessingRegion) -> Finding | None:
    own, edge = _edge_of(scope, region)
    verdict = judge(
        region.key,
        region.value.text,
        edge,
        processing_region,
        fallback=region.value.nature is Nature.FALLBACK,
    )
    if verdict is None:
        return None
    fix = _fix(region, own, verdict) if region.value.nature is Nature.LITERAL else None
    return Finding(verdict.code, verdict.message, region.start, region.end, fix)


def _edge_of(scope: Scope, region: Entry) -> tuple[Entry | None, str | Dynamic | None]:
    """Return the edge's own entry in the scope, if it has one, and the value of the edge that holds for ``region``."""
    key = edge_key(region.key)
    edges = [entry for entry in scope.entries if entry.key == key]
    if not edges:
        outer = [entry for entry in scope.inherited if entry.key == key]
        return None, _known(outer[-1]) if outer else None
    regions = [entry for entry in scope.entries if entry.key == region.key]
    if len({entry.branch for entry in edges} | {region.branch}) > 1 or len(regions) == len(edges):
        edge = _neighbour(regions, edges, region)
        return edge, _known(edge) if edge is not None else DYNAMIC
    if len(regions) == 1:
        # The last one holds, in most notations; where they differ nothing is sure.
        agree = len({entry.value for entry in edges}) == 1
        return edges[-1], _known(edges[-1]) if agree else DYNAMIC
    return None, DYNAMIC


def _neighbour(regions: list[Entry], edges: list[Entry], region: Entry) -> Entry | None:
    """Return the edge that stands with a region in its branch; None unless they come in pairs there, in any order."""
    branch = sorted(
        (entry for entry in (*regions, *edges) if entry.branch == region.branch), key=lambda item: item.start
    )
    at = next(number for number, entry in enumerate(branch) if entry is region)
    pairs = list(zip(branch[::2], branch[1::2], strict=False))
    if len(branch) % 2 or any(first.key == second.key for first, second in pairs):
        return None
    return branch[at ^ 1]


def _known(edge: Entry) -> str | Dynamic:
    if edge.value.nature is Nature.LITERAL and (not edge.value.text or is_name(edge.value.text)):
        return edge.value.text
    return DYNAMIC


def _fix(region: Entry, own: Entry | None, verdict: Verdict) -> Fix | None:
    edits: list[Edit] = []
    if verdict.new_region is not None:
        if region.written is None:
            return None
        edits.append(Edit(*region.written, verdict.new_region))
    if verdict.new_edge is not None:
        if own is not None:
            added: tuple[Edit, ...] | None = (
                (Edit(*own.written, verdict.new_edge),) if own.written is not None else None
            )
        else:
            added = region.beside(edge_key(region.key), verdict.new_edge) if region.beside is not None else None
        if added is None:
            return None
        edits += added
    edits.sort(key=lambda edit: (edit.start, edit.end))
    return Fix(verdict.fix_message, tuple(edits), verdict.safety, verdict.processing_region)
