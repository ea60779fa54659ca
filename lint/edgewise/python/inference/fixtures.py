"""Fixtures: what pytest gives to the parameters of tests, by their names, from functions of the module."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import libcst as cst

from edgewise.python.inference.values import Arguments, Function, Imported, Place, Text

if TYPE_CHECKING:
    from edgewise.python.inference.evaluation import Evaluation
    from edgewise.python.syntax.scopes import Scope

_MAKERS = ("pytest.fixture", "pytest.yield_fixture", "pytest_asyncio.fixture")


class Fixtures:
    """Knows the fixtures of one module, and which tests and fixtures ask for them."""

    def __init__(self, evaluation: Evaluation) -> None:
        self._evaluation = evaluation
        self._tree = evaluation.tree
        self._by_name: dict[str, list[Function]] = {}
        self._by_parameter: dict[cst.CSTNode, list[Function]] = {}
        self._requests: dict[cst.CSTNode, list[tuple[cst.Param, Scope]]] = {}
        self._nothing: dict[cst.CSTNode, Arguments] = {}

    def given(self, parameter: cst.Param) -> list[Function]:
        """Return the fixtures whose result pytest gives to a parameter; nothing to one that asks for none here."""
        return self._by_parameter.get(parameter, [])

    def requests(self, definition: cst.CSTNode) -> list[tuple[cst.Param, Scope]]:
        """Return the parameters that ask for a fixture, each with the scope of its function."""
        return self._requests.get(definition, [])

    def arguments(self, fixture: Function) -> Arguments:
        """Return what a fixture is called with: other fixtures fill its parameters."""
        return self._nothing.setdefault(fixture.definition, Arguments(calls=(fixture.definition,)))

    def index(self) -> None:
        """Find the fixtures, and who asks for them."""
        self._by_name, self._by_parameter, self._requests = defaultdict(list), {}, defaultdict(list)
        if "fixture" not in self._tree.text:
            return
        for decorator, scope in self._tree.nodes(cst.Decorator):
            definition = self._tree.parents[decorator]
            if isinstance(definition, cst.FunctionDef) and (name := self._name(decorator, definition, scope)):
                receiver = self._evaluation.receiver(definition)
                self._by_name[name].append(Function(Place(definition, scope), receiver))
        known = {fixture.definition for several in self._by_name.values() for fixture in several}
        for definition, scope in self._tree.nodes(cst.FunctionDef) if known else ():
            if definition in known or definition.name.value.startswith("test"):
                for parameter in (*definition.params.params, *definition.params.kwonly_params):
                    fixtures = self._asked_for(definition, parameter, scope)
                    self._by_parameter[parameter] = fixtures
                    for fixture in fixtures:
                        self._requests[fixture.definition].append((parameter, self._tree.opened[definition]))

    def _name(self, decorator: cst.Decorator, definition: cst.FunctionDef, scope: Scope) -> str:
        """Return the name by which a fixture is asked for, "" where a decorator makes no fixture."""
        call = decorator.decorator if isinstance(decorator.decorator, cst.Call) else None
        makers = self._evaluation.flow(call.func if call is not None else decorator.decorator, scope)
        if not any(isinstance(maker, Imported) and maker.name in _MAKERS for maker in makers):
            return ""
        given = self._evaluation.arguments(call, scope).get("name") if call is not None else ()
        names = [value.text for value in self._evaluation.of(given) if isinstance(value, Text)]
        return names[0] if names else definition.name.value

    def _asked_for(self, definition: cst.FunctionDef, parameter: cst.Param, scope: Scope) -> list[Function]:
        """Return the fixtures with the name of a parameter: those of its class, or those of the module."""
        name = parameter.name.value
        if parameter.default is not None or any(self._gives(item, name, scope) for item in definition.decorators):
            return []
        own = self._tree.enclosing(definition, cst.ClassDef)
        others = [fixture for fixture in self._by_name.get(name, ()) if fixture.definition is not definition]
        around = [(fixture, self._tree.enclosing(fixture.definition, cst.ClassDef)) for fixture in others]
        in_class = [fixture for fixture, owner in around if owner is own]
        return in_class or [fixture for fixture, owner in around if owner is None]

    def _gives(self, decorator: cst.Decorator, name: str, scope: Scope) -> bool:
        """Say whether a decorator gives something else under a name, as ``parametrize`` does."""
        call = decorator.decorator
        if not isinstance(call, cst.Call) or not call.args:
            return False
        first = self._evaluation.of(self._evaluation.arguments(call, scope).get("argnames", 0))
        texts = [value.text for value in first if isinstance(value, Text)]
        return not texts or any(name in text.replace(",", " ").split() for text in texts)
