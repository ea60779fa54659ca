"""The look-up of configurations: which one holds in which folder, with what a command was given on top.

The nearest file counts, as far as the root of the repository. Each folder is asked once, and a walk asks only for those
that hold a name out of :data:`MARKS`.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from edgewise.config.config import FILE_NAMES, Config, ConfigError, in_folder, load
from edgewise.files import repository
from edgewise.files.file import Problem
from edgewise.files.gitignore import IgnorePatterns, relative_to

if TYPE_CHECKING:
    from edgewise.files.discovery import WalkSettings
    from edgewise.options import Options
    from edgewise.twilio.table import ProcessingRegion

MARKS = frozenset((*FILE_NAMES, *repository.MARKS))
"""Names in a folder with which another configuration may hold there than in the folder above."""


class GivenOptions(NamedTuple):
    """What a command was given about files, which wins over every configuration; None and ``()`` leave it to that."""

    processing_region: ProcessingRegion | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    prose: bool | None = None
    twilio_version: str | None = None
    exclude: tuple[str, ...] = ()
    """Patterns relative to the working directory, as ``extend_exclude``."""
    extend_exclude: tuple[str, ...] = ()
    respect_gitignore: bool | None = None
    force_exclude: bool | None = None
    unsafe_fixes: bool | None = None
    pin_roots: tuple[str, ...] | None = ()
    """Absolute folders: how far up to look for pins besides the folder of the configuration. None: read no pins."""


class InForce(NamedTuple):
    """One configuration with what a command was given on top: what holds for the files that it is nearest to."""

    config: Config
    options: Options
    """On what findings depend, for files without ``per-file-ignores``; see :meth:`options_for`."""
    walk: WalkSettings
    unsafe_fixes: bool

    def options_for(self, path: str) -> Options:
        """Return the options for one file: less the rules that ``per-file-ignores`` spares it.

        :param path: absolute or relative to the working directory.
        """
        prefixes = self.config.ignored_codes(path)
        if not prefixes:
            return self.options
        from edgewise.rules import BY_CODE

        # In full, so that no longer prefix in `select` outweighs them.
        spared = tuple(code for code in BY_CODE if code.startswith(prefixes))
        return self.options._replace(ignore=self.options.ignore + spared)


class Lookup:
    """The configurations of one run, or of one editor. Picklable: workers go on from what is known so far.

    :param cwd: the working directory, absolute.
    :param only: the configuration of every folder; None to look for the nearest.
    """

    marks = MARKS

    def __init__(self, cwd: str, given: GivenOptions, only: Config | None = None) -> None:
        self._cwd = cwd
        self.given = given
        self._only = only
        self._configs: dict[str, Config | ConfigError] = {}
        self._in_force: dict[str | None, InForce | ConfigError] = {}
        self._holding: dict[str, InForce] = {}
        self._only_one: InForce | None = None

    @property
    def here(self) -> InForce:
        """What holds in the working directory.

        :raises ConfigError: its configuration cannot be used.
        """
        return self.of_folder(self._cwd)

    @property
    def in_use(self) -> list[InForce]:
        """What holds for the files that were come by so far, in that order."""
        return list({found.config.path: found for found in self._holding.values()}.values())

    @property
    def depends_on(self) -> set[str]:
        """The files by which its answers go so far, absolute: those that were read, and those that were not there."""
        paths = {os.path.join(folder, name) for folder in self._configs for name in FILE_NAMES}
        for config in self._configs.values():
            if isinstance(config, ConfigError):
                paths.add(config.path or os.path.join(self._cwd, FILE_NAMES[0]))
            else:
                paths.update(config.extends)
        return paths

    def of_file(self, path: str) -> InForce:
        """Return what holds for a file, which does not have to be there.

        :param path: absolute or relative to the working directory.
        :raises ConfigError: its configuration cannot be used.
        """
        folder = os.path.dirname(path)
        return self._holding.get(folder) or self.of_folder(os.path.join(self._cwd, folder))

    def of_folder(self, folder: str) -> InForce:
        """Return what holds for the files of ``folder``, an absolute path.

        :raises ConfigError: its configuration cannot be used.
        """
        config = self._config(os.path.normpath(folder))
        if isinstance(config, ConfigError):
            raise config
        if config.path not in self._in_force:
            try:
                self._in_force[config.path] = in_force(config, self.given, self._cwd)
            except ConfigError as error:
                self._in_force[config.path] = error
        found = self._in_force[config.path]
        if isinstance(found, ConfigError):
            raise found
        return found

    def at(self, folder: str) -> InForce | Problem:
        """Return what :meth:`of_folder` does, and a problem where that raises: for a walk."""
        try:
            return self.of_folder(folder)
        except ConfigError as error:
            place = folder if error.path is None else os.path.dirname(error.path)
            return Problem(relative_to(self._cwd, place) or os.curdir, f"nothing here was looked at: {error}")

    def hold(self, folder: str, found: InForce) -> None:
        """Take down what holds for the files of ``folder``, which is written as in their paths."""
        if found is not self._only_one:
            self._only_one = None if self._holding else found
        self._holding[folder] = found

    def options_of(self, path: str) -> Options:
        """Return the options for one file of the walk, without ``per-file-ignores``: what the first gate goes by."""
        # It is asked about every file of a tree, and nearly all trees have one configuration.
        return (self._only_one or self.of_file(path)).options

    def forget(self) -> None:
        """Read every configuration again when it is next asked for."""
        self._configs.clear()
        self._in_force.clear()
        self._holding.clear()
        self._only_one = None

    def _config(self, folder: str) -> Config | ConfigError:
        if self._only is not None:
            return self._only
        passed: list[str] = []
        found: Config | ConfigError | None = None
        for one in repository.upwards(folder, past_submodules=True):
            found = self._configs.get(one)
            if found is None:
                passed.append(one)
                found = self._read(one)
            if found is not None:
                break
        self._configs.update(dict.fromkeys(passed, found or Config(root=self._cwd)))
        return self._configs[folder]

    def _read(self, folder: str) -> Config | ConfigError | None:
        try:
            return in_folder(folder, self._cwd)
        except ConfigError as error:
            return error


def look_up(cwd: str, given: GivenOptions, explicit: str | None = None, isolated: bool = False) -> Lookup:
    """Return the look-up of one run.

    :param explicit: the configuration file for every folder, relative to ``cwd``, instead of the nearest.
    :param isolated: read no file.
    :raises ConfigError: the configuration of the working directory, or that file, cannot be used.
    """
    only = load(cwd, explicit, isolated) if isolated or explicit is not None else None
    lookup = Lookup(cwd, given, only)
    _ = lookup.here  # what is wrong there ends the run before it starts
    return lookup


def in_force(config: Config, given: GivenOptions, cwd: str) -> InForce:
    """Return a configuration with what a command was given on top.

    :raises ConfigError: no rule is left.
    """
    options = config.options(
        given.processing_region,
        given.select,
        given.ignore,
        given.prose,
        given.twilio_version,
        pin_roots=() if given.pin_roots is None else config.pin_roots(given.pin_roots),
    )
    if (idle := options.why_idle()) is not None:
        if config.path is None:
            raise ConfigError(idle)
        raise ConfigError.of_file(config.path, f"{relative_to(cwd, config.path)}: {idle}")
    walk = config.walk_settings(
        IgnorePatterns(given.exclude, cwd) if given.exclude else None,
        IgnorePatterns(given.extend_exclude, cwd) if given.extend_exclude else None,
    )
    return InForce(
        config,
        options,
        walk._replace(
            respect_gitignore=_first(given.respect_gitignore, config.respect_gitignore),
            force_exclude=_first(given.force_exclude, config.force_exclude),
        ),
        _first(given.unsafe_fixes, config.unsafe_fixes),
    )


def _first(given: bool | None, configured: bool) -> bool:
    return configured if given is None else given
