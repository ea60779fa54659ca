"""Programs by what a host or a region is used for, each run before and after a rewrite: is it fixed, kept, or broken?

``uses.txt``, ``keys_and_fields.txt`` and ``mechanisms.txt`` have them under headings with their style. Each finds what comes from outside, with hosts as they were stored
once: ``stored.txt`` (lines), ``stored.json`` and ``stored.db`` (rows of ``media``), and two variables of the environment,
``STORED_URL`` and ``STORED_HOST``. What a rewrite may change is the host of a request that was retired
and is the right one afterwards, and what the program says, reads or writes about that host; nothing else. Whether a
program may be fixed at all is found by trying: some rewrite of its text, by hand as it were, that changes nothing else.
``python -m oracle.written.uses`` in ``tests`` prints what becomes of the programs, with a name all about one of them, and with
``--mended`` it takes the mark off those that are not broken any more.
"""

from __future__ import annotations

import ast
import difflib
import itertools
import json
import logging
import multiprocessing
import os
import re
import sqlite3
import sys
import tempfile
import unittest
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial
from types import ModuleType
from typing import Any, NamedTuple
from unittest import mock

from oracle.judging import facts
from oracle.judging.claims import rewrite
from oracle.judging.judge import USUAL_ENVIRONMENT, Record, run
from oracle.written.frameworks import databases, frameworks, run_test

PROCESSING = ("as-written", "us1")
_HEADING = re.compile(r"^=== (\w+)(, broken)?: (.+)\n", re.MULTILINE)
_FOLDER = os.path.dirname(os.path.abspath(__file__))
_FILES = [os.path.join(_FOLDER, name) for name in ("uses.txt", "keys_and_fields.txt", "mechanisms.txt")]


class Use(NamedTuple):
    """A program, and the style in which it is written. ``is_broken``: a safe fix breaks it today, a known fault."""

    style: str
    name: str
    text: str
    is_broken: bool


def _read(path: str) -> list[Use]:
    with open(path, encoding="utf-8") as stream:
        _, *parts = _HEADING.split(stream.read())
    rows = zip(*(parts[at::4] for at in range(4)), strict=True)
    return [Use(style, name, text, broken is not None) for style, broken, name, text in rows]


USES = tuple(use for path in _FILES for use in _read(path))


# ---------------------------------------------------------------------------------------------------------- what it did


@dataclass
class Seen:
    """All that can be seen of a program that ran: what it did, what its tests said, and what it left behind."""

    record: Record
    tests: list[str] = field(default_factory=list[str])
    files: dict[str, str] = field(default_factory=dict[str, str])
    rows: list[str] = field(default_factory=list[str])

    def told(self) -> list[str]:
        """Return the lines that may name a host because it is asked."""
        record = self.record
        files = [f"{name}: {text}" for name, text in self.files.items()]
        parts = [
            *map(repr, record.noted),
            record.printed,
            record.complained,
            *record.warned,
            str(record.raised),
            *files,
        ]
        return [line for part in (*parts, *self.tests) for line in part.splitlines()]


@lru_cache(maxsize=20000)
def seen(program: str) -> Seen:
    """Run a program, and its tests, in an empty folder of its own."""
    modules, stored = frameworks()
    names: list[str] = []
    outside = _stored()
    with _folder(outside) as folder, databases() as dumped, _imported(modules), mock.patch("time.sleep"):
        level = logging.root.level
        try:
            record = run(program + _TESTED, _ENVIRONMENT, {"test_all": partial(_test, names)})
        finally:
            logging.root.setLevel(level)
        files = {
            name: _content(os.path.join(at, name))
            for at, _, found in os.walk(folder)
            for name in sorted(found)
            if not name.endswith("-journal")
        }
    return Seen(record, names, files, [*dumped, *stored()])


_HOSTS = ("api.ie1.twilio.com", "api.twilio.com", "media.example", "api.au1.twilio.com", "api.twilio.com")
_ROWS = [
    {"sid": f"RE{number}", "host": host, "url": f"https://{host}/2010-04-01/RE{number}.mp3"}
    for number, host in enumerate(_HOSTS, 1)
]
_ENVIRONMENT = {**USUAL_ENVIRONMENT, "STORED_URL": _ROWS[0]["url"], "STORED_HOST": _ROWS[0]["host"]}


