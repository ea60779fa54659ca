"""Many files -> many results, in order: in this process or, where there is enough to do, in a pool of them."""

from __future__ import annotations

import os
import sys
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

from edgewise import check, ignores
from edgewise.check import FileResult
from edgewise.files import File, Kind, Problem, discover, kind_of
from edgewise.guard import attempt

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

    from edgewise.options import Options
    from edgewise.run_settings import Settings

R = TypeVar("R")

STDIN = "-"
"""The path of the standard input."""

POOL_BYTES = 200_000
"""A pool pays off from so many bytes of source that has to be parsed: below, starting it takes longer than the work."""


def look(file: File, settings: Settings) -> FileResult:
    """Look at one file with the options that hold for it, ``per-file-ignores`` included."""
    return check.check_file(file, settings.options_for(file.path))


def targets(settings: Settings) -> Iterator[File | Problem]:
    """Yield the files that the paths of ``settings`` stand for; none at all is a problem.

    Only where ``exclude`` empties a list of files, which is how pre-commit calls, no file is no mistake.
    """
    found = False
    for found_one in discover(settings.paths, settings.walk):
        found = True
        yield found_one
    if not found and not (settings.walk.force_exclude and all(map(os.path.isfile, settings.paths))):
        reason = "no files found here. Is the path right, or do .gitignore or `exclude` leave all of them out?"
        yield Problem(", ".join(settings.paths), reason)


def stdin_file(settings: Settings) -> File | None:
    """Return the file as which the standard input is looked at, None where ``exclude`` is to hold for it and does."""
    name = settings.stdin_filename
    if name is None:
        return File(STDIN, Kind.PYTHON, named=True)
    walk = settings.walk
    if walk.force_exclude and ignores.Rules(walk.exclude).covers(ignores.relative_to(os.path.abspath(walk.root), name)):
        return None
    kind = kind_of(name) or (Kind.TEXT if os.path.splitext(name)[1] else Kind.PYTHON)
    return File(name, kind, named=True)


def check_stdin(settings: Settings) -> Iterator[FileResult]:
    """Yield the one result of looking at the standard input, or none; see :func:`stdin_file`."""
    file = stdin_file(settings)
    if file is not None:
        data = sys.stdin.buffer.read()
        result = attempt(lambda file: check.check_bytes(data, file, settings.options_for(file.path)), file)
        yield as_result(result)


def check_all(files: Iterable[File | Problem], settings: Settings) -> Generator[FileResult, None, None]:
    """Yield a result for every file, in order. A problem becomes a result with an error.

    :raises edgewise.guard.WorkerDiedError: see :func:`map_files`.
    """
    for result in map_files(partial(look, settings=settings), files, settings.jobs, settings.options):
        yield as_result(result)


def as_result(result: FileResult | Problem) -> FileResult:
    """Return a result; that of a problem is an error."""
    return FileResult(result.path, error=result.reason) if isinstance(result, Problem) else result


def map_files(
    function: Callable[[File], R], files: Iterable[File | Problem], jobs: int, options: Options
) -> Generator[R | Problem, None, None]:
    """Yield ``function(file)`` for every file, in order, and every problem in its place.

    An exception in ``function`` becomes a problem of that file. A file that the cheap gate keeps out is never worth a
    process: ``function`` gets it in this one.

    :param function: picklable, and so is what it returns.
    :param jobs: how many processes may work at once; 1 keeps everything in this one.
    :param options: what the cheap gate goes by.
    :raises edgewise.guard.WorkerDiedError: a process of the pool was killed or crashed.
    """
    files = iter(files)
    ahead: list[File | Problem] = []
    if jobs > 1:
        weigh = partial(weight, options=options)
        found = 0
        for file in files:
            ahead.append(file)
            found += 0 if isinstance(file, Problem) else weigh(file)
            if found >= POOL_BYTES:
                from edgewise.pool import map_in_pool

                yield from map_in_pool(function, chain(ahead, files), weigh, jobs)
                return
    for file in chain(ahead, files):
        yield file if isinstance(file, Problem) else attempt(function, file)


def weight(file: File, options: Options) -> int:
    """Return the bytes that have to be parsed: the size of a file that the cheap gate lets through, 0 for others."""
    try:
        data = check.read(file.path)
    except OSError:
        return 0
    return len(data) if check.may_match(data, file.kind, options) else 0


def usable_cpus() -> int:
    """Return how many processors this process may run on, from 1."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        return os.cpu_count() or 1
