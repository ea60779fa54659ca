"""The bytes of a file: all of them, or no more than it takes to see that they are not wanted."""

from __future__ import annotations

import errno
import os
import stat

# What looks like a file may be a view of the system that waits for something to happen: then it is an error.
_READING = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0)
_BLOCK = 1 << 16
_PROBE_BYTES = 8192
_MOST_NOTES = 10_000_000
"""Bytes: what says something of other files, such as an ignore file, is never larger."""


class UnwantedError(Exception):
    """The rest of a file was not read. ``start`` is its first block, ``size`` its length in bytes."""

    def __init__(self, start: bytes, size: int) -> None:
        super().__init__(f"{size:,} bytes")
        self.start = start
        self.size = size


def read(path: str, most: int | None = None, *, text: bool = False) -> bytes:
    """Return the bytes of a file.

    A file of one block, which is nearly every one, is returned whatever it is.

    :param most: bytes; of a larger file no more than a block is read.
    :param text: whether a NUL near the start ends the reading too.
    :raises UnwantedError: one of the two was met.
    :raises OSError: it cannot be read.
    """
    # A file object costs three times as much, and nearly all of a run is this.
    descriptor = os.open(path, _READING)
    try:
        data = os.read(descriptor, _BLOCK)
        if len(data) == _BLOCK and (most is not None or text):
            size = os.fstat(descriptor).st_size
            if (most is not None and size > most) or (text and b"\0" in data[:_PROBE_BYTES]):
                raise UnwantedError(data, size)
        if data and (more := os.read(descriptor, _BLOCK)):
            with open(descriptor, "rb", buffering=0, closefd=False) as stream:
                data += more + stream.readall()
    finally:
        os.close(descriptor)
    return data


def read_block(path: str) -> bytes | None:
    """Return the bytes of a file that has no more than a block of them, None for a larger one.

    :raises OSError: it cannot be read.
    """
    # Nearly all of a run is this: what can be spared here, every file of a tree is spared.
    descriptor = os.open(path, _READING)
    try:
        data = os.read(descriptor, _BLOCK)
        # A view of the system may give less than there is.
        return None if data and os.read(descriptor, 1) else data
    finally:
        os.close(descriptor)


def read_notes(path: str, most: int = _MOST_NOTES) -> bytes:
    """Return the bytes of a file that says something of others: an ignore file, a setting of git.

    :param most: bytes that it may have.
    :raises OSError: it cannot be read, is larger, or is no file: what never ends is not begun.
    """
    state = os.stat(path)
    if not stat.S_ISREG(state.st_mode):
        raise OSError(errno.EINVAL, "it is no file", path)
    try:
        return read(path, most)
    except UnwantedError:
        raise OSError(errno.EFBIG, f"it is larger than {most:,} bytes", path) from None
