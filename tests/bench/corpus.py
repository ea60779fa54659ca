"""The trees that are measured: built once, into a folder outside the repository, and found there again.

The files of a tree are hard links to the unpacked sources where the file system allows it, so that a tree costs little.
Files with findings are written, never linked.
"""

from __future__ import annotations

import dataclasses
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bench import filler, generator, grafts, planted, snippets, sources
from bench.generator import Generator
from bench.planted import Planted, Planting, read_plantings, write_plantings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from types import ModuleType

    from bench.sources import File

SEED = 20260428
IGNORE_FILE = "__pycache__/\n*.py[cod]\n*.egg-info/\n.venv/\n.tox/\n.mypy_cache/\n/htmlcov/\n.env.local\n*.swp\n"
OWN_FILES = 2
"""Files of a tree that are neither from a package nor generated: ``.gitignore`` and ``.semgrepignore``."""
ONE_IN = 200
"""In the trees that only differ in size, one file in so many has findings: as many as in the tree with findings."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How large the trees are, in files. ``offline`` takes Python's own library in place of published packages."""

    clean: int = 40_000
    findings: int = 200
    talkative: int = 366
    """Files that say the word and have no finding: as many as the repository of a voice framework has (pipecat)."""
    scale: tuple[int, ...] = (1_000, 10_000, 100_000)
    unit: int = 1_000
    """Files that the trees of ``scale`` repeat, so that all of them consist of the same."""
    offline: bool = False


QUICK = Plan(clean=300, findings=20, talkative=20, scale=(200, 400), unit=200, offline=True)


@dataclass(frozen=True, slots=True)
class Tree:
    """A repository of ``files`` files, those with findings included."""

    path: Path
    files: int
    plantings: tuple[Planting, ...]

    def restore(self) -> None:
        """Write the files with findings as they were."""
        for planting in self.plantings:
            _write(self.path, planting)

    @property
    def planted(self) -> tuple[Planted, ...]:
        """What stands in these files."""
        return tuple(one for planting in self.plantings for one in planting.planted)

    @property
    def python_bytes(self) -> int:
        """The bytes of all its Python."""
        return sum(path.stat().st_size for path in self.path.rglob("*.py"))


