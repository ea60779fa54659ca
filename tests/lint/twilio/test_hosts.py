"""The resolver: tables of hostnames, URLs and clients with what is true of each, and properties over all of them."""

from __future__ import annotations

import itertools
import os
import re
from urllib.parse import urlsplit

import pytest
import twilio.rest  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from edgewise.twilio.hosts import Host, Status, classify, is_region, parse, resolve, resolve_host
from edgewise.twilio.releases import resolve_client
from edgewise.twilio.table import (
    DEFAULT_REGION,
    EDGES,
    KNOWN_REGIONS,
    PROCESSING_REGIONS,
    PRODUCTS,
    REGION_EDGES,
    REGION_ONLY_PRODUCTS,
    RETIRED_PRODUCT,
    RETIRED_REGIONS,
    ProcessingRegion,
)
from oracle.judging import facts

WAYS: tuple[ProcessingRegion, ...] = ("as-written", "us1", "ie1", "au1")
SOME_PRODUCTS = ("api", "verify", "flex-api", "ip-messaging", "serverless-upload", "studio")

# ---------------------------------------------------------------------------------------------------------- the table


def test_the_table_is_the_documented_one() -> None:
    assert PROCESSING_REGIONS == ("us1", "ie1", "au1")
    assert DEFAULT_REGION == "us1"
    assert set(EDGES) == set(facts.EDGES)
    assert dict(REGION_EDGES) == {
        "us1": "ashburn", "us2": "umatilla", "ie1": "dublin", "au1": "sydney", "br1": "sao-paulo", "de1": "frankfurt",
        "jp1": "tokyo", "sg1": "singapore",
    }  # fmt: skip
    assert {"ie1", "au1", "br1", "de1", "jp1", "sg1", "us2"} == RETIRED_REGIONS
    assert RETIRED_PRODUCT == "api"
    documented = (
        "accounts api assistants bulkexports chat content conversations events flex-api frontline-api iam insights "
        "intelligence ip-messaging knowledge lookups marketplace memory messaging monitor notify numbers oauth preview "
        "preview-iam pricing proxy routes serverless studio supersim sync taskrouter trunking trusthub verify video "
        "voice webhooks wireless authy autopilot fax media microvisor serverless-upload push"
    )
    assert set(documented.split()) == PRODUCTS


def test_the_table_agrees_with_itself() -> None:
    assert all(region in REGION_EDGES for region in PROCESSING_REGIONS)
    assert all(region in REGION_EDGES for region in RETIRED_REGIONS)
    assert all(edge in EDGES for edge in REGION_EDGES.values())
    assert len(set(REGION_EDGES.values())) == len(REGION_EDGES)
    assert DEFAULT_REGION not in RETIRED_REGIONS
    assert all(map(is_region, REGION_EDGES))
    assert not any(map(is_region, EDGES | PRODUCTS))
    assert not EDGES & PRODUCTS
    assert REGION_ONLY_PRODUCTS <= PRODUCTS


def test_every_product_of_the_library_is_known() -> None:
    folder = os.path.dirname(twilio.rest.__file__)
    found: set[str] = set()
    for root, _, names in os.walk(folder):
        if os.path.dirname(root) == folder and "__init__.py" in names:
            with open(os.path.join(root, "__init__.py"), encoding="utf-8") as stream:
                found.update(re.findall(r"https://([\w-]+)\.twilio\.com", stream.read()))
    found.update(
        urlsplit(domain.base_url).hostname.split(".")[0]
        for name in ("api", "verify", "flex_api", "lookups", "studio", "messaging", "preview_iam", "numbers")
        for domain in [getattr(twilio.rest.Client("AC1", "t"), name)]
    )
    assert len(found) >= 8
    assert found <= PRODUCTS


# ---------------------------------------------------------------------------------------------------------- hostnames

