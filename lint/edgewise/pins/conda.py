"""Pins of conda and pixi: environment.yml, pixi.toml and their lock files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from edgewise.pins.statements import (
    PACKAGE,
    Flaw,
    PinStatement,
    is_twilio,
    of_locked,
    of_requirement,
    of_source,
    of_specifier,
)
from edgewise.pins.tables import Table, at, table, toml
from edgewise.pins.versions import ANY, is_specifier

if TYPE_CHECKING:
    from collections.abc import Iterator

_ITEM = re.compile(
    r"""^[ \t]*-[ \t]+(?P<quote>["']?)(?:[\w./-]+::)?(?P<said>twilio(?![\w-]|\.\w)[^\r\n]*)""",
    re.MULTILINE | re.IGNORECASE,
)
_VERSION = re.compile(r"(?P<equals>={0,2})\s*(?P<version>\d[\w.!+]*)(?P<any>\*?)(?:[\s=]+[\w.*]+)?")
_FILE = re.compile(r"/twilio-(?P<version>\d[\w.!+]*?)(?:-[^/\s]*\.(?:whl|conda|tar\.bz2)|\.tar\.gz)\b")
_ENTRY = re.compile(r"""^[ \t-]*name:[ \t]+["']?twilio["']?\s+version:[ \t]+["']?(?P<version>[\w.!+]+)""", re.MULTILINE)
_OF_PIXI = ("", "target * ", "feature * ", "feature * target * ")


def environment(text: str) -> Iterator[PinStatement | Flaw]:
    """Read ``environment.yml``: the packages of conda, and those that it leaves to pip."""
    for found in _ITEM.finditer(text) if "dependencies:" in text else ():
        said = found["said"].partition(found["quote"] or " #")[0].strip()
        specifier = said[len(PACKAGE) :]
        if specifier.lstrip().startswith(("[", "@", ";")) or ";" in specifier:
            yield from of_requirement(said)
        else:
            yield from _of_match(specifier, said)


def pixi(text: str) -> Iterator[PinStatement | Flaw]:
    """Read ``pixi.toml``."""
    yield from of_pixi(toml(text))


def of_pixi(content: Table) -> Iterator[PinStatement | Flaw]:
    """Read what ``pixi.toml`` holds, or ``[tool.pixi]`` of a pyproject.toml."""
    for place in _OF_PIXI:
        for kind in ("dependencies", "pypi-dependencies"):
            for listed in at(content, f"{place}{kind}".split()):
                for name, entry in table(listed).items():
                    if is_twilio(name):
                        yield from _of_entry(entry, of_pip=kind != "dependencies")


def lock(text: str) -> Iterator[PinStatement | Flaw]:
    """Read ``pixi.lock`` or ``conda-lock.yml``: by its links and names, since there is no reader for YAML here."""
    found = [*_FILE.finditer(text), *_ENTRY.finditer(text)]
    for version in dict.fromkeys(one["version"] for one in found):
        yield from of_locked(version)


def _of_entry(entry: object, *, of_pip: bool) -> Iterator[PinStatement | Flaw]:
    version = table(entry).get("version", entry)
    if not isinstance(version, str):
        yield of_source(table(entry))
    elif of_pip:
        yield from of_specifier(version)
    else:
        yield from _of_match(version, f"{PACKAGE} {version}")


def _of_match(text: str, said: str) -> Iterator[PinStatement | Flaw]:
    """Yield what a version of conda's own language says: "=6.38" is any 6.38, "6.38.1" and "==6.38.1" are one."""
    specifiers = tuple(map(_specifier, text.split("|")))
    if all(map(is_specifier, specifiers)):
        yield PinStatement(said, specifiers)
    else:
        yield Flaw(f"{text.strip()[:50]!r} is no version constraint of conda")


def _specifier(text: str) -> str:
    found = _VERSION.fullmatch(text.strip())
    if found is None:
        return ANY if text.strip() == "*" else text.strip()
    version = found["version"].rstrip(".")
    # All parts of a version are one version, however it is asked for.
    whole = found["equals"] != "=" or version.count(".") > 1
    return f"=={version}" if whole and not found["any"] else f"=={version}.*"
