"""Discovery: the paths of a command become files to look at, in a stable order."""

from __future__ import annotations

import functools
import os
import re
import stat
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from edgewise.files import gitignore
from edgewise.files.file import (
    GIT_IGNORES,
    File,
    FileKind,
    FolderFiles,
    Problem,
    has_python_shebang,
    keeps_settings,
    kind_by_suffix,
    kind_of,
    one_by_one,
)
from edgewise.files.repository import is_root, is_submodule, root_of
from edgewise.files.worktree import Sources, sources_above, sources_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from edgewise.files.file import Found

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

# Such files say that they are regular, and may wait for ever for somebody to write.
_OF_THE_SYSTEM = ("/proc/", "/sys/")
# What a rewrite of ours that goes on right now, or was killed, has put beside a file.
_TEMPORARY = r"\.edgewise-[0-9a-f]{16}\.tmp"

_MOST_IGNORED = 20_000
"""Entries of folders that git ignores at which a run looks for settings: some twenty milliseconds."""


class WalkSettings(NamedTuple):
    """What a walk leaves out. ``exclude`` are patterns in .gitignore syntax relative to ``root``."""

    exclude: tuple[str, ...] = DEFAULT_EXCLUDE
    root: str = os.curdir
    respect_gitignore: bool = True
    force_exclude: bool = False
    """Whether ``exclude`` also holds for files and folders that are given themselves."""
    kinds: frozenset[FileKind] = frozenset({FileKind.PYTHON})
    """What is yielded from folders; a file that is given itself is yielded whatever it is."""
    only: frozenset[str] | None = None
    """Real paths of the only files to yield, and of all folders above them; None for no such restriction."""
    further: tuple[gitignore.IgnorePatterns, ...] = ()
    """Patterns that count after ``exclude``, each relative to a folder of its own."""


class FolderRules(Protocol):
    """What holds in some folders: the settings of a walk among other things."""

    @property
    def walk(self) -> WalkSettings:
        """What a walk through them leaves out."""
        ...


class TreeRules(Protocol):
    """What holds in which folder, where that is not the same everywhere."""

    @property
    def marks(self) -> frozenset[str]:
        """Names in a folder with which another place may hold there than in the folder above."""
        ...

    def at(self, folder: str) -> FolderRules | Problem:
        """Return what holds in a folder, an absolute path; a problem where that cannot be told."""
        ...

    def hold(self, folder: str, found: Any) -> None:
        """Take down that ``found`` holds for the files of ``folder``, which is written as in their paths."""


class _Everywhere(NamedTuple):
    """One place for all folders."""

    walk: WalkSettings
    marks: frozenset[str] = frozenset()

    def at(self, folder: str) -> FolderRules | Problem:  # noqa: ARG002
        return self

    def hold(self, folder: str, found: Any) -> None:
        pass


def walk(paths: Sequence[str], settings: WalkSettings, places: TreeRules | None = None) -> Iterator[Found]:
    """Yield every file at or below ``paths`` once, in a stable order, and what could not be looked at.

    Paths come in the order given, the files of a folder before those of its subfolders, both sorted by name. Symbolic
    links to files come last, each only if the file it leads to lies in the same repository (without one: in a folder
    that is given), is not left out and was not yielded under its own name; links to folders are not followed. A script
    without a suffix is recognised by its shebang, for which only files without a dot in their name are opened.

    Honoured are the ``.gitignore`` of every folder up to the root of the repository and ``.git/info/exclude``, but
    not ``core.excludesFile``: what is reported should not depend on whose machine it is. As for git, they say nothing
    about files that it tracks.

    :param places: what to leave out, folder by folder, in place of what ``settings`` say about it.
    """
    yield from _Discovery(settings, places or _Everywhere(settings)).run(paths)


def discover(paths: Sequence[str], settings: WalkSettings, places: TreeRules | None = None) -> Iterator[File | Problem]:
    """Yield what :func:`walk` does, one by one."""
    return one_by_one(walk(paths, settings, places))


