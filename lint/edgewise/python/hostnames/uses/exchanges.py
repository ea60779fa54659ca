"""Exchanges: where the new host is put in the place of the old one, by methods of texts, patterns and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edgewise.python.inference.values import Text
from edgewise.python.syntax.nodes import called_name

if TYPE_CHECKING:
    import libcst as cst

    from edgewise.python.hostnames.uses.changes import TextChange
    from edgewise.python.inference.uses import Use
    from edgewise.python.module import Module
    from edgewise.python.syntax.scopes import Scope

_HANDING_ON = frozenset({"assigned", "stored", "entry", "element", "iterated", "returned", "passed", "default"})
"""Uses that give a value another name or place, where it is used again."""


class Exchanges:
    """Answers for one module."""

    def __init__(self, module: Module) -> None:
        self._tree = module.tree
        self._evaluator = module.evaluator

    def gives_new(self, call: cst.Call, scope: Scope, change: TextChange | None) -> bool:
        """Say whether a call is given the new text, or another host that is valid, besides the old one.

        What may be the old text as well is one of several hosts, each of which is meant in its turn.
        """
        if change is None:
            return False
        given = (self._evaluator.values(argument.value, scope) for argument in call.args)
        texts = [[value.text for value in values if isinstance(value, Text)] for values in given]
        others = (text for several in texts if not any(change.old in text for text in several) for text in several)
        return any("twilio.com" in text.replace("\\", "") for text in others)

    def leads_to_new(self, use: Use) -> bool:
        """Say whether a key of a dictionary leads to another host."""
        entry = self._tree.item_of(use.node)
        values = self._evaluator.values(entry.value, use.scope) if entry is not None and entry.key is use.node else ()
        return any(isinstance(value, Text) and "twilio.com" in value.text for value in values)

    def only_exchanges(self, call: cst.Call, use: Use, change: TextChange | None) -> bool:
        """Say whether a pattern is there to put the new host in the place of the old one, and for nothing else."""
        if called_name(call) != "compile":
            return called_name(call) in ("sub", "subn") and self.gives_new(call, use.scope, change)
        asked = [each for each in self._evaluator.uses(call) if each.kind not in _HANDING_ON]
        calls = [(self._tree.call_of(each.around), each) for each in asked]
        return bool(calls) and all(
            each.kind == "attribute"
            and made is not None
            and each.name in ("sub", "subn")
            and self.gives_new(made, each.scope, change)
            for made, each in calls
        )
