"""Repositories: where each ends, and the folders in which an ignore file of git's is in force."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from edgewise.files import gitignore

if TYPE_CHECKING:
    from collections.abc import Iterator

GIT = (".git",)
MARKS = (*GIT, ".hg", ".jj")
"""What stands in the root of a repository, and no further down. In a submodule and a worktree ``.git`` is a file."""

Sources = tuple[tuple[gitignore.Rules, str], ...]
"""The rules in force in one folder, the nearest first, each with the path from the rules' own folder to this one."""


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
    git = _git_folder(root)
    holder = root_of(os.path.dirname(root), GIT)
    if git is None or holder is None:
        return False
    # That of a worktree, which may lie in its own repository, is the repository's.
    keeps = os.path.realpath(_git_folder(holder) or os.path.join(holder, ".git"))
    if os.path.realpath(git).startswith(os.path.join(keeps, "")):
        return True
    try:
        with open(os.path.join(holder, ".gitmodules"), encoding="utf-8", errors="surrogateescape") as file:
            listed = re.findall(r'^\s*path\s*=\s*"?(.+?)"?\s*$', file.read(), re.MULTILINE)
    except OSError:
        return False
    return gitignore.relative_to(holder, root) in listed


def sources_above(folder: str) -> Sources:
    """Return the rules that folders above hold for ``folder``, a real path; none outside a repository.

    :raises OSError: an ignore file cannot be read.
    """
    names: list[str] = []
    while (git := _git_folder(folder)) is None:
        folder, name = os.path.split(folder)
        if not name:
            return ()
        names.append(name)
    sources = _excluded_by(git)
    for name in reversed(names):
        sources = below(_with_own(folder, sources), name)
        folder = os.path.join(folder, name)
    return sources


def sources_in(folder: str, names: set[str], sources: Sources) -> Sources:
    """Add to ``sources`` the rules that ``folder`` itself holds, given the names of its entries.

    A repository in a repository is a world of its own, as a submodule is to git.

    :raises OSError: an ignore file cannot be read.
    """
    if ".git" in names and (git := _git_folder(folder)) is not None:
        sources = _excluded_by(git)
    return _with_own(folder, sources) if ".gitignore" in names else sources


def below(sources: Sources, name: str) -> Sources:
    """Return the rules of a folder as they hold in its subfolder ``name``."""
    return tuple((rules, f"{base}{name}/") for rules, base in sources)


def is_ignored(sources: Sources, name: str, is_folder: bool) -> bool:
    """Say whether the rules of a folder leave its entry ``name`` out: the nearest that have an opinion decide."""
    for rules, base in sources:
        verdict = rules.verdict(base, name, is_folder)
        if verdict is not None:
            return verdict
    return False


def _with_own(folder: str, sources: Sources) -> Sources:
    path = os.path.join(folder, ".gitignore")
    if not os.path.isfile(path) or os.path.islink(path):  # git follows no link here
        return sources
    return ((gitignore.load(path), ""), *sources)


def _excluded_by(git: str) -> Sources:
    path = os.path.join(git, "info", "exclude")
    return ((gitignore.load(path), ""),) if os.path.isfile(path) else ()


def _git_folder(folder: str) -> str | None:
    """Return the folder that holds the ``info/exclude`` of the repository at ``folder``, None if there is none.

    In a submodule or a worktree ``.git`` is a file that names the place.
    """
    path = os.path.join(folder, ".git")
    if os.path.isdir(path):
        return path if os.path.lexists(os.path.join(path, "HEAD")) else None
    named = _first_line(path)
    if not named.startswith("gitdir: "):
        return None
    path = os.path.join(folder, named.removeprefix("gitdir: "))
    return os.path.join(path, _first_line(os.path.join(path, "commondir")))


def _first_line(path: str) -> str:
    if not os.path.isfile(path):
        return ""
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            return file.readline().rstrip("\r\n")
    except OSError:
        return ""
