"""Imports: whether what a module imports may lead to a class, by dotted names; needs no tree."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_BY_TEXT = ("importlib", "builtins", "__import__")
"""Names without which no module imports another one whose name stands in a text."""
_OTHER_WAYS = {
    "globals": re.compile(r"globals\b(?<=\bglobals)"),
    "Type": re.compile(r"Type\b(?<=\bType)"),
    "type[": re.compile(r"type\[(?<=\btype\[)"),
    "__init__": re.compile(r"__init__(?<=['\"]__init__)"),
    "__class__": re.compile(r"__class__\b(?<=\b__class__)(?!\.)"),
}
"""What gives a class without its import: the table of names, an annotation that promises one, in a text or not, the
name of the constructor in a text, and what an object says of its class. Each is searched for by a word of it first."""


def leads_to(imported: Iterable[str], wanted: frozenset[str]) -> bool:
    """Say whether one of the imported names is, or contains, one of the classes."""
    return not _leading(wanted).isdisjoint(imported)


@cache
def _leading(wanted: frozenset[str]) -> frozenset[str]:
    """Return dotted names with those of all that contains them."""
    return frozenset(
        ".".join(parts[: length + 1]) for parts in (name.split(".") for name in wanted) for length in range(len(parts))
    )


def may_import_by_text(source: str) -> bool:
    """Say whether the source of a module may import another one whose name stands in a text."""
    return any(name in source for name in _BY_TEXT)


def comes_otherwise(source: str) -> bool:
    """Say whether a class may come to the module of this source in another way than by an import statement."""
    return may_import_by_text(source) or any(
        word in source and form.search(source) is not None for word, form in _OTHER_WAYS.items()
    )
