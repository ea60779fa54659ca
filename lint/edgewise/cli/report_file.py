"""The report file (``--output-file``): a reader finds the whole report, or what was there before."""

from __future__ import annotations

import os
import stat

from edgewise.files.atomic import WriteError, replace_content, sweep


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
    """Put ``content`` into the file in one step. A device or a pipe takes it as it comes.

    :raises UnwritableError: it cannot be written, and is as it was.
    """
    try:
        if _replaceable(path):
            replace_content(path, None, content)
            sweep(os.path.dirname(os.path.realpath(path)))
        else:
            with open(path, "wb") as stream:
                stream.write(content)
    except WriteError as error:
        raise UnwritableError(str(error)) from None
    except OSError as error:
        raise UnwritableError(f"cannot be written: {error.strerror or error}") from None


def _replaceable(path: str) -> bool:
    """Say whether there is a regular file at ``path`` that this process may write, or nothing."""
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return True
    return stat.S_ISREG(mode) and os.access(path, os.W_OK)
