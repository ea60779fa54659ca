"""What a command takes from around it: variables of the environment, the terminal, GitHub Actions; and its help."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import edgewise
from edgewise.cli.main import edgewise as command
from edgewise.cli.options import CommandLine
from edgewise.reports.page import wrapped
from support import REPOSITORY
from terminals import on_terminal, screen
from warm import python

BAD = 'URL = "https://api.ie1.twilio.com/x"\n'
ROOTS = os.pathsep.join(str(REPOSITORY / root) for root in ("lint", "codemods"))


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "CI"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "a.py").write_text(BAD, encoding="utf-8")
    return tmp_path


def run(*arguments: str, stdin: bytes | None = None, **variables: str) -> Result:
    result = CliRunner(env=variables).invoke(command, arguments, input=stdin)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def terminal(*arguments: str, columns: int = 80, **variables: str) -> tuple[int, str]:
    kept = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    env = {**kept, "PYTHONPATH": ROOTS, "TERM": "xterm", **variables}
    return on_terminal([*python(), "-m", "edgewise", *arguments], env, columns=columns)


# --------------------------------------------------------------------------------------- variables of the environment

VALUES = {
    "PROCESSING_REGION": ("us1", ["--processing-region", "us1"]),
    "TWILIO_VERSION": ("6.38.0", ["--twilio-version", "6.38.0"]),
    "SELECT": ("EW2 EW3", ["--select", "EW2", "--select", "EW3"]),
    "IGNORE": ("EW101", ["--ignore", "EW101"]),
    "EXCLUDE": ("a.py b.py", ["--exclude", "a.py", "--exclude", "b.py"]),
    "EXTEND_EXCLUDE": ("a.py", ["--extend-exclude", "a.py"]),
    "FORCE_EXCLUDE": ("1", ["--force-exclude"]),
    "RESPECT_GITIGNORE": ("0", ["--no-respect-gitignore"]),
    "PROSE": ("true", ["--prose"]),
    "CONFIG": ("other.toml", ["--config", "other.toml"]),
    "ISOLATED": ("1", ["--isolated"]),
    "OUTPUT_FORMAT": ("json-lines", ["--output-format", "json-lines"]),
    "OUTPUT_FILE": ("out.txt", ["--output-file", "out.txt"]),
    "UNSAFE_FIXES": ("yes", ["--unsafe-fixes"]),
    "JOBS": ("1", ["--jobs", "1"]),
    "BASELINE": ("known.json", ["--baseline", "known.json"]),
    "NO_BASELINE": ("1", ["--no-baseline"]),
    "SINCE": ("HEAD", ["--since", "HEAD"]),
    "STATISTICS": ("1", ["--statistics"]),
    "EXIT_ZERO": ("1", ["--exit-zero"]),
    "QUIET": ("1", ["--quiet"]),
    "VERBOSE": ("1", ["--verbose"]),
}


@pytest.mark.parametrize("name", VALUES)
def test_a_variable_says_what_its_option_says(here: Path, name: str) -> None:
    said = {"NO_BASELINE": "baseline = 'no.json'\n", "FORCE_EXCLUDE": "extend-exclude = ['a.py']\n"}
    (here / "edgewise.toml").write_text(said.get(name, ""), encoding="utf-8")
    (here / "other.toml").write_text("ignore = ['EW1']\n", encoding="utf-8")
    (here / "unsafe.py").write_text('# api.ie1.twilio.com\nURL = "https://api.dublin.twilio.com"\n', encoding="utf-8")
    (here / "ignored.py").write_text(BAD, encoding="utf-8")
    (here / ".gitignore").write_text("ignored.py\n", encoding="utf-8")
    value, options = VALUES[name]
    path = "a.py" if name == "FORCE_EXCLUDE" else "."
    plain = run("check", path)
    by_option = run("check", *options, path)
    by_variable = run("check", path, **{f"EDGEWISE_{name}": value})
    seen = (by_option.exit_code, by_option.stdout, by_option.stderr)
    assert (by_variable.exit_code, by_variable.stdout, by_variable.stderr) == seen
    if name not in ("JOBS", "ISOLATED", "OUTPUT_FILE", "TWILIO_VERSION"):
        assert seen != (plain.exit_code, plain.stdout, plain.stderr)


def test_every_option_about_more_than_one_call_has_a_variable() -> None:
    assert {name.lower() for name in VALUES} == set(CommandLine._fields) - {"paths", "stdin_filename"}


def test_the_command_line_wins_over_the_environment_and_both_over_the_configuration(here: Path) -> None:
    (here / "edgewise.toml").write_text('output-format = "json"\n', encoding="utf-8")
    assert run("check").stdout.startswith("[")
    assert run("check", EDGEWISE_OUTPUT_FORMAT="concise").stdout.startswith("a.py:1:")
    both = run("check", "--output-format", "github", EDGEWISE_OUTPUT_FORMAT="concise")
    assert both.stdout.startswith("::error")
    assert run("check", EDGEWISE_OUTPUT_FORMAT="").stdout.startswith("[")


@pytest.mark.parametrize(
    ("variables", "options", "code"),
    [
        ({"EDGEWISE_CONFIG": "missing.toml"}, ["--isolated"], 1),
        ({"EDGEWISE_ISOLATED": "1"}, ["--config", "other.toml"], 0),
        ({"EDGEWISE_VERBOSE": "1"}, ["--quiet"], 1),
        ({"EDGEWISE_NO_BASELINE": "1"}, ["--baseline", "missing.json"], 2),
        ({"EDGEWISE_BASELINE": "missing.json"}, ["--no-baseline"], 1),
        ({"EDGEWISE_BASELINE": "missing.json", "EDGEWISE_NO_BASELINE": "1"}, [], 2),
    ],
)
def test_what_excludes_each_other_is_no_contradiction_across_the_two(
    here: Path, variables: dict[str, str], options: list[str], code: int
) -> None:
    (here / "other.toml").write_text("ignore = ['EW1']\n", encoding="utf-8")
    result = run("check", *options, **variables)
    assert result.exit_code == code, result.stderr
    assert ("exclude each other" in result.stderr) == (len(variables) == 2)


def test_a_bad_variable_is_named() -> None:
    error = re.compile(r"The variable EDGEWISE_(\w+) of the environment: .*'--[a-z-]+'")
    for name, value in {"JOBS": "many", "OUTPUT_FORMAT": "jsn", "SELECT": "EW9", "PROSE": "perhaps"}.items():
        code, text = terminal("check", **{f"EDGEWISE_{name}": value})
        assert code == 2
        found = error.search(" ".join(screen(text)))
        assert found is not None
        assert found[1] == name
    assert "did you mean 'json'" in " ".join(screen(terminal("check", EDGEWISE_OUTPUT_FORMAT="jsn")[1]))


# ------------------------------------------------------------------------------------------------------ GitHub Actions


@pytest.mark.parametrize(
    ("options", "config", "expected"),
    [
        ([], "", "::error"),
        (["--output-format", "concise"], "", "a.py:1:"),
        ([], 'output-format = "concise"', "a.py:1:"),
        (["--output-file", "out.txt"], "", "a.py:1:"),
    ],
)
def test_the_log_of_github_actions_gets_annotations(here: Path, options: list[str], config: str, expected: str) -> None:
    (here / "edgewise.toml").write_text(config, encoding="utf-8")
    assert run("check", *options, GITHUB_ACTIONS="true").stdout.startswith(expected)
    assert run("check", *options, GITHUB_ACTIONS="false").stdout.startswith("a.py:1:")
    assert terminal("check", *options, GITHUB_ACTIONS="true")[1].find("::error") == -1


# ------------------------------------------------------------------------------------------------------------- colours


@pytest.mark.parametrize(
    ("arguments", "variables", "coloured"),
    [
        (["check"], {}, False),
        (["check", "--color", "always"], {}, True),
        (["--color", "always", "check"], {}, True),
        (["--color", "always", "check", "--color", "never"], {}, False),
        (["check"], {"EDGEWISE_COLOR": "always"}, True),
        (["check", "--color", "never"], {"EDGEWISE_COLOR": "always"}, False),
        (["--color", "never", "check"], {"EDGEWISE_COLOR": "always"}, False),
        (["check", "--color", "always"], {"NO_COLOR": "1"}, True),
        (["check", "--color", "never"], {"FORCE_COLOR": "1"}, False),
        (["check", "--color", "auto"], {"FORCE_COLOR": "1"}, True),
        (["rule", "EW101", "--color", "always"], {}, True),
        (["resolve", "api.ie1.twilio.com", "--color", "always"], {}, True),
        (["config", "--color", "always"], {}, True),
    ],
)
def test_colours_are_chosen(arguments: list[str], variables: dict[str, str], coloured: bool) -> None:
    assert ("\x1b[" in run(*arguments, **variables).stdout) == coloured
    assert "\x1b[" not in run("check").stdout  # one call leaves nothing to the next


# ------------------------------------------------------------------------------------------------------- closing lines


@pytest.mark.parametrize("columns", [40, 60, 100])
@pytest.mark.parametrize("arguments", [["check"], ["fix", "--diff"], ["check", "--statistics"]])
def test_closing_lines_are_broken_at_words(columns: int, arguments: list[str]) -> None:
    _, written = terminal(*arguments, "--processing-region", "ie1", columns=columns)
    lines = screen(written)
    start = next(n for n, line in enumerate(lines) if line.startswith(("Found", "Would fix")))
    closing = lines[start:]
    assert all(len(line) <= columns for line in closing)
    assert " ".join(closing).strip().endswith("IE1 credentials.")
    assert len(closing) > 2


def test_what_becomes_of_a_client_and_what_holds_for_a_path_fit_the_terminal() -> None:
    for arguments in (["resolve", "api.ie1.twilio.com"], ["resolve", "--region", "ie1"]):
        lines = screen(terminal(*arguments, columns=60)[1])
        assert max(map(len, lines)) <= 60
        assert "a US1 auth token" in " ".join(lines)
    lines = screen(terminal("config", columns=60)[1])
    assert max(map(len, lines[: lines.index("")])) <= 60


def test_rows_go_on_below_their_text() -> None:
    rows = run("resolve", "--region", "ie1").stdout.splitlines()
    at = next(number for number, row in enumerate(rows) if row.startswith("    in part "))
    assert re.match(r" {17}\S", rows[at + 1])


def test_code_is_not_broken_and_indents_stay() -> None:
    assert wrapped("one `two three four` five", 12) == "one\n`two three four`\nfive"
    assert wrapped("  - aaa bbb ccc", 9) == "  - aaa\n  bbb ccc"
    assert wrapped("short", 9) == "short"
    columns = "  1  us1  in the United States, as before, with the same credentials"
    assert wrapped(columns, 45) == "  1  us1  in the United States, as before,\n          with the same credentials"
    assert wrapped(columns, 35) == "  1  us1  in the United States, as\n      before, with the same\n      credentials"
    assert wrapped("a-b-c d", 5) == "a-b-c\nd"


# ---------------------------------------------------------------------------------------------------- help and mistakes


def test_help_is_a_command(here: Path) -> None:
    assert run("help").stdout == run("--help").stdout
    for name in ("check", "fix", "rule", "resolve", "config", "lsp", "help"):
        assert f"  {name} " in run("help").stdout
        assert run("help", name).stdout == run(name, "--help").stdout != ""
    result = run("help", "chek")
    assert result.exit_code == 2
    assert "Did you mean 'check'?" in result.stderr


def test_the_version_has_a_short_option() -> None:
    assert run("-V").stdout == run("--version").stdout
    assert run("-V").stdout.startswith(f"edgewise, version {edgewise.__version__}\n")


@pytest.mark.parametrize(
    ("arguments", "near"),
    [
        (["check", "--bogus"], []),
        (["check", "--zzz"], []),
        (["check", "--job", "2"], ["--jobs"]),
        (["check", "--jbos", "2"], ["--jobs"]),
        (["check", "--unsafe"], ["--unsafe-fixes"]),
        (["check", "--statistic"], ["--statistics"]),
        (["check", "--output-formt", "x"], ["--output-format"]),
        (["fix", "--no-unsafe-fix"], ["--no-unsafe-fixes"]),
        (["config", "--report"], []),
        (["rule", "--bogus"], []),
    ],
)
def test_suggestions_fit(arguments: list[str], near: list[str]) -> None:
    code, text = terminal(*arguments, columns=200)
    assert code == 2
    suggested = re.findall(r"'(--[a-z-]+)'", text.partition("Did you mean")[2])
    assert suggested[: len(near)] == near
    assert bool(suggested) == bool(near)


def test_options_of_the_other_command_are_known() -> None:
    for option, instead in {
        "--show-files": "`edgewise check --show-files`",
        "--show-settings": "edgewise config",
    }.items():
        assert instead in " ".join(screen(terminal("fix", option, columns=200)[1]))
    for option in ("--at", "--show-fixes", "--no-input"):
        assert f"`edgewise fix {option}` has it" in " ".join(screen(terminal("check", option, columns=200)[1]))
