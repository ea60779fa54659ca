"""Results -> text: one module a format, and the table of their names.

A format is a function that takes the results of a run, in order, and yields the text of the report bit by bit. Errors
are part of it only where a service has a place for them: people read them on the standard error.
"""

from __future__ import annotations

import importlib
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from edgewise.config.formats import FORMATS, SERVICES
from edgewise.reports.page import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Mapping

    from edgewise.engine.check import FileResult

    Render = Callable[[Iterable[FileResult], Page], Generator[str, None, None]]


STATISTICS: Mapping[str, str] = MappingProxyType({"json": "statistics:render_json"})
"""What ``--statistics`` makes of a format; of every other one it makes a table."""


def render(
    results: Iterable[FileResult], output_format: str, page: Page, *, only_counts: bool = False
) -> Generator[str, None, None]:
    """Yield the text of a report as results arrive.

    :param output_format: a name out of ``FORMATS``.
    :param only_counts: count findings by rule instead, unless ``output_format`` is one of ``SERVICES``.
    """
    target = FORMATS[output_format]
    if only_counts and output_format not in SERVICES:
        target = STATISTICS.get(output_format, "statistics:render")
    module, _, name = target.partition(":")
    function = cast("Render", getattr(importlib.import_module(f"{__name__}.formats.{module}"), name))
    return function(results, page)


__all__ = ["FORMATS", "SERVICES", "Page", "render"]
