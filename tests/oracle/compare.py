"""Two engines over the same programs: how their findings and fixes differ, by kind, with what the judge says of each.

``python -m oracle.compare OLD NEW [--seeds N] [--from S] [--show N] [PATH ...]`` in ``tests``: OLD and NEW are checkouts. The programs are
the hard ones, those by use, the cells, N generated ones, and the Python files below each PATH.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

WAYS = ("as-written", "us1")


class Look(NamedTuple):
    """What one engine says of a program: by code and place the message, and a fix as its safety, message and edits."""

    key: str
    way: str
    text: str
    findings: dict[str, tuple[str, list[Any] | None]]
    error: str | None

    @property
    def fixed(self) -> str:
        """The program with its safe fixes; one that is in the way of an earlier one is left out."""
        taken: set[tuple[int, int, str]] = set()
        for _, fix in self.findings.values():
            edits = {tuple(edit) for edit in fix[2]} if fix and fix[0] == "safe" else set()
            if not any(start <= last and first <= end for start, end, _ in edits - taken for first, last, _ in taken):
                taken |= edits
        text = self.text
        for start, end, content in sorted(taken, reverse=True):
            text = text[:start] + content + text[end:]
        return text


def _programs(seeds: int, first: int, paths: list[str]) -> Iterator[tuple[str, str]]:
    from oracle.generated.programs import program
    from oracle.written.cells import TABLES
    from oracle.written.hard_programs import PROGRAMS
    from oracle.written.uses import USES

    yield from ((f"hard: {name}", text) for name, text in PROGRAMS.items())
    yield from ((f"use: {use.style}: {use.name}", use.text) for use in USES)
    yield from ((f"cell: {way}, {kind}", text) for cells in TABLES.values() for (way, kind), text in cells.items())
    yield from ((f"seed: {seed}", program(seed * 7919 + 13).text) for seed in range(first, first + seeds))
    for path in paths:
        for folder, _, names in os.walk(path):
            for name in sorted(names):
                if name.endswith(".py"):
                    with open(os.path.join(folder, name), encoding="utf-8", errors="replace", newline="") as stream:
                        yield f"file: {os.path.join(folder, name)}", stream.read()


def _look(seeds: int, first: int, paths: list[str]) -> None:
    """Write what the engine of this process says, a line of JSON for each program and region of processing."""
    import edgewise

    for key, text in _programs(seeds, first, paths):
        for way in WAYS:
            try:
                result = edgewise.check_source(text, filename="a.py", processing_region=way)  # type: ignore[arg-type]
                found, error = result.findings, result.error
            except Exception as problem:
                found, error = (), repr(problem)
            findings: dict[str, tuple[str, list[Any] | None]] = {}
            for one in found:
                fix = one.fix and [one.fix.safety.value, one.fix.message, [[*edit] for edit in one.fix.edits]]
                findings[f"{one.code} {one.start}-{one.end}"] = (one.message, fix)
            print(json.dumps([key, way, text, findings, error]))


def _looks(checkout: str, given: list[str]) -> Iterator[Look]:
    tests = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    path = os.pathsep.join([os.path.join(checkout, "lint"), os.path.join(checkout, "codemods"), tests])
    command = [sys.executable, "-W", "ignore", "-m", "oracle.compare", "--look", *given]
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": "0"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, encoding="utf-8") as process:
        assert process.stdout is not None
        for line in process.stdout:
            yield Look(*json.loads(line))
    if process.returncode:
        raise SystemExit(f"the engine of {checkout} ended with exit code {process.returncode}")


def differences(old: Look, new: Look) -> Iterator[str]:
    """Return the kinds of differences between what two engines say of one program."""
    if old.error != new.error:
        yield f"error: {old.error} -> {new.error}"
    for place in old.findings.keys() | new.findings.keys():
        code = place.partition(" ")[0]
        if place not in new.findings or place not in old.findings:
            found = old.findings.get(place) or new.findings[place]
            yield f"{code}: {'only old' if place in old.findings else 'only new'}, {_safety(found[1])}"
            continue
        (said, fix), (says, other) = old.findings[place], new.findings[place]
        if _safety(fix) != _safety(other):
            yield f"{code}: {_safety(fix)} -> {_safety(other)}"
        elif fix and other and fix[2] != other[2]:
            yield f"{code}: {_safety(fix)}, other edits"
        elif said != says or fix != other:
            yield f"{code}: {_safety(fix)}, other words"


def _safety(fix: list[Any] | None) -> str:
    return fix[0] if fix else "no fix"


def _judged(look: Look) -> str:
    """Return what the judge says of the safe fixes: "right", "part", "same", or how a program is broken."""
    from oracle.written.uses import seen, verdict

    if look.key.startswith("file:"):
        return "not run"
    try:
        return verdict(look.text, seen(look.text), seen(look.fixed), look.way)
    except SyntaxError:
        return "does not compile"


@dataclass
class Group:
    """The differences of one kind: how many, and some of the programs."""

    count: int = 0
    programs: list[str] = field(default_factory=list[str])


def compare(old: str, new: str, given: list[str], show: int) -> Iterator[str]:
    """Compare two checkouts; return the lines of a report."""
    groups: dict[str, Group] = {}
    looked_at = 0
    for one, other in zip(_looks(old, given), _looks(new, given), strict=True):
        assert one[:3] == other[:3]
        looked_at += 1
        found = set(differences(one, other))
        judged = ""
        if found and one.fixed != other.fixed:
            before, after = _judged(one), _judged(other)
            judged = f" [{before.partition(':')[0][:20]} -> {after.partition(':')[0][:20]}]"
        for kind in found:
            group = groups.setdefault(kind + ("" if kind.endswith("words") else judged), Group())
            group.count += 1
            group.programs.append(f"{one.key} ({one.way})")
    for kind, group in sorted(groups.items(), key=lambda item: -item[1].count):
        yield f"{group.count:6} {kind}"
        yield from (f"         {name}" for name in group.programs[:show])
    yield f"{looked_at} looks, {sum(group.count for group in groups.values())} differences of {len(groups)} kinds"


def _main() -> None:
    parser = argparse.ArgumentParser(prog="python -m oracle.compare", description=__doc__)
    parser.add_argument("--look", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--seeds", type=int, default=1000, help="how many generated programs (1000)")
    parser.add_argument("--from", type=int, default=0, dest="first", help="the first of them (0)")
    parser.add_argument(
        "--show", type=int, default=5, help="how many programs of each kind of difference are named (5)"
    )
    parser.add_argument("paths", nargs="*", metavar="CHECKOUT CHECKOUT [PATH ...]")
    given = parser.parse_args()
    if given.look:
        _look(given.seeds, given.first, given.paths)
        return
    old, new, *paths = map(os.path.abspath, given.paths)
    for line in compare(old, new, ["--seeds", str(given.seeds), "--from", str(given.first), *paths], given.show):
        print(line)


if __name__ == "__main__":
    _main()
