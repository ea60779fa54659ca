"""The resolver: what a hostname or a URL is, and what should stand in its place. It imports no library.

What clients of the helper library make of them is :mod:`edgewise.twilio.releases`.
"""

from __future__ import annotations

import enum
import functools
import re
from typing import TYPE_CHECKING, NamedTuple, cast, get_args

from edgewise.twilio.accessors import resource_behind
from edgewise.twilio.availability import Availability, Served, availability
from edgewise.twilio.table import (
    DEFAULT_REGION,
    DOMAIN,
    EDGES,
    INTERNAL_LABELS,
    KNOWN_REGIONS,
    PROCESSING_REGIONS,
    PRODUCTS,
    REGION_EDGES,
    REGION_ONLY_PRODUCTS,
    RETIRED_ON,
    RETIRED_PRODUCT,
    RETIRED_REGIONS,
    ProcessingRegion,
)
from edgewise.wording import enumerated

if TYPE_CHECKING:
    from collections.abc import Iterable

_SHORTEST_EDGE = min(map(len, EDGES))
_WAYS: tuple[ProcessingRegion, ...] = ("as-written", "us1")
_REGION_SHAPE = re.compile(r"[a-z]{2}[0-9]")

# -------------------------------------------------------------------------------------------------------- the types


class Status(str, enum.Enum):
    """What a hostname is, by its labels, or what a client asks for."""

    VALID = "valid"
    RETIRED = "retired"
    WITHOUT_EDGE = "without-edge"
    WITHOUT_REGION = "without-region"
    UNSUPPORTED_REGION = "unsupported-region"
    EDGE_MISMATCH = "edge-mismatch"
    NOT_REST = "not-rest"
    LIBRARY_ERROR = "library-error"
    """Of a client's arguments: the helper library refuses them."""


class Host(NamedTuple):
    """The labels of a REST hostname, in lower case."""

    product: str
    edge: str | None = None
    region: str | None = None

    def __str__(self) -> str:
        return ".".join(filter(None, (*self, DOMAIN)))


class Resolution(NamedTuple):
    """What a hostname stands for and what should stand in its place.

    ``host`` is None where the input is no REST host, and so is ``resolved``, which is None too where a region or an
    edge is none of Twilio's: nobody knows what is meant. ``resolved`` equals ``host`` where nothing needs to change.
    ``processing_region`` is the region that processes requests to ``resolved``. ``served`` says how the region that was
    meant serves what is asked for; None where that is US1. Where it does not, ``resolved`` of a host that cannot stay
    is what keeps it in US1.
    """

    asked: str
    status: Status
    host: Host | None
    resolved: Host | None
    processing_region: str | None
    reason: str
    served: Availability | None = None

    @property
    def is_kept(self) -> bool:
        """Whether requests are kept in US1 because the region that was meant does not serve them."""
        return self.served is not None and self.served.is_missing and self.status is not Status.VALID

    @property
    def credentials(self) -> str | None:
        """The region, in capitals, whose own credentials ``resolved`` needs; None where the usual (US1) ones do."""
        region = self.processing_region
        return None if region is None or region == DEFAULT_REGION else region.upper()

    @property
    def replacement(self) -> str | None:
        """What was asked, URL or hostname, with the host exchanged; None where nothing needs to change."""
        if self.resolved is None or self.resolved == self.host:
            return None
        found = _host_span(self.asked)
        return self.asked[: found[0]] + str(self.resolved) + self.asked[found[1] :]


# ----------------------------------------------------------------------------------------------------- the resolver


def is_region(label: str) -> bool:
    """Say whether a lower-case label names a region, known to the table or only of the same shape ("in1")."""
    return _REGION_SHAPE.fullmatch(label) is not None


def parse(text: str) -> Host | None:
    """Return the labels of a hostname or URL that has the shape of a REST host, None for every other text.

    Case, userinfo, port, path and a trailing dot are passed over. The shapes are ``product``, ``product.region``,
    ``product.edge`` and ``product.edge.region`` before ``twilio.com``, where the product is one that serves REST.
    """
    start, end = _host_span(text)
    name = text[start:end].lower()
    if not name.endswith("." + DOMAIN):
        return None
    return host_of_labels(name[: -len(DOMAIN) - 1].split("."))


