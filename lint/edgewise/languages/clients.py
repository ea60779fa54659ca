"""Clients that are made or configured with a region -> findings (EW201 to EW204), in every language but Python."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from edgewise.findings import Finding, Safety
from edgewise.judgement.clients import ClientVerdict, Edge, Judge, Question, one_of
from edgewise.judgement.products import not_served, weighed
from edgewise.languages.constants import TreeConstants
from edgewise.languages.edges import TreeEdges
from edgewise.languages.expectations import Expectations
from edgewise.languages.fixes import Fixes
from edgewise.languages.flow import Flow
from edgewise.languages.given import Fields, GivenRegion, Givens
from edgewise.languages.meanings import Meanings
from edgewise.languages.objects import AttributeSetting, Client, TreeObjects
from edgewise.languages.products import TreeProducts
from edgewise.languages.syntax.names import Names
from edgewise.languages.types import Types
from edgewise.patterns import on_demand
from edgewise.pins import NEWEST
from edgewise.twilio.libraries import SERVERLESS_EDGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tree_sitter import Node

    from edgewise.judgement.products import Accessor
    from edgewise.languages.language import Language
    from edgewise.languages.syntax.tree import SyntaxTree
    from edgewise.options import Options
    from edgewise.pins import Libraries

_QUOTE = on_demand(rb"(['\"])")


class TreeClients:
    """Judges the clients of one text."""

    def __init__(
        self, tree: SyntaxTree, language: Language, options: Options, libraries: Callable[[], Libraries]
    ) -> None:
        self._options = options
        self._tree = tree
        self._language = language
        names = Names(tree)
        meanings = Meanings(tree, names, language)
        self._constants = TreeConstants(tree, meanings, language)
        givens = Givens(tree, meanings, self._constants, language)
        self._judge = Judge(options.way, libraries, language.helper_library)
        self._serverless_judge = Judge(options.way, lambda: NEWEST, language.helper_library)
        flow = Flow(tree, names, language)
        self._objects = TreeObjects(tree, language, meanings, self._constants, givens, flow)
        self._edges = TreeEdges(tree, language, self._constants, self._objects)
        self._expectations = Expectations(tree, meanings, self._objects)
        self._types = Types(tree, language, names)
        self._products = TreeProducts(tree, language, self._objects)
        self._fixes = Fixes(tree, language, self._constants, self._quote())

    def find(self) -> list[Finding]:
        """Return the findings, each once, sorted by position."""
        found: dict[tuple[str, int, int], Finding] = {}
        for client in self._objects.clients:
            for finding in self._of_client(client):
                found.setdefault((finding.code, finding.start, finding.end), finding)
        for setting in self._objects.settings:
            if setting.what == "region":
                for finding in self._of_setting(setting):
                    found.setdefault((finding.code, finding.start, finding.end), finding)
        # What is wrong in one of the ways to go is no longer a question in another.
        certain = {(start, end) for code, start, end in found if code in ("EW201", "EW202", "EW203")}
        told = [one for one in found.values() if one.code != "EW204" or (one.start, one.end) not in certain]
        return sorted(told, key=lambda finding: (finding.start, finding.end, finding.code))

    def _quote(self) -> str:
        """Return the quote that the author uses: that of the first string by which the library comes in, or of all."""
        strings, quotes = self._tree.grammar.strings, self._language.quotes
        for pattern in (self._language.anchors, _QUOTE):
            for node in self._tree.found(pattern):
                holder = self._tree.parent(node)
                string = next((one for one in (node, holder) if one is not None and one.type in strings), None)
                said = self._tree.source(string)[:1] if string is not None else ""
                if said and said in quotes:
                    return said
        return quotes[-1]

    # -- calls

    def _of_client(self, client: Client) -> Iterator[Finding]:
        for fields in client.ways:
            region = fields.region
            if region is None:
                if client.constructor.serverless and fields.edge is not None:
                    yield from self._edge_alone(fields, fields.edge)
                continue
            question, verdict = self._judged(client, fields, region)
            edge = question.edge
            start, end = self._tree.span(region.item)
            missing = not_served([(question, verdict)], self._options, self._used_for(client), start, end)
            if missing is not None:
                yield missing
            if verdict is None or (client.constructor.serverless and self._is_completed(region, edge)):
                continue
            verdict = weighed(verdict, self._used_for(client))
            fix = None
            if self._may_fix(client, fields, edge) and verdict.resolution is not None:
                fix = self._fixes.of_call(client.call, client.constructor, fields, verdict.resolution)
                if fix is not None and client.constructor.serverless:
                    fix = fix._replace(message=_of_toolkit(fix.message))
            finding = Finding(verdict.code, verdict.message, start, end, fix, "" if fix else verdict.advice())
            yield self._doubted(finding, verdict, client, region)

    def _used_for(self, client: Client) -> Callable[[], list[Accessor]]:
        return lambda: self._products.of_client(client)

    def _edge_alone(self, fields: Fields, edge: GivenRegion) -> Iterator[Finding]:
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

    def _is_completed(self, region: GivenRegion, edge: Edge) -> bool:
        """Say whether the serverless toolkit adds the edge of a region by itself, or whether nobody can tell."""
        values = self._constants.values(region.value)
        return edge.kind != "constant" and SERVERLESS_EDGES.issuperset(values.strings)

    def _judged(self, client: Client, fields: Fields, region: GivenRegion) -> tuple[Question, ClientVerdict | None]:
        values = self._constants.values(region.value)
        edge = self._edges.of_client(client, fields)
        if edge == Edge("absent") and client.constructor.path in self._language.merging:
            edge = one_of(self._made_with(client)) if client.certain else Edge("maybe", "the client's own")
        if edge == Edge("absent") and values.only is None and self._goes_with_an_edge(client, region):
            edge = Edge("maybe", "the same place", handed_on=True)
        source = self._tree.source(region.value if region.value is not None else region.item)
        question = Question(values, edge, source, fields.region_doubt, environment=client.constructor.environment)
        if not client.constructor.serverless:
            return question, self._judge.judge(question)
        verdict = self._serverless_judge.judge(question)
        return question, verdict and replace(verdict, message=_of_toolkit(verdict.message))

    def _made_with(self, client: Client) -> set[Edge]:
        """Return the edges that the constructors of a client give it, which is given a region later."""
        made = [other for other in self._objects.clients if other.call.node in client.makers]
        found = {self._edges.of_client(other, way) for other in made for way in other.ways or (Fields(),)}
        return found or {Edge("absent")}

    def _goes_with_an_edge(self, client: Client, region: GivenRegion) -> bool:
        """Say whether a call gives a region with an edge in one way to go: ``{ ...(edge && { edge }), region }``."""
        alike = [way for way in client.ways if way.region is not None and way.region.item == region.item]
        return any(self._edges.of_client(client, way).kind != "absent" for way in alike)

    def _may_fix(self, client: Client, fields: Fields, edge: Edge) -> bool:
        merges = client.constructor.path in self._language.merging
        # What gives all options anew does not care for those before.
        later = client.call.node not in client.makers and not merges
        others = [
            other.makers
            for other in self._objects.clients
            if other is not client
            and not (later and other.call.node in other.makers)
            and self._has_a_say(other, alone=merges)
        ]
        others += [setting.makers for setting in self._objects.settings if setting.what == "region"]
        given_later = any(set(client.makers) & set(makers) for makers in others)
        doubtful = fields.region_doubt is not None or fields.edge_doubt is not None
        editable = edge.kind in ("absent", "constant") and not edge.elsewhere
        if not client.certain or given_later or doubtful or not editable or not client.constructor.fixable:
            return False
        item = fields.region.item if fields.region is not None else None
        alike = [other for other in client.ways if other.region is not None and other.region.item == item]
        if any(self._edges.of_client(client, other) != edge for other in alike):
            return False  # the same place gives the region of one client with an edge and of one without
        return not self._is_broken(client.call.node)

    def _has_a_say(self, client: Client, *, alone: bool) -> bool:
        """Say whether a call may give a client another region or edge than a call that merges something into it.

        :param alone: whether it is nothing that a constructor is given nothing of both.
        """
        if not alone and client.constructor.path not in self._language.merging:
            return True
        return any(way != Fields(environment=way.environment) for way in client.ways)

    def _is_broken(self, node: Node) -> bool:
        statement = self._tree.statement(node)
        return statement is None or statement.has_error

    def _doubted(
        self,
        finding: Finding,
        verdict: ClientVerdict,
        used: Client | AttributeSetting,
        given: GivenRegion | None = None,
    ) -> Finding:
        """Return a finding with the host that its client asks for, and what speaks against its fix.

        :param given: what a call gives a client as its region.
        """
        if finding.fix is None or verdict.resolution is None:
            return finding
        fix = verdict.warned(finding.fix)._replace(safety=Safety.UNSAFE) if verdict.unsafe else finding.fix
        finding = finding._replace(fix=fix, asks=verdict.resolution.built.lower())
        node = used.call.node if isinstance(used, Client) else used.use.node
        value = used.use.value if isinstance(used, AttributeSetting) else given.value if given is not None else None
        region = self._constants.values(value).only or ""
        why = self._reason(node, given) or self._expectations.against(used.makers, region, verdict.resolution)
        return finding.doubted(why) if why is not None else finding

    def _reason(self, node: Node, given: GivenRegion | None) -> str | None:
        """Return why a fix may change more than a client, or not be accepted, None where nothing says so."""
        if self._objects.fails_on_purpose(node):
            return "a test expects that it fails"
        if given is not None and (name := self._objects.used_elsewhere(given)) is not None:
            return f"what `{name}` stands for is used for more than this client"
        typed = next(filter(self._types.may_refuse, given.through), None) if given is not None else None
        if typed is not None:
            return f"`{typed.name}` has a type that may not accept the change"
        if given is not None and self._types.refuses(given.within):
            return "it has to satisfy a type that may not accept the change"
        # The client may ask for another host than it was made for.
        return "the region of a client is deleted here" if self._objects.is_taken_away("region") else None

    # -- settings

    def _of_setting(self, setting: AttributeSetting) -> Iterator[Finding]:
        node, value = setting.use.node, setting.use.value
        edges, before = self._had_before(setting)
        agreed = len(edges) == 1
        edge = next(iter(edges)) if agreed else one_of(edges)
        values, source = self._constants.values(value), self._tree.source(value)
        judged = (
            self._judge.judge(Question(values, one, source, constructed=False, environment=setting.environment))
            for one in dict.fromkeys([edge, *sorted(edges, key=lambda one: (one.kind, one.value))])
        )
        verdict = next((one for one in judged if one is not None), None)
        start, end = self._fixes.span_of(setting)
        asked = [(Question(values, one, source, constructed=False), verdict) for one in edges]
        missing = not_served(asked, self._options, lambda: self._products.of(setting.makers), start, end)
        if missing is not None:
            yield missing
        if verdict is None:
            return
        verdict = weighed(verdict, lambda: self._products.of(setting.makers))
        fix = None
        # An edge for this region would be a wrong one for another that the client has before or later.
        alone = before | self._other_regions(setting) <= {values.only}
        certain = setting.certain and agreed and edge == Edge("absent") and not self._is_broken(node)
        if certain and verdict.resolution is not None and alone:
            fix = self._fixes.of_setting(setting, verdict.resolution, removable=not before)
        finding = Finding(verdict.code, verdict.message, start, end, fix, "" if fix else verdict.advice())
        yield self._doubted(finding, verdict, setting)

    def _had_before(self, setting: AttributeSetting) -> tuple[set[Edge], set[str | None]]:
        """Return the edges that clients have without a setting, and the regions, None for one that is not known."""
        edges: set[Edge] = set()
        regions: set[str | None] = set()
        node = setting.use.node
        for client in self._objects.clients:
            if not set(client.makers) & set(setting.makers):
                continue
            for fields in client.ways or (Fields(),):
                edges.add(self._edges.of_client(client, fields, node))
                if fields.region is not None:
                    regions.add(self._constants.values(fields.region.value).only)
                elif fields.region_doubt is not None:
                    regions.add(None)
        if not edges or any(map(self._objects.is_made_elsewhere, setting.makers)):
            edges.add(self._edges.of_makers(setting.makers, node, environment=setting.environment))
        return edges, regions

    def _other_regions(self, setting: AttributeSetting) -> set[str | None]:
        others = (other for other in self._objects.settings if other.what == "region" and other is not setting)
        return {
            self._constants.values(other.use.value).only for other in others if set(other.makers) & set(setting.makers)
        }


def _of_toolkit(message: str) -> str:
    """Return a message about a client as it is true for one of the serverless toolkit, which asks another product."""
    said, switched_off, _ = message.replace("`api.", "`serverless.").partition("; Twilio switched it off")
    own = f"; it adds the edge by itself for {', '.join(sorted(SERVERLESS_EDGES))} only" if switched_off else ""
    return said + own
