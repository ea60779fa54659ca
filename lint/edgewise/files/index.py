"""What git tracks in a working tree: its index, read without starting git.

The format is that of gitformat-index(5): versions 2 to 4, with SHA-1 or SHA-256, in one file or split in two.
"""

from __future__ import annotations

import errno
import os
from bisect import bisect_left
from typing import NamedTuple

from edgewise.files.reading import read_notes

_MOST_BYTES = 1_000_000_000
"""That of a repository with a million files has a tenth of it."""
_STAT_BYTES = 40
_EXTENDED, _SKIPPED = 0x4000, 0x4000
"""In the flags: there are two more bytes of them; in these: the file is left out of a sparse checkout."""
_IGNORE_FILE = b".gitignore"


class Index(NamedTuple):
    """The paths that git tracks, sorted, with ``/``, and as bytes.

    ``hidden`` are the ignore files that git takes from the index because a sparse checkout leaves them out, by their
    folder ("" or a path that ends with "/"), each with the name of its object.
    """

    paths: list[bytes]
    hidden: dict[str, bytes]
    fold: bool = False
    """Whether the paths are in lower case, and small and capital letters the same."""

    def tracks(self, path: str, is_folder: bool) -> bool:
        """Say whether git tracks a file, or anything at or below a folder; ``path`` is relative to the root."""
        name = os.fsencode(path).lower() if self.fold else os.fsencode(path)
        at = bisect_left(self.paths, name)
        if at < len(self.paths) and self.paths[at] == name:
            return True  # a folder is itself tracked if it is a submodule
        if not is_folder:
            return False
        at = bisect_left(self.paths, name + b"/")
        return at < len(self.paths) and self.paths[at].startswith(name + b"/")


def load(folder: str, hash_bytes: int, *, fold: bool = False) -> Index:
    """Return the index in a git folder; it is empty where there is none.

    In an index that is split, what has been removed since the split still counts.

    :param hash_bytes: how long the names of objects are: 20 or 32.
    :param fold: whether small and capital letters are the same in paths.
    :raises OSError: it cannot be read, or is none that this module knows.
    """
    part = _read(os.path.join(folder, "index"), hash_bytes)
    paths, hidden = part.paths, part.hidden
    if part.shared is not None:
        other = _read(os.path.join(folder, f"sharedindex.{part.shared}"), hash_bytes)
        # An entry without a path changes one of the other file.
        paths = sorted({*filter(None, paths), *other.paths})
        hidden = other.hidden | hidden
    if fold:
        paths = sorted(path.lower() for path in paths)
    return Index(paths, hidden, fold)


class _Part(NamedTuple):
    """One file of an index; ``shared`` is the name of the other one if it is one of two."""

    paths: list[bytes]
    hidden: dict[str, bytes]
    shared: str | None = None


def _read(path: str, hash_bytes: int) -> _Part:
    if not os.path.isfile(path):
        return _Part([], {})
    data = read_notes(path, _MOST_BYTES)
    version = int.from_bytes(data[4:8], "big")
    if data[:4] != b"DIRC" or version not in (2, 3, 4):
        raise _unknown(path)
    try:
        return _parsed(data, version, hash_bytes)
    except (IndexError, ValueError):
        raise _unknown(path) from None


def _unknown(path: str) -> OSError:
    return OSError(errno.EINVAL, "it is no index of git, or of a version that Edgewise does not know", path)


def _parsed(data: bytes, version: int, hash_bytes: int) -> _Part:
    """Return what the bytes of an index say.

    :raises IndexError, ValueError: they are broken.
    """
    paths: list[bytes] = []
    hidden: dict[str, bytes] = {}
    flags_at = _STAT_BYTES + hash_bytes
    at, path = 12, b""
    for _ in range(int.from_bytes(data[8:12], "big")):
        flags = at + flags_at
        start = flags + 2
        skipped = False
        if data[flags] & (_EXTENDED >> 8):
            skipped = bool(data[start] & (_SKIPPED >> 8))
            start += 2
        if version == 4:
            # Each path says how much of the end of the one before it goes.
            gone, start = _number(data, start)
            end = data.index(b"\0", start)
            path = path[: len(path) - gone] + data[start:end]
            at = end + 1
        else:
            end = data.index(b"\0", start)
            path = data[start:end]
            at += (end - at + 8) & ~7
        paths.append(path)
        if skipped and path.rpartition(b"/")[2] == _IGNORE_FILE:
            hidden[os.fsdecode(path.removesuffix(_IGNORE_FILE))] = data[flags - hash_bytes : flags]
    return _Part(paths, hidden, _shared(data, at, hash_bytes))


def _number(data: bytes, at: int) -> tuple[int, int]:
    """Return a number of a variable length, and where it ends."""
    value = data[at] & 127
    while data[at] & 128:
        at += 1
        value = ((value + 1) << 7) | (data[at] & 127)
    return value, at + 1


def _shared(data: bytes, at: int, hash_bytes: int) -> str | None:
    while at + 8 <= len(data) - hash_bytes:
        size = int.from_bytes(data[at + 4 : at + 8], "big")
        if data[at : at + 4] == b"link":
            return data[at + 8 : at + 8 + hash_bytes].hex()
        at += 8 + size
    return None
