"""Bindings: what each binding of a name gives it, and which of them hold where it is used."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING

import libcst as cst

from edgewise.python.inference.annotations import promised
from edgewise.python.inference.forms.unpacking import taken_apart
from edgewise.python.inference.known.classes import entered
from edgewise.python.inference.values import (
    Arguments,
    Class,
    Constant,
    Doubt,
    Function,
    Given,
    Imported,
    Mapping,
    Object,
    Place,
    Reason,
    Sequence,
    Unknown,
    doubted,
    unknown,
)
from edgewise.python.syntax.flow import reaching

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edgewise.python.inference.evaluation import Evaluation
    from edgewise.python.inference.values import Frame, Value, Values
    from edgewise.python.syntax.scopes import Binding, Scope

_CONSTANTS = {"None": None, "True": True, "False": False}


class Bindings:
    """Answers what the names of one module are bound to."""

    def __init__(self, evaluation: Evaluation) -> None:
        self._evaluation = evaluation
        self._tree = evaluation.tree

    def of(self, node: cst.Name, scope: Scope, frame: Frame | None) -> Iterable[Value]:
        """Return what a name may be where ``scope`` uses it."""
        name, place = node.value, Place(node, scope, frame)
        if name in _CONSTANTS:
            return [Constant(place, _CONSTANTS[name])]
        found = scope.lookup(name)
        if found is None:
            modules = scope.module.stars
            builtin: list[Value] = [Imported(place, f"builtins.{name}")] if hasattr(builtins, name) else []
            found_in = [Imported(place, f"{module}.{name}") for module in modules]
            return builtin + found_in or [unknown(place, Reason.UNBOUND)]
        owner, bindings = found
        values: list[Value] = []
        inner = _frame_of(owner, frame)
        for binding in reaching(self._tree, node, scope, owner, bindings):
            # What another function binds by ``nonlocal`` does not run in the frame of this one.
            values += self.bound(binding, inner if _around(binding.scope) is _around(owner) else None)
        return doubted(values, self._star_behind(node, owner, scope, bindings))

    def _star_behind(self, node: cst.Name, owner: Scope, scope: Scope, bindings: Iterable[Binding]) -> Doubt | None:
        """Return the doubt that a later ``from module import *`` binds a name again."""
        last = max((self._tree.order[binding.node] for binding in bindings), default=0)
        for package, star in owner.stars.items():
            at = self._tree.order[star]
            if not package.startswith("twilio.") and at > last and (scope is not owner or at < self._tree.order[node]):
                return Doubt(Reason.STAR, star)
        return None

    def bound(self, binding: Binding, frame: Frame | None = None) -> Values:
        """Return what one binding of a name gives it."""
        return self._evaluation.solve((binding, frame), lambda: self._bound(binding, frame))

    def _bound(self, binding: Binding, frame: Frame | None) -> Iterable[Value]:
        node, scope = binding.node, binding.scope
        place = Place(node, scope, frame)
        match binding.kind:
            case "import":
                return [Imported(place, binding.dotted)]
            case "class":
                assert isinstance(node, cst.ClassDef)
                return self._decorated(Class(place), node.decorators, place)
            case "function":
                assert isinstance(node, cst.FunctionDef)
                return self._decorated(Function(place), node.decorators, place)
            case "parameter":
                return self._evaluation.parameter(binding, frame)
            case "declaration":
                return promised(self._evaluation, binding, place)
            case "with" if binding.source is not None:
                values = self._evaluation.flow(binding.source, scope, frame)
                return [entry for value in values for entry in entered(self._evaluation, value, place)]
            case _ if binding.source is not None:
                return self._taken_apart(binding, frame) or self._kept_promise(binding, place)
            case _:
                return self._rebound(binding, place)

    def _taken_apart(self, binding: Binding, frame: Frame | None) -> Values:
        """Return the part of its source that a binding gives to a name."""
        assert binding.source is not None
        place = Place(binding.node, binding.scope, frame)
        path = binding.path
        if frame is not None and isinstance(frame.node, cst.BaseComp):
            values = self._evaluation.of(*frame.arguments.positions)  # one round of a comprehension
            path = path[1:]
        else:
            values = self._evaluation.flow(binding.source, binding.scope, frame)
        values = self._evaluation.bounded(taken_apart(self._evaluation, values, path, place)) if path else values
        if binding.annotation is not None and any(isinstance(value, Unknown) for value in values):
            values = self._evaluation.bounded([*(value for value in values if not isinstance(value, Unknown)),
                              *(promised(self._evaluation, binding, place) or values)])  # fmt: skip
        return values

    def _kept_promise(self, binding: Binding, place: Place) -> Iterable[Value]:
        return promised(self._evaluation, binding, place) if binding.annotation is not None else ()

    def _rebound(self, binding: Binding, place: Place) -> Iterable[Value]:
        """Return what a name is bound to by ``+=``, ``del``, or what nobody follows."""
        parent = self._tree.parents.get(binding.node)
        match parent:
            case cst.Del():
                return ()
            case cst.AugAssign():
                return self._augmented(parent, binding, place)
            case _:
                return [unknown(place, Reason.FOREIGN)]

    def _augmented(self, node: cst.AugAssign, binding: Binding, place: Place) -> Iterable[Value]:
        assert isinstance(binding.node, cst.Name)
        found = place.scope.lookup(binding.node.value)
        others = [other for other in (found[1] if found else ()) if other is not binding]
        left: list[Value] = []
        for other in reaching(self._tree, node, place.scope, found[0], others) if found else ():
            left += self.bound(other, place.frame)
        right = self._evaluation.flow(node.value, place.scope, place.frame)
        if any(isinstance(value, (Mapping, Sequence)) for value in left):
            return left  # the object is changed, and stays itself
        if isinstance(node.operator, cst.AddAssign):
            return self._evaluation.added(
                [(binding.node, self._evaluation.bounded(left)), (node.value, right)], Place(node, *place[1:])
            )
        return [unknown(place, Reason.FOREIGN)]

    def _decorated(self, value: Value, decorators: Iterable[cst.Decorator], place: Place) -> Values:
        """Return what decorators make of a function or class."""
        values: Values = (value,)
        for decorator in reversed([*decorators]):
            made: list[Value] = []
            for callee in self._evaluation.flow(decorator.decorator, place.scope, place.frame):
                for inner in values:
                    given = Given(decorator, None, known=(inner,))
                    where = Place(decorator, place.scope, place.frame)
                    found = self._evaluation.apply(callee, Arguments([(given,)]), where)
                    seen = [item for item in found if not isinstance(item, (Unknown, Object))]
                    made += seen or doubted([inner], Doubt(Reason.DECORATED, decorator.decorator))
            values = self._evaluation.bounded(made) or values
        return values


def _frame_of(owner: Scope, frame: Frame | None) -> Frame | None:
    """Return the frame that runs the code of a scope, ``frame`` or one in which its function was made."""
    scope: Scope | None = owner
    while scope is not None and frame is not None:
        found: Frame | None = frame
        while found is not None and found.node is not scope.node:
            found = found.closure
        if found is not None:
            return found
        scope = scope.parent if scope.kind == "comprehension" else None
    return None


def _around(scope: Scope) -> Scope:
    """Return the scope of the function, class or module around a comprehension."""
    while scope.kind == "comprehension" and scope.parent is not None:
        scope = scope.parent
    return scope
