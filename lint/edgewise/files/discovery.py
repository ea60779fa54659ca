"""Discovery: the paths of a command become files to look at, in a stable order."""

from __future__ import annotations

import os
import re
import stat
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from edgewise.files import gitignore, repository
from edgewise.files.file import File, Kind, Problem, _has_python_shebang, _kind_by_suffix, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

DEFAULT_EXCLUDE = (
    *(".direnv", ".eggs", ".git-rewrite", ".hypothesis", ".ipynb_checkpoints", ".mypy_cache", ".nox", ".pants.d"),
    *(".pyenv", ".pyre", ".pytest_cache", ".pytype", ".ruff_cache", ".tox", "__pycache__", "__pypackages__"),
    *("buck-out", "node_modules", "site-packages"),
)
"""The default of ``exclude``: caches, and code that other projects own."""

VERSION_CONTROL = frozenset({".bzr", ".git", ".hg", ".jj", ".svn"})
"""Names that are never walked into, whatever ``exclude`` says."""

ENVIRONMENT_MARKERS = frozenset({"conda-meta", "pyvenv.cfg"})
"""Names that make the folder which holds them a virtual environment: it is not walked into either."""

# What a rewrite of ours that goes on right now, or was killed, has put beside a file.
_TEMPORARY = r"\.edgewise-[0-9a-f]{16}\.tmp"


class WalkSettings(NamedTuple):
    """What a walk leaves out. ``exclude`` are patterns in .gitignore syntax relative to ``root``."""

    exclude: tuple[str, ...] = DEFAULT_EXCLUDE
    root: str = os.curdir
    respect_gitignore: bool = True
    force_exclude: bool = False
    """Whether ``exclude`` also holds for files and folders that are given themselves."""
    kinds: frozenset[Kind] = frozenset({Kind.PYTHON})
    """What is yielded from folders; a file that is given itself is yielded whatever it is."""
    only: frozenset[str] | None = None
    """Real paths of the only files to yield, and of all folders above them; None for no such restriction."""


def discover(paths: Sequence[str], settings: WalkSettings) -> Iterator[File | Problem]:
    """Yield every file at or below ``paths`` once, in a stable order, and what could not be looked at.

    Paths come in the order given, the files of a folder before those of its subfolders, both sorted by name. Symbolic
    links to files come last, each only if the file it leads to was not yielded under its own name; links to folders
    are not followed. A script without a suffix is recognised by its shebang, for which only files without a dot in
    their name are opened.

    Honoured are the ``.gitignore`` of every folder up to the root of the repository and ``.git/info/exclude``, but
    not ``core.excludesFile``: what is reported should not depend on whose machine it is.
    """
    yield from _Discovery(settings).run(paths)


class _Given(NamedTuple):
    path: str
    real: str
    is_folder: bool


