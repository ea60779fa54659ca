"""Words of messages that are put together: several things named one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def enumerated(things: Iterable[object]) -> str:
    """Return at least one thing as a part of a sentence: ``a``, ``a and b``, ``a, b and c``."""
    *first, last = map(str, things)
    return f"{', '.join(first)} and {last}" if first else last
