"""A group of findings carries the edits of all in each, up to a size; beyond it each is unsafe and carries its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from edgewise.cli.main import edgewise
from edgewise.judgement.together import MOST_TOGETHER

HOST, NEW = "api.ie1.twilio.com", "api.dublin.ie1.twilio.com"
ALLOWED = '{{"allowed_hosts": [\n{}\n]}}\n'
EXPECTED = 'BASE = "https://api.ie1.twilio.com"\ndef url():\n    return BASE\ndef test():\n{}\n'


def run(*arguments: str) -> Result:
    return CliRunner().invoke(edgewise, [*arguments, "--isolated", "--processing-region", "as-written"])


@pytest.mark.parametrize(
    ("name", "text", "entry", "end"),
    [
        ("a.json", ALLOWED, f'  "{HOST}"', ",\n"),
        ("test_a.py", EXPECTED, f'    assert url() == "https://{HOST}"', "\n"),
    ],
)
@pytest.mark.parametrize("many", [False, True])
def test_a_group(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str, entry: str, end: str, many: bool
) -> None:
    number = MOST_TOGETHER + 1 if many else 20
    path = tmp_path / name
    path.write_text(text.format(end.join([entry] * number)), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    found = json.loads(run("check", "--output-format", "json").stdout)
    number = len(found)
    fixes = [one["fix"] for one in found]
    if many:
        assert {fix["applicability"] for fix in fixes} == {"unsafe"}
        assert {len(fix["edits"]) for fix in fixes} == {1}
        assert all(f"it has to change together with {number - 1} other places" in one["message"] for one in found)
    else:
        assert {fix["applicability"] for fix in fixes} == {"safe"}
        assert {len(fix["edits"]) for fix in fixes} == {number}
    old = path.read_text(encoding="utf-8")
    run("fix")
    assert (path.read_text(encoding="utf-8") == old) == many
    run("fix", "--unsafe-fixes")
    assert path.read_text(encoding="utf-8").count(NEW) == number
