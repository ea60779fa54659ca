"""Readings: each Python source of a file goes through the gate and is parsed once, however often it is judged."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from edgewise.python.prefilter.parts import relevant_parts
from edgewise.python.syntax.limits import deep_recursion, parse, refuse_excess

if TYPE_CHECKING:
    from edgewise.options import Options
    from edgewise.python.module import Module


class Readings:
    """Remembers the modules of one file, which has several sources if it is a notebook.

    It is asked for them once for each answer to the one decision, and they are read alike for all of these.

    :param path: decides which pins hold, if the options say that there are any.
    :param gates: whether libcst is spared what cannot matter for a finding.
    """

    def __init__(self, path: str, *, gates: bool = True) -> None:
        self._path = path
        self._gates = gates
        self._modules: dict[str, Module | None] = {}

    def module(self, text: str, options: Options) -> Module | None:
        """Return the module of a source without a byte-order mark, None if no finding can be in it.

        :raises edgewise.python.syntax.limits.UnparsableError: it does not parse.
        """
        if text not in self._modules:
            self._modules[text] = self._read(text, options)
        known = self._modules[text]
        return known and replace(known, options=options)

    def _read(self, text: str, options: Options) -> Module | None:
        parts = relevant_parts(text, options) if self._gates else None
        if parts == []:
            return None
        if parts is None and (tree := parse(text)) is not None:
            refuse_excess([tree])
        # libcst is loaded only for what it has to read.
        from edgewise.python.module import Module

        with deep_recursion():
            return Module.parse(text, options, parts, self._path)
