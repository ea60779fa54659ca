"""What a file says about the version of twilio: statements, and requirements (PEP 508) as such."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_sdist_filename, parse_wheel_filename
from packaging.version import Version

from edgewise.pins.versions import ANY, allows, both, exact_version, is_specifier

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PACKAGE = "twilio"

_ABOUT_TWILIO = re.compile(r"\s*twilio(?![\w.-]*[\w])", re.IGNORECASE)

_EGG = re.compile(r"#(?:\S*&)?egg=([\w.-]+)")


@dataclass(frozen=True, slots=True)
class Statement:
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

    def of(self, file: str) -> Statement:
        """Return the statement with the name of its file."""
        return replace(self, said=f"{self.said} in {file}")

    def narrowed(self, other: Statement) -> Statement:
        """Return a statement that allows what both allow, at most."""
        specifiers = tuple(both(one, more) for one in self.specifiers for more in other.specifiers)
        said = self.said if self.said == other.said else f"{self.said} and {other.said}"
        return Statement(
            said, specifiers, self.marked or other.marked, self.locked, self.constraint and other.constraint
        )


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that is meant to say a version and cannot be read; ``reason`` is the end of a sentence."""

    reason: str


def is_twilio(name: object) -> bool:
    """Say whether a name of a package is that of twilio, in any of its spellings."""
    return isinstance(name, str) and canonicalize_name(name) == PACKAGE


def of_requirement(text: str, *, constraint: bool = False) -> Iterator[Statement | Flaw]:
    """Yield what a requirement (PEP 508) says about twilio: nothing where it is about another package."""
    if PACKAGE not in text.lower():
        return
    try:
        requirement = Requirement(text)
        specifier = str(requirement.specifier) if requirement.url is None else _of_url(requirement.url)
        if not is_specifier(specifier):
            raise ValueError(specifier)
    except ValueError:  # packaging's own is one, and so is Python's for a number of thousands of digits
        if _name_of_link(text) == PACKAGE:
            yield Statement(text.strip(), (_of_url(text.strip()),), constraint=constraint)
        elif _ABOUT_TWILIO.match(text):
            yield Flaw(f"{text.strip()[:100]!r} is no requirement")
        return
    if not is_twilio(requirement.name):
        return
    yield Statement(text.partition(";")[0].strip(), (specifier,), requirement.marker is not None, constraint=constraint)


def of_requirements(values: Iterable[object]) -> Iterator[Statement | Flaw]:
    """Yield what a list of requirements says; what is no string, such as the include of a group, says nothing."""
    for value in values:
        if isinstance(value, str):
            yield from of_requirement(value)


def of_specifier(text: str, *, marked: bool = False) -> Iterator[Statement | Flaw]:
    """Yield what a specifier says that stands beside twilio's name; "*" is any version."""
    text = text.strip()
    if not is_specifier(text.removeprefix("*")):
        yield Flaw(f"{text[:50]!r} is no version specifier")
        return
    specifier = text.removeprefix("*")
    yield Statement(f"{PACKAGE}{specifier}", (specifier,), marked)


def of_locked(version: object) -> Iterator[Statement | Flaw]:
    """Yield what the version in a lock file says."""
    try:
        yield Statement(f"{PACKAGE} {version}", (f"=={Version(str(version))}",), locked=True)
    except ValueError:
        yield Flaw(f"{str(version)[:50]!r} is no version")


def _name_of_link(text: str) -> str | None:
    """Return the package to which a bare path or URL leads: by its ``#egg=``, or by the file's name."""
    found = _EGG.search(text)
    if found is not None:
        return canonicalize_name(found[1])
    name = text.strip().partition("#")[0].partition("?")[0].replace("\\", "/").rpartition("/")[2]
    try:
        return parse_wheel_filename(name)[0] if name.endswith(".whl") else parse_sdist_filename(name)[0]
    except ValueError:
        return None


def _of_url(url: str) -> str:
    """Return the specifier for what a URL leads to: the version in the name of the file, or a tag."""
    path = url.partition("#")[0].partition("?")[0]
    name = path.replace("\\", "/").rpartition("/")[2]
    try:
        if name.endswith(".whl"):
            return f"=={parse_wheel_filename(name)[1]}"
        if name.endswith((".tar.gz", ".zip")):
            return f"=={parse_sdist_filename(name)[1]}"
        return f"=={Version(name.rpartition('@')[2])}"
    except ValueError:  # of each kind of packaging's errors
        return ANY
