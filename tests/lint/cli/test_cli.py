"""The command line: in process through click's runner, and as a process of its own where that matters."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

import edgewise
from edgewise.cli.main import edgewise as command
from edgewise.engine import pool, prefilter
from edgewise.engine.check import FileResult
from edgewise.engine.failures import WorkerDiedError
from edgewise.engine.run import map_files, usable_cpus
from edgewise.files.file import File, FileKind, Problem
from edgewise.twilio.availability import AVAILABILITY_DATE
from edgewise.twilio.table import TABLE_DATE
from support import REPOSITORY, defaults, interruptible
from warm import python

BAD = 'URL = "https://api.ie1.twilio.com/x"\n'
UNSAFE = 'URL = "https://api.dublin.twilio.com/x"\n'
DYNAMIC = 'def url(region):\n    return f"https://api.{region}.twilio.com"\n'
GOOD = 'URL = "https://api.twilio.com"\n'
BROKEN = 'print "help@twilio.com"\n'

SOURCE_ROOTS = [os.path.dirname(os.path.dirname(edgewise.__file__))]
SOURCE_ROOTS.append(os.path.join(os.path.dirname(SOURCE_ROOTS[0]), "codemods"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "GITHUB_WORKSPACE"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / ".git").mkdir()
    return tmp_path


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / (name.replace("__", "/") + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    result = CliRunner().invoke(command, arguments, input=stdin)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    return kept | {"PYTHONPATH": os.pathsep.join(SOURCE_ROOTS)} | more


def process(*arguments: str, stdin: bytes = b"", **variables: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*python(), "-W", "error", "-m", "edgewise", *arguments],
        input=stdin,
        capture_output=True,
        env=environment(**variables),
        timeout=60,
        check=False,
    )


# ------------------------------------------------------------------------------------------------ check: what it finds


def test_check_reports_on_stdout_and_sums_up_on_stderr(folder):
    write(folder, a=BAD, pkg__b=GOOD)
    result = run("check")
    assert result.exit_code == 1
    assert re.fullmatch(r"a\.py:1:16: EW101 \[\*\] .+\n", result.stdout)
    assert result.stderr.splitlines() == [
        "Found 1 problem in 1 file (2 files looked at). 1 can be fixed with `edgewise fix`.",
        "1 of these fixes makes Twilio process in Ireland (IE1) and needs IE1 credentials; "
        "`--processing-region us1` keeps US1.",
    ]


@pytest.mark.parametrize(
    ("text", "code", "with_exit_zero"), [(GOOD, 0, 0), (BAD, 1, 0), (DYNAMIC, 1, 0), (BROKEN, 2, 2), (None, 2, 2)]
)
def test_exit_codes(folder, text, code, with_exit_zero):
    if text is not None:
        write(folder, a=text)
    assert run("check", "a.py").exit_code == code
    assert run("check", "a.py", "--exit-zero").exit_code == with_exit_zero


def test_a_file_that_cannot_be_looked_at_does_not_end_the_run(folder):
    write(folder, a=BAD, c=BAD)
    (folder / "b.py").write_bytes(b"# twilio \xff\xfe\n")
    result = run("check", "a.py", "b.py", "missing.py", "c.py")
    assert result.exit_code == 2
    assert [line.split(":")[0] for line in result.stdout.splitlines()] == ["a.py", "c.py"]
    errors = result.stderr.splitlines()
    assert errors[0].startswith("error: b.py: cannot be decoded: ")
    assert errors[1].startswith("error: missing.py: ")
    assert "2 errors: not everything could be looked at." in errors


@pytest.mark.parametrize("command", ["check", "fix"])
@pytest.mark.parametrize("given", [["a.py", "b.py", "c.py"], ["."]])
def test_a_file_that_may_not_be_read_does_not_end_the_run_over_the_others(folder, monkeypatch, command, given):
    write(folder, a=DYNAMIC, b=BAD, c=DYNAMIC)
    real_open, real_access = os.open, os.access

    def refused(path):
        return os.path.basename(os.fspath(path)) == "b.py"

    def opening(path, *arguments, **options):
        if refused(path):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        return real_open(path, *arguments, **options)

    monkeypatch.setattr("os.open", opening)
    monkeypatch.setattr("os.access", lambda path, mode, **options: not refused(path) and real_access(path, mode))
    result = run(command, "--jobs", "1", *given)
    assert result.exit_code == 2
    assert [line.split(":")[0] for line in result.stdout.splitlines()] == ["a.py", "c.py"]
    (error,) = (line for line in result.stderr.splitlines() if line.startswith("error"))
    assert error.startswith("error: b.py: ")
    assert error.endswith("cannot be read: Permission denied")


def test_no_file_at_all_is_an_error_with_a_hint(folder):
    (folder / "empty").mkdir()
    result = run("check", "empty")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.splitlines()[0] == (
        "error: empty: no files found here. Is the path right, or do .gitignore or `exclude` leave all of them out?"
    )
    assert "clean" not in result.stderr


def test_a_list_of_files_that_exclude_empties_is_no_error(folder):
    write(folder, a=BAD)
    result = run("check", "--force-exclude", "--exclude", "a.py", "a.py")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "Nothing to look at: all of it is excluded.\n"
    assert run("check", "--exclude", "a.py", "a.py").exit_code == 1


def test_an_internal_error_is_an_error_of_its_file(folder, monkeypatch):
    write(folder, a=BAD, b=BAD)
    from edgewise.engine import check

    def broken(data, file, options):
        if file.path == "a.py":
            raise ZeroDivisionError("oh\nno")
        return genuine(data, file, options)

    genuine = check.check_bytes
    monkeypatch.setattr(check, "check_bytes", broken)
    result = run("check")
    assert result.exit_code == 2
    assert result.stdout.startswith("b.py:1:16")
    assert re.match(
        r"error: a\.py: internal error: ZeroDivisionError: oh\\nno at test_cli\.py:\d+\. "
        "This is a bug in edgewise: please report it\n",
        result.stderr,
    )


# ---------------------------------------------------------------------------------------------------- check: options


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        ([], ["EW101", "EW103", "EW106"]),
        (["--select", "EW101"], ["EW101"]),
        (["--select", "EW101,EW106"], ["EW101", "EW106"]),
        (["--select", "EW101", "--select", " ew103 ,"], ["EW101", "EW103"]),
        (["--select", "retired-hostname"], ["EW101"]),
        (["--ignore", "EW103,dynamic-hostname"], ["EW101"]),
        (["--select", "EW1", "--ignore", "EW10"], []),
        (["--select", "EW2"], []),
    ],
)
def test_rules_are_chosen(folder, options, codes):
    write(folder, a=BAD + UNSAFE + DYNAMIC)
    assert re.findall("EW[0-9]+", run("check", *options).stdout) == codes


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", "--select", "EW109"], "there is no rule 'EW109'; did you mean 'EW108'?"),
        (["check", "--select", "EW101,nope"], "there is no rule 'nope'"),
        (["check", "--ignore", "retired-hostnam"], "did you mean 'retired-hostname'?"),
        (["check", "--processing-region", "eu1"], "'eu1' is not one of 'as-written', 'us1', 'ie1', 'au1'"),
        (["check", "--output-format", "jsonl"], "'jsonl' is not one of"),
        (["check", "--jobs", "0"], "0 is not in the range"),
        (["check", "--fix"], "No such option"),
        (["check", "-", "a.py"], "cannot be combined"),
        (["check", "a.py", "--stdin-filename", "b.py"], "the path has to be -"),
        (["check", "-q", "-v"], "exclude each other"),
        (["check", "--config", "missing.toml"], "missing.toml"),
        (["check", "--config", "a.toml", "--isolated"], "--isolated"),
        (["check", "--output-file", "no/such/folder"], "no/such/folder cannot be written: No such file"),
        (["check", "--output-file", "."], ". cannot be written: it is a folder"),
        (["fix", "--diff", "--output-file", "no/such/folder"], "no/such/folder cannot be written: No such file"),
        (
            ["check", "--statistics", "--output-format", "sarif"],
            "sarif has no place for --statistics: add --output-file",
        ),
        (["rule", "EW109"], "did you mean 'EW108'?"),
        (["resolve"], "give a hostname or URL"),
        (["chek"], "there is no command 'chek'. Did you mean 'check'?"),
    ],
)
def test_bad_use_exits_with_2_and_says_what_is_wrong(folder, arguments, message):
    write(folder, a=GOOD)
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert message in result.stderr


def test_options_win_over_the_configuration(folder):
    write(folder, a=BAD + UNSAFE)
    (folder / "edgewise.toml").write_text('select = ["EW103"]\nunsafe-fixes = true\nprocessing-region = "us1"\n')
    assert "EW103 [*]" in run("check").stdout
    assert "EW101" not in run("check").stdout
    result = run("check", "--select", "EW101", "--output-format", "json", "--processing-region", "au1")
    (finding,) = json.loads(result.stdout)
    assert (finding["code"], finding["fix"]["processing_region"]) == ("EW101", "au1")
    assert "[*]" not in run("check", "--no-unsafe-fixes").stdout
    assert len(run("check", "--isolated").stdout.splitlines()) == 2


def test_what_the_configuration_ignores_stays_ignored_unless_it_is_selected(folder):
    write(folder, a=BAD + UNSAFE)
    (folder / "edgewise.toml").write_text('ignore = ["EW103"]\n')
    assert run("check", "--ignore", "EW101").stdout == ""
    assert "EW103" in run("check", "--select", "EW103").stdout


def test_per_file_ignores(folder):
    write(folder, a=BAD, tests__b=BAD)
    (folder / "edgewise.toml").write_text('[per-file-ignores]\n"tests/" = ["EW1"]\n')
    for options in ([], ["--select", "EW101"]):
        result = run("check", *options)
        assert [line.split(":")[0] for line in result.stdout.splitlines()] == ["a.py"]


def test_a_bad_configuration_names_the_key_and_the_near_miss(folder):
    write(folder, a=BAD)
    (folder / "edgewise.toml").write_text('selcet = ["EW103"]\n')
    result = run("check")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "error: edgewise.toml has no key 'selcet'; did you mean 'select'?\n"


def test_exclude_replaces_and_extend_exclude_adds(folder):
    write(folder, a=BAD, lib__b=BAD, node_modules__c=BAD)

    def found(*options: str) -> set[str]:
        return {line.split(":")[0] for line in run("check", *options).stdout.splitlines()}

    assert found() == {"a.py", "lib/b.py"}
    assert found("--extend-exclude", "lib") == {"a.py"}
    assert found("--exclude", "lib") == {"a.py", "node_modules/c.py"}


def test_patterns_of_the_command_line_are_relative_to_the_working_directory(folder, monkeypatch):
    write(folder, lib__a=BAD, sub__lib__b=BAD, sub__c=BAD)
    (folder / "edgewise.toml").write_text('extend-exclude = ["/sub/c.py"]\n')
    monkeypatch.chdir(folder / "sub")
    assert run("check").stdout.startswith("lib/b.py:")
    assert run("check", "--extend-exclude", "/lib/b.py").exit_code == 2
    assert run("check", "--extend-exclude", "/sub/lib").stdout.startswith("lib/b.py:")
    assert run("check", "--extend-exclude", "b.py", "..").stdout.startswith("../lib/a.py:")


def test_quiet_and_verbose(folder):
    write(folder, a=BAD, b=GOOD)
    quiet, loud, normal = run("check", "--quiet"), run("check", "--verbose"), run("check")
    assert quiet.stdout == loud.stdout == normal.stdout
    assert quiet.stderr == ""
    assert loud.stderr.splitlines() == ["a.py: 1 found", "b.py: clean", *normal.stderr.splitlines()]
    assert run("check", "--quiet", "missing.py").stderr.startswith("error: missing.py: ")


def test_statistics(folder):
    write(folder, a=BAD + BAD + DYNAMIC)
    result = run("check", "--statistics")
    assert result.exit_code == 1
    assert result.stdout == (
        "2  EW101  [*] retired-hostname\n1  EW106  [ ] dynamic-hostname\n\n2  ie1\n1  no region known\n\n3  ./\n"
    )
    as_json = json.loads(run("check", "--statistics", "--output-format", "json").stdout)
    assert [(row["code"], row["count"]) for row in as_json] == [("EW101", 2), ("EW106", 1)]


@pytest.mark.parametrize(
    ("files", "tables"),
    [
        ({"a": BAD, "app__b": BAD, "app__x__c": BAD, "app__x__y__d": BAD}, ["4  ie1", "2  app/x/\n1  ./\n1  app/"]),
        ({"a": BAD + BAD.replace("ie1", "DE1")}, ["1  de1\n1  ie1", "2  ./"]),
        ({"a": "from twilio.rest import Client\nR = 'au1'\nClient(region=R)\n"}, ["1  au1", "1  ./"]),
        ({"a": "import os\nos.environ['TWILIO_REGION'] = 'jp1'\n"}, ["1  jp1", "1  ./"]),
        ({"a": UNSAFE + DYNAMIC}, ["2  no region known", "2  ./"]),
    ],
)
def test_statistics_by_region_and_folder(folder, files, tables):
    write(folder, **files)
    assert run("check", "--statistics", ".").stdout.rstrip("\n").split("\n\n")[1:] == tables


def test_output_file(folder):
    write(folder, a="# 漢\n" + BAD)
    result = run("check", "a.py", "--output-format", "full", "--output-file", "report.txt")
    assert result.exit_code == 1
    assert re.fullmatch(r"a\.py:2:16: EW101 .+\n", result.stdout)
    text = (folder / "report.txt").read_text(encoding="utf-8")
    assert "# 漢\n" in text
    assert "\x1b" not in text
    assert "Found 1 problem" in result.stderr


def test_full_is_the_default_on_a_terminal_only(folder, monkeypatch):

    write(folder, a=BAD)
    assert run("check").stdout.startswith("a.py:1:16: ")

    class Terminal:
        class stdout:  # noqa: N801
            isatty = staticmethod(lambda: True)

    from edgewise.cli import options

    monkeypatch.setattr(options, "sys", Terminal)
    assert "\n --> a.py:1:16\n" in run("check").stdout
    (folder / "edgewise.toml").write_text('output-format = "json"\n')
    assert run("check").stdout.startswith("[")


# ------------------------------------------------------------------------------------------------------ standard input


def test_standard_input(folder):
    result = run("check", "-", stdin=BAD.encode())
    assert result.exit_code == 1
    assert result.stdout.startswith("-:1:16: EW101")
    assert "(1 file looked at)" in result.stderr
    assert run("check", "-", stdin=b"").exit_code == 0
    assert run("check", "-", "--stdin-filename", "pkg/a.py", stdin=BAD.encode()).stdout.startswith("pkg/a.py:1:16: ")


def test_standard_input_is_bytes(folder):
    cookie = b"# coding: latin-1\nx = '\xe9'\n"
    assert run("check", "-", stdin=cookie + BAD.encode()).stdout.startswith("-:3:16: EW101")
    assert run("check", "-", stdin=BAD.encode() + b"\xe9").exit_code == 2


def test_the_name_of_standard_input_decides_what_holds_for_it(folder):
    (folder / "edgewise.toml").write_text('exclude = ["gen"]\n[per-file-ignores]\n"tests/" = ["EW101"]\n')
    stdin = BAD.encode()
    assert run("check", "-", "--stdin-filename", "tests/a.py", stdin=stdin).exit_code == 0
    assert run("check", "-", "--stdin-filename", "gen/a.py", stdin=stdin).exit_code == 1
    assert run("check", "-", "--stdin-filename", "gen/a.py", "--force-exclude", stdin=stdin).exit_code == 0
    # What follows is no Python, and no error where the name says that it is not meant to be.
    assert run("check", "-", "--stdin-filename", "a.txt", stdin=b"twilio (\n").exit_code == 0


# ---------------------------------------------------------------------------------------------------------------- rule


@pytest.mark.parametrize(
    ("name", "text", "codes"),
    [
        (".env", "TWILIO_REGION=ie1\n", ["EW301"]),
        ("Dockerfile", "ENV TWILIO_REGION=ie1\n", ["EW301"]),
        ("deploy/.env", "TWILIO_REGION=ie1\n", ["EW301"]),
        ("Makefile", "twilio:\n\tcurl https://api.ie1.twilio.com\n", ["EW101"]),
        ("bin/call", f"#!/usr/bin/env python3\n{BROKEN}", ["EW002"]),
        ("bin/call", f"#!/bin/sh\n{BROKEN}", []),
        ("a.py", BROKEN, ["EW002"]),
        (None, BROKEN, ["EW002"]),
    ],
)
def test_standard_input_is_what_a_file_of_its_name_and_content_is(folder, name, text, codes):
    named = [] if name is None else ["--stdin-filename", name]
    result = run("check", "-", *named, "--output-format", "json", stdin=text.encode())
    assert [finding["code"] for finding in json.loads(result.stdout)] == codes


def test_rule_lists_all(folder):
    lines = run("rule").stdout.splitlines()
    assert len(lines) == 18
    assert lines[2].split()[:3] == ["EW101", "retired-hostname", "safe"]
    assert [entry["code"] for entry in json.loads(run("rule", "--output-format", "json").stdout)] == [
        line.split()[0] for line in lines
    ]


@pytest.mark.parametrize("name", ["EW201", "ew201", "client-region-without-edge"])
def test_rule_shows_one(folder, name):
    text = run("rule", name).stdout
    assert text.startswith("EW201 client-region-without-edge\nFix: applied by `edgewise fix`\n\n")
    assert '\n    client = Client(sid, token, region="ie1", edge="dublin")\n' in text
    assert "```" not in text
    assert not any(line.startswith("#") for line in text.splitlines())


def test_rule_as_json(folder):
    found = json.loads(run("rule", "EW201", "--output-format", "json").stdout)
    assert list(found) == ["code", "name", "fix", "off_by_default", "summary", "documentation"]
    assert found["documentation"].startswith(found["summary"])


# ------------------------------------------------------------------------------------------------------------- resolve


def test_resolve_says_what_why_and_whose_credentials(folder):
    hosts = ("api.ie1.twilio.com", "https://me@voice.de1.twilio.com:443/x", "www.twilio.com")
    result = run("resolve", *hosts, "--processing-region", "as-written")
    assert result.exit_code == 1
    assert result.stdout == (
        """\