class _Discovery:
    """One run: its settings, and what it has to remember."""

    def __init__(self, settings: WalkSettings) -> None:
        self._settings = settings
        self._kinds = tuple(settings.kinds)
        self._exclude = gitignore.Rules(settings.exclude)
        self._root = os.path.abspath(settings.root)
        self._named: set[str] = set()
        # The real paths of all that the run came by: of a single folder, nothing comes twice, and it may be large.
        self._remembers = False
        self._yielded: set[str] = set()
        self._walked: set[str] = set()
        self._links: list[str] = []

    def run(self, paths: Sequence[str]) -> Iterator[File | Problem]:
        given = [_look_up(path) for path in paths]
        self._named.update(item.real for item in given if isinstance(item, _Given) and not item.is_folder)
        self._remembers = len(given) > 1
        for item in given:
            if isinstance(item, Problem):
                yield item
            elif self._is_left_out(item):
                continue
            elif item.is_folder:
                yield from self._walk(item)
            else:
                yield from self._once(item.path, item.real, kind_of(item.path) or Kind.TEXT)
        if self._links:
            yield from self._linked(paths)

    def _linked(self, paths: Sequence[str]) -> Iterator[File]:
        targets = {path: os.path.realpath(path) for path in self._links}
        if not self._remembers:
            self._yielded.update(self._come_by(paths, targets.values()))
        for path, real in targets.items():
            kind = _kind_by_suffix(path) or kind_of(real) or Kind.TEXT
            if kind in self._kinds:
                yield from self._once(path, real, kind)

    def _come_by(self, paths: Sequence[str], reals: Iterable[str]) -> Iterator[str]:
        """Yield those of some real paths that the walk came by, which a walk to nowhere else tells."""
        only: set[str] = set()
        for real in reals:
            above = real
            while above not in only:
                only.add(above)
                above = os.path.dirname(above)
        if self._settings.only is not None:
            only &= self._settings.only
        again = discover(paths, self._settings._replace(only=frozenset(only)))
        return (os.path.realpath(found.path) for found in again if isinstance(found, File))

    def _once(self, path: str, real: str, kind: Kind) -> Iterator[File]:
        if real not in self._yielded:
            self._yielded.add(real)
            yield File(path, kind, real in self._named)

    def _is_left_out(self, given: _Given) -> bool:
        only = self._settings.only
        if only is not None and given.real not in only:
            return True
        return self._settings.force_exclude and self._is_excluded(given)

    def _is_excluded(self, given: _Given) -> bool:
        relative = gitignore.relative_to(self._root, given.path)
        return relative != "" and self._exclude.covers(relative, given.is_folder)

    def _walk(self, start: _Given) -> Iterator[File | Problem]:
        shown_start = "" if start.path == os.curdir else _as_prefix(start.path)
        real_start = _as_prefix(start.real)
        base_start = _as_prefix(gitignore.relative_to(self._root, start.path))
        try:
            stack = [("", repository.sources_above(start.real) if self._settings.respect_gitignore else ())]
        except OSError as error:
            yield Problem(error.filename, _reason(error))
            return
        while stack:
            inner, sources = stack.pop()
            folder = real_start + inner
            if self._remembers and folder in self._walked:
                continue
            try:
                files, folders = self._look_into(
                    shown_start + inner, folder, base_start + inner, sources, is_start=not inner
                )
            except OSError as error:
                if self._remembers:
                    self._walked.add(folder)
                yield Problem(error.filename, _reason(error))
                continue
            yield from files
            stack.extend((f"{inner}{name}/", below) for name, below in reversed(folders))

    def _look_into(
        self, shown: str, real: str, base: str, sources: repository.Sources, *, is_start: bool
    ) -> tuple[list[File], list[tuple[str, repository.Sources]]]:
        """Return the wanted files of one folder, and the names of its folders to walk with the rules for each.

        :raises OSError: the folder cannot be listed, or its ignore file cannot be read: what to leave out is not known.
        """
        with os.scandir(shown or os.curdir) as listing:
            entries = sorted(listing, key=attrgetter("name"))
        names = {entry.name for entry in entries}
        if not is_start and not names.isdisjoint(ENVIRONMENT_MARKERS):
            return [], []
        if self._remembers:
            self._walked.add(real)
        if self._settings.respect_gitignore:
            sources = repository.sources_in(shown, names, sources)
        files: list[File] = []
        folders: list[tuple[str, repository.Sources]] = []
        only = self._settings.only
        for entry in entries:
            name = entry.name
            if only is not None and real + name not in only:
                continue
            is_folder = entry.is_dir(follow_symlinks=False)
            if name in VERSION_CONTROL or self._exclude.verdict(base, name, is_folder):
                continue
            if sources and repository.is_ignored(sources, name, is_folder):
                continue
            if is_folder:
                folders.append((name, repository.below(sources, name)))
                continue
            kind = _kind_by_suffix(name) or (Kind.TEXT if "." in name else None)
            if (kind is not None and kind not in self._kinds) or _is_temporary(name):
                continue
            if entry.is_file(follow_symlinks=False):
                kind = kind or (Kind.PYTHON if _has_python_shebang(shown + name) else Kind.TEXT)
                if kind not in self._kinds:
                    continue
                if self._remembers:
                    files.extend(self._once(shown + name, real + name, kind))
                else:
                    files.append(File(shown + name, kind, False))
            elif entry.is_symlink() and os.path.isfile(shown + name):
                self._links.append(shown + name)
        return files, folders


def _is_temporary(name: str) -> bool:
    return name.endswith(".tmp") and re.fullmatch(_TEMPORARY, name) is not None


def _look_up(path: str) -> _Given | Problem:
    shown = _tidy(path)
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        dangling = os.path.islink(path)
        return Problem(shown, "it is a link that leads nowhere" if dangling else "there is no such file or folder")
    except OSError as error:
        return Problem(shown, _reason(error))
    except ValueError:
        return Problem(shown, "it is no path: it holds a null character")
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        return Problem(shown, "it is neither a file nor a folder")
    if stat.S_ISREG(mode) and not os.access(path, os.R_OK):
        return Problem(shown, "it cannot be read: Permission denied")
    return _Given(shown, os.path.realpath(path), stat.S_ISDIR(mode))


def _reason(error: OSError) -> str:
    return f"it cannot be read: {error.strerror}"


def _tidy(path: str) -> str:
    path = re.sub(r"\A(?:\./+)+(?=.)", "", path.replace(os.sep, "/"), flags=re.S)
    return path.rstrip("/") or path[:1]


def _as_prefix(path: str) -> str:
    return path if path in ("", "/") else f"{path}/"
