"""Settings of one scope -> pairs of region and edge -> findings with fixes (EW301 to EW303), for every notation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from edgewise.findings import Edit, Finding, Fix, Safety
from edgewise.judgement.settings import DYNAMIC, Dynamic, SettingVerdict, edge_key, is_name, judge
from edgewise.text.settings.inputs import is_input
from edgewise.text.settings.values import Nature, SettingValue
from edgewise.twilio.table import ProcessingRegion

EVERYWHERE = -1
"""The command of a setting that holds in the whole scope."""


@dataclass(frozen=True, slots=True)
class PairEntry:
    """One setting. ``start`` and ``end`` are the characters that a finding points at.

    ``written`` is the span of the value without its quotes, None where it must not be edited. ``beside`` gives the
    edits that add another setting next to this one, from a key and a value; None where there is no sure way.
    """

    key: str
    value: SettingValue
    start: int
    end: int
    written: tuple[int, int] | None = None
    beside: Callable[[str, str], tuple[Edit, ...] | None] | None = None
    spelled: Callable[[str], str] = str
    """How the file writes a value: in base64, where it does."""
    branch: int = 0
    """Which branch of a script it stands in: settings of different ones need not hold together."""
    command: int = EVERYWHERE
    """Where the command starts for which alone it holds (`KEY=value program`); less than -1: in which string it is."""


@dataclass(frozen=True, slots=True)
class PairScope:
    """Settings that hold together, in the order of the file, and those of wider scopes that hold here as well."""

    entries: tuple[PairEntry, ...]
    inherited: tuple[PairEntry, ...] = ()
    opened_by: str = ""
    """What may set others there that are not seen, as it is written: ``env_file``, ``envFrom``; "" for nothing."""
    files: tuple[str, ...] = ()
    """The files that these come from, as far as all of them are named, relative to the folder of the text."""


@dataclass(slots=True)
class _Key:
    """The settings of a scope that have one key: all of them, by branch, and the edge for each region, once known."""

    entries: list[PairEntry]
    branches: dict[int, list[PairEntry]]
    pairs: dict[int, dict[int, PairEntry]] = field(default_factory=dict[int, "dict[int, PairEntry]"])


_Settings = dict[str, _Key]


def findings_of(scopes: Iterable[PairScope], processing_region: ProcessingRegion) -> Iterator[Finding]:
    """Yield a finding for every region that lacks its edge, has a wrong one, or is none."""
    for scope in scopes:
        own, outer = _by_key(scope.entries), _by_key(scope.inherited)
        for region in scope.entries:
            # The notations yield keys of regions and edges only; in Terraform's own they are plain words.
            if region.key.lower().endswith("region") and region.value.nature is not Nature.DYNAMIC:
                finding = _finding(own, outer, region, processing_region)
                if finding is not None:
                    yield _doubted(finding, scope.opened_by, edge_key(region.key)) if scope.opened_by else finding


def _by_key(entries: Iterable[PairEntry]) -> _Settings:
    found: dict[str, _Key] = {}
    for entry in entries:
        key = found.setdefault(entry.key, _Key([], {}))
        key.entries.append(entry)
        key.branches.setdefault(entry.branch, []).append(entry)
    return found


def _finding(
    own: _Settings, outer: _Settings, region: PairEntry, processing_region: ProcessingRegion
) -> Finding | None:
    edge_entry, edge = _edge_of(own, outer, region)
    verdict = judge(
        region.key,
        region.value.text,
        edge,
        processing_region,
        fallback=region.value.nature is Nature.FALLBACK,
    )
    if verdict is None:
        return None
    fix = _fix(region, edge_entry, verdict) if region.value.nature is Nature.LITERAL else None
    advice = verdict.by_hand if fix is None else ""
    return Finding(verdict.code, verdict.message, region.start, region.end, fix, advice)


def _doubted(finding: Finding, opened_by: str, edge: str) -> Finding:
    """Return the finding of a region whose edge may be set by what is not seen."""
    if finding.code != "EW301":
        return finding
    fix = finding.fix and finding.fix._replace(safety=Safety.UNSAFE)
    return finding._replace(message=f"{finding.message}; what `{opened_by}` names may set {edge} as well", fix=fix)


def _edge_of(own: _Settings, outer: _Settings, region: PairEntry) -> tuple[PairEntry | None, str | Dynamic | None]:
    """Return the edge's own entry in the scope, if it has one, and the value of the edge that holds for ``region``."""
    key = edge_key(region.key)
    if key not in own:
        return None, _known(outer[key].entries[-1]) if key in outer else None
    edges, regions = own[key], own[region.key]
    if edges.branches.keys() != {region.branch} or len(regions.entries) == len(edges.entries):
        edge = _neighbour(regions, edges, region)
        return edge, _known(edge) if edge is not None else DYNAMIC
    if len(regions.entries) == 1:
        # The last one holds, in most notations; where they differ nothing is sure.
        last = edges.entries[-1]
        agree = len({entry.value for entry in edges.entries}) == 1
        return last, _known(last) if agree else DYNAMIC
    return None, DYNAMIC


def _neighbour(regions: _Key, edges: _Key, region: PairEntry) -> PairEntry | None:
    """Return the edge that stands with a region in its branch; None unless they come in pairs there, in any order."""
    pairs = regions.pairs.get(region.branch)
    if pairs is None:
        pairs = regions.pairs[region.branch] = _pairs(regions, edges, region.branch)
    return pairs.get(region.start)


def _pairs(regions: _Key, edges: _Key, branch: int) -> dict[int, PairEntry]:
    """Return the edge for each region of a branch, by where the region starts; none unless they come in pairs."""
    entries = [*regions.branches[branch], *edges.branches.get(branch, ())]
    entries.sort(key=lambda entry: entry.start)
    pairs = list(zip(entries[::2], entries[1::2], strict=False))
    if len(entries) % 2 or any(first.key == second.key for first, second in pairs):
        return {}
    return {one.start: other for pair in pairs for one, other in (pair, pair[::-1])}


def _known(edge: PairEntry) -> str | Dynamic:
    if edge.value.nature is Nature.LITERAL and (not edge.value.text or is_name(edge.value.text)):
        return edge.value.text
    return DYNAMIC


def _fix(region: PairEntry, own: PairEntry | None, verdict: SettingVerdict) -> Fix | None:
    edits: list[Edit] = []
    if verdict.new_region is not None:
        if region.written is None:
            return None
        edits.append(Edit(*region.written, region.spelled(verdict.new_region)))
    if verdict.new_edge is not None:
        if own is not None:
            added: tuple[Edit, ...] | None = (
                (Edit(*own.written, own.spelled(verdict.new_edge)),) if own.written is not None else None
            )
        else:
            beside = None if is_input(region.key) else region.beside
            added = beside(edge_key(region.key), verdict.new_edge) if beside is not None else None
        if added is None:
            return None
        edits += added
    edits.sort(key=lambda edit: (edit.start, edit.end))
    return verdict.fix(tuple(edits))
