"""``edgewise fix`` asks where requests are to be processed: once, on a terminal alone, and writes down the answer."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from support import REPOSITORY
from terminals import on_terminal, screen
from warm import python

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

HOST = 'URL = "https://api.ie1.twilio.com"\n'
IN_US1 = 'URL = "https://api.twilio.com"\n'
IN_IE1 = 'URL = "https://api.dublin.ie1.twilio.com"\n'


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "a.py").write_text(HOST, encoding="utf-8")
    (tmp_path / "b.py").write_text(HOST.replace("ie1", "de1"), encoding="utf-8")
    return tmp_path


def fix(folder: Path, typed: str, *options: str, **variables: str) -> tuple[int, list[str]]:
    env = {name: value for name, value in os.environ.items() if name not in ("CI", "COLUMNS", "FORCE_COLOR")}
    env |= {"PYTHONPATH": os.pathsep.join(str(REPOSITORY / root) for root in ("lint", "codemods")), "TERM": "dumb"}
    code, text = on_terminal(
        [*python(), "-m", "edgewise", "fix", "--output-format", "concise", *options],
        env | variables,
        typed=typed.encode(),
        prompt=b"Which one",
        columns=200,
        cwd=folder,
    )
    return code, screen(text)


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_the_question_is_short_and_plain(shop: Path) -> None:
    code, lines = fix(shop, "\n")
    assert code == 1
    asked = next(number for number, line in enumerate(lines) if "two right answers" in line)
    assert [line.strip() for line in lines[asked : asked + 4]] == [
        "1 problem has two right answers: while the old names worked, Twilio processed their requests in US1.",
        "1  us1         in the United States (US1), as before, with the credentials of before (1 safe fix)",
        "2  as-written  where the names say: 1 in Ireland (IE1), with credentials of IE1 (1 safe fix)",
        "3  leave       change nothing about them now",
    ]
    assert (read(shop / "a.py"), read(shop / "b.py")) == (HOST, IN_US1)
    assert not (shop / "edgewise.toml").exists()


@pytest.mark.parametrize(("typed", "after"), [("1\nn\n", IN_US1), ("as-written\nn\n", IN_IE1), ("3\n", HOST)])
def test_the_answer_holds_for_this_run(shop: Path, typed: str, after: str) -> None:
    code, _ = fix(shop, typed)
    assert code == (after == HOST)
    assert read(shop / "a.py") == after
    assert not (shop / "edgewise.toml").exists()


def test_the_answer_is_written_down_and_nobody_is_asked_again(shop: Path) -> None:
    _, lines = fix(shop, "1\ny\n")
    assert any('Write processing-region = "us1" to edgewise.toml, ' in line for line in lines)
    assert any(line.endswith('Wrote processing-region = "us1" to edgewise.toml.') for line in lines)
    assert read(shop / "edgewise.toml") == 'processing-region = "us1"\n'
    (shop / "a.py").write_text(HOST, encoding="utf-8")
    _, lines = fix(shop, "")
    assert not any("Which one" in line for line in lines)
    assert read(shop / "a.py") == IN_US1


def test_each_configuration_in_force_gets_the_answer_and_one_that_decides_keeps_its_own(shop: Path) -> None:
    for name, text in (("one", "prose = true\n"), ("two", 'processing-region = "as-written"\n')):
        (shop / name).mkdir()
        (shop / name / "edgewise.toml").write_text(text, encoding="utf-8")
        (shop / name / "a.py").write_text(HOST, encoding="utf-8")
    _, lines = fix(shop, "1\ny\n")
    assert any("2 problems have two right answers" in line for line in lines)
    assert (read(shop / "one" / "a.py"), read(shop / "two" / "a.py"), read(shop / "a.py")) == (IN_US1, IN_IE1, IN_US1)
    assert read(shop / "one" / "edgewise.toml") == 'processing-region = "us1"\nprose = true\n'
    assert read(shop / "two" / "edgewise.toml") == 'processing-region = "as-written"\n'
    assert read(shop / "edgewise.toml") == 'processing-region = "us1"\n'


def test_what_is_elsewhere_is_decided_there_and_once_for_all_that_extend_it(shop: Path) -> None:
    (shop / "edgewise.toml").write_text("prose = true\n", encoding="utf-8")
    for name, text in (("child", 'extend = "../edgewise.toml"\n'), ("here", "")):
        (shop / name).mkdir()
        (shop / name / "edgewise.toml").write_text(text, encoding="utf-8")
    (shop / "child" / "a.py").write_text(HOST, encoding="utf-8")
    bare = shop / "bare"
    (bare / ".git").mkdir(parents=True)
    (bare / "a.py").write_text(HOST, encoding="utf-8")
    fix(shop / "here", "us1\ny\n", "../a.py", "../child", "../bare")
    assert read(shop / "edgewise.toml") == 'processing-region = "us1"\nprose = true\n'
    assert read(shop / "child" / "edgewise.toml") == 'extend = "../edgewise.toml"\n'
    assert read(bare / "edgewise.toml") == 'processing-region = "us1"\n'
    assert [read(folder / "a.py") for folder in (shop, shop / "child", bare)] == [IN_US1] * 3


@pytest.mark.parametrize(
    ("options", "variables"),
    [
        (["--no-input"], {}),
        (["--processing-region", "us1"], {}),
        ([], {"CI": "true"}),
        (["b.py"], {}),
    ],
)
def test_nobody_is_asked_without_need(shop: Path, options: list[str], variables: dict[str, str]) -> None:
    _, lines = fix(shop, "", *options, **variables)
    assert not any("Which one" in line for line in lines)


def test_whoever_names_one_finding_is_asked_as_well(shop: Path) -> None:
    code, _ = fix(shop, "us1\nn\n", "--at", "a.py:1")
    assert (code, read(shop / "a.py"), read(shop / "b.py")) == (0, IN_US1, HOST.replace("ie1", "de1"))


def test_isolated_writes_no_configuration(shop: Path) -> None:
    _, lines = fix(shop, "1\n", "--isolated")
    assert read(shop / "a.py") == IN_US1
    assert not any("nobody has to answer again" in line for line in lines)


def test_whoever_breaks_off_has_changed_nothing(shop: Path) -> None:
    code, _ = fix(shop, "\x04")
    assert code not in (0, 1)
    assert (read(shop / "a.py"), read(shop / "b.py")) == (HOST, HOST.replace("ie1", "de1"))