def host_of_labels(labels: list[str]) -> Host | None:
    """Return the host that consists of the lower-case ``labels`` before ``twilio.com``, None if it is no REST host."""
    product, *rest = labels
    if product not in PRODUCTS or INTERNAL_LABELS.intersection(rest):
        return None
    match rest:
        case []:
            return Host(product)
        case [edge] if edge in EDGES or nearest_edge(edge):
            return Host(product, edge=edge)
        case [region] if is_region(region) and product not in REGION_ONLY_PRODUCTS:
            return Host(product, region=region)
        case [edge, region] if edge in EDGES and _may_be_region(region):
            return Host(product, edge, region)
        case [edge, region] if region in KNOWN_REGIONS and nearest_edge(edge):
            return Host(product, edge, region)
        case _:
            return None


def classify(host: Host) -> Status:
    """Return what a host of this shape is: never ``NOT_REST``, that is what :func:`parse` says with None."""
    if host.region is None:
        return Status.VALID if host.edge is None else Status.WITHOUT_REGION
    if host.region in PROCESSING_REGIONS and host.edge is not None and host.edge not in EDGES:
        return Status.EDGE_MISMATCH
    if host.region == DEFAULT_REGION:
        return Status.VALID
    if host.edge is None:
        retired = host.product == RETIRED_PRODUCT and host.region in RETIRED_REGIONS
        return Status.RETIRED if retired else Status.WITHOUT_EDGE
    if host.region not in PROCESSING_REGIONS:
        return Status.UNSUPPORTED_REGION
    return Status.VALID if host.edge == REGION_EDGES[host.region] else Status.EDGE_MISMATCH


def resolve(text: str, processing_region: ProcessingRegion = "as-written") -> Resolution:
    """Resolve a hostname or URL by one answer to where requests are to be processed.

    Nothing is written here, so that unlike in a fix there is an answer without a decision: that of "as-written". Which
    of the two is right for a name of Ireland or Australia is yours to decide: ask for "us1" too, and compare.

    :param processing_region: where to send what cannot stay as it is; a valid host stays whatever this says.
    :raises ValueError: ``processing_region`` is none of the four.
    """
    host = parse(text)
    if host is None:
        check_processing_region(processing_region)
        return Resolution(text, Status.NOT_REST, None, None, None, "it is not the hostname of a Twilio REST API")
    resource = resource_behind(host.product, text, _host_span(text)[1])
    return resolve_host(host, processing_region, resource)._replace(asked=text)


def resolve_host(host: Host, processing_region: ProcessingRegion = "as-written", resource: str = "") -> Resolution:
    """Resolve a host that is already taken apart; see :func:`resolve`.

    :param resource: what is asked for below the product, "" where that is not known: see
        :mod:`edgewise.twilio.accessors`.
    """
    check_processing_region(processing_region)
    status = classify(host)
    if status is Status.VALID:
        region = host.region or DEFAULT_REGION
        served = _served(host.product, region, resource)
        return Resolution(str(host), status, host, host, region, _where(region, served), served)
    strange = strange_region(host.region) or strange_edge(host.edge)
    if strange:
        return Resolution(str(host), status, host, None, None, strange)
    target = target_region(host, processing_region)
    served = _served(host.product, target, resource)
    if served is not None and served.is_missing:
        return resolve_host(host, "us1")._replace(served=served)
    if status is Status.WITHOUT_REGION and target == DEFAULT_REGION:
        resolved = host._replace(region=DEFAULT_REGION)
    elif target == DEFAULT_REGION:
        resolved = Host(host.product)
    else:
        resolved = Host(host.product, REGION_EDGES[target], target)
    return Resolution(str(host), status, host, resolved, target, _reason(host, status), served)


def replacements(host: Host) -> frozenset[str]:
    """Return the hostnames that may have taken the place of a host where somebody has rewritten it already.

    Its own region is among them whether that serves the product or not.
    """
    found = {str(resolve_host(host, way).resolved) for way in _WAYS}
    if host.region in PROCESSING_REGIONS and host.region != DEFAULT_REGION:
        found.add(str(Host(host.product, REGION_EDGES[host.region], host.region)))
    return frozenset(found)


def _where(region: str, served: Availability | None) -> str:
    """Return where a valid host is processed, as the reason of its resolution."""
    if served is not None and served.is_missing:
        return f"it is valid, but {served.said}"
    verb = "addressed to" if served is not None and served.served is Served.NOT_LISTED else "processed in"
    return f"it is valid and {verb} {region.upper()}"


