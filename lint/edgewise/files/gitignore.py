"""Patterns in the syntax of .gitignore: what one source of them says about a file or a folder.

pathspec translates the globs. Names, paths and ``*.suffix``, which is what most patterns are, are looked up here
instead: a regular expression after the other for every file costs more than the rest of a walk together, and so does
importing pathspec for a small one.
"""

from __future__ import annotations

import os
import re
import warnings
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_GLOB = re.compile(r"[*?\[\\]")
_PLAIN_SET = re.compile(r"\[([A-Za-z0-9_]+)\]")
_TRAILING_SPACES = re.compile(r"(?<!\\) +\Z")
# What pathspec translates `*`, `/**` and a first `**/` to, and what it leaves between them.
_STAR, _ANY_FOLDERS, _FIRST_FOLDERS = r"[^/]*", r"(?:/.+)?", r"^(?:.+/)?"
_BETWEEN_STARS = re.compile(
    r"(?:\[\^/\]\*)+((?:(?!\[\^/\]\*)(?:\\.|\[\^?\]?[^\]]*\]|[^\\\[\](){}*+?.|^$/]))+)(?=\[\^/\]\*)"
)
_GAP = "gap"
_NEVER = re.compile(r"(?!)")


class Patterns(NamedTuple):
    """Patterns of one source as they are written, and the folder to which they are relative."""

    lines: tuple[str, ...]
    root: str = os.curdir


class Rules:
    """The patterns of one source, such as one .gitignore. Of those that match, the last one decides."""

    __slots__ = (
        *("_by_path", "_globs", "_heads", "_known", "_needs_paths", "_names", "_paths", "_suffix_lengths", "_suffixes"),
        "_tails",
    )

    def __init__(self, lines: Iterable[str]) -> None:
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
        # What a name has to be, end in or start with for any pattern to match, unless a glob looks at whole paths.
        self._known = {*self._names[True], *(path.rpartition("/")[2] for path in self._paths[True])}
        self._tails = tuple(self._suffixes[True])
        self._heads = tuple(glob.head for glob in self._globs)
        self._needs_paths = any(glob.anchored for glob in self._globs)

    def verdict(self, base: str, name: str, is_folder: bool) -> bool | None:
        """Say what the last pattern that matches does: True excludes, False takes back in, None for no match.

        :param base: the folder of the entry relative to the folder of the source: "" or a path that ends with "/".
        :param name: the entry's own name. Only the entry is matched: to ask about its folders first is the caller's.
        """
        if not (name in self._known or self._needs_paths or name.endswith(self._tails) or name.startswith(self._heads)):
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
        line = _TRAILING_SPACES.sub("", line)
        if line.startswith("#"):
            return
        rank = 2 * number + (not line.startswith("!"))
        body = line.removeprefix("!")
        folders_only = body.endswith("/")
        body = body.removesuffix("/")
        anchored = "/" in body
        for text in _without_sets(body.removeprefix("/")):
            if not _GLOB.search(text):
                table, key = (self._paths if anchored else self._names), text
            elif text.startswith("*") and not anchored and not _GLOB.search(text, 1):
                table, key = self._suffixes, text[1:]
            else:
                self._globs.append(_Glob(rank, text, anchored, folders_only))
                continue
            table[True][key] = rank
            if not folders_only:
                table[False][key] = rank


class _Glob:
    """A pattern that pathspec has to translate, which happens when a name first starts like it."""

    __slots__ = ("_body", "_regex", "anchored", "folders_only", "head", "rank")

    def __init__(self, rank: int, body: str, anchored: bool, folders_only: bool) -> None:
        self.rank = rank
        self.anchored = anchored
        self.folders_only = folders_only
        self._body = body
        self.head = _GLOB.split(body, maxsplit=1)[0]
        self._regex: re.Pattern[str] | None = None

    def matches(self, subject: str) -> bool:
        if not subject.startswith(self.head):
            return False
        if self._regex is None:
            self._regex = _translate(self._body, self.anchored) or _NEVER
        found = self._regex.search(subject)
        if found is None:
            return False
        # pathspec's group is the "/" after a match: it takes part where the pattern matched a folder above, not this.
        return all(text is None for name, text in found.groupdict().items() if not name.startswith(_GAP))


def load(path: str) -> Rules:
    """Return the rules of an ignore file. Bytes that are not utf-8 match the same bytes in names of files.

    :raises OSError: it cannot be read.
    """
    with open(path, "rb") as file:
        text = file.read().removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    return Rules(line.removesuffix("\r") for line in text.split("\n"))


def is_pattern(text: str) -> bool:
    """Say whether ``text`` is a pattern: not blank, not a comment, not broken."""
    body = _TRAILING_SPACES.sub("", text).removeprefix("!").removesuffix("/")
    if not body or text.startswith("#"):
        return False
    return not _GLOB.search(body) or _translate(body.removeprefix("/"), "/" in body) is not None


def relative_to(root: str, path: str) -> str:
    """Return ``path`` as patterns below ``root`` see it: relative, with "/", and "" for the root itself."""
    try:
        relative = os.path.relpath(path, root)
    except ValueError:  # on another drive
        relative = os.path.abspath(path)
    return "" if relative == os.curdir else relative.replace(os.sep, "/")


def _without_sets(body: str) -> Iterator[str]:
    # "*.py[cod]" stands in nearly every .gitignore of a Python project.
    found = _PLAIN_SET.search(body)
    if found is None or "\\" in body or body.count("[") > 1:
        yield body
        return
    for character in found[1]:
        yield body[: found.start()] + character + body[found.end() :]


def _translate(body: str, anchored: bool) -> re.Pattern[str] | None:
    from pathspec import GitIgnoreSpec

    # Behind "!" no first character of a body means a comment, a negation or blanks to strip.
    line = ("!/" if anchored else "!") + body
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # re warns of the set in "[[:alpha:]]"
        try:
            pattern: Any = GitIgnoreSpec.from_lines([line]).patterns[0]
            regex = cast("re.Pattern[str] | None", pattern.regex)
            return None if regex is None else re.compile(_without_retries(regex.pattern))
        except (ValueError, re.error):
            return None


def _without_retries(regex: str) -> str:
    """Return a regular expression of pathspec's that does not try gap by gap in vain, which would never end.

    What stands between two gaps may be taken where it is found first: the second gap takes whatever there is.
    """
    number = count()

    def once(pattern: str) -> str:
        name = f"{_GAP}{next(number)}"
        return f"(?=(?P<{name}>{pattern}))(?P={name})"

    regex = _BETWEEN_STARS.sub(lambda found: once(f"{_STAR}?{found[1]}"), regex)
    first, *others = regex.split(_ANY_FOLDERS)
    if not others:
        return regex
    if first.startswith(_FIRST_FOLDERS):
        first = "^" + once(f"(?:.+?/)??{first.removeprefix(_FIRST_FOLDERS)}(?=/)")
    middle = (once(f"(?:/.+?)??{part}(?=/)") for part in others[:-1])
    return "".join((first, *middle, _ANY_FOLDERS, others[-1]))
