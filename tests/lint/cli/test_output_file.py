"""``--output-file``: one run for a service and for people, and a file that is whole or as it was."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import threading
from pathlib import Path

import pytest
from test_cli import BAD, BROKEN, GOOD, environment, folder, run, write

from edgewise.cli import report_file
from edgewise.config.formats import FORMATS
from warm import python

__all__ = ["folder"]


@pytest.mark.parametrize("output_format", FORMATS)
@pytest.mark.parametrize(("text", "code"), [(GOOD, 0), (BAD, 1), (BROKEN, 2)])
def test_the_file_gets_the_format_and_people_get_theirs(folder, output_format, text, code):
    write(folder, a=text)
    alone = run("check", "a.py", "--output-format", output_format)
    both = run("check", "a.py", "--output-format", output_format, "--output-file", "report")
    assert alone.exit_code == both.exit_code == code
    assert both.stdout == run("check", "a.py").stdout
    assert both.stderr == alone.stderr
    assert (folder / "report").read_text(encoding="utf-8") == alone.stdout
    assert [path.name for path in folder.iterdir() if path.name not in (".git", "a.py")] == ["report"]


def test_without_a_format_the_file_gets_the_concise_one(folder):
    write(folder, a=BAD)
    assert run("check", "--output-file", "report").stdout == (folder / "report").read_text() != ""


def test_the_configured_format_is_that_of_the_file(folder):
    write(folder, a=BAD)
    (folder / "edgewise.toml").write_text('output-format = "json"\n')
    assert run("check", "--output-file", "report").stdout.startswith("a.py:1:16: ")
    assert len(json.loads((folder / "report").read_text())) == 1


def test_statistics_for_people_beside_findings_for_a_service(folder):
    write(folder, a=BAD + BAD)
    options = ["--statistics", "--output-format", "sarif", "--output-file", "report"]
    assert run("check", *options).stdout.startswith("2  EW101  [*] retired-hostname\n")
    assert len(json.loads((folder / "report").read_text())["runs"][0]["results"]) == 2


def test_full_on_a_terminal(folder):
    pty = pytest.importorskip("pty")
    write(folder, a=BAD)
    leader, follower = pty.openpty()
    command = [*python(), "-m", "edgewise", "check", "--output-format", "json", "--output-file", "report"]
    ran = subprocess.Popen(command, stdout=follower, stderr=subprocess.DEVNULL, env=environment(), cwd=folder)
    os.close(follower)
    shown = b""
    while True:
        try:
            piece = os.read(leader, 4096)
        except OSError:  # how Linux tells the end
            break
        if not piece:
            break
        shown += piece
    os.close(leader)
    assert ran.wait() == 1
    assert b"-->" in shown
    assert b"\x1b[" in shown
    assert len(json.loads((folder / "report").read_text())) == 1


@pytest.mark.parametrize("name", ["report.json", "./report.json", "sub/../report.json"])
def test_an_old_report_in_the_tree_is_not_looked_at_again(folder, name):
    write(folder, a=BAD, sub__b=GOOD)
    runs = [run("check", "--output-format", "json", "--output-file", name) for _ in range(2)]
    assert runs[0].stdout == runs[1].stdout
    assert runs[0].stderr == runs[1].stderr
    assert (folder / "report.json").read_bytes().count(b'"filename": "a.py"') == 1
    # Another file of that name is another file.
    (folder / "sub" / "report.json").write_text('["https://api.ie1.twilio.com"]')
    assert "sub/report.json" in run("check", "--output-file", name).stdout
    assert "sub/report.json" not in run("check", "--output-file", "sub/report.json").stdout


def test_fix_does_not_rewrite_the_report_that_it_writes(folder):
    write(folder, a='URL = "https://api.dublin.twilio.com/x"\n')
    (folder / "report.json").write_text('["https://api.ie1.twilio.com"]')
    result = run("fix", "--output-format", "json", "--output-file", "report.json")
    assert result.exit_code == 1
    assert result.stdout.startswith("a.py:1:16: EW103")
    assert [row["code"] for row in json.loads((folder / "report.json").read_text())] == ["EW103"]


def test_fix_diff(folder):
    write(folder, a=BAD)
    result = run("fix", "--diff", "--output-file", "twilio.patch")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "+URL =" in (folder / "twilio.patch").read_text()


def test_standard_input(folder):
    result = run("fix", "-", "--output-format", "json", "--output-file", "report", stdin=BAD.encode())
    assert "api.dublin.ie1" in result.stdout
    assert json.loads((folder / "report").read_text()) == []


def test_an_old_report_keeps_its_mode_and_its_link(folder):
    write(folder, a=BAD)
    (folder / "out").mkdir()
    (folder / "out" / "report").write_text("old")
    (folder / "out" / "report").chmod(0o640)
    (folder / "link").symlink_to(Path("out") / "report")
    (folder / "out" / "report").write_text("https://api.ie1.twilio.com")
    assert "report" not in run("check", "out", "a.py", "--output-file", "link").stdout
    assert (folder / "link").is_symlink()
    assert (folder / "out" / "report").read_text().startswith("a.py:1:16: ")
    assert stat.S_IMODE((folder / "out" / "report").stat().st_mode) == 0o640


def test_a_new_report_has_the_mode_of_any_new_file(folder):
    write(folder, a=BAD)
    run("check", "--output-file", "report")
    (folder / "other").touch()
    assert (folder / "report").stat().st_mode == (folder / "other").stat().st_mode


def test_a_report_that_cannot_be_finished_leaves_the_old_one(folder, monkeypatch):
    write(folder, a=BAD)
    (folder / "report").write_text("old")

    def full(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(report_file.os, "replace", full)
    result = run("check", "a.py", "--output-file", "report")
    assert result.exit_code == 2
    assert "error: report cannot be written: No space left on device" in result.stderr
    assert (folder / "report").read_text() == "old"
    assert not list(folder.glob(".report*"))


def test_a_pipe_takes_the_report(folder):
    write(folder, a=BAD)
    os.mkfifo(folder / "pipe")
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append((folder / "pipe").read_text()))
    reader.start()
    assert run("check", "a.py", "--output-file", "pipe").exit_code == 1
    reader.join(timeout=20)
    assert got[0].startswith("a.py:1:16: ")
    assert run("check", "a.py", "--output-file", os.devnull).exit_code == 1


def test_a_pipe_that_nobody_reads_from(folder, monkeypatch):
    write(folder, a=BAD)
    os.mkfifo(folder / "pipe")
    monkeypatch.setattr(report_file, "PATIENCE", 0.1)
    result = run("check", "a.py", "--output-file", "pipe")
    assert result.exit_code == 2
    assert "error: pipe cannot be written: it is a pipe, and nobody reads from it" in result.stderr


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_takes_no_file(folder):
    write(folder, a=BAD)
    (folder / "out").mkdir(mode=0o500)
    result = run("check", "a.py", "--output-file", "out/report")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "out/report cannot be written: Permission denied" in result.stderr


def test_a_name_that_is_not_utf8(folder):
    (folder / os.fsdecode(b"caf\xe9.py")).write_text(BAD)
    for output_format in FORMATS:
        assert run("check", "--output-format", output_format, "--output-file", "report").exit_code == 1
        assert (folder / "report").read_text(encoding="utf-8")