STATUSES = {
    "valid": Status.VALID,
    "retired": Status.RETIRED,
    "without-region": Status.WITHOUT_REGION,
    "unsupported-region": Status.UNSUPPORTED_REGION,
    "edge-mismatch": Status.EDGE_MISMATCH,
}


def middles() -> list[str]:
    """Return what may stand between a product and the domain: nothing, each region, each edge, each pair of them."""
    pairs = [f"{edge}.{region}" for edge, region in itertools.product(facts.EDGES, (*facts.REGIONS, "jp2", "in1"))]
    return ["", *facts.REGIONS, "in1", "jp2", *facts.EDGES, *pairs]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("product", SOME_PRODUCTS)
def test_every_hostname(product: str, way: ProcessingRegion) -> None:
    looked_at = 0
    for middle in middles():
        old = facts.host(product, middle)
        resolution = resolve(old, way)
        expected = STATUSES[facts.status(middle)]
        if expected is Status.RETIRED and (product != "api" or middle in ("in1", "jp2")):
            expected = Status.WITHOUT_EDGE
        assert resolution.status is expected, old
        assert str(resolution.host) == old
        looked_at += 1
        if middle.endswith("in1"):
            assert (resolution.resolved, resolution.replacement, resolution.processing_region) == (None,) * 3
            assert resolution.reason == "IN1 is not a region of Twilio (there are US1, IE1 and AU1)"
            continue
        new = facts.host_after(old, way)
        assert str(resolution.resolved) == new, old
        assert resolution.replacement == (None if old == new else new)
        assert facts.is_valid(new)
        assert resolution.processing_region == {"ie1": "ie1", "au1": "au1"}.get(new.split(".")[-3], "us1")
        assert resolution.credentials == {"ie1": "IE1", "au1": "AU1"}.get(new.split(".")[-3])
        assert resolution.reason
        assert resolution.host is not None
        assert resolve_host(resolution.host, way) == resolution
        if way == "as-written":
            assert resolve_host(resolution.host) == resolution
    assert looked_at == 1 + 8 + 2 + 17 + 17 * 10


SILENT = """
    example.sip.dublin.twilio.com  example.sip.ie1.twilio.com  sip.ie1.twilio.com  x.pstn.ie1.twilio.com
    x.pstn.dublin.twilio.com  voice-js.dublin.twilio.com  voice-js.ie1.twilio.com  chunderw-gll.twilio.com
    chunderw-vpc-gll-ie1.twilio.com  chunderm.ie1.twilio.com  chunderm.gll.twilio.com  eventgw.ie1.twilio.com
    ers.ie1.twilio.com  matrix.twilio.com  matrix.ie1.twilio.com  tsock.ie1.twilio.com  tsock.us1.twilio.com
    mcs.ie1.twilio.com  cds.ie1.twilio.com  media.ie1.twilio.com  media.us1.twilio.com  aim.ie1.twilio.com
    sdkgw.ie1.twilio.com  ecs.ie1.twilio.com  ie1.vss.twilio.com  global.stun.twilio.com  global.turn.twilio.com
    stun.ie1.twilio.com  event-bridge.ie1.twilio.com  event-bridge.twilio.com  console.twilio.com
    console.ie1.twilio.com  1console.twilio.com  www.twilio.com  support.twilio.com  help.twilio.com
    status.twilio.com  static0.twilio.com  sdk.twilio.com  pages.twilio.com  tls-test.twilio.com
    api.stage.twilio.com  api.dev.twilio.com  api.stage.us1.twilio.com  api.dublin.stage.twilio.com
    flex-apis.ie1.twilio.com  my-api.ie1.twilio.com  foo.api.ie1.twilio.com  api.ie1.dublin.twilio.com
    api.ie1.twilio.com.evil.example  api.ie1.twilio.community  api.ie1.twilio.co  api.ie1.nottwilio.com
    api.ie1.twilio.com.twilio.community  twilio.com  .twilio.com  api..twilio.com  api.dublin..ie1.twilio.com
    ie1.twilio.com  dublin.ie1.twilio.com  api.a.dublin.ie1.twilio.com  api.ireland.twilio.com  api.ie11.twilio.com
    api_ie1.twilio.com  apiie1.twilio.com  api.dublin.dublin.twilio.com  api.ie1.ie1.twilio.com
    example.com  localhost  -  https://  http://example.com/https://api.ie1.twilio.com
    https://example.com/?u=api.ie1.twilio.com  https://api.ie1.twilio.com@example.com/
    https://api.ie1.twilio.com:x@example.com/  https://example.com#@api.ie1.twilio.com
    https://x@api.ie1.twilio.com@example.com/  x@api.ie1.twilio.com:x@example.com
    mailto:me@example.com  sip:me@example.sip.ie1.twilio.com
""".split()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("text", ["", " ", *SILENT])
def test_no_rest_host(text: str, way: ProcessingRegion) -> None:
    resolution = resolve(text, way)
    assert parse(text) is None
    assert resolution.status is Status.NOT_REST
    assert (resolution.host, resolution.resolved, resolution.replacement, resolution.credentials) == (None,) * 4
    assert (resolution.asked, resolution.reason) == (text, "it is not the hostname of a Twilio REST API")


