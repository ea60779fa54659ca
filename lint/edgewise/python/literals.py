"""Hostnames in the string expressions of a module -> findings (EW101 to EW107), weighed by where they stand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

from edgewise.findings import Finding, Fix, Safety
from edgewise.hostnames import HostFinding, host_findings
from edgewise.hosts import ProcessingRegion, Resolution, Status, classify, host_of_labels, resolve_host
from edgewise.patterns import Method, looks_like_pattern, refused
from edgewise.python import refusals
from edgewise.python.strings import MAX_DEPTH, STRINGS, TEXTS, may_be_string, text_of
from edgewise.python.walk import children
from edgewise.templates import HOLE, Origin, Piece, Template, find_hosts, with_placeholders

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from edgewise.python.module import Module
    from edgewise.python.scopes import Scope


_EXPRESSIONS: tuple[type[cst.BaseExpression], ...] = (*STRINGS, cst.BinaryOperation, cst.Call)
_WAYS: tuple[ProcessingRegion, ...] = ("as-written", "us1")
_NUMERIC_ESCAPE = re.compile(r"\\[xuUN0-7]")
_SEARCHES: Mapping[str, Method] = {
    "search": "search", "match": "match", "fullmatch": "fullmatch", "compile": "search", "sub": "search",
    "subn": "search", "split": "search", "findall": "search", "finditer": "search",
}  # fmt: skip
_FLAGS: Mapping[str, str] = {"I": "i", "IGNORECASE": "i", "X": "x", "VERBOSE": "x"}


class Literals:
    """Finds the hostnames of one module."""

    def __init__(self, module: Module) -> None:
        self._tree = module.tree
        self._strings = module.strings
        self._names = module.names
        self._options = module.options
        self._tested: set[str] | None = None
        self._products: dict[cst.CSTNode, set[str]] = {}
        self._valid: dict[str, set[str]] = {}
        self._compared: dict[Finding, str] = {}
        """Findings of what others are compared with -> the host."""
        self._rewritten: set[str] = set()
        """The hosts that are rewritten elsewhere in the module, so that what is compared has to follow."""

    def find(self) -> Iterator[Finding]:
        """Yield the findings, in no particular order."""
        for finding in list(self._find()):
            if self._compared.get(finding, "") in {"", *self._rewritten}:
                yield finding
            else:
                yield _doubt(finding, f"{finding.message}; {refusals.COMPARED}")

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
        found = [item for item in host_findings(template, self._options.processing_region) if _is_here(template, item)]
        for item in found:
            if prose:
                yield item.finding._replace(fix=None)
            else:
                yield self._weigh(node, scope, template, item)
        if not found and not prose:
            yield from self._pattern(node, scope, template)

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

    # -- where it stands

    def _weigh(self, node: cst.BaseExpression, scope: Scope, template: Template, item: HostFinding) -> Finding:
        finding = item.finding
        if finding.fix is None or item.resolution is None:
            return finding
        if self._is_allow_list(node, scope, item.resolution):
            advice = f"in an allow-list add `{item.resolution.resolved}` and keep the old host"
            return _doubt(finding, f"{finding.message}; {advice}")
        if self._stands_beside_new_host(node, template, item):
            return _doubt(finding, f"{finding.message}; a valid host stands beside it, as in code that maps old to new")
        meant = refusals.doubt(self._tree, node, template.text)
        if meant is not None:
            return _doubt(finding, f"{finding.message}; {meant}")
        if refusals.is_compared(self._tree, node):
            self._compared[finding] = str(item.resolution.host)
        elif finding.fix.safety is Safety.SAFE:
            self._rewritten.add(str(item.resolution.host))
        return finding

    def _is_allow_list(self, node: cst.BaseExpression, scope: Scope, resolution: Resolution) -> bool:
        parent = self._tree.parents[node]
        if isinstance(parent, cst.Comparison) and parent.left is node:
            return any(isinstance(item.operator, (cst.In, cst.NotIn)) for item in parent.comparisons)
        if isinstance(parent, cst.DictElement):
            return parent.key is node
        if isinstance(parent, cst.Arg):
            call = self._tree.parents[parent]
            if not isinstance(call, cst.Call) or not isinstance(call.func, cst.Attribute):
                return False
            return call.func.attr.value in ("add", "append", "insert") and self._is_tested(call.func.value)
        if not isinstance(parent, cst.Element):
            return False
        display = self._tree.parents[parent]
        if isinstance(display, cst.Set):
            return True
        owner = self._tree.parents[display]
        while isinstance(owner, cst.BinaryOperation):
            owner = self._tree.parents[owner]
        if isinstance(owner, cst.ComparisonTarget):
            return isinstance(owner.operator, (cst.In, cst.NotIn))
        if isinstance(owner, cst.Arg):
            call = self._tree.parents[owner]
            called = _last_name(call.func) if isinstance(call, cst.Call) else None
            if called in ("set", "frozenset", "startswith", "endswith", "extend", "update"):
                return True
            owner = self._tree.parents[call]
        if any(self._is_tested(target) or refusals.is_let_through(target) for target in _targets(owner)):
            return True
        return resolution.host is not None and resolution.host.product in self._products_beside(display, scope)

    def _is_tested(self, target: cst.BaseExpression) -> bool:
        """Say whether a name that gets a list is on the right of an ``in`` somewhere in the module."""
        if self._tested is None:
            self._tested = set()
            for compared, _ in self._tree.nodes(cst.ComparisonTarget):
                name = _last_name(compared.comparator)
                if isinstance(compared.operator, (cst.In, cst.NotIn)) and name is not None:
                    self._tested.add(name)
        return _last_name(target) in self._tested

    def _products_beside(self, display: cst.CSTNode, scope: Scope) -> set[str]:
        """Return the products of which a list or tuple holds a valid host: beside one, another is no lone address."""
        if not isinstance(display, (cst.List, cst.Tuple)):
            return set()
        if display not in self._products:
            texts = (self._strings.constant(element.value, scope) for element in display.elements)
            hosts = (self._valid_hosts(text) for text in texts if text is not None)
            self._products[display] = {host.partition(".")[0] for found in hosts for host in found}
        return self._products[display]

    def _valid_hosts(self, text: str) -> set[str]:
        """Return the valid REST hosts in a text."""
        if text not in self._valid:
            template = Template([Piece(text, 0, len(text))])
            hosts = (
                host_of_labels([text[start:end].lower() for start, end in match.labels])
                for match in find_hosts(template)
            )
            self._valid[text] = {str(host) for host in hosts if host is not None and classify(host) is Status.VALID}
        return self._valid[text]

    def _stands_beside_new_host(self, node: cst.BaseExpression, template: Template, item: HostFinding) -> bool:
        """Say whether the literal names its replacement, or its call, entry or comparison either way to replace it."""
        resolution = item.resolution
        assert resolution is not None
        assert resolution.host is not None
        if str(resolution.resolved) in self._valid_hosts(template.text):
            return True
        parent = self._tree.parents[node]
        while isinstance(parent, (cst.Arg, cst.MatchValue, cst.MatchOrElement)):
            parent = self._tree.parents[parent]
        if isinstance(parent, cst.ComparisonTarget):
            parent = self._tree.parents[parent]
        while isinstance(self._tree.parents[parent], cst.BooleanOperation):
            parent = self._tree.parents[parent]
        if not isinstance(parent, (cst.MatchOr, cst.BooleanOperation, cst.Call, cst.DictElement, cst.Comparison)):
            return False
        either = {str(resolve_host(resolution.host, way).resolved) for way in _WAYS}
        return not either.isdisjoint(self._valid_hosts(self._tree.source(parent)))

    # -- patterns

    def _pattern(self, node: cst.BaseExpression, scope: Scope, template: Template) -> Iterator[Finding]:
        if HOLE in template.text and any(
            piece.origin is Origin.HOLE and not _stands(piece) for piece in template.pieces
        ):
            return
        text = self._strings.constant(node, scope)
        methods = self._methods(node, scope)
        if text is None or (methods is None and not looks_like_pattern(text)):
            return
        flags = "" if methods is None else self._flags(node, scope)
        pair = refused(text, methods or ("search",), self._options.processing_region, flags)
        if pair is not None:
            old, new = pair
            start, end = self._tree.span(node)
            message = f"this regular expression accepts `{old}` and refuses `{new}`, which takes its place"
            yield Finding("EW107", message, start, end)

    def _methods(self, node: cst.BaseExpression, scope: Scope) -> Sequence[Method] | None:
        """Return how ``re`` is asked to apply a pattern; None where it is not given to ``re`` directly."""
        argument = self._tree.parents[node]
        if not isinstance(argument, cst.Arg):
            return None
        call = self._tree.parents[argument]
        if not isinstance(call, cst.Call) or call.args[0] is not argument:
            return None
        for name, method in _SEARCHES.items():
            if self._names.is_dotted(call.func, scope, f"re.{name}", f"regex.{name}"):
                return self._methods_of_compiled(call) if name == "compile" else (method,)
        return None

    def _flags(self, node: cst.BaseExpression, scope: Scope) -> str:
        """Return the flags of the call to ``re`` that say how a pattern is read, as letters."""
        call = self._tree.parents[self._tree.parents[node]]
        letters: set[str] = set()
        todo = [argument.value for argument in call.args[1:]] if isinstance(call, cst.Call) else []
        while todo:
            item = todo.pop()
            if isinstance(item, cst.BinaryOperation) and isinstance(item.operator, cst.BitOr):
                todo += [item.left, item.right]
            letters.update(
                letter
                for name, letter in _FLAGS.items()
                if self._names.is_dotted(item, scope, f"re.{name}", f"regex.{name}")
            )
        return "".join(sorted(letters))

    def _methods_of_compiled(self, call: cst.Call) -> Sequence[Method]:
        parent = self._tree.parents[call]
        if isinstance(parent, cst.Attribute):
            return (_SEARCHES.get(parent.attr.value, "search"),)
        targets = [target.target for target in parent.targets] if isinstance(parent, cst.Assign) else []
        bound = {_last_name(target) for target in targets} - {None}
        used: set[Method] = {
            _SEARCHES[attribute.attr.value]
            for attribute, _ in self._tree.nodes(cst.Attribute)
            if attribute.attr.value in _SEARCHES and _last_name(attribute.value) in bound
        }
        return tuple(sorted(used)) or ("search",)


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


def _stands(piece: Piece) -> bool:
    # A placeholder in a literal (`{2}` in a pattern) is text to `re`.
    return piece.end > piece.start


def _is_here(template: Template, item: HostFinding) -> bool:
    """Say whether a host is not wholly another expression's, where it is found on its own."""
    pieces = template.between(item.match.start, item.match.end)
    first = pieces[0]
    return any(
        piece.origin in (Origin.VERBATIM, Origin.ESCAPED) or (piece.start, piece.end) != (first.start, first.end)
        for piece in pieces
    )


def _doubt(finding: Finding, message: str) -> Finding:
    fix = finding.fix
    assert fix is not None
    return finding._replace(message=message, fix=Fix(fix.message, fix.edits, Safety.UNSAFE, fix.processing_region))


def _targets(owner: cst.CSTNode) -> list[cst.BaseExpression]:
    """Return what an assignment or a default gives its value to."""
    match owner:
        case cst.Assign():
            return [target.target for target in owner.targets]
        case cst.AnnAssign():
            return [owner.target]
        case cst.Param():
            return [owner.name]
        case _:
            return []


def _last_name(node: cst.BaseExpression) -> str | None:
    if isinstance(node, cst.Attribute):
        return node.attr.value
    return node.value if isinstance(node, cst.Name) else None
