"""Notebooks: cells as one Python program, the rest as text, edits as characters of the cells' source."""

from __future__ import annotations

import ast
import json
import re
from typing import Any

import pytest

from applied import applied
from edgewise.findings import Edit, Finding, Fix, Safety
from edgewise.notebooks import find
from edgewise.options import Options

OLD, NEW = "api.ie1.twilio.com", "api.dublin.ie1.twilio.com"


def python(source: str, options: Options) -> list[Finding]:
    """Stand in for the Python side: hosts, and a statement to add after ``client.region = "ie1"``."""
    ast.parse(source)
    found: list[Finding] = []
    for match in re.finditer(re.escape(OLD), source):
        fix = Fix("", (Edit(match.start() + 4, match.start() + 4, "dublin."),))
        found.append(Finding("EW101", "", *match.span(), fix))
    for match in re.finditer(r'client\.region = "ie1"(?!\nclient\.edge)', source):
        fix = Fix("", (Edit(match.end(), match.end(), '\nclient.edge = "dublin"'),))
        found.append(Finding("EW201", "", *match.span(), fix))
    return found


def notebook(*sources: str | list[str], **layout: Any) -> str:
    cells = [
        {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [{"text": [OLD]}], "source": source}
        for source in sources
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, **layout) + "\n"


def check(text: str, **options: Any) -> list[str]:
    return [found.code for found in find.find(text, Options(**options), python)]


def test_a_cell_without_a_source() -> None:
    cells = [
        {"cell_type": "code"},
        {"cell_type": "code", "source": []},
        {"cell_type": "code", "source": f"x = '{OLD}'"},
    ]
    assert check(json.dumps({"cells": cells, "metadata": {}})) == ["EW101"]


CELLS = [
    (['client.region = "ie1"\n', "x = 1\n"], ['client.region = "ie1"\n', 'client.edge = "dublin"\n', "x = 1\n"]),
    (['client.region = "ie1"'], ['client.region = "ie1"\n', 'client.edge = "dublin"']),
    ('client.region = "ie1"\nx = 1', 'client.region = "ie1"\nclient.edge = "dublin"\nx = 1'),
    ([f'x = "\u00e9\u4e2d\U0001f600\\n {OLD}"\n'], [f'x = "\u00e9\u4e2d\U0001f600\\n {NEW}"\n']),
    ([f"!curl https://{OLD} \\\n", f"  https://{OLD}/2\n"], [f"!curl https://{NEW} \\\n", f"  https://{NEW}/2\n"]),
    (
        ["%pip install x\n", "if a:\n", "    !ls\n", "x?\n", f'u = "{OLD}"'],
        ["%pip install x\n", "if a:\n", "    !ls\n", "x?\n", f'u = "{NEW}"'],
    ),
    ([f"y = !curl {OLD}\n"], [f"y = !curl {NEW}\n"]),
    (
        ["%%bash\n", "export TWILIO_REGION=ie1\n"],
        ["%%bash\n", "export TWILIO_REGION=ie1\n", "export TWILIO_EDGE=dublin\n"],
    ),
    (["%%writefile .env\n", "TWILIO_REGION=ie1"], ["%%writefile .env\n", "TWILIO_REGION=ie1\n", "TWILIO_EDGE=dublin"]),
    (["%env TWILIO_REGION=ie1\n", "x = 1"], ["%env TWILIO_REGION=ie1\n", "%env TWILIO_EDGE=dublin\n", "x = 1"]),
    (["%%time\n", 'client.region = "ie1"\n'], ["%%time\n", 'client.region = "ie1"\n', 'client.edge = "dublin"\n']),
]


@pytest.mark.parametrize("layout", [{"indent": 1}, {"indent": 1, "ensure_ascii": False}, {"indent": "\t"}, {}])
@pytest.mark.parametrize(("source", "expected"), CELLS)
def test_rewritten_in_the_layout_of_the_file(source: Any, expected: Any, layout: dict[str, Any]) -> None:
    text = notebook("a = 1", source, **layout)
    findings = find.find(text, Options(), python)
    assert findings
    assert applied(text, findings) == notebook("a = 1", expected, **layout)
    assert check(applied(text, findings)) == []


def test_names_are_shared_by_the_cells() -> None:
    seen: list[str] = []

    def collect(source: str, options: Options) -> list[Finding]:
        seen.append(source)
        return []

    find.find(notebook("a = 1\n", "%%bash\nls", "!ls\nb = a"), Options(), collect)
    assert seen == ["a = 1\n\n0##\nb = a\n"]


def test_position_is_cell_and_line() -> None:
    text = notebook("a = 1", ["b = 1\n", "\n", f'u = "{OLD}"'], indent=1)
    (finding,) = find.find(text, Options(), python)
    assert text[finding.start : finding.end] == OLD
    assert find.locate(text, finding.start) == (2, 3, 6)
    assert find.locate(text, 0) is None
    assert find.locate("no notebook", 3) is None


def test_markdown_is_prose_and_outputs_are_nothing() -> None:
    text = json.dumps({"cells": [{"cell_type": "markdown", "source": [f"see {OLD}"]}], "nbformat": 4})
    assert check(text) == []
    (finding,) = find.find(text, Options(prose=True), python)
    assert finding.fix is None
    assert check(notebook("a = 1")) == []


def test_another_kernel() -> None:
    cells = [{"cell_type": "code", "source": [f'u <- "https://{OLD}" # {OLD}\n']}]
    text = json.dumps({"cells": cells, "metadata": {"kernelspec": {"language": "R"}}})
    assert check(text) == ["EW101"]


@pytest.mark.parametrize(
    ("cell", "message", "row"),
    [
        ("def broken(:\n", "cell 2 cannot be parsed: invalid syntax", 1),
        (
            "%matplotlib inline\nx = 1\nprint 'a'\n",
            "cell 2 cannot be parsed: Missing parentheses in call to 'print'",
            3,
        ),
        ("if a:\nx = 1\n", "cell 2 cannot be parsed: expected an indented block after 'if' statement on line 1", 2),
    ],
)
def test_a_cell_that_does_not_parse_is_named_and_looked_at_as_text(cell: str, message: str, row: int) -> None:
    text = notebook("a = 1", f'{cell}# \nu = "{OLD}"\n', f'v = "{OLD}"', indent=1)
    found = find.find(text, Options(), python)
    assert [(one.code, one.fix is not None) for one in found] == [("EW002", False), ("EW101", False), ("EW101", True)]
    assert found[0].message.startswith(message)
    assert found[0].message.endswith("; looked at as plain text")
    place = find.locate(text, found[0].start)
    assert place is not None
    assert place[:2] == (2, row)


@pytest.mark.parametrize("cell", ["pip install twilio", "cd ..\nls *.py", "the following cells are a draft"])
def test_a_cell_that_cannot_hold_a_finding_is_not_named(cell: str) -> None:
    assert check(notebook(cell, f'v = "{OLD}"')) == ["EW101"]


def test_broken_json_is_text_with_unsafe_fixes() -> None:
    text = notebook(f'u = "{OLD}"', indent=1)[:-10]
    assert {found.fix.safety for found in find.find(text, Options(), python) if found.fix} == {Safety.UNSAFE}


def test_deep_nesting() -> None:
    assert check("[" * 100_000 + OLD) == ["EW101"]
