"""The edge that a client has: in its call, by what is set on it, by its environment, or by what may be it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edgewise.judgement.clients import Edge, short, united
from edgewise.twilio.table import EDGES

if TYPE_CHECKING:
    from tree_sitter import Node

    from edgewise.languages.constants import TreeConstants
    from edgewise.languages.given import Fields, GivenRegion
    from edgewise.languages.language import Language
    from edgewise.languages.objects import Client, TreeObjects
    from edgewise.languages.syntax.tree import SyntaxTree

_KEY = "TWILIO_EDGE"


class TreeEdges:
    """Tells the edges of the clients of one text."""

    def __init__(self, tree: SyntaxTree, language: Language, constants: TreeConstants, objects: TreeObjects) -> None:
        self._tree = tree
        self._language = language
        self._constants = constants
        self._objects = objects

    def of_client(self, client: Client, fields: Fields, beside: Node | None = None) -> Edge:
        """Return the edge of a client that is made in one of the ways that its call can go.

        :param beside: what is set only where this is not reached does not count.
        """
        if fields.edge is not None:
            edge = self.of_value(fields.edge.value)
            if edge.kind != "absent":
                return Edge(edge.kind, edge.value, elsewhere=fields.edge.kind == "assignment", handed_on=edge.handed_on)
        if fields.edge_doubt is not None:
            return Edge("maybe", fields.edge_doubt)
        beside = beside if beside is not None else client.call.node
        environment = client.constructor.environment
        return self.of_makers(client.makers, beside, environment=environment, given=fields.environment)

    def of_makers(
        self, makers: tuple[Node, ...], beside: Node, *, environment: bool, given: GivenRegion | None = None
    ) -> Edge:
        """Return the edge that clients have by all that their constructor is not given.

        :param given: the environment that it is given.
        """
        assigned = self._assigned(makers, beside)
        if not any(edge.kind != "absent" for edge in assigned) and self._language.static_is_default:
            assigned += self._assigned((self._tree.root,), beside)
        if any(edge.kind != "absent" for edge in assigned):
            return united(assigned)
        if any(map(self._objects.is_made_elsewhere, makers)):
            return Edge("maybe", "wherever the client is made")
        for use in self._objects.stores_by_any_name():
            if set(makers) & set(self._objects.makers(use.owner)[0]):
                return Edge("maybe", f"`{short(self._tree.source(use.node))}`")
        of_environment = self._of_environment(given) if environment else None
        return of_environment or self._loose(beside) or Edge("absent")

    def _assigned(self, makers: tuple[Node, ...], beside: Node) -> list[Edge]:
        return [
            self.of_value(setting.use.value)
            for setting in self._objects.settings
            if setting.what == "edge"
            and set(makers) & set(setting.makers)
            and not self._exclude_each_other(setting.use.node, beside)
        ]

    def of_value(self, node: Node | None) -> Edge:
        """Return the edge that an expression gives."""
        if node is None:
            return Edge("some")
        values = self._constants.values(node)
        if values.nothing:
            return Edge("absent")
        if values.only is None and None in values.known:
            return Edge("maybe", f"`{short(self._tree.source(node))}`", handed_on=True)
        if values.only is None:
            return Edge("some", values.strings[0] if len(values.strings) == 1 else "")
        return Edge("constant", values.only)

    def _of_environment(self, given: GivenRegion | None) -> Edge | None:
        if given is not None:
            if given.value is None or _KEY in self._tree.source(given.value):
                return Edge("maybe", f"`{_KEY}` in the environment that it is given")
            grammar = self._tree.grammar
            if self._tree.inner(given.value).type not in grammar.objects | grammar.arrays | grammar.empties:
                return Edge("maybe", f"`{short(self._tree.source(given.value))}`, the environment that it is given")
        for node in self._tree.members_named(_KEY):
            assigned = self._tree.assigned_member(node)
            if assigned is not None:
                said = short(self._tree.source(assigned[1]))
                return Edge("maybe", f"`{_KEY}`, which may be set: `{said}`")
        for node in self._tree.found(self._language.environment_setters):
            statement = self._tree.statement(node)
            said = short(self._tree.source(statement if statement is not None else node))
            return Edge("maybe", f"`{_KEY}`, which may be set: `{said}`")
        return None

    def _loose(self, beside: Node) -> Edge | None:
        """Return the edge that may be given to a client where it is not known to be one."""
        for name in (name for name, what in self._language.settings.items() if what == "edge"):
            for use in self._objects.uses(name):
                if use.called and self._language.fluent:
                    continue  # many a thing has edges
                if self._objects.is_settled(use.owner) or self._exclude_each_other(use.node, beside):
                    continue
                values = self._constants.values(use.value)
                if not values.complete or not EDGES.isdisjoint(values.strings):
                    return Edge("maybe", f"`{short(self._tree.source(use.node))}`, which may be this client's")
        return None

    def _exclude_each_other(self, one: Node, other: Node) -> bool:
        """Say whether only one of two places can be reached at a time."""
        inner = one
        for holder in self._tree.above(one):
            other_side = holder.child_by_field_name("alternative")
            sides = [other_side is not None and self._tree.within(place, other_side) for place in (one, other)]
            if holder.type in self._tree.grammar.compiled and sides[0] != sides[1]:
                return self._tree.within(other, holder)
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
