"""The tables in ``lint/text/data/notations``: texts of one notation each, and what becomes of them.

A row starts with ``=== fixed PATH``, ``=== found PATH`` (found, and left by a safe fix) or ``=== silent PATH``. Behind the
text of a ``fixed`` one stands ``--- becomes`` with what it becomes as written, and perhaps ``--- us1``.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

TABLES = Path(__file__).parent / "lint" / "text" / "data" / "notations"


class Row(NamedTuple):
    """One text of a table; ``expected`` and ``us1`` are the text itself where nothing is changed."""

    table: str
    number: int
    claim: str
    path: str
    text: str
    expected: str
    us1: str | None

    @property
    def label(self) -> str:
        return f"{self.table}-{self.number}-{self.path}"


def rows() -> list[Row]:
    """Return the rows of all tables, in order."""
    return [row for path in sorted(TABLES.glob("*.txt")) for row in _of(path)]


def _of(path: Path) -> list[Row]:
    found: list[Row] = []
    for number, block in enumerate(re.split(r"^=== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]):
        head, _, rest = block.partition("\n")
        claim, name = head.split(" ", 1)
        text, *others = re.split(r"^--- (?:becomes|us1)\n", rest, flags=re.MULTILINE)
        assert claim in ("fixed", "found", "silent"), head
        assert bool(others) == (claim == "fixed"), head
        becomes, *us1 = others or [text]
        found.append(Row(path.stem, number, claim, name, text, becomes, us1[0] if us1 else None))
    return found
