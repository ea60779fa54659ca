"""Classes, attributes and what is entered: what calls give that make or look at these."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import libcst as cst

from edgewise.python.inference.known.rule import definition_of
from edgewise.python.inference.values import (
    Arguments,
    Choice,
    Class,
    Function,
    Imported,
    Mapping,
    Object,
    Place,
    Reason,
    Sequence,
    Text,
    Unknown,
    Value,
    unknown,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from edgewise.python.inference.evaluation import Evaluation
    from edgewise.python.inference.known.rule import Rule


def entered(ev: Evaluation, value: Value, place: Place) -> Iterable[Value]:
    """Return what ``with value as name`` binds."""
    match value:
        case Sequence(kind="iterator"):
            return ev.each(value, place)
        case Object(of=Class()):
            for name in ("__enter__", "__aenter__"):
                methods = [item for item in ev.attribute(value, name, place) if isinstance(item, Function)]
                if methods:
                    empty = Arguments(calls=(place.node,))
                    return [made for item in methods for made in ev.apply(item, empty, place)]
            return [value]
        case _:
            return [value]


def _entered(ev: Evaluation, _: Imported, arguments: Arguments, place: Place) -> Iterable[Value]:
    return [made for value in ev.of(*arguments.positions[:1]) for made in entered(ev, value, place)]


def _getattr(ev: Evaluation, _: Imported, arguments: Arguments, place: Place) -> Iterable[Value]:
    if len(arguments.positions) < 2:  # the object and the name
        return [unknown(place, Reason.FOREIGN)]
    names = [value.constant if isinstance(value, Text) else None for value in ev.of(arguments.positions[1])]
    found: list[Value] = []
    for base in ev.of(arguments.positions[0]):
        for name in names:
            found += ev.attribute(base, name, place) if name else [unknown(place, Reason.FOREIGN)]
    if any(isinstance(value, (Unknown, Imported)) for value in found):
        found += ev.of(*arguments.positions[2:3])
    return found


def _type(ev: Evaluation, callee: Imported, arguments: Arguments, place: Place) -> Iterable[Value]:
    if len(arguments.positions) == 3:  # a name, bases and a body
        bodies = [ev.whole(value, place.node) for value in ev.of(arguments.positions[2])]
        names = {key: choice for body in bodies for key, choice in body.known.items() if isinstance(key, str)}
        more = next((body.more for body in bodies if body.more is not None), None)
        if names or more is not None:
            return [ev.hold(callee, Arguments((), names, None, more), place)]
        return [base for value in ev.of(arguments.positions[1]) for base in ev.each(value, place)]
    if len(arguments.positions) != 1:
        return [unknown(place, Reason.FOREIGN)]
    objects = ev.of(arguments.positions[0])
    return [value.of if isinstance(value, Object) else unknown(place, Reason.FOREIGN) for value in objects]


def _super(ev: Evaluation, _: Imported, __: Arguments, place: Place) -> Iterable[Value]:
    """Return the object of the method around ``super()``, as one of each class that may be the next with the attribute.

    That is the first base, or the first behind it in the lineage of the object that has the attribute at all.
    """
    scope = place.scope
    while scope.parent is not None and not (isinstance(scope.node, cst.FunctionDef) and scope.parent.kind == "class"):
        scope = scope.parent
    function = scope.node
    if not isinstance(function, cst.FunctionDef):
        return [unknown(place, Reason.FOREIGN)]
    owner = ev.receiver(function)
    of = owner.of if isinstance(owner, Object) else owner
    if not isinstance(of, Class):
        return [unknown(place, Reason.FOREIGN)]
    first = of.definition.bases[:1]
    bases = [base for given in first for base in ev.flow(given.value, of.origin.scope, of.origin.frame)]
    own = (
        place.frame.function.receiver
        if place.frame and place.frame.function and place.frame.node is function
        else owner
    )
    origin = own.origin if own is not None else of.origin
    known = [base for base in bases if isinstance(base, (Class, Imported))]
    lineage = ev.lineage(_made_of(ev, own) or of)
    at = next((at for at, base in enumerate(lineage) if base.node is of.node), len(lineage))
    if not any(_may_have(ev, base, place.node) for base in known):
        known = [base for base in lineage[at + 1 :] if _may_have(ev, base, place.node)][:1] or known
    if any(isinstance(base, Imported) for base in known):  # which may leave it to the next
        known += [base for base in lineage[at + 1 :] if isinstance(base, Imported) and base not in known]
    return [Object(origin, base) for base in known or [Imported(place, "builtins.object")]]


def _made_of(ev: Evaluation, own: Value | None) -> Class | None:
    """Return the class of which an object was made: what ``super()`` gives of it has another one."""
    if not isinstance(own, Object):
        return None
    node, scope, frame = own.origin
    made = ev.flow(node, scope, frame) if isinstance(node, cst.Call) else (own,)
    return next((value.of for value in made if isinstance(value, Object) and isinstance(value.of, Class)), None)


def _may_have(ev: Evaluation, base: Class | Imported, node: cst.CSTNode) -> bool:
    """Say whether a class may have the attribute that is looked up of ``super()``: one of another module may."""
    if isinstance(base, Imported):
        return base.name != "builtins.object"
    looked_up = ev.tree.parents.get(node)
    own = [ev.tree.opened[item.node].names for item in ev.lineage(base) if isinstance(item, Class)]
    foreign = any(isinstance(item, Imported) and item.name != "builtins.object" for item in ev.lineage(base))
    return foreign or not isinstance(looked_up, cst.Attribute) or any(looked_up.attr.value in names for names in own)


def _import_module(ev: Evaluation, _: Imported, arguments: Arguments, place: Place) -> Iterable[Value]:
    parts = [
        next((text.constant for text in ev.of(choice) if isinstance(text, Text)), None)
        for choice in (arguments.get("name", 0), arguments.get("package", 1))
    ]
    name, package = parts
    if not name:
        return [unknown(place, Reason.FOREIGN)]
    return [Imported(place, f"{package}{name}" if package and name.startswith(".") else name)]


def _field(ev: Evaluation, callee: Imported, arguments: Arguments, place: Place) -> Iterable[Value]:
    """Return what the field of a data class is if nothing else is given for it."""
    for name in ("default_factory", "factory"):
        if name in arguments.names:
            made = Arguments(calls=(place.node,))
            return [value for of in ev.of(arguments.names[name]) for value in ev.apply(of, made, place)]
    default = arguments.get("default", None if callee.name == "dataclasses.field" else 0)
    return ev.of(default) or [unknown(place, Reason.CALLERS)]


def _fields_of(ev: Evaluation, made: Object, _: Arguments, place: Place) -> Iterable[Value]:
    entries = ev.fields(made)
    return [ev.make_mapping(place, entries) if entries is not None else unknown(place, Reason.FOREIGN)]


def _replaced(ev: Evaluation, made: Object, arguments: Arguments, place: Place) -> Iterable[Value]:
    for mapping in ev.of(arguments.get("update")):
        if isinstance(mapping, Mapping):
            entries = ev.entries(mapping, place.node)
            names = {str(key): choice for key, choice in entries.known.items()}
            arguments = replace(arguments, names=names, more_names=entries.more)
    return ev.remake(made, arguments, place)


OF_FIELDS: dict[str, Callable[[Evaluation, Object, Arguments, Place], Iterable[Value]]] = {
    "_asdict": _fields_of, "model_dump": _fields_of, "dict": _fields_of, "_replace": _replaced,
    "model_copy": _replaced, "copy": _replaced,
}  # fmt: skip


def _of_first(rule: Callable[[Evaluation, Object, Arguments, Place], Iterable[Value]]) -> Rule:
    def ask(ev: Evaluation, _: Imported, arguments: Arguments, place: Place) -> Iterable[Value]:
        found: list[Value] = []
        for value in ev.of(*arguments.positions[:1]):
            found += (
                rule(ev, value, arguments.behind(1), place)
                if isinstance(value, Object)
                else [unknown(place, Reason.FOREIGN)]
            )
        return found

    return ask


def _namespace(ev: Evaluation, callee: Imported, arguments: Arguments, place: Place) -> Iterable[Value]:
    return [ev.hold(callee, arguments.behind(len(arguments.positions)), place)]


def _held(
    ev: Evaluation, callee: Imported, defaults: dict[str, Choice], arguments: Arguments, place: Place
) -> Iterable[Value]:
    """Return an object of a class that has been made of the names of its fields and their defaults."""
    if not defaults:
        return [unknown(place, Reason.FOREIGN)]
    fields = {name: arguments.get(name, at) or default for at, (name, default) in enumerate(defaults.items())}
    return [ev.hold(callee, Arguments((), fields, None, arguments.more_names or arguments.more_positions), place)]


def _namedtuple(ev: Evaluation, callee: Imported, arguments: Arguments, place: Place) -> Iterable[Value]:
    """Return an object of a class that ``namedtuple("Options", "region edge")`` has made."""
    definition = definition_of(ev, callee)
    names = _names_in(ev, definition.get("field_names", 1))
    defaults = [choice for value in ev.of(definition.get("defaults")) for choice in ev.elements(value).items]
    known = dict(zip(reversed(names), reversed(defaults), strict=False))
    return _held(ev, callee, {name: known.get(name, ()) for name in names}, arguments, place)


def _made_dataclass(ev: Evaluation, callee: Imported, arguments: Arguments, place: Place) -> Iterable[Value]:
    """Return an object of a class that ``make_dataclass("Options", ["sid", ("region", str, "ie1")])`` has made."""
    fields: dict[str, Choice] = {}
    rows = ev.of(definition_of(ev, callee).get("fields", 1))
    for row in (choice for value in rows for choice in ev.elements(value).items):
        parts: list[Choice] = [row]
        for value in ev.of(row):
            parts = [*ev.elements(value).items] if isinstance(value, Sequence) else parts
        for text in ev.of(*parts[:1]):
            if isinstance(text, Text) and text.constant:
                fields[text.constant] = parts[2] if len(parts) > 2 else ()
    return _held(ev, callee, fields, arguments, place)


def _names_in(ev: Evaluation, choice: Choice) -> list[str]:
    """Return the names that a text lists, or a sequence of texts."""
    found: list[str] = []
    for value in ev.of(choice):
        if isinstance(value, Text):
            found += (value.constant or "").replace(",", " ").split()
        else:
            texts = ev.of(*ev.elements(value).items)
            found += [text.constant or "" for text in texts if isinstance(text, Text)]
    return found


_FIELDS = ("dataclasses.field", "attr.ib", "attr.field", "attr.attrib", "attrs.field", "pydantic.Field",
           "pydantic.fields.Field", "msgspec.field", "sqlmodel.Field")  # fmt: skip
RULES: dict[str, Rule] = {
    **dict.fromkeys(("types.SimpleNamespace", "argparse.Namespace"), _namespace),
    "collections.namedtuple()": _namedtuple,
    "dataclasses.make_dataclass()": _made_dataclass,
    "builtins.getattr": _getattr,
    "builtins.type": _type,
    "builtins.super": _super,
    "importlib.import_module": _import_module,
    "builtins.__import__": _import_module,
    **dict.fromkeys(_FIELDS, _field),
    **dict.fromkeys(("dataclasses.asdict", "attr.asdict", "attrs.asdict", "builtins.vars"), _of_first(_fields_of)),
    **dict.fromkeys(("dataclasses.replace", "attr.evolve", "attrs.evolve", "copy.replace"), _of_first(_replaced)),
    **dict.fromkeys(("contextlib.ExitStack().enter_context", "contextlib.AsyncExitStack().enter_context",
                     "contextlib.AsyncExitStack().enter_async_context"), _entered),
}  # fmt: skip
