"""The line about how far a long run has come: where it is seen, where it never is, and that it disturbs no report."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from support import REPOSITORY
from terminals import on_terminal, screen
from warm import python

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")

ROOTS = [str(REPOSITORY / root) for root in ("lint", "codemods")]
AT_ONCE = """
import sys
from edgewise.cli import progress
progress._PATIENCE = progress.EVERY = {patience}
from edgewise.cli.main import main
sys.exit(main())
"""
DECIDED = ["--processing-region", "as-written"]  # so that `fix` asks nothing
LINE = re.compile(r"(\d+) files?, (\d+) problems?")


def environment(**variables: str) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "CI", "COLUMNS")
    }
    return kept | {"PYTHONPATH": os.pathsep.join(ROOTS), "TERM": "xterm"} | variables


def program(*arguments: str, patience: float = 0.0) -> list[str]:
    return [*python(), "-c", AT_ONCE.format(patience=patience), *arguments]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    plant(tmp_path, "m{:02}.py")
    return tmp_path


def plant(folder: Path, name: str) -> None:
    for index in range(12):
        bad = 'URL = "https://api.ie1.twilio.com"\n' if index % 3 == 0 else "x = 1\n"
        path = folder / name.format(index)
        path.parent.mkdir(exist_ok=True)
        path.write_text(bad, encoding="utf-8")


def test_files_and_problems_are_counted(tmp_path):
    # The files of a folder are counted at once.
    tree = tmp_path
    plant(tree, "{:02}/m.py")
    code, written = on_terminal(program("check", "--jobs", "1"), environment(), only_errors=True, cwd=tree)
    assert code == 1
    counts = [(int(files), int(problems)) for files, problems in LINE.findall(written)]
    assert counts[-1] == (12, 4)
    assert counts == sorted(counts)
    assert len(counts) > 12
    assert [line for line in screen(written) if LINE.search(line)] == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "--output-format", "concise"],
        ["check", "--output-format", "full"],
        ["check", "--output-format", "json"],
        ["check", "--output-format", "json-lines"],
        ["check", "--statistics"],
        ["check", "m00.py", "missing.py", "m03.py"],
        ["fix", "--diff", *DECIDED],
        ["fix", "--diff", *DECIDED, "m00.py", "missing.py"],
    ],
)
def test_the_report_stands_on_the_terminal_as_without_it(tree, arguments):
    code, written = on_terminal(program(*arguments), environment(NO_COLOR="1"), columns=300, cwd=tree)
    same, expected = on_terminal(program(*arguments), environment(NO_COLOR="1", CI="1"), columns=300, cwd=tree)
    assert (code, screen(written)) == (same, screen(expected))
    assert not LINE.search(expected)
    assert LINE.search(written)


@pytest.mark.parametrize(
    ("arguments", "variables"),
    [
        (["check", "--quiet"], {}),
        (["check", "--verbose"], {}),
        (["check"], {"CI": "true"}),
        (["check"], {"CI": "1"}),
        (["check"], {"TERM": "dumb"}),
        (["fix", "--quiet", "--diff", *DECIDED], {}),
    ],
)
def test_where_it_is_not_wanted(tree, arguments, variables):
    _, written = on_terminal(program(*arguments), environment(**variables), cwd=tree)
    assert not LINE.search(written)


@pytest.mark.parametrize(
    "arguments", [["fix"], ["check", "--add-ignores", "later"], ["check", "--write-baseline", "b"]]
)
def test_every_command_over_files_has_it(tree, arguments):
    _, written = on_terminal(program(*arguments), environment(CI="false"), only_errors=True, cwd=tree)
    assert LINE.search(written)
    assert [line for line in screen(written) if LINE.search(line)] == []


def test_a_short_run_shows_nothing(tree):
    _, written = on_terminal(program("check", patience=60.0), environment(), cwd=tree)
    assert not LINE.search(written)


def test_never_in_a_pipe(tree):
    done = subprocess.run(program("check"), env=environment(), cwd=tree, capture_output=True, text=True, check=False)
    assert not LINE.search(done.stdout + done.stderr)


def test_it_is_no_wider_than_the_terminal(tree):
    _, written = on_terminal(program("check"), environment(), columns=12, only_errors=True, cwd=tree)
    pieces = [piece for piece in re.split(r"[\r\n]", written) if re.match(r"\d+ file", piece)]
    assert pieces
    assert max(map(len, pieces)) <= 11
