"""Stores: calls that ask a database, or give something to SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edgewise.python.hostnames import shapes
from edgewise.python.hostnames.uses import sinks
from edgewise.python.inference.values import Text
from edgewise.python.syntax.nodes import as_call, called_name, last_name, receiver_of

if TYPE_CHECKING:
    import libcst as cst

    from edgewise.python.module import Module
    from edgewise.python.syntax.scopes import Scope


_CHAIN = 4
"""Through how many calls that a method's object comes from a text of SQL is looked for."""


class Stores:
    """Answers for one module."""

    def __init__(self, module: Module) -> None:
        self._evaluator = module.evaluator
        self._with_sql: dict[cst.Call, bool] = {}

    def selects(self, call: cst.Call) -> bool:
        """Say whether a call asks a store of whatever library."""
        method = called_name(call)
        return method in sinks.QUERIES or (method == "get" and self._is_asked_of_manager(call))

    def is_beside_sql(self, call: cst.Call, scope: Scope, depth: int = 0) -> bool:
        """Say whether a call is given SQL as well, or fills it in: ``Template("WHERE url = '$u'").substitute``."""
        if call not in self._with_sql:
            base = receiver_of(call)
            owners = self._evaluator.values(base, scope) if base is not None else ()
            makers = ((as_call(value.node), value.origin.scope) for value in owners if depth < _CHAIN)
            given = (value for item in call.args for value in self._evaluator.values(item.value, scope))
            self._with_sql[call] = any(
                isinstance(value, Text) and shapes.CLAUSE.search(value.text) for value in (*given, *owners)
            ) or any(made is not None and self.is_beside_sql(made, where, depth + 1) for made, where in makers)
        return self._with_sql[call]

    def _is_asked_of_manager(self, call: cst.Call) -> bool:
        base = receiver_of(call)
        return base is not None and last_name(base) in sinks.MANAGERS
