"""The run: many files become results, in order, in this process or in a pool of processes."""

from __future__ import annotations

import os
import sys
from collections import deque
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

from edgewise.engine import check
from edgewise.engine.check import CleanFiles, FileResult
from edgewise.engine.failures import attempt
from edgewise.engine.prefilter import Prefilter
from edgewise.engine.sieve import CandidateFile
from edgewise.files.discovery import is_excluded, walk
from edgewise.files.file import File, FileKind, FolderFiles, Problem, kind_of, names_python

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

    from edgewise.config.invocation import Settings
    from edgewise.files.file import Found
    from edgewise.options import Options

R = TypeVar("R")

STDIN = "-"
"""The path of the standard input."""

POOL_BYTES = 200_000
"""A pool pays off from so many bytes of source, in two files or more: below, starting it takes longer than the work."""

_BYTES_HERE = 60_000
"""Bytes of source that this process looks into while others read: more are left to a pool, if there are many more."""
_FILES_AT_FIRST, _FILES_MEANWHILE = 24_000, 1_500
"""How many files others read in the time that it takes to load libcst, and to look at one file."""

MOST_AHEAD = 20_000
"""Files whose results are kept back in wait for so much work."""


def look(file: File, settings: Settings) -> FileResult:
    """Look at one file with the options that hold for it, ``per-file-ignores`` included."""
    return check.check_file(file, settings.options_for(file.path))


def targets(settings: Settings) -> Iterator[Found]:
    """Yield the files that the paths of ``settings`` stand for; none at all is a problem.

    The report of an earlier run, which this one replaces, is not among them. Only where ``exclude`` empties a list of
    files, which is how pre-commit calls, no file is no mistake.
    """
    found = False
    report = None if settings.output_file is None else os.path.realpath(settings.output_file)
    for one in walk(settings.paths, settings.lookup.here.walk._replace(only=settings.only), settings.lookup):
        if isinstance(one, FolderFiles):
            found = True
            left = one
            if report is not None or settings.own_files:
                others = [name for name in one.names if not _is_ours(one.folder + name, report, settings)]
                left = one._replace(names=others)
            if left.names:
                yield left
            continue
        found = found or isinstance(one, File) or not one.on_purpose
        if not _is_ours(one.path, report, settings):
            yield one
    if not found and not all(map(os.path.isfile, settings.paths)) and settings.only is None:
        reason = "no files found here. Is the path right, or do .gitignore or `exclude` leave all of them out?"
        yield Problem(", ".join(settings.paths), reason)


def _is_ours(path: str, report: str | None, settings: Settings) -> bool:
    """Say whether a file is the report of an earlier run, or one that quotes findings."""
    is_report = report is not None and _same(path, report)
    return is_report or (bool(settings.own_files) and settings.owns(path))


def _same(path: str, report: str) -> bool:
    try:
        return os.path.basename(path) == os.path.basename(report) and os.path.samefile(path, report)
    except OSError:
        return False


def stdin_file(settings: Settings, data: bytes) -> File | Problem | None:
    """Return the file as which the standard input is looked at, None where ``exclude`` is to hold for it and does.

    Without a name it is Python; with one it is what a file of that name and content is. It is a problem where the
    configuration for a file of that name cannot be used.
    """
    name = settings.stdin_filename
    if name is None:
        return File(STDIN, FileKind.PYTHON, named=True)
    place = settings.lookup.at(os.path.abspath(os.path.dirname(name)))
    if isinstance(place, Problem):
        return place
    settings.lookup.hold(os.path.dirname(name), place)
    if place.walk.force_exclude and is_excluded(name, False, settings.lookup):
        return None
    kind = kind_of(name) or (FileKind.PYTHON if names_python(data) else FileKind.TEXT)
    return File(name, kind, named=True)


