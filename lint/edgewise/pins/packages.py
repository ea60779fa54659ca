"""The pins of helper libraries other than Python's: the nearest folder above a file that says something about one."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from edgewise.pins.ecosystems import bundler, composer, golang, jvm, npm, nuget
from edgewise.pins.folders import FolderPins, Reader, folders_of, nearest, said_in
from edgewise.pins.libraries import Libraries, Reading
from edgewise.pins.requirements import LINK_OUT, is_inside
from edgewise.pins.statements import Flaw, PinStatement
from edgewise.pins.versions import behaviour
from edgewise.twilio.libraries import CSHARP, GO, JAVA, NODE, PHP, RUBY, HelperLibrary

if TYPE_CHECKING:
    from edgewise.options import Options
    from edgewise.twilio.releases import Behaviour

READERS: Mapping[HelperLibrary, Mapping[str, Reader]] = {
    NODE: {
        "package.json": npm.manifest,
        "package-lock.json": npm.lock,
        "npm-shrinkwrap.json": npm.lock,
        "yarn.lock": npm.yarn,
        "pnpm-lock.yaml": npm.pnpm,
        "bun.lock": npm.bun,
    },
    JAVA: {
        "pom.xml": jvm.pom,
        "build.gradle": jvm.gradle,
        "build.gradle.kts": jvm.gradle,
        "gradle.lockfile": jvm.gradle_lock,
        "gradle/libs.versions.toml": jvm.catalog,
    },
    CSHARP: {
        "*.csproj": nuget.project,
        "Directory.Packages.props": nuget.project,
        "Directory.Build.props": nuget.project,
        "packages.config": nuget.config,
        "packages.lock.json": nuget.lock,
    },
    RUBY: {
        "Gemfile": bundler.gemfile,
        "gems.rb": bundler.gemfile,
        "*.gemspec": bundler.gemfile,
        "Gemfile.lock": bundler.lock,
        "gems.locked": bundler.lock,
    },
    PHP: {"composer.json": composer.manifest, "composer.lock": composer.lock},
    GO: {"go.mod": golang.mod},
}
"""For each library, the names of the files that say which of its releases is used, and who reads them.

A name may have a ``*`` in it, or the name of a folder before it.
"""
GLOBS = tuple(sorted({name for readers in READERS.values() for name in readers}))
"""What an editor is to watch."""


def libraries_of(library: HelperLibrary, options: Options, path: str) -> Libraries:
    """Return which releases of a library the code of a file may meet: by the project's pins, or else the newest.

    :param path: that of the file, absolute or relative to the working directory.
    """
    if not options.pin_roots or library not in READERS:
        return Libraries((Reading(library.eras[-1].behaviour),))
    return _pinned(library, os.path.dirname(os.path.abspath(path)), options.pin_roots)


def is_read(path: str) -> bool:
    """Say whether a file is one that may hold a pin, by its name and that of its folder.

    :param path: with forward slashes.
    """
    return any(fnmatchcase(f"/{path}", f"*/{pattern}") for pattern in GLOBS)


def forget() -> None:
    """Look at the files again: for a process that lives on while they change."""
    _pinned.cache_clear()
    _pins.cache_clear()


@functools.cache
def _pinned(library: HelperLibrary, folder: str, roots: tuple[str, ...]) -> Libraries:
    folders = list(folders_of(folder, roots))
    above = (_pins(library, one, folders[-1]) for one in folders)
    statements, flaws, doubted = nearest(above)
    if not any(statement.locked for statement in statements):
        # The lock of a workspace stands further up.
        for pins in above:
            locked = [
                one
                for one in pins.statements
                if one.locked and any(statement.allows(one.version or "") for statement in statements)
            ]
            if locked:
                statements = locked
                break
    doubted |= bool(flaws) and not any(statement.locked for statement in statements)
    return _libraries(library, statements, flaws, doubted=doubted)


def _libraries(library: HelperLibrary, statements: list[PinStatement], flaws: list[str], *, doubted: bool) -> Libraries:
    readings: dict[Behaviour, Reading] = {}
    for statement in statements:
        does = behaviour(*statement.specifiers, eras=library.eras)
        if does is None:
            flaws.append(f"no version of {library.title} fits {statement.said}")
        else:
            readings.setdefault(does, Reading(does, statement.said))
    newest = Reading(library.eras[-1].behaviour)
    return Libraries(tuple(readings.values()) or (newest,), tuple(flaws), doubted)


@functools.cache
def _pins(library: HelperLibrary, folder: str, root: str) -> FolderPins:
    statements: list[PinStatement] = []
    flaws: list[str] = []
    for path, read in _files(library, folder):
        shown = os.path.relpath(path, root).replace(os.sep, "/")
        for said in said_in(path, read) if is_inside(path, root) else [Flaw(LINK_OUT)]:
            if isinstance(said, Flaw):
                flaws.append(f"{shown}: {said.reason}")
            else:
                statements.append(said.of(shown))
    locked = [statement for statement in statements if statement.locked]
    return FolderPins(tuple(locked or statements), tuple(flaws))


def _files(library: HelperLibrary, folder: str) -> Iterator[tuple[str, Reader]]:
    """Yield the files of a folder that may say something, with who reads them."""
    for pattern, read in READERS[library].items():
        names = [pattern]
        if "*" in pattern:
            try:
                names = sorted(name for name in os.listdir(folder) if fnmatchcase(name, pattern))
            except OSError:  # who may not look into a folder cannot be asked about it either
                names = []
        paths = (os.path.join(folder, name) for name in names)
        yield from ((path, read) for path in paths if os.path.isfile(path))
