"""A pool of processes that work through files and end with this one, however it ends."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast

from edgewise.engine.check import CleanFiles
from edgewise.engine.failures import WorkerDiedError, attempt, internal_error
from edgewise.engine.sieve import CandidateFile
from edgewise.files.file import File, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from multiprocessing.context import BaseContext
    from multiprocessing.process import BaseProcess

R = TypeVar("R")

_AHEAD = 64
"""Files in flight for each worker: enough that none waits, and few enough that results do not pile up."""
_MOST_WAITING = 20_000
"""Files whose results are kept back behind one that is not there yet."""
_MOST_WORKERS = 61
"""What Windows can wait for at once."""
_DIED = "a worker process died, perhaps for lack of memory; --jobs 1 works without workers and shows at which file"
_GRACE = 2.0
"""Seconds that workers get to finish their file after an interruption."""


def map_in_pool(
    function: Callable[[File], R], items: Iterable[R | Problem | CleanFiles | CandidateFile], jobs: int
) -> Iterator[R | Problem | CleanFiles]:
    """Yield ``function(file)`` for every candidate, in order, and everything else in its place.

    Where there cannot be other processes, this one does the work.

    :raises WorkerDiedError: a process of the pool was killed or crashed. What came of other files is yielded before.
    """
    started = set(multiprocessing.active_children())
    executor = _executor(function, jobs, started)
    if executor is None:
        yield from (attempt(function, item.file) if isinstance(item, CandidateFile) else item for item in items)
        return
    try:
        yield from _in_order(executor, items, jobs)
    except WorkerDiedError:
        executor.shutdown()  # so that nobody writes any more
        raise
    except BaseException:
        # Interrupted, or nobody reads on: let the workers finish the file they are at, but not for ever.
        executor.shutdown(wait=False, cancel_futures=True)
        until = time.monotonic() + _GRACE
        for worker in set(multiprocessing.active_children()) - started:
            worker.join(max(0.0, until - time.monotonic()))
            worker.terminate()
        raise
    executor.shutdown()


def _executor(function: Callable[[File], object], jobs: int, started: set[BaseProcess]) -> ProcessPoolExecutor | None:
    """Return a pool that is at work, or None: no process, thread or pipe is to be had, or a daemon may start none."""
    try:
        executor = ProcessPoolExecutor(min(jobs, _MOST_WORKERS), _context(), _start_worker, (function,))
        executor.submit(bool)  # which starts them
    except (OSError, RuntimeError, AssertionError):  # also what multiprocessing says to a daemon
        for worker in set(multiprocessing.active_children()) - started:
            worker.terminate()
            worker.join()
        return None
    return executor


def _in_order(
    executor: ProcessPoolExecutor, items: Iterable[R | Problem | CleanFiles | CandidateFile], jobs: int
) -> Iterator[R | Problem | CleanFiles]:
    waiting: deque[R | Problem | CleanFiles | _Task] = deque()
    try:
        yield from _as_they_come(executor, items, jobs, waiting)
    except BrokenProcessPool:
        unsettled: list[str] = []
        for item in waiting:
            if isinstance(item, _Task) and (not item.future.done() or item.future.exception() is not None):
                unsettled.append(item.path)
            else:
                yield cast("R | Problem | CleanFiles", _result(item))
        raise WorkerDiedError(_DIED, tuple(unsettled)) from None


def _as_they_come(
    executor: ProcessPoolExecutor,
    items: Iterable[R | Problem | CleanFiles | CandidateFile],
    jobs: int,
    waiting: deque[R | Problem | CleanFiles | _Task],
) -> Iterator[R | Problem | CleanFiles]:
    """Yield what comes of ``items``, in order; ``waiting`` holds what is under way."""
    running = kept = 0
    for item in items:
        kept += _files(item)
        if isinstance(item, CandidateFile):
            # The workers were given `function` when they started.
            task = _Task(item.file.path, Future())
            waiting.append(task)
            waiting[-1] = task._replace(future=executor.submit(_run, item.file))
            running += 1
        elif waiting:
            waiting.append(item)
        else:
            kept -= _files(item)
            yield item
        while waiting and (
            not isinstance(first := waiting[0], _Task)
            or first.future.done()
            or running > jobs * _AHEAD
            or kept > _MOST_WAITING
        ):
            running -= isinstance(first, _Task)
            kept -= _files(first)
            result = cast("R | Problem | CleanFiles", _result(first))
            waiting.popleft()
            yield result
    while waiting:
        result = cast("R | Problem | CleanFiles", _result(waiting[0]))
        waiting.popleft()
        yield result


def _files(item: object) -> int:
    return item.number if isinstance(item, CleanFiles) else 1


class _Task(NamedTuple):
    path: str
    future: Future[object]


def _result(item: object) -> object:
    if not isinstance(item, _Task):
        return item
    try:
        return item.future.result()
    except BrokenProcessPool:
        raise
    except Exception as error:
        return internal_error(item.path, error)


def _context() -> BaseContext:
    """Return how to start processes: by fork where that is safe, since a fresh interpreter takes ten times as long.

    Fork copies one thread only, so a program with threads that calls us gets fresh interpreters, and so does macOS,
    whose system libraries do not survive a fork.
    """
    safe = sys.platform == "linux" and threading.active_count() == 1
    return multiprocessing.get_context("fork" if safe else "spawn")


_work: Callable[[File], object]


def _start_worker(function: Callable[[File], object]) -> None:
    global _work
    _work = function
    gc.freeze()  # what the process it is forked from has loaded stays: no garbage is to be found there
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _run(file: File) -> object:
    return attempt(_work, file)
