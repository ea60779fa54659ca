"""Files of Composer that say which ``twilio/sdk`` is used."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from edgewise.pins.ecosystems.npm import specifiers_of
from edgewise.pins.statements import Flaw, PinStatement, of_version
from edgewise.pins.tables import items, json_object, table

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = "twilio/sdk"
_SECTIONS = ("require", "require-dev")
_STABILITY = re.compile(r"@\w+")
_TILDE = re.compile(r"~(?=\s*v?\d+\.\d+(?![\d.]))")
"""``~1.2`` allows 1.9 here, as ``^1.2`` does."""
_OR = re.compile(r"\s*\|{1,2}\s*")


def manifest(text: str) -> Iterator[PinStatement | Flaw]:
    """Read the constraints in ``composer.json``."""
    content = json_object(text)
    for section in _SECTIONS:
        said = table(content.get(section)).get(_NAME)
        if not isinstance(said, str):
            continue
        written = _OR.sub(" || ", _TILDE.sub("^", _STABILITY.sub("", said)).replace(",", " "))
        specifiers = specifiers_of(written)
        shown = said[:50]
        yield (
            Flaw(f"{shown!r} is no range of versions")
            if specifiers is None
            else PinStatement(f"{_NAME} {shown}", specifiers)
        )


def lock(text: str) -> Iterator[PinStatement | Flaw]:
    """Read the version in ``composer.lock``."""
    content = json_object(text)
    for section in ("packages", "packages-dev"):
        for entry in map(table, items(content.get(section))):
            version = entry.get("version")
            if entry.get("name") == _NAME and isinstance(version, str) and version[:1] in "v0123456789":
                yield from of_version(_NAME, version, locked=True)
