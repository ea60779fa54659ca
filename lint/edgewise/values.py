"""What is known of a value: the constants that it may be, and whether these are all."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Values:
    """Constants that an expression may be: strings, or None for anything that is no region at all (None, "", True).

    ``complete`` says that it can be nothing else, ``empty`` that what is no region may be "".
    """

    known: frozenset[str | None]
    complete: bool
    empty: bool = False

    def __or__(self, other: Values) -> Values:
        return Values(self.known | other.known, self.complete and other.complete, self.empty or other.empty)

    @property
    def only(self) -> str | None:
        """The one string that the expression is for certain, None if it may be anything else."""
        return next(iter(self.known)) if self.complete and len(self.known) == 1 else None

    @property
    def nothing(self) -> bool:
        """Whether the expression is for certain no region at all."""
        return self.complete and not self.strings and None in self.known

    @property
    def strings(self) -> list[str]:
        """The strings among the constants, in order."""
        return sorted(value for value in self.known if value)


ANYTHING = Values(frozenset(), complete=False)
