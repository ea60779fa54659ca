"""The judge of settings: what is wrong with TWILIO_REGION and the TWILIO_EDGE of the same scope (EW301 to EW303).

The judgement and wording stand here once, for Python and every other file; finding the pair is the callers' work.
"""

from __future__ import annotations

import enum
import functools
import re
from dataclasses import dataclass

from edgewise.findings import Edit, Fix, Safety
from edgewise.judgement.verdicts import code_of, needs_credentials, safety_of
from edgewise.patterns import on_demand
from edgewise.twilio.hosts import Status
from edgewise.twilio.releases import ClientResolution, resolve_client
from edgewise.twilio.table import DEFAULT_REGION, REGION_EDGES, ProcessingRegion

REGION_KEY = "TWILIO_REGION"
EDGE_KEY = "TWILIO_EDGE"

_KEY = on_demand(
    r"(?P<prefix>(?:[\w.-]*[_.-])?)TWILIO_(?P<what>REGION|EDGE)"
    # What Twilio.AspNet.Core reads: names of .NET's configuration, which take any case.
    r"|(?i:(?:[\w.-]*[_.:-])?TWILIO(?:__|:)CLIENT(?:__|:)(?P<own>REGION|EDGE))",
    re.ASCII,
)
_FOR_BROWSER = on_demand(
    r"(?:\w+\.)*(?:VITE|NEXT_PUBLIC|REACT_APP|NUXT_PUBLIC|EXPO_PUBLIC|GATSBY|VUE_APP|PUBLIC)_", re.ASCII
)
"""How bundlers mark what they hand to the browser: the region of the voice SDK there, which takes no edge with it."""
_NAME = on_demand(r"[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*", re.ASCII)
# What people write where a region has yet to be filled in, and the null and booleans of the notations.
_NO_NAME = on_demand(
    r"(?:null|none|nil|undefined|true|false|on|off|yes|no|default|any|auto|todo|tbd|foo|bar|changeme|replaceme|x+"
    r"|(?:your|my|some|the|change|replace|insert|example|twilio)\b.*|.*(?:placeholder|region|example)\b)",
    re.IGNORECASE | re.ASCII,
)


class Dynamic(enum.Enum):
    """The type of :data:`DYNAMIC`."""

    DYNAMIC = "a value that is not known here"


DYNAMIC = Dynamic.DYNAMIC
"""Stands for the value of an edge that is set, to something that is not known here."""


@dataclass(frozen=True, slots=True)
class SettingVerdict:
    """What is wrong with a pair, and what would be right.

    ``new_region`` and ``new_edge`` are the values to write; None means that what stands there, or does not, stays.
    After the change the pair builds a valid host. ``processing_region`` is the region that then processes requests.
    """

    code: str
    message: str
    safety: Safety
    fix_message: str
    new_region: str | None
    new_edge: str | None
    processing_region: str | None
    steps: str
    host: str
    """What clients ask for after the change."""

    @property
    def by_hand(self) -> str:
        """What to do about it where it cannot be edited, for the user; "" where nobody knows."""
        return f"{self.fix_message}; by hand: there is no sure way to write it here" if self.fix_message else ""

    def fix(self, edits: tuple[Edit, ...]) -> Fix | None:
        """Return the fix that consists of these edits, None without any."""
        if not edits:
            return None
        return Fix(self.fix_message, edits, self.safety, self.processing_region, self.host, self.steps)


def is_region_key(key: str) -> bool:
    """Say whether ``key`` is ``TWILIO_REGION``, ``Twilio__Client__Region``, or one of them behind a prefix."""
    found = _KEY.fullmatch(key)
    return found is not None and (found["what"] or found["own"]).upper() == "REGION"


def is_setting_key(key: str) -> bool:
    """Say whether ``key`` is a region's or an edge's: see :func:`is_region_key`."""
    return _KEY.fullmatch(key) is not None


def edge_key(region_key: str) -> str:
    """Return the edge's key that belongs to a region's: the same prefix, the same spelling (``region`` -> ``edge``)."""
    spelt = {"REGION": "EDGE", "Region": "Edge"}.get(region_key[-len("region") :], "edge")
    return region_key[: -len("region")] + spelt


def is_name(value: str) -> bool:
    """Say whether ``value`` can be meant as the name of a region or an edge: not "null", not "your-region"."""
    return _NAME.fullmatch(value) is not None and _NO_NAME.fullmatch(value) is None


