"""What is said of mutants that survive speaks of lines that are there; whether it holds is told by ``run.py``."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from mutation.run import ROOT, Explanation, explanations, read

TESTS: dict[str, list[str]] = read(ROOT / "pyproject.toml")["tool"]["mutmut"]["tests"]
SOURCES = {Path(path).stem: next(ROOT.glob(path.replace("src/", "*/"))).read_text(encoding="utf-8") for path in TESTS}


def test_the_tests_of_each_module_are_there() -> None:
    assert len(SOURCES) == len(TESTS) >= 6
    assert all((ROOT / test).is_file() for tests in TESTS.values() for test in tests)


@pytest.mark.parametrize("item", explanations(), ids=lambda item: f"{item.module}.{item.function}")
def test_what_is_explained_is_there(item: Explanation) -> None:
    source = SOURCES[item.module]
    functions = [
        node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef) and node.name == item.function
    ]
    written = [" ".join((ast.get_source_segment(source, function) or "").split()) for function in functions]
    assert any(item.old in text for text in written)
    assert item.why


def test_what_an_explanation_covers() -> None:
    item = Explanation("splice", "apply", "done = 0", "done = None", "why")
    assert item.covers("splice", "apply", "done = 0", "done = None")
    for other in (
        ("hosts", "apply", "done = 0", "done = None"),
        ("splice", "splice", "done = 0", "done = None"),
        ("splice", "apply", "done = 1", "done = None"),
        ("splice", "apply", "done = 0", "done = 1"),
    ):
        assert not item.covers(*other)
