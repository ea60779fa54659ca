"""What stands before a person: links, lines that fit the terminal, rules that read well, and what to do after an error."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from click.testing import CliRunner, Result

from edgewise.cli.main import main
from edgewise.engine.check import FileResult
from edgewise.files.sources import Source
from edgewise.findings import Edit, Finding, Fix, Safety
from edgewise.reports import Page, links, render
from edgewise.reports.page import Style
from edgewise.rules import RULES
from support import REPOSITORY, sampled
from terminals import on_terminal, screen
from warm import python

ROOTS = [str(REPOSITORY / root) for root in ("lint", "codemods")]
BAD = 'URL = "https://api.ie1.twilio.com"\n'
ASIDE = (
    "NO_COLOR",
    "FORCE_COLOR",
    "CI",
    "COLUMNS",
    "LINES",
    "FORCE_HYPERLINK",
    *links._VARIABLES,
    "VTE_VERSION",
    "TERM_PROGRAM",
)

terminal = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")


def environment(**variables: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ASIDE}
    return kept | {"PYTHONPATH": os.pathsep.join(ROOTS), "TERM": "xterm"} | variables


def edgewise(*arguments: str) -> list[str]:
    return [*python(), "-m", "edgewise", *arguments]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ASIDE:
        monkeypatch.delenv(name, raising=False)
    (tmp_path / ".git").mkdir()
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "calls.py").write_text(BAD, encoding="utf-8")
    return tmp_path


# --------------------------------------------------------------------------------------------------------------- links


@pytest.mark.parametrize(
    ("variables", "known"),
    [
        ("TERM=xterm-kitty", True),
        ("TERM=xterm-256color KITTY_WINDOW_ID=1", True),
        ("TERM=alacritty", True),
        ("TERM=foot-extra", True),
        ("TERM=xterm-256color VTE_VERSION=7600", True),
        ("TERM=xterm-256color VTE_VERSION=5000", False),
        ("TERM=xterm-256color VTE_VERSION=4999", False),
        ("TERM=xterm-256color TERM_PROGRAM=iTerm.app TERM_PROGRAM_VERSION=3.5.10", True),
        ("TERM=xterm-256color TERM_PROGRAM=iTerm.app TERM_PROGRAM_VERSION=3.0.15", False),
        ("TERM=xterm-256color TERM_PROGRAM=WezTerm TERM_PROGRAM_VERSION=20240203-110809-5046fc22", True),
        ("TERM=xterm-256color TERM_PROGRAM=WezTerm TERM_PROGRAM_VERSION=20190101-000000", False),
        ("TERM=xterm-256color TERM_PROGRAM=ghostty TERM_PROGRAM_VERSION=1.1.0", True),
        ("TERM=xterm-256color TERM_PROGRAM=vscode TERM_PROGRAM_VERSION=1.95.0", False),
        ("TERM=xterm-256color TERM_PROGRAM=Apple_Terminal TERM_PROGRAM_VERSION=455", False),
        ("TERM=xterm-256color KONSOLE_VERSION=230800", True),
        ("WT_SESSION=6b8c", True),
        ("TERM=xterm-256color", False),
        ("TERM=dumb WT_SESSION=6b8c", False),
        ("TERM=tmux-256color KITTY_WINDOW_ID=1", False),
        ("TERM=screen VTE_VERSION=7600", False),
        ("TERM=xterm-kitty CI=true", False),
        ("TERM=xterm-kitty CI=false", True),
        ("TERM=xterm-kitty NO_COLOR=1", False),
        ("TERM=xterm-kitty FORCE_HYPERLINK=0", False),
        ("TERM=dumb CI=true FORCE_HYPERLINK=1", True),
        ("", False),
    ],
)
def test_which_terminals_know_links(variables, known):
    given = dict(pair.split("=", 1) for pair in variables.split())
    assert links.known(given, terminal=True) is known
    assert links.known(given, terminal=False) is (known and "FORCE_HYPERLINK" in given)


LINK = re.compile(r"\x1b\]8;;([^\x1b]+)\x1b\\(.*?)\x1b\]8;;\x1b\\")


@terminal
def test_a_place_leads_to_its_line(folder):
    name = "a b%#é?.py"
    (folder / "app" / name).write_text(f"\n{BAD}", encoding="utf-8")
    _, written = on_terminal(edgewise("check", "app", "-q"), environment(TERM="xterm-kitty"), cwd=folder)
    found = LINK.findall(written)
    assert [text for _, text in found] == [f"app/{name}:2:16", "app/calls.py:1:16"]
    url = urlsplit(found[0][0])
    assert (url.scheme, url.fragment, url.query) == ("file", "2", "")
    assert url.hostname
    assert os.path.samefile(unquote(url.path), folder / "app" / name)
    assert found[0][0].isascii()


@pytest.mark.skipif(sys.platform != "linux", reason="names are Unicode elsewhere")
def test_a_name_that_is_no_text_is_a_link_too():
    assert links.to_line("/a\udcff\x1b.py", 3).endswith("/a%FF%1B.py#3")


@terminal
def test_no_link_where_nothing_knows_them(folder):
    for variables in ({"TERM": "xterm"}, {"TERM": "xterm-kitty", "CI": "1"}, {"TERM": "xterm-kitty", "NO_COLOR": "1"}):
        _, written = on_terminal(edgewise("check", "-q"), environment(**variables), cwd=folder)
        assert "\x1b]8" not in written


def run(*arguments: str) -> Result:
    from edgewise.cli.main import edgewise as command

    return CliRunner().invoke(command, arguments)


def test_no_link_in_a_file_or_a_pipe_unless_it_is_forced(folder, monkeypatch):
    monkeypatch.setenv("TERM", "xterm-kitty")
    assert "\x1b]8" not in run("check", "--output-format", "full").stdout
    monkeypatch.setenv("FORCE_HYPERLINK", "1")
    assert "\x1b]8" in run("check", "--output-format", "full").stdout
    run("check", "--output-format", "full", "--output-file", "report")
    assert "\x1b" not in (folder / "report").read_text(encoding="utf-8")


def test_a_rule_leads_to_where_the_configuration_says_it_is_documented(folder, monkeypatch):
    (folder / "edgewise.toml").write_text('rule-url = "https://wiki.example.org/{code}#{name}"\n', encoding="utf-8")
    url = "https://wiki.example.org/EW101#retired-hostname"
    assert json.loads(run("check", "--output-format", "json").stdout)[0]["url"] == url
    rules = json.loads(run("check", "--output-format", "sarif").stdout)["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["helpUri"] for rule in rules if rule["id"] == "EW101"] == [url]
    assert "wiki" not in run("check", "--output-format", "full").stdout
    monkeypatch.setenv("FORCE_HYPERLINK", "1")
    found = LINK.findall(run("check", "--output-format", "full").stdout)
    assert found[0] == (url, "EW101")
    assert found[1][1] == "app/calls.py:1:16"


@pytest.mark.parametrize("value", ["javascript:alert(1)", "wiki/{code}", "https://a b", "https://a\\u001b]8;;"])
def test_a_place_of_rules_is_a_url(folder, value):
    (folder / "edgewise.toml").write_text(f'rule-url = "{value}"\n', encoding="utf-8")
    result = run("check")
    assert result.exit_code == 2
    assert 'it should be a URL such as "https://wiki.example.org/{code}"' in result.stderr
    assert "\x1b" not in result.stderr


# ------------------------------------------------------------------------------------------------- `full` on a terminal


MESSAGE = "region `ie1` and no edge visible here (the client also reads TWILIO_EDGE): it asks for `api.ie1.twilio.com`"


def full(width: int, *, safety: Safety = Safety.SAFE, **page) -> str:
    text = 'client = Client(os.environ["TWILIO_ACCOUNT_SID"], os.environ["TWILIO_AUTH_TOKEN"], region="ie1")\n'
    start, end = text.index("region"), text.index(")\n")
    fix = Fix("Add the edge `dublin`: `api.dublin.ie1.twilio.com`", (Edit(end, end, ', edge="dublin"'),), safety, "ie1")
    result = FileResult("app.py", (Finding("EW201", MESSAGE, start, end, fix),), Source(text))
    return "".join(render([result], "full", Page(width=width, **page)))


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("safety", Safety)
def test_no_line_is_wider_than_the_terminal(width, safety):
    shown = full(width, terminal=True, safety=safety).split("\n")
    assert max(map(len, shown)) <= width
    assert " ".join(" ".join(shown).split()).startswith(f"EW201 {'[*] ' if safety is Safety.SAFE else ''}{MESSAGE} ")


def test_where_no_terminal_is_sentences_stay_whole():
    assert full(40).startswith(f"EW201 [*] {MESSAGE}\n")


def test_what_changes_within_a_line_is_bold():
    shown = full(120, colour=True).partition("help")[2]
    assert f'\x1b[{Style.BOLD};{Style.ADDED}m, edge="dublin"\x1b[0m' in shown
    assert f"\x1b[{Style.BOLD};{Style.REMOVED}m" not in shown


# ----------------------------------------------------------------------------------------------------------- the rules


@terminal
@pytest.mark.parametrize("columns", sampled([40, 80, 200], 3))
def test_rules_fit_the_terminal(columns):
    for arguments in (["rule"], *(["rule", rule.code] for rule in RULES)):
        code, written = on_terminal(edgewise(*arguments), environment(), columns=columns)
        assert code == 0
        prose = [line for line in screen(written) if not line.startswith("    ")]
        assert max(map(len, prose)) <= min(columns, 100 if len(arguments) > 1 else columns)


def test_a_rule_keeps_every_word_of_its_documentation():
    for rule in RULES:
        shown = run("rule", rule.code).stdout
        words = re.sub(r"^(?:```\w*|#+ )", "", rule.documentation, flags=re.MULTILINE).split()
        assert shown.split("\n\n", 1)[1].split() == words


def test_code_in_a_rule_is_coloured(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = run("rule", "EW201").stdout
    assert re.search(r"^    \x1b\[\d+mfrom\x1b\[", coloured, re.MULTILINE)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", coloured).replace("\n    \n", "\n\n")
    monkeypatch.delenv("FORCE_COLOR")
    assert re.findall("(?m)^    .*", plain) == re.findall("(?m)^    .*", run("rule", "EW201").stdout)


# -------------------------------------------------------------------------------------------------- what to do next


@pytest.mark.parametrize(
    ("arguments", "lines"),
    [
        (["check", "app/call.py"], ["error: app/call.py: there is no such file or folder; did you mean 'app/calls.py'?"]),
        (["check", "ap/calls.py"], ["error: ap/calls.py: there is no such file or folder; did you mean 'app/calls.py'?"]),
        (["check", "zzz"], ["error: zzz: there is no such file or folder"]),
        (
            ["check", "app/*.ts"],
            [
                "error: app/*.ts: there is no such file or folder. "
                "The shell passes a pattern on as it is where no file matches it"
            ],
        ),
        (["check", "logo.png"], ["error: logo.png: is not text. It looks like a binary file: leave it out of the paths"]),
        (["fix", "app/call.py"], ["error: app/call.py: there is no such file or folder; did you mean 'app/calls.py'?"]),
        (["check", ""], ["error: a path is empty: is a variable of the shell not set?", "Try `edgewise check --help`."]),
        (["check", "--fix"], ["error: No such option '--fix': `edgewise fix` rewrites."]),
        (["check", "--diff"], ["error: No such option '--diff': `edgewise fix --diff` shows the rewrite."]),
        (["check", "--isolate"], ["error: No such option '--isolate'. Did you mean '--isolated'?"]),
        (["check", "--nothing-like-it"], ["error: No such option '--nothing-like-it'."]),
        (["fix", "--output-format", "sarf"], ["'html'; did you mean 'sarif'?"]),
        (["check", "--processing-region", "ie"], ["did you mean 'ie1'?", "Try `edgewise check --help`."]),
        (["rule", "retired"], ["did you mean 'retired-hostname'?"]),
        (["rule", "EW999"], ["`edgewise rule` lists them."]),
        (["chek"], ["error: there is no command 'chek'. Did you mean 'check'?", "Try `edgewise --help`."]),
        (["app"], ["error: there is no command 'app'. Did you mean `edgewise check app`?"]),
        (["check", "--config", "a.toml"], ["'EW9' names no rule; `edgewise rule` lists them"]),
    ],
)  # fmt: skip
def test_errors_say_what_to_do_next(folder, monkeypatch, capsys, arguments, lines):
    (folder / "logo.png").write_bytes(b"\0\0twilio")
    (folder / "a.toml").write_text('select = ["EW9"]\n', encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["edgewise", *arguments])
    try:
        code = main()
    except SystemExit as left:
        code = left.code
    assert code == 2
    said = capsys.readouterr().err.splitlines()
    for expected, line in zip(lines, said, strict=False):
        assert expected in line
