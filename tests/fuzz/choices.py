"""A fuzzer's bytes as a run of decisions, so that any input at all is a case and a saved one can be read and written."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")


class Choices:
    """One decision a byte, from the front; the rest is text. ``0`` to ``9`` choose the first ten options.

    Not atheris' own ``FuzzedDataProvider``: the same inputs have to mean the same where atheris cannot be installed.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def is_empty(self) -> bool:
        """Whether everything is used up; from then on the first option is chosen."""
        return self._at >= len(self._data)

    def below(self, limit: int) -> int:
        """Return a number from 0 to ``limit`` (exclusive)."""
        if self.is_empty:
            return 0
        self._at += 1
        return (self._data[self._at - 1] - ord("0")) % limit

    def of(self, options: Sequence[T]) -> T:
        """Return one of the options."""
        return options[self.below(len(options))]

    def rest(self) -> str:
        """Return what is left as text."""
        return self._data[self._at :].decode("utf-8", "replace")
