"""Pins of setuptools: setup.cfg, and the lists of a setup.py as far as they are written out."""

from __future__ import annotations

import ast
import configparser
import warnings
from typing import TYPE_CHECKING

from packaging.requirements import Requirement

from edgewise.pins.statements import PACKAGE, Flaw, PinStatement, of_requirements
from edgewise.pins.tables import UnreadablePinsError

if TYPE_CHECKING:
    from collections.abc import Iterator

_ARGUMENTS = frozenset({"install_requires", "extras_require", "tests_require"})
"""Arguments of ``setuptools.setup`` that hold requirements."""
_ADDING = frozenset({"append", "extend", "insert"})


def setup_cfg(text: str) -> Iterator[PinStatement | Flaw]:
    """Read ``setup.cfg`` as setuptools does."""
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(text)
    except configparser.Error as error:
        raise UnreadablePinsError(f"is not valid: {str(error).splitlines()[0]}") from None
    listed = [parser.get("options", name, fallback="") for name in ("install_requires", "tests_require")]
    if parser.has_section("options.extras_require"):
        listed += [value or "" for _, value in parser.items("options.extras_require")]
    for value in listed:
        yield from of_requirements(line.partition(" #")[0] for line in _lines(value))


def _lines(value: str) -> list[str]:
    """Return the requirements of a value: one a line, or in one line between semicolons."""
    if "\n" in value:
        return value.splitlines()
    try:
        Requirement(value)
    except ValueError:
        return value.split(";")
    return [value]  # what stands behind the semicolon is its marker


def setup_py(text: str) -> Iterator[PinStatement | Flaw]:
    """Read the lists that the call of ``setup`` holds or names; what is computed says nothing here."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise UnreadablePinsError("cannot be parsed") from None
    put = _put_into_names(tree)
    waiting: list[ast.AST] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in _ARGUMENTS:
            waiting.append(node.value)
        elif isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            waiting += [value for key, value in pairs if isinstance(key, ast.Constant) and key.value in _ARGUMENTS]
    seen: set[ast.AST] = set()
    while waiting:
        for value in ast.walk(waiting.pop()):
            if value in seen:
                continue
            seen.add(value)
            if isinstance(value, ast.Name):
                waiting += put.pop(value.id, [])
            elif isinstance(value, ast.Constant) and isinstance(value.value, str) and PACKAGE in value.value.lower():
                yield from of_requirements(value.value.splitlines())


def _put_into_names(tree: ast.AST) -> dict[str, list[ast.AST]]:
    """Return what is assigned or added to each name, wherever that is."""
    put: dict[str, list[ast.AST]] = {}
    for node in ast.walk(tree):
        targets: list[ast.expr] = []
        value: ast.AST | None = None
        if isinstance(node, ast.Assign):
            targets, value = node.targets, node.value
        elif isinstance(node, (ast.AnnAssign, ast.AugAssign)):
            targets, value = [node.target], node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _ADDING:
            targets, value = [node.func.value], node
        for target in targets:
            # An item of a dictionary counts as the whole.
            owner = target.value if isinstance(target, ast.Subscript) else target
            if isinstance(owner, ast.Name) and value is not None:
                put.setdefault(owner.id, []).append(value)
    return put
