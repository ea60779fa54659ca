"""Without a ``processing-region``: what both answers agree on is fixed, the rest is shown with both and left alone."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from edgewise.cli.main import edgewise as command

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

pytestmark = pytest.mark.usefixtures("undecided")

BOTH = "as before: `api.twilio.com`, US1 credentials; where the name says: `api.dublin.ie1.twilio.com`, IE1 credentials"
FILES = {
    "host.py": 'URL = "https://api.ie1.twilio.com"\n',
    "agreed.py": 'URL = "https://api.de1.twilio.com"\n',
    "client.py": 'from twilio.rest import Client\n\nclient = Client("a", "b", region="au1")\n',
    "app.env": "TWILIO_REGION=ie1\n",
    "app.ts": 'const url = "https://api.ie1.twilio.com";\n',
}
BY_REGION = {
    "us1": {
        "host.py": 'URL = "https://api.twilio.com"\n',
        "client.py": 'from twilio.rest import Client\n\nclient = Client("a", "b")\n',
        "app.env": "TWILIO_REGION=us1\n",
        "app.ts": 'const url = "https://api.twilio.com";\n',
    },
    "as-written": {
        "host.py": 'URL = "https://api.dublin.ie1.twilio.com"\n',
        "client.py": 'from twilio.rest import Client\n\nclient = Client("a", "b", region="au1", edge="sydney")\n',
        "app.env": "TWILIO_REGION=ie1\nTWILIO_EDGE=dublin\n",
        "app.ts": 'const url = "https://api.dublin.ie1.twilio.com";\n',
    },
}


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    write(tmp_path, FILES)
    return tmp_path


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def read(folder: Path) -> dict[str, str]:
    return {name: (folder / name).read_text(encoding="utf-8") for name in FILES}


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(command, arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def reported(*arguments: str) -> dict[str, dict[str, Any]]:
    return {item["filename"]: item for item in json.loads(run(*arguments, "--output-format", "json").stdout)}


def test_what_both_answers_agree_on_is_fixed_and_nothing_else(shop: Path) -> None:
    result = run("fix", "--unsafe-fixes")
    assert read(shop) == FILES | {"agreed.py": 'URL = "https://api.twilio.com"\n'}
    assert result.exit_code == 1
    first, fixed, second, *_ = result.stderr.splitlines()
    assert first == "Fixed 1 problem in 1 file. 4 left: 4 wait for a decision."
    assert fixed == "  agreed.py:1:16: EW101 Replace with `api.twilio.com`"
    assert second == "4 wait for you to decide where Twilio is to process the requests:"
    assert run("fix", "--unsafe-fixes").stderr.startswith("Fixed nothing. 4 left: 4 wait for a decision.\n")


@pytest.mark.parametrize("way", BY_REGION)
def test_to_decide_makes_the_fixes_that_were_shown(shop: Path, way: str) -> None:
    shown = reported("check")
    answers = {
        name: answer["fix"]
        for name, item in shown.items()
        for answer in item["fix"].get("answers", ())
        if answer["option"] == f"--processing-region {way}"
    }
    assert answers.keys() == BY_REGION[way].keys()
    decided = reported("check", "--processing-region", way)
    assert answers == {name: decided[name]["fix"] for name in answers}
    run("fix", "--processing-region", way)
    assert read(shop) == BY_REGION[way] | {"agreed.py": 'URL = "https://api.twilio.com"\n'}


def test_json_has_both_answers_and_no_edit_that_anybody_could_apply(shop: Path) -> None:
    shown = reported("check")
    assert {name: item["fix"]["applicability"] for name, item in shown.items()} == {
        **dict.fromkeys(FILES, "display"),
        "agreed.py": "safe",
    }
    fix = shown["host.py"]["fix"]
    assert (fix["message"], fix["edits"], fix["processing_region"]) == (BOTH, [], None)
    assert shown["app.ts"]["fix"]["message"] == BOTH
    assert "answers" not in shown["agreed.py"]["fix"]


def test_closing_lines_name_the_option_and_what_each_answer_does(shop: Path) -> None:
    assert run("check").stderr.splitlines() == [
        "Found 5 problems in 5 files (5 files looked at). 1 can be fixed with `edgewise fix`.",
        "4 wait for you to decide where Twilio is to process the requests:",
        "  --processing-region us1         in the United States (US1), as before, with the credentials of before"
        " (4 safe fixes)",
        "  --processing-region as-written  where the names say: 1 in Australia (AU1) and 3 in Ireland (IE1),"
        " with credentials of AU1 and IE1 (4 safe fixes)",
    ]


def test_a_configuration_decides(shop: Path) -> None:
    (shop / "edgewise.toml").write_text('processing-region = "us1"\n', encoding="utf-8")
    assert run("fix").exit_code == 0
    assert read(shop) == BY_REGION["us1"] | {"agreed.py": 'URL = "https://api.twilio.com"\n'}


@pytest.mark.parametrize("output_format", ["concise", "full", "github", "gitlab", "sarif", "junit", "html"])
def test_every_report_shows_both_answers(shop: Path, output_format: str) -> None:
    shown = run("check", "host.py", "--output-format", output_format).stdout
    assert BOTH in shown
    if output_format == "sarif":
        (found,) = json.loads(shown)["runs"][0]["results"]
        assert "fixes" not in found
        assert found["properties"] == {"applicability": "display"}
    if output_format == "junit":
        ElementTree.fromstring(shown)
    if output_format == "full":
        assert '2 + URL = "https://api' not in shown
        assert '  - URL = "https://api.ie1.twilio.com"\n1 + URL = "https://api.twilio.com"\n' in shown
        assert '  - URL = "https://api.ie1.twilio.com"\n1 + URL = "https://api.dublin.ie1.twilio.com"\n' in shown
        assert "`--processing-region us1` or `--processing-region as-written`" in shown


def test_a_diff_shows_only_what_would_be_written(shop: Path) -> None:
    result = run("fix", "--diff")
    assert result.stdout.count("\n+++ ") == 1
    assert "+++ b/agreed.py" in result.stdout


def test_statistics_and_a_baseline_take_them_as_findings(shop: Path) -> None:
    shown = run("check", "--statistics").stdout
    assert "3  EW101  [-] retired-hostname\n" in shown
    run("check", "--write-baseline", "known.json")
    assert run("check", "--baseline", "known.json").exit_code == 0
    assert run("check", "--baseline", "known.json", "--processing-region", "us1").exit_code == 0


def test_ignore_comments_are_written_for_them(shop: Path) -> None:
    run("check", "--add-ignores", "decided by the end of the year")
    assert run("check", "host.py", "client.py", "agreed.py").exit_code == 0


def test_resolve_shows_both_answers() -> None:
    assert run("resolve", "api.ie1.twilio.com", "api.de1.twilio.com").stdout == (
        """\
