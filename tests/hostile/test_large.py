"""Files that are larger than anybody reads: passed over by a look at their start, and never read twice."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hostile.command import BAD, ENVIRONMENT, HOST, edgewise

pytestmark = pytest.mark.skipif(not hasattr(os, "wait4"), reason="what a process took is not told here")

GIB = 1 << 30
LINE = b"a line of text without an end to it\n"


def sparse(path: Path, start: bytes = b"") -> None:
    """Make a file of 4 GiB that takes no room."""
    with path.open("wb") as stream:
        stream.write(start)
        stream.truncate(4 * GIB)


@pytest.mark.parametrize("name", ["dump", "dump.sql", "dump.py", "dump.ipynb", ".env", "dump.yaml"])
@pytest.mark.parametrize("start", [b"", LINE * 300], ids=["empty", "text"])
@pytest.mark.parametrize("command", ["check", "fix"])
def test_a_dump_in_the_tree(tmp_path: Path, name: str, start: bytes, command: str) -> None:
    sparse(tmp_path / name, start)
    (tmp_path / "a.py").write_bytes(b"x = 1\n")
    run = edgewise(tmp_path, command, "--isolated", "--verbose")
    assert run.code == 0, run.stderr
    assert f"{name}: passed over, is ".encode() in run.stderr or command == "fix"
    assert run.seconds < 2
    assert run.megabytes < 200


@pytest.mark.parametrize("name", ["dump", "dump.py", ".env"])
@pytest.mark.parametrize("start", [b"", LINE * 300], ids=["empty", "text"])
def test_a_dump_that_is_named(tmp_path: Path, name: str, start: bytes) -> None:
    sparse(tmp_path / name, start)
    run = edgewise(tmp_path, "check", "--isolated", name)
    assert run.code == 2
    assert f"error: {name}: is not text".encode() in run.stderr
    assert run.seconds < 2
    assert run.megabytes < 200


COUNTING = """
import os, sys
from edgewise.cli.main import main
read, total = os.read, 0
def count(descriptor, size):
    global total
    data = read(descriptor, size)
    total += len(data)
    return data
os.read = count
import edgewise.files.reading as reading
class Counting:
    def __init__(self, stream): self.stream = stream
    def __enter__(self): self.stream.__enter__(); return self
    def __exit__(self, *how): return self.stream.__exit__(*how)
    def readall(self):
        global total
        data = self.stream.readall()
        total += len(data)
        return data
reading.open = lambda *a, **k: Counting(open(*a, **k))
code = main()
print(total, file=sys.stderr)
sys.exit(code)
"""


@pytest.mark.parametrize("size", [12 << 20, 2 << 20])
@pytest.mark.parametrize(("arguments", "expected"), [(["big.sql"], 1), (["."], 0), (["big.py", "big.sql"], 2)])
def test_a_large_file_is_read_once_at_the_most(tmp_path: Path, arguments: list[str], expected: int, size: int) -> None:
    for name in ("big.sql", "big.py"):
        if name in arguments or arguments == ["."]:
            (tmp_path / name).write_bytes((b"# twilio\n" if name == "big.py" else LINE) * (size // 9))
    if arguments == ["."]:
        (tmp_path / "big.py").unlink()
    done = subprocess.run(
        [sys.executable, "-c", COUNTING, "check", "--isolated", "--jobs", "1", *arguments],
        cwd=tmp_path,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    total = int(done.stderr.split()[-1])
    passed_over = size > 10 << 20 and not expected
    sizes = 0 if passed_over else sum(path.stat().st_size for path in tmp_path.iterdir())
    assert sizes <= total < sizes + 300_000


def test_wide_text_of_some_size_is_still_read(tmp_path: Path) -> None:
    text = f"TWILIO_REGION=ie1\nURL={HOST}\n" + "# x\n" * 20_000
    (tmp_path / ".env").write_bytes(text.encode("utf-16"))
    run = edgewise(tmp_path, "check", "--isolated")
    assert run.code == 1
    assert len(run.stdout.splitlines()) == 2


def test_a_machine_without_memory_is_no_bug(tmp_path: Path) -> None:
    pytest.importorskip("resource")
    (tmp_path / "big.sql").write_bytes(LINE * (200_000_000 // len(LINE)))
    (tmp_path / "bad.py").write_bytes(BAD)
    program = (
        "import resource, sys; from edgewise.cli.main import main; from edgewise_codemods import fix_source; "
        f"fix_source({BAD.decode()!r}); resource.setrlimit(resource.RLIMIT_AS, (400 << 20, 400 << 20)); "
        "sys.argv[1:] = ['check', '--isolated', '--jobs', '1', 'big.sql', 'bad.py']; raise SystemExit(main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2, done.stderr
    assert "error: big.sql: takes more memory to look at than there is\n" in done.stderr
    assert "bug" not in done.stderr
    assert done.stdout.startswith("bad.py:1:16: EW101")


@pytest.mark.parametrize("name", [".gitignore", ".git/info/exclude", ".git/index", ".git/config", ".gitmodules"])
def test_what_git_reads_without_an_end(tmp_path: Path, name: str) -> None:
    (tmp_path / ".git/info").mkdir(parents=True)
    (tmp_path / ".git/HEAD").write_text("ref: refs/heads/main\n")
    (tmp_path / ".gitignore").write_text("a.log\n")
    (tmp_path / "inner/.git").mkdir(parents=True)
    (tmp_path / "inner/.git/HEAD").write_text("ref: refs/heads/main\n")
    (tmp_path / "a.log").write_text("")
    (tmp_path / "a.py").write_bytes(b"x = 1\n")
    sparse(tmp_path / name, b"a\n" * 100)
    run = edgewise(tmp_path, "check", ".", "inner")
    assert b"bug" not in run.stderr
    assert run.seconds < 2
    assert run.megabytes < 200
    if name in (".gitignore", ".git/info/exclude", ".git/index"):
        assert run.code == 2
        assert name.encode() in run.stderr
