"""Patterns that are compiled when they are first asked: a file asks few of all that its kind may have to."""

from __future__ import annotations

import re
from typing import AnyStr, Generic, cast


class _OnDemand(Generic[AnyStr]):
    """Stands for a pattern, and has all of its methods for its own once one of them is asked for."""

    def __init__(self, expression: AnyStr, flags: int) -> None:
        self._expression: AnyStr = expression
        self._flags = flags

    def __getattr__(self, name: str) -> object:
        compiled = re.compile(self._expression, self._flags)
        self.__dict__.update({each: getattr(compiled, each) for each in dir(compiled) if not each.startswith("__")})
        return getattr(compiled, name)


def on_demand(expression: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return the pattern of a regular expression; what is wrong with the expression is raised at its first use.

    For the constants of modules. As with :func:`re.compile`, its methods are to be called, but functions of :mod:`re`
    do not take it.
    """
    return cast("re.Pattern[AnyStr]", _OnDemand(expression, flags))
