"""Known calls: what functions and methods give that are built in, or come with Python, attrs and pydantic."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import libcst as cst

from edgewise.python.inference.forms.options import parsed
from edgewise.python.inference.values import (
    ANY_OTHER,
    Arguments,
    Class,
    Constant,
    Doubt,
    Elements,
    Entries,
    Function,
    Given,
    Imported,
    Mapping,
    Object,
    Part,
    Partial,
    Place,
    Reason,
    Sequence,
    Text,
    Unknown,
    is_true,
    united,
    unknown,
    untouched,
)
from edgewise.python.syntax.nodes import called_name, receiver_of
from edgewise.templates import Origin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from edgewise.python.inference.evaluation import Evaluation
    from edgewise.python.inference.values import Choice, Key, SequenceKind, Value

    Rule = Callable[[Evaluation, Imported, Arguments, Place], Iterable[Value]]


def call_of_library(ev: Evaluation, callee: Imported, arguments: Arguments, place: Place) -> Iterable[Value]:
    """Return what a call of something imported or built in gives."""
    rule = _RULES.get(callee.name)
    if rule is not None:
        return rule(ev, callee, arguments, place)
    receiver = callee.receiver
    name = callee.name.rpartition(".")[2]
    if name == "result" and isinstance(receiver, (Text, Constant, Mapping, Sequence)):
        return [receiver]  # none of them has such a method: it is what a future holds
    if callee.name.startswith("builtins.str().") and isinstance(receiver, Text):
        return ev.method_of_text(name, receiver, arguments, place) or [unknown(place, Reason.FOREIGN)]
    if callee.name.startswith("builtins.str.") and arguments.positions:
        texts = [value for value in ev.of(arguments.positions[0]) if isinstance(value, Text)]
        given, rest = arguments.positions[0], arguments.behind(1)
        return [made for text in texts for made in ev.method_of_text(name, text, rest, place, given)]
    if isinstance(receiver, Object) and name in _OF_FIELDS and ev.fields(receiver) is not None:
        return _OF_FIELDS[name](ev, receiver, arguments, place)
    if name == "__new__" and arguments.positions:
        classes = (value for value in ev.of(arguments.positions[0]) if isinstance(value, (Class, Imported)))
        return [Object(of.origin if isinstance(of, Class) else place, of) for of in classes]
    if name == "get" and len(arguments.positions) == 2:  # the default of a look-up
        return [unknown(place, Reason.FOREIGN), *ev.of(arguments.positions[1])]
    return [Object(place, callee, doubts=callee.doubts)]


def hands_on(value: Value) -> bool:
    """Say whether a call of something built in or imported does the same whatever is in its arguments."""
    if isinstance(value, Object) and isinstance(value.of, Imported):
        return f"{value.of.name}()" in _RULES
    return isinstance(value, Imported) and value.name in _RULES and value.name not in _LOOKING_INSIDE


def only_marks(name: str) -> bool:
    """Say whether a function of the library is given another one without calling it."""
    return name in _NOT_CALLING


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


# ------------------------------------------------------------------------------------------- what hands something on


def _first(ev: Evaluation, _: Imported, arguments: Arguments, place: Place) -> Iterable[Value]:
    return ev.of(arguments.positions[0]) if arguments.positions else [unknown(place, Reason.FOREIGN)]


def _second(ev: Evaluation, _: Imported, arguments: Arguments, place: Place) -> Iterable[Value]:
    return ev.of(arguments.get("val", 1)) or [unknown(place, Reason.FOREIGN)]


def _receiver(_: Evaluation, callee: Imported, __: Arguments, place: Place) -> Iterable[Value]:
    return [callee.receiver or unknown(place, Reason.FOREIGN)]


def _as(**changes: object) -> Rule:
    def mark(ev: Evaluation, callee: Imported, arguments: Arguments, place: Place) -> Iterable[Value]:
        given = [*_first(ev, callee, arguments, place)] if arguments.positions else []
        if any(isinstance(value, (Function, Class)) for value in given):
            return [replace(value, **changes) if isinstance(value, Function) else value for value in given]  # type: ignore[arg-type]
        return [Object(place, Imported(callee.origin, callee.name))]

    return mark


def _call_of_first(ev: Evaluation, _: Imported, arguments: Arguments, place: Place) -> Iterable[Value]:
    if not arguments.positions:
        return [unknown(place, Reason.FOREIGN)]
    callees = ev.of(arguments.positions[0])
    return [made for callee in callees for made in ev.apply(callee, arguments.behind(1), place)]


def _partial(ev: Evaluation, _: Imported, arguments: Arguments, place: Place) -> Iterable[Value]:
    if not arguments.positions:
        return [unknown(place, Reason.FOREIGN)]
    return [Partial(place, callee, arguments.behind(1)) for callee in ev.of(arguments.positions[0])]


# ------------------------------------------------------------------------------------------------- attributes, classes


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


_OF_FIELDS: dict[str, Callable[[Evaluation, Object, Arguments, Place], Iterable[Value]]] = {
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


def _definition(ev: Evaluation, callee: Imported) -> Arguments:
    """Return what a call gave that has made what is called, nothing where none has: ``namedtuple("Options", ...)``."""
    made = callee.receiver
    if made is None or not isinstance(made.node, cst.Call):
        return Arguments()
    return ev.arguments(made.node, made.origin.scope, made.origin.frame)


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
    definition = _definition(ev, callee)
    names = _names_in(ev, definition.get("field_names", 1))
    defaults = [choice for value in ev.of(definition.get("defaults")) for choice in ev.elements(value).items]
    known = dict(zip(reversed(names), reversed(defaults), strict=False))
    return _held(ev, callee, {name: known.get(name, ()) for name in names}, arguments, place)


def _made_dataclass(ev: Evaluation, callee: Imported, arguments: Arguments, place: Place) -> Iterable[Value]:
    """Return an object of a class that ``make_dataclass("Options", ["sid", ("region", str, "ie1")])`` has made."""
    fields: dict[str, Choice] = {}
    rows = ev.of(_definition(ev, callee).get("fields", 1))
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


# --------------------------------------------------------------------------------------------------------- containers


def _dict(ev: Evaluation, _: Imported, arguments: Arguments, place: Place) -> Iterable[Value]:
    known: dict[Key, Choice] = {}
    more = arguments.more_names or arguments.more_positions
    for value in ev.of(*arguments.positions[:1]):
        entries = ev.whole(value, place.node)
        more = more or entries.more
        for key, choice in entries.known.items():
            known[key] = untouched(choice)
    known.update(arguments.names)
    return [ev.make_mapping(place, Entries(known, more))]


def _with_default(ev: Evaluation, callee: Imported, arguments: Arguments, place: Place) -> Iterable[Value]:
    """Return what ``defaultdict(make)`` makes: under any other key there is what ``make()`` gives."""
    for value in _dict(ev, callee, arguments.behind(1), place):
        entries = ev.entries(value) if isinstance(value, Mapping) else Entries()
        empty = Arguments(calls=(place.node,))
        made = [each for factory in ev.of(*arguments.positions[:1]) for each in ev.apply(factory, empty, place)]
        known = {**entries.known, ANY_OTHER: (Given(place.node, None, known=tuple(made)),)} if made else entries.known
        yield ev.make_mapping(place, Entries(known, entries.more))


def _popped(ev: Evaluation, callee: Imported, _: Arguments, place: Place) -> Iterable[Value]:
    return ev.each(callee.receiver, place) if callee.receiver is not None else [unknown(place, Reason.FOREIGN)]


def _copied(ev: Evaluation, callee: Imported, arguments: Arguments, place: Place) -> Iterable[Value]:
    given = ev.of(*arguments.positions[:1])  # nothing to a method
    values = given or ([callee.receiver] if callee.receiver is not None else [])
    found: list[Value] = []
    for value in values:
        if isinstance(value, Mapping) or (isinstance(value, Imported) and value.name == "os.environ"):
            entries = ev.whole(value, place.node)
            copy = Entries({key: untouched(choice) for key, choice in entries.known.items()}, entries.more)
            found.append(ev.make_mapping(place, copy))
        elif isinstance(value, Sequence):
            found.append(_sequence_of(ev, [value], place, value.kind))
        else:
            found.append(value)
    return found


def _sequence_of(
    ev: Evaluation,
    values: Iterable[Value],
    place: Place,
    kind: SequenceKind,
    *,
    in_order: bool = True,
    turned: bool = False,
) -> Value:
    found = [ev.elements(value) for value in values]
    items = [untouched(choice) for each in found for choice in each.items]
    more = next((each.more for each in found if each.more is not None), None)
    in_order = in_order and len(found) == 1 and found[0].in_order and not (turned and more is not None)
    return ev.make_sequence(place, Elements(items[::-1] if turned else items, more, in_order), kind)


def _collected(kind: SequenceKind, *, in_order: bool = True) -> Rule:
    def collect(ev: Evaluation, _: Imported, arguments: Arguments, place: Place) -> Iterable[Value]:
        if not arguments.positions:
            return [ev.make_sequence(place, Elements(), kind)]
        return [_sequence_of(ev, ev.of(arguments.positions[0]), place, kind, in_order=in_order)]

    return collect


def _reversed(ev: Evaluation, _: Imported, arguments: Arguments, place: Place) -> Iterable[Value]:
    return [_sequence_of(ev, ev.of(*arguments.positions[:1]), place, "iterator", turned=True)]


def _looked_up(ev: Evaluation, callee: Imported, arguments: Arguments, place: Place) -> Iterable[Value]:
    """Return what ``get``, ``pop`` and ``setdefault`` of a dictionary give."""
    base = callee.receiver
    if not isinstance(base, Mapping) or not arguments.positions:
        return [unknown(place, Reason.FOREIGN)]
    keys = ev.of(arguments.positions[0])
    found = [*ev.item(base, keys, place)]
    known = ev.entries(base, place.node)
    wanted = [text.constant for text in keys if isinstance(text, Text) and text.constant is not None]
    missing = len(wanted) < len(keys) or any(None in known.known.get(key, (None,)) for key in wanted)
    if missing:
        default = arguments.positions[1:2]
        found += ev.of(*default) if default else [Constant(place, None)]
    return found


def _items(ev: Evaluation, callee: Imported, _: Arguments, place: Place) -> Iterable[Value]:
    """Return what ``items``, ``values`` and ``keys`` of a dictionary go through."""
    base = callee.receiver
    if not isinstance(base, Mapping):
        return [unknown(place, Reason.FOREIGN)]
    name = callee.name.rpartition(".")[2]
    entries = ev.entries(base, place.node)
    keys = ev.elements(base).items
    items: list[Choice] = []
    for key, choice in zip(keys, entries.known.values(), strict=False):
        if name == "items":
            items.append(_tuple(ev, [key, untouched(choice)], choice, place))
        else:
            items.append(key if name == "keys" else choice)
    return [ev.make_sequence(place, Elements(items, entries.more), "iterator")]


def _tuple(ev: Evaluation, items: list[Choice], of: Choice, place: Place) -> Choice:
    """Return a tuple as an element: its identity is the item that brings its last part."""
    given = next((item for item in of if item is not None), None)
    node = given.item if given is not None else place.node
    frame = given.place.frame if given is not None and given.place is not None else place.frame
    inside = [value.level for value in given.known if isinstance(value, Sequence)] if given is not None else []
    origin = Place(node, place.scope, frame)
    made = ev.make_sequence(origin, Elements(items), "tuple", max(inside, default=-1) + 1)
    return (Given(node, None, known=(made,)),)


def _enumerate(ev: Evaluation, _: Imported, arguments: Arguments, place: Place) -> Iterable[Value]:
    elements = [ev.elements(value) for value in ev.of(*arguments.positions[:1])]
    number = (Given(place.node, None, known=(unknown(place, Reason.FOREIGN),)),)
    items = [_tuple(ev, [number, choice], choice, place) for each in elements for choice in each.items]
    more = next((each.more for each in elements if each.more is not None), None)
    return [ev.make_sequence(place, Elements(items, more), "iterator")]


def _zip(ev: Evaluation, _: Imported, arguments: Arguments, place: Place) -> Iterable[Value]:
    columns: list[Elements] = []
    for choice in arguments.positions:
        found = [ev.elements(value) for value in ev.of(choice)]
        columns.append(found[0] if len(found) == 1 else Elements(more=Doubt(Reason.LENGTH, place.node)))
    more = next((column.more for column in columns if column.more is not None), None)
    if more is None and all(column.in_order for column in columns):
        rows = [list(row) for row in zip(*(column.items for column in columns), strict=False)]
    else:
        rows = [[tuple(item for choice in column.items for item in choice) for column in columns]]
    items = [_tuple(ev, row, row[-1], place) for row in rows if row]
    return [ev.make_sequence(place, Elements(items, more), "iterator")]


def _map(ev: Evaluation, _: Imported, arguments: Arguments, place: Place) -> Iterable[Value]:
    items: list[Choice] = []
    more: Doubt | None = None
    for value in ev.of(*arguments.positions[1:2]):
        elements = ev.elements(value)
        more = more or elements.more
        for choice in elements.items:
            given = Arguments([choice], calls=tuple(item.item for item in choice if item is not None))
            made = united(found for callee in ev.of(arguments.positions[0]) for found in ev.apply(callee, given, place))
            items.append((Given(place.node, None, known=made),))
    return [ev.make_sequence(place, Elements(items, more), "iterator")]


def _filter(ev: Evaluation, _: Imported, arguments: Arguments, place: Place) -> Iterable[Value]:
    """Return what ``filter`` leaves: all but what surely does not pass, in order if it is known of each."""
    found = [ev.elements(value) for value in ev.of(*arguments.positions[1:2])]
    items: list[Choice] = []
    in_order = len(found) == 1 and found[0].in_order
    for choice in (choice for each in found for choice in each.items):
        passes = {
            is_true(value) for test in ev.of(*arguments.positions[:1]) for value in _tested(ev, test, choice, place)
        }
        if passes != {False}:
            in_order &= passes == {True}
            items.append(untouched(choice) if passes == {True} else (*untouched(choice), None))
    more = next((each.more for each in found if each.more is not None), None)
    return [ev.make_sequence(place, Elements(items, more, in_order), "iterator")]


def _tested(ev: Evaluation, test: Value, choice: Choice, place: Place) -> Iterable[Value]:
    """Return by what ``filter`` goes: what its function gives of an element, or without one the element."""
    if isinstance(test, Constant) or (isinstance(test, Imported) and test.name == "builtins.bool"):
        return ev.of(choice)
    return ev.apply(test, Arguments([choice], calls=tuple(item.item for item in choice if item is not None)), place)


def _next(ev: Evaluation, _: Imported, arguments: Arguments, place: Place) -> Iterable[Value]:
    found = [each for value in ev.of(*arguments.positions[:1]) for each in ev.each(value, place)]
    return [*found, *ev.of(*arguments.positions[1:2])]


def _from_keys(ev: Evaluation, _: Imported, arguments: Arguments, place: Place) -> Iterable[Value]:
    known: dict[Key, Choice] = {}
    more: Doubt | None = None
    for value in ev.of(*arguments.positions[:1]):
        elements = ev.elements(value)
        more = more or elements.more
        for text in (text for choice in elements.items for text in ev.of(choice)):
            if isinstance(text, Text) and text.constant is not None:
                known[text.constant] = untouched(arguments.get("value", 1))
            else:
                more = more or Doubt(Reason.KEYS, place.node)
    return [ev.make_mapping(place, Entries(known, more))]


def _chained(ev: Evaluation, _: Imported, arguments: Arguments, place: Place) -> Iterable[Value]:
    """Return the dictionary that several ones are, in which the first one that has a key gives its value."""
    known: dict[Key, Choice] = {}
    more = arguments.more_positions
    for choice in reversed(arguments.positions):
        found = [ev.whole(value, place.node) for value in ev.of(choice)]
        more = next((each.more for each in found if each.more is not None), more)
        for each in found:
            for key, given in each.known.items():
                # Of several dictionaries that it may be, another one may say otherwise.
                before = known.get(key, ()) if len(found) > 1 else ()
                known[key] = (*before, *untouched(given))
    return [ev.make_mapping(place, Entries(known, more))]


def _gathered(kind: SequenceKind) -> Rule:
    def gather(ev: Evaluation, _: Imported, arguments: Arguments, place: Place) -> Iterable[Value]:
        return [ev.make_sequence(place, Elements(arguments.positions, arguments.more_positions), kind)]

    return gather


def _run_through(ev: Evaluation, _: Imported, arguments: Arguments, place: Place) -> Iterable[Value]:
    """Return what goes through the elements of several things, one after the other or again and again."""
    if arguments.more_positions is not None:
        return [unknown(place, Reason.FOREIGN)]
    return [_sequence_of(ev, ev.of(*arguments.positions), place, "iterator", in_order=False)]


def _words(ev: Evaluation, _: Imported, arguments: Arguments, place: Place) -> Iterable[Value]:
    """Return the words of a command."""
    texts = [value for value in ev.of(arguments.get("s", 0)) if isinstance(value, Text)]
    found = [made for text in texts for made in ev.method_of_text("split", text, Arguments(calls=(place.node,)), place)]
    quoted = any(sign in text.text for text in texts for sign in "'\"\\#")
    return found if found and not quoted else [unknown(place, Reason.FOREIGN)]


def _entered(ev: Evaluation, _: Imported, arguments: Arguments, place: Place) -> Iterable[Value]:
    return [made for value in ev.of(*arguments.positions[:1]) for made in entered(ev, value, place)]


def _getter(ask: Callable[[Evaluation, Value, Value, Place], Iterable[Value]]) -> Rule:
    """Return the rule of what ``itemgetter`` or ``attrgetter`` makes, which gives a tuple if several are asked for."""

    def get(ev: Evaluation, callee: Imported, arguments: Arguments, place: Place) -> Iterable[Value]:
        wanted = _definition(ev, callee)
        bases = ev.of(*arguments.positions[:1])
        found = [
            united(item for base in bases for key in ev.of(choice) for item in ask(ev, base, key, place))
            for choice in wanted.positions
        ]
        if wanted.more_positions is not None or not found:
            return [unknown(place, Reason.FOREIGN)]
        if len(found) == 1:
            return found[0]
        return [ev.make_sequence(place, Elements([(Given(place.node, None, known=each),) for each in found]), "tuple")]

    return get


def _named(ev: Evaluation, base: Value, name: Value, place: Place) -> Iterable[Value]:
    """Return what a dotted name of attributes leads to."""
    if not isinstance(name, Text) or not name.constant:
        return [unknown(place, Reason.FOREIGN)]
    values: Iterable[Value] = [base]
    for step in name.constant.split("."):
        values = [found for value in values for found in ev.attribute(value, step, place)]
    return values


# ----------------------------------------------------------------------------------- queues and variables of contexts


def _taken(ev: Evaluation, callee: Imported, _: Arguments, place: Place) -> Iterable[Value]:
    """Return what ``get`` of a queue gives: what is put there, and what others may put there."""
    yield from _put(ev, callee.receiver)
    yield unknown(place, Reason.CHANGED)


def _current(ev: Evaluation, callee: Imported, arguments: Arguments, place: Place) -> Iterable[Value]:
    """Return what ``get`` of a variable of a context gives: what is set, or a default."""
    yield from ev.of(_definition(ev, callee).get("default"))
    yield from ev.of(arguments.get("default", 0))
    yield from _taken(ev, callee, arguments, place)


def _put(ev: Evaluation, channel: Value | None) -> Iterator[Value]:
    """Yield what the module puts into a channel."""
    for call, scope in ev.tree.nodes(cst.Call):
        base = receiver_of(call)
        if channel is None or base is None or called_name(call) not in _PUTS:
            continue
        if any(value.node is channel.node for value in ev.flow(base, scope)):
            yield from ev.of(ev.arguments(call, scope).get("value", 0))


# --------------------------------------------------------------------------------------------- texts and environment


def _str(ev: Evaluation, _: Imported, arguments: Arguments, place: Place) -> Iterable[Value]:
    found: list[Value] = []
    for value in ev.of(*arguments.positions[:1]):
        if isinstance(value, Constant):
            text = Part(str(value.value), value.node, origin=Origin.FOREIGN, place=place.node)
            found.append(Text(place, (text,), doubts=value.doubts))
        else:
            found.append(value if isinstance(value, Text) else unknown(place, Reason.FOREIGN))
    return found


def _substituted(ev: Evaluation, callee: Imported, arguments: Arguments, place: Place) -> Iterable[Value]:
    """Return the texts that a ``Template`` makes."""
    given = _definition(ev, callee).get("template", 0)
    found: list[Value] = []
    for text in ev.of(given):
        texts = ev.method_of_text("substitute", text, arguments, place, given) if isinstance(text, Text) else ()
        found += texts or [unknown(place, Reason.FOREIGN)]
    return found or [unknown(place, Reason.FOREIGN)]


def _variable(ev: Evaluation, _: Imported, arguments: Arguments, place: Place) -> Iterable[Value]:
    """Return what a look-up of a variable of the environment gives: anything, or its default."""
    names = [text.constant for text in ev.of(*arguments.positions[:1]) if isinstance(text, Text)]
    default = arguments.get("default", 1)
    return [unknown(place, Reason.ENVIRONMENT, variable=(names or [""])[0] or ""), *ev.of(default)]


_QUEUES = ("queue.Queue", "queue.LifoQueue", "queue.SimpleQueue", "queue.PriorityQueue", "asyncio.Queue",
          "asyncio.LifoQueue", "multiprocessing.Queue", "multiprocessing.SimpleQueue")  # fmt: skip
_PUTS = frozenset({"put", "put_nowait", "set"})
"""What puts something into a queue, or sets a variable of a context."""
_FIELDS = ("dataclasses.field", "attr.ib", "attr.field", "attr.attrib", "attrs.field", "pydantic.Field",
           "pydantic.fields.Field", "msgspec.field", "sqlmodel.Field")  # fmt: skip
_VARIABLES = ("os.getenv", "os.environ.get", "os.environ.pop", "os.environ.setdefault", "decouple.config",
              "environ.Env()", "environ.Env().str", "environs.Env()", "environs.Env().str", "environs.env",
              "environs.env.str", "starlette.config.Config()")  # fmt: skip
_LOOKING_INSIDE = ("builtins.filter", "builtins.map", "builtins.sorted", "builtins.set", "builtins.frozenset")
"""What depends on whether an element counts as true, on its order, or calls something with it."""
_CACHES = ("functools.cache", "functools.lru_cache", "functools.lru_cache()")
_PROPERTIES = ("builtins.property", "abc.abstractproperty")
_MARKS = ("abc.abstractmethod", "typing.override", "typing.final", "typing_extensions.override", "typing.overload",
          "typing.runtime_checkable", "functools.total_ordering", "enum.unique", "dataclasses.dataclass",
          "dataclasses.dataclass()", "attr.s", "attr.s()", "attr.attrs", "attr.define", "attr.define()", "attr.frozen",
          "attr.frozen()", "attrs.define", "attrs.define()", "attrs.frozen", "attrs.frozen()", "attrs.mutable",
          "attrs.mutable()", "functools.wraps()", "contextlib.contextmanager",
          "contextlib.asynccontextmanager", "pytest.fixture", "pytest.fixture()")  # fmt: skip
"""Decorators that leave a function or class what it is, as far as its calls and attributes go."""
_NOT_CALLING = frozenset({*_MARKS, *_CACHES, *_PROPERTIES, "functools.wraps", "functools.update_wrapper",
                          "functools.cached_property", "builtins.staticmethod", "builtins.classmethod"})  # fmt: skip
_HANDING_ON = ("asyncio.run", "asyncio.wait_for", "asyncio.shield", "asyncio.create_task", "asyncio.ensure_future",
               "contextlib.nullcontext", "contextlib.closing", "contextlib.aclosing", "typing.assert_type",
               "weakref.proxy", "asgiref.sync.sync_to_async", "asgiref.sync.async_to_sync", "textwrap.dedent",
               "sys.intern", "types.MappingProxyType", "builtins.aiter", "builtins.anext")  # fmt: skip
_RULES: dict[str, Rule] = {
    **dict.fromkeys(_HANDING_ON, _first),
    **dict.fromkeys(_MARKS, _as()),
    **dict.fromkeys(_CACHES, _as(is_cached=True)),
    **dict.fromkeys(_PROPERTIES, _as(role="property")),
    "functools.cached_property": _as(role="property", is_cached=True),
    "django.utils.functional.cached_property": _as(role="property", is_cached=True),
    "builtins.staticmethod": _as(role="static"),
    "builtins.classmethod": _as(role="class"),
    "builtins.property().setter": _receiver,
    "builtins.property().getter": _receiver,
    "builtins.property().deleter": _receiver,
    "typing.cast": _second,
    "typing_extensions.cast": _second,
    "typing.NewType()": _first,
    **dict.fromkeys(("functools.partial", "functools.partialmethod"), _partial),
    **dict.fromkeys(("asyncio.to_thread", "anyio.to_thread.run_sync", "contextvars.copy_context().run",
                     "concurrent.futures.ThreadPoolExecutor().submit",
                     "concurrent.futures.ProcessPoolExecutor().submit"), _call_of_first),
    **dict.fromkeys(("types.SimpleNamespace", "argparse.Namespace"), _namespace),
    "argparse.ArgumentParser().parse_args": parsed,
    "collections.namedtuple()": _namedtuple,
    "dataclasses.make_dataclass()": _made_dataclass,
    "builtins.type()": _receiver,
    "builtins.getattr": _getattr,
    "builtins.type": _type,
    "builtins.super": _super,
    "importlib.import_module": _import_module,
    "builtins.__import__": _import_module,
    **dict.fromkeys(_FIELDS, _field),
    **dict.fromkeys(("dataclasses.asdict", "attr.asdict", "attrs.asdict", "builtins.vars"), _of_first(_fields_of)),
    **dict.fromkeys(("dataclasses.replace", "attr.evolve", "attrs.evolve", "copy.replace"), _of_first(_replaced)),
    **dict.fromkeys(("builtins.dict", "collections.OrderedDict", "collections.UserDict"), _dict),
    **dict.fromkeys(("copy.copy", "copy.deepcopy", "builtins.dict().copy",
                     "builtins.list().copy", "builtins.set().copy", "os.environ.copy"), _copied),
    "builtins.list": _collected("list"),
    "builtins.tuple": _collected("tuple"),
    **dict.fromkeys(("builtins.set", "builtins.frozenset"), _collected("set", in_order=False)),
    "builtins.sorted": _collected("list", in_order=False),
    "builtins.reversed": _reversed,
    "collections.deque": _collected("list"),
    **dict.fromkeys(("builtins.list().pop", "builtins.list().popleft"), _popped),
    **dict.fromkeys((f"{made}().{get}" for made in _QUEUES for get in ("get", "get_nowait")), _taken),
    "contextvars.ContextVar().get": _current,
    "collections.defaultdict": _with_default,
    "builtins.iter": _collected("iterator"),
    **dict.fromkeys(("builtins.dict().get", "builtins.dict().pop", "builtins.dict().setdefault"), _looked_up),
    **dict.fromkeys(("builtins.dict().items", "builtins.dict().values", "builtins.dict().keys"), _items),
    "builtins.enumerate": _enumerate,
    "builtins.zip": _zip,
    **dict.fromkeys(("builtins.map", "concurrent.futures.ThreadPoolExecutor().map",
                     "concurrent.futures.ProcessPoolExecutor().map"), _map),
    "builtins.filter": _filter,
    "builtins.next": _next,
    "random.choice": _next,
    "builtins.dict.fromkeys": _from_keys,
    "collections.ChainMap": _chained,
    "asyncio.gather": _gathered("list"),
    "pytest.param": _gathered("tuple"),
    "itertools.cycle": _run_through,
    "itertools.chain": _run_through,
    "itertools.islice": _collected("iterator", in_order=False),
    "shlex.split": _words,
    **dict.fromkeys(("contextlib.ExitStack().enter_context", "contextlib.AsyncExitStack().enter_context",
                     "contextlib.AsyncExitStack().enter_async_context"), _entered),
    "operator.itemgetter()": _getter(lambda ev, base, key, place: ev.item(base, (key,), place)),
    "operator.attrgetter()": _getter(_named),
    "builtins.str": _str,
    **dict.fromkeys(("string.Template().substitute", "string.Template().safe_substitute"), _substituted),
    **dict.fromkeys(_VARIABLES, _variable),
}  # fmt: skip
