"""The table of availability: each row, what falls back to which row, and what `resolve` says of it."""

from __future__ import annotations

import datetime
import json

import pytest
from click.testing import CliRunner

from edgewise.cli.main import edgewise
from edgewise.twilio import age
from edgewise.twilio.accessors import accessed, resource_behind
from edgewise.twilio.age import overdue
from edgewise.twilio.availability import AVAILABILITY_DATE, RESOURCES, Served, availability, rows_of
from edgewise.twilio.table import PRODUCTS, TABLE_DATE

# product, resource -> IE1, AU1
TABLE = [
    ("api", "", Served.YES, Served.YES),
    ("api", "calls", Served.YES, Served.YES),
    ("api", "recordings", Served.YES, Served.YES),
    ("api", "messages", Served.IN_PART, Served.NO),
    ("api", "outgoing_caller_ids", Served.NO, Served.NO),
    ("api", "validation_requests", Served.NO, Served.NO),
    ("api", "user_defined_messages", Served.YES, Served.NO),
    ("api", "short_codes", Served.NO, Served.NO),
    ("insights", "", Served.IN_PART, Served.IN_PART),
    ("insights", "annotation", Served.NO, Served.NO),
    ("trunking", "phone_numbers", Served.NO, Served.NO),
    ("messaging", "short_codes", Served.NO, Served.NO),
    ("serverless-upload", "", Served.YES, Served.NO),
    ("voice", "", Served.IN_PART, Served.IN_PART),
    ("trunking", "", Served.IN_PART, Served.IN_PART),
    ("messaging", "", Served.IN_PART, Served.NO),
    ("conversations", "", Served.IN_PART, Served.NO),
    ("lookups", "", Served.IN_PART, Served.NO),
    ("lookups", "v2", Served.YES, Served.NO),
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
    undecided = CliRunner().invoke(edgewise, ["resolve", host])
    assert (said or "  serves") in undecided.stdout or not said


@pytest.mark.parametrize(
    ("arguments", "there", "elsewhere"),
    [
        (
            ["--region", "au1"],
            "serves       Voice and its resources",
            "serves       Voice and its resources, Functions",
        ),
        (["--region", "au1"], "serves not   Messages, verified caller IDs", "in beta"),
        (["--region", "ie1", "--edge", "dublin"], "in beta      Studio, TaskRouter (with statistics", "not   Messages"),
        (["--region", "ie1"], "not listed   Accounts, IAM, Monitor, Numbers", "Numbers ("),
    ],
)
def test_resolve_says_what_a_region_serves(arguments: list[str], there: str, elsewhere: str) -> None:
    shown = CliRunner().invoke(edgewise, ["resolve", *arguments, "--processing-region", "as-written"]).stdout
    assert there in shown
    assert elsewhere not in shown
    assert '"Regional product availability"' in shown
    assert AVAILABILITY_DATE[:7] in shown


@pytest.mark.parametrize(
    "arguments", [["--region", "us1"], ["--region", "de1"], ["api.twilio.com"], ["www.twilio.com"]]
)
def test_resolve_says_nothing_of_us1_and_of_what_is_no_product(arguments: list[str]) -> None:
    shown = CliRunner().invoke(edgewise, ["resolve", *arguments]).stdout
    assert "serves" not in shown
    assert "not listed" not in shown


def test_resolve_as_json_has_the_rows() -> None:
    command = ["resolve", "--region", "au1", "notify.au1.twilio.com", "--output-format", "json"]
    host, client = json.loads(CliRunner().invoke(edgewise, command).stdout)
    assert host["serves"] == [
        {
            "product": "notify",
            "resource": "",
            "region": "au1",
            "served": "not served",
            "part": "",
            "page": "Using the Twilio REST API in a non-US Region",
            "date": AVAILABILITY_DATE,
            "name": "Notify",
        }
    ]
    assert host["resolved"] == "notify.twilio.com"
    kept, moved = client["answers"]
    assert kept["serves"] == []
    assert {row["product"] for row in moved["serves"]} == set(PRODUCTS)
    assert {row["region"] for row in moved["serves"]} == {"au1"}


@pytest.mark.parametrize("region", ["ie1", "au1"])
def test_every_product_has_a_row_and_so_have_resources_of_their_own(region: str) -> None:
    rows = rows_of(region)
    assert {row.product for row in rows if not row.resource} == set(PRODUCTS)
    assert {(row.product, row.resource) for row in rows if row.resource} <= set(RESOURCES)
    assert all(row == availability(row.product, region, row.resource) for row in rows)
    assert len({(row.product, row.resource) for row in rows}) == len(rows)


ACCESSORS = [
    ("messages create", ("api", "messages")),
    ("outgoing_caller_ids", ("api", "outgoing_caller_ids")),
    ("outgoingCallerIds list", ("api", "outgoing_caller_ids")),
    ("validationRequests", ("api", "validation_requests")),
    ("api v2010 accounts messages", ("api", "messages")),
    ("api v2010 accounts calls userDefinedMessages", ("api", "user_defined_messages")),
    ("Api", ("api", "")),
    ("verify v2 services verifications create", ("verify", "")),
    ("VerifyV2 CreateVerification", ("verify", "")),
    ("flex_api", ("flex-api", "")),
    ("flexApi v1", ("flex-api", "")),
    ("FlexV1", ("flex-api", "")),
    ("ip_messaging", ("ip-messaging", "")),
    ("ipMessaging", ("ip-messaging", "")),
    ("bulkexports", ("bulkexports", "")),
    ("lookups v1 phone_numbers", ("lookups", "v1")),
    ("lookups v2 phone_numbers", ("lookups", "v2")),
    ("lookups phoneNumbers", ("lookups", "v1")),
    ("LookupsV1 FetchPhoneNumber", ("lookups", "v1")),
    ("LookupsV2 FetchPhoneNumber", ("lookups", "v2")),
    ("trunking v1 trunks phone_numbers", ("trunking", "phone_numbers")),
    ("insights v1 calls annotation", ("insights", "annotation")),
    ("calls create", None),
    ("username", None),
    ("http_client", None),
    ("", None),
]


@pytest.mark.parametrize(("names", "expected"), ACCESSORS)
def test_what_is_looked_up_on_a_client(names: str, expected: tuple[str, str] | None) -> None:
    assert accessed(names.split()) == expected


PATHS = [
    ("api", "/2010-04-01/Accounts/AC1/Messages.json", "messages"),
    ("api", ":443/2010-04-01/Accounts/AC1/Messages", "messages"),
    ("api", "./2010-04-01/Accounts/AC1/Messages.json?To=%2B1", "messages"),
    ("api", r"\/2010-04-01\/Accounts\/AC1\/Messages.json", "messages"),
    ("api", "/2010-04-01/Accounts/AC1/Messages/SM1/Media.json", "messages"),
    ("api", "/2010-04-01/Accounts/AC1/OutgoingCallerIds.json", "outgoing_caller_ids"),
    ("api", "/2010-04-01/Accounts/AC1/SMS/ShortCodes.json", "short_codes"),
    ("api", "/2010-04-01/Accounts/AC1/Calls/CA1/UserDefinedMessages.json", "user_defined_messages"),
    ("lookups", "/v1/PhoneNumbers/+15", "v1"),
    ("lookups", "/v2/PhoneNumbers/+15", "v2"),
    ("trunking", "/v1/Trunks/TK1/PhoneNumbers", "phone_numbers"),
    ("insights", "/v1/Voice/CA1/Annotation", "annotation"),
    ("api", "/2010-04-01/Accounts/AC1/Calls.json?next=/Messages", ""),
    ("api", '/2010-04-01/Accounts.json", "/Messages.json"', ""),
    ("api", " and /Messages", ""),
    ("voice", "/v1/Messages", ""),
    ("api", "", ""),
]


@pytest.mark.parametrize(("product", "behind", "expected"), PATHS)
def test_what_a_url_asks_for(product: str, behind: str, expected: str) -> None:
    start = f"https://{product}.ie1.twilio.com"
    assert resource_behind(product, start + behind, len(start)) == expected


def test_rows_name_products_and_pages_that_there_are() -> None:
    rows = [availability(product, region) for product in PRODUCTS for region in ("ie1", "au1")]
    assert {row.served for row in rows} == set(Served)
    assert all(row.page and row.name for row in rows)
    assert all(row.part for row in rows if row.served is Served.IN_PART)


@pytest.mark.parametrize(
    ("days", "files"), [(0, []), (300, []), (366, ["availability.py"]), (400, ["table.py", "availability.py"])]
)
def test_a_table_is_to_be_compared_again_after_a_year(days: int, files: list[str]) -> None:
    today = datetime.date.fromisoformat(AVAILABILITY_DATE) + datetime.timedelta(days)
    said = overdue(today)
    assert [line.partition(" ")[0].rpartition("/")[2] for line in said] == files
    assert all("compare it again" in line for line in said)
    dates = {"table.py": TABLE_DATE, "availability.py": AVAILABILITY_DATE}
    assert all(dates[name] in line for name, line in zip(files, said, strict=True))


@pytest.mark.parametrize(("years", "code", "said"), [(0, 0, "was last compared"), (2, 1, "compare it again")])
def test_the_command_for_whoever_maintains_the_tables(
    years: int, code: int, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    today = datetime.date.today()
    old = str(today - datetime.timedelta(365 * years))
    monkeypatch.setattr(age, "_TABLES", (("availability.py", old),))
    assert age.main() == code
    assert said in capsys.readouterr().out
