"""The evaluator: everything that an expression may be, for each form of expression and each way to bind a name.

One guard holds for every recursion, in :meth:`Evaluator.solve`: what is being computed already gives nothing to itself,
and what was computed from that is forgotten once the first of the circle is known. One bound holds for every set of
values, :data:`MAX_VALUES`, and one for the steps that are made at a time, :data:`MAX_DEPTH`: a longer way is gone in
parts, from its end, each of which is remembered.
"""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING, TypeVar, cast

import libcst as cst

from edgewise.python.inference.annotations import promised
from edgewise.python.inference.calls import Calls
from edgewise.python.inference.containers import Containers, united_elements
from edgewise.python.inference.effects import Effects
from edgewise.python.inference.functions import MAX_FRAMES, Functions
from edgewise.python.inference.known_calls import call_of_library, entered
from edgewise.python.inference.objects import Objects
from edgewise.python.inference.strings import Strings
from edgewise.python.inference.unpacking import taken_apart
from edgewise.python.inference.uses import Uses
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
    Partial,
    Place,
    Reason,
    Sequence,
    Text,
    Unknown,
    as_constant,
    doubted,
    is_true,
    united,
    unknown,
    unwrapped,
)
from edgewise.python.syntax.flow import reaching
from edgewise.python.syntax.literals import STRINGS
from edgewise.python.syntax.nodes import dotted_name
from edgewise.templates import Origin, Piece, Template

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from edgewise.python.inference.uses import Use
    from edgewise.python.inference.values import Choice, Elements, Frame, Part, SequenceKind, Value, Values
    from edgewise.python.syntax.scopes import Binding, Scope
    from edgewise.python.syntax.tree import Tree

MAX_VALUES = 64
"""How many values an expression is followed through; more of them are one that nobody knows."""
MAX_DEPTH = 80
"""Through how many expressions, names and calls a value is followed at a time; what is further away is asked first."""
_NOTHING: Values = ()
_PLAIN = frozenset({cst.SimpleString, cst.Integer, cst.Float, cst.Imaginary, cst.Ellipsis})
_CONSTANTS = {"None": None, "True": True, "False": False}
T = TypeVar("T")
K = TypeVar("K")


class _TooDeepError(Exception):
    """What is asked for is too many steps away to be computed before it is known what it is made of."""

    def __init__(self, key: Hashable, compute: Callable[[], Iterable[Value]]) -> None:
        super().__init__()
        self.key = key
        self.compute = compute


