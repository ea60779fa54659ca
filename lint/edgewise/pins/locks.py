"""Lock files: the one version, or the few, that a resolution came to."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from edgewise.pins.statements import PACKAGE, Flaw, PinStatement, is_twilio, of_locked, of_source
from edgewise.pins.tables import Table, UnreadablePinsError, items, json_object, table, toml

if TYPE_CHECKING:
    from collections.abc import Iterator

_PACKAGE = re.compile(r"^\[\[packages?\]\][ \t]*\r?$", re.MULTILINE)


def packages(text: str) -> Iterator[PinStatement | Flaw]:
    """Read the list of packages in ``poetry.lock``, ``uv.lock``, ``pdm.lock`` or ``pylock.toml`` (PEP 751)."""
    content = _tables_of_twilio(text)
    for package in map(table, [*items(content.get("package")), *items(content.get("packages"))]):
        if not is_twilio(package.get("name")):
            continue
        if "version" in package:
            yield from of_locked(package["version"])
        else:  # pylock.toml
            yield from _of_place(package.get("archive"), package.get("vcs"))


def pipfile_lock(text: str) -> Iterator[PinStatement | Flaw]:
    """Read ``Pipfile.lock``: every section but ``_meta`` is a category of packages."""
    for section, listed in json_object(text).items():
        for name, entry in table(listed).items() if section != "_meta" else ():
            if not is_twilio(name):
                continue
            version = table(entry).get("version")
            if isinstance(version, str):
                yield from of_locked(version.lstrip("="))
            else:
                yield from _of_place(entry)


def _of_place(*sources: object) -> Iterator[PinStatement]:
    for source in sources:
        found = of_source(table(source))
        if found.version is not None:
            yield replace(found, locked=True)


def _tables_of_twilio(text: str) -> Table:
    """Return the packages of a lock that may be twilio: to parse all of one takes seconds."""
    start, *packages = _PACKAGE.split(text)
    heads = _PACKAGE.findall(text)
    said = "".join(head + package for head, package in zip(heads, packages, strict=True) if PACKAGE in package.lower())
    with suppress(UnreadablePinsError):
        return toml(start + said)
    return toml(text)
