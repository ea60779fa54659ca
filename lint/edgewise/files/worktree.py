"""Working trees of git: the ignore rules in force in each of their folders, and what is tracked in spite of them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from edgewise.files import gitignore
from edgewise.files.reading import read_notes
from edgewise.files.repository import common_folder, git_folder

if TYPE_CHECKING:
    from collections.abc import Container

    from edgewise.files.index import Index

_SHA1_BYTES, _SHA256_BYTES = 20, 32
_EVERYTHING = gitignore.Rules(["*"])


class WorkingTree:
    """One working tree: where it is, how it compares names, and its index, which is read when somebody asks.

    :raises OSError: its index is there and cannot be read.
    """

    def __init__(self, root: str, folder: str) -> None:
        self.root = root
        self._folder = folder
        # A worktree has a folder of its own in that of the repository.
        self._common = common_folder(folder)
        self._settings = _settings(os.path.join(self._common, "config"))
        self.fold = self._settings.get("core.ignorecase") in _TRUE
        self._index: Index | None = None
        self._may_hide = _may_hide(folder)

    def excluded(self) -> tuple[tuple[gitignore.Rules, str], ...]:
        """Return the rules of ``.git/info/exclude``.

        :raises OSError: they are there and cannot be read.
        """
        path = os.path.join(self._common, "info", "exclude")
        return ((gitignore.load(path, fold=self.fold), ""),) if os.path.isfile(path) else ()

    def tracks(self, path: str, is_folder: bool) -> bool:
        """Say whether git tracks the file at ``path``, absolute and real, or anything at or below the folder there."""
        return self._loaded().tracks(self._relative(path), is_folder)

    def hidden_rules(self, folder: str) -> gitignore.Rules | None:
        """Return the rules of an ignore file that a sparse checkout leaves out of ``folder``, None if there is none.

        :raises OSError: there is one, and it cannot be read.
        """
        if not self._may_hide:
            return None
        name = self._loaded().hidden.get(_as_prefix(self._relative(folder)))
        if name is None:
            return None
        from edgewise.files import objects

        return gitignore.rules_of(objects.content(os.path.join(self._common, "objects"), name), fold=self.fold)

    def _relative(self, path: str) -> str:
        return path[len(_as_prefix(self.root)) :].rstrip("/").replace(os.sep, "/")

    def _loaded(self) -> Index:
        if self._index is None:
            from edgewise.files import index

            sha256 = self._settings.get("extensions.objectformat") == "sha256"
            self._index = index.load(self._folder, _SHA256_BYTES if sha256 else _SHA1_BYTES, fold=self.fold)
        return self._index


class Sources(NamedTuple):
    """The rules in force in one folder, the nearest first, each with the path from the rules' own folder to this one.

    ``below_ignored`` says that the folder is one that git ignores: nothing in it counts but what git tracks.
    """

    rules: tuple[tuple[gitignore.Rules, str], ...] = ()
    tree: WorkingTree | None = None
    below_ignored: bool = False

    def below(self, name: str) -> Sources:
        """Return the rules of a folder as they hold in its subfolder ``name``."""
        if not self.rules:
            return self
        rules = tuple((rules, f"{base}{name}/") for rules, base in self.rules)
        return Sources(rules, self.tree, self.below_ignored)

    def ignores(self, name: str, is_folder: bool) -> bool:
        """Say whether the rules of a folder leave its entry ``name`` out: the nearest that have an opinion decide."""
        for rules, base in self.rules:
            verdict = rules.verdict(base, name, is_folder)
            if verdict is not None:
                return verdict
        return False

    def tracks(self, path: str, is_folder: bool) -> bool:
        """Say whether git tracks what the rules leave out; see :meth:`WorkingTree.tracks`.

        :raises OSError: the index cannot be read.
        """
        return self.tree is not None and self.tree.tracks(path, is_folder)

    def ignored(self) -> Sources:
        """Return the rules of a folder that git ignores, and in which it tracks something."""
        return Sources(((_EVERYTHING, ""),), self.tree, below_ignored=True)


def sources_above(folder: str) -> Sources:
    """Return the rules that folders above hold for ``folder``, a real path; none outside a repository.

    :raises OSError: an ignore file cannot be read.
    """
    names: list[str] = []
    while (git := git_folder(folder)) is None:
        folder, name = os.path.split(folder)
        if not name:
            return Sources()
        names.append(name)
    sources = _own(WorkingTree(folder, git))
    for name in reversed(names):
        sources = sources_in(folder, folder, {".gitignore"}, sources).below(name)
        folder = os.path.join(folder, name)
    return sources


def sources_in(folder: str, real: str, names: Container[str], sources: Sources) -> Sources:
    """Add to ``sources`` the rules that ``folder`` itself holds, given the names of its entries.

    A repository in a repository is a world of its own, as a submodule is to git.

    :param real: its real path.
    :raises OSError: an ignore file cannot be read.
    """
    if ".git" in names and (git := git_folder(real)) is not None:
        sources = _own(WorkingTree(real.rstrip("/") or real, git))
    if sources.below_ignored:
        return sources
    tree = sources.tree
    if ".gitignore" in names:
        path = os.path.join(folder, ".gitignore")
        if os.path.isfile(path) and not os.path.islink(path):  # git follows no link here
            own = gitignore.load(path, fold=tree is not None and tree.fold)
            return sources._replace(rules=((own, ""), *sources.rules))
    hidden = tree.hidden_rules(real) if tree is not None else None
    return sources if hidden is None else sources._replace(rules=((hidden, ""), *sources.rules))


def _own(tree: WorkingTree) -> Sources:
    return Sources(tree.excluded(), tree)


def _may_hide(folder: str) -> bool:
    """Say whether an index may have ignore files that are not in the tree, which takes a version with room for it."""
    path = os.path.join(folder, "index")
    if not os.path.isfile(path):
        return False
    with open(path, "rb", buffering=0) as file:
        return file.read(8)[4:] not in (b"", b"\0\0\0\2")


def _as_prefix(path: str) -> str:
    return path if path in ("", "/") else f"{path}/"


# --------------------------------------------------------------------------------------------------- git's own settings

_TRUE = frozenset({"true", "yes", "on", "1"})


def _settings(path: str) -> dict[str, str]:
    """Return the settings of a configuration file of git, such as ``core.ignorecase``, but for what it includes."""
    try:
        text = read_notes(path).decode("utf-8", "replace")
    except OSError:
        return {}
    found: dict[str, str] = {}
    section = ""
    for line in text.splitlines():
        said = line.strip()
        if said.startswith("["):
            section, _, said = (part.strip() for part in said[1:].partition("]"))
            section = section.lower()
        if said and said[0] not in "#;":
            name, equals, value = said.partition("=")
            value = value.partition("#")[0].partition(";")[0] if equals else "true"
            found[f"{section}.{name.strip().lower()}"] = value.strip().strip('"').lower()
    return found
