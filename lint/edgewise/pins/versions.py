"""Version specifiers (PEP 440) -> what the library of that version does with a region and an edge."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from packaging.specifiers import SpecifierSet
from packaging.version import InvalidVersion, Version

from edgewise.twilio.releases import ERAS, Behaviour

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from edgewise.twilio.releases import Era

ANY = ""
"""The specifier that allows every version."""
_LONGEST = 1000
"""Characters: nobody means more, and Python refuses numbers of so many digits."""


def specifier_of(text: str) -> str:
    """Return the specifier for a version or a specifier: "9.9" is exactly that version.

    :raises ValueError: it is neither, or no release can fit it.
    """
    try:
        found = f"=={Version(text[:_LONGEST])}"
    except InvalidVersion:
        found = text.strip()
        if not found or not is_specifier(found):
            raise ValueError(f'{text!r} is neither a version ("9.9.0") nor a specifier (">=6,<7")') from None
    if behaviour(found) is None:
        raise ValueError(f"no version of twilio fits {text!r}")
    return found


def is_specifier(text: str) -> bool:
    """Say whether ``text`` is a specifier, such as ">=6,<7" or ""."""
    if len(text) > _LONGEST:
        return False
    try:
        SpecifierSet(text)
    except ValueError:
        return False
    return True


def exact_version(specifier: str) -> str | None:
    """Return the one version that a specifier allows by naming it ("==9.9.0"), None where it allows a range."""
    for clause in SpecifierSet(specifier):
        if clause.operator in ("==", "===") and not clause.version.endswith(".*"):
            return clause.version
    return None


def allows(specifier: str, version: str) -> bool:
    """Say whether a specifier allows a version; a text that is no version is allowed by nothing."""
    try:
        return SpecifierSet(specifier).contains(Version(version), prereleases=True)
    except InvalidVersion:
        return False


def both(one: str, other: str) -> str:
    """Return the specifier that allows what both allow."""
    return ",".join(dict.fromkeys(text for text in (one, other) if text))


def behaviour(*specifiers: str, eras: Sequence[Era] = ERAS) -> Behaviour | None:
    """Return what the newest release does that one of the specifiers allows, None where no release can fit them.

    :param eras: those of the library whose releases they are.
    """
    allowed = [SpecifierSet(specifier) for specifier in specifiers]
    probes = [[Version(version) for era in eras for version in (era.first, era.last)] for _ in allowed]
    for of_one, one in zip(probes, allowed, strict=True):
        of_one.extend(_around(version for clause in one if (version := _version(clause.version)) is not None))
    end: Version | None = None
    for era in reversed(eras):
        # Releases before the first of all are taken to behave like it.
        first = Version(era.first) if era is not eras[0] else Version("0")
        for of_one, one in zip(probes, allowed, strict=True):
            inside = (probe for probe in of_one if first <= probe and (end is None or probe < end))
            if any(one.contains(probe, prereleases=True) for probe in inside):
                return era.behaviour
        end = first
    return None


def _around(named: Iterable[Version]) -> Iterator[Version]:
    """Yield versions, and their neighbours: a range that allows any version of an era allows its ends or one of these.

    Between the versions that a specifier names, all versions are alike to it.
    """
    for version in named:
        yield version
        for steps in product((-1, 0, 1), repeat=3):
            parts = [max(part + step, 0) for part, step in zip((*version.release, 0, 0)[:3], steps, strict=True)]
            yield Version(".".join(map(str, parts)))


def _version(text: str) -> Version | None:
    try:
        return Version(text.removesuffix(".*"))
    except InvalidVersion:
        return None