api.ie1.twilio.com
  status       retired: Twilio switched it off on 2026-04-28
  becomes      api.dublin.ie1.twilio.com
  processed    in Ireland (IE1)
  credentials  of IE1: a US1 auth token or API key is refused there

https://me@voice.de1.twilio.com:443/x
  status       without an edge: a hostname with a region needs an edge before it, and there is none before DE1
  becomes      https://me@voice.twilio.com:443/x
  processed    in the United States (US1)
  credentials  the usual ones, of US1

www.twilio.com
  status       not the hostname of a Twilio REST API
"""
    )


def test_resolve_an_empty_name_is_no_hostname(folder):
    result = run("resolve", "")
    assert result.exit_code == 2
    assert "a hostname is empty: is a variable of the shell not set?" in result.stderr


@pytest.mark.parametrize("asked", [" api.ie1.twilio.com ", "api.ie1.twilio.com\n", "\tapi.ie1.twilio.com"])
def test_resolve_takes_blanks_around_a_hostname(folder, asked):
    result = run("resolve", asked)
    assert result.exit_code == 1
    assert result.stdout.startswith("api.ie1.twilio.com\n")
    assert "becomes      api.dublin.ie1.twilio.com\n" in result.stdout
    assert run("resolve", "  ").exit_code == 2


def test_resolve_a_client(folder):
    result = run("resolve", "--region", "ie1")
    assert result.exit_code == 1
    assert '  becomes      Client(..., region="ie1", edge="dublin")\n' in result.stdout
    assert "  asks then    api.dublin.ie1.twilio.com\n" in result.stdout
    assert "Client(...)\n" in run("resolve", "--region", "ie1", "--processing-region", "us1").stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["api.twilio.com"], 0),
        (["api.dublin.ie1.twilio.com", "API.TWILIO.COM."], 0),
        (["www.twilio.com"], 0),
        (["example.org"], 0),
        (["api.twilio.com", "api.au1.twilio.com"], 1),
        (["api.dublin.twilio.com"], 1),
        (["--region", "ie1", "--edge", "dublin"], 0),
        (["--region", "IE1", "--edge", "Dublin"], 0),
        (["--region", "us1"], 0),
        (["--edge", "dublin"], 0),
        (["--region", "dublin.ie1"], 0),
        (["--region", "stage"], 0),
        (["--region", "de1"], 1),
        (["--region", "ie1", "--edge", "sydney"], 1),
        (["api.twilio.com", "--region", "ie1"], 1),
    ],
)
def test_resolve_exits_with_1_when_something_has_to_change(folder, arguments, code):
    result = run("resolve", *arguments)
    assert result.exit_code == code
    assert ("becomes" in result.stdout) == (code == 1)


def test_resolve_as_json(folder):
    asked = ("https://api.ie1.twilio.com/x", "--region", "de1", "--edge", "")
    result = run("resolve", *asked, "--processing-region", "as-written", "--output-format", "json")
    assert json.loads(result.stdout) == [
        {
            "kind": "host",
            "asked": "https://api.ie1.twilio.com/x",
            "status": "retired",
            "reason": "Twilio switched it off on 2026-04-28",
            "host": "api.ie1.twilio.com",
            "resolved": "api.dublin.ie1.twilio.com",
            "replacement": "https://api.dublin.ie1.twilio.com/x",
            "region": None,
            "edge": None,
            "processing_region": "ie1",
            "credentials": "IE1",
            "raises": None,
            "needs": None,
            "serves": [
                {
                    "product": "api",
                    "resource": "",
                    "region": "ie1",
                    "served": "served",
                    "part": "",
                    "page": "Regional product availability",
                    "date": AVAILABILITY_DATE,
                    "name": "Voice and its resources",
                }
            ],
            "answers": [],
        },
        {
            "kind": "client",
            "asked": 'Client(..., region="de1")',
            "status": "retired",
            "reason": "Twilio switched it off on 2026-04-28",
            "host": "api.de1.twilio.com",
            "resolved": "api.twilio.com",
            "replacement": "Client(...)",
            "region": None,
            "edge": None,
            "processing_region": "us1",
            "credentials": None,
            "raises": None,
            "needs": None,
            "serves": [],
            "answers": [],
        },
    ]


def test_resolve_writes_no_terminal_escapes(folder):
    assert "\x1b" not in run("resolve", "\x1b[31mx", "--region", "\x1b[31m").stdout


# ---------------------------------------------------------------------------------------------------- the whole process


def test_help_lists_every_command_and_every_command_has_help(folder):
    text = run("--help").stdout
    for name in ("check", "rule", "resolve"):
        assert re.search(rf"^  {name} +\w", text, re.MULTILINE)
        assert run(name, "--help").exit_code == 0
    assert run("check", "-h").stdout == run("check", "--help").stdout


def test_version():
    name, dates = process("--version").stdout.decode().splitlines()
    assert name.split() == ["edgewise,", "version", edgewise.__version__]
    assert re.findall(r"\d{4}-\d\d-\d\d", dates) == [TABLE_DATE, AVAILABILITY_DATE]


def test_the_command_loads_nothing_that_it_does_not_need():
    heavy = "libcst", "pathspec", "regex", "multiprocessing", "concurrent.futures", "edgewise_codemods"
    for module in ("edgewise.cli.main", "edgewise.cli.check", "edgewise.cli.rule", "edgewise.cli.resolve"):
        code = f"import sys, {module}; print([name for name in {heavy} if name in sys.modules])"
        result = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment(), check=True)
        assert result.stdout.decode().strip() == "[]", module


def test_check_as_a_process(folder):
    write(folder, a=BAD)
    result = process("check", "--quiet", "--processing-region", "as-written")
    assert (result.returncode, result.stderr) == (1, b"")
    assert result.stdout.startswith(b"a.py:1:16: EW101 [*] ")
    assert process("check", "missing.py").returncode == 2
    assert process("check", "--nope").returncode == 2
    assert process().returncode == 2


def test_standard_input_of_a_process(folder):
    assert process("check", "-", stdin=BAD.encode()).stdout.startswith(b"-:1:16: EW101")


@pytest.mark.parametrize(
    ("variables", "coloured"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": ""}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": ""}, True),
    ],
)
def test_colour_of_what_is_no_terminal(folder, variables, coloured):
    write(folder, a=BAD)
    for arguments in (
        ["check"],
        ["check", "--output-format", "full"],
        ["rule", "EW101"],
        ["resolve", "api.ie1.twilio.com"],
    ):
        assert (b"\x1b[" in process(*arguments, **variables).stdout) is coloured, arguments
    assert b"\x1b[" not in process("check", "--output-format", "json", **variables).stdout


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
@pytest.mark.parametrize(
    ("variables", "coloured"),
    [({"TERM": "xterm"}, True), ({"TERM": "dumb"}, False), ({"TERM": "xterm", "NO_COLOR": "1"}, False)],
)
def test_on_a_terminal(folder, variables, coloured):
    import pty

    write(folder, a=BAD)
    controller, terminal = pty.openpty()
    started = subprocess.Popen(
        [*python(), "-m", "edgewise", "check", "--quiet"], stdout=terminal, env=environment(**variables)
    )
    os.close(terminal)
    text = b""
    while True:
        try:
            part = os.read(controller, 65536)
        except OSError:  # Linux, when the other side is closed
            break
        if not part:
            break
        text += part
    os.close(controller)
    assert started.wait() == 1
    assert b"a.py:1:16\r\n" in text
    assert b"^^^^" in text
    assert (b"\x1b[" in text) is coloured


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_a_closed_pipe_is_no_traceback(folder):
    write(folder, a=BAD * 1000)
    started = subprocess.Popen(
        [*python(), "-m", "edgewise", "check", "--output-format", "full"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(),
    )  # fmt: skip
    assert started.stdout is not None
    assert started.stderr is not None
    assert started.stdout.readline().startswith(b"EW101")
    started.stdout.close()
    errors = started.stderr.read()
    started.stderr.close()
    assert started.wait() == 1
    assert errors == b""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no device that is always full")
def test_a_full_disk_is_an_error(folder):
    write(folder, a=BAD)
    with open("/dev/full", "wb") as full:
        started = subprocess.run(
            [*python(), "-m", "edgewise", "check"],
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(),
            check=False,
        )
    assert started.returncode == 2
    assert started.stderr.startswith(b"error: ")
    assert b"No space left" in started.stderr
    assert b"Traceback" not in started.stderr


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no device that is always full")
def test_a_closing_line_that_cannot_be_written_is_an_error(folder):
    write(folder, a=GOOD)
    with open("/dev/full", "wb") as full:
        line = [*python(), "-m", "edgewise", "check"]
        assert subprocess.run(line, stderr=full, env=environment(), check=False).returncode == 2


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such shell")
@pytest.mark.parametrize(
    ("closed", "arguments", "code", "stdout", "stderr"),
    [
        (">&-", "check", 1, b"", b"Found 1 problem"),
        ("2>&-", "check", 1, b"a.py:1:16: EW101", b""),
        ("<&-", "check", 1, b"a.py:1:16: EW101", b"Found 1 problem"),
        ("<&- >&- 2>&-", "check", 1, b"", b""),
        (">&-", "fix --diff --processing-region us1", 1, b"", b"Would fix 1 problem"),
        (">&-", "rule", 0, b"", b""),
        (">&-", "resolve api.ie1.twilio.com", 1, b"", b""),
        ("<&-", "check -", 2, b"", b"error: "),
        ("<&-", "fix -", 2, b"", b"error: "),
    ],
)
def test_closed_standard_streams(folder, closed, arguments, code, stdout, stderr):
    write(folder, a=BAD)
    run = subprocess.run(
        ["sh", "-c", f'exec "$0" -m edgewise {arguments} {closed}', sys.executable],
        capture_output=True,
        env=environment(),
        check=False,
    )
    assert run.returncode == code, run.stderr
    assert run.stdout.startswith(stdout)
    assert run.stderr.startswith(stderr)
    assert b"Traceback" not in run.stderr


def test_a_crash_is_no_finding(folder, monkeypatch, capsys):
    from edgewise.cli import main, rule

    monkeypatch.setattr(rule, "RULES", None)
    monkeypatch.setattr(sys, "argv", ["edgewise", "rule"])
    assert main.main() == 2
    assert "this is a bug in edgewise: please report it" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are Unicode there")
def test_names_that_are_not_utf8(folder):
    (folder / os.fsdecode(b"caf\xe9.py")).write_text(BAD)
    result = process("check", "--verbose", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert result.returncode == 1
    assert result.stdout.startswith(rb"caf\xe9.py:1:16: EW101")
    assert rb"caf\xe9.py: 1 found" in result.stderr
    (finding,) = json.loads(process("check", "--output-format", "json").stdout)
    assert os.fsencode(finding["filename"]) == b"caf\xe9.py"


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot be interrupted like that")
def test_ctrl_c_ends_it_and_says_so(folder):
    started = subprocess.Popen(
        interruptible("-m", "edgewise", "check", "-"),
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert started.stdin is not None
    assert started.stderr is not None
    time.sleep(2)  # it is waiting for its standard input by now
    started.send_signal(signal.SIGINT)
    assert started.wait(20) == 130
    assert started.stderr.read().strip() == b"Interrupted."
    started.stderr.close()
    started.stdin.close()


# ------------------------------------------------------------------------------------------------------------- the pool


def path_of(result: FileResult) -> str:
    return result.path


def here(result: FileResult) -> int:
    return os.getpid()


def name_of(file: File) -> str:
    return file.path


def process_of(file: File) -> int:
    return os.getpid()


def fail_at_3(file: File) -> str:
    if "3" in file.path:
        raise ValueError("no")
    return file.path


def die_at_7(file: File) -> str:
    if file.path.endswith("7.py"):
        os._exit(9)
    return file.path


def paths_of(files: list[File | Problem]) -> list[object]:
    return list(map_files(name_of, path_of, files, 2, defaults))


def unpicklable(file: File) -> Callable[[], None]:
    return lambda: None


def wait_long(file: File) -> None:
    time.sleep(0.2)


@pytest.fixture
def many(folder: Path) -> list[File | Problem]:
    for number in range(40):
        (folder / f"{number}.py").write_text("# twilio\n" * 2000 if number % 2 else "x = 1\n")
    files: list[File | Problem] = [File(f"{number}.py", FileKind.PYTHON, named=False) for number in range(40)]
    files.insert(20, Problem("gone.py", "is gone"))
    return files


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_the_order_of_files(many, jobs):
    expected = [file if isinstance(file, Problem) else file.path for file in many]
    assert list(map_files(name_of, path_of, many, jobs, defaults)) == expected


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_exception_is_a_problem_of_its_file(many, jobs):
    results = list(map_files(fail_at_3, path_of, many, jobs, defaults))
    problems = {result.path for result in results if isinstance(result, Problem)}
    assert problems == {*(f"{number}.py" for number in (3, 13, 23, *range(31, 40, 2))), "gone.py"}
    assert len(results) == len(many)


def test_only_files_that_pass_the_gate_leave_this_process(many):
    results = list(map_files(process_of, here, many, 2, defaults))
    del results[20]
    assert set(results[0::2]) == {os.getpid()}
    assert os.getpid() not in results[1::2]


def test_little_work_and_one_job_stay_in_this_process(many):
    assert set(map_files(process_of, here, many[:6], 8, defaults)) == {os.getpid()}
    del many[20]
    assert set(map_files(process_of, here, many, 1, defaults)) == {os.getpid()}


def test_a_result_that_cannot_be_sent_is_a_problem(many):
    results = list(map_files(unpicklable, path_of, many, 2, defaults))
    assert isinstance(results[1], Problem)
    assert "internal error" in results[1].reason


def test_a_worker_that_dies_is_an_error_and_no_hang(many):
    with pytest.raises(WorkerDiedError, match="--jobs 1"):
        list(map_files(die_at_7, path_of, many, 2, defaults))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing is forked here")
@pytest.mark.parametrize("granted", [0, 1])
def test_where_no_process_is_to_be_had_this_one_works(many, monkeypatch, granted):
    genuine = os.fork
    calls = 0

    def fork() -> int:
        nonlocal calls
        calls += 1
        if calls > granted:
            raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")
        return genuine()

    monkeypatch.setattr(prefilter, "_may_fork", lambda: False)
    monkeypatch.setattr(pool, "_context", lambda: multiprocessing.get_context("fork"))
    monkeypatch.setattr(os, "fork", fork)
    expected = [file if isinstance(file, Problem) else file.path for file in many]
    assert list(map_files(name_of, path_of, many, 3, defaults)) == expected
    assert calls == granted + 1
    assert not multiprocessing.active_children()


def test_in_a_daemon_which_may_start_no_process(many):
    expected = [file if isinstance(file, Problem) else file.path for file in many]
    with multiprocessing.get_context("spawn").Pool(1) as daemon:
        assert daemon.apply(paths_of, (many,)) == expected


def test_whoever_reads_no_further_leaves_no_process_behind(many):
    import multiprocessing

    results = map_files(wait_long, path_of, many, 2, defaults)
    next(results)
    results.close()
    assert multiprocessing.active_children() == []


@pytest.mark.skipif(sys.platform == "win32", reason="a group of processes cannot be interrupted like that")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_workers_end_with_the_process(many, folder, number):
    program = f"""
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell turns it off for what runs in the background
sys.path[:0] = {[os.path.dirname(__file__), str(REPOSITORY / "tests"), *SOURCE_ROOTS]!r}
from edgewise.files.file import File, FileKind
from edgewise.engine.run import map_files
from test_cli import defaults, path_of, wait_long
files = [File(f"{{n}}.py", FileKind.PYTHON, False) for n in range(1, 40, 2)] * 10
for _ in map_files(wait_long, path_of, files, 2, defaults):
    print("going", flush=True)
