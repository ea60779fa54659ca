"""Mutate modules and test each mutant: ``python tests/mutation/run.py [MODULE...]``, all modules by default.

The tool is mutmut (``pip install -e ".[mutation]"``). It knows one source root, so that it runs in a copy of the tree in
which ``lint`` and ``codemods`` are one folder. Which tests see a module's mutants is the table ``[tool.mutmut.tests]`` of
pyproject.toml; a mutant that survives them has to be in ``explained.toml``, and what that explains has to survive.
Exit codes: 0 every mutant is killed or explained, 1 not so, 2 nothing could be run.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SURVIVED = {0: "survived", 33: "no test runs it", 5: "no test runs it"}
DECIDED = {1, 3, 24, 36, 152, 255, -24}
"""Exit codes of a killed mutant: tests fail, or take too long."""


@dataclass(frozen=True)
class Explanation:
    """Why mutants of a function survive: those that change a line with ``old`` in it into one with ``new`` in it."""

    module: str
    function: str
    old: str
    new: str
    why: str

    def covers(self, module: str, function: str, removed: str, added: str) -> bool:
        """Say whether it explains a mutant."""
        return (self.module, self.function) == (module, function) and self.old in removed and self.new in added


def main() -> int:
    """Run the command."""
    tests: dict[str, list[str]] = read(ROOT / "pyproject.toml")["tool"]["mutmut"]["tests"]
    modules = {path.rpartition("/")[2].removesuffix(".py"): path for path in tests}
    parser = argparse.ArgumentParser(description="Mutate modules and test each mutant.")
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=f"of {', '.join(modules)}; default: all")
    parser.add_argument("-j", "--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="processes at once")
    given = parser.parse_args()
    unknown = [name for name in given.modules if name not in modules]
    if unknown:
        parser.error(f"no module is called {', '.join(unknown)}")
    if importlib.util.find_spec("mutmut") is None:
        print("error: mutmut is not installed: pip install -e '.[mutation]'", file=sys.stderr)
        return 2
    held = [run(name, modules[name], tests[modules[name]], given.jobs) for name in given.modules or modules]
    return 0 if all(held) else 1


def read(path: Path) -> dict[str, Any]:
    """Return the content of a TOML file."""
    toml = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    return toml.loads(path.read_text(encoding="utf-8"))


def explanations() -> list[Explanation]:
    """Return what is known of mutants that no test can or should kill."""
    found: list[Explanation] = []
    for module, functions in read(Path(__file__).with_name("explained.toml")).items():
        for function, rows in functions.items():
            found += [Explanation(module, function, *row) for row in rows]
    return found


def run(name: str, path: str, tests: list[str], jobs: int) -> bool:
    """Test the mutants of one module, and say how it went."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder)
        stage(tree, path, tests)
        finished = subprocess.run(
            [sys.executable, "-m", "mutmut", "run", "--max-children", str(jobs)],
            cwd=tree, capture_output=True, text=True, errors="replace", check=False,
        )  # fmt: skip
        results = tree / "mutants" / f"{path}.meta"
        codes: dict[str, int | None] = json.loads(results.read_text())["exit_code_by_key"] if results.exists() else {}
        if finished.returncode or not codes or None in codes.values():
            print(finished.stdout.replace("\r", "\n")[-4_000:], finished.stderr[-2_000:], sep="\n")
            print(f"{name}: could not be tested")
            return False
        survivors = [(key, code) for key, code in codes.items() if code not in DECIDED]
        changes = {key: change(tree, path, key) for key, _ in survivors}
    known = [item for item in explanations() if item.module == name]
    used: set[Explanation] = set()
    open_ones = 0
    for key, code in survivors:
        function, removed, added = changes[key]
        covering = [item for item in known if item.covers(name, function, removed, added)]
        used.update(covering)
        if not covering:
            open_ones += 1
            print(f"{name}.{function}: {SURVIVED.get(code or 0, f'exit code {code}')}\n  - {removed}\n  + {added}")
    idle = [item for item in known if item not in used]
    for item in idle:
        print(f"{name}.{item.function}: nothing survives that {item.old!r} -> {item.new!r} would explain")
    killed = len(codes) - len(survivors)
    print(f"{name}: {len(codes)} mutants, {killed} killed, {len(survivors) - open_ones} explained, {open_ones} open")
    sys.stdout.flush()
    return not open_ones and not idle


def stage(tree: Path, path: str, tests: list[str]) -> None:
    """Copy into ``tree`` what the tests of a module need, the source as ``src``."""
    leave = shutil.ignore_patterns("__pycache__", ".*", "regressions")
    for package in ("lint/edgewise", "codemods/edgewise_codemods"):
        shutil.copytree(ROOT / package, tree / "src" / Path(package).name, ignore=leave)
    shutil.copytree(ROOT / "tests", tree / "tests", ignore=leave)
    shutil.copy(ROOT / "README.md", tree)
    config = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    own = (
        f"[tool.mutmut]\nonly_mutate = {json.dumps([path])}\npytest_add_cli_args_test_selection = {json.dumps(tests)}\n"
    )
    (tree / "pyproject.toml").write_text(config.replace("[tool.mutmut]\n", own, 1), encoding="utf-8")


def change(tree: Path, path: str, key: str) -> tuple[str, str, str]:
    """Return the name of a mutant's function, the lines that it takes away and those that it puts there."""
    shown = subprocess.run(
        [sys.executable, "-m", "mutmut", "show", key], cwd=tree, capture_output=True, text=True, check=True
    ).stdout
    lines = [line for line in shown.splitlines() if not line.startswith(("---", "+++"))]
    removed, added = (" ".join(line[1:].strip() for line in lines if line.startswith(sign)) for sign in "-+")
    mangled = key.rpartition(".")[2].partition("__mutmut_")[0]
    function = mangled.split("ǁ")[-1] if "ǁ" in mangled else mangled.removeprefix("x_")
    return function, removed, added


if __name__ == "__main__":
    sys.exit(main())
