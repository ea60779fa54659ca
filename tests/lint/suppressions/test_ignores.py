"""Comments that suppress findings, and EW001 for those that do not."""

from __future__ import annotations

import json

import pytest

from edgewise.engine.check import check_source
from edgewise.files.file import FileKind
from edgewise.files.sources import Source
from edgewise.findings import Edit, Finding, Fix, Safety
from edgewise.options import Options
from edgewise.rules import SPELLINGS
from edgewise.suppressions import ignores
from edgewise_codemods import fix_source
from support import CLIENT, block, findings, fixed, seen

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
    (
        f'x = "{HOST}"  # edgewise: ignore[retired-hostname, EW102] why\n',
        f'x = "{HOST}"  # edgewise: ignore[retired-hostname] why\n',
    ),
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
    assert unknown.message == "no rule is called retired: write `edgewise: ignore[EW101] why`"
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
    ("a.ini", "[a]\nTWILIO_REGION = e // edgewise: ignore-file\n", None),
    (".env", "A=b// edgewise: ignore-file\n", None),
    ("a.yaml", "a: b -- edgewise: ignore[EW101]\n", None),
    ("a.yaml", "a: b # edgewise: ignore[EW101]\n", "a: b\n"),
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
    report, _ = check_source(Source(text), FileKind.TEXT, Options(prose=prose), "README.md")
    assert [finding.code for finding in report] == found
    assert not any(finding.fix for finding in report)


# ------------------------------------------------------------------------------- alone on the line above, everywhere

