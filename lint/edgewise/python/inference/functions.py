"""Functions: what a call of one gives, what its parameters are, and where it is called."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import libcst as cst

from edgewise.python.inference.annotations import promise, promised
from edgewise.python.inference.calls import rest_of_names, rest_of_positions
from edgewise.python.inference.fixtures import Fixtures
from edgewise.python.inference.forms.options import default_of_option
from edgewise.python.inference.known.calls import only_marks
from edgewise.python.inference.runs import ends
from edgewise.python.inference.values import (
    Arguments,
    Class,
    Constant,
    Doubt,
    Elements,
    Entries,
    Frame,
    Function,
    Given,
    Imported,
    Mapping,
    Object,
    Place,
    Reason,
    Sequence,
    Unknown,
    unknown,
    unwrapped,
)
from edgewise.python.syntax.nodes import positional

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from edgewise.python.inference.evaluation import Evaluation
    from edgewise.python.inference.values import Choice, Key, Value, Values
    from edgewise.python.syntax.scopes import Binding, Scope

MAX_FRAMES = 4
"""How many calls inside each other are told apart; further in, a parameter is all that it is given anywhere."""
_MANY = 64
"""How many calls of one function are told apart; inside of another call an eighth of that, and so on."""

Definition = cst.FunctionDef | cst.Lambda


class Functions:
    """Answers for the functions and lambdas of one module."""

    def __init__(self, evaluation: Evaluation) -> None:
        self._evaluation = evaluation
        self._tree = evaluation.tree
        self._frames: dict[tuple[object, ...], Frame] = {}
        self._entered: dict[tuple[cst.CSTNode, int], int] = defaultdict(int)
        self._returned: dict[cst.CSTNode, list[tuple[cst.Return, Scope]]] | None = None
        self._yielded: dict[cst.CSTNode, list[tuple[cst.Yield, Scope]]] = defaultdict(list)
        self._elements: dict[tuple[cst.CSTNode, Frame | None], Elements] = {}
        self._calls: dict[cst.CSTNode, list[tuple[cst.Call, Scope, Value]]] = {}
        self._decorates: dict[cst.CSTNode, list[Value]] = {}
        self._fixtures = Fixtures(evaluation)
        self.is_complete = False

    # -- a call of a function

    def enter(self, function: Function, arguments: Arguments, place: Place) -> Frame | None:
        """Return the frame of a call, None where it is nested too deeply to be told from others."""
        definition, closure = function.definition, function.origin.frame
        depth = place.frame.depth if place.frame is not None else 0
        if place.frame is not None and place.frame.is_within(definition):
            return None
        key = definition, closure, place.node, place.frame, function.receiver, arguments.calls
        known = self._frames.get(key)
        if known is not None and known.arguments is arguments:
            return known
        if known is None:
            if depth >= MAX_FRAMES or self._entered[definition, depth] >= _MANY >> (3 * depth):
                return None
            self._entered[definition, depth] += 1
        self._frames[key] = Frame(definition, arguments, place, closure, function)
        return self._frames[key]

    def results(self, function: Function, arguments: Arguments, place: Place) -> Values:
        """Return what a call of a function gives."""
        definition = function.definition
        # What is kept from the first call is the same for all of them.
        frame = None if function.is_cached else self.enter(function, arguments, place)
        key = "results", definition, frame, function.receiver if frame is None else None
        if self._yields(definition):
            return (self._generated(function, frame, place),)
        return self._evaluation.solve(key, lambda: self._results(function, frame, place))

    def _results(self, function: Function, frame: Frame | None, place: Place) -> list[Value]:
        definition = function.definition
        inner = self._tree.opened[definition]
        if isinstance(definition, cst.Lambda):
            return [*self._evaluation.flow(definition.body, inner, frame)]
        found: list[Value] = []
        for statement, scope in self._returns(definition):
            if frame is not None and not self._evaluation.runs(statement, frame):
                continue
            if statement.value is None:
                found.append(Constant(Place(statement, scope, frame), None))
            else:
                found += self._evaluation.flow(statement.value, scope, frame)
        if not ends(definition.body) and self._evaluation.runs(definition.body, frame, behind=True):
            if self._is_abstract(definition):
                found.append(unknown(Place(definition, inner, frame), Reason.OVERRIDDEN))
            else:
                found.append(Constant(Place(definition, inner, frame), None))
        if any(isinstance(value, Unknown) for value in found) and definition.returns is not None:
            said = [*promise(self._evaluation, definition.returns.annotation, function.origin.scope, place)]
            found = [value for value in found if not said or not isinstance(value, Unknown)] + said
        return found

    def _generated(self, function: Function, frame: Frame | None, place: Place) -> Value:
        definition = function.definition
        elements = self._evaluation.once(
            self._elements, (definition, frame), lambda: self._yields_of(definition, frame), Elements()
        )
        return self._evaluation.make_sequence(place, elements, "iterator")

    def _yields_of(self, definition: Definition, frame: Frame | None) -> Elements:
        """Return what a generator yields."""
        items: list[Choice] = []
        more: Doubt | None = None
        for node, scope in self._yielded[definition]:
            match node.value:
                case cst.From(item=item):
                    for value in self._evaluation.flow(item, scope, frame):
                        elements = self._evaluation.elements(value)
                        items += elements.items
                        more = more or elements.more
                case cst.BaseExpression():
                    items.append((Given(node, Place(node.value, scope, frame)),))
                case _:
                    items.append((Given(node, None, known=(Constant(Place(node, scope, frame), None),)),))
        return Elements(items, more, in_order=len(items) == 1)

    def _returns(self, definition: cst.CSTNode) -> list[tuple[cst.Return, Scope]]:
        if self._returned is None:
            self._returned = defaultdict(list)
            for node, scope in self._tree.nodes(cst.Return):
                self._returned[scope.node].append((node, scope))
            for each, scope in self._tree.nodes(cst.Yield):
                self._yielded[scope.node].append((each, scope))
        return self._returned.get(definition, [])

    def _yields(self, definition: cst.CSTNode) -> bool:
        self._returns(definition)
        return definition in self._yielded

    def _is_abstract(self, definition: Definition) -> bool:
        """Say whether a function has no body of its own: others define it."""
        assert isinstance(definition, cst.FunctionDef)
        body = definition.body.body
        for statement in body:
            small = statement.body if isinstance(statement, cst.SimpleStatementLine) else [statement]
            for item in small:
                if not isinstance(item, cst.Pass) and not (
                    isinstance(item, cst.Expr) and isinstance(item.value, (cst.Ellipsis, cst.SimpleString))
                ):
                    return False
        return self._tree.opened[definition].parent is not None

    def frames_of_call(self, definition: Definition, call: cst.Call, scope: Scope, outer: Frame | None) -> list[Frame]:
        """Return the frames of a function that one call of it, or of its class, makes."""
        found: list[Frame] = []
        for callee in self._evaluation.flow(call.func, scope, outer):
            function, arguments = unwrapped(callee, self._evaluation.arguments(call, scope, outer))
            place = Place(call, scope, outer)
            if isinstance(function, Class):
                own = self._called(function, definition)
                made = replace(own, receiver=Object(place, function)) if own and own.role == "plain" else own
                function = made or function
            elif isinstance(function, Imported):
                arguments = self._behind(function, arguments)
                function = self._called(function, definition) or function
            if isinstance(function, Function) and function.definition is definition:
                frame = self.enter(function, arguments, place)
                if frame is None and outer is not None and not outer.is_within(definition):
                    # Of too many calls inside each other only the last is told from others.
                    return self.frames_of_call(definition, call, scope, None)
                found += [frame] if frame is not None else []
        return found

    def frames_of_requests(
        self, definition: Definition, frames: Callable[[cst.CSTNode], Iterable[Frame]]
    ) -> list[Frame]:
        """Return the frames of a fixture, one for each test or fixture that asks for it, in each of ``frames``."""
        found: list[Frame] = []
        for parameter, scope in self._fixtures.requests(definition):
            outers: list[Frame | None] = [*frames(parameter)] or [None]
            for outer in outers:
                for fixture in self._fixtures.given(parameter):
                    if fixture.definition is definition:
                        frame = self.enter(fixture, self._fixtures.arguments(fixture), Place(parameter, scope, outer))
                        found += [frame] if frame is not None else []
        return found

    def frames_of_objects(self, node: cst.CSTNode) -> list[Frame]:
        """Return a frame of the method around a node for each object of its class that is seen to be made.

        What the method itself is given is not known there.
        """
        function = self._tree.enclosing(node, cst.FunctionDef)
        self._evaluation.prepare()
        any_object = self._evaluation.receiver(function) if function is not None else None
        if function is None or not isinstance(any_object, Object) or not isinstance(any_object.of, Class):
            return []
        doubt = Doubt(Reason.CALLERS, function)
        found: list[Frame] = []
        for call, scope, callee in self.calls(any_object.of.node):
            if isinstance(callee, Class):
                for made in self._evaluation.flow(call, scope):
                    if isinstance(made, Object) and made.node is call:
                        method = Function(Place(function, self._tree.opened[function].parent or scope), made)
                        unseen = Arguments(more_positions=doubt, more_names=doubt, calls=(call,))
                        found.append(Frame(function, unseen, Place(call, scope), None, method))
        return found

    def frame_of_others(self, node: cst.CSTNode) -> Frame | None:
        """Return the frame of a call that nobody sees of the function around a node, None where there is none."""
        definition = self._tree.enclosing(node, cst.FunctionDef, cst.Lambda)
        if not isinstance(definition, (cst.FunctionDef, cst.Lambda)):
            return None
        self._evaluation.prepare()
        if self._is_replaced(definition):  # it is called by what others call in its place
            frames = (
                frame
                for call, scope, _ in self.calls(definition)
                for frame in self.frames_of_call(definition, call, scope, self.frame_of_others(call))
            )
            return next(frames, None)
        inner = self._tree.opened[definition]
        outer = inner.parent or inner
        receiver = self._evaluation.receiver(definition)
        doubt = Doubt(Reason.CALLERS, definition)
        unseen = Arguments(more_positions=doubt, more_names=doubt)
        return Frame(definition, unseen, Place(definition, outer), None, Function(Place(definition, outer), receiver))

    # -- parameters

    def parameter(self, binding: Binding, frame: Frame | None) -> list[Value]:
        """Return what a parameter is: in one call, or in all that are seen and those that are not."""
        parameter, inner = binding.node, binding.scope
        definition = inner.node
        assert isinstance(parameter, cst.Param)
        assert isinstance(definition, (cst.FunctionDef, cst.Lambda))
        place = Place(parameter, inner, frame)
        outer = inner.parent or inner
        if of_fixtures := self._of_fixtures(parameter, place):
            return of_fixtures
        if frame is not None:
            assert frame.function is not None
            return [*self._in_call(frame.function, frame.arguments, parameter, place, outer)]
        found: list[Value] = []
        if parameter in positional(definition.params)[:1]:
            receiver = self._evaluation.receiver(definition)
            if receiver is not None:
                return [receiver]
            found += self._decorates.get(definition, ())
        for call, scope, callee in self.calls(definition):
            function = self._called(callee, definition)
            arguments = self._handed(callee, call, scope)
            if function is not None and not parameter.star:
                found += self._in_call(function, arguments, parameter, place, outer)
        if parameter.star:
            return [self._rest(definition, parameter, place)]
        found += self._of_field(parameter, definition)
        if parameter.default is not None:
            found += self._evaluation.flow(parameter.default, outer, None)
        found += default_of_option(self._evaluation, parameter, definition, outer)
        said = promised(self._evaluation, binding, place)
        if said:
            found += said
        elif not self._all_calls_are_seen(definition):
            found.append(unknown(place, Reason.CALLERS, definition))
        return found

    def _of_field(self, parameter: cst.Param, definition: Definition) -> Values:
        """Return what a data class hands to ``__post_init__``: what is given for the field of that name."""
        if not isinstance(definition, cst.FunctionDef) or definition.name.value != "__post_init__":
            return ()
        made = self._evaluation.receiver(definition)
        fields = self._evaluation.fields(made) if isinstance(made, Object) else None
        return self._evaluation.of(fields.known.get(parameter.name.value, ())) if fields is not None else ()

    def _of_fixtures(self, parameter: cst.Param, place: Place) -> list[Value]:
        """Return what pytest gives to a parameter of a test or fixture."""
        found: list[Value] = []
        for fixture in self._fixtures.given(parameter):
            for value in self.results(fixture, self._fixtures.arguments(fixture), place):
                is_handed_over = isinstance(value, Sequence) and fixture.definition in self._yielded
                found += self._evaluation.each(value, place) if is_handed_over else [value]
        return found

    def _in_call(
        self, function: Function, arguments: Arguments, parameter: cst.Param, place: Place, outer: Scope
    ) -> Values:
        """Return what a parameter is in one call."""
        if parameter.star == "**":
            entries = rest_of_names(function.definition, arguments)
            return (self._evaluation.make_mapping(place, entries),)
        if parameter.star == "*":
            items = rest_of_positions(function, arguments)
            elements = Elements(items, arguments.more_positions)
            return (self._evaluation.make_sequence(place, elements, "tuple"),)
        choice = self._evaluation.given(function, arguments, parameter)
        found = self._evaluation.of(choice)
        if (not choice or None in choice) and parameter.default is not None:
            found = (*found, *self._evaluation.flow(parameter.default, outer, function.origin.frame))
        if not choice or None in choice:
            found = (*found, *default_of_option(self._evaluation, parameter, function.definition, outer))
        if None in choice or (not choice and parameter.default is None):
            found = (*found, unknown(place, Reason.CALLERS, function.definition))
        return found

    def _rest(self, definition: Definition, parameter: cst.Param, place: Place) -> Value:
        """Return what ``*rest`` or ``**rest`` is in all calls that are seen, and those that are not."""
        items: list[Choice] = []
        names: dict[Key, Choice] = {}
        for call, scope, callee in self.calls(definition):
            function = self._called(callee, definition)
            arguments = self._handed(callee, call, scope)
            if function is not None:
                items += rest_of_positions(function, arguments)
                for key, choice in rest_of_names(definition, arguments).known.items():
                    names[key] = (*names.get(key, (None,)), *(item for item in choice if item is not None))
        doubt = Doubt(Reason.CALLERS, definition)
        if parameter.star == "**":
            return self._evaluation.make_mapping(place, Entries(names, doubt))
        return self._evaluation.make_sequence(place, Elements(items, doubt, in_order=False), "tuple")

    def _all_calls_are_seen(self, definition: Definition) -> bool:
        """Say whether a function is one inside another that is only called, or has another one in its place."""
        outer = self._tree.opened[definition].parent
        if self._is_replaced(definition):
            return True
        if not isinstance(definition, cst.FunctionDef) or outer is None or outer.kind != "function":
            return False
        uses = self._tree.uses(definition.name.value, outer)
        called = (getattr(self._tree.parents[use], "func", None) is use for use, _ in uses)
        return not definition.decorators and all(
            called for called, (use, _) in zip(called, uses, strict=True) if use is not definition.name
        )

    def _is_replaced(self, definition: Definition) -> bool:
        """Say whether decorators of the module put other functions of the module in the place of one."""
        if isinstance(definition, cst.Lambda) or not definition.decorators:
            return False
        scope = self._tree.opened[definition].parent
        bindings = scope.names.get(definition.name.value, ()) if scope is not None else ()
        values = [value for one in bindings if one.node is definition for value in self._evaluation.bound(one)]
        return bool(values) and all(isinstance(one, Function) and one.definition is not definition for one in values)

    # -- where functions are called

    def calls(self, definition: cst.CSTNode) -> list[tuple[cst.Call, Scope, Value]]:
        """Return the calls of a function or class of the module, and what is called there."""
        if not self.is_complete:
            self._evaluation.defer()
        return self._calls.get(definition, [])

    def index(self, *, last: bool) -> None:
        """Find where functions are called: what is called may be a parameter, so that once is not enough."""
        self._decorates = self._found_decorators()
        self._fixtures.index()
        found: dict[cst.CSTNode, list[tuple[cst.Call, Scope, Value]]] = defaultdict(list)
        for call, scope in self._tree.nodes(cst.Call):
            for callee in self._evaluation.flow(call.func, scope):
                for meant in self._meant(callee, call, scope):
                    found[meant].append((call, scope, callee))
        self._calls = found
        self.is_complete = last

    def _found_decorators(self) -> dict[cst.CSTNode, list[Value]]:
        """Return the functions that each function of the module decorates: it is given them, and may call them."""
        found: dict[cst.CSTNode, list[Value]] = defaultdict(list)
        for decorator, scope in self._tree.nodes(cst.Decorator):
            decorated = self._tree.parents[decorator]
            if isinstance(decorated, cst.FunctionDef):
                for callee in self._evaluation.flow(decorator.decorator, scope):
                    if isinstance(callee, Function):
                        found[callee.definition].append(Function(Place(decorated, scope)))
        return found

    def _meant(self, callee: Value, call: cst.Call, scope: Scope) -> list[cst.CSTNode]:
        inner, _ = unwrapped(callee, Arguments())
        match inner:
            case Function():
                return [inner.node]
            case Class():
                return [inner.node, *(maker.node for maker in self._makers(inner))]
            case Imported(name=name) if call.args and not only_marks(name):
                # ``submit(make, "ie1")``, ``map(make, regions)``: it is called with what stands behind it.
                target = _target(call) or (None if call.args[0].star else call.args[0].value)
                handed = self._evaluation.flow(target, scope) if target is not None else ()
                return [value.node for value in handed if isinstance(value, Function)]
            case _:
                return []

    def constructor(self, of: Class) -> Function | None:
        """Return the constructor of a class, which it may have from a base; None where the module shows none."""
        return self._method(of, "__init__", Object(of.origin, of))

    def _makers(self, of: Class) -> list[Function]:
        """Return the methods that are given what a call of a class is given: they make the object, and fill it."""
        maker = self._method(of, "__new__", of)
        both = self.constructor(of), maker and replace(maker, role="class")
        return [function for function in both if function is not None]

    def _method(self, of: Class, name: str, receiver: Value) -> Function | None:
        for base in self._evaluation.lineage(of):
            bindings = self._tree.opened[base.node].names.get(name, []) if isinstance(base, Class) else []
            for binding in bindings:
                if isinstance(binding.node, cst.FunctionDef):
                    return Function(Place(binding.node, binding.scope, of.origin.frame), receiver)
        return None

    def _called(self, callee: Value, definition: Definition) -> Function | None:
        inner, _ = unwrapped(callee, Arguments())
        match inner:
            case Function():
                return inner
            case Class():
                return next((maker for maker in self._makers(inner) if maker.definition is definition), None)
            case _:
                outer = self._tree.opened[definition].parent
                return Function(Place(definition, outer, None)) if outer is not None else None

    def _handed(self, callee: Value, call: cst.Call, scope: Scope) -> Arguments:
        callee, arguments = unwrapped(callee, self._evaluation.arguments(call, scope))
        if not isinstance(callee, Imported):
            return arguments
        if arguments.names.keys().isdisjoint(("args", "kwargs")):
            return self._behind(callee, arguments)
        rows = [self._evaluation.elements(row) for row in self._evaluation.of(arguments.get("args"))]
        tables = [value for value in self._evaluation.of(arguments.get("kwargs")) if isinstance(value, Mapping)]
        entries = [self._evaluation.entries(table) for table in tables]
        return Arguments(
            [choice for row in rows for choice in row.items],
            {str(key): choice for each in entries for key, choice in each.known.items()},
            next((row.more for row in rows if row.more is not None), arguments.more_names),
            next((each.more for each in entries if each.more is not None), arguments.more_names),
            arguments.calls,
        )

    def _behind(self, callee: Imported, arguments: Arguments) -> Arguments:
        """Return what a function is called with that is given first: what is behind it, or each element of that."""
        rest = arguments.behind(1)
        if callee.name.rpartition(".")[2] != "map":  # of Python, of a pool or an executor
            return rest
        columns: list[Choice] = []
        for choice in rest.positions:
            found = [self._evaluation.elements(row) for row in self._evaluation.of(choice)]
            given = [item for each in found for choice in each.items for item in choice if item is not None]
            columns.append((*given, *([None] if any(each.more is not None for each in found) else [])))
        return replace(rest, positions=columns, names={})


def _target(call: cst.Call) -> cst.BaseExpression | None:
    """Return what a thread, a process or a timer is given to call with its ``args`` and ``kwargs``."""
    names = {argument.keyword.value: argument.value for argument in call.args if argument.keyword is not None}
    return names.get("target") if {"args", "kwargs"} & names.keys() else None
