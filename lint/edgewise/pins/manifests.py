"""Manifests: the TOML files in which a project says what it depends on (pyproject.toml, hatch.toml, Pipfile)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edgewise.pins import conda, poetry
from edgewise.pins.statements import Flaw, PinStatement, is_twilio, of_requirements, of_source, of_specifier
from edgewise.pins.tables import Table, at, items, table, toml

if TYPE_CHECKING:
    from collections.abc import Iterator

_OF_HATCH = ("envs * dependencies", "envs * extra-dependencies")
_LISTS = (
    "project dependencies",
    "project optional-dependencies *",
    "dependency-groups *",  # PEP 735
    "tool pdm dev-dependencies *",
    "tool uv dev-dependencies",
    "tool uv constraint-dependencies",
    *(f"tool hatch {path}" for path in _OF_HATCH),
    "tool flit metadata requires",
    "tool flit metadata requires-extra *",
)
"""Where pyproject.toml has lists of requirements; ``*`` stands for any key."""
_POETRY_TABLES = (
    "tool poetry dependencies",
    "tool poetry dev-dependencies",
    "tool poetry group * dependencies",
)
_NO_PACKAGES = frozenset({"source", "requires", "pipenv", "scripts"})
"""Tables of a Pipfile that are no category of packages."""


def pyproject(text: str) -> Iterator[PinStatement | Flaw]:
    """Read ``pyproject.toml``: the project's own tables, and those of Poetry, PDM, uv, Hatch, Flit and pixi."""
    yield from pyproject_table(toml(text))


def pyproject_table(content: Table) -> Iterator[PinStatement | Flaw]:
    """Read what ``pyproject.toml`` holds."""
    yield from list(_overrides(content)) or _required(content)


def hatch(text: str) -> Iterator[PinStatement | Flaw]:
    """Read ``hatch.toml``."""
    content = toml(text)
    for path in _OF_HATCH:
        for value in at(content, path.split()):
            yield from of_requirements(items(value))


def _overrides(content: Table) -> Iterator[PinStatement | Flaw]:
    """Read what replaces all that is required of a package, whoever requires it."""
    for value in at(content, ["tool", "uv", "override-dependencies"]):
        yield from of_requirements(items(value))
    for value in at(content, ["tool", "pdm", "resolution", "overrides"]):
        for name, entry in table(value).items():
            if is_twilio(name) and isinstance(entry, str):
                yield from of_specifier(f"=={entry}" if entry[:1].isdigit() else entry)


def _required(content: Table) -> Iterator[PinStatement | Flaw]:
    for path in _LISTS:
        for value in at(content, path.split()):
            yield from of_requirements(items(value))
    for path in _POETRY_TABLES:
        for value in at(content, path.split()):
            for name, entry in table(value).items():
                if is_twilio(name):
                    yield from poetry.dependency(entry)
    for value in at(content, ["tool", "pixi"]):
        yield from conda.of_pixi(table(value))
    for value in at(content, ["tool", "uv", "sources"]):
        for name, entry in table(value).items():
            for source in map(table, items(entry) or [entry]) if is_twilio(name) else ():
                yield of_source(source, marked="marker" in source)


def pipfile(text: str) -> Iterator[PinStatement | Flaw]:
    """Read ``Pipfile``."""
    for category, listed in toml(text).items():
        for name, entry in table(listed).items() if category not in _NO_PACKAGES else ():
            if not is_twilio(name):
                continue
            source = table(entry)
            version = source.get("version", entry)
            if isinstance(version, str):
                yield from of_specifier(version, marked="markers" in source)
            else:
                yield of_source(source, marked="markers" in source)
