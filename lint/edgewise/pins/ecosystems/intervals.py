"""Ranges of versions in brackets, ``[5.0,6.0)``, as Maven, Gradle and NuGet write them -> specifiers (PEP 440)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from edgewise.pins.statements import Flaw, PinStatement, of_version
from edgewise.pins.versions import ANY, is_specifier

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_INTERVAL = re.compile(
    r"(?P<opened>[\[(\]])\s*(?P<low>[\w.-]*)\s*(?P<comma>,?)\s*(?P<high>[\w.-]*)\s*(?P<closed>[\])\[])"
)
_FLOATING = re.compile(r"(?P<parts>\d+(?:\.\d+)*)\.[*+](?:-\*)?")
_ANY = re.compile(r"\*|\+|latest(?:\.\w+)?|release", re.IGNORECASE)


def of_range(package: str, text: str) -> Iterator[PinStatement | Flaw]:
    """Yield what one version or a range of them says about a package.

    A version alone is what is installed in the end: all three take the lowest that is asked for.
    """
    text = text.strip()
    floating = _FLOATING.fullmatch(text)
    if _ANY.fullmatch(text):
        yield PinStatement(f"{package} {text}", (ANY,))
    elif floating is not None:
        yield PinStatement(f"{package} {text}", (f"=={floating['parts']}.*",))
    elif text[:1] in ("[", "(", "]"):
        yield _of_intervals(package, text)
    else:
        yield from of_version(package, text)


def of_ranges(package: str, said: str, ranges: Iterable[str]) -> Iterator[PinStatement | Flaw]:
    """Yield what each of the ranges says that a text refers to; a flaw where there is none."""
    known = False
    for text in ranges:
        known = True
        yield from of_range(package, text)
    if not known:
        yield Flaw(f"{said!r} is given elsewhere")


def _of_intervals(package: str, text: str) -> PinStatement | Flaw:
    specifiers = tuple(map(_specifier, _INTERVAL.finditer(text)))
    left = _INTERVAL.sub("", text).strip(" ,")
    if left or not specifiers or not all(map(is_specifier, specifiers)):
        return Flaw(f"{text[:50]!r} is no range of versions")
    return PinStatement(f"{package} {text[:50]}", specifiers)


def _specifier(found: re.Match[str]) -> str:
    if not found["comma"]:
        return f"=={found['low']}"
    low = f"{'>=' if found['opened'] == '[' else '>'}{found['low']}" if found["low"] else ""
    high = f"{'<=' if found['closed'] == ']' else '<'}{found['high']}" if found["high"] else ""
    return ",".join(filter(None, (low, high)))
