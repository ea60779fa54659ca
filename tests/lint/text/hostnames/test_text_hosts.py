"""Hosts in any text: what is found in which language, what is silent, and what a fix leaves."""

from __future__ import annotations

import pytest

from applied import applied
from edgewise.findings import Safety
from edgewise.options import Options
from edgewise.text.find import find

OLD, NEW = "api.ie1.twilio.com", "api.dublin.ie1.twilio.com"

# path, text, codes, text as written, text for us1
FIXED = [
    (
        "a.ts",
        'const T = { ie1: "https://api.ie1.twilio.com/2010" };',
        ["EW101"],
        'const T = { ie1: "https://api.dublin.ie1.twilio.com/2010" };',
        'const T = { ie1: "https://api.twilio.com/2010" };',
    ),
    (
        "a.go",
        'x := "https://voice.au1.twilio.com"',
        ["EW102"],
        'x := "https://voice.sydney.au1.twilio.com"',
        'x := "https://voice.twilio.com"',
    ),
    ("a.js", r'"\napi.ie1.twilio.com"', ["EW101"], r'"\napi.dublin.ie1.twilio.com"', r'"\napi.twilio.com"'),
    (
        "a.json",
        r'{"u": "https:\/\/API.IE1.twilio.com:443\/x"}',
        ["EW101"],
        r'{"u": "https:\/\/API.dublin.IE1.twilio.com:443\/x"}',
        r'{"u": "https:\/\/API.twilio.com:443\/x"}',
    ),
    (
        "a.yaml",
        "url: https://u:p@api.de1.twilio.com./x\n",
        ["EW101"],
        "url: https://u:p@api.twilio.com./x\n",
        "url: https://u:p@api.twilio.com./x\n",
    ),
    (
        "a.rb",
        "'https://' + 'api.ie1' + '.twilio.com'",
        ["EW101"],
        "'https://' + 'api.dublin.ie1' + '.twilio.com'",
        None,
    ),
    (
        "a.properties",
        "twilio.host=api.ie1.twilio.com\ntwilio.edge=x\n",
        ["EW101"],
        "twilio.host=api.dublin.ie1.twilio.com\ntwilio.edge=x\n",
        None,
    ),
    # What stands in a placeholder as its default is no placeholder.
    (
        "a.sh",
        "U=${U:-https://api.ie1.twilio.com/x}\n",
        ["EW101"],
        "U=${U:-https://api.dublin.ie1.twilio.com/x}\n",
        None,
    ),
    (
        "a.yml",
        "u: ${{ vars.U || 'https://api.ie1.twilio.com' }}\n",
        ["EW101"],
        "u: ${{ vars.U || 'https://api.dublin.ie1.twilio.com' }}\n",
        None,
    ),
    (
        "a.js",
        "`${x ? 'https://api.ie1.twilio.com' : y}`",
        ["EW101"],
        "`${x ? 'https://api.dublin.ie1.twilio.com' : y}`",
        None,
    ),
    (
        "crontab",
        "* * * * * curl https://api.ie1.twilio.com\n",
        ["EW101"],
        "* * * * * curl https://api.dublin.ie1.twilio.com\n",
        None,
    ),
    ("unknown", "api.ie1.twilio.com, api.au1.twilio.com/x", ["EW101", "EW101"], None, None),
    (
        "a.c",
        '#define URL "https://api.ie1.twilio.com" // api.au1.twilio.com\n',
        ["EW101"],
        '#define URL "https://api.dublin.ie1.twilio.com" // api.au1.twilio.com\n',
        None,
    ),
]