def is_excluded(path: str, is_folder: bool, places: TreeRules) -> bool:
    """Say whether the patterns that hold where a path stands, or in a folder above, leave it out.

    :param path: absolute or relative to the working directory; nothing has to be there.
    """
    path = os.path.abspath(path)
    place = places.at(os.path.dirname(path))
    while not isinstance(place, Problem):
        if _excludes(place.walk).covers(path, is_folder):
            return True
        # The folder of a configuration may be left out by that of a folder above, in the same repository.
        root = os.path.abspath(place.walk.root)
        above = places.at(os.path.dirname(root))
        if above is place or places.at(root) is not place or not path.startswith(os.path.join(root, "")):
            return False
        if is_root(root) and not is_submodule(root):
            return False
        path, is_folder, place = root, True, above
    return False


def _excludes(walk: WalkSettings) -> _Excludes:
    sources = (gitignore.IgnorePatterns(walk.exclude, walk.root), *walk.further)
    return _compiled(tuple((lines, os.path.abspath(root)) for lines, root in sources))


class _Excludes:
    """The patterns of a walk's settings, ready to match."""

    def __init__(self, sources: tuple[tuple[tuple[str, ...], str], ...]) -> None:
        # Of those that match, the last one decides.
        self._sources = [(gitignore.Rules(lines), root) for lines, root in reversed(sources)]

    def based(self, folder: str) -> Based:
        """Return the patterns as they hold in ``folder``, the first that has an opinion decides."""
        return [(rules, _as_prefix(gitignore.relative_to(root, folder))) for rules, root in self._sources]

    def covers(self, path: str, is_folder: bool) -> bool:
        """Say whether a path, or a folder above it, is left out."""
        root = self._sources[-1][1]
        relative = gitignore.relative_to(root, path)
        if len(self._sources) == 1:
            return relative != "" and self._sources[0][0].covers(relative, is_folder)
        names = relative.split("/") if relative else []
        for number in range(1, len(names) + 1):
            one = os.path.normpath(os.path.join(root, *names[:number]))
            if _verdict(self.based(os.path.dirname(one)), names[number - 1], is_folder or number < len(names)):
                return True
        return False


_compiled = functools.lru_cache(maxsize=64)(_Excludes)


Based = list[tuple[gitignore.Rules, str]]
"""Patterns of several sources, each with the path from its own folder to one: "" or a path that ends with "/"."""


def _verdict(excludes: Based, name: str, is_folder: bool) -> bool | None:
    for rules, base in excludes:
        verdict = rules.verdict(base, name, is_folder)
        if verdict is not None:
            return verdict
    return None


class _Given(NamedTuple):
    path: str
    real: str
    is_folder: bool


class _Ground(NamedTuple):
    """What holds from one folder of a walk on: the place, and its patterns as they hold there."""

    place: FolderRules
    excludes: Based
    depth: int
    """How many characters of the path from the start of the walk lead there."""

    def based(self, inner: str) -> Based:
        """Return the patterns as they hold in a folder further in, by its path from the start of the walk."""
        further = inner[self.depth :]
        return [(rules, base + further) for rules, base in self.excludes] if further else self.excludes


class _Folder(NamedTuple):
    """A folder to walk through: its path from the start, and what holds in it."""

    inner: str
    sources: Sources
    ground: _Ground


class _Link(NamedTuple):
    path: str
    folder: str
    """The real one in which it stands."""


