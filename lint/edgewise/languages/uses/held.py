"""What holds a host: an expression, and what leads from it to the host."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from edgewise.judgement.uses import plain

if TYPE_CHECKING:
    from tree_sitter import Node

Steps = tuple[str | int, ...]
"""The keys of entries and the numbers of elements: "" is any of both, "*" an element of any number."""
CALLED = "()"
"""The step from a function to what it gives back."""
CALLS = frozenset("value call invoke apply run current test accept".split())
"""Members that call the function which an object has, in lower case and without ``get``."""
_VALUE_OF_PAIR = frozenset("value second last 1".split())


class Holding(NamedTuple):
    """An expression that is a host, or has one at the end of its steps."""

    node: Node
    steps: Steps = ()
    word: Node | None = None
    """The name that stands for the host in a text which is put together of it and others."""


def taken(steps: Steps, key: str | int | None) -> Steps | None:
    """Return what leads on from an entry or an element, None where it is another one; ``key`` is None if not known."""
    first, rest = steps[0], steps[1:]
    if first == CALLED:
        return rest if isinstance(key, str) and plain(key) in (*CALLS, "get") else None
    if key is None or first in ("", "*") or first == key:
        return rest
    if isinstance(key, int) or isinstance(first, int):
        of_pair = first == 1 and str(key).lower().removeprefix("get") in _VALUE_OF_PAIR
        return rest if of_pair or str(first) == str(key) else None
    return rest if plain(first) == plain(key) else None


def of_elements(steps: Steps) -> Steps:
    """Return the steps from something that has the same elements, or the values of a table, in any order."""
    return ("*", *steps[1:])
