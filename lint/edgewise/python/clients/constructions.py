"""Which calls make a client, and what they give its constructor, in each call of the function around them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst

from edgewise.python.inference.values import (
    Class,
    Constant,
    Imported,
    Object,
    Partial,
    Place,
    Reason,
    Unknown,
    is_complete,
)
from edgewise.python.syntax.direct import direct_calls
from edgewise.python.syntax.imports import leads_to, may_import_by_text
from edgewise.python.syntax.nodes import imported_names
from edgewise.twilio.constructors import CLIENT_CLASSES, EDGE_POSITION, REGION_POSITION

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edgewise.python.inference.evaluator import Evaluator
    from edgewise.python.inference.values import Arguments, Doubt, Frame, Value
    from edgewise.python.syntax.scopes import Scope
    from edgewise.python.syntax.tree import Tree

REPLACED = frozenset({"__init__", "__setattr__", "__getattribute__", "get_hostname", "request", "region", "edge"})
"""What of Twilio's clients decides which host they ask for, where it is replaced."""


@dataclass(frozen=True)
class Construction:
    """A call that makes a client, in one call of the function around it.

    ``made`` is the client; ``certain`` says that the call surely makes one; ``edge_from`` is a place that may give it
    an edge of its own, or take the region away. ``is_partial`` says that it is called once more before it makes one.
    """

    call: cst.Call
    scope: Scope
    frame: Frame | None
    arguments: Arguments
    made: Object
    certain: bool
    edge_from: str | None = None
    is_partial: bool = False