def check_stdin(settings: Settings) -> Iterator[FileResult]:
    """Yield the one result of looking at the standard input, or none; see :func:`stdin_file`."""
    stream = sys.stdin.buffer
    start = stream.read(check.BLOCK)
    file = stdin_file(settings, start)
    if isinstance(file, Problem):
        yield as_result(file)
    elif file is not None:
        result = attempt(lambda file: check.check_stream(start, stream, file, settings.options_for(file.path)), file)
        yield as_result(result)


def check_all(files: Iterable[Found], settings: Settings) -> Generator[FileResult | CleanFiles, None, None]:
    """Yield a result for every file, in order, but for those in which there is nothing to find: they come together.

    A problem becomes a result with an error.

    :raises edgewise.engine.failures.WorkerDiedError: see :func:`map_files`.
    """
    for result in map_files(
        partial(look, settings=settings), _as_it_is, files, settings.jobs, settings.lookup.options_of
    ):
        yield result if isinstance(result, CleanFiles) else as_result(result)


def each_result(results: Iterable[FileResult | CleanFiles]) -> Iterator[FileResult]:
    """Yield a result for every file, those in which there is nothing to find as well."""
    for result in results:
        if isinstance(result, CleanFiles):
            yield from result.results()
        else:
            yield result


def _as_it_is(result: FileResult) -> FileResult:
    return result


def as_result(result: FileResult | Problem) -> FileResult:
    """Return a result; that of a problem is an error, or says that it is passed over."""
    if not isinstance(result, Problem):
        return result
    if result.on_purpose:
        return FileResult(result.path, passed_over=result.reason)
    return FileResult(result.path, error=result.reason)


def map_files(
    function: Callable[[File], R],
    settled: Callable[[FileResult], R],
    files: Iterable[Found],
    jobs: int,
    options_of: Callable[[str], Options],
) -> Generator[R | Problem | CleanFiles, None, None]:
    """Yield ``function(file)`` for every file that may hold a finding, in order, and everything else in its place.

    An exception in ``function`` becomes a problem of that file.

    :param function: is given the files that may hold a finding; picklable, and so is what it returns.
    :param settled: makes the same of the result of a file that needs no more than reading.
    :param jobs: how many processes may work at once; 1 keeps everything in this one.
    :param options_of: what the first gate goes by, for the path of a file.
    :raises edgewise.engine.failures.WorkerDiedError: a process of the pool was killed or crashed.
    """
    prefilter = Prefilter(files, options_of, jobs)
    ready = (settled(one) if isinstance(one, FileResult) else one for one in prefilter.sifted())
    ahead: deque[R | Problem | CandidateFile | CleanFiles] = deque()
    work = held = done = candidates = 0
    for one in ready:
        if not ahead and not isinstance(one, CandidateFile):
            yield one
            continue
        ahead.append(one)
        held += one.number if isinstance(one, CleanFiles) else 1
        if isinstance(one, CandidateFile):
            work += one.size
            candidates += 1
        if isinstance(one, CandidateFile) and work + done <= _BYTES_HERE:
            # Others read on in the meantime, as long as it takes to load libcst, or to look at a file.
            if prefilter.leave_to_others(_FILES_MEANWHILE if done else _FILES_AT_FIRST):
                done += work
                yield from _here(function, ahead)
                work = held = candidates = 0
        elif jobs > 1 and candidates > 1 and work >= POOL_BYTES:
            from edgewise.engine.pool import map_in_pool

            yield from map_in_pool(function, chain(ahead, ready), jobs)
            return
        if jobs == 1 or held > MOST_AHEAD:
            yield from _here(function, ahead)
            work = held = candidates = 0
    yield from _here(function, ahead)


def _here(
    function: Callable[[File], R], waiting: deque[R | Problem | CandidateFile | CleanFiles]
) -> Iterator[R | Problem | CleanFiles]:
    while waiting:
        one = waiting.popleft()
        yield attempt(function, one.file) if isinstance(one, CandidateFile) else one


def usable_cpus() -> int:
    """Return how many processors this process may run on, from 1."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        return os.cpu_count() or 1
