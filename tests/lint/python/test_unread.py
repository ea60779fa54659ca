"""Python that libcst cannot read: told where it matters, looked at as text, and in nobody's way."""

from __future__ import annotations

import sys

import libcst as cst
import pytest

from edgewise.engine.check import check_bytes
from edgewise.files.file import File, FileKind
from edgewise.options import Options
from edgewise_codemods import fix_source

H, FIXED = '"https://api.ie1.twilio.com"', '"https://api.dublin.ie1.twilio.com"'
CLIENT = "from twilio.rest import Client\n"


def told(source: str) -> list[tuple[str, int, bool]]:
    """Return code, row and whether there is a fix, for each finding."""
    result = check_bytes(
        source.encode(), File("x.py", FileKind.PYTHON, named=False), Options(processing_region="as-written")
    )
    assert result.error is None
    return [(one.code, source.count("\n", 0, one.start) + 1, one.fix is not None) for one in result.findings]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # What is not read and has nothing to do with a finding is nobody's business.
        (f"(x): int = 5\ny = {H}\n", [("EW101", 2, True)]),
        (f"def f():\n    (x): int = 5\n    get({H})\n", [("EW101", 3, True)]),
        (f"class A(B, metaclass=M, *bs):\n    x = 1\ny = {H}\n", [("EW101", 3, True)]),
        # A finding in it is told, by what text can tell.
        (f"\n(x): str = {H}\n", [("EW002", 2, False), ("EW101", 2, False)]),
        (f"a = 1\n(x): str = {H}\ny = {H}\n", [("EW002", 2, False), ("EW101", 2, False), ("EW101", 3, True)]),
        (f"if a:\n    \\\n    x = {H}\ny = {H}\n", [("EW002", 1, False), ("EW101", 3, False), ("EW101", 4, True)]),
        (f"class A(B, metaclass=M, *bs):\n    x = {H}\n", [("EW002", 1, False), ("EW101", 2, False)]),
        (f"def f():\n\x0c    x = {H}\n    return x\n", [("EW002", 1, False), ("EW101", 2, False)]),
        (f"if a:\n\x0c\tx = 1\n\tb = {H}\ny = {H}\n", [("EW002", 1, False), ("EW101", 3, False), ("EW101", 4, True)]),
        (f"class A:\n  \\\n  def f(self): return {H}\n", [("EW002", 1, False), ("EW101", 3, False)]),
        (f"class A(m=1, *bs): x = {H}\ny = {H}\n", [("EW002", 1, False), ("EW101", 1, False), ("EW101", 2, True)]),
        # Tabs and blanks that Python takes are read, in whatever mixture.
        (f"if a:\n \tx = 1\n \tb = {H}\n", [("EW101", 3, True)]),
        (f"if a:\n    if b:\n    \tc = {H}\n    d = 1\nif e:\n\tf = {H}\n", [("EW101", 3, True), ("EW101", 6, True)]),
        # Of a large statement, the smallest that is not read.
        (
            f"class A:\n    (x): str = {H}\n    def f(self):\n        get({H})\n",
            [("EW002", 2, False), ("EW101", 2, False), ("EW101", 4, True)],
        ),
        (
            f"try:\n    pass\nexcept E:\n    (x): str = {H}\nelse:\n    get({H})\n",
            [("EW002", 4, False), ("EW101", 4, False), ("EW101", 6, True)],
        ),
        # What it may change is not rewritten.
        (f"host = {H}\n(host): str = 'x'\nget(host)\n", [("EW101", 1, False)]),
        (f"{CLIENT}def f():\n    (z): int = 1\n    return Client('a', 'b', region='ie1')\n", [("EW201", 4, False)]),
        (f"{CLIENT}(z): int = 1\nc = Client('a', 'b', region='ie1')\n", [("EW201", 3, True)]),
    ],
)
def test_one_statement_hides_no_other(source: str, expected: list[tuple[str, int, bool]]) -> None:
    assert told(source) == expected


def test_the_message_says_that_the_parser_is_at_fault_and_where_once() -> None:
    source = f"x = 1\n\n(y): str = {H}\n"
    broken = check_bytes(source.encode(), File("x.py", FileKind.PYTHON, named=False), Options()).findings[0]
    assert broken.message == "is valid Python that libcst, the parser, cannot read; looked at as plain text"
    assert source[broken.start : broken.end] == "("


def test_the_rest_is_rewritten() -> None:
    source = f"(x): str = {H}\ny = {H}\n"
    assert fix_source(source, processing_region="as-written").text == f"(x): str = {H}\ny = {FIXED}\n"


LOGIC_ERROR: type[Exception] = getattr(cst, "CSTLogicError", Exception)  # not in the oldest libcst that we take


@pytest.mark.parametrize("error", [LOGIC_ERROR("Logic error!"), RuntimeError("x"), KeyError(1), AssertionError()])
@pytest.mark.parametrize("valid", [True, False])
def test_whatever_libcst_raises_is_no_error_of_the_program(
    monkeypatch: pytest.MonkeyPatch, error: Exception, valid: bool
) -> None:
    real = cst.parse_module

    def parse(text: str) -> cst.Module:
        if "odd" in text:
            raise error
        return real(text)

    monkeypatch.setattr(cst, "parse_module", parse)
    source = f"odd = {H}\nx = {H}\n" + ("" if valid else "print 1\n")
    expected = [("EW002", 1 if valid else 3, False), ("EW101", 1, False), ("EW101", 2, valid)]
    assert sorted(told(source)) == sorted(expected)


@pytest.mark.parametrize("joined", ["t'a' t'{b}'", "t'a' t'b' t'{c}'", "(t'a'\n  rt'{b}')"])
def test_joined_t_strings_hide_nothing(joined: str) -> None:
    rows = joined.count("\n") + 2
    found = told(f"x = {joined}\ny = {H}\n")
    if sys.version_info >= (3, 14):  # which alone knows where such a statement ends
        assert found == [("EW101", rows, True)]
    else:
        assert [code for code, _, _ in found] == ["EW002", "EW101"]
        assert ("EW101", rows, False) in found


def test_a_long_source_with_much_that_is_not_read_has_an_end() -> None:
    source = "".join(f"if a:\n    (x{n}): str = {H}\n" for n in range(400))
    found = told(source)
    assert sum(code == "EW101" for code, _, _ in found) == 400
    assert not any(fix for _, _, fix in found)


@pytest.mark.parametrize("source", [f"(y): str = {H}\n", f"def f(:\n    get({H})\n"])
def test_a_finding_in_what_is_not_read_says_why_it_stays_and_what_would_be_right(source: str) -> None:
    options = Options(processing_region="as-written")
    found = check_bytes(source.encode(), File("x.py", FileKind.PYTHON, named=False), options).findings
    (host,) = (finding for finding in found if finding.code == "EW101")
    assert host.fix is None
    assert host.message.endswith("; nothing is rewritten in what cannot be read (EW002)")
    assert host.help.startswith("Replace with `api.dublin.ie1.twilio.com`")
