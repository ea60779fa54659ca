"""The helper library twilio-python: what its clients build of a region and an edge, release by release.

Source: the hosts for which clients of twilio-python 6.0.0, 6.39.0, 6.40.0, 9.8.7, 9.8.8, 9.9.0, 9.10.0, 9.10.1 and
9.13.0 asked when they were called. Imports nothing but the standard library and the resolver.
"""

from __future__ import annotations

import enum
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, cast

from edgewise.twilio.hosts import (
    Host,
    Status,
    check_processing_region,
    parse,
    resolve_host,
    strange_edge,
    strange_region,
    target_region,
)
from edgewise.twilio.table import (
    DEFAULT_REGION,
    DOMAIN,
    INTERNAL_LABELS,
    PROCESSING_REGIONS,
    REGION_EDGES,
    RETIRED_PRODUCT,
    ProcessingRegion,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from edgewise.twilio.availability import Availability

# ------------------------------------------------------------------------------------------------------- the table


class Behaviour(str, enum.Enum):
    """What a release makes of a client's region and edge."""

    NO_EDGE = "no-edge"
    """``edge=`` is a TypeError, ``client.edge =`` has no effect, TWILIO_REGION and TWILIO_EDGE are not read."""
    AS_GIVEN = "as-given"
    """Region and edge are put into the hostname as they are; an edge alone brings ``us1``."""
    ADDS_EDGE = "adds-edge"
    """As ``AS_GIVEN``, but the constructor gives a ``region=`` without any edge its own; KeyError if it has none."""
    IGNORES_EDGE = "ignores-edge"
    """Other libraries before they knew edges: one that is given has no effect."""
    COMPLETES_EDGE = "completes-edge"
    """Other libraries when they added edges: to every region of the table without one, wherever it comes from."""


class Era(NamedTuple):
    """Consecutive releases of the same behaviour: ``first`` and ``last`` are released versions, both included."""

    first: str
    last: str
    behaviour: Behaviour


ERAS = (
    Era("6.0.0", "6.39.0", Behaviour.NO_EDGE),
    Era("6.40.0", "9.8.7", Behaviour.AS_GIVEN),
    Era("9.8.8", "9.10.0", Behaviour.ADDS_EDGE),
    Era("9.10.1", "9.13.0", Behaviour.AS_GIVEN),
)
"""In order. The last was the newest release on 2026-11-21; the next ones are taken to behave like it."""

EDGE_SINCE = ERAS[1].first
"""The first release that knows edges."""

ADDS_EDGE_RELEASES = f"{ERAS[2].first} to {ERAS[2].last}"

ADDED_EDGES: Mapping[str, str] = MappingProxyType({**REGION_EDGES, "jp2": "osaka"})
"""The edges that ``ADDS_EDGE`` adds: ``ClientBase.region_mappings``."""

# ---------------------------------------------------------------------------------------------------- the resolver


class ClientResolution(NamedTuple):
    """What a helper-library client with this region and edge builds, and the region and edge that it should have.

    ``built`` is the host of the ``api`` product, in lower case; where the constructor ``raises`` ("KeyError" or
    "TypeError"), that of the releases that do not. The client should be given ``region`` and ``edge``; None means that
    the argument is not given at all. ``needs`` is the first release that takes them, None where the present one does.
    """

    built: str
    status: Status
    region: str | None
    edge: str | None
    processing_region: str | None
    reason: str
    raises: str | None = None
    needs: str | None = None
    is_known: bool = True
    """Whether region and edge are ones that Twilio has. Where not, nobody knows what is meant, and they stay."""
    served: Availability | None = None
    """How the region serves something that the client is known to be used for, None where nothing is."""

    @property
    def resolved(self) -> str:
        """The host of the ``api`` product that a client with ``region`` and ``edge`` builds."""
        return _built(self.region, self.edge)

    @property
    def works(self) -> bool:
        """Whether the client gets through to Twilio as it is."""
        host = parse(self.built)
        return self.raises is None and host is not None and resolve_host(host).status is Status.VALID

    @property
    def moves(self) -> bool:
        """Whether requests are processed elsewhere than up to now, once region and edge are those."""
        return not self.works or self.resolved.lower() != self.built

    @property
    def credentials(self) -> str | None:
        """As :attr:`edgewise.twilio.hosts.Resolution.credentials`."""
        region = self.processing_region
        return None if region is None or region == DEFAULT_REGION else region.upper()


def resolve_client(
    region: str | None,
    edge: str | None = None,
    processing_region: ProcessingRegion = "as-written",
    behaviour: Behaviour = Behaviour.AS_GIVEN,
    needs: str = EDGE_SINCE,
) -> ClientResolution:
    """Resolve the arguments of a client's constructor by the host that the library builds from them.

    An argument that is None or empty is not given, but for an empty region where the library looks it up to add its
    edge: that is a KeyError. The library puts ``edge`` and ``region`` between the product and
    ``twilio.com`` as they are, and adds ``us1`` where there is an edge alone; so a region of "dublin.ie1" is valid.

    :param processing_region: by which answer, as for :func:`edgewise.resolve`: nothing is decided by the default.
    :param behaviour: that of the release; the default is that of the newest.
    :param needs: the first release of the library that knows edges.
    :raises ValueError: ``processing_region`` is none of the four.
    """
    check_processing_region(processing_region)
    looked_up = behaviour is Behaviour.ADDS_EDGE and region is not None and not edge
    region, edge = (region or None), (edge or None)
    resolution = _as_given(region, edge, processing_region)
    if looked_up and region is None:
        reason = f"twilio {ADDS_EDGE_RELEASES} looks up the edge of an empty region"
        return resolution._replace(status=Status.LIBRARY_ERROR, reason=reason, raises="KeyError")
    if behaviour is Behaviour.NO_EDGE:
        return _without_edges(resolution, edge)
    if behaviour is Behaviour.IGNORES_EDGE:
        return _ignoring_edges(region, edge, processing_region, needs)
    if behaviour is Behaviour.ADDS_EDGE and region is not None and edge is None:
        return _completed(resolution, region, processing_region)
    if behaviour is Behaviour.COMPLETES_EDGE and region in ADDED_EDGES and edge is None:
        return _completed(resolution, str(region), processing_region, "the release in use")
    return resolution


def _as_given(region: str | None, edge: str | None, processing_region: ProcessingRegion) -> ClientResolution:
    built = _built(region, edge).lower()
    host = parse(built)
    labels = built.split(".")[1:-2]
    if host is not None:
        resolution = resolve_host(host, processing_region)
        if resolution.resolved == host or resolution.resolved is None:
            return ClientResolution(
                built,
                resolution.status,
                region,
                edge,
                resolution.processing_region,
                resolution.reason,
                is_known=resolution.resolved is not None,
            )
        wanted, resolved_edge = _arguments(resolution.resolved)
        return ClientResolution(
            built, resolution.status, wanted, resolved_edge, resolution.processing_region, resolution.reason
        )
    if region is None or INTERNAL_LABELS.intersection(labels) or region.lower() == DEFAULT_REGION:
        return ClientResolution(built, Status.NOT_REST, region, edge, None, "it is none of the documented forms")
    named = region.lower().rpartition(".")[2]
    reason = strange_region(named) or strange_edge(labels[0])
    status = Status.EDGE_MISMATCH if named in PROCESSING_REGIONS else Status.UNSUPPORTED_REGION
    if reason:
        return ClientResolution(built, status, region, edge, None, reason, is_known=False)
    target, reason = target_region(Host(RETIRED_PRODUCT, None, named), processing_region), "it has a label too many"
    if target == DEFAULT_REGION:
        return ClientResolution(built, status, None, None, target, reason)
    return ClientResolution(built, status, target, REGION_EDGES[target], target, reason)


def _without_edges(resolution: ClientResolution, edge: str | None) -> ClientResolution:
    """Return the answer for releases that know no edge, given that for later ones."""
    if edge is not None:
        needs = EDGE_SINCE if resolution.edge is not None else None
        reason = f"twilio before {EDGE_SINCE} has no argument `edge`"
        return resolution._replace(status=Status.LIBRARY_ERROR, reason=reason, raises="TypeError", needs=needs)
    return resolution._replace(needs=EDGE_SINCE) if resolution.edge is not None else resolution


def _ignoring_edges(
    region: str | None, edge: str | None, processing_region: ProcessingRegion, needs: str
) -> ClientResolution:
    """Return the answer for releases on which an edge has no effect."""
    resolution = _as_given(region, None, processing_region)
    if edge is None:
        return resolution._replace(needs=needs) if resolution.edge is not None else resolution
    later = _as_given(region, edge, processing_region)
    if region is None:
        return later  # it asks for the plain host all the same
    return later._replace(built=resolution.built, status=resolution.status, reason=resolution.reason, needs=needs)


def _completed(
    resolution: ClientResolution,
    region: str,
    processing_region: ProcessingRegion,
    adding: str = f"twilio {ADDS_EDGE_RELEASES}",
) -> ClientResolution:
    """Return the answer for releases that add the edge of a region, given that for others."""
    added = ADDED_EDGES.get(region)
    if added is None:
        if resolution.status is Status.NOT_REST:
            return resolution._replace(raises="KeyError")
        if resolution.status is Status.VALID:
            given, edge = _arguments(cast("Host", parse(resolution.built)))
            reason = f"twilio {ADDS_EDGE_RELEASES} knows no edge of this region"
            resolution = resolution._replace(status=Status.LIBRARY_ERROR, region=given, edge=edge, reason=reason)
        return resolution._replace(raises="KeyError")
    completed = _as_given(region, added, processing_region)
    if completed.status is not Status.VALID:
        return completed
    if resolution.status is Status.VALID:
        return completed._replace(edge=None)
    reason = f"only {adding} adds the edge; every other release asks for {resolution.built}"
    return resolution._replace(built=completed.built, status=Status.WITHOUT_EDGE, reason=reason)


def _arguments(host: Host) -> tuple[str | None, str | None]:
    """Return the region and edge for a host: the library completes an edge, and "us1" alone is the same as nothing."""
    return (None if host.region == DEFAULT_REGION else host.region), host.edge


def _built(region: str | None, edge: str | None) -> str:
    # twilio.base.client_base.ClientBase.get_hostname, in releases that add nothing
    completed = region or (edge and DEFAULT_REGION)
    return ".".join(label for label in (RETIRED_PRODUCT, edge, completed, DOMAIN) if label)
