"""Clients that are made or configured with a region -> findings (EW201 to EW204), in every language but Python."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from edgewise.findings import Finding, Fix, Safety
from edgewise.judgement.clients import Edge, Judge, Question, Verdict, one_of, short, united
from edgewise.languages.constants import Constants
from edgewise.languages.fixes import Fixes
from edgewise.languages.flow import Flow
from edgewise.languages.given import Fields, Given, Givens
from edgewise.languages.language import Constructor
from edgewise.languages.meanings import Made, Meanings, Other
from edgewise.languages.names import Names
from edgewise.pins import NEWEST
from edgewise.twilio.libraries import SERVERLESS_EDGES
from edgewise.twilio.table import EDGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tree_sitter import Node

    from edgewise.languages.language import Language
    from edgewise.languages.tree import Call, Tree
    from edgewise.pins import Libraries
    from edgewise.twilio.table import ProcessingRegion

_EDGE_KEY = "TWILIO_EDGE"
_QUOTE = re.compile(rb"(['\"])")
_TYPES_OF_TYPES = ("ConstructorParameters", "Parameters", "NonNullable", "Partial", "Readonly", "Required")
"""Types of TypeScript's that are made of another type and take the same properties."""


@dataclass(frozen=True)
class _Client:
    """What may make a client: a call, the constructor that it may be, and the ways in which it gives arguments.

    ``makers`` is the call itself, or what makes the clients whose options a call gives later.
    """

    call: Call
    constructor: Constructor
    certain: bool
    ways: tuple[Fields, ...]
    makers: tuple[Node, ...]


@dataclass(frozen=True)
class _Setting:
    """An assignment to the region or edge of what is, or may be, a client, or a call that does the same."""

    what: str
    node: Node
    owner: Node
    value: Node
    makers: tuple[Node, ...]
    """The calls that make the clients."""
    certain: bool
    """Whether it is one of these for certain."""


