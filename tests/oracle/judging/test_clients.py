"""The resolver's word for what a client builds is what the real client asks for."""

from __future__ import annotations

import itertools

import pytest
from twilio.rest import Client  # type: ignore[import-untyped]

from edgewise.twilio.releases import resolve_client
from oracle.judging import facts
from oracle.judging.judge import FakeHttpClient, Record

REGIONS = (
    *facts.REGIONS,
    None,
    "",
    "IE1",
    "Us1",
    "jp2",
    "jp2",
    "dublin",
    "stage",
    "dublin.ie1",
    "sydney.ie1",
    "ie",
    "a.b.c",
)
EDGES = (*facts.EDGES, None, "", "Dublin", "narnia", "ie1")


def asked(region: str | None, edge: str | None, url: str = "https://api.twilio.com/2010-04-01.json") -> str:
    """Return the host that a client with these arguments asks for."""
    record = Record()
    client = Client("AC1", "t", region=region, edge=edge, http_client=FakeHttpClient(record))
    client.request("GET", url)
    return record.hosts[0]


@pytest.mark.parametrize("region", REGIONS)
def test_built_is_what_the_client_asks_for(region: str | None) -> None:
    for edge in EDGES:
        assert resolve_client(region, edge).built == asked(region, edge), edge


@pytest.mark.parametrize("way", facts.WAYS)
def test_the_resolved_client_asks_for_the_predicted_host(way: str) -> None:
    looked_at = 0
    for region, edge in itertools.product((*facts.REGIONS, None, "IE1", "jp2"), (*facts.EDGES, None)):
        resolution = resolve_client(region, edge, way)  # type: ignore[arg-type]
        predicted = facts.host_after(asked(region, edge), way)
        assert facts.place(asked(resolution.region, resolution.edge)) == facts.place(predicted), (region, edge)
        assert facts.is_valid(resolution.resolved)
        assert resolution.resolved.lower() == asked(resolution.region, resolution.edge)
        looked_at += 1
    assert looked_at == 11 * 18


@pytest.mark.parametrize(("product", "ask"), [
    ("verify", lambda client: client.verify.v2.services("VA1").fetch()),
    ("lookups", lambda client: client.lookups.v2.phone_numbers("+1").fetch()),
    ("conversations", lambda client: client.conversations.v1.conversations("CH1").fetch()),
    ("voice", lambda client: client.voice.v1.byoc_trunks("BY1").fetch()),
    ("flex-api", lambda client: client.flex_api.v1.interaction("KD1").fetch()),
    ("api", lambda client: client.messages("SM1").fetch()),
])  # fmt: skip
def test_every_product_gets_the_same_middle(product: str, ask: object) -> None:
    assert callable(ask)
    for region, edge in itertools.product((*facts.REGIONS, None), ("dublin", "sydney", None)):
        record = Record()
        ask(Client("AC1", "t", region=region, edge=edge, http_client=FakeHttpClient(record)))
        middle = resolve_client(region, edge).built.removeprefix("api.").removesuffix("twilio.com").rstrip(".")
        assert record.hosts == [facts.host(product, middle)]