class Evaluator:
    """Answers what the expressions of one module may be."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.dropped: set[cst.CSTNode] = set()
        """What makes values that were among too many somewhere: they are not followed from there."""
        self._known: dict[Hashable, Values] = {}
        self._busy: dict[Hashable, int] = {}
        self._passing: dict[Hashable, tuple[Values, float, bool]] = {}
        """What is computed from something that is not known yet, and at which depth that is computed."""
        self._for_now: dict[Hashable, Values] = {}
        """What is computed while an index is being made, and anew behind it."""
        self._forgotten: dict[tuple[int, object], Callable[[], object]] = {}
        self._pending: dict[tuple[int, object], float] = {}
        self._lowest: float = MAX_DEPTH
        self._is_deferred = False
        self._is_ready = False
        self.module_scope = next(scope for _, scope in tree.nodes(cst.Module))
        self._strings = Strings(self)
        self._containers = Containers(self)
        self._functions = Functions(self)
        self._objects = Objects(self)
        self._calls = Calls(self)
        self._uses = Uses(self)
        self.is_quiet = Effects(self).is_quiet
        self._paths: dict[tuple[Scope, str], list[Place | None]] | None = None
        self._forms: dict[type[cst.CSTNode], Callable[..., Iterable[Value]]] = {
            cst.Name: self._name,
            cst.Attribute: self._attribute,
            cst.Call: self._call,
            cst.Subscript: self._subscript,
            cst.IfExp: self._ternary,
            cst.BooleanOperation: self._boolean,
            cst.NamedExpr: self._value_of,
            cst.Await: self._value_of,
            cst.Lambda: self._lambda,
            cst.BinaryOperation: self._binary,
            cst.Integer: self._number,
            cst.Float: self._number,
            cst.Imaginary: self._number,
            cst.UnaryOperation: self._unary,
            cst.Comparison: self._comparison,
            cst.Ellipsis: self._ellipsis,
            cst.List: self._sequence,
            cst.Tuple: self._sequence,
            cst.Set: self._sequence,
            cst.Dict: self._dict,
            cst.ListComp: self._comprehension,
            cst.SetComp: self._comprehension,
            cst.GeneratorExp: self._comprehension,
            cst.DictComp: self._comprehension,
            **dict.fromkeys(STRINGS, self._text),
        }
        self.lineage = self._objects.lineage
        self.fields = self._objects.fields
        self.receiver = self._objects.receiver
        self.is_same = self._objects.is_same
        self.calls = self._functions.calls
        self.given = self._calls.given
        self.arguments = self._calls.arguments
        self.enter = self._functions.enter
        self.results = self._functions.results
        self.entries = self._containers.entries
        self.elements = self._containers.elements
        self.make_mapping = self._containers.make_mapping
        self.make_sequence = self._containers.make_sequence
        self.method_of_text = self._strings.method
        self.hold = self._objects.hold
        self.remake = self._objects.remake

    # -- the question

    def values(self, node: cst.BaseExpression, scope: Scope, frame: Frame | None = None) -> Values:
        """Return everything that an expression used in ``scope`` may be; never empty.

        :param frame: the call of the function around the expression, None for every call of it.
        """
        self._prepare()
        found = self.flow(node, scope, frame)
        return found or (unknown(Place(node, scope, frame), Reason.ITSELF),)

    def flow(self, node: cst.CSTNode, scope: Scope, frame: Frame | None = None) -> Values:
        """Return what :meth:`values` returns, but nothing for what only refers to itself."""
        kind = type(node)
        if kind in _PLAIN:
            frame = None  # a literal is the same in every call
        known = self._known.get((node, frame))
        if known is not None:
            return known
        form = self._forms.get(kind)
        if form is None:
            return (unknown(Place(node, scope, frame), Reason.FOREIGN),)
        return self.solve((node, frame), lambda: form(node, scope, frame))

    def _prepare(self) -> None:
        """Find which functions are called where, and what changes containers: each depends on the other."""
        if self._is_ready:
            return
        self._is_ready = True
        for round_ in range(3):
            self._functions.index(last=round_ == 2)  # the last one
            self._containers.index(last=round_ > 0)
            self._for_now.clear()
            for forget in self._forgotten.values():
                forget()
            self._forgotten.clear()

    def solve(self, key: Hashable, compute: Callable[[], Iterable[Value]]) -> Values:
        """Return what is computed for a key, once; nothing where it is being computed already."""
        for store in (self._known, self._for_now):
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
                    self._known[error.key] = self._too_deep(error.key)  # a circle of so many steps
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
        found, low, deferred = self._watched(lambda: self._bounded(compute()))
        del self._busy[key]
        if low < depth:
            self._passing[key] = found, low, deferred
        elif deferred:
            self._for_now[key] = found
        else:
            self._known[key] = found
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
        node = next((part for part in parts if isinstance(part, cst.CSTNode)), self.module_scope.node)
        return (unknown(Place(node, self.module_scope), Reason.DEPTH),)

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

    def _bounded(self, values: Iterable[Value]) -> Values:
        """Return each value once, in the order of the source; of too many the first, and one that nobody knows."""
        found = united(values)
        if len(found) > 1:
            order = self.tree.order
            found = tuple(sorted(found, key=lambda value: order.get(value.node, 0)))
        if len(found) <= MAX_VALUES:
            return found
        kept, dropped = [*found[: MAX_VALUES - 1]], found[MAX_VALUES - 1 :]
        self.dropped.update(value.node for value in dropped)
        return (*kept, unknown(kept[0].origin, Reason.MANY))

    def of(self, *choices: Choice) -> Values:
        """Return what is given in one of several places; nothing for what is not given."""
        found: list[Value] = []
        for given in (given for choice in choices for given in choice if given is not None):
            values = given.known if given.place is None else self.flow(*given.place)
            found += doubted(values, *given.doubts)
        return self._bounded(found)

    # -- what a rule asks besides

    def callees(self, call: cst.Call, scope: Scope, frame: Frame | None = None) -> list[tuple[Value, Arguments]]:
        """Return what a call may call, each with what that is given: what a partial was made with included."""
        self._prepare()
        arguments = self.arguments(call, scope, frame)
        return [unwrapped(callee, arguments) for callee in self.values(call.func, scope, frame)]

    def handed_on(self, call: cst.Call, scope: Scope, frame: Frame | None = None) -> list[tuple[Value, Arguments]]:
        """Return what a call gives to something else that may call it with the rest: ``submit(Client, region="ie1")``.

        Nothing for a call of the module's own functions: what these do with it is seen where they do it.
        """
        found: list[tuple[Value, Arguments]] = []
        for callee, arguments in self.callees(call, scope, frame):
            if isinstance(callee, Function) or (
                isinstance(callee, Class) and not self._objects.is_made_otherwise(callee)
            ):
                continue
            for at, choice in enumerate(arguments.positions):
                handed = [value for value in self.of(choice) if isinstance(value, (Function, Class, Imported, Partial))]
                found += [(value, arguments.behind(at + 1)) for value in handed]
        return found

    def frames(self, node: cst.CSTNode, depth: int = 0) -> list[Frame]:
        """Return the calls, one inside the other, that are seen to run the function around a node; none at the top."""
        self._prepare()
        definition = self.tree.enclosing(node, cst.FunctionDef, cst.Lambda)
        if definition is None or depth >= MAX_FRAMES:
            return []
        found: list[Frame] = []
        assert isinstance(definition, (cst.FunctionDef, cst.Lambda))
        for call, scope, _ in self.calls(definition):
            outers: list[Frame | None] = [*self.frames(call, depth + 1)] or [None]
            for outer in outers:
                found += self._functions.frames_of_call(definition, call, scope, outer)
        found += self._functions.frames_of_requests(definition, lambda node: self.frames(node, depth + 1))
        return list(dict.fromkeys(found))[:MAX_VALUES]

    def frames_of_objects(self, node: cst.CSTNode) -> list[Frame]:
        """Return a frame of the method around a node for each object of its class that is seen to be made."""
        self._prepare()
        return self._functions.frames_of_objects(node)

    def frame_of_others(self, node: cst.CSTNode) -> Frame | None:
        """Return the frame of a call that nobody sees of the function around a node: its parameters may be anything."""
        self._prepare()
        return self._functions.frame_of_others(node)

    def handed_in(self, place: Place) -> tuple[cst.Param, Choice] | None:
        """Return which parameter of the function that a frame runs an expression is, and what the call gives it.

        None where the expression is no parameter, or more than one. Nothing is given where the default holds.
        """
        frame, node = place.frame, place.node
        found = place.scope.lookup(node.value) if isinstance(node, cst.Name) else None
        if frame is None or frame.function is None or found is None or len(found[1]) != 1:
            return None
        parameter = found[1][0].node
        if found[0].node is not frame.node or not isinstance(parameter, cst.Param) or parameter.star:
            return None
        return parameter, self._calls.given(frame.function, frame.arguments, parameter)

    def runs(self, node: cst.CSTNode, frame: Frame | None) -> bool:
        """Say whether the code at ``node`` may run in a call of the function around it."""
        return self._functions.runs(node, frame)

    def uses(self, node: cst.CSTNode) -> list[Use]:
        """Return where the value goes that ``node`` makes, see :mod:`edgewise.python.inference.uses`."""
        return self._uses.of(node)

    def use_here(self, node: cst.BaseExpression, scope: Scope) -> Use:
        """Return what is done with an expression where it stands."""
        return self._uses.here(node, scope)

    def used(self, use: Use) -> Values:
        """Return everything that the expression of a use may be; nothing for a definition."""
        return self.values(use.node, use.scope) if isinstance(use.node, cst.BaseExpression) else ()

    def at(self, place: Place, *, in_every_call: bool = False) -> Values:
        """Return everything that a place may be, there or in every call of the function around; nothing of no value."""
        if not isinstance(place.node, cst.BaseExpression):
            return ()
        return self.values(place.node, place.scope, None if in_every_call else place.frame)

    def is_dotted(self, node: cst.BaseExpression, scope: Scope, *names: str) -> bool:
        """Say whether an expression may be one of the things with these dotted names."""
        return any(isinstance(value, Imported) and value.name in names for value in self.values(node, scope))

    def template(self, text: Text, node: cst.CSTNode) -> Template:
        """Return a text as the template that it is where ``node`` has it, with the characters of the source."""
        return Template(self._piece(part, part.place if text.node is node else node) for part in text.parts)

    def _piece(self, part: Part, place: cst.CSTNode | None) -> Piece:
        """Return a part as a piece, brought in by ``place`` where it does not stand there itself."""
        origin = part.origin
        if place is not None:
            origin = Origin.HOLE if part.origin is Origin.HOLE else Origin.FOREIGN
            if place is not part.node:
                return Piece(part.text, *self.tree.span(place), origin)
        start, end = self.tree.span(part.node)
        if part.start == part.end:
            return Piece(part.text, start, end, origin)
        if isinstance(part.node, cst.SimpleString):
            start += len(part.node.prefix) + len(part.node.quote)
        return Piece(part.text, start + part.start, start + part.end, origin)

    def item_of(self, value: Value) -> Given | None:
        """Return the item of the source that gives a value as it is: an argument, an entry, an element, an assignment.

        None where it stands in a larger expression: nothing there can be changed for the sake of this value alone.
        """
        place, item = value.origin, self.tree.parents.get(value.node)
        match item:
            case cst.Arg() | cst.Element() | cst.DictElement():
                return Given(item, place, self.tree.parents[item])
            case cst.Assign() | cst.AnnAssign() | cst.Param() | cst.Return():
                return Given(item, place)
            case _:
                return None

    def sentence(self, doubt: Doubt) -> str:
        """Return a doubt in words."""
        source = self.tree.source(doubt.node) if doubt.node is not None else ""
        return doubt.reason.value.format(source.partition("\n")[0])

    # -- names

    def _name(self, node: cst.Name, scope: Scope, frame: Frame | None) -> Iterable[Value]:
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
        for binding in reaching(self.tree, node, scope, owner, bindings):
            # What another function binds by ``nonlocal`` does not run in the frame of this one.
            values += self.bound(binding, inner if _around(binding.scope) is _around(owner) else None)
        return doubted(values, self._star_behind(node, owner, scope, bindings))

    def _star_behind(self, node: cst.Name, owner: Scope, scope: Scope, bindings: Iterable[Binding]) -> Doubt | None:
        """Return the doubt that a later ``from module import *`` binds a name again."""
        last = max((self.tree.order[binding.node] for binding in bindings), default=0)
        for package, star in owner.stars.items():
            at = self.tree.order[star]
            if not package.startswith("twilio.") and at > last and (scope is not owner or at < self.tree.order[node]):
                return Doubt(Reason.STAR, star)
        return None

    def bound(self, binding: Binding, frame: Frame | None = None) -> Values:
        """Return what one binding of a name gives it."""
        return self.solve((binding, frame), lambda: self._bound(binding, frame))

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
                return self._functions.parameter(binding, frame)
            case "declaration":
                return promised(self, binding, place)
            case "with" if binding.source is not None:
                values = self.flow(binding.source, scope, frame)
                return [entry for value in values for entry in entered(self, value, place)]
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
            values = self.of(*frame.arguments.positions)  # one round of a comprehension
            path = path[1:]
        else:
            values = self.flow(binding.source, binding.scope, frame)
        values = self._bounded(taken_apart(self, values, path, place)) if path else values
        if binding.annotation is not None and any(isinstance(value, Unknown) for value in values):
            values = self._bounded([*(value for value in values if not isinstance(value, Unknown)),
                              *(promised(self, binding, place) or values)])  # fmt: skip
        return values

    def _kept_promise(self, binding: Binding, place: Place) -> Iterable[Value]:
        return promised(self, binding, place) if binding.annotation is not None else _NOTHING

    def _rebound(self, binding: Binding, place: Place) -> Iterable[Value]:
        """Return what a name is bound to by ``+=``, ``del``, or what nobody follows."""
        parent = self.tree.parents.get(binding.node)
        match parent:
            case cst.Del():
                return _NOTHING
            case cst.AugAssign():
                return self._augmented(parent, binding, place)
            case _:
                return [unknown(place, Reason.FOREIGN)]

    def _augmented(self, node: cst.AugAssign, binding: Binding, place: Place) -> Iterable[Value]:
        assert isinstance(binding.node, cst.Name)
        found = place.scope.lookup(binding.node.value)
        others = [other for other in (found[1] if found else ()) if other is not binding]
        left: list[Value] = []
        for other in reaching(self.tree, node, place.scope, found[0], others) if found else ():
            left += self.bound(other, place.frame)
        right = self.flow(node.value, place.scope, place.frame)
        if any(isinstance(value, (Mapping, Sequence)) for value in left):
            return left  # the object is changed, and stays itself
        if isinstance(node.operator, cst.AddAssign):
            return self._strings.added(
                [(binding.node, self._bounded(left)), (node.value, right)], Place(node, *place[1:])
            )
        return [unknown(place, Reason.FOREIGN)]

    def _decorated(self, value: Value, decorators: Iterable[cst.Decorator], place: Place) -> Values:
        """Return what decorators make of a function or class."""
        values: Values = (value,)
        for decorator in reversed([*decorators]):
            made: list[Value] = []
            for callee in self.flow(decorator.decorator, place.scope, place.frame):
                for inner in values:
                    given = Given(decorator, None, known=(inner,))
                    found = self.apply(callee, Arguments([(given,)]), Place(decorator, place.scope, place.frame))
                    seen = [item for item in found if not isinstance(item, (Unknown, Object))]
                    made += seen or doubted([inner], Doubt(Reason.DECORATED, decorator.decorator))
            values = self._bounded(made) or values
        return values

    # -- attributes, items, elements

    def _attribute(self, node: cst.Attribute, scope: Scope, frame: Frame | None) -> Iterable[Value]:
        place = Place(node, scope, frame)
        bases = self.flow(node.value, scope, frame)
        found = [value for base in bases for value in self.attribute(base, node.attr.value, place)]
        if any(isinstance(base, (Unknown, Imported, Function)) for base in bases):
            found += self._stored_by_path(node, scope, frame)
        return found

    def attribute(self, base: Value, name: str, place: Place) -> Values:
        """Return what an attribute of a value may be, where ``place`` looks at it."""
        match base:
            case Class() | Object():
                return self._objects.attribute(base, name, place)
            case Imported():
                return (Imported(place, f"{base.name}.{name}", base, doubts=base.doubts),)
            case Text() if name == "value":
                return (base,)  # a member of an enumeration that is a text
            case Text() | Constant() | Sequence() | Mapping():
                return (Imported(place, f"builtins.{_type_name(base)}().{name}", base),)
            case Function() if base.role == "property":
                return (Imported(place, f"builtins.property().{name}", base),)
            case _:
                return (unknown(place, Reason.FOREIGN),)

    def _stored_by_path(self, node: cst.Attribute, scope: Scope, frame: Frame | None) -> Iterable[Value]:
        """Return what the module assigns to an attribute of what is not known: "app.state.client"."""
        if self._paths is None:
            self._paths = {}
            for target, value, where in self.tree.assigned_attributes():
                if (key := _path(target, where)) is not None:
                    self._paths.setdefault(key, []).append(Place(value, where) if value is not None else None)
        key = _path(node, scope)
        for stored in self._paths.get(key, ()) if key is not None else ():
            if stored is not None:
                yield from self.flow(stored.node, stored.scope, frame if stored.scope is scope else None)

    def _subscript(self, node: cst.Subscript, scope: Scope, frame: Frame | None) -> Iterable[Value]:
        place = Place(node, scope, frame)
        match node.slice:
            case [cst.SubscriptElement(slice=cst.Index(value=key))]:
                keys = self.flow(key, scope, frame)
            case [cst.SubscriptElement(slice=cst.Slice() as run)]:
                return self._containers.sliced(self.flow(node.value, scope, frame), self._bounds(run, place), place)
            case _:
                keys = _NOTHING
        return [value for base in self.flow(node.value, scope, frame) for value in self.item(base, keys, place)]

    def _bounds(self, run: cst.Slice, place: Place) -> slice | None:
        """Return a slice whose bounds are known, None for every other."""
        found: list[int | None] = []
        for node in (run.lower, run.upper, run.step):
            values = self.flow(node, place.scope, place.frame) if node is not None else (Constant(place, None),)
            match values:
                case (Constant(value=int() | None as bound),) if not values[0].doubts:
                    found.append(bound)
                case _:
                    return None
        return slice(*found) if found[2] != 0 else None

    def item(self, base: Value, keys: Values, place: Place) -> Values:
        """Return what ``base[key]`` may be."""
        match base:
            case Mapping() | Sequence() | Text():
                return self._containers.item(base, keys, place)
            case Class():
                names = [key.constant for key in keys if isinstance(key, Text)]
                if names and self._objects.is_enumeration(base):
                    return self._bounded(v for name in names if name for v in self.attribute(base, name, place))
                return (base,)
            case Imported(name="os.environ" | "builtins.dict()"):
                variable = next((key.constant or "" for key in keys if isinstance(key, Text)), "")
                return (unknown(place, Reason.ENVIRONMENT, variable=variable),)
            case Object() if (fields := self.fields(base)) is not None:
                indices = [key.value for key in keys if isinstance(key, Constant) and isinstance(key.value, int)]
                items = [*fields.known.values()]
                found = self.of(*(items[at] for at in indices if -len(items) <= at < len(items)))
                return found or (unknown(place, Reason.FOREIGN),)
            case Object(of=Class()):
                given = Given(place.node, None, known=keys)
                methods = self._objects.attribute(base, "__getitem__", place)
                return self._bounded(v for method in methods for v in self.apply(method, Arguments([(given,)]), place))
            case _:
                return (unknown(place, Reason.FOREIGN),)

    def each(self, value: Value, place: Place) -> Values:
        """Return what a loop over a value goes through."""
        elements = self.elements(value)
        found = [*self.of(*elements.items)]
        if elements.more is not None:
            found.append(unknown(place, elements.more.reason, elements.more.node))
        return doubted(self._bounded(found), *value.doubts)

    # -- calls

    def _call(self, node: cst.Call, scope: Scope, frame: Frame | None) -> Iterable[Value]:
        arguments = self.arguments(node, scope, frame)
        place = Place(node, scope, frame)
        callees = self.flow(node.func, scope, frame)
        made: list[Elements] = []
        for callee in callees:
            found = self.apply(callee, arguments, place)
            yield from found
            if len(callees) > 1:
                own = [value for value in found if isinstance(value, Sequence) and value.origin == place]
                made += map(self._containers.made, own)
        if len(made) > 1:
            # The sequences that the call of several functions makes in one place are one: each of them in turn.
            self.make_sequence(place, united_elements(made))

    def apply(self, callee: Value, arguments: Arguments, place: Place) -> Values:
        """Return what a call of ``callee`` gives."""
        match callee:
            case Function():
                found = self.results(callee, arguments, place)
            case Class():
                found = self._objects.made(callee, arguments, place)
            case Partial():
                found = self.apply(callee.callee, arguments.after(callee.arguments), place)
            case Imported():
                found = self._bounded(call_of_library(self, callee, arguments, place))
            case Object(of=Imported(name=name)):
                found = self._bounded(call_of_library(self, Imported(place, f"{name}()", callee), arguments, place))
            case Object():
                methods = self._objects.attribute(callee, "__call__", place)
                found = self._bounded(v for method in methods if isinstance(method, Function)
                                for v in self.apply(method, arguments, place))  # fmt: skip
            case _:
                found = (unknown(place, Reason.FOREIGN),)
        return doubted(found, *callee.doubts)

    # -- other forms

    def _ternary(self, node: cst.IfExp, scope: Scope, frame: Frame | None) -> Iterable[Value]:
        tests = {is_true(value) for value in self.flow(node.test, scope, frame)}
        found = [] if tests == {False} else [*self.flow(node.body, scope, frame)]
        return found if tests == {True} else [*found, *self.flow(node.orelse, scope, frame)]

    def _boolean(self, node: cst.BooleanOperation, scope: Scope, frame: Frame | None) -> Iterable[Value]:
        left = self.flow(node.left, scope, frame)
        stays = isinstance(node.operator, cst.Or)
        kept = [value for value in left if is_true(value) in (stays, None)]
        goes_on = any(is_true(value) is not stays or value.doubts for value in left)
        return [*kept, *(self.flow(node.right, scope, frame) if goes_on or not left else ())]

    def _value_of(self, node: cst.NamedExpr | cst.Await, scope: Scope, frame: Frame | None) -> Iterable[Value]:
        return self.flow(node.value if isinstance(node, cst.NamedExpr) else node.expression, scope, frame)

    def _lambda(self, node: cst.Lambda, scope: Scope, frame: Frame | None) -> Iterable[Value]:
        return [Function(Place(node, scope, frame))]

    def _number(self, node: cst.BaseNumber, scope: Scope, frame: Frame | None) -> Iterable[Value]:
        value: object = getattr(node, "evaluated_value")  # noqa: B009  # each kind of number has it
        assert isinstance(value, (int, float, complex))
        return [Constant(Place(node, scope, frame), value)]

    def _ellipsis(self, node: cst.Ellipsis, scope: Scope, frame: Frame | None) -> Iterable[Value]:
        return [Constant(Place(node, scope, frame), None)]

    def _unary(self, node: cst.UnaryOperation, scope: Scope, frame: Frame | None) -> Iterable[Value]:
        place = Place(node, scope, frame)
        for value in self.flow(node.expression, scope, frame):
            truth = is_true(value)
            if isinstance(node.operator, cst.Not) and truth is not None:
                yield Constant(place, not truth, doubts=value.doubts)
            elif (
                isinstance(node.operator, cst.Minus)
                and isinstance(value, Constant)
                and isinstance(value.value, (int, float))
            ):
                yield Constant(place, -value.value, doubts=value.doubts)
            else:
                yield unknown(place, Reason.FOREIGN)

    def _comparison(self, node: cst.Comparison, scope: Scope, frame: Frame | None) -> Iterable[Value]:
        place = Place(node, scope, frame)
        if len(node.comparisons) != 1:
            return [unknown(place, Reason.CONDITION)]
        target = node.comparisons[0]
        lefts = self.flow(node.left, scope, frame)
        rights = self.flow(target.comparator, scope, frame)
        outcomes = dict.fromkeys(self._compared(left, target.operator, right) for left in lefts for right in rights)
        doubts = frozenset(doubt for value in (*lefts, *rights) for doubt in value.doubts)
        return [
            unknown(place, Reason.CONDITION) if outcome is None else Constant(place, outcome, doubts=doubts)
            for outcome in outcomes
        ]

    def _compared(self, left: Value, operator: cst.BaseCompOp, right: Value) -> bool | None:
        """Return what a comparison gives, None where that is not known."""
        one, other = as_constant(left), as_constant(right)
        negated = isinstance(operator, (cst.IsNot, cst.NotEqual, cst.NotIn))
        match operator:
            case cst.Is() | cst.IsNot() | cst.Equal() | cst.NotEqual() if one is not None and other is not None:
                return (one == other) is not negated
            case cst.In() | cst.NotIn() if one is not None and isinstance(right, (Mapping, Sequence)):
                elements = self.elements(right)
                members = [as_constant(value) for choice in elements.items for value in self.of(choice)]
                if elements.more is None and None not in members and not right.doubts:
                    return (one in members) is not negated
                return None
            case cst.In() | cst.NotIn() if isinstance(left, Text) and isinstance(right, Text):
                known = left.constant is not None and right.constant is not None
                return ((left.text in right.text) is not negated) if known else None
            case _:
                return None

    def _text(self, node: cst.BaseExpression, scope: Scope, frame: Frame | None) -> Iterable[Value]:
        return self._strings.literal(node, Place(node, scope, frame))

    def _binary(self, node: cst.BinaryOperation, scope: Scope, frame: Frame | None) -> Iterable[Value]:
        return self._strings.operation(node, Place(node, scope, frame)) or self._containers.operation(
            node, Place(node, scope, frame)
        )

    def _sequence(self, node: cst.List | cst.Tuple | cst.Set, scope: Scope, frame: Frame | None) -> Iterable[Value]:
        kind: SequenceKind = "list" if isinstance(node, cst.List) else "tuple" if isinstance(node, cst.Tuple) else "set"
        return [Sequence(Place(node, scope, frame), kind)]

    def _dict(self, node: cst.Dict, scope: Scope, frame: Frame | None) -> Iterable[Value]:
        return [Mapping(Place(node, scope, frame))]

    def _comprehension(self, node: cst.BaseComp, scope: Scope, frame: Frame | None) -> Iterable[Value]:
        return [self._containers.comprehension(node, Place(node, scope, frame))]


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


def _path(node: cst.Attribute, scope: Scope) -> tuple[Scope, str] | None:
    """Return a chain of attributes with the scope of the name at its start, None for every other expression."""
    dotted = dotted_name(node)
    if dotted is None:
        return None
    found = scope.lookup(dotted.partition(".")[0])
    return (scope.module if found is None else found[0]), dotted


def _type_name(value: Value) -> str:
    match value:
        case Text():
            return "str"
        case Sequence(kind=kind):
            return kind
        case Mapping():
            return "dict"
        case _:
            return "object"
