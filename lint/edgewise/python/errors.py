"""What can be wrong with Python source as a whole."""

from __future__ import annotations


class UnparsableError(Exception):
    """The source does not parse. ``offset`` is the place, in characters from 0."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset
