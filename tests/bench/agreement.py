"""Do they find the same? Asked before any clock runs: what misses a finding is fast for nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from bench.planted import Planted
    from bench.tools import Rows, Tool


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
