"""What is true of Twilio's hostnames, written down a second time and apart from the code under test.

From the tables of Twilio's pages "Using the Twilio REST API in a non-US Region" and "Legacy Edge Location IDs" as of
2026-11-21, and "Regional product availability" as of 2026-10-31. Nothing here may import ``edgewise``.
"""

from __future__ import annotations

REGIONS = ("us1", "ie1", "au1", "br1", "de1", "jp1", "sg1", "us2")
PUBLIC_EDGES = (
    "sydney", "sao-paulo", "dublin", "frankfurt", "tokyo", "singapore", "ashburn", "umatilla", "roaming",
)  # fmt: skip
PRIVATE_EDGES = (
    "ashburn-ix", "san-jose-ix", "sao-paulo-ix", "london-ix", "frankfurt-ix", "singapore-ix", "tokyo-ix", "sydney-ix",
)  # fmt: skip
EDGES = PUBLIC_EDGES + PRIVATE_EDGES
WAYS = ("as-written", "us1", "ie1", "au1")

HOME = {"us1": "", "ie1": "dublin.ie1", "au1": "sydney.au1"}
"""A region that processes requests -> what stands between the product and ``twilio.com``."""

UNLISTED = frozenset("accounts iam monitor numbers oauth preview-iam pricing routes trusthub".split())
"""Products of the account: no page says which region serves them."""
SERVED = {
    "ie1": UNLISTED.union(
        "api conversations insights lookups messaging serverless serverless-upload studio taskrouter trunking".split(),
        ["voice"],
    ),
    "au1": UNLISTED.union("api insights trunking voice".split()),
}
"""A region -> the products that are asked there, in full or in part. All others are served in the United States alone."""


def middle_is_valid(middle: str) -> bool:
    """Say whether a host with ``middle`` between its product and ``twilio.com`` exists: domain table, section 1."""
    if middle in ("", "us1", "dublin.ie1", "sydney.au1"):
        return True
    edge, _, region = middle.partition(".")
    return region == "us1" and edge in EDGES


def is_twilio(host: str) -> bool:
    """Say whether a host is one of Twilio's."""
    return host.lower().endswith(".twilio.com")


def is_valid(host: str) -> bool:
    """Say whether a REST host exists and is documented; a host that is not Twilio's is none of its business."""
    product, _, rest = host.lower().partition(".")
    if not is_twilio(host):
        return bool(host)
    return bool(product) and middle_is_valid(rest[: -len("twilio.com")].rstrip("."))


def status(middle: str) -> str:
    """Return the name of what is wrong with a host of the product ``api``, "valid" if nothing is."""
    if middle_is_valid(middle):
        return "valid"
    labels = middle.split(".")
    if len(labels) == 1:
        return "without-region" if labels[0] in EDGES else "retired"
    return "edge-mismatch" if labels[1] in ("ie1", "au1") else "unsupported-region"


def middle_after(middle: str, way: str) -> str:
    """Return what should stand between the product and ``twilio.com``: domain table, section 2."""
    if middle_is_valid(middle):
        return middle
    labels = middle.split(".")
    if way == "as-written":
        if len(labels) == 1 and labels[0] in EDGES:
            return f"{labels[0]}.us1"
        return {"ie1": "dublin.ie1", "au1": "sydney.au1"}.get(labels[-1], "")
    if way == "us1":
        return f"{labels[0]}.us1" if len(labels) == 1 and labels[0] in EDGES else ""
    return HOME[way]


def host(product: str, middle: str) -> str:
    """Return the hostname with ``middle`` between its product and ``twilio.com``."""
    return f"{product}.{middle}.twilio.com" if middle else f"{product}.twilio.com"


def host_after(old: str, way: str, *, by_client: bool = False) -> str:
    """Return the host that should be asked instead of ``old``.

    :param by_client: a client has built it, which goes to one region with all of its products.
    """
    if not is_twilio(old):
        return old
    product, _, rest = old.lower().partition(".")
    middle = rest[: -len("twilio.com")].rstrip(".")
    new = middle_after(middle, way)
    if not by_client and new != middle and product not in SERVED.get(new.rpartition(".")[2], (product,)):
        new = middle_after(middle, "us1")
    return host(product, new)


def place(hostname: str) -> str:
    """Return a host with the one name of its place that has two, the plain one: ``api.us1`` is ``api``."""
    product, _, rest = hostname.partition(".")
    return host(product, "") if rest == "us1.twilio.com" else hostname


def is_us1(hostname: str) -> bool:
    """Say whether a host is valid and processed in the United States."""
    return is_valid(hostname) and not hostname.endswith((".ie1.twilio.com", ".au1.twilio.com"))
