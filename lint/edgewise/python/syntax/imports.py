"""Imports: whether what a module imports may lead to a class, by dotted names; needs no tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_BY_TEXT = ("importlib", "builtins", "__import__")
"""Names without which no module imports another one whose name stands in a text."""


def leads_to(imported: Iterable[str], wanted: Iterable[str]) -> bool:
    """Say whether one of the imported names is, or contains, one of the classes."""
    return any(name == target or target.startswith(f"{name}.") for name in imported for target in wanted)


def may_import_by_text(source: str) -> bool:
    """Say whether the source of a module may import another one whose name stands in a text."""
    return any(name in source for name in _BY_TEXT)
