"""Many files are read by several processes, and it shows nowhere but in the time."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from edgewise.engine import prefilter, readers, sieve
from edgewise.engine.check import CleanFiles, FileResult, check_file
from edgewise.engine.prefilter import Prefilter, sift
from edgewise.engine.sieve import CandidateFile, Sifted
from edgewise.files.file import File, FileKind, FolderFiles, Problem
from edgewise.options import Options
from support import defaults

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing is forked here")

CONTENTS = {
    "clean.py": b"x = 1\n",
    "host.py": b"# Twilio\n",
    "clean.ts": b"const a = 1\n",
    "host.ts": b"'api.ie1.twilio.com'\n",
    "image.bin": b"\0\0",
}


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[File | Problem]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(prefilter, "CHUNK", 7)
    monkeypatch.setattr(prefilter, "_may_fork", lambda: True)
    found: list[File | Problem] = []
    for number in range(20):
        for name, content in CONTENTS.items():
            path = f"{number:02}{name}"
            Path(path).write_bytes(content)
            found.append(File(path, FileKind.PYTHON if path.endswith(".py") else FileKind.TEXT, named=False))
        found.append(Problem(f"{number:02}gone", "is gone"))
        found.append(File(f"{number:02}vanished.py", FileKind.PYTHON, named=False))
    return found


def set_settle(monkeypatch: pytest.MonkeyPatch, settle: Callable[[File, Options], FileResult | int]) -> None:
    """Put something in the place of the look at a file, in this process and in others."""
    monkeypatch.setattr(sieve, "settle", settle)
    monkeypatch.setattr(readers, "settle", settle)


def alone(files: list[File | Problem]) -> list[object]:
    return list(sift(files, defaults, 1))


def test_what_the_sieve_says(files: list[File | Problem]) -> None:
    assert alone(files)[:7] == [
        FileResult("00clean.py"),
        CandidateFile(File("00host.py", FileKind.PYTHON, named=False), 9),
        FileResult("00clean.ts"),
        CandidateFile(File("00host.ts", FileKind.TEXT, named=False), 21),
        FileResult("00image.bin", passed_over="is not text"),
        Problem("00gone", "is gone"),
        FileResult("00vanished.py", error="cannot be read: No such file or directory"),
    ]


@pytest.mark.parametrize("jobs", [2, 3, 50])
@pytest.mark.parametrize("number", [0, 1, 6, 7, 8, 14, 15, 140])
def test_several_processes_say_the_same_in_the_same_order(files: list[File | Problem], jobs: int, number: int) -> None:
    assert list(sift(files[:number], defaults, jobs)) == alone(files[:number])


def test_the_work_is_shared(files: list[File | Problem], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    genuine = sieve.settle

    def settle(file: File, options: Options) -> FileResult | int:
        with open(tmp_path / f"{os.getpid()}.seen", "a", encoding="utf-8") as seen:
            seen.write(f"{file.path}\n")
        return genuine(file, options)

    set_settle(monkeypatch, settle)
    list(sift(files, defaults, 3))
    seen = {path.stem: path.read_text().split() for path in tmp_path.glob("*.seen")}
    assert len(seen) > 1, "one process alone has read everything"
    looked_at = [path for paths in seen.values() for path in paths]
    assert sorted(looked_at) == sorted(file.path for file in files if isinstance(file, File))


@pytest.mark.parametrize("how", ["killed", "bug"])
def test_a_process_that_dies_loses_nothing(
    files: list[File | Problem], monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    expected = alone(files)
    here, genuine = os.getpid(), sieve.settle

    def settle(file: File, options: Options) -> FileResult | int:
        if os.getpid() != here:
            if how == "killed":
                os.kill(os.getpid(), signal.SIGKILL)
            raise ZeroDivisionError
        return genuine(file, options)

    set_settle(monkeypatch, settle)
    assert list(sift(files, defaults, 3)) == expected


def test_a_bug_is_a_problem_of_its_file(files: list[File | Problem], monkeypatch: pytest.MonkeyPatch) -> None:
    expected, genuine = alone(files), sieve.settle

    def settle(file: File, options: Options) -> FileResult | int:
        if file.path == "03host.ts":
            raise ZeroDivisionError("oh no")
        return genuine(file, options)

    set_settle(monkeypatch, settle)
    results = list(sift(files, defaults, 3))
    differing = [(had, has) for had, has in zip(expected, results, strict=True) if had != has]
    ((_, problem),) = differing
    assert isinstance(problem, Problem)
    assert problem.path == "03host.ts"
    assert "internal error: ZeroDivisionError: oh no" in problem.reason


def test_whoever_reads_no_further_leaves_no_process_behind(
    files: list[File | Problem], monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless() -> Iterator[File | Problem]:
        while True:
            yield from files

    started: list[int] = []
    genuine = os.fork

    def fork() -> int:
        started.append(genuine())
        return started[-1]

    monkeypatch.setattr(os, "fork", fork)
    sifted = sift(endless(), defaults, 8)
    for _ in range(20):
        next(sifted)
    sifted.close()
    assert started
    for process in started:
        with pytest.raises(ChildProcessError):
            os.waitpid(process, os.WNOHANG)


@pytest.mark.parametrize("granted", [0, 1])
@pytest.mark.parametrize("call", ["fork", "pipe"])
def test_where_no_process_is_to_be_had_those_that_are_there_read_all(
    files: list[File | Problem], monkeypatch: pytest.MonkeyPatch, call: str, granted: int
) -> None:
    expected, genuine = alone(files), getattr(os, call)
    calls = 0

    def limited() -> object:
        nonlocal calls
        calls += 1
        if calls > (granted if call == "fork" else 2 * granted + 1):
            raise OSError(errno.EAGAIN, "Resource temporarily unavailable")
        return genuine()

    before = os.listdir("/dev/fd")
    monkeypatch.setattr(os, call, limited)
    assert list(sift(files, defaults, 4)) == expected
    assert calls > granted
    assert len(os.listdir("/dev/fd")) == len(before)


def test_a_program_that_ignores_the_end_of_its_children(files: list[File | Problem]) -> None:
    expected = alone(files)
    handler = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        assert list(sift(files, defaults, 3)) == expected
    finally:
        signal.signal(signal.SIGCHLD, handler)


# ------------------------------------------------------------------------------------------------------ files of a folder


@pytest.fixture
def folders(
    files: list[File | Problem], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> list[FolderFiles | Problem]:
    """Folders with files of all kinds: small and large ones, with and without what the sieve looks for."""
    monkeypatch.setattr(prefilter, "BATCH", 4)
    contents = {
        **{f"clean{number}.py": b"x = 1\n" for number in range(5)},
        "empty.py": b"",
        "wide.txt": "const a = 'api.ie1.twilio.com'".encode("utf-16"),
        "sound.pcm": b"\xfe\xff\4\0" * 30_000,
        "capitals.py": b"# TwIlIo\n",
        "ours.md": b"<!-- EdgeWise: ignore -->",
        "large.py": b"# x\n" * 30_000,
        "large.ts": b"// x\n" * 20_000,
        "large_end.ts": b"// x\n" * 20_000 + b"'api.ie1.twilio.com'",
        "late_nul.txt": b"x" * 20_000 + b"\0",
        "image.png": b"x\0twilio.com region",
        "nul.py": b"x = 1\0\n",
        "script": b"#!/usr/bin/env python3\n\0",
        "too_large.json": b"1," * 70_000,
        "book.ipynb": b'{"cells": []}',
        "z_clean.py": b"y = 2\n",
    }
    found: list[FolderFiles | Problem] = []
    for folder in ("", "a/", "b/"):
        (tmp_path / folder).mkdir(exist_ok=True)
        for name, content in contents.items():
            (tmp_path / folder / name).write_bytes(content)
        names = sorted([*contents, "gone.py", "gone"])
        found.append(FolderFiles(folder, names, frozenset({"script"})))
        found.append(Problem(f"{folder}broken", "is broken"))
    return found


def options(path: str) -> Options:
    """Return options by which something is too large, and those of folder b are others."""
    return Options(max_file_size=130_000, clients=("acme.y",) if path.startswith("b/") else ())


def each(sifted: Iterator[Sifted]) -> list[object]:
    """Return what is said of each file: of some clean ones it is said at once."""
    said: list[object] = []
    for one in sifted:
        said += one.results() if isinstance(one, CleanFiles) else [one]
    return said


def by_themselves(found: Sequence[FolderFiles | Problem]) -> list[object]:
    """Return what is said of the same files where each is looked at by itself."""
    files = [file for one in found for file in (one.files() if isinstance(one, FolderFiles) else [one])]
    return each(sift(files, options, 1))


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_of_the_files_of_a_folder_is_said_what_is_said_of_each(folders: list[FolderFiles | Problem], jobs: int) -> None:
    expected = by_themselves(folders)
    assert each(sift(folders, options, jobs)) == expected
    kinds = {type(one) for one in expected}
    assert kinds == {FileResult, CandidateFile, Problem}
    files = {file.path: file for one in folders if isinstance(one, FolderFiles) for file in one.files()}
    for said in expected:
        if isinstance(said, FileResult):
            looked_at = check_file(files[said.path], options(said.path))
            assert said == looked_at


def test_only_what_is_clean_has_no_result(folders: list[FolderFiles | Problem]) -> None:
    first = list(sift(folders[:1], options, 1))
    clean = [name for one in first if isinstance(one, CleanFiles) for name in one.names]
    assert clean == [
        *("book.ipynb", "clean0.py", "clean1.py", "clean2.py", "clean3.py", "clean4.py", "empty.py"),
        *("large.py", "large.ts", "late_nul.txt", "nul.py", "script", "sound.pcm", "z_clean.py"),
    ]
    candidates = [one.file.path for one in first if isinstance(one, CandidateFile)]
    assert candidates == ["capitals.py", "large_end.ts", "ours.md", "wide.txt"]


@pytest.mark.parametrize("jobs", [1, 3])
def test_a_client_of_the_configuration_is_looked_for_in_its_folder(
    folders: list[FolderFiles | Problem], jobs: int
) -> None:
    said = each(sift(folders, options, jobs))
    assert [one.file.path for one in said if isinstance(one, CandidateFile) and "clean" in one.file.path] == [
        "b/z_clean.py"
    ]


@pytest.mark.parametrize("how", ["killed", "bug"])
def test_a_process_that_dies_at_a_folder_loses_nothing(
    folders: list[FolderFiles | Problem], monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    expected = by_themselves(folders)
    here, genuine = os.getpid(), sieve.is_clean

    def is_clean(path: str, most: int, clients: tuple[bytes, ...]) -> bool:
        if os.getpid() != here:
            if how == "killed":
                os.kill(os.getpid(), signal.SIGKILL)
            raise ZeroDivisionError
        return genuine(path, most, clients)

    monkeypatch.setattr(sieve, "is_clean", is_clean)
    assert each(sift(folders, options, 3)) == expected


def test_the_files_of_folders_are_shared(
    folders: list[FolderFiles | Problem], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    genuine = sieve.is_clean

    def is_clean(path: str, most: int, clients: tuple[bytes, ...]) -> bool:
        with open(tmp_path / f"{os.getpid()}.seen", "a", encoding="utf-8") as seen:
            seen.write(f"{path}\n")
        return genuine(path, most, clients)

    monkeypatch.setattr(sieve, "is_clean", is_clean)
    list(sift(folders * 20, options, 3))
    seen = {path.stem: path.read_text().split() for path in tmp_path.glob("*.seen")}
    assert len(seen) == 3
    looked_at = [path for paths in seen.values() for path in paths]
    assert sorted(looked_at) == sorted(
        one.folder + name for one in folders * 20 if isinstance(one, FolderFiles) for name in one.names
    )


def test_others_read_on_while_this_process_does_something_else(
    folders: list[FolderFiles | Problem], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    genuine = sieve.is_clean

    def is_clean(path: str, most: int, clients: tuple[bytes, ...]) -> bool:
        with open(tmp_path / f"{os.getpid()}.seen", "a", encoding="utf-8") as seen:
            seen.write("x")
        return genuine(path, most, clients)

    monkeypatch.setattr(sieve, "is_clean", is_clean)
    prefilter = Prefilter(folders * 20, options, 2)
    sifted = prefilter.sifted()
    said: list[Sifted] = [next(sifted)]
    while not prefilter.leave_to_others(300):
        said.append(next(sifted))
    here = tmp_path / f"{os.getpid()}.seen"
    before = here.stat().st_size if here.exists() else 0
    until = time.monotonic() + 20
    while sum(path.stat().st_size for path in tmp_path.glob("*.seen") if path != here) < 300:
        assert time.monotonic() < until, "nobody else reads"
        time.sleep(0.01)
    assert (here.stat().st_size if here.exists() else 0) == before
    assert each(iter([*said, *sifted])) == by_themselves(folders) * 20


def test_nothing_can_be_left_to_others_where_there_are_none(folders: list[FolderFiles | Problem]) -> None:
    prefilter = Prefilter(folders, options, 1)
    assert not prefilter.leave_to_others(300)
    said = each(prefilter.sifted())
    assert not prefilter.leave_to_others(300)
    assert said == by_themselves(folders)


KILLED = """
import os, signal
from edgewise.engine import prefilter
from edgewise.files.file import File, FileKind
from support import defaults

prefilter.CHUNK = 1
sifted = prefilter.sift((File(f"{n}.py", FileKind.PYTHON, False) for n in range(9)), defaults, 4)
next(sifted), next(sifted)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_program_that_is_killed_leaves_no_process_behind() -> None:
    # A process that is left would keep the pipe open, and whoever reads from it waiting.
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, "-c", KILLED], stderr=subprocess.PIPE, env=environment, start_new_session=True
    ) as program:
        try:
            _, said = program.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(program.pid, signal.SIGKILL)
            raise
    assert (program.returncode, said) == (-signal.SIGKILL, b"")


def test_more_results_than_a_pipe_holds(files: list[File | Problem], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prefilter, "CHUNK", 30_000)
    many = files[:7] * 9_000
    expected = alone(files[:7]) * 9_000
    assert list(sift(many, defaults, 2)) == expected


def test_nothing_is_forked_beside_a_thread() -> None:
    import threading

    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert not prefilter._may_fork()
    finally:
        done.set()
        thread.join()
