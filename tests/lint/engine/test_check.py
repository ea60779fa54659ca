"""One file -> one result: what is passed over, what is an error, and what is looked at."""

from __future__ import annotations

import codecs
import io
from typing import BinaryIO, cast

import pytest

from edgewise.engine.check import check_bytes, check_stream
from edgewise.files.file import File, FileKind
from edgewise.files.sources import decode_python
from edgewise.options import Options

TEXT = 'TWILIO_REGION="ie1"\n'


def looked_at(
    data: bytes, *, named: bool = False, kind: FileKind = FileKind.TEXT, **options: int
) -> tuple[int, str | None, str | None]:
    result = check_bytes(data, File("app.env", kind, named), Options(**options))
    return len(result.findings), result.error, result.passed_over


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16"),
    ],
)
def test_text_is_decoded_by_its_mark(data: bytes) -> None:
    assert looked_at(data) == (1, None, None)


@pytest.mark.parametrize("data", [b"\0\1\2", TEXT.encode("utf-16-be"), b"twilio.com\0region"])
def test_what_is_not_text_is_passed_over_unless_it_is_named(data: bytes) -> None:
    assert looked_at(data) == (0, None, "is not text")
    assert looked_at(data, named=True) == (0, "is not text", "is not text")


def test_text_in_another_encoding_is_passed_over_unless_it_is_named() -> None:
    data = TEXT.encode() + b"# caf\xe9\n"
    findings, error, passed_over = looked_at(data)
    assert (findings, error) == (0, None)
    assert passed_over is not None and "utf-8" in passed_over
    assert "utf-8" in (looked_at(data, named=True)[1] or "")


def test_a_large_file_is_passed_over_unless_it_is_named() -> None:
    assert looked_at(TEXT.encode(), max_file_size=10) == (0, None, "is larger than 10 bytes")
    assert looked_at(TEXT.encode(), named=True, max_file_size=10) == (1, None, None)


def test_python_that_does_not_fit_its_encoding_is_an_error() -> None:
    findings, error, _ = looked_at(b'x = "twilio \xff"\n', kind=FileKind.PYTHON)
    assert findings == 0
    assert error is not None and "utf-8" in error


def test_python_that_does_not_parse_is_looked_at_as_text() -> None:
    data = b'print "https://api.ie1.twilio.com"  # api.de1.twilio.com\n'
    result = check_bytes(data, File("old.py", FileKind.PYTHON, named=False), Options())
    assert [(finding.code, finding.fix) for finding in result.findings] == [("EW002", None), ("EW101", None)]
    assert "Missing parentheses" in result.findings[0].message


@pytest.mark.parametrize(
    "source", ["x = " + "(" * 5000 + ")" * 5000, "x = " + "+".join(["a"] * 20000), "x = a" + ".b" * 20000]
)
def test_python_that_is_nested_too_deeply_is_looked_at_as_text(source: str) -> None:
    data = f'y = "https://api.ie1.twilio.com"; {source}\n'.encode()
    result = check_bytes(data, File("deep.py", FileKind.PYTHON, named=False), Options())
    assert [finding.code for finding in result.findings] == ["EW002", "EW101"]


@pytest.mark.parametrize(
    ("lines", "encoding"),
    [
        ([b"# coding: latin-1", b"x = '\xe9'"], "iso-8859-1"),
        ([b"#!/usr/bin/python", b"# coding: latin-1", b"x = '\xe9'"], "iso-8859-1"),
        ([b"# a", b"# b", b"# coding: latin-1", "x = '\u00e9'".encode()], "utf-8"),
        ([b"x = 1", b"# coding: latin-1", "x = '\u00e9'".encode()], "utf-8"),
    ],
)
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_the_cookie_is_where_python_looks_for_it(lines: list[bytes], encoding: str, end: bytes) -> None:
    data = end.join(lines) + end
    source = decode_python(data)
    assert source.encoding == encoding
    names: dict[str, object] = {}
    exec(compile(data, "x.py", "exec"), names)
    assert names["x"] == "\u00e9"
    assert "\u00e9" in source.text


class Endless(io.RawIOBase):
    """A stream that gives NUL for ever: nobody may ask it for all it has."""

    def read(self, size: int = -1) -> bytes:
        assert size >= 0
        return bytes(size)


@pytest.mark.parametrize("kind", [FileKind.TEXT, FileKind.PYTHON, FileKind.NOTEBOOK])
def test_a_stream_that_is_no_text_is_not_read_to_its_end(kind: FileKind) -> None:
    options = Options(max_file_size=1_000_000)
    result = check_stream(bytes(100), cast("BinaryIO", Endless()), File("-", kind, named=True), options)
    assert result.error == "is not text"


def test_a_stream_is_read_to_its_end() -> None:
    python = File("-", FileKind.PYTHON, named=True)
    text = b'x = 1\nURL = "https://api.ie1.twilio.com"\n'
    assert len(check_stream(text[:9], io.BytesIO(text[9:]), python, Options()).findings) == 1
    text = b"x = 1\n\0\n" + text
    found = check_stream(text[:9], io.BytesIO(text[9:]), python, Options()).findings
    assert {finding.code for finding in found} == {"EW002", "EW101"}
