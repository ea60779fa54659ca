"""The format ``concise``: a line for each finding, ``path:row:column: CODE [*] message``.

What to do follows where no fix does it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edgewise.reports.page import Page, Style, shown_path, visible
from edgewise.reports.place import place
from edgewise.reports.tally import applicable

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from edgewise.engine.check import FileResult


def render(results: Iterable[FileResult], page: Page) -> Generator[str, None, None]:
    """Yield the report's text, file by file."""
    for result in results:
        if result.source is None:
            continue
        from edgewise.files.sources import Lines
        from edgewise.reports.sentence import sentence

        lines, colon = Lines(result.source.text), page.paint(":", Style.SEPARATOR)
        path = page.paint(visible(shown_path(result.path)), Style.BOLD)
        unsafe = page.counts_unsafe(result.path)
        for finding in result.findings:
            code = page.paint(finding.code, Style.CODE)
            mark = f"[{page.paint('*', Style.FIXABLE)}] " if applicable(finding, unsafe) else ""
            where = colon.join([path, *place(result, finding, lines)])
            yield f"{where}{colon} {code} {mark}{visible(sentence(finding))}\n"
