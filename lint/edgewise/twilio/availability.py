"""The dated table of availability: which product a processing region serves, in part or not at all, and who says so.

Regions work in isolation: a product that a region does not serve fails there, with the right hostname and the right
credentials too. Pages change, and some of what they list is in beta: compare this table with them, and then move
``AVAILABILITY_DATE``.
"""

from __future__ import annotations

import enum
from typing import NamedTuple

from edgewise.twilio.table import DEFAULT_REGION, PRODUCTS

AVAILABILITY_DATE = "2026-10-31"
"""The day on which the rows below were last compared with Twilio's pages."""

_OVERVIEW = "Regional product availability"
_ABROAD = "Using the Twilio REST API in a non-US Region"
_MESSAGING = "Use the Programmable Messaging API with Twilio Regions"
_CONVERSATIONS = "Use the Conversations API with Twilio Regions"


class Served(enum.Enum):
    """How a region serves a product."""

    YES = "served"
    BETA = "beta"
    IN_PART = "in part"
    NO = "not served"
    NOT_LISTED = "not listed"
    """No page says anything of it: it belongs to the account, or Edgewise does not know it."""


class Availability(NamedTuple):
    """One row: how a region serves a product, or one resource of it.

    ``part`` says what is missing, or what is there, as words behind a colon. ``page`` is the title of Twilio's page.
    """

    product: str
    region: str
    served: Served
    part: str = ""
    page: str = _OVERVIEW
    resource: str = ""

    @property
    def is_missing(self) -> bool:
        """Whether requests fail there."""
        return self.served is Served.NO

    @property
    def name(self) -> str:
        """The product, or the resource, as people call it."""
        if self.resource:
            return _NAMES.get(self.resource, self.resource.replace("_", " ").capitalize())
        return _NAMES.get(self.product, self.product.replace("-", " ").capitalize())

    @property
    def said(self) -> str:
        """What a message says of it, with its date; "" where the region serves all of it or no page lists it."""
        words = {
            Served.NO: "does not serve {}",
            Served.BETA: "serves {} in beta",
            Served.IN_PART: "serves {} in part",
        }
        if self.served not in words:
            return ""
        said = f"{self.region.upper()} {words[self.served].format(self.name)} (Twilio, {AVAILABILITY_DATE[:7]})"
        return f"{said}: {self.part}" if self.part else said


_NO_OTHER_CHANNELS = "SMS alone: no MMS, WhatsApp, RCS, short codes or +1 numbers"
_CHAT_ALONE = "chat alone: no SMS, WhatsApp, Messenger or messaging services"
_VOICE_PARTS = "without BYOC trunks of static addresses, verified caller IDs and call annotations"