DYNAMIC = [
    ("a.ts", "`https://api.${region}.twilio.com`"),
    ("a.ts", "`https://api.${f({a: 1})}.twilio.com`"),
    ("a.js", '"https://api." + region + ".twilio.com"'),
    ("a.js", '"https://api." +\n  (cfg.region || "ie1") +\n  \'.twilio.com\''),
    ("a.js", '"https://api.".concat(region, ".twilio.com")'),
    ("a.js", '["https://api.", region, ".twilio.com"].join("")'),
    ("a.go", 'fmt.Sprintf("https://api.%s.twilio.com", region)'),
    ("a.java", 'String.format("https://api.%s.twilio.com", region)'),
    ("a.cs", '$"https://api.{region}.twilio.com"'),
    ("a.vb", '"https://api." & region & ".twilio.com"'),
    ("a.php", "<?php 'https://api.' . $region . '.twilio.com';"),
    ("a.php", '<?php "https://api.{$this->region}.twilio.com";'),
    ("a.pl", '"https://api." . $region . ".twilio.com"'),
    ("a.lua", '"https://api." .. region .. ".twilio.com"'),
    ("a.ex", '"https://api." <> region <> ".twilio.com"'),
    ("a.rb", '"https://api.#{region}.twilio.com"'),
    ("a.swift", r'"https://api.\(region).twilio.com"'),
    ("a.rs", 'format!("https://api.{}.twilio.com", r)'),
    ("a.sh", "curl https://api.${TWILIO_REGION:-ie1}.twilio.com/"),
    ("a.sh", "curl https://api.$REGION.twilio.com/"),
    ("a.sh", "U=${U:-https://api.${R:-ie1}.twilio.com}"),
    ("a.js", "`https://api.${cfg.com}.twilio.com`"),
    ("a.sh", 'curl "https://api."$REGION".twilio.com"'),
    ("a.bat", "curl https://api.%REGION%.twilio.com/"),
    ("a.ps1", '"https://api.$env:TWILIO_REGION.twilio.com"'),
    ("a.yaml", "a: https://api.{{ region }}.twilio.com"),
    ("a.yaml", 'u: !Join ["", ["https://api.", !Ref Region, ".twilio.com"]]'),
    ("a.erb", "<a href='https://api.<%= region %>.twilio.com'>"),
    (".env", "U=https://api.<region>.twilio.com"),
]

SILENT = [
    ("a.ts", "// https://api.ie1.twilio.com\n/* api.ie1.twilio.com */"),
    ("a.go", "x := 1 // see https://api.ie1.twilio.com"),
    ("a.py.txt", "https://api.ie1.twilio.com"),
    ("a.sh", "# api.ie1.twilio.com\n"),
    ("a.lua", "-- api.ie1.twilio.com"),
    ("a.sql", "-- api.ie1.twilio.com"),
    ("a.html", "<!-- api.ie1.twilio.com -->"),
    ("a.yaml", "a: b # api.ie1.twilio.com"),
    (".env", "A=b # api.ie1.twilio.com\n"),
    ("a.ini", "; api.ie1.twilio.com"),
    ("Dockerfile", "# api.ie1.twilio.com"),
    ("a.json", "// api.ie1.twilio.com\n{}"),
    *((name, OLD) for name in ("README.md", "a.rst", "a.txt", "a.adoc", "CHANGELOG")),
    *(
        ("a.js", f'"{host}"')
        for host in (
            "api.twilio.com",
            "https://api.us1.twilio.com",
            NEW,
            "api.ashburn.us1.twilio.com",
            "x.pstn.ie1.twilio.com",
            "sip.ie1.twilio.com",
            "foo.sip.dublin.twilio.com",
            "voice-js.roaming.twilio.com",
            "eventgw.ie1.twilio.com",
            "media.ie1.twilio.com",
            "ie1.vss.twilio.com",
            "stun.ie1.twilio.com",
            "console.ie1.twilio.com",
            "api.stage.twilio.com",
            "api.dev.twilio.com",
            "my-api.ie1.twilio.com",
            "foo.api.ie1.twilio.com",
            "api.ie1.twilio.com.evil.example",
            "api.ie1.twilio.community",
            "https://api.ie1.twilio.com@evil.example",
            "https://api.ie1.twilio.com\u3002evil.example",
            "https://api.ie1.twilio.com\uff0eevil.example",
            "https://api.ie1.twilio.com\t.evil.example",
            "https://api.ie1.twilio.com,x@y",
            "api.{{edge}}.{{region}}.twilio.com",
            "${edge}.${region}twilio.com",
        )
    ),
]

