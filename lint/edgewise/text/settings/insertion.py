"""Where and how another entry goes beside one that is there, in braces or by indentation."""

from __future__ import annotations

import re

from edgewise.findings import Edit
from edgewise.patterns import on_demand
from edgewise.text.settings.lines import indentation, line_break, line_end

_REST = on_demand(r"[ \t]*(?P<comma>,?)[ \t]*(?P<comment>(?://|#).*|/\*.*\*/)?")
_FOREIGN_BREAK = on_demand("\r(?!\n)|[\x85\u2028\u2029]")
"""What ends a line for YAML and for nobody else here."""
_DASH = on_demand(r"(?P<lead>.*)(?P<dash>-[ \t]+)")
_DASH_ABOVE = on_demand(r"^(?P<lead>[ \t]*)-[ \t]*(?:#[^\n]*)?\n[ \t]*\Z", re.MULTILINE)
_REACH = 400  # characters


def in_braces(text: str, start: int, end: int, copy: str) -> tuple[Edit, ...]:
    """Return the edits that put ``copy`` behind the entry ``text[start:end]`` of a list that commas separate."""
    low, at = _line_start(text, start), line_end(text, end)
    rest = _REST.fullmatch(text, end, at)
    if text[low:start].strip() or rest is None:
        return (Edit(end, end, ("," if _is_compact(text, start, end) else ", ") + copy),)
    line = line_break(text, end) + text[low:start] + copy
    if rest["comma"]:
        return (Edit(at, at, line + ","),)
    if rest["comment"]:
        return (Edit(end, end, ","), Edit(at, at, line))
    return (Edit(end, end, "," + line),)


def by_indentation(text: str, start: int, end: int, copy: str, *, dashed: bool = False) -> tuple[Edit, ...] | None:
    """Return the edits that put ``copy`` on a line below the entry ``text[start:end]``, None for odd line breaks.

    :param dashed: the entry is an item of a YAML list; so shall the new one be.
    """
    low, at = _line_start(text, start), line_end(text, end)
    if _FOREIGN_BREAK.search(text, low, at):
        return None
    dash = _DASH.fullmatch(text, low, start) if dashed else None
    above = _dash_above(text, start) if dashed and dash is None else None
    if dash is not None:
        lead = indentation(text, low, dash.start("dash")) + dash["dash"]
    elif above is not None:
        lead = f"{above['lead']}-\n{indentation(text, low, start)}"
    else:
        lead = indentation(text, low, start)
    return (Edit(at, at, line_break(text, at) + lead + copy),)


def is_dashed(text: str, start: int) -> bool:
    """Say whether a dash of a YAML list stands before ``start``, on its line or alone on the one above."""
    dash = _DASH.fullmatch(text, _line_start(text, start), start) or _dash_above(text, start)
    return dash is not None


def _dash_above(text: str, start: int) -> re.Match[str] | None:
    return _DASH_ABOVE.search(text, max(0, start - _REACH), start)


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _is_compact(text: str, start: int, end: int) -> bool:
    if text[end : end + 1] == ",":
        return not text[end + 1 : end + 2].isspace()
    return re.search(r"[\"']:[^\s]", text[start:end]) is not None
