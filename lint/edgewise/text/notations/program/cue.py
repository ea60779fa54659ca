"""Columns of the values in a file of CUE, whose formatter aligns them."""

from __future__ import annotations

from edgewise.patterns import on_demand
from edgewise.text.settings.lines import line_end

_FIELD_OF_CUE = on_demand(r"[ \t]*(?:\w+|\"[^\"\n]*\")[?!]?:[ \t]+(?=\S)")


def column_of_value(text: str, start: int) -> int:
    """Return the column, from 0, of the value in the line around ``start``; 0 where the line begins with no field."""
    low = text.rfind("\n", 0, start) + 1
    field = _FIELD_OF_CUE.match(text, low)
    return field.end() - low if field is not None else 0


def columns_beside(text: str, start: int, end: int) -> set[int]:
    """Return the columns of the values on the lines above and below a field."""
    low, high = text.rfind("\n", 0, start) + 1, line_end(text, end)
    below = text.find("\n", high) + 1
    return {column_of_value(text, at) for at in (max(low - 1, 0), below) if at} - {0}


def padded(copy: str, width: int) -> str:
    """Return a field with its value ``width`` characters after its start."""
    key, sign, value = copy.partition(":")
    return f"{key}{sign}".ljust(width) + value.lstrip()