def _served(product: str, region: str, resource: str) -> Availability | None:
    return None if region == DEFAULT_REGION else availability(product, region, resource)


def check_processing_region(value: str) -> None:
    """Refuse a value that is no ``processing-region``.

    :raises ValueError: with the values that there are.
    """
    if value not in get_args(ProcessingRegion):
        raise ValueError(f"processing region {value!r} is none of {', '.join(get_args(ProcessingRegion))}")


def target_region(host: Host, processing_region: ProcessingRegion) -> str:
    """Return the processing region to which requests go that can no longer go to ``host``."""
    if processing_region != "as-written":
        return processing_region
    return host.region if host.region in PROCESSING_REGIONS else DEFAULT_REGION


def strange_region(region: str | None) -> str:
    """Say that a lower-case name is no region of Twilio, and which one may be meant; "" for one that is, and None."""
    if region is None or region in KNOWN_REGIONS:
        return ""
    if region in EDGES:
        return f"{region} is an edge of Twilio, not a region"
    letters = sorted(region.rstrip("0123456789"))
    # Another letter may well be another country: EU1 is none of AU1 or US1.
    mistyped = (known for known in KNOWN_REGIONS if sorted(known.rstrip("0123456789")) == letters)
    near = next(mistyped, "") or _nearest(region, KNOWN_REGIONS, 0.75)
    hint = (
        f"did you mean {near.upper()}?"
        if near
        else f"there are {enumerated(region.upper() for region in PROCESSING_REGIONS)}"
    )
    return f"{region.upper()} is not a region of Twilio ({hint})"


def strange_edge(edge: str | None) -> str:
    """Say the same of an edge."""
    if edge is None or edge in EDGES:
        return ""
    near = nearest_edge(edge)
    return f"{edge} is not an edge of Twilio" + (f" (did you mean {near}?)" if near else "")


@functools.lru_cache(maxsize=1_000)
def nearest_edge(label: str) -> str:
    """Return the edge of which a lower-case label is a misspelling, "" where it is one itself or resembles none."""
    return "" if label in EDGES or len(label) < _SHORTEST_EDGE - 1 else _nearest(label, EDGES, 0.8)


def _nearest(name: str, known: Iterable[str], likeness: float) -> str:
    import difflib  # only for what is wrong

    likest = max(sorted(known), key=lambda one: difflib.SequenceMatcher(None, name, one).ratio())
    return likest if difflib.SequenceMatcher(None, name, likest).ratio() >= likeness else ""


def _may_be_region(label: str) -> bool:
    # Behind an edge only a region makes sense, so a misspelt one counts as well; "twilio" would be a label too many.
    return label not in EDGES and label.isalnum()


def missing_edge(region: str) -> str:
    """Return what is wrong with a hostname that names a region and no edge, for the user."""
    return f"a hostname with a region needs an edge before it, and there is none before {region.upper()}"


def _reason(host: Host, status: Status) -> str:
    region = (host.region or "").upper()
    if status is Status.RETIRED:
        return f"Twilio switched it off on {RETIRED_ON}"
    if status is Status.WITHOUT_EDGE:
        return missing_edge(region)
    if status is Status.WITHOUT_REGION:
        return "an edge needs a region behind it; no such host exists"
    if status is Status.UNSUPPORTED_REGION:
        return f"{region} does not process requests; only {enumerated(name.upper() for name in PROCESSING_REGIONS)} do"
    own = REGION_EDGES[cast("str", host.region)]
    return f"the edge of {region} is {own}; whether {host.edge} reaches it too depends on the product"


# As browsers do, a backslash ends a host, and blanks around a URL are none of it.
_URL_HOST = re.compile(
    r"\s*(?:(?:[a-z][a-z0-9+.-]*:)?//(?:[^/?#\\]*@)?(?P<url>[^/?#:\\]*)|(?:[^/?#\\]*@)?(?P<bare>[^/?#:\\]*))", re.I
)


def _host_span(text: str) -> tuple[int, int]:
    # urllib.parse lower-cases and drops what it takes apart; the span keeps the rest of a URL as it was written.
    found = _URL_HOST.match(text)
    if found is None:
        return 0, 0
    group = "url" if found["url"] is not None else "bare"
    start, end = found.span(group)
    end = start + len(text[start:end].rstrip())
    return start, end - (1 if text[start:end].endswith(".") else 0)
