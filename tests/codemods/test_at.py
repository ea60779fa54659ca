"""``edgewise fix --at`` applies one fix, and ``--show-fixes`` lists what was fixed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from edgewise.cli.main import edgewise as command

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

SOURCE = """\
A = "https://api.ie1.twilio.com"
B = "https://api.dublin.twilio.com", "https://api.frankfurt.de1.twilio.com"
C = f"https://api.{region}.twilio.com"
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "a.py"
    path.write_text(SOURCE, encoding="utf-8")
    return path


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(command, arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.mark.parametrize(
    ("place", "old", "new"),
    [
        ("a.py:1", "api.ie1", "api.dublin.ie1"),
        ("a.py:1:16", "api.ie1", "api.dublin.ie1"),
        ("a.py:2:16", "api.dublin.twilio", "api.dublin.us1.twilio"),
        ("a.py:2:50:", "api.frankfurt.de1", "api"),
    ],
)
def test_the_fix_of_one_finding_is_applied_an_unsafe_one_too(file: Path, place: str, old: str, new: str) -> None:
    result = run("fix", "--at", place, "--processing-region", "as-written")
    assert (result.exit_code, result.stdout) == (0, "")
    assert file.read_text(encoding="utf-8") == SOURCE.replace(old, new)
    assert result.stderr.startswith("Fixed 1 problem in 1 file.\n  a.py:")


NOTEBOOK = json.dumps(
    {
        "cells": [
            {"cell_type": "code", "source": ["x = 1\n", 'A = "https://api.ie1.twilio.com"']},
            {"cell_type": "code", "source": ['B = "https://api.de1.twilio.com", "https://api.ie1.twilio.com"']},
        ]
    },
    indent=1,
)


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("a.ipynb:cell 1:2", "a.ipynb:cell 1:2:14: EW101 "),
        ("a.ipynb:cell 1:2:14", "a.ipynb:cell 1:2:14: EW101 "),
        ("a.ipynb:cell 2:1:14", "a.ipynb:cell 2:1:14: EW101 "),
        ("a.ipynb:7", "a.ipynb:cell 1:2:14: EW101 "),
    ],
)
def test_a_place_in_a_notebook_is_one_in_a_cell(file: Path, place: str, told: str) -> None:
    (file.parent / "a.ipynb").write_text(NOTEBOOK, encoding="utf-8")
    result = run("fix", "--at", place, "--processing-region", "us1")
    assert result.stderr.splitlines()[:1] == ["Fixed 1 problem in 1 file."]
    assert result.stderr.splitlines()[1].strip().startswith(told)


def test_a_place_in_a_notebook_where_nothing_is(file: Path) -> None:
    (file.parent / "a.ipynb").write_text(NOTEBOOK, encoding="utf-8")
    for place, said in (
        ("a.ipynb:cell 3:1", "there are some in cell 1:2 and cell 2:1"),
        ("a.ipynb:cell 1:1", "there are some in cell 1:2 and cell 2:1"),
        ("a.ipynb:cell 2:1", "name the column as well, one of 14 (EW101), 44 (EW101)"),
    ):
        result = run("fix", "--at", place, "--processing-region", "us1")
        assert result.exit_code == 2
        assert said in result.stderr


def test_a_diff_of_one_fix(file: Path) -> None:
    result = run("fix", "--diff", "--at", "a.py:2:16")
    assert result.stdout.count("\n+") == 2
    assert "dublin.us1" in result.stdout
    assert file.read_text(encoding="utf-8") == SOURCE


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("a.py:2", "there are 2 findings at a.py:2: name the column as well, one of 14 (EW103), 47 (EW104)"),
        ("a.py:3", "EW106 at a.py:3 has no fix: `api.{region}.twilio.com`: its region is not known here"),
        ("a.py:9", "there is no finding at a.py:9; there are some on lines 1, 2 and 3"),
        ("b.py:1", "b.py: cannot be read"),
        ("a.py", "'a.py' is not PATH:LINE or PATH:LINE:COLUMN"),
    ],
)
def test_what_cannot_be_applied_is_said(file: Path, place: str, said: str) -> None:
    result = run("fix", "--at", place)
    assert result.exit_code == 2
    assert said in result.stderr
    assert file.read_text(encoding="utf-8") == SOURCE


@pytest.mark.usefixtures("undecided")
def test_what_is_to_be_decided_asks_for_the_option(file: Path) -> None:
    result = run("fix", "--at", "a.py:1")
    assert result.exit_code == 2
    assert "decide with --processing-region us1 or --processing-region as-written" in result.stderr
    assert file.read_text(encoding="utf-8") == SOURCE
    assert run("fix", "--at", "a.py:1", "--processing-region", "us1").exit_code == 0
    assert file.read_text(encoding="utf-8") == SOURCE.replace("api.ie1", "api")


def test_a_place_goes_with_no_paths(file: Path) -> None:
    assert run("fix", "--at", "a.py:1", "a.py").exit_code == 2


@pytest.mark.parametrize(
    ("number", "options", "listed", "more"),
    [
        (3, [], 3, 0),
        (25, [], 20, 5),
        (25, ["--show-fixes"], 25, 0),
        (3, ["--no-show-fixes"], 0, 0),
        (3, ["--quiet"], 0, 0),
        (3, ["--diff"], 0, 0),
    ],
)
def test_what_was_fixed_is_listed(file: Path, number: int, options: list[str], listed: int, more: int) -> None:
    file.write_text('x = "https://api.de1.twilio.com"\n' * number, encoding="utf-8")
    lines = run("fix", *options).stderr.splitlines()
    assert sum(line.startswith("  a.py:") for line in lines) == listed
    assert [line for line in lines if "more" in line] == (
        [f"  and {more} more (--show-fixes lists all)"] if more else []
    )
    if listed:
        assert lines[1] == "  a.py:1:14: EW101 Replace with `api.twilio.com`"


def test_the_end_says_why_the_exit_code_is_that_of_an_error(file: Path) -> None:
    file.write_text("def f(:\n    # twilio\n", encoding="utf-8")
    for arguments in (["check"], ["fix"], ["fix", "--diff"]):
        result = run(*arguments)
        assert result.exit_code == 2
        assert (
            "1 file cannot be read as a whole: what cannot be read was looked at as plain text only (EW002)."
            in result.stderr
        )


def test_the_end_counts_files_however_many_of_their_statements_are_not_read(file: Path) -> None:
    file.write_text('(x): str = "https://api.ie1.twilio.com"\n' * 3, encoding="utf-8")
    result = run("check")
    assert result.stdout.count("EW002 is valid Python that libcst, the parser, cannot read") == 3
    assert "\n1 file cannot be read as a whole: " in result.stderr
