"""Baselines: files that say which findings were there before, so that only others are reported.

A finding is known by its rule, its file and its text, whatever line it is on; two that are alike are two entries. The
file is JSON, sorted, an entry a line, so that a change of it reads well. Paths are relative to its folder.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import os
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, cast

from edgewise.files.atomic import WriteError, replace_content, sweep
from edgewise.files.reading import UnwantedError, read
from edgewise.rules import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from edgewise.findings import Finding

VERSION = 1
_SHAPE = "an object with `version` and `findings`, as `edgewise check --write-baseline` writes it"
_MOST_BYTES = 1_000_000_000
_TEXT_LENGTH = 200
_REACH = 300
"""Characters of a line before and behind a finding that its digest takes in."""


class BaselineError(Exception):
    """A baseline that cannot be used or written; the argument is a sentence for the user that names the file."""


class Entry(NamedTuple):
    """A finding as a baseline has it: ``text`` is its source, and ``line`` a digest of the line or lines around it.

    Blanks of any kind and number are one space in both. The digest only decides which of several findings with one
    text is meant; a line may change otherwise.
    """

    rule: str
    text: str
    line: str


@dataclass(frozen=True, slots=True)
class Baseline:
    """Known findings by their file, whose path is relative to ``folder`` (real) and has forward slashes."""

    folder: str
    entries: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict[str, tuple[Entry, ...]])

    @property
    def size(self) -> int:
        """The number of findings."""
        return sum(map(len, self.entries.values()))

    def name_of(self, path: str) -> str:
        """Return the name under which the file at ``path`` stands here; nothing has to be there."""
        folder, name = os.path.split(os.path.abspath(path))
        return _relative(os.path.join(_real(folder), name), self.folder)

    def split(
        self, path: str, text: str, findings: Sequence[Finding]
    ) -> tuple[list[Finding], list[Finding], list[Entry]]:
        """Return which findings of the file at ``path`` are new, which are known, and the entries that met none."""
        known = Counter(self.entries.get(self.name_of(path), ()))
        if not known:
            return list(findings), [], []
        entries = [entry_of(finding, text) for finding in findings]
        met: set[int] = set()
        for number, entry in enumerate(entries):
            if known[entry] > 0:
                known[entry] -= 1
                met.add(number)
        # What was reformatted, or has moved to another line, is known by its text alone.
        alike = Counter(entry[:2] for entry in known.elements())
        gone: Counter[tuple[str, str]] = Counter()
        for number, entry in enumerate(entries):
            if number not in met and alike[entry[:2]] > 0:
                alike[entry[:2]] -= 1
                gone[entry[:2]] += 1
                met.add(number)
        stale: list[Entry] = []
        for entry in known.elements():
            if gone[entry[:2]] > 0:
                gone[entry[:2]] -= 1
            else:
                stale.append(entry)
        new = [finding for number, finding in enumerate(findings) if number not in met]
        return new, [finding for number, finding in enumerate(findings) if number in met], stale


def entry_of(finding: Finding, text: str) -> Entry:
    """Return the entry for a finding of the file that holds ``text``."""
    start = max(text.rfind("\n", 0, finding.start) + 1, finding.start - _REACH)
    end = text.find("\n", finding.end)
    end = min(len(text) if end < 0 else end, finding.end + _REACH)
    digest = hashlib.sha256(_plain(text[start:end]).encode("utf-8", "surrogatepass")).hexdigest()
    return Entry(finding.code, _plain(text[finding.start : finding.end])[:_TEXT_LENGTH], digest[:8])


def _plain(text: str) -> str:
    return " ".join(text.split())


@functools.lru_cache(maxsize=4096)
def _real(folder: str) -> str:
    return os.path.realpath(folder)


def _relative(path: str, folder: str) -> str:
    try:
        return os.path.relpath(path, folder).replace(os.sep, "/")
    except ValueError:  # on another drive
        return path.replace(os.sep, "/")


# ---------------------------------------------------------------------------------------------------- reading, writing


def folder_of(path: str) -> str:
    """Return the folder to which the paths in the baseline at ``path`` are relative."""
    return os.path.dirname(os.path.realpath(path))


def load(path: str) -> Baseline:
    """Read a baseline.

    :raises BaselineError: it is not there, cannot be read, is none, or is of a newer version of the format.
    """
    if os.path.exists(path) and not os.path.isfile(path):
        raise BaselineError(f"{path}: the baseline cannot be read: it is no regular file")
    try:
        data = read(path, _MOST_BYTES)
    except UnwantedError:
        raise BaselineError(f"{path}: the baseline cannot be read: it is larger than {_MOST_BYTES:,} bytes") from None
    except FileNotFoundError:
        raise BaselineError(
            f"{path}: there is no such baseline; `edgewise check --write-baseline {path}` writes one"
        ) from None
    except OSError as error:
        raise BaselineError(f"{path}: the baseline cannot be read: {error.strerror or error}") from None
    try:
        content: object = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BaselineError(f"{path}: the baseline is not valid JSON: {error}") from None
    return Baseline(folder_of(path), _entries(path, content))


def _entries(path: str, content: object) -> dict[str, tuple[Entry, ...]]:
    table = cast("dict[str, object]", content) if isinstance(content, dict) else {}
    version, files = table.get("version"), table.get("findings")
    if isinstance(version, int) and version > VERSION:
        raise BaselineError(
            f"{path}: the baseline has format {version}, and this version of Edgewise reads {VERSION}: update Edgewise"
        )
    if version is not True and version == VERSION and isinstance(files, dict):
        with contextlib.suppress(TypeError):
            return {name: _listed(items) for name, items in cast("dict[str, object]", files).items()}
    raise BaselineError(f"{path}: the file is no baseline, which is {_SHAPE}")


def _listed(items: object) -> tuple[Entry, ...]:
    if not isinstance(items, list):
        raise TypeError
    return tuple(_entry(item) for item in cast("list[object]", items))


def _entry(item: object) -> Entry:
    if not isinstance(item, dict):
        raise TypeError
    values = [cast("dict[str, object]", item).get(name) for name in Entry._fields]
    if not all(isinstance(value, str) for value in values):
        raise TypeError
    return Entry(*cast("list[str]", values))


def written(baseline: Baseline) -> str:
    """Return a baseline as the text of its file."""
    # A run without the baseline comes by this file as well, and what it quotes is nobody's to mend.
    own = ", ".join(code for code in BY_CODE if code != "EW002")
    lines = [
        f'{{\n  "about": "# edgewise: ignore-file[{own}] written by `edgewise check --write-baseline`",',
        f'  "version": {VERSION},',
    ]
    files = [
        f"    {json.dumps(name)}: [\n"
        + ",\n".join(f"      {json.dumps(entry._asdict())}" for entry in sorted(entries))
        # Below, an empty list would stand for a file without findings.
        + "\n    ]"
        for name, entries in sorted(baseline.entries.items())
        if entries
    ]
    lines.append('  "findings": {\n' + ",\n".join(files) + "\n  }" if files else '  "findings": {}')
    return "\n".join(lines) + "\n}\n"


def save(path: str, baseline: Baseline) -> None:
    """Write a baseline in one step: whoever looks finds the old file or the new one.

    :raises BaselineError: it cannot be written, and nothing has changed.
    """
    try:
        replace_content(path, None, written(baseline).encode("ascii"))
    except WriteError as error:
        raise BaselineError(f"{path}: the baseline {error}") from None
    sweep(folder_of(path))


# ------------------------------------------------------------------------------------------------------- what is stale


def below(baseline: Baseline, given: Iterable[str]) -> Iterator[str]:
    """Yield the names of the files that are, or stand below, one of the paths ``given``."""
    roots = {os.path.realpath(path) for path in given}
    for name in baseline.entries:
        path = os.path.join(baseline.folder, name)
        while path not in roots and path != os.path.dirname(path):
            path = os.path.dirname(path)
        if path in roots:
            yield name


def shown(stale: Iterable[tuple[str, Entry]]) -> Iterator[str]:
    """Yield a line for each stale entry and its file."""
    for name, entry in stale:
        yield f"{name}: {entry.rule} {entry.text}"
