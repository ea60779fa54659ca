"""What a call gives a client for ``region`` and ``edge``: by keyword, position, ``**`` dictionary or partial."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from edgewise.python.inference.legacy.dictionaries import Dictionaries
from edgewise.python.inference.legacy.provenance import DictView, Given
from edgewise.twilio.constructors import EDGE_POSITION, ENVIRONMENT_POSITION, REGION_POSITION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edgewise.python.inference.legacy.values import Partial
    from edgewise.python.module import Module
    from edgewise.python.syntax.scopes import Scope


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


class ArgumentReader:
    """Reads calls of one module."""

    def __init__(self, module: Module) -> None:
        self._tree = module.tree
        self._names = module.names
        self._constants = module.constants
        self.dictionaries = Dictionaries(module)

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
                display, where = self._tree.display(argument.value, scope)
                elements = self._starred(display)
                if elements is None:
                    star = self._tree.source(argument)
                    if result.region is not None and result.region.kind == "position":
                        result.edge_may_come_from = f"`{star}`"
                elif star is None:
                    for element in elements:
                        given = Given(element.value, where, element, None, "position", here)
                        self._positional(result, given, position)
                        position += 1
            elif argument.star == "**":
                self._merge(result, self.dictionaries.read(argument.value, scope), argument)
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

    def environment(self, call: cst.Call, scope: Scope) -> Given | None:
        """Return the edge that a client is given in a dictionary for its ``environment``."""
        for position, argument in enumerate(call.args):
            named = argument.keyword is not None and argument.keyword.value == "environment"
            if named or (position == ENVIRONMENT_POSITION and argument.keyword is None):
                return self.dictionaries.read(argument.value, scope).entries.get("TWILIO_EDGE")
        return None
