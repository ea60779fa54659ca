"""Patterns in the syntax of .gitignore: what one source of them says about a file or a folder.

Names, paths and ``*.suffix``, which is what most patterns are, are looked up in tables: a regular expression after the
other for every file costs more than the rest of a walk together. Only for other globs is a translation loaded.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

from edgewise.files.reading import read_notes

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

_GLOB = re.compile(r"[*?\[\\]")
_PLAIN_SET = re.compile(r"\[([A-Za-z0-9_]+)\]")


class IgnorePatterns(NamedTuple):
    """Patterns of one source as they are written, and the folder to which they are relative."""

    lines: tuple[str, ...]
    root: str = os.curdir


class Rules:
    """The patterns of one source, such as one .gitignore. Of those that match, the last one decides."""

    __slots__ = (
        *("_by_path", "_fold", "_globs", "_heads", "_known", "_names", "_path_heads", "_paths", "_suffix_lengths"),
        *("_suffixes", "_tails"),
    )

    def __init__(self, lines: Iterable[str], *, fold: bool = False) -> None:
        self._fold = fold
        # A table for files and one for folders, from text to rank: twice the line's number, plus 1 where it excludes.
        self._names: tuple[dict[str, int], dict[str, int]] = ({}, {})
        self._paths: tuple[dict[str, int], dict[str, int]] = ({}, {})
        self._suffixes: tuple[dict[str, int], dict[str, int]] = ({}, {})
        self._globs: list[_Glob] = []
        for number, line in enumerate(lines, 1):
            self._add(line, number)
        self._globs.reverse()
        self._suffix_lengths = sorted({len(suffix) for suffix in self._suffixes[True]})
        self._by_path = bool(self._paths[True]) or any(glob.anchored for glob in self._globs)
        # What a name has to be, end in or start with for any pattern to match, or its path where a glob looks at that.
        self._known = {*self._names[True], *(path.rpartition("/")[2] for path in self._paths[True])}
        self._tails = tuple(self._suffixes[True])
        self._heads = tuple({glob.head for glob in self._globs if not glob.anchored})
        self._path_heads = tuple({glob.head for glob in self._globs if glob.anchored})

    def suspects(self, base: str, names: Collection[str]) -> Collection[str]:
        """Return those of the names in a folder that a pattern may match: about others, nothing has to be asked.

        :param base: the folder, as for :meth:`verdict`.
        """
        if self._fold or any(base.startswith(head) or head.startswith(base) for head in self._path_heads):
            return names
        found = self._known.intersection(names)
        if self._tails or self._heads:
            tails, heads = self._tails, self._heads
            found.update([name for name in names if name.endswith(tails) or name.startswith(heads)])
        return found

    def verdict(self, base: str, name: str, is_folder: bool) -> bool | None:
        """Say what the last pattern that matches does: True excludes, False takes back in, None for no match.

        :param base: the folder of the entry relative to the folder of the source: "" or a path that ends with "/".
        :param name: the entry's own name. Only the entry is matched: to ask about its folders first is the caller's.
        """
        if self._fold:
            base, name = _folded(base), _folded(name)
        if not (name in self._known or self._path_heads or name.endswith(self._tails) or name.startswith(self._heads)):
            return None
        rank = self._names[is_folder].get(name, 0)
        suffixes = self._suffixes[is_folder]
        for length in self._suffix_lengths:
            found = suffixes.get(name[len(name) - length :], 0)
            if found > rank:
                rank = found
        path = ""
        if self._by_path:
            path = base + name
            rank = max(rank, self._paths[is_folder].get(path, 0))
        for glob in self._globs:
            if glob.rank < rank:
                break
            if (is_folder or not glob.folders_only) and glob.matches(path if glob.anchored else name):
                rank = glob.rank
                break
        return bool(rank & 1) if rank else None

    def covers(self, path: str, is_folder: bool = False) -> bool:
        """Say whether ``path``, relative to the folder of the source and with "/", or a folder above it is excluded."""
        names = path.split("/")
        base = ""
        for name in names[:-1]:
            if self.verdict(base, name, True):
                return True
            base += name + "/"
        return bool(self.verdict(base, names[-1], is_folder))

    def _add(self, line: str, number: int) -> None:
        line = _trimmed(line)
        if line.startswith("#"):
            return
        rank = 2 * number + (not line.startswith("!"))
        body = line.removeprefix("!")
        folders_only = body.endswith("/")
        body = body.removesuffix("/")
        anchored = "/" in body
        for text in _without_sets(body.removeprefix("/"), fold=self._fold):
            if not _GLOB.search(text):
                table, key = (self._paths if anchored else self._names), text
            elif text.startswith("*") and not anchored and not _GLOB.search(text, 1):
                table, key = self._suffixes, text[1:]
            else:
                self._globs.append(_Glob(rank, text, anchored, folders_only, self._fold))
                continue
            key = _folded(key) if self._fold else key
            table[True][key] = rank
            if not folders_only:
                table[False][key] = rank


class _Glob:
    """A pattern that takes a translation, which is made when a name first starts like it."""

    __slots__ = ("_body", "_fold", "_match", "anchored", "folders_only", "head", "rank")

    def __init__(self, rank: int, body: str, anchored: bool, folders_only: bool, fold: bool) -> None:
        self.rank = rank
        self.anchored = anchored
        self.folders_only = folders_only
        self._body = body
        self._fold = fold
        head = _GLOB.split(body, maxsplit=1)[0]
        self.head = _folded(head) if fold else head
        self._match: Callable[[str], bool] | None = None

    def matches(self, subject: str) -> bool:
        if not subject.startswith(self.head):
            return False
        if self._match is None:
            from edgewise.files import globs

            self._match = globs.matcher(self._body, anchored=self.anchored, fold=self._fold) or _never
        return self._match(subject if subject.isascii() else os.fsencode(subject).decode("latin-1"))


def _never(subject: str) -> bool:  # noqa: ARG001
    return False


def load(path: str, *, fold: bool = False) -> Rules:
    """Return the rules of an ignore file.

    :param fold: whether small and capital letters of ASCII are the same, as ``core.ignoreCase`` says.
    :raises OSError: it cannot be read.
    """
    return rules_of(read_notes(path), fold=fold)


def rules_of(data: bytes, *, fold: bool = False) -> Rules:
    """Return the rules in the bytes of an ignore file. Such as are not utf-8 match the same bytes in names of files."""
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    lines = (line.removesuffix("\r").partition("\0")[0] for line in text.split("\n"))
    return Rules(lines, fold=fold)


def is_pattern(text: str) -> bool:
    """Say whether ``text`` is a pattern: not blank, not a comment, not broken."""
    body = _trimmed(text).removeprefix("!").removesuffix("/")
    if not body or text.startswith("#"):
        return False
    if not _GLOB.search(body):
        return True
    from edgewise.files import globs

    return globs.matcher(body.removeprefix("/"), anchored="/" in body, fold=False) is not None


def relative_to(root: str, path: str) -> str:
    """Return ``path`` as patterns below ``root`` see it: relative, with "/", and "" for the root itself."""
    try:
        relative = os.path.relpath(path, root)
    except ValueError:  # on another drive
        relative = os.path.abspath(path)
    return "" if relative == os.curdir else relative.replace(os.sep, "/")


def _without_sets(body: str, *, fold: bool) -> Iterator[str]:
    # "*.py[cod]" stands in nearly every .gitignore of a Python project.
    found = _PLAIN_SET.search(body)
    # With `fold`, git compares a capital letter in a set with names in lower case.
    if found is None or "\\" in body or body.count("[") > 1 or (fold and found[1] != found[1].lower()):
        yield body
        return
    for character in found[1]:
        yield body[: found.start()] + character + body[found.end() :]


def _folded(text: str) -> str:
    """Return a text with the letters of ASCII, and no others, in lower case."""
    return text.lower() if text.isascii() else os.fsdecode(os.fsencode(text).lower())


def _trimmed(line: str) -> str:
    """Return a line without the blanks at its end that no backslash keeps."""
    body = line.rstrip(" ")
    kept = (len(body) - len(body.rstrip("\\"))) % 2
    return line[: len(body) + kept]
