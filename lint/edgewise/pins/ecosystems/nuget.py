"""Files of NuGet that say which ``Twilio`` is used."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from edgewise.pins.ecosystems.intervals import of_ranges
from edgewise.pins.ecosystems.xml import named, root_of, text_of, values_of
from edgewise.pins.statements import Flaw, PinStatement, of_version
from edgewise.pins.tables import json_object, table

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = "twilio"
_PACKAGE = "twilio-csharp"
_PROPERTY = re.compile(r"\$\((\w+)\)")


def project(text: str) -> Iterator[PinStatement | Flaw]:
    """Read the packages in a project, ``Directory.Packages.props`` or ``Directory.Build.props``.

    Properties are those of the same file.
    """
    root = root_of(text)
    for kind in ("PackageReference", "PackageVersion"):
        for element in named(root, kind):
            name = element.get("Include") or element.get("Update") or ""
            if name.lower() != _NAME:
                continue
            for key in ("VersionOverride", "Version"):
                said = element.get(key) or text_of(element, key)
                if said:
                    yield from of_ranges(_PACKAGE, said, values_of(root, said, _PROPERTY, "PropertyGroup"))
                    break


def config(text: str) -> Iterator[PinStatement | Flaw]:
    """Read the version in ``packages.config``."""
    for element in named(root_of(text), "package"):
        if (element.get("id") or "").lower() == _NAME:
            yield from of_version(_PACKAGE, element.get("version"))


def lock(text: str) -> Iterator[PinStatement | Flaw]:
    """Read the versions in ``packages.lock.json``, one for each framework."""
    seen: set[str] = set()
    for packages in table(json_object(text).get("dependencies")).values():
        for name, entry in table(packages).items():
            version = table(entry).get("resolved")
            if name.lower() == _NAME and isinstance(version, str) and version not in seen:
                seen.add(version)
                yield from of_version(_PACKAGE, version, locked=True)
