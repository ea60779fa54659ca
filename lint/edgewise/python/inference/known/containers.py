"""Containers, iterators, queues and variables of contexts: what calls give that make them, or take something out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from edgewise.python.inference.known.rule import definition_of
from edgewise.python.inference.values import (
    ANY_OTHER,
    Arguments,
    Choice,
    Constant,
    Doubt,
    Elements,
    Entries,
    Given,
    Imported,
    Key,
    Mapping,
    Place,
    Reason,
    Sequence,
    SequenceKind,
    Text,
    Value,
    is_true,
    united,
    unknown,
    untouched,
)
from edgewise.python.syntax.nodes import called_name, receiver_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from edgewise.python.inference.evaluation import Evaluation
    from edgewise.python.inference.known.rule import Rule


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


def _popped_from_heap(ev: Evaluation, _: Imported, arguments: Arguments, place: Place) -> Iterable[Value]:
    return [each for heap in ev.of(*arguments.positions[:1]) for each in ev.each(heap, place)]


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


def _getter(ask: Callable[[Evaluation, Value, Value, Place], Iterable[Value]]) -> Rule:
    """Return the rule of what ``itemgetter`` or ``attrgetter`` makes, which gives a tuple if several are asked for."""

    def get(ev: Evaluation, callee: Imported, arguments: Arguments, place: Place) -> Iterable[Value]:
        wanted = definition_of(ev, callee)
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
    yield from ev.of(definition_of(ev, callee).get("default"))
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


_QUEUES = ("queue.Queue", "queue.LifoQueue", "queue.SimpleQueue", "queue.PriorityQueue", "asyncio.Queue",
          "asyncio.LifoQueue", "multiprocessing.Queue", "multiprocessing.SimpleQueue")  # fmt: skip
_PUTS = frozenset({"put", "put_nowait", "set"})
"""What puts something into a queue, or sets a variable of a context."""
RULES: dict[str, Rule] = {
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
    **dict.fromkeys(("heapq.heappop", "heapq.heapreplace", "heapq.heappushpop"), _popped_from_heap),
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
    "operator.itemgetter()": _getter(lambda ev, base, key, place: ev.item(base, (key,), place)),
    "operator.attrgetter()": _getter(_named),
}  # fmt: skip