class _Discovery:
    """One run: its settings, and what it has to remember."""

    def __init__(self, settings: WalkSettings, places: TreeRules) -> None:
        self._settings = settings
        self._places = places
        self._kinds = settings.kinds
        self._told: set[Problem] = set()
        # Real paths: of the files that are given, and of those that were yielded by themselves.
        self._named: set[str] = set()
        self._yielded: set[str] = set()
        # Of each folder that the run came by, whether its files were yielded. Of a single one, nothing comes twice.
        self._remembers = False
        self._walked: dict[str, bool] = {}
        self._links: list[_Link] = []
        self._given_themselves: set[str] = set()
        self._ignored_left = _MOST_IGNORED
        # With `only`, git has said what there is to look at.
        self._asks_git = settings.only is None

    def run(self, paths: Sequence[str]) -> Iterator[Found]:
        given = [_look_up(path) for path in paths]
        self._given_themselves.update(item.real for item in given if isinstance(item, _Given))
        self._named.update(item.real for item in given if isinstance(item, _Given) and not item.is_folder)
        self._remembers = len(given) > 1
        for item in given:
            if isinstance(item, Problem):
                yield item
            elif self._settings.only is not None and item.real not in self._settings.only:
                continue
            else:
                yield from self._given(item)
        if self._links:
            starts = [item.real for item in given if isinstance(item, _Given) and item.is_folder]
            yield from self._linked(starts)

    def _given(self, given: _Given) -> Iterator[Found]:
        path = os.path.abspath(given.path)
        place = self._places.at(path if given.is_folder else os.path.dirname(path))
        if isinstance(place, Problem):
            yield from self._tell(place)
        elif place.walk.force_exclude and is_excluded(path, given.is_folder, self._places):
            return
        elif given.is_folder:
            yield from self._walk(given, place)
        else:
            self._places.hold(os.path.dirname(given.path), place)
            yield from self._once(given.path, given.real, kind_of(given.path) or FileKind.TEXT)

    def _tell(self, problem: Problem) -> Iterator[Problem]:
        """Yield a problem that many files may have, once."""
        if problem not in self._told:
            self._told.add(problem)
            yield problem

    def _linked(self, starts: Sequence[str]) -> Iterator[File | Problem]:
        grounds = _Grounds(self._places)
        for link in self._links:
            real = os.path.realpath(link.path)
            start = next((one for one in starts if _is_below(real, one)), None)
            top = start or root_of(link.folder)
            if top is None or not _is_below(real, top):
                place = "folder" if top is None else "repository"
                yield Problem(link.path, f"a link out of the {place}", on_purpose=True)
                continue
            try:
                held = grounds.hold(real, top)
            except OSError as error:
                yield Problem(error.filename, _reason(error))
                continue
            if not held:
                yield Problem(link.path, "a link to a file that is left out", on_purpose=True)
                continue
            own_kind = kind_of(real) or FileKind.TEXT
            kind = kind_by_suffix(link.path) or own_kind
            was_walked = not self._remembers or self._walked.get(_as_prefix(os.path.dirname(real)), False)
            has_its_turn = start is not None and was_walked and own_kind in self._kinds
            if kind in self._kinds and not has_its_turn:
                yield from self._once(link.path, real, kind)

    def _once(self, path: str, real: str, kind: FileKind) -> Iterator[File]:
        if real not in self._yielded:
            self._yielded.add(real)
            yield File(path, kind, real in self._named)

    def _walk(self, start: _Given, place: FolderRules) -> Iterator[Found]:
        shown_start = "" if start.path == os.curdir else _as_prefix(start.path)
        real_start = _as_prefix(start.real)
        try:
            sources = sources_above(start.real) if self._follows_git(place) else Sources()
        except OSError as error:
            yield Problem(error.filename, _reason(error))
            return
        stack = [_Folder("", sources, self._ground(place, os.path.abspath(start.path), 0))]
        while stack:
            folder = stack.pop()
            real = real_start + folder.inner
            if self._remembers and real in self._walked:
                continue
            try:
                found = self._look_into(shown_start + folder.inner, real, folder)
            except OSError as error:
                if self._remembers:
                    self._walked[real] = False
                yield Problem(error.filename, _reason(error))
                continue
            if isinstance(found, Problem):
                yield from self._tell(found)
                continue
            files, folders = found
            yield from files
            stack.extend(reversed(folders))

    def _follows_git(self, place: FolderRules) -> bool:
        return self._asks_git and place.walk.respect_gitignore

    def _ground(self, place: FolderRules, folder: str, depth: int) -> _Ground:
        return _Ground(place, _excludes(place.walk).based(folder), depth)

    def _look_into(self, shown: str, real: str, folder: _Folder) -> tuple[list[Found], list[_Folder]] | Problem:
        """Return the wanted files of one folder, and its folders to walk; a problem where nothing is to be looked at.

        :raises OSError: the folder cannot be listed, or its ignore file or what git tracks cannot be read: what to
            leave out is not known.
        """
        with os.scandir(shown or os.curdir) as listing:
            entries = {entry.name: entry for entry in listing}
        if folder.inner and not ENVIRONMENT_MARKERS.isdisjoint(entries):
            return [], []
        if self._remembers:
            self._walked[real] = True
        if folder.inner and not self._places.marks.isdisjoint(entries):
            entered = self._entered(shown, real, folder)
            if isinstance(entered, Problem):
                return entered
            folder = entered
        inner, sources, ground = folder
        sources = sources_in(shown, real, entries, sources) if self._follows_git(ground.place) else Sources()
        found: list[Found] = []
        tracked: set[str] = set()
        for name, told in self._left_out(entries, real, sources, ground.based(inner)):
            if told is None:
                tracked.add(name)
                continue
            found += self._kept_from_git(entries[name], shown, real, folder) if told else ()
            del entries[name]
        files: list[str] = []
        links: list[str] = []
        folders: list[_Folder] = []
        for name in sorted(entries):
            entry = entries[name]
            if entry.is_file(follow_symlinks=False):
                files.append(name)
            elif entry.is_dir(follow_symlinks=False):
                below = sources.ignored() if name in tracked else sources
                folders.append(_Folder(f"{inner}{name}/", below.below(name), ground))
            else:
                links.append(name)
        found += self._files(files, shown, real)
        self._keep_links([entries[name] for name in links], shown, real)
        if files or links:
            self._places.hold(os.path.dirname(shown), ground.place)
        return found, folders

    def _left_out(
        self, entries: dict[str, os.DirEntry[str]], real: str, sources: Sources, excludes: Based
    ) -> list[tuple[str, bool | None]]:
        """Return the entries of a folder that rules are about, sorted by name, each with what they say.

        True: git ignores it; False: it is left out by other rules; None: git tracks it, although it ignores it.

        :raises OSError: what git tracks cannot be read.
        """
        only = self._settings.only
        said: dict[str, bool | None] = dict.fromkeys(VERSION_CONTROL.intersection(entries), False)
        if only is not None:
            said |= dict.fromkeys([name for name in entries if real + name not in only], False)
        suspects: set[str] = set()
        for rules, base in (*excludes, *sources.rules):
            suspects.update(rules.suspects(base, entries))
        for name in suspects.difference(said):
            is_folder = entries[name].is_dir(follow_symlinks=False)
            if _verdict(excludes, name, is_folder):
                said[name] = False
            elif sources.ignores(name, is_folder):
                said[name] = None if sources.tracks(real + name, is_folder) else True
        return sorted(said.items())

    def _kept_from_git(self, ignored: os.DirEntry[str], shown: str, real: str, folder: _Folder) -> Iterator[Problem]:
        """Tell of what git ignores where it is a file that settings are kept in, or a folder that has some."""
        name = ignored.name
        found: list[str] = []
        if not ignored.is_dir(follow_symlinks=False):
            if keeps_settings(name) and ignored.is_file(follow_symlinks=False):
                found.append(name)
        elif self._ignored_left and real + name not in self._given_themselves:
            from edgewise.files.ignored import settings_in

            def is_left_out(inner: str, below: str) -> bool:
                excludes = folder.ground.based(f"{folder.inner}{name}/{inner}")
                return below in VERSION_CONTROL or bool(_verdict(excludes, below, True))

            inside, looked = settings_in(f"{real}{name}/", is_left_out, ENVIRONMENT_MARKERS, self._ignored_left)
            self._ignored_left -= looked
            found += (path[len(real) :] for path in inside)
        for path in found:
            if real + path not in self._given_themselves:
                yield Problem(shown + path, GIT_IGNORES, on_purpose=True)

    def _entered(self, shown: str, real: str, folder: _Folder) -> _Folder | Problem:
        """Return a folder in which something else may hold than in the folder above, with what does."""
        inner, sources, ground = folder
        place = self._places.at(os.path.abspath(shown))
        if isinstance(place, Problem):
            return place
        if place is ground.place:
            return folder
        if self._follows_git(place) and not ground.place.walk.respect_gitignore:
            sources = sources_above(real.rstrip("/"))
        return _Folder(inner, sources, self._ground(place, os.path.abspath(shown), len(inner)))

    def _files(self, names: list[str], shown: str, real: str) -> Iterator[Found]:
        """Yield the regular files of a folder that are of a wanted kind; those that are given too, by themselves."""
        wanted, scripts = self._wanted(names, shown)
        if self._named and any(real + name in self._named for name in wanted):
            for file in FolderFiles(shown, wanted, scripts).files():
                yield from self._once(file.path, real + file.path[len(shown) :], file.kind)
        elif wanted:
            yield FolderFiles(shown, wanted, scripts)

    def _wanted(self, names: list[str], shown: str) -> tuple[list[str], frozenset[str]]:
        """Return those of the names in a folder that are of a wanted kind, and those that are so by their shebang."""
        without_suffix = [name for name in names if "." not in name]
        scripts = frozenset(name for name in without_suffix if has_python_shebang(shown + name))
        unwanted = {name for name in names if name.endswith(".tmp") and _is_temporary(name)}
        if len(self._kinds) < len(FileKind):
            for name in names:
                kind = kind_by_suffix(name) or (FileKind.PYTHON if name in scripts else FileKind.TEXT)
                if kind not in self._kinds:
                    unwanted.add(name)
        return [name for name in names if name not in unwanted] if unwanted else names, scripts

    def _keep_links(self, entries: list[os.DirEntry[str]], shown: str, real: str) -> None:
        """Keep the links to files for later, but for those that say by their suffix that they are unwanted."""
        for entry in entries:
            name = entry.name
            kind = kind_by_suffix(name) or (FileKind.TEXT if "." in name else None)
            if (kind is not None and kind not in self._kinds) or _is_temporary(name):
                continue
            if entry.is_symlink() and os.path.isfile(shown + name):
                self._links.append(_Link(shown + name, real))


