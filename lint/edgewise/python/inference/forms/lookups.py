"""Look-ups: what ``value.name`` and ``value[key]`` give, also where only the module says what it puts there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from edgewise.python.inference.values import (
    Arguments,
    Class,
    Constant,
    Function,
    Given,
    Imported,
    Mapping,
    Object,
    Place,
    Reason,
    Sequence,
    Text,
    Unknown,
    unknown,
)
from edgewise.python.syntax.nodes import dotted_name, item_access

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edgewise.python.inference.evaluation import Evaluation
    from edgewise.python.inference.forms.containers import Containers
    from edgewise.python.inference.objects import Objects
    from edgewise.python.inference.values import Frame, Value, Values
    from edgewise.python.syntax.scopes import Scope


class Lookups:
    """Answers what the look-ups of one module give."""

    def __init__(self, evaluation: Evaluation, containers: Containers, objects: Objects) -> None:
        self._evaluation = evaluation
        self._tree = evaluation.tree
        self._containers = containers
        self._objects = objects
        self._paths: dict[tuple[Scope, str], list[Place | None]] | None = None
        self._items: dict[tuple[Scope, str, str], list[Place]] | None = None

    def attributes(self, node: cst.Attribute, scope: Scope, frame: Frame | None) -> Iterable[Value]:
        """Return what ``value.name`` gives."""
        place = Place(node, scope, frame)
        bases = self._evaluation.flow(node.value, scope, frame)
        found = [value for base in bases for value in self.attribute(base, node.attr.value, place)]
        if any(isinstance(base, (Unknown, Imported, Function)) for base in bases):
            found += self._stored_by_path(node, scope, frame)
        return found

    def attribute(self, base: Value, name: str, place: Place) -> Values:
        """Return what an attribute of a value may be, where ``place`` looks at it."""
        match base:
            case Class() | Object():
                return self._objects.attribute(base, name, place)
            case Imported():
                return (Imported(place, f"{base.name}.{name}", base, doubts=base.doubts),)
            case Text() if name == "value":
                return (base,)  # a member of an enumeration that is a text
            case Text() | Constant() | Sequence() | Mapping():
                return (Imported(place, f"builtins.{_type_name(base)}().{name}", base),)
            case Function() if base.role == "property":
                return (Imported(place, f"builtins.property().{name}", base),)
            case _:
                return (unknown(place, Reason.FOREIGN),)

    def _stored_by_path(self, node: cst.Attribute, scope: Scope, frame: Frame | None) -> Iterable[Value]:
        """Return what the module assigns to an attribute of what is not known: "app.state.client"."""
        if self._paths is None:
            self._paths = {}
            for target, value, where in self._tree.assigned_attributes():
                if (key := _path(target, where)) is not None:
                    self._paths.setdefault(key, []).append(Place(value, where) if value is not None else None)
        key = _path(node, scope)
        for stored in self._paths.get(key, ()) if key is not None else ():
            if stored is not None:
                yield from self._evaluation.flow(stored.node, stored.scope, frame if stored.scope is scope else None)

    def subscript(self, node: cst.Subscript, scope: Scope, frame: Frame | None) -> Iterable[Value]:
        """Return what ``value[key]`` or ``value[from:to]`` gives."""
        place = Place(node, scope, frame)
        match node.slice:
            case [cst.SubscriptElement(slice=cst.Index(value=key))]:
                keys = self._evaluation.flow(key, scope, frame)
            case [cst.SubscriptElement(slice=cst.Slice() as run)]:
                return self._containers.sliced(
                    self._evaluation.flow(node.value, scope, frame), self._bounds(run, place), place
                )
            case _:
                keys = ()
        bases = self._evaluation.flow(node.value, scope, frame)
        found = [value for base in bases for value in self.item(base, keys, place)]
        if any(isinstance(base, (Unknown, Imported)) or _is_foreign(base) for base in bases):
            found += self._stored_by_key(node, scope)
        return found

    def _stored_by_key(self, node: cst.Subscript, scope: Scope) -> Iterable[Value]:
        """Return what the module puts under the same literal key of what is not known: ``app.config["URL"]``."""
        if self._items is None:
            self._items = {}
            for subscript, where in self._tree.nodes(cst.Subscript):
                value = self._tree.value_for(subscript)
                key = _item_path(subscript, where) if value is not None else None
                if key is not None and value is not None:
                    self._items.setdefault(key, []).append(Place(value, where))
        wanted = _item_path(node, scope)
        for stored in self._items.get(wanted, ()) if wanted is not None else ():
            yield from self._evaluation.flow(*stored)

    def _bounds(self, run: cst.Slice, place: Place) -> slice | None:
        """Return a slice whose bounds are known, None for every other."""
        found: list[int | None] = []
        for node in (run.lower, run.upper, run.step):
            values = (
                self._evaluation.flow(node, place.scope, place.frame) if node is not None else (Constant(place, None),)
            )
            match values:
                case (Constant(value=int() | None as bound),) if not values[0].doubts:
                    found.append(bound)
                case _:
                    return None
        return slice(*found) if found[2] != 0 else None

    def item(self, base: Value, keys: Values, place: Place) -> Values:
        """Return what ``base[key]`` may be."""
        match base:
            case Mapping() | Sequence() | Text():
                return self._containers.item(base, keys, place)
            case Class():
                names = [key.constant for key in keys if isinstance(key, Text)]
                if not self._objects.is_enumeration(base):
                    return (base,)
                if not names:
                    return self._evaluation.each(base, place)  # one of its members
                return self._evaluation.bounded(v for name in names if name for v in self.attribute(base, name, place))
            case Imported(name="os.environ" | "builtins.dict()"):
                variable = next((key.constant or "" for key in keys if isinstance(key, Text)), "")
                return (unknown(place, Reason.ENVIRONMENT, variable=variable),)
            case Object(of=Imported(name="builtins.globals")):
                texts = [key.constant or "" for key in keys if isinstance(key, Text)]
                bindings = [each for name in texts for each in self._evaluation.module_scope.names.get(name, ())]
                made = self._evaluation.bounded(value for each in bindings for value in self._evaluation.bound(each))
                return made or (unknown(place, Reason.FOREIGN),)
            case Object() if (fields := self._evaluation.fields(base)) is not None:
                indices = [key.value for key in keys if isinstance(key, Constant) and isinstance(key.value, int)]
                items = [*fields.known.values()]
                found = self._evaluation.of(*(items[at] for at in indices if -len(items) <= at < len(items)))
                return found or (unknown(place, Reason.FOREIGN),)
            case Object(of=Class()):
                given = Given(place.node, None, known=keys)
                methods = self._objects.attribute(base, "__getitem__", place)
                return self._evaluation.bounded(
                    v for method in methods for v in self._evaluation.apply(method, Arguments([(given,)]), place)
                )
            case _:
                return (unknown(place, Reason.FOREIGN),)


def _is_foreign(value: Value) -> bool:
    return isinstance(value, Object) and isinstance(value.of, Imported)


def _path(node: cst.Attribute, scope: Scope) -> tuple[Scope, str] | None:
    """Return a chain of attributes with the scope of the name at its start, None for every other expression."""
    dotted = dotted_name(node)
    if dotted is None:
        return None
    found = scope.lookup(dotted.partition(".")[0])
    return (scope.module if found is None else found[0]), dotted


def _item_path(node: cst.Subscript, scope: Scope) -> tuple[Scope, str, str] | None:
    """Return the path of the attribute of which a literal key is looked up, and the key; None for others."""
    accessed = item_access(node)
    if accessed is None or not isinstance(accessed[0], cst.Attribute) or not isinstance(accessed[1], cst.SimpleString):
        return None
    path, key = _path(accessed[0], scope), accessed[1].evaluated_value
    return (*path, key) if path is not None and isinstance(key, str) else None


def _type_name(value: Value) -> str:
    match value:
        case Text():
            return "str"
        case Sequence(kind=kind):
            return kind
        case Mapping():
            return "dict"
        case _:
            return "object"
