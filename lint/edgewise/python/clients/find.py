"""Clients that are made or configured with a region -> findings (EW201 to EW204)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import libcst as cst

from edgewise.findings import Finding, Fix, Safety
from edgewise.judgement.clients import UNCOUNTABLE, Edge, Judge, Question, Verdict, one_of, short, united
from edgewise.python.clients.constructions import REPLACED, Construction, Constructions
from edgewise.python.clients.fixes import ClientFixes
from edgewise.python.clients.objects import Assigned, Origins
from edgewise.python.clients.wrappers import Handovers
from edgewise.python.inference.legacy.values import UNKNOWN, Instance, Self
from edgewise.python.intent import is_refused
from edgewise.twilio.table import EDGES
from edgewise.values import ANYTHING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from edgewise.python.clients.arguments import ArgumentReader
    from edgewise.python.inference.legacy.provenance import Given
    from edgewise.python.inference.legacy.values import Reading
    from edgewise.python.module import Module
    from edgewise.python.settings.environ import Setting
    from edgewise.python.settings.find import Environment
    from edgewise.python.syntax.scopes import Scope


_MANY = 50
"""A name that may stand for more objects is not examined object by object."""


class Clients:
    """Judges the clients of one module."""

    def __init__(self, module: Module, arguments: ArgumentReader, environment: Environment) -> None:
        self._tree = module.tree
        self._names = module.names
        self._constants = module.constants
        self._environment = environment
        self._arguments = arguments
        self._origins = Origins(module)
        self._constructions = Constructions(module, self._arguments)
        self._handovers = Handovers(module, self._constructions, arguments.dictionaries)
        self._fixes = ClientFixes(module)
        self._judge = Judge(module.options.way, module.libraries)
        self._edges: dict[cst.CSTNode, list[Assigned]] = {}
        self._assigned: dict[cst.CSTNode, list[tuple[Assigned, Edge]]] = {}
        self._loose_edges: list[tuple[cst.CSTNode, str]] = []
        """What may set the edge of any client: assignments to what is not known, other ways to make a client."""
        self._regions: list[tuple[cst.Attribute, cst.BaseExpression | None, Scope]] = []
        self._given_regions: set[cst.CSTNode] = set()
        """What makes the clients that are given a region later."""
        self._changed_regions: set[cst.CSTNode] = set()
        """What makes the clients whose region is changed to what is not known."""
        self._read_regions: set[cst.CSTNode] = set()
        """What makes the clients whose region the module reads."""
        self.built: set[str] = set()
        """The hosts, without their product, that clients ask for until their safe fixes are applied."""
        self._left_regions: dict[cst.CSTNode, str | None] = {}
        """The wrong regions with which clients are made that are given another one later."""

    def find(self) -> Iterator[Finding]:
        """Yield the findings, in no particular order."""
        for target, value, scope in self._tree.assigned_attributes():
            if target.attr.value == "edge":
                self._edge_assigned(target, target.value, value, scope)
            elif target.attr.value in REPLACED and any(
                map(self._names.is_client_class, self._names.readings(target.value, scope))
            ):
                self._loose_edges.append((target, f"`{self._tree.source(target)}`, which is replaced"))
            elif target.attr.value == "region":
                self._given_regions.update(origin for origin, _ in self._origins.objects(target.value, scope))
                if value is None:
                    self._changed_regions.update(origin for origin, _ in self._origins.objects(target.value, scope))
                self._regions.append((target, value, scope))
        calls = list(self._tree.nodes(cst.Call))
        self._read_regions.update(self._origins.of_read_regions())
        self._loose_edges += self._origins.side_doors()
        setters = [
            (call, scope) for call, scope in calls if self._names.is_dotted(call.func, scope, "builtins.setattr")
        ]
        for name in ("edge", "region"):
            for call, scope in setters:
                yield from self._set_attribute(call, scope, name)
        for call, scope in calls:
            yield from self._call(call, scope)
        for target, value, scope in self._regions:
            yield from self._attribute(target, value, scope)

    # -- calls

    def _call(self, call: cst.Call, scope: Scope) -> Iterator[Finding]:
        made = self._constructions.of(call, scope)
        if made is not None:
            yield from self._construction(made)
            for outer in self._handovers.calls_of(made):
                yield from self._construction(outer)

    def _construction(self, made: Construction) -> Iterator[Finding]:
        call, arguments = made.call, made.arguments
        region = arguments.region
        if region is None:
            given = arguments.uncountable
            if given is not None and arguments.edge is None:
                values = self._constants.values(given.value, given.scope)
                if self._judge.may_be_wrong(values.strings):
                    yield self._finding("EW204", given, UNCOUNTABLE)
            return
        values = self._constants.values(region.value, region.scope)
        edge = self._edge_of_call(made)
        if edge.handed_on and self._is_preset(region):
            edge = replace(edge, handed_on=False)
        question = Question(values, edge, self._tree.source(region.value), arguments.doubtful_region)
        verdict = self._judge.judge(question)
        if verdict is None:
            return
        if not region.here:
            # A partial answers for its region; only an edge that does not fit it is news.
            if arguments.edge is not None and arguments.edge.here and edge.kind == "constant":
                yield self._finding(verdict.code, arguments.edge, verdict.message)._replace(help=verdict.advice())
            return
        fix = None
        given_later = made.innermost.call in self._given_regions
        editable = edge.kind in ("absent", "constant") and not edge.elsewhere and not given_later
        if made.certain and verdict.resolution is not None and editable:
            fix = self._fixes.of_call(call, arguments, verdict.resolution)
            fix = self._graded(fix, verdict, call, self._origins_of(made), values.only)
        if given_later:
            self._left_regions[call] = values.only
        why = "it cannot be edited in place here"
        if not made.certain:
            why = "it is not certain that this is a client of Twilio"
        elif given_later:
            why = "it gets another region later"
        elif not editable:
            why = "its edge is not given here"
        yield self._finding(verdict.code, region, verdict.message, fix)._replace(
            help="" if fix else verdict.advice(why)
        )

    def _origins_of(self, made: Construction) -> list[cst.CSTNode]:
        """Return what identifies the object that is made: the call of the constructor, and the classes of it."""
        made = made.innermost
        return [made.call, *(owner.node for owner in self._names.lineage(made.made))] if made.made else [made.call]

    def _is_preset(self, region: Given) -> bool:
        """Say whether a region is a parameter with a default that is not known: nobody has to give it, or the edge."""
        found = region.scope.lookup(region.value.value) if isinstance(region.value, cst.Name) else None
        for binding in found[1] if found is not None else ():
            default = getattr(binding.node, "default", None)
            if binding.kind == "parameter" and isinstance(default, cst.BaseExpression):
                return not self._constants.values(default, binding.scope.parent or binding.scope).complete
        return False

    def _edge_of_call(self, made: Construction) -> Edge:
        call, arguments = made.call, made.arguments
        edge = self._edge(arguments.edge.value, arguments.edge.scope) if arguments.edge is not None else Edge("absent")
        through = None if made.inner is None else call
        assigned = self._assigned_edge(self._origins_of(made), call, through)
        made = made.innermost
        if edge.kind != "absent":
            taken_away = assigned.kind == "absent" and assigned.elsewhere and made.call not in self._given_regions
            return assigned if taken_away else edge
        if arguments.edge_may_come_from is not None and arguments.edge is None:
            return Edge("maybe", arguments.edge_may_come_from)
        if assigned != Edge("absent"):
            return assigned
        if made.edge_from is not None:
            return Edge("maybe", made.edge_from)
        return self._loose_edge(call) or self._environment_edge(made)

    def _assigned_edge(
        self, origins: Iterable[cst.CSTNode], beside: cst.CSTNode, through: cst.CSTNode | None = None
    ) -> Edge:
        """Return the edge that is assigned to an object in the module, but for other branches than ``beside``.

        :param through: the call of a function that makes the object; other calls of it make others, or none.
        """
        found: dict[tuple[Edge, cst.CSTNode | None], Assigned] = {}
        for origin in origins:
            for item, edge in self._edges_assigned_to(origin):
                key = edge, item.through
                if key not in found and not self._tree.exclude_each_other(item.target, beside):
                    found[key] = item
        if any(called is not through and edge.kind != "absent" for edge, called in found):
            first = next(iter(found.values()))
            return Edge("maybe", f"`{self._tree.source(first.target)}`, which may be of another object")
        return united([edge for edge, _ in found])

    def _edges_assigned_to(self, origin: cst.CSTNode) -> list[tuple[Assigned, Edge]]:
        """Return what is assigned to an object's edge; of equal ones outside of all branches, one is enough."""
        if origin not in self._assigned:
            assigned: list[tuple[Assigned, Edge]] = []
            everywhere: set[tuple[Edge, cst.CSTNode | None]] = set()
            for item in self._edges.get(origin, []):
                edge = Edge("some") if item.value is None else self._edge(item.value, item.scope)
                if (edge, item.through) in everywhere:
                    continue
                if not self._tree.branches(item.target):
                    everywhere.add((edge, item.through))
                assigned.append((item, edge))
            self._assigned[origin] = assigned
        return self._assigned[origin]

    def _environment_edge(self, made: Construction) -> Edge:
        """Return the edge that the module sets for the client's environment."""
        given = self._arguments.environment(made.call, made.scope)
        if given is not None:
            return united([self._edge(given.value, given.scope)])
        settings = self._environment.edges_of_process()
        before = [setting for setting in settings if self._is_set_before(setting, made)]
        if before:
            return united([self._edge(setting.value, setting.scope) for setting in before])
        in_functions = [setting for setting in settings if setting.scope is not made.scope]
        for setting in (*in_functions, *self._environment.passing_edges()):
            return Edge("maybe", f"`{setting.key}`, which may be set: `{short(self._tree.source(setting.place))}`")
        return Edge("absent", elsewhere=bool(settings))

    def _is_set_before(self, setting: Setting, made: Construction) -> bool:
        """Say whether a variable is set before a client is made: on import, or earlier in the same scope."""
        if setting.scope is not made.scope:
            return setting.scope.kind == "module"
        return self._tree.span(setting.place)[0] < self._tree.span(made.call)[0]

    def _edge(self, node: cst.BaseExpression, scope: Scope) -> Edge:
        values = self._constants.values(node, scope)
        if values.nothing:
            return Edge("absent")
        if values.only is None and None in values.known:
            return Edge("maybe", f"`{short(self._tree.source(node))}`", handed_on=True)
        if values.only is None:
            return Edge("some", values.strings[0] if len(values.strings) == 1 else "")
        return Edge("constant", values.only)

    # -- attributes

    def _set_attribute(self, call: cst.Call, scope: Scope, wanted: str) -> Iterator[Finding]:
        """Read ``setattr(client, wanted, ...)``: an edge counts as any other that is assigned, a region is judged."""
        if len(call.args) != 3:
            return
        owner, name, value = (argument.value for argument in call.args)
        names = self._constants.values(name, scope)
        clients = [of for of in self._names.readings(owner, scope) if isinstance(of, Instance)]
        if wanted == "edge" and clients and not names.complete:
            self._loose_edges.append((call, f"`{short(self._tree.source(call))}`"))
        if names.only != wanted:
            return
        origins = self._origins.objects(owner, scope)
        if wanted == "edge":
            self._edge_assigned(call, owner, value, scope)
        elif origins:
            self._given_regions.update(origin for origin, _ in origins)
            edge = united(list(self._edges_of(owner, scope, call)))
            question = Question(self._constants.values(value, scope), edge, self._tree.source(value), constructed=False)
            verdict = self._judge.judge(question)
            if verdict is not None:
                yield Finding(verdict.code, verdict.message, *self._tree.span(call), help=verdict.advice())

    def _edge_assigned(
        self, target: cst.CSTNode, owner: cst.BaseExpression, value: cst.BaseExpression | None, scope: Scope
    ) -> None:
        for origin, through in self._origins.objects(owner, scope):
            self._edges.setdefault(origin, []).append(Assigned(target, value, scope, through))
        if UNKNOWN in self._names.readings(owner, scope):
            edges = self._constants.values(value, scope) if value is not None else None
            if edges is None or not edges.complete or not EDGES.isdisjoint(edges.strings):
                self._loose_edges.append((target, f"`{self._tree.source(target)}`, which may be this client's"))

    def _loose_edge(self, call: cst.Call) -> Edge | None:
        """Return the edge that may be given to a client where it is not known to be one."""
        places = (said for place, said in self._loose_edges if not self._tree.exclude_each_other(place, call))
        return next((Edge("maybe", said) for said in places), None)

    def _edges_of(self, owner: cst.BaseExpression, scope: Scope, beside: cst.CSTNode) -> set[Edge]:
        """Return the edges that an object has in every reading of the expression for it."""
        readings = self._names.readings(owner, scope)
        if len(readings) > _MANY:
            return {Edge("maybe", "one of the many places that make it")}
        found = (self._edge_of_object(reading, beside) for reading in readings)
        return {edge for edge in found if edge is not None}

    def _attribute(self, target: cst.Attribute, value: cst.BaseExpression | None, scope: Scope) -> Iterator[Finding]:
        readings = self._names.readings(target.value, scope)
        origins = self._origins.objects(target.value, scope)
        if not origins:
            return
        edges = self._edges_of(target.value, scope, target)
        agreed = len(edges) == 1
        edge = next(iter(edges)) if agreed else one_of(edges)
        values = self._constants.values(value, scope) if value is not None else ANYTHING
        verdict = self._judge.judge(Question(values, edge, self._tree.source(value or target), constructed=False))
        if verdict is None:
            return
        fix = None
        certain = len(origins) == len(readings) and not any(origin in self._changed_regions for origin, _ in origins)
        # An edge for this region would be a wrong one for another that the client has until then.
        certain &= all(self._left_regions.get(origin, values.only) == values.only for origin, _ in origins)
        if value is not None and agreed and edge == Edge("absent") and certain and verdict.resolution is not None:
            fix = self._fixes.of_attribute(target, value, scope, verdict.resolution)
            fix = self._graded(fix, verdict, target, [origin for origin, _ in origins], values.only)
        start, _ = self._tree.span(target)
        help_ = "" if fix else verdict.advice("whose region it is, or which, is not certain here")
        yield Finding(verdict.code, verdict.message, start, self._tree.span(value or target)[1], fix, help_)

    def _edge_of_object(self, reading: Reading, beside: cst.CSTNode) -> Edge | None:
        if isinstance(reading, Self) and self._names.is_client_class(reading.owner):
            assigned = self._assigned_edge([owner.node for owner in self._names.lineage(reading.owner)], beside)
            constructor = self._constructions.constructor(reading.owner)
            base = self._constructions.base_call(constructor) if constructor else None
            if assigned != Edge("absent"):
                return assigned
            made = self._constructions.of(base, self._tree.opened[constructor]) if base and constructor else None
            if base is None or made is None:
                return Edge("maybe", "the arguments of whoever makes the object")
            return self._edge_of_call(made)
        if not isinstance(reading, Instance):
            return None
        assigned = self._assigned_edge([reading.origin], beside, reading.through)
        if assigned != Edge("absent"):
            return assigned
        if not isinstance(reading.origin, cst.Call):
            return Edge("maybe", "wherever the client is made")
        made = self._constructions.of(reading.origin, reading.scope)
        if made is None:
            return Edge("maybe", "the constructor of the client's class")
        return self._edge_of_call(made)

    def _finding(self, code: str, given: Given, message: str, fix: Fix | None = None) -> Finding:
        start, end = self._tree.span(given.item)
        return Finding(code, message, start, end, fix)

    def _graded(
        self, fix: Fix | None, verdict: Verdict, place: cst.CSTNode, origins: Iterable[cst.CSTNode], given: str | None
    ) -> Fix | None:
        """Return a fix as unsafe where it is: ``given`` is the region that the clients of ``origins`` have so far."""
        if fix is None or verdict.resolution is None:
            return fix
        changed = verdict.resolution.region != (given or "").lower()
        if verdict.unsafe or is_refused(self._tree, place) or (changed and not self._read_regions.isdisjoint(origins)):
            return fix._replace(safety=Safety.UNSAFE)
        self.built.add(verdict.resolution.built.partition(".")[2])
        return fix
