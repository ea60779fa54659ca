"""Patterns of .gitignore that were changed so as not to explode match what they matched before."""

from __future__ import annotations

import random
import time

import pytest
from pathspec import GitIgnoreSpec

from edgewise.files.gitignore import Rules

PIECES = ("a", "b", "*", "*", "?", "[ab]", r"\*", "c")


def pattern(chance: random.Random) -> str:
    names = ("".join(chance.choice(PIECES) for _ in range(chance.randint(1, 5))) for _ in range(chance.randint(1, 5)))
    return "/".join("**" if chance.random() < 0.35 else name for name in names)


def test_patterns_match_what_pathspec_matches() -> None:
    chance = random.Random(8)
    matched = 0
    for _ in range(4_000):
        body = pattern(chance)
        original = GitIgnoreSpec.from_lines([body])
        rules = Rules([body])
        for _ in range(4):
            path = "/".join("".join(chance.choice("aabc") for _ in range(chance.randint(1, 4))) for _ in range(3))
            assert rules.covers(path) == original.match_file(path), (body, path)
            matched += rules.covers(path)
    assert matched > 1_000


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ("*a" * 20 + "*b", "a" * 250),
        ("*[!b]" * 12 + "*c", "a" * 250),
        ("*?" * 12 + "*b", "a" * 250),
        ("**/a/" * 20 + "b", "/".join("a" * 300)),
        ("x/" + "**/a/" * 20 + "b", "x/" + "/".join("a" * 300)),
        ("**/*a*a*/" * 12 + "b", "/".join(["aaaaa"] * 100)),
    ],
)
def test_no_pattern_takes_for_ever(body: str, path: str) -> None:
    before = time.process_time()
    assert not Rules([body]).covers(path)
    assert time.process_time() - before < 5
