"""What the generator puts into a file: findings that a tool should report, and traps that it should not."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from pathlib import Path

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
