"""Repositories: where each ends, and where git keeps its data."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from edgewise.files import gitignore
from edgewise.files.reading import read_notes

if TYPE_CHECKING:
    from collections.abc import Iterator

GIT = (".git",)
MARKS = (*GIT, ".hg", ".jj")
"""What stands in the root of a repository, and no further down. In a submodule and a worktree ``.git`` is a file."""


def is_root(folder: str, marks: tuple[str, ...] = MARKS) -> bool:
    """Say whether ``folder`` is the root of a repository, as that of a submodule or a worktree is."""
    return any(os.path.lexists(os.path.join(folder, mark)) for mark in marks)


def upwards(folder: str, marks: tuple[str, ...] = MARKS, *, past_submodules: bool = False) -> Iterator[str]:
    """Yield ``folder``, an absolute path, and those above it: up to the root of its repository, else of the disk.

    :param past_submodules: go on from the root of a submodule into the repository that holds it.
    """
    while True:
        yield folder
        above = os.path.dirname(folder)
        if above == folder or (is_root(folder, marks) and not (past_submodules and is_submodule(folder))):
            return
        folder = above


def root_of(folder: str, marks: tuple[str, ...] = MARKS) -> str | None:
    """Return the root of the repository in which ``folder``, an absolute path, lies; None outside of one."""
    *_, last = upwards(folder, marks)
    return last if is_root(last, marks) else None


def is_submodule(root: str) -> bool:
    """Say whether another repository holds the one at ``root``: it keeps its data, or lists its path."""
    git = git_folder(root)
    holder = root_of(os.path.dirname(root), GIT)
    if git is None or holder is None:
        return False
    # That of a worktree, which may lie in its own repository, is the repository's.
    keeps = os.path.realpath(common_folder(git_folder(holder) or os.path.join(holder, ".git")))
    if os.path.realpath(common_folder(git)).startswith(os.path.join(keeps, "")):
        return True
    try:
        text = os.fsdecode(read_notes(os.path.join(holder, ".gitmodules")))
    except OSError:
        return False
    return gitignore.relative_to(holder, root) in re.findall(r'^\s*path\s*=\s*"?(.+?)"?\s*$', text, re.MULTILINE)


def git_folder(folder: str) -> str | None:
    """Return the folder in which git keeps the index of the working tree at ``folder``, None if it is the root of none.

    In a submodule or a worktree ``.git`` is a file that names the place.
    """
    path = os.path.join(folder, ".git")
    if os.path.isdir(path):
        return path if os.path.lexists(os.path.join(path, "HEAD")) else None
    named = _first_line(path)
    return os.path.join(folder, named.removeprefix("gitdir: ")) if named.startswith("gitdir: ") else None


def common_folder(git: str) -> str:
    """Return the folder that holds what all worktrees of a repository share, given what :func:`git_folder` returns."""
    return os.path.join(git, _first_line(os.path.join(git, "commondir")))


def _first_line(path: str) -> str:
    try:
        return os.fsdecode(read_notes(path).partition(b"\n")[0]).rstrip("\r")
    except OSError:
        return ""
