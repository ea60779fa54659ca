"""Magics: what IPython adds to Python, as ``%magic``, ``!command`` and ``name?`` lines, cells of other languages."""

from __future__ import annotations

import ast
import re
import warnings

from edgewise.files.sources import Lines
from edgewise.patterns import on_demand
from edgewise.text.kinds import HASH, Kind, kind_of

_LINE = r"(?:[^\n]*\\\n)*[^\n]*"
_MAGIC = on_demand(
    rf"^(?P<lead>[ \t]*(?:[A-Za-z_][\w.\[\], \t]*=[ \t]*)?)(?P<magic>(?:[!?]|%{{1,2}}[A-Za-z]){_LINE})"
    r"|^(?P<indent>[ \t]*)(?P<help>[\w.%*\[\]'\"()]+\?{1,2}[ \t]*)$",
    re.MULTILINE,
)
_CELL_MAGIC = on_demand(r"\s*%%(?P<name>[\w!]+)[ \t]*(?P<argument>[^\n]*)")
_PYTHON = frozenset({"time", "timeit", "capture", "prun", "debug", "memit", "mprun", "python", "python3", "pypy"})
_SHELL = Kind("shell", HASH)
_LANGUAGES = {
    **dict.fromkeys(("bash", "sh", "script", "system", "sx", "!", "cmd"), _SHELL),
    **dict.fromkeys(("javascript", "js"), Kind("", "javascript")),
    **dict.fromkeys(("markdown", "latex"), Kind(prose=True)),
}


def other_kind(cell: str) -> Kind | None:
    """Return what a cell holds that a ``%%magic`` makes something other than Python, None for Python."""
    found = _CELL_MAGIC.match(cell)
    if found is None or found["name"] in _PYTHON:
        return None
    if found["name"] in ("writefile", "file"):
        return kind_of(found["argument"].split(" ")[-1].strip("\"'"))
    return _LANGUAGES.get(found["name"], Kind("", found["name"]))


def as_python(cell: str) -> str | None:
    """Return the cell as Python of the same length, what is not Python in it blanked; None where it does not parse."""
    if parses(cell):
        return cell
    masked = _MAGIC.sub(_masked, cell)
    return masked if masked != cell and parses(masked) else None


def failure(cell: str) -> tuple[str, int]:
    """Return why a cell is no Python, and where, in characters from 0."""
    masked = _MAGIC.sub(_masked, cell)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(masked)
    except SyntaxError as error:
        lines = Lines(cell)
        row = min(max(error.lineno or 1, 1), len(lines))
        return error.msg, lines.start(row) + min(max((error.offset or 1) - 1, 0), len(lines.line(row)))
    except (ValueError, RecursionError, MemoryError) as error:
        return str(error) or "it is nested too deeply", 0
    return "it is no Python", 0


def commands(cell: str) -> str:
    """Return the cell with everything blanked but its magics and commands, at the same length."""
    kept = [" " if character != "\n" else "\n" for character in cell]
    for found in _MAGIC.finditer(cell):
        start, end = found.span("magic")
        kept[max(start, 0) : max(end, 0)] = cell[max(start, 0) : max(end, 0)].replace("!", " ", 1)
    return "".join(kept)


def parses(source: str) -> bool:
    """Say whether Python takes the text for a program."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True


def _masked(found: re.Match[str]) -> str:
    lead, magic = (found["lead"], found["magic"]) if found["magic"] else (found["indent"], found["help"])
    first, *rest = magic.split("\n")
    # A statement of its own, so that it may be all there is in a block. Its comment stays one.
    code = max(first.find(" #"), 0) or len(first) - 1
    return "\n".join((lead + "0" + "#" * code + first[code + 1 :], *(" " * len(line) for line in rest)))
