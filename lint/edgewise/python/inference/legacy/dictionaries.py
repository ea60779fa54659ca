"""What dictionaries show that are spread into a call: their entries, and why they may have others."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import libcst as cst

from edgewise.python.inference.legacy.provenance import DictView, Given, both
from edgewise.python.inference.legacy.values import Class, Function, Instance, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from edgewise.python.module import Module
    from edgewise.python.syntax.scopes import Binding, Scope

_EDGES = ("edge", "TWILIO_EDGE")
_UNKNOWN_KEYS = "its keys are not known here"
_CHANGED = "it may be changed elsewhere"
_CONDITION = "it depends on a condition"
_COPIES = ("copy.copy", "copy.deepcopy", "types.MappingProxyType")
_REMOVED = "it is removed later"
_MANY = 50
"""Of more places that store into a dictionary it is not asked which come before it is used."""
_LATER = "it is stored after the dictionary is made"


class _Named(NamedTuple):
    """What a name says of a dictionary: what it is bound to, what is stored later, by which uses, and the whole of it.

    ``frozen`` says that others get or read the dictionary as well.
    """

    bound: DictView
    stored: Sequence[tuple[cst.Name, Scope, DictView]]
    frozen: bool
    whole: DictView


class Dictionaries:
    """Reads the dictionaries of one module."""

    def __init__(self, module: Module) -> None:
        self._tree = module.tree
        self._strings = module.strings
        self._names = module.names
        self._known: dict[cst.BaseExpression, DictView] = {}
        self._by_name: dict[tuple[Scope, str], _Named] = {}

    def read(self, node: cst.BaseExpression, scope: Scope) -> DictView:
        """Return the entries of a dictionary that is spread into a call."""
        if node not in self._known:
            self._known[node] = DictView(unknown="it refers to itself")
            self._known[node] = self._read(node, scope)
        return self._known[node]

    def _read(self, node: cst.BaseExpression, scope: Scope) -> DictView:
        match node:
            case cst.Dict():
                return self._display(node, scope)
            case cst.Call(func=func) if self._is_dict(func, scope):
                return self._dict_call(node, scope)
            case cst.Call(func=func, args=[argument]) if self._names.is_dotted(func, scope, *_COPIES):
                return self.read(argument.value, scope).frozen()
            case cst.Call(func=cst.Attribute(value=value, attr=cst.Name(value="copy")), args=[]):
                return self.read(value, scope).frozen()
            case cst.Call():
                return self._returned(node, scope)
            case cst.DictComp():
                return self._filtered(node, scope)
            case cst.Name():
                return self._named(node, scope)
            case cst.Attribute():
                return self._attribute(node, scope)
            case cst.Subscript():
                return self._nested(node, scope)
            case cst.IfExp(body=left, orelse=right) | cst.BooleanOperation(left=left, right=right):
                return self._either([self.read(left, scope), self.read(right, scope)])
            case cst.BinaryOperation(left=left, operator=cst.BitOr(), right=right):
                return both(self.read(left, scope), self.read(right, scope))
            case cst.NamedExpr(value=value):
                return self.read(value, scope)
            case _:
                return DictView(unknown=_UNKNOWN_KEYS)

    def _is_dict(self, function: cst.BaseExpression, scope: Scope) -> bool:
        """Say whether a call makes a dictionary of its keywords: ``dict`` or a ``TypedDict``."""
        if self._names.is_dotted(function, scope, "builtins.dict", "collections.OrderedDict"):
            return True
        bases = (
            (base.value, reading.scope)
            for reading in self._names.readings(function, scope)
            if isinstance(reading, Class)
            for base in reading.node.bases
        )
        return any(self._names.is_dotted(*base, "typing.TypedDict", "typing_extensions.TypedDict") for base in bases)

    # -- one method a form

    def _display(self, node: cst.Dict, scope: Scope) -> DictView:
        view = DictView()
        for element in node.elements:
            if isinstance(element, cst.DictElement):
                key = self._strings.constant(element.key, scope)
                if key in view.entries:
                    view.entries[key] = Given(element.value, scope, element, None, "entry")
                elif key is None:
                    view.unknown = f"the key `{self._tree.source(element.key)}` is not a constant"
                else:
                    view.entries[key] = Given(element.value, scope, element, node.elements, "entry")
            elif isinstance(element, cst.StarredDictElement):
                view = both(view, self.read(element.value, scope))
        return view

    def _dict_call(self, node: cst.Call, scope: Scope) -> DictView:
        view = DictView()
        for argument in node.args:
            if argument.keyword is not None:
                given = Given(argument.value, scope, argument, node.args, "keyword")
                view.entries[argument.keyword.value] = given
            elif argument.star == "*":
                view.unknown = _UNKNOWN_KEYS
            else:
                view = both(view, self.read(argument.value, scope))
        return view

    def _filtered(self, node: cst.DictComp, scope: Scope) -> DictView:
        """Read ``{key: value for key, value in dictionary.items() if ...}``."""
        match node:
            case cst.DictComp(
                key=cst.Name(value=key),
                value=cst.Name(value=value),
                for_in=cst.CompFor(
                    target=cst.Tuple(
                        elements=[cst.Element(value=cst.Name(value=first)), cst.Element(value=cst.Name(value=second))]
                    ),
                    iter=cst.Call(func=cst.Attribute(value=dictionary, attr=cst.Name(value="items"))),
                    inner_for_in=None,
                ),
            ) if (key, value) == (first, second):
                return self.read(dictionary, scope).frozen(doubtful=_CONDITION if node.for_in.ifs else None)
            case _:
                return DictView(unknown=_UNKNOWN_KEYS)

    def _returned(self, node: cst.Call, scope: Scope) -> DictView:
        """Read the dictionary that a function of this module returns."""
        found: list[DictView] = []
        for callee in self._names.readings(node.func, scope):
            if not isinstance(callee, Function) or self._names.functions.yielded(callee.node):
                return DictView(unknown=_UNKNOWN_KEYS)
            found += [self.read(*given) for given in self._names.functions.returned(callee.node)]
        return self._either(found).frozen()

    def _attribute(self, node: cst.Attribute, scope: Scope) -> DictView:
        """Read a dictionary that is kept in a class of this module, or in its objects."""
        name, found = node.attr.value, list[DictView]()
        for reading in self._names.readings(node.value, scope):
            owner = reading.of if isinstance(reading, Instance) else getattr(reading, "owner", reading)
            if not isinstance(reading, (Class, Self, Instance)) or not isinstance(owner, Class):
                return DictView(unknown=_UNKNOWN_KEYS)
            for of in self._names.lineage(owner):
                kept = [(item.value, item.scope) for item in self._tree.opened[of.node].names.get(name, [])]
                for value, where in [*kept, *self._names.assigned_to(of, name)]:
                    found.append(DictView(unknown=_UNKNOWN_KEYS) if value is None else self.read(value, where))
        uses = (use for use, _ in self._tree.nodes(cst.Attribute) if use.attr.value == name)
        shared = not all(self._is_target(use) or self._is_spread(use) or self._only_reads(use) for use in uses)
        return self._either(found).frozen(_CHANGED if shared else None)

    def _nested(self, node: cst.Subscript, scope: Scope) -> DictView:
        """Read a dictionary that is an entry of another one."""
        outer, key = self.read(node.value, scope), self._key(node, scope)
        given = outer.entries.get(key) if key is not None else None
        if given is None:
            return DictView(unknown=_UNKNOWN_KEYS)
        shared = _CHANGED if isinstance(node.value, cst.Name) and not self._is_spread_alone(node.value, scope) else None
        return self.read(given.value, given.scope).frozen(outer.unknown or shared, outer.doubtful)

    def _is_spread_alone(self, outer: cst.Name, scope: Scope) -> bool:
        """Say whether all that is done with a dictionary of dictionaries is to spread one of these."""
        found = scope.lookup(outer.value)
        uses = (self._tree.parents[use] for use, _ in self._tree.uses(outer.value, found[0])) if found else ()
        return all(isinstance(use, cst.Subscript) and self._is_spread(use) for use in uses)

    def _key(self, node: cst.Subscript, scope: Scope) -> str | None:
        index = node.slice[0].slice if len(node.slice) == 1 else None
        return self._strings.constant(index.value, scope) if isinstance(index, cst.Index) else None

    def _either(self, views: Iterable[DictView]) -> DictView:
        """Return what one of several dictionaries shows: an edge only if all give the same."""
        first, *others = [*views] or [DictView(unknown=_UNKNOWN_KEYS)]
        for second in others:
            merged = DictView({**first.entries, **second.entries}, first.unknown or second.unknown).frozen()
            edges = [view.entries[key] for view in (first, second) for key in _EDGES if key in view.entries]
            if edges and (len(edges) == 1 or len({self._tree.source(edge.value) for edge in edges}) > 1):
                merged.entries = {key: given for key, given in merged.entries.items() if key not in _EDGES}
                merged.unknown = merged.unknown or _CONDITION
            merged.doubtful = first.doubtful or second.doubtful or _CONDITION
            first = merged
        return first

    # -- names

    def _named(self, node: cst.Name, scope: Scope) -> DictView:
        found = scope.lookup(node.value)
        if found is None:
            return DictView(unknown=_UNKNOWN_KEYS)
        owner, bindings = found
        key = (owner, node.value)
        if key not in self._by_name:
            itself = DictView(unknown="it refers to itself")
            self._by_name[key] = _Named(itself, (), True, itself)
            self._by_name[key] = self._bound(node.value, owner, bindings)
        known = self._by_name[key]
        if len(known.stored) > _MANY:
            return known.whole
        met = [stored for stored in known.stored if not self._never_meet(stored[0], stored[1], node, scope, owner)]
        if len(met) == len(known.stored):
            return known.whole
        return self._with_stored(known.bound, met, frozen=True)

    def _bound(self, name: str, owner: Scope, bindings: Sequence[Binding]) -> _Named:
        values = [
            self.read(binding.value, binding.scope)
            for binding in bindings
            if binding.kind == "assign" and binding.value is not None
        ]
        for element, scope in (item for one in bindings if one.kind == "element" for item in self._tree.elements(one)):
            values.append(DictView(unknown=_UNKNOWN_KEYS) if element is None else self.read(element, scope))
        bound = self._either(values)
        if any(binding.kind not in ("assign", "element", "declaration") for binding in bindings):
            bound = DictView(bound.entries, _UNKNOWN_KEYS, bound.doubtful)
        shared = read = False
        spreads = 0
        stores: list[tuple[cst.Name, Scope, DictView]] = []
        for use, using in self._tree.uses(name, owner):
            stored = self._stored(use, using)
            if stored is not None:
                stores.append((use, using, stored))
            elif self._is_spread(use, using):
                spreads += 1
            elif self._only_reads(use):
                read = True
            else:
                shared = True
        if shared:
            bound = bound.frozen(_CHANGED)
        # What others read, or get as well, is not changed for the sake of one client.
        frozen = shared or read or spreads != 1
        return _Named(bound, stores, frozen, self._with_stored(bound, stores, frozen=frozen))

    @staticmethod
    def _with_stored(bound: DictView, stored: Iterable[tuple[cst.Name, Scope, DictView]], *, frozen: bool) -> DictView:
        view = bound
        for _, _, more in stored:
            view = both(view, more)
        return view.frozen() if frozen or view.doubtful else view

    def _never_meet(self, store: cst.Name, storing: Scope, use: cst.Name, using: Scope, owner: Scope) -> bool:
        """Say whether what is stored into a dictionary is surely not in it yet where it is used."""
        if storing is not owner or using is not owner:
            return False
        for ancestor in self._tree.ancestors(use):
            if isinstance(ancestor, (cst.For, cst.While)):
                return False
            if ancestor is owner.node:
                break
        later = self._tree.span(store)[0] > self._tree.span(use)[0]
        return later or self._tree.exclude_each_other(store, use)

    def _is_target(self, use: cst.BaseExpression) -> bool:
        parent = self._tree.parents[use]
        return isinstance(parent, (cst.AssignTarget, cst.AnnAssign)) and parent.target is use

    def _is_spread(self, use: cst.BaseExpression, scope: Scope | None = None) -> bool:
        """Say whether a use only spreads a dictionary into a call: in ``scope``, into one that makes a client."""
        argument = self._tree.parents[use]
        if not isinstance(argument, cst.Arg) or argument.star != "**":
            return False
        call = self._tree.parents[argument]
        if not isinstance(call, cst.Call) or scope is None:
            return isinstance(call, cst.Call)
        called = call.args[0].value if self._names.is_partial(call, scope) else call.func
        return all(map(self._names.makes_client, self._names.readings(called, scope)))

    def _only_reads(self, use: cst.BaseExpression) -> bool:
        """Say whether a use of a dictionary leaves it and the dictionaries in it as they are."""
        parent = self._tree.parents[use]
        while isinstance(parent, cst.Subscript) and parent.value is use:
            use, parent = parent, self._tree.parents[parent]
            if isinstance(parent, (cst.Del, cst.AugAssign, cst.AssignTarget)):
                return False
            if not isinstance(parent, (cst.Subscript, cst.Attribute)):
                return True
        if isinstance(parent, cst.Attribute) and parent.value is use:
            return parent.attr.value in ("get", "items", "keys", "values", "copy")
        return isinstance(parent, (cst.ComparisonTarget, cst.If, cst.FormattedStringExpression, cst.StarredDictElement))

    # -- what is stored

    def _stored(self, use: cst.Name, scope: Scope) -> DictView | None:
        """Return what a use of a dictionary's name puts into it; None where it does something else with it."""
        parent = self._tree.parents[use]
        if isinstance(parent, cst.Subscript) and parent.value is use:
            return self._stored_by_key(parent, scope)
        if isinstance(parent, cst.AugAssign) and parent.target is use and isinstance(parent.operator, cst.BitOrAssign):
            return self.read(parent.value, scope).frozen(doubtful=_LATER)
        if isinstance(parent, cst.Attribute) and parent.value is use:
            call = self._tree.parents[parent]
            if isinstance(call, cst.Call) and call.func is parent:
                match parent.attr.value:
                    case "update":
                        return self._dict_call(call, scope).frozen(doubtful=_LATER)
                    case "setdefault" if call.args:
                        key = self._strings.constant(call.args[0].value, scope)
                        if key is not None and len(call.args) == 2:
                            given = Given(call.args[1].value, scope, call.args[1], None, "entry")
                            return DictView({key: given}, doubtful=_LATER, is_default=True)
                    case "pop" if call.args:
                        return self._removed(self._strings.constant(call.args[0].value, scope))
                    case _:
                        return None
        return None

    @staticmethod
    def _removed(key: str | None) -> DictView | None:
        if key is None:
            return None
        # Whatever a key is bound to, it may be gone: only an edge that is gone makes a difference.
        return DictView(unknown=_REMOVED, removed=frozenset({key})) if key in _EDGES else DictView(doubtful=_REMOVED)

    def _stored_by_key(self, subscript: cst.Subscript, scope: Scope) -> DictView | None:
        target = self._tree.parents[subscript]
        if isinstance(target, cst.Del):
            return self._removed(self._key(subscript, scope))
        if not isinstance(target, cst.AssignTarget):
            return None
        statement, key = self._tree.parents[target], self._key(subscript, scope)
        if key is None or not isinstance(statement, cst.Assign):
            return DictView(unknown="a key that is stored is not a constant")
        given = Given(statement.value, scope, statement, None, "entry")
        return DictView({key: given}, doubtful=_LATER)
