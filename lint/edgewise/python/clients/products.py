"""Products: what a module looks up on its clients (``client.verify``, ``client.messages``), and on which line."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst

from edgewise.judgement.clients import short
from edgewise.judgement.products import Accessor
from edgewise.python.inference.values import Unknown, as_constants
from edgewise.twilio.accessors import accessed, furthest, is_unmistakable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from edgewise.python.clients.objects import ClientObjects
    from edgewise.python.inference.values import Object
    from edgewise.python.module import Module
    from edgewise.python.syntax.scopes import Scope


class ClientProducts:
    """Answers for the clients of one module."""

    def __init__(self, module: Module, objects: ClientObjects) -> None:
        self._tree = module.tree
        self._evaluator = module.evaluator
        self._objects = objects

    def of(self, made: Iterable[Object]) -> list[Accessor]:
        """Return what is looked up on objects, or on what may be one of them."""
        clients = list(made)
        return [
            accessor
            for accessor, owners in self._looked_up
            if not owners or any(self._evaluator.is_same(owner, client) for owner in owners for client in clients)
        ]

    @cached_property
    def _looked_up(self) -> list[tuple[Accessor, list[Object]]]:
        """What is looked up on any client, each with the clients that the expression for it may be.

        None where that is not known: a client that is handed in, or something that looks like none but a client, may be
        any of them.
        """
        found: list[tuple[Accessor, list[Object]]] = []
        for node, owner, name, scope in self._candidates():
            values = self._evaluator.values(owner, scope)
            owners = self._objects.clients(owner, scope)
            made = [client for client in owners if client.call is not None or isinstance(client.node, cst.ClassDef)]
            is_open = any(isinstance(value, Unknown) for value in values)
            if owners or (
                is_open and is_unmistakable([name, *(further for _, further in self._tree.looked_up_on(node))])
            ):
                accessor = self._accessor(node, name, self._tree.line(node))
                found.append((accessor._replace(is_certain=bool(made)), made))
        return found

    def _candidates(self) -> Iterator[tuple[cst.BaseExpression, cst.BaseExpression, str, Scope]]:
        """Yield what looks something up that may be a client's, the object, the name, and the scope."""
        for node, scope in self._tree.nodes(cst.Attribute):
            if accessed([node.attr.value]) is not None:
                yield node, node.value, node.attr.value, scope
        for call, scope in self._tree.nodes(cst.Call):
            if len(call.args) > 1 and self._evaluator.is_dotted(call.func, scope, "builtins.getattr"):
                names = as_constants(self._evaluator.values(call.args[1].value, scope)).strings
                for name in names:
                    if accessed([name]) is not None:
                        yield call, call.args[0].value, name, scope

    def _accessor(self, node: cst.BaseExpression, name: str, line: int) -> Accessor:
        """Return what is looked up by a name, and by those behind it as far as they say more."""
        shown, product, resource = furthest(node, name, self._tree.looked_up_on(node))
        return Accessor(short(self._tree.source(shown)), line, product, resource)
