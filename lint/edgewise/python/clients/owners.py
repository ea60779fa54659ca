"""Owners: whether the call or dictionary that a fix edits is there for the client alone, or for others as well."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst

from edgewise.python.inference.known.calls import hands_on
from edgewise.python.inference.values import Class, Function, Imported, Mapping, Object, Partial, as_constants
from edgewise.python.inference.values import Sequence as Row
from edgewise.python.syntax.nodes import as_call, called_name, item_access
from edgewise.twilio.constructors import EDGE_POSITION, REGION_POSITION

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from edgewise.python.clients.candidates import Candidate, Candidates
    from edgewise.python.clients.constructions import Construction, Constructions
    from edgewise.python.clients.fixes import Plan
    from edgewise.python.inference.uses import Use
    from edgewise.python.inference.values import Value
    from edgewise.python.module import Module
    from edgewise.python.syntax.scopes import Scope

_TRANSPORT = frozenset({
    "assigned", "stored", "entry", "element", "returned", "yielded", "entered", "default", "passed", "dropped",
    "annotation",
})  # fmt: skip
"""What is done with a dictionary that does not depend on what it holds."""
_PUT_INTO = frozenset({"append", "insert", "add", "setdefault"})
"""Methods of containers that take it as one thing."""
_TAKEN_OUT = frozenset({"item", "iterated", "attribute"})
"""How a dictionary comes out of what holds it."""


class Owners:
    """Answers for the clients of one module."""

    def __init__(self, module: Module, constructions: Constructions, candidates: Candidates) -> None:
        self._tree = module.tree
        self._evaluator = module.evaluator
        self._constructions = constructions
        self._candidates = candidates

    def is_editable(self, candidate: Candidate) -> bool:
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

    def takes_edge(self, candidate: Candidate) -> bool:
        """Say whether the call itself that makes a client may be given an edge, whatever brings the region there.

        It has none for certain, in no call of the function around, and the region is the same in all of them.
        """
        made = candidate.made
        arguments, edge = made.arguments, candidate.question.edge
        if candidate.question.doubt is not None or edge.kind != "absent" or edge.elsewhere:
            return False
        if arguments.get("edge", EDGE_POSITION) or arguments.more_names or arguments.more_positions:
            return False
        within = self._tree.enclosing(candidate.region.item, cst.FunctionDef, cst.ClassDef)
        around = self._tree.enclosing(made.call, cst.FunctionDef, cst.ClassDef)
        if within is not around and self._tree.enclosing(candidate.region.item, cst.ClassDef) is not None:
            return False  # a class elsewhere that inherits from that one may bring an edge
        is_one = made.certain and not made.is_partial and self._constructions.is_the_same_in_every_call(made)
        is_alone = self._calls_clients_alone(made.call) and self._agree_on(made.call, made)
        return is_one and is_alone and self._is_for_others(candidate)

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
            return self._calls_clients_alone(plan.call)
        if outer is None:
            rest = self._rest_of_constructor(owner)
            if rest is not None and not self._is_only_one(owner, made.call):
                return False
            is_call = owner in made.arguments.calls
            return is_call or self._goes_to_clients(owner if rest is None else rest, around)
        if not self._constructions.is_the_same_in_every_call(made) and not self._constructions.is_plain(
            made.frame, outer
        ):
            return False
        if owner is plan.call and plan.call is not made.call and plan.edge_parameter is not None:
            return True
        parameters = outer.parameters
        assert parameters is not None
        named = {item.name.value for item in (*parameters.params, *parameters.kwonly_params)}
        rest = parameters.star_kwarg
        if rest is None or "edge" in named:
            return False
        return self._goes_to_clients(rest, around)

    def _rest_of_constructor(self, owner: cst.CSTNode) -> cst.Param | None:
        """Return where the class of an object that hands on what it was made with gets all other keywords."""
        call = as_call(owner)
        callees = self._evaluator.values(call.func, self._scopes[call]) if call is not None else ()
        made = [self._evaluator.constructor(callee) for callee in callees if isinstance(callee, Class)]
        constructor = made[0] if len(made) == len(callees) == 1 else None
        if constructor is None or any(
            item.name.value == "edge"
            for item in (*constructor.definition.params.params, *constructor.definition.params.kwonly_params)
        ):
            return None
        return constructor.definition.params.star_kwarg

    def _is_only_one(self, owner: cst.CSTNode, call: cst.Call) -> bool:
        """Say whether no other object than the one that ``owner`` makes may be there where a call makes a client."""
        around = self._tree.enclosing(call, cst.ClassDef)
        calls = self._evaluator.uses(around) if around is not None else []
        return all(use.around is owner for use in calls if use.kind == "called")

    def _calls_clients_alone(self, call: cst.Call) -> bool:
        """Say whether a call calls no function or class of the module beside that of a client, whoever gives it."""
        callees = self._evaluator.values(call.func, self._scopes[call])
        others = [callee for callee in callees if isinstance(callee, (Function, Class))]
        return all(map(self._constructions.is_client_class, others))

    def _agree_on(self, owner: cst.CSTNode, made: Construction) -> bool:
        """Say whether all clients that get something from a call or display get the same region and edge."""
        pairs = {(each.question.region, each.question.edge) for each in self._by_owner.get(owner, ())}
        return len(pairs) == 1 and not any(
            other.call is not made.call and not other.is_partial and not self._has_candidate(other)
            for other in self._made_with.get(owner, ())
        )

    def _has_candidate(self, made: Construction) -> bool:
        return any(each.made is made for each in self._candidates.all)

    @cached_property
    def _made_with(self) -> dict[cst.CSTNode, list[Construction]]:
        """The clients that get something from a call, a display of a dictionary, or a partial."""
        found: dict[cst.CSTNode, list[Construction]] = {}
        for made in self._constructions.in_order:
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
        for candidate in self._candidates.all:
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

    def _goes_to_clients(self, display: cst.CSTNode, around: Sequence[cst.CSTNode]) -> bool:
        """Say whether all that is done with a dictionary is to make clients of it, or to hand it on."""
        todo, seen = [(display, False)], {display}
        for made, is_inside in todo:
            for use in self._evaluator.uses(made):
                # What is inside of a dictionary that goes into another one is inside of that as well.
                held = use._replace(way="held") if is_inside else use
                if use.kind == "text" or (use.kind == "entry" and use.name == "**"):
                    if use.around not in seen:
                        seen.add(use.around)
                        todo.append((use.around, held.way == "held"))
                elif not self._is_transport(held, around, display):
                    return False
                rests = [rest for rest in self._swallowed(use, around) if rest not in seen]
                seen.update(rests)
                todo += [(rest, False) for rest in rests]
        return True

    def _swallowed(self, use: Use, around: Sequence[cst.CSTNode]) -> Iterator[cst.Param]:
        """Yield the parameters for all other keywords of the functions that are given what is in a dictionary."""
        if use.name == "**" and use.call is not None and use.call in around:
            for callee in self._evaluator.values(use.call.func, use.scope):
                if isinstance(callee, Function) and callee.definition.params.star_kwarg is not None:
                    yield callee.definition.params.star_kwarg

    def _is_transport(self, use: Use, around: Sequence[cst.CSTNode], display: cst.CSTNode) -> bool:
        """Say whether a use of a dictionary is on its way to a client, or makes one."""
        if use.kind == "item" and self._tree.access(use.around) == "set":
            return self._is_put_beside(use, display)
        if use.kind != "argument":
            return use.kind in _TRANSPORT or (use.kind in _TAKEN_OUT and use.way == "held")
        call = use.call
        if call is None:
            return False  # an argument of a class's definition
        if use.name == "**":
            return use.way == "held" or call in self._constructions.all or call in around
        scope = self._scopes[call]
        callees = self._evaluator.values(call.func, scope)
        if all(isinstance(callee, (Function, Class)) for callee in callees):
            return True
        made = self._evaluator.values(call, scope)
        if made and all(map(self._keeps, made)):
            return True
        # A list in which it is, is looked into, copied, or gives it back.
        given_back = all(isinstance(value, (Mapping, Row)) or value.node is display for value in made)
        if use.way == "held" and given_back and all(map(hands_on, callees)):
            return True
        receivers = [callee.receiver for callee in callees if isinstance(callee, Imported)]
        if use.way == "held" or called_name(call) in _PUT_INTO:
            return bool(receivers) and all(isinstance(receiver, (Mapping, Row)) for receiver in receivers)
        given = {value.node for value in self._evaluator.used(use)}
        return not given.isdisjoint(value.node for value in made)

    def _is_put_beside(self, use: Use, display: cst.CSTNode) -> bool:
        """Say whether a statement puts the region into a dictionary that is judged, or something under another key."""
        given = {each.region.item for each in self._by_owner.get(display, ())}
        accessed = item_access(use.around)
        if accessed is None:
            return False
        if self._tree.enclosing(use.around, cst.Assign) in given:
            return True
        keys = as_constants(self._evaluator.values(accessed[1], use.scope))
        if not keys.complete or not keys.known.isdisjoint({"region", "edge"}):
            return False
        entries = [self._evaluator.entries(value) for value in self._evaluator.used(use) if isinstance(value, Mapping)]
        put = (item for each in entries for key in keys.known for item in each.known.get(key, ()))
        return not any(item is not None and item.item in given for item in put)

    def _keeps(self, value: Value) -> bool:
        """Say whether what is given to make a value is kept where all that is done with it is seen."""
        match value:
            case Partial(callee=callee):
                return isinstance(callee, (Function, Class))
            case Object():
                return self._evaluator.fields(value) is not None
            case _:
                return False

    @cached_property
    def _scopes(self) -> dict[cst.CSTNode, Scope]:
        return dict(self._tree.nodes(cst.Call))
