"""The prefilter: of many files, those that may hold a finding. It reads every byte and is nearly all of a clean run."""

from __future__ import annotations

import contextlib
import functools
import marshal
import os
import sys
import threading
from collections import deque
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, NoReturn, cast

from edgewise.engine.check import FileResult, settle
from edgewise.engine.failures import internal_error
from edgewise.files.file import File, FileKind, Problem
from edgewise.options import Options

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable
    from io import FileIO

CHUNK = 500
"""Files that a process gets at once: some 10 ms of work."""


class CandidateFile(NamedTuple):
    """A file that may hold a finding, and its size in bytes."""

    file: File
    size: int


Sifted = FileResult | Problem | CandidateFile
"""What the sieve says of a file: its result, where reading was all that it needs, or that it has to be looked into."""


def sift(
    files: Iterable[File | Problem], options_of: Callable[[str], Options], jobs: int
) -> Generator[Sifted, None, None]:
    """Yield what the sieve says of each file, in order; problems are passed on.

    :param options_of: what the first gate goes by, for the path of a file.
    :param jobs: how many processes may read at once, this one included.
    """
    files = iter(files)
    others = jobs - 1 if _may_fork() else 0
    if not others:
        yield from (_sifted(file, options_of) for file in files)
        return
    readers: list[_Reader] = []
    chunks: deque[_Chunk] = deque()
    try:
        while held := list(islice(files, CHUNK)):
            chunk = _Chunk(held, options_of)
            chunks.append(chunk)
            for reader in readers:
                reader.collect(wait=False)
            idle = next((reader for reader in readers if reader.chunk is None), None)
            if idle is None and len(readers) < others and len(held) == CHUNK:
                try:
                    idle = _Reader()
                    readers.append(idle)
                except OSError:  # no process or no pipe is to be had: those that there are will do
                    others = len(readers)
            if idle is not None:
                idle.take(chunk)
            else:
                chunk.sift_here()
            while chunks and chunks[0].results is not None:
                yield from chunks.popleft().results or ()
        for chunk in chunks:
            while chunk.results is None:
                for reader in readers:
                    reader.collect(wait=reader.chunk is chunk)
            yield from chunk.results
    finally:
        for reader in readers:
            reader.close()


class _Chunk:
    """Some files, and what the sieve says of them once it is known."""

    def __init__(self, files: list[File | Problem], options_of: Callable[[str], Options]) -> None:
        self.files = files
        self.options_of = options_of
        self.results: list[Sifted] | None = None

    def sift_here(self) -> None:
        self.results = [_sifted(file, self.options_of) for file in self.files]


def _sifted(file: File | Problem, options_of: Callable[[str], Options]) -> Sifted:
    if isinstance(file, Problem):
        return file
    try:
        settled = settle(file, options_of(file.path))
    except Exception as error:
        return internal_error(file.path, error)
    return CandidateFile(file, settled) if isinstance(settled, int) else settled


# --------------------------------------------------------------------------------------------------- another process


def _may_fork() -> bool:
    # A fork copies one thread of a program and all of its locks; the system libraries of macOS do not survive it.
    return sys.platform == "linux" and threading.active_count() == 1


class _Reader:
    """A forked process that reads a chunk of files at a time. If it dies, or meets a bug, the chunk is read here.

    :raises OSError: there cannot be another process now.
    """

    def __init__(self) -> None:
        self.chunk: _Chunk | None = None
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

    def take(self, chunk: _Chunk) -> None:
        """Start to read a chunk."""
        self.chunk = chunk
        try:
            _send(self._orders, [_asked(file, chunk.options_of) for file in chunk.files])
        except OSError:
            self._give_up()

    def collect(self, *, wait: bool) -> None:
        """Take the results of the chunk in hand, if they are there or ``wait`` says to wait for them."""
        import select

        if self.chunk is None or not (wait or select.select([self._answers], [], [], 0)[0]):
            return
        try:
            answer = cast("list[_Sent]", _receive(self._answers))
        except OSError:
            self._give_up()
            return
        self.chunk.results = list(map(_received, self.chunk.files, answer))
        self.chunk = None

    def close(self) -> None:
        """End the process, which does nothing but read, wherever it is."""
        import signal

        os.close(self._orders)
        os.close(self._answers)
        # Where SIGCHLD is ignored, as some programs leave it to those they start, the system buries the dead itself.
        with contextlib.suppress(ChildProcessError, ProcessLookupError):
            if os.waitpid(self._process, os.WNOHANG) == (0, 0):
                os.kill(self._process, signal.SIGKILL)
                os.waitpid(self._process, 0)

    def _give_up(self) -> None:
        if self.chunk is not None:
            self.chunk.sift_here()
            self.chunk = None


_Asked = tuple[str, str, bool, tuple[str, ...], int] | None
"""A file with those of its options that the gate goes by; None for what is no file."""
_Sent = int | tuple[str | None, str | None]
"""The size of a candidate, 0 for a clean file, else the error and why the file was passed over."""


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


def _asked(file: File | Problem, options_of: Callable[[str], Options]) -> _Asked:
    if isinstance(file, Problem):
        return None
    options = options_of(file.path)
    return file.path, file.kind.value, file.named, options.clients, options.max_file_size


@functools.lru_cache(maxsize=16)
def _options(clients: tuple[str, ...], max_file_size: int) -> Options:
    return Options(clients=clients, max_file_size=max_file_size)


def _answer(asked: _Asked) -> _Sent:
    if asked is None:
        return 0
    path, kind, named, clients, max_file_size = asked
    settled = settle(File(path, FileKind(kind), named), _options(clients, max_file_size))
    if isinstance(settled, int):
        return settled
    return (settled.error, settled.passed_over) if settled.error or settled.passed_over else 0


def _received(file: File | Problem, sent: _Sent) -> Sifted:
    if isinstance(file, Problem):
        return file
    if isinstance(sent, tuple):
        return FileResult(file.path, error=sent[0], passed_over=sent[1])
    return CandidateFile(file, sent) if sent else FileResult(file.path)
