"""Every notation by its table: what is found, what it becomes, with any line ends, and as parsers that are not ours read it."""

from __future__ import annotations

import functools
import re

import pytest

from applied import applied
from edgewise.engine.check import check_bytes
from edgewise.files.file import File, FileKind
from edgewise.findings import Finding, Safety
from edgewise.options import Options
from edgewise.text.find import find
from edgewise_codemods import Rewritten, fix_source
from notation_tables import Row, rows
from readers import UnreadableError, difference, has_parser, reader_of
from support import sampled, slow

ROWS = rows()
EACH = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.label)
SOME = pytest.mark.parametrize("row", sampled(ROWS, 20), ids=lambda row: row.label)
# The short form has other ends, too: see test_line_ends.
ENDS = pytest.mark.parametrize("ends", ["lf", *map(slow, ("bom-crlf", "crlf", "bom"))])


def written(text: str, ends: str) -> str:
    """Return a text with other line ends, and with a byte-order mark."""
    lines = text.replace("\n", "\r\n") if "crlf" in ends else text
    return "\ufeff" + lines if "bom" in ends else lines


@functools.cache
def usual(row: Row) -> list[Finding]:
    """Return what is found in a row as it stands in its table."""
    return find(row.text, row.path, Options())


@functools.cache
def under_us1(row: Row) -> Rewritten:
    return fix_source(row.text, filename=row.path, processing_region="us1")


def told(text: str, found: list[Finding]) -> list[tuple[str, str, str | None]]:
    return [
        (item.code, text[item.start : item.end].replace("\r", ""), item.fix and item.fix.safety.value) for item in found
    ]


def test_the_tables_are_there() -> None:
    assert len({row.table for row in ROWS}) >= 1
    assert {row.claim for row in ROWS} == {"fixed", "found", "silent"}


@EACH
@ENDS
def test_what_is_found(row: Row, ends: str) -> None:
    text = written(row.text, ends)
    found = usual(row) if text == row.text else find(text, row.path, Options())
    safe = [item for item in found if item.fix is not None and item.fix.safety is Safety.SAFE]
    assert bool(found) == (row.claim != "silent"), told(text, found)
    assert bool(safe) == (row.claim == "fixed"), told(text, found)
    assert applied(text, found) == written(row.expected, ends)
    assert told(text, found) == told(row.text, usual(row))


@EACH
def test_a_second_look_finds_nothing_to_do(row: Row) -> None:
    if row.claim == "fixed":
        rewritten = fix_source(row.text, filename=row.path)
        assert (rewritten.text, rewritten.error) == (row.expected, None)
        assert [
            item for item in find(row.expected, row.path, Options()) if item.fix and item.fix.safety is Safety.SAFE
        ] == []


@EACH
def test_for_us1(row: Row) -> None:
    rewritten = under_us1(row)
    assert rewritten.error is None
    if row.us1 is not None:
        assert rewritten.text == row.us1
    elif row.claim == "silent":
        assert rewritten.text == row.text


@EACH
def test_parsers_see_nothing_else_changed(row: Row) -> None:
    read = reader_of(row.path)
    try:
        before = read(row.text)
    except UnreadableError:
        return  # by purpose, or as a template
    for changed in (row.expected, under_us1(row).text):
        assert difference(before, read(changed)) == ""


def test_most_rows_are_read_by_a_parser() -> None:
    def is_read(row: Row) -> bool:
        try:
            reader_of(row.path)(row.text)
        except UnreadableError:
            return False
        return True

    parsed = [row for row in ROWS if has_parser(row.path)]
    assert len(parsed) >= 190
    assert sum(map(is_read, parsed)) >= len(parsed) * 0.8


@SOME
def test_bytes_with_a_mark(row: Row) -> None:
    for encoding in ("utf-8-sig", "utf-16"):
        file = File(row.path, FileKind.TEXT, named=True)
        result = check_bytes(row.text.encode(encoding), file, Options())
        assert told(row.text, list(result.findings)) == told(row.text, usual(row))


WITH_SLASHES = tuple(".js .ts .go .java .cs .kt .swift .rs .scala .dart .cpp".split())
COMMENTED = [
    row
    for row in ROWS
    if row.path.endswith(WITH_SLASHES) and not re.search(r"`|\"\"\"|\\\n|<<|/\*|edgewise:", row.text)
]
SAID = "this should be expected; assert(it), refuse the old one if allowed, like mock() == before"


@pytest.mark.parametrize("row", sampled(COMMENTED, 5), ids=lambda row: row.label)
def test_what_comments_say_decides_nothing(row: Row) -> None:
    def safeties(comment: str) -> list[tuple[str, str | None]]:
        text = re.sub(r"(?m)(?<=[;{}(),])$", f" // {comment}", row.text)
        return [(item.code, item.fix and item.fix.safety.value) for item in find(text, row.path, Options())]

    assert safeties(SAID) == safeties("-")
