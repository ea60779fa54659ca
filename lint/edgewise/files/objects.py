"""What git has stored: the content of an object by its name, loose or packed.

The formats are those of gitformat-pack(5); only a sparse checkout that leaves out a .gitignore has this loaded.
"""

from __future__ import annotations

import errno
import mmap
import os
import zlib

from edgewise.files.reading import read, read_notes

_MAGIC = b"\xfftOc\0\0\0\2"
_FANOUT_BYTES = 1024
_OFS_DELTA, _REF_DELTA = 6, 7
_MOST_DELTAS = 5_000
_MOST_BYTES = 10_000_000
"""Longer content is none that anybody wrote."""
_STEP = 1 << 14


def content(folder: str, name: bytes) -> bytes:
    """Return the content of an object.

    :param folder: the one named ``objects``.
    :param name: in bytes: 20 or 32.
    :raises OSError: it is not there, or is broken.
    """
    for place in (folder, *_alternates(folder)):
        try:
            found = _loose(place, name)
            if found is None:
                found = _packed(place, name)
        except (IndexError, ValueError, RecursionError, zlib.error):
            raise OSError(errno.EIO, "the objects of the repository are broken", folder) from None
        if found is not None:
            return found
    raise FileNotFoundError(errno.ENOENT, f"the repository lacks the object {name.hex()}", folder)


def _alternates(folder: str) -> list[str]:
    try:
        text = os.fsdecode(read_notes(os.path.join(folder, "info", "alternates")))
        return [os.path.join(folder, line) for line in text.splitlines() if line]
    except OSError:
        return []


def _loose(folder: str, name: bytes) -> bytes | None:
    text = name.hex()
    path = os.path.join(folder, text[:2], text[2:])
    return _inflated(memoryview(read(path))).partition(b"\0")[2] if os.path.isfile(path) else None


def _inflated(data: memoryview) -> bytes:
    """Return what a stream holds at the start of some bytes, of which no more is looked at than needed.

    :raises ValueError: it is longer than anybody means it.
    """
    stream = zlib.decompressobj()
    parts: list[bytes] = []
    room = _MOST_BYTES
    for at in range(0, len(data), _STEP):
        parts.append(stream.decompress(data[at : at + _STEP], room + 1))
        room -= len(parts[-1])
        if room < 0:
            raise ValueError("too long")
        if stream.eof:
            return b"".join(parts)
    raise ValueError("cut off")


def _packed(folder: str, name: bytes) -> bytes | None:
    packs = os.path.join(folder, "pack")
    for listed in sorted(os.listdir(packs)) if os.path.isdir(packs) else ():
        path = os.path.join(packs, listed)
        if not listed.endswith(".idx") or not os.path.isfile(path):
            continue
        with open(path, "rb") as file:
            offset = _offset(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), name)
        if offset is not None:
            with open(path.removesuffix(".idx") + ".pack", "rb") as file:
                pack = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            return _unpacked(folder, memoryview(pack), len(name), offset)
    return None


def _offset(index: mmap.mmap, name: bytes) -> int | None:
    """Return where an object stands in the pack of an index, None if it is not in it."""
    if index[: len(_MAGIC)] != _MAGIC:
        raise ValueError("a pack of the first version")
    fanout = len(_MAGIC)
    counts = [int.from_bytes(index[fanout + 4 * row : fanout + 4 * row + 4], "big") for row in range(256)]
    low, high = counts[name[0] - 1] if name[0] else 0, counts[name[0]]
    names = fanout + _FANOUT_BYTES
    for row in range(low, high):
        if index[names + row * len(name) : names + (row + 1) * len(name)] == name:
            offsets = names + counts[255] * (len(name) + 4)
            offset = int.from_bytes(index[offsets + 4 * row : offsets + 4 * row + 4], "big")
            if offset >> 31:
                far = offsets + 4 * counts[255] + 8 * (offset & 0x7FFFFFFF)
                offset = int.from_bytes(index[far : far + 8], "big")
            return offset
    return None


def _unpacked(folder: str, data: memoryview, hash_bytes: int, offset: int) -> bytes:
    """Return the content of the object at an offset: the last of its bases, with the changes applied one by one."""
    deltas: list[bytes] = []
    while len(deltas) < _MOST_DELTAS:
        at = offset
        kind = data[at] >> 4 & 7
        while data[at] & 128:
            at += 1
        at += 1
        if kind == _OFS_DELTA:
            back = data[at] & 127
            while data[at] & 128:
                at += 1
                back = ((back + 1) << 7) | (data[at] & 127)
            deltas.append(_inflated(data[at + 1 :]))
            offset -= back
        elif kind == _REF_DELTA:
            base = content(folder, bytes(data[at : at + hash_bytes]))
            deltas.append(_inflated(data[at + hash_bytes :]))
            return _applied(base, deltas)
        else:
            return _applied(_inflated(data[at:]), deltas)
    raise ValueError("too many deltas")


def _applied(base: bytes, deltas: list[bytes]) -> bytes:
    for delta in reversed(deltas):
        base = _changed(base, delta)
    return base


def _changed(base: bytes, delta: bytes) -> bytes:
    at = 0
    for _ in range(2):  # how long the base is, and how long the result will be
        while delta[at] & 128:
            at += 1
        at += 1
    parts: list[bytes] = []
    room = _MOST_BYTES
    while at < len(delta):
        order = delta[at]
        at += 1
        if not order & 128:
            parts.append(delta[at : at + order])
            at += order
            continue
        numbers = [0] * 7
        for bit in range(7):
            if order >> bit & 1:
                numbers[bit] = delta[at]
                at += 1
        start = int.from_bytes(bytes(numbers[:4]), "little")
        size = int.from_bytes(bytes(numbers[4:]), "little") or 0x10000
        parts.append(base[start : start + size])
        room -= size
        if room < 0:
            raise ValueError("too long")
    return b"".join(parts)
