"""Requirements and constraints files, in pip's format, with the files that they include."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

from edgewise.pins.statements import Flaw, of_requirement
from edgewise.pins.tables import UnreadablePinsError, content

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from edgewise.pins.statements import PinStatement, Said

_COMMENT = re.compile(r"(?:^|\s)#.*")
_EDITABLE = re.compile(r"\A(?:-e|--editable)[\s=]\s*")
_CONTINUED = re.compile(r"\\[ \t]*(?:\r\n|\r|\n)")
_INCLUDE = re.compile(r"(?P<option>-r|-c|--requirement|--constraint)(?:\s*=\s*|\s*)(?P<path>\S.*)")
_OF_REQUIREMENT = re.compile(r"\s--?[a-z].*", re.IGNORECASE)
"""Options of one requirement, such as ``--hash``."""
LINK_OUT = "is a link out of the project, and is not read"
_MANY = 200
"""More files are not followed."""


def read(paths: Sequence[str], root: str) -> Iterator[list[Said]]:
    """Yield what each of several files says with all that it includes; what another one includes is passed over.

    :param paths: absolute.
    :param root: the folder outside of which nothing is read.
    """
    files = _Files(root)
    trees = {path: _Tree(path, files) for path in paths}
    told: set[frozenset[tuple[str, bool]]] = set()
    for path, tree in trees.items():
        includers = [other for name, other in trees.items() if path in other.files and name != path]
        if all(other.path in tree.files for other in includers):  # but not each other
            same = frozenset(tree.files.items())
            if same not in told:
                told.add(same)
                yield tree.said


class _File(NamedTuple):
    """What one file says by itself: a statement or flaw, or another file and whether it is one of constraints."""

    parts: tuple[PinStatement | Flaw | tuple[str, bool], ...]


class _Files:
    """Requirements files by path, each read once for all that include it."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._known: dict[tuple[str, bool], _File] = {}
        self._targets: dict[str, str] = {}

    def get(self, path: str, *, constraint: bool) -> _File:
        key = path, constraint
        if key not in self._known:
            self._known[key] = _File(tuple(self._parts(path, constraint=constraint)))
        return self._known[key]

    def _parts(self, path: str, *, constraint: bool) -> Iterator[PinStatement | Flaw | tuple[str, bool]]:
        try:
            text = content(path)
        except UnreadablePinsError as error:
            yield Flaw(str(error))
            return
        for line in _CONTINUED.sub(" ", text).splitlines():
            said = _COMMENT.sub("", line).strip()
            included = _INCLUDE.fullmatch(said)
            if included is not None:
                of_constraints = constraint or included["option"] in ("-c", "--constraint")
                yield from self._included(path, included["path"].strip("'\" "), constraint=of_constraints)
                continue
            said = _EDITABLE.sub("", said)
            if not said.startswith("-"):
                yield from of_requirement(_OF_REQUIREMENT.sub("", said), constraint=constraint)

    def _included(self, path: str, named: str, *, constraint: bool) -> Iterator[Flaw | tuple[str, bool]]:
        target = os.path.normpath(os.path.join(os.path.dirname(path), named))
        if "://" in named or not is_below(target, self._root):
            return
        if target not in self._targets:  # a thousand files that include each other ask a million times
            self._targets[target] = self._hindrance(target)
        hindrance = self._targets[target]
        yield Flaw(f"{named!r}, which it includes, {hindrance}") if hindrance else (target, constraint)

    def _hindrance(self, target: str) -> str:
        """Return why a file is not read, "" if it is."""
        if not os.path.isfile(target):
            return "is not there"
        return "" if is_inside(target, self._root) else LINK_OUT


class _Tree:
    """A file and what it includes; ``files`` are by path, and say whether a file is one of constraints."""

    def __init__(self, path: str, files: _Files) -> None:
        self.path = path
        self.files: dict[str, bool] = {}
        self.said: list[Said] = []
        self._read(path, files, constraint=os.path.basename(path).lower().startswith("constraints"))

    def _read(self, path: str, files: _Files, *, constraint: bool) -> None:
        self.files[path] = constraint
        for part in files.get(path, constraint=constraint).parts:
            if not isinstance(part, tuple):
                self.said.append((path, part))
            elif part[0] not in self.files and len(self.files) <= _MANY:
                self._read(part[0], files, constraint=part[1])


def is_below(path: str, folder: str) -> bool:
    """Say whether ``path`` is ``folder`` or something in it; both are absolute and normal."""
    return path == folder or path.startswith(os.path.join(folder, ""))


def is_inside(path: str, root: str) -> bool:
    """Say whether a file lies in a folder when links are followed: what a link leads to may be anybody's."""
    return is_below(os.path.realpath(path), os.path.realpath(root))
