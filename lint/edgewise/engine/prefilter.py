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

    from edgewise.engine.readers import FileReaders
    from edgewise.engine.sieve import Sifted
    from edgewise.files.file import Found
    from edgewise.options import Options

CHUNK = 500
"""Files that another process gets at once: some 5 ms of work."""
BATCH = 64
"""Files that this process reads before it looks whether another one has nothing to do."""


def sift(found: Iterable[Found], options_of: Callable[[str], Options], jobs: int) -> Generator[Sifted, None, None]:
    """Yield what the sieve says of files, in order; problems are passed on.

    :param options_of: what the first gate goes by, for the path of a file.
    :param jobs: how many processes may read at once, this one included.
    """
    batches = _batches(found, options_of)
    others = jobs - 1 if _may_fork() else 0
    if not others:
        for batch in batches:
            batch.sift()
            yield from batch.results or ()
        return
    queue = _Queue(others)
    try:
        for batch in batches:
            queue.add(batch)
            yield from queue.settled()
        yield from queue.rest()
    finally:
        queue.close()


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


# ---------------------------------------------------------------------------------------------------- several processes


def _may_fork() -> bool:
    # A fork copies one thread of a program and all of its locks; the system libraries of macOS do not survive it.
    return sys.platform == "linux" and threading.active_count() == 1


class _Queue:
    """The batches of a run that are not yielded yet, in order; who reads takes what nobody has taken."""

    def __init__(self, others: int) -> None:
        self._others = others
        self._readers: FileReaders | None = None
        self._line: deque[Batch] = deque()
        self._unread: deque[Batch] = deque()
        self._files = 0  # that nobody reads

    def add(self, batch: Batch) -> None:
        """Put a batch at the end, and read another one where there is enough for everybody."""
        self._line.append(batch)
        if batch.results is not None:
            return
        self._unread.append(batch)
        self._files += batch.size
        if self._files >= CHUNK:
            if self._readers is None:
                from edgewise.engine.readers import FileReaders

                self._readers = FileReaders(self._others)
            self._hand_over(CHUNK)
        if self._files >= 2 * CHUNK:
            self._read_one()

    def settled(self) -> Iterator[Sifted]:
        """Yield what is said of the batches at the front."""
        line = self._line
        while line and (results := line[0].results) is not None:
            line.popleft()
            yield from results

    def rest(self) -> Iterator[Sifted]:
        """Yield what is said of all batches."""
        while self._unread:
            if self._readers is not None:
                # Ever less, so that nobody has much left when the others are done.
                self._hand_over(min(CHUNK, self._files // (2 * self._readers.number + 2)))
            if self._unread:
                self._read_one()
            yield from self.settled()
        if self._readers is not None:
            self._readers.collect(wait=True)
        yield from self.settled()

    def close(self) -> None:
        """End the other processes."""
        if self._readers is not None:
            self._readers.close()

    def _hand_over(self, files: int) -> None:
        """Give a reader that has nothing to do about so many files, if there is one; a new one only for many."""
        reader = self._readers.idle(start=files >= CHUNK) if self._readers is not None else None
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
