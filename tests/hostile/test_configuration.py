"""Configurations, baselines and pins that have no end, no bottom, or somebody else's: an error with a reason, in time."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hostile.command import BAD, edgewise

pytestmark = pytest.mark.skipif(not hasattr(os, "wait4"), reason="what a process took is not told here")

DEEP = "x = " + "[" * 100_000
DOTTED = "x" + ".a" * 10_000 + " = 1"
CLIENT = b'from twilio.rest import Client\nc = Client("AC", "t", region="ie1")\n'


@pytest.mark.parametrize("name", ["edgewise.toml", "pyproject.toml"])
@pytest.mark.parametrize("text", [DEEP, DEEP + "]" * 100_000, "x = " + "{a = " * 50_000])
def test_a_deep_configuration(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / "a.py").write_bytes(BAD)
    (tmp_path / name).write_text(f"{text}\n# edgewise\n")
    run = edgewise(tmp_path, "check")
    assert run.code == 2
    assert b"is not valid TOML: " in run.stderr
    assert b"bug" not in run.stderr
    assert len(run.stderr) < 1_000
    assert run.seconds < 10


@pytest.mark.parametrize("text", [DEEP, DEEP + "]" * 100_000, DOTTED], ids=["open", "closed", "dotted"])
def test_a_comment_in_deep_toml(tmp_path: Path, text: str) -> None:
    old = f'url = "https://api.ie1.twilio.com"\n{text}\n'.encode()
    (tmp_path / "a.toml").write_bytes(old)
    run = edgewise(tmp_path, "check", "--isolated", "--add-ignores", "later", "a.toml")
    assert run.code == 1
    assert b"bug" not in run.stderr
    assert (tmp_path / "a.toml").read_bytes() == old
    assert run.seconds < 10


@pytest.mark.parametrize("name", ["pipe", "/dev/zero", "folder"])
@pytest.mark.parametrize("configured", [True, False])
def test_a_baseline_that_is_no_file(tmp_path: Path, name: str, configured: bool) -> None:
    (tmp_path / "a.py").write_bytes(BAD)
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    if configured:
        (tmp_path / "edgewise.toml").write_text(f'baseline = "{name}"\n')
    run = edgewise(tmp_path, "check", *([] if configured else ["--baseline", name]))
    assert run.code == 2
    assert b": the baseline cannot be read: it is no regular file\n" in run.stderr
    assert run.seconds < 10


@pytest.mark.parametrize(
    ("named", "reason"),
    [("pipe", "pipe is no file"), ("/dev/stdin", "is no file"), ("1.toml", "more than 50 files on top of each other")],
)
def test_an_extended_configuration_without_an_end(tmp_path: Path, named: str, reason: str) -> None:
    (tmp_path / "a.py").write_bytes(BAD)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "edgewise.toml").write_text(f'extend = "{named}"\n')
    for number in range(1, 200):
        (tmp_path / f"{number}.toml").write_text(f'extend = "{number + 1}.toml"\n')
    run = edgewise(tmp_path, "check")
    assert run.code == 2
    assert b"has a bad 'extend': " in run.stderr
    assert reason.encode() in run.stderr


@pytest.mark.parametrize("name", ["pyproject.toml", "edgewise.toml"])
@pytest.mark.parametrize("key", ["a." * 20_000 + "b", "a = 1\n[x]\n" + "'a b'.\"c.d\" . " * 10_000 + "b"])
def test_a_key_of_many_parts(tmp_path: Path, name: str, key: str) -> None:
    (tmp_path / "a.py").write_bytes(BAD)
    (tmp_path / name).write_text(f"{key} = 1\n# edgewise\n")
    run = edgewise(tmp_path, "check")
    assert run.code == 2
    assert f"{name}: it is not valid TOML: its tables and lists are nested too deeply".encode() in run.stderr
    assert run.megabytes < 200


def test_a_configuration_without_an_end(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(BAD)
    run = edgewise(tmp_path, "check", "--config", "/dev/zero")
    assert run.code == 2
    assert b"it is larger than 10,000,000 bytes" in run.stderr
    with (tmp_path / "pyproject.toml").open("wb") as stream:
        stream.write(b"[tool.edgewise]\n")
        stream.truncate(4 << 30)
    run = edgewise(tmp_path, "check")
    assert run.code == 2
    assert b"pyproject.toml: it is larger than 10,000,000 bytes" in run.stderr
    assert run.megabytes < 200


def test_requirements_that_include_each_other(tmp_path: Path) -> None:
    names = [f"requirements-{number}.txt" for number in range(200)]
    for name in names:
        (tmp_path / name).write_text("".join(f"-r {other}\n" for other in names) + "twilio==9.9.0\n")
    (tmp_path / "a.py").write_bytes(CLIENT)
    run = edgewise(tmp_path, "check")
    assert run.stdout.startswith(b"a.py:2:23: EW201")
    assert run.seconds < 15


@pytest.mark.parametrize(
    "name", ["requirements.txt", "uv.lock", "pyproject.toml", "setup.cfg", "requirements/base.txt"]
)
def test_a_pin_is_not_read_through_a_link_out_of_the_project(tmp_path: Path, name: str) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    (root / ".git").mkdir(parents=True)
    outside.write_text("SECRET twilio==1.0\n")
    (root / "a.py").write_bytes(CLIENT)
    (root / name).parent.mkdir(exist_ok=True)
    (root / name).symlink_to(outside)
    run = edgewise(root, "check", "--verbose")
    assert b"SECRET" not in run.stdout + run.stderr
    assert f"{name}: is a link out of the project, and is not read".encode() in run.stderr
    (root / "real.txt").write_text("twilio==9.9.0\n")
    (root / name).unlink()
    (root / "requirements.txt").symlink_to("real.txt")
    assert b"a link out of" not in edgewise(root, "check", "--verbose").stderr


def test_a_lock_without_an_end(tmp_path: Path) -> None:
    with (tmp_path / "uv.lock").open("wb") as stream:
        stream.write(b"# twilio\n")
        stream.truncate(4 << 30)
    (tmp_path / "a.py").write_bytes(CLIENT)
    run = edgewise(tmp_path, "check", "--verbose")
    assert b"uv.lock: is larger than 20,000,000 bytes" in run.stderr
    assert run.megabytes < 400
