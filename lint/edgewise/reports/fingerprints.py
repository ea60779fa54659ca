"""Fingerprints tell the findings of one run apart and find them again in the next, wherever their lines have moved."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from typing import TYPE_CHECKING

from edgewise.files.sources import Lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from edgewise.files.sources import Source
    from edgewise.findings import Finding

_NEAR = 100
"""Characters on either side of a finding that count, on a line that is longer than these."""
_WINDOW = 100
_BASE = 37
_END = "\uffff"
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


def fingerprints(findings: Iterable[Finding], path: str, lines: Lines) -> Iterator[str]:
    """Yield 64 hexadecimal digits for each finding of a file.

    They are made of the rule, the path, the text of the line without its indentation, and how many equal findings stand
    before: so they are different for all findings of a run, and stay when lines above come or go.

    :param path: as the report writes it, so that it is the same on every machine.
    """
    seen: Counter[tuple[str, str]] = Counter()
    for finding in findings:
        key = finding.code, _near(finding, lines)
        seen[key] += 1
        parts = (finding.code, path, key[1], str(seen[key]))
        yield hashlib.sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()


def _near(finding: Finding, lines: Lines) -> str:
    row = lines.location(finding.start)[0]
    start, end = lines.start(row), lines.end(row)
    if end - start > 2 * _NEAR:
        start, end = max(start, finding.start - _NEAR), min(end, finding.start + _NEAR)
    return lines.text[start:end].strip()


def line_hashes(source: Source, rows: Iterable[int]) -> Mapping[int, str]:
    """Return for each of ``rows`` (from 1) what GitHub's code scanning calls ``primaryLocationLineHash``.

    It is the only fingerprint that GitHub compares. Its ``upload-sarif`` action works it out again and warns where it
    finds another value (github/codeql-action, ``fingerprints.ts``): a polynomial in 37, modulo 2 to the 64, of the
    first hundred UTF-16 units from the start of the line that are no blank, and how many lines with the same one there
    have been. Nothing for a file that the action cannot read, which is in UTF-16 or UTF-32.
    """
    if source.encoding.startswith(("utf-16", "utf-32")):
        return {}
    text = source.encode(source.text).decode("utf-8", "replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace(" ", "").replace("\t", "") + _END
    text = _ASTRAL.sub(_pair, text)
    lines = Lines(text)
    wanted = {row: text[lines.start(row) : lines.start(row) + _WINDOW] for row in set(rows)}
    windows, counts = set(wanted.values()), Counter[str]()
    found: dict[int, str] = {}
    for row in range(1, max(wanted, default=0) + 1):
        start = lines.start(row)
        window = text[start : start + _WINDOW]
        if window in windows:
            counts[window] += 1
            if row in wanted:
                found[row] = f"{_polynomial(window):x}:{counts[window]}"
    return found


def _polynomial(window: str) -> int:
    value = 0
    for character in window.ljust(_WINDOW, "\0"):
        value = value * _BASE + ord(character)
    return value % 2**64


def _pair(astral: re.Match[str]) -> str:
    number = ord(astral[0]) - 0x10000
    return chr(0xD800 + (number >> 10)) + chr(0xDC00 + (number & 0x3FF))
