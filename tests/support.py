"""What the tables of the tests are run with: findings and rewritten text of a source."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from edgewise.engine.check import check_source
from edgewise.files.file import FileKind
from edgewise.files.sources import Source
from edgewise.findings import Finding, Safety
from edgewise.options import Options

REPOSITORY = Path(__file__).parents[1]
CLIENT = "from twilio.rest import Client\n"

THOROUGH = bool(os.environ.get("EDGEWISE_THOROUGH"))
"""Whether this is the long form, as `.ci/run` has it: tests that are marked `slow` run, and generators give more."""
EVERYTHING = os.environ.get("EDGEWISE_THOROUGH") == "all"
"""Whether whole trees and tables are tried where the long form, too, takes a sample."""


def examples(few: int, many: int) -> int:
    """Return how many examples a generator gives: in the short form, in the long one, or as ``EDGEWISE_EXAMPLES`` says."""
    return int(os.environ.get("EDGEWISE_EXAMPLES", many if THOROUGH else few))


def slow(item: Any) -> Any:
    """Return a parameter of a test that runs in the long form only."""
    return pytest.param(item, marks=pytest.mark.slow)


def sampled(items: Iterable[Any], every: int) -> list[Any]:
    """Return parameters of a test: one of ``every`` runs always, the others in the long form only."""
    return [item if number % every == 0 else slow(item) for number, item in enumerate(items)]


def interruptible(*arguments: str) -> list[str]:
    """Return the command line of a Python that Ctrl-C ends, also where it is ignored: in what a shell runs behind it."""
    start = (
        "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.executable, sys.argv[1:])"
    )
    return [sys.executable, "-c", start, sys.executable, *arguments]


def defaults(path: str) -> Options:
    """Return the options of every file, in place of those of its configuration."""
    return Options()


def findings(source: str, **options: Any) -> list[Finding]:
    """Return the findings of Python source."""
    found, error = check_source(Source(source), FileKind.PYTHON, Options(**options))
    assert error is None
    return found


def seen(source: str, **options: Any) -> list[tuple[str, str]]:
    """Return the code and the source text of every finding."""
    return [(finding.code, source[finding.start : finding.end]) for finding in findings(source, **options)]


def fixed(source: str, *, unsafe: bool = False, **options: Any) -> str:
    """Return the source with its fixes: the safe ones, or all of them."""
    wanted = (Safety.SAFE, Safety.UNSAFE) if unsafe else (Safety.SAFE,)
    fixes = [finding.fix for finding in findings(source, **options) if finding.fix and finding.fix.safety in wanted]
    edits = {(edit.start, edit.end, edit.content) for fix in fixes for edit in fix.edits}
    for start, end, content in sorted(edits, reverse=True):
        source = source[:start] + content + source[end:]
    return source


def block(text: str) -> str:
    """Return an indented literal of several lines as source."""
    return dedent(text).lstrip("\n")
