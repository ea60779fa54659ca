"""Comments that suppress findings, and EW001 for those that do not."""

from __future__ import annotations

import pytest

from edgewise.engine.check import check_source
from edgewise.files.file import Kind
from edgewise.files.sources import Source
from edgewise.options import Options
from edgewise_codemods import fix_source
from support import block, findings, fixed, seen

HOST = "api.ie1.twilio.com"


@pytest.mark.parametrize(
    "source",
    [
        f'x = "{HOST}"  # edgewise: ignore[EW101]',
        f'x = "{HOST}"  # edgewise: ignore[EW101] our mirror answers there',
        f'x = "{HOST}"  #edgewise:ignore[ EW101 ]',
        f'x = "{HOST}";# edgewise: ignore[EW101]',
        f'x = {{"{HOST}": {{# edgewise: ignore[EW101]\n}}}}',
        f'x = "{HOST}"  # noqa # edgewise: ignore[EW101]',
        f'x = "{HOST}"  # edgewise: ignore[ew101]',
        f'x = "{HOST}"  # edgewise: ignore[retired-hostname] by its name',
        f'x = "{HOST}"  # edgewise: ignore[EW101] # noqa',
        f'x = "{HOST}", "api.dublin.twilio.com"  # edgewise: ignore[EW101, EW103]',
        f'x = """\n{HOST}\n"""  # edgewise: ignore[EW101]',
        f'x = f("""\n{HOST}\n""", f"""\n{{y}}\n""")  # edgewise: ignore[EW101]',
        f'# edgewise: ignore-file\nx = "{HOST}"',
        f'#!/usr/bin/env python\n# edgewise: ignore-file[EW101] generated\nx = "{HOST}"',
        'from twilio.rest import Client\nClient(\n    region="ie1",  # edgewise: ignore[EW201] mocked\n)',
    ],
)
def test_suppressed(source: str) -> None:
    assert seen(source + "\n") == []


@pytest.mark.parametrize(
    "source",
    [
        f'x = "{HOST}"\n# edgewise: ignore[EW101]',
        f'x = "{HOST} # edgewise: ignore[EW101]"',
        f'x = "{HOST}"  # edgewise: ignored[EW101]',
        "# edgewise: ignore-file\n".rjust(500, "\n") + f'x = "{HOST}"',
    ],
)
def test_not_suppressed(source: str) -> None:
    assert ("EW101", HOST) in seen(source + "\n")


UNUSED = [
    ("x = 1  # edgewise: ignore[EW101]\n", "x = 1\n"),
    ("x = 1  # edgewise: ignore[EW101] because\ny = 2\n", "x = 1\ny = 2\n"),
    ("x = 1  # noqa # edgewise: ignore[EW101]\n", "x = 1  # noqa\n"),
    ("x = 1  # edgewise: ignore[EW101] # noqa\n", "x = 1  # noqa\n"),
    ("def f():\n    # edgewise: ignore[EW101]\n    return 1\n", "def f():\n    return 1\n"),
    ("# edgewise: ignore-file\r\nx = 1\r\n", "x = 1\r\n"),
    ("# edgewise: ignore-file[EW101]\nx = 1\n", "x = 1\n"),
    ("x = 1  # edgewise: ignore[EW101]", "x = 1"),
    ("x = 1;# edgewise: ignore[EW101]\n", "x = 1;\n"),
    ("x = {# edgewise: ignore[EW101]\n}\n", "x = {\n}\n"),
    (f'x = "{HOST}"  # edgewise: ignore[EW201, EW101, EW301] why\n', f'x = "{HOST}"  # edgewise: ignore[EW101] why\n'),
    (f'x = "{HOST}"  # edgewise: ignore[EW999,EW101]\n', f'x = "{HOST}"  # edgewise: ignore[EW101]\n'),
]


