"""Hostnames in the string expressions of a module -> findings (EW101 to EW107), weighed by where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import libcst as cst

from edgewise.findings import Finding, Fix, Safety
from edgewise.hostnames import HostFinding, host_findings
from edgewise.hosts import Status, classify, host_of_labels
from edgewise.options import Options
from edgewise.python.names import Names
from edgewise.python.patterns import Method, looks_like_pattern, refused
from edgewise.python.strings import STRINGS, Strings
from edgewise.python.tree import Scope, Tree, children
from edgewise.templates import HOLE, Origin, Piece, Template, find_hosts, with_placeholders

_EXPRESSIONS = (*STRINGS, cst.BinaryOperation, cst.Call)
_NUMERIC_ESCAPE = re.compile(r"\\[xuUN0-7]")
_SEARCHES: dict[str, Method] = {
    "search": "search", "match": "match", "fullmatch": "fullmatch", "compile": "search", "sub": "search",
    "subn": "search", "split": "search", "findall": "search", "finditer": "search",
}  # fmt: skip


class Literals:
    """Finds the hostnames of one module."""

    def __init__(self, tree: Tree, strings: Strings, names: Names, options: Options) -> None:
        self._tree = tree
        self._strings = strings
        self._names = names
        self._options = options
        self._tested: set[str] | None = None

    def find(self) -> Iterator[Finding]:
        """Yield the findings, in no particular order."""
        for node, scope in self._tree.nodes(*_EXPRESSIONS):
            if node in self._strings.used or not self._mentions_domain(node, scope):
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
                yield replace(item.finding, fix=None)
            else:
                yield self._weigh(node, scope, template, item)
        if not found and not prose:
            yield from self._pattern(node, scope, template)

    def _mentions_domain(self, node: cst.BaseExpression, scope: Scope, depth: int = 0) -> bool:
        """Say whether the text of an expression may hold the domain: positions are worth computing then only."""
        text: list[str] = []
        todo: list[cst.CSTNode] = [node]
        while todo:
            item = todo.pop()
            match item:
                case cst.SimpleString(value=value) | cst.FormattedStringText(value=value):
                    text.append(value)
                case cst.Name(value=name) if depth < 20:
                    found = scope.lookup(name)
                    if found is not None and len(found[1]) == 1 and found[1][0].value is not None:
                        value_node, where = found[1][0].value, found[1][0].scope
                        if value_node is not node and self._mentions_domain(value_node, where, depth + 1):
                            return True
                case _:
                    todo += children(item)
        joined = "".join(re.sub(r"^\w{0,3}(['\"])(.*)\1$", r"\2", part, flags=re.S) for part in reversed(text)).lower()
        return "twilio" in joined or _NUMERIC_ESCAPE.search(joined) is not None

    # -- where it stands

    def _weigh(self, node: cst.BaseExpression, scope: Scope, template: Template, item: HostFinding) -> Finding:
        finding = item.finding
        if finding.fix is None or item.resolution is None:
            return finding
        if self._is_allow_list(node, scope):
            advice = f"in an allow-list add `{item.resolution.resolved}` and keep the old host"
            return _doubt(finding, f"{finding.message}; {advice}")
        if self._stands_beside_new_host(node, template, item):
            return _doubt(finding, f"{finding.message}; a valid host stands beside it, as in code that maps old to new")
        return finding

    def _is_allow_list(self, node: cst.BaseExpression, scope: Scope) -> bool:
        parent = self._tree.parents[node]
        if isinstance(parent, cst.Comparison) and parent.left is node:
            return any(isinstance(item.operator, (cst.In, cst.NotIn)) for item in parent.comparisons)
        if isinstance(parent, cst.DictElement):
            return parent.key is node
        if not isinstance(parent, cst.Element):
            return False
        display = self._tree.parents[parent]
        if isinstance(display, cst.Set):
            return True
        owner = self._tree.parents[display]
        if isinstance(owner, cst.ComparisonTarget):
            return isinstance(owner.operator, (cst.In, cst.NotIn))
        if isinstance(owner, cst.Arg):
            call = self._tree.parents[owner]
            if isinstance(call, cst.Call) and _last_name(call.func) in ("set", "frozenset"):
                return True
            owner = self._tree.parents[call]
        return self._is_tested(owner) or self._is_list_of_hosts(display, scope)

    def _is_tested(self, assignment: cst.CSTNode) -> bool:
        """Say whether a name that gets the list is on the right of an ``in`` somewhere in the module."""
        if self._tested is None:
            self._tested = set()
            for target, _ in self._tree.nodes(cst.ComparisonTarget):
                name = _last_name(target.comparator)
                if isinstance(target.operator, (cst.In, cst.NotIn)) and name is not None:
                    self._tested.add(name)
        targets: list[cst.BaseExpression] = []
        if isinstance(assignment, cst.Assign):
            targets = [target.target for target in assignment.targets]
        elif isinstance(assignment, cst.AnnAssign):
            targets = [assignment.target]
        return any(_last_name(target) in self._tested for target in targets)

    def _is_list_of_hosts(self, display: cst.CSTNode, scope: Scope) -> bool:
        """Say whether a list or tuple holds a valid host without a scheme: nobody calls such a list an address."""
        if not isinstance(display, (cst.List, cst.Tuple)):
            return False
        for element in display.elements:
            text = self._strings.constant(element.value, scope)
            if text is not None and "/" not in text and _valid_hosts(text):
                return True
        return False

    def _stands_beside_new_host(self, node: cst.BaseExpression, template: Template, item: HostFinding) -> bool:
        """Say whether the same literal, call, entry or comparison names a valid host of the same product."""
        assert item.resolution is not None
        assert item.resolution.host is not None
        texts = [template.text]
        parent = self._tree.parents[node]
        if isinstance(parent, cst.Arg):
            parent = self._tree.parents[parent]
        if isinstance(parent, (cst.Call, cst.DictElement, cst.Comparison)):
            # A call that is handed to another call is no neighbour.
            texts.append(self._tree.source(parent))
        return any(item.resolution.host.product in _valid_hosts(text) for text in texts)

    # -- patterns

    def _pattern(self, node: cst.BaseExpression, scope: Scope, template: Template) -> Iterator[Finding]:
        if HOLE in template.text and any(piece.origin is Origin.HOLE and not _stands(piece) for piece in template.pieces):
            return
        text = self._strings.constant(node, scope)
        methods = self._methods(node, scope)
        if text is None or (methods is None and not looks_like_pattern(text)):
            return
        pair = refused(text, methods or ["search"], self._options.processing_region)
        if pair is not None:
            old, new = pair
            start, end = self._tree.span(node)
            message = f"this regular expression accepts `{old}` and refuses `{new}`, which takes its place"
            yield Finding("EW107", message, start, end)

    def _methods(self, node: cst.BaseExpression, scope: Scope) -> list[Method] | None:
        """Return how ``re`` is asked to apply a pattern; None where it is not given to ``re`` directly."""
        argument = self._tree.parents[node]
        if not isinstance(argument, cst.Arg):
            return None
        call = self._tree.parents[argument]
        if not isinstance(call, cst.Call) or call.args[0] is not argument:
            return None
        names = {f"{module}.{name}": method for name, method in _SEARCHES.items() for module in ("re", "regex")}
        for name, method in names.items():
            if self._names.is_dotted(call.func, scope, name):
                return self._methods_of_compiled(call) if name.endswith(".compile") else [method]
        return None

    def _methods_of_compiled(self, call: cst.Call) -> list[Method]:
        parent = self._tree.parents[call]
        if isinstance(parent, cst.Attribute):
            return [_SEARCHES.get(parent.attr.value, "search")]
        targets = [target.target for target in parent.targets] if isinstance(parent, cst.Assign) else []
        bound = {_last_name(target) for target in targets} - {None}
        used = {
            _SEARCHES[attribute.attr.value]
            for attribute, _ in self._tree.nodes(cst.Attribute)
            if attribute.attr.value in _SEARCHES and _last_name(attribute.value) in bound
        }
        return sorted(used) or ["search"]


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
    return replace(finding, message=message, fix=Fix(fix.message, fix.edits, Safety.UNSAFE, fix.processing_region))


def _valid_hosts(text: str) -> set[str]:
    """Return the products of the valid REST hosts in a text."""
    template = Template([Piece(text, 0, len(text))])
    products: set[str] = set()
    for match in find_hosts(template):
        host = host_of_labels([text[start:end].lower() for start, end in match.labels])
        if host is not None and classify(host) is Status.VALID:
            products.add(host.product)
    return products


def _last_name(node: cst.BaseExpression) -> str | None:
    if isinstance(node, cst.Attribute):
        return node.attr.value
    return node.value if isinstance(node, cst.Name) else None
