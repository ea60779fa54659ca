"""Lock files: the one version, or the few, that a resolution came to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edgewise.pins.files import items, json_object, table, toml
from edgewise.pins.statements import Flaw, Statement, is_twilio, of_locked

if TYPE_CHECKING:
    from collections.abc import Iterator


def packages(text: str) -> Iterator[Statement | Flaw]:
    """Read the list of packages in ``poetry.lock``, ``uv.lock``, ``pdm.lock`` or ``pylock.toml`` (PEP 751)."""
    content = toml(text)
    for package in map(table, [*items(content.get("package")), *items(content.get("packages"))]):
        if is_twilio(package.get("name")) and "version" in package:
            yield from of_locked(package["version"])


def pipfile_lock(text: str) -> Iterator[Statement | Flaw]:
    """Read ``Pipfile.lock``: every section but ``_meta`` is a category of packages."""
    for section, listed in json_object(text).items():
        for name, entry in table(listed).items() if section != "_meta" else ():
            version = table(entry).get("version")
            if is_twilio(name) and isinstance(version, str):
                yield from of_locked(version.lstrip("="))