URLS = [
    ("api.ie1.twilio.com", "api.dublin.ie1.twilio.com"),
    ("API.IE1.Twilio.COM", "api.dublin.ie1.twilio.com"),
    ("api.ie1.twilio.com.", "api.dublin.ie1.twilio.com."),
    ("api.ie1.twilio.com:443", "api.dublin.ie1.twilio.com:443"),
    ("api.ie1.twilio.com/a?b#c", "api.dublin.ie1.twilio.com/a?b#c"),
    ("AC1:token@api.ie1.twilio.com", "AC1:token@api.dublin.ie1.twilio.com"),
    ("https://api.ie1.twilio.com", "https://api.dublin.ie1.twilio.com"),
    ("HTTPS://API.IE1.TWILIO.COM/A", "HTTPS://api.dublin.ie1.twilio.com/A"),
    ("//api.ie1.twilio.com/a", "//api.dublin.ie1.twilio.com/a"),
    ("wss://api.ie1.twilio.com/a", "wss://api.dublin.ie1.twilio.com/a"),
    ("https://AC1:to%40ken@api.ie1.twilio.com:8443/a", "https://AC1:to%40ken@api.dublin.ie1.twilio.com:8443/a"),
    ("https://me@example.com:token@api.ie1.twilio.com", "https://me@example.com:token@api.dublin.ie1.twilio.com"),
    ("https://api.ie1.twilio.com.:443/a", "https://api.dublin.ie1.twilio.com.:443/a"),
    ("https://api.ie1.twilio.com?a=b", "https://api.dublin.ie1.twilio.com?a=b"),
    ("https://api.ie1.twilio.com#e=dublin", "https://api.dublin.ie1.twilio.com#e=dublin"),
    ("https://api.de1.twilio.com/a@b", "https://api.twilio.com/a@b"),
    ("https://api.ie1.twilio.com/api.ie1.twilio.com", "https://api.dublin.ie1.twilio.com/api.ie1.twilio.com"),
]


@pytest.mark.parametrize(("url", "replacement"), URLS)
def test_a_replacement_keeps_the_rest_of_the_url(url: str, replacement: str) -> None:
    assert resolve(url).replacement == replacement
    assert resolve(replacement).replacement is None
    assert resolve(replacement).status is Status.VALID


@pytest.mark.parametrize("value", ["", "US1", "br1", "de1", "asis", "as_written", "ie1 ", "None"])
def test_a_processing_region_that_is_none(value: str) -> None:
    for text in ("api.ie1.twilio.com", "api.twilio.com", "example.com"):
        with pytest.raises(ValueError, match="as-written, us1, ie1, au1"):
            resolve(text, value)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="is none of"):
        resolve_client("ie1", None, value)  # type: ignore[arg-type]


