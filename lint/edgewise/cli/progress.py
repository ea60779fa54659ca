"""The line on a terminal that says how far a long run has come."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

from edgewise.engine.run import targets
from edgewise.files.file import FolderFiles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from edgewise.config.invocation import Settings
    from edgewise.files.file import Found

EVERY = 0.1
"""Seconds between two looks of the line."""
_USUAL = 80


def draw(files: int, problems: int, drawn: int) -> int:
    """Write the line over the one before, which was ``drawn`` columns wide, and return how wide it is."""
    text = f"{files:,} {'file' if files == 1 else 'files'}, {problems:,} {'problem' if problems == 1 else 'problems'}"
    text = text[: _columns() - 1]
    sys.stderr.write(f"\r{text}{' ' * (drawn - len(text))}")
    sys.stderr.flush()
    return len(text)


def _columns() -> int:
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or _USUAL
    except OSError:
        return _USUAL


def wipe(drawn: int) -> None:
    """Leave the line empty and the cursor at its start."""
    sys.stderr.write(f"\r{' ' * drawn}\r")
    sys.stderr.flush()


_PATIENCE = 1.0
"""Seconds for which nobody wonders how far a run has come."""


class _Progress:
    """How far the run of this process has come, and the line about it that stands on the terminal, if one does."""

    def __init__(self) -> None:
        self._files = 0
        self._problems = 0
        self._drawn = 0
        self._due: float | None = None
        self.on_hold = False
        """Something stands at the start of the line that the cursor is in."""

    def watch(self, found: Iterable[Found]) -> Iterator[Found]:
        """Pass files on and count them, from now on in sight."""
        self._files = self._problems = 0
        self._due = time.monotonic() + _PATIENCE
        for one in found:
            self._files += len(one.names) if isinstance(one, FolderFiles) else 1
            self._draw()
            yield one

    def add_problems(self, number: int) -> None:
        """Count problems."""
        self._problems += number
        self._draw()

    def wipe(self) -> None:
        """Make room for something else to be written."""
        if self._drawn:
            wipe(self._drawn)
            self._drawn = 0

    def _draw(self) -> None:
        if self._due is None or self.on_hold or (now := time.monotonic()) < self._due:
            return
        self._due = now + EVERY
        self._drawn = draw(self._files, self._problems, self._drawn)


progress = _Progress()


def watched_targets(settings: Settings) -> Iterator[Found]:
    """Yield :func:`edgewise.engine.run.targets`; tell on a terminal how far the run is."""
    looked_on = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    if settings.quiet or settings.verbose or not looked_on or os.environ.get("CI", "") not in ("", "0", "false"):
        return targets(settings)
    return progress.watch(targets(settings))
