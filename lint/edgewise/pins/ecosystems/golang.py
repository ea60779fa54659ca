"""``go.mod``, which says which ``github.com/twilio/twilio-go`` is used."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from edgewise.pins.statements import Flaw, PinStatement, of_version
from edgewise.pins.versions import ANY

if TYPE_CHECKING:
    from collections.abc import Iterator

_PACKAGE = "twilio-go"
_MODULE = r"github\.com/twilio/twilio-go"
_REQUIRED = re.compile(
    rf"^[ \t]*(?:require[ \t]+)?{_MODULE}[ \t]+(?P<version>v[\w.+-]+)[ \t]*(?://[^\n]*)?\r?$", re.MULTILINE
)
_REPLACED = re.compile(
    rf"^[ \t]*(?:replace[ \t]+)?{_MODULE}(?:[ \t]+v\S+)?[ \t]*=>[ \t]*(?P<by>\S+)(?:[ \t]+(?P<version>v\S+))?",
    re.MULTILINE,
)


def mod(text: str) -> Iterator[PinStatement | Flaw]:
    """Read the version that ``go.mod`` asks for: Go takes the lowest that all modules agree to."""
    replaced = _REPLACED.search(text)
    if replaced is not None and replaced["version"] is None:
        yield PinStatement(f"{_PACKAGE} of {replaced['by']}", (ANY,))
        return
    found = replaced or _REQUIRED.search(text)
    if found is not None:
        yield from of_version(_PACKAGE, found["version"].removeprefix("v"))
