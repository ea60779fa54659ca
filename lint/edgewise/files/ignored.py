"""Files of settings in folders that git ignores: a look that costs little, since nothing else in them is looked at."""

from __future__ import annotations

import os
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING

from edgewise.files.file import keeps_settings
from edgewise.files.repository import MARKS

if TYPE_CHECKING:
    from collections.abc import Callable, Set

_MOST_OF_ONE = 1_000
"""Entries at which is looked in one ignored folder and what is in it."""
_LEVELS = 3
"""The ignored folder, its folders, and theirs."""


def settings_in(
    folder: str, is_left_out: Callable[[str, str], bool], marks: Set[str], most: int
) -> tuple[list[str], int]:
    """Return the files of settings in a folder that git ignores, and how many entries were looked at for that.

    :param folder: a path that ends with "/", as the returned ones begin.
    :param is_left_out: says it of a folder, by the path from ``folder`` to where it stands, and its name.
    :param marks: names in a folder that is of no interest; the root of another repository is none either.
    :param most: how many entries may be looked at. Of those of a folder that are not, nobody knows the names.
    """
    most = min(most, _MOST_OF_ONE)
    found: list[str] = []
    level, looked = [""], 0
    for _ in range(_LEVELS):
        below: list[str] = []
        for inner in level:
            try:
                with os.scandir(folder + inner) as listing:
                    entries = sorted(islice(listing, most - looked), key=attrgetter("name"))
            except OSError:  # nobody asked for it: what is told of these folders is a hint
                continue
            looked += len(entries)
            if any(entry.name in marks or entry.name in MARKS for entry in entries):
                continue
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if not is_left_out(inner, entry.name):
                        below.append(f"{inner}{entry.name}/")
                elif keeps_settings(entry.name) and entry.is_file(follow_symlinks=False):
                    found.append(folder + inner + entry.name)
        level = below
    return found, looked
