"""Settings in arrays of tables of TOML, each of which has a name and a value: ``[[env]]``, ``name = "KEY"``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from edgewise.findings import Edit
from edgewise.judgement.settings import is_setting_key
from edgewise.patterns import on_demand
from edgewise.text.comments import Comments
from edgewise.text.settings.lines import line_break, renamed
from edgewise.text.settings.pairs import PairEntry, PairScope
from edgewise.text.settings.values import UNKNOWN, read

_TABLE = on_demand(r"^[ \t]*\[{1,2}(?P<name>[^\[\]\n]{1,200})\]{1,2}[ \t]*(?:#.*)?\r?$", re.MULTILINE)
_NAME = on_demand(r"^[ \t]*(?:name|key|variable)[ \t]*=[ \t]*([\"'])(?P<key>[^\"'\n]*)\1", re.MULTILINE)
_VALUE = on_demand(r"^[ \t]*value[ \t]*=[ \t]*([\"'])(?P<value>[^\"'\n]*)\1", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _ArrayTable:
    """A table, from its header to its last line that is neither blank nor a comment."""

    name: str
    is_item: bool
    start: int
    end: int


def scopes(text: str, comments: Comments) -> Iterator[PairScope]:
    """Yield a scope for each array whose tables, one behind the other, set variables."""
    run: list[PairEntry] = []
    array = ""
    for table in _tables(text):
        if not table.is_item or table.name != array:
            if run:
                yield PairScope(tuple(run))
            run, array = [], table.name if table.is_item else ""
        entry = _entry(text, table) if table.is_item else None
        if entry is not None and not comments.cover(entry.start):
            run.append(entry)
    if run:
        yield PairScope(tuple(run))


def _tables(text: str) -> Iterator[_ArrayTable]:
    heads = list(_TABLE.finditer(text))
    for number, head in enumerate(heads):
        after = heads[number + 1].start() if number + 1 < len(heads) else len(text)
        end = head.end()
        for line in re.finditer(r"^[ \t]*[^\s#][^\n]*", text[head.end() : after], re.MULTILINE):
            end = head.end() + line.end()
        end -= text[end - 1] == "\r"
        yield _ArrayTable(head["name"].strip(), head[0].lstrip().startswith("[["), head.start(), end)


def _entry(text: str, table: _ArrayTable) -> PairEntry | None:
    name = _NAME.search(text, table.start, table.end)
    if name is None or not is_setting_key(name["key"]):
        return None
    value = _VALUE.search(text, table.start, table.end)
    if value is None:
        return PairEntry(name["key"], UNKNOWN, *name.span("key"))
    written = value.span("value")
    write = renamed(text, table.start, table.end, name.span("key"), written)

    def beside(key: str, said: str) -> tuple[Edit, ...]:
        gap = line_break(text, table.end)
        blank = text.startswith(("\n\n", "\r\n\r\n"), table.end)
        return (Edit(table.end, table.end, gap * (2 if blank else 1) + write(key, said)),)

    return PairEntry(name["key"], read(value["value"]), *name.span("key"), written, beside)