class Corpus:
    """The trees of a plan, below ``folder``."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self.folder = folder
        self.plan = plan
        recipe = [dataclasses.astuple(plan), _digest(sources), plan.offline and sys.version]
        self._trees = folder / "trees" / hashlib.sha256(json.dumps(recipe).encode()).hexdigest()[:12]

    def clean(self) -> Tree:
        """A tree without findings."""
        return self._tree("clean", lambda: self._files)

    def findings(self) -> Tree:
        """The clean tree with files with findings scattered through it."""
        return self._tree("findings", lambda: self._files, self._scattered)

    def application(self) -> Tree:
        """An application as it is published: all of its files, without a repository or ignore files."""
        return self._tree("application", self._application, repository=False)

    def grafted(self) -> Tree:
        """The application, with findings in some of its own files."""
        return self._tree(
            "grafted",
            self._application,
            lambda: grafts.grafted(self._application(), self.plan.findings, SEED),
            repository=False,
        )

    def talkative(self) -> Tree:
        """Python of the application, with the word in each file and nothing to find."""
        return self._tree(
            "talkative",
            list,
            lambda: grafts.talkative(self._application(), self.plan.talkative, SEED),
            repository=False,
        )

    def scale(self, files: int) -> Tree:
        """A tree of ``files`` files that repeats one unit, in which one file in 200 has findings."""
        return self._tree(f"scale-{files}-{_digest(generator)}", lambda: list(self._repeated(files)))

    def twilio(self) -> Tree:
        """The source of the helper library itself; offline, what is installed of it."""
        return self._tree("twilio", lambda: list(sources.below(self._twilio_source())))

    def one_clean(self) -> Tree:
        """One Python file of 300 lines without findings."""
        return self._tree("one-clean", list, lambda: [Generator(SEED).python("module.py", 300, ())])

    def one_finding(self) -> Tree:
        """One Python file of 300 lines with one finding, a client."""
        return self._tree("one-finding", list, lambda: [Generator(SEED).python("module.py", 300, snippets.CLIENTS[:1])])

    @cached_property
    def _files(self) -> list[File]:
        pool = sources.clean_files(self.folder, offline=self.plan.offline)
        return sources.sample(pool, self.plan.clean, "tree")

    def _scattered(self) -> list[Planting]:
        folders = {os.path.dirname(name) for _, name in self._files}
        return Generator(SEED).files(self.plan.findings, sorted(filter(_is_plain, folders)))

    def _repeated(self, files: int) -> Iterator[File]:
        planted = self._trees / "unit"
        for planting in Generator(SEED).files(self.plan.unit // ONE_IN, ["app", "services/api", "tools"]):
            _write(planted, planting)
        unit = list(sources.below(planted))
        unit += sources.sample(self._files, self.plan.unit - len(unit), "unit")
        for number in range(files):
            path, name = unit[number % len(unit)]
            yield path, f"part_{number // len(unit):04}/{name}"

    def _application(self) -> list[File]:
        if self.plan.offline:
            return self._files
        return list(sources.below(sources.unpacked(sources.APPLICATION, self.folder)))

    def _twilio_source(self) -> Path:
        if not self.plan.offline:
            return sources.unpacked(sources.TWILIO, self.folder)
        installed = importlib.util.find_spec("twilio")
        if installed is None or installed.origin is None:
            raise FileNotFoundError("twilio is not installed: pip install -e '.[test]'")
        return Path(installed.origin).parent

    def _tree(
        self,
        name: str,
        files: Callable[[], Sequence[File]],
        plant: Callable[[], list[Planting]] = list,
        *,
        repository: bool = True,
    ) -> Tree:
        path = self._trees / name
        made_by = _digest(filler, generator, grafts, planted, snippets) if plant is not list else "files"
        stamp = self._trees / f"{name}-{made_by}.json"
        if not stamp.exists():
            print(f"building {path}", file=sys.stderr, flush=True)
            shutil.rmtree(path, ignore_errors=True)
            plantings = tuple(plant())
            written = {planting.path for planting in plantings}
            _link_all(path, (file for file in files() if file[1] not in written))
            for planting in plantings:
                _write(path, planting)
            if repository:
                _make_repository(path)
            write_plantings(stamp, plantings)
        plantings = read_plantings(stamp)
        if not repository:
            return Tree(path, sum(1 for _ in sources.below(path)), plantings)
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=path, check=True, capture_output=True).stdout
        return Tree(path, listed.count(b"\0") - OWN_FILES, plantings)


def _link_all(folder: Path, files: Iterable[File]) -> None:
    made: set[str] = set()
    for source, name in files:
        target = os.path.join(folder, name)
        parent = os.path.dirname(target)
        if parent not in made:
            os.makedirs(parent, exist_ok=True)
            made.add(parent)
        try:
            os.link(source, target)
        except OSError:  # another file system, or too many links to one file
            shutil.copyfile(source, target)


def _make_repository(folder: Path) -> None:
    """Make it a repository whose index has every file: what each of the tools expects a tree to be."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".gitignore").write_text(IGNORE_FILE, encoding="utf-8")
    # Semgrep leaves out tests and much else by itself where there is no such file.
    (folder / ".semgrepignore").write_text("", encoding="utf-8")
    git = ["git", "-c", "core.autocrlf=false", "-c", "core.excludesFile=", "-c", "gc.auto=0"]
    subprocess.run([*git, "init", "--quiet"], cwd=folder, check=True)
    subprocess.run([*git, "add", "--all"], cwd=folder, check=True)


def _write(folder: Path, planting: Planting) -> None:
    path = folder / planting.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(planting.text, encoding="utf-8", newline="\n")


def _digest(*modules: ModuleType) -> str:
    """Return a name for what the source of these modules makes."""
    return hashlib.sha256(b"".join(Path(str(module.__file__)).read_bytes() for module in modules)).hexdigest()[:12]


def _is_plain(folder: str) -> bool:
    """Say whether no tool has a reason of its own to leave a folder out."""
    return not {"vendor", "vendored", "_vendor", "third_party", "build", "dist", "bin"} & {*folder.split("/")}
