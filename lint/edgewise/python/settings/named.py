"""Settings of Twilio's that are kept for others: pairs of a name and a value in lists, and Flask's ``app.config``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from edgewise.judgement.settings import is_setting_key
from edgewise.python.settings.environ import Setting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edgewise.python.module import Module
    from edgewise.python.syntax.scopes import Scope

_NAMES = ("name", "Name", "key", "Key")
_VALUES = ("value", "Value")
_CONFIG = "config"
"""The group of all that is stored into a ``.config``: which object that is cannot be told."""


class NamedSettings:
    """Finds the pairs and configurations of one module."""

    def __init__(self, module: Module) -> None:
        self._tree = module.tree
        self._strings = module.strings

    def find(self) -> Iterator[Setting]:
        """Yield every place that names a region or an edge, in no particular order."""
        for display, scope in self._tree.nodes(cst.Dict):
            yield from self._paired(display, scope, self._of_dictionary(display, scope))
        for call, scope in self._tree.nodes(cst.Call):
            given = {item.keyword.value: item.value for item in call.args if item.keyword is not None}
            yield from self._paired(call, scope, given)
            yield from self._updated(call, scope)
        for statement, scope in self._tree.nodes(cst.Assign):
            for target in statement.targets:
                yield from self._stored(target.target, statement, scope)

    # -- {"name": "TWILIO_REGION", "value": "ie1"}, EnvVar(name="TWILIO_REGION", value="ie1")

    def _of_dictionary(self, display: cst.Dict, scope: Scope) -> dict[str, cst.BaseExpression]:
        """Return the values of a dictionary by those of its keys that are literals."""
        found: dict[str, cst.BaseExpression] = {}
        for element in display.elements:
            if isinstance(element, cst.DictElement) and isinstance(element.key, cst.SimpleString):
                key = self._strings.constant(element.key, scope)
                if key is not None:
                    found[key] = element.value
        return found

    def _paired(
        self, pair: cst.Dict | cst.Call, scope: Scope, given: dict[str, cst.BaseExpression]
    ) -> Iterator[Setting]:
        key = next((given[name] for name in _NAMES if name in given), None)
        value = next((given[name] for name in _VALUES if name in given), None)
        element = self._tree.parents.get(pair)
        if key is None or not isinstance(element, cst.Element):
            return
        name = self._strings.constant(key, scope)
        if name is None or not is_setting_key(name):
            return
        group = self._tree.parents[element]
        # What is spread into the list may bring the edge.
        others = group.elements if isinstance(group, (cst.List, cst.Tuple, cst.Set)) else ()
        is_whole = not any(isinstance(other, cst.StarredElement) for other in others) and not isinstance(
            self._tree.parents.get(group), (cst.BinaryOperation, cst.AugAssign)
        )
        first, last = (key, value) if value is not None else (key, key)
        if self._tree.span(first) > self._tree.span(last):
            first, last = last, first
        # Without a value it comes from elsewhere.
        node = value if value is not None else pair
        yield Setting(name, key, node, element, group, scope, (first, last), is_whole and value is not None)

    # -- app.config["TWILIO_REGION"] = "ie1", app.config.update(TWILIO_REGION="ie1")

    def _stored(self, target: cst.BaseExpression, statement: cst.Assign, scope: Scope) -> Iterator[Setting]:
        if not isinstance(target, cst.Subscript) or not self._is_config(target.value) or len(target.slice) != 1:
            return
        index = target.slice[0].slice
        key = self._strings.constant(index.value, scope) if isinstance(index, cst.Index) else None
        if isinstance(index, cst.Index) and key is not None and is_setting_key(key):
            span = (target, statement.value)
            yield Setting(key, index.value, statement.value, statement, _CONFIG, scope, span, is_sure=False)

    def _updated(self, call: cst.Call, scope: Scope) -> Iterator[Setting]:
        match call.func:
            case cst.Attribute(value=base, attr=cst.Name(value="update" | "from_mapping")) if self._is_config(base):
                pass
            case _:
                return
        for argument in call.args:
            if argument.keyword is not None and is_setting_key(argument.keyword.value):
                name, span = argument.keyword.value, (argument, argument)
                yield Setting(name, None, argument.value, argument, _CONFIG, scope, span, is_sure=False)

    def _is_config(self, node: cst.BaseExpression) -> bool:
        return isinstance(node, cst.Attribute) and node.attr.value == _CONFIG
