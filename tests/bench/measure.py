"""How long a command takes by the clock on the wall, from start to end, and how much memory its processes hold."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

SLOW = 5.0
"""Seconds. What takes longer in the warm-up is repeated ``SLOW_REPEATS`` times at most."""
SLOW_REPEATS = 3

_MAXRSS_PER_MIB = 1024 * 1024 if sys.platform == "darwin" else 1024  # where there is no /proc
_POLL = 0.01  # seconds between two looks at the memory


@dataclass(frozen=True, slots=True)
class Job:
    """A command for the shell, in a folder; ``prepare`` is called before each run, and not timed."""

    label: str
    command: str
    folder: Path
    environment: dict[str, str]
    prepare: Callable[[], None] | None = None
    codes: tuple[int, ...] = (0, 1)


@dataclass(slots=True)
class Measured:
    """Seconds of each repetition by the clock, and of its work: the processor time of all its processes together.

    MiB of the largest process, and of all at once where the system tells (Linux).
    """

    job: Job
    seconds: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)
    largest: float = 0.0
    together: float | None = None

    @property
    def median(self) -> float:
        """The median of the seconds."""
        return statistics.median(self.seconds)

    @property
    def median_work(self) -> float:
        """The median of the work; 0 where nothing was measured."""
        return statistics.median(self.work) if self.work else 0.0


class CommandFailedError(Exception):
    """A command ended with a code with which it does not end when all is well."""


class Ran(NamedTuple):
    """What one run gave: its seconds by the clock, those of its processes' work together, and its standard output."""

    seconds: float
    work: float
    output: str


def run(job: Job, watch: Measured | None = None) -> Ran:
    """Run a job once. With ``watch``, note its memory there.

    :raises CommandFailedError: it ended with a code that is not in ``job.codes``.
    """
    if job.prepare is not None:
        job.prepare()
    # Not to a pipe, whose reader would want one of the processors, nor to the null device, which some tools know.
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        started = time.perf_counter()
        process = subprocess.Popen(
            ["sh", "-c", job.command],
            cwd=job.folder,
            env=job.environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            start_new_session=True,
        )
        done, status, usage = os.wait4(process.pid, os.WNOHANG if watch else 0)
        while watch is not None and not done:
            _look(watch, process.pid)
            time.sleep(_POLL)
            done, status, usage = os.wait4(process.pid, os.WNOHANG)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if watch is not None and watch.together is None:
            watch.largest = usage.ru_maxrss / _MAXRSS_PER_MIB
        output.seek(0)
        errors.seek(0)
        if process.returncode not in job.codes:
            last = errors.read().decode(errors="replace").strip()[-2000:]
            raise CommandFailedError(f"{job.label}: exit code {process.returncode} of {job.command}\n{last}")
        return Ran(seconds, usage.ru_utime + usage.ru_stime, output.read().decode(errors="replace"))


def measure(jobs: Sequence[Job], repeats: int, say: Callable[[str], None]) -> list[Measured]:
    """Run jobs in turn, ``repeats`` times each after a warm-up, and once more for their memory.

    :raises CommandFailedError: see :func:`run`.
    """
    all_measured = [Measured(job) for job in jobs]
    wanted = dict[str, int]()
    for one in all_measured:
        seconds = run(one.job).seconds
        wanted[one.job.label] = min(repeats, SLOW_REPEATS) if seconds > SLOW else repeats
        say(f"{one.job.folder.name}: {one.job.label}: {seconds:.2f} s (warm-up)")
    for number in range(repeats):
        for one in all_measured:
            if number < wanted[one.job.label]:
                ran = run(one.job)
                one.seconds.append(ran.seconds)
                one.work.append(ran.work)
    for one in all_measured:
        run(one.job, one)
    return all_measured


def _look(watch: Measured, session: int) -> None:
    """Note the peak of each process of a session, and what they hold now, pages that they share counted once.

    Not by rusage: what a process starts with there is the peak of the one that started it, which is ours.
    """
    together = 0.0
    for pid in _processes():
        try:
            if os.getsid(pid) == session:
                watch.largest = max(watch.largest, _field(f"/proc/{pid}/status", "VmHWM:"))
                together += _field(f"/proc/{pid}/smaps_rollup", "Pss:")
        except OSError:  # it has just ended
            continue
    if together:
        watch.together = max(watch.together or 0.0, together)


def _field(path: str, name: str) -> float:
    """Return a size in MiB from a file of lines such as ``VmHWM:  1024 kB``; 0 where a process is ending."""
    with open(path, encoding="utf-8", errors="replace") as stream:
        return next((int(line.split()[1]) / 1024 for line in stream if line.startswith(name)), 0.0)


def _processes() -> Iterable[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdigit()] if os.path.isdir("/proc") else []
