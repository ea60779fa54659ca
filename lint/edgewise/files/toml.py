"""TOML as tables: the one place that knows which library reads it."""

from __future__ import annotations

import importlib
import re
import sys
from typing import cast

_MOST_STEPS = 10_000_000
"""Of all dotted keys together: the parser keeps every beginning of each, so that a long one takes its square."""
_LONG = 20
"""Parts of a key that nobody minds."""
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'')
_PART = re.compile(r"[\s\w\"-]*")


def toml_table(text: str) -> dict[str, object]:
    """Return the table that a TOML text is.

    :raises ValueError: it is not valid; the argument says where.
    """
    if _steps(text) > _MOST_STEPS:
        raise ValueError("its tables and lists are nested too deeply")
    # By name, because a type checker knows only one of the two.
    module = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    try:
        return cast("dict[str, object]", module.loads(text))
    except RecursionError:
        raise ValueError("its tables and lists are nested too deeply") from None


def _steps(text: str) -> int:
    """Return the sum of the squares of how many parts the long dotted keys of a text have."""
    steps = 0
    for line in text.split("\n"):
        if line.count(".") > _LONG:
            parts = 0
            for part in _STRING.sub('""', line).split("."):
                parts = parts + 1 if _PART.fullmatch(part) else 0
                steps += parts if parts > _LONG else 0
    return 2 * steps
