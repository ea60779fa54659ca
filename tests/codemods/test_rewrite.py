"""One file: what is rewritten, what is refused, and what the disk holds whatever happens on the way."""

from __future__ import annotations

import dataclasses
import errno
import multiprocessing
import os
import pickle
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.engine.check import FileResult
from edgewise.files import atomic
from edgewise.files.atomic import WriteError, replace_content, sweep
from edgewise.files.file import File, FileKind
from edgewise.files.sources import Source
from edgewise.findings import Edit, Finding, Fix, Safety
from edgewise.options import Options
from edgewise.twilio.table import ProcessingRegion
from edgewise_codemods import rewrite
from edgewise_codemods.diff import file_diff, quoted
from edgewise_codemods.rewrite import RewriteResult, Rewritten, fix_source, rewrite_bytes, rewrite_file, rewrite_source
from edgewise_codemods.splice import Change, Spliced, Why

OLD = b'URL = "https://api.ie1.twilio.com/x"\n'
NEW = b'URL = "https://api.dublin.ie1.twilio.com/x"\n'
posix = pytest.mark.skipif(os.name != "posix", reason="POSIX permissions, links and signals")


# --------------------------------------------------------------------------------------------------------------- texts

TEXTS: list[tuple[str, ProcessingRegion, str]] = [
    ('x = "api.ie1.twilio.com"', "as-written", 'x = "api.dublin.ie1.twilio.com"'),
    ('x = "api.ie1.twilio.com"', "us1", 'x = "api.twilio.com"'),
    ('x = "api.ie1.twilio.com"', "au1", 'x = "api.sydney.au1.twilio.com"'),
    ('x = "api.de1.twilio.com"', "as-written", 'x = "api.twilio.com"'),
    ('x = "api.de1.twilio.com"', "ie1", 'x = "api.dublin.ie1.twilio.com"'),
    ('x = ["api.ie1.twilio.com", "api.au1.twilio.com"]', "us1", 'x = ["api.twilio.com", "api.twilio.com"]'),
    ('x = "api.dublin.ie1.twilio.com"', "as-written", 'x = "api.dublin.ie1.twilio.com"'),
    ("x = 1", "as-written", "x = 1"),
    ("", "as-written", ""),
]


@pytest.mark.parametrize(("old", "region", "new"), TEXTS)
def test_texts(old: str, region: ProcessingRegion, new: str) -> None:
    rewritten = fix_source(old, processing_region=region)
    assert rewritten.text == new
    assert rewritten.error is None
    assert bool(rewritten.fixed) == (old != new)
    again = fix_source(new, processing_region=region)
    assert again.text == new
    assert again.fixed == ()


def test_what_a_text_is_and_what_counts_as_a_client_is_asked_for() -> None:
    docker = "FROM x\nENV TWILIO_REGION ie1\n"
    assert fix_source(docker, filename="Dockerfile").text == docker + "ENV TWILIO_EDGE dublin\n"
    own = 'from shop import Caller\nCaller("a", "b", region="ie1")\n'
    assert fix_source(own).findings == ()
    assert [it.code for it in fix_source("# api.ie1.twilio.com\n", prose=True).findings] == ["EW101"]
    assert fix_source("# api.ie1.twilio.com\n").findings == ()
    assert fix_source(own, clients=["shop.Caller"]).text == own.replace('"ie1"', '"ie1", edge="dublin"')


def test_unsafe_fixes_wait_to_be_asked_for() -> None:
    text = 'x = "api.frankfurt.de1.twilio.com"  # api.ie1.twilio.com\ny = "api.ie1.twilio.com"\n'
    careful = fix_source(text)
    assert careful.text == text.replace('y = "api.ie1', 'y = "api.dublin.ie1')
    assert [(left.finding.code, left.why) for left in careful.left] == [("EW104", Why.UNSAFE)]
    bold = fix_source(text, unsafe_fixes=True)
    assert bold.text == careful.text.replace("frankfurt.de1.", "")
    assert bold.left == ()


def test_left_findings_stand_in_the_new_text() -> None:
    rewritten = fix_source('f("api.ie1.twilio.com", "api.sydney.ie1.twilio.com")')
    (left,) = rewritten.left
    assert rewritten.text[left.finding.start : left.finding.end] == "api.sydney.ie1.twilio.com"
    assert [finding.code for finding in rewritten.findings] == ["EW101", "EW105"]


def test_a_client_that_is_left_may_have_another_code_after_the_fix_of_a_setting() -> None:
    text = """\
import os
from twilio.rest import Client
made = Client if real else other
def make():
    return made("a", "b")
client = make()
client.region = "de1"
os.environ["TWILIO_REGION"] = "ie1"
"""
    before = rewrite_source(Source(text), FileKind.PYTHON, Options(), unsafe=False)
    assert before.error is None
    assert before.text == text + 'os.environ["TWILIO_EDGE"] = "dublin"\n'
    assert [finding.code for finding in before.findings] == ["EW201", "EW301"]
    # The edge comes too late for the client that is made above it.
    assert [left.finding.code for left in before.left] == ["EW204"]


def test_only_selected_rules_are_fixed() -> None:
    text = 'f("api.ie1.twilio.com", "voice.ie1.twilio.com")'
    assert fix_source(text, select=["EW102"]).text == text.replace("voice.", "voice.dublin.")
    assert fix_source(text, ignore=["EW101"]).text == text.replace("voice.", "voice.dublin.")


PYTHON = File("x.py", FileKind.PYTHON, named=True)
HOST, FIXED = b'"https://api.ie1.twilio.com"', b'"https://api.dublin.ie1.twilio.com"'

