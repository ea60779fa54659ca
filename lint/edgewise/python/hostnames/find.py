"""Hostnames in the string expressions of a module -> findings (EW101 to EW107), weighed by where they stand."""

from __future__ import annotations

import itertools
import math
import re
from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst

from edgewise.judgement.hostnames import HostFinding, fix_of, host_findings, message_of
from edgewise.python.hostnames.patterns import Patterns
from edgewise.python.hostnames.removal import without_region
from edgewise.python.hostnames.weighing import Weighing
from edgewise.python.inference.legacy.strings import MAX_DEPTH
from edgewise.python.syntax.literals import STRINGS, TEXTS, may_be_string, text_of
from edgewise.python.syntax.nodes import children
from edgewise.templates import Origin, Piece, Template, with_placeholders

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from edgewise.findings import Finding
    from edgewise.judgement.roles import Seen
    from edgewise.python.module import Module
    from edgewise.python.syntax.scopes import Scope


_EXPRESSIONS: tuple[type[cst.BaseExpression], ...] = (*STRINGS, cst.BinaryOperation, cst.Call)
_NUMERIC_ESCAPE = re.compile(r"\\[xuUN0-7]")

_MAX_WAYS = 50
"""In how many ways the holes of a string are filled at most."""


class Literals:
    """Finds the hostnames of one module."""

    def __init__(self, module: Module) -> None:
        self._tree = module.tree
        self._strings = module.strings
        self._constants = module.constants
        self._options = module.options
        self._layout = module.layout
        self._patterns = Patterns(module)
        self._weighing = Weighing(module)

    def find(self) -> list[Finding]:
        """Return the findings, in no particular order."""
        return self._found

    @property
    def held(self) -> Mapping[str, Seen]:
        """For each host by which something goes that has no safe fix: what that is."""
        return self._weighing.held if self._found else {}

    @cached_property
    def _found(self) -> list[Finding]:
        return list(self._weighing.settle(self._find()))

    def _find(self) -> Iterator[Finding]:
        for node, scope in self._tree.nodes(*_EXPRESSIONS):
            if node in self._strings.used or not may_be_string(node) or not self._mentions_domain(node, scope):
                continue
            pieces = self._strings.read(node, scope)
            if pieces is not None:
                yield from self._expression(node, scope, pieces)

    def _expression(self, node: cst.BaseExpression, scope: Scope, pieces: list[Piece]) -> Iterator[Finding]:
        prose = isinstance(self._tree.parents.get(node), cst.Expr)
        if prose and not self._options.prose:
            return
        template = Template(with_placeholders(pieces))
        found = [item for item in host_findings(template, self._options, self._tree.text) if _is_here(template, item)]
        found = list(self._in_turn(template, found))
        for item in (self._mended(node, template, item) for item in found):
            if prose:
                yield item.finding._replace(fix=None)
            elif (weighed := self._weighing.weigh(node, scope, template, item)) is not None:
                yield weighed
        if not found and not prose:
            yield from self._patterns.find(node, scope, template)

    def _mended(self, node: cst.BaseExpression, template: Template, item: HostFinding) -> HostFinding:
        """Return a finding with the fix that takes the region out where a constant brings it in, if it had none."""
        resolution = item.resolution
        if item.finding.fix is not None or resolution is None or resolution.resolved is None:
            return item
        if resolution.resolved.region is not None or len(item.match.labels) != 2:
            return item
        edits = without_region(self._tree, node, template, item.match.labels[1])
        if edits is None:
            return item
        fix = fix_of(resolution, edits)
        fix = fix._replace(message=fix.message + self._layout.left_unused(edits))
        finding = item.finding._replace(message=message_of(resolution), fix=fix, help="")
        return item._replace(finding=finding)

    def _in_turn(self, template: Template, found: list[HostFinding]) -> Iterator[HostFinding]:
        """Yield what is found however its holes are filled that stand for one of a few constants each."""
        filled = list(self._filled(template))
        if not filled:
            yield from found
            return
        options = self._options
        others = [
            item for each in filled for item in host_findings(each, options, self._tree.text) if _is_here(each, item)
        ]
        wrong = {(item.finding.start, item.finding.end) for item in others}
        yield from (item for item in found if (item.finding.start, item.finding.end) in wrong)
        seen = {(item.finding.start, item.finding.end) for item in found}
        yield from (
            item._replace(finding=item.finding._replace(fix=None))
            for item in others
            if (item.finding.start, item.finding.end) not in seen
        )

    def _filled(self, template: Template) -> Iterator[Template]:
        """Yield what a template may be; nothing if none of its holes is known, or there are too many ways."""
        choices: list[list[Piece]] = []
        for piece in template.pieces:
            known = self._strings.holes.get((piece.start, piece.end)) if piece.origin is Origin.HOLE else None
            values = self._constants.values(*known) if known is not None else None
            if values is None or not values.complete or None in values.known:
                choices.append([piece])
            else:
                choices.append([Piece(value, piece.start, piece.end, Origin.FOREIGN) for value in values.strings])
        # Holes that stand for several are filled one at a time: which of them go together is not known.
        if sum(len(each) > 1 for each in choices) > 1:
            several = zip(choices, template.pieces, strict=True)
            choices = [each if len(each) == 1 else [piece] for each, piece in several]
        ways = math.prod(map(len, choices))
        if any(each[0].origin is not piece.origin for each, piece in zip(choices, template.pieces, strict=True)):
            yield from map(Template, itertools.product(*choices) if ways <= _MAX_WAYS else ())

    def _mentions_domain(self, node: cst.BaseExpression, scope: Scope) -> bool:
        """Say whether the text of an expression may hold the domain: positions are worth computing then only."""
        todo: list[tuple[cst.CSTNode, Scope]] = [(node, scope)]
        followed: set[cst.CSTNode] = set()
        while todo:
            item, where = todo.pop()
            match item:
                case cst.SimpleString(value=value) if _may_hold_domain(value):
                    return True
                case _ if isinstance(item, TEXTS) and _may_hold_domain(text_of(item)):
                    return True
                case cst.ConcatenatedString() if "twilio" in _joined(item):
                    return True
                case cst.Name(value=name):
                    found = where.lookup(name)
                    bound = found[1][0] if found is not None and len(found[1]) == 1 else None
                    if bound is not None and bound.value is not None and bound.value not in followed:
                        followed.add(bound.value)
                        if len(followed) > MAX_DEPTH:
                            return True  # which costs less than to follow all of them, for each of them
                        todo.append((bound.value, bound.scope))
                case _:
                    todo += [(child, where) for child in children(item)]
        return False


def _joined(node: cst.ConcatenatedString) -> str:
    """Return the text of adjacent literals as the parser joins them, in lower case; holes count for nothing."""
    parts: list[str] = []
    rest: cst.BaseExpression = node
    while isinstance(rest, cst.ConcatenatedString):
        parts.append(_inner_text(rest.left))
        rest = rest.right
    return "".join([*parts, _inner_text(rest)]).lower()


def _inner_text(node: cst.BaseExpression) -> str:
    if isinstance(node, cst.SimpleString):
        return node.raw_value
    return "".join(text_of(part) for part in children(node) if isinstance(part, TEXTS))


def _may_hold_domain(text: str) -> bool:
    return "twilio" in text.lower() or _NUMERIC_ESCAPE.search(text) is not None


def _is_here(template: Template, item: HostFinding) -> bool:
    """Say whether a host is not wholly another expression's, where it is found on its own."""
    pieces = template.between(item.match.start, item.match.end)
    first = pieces[0]
    return any(
        piece.origin in (Origin.VERBATIM, Origin.ESCAPED) or (piece.start, piece.end) != (first.start, first.end)
        for piece in pieces
    )
