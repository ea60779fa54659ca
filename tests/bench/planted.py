"""What is planted in a file, findings and traps, and whether a tool finds it: what misses one is fast for nothing."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from bench.tools import Rows, Tool

Kind = Literal["host", "host-parts", "host-hole", "client", "client-other", "setting", "trap"]
"""host: a hostname that is written out. host-parts: put together from constants. host-hole: the region is not known.
client: ``region=`` in a call of a Client under any name. client-other: by position, ``**``, partial or attribute.
setting: TWILIO_REGION. trap: nothing is wrong in that line, though it looks so."""

KINDS: tuple[Kind, ...] = get_args(Kind)

_MARK = re.compile(r"«(?P<kind>[a-z-]+)(?: (?P<code>EW\d{3}))?»")


@dataclass(frozen=True, slots=True, order=True)
class Planted:
    """One finding or trap: a path relative to the tree, a line from 1, and the rule (none for a trap)."""

    path: str
    line: int
    kind: Kind
    code: str | None


@dataclass(frozen=True, slots=True)
class Planting:
    """A generated file."""

    path: str
    text: str
    planted: tuple[Planted, ...]


def planting(path: str, marked: str) -> Planting:
    """Return a file from a text in which ``«kind CODE»`` at the end of a line says what stands in that line."""
    planted: list[Planted] = []
    lines: list[str] = []
    for number, line in enumerate(marked.splitlines(), start=1):
        for mark in _MARK.finditer(line):
            (kind,) = (kind for kind in KINDS if kind == mark["kind"])
            planted.append(Planted(path, number, kind, mark["code"]))
        lines.append(_MARK.sub("", line).rstrip())
    return Planting(path, "\n".join(lines) + "\n", tuple(planted))


def write_plantings(file: Path, plantings: tuple[Planting, ...]) -> None:
    """Keep what was planted beside a tree."""
    file.write_text(json.dumps([asdict(one) for one in plantings], indent=0), encoding="utf-8")


def read_plantings(file: Path) -> tuple[Planting, ...]:
    """Return what :func:`write_plantings` kept."""
    kept = json.loads(file.read_text(encoding="utf-8"))
    return tuple(Planting(one["path"], one["text"], tuple(Planted(**row) for row in one["planted"])) for one in kept)


class DisagreementError(Exception):
    """A tool missed what it must find, or reported what is nowhere."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a tool found of the planted findings, in numbers; see :func:`compare`."""

    name: str
    found: int
    planted: int
    out_of_reach: int
    """Findings that its rules cannot express, and that it did not find."""
    beyond: int
    """Findings of kinds that it need not find in every form, and found."""
    traps: int
    """Reports about lines in which nothing is wrong."""


def compare_edgewise(found: Collection[tuple[str, int, str]], planted: Collection[Planted]) -> Agreement:
    """Compare path, line and rule of all that Edgewise reports with all that was planted: both must be the same.

    :raises DisagreementError: they are not.
    """
    wanted = {(one.path, one.line, one.code) for one in planted if one.kind != "trap"}
    missed = [f"missed {path}:{line} {code}" for path, line, code in sorted(wanted - set(found), key=str)]
    extra = [f"reported {path}:{line} {code}" for path, line, code in sorted(set(found) - wanted)]
    _refuse("edgewise", missed + extra)
    return Agreement("edgewise", len(wanted), len(wanted), 0, 0, 0)


def compare(tool: Tool, found: Rows, planted: Collection[Planted]) -> Agreement:
    """Compare the lines that a tool reports with those of the planted findings.

    It must report every finding within reach of its rules, and nothing but findings and traps.

    :raises DisagreementError: it does not.
    """
    reported = {(path, line) for path, first, last in found for line in range(first, last + 1)}
    findings = [one for one in planted if one.kind != "trap"]
    known = {(one.path, one.line) for one in planted}
    hit = [one for one in findings if (one.path, one.line) in reported]
    missed = [one for one in findings if one not in set(hit)]
    extra = [row for row in sorted(found) if not any((row[0], line) in known for line in range(row[1], row[2] + 1))]
    _refuse(
        tool.name,
        [f"missed {one.path}:{one.line} ({one.kind})" for one in missed if tool.must_find(one)]
        + [f"reported {path}:{first}, where nothing was planted" for path, first, _ in extra],
    )
    return Agreement(
        tool.name,
        found=len(hit),
        planted=len(findings),
        out_of_reach=len(missed),
        beyond=sum(not tool.must_find(one) for one in hit),
        traps=sum(one.kind == "trap" and (one.path, one.line) in reported for one in planted),
    )


def _refuse(name: str, differences: list[str]) -> None:
    if differences:
        listed = "\n  ".join(differences[:40] + [f"and {len(differences) - 40} more"] * (len(differences) > 40))
        raise DisagreementError(f"{name} does not find what it should:\n  {listed}")
