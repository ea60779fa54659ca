"""Files of Maven and Gradle that say which ``com.twilio.sdk:twilio`` is used."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from edgewise.pins.ecosystems.intervals import of_range, of_ranges
from edgewise.pins.ecosystems.xml import named, root_of, text_of, values_of
from edgewise.pins.statements import Flaw, PinStatement, of_version
from edgewise.pins.tables import table, toml

if TYPE_CHECKING:
    from collections.abc import Iterator

_GROUP, _ARTIFACT = "com.twilio.sdk", "twilio"
_PACKAGE = "twilio-java"
_PROPERTY = re.compile(r"\$\{([\w.-]+)\}")
_NOTATION = re.compile(r"[\"']com\.twilio\.sdk:twilio:(?P<version>[^\"':@]+)(?:[:@][^\"']*)?[\"']")
_MAP = re.compile(
    r"\bgroup\s*[:=]\s*[\"']com\.twilio\.sdk[\"']\s*,\s*name\s*[:=]\s*[\"']twilio[\"']\s*,\s*"
    r"version\s*[:=]\s*(?P<version>[\"'][^\"']+[\"']|[\w.]+)"
)
_VARIABLE = re.compile(r"\$\{?(?:[\w.]+\.)?(\w+)\}?|(?:[\w.]+\.)?([A-Za-z_]\w*)")
_LOCKED = re.compile(r"^com\.twilio\.sdk:twilio:(?P<version>[^=\s]+)=", re.MULTILINE)


def pom(text: str) -> Iterator[PinStatement | Flaw]:
    """Read the dependencies in ``pom.xml``; properties are those of the same file."""
    root = root_of(text)
    for dependency in named(root, "dependency"):
        if (text_of(dependency, "groupId"), text_of(dependency, "artifactId")) == (_GROUP, _ARTIFACT):
            said = text_of(dependency, "version")
            yield from of_ranges(_PACKAGE, said, values_of(root, said, _PROPERTY, "properties")) if said else ()


def gradle(text: str) -> Iterator[PinStatement | Flaw]:
    """Read the dependencies in ``build.gradle`` and ``build.gradle.kts``; variables are those of the same file."""
    for found in (*_NOTATION.finditer(text), *_MAP.finditer(text)):
        said = found["version"]
        quoted = found.re is _NOTATION or said[:1] in "\"'"
        said = said.strip("\"'")
        variable = _VARIABLE.fullmatch(said) if "$" in said or not quoted else None
        if variable is None:
            yield from of_range(_PACKAGE, said.removesuffix("!!"))
            continue
        name = re.escape(variable[1] or variable[2])
        given = re.search(rf"\b{name}[\"']?\s*(?:=|,|:)\s*[\"']([^\"']+)[\"']", text)
        yield from of_range(_PACKAGE, given[1]) if given is not None else [Flaw(f"{said!r} is given elsewhere")]


def gradle_lock(text: str) -> Iterator[PinStatement | Flaw]:
    """Read the version in ``gradle.lockfile``."""
    for version in dict.fromkeys(found["version"] for found in _LOCKED.finditer(text)):
        yield from of_version(_PACKAGE, version, locked=True)


def catalog(text: str) -> Iterator[PinStatement | Flaw]:
    """Read Gradle's catalogue of versions, ``gradle/libs.versions.toml``."""
    content = toml(text)
    versions = table(content.get("versions"))
    for entry in table(content.get("libraries")).values():
        group, artifact, version = f"{_GROUP}:{_ARTIFACT}", "", table(entry).get("version")
        if isinstance(entry, str):
            group, _, version = entry.rpartition(":")
        elif "module" in table(entry):
            group = str(table(entry)["module"])
        else:
            artifact = f"{table(entry).get('group')}:{table(entry).get('name')}"
        if (artifact or group) != f"{_GROUP}:{_ARTIFACT}":
            continue
        if "ref" in table(version):
            version = versions.get(str(table(version)["ref"]))
        rich = table(version)
        said = rich.get("strictly") or rich.get("require") or rich.get("prefer") if rich else version
        if isinstance(said, str):
            yield from of_range(_PACKAGE, said)
