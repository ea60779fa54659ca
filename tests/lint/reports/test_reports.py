"""Findings made by hand, and what each format makes of them."""

from __future__ import annotations

import json
import os
import re
import unicodedata

import pytest

from edgewise.config.formats import FORMATS
from edgewise.engine.check import FileResult
from edgewise.files.sources import Source
from edgewise.findings import Edit, Finding, Fix, Safety
from edgewise.reports import Page, render
from edgewise.reports.frame import crop
from edgewise.reports.page import cells, shown_path, visible
from edgewise.reports.tally import Tally

HOST = "api.ie1.twilio.com"
MESSAGE = "`api.ie1.twilio.com`: switched off"


def hosts(text: str, path: str = "app.py", *, safety: Safety | None = Safety.SAFE) -> FileResult:
    """Return a result with a finding, and with ``safety`` a fix, at every host in ``text``."""
    findings: list[Finding] = []
    at = text.find(HOST)
    while at >= 0:
        fix = (
            Fix("Replace with `api.dublin.ie1.twilio.com`", (Edit(at + 4, at + 4, "dublin."),), safety, "ie1")
            if safety
            else None
        )
        findings.append(Finding("EW101", MESSAGE, at, at + len(HOST), fix))
        at = text.find(HOST, at + 1)
    return FileResult(path, tuple(findings), Source(text))


def report(output_format: str, *results: FileResult, only_counts: bool = False, **page) -> str:
    return "".join(render(results, output_format, Page(**page), only_counts=only_counts))


# ------------------------------------------------------------------------------------------------------------- concise


@pytest.mark.parametrize(
    ("safety", "unsafe_fixes", "mark"),
    [
        (Safety.SAFE, False, "[*] "),
        (Safety.UNSAFE, False, ""),
        (Safety.UNSAFE, True, "[*] "),
        (Safety.DISPLAY, True, ""),
        (None, True, ""),
    ],
)
def test_concise_marks_what_fix_would_apply(safety, unsafe_fixes, mark):
    text = report("concise", hosts(f'x = "{HOST}"\n', safety=safety), unsafe_fixes=unsafe_fixes)
    assert text == f"app.py:1:6: EW101 {mark}{MESSAGE}\n"


@pytest.mark.parametrize(
    ("advice", "told"),
    [("", ""), ("Put the edge before it", "; put the edge before it"), ("US1 keeps it", "; US1 keeps it")],
)
def test_one_line_says_what_to_do_where_there_is_no_fix(advice, told):
    result = FileResult("app.py", (Finding("EW106", "m", 0, 3, help=advice),), Source("abc"))
    assert report("concise", result) == f"app.py:1:1: EW106 m{told}\n"
    assert json.loads(report("gitlab", result))[0]["description"] == f"EW106 m{told}"


def test_concise_counts_characters_from_one_on_any_line_break():
    text = report("concise", hosts(f'a\r\nb\rc\n\f"漢字 {HOST}"'))
    assert text.startswith("app.py:4:6: ")


@pytest.mark.parametrize("output_format", sorted(set(FORMATS) - {"github", "sarif", "gitlab", "junit", "html"}))
def test_clean_files_and_errors_are_no_part_of_a_report(output_format):
    text = report(output_format, FileResult("a.py"), FileResult("b.py", error="cannot be read: no"))
    assert text == ("[]\n" if output_format == "json" else "")


# ---------------------------------------------------------------------------------------------------------------- full


def test_full_shows_the_place_and_the_fix():
    assert report("full", hosts(f'import os\n\n\nURL = "https://{HOST}/x"\nb = 1\nc = 2\nd = 3\n')) == (
        f"""\
EW101 [*] {MESSAGE}
 --> app.py:4:16
  |
2 |
3 |
4 | URL = "https://api.ie1.twilio.com/x"
  |                ^^^^^^^^^^^^^^^^^^
5 | b = 1
6 | c = 2
  |
help: Replace with `api.dublin.ie1.twilio.com`
  |
3 |
  - URL = "https://api.ie1.twilio.com/x"
4 + URL = "https://api.dublin.ie1.twilio.com/x"
5 | b = 1
  |

"""
    )


