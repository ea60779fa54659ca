"""The dated table of facts about Twilio: regions, edges, products, the day of the switch-off.

Whoever brings the facts up to date opens this file, and :mod:`edgewise.twilio.availability` for what a region serves.

Sources: "Using the Twilio REST API in a non-US Region" (the FQDN format, the processing regions), "Legacy Edge Location
IDs" (a region's own edge), the changelog entry of 2026-02-04 and the migration guide (what was switched off, and when).
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

TABLE_DATE = "2026-11-21"
"""The day on which the facts below were last compared with Twilio's documentation."""

RETIRED_ON = "2026-04-28"
"""The day on which Twilio switched the hosts ``api.{RETIRED_REGIONS}.twilio.com`` off."""

RETIRED_PRODUCT = "api"
RETIRED_REGIONS = frozenset({"ie1", "au1", "br1", "de1", "jp1", "sg1", "us2"})
DEFAULT_REGION = "us1"
"""Where the plain host ``{product}.twilio.com`` is processed."""

PROCESSING_REGIONS = (DEFAULT_REGION, "ie1", "au1")
"""The regions that process requests. Every other region is a name for an edge of that place, and nothing more."""

REGION_EDGES: Mapping[str, str] = MappingProxyType(
    {
        "us1": "ashburn",
        "us2": "umatilla",
        "ie1": "dublin",
        "au1": "sydney",
        "br1": "sao-paulo",
        "de1": "frankfurt",
        "jp1": "tokyo",
        "sg1": "singapore",
    }
)
"""Each region's edge of the same place."""

KNOWN_REGIONS = (*REGION_EDGES, "jp2")
"""All names of regions that Twilio ever had; the last is only known to the helper libraries."""

REGION_NAMES: Mapping[str, str] = MappingProxyType(
    {"us1": "the United States", "ie1": "Ireland", "au1": "Australia"},
)
EDGES = frozenset(
    "sydney sao-paulo dublin frankfurt tokyo singapore ashburn umatilla roaming "
    "ashburn-ix san-jose-ix sao-paulo-ix london-ix frankfurt-ix singapore-ix tokyo-ix sydney-ix".split()
)
"""Public edges, and the Interconnect edges (``-ix``)."""

PRODUCTS = frozenset(
    "accounts api assistants bulkexports chat content conversations events flex-api frontline-api iam insights "
    "intelligence ip-messaging knowledge lookups marketplace memory messaging monitor notify numbers oauth preview "
    "preview-iam pricing proxy routes serverless studio supersim sync taskrouter trunking trusthub verify video voice "
    "webhooks wireless "
    "authy autopilot fax media microvisor "  # historic
    "serverless-upload push".split()  # outside the helper libraries
)
"""First labels of REST hosts."""

REGION_ONLY_PRODUCTS = frozenset({"media"})
"""Products whose SDKs connect to ``{product}.{region}.twilio.com`` by design: that form is no REST host."""

INTERNAL_LABELS = frozenset({"stage", "dev"})
"""Twilio's own environments: hosts and regions with such a label are none of a user's."""

DOMAIN = "twilio.com"


ProcessingRegion = Literal["as-written", "us1", "ie1", "au1"]
"""Where a rewrite sends requests: where the old name says, or to one region whatever it says."""
