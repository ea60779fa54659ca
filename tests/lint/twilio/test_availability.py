"""The table of availability: each row, what falls back to which row, and what a client's accessors ask for."""

from __future__ import annotations

import datetime
import os

import pytest
from twilio.rest import Client

from edgewise.twilio.availability import AVAILABILITY_DATE, Served, availability, of_accessor, rows
from edgewise.twilio.table import PROCESSING_REGIONS, PRODUCTS

# product, resource -> IE1, AU1
TABLE = [
    ("api", "", Served.YES, Served.YES),
    ("api", "calls", Served.YES, Served.YES),
    ("api", "recordings", Served.YES, Served.YES),
    ("api", "messages", Served.IN_PART, Served.NO),
    ("api", "outgoing_caller_ids", Served.NO, Served.NO),
    ("voice", "", Served.IN_PART, Served.IN_PART),
    ("trunking", "", Served.IN_PART, Served.IN_PART),
    ("messaging", "", Served.IN_PART, Served.NO),
    ("conversations", "", Served.IN_PART, Served.NO),
    ("lookups", "", Served.IN_PART, Served.NO),
    ("lookups", "v2", Served.IN_PART, Served.NO),
    ("lookups", "v1", Served.NO, Served.NO),
    ("serverless", "", Served.YES, Served.NO),
    ("studio", "", Served.BETA, Served.NO),
    ("taskrouter", "", Served.BETA, Served.NO),
    ("verify", "", Served.NO, Served.NO),
    ("notify", "", Served.NO, Served.NO),
    ("video", "", Served.NO, Served.NO),
    ("content", "", Served.NO, Served.NO),
    ("accounts", "", Served.NOT_LISTED, Served.NOT_LISTED),
    ("trusthub", "", Served.NOT_LISTED, Served.NOT_LISTED),
    ("new-product", "", Served.NOT_LISTED, Served.NOT_LISTED),
]


@pytest.mark.parametrize(("product", "resource", "ie1", "au1"), TABLE)
def test_a_row(product: str, resource: str, ie1: Served, au1: Served) -> None:
    assert availability(product, "ie1", resource).served is ie1
    assert availability(product, "au1", resource).served is au1
    assert availability(product, "us1", resource).served is Served.YES


ACCESSORS = [
    (("messages",), "au1", Served.NO),
    (("api", "v2010", "messages"), "au1", Served.NO),
    (("api", "messages"), "au1", Served.NO),
    (("calls",), "au1", Served.YES),
    (("verify",), "ie1", Served.NO),
    (("verify", "v2", "services"), "ie1", Served.NO),
    (("lookups", "v1"), "ie1", Served.NO),
    (("lookups", "v2"), "ie1", Served.IN_PART),
    (("flex_api",), "ie1", Served.NO),
    (("ip_messaging",), "ie1", Served.NO),
    (("bulkexports",), "au1", Served.NO),
    (("outgoing_caller_ids",), "ie1", Served.NO),
    (("trusthub",), "ie1", Served.NOT_LISTED),
]


@pytest.mark.parametrize(("names", "region", "served"), ACCESSORS)
def test_what_an_accessor_asks_for(names: tuple[str, ...], region: str, served: Served) -> None:
    assert of_accessor(names, region).served is served


def test_every_accessor_of_the_library_is_a_product_or_a_resource() -> None:
    properties = {name for name in vars(Client) if isinstance(getattr(Client, name), property)}
    assert {name for name in properties if name.replace("_", "-") in PRODUCTS} >= {"verify", "flex_api", "lookups"}
    assert {of_accessor((name,), "ie1").product for name in properties} <= PRODUCTS


def test_rows_name_products_regions_and_pages_that_there_are() -> None:
    regions = set(PROCESSING_REGIONS) - {"us1"}
    assert {row.product for region in regions for row in rows(region)} <= PRODUCTS
    assert all(row.page and row.name for region in regions for row in rows(region))
    assert all(row.part for region in regions for row in rows(region) if row.served is Served.IN_PART)


@pytest.mark.skipif(bool(os.environ.get("CI")), reason="for whoever maintains the table, when they ask")
def test_the_table_was_compared_with_the_pages_within_a_year() -> None:
    age = datetime.date.today() - datetime.date.fromisoformat(AVAILABILITY_DATE)
    assert age < datetime.timedelta(days=365), "compare the table with Twilio's pages, and move its date"
