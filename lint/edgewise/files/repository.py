"""A git repository's ignore files, and the folders in which each is in force."""

from __future__ import annotations

import os

from edgewise.files import gitignore

Sources = tuple[tuple[gitignore.Rules, str], ...]
"""The rules in force in one folder, the nearest first, each with the path from the rules' own folder to this one."""


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


def root_of(folder: str) -> str | None:
    """Return the root of the repository in which ``folder`` lies, a real path; None outside of one."""
    while _git_folder(folder) is None:
        folder, name = os.path.split(folder)
        if not name:
            return None
    return folder


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