class Clients:
    """Judges the clients of one text."""

    def __init__(
        self, tree: Tree, language: Language, processing_region: ProcessingRegion, libraries: Callable[[], Libraries]
    ) -> None:
        self._tree = tree
        self._language = language
        names = self._names = Names(tree)
        self._meanings = Meanings(tree, names, language)
        self._constants = Constants(tree, self._meanings)
        self._givens = Givens(tree, self._meanings)
        self._judge = Judge(processing_region, libraries, language.library)
        self._serverless_judge = Judge(processing_region, lambda: NEWEST, language.library)
        self._flow = Flow(tree, names, language.anchors)
        self._clients = list(self._made())
        self._settings = list(self._set())
        self._fixes = Fixes(tree, self._constants, self._quote(), self._used_elsewhere, self._is_of_library)

    def find(self) -> list[Finding]:
        """Return the findings, each once, sorted by position."""
        found: dict[tuple[str, int, int], Finding] = {}
        for client in self._clients:
            for finding in self._of_client(client):
                found.setdefault((finding.code, finding.start, finding.end), finding)
        for setting in self._settings:
            if setting.what == "region":
                for finding in self._of_setting(setting):
                    found.setdefault((finding.code, finding.start, finding.end), finding)
        return sorted(found.values(), key=lambda finding: (finding.start, finding.end, finding.code))

    # -- what there is

    def _quote(self) -> str:
        """Return the quote that the author uses: that of the first string in the text by which the library comes in."""
        strings = self._tree.grammar.strings
        named = (node for node in self._tree.found(self._language.anchors) if node.type in strings)
        said = next((self._tree.source(node)[:1] for node in named), "")
        if said in ("'", '"'):
            return said
        any_string = next((node for node in self._tree.found(_QUOTE) if node.type in strings), None)
        return self._tree.source(any_string)[:1] if any_string is not None else '"'

    def _is_of_library(self, kind: Node) -> bool:
        """Say whether a type is made of names of the library."""
        names: list[Node] = []
        waiting = [kind]
        while waiting:
            node = waiting.pop()
            if node.type in self._tree.grammar.identifiers:
                names.append(node)
            waiting += node.named_children
        first = next((name for name in sorted(names, key=lambda node: node.start_byte)), None)
        known = [name for name in names if self._is_imported_from_library(name)]
        return first is not None and bool(known) and (first in known or self._tree.source(first) in _TYPES_OF_TYPES)

    def _is_imported_from_library(self, name: Node) -> bool:
        for binding in self._names.bindings(self._tree.source(name)):
            for declaration in binding.declarations:
                statement = self._tree.statement(declaration.node)
                source = statement.child_by_field_name("source") if statement is not None else None
                said = self._tree.literal(source) if source is not None else None
                if (
                    said is not None
                    and self._language.anchors.search(f"'{said}'".encode())
                    and not said.startswith(".")
                ):
                    return True
        return False

    def _made(self) -> Iterator[_Client]:
        for node in self._flow.calls:
            call = self._tree.call(node)
            if call is None:
                continue
            constructors, certain = self._meanings.constructors(call)
            for constructor in constructors:
                ways = tuple(self._givens.of_call(call, constructor))
                yield _Client(call, constructor, certain, ways, (call.node,))
            if call.receiver is not None and self._language.settings.get(call.name) == "options":
                makers, certain = self._makers(call.receiver)
                constructor = Constructor(call.name, options=0)
                ways = tuple(self._givens.of_call(call, constructor))
                if makers:
                    yield _Client(call, constructor, certain, ways, makers)

    def _set(self) -> Iterator[_Setting]:
        for name, what in self._language.settings.items():
            for node in self._tree.members_named(name) if what in ("region", "edge") else ():
                assigned = self._tree.assigned_member(node)
                makers, certain = self._makers(assigned[0]) if assigned is not None else ((), False)
                if assigned is not None and makers:
                    yield _Setting(what, assigned[1], assigned[0], assigned[2], makers, certain)

    def _makers(self, owner: Node) -> tuple[tuple[Node, ...], bool]:
        meanings = self._meanings.of(owner)
        made = tuple(meaning.call.node for meaning in meanings if isinstance(meaning, Made))
        empty = (meaning for meaning in meanings if isinstance(meaning, Other) and not self._is_nothing(meaning.node))
        return made, next(empty, None) is None

    def _is_nothing(self, node: Node) -> bool:
        return self._constants.values(node).nothing

    def _used_elsewhere(self, given: Given) -> bool:
        """Say whether a name that leads to a literal is used for more than the arguments of clients."""
        lists = {
            self._tree.inner(argument.value)
            for client in self._clients
            if client.certain
            for argument in client.call.arguments
        }
        for binding in given.through:
            if len(binding.values) != 1 or any(self._is_exported(item.holder) for item in binding.declarations):
                return True
            if not all(self._is_handed_over(reference, lists) for reference in binding.references):
                return True
        return False

    def _is_handed_over(self, reference: Node, lists: set[Node]) -> bool:
        """Say whether a name is one of the options of clients, or is spread in one."""
        holder = self._tree.parent(reference)
        if holder is not None and holder.type in self._tree.grammar.spreads:
            return self._tree.parent(holder) in lists
        return reference in lists

    def _is_exported(self, node: Node) -> bool:
        return any(holder.type in self._tree.grammar.exported for holder in list(self._tree.above(node))[:2])

    # -- calls

    def _of_client(self, client: _Client) -> Iterator[Finding]:
        for fields in client.ways:
            region = fields.region
            if region is None:
                if client.constructor.serverless and fields.edge is not None:
                    yield from self._edge_alone(fields, fields.edge)
                continue
            verdict, edge = self._verdict(client, fields, region)
            if verdict is None or (client.constructor.serverless and self._is_completed(region, edge)):
                continue
            fix = None
            if self._may_fix(client, fields, edge) and verdict.resolution is not None:
                fix = self._fixes.of_call(client.call, fields, verdict.resolution)
                fix = self._graded(fix, verdict, client, region)
                if fix is not None and client.constructor.serverless:
                    fix = fix._replace(message=_of_toolkit(fix.message))
            start, end = self._tree.span(region.item)
            yield Finding(verdict.code, verdict.message, start, end, fix, "" if fix else _advice(verdict))

    def _edge_alone(self, fields: Fields, edge: Given) -> Iterator[Finding]:
        """Judge an edge without a region where the library does not complete it: the serverless toolkit."""
        given = self._constants.values(edge.value)
        if given.only is None or fields.region_doubt is not None:
            return
        said = (
            f"edge `{given.only}` and no region visible here (the client also reads TWILIO_REGION): the client asks "
            f"for `serverless.{given.only}.twilio.com`, which does not exist; give it the region as well"
        )
        start, end = self._tree.span(edge.item)
        yield Finding("EW202", said, start, end, self._fixes.of_edge_alone(edge))

    def _is_completed(self, region: Given, edge: Edge) -> bool:
        """Say whether the serverless toolkit adds the edge of a region by itself, or whether nobody can tell."""
        values = self._constants.values(region.value)
        return edge.kind != "constant" and SERVERLESS_EDGES.issuperset(values.strings)

    def _verdict(self, client: _Client, fields: Fields, region: Given) -> tuple[Verdict | None, Edge]:
        values = self._constants.values(region.value)
        edge = self._edge_of(client, fields)
        source = self._tree.source(region.value if region.value is not None else region.item)
        question = Question(values, edge, source, fields.region_doubt, environment=client.constructor.environment)
        if not client.constructor.serverless:
            return self._judge.judge(question), edge
        verdict = self._serverless_judge.judge(question)
        return verdict and replace(verdict, message=_of_toolkit(verdict.message)), edge

    def _may_fix(self, client: _Client, fields: Fields, edge: Edge) -> bool:
        # What gives all options anew does not care for those before.
        later = client.call.node not in client.makers
        others = [
            other.makers
            for other in self._clients
            if other is not client and not (later and other.call.node in other.makers)
        ]
        others += [setting.makers for setting in self._settings if setting.what == "region"]
        given_later = any(set(client.makers) & set(makers) for makers in others)
        doubtful = fields.region_doubt is not None or fields.edge_doubt is not None
        editable = edge.kind in ("absent", "constant") and not edge.elsewhere
        if not client.certain or given_later or doubtful or not editable:
            return False
        item = fields.region.item if fields.region is not None else None
        alike = [other for other in client.ways if other.region is not None and other.region.item == item]
        if any(self._edge_of(client, other) != edge for other in alike):
            return False  # the same place gives the region of one client with an edge and of one without
        return not self._is_broken(client.call.node)

    def _is_broken(self, node: Node) -> bool:
        statement = self._tree.statement(node)
        return statement is None or statement.has_error

    def _graded(self, fix: Fix | None, verdict: Verdict, client: _Client, region: Given) -> Fix | None:
        if fix is None or verdict.resolution is None:
            return fix
        given = self._constants.values(region.value).only or ""
        changed = verdict.resolution.region != given.lower()
        unsafe = verdict.unsafe or self._fixes.is_doubtful(region) or self._fails_on_purpose(client.call.node)
        unsafe |= changed and any(map(self._is_read, client.makers))
        return fix._replace(safety=Safety.UNSAFE) if unsafe else fix

    def _fails_on_purpose(self, node: Node) -> bool:
        """Say whether a test expects a failure of what stands around a node."""
        calls = (self._tree.call(holder) for holder in self._tree.above(node))
        names = [call.name or self._tree.source(call.callee or call.node)[:40] for call in calls if call is not None]
        return any(self._language.failing.fullmatch(name) for name in names)

    def _is_read(self, maker: Node) -> bool:
        """Say whether the text reads the region of a client."""
        for node in self._tree.members_named("region"):
            holder = self._tree.parent(node)
            member = self._tree.member(holder) if holder is not None else None
            if holder is None or member is None or member[0] == node:
                continue
            above = self._tree.parent(holder)
            assigned = self._tree.assignment(above) if above is not None else None
            if (assigned is None or assigned[0] != holder) and maker in self._makers(member[0])[0]:
                return True
        return False

    # -- edges

    def _edge_of(self, client: _Client, fields: Fields, beside: Node | None = None) -> Edge:
        beside = beside if beside is not None else client.call.node
        edge = Edge("absent")
        if fields.edge is not None:
            edge = self._edge(fields.edge.value)
            if edge.kind != "absent":
                return Edge(edge.kind, edge.value, elsewhere=fields.edge.kind == "assignment", handed_on=edge.handed_on)
        if fields.edge_doubt is not None:
            return Edge("maybe", fields.edge_doubt)
        assigned = [
            self._edge(setting.value)
            for setting in self._settings
            if setting.what == "edge"
            and set(client.makers) & set(setting.makers)
            and not self._exclude_each_other(setting.node, beside)
        ]
        if any(one.kind != "absent" for one in assigned):
            return united(assigned)
        environment = self._environment_edge(client, fields)
        return environment or self._loose_edge(beside) or edge

    def _edge(self, node: Node | None) -> Edge:
        if node is None:
            return Edge("some")
        values = self._constants.values(node)
        if values.nothing:
            return Edge("absent")
        if values.only is None and None in values.known:
            return Edge("maybe", f"`{self._tree.source(node)}`", handed_on=True)
        if values.only is None:
            return Edge("some", values.strings[0] if len(values.strings) == 1 else "")
        return Edge("constant", values.only)

    def _environment_edge(self, client: _Client, fields: Fields) -> Edge | None:
        if not client.constructor.environment:
            return None
        given = fields.environment
        if given is not None:
            if given.value is None or _EDGE_KEY in self._tree.source(given.value):
                return Edge("maybe", f"`{_EDGE_KEY}` in the environment that it is given")
            if self._tree.inner(given.value).type not in self._tree.grammar.objects:
                return Edge("maybe", f"`{self._tree.source(given.value)}`, the environment that it is given")
        for node in self._tree.named(_EDGE_KEY):
            assigned = self._tree.assigned_member(node)
            if assigned is not None:
                said = short(self._tree.source(assigned[1]))
                return Edge("maybe", f"`{_EDGE_KEY}`, which may be set: `{said}`")
        return None

    def _loose_edge(self, beside: Node) -> Edge | None:
        """Return the edge that may be given to a client where it is not known to be one."""
        for name in (name for name, what in self._language.settings.items() if what == "edge"):
            for node in self._tree.members_named(name):
                assigned = self._tree.assigned_member(node)
                if assigned is None or self._is_settled(assigned[0]) or self._exclude_each_other(node, beside):
                    continue
                values = self._constants.values(assigned[2])
                if not values.complete or not EDGES.isdisjoint(values.strings):
                    return Edge("maybe", f"`{self._tree.source(assigned[0])}.{name}`, which may be this client's")
        return None

    def _is_settled(self, owner: Node) -> bool:
        """Say whether it is known what something is: a client, or an object that is written down."""
        objects = self._tree.grammar.objects
        return any(
            isinstance(meaning, Made) or (isinstance(meaning, Other) and meaning.node.type in objects)
            for meaning in self._meanings.of(owner)
        )

    def _exclude_each_other(self, one: Node, other: Node) -> bool:
        """Say whether only one of two places can be reached at a time."""
        inner = one
        for holder in self._tree.above(one):
            if self._tree.within(other, holder):
                if holder.type not in self._tree.grammar.branching or self._tree.within(other, inner):
                    return False
                return not any(
                    self._tree.within(place, condition)
                    for condition in holder.children_by_field_name("condition")
                    for place in (one, other)
                )
            inner = holder
        return False

    # -- settings

    def _of_setting(self, setting: _Setting) -> Iterator[Finding]:
        edges, before = self._had_before(setting)
        agreed = len(edges) == 1
        edge = next(iter(edges)) if agreed else one_of(edges)
        values = self._constants.values(setting.value)
        judged = (
            self._judge.judge(Question(values, one, self._tree.source(setting.value), constructed=False))
            for one in dict.fromkeys([edge, *sorted(edges, key=lambda one: (one.kind, one.value))])
        )
        verdict = next((one for one in judged if one is not None), None)
        if verdict is None:
            return
        fix = None
        # An edge for this region would be a wrong one for another that the client has before or later.
        alone = before | self._other_regions(setting) <= {values.only}
        certain = setting.certain and agreed and edge == Edge("absent") and not self._is_broken(setting.node)
        if certain and verdict.resolution is not None and alone:
            fix = self._fixes.of_assignment(
                setting.node, setting.owner, setting.value, verdict.resolution, removable=not before
            )
            changed = verdict.resolution.region != (values.only or "").lower()
            if fix is not None and (verdict.unsafe or (changed and any(map(self._is_read, setting.makers)))):
                fix = fix._replace(safety=Safety.UNSAFE)
        start, end = self._tree.span(setting.node)
        yield Finding(verdict.code, verdict.message, start, end, fix, "" if fix else _advice(verdict))

    def _had_before(self, setting: _Setting) -> tuple[set[Edge], set[str | None]]:
        """Return the edges that clients have without a setting, and the regions, None for one that is not known."""
        edges: set[Edge] = set()
        regions: set[str | None] = set()
        for client in self._clients:
            if not set(client.makers) & set(setting.makers):
                continue
            for fields in client.ways or (Fields(),):
                edges.add(self._edge_of(client, fields, setting.node))
                if fields.region is not None:
                    regions.add(self._constants.values(fields.region.value).only)
                elif fields.region_doubt is not None:
                    regions.add(None)
        return edges, regions

    def _other_regions(self, setting: _Setting) -> set[str | None]:
        others = (other for other in self._settings if other.what == "region" and other is not setting)
        return {self._constants.values(other.value).only for other in others if set(other.makers) & set(setting.makers)}


def _advice(verdict: Verdict) -> str:
    """Return what to write by hand, "" where that is not known."""
    resolution = verdict.resolution
    if resolution is None:
        return ""
    if resolution.region is None and resolution.edge is None:
        return f"Take the region away: `{resolution.resolved}`"
    given = [f"{what} `{value}`" for what, value in (("region", resolution.region), ("edge", resolution.edge)) if value]
    return f"Give the client the {' and the '.join(given)}: `{resolution.resolved}`"


def _of_toolkit(message: str) -> str:
    """Return a message about a client as it is true for one of the serverless toolkit, which asks another product."""
    said, switched_off, _ = message.replace("`api.", "`serverless.").partition("; Twilio switched it off")
    own = f"; it adds the edge by itself for {', '.join(sorted(SERVERLESS_EDGES))} only" if switched_off else ""
    return said + own
