"""The sieve: what reading alone says of some files."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from edgewise.engine.check import CleanFiles, FileResult, client_names, is_clean, settle
from edgewise.engine.failures import internal_error
from edgewise.files.file import File, FolderFiles, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edgewise.files.file import Found
    from edgewise.options import Options


class CandidateFile(NamedTuple):
    """A file that may hold a finding, and its size in bytes."""

    file: File
    size: int


Sifted = CleanFiles | FileResult | Problem | CandidateFile
"""What the sieve says of files: they are clean, or for one its result, where reading was all that it needs, or that it
has to be looked into."""


class Batch:
    """Files of a folder, or one that stands alone, and what the sieve says of them once it is known.

    :param options: what the first gate goes by; a problem needs none.
    """

    __slots__ = ("files", "options", "results", "size")

    def __init__(self, files: Found, options: Options | None = None) -> None:
        self.files = files
        self.options = options
        self.size = len(files.names) if isinstance(files, FolderFiles) else 1
        self.results: Iterable[Sifted] | None = (files,) if isinstance(files, Problem) else None

    def sift(self) -> None:
        """Read the files in this process."""
        if self.options is not None:
            options = self.options
            self.settle([(index, _sifted(file, options)) for index, file in doubtful(self.files, options)])

    def settle(self, said: Iterable[tuple[int, Sifted]]) -> None:
        """Take in what the sieve says: of files by their index, in order; the others are clean."""
        files = self.files
        self.results = _with_clean(files, said) if isinstance(files, FolderFiles) else [one for _, one in said]


def doubtful(files: Found, options: Options) -> list[tuple[int, File]]:
    """Return the files that need another look, each with its index among all: not those that are clean at first sight.

    :raises Exception: there is a bug.
    """
    if isinstance(files, FolderFiles):
        folder, most, clients = files.folder, options.max_file_size, client_names(options)
        return [
            (index, files.file(name))
            for index, name in enumerate(files.names)
            if not is_clean(folder + name, most, clients)
        ]
    return [(0, files)] if isinstance(files, File) else []


def _with_clean(files: FolderFiles, said: Iterable[tuple[int, Sifted]]) -> list[Sifted]:
    folder, names, _ = files
    results: list[Sifted] = []
    start = 0
    for index, one in said:
        if one == FileResult(folder + names[index]):
            continue  # clean at second sight
        if start < index:
            results.append(CleanFiles(folder, names[start:index]))
        results.append(one)
        start = index + 1
    if start < len(names):
        results.append(CleanFiles(folder, names[start:]))
    return results


def _sifted(file: File, options: Options) -> Sifted:
    try:
        settled = settle(file, options)
    except Exception as error:
        return internal_error(file.path, error)
    return CandidateFile(file, settled) if isinstance(settled, int) else settled