LISTED = [
    ("a.json", '{"hosts": ["api.twilio.com", "api.ie1.twilio.com"]}'),
    ("a.json", '{"hosts": [\n  "api.ie1.twilio.com",\n  "example.com"\n]}'),
    ("a.js", "const ok = new Set(['api.twilio.com', 'api.ie1.twilio.com']);"),
    ("a.js", 'const allowedHosts = ["https://api.ie1.twilio.com"];'),
    ("a.js", 'csp({connectSrc: ["\'self\'", "https://api.ie1.twilio.com"]})'),
    ("a.yaml", "hosts:\n  - api.twilio.com\n  - api.ie1.twilio.com\n"),
    (".env", "HOSTS=api.twilio.com,api.ie1.twilio.com\n"),
    ("nginx.conf", "server_name api.twilio.com api.ie1.twilio.com;"),
    ("nginx.conf", 'add_header CSP "connect-src https://api.ie1.twilio.com https://api.twilio.com";'),
    ("manifest.json", '{"permissions": ["https://api.ie1.twilio.com/*"]}'),
]

NOT_LISTED = [
    ("a.js", '{ie1: "api.ie1.twilio.com", us1: "api.twilio.com"}'),
    ("a.yaml", "host: api.ie1.twilio.com\nother: api.twilio.com\n"),
    ("nginx.conf", "proxy_pass https://api.ie1.twilio.com;"),
]

UPSTREAM = [
    "package-lock.json",
    "web/yarn.lock",
    "node_modules/a/b.js",
    "third_party/x.go",
    "a.min.js",
    "dist/a.js",
    "a.js.map",
]


@pytest.mark.parametrize(("path", "text", "codes", "as_written", "us1"), FIXED)
def test_fixed(path: str, text: str, codes: list[str], as_written: str | None, us1: str | None) -> None:
    for region, expected in (("as-written", as_written), ("us1", us1)):
        options = Options(processing_region=region)
        findings = find(text, path, options)
        assert [finding.code for finding in findings] == codes
        if expected is not None:
            rewritten = applied(text, findings)
            assert rewritten == expected
            assert find(rewritten, path, options) == []


@pytest.mark.parametrize(("path", "text"), DYNAMIC)
def test_dynamic(path: str, text: str) -> None:
    assert [(found.code, found.fix) for found in find(text, path, Options())] == [("EW106", None)]


@pytest.mark.parametrize(("path", "text"), SILENT)
def test_silent(path: str, text: str) -> None:
    assert find(text, path, Options()) == []


@pytest.mark.parametrize("path", ["README.md", "a.rst", "a.ts"])
def test_prose_is_reported_and_never_rewritten(path: str) -> None:
    assert [(found.code, found.fix) for found in find(f"// {OLD}", path, Options(prose=True))] == [("EW101", None)]


@pytest.mark.parametrize(("path", "text"), LISTED)
def test_listed_hosts_stay(path: str, text: str) -> None:
    findings = [found for found in find(text, path, Options()) if found.fix]
    assert findings
    for found in findings:
        assert found.fix is not None
        assert found.fix.safety is Safety.UNSAFE
        assert f"add `{NEW}` and keep the old host" in found.message


@pytest.mark.parametrize(("path", "text"), NOT_LISTED)
def test_neighbours_that_are_no_list(path: str, text: str) -> None:
    assert [found.fix and found.fix.safety for found in find(text, path, Options())] == [Safety.SAFE]


@pytest.mark.parametrize("path", UPSTREAM)
def test_what_is_made_elsewhere_is_unsafe(path: str) -> None:
    (finding,) = find(f'{{"a": "https://{OLD}"}}', path, Options())
    assert finding.fix is not None
    assert finding.fix.safety is Safety.UNSAFE


def test_a_very_long_line_is_a_bundle() -> None:
    (finding,) = find("a();" * 2000 + f'"https://{OLD}"', "app.js", Options())
    assert finding.fix is not None
    assert finding.fix.safety is Safety.UNSAFE


def test_many_hosts_in_one_line_are_each_found_once() -> None:
    text = f"<https://{OLD}/> " * 2000
    findings = find(text, "data.csv", Options())
    assert [text[found.start : found.end] for found in findings] == [OLD] * 2000
