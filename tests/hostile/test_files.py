"""Odd files, folders, links and names, through the command; and files that change while they are rewritten."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from edgewise.cli.main import edgewise as command
from hostile.command import BAD, DECIDED, ENVIRONMENT, FIXED, HOST, edgewise
from support import interruptible, sampled
from warm import python

pytestmark = pytest.mark.skipif(os.name != "posix", reason="POSIX files and signals")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that everybody may use."""
    path = Path(tempfile.mkdtemp(prefix="edgewise-"))
    path.chmod(0o777)
    yield path
    path.chmod(0o755)
    for root, folders, _ in os.walk(path):
        for inside in (Path(root, name) for name in folders):
            if not inside.is_symlink():
                inside.chmod(0o755)  # before it is listed: who is not root could not otherwise
    shutil.rmtree(path)


# Everything is loaded before the rights go: the interpreter itself may be root's.
WITHOUT_RIGHTS = """
import os, sys
import edgewise_codemods.cli.fix
from edgewise.cli.main import main
from edgewise_codemods import fix_source
fix_source('URL = "https://api.ie1.twilio.com/x"')
if os.geteuid() == 0:
    os.setgroups([])
    os.setresgid(65534, 65534, 65534)
    os.setresuid(65534, 65534, 65534)
sys.argv[1:] = ["fix", "--isolated", "--jobs", "1", "--processing-region", "as-written"]
raise SystemExit(main())
"""


