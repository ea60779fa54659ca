"""The report file (``--output-file``): a reader finds the whole report, or what was there before."""

from __future__ import annotations

import errno
import os
import stat
import time

from edgewise.files.atomic import WriteError, replace_content, sweep

PATIENCE = 5.0
"""Seconds for which somebody is waited for who reads from a named pipe."""


class UnwritableError(Exception):
    """The report file cannot be written; the argument is the reason as a sentence without its subject."""


def refuse(path: str) -> None:
    """Find out before a long run what would keep its report from being written.

    :raises UnwritableError: the folder does not exist or takes no files, or ``path`` is a folder.
    """
    folder = os.path.dirname(os.path.realpath(path))
    if os.path.isdir(path):
        raise UnwritableError("cannot be written: it is a folder")
    if not os.path.isdir(folder):
        raise UnwritableError("cannot be written: No such file or directory: create the folder first")
    if not os.access(folder if _replaceable(path) else path, os.W_OK):
        raise UnwritableError("cannot be written: Permission denied")


def write(path: str, content: bytes) -> None:
    """Put ``content`` into the file in one step. A device takes it as it comes, and so does a pipe that is read from.

    :raises UnwritableError: it cannot be written, and is as it was.
    """
    try:
        if _replaceable(path):
            replace_content(path, None, content)
            sweep(os.path.dirname(os.path.realpath(path)))
        else:
            with open(path, "wb", opener=_opened) as stream:
                stream.write(content)
    except WriteError as error:
        raise UnwritableError(str(error)) from None
    except OSError as error:
        raise UnwritableError(f"cannot be written: {error.strerror or error}") from None


def _opened(path: str, flags: int) -> int:
    """Open what is no regular file. Of a pipe that nobody opens to read from, ``open`` itself would wait for ever."""
    if not stat.S_ISFIFO(os.stat(path).st_mode):
        return os.open(path, flags)
    until = time.monotonic() + PATIENCE
    while True:
        try:
            descriptor = os.open(path, flags | os.O_NONBLOCK)
        except OSError as error:
            if error.errno != errno.ENXIO:
                raise
            if time.monotonic() > until:
                raise UnwritableError("cannot be written: it is a pipe, and nobody reads from it") from None
            time.sleep(0.02)
        else:
            os.set_blocking(descriptor, True)
            return descriptor


def _replaceable(path: str) -> bool:
    """Say whether there is a regular file at ``path`` that this process may write, or nothing."""
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return True
    return stat.S_ISREG(mode) and os.access(path, os.W_OK)