# ------------------------------------------------------------------------------------------------------------ clients

CLIENTS = [
    # region, edge, status, as-written, us1, ie1
    (None, None, Status.VALID, (None, None), (None, None), (None, None)),
    ("", "", Status.VALID, (None, None), (None, None), (None, None)),
    ("us1", None, Status.VALID, ("us1", None), ("us1", None), ("us1", None)),
    ("US1", None, Status.VALID, ("US1", None), ("US1", None), ("US1", None)),
    (None, "dublin", Status.VALID, (None, "dublin"), (None, "dublin"), (None, "dublin")),
    ("us1", "sydney", Status.VALID, ("us1", "sydney"), ("us1", "sydney"), ("us1", "sydney")),
    ("ie1", "dublin", Status.VALID, ("ie1", "dublin"), ("ie1", "dublin"), ("ie1", "dublin")),
    ("IE1", "Dublin", Status.VALID, ("IE1", "Dublin"), ("IE1", "Dublin"), ("IE1", "Dublin")),
    ("dublin.ie1", None, Status.VALID, ("dublin.ie1", None), ("dublin.ie1", None), ("dublin.ie1", None)),
    ("ie1", None, Status.RETIRED, ("ie1", "dublin"), (None, None), ("ie1", "dublin")),
    ("IE1", "", Status.RETIRED, ("ie1", "dublin"), (None, None), ("ie1", "dublin")),
    ("au1", None, Status.RETIRED, ("au1", "sydney"), (None, None), ("ie1", "dublin")),
    ("de1", None, Status.RETIRED, (None, None), (None, None), ("ie1", "dublin")),
    ("us2", None, Status.RETIRED, (None, None), (None, None), ("ie1", "dublin")),
    ("in1", None, Status.WITHOUT_EDGE, ("in1", None), ("in1", None), ("in1", None)),
    ("dublin", None, Status.WITHOUT_REGION, (None, "dublin"), (None, "dublin"), ("ie1", "dublin")),
    ("de1", "frankfurt", Status.UNSUPPORTED_REGION, (None, None), (None, None), ("ie1", "dublin")),
    ("dublin", "dublin", Status.UNSUPPORTED_REGION, ("dublin", "dublin"), ("dublin", "dublin"), ("dublin", "dublin")),
    ("nowhere", None, Status.UNSUPPORTED_REGION, ("nowhere", None), ("nowhere", None), ("nowhere", None)),
    ("ie1", "dublim", Status.EDGE_MISMATCH, ("ie1", "dublim"), ("ie1", "dublim"), ("ie1", "dublim")),
    ("ie1", "sydney", Status.EDGE_MISMATCH, ("ie1", "dublin"), (None, None), ("ie1", "dublin")),
    ("ie1", "narnia", Status.EDGE_MISMATCH, ("ie1", "narnia"), ("ie1", "narnia"), ("ie1", "narnia")),
    ("sydney.ie1", None, Status.EDGE_MISMATCH, ("ie1", "dublin"), (None, None), ("ie1", "dublin")),
    ("narnia.ie1", None, Status.EDGE_MISMATCH, ("narnia.ie1", None), ("narnia.ie1", None), ("narnia.ie1", None)),
    ("stage", None, Status.NOT_REST, ("stage", None), ("stage", None), ("stage", None)),
    ("stage", "dublin", Status.NOT_REST, ("stage", "dublin"), ("stage", "dublin"), ("stage", "dublin")),
    ("US1", "narnia", Status.NOT_REST, ("US1", "narnia"), ("US1", "narnia"), ("US1", "narnia")),
    (None, "narnia", Status.NOT_REST, (None, "narnia"), (None, "narnia"), (None, "narnia")),
]
Pair = tuple["str | None", "str | None"]


