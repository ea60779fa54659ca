"""What a call gives a client for ``region`` and ``edge``: by keyword, position, ``**`` dictionary or partial."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

import libcst as cst

from edgewise.python.facts import EDGE_POSITION, ENVIRONMENT_POSITION, REGION_POSITION
from edgewise.python.readings import Partial

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from edgewise.python.module import Module
    from edgewise.python.scopes import Binding, Scope

_EDGES = ("edge", "TWILIO_EDGE")


@dataclass(frozen=True)
class Given:
    """A value that a call gives, and the item of the source that gives it: argument, entry, element or assignment.

    ``items`` are all the items of the list in which ``item`` stands; None where the list may not be edited.
    """

    value: cst.BaseExpression
    scope: Scope
    item: cst.CSTNode
    items: Sequence[cst.CSTNode] | None
    kind: Literal["keyword", "position", "entry"]
    here: bool = True
    """Whether it stands in the call itself or in a dictionary of its own, not in a partial made elsewhere."""


@dataclass
class Arguments:
    """What a call shows of ``region`` and ``edge``, and where more of it may come from."""

    region: Given | None = None
    edge: Given | None = None
    edge_may_come_from: str | None = None
    uncountable: Given | None = None
    """A positional value that may be the region: positions cannot be counted behind ``*args``."""
    doubtful_region: str | None = None
    """Why the region may not be the one given here: it stands in a condition or is stored later."""


@dataclass
class DictView:
    """The entries that a dictionary shows, and why it may have more."""

    entries: dict[str, Given] = field(default_factory=dict[str, Given])
    unknown: str | None = None
    doubtful: str | None = None


class ArgumentReader:
    """Reads calls of one module."""

    def __init__(self, module: Module) -> None:
        self._tree = module.tree
        self._strings = module.strings
        self._names = module.names
        self._constants = module.constants
        self._uses: dict[str, list[tuple[cst.Name, Scope]]] | None = None
        self._dictionaries: dict[cst.BaseExpression, DictView] = {}
        self._by_name: dict[tuple[Scope, str], DictView] = {}

    def read(self, call: cst.Call, scope: Scope, *, skip: int = 0, partial: Partial | None = None) -> Arguments:
        """Return what a call gives.

        :param skip: how many leading arguments are not the constructor's: the class in ``partial(Client, ...)``.
        :param partial: the partial that is called, whose own arguments come first.
        """
        result = Arguments()
        position = 0
        for earlier in self._names.partials(partial) if partial is not None else ():
            given = earlier.call.args[1:]
            position = self._take(result, given, earlier.call, earlier.scope, position, here=False)
        self._take(result, call.args[skip:], call, scope, position, here=True)
        return result

    def _take(
        self,
        result: Arguments,
        arguments: Sequence[cst.Arg],
        call: cst.Call,
        scope: Scope,
        position: int,
        *,
        here: bool,
    ) -> int:
        star: str | None = None
        for argument in arguments:
            if argument.star == "*":
                elements = self._starred(argument.value)
                if elements is None:
                    star = self._tree.source(argument)
                    if result.region is not None and result.region.kind == "position":
                        result.edge_may_come_from = f"`{star}`"
                elif star is None:
                    for element in elements:
                        given = Given(element.value, scope, element, None, "position", here)
                        self._positional(result, given, position)
                        position += 1
            elif argument.star == "**":
                self._merge(result, self.dictionary(argument.value, scope), argument)
            elif argument.keyword is not None:
                given = Given(argument.value, scope, argument, call.args, "keyword", here)
                self._named(result, argument.keyword.value, given)
            elif star is None:
                self._positional(result, Given(argument.value, scope, argument, call.args, "position", here), position)
                position += 1
            elif result.uncountable is None and self._constants.values(argument.value, scope).strings:
                result.uncountable = Given(argument.value, scope, argument, None, "position", here)
        return position

    @staticmethod
    def _starred(value: cst.BaseExpression) -> list[cst.Element] | None:
        if not isinstance(value, (cst.Tuple, cst.List)):
            return None
        elements = [element for element in value.elements if isinstance(element, cst.Element)]
        return elements if len(elements) == len(value.elements) else None

    @staticmethod
    def _positional(result: Arguments, given: Given, position: int) -> None:
        if position == REGION_POSITION:
            result.region = given
        elif position == EDGE_POSITION:
            result.edge = given

    @staticmethod
    def _named(result: Arguments, name: str, given: Given) -> None:
        if name == "region":
            result.region, result.doubtful_region = given, None
        elif name == "edge":
            result.edge = given

    def _merge(self, result: Arguments, view: DictView, argument: cst.Arg) -> None:
        if "region" in view.entries and result.region is None:
            result.region, result.doubtful_region = view.entries["region"], view.doubtful
        if "edge" in view.entries and result.edge is None:
            result.edge = view.entries["edge"]
        if view.unknown is not None:
            result.edge_may_come_from = f"`{self._tree.source(argument)}` ({view.unknown})"

    # -- dictionaries

    def dictionary(self, node: cst.BaseExpression, scope: Scope) -> DictView:
        """Return the entries of a dictionary that is spread into a call."""
        if node not in self._dictionaries:
            self._dictionaries[node] = DictView(unknown="it refers to itself")
            self._dictionaries[node] = self._dictionary(node, scope)
        return self._dictionaries[node]

    def _dictionary(self, node: cst.BaseExpression, scope: Scope) -> DictView:
        match node:
            case cst.Dict():
                return self._display(node, scope)
            case cst.Call(func=func) if self._names.is_dotted(func, scope, "builtins.dict"):
                return self._dict_call(node, scope)
            case cst.Name():
                return self._named_dictionary(node, scope)
            case cst.IfExp(body=left, orelse=right) | cst.BooleanOperation(left=left, right=right):
                return self._either(self.dictionary(left, scope), self.dictionary(right, scope))
            case cst.BinaryOperation(left=left, operator=cst.BitOr(), right=right):
                return self._both(self.dictionary(left, scope), self.dictionary(right, scope))
            case cst.NamedExpr(value=value):
                return self.dictionary(value, scope)
            case _:
                return DictView(unknown="its keys are not known here")

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
                view = self._both(view, self.dictionary(element.value, scope))
        return view

    def _dict_call(self, node: cst.Call, scope: Scope) -> DictView:
        view = DictView()
        for argument in node.args:
            if argument.keyword is not None:
                given = Given(argument.value, scope, argument, node.args, "keyword")
                view.entries[argument.keyword.value] = given
            elif argument.star == "*":
                view.unknown = "its keys are not known here"
            else:
                view = self._both(view, self.dictionary(argument.value, scope))
        return view

    @staticmethod
    def _both(first: DictView, second: DictView) -> DictView:
        return DictView(
            {**first.entries, **second.entries}, second.unknown or first.unknown, second.doubtful or first.doubtful
        )

    def _either(self, first: DictView, second: DictView) -> DictView:
        """Return what one of two dictionaries shows: an edge only if both give the same."""
        entries = {key: replace(given, items=None) for key, given in {**first.entries, **second.entries}.items()}
        unknown = first.unknown or second.unknown
        edges = [view.entries[key] for view in (first, second) for key in _EDGES if key in view.entries]
        if edges and (len(edges) == 1 or len({self._tree.source(edge.value) for edge in edges}) > 1):
            entries = {key: given for key, given in entries.items() if key not in _EDGES}
            unknown = unknown or "it depends on a condition"
        return DictView(entries, unknown, first.doubtful or second.doubtful or "it depends on a condition")

    def _named_dictionary(self, node: cst.Name, scope: Scope) -> DictView:
        found = scope.lookup(node.value)
        if found is None:
            return DictView(unknown="its keys are not known here")
        owner, bindings = found
        key = (owner, node.value)
        if key not in self._by_name:
            self._by_name[key] = DictView(unknown="it refers to itself")
            self._by_name[key] = self._bound_dictionary(node.value, owner, bindings)
        return self._by_name[key]

    def _bound_dictionary(self, name: str, owner: Scope, bindings: Sequence[Binding]) -> DictView:
        values = [
            self.dictionary(binding.value, binding.scope)
            for binding in bindings
            if binding.kind == "assign" and binding.value is not None
        ]
        view = values[0] if values else DictView(unknown="its keys are not known here")
        for other in values[1:]:
            view = self._either(view, other)
        if len(values) != sum(binding.kind != "declaration" for binding in bindings):
            view = DictView(view.entries, "its keys are not known here", view.doubtful)
        shared = read = False
        spreads = 0
        for use, using in self.uses_of(name, owner):
            stored = self._stored(use, using)
            if stored is not None:
                view = self._both(view, stored)
            elif self._is_spread(use, using):
                spreads += 1
            elif self._only_reads(use):
                read = True
            else:
                shared = True
        if shared or read or spreads != 1 or view.doubtful:
            # What others read, or get as well, is not changed for the sake of one client.
            frozen = {key: replace(given, items=None) for key, given in view.entries.items()}
            view = DictView(frozen, view.unknown or ("it may be changed elsewhere" if shared else None), view.doubtful)
        return view

    def uses_of(self, name: str, owner: Scope) -> Iterator[tuple[cst.Name, Scope]]:
        """Yield the places that use a name of ``owner``, but for the one that binds it."""
        if self._uses is None:
            self._uses = {}
            for node, scope in self._tree.nodes(cst.Name):
                self._uses.setdefault(node.value, []).append((node, scope))
        for node, scope in self._uses.get(name, []):
            parent = self._tree.parents[node]
            if isinstance(parent, (cst.AssignTarget, cst.AnnAssign)) and parent.target is node:
                continue
            if isinstance(parent, cst.Arg) and parent.keyword is node:
                continue
            if isinstance(parent, cst.Attribute) and parent.attr is node:
                continue
            found = scope.lookup(name)
            if found is not None and found[0] is owner:
                yield node, scope

    def _is_spread(self, use: cst.Name, scope: Scope) -> bool:
        """Say whether a use only spreads a dictionary into a call that makes a client."""
        argument = self._tree.parents[use]
        if not isinstance(argument, cst.Arg) or argument.star != "**":
            return False
        call = self._tree.parents[argument]
        if not isinstance(call, cst.Call):
            return False
        called = call.args[0].value if self._names.is_partial(call, scope) else call.func
        return all(map(self._names.makes_client, self._names.readings(called, scope)))

    def _only_reads(self, use: cst.Name) -> bool:
        """Say whether a use of a dictionary's name leaves it as it is."""
        parent = self._tree.parents[use]
        if isinstance(parent, cst.Subscript) and parent.value is use:
            return not isinstance(self._tree.parents[parent], (cst.Del, cst.AugAssign, cst.AssignTarget))
        if isinstance(parent, cst.Attribute) and parent.value is use:
            return parent.attr.value in ("get", "items", "keys", "values", "copy")
        return isinstance(parent, (cst.ComparisonTarget, cst.If, cst.FormattedStringExpression, cst.StarredDictElement))

    def environment(self, call: cst.Call, scope: Scope) -> Given | None:
        """Return the edge that a client is given in a dictionary for its ``environment``."""
        for position, argument in enumerate(call.args):
            named = argument.keyword is not None and argument.keyword.value == "environment"
            if named or (position == ENVIRONMENT_POSITION and argument.keyword is None):
                return self.dictionary(argument.value, scope).entries.get("TWILIO_EDGE")
        return None

    def _stored(self, use: cst.Name, scope: Scope) -> DictView | None:
        """Return what a use of a dictionary's name puts into it; None where it does something else with it."""
        parent = self._tree.parents[use]
        if isinstance(parent, cst.Subscript) and parent.value is use:
            return self._stored_by_key(parent, scope)
        if isinstance(parent, cst.Attribute) and parent.value is use:
            call = self._tree.parents[parent]
            if isinstance(call, cst.Call) and call.func is parent:
                match parent.attr.value:
                    case "update":
                        return _doubted(self._dict_call(call, scope))
                    case "setdefault" if call.args:
                        key = self._strings.constant(call.args[0].value, scope)
                        if key is not None and len(call.args) == 2:
                            given = Given(call.args[1].value, scope, call.args[1], None, "entry")
                            return DictView({key: given}, doubtful="it is stored after the dictionary is made")
                    case _:
                        return None
        return None

    def _stored_by_key(self, subscript: cst.Subscript, scope: Scope) -> DictView | None:
        target = self._tree.parents[subscript]
        if not isinstance(target, cst.AssignTarget):
            return None
        statement = self._tree.parents[target]
        index = subscript.slice[0].slice if len(subscript.slice) == 1 else None
        key = self._strings.constant(index.value, scope) if isinstance(index, cst.Index) else None
        if key is None or not isinstance(statement, cst.Assign):
            return DictView(unknown="a key that is stored is not a constant")
        given = Given(statement.value, scope, statement, None, "entry")
        return DictView({key: given}, doubtful="it is stored after the dictionary is made")


def _doubted(view: DictView) -> DictView:
    entries = {key: replace(given, items=None) for key, given in view.entries.items()}
    return DictView(entries, view.unknown, "it is stored after the dictionary is made")
