"""Files of npm, Yarn, pnpm and Bun that say which twilio is installed, or may be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from edgewise.pins.statements import PACKAGE, Flaw, PinStatement, of_locked
from edgewise.pins.tables import json_object, table
from edgewise.pins.versions import ANY

if TYPE_CHECKING:
    from collections.abc import Iterator

_SECTIONS = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies", "resolutions", "overrides")
_VERSION = r"v?=?\s*(?P<major>\d+|[xX*])(?:\.(?P<minor>\d+|[xX*]))?(?:\.(?P<patch>\d+|[xX*]))?(?P<rest>[-+][\w.+-]*)?"
_HYPHEN = re.compile(r"(?P<low>\S+)\s+-\s+(?P<high>\S+)")
_COMPARATOR = re.compile(rf"(?P<sign>\^|~>?|>=|<=|>|<|)\s*{_VERSION}(?:\s+|\Z)")
_ALIAS = re.compile(r"(?:npm|workspace|jsr):(?:twilio@)?")
_ELSEWHERE = re.compile(r"\w[\w+.-]*:|[\w.-]+/[\w.-]+|\.")
"""A URL, a repository or a path: what it leads to is not known."""
_TAG = re.compile(r"(?:latest|next|[a-z][\w-]*)?\Z")
_YARN = re.compile(r"^\"?twilio@[^\n]*:\r?\n[ ]+version:?[ ]\"?(?P<version>[^\"\s]+)", re.MULTILINE)
_PNPM = re.compile(r"^[ ]+['\"]?/?twilio[@/](?P<version>\d[^:'\"(\s]*)[^\n]*:[ \t]*\r?$", re.MULTILINE)
_BUN = re.compile(r"\"twilio\":[ ]*\[[ ]*\"twilio@(?P<version>[^\"]+)\"")


def manifest(text: str) -> Iterator[PinStatement | Flaw]:
    """Read the ranges in ``package.json``."""
    content = json_object(text)
    seen: set[str] = set()
    for section in _SECTIONS:
        said = table(content.get(section)).get(PACKAGE)
        if isinstance(said, str) and said not in seen:
            seen.add(said)
            specifiers = specifiers_of(said)
            shown = said[:50]
            yield (
                Flaw(f"{shown!r} is no range of versions")
                if specifiers is None
                else PinStatement(f"twilio {shown}".strip(), specifiers)
            )


def lock(text: str) -> Iterator[PinStatement | Flaw]:
    """Read the versions in ``package-lock.json`` or ``npm-shrinkwrap.json``, of all lock file versions."""
    content = json_object(text)
    packages = table(content.get("packages"))
    found = [entry for place, entry in packages.items() if f"/{place}".endswith(f"/node_modules/{PACKAGE}")]
    for entry in found or [table(content.get("dependencies")).get(PACKAGE)]:
        version = table(entry).get("version")
        if isinstance(version, str) and specifiers_of(version) != (ANY,):
            yield from of_locked(version)


def yarn(text: str) -> Iterator[PinStatement | Flaw]:
    """Read the versions in ``yarn.lock``, of Yarn 1 or later."""
    return _listed(_YARN, text)


def pnpm(text: str) -> Iterator[PinStatement | Flaw]:
    """Read the versions in ``pnpm-lock.yaml``: the keys of its packages."""
    return _listed(_PNPM, text)


def bun(text: str) -> Iterator[PinStatement | Flaw]:
    """Read the versions in ``bun.lock``."""
    return _listed(_BUN, text)


def _listed(pattern: re.Pattern[str], text: str) -> Iterator[PinStatement | Flaw]:
    for version in dict.fromkeys(found["version"] for found in pattern.finditer(text)):
        yield from of_locked(version)


def specifiers_of(text: str) -> tuple[str, ...] | None:
    """Return the specifiers (PEP 440) for a range of npm, any of which may hold; None for what is no range.

    A tag, a URL, a path or a repository may be any version.
    """
    text = _ALIAS.sub("", text.strip(), count=1)
    if text in ("^", "~") or _TAG.match(text) or _ELSEWHERE.match(text):
        return (ANY,)
    alternatives = [_specifier(part.strip()) for part in text.split("||")]
    known = tuple(part for part in alternatives if part is not None)
    return known if len(known) == len(alternatives) else None


def _specifier(text: str) -> str | None:
    hyphen = _HYPHEN.fullmatch(text)
    if hyphen is not None:
        text = f">={hyphen['low']} <={hyphen['high']}"
    clauses: list[str] = []
    at = 0
    while at < len(text):
        found = _COMPARATOR.match(text, at)
        if found is None:
            return None
        clauses += _clauses(found)
        at = found.end()
    return ",".join(clauses)


def _clauses(found: re.Match[str]) -> list[str]:
    named = [found["major"], found["minor"], found["patch"]]
    parts = [int(part) for part in named if part is not None and part.isdigit()]
    parts = parts[: next((number for number, part in enumerate(named) if part is None or not part.isdigit()), 3)]
    if not parts:
        return []
    low = ".".join(map(str, [*parts, 0, 0][:3]))
    sign = found["sign"]
    if sign in (">=", "<"):
        return [f"{sign}{low}"]
    if sign == ">":
        return [f">{low}"] if len(parts) == 3 else [f">={_after(parts, len(parts))}"]
    if sign == "<=":
        return [f"<={low}"] if len(parts) == 3 else [f"<{_after(parts, len(parts))}"]
    if sign == "^":
        kept = next((number for number, part in enumerate(parts) if part), len(parts) - 1) + 1
        return [f">={low}", f"<{_after(parts, kept)}"]
    if sign.startswith("~"):
        return [f">={low}", f"<{_after(parts, min(len(parts), 2))}"]
    return [f"=={low}"] if len(parts) == 3 else [f">={low}", f"<{_after(parts, len(parts))}"]


def _after(parts: list[int], kept: int) -> str:
    """Return the first version that differs from another in its first ``kept`` parts."""
    return ".".join(map(str, ([*parts[: kept - 1], parts[kept - 1] + 1, 0, 0])[:3]))