@pytest.mark.parametrize(("region", "edge", "status", "as_written", "us1", "ie1"), CLIENTS)
def test_client(region: str | None, edge: str | None, status: Status, as_written: Pair, us1: Pair, ie1: Pair) -> None:
    ways: list[tuple[ProcessingRegion, Pair]] = [("as-written", as_written), ("us1", us1), ("ie1", ie1)]
    for way, wanted in ways:
        resolution = resolve_client(region, edge, way)
        assert resolution.status is status
        completed = region or (edge and "us1")
        assert resolution.built == facts.host("api", ".".join(filter(None, (edge, completed)))).lower()
        assert (resolution.region, resolution.edge) == wanted, way
        again = resolve_client(resolution.region, resolution.edge, way)
        assert (again.region, again.edge) == wanted
        assert again.is_known is resolution.is_known
        if not resolution.is_known:
            assert resolution.credentials is None
            assert resolution.processing_region is None
        elif status is not Status.NOT_REST:
            assert again.status is Status.VALID
            assert facts.is_valid(resolution.resolved)
            assert resolution.credentials == (wanted[0] and {"ie1": "IE1", "au1": "AU1"}.get(wanted[0][-3:].lower()))


REASONS = [
    (None, None, "it is valid and processed in US1"),
    ("ie1", "dublin", "it is valid and processed in IE1"),
    ("ie1", None, "Twilio switched it off on 2026-04-28"),
    ("in1", None, "IN1 is not a region of Twilio (there are US1, IE1 and AU1)"),
    ("ie2", None, "IE2 is not a region of Twilio (did you mean IE1?)"),
    ("EI1", None, "EI1 is not a region of Twilio (did you mean IE1?)"),
    ("ie", None, "IE is not a region of Twilio (did you mean IE1?)"),
    ("eu1", None, "EU1 is not a region of Twilio (there are US1, IE1 and AU1)"),
    ("ie1", "dublinn", "dublinn is not an edge of Twilio (did you mean dublin?)"),
    ("dublin", "dublin", "dublin is an edge of Twilio, not a region"),
    ("dublin", None, "an edge needs a region behind it; no such host exists"),
    ("de1", "frankfurt", "DE1 does not process requests; only US1, IE1 and AU1 do"),
    ("ie1", "sydney", "the edge of IE1 is dublin; whether sydney reaches it too depends on the product"),
    ("ie1", "narnia", "narnia is not an edge of Twilio"),
    ("narnia.ie1", None, "narnia is not an edge of Twilio"),
    ("Nowhere", None, "NOWHERE is not a region of Twilio (there are US1, IE1 and AU1)"),
    ("stage", None, "it is none of the documented forms"),
]


@pytest.mark.parametrize(("region", "edge", "reason"), REASONS)
def test_what_is_said_of_a_client(region: str | None, edge: str | None, reason: str) -> None:
    assert {resolve_client(region, edge, way).reason for way in WAYS} == {reason}
    assert resolve_client(region, edge) == resolve_client(region, edge, "as-written")


# --------------------------------------------------------------------------------------------------------- properties

labels = st.sampled_from([*facts.REGIONS, *facts.EDGES, *SOME_PRODUCTS, "in1", "stage", "twilio", "x", "sip", ""])
hostnames = st.builds(lambda parts: ".".join([*parts, "twilio", "com"]), st.lists(labels, max_size=4))
regions = st.sampled_from(sorted(KNOWN_REGIONS)) | st.from_regex(r"[a-z]{2}[0-9]", fullmatch=True)
hosts = st.builds(
    Host, st.sampled_from(sorted(PRODUCTS)), st.none() | st.sampled_from(sorted(EDGES)), st.none() | regions
)
ways = st.sampled_from(WAYS)
before = st.sampled_from(["", "https://", "HTTP://", "//", "https://u:p@", "u@"])
behind = st.sampled_from(["", ".", ":443", "/", "/a/b", "?c=d", "#e", "./", ".:1/api.ie1.twilio.com"])


