"""What holds for every test."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from edgewise.cli.options import VARIABLES, CommandLine
from edgewise.judgement import answers
from support import THOROUGH

if TYPE_CHECKING:
    from collections.abc import Callable

    from edgewise.findings import Finding
    from edgewise.options import Options

# The tests call the command as somebody does at home, wherever they run.
for variable in (
    "GITHUB_ACTIONS",
    f"{VARIABLES}COLOR",
    *(f"{VARIABLES}{name.upper()}" for name in CommandLine._fields),
):
    os.environ.pop(variable, None)
# They start it a thousand times: what it imports is compiled once, where Python keeps it.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# A busy machine is no failure, and a run says what the one before said. `--hypothesis-profile=default` tries others.
settings.register_profile("edgewise", deadline=None, derandomize=True, database=None)
settings.load_profile("edgewise")


def _as_written(find: Callable[[Options], list[Finding]], options: Options) -> list[Finding]:
    return find(options._replace(processing_region=options.way))


def pytest_report_header() -> str:
    return (
        "The long form."
        if THOROUGH
        else "The short form; EDGEWISE_THOROUGH=1 runs the slow tests too, with more examples."
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not THOROUGH:
        skip = pytest.mark.skip(reason="slow: runs in the long form, with EDGEWISE_THOROUGH=1")
        for item in items:
            if item.get_closest_marker("slow"):
                item.add_marker(skip)


# Most tests are about one answer, "as-written". Where nothing is decided, as for a new user, they ask for `undecided`.
_UNDER_BOTH = answers.under_both
answers.under_both = _as_written


@pytest.fixture
def undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave open what is open without a ``processing-region``."""
    monkeypatch.setattr(answers, "under_both", _UNDER_BOTH)
