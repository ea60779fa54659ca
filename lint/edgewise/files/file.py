"""A file to look at, its kind by suffix and shebang, and a path that could not be looked at."""

from __future__ import annotations

import enum
import os
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_PYTHON_SUFFIXES = (".py", ".pyi", ".pyw")
_INTERPRETER = rb"(?:platform-)?(?:python|pypy)[0-9.]*[a-z]?(?:\.exe)?"
_LAUNCHERS = frozenset({b"env", b"pipx", b"uv"})
_SCRIPT_RUNNERS = (frozenset({b"uv", b"--script"}), frozenset({b"uv", b"-s"}), frozenset({b"pipx", b"run"}))
_SHEBANG_BYTES = 256


class FileKind(enum.Enum):
    """How a file is read."""

    PYTHON = "python"
    TEXT = "text"
    NOTEBOOK = "notebook"


class File(NamedTuple):
    """A regular file to look at. ``path`` is as the user would type it, ``named`` that it was given by itself."""

    path: str
    kind: FileKind
    named: bool


class FolderFiles(NamedTuple):
    """Regular files to look at in one folder, in order, none of them given by itself.

    One object for all of them: in a large tree, an object for each costs as much as to read it.
    """

    folder: str
    """As the user would type it: "" or a path that ends with "/"."""
    names: Sequence[str]
    scripts: frozenset[str] = frozenset()
    """The names without a suffix that are Python by their shebang."""

    def files(self) -> Iterator[File]:
        """Yield them one by one."""
        return map(self.file, self.names)

    def file(self, name: str) -> File:
        """Return one of them by its name."""
        kind = kind_by_suffix(name) or (FileKind.PYTHON if name in self.scripts else FileKind.TEXT)
        return File(self.folder + name, kind, named=False)


class Problem(NamedTuple):
    """A path that could not be looked at, and the reason as a sentence without its subject."""

    path: str
    reason: str
    on_purpose: bool = False
    """Whether it is left out, which only ``--verbose`` tells, and no error."""


Found = FolderFiles | File | Problem
"""What a walk comes by."""


def one_by_one(found: Iterable[Found]) -> Iterator[File | Problem]:
    """Yield each file and each problem for itself."""
    for one in found:
        if isinstance(one, FolderFiles):
            yield from one.files()
        else:
            yield one


GIT_IGNORES = "git ignores it"
"""The reason of a file that is left out and may hold settings all the same."""


def keeps_settings(name: str) -> bool:
    """Say whether a file of this name is one that settings are kept in, and kept from git."""
    return name == ".env" or name.startswith(".env.")


def kind_of(path: str) -> FileKind | None:
    """Return the kind of a file by its suffix, else by its shebang; None for a text of no particular kind.

    A file that is not there or cannot be read has no shebang.
    """
    return kind_by_suffix(os.path.basename(path)) or (FileKind.PYTHON if has_python_shebang(path) else None)


def kind_by_suffix(name: str) -> FileKind | None:
    """Return the kind that a name says by its suffix, None where it says none."""
    if name.endswith(_PYTHON_SUFFIXES):
        return FileKind.PYTHON
    return FileKind.NOTEBOOK if name.endswith(".ipynb") else None


def has_python_shebang(path: str) -> bool:
    """Say whether a file begins with a line that starts Python; one that cannot be read does not."""
    try:
        # Without O_NONBLOCK a FIFO would wait for somebody to write.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return False
    try:
        start = os.read(descriptor, _SHEBANG_BYTES)
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return names_python(start)


def names_python(start: bytes) -> bool:
    """Say whether the start of a script is a shebang that names Python, or what runs Python."""
    if not start.startswith(b"#!"):
        return False
    words = [re.split(rb"[/\\]", word)[-1] for word in start[2:_SHEBANG_BYTES].split(b"\n", 1)[0].split()]
    if not words:
        return False
    if words[0] not in _LAUNCHERS:
        return _is_interpreter(words[0])
    return any(map(_is_interpreter, words)) or any(runner <= set(words) for runner in _SCRIPT_RUNNERS)


def _is_interpreter(word: bytes) -> bool:
    return re.fullmatch(_INTERPRETER, word) is not None