# The bytes around a host, which come through as they are.
BYTES = [
    pytest.param(b"x = HOST\r\ny = 1\r\n", id="CRLF"),
    pytest.param(b"x = 1\r\ny = HOST\nz = HOST\r\n\n", id="mixed line endings"),
    pytest.param(b"x = 1\ry = HOST\rz = 2", id="CR"),
    pytest.param(b"\xef\xbb\xbfx = HOST\n", id="byte-order mark"),
    pytest.param(b"\xef\xbb\xbf# coding: utf-8\r\nx = HOST\r\n", id="byte-order mark and cookie"),
    pytest.param(b"# -*- coding: latin-1 -*-\na = '\xe4\xf6\x85'\nx = HOST  # \xff\n", id="latin-1"),
    pytest.param(b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\nx = '\x80', HOST\n", id="cp1252"),
    pytest.param("# coding: shift_jis\na = '表示'; x = HOST\n".encode("shift_jis"), id="Shift-JIS"),
    pytest.param("a = 'ä€😀'; x = HOST; y = '😀', HOST\n".encode(), id="UTF-8 before the host"),
    pytest.param(b"\x0c\nx = HOST\n\x0c\ndef f():\n    return HOST\n\x0c", id="form feeds"),
    pytest.param("x = 'a\x85b\u2028c\x0b\x1c'\ny = HOST\n".encode(), id="other separators"),
    pytest.param(b"x = HOST", id="no final newline"),
    pytest.param(b"if 1:\n\tx = HOST\n\n\n\t# end", id="tabs and a last comment"),
    pytest.param(b"x = HOST  \t \n\t\n", id="trailing blanks"),
    pytest.param(b"x = HOST\n\n\n\n", id="blank lines at the end"),
    pytest.param(b"x = (\\\n  HOST)\\\n\n", id="continuation lines"),
    pytest.param(b"x = f(a,b ,HOST ,\n  c)  ;y=1;\n", id="odd layout"),
]


@pytest.mark.parametrize("around", BYTES)
def test_bytes(around: bytes) -> None:
    rewritten = rewrite_bytes(around.replace(b"HOST", HOST), PYTHON, Options(), unsafe=False).rewritten
    assert rewritten is not None
    assert rewritten.error is None
    assert rewritten.data == around.replace(b"HOST", FIXED)
    assert len(rewritten.fixed) == around.count(b"HOST")


@pytest.mark.parametrize("around", [b"x = 1\ry = HOST\r", b"if 1:\n\tx = HOST\n\n\n  # end", b"x = HOST\\\n"])
def test_bytes_that_libcst_does_not_give_back(around: bytes) -> None:
    old = around.replace(b"HOST", HOST)
    rewritten = rewrite_bytes(old, PYTHON, Options(), unsafe=False).rewritten
    assert rewritten is not None
    assert rewritten.data == (around.replace(b"HOST", FIXED) if rewritten.fixed else old)
    assert rewritten.fixed or rewritten.left


@pytest.mark.parametrize("data", [b"", b"\n", b"\xef\xbb\xbf", b"x = 1", b"\xff\xfe\xfd no text at all"])
def test_bytes_without_findings(data: bytes) -> None:
    assert rewrite_bytes(data, PYTHON, Options(), unsafe=True) == RewriteResult("x.py")


def test_undecodable_bytes_are_an_error() -> None:
    result = rewrite_bytes(b"x = 'twilio \xff'", PYTHON, Options(), unsafe=False)
    assert result.rewritten is None
    assert "cannot be decoded" in (result.error or "")


# ---------------------------------------------------------------------------------------------- passes and verification

Look = Callable[[str], list[Finding]]


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> Callable[[Look], list[str]]:
    """Replace the engine, and return the texts that it is asked about."""

    def replace(look: Look) -> list[str]:
        asked: list[str] = []
        real = rewrite.check_source

        def check_source(
            source: Source, kind: FileKind, options: Options, path: str = "", *, gates: bool = True
        ) -> tuple[list[Finding], str | None]:
            if options.select == (rewrite.SYNTAX_ERROR,):
                return real(source, kind, options, path, gates=gates)
            asked.append(source.text)
            return look(source.text), None

        monkeypatch.setattr(rewrite, "check_source", check_source)
        return asked

    return replace


def words(word: str, new: str, code: str = "EW101", safety: Safety = Safety.SAFE) -> Look:
    """Find every ``word``, which is to become ``new``."""

    def look(text: str) -> list[Finding]:
        spans = [found.span() for found in re.finditer(word, text)]
        return [Finding(code, "m", start, end, Fix("f", (Edit(start, end, new),), safety)) for start, end in spans]

    return look


def run(text: str, kind: FileKind = FileKind.TEXT, unsafe: bool = False, encoding: str = "utf-8") -> Rewritten:
    return rewrite_source(Source(text, encoding), kind, Options(), unsafe)


@pytest.mark.parametrize(("unsafe", "text"), [(True, "x"), (False, "good two")])
def test_an_unsafe_fix_may_have_its_turn_later(looks: Callable[[Look], list[str]], unsafe: bool, text: str) -> None:
    def look(text: str) -> list[Finding]:
        return words("bad", "good")(text) + words("(bad|good) two", "x", code="EW105", safety=Safety.UNSAFE)(text)

    looks(look)
    assert run("bad two", unsafe=unsafe).text == text


def test_what_touches_waits_for_the_next_pass(looks: Callable[[Look], list[str]]) -> None:
    asked = looks(words("bad", "fair"))
    rewritten = run("a badbadbad bad")
    assert rewritten.text == "a fairfairfair fair"
    assert asked == ["a badbadbad bad", "a fairbadfair fair", "a fairfairfair fair"]
    assert len(rewritten.fixed) == 4
    assert rewritten.left == ()
    assert [(it.old_start, it.old_end, it.new_start, it.new_end) for it in rewritten.changes] == [
        (2, 11, 2, 14),
        (12, 15, 15, 19),
    ]


def test_nothing_to_fix_takes_one_look(looks: Callable[[Look], list[str]]) -> None:
    asked = looks(words("bad", "fair", safety=Safety.UNSAFE))
    assert run("bad").text == "bad"
    assert asked == ["bad"]


def test_passes_are_bounded(looks: Callable[[Look], list[str]]) -> None:
    def look(text: str) -> list[Finding]:
        # Each letter wants the whole text without it.
        edits = [(Edit(0, len(text), text.replace(letter, "")),) for letter in text]
        return [Finding("EW101", "m", at, at + 1, Fix("f", edit)) for at, edit in enumerate(edits)]

    asked = looks(look)
    rewritten = run("abcdefghijklmno")
    assert rewritten.error is None
    assert len(asked) == 1 + rewrite.MAX_PASSES
    assert len(rewritten.text) == len(rewritten.left) == 5
    assert {left.why for left in rewritten.left} == {Why.OVERLAP}
    assert "overlaps too many other fixes" in {left.reason for left in rewritten.left}
    assert run(rewritten.text).text == ""


@pytest.mark.parametrize(
    ("look", "old", "kind", "reason"),
    [
        pytest.param(words("bad", "bad"), "bad", FileKind.TEXT, "EW101 on line 1", id="a fix that changes nothing"),
        pytest.param(words("bad", "abad"), "\nbad", FileKind.TEXT, "EW101 on line 2", id="still there"),
        pytest.param(words("'bad'", "'a"), "x = 'bad'", FileKind.PYTHON, "no valid Python", id="does not parse"),
        pytest.param(words("x", "y"), "f(x=1, y=2)", FileKind.PYTHON, "no valid Python", id="an argument twice"),
        # libcst takes the broken escape, and the compiler no `return` here.
        pytest.param(words("bad", r"\x1"), "return 'bad'", FileKind.PYTHON, "no valid Python", id="parses only before"),
        pytest.param(
            words("x", "y"), "#\nf(x=1, y=2, z=exec)\nprint 1", FileKind.PYTHON, None, id="no Python before either"
        ),
        pytest.param(words("bad", "ä"), "bad", FileKind.TEXT, "cannot be written in ascii", id="not in the encoding"),
        pytest.param(
            words("# coding: latin-1 ", ""),
            "# coding: latin-1 ä",
            FileKind.PYTHON,
            ": the new text would be read back in another encoding",
            id="cookie",
        ),
    ],
)
def test_refused(looks: Callable[[Look], list[str]], look: Look, old: str, kind: FileKind, reason: str | None) -> None:
    looks(look)
    encoding = "latin-1" if "latin-1" in old else "ascii" if reason and "ascii" in reason else "utf-8"
    rewritten = run(old, kind, encoding="iso-8859-1" if encoding == "latin-1" else encoding)
    if reason is None:
        assert rewritten.error is None
        assert rewritten.text != old
        return
    assert rewritten.error is not None
    assert rewritten.error.startswith("the rewrite was refused: ")
    assert reason in rewritten.error
    assert (rewritten.text, rewritten.fixed, rewritten.changes) == (old, (), ())
    assert {left.why for left in rewritten.left} == {Why.REFUSED}
    assert len(rewritten.left) == len(rewritten.findings)


def test_a_new_finding_is_refused(looks: Callable[[Look], list[str]]) -> None:
    def look(text: str) -> list[Finding]:
        return words("bad", "worse")(text) + words("worse", "", code="EW105")(text)

    looks(look)
    rewritten = run("bad")
    assert rewritten.text == "bad"
    assert "EW105 on line 1" in (rewritten.error or "")


def test_a_new_finding_beside_one_of_its_kind_is_refused(looks: Callable[[Look], list[str]]) -> None:
    def look(text: str) -> list[Finding]:
        return words("bad", "good odd")(text) + words("odd", "", code="EW105", safety=Safety.UNSAFE)(text)

    looks(look)
    assert run("odd bad odd").error is not None


@pytest.mark.parametrize(
    ("found", "is_new"),
    [
        ([("EW105", 0, 20), ("EW105", 5, 8)], False),
        ([("EW105", 10, 15)], False),
        ([("EW105", 19, 21)], True),
        ([("EW105", 25, 27)], True),
        ([("EW101", 5, 8)], True),
        ([("EW001", 30, 31)], False),
        ([("EW001", 30, 31), ("EW101", 40, 41)], True),
    ],
)
def test_what_is_found_again_stands_in_what_was_left(found: list[tuple[str, int, int]], is_new: bool) -> None:
    left = [Finding("EW105", "m", 0, 20), Finding("EW105", "m", 5, 8)]
    again = [Finding(code, "m", start, end) for code, start, end in found]
    if is_new:
        with pytest.raises(rewrite._DoubtError, match=f"{again[-1].code} on line 1"):
            rewrite._ensure_nothing_new("x" * 50, again, left, ())
    else:
        rewrite._ensure_nothing_new("x" * 50, again, left, ())


@pytest.mark.parametrize(
    ("code", "start", "end", "is_held"),
    [
        ("EW101", 10, 20, True),
        ("EW101", 12, 15, True),
        ("EW101", 10, 12, True),
        ("EW101", 15, 15, True),
        ("EW101", 15, 20, True),
        ("EW101", 9, 15, False),
        ("EW101", 15, 21, False),
        ("EW101", 30, 31, False),
        ("EW105", 12, 15, False),
    ],
)
def test_what_is_held_is_known_again(code: str, start: int, end: int, is_held: bool) -> None:
    found = Finding(code, "m", start, end)
    assert rewrite._held([found], [Finding("EW101", "m", 10, 20)], ()) == ([found] if is_held else [])


def test_what_was_left_may_grow_with_what_is_fixed_in_it(looks: Callable[[Look], list[str]]) -> None:
    def look(text: str) -> list[Finding]:
        whole = Finding("EW107", "m", 0, len(text), None)
        return [whole, *words("bad", "better")(text)]

    looks(look)
    rewritten = run("bad, bad")
    assert rewritten.error is None
    assert rewritten.text == "better, better"
    assert [left.finding.end for left in rewritten.left] == [len("better, better")]


def test_what_was_left_may_begin_in_what_is_fixed(looks: Callable[[Look], list[str]]) -> None:
    def look(text: str) -> list[Finding]:
        if text == "abcdefgh":
            return [*words("abcde", "xy")(text), Finding("EW107", "m", 4, 8)]
        return [Finding("EW107", "m", 0, 5)]

    looks(look)
    assert (run("abcdefgh").text, run("abcdefgh").error) == ("xyfgh", None)


def test_unsound_edits_are_refused(looks: Callable[[Look], list[str]]) -> None:
    looks(lambda text: [Finding("EW101", "m", 0, 1, Fix("f", (Edit(0, 99, ""),)))])
    assert "the edits of EW101 at 0 are outside the text" in (run("bad").error or "")


def test_a_change_that_no_edit_is_about_is_refused(
    looks: Callable[[Look], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    looks(words("bad", "good"))
    real_splice = rewrite.splice

    def splice(text: str, findings: Sequence[Finding], unsafe: bool) -> Spliced:
        spliced = real_splice(text, findings, unsafe)
        return dataclasses.replace(spliced, text=spliced.text.upper())

    monkeypatch.setattr(rewrite, "splice", splice)
    rewritten = run("a bad b")
    assert (rewritten.text, rewritten.fixed) == ("a bad b", ())
    assert rewritten.error == "the rewrite was refused: something would change that no fix is about"


def test_a_second_look_that_fails_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def check_source(source: Source, *_: object) -> tuple[list[Finding], str | None]:
        return words("bad", "good")(source.text), None if "bad" in source.text else "too deep"

    monkeypatch.setattr(rewrite, "check_source", check_source)
    rewritten = run("bad")
    assert (rewritten.text, rewritten.error) == ("bad", "the rewrite was refused: too deep")


def test_an_error_that_was_there_before_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rewrite, "check_source", lambda source, *_: (words("bad", "good")(source.text), "too deep"))
    rewritten = run("bad")
    assert (rewritten.text, rewritten.error) == ("good", "too deep")


NEWER_PYTHON = "type X = int\nx = 'bad'\n"


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="this Python reads it")
def test_python_of_another_version_is_held_to_libcst(looks: Callable[[Look], list[str]]) -> None:
    looks(words("'bad'", "'worse"))
    assert "no valid Python" in (run(NEWER_PYTHON, FileKind.PYTHON).error or "")
    looks(words("'bad'", "'good'"))
    assert run(NEWER_PYTHON, FileKind.PYTHON).error is None


@pytest.mark.parametrize("kind", [FileKind.NOTEBOOK, FileKind.TEXT])
def test_json_stays_json(looks: Callable[[Look], list[str]], kind: FileKind) -> None:
    def run_json(text: str) -> Rewritten:
        return rewrite_source(
            Source(text), kind, Options(), False, "x.ipynb" if kind is FileKind.NOTEBOOK else "x.JSON"
        )

    looks(words("bad", 'wo"rse'))
    assert "no valid JSON" in (run_json('{"x": "bad"}').error or "")
    assert run_json('{"x": "bad",}  // no JSON before').error is None


def test_an_ignore_that_is_not_needed_any_more_goes_with_the_fix(looks: Callable[[Look], list[str]]) -> None:
    def look(text: str) -> list[Finding]:
        idle = [] if "bad" in text else words(" #ignore", "", code="EW001")(text)
        return [*words("bad", "good")(text), *idle]

    looks(look)
    rewritten = run("bad #ignore")
    assert (rewritten.text, rewritten.error) == ("good", None)


def test_warnings_of_the_text_are_not_ours(looks: Callable[[Look], list[str]]) -> None:
    looks(words("bad", "good"))
    assert run(r"x = '\d bad' is 'x'", FileKind.PYTHON).error is None


@pytest.mark.slow
@pytest.mark.parametrize("body", ["(" * 10_000 + ")" * 10_000, "+".join(["'a'"] * 100_000)], ids=["nested", "long sum"])
def test_deep_source_does_not_crash(
    looks: Callable[[Look], list[str]], monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    looks(words("bad", "good"))
    monkeypatch.setattr(rewrite, "_parses_elsewhere", lambda text: False)  # the engine has tests of its own
    assert run(f"x = {body}\ny = 'bad'\n", FileKind.PYTHON).error is None


def test_rewritten_is_picklable() -> None:
    rewritten = fix_source('f("api.ie1.twilio.com", "api.sydney.ie1.twilio.com")')
    result = RewriteResult("x.py", rewritten, "error")
    assert pickle.loads(pickle.dumps(result)) == result


# --------------------------------------------------------------------------------------------------------------- files


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "x.py"
    path.write_bytes(OLD)
    return path


def fix(path: Path, write: bool = True) -> RewriteResult:
    return rewrite_file(File(str(path), FileKind.PYTHON, named=True), Options(), unsafe=False, write=write)


def assert_untouched(path: Path, content: bytes = OLD) -> None:
    assert path.read_bytes() == content
    assert [it.name for it in path.parent.iterdir() if it.name.startswith(".edgewise")] == []


def assert_refused(result: RewriteResult, *words: str) -> None:
    assert result.error is not None
    for word in words:
        assert word in result.error
    assert result.rewritten is not None
    assert result.rewritten.fixed == ()
    assert [left.why for left in result.rewritten.left] == [Why.REFUSED]


def test_a_file_is_rewritten(path: Path) -> None:
    result = fix(path)
    assert result.error is None
    assert path.read_bytes() == NEW
    assert [it.name for it in path.parent.iterdir()] == ["x.py"]
    assert fix(path).rewritten is None


def test_a_file_is_not_written_unasked(path: Path) -> None:
    before = path.stat()
    result = fix(path, write=False)
    assert result.rewritten is not None
    assert result.rewritten.data == NEW
    assert_untouched(path)
    assert path.stat().st_ino == before.st_ino


def test_a_file_without_findings_is_not_written(path: Path) -> None:
    path.write_bytes(NEW)
    before = path.stat()
    assert fix(path) == RewriteResult(str(path))
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_missing_file(tmp_path: Path) -> None:
    path = str(tmp_path / "none.py")
    assert fix(tmp_path / "none.py") == RewriteResult(path, error=f"cannot be read: {os.strerror(errno.ENOENT)}")


def test_unsafe_fixes_reach_the_file(path: Path) -> None:
    path.write_bytes(b'x = "api.dublin.twilio.com"\n')
    fixed = rewrite_file(File(str(path), FileKind.PYTHON, named=True), Options(), unsafe=True, write=True)
    assert fixed.path == str(path)
    assert path.read_bytes() == b'x = "api.dublin.us1.twilio.com"\n'


def test_a_file_that_is_passed_over() -> None:
    file = File("data.bin", FileKind.TEXT, named=False)
    assert rewrite_bytes(b"\0api.ie1.twilio.com", file, Options(), unsafe=False) == RewriteResult(
        "data.bin", passed_over="is not text"
    )


def test_the_name_of_a_file_decides_its_notation() -> None:
    file = File("Dockerfile", FileKind.TEXT, named=True)
    result = rewrite_bytes(b"FROM x\nENV TWILIO_REGION ie1\n", file, Options(), unsafe=False)
    assert result.path == "Dockerfile"
    assert result.rewritten is not None
    assert result.rewritten.data.endswith(b"ENV TWILIO_EDGE dublin\n")


def test_an_error_beside_findings_is_the_files(monkeypatch: pytest.MonkeyPatch) -> None:
    found, source = words("bad", "good")("bad"), Source("bad")
    whole = FileResult("x.py", tuple(found), source, error="too deep", passed_over="half of it")
    monkeypatch.setattr(rewrite, "check_bytes", lambda *_: whole)
    monkeypatch.setattr(rewrite, "check_source", lambda *_: ([], "too deep"))
    result = rewrite_bytes(b"bad", PYTHON, Options(), unsafe=False)
    assert (result.path, result.error, result.passed_over) == ("x.py", "too deep", "half of it")
    assert result.rewritten is not None
    assert (result.rewritten.text, result.rewritten.error) == ("good", "too deep")


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ((0, 2, 0, 2), (10, 20)),
        ((0, 2, 0, 5), (13, 23)),
        ((0, 10, 0, 3), (3, 13)),
        ((0, 12, 0, 3), (0, 11)),
        ((10, 10, 10, 13), (10, 23)),
        ((12, 14, 12, 12), (10, 18)),
        ((20, 20, 20, 24), (10, 24)),
        ((18, 25, 18, 19), (10, 19)),
        ((21, 25, 21, 21), (10, 20)),
    ],
)
def test_where_a_finding_goes(change: tuple[int, int, int, int], place: tuple[int, int]) -> None:
    assert rewrite._carried(10, 20, [Change(*change)]) == place


