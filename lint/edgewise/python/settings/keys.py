"""Keys: what a module does under the name of a variable, by whatever expression it names it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

import libcst as cst

from edgewise.judgement.settings import is_setting_key
from edgewise.python.inference.values import Class, Function, Imported, Mapping, Sequence, all_texts, constant_text
from edgewise.python.settings.environ import SETS, is_environ
from edgewise.python.syntax.nodes import called_name, item_access, receiver_of, sides_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edgewise.python.inference.uses import Use
    from edgewise.python.module import Module
    from edgewise.python.syntax.scopes import Scope

REMOVES = frozenset({"pop", "__delitem__", "delenv", "unsetenv", "delitem"})
"""Methods that take a variable away."""
_REMOVES_FROM_PROCESS = frozenset({"delenv", "unsetenv"})
STORES = frozenset({"setdefault", "__setitem__", "setitem", "putenv"})
"""Methods that give it a value."""


class KeyUse(NamedTuple):
    """One use of a variable's name: what is done under it, where, and in which dictionary.

    ``asked``: whether it is there. Without a ``base`` it is the environment of this process.
    """

    kind: Literal["set", "removed", "read", "asked"]
    node: cst.CSTNode
    scope: Scope
    base: cst.BaseExpression | None


class KeyUses:
    """Answers for the variables of one module."""

    def __init__(self, module: Module) -> None:
        self._tree = module.tree
        self._evaluator = module.evaluator
        self._known: dict[str, list[KeyUse]] = {}

    def of(self, key: str) -> list[KeyUse]:
        """Return what the module does under the name of a variable, by whatever expression it names it."""
        if key not in self._known:
            found: dict[cst.CSTNode, KeyUse] = {}
            for node in self._literals.get(key, ()):
                for use in self._evaluator.uses(node):
                    if use.way == "itself" and (told := self._of_key(use)) is not None:
                        found.setdefault(told.node, told)
            for told in self._removals(key):
                found.setdefault(told.node, told)
            self._known[key] = [*found.values()]
        return self._known[key]

    @cached_property
    def _literals(self) -> dict[str, list[cst.SimpleString]]:
        """The literals that name a variable, by its name."""
        found: dict[str, list[cst.SimpleString]] = {}
        for node, scope in self._tree.nodes(cst.SimpleString):
            said = node.value.lower()
            if "region" in said or "edge" in said:
                text = constant_text(self._evaluator.values(node, scope))
                if text is not None and is_setting_key(text):
                    found.setdefault(text, []).append(node)
        return found

    @cached_property
    def _removing(self) -> list[tuple[cst.Call, Scope]]:
        """The calls of methods that may remove a variable."""
        calls = self._tree.nodes(cst.Call)
        return [(call, scope) for call, scope in calls if called_name(call) in REMOVES]

    def _removals(self, key: str) -> Iterator[KeyUse]:
        """Yield what may remove a variable under a name that is made on the way: a key of another dictionary."""
        for call, scope in self._removing:
            name, base = called_name(call), receiver_of(call)
            at = 1 if name == "delitem" else 0
            if base is None or len(call.args) <= at:
                continue
            if key in all_texts(self._evaluator.values(call.args[at].value, scope)):
                base = call.args[0].value if at else base
                yield KeyUse("removed", call, scope, None if name in _REMOVES_FROM_PROCESS else base)

    def _of_key(self, use: Use) -> KeyUse | None:
        if use.kind == "key" and (accessed := item_access(use.around)) is not None:
            return KeyUse(self._tree.access(use.around), use.around, use.scope, accessed[0])
        if use.kind == "argument" and use.call is not None:
            return self._of_argument(use, use.call)
        if not use.compared:
            return None
        sides = sides_of(use.around)
        held = (value for node in sides for value in self._evaluator.values(node, use.scope))
        members = any(compared.is_membership for compared in use.compared)
        if members and any(is_environ(value) or isinstance(value, (Mapping, Sequence)) for value in held):
            return KeyUse("asked", use.around, use.scope, None)
        return KeyUse("read", use.around, use.scope, sides[0])

    def _of_argument(self, use: Use, call: cst.Call) -> KeyUse | None:
        name, base = called_name(call), receiver_of(call)
        if name in REMOVES:
            if name == "delitem":
                base = call.args[0].value
            return KeyUse("removed", call, use.scope, None if name in _REMOVES_FROM_PROCESS else base)
        if name in STORES or SETS.fullmatch(name) or use.name in ("name", "Name", "key", "Key"):
            return KeyUse("set", call, use.scope, base)
        for argument in call.args:
            for value in self._evaluator.values(argument.value, use.scope):
                # ``addCleanup(os.environ.pop, "TWILIO_REGION")``
                if isinstance(value, Imported) and value.name.rpartition(".")[2] in REMOVES:
                    return KeyUse("removed", call, use.scope, None)
        callees = [callee for callee, _ in self._evaluator.callees(call, use.scope)]
        if all(isinstance(callee, (Function, Class)) for callee in callees):
            return None  # what is done with it is seen there
        return KeyUse("read", call, use.scope, base)
