"""Callbacks: functions of the module that others call with a text: what a library is given beside it, validators."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from edgewise.python.inference.values import Class, Function, Mapping, Object, Partial, Sequence
from edgewise.python.syntax.nodes import positional

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edgewise.python.inference.values import Value
    from edgewise.python.module import Module
    from edgewise.python.syntax.scopes import Scope


class Callbacks:
    """Answers for one module."""

    def __init__(self, module: Module) -> None:
        self._tree = module.tree
        self._evaluator = module.evaluator
        self._parameters: dict[cst.Call, tuple[cst.Param, ...]] = {}

    def parameters(self, call: cst.Call, scope: Scope) -> tuple[cst.Param, ...]:
        """Return the parameters of functions that a call is given, which may get whatever else it is given.

        What is seen to call them with all that it gives is followed by itself.
        """
        if call not in self._parameters:
            self._parameters[call] = tuple(self._parameters_in(call, scope))
        return self._parameters[call]

    def _parameters_in(self, call: cst.Call, scope: Scope) -> Iterator[cst.Param]:
        for argument in call.args:
            for value in self._evaluator.values(argument.value, scope):
                for function in self._functions(value):
                    if not any(seen is call for seen, _, _ in self._evaluator.calls(function)):
                        yield from self.given_to(function)

    def given_to(self, function: cst.FunctionDef | cst.Lambda) -> Iterator[cst.Param]:
        """Yield the parameters of a function but for the object, or the class, that it is a method of."""
        own = int(self._evaluator.receiver(function) is not None)
        yield from positional(function.params)[own:]
        yield from function.params.kwonly_params

    def _functions(self, value: Value) -> Iterator[cst.FunctionDef | cst.Lambda]:
        match value:
            case Function():
                yield value.definition
            case Partial(callee=inner):
                yield from self._functions(inner)
            case Mapping():
                for inner in self._evaluator.of(*self._evaluator.entries(value).known.values()):
                    yield from self._functions(inner)
            case Sequence():
                for inner in self._evaluator.of(*self._evaluator.elements(value).items):
                    yield from self._functions(inner)
            case Object(of=Class() as of):  # its methods
                for each in self._evaluator.lineage(of):
                    body = self._tree.opened[each.node].names.values() if isinstance(each, Class) else ()
                    methods = (binding.node for bindings in body for binding in bindings)
                    yield from (method for method in methods if isinstance(method, cst.FunctionDef))
            case _:
                pass
