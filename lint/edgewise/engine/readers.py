"""Readers: forked processes that read files for the prefilter, and end with this one, however it ends."""

from __future__ import annotations

import contextlib
import functools
import marshal
import os
import select
import signal
from typing import TYPE_CHECKING, NoReturn, cast

from edgewise.engine.check import FileResult, settle
from edgewise.engine.sieve import Batch, CandidateFile, doubtful
from edgewise.files.file import File, FileKind, FolderFiles
from edgewise.options import Options

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from io import FileIO

    from edgewise.engine.sieve import Sifted


class FileReaders:
    """The readers of a run: each is started when there is work for it.

    :param most: how many there may be.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._readers: list[FileReader] = []

    @property
    def number(self) -> int:
        """How many there are."""
        return len(self._readers)

    def idle(self, *, start: bool) -> FileReader | None:
        """Return one that has nothing to do, None where all are at work.

        :param start: whether to start a new one then, if there may be more.
        """
        self.collect(wait=False)
        for reader in self._readers:
            if not reader.batches:
                return reader
        if start and len(self._readers) < self._most:
            try:
                self._readers.append(FileReader())
            except OSError:  # no process or no pipe is to be had: those that there are will do
                self._most = len(self._readers)
            else:
                return self._readers[-1]
        return None

    def nearly_idle(self, most: int) -> Iterator[FileReader]:
        """Yield those that have no more than ``most`` files in hand, once they are done with these."""
        self.collect(wait=False)
        for reader in self._readers:
            if sum(batch.size for batch in reader.batches) <= most:
                reader.collect(wait=True)
                yield reader

    def collect(self, *, wait: bool) -> None:
        """Take the results that are there; with ``wait`` all that are to come."""
        for reader in self._readers:
            reader.collect(wait=wait)

    def close(self) -> None:
        """End all of them."""
        for reader in self._readers:
            reader.close()


class FileReader:
    """A forked process that reads some batches at a time. If it dies, or meets a bug, they are read here.

    :raises OSError: there cannot be another process now.
    """

    def __init__(self) -> None:
        self.batches: Sequence[Batch] = ()
        pipes: list[int] = []
        try:
            pipes += os.pipe()
            pipes += os.pipe()
            self._process = os.fork()
        except OSError:
            for descriptor in pipes:
                os.close(descriptor)
            raise
        orders, self._orders, self._answers, answers = pipes
        if self._process == 0:
            # What is held open here would never be seen to end, and outlive a program that is killed.
            os.close(self._orders)
            os.close(self._answers)
            _work(orders, answers)
        os.close(orders)
        os.close(answers)

    def take(self, batches: Sequence[Batch]) -> None:
        """Start to read batches."""
        self.batches = batches
        try:
            _send(self._orders, list(map(_asked, batches)))
        except OSError:
            self._give_up()

    def collect(self, *, wait: bool) -> None:
        """Take the results of what is in hand, if they are there or ``wait`` says to wait for them."""
        if not self.batches or not (wait or select.select([self._answers], [], [], 0)[0]):
            return
        try:
            answer = cast("list[_Sent]", _receive(self._answers))
        except OSError:
            self._give_up()
            return
        for batch, sent in zip(self.batches, answer, strict=True):
            batch.settle(_received(batch, sent))
        self.batches = ()

    def close(self) -> None:
        """End the process, which does nothing but read, wherever it is."""
        os.close(self._orders)
        os.close(self._answers)
        # Where SIGCHLD is ignored, as some programs leave it to those they start, the system buries the dead itself.
        with contextlib.suppress(ChildProcessError, ProcessLookupError):
            if os.waitpid(self._process, os.WNOHANG) == (0, 0):
                os.kill(self._process, signal.SIGKILL)
                os.waitpid(self._process, 0)

    def _give_up(self) -> None:
        for batch in self.batches:
            batch.sift()
        self.batches = ()


# ------------------------------------------------------------------------------------------------------- what is sent

_Asked = tuple[tuple[str, list[str], tuple[str, ...]] | tuple[str, str, bool], tuple[str, ...], int]
"""Files of a folder (its name, theirs, and which of them are scripts) or one (its path, its kind, and whether it is
named), and those of their options that the gate goes by."""
_Sent = list[tuple[int, int | tuple[str | None, str | None]]]
"""Of files that are not clean at first sight the index, and the size of a candidate, 0 for a file that is clean all the
same, else the error and why the file was passed over."""


def _work(orders: int, answers: int) -> NoReturn:
    try:
        while True:
            _send(answers, [_answer(asked) for asked in cast("list[_Asked]", _receive(orders))])
    finally:
        os._exit(1)  # nobody orders or listens any more, or there is a bug that the other process will meet itself


def _send(descriptor: int, value: list[_Asked] | list[_Sent]) -> None:
    # Both ends are the same program, so that the format needs no version.
    message = marshal.dumps(value)
    with open(descriptor, "wb", closefd=False) as stream:
        stream.write(len(message).to_bytes(8, "little") + message)


def _receive(descriptor: int) -> object:
    with open(descriptor, "rb", buffering=0, closefd=False) as stream:
        size = int.from_bytes(_exactly(stream, 8), "little")
        return marshal.loads(_exactly(stream, size))


def _exactly(stream: FileIO, size: int) -> bytes:
    parts: list[bytes] = []
    while size:
        part = stream.read(size)
        if not part:
            raise ConnectionAbortedError("the other process has ended")
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _asked(batch: Batch) -> _Asked:
    files, options = batch.files, batch.options or Options()
    if isinstance(files, FolderFiles):
        asked = files.folder, list(files.names), tuple(files.scripts)
        return asked, options.clients, options.max_file_size
    if not isinstance(files, File):
        raise TypeError("a problem is not read")
    return (files.path, files.kind.value, files.named), options.clients, options.max_file_size


@functools.lru_cache(maxsize=16)
def _options(clients: tuple[str, ...], max_file_size: int) -> Options:
    return Options(clients=clients, max_file_size=max_file_size)


def _answer(asked: _Asked) -> _Sent:
    (first, second, third), clients, max_file_size = asked
    options = _options(clients, max_file_size)
    if isinstance(third, bool):
        files: FolderFiles | File = File(first, FileKind(second), third)
    else:
        files = FolderFiles(first, second, frozenset(third))
    return [(index, _told(settle(file, options))) for index, file in doubtful(files, options)]


def _told(settled: FileResult | int) -> int | tuple[str | None, str | None]:
    if isinstance(settled, int):
        return settled
    return (settled.error, settled.passed_over) if settled.error or settled.passed_over else 0


def _received(batch: Batch, sent: _Sent) -> Iterator[tuple[int, Sifted]]:
    for index, one in sent:
        files = batch.files
        file = files.file(files.names[index]) if isinstance(files, FolderFiles) else files
        if isinstance(one, tuple):
            yield index, FileResult(file.path, error=one[0], passed_over=one[1])
        elif one and isinstance(file, File):
            yield index, CandidateFile(file, one)
        else:
            yield index, FileResult(file.path)
