"""``edgewise fix``: what it writes where, what it says, and its exit code."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import edgewise_codemods
from edgewise.cli.main import edgewise as command
from edgewise.files import atomic
from edgewise_codemods import fix_source
from support import interruptible
from terminals import on_terminal
from warm import python

BAD, FIXED = b'URL = "https://api.ie1.twilio.com/x"\n', b'URL = "https://api.dublin.ie1.twilio.com/x"\n'
UNSAFE, UNSAFE_FIXED = b'URL = "api.sydney.ie1.twilio.com"\n', b'URL = "api.dublin.ie1.twilio.com"\n'
DYNAMIC = b'def url(region):\n    return f"https://api.{region}.twilio.com"\n'
GOOD = b'URL = "https://api.twilio.com"\n'
DECIDED = ("--processing-region", "as-written")
REPLACED = "Replace with `api.dublin.ie1.twilio.com` (processed in IE1: needs IE1 credentials)"
CREDENTIALS = "needs IE1 credentials; `--processing-region us1` keeps US1."
posix = pytest.mark.skipif(os.name != "posix", reason="POSIX permissions and signals")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "GITHUB_WORKSPACE"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / ".git").mkdir()
    return tmp_path


def write(folder: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def read(folder: Path, *, without: str = ".git") -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file() and without not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def fix(*arguments: str, stdin: bytes | None = None) -> Result:
    result = CliRunner().invoke(command, ["fix", *arguments], input=stdin)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def process(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*python(), "-W", "error", "-m", "edgewise", "fix", *DECIDED, *arguments],
        input=stdin,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        timeout=60,
        check=False,
    )


# -------------------------------------------------------------------------------------------------------------- files


def test_files_are_rewritten_and_the_rest_is_reported(folder: Path) -> None:
    write(folder, {"a.py": BAD + UNSAFE, "b/c.py": BAD + BAD + DYNAMIC, "d.py": GOOD, "e.txt": BAD})
    result = fix()
    assert read(folder) == {
        "a.py": FIXED + UNSAFE,
        "b/c.py": FIXED + FIXED + DYNAMIC,
        "d.py": GOOD,
        "e.txt": BAD,
    }
    assert [line.split(" ")[:2] for line in result.stdout.splitlines()] == [
        ["a.py:2:8:", "EW105"],
        ["b/c.py:4:22:", "EW106"],
    ]
    assert result.stderr.splitlines() == [
        "Fixed 3 problems in 2 files. 2 left: 1 needs a human, 1 needs --unsafe-fixes.",
        f"  a.py:1:16: EW101 {REPLACED}",
        f"  b/c.py:1:16: EW101 {REPLACED}",
        f"  b/c.py:2:16: EW101 {REPLACED}",
        "3 of these rewrites make Twilio process in Ireland (IE1) and need IE1 credentials; "
        "`--processing-region us1` keeps US1.",
    ]
    assert result.exit_code == 1


def test_nothing_left(folder: Path) -> None:
    write(folder, {"a.py": BAD})
    result = fix()
    assert (result.exit_code, result.stdout) == (0, "")
    assert (
        result.stderr
        == f"Fixed 1 problem in 1 file.\n  a.py:1:16: EW101 {REPLACED}\n1 of these rewrites makes Twilio process in Ireland (IE1) and {CREDENTIALS}\n"
    )
    again = fix()
    assert (again.exit_code, again.stdout, again.stderr) == (0, "", "All clean: 1 file looked at.\n")


def test_nothing_fixed(folder: Path) -> None:
    write(folder, {"a.py": UNSAFE, "b.py": UNSAFE})
    result = fix()
    assert result.exit_code == 1
    assert result.stderr == "Fixed nothing. 2 left: 2 need --unsafe-fixes.\n"
    assert read(folder) == {"a.py": UNSAFE, "b.py": UNSAFE}


def test_unsafe_fixes(folder: Path) -> None:
    write(folder, {"a.py": UNSAFE})
    assert fix("--unsafe-fixes").exit_code == 0
    assert read(folder) == {"a.py": UNSAFE_FIXED}


@pytest.mark.parametrize(("region", "host"), [("us1", b"api"), ("au1", b"api.sydney.au1"), ("ie1", b"api.dublin.ie1")])
def test_the_processing_region_decides(folder: Path, region: str, host: bytes) -> None:
    write(folder, {"a.py": BAD})
    result = fix("--processing-region", region)
    assert read(folder) == {"a.py": BAD.replace(b"api.ie1", host)}
    assert "keeps US1" not in result.stderr
    assert ("credentials" in result.stderr) == (region != "us1")


def test_what_is_selected(folder: Path) -> None:
    write(folder, {"a.py": BAD + BAD.replace(b"api", b"voice")})
    assert fix("--select", "EW102").exit_code == 0
    assert read(folder) == {"a.py": BAD + FIXED.replace(b"api", b"voice")}
    assert fix("--ignore", "EW101").exit_code == 0
    assert read(folder) == {"a.py": BAD + FIXED.replace(b"api", b"voice")}


def test_what_is_suppressed_or_ignored_for_a_file_is_never_fixed(folder: Path) -> None:
    ignored = BAD.replace(b"\n", b"  # edgewise: ignore[EW101] recorded\n")
    (folder / "edgewise.toml").write_text('per-file-ignores = { "tests/*" = ["EW101"] }\n')
    write(folder, {"a.py": ignored + BAD, "tests/b.py": BAD, "c.py": b"# edgewise: ignore-file\n" + BAD})
    result = fix()
    assert read(folder / "tests") == {"b.py": BAD}
    assert (folder / "a.py").read_bytes() == ignored + FIXED
    assert (folder / "c.py").read_bytes() == b"# edgewise: ignore-file\n" + BAD
    assert (result.exit_code, result.stdout) == (0, "")


def test_an_ignore_that_ignores_nothing_goes(folder: Path) -> None:
    write(folder, {"a.py": GOOD.replace(b"\n", b"  # edgewise: ignore[EW101]\n")})
    assert fix().exit_code == 0
    assert read(folder) == {"a.py": GOOD}


def test_json_reports_what_is_left(folder: Path) -> None:
    write(folder, {"a.py": BAD + UNSAFE})
    result = fix("--output-format", "json")
    (left,) = json.loads(result.stdout)
    assert (left["code"], left["location"]) == ("EW105", {"row": 2, "column": 8})
    assert result.stderr.startswith("Fixed 1 problem in 1 file. 1 left: ")


def test_options_work_as_for_check(folder: Path) -> None:
    write(folder, {"a.py": BAD + UNSAFE})
    result = fix("--quiet", "--exit-zero", "--output-file", "report.txt")
    assert (result.exit_code, result.stderr) == (0, "")
    assert (folder / "report.txt").read_text() == result.stdout
    assert result.stdout.startswith("a.py:2:8: EW105 ")
    counted = fix("--statistics")
    assert "EW105" in counted.stdout
    assert "a.py" not in counted.stdout


@pytest.mark.parametrize(
    ("text", "options", "code"),
    [
        (GOOD, (), 0),
        (BAD, (), 1),
        (UNSAFE, (), 1),
        (BAD, ("--exit-zero",), 0),
        (BAD, ("--diff",), 1),
        (b'print "help@twilio.com"\n', (), 2),
    ],
)
def test_exit_non_zero_on_fix(folder: Path, text: bytes, options: tuple[str, ...], code: int) -> None:
    write(folder, {"a.py": text})
    assert fix("--exit-non-zero-on-fix", *options).exit_code == code
    if text == BAD and "--diff" not in options:
        assert fix("--exit-non-zero-on-fix").exit_code == 0


def test_verbose_tells_what_was_fixed(folder: Path) -> None:
    write(folder, {"a.py": BAD, "b.py": GOOD})
    lines = fix("--verbose").stderr.splitlines()
    assert "a.py: 1 fixed" in lines
    assert "b.py: clean" in lines


def test_a_file_that_does_not_exist(folder: Path) -> None:
    write(folder, {"a.py": BAD})
    result = fix("a.py", "none.py")
    assert result.exit_code == 2
    assert read(folder) == {"a.py": FIXED}
    assert "none.py" in result.stderr
    assert "1 error: not everything could be looked at or rewritten." in result.stderr


def test_a_file_that_cannot_be_written_is_an_error_and_its_findings_are_left(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, {"a.py": BAD, "b.py": BAD})
    real_replace = os.replace

    def replace(old: str, new: str) -> None:
        if new.endswith("a.py"):
            raise OSError(28, "No space left on device")
        real_replace(old, new)

    monkeypatch.setattr(os, "replace", replace)
    result = fix()
    assert result.exit_code == 2
    assert read(folder) == {"a.py": BAD, "b.py": FIXED}
    assert result.stdout.startswith("a.py:1:16: EW101 ")
    assert "error: a.py: cannot be written: No space left on device\n" in result.stderr
    assert "Fixed 1 problem in 1 file. 1 left: 1 is in a file that was not rewritten. 1 error: " in result.stderr


def test_a_broken_file_is_no_obstacle_to_others(folder: Path) -> None:
    write(folder, {"a.py": b"x = (\n" + BAD, "b.py": b"\xff\xfe twilio", "c.py": BAD})
    result = fix()
    assert result.exit_code == 2
    assert (folder / "c.py").read_bytes() == FIXED
    assert (folder / "b.py").read_bytes() == b"\xff\xfe twilio"
    assert "EW002" in result.stdout
    assert "error: b.py: cannot be decoded" in result.stderr


def test_one_job_and_many_agree(folder: Path) -> None:
    padding = b"# " + b"x" * 100 + b"\n"
    files = {f"{number}.py": BAD + padding * 100 + UNSAFE + BAD for number in range(40)}
    results: list[tuple[dict[str, bytes], bytes, bytes]] = []
    for jobs in ("1", "3"):
        write(folder, files)
        done = process("--jobs", jobs)
        assert done.returncode == 1, done.stderr
        results.append((read(folder), done.stdout, done.stderr))
    assert results[0] == results[1]
    assert results[0][0] == {name: data.replace(BAD, FIXED) for name, data in files.items()}
    assert b"Fixed 80 problems in 40 files. 40 left: 40 need --unsafe-fixes." in results[0][2]


def test_temporary_files_of_the_dead_are_swept(folder: Path) -> None:
    write(folder, {"a/b.py": BAD, "a/.edgewise-0123456789abcdef.tmp": b"half", "c/.edgewise-0123456789abcdef.tmp": b""})
    fix("--diff")
    assert len(read(folder)) == 3
    fix()
    assert read(folder) == {"a/b.py": FIXED, "c/.edgewise-0123456789abcdef.tmp": b""}


@posix
@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL, signal.SIGTERM])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_stopped_on_the_way_each_file_is_old_or_new(folder: Path, number: signal.Signals, jobs: str) -> None:
    old = BAD * 20 + b"# " + b"x" * 4000 + b"\n"
    new = old.replace(BAD, FIXED)
    write(folder, {f"{index}.py": old for index in range(300)})
    running = subprocess.Popen(
        interruptible("-m", "edgewise", "fix", *DECIDED, "--jobs", jobs),
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "EDGEWISE_PROCESSING_REGION": "as-written"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    until = time.monotonic() + 60
    while not any(path.stat().st_size == len(new) for path in folder.glob("*.py")) and time.monotonic() < until:
        time.sleep(0.01)
    running.send_signal(number)
    _, said = running.communicate(timeout=60)
    if number is signal.SIGINT:
        assert b"Traceback" not in said
    time.sleep(0.5)
    contents = list(read(folder).items())
    assert {data for name, data in contents if name.endswith(".py")} <= {old, new}
    assert len([name for name, _ in contents if name.endswith(".py")]) == 300
    if number is signal.SIGINT:
        assert [name for name, _ in contents if not name.endswith(".py")] == []
    assert fix("--jobs", "1", "--quiet").exit_code == 0
    assert set(read(folder).values()) == {new}


def test_an_interruption_sweeps_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, {"a.py": BAD, "b.py": BAD})
    real_sync, calls = os.fsync, [0]

    def fsync(descriptor: int) -> None:
        calls[0] += 1
        if calls[0] == 2:
            raise KeyboardInterrupt
        real_sync(descriptor)

    monkeypatch.setattr(atomic.os, "fsync", fsync)
    CliRunner().invoke(command, ["fix", "--jobs", "1"])
    assert read(folder) == {"a.py": FIXED, "b.py": BAD}


# --------------------------------------------------------------------------------------------------------------- diff


def git(folder: Path, *arguments: str, stdin: bytes = b"") -> None:
    done = subprocess.run(
        ["git", "-c", "core.autocrlf=false", *arguments], cwd=folder, input=stdin, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture
def repository(folder: Path) -> Path:
    (folder / ".git").rmdir()
    git(folder, "init", "-q")
    return folder


AWKWARD = {
    "a.py": BAD,
    "with blanks/b c.py": BAD.replace(b"\n", b"\r\n") + b"x\r\n",
    "no newline.py": b"# 1\n" + BAD.rstrip(b"\n"),
    "mixed.py": b"x = 1\r\n\x0c\n" + BAD + b"y = '\xc2\x85\xe2\x80\xa8'\r" + BAD,
    "latin.py": b"# coding: latin-1\nx = '\xe4'\n" + BAD,
    "bom.py": b"\xef\xbb\xbf" + BAD,
    "good.py": GOOD,
}
ODD_NAMES = {"ä/ö.py": BAD, 'q"q.py': BAD, "t\tn\n.py": BAD, "back\\slash.py": BAD, "-x.py": BAD}


@pytest.mark.parametrize(
    "files", [AWKWARD, pytest.param(AWKWARD | ODD_NAMES, marks=posix)], ids=["awkward", "odd names"]
)
def test_git_applies_the_diff_and_has_what_fix_writes(repository: Path, files: dict[str, bytes]) -> None:
    write(repository, files)
    shown = fix("--diff")
    assert read(repository) == files
    assert shown.exit_code == 1
    assert len(re.findall(rb"(?m)^--- ", shown.stdout_bytes)) == len(files) - 1
    git(repository, "apply", "-", stdin=shown.stdout_bytes)
    applied = read(repository)
    write(repository, files)
    assert fix().exit_code == 0
    assert (
        read(repository) == applied == {name: data.replace(BAD.strip(), FIXED.strip()) for name, data in files.items()}
    )


def test_the_diff_is_relative_to_the_working_directory(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(repository, {"sub/a/b.py": BAD})
    monkeypatch.chdir(repository / "sub")
    for path in ("a", "./a/b.py", str(repository / "sub" / "a"), "../sub/a"):
        shown = fix("--diff", path)
        assert shown.stdout_bytes.startswith(b"--- a/a/b.py\n+++ b/a/b.py\n@@"), path
    git(repository / "sub", "apply", "-", stdin=shown.stdout_bytes)
    assert read(repository) == {"sub/a/b.py": FIXED}


def test_a_diff_of_nothing(folder: Path) -> None:
    write(folder, {"a.py": GOOD})
    result = fix("--diff")
    assert (result.exit_code, result.stdout) == (0, "")


def test_a_diff_counts_what_it_does_not_show(folder: Path) -> None:
    write(folder, {"a.py": UNSAFE})
    result = fix("--diff")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Would fix nothing. 1 left: 1 needs --unsafe-fixes.\n"
    assert fix("--diff", "--exit-zero").exit_code == 0


def test_a_diff_says_what_would_be_fixed(folder: Path) -> None:
    write(folder, {"a.py": BAD, "b.py": b"\xff twilio"})
    result = fix("--diff")
    assert result.exit_code == 2
    assert "Would fix 1 problem in 1 file. 1 error: " in result.stderr
    assert "error: b.py: " in result.stderr


def test_a_diff_in_a_file(folder: Path) -> None:
    write(folder, {"a.py": BAD})
    result = fix("--diff", "--output-file", "x.patch")
    assert result.stdout == ""
    assert (folder / "x.patch").read_bytes().startswith(b"--- a/a.py\n")
    assert fix("--diff", "--output-file", "none/x.patch").exit_code == 2


def test_a_diff_in_colour_is_no_diff(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    write(folder, {"a.py": BAD})
    assert b"\x1b" not in fix("--diff").stdout_bytes


# ------------------------------------------------------------------------------------------------- the standard input

STREAMS = [
    pytest.param(BAD, FIXED, 0, id="fixed"),
    pytest.param(
        BAD.replace(b"\n", b"\r\n") + b"\x0c\n\r\n", FIXED.replace(b"\n", b"\r\n") + b"\x0c\n\r\n", 0, id="CRLF"
    ),
    pytest.param(b"\xef\xbb\xbf" + BAD.rstrip(), b"\xef\xbb\xbf" + FIXED.rstrip(), 0, id="mark, no newline"),
    pytest.param(b"# coding: latin-1\n#\xe4\n" + BAD, b"# coding: latin-1\n#\xe4\n" + FIXED, 0, id="latin-1"),
    pytest.param(BAD + UNSAFE, FIXED + UNSAFE, 1, id="something left"),
    pytest.param(UNSAFE, UNSAFE, 1, id="nothing to fix safely"),
    pytest.param(GOOD + b"\r\n\n", GOOD + b"\r\n\n", 0, id="clean"),
    pytest.param(b"", b"", 0, id="empty"),
    pytest.param(b"\x00\xff\r\n", b"\x00\xff\r\n", 0, id="no text, nothing to find"),
    pytest.param(b"x = 'twilio \xff", b"x = 'twilio \xff", 2, id="undecodable"),
    pytest.param(b"x = (\n" + BAD, b"x = (\n" + BAD, 2, id="unparsable"),
]


@pytest.mark.parametrize(("stdin", "stdout", "code"), STREAMS)
def test_the_standard_input(folder: Path, stdin: bytes, stdout: bytes, code: int) -> None:
    result = fix("-", stdin=stdin)
    assert result.stdout_bytes == stdout
    assert result.exit_code == code
    assert result.stderr.endswith(".\n")


def test_the_standard_input_of_a_real_process(folder: Path) -> None:
    done = process("-", stdin=BAD + UNSAFE.replace(b"\n", b"\r\n"))
    assert done.stdout == FIXED + UNSAFE.replace(b"\n", b"\r\n")
    assert done.returncode == 1
    assert done.stderr.startswith(b"-:2:8: EW105 ")
    assert list(folder.iterdir()) == [folder / ".git"]


def test_the_standard_input_has_a_name(folder: Path) -> None:
    (folder / "edgewise.toml").write_text('per-file-ignores = { "tests/*" = ["EW101"] }\n')
    assert fix("-", "--stdin-filename", "tests/x.py", stdin=BAD).stdout_bytes == BAD
    named = fix("-", "--stdin-filename", "src/x.py", stdin=BAD + UNSAFE)
    assert named.stdout_bytes == FIXED + UNSAFE
    assert named.stderr.startswith("src/x.py:2:8: EW105 ")
    write(folder, {"src/.edgewise-0123456789abcdef.tmp": b""})
    fix("-", "--stdin-filename", "src/x.py", stdin=BAD)
    assert read(folder / "src") == {".edgewise-0123456789abcdef.tmp": b""}


def test_a_name_without_a_suffix_says_what_standard_input_is(folder: Path) -> None:
    assert fix("-", "--stdin-filename", ".env", stdin="TWILIO_REGION=ie1\n").stdout == (
        "TWILIO_REGION=ie1\nTWILIO_EDGE=dublin\n"
    )


def test_the_standard_input_as_a_diff(folder: Path) -> None:
    result = fix("-", "--diff", "--stdin-filename", "src/x.py", stdin=BAD)
    assert result.stdout_bytes.startswith(b"--- a/src/x.py\n")
    assert result.exit_code == 1
    assert fix("-", "--diff", stdin=GOOD).stdout_bytes == b""


def test_the_report_on_the_standard_input_in_a_file(folder: Path) -> None:
    result = fix("-", "--output-file", "report", "--output-format", "json", stdin=BAD + UNSAFE)
    assert result.stdout_bytes == FIXED + UNSAFE
    assert json.loads((folder / "report").read_text())[0]["code"] == "EW105"


def test_an_excluded_standard_input_comes_through(folder: Path) -> None:
    result = fix("-", "--stdin-filename", "old/x.py", "--force-exclude", "--exclude", "old", stdin=BAD)
    assert (result.stdout_bytes, result.exit_code) == (BAD, 0)


def test_stdin_and_file_agree_with_the_function(folder: Path) -> None:
    write(folder, {"a.py": BAD + DYNAMIC + UNSAFE})
    function = fix_source((BAD + DYNAMIC + UNSAFE).decode())
    stream = fix("-", stdin=BAD + DYNAMIC + UNSAFE)
    fix()
    assert stream.stdout_bytes == (folder / "a.py").read_bytes() == function.text.encode()
    assert len(function.left) == len(re.findall("(?m)^-:.*EW10", stream.stderr))


# ---------------------------------------------------------------------------------------------------------- the package


def test_importing_the_package_is_cheap() -> None:
    code = "import sys, edgewise_codemods; raise SystemExit('libcst' in sys.modules or 'edgewise.engine.check' in sys.modules)"
    assert (
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}, check=False
        ).returncode
        == 0
    )


def test_everything_that_is_promised_is_there() -> None:
    for name in edgewise_codemods.__all__:
        assert getattr(edgewise_codemods, name).__name__ == name
    assert sorted(edgewise_codemods.__all__) == edgewise_codemods.__all__
    with pytest.raises(AttributeError, match="nothing_of_this_name"):
        _ = edgewise_codemods.nothing_of_this_name


def test_a_diff_on_a_terminal_gives_it_no_orders(folder: Path) -> None:
    source = 'u = "https://api.de1.twilio.com"\t# \x1b]52;c;ZXZpbA==\x07 \x1b[2J \u202e \u4f8b\r\n'
    (folder / "a.py").write_bytes(source.encode())
    program = [*python(), "-m", "edgewise", "fix", *DECIDED, "--isolated", "--diff", "--jobs", "1"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    _, shown = on_terminal(program, environment, columns=200, cwd=folder)
    diff = shown[shown.index("--- a/a.py") : shown.index("Would fix")]
    assert not set(diff) & {"\x1b", "\x07", "\u202e"}
    assert '-u = "https://api.de1.twilio.com"\t# \\x1b]52;c;ZXZpbA==\\x07 \\x1b[2J \\u202e \u4f8b' in diff
    piped = subprocess.run(program, cwd=folder, env=environment, capture_output=True, check=False)
    assert source.encode() in piped.stdout


def test_expectations_in_other_files_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("urls.py").write_text('def base():\n    return "https://api.ie1.twilio.com"\n', encoding="utf-8")
    expects = 'from urls import base\n\n\ndef test_base():\n    assert base() == "https://api.{}.twilio.com"\n'
    for name, region in (("a", "ie1"), ("b", "ie1"), ("c", "au1")):
        Path(f"test_{name}.py").write_text(expects.format(region), encoding="utf-8")
    told = "2 expectations in 2 test files name hosts that this run {}."
    shown = CliRunner().invoke(command, ["fix", "--diff", "--processing-region", "as-written"])
    assert told.format("would rewrite") in shown.stderr.splitlines()
    done = CliRunner().invoke(command, ["fix", "--processing-region", "as-written"])
    assert told.format("rewrote") in done.stderr.splitlines()
    again = CliRunner().invoke(command, ["fix", "--processing-region", "as-written"])
    assert "expectation" not in again.stderr
