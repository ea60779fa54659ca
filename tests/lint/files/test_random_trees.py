"""What a walk leaves of a random tree is what git leaves of it."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from pathlib import Path

import pytest

from edgewise.files.discovery import WalkSettings, discover
from edgewise.files.file import File, FileKind
from random_trees import CONSTRUCTS, left_by_git, plant, remove, tree_of
from support import examples

TREES = examples(20, 200)
"""How many trees to try; a larger number tries those of the smaller one as well."""
SETTINGS = WalkSettings(exclude=(), kinds=frozenset(FileKind))


@pytest.mark.skipif(shutil.which("git") is None, reason="git is the judge")
def test_what_is_left_of_a_random_tree_is_what_git_leaves(tmp_path: Path) -> None:
    root = tmp_path / "tree"
    left = ignored = 0
    for seed in range(TREES):
        tree = tree_of(seed)
        plant(tree, root)
        expected = left_by_git(root)
        found = [file for file in discover([str(root)], SETTINGS) if isinstance(file, File)]
        assert sorted(os.path.relpath(file.path, root) for file in found) == expected, (seed, tree)
        left += len(expected)
        ignored += len(tree.files) - len(expected)
        remove(root)
    assert left > TREES
    assert ignored > TREES


def test_each_construct_is_drawn() -> None:
    drawn: Counter[str] = sum((tree_of(seed).drawn for seed in range(300)), Counter())
    wanted = {*CONSTRUCTS, "core.ignoreCase", "skip-worktree", "tracked", "negation"}
    assert {name for name in wanted if drawn[name] < 30} == set()
