"""Programs that somebody thought of, each held to the claims."""

from __future__ import annotations

from random import Random

import pytest

from edgewise import Finding, check_source
from edgewise_codemods.rewrite import fix_source
from oracle.judging.claims import hold
from oracle.judging.judge import run
from oracle.written.hard_programs import HELD, HOLES, OPEN, PROGRAMS
from support import THOROUGH, sampled


def test_there_are_some() -> None:
    assert len(HELD) + len(OPEN) > 400


@pytest.mark.parametrize("name", sampled(HELD, 8))
def test_held(name: str) -> None:
    hold(PROGRAMS[name], "as-written", unsafe=True, may_doubt=True, keeps_edge=True)
    hold(PROGRAMS[name], "us1", unsafe=False, may_doubt=True, keeps_edge=True)


@pytest.mark.xfail(reason="a known fault: once it is mended the heading becomes `held`", raises=Exception)
@pytest.mark.parametrize("name", OPEN)
def test_open(name: str) -> None:
    for way in ("as-written", "us1"):
        for unsafe in (False, True):
            hold(PROGRAMS[name], way, unsafe=unsafe, may_doubt=True, keeps_edge=True)


@pytest.mark.parametrize("name", HOLES)
def test_hole(name: str) -> None:
    before = run(PROGRAMS[name])
    fixed = fix_source(PROGRAMS[name])
    assert fixed.error is None
    after = run(fixed.text)
    assert len(after.hosts) == len(before.hosts)


def test_a_second_look_finds_the_same() -> None:
    programs = [text for name, text in PROGRAMS.items() if "base of" in name]
    assert len(programs) >= 2
    random = Random(0)
    for text in [*programs, *list(PROGRAMS.values())[:: 10 if THOROUGH else 120]]:
        looks: set[tuple[Finding, ...]] = set()
        kept: list[list[object]] = []
        for _ in range(8):
            # Nodes are hashed by where they lie in memory, which is elsewhere each time.
            kept.append([object() for _ in range(random.randrange(3_000))])
            looks.add(check_source(text, filename="program.py", processing_region="as-written").findings)
        assert len(looks) == 1, text