def test_full_tells_an_unsafe_fix():
    text = report("full", hosts(f"'{HOST}'", safety=Safety.UNSAFE))
    assert text.startswith("EW101 `api")
    assert "note: this is an unsafe fix" in text
    assert "note" not in report("full", hosts(f"'{HOST}'"))


def test_full_without_a_fix_and_at_the_end_of_a_file():
    assert report("full", hosts(f"'{HOST}'", safety=None)) == (
        f"EW101 {MESSAGE}\n --> app.py:1:2\n  |\n1 | '{HOST}'\n  |  {'^' * len(HOST)}\n  |\n\n"
    )


def test_full_gutter_is_as_wide_as_the_largest_number_shown():
    text = report("full", hosts("\n" * 8 + f"'{HOST}'\n\n\n"))
    assert "\n  --> app.py:9:2\n   |\n" in text
    assert "\n 9 | '" in text
    assert "\n10 |\n11 |\n" in text


@pytest.mark.parametrize("prefix", ["\t", "漢字", "e\u0301", "\x1b[31m", "\u202e", "\x00", "\xa0", "\u3000ｱＡ"])
def test_carets_stand_under_the_span(prefix):
    lines = report("full", hosts(f"'{prefix}{HOST}'", safety=None)).splitlines()
    shown, carets = lines[3], lines[4]
    before = shown[: shown.index(HOST)]
    assert carets.index("^") == sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in before
    )
    assert carets.count("^") == len(HOST)


def test_a_span_over_several_lines_is_marked_on_each():
    text = "x(\n    a,\n    b)\ny\n"
    result = FileResult("app.py", (Finding("EW201", "m", 0, text.index(")") + 1),), Source(text))
    assert report("full", result).splitlines()[2:] == [
        "  |",
        "1 | x(",
        "  | ^^",
        "2 |     a,",
        "  |     ^^",
        "3 |     b)",
        "  |     ^^",
        "4 | y",
        "  |",
        "",
    ]


def test_a_very_long_span_is_shown_by_its_ends():
    text = "".join(f"line{number}\n" for number in range(1, 101))
    shown = report("full", FileResult("app.py", (Finding("EW201", "m", 0, len(text)),), Source(text)))
    assert "line4\n" in shown
    assert "line5\n" not in shown
    assert "\n...\n" in shown
    assert "line96\n" not in shown
    assert "line97\n" in shown
    assert "line100\n" in shown


@pytest.mark.parametrize(("start", "end"), [(0, 0), (1, 1), (2, 2), (0, 2)])
def test_a_span_may_be_empty_or_a_line_break(start, end):
    text = report("full", FileResult("app.py", (Finding("EW002", "m", start, end),), Source("a\n")))
    assert text.count("^") == 1


def test_a_span_in_an_empty_file():
    text = report("full", FileResult("app.py", (Finding("EW002", "m", 0, 0),), Source("")))
    assert text == "EW002 m\n --> app.py:1:1\n  |\n1 |\n  | ^\n  |\n\n"


@pytest.mark.parametrize("width", [20, 40, 80, 200])
@pytest.mark.parametrize("before", ["", "a" * 300, "漢" * 300, "\x1b" * 300, "\t" * 300])
@pytest.mark.parametrize("after", ["", "b" * 300, "字" * 300])
def test_no_line_of_code_is_wider_than_the_page(width, before, after):
    text = report("full", hosts(f"{before}{HOST}{after}\n"), width=width)
    for line in text.splitlines():
        if line[:4] in ("1 | ", "  | ", "  - ", "1 + "):
            assert sum(columns for _, columns in cells(line)) <= max(width, 24)
    carets = text.count("^")
    assert carets == len(HOST) if width >= 40 else 0 < carets <= len(HOST)


def test_cropping_shows_where_it_cut():
    line = "a" * 100 + "SPAN" + "b" * 100
    text, carets = crop(line, 100, 104, 40)
    assert text.startswith("…a")
    assert text.endswith("b…")
    assert text[carets.index("^") :].startswith("SPAN")
    assert len(text) == 40
    assert crop("a" * 41, 0, 1, 40)[0] == "a" * 38 + "…"
    assert crop("a" * 40, 0, 1, 40)[0] == "a" * 40
    assert crop("a" * 41, 41, 41, 40) == ("…" + "a" * 38, " " * 39 + "^")