E = "api.dublin.twilio.com"
ABOVE = [
    # A statement, however long, and several comments above it.
    ("a.py", f'# edgewise: ignore[EW101] why\nx = "{HOST}"\n', []),
    ("a.py", f'# edgewise: ignore[EW101] why\n# it stays\n# until 2028\nx = "{HOST}"\n', []),
    ("a.py", f'# edgewise: ignore[EW101] a\n# edgewise: ignore[EW103] b\nx = "{HOST}", "{E}"\n', []),
    ("a.py", f'x = 1\n# edgewise: ignore[EW101] why\ny = f(\n    1,\n    "{HOST}",\n)\nz = "{HOST}"\n', ["EW101"]),
    ("a.py", f'# edgewise: ignore[EW101] why\nx = """\n\n{HOST}\n"""\n', []),
    ("a.py", f'# edgewise: ignore[EW101] why\nx = "https://" + \\\n    "{HOST}"\n', []),
    ("a.py", f'# edgewise: ignore[EW101] why\nx = (s\n  .get("{HOST}")\n  .get("{HOST}"))\n', []),
    # Of a compound statement the header, with all of its decorators.
    ("a.py", f'# edgewise: ignore[EW101] why\n@a("{HOST}")\n@b(\n  "{HOST}")\ndef f(c="{HOST}"):\n  pass\n', []),
    ("a.py", f'# edgewise: ignore[EW101] why\nif x == "{HOST}":\n    y = "{HOST}"\n', ["EW101"]),
    # Between brackets the next item.
    ("a.py", f'x = [\n    # edgewise: ignore[EW101] why\n    "{HOST}",\n    "{HOST}",\n]\n', ["EW101"]),
    (
        "a.py",
        f'x = [\n    # edgewise: ignore[EW101] why\n    f(\n        "{HOST}",\n    ),\n    "{HOST}",\n]\n',
        ["EW101"],
    ),
    ("a.py", f'f(\n    # edgewise: ignore[EW101] why\n    "https://"\n    "{HOST}",\n)\n', []),
    ("a.py", f'(s\n    # edgewise: ignore[EW101] why\n    .get("{HOST}")\n    .get("{HOST}"))\n', ["EW101"]),
    ("a.yaml", f"# edgewise: ignore[EW101] why\na: {HOST}\nb: {HOST}\n", ["EW101"]),
    ("a.yaml", f"# edgewise: ignore[EW101] why\na: |\n  x\n\n  {HOST}\nb: {HOST}\n", ["EW101"]),
    ("a.yaml", f"# edgewise: ignore[EW101] why\na: [\n  {HOST},\n]\n", []),
    ("a.toml", f'# edgewise: ignore[EW101] why\na = """\n{HOST}\n"""\n', []),
    (".env", f"# edgewise: ignore[EW101] why\n# it stays\nA={HOST}\n", []),
    (".env", "# edgewise: ignore[EW301] why\nTWILIO_REGION=ie1\n", []),
    ("a.ts", f"// edgewise: ignore[EW101] why\n/* it\n   stays */\nconst a = f(1, {{\n  b: '{HOST}',\n}});\n", []),
    ("a.ts", f"/**\n * edgewise: ignore[EW101] why\n */\nconst a = '{HOST}';\n", []),
    ("a.ts", f"// edgewise: ignore[EW101] why\nconst a = `\n  ${{x}} {HOST}\n`;\n", []),
    ("a.ts", f"const a = {{\n  // edgewise: ignore[EW101] why\n  b: '{HOST}',\n  c: '{HOST}',\n}};\n", ["EW101"]),
    ("a.jsx", f"  {{/* edgewise: ignore[EW101] why */}}\n  <a href='{HOST}'>b</a>\n", []),
    ("a.java", f'// edgewise: ignore[EW101] why\nreturn builder()\n    .host("{HOST}")\n    .build();\n', []),
    ("a.go", f'// edgewise: ignore[EW101] why\nc := New(Params{{\n\tHost: "{HOST}",\n}})\nd := "{HOST}"\n', ["EW101"]),
    ("a.sql", f"-- edgewise: ignore[EW101] why\nselect '{HOST}';\n", []),
    ("a.html", f'<!--\n  edgewise: ignore[EW101] why\n-->\n<a href="{HOST}">\n', []),
    ("a.xml", f'<!-- edgewise: ignore[EW101] why -->\n<b\n  c="1"\n  d="{HOST}"/>\n<b d="{HOST}"/>\n', ["EW101"]),
    ("a.hbs", f'{{{{!-- edgewise: ignore[EW101] why --}}}}\n<a href="{HOST}">\n', []),
    ("a.vb", f'\' edgewise: ignore[EW101] why\nx = "{HOST}"\n', []),
    ("a.bat", f"REM edgewise: ignore[EW101] why\ncurl {HOST}\n", []),
    ("a.ml", f'(* edgewise: ignore[EW101] why *)\nlet a = "{HOST}"\n', []),
]


def look(filename: str, source: str) -> list[Finding]:
    kind = FileKind.PYTHON if filename.endswith(".py") else FileKind.TEXT
    found, error = check_source(Source(source), kind, Options(), filename)
    assert error is None
    return found


@pytest.mark.parametrize(("filename", "source", "left"), ABOVE)
def test_a_comment_alone_on_its_line_speaks_for_what_begins_below(filename: str, source: str, left: list[str]) -> None:
    assert [finding.code for finding in look(filename, source)] == left
    # The comment has nothing to do with what another rule finds.
    other = look(filename, source.replace("[EW101]", "[EW102]").replace("[EW301]", "[EW302]"))
    assert len([finding for finding in other if finding.code != "EW001"]) > left.count("EW101")


def test_lines_of_a_notebook_are_those_of_its_cells() -> None:
    cells = [
        {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "execution_count": None}
        for source in (
            f'# edgewise: ignore[EW101] why\nx = "{HOST}"\ny = "{HOST}"',
            [f"!curl {HOST}  # edgewise: ignore[EW101] why\n", "# edgewise: ignore[EW101] why\n", f"!curl {HOST}"],
            ["%%bash\n", "# edgewise: ignore[EW101] why\n", f"curl {HOST}"],
            ["x = 1\n", "# edgewise: ignore[EW101] why\n", "y = 1\n"],
        )
    ]
    text = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    found, _ = check_source(Source(text), FileKind.NOTEBOOK, Options(), "a.ipynb")
    assert [finding.code for finding in found] == ["EW101", "EW001"]
    rewritten = json.loads(fix_source(text, filename="a.ipynb").text)["cells"]
    sources = ["".join(cell["source"]) for cell in rewritten]
    assert sources[0].endswith('\ny = "api.dublin.ie1.twilio.com"')
    assert sources[3] == "x = 1\ny = 1\n"
    whole = text.replace('"x = 1', '"# edgewise: ignore-file\\n", "x = 1')
    assert check_source(Source(whole), FileKind.NOTEBOOK, Options(select=("EW1",)), "a.ipynb") == ([], None)