def fix_without_rights(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run ``edgewise fix`` as nobody in particular."""
    return subprocess.run(
        [sys.executable, "-B", "-c", WITHOUT_RIGHTS],
        cwd=folder,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_what_is_no_file_stops_nobody(folder: Path) -> None:
    (folder / "a.py").write_bytes(BAD)
    (folder / "folder.py").mkdir()
    (folder / "folder.py" / "b.py").write_bytes(BAD)
    os.mkfifo(folder / "pipe.py")
    os.mkfifo(folder / "pipe")
    os.mkfifo(folder / "pipe.env")
    (folder / "loop.py").symlink_to("loop.py")
    (folder / "dangling.py").symlink_to("nowhere.py")
    (folder / "up").symlink_to("..")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(folder / "socket.py"))
        run = edgewise(folder, "fix", "--isolated")
        named = edgewise(folder, "fix", "--isolated", "pipe.py", "socket.py", "loop.py", "dangling.py", "folder.py")
    assert run.code == 0, run.stderr
    assert run.stderr.startswith(b"Fixed 2 problems in 2 files.\n")
    assert (folder / "folder.py" / "b.py").read_bytes() == FIXED
    assert named.code == 2
    assert named.stderr.count(b"error: ") == 4


def test_a_link_out_of_the_tree_is_followed_where_it_is_named_and_stays(folder: Path) -> None:
    outside, inside = folder / "outside", folder / "inside"
    outside.mkdir()
    inside.mkdir()
    (outside / "x.py").write_bytes(BAD)
    (inside / "link.py").symlink_to("../outside/x.py")
    run = edgewise(inside, "fix", "--isolated", "--verbose", ".")
    assert b"link.py: passed over, a link out of the folder" in run.stderr
    assert (outside / "x.py").read_bytes() == BAD
    assert edgewise(inside, "fix", "--isolated", "link.py").code == 0
    assert os.readlink(inside / "link.py") == "../outside/x.py"
    assert (outside / "x.py").read_bytes() == FIXED
    assert sorted(path.name for path in outside.iterdir()) == ["x.py"]


@pytest.mark.parametrize("target", ["node_modules/x.py", "venv/x.py", ".git/hooks/x.py", "ignored/x.py", "../out/x.py"])
def test_a_rewrite_goes_through_no_link_to_what_is_left_out(folder: Path, target: str) -> None:
    root = folder / "repo"
    for path in (root / "venv" / "pyvenv.cfg", root / ".git" / "HEAD", root / "a.py", root / target):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    (root / ".gitignore").write_text("ignored\n")
    (root / target).write_bytes(BAD)
    (root / "a.py").write_bytes(BAD)
    (root / "link.py").symlink_to(target)
    for verb in ("check", "fix"):
        run = edgewise(root, verb, "--verbose")
        assert run.stderr.count(b"link.py: passed over, a link ") == 1
        assert b"1 problem in 1 file" in run.stderr
    assert (root / target).read_bytes() == BAD
    assert (root / "a.py").read_bytes() == FIXED


@pytest.mark.skipif(not os.path.exists("/proc/kmsg"), reason="needs /proc")
def test_nothing_of_the_system_is_waited_for(folder: Path) -> None:
    (folder / "a.py").write_bytes(BAD)
    (folder / "kmsg.py").symlink_to("/proc/kmsg")
    (folder / "kmsg").symlink_to("/proc/kmsg")
    run = edgewise(folder, "check", "--isolated")
    assert run.code == 1
    assert run.stdout.startswith(b"a.py:1:")
    named = edgewise(folder, "check", "--isolated", "kmsg", "kmsg.py", "/proc/kmsg", "a.py")
    assert named.code == 2
    assert named.stderr.count(b"it belongs to the system and is no file of a disk") == 3


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        (".env", b"TWILIO_REGION=ie1\n", True),
        (".env.local", b"URL=" + HOST.encode() + b"\n", True),
        ("sub/.env", b"TWILIO_REGION=ie1\n", True),
        (".env", b"TWILIO_AUTH_TOKEN=x\n", False),
        (".env", b"TWILIO_REGION=ie1\nTWILIO_EDGE=dublin\n", False),
    ],
)
@pytest.mark.parametrize("arguments", [["check"], ["fix"], ["fix", "--diff"], ["check", "--output-format", "json"]])
def test_all_clean_does_not_mislead_about_settings_that_git_ignores(
    folder: Path, arguments: list[str], name: str, text: bytes, told: bool
) -> None:
    for path in (folder / ".git" / "HEAD", folder / "a.py", folder / name):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    (folder / ".gitignore").write_text(".env*\n")
    (folder / name).write_bytes(text)
    run = edgewise(folder, *arguments)
    assert run.code == 0
    assert b"All clean: 2 files looked at.\n" in run.stderr
    line = f"git ignores {name}, which names a region: look at it with `edgewise check {name}`\n"
    assert (line.encode() in run.stderr) == told
    assert (folder / name).read_bytes() == text
    assert edgewise(folder, *arguments, "--quiet").stderr == b""


def test_settings_in_folders_that_git_ignores_are_told(folder: Path) -> None:
    setting = b"TWILIO_REGION=ie1\n"
    plain = {".git/HEAD": b"", ".gitignore": b"config/\ndeploy/*\nstate\nvenv\nclone\nnode_modules\n", "a.py": b""}
    told = ["config/.env", "deploy/secrets/.env.production", "state/eu/live/.env", "state/.env.local"]
    silent = ["state/eu/live/now/.env", "venv/.env", "clone/.env", "node_modules/p/.env", "state/node_modules/.env"]
    silent += ["state/settings.env", "state/kept/.env"]
    for path, content in {
        **plain,
        **dict.fromkeys((*told, *silent), setting),
        "config/.env.blank": b"TWILIO_AUTH_TOKEN=x\n",
        "venv/pyvenv.cfg": b"",
        "clone/.git/HEAD": b"",
        "edgewise.toml": b'extend-exclude = ["kept"]\n',
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    run = edgewise(folder, "check")
    assert run.code == 0
    line = "git ignores {0}, which names a region: look at it with `edgewise check {0}`"
    assert sorted(run.stderr.decode().splitlines()[1:]) == sorted(map(line.format, told))
    # What is given itself is looked at, and is not told besides.
    both = edgewise(folder, "check", "--verbose", ".", "config", "state/.env.local").stderr.decode()
    assert "git ignores config/" not in both
    assert "git ignores state/.env.local" not in both
    assert "git ignores state/eu/live/.env" in both


def test_names_with_line_breaks_and_names_that_are_no_text(folder: Path) -> None:
    names = [b"two\nlines.py", b"caf\xe9.py", b"\x1b[31mred.py", b" .py", b"-x.py", b"n" * 252 + b".py"]
    for name in names:
        (folder / os.fsdecode(name)).write_bytes(BAD)
    run = edgewise(folder, "check", "--isolated")
    assert run.code == 1
    assert len(run.stdout.splitlines()) == len(names)
    assert b"\x1b" not in run.stdout
    found = json.loads(edgewise(folder, "check", "--isolated", "--output-format", "json").stdout)
    assert {os.fsencode(finding["filename"]) for finding in found} == set(names)
    assert edgewise(folder, "fix", "--isolated").code == 0
    assert all((folder / os.fsdecode(name)).read_bytes() == FIXED for name in names)


def test_nothing_in_the_folder_is_imported(folder: Path) -> None:
    for name in ("base64", "secrets", "json", "tokenize", "yaml", "libcst", "edgewise_codemods"):
        (folder / f"{name}.py").write_bytes(b"raise SystemExit('imported')\n" + BAD)
    done = subprocess.run(
        [sys.executable, "-m", "edgewise", "fix", "--isolated", "--unsafe-fixes", *DECIDED],
        cwd=folder,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith("Fixed 7 problems in 7 files.\n")


def test_patterns_that_are_built_to_explode(folder: Path) -> None:
    (folder / ".git").mkdir()
    (folder / ".gitignore").write_bytes(b"*a" * 30 + b"*b\n" + b"**/a/" * 20 + b"b\n" + b"*[!b]" * 20 + b"*b\n")
    deep = folder / "/".join("a" * 60)
    deep.mkdir(parents=True)
    for path in (deep / "a.py", folder / f"{'a' * 250}.py"):
        path.write_bytes(BAD)
    run = edgewise(folder, "check", "--exclude", "*a" * 30 + "*b")
    assert run.code == 1
    assert b"Found 2 problems in 2 files" in run.stderr
    assert run.seconds < 30


@pytest.mark.slow
def test_a_hundred_thousand_files_in_a_folder(folder: Path) -> None:
    first = folder / "0.py"
    first.write_bytes(b"x = 1\n")
    (folder / "many").mkdir()
    for number in range(100_000):
        (folder / "many" / f"{number}.py").touch()
    (folder / "many" / "50000.py").write_bytes(BAD)
    run = edgewise(folder, "fix", "--isolated", "--jobs", "1")
    assert run.code == 0, run.stderr
    assert run.stderr.startswith(b"Fixed 1 problem in 1 file.\n")
    assert run.seconds < 60
    assert run.megabytes < 500


# ------------------------------------------------------------------------------------------------ rights and full disks


@pytest.mark.parametrize(
    ("file_mode", "folder_mode", "said"),
    [
        (0o444, 0o777, "error: x.py: cannot be written: it is read-only"),
        (0o000, 0o777, "error: x.py: cannot be read: Permission denied"),
        (0o666, 0o555, "error: x.py: cannot be written: Permission denied"),
    ],
)
def test_no_permission(folder: Path, file_mode: int, folder_mode: int, said: str) -> None:
    path = folder / "x.py"
    path.write_bytes(BAD)
    path.chmod(file_mode)
    folder.chmod(folder_mode)
    done = fix_without_rights(folder)
    folder.chmod(0o755)
    assert done.returncode == 2
    assert said in done.stderr
    path.chmod(0o644)
    assert path.read_bytes() == BAD
    assert [it.name for it in folder.iterdir()] == ["x.py"]


def test_a_folder_that_may_not_be_listed(folder: Path) -> None:
    (folder / "closed").mkdir()
    (folder / "closed" / "x.py").write_bytes(BAD)
    (folder / "y.py").write_bytes(BAD)
    (folder / "y.py").chmod(0o666)
    (folder / "closed").chmod(0)
    done = fix_without_rights(folder)
    assert done.returncode == 2
    assert "error: closed: it cannot be read: Permission denied" in done.stderr
    assert (folder / "y.py").read_bytes() == FIXED


def test_a_full_disk(folder: Path) -> None:
    resource = pytest.importorskip("resource")
    (folder / "x.py").write_bytes(BAD * 100)
    (folder / "y.py").write_bytes(BAD)
    program = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)); sys.argv[1:] = ['fix', '--isolated', '-j1', '--processing-region', 'as-written']; "
        "from edgewise.cli.main import main; raise SystemExit(main())"
    )
    assert resource.RLIMIT_FSIZE is not None
    done = subprocess.run(
        [sys.executable, "-B", "-c", program], cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2, done.stderr
    assert "error: x.py: cannot be written: File too large" in done.stderr
    assert (folder / "x.py").read_bytes() == BAD * 100
    assert (folder / "y.py").read_bytes() == FIXED
    assert sorted(it.name for it in folder.iterdir()) == ["x.py", "y.py"]


# -------------------------------------------------------------------------------------- what others do in the meantime


@pytest.mark.parametrize(
    ("newer", "said"),
    [(None, "vanished"), (BAD + b"# more\n", "changed while"), (BAD[:-1] + b" ", "changed while"), (b"", "changed")],
    ids=["vanished", "grown", "changed", "emptied"],
)
@pytest.mark.parametrize("moment", ["fsync", "utime", "write"])
def test_a_newer_text_is_never_overwritten(
    folder: Path, monkeypatch: pytest.MonkeyPatch, newer: bytes | None, said: str, moment: str
) -> None:
    path = folder / "x.py"
    path.write_bytes(BAD)
    (folder / "y.py").write_bytes(BAD)
    monkeypatch.chdir(folder)
    real, done = getattr(os, moment), []

    def meanwhile(*arguments: object, **keywords: object) -> object:
        if not done:
            done.append(path.unlink() if newer is None else path.write_bytes(newer))
        return real(*arguments, **keywords)

    monkeypatch.setattr(os, moment, meanwhile)
    result = CliRunner().invoke(command, ["fix", "--isolated", "--jobs", "1", *DECIDED])
    assert result.exit_code == 2
    assert f"error: x.py: {said}" in result.stderr
    assert (path.read_bytes() if path.exists() else None) == newer
    assert (folder / "y.py").read_bytes() == FIXED
    assert len(list(folder.iterdir())) == 1 + path.exists()


def test_a_file_that_vanishes_before_it_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from edgewise.engine import check

    (folder / "x.py").write_bytes(BAD)
    monkeypatch.chdir(folder)

    def gone(path: str, *_: object, **__: object) -> bytes:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)

    monkeypatch.setattr(check, "read", gone)
    result = CliRunner().invoke(command, ["check", "--isolated", "--jobs", "1"])
    assert result.exit_code == 2
    assert "error: x.py: cannot be read: No such file or directory" in result.stderr


# ------------------------------------------------------------------------------------------------- stopped on the way


@pytest.mark.parametrize(
    "arguments",
    [["check", "--output-format", name] for name in ("concise", "full", "json", "json-lines", "github")]
    + [["fix", "--diff"], ["fix", "--select", "EW106"]],
    ids=" ".join,
)
@pytest.mark.parametrize("jobs", sampled(["2", "1"], 2))
def test_a_closed_pipe(folder: Path, arguments: list[str], jobs: str) -> None:
    text = f'x = "{HOST}"\ny = f"https://api.{{r}}.twilio.com"\n'.encode() * 200
    for number in range(6):
        (folder / f"{number}.py").write_bytes(text)
    started = subprocess.Popen(
        [*python(), "-m", "edgewise", *arguments, "--isolated", "--jobs", jobs, *DECIDED],
        cwd=folder,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert started.stdout is not None
    assert started.stderr is not None
    assert started.stdout.readline()
    started.stdout.close()
    errors = started.stderr.read()
    started.stderr.close()
    assert started.wait(60) in (1, 2)
    assert b"Traceback" not in errors
    assert b"bug" not in errors
    assert {path.read_bytes() for path in folder.iterdir()} == {text}


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_in_the_middle_of_a_rewrite(folder: Path, jobs: str) -> None:
    old = BAD * 20 + b"# " + b"x" * 4000 + b"\n"
    new = old.replace(BAD, FIXED)
    for number in range(150):
        (folder / f"{number}.py").write_bytes(old)
    started = subprocess.Popen(
        interruptible("-m", "edgewise", "fix", "--isolated", "--jobs", jobs, *DECIDED),
        cwd=folder,
        env=ENVIRONMENT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert started.stderr is not None
    until = time.monotonic() + 60
    while not any(path.stat().st_size == len(new) for path in folder.glob("*.py")) and time.monotonic() < until:
        time.sleep(0.01)
    os.killpg(started.pid, signal.SIGINT)  # as a terminal does: the workers get it too
    said = started.stderr.read()
    started.stderr.close()
    assert started.wait(60) == 130
    assert said.strip().endswith(b"Interrupted.")
    assert b"Traceback" not in said
    assert len(list(folder.iterdir())) == 150
    assert {path.read_bytes() for path in folder.iterdir()} == {old, new}


KILLED_WORKER = """
import os, signal, sys
import edgewise_codemods.rewrite as rewrite
import edgewise_codemods.ignores.write as write
from edgewise.cli.main import main
real = rewrite.replace_content
def replace_content(path, old, new):
    if path.endswith("100.py"):
        os.kill(os.getpid(), signal.SIGKILL)
    real(path, old, new)
rewrite.replace_content = write.replace_content = replace_content
sys.exit(main())
"""


@pytest.mark.parametrize("arguments", [["fix"], ["check", "--add-ignores", "later"]], ids=" ".join)
def test_a_worker_that_is_killed(folder: Path, arguments: list[str]) -> None:
    old = BAD * 2 + b"# " + b"x" * 4000 + b"\n"
    for number in range(200):
        (folder / f"{number:03}.py").write_bytes(old)
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            KILLED_WORKER,
            *arguments,
            "--isolated",
            *DECIDED,
            "--jobs",
            "2",
        ],
        cwd=folder,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "error: a worker process died" in done.stderr
    written = sorted(path.name for path in folder.iterdir() if path.read_bytes() != old)
    assert 10 < len(written) < 200
    lines = done.stderr.partition("These files are written already:\n")[2].splitlines()
    assert sorted(line.strip() for line in lines if line.startswith("  ")) == written
    assert len(list(folder.iterdir())) == 200


@pytest.mark.slow
def test_killed_at_any_moment_of_a_rewrite(folder: Path) -> None:
    program = os.path.join(os.path.dirname(__file__), "killed.py")
    done = subprocess.run(
        [sys.executable, program, str(folder)], env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    moments, left, halfway = map(int, done.stdout.split())
    assert moments >= 60
    assert left >= 20
    assert halfway >= 20


def test_what_a_killed_run_left_goes_even_where_nothing_is_left_to_fix(folder: Path) -> None:
    (folder / "x.py").write_bytes(b"x = 1\n")
    (folder / ".edgewise-0123456789abcdef.tmp").write_bytes(b"half")
    assert edgewise(folder, "fix", "--isolated", "--diff").code == 0
    assert len(list(folder.iterdir())) == 2
    assert edgewise(folder, "fix", "--isolated").code == 0
    assert [path.name for path in folder.iterdir()] == ["x.py"]
