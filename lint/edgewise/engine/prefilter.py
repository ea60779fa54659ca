"""The prefilter: of many files, those that may hold a finding. It reads every byte and is nearly all of a clean run."""

from __future__ import annotations

import sys
import threading
from collections import deque
from typing import TYPE_CHECKING

from edgewise.engine.sieve import Batch
from edgewise.files.file import File, FolderFiles

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

    from edgewise.engine.readers import FileReader, FileReaders
    from edgewise.engine.sieve import Sifted
    from edgewise.files.file import Found
    from edgewise.options import Options

CHUNK = 500
"""Files that another process gets at once: some 5 ms of work."""
BATCH = 64
"""Files that this process reads before it looks whether another one has nothing to do."""


def sift(found: Iterable[Found], options_of: Callable[[str], Options], jobs: int) -> Generator[Sifted, None, None]:
    """Yield what :class:`Prefilter` does."""
    return Prefilter(found, options_of, jobs).sifted()


class Prefilter:
    """One run through many files.

    Of the batches that are not yielded yet, in order, whoever reads takes the next that nobody has taken.

    :param options_of: what the first gate goes by, for the path of a file.
    :param jobs: how many processes may read at once, this one included.
    """

    def __init__(self, found: Iterable[Found], options_of: Callable[[str], Options], jobs: int) -> None:
        self._batches = _batches(found, options_of)
        self._others = jobs - 1 if _may_fork() else 0
        self._readers: FileReaders | None = None
        self._line: deque[Batch] = deque()
        self._unread: deque[Batch] = deque()
        self._files = 0  # in batches that nobody has taken

    def sifted(self) -> Generator[Sifted, None, None]:
        """Yield what the sieve says of files, in order; problems are passed on."""
        if not self._others:
            for batch in self._batches:
                batch.sift()
                yield from batch.results or ()
            return
        try:
            for batch in self._batches:
                self._append(batch)
                self._share()
                yield from self._settled()
            yield from self._rest()
        finally:
            if self._readers is not None:
                self._readers.close()

    def leave_to_others(self, files: int) -> bool:
        """Give each other process so many files, since this one is going to do something else; no if there is none."""
        if self._readers is None or not self._readers.number:
            return False
        wanted = files * self._readers.number
        while self._files < wanted and (batch := next(self._batches, None)) is not None:
            self._append(batch)
        for reader in self._readers.nearly_idle(2 * CHUNK):
            self._hand_over(reader, files)
        return True

    def _append(self, batch: Batch) -> None:
        self._line.append(batch)
        if batch.results is None:
            self._unread.append(batch)
            self._files += batch.size

    def _share(self) -> None:
        """Give work to a reader that has none, and read a batch where there is enough for everybody."""
        if self._files >= CHUNK:
            if self._readers is None:
                from edgewise.engine.readers import FileReaders

                self._readers = FileReaders(self._others)
            self._hand_over(self._readers.idle(start=True), CHUNK)
        if self._files >= 2 * CHUNK:
            self._read_one()

    def _settled(self) -> Iterator[Sifted]:
        """Yield what is said of the batches at the front."""
        line = self._line
        while line and (results := line[0].results) is not None:
            line.popleft()
            yield from results

    def _rest(self) -> Iterator[Sifted]:
        """Yield what is said of all batches."""
        while self._unread:
            if self._readers is not None:
                # Ever less, so that nobody has much left when the others are done.
                share = min(CHUNK, self._files // (2 * self._readers.number + 2))
                self._hand_over(self._readers.idle(start=False), share)
            if self._unread:
                self._read_one()
            yield from self._settled()
        if self._readers is not None:
            self._readers.collect(wait=True)
        yield from self._settled()

    def _hand_over(self, reader: FileReader | None, files: int) -> None:
        """Give a reader about so many files."""
        if reader is None:
            return
        batches: list[Batch] = []
        taken = 0
        while self._unread and taken < max(files, 1):
            batches.append(self._unread.popleft())
            taken += batches[-1].size
        self._files -= taken
        reader.take(batches)

    def _read_one(self) -> None:
        batch = self._unread.popleft()
        self._files -= batch.size
        batch.sift()


def _batches(found: Iterable[Found], options_of: Callable[[str], Options]) -> Iterator[Batch]:
    for one in found:
        if isinstance(one, FolderFiles):
            folder, names, scripts = one
            options = options_of(folder + names[0])
            for start in range(0, len(names), BATCH):
                some = names[start : start + BATCH]
                yield Batch(FolderFiles(folder, some, scripts and scripts.intersection(some)), options)
        elif isinstance(one, File):
            yield Batch(one, options_of(one.path))
        else:
            yield Batch(one)


def _may_fork() -> bool:
    # A fork copies one thread of a program and all of its locks; the system libraries of macOS do not survive it.
    return sys.platform == "linux" and threading.active_count() == 1
