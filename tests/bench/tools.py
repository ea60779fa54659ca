"""Edgewise and the others: how each is called, what it can find, and what its report says."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.planted import Kind, Planted

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[1]

PRODUCTS = "api|conversations|lookups|messaging|numbers|studio|taskrouter|verify|video|voice"
EXPRESSION = (
    rf"""["'`/=](?:{PRODUCTS})\.(?:(?:[a-z]{{2}}[0-9]|\$?\{{[^}}]*\}}|%s)\.twilio\.com|["'] *\+)|TWILIO_REGION\b"""
)
"""For ripgrep: hosts between quotes with a region, or with a hole in its place, and settings."""

Rows = set[tuple[str, int, int]]
"""What a tool reports: a path, the first and the last line, from 1."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A command that reports. ``finds`` and ``suffixes`` say what it must find; None is every kind or every file."""

    name: str
    command: str
    """For the shell, in the tree; reports lines where ``rows`` can read them, and may write anything for the clock."""
    rows: Callable[[str], Rows] | None
    """Reads the report; None where the tool looks for something else and is here for its time only."""
    finds: frozenset[Kind] = frozenset()
    suffixes: tuple[str, ...] | None = None
    programs: tuple[str, ...] = ()
    install: str = ""

    def must_find(self, planted: Planted) -> bool:
        """Say whether a finding is within reach of its rules."""
        return planted.kind in self.finds and (self.suffixes is None or planted.path.endswith(self.suffixes))

    def missing(self, path: str) -> list[str]:
        """Return which of its programs are not there."""
        return [name for name in self.programs if shutil.which(name, path=path) is None]


def environment(extra_path: str, scratch: Path) -> dict[str, str]:
    """Return what all commands get: nothing that would slow one down, colour its report or have it call home."""
    left_out = ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "FORCE_COLOR", "CI", "GITHUB_ACTIONS")
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    return kept | {
        "PATH": os.pathsep.join(filter(None, (extra_path, os.environ.get("PATH", "")))),
        "NO_COLOR": "1",
        "SEMGREP_SEND_METRICS": "off",
        "SEMGREP_SETTINGS_FILE": str(scratch / "semgrep.yml"),
        "SEMGREP_LOG_FILE": str(scratch / "semgrep.log"),
    }


def edgewise(scratch: Path) -> str:
    """Return the start of a command that runs this checkout's Edgewise as the installed script does."""
    script = scratch / "edgewise"
    roots = [str(REPOSITORY / root) for root in ("lint", "codemods")]
    script.write_text(
        f"import sys\nsys.path[1:1] = {roots}\nfrom edgewise.__main__ import run\nsys.exit(run())\n", encoding="utf-8"
    )
    return shlex.join([sys.executable, str(script)])


def others() -> tuple[Tool, ...]:
    """Return the tools that Edgewise is compared with."""
    ast_grep = shlex.join(["ast-grep", "scan", "--config", str(HERE / "rules" / "sgconfig.yml"), "--json=compact"])
    for_python = ast_grep.replace("sgconfig.yml", "sgconfig-python.yml")
    semgrep = shlex.join(["semgrep", "scan", "--config", str(HERE / "rules" / "semgrep.yml"), "--quiet", "--json"])
    codemod = shlex.join([sys.executable, str(HERE / "plain_codemod.py")])
    search = "apt install ripgrep, or cargo install ripgrep"
    in_syntax: frozenset[Kind] = frozenset({"host", "host-hole", "client", "setting"})
    known = (".py", ".ts", ".json", ".yaml")
    return (
        Tool("ripgrep, the word", "rg -il twilio", None, programs=("rg",), install=search),
        Tool(
            "ripgrep, the word, no ignore files",
            "rg -uu --glob '!.git' -il twilio",
            None,
            programs=("rg",),
            install=search,
        ),
        Tool(
            "ripgrep, a regular expression",
            f"rg --hidden --glob '!.git' --no-heading --line-number {shlex.quote(EXPRESSION)}",
            _lines,
            frozenset({"host", "host-hole", "setting"}),
            programs=("rg",),
            install=search,
        ),
        Tool(
            "ruff, default rules",
            "ruff check --no-cache --isolated --quiet",
            None,
            programs=("ruff",),
            install="pip install ruff",
        ),
        Tool(
            "ripgrep, then ast-grep",
            f"rg -l0 -i twilio | xargs -0 {ast_grep}",
            _ast_grep,
            in_syntax,
            known,
            ("rg", "xargs", "ast-grep"),
            f"{search}; pip install ast-grep-cli",
        ),
        Tool("ast-grep", ast_grep, _ast_grep, in_syntax, known, ("ast-grep",), "pip install ast-grep-cli"),
        Tool(
            "ast-grep, rules for Python alone",
            for_python,
            _ast_grep,
            in_syntax,
            (".py",),
            ("ast-grep",),
            "pip install ast-grep-cli",
        ),
        Tool(
            "semgrep",
            f"{semgrep} --metrics off --disable-version-check --no-rewrite-rule-ids",
            _semgrep,
            frozenset({"host", "host-hole", "client", "setting"}),
            programs=("semgrep",),
            install="pip install semgrep, in an environment of its own",
        ),
        Tool(
            "ripgrep, then a plain libcst codemod",
            f"rg -l0 -i twilio --glob '*.py' | xargs -0 {codemod}",
            _lines,
            frozenset({"host", "host-hole", "client"}),
            (".py",),
            ("rg", "xargs"),
            search,
        ),
    )


def edgewise_rows(report: str) -> set[tuple[str, int, str]]:
    """Return path, line and rule of each finding in a JSON report of Edgewise."""
    return {(one["filename"], one["location"]["row"], one["code"]) for one in json.loads(report)}


def _lines(report: str) -> Rows:
    found = re.findall(r"^(?:\./)?([^:\n]+):(\d+)\b", report, re.MULTILINE)
    return {(path, int(line), int(line)) for path, line in found}


def _ast_grep(report: str) -> Rows:
    """Read the arrays of one or more runs: xargs may split a list of files."""
    found: Rows = set()
    decoder = json.JSONDecoder()
    at = 0
    while start := report.find("[", at) + 1:
        matches, at = decoder.raw_decode(report, start - 1)
        for match in matches:
            lines = match["range"]["start"]["line"] + 1, match["range"]["end"]["line"] + 1
            found.add((match["file"].removeprefix("./"), *lines))
    return found


def _semgrep(report: str) -> Rows:
    return {
        (one["path"].removeprefix("./"), one["start"]["line"], one["end"]["line"])
        for one in json.loads(report)["results"]
    }
