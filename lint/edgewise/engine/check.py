"""One file -> one result: read, pass the gates, find, suppress. An error is a value, never an exception."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, NamedTuple

from edgewise.files.file import File, FileKind
from edgewise.files.reading import UnwantedError, read, read_block

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import ModuleType
    from typing import BinaryIO

    from edgewise.files.sources import Source
    from edgewise.findings import Finding
    from edgewise.options import Options
    from edgewise.python.find import Look
    from edgewise.python.reading import Readings
    from edgewise.python.settings.texts import SettingText
    from edgewise.text.kinds import Kind as TextKind
    from edgewise.text.reading import TextReading


class FileResult(NamedTuple):
    """What a look at one file gave.

    ``findings`` are sorted by position; ``source`` is there whenever there are any. ``error`` is a sentence: the file
    could not be looked at, or (with findings) not in full. ``passed_over`` says why it was left out without an error.
    ``unexamined`` names the language whose clients could not be looked for, and what has to be installed for that.
    """

    path: str
    findings: tuple[Finding, ...] = ()
    source: Source | None = None
    error: str | None = None
    passed_over: str | None = None
    unexamined: tuple[str, str] | None = None


class CleanFiles(NamedTuple):
    """Files of one folder, in order, in which there is nothing to find: nearly all of them, so that none has a result.

    ``folder`` is "" or a path that ends with "/".
    """

    folder: str
    names: Sequence[str]

    @property
    def number(self) -> int:
        """How many there are."""
        return len(self.names)

    def results(self) -> Iterator[FileResult]:
        """Yield a result for each."""
        return (FileResult(self.folder + name) for name in self.names)


BLOCK = 1 << 16
"""Bytes of a stream that are enough to see that it is no text."""
_READ_TWICE = 1 << 20
"""Bytes: a larger file that is given itself is worth to be read only once."""
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")
"""How text begins in which every character takes two bytes or four."""


def check_file(file: File, options: Options) -> FileResult:
    """Look at one file. Whatever goes wrong with it is told in ``error``."""
    try:
        data = read(file.path, options.max_file_size, text=file.kind is not FileKind.PYTHON)
    except OSError as unreadable:
        return _unreadable(file, unreadable)
    except UnwantedError as unwanted:
        settled = _settled_by_start(unwanted, file, options)
        if settled is not None:
            return settled
        try:
            data = read(file.path)
        except OSError as unreadable:
            return _unreadable(file, unreadable)
    return check_bytes(data, file, options)


def check_stream(start: bytes, stream: BinaryIO, file: File, options: Options) -> FileResult:
    """Look at what a stream gives, of which ``start`` is read; what is no text is read no further."""
    if b"\0" in start and _text_gate().is_binary(start, large=file.kind is FileKind.PYTHON):
        # A small file in Python is looked at as it is, and its NUL is a syntax error.
        start += stream.read(options.max_file_size) if file.kind is FileKind.PYTHON else b""
        if file.kind is not FileKind.PYTHON or len(start) > options.max_file_size:
            return _binary(file)
    return check_bytes(start + stream.read(), file, options)


def check_bytes(data: bytes, file: File, options: Options) -> FileResult:
    """Look at the content of a file that is already read."""
    settled = _settled(data, file, options)
    if settled is not None:
        return settled
    from edgewise.files.sources import UndecodableError, decode_python, decode_text

    try:
        source = decode_python(data) if file.kind is FileKind.PYTHON else decode_text(data)
    except UndecodableError as undecodable:
        reason = f"cannot be decoded: {undecodable}"
        if file.kind is FileKind.PYTHON or file.named:
            return FileResult(file.path, error=reason)
        return FileResult(file.path, passed_over=reason)
    findings, error = check_source(source, file.kind, options, file.path)
    missing = _unexamined(source.text, file.kind, file.path)
    return FileResult(file.path, tuple(findings), source if findings else None, error, unexamined=missing)


def is_clean(path: str, most: int, clients: tuple[bytes, ...]) -> bool:
    """Say whether a file is one block of text in which there is nothing to find, whatever its kind; no in doubt.

    What is in doubt, :func:`settle` looks at again.

    :param most: ``Options.max_file_size``.
    :param clients: what :func:`client_names` returns.
    """
    try:
        data = read_block(path)
    except OSError:
        return False
    if data is None or len(data) > most or b"\0" in data:
        return False
    lowered = data.lower()
    if b"twilio" in lowered or b"edgewise" in lowered:
        return False
    return not clients or not any(name in data for name in clients)


def client_names(options: Options) -> tuple[bytes, ...]:
    """Return the last names of the clients of ``options``, as they stand in a file."""
    return tuple(name.rpartition(".")[2].encode() for name in options.clients)


def settle(file: File, options: Options) -> FileResult | int:
    """Return the result of a file that needs no more than reading, or the size in bytes of one that needs more.

    Of a large file, the first block is read here: whoever looks into it reads the rest.
    """
    most = min(options.max_file_size, _READ_TWICE) if file.named else options.max_file_size
    try:
        data = read(file.path, most, text=file.kind is not FileKind.PYTHON)
    except OSError as unreadable:
        return _unreadable(file, unreadable)
    except UnwantedError as unwanted:
        settled = _settled_by_start(unwanted, file, options)
        if settled is not None or unwanted.size > most:
            return settled or unwanted.size
        # It begins as text in UTF-16 does, and so do some recordings of sound.
        try:
            data = read(file.path, most)
        except OSError as unreadable:
            return _unreadable(file, unreadable)
        except UnwantedError as grown:
            return grown.size
    return _settled(data, file, options) or len(data)


def _settled_by_start(unwanted: UnwantedError, file: File, options: Options) -> FileResult | None:
    """Return the result of a file whose first block is enough, None where all of it has to be read."""
    large = unwanted.size > options.max_file_size
    # A small file in Python is looked at as it is, and its NUL is a syntax error.
    if (large or file.kind is not FileKind.PYTHON) and _text_gate().is_binary(unwanted.start, large=large):
        return _binary(file)
    return _too_large(file, options) if large and file.kind is not FileKind.PYTHON and not file.named else None


def _binary(file: File) -> FileResult:
    return FileResult(file.path, error="is not text" if file.named else None, passed_over="is not text")


def _too_large(file: File, options: Options) -> FileResult:
    return FileResult(file.path, passed_over=f"is larger than {options.max_file_size:,} bytes")


def _settled(data: bytes, file: File, options: Options) -> FileResult | None:
    if file.kind is not FileKind.PYTHON:
        if _text_gate().is_binary(data):
            return _binary(file)
        if len(data) > options.max_file_size and not file.named:
            return _too_large(file, options)
    return None if may_match(data, file.kind, options) else FileResult(file.path)


def may_match(data: bytes, kind: FileKind, options: Options) -> bool:
    """Say whether the bytes of a file may hold a finding: the first and cheapest gate."""
    lowered = data.lower()
    if b"edgewise" in lowered:
        return True
    said = b"twilio" in lowered
    if kind is FileKind.PYTHON:
        return said or any(name in data for name in client_names(options))
    if not (said or data.startswith(_WIDE)):
        return False
    return bool(_text_gate().may_match(data) or _languages_gate().may_match(lowered))


@functools.cache
def _text_gate() -> ModuleType:
    # Not on the way to a clean Python file, and an import statement costs too much for one of thousands.
    from edgewise.text import prefilter

    return prefilter


@functools.cache
def _languages_gate() -> ModuleType:
    from edgewise.languages import prefilter

    return prefilter


def check_source(
    source: Source, kind: FileKind, options: Options, path: str = "", *, gates: bool = True
) -> tuple[list[Finding], str | None]:
    """Return the findings of a decoded file, sorted by position, and what went wrong on the way, if anything did.

    :param path: decides which notations a text file that is not Python is read in, and which pins hold for Python.
    :param gates: whether libcst is spared what cannot matter for a finding in Python source.
    """
    from edgewise.judgement.answers import under_both
    from edgewise.python.reading import Readings

    error = None
    readings = Readings(path, gates=gates)
    texts: list[TextReading] = []

    def find(options: Options) -> list[Finding]:
        nonlocal error
        found, error = _find(source.text, kind, options, path, readings, texts)
        return found

    return under_both(find, options), error


def _find(
    text: str, kind: FileKind, options: Options, path: str, readings: Readings, texts: list[TextReading]
) -> tuple[list[Finding], str | None]:
    """Return the findings that no comment suppresses, and what went wrong: in ``options`` a decision is made.

    :param texts: keeps what is read of a text, once that is done, for the other answer.
    """
    from edgewise import rules
    from edgewise.suppressions import ignores
    from edgewise.suppressions.groups import beside_hosts, held_back

    def settled(
        found: list[Finding],
        text: str,
        text_kind: TextKind | None,
        scope: ignores.Scope = "all",
        unexamined: tuple[str, ...] = (),
    ) -> list[Finding]:
        wanted = {code for code in {finding.code for finding in found} if options.enabled(code)}
        enabled = [finding for finding in found if finding.code in wanted]
        others = [finding for finding in found if finding.code not in wanted]
        enabled = held_back(enabled, others, "of a rule that is off")
        return ignores.apply(enabled, text, options, text_kind, rules.SPELLINGS, scope, unexamined)

    if kind is FileKind.PYTHON:
        found, error = _find_in_python(text, options, readings)
        broken = any(finding.code == "EW002" for finding in found)
        return settled(found, text, None, unexamined=("EW",) if broken else ()), error
    from edgewise.text.find import find_in_reading
    from edgewise.text.kinds import kind_of as kind_of_text
    from edgewise.text.reading import TextReading

    text_kind = kind_of_text(path, text)
    if kind is FileKind.NOTEBOOK:
        from edgewise.notebooks.find import find as find_in_notebook

        found = find_in_notebook(
            text,
            options,
            lambda text, options: _find_in_python(text, options, readings)[0],
            lambda found, text, text_kind: settled(found, text, text_kind, "lines"),
        )
        return settled(found, text, text_kind, "file"), None
    if text_kind.prose and not options.prose:
        return [], None
    if not texts:
        texts.append(TextReading(text, text_kind, path))
    hosts, clients = find_in_reading(texts[0], options, path), _find_clients(text, text_kind, path, options)
    found = [*hosts, *(beside_hosts(clients, hosts, text) if clients else clients)]
    left = settled(found, text, text_kind, unexamined=("EW2",) if _unexamined(text, kind, path) else ())
    # A comment that prose shows to its readers is an example.
    return [finding.in_unread for finding in left] if text_kind.prose else left, None


def _unreadable(file: File, error: OSError) -> FileResult:
    return FileResult(file.path, error=f"cannot be read: {error.strerror or error}")


def _find_clients(text: str, kind: TextKind, path: str, options: Options) -> list[Finding]:
    from edgewise.languages.find import find
    from edgewise.text.hostnames.find import upstream_finding

    found = find(text, path, options)
    return [upstream_finding(finding, kind.upstream) for finding in found] if kind.upstream else found


def _unexamined(text: str, kind: FileKind, path: str) -> tuple[str, str] | None:
    if kind is not FileKind.TEXT:
        return None
    from edgewise.languages.find import missing

    return missing(text, path)


def _find_in_python(text: str, options: Options, readings: Readings) -> tuple[list[Finding], str | None]:
    from edgewise.python.syntax.limits import UnparsableError

    try:
        module = readings.module(text, options)
        if module is None:
            return [], None
        from edgewise.python.find import find

        look = find(module)
        found = _with_unread(look, text, options) if look.unread else look.findings
        return (_with_texts(found, look.texts, options) if look.texts else found), None
    except UnparsableError as failure:
        from edgewise.findings import Finding
        from edgewise.text.find import find as find_in_text

        at = min(failure.offset, max(len(text) - 1, 0))
        broken = Finding("EW002", f"{failure.told}; looked at as plain text", at, min(at + 1, len(text)))
        found = [broken, *(finding.in_unread for finding in find_in_text(text, "broken.py", options))]
        return sorted(found, key=lambda finding: (finding.start, finding.end, finding.code)), None


def _with_texts(found: list[Finding], texts: Sequence[SettingText], options: Options) -> list[Finding]:
    """Return the findings of a module with those in strings of it that are configuration or commands."""
    from edgewise.text.find import find_in_string

    known = [(finding.start, finding.end) for finding in found]
    more: dict[tuple[int, int, str], Finding] = {}
    for text in texts:
        for finding in find_in_string(text.text, options, is_command=text.is_command):
            start, end = text.template.span(finding.start, finding.end)
            if not any(low < end and start < high for low, high in known):
                more[start, end, finding.code] = finding._replace(start=start, end=end)
    return sorted([*found, *more.values()], key=lambda finding: (finding.start, finding.end, finding.code))


def _with_unread(look: Look, text: str, options: Options) -> list[Finding]:
    """Return the findings of a module with those in statements that libcst cannot read, which are looked at as text."""
    from edgewise.findings import Finding
    from edgewise.python.syntax.limits import LIBCST_CANNOT
    from edgewise.text.find import find as find_in_text

    found = list(look.findings)
    as_text = find_in_text(text, "broken.py", options)
    for start, end in look.unread:
        at = start + len(text[start:end]) - len(text[start:end].lstrip())
        found.append(Finding("EW002", f"{LIBCST_CANNOT}; looked at as plain text", at, at + 1))
        found += (finding.in_unread for finding in as_text if start <= finding.start < end)
    unique = {(finding.start, finding.end, finding.code): finding for finding in found}
    return [unique[key] for key in sorted(unique)]
