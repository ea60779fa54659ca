"""Python source -> the parts of it in which a finding may be, by the standard library's parser.

That parser is some ten times as fast as libcst, which then reads only the statements of the module that matter, without
the methods that do not: what may hold a finding, what gives values to that, and what gets values from it. Lets too much
pass, never too little: what it leaves out changes no finding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from edgewise.files.sources import Lines
from edgewise.python.prefilter import words
from edgewise.python.prefilter.clusters import ClusterReader
from edgewise.python.prefilter.slices import Slice
from edgewise.python.prefilter.statements import DOMAIN, SETTING, Signs, rows_of
from edgewise.python.syntax.limits import parse, refuse_excess
from edgewise.twilio.constructors import CLIENT_CLASSES

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator, Sequence

    from edgewise.options import Options

ALWAYS_PARSED = 32_768
"""Characters up to which a file is parsed in any case, so that a syntax error in it is known."""
Span = tuple[int, int]
"""Characters of the source, from 0, the end exclusive."""


class Parts(NamedTuple):
    """Full lines of statements of the module, in order, and those of methods in them that are left out."""

    read: list[Span]
    left_out: list[Span]


def relevant_parts(text: str, options: Options) -> Parts | None:
    """Return what to look at; None where that cannot be told: all of it. No part says that there is no finding.

    :raises UnparsableError: it is nested so deeply, or so large, that libcst would bring the process down.
    """
    nothing = Parts([], [])
    wordless = not options.prose and not words.may_match(text, options.clients)
    if wordless and len(text) > ALWAYS_PARSED:
        return nothing
    tree = parse(text)
    if tree is None:
        return None
    if wordless:
        return nothing
    if options.prose and DOMAIN.search(text):
        return None
    wanted = CLIENT_CLASSES.union(options.clients)
    signs = [Signs([node], wanted, prose=options.prose) for node in tree.body]
    clients = any(each.imports_client for each in signs)
    ends = any(each.ends_host for each in signs)
    if not any(each.may_have_host(ends=ends) or (clients and each.may_configure) for each in signs):
        return nothing
    reader = ClusterReader(wanted, prose=options.prose)
    units = [unit for node, each in zip(tree.body, signs, strict=True) for unit in reader.units(node, each)]
    chosen = Slice(units, ends=ends, names_environment=SETTING in text).units()
    if not chosen:
        return nothing
    read = {unit.owner or unit for unit in chosen}
    statements = _with_neighbours(tree.body, {unit.node for unit in read})
    left_out = [unit.node for unit in units if unit.owner in read and unit not in chosen]
    refuse_excess(statements)
    lines = Lines(text)
    return Parts(list(_lines(text, lines, statements)), [_span(lines, node) for node in left_out])


def _with_neighbours(body: Sequence[ast.stmt], chosen: set[ast.stmt]) -> list[ast.stmt]:
    """Return the chosen statements with what shares a line with one of them: a part consists of full lines."""
    rows = [rows_of(node) for node in body]
    order = range(len(body) - 1)
    for index in (*order, *reversed(order)):
        one, next_one = body[index], body[index + 1]
        if rows[index][1] >= rows[index + 1][0] and not chosen.isdisjoint((one, next_one)):
            chosen |= {one, next_one}
    return [node for node in body if node in chosen]


def _span(lines: Lines, node: ast.stmt) -> Span:
    first, last = rows_of(node)
    return lines.start(first), lines.start(last) + len(lines.line(last))


def _lines(text: str, lines: Lines, chosen: Sequence[ast.stmt]) -> Iterator[Span]:
    """Yield the full lines on which statements stand; neighbours become one."""
    begin = end = 0
    for item in chosen:
        first, last = rows_of(item)
        if end and first > end + 1:
            yield lines.start(begin), lines.start(end + 1)
        if not end or first > end + 1:
            begin = first
        end = last
        # A statement may end in a backslash and a line with nothing on it.
        while end < len(lines) and lines.line(end).endswith("\\") and not lines.line(end + 1).strip():
            end += 1
    yield lines.start(begin), lines.start(end + 1) if end < len(lines) else len(text)
