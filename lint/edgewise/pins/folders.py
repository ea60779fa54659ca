"""Folders: those above a file in which a pin counts, and the nearest of them that says what is installed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from edgewise.files import repository
from edgewise.pins.requirements import is_below
from edgewise.pins.statements import PACKAGE, Flaw, PinStatement
from edgewise.pins.tables import UnreadablePinsError, content

Reader = Callable[[str], Iterator[PinStatement | Flaw]]
"""Reads what the text of one file says."""


@dataclass(frozen=True, slots=True)
class FolderPins:
    """What one folder says. Statements of one file that hold together are one."""

    statements: tuple[PinStatement, ...] = ()
    flaws: tuple[str, ...] = ()


def folders_of(folder: str, roots: tuple[str, ...]) -> Iterator[str]:
    """Yield the folders in which a pin counts, the nearest first: up to the root of the repository."""
    above = list(repository.upwards(folder))
    if repository.is_root(above[-1]):
        yield from above
    else:  # as far as the run was asked to look
        yield from [one for one in above if any(is_below(one, root) for root in roots)] or [folder]


def nearest(above: Iterable[FolderPins]) -> tuple[list[PinStatement], list[str], bool]:
    """Return what the first folder states that states anything, the flaws up to it, and whether one is nearer.

    :param above: an iterator is left behind that folder.
    """
    flaws: list[str] = []
    for pins in above:
        if pins.statements:
            return list(pins.statements), [*flaws, *pins.flaws], bool(flaws)
        flaws += pins.flaws
    return [], flaws, False


def said_in(path: str, read: Reader) -> list[PinStatement | Flaw]:
    """Return what a file says of a helper library, with a flaw where it cannot be read to its end."""
    said: list[PinStatement | Flaw] = []
    try:
        text = content(path)
        if PACKAGE in text.lower():
            said += read(text)
    except UnreadablePinsError as error:
        said.append(Flaw(str(error)))
    return said