@pytest.mark.parametrize(("source", "rewritten"), UNUSED)
def test_an_unused_ignore_is_reported_and_removed(source: str, rewritten: str) -> None:
    assert [code for code, _ in seen(source)] == ["EW001"]
    assert fixed(source) == rewritten
    assert seen(rewritten) == []


def test_a_name_that_no_rule_has_is_left_to_its_author() -> None:
    source = f'x = "{HOST}"  # edgewise: ignore[retired]\n'
    assert [code for code, _ in seen(source)] == ["EW101", "EW001"]
    (_, unknown) = findings(source)
    assert unknown.message == "no rule is called retired"
    assert unknown.fix is None


UNUSED_ELSEWHERE = [
    ("a.js", "f(/* edgewise: ignore[EW101] why */ 1);\n", "f( 1);\n"),
    ("a.js", "/* a */ f(1); /* edgewise: ignore[EW101] */\n", "/* a */ f(1);\n"),
    ("a.js", "f(/* edgewise: ignore[EW101] */ 1, /* edgewise: ignore[EW102] */ 2);\n", "f( 1,  2);\n"),
    ("a.js", "/* edgewise: ignore[EW101]\n * why */ f(1);\n", None),
    ("a.js", "/* edgewise: ignore-file */ f(1);\n", " f(1);\n"),
    ("a.js", "f(1);// edgewise: ignore[EW101] see #12\n", "f(1);\n"),
    ("a.js", "f(1); // edgewise: ignore[EW101] why // eslint-disable-line\n", "f(1); // eslint-disable-line\n"),
    ("a.js", "f('# edgewise: ignore[EW101]');\n", None),
    ("a.html", "<b>x</b> <!-- edgewise: ignore[EW101] --> <i>y</i>\n", "<b>x</b>  <i>y</i>\n"),
    ("a.html", "<!-- edgewise: ignore-file\n --><b>x</b>\n", None),
    ("a.j2", "{# edgewise: ignore[EW101] #}{{ x }}\n", "{{ x }}\n"),
    ("a.sql", "select 1 -- edgewise: ignore[EW101]\n", "select 1\n"),
    ("a.ini", "; edgewise: ignore[EW101]\n[a]\n", "[a]\n"),
]


@pytest.mark.parametrize(("filename", "source", "rewritten"), UNUSED_ELSEWHERE)
def test_an_unused_ignore_in_another_language(filename: str, source: str, rewritten: str | None) -> None:
    result = fix_source(source, filename=filename)
    assert {finding.code for finding in result.findings} == {"EW001"}
    assert result.text == (source if rewritten is None else rewritten)


def test_an_ignore_without_rules_suppresses_nothing() -> None:
    source = f'x = "{HOST}"  # edgewise: ignore\n'
    assert [code for code, _ in seen(source)] == ["EW101", "EW001"]


def test_an_ignore_for_a_rule_that_was_not_asked_for_is_not_unused() -> None:
    source = 'from twilio.rest import Client\nClient(region="ie1")  # edgewise: ignore[EW201]\n'
    assert seen(source, ignore=("EW201",)) == []
    assert seen(source, select=("EW1", "EW001")) == []


def test_an_ignore_may_be_kept_on_purpose() -> None:
    source = "x = 1  # edgewise: ignore[EW101, EW001] comes and goes\n"
    assert seen(source) == []


def test_a_comment_in_a_string_of_several_lines_is_no_comment() -> None:
    source = block(f'''
        x = """
        {HOST}  # edgewise: ignore[EW101]
        """
    ''')
    assert seen(source) == [("EW101", HOST)]


@pytest.mark.parametrize(("prose", "found"), [(False, []), (True, ["EW001"])])
def test_an_example_in_prose_is_left_alone(prose: bool, found: list[str]) -> None:
    text = "Write `# edgewise: ignore[EW101]` behind it.\n"
    report, _ = check_source(Source(text), Kind.TEXT, Options(prose=prose), "README.md")
    assert [finding.code for finding in report] == found
    assert not any(finding.fix for finding in report)
