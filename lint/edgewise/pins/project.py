"""The pins of a project: the nearest folder above a file that says something about twilio."""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from edgewise.pins import conda, locks, manifests, requirements, scripts, setup_files
from edgewise.pins.folders import FolderPins, Reader, folders_of, nearest, said_in
from edgewise.pins.libraries import Libraries, Reading
from edgewise.pins.requirements import LINK_OUT, is_inside
from edgewise.pins.statements import Flaw, PinStatement
from edgewise.pins.versions import behaviour, is_specifier
from edgewise.twilio.releases import ERAS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from edgewise.pins.statements import Said
    from edgewise.twilio.releases import Behaviour

READERS: dict[str, Reader] = {
    "poetry.lock": locks.packages,
    "uv.lock": locks.packages,
    "pdm.lock": locks.packages,
    "pylock.toml": locks.packages,
    "Pipfile.lock": locks.pipfile_lock,
    "pyproject.toml": manifests.pyproject,
    "Pipfile": manifests.pipfile,
    "pixi.lock": conda.lock,
    "pixi.toml": conda.pixi,
    "hatch.toml": manifests.hatch,
    "setup.cfg": setup_files.setup_cfg,
    "setup.py": setup_files.setup_py,
}
"""The files that are read in every folder, besides requirements and constraints files."""

_PATTERNS = (
    (re.compile(r"pylock\.[^.]+\.toml"), locks.packages),
    (re.compile(r"(?:.*\.)?conda-lock\.ya?ml"), conda.lock),
    (re.compile(r"(?:.*[-_.])?(?:environment|conda|env)(?:[-_.].*)?\.ya?ml"), conda.environment),
)
_REQUIREMENTS = re.compile(r"(?:.*[-_.])?(?:requirements|constraints)(?:[-_.].*)?\.(?:txt|in|lock)", re.IGNORECASE)
_REQUIREMENTS_FOLDER = "requirements"
_LISTED = re.compile(r".+\.(?:txt|in)", re.IGNORECASE)
GLOBS = (
    *READERS,
    "pylock.*.toml",
    "*{environment,conda,env}*.{yml,yaml}",
    "*{requirements,constraints}*.{txt,in,lock}",
    f"{_REQUIREMENTS_FOLDER}/*.{{txt,in}}",
)
"""What an editor is to watch: all that :func:`is_read` knows, and perhaps more."""
_MANY = 50
"""More statements than that in one place are not combined."""


def pinned(path: str, roots: tuple[str, ...], text: str = "") -> Libraries | None:
    """Return what the pins of a file's project say, None where there is none and nothing to complain about.

    :param path: absolute or relative to the working directory.
    :param roots: absolute folders: how far up to look where the file is in no repository.
    :param text: that of the file, which may have pins of its own.
    """
    path = os.path.abspath(path)
    return (_scripted(path, text, roots) if scripts.MARK in text else None) or _pinned(os.path.dirname(path), roots)


def is_read(path: str) -> bool:
    """Say whether a file is one that may hold a pin, by its name and that of its folder.

    :param path: with forward slashes.
    """
    folder, _, name = path.rpartition("/")
    if _reader(name) is not None or _REQUIREMENTS.fullmatch(name):
        return True
    return folder.rpartition("/")[2] == _REQUIREMENTS_FOLDER and _LISTED.fullmatch(name) is not None


def forget() -> None:
    """Look at the files again: for a process that lives on while they change."""
    _pinned.cache_clear()
    _scripted.cache_clear()
    _pins.cache_clear()


@functools.lru_cache(maxsize=1)
def _scripted(path: str, text: str, roots: tuple[str, ...]) -> Libraries | None:
    *_, root = folders_of(os.path.dirname(path), roots)
    statements, flaws = _sorted(scripts.said_by(path, text), root)
    return _libraries(statements, flaws)


@functools.cache
def _pinned(folder: str, roots: tuple[str, ...]) -> Libraries | None:
    folders = list(folders_of(folder, roots))
    found = (_pins(one, folders[-1]) for one in folders)
    statements, flaws, doubted = nearest(found)
    if any(statement.version is None for statement in statements):
        # The lock of a workspace stands further up.
        for pins in found:
            flaws += pins.flaws
            locked = [statement for statement in pins.statements if statement.locked]
            if locked:
                statements = _by_exact([*statements, *_allowed(locked, statements)])
                break
    doubted |= bool(flaws) and all(statement.version is None for statement in statements)
    libraries = _libraries(statements, flaws)
    return libraries and replace(libraries, doubted=doubted)


