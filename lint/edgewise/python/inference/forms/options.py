"""Options: what command lines give by default, where a library reads them: argparse by its parser, click by decorators.

Whoever runs the program may give something else, so that nothing here is certain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from edgewise.python.inference.values import Arguments, Doubt, Given, Imported, Object, Reason, Text, doubted, unknown
from edgewise.python.syntax.nodes import called_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from edgewise.python.inference.evaluation import Evaluation
    from edgewise.python.inference.values import Choice, Place, Value
    from edgewise.python.syntax.scopes import Scope

_OF_CLICK = frozenset({"option", "argument"})
"""Decorators that give something to a parameter."""


def parsed(ev: Evaluation, callee: Imported, _: Arguments, place: Place) -> Iterable[Value]:
    """Return the namespace that a parser of argparse makes of a command line."""
    names: dict[str, Choice] = {}
    for call, scope in ev.tree.nodes(cst.Call):
        method = called_name(call)
        if method not in ("add_argument", "set_defaults"):
            continue
        arguments = ev.arguments(call, scope)
        if method == "set_defaults":
            defaults = arguments.names
        else:
            given = [text for value in ev.of(arguments.get("dest")) if (text := _constant(value))]
            name = (given or [_named([_constant(value) for value in ev.of(*arguments.positions)])])[0]
            defaults = {name: arguments.get("default")} if name else {}
        for name, default in defaults.items():
            names[name] = (*names.get(name, ()), _given(ev, call, default, place))
    if not names:
        return [unknown(place, Reason.FOREIGN)]
    return [ev.hold(callee, Arguments((), names, None, None, (place.node,)), place)]


def _given(ev: Evaluation, call: cst.Call, default: Choice, place: Place) -> Given:
    may_be = doubted(ev.of(default), Doubt(Reason.ENVIRONMENT, call))
    return Given(call, None, known=(*may_be, unknown(place, Reason.ENVIRONMENT, call)))


def default_of_option(ev: Evaluation, parameter: cst.Param, function: cst.CSTNode, scope: Scope) -> Iterator[Value]:
    """Yield what a library gives to a parameter by default: by a decorator of click, or ``= Option("ie1")``."""
    decorators = function.decorators if isinstance(function, cst.FunctionDef) else ()
    for decorator in decorators:
        call = decorator.decorator
        if isinstance(call, cst.Call) and called_name(call) in _OF_CLICK:
            arguments = ev.arguments(call, scope)
            if _named([_constant(value) for value in ev.of(*arguments.positions)]) == parameter.name.value:
                yield from doubted(ev.of(arguments.get("default")), Doubt(Reason.ENVIRONMENT, call))
    declared = parameter.default if decorators else None
    for value in ev.flow(declared, scope) if isinstance(declared, cst.Call) else ():
        if isinstance(value, Object) and isinstance(value.of, Imported) and isinstance(declared, cst.Call):
            default = ev.of(ev.arguments(declared, scope).get("default", 0))
            texts = [text for text in default if isinstance(text, Text)]
            yield from doubted(texts, Doubt(Reason.ENVIRONMENT, declared))


def _constant(value: Value) -> str:
    return (value.constant or "") if isinstance(value, Text) else ""


def _named(texts: list[str]) -> str:
    """Return the name that an option has in the program: the one that is no option itself, or the first long one."""
    plain = [text for text in texts if text.isidentifier()]
    long = [text for text in texts if text.startswith("--")]
    return (plain or long or [""])[0].partition("/")[0].lstrip("-").replace("-", "_")
