"""What a text asks for behind a host, or behind the name to which it is given: how safely the host moves."""

from __future__ import annotations

import pytest

from edgewise.engine.check import check_source
from edgewise.files.file import FileKind
from edgewise.files.sources import Source
from edgewise.findings import Finding, Safety
from edgewise.options import Options

# A file with one host, and the line on which it is seen to ask for what the region does not serve; 0 for none.
TEXTS = [
    ("a.js", 'fetch("https://api.au1.twilio.com/2010-04-01/Accounts/" + sid + "/Messages.json");\n', 1),
    ("a.js", 'fetch("https://api.au1.twilio.com/2010-04-01/Accounts/" + sid + "/Calls.json");\n', 0),
    ("a.js", 'fetch("https://api.ie1.twilio.com/2010-04-01/Accounts/" + sid + "/Messages.json");\n', 0),
    (
        "a.js",
        'const BASE = "https://api.au1.twilio.com/2010-04-01";\nfetch(`${BASE}/Accounts/${sid}/Messages.json`);\n',
        2,
    ),
    (
        "a.js",
        'const BASE = "https://api.au1.twilio.com/2010-04-01";\nfetch(`${BASE}/Accounts/${sid}/Calls.json`);\n',
        0,
    ),
    (
        "a.ts",
        'const BASE: string = "https://api.au1.twilio.com";\n\nfetch(BASE + "/2010-04-01/Accounts/x/Messages.json");\n',
        3,
    ),
    ("a.ts", 'const API = { base: "https://lookups.ie1.twilio.com" };\nget(API.base + "/v1/PhoneNumbers/" + n);\n', 2),
    ("a.ts", 'const API = { base: "https://lookups.ie1.twilio.com" };\nget(API.base + "/v2/PhoneNumbers/" + n);\n', 0),
    (
        "a.go",
        'const base = "https://api.au1.twilio.com"\n\nvar url = base + "/2010-04-01/Accounts/x/Messages.json"\n',
        3,
    ),
    ("a.go", 'base := "https://api.au1.twilio.com"\nurl := base + "/2010-04-01/Accounts/x/Messages.json"\n', 2),
    ("a.rb", "BASE = 'https://api.au1.twilio.com'\nget(\"#{BASE}/2010-04-01/Accounts/#{sid}/Messages.json\")\n", 2),
    (
        "a.php",
        "<?php\n$base = 'https://api.au1.twilio.com';\npost($base . '/2010-04-01/Accounts/x/Messages.json');\n",
        3,
    ),
    ("a.sh", 'BASE=https://api.au1.twilio.com\ncurl "$BASE/2010-04-01/Accounts/$SID/Messages.json"\n', 2),
    ("a.sh", 'BASE=https://api.au1.twilio.com\ncurl "$BASE/2010-04-01/Accounts/$SID/Calls.json"\n', 0),
    (".env", "API=https://api.au1.twilio.com\nSMS=${API}/2010-04-01/Accounts/x/Messages.json\n", 2),
    ("a.js", 'const a = "https://api.au1.twilio.com/2010-04-01/Accounts.json", b = "https://x.example/Messages";\n', 0),
    ("a.js", 'const BASE = "https://api.au1.twilio.com";\nconst BASEMENT = DATABASE + "/Messages";\n', 0),
]


def check(path: str, text: str) -> Finding:
    found, error = check_source(Source(text), FileKind.TEXT, Options("as-written"), path)
    assert error is None
    (finding,) = [finding for finding in found if finding.code in ("EW101", "EW102")]
    return finding


@pytest.mark.parametrize(("path", "text", "line"), TEXTS)
def test_a_text(path: str, text: str, line: int) -> None:
    finding = check(path, text)
    assert finding.fix is not None
    assert finding.fix.safety is (Safety.UNSAFE if line else Safety.SAFE)
    assert (f" on line {line}: " in finding.message) is bool(line)
    assert ("does not serve" in finding.message) is bool(line)


VALID = [
    ("a.js", 'fetch("https://verify.dublin.ie1.twilio.com/v2/Services");\n', "Verify"),
    (
        "a.ts",
        'const URLS = { verify: "https://verify.sydney.au1.twilio.com", api: "https://api.sydney.au1.twilio.com" };\n',
        "Verify",
    ),
    ("a.go", 'const u = "https://lookups.dublin.ie1.twilio.com/v1/PhoneNumbers"\n', "Lookup v1"),
    ("a.yaml", "url: https://video.dublin.ie1.twilio.com/v1\n", "Video"),
    (".env", "URL=https://api.sydney.au1.twilio.com/2010-04-01/Accounts/AC/Messages.json\n", "Messages"),
    ("p.postman_collection.json", '{"url": {"host": ["verify", "dublin", "ie1", "twilio", "com"]}}\n', "Verify"),
    ("a.yaml", "url: https://studio.dublin.ie1.twilio.com/v2\n", ""),
    ("a.yaml", "url: https://api.dublin.ie1.twilio.com/2010-04-01/Accounts/AC/Messages.json\n", ""),
    ("a.yaml", "url: https://trusthub.dublin.ie1.twilio.com/v1\n", ""),
    ("a.yaml", "url: https://verify.dublin.us1.twilio.com/v2\n", ""),
    ("a.yaml", "# https://verify.dublin.ie1.twilio.com\n", ""),
]


@pytest.mark.parametrize(("path", "text", "missing"), VALID)
def test_a_valid_host_of_what_its_region_does_not_serve(path: str, text: str, missing: str) -> None:
    assert check_source(Source(text), FileKind.TEXT, Options("as-written"), path) == ([], None)
    found, _ = check_source(Source(text), FileKind.TEXT, Options("as-written", select=("EW", "EW108")), path)
    assert [finding.code for finding in found] == (["EW108"] if missing else [])
    assert all(f"does not serve {missing} (Twilio, 2026-10)" in finding.message for finding in found)
    assert all(finding.fix is None for finding in found)
