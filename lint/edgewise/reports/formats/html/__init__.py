"""``html``: one page for those who plan the migration, with charts, and a list of findings to filter.

The page asks for nothing from elsewhere, and its content security policy allows no script or style but its own two,
which are named by their hashes. Whatever comes out of a file gets into it escaped: into the charts by ``html.escape``,
into the list as JSON, which the script puts on the page as text.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import os
import re
from datetime import date
from importlib import resources
from string import Template
from typing import TYPE_CHECKING

from edgewise import __version__
from edgewise.reports.formats.html import decision
from edgewise.reports.formats.html.entries import Fixability, Rewrite, entries
from edgewise.reports.formats.json import findings as json_findings
from edgewise.reports.page import UNDECIDED, Page, shown_path, visible
from edgewise.reports.tally import Tally, in_force
from edgewise.rules import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from edgewise.engine.check import FileResult
    from edgewise.reports.formats.html.entries import PageEntry

_KINDS: dict[Fixability, str] = {
    "safe": "safe fix",
    "unsafe": "unsafe fix",
    "undecided": "to be decided",
    "human": "by hand",
}
_LEGEND: dict[Fixability, str] = {
    "safe": "safe fix: `edgewise fix`",
    "unsafe": "unsafe fix: look, then `--unsafe-fixes`",
    "undecided": "to be decided: `--processing-region`",
    "human": "by hand",
}
_CODE_SPAN = re.compile(r"`([^`]+)`")
_CODE = r"<code>\1</code>"
_BAR = 100
"""Units that a full bar is wide."""


def render(results: Iterable[FileResult], page: Page) -> Generator[str, None, None]:
    """Yield the page in one piece, once all results are there."""
    tally = Tally()
    kept = [result for result in tally.watch(results) if result.findings or result.error is not None]
    found = list(entries(kept))
    style, script = (_file(name).strip() for name in ("report.css", "report.js"))
    data = {
        "findings": list(json_findings(kept, page)),
        "entries": [entry._asdict() for entry in found],
        "names": _KINDS,
    }
    folder = visible(os.path.basename(os.getcwd()) or os.sep)
    yield Template(_file("report.html")).substitute(
        title=html.escape(f"Edgewise: {folder}"),
        heading=html.escape(folder),
        policy=f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}",
        style=style,
        script=script,
        made=f"Edgewise {__version__}, {date.today().isoformat()}, processing region: {page.regions}",
        summary="\n".join(f"<p>{_CODE_SPAN.sub(_CODE, html.escape(line))}</p>" for line in _summary(tally, page)),
        legend=_legend(found),
        decision="\n".join(decision.rows(finding for result in kept for finding in result.findings)),
        charts="\n".join(_charts(found)),
        rewrites="\n".join(_rewrites(found)),
        hidden="" if found else "hidden",
        errors="\n".join(_errors(kept)),
        data=_embedded(data),
    )


def _file(name: str) -> str:
    return resources.files(__name__).joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _embedded(value: object) -> str:
    """Return JSON that no HTML parser finds the end of a script, or a comment, in."""
    text = json.dumps(value, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _summary(tally: Tally, page: Page) -> Iterator[str]:
    if page.looked_at is not None:
        tally.files = page.looked_at()
    as_written = page.processing_region in ("as-written", UNDECIDED)
    yield from tally.closing(unsafe_fixes=page.unsafe_fixes, as_written=as_written)
    if page.in_force is not None:
        yield from in_force([path for path, _ in page.in_force()])


def _legend(found: list[PageEntry]) -> str:
    """Return what the colours of the charts mean; "" where there is no chart."""
    kinds = {entry.kind for entry in found}
    said = [f'<span class="{kind}">{_CODE_SPAN.sub(_CODE, _LEGEND[kind])}</span>' for kind in _KINDS if kind in kinds]
    return "\n".join(('<p class="legend" aria-hidden="true">', *said, "</p>")) if said else ""


# ---------------------------------------------------------------------------------------------------------- the charts


class _Counts(dict[Fixability, int]):
    """How many findings are of each kind."""

    @property
    def total(self) -> int:
        return sum(self.values())


def _charts(found: list[PageEntry]) -> Iterator[str]:
    for key, heading in (("rule", "By rule"), ("region", "By region"), ("folder", "By folder")):
        rows: dict[str, _Counts] = {}
        for entry in found:
            counts = rows.setdefault(getattr(entry, key), _Counts((kind, 0) for kind in _KINDS))
            counts[entry.kind] += 1
        most = max((counts.total for counts in rows.values()), default=1)
        # There may be any number of folders, and of rules and regions a few.
        rows_class = "rows long" if key == "folder" else "rows"
        yield f'<section class="chart"><h2>{heading}</h2><div class="{rows_class}" tabindex="0" role="region"'
        yield f' aria-label="{heading}"><table><tbody>'
        for value, counts in sorted(rows.items(), key=lambda row: (-row[1].total, row[0])):
            yield _bar(key, value, counts, most)
        yield "</tbody></table></div></section>"


def _bar(key: str, value: str, counts: _Counts, most: int) -> str:
    name = f" {BY_CODE[value].name}" if key == "rule" else ""
    told = ", ".join(f"{number} {_counted(kind, number)}" for kind, number in counts.items() if number)
    at, parts = 0.0, list[str]()
    for kind, number in counts.items():
        width = number * _BAR / most
        parts += [f'<rect class="{kind}" x="{at:.2f}" width="{width:.2f}" height="1"/>'] if number else []
        at += width
    return (
        f'<tr><th scope="row"><button type="button" data-key="{key}" data-value="{html.escape(value)}">'
        f"<b>{html.escape(visible(value))}</b>{html.escape(name)}</button></th>"
        f'<td class="bar" title="{told}"><svg viewBox="0 0 {_BAR} 1" preserveAspectRatio="none" aria-hidden="true">'
        f'{"".join(parts)}</svg></td><td class="number">{counts.total:,}<span class="spoken">: {told}</span></td></tr>'
    )


def _counted(kind: Fixability, number: int) -> str:
    return f"{_KINDS[kind]}es" if number > 1 and kind in ("safe", "unsafe") else _KINDS[kind]


def _rewrites(found: list[PageEntry]) -> Iterator[str]:
    """Yield the rows of a table: where requests are processed after a rewrite, and whose credentials that needs."""
    rewrites: dict[Rewrite, int] = {}
    for entry in found:
        if entry.kind in ("safe", "unsafe"):
            rewrite = Rewrite(entry.kind, entry.processed)
            rewrites[rewrite] = rewrites.get(rewrite, 0) + 1
    for rewrite, number in sorted(rewrites.items()):
        yield (
            f'<tr><td class="number">{number:,}</td><td>{_KINDS[rewrite.kind]}</td>'
            f"<td>{rewrite.where}</td><td>{rewrite.credentials}</td></tr>"
        )


def _errors(results: list[FileResult]) -> Iterator[str]:
    for result in results:
        if result.error is not None:
            path, error = html.escape(visible(shown_path(result.path))), html.escape(visible(result.error))
            yield f"<li><code>{path}</code>: {error}</li>"
