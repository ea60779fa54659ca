"""The fuzzer's claims over its seeds and every input that once broke one, without a fuzzer; and the fuzzer, briefly."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest

from edgewise.templates import Piece, Template, find_hosts
from fuzz.choices import Choices
from fuzz.reference import hosts_in
from fuzz.run import REGRESSIONS, ROOT
from fuzz.seeds import seeds
from fuzz.targets import TARGETS

# As in the fuzzer: without a decision nothing is decided.
pytestmark = pytest.mark.usefixtures("undecided")

SAVED = sorted(path for path in REGRESSIONS.glob("*/*") if path.is_file())


@pytest.mark.parametrize("target", TARGETS)
def test_seeds(target: str) -> None:
    looked_at = 0
    for seed in seeds(target):
        TARGETS[target](seed)
        looked_at += 1
    assert looked_at >= 4


@pytest.mark.parametrize("path", SAVED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_once_broke_it(path: Path) -> None:
    TARGETS[path.parent.name](path.read_bytes())


def test_inputs_that_are_kept_have_a_target() -> None:
    assert len(SAVED) >= 3
    assert {path.parent.name for path in SAVED} <= set(TARGETS)


def test_decisions() -> None:
    choices = Choices(b"2z\xc3\xa9!")
    assert choices.of("abc") == "c"
    assert choices.below(10) == (ord("z") - ord("0")) % 10
    assert (choices.is_empty, choices.rest()) == (False, "é!")
    assert (Choices(b"").is_empty, Choices(b"").of("abc"), Choices(b"\xff").rest()) == (
        True,
        "a",
        "\N{REPLACEMENT CHARACTER}",
    )


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("https://api.ie1.twilio.com/x, API.Twilio.COM", ["api.ie1.twilio.com", "API.Twilio.COM"]),
        ("api.twilio.com. api.twilio.com:443 ", ["api.twilio.com", "api.twilio.com"]),
        ("api.twilio.com..uk api.twilio.com.. api.twilio.com..-", ["api.twilio.com"]),
        ("api.twilio.com.uk api.twilio.community api.twilio.com-x api.twilio.com@x api.twilio.com:x@y", []),
        ("twilio.com .api.twilio.com a..twilio.com _a.twilio.com éa.twilio.com a.nottwilio.com", []),
    ],
)
def test_the_slow_reader(text: str, hosts: list[str]) -> None:
    assert [text[start:end] for start, end in hosts_in(text)] == hosts


@pytest.mark.parametrize("length", [1, 2, 3])
def test_the_matcher_and_the_slow_reader_agree_on_what_stands_around_a_host(length: int) -> None:
    host = "api.ie1.twilio.com"
    for around in map("".join, product("\n\t./:@?&_-éx1", repeat=length)):
        for text in (host + around, around + host):
            found = [(match.start, match.end) for match in find_hosts(Template([Piece(text, 0, len(text))]))]
            assert found == [*hosts_in(text)], text


def command(*arguments: str, root: Path = ROOT) -> subprocess.CompletedProcess[str]:
    script = str(root / "tests" / "fuzz" / "run.py")
    return subprocess.run([sys.executable, script, *arguments], capture_output=True, text=True, check=False)


has_fuzzer = pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris is not installed")


@has_fuzzer
def test_no_such_target() -> None:
    run = command("narnia")
    assert run.returncode == 2
    assert "no target is called narnia" in run.stderr


@has_fuzzer
@pytest.mark.slow
def test_every_target_runs() -> None:
    run = command("--seconds", "14")
    assert run.returncode == 0, run.stdout + run.stderr
    assert [line.partition(":")[0] for line in run.stdout.splitlines()] == list(TARGETS)
    assert not re.search(r": 0 inputs", run.stdout)


@has_fuzzer
@pytest.mark.slow
def test_what_does_not_hold_is_told(tmp_path: Path) -> None:
    # A copy of the source in which every edge was forgotten
    for folder in ("lint", "codemods", "tests"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "regressions"))
    table = tmp_path / "lint/edgewise/twilio/table.py"
    source = table.read_text(encoding="utf-8")
    assert '"dublin",' in source
    table.write_text(source.replace('"dublin",', '"dublim",', 1), encoding="utf-8")
    run = command("resolver", "--seconds", "20", root=tmp_path)
    assert run.returncode == 1
    assert "AssertionError" in run.stdout
    kept = re.search(r"resolver: (\S+) breaks it", run.stdout)
    assert kept is not None
    shutil.rmtree(Path(kept[1]).parent)
