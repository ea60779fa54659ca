"""Expectations: what tests compare with a host, and whether the module makes that as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from edgewise.python.inference.intent import is_assertion
from edgewise.python.inference.values import Text

if TYPE_CHECKING:
    from edgewise.python.hostnames.uses.changes import TextChange
    from edgewise.python.inference.uses import Use
    from edgewise.python.module import Module
    from edgewise.python.syntax.scopes import Scope


_STATED_DEPTH = 3
"""Through how many attributes and methods of what a call makes the statements of a test are looked for."""


class ExpectedHosts:
    """Answers for one module."""

    def __init__(self, module: Module) -> None:
        self._tree = module.tree
        self._evaluator = module.evaluator

    def is_made_here(self, other: cst.BaseExpression, scope: Scope, change: TextChange) -> bool:
        """Say whether what a test compares with the host is for certain a text of this module that has it as well."""
        values = self._evaluator.values(other, scope)
        texts = [value for value in values if isinstance(value, Text) and not value.doubts]
        return len(texts) == len(values) and all(change.old_host in text.text for text in texts)

    def has_one_origin(self, use: Use, other: cst.BaseExpression) -> bool:
        """Say whether the hosts of two things that are compared stand in the same literals, and in no others."""
        sides = self._evaluator.used(use), self._evaluator.values(other, use.scope)
        if any(not isinstance(value, Text) or value.doubts for values in sides for value in values):
            return False
        texts = [[value for value in values if isinstance(value, Text)] for values in sides]
        found = [{part.node for text in each for part in text.parts if "twilio" in part.text.lower()} for each in texts]
        return bool(found[0]) and found[0] == found[1]

    def is_given_here(self, change: TextChange, expected: cst.CSTNode) -> bool:
        """Say whether a call of the module is for certain given the very text that a mock is expected to have got."""
        for call, scope in self._tree.nodes(cst.Call):
            if is_assertion(call):
                continue
            for argument in call.args:
                for frame in (None, *self._evaluator.frames(call)):
                    values = self._evaluator.values(argument.value, scope, frame)
                    texts = [value for value in values if isinstance(value, Text) and not value.doubts]
                    own = any(part.node is expected for text in texts for part in text.parts)
                    if len(texts) == len(values) and not own and {text.text for text in texts} == {change.old}:
                        return True
        return False

    def gives_rows_to_a_test(self, call: cst.Call, name: str) -> bool:
        """Say whether a call decorates a test, which is then run with what the call is given."""
        if name == "pytest.mark.parametrize":
            return True
        decorator = self._tree.parents.get(call)
        test = self._tree.parents.get(decorator) if isinstance(decorator, cst.Decorator) else None
        return isinstance(test, cst.FunctionDef) and test.name.value.startswith("test")

    def is_asserted(self, call: cst.CSTNode, depth: int = 0) -> bool:
        """Say whether a test states something of what a call makes: ``form = Form(data); assert form.is_valid()``."""
        for use in self._evaluator.uses(call):
            is_stated = use.kind == "asserted" or (use.call is not None and is_assertion(use.call))
            if is_stated or (use.kind in ("comparison", "test") and self._tree.enclosing(use.around, cst.Assert)):
                return True
            if use.kind == "attribute" and use.way != "held" and depth < _STATED_DEPTH:
                made = self._tree.call_of(use.around) or use.around
                if self.is_asserted(made, depth + 1):
                    return True
        return False
