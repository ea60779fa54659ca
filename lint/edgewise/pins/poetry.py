"""Poetry's own version constraints, which are not specifiers of PEP 440."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from packaging.version import Version

from edgewise.pins.statements import PACKAGE, Flaw, PinStatement, of_source
from edgewise.pins.tables import items, table
from edgewise.pins.versions import ANY, is_specifier

if TYPE_CHECKING:
    from collections.abc import Iterator

_CLAUSE = re.compile(r"(?P<operator>\^|~=|~|===?|=|!=|<=|>=|<|>|)\s*(?P<version>[0-9][\w.*+!-]*|\*)")
_SEPARATOR = re.compile(r"\s*,\s*|\s+(?=[\^~=!<>])")


def dependency(entry: object) -> Iterator[PinStatement | Flaw]:
    """Yield what the value beside twilio's name says: a constraint, a table with one, or a list of such tables."""
    for one in items(entry) or [entry]:
        of_table = table(one)
        marked = isinstance(entry, list) or not of_table.keys().isdisjoint({"markers", "python", "platform"})
        constraint = of_table.get("version", one)
        if not isinstance(constraint, str):
            yield of_source(of_table, marked=marked)
            continue
        specifiers = tuple(map(specifier_of, constraint.replace("||", "|").split("|")))
        known = tuple(specifier for specifier in specifiers if specifier is not None)
        if len(known) == len(specifiers):
            yield PinStatement(f"{PACKAGE} {constraint}", known, marked)
        else:
            yield Flaw(f"{constraint[:50]!r} is no version constraint of Poetry")


def specifier_of(constraint: str) -> str | None:
    """Return a constraint without an "or" as a specifier of PEP 440, None where it is none.

    >>> specifier_of("^9.1")
    '>=9.1,<10'
    >>> specifier_of("~9.1")
    '>=9.1,<9.2'
    """
    clauses: list[str] = []
    for text in _SEPARATOR.split(constraint.strip()):
        found = _CLAUSE.fullmatch(text)
        if found is None:
            return None
        clause = _clause(found["operator"], found["version"])
        if clause is None or not is_specifier(clause):
            return None
        clauses.append(clause)
    return ",".join(filter(None, clauses))


def _clause(operator: str, version: str) -> str | None:
    if version == "*":
        return ANY
    if operator in ("^", "~"):
        try:
            release = Version(version).release
        except ValueError:
            return None
        return f">={version},<{_next(release, operator)}"
    return f"{'==' if operator in ('', '=') else operator}{version}"


def _next(release: tuple[int, ...], operator: str) -> str:
    """Return the first version that a caret or a tilde does not allow."""
    if operator == "^":
        kept = next((index for index, part in enumerate(release) if part), len(release) - 1)
    else:
        kept = min(len(release), 2) - 1
    return ".".join(map(str, (*release[:kept], release[kept] + 1)))