@cache
def _stored() -> Mapping[str, bytes]:
    """Return what every program finds in its folder."""
    with _folder(), closing(sqlite3.connect("stored.db")) as connection:
        connection.execute("CREATE TABLE media (sid, host, url)")
        connection.executemany("INSERT INTO media VALUES (:sid, :host, :url)", _ROWS)
        connection.commit()
        with open("stored.db", "rb") as stream:
            database = stream.read()
    text = "".join(f"{row['url']}\n" for row in _ROWS)
    return {
        "stored.db": database,
        "stored.txt": text.encode(),
        "stored.json": json.dumps({"region": "ie1", "media": _ROWS}).encode(),
    }


_TESTED = "\ntest_all(globals())\n"


def _test(told: list[str], names: dict[str, Any]) -> None:
    """Run the tests of a program, in the order in which they stand there."""
    del names["test_all"]
    for name, found in list(names.items()):
        if isinstance(found, type) and issubclass(found, unittest.TestCase):
            result = unittest.TestResult()
            unittest.defaultTestLoader.loadTestsFromTestCase(found).run(result)
            told += [f"{test.id()}: {text.splitlines()[-1]}" for test, text in (*result.failures, *result.errors)]
            told.append(f"{name}: {result.testsRun} run")
        elif name.startswith("test_") and callable(found):
            for row in getattr(found, "rows", [{}]):
                try:
                    run_test(names, found, row)
                except Exception as error:
                    told.append(f"{name}: {type(error).__name__}: {error}")
                else:
                    told.append(f"{name}: passed")


@contextmanager
def _imported(modules: Mapping[str, ModuleType]) -> Iterator[None]:
    # Not mock.patch.dict: what is imported meanwhile stays imported.
    before = {name: sys.modules.get(name) for name in modules}
    sys.modules.update(modules)
    try:
        yield
    finally:
        for name, module in before.items():
            if module is None:
                del sys.modules[name]
            else:
                sys.modules[name] = module


@contextmanager
def _folder(files: Mapping[str, bytes] | None = None) -> Iterator[str]:
    before = os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            for name, content in (files or {}).items():
                with open(name, "wb") as stream:
                    stream.write(content)
            yield folder
        finally:
            os.chdir(before)


