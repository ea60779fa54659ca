"""Hosts of products that a region does not serve, or serves in part: what is found, what is fixed, and what is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from edgewise.cli.main import edgewise
from edgewise.engine.check import check_source
from edgewise.files.file import FileKind, kind_of
from edgewise.files.sources import Source
from edgewise.findings import Finding, Safety
from edgewise.options import Options
from edgewise.twilio.table import ProcessingRegion

NOT = "{} does not serve {} (Twilio, 2026-10), and `--processing-region us1` is what works"

# A URL, the way, what the host becomes, how safely, and how the message ends.
HOSTS: list[tuple[str, ProcessingRegion, str, str, str]] = [
    ("verify.ie1.twilio.com/v2", "as-written", "verify.twilio.com", "unsafe", NOT.format("IE1", "Verify")),
    ("verify.ie1.twilio.com/v2", "ie1", "verify.twilio.com", "unsafe", NOT.format("IE1", "Verify")),
    ("verify.ie1.twilio.com/v2", "au1", "verify.twilio.com", "unsafe", NOT.format("AU1", "Verify")),
    ("verify.ie1.twilio.com/v2", "us1", "verify.twilio.com", "safe", "there is none before IE1"),
    ("verify.de1.twilio.com/v2", "as-written", "verify.twilio.com", "safe", "there is none before DE1"),
    ("verify.de1.twilio.com/v2", "ie1", "verify.twilio.com", "unsafe", NOT.format("IE1", "Verify")),
    ("verify.sydney.ie1.twilio.com", "as-written", "verify.twilio.com", "unsafe", NOT.format("IE1", "Verify")),
    ("verify.dublin.twilio.com", "as-written", "verify.dublin.us1.twilio.com", "unsafe", "no such host exists"),
    ("verify.dublin.twilio.com", "ie1", "verify.dublin.us1.twilio.com", "unsafe", NOT.format("IE1", "Verify")),
    ("verify.frankfurt.de1.twilio.com", "ie1", "verify.twilio.com", "unsafe", NOT.format("IE1", "Verify")),
    ("flex-api.au1.twilio.com", "as-written", "flex-api.twilio.com", "unsafe", NOT.format("AU1", "Flex")),
    ("messaging.au1.twilio.com/v1", "as-written", "messaging.twilio.com", "unsafe", NOT.format("AU1", "Messaging")),
    ("studio.au1.twilio.com", "as-written", "studio.twilio.com", "unsafe", NOT.format("AU1", "Studio")),
    ("lookups.ie1.twilio.com/v1/P", "as-written", "lookups.twilio.com", "unsafe", NOT.format("IE1", "Lookup v1")),
    ("trunking.ie1.twilio.com/v1/Trunks/TK1/PhoneNumbers", "as-written", "trunking.twilio.com", "unsafe",
     NOT.format("IE1", "the phone numbers of a trunk")),
    ("api.au1.twilio.com/2010-04-01/Accounts/AC1/Messages.json", "as-written", "api.twilio.com", "unsafe",
     NOT.format("AU1", "Messages")),
    ("api.ie1.twilio.com/2010-04-01/Accounts/AC1/OutgoingCallerIds.json", "as-written", "api.twilio.com", "unsafe",
     NOT.format("IE1", "verified caller IDs")),
    ("api.ie1.twilio.com/2010-04-01/Accounts/AC1/Messages.json", "as-written", "api.dublin.ie1.twilio.com", "safe",
     "IE1 serves Messages in part (Twilio, 2026-10): SMS alone: no MMS, WhatsApp, RCS, short codes or +1 numbers"),
    ("messaging.ie1.twilio.com/v1", "as-written", "messaging.dublin.ie1.twilio.com", "safe",
     "IE1 serves Messaging in part (Twilio, 2026-10): SMS alone: no MMS, WhatsApp, RCS, short codes or +1 numbers"),
    ("studio.ie1.twilio.com/v2", "as-written", "studio.dublin.ie1.twilio.com", "safe",
     "IE1 serves Studio in beta (Twilio, 2026-10)"),
    ("taskrouter.ie1.twilio.com/v1", "as-written", "taskrouter.dublin.ie1.twilio.com", "safe",
     "IE1 serves TaskRouter in beta (Twilio, 2026-10): with statistics of 31 days"),
    ("lookups.ie1.twilio.com", "as-written", "lookups.dublin.ie1.twilio.com", "safe",
     "IE1 serves Lookup in part (Twilio, 2026-10): version 2 alone"),
    ("lookups.ie1.twilio.com/v2/P", "as-written", "lookups.dublin.ie1.twilio.com", "safe", "there is none before IE1"),
    ("serverless.ie1.twilio.com/v1", "as-written", "serverless.dublin.ie1.twilio.com", "safe", "there is none before IE1"),
    ("api.ie1.twilio.com/2010-04-01/Accounts/AC1/Calls.json", "as-written", "api.dublin.ie1.twilio.com", "safe",
     "Twilio switched it off on 2026-04-28"),
    ("trusthub.ie1.twilio.com/v1", "as-written", "trusthub.dublin.ie1.twilio.com", "safe", "there is none before IE1"),
]  # fmt: skip
TEMPLATES = {
    "a.py": 'import requests\n\nrequests.get("https://{}")\n',
    "a.ts": 'await fetch("https://{}");\n',
    "a.yaml": "url: https://{}\n",
}


def check(text: str, path: str, way: ProcessingRegion | None) -> list[Finding]:
    found, error = check_source(Source(text), kind_of(path) or FileKind.TEXT, Options(way), path)
    assert error is None
    return found


def applied(text: str, finding: Finding) -> str:
    assert finding.fix is not None
    for start, end, content in reversed(finding.fix.edits):
        text = text[:start] + content + text[end:]
    return text


@pytest.mark.parametrize("path", TEMPLATES)
@pytest.mark.parametrize(("url", "way", "becomes", "safety", "said"), HOSTS)
def test_a_host(url: str, way: ProcessingRegion, becomes: str, safety: str, said: str, path: str) -> None:
    text = TEMPLATES[path].format(url)
    (finding,) = check(text, path, way)
    host = url.partition("/")[0]
    assert finding.fix is not None
    assert (applied(text, finding), finding.fix.safety.value) == (text.replace(host, becomes), safety)
    assert finding.message.endswith(said)
    kept = said.startswith(("IE1 does not", "AU1 does not"))
    assert finding.fix.kept_from == (said[:3].lower() if kept else None)
    assert finding.fix.processing_region == ("us1" if ".ie1" not in becomes else "ie1")


def test_what_no_page_lists_is_addressed_and_not_promised() -> None:
    (unlisted, served) = check(
        'a = "https://trusthub.ie1.twilio.com"\nb = "https://api.ie1.twilio.com"\n', "a.py", "as-written"
    )
    assert unlisted.fix is not None
    assert unlisted.fix.message.endswith("(addressed to IE1: needs IE1 credentials)")
    assert served.fix is not None
    assert served.fix.message.endswith("(processed in IE1: needs IE1 credentials)")


def test_undecided_both_answers_keep_us1_and_neither_is_made_unasked() -> None:
    text = TEMPLATES["a.py"].format("verify.ie1.twilio.com/v2")
    (finding,) = check(text, "a.py", None)
    assert finding.fix is not None
    assert finding.fix.safety is Safety.UNSAFE
    assert applied(text, finding) == TEMPLATES["a.py"].format("verify.twilio.com/v2")
    assert finding.message.endswith(NOT.format("IE1", "Verify"))


def test_a_migration_to_the_full_name_is_silent_whether_the_region_serves_it_or_not() -> None:
    text = 'HOSTS = {"old": "verify.ie1.twilio.com", "new": "verify.dublin.ie1.twilio.com"}\n'
    assert check(text, "a.py", "as-written") == []


@pytest.mark.parametrize("way", ["as-written", "ie1"])
def test_a_setting_has_no_product(way: ProcessingRegion) -> None:
    for path, text in (
        (".env", "TWILIO_REGION=au1\nVERIFY_SERVICE_SID=VA1\n"),
        ("a.py", 'import os\n\nos.environ["TWILIO_REGION"] = "au1"\n'),
    ):
        (finding,) = check(text, path, way)
        assert finding.fix is not None
        assert finding.fix.safety is Safety.SAFE
        assert "serve" not in finding.message + finding.fix.message


@pytest.mark.parametrize(
    ("hosts", "lines"),
    [
        (["verify.ie1"], ["1 fix keeps US1 because IE1 does not serve the product."]),
        (["verify.ie1", "video.ie1", "sync.ie1"], ["3 fixes keep US1 because IE1 does not serve the product."]),
        (
            ["verify.ie1", "studio.au1", "proxy.au1"],
            [
                "2 fixes keep US1 because AU1 does not serve the product.",
                "1 fix keeps US1 because IE1 does not serve the product.",
            ],
        ),
        (["api.ie1", "studio.ie1"], []),
    ],
)
@pytest.mark.parametrize("command", [["check"], ["fix", "--diff"], ["fix"], ["fix", "--unsafe-fixes"]])
def test_the_closing_lines_count_what_stays_behind(
    hosts: list[str], lines: list[str], command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = "".join(f'u{number} = "https://{host}.twilio.com"\n' for number, host in enumerate(hosts))
    (tmp_path / "a.py").write_text(text, encoding="utf-8")
    asked = [*command, "--isolated", "--processing-region", "as-written", "a.py"]
    result = CliRunner().invoke(edgewise, asked)
    assert [line for line in result.stderr.splitlines() if "keep" in line and "does not serve" in line] == lines
    done = CliRunner().invoke(edgewise, ["fix", "--isolated", "--processing-region", "us1", "a.py"])
    assert "does not serve" not in done.stderr


def test_the_page_counts_what_stays_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.py").write_text('a = "https://verify.ie1.twilio.com"\n', encoding="utf-8")
    asked = ["check", "--isolated", "--processing-region", "as-written", "--output-format", "html", "a.py"]
    assert "1 fix keeps US1 because IE1 does not serve the product." in CliRunner().invoke(edgewise, asked).stdout
