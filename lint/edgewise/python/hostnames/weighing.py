"""Weighing: a hostname's roles in a module decide whether it is reported, and how safe its fix is."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property, partial
from typing import TYPE_CHECKING, NamedTuple

import libcst as cst

from edgewise.findings import Finding
from edgewise.judgement.hostnames import hosts_in, valid_hosts
from edgewise.judgement.products import moved
from edgewise.judgement.roles import NAMED_OLD, Decision, Role, Seen, Weight, decide
from edgewise.judgement.together import together
from edgewise.patterns import on_demand
from edgewise.python.hostnames.lists import Lists
from edgewise.python.hostnames.pairs import standing
from edgewise.python.hostnames.products import HostProducts
from edgewise.python.hostnames.uses.changes import TextChange
from edgewise.python.hostnames.uses.roles import Roles
from edgewise.python.inference import intent
from edgewise.python.inference.values import Imported, Text
from edgewise.python.syntax.items import is_long, items_of
from edgewise.python.syntax.nodes import base_of, called_name, dotted_name, receiver_of, sides_of
from edgewise.templates import Template
from edgewise.twilio.hosts import Host, Status, replacements, resolve_host
from edgewise.twilio.table import ProcessingRegion

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from edgewise.judgement.hostnames import HostFinding
    from edgewise.python.hostnames.pairs import Standing
    from edgewise.python.module import Module
    from edgewise.python.syntax.scopes import Scope

_HOLDING = frozenset({Role.COMPARISON, Role.ALLOW, Role.PASSES, Role.KEY, Role.EXPECTED, Role.BOTH_MOCKED})
"""Roles that have to go with the address itself: if they stay, it stays."""
_EXAMPLE = on_demand(r"^[ \t]*>>> [^\n]*(?:\n[ \t]*(?![ \t\n]|\"\"\"|''')[^\n]*)*", re.MULTILINE)
"""An example of a docstring, with what it prints."""
_HISTORY = on_demand(r"^(?:down_revision\b[^\n=]*=|class[ \t]+Migration\(migrations\.Migration\))", re.MULTILINE)
_ENUMERATIONS = on_demand(r"enum\.|django\.db\.models\..*Choices\Z")
_EXPECTATIONS = (Role.EXPECTED, Role.AGREES, Role.MOCKED, Role.BOTH_MOCKED)
_BINDING = _HOLDING | {Role.MOCKED}
"""Roles that bind whatever asks for the host, a client as well."""


class _Member(NamedTuple):
    """A finding of a host, what speaks against its fix, whether it is asked, and whether it follows what others get.

    ``adds`` says that its fix lets the new host pass as well, in place of a rewrite.
    """

    finding: Finding
    doubt: Seen | None
    asks: bool
    follows: bool
    adds: bool = False
    is_handed_on: bool = False
    """Whether something that is not seen gets it as an address: a client, for one."""


class _Pairing(NamedTuple):
    """The valid hosts in a list, call or comparison, each with what holds it there.

    ``is_told`` says that old and new are said to stand in it, so that a plain host may be the new one as well.
    """

    is_told: bool
    holders: Mapping[str, list[cst.CSTNode]]


class Weighing:
    """Weighs the hostnames of one module."""

    def __init__(self, module: Module) -> None:
        self._tree = module.tree
        self._layout = module.layout
        self._evaluator = module.evaluator
        self._roles = Roles(module)
        self._products = HostProducts(module)
        self._prose = module.options.prose
        self._is_client = module.is_client
        self._way: ProcessingRegion = module.options.way
        self._pairings: dict[cst.CSTNode, _Pairing | None] = {}
        self._given: dict[cst.CSTNode, Mapping[str, list[cst.CSTNode]]] = {}
        """The valid hosts that each call is given by position."""
        self._become: dict[cst.CSTNode, list[str]] = {}
        """What the keys of a dictionary, or the members of an enumeration, become."""
        self._by_value: dict[cst.ClassDef, bool] = {}
        """Of each enumeration, whether a member may come from its value."""
        self._lists = Lists(module)
        self._members: dict[str, list[_Member]] = defaultdict(list)
        """The findings of each host."""
        self._denied: dict[str, Seen] = {}
        """The hosts that the module refuses, each with where it does."""
        self.held: dict[str, Seen] = {}
        """For each host by which something goes that has no safe fix: what that is. It is known behind `settled`."""

    def weigh(self, node: cst.BaseExpression, scope: Scope, template: Template, item: HostFinding) -> Finding | None:
        """Return the finding of a host in ``node``, as safe as its uses show; None where the old host is meant."""
        finding, resolution = item.finding, item.resolution
        if resolution is None or resolution.host is None:
            return finding
        finding = moved(finding, resolution.processing_region, partial(self._products.asked, node, resolution.host))
        host, new = str(resolution.host), str(resolution.resolved)
        start, end = item.match.start, item.match.end
        change = TextChange(
            template.text, template.text[:start] + new + template.text[end:], template.text[start:end], new
        )
        if resolution.status is Status.VALID:  # it stays; what is no address is not told
            used = self._roles.of(node, change, start) or [self._roles.unseen(node)]
            return finding if decide(used).is_reported else None
        enumeration = self._enumeration(node, scope)
        seen = self._seen(node, scope, change, start, resolution.host, enumeration)
        line = seen[0].line
        decision = self._decided(seen, change)
        if not decision.is_reported:
            if decision.doubt is not None and decision.doubt.role is Role.DENY:
                self._denied.setdefault(host.lower(), decision.doubt)
            told = self._prose and decision.doubt is not None and decision.doubt.role is Role.TOLD
            return finding._replace(fix=None) if told else None
        doubt = decision.doubt
        if self._coincides(node, enumeration):
            finding = finding._replace(message=f"{finding.message}; another of them would be the same", fix=None)
        if doubt is None and self._is_completed(node):
            return finding.doubted("the client completes it with its own region and edge")
        if doubt is None and all(one.role in (Role.ADDRESS, Role.HANDED_ON) for one in seen):
            if intent.is_named_old(self._tree, node):
                return finding.doubted(NAMED_OLD)
            if self._lists.may_be_to_pass(node, scope, resolution.host):
                doubt = Seen(Role.ALLOW, line)
        listed = self._lists.member(node, scope, change) if doubt is not None else None
        if listed is not None and listed.is_known:
            return None
        adds = False
        if listed is not None and doubt is not None and doubt.role in (Role.ALLOW, Role.PASSES):
            finding = finding._replace(fix=listed.addition(finding.fix))
            adds = listed.is_only_asked and {one.role for one in seen} <= {Role.PASSES, Role.ADDRESS}
        follows = doubt is not None and doubt.role.weight is Weight.FOLLOWS
        asks = any(one.role is Role.REQUEST for one in seen)
        if adds:
            finding = finding._replace(message=f"{finding.message}; only what is in this list may pass")
        elif doubt is not None and not follows:
            why = f"{doubt.role.words.format(new)} on line {doubt.line}"
            lost = finding.fix is None and listed is not None and item.finding.fix is not None
            finding = finding._replace(message=f"{finding.message}; {why}") if lost else finding.doubted(why)
        if doubt is not None and doubt.role in _EXPECTATIONS:
            finding = finding._replace(expects=host.lower())
        is_handed_on = any(one.role is Role.HANDED_ON for one in seen)
        self._members[host.lower()].append(_Member(finding, doubt, asks, follows, adds, is_handed_on))
        return finding

    def _decided(self, seen: list[Seen], change: TextChange) -> Decision:
        """Decide by all that is done with a host; of two URLs that tests answer none becomes the other.

        A migration of Django or Alembic has run: what it says was so then.
        """
        if self._is_history and all(one.role is not Role.REQUEST for one in seen):
            return Decision(is_reported=False)
        decision = decide(seen)
        doubt = decision.doubt
        if doubt is not None and doubt.role is Role.MOCKED and change.new in self._valid_texts:
            return decision._replace(doubt=doubt._replace(role=Role.BOTH_MOCKED))
        return decision

    @cached_property
    def _is_history(self) -> bool:
        return _HISTORY.search(self._tree.text) is not None

    @cached_property
    def _valid_texts(self) -> frozenset[str]:
        """The texts of literals of the module that name a valid host."""
        literals = self._tree.nodes(cst.SimpleString)
        values = (
            value for node, scope in literals if "twilio" in node.value for value in self._evaluator.values(node, scope)
        )
        return frozenset(value.text for value in values if isinstance(value, Text) and valid_hosts(value.text))

    @cached_property
    def _in_examples(self) -> dict[str, int]:
        """The hosts in examples that doctest runs, with what they print, each with a line."""
        text = self._tree.text
        examples = _EXAMPLE.finditer(text) if ">>> " in text else ()
        return {
            str(host).lower(): text.count("\n", 0, found.start()) + 1
            for found in examples
            for host in hosts_in(found[0])
        }

    def _seen(
        self,
        node: cst.BaseExpression,
        scope: Scope,
        change: TextChange,
        start: int,
        host: Host,
        enumeration: cst.ClassDef | None,
    ) -> list[Seen]:
        """Return what is done with a host, one thing at least, the first of its own place."""
        seen = self._roles.of(node, change, start) or [self._roles.unseen(node)]
        line = seen[0].line
        if enumeration is not None and self._is_looked_up_by_value(enumeration):
            seen = [*seen, Seen(Role.KEY, line)]
        is_asked = any(one.role is Role.REQUEST for one in seen)
        if intent.is_refused(self._tree, node) or (not is_asked and self._roles.expectations.refuse(node)):
            return [Seen(Role.REFUSED, line)]
        beside = self._beside(change, start, host)
        if beside == "paired" or self._is_pair(node, scope, host):
            return [Seen(Role.MIGRATION, line), *(one for one in seen if one.role is Role.REQUEST)]
        if beside == "unsure":
            return [*seen, Seen(Role.UNSEEN, line)]
        if str(host).lower() in self._in_examples:
            seen = [*seen, Seen(Role.EXPECTED, self._in_examples[str(host).lower()])]
        if decide(seen).is_reported and self._is_given_both(node, scope, host):
            return [*seen, Seen(Role.UNSEEN, line)]
        return seen

    def settled(self, findings: Iterable[Finding]) -> dict[Finding, Finding]:
        """Return what becomes of findings that are weighed one by one, in the light of all the others of their hosts.

        What a test expects, or answers in place of, is fixed together with what produces it, or not at all; and where
        something goes by the old host and stays, the addresses stay as well.
        """
        stays = any(finding.code == "EW106" for finding in findings)
        settled: dict[Finding, Finding] = {}
        for host, members in self._members.items():
            changed = dict(_settled(members, stays=stays, denied=self._denied.get(host)))
            settled.update(changed)
            for member in members:
                doubt = member.doubt
                if doubt and doubt.role in _BINDING and not changed.get(member.finding, member.finding).has_safe_fix:
                    self.held.setdefault(host, doubt)
        return settled

    def _is_completed(self, node: cst.BaseExpression) -> bool:
        """Say whether a URL is given to a client, which puts its own region and edge into it."""
        for use in self._evaluator.uses(node):
            base: cst.BaseExpression | None = None
            if use.kind == "argument" and use.call is not None:
                base = receiver_of(use.call) if called_name(use.call) in ("request", "request_async") else None
            elif use.kind == "stored" and use.name == "base_url":
                base = base_of(base_of(use.around))  # of a product of the client
            if base is not None and any(map(self._is_client, self._evaluator.values(base, use.scope))):
                return True
        return False

    def _enumeration(self, node: cst.BaseExpression, scope: Scope) -> cst.ClassDef | None:
        """Return the enumeration whose member a host is, None for every other place."""
        definition = scope.node
        entry = self._tree.item_of(node)
        beside_a_label = entry is not None and entry.form == "tuple"
        parent = self._tree.parents[entry.owner if entry is not None and beside_a_label else node]
        if not isinstance(definition, cst.ClassDef) or not isinstance(parent, (cst.Assign, cst.AnnAssign)):
            return None
        outer = scope.parent or scope
        bases = (value for base in definition.bases for value in self._evaluator.values(base.value, outer))
        is_one = any(isinstance(base, Imported) and _ENUMERATIONS.match(base.name) for base in bases)
        return definition if is_one else None

    def _is_looked_up_by_value(self, enumeration: cst.ClassDef) -> bool:
        """Say whether a member may come from its value, which was stored or is sent by others: a model, a call."""
        if enumeration not in self._by_value:
            self._by_value[enumeration] = any(
                use.kind in ("called", "argument")
                or (use.kind == "attribute" and use.name in ("choices", "values"))
                or (use.kind == "annotation" and self._is_filled_by_others(use.node))
                for use in self._evaluator.uses(enumeration)
            )
        return self._by_value[enumeration]

    def _is_filled_by_others(self, annotation: cst.CSTNode) -> bool:
        """Say whether a library fills a field or a parameter: of a class with a base, of what a decorator hands on."""
        function = self._tree.enclosing(annotation, cst.FunctionDef)
        if function is not None:
            return None in {dotted_name(each.decorator) for each in function.decorators}
        definition = self._tree.enclosing(annotation, cst.ClassDef)
        return definition is not None and bool(definition.bases)

    def _coincides(self, node: cst.BaseExpression, enumeration: cst.ClassDef | None) -> bool:
        """Say whether another key of the same dictionary, or member of an enumeration, is or becomes the same."""
        entry = self._tree.item_of(node)
        owner = entry.owner if entry is not None and entry.key is node else enumeration
        if owner is None:
            return False
        if owner not in self._become:
            bindings = self._tree.opened[enumeration].names.values() if enumeration and owner is enumeration else ()
            keys = [item.key for item in items_of(owner)] + [one.source for several in bindings for one in several]
            self._become[owner] = [self._becomes(key) for key in keys if key is not None]
        is_in_row = entry is not None and owner is enumeration and entry.form == "tuple"
        own = entry.owner if entry is not None and is_in_row else node
        return self._become[owner].count(self._becomes(own)) > 1

    def _becomes(self, node: cst.CSTNode) -> str:
        """Return the source of an expression as it is once its hosts are replaced."""
        text = self._tree.source(node).replace("'", '"').lower()
        for host in {*hosts_in(text)}:
            text = text.replace(str(host), str(resolve_host(host, self._way).resolved))
        return text

    @staticmethod
    def _beside(change: TextChange, start: int, host: Host) -> Standing:
        """Say whether a replacement of a host stands in the same text, to be put in its place."""
        names = replacements(host) & valid_hosts(change.old)
        found = {
            standing(change.old, start, change.old_host, name, is_new=name == change.new_host or name.count(".") > 2)
            for name in names
        }
        return "paired" if "paired" in found else "unsure" if "unsure" in found else "apart"

    def _is_pair(self, node: cst.BaseExpression, scope: Scope, host: Host) -> bool:
        """Say whether the replacement of a host stands in the same short list or call."""
        either = replacements(host)
        return any(self._holds_new(parent, node, scope, either) for parent in intent.consumers(self._tree, node))

    def _is_given_both(self, node: cst.BaseExpression, scope: Scope, host: Host) -> bool:
        """Say whether a call is given a host and its replacement, without a word on what it does with them."""
        argument = self._tree.item_of(node)
        if argument is None or argument.call is None or argument.name:
            return False
        call = argument.call
        if call not in self._given:
            self._given[call] = self._holders((item.value for item in items_of(call) if not item.name), scope)
        names = self._given[call]
        return any(holder is not argument.value for name in replacements(host) for holder in names.get(name, ()))

    def _holds_new(self, parent: cst.CSTNode, node: cst.CSTNode, scope: Scope, either: frozenset[str]) -> bool:
        """Say whether a list, call or comparison holds a replacement of the host in ``node`` as well."""
        if is_long(parent):
            return False
        if parent not in self._pairings:
            self._pairings[parent] = self._pairing(parent, scope)
        pairing = self._pairings[parent]
        if pairing is None:
            return False
        names = (name for name in either if pairing.is_told or name.count(".") > 2)
        return any(holder is not node for name in names for holder in pairing.holders.get(name, ()))

    def _pairing(self, parent: cst.CSTNode, scope: Scope) -> _Pairing | None:
        """Return the valid hosts in a list, call or comparison, None where it makes no pairs."""
        items = items_of(parent)
        is_told = True
        match items[0].form if items else "":
            case "tuple" | "list":
                is_told = False
            case "dict":
                is_told = _name_old_and_new(self._tree.source(item.key) for item in items if item.key is not None)
            case "call":
                call = items[0].call
                is_assertion = call is not None and called_name(call).startswith("assert")
                if not is_assertion and not _name_old_and_new(item.name for item in items):
                    return None  # what it makes of the two is not seen
            case "":
                pass
            case _:
                return None
        return _Pairing(is_told, self._holders([item.value for item in items] or sides_of(parent), scope))

    def _holders(self, nodes: Iterable[cst.BaseExpression], scope: Scope) -> Mapping[str, list[cst.CSTNode]]:
        """Return the valid hosts that are in the texts of expressions, each with the expressions."""
        holders: dict[str, list[cst.CSTNode]] = defaultdict(list)
        for node in nodes:
            texts = {value.text for value in self._evaluator.values(node, scope) if isinstance(value, Text)}
            for name in {name for text in texts for name in valid_hosts(text)}:
                holders[name].append(node)
        return holders


def _settled(members: list[_Member], *, stays: bool, denied: Seen | None = None) -> Iterator[tuple[Finding, Finding]]:
    """Yield findings of one host that are judged otherwise because of the others.

    :param stays: another host of the module is only known at run time, so that a test may be about that.
    :param denied: where the module refuses the host; what is not asked itself may be there to be refused.
    """
    if denied is not None:
        for member in members:
            if not member.asks and member.finding.has_safe_fix:
                said = f"the same host stays on line {denied.line}, where {denied.role.words}"
                yield member.finding, member.finding.doubted(said)
        members = [member for member in members if member.asks or not member.finding.has_safe_fix]
    safe = [member for member in members if (member.doubt is None or member.adds) and member.finding.has_safe_fix]
    following = [member for member in members if member.follows]
    doubts = [member.doubt for member in members if member.doubt is not None and not member.adds]
    holding = next((doubt for doubt in doubts if doubt.role in _HOLDING), None)
    if holding is not None:
        words = holding.role.words.partition(":")[0]
        for member in (*safe, *following):
            yield member.finding, member.finding.doubted(f"the same host stays on line {holding.line}, where {words}")
        return
    mocked = any(member.doubt is not None and member.doubt.role is Role.MOCKED for member in following)
    # One constant may be asked and stand for the host in a test as well.
    agrees = not stays and (len(safe) + len(following) > 1 or any(member.asks for member in following))
    agrees = agrees and (not mocked or any(member.asks for member in (*safe, *following)))
    agrees = agrees and all(member.finding.fix is not None for member in following)
    group = [member.finding for member in (*safe, *(following if agrees else ()))]
    for member in following if not agrees else ():
        assert member.doubt is not None
        yield member.finding, member.finding.doubted(f"{member.doubt.role.words} on line {member.doubt.line}")
        for other in safe if member.doubt.role is Role.MOCKED else ():
            if other.is_handed_on:
                said = f"the same host stays on line {member.doubt.line}, where {member.doubt.role.words}"
                yield other.finding, other.finding.doubted(said)
    if (agrees and following) or any(member.adds for member in safe):
        yield from together(group)


def _name_old_and_new(names: Iterable[str]) -> bool:
    found = {name.strip("\"'").lower() for name in names}
    pairs = (("old", "new"), ("from", "to"), ("before", "after"), ("source", "target"), ("search", "replace"))
    return any(any(old in name for name in found) and any(new in name for name in found) for old, new in pairs)
