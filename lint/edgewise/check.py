"""One file -> one result: read, pass the gates, find, suppress. An error is a value, never an exception."""

from __future__ import annotations

import os
from dataclasses import dataclass

from edgewise.files import File, Kind
from edgewise.findings import Finding
from edgewise.options import Options
from edgewise.sources import Source, UndecodableError, decode_python, decode_text


@dataclass(frozen=True, slots=True)
class FileResult:
    """What a look at one file gave.

    ``findings`` are sorted by position; ``source`` is there whenever there are any. ``error`` is a sentence: the file
    could not be looked at, or (with findings) not in full.
    """

    path: str
    findings: tuple[Finding, ...] = ()
    source: Source | None = None
    error: str | None = None


def check_file(file: File, options: Options) -> FileResult:
    """Look at one file. Whatever goes wrong with it is told in ``error``."""
    try:
        data = read(file.path)
    except OSError as error:
        return FileResult(file.path, error=f"cannot be read: {error.strerror or error}")
    return check_bytes(data, file, options)


def check_bytes(data: bytes, file: File, options: Options) -> FileResult:
    """Look at the content of a file that is already read."""
    if b"twilio" not in data.lower():
        return FileResult(file.path)
    try:
        source = decode_python(data) if file.kind is Kind.PYTHON else decode_text(data)
    except UndecodableError as error:
        return FileResult(file.path, error=f"cannot be decoded: {error}")
    findings, error = check_source(source, file.kind, options)
    return FileResult(file.path, tuple(findings), source if findings else None, error)


def check_source(source: Source, kind: Kind, options: Options) -> tuple[list[Finding], str | None]:
    """Return the findings of a decoded file, sorted by position, and what went wrong on the way, if anything did."""
    from edgewise.python import find

    if kind is not Kind.PYTHON:
        return [], None
    return [finding for finding in find(source.text, options) if options.enabled(finding.code)], None


def read(path: str) -> bytes:
    """Return the bytes of a file.

    :raises OSError: it cannot be read.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0))
    with open(descriptor, "rb", buffering=0) as stream:
        return stream.readall()