class Copied(str):
    """A text that counts the characters of which its parts consist."""

    copied = 0

    def __getitem__(self, key):
        part = str.__getitem__(self, key)
        Copied.copied += len(part)
        return part


@pytest.mark.parametrize("output_format", FORMATS)
def test_a_line_of_a_megabyte_is_no_work(output_format):
    line = f'"{HOST}",' * 50_000
    findings = hosts(line[: len(line) // 1000]).findings
    assert len(findings) == 50
    Copied.copied = 0
    written = report(output_format, FileResult("min.py", findings, Source(Copied(line))))
    assert len(written) < 50 * 5_000 + 10_000 * (output_format == "html")
    assert Copied.copied < 50 * 20_000


def test_nothing_of_a_terminal_escape_gets_out():
    evil = "\x1b]0;pwned\x07\x9b31m\u202e\u2028\r"
    path = f"a{evil}.py"
    fix = Fix(f"Replace {evil}", (Edit(0, 1, evil),), Safety.SAFE)
    result = FileResult(path, (Finding("EW101", f"bad {evil}", 0, 3, fix),), Source(f"a{evil}b\n"))
    for output_format in FORMATS:
        text = report(output_format, result)
        assert not {c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp")} - {"\n"}


# --------------------------------------------------------------------------------------------------- fixes as diffs


@pytest.mark.parametrize(
    ("text", "edits", "expected"),
    [
        pytest.param(
            "a\nb\nc\n", [(3, 3, "\nnew")], ["2 | b", "3 + new", "4 | c"], id="a line is added behind one"
        ),
        pytest.param("a\nb\nc\n", [(2, 4, "")], ["1 | a", "  - b", "2 | c"], id="a line goes with its break"),
        pytest.param("a\r\nb\r\nc", [(3, 4, "B")], ["1 | a", "  - b", "2 + B", "3 | c"], id="carriage returns"),
        pytest.param("a", [(0, 1, "b")], ["  - a", "1 + b"], id="the only line, without a break"),
        pytest.param(
            "a\nb\nc\nd\n", [(0, 1, "A"), (4, 5, "C")], ["  - a", "1 + A", "2 | b", "  - c", "3 + C", "4 | d"],
            id="edits that are near share a hunk",
        ),
        pytest.param(
            "a\nb\nc\nd\ne\nf\n", [(0, 0, "new\n"), (10, 11, "F")],
            ["1 + new", "2 | a", "  |", "6 | e", "  - f", "7 + F"],
            id="edits that are far apart do not",
        ),
    ],
)  # fmt: skip
def test_hunks(text, edits, expected):
    fix = Fix("Do it", tuple(Edit(*edit) for edit in edits))
    shown = report("full", FileResult("app.py", (Finding("EW201", "m", 0, 1, fix),), Source(text)))
    assert shown.partition("help: Do it\n")[2] == "\n".join(["  |", *expected, "  |", "", ""])


# ---------------------------------------------------------------------------------------------------------------- JSON


def test_json_is_the_shape_of_ruff():
    assert json.loads(report("json", hosts(f'# 漢\nx = "{HOST}"\n', "pkg/app.py"))) == [
        {
            "code": "EW101",
            "name": "retired-hostname",
            "message": MESSAGE,
            "filename": "pkg/app.py",
            "location": {"row": 2, "column": 6},
            "end_location": {"row": 2, "column": 6 + len(HOST)},
            "fix": {
                "applicability": "safe",
                "message": "Replace with `api.dublin.ie1.twilio.com`",
                "edits": [
                    {
                        "content": "dublin.",
                        "location": {"row": 2, "column": 10},
                        "end_location": {"row": 2, "column": 10},
                    }
                ],
                "processing_region": "ie1",
            },
            "url": None,
        }
    ]


def test_json_without_a_fix():
    assert json.loads(report("json", hosts(HOST, safety=None)))[0]["fix"] is None


def test_both_json_formats_say_the_same():
    results = [hosts(f"{HOST} {HOST}\n"), FileResult("clean.py"), hosts(f"\n{HOST}", "b.py", safety=Safety.UNSAFE)]
    array = json.loads(report("json", *results))
    lines = [json.loads(line) for line in report("json-lines", *results).splitlines()]
    assert len(array) == 3
    assert array == lines


def test_json_is_written_as_results_arrive():
    arrived: list[str] = []

    def results():
        for name in ("a.py", "b.py"):
            arrived.append(name)
            yield hosts(HOST, name)

    text = render(results(), "json", Page())
    next(text)
    assert arrived == ["a.py"]


def test_json_survives_names_that_are_not_utf8():
    name = os.fsdecode(b"caf\xe9.py")
    text = report("json-lines", hosts(HOST, name))
    assert text.isascii()
    assert json.loads(text)["filename"] == name
    assert report("concise", hosts(HOST, name)).startswith(r"caf\xe9.py:1:1: ")


# -------------------------------------------------------------------------------------------------------------- GitHub


def test_github_command(monkeypatch):
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    assert report("github", hosts(f'x = "{HOST}"\n', safety=None)) == (
        "::error title=EW101 (retired-hostname),file=app.py,line=1,endLine=1,col=6,endColumn=24"
        f"::app.py:1:6: EW101 {MESSAGE}\n"
        "::notice title=edgewise::1 problem in 1 file: EW101 1. The log of this step has all of them.\n"
    )


def test_github_escapes(monkeypatch):
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    fix = Fix("50% done", (Edit(0, 0, "x"),))
    result = FileResult("a,b:c%.py", (Finding("EW201", "a\r\nb: 100%", 0, 4, fix),), Source("ab\ncd"))
    assert report("github", result).splitlines()[0] == (
        "::error title=EW201 (client-region-without-edge),file=a%2Cb%3Ac%25.py,line=1,endLine=2"
        r"::a,b:c%25.py:1:1: EW201 a\r\nb: 100%25%0A  help: 50%25 done"
    )


def test_github_names_are_relative_to_the_checkout(monkeypatch, tmp_path):
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path / "sub")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    assert ",file=sub/app.py," in report("github", hosts(HOST))


def test_github_levels_and_the_closing_line():
    text = "x" * 9
    found = [Finding(code, "m", at, at + 1) for at, code in enumerate(["EW101", "EW001", "EW106", "EW101"])]
    lines = report("github", FileResult("a.py", tuple(found), Source(text)), hosts(HOST, "b.py")).splitlines()
    assert [line.split()[0] for line in lines] == ["::error", "::notice", "::warning", "::error", "::error", "::notice"]
    assert lines[-1] == (
        "::notice title=edgewise::5 problems in 2 files: EW001 1, EW101 3, EW106 1. The log of this step has all of them."
    )


def test_github_tells_what_could_not_be_looked_at(monkeypatch):
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    assert report("github", FileResult("a,b.py", error="cannot be read: 100%")) == (
        "::error title=edgewise,file=a%2Cb.py::a,b.py: cannot be read: 100%25\n"
        "::notice title=edgewise::1 file could not be looked at in full. The log of this step has all of them.\n"
    )
    assert report("github", FileResult("a.py")) == ""


# ---------------------------------------------------------------------------------------------------------- statistics


def mixed() -> list[FileResult]:
    other = FileResult("b.py", (Finding("EW106", "m", 0, 1),), Source("ab"))
    return [hosts(HOST * 9), hosts(HOST, safety=Safety.UNSAFE), other]


def test_statistics():
    assert report("concise", *mixed(), only_counts=True) == (
        "10  EW101  [-] retired-hostname\n 1  EW106  [ ] dynamic-hostname\n\n10  ie1\n 1  no region known\n\n11  ./\n"
    )
    assert "10  EW101  [*] " in report("full", *mixed(), only_counts=True, unsafe_fixes=True)
    assert report("github", FileResult("a.py"), only_counts=True) == ""


def test_statistics_as_json():
    assert json.loads(report("json", *mixed(), only_counts=True)) == [
        {"code": "EW101", "name": "retired-hostname", "count": 10, "fixable": False, "fixable_count": 9}
        | {"regions": {"ie1": 10}, "folders": {"./": 10}},
        {"code": "EW106", "name": "dynamic-hostname", "count": 1, "fixable": False, "fixable_count": 0}
        | {"regions": {"no region known": 1}, "folders": {"./": 1}},
    ]
    assert json.loads(report("json", only_counts=True)) == []


# ----------------------------------------------------------------------------------------------------- the page itself


@pytest.mark.parametrize("output_format", FORMATS)
def test_colour_changes_nothing_but_colour(output_format):
    plain = report(output_format, *mixed())
    coloured = report(output_format, *mixed(), colour=True)
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain
    assert ("\x1b" in coloured) == (output_format in ("full", "concise"))


def test_visible():
    assert visible("plain text") == "plain text"
    assert visible("Übergröße 漢字 👍") == "Übergröße 漢字 👍"
    assert visible("\x1b\x00\t\n\x7f\x9b") == r"\x1b\x00\t\n\x7f\x9b"
    assert visible("\u202e\u200b\udcff\ud800") == r"\u202e\u200b\xff\ud800"


def test_shown_path(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert shown_path("./a/../b.py") == "b.py"
    assert shown_path(str(tmp_path / "b.py")) == "b.py"
    assert shown_path(str(tmp_path.parent / "b.py")) == "../b.py"
    assert shown_path("-") == "-"


# ----------------------------------------------------------------------------------------------------------- the tally


def tally(*results: FileResult) -> Tally:
    counted = Tally()
    assert tuple(counted.watch(results)) == results
    return counted


def unparsed() -> FileResult:
    return FileResult("a.py", (Finding("EW002", "m", 0, 1),), Source("("))


@pytest.mark.parametrize(
    ("results", "code", "code_with_exit_zero"),
    [
        ([], 0, 0),
        ([FileResult("a.py")], 0, 0),
        ([hosts(HOST)], 1, 0),
        ([FileResult("a.py", error="no")], 2, 2),
        ([hosts(HOST), FileResult("a.py", error="no")], 2, 2),
        ([unparsed()], 2, 2),
    ],
)
def test_exit_code(results, code, code_with_exit_zero):
    assert tally(*results).exit_code() == code
    assert tally(*results).exit_code(exit_zero=True) == code_with_exit_zero


IE1 = "; `--processing-region us1` keeps US1."


@pytest.mark.parametrize(
    ("results", "unsafe_fixes", "lines"),
    [
        ([FileResult("a.py")], False, ["All clean: 1 file looked at."]),
        ([FileResult("a.py"), FileResult("b.py")], False, ["All clean: 2 files looked at."]),
        (
            [FileResult("a.py"), FileResult("b", passed_over="binary")],
            False,
            ["All clean: 1 file looked at, 1 passed over."],
        ),
        ([], False, ["Nothing to look at: all of it is excluded."]),
        ([FileResult("a.py", error="no")], False, ["1 error: not everything could be looked at."]),
        (
            [FileResult("a.py"), FileResult("b.py", error="no"), FileResult("c.py", error="no")],
            False,
            ["No problems found (1 file looked at).", "2 errors: not everything could be looked at."],
        ),
        ([hosts(HOST, safety=None)], False, ["Found 1 problem in 1 file (1 file looked at)."]),
        (
            [hosts(HOST)],
            False,
            [
                "Found 1 problem in 1 file (1 file looked at). 1 can be fixed with `edgewise fix`.",
                "1 of these fixes makes Twilio process in Ireland (IE1) and needs IE1 credentials" + IE1,
            ],
        ),
        (
            [hosts(f"{HOST} {HOST}"), hosts(HOST, safety=Safety.UNSAFE), FileResult("c.py")],
            False,
            [
                "Found 3 problems in 2 files (3 files looked at). "
                "2 can be fixed with `edgewise fix`, 1 more with `--unsafe-fixes`.",
                "3 of these fixes (1 unsafe) make Twilio process in Ireland (IE1) and need IE1 credentials" + IE1,
            ],
        ),
        (
            [hosts(HOST), hosts(HOST, safety=Safety.UNSAFE)],
            True,
            [
                "Found 2 problems in 2 files (2 files looked at). 2 can be fixed with `edgewise fix --unsafe-fixes`.",
                "2 of these fixes (1 unsafe) make Twilio process in Ireland (IE1) and need IE1 credentials" + IE1,
            ],
        ),
    ],
)  # fmt: skip
def test_closing_lines(results, unsafe_fixes, lines):
    assert list(tally(*results).closing(unsafe_fixes=unsafe_fixes)) == lines


def test_closing_lines_have_no_hint_where_a_region_was_asked_for():
    (_, moved) = tally(hosts(HOST)).closing(as_written=False)
    assert moved == "1 of these fixes makes Twilio process in Ireland (IE1) and needs IE1 credentials."
