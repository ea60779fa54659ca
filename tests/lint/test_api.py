"""``from edgewise import check_source, check_paths``: what programs get, and that it is what the command reports."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import edgewise
from edgewise import ConfigError, FileResult, Lines, check_paths, check_source
from edgewise.cli.main import edgewise as command
from edgewise_codemods import fix_source

HOST = "https://api.ie1.twilio.com/x"
TREE = {
    "a.py": f'URL = "{HOST}"\n',
    "b/c.yaml": "env:\n  TWILIO_REGION: ie1\n",
    "b/d.py": "print 'twilio'\n",
    "b/e.py": "# coding: nonsense\nA = 'twilio'\n",
    "b/clean.py": "import twilio\n",
    "node_modules/f.js": f'"{HOST}"\n',
}


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    for name, text in TREE.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def codes(results: Any) -> dict[str, list[str]]:
    return {result.path: [finding.code for finding in result.findings] for result in results}


@pytest.mark.parametrize(
    ("text", "given", "found"),
    [
        (f'a = "{HOST}"', {}, ["EW101"]),
        (f'a = "{HOST}"', {"select": "EW2"}, []),
        (f'a = "{HOST}"', {"select": ["retired-hostname", "ew2"]}, ["EW101"]),
        (f'a = "{HOST}"', {"ignore": "EW101"}, []),
        (f"a: {HOST}", {"filename": "a.yaml"}, ["EW101"]),
        (f"{HOST}", {"filename": "a.md"}, []),
        (f"{HOST}", {"filename": "a.md", "prose": True}, ["EW101"]),
        ("from shop.calls import C\nC(region='ie1')", {"clients": "shop.calls.C"}, ["EW201"]),
        ("print 'twilio'", {}, ["EW002"]),
        ("\ud800 twilio", {"filename": "a.yaml"}, []),
        ("", {}, []),
    ],
)
def test_check_source(text: str, given: dict[str, Any], found: list[str]) -> None:
    result = check_source(text, **given)
    assert isinstance(result, FileResult)
    assert [finding.code for finding in result.findings] == found
    assert result.error is None
    assert result.path == given.get("filename", "stdin.py")
    assert (result.source is not None) == bool(found)


def test_fixes_go_where_they_are_asked_to() -> None:
    (finding,) = check_source(TREE["a.py"], processing_region="au1").findings
    assert finding.fix is not None
    assert finding.fix.processing_region == "au1"
    assert Lines(TREE["a.py"]).location(finding.start) == (1, 16)


def test_a_bug_at_a_text_is_an_error_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr("edgewise.engine.check.check_source", broken)
    result = check_source("twilio")
    assert result.error is not None
    assert result.error.startswith("internal error: RecursionError: too deep at test_api.py:")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"select": ["EW999"]}, "there is no rule 'EW999'"),
        ({"ignore": "retired-hostnam"}, "did you mean 'retired-hostname'?"),
        ({"processing_region": "fr1"}, "processing region 'fr1' is none of as-written, us1, ie1, au1"),
        ({"twilio_version": "nine"}, "'nine' is neither a version"),
        ({"clients": ["Client"]}, "bad clients: 'Client' is no dotted name of a class"),
    ],
)
def test_wrong_arguments_are_refused(given: dict[str, Any], said: str) -> None:
    for function in (check_source, fix_source):
        with pytest.raises(ValueError, match=said[:30]) as refused:
            function("a = 1", **given)
        assert said in str(refused.value)
    if "clients" not in given:
        with pytest.raises(ValueError, match=said[:30]):  # at once, not when the first result is asked for
            check_paths(".", **given)


def test_check_paths_finds_what_the_command_reports(tree: Path) -> None:
    results = list(check_paths())
    assert codes(results) == {
        "a.py": ["EW101"],
        "b/c.yaml": ["EW301"],
        "b/clean.py": [],
        "b/d.py": ["EW002"],
        "b/e.py": [],
    }
    assert [result.path for result in results if result.error] == ["b/e.py"]
    reported = json.loads(CliRunner().invoke(command, ["check", "--output-format", "json"]).stdout)
    assert [(item["code"], item["message"], item["filename"]) for item in reported] == [
        (finding.code, finding.message, result.path) for result in results for finding in result.findings
    ]


def test_check_paths_goes_by_the_version_given(tree: Path) -> None:
    source = 'from twilio.rest import Client\nclient = Client("a", "b", region="ie1")\n'
    (tree / "client.py").write_text(source, encoding="utf-8")
    (tree / "requirements.txt").write_text("twilio==9.9.0\n", encoding="utf-8")

    def said(**options: Any) -> str:
        (result,) = check_paths("client.py", **options)
        return result.findings[0].message

    assert "(twilio==9.9.0 in requirements.txt)" in said()
    assert "(twilio-version 6.38)" in said(twilio_version="6.38")
    assert "twilio==9.9.0" not in said(isolated=True)


def test_what_to_look_at(tree: Path) -> None:
    assert codes(check_paths("a.py")) == {"a.py": ["EW101"]}
    below = codes(check_paths(Path("b"), select="EW3"))
    assert list(below) == ["b/c.yaml", "b/clean.py", "b/d.py", "b/e.py"]
    assert {path for path, found in below.items() if found} == {"b/c.yaml"}
    assert codes(check_paths(path for path in ("a.py", Path("b/c.yaml")))) == {"a.py": ["EW101"], "b/c.yaml": ["EW301"]}
    (missing,) = check_paths("nowhere.py")
    assert missing.error == "there is no such file or folder"
    with pytest.raises(ValueError, match="no paths are given"):
        check_paths([])
    with pytest.raises(ValueError, match="jobs is 0"):
        check_paths(jobs=0)


def test_several_processes_give_the_same(tree: Path) -> None:
    for number in range(40):
        (tree / f"big{number}.py").write_text(TREE["a.py"] + "a = 1\n" * 1000, encoding="utf-8")
    # Fresh interpreters, which a program with threads gets, do not know the default of the tests.
    one, two = (list(check_paths(jobs=jobs, processing_region="as-written")) for jobs in (1, 2))
    assert one == two


def test_the_configuration_holds(tree: Path) -> None:
    (tree / "edgewise.toml").write_text(
        'ignore = ["EW101"]\nprocessing-region = "us1"\nextend-exclude = ["d.py", "e.py"]\n', encoding="utf-8"
    )
    assert codes(check_paths()) == {"a.py": [], "b/c.yaml": ["EW301"], "b/clean.py": [], "edgewise.toml": []}
    assert codes(check_paths("a.py", isolated=True)) == {"a.py": ["EW101"]}
    (result,) = check_paths("a.py", select=["EW1"])
    assert result.findings[0].fix is not None
    assert result.findings[0].fix.processing_region == "us1"
    assert codes(check_paths("b/c.yaml", ignore=["EW3"])) == {"b/c.yaml": []}
    (tree / "other.toml").write_text('select = ["EW2"]\n', encoding="utf-8")
    assert codes(check_paths("b/c.yaml", config=tree / "other.toml")) == {"b/c.yaml": []}
    with pytest.raises(ConfigError, match="exclude each other"):
        check_paths(config="other.toml", isolated=True)
    (tree / "edgewise.toml").write_text("selct = []\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="did you mean 'select'"):
        check_paths()


def test_every_name_is_there() -> None:
    for name in edgewise.__all__:
        assert getattr(edgewise, name).__name__ == name
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        edgewise.nothing  # noqa: B018
