"""What an expression leads to: a name of the library, a client that is made here or elsewhere, or an unknown node."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from edgewise.languages.syntax.functions import TreeFunctions
from edgewise.languages.syntax.members import TreeMembers
from edgewise.languages.syntax.names import NameBinding
from edgewise.patterns import on_demand

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tree_sitter import Node

    from edgewise.languages.language import Constructor, Language
    from edgewise.languages.syntax.names import Declaration, Names
    from edgewise.languages.syntax.tree import Call, SyntaxTree

_SUPER = on_demand(rb"\b(super|parent|base)\b")
_DEEPEST = 12
_MOST = 40


@dataclass(frozen=True)
class Path:
    """A name of the library, from its module on."""

    path: str


@dataclass(frozen=True)
class Made:
    """A client, by the call that makes it."""

    call: Call
    constructor: Constructor


@dataclass(frozen=True)
class Handed:
    """A client that is made elsewhere, by the name that is declared with its type."""

    node: Node


@dataclass(frozen=True)
class Other:
    """Anything else: the last expression that could be followed, and the names that led there."""

    node: Node
    through: tuple[NameBinding, ...] = ()


Meaning = Path | Made | Handed | Other


class Meanings:
    """Follows the expressions of one tree."""

    def __init__(self, tree: SyntaxTree, names: Names, language: Language) -> None:
        self._tree = tree
        self._names = names
        self._language = language
        self._known: dict[Node, tuple[Meaning, ...]] = {}
        self.functions = TreeFunctions(tree, names)
        """What is known of functions by names alone."""
        self.members = TreeMembers(tree, names)
        """What is known of members by names alone."""

    def of(self, node: Node, depth: int = 0) -> tuple[Meaning, ...]:
        """Return all that an expression may lead to, at least one."""
        node = self._tree.inner(node)
        if node in self._known:
            return self._known[node]
        self._known[node] = (Other(node),)  # what leads to itself
        if depth < _DEEPEST:
            found = tuple(dict.fromkeys(self._follow(node, depth + 1)))
            self._known[node] = found if 0 < len(found) <= _MOST else (Other(node),)
        return self._known[node]

    def constructors(self, call: Call) -> tuple[list[Constructor], bool]:
        """Return what a call may construct, and whether it is that for certain."""
        found: list[Constructor] = []
        certain = True
        for meaning in self._callee(call, 0):
            constructor = self._constructor(meaning, call)
            if constructor is None:
                certain = False
            elif constructor not in found:
                found.append(constructor)
        return found, certain and len(found) == 1

    def embedded(self, node: Node) -> list[Node]:
        """Return the clients that the types of an expression embed, each by the field that does so."""
        tree, grammar = self._tree, self._tree.grammar
        found: list[Node] = []
        for said in self._types_of(node) if grammar.records else ():
            for name in tree.named(tree.source(said).lstrip("*& ")):
                spec = tree.parent(name)
                if spec is None or spec.type not in grammar.records or spec.child_by_field_name("name") != name:
                    continue
                waiting = list(spec.named_children)
                while waiting:
                    field = waiting.pop()
                    type_of = field.child_by_field_name("type") if field.type in grammar.embedding else None
                    if type_of is None or field.child_by_field_name("name") is not None:
                        waiting += field.named_children if field.type not in grammar.embedding else []
                    elif self._is_type_of_client(type_of, 0):
                        found.append(type_of)
        return found

    def _types_of(self, node: Node) -> Iterator[Node]:
        """Yield the types that an expression is declared with, or made of."""
        for meaning in self.of(node):
            if not isinstance(meaning, Other):
                continue
            binding = self.binding(meaning.node)
            holder = self._tree.parent(meaning.node) if meaning.node.type in self._tree.grammar.objects else None
            holders = [item.holder for item in binding.declarations] if binding is not None else [holder]
            for one in holders:
                said = one.child_by_field_name("type") if one is not None else None
                yield from [said] if said is not None else []

    def alias(self, reference: Node) -> NameBinding | None:
        """Return the name that is declared to be the same as another: ``const b = a``."""
        tree = self._tree
        holder = tree.parent(reference)
        for (kind, field), how in tree.grammar.declarations.items():
            if holder is not None and holder.type == kind and how.value and tree.part(holder, how.value) == reference:
                target = holder.child_by_field_name(field) if field else None
                return self.binding(target) if target is not None else None
        return None

    def taken_from(self, key: Node) -> Node | None:
        """Return the object of which a pattern takes a member by its name: ``const { edge: e } = client``."""
        tree, grammar = self._tree, self._tree.grammar
        inner, holder = key, tree.parent(key)
        while holder is not None and holder.type in grammar.patterns:
            inner, holder = holder, tree.parent(holder)
        if holder is None or inner == key:
            return None
        how = grammar.declarations.get((holder.type, tree.field_of(inner, holder)))
        assigned = tree.assignment(holder)
        value = tree.part(holder, how.value) if how is not None and how.value else None
        return assigned[1] if assigned is not None and assigned[0] == inner else value

    def binding(self, node: Node) -> NameBinding | None:
        """Return what a name is bound to."""
        return self._names.binding(node) if node.type in self._tree.grammar.names else None

    def _follow(self, node: Node, depth: int) -> Iterator[Meaning]:
        tree, grammar = self._tree, self._tree.grammar
        path = self._language.root(tree, node)
        binding = self.binding(node)
        if path is not None and binding is None and self._is_given_from_outside(node):
            yield Path(path)
        elif binding is not None:
            yield from self._of_binding(binding, node, depth)
        elif (same := self._unchanged(node)) is not None:
            yield from self.of(same, depth)
        elif (member := tree.member(node)) is not None:
            for owner in self.of(member[0], depth):
                yield from self._of_member(owner, member[1], node, depth)
        elif (call := tree.call(node)) is not None:
            yield from self._of_call(call, depth)
        elif node.type in grammar.choices:
            for field in grammar.choices[node.type]:
                chosen = node.child_by_field_name(field)
                yield from self.of(chosen, depth) if chosen is not None else ()
        elif self._operator(node) in ("or", "else"):
            for field in ("left", "right"):
                side = node.child_by_field_name(field)
                yield from self.of(side, depth) if side is not None else ()
        elif (assigned := tree.assignment(node)) is not None:
            yield from self.of(assigned[1], depth)
        elif tree.is_this(node) and grammar.supers and (own := list(self._own_client(node, depth))):
            yield from own
        elif node.type in grammar.supers and (base := self._base(node)) is not None:
            yield from self.of(base, depth)
        else:
            yield Other(node)

    def _unchanged(self, node: Node) -> Node | None:
        """Return the object of which a method gives back nothing but itself."""
        call = self._tree.call(node) if self._language.unchanging else None
        named = call is not None and call.name in self._language.unchanging and not call.arguments
        return call.receiver if call is not None and named else None

    def _base(self, node: Node) -> Node | None:
        """Return the expression for the base class of the class around a node."""
        owner = next((holder for holder in self._tree.above(node) if holder.type in self._tree.grammar.derived), None)
        return self.base_of(owner) if owner is not None else None

    def base_of(self, owner: Node) -> Node | None:
        """Return the expression for the base class of a class, None where it has none."""
        tree, grammar = self._tree, self._tree.grammar
        body = owner.child_by_field_name("body")
        waiting = [child for child in owner.named_children if child != body]
        while waiting:
            one = waiting.pop()
            if one.type in grammar.bases:
                return tree.part(one, grammar.bases[one.type])
            waiting += one.named_children
        return None

    def _inherited(self, meaning: Meaning, depth: int) -> Iterator[Meaning]:
        """Yield what makes objects of a class: its base, where it is one of the text that has no constructor."""
        tree = self._tree
        binding = self.binding(meaning.node) if isinstance(meaning, Other) and tree.grammar.own_constructors else None
        holders = [item.holder for item in binding.declarations] if binding is not None else []
        owner = holders[0] if len(holders) == 1 and holders[0].type in tree.grammar.derived else None
        base = self.base_of(owner) if owner is not None and binding is not None and not binding.assignments else None
        if owner is None or base is None or self._has_constructor(owner) or depth > _DEEPEST:
            yield meaning
            return
        for one in self.of(base, depth):
            yield from self._inherited(one, depth + 1)

    def _has_constructor(self, owner: Node) -> bool:
        tree = self._tree
        return any(
            tree.within(node, owner) and self._is_constructor(tree.parent(node), node)
            for name in tree.grammar.own_constructors
            for node in tree.named(name)
        )

    def _is_constructor(self, method: Node | None, name: Node) -> bool:
        return (
            method is not None
            and method.type in self._tree.grammar.functions
            and method.child_by_field_name("name") == name
        )

    def _is_super(self, call: Call) -> bool:
        """Say whether a call is one of the constructor of a base class, in a constructor."""
        tree, grammar = self._tree, self._tree.grammar
        if any(child.type in grammar.supers and not child.is_named for child in call.node.children):
            return True  # C# has it behind the constructor
        if not grammar.supers or call.callee is not None:
            return False
        named = call.node.child_by_field_name(call.how.name)
        by_name = named is not None and named.type in grammar.supers
        by_class = call.receiver is not None and call.receiver.type in grammar.supers
        if not by_name and not (by_class and call.name in grammar.own_constructors):
            return False
        method = next((one for one in tree.above(call.node) if one.child_by_field_name("name") is not None), None)
        said = method.child_by_field_name("name") if method is not None else None
        return said is not None and tree.source(said) in grammar.own_constructors

    def _is_given_from_outside(self, node: Node) -> bool:
        """Say whether the object of a member is none of the text's own: a global name or a parameter."""
        member = self._tree.member(node)
        binding = self.binding(self._tree.inner(member[0])) if member is not None else None
        return binding is None or all(item.how.kind == "parameter" for item in binding.declarations)

    def _operator(self, node: Node) -> str | None:
        operator = node.child_by_field_name("operator")
        return self._tree.grammar.operators.get(operator.type) if operator is not None else None

    def _of_binding(self, binding: NameBinding, node: Node, depth: int) -> Iterator[Meaning]:
        for declaration in binding.declarations:
            if declaration.how.kind in ("import", "parameter"):
                path = self._language.imported(self._tree, declaration)
                yielded = self._yielded(declaration) if path is None else None
                if yielded is not None:
                    yield from self._taken(self.of(yielded, depth), declaration.keys, node, depth)
                    return
                if path is not None or declaration.how.kind == "import":
                    whole = Path(path) if path is not None else Other(node)
                    keys = declaration.keys if declaration.how.kind == "parameter" else ()
                    yield from self._taken((whole,), keys, node, depth)
                elif not binding.assignments and (given := self.functions.arguments(declaration)) is not None:
                    meanings = [_through(one, binding) for value in given for one in self.of(value, depth)]
                    yield from self._taken(meanings, declaration.keys, node, depth)
                    return
                elif self._is_client(declaration, depth):
                    yield Handed(declaration.node)
                elif declaration.value is not None:
                    yield Other(node)  # its value is but a default
        values = list(binding.values)
        if binding.scope.type in self._tree.grammar.classes:
            values += [
                (value, ()) for value in self.members.values_of_field(binding.scope.named_children[0], binding.name)
            ]
            values = [item for item in values if item[0] is not None] or values[:1]
        for value, keys in values:
            if value is None or keys is None:
                if not self._is_path(binding):
                    yield Other(node)
                continue
            meanings = [_through(meaning, binding) for meaning in self.of(value, depth)]
            yield from self._taken(meanings, keys, node, depth)

    def _taken(
        self, found: Iterable[Meaning], keys: tuple[str, ...] | None, node: Node, depth: int
    ) -> Iterable[Meaning]:
        """Return what a pattern takes out of something."""
        if keys is None:
            return (Other(node),)
        for key in keys:
            found = [one for owner in found for one in self._of_member(owner, key, node, depth)]
        return found

    def _is_client(self, declaration: Declaration, depth: int) -> bool:
        """Say whether a parameter has the type of a client."""
        said = declaration.holder.child_by_field_name("type")
        return declaration.keys == () and said is not None and self._is_type_of_client(said, depth)

    def _is_type_of_client(self, said: Node, depth: int) -> bool:
        tree, grammar = self._tree, self._tree.grammar
        names: list[Node] = []
        waiting = [said] if self._language.client_types else []
        while waiting:
            node = waiting.pop()
            if node.type in grammar.names or tree.member(node) is not None:
                names.append(node)
            else:
                waiting += node.named_children
        return len(names) == 1 and all(
            isinstance(meaning, Path) and meaning.path in self._language.client_types
            for meaning in self.of(names[0], depth)
        )

    def _yielded(self, declaration: Declaration) -> Node | None:
        """Return the object that a method hands to its block, where a parameter of the block stands for it."""
        if declaration.how.kind != "parameter" or not self._language.yielding:
            return None
        holder = self._tree.parent(declaration.scope)
        if holder is not None and holder.type in self._tree.grammar.arguments:
            holder = self._tree.parent(holder) if self._tree.items(holder)[0] == declaration.scope else None
        call = self._tree.call(holder) if holder is not None else None
        return call.receiver if call is not None and call.name in self._language.yielding else None

    def _is_path(self, binding: NameBinding) -> bool:
        kinds = {item.how.kind for item in binding.declarations}
        if kinds == {"parameter"}:
            return all(
                self._language.imported(self._tree, item) is not None or self._is_client(item, 0)
                for item in binding.declarations
            )
        return "import" in kinds

    def _of_member(self, owner: Meaning, name: str, node: Node, depth: int) -> Iterator[Meaning]:
        if isinstance(owner, Path):
            path = self._language.member_of(owner.path, name)
            yield Path(path) if path is not None else Other(node)
        elif isinstance(owner, Other) and owner.node.type in self._tree.grammar.objects:
            values = self.members.properties(owner.node, name)
            values += self.members.values_of_place(node) if values else []
            if not values:
                yield Other(node)
            for value in values:
                yield from (_through(meaning, *owner.through) for meaning in self.of(value, depth))
        elif isinstance(owner, (Made, Handed)) and name in self._language.parts:
            yield owner
        else:
            this = self._is_this(owner, node)
            values = self.members.values_of_field(node, name) if this else self.members.values_of_place(node)
            if not values and isinstance(owner, Other):
                values = self._values_of_class(owner.node, name)
            typed = self._field_of_client(node, name, depth, this=this) if not values else None
            if not values:
                yield Handed(typed) if typed is not None else Other(node)
            # Others may read the same place.
            shared = NameBinding(name, self._tree.root)
            for value in values:
                yield from (_through(meaning, shared) for meaning in self.of(value, depth))

    def _values_of_class(self, owner: Node, name: str) -> list[Node]:
        """Return what a class of the text gives to a constant of its own, where no other has one of that name."""
        binding = self.binding(owner)
        holders = [item.holder for item in binding.declarations] if binding is not None else []
        bodies = [part for holder in holders for part in holder.children if part.type in self._tree.grammar.classes]
        if not bodies and self._tree.source(owner) not in self._tree.grammar.selves:
            return []
        found = self._names.bindings(name)
        if len(found) == 1:
            return [value for value, _ in found[0].values if value is not None]
        return [value for body in bodies for value in self.members.given_to_field(body, name)] if not found else []

    def _is_this(self, owner: Meaning, node: Node) -> bool:
        """Say whether a member belongs to the object whose method stands around it."""
        member = self._tree.member(node)
        if isinstance(owner, Made) and member is not None:
            return self._tree.is_this(member[0])  # a client of a class of the text's own
        return isinstance(owner, Other) and self._tree.is_this(owner.node)

    def _field_of_client(self, access: Node, name: str, depth: int, *, this: bool) -> Node | None:
        """Return the name of a field that has the type of a client, where all of that name have such a type.

        :param this: whether only those of the class around ``access`` are meant.
        """
        found: list[Node] = []
        for node in self._tree.named(name) if self._language.client_types else ():
            holder = self._tree.parent(node)
            said = holder.child_by_field_name("type") if holder is not None else None
            if holder is None or said is None or holder.type not in self._tree.grammar.typed:
                continue
            if this and self.members.class_of(node) != self.members.class_of(access):
                continue
            if not self._is_type_of_client(said, depth):
                return None
            found.append(node)
        return found[0] if found else None

    def _own_client(self, this: Node, depth: int) -> Iterator[Meaning]:
        """Yield the client that an object is by itself, where its class is made of theirs: what `super` makes."""
        tree, body, base = self._tree, self.members.class_of(this), self._base(this)
        for meaning in self.of(base, depth) if base is not None and body is not None else ():
            for call in super_calls(tree) if isinstance(meaning, Path) else ():
                constructor = self._constructor(meaning, call)
                if constructor is not None and self.members.class_of(call.node) == body:
                    yield Made(call, constructor)

    def _callee(self, call: Call, depth: int) -> Iterator[Meaning]:
        maker = self._tree.grammar.maker
        if self._is_super(call):
            base = self._base(call.node)
            for owner in self.of(base, depth) if base is not None else ():
                for one in self._inherited(owner, depth):
                    yield from self._of_member(one, maker, call.node, depth) if maker else (one,)
        elif self._constructs(call):
            for meaning in self.of(call.arguments[0].value, depth):
                yield from self._inherited(meaning, depth)
        elif call.callee is not None:
            for meaning in self.of(call.callee, depth):
                yield from self._inherited(meaning, depth) if call.how.new else (meaning,)
        elif call.receiver is not None:
            for meaning in self.of(call.receiver, depth):
                for owner in self._inherited(meaning, depth) if call.name == maker else (meaning,):
                    yield from self._of_member(owner, call.name, call.node, depth)

    def _of_call(self, call: Call, depth: int) -> Iterator[Meaning]:
        name = call.name or (self._tree.source(call.callee) if call.callee is not None else "")
        if len(call.arguments) == 1 and self._language.helpers.search(name):
            for meaning in self.of(call.arguments[0].value, depth):
                wrapped = isinstance(meaning, Path)
                yield Path(f"{meaning.path}:module") if isinstance(meaning, Path) and wrapped else Other(call.node)
            return
        owners = self.of(call.receiver, depth) if call.receiver is not None and self._language.fluent else ()
        same = [owner for owner in owners if isinstance(owner, (Made, Handed))]
        if same:
            yield from same
            return
        if (
            len(call.arguments) == 1
            and call.callee is not None
            and self._tree.source(call.callee) in self._language.same
        ):
            yield from self.of(call.arguments[0].value, depth)
            return
        callee = self._tree.source(call.callee) if call.callee is not None else ""
        if callee in self._language.merging and call.arguments:
            merged = self.of(call.arguments[0].value, depth)
            if all(isinstance(one, (Made, Handed)) for one in merged):
                yield from merged
                return
        if (continued := self._continued(call, depth)) is not None:
            yield from continued
            return
        for meaning in self._callee(call, depth):
            constructor = self._constructor(meaning, call)
            returned = self._returned(meaning) if constructor is None else []
            if constructor is not None:
                yield Made(call, constructor) if constructor.fixable else Handed(call.callee or call.node)
            elif isinstance(meaning, Handed) and call.receiver is None:
                yield meaning  # what makes clients of arguments that it has already
            elif not returned:
                yield Other(call.node)
            shared = NameBinding(name, self._tree.root)
            for value in returned:
                yield from (_through(one, shared) for one in self.of(value, depth))

    def _continued(self, call: Call, depth: int) -> list[Meaning] | None:
        """Return what a method gives back that hands the library to a function: what the function does."""
        if call.name not in self._language.continuing or call.receiver is None or not call.arguments:
            return None
        function = self._tree.inner(call.arguments[0].value)
        if function.type not in self._tree.grammar.functions:
            return None
        if not any(isinstance(owner, Path) for owner in self.of(call.receiver, depth)):
            return None
        return [one for value in self.functions.returned(function) for one in self.of(value, depth)]

    def _returned(self, meaning: Meaning) -> list[Node]:
        """Return what a function of the text may give back, none where that is not known."""
        function = meaning.node if isinstance(meaning, Other) else None
        binding = self.binding(function) if function is not None else None
        if binding is not None and not binding.assignments and len(binding.declarations) == 1:
            function = binding.declarations[0].holder
        if function is None or function.type not in self._tree.grammar.functions:
            return []
        return self.functions.returned(function)

    def _constructor(self, meaning: Meaning, call: Call) -> Constructor | None:
        if not isinstance(meaning, Path):
            return None
        hows = ("new", "either") if call.how.new else ("call", "either")
        if (call.callee is not None and call.callee.type in self._tree.grammar.supers) or (
            not self._tree.grammar.maker and self._is_super(call)
        ):
            hows = ("new", "either")
        reflected = self._constructs(call)
        for constructor in self._language.constructors:
            if constructor.path == meaning.path and constructor.called in (("new", "either") if reflected else hows):
                return replace(constructor, listed=1) if reflected else constructor
        return None

    def _constructs(self, call: Call) -> bool:
        """Say whether a call makes an object of the class that is its first argument."""
        named = call.callee is not None and self._tree.source(call.callee) in self._language.constructing
        return named and len(call.arguments) > 1


def super_calls(tree: SyntaxTree) -> Iterator[Call]:
    """Yield the calls of what stands for a base class, or of its methods."""
    for node in tree.found(_SUPER) if tree.grammar.supers else ():
        calls = (tree.call(holder) for holder in islice(tree.above(node), 2))
        yield from islice((call for call in calls if call is not None), 1)


def _through(meaning: Meaning, *bindings: NameBinding) -> Meaning:
    return Other(meaning.node, (*bindings, *meaning.through)) if isinstance(meaning, Other) else meaning
