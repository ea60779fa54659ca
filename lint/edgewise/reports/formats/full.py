"""The format ``full``: the message, the lines with a caret under the place, and the fix as a small diff."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from edgewise.files.sources import Lines
from edgewise.findings import Finding, Fix, Safety
from edgewise.reports import links
from edgewise.reports.frame import FrameLine, frame
from edgewise.reports.hunks import DiffLine, hunks
from edgewise.reports.page import Page, Style, shown_path, visible
from edgewise.reports.place import place
from edgewise.reports.tally import applicable

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from edgewise.engine.check import FileResult

_NOTES = {
    Safety.UNSAFE: "this is an unsafe fix: look at it before `--unsafe-fixes` applies it",
    Safety.DISPLAY: "nothing changes before you decide: `--processing-region us1` or `--processing-region as-written`",
}
_LEAST_WIDTH = 20


def render(results: Iterable[FileResult], page: Page) -> Generator[str, None, None]:
    """Yield a paragraph for each finding, file by file."""
    linked = page.links and links.known(os.environ, terminal=page.terminal)
    for result in results:
        if result.source is None:
            continue
        text = result.source.text
        lines, path = Lines(text), visible(shown_path(result.path))
        unsafe = page.counts_unsafe(result.path)
        for finding in result.findings:
            where = ":".join([path, *place(result, finding, lines)])
            if linked and os.path.isfile(result.path):
                where = links.link(where, links.to_line(result.path, lines.location(finding.start)[0]))
            yield "\n".join(_paragraph(finding, text, lines, where, page, linked=linked, unsafe=unsafe)) + "\n\n"


def _paragraph(
    finding: Finding, text: str, lines: Lines, where: str, page: Page, *, linked: bool, unsafe: bool
) -> Iterator[str]:
    width = max(_LEAST_WIDTH, page.width - len(str(len(lines))) - len(" | "))
    shown = list(frame(lines, finding.start, finding.end, width))
    diffs = [(title, hunks(fix.edits, text, lines, width)) for title, fix in _fixes(finding)]
    rows = [line.row for line in shown] + [line.row for _, diff in diffs for hunk in diff for line in hunk]
    gutter = max(len(str(number)) for number in rows if number)
    mark = f"[{page.paint('*', Style.FIXABLE)}] " if applicable(finding, unsafe) else ""
    indent = len(f"{finding.code} [*] " if mark else f"{finding.code} ")
    message = _broken(visible(finding.message), indent, page)
    code, url = page.paint(finding.code, Style.CODE), page.url_of(finding.code)
    yield f"{links.link(code, url) if linked and url else code} {mark}" + _painted(message, Style.BOLD, page)
    yield f"{' ' * gutter}{page.paint('-->', Style.FRAME)} {where}"
    yield from _frame(shown, gutter, page)
    if finding.advice:
        yield f"{page.paint('help', Style.HINT)}: {_broken(visible(finding.advice), len('help: '), page)}"
    for title, diff in diffs:
        if title and diff:
            yield f"{' ' * gutter} {page.paint(title, Style.BOLD)}"
        yield from _diff(diff, gutter, page)
    if finding.fix and finding.fix.safety in _NOTES:
        yield f"{page.paint('note', Style.BOLD)}: {_broken(_NOTES[finding.fix.safety], len('note: '), page)}"


def _fixes(finding: Finding) -> Iterator[tuple[str, Fix]]:
    """Yield what may mend a finding, each with a title where one has to choose."""
    if finding.fix is not None and not finding.fix.answers:
        yield "", finding.fix
    for answer in finding.fix.answers if finding.fix is not None else ():
        if answer.fix is not None:
            yield f"{answer.label}:", answer.fix


def _broken(text: str, indent: int, page: Page) -> str:
    """Return a sentence that stands behind ``indent`` columns, broken between words where a terminal is narrower."""
    if not page.terminal or len(text) + indent <= page.width:
        return text
    import textwrap

    width = max(_LEAST_WIDTH, page.width - indent)
    lines = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    return f"\n{' ' * indent}".join(lines)


def _painted(text: str, style: str, page: Page) -> str:
    """Return lines in a style, each for itself: indentation has none."""
    return "\n".join(
        " " * (len(line) - len(line.lstrip())) + page.paint(line.lstrip(), style) for line in text.split("\n")
    )


def _frame(shown: list[FrameLine], gutter: int, page: Page) -> Iterator[str]:
    bar = _bar(gutter, page)
    yield bar
    for line in shown:
        if line.row is None:
            yield page.paint("...", Style.FRAME)
            continue
        yield f"{page.paint(f'{line.row:>{gutter}} |', Style.FRAME)} {line.text}".rstrip()
        if line.carets:
            yield f"{bar} {line.carets[: -len(line.carets.lstrip())]}{page.paint(line.carets.lstrip(), Style.CARET)}"
    yield bar


def _diff(diff: list[list[DiffLine]], gutter: int, page: Page) -> Iterator[str]:
    bar = _bar(gutter, page)
    for hunk in diff:
        yield bar
        for line in hunk:
            number = page.paint(f"{line.row or '':>{gutter}}", Style.FRAME)
            if line.sign == " ":
                yield f"{number} {page.paint('|', Style.FRAME)} {line.text}".rstrip()
            else:
                yield f"{number} {_changed(line, page)}"
    if diff:
        yield bar


def _changed(line: DiffLine, page: Page) -> str:
    """Return an added or removed line; what is new or gone in it is bold."""
    style = Style.ADDED if line.sign == "+" else Style.REMOVED
    start, end = line.changed
    if not page.colour or start == end:
        return page.paint(f"{line.sign} {line.text}".rstrip(), style)
    before, changed, after = line.text[:start], line.text[start:end], line.text[end:]
    bold = f"{Style.BOLD};{style}"
    return page.paint(f"{line.sign} {before}", style) + page.paint(changed, bold) + page.paint(after.rstrip(), style)


def _bar(gutter: int, page: Page) -> str:
    return page.paint(f"{' ' * gutter} |", Style.FRAME)
