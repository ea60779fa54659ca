"""What a module does to its clients once they are made: which attributes it sets, and what else may set them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst

from edgewise.judgement.clients import short
from edgewise.python.clients.constructions import REPLACED
from edgewise.python.inference.values import Imported, Object, Text, Unknown, as_constants
from edgewise.python.syntax.nodes import called_name, receiver_of
from edgewise.twilio.table import EDGES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edgewise.python.clients.constructions import Constructions
    from edgewise.python.inference.values import Frame, Values
    from edgewise.python.module import Module
    from edgewise.python.syntax.scopes import Scope


@dataclass(frozen=True)
class Store:
    """A place that sets an attribute of clients; ``value`` is None where no expression stands for it.

    ``owners`` is everything that the expression for the client may be.
    """

    target: cst.CSTNode
    owner: cst.BaseExpression
    value: cst.BaseExpression | None
    scope: Scope
    frame: Frame | None
    owners: Values
    clients: list[Object]
    attribute: cst.Attribute | None
    """The target if it is an attribute, None for ``setattr``."""


class ClientObjects:
    """Answers for the clients of one module."""

    def __init__(self, module: Module, constructions: Constructions) -> None:
        self._tree = module.tree
        self._evaluator = module.evaluator
        self._constructions = constructions
        self.edges: list[Store] = []
        self.regions: list[Store] = []
        self.loose_edges: list[tuple[cst.CSTNode, str]] = []
        """What may set the edge of any client, and what to say of it."""
        for target, value, scope in self._tree.assigned_attributes():
            if target.attr.value in REPLACED:
                self._assigned(target, target.attr.value, target.value, value, scope, target)
        for call, scope in self._tree.nodes(cst.Call):
            self._by_call(call, scope)
        for node, scope in self._tree.nodes(cst.Attribute):
            if node.attr.value in ("__dict__", "__setattr__") and self.clients(node.value, scope):
                self.loose_edges.append((node, f"`{self._tree.source(node)}`"))

    def clients(self, node: cst.BaseExpression, scope: Scope, frame: Frame | None = None) -> list[Object]:
        """Return the clients for which an expression may stand."""
        values = self._evaluator.values(node, scope, frame)
        return [value for value in values if isinstance(value, Object) and self._constructions.is_client(value)]

    def _assigned(
        self,
        target: cst.CSTNode,
        name: str,
        owner: cst.BaseExpression,
        value: cst.BaseExpression | None,
        scope: Scope,
        attribute: cst.Attribute | None = None,
    ) -> None:
        said = f"`{short(self._tree.source(target))}`"
        if any(map(self._constructions.is_client_class, self._evaluator.values(owner, scope))):
            self.loose_edges.append((target, f"{said}, which is replaced"))
        if name not in ("edge", "region"):
            return
        for frame in self._constructions.frames(target):
            owners = self._evaluator.values(owner, scope, frame)
            clients = self.clients(owner, scope, frame)
            store = Store(target, owner, value, scope, frame, owners, clients, attribute)
            if clients:
                (self.edges if name == "edge" else self.regions).append(store)
            if name == "edge" and self._may_be_any(owners, frame):
                edges = as_constants(self._evaluator.values(value, scope, frame)) if value is not None else None
                if edges is None or not edges.complete or not EDGES.isdisjoint(edges.strings):
                    self.loose_edges.append((target, f"{said}, which may be this client's"))

    def _may_be_any(self, owners: Values, frame: Frame | None) -> bool:
        """Say whether what an edge is given to may be a client that is made elsewhere."""
        if frame is not None and frame.calling is not None:
            callees = self._evaluator.values(frame.calling.func, frame.call.scope, frame.call.frame)
            if any(isinstance(callee, Imported) for callee in callees):
                return True  # whoever calls the function may give it anything
        return any(
            isinstance(value, Unknown)
            or (
                isinstance(value, Object)
                and isinstance(value.of, Imported)
                and not self._constructions.is_client(value)
            )
            for value in owners
        )

    def _by_call(self, call: cst.Call, scope: Scope) -> None:
        """Read ``setattr(client, "edge", ...)``, and what gives any attribute of a client away."""
        if self._evaluator.is_dotted(call.func, scope, "builtins.setattr", "builtins.object.__setattr__"):
            arguments = self._evaluator.arguments(call, scope)
            if len(call.args) == 3 and len(arguments.positions) == 3:  # an object, a name and a value
                owner, key, value = (argument.value for argument in call.args)
                names = self._evaluator.values(key, scope)
                for name in {text.constant or "" for text in names if isinstance(text, Text)} & REPLACED:
                    self._assigned(call, name, owner, value, scope)
                if not as_constants(names).complete and self.clients(owner, scope):
                    self.loose_edges.append((call, f"`{short(self._tree.source(call))}`"))
        elif (
            call.args
            and self._evaluator.is_dotted(call.func, scope, "builtins.vars")
            and self.clients(call.args[0].value, scope)
        ):
            self.loose_edges.append((call, f"`{self._tree.source(call.func)}`"))

    def stores(self, stores: list[Store], made: Object) -> Iterator[Store]:
        """Yield the stores that may set an attribute of a client."""
        return (store for store in stores if any(self._evaluator.is_same(client, made) for client in store.clients))

    def reader(self, name: str, made: Object) -> cst.CSTNode | None:
        """Return where the module reads the region or the edge of a client, None where it does not."""
        readers = (node for client, node in self._read[name] if self._evaluator.is_same(client, made))
        return next(readers, None)

    def asked_for_host(self, made: Object) -> Iterator[cst.CSTNode]:
        """Yield the calls that ask a client for the name of its host."""
        return (call for client, call in self._asked_for_host if self._evaluator.is_same(client, made))

    @cached_property
    def _asked_for_host(self) -> list[tuple[Object, cst.CSTNode]]:
        found: list[tuple[Object, cst.CSTNode]] = []
        for call, scope in self._tree.nodes(cst.Call):
            base = receiver_of(call)
            if base is not None and called_name(call) == "get_hostname":
                found += [(client, call) for client in self.clients(base, scope)]
        return found

    @cached_property
    def _read(self) -> dict[str, list[tuple[Object, cst.CSTNode]]]:
        """The clients whose region, or edge, is read, and where."""
        written = {store.target for store in (*self.regions, *self.edges)}
        found: dict[str, list[tuple[Object, cst.CSTNode]]] = {"region": [], "edge": []}
        for node, scope in self._tree.nodes(cst.Attribute):
            if node.attr.value in found and node not in written:
                found[node.attr.value] += [(client, node) for client in self.clients(node.value, scope)]
        for call, scope in self._tree.nodes(cst.Call):
            if len(call.args) > 1 and self._evaluator.is_dotted(call.func, scope, "builtins.getattr"):
                names = as_constants(self._evaluator.values(call.args[1].value, scope))
                for name in found:
                    if not names.complete or name in names.strings:
                        found[name] += [(client, call) for client in self.clients(call.args[0].value, scope)]
        return found
