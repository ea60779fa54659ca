"""A program that fails, without the lines that it fails without as well."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SECONDS = 60
"""How long lines are left out."""
SECONDS_A_PROGRAM = 5
"""How long what is left may run: it may have lost the end of a loop."""


def reduced(program: str, fails: Callable[[str], bool]) -> str:
    """Return the least program that is found by leaving lines out, in ever smaller runs, and that still fails."""
    lines = program.splitlines(keepends=True)
    until = time.monotonic() + SECONDS
    size = len(lines)
    while size and time.monotonic() < until:
        at, before = 0, len(lines)
        while at < len(lines) and time.monotonic() < until:
            fewer = lines[:at] + lines[at + size :]
            if _compiles("".join(fewer)) and _still_fails("".join(fewer), fails):
                lines = fewer
            else:
                at += size
        if size > 1 or len(lines) == before:
            size //= 2
    return "".join(lines)


def _still_fails(program: str, fails: Callable[[str], bool]) -> bool:
    try:
        with _limited():
            return fails(program)
    except _EndlessError:
        return False


class _EndlessError(BaseException):
    """A program runs for too long; no ``except Exception`` of its own keeps it alive."""


@contextmanager
def _limited() -> Iterator[None]:
    def end(*_: object) -> None:
        raise _EndlessError

    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(SECONDS_A_PROGRAM)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _compiles(text: str) -> bool:
    try:
        compile(text, "<program>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return True
