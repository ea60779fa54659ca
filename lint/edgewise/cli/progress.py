"""The line on a terminal that says how far a long run has come. Loaded when there is something to show."""

from __future__ import annotations

import os
import sys

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
