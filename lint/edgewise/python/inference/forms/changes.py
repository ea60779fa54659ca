"""Changes of containers: the places that put something into a list, set or dictionary, or take it out, and when."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Literal, NamedTuple

import libcst as cst

from edgewise.python.inference.values import Class, Function, Imported, Mapping, Partial, Place, Sequence
from edgewise.python.syntax.flow import runs_before
from edgewise.python.syntax.nodes import called_name

if TYPE_CHECKING:
    from edgewise.python.inference.evaluation import Evaluation
    from edgewise.python.inference.values import Value
    from edgewise.python.syntax.flow import When
    from edgewise.python.syntax.scopes import Scope

Kind = Literal["store", "default", "remove", "merge", "add", "extend", "any"]
_METHODS: dict[str, Kind] = {
    "__setitem__": "store", "setdefault": "default", "pop": "remove", "popitem": "any", "clear": "any",
    "update": "merge", "append": "add", "add": "add", "extend": "extend", "insert": "any", "remove": "any",
    "discard": "any", "sort": "any", "reverse": "any", "appendleft": "any", "move_to_end": "any",
}  # fmt: skip
"""What the methods of lists, sets and dictionaries do to these."""
_CHANGING_MODULES = frozenset({"bisect", "heapq", "operator", "random"})
"""Modules of Python's own library that change what they are given; the others read it."""
PUSHES = ("heapq.heappush", "heapq.heapreplace", "heapq.heappushpop")
"""What puts something into a heap, which is a list."""
_MANY = 200
"""Of more changes of one container the rest is not told."""


class ContainerChange(NamedTuple):
    """A place that changes a container: the statement, call or argument that does it."""

    kind: Kind
    node: cst.CSTNode
    scope: Scope
    key: cst.BaseExpression | None = None
    value: cst.BaseExpression | None = None