class _Grounds:
    """Which files a walk would come by, asked file by file. Of each folder it remembers the rules in force in it."""

    def __init__(self, places: TreeRules) -> None:
        self._places = places
        self._known: dict[str, Sources | None] = {}

    def hold(self, path: str, top: str) -> bool:
        """Say whether a walk from ``top`` comes by the file at ``path``; both are real.

        :raises OSError: an ignore file or what git tracks cannot be read.
        """
        folder, name = os.path.split(path)
        sources = self._sources(folder, top)
        return sources is not None and self._entered(folder, name, sources, is_folder=False) is not None

    def _sources(self, folder: str, top: str) -> Sources | None:
        """Return the rules in force in a folder, None where a walk does not come by it."""
        waiting: list[str] = []
        while folder not in self._known and folder != top:
            folder, name = os.path.split(folder)
            waiting.append(name)
        if folder not in self._known:
            self._known[folder] = self._with_own(folder, sources_above(folder))
        found = self._known[folder]
        for name in reversed(waiting):
            entered = None if found is None else self._entered(folder, name, found, is_folder=True)
            folder = os.path.join(folder, name)
            marked = any(os.path.lexists(os.path.join(folder, marker)) for marker in ENVIRONMENT_MARKERS)
            # The links of another repository are its own.
            closed = entered is None or marked or is_root(folder)
            found = None if entered is None or closed else self._with_own(folder, entered)
            self._known[folder] = found
        return found

    def _with_own(self, folder: str, sources: Sources) -> Sources:
        return sources_in(folder, folder, {".gitignore"}, sources)

    def _entered(self, folder: str, name: str, sources: Sources, *, is_folder: bool) -> Sources | None:
        """Return the rules of a folder as they hold for an entry of it, None where a walk leaves the entry out."""
        place = self._places.at(folder)
        if isinstance(place, Problem) or name in VERSION_CONTROL:
            return None
        if _verdict(_excludes(place.walk).based(folder), name, is_folder):
            return None
        if not place.walk.respect_gitignore or not sources.ignores(name, is_folder):
            return sources.below(name)
        return sources.ignored() if sources.tracks(os.path.join(folder, name), is_folder) else None


def _is_below(path: str, folder: str) -> bool:
    return path.startswith(_as_prefix(folder))


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
    real = os.path.realpath(path)
    if stat.S_ISREG(mode) and real.startswith(_OF_THE_SYSTEM):
        return Problem(shown, "it belongs to the system and is no file of a disk")
    if stat.S_ISREG(mode) and not os.access(path, os.R_OK):
        return Problem(shown, "it cannot be read: Permission denied")
    return _Given(shown, real, stat.S_ISDIR(mode))


def _reason(error: OSError) -> str:
    return f"it cannot be read: {error.strerror}"


def _tidy(path: str) -> str:
    path = re.sub(r"\A(?:\./+)+(?=.)", "", path.replace(os.sep, "/"), flags=re.S)
    return path.rstrip("/") or path[:1]


def _as_prefix(path: str) -> str:
    return path if path in ("", "/") else f"{path}/"
