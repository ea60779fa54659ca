"""Calls by name: the rule of each, what hands something on, texts and the environment."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from edgewise.python.inference.forms.options import parsed
from edgewise.python.inference.known import classes, containers
from edgewise.python.inference.known.rule import definition_of
from edgewise.python.inference.values import (
    Arguments,
    Class,
    Constant,
    Elements,
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
    unknown,
)
from edgewise.templates import Origin

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edgewise.python.inference.evaluation import Evaluation
    from edgewise.python.inference.known.rule import Rule
    from edgewise.python.inference.values import Value


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
    if isinstance(receiver, Object) and name in classes.OF_FIELDS and ev.fields(receiver) is not None:
        return classes.OF_FIELDS[name](ev, receiver, arguments, place)
    if name == "__new__" and arguments.positions:
        owners = (value for value in ev.of(arguments.positions[0]) if isinstance(value, (Class, Imported)))
        return [Object(of.origin if isinstance(of, Class) else place, of) for of in owners]
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
    given = definition_of(ev, callee).get("template", 0)
    found: list[Value] = []
    for text in ev.of(given):
        texts = ev.method_of_text("substitute", text, arguments, place, given) if isinstance(text, Text) else ()
        found += texts or [unknown(place, Reason.FOREIGN)]
    return found or [unknown(place, Reason.FOREIGN)]


def _path(ev: Evaluation, _: Imported, arguments: Arguments, place: Place) -> Iterable[Value]:
    """Return the paths that parts make with a slash between them, unless one may be a whole path itself."""
    later = [value for value in ev.of(*arguments.positions[1:]) if isinstance(value, Text)]
    if any(value.text.startswith("/") for value in later):
        return [unknown(place, Reason.FOREIGN)]
    slash = Text(place, (Part("/", place.node, origin=Origin.FOREIGN, place=place.node),))
    parts = ev.make_sequence(place, Elements(arguments.positions, arguments.more_positions), "tuple")
    given = (Given(place.node, None, known=(parts,)),)
    return ev.method_of_text("join", slash, Arguments([given], calls=(place.node,)), place)


def _variable(ev: Evaluation, _: Imported, arguments: Arguments, place: Place) -> Iterable[Value]:
    """Return what a look-up of a variable of the environment gives: anything, or its default."""
    names = [text.constant for text in ev.of(*arguments.positions[:1]) if isinstance(text, Text)]
    default = arguments.get("default", 1)
    return [unknown(place, Reason.ENVIRONMENT, variable=(names or [""])[0] or ""), *ev.of(default)]


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
    **classes.RULES,
    **containers.RULES,
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
    "argparse.ArgumentParser().parse_args": parsed,
    "builtins.type()": _receiver,
    "builtins.str": _str,
    **dict.fromkeys(("string.Template().substitute", "string.Template().safe_substitute"), _substituted),
    **dict.fromkeys(_VARIABLES, _variable),
    **dict.fromkeys(("os.path.join", "posixpath.join"), _path),
}  # fmt: skip
