"""Where a repository ends: by its mark, through submodules and worktrees, as git itself makes them."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from edgewise.files.repository import GIT, is_root, is_submodule, root_of, upwards

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")


def git(folder: Path, *arguments: str) -> None:
    who = {f"GIT_{role}_{what}": "tests" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    command = ["git", "-C", folder, "-c", "protocol.file.allow=always", *arguments]
    subprocess.run(command, check=True, capture_output=True, env=os.environ | who)


def repository(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "--quiet")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "Start")
    return folder


@pytest.mark.parametrize(
    ("marks", "root"),
    [
        ((), None),
        ((".git/",), "."),
        ((".hg/",), "."),
        ((".git/", "a/.jj/"), "a"),
        ((".git/", "a/b/.git"), "a/b"),
        ((".git/", "a/b/c/.git"), "."),
    ],
)
def test_the_nearest_mark_counts(tmp_path: Path, marks: tuple[str, ...], root: str | None) -> None:
    inner = tmp_path / "a/b"
    (inner / "c").mkdir(parents=True)
    for mark in marks:
        if mark.endswith("/"):
            (tmp_path / mark).mkdir()
        else:
            (tmp_path / mark).write_text("gitdir: elsewhere")
    folders = list(upwards(str(inner)))
    expected = None if root is None else str(tmp_path / root)
    found = root_of(str(inner))
    if expected is None:
        assert found is None or not str(tmp_path).startswith(os.path.join(found, "x"))
        assert folders[-1] == os.path.abspath(os.sep) or is_root(folders[-1])
    else:
        assert (found, folders[-1]) == (expected, expected)
    assert folders[0] == str(inner)


def test_who_asks_git_passes_other_marks(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "a/.hg").mkdir(parents=True)
    assert root_of(str(tmp_path / "a")) == str(tmp_path / "a")
    assert root_of(str(tmp_path / "a"), GIT) == str(tmp_path)


@needs_git
def test_submodules_as_git_makes_them(tmp_path: Path) -> None:
    library = repository(tmp_path / "library")
    inner = repository(tmp_path / "inner")
    git(library, "submodule", "add", "--quiet", str(inner), "deep/inner")
    git(library, "commit", "--quiet", "--message", "Inner")
    shop = repository(tmp_path / "shop")
    git(shop, "submodule", "add", "--quiet", str(library), "vendor/library")
    git(shop, "submodule", "update", "--quiet", "--init", "--recursive")
    git(shop, "commit", "--quiet", "--message", "Library")
    git(shop, "worktree", "add", "--quiet", str(shop / "trees/next"))
    git(shop, "worktree", "add", "--quiet", str(tmp_path / "other"))
    git(tmp_path / "other", "submodule", "update", "--quiet", "--init")
    repository(shop / "clone")
    # As it was before git kept the data of submodules by itself.
    git(shop, "submodule", "add", "--quiet", "--force", str(shop / "clone"), "old")
    shutil.rmtree(shop / "old")
    shutil.copytree(shop / "clone", shop / "old")

    told = {
        "shop": False,
        "shop/vendor/library": True,
        "shop/vendor/library/deep/inner": True,
        "shop/old": True,
        "shop/clone": False,
        "shop/trees/next": False,
        "other": False,
        "other/vendor/library": True,
    }
    assert {name: is_submodule(str(tmp_path / name)) for name in told} == told
    assert {name: root_of(str(tmp_path / name)) for name in told} == {name: str(tmp_path / name) for name in told}


@needs_git
def test_a_repository_whose_data_lie_elsewhere_is_no_submodule(tmp_path: Path) -> None:
    repository(tmp_path / "outer")
    (tmp_path / "outer/apart").mkdir()
    git(tmp_path / "outer/apart", "init", "--quiet", "--separate-git-dir", str(tmp_path / "data"))
    assert is_root(str(tmp_path / "outer/apart"))
    assert not is_submodule(str(tmp_path / "outer/apart"))
