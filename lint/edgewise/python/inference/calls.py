"""Calls: what a call gives, and to which parameter each of it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from edgewise.python.inference.values import (
    Arguments,
    Constant,
    Doubt,
    Entries,
    Function,
    Given,
    Mapping,
    Place,
    Reason,
    untouched,
)
from edgewise.python.syntax.nodes import positional

if TYPE_CHECKING:
    from edgewise.python.inference.evaluation import Evaluation
    from edgewise.python.inference.values import Choice, Frame, Key
    from edgewise.python.syntax.scopes import Scope


class Calls:
    """Binds the calls of one module."""

    def __init__(self, evaluation: Evaluation) -> None:
        self._evaluation = evaluation
        self._known: dict[tuple[cst.Call, Frame | None], Arguments] = {}

    def arguments(self, call: cst.Call, scope: Scope, frame: Frame | None = None) -> Arguments:
        """Return what a call gives, with all that ``*`` and ``**`` bring."""
        itself = Arguments(more_positions=Doubt(Reason.ITSELF), more_names=Doubt(Reason.ITSELF))
        return self._evaluation.once(self._known, (call, frame), lambda: self._arguments(call, scope, frame), itself)

    def _arguments(self, call: cst.Call, scope: Scope, frame: Frame | None) -> Arguments:
        positions: list[Choice] = []
        names: dict[str, Choice] = {}
        more_positions: Doubt | None = None
        more_names: Doubt | None = None
        for argument in call.args:
            if argument.star == "*":
                spread = [
                    self._evaluation.elements(value) for value in self._evaluation.flow(argument.value, scope, frame)
                ]
                if len(spread) == 1 and spread[0].more is None and spread[0].in_order and more_positions is None:
                    positions += map(untouched, spread[0].items)
                else:
                    more_positions = more_positions or Doubt(Reason.LENGTH, argument.value)
            elif argument.star == "**":
                names, more_names = self._spread(argument, scope, frame, names, more_names)
            else:
                given = Given(argument, Place(argument.value, scope, frame), call)
                if argument.keyword is not None:
                    names[argument.keyword.value] = (given,)
                elif more_positions is None:
                    positions.append((given,))
        return Arguments(positions, names, more_positions, more_names, (call,))

    def _spread(
        self, argument: cst.Arg, scope: Scope, frame: Frame | None, names: dict[str, Choice], more: Doubt | None
    ) -> tuple[dict[str, Choice], Doubt | None]:
        """Return the names that a call gives with those of a dictionary that is spread into it."""
        ways: list[Entries] = []
        for value in self._evaluation.flow(argument.value, scope, frame):
            if isinstance(value, Mapping):
                ways.append(self._evaluation.entries(value, argument.value))
            elif not isinstance(value, Constant):
                ways.append(Entries(more=Doubt(Reason.KEYS, argument.value)))
        for way in ways:
            more = more or way.more
        keys = dict.fromkeys(key for way in ways for key in way.known if isinstance(key, str))
        found = dict(names)
        for key in keys:
            choice = tuple(dict.fromkeys(given for way in ways for given in way.known.get(key, (None,))))
            found.setdefault(key, choice)
        return found, more if ways else more or Doubt(Reason.KEYS, argument.value)

    def given(self, function: Function, arguments: Arguments, parameter: cst.Param) -> Choice:
        """Return what a call gives to a parameter of a function; empty if nothing."""
        parameters = function.definition.params
        by_position = positional(parameters)
        own = int(function.receiver is not None)
        if own and parameter in by_position[:1]:
            assert function.receiver is not None
            return (Given(parameter, None, known=(function.receiver,)),)
        at = by_position.index(parameter) - own if parameter in by_position else None
        choice: Choice = arguments.get(parameter.name.value, at)
        if choice:
            return choice
        if (at is not None and arguments.more_positions) or arguments.more_names:
            return (None,)
        return ()


def rest_of_names(definition: cst.FunctionDef | cst.Lambda, arguments: Arguments) -> Entries:
    """Return what a call gives to ``**rest``."""
    parameters = definition.params
    named = {item.name.value for item in (*parameters.params, *parameters.kwonly_params)}
    known: dict[Key, Choice] = {name: choice for name, choice in arguments.names.items() if name not in named}
    return Entries(known, arguments.more_names)


def rest_of_positions(function: Function, arguments: Arguments) -> list[Choice]:
    """Return what a call gives to ``*rest``."""
    parameters = function.definition.params
    own = len(positional(parameters)) - int(function.receiver is not None)
    return list(arguments.positions[max(own, 0) :])
