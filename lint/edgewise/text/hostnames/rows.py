"""Rows of a table: whether one has a host and its replacement, to exchange one for the other."""

from __future__ import annotations

from itertools import pairwise

from edgewise.judgement import names
from edgewise.patterns import on_demand
from edgewise.twilio.hosts import Status, resolve

_CELLS = on_demand(r"[,;\t|]")
_LONGEST = 2_000  # characters of a row
_HOST = on_demand(r"(?ai:(?<![\w-])[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,3}\.twilio\.com)(?![\w-]|\.\w)")
_OF_REPLACEMENT = 4
"""How many dots a host has that names its edge and its region."""


def is_row_of_pair(text: str, start: int, end: int, product: str) -> bool:
    """Say whether the row of the host ``text[start:end]`` has, in another cell, the same text with its replacement.

    The replacement has an edge and a region, or the first row says that one column is the old and one the new.

    :param product: the first label of the host; its replacement has the same.
    """
    low, high = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    row = text[low : high if high >= 0 else None]
    if len(row) > _LONGEST:
        return False
    spans = list(pairwise([-1, *(found.start() for found in _CELLS.finditer(row)), len(row)]))
    own = next(number for number, (_, after) in enumerate(spans) if start - low < after)
    cells = [row[before + 1 : after].strip(" \"'\r") for before, after in spans]
    first = text.find("\n", 0, _LONGEST)
    heads = _CELLS.split(text[:first].strip("\r")) if first >= 0 else []
    for number, cell in enumerate(cells):
        found = _HOST.search(cell) if number != own else None
        if found is None or cell.replace(found[0], text[start:end]) != cells[own]:
            continue
        resolution = resolve(found[0])
        if resolution.status is not Status.VALID or resolution.host is None or resolution.host.product != product:
            continue
        titled = len(heads) == len(cells) and names.exchanges(heads[own], heads[number])
        if titled or found[0].count(".") == _OF_REPLACEMENT:
            return True
    return False
