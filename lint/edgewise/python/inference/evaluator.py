"""The evaluator: everything that an expression may be. Each form of expression has its answer here or in ``forms``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from edgewise.python.inference.calls import Calls
from edgewise.python.inference.contexts import Contexts
from edgewise.python.inference.effects import Effects
from edgewise.python.inference.forms.bindings import Bindings
from edgewise.python.inference.forms.containers import Containers, united_elements
from edgewise.python.inference.forms.lookups import Lookups
from edgewise.python.inference.forms.operators import Operators
from edgewise.python.inference.forms.strings import Strings
from edgewise.python.inference.functions import MAX_FRAMES, Functions
from edgewise.python.inference.known.calls import call_of_library
from edgewise.python.inference.objects import Objects
from edgewise.python.inference.runs import Runs
from edgewise.python.inference.solving import MAX_VALUES, Solver
from edgewise.python.inference.uses import Uses
from edgewise.python.inference.values import (
    Arguments,
    Class,
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
    doubted,
    unknown,
    unwrapped,
)
from edgewise.python.syntax.literals import STRINGS
from edgewise.templates import Origin, Piece, Template

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from edgewise.python.inference.uses import Use
    from edgewise.python.inference.values import Choice, Elements, Frame, Part, SequenceKind, Value, Values
    from edgewise.python.syntax.scopes import Scope
    from edgewise.python.syntax.tree import Tree

_NOTHING: Values = ()
_PLAIN = frozenset({cst.SimpleString, cst.Integer, cst.Float, cst.Imaginary, cst.Ellipsis})


class Evaluator:
    """Answers what the expressions of one module may be."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._is_ready = False
        self.module_scope = next(scope for _, scope in tree.nodes(cst.Module))
        solver = Solver(tree, self.module_scope)
        self._known = solver.known
        self._forget = solver.forget
        self.bounded = solver.bounded
        self.dropped = solver.dropped
        self.solve, self.once = solver.solve, solver.once
        self.defer, self.entangle = solver.defer, solver.entangle
        self._strings = Strings(self)
        self._bindings = Bindings(self)
        operators = Operators(self)
        self._containers = Containers(self)
        self._functions = Functions(self)
        self._objects = Objects(self)
        lookups = Lookups(self, self._containers, self._objects)
        self.attribute = lookups.attribute
        self.item = lookups.item
        self._calls = Calls(self)
        self.runs = Runs(self).reaches
        uses = Uses(self)
        self.uses, self.use_here = uses.of, uses.here
        self.is_quiet = Effects(self).is_quiet
        self.contexts = Contexts(tree, self)
        self._forms: dict[type[cst.CSTNode], Callable[..., Iterable[Value]]] = {
            cst.Name: self._bindings.of,
            cst.Attribute: lookups.attributes,
            cst.Call: self._call,
            cst.Subscript: lookups.subscript,
            cst.IfExp: operators.ternary,
            cst.BooleanOperation: operators.boolean,
            cst.NamedExpr: self._value_of,
            cst.Await: self._value_of,
            cst.Lambda: self._lambda,
            cst.BinaryOperation: self._binary,
            cst.Integer: operators.number,
            cst.Float: operators.number,
            cst.Imaginary: operators.number,
            cst.UnaryOperation: operators.unary,
            cst.Comparison: operators.comparison,
            cst.Ellipsis: operators.ellipsis,
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
        self.members = self._objects.members
        self.is_same = self._objects.is_same
        self.bound = self._bindings.bound
        self.parameter = self._functions.parameter
        self.calls = self._functions.calls
        self.constructor = self._functions.constructor
        self.frames_of_objects = self._functions.frames_of_objects
        self.frame_of_others = self._functions.frame_of_others
        self.given = self._calls.given
        self.arguments = self._calls.arguments
        self.enter = self._functions.enter
        self.results = self._functions.results
        self.entries = self._containers.entries
        self.whole = self._containers.whole
        self.elements = self._containers.elements
        self.make_mapping = self._containers.make_mapping
        self.make_sequence = self._containers.make_sequence
        self.added = self._strings.added
        self.method_of_text = self._strings.method
        self.hold = self._objects.hold
        self.remake = self._objects.remake

    # -- the question

    def values(self, node: cst.BaseExpression, scope: Scope, frame: Frame | None = None) -> Values:
        """Return everything that an expression used in ``scope`` may be; never empty.

        :param frame: the call of the function around the expression, None for every call of it.
        """
        self.prepare()
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

    def prepare(self) -> None:
        """Find which functions are called where, and what changes containers: each depends on the other."""
        if self._is_ready:
            return
        self._is_ready = True
        for round_ in range(3):
            self._functions.index(last=round_ == 2)  # the last one
            self._containers.changes.index(last=round_ > 0)
            if not self._forget():
                break  # nobody has asked for what was being found
        self._functions.is_complete = self._containers.changes.is_complete = True

    def of(self, *choices: Choice) -> Values:
        """Return what is given in one of several places; nothing for what is not given."""
        found: list[Value] = []
        for given in (given for choice in choices for given in choice if given is not None):
            values = given.known if given.place is None else self.flow(*given.place)
            found += doubted(values, *given.doubts)
        return self.bounded(found)

    # -- what a rule asks besides

    def callees(self, call: cst.Call, scope: Scope, frame: Frame | None = None) -> list[tuple[Value, Arguments]]:
        """Return what a call may call, each with what that is given: what a partial was made with included."""
        self.prepare()
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
        self.prepare()
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

    # -- elements

    def each(self, value: Value, place: Place) -> Values:
        """Return what a loop over a value goes through."""
        elements = self.elements(value)
        found = [*self.of(*elements.items)]
        if elements.more is not None:
            found.append(unknown(place, elements.more.reason, elements.more.node))
        return doubted(self.bounded(found), *value.doubts)

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
                found = self.bounded(call_of_library(self, callee, arguments, place))
            case Object(of=Imported(name=name)):
                found = self.bounded(call_of_library(self, Imported(place, f"{name}()", callee), arguments, place))
            case Object():
                methods = self._objects.attribute(callee, "__call__", place)
                found = self.bounded(v for method in methods if isinstance(method, Function)
                                for v in self.apply(method, arguments, place))  # fmt: skip
            case _:
                found = (unknown(place, Reason.FOREIGN),)
        return doubted(found, *callee.doubts)

    # -- other forms

    def _value_of(self, node: cst.NamedExpr | cst.Await, scope: Scope, frame: Frame | None) -> Iterable[Value]:
        return self.flow(node.value if isinstance(node, cst.NamedExpr) else node.expression, scope, frame)

    def _lambda(self, node: cst.Lambda, scope: Scope, frame: Frame | None) -> Iterable[Value]:
        return [Function(Place(node, scope, frame))]

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
