"""Results -> text: one module a format, and the table of their names.

A format is a function that takes the results of a run, in order, and yields the text of the report bit by bit. Errors
are no part of it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from types import MappingProxyType

from edgewise.check import FileResult
from edgewise.reports import concise, full, github, json, statistics
from edgewise.reports.page import Page

Render = Callable[[Iterable[FileResult], Page], Generator[str, None, None]]

FORMATS: Mapping[str, Render] = MappingProxyType(
    {
        "full": full.render,
        "concise": concise.render,
        "json": json.render,
        "json-lines": json.render_lines,
        "github": github.render,
    }
)

STATISTICS: Mapping[str, Render] = MappingProxyType({"json": statistics.render_json})
"""What ``--statistics`` makes of a format; of every other one it makes a table."""


def render(
    results: Iterable[FileResult], output_format: str, page: Page, *, only_counts: bool = False
) -> Generator[str, None, None]:
    """Yield the text of a report as results arrive.

    :param output_format: a name out of ``FORMATS``.
    :param only_counts: count findings by rule instead.
    """
    if only_counts:
        return STATISTICS.get(output_format, statistics.render)(results, page)
    return FORMATS[output_format](results, page)


__all__ = ["FORMATS", "Page", "Render", "render"]
