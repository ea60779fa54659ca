"""What holds for every test."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

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


_SLOW = pytest.StashKey[int]()


def _as_written(find: Callable[[Options], list[Finding]], options: Options) -> list[Finding]:
    return find(options._replace(processing_region=options.way))


def pytest_report_header() -> str:
    return (
        "The long form."
        if THOROUGH
        else "The short form; EDGEWISE_THOROUGH=1 runs the slow tests too, with more examples."
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not THOROUGH:
        slow = [item for item in items if item.get_closest_marker("slow")]
        config.stash[_SLOW] = len(slow)
        if slow:
            items[:] = [item for item in items if not item.get_closest_marker("slow")]
            config.hook.pytest_deselected(items=slow)


# With pytest-xdist each worker collects everything, and tells the one that prints how many tests it left out.
class _Told:
    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        node.config.stash[_SLOW] = node.workeroutput.get("slow", 0)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(_Told())


def pytest_sessionfinish(session: pytest.Session) -> None:
    if (output := getattr(session.config, "workeroutput", None)) is not None:
        output["slow"] = session.config.stash.get(_SLOW, 0)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if left := config.stash.get(_SLOW, 0):
        terminalreporter.write_line(f"{left:,} slow tests were left out: they run with EDGEWISE_THOROUGH=1")


# Most tests are about one answer, "as-written". Where nothing is decided, as for a new user, they ask for `undecided`.
_UNDER_BOTH = answers.under_both
answers.under_both = _as_written


@pytest.fixture
def undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave open what is open without a ``processing-region``."""
    monkeypatch.setattr(answers, "under_both", _UNDER_BOTH)