class Constructions:
    """Reads the calls of one module: the same whatever is decided of its regions.

    :param clients: dotted names of further classes with a client's constructor.
    """

    def __init__(self, tree: Tree, evaluator: Evaluator, clients: Iterable[str]) -> None:
        self._tree = tree
        self._evaluator = evaluator
        self._classes = CLIENT_CLASSES.union(clients)

    @cached_property
    def may_be_any(self) -> bool:
        """Whether the module names a class of clients at all, and imports what has it."""
        text = self._tree.text
        if not any(name.rpartition(".")[2] in text for name in self._classes):
            return False
        if may_import_by_text(text) or self._tree.unread:
            return True
        imports: list[cst.Import | cst.ImportFrom] = [node for node, _ in self._tree.nodes(cst.Import)]
        imports += [node for node, _ in self._tree.nodes(cst.ImportFrom)]
        return leads_to((name for node in imports for name in imported_names(node)), self._classes)

    def is_client_class(self, value: Value) -> bool:
        """Say whether a value is a class whose objects are Twilio clients."""
        if isinstance(value, Class):
            return any(isinstance(base, Imported) and base.name in self._classes for base in self._lineage(value))
        return isinstance(value, Imported) and value.name in self._classes

    def is_name_of_class(self, name: str) -> bool:
        """Say whether a class of clients is called so in its module."""
        return any(known.rpartition(".")[2] == name for known in self._classes)

    def is_client(self, value: Value) -> bool:
        """Say whether a value is a Twilio client."""
        return isinstance(value, Object) and self.is_client_class(value.of)

    @cached_property
    def all(self) -> dict[cst.Call, list[Construction]]:
        """What each call makes, in each call of the function around it."""
        found: dict[cst.Call, list[Construction]] = {}
        direct = direct_calls(self._tree, self._classes)
        for call, scope in self._tree.nodes(cst.Call):
            if direct is not None and call not in direct:
                continue
            # Most calls make none, whatever is given to the function around them.
            for frame in self.frames(call) if self._may_make_one(call, scope) else ():
                made = self.of(call, scope, frame)
                if made is not None:
                    found.setdefault(call, []).append(made)
            if call not in found and (made := self._of_others(call, scope)) is not None:
                found[call] = [made]
        return found

    def _of_others(self, call: cst.Call, scope: Scope) -> Construction | None:
        """Return what a call makes where nobody sees who calls the function around, if that is a client.

        The class may be the default of a parameter for which tests give something else.
        """
        unseen = self._evaluator.frame_of_others(call) if self._may_make_one(call, scope) else None
        made = self.of(call, scope, unseen) if unseen is not None else None
        # A class of the module may be that of the method's object, whose constructors have been seen.
        return made if made is not None and isinstance(made.made.of, Imported) else None

    def _may_make_one(self, call: cst.Call, scope: Scope) -> bool:
        """Say whether a call may make a client in some call of the function around it.

        In a class that also depends on the object or class whose method runs, which may be a subclass.
        """
        if self._tree.enclosing(call, cst.ClassDef) is not None:
            return True
        called = [called for called, _ in self._evaluator.callees(call, scope)]
        handed = (value for value, _ in self._evaluator.handed_on(call, scope))
        return any(map(self._may_be_one, called)) or any(map(self._may_be_one, handed))

    def _may_be_one(self, value: Value) -> bool:
        if isinstance(value, Imported):
            return value.name.removesuffix(".__init__").removesuffix("()") in self._classes
        if isinstance(value, Unknown):
            return any(doubt.reason in (Reason.MANY, Reason.DEPTH) for doubt in value.doubts)
        return self.is_client_class(value)

    @cached_property
    def in_order(self) -> list[Construction]:
        """All that calls make, in the order of the source."""
        return [made for several in self.all.values() for made in several]

    def is_called(self, partial: Construction) -> bool:
        """Say whether a partial is seen to be called, which is judged in its place."""
        return any(partial.call in made.arguments.calls and made.call is not partial.call for made in self.in_order)

    def frames(self, node: cst.CSTNode) -> list[Frame | None]:
        """Return the calls that are seen to run the function around a node; None alone where no call is seen."""
        found = self._evaluator.frames(node) or self._evaluator.frames_of_objects(node)
        return [frame for frame in found if self._evaluator.runs(node, frame)] or [None]

    def of(self, call: cst.Call, scope: Scope, frame: Frame | None) -> Construction | None:
        """Return the client that a call makes, None where it makes none."""
        callees = [
            called for called in self._evaluator.callees(call, scope, frame) if not _is_of_nothing(called[0])
        ]  # neither None in the place of a class nor a method of it takes what makes a client
        found = [made for callee in callees if (made := self._by(callee, call, scope, frame)) is not None]
        # Where it depends on what is given to the function around, it is as certain as who calls that.
        sure = self.unsure_call(frame) is None
        if not found:
            handed = self._evaluator.handed_on(call, scope, frame)
            found = [made for each in handed if (made := self._by(each, call, scope, frame)) is not None]
            return self._handed_on(replace(found[0], certain=found[0].certain and sure)) if found else None
        sure = sure or is_complete(self._evaluator.values(call.func, scope))
        certain = sure and len(found) == len(callees) and all(made.certain for made in found)
        edge_from = next((made.edge_from for made in found if made.edge_from), None)
        first = found[0]
        return Construction(call, scope, frame, first.arguments, first.made, certain, edge_from)

    def _handed_on(self, made: Construction) -> Construction:
        """Return what a call makes of a client's class and arguments that it is given: it, a partial, or who knows."""
        values = self._evaluator.values(made.call, made.scope, made.frame)
        is_partial = any(isinstance(value, Partial) and value.node is made.call for value in values)
        known = is_partial or any(map(self.is_client, values))
        return replace(made, certain=made.certain and known, is_partial=is_partial)

    def _by(
        self, called: tuple[Value, Arguments], call: cst.Call, scope: Scope, frame: Frame | None
    ) -> Construction | None:
        """Return the client that one callee makes of arguments."""
        callee, arguments = called
        place = Place(call, scope, frame)
        certain = not callee.doubts
        if isinstance(callee, Class) and self.is_client_class(callee):
            if any(self._has_constructor(base) for base in self._lineage(callee)):
                return None  # its constructor calls Twilio's
            return Construction(call, scope, frame, arguments, Object(place, callee), certain, self._edge_from(callee))
        if not isinstance(callee, Imported):
            return None
        if callee.name in self._classes:
            return Construction(call, scope, frame, arguments, Object(place, callee), certain)
        base, _, method = callee.name.rpartition(".")
        if method != "__init__" or base.removesuffix("()") not in self._classes:
            return None
        around = self._class_around(call)
        is_bound = base.endswith("()")
        receivers = (callee.receiver,) if is_bound else self._evaluator.of(*arguments.positions[:1])
        arguments = arguments if is_bound else arguments.behind(1)
        if around is None:  # of an object that `Client.__new__(Client)` has made
            objects = [one for one in receivers if isinstance(one, Object) and one.call is not None]
            return Construction(call, scope, frame, arguments, objects[0], certain) if len(objects) == 1 else None
        receiver = frame.function.receiver if frame is not None and frame.function is not None else None
        made = receiver if isinstance(receiver, Object) else Object(around.origin, around)
        of = made.of if isinstance(made.of, Class) else around
        return Construction(call, scope, frame, arguments, made, certain, self._edge_from(of))

    def _lineage(self, of: Class) -> list[Class | Imported]:
        return self._evaluator.lineage(of)

    def _names(self, of: Class | Imported) -> frozenset[str]:
        return frozenset(self._tree.opened[of.node].names) if isinstance(of, Class) else frozenset()

    def _has_constructor(self, of: Class | Imported) -> bool:
        """Say whether a class surely has the one constructor that its body defines."""
        bindings = self._tree.opened[of.node].names.get("__init__", ()) if isinstance(of, Class) else ()
        nodes = [binding.node for binding in bindings]
        return (
            isinstance(of, Class)
            and len(nodes) == 1
            and isinstance(nodes[0], cst.FunctionDef)
            and self._tree.parents[nodes[0]] is of.definition.body
        )

    def _edge_from(self, of: Class) -> str | None:
        """Return what of a class may give its objects an edge that no call gives."""
        for base in self._lineage(of):
            if not isinstance(base, Class):
                continue
            definition = base.definition
            for name in sorted(REPLACED.intersection(self._names(base)) - {"__init__"}):
                return f"`{name}` of `{definition.name.value}`"
            unclear = "__init__" in self._names(base) and not self._has_constructor(base)
            if "__new__" in self._names(base) or definition.decorators or definition.keywords or unclear:
                return f"whatever makes objects of `{definition.name.value}`"
            for argument in definition.bases:
                values = self._evaluator.values(argument.value, base.origin.scope, base.origin.frame)
                if any(map(self.is_client_class, values)):
                    break
                if not values or not all(isinstance(value, Class) for value in values):  # it is looked at by itself
                    return "another base of the class"
        return None

    def _class_around(self, node: cst.CSTNode) -> Class | None:
        owner = self._tree.enclosing(node, cst.ClassDef)
        if owner is None:
            return None
        outer = self._tree.opened[owner].parent
        return Class(Place(owner, outer if outer is not None else self._tree.opened[owner]))

    def unsure_call(self, frame: Frame | None, outside: Frame | None = None) -> cst.BaseExpression | None:
        """Return what is called on the way to a frame that may be something else as well, None if nothing may.

        :param outside: the frame in which that way begins, None for the module itself.
        """
        while frame is not None and frame is not outside:
            call = frame.calling
            if call is not None:
                callees = self._evaluator.values(call.func, frame.call.scope, frame.call.frame)
                others = [callee for callee in callees if not _is_of_nothing(callee)]
                doubts = frame.function.doubts if frame.function is not None else ()
                if len(others) > 1 or doubts or any(callee.doubts for callee in others):
                    return call.func
            frame = frame.caller
        return None

    def is_plain(self, frame: Frame | None, last: Frame) -> bool:
        """Say whether nothing but the functions, or their classes, has a say in what their calls may give.

        :param last: the last of the calls outward that are looked at; what is given there does not depend on others.
        """
        outside = last.caller
        while frame is not None and frame is not outside:
            function = frame.function
            if function is None:
                return False
            if isinstance(function.definition, cst.FunctionDef) and function.definition.decorators:
                return False
            receiver = function.receiver
            is_constructor = isinstance(receiver, Object) and receiver.node is frame.call.node
            if is_constructor and isinstance(receiver, Object) and not self._is_plain_class(receiver.of):
                return False
            frame = frame.caller
        return True

    def is_the_same_in_every_call(self, made: Construction) -> bool:
        """Say whether a client and its region are the same whoever calls the function around them, and with what."""
        if made.frame is None:
            return True
        alone = self.of(made.call, made.scope, None)
        if alone is None or not is_complete(self._evaluator.values(made.call.func, made.scope)):
            return False
        arguments = alone.arguments
        choices = arguments.get("region", REGION_POSITION), arguments.get("edge", EDGE_POSITION)
        if more_of(arguments) is not None or any(None in choice for choice in choices):
            return False
        return all(is_complete(self._evaluator.of(choice)) for choice in choices)

    def _is_plain_class(self, of: Class | Imported) -> bool:
        if isinstance(of, Imported):
            return False
        for base in self._lineage(of):
            if isinstance(base, Imported):
                if base.name != "builtins.object" and base.name not in self._classes:
                    return False
            elif base.definition.decorators or base.definition.keywords or "__new__" in self._names(base):
                return False
        return True


def _is_of_nothing(value: Value) -> bool:
    """Say whether a value is a constant, or an attribute of one."""
    return isinstance(value, Constant) or (isinstance(value, Imported) and isinstance(value.receiver, Constant))


def more_of(arguments: Arguments) -> Doubt | None:
    """Return why a call may give a region or an edge that is not seen, None if it gives no more."""
    is_by_position = "region" not in arguments.names
    return arguments.more_names or (arguments.more_positions if is_by_position else None)
