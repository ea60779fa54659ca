"""Where a hostname stands in a module, and what that says about its fix: an allow-list, a key, a text for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from edgewise.findings import Finding, Safety
from edgewise.python import intent
from edgewise.python.syntax.nodes import last_name
from edgewise.templates import Origin, Piece, Template, find_hosts
from edgewise.twilio.hosts import Host, Resolution, Status, classify, host_of_labels, resolve_host
from edgewise.twilio.table import ProcessingRegion

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from edgewise.judgement.hostnames import HostFinding
    from edgewise.python.module import Module
    from edgewise.python.syntax.scopes import Scope

_WAYS: tuple[ProcessingRegion, ...] = ("as-written", "us1")
_TAKING_APART = frozenset({
    "replace", "split", "rsplit", "partition", "rpartition", "removeprefix", "removesuffix", "startswith", "endswith",
    "find", "rfind", "index", "rindex", "count",
})  # fmt: skip
"""Methods of a string that depend on what it says."""


class Placements:
    """Weighs the hostnames of one module.

    :param built: the hosts, without their product, that the module's clients ask for until they are rewritten.
    """

    def __init__(self, module: Module, built: Collection[str] = ()) -> None:
        self._tree = module.tree
        self._strings = module.strings
        self._names = module.names
        self._options = module.options
        self._tested: set[str] | None = None
        self._products: dict[cst.CSTNode, set[str]] = {}
        self._valid: dict[str, set[str]] = {}
        self._resolved: dict[cst.CSTNode, list[str]] = {}
        self._compared: dict[Finding, str] = {}
        """Findings of what others are compared with -> the host."""
        self._rewritten: set[str] = set()
        """The hosts that are rewritten elsewhere in the module, so that what is compared has to follow."""
        self._built = built
        self._texts: dict[Finding, str] = {}
        """Findings with a fix -> the whole text of the string."""
        self._kept: set[str] = set()
        """Texts that are keys, members, taken apart, or stand in allow-lists."""

    def settle(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Yield findings that are weighed one by one, each in the light of all the others."""
        for finding in list(findings):
            host = self._compared.get(finding, "")
            if host and host not in self._rewritten and host.partition(".")[2] not in self._built:
                yield doubt(finding, f"{finding.message}; {intent.COMPARED}")
            elif self._texts.get(finding) in self._kept and finding.fix and finding.fix.safety is Safety.SAFE:
                yield doubt(finding, f"{finding.message}; the same text is left elsewhere in this module")
            else:
                yield finding

    def weigh(self, node: cst.BaseExpression, scope: Scope, template: Template, item: HostFinding) -> Finding:
        """Return the finding of a host in ``node``, with a safe fix only where nothing speaks for the old host."""
        finding = item.finding
        if finding.fix is None or item.resolution is None:
            return finding
        if self._is_allow_list(node, scope, item.resolution):
            self._kept.add(template.text)
            if self._coincides(self._tree.parents[node], item.resolution):
                return finding._replace(message=f"{finding.message}; another key would be the same", fix=None)
            advice = f"in an allow-list add `{item.resolution.resolved}` and keep the old host"
            return doubt(finding, f"{finding.message}; {advice}")
        if self._is_member(node, scope) and self._coincides(self._tree.parents[node], item.resolution):
            self._kept.add(template.text)
            return doubt(finding, f"{finding.message}; another member would have the same value")
        if self._is_taken_apart(node, scope):
            self._kept.add(template.text)
            return doubt(finding, f"{finding.message}; its text is taken apart or looked up here")
        if self._is_completed(node, scope):
            return doubt(finding, f"{finding.message}; the client completes it with its own region and edge")
        if self._stands_beside_new_host(node, template, item):
            return doubt(finding, f"{finding.message}; a valid host is next to it, as in code that maps old to new")
        meant = intent.doubt(self._tree, node, template.text)
        if meant is not None:
            return doubt(finding, f"{finding.message}; {meant}")
        if intent.is_compared(self._tree, node):
            self._compared[finding] = str(item.resolution.host)
        elif finding.fix.safety is Safety.SAFE:
            self._rewritten.add(str(item.resolution.host))
        self._texts[finding] = template.text
        return finding

    def is_migrated(self, node: cst.BaseExpression, scope: Scope) -> bool:
        """Say whether a text is what ``url.replace(text, new)`` takes away, with a valid host in its place."""
        argument = self._tree.parents[node]
        call = self._tree.parents[argument] if isinstance(argument, cst.Arg) else None
        match call:
            case cst.Call(func=cst.Attribute(attr=cst.Name(value="replace")), args=[old, new, *_]) if old is argument:
                return bool(self._valid_hosts(self._strings.constant(new.value, scope) or ""))
            case _:
                return False

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
        if isinstance(parent, cst.Index):
            return self._is_literal_type(parent, scope)
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
            called = last_name(call.func) if isinstance(call, cst.Call) else ""
            if called in ("set", "frozenset", "startswith", "endswith", "extend", "update"):
                return True
            owner = self._tree.parents[call]
        if any(self._is_tested(target) or intent.is_let_through(target) for target in _targets(owner)):
            return True
        return resolution.host is not None and resolution.host.product in self._products_beside(display, scope)

    def _is_literal_type(self, index: cst.Index, scope: Scope) -> bool:
        """Say whether a text is one of those that ``Literal[...]`` lets through."""
        types = self._tree.enclosing(index, cst.Subscript)
        return types is not None and self._names.is_dotted(
            types.value, scope, "typing.Literal", "typing_extensions.Literal"
        )

    def _is_member(self, node: cst.BaseExpression, scope: Scope) -> bool:
        """Say whether a text is the value of a member of an enumeration."""
        owner = scope.node
        if not isinstance(owner, cst.ClassDef) or not isinstance(self._tree.parents[node], (cst.Assign, cst.AnnAssign)):
            return False
        outer = scope.parent or scope
        readings = (of for base in owner.bases for of in self._names.readings(base.value, outer))
        return any(getattr(of, "name", "").startswith("enum.") for of in readings)

    def _coincides(self, place: cst.CSTNode, resolution: Resolution) -> bool:
        """Say whether another host in the same dictionary or class is, or would become, the same one."""
        owner = self._tree.enclosing(place, cst.Dict, cst.ClassDef) if isinstance(place, cst.Assign) else place
        if isinstance(owner, cst.DictElement):
            owner = self._tree.parents[owner]
        if not isinstance(owner, (cst.Dict, cst.ClassDef)):
            return False
        if owner not in self._resolved:
            keys = (
                [item.key for item in owner.elements if isinstance(item, cst.DictElement)]
                if isinstance(owner, cst.Dict)
                else [owner]
            )
            template = Template([Piece(f"{self._tree.source(key)} ", 0, 0, Origin.FOREIGN) for key in keys])
            way = self._options.way
            self._resolved[owner] = [str(resolve_host(host, way).resolved) for host in _hosts(template)]
        return self._resolved[owner].count(str(resolution.resolved)) > 1

    def _is_taken_apart(self, node: cst.BaseExpression, scope: Scope) -> bool:
        """Say whether code depends on what a text, or the name that is bound to it, says in parts or as a key."""
        statement = self._tree.parents[node]
        places: list[cst.BaseExpression] = [node]
        for target in _targets(statement):
            found = scope.lookup(target.value) if isinstance(target, cst.Name) else None
            if found is not None and isinstance(target, cst.Name):
                places += [use for use, _ in self._tree.uses(target.value, found[0])]
        return any(self._takes_apart(self._tree.parents[place], place) for place in places)

    def _takes_apart(self, parent: cst.CSTNode, place: cst.BaseExpression) -> bool:
        match parent:
            case cst.Subscript(value=value):
                return value is place
            case cst.Attribute(value=value, attr=cst.Name(value=method)):
                return value is place and method in _TAKING_APART
            case cst.Index():
                return isinstance(place, cst.Name)
            case cst.ComparisonTarget(operator=cst.In() | cst.NotIn()):
                return True
            case _:
                return False

    def _is_completed(self, node: cst.BaseExpression, scope: Scope) -> bool:
        """Say whether a URL is given to a client, which puts its own region and edge into it."""
        parent = self._tree.parents[node]
        base: cst.CSTNode | None = None
        if isinstance(parent, cst.Arg):
            function = getattr(self._tree.parents[parent], "func", None)
            if isinstance(function, cst.Attribute) and function.attr.value in ("request", "request_async"):
                base = function.value
        for target in _targets(parent):
            if isinstance(target, cst.Attribute) and target.attr.value == "base_url":
                base = target.value.value if isinstance(target.value, cst.Attribute) else None
        if not isinstance(base, cst.BaseExpression):
            return False
        owners = [getattr(of, "of", getattr(of, "owner", None)) for of in self._names.readings(base, scope)]
        return any(owner is not None and self._names.makes_client(owner) for owner in owners)

    def _is_tested(self, target: cst.BaseExpression) -> bool:
        """Say whether a name that gets a list is on the right of an ``in`` somewhere in the module."""
        if self._tested is None:
            self._tested = set()
            for compared, _ in self._tree.nodes(cst.ComparisonTarget):
                name = last_name(compared.comparator)
                if isinstance(compared.operator, (cst.In, cst.NotIn)) and name:
                    self._tested.add(name)
        return last_name(target) in self._tested

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
            hosts = _hosts(Template([Piece(text, 0, len(text))]))
            self._valid[text] = {str(host) for host in hosts if classify(host) is Status.VALID}
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


def doubt(finding: Finding, message: str) -> Finding:
    """Return a finding whose fix is unsafe, with a message that says why."""
    fix = finding.fix
    assert fix is not None
    return finding._replace(message=message, fix=fix._replace(safety=Safety.UNSAFE))


def _hosts(template: Template) -> Iterator[Host]:
    """Yield the REST hosts in a text."""
    for match in find_hosts(template):
        host = host_of_labels([template.text[start:end].lower() for start, end in match.labels])
        if host is not None:
            yield host


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