_ROWS = (
    Availability("api", "ie1", Served.YES),
    Availability("api", "au1", Served.YES),
    Availability("api", "ie1", Served.IN_PART, _NO_OTHER_CHANNELS, _MESSAGING, "messages"),
    Availability("api", "au1", Served.NO, "", _OVERVIEW, "messages"),
    Availability("api", "ie1", Served.NO, "", _OVERVIEW, "outgoing_caller_ids"),
    Availability("api", "au1", Served.NO, "", _OVERVIEW, "outgoing_caller_ids"),
    Availability("api", "ie1", Served.NO, "", _OVERVIEW, "validation_requests"),
    Availability("api", "au1", Served.NO, "", _OVERVIEW, "validation_requests"),
    Availability("api", "ie1", Served.YES, "", _OVERVIEW, "user_defined_messages"),
    Availability("api", "au1", Served.NO, "", _OVERVIEW, "user_defined_messages"),
    Availability("api", "ie1", Served.NO, "", _MESSAGING, "short_codes"),
    Availability("api", "au1", Served.NO, "", _OVERVIEW, "short_codes"),
    Availability("voice", "ie1", Served.IN_PART, _VOICE_PARTS),
    Availability("voice", "au1", Served.IN_PART, f"{_VOICE_PARTS}, or UserDefinedMessage"),
    Availability("insights", "ie1", Served.IN_PART, "without call annotations"),
    Availability("insights", "au1", Served.IN_PART, "without call annotations"),
    Availability("insights", "ie1", Served.NO, "", _OVERVIEW, "annotation"),
    Availability("insights", "au1", Served.NO, "", _OVERVIEW, "annotation"),
    Availability("trunking", "ie1", Served.IN_PART, "without the phone numbers of a trunk"),
    Availability("trunking", "au1", Served.IN_PART, "without the phone numbers of a trunk"),
    Availability("trunking", "ie1", Served.NO, "", _OVERVIEW, "phone_numbers"),
    Availability("trunking", "au1", Served.NO, "", _OVERVIEW, "phone_numbers"),
    Availability("messaging", "ie1", Served.IN_PART, _NO_OTHER_CHANNELS, _MESSAGING),
    Availability("messaging", "ie1", Served.NO, "", _MESSAGING, "short_codes"),
    Availability("conversations", "ie1", Served.IN_PART, _CHAT_ALONE, _CONVERSATIONS),
    Availability("lookups", "ie1", Served.IN_PART, "version 2 alone"),
    Availability("lookups", "ie1", Served.NO, "", _OVERVIEW, "v1"),
    Availability("lookups", "ie1", Served.YES, "", _OVERVIEW, "v2"),
    Availability("serverless", "ie1", Served.YES),
    Availability("serverless-upload", "ie1", Served.YES),
    Availability("studio", "ie1", Served.BETA),
    Availability("taskrouter", "ie1", Served.BETA, "with statistics of 31 days"),
    Availability("notify", "ie1", Served.NO, "", _ABROAD),
    Availability("notify", "au1", Served.NO, "", _ABROAD),
)

_BY_KEY = {(row.product, row.resource, row.region): row for row in _ROWS}
RESOURCES = frozenset((row.product, row.resource) for row in _ROWS if row.resource)
"""The resources that have rows of their own, each behind its product."""

ACCOUNT_WIDE = frozenset(
    {"accounts", "iam", "pricing", "monitor", "numbers", "trusthub", "routes", "oauth", "preview-iam"}
)
"""Products of the account, which no page lists by region: nothing is said of them."""

_NAMES = {
    "annotation": "call annotations",
    "api": "Voice and its resources",
    "bulkexports": "BulkExport",
    "flex-api": "Flex",
    "insights": "Voice Insights",
    "ip-messaging": "Programmable Chat",
    "lookups": "Lookup",
    "messages": "Messages",
    "phone_numbers": "the phone numbers of a trunk",
    "short_codes": "short codes",
    "user_defined_messages": "UserDefinedMessage",
    "v2": "Lookup v2",
    "outgoing_caller_ids": "verified caller IDs",
    "serverless": "Functions and Assets",
    "serverless-upload": "uploads for Functions and Assets",
    "events": "Event Streams",
    "frontline-api": "Frontline",
    "iam": "IAM",
    "oauth": "OAuth",
    "preview-iam": "IAM (preview)",
    "supersim": "Super SIM",
    "trusthub": "TrustHub",
    "taskrouter": "TaskRouter",
    "trunking": "Elastic SIP Trunking",
    "v1": "Lookup v1",
    "validation_requests": "verified caller IDs",
}


def availability(product: str, region: str, resource: str = "") -> Availability:
    """Return how a processing region serves a product, or one resource of it where a row of its own says so.

    :param product: the first label of a hostname, in lower case.
    :param region: a processing region, in lower case.
    :param resource: the name of an accessor below the product ("messages" of api, "v1" of lookups); "" for none.
    """
    if region == DEFAULT_REGION:
        return Availability(product, region, Served.YES, resource=resource)
    for key in ((product, resource, region), (product, "", region)):
        if key in _BY_KEY:
            return _BY_KEY[key]
    listed = product in PRODUCTS and product not in ACCOUNT_WIDE
    return Availability(product, region, Served.NO if listed else Served.NOT_LISTED)


def rows_of(region: str) -> list[Availability]:
    """Return a row for every product in a processing region, each before those of its resources that have their own."""
    found = [availability(product, region) for product in PRODUCTS]
    found += (row for row in _ROWS if row.resource and row.region == region)
    return sorted(found, key=lambda row: (row.product, row.resource))