# ----------------------------------------------------------------------------------- meant, and not understood

NOT_UNDERSTOOD = [
    ("a.py", "#", "edgewise: ignore", "an ignore has to name rules: write `edgewise: ignore[EW101] why`"),
    ("a.py", "#", "edgewise: ignore this", "write `edgewise: ignore[EW101] why`"),
    ("a.py", "#", "edgewise: ignore EW101", "write `edgewise: ignore[EW101] why`"),
    ("a.py", "#", "edgewise: ignore[]", "write `edgewise: ignore[EW101] why`"),
    ("a.py", "#", "edgewise: ignore[EW999]", "no rule is called EW999: write `edgewise: ignore[EW101] why`"),
    ("a.py", "#", "edgewise: ignore[EW102] why", "nothing to ignore here for EW102, but EW101 is found"),
    ("a.py", "#", "Edgewise: Ignore[EW101] why", "not understood"),
    ("a.py", "#", "EDGEWISE: IGNORE", "not understood"),
    ("a.py", "#", "edgewise: ingore[EW101]", "not understood"),
    ("a.py", "#", "edgewise: ignored[EW101]", "not understood"),
    ("a.py", "#", "edgewise:noqa", "not understood"),
    ("a.py", "#", "edgewise : ignore[EW101]", "not understood"),
    ("a.py", "#", "edgewise: disable=EW101", "not understood"),
    ("a.py", "#", "edgewise: EW101 is fine here", "not understood"),
    ("a.py", "#", "edgewise ignore[EW101]", "not understood"),
    ("a.py", "#", "edgewise-ignore", "not understood"),
    ("a.py", "#", "edgewise[EW101]", "not understood"),
    ("a.py", "#", "TODO edgewise: ignore[EW101]", "other words stand before it"),
    ("a.py", "#", "noqa: E501, EW101", "for another tool"),
    ("a.py", "#", "type: ignore[EW101]", "for another tool"),
    ("a.py", "#", "edgwise: ignore[EW101]", "for another tool"),
    ("a.py", "#", "pylint: disable=retired-hostname", "for another tool"),
    ("a.yaml", "#", "Edgewise: ignore[EW101]", "not understood"),
    ("a.yaml", "#", "edgewise: ignore", "an ignore has to name rules"),
    ("a.ts", "//", "edgewise-disable-line EW101", "not understood"),
    ("a.ts", "//", "eslint-disable-line EW101", "for another tool"),
    ("a.rb", "#", "rubocop:disable EW101", "for another tool"),
    ("a.tf", "#", "tflint-ignore: EW101", "for another tool"),
    ("a.sql", "--", "noqa: EW101", "for another tool"),
]


@pytest.mark.parametrize(("filename", "sign", "comment", "said"), NOT_UNDERSTOOD)
@pytest.mark.parametrize("above", [False, True])
def test_a_comment_that_is_not_understood_is_told_and_its_line_stays(
    filename: str, sign: str, comment: str, said: str, above: bool
) -> None:
    line = {"a.yaml": f"a: {HOST}", "a.sql": f"select '{HOST}'"}.get(filename, f"a = '{HOST}'")
    source = f"{sign} {comment}\n{line}\n" if above else f"{line} {sign} {comment}\n"
    found = {finding.code: finding for finding in look(filename, source)}
    assert set(found) == {"EW101", "EW001"}
    assert said in found["EW001"].message
    assert found["EW001"].fix is None
    assert found["EW101"].fix is not None
    assert found["EW101"].fix.safety is Safety.UNSAFE
    assert "the comment on line 1 seems to ask" in found["EW101"].message
    assert fix_source(source, filename=filename).text == source


