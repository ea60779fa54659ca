"""The clients of one text, and what is set on them later: calls that make one, assignments, calls of setters."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from edgewise.languages.language import Constructor
from edgewise.languages.meanings import Handed, Made, Other, Path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from edgewise.languages.constants import TreeConstants
    from edgewise.languages.flow import Flow
    from edgewise.languages.given import Fields, GivenRegion, Givens
    from edgewise.languages.language import Language
    from edgewise.languages.meanings import Meanings
    from edgewise.languages.syntax.tree import Call, SyntaxTree


@dataclass(frozen=True)
class Client:
    """What may make a client: a call, the constructor that it may be, and the ways in which it gives arguments.

    ``makers`` is the call itself, or what makes the clients whose options a call gives later.
    """

    call: Call
    constructor: Constructor
    certain: bool
    ways: tuple[Fields, ...]
    makers: tuple[Node, ...]


class ObjectUse(NamedTuple):
    """An assignment to a member, or a call of a method with one argument: the whole, the object, and the value.

    Where a method is called without an object, its name takes the place of one.
    """

    node: Node
    owner: Node
    value: Node
    called: bool
    defaulted: bool = False
    """Whether it counts only where there is no value yet."""
    beside_others: bool = False
    """Whether it is one of several in a statement."""


@dataclass(frozen=True)
class AttributeSetting:
    """What sets the ``region`` or ``edge`` of something that is, or may be, a client.

    ``makers`` are the calls that make the clients, or the names of those that are made elsewhere; the root of the tree
    stands for what is set up for all clients.
    ``certain`` says that it is one of these and nothing else.
    """

    what: str
    use: ObjectUse
    makers: tuple[Node, ...]
    certain: bool
    environment: bool
    """Whether the client reads TWILIO_REGION and TWILIO_EDGE."""
    chains: bool = False
    """Whether it is a call that gives back the same object."""


class TreeObjects:
    """Finds the clients of one text."""

    def __init__(
        self,
        tree: SyntaxTree,
        language: Language,
        meanings: Meanings,
        constants: TreeConstants,
        givens: Givens,
        flow: Flow,
    ) -> None:
        self._tree = tree
        self._language = language
        self._meanings = meanings
        self._constants = constants
        self._givens = givens
        self.clients = list(self._made(flow))
        self.settings = [*self._set(), *self._merged()]

    def _made(self, flow: Flow) -> Iterator[Client]:
        for node in flow.calls:
            call = self._tree.call(node)
            if call is None:
                continue
            constructors, certain = self._meanings.constructors(call)
            for constructor in constructors:
                ways = tuple(self._givens.of_call(call, constructor))
                yield Client(call, constructor, certain, ways, (call.node,))
            if call.receiver is not None and self._language.settings.get(call.name) == "options":
                makers, certain = self.makers(call.receiver)
                constructor = Constructor(call.name, options=0)
                ways = tuple(self._givens.of_call(call, constructor))
                if makers:
                    yield Client(call, constructor, certain, ways, makers)
            callee = self._tree.source(call.callee) if call.callee is not None else ""
            if callee in self._language.merging and len(call.arguments) > 1:
                makers, certain = self.makers(call.arguments[0].value)
                if makers:
                    ways = tuple(self._givens.of_merged(call))
                    yield Client(call, Constructor(callee, options=1), certain, ways, makers)

    def _set(self) -> Iterator[AttributeSetting]:
        for name, what in self._language.settings.items():
            for use in self.uses(name) if what in ("region", "edge") else ():
                static = self._static(use.owner)
                if static is not None:
                    yield AttributeSetting(what, use, (self._tree.root,), certain=True, environment=static)
                    continue
                makers, certain = self.makers(use.owner)
                if not makers:
                    makers = tuple(self._meanings.embedded(use.owner))
                if makers:
                    chains = use.called and self._language.fluent
                    certain = certain and not use.defaulted and not use.beside_others
                    yield AttributeSetting(what, use, makers, certain, self._reads_environment(makers), chains)

    def _merged(self) -> Iterator[AttributeSetting]:
        """Yield what a call sets that gives a client all that an object holds."""
        for client in self.clients:
            if client.constructor.path not in self._language.merging:
                continue
            for fields in client.ways:
                if fields.edge is not None and fields.edge.value is not None:
                    use = ObjectUse(client.call.node, client.call.arguments[0].value, fields.edge.value, called=False)
                    certain = client.certain and len(client.ways) == 1
                    yield AttributeSetting("edge", use, client.makers, certain, environment=True)

    def _static(self, owner: Node) -> bool | None:
        """Return whether what is set up for all clients reads the environment, None where it is something else."""
        path = self._language.unqualified(self._tree, self._tree.source(owner))
        meanings = [Path(path)] if path is not None else self._meanings.of(owner)
        paths = [meaning.path for meaning in meanings if isinstance(meaning, Path)]
        if len(paths) != len(meanings) or not all(path in self._language.statics for path in paths):
            return None
        return any(self._language.statics[path] for path in paths)

    def _reads_environment(self, makers: tuple[Node, ...]) -> bool:
        reading = (client for client in self.clients if client.constructor.environment)
        return any(map(self.is_made_elsewhere, makers)) or any(set(client.makers) & set(makers) for client in reading)

    def is_made_elsewhere(self, maker: Node) -> bool:
        """Say whether a maker of clients is but the name of one."""
        return maker != self._tree.root and self._tree.call(maker) is None

    def stores_by_any_name(self) -> Iterator[ObjectUse]:
        """Yield the assignments to members of which the name is not known."""
        for node in self._tree.computed_members():
            holder = self._tree.parent(node)
            assigned = self._tree.assignment(holder) if holder is not None else None
            owner = node.child_by_field_name("object")
            if holder is not None and assigned is not None and assigned[0] == node and owner is not None:
                yield ObjectUse(holder, owner, assigned[1], called=False)

    def uses(self, name: str) -> Iterator[ObjectUse]:
        """Yield all that may set something by a name, in order."""
        for node in self._tree.members_named(name):
            assigned = self._tree.assigned_member(node)
            defaulted = self._tree.defaulted_member(node) if assigned is None else None
            call = self._tree.method_call(node) if assigned is None and defaulted is None else None
            if assigned is not None:
                several = self._tree.is_one_of_several(node)
                yield ObjectUse(assigned[1], assigned[0], assigned[2], called=False, beside_others=several)
            elif defaulted is not None:
                yield ObjectUse(defaulted[1], defaulted[0], defaulted[2], called=False, defaulted=True)
            elif call is not None and call.receiver is not None and len(call.arguments) == 1:
                yield ObjectUse(call.node, call.receiver, call.arguments[0].value, called=True)
            elif self._is_unqualified(name) and (bare := self._tree.bare_call(node)) and len(bare.arguments) == 1:
                yield ObjectUse(bare.node, node, bare.arguments[0].value, called=True)

        yield from self._defined(name)

    def _defined(self, name: str) -> Iterator[ObjectUse]:
        """Yield the calls that set a member by its name in quotes, or as a symbol."""
        for function, key in self._language.defining.items():
            for node in self._tree.named(function.rpartition(".")[2]):
                call = self._tree.method_call(node)
                if call is None or call.callee is None or self._tree.source(call.callee) != function:
                    continue
                values = [argument.value for argument in call.arguments]
                if len(values) < 3 or self._tree.literal(values[1]) != name:
                    continue
                for value in [values[2]] if not key else self._meanings.members.properties(values[2], key):
                    yield ObjectUse(call.node, values[0], value, called=True)

        for sender in self._language.sending:
            for node in self._tree.named(sender):
                call = self._tree.method_call(node)
                values = [argument.value for argument in call.arguments] if call is not None else []
                if call is None or call.receiver is None or len(values) != 2:
                    continue
                if self._constants.values(values[0]).only == f"{name}=":
                    yield ObjectUse(call.node, call.receiver, values[1], called=True)

    def is_taken_away(self, name: str) -> bool:
        """Say whether a member of this name is deleted somewhere, perhaps that of a client: ``delete c.region``."""
        return any(
            self._tree.data.startswith(b"delete ", holder.start_byte)
            for node in self._tree.members_named(name)
            for holder in islice(self._tree.above(node), 2)
        )

    def _is_unqualified(self, name: str) -> bool:
        """Say whether a file calls a method of the library by its bare name."""
        return self._language.unqualified(self._tree, name) is not None and not self._meanings.functions.is_own_method(
            name
        )

    def makers(self, owner: Node) -> tuple[tuple[Node, ...], bool]:
        """Return the calls that make the clients which an expression may be, and whether it is one of them."""
        meanings = self._meanings.of(owner)
        made = tuple(
            meaning.call.node if isinstance(meaning, Made) else meaning.node
            for meaning in meanings
            if isinstance(meaning, (Made, Handed))
        )
        others: list[Path | Other] = [meaning for meaning in meanings if isinstance(meaning, Path)]
        others += [
            meaning
            for meaning in meanings
            if isinstance(meaning, Other) and not self._constants.values(meaning.node).nothing
        ]
        return made, not others

    def is_settled(self, owner: Node) -> bool:
        """Say whether it is known what something is: a client, the library, or an object that is written down."""
        objects = self._tree.grammar.objects
        return not self._meanings.embedded(owner) and any(
            not isinstance(meaning, (Other, Handed)) or meaning.node.type in objects
            for meaning in self._meanings.of(owner)
        )

    def reader(self, maker: Node, what: str) -> Node | None:
        """Return where the text reads the region or the edge of a client, None where it does not."""
        named = {**self._language.settings, **self._language.getters}
        owners = (owner for name, of in named.items() if of == what for owner in self._readers(name))
        return next((owner for owner in owners if maker in self.makers(owner)[0]), None)

    def _readers(self, name: str) -> Iterator[Node]:
        """Yield the objects of which a member is read, or asked for by a method without arguments."""
        for node in self._tree.members_named(name):
            holder = self._tree.parent(node)
            member = self._tree.member(holder) if holder is not None else None
            call = self._tree.method_call(node)
            taken = self._meanings.taken_from(node)
            if taken is not None:
                yield taken
            elif call is not None:
                if call.receiver is not None and not call.arguments and not self._tree.assigned_member(node):
                    yield call.receiver
            elif member is not None and member[0] != node and not self._tree.assigned_member(node):
                yield member[0]

    def used_elsewhere(self, given: GivenRegion) -> str | None:
        """Return a name that leads to a literal and is used for more than the arguments of clients."""
        lists = {
            self._tree.inner(argument.value)
            for client in self.clients
            if client.certain
            for argument in client.call.arguments
        }
        for binding in given.through:
            if len(binding.values) != 1 or any(self._is_exported(item.holder) for item in binding.declarations):
                return binding.name
            if not all(self._is_handed_over(reference, lists) for reference in binding.references):
                return binding.name
        return None

    def _is_handed_over(self, reference: Node, lists: set[Node]) -> bool:
        """Say whether a name is one of the options of clients, or is spread in one."""
        holder = self._tree.parent(reference)
        if holder is not None and holder.type in self._tree.grammar.spreads:
            return holder in lists or self._tree.parent(holder) in lists
        return reference in lists

    def _is_exported(self, node: Node) -> bool:
        return any(holder.type in self._tree.grammar.exported for holder in list(self._tree.above(node))[:2])

    def fails_on_purpose(self, node: Node) -> bool:
        """Say whether a test expects a failure of what stands around a node."""
        calls = (self._tree.call(holder) for holder in self._tree.above(node))
        names = [call.name or self._tree.source(call.callee or call.node)[:40] for call in calls if call is not None]
        return any(self._language.failing.fullmatch(name) for name in names)
