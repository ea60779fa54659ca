"""Atomic exchange: a file gets its new content in one step, so that a reader finds the old text or the new one."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import stat
import sys
from typing import TYPE_CHECKING, BinaryIO

from edgewise.engine.check import read

if TYPE_CHECKING:
    from collections.abc import Generator

_TEMPORARY = re.compile(r"\.edgewise-[0-9a-f]{16}\.tmp")


class WriteError(Exception):
    """The file was not written and is as it was; the argument is the reason as a sentence without its subject."""


def replace_content(path: str, old: bytes, new: bytes) -> None:
    """Write ``new`` to the file at ``path``, which holds ``old``.

    A temporary file in the same folder takes the new content, is flushed to the disk and takes the file's place.
    Symbolic links are followed and stay. Mode, extended attributes and access lists are kept, and so are owner and
    group where this process may give them. The inode is a new one: another hard link to the file keeps the old text,
    as with git, which is the only right thing in a package cache or a backup that is made of hard links. A file that
    this process may not write is refused, even where its folder would allow the exchange.

    Where the process dies on the way, the temporary file is what stays behind; see :func:`sweep`.

    :raises WriteError: the file is gone, holds something else than ``old`` by now, or cannot be written.
    """
    try:
        _replace(os.path.realpath(path), old, new)
    except FileNotFoundError:
        raise WriteError("vanished while it was being rewritten") from None
    except OSError as error:
        raise WriteError(f"cannot be written: {error.strerror or error}") from None


def _replace(path: str, old: bytes, new: bytes) -> None:
    status = os.stat(path)
    if not stat.S_ISREG(status.st_mode):
        raise WriteError("cannot be written: it is no regular file")
    if not os.access(path, os.W_OK):
        raise WriteError("cannot be written: it is read-only")
    with _temporary_beside(path) as stream:
        temporary = stream.name
        _write_all(stream.fileno(), new)
        _keep_owner(stream.fileno(), status)
        shutil.copystat(path, temporary)
        os.utime(temporary)
        os.fsync(stream.fileno())
        if sys.platform == "win32":
            stream.close()
        # The last look: between it and the exchange there is nothing but the exchange.
        if read(path) != old:
            raise WriteError("changed while it was being rewritten, and was left as it is now")
        os.replace(temporary, path)


def sweep(folder: str) -> int:
    """Delete temporary files in ``folder`` whose writer died, and return how many they were.

    A writer holds a lock on its file, which the system takes back when the process ends in whatever way. A file that is
    locked, or whose lock cannot be asked for, stays.
    """
    try:
        with os.scandir(folder) as entries:
            paths = [entry.path for entry in entries if _TEMPORARY.fullmatch(entry.name)]
    except OSError:
        return 0
    return sum(_sweep_one(path) for path in paths)


def _sweep_one(path: str) -> bool:
    try:
        descriptor = os.open(path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        try:
            orphan = _is_orphan(descriptor)
            if orphan and sys.platform != "win32":
                os.unlink(path)
        finally:
            os.close(descriptor)
        if orphan and sys.platform == "win32":
            os.unlink(path)
    except OSError:
        return False
    return orphan


@contextlib.contextmanager
def _temporary_beside(path: str) -> Generator[BinaryIO, None, None]:
    """Open a locked temporary file in the folder of ``path``; afterwards it is closed, and deleted if still there."""
    while True:
        temporary = os.path.join(os.path.dirname(path), f".edgewise-{secrets.token_hex(8)}.tmp")
        try:
            with open(temporary, "xb", buffering=0, opener=_private) as stream:
                _hold(stream.fileno())
                # A sweep that came between the two lines above took the file for an orphan.
                if os.path.exists(temporary):
                    yield stream
                    return
        finally:
            with contextlib.suppress(OSError):
                os.unlink(temporary)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _write_all(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


if sys.platform == "win32":

    def _hold(descriptor: int) -> None:
        pass  # an open file cannot be deleted there

    def _is_orphan(descriptor: int) -> bool:  # noqa: ARG001
        return True

    def _keep_owner(descriptor: int, status: os.stat_result) -> None:
        pass

else:
    import fcntl

    def _hold(descriptor: int) -> None:
        # Some network file systems have no locks: nothing is swept there.
        with contextlib.suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)

    def _is_orphan(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _keep_owner(descriptor: int, status: os.stat_result) -> None:
        for owner in (status.st_uid, -1):
            with contextlib.suppress(OSError):
                os.fchown(descriptor, owner, status.st_gid)
                return