SIGNS = [
    ("a.bat", "::", ""), ("a.bat", "@rem", ""), ("a.cmd", "REM", ""),
    ("a.cshtml", "@*", "*@"), ("a.ftl", "<#--", "-->"), ("a.vm", "##", ""), ("a.gohtml", "{{/*", "*/}}"),
    ("a.ejs", "<!--", "-->"), ("a.j2", "#", ""), ("a.unknown", "#", ""), ("a.unknown", "//", ""),
    ("a.el", ";;", ""), ("a.bas", "'", ""), ("a.f90", "!", ""), ("a.m4", "dnl", ""), ("a.pas", "(*", "*)"),
]  # fmt: skip
"""Signs that no lexer knows, or only half of them, or in another language than that of the file's name."""


@pytest.mark.parametrize(("filename", "sign", "closing"), SIGNS)
@pytest.mark.parametrize("above", [False, True])
def test_a_sign_that_no_lexer_knows_is_one_of_a_comment(filename: str, sign: str, closing: str, above: bool) -> None:
    if not above and filename.endswith((".bat", ".cmd")):
        return  # there a comment has its own line
    for words, codes in (
        ("edgewise: ignore[EW101] why", []),
        ("edgewise: ignore", ["EW001", "EW101"]),
        ("edgewise: disable EW101", ["EW001", "EW101"]),
    ):
        comment, line = f"{sign} {words} {closing}".rstrip(), f'set a="https://{HOST}"'
        source = f"{comment}\n{line}\n" if above else f"{line} {comment}\n"
        assert sorted(finding.code for finding in look(filename, source)) == codes, source
        assert fix_source(source, filename=filename).text == source


def test_an_ignore_between_two_lines_names_both() -> None:
    source = f"a = '{HOST}'\n# edgewise: ignore[EW101] why\n\nb = '{HOST}'\n"
    (idle,) = [finding for finding in findings(source) if finding.code == "EW001"]
    assert "but on lines 1 and 4: put the comment" in idle.message
    assert fixed(source) == source


@pytest.mark.parametrize(
    "comment",
    [
        "noqa",
        "noqa: E501",
        "type: ignore",
        "Edgewise ignores this folder",
        "edgewise --ignore EW101 check",
        "edgewise check --ignore=EW101",
        "edgewise: see the manual",
        "see https://example.org/edgewise-ignore",
        "we looked at EW101",
    ],
)
def test_prose_is_no_suppression(comment: str) -> None:
    (finding,) = findings(f'x = "{HOST}"  # {comment}\n')
    assert finding.fix is not None
    assert finding.fix.safety is Safety.SAFE


BESIDE = [
    ("a.py", f"{CLIENT}c = Client(  # edgewise: ignore[EW201] why\n    region='ie1',\n)\n", 3),
    ("a.py", f"{CLIENT}c = Client(\n    region='ie1',\n)  # edgewise: ignore[EW201] why\n", 3),
    ("a.py", f"# edgewise: ignore[EW101] why\n\nx = '{HOST}'\n", 3),
    ("a.py", f"# edgewise: ignore[EW101] why\ndef f():\n    x = '{HOST}'\n", 3),
    ("a.py", f"x = '{HOST}'\n# edgewise: ignore[EW101] why\n", 1),
    ("a.ts", f"// edgewise: ignore[EW101] why\nfunction f() {{\n  g('{HOST}');\n}}\n", 3),
    ("a.ts", f"f([ // edgewise: ignore[EW101] why\n  '{HOST}',\n]);\n", 2),
    ("a.ts", f"f([\n  '{HOST}',\n]); // edgewise: ignore[EW101] why\n", 2),
    ("a.yaml", f"a:  # edgewise: ignore[EW101] why\n  b: {HOST}\n", 2),
    ("a.tf", f'# edgewise: ignore[EW101] why\nresource "a" "b" {{\n  c = "{HOST}"\n}}\n', 3),
]


