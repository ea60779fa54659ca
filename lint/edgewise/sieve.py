"""Many files -> those that may hold a finding: reads every byte of a tree, and is nearly all that a clean run does."""

from __future__ import annotations

import marshal
import os
import sys
import threading
from collections import deque
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from edgewise.check import FileResult, settle
from edgewise.files import File, Problem
from edgewise.guard import internal_error

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from edgewise.options import Options

CHUNK = 2_000
"""Files for one process: reading them takes some ten times as long as a fork."""


class Candidate(NamedTuple):
    """A file that may hold a finding, and its size in bytes."""

    file: File
    size: int


Sifted = FileResult | Problem | Candidate
"""What the sieve says of a file: its result, where reading was all that it needs, or that it has to be looked into."""


def sift(files: Iterable[File | Problem], options: Options, jobs: int) -> Generator[Sifted, None, None]:
    """Yield what the sieve says of each file, in order; problems are passed on.

    :param jobs: how many processes may read at once, this one included.
    """
    files = iter(files)
    others = jobs - 1 if _may_fork() else 0
    if not others:
        yield from (_sifted(file, options) for file in files)
        return
    chunks: deque[list[Sifted] | _Reader] = deque()
    try:
        while chunk := list(islice(files, CHUNK)):
            running = sum(isinstance(ahead, _Reader) and not ahead.is_ready() for ahead in chunks)
            if len(chunk) == CHUNK and running < others:
                chunks.append(_Reader(chunk, options))
            else:
                chunks.append([_sifted(file, options) for file in chunk])
            while chunks and (isinstance(chunks[0], list) or chunks[0].is_ready()):
                yield from _results(chunks.popleft())
        while chunks:
            yield from _results(chunks.popleft())
    finally:
        for ahead in chunks:
            if isinstance(ahead, _Reader):
                ahead.close()


def _sifted(file: File | Problem, options: Options) -> Sifted:
    if isinstance(file, Problem):
        return file
    try:
        settled = settle(file, options)
    except Exception as error:
        return internal_error(file.path, error)
    return Candidate(file, settled) if isinstance(settled, int) else settled


def _results(chunk: list[Sifted] | _Reader) -> list[Sifted]:
    return chunk if isinstance(chunk, list) else chunk.results()


# --------------------------------------------------------------------------------------------------- another process


def _may_fork() -> bool:
    # A fork copies one thread of a program and all of its locks; the system libraries of macOS do not survive it.
    return sys.platform == "linux" and threading.active_count() == 1


class _Reader:
    """A forked process that reads a chunk of files. If it dies, or meets a bug, its chunk is read again here."""

    def __init__(self, chunk: list[File | Problem], options: Options) -> None:
        self._chunk = chunk
        self._options = options
        self._descriptor, end = os.pipe()
        self._process = os.fork()
        if self._process == 0:
            _read_and_leave(chunk, options, end)
        os.close(end)

    def is_ready(self) -> bool:
        """Say whether the results can be had without waiting."""
        import select

        return bool(select.select([self._descriptor], [], [], 0)[0])

    def results(self) -> list[Sifted]:
        """Wait for the results and return them."""
        with open(self._descriptor, "rb", closefd=False) as stream:
            message = stream.read()
        if self.close() != 0:
            return [_sifted(file, self._options) for file in self._chunk]
        return list(map(_received, self._chunk, marshal.loads(message)))

    def close(self) -> int:
        """Return the status with which the process ends, as it does when nobody listens any more."""
        os.close(self._descriptor)
        return os.waitpid(self._process, 0)[1]


_Sent = int | tuple[str | None, str | None]
"""The size of a candidate, 0 for a clean file, else the error and why the file was passed over."""


def _read_and_leave(chunk: list[File | Problem], options: Options, end: int) -> NoReturn:
    try:
        message = marshal.dumps([0 if isinstance(file, Problem) else _sent(settle(file, options)) for file in chunk])
        with open(end, "wb") as stream:
            stream.write(message)
        os._exit(0)
    finally:
        os._exit(1)


def _sent(settled: FileResult | int) -> _Sent:
    if isinstance(settled, int):
        return settled
    return (settled.error, settled.passed_over) if settled.error or settled.passed_over else 0


def _received(file: File | Problem, sent: _Sent) -> Sifted:
    if isinstance(file, Problem):
        return file
    if isinstance(sent, tuple):
        return FileResult(file.path, error=sent[0], passed_over=sent[1])
    return Candidate(file, sent) if sent else FileResult(file.path)
