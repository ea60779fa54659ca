"""The benchmark suite works, offline and on small trees. Nothing here asks how long anything takes."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bench.cli import main, parser
from bench.corpus import QUICK, Corpus
from bench.generator import Generator
from bench.grafts import grafted, talkative
from bench.measure import CommandFailedError, Job, Measured, measure, run
from bench.planted import KINDS, DisagreementError, Planted, compare, compare_edgewise, planting
from bench.report import markdown
from bench.suite import CHECK, FIX, Outcome
from bench.tools import Tool, others
from edgewise.engine.check import check_source
from edgewise.files.file import FileKind, kind_of
from edgewise.files.sources import Source
from edgewise.options import Options
from support import THOROUGH

PLANTED = planting("a/b.py", "x = 1  «host EW101»\n# y  «trap»\nz = 2  «client-other EW201»\n").planted
TOOL = Tool("tool", "tool", None, frozenset({"host"}), (".py",))


def test_marks_become_rows() -> None:
    made = planting("a.py", "x  «host EW101»\ny\nz «trap»")
    assert made.text == "x\ny\nz\n"
    assert made.planted == (Planted("a.py", 1, "host", "EW101"), Planted("a.py", 3, "trap", None))


def test_edgewise_finds_what_the_generator_plants_and_nothing_else() -> None:
    made = Generator(1).files(600 if THOROUGH else 150, ["", "app"])
    assert {one.kind for file in made for one in file.planted} == set(KINDS)
    assert {os.path.splitext(file.path)[1] or file.path for file in made} >= {".py", ".ts", ".yaml", ".json", ".env"}
    for file in made:
        kind = kind_of(file.path) or FileKind.TEXT
        found, _ = check_source(Source(file.text), kind, Options(), file.path)
        rows = {(file.path, file.text.count("\n", 0, one.start) + 1, one.code) for one in found}
        compare_edgewise(rows, file.planted)


MODULE = '''\
"""About stations."""

from __future__ import annotations

import logging

logger = logging.getLogger(__name__)


@logger.catch
def {name}(station: str) -> str:
    """Return a station."""
    return station
{more}'''
SERVICES = "".join(f"set_{number}:\n  description: Sets it.\n" for number in range(40))
STRINGS = "{\n" + "".join(f'  "text_{number}": "none",\n' for number in range(60)) + '  "end": ""\n}\n'


def real_files(folder: Path, **more: str) -> list[tuple[str, str]]:
    """Write files as an application has them, and return where each stands and how it is called."""
    modules = {f"m{number}.py": MODULE.format(name=f"at_{number}", more="# so on\n" * 60) for number in range(25)}
    kinds = {"services.yaml": SERVICES, "more.yaml": SERVICES, "strings.json": STRINGS}
    for name, text in {**modules, **kinds, **more}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [(str(folder / name), f"app/{name}") for name in sorted(os.listdir(folder))]


def test_real_files_are_given_findings_between_their_statements(tmp_path: Path) -> None:
    files = real_files(tmp_path)
    made = grafted(files, 20, 1)
    assert made == grafted(files, 20, 1)
    assert sorted(os.path.splitext(file.path)[1] for file in made) == [".json", *[".py"] * 17, *[".yaml"] * 2]
    assert len({file.path for file in made}) == 20
    for file in made:
        kind = kind_of(file.path) or FileKind.TEXT
        found, error = check_source(Source(file.text), kind, Options(), file.path)
        rows = {(file.path, file.text.count("\n", 0, one.start) + 1, one.code) for one in found}
        assert error is None
        assert compare_edgewise(rows, file.planted).found >= 1
        kept = (tmp_path / os.path.basename(file.path)).read_text(encoding="utf-8").splitlines()
        new = iter(file.text.splitlines())
        assert all(line in new for line in kept), file.text


def test_real_files_are_given_the_word_and_nothing_to_find(tmp_path: Path) -> None:
    made = talkative(real_files(tmp_path), 24, 1)
    assert len({file.text for file in made}) == 24
    for file in made:
        assert "twilio" in file.text.lower()
        assert file.planted == ()
        assert check_source(Source(file.text), FileKind.PYTHON, Options(), file.path) == ([], None)


@pytest.mark.parametrize(
    "text",
    [
        MODULE.format(name="short", more=""),
        MODULE.format(name="long", more="# so on\n" * 2_000),
        MODULE.format(name="word", more="# twilio\n" * 60),
        MODULE.format(name="client", more="Client = object\n" * 60),
        MODULE.format(name="broken", more="def\n" * 60),
        MODULE.format(name="blanks", more="# so on  \n" * 60),
        MODULE.format(name="feed", more="\f# so on\n" * 60),
        "x = 1\n" * 60,
    ],
)
def test_files_that_are_given_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.py").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="too few files can be given findings: 0"):
        grafted([(str(tmp_path / "a.py"), "a.py")], 1, 1)


def test_the_same_seed_makes_the_same_files() -> None:
    made = Generator(7).files(40, ["", "app"])
    assert made == Generator(7).files(40, ["", "app"])
    assert made != Generator(8).files(40, ["", "app"])
    lengths = sorted(file.text.count("\n") for file in made if file.path.endswith(".py"))
    assert lengths[0] >= 30
    assert lengths[-1] <= 400
    assert Generator(7).python("a.py", 300, ()).text.count("\n") == 300


@pytest.mark.parametrize(
    ("found", "wrong"),
    [
        ({("a/b.py", 1, 1)}, ""),
        ({("a/b.py", 1, 1), ("a/b.py", 3, 3)}, ""),
        ({("a/b.py", 1, 2)}, ""),
        ({("a/b.py", 1, 1), ("a/b.py", 2, 2)}, ""),
        ({("a/b.py", 3, 3)}, "missed a/b.py:1 (host)"),
        (set(), "missed a/b.py:1 (host)"),
        ({("a/b.py", 1, 1), ("a/b.py", 4, 4)}, "reported a/b.py:4"),
        ({("a/b.py", 1, 1), ("c.py", 1, 1)}, "reported c.py:1"),
    ],
)
def test_a_tool_that_misses_or_invents_is_refused(found: set[tuple[str, int, int]], wrong: str) -> None:
    if not wrong:
        agreed = compare(TOOL, found, PLANTED)
        assert agreed.found + agreed.out_of_reach == agreed.planted == 2
        assert agreed.traps == any(first <= 2 <= last for _, first, last in found)
    else:
        with pytest.raises(DisagreementError) as refused:
            compare(TOOL, found, PLANTED)
        assert wrong in str(refused.value)


@pytest.mark.parametrize(
    ("found", "right"),
    [
        ({("a/b.py", 1, "EW101"), ("a/b.py", 3, "EW201")}, True),
        ({("a/b.py", 1, "EW101")}, False),
        ({("a/b.py", 1, "EW102"), ("a/b.py", 3, "EW201")}, False),
        ({("a/b.py", 1, "EW101"), ("a/b.py", 2, "EW101"), ("a/b.py", 3, "EW201")}, False),
    ],
)
def test_edgewise_has_to_find_exactly_what_was_planted(found: set[tuple[str, int, str]], right: bool) -> None:
    if right:
        assert compare_edgewise(found, PLANTED).found == 2
    else:
        with pytest.raises(DisagreementError):
            compare_edgewise(found, PLANTED)


def job(folder: Path, code: str) -> Job:
    return Job("job", shlex.join([sys.executable, "-c", code]), folder, dict(os.environ))


def test_measuring(tmp_path: Path) -> None:
    called: list[str] = []
    work = Job("work", "echo done >>log; cat log", tmp_path, dict(os.environ), lambda: called.append("prepared"))
    (measured,) = measure([work], 3, lambda line: None)
    assert len(measured.seconds) == len(measured.work) == 3
    assert min(measured.seconds) > 0
    busy = run(job(tmp_path, "import time; end = time.process_time() + .3\nwhile time.process_time() < end: pass"))
    assert 0.3 <= busy.work < busy.seconds + 0.3
    assert (tmp_path / "log").read_text(encoding="utf-8") == "done\n" * 5  # warm-up and memory as well
    assert called == ["prepared"] * 5
    assert run(job(tmp_path, "print('here')")).output == "here\n"
    with pytest.raises(CommandFailedError, match="no such luck"):
        run(job(tmp_path, "import sys; print('no such luck', file=sys.stderr); sys.exit(3)"))


def test_memory_is_that_of_the_command(tmp_path: Path) -> None:
    ballast = bytearray(150 << 20)  # of this process, and not of those that it starts
    small, large = (
        Measured(job(tmp_path, "import time; time.sleep(.3)")),
        Measured(job(tmp_path, "import time; held = b'x' * (100 << 20); time.sleep(.3)")),
    )
    for one in (small, large):
        run(one.job, one)
    assert len(ballast) == 150 << 20
    assert 90 < large.largest - small.largest < 110
    if Path("/proc/self/smaps_rollup").exists():
        assert small.largest < 100
        assert 90 < (large.together or 0) - (small.together or 0) < 110


def test_the_report_says_which_targets_are_met() -> None:
    def measured(label: str, *seconds: float) -> Measured:
        return Measured(Job(label, "", Path("tree"), {}), list(seconds), [1.5 * one for one in seconds], 50.0, 60.0)

    outcome = Outcome(files={"findings": 40_200, "talkative": 500}, missing=[others()[0]])
    outcome.measured["talkative"] = [measured(CHECK, 4.0)]
    outcome.measured["findings"] = [measured(CHECK, 1.0, 9.0, 2.0), measured(FIX, 2.0), measured("semgrep", 10.0)]
    text = markdown(outcome, 3)
    assert "| edgewise check | 2.000 | 1.000 to 9.000 | 3.000 | 1.00 | 50 | 60 |" in text
    assert "at most 0.1 x semgrep | 0.20 x | **missed** |" in text
    assert "at most 1.5 x edgewise check | 1.00 x | met |" in text
    assert "at most 0.5 x ast-grep | not measured |" in text
    assert "nothing to find: at most 3 s of work | 6.00 s | **missed** |" in text
    assert "Not here, so not compared: ripgrep, the word (" in text


# ------------------------------------------------------------------------------------------------- from end to end


def only(folder: Path, *names: str) -> str:
    """Return a PATH on which there are these programs and no others."""
    folder.mkdir()
    for name in names:
        found = shutil.which(name)
        if found is None:
            pytest.skip(f"needs {name}")
        (folder / name).symlink_to(found)
    return str(folder)


def quick(tmp_path: Path, *options: str, path: str) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        str(Path(__file__).parent),
        "--quick",
        "--repeat",
        "1",
        "--corpus",
        str(tmp_path / "corpus"),
    ]
    return subprocess.run(
        [*command, *options],
        check=False,
        capture_output=True,
        text=True,
        env=os.environ | {"PATH": path},
        cwd=tmp_path,
        timeout=600,
    )


@pytest.mark.slow
def test_it_runs_without_any_of_the_others(tmp_path: Path) -> None:
    path = only(tmp_path / "bin", "git", "sh")
    report = tmp_path / "report.md"
    groups = ("application", "grafted", "talkative", "clean", "findings", "one-clean", "one-finding", "scale")
    done = quick(tmp_path, "--only", *groups, "--output", str(report), path=path)
    assert done.returncode == 0, done.stderr
    assert report.read_text(encoding="utf-8") == done.stdout
    corpus = Corpus(tmp_path / "corpus", QUICK)
    for tree in (corpus.findings(), corpus.grafted()):
        planted = [one for one in tree.planted if one.kind != "trap"]
        assert f"| edgewise | {len(planted)} of {len(planted)} | 0 | 0 |" in done.stdout
    assert "### 320 files: files with findings scattered through it" in done.stdout
    assert "### 300 files: the application, with findings among the lines of its own files" in done.stdout
    application = Path(corpus.application().path)
    for graft in corpus.grafted().plantings:
        kept = (application / graft.path).read_text(encoding="utf-8").splitlines()
        new = iter(graft.text.splitlines())
        assert all(line in new for line in kept), graft.path  # all of them, in their order
        assert os.stat(application / graft.path).st_ino != os.stat(corpus.grafted().path / graft.path).st_ino
    assert "| one file in 200 with findings | 200 files | 400 files |" in done.stdout
    for tool in others():
        assert f"Not here, so not compared: {tool.name} ({tool.install})." in done.stdout


@pytest.mark.slow
def test_it_runs_with_those_of_the_others_that_are_here(tmp_path: Path) -> None:
    done = quick(tmp_path, "--only", "findings", path=os.environ["PATH"])
    assert done.returncode == 0, done.stderr
    here = [tool.name for tool in others() if not tool.missing(os.environ["PATH"])]
    assert all(f"\n| {name} | " in done.stdout for name in here)


@pytest.mark.slow
def test_nothing_is_measured_where_a_tool_misses_something(tmp_path: Path) -> None:
    path = only(tmp_path / "bin", "git", "sh")
    blind = tmp_path / "bin" / "rg"
    blind.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    blind.chmod(0o755)
    done = quick(tmp_path, "--only", "findings", path=path)
    assert done.returncode == 1
    assert "error: nothing was measured: ripgrep, a regular expression does not find what it should:" in done.stderr
    assert "  missed " in done.stderr
    assert "warm-up" not in done.stderr
    assert done.stdout == ""


def test_options(capsys: pytest.CaptureFixture[str]) -> None:
    assert parser().parse_args([]).repeat == 10
    with pytest.raises(SystemExit):
        main(["--repeat", "0"])
    assert "must be 1 or more" in capsys.readouterr().err
