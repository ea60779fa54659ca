"""The files in which a project says what it depends on: pyproject.toml, Pipfile, setup.cfg and setup.py."""

from __future__ import annotations

import ast
import configparser
import warnings
from typing import TYPE_CHECKING

from edgewise.pins import poetry
from edgewise.pins.files import Table, UnreadableError, items, table, toml
from edgewise.pins.statements import PACKAGE, Flaw, Statement, is_twilio, of_requirements, of_specifier

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LISTS = (
    "project dependencies",
    "project optional-dependencies *",
    "dependency-groups *",  # PEP 735
    "tool pdm dev-dependencies *",
    "tool uv dev-dependencies",
    "tool uv constraint-dependencies",
    "tool uv override-dependencies",
    "tool hatch envs * dependencies",
    "tool hatch envs * extra-dependencies",
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
_ARGUMENTS = frozenset({"install_requires", "extras_require", "tests_require"})
"""Arguments of ``setuptools.setup`` that hold requirements."""


def pyproject(text: str) -> Iterator[Statement | Flaw]:
    """Read ``pyproject.toml``: the project's own tables, and those of Poetry, PDM, uv, Hatch and Flit."""
    content = toml(text)
    for path in _LISTS:
        for value in _at(content, path.split()):
            yield from of_requirements(items(value))
    for path in _POETRY_TABLES:
        for value in _at(content, path.split()):
            for name, entry in table(value).items():
                if is_twilio(name):
                    yield from poetry.dependency(entry)


def pipfile(text: str) -> Iterator[Statement | Flaw]:
    """Read ``Pipfile``."""
    for category, listed in toml(text).items():
        for name, entry in table(listed).items() if category not in _NO_PACKAGES else ():
            if not is_twilio(name):
                continue
            version = entry if isinstance(entry, str) else table(entry).get("version", "*")
            yield from of_specifier(str(version), marked="markers" in table(entry))


def setup_cfg(text: str) -> Iterator[Statement | Flaw]:
    """Read ``setup.cfg`` as setuptools does."""
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(text)
    except configparser.Error as error:
        raise UnreadableError(f"is not valid: {str(error).splitlines()[0]}") from None
    listed = [parser.get("options", "install_requires", fallback="")]
    if parser.has_section("options.extras_require"):
        listed += [value or "" for _, value in parser.items("options.extras_require")]
    for value in listed:
        yield from of_requirements(value.splitlines() if "\n" in value else value.split(","))


def setup_py(text: str) -> Iterator[Statement | Flaw]:
    """Read the lists that the call of ``setup`` holds or names; what is computed says nothing here."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise UnreadableError("cannot be parsed") from None
    named = {
        target.id: statement.value
        for statement in tree.body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in _ARGUMENTS:
            given = [*ast.walk(node.value)]
            given += [
                value
                for name in given
                if isinstance(name, ast.Name) and name.id in named
                for value in ast.walk(named[name.id])
            ]
            for value in given:
                if isinstance(value, ast.Constant) and isinstance(value.value, str) and PACKAGE in value.value.lower():
                    yield from of_requirements(value.value.splitlines())


def _at(content: Table, path: Sequence[str]) -> Iterator[object]:
    """Yield the values at a path of keys."""
    if not path:
        yield content
        return
    key, *rest = path
    for value in table(content).values() if key == "*" else [table(content).get(key)]:
        if not rest:
            yield value
        else:
            yield from _at(table(value), rest)
