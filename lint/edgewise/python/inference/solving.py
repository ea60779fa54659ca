"""Solving: what is asked is computed once, a circle of questions ends, and a set of values is bounded.

One guard holds for every recursion, in :meth:`Solver.solve`: what is being computed already gives nothing to itself,
and what was computed from that is forgotten once the first of the circle is known. One bound holds for every set of
values, :data:`MAX_VALUES`, and one for the steps that are made at a time, :data:`MAX_DEPTH`: a longer way is gone in
parts, from its end, each of which is remembered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

import libcst as cst

from edgewise.python.inference.values import Place, Reason, united, unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from edgewise.python.inference.values import Value, Values
    from edgewise.python.syntax.scopes import Scope
    from edgewise.python.syntax.tree import Tree

MAX_VALUES = 64
"""How many values an expression is followed through; more of them are one that nobody knows."""
MAX_DEPTH = 80
"""Through how many expressions, names and calls a value is followed at a time; what is further away is asked first."""
_NOTHING: Values = ()
T = TypeVar("T")
K = TypeVar("K")


class _TooDeepError(Exception):
    """What is asked for is too many steps away to be computed before it is known what it is made of."""

    def __init__(self, key: Hashable, compute: Callable[[], Iterable[Value]]) -> None:
        super().__init__()
        self.key = key
        self.compute = compute


class Solver:
    """Computes what the evaluator of one module is asked, and remembers it."""

    def __init__(self, tree: Tree, module_scope: Scope) -> None:
        self._tree = tree
        self._module_scope = module_scope
        self.dropped: set[cst.CSTNode] = set()
        """What makes values that were among too many somewhere: they are not followed from there."""
        self.known: dict[Hashable, Values] = {}
        self._busy: dict[Hashable, int] = {}
        self._passing: dict[Hashable, tuple[Values, float, bool]] = {}
        """What is computed from something that is not known yet, and at which depth that is computed."""
        self._for_now: dict[Hashable, Values] = {}
        """What is computed while an index is being made, and anew behind it."""
        self._forgotten: dict[tuple[int, object], Callable[[], object]] = {}
        self._pending: dict[tuple[int, object], float] = {}
        self._lowest: float = MAX_DEPTH
        self._is_deferred = False

    def solve(self, key: Hashable, compute: Callable[[], Iterable[Value]]) -> Values:
        """Return what is computed for a key, once; nothing where it is being computed already."""
        for store in (self.known, self._for_now):
            if key in store:
                self._is_deferred |= store is self._for_now
                return store[key]
        if key in self._passing:
            found, low, deferred = self._passing[key]
            self._lowest, self._is_deferred = min(self._lowest, low), self._is_deferred or deferred
            return found
        if key in self._busy:
            self._lowest = min(self._lowest, self._busy[key])
            return _NOTHING
        if not self._busy:
            return self._from_below(key, compute)
        if len(self._busy) >= MAX_DEPTH:
            raise _TooDeepError(key, compute)
        return self._solved(key, compute)

    def _from_below(self, key: Hashable, compute: Callable[[], Iterable[Value]]) -> Values:
        """Return what is computed for a key; what is too many steps away from it is computed first, and known then."""
        todo = {key: compute}
        waiting = len(self._passing)
        while True:
            last = next(reversed(todo))
            try:
                found = self._solved(last, todo[last])
            except _TooDeepError as error:
                self._busy.clear()
                while len(self._passing) > waiting:
                    self._passing.popitem()
                if error.key in todo or len(todo) >= MAX_DEPTH:
                    self.known[error.key] = self._too_deep(error.key)  # a circle of so many steps
                else:
                    todo[error.key] = error.compute
                continue
            if last == key:
                return found
            del todo[last]

    def _solved(self, key: Hashable, compute: Callable[[], Iterable[Value]]) -> Values:
        """Return what is computed for a key, and keep it where it depends on nothing that is being computed."""
        depth = self._busy[key] = len(self._busy)
        waiting = len(self._passing)
        found, low, deferred = self._watched(lambda: self.bounded(compute()))
        del self._busy[key]
        if low < depth:
            self._passing[key] = found, low, deferred
        elif deferred:
            self._for_now[key] = found
        else:
            self.known[key] = found
        if low >= depth or not depth:
            self._release(waiting, depth)
        return found

    def _watched(self, compute: Callable[[], T]) -> tuple[T, float, bool]:
        """Return what is computed, the lowest depth of what is not known yet there, and whether an index is not."""
        before, self._lowest = self._lowest, MAX_DEPTH
        already, self._is_deferred = self._is_deferred, False
        try:
            found = compute()
        finally:
            low, self._lowest = self._lowest, min(before, self._lowest)
            deferred, self._is_deferred = self._is_deferred, already or self._is_deferred
        return found, low, deferred

    def _release(self, waiting: int, depth: float) -> None:
        """Forget what was computed from a part of what is known now: it is computed anew when it is asked for."""
        kept: list[tuple[Hashable, tuple[Values, float, bool]]] = []
        while len(self._passing) > waiting:
            item = self._passing.popitem()
            if depth and item[1][1] < depth:
                kept.append(item)
        self._passing.update(reversed(kept))

    def _too_deep(self, key: Hashable) -> Values:
        parts = cast("tuple[object, ...]", key) if isinstance(key, tuple) else (key,)
        node = next((part for part in parts if isinstance(part, cst.CSTNode)), self._module_scope.node)
        return (unknown(Place(node, self._module_scope), Reason.DEPTH),)

    def once(self, store: dict[K, T], key: K, compute: Callable[[], T], itself: T) -> T:
        """Return what is computed for a key and kept in ``store``; ``itself`` while it is being computed."""
        name = id(store), key
        if key in store:
            self._is_deferred |= name in self._forgotten
            return store[key]
        if name in self._pending:
            self._lowest = min(self._lowest, self._pending[name])
            return itself
        # What is computed inside depends on this, what it is computed for does not.
        depth = self._pending[name] = len(self._busy) - 0.5
        waiting = len(self._passing)
        try:
            found, low, deferred = self._watched(compute)
        finally:
            del self._pending[name]
        if low >= depth:
            store[key] = found
            self._release(waiting, depth)
            if deferred:
                self._forgotten[name] = lambda: store.pop(key, None)
        return found

    def defer(self) -> None:
        """Say that what is computed now is not final: an index that it asks is being made."""
        self._is_deferred = True

    def entangle(self) -> None:
        """Say that what is computed now is a part of what is being computed further out."""
        self._lowest = -1

    def forget(self) -> bool:
        """Forget what was computed while an index was being made: it is there now. Say whether there was anything."""
        was_deferred, self._is_deferred = self._is_deferred, False
        self._for_now.clear()
        for forget in self._forgotten.values():
            forget()
        self._forgotten.clear()
        return was_deferred

    def bounded(self, values: Iterable[Value]) -> Values:
        """Return each value once, in the order of the source; of too many the first, and one that nobody knows."""
        found = united(values)
        if len(found) > 1:
            order = self._tree.order
            found = tuple(sorted(found, key=lambda value: order.get(value.node, 0)))
        if len(found) <= MAX_VALUES:
            return found
        kept, dropped = [*found[: MAX_VALUES - 1]], found[MAX_VALUES - 1 :]
        self.dropped.update(value.node for value in dropped)
        return (*kept, unknown(kept[0].origin, Reason.MANY))
