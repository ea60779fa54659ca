"""The table of availability: each row, what falls back to which row, and what `resolve` says of it."""

from __future__ import annotations

import datetime
import os

import pytest
from click.testing import CliRunner

from edgewise.cli.main import edgewise
from edgewise.twilio.availability import AVAILABILITY_DATE, Served, availability
from edgewise.twilio.table import PRODUCTS

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


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ("verify.ie1.twilio.com", 'Verify is not served in IE1 ("Regional product availability", 2026-10)'),
        ("studio.ie1.twilio.com", 'Studio is beta in IE1 ("Regional product availability", 2026-10)'),
        (
            "lookups.ie1.twilio.com",
            'Lookup is in part in IE1: version 2 alone ("Regional product availability", 2026-10)',
        ),
        (
            "notify.au1.twilio.com",
            'Notify is not served in AU1 ("Using the Twilio REST API in a non-US Region", 2026-10)',
        ),
        ("api.ie1.twilio.com", None),
        ("trusthub.ie1.twilio.com", None),
    ],
)
def test_resolve_says_how_a_region_serves_the_product(host: str, said: str | None) -> None:
    result = CliRunner().invoke(edgewise, ["resolve", "--processing-region", "as-written", host])
    served = [line.split(None, 1)[1] for line in result.stdout.splitlines() if line.startswith("  serves")]
    assert served == ([said] if said else [])
    kept = CliRunner().invoke(edgewise, ["resolve", "--processing-region", "us1", host])
    assert "  serves" not in kept.stdout


def test_rows_name_products_and_pages_that_there_are() -> None:
    rows = [availability(product, region) for product in PRODUCTS for region in ("ie1", "au1")]
    assert {row.served for row in rows} == set(Served)
    assert all(row.page and row.name for row in rows)
    assert all(row.part for row in rows if row.served is Served.IN_PART)


@pytest.mark.skipif(bool(os.environ.get("CI")), reason="for whoever maintains the table, when they ask")
def test_the_table_was_compared_with_the_pages_within_a_year() -> None:
    age = datetime.date.today() - datetime.date.fromisoformat(AVAILABILITY_DATE)
    assert age < datetime.timedelta(days=365), "compare the table with Twilio's pages, and move its date"
