"""Statistics: how many findings there are by rule, by region and by folder (``--statistics``)."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from edgewise.reports.page import Page, Style, shown_path, visible
from edgewise.reports.tally import applicable
from edgewise.rules import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from edgewise.engine.check import FileResult
    from edgewise.findings import Finding

UNKNOWN = "no region known"
"""In place of the region of a finding that names none."""
FOLDER_LEVELS = 2
"""Findings are counted together from so many folders down on, from the working directory."""

_REGION = re.compile(r"(?<![A-Za-z0-9])[a-z]{2}[1-9](?![A-Za-z0-9])", re.IGNORECASE)

_QUOTED = re.compile(r"`[^`]+`|\"[^\"]+\"")
"""What of a message is out of the file: the rest may speak of other regions."""


@dataclass(slots=True)
class StatisticsRow:
    """One rule's count, how many of those have a fix that applies, and the counts by region and folder."""

    code: str
    count: int = 0
    fixable: int = 0
    regions: Counter[str] = field(default_factory=Counter[str])
    folders: Counter[str] = field(default_factory=Counter[str])


def count(results: Iterable[FileResult], page: Page) -> list[StatisticsRow]:
    """Return a row for every rule with findings, the most frequent first."""
    rows: dict[str, StatisticsRow] = {}
    for result in results:
        folder = folder_of(result.path)
        unsafe = page.counts_unsafe(result.path)
        text = result.source.text if result.source is not None else ""
        for finding in result.findings:
            row = rows.setdefault(finding.code, StatisticsRow(finding.code))
            row.count += 1
            row.fixable += applicable(finding, unsafe)
            row.regions[region_of(finding, text)] += 1
            row.folders[folder] += 1
    return sorted(rows.values(), key=lambda row: (-row.count, row.code))


def region_of(finding: Finding, text: str) -> str:
    """Return the region that a finding of the file with ``text`` is about, in lower case, or :data:`UNKNOWN`."""
    places = (text[finding.start : finding.end], *_QUOTED.findall(finding.message))
    return next((found[0].lower() for place in places if (found := _REGION.search(place))), UNKNOWN)


def folder_of(path: str) -> str:
    """Return the folder of a file as far as :data:`FOLDER_LEVELS`, with a "/" behind it."""
    *folders, _ = shown_path(path).split("/")
    return "/".join(folders[: FOLDER_LEVELS + folders.count("..")] or ["."]) + "/"


def render(results: Iterable[FileResult], page: Page) -> Generator[str, None, None]:
    """Yield three tables: count, code, ``[*]`` where all have a fix that applies and ``[-]`` where some do, name.

    Then count and region, and count and folder, each the most frequent first.
    """
    rows = count(results, page)
    width = max((len(str(row.count)) for row in rows), default=0)
    for row in rows:
        mark = "*" if row.fixable == row.count else "-" if row.fixable else " "
        code, mark = page.paint(row.code, Style.CODE), page.paint(mark, Style.FIXABLE)
        yield f"{row.count:>{width}}  {code}  [{mark}] {BY_CODE[row.code].name}\n"
    for counts in (_sum(row.regions for row in rows), _sum(row.folders for row in rows)):
        width = max((len(str(number)) for number in counts.values()), default=0)
        yield from ("\n",) if counts else ()
        for name, number in counts.items():
            yield f"{number:>{width}}  {visible(name)}\n"


def _sum(counters: Iterable[Counter[str]]) -> dict[str, int]:
    """Return counts together, the highest first."""
    total: Counter[str] = Counter()
    for counter in counters:
        total.update(counter)
    return _sorted(total)


def _sorted(counter: Counter[str]) -> dict[str, int]:
    return dict(sorted(counter.items(), key=lambda item: (-item[1], item[0])))


def render_json(results: Iterable[FileResult], page: Page) -> Generator[str, None, None]:
    """Yield one array of objects in the shape of ruff's, each with its rule's counts by region and folder."""
    rows = [
        {
            "code": row.code,
            "name": BY_CODE[row.code].name,
            "count": row.count,
            "fixable": row.fixable == row.count,
            "fixable_count": row.fixable,
            "regions": _sorted(row.regions),
            "folders": _sorted(row.folders),
        }
        for row in count(results, page)
    ]
    yield json.dumps(rows, indent=2) + "\n"