def judge(
    key: str,
    region: str,
    edge: str | Dynamic | None,
    processing_region: ProcessingRegion,
    *,
    fallback: bool = False,
) -> SettingVerdict | None:
    """Judge the value ``region`` of the setting ``key`` by the value of the edge beside it.

    :param edge: None or empty where no edge is set beside it; :data:`DYNAMIC` where one is set to something unknown.
    :param fallback: ``region`` is only what holds where nobody sets another; callers then offer no fix.
    :returns: None where nothing is wrong, or nothing is known to be.
    :raises ValueError: ``processing_region`` is none of the four.
    """
    if edge is DYNAMIC or not is_name(region) or (edge and not is_name(edge)) or _FOR_BROWSER.match(key):
        return None
    edge = edge or None
    resolution = _resolved(region, edge, processing_region)
    code = code_of(resolution.status, "setting")
    if code is None:
        return None
    # What Twilio does not have stays as it is: nobody knows what is meant.
    new_region, new_edge = (
        _completed(resolution, edge) if resolution.is_known else (region.lower(), (edge or "").lower() or None)
    )
    steps = _steps(key, region, edge, new_region, new_edge)
    return SettingVerdict(
        code,
        _message(key, region, edge, resolution, fallback=fallback),
        safety_of(resolution.status),
        f"{steps[:1].upper()}{steps[1:]}{needs_credentials(resolution)}",
        None if new_region == region.lower() else new_region,
        None if new_edge is None or (edge and new_edge == edge.lower()) else new_edge,
        resolution.processing_region,
        steps,
        resolve_client(new_region, new_edge).built,
    )


def judge_handed_on(
    key: str, region: str | None, source: str, processing_region: ProcessingRegion
) -> tuple[str, str] | None:
    """Judge the setting ``key`` that is taken from where an edge is set too, without that edge.

    :param region: its value there, None where that is not known.
    :param source: what sets both, for the message (".env"); "" where the edge is not set there either.
    :returns: the code and the message; None where nothing is wrong, or nothing is known to be.
    :raises ValueError: ``processing_region`` is none of the four.
    """
    asked = "a host without the edge that its region needs"
    if region is not None:
        verdict = judge(key, region, None, processing_region)
        if verdict is None or verdict.code != "EW301":
            return None
        resolution = _resolved(region, None, processing_region)
        asked = f"{resolution.built}, which {_reason(resolution)}"
    other = edge_key(key)
    said = (
        f"without {other}, which {source} has as well"
        if source
        else f"and {other} is neither set with it nor handed on"
    )
    return "EW301", (
        f"{key} is handed on {said}: clients of a Twilio library that reads it ask for {asked}; "
        'hand on both, where both are set (an edge that is not becomes "")'
    )


@functools.lru_cache(maxsize=1_000)
def _resolved(region: str, edge: str | None, processing_region: ProcessingRegion) -> ClientResolution:
    # A file of settings says the same few values over and over.
    return resolve_client(region, edge, processing_region)


def _completed(resolution: ClientResolution, edge: str | None) -> tuple[str, str | None]:
    """Return the region and the edge that should stand there; a setting is never taken away, but set to ``us1``."""
    if resolution.region is not None:
        return resolution.region, resolution.edge
    # As a hostname and a client lose an edge that was the place of another region.
    return DEFAULT_REGION, resolution.edge or (REGION_EDGES[DEFAULT_REGION] if edge else None)


def _message(key: str, region: str, edge: str | None, resolution: ClientResolution, *, fallback: bool) -> str:
    said = f'{key} {"falls back to" if fallback else "is"} "{region}"'
    other = edge_key(key)
    said += f' and {other} is "{edge}"' if edge else f" and {other} is not set with it"
    said += f": clients of a Twilio library that reads it ask for {resolution.built}"
    if resolution.status is Status.RETIRED:
        return f"{said}, which {_reason(resolution)}"
    return f"{said}; {resolution.reason}"


def _reason(resolution: ClientResolution) -> str:
    return resolution.reason.replace("switched it off", "switched off")


def _steps(key: str, region: str, edge: str | None, new_region: str, new_edge: str | None) -> str:
    steps: list[str] = []
    if new_region != region.lower():
        steps.append(f'set {key} to "{new_region}"')
    if new_edge is not None and (edge is None or new_edge != edge.lower()):
        steps.append(f'{"set" if edge else "add"} {edge_key(key)} {"to " if edge else ""}"{new_edge}"')
    return " and ".join(steps)