class ContainerChanges:
    """Knows the changes of the containers of one module."""

    def __init__(self, evaluation: Evaluation) -> None:
        self._evaluation = evaluation
        self._tree = evaluation.tree
        self._changes: dict[cst.CSTNode, list[ContainerChange]] = {}
        self.is_complete = False

    def of(self, origin: Place, at: cst.CSTNode | None) -> list[tuple[ContainerChange, When]]:
        """Return the changes of what ``origin`` makes that may have been made where ``at`` reads it."""
        if not self.is_complete:
            self._evaluation.defer()
        found = self._changes.get(origin.node, [])
        return [(change, when) for change in found if (when := self._when(change.node, at, origin.node)) != "never"]

    def _when(self, change: cst.CSTNode, at: cst.CSTNode | None, origin: cst.CSTNode) -> When:
        """Say whether a change has been made where ``at`` reads what ``origin`` made."""
        if at is None:
            return "maybe"
        if self._is_made_with(change, at, origin):
            return "before"
        there = self._tree.enclosing(change, cst.FunctionDef, cst.Lambda)
        here = self._tree.enclosing(at, cst.FunctionDef, cst.Lambda)
        if there is here:
            return runs_before(self._tree, change, at)
        around = self._tree.ancestors(change)
        plain = not any(isinstance(node, (cst.If, cst.Try, cst.While, cst.For, cst.With)) for node in around)
        return "before" if there is None and plain else "maybe"

    def _is_made_with(self, change: cst.CSTNode, at: cst.CSTNode, origin: cst.CSTNode) -> bool:
        """Say whether a function that makes a container surely changes it before it hands it out, to ``at``."""
        function = self._tree.enclosing(origin, cst.FunctionDef)
        if function is None or self._tree.enclosing(change, cst.FunctionDef, cst.Lambda) is not function:
            return False
        if function in self._tree.ancestors(at):
            return False
        order = self._tree.order
        for node in (origin, change):
            for above in self._tree.ancestors(node):
                if above is function:
                    break
                if isinstance(above, (cst.If, cst.IfExp, cst.Try, cst.While, cst.For, cst.ClassDef)):
                    return False
        exits = (node for node, scope in self._tree.nodes(cst.Return, cst.Yield) if scope.node is function)
        return order[origin] < order[change] and all(order[change] < order[node] for node in exits)

    def index(self, *, last: bool) -> None:
        """Find what changes containers: which ones that are may depend on what is put into others."""
        self._found: dict[cst.CSTNode, list[ContainerChange]] = {}
        self._look()
        self._changes = self._found
        self.is_complete = last

    def _look(self) -> None:
        for subscript, scope in self._tree.nodes(cst.Subscript):
            change = self._by_item(subscript, scope)
            if change is not None:
                self._add(subscript.value, change)
        for statement, scope in self._tree.nodes(cst.AugAssign):
            kind: Kind = "merge" if isinstance(statement.operator, (cst.BitOrAssign, cst.AddAssign)) else "any"
            if isinstance(statement.target, (cst.Name, cst.Attribute)):
                self._add(statement.target, ContainerChange(kind, statement, scope, value=statement.value))
        for call, scope in self._tree.nodes(cst.Call):
            match call.func:
                case cst.Attribute(value=base, attr=cst.Name(value=name)) if name in _METHODS:
                    first = call.args[0].value if call.args else None
                    second = call.args[1].value if len(call.args) > 1 else None
                    kind = _METHODS[name]
                    if kind in ("extend", "merge"):
                        second = first
                    if kind == "remove" and first is None:
                        kind = "any"
                    self._add(base, ContainerChange(kind, call, scope, first, second))
                case _:
                    pass
            if len(call.args) == 2 and self._is_pushed(call, scope):  # a heap, and what goes into it
                base, added = (argument.value for argument in call.args)
                self._add(base, ContainerChange("store", call, scope, value=added))
            else:
                self._handed_out(call, scope)

    def _is_pushed(self, call: cst.Call, scope: Scope) -> bool:
        callees = self._evaluation.flow(call.func, scope) if called_name(call).startswith("heap") else ()
        return any(isinstance(one, Imported) and one.name in PUSHES for one in callees)

    def _by_item(self, subscript: cst.Subscript, scope: Scope) -> ContainerChange | None:
        """Return what a subscript does that is assigned to or deleted; None where it is read."""
        index = subscript.slice[0].slice if len(subscript.slice) == 1 else None
        key = index.value if isinstance(index, cst.Index) else None
        kind: Kind = "store" if key is not None else "any"
        parent = self._tree.parents[subscript]
        match parent:
            case cst.AssignTarget():
                statement = self._tree.parents[parent]
                assert isinstance(statement, cst.Assign)
                return ContainerChange(kind, statement, scope, key, statement.value)
            case cst.AnnAssign(target=target, value=value) if target is subscript and value is not None:
                return ContainerChange(kind, parent, scope, key, value)
            case cst.AugAssign(target=target) if target is subscript:
                return ContainerChange(kind, parent, scope, key)
            case cst.Del():
                return ContainerChange("remove" if key is not None else "any", parent, scope, key)
            case cst.For(target=target) | cst.AsName(name=target) if target is subscript:
                return ContainerChange(kind, parent, scope, key)
            case cst.Element():
                around = self._tree.enclosing(parent, cst.AssignTarget, cst.For, cst.Del, cst.IndentedBlock)
                return (
                    ContainerChange(kind, around, scope, key)
                    if isinstance(around, (cst.AssignTarget, cst.Del))
                    else None
                )
            case _:
                return None

    def _handed_out(self, call: cst.Call, scope: Scope) -> None:
        """Note which containers are given to what the module does not define, and may change them."""
        candidates = [
            item
            for item in call.args
            if not item.star and isinstance(item.value, (cst.Name, cst.Attribute, cst.Subscript))
        ]
        if not candidates:
            return
        callees = self._evaluation.flow(call.func, scope)
        if callees and all(map(_only_reads, callees)):
            return
        for argument in candidates:
            self._add(argument.value, ContainerChange("any", argument, scope))

    def _add(self, base: cst.BaseExpression, change: ContainerChange) -> None:
        for value in self._evaluation.flow(base, change.scope):
            if isinstance(value, (Mapping, Sequence)):
                found = self._found.setdefault(value.node, [])
                if change not in found and len(found) < _MANY:
                    found.append(change)


def _only_reads(callee: Value) -> bool:
    """Say whether a call leaves what it is given as it is, or does to it what is seen."""
    match callee:
        case Function() | Class():
            return True
        case Partial(callee=inner):
            return _only_reads(inner)
        case Imported(name=name):
            module = name.partition(".")[0]
            if name == "heapq.heappop":  # what is left was there
                return True
            return module == "builtins" or (module in sys.stdlib_module_names and module not in _CHANGING_MODULES)
        case _:
            return False
