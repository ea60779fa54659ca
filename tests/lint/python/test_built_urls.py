"""Hosts whose URLs are built elsewhere in the module: what they ask for decides how safely the host moves."""

from __future__ import annotations

import pytest

from edgewise.findings import Safety
from support import findings

HOST = 'import requests\n\nBASE = "https://{host}.twilio.com"\n\n\ndef send(sid):\n    requests.post({url})\n'
MESSAGES = "/2010-04-01/Accounts/AC1/Messages.json"

# A host, the URL that is built from it, and what the region does not serve of that; "" for nothing.
URLS = [
    ("api.au1", f'BASE + "{MESSAGES}"', "AU1 does not serve Messages"),
    ("api.au1", 'f"{BASE}/2010-04-01/Accounts/{sid}/Messages.json"', "AU1 does not serve Messages"),
    ("api.au1", 'BASE + "/2010-04-01/Accounts/" + sid + "/Messages.json"', "AU1 does not serve Messages"),
    ("api.au1", f'"{{}}{MESSAGES}".format(BASE)', "AU1 does not serve Messages"),
    ("api.au1", f'"%s{MESSAGES}" % BASE', "AU1 does not serve Messages"),
    ("api.ie1", f'BASE + "{MESSAGES}"', ""),
    ("api.ie1", 'f"{BASE}/2010-04-01/Accounts/{sid}/OutgoingCallerIds.json"', "IE1 does not serve verified caller IDs"),
    ("lookups.ie1", 'f"{BASE}/v1/PhoneNumbers/{sid}"', "IE1 does not serve Lookup v1"),
    ("lookups.ie1", 'f"{BASE}/v2/PhoneNumbers/{sid}"', ""),
    ("api.au1", 'BASE + "/2010-04-01/Accounts/AC1/Calls.json"', ""),
    ("api.au1", "BASE + sid", ""),
]


@pytest.mark.parametrize(("host", "url", "missing"), URLS)
def test_a_url_that_is_built(host: str, url: str, missing: str) -> None:
    source = HOST.format(host=host, url=url)
    (finding,) = findings(source)
    assert finding.fix is not None
    assert finding.fix.safety is (Safety.UNSAFE if missing else Safety.SAFE)
    assert (f" on line 7: {missing} (Twilio, 2026-10)" in finding.message) is bool(missing)
    assert ("does not serve" in finding.message) is bool(missing)
    (kept,) = findings(source, processing_region="us1")
    assert kept.fix is not None
    assert kept.fix.safety is Safety.SAFE
    assert "serve" not in kept.message


def test_a_host_that_serves_some_of_it_is_named_for_the_rest() -> None:
    source = (
        'import requests\n\nBASE = "https://api.au1.twilio.com/2010-04-01/Accounts/AC1"\n'
        'requests.get(BASE + "/Calls.json")\nrequests.get(BASE + "/Messages.json")\n'
    )
    (finding,) = findings(source)
    assert finding.fix is not None
    assert finding.fix.safety is Safety.UNSAFE
    assert '`BASE + "/Messages.json"` on line 5: AU1 does not serve Messages' in finding.message


# Programs with a host of AU1, and the line on which they ask for Messages; 0 where they do not.
PROGRAMS = [
    (
        'import httpx\n\nc = httpx.Client(base_url="https://api.au1.twilio.com/2010-04-01")\nc.post("/Accounts/A/Messages.json")\n',
        4,
    ),
    (
        'import httpx\n\nc = httpx.Client(base_url="https://api.au1.twilio.com/2010-04-01")\nc.post("/Accounts/A/Calls.json")\n',
        0,
    ),
    (
        'import httpx\n\nBASE = "https://api.au1.twilio.com"\n\n\ndef send(sid):\n    with httpx.Client(base_url=BASE) as c:\n'
        '        c.post(f"/2010-04-01/Accounts/{sid}/Messages.json")\n',
        8,
    ),
    (
        "from urllib.parse import urljoin\n\nimport requests\n\n"
        'BASE = "https://api.au1.twilio.com"\nrequests.post(urljoin(BASE, "/2010-04-01/Accounts/A/Messages.json"))\n',
        6,
    ),
    (
        "from urllib.parse import urljoin\n\nimport requests\n\n"
        'BASE = "https://api.au1.twilio.com"\nrequests.post(urljoin(BASE, "/2010-04-01/Accounts/A/Calls.json"))\n',
        0,
    ),
]


@pytest.mark.parametrize(("source", "line"), PROGRAMS)
def test_a_url_that_a_session_or_a_function_builds(source: str, line: int) -> None:
    (finding,) = findings(source)
    assert finding.fix is not None
    assert (f" on line {line}: AU1 does not serve Messages" in finding.message) is bool(line)
    assert finding.fix.safety is Safety.UNSAFE or not line
