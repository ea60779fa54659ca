"""A pool of processes that work through files and end with this one, however it ends."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, TypeVar, cast

from edgewise.files import File, Problem
from edgewise.guard import WorkerDiedError, attempt, internal_error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from multiprocessing.context import BaseContext

R = TypeVar("R")

_AHEAD = 64
"""Files in flight for each worker: enough that none waits, and few enough that results do not pile up."""
_MOST_WORKERS = 61
"""What Windows can wait for at once."""
_GRACE = 2.0
"""Seconds that workers get to finish their file after an interruption."""


def map_in_pool(
    function: Callable[[File], R], files: Iterable[File | Problem], weight: Callable[[File], int], jobs: int
) -> Iterator[R | Problem]:
    """Yield what :func:`edgewise.run.map_files` promises; files of weight 0 are left to this process.

    :raises WorkerDiedError: a process of the pool was killed or crashed.
    """
    started = set(multiprocessing.active_children())
    executor = ProcessPoolExecutor(min(jobs, _MOST_WORKERS), _context(), _start_worker, (function,))
    try:
        yield from _in_order(executor, function, files, weight, jobs)
    except BrokenProcessPool:
        raise WorkerDiedError(
            "a worker process died, perhaps for lack of memory; --jobs 1 works without workers and shows at which file"
        ) from None
    except BaseException:
        # Interrupted, or nobody reads on: let the workers finish the file they are at, but not for ever.
        executor.shutdown(wait=False, cancel_futures=True)
        until = time.monotonic() + _GRACE
        for worker in set(multiprocessing.active_children()) - started:
            worker.join(max(0.0, until - time.monotonic()))
            worker.terminate()
        raise
    executor.shutdown()


def _in_order(
    executor: ProcessPoolExecutor,
    function: Callable[[File], R],
    files: Iterable[File | Problem],
    weight: Callable[[File], int],
    jobs: int,
) -> Iterator[R | Problem]:
    waiting: deque[tuple[str, Future[R | Problem]]] = deque()
    for file in files:
        if isinstance(file, Problem):
            waiting.append((file.path, _done(file)))
        elif weight(file) == 0:
            waiting.append((file.path, _done(attempt(function, file))))
        else:
            # The workers were given `function` when they started.
            waiting.append((file.path, cast("Future[R | Problem]", executor.submit(_run, file))))
        while waiting and (waiting[0][1].done() or len(waiting) > jobs * _AHEAD):
            yield _result(*waiting.popleft())
    while waiting:
        yield _result(*waiting.popleft())


def _done(value: R) -> Future[R]:
    future: Future[R] = Future()
    future.set_result(value)
    return future


def _result(path: str, future: Future[R | Problem]) -> R | Problem:
    try:
        return future.result()
    except BrokenProcessPool:
        raise
    except Exception as error:
        return internal_error(path, error)


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
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _run(file: File) -> object:
    return attempt(_work, file)