@given(hosts, ways)
def test_a_resolved_host_is_valid_and_stays(host: Host, way: ProcessingRegion) -> None:
    resolution = resolve_host(host, way)
    if host.region is not None and host.region not in KNOWN_REGIONS:
        assert resolution.resolved is None
        return
    assert resolution.resolved is not None
    assert classify(resolution.resolved) is Status.VALID
    assert facts.is_valid(str(resolution.resolved))
    again = resolve_host(resolution.resolved, way)
    assert again.resolved == resolution.resolved
    assert again.processing_region == resolution.processing_region
    assert resolution.processing_region in PROCESSING_REGIONS
    assert resolution.resolved.product == host.product
    assert (resolution.credentials is None) == (resolution.processing_region == "us1")
    assert (resolution.resolved == host) == (resolution.status is Status.VALID)
    if resolution.status is not Status.VALID and way != "as-written":
        served = host.product in facts.SERVED.get(way, (host.product,))
        assert resolution.processing_region == (way if served else "us1")
        assert resolution.is_kept is not served


@given(before, hostnames, behind, ways)
def test_a_url_is_its_host(start: str, hostname: str, end: str, way: ProcessingRegion) -> None:
    plain, url = resolve(hostname, way), resolve(start + hostname + end, way)
    assert (plain.status, plain.host, plain.resolved) == (url.status, url.host, url.resolved)
    if url.replacement is not None:
        assert url.replacement == start + str(plain.resolved) + end
        assert resolve(url.replacement, way).status is Status.VALID
    shouted = resolve((start + hostname + end).upper(), way)
    assert (shouted.status, shouted.resolved) == (url.status, url.resolved)


@given(st.text(alphabet=st.sampled_from("api.dublin.ie1.twilio.com:/?#@[]% \n\t\0é1")) | st.text(), ways)
def test_any_text_has_an_answer(text: str, way: ProcessingRegion) -> None:
    resolution = resolve(text, way)
    assert resolution.asked == text
    assert (resolution.status is Status.NOT_REST) == (resolution.host is None)
    assert (resolution.resolved is None) == (resolution.host is None or "is not a" in resolution.reason)


@given(st.none() | labels, st.none() | labels, ways)
def test_a_resolved_client_is_stable(region: str | None, edge: str | None, way: ProcessingRegion) -> None:
    resolution = resolve_client(region, edge, way)
    again = resolve_client(resolution.region, resolution.edge, way)
    assert (again.region, again.edge) == (resolution.region, resolution.edge)
    assert again.is_known is resolution.is_known
    if not again.is_known:
        return
    assert again.status in (Status.VALID, Status.NOT_REST)
    assert (again.status is Status.NOT_REST) == (resolution.status is Status.NOT_REST)
    if again.status is Status.VALID:
        assert facts.is_valid(again.built)
        assert again.built == resolution.resolved.lower()
        assert again.processing_region == resolution.processing_region
        assert (resolution.credentials is None) == (resolution.processing_region == "us1")


@pytest.mark.parametrize(
    ("asked", "replacement"),
    [
        (" https://api.ie1.twilio.com/x ", " https://api.dublin.ie1.twilio.com/x "),
        ("api.ie1.twilio.com\n", "api.dublin.ie1.twilio.com\n"),
        ("https://api.ie1.twilio.com\\@evil.example", "https://api.dublin.ie1.twilio.com\\@evil.example"),
        ("https://api.ie1.twilio.com\u3002example.org", None),
        ("https://api.ie1.twilio.com\t.example.org", None),
        ("https://api.ie1.twilio.com,x@y", None),
    ],
)
def test_a_url_is_read_as_browsers_do(asked: str, replacement: str | None) -> None:
    assert resolve(asked).replacement == replacement
