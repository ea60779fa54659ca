"""Write a file in one step: whoever looks, at any moment, finds the old content or the new one."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import stat
import sys
from typing import TYPE_CHECKING, BinaryIO

from edgewise.files.reading import read

if TYPE_CHECKING:
    from collections.abc import Generator

_TEMPORARY = re.compile(r"\.edgewise-[0-9a-f]{16}\.tmp")
_ACCESS_LIST = "system.posix_acl_access"
_RUNS_AS_ANOTHER = stat.S_ISUID | stat.S_ISGID


class WriteError(Exception):
    """The file was not written and is as it was; the argument is the reason as a sentence without its subject."""


def replace_content(path: str, old: bytes | None, new: bytes) -> None:
    """Write ``new`` to the file at ``path``.

    A temporary file in the same folder takes the new content, is flushed to the disk and takes the file's place.
    Symbolic links are followed and stay. The new file has the mode, the extended attributes, the access list and the
    attributes of ``chattr`` that the old one had, and none that the folder hands down. It has the owner and group where
    this process may give them; another group gets no more rights than everybody. The inode is a new one: another hard
    link to the file keeps the old content, as with git, which is the only right thing in a package cache or a backup
    that is made of hard links. A file that this process may not write is refused, even where its folder would allow the
    exchange. A file that was not there before gets the rights of any new file.

    Where the process dies on the way, the temporary file is what stays behind; see :func:`sweep`.

    :param old: what the file has to hold, so that nobody's change is lost; None for whatever it holds, and for no file.
    :raises WriteError: the file is gone, holds something else than ``old`` by now, would change who may use it, or
        cannot be written.
    """
    try:
        _replace(os.path.realpath(path), old, new)
    except FileNotFoundError as error:
        if old is None:
            raise WriteError(f"cannot be written: {error.strerror}") from None
        raise WriteError("vanished while it was being rewritten") from None
    except OSError as error:
        raise WriteError(f"cannot be written: {error.strerror or error}") from None


def _replace(path: str, old: bytes | None, new: bytes) -> None:
    status = _status(path, may_miss=old is None)
    if status is not None and not stat.S_ISREG(status.st_mode):
        raise WriteError("cannot be written: it is no regular file")
    if status is not None and not os.access(path, os.W_OK):
        raise WriteError("cannot be written: it is read-only")
    with _temporary_beside(path, is_new=status is None) as stream:
        temporary = stream.name
        if status is not None:
            _forget_access_list(temporary)
            _keep_attributes(path, stream.fileno())
        _write_all(stream.fileno(), new)
        if status is not None:
            _keep_access(path, status, stream)
        os.fsync(stream.fileno())
        if sys.platform == "win32":
            stream.close()
        # The last look: between it and the exchange there is nothing but the exchange.
        if old is not None and read(path) != old:
            raise WriteError("changed while it was being rewritten, and was left as it is now")
        os.replace(temporary, path)


def _status(path: str, *, may_miss: bool) -> os.stat_result | None:
    try:
        return os.stat(path)
    except FileNotFoundError:
        if may_miss:
            return None
        raise


def _keep_access(path: str, status: os.stat_result, stream: BinaryIO) -> None:
    """Give the temporary file the rights of the old one, and its times of today."""
    temporary = stream.name
    _keep_owner(stream.fileno(), status)
    shutil.copystat(path, temporary)
    os.utime(temporary)
    now = os.fstat(stream.fileno())
    if (now.st_uid, now.st_gid) != (status.st_uid, status.st_gid) and status.st_mode & _RUNS_AS_ANOTHER:
        raise WriteError("cannot be written: it runs with the rights of its owner, who would be another one")
    if _access_list(temporary) != _access_list(path):
        raise WriteError("cannot be written: its access list cannot be kept")
    if now.st_gid != status.st_gid:
        everybody = stat.S_IMODE(now.st_mode) & (now.st_mode >> 3) & stat.S_IRWXO
        os.chmod(temporary, stat.S_IMODE(now.st_mode) & stat.S_IRWXU | everybody << 3 | everybody)


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
def _temporary_beside(path: str, *, is_new: bool) -> Generator[BinaryIO, None, None]:
    """Open a locked temporary file in the folder of ``path``; afterwards it is closed, and deleted if still there."""
    while True:
        temporary = os.path.join(os.path.dirname(path), f".edgewise-{secrets.token_hex(8)}.tmp")
        try:
            with open(temporary, "xb", buffering=0, opener=None if is_new else _private) as stream:
                _hold(stream.fileno())
                # A sweep that came between the two lines above took the file for an orphan.
                if os.path.exists(temporary):
                    yield stream
                    return
        finally:
            with contextlib.suppress(OSError):
                os.unlink(temporary)


def _private(path: str, flags: int) -> int:
    # With these rights, nobody whom the folder's default access list names can read it either.
    return os.open(path, flags, 0o600)


def _write_all(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


if sys.platform == "linux":

    def _access_list(path: str) -> bytes | None:
        try:
            return os.getxattr(path, _ACCESS_LIST)
        except OSError:  # it has none, or the file system has none
            return None

    def _forget_access_list(path: str) -> None:
        """Take away what a new file got from the default access list of its folder."""
        with contextlib.suppress(OSError):
            os.removexattr(path, _ACCESS_LIST)

else:

    def _access_list(path: str) -> bytes | None:  # noqa: ARG001
        return None

    def _forget_access_list(path: str) -> None:
        pass


if sys.platform == "win32":

    def _hold(descriptor: int) -> None:
        pass  # an open file cannot be deleted there

    def _is_orphan(descriptor: int) -> bool:  # noqa: ARG001
        return True

    def _keep_owner(descriptor: int, status: os.stat_result) -> None:
        pass

    def _keep_attributes(path: str, descriptor: int) -> None:
        pass

else:
    import fcntl
    import struct

    # linux/fs.h; macOS and the BSDs tell theirs with `stat`, and `copystat` keeps them.
    _WORD = struct.Struct("l")
    _GET_FLAGS, _SET_FLAGS = (2 << 30 | _WORD.size << 16 | 0x6601), (1 << 30 | _WORD.size << 16 | 0x6602)
    # Of `chattr`: s u c S d A j t C. The others are the file system's own, or forbid to write at all.
    _KEPT_FLAGS = 0x1 | 0x2 | 0x4 | 0x8 | 0x40 | 0x80 | 0x4000 | 0x8000 | 0x800000

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

    def _keep_attributes(path: str, descriptor: int) -> None:
        """Give a file that is still empty the attributes that ``lsattr`` shows of another one."""
        if sys.platform != "linux":
            return
        try:
            source = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        except PermissionError:  # a report that may be written and not read
            return
        try:
            wanted, present = _flags(source), _flags(descriptor)
        finally:
            os.close(source)
        if wanted is None or present is None or (wanted ^ present) & _KEPT_FLAGS == 0:
            return
        try:
            fcntl.ioctl(descriptor, _SET_FLAGS, _WORD.pack(present & ~_KEPT_FLAGS | wanted & _KEPT_FLAGS))
        except OSError:
            raise WriteError("cannot be written: its attributes, as `lsattr` shows them, cannot be kept") from None

    def _flags(descriptor: int) -> int | None:
        try:
            return int(_WORD.unpack(fcntl.ioctl(descriptor, _GET_FLAGS, _WORD.pack(0)))[0])
        except OSError:  # the file system has none
            return None
