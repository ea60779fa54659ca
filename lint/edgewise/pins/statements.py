"""Statements: what a file says about the version of twilio, also as requirements (PEP 508)."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_sdist_filename, parse_wheel_filename
from packaging.version import Version

from edgewise.pins.versions import ANY, allows, both, exact_version, is_specifier

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

PACKAGE = "twilio"

_ABOUT_TWILIO = re.compile(r"\s*twilio(?![\w.-]*[\w])", re.IGNORECASE)

_EGG = re.compile(
    r"#(?:\S*&)?egg=(?P<name>\w[\w.]*(?:-[a-z_][\w.]*)*)(?:(?:==|-)(?P<version>\d[\w.!+]*))?", re.IGNORECASE
)
_REPOSITORY = re.compile(r"[/:]twilio-python(?:\.git)?(?=[@/#?\s]|$)", re.IGNORECASE)
"""Where twilio-python is developed, or a fork of it."""
_USER = re.compile(r"://[^/@\s]*@")
_LONGEST = 10_000
"""Characters of a requirement: nobody means more."""
_ARCHIVES = (".tar.gz", ".zip")


@dataclass(frozen=True, slots=True)
class PinStatement:
    """One mention of twilio in a file that says what is to be installed, or was.

    ``said`` is the mention in its own words. It allows what any of ``specifiers`` allows: Poetry knows an "or".
    """

    said: str
    specifiers: tuple[str, ...] = (ANY,)
    marked: bool = False
    """It holds in some environments only (a marker, as ``; python_version < "3.8"``)."""
    locked: bool = False
    """It is the outcome of a resolution: a lock file's."""
    constraint: bool = False
    """It restricts whatever else asks for twilio, as a constraints file does."""

    @property
    def version(self) -> str | None:
        """The one version that it allows by its name, None where it allows a range."""
        return exact_version(self.specifiers[0]) if len(self.specifiers) == 1 else None

    def allows(self, version: str) -> bool:
        """Say whether it allows a version."""
        return any(allows(specifier, version) for specifier in self.specifiers)

    def of(self, file: str) -> PinStatement:
        """Return the statement with the name of its file."""
        return replace(self, said=f"{self.said} in {file}")

    def narrowed(self, other: PinStatement) -> PinStatement:
        """Return a statement that allows what both allow, at most."""
        specifiers = tuple(both(one, more) for one in self.specifiers for more in other.specifiers)
        if other.specifiers == (ANY,) or self.said == other.said:
            said = self.said
        else:
            said = other.said if self.specifiers == (ANY,) else f"{self.said} and {other.said}"
        return PinStatement(
            said, specifiers, self.marked or other.marked, self.locked, self.constraint and other.constraint
        )


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that is meant to say a version and cannot be read; ``reason`` is the end of a sentence."""

    reason: str


Said = tuple[str, PinStatement | Flaw]
"""A file, and something that it says."""


def is_twilio(name: object) -> bool:
    """Say whether a name of a package is that of twilio, in any of its spellings."""
    return isinstance(name, str) and canonicalize_name(name) == PACKAGE


def of_requirement(text: str, *, constraint: bool = False) -> Iterator[PinStatement | Flaw]:
    """Yield what a requirement (PEP 508) says about twilio: nothing where it is about another package."""
    if PACKAGE not in text.lower():
        return
    text = text if len(text) <= _LONGEST else f"{text[:_LONGEST]} ..."
    try:
        requirement = Requirement(text)
        specifier = str(requirement.specifier) if requirement.url is None else _of_url(requirement.url)
        if not is_specifier(specifier):
            raise ValueError(specifier)
    except ValueError:  # packaging's own is one, and so is Python's for a number of thousands of digits
        if _name_of_link(text) == PACKAGE:
            yield PinStatement(_shown(text), (_of_url(text.strip()),), constraint=constraint)
        elif _ABOUT_TWILIO.match(text):
            yield Flaw(f"{_shown(text)[:100]!r} is no requirement")
        return
    if not is_twilio(requirement.name):
        return
    said = _shown(text.partition(";")[0])
    yield PinStatement(said, (specifier,), requirement.marker is not None, constraint=constraint)


def _shown(text: str) -> str:
    """Return a requirement as a message shows it: without the user and the password of its URL."""
    return _USER.sub("://", text.strip())


def of_requirements(values: Iterable[object]) -> Iterator[PinStatement | Flaw]:
    """Yield what a list of requirements says; what is no string, such as the include of a group, says nothing."""
    for value in values:
        if isinstance(value, str):
            yield from of_requirement(value)


def of_specifier(text: str, *, marked: bool = False) -> Iterator[PinStatement | Flaw]:
    """Yield what a specifier says that stands beside twilio's name; "*" is any version."""
    text = text.strip()
    if not is_specifier(text.removeprefix("*")):
        yield Flaw(f"{text[:50]!r} is no version specifier")
        return
    specifier = text.removeprefix("*")
    yield PinStatement(f"{PACKAGE}{specifier}", (specifier,), marked)


def of_locked(version: object) -> Iterator[PinStatement | Flaw]:
    """Yield what the version in a lock file says."""
    return of_version(PACKAGE, version, locked=True)


def of_version(package: str, version: object, *, locked: bool = False) -> Iterator[PinStatement | Flaw]:
    """Yield what one version of a package says."""
    try:
        yield PinStatement(f"{package} {version}", (f"=={Version(str(version))}",), locked=locked)
    except ValueError:
        yield Flaw(f"{str(version)[:50]!r} is no version")


def of_source(source: Mapping[str, object], *, marked: bool = False) -> PinStatement:
    """Return what a table says about twilio that names no version but where to get it: a URL, a file, a repository."""
    for key in ("tag", "rev", "ref", "requested-revision"):  # twilio's tags are its versions
        with suppress(ValueError):
            return _of_place(f"=={Version(str(source.get(key)))}", marked)
    for key in ("url", "path", "file"):
        specifier = _of_url(str(source.get(key)))
        if specifier != ANY:
            return _of_place(specifier, marked)
    return _of_place(ANY, marked)


def _of_place(specifier: str, marked: bool) -> PinStatement:
    return PinStatement(f"{PACKAGE} {specifier.removeprefix('==')}".strip(), (specifier,), marked)


def _name_of_link(text: str) -> str | None:
    """Return the package to which a bare path or URL leads: by its ``#egg=``, its repository or the file's name."""
    found = _EGG.search(text)
    if found is not None:
        return canonicalize_name(found["name"])
    if _REPOSITORY.search(text):
        return PACKAGE
    name = text.strip().partition("#")[0].partition("?")[0].replace("\\", "/").rpartition("/")[2]
    try:
        return parse_wheel_filename(name)[0] if name.endswith(".whl") else parse_sdist_filename(name)[0]
    except ValueError:
        return None


def _of_url(url: str) -> str:
    """Return the specifier for what a URL leads to: the version in the name of the file, or a tag; ANY without one."""
    egg = _EGG.search(url)
    path = url.partition("#")[0].partition("?")[0]
    name = path.replace("\\", "/").rpartition("/")[2]
    try:
        if egg is not None and egg["version"]:
            return f"=={Version(egg['version'])}"
        if name.endswith(".whl"):
            return f"=={parse_wheel_filename(name)[1]}"
        for suffix in _ARCHIVES:
            if name.endswith(suffix) and "-" in name:
                return f"=={parse_sdist_filename(name)[1]}"
            name = name.removesuffix(suffix)  # an archive of a tag
        return f"=={Version(name.rpartition('@')[2])}"
    except ValueError:  # of each kind of packaging's errors
        return ANY
