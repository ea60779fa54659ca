"""Files that are written in one step: who may use them afterwards is who could before."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from edgewise.files import atomic
from edgewise.files.atomic import WriteError, replace_content

linux = pytest.mark.skipif(sys.platform != "linux", reason="access lists and attributes of Linux")
root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
ACCESS, DEFAULT = "system.posix_acl_access", "system.posix_acl_default"
SOMEBODY = 4321


def access_list(owner: int, group: int, everybody: int, *, somebody: int | None) -> bytes:
    """Return an access list as the kernel keeps it, with the rights (0 to 7) that the user SOMEBODY has."""
    none, entries = 0xFFFFFFFF, [(0x01, owner, 0xFFFFFFFF), (0x04, group, 0xFFFFFFFF)]
    if somebody is not None:
        entries[1:1] = [(0x02, somebody, SOMEBODY)]
        entries.append((0x10, 7, none))
    entries.append((0x20, everybody, none))
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that lets SOMEBODY read and write each new file in it."""
    try:
        os.setxattr(tmp_path, DEFAULT, access_list(7, 5, 5, somebody=7))
    except OSError:
        pytest.skip("the file system has no access lists")
    return tmp_path


def acl(path: Path) -> bytes | None:
    try:
        return os.getxattr(path, ACCESS)
    except OSError:
        return None


@linux
@pytest.mark.parametrize("mode", [0o640, 0o600, 0o644, 0o4750])
def test_a_folder_hands_no_rights_down(folder: Path, mode: int) -> None:
    path = folder / "x"
    path.write_bytes(b"old")
    assert acl(path) is not None
    os.removexattr(path, ACCESS)
    path.chmod(mode)
    replace_content(str(path), b"old", b"new")
    assert path.read_bytes() == b"new"
    assert acl(path) is None
    assert stat.S_IMODE(path.stat().st_mode) == mode


@linux
def test_an_access_list_is_kept(folder: Path) -> None:
    path = folder / "x"
    path.write_bytes(b"old")
    os.setxattr(path, ACCESS, access_list(6, 4, 0, somebody=4))
    kept, mode = acl(path), path.stat().st_mode
    replace_content(str(path), None, b"new")
    assert (path.read_bytes(), acl(path), path.stat().st_mode) == (b"new", kept, mode)


@linux
def test_nobody_whom_the_folder_names_reads_the_half_written_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, seen = folder / "x", []
    path.write_bytes(b"old")
    os.removexattr(path, ACCESS)
    path.chmod(0o600)
    real_write = os.write

    def write(descriptor: int, data: bytes) -> int:
        with contextlib.suppress(OSError):
            seen.append(os.getxattr(descriptor, ACCESS))
        return real_write(descriptor, data)

    monkeypatch.setattr(os, "write", write)
    replace_content(str(path), None, b"new")
    assert seen == []


@linux
def test_a_list_that_cannot_be_kept_is_a_refusal(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder / "x"
    path.write_bytes(b"old")
    real_copy = atomic.shutil.copystat

    def copy(source: str, target: str) -> None:
        real_copy(source, target)
        os.removexattr(target, ACCESS)

    monkeypatch.setattr(atomic.shutil, "copystat", copy)
    with pytest.raises(WriteError, match=r"^cannot be written: its access list cannot be kept$"):
        replace_content(str(path), None, b"new")
    assert path.read_bytes() == b"old"
    assert [it.name for it in folder.iterdir()] == ["x"]


@linux
def test_a_new_file_has_what_the_folder_hands_down(folder: Path) -> None:
    replace_content(str(folder / "new"), None, b"x")
    (folder / "other").write_bytes(b"x")
    assert acl(folder / "new") == acl(folder / "other") is not None
    assert (folder / "new").stat().st_mode == (folder / "other").stat().st_mode


# --------------------------------------------------------------------------------------------------------------- owners


@contextlib.contextmanager
def nobody(group: int = 65534) -> Iterator[None]:
    """Act with the rights of nobody in particular."""
    groups = os.getgroups()
    os.setgroups([])
    os.setegid(group)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)
        os.setgroups(groups)


