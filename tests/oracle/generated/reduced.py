"""A program that fails, without the lines that it fails without as well."""

from __future__ import annotations

import time
from collections.abc import Callable

SECONDS = 60
"""How long lines are left out."""


def reduced(program: str, fails: Callable[[str], bool]) -> str:
    """Return the least program that is found by leaving lines out, in ever smaller runs, and that still fails."""
    lines = program.splitlines(keepends=True)
    until = time.monotonic() + SECONDS
    size = len(lines)
    while size and time.monotonic() < until:
        at, before = 0, len(lines)
        while at < len(lines) and time.monotonic() < until:
            fewer = lines[:at] + lines[at + size :]
            if _compiles("".join(fewer)) and fails("".join(fewer)):
                lines = fewer
            else:
                at += size
        if size > 1 or len(lines) == before:
            size //= 2
    return "".join(lines)


def _compiles(text: str) -> bool:
    try:
        compile(text, "<program>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return True