@posix
@pytest.mark.parametrize("mode", [0o644, 0o755, 0o600, 0o4755, 0o664])
def test_the_mode_is_kept(path: Path, mode: int) -> None:
    path.chmod(mode)
    fix(path)
    assert path.read_bytes() == NEW
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_the_time_of_change_is_now(path: Path) -> None:
    os.utime(path, (1, 1))
    before = time.time()
    fix(path)
    assert path.stat().st_mtime > before - 5


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="extended attributes")
def test_extended_attributes_are_kept(path: Path) -> None:
    try:
        os.setxattr(path, "user.edgewise", b"kept")
    except OSError:
        pytest.skip("the file system has none")
    fix(path)
    assert path.read_bytes() == NEW
    assert os.getxattr(path, "user.edgewise") == b"kept"


@posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
def test_the_owner_is_kept(path: Path) -> None:
    os.chown(path, 1234, 5678)
    fix(path)
    assert path.read_bytes() == NEW
    assert (path.stat().st_uid, path.stat().st_gid) == (1234, 5678)


@posix
def test_a_symbolic_link_is_written_through(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    link, second = folder / "link.py", folder / "second.py"
    link.symlink_to(os.path.join("..", "x.py"))
    second.symlink_to("link.py")
    assert fix(second).error is None
    assert path.read_bytes() == NEW
    assert (os.readlink(link), os.readlink(second)) == (os.path.join("..", "x.py"), "link.py")
    assert sorted(it.name for it in folder.iterdir()) == ["link.py", "second.py"]


@posix
def test_links_that_lead_nowhere(tmp_path: Path) -> None:
    (tmp_path / "loop.py").symlink_to("loop.py")
    (tmp_path / "dangling.py").symlink_to("nothing.py")
    assert "cannot be read" in (fix(tmp_path / "loop.py").error or "")
    assert "cannot be read" in (fix(tmp_path / "dangling.py").error or "")
    with pytest.raises(WriteError):
        replace_content(str(tmp_path / "loop.py"), OLD, NEW)
    assert not (tmp_path / "nothing.py").exists()


@posix
def test_another_hard_link_keeps_the_old_text(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "backup"
    os.link(path, other)
    fix(path)
    assert (path.read_bytes(), other.read_bytes()) == (NEW, OLD)


@posix
def test_a_long_name_and_one_that_is_no_utf_8(tmp_path: Path) -> None:
    for name in (b"n" * 252 + b".py", b"\xff\n.py", b" .py"):
        path = os.path.join(os.fsencode(tmp_path), name)
        with open(path, "wb") as stream:
            stream.write(OLD)
        assert fix(Path(os.fsdecode(path))).error is None
        with open(path, "rb") as stream:
            assert stream.read() == NEW


# ----------------------------------------------------------------------------------------------------- what goes wrong


@pytest.mark.parametrize(
    "text", [OLD + b"# more\n", OLD.replace(b"x", b"y"), b""], ids=["longer", "same size", "empty"]
)
def test_somebody_else_was_faster(path: Path, monkeypatch: pytest.MonkeyPatch, text: bytes) -> None:
    before = path.stat()
    real_check = rewrite.check_bytes

    def check_bytes(*arguments: object) -> object:
        path.write_bytes(text)
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        return real_check(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(rewrite, "check_bytes", check_bytes)
    assert_refused(fix(path), "changed while")
    assert_untouched(path, text)


def test_somebody_else_is_faster_at_the_last_moment(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real_sync = os.fsync

    def fsync(descriptor: int) -> None:
        real_sync(descriptor)
        path.write_bytes(b"newer")

    monkeypatch.setattr(os, "fsync", fsync)
    refused = fix(path)
    assert_refused(refused, "changed while")
    assert refused.error == "changed while it was being rewritten, and was left as it is now"
    assert refused.rewritten is not None
    assert refused.rewritten.source.text == OLD.decode()
    assert [(left.finding, left.reason) for left in refused.rewritten.left] == [
        (finding, refused.error) for finding in refused.rewritten.findings
    ]
    assert_untouched(path, b"newer")


def test_a_file_that_may_not_be_written(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda _, mode: mode != os.W_OK)
    assert fix(path).error == "cannot be written: it is read-only"
    assert_untouched(path)


@posix
def test_nobody_else_reads_what_is_being_written(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    modes: list[int] = []
    real_write = os.write

    def write(descriptor: int, data: bytes) -> int:
        modes.append(stat.S_IMODE(os.fstat(descriptor).st_mode))
        return real_write(descriptor, data)

    monkeypatch.setattr(os, "write", write)
    assert fix(path).error is None
    assert modes == [0o600]


def test_the_file_vanishes(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real_sync = os.fsync

    def fsync(descriptor: int) -> None:
        real_sync(descriptor)
        path.unlink()

    monkeypatch.setattr(os, "fsync", fsync)
    refused = fix(path)
    assert_refused(refused, "vanished")
    assert (refused.path, refused.error) == (str(path), "vanished while it was being rewritten")
    assert list(path.parent.iterdir()) == []


@pytest.mark.parametrize("call", ["write", "fsync", "replace", "utime"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EDQUOT])
def test_the_disk_fails(path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int) -> None:
    def fail(*arguments: object, **keywords: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, call, fail)
    refused = fix(path)
    assert_refused(refused)
    assert refused.error == f"cannot be written: {os.strerror(number)}"
    assert_untouched(path)


def test_an_error_of_the_system_without_words(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError("no words")

    monkeypatch.setattr(os, "fsync", fail)
    assert fix(path).error == "cannot be written: no words"


def test_the_disk_takes_a_part_only(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real_write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real_write(descriptor, data[:3]))
    assert fix(path).error is None
    assert path.read_bytes() == NEW


@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
def test_an_interruption_leaves_nothing_behind(path: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    def interrupt(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, call, interrupt)
    with pytest.raises(KeyboardInterrupt):
        fix(path)
    assert_untouched(path)


def test_an_interruption_after_the_exchange(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real_replace = os.replace

    def replace(old: str, new: str) -> None:
        real_replace(old, new)
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(KeyboardInterrupt):
        fix(path)
    assert_untouched(path, NEW)


def in_a_process_of_no_rights(act: Callable[[], None]) -> None:
    """Call ``act`` in a process that is not root's."""

    def child() -> None:
        if os.geteuid() == 0:
            os.setgroups([])
            os.setresgid(65534, 65534, 65534)
            os.setresuid(65534, 65534, 65534)
        act()

    in_a_process(child)


def in_a_process(act: Callable[[], None]) -> None:
    process = multiprocessing.get_context("fork").Process(target=act)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # a fork beside threads, when tests run in parallel
        process.start()
    process.join()
    assert process.exitcode == 0


@pytest.fixture
def shared_path() -> Iterator[Path]:
    """A file in a folder in which everybody may write, its parents open to everybody."""
    folder = Path("/tmp") / f"edgewise-test-{os.getpid()}-{time.monotonic_ns()}"
    folder.mkdir()
    folder.chmod(0o777)
    (folder / "x.py").write_bytes(OLD)
    (folder / "x.py").chmod(0o666)
    yield folder / "x.py"
    folder.chmod(0o755)
    shutil.rmtree(folder)


@posix
def test_a_read_only_file_is_respected(shared_path: Path) -> None:
    shared_path.chmod(0o444)
    in_a_process_of_no_rights(lambda: assert_refused(fix(shared_path), "read-only"))
    assert_untouched(shared_path)


@posix
def test_a_read_only_folder(shared_path: Path) -> None:
    shared_path.parent.chmod(0o555)
    in_a_process_of_no_rights(lambda: assert_refused(fix(shared_path), "cannot be written", "Permission denied"))
    assert_untouched(shared_path)


@posix
def test_a_file_of_somebody_else_that_everybody_may_write(shared_path: Path) -> None:
    def act() -> None:
        assert fix(shared_path).error is None

    in_a_process_of_no_rights(act)
    assert_untouched(shared_path, NEW)
    assert stat.S_IMODE(shared_path.stat().st_mode) == 0o666


@posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
def test_the_group_is_kept_where_the_owner_cannot_be(shared_path: Path) -> None:
    os.chown(shared_path, 0, 65534)
    shared_path.parent.chmod(0o2777)  # new files get the group of the folder

    def act() -> None:
        assert fix(shared_path).error is None

    in_a_process_of_no_rights(act)
    assert_untouched(shared_path, NEW)
    assert shared_path.stat().st_gid == 65534


def test_what_is_no_regular_file(tmp_path: Path) -> None:
    with pytest.raises(WriteError):
        replace_content(str(tmp_path), OLD, NEW)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "x.py")
        with pytest.raises(WriteError, match=r"^cannot be written: it is no regular file$"):
            replace_content(str(tmp_path / "x.py"), OLD, NEW)


# -------------------------------------------------------------------------------------------------- killed on the way

KILLED = """
import os, signal, sys
from edgewise.files.atomic import replace_content
number, name = int(sys.argv[2]), sys.argv[3]
real = getattr(os, name)
def kill(*arguments, **keywords):
    global number
    number -= 1
    if number < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*arguments, **keywords)
setattr(os, name, kill)
replace_content(sys.argv[1], open(sys.argv[1], "rb").read(), open(sys.argv[1] + ".new", "rb").read())
"""


@posix
@pytest.mark.parametrize(("name", "number"), [("write", 0), ("fsync", 0), ("replace", 0), ("utime", 0), ("fchown", 0)])
def test_killed_at_any_moment(path: Path, name: str, number: int) -> None:
    (path.parent / "x.py.new").write_bytes(NEW)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", KILLED, str(path), str(number), name], env=environment, check=False)
    assert done.returncode == -signal.SIGKILL
    assert path.read_bytes() == OLD
    assert len(list(path.parent.glob(".edgewise-*.tmp"))) == 1
    assert sweep(str(path.parent)) == 1
    assert sorted(it.name for it in path.parent.iterdir()) == ["x.py", "x.py.new"]


@posix
def test_sweeping_spares_a_living_writer(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    real_sync = os.fsync

    def fsync(descriptor: int) -> None:
        # From another process, as a lock of one's own says nothing.
        code = f"from edgewise.files.atomic import sweep; raise SystemExit(sweep({str(path.parent)!r}))"
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        seen.append(subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode)
        seen.append(sweep(str(path.parent)))
        real_sync(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    assert fix(path).error is None
    assert seen == [0, 0]
    assert path.read_bytes() == NEW


@posix
def test_a_writer_outlives_a_sweep_that_comes_before_its_lock(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real_hold, swept = atomic._hold, []

    def hold(descriptor: int) -> None:
        if not swept:
            swept.append(sweep(str(path.parent)))
        real_hold(descriptor)

    monkeypatch.setattr(atomic, "_hold", hold)
    assert fix(path).error is None
    assert swept == [1]
    assert_untouched(path, NEW)


def test_sweeping_touches_nothing_else(tmp_path: Path) -> None:
    spared = [".edgewise-x.tmp", ".edgewise.toml", "edgewise-0123456789abcdef.tmp", ".edgewise-0123456789abcdef.tmp.py"]
    for name in spared:
        (tmp_path / name).write_bytes(b"")
    (tmp_path / ".edgewise-0123456789abcdee.tmp").mkdir()
    linked = ".edgewise-0123456789abcded.tmp"
    if hasattr(os, "O_NOFOLLOW"):
        (tmp_path / linked).symlink_to(spared[0])
        spared.append(linked)
    (tmp_path / ".edgewise-0123456789abcdef.tmp").write_bytes(b"")
    assert sweep(str(tmp_path)) == 1
    assert sorted(it.name for it in tmp_path.iterdir()) == sorted([*spared, ".edgewise-0123456789abcdee.tmp"])
    assert sweep(str(tmp_path / "none")) == 0


@posix
def test_a_full_disk_for_real(path: Path) -> None:
    resource = pytest.importorskip("resource")

    def act() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))
        assert_refused(fix(path), "cannot be written")

    in_a_process(act)
    assert_untouched(path)


# ---------------------------------------------------------------------------------------------------------------- diff


def diff_of(old: bytes, path: str = "x.py") -> bytes:
    rewritten = rewrite_bytes(old, PYTHON, Options(), unsafe=False).rewritten
    assert rewritten is not None
    return file_diff(path, rewritten.source, rewritten.text, rewritten.changes)


def test_a_diff() -> None:
    lines = [b"# %d\n" % number for number in range(1, 31)]
    for number in (5, 12, 13, 28):
        lines[number - 1] = b"x = HOST\n"
    diff = diff_of(b"".join(lines).replace(b"HOST", HOST))
    assert diff.split(b"\n")[:2] == [b"--- a/x.py", b"+++ b/x.py"]
    assert re.findall(rb"@@ .* @@", diff) == [b"@@ -2,15 +2,15 @@", b"@@ -25,6 +25,6 @@"]


def test_the_final_newline_that_is_not_there() -> None:
    assert diff_of(b"# 1\nx = " + HOST).split(b"\n")[3:] == [
        b" # 1",
        b"-x = " + HOST,
        rb"\ No newline at end of file",
        b"+x = " + FIXED,
        rb"\ No newline at end of file",
        b"",
    ]


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("a/x.py", b"a/x.py"),
        ("a/x y.py", b"a/x y.py"),
        ('a/"x".py', b'"a/\\"x\\".py"'),
        ("a/x\\y.py", b'"a/x\\\\y.py"'),
        ("a/ä.py", b'"a/\\303\\244.py"'),
        ("a/\t\n\x01\x7f.py", b'"a/\\t\\n\\001\\177.py"'),
        ("a/\udcff.py", b'"a/\\377.py"'),
    ],
)
@posix
def test_names_are_written_as_git_does(name: str, written: bytes) -> None:
    assert quoted(name) == written


def git(folder: Path, *arguments: str, data: bytes = b"") -> bytes:
    settings = ["-c", "core.autocrlf=false", "-c", "apply.whitespace=nowarn"]
    done = subprocess.run(["git", *settings, *arguments], cwd=folder, input=data, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def assert_git_applies(folder: Path, olds: dict[str, bytes], diff: bytes, news: dict[str, bytes]) -> None:
    git(folder, "init", "-q")
    for name, content in olds.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    git(folder, "apply", "-", data=diff)
    for name, content in news.items():
        assert (folder / name).read_bytes() == content, name


@pytest.mark.parametrize("around", BYTES)
@pytest.mark.parametrize("name", ["x.py", "a b/x y.py"])
def test_git_applies_the_diff_of_any_bytes(tmp_path: Path, around: bytes, name: str) -> None:
    old, new = around.replace(b"HOST", HOST), around.replace(b"HOST", FIXED)
    assert_git_applies(tmp_path, {name: old}, diff_of(old, name), {name: new})


@pytest.mark.parametrize(
    ("name", "old", "head"),
    [
        ("x.py", b"# edgewise: ignore[EW101]\n", b"--- a/x.py\n+++ b/x.py\n@@ -1 +0,0 @@\n"),
        ("x y.py", OLD, b"--- a/x y.py\t\n+++ b/x y.py\t\n@@ -1 +1 @@\n"),
    ],
)
def test_the_head_of_a_diff_is_as_git_writes_it(name: str, old: bytes, head: bytes) -> None:
    assert diff_of(old, name).startswith(head)


@posix
@pytest.mark.parametrize("name", ["ä.py", 'q"q.py', "t\tt.py", "b\\b.py", "n\nn.py", " x .py", "\udcff.py", "-x.py"])
def test_git_applies_the_diff_of_any_name(tmp_path: Path, name: str) -> None:
    assert_git_applies(tmp_path, {name: OLD}, diff_of(OLD, name), {name: NEW})


@st.composite
def changed_texts(draw: st.DrawFn) -> tuple[str, str]:
    lines = draw(st.lists(st.sampled_from(["bad", "bad bad", "", "x", "y\r", "\x0c", "BADBAD"]), max_size=30))
    return "\n".join(lines), draw(st.sampled_from(["good", "two\nlines", "", "\n"]))


def applied(old: bytes, diff: bytes) -> bytes:
    """Apply the hunks of a diff, and hold every line of them against ``old``."""
    if not diff:
        return old
    lines, new, done = re.findall(rb"[^\n]*\n|[^\n]+", old), [], 0
    for head, *body in (hunk.split(b"\n") for hunk in re.split(rb"(?m)^@@ (?=-\d)", diff)[1:]):
        start, count, new_start, new_count = (
            int(it) if it else 1
            for it in re.fullmatch(rb"-(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@", head).groups()  # type: ignore[union-attr]
        )
        at = start - 1 if count else start
        new += lines[done:at]
        assert len(new) == (new_start - 1 if new_count else new_start)
        pieces: list[tuple[bytes, bytes]] = []
        for line in body[:-1]:
            if line.startswith(b"\\"):
                pieces[-1] = (pieces[-1][0], pieces[-1][1].removesuffix(b"\n"))
            else:
                pieces.append((line[:1], line[1:] + b"\n"))
        olds = [line for mark, line in pieces if mark in b" -"]
        news = [line for mark, line in pieces if mark in b" +"]
        assert (olds, len(olds), len(news)) == (lines[at : at + count], count, new_count)
        new += news
        done = at + count
    return b"".join([*new, *lines[done:]])


@given(changed_texts())
def test_a_diff_leads_from_old_to_new(case: tuple[str, str]) -> None:
    old, content = case
    with pytest.MonkeyPatch.context() as patch:
        look = words("bad|BAD", content)
        patch.setattr(rewrite, "check_source", lambda source, *_: (look(source.text), None))
        rewritten = run(old)
    assert rewritten.error is None
    diff = file_diff("x.py", rewritten.source, rewritten.text, rewritten.changes)
    assert applied(old.encode(), diff) == rewritten.text.encode()
    removed = [line for line in diff.split(b"\n") if line.startswith(b"-") and not line.startswith(b"--- ")]
    assert len(removed) <= len(re.findall(r"(?im)^.*bad.*$", old)) + 1


@pytest.mark.parametrize(("old", "new"), [("bad", ""), ("bad\n", ""), ("bad\n", "\n"), ("\nbad", "\n")])
def test_git_applies_a_diff_that_leaves_little(
    looks: Callable[[Look], list[str]], tmp_path: Path, old: str, new: str
) -> None:
    looks(words("bad" if new.endswith("\n") else "bad\n?", ""))
    rewritten = run(old)
    assert rewritten.text == new
    diff = file_diff("x.txt", rewritten.source, rewritten.text, rewritten.changes)
    assert_git_applies(tmp_path, {"x.txt": old.encode()}, diff, {"x.txt": new.encode()})


def test_a_text_in_utf_16(looks: Callable[[Look], list[str]], tmp_path: Path) -> None:
    look = words("bad", "good")
    looks(look)
    old = "a\nbad\nĊ\n" * 3
    rewritten = rewrite_source(Source(old, "utf-16-le", b"\xff\xfe"), FileKind.TEXT, Options(), False)
    diff = file_diff("x.txt", rewritten.source, rewritten.text, rewritten.changes)
    before = b"\xff\xfe" + old.encode("utf-16-le")
    assert rewritten.data == b"\xff\xfe" + old.replace("bad", "good").encode("utf-16-le")
    assert_git_applies(tmp_path, {"x.txt": before}, diff, {"x.txt": rewritten.data})


def test_a_big_diff_takes_no_quadratic_time() -> None:
    text = "".join(f"x{number % 7} = 1\nbad\n" for number in range(50_000))
    look: Sequence[Finding] = words("bad", "good")(text)
    spliced = rewrite.splice(text, look, False)
    diff = file_diff("x.txt", Source(text), spliced.text, rewrite.changes_of(spliced.edits))
    assert diff.count(b"\n+good\n") == 50_000