"""
    started = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    )
    assert started.stdout is not None
    assert started.stdout.readline() == b"going\n"
    if number == signal.SIGINT:
        os.killpg(started.pid, number)
    else:
        started.kill()
    started.wait(20)
    # The pipe ends when the last process that holds it does.
    os.set_blocking(started.stdout.fileno(), False)
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            if os.read(started.stdout.fileno(), 65536) == b"":
                break
        except BlockingIOError:
            time.sleep(0.05)
    else:
        pytest.fail("a worker lives on")
    started.stdout.close()


def test_check_gives_the_same_with_a_pool_as_without(folder):
    for number in range(30):
        write(folder, **{f"f{number:02}": (BAD + "# padding\n" * 2000) if number % 3 else "x = 1\n"})
    decided = ("check", "--processing-region", "as-written", "--jobs")
    one, two = run(*decided, "1"), process(*decided, "2")
    assert two.stdout.decode() == one.stdout
    assert two.returncode == one.exit_code == 1
    assert len(one.stdout.splitlines()) == 20


def test_usable_cpus():
    assert 1 <= usable_cpus() <= (os.cpu_count() or 1)


def test_refusals_exit_with_2():
    from edgewise.cli.output import Refusal

    assert issubclass(Refusal, click.ClickException)
    assert Refusal("no").exit_code == 2
