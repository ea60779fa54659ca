"""Files of Bundler that say which ``twilio-ruby`` is used."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from edgewise.pins.statements import Flaw, PinStatement, of_version
from edgewise.pins.versions import ANY, is_specifier

if TYPE_CHECKING:
    from collections.abc import Iterator

_PACKAGE = "twilio-ruby"
_ASKED = re.compile(
    r"^[^#\n]*?\b(?:gem|add_(?:runtime_|development_)?dependency)[ \t(]*[\"']twilio-ruby[\"'](?P<rest>[^\n#]*)",
    re.MULTILINE,
)
_REQUIREMENT = re.compile(r"[\"']\s*(?P<sign>~>|[<>!]?=|[<>]|)\s*(?P<version>\d[\w.]*)\s*[\"']")
_LOCKED = re.compile(r"^ {4}twilio-ruby \((?P<version>[^)\s]+)\)", re.MULTILINE)


def gemfile(text: str) -> Iterator[PinStatement | Flaw]:
    """Read the requirements in a ``Gemfile`` or the specification of a gem."""
    for asked in _ASKED.finditer(text):
        found = list(_REQUIREMENT.finditer(asked["rest"]))
        specifier = ",".join(clause for one in found for clause in _clauses(one["sign"], one["version"])) or ANY
        said = ", ".join(f"{one['sign']} {one['version']}".strip() for one in found)
        if is_specifier(specifier):
            yield PinStatement(f"{_PACKAGE} {said}".strip(), (specifier,))
        else:
            yield Flaw(f"{said[:50]!r} is no requirement")


def lock(text: str) -> Iterator[PinStatement | Flaw]:
    """Read the version in ``Gemfile.lock``."""
    for version in dict.fromkeys(found["version"] for found in _LOCKED.finditer(text)):
        yield from of_version(_PACKAGE, version, locked=True)


def _clauses(sign: str, version: str) -> list[str]:
    if sign != "~>":
        return [f"{'==' if sign in ('', '=') else sign}{version}"]
    parts = version.split(".")
    return [f"~={version}"] if len(parts) > 1 else [f">={version}", f"=={version}.*"]
