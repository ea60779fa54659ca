"""``python tests/bench``: build the trees, compare, measure, print the report."""

from __future__ import annotations

import argparse
import dataclasses
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bench.corpus import QUICK, Corpus, Plan
from bench.measure import CommandFailedError
from bench.planted import DisagreementError
from bench.report import markdown
from bench.suite import GROUPS, Suite
from bench.tools import environment, others

if TYPE_CHECKING:
    from collections.abc import Sequence

LARGEST = 1_000_000


def parser() -> argparse.ArgumentParser:
    """Return the options."""
    made = argparse.ArgumentParser(prog="python tests/bench", description=__doc__, allow_abbrev=False)
    add = made.add_argument
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    add(
        "--corpus",
        type=Path,
        default=Path(cache, "edgewise-bench"),
        metavar="DIR",
        help="keeps the trees (%(default)s)",
    )
    add("--tools", default="", metavar="DIR", help="folder with ast-grep, semgrep and ruff, asked before PATH")
    add("--repeat", type=_positive, default=10, metavar="N", help="runs of each command (%(default)s)")
    add("--only", nargs="+", choices=GROUPS, default=GROUPS, help="these runs (all)")
    add("--million", action="store_true", help=f"measure the growth up to {LARGEST:,} files")
    add("--quick", action="store_true", help="small trees of Python's own library, without the network: does it work?")
    add("--output", type=Path, metavar="FILE", help="write the report to a file as well")
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the suite. 0: done; 1: a tool misses what it should find; 2: something does not work."""
    options = parser().parse_args(arguments)
    plan = QUICK if options.quick else Plan()
    if options.million:
        plan = dataclasses.replace(plan, scale=(*plan.scale, LARGEST))
    with tempfile.TemporaryDirectory(prefix="edgewise-bench-") as scratch:
        suite = Suite(
            corpus=Corpus(options.corpus.resolve(), plan),
            tools=others(),
            environment=environment(str(Path(options.tools).resolve()) if options.tools else "", Path(scratch)),
            scratch=Path(scratch),
            repeats=options.repeat,
            say=_say,
        )
        try:
            report = markdown(suite.run(options.only), options.repeat)
        except DisagreementError as differences:
            _say(f"error: nothing was measured: {differences}")
            return 1
        except (CommandFailedError, OSError, ValueError) as failure:
            _say(f"error: {failure}")
            return 2
    print(report, end="")
    if options.output:
        options.output.write_text(report, encoding="utf-8")
    return 0


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
