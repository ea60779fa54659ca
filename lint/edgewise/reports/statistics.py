"""How many findings each rule has, instead of the findings themselves (``--statistics``)."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from edgewise.reports.page import Page, Style
from edgewise.reports.tally import applicable
from edgewise.rules import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from edgewise.check import FileResult


@dataclass(frozen=True, slots=True)
class Row:
    """One rule's count, and how many of those have a fix that applies."""

    code: str
    count: int
    fixable: int


def count(results: Iterable[FileResult], page: Page) -> list[Row]:
    """Return a row for every rule with findings, the most frequent first."""
    counts: Counter[str] = Counter()
    fixable: Counter[str] = Counter()
    for result in results:
        for finding in result.findings:
            counts[finding.code] += 1
            fixable[finding.code] += applicable(finding, page.unsafe_fixes)
    rows = [Row(code, number, fixable[code]) for code, number in counts.items()]
    return sorted(rows, key=lambda row: (-row.count, row.code))


def render(results: Iterable[FileResult], page: Page) -> Generator[str, None, None]:
    """Yield a table: count, code, ``[*]`` where all have a fix that applies and ``[-]`` where some do, name."""
    rows = count(results, page)
    width = max((len(str(row.count)) for row in rows), default=0)
    for row in rows:
        mark = "*" if row.fixable == row.count else "-" if row.fixable else " "
        code, mark = page.paint(row.code, Style.CODE), page.paint(mark, Style.FIXABLE)
        yield f"{row.count:>{width}}  {code}  [{mark}] {BY_CODE[row.code].name}\n"


def render_json(results: Iterable[FileResult], page: Page) -> Generator[str, None, None]:
    """Yield one array of objects in the shape of ruff's."""
    rows = [
        {
            "code": row.code,
            "name": BY_CODE[row.code].name,
            "count": row.count,
            "fixable": row.fixable == row.count,
            "fixable_count": row.fixable,
        }
        for row in count(results, page)
    ]
    yield json.dumps(rows, indent=2) + "\n"
