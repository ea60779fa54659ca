"""Memos: containers that start empty and get their keys here, so that what is found in them does not depend on a host.

A cache of answers by URL, a set of what was seen and the failures of each host find again what was put in, whatever it
says: the new host as well as the old one, as long as nothing from elsewhere is looked up in them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edgewise.judgement.hostnames import valid_hosts
from edgewise.python.inference.values import Mapping, Reason, Sequence, Text, Unknown
from edgewise.python.syntax.items import starts_empty
from edgewise.python.syntax.nodes import called_name, item_access

if TYPE_CHECKING:
    import libcst as cst

    from edgewise.python.inference.uses import Use
    from edgewise.python.inference.values import Value, Values
    from edgewise.python.module import Module
    from edgewise.python.syntax.scopes import Scope

_BY_KEY = frozenset({"get", "setdefault", "pop", "add", "discard", "append"})
"""Methods that are given a key, or an element."""
_WHOLE = frozenset({"clear"})


class Memos:
    """Answers for one module."""

    def __init__(self, module: Module) -> None:
        self._tree = module.tree
        self._evaluator = module.evaluator
        self._keys: dict[cst.CSTNode, list[tuple[cst.BaseExpression, Scope]] | None] = {}

    def finds_again(self, containers: Values, new_host: str | None) -> bool:
        """Say whether only what is put in here is looked up in containers, and the new host is not among it before.

        :param new_host: the host that another one becomes, None where that is not known.
        """
        return bool(containers) and all(self._finds_again(value, new_host) for value in containers)

    def _finds_again(self, container: Value, new_host: str | None) -> bool:
        if not isinstance(container, (Mapping, Sequence)) or container.doubts or not starts_empty(container.node):
            return False
        if container.node not in self._keys:
            self._keys[container.node] = self._keys_of(container)
        keys = self._keys[container.node]
        return keys is not None and all(
            self._is_from_here(value, new_host) for node, scope in keys for value in self._evaluator.values(node, scope)
        )

    @staticmethod
    def _is_from_here(value: Value, new_host: str | None) -> bool:
        """Say whether a key is a text of this module, or one that callers give who are not seen."""
        if isinstance(value, Text):
            return not valid_hosts(value.text) if new_host is None else new_host not in value.text
        return isinstance(value, Unknown) and all(doubt.reason is Reason.CALLERS for doubt in value.doubts)

    def _keys_of(self, container: Mapping | Sequence) -> list[tuple[cst.BaseExpression, Scope]] | None:
        """Return all that is looked up in a container, or put into it; None where more is done with it than that."""
        found: list[tuple[cst.BaseExpression, Scope]] = []
        for use in self._evaluator.uses(container.node):
            key = self._key(use) if use.way == "itself" else None
            if key is not None:
                found.append((key, use.scope))
            elif not self._hands_on(use):
                return None
        return found

    def _key(self, use: Use) -> cst.BaseExpression | None:
        call = self._tree.call_of(use.around)
        match use.kind:
            case "comparison":
                sides = [each for each in use.compared if each.is_membership and not each.is_left]
                return sides[0].other if len(sides) == len(use.compared) == 1 else None
            case "item" | "entry":
                accessed = item_access(use.around)
                return accessed[1] if accessed is not None else None
            case "attribute" if call is not None and use.name in _BY_KEY and call.args:
                return call.args[0].value
            case _:
                return None

    def _hands_on(self, use: Use) -> bool:
        """Say whether a container is only given a name, emptied or counted."""
        if use.kind == "argument" and use.call is not None:
            return called_name(use.call) == "len"
        if use.kind == "attribute":
            return use.name in _WHOLE
        return use.way == "itself" and use.kind in ("assigned", "stored", "test")