def _content(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as stream:
            return stream.read()
    except UnicodeDecodeError:
        return "a database"  # what is in it is seen when it is closed


# ------------------------------------------------------------------------------------------------------ before and after


def verdict(program: str, before: Seen, after: Seen, way: str) -> str:
    """Compare what a program did before and after a rewrite: "right", "part", "same", or what is broken, as a sentence.

    "right": all that asked for a host that does not exist asks for the right one. "part": something does, and something
    does not. "same": it asks for the same hosts.
    """
    if after.record.requests != before.record.requests:
        return _difference("requests", before.record.requests, after.record.requests)
    echoes: dict[str, str] = {}
    for old, new in zip(before.record.hosts, after.record.hosts, strict=True):
        if facts.place(old) == facts.place(new):
            continue
        if facts.is_valid(old) or facts.place(new) != facts.place(facts.host_after(old, way)):
            return f"asks for {new} and not for {facts.host_after(old, way)}, before: {old}"
        echoes[old] = new
    said, says = before.told(), after.told()
    sentences = _sentences(program)
    if [_echoed(line, echoes, sentences) for line in said] != [_echoed(line, echoes, sentences) for line in says]:
        return _difference("it says", said, says)
    if before.rows != after.rows:
        return _difference("rows", before.rows, after.rows)
    wrong = [facts.is_valid(host) for host in after.record.hosts]
    if not echoes:
        return "same"
    return "right" if all(wrong) else "part"


def _difference(what: str, before: Iterable[object], after: Iterable[object]) -> str:
    changed = difflib.ndiff([*map(str, before)], [*map(str, after)])
    return f"{what}: {'; '.join(line for line in changed if line[:1] in '+-')}"[:600]


def _sentences(program: str) -> list[str]:
    """Return the pieces of literals that are words about a host: what people are told has to stay."""
    texts = [
        node.value
        for node in ast.walk(ast.parse(program))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    pieces = [piece.strip() for text in texts for piece in re.split(r"%\w|\{\w*\}|\n", text)]
    return [piece for piece in pieces if "twilio.com" in piece and len(_WORD.findall(piece)) > 1]


_WORD = re.compile(r"(?<!\S)[^\W\d_]+(?=[\s,;!?]|:\s|$)")


def _echoed(line: str, echoes: Mapping[str, str], sentences: Iterable[str]) -> str:
    """Return a line with the hosts that are asked now for those that were asked before."""
    if any(sentence in line for sentence in sentences):
        return line
    for old, new in echoes.items():
        line = re.sub(rf"(?<![\w.-]){re.escape(old)}(?![\w-]|\.\w)", new, line, flags=re.IGNORECASE)
    return line


# --------------------------------------------------------------------------------------------------- the ideal rewrite


class Change(NamedTuple):
    """The characters ``start`` to ``end`` get another text, as somebody might do by hand."""

    start: int
    end: int
    text: str


_HOST = re.compile(
    r"(?<![\w.-])(?:[a-z][a-z-]*|\{\w*\}|%s|\$\w+)((?:\.[a-z-]+)?\.[a-z]{2}[0-9])?\.twilio\.com", re.IGNORECASE
)
_REGION = re.compile(r"""(?<![\w])(["'])(ie1|au1|br1|de1|jp1|sg1|us2)\1""", re.IGNORECASE)
_MAXIMUM = 300
"""How many rewrites of one program are tried."""


def _places(program: str, way: str) -> list[list[Change]]:
    """Return for each host and each region of a text what may be done about it: nothing is always possible."""
    places: list[list[Change]] = []
    for found in _HOST.finditer(program):
        old = found[0].lower()
        if not facts.is_valid(old):
            new = facts.host_after(old, way)
            places.append([Change(found.start(), found.end(), new), *_beside(program, found.start(), found[0], new)])
    for found in _REGION.finditer(program):
        middle = facts.middle_after(found[2].lower(), way) or "us1"
        edge = middle.partition(".")[0] if "." in middle else None
        # A label of a host may become two; the region of a client never does.
        may_be_two = edge is None or ("TWILIO_" not in program and "twilio.rest" not in program)
        choices = [Change(found.start(), found.end(), f'"{middle}"')] if may_be_two else []
        places.append([*choices, *_edges(program, found.start(), found.end(), edge)])
        if edge:
            places += [[Change(at, at, f', edge="{edge}"')] for at in _unknown_regions(program)]
    return places


def _unknown_regions(program: str) -> Iterator[int]:
    """Return where the arguments ``region=`` end that are no literals."""
    starts = [0, *itertools.accumulate(map(len, program.splitlines(keepends=True)))]
    for node in ast.walk(ast.parse(program)):
        if isinstance(node, ast.keyword) and node.arg == "region" and not isinstance(node.value, ast.Constant):
            yield starts[(node.end_lineno or 1) - 1] + (node.end_col_offset or 0)


def _beside(program: str, start: int, old: str, new: str) -> list[Change]:
    """Return the change that adds a new host behind an old one in a display."""
    whole = re.compile(rf"""(["'])(?:https?://)?{re.escape(old)}/?\1(?=\s*[,\]}})])""")
    for found in whole.finditer(program, max(0, start - 10)):
        if found.start() < start < found.end():
            return [Change(found.end(), found.end(), f", {found[0].replace(old, new)}")]
    return []


def _edges(program: str, start: int, end: int, edge: str | None) -> list[Change]:
    """Return the changes that give an edge beside a region: a keyword, an entry, a statement."""
    first, last = program.rfind("\n", 0, start) + 1, program.find("\n", end)
    line, head = program[first:last], program[first:start]
    if re.search(r"region\s*=\s*$", head) and re.search(r"\(|,\s*region\s*=", line):
        keyword = "TWILIO_EDGE" if "TWILIO_REGION" in head else "edge"
        return [Change(end, end, f', {keyword}="{edge}"')] if edge else []
    if found := re.search(r"""(["'])(\w*region)\1\s*:\s*$""", head, re.IGNORECASE):
        key = found[2][:-6] + ("EDGE" if found[2].isupper() else "edge")
        return [Change(end, end, f', "{key}": "{edge}"')] if edge else []
    if re.search("region", head, re.IGNORECASE):
        text = line.replace("REGION", "EDGE").replace("region", "edge").replace(program[start:end], f'"{edge}"')
        return [Change(last, last, f"\n{text}")] if edge else []
    return []


def _ideals(program: str, way: str) -> Iterator[str]:
    """Write rewrites of a program, those first that change most."""
    for unsafe in (False, True):
        yield rewrite(program, way, unsafe).text
    places = _places(program, way)
    choices: list[Sequence[Change | None]] = [(*changes, None) for changes in places]
    for chosen in itertools.islice(itertools.product(*choices), _MAXIMUM):
        text = program
        for change in sorted(filter(None, chosen), reverse=True):
            text = text[: change.start] + change.text + text[change.end :]
        yield text


def may_be_fixed(program: str, way: str) -> bool:
    """Say whether some rewrite makes all that is asked right, and changes nothing else."""
    before = seen(program)
    if all(map(facts.is_valid, before.record.hosts)):
        return False
    return any(
        _compiles(text) and verdict(program, before, seen(text), way) == "right" for text in _ideals(program, way)
    )


def _compiles(text: str) -> bool:
    try:
        compile(text, "<program>", "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return True


# ------------------------------------------------------------------------------------------------------------- outcomes


class Outcome(NamedTuple):
    """What becomes of a program: "fixed", "part" of it, "kept" as it was, or "broken", and then how.

    ``may``: whether it may be fixed without any harm.
    """

    name: str
    may: bool
    how: str = ""


def outcome(program: str, way: str) -> Outcome:
    """Return what becomes of a program by its safe fixes."""
    found = verdict(program, seen(program), seen(rewrite(program, way, False).text), way)
    if found == "right":
        return Outcome("fixed", True)
    may = may_be_fixed(program, way)
    return Outcome(
        {"same": "kept", "part": "part"}.get(found, "broken"), may, "" if found in ("same", "part") else found
    )


def _outcomes(use: Use) -> dict[str, Outcome]:
    return {way: outcome(use.text, way) for way in PROCESSING}


def outcomes(uses: Sequence[Use] = USES) -> dict[str, dict[str, Outcome]]:
    """Return the outcome of each program by its name and the region of processing, found by several processes."""
    processes = min(4, os.cpu_count() or 1)
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        return dict(zip([use.name for use in uses], pool.map(_outcomes, uses, chunksize=10), strict=True))


def _explain(use: Use) -> Iterator[str]:
    before = seen(use.text)
    yield f"{use.text}--- asks for {before.record.hosts}"
    for way in PROCESSING:
        fixed = rewrite(use.text, way, False)
        yield f"--- {way}: {outcome(use.text, way)}"
        for found in fixed.findings:
            yield f"# {found.fix.safety.value if found.fix else 'no fix'}: {found.code} {found.message}"
        yield fixed.text if fixed.text != use.text else "(not changed)"


def _report() -> Iterator[str]:
    found = outcomes()
    for use in USES:
        for way, (name, may, how) in found[use.name].items():
            if name == "broken" or (may and name != "fixed"):
                yield f"{use.style}: {use.name}: {way}: {name}{', might be fixed' if may else ''} {how}".rstrip()
    for way in PROCESSING:
        all_of = [of[way] for of in found.values()]
        counted = Counter(one.name for one in all_of)
        told = ", ".join(f"{number} {name}" for name, number in sorted(counted.items()))
        yield f"{way}: {told}; {counted['fixed']} fixed of {sum(one.may for one in all_of)} that may be"


def _mend() -> Iterator[str]:
    found = outcomes()
    mended = [use for use in USES if use.is_broken and all(one.name != "broken" for one in found[use.name].values())]
    for path in _FILES:
        with open(path, encoding="utf-8") as stream:
            text = stream.read()
        for use in mended:
            text = text.replace(f"=== {use.style}, broken: {use.name}\n", f"=== {use.style}: {use.name}\n")
        with open(path, "w", encoding="utf-8") as stream:
            stream.write(text)
    yield from (f"{use.style}: {use.name}" for use in mended)


if __name__ == "__main__":
    if sys.argv[1:] == ["--mended"]:
        lines = _mend()
    elif sys.argv[1:]:
        lines = (line for use in USES if use.name in sys.argv[1:] for line in _explain(use))
    else:
        lines = _report()
    for line in lines:
        print(line)