@pytest.mark.parametrize(("filename", "source", "row"), BESIDE)
def test_a_comment_on_the_wrong_line_says_which_is_the_right_one(filename: str, source: str, row: int) -> None:
    found = look(filename, source)
    assert len(found) == 2
    (idle,) = [finding for finding in found if finding.code == "EW001"]
    assert f"but on line {row}: put the comment behind that line, or alone on the line above it" in idle.message
    assert not [finding for finding in found if finding.fix and finding.fix.safety is Safety.SAFE]
    assert fix_source(source, filename=filename).text == source


def test_what_has_nothing_to_do_with_an_idle_comment_is_fixed() -> None:
    source = f"x = 1  # edgewise: ignore[EW101] why\ny = '{HOST}'\n"
    assert fixed(source) == "x = 1\ny = 'api.dublin.ie1.twilio.com'\n"


@pytest.mark.parametrize(
    "word", ["edgewise: ignore-file", "edgewise: skip-file", "edgewise: disable", "Edgewise: ignore"]
)
def test_one_for_the_whole_file_that_is_not_understood_keeps_the_rest_as_it_is(word: str) -> None:
    source = "\n" * 20 + f"# {word}\n\nx = 1\n\ny = '{HOST}'\n"
    assert [code for code, _ in seen(source)] == ["EW001", "EW101"]
    assert fixed(source) == source
    if word == "edgewise: ignore-file":
        assert "the first 20 lines of a file: move it up there" in findings(source)[0].message


def test_json_has_no_comments() -> None:
    first, second = look("a.json", f'{{\n"//": "edgewise: ignore[EW101] why",\n"a": "{HOST}"\n}}\n')
    assert (first.code, second.code) == ("EW001", "EW101")
    assert "`per-file-ignores`" in first.message
    assert second.fix is not None
    assert second.fix.safety is Safety.UNSAFE


def test_a_tag_of_a_template_is_not_torn() -> None:
    for source in ("{{!-- edgewise: ignore[EW101] --}}<b>\n", "{{/* edgewise: ignore[EW101] */}}<b>\n"):
        assert fix_source(source, filename="a.html").text == source


def test_no_fix_changes_what_a_suppressed_finding_keeps() -> None:
    text = "a\nb  # edgewise: ignore[EW201] why\nc\n"
    shared, other = Edit(0, 1, "z"), Edit(35, 36, "z")
    found = [
        Finding("EW201", "m", 2, 3, Fix("f", (shared,))),
        Finding("EW201", "m", 35, 36, Fix("f", (shared, other))),
        Finding("EW202", "m", 35, 36, Fix("f", (other,))),
    ]
    left = ignores.apply(found, text, Options(), None, SPELLINGS)
    assert [finding.fix.safety for finding in left if finding.fix] == [Safety.UNSAFE, Safety.SAFE]
    assert "a comment asks for what it rewrites to stay" in left[0].message


def test_where_not_all_was_looked_at_nobody_knows_what_is_unused(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = f"print 'twilio'\nx = f('{HOST}')  # edgewise: ignore[EW101] why\ny = 1  # edgewise: ignore[EW201] why\n"
    assert [code for code, _ in seen(broken)] == ["EW002"]
    text = "const a = 1; // edgewise: ignore[EW201] why\nconst b = 1; // edgewise: ignore[EW101] why\n"
    assert [finding.message[-5:] for finding in look("a.ts", text)] == ["EW201", "EW101"]
    monkeypatch.setattr("edgewise.languages.find.missing", lambda *_: ("TypeScript", "tree-sitter"))
    assert [finding.message[-5:] for finding in look("a.ts", text)] == ["EW101"]
