"""Commands: programs that the module runs, and whether they ask a host that they are given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edgewise.python.hostnames import shapes
from edgewise.python.inference.values import Sequence, Text

if TYPE_CHECKING:
    import libcst as cst

    from edgewise.python.hostnames.uses.changes import TextChange
    from edgewise.python.inference.values import Value
    from edgewise.python.module import Module
    from edgewise.python.syntax.scopes import Scope


class Commands:
    """Answers for one module."""

    def __init__(self, module: Module) -> None:
        self._evaluator = module.evaluator

    def asks(self, call: cst.Call, scope: Scope, change: TextChange | None) -> bool:
        """Say whether what a call runs is for certain a program that asks the host it is given."""
        if change is not None and shapes.asks_in_shell(change.old.partition(change.old_host)[0]):
            return True
        first = next((item.value for item in call.args if not item.star), None)
        values = self._evaluator.values(first, scope) if first is not None else ()
        return bool(values) and all(map(self._is_asking, values))

    def _is_asking(self, command: Value) -> bool:
        """Say whether a command, as a text or as a list of words, begins with the name of a program that asks."""
        if isinstance(command, Sequence):
            words = self._evaluator.of(*self._evaluator.elements(command).items[:1])
            return bool(words) and all(isinstance(word, Text) and self._is_asking(word) for word in words)
        return (
            isinstance(command, Text)
            and not shapes.COMMAND_ENDS.search(command.text)
            and shapes.asks_in_shell(command.text)
        )
