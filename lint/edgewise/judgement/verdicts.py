"""What every judge shares: the rule that a status breaks, and the words for whose credentials a fix needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from edgewise.findings import Safety
from edgewise.twilio.availability import Served
from edgewise.twilio.hosts import Status

if TYPE_CHECKING:
    from edgewise.twilio.hosts import Resolution
    from edgewise.twilio.releases import ClientResolution

Carrier = Literal["hostname", "client", "setting"]
"""What names the region: a hostname, the arguments of a client, or an environment variable."""

_RULES: dict[Status, dict[Carrier, str]] = {
    Status.RETIRED: {"hostname": "EW101", "client": "EW201", "setting": "EW301"},
    Status.WITHOUT_EDGE: {"hostname": "EW102", "client": "EW201", "setting": "EW301"},
    Status.WITHOUT_REGION: {"hostname": "EW103", "client": "EW202", "setting": "EW302"},
    Status.UNSUPPORTED_REGION: {"hostname": "EW104", "client": "EW202", "setting": "EW302"},
    Status.EDGE_MISMATCH: {"hostname": "EW105", "client": "EW203", "setting": "EW303"},
    Status.LIBRARY_ERROR: {"client": "EW201"},
}
_SAFE = frozenset({Status.RETIRED, Status.WITHOUT_EDGE})


def code_of(status: Status, carrier: Carrier) -> str | None:
    """Return the code of the rule that a status breaks, None where it breaks none."""
    return _RULES.get(status, {}).get(carrier)


def safety_of(status: Status) -> Safety:
    """Return how safe a fix can be at best: only what certainly fails today is rewritten unasked."""
    return Safety.SAFE if status in _SAFE else Safety.UNSAFE


def needs_credentials(resolution: Resolution | ClientResolution) -> str:
    """Return the end of a fix's message that says whose credentials it needs; "" where the usual (US1) ones do."""
    region = resolution.credentials
    if region is None:
        return ""
    served = resolution.served
    # Where no page says that a region serves a product, nobody can promise it.
    verb = "addressed to" if served is not None and served.served is Served.NOT_LISTED else "processed in"
    return f" ({verb} {region}: needs {region} credentials)"
