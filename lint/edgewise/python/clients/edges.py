"""Edges: which edge a client has, by what the module shows: its arguments, assignments, and the environment."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst

from edgewise.judgement.clients import Edge, one_of, short, united
from edgewise.judgement.settings import EDGE_KEY
from edgewise.python.clients.constructions import more_of
from edgewise.python.clients.objects import ClientObjects
from edgewise.python.inference.values import Imported, Mapping, Unknown, as_constants
from edgewise.python.syntax.flow import runs_in
from edgewise.twilio.constructors import EDGE_POSITION, ENVIRONMENT_POSITION
from edgewise.values import ANYTHING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edgewise.python.clients.constructions import Construction, Constructions
    from edgewise.python.clients.objects import Store
    from edgewise.python.inference.values import Choice, Given, Object
    from edgewise.python.module import Module
    from edgewise.python.settings.environ import Setting
    from edgewise.python.settings.find import Environment
    from edgewise.python.syntax.scopes import Scope
    from edgewise.values import Values as Constants

_KEPT = frozenset({"assigned", "called", "entry", "element"})
"""What is done with a partial after which it is still seen who calls it."""
_TAKEN_OUT = frozenset({"assigned", "item", "iterated", "attribute"})
"""The same for what holds it."""


class Edges:
    """Answers for the clients of one module."""

    def __init__(self, module: Module, environment: Environment, constructions: Constructions) -> None:
        self._module = module
        self._tree = module.tree
        self._evaluator = module.evaluator
        self._environment = environment
        self._constructions = constructions

    @cached_property
    def objects(self) -> ClientObjects:
        """What the module does to its clients once they are made."""
        return ClientObjects(self._module, self._constructions)

    def of(self, made: Construction, region: Given | None = None) -> Edge:
        """Return the edge of the client that a call makes."""
        arguments = made.arguments
        choice = arguments.get("edge", EDGE_POSITION)
        edge = self._edge(self.beside(made, region, choice))
        assigned = self._assigned_edge(made.made, made.call)
        if edge.kind != "absent" or edge.elsewhere:
            given_later = any(self.objects.stores(self.objects.regions, made.made))
            taken_away = assigned.kind == "absent" and assigned.elsewhere and not given_later
            return assigned if taken_away else edge
        if not any(choice) and (unseen := self._unseen(made)) is not None:
            return Edge("maybe", unseen)
        if assigned != Edge("absent"):
            return assigned
        if made.edge_from is not None:
            return Edge("maybe", made.edge_from)
        if made.is_partial and self.escapes(made.call):
            return Edge("maybe", "a later call of the partial")
        return self._loose_edge(made.call) or self._environment_edge(made)

    def of_object(self, client: Object, beside: cst.CSTNode) -> Edge:
        """Return the edge of a client, as far as it may have it at ``beside``."""
        assigned = self._assigned_edge(client, beside)
        if assigned != Edge("absent"):
            return assigned
        alike = self._constructions.in_order
        if isinstance(client.of, Imported):
            alike = self._made_alike.get(client.node, [])
        edges = {self.of(made) for made in alike if self._evaluator.is_same(made.made, client)}
        if not edges:
            return Edge("maybe", "wherever the client is made")
        return edges.pop() if len(edges) == 1 else one_of(edges)

    @staticmethod
    def beside(made: Construction, region: Given | None, choice: Choice) -> Choice:
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
        doubt = more_of(arguments)
        if doubt is None:
            return None
        for argument in made.call.args:
            if argument.star == ("**" if arguments.more_names else "*"):
                return f"`{short(self._tree.source(argument))}` ({self._evaluator.sentence(doubt)})"
        return self._evaluator.sentence(doubt)

    def escapes(self, call: cst.Call) -> bool:
        """Say whether a partial may be called where that is not seen."""
        uses = self._evaluator.uses(call)
        return any(use.kind not in (_TAKEN_OUT if use.way == "held" else _KEPT) for use in uses)

    def _edge(self, choice: Choice) -> Edge:
        if not any(choice):
            return Edge("absent")
        values = self._evaluator.of(choice)
        others = tuple(value for value in values if not (isinstance(value, Unknown) and value.variable == EDGE_KEY))
        if len(others) < len(values) and as_constants(others).nothing | (not others):
            return Edge("absent", elsewhere=True)  # which the client would read anyway
        # That a look-up may find nothing is no edge that is left out.
        found = tuple(value for value in values if value.call is None or len(values) == 1)
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
        stores = self.objects.stores(self.objects.edges, made)
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
        in_functions = [setting for setting in settings if runs_in(setting.scope) is not runs_in(made.scope)]
        for setting in (*in_functions, *self._environment.passing_edges()):
            return Edge("maybe", f"`{setting.key}`, which may be set: `{short(self._tree.source(setting.place))}`")
        return Edge("absent", elsewhere=bool(settings))

    def _edge_of_setting(self, setting: Setting) -> Edge:
        known = as_constants(self._evaluator.values(setting.value, setting.scope))
        return self._edge_known(known, self._tree.source(setting.value))

    def _is_set_before(self, setting: Setting, made: Construction) -> bool:
        """Say whether a variable is set before a client is made: on import, or earlier in the same scope."""
        at = self._tree.span(setting.place)[0]
        if (ran_in := runs_in(setting.scope)) is not runs_in(made.scope):
            return ran_in.kind == "module" and not any(start < at for start in self._runs_on_import(made.call))
        return at < self._tree.span(made.call)[0]

    def _runs_on_import(self, node: cst.CSTNode, known: frozenset[cst.CSTNode] = frozenset()) -> Iterator[int]:
        """Yield where the top level of the module calls the function around a node, by way of others too.

        Places are characters from 0.
        """
        definition = self._tree.enclosing(node, cst.FunctionDef, cst.Lambda)
        if definition is None or definition in known:
            return
        for start, scope in self._starts(definition):
            if runs_in(scope).kind == "module":
                yield self._tree.span(start)[0]
            else:
                yield from self._runs_on_import(start, known | {definition})

    def _starts(self, definition: cst.CSTNode) -> Iterator[tuple[cst.CSTNode, Scope]]:
        """Yield what runs a function, and its scope: calls, accesses of a property, of a special method its class."""
        yield from ((call, scope) for call, scope, _ in self._evaluator.calls(definition))
        owner = self._tree.enclosing(definition, cst.ClassDef, cst.FunctionDef)
        if not isinstance(definition, cst.FunctionDef) or not isinstance(owner, cst.ClassDef):
            return
        name = definition.name.value
        if name.startswith("__"):
            yield from ((call, scope) for call, scope, _ in self._evaluator.calls(owner))
        elif definition.decorators:
            yield from ((node, scope) for node, scope in self._tree.nodes(cst.Attribute) if node.attr.value == name)

    def _loose_edge(self, call: cst.CSTNode) -> Edge | None:
        """Return the edge that may be given to a client where it is not known to be one."""
        places = (said for place, said in self.objects.loose_edges if not self._tree.exclude_each_other(place, call))
        return next((Edge("maybe", said) for said in places), None)

    @cached_property
    def _made_alike(self) -> dict[cst.CSTNode, list[Construction]]:
        """The constructions of what each node makes."""
        found: dict[cst.CSTNode, list[Construction]] = {}
        for made in self._constructions.in_order:
            found.setdefault(made.made.node, []).append(made)
        return found
