"""Rules that are off by default: what switches them on, and where users see that they are off."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from edgewise.cli.main import edgewise

SOURCE = 'URL = "https://verify.dublin.ie1.twilio.com/v2"\n'


def run(*arguments: str) -> Result:
    return CliRunner().invoke(edgewise, list(arguments))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "a.py").write_text(SOURCE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


CONFIGURATIONS = [
    ("", False),
    ('select = ["EW"]\n', False),
    ('extend-select = ["EW1"]\n', False),
    ('extend-select = ["EW10"]\n', False),
    ('extend-select = ["EW108", "EW205"]\n', True),
    ('extend-select = ["ew108"]\n', True),
    ('extend-select = ["hostname-product-not-in-region"]\n', True),
    ('select = ["EW108"]\n', True),
    ('extend-select = ["EW108"]\nignore = ["EW1"]\n', True),
    ('extend-select = ["EW108"]\nignore = ["EW108"]\n', False),
    ('extend-select = ["EW108"]\n[per-file-ignores]\n"a.py" = ["EW1"]\n', False),
]


@pytest.mark.parametrize(("configuration", "is_on"), CONFIGURATIONS)
def test_a_configuration_switches_it_on(folder: Path, configuration: str, is_on: bool) -> None:
    (folder / "edgewise.toml").write_text(configuration, encoding="utf-8")
    result = run("check", "--output-format", "json")
    assert [found["code"] for found in json.loads(result.stdout)] == (["EW108"] if is_on else [])
    shown = json.loads(run("config", "a.py", "--output-format", "json").stdout)
    assert ("EW108" in shown["rules"]) is is_on
    assert ("EW108" in shown["off_by_default"]) is not is_on


@pytest.mark.parametrize(
    ("options", "is_on"),
    [
        ((), False),
        (("--select", "EW1"), False),
        (("--select", "EW108"), True),
        (("--select", "EW,EW108"), True),
        (("--select", "Hostname-Product-Not-In-Region"), True),
    ],
)
def test_an_option_switches_it_on(folder: Path, options: tuple[str, ...], is_on: bool) -> None:
    result = run("check", *options)
    assert result.exit_code == is_on
    assert ("EW108" in result.stdout) is is_on


def test_all_is_no_rule(folder: Path) -> None:
    result = CliRunner().invoke(edgewise, ["check", "--select", "ALL"], standalone_mode=False)
    assert "there is no rule 'ALL'" in str(result.exception)


def test_it_has_no_fix(folder: Path) -> None:
    (folder / "edgewise.toml").write_text('extend-select = ["EW108"]\n', encoding="utf-8")
    assert run("fix", "--unsafe-fixes").exit_code == 1
    assert (folder / "a.py").read_text(encoding="utf-8") == SOURCE


def test_the_list_and_the_documentation_say_so() -> None:
    lines = [line for line in run("rule").stdout.splitlines() if line.endswith("Off by default.")]
    assert [line[:5] for line in lines] == ["EW108", "EW205"]
    assert 'Off by default: `extend-select = ["EW205"]` switches it on' in run("rule", "EW205").stdout
    assert "Off by default" not in run("rule", "EW201").stdout
    rules = json.loads(run("rule", "--output-format", "json").stdout)
    assert [rule["code"] for rule in rules if rule["off_by_default"]] == ["EW108", "EW205"]


def test_the_configuration_shows_it(folder: Path) -> None:
    assert "  off by default: EW108, EW205 (" in run("config").stdout
    (folder / "edgewise.toml").write_text('extend-select = ["EW108", "EW205"]\n', encoding="utf-8")
    assert "off by default" not in run("config").stdout


def test_sarif_says_so(folder: Path) -> None:
    log = json.loads(run("check", "--output-format", "sarif").stdout)
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    off = {rule["id"] for rule in rules if rule["defaultConfiguration"].get("enabled", True) is False}
    assert off == {"EW108", "EW205"}
