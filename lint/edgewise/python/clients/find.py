"""Clients that are made or configured with a region -> findings (EW201 to EW204)."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import libcst as cst

from edgewise.findings import Finding, Fix, Safety
from edgewise.judgement.clients import UNCOUNTABLE, Edge, Judge, Question, Verdict, one_of, short, united
from edgewise.judgement.roles import Role
from edgewise.judgement.settings import EDGE_KEY
from edgewise.python.clients.agreements import Agreements
from edgewise.python.clients.constructions import Construction, Constructions
from edgewise.python.clients.fixes import ClientFixes, Plan
from edgewise.python.clients.objects import Objects, Store
from edgewise.python.inference.values import (
    Class,
    Constant,
    Function,
    Imported,
    Mapping,
    Object,
    Reason,
    Text,
    Unknown,
    as_constants,
    is_complete,
)
from edgewise.python.intent import is_refused
from edgewise.twilio.constructors import EDGE_POSITION, ENVIRONMENT_POSITION, REGION_POSITION
from edgewise.values import ANYTHING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from edgewise.python.hostnames.find import Literals
    from edgewise.python.inference.uses import Use
    from edgewise.python.inference.values import Arguments, Choice, Doubt, Given, Values
    from edgewise.python.module import Module
    from edgewise.python.settings.environ import Setting
    from edgewise.python.settings.find import Environment
    from edgewise.python.syntax.scopes import Scope
    from edgewise.values import Values as Constants

_TRANSPORT = frozenset({
    "assigned", "stored", "entry", "element", "returned", "yielded", "entered", "default", "passed", "dropped",
    "annotation",
})  # fmt: skip
"""What is done with a dictionary that does not depend on what it holds."""
_TAKEN_OUT = frozenset({"item", "iterated", "attribute"})
"""How a dictionary comes out of what holds it."""


_MANY = 50
"""A name that may stand for more objects is not examined object by object."""


class Candidate(NamedTuple):
    """A region that a client is given in one call of the function around: what to judge, and what could be edited.

    ``item`` is the item of the source that gives it, at which it is reported.
    """

    item: cst.CSTNode
    made: Construction
    question: Question
    verdict: Verdict | None
    region: Given
    plan: Plan | None = None


class _Graded(NamedTuple):
    """A fix as safe as it is, None where there is none, and the end of a message that says why it is unsafe."""

    fix: Fix | None
    said: str = ""


class ClientVisitor(cst.BatchableCSTVisitor):
    """Finds the clients of one module: each call that makes one, each region that is assigned to one.

    Any walk over the nodes of the module may drive it, in any order: ours, or libcst's ``visit_batched``.
    """

    def __init__(self, clients: Clients) -> None:
        super().__init__()
        self.findings: list[Finding] = []
        self._clients = clients

    def visit_Call(self, node: cst.Call) -> None:  # noqa: N802  # libcst's name
        """Judge what a call gives the client that it makes, or sets by ``setattr``."""
        self.findings += self._clients.of_call(node)
        self.findings += self._clients.of_store(node)

    def visit_Attribute(self, node: cst.Attribute) -> None:  # noqa: N802  # libcst's name
        """Judge a region that is assigned to a client."""
        if node.attr.value == "region":
            self.findings += self._clients.of_store(node)


class Clients:
    """Judges the clients of one module.

    :param literals: the hostnames of the module, where they are found already.
    """

    def __init__(self, module: Module, environment: Environment, literals: Literals | None = None) -> None:
        self._module = module
        self._literals = literals
        self._tree = module.tree
        self._evaluator = module.evaluator
        self._environment = environment
        self._constructions = Constructions(module)
        self._fixes = ClientFixes(module)
        self._judge = Judge(module.options.way, module.libraries)
        self._is_there = self._constructions.may_make_any()
        self._found_of_stores: dict[cst.CSTNode, list[Finding]] = {}

    # -- calls

    def of_call(self, call: cst.Call) -> Iterator[Finding]:
        """Yield the findings of the client that a call makes."""
        if self._is_there:
            yield from self._judged.get(call, ())
            yield from self._uncounted(call)

    @cached_property
    def _objects(self) -> Objects:
        return Objects(self._module, self._constructions)

    @cached_property
    def _agreements(self) -> Agreements:
        return Agreements(self._module, self._objects, self._literals)

    @cached_property
    def _all(self) -> dict[cst.Call, list[Construction]]:
        """What each call makes, in each call of the function around it."""
        found: dict[cst.Call, list[Construction]] = {}
        for call, scope in self._tree.nodes(cst.Call):
            for frame in self._constructions.frames(call):
                made = self._constructions.of(call, scope, frame)
                if made is not None:
                    found.setdefault(call, []).append(made)
        return found

    @cached_property
    def _candidates(self) -> dict[cst.Call, list[list[Candidate]]]:
        """What is to be judged: for the first call that has it the candidates of one item, of which each may hold."""
        items: dict[cst.CSTNode, list[Candidate]] = {}
        for call, constructions in self._all.items():
            candidates = [candidate for made in constructions for candidate in self._of_construction(made)]
            first = constructions[0]
            if first.frame is not None and all(candidate.verdict is None for candidate in candidates):
                others = self._constructions.of(call, first.scope, self._evaluator.frame_of_others(call))
                candidates += self._of_construction(others) if others is not None else ()
            for candidate in candidates:
                items.setdefault(candidate.item, []).append(candidate)
        found: dict[cst.Call, list[list[Candidate]]] = {}
        for several in items.values():
            found.setdefault(several[0].made.call, []).append(several)
        return found

    @cached_property
    def _judged(self) -> dict[cst.Call, list[Finding]]:
        """The findings of each call."""
        return {
            call: [found for several in groups if (found := self._of_item(several)) is not None]
            for call, groups in self._candidates.items()
        }

    def _of_construction(self, made: Construction) -> Iterator[Candidate]:
        if made.is_partial and self._is_called(made) and not self._escapes(made.call):
            return
        region = made.arguments.get("region", REGION_POSITION)
        given = [item for item in region if item is not None]
        for item in given:
            # An entry of a dictionary comes with what stands beside it, whenever it comes.
            is_entry = item.owner is not None and item.owner not in made.arguments.calls
            yield self._candidate(made, item, is_sure=is_entry or len(region) == 1)

    def _is_the_same_in_every_call(self, made: Construction) -> bool:
        """Say whether a client and its region are the same whoever calls the function around them, and with what."""
        if made.frame is None:
            return True
        alone = self._constructions.of(made.call, made.scope, None)
        if alone is None or not is_complete(self._evaluator.values(made.call.func, made.scope)):
            return False
        arguments = alone.arguments
        choices = arguments.get("region", REGION_POSITION), arguments.get("edge", EDGE_POSITION)
        if self._more(arguments) is not None or any(None in choice for choice in choices):
            return False
        return all(is_complete(self._evaluator.of(choice)) for choice in choices)

    def _candidate(self, made: Construction, region: Given, *, is_sure: bool) -> Candidate:
        edge = self._edge_of(made, region)
        plan = self._planned(made, region)
        values = self._evaluator.of((region,))
        known = as_constants(values) if values else ANYTHING
        if edge.handed_on and self._is_preset(values):
            edge = replace(edge, handed_on=False)
        doubt = None if is_sure else "it stands in a condition"
        doubts = sorted({*region.doubts, *(doubt for value in values for doubt in value.doubts)}, key=str)
        if doubts and not any(isinstance(value, Unknown) for value in values):
            doubt = doubt or self._evaluator.sentence(doubts[0])
            known = replace(known, complete=True)
        source = self._tree.source(region.place.node if region.place is not None else region.item)
        if plan is not None and plan.doubt is not None:
            doubt = doubt or plan.doubt
        unsure = None if self._is_the_same_in_every_call(made) else self._constructions.unsure_call(made.frame)
        if unsure is not None:
            doubt = doubt or f"`{short(self._tree.source(unsure))}` may be something else as well"
        question = Question(known, edge, source, doubt)
        item = plan.region.item if plan is not None else self._reported(made, region, values)
        return Candidate(item, made, question, self._judge.judge(question), region, plan)

    def _reported(self, made: Construction, region: Given, values: Values) -> cst.CSTNode:
        """Return the item at which a region is reported that is not edited: where it is given, with no edge."""
        edge = made.arguments.get("edge", EDGE_POSITION)
        if edge and len(values) == 1 and region.place is not None:
            given = self._evaluator.item_of(next(iter(values)))
            around = self._tree.enclosing(made.call, cst.FunctionDef, cst.Lambda)
            if (
                given is not None
                and isinstance(given.owner, cst.Call)
                and self._tree.enclosing(given.item, cst.FunctionDef, cst.Lambda) is not around
            ):
                return given.item
        return region.item

    @staticmethod
    def _is_preset(values: Values) -> bool:
        """Say whether a region may be something unknown that no caller gives: nobody has to give it, or the edge."""
        return any(
            all(doubt.reason is not Reason.CALLERS for doubt in value.doubts)
            for value in values
            if not isinstance(value, (Text, Constant))
        )

    def _is_called(self, partial: Construction) -> bool:
        """Say whether a partial is seen to be called, which is judged in its place."""
        return any(
            partial.call in made.arguments.calls and made.call is not partial.call
            for several in self._all.values()
            for made in several
        )

    def _planned(self, made: Construction, region: Given) -> Plan | None:
        """Return what may be edited for a client: outward to the call that gives region and edge, if that is one."""
        arguments = made.arguments
        choice = self._beside(made, region, arguments.get("edge", EDGE_POSITION))
        edge = choice[0] if len(choice) == 1 else None
        plan = Plan(made.call, region, edge, is_partial=made.is_partial)
        if choice and edge is None:
            return None
        while plan.edge is not None:
            outer = self._outward(plan)
            if outer is None:
                break
            plan = outer
        return plan if plan.edge is None or self._is_given_here(plan.edge) else None

    def _is_given_here(self, given: Given) -> bool:
        """Say whether what is given is the same in each call of the function around it."""
        place = given.place
        if place is None or place.frame is None or not isinstance(place.node, cst.BaseExpression):
            return place is not None
        return as_constants(self._evaluator.values(place.node, place.scope)).complete

    def _outward(self, plan: Plan) -> Plan | None:
        """Return the same for the call that gives both as arguments of the function around, None if none does."""
        region, edge = plan.region, plan.edge
        if edge is None or edge.place is None or region.place is None or edge.place.frame is not region.place.frame:
            return None
        frame = edge.place.frame
        edges, regions = self._evaluator.handed_in(edge.place), self._evaluator.handed_in(region.place)
        if frame is None or edges is None or regions is None or len(regions[1]) != 1 or len(edges[1]) > 1:
            return None
        given_region, given_edge = regions[1][0], edges[1][0] if edges[1] else None
        call = frame.call.node
        if given_region is None or (edges[1] and given_edge is None) or not isinstance(call, cst.Call):
            return None
        plain, doubt = plan.is_plain, plan.doubt
        for parameter, is_edge in ((regions[0], False), (edges[0], True)):
            default = self._evaluator.values(parameter.default, frame.call.scope) if parameter.default else None
            plain &= default is not None and as_constants(default).nothing
            definition = frame.node
            if isinstance(definition, (cst.FunctionDef, cst.Lambda)) and parameter in definition.params.posonly_params:
                plain = False
            if len(self._tree.uses(parameter.name.value, self._tree.opened[frame.node])) != 1:
                plain = False
                if is_edge:
                    doubt = f"what else is done with `{parameter.name.value}` may give an edge"
        more = plan.is_plain and self._has_more(plan)
        return Plan(
            call, given_region, given_edge, edges[0].name.value, plain and not more, doubt, edge_parameter=edges[0]
        )

    def _has_more(self, plan: Plan) -> bool:
        return any(argument.star for argument in plan.call.args)

    def _of_item(self, several: Sequence[Candidate]) -> Finding | None:
        """Return the finding of an item that gives regions."""
        wrong = [candidate for candidate in several if candidate.verdict is not None]
        if not wrong:
            return None
        first = wrong[0]
        verdict = first.verdict
        assert verdict is not None
        agreed = len({(candidate.question.region, candidate.question.edge) for candidate in several}) == 1
        if not agreed:
            verdict = self._judge.judge(self._united(several)) or verdict
        graded = _Graded(None)
        later = any(self._objects.stores(self._objects.regions, first.made.made))
        if agreed and not later and all(self._is_editable(candidate) for candidate in several):
            assert first.plan is not None
            assert verdict.resolution is not None
            only = first.question.region.only
            fix = self._fixes.of_call(first.plan, only, self._edge_value(first), verdict.resolution)
            made = [candidate.made.made for candidate in several]
            graded = self._graded(fix, first.question, verdict, first.made.call, made)
        why = "it cannot be edited in place here"
        if not first.made.certain:
            why = "it is not certain that this is a client of Twilio"
        elif later:
            why = "it gets another region later"
        elif not agreed:
            why = "other calls that make it differ"
        start, end = self._tree.span(first.item)
        advice = "" if graded.fix else verdict.advice(why)
        return Finding(verdict.code, verdict.message + graded.said, start, end, graded.fix, advice)

    def _united(self, several: Sequence[Candidate]) -> Question:
        """Return what to ask where an item gives several clients their region, and not all have the same edge."""
        question = several[0].question
        region = question.region
        for candidate in several[1:]:
            region |= candidate.question.region
        edges = {candidate.question.edge for candidate in several}
        edge = edges.pop() if len(edges) == 1 else Edge("maybe", "another call that makes the client")
        doubt = next((candidate.question.doubt for candidate in several if candidate.question.doubt), None)
        return replace(question, region=region, edge=edge, doubt=doubt)

    def _is_editable(self, candidate: Candidate) -> bool:
        """Say whether a fix may be written for a candidate."""
        plan, edge, verdict = candidate.plan, candidate.question.edge, candidate.verdict
        if plan is None or verdict is None or verdict.resolution is None or not candidate.made.certain:
            return False
        if edge.kind not in ("absent", "constant") or edge.elsewhere or not plan.is_plain:
            return False
        owners = {given.owner for given in (plan.region, plan.edge) if given is not None}
        if None in owners or (plan.call is candidate.made.call and not self._is_for_others(candidate)):
            return False
        return all(self._is_its_own(owner, plan, candidate.made) for owner in owners if owner is not None)

    def _is_for_others(self, candidate: Candidate) -> bool:
        """Say whether a call that nobody sees, of the function around, gets the same region if it gives none."""
        made = candidate.made
        if made.frame is None:
            return True
        others = self._constructions.of(made.call, made.scope, self._evaluator.frame_of_others(made.call))
        region = others.arguments.get("region", REGION_POSITION) if others is not None else ()
        known = as_constants(self._evaluator.of(region)).known
        return known <= candidate.question.region.known

    def _is_its_own(self, owner: cst.CSTNode, plan: Plan, made: Construction) -> bool:
        """Say whether the call or display that is edited is there for the client alone."""
        if not self._agree_on(owner, made):
            return False
        frame, around = made.frame, [*made.arguments.calls]
        outer = None
        while frame is not None:
            around.append(frame.call.node)
            outer = frame if frame.call.node is owner else outer
            frame = frame.caller
        if owner is plan.call and outer is None:
            return True
        if outer is None:
            is_call = owner in made.arguments.calls
            return is_call or self._goes_to_clients(owner, around)
        if not self._is_the_same_in_every_call(made) and not self._constructions.is_plain(made.frame):
            return False
        if owner is plan.call and plan.call is not made.call and plan.edge_parameter is not None:
            return True
        assert isinstance(outer.node, (cst.FunctionDef, cst.Lambda))
        parameters = outer.node.params
        named = {item.name.value for item in (*parameters.params, *parameters.kwonly_params)}
        rest = parameters.star_kwarg
        if rest is None or "edge" in named:
            return False
        return self._goes_to_clients(rest, around)

    def _agree_on(self, owner: cst.CSTNode, made: Construction) -> bool:
        """Say whether all clients that get something from a call or display get the same region and edge."""
        pairs = {(each.question.region, each.question.edge) for each in self._by_owner.get(owner, ())}
        return len(pairs) == 1 and not any(
            other.call is not made.call and not other.is_partial and not self._has_candidate(other)
            for other in self._made_with.get(owner, ())
        )

    def _has_candidate(self, made: Construction) -> bool:
        return any(each.made is made for groups in self._candidates.values() for several in groups for each in several)

    @cached_property
    def _made_with(self) -> dict[cst.CSTNode, list[Construction]]:
        """The clients that get something from a call, a display of a dictionary, or a partial."""
        found: dict[cst.CSTNode, list[Construction]] = {}
        for made in (made for several in self._all.values() for made in several):
            choices = [*made.arguments.names.values(), *made.arguments.positions]
            owners = {given.owner for choice in choices for given in choice if given is not None}
            for owner in dict.fromkeys((*owners, *made.arguments.calls)):
                if owner is not None:
                    found.setdefault(owner, []).append(made)
        return found

    @cached_property
    def _by_owner(self) -> dict[cst.CSTNode, list[Candidate]]:
        """What is judged of the clients that get something from a call, a display of a dictionary, or a partial."""
        found: dict[cst.CSTNode, list[Candidate]] = {}
        for candidate in (each for groups in self._candidates.values() for several in groups for each in several):
            arguments, plan = candidate.made.arguments, candidate.plan
            choices = [*arguments.names.values(), *arguments.positions]
            owners = {given.owner for choice in choices for given in choice if given is not None}
            # Where another dictionary gives the region, this one gives nothing.
            regions = {given.owner for given in arguments.get("region", REGION_POSITION) if given is not None}
            owners -= regions - {candidate.region.owner}
            if plan is not None:
                owners |= {given.owner for given in (plan.region, plan.edge) if given is not None}
            for owner in dict.fromkeys((*owners, *arguments.calls)):
                if owner is not None:
                    found.setdefault(owner, []).append(candidate)
        return found

    def _edge_value(self, candidate: Candidate) -> str | None:
        edge = candidate.plan.edge if candidate.plan is not None else None
        return as_constants(self._evaluator.of((edge,))).only if edge is not None else None

    def _uncounted(self, call: cst.Call) -> Iterator[Finding]:
        """Yield what may be a region behind ``*``, where positions cannot be counted."""
        several = self._all.get(call, ())
        if not several or any(
            made.arguments.more_positions is None
            or made.arguments.get("region", REGION_POSITION)
            or made.arguments.get("edge", EDGE_POSITION)
            for made in several
        ):
            return
        made, is_behind = several[0], False
        for argument in call.args:
            is_behind |= argument.star == "*"
            if is_behind and not argument.star and argument.keyword is None:
                values = as_constants(self._evaluator.values(argument.value, made.scope, made.frame))
                if values.strings:
                    if self._judge.may_be_wrong(values.strings):
                        yield Finding("EW204", UNCOUNTABLE, *self._tree.span(argument))
                    return

    def _goes_to_clients(self, display: cst.CSTNode, around: Sequence[cst.CSTNode]) -> bool:
        """Say whether all that is done with a dictionary is to make clients of it, or to hand it on."""
        todo, seen = [display], {display}
        for made in todo:
            for use in self._evaluator.uses(made):
                if use.kind == "text" or (use.kind == "entry" and use.name == "**"):  # it goes into another one
                    if use.around not in seen:
                        seen.add(use.around)
                        todo.append(use.around)
                elif not self._is_transport(use, around):
                    return False
        return True

    def _is_transport(self, use: Use, around: Sequence[cst.CSTNode]) -> bool:
        """Say whether a use of a dictionary is on its way to a client, or makes one."""
        if use.kind != "argument":
            return use.kind in _TRANSPORT or (use.kind in _TAKEN_OUT and use.way == "held")
        assert isinstance(use.around, cst.Call)
        if use.name == "**":
            return use.way == "held" or use.around in self._all or use.around in around
        scope = self._scopes[use.around]
        callees = self._evaluator.values(use.around.func, scope)
        if all(isinstance(callee, (Function, Class)) for callee in callees):
            return True
        assert isinstance(use.node, cst.BaseExpression)
        given = {value.node for value in self._evaluator.values(use.node, use.scope)}
        return not given.isdisjoint(value.node for value in self._evaluator.values(use.around, scope))

    @cached_property
    def _scopes(self) -> dict[cst.CSTNode, Scope]:
        return dict(self._tree.nodes(cst.Call))

    # -- edges

    def _edge_of(self, made: Construction, region: Given | None = None) -> Edge:
        """Return the edge of the client that a call makes."""
        arguments = made.arguments
        choice = arguments.get("edge", EDGE_POSITION)
        edge = self._edge(self._beside(made, region, choice))
        assigned = self._assigned_edge(made.made, made.call)
        if edge.kind != "absent" or edge.elsewhere:
            given_later = any(self._objects.stores(self._objects.regions, made.made))
            taken_away = assigned.kind == "absent" and assigned.elsewhere and not given_later
            return assigned if taken_away else edge
        if not any(choice) and (unseen := self._unseen(made)) is not None:
            return Edge("maybe", unseen)
        if assigned != Edge("absent"):
            return assigned
        if made.edge_from is not None:
            return Edge("maybe", made.edge_from)
        if made.is_partial and self._escapes(made.call):
            return Edge("maybe", "a later call of the partial")
        return self._loose_edge(made.call) or self._environment_edge(made)

    @staticmethod
    def _beside(made: Construction, region: Given | None, choice: Choice) -> Choice:
        """Return which of the edges goes with a region: what one dictionary gives is given together, or not at all."""
        spread = [argument for argument in made.call.args if argument.star == "**"]
        if region is None or region.owner is None or region.owner in made.arguments.calls or len(spread) != 1:
            return choice
        edges = tuple(item for item in choice if item is not None and item.owner is region.owner)
        others = [item for item in choice if item is not None and item.owner is not region.owner]
        unclear = any(item.owner is None or item.owner in made.arguments.calls for item in others)
        return choice if unclear or None not in choice else edges

    def _unseen(self, made: Construction) -> str | None:
        """Return what may bring an edge that a call does not show, and why."""
        arguments = made.arguments
        doubt = self._more(arguments)
        if doubt is None:
            return None
        for argument in made.call.args:
            if argument.star == ("**" if arguments.more_names else "*"):
                return f"`{short(self._tree.source(argument))}` ({self._evaluator.sentence(doubt)})"
        return self._evaluator.sentence(doubt)

    @staticmethod
    def _more(arguments: Arguments) -> Doubt | None:
        """Return why a call may give a region or an edge that is not seen."""
        is_by_position = "region" not in arguments.names
        return arguments.more_names or (arguments.more_positions if is_by_position else None)

    def _escapes(self, call: cst.Call) -> bool:
        """Say whether a partial may be called where that is not seen."""
        return any(use.kind not in ("assigned", "called") for use in self._evaluator.uses(call))

    def _edge(self, choice: Choice) -> Edge:
        if not any(choice):
            return Edge("absent")
        values = self._evaluator.of(choice)
        others = tuple(value for value in values if not (isinstance(value, Unknown) and value.variable == EDGE_KEY))
        if len(others) < len(values) and as_constants(others).nothing | (not others):
            return Edge("absent", elsewhere=True)  # which the client would read anyway
        # That a look-up may find nothing is no edge that is left out.
        found = tuple(value for value in values if not isinstance(value.node, cst.Call) or len(values) == 1)
        known = as_constants(found) if found else ANYTHING
        known = replace(known, complete=known.complete and len(found) == len(values))
        given = next(item for item in choice if item is not None)
        source = self._tree.source(given.place.node if given.place is not None else given.item)
        return self._edge_known(known, source, is_sure=None not in choice)

    @staticmethod
    def _edge_known(known: Constants, source: str, *, is_sure: bool = True) -> Edge:
        if known.nothing:
            return Edge("absent")
        if not is_sure:
            return Edge("maybe", f"`{short(source)}`")
        if known.only is None and None in known.known:
            return Edge("maybe", f"`{short(source)}`", handed_on=True)
        if known.only is None:
            return Edge("some", known.strings[0] if len(known.strings) == 1 else "")
        return Edge("constant", known.only)

    def _assigned_edge(self, made: Object, beside: cst.CSTNode) -> Edge:
        """Return the edge that is assigned to a client in the module, but for other branches than ``beside``."""
        stores = self._objects.stores(self._objects.edges, made)
        beside_it = (store for store in stores if not self._tree.exclude_each_other(store.target, beside))
        return united([self._edge_of_store(store) for store in beside_it])

    def _edge_of_store(self, store: Store) -> Edge:
        if store.value is None:
            return Edge("some")
        known = as_constants(self._evaluator.values(store.value, store.scope, store.frame))
        return self._edge_known(known, self._tree.source(store.value))

    def _environment_edge(self, made: Construction) -> Edge:
        """Return the edge that the module sets for the client's environment."""
        for value in self._evaluator.of(made.arguments.get("environment", ENVIRONMENT_POSITION)):
            if isinstance(value, Mapping):
                given = self._evaluator.entries(value, made.call).known.get(EDGE_KEY, ())
                if given:
                    return united([self._edge(given)])
        settings = self._environment.edges_of_process()
        before = [setting for setting in settings if self._is_set_before(setting, made)]
        if before:
            return united([self._edge_of_setting(setting) for setting in before])
        in_functions = [setting for setting in settings if setting.scope is not made.scope]
        for setting in (*in_functions, *self._environment.passing_edges()):
            return Edge("maybe", f"`{setting.key}`, which may be set: `{short(self._tree.source(setting.place))}`")
        return Edge("absent", elsewhere=bool(settings))

    def _edge_of_setting(self, setting: Setting) -> Edge:
        known = as_constants(self._evaluator.values(setting.value, setting.scope))
        return self._edge_known(known, self._tree.source(setting.value))

    def _is_set_before(self, setting: Setting, made: Construction) -> bool:
        """Say whether a variable is set before a client is made: on import, or earlier in the same scope."""
        if setting.scope is not made.scope:
            return setting.scope.kind == "module"
        return self._tree.span(setting.place)[0] < self._tree.span(made.call)[0]

    def _loose_edge(self, call: cst.CSTNode) -> Edge | None:
        """Return the edge that may be given to a client where it is not known to be one."""
        places = (said for place, said in self._objects.loose_edges if not self._tree.exclude_each_other(place, call))
        return next((Edge("maybe", said) for said in places), None)

    # -- attributes

    def of_store(self, target: cst.CSTNode) -> Iterator[Finding]:
        """Yield the finding of a region that is assigned to a client."""
        if self._is_there:
            yield from self._of_store(target)

    @cached_property
    def _stores(self) -> dict[cst.CSTNode, list[Store]]:
        found: dict[cst.CSTNode, list[Store]] = {}
        for store in self._objects.regions:
            found.setdefault(store.target, []).append(store)
        return found

    def _of_store(self, target: cst.CSTNode) -> list[Finding]:
        if target not in self._found_of_stores:
            self._found_of_stores[target] = self._judge_store(target)
        return self._found_of_stores[target]

    def _judge_store(self, target: cst.CSTNode) -> list[Finding]:
        judged = [self._judged_store(store) for store in self._stores.get(target, ())]
        wrong = [(store, question, verdict) for store, question, verdict, _ in judged if verdict is not None]
        if not wrong:
            return []
        store, question, verdict = wrong[0]
        graded = _Graded(None)
        only = question.region.only
        agreed = len({(question.region, question.edge) for _, question, _, _ in judged}) == 1
        certain = agreed and all(certain for _, _, _, certain in judged) and question.edge == Edge("absent")
        if certain and store.value is not None and verdict.resolution is not None and isinstance(target, cst.Attribute):
            fix = self._fixes.of_attribute(target, store.value, only, verdict.resolution)
            made = [client for store, _, _, _ in judged for client in store.clients]
            graded = self._graded(fix, question, verdict, target, made)
        start, end = self._tree.span(target)
        if isinstance(target, cst.Attribute):
            end = self._tree.span(store.value or target)[1]
        advice = "" if graded.fix else verdict.advice("whose region it is, or which, is not certain here")
        return [Finding(verdict.code, verdict.message + graded.said, start, end, graded.fix, advice)]

    def _judged_store(self, store: Store) -> tuple[Store, Question, Verdict | None, bool]:
        """Return the question and the verdict of a region that is assigned, and whether its clients are certain."""
        edges = {Edge("maybe", "one of the many places that make it")}
        if len(store.clients) <= _MANY:
            edges = {self._edge_of_object(client, store.target) for client in store.clients}
        edge = next(iter(edges)) if len(edges) == 1 else one_of(edges)
        known = ANYTHING
        if store.value is not None:
            known = as_constants(self._evaluator.values(store.value, store.scope, store.frame))
        question = Question(known, edge, self._tree.source(store.value or store.target), constructed=False)
        certain = len(edges) == 1 and len(store.clients) == len(store.owners)
        if store.frame is not None and store.value is not None:
            # A client that somebody else hands in may have the edge of another region that is handed in with it.
            others = self._evaluator.frame_of_others(store.target)
            certain &= as_constants(self._evaluator.values(store.value, store.scope, others)) == known
        # An edge for this region would be a wrong one for another that the client has until then.
        certain &= all(
            left == known.only
            for client in store.clients
            for made, left in self._left
            if self._evaluator.is_same(made, client)
        )
        changed = [other for other in self._taking_back if self._may_take_back(other, store)]
        certain &= not any(any(self._objects.stores(changed, client)) for client in store.clients)
        return store, question, self._judge.judge(question), certain

    @cached_property
    def _taking_back(self) -> list[Store]:
        """The places that give a client a region which needs no edge, or nobody knows what."""
        return [store for store in self._objects.regions if store.value is None or self._needs_no_edge(store)]

    def _needs_no_edge(self, store: Store) -> bool:
        assert store.value is not None
        known = as_constants(self._evaluator.values(store.value, store.scope, store.frame))
        return self._judge.judge(Question(known, Edge("absent"), "", constructed=False)) is None

    def _may_take_back(self, other: Store, store: Store) -> bool:
        """Say whether what another place assigns may follow what this one does."""
        if other.value is None:
            return True
        return other.target is not store.target and not self._tree.exclude_each_other(other.target, store.target)

    @cached_property
    def _left(self) -> list[tuple[Object, str | None]]:
        """The clients that are made with a wrong region, and given another one later."""
        candidates = (each for groups in self._candidates.values() for several in groups for each in several)
        return [(each.made.made, each.question.region.only) for each in candidates if each.verdict is not None]

    @cached_property
    def _made_in_order(self) -> list[Construction]:
        return [made for several in self._all.values() for made in several]

    @cached_property
    def _made_alike(self) -> dict[cst.CSTNode, list[Construction]]:
        """The constructions of what each node makes."""
        found: dict[cst.CSTNode, list[Construction]] = {}
        for made in self._made_in_order:
            found.setdefault(made.made.node, []).append(made)
        return found

    def _edge_of_object(self, client: Object, beside: cst.CSTNode) -> Edge:
        assigned = self._assigned_edge(client, beside)
        if assigned != Edge("absent"):
            return assigned
        alike = self._made_alike.get(client.node, ()) if isinstance(client.of, Imported) else self._made_in_order
        edges = {self._edge_of(made) for made in alike if self._evaluator.is_same(made.made, client)}
        if not edges:
            return Edge("maybe", "wherever the client is made")
        return edges.pop() if len(edges) == 1 else one_of(edges)

    def _graded(
        self, fix: Fix | None, question: Question, verdict: Verdict, place: cst.CSTNode, made: list[Object]
    ) -> _Graded:
        """Return a fix as unsafe where it is, and what speaks against it."""
        if fix is None or verdict.resolution is None:
            return _Graded(None)
        unsafe = fix._replace(safety=Safety.UNSAFE)
        if verdict.unsafe:
            return _Graded(unsafe)
        if is_refused(self._tree, place):
            return _Graded(unsafe, f"; {Role.REFUSED.words}")
        edge = question.edge.value if question.edge.kind == "constant" else None
        why = self._agreements.against(made, question.region.only, edge, verdict.resolution)
        return _Graded(fix) if why is None else _Graded(unsafe, f"; {why}")
