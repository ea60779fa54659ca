"""Requirements and constraints files, in pip's format, with the files that they include."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from edgewise.pins.statements import Flaw, of_requirement
from edgewise.pins.tables import UnreadableError, content

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from edgewise.pins.statements import Said

_COMMENT = re.compile(r"(?:^|\s)#.*")
_EDITABLE = re.compile(r"\A(?:-e|--editable)[\s=]\s*")
_CONTINUED = re.compile(r"\\[ \t]*(?:\r\n|\r|\n)")
_INCLUDE = re.compile(r"(?P<option>-r|-c|--requirement|--constraint)(?:\s*=\s*|\s*)(?P<path>\S.*)")
_OF_REQUIREMENT = re.compile(r"\s--?[a-z].*", re.IGNORECASE)
"""Options of one requirement, such as ``--hash``."""
_MANY = 200
"""More files are not followed."""


def read(paths: Sequence[str], root: str) -> Iterator[list[Said]]:
    """Yield what each of several files says with all that it includes; what another one includes is passed over.

    :param paths: absolute.
    :param root: the folder outside of which nothing is read.
    """
    trees = {path: _Tree(path, root) for path in paths}
    for path, tree in trees.items():
        includers = [other for name, other in trees.items() if path in other.files and name != path]
        if all(other.path in tree.files for other in includers):  # but not each other
            yield tree.said


class _Tree:
    """A file and what it includes."""

    def __init__(self, path: str, root: str) -> None:
        self.path = path
        self.files: set[str] = set()
        self.said: list[Said] = []
        self._root = root
        self._read(path, constraint=os.path.basename(path).lower().startswith("constraints"))

    def _read(self, path: str, *, constraint: bool) -> None:
        self.files.add(path)
        try:
            text = content(path)
        except UnreadableError as error:
            self.said.append((path, Flaw(str(error))))
            return
        for line in _CONTINUED.sub(" ", text).splitlines():
            said = _COMMENT.sub("", line).strip()
            included = _INCLUDE.fullmatch(said)
            if included is not None:
                of_constraints = constraint or included["option"] in ("-c", "--constraint")
                self._include(path, included["path"].strip("'\" "), constraint=of_constraints)
                continue
            said = _EDITABLE.sub("", said)
            if not said.startswith("-"):
                of_line = of_requirement(_OF_REQUIREMENT.sub("", said), constraint=constraint)
                self.said += [(path, one) for one in of_line]

    def _include(self, path: str, named: str, *, constraint: bool) -> None:
        target = os.path.normpath(os.path.join(os.path.dirname(path), named))
        if "://" in named or target in self.files or not is_below(target, self._root) or len(self.files) > _MANY:
            return
        if os.path.isfile(target):
            self._read(target, constraint=constraint)
        else:
            self.said.append((path, Flaw(f"{named!r}, which it includes, is not there")))


def is_below(path: str, folder: str) -> bool:
    """Say whether ``path`` is ``folder`` or something in it; both are absolute and normal."""
    return path == folder or path.startswith(os.path.join(folder, ""))