def _libraries(statements: Iterable[PinStatement], flaws: list[str]) -> Libraries | None:
    """Return what statements come to, None where nothing is said."""
    readings: dict[Behaviour, Reading] = {}
    for statement in statements:
        does = behaviour(*statement.specifiers)
        if does is None:
            flaws.append(f"no version of twilio fits {statement.said}")
        else:
            readings.setdefault(does, Reading(does, statement.said))
    if not readings:
        return Libraries((Reading(ERAS[-1].behaviour),), tuple(flaws)) if flaws else None
    return Libraries(tuple(readings.values()), tuple(flaws))


# ---------------------------------------------------------------------------------------------------------- one folder


@functools.cache
def _pins(folder: str, root: str) -> FolderPins:
    statements: list[PinStatement] = []
    flaws: list[str] = []
    for said in _files(folder, root):
        of_file, flaws_of_file = _sorted(said, root)
        statements += of_file
        flaws += flaws_of_file
    locked = [statement for statement in statements if statement.locked]
    return FolderPins(tuple(locked or _by_exact(_constrained(statements))), tuple(flaws))


def _sorted(said: Iterable[Said], root: str) -> tuple[list[PinStatement], list[str]]:
    """Return what one file says, and what in it cannot be read, with the names of files."""
    named = [(os.path.relpath(path, root).replace(os.sep, "/"), one) for path, one in said]
    flaws = [f"{shown}: {one.reason}" for shown, one in named if isinstance(one, Flaw)]
    return _together([one.of(shown) for shown, one in named if isinstance(one, PinStatement)]), flaws


def _files(folder: str, root: str) -> Iterator[list[Said]]:
    """Yield what each file of a folder says, with what it includes."""
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        yield [(folder, Flaw(f"cannot be read: {error.strerror or error}"))]
        return
    for name in names:
        read = _reader(name)
        path = os.path.join(folder, name)
        if read is not None and os.path.isfile(path):
            yield [(path, one) for one in (said_in(path, read) if is_inside(path, root) else [Flaw(LINK_OUT)])]
    listed = [os.path.join(folder, name) for name in names if _REQUIREMENTS.fullmatch(name)]
    subfolder = os.path.join(folder, _REQUIREMENTS_FOLDER)
    if _REQUIREMENTS_FOLDER in names and os.path.isdir(subfolder):
        listed += [os.path.join(subfolder, name) for name in sorted(os.listdir(subfolder)) if _LISTED.fullmatch(name)]
    there = [path for path in listed if os.path.isfile(path)]
    for path in there:
        if not is_inside(path, root):
            yield [(path, Flaw(LINK_OUT))]
    yield from requirements.read([path for path in there if is_inside(path, root)], root)


def _reader(name: str) -> Reader | None:
    return READERS.get(name) or next((read for pattern, read in _PATTERNS if pattern.fullmatch(name)), None)


# -------------------------------------------------------------------------------------------- what several of them mean


def _together(statements: list[PinStatement]) -> list[PinStatement]:
    """Return the statements of one file as alternatives: what holds everywhere holds with each of the others."""
    everywhere = [statement for statement in statements if not (statement.marked or statement.locked)]
    if len(everywhere) == len(statements) <= 1 or len(statements) > _MANY:
        return statements
    alternatives = [statement for statement in statements if statement.marked or statement.locked]
    common = _met(everywhere)
    if common is None:
        return statements  # groups that are never installed together
    met = [_met([statement, *common]) for statement in alternatives] if alternatives else [common]
    return [statement for one in met if one is not None for statement in one]


def _met(statements: list[PinStatement]) -> list[PinStatement] | None:
    """Return one statement, or none, that allows what all allow; None where that is nothing."""
    if len(statements) < 2:
        return statements
    met = statements[0]
    for statement in statements[1:]:
        met = met.narrowed(statement)
        if not all(map(is_specifier, met.specifiers)):
            return None  # longer than anybody means it
    return None if behaviour(*met.specifiers) is None else [met]


def _constrained(statements: list[PinStatement]) -> list[PinStatement]:
    """Apply the constraints of a folder to what it requires; without a requirement they are all that is said."""
    constraints = [statement for statement in statements if statement.constraint]
    required = [statement for statement in statements if not statement.constraint]
    if not constraints or not required or len(statements) > _MANY:
        return statements
    met = [_met([statement, *constraints]) for statement in required]
    if None in met:
        return statements  # they contradict each other
    return [narrowed for one in met for narrowed in one or ()]


def _by_exact(statements: Iterable[PinStatement]) -> list[PinStatement]:
    """Leave out each range that allows a version which another statement names: that is what is installed."""
    statements = list(statements)
    exact = [statement.version for statement in statements if statement.version is not None]
    return [
        statement
        for statement in statements
        if statement.version is not None or not any(statement.allows(version) for version in exact)
    ]


def _allowed(locked: Iterable[PinStatement], ranges: Sequence[PinStatement]) -> Iterator[PinStatement]:
    for lock in locked:
        if any(statement.version is None and statement.allows(lock.version or "") for statement in ranges):
            yield lock