@pytest.fixture
def shared() -> Iterator[Path]:
    """A file in a folder in which everybody may write."""
    folder = Path(tempfile.mkdtemp(prefix="edgewise-"))
    folder.chmod(0o777)
    path = folder / "x"
    path.write_bytes(b"old")
    yield path
    shutil.rmtree(folder)


@root
@pytest.mark.parametrize("mode", [0o4777, 0o2777, 0o6777])
def test_a_file_that_runs_as_its_owner_is_refused_where_that_would_be_another(shared: Path, mode: int) -> None:
    shared.chmod(mode)
    with nobody(), pytest.raises(WriteError, match=r"^cannot be written: it runs with the rights of its owner"):
        replace_content(str(shared), b"old", b"new")
    assert shared.read_bytes() == b"old"
    assert stat.S_IMODE(shared.stat().st_mode) == mode


@root
def test_root_keeps_a_file_that_runs_as_its_owner(shared: Path) -> None:
    os.chown(shared, 1234, 5678)
    shared.chmod(0o6755)
    replace_content(str(shared), b"old", b"new")
    status = shared.stat()
    assert (shared.read_bytes(), stat.S_IMODE(status.st_mode)) == (b"new", 0o6755)
    assert (status.st_uid, status.st_gid) == (1234, 5678)


@root
@pytest.mark.parametrize(("before", "after"), [(0o662, 0o622), (0o672, 0o622), (0o666, 0o666), (0o646, 0o644)])
def test_another_group_gets_no_more_than_everybody(shared: Path, before: int, after: int) -> None:
    os.chown(shared, 0, 5678)
    shared.chmod(before)
    with nobody():
        replace_content(str(shared), None, b"new")
    assert shared.stat().st_gid == 65534
    assert stat.S_IMODE(shared.stat().st_mode) == after


# ----------------------------------------------------------------------------------------------------------- attributes


def chattr(path: Path, change: str) -> None:
    try:
        done = subprocess.run(["chattr", change, str(path)], capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("needs chattr")
    if done.returncode:
        pytest.skip("the file system has no attributes")


def lsattr(path: Path) -> str:
    return subprocess.run(["lsattr", str(path)], capture_output=True, text=True, check=True).stdout.split()[0]


@linux
def test_attributes_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"old")
    chattr(path, "+dS")
    before = lsattr(path)
    assert "d" in before and "S" in before
    replace_content(str(path), b"old", b"new")
    assert (path.read_bytes(), lsattr(path)) == (b"new", before)


@linux
def test_attributes_of_the_folder_are_not_handed_down(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"old")
    before = lsattr(path) if chattr(tmp_path, "+d") is None else ""
    replace_content(str(path), b"old", b"new")
    assert lsattr(path) == before
    chattr(tmp_path, "-d")


@linux
def test_attributes_that_cannot_be_kept_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"old")
    chattr(path, "+d")
    real = atomic.fcntl.ioctl

    def ioctl(descriptor: int, request: int, argument: bytes) -> bytes:
        if request == atomic._SET_FLAGS:
            raise PermissionError
        return real(descriptor, request, argument)

    monkeypatch.setattr(atomic.fcntl, "ioctl", ioctl)
    with pytest.raises(WriteError, match="lsattr"):
        replace_content(str(path), b"old", b"new")
    assert path.read_bytes() == b"old"


@linux
@root
def test_a_file_that_nobody_may_change_is_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"old")
    chattr(path, "+i")
    try:
        with pytest.raises(WriteError):
            replace_content(str(path), b"old", b"new")
        assert [it.name for it in tmp_path.iterdir()] == ["x"]
        assert path.read_bytes() == b"old"
    finally:
        chattr(path, "-i")
