"""What a call gives a client: region and edge, each with the item of the text that gives it, and what is in doubt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice, pairwise, product
from typing import TYPE_CHECKING, Literal

from edgewise.languages.meanings import Other
from edgewise.languages.syntax.tree import Argument
from edgewise.twilio.hosts import is_region

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from edgewise.languages.constants import TreeConstants
    from edgewise.languages.language import Constructor, Language
    from edgewise.languages.meanings import Meanings
    from edgewise.languages.syntax.names import NameBinding
    from edgewise.languages.syntax.tree import Call, SyntaxTree

_Kind = Literal["property", "argument", "position", "unpacked", "assignment"]
_MOST = 16
"""Alternatives; who writes more of them in one call is not followed."""


@dataclass(frozen=True)
class GivenRegion:
    """One value and the item that gives it: a property or an argument of the list ``within``, or an assignment.

    What a call unpacks stands elsewhere, where others may see it.
    ``value`` is None where it cannot be told. ``through`` are the names that lead to the list.
    """

    kind: _Kind
    item: Node
    value: Node | None
    within: Node | None = None
    through: tuple[NameBinding, ...] = ()


@dataclass(frozen=True)
class Fields:
    """Region, edge and environment, as they are given in one of the ways that a call can go."""

    region: GivenRegion | None = None
    edge: GivenRegion | None = None
    environment: GivenRegion | None = None
    region_doubt: str | None = None
    """What may give another region."""
    edge_doubt: str | None = None
    """What may give an edge, or another one."""
    covers: bool = False
    """Whether another region or edge would come to light if these were taken away."""

    def over(self, before: Fields) -> Fields:
        """Return what holds where these are given after others."""
        return Fields(
            self.region or before.region,
            self.edge or before.edge,
            self.environment or before.environment,
            self.region_doubt or (None if self.region is not None else before.region_doubt),
            self.edge_doubt or (None if self.edge is not None else before.edge_doubt),
            self.covers
            or before.covers
            or (self.region is not None and (before.region is not None or before.region_doubt is not None))
            or (self.edge is not None and (before.edge is not None or before.edge_doubt is not None)),
        )


_Value = tuple["Node", "tuple[NameBinding, ...]"]
"""An argument, and the names that lead to it."""


class Givens:
    """Reads the arguments of the calls of one tree."""

    def __init__(self, tree: SyntaxTree, meanings: Meanings, constants: TreeConstants, language: Language) -> None:
        self._tree = tree
        self._language = language
        self._meanings = meanings
        self._constants = constants

    def of_call(self, call: Call, constructor: Constructor) -> list[Fields]:
        """Return the ways in which a call may give region and edge; none of them, where it gives nothing at all."""
        if constructor.options is not None:
            return self._of_options(call, constructor)
        return [self._of_arguments(call, constructor)]

    def _of_options(self, call: Call, constructor: Constructor) -> list[Fields]:
        position = constructor.options or 0
        values: list[_Value] = [(argument.item, ()) for argument in call.arguments]
        if constructor.listed is not None:
            values = self._elements(values[constructor.listed][0]) if constructor.listed < len(values) else []
        parts = [self._spread_out(*value) for value in values]
        lists = [[one for part in way for one in part] for way in islice(product(*parts), _MOST)]
        return [fields for listed in lists for fields in self._of_list(listed, constructor, position)]

    def _of_list(self, values: list[_Value], constructor: Constructor, position: int) -> list[Fields]:
        """Return the ways in which arguments give an object at a position."""
        grammar = self._tree.grammar
        spread = [item for item, _ in values[: position + 1] if item.type in grammar.spreads]
        if spread:
            said = f"positions cannot be counted behind `{self._said(spread[0])}`"
            inner = [part for item in spread for part in self._tree.items(item)]
            nodes = [node for node, _ in values] + [
                one for part in inner for one, _ in self._elements(part, sure=False)
            ]
            ways = [way for node in nodes if node.type in grammar.objects for way in self.of_options(node)]
            return [replace(way, region_doubt=said) for way in ways if way.region is not None]
        if position >= len(values):
            return []
        given, through = values[position]
        found: list[Fields] = []
        for keys in constructor.inside:
            for inside in self._inside(given, keys):
                found += self.of_options(inside, through)
        return found

    def _spread_out(self, item: Node, through: tuple[NameBinding, ...]) -> list[list[_Value]]:
        """Return an argument, or what it spreads, where that is known: one list for each way to go."""
        inner = self._tree.items(item) if item.type in self._tree.grammar.spreads else []
        if len(inner) != 1:
            return [[(item, through)]]
        handed_on: list[list[_Value]] = [
            [(one, ()) for one in given] for given in self._meanings.functions.rest(inner[0])
        ]
        return handed_on or [self._elements(inner[0]) or [(item, through)]]

    def _elements(self, node: Node, *, sure: bool = True) -> list[_Value]:
        """Return the elements of an array, with the names that lead to it.

        :param sure: whether there are none where others may be meant, or may stand there by then.
        """
        meanings = self._meanings.of(node)
        arrays = [one for one in meanings if isinstance(one, Other) and one.node.type in self._tree.grammar.arrays]
        elements = [(item, one.through) for one in arrays for item in self._tree.items(one.node)]
        if not sure:
            pushed = [item for one in arrays for binding in one.through for item in self._pushed(binding)]
            return elements + [(item, ()) for item in pushed]
        kept = all(self._is_only_spread(binding) for one in arrays for binding in one.through)
        return elements if len(meanings) == len(arrays) == 1 and kept and not self._has_gaps(arrays[0].node) else []

    def _pushed(self, binding: NameBinding) -> Iterator[Node]:
        """Yield what is put into an array that a name stands for, one after the other."""
        for reference in binding.references:
            member = self._tree.parent(reference)
            holder = self._tree.parent(member) if member is not None else None
            call = self._tree.call(holder) if holder is not None else None
            if call is not None and call.receiver == reference and call.name in ("push", "unshift"):
                yield from (argument.item for argument in call.arguments)

    def _is_only_spread(self, binding: NameBinding) -> bool:
        """Say whether nothing can be put into an array that a name stands for: it is used once, or spread alone."""
        holders = [self._tree.parent(reference) for reference in binding.references]
        spread = all(holder is not None and holder.type in self._tree.grammar.spreads for holder in holders)
        return spread or len(holders) == 1

    @staticmethod
    def _has_gaps(array: Node) -> bool:
        """Say whether an array has elements that are not written: ``[a, , b]``."""
        kinds = [child.type for child in array.children if child.type != "comment"]
        return any(kind == "," and before in (",", "[") for before, kind in pairwise(kinds))

    def _inside(self, node: Node, keys: tuple[str, ...]) -> list[Node]:
        nodes = [node]
        for key in keys:
            nodes = [value for one in nodes for value in self._property(one, key)]
        return nodes

    def _property(self, node: Node, key: str) -> Iterator[Node]:
        for meaning in self._meanings.of(node):
            if not isinstance(meaning, Other):
                continue
            for item in self._tree.items(meaning.node) if meaning.node.type in self._tree.grammar.objects else ():
                name, value = self._entry(item)
                if name == key and value is not None:
                    yield from self._returned(value)

    def _returned(self, value: Node) -> list[Node]:
        """Return a value, or what a function gives back that is one: a factory."""
        value = self._tree.inner(value)
        return self._meanings.functions.returned(value) if value.type in self._tree.grammar.functions else [value]

    def of_options(self, node: Node, through: tuple[NameBinding, ...] = (), depth: int = 0) -> list[Fields]:
        """Return the ways in which an expression for an object may give region and edge."""
        if depth > 5:
            return [self._unknown(node)]
        tree, grammar = self._tree, self._tree.grammar
        node = tree.inner(node)
        if node.type in grammar.empties:
            return [Fields()]
        operator = node.child_by_field_name("operator")
        if operator is not None and grammar.operators.get(operator.type) == "and":
            right = node.child_by_field_name("right")
            return [Fields(), *(self.of_options(right, through, depth + 1) if right is not None else [])]
        found: list[Fields] = []
        for meaning in self._meanings.of(node):
            if not isinstance(meaning, Other):
                found.append(self._unknown(node))
                continue
            inner = meaning.node
            names = (*through, *meaning.through)
            if inner.type in grammar.objects:
                ways = self._of_object(inner, names, depth)
                found += [self._with_assignments(fields, meaning.through) for fields in ways]
            elif inner.type in grammar.empties or tree.source(inner) == "undefined":
                found.append(Fields())
            elif inner != node:
                found += self.of_options(inner, names, depth + 1)
            else:
                found += self._of_merge(inner, through, depth) or self._of_rest(inner, depth) or [self._unknown(node)]
        return found[:_MOST]

    def _of_merge(self, node: Node, through: tuple[NameBinding, ...], depth: int) -> list[Fields]:
        call = self._tree.call(node)
        if call is None or call.callee is None or not call.arguments:
            return []
        if self._tree.source(call.callee) not in self._language.merging | self._language.same:
            return []
        return self._merged([self.of_options(item.value, through, depth + 1) for item in call.arguments])

    def _of_rest(self, node: Node, depth: int) -> list[Fields]:
        """Return what is left of an object behind what a pattern takes out of it: ``const { sid, ...node } = all``."""
        tree, grammar = self._tree, self._tree.grammar
        binding = self._meanings.binding(node)
        declaration = binding.declarations[0] if binding is not None and len(binding.declarations) == 1 else None
        holder = tree.parent(declaration.node) if declaration is not None else None
        pattern = tree.parent(holder) if holder is not None and holder.type in grammar.rests else None
        value = declaration.value if declaration is not None else None
        if pattern is None or pattern.type not in grammar.patterns or value is None or binding is None:
            return []
        taken = {self._entry(item)[0] or tree.source(item) for item in tree.items(pattern)}
        said = f"`{binding.name}` is what is left of `{self._said(value)}`"
        ways = self.of_options(value, (), depth + 1) if "region" not in taken else []
        return [replace(way, region_doubt=said) for way in ways if way.region is not None]

    def _is_merged(self, call: Call, target: Node) -> bool:
        """Say whether a call gives something what others hold."""
        name = self._tree.source(call.callee) if call.callee is not None else ""
        return name in self._language.merging and [one.item for one in call.arguments[:1]] == [target]

    def of_merged(self, call: Call) -> list[Fields]:
        """Return the ways in which the other arguments of a call give region and edge to the first one."""
        return self._merged([self.of_options(item.value) for item in call.arguments[1:]])

    def _of_object(self, node: Node, through: tuple[NameBinding, ...], depth: int) -> list[Fields]:
        parts: list[list[Fields]] = []
        for item in self._tree.items(node):
            if item.type in self._tree.grammar.spreads:
                inner = self._tree.items(item)
                parts.append(self.of_options(inner[0], through, depth + 1) if inner else [self._unknown(item)])
                continue
            name, value = self._entry(item)
            given = GivenRegion("property", item, value, node, through)
            if name is None:
                told = self._constants.values(value).only if value is not None else None
                unknown = self._unknown(item)
                # Under a name that is not known stands what can only be a region.
                parts.append([replace(unknown, region=given) if told and is_region(told) else unknown])
            elif name == "region":
                parts.append([Fields(region=given)])
            elif name == "edge":
                parts.append([Fields(edge=given)])
            elif name == "env":
                parts.append([Fields(environment=given)])
        return self._merged(parts)

    @staticmethod
    def _merged(parts: list[list[Fields]]) -> list[Fields]:
        merged: list[Fields] = []
        for way in product(*parts):
            fields = Fields()
            for part in way:
                fields = part.over(fields)
            merged.append(fields)
            if len(merged) >= _MOST:
                break
        return list(dict.fromkeys(merged))

    def _entry(self, item: Node) -> tuple[str | None, Node | None]:
        """Return the name of a property, None where it is not known, and its value, None where that is not."""
        grammar = self._tree.grammar
        if item.type in grammar.shorthands:
            return self._tree.source(item), item
        if item.type in grammar.pairs:
            key, value = (self._tree.part(item, field) for field in grammar.pairs[item.type])
            return (self._key(key) if key is not None else None), value
        name = item.child_by_field_name("name")
        return (self._meanings.members.key(name) if name is not None else None), None

    def _key(self, node: Node) -> str | None:
        inner = self._tree.items(node) if node.type in self._tree.grammar.computed else []
        return self._constants.values(inner[0]).only if inner else self._meanings.members.key(node)

    def _with_assignments(self, fields: Fields, through: tuple[NameBinding, ...]) -> Fields:
        """Return what an object holds that a name stands for, with all that is assigned to its properties."""
        for binding in through:
            for reference in binding.references:
                alias = self._meanings.alias(reference)
                for one in (reference, *(alias.references if alias is not None else ())):
                    fields = self._assigned(one, fields)
        return fields

    def _assigned(self, reference: Node, fields: Fields) -> Fields:
        tree = self._tree
        holder = tree.parent(reference)
        above = tree.parent(holder) if holder is not None else None
        merge = tree.call(above) if above is not None and holder is not None else None
        if merge is not None and merge.list == holder and self._is_merged(merge, reference):
            ways = self.of_merged(merge)
            return ways[0].over(fields) if len(ways) == 1 else self._unknown(merge.node).over(fields)
        if holder is None or above is None or holder.type not in tree.grammar.members:
            return fields
        assigned = tree.assignment(above)
        if assigned is None or assigned[0] != holder:
            return fields
        member = tree.member(holder)
        given = GivenRegion("assignment", above, assigned[1])
        if member is None:
            unknown = self._unknown(holder)
            return replace(fields, region_doubt=unknown.region_doubt, edge_doubt=unknown.edge_doubt)
        if member[1] == "region":
            if fields.region is None:
                return replace(fields, region=given)
            return replace(fields, region_doubt=f"`{self._said(above)}` may hold")
        if member[1] == "edge":
            return replace(fields, edge=given if fields.edge is None else replace(given, value=None))
        return replace(fields, environment=given) if member[1] == "env" else fields

    def _of_arguments(self, call: Call, constructor: Constructor) -> Fields:
        region, edge = self._positions(call, constructor)
        places = {region: "region", edge: "edge", constructor.environment_at: "environment"}
        fields = Fields()
        found: dict[str, GivenRegion] = {}
        counted = True
        for number, (argument, kind) in enumerate(self._unpacked(call)):
            if self._is_spread(argument.item):
                fields = self._of_unpacked(argument, region - number if region is not None else None).over(fields)
                counted = False
                continue
            what = places.get(number) if counted else None
            if argument.name:
                what = argument.name if constructor.named and argument.name in self._names(constructor) else None
            if what is not None:
                usual: _Kind = "argument" if argument.name else "position"
                found[what] = GivenRegion(kind or usual, argument.item, argument.value, call.list)
        for name, value, item in self._tree.initialized(call.node):
            if name == "Edge":
                found["edge"] = GivenRegion("assignment", item, value)
        return Fields(found.get("region"), found.get("edge"), found.get("environment")).over(fields)

    @staticmethod
    def _names(constructor: Constructor) -> set[str]:
        """Return the names of the arguments that matter here, where a call may give them by name."""
        positions = {"edge": constructor.edge, "environment": constructor.environment_at}
        return {"region", *(name for name, position in positions.items() if position is not None)}

    def _of_unpacked(self, argument: Argument, place: int | None) -> Fields:
        """Return what an argument gives that unpacks something which may change.

        :param place: the region's place in it, from 0.
        """
        entries = self._entries(argument.item, sure=False)
        listed = [
            one for number, one in enumerate(entries) if one.name == "region" or (number == place and not one.name)
        ]
        unknown = self._unknown(argument.item)
        given = [GivenRegion("unpacked", one.item, one.value) for one in listed[:1]]
        return replace(unknown, region=given[0]) if given else unknown

    def _unpacked(self, call: Call) -> Iterator[tuple[Argument, Literal["unpacked"] | None]]:
        """Yield the arguments of a call, and those that are unpacked where all of them are known."""
        for argument in call.arguments:
            known = self._entries(argument.item) if self._is_spread(argument.item) else []
            for entry in known:
                yield entry, "unpacked"
            if not known:
                yield argument, None

    def _entries(self, item: Node, *, sure: bool = True) -> list[Argument]:
        """Return what an argument unpacks, as arguments; see :meth:`_elements`."""
        grammar = self._tree.grammar
        spread = next((one for one in (item, *item.named_children) if one.type in grammar.spreads), None)
        inner = self._tree.items(spread) if spread is not None else []
        elements = [one for part in inner for one, _ in self._elements(part, sure=sure)]
        entries: list[Argument] = []
        for element in elements:
            parts = self._tree.items(element) if element.type in grammar.elements else [element]
            name = self._tree.literal(parts[0]) if len(parts) > 1 else ""
            if name is None:
                return []
            entries.append(Argument(element, parts[-1], name))
        return entries

    def _positions(self, call: Call, constructor: Constructor) -> tuple[int | None, int | None]:
        """Return the positions of region and edge: those of an overload where a string stands at its region."""
        usual = constructor.region, constructor.edge
        values = [self._constants.values(one.value) if not one.name else None for one in call.arguments]
        for region, edge in constructor.overloads:
            there = values[region] if region < len(values) else None
            if there is not None and there.strings:
                return region, edge
            if len(call.arguments) > max(filter(None, usual), default=0) + 1:
                return region, edge
        return usual

    def _is_spread(self, item: Node) -> bool:
        spreads = self._tree.grammar.spreads
        return item.type in spreads or any(child.type in spreads for child in item.named_children)

    def _unknown(self, node: Node) -> Fields:
        said = f"`{self._said(node)}`"
        return Fields(region_doubt=f"{said} may give another", edge_doubt=said)

    def _said(self, node: Node) -> str:
        said = " ".join(self._tree.source(node).split())
        return said if len(said) <= 60 else f"{said[:57]}..."
