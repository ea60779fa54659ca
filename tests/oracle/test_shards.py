"""The parts of a long run: each is judged once, by programs of its own that are the same every time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from oracle import shards

DRAWN = """
from oracle.generated import test_programs
drawn = []
test_programs.hold = lambda text, *_, **__: drawn.append(text)
test_programs.test_program()
print(hash(tuple(drawn)), len(drawn))
"""


def test_what_is_in_the_log_is_not_judged_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(shards, "judge", lambda part, examples: asked.append(part) or ("fault" if part == 2 else "ok"))
    log = str(tmp_path / "log")
    assert shards.main(log, 2, 10) == 1
    assert shards.main(log, 4, 10) == 1
    assert asked == [1, 2, 3, 4]
    assert shards.main(log, 1, 20) == 0
    assert asked == [1, 2, 3, 4, 1]
    assert "40 programs in 4 parts, 1 parts with a fault: [2]" in capsys.readouterr().out


def test_a_part_has_programs_of_its_own_and_the_same_every_time() -> None:
    def drawn(part: str) -> str:
        environment = {**os.environ, "EDGEWISE_SHARD": part, "EDGEWISE_EXAMPLES": "3", "PYTHONHASHSEED": "0"}
        environment["PYTHONPATH"] = os.pathsep.join(sys.path)
        done = subprocess.run(
            [sys.executable, "-c", DRAWN], env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout

    one = drawn("1")
    assert one.split()[1] == "3"
    assert drawn("1") == one != drawn("2")