api.ie1.twilio.com
  status       retired: Twilio switched it off on 2026-04-28
  either       --processing-region us1
    becomes      api.twilio.com
    processed    in the United States (US1)
    credentials  the usual ones, of US1
  or           --processing-region as-written
    becomes      api.dublin.ie1.twilio.com
    processed    in Ireland (IE1)
    credentials  of IE1: a US1 auth token or API key is refused there

api.de1.twilio.com
  status       retired: Twilio switched it off on 2026-04-28
  becomes      api.twilio.com
  processed    in the United States (US1)
  credentials  the usual ones, of US1
"""
    )
    (answer,) = json.loads(run("resolve", "--region", "ie1", "--output-format", "json").stdout)
    assert answer["replacement"] is None
    assert [one["replacement"] for one in answer["answers"]] == [
        "Client(...)",
        'Client(..., region="ie1", edge="dublin")',
    ]


@pytest.mark.parametrize(
    ("name", "text", "code", "said"),
    [
        ("a.py", 'U = "https://api.ie2.twilio.com"\n', "EW102", "IE2 is not a region of Twilio (did you mean IE1?)"),
        ("a.py", 'U = "https://api.xx9.twilio.com"\n', "EW102", "XX9 is not a region of Twilio (there are US1, IE1"),
        (
            "a.py",
            'U = "api.dublinn.ie1.twilio.com"\n',
            "EW105",
            "dublinn is not an edge of Twilio (did you mean dublin?)",
        ),
        (
            "a.go",
            'u := "https://verify.dublin.ei1.twilio.com"\n',
            "EW104",
            "EI1 is not a region of Twilio (did you mean",
        ),
        (
            "a.ts",
            'const u = "https://api.sydny.twilio.com";\n',
            "EW103",
            "sydny is not an edge of Twilio (did you mean",
        ),
        (
            "a.js",
            'const c = require("twilio")(a, b, { region: "ie2" });\n',
            "EW201",
            "IE2 is not a region of Twilio (did you mean IE1?)",
        ),
        (
            "a.py",
            'from twilio.rest import Client\nc = Client(region="ie2")\n',
            "EW201",
            "IE2 is not a region of Twilio (did you mean IE1?)",
        ),
        ("a.env", "TWILIO_REGION=ie2\n", "EW301", "IE2 is not a region of Twilio (did you mean IE1?)"),
    ],
)
@pytest.mark.parametrize("options", [(), ("--processing-region", "us1"), ("--processing-region", "ie1")])
def test_what_twilio_does_not_have_is_moved_nowhere(
    shop: Path, name: str, text: str, code: str, said: str, options: tuple[str, ...]
) -> None:
    (shop / name).write_text(text, encoding="utf-8")
    result = run("fix", name, "--unsafe-fixes", *options)
    assert (shop / name).read_text(encoding="utf-8") == text
    assert f" {code} " in result.stdout
    assert said in result.stdout
    assert "1 needs a human" in result.stderr
