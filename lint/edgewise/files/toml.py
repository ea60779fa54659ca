"""TOML as tables: the one place that knows which library reads it."""

from __future__ import annotations

import importlib
import sys
from typing import cast


def toml_table(text: str) -> dict[str, object]:
    """Return the table that a TOML text is.

    :raises ValueError: it is not valid; the argument says where.
    """
    # By name, because a type checker knows only one of the two.
    module = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    try:
        return cast("dict[str, object]", module.loads(text))
    except RecursionError:
        raise ValueError("its tables and lists are nested too deeply") from None
