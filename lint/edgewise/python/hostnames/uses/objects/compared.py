"""Compared objects: objects in which a host is kept, and that are compared, ordered or looked up as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edgewise.judgement.roles import Role
from edgewise.python.hostnames.uses import sinks
from edgewise.python.inference.values import Class, Function, Imported, Object, Text, as_constant
from edgewise.python.syntax.nodes import as_call, base_of, called_name, is_of_sets, last_name, positional

if TYPE_CHECKING:
    from collections.abc import Iterator

    import libcst as cst

    from edgewise.python.hostnames.uses.objects.fields import GivenFields
    from edgewise.python.inference.uses import Use
    from edgewise.python.inference.values import Value
    from edgewise.python.module import Module
    from edgewise.python.syntax.scopes import Scope

_FINDING = frozenset({"index", "count", "remove", "discard", "sort", "difference", "intersection", "issubset", "union"})
"""Methods of a container that compare what is in it."""
_LOOKING_UP = frozenset({"get", "pop", "setdefault", "index", "count", "remove", "discard"})
_SORTING = ("heapq.", "bisect.")
_COMPARING = frozenset({"__eq__", "__lt__", "__hash__"})
_PLAIN_BASES = ("builtins.object", "typing.Protocol", "typing.Generic", "abc.ABC", "threading.")
"""Bases whose objects are each equal to itself alone."""


class ComparedObjects:
    """Answers for one module."""

    def __init__(self, module: Module, fields: GivenFields) -> None:
        self._fields = fields
        self._tree = module.tree
        self._evaluator = module.evaluator

    def roles(self, call: cst.Call) -> Iterator[Role]:
        """Yield the roles of a text that is kept in the object that a call makes, by what is done with all of it."""
        uses = self._evaluator.uses(call)
        if any(use.way == "itself" and use.kind == "text" for use in uses):
            yield Role.UNSEEN  # an operation of its class makes something else of it
        compared = [use for use in uses if self._compares(use, call)]
        if compared and self._is_by_host(call, compared[0].scope):
            yield Role.COMPARISON

    def _is_by_host(self, call: cst.Call, scope: Scope) -> bool:
        """Say whether objects are compared by what is in them, and not each with itself alone."""
        objects = [value for value in self._evaluator.values(call, scope) if isinstance(value, Object)]
        return any(self._may_compare(made) for made in objects) or any(self._fields_with_hosts(call, scope))

    def _may_compare(self, made: Object) -> bool:
        """Say whether the class of an object, or a base that is not seen, may have a comparison of its own."""
        if not isinstance(made.of, Class):
            return self._evaluator.fields(made) is None
        lineage = self._evaluator.lineage(made.of)
        bodies = (self._tree.opened[each.node].names for each in lineage if isinstance(each, Class))
        bases = (each.name for each in lineage if isinstance(each, Imported))
        return any(not _COMPARING.isdisjoint(body) for body in bodies) or any(
            not base.startswith(_PLAIN_BASES) for base in bases
        )

    def _compares(self, use: Use, call: cst.Call) -> bool:
        """Say whether a use compares an object with others, by itself or in what holds it."""
        match use.kind:
            case "key":
                return use.way == "itself"
            case "comparison":
                return any(compared.sign not in ("is", "is not") for compared in use.compared)
            case "text" if use.way == "held":
                return is_of_sets(use.around)
            case "attribute" if use.way == "held" and use.name in _FINDING:
                asked = self._tree.call_of(use.around)
                return use.name != "sort" or asked is None or self._goes_by(asked, use.scope, call)
            case "argument" if use.call is not None:
                names = [
                    callee.name
                    for callee, _ in self._evaluator.callees(use.call, use.scope)
                    if isinstance(callee, Imported)
                ]
                if called_name(use.call) in _LOOKING_UP and use.call.args[0].value is use.node:
                    return True
                is_ordered = any(name in sinks.ORDERING for name in names)
                return any(name.startswith(_SORTING) for name in names) or (
                    is_ordered and self._goes_by(use.call, use.scope, call)
                )
            case _:
                return False

    def _goes_by(self, ordering: cst.Call, scope: Scope, call: cst.Call) -> bool:
        """Say whether objects are ordered by a host: by all of them, or by a key that reads a field with one."""
        keys = [item.value for item in ordering.args if item.keyword is not None and item.keyword.value == "key"]
        fields = [*self._fields_with_hosts(call, scope)]
        functions = [value for key in keys for value in self._evaluator.values(key, scope)]
        return not functions or any(self._reads(function, fields) for function in functions)

    def _fields_with_hosts(self, call: cst.Call, scope: Scope) -> Iterator[str | int]:
        """Yield the names and the positions, from 0, of the fields that have a host."""
        for made in self._evaluator.values(call, scope):
            entries = self._evaluator.fields(made) if isinstance(made, Object) else None
            for at, (name, choice) in enumerate(entries.known.items() if entries is not None else ()):
                values = self._evaluator.of(choice)
                is_host = any(isinstance(value, Text) and "twilio" in value.text.lower() for value in values)
                if is_host and not (isinstance(made, Object) and self._fields.is_left_out(made.of, str(name))):
                    yield from (str(name), at)

    def _reads(self, key: Value, fields: list[str | int]) -> bool:
        """Say whether the key of an order reads one of some fields, as far as that is seen."""
        getter = as_call(key.node) if isinstance(key, Object) and isinstance(key.of, Imported) else None
        if getter is not None:
            asked = (v for item in getter.args for v in self._evaluator.values(item.value, key.origin.scope))
            return any(not name or name[0] in fields for name in map(as_constant, asked))
        if not isinstance(key, Function):
            return True
        for parameter in positional(key.definition.params)[:1]:
            for read, _ in self._tree.uses(parameter.name.value, self._tree.opened[key.definition]):
                around = self._tree.parents[read]
                is_attribute = base_of(around) is read
                if read is not parameter.name and (not is_attribute or last_name(around) in fields):
                    return True
        return False
