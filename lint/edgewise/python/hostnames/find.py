"""Hostnames in the string expressions of a module -> findings (EW101 to EW107), weighed by where they go."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst

from edgewise.judgement.hostnames import HostFinding, fix_of, host_findings, message_of, regions_at
from edgewise.patterns import on_demand
from edgewise.python.hostnames.patterns import Patterns
from edgewise.python.hostnames.removal import without_region
from edgewise.python.hostnames.weighing import Weighing
from edgewise.python.inference.forms.strings import TextOutline, outline
from edgewise.python.inference.values import Function, Place, Text
from edgewise.python.syntax.literals import MAKING, STRINGS, may_hold, may_say
from edgewise.python.syntax.nodes import as_call
from edgewise.templates import Origin, Template, with_placeholders

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from edgewise.findings import Edit, Finding
    from edgewise.judgement.roles import Seen
    from edgewise.python.inference.values import Part
    from edgewise.python.module import Module
    from edgewise.python.syntax.scopes import Scope

_WORD = "twilio"
"""What every text says that holds a host."""
_SIGN = on_demand(r"[^\w\s:/-]")
"""One of these is in every text that holds a host or a pattern of hosts: a dot in any spelling, or a hole."""

_FIELD_ENDS = on_demand(r"\$[A-Za-z_]\w*\Z")
_LABEL = 63
"""How long a label of a host may be, which is more than the name of a field has."""


class HostnameVisitor(cst.BatchableCSTVisitor):
    """Finds the hostnames of one module: in each literal, and in each expression that puts a text together.

    Any walk over the nodes of the module may drive it, in any order: ours, or libcst's ``visit_batched``.
    """

    def __init__(self, hostnames: Hostnames) -> None:
        super().__init__()
        self.findings: list[Finding] = []
        self._hostnames = hostnames

    def visit_SimpleString(self, node: cst.SimpleString) -> None:  # noqa: N802  # libcst's name
        """Judge ``"https://api.ie1.twilio.com"``."""
        self.findings += self._hostnames.of(node)

    def visit_ConcatenatedString(self, node: cst.ConcatenatedString) -> None:  # noqa: N802  # libcst's name
        """Judge ``"https://api.ie1." "twilio.com"``."""
        self.findings += self._hostnames.of(node)

    def visit_FormattedString(self, node: cst.FormattedString) -> None:  # noqa: N802  # libcst's name
        """Judge ``f"https://api.{region}.twilio.com"``."""
        self.findings += self._hostnames.of(node)

    def visit_TemplatedString(self, node: cst.BaseExpression) -> None:  # noqa: N802  # libcst's name
        """Judge ``t"https://api.{region}.twilio.com"``; older releases of libcst have no such node."""
        self.findings += self._hostnames.of(node)

    def visit_BinaryOperation(self, node: cst.BinaryOperation) -> None:  # noqa: N802  # libcst's name
        """Judge ``"https://api." + region + ".twilio.com"`` and ``"https://api.%s.twilio.com" % region``."""
        self.findings += self._hostnames.of(node)

    def visit_Call(self, node: cst.Call) -> None:  # noqa: N802  # libcst's name
        """Judge ``"https://api.{}.twilio.com".format(region)`` and ``".".join(("api", region, "twilio.com"))``."""
        self.findings += self._hostnames.of(node)


class Hostnames:
    """Judges the hostnames of one module."""

    def __init__(self, module: Module) -> None:
        self._tree = module.tree
        self._evaluator = module.evaluator
        self._options = module.options
        self._layout = module.layout
        self._patterns = Patterns(module)
        self._weighing = Weighing(module)

    def of(self, node: cst.BaseExpression) -> Sequence[Finding]:
        """Return the findings of the text that ``node`` makes."""
        return self._settled.get(node, ())

    @property
    def held(self) -> Mapping[str, Seen]:
        """For each host by which something goes that has no safe fix: what that is."""
        return self._weighing.held if self._settled else {}

    @cached_property
    def _settled(self) -> dict[cst.BaseExpression, list[Finding]]:
        """The findings of each expression, in the light of all the others."""
        found = {node: list(self._judge(node, scope)) for node, scope in self._texts}
        settled = self._weighing.settled(finding for several in found.values() for finding in several)
        return {node: [settled.get(finding, finding) for finding in several] for node, several in found.items()}

    @cached_property
    def _texts(self) -> dict[tuple[cst.BaseExpression, Scope], list[Text]]:
        """The largest expressions that make texts which may hold a host, each with what it may be."""
        found: dict[tuple[cst.BaseExpression, Scope], list[Text]] = {}
        if not any(may_hold(node, _WORD) for node, _ in self._tree.nodes(*STRINGS)):
            return found
        inside: set[cst.CSTNode] = set()
        for node, scope in self._tree.nodes(*MAKING):
            if node in inside or not may_say(node, _WORD) or self._only_hands_on(node, scope):
                continue
            values = self._evaluator.values(node, scope)
            texts = [value for value in values if isinstance(value, Text) and value.node is node]
            for literal in {part.node for text in texts for part in text.parts if _stands_there(part)}:
                inside |= self._between(literal, node)
            if any(_WORD in text.text.lower() and _SIGN.search(text.text) for text in texts):
                found[node, scope] = texts
        return found

    def _only_hands_on(self, node: cst.BaseExpression, scope: Scope) -> bool:
        """Say whether an expression calls functions of the module alone, whose texts are made where they stand."""
        call = as_call(node)
        callees = self._evaluator.values(call.func, scope) if call is not None else ()
        return bool(callees) and all(isinstance(callee, Function) for callee in callees)

    def _is_in(self, node: cst.CSTNode, edits: Sequence[Edit]) -> bool:
        start, end = self._tree.span(node)
        return any(edit.start <= start and end <= edit.end for edit in edits)

    def _between(self, inner: cst.CSTNode, outer: cst.CSTNode) -> set[cst.CSTNode]:
        """Return a node and those around it inside of another one."""
        found: set[cst.CSTNode] = set()
        while inner is not outer:
            found.add(inner)
            inner = self._tree.parents[inner]
        return found

    def _judge(self, node: cst.BaseExpression, scope: Scope) -> Iterator[Finding]:
        prose = isinstance(self._tree.parents.get(node), cst.Expr)
        if prose and not self._options.prose:
            return
        texts = self._texts[node, scope]
        common = outline(texts)
        template = self._template(common.text)
        found = [
            self._mended(node, scope, common.text, template, item)
            for item in self._found(scope, template, common, texts)
        ]
        found = [
            item._replace(finding=item.finding._replace(fix=None)) if self._joins_a_field(item) else item
            for item in found
        ]
        for item in found:
            if prose:
                yield item.finding._replace(fix=None)
            elif (weighed := self._weighing.weigh(node, scope, template, item)) is not None:
                yield weighed
        if not found and not prose:
            yield from self._patterns.find(node, common.text, template)

    def _joins_a_field(self, item: HostFinding) -> bool:
        """Say whether a fix would put a letter behind a field of ``string.Template``: ``$region`` ends at the dot."""
        text = self._tree.text
        return any(
            _FIELD_ENDS.search(text[max(0, edit.start - _LABEL) : edit.start])
            and (edit.content + text[edit.end : edit.end + 1])[:1].isalnum()
            for edit in (item.finding.fix.edits if item.finding.fix is not None else ())
        )

    def _template(self, text: Text) -> Template:
        return Template(with_placeholders(self._evaluator.template(text, text.node).pieces))

    def _hosts(self, text: Text, scope: Scope, template: Template) -> list[HostFinding]:
        found = host_findings(template, self._options, self._tree.text)
        return [item for item in found if self._is_here(text, scope, template, item)]

    def _is_here(self, text: Text, scope: Scope, template: Template, item: HostFinding) -> bool:
        """Say whether a host is not wholly another text's, where it is found on its own."""
        pieces = template.between(item.match.start, item.match.end)
        first = pieces[0]
        if any(
            piece.origin in (Origin.VERBATIM, Origin.ESCAPED) or (piece.start, piece.end) != (first.start, first.end)
            for piece in pieces
        ):
            return True
        places = (part.place for part in text.parts if part.place is not None)
        bringing = [place for place in places if self._tree.span(place) == (first.start, first.end)]
        values = [value for place in bringing[:1] for value in self._evaluator.at(Place(place, scope))]
        return bool(values) and not any(isinstance(value, Text) for value in values)

    def _found(
        self, scope: Scope, template: Template, common: TextOutline, texts: Sequence[Text]
    ) -> Iterator[HostFinding]:
        """Yield what is wrong with the hosts of an expression, whatever it may be."""
        found = self._hosts(common.text, scope, template)
        others = [item for way in common.ways for item in self._hosts(way, scope, self._template(way))]
        wrong = {(item.finding.start, item.finding.end) for item in others}
        for item in found:
            finding = item.finding
            if not common.ways or (finding.start, finding.end) in wrong:
                yield item._replace(finding=self._with_regions(finding, template, texts))
        seen = {(item.finding.start, item.finding.end) for item in found}
        for item in others:
            if (item.finding.start, item.finding.end) not in seen:
                yield item._replace(finding=item.finding._replace(fix=None))

    def _with_regions(self, finding: Finding, template: Template, texts: Sequence[Text]) -> Finding:
        """Return the finding of a host with a hole, with the regions that are seen to fill it."""
        if finding.code != "EW106" or len(texts) < 2:
            return finding
        templates = (self._evaluator.template(text, text.node) for text in texts)
        regions = {region for each in templates for region in regions_at(each, finding.start, finding.end)}
        if not regions or not regions.isdisjoint(regions_at(template, finding.start, finding.end)):
            return finding
        return finding._replace(message=f"{finding.message}; it may be {' or '.join(sorted(regions))}")

    def _mended(
        self, node: cst.BaseExpression, scope: Scope, text: Text, template: Template, item: HostFinding
    ) -> HostFinding:
        """Return a finding with the fix that takes the region out where a name or a literal of its own brings it in."""
        resolution = item.resolution
        if resolution is None or resolution.resolved is None:
            return item
        if resolution.resolved.region is not None or len(item.match.labels) != 2:
            return item
        edits = without_region(self._tree, self._layout, node, template, item.match.labels[1])
        dropped = {part.place for part in text.parts if part.place is not None and self._is_in(part.place, edits or ())}
        if edits is None or not all(self._evaluator.is_quiet(place, scope) for place in dropped):
            return item
        fix = fix_of(resolution, edits)
        fix = fix._replace(message=fix.message + self._layout.left_unused(edits))
        finding = item.finding._replace(message=message_of(resolution), fix=fix, help="")
        return item._replace(finding=finding)


def _stands_there(part: Part) -> bool:
    return part.place is None and part.origin is not Origin.HOLE
