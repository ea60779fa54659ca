"""Rendered templates: the names that a template of Jinja or Django in the module compares with something."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst

from edgewise.patterns import on_demand
from edgewise.python.inference.values import Text

if TYPE_CHECKING:
    from edgewise.python.module import Module

_TAG = on_demand(r"\{%([^{}%]{0,500})%\}|\{\{([^{}]{0,500})\}\}")
_OVER = on_demand(r"\{%-?\s{0,9}for\s+([\w ,]{1,100}?)\s+in\s+([^{}%]{0,500})%\}")
_LOOP = on_demand(r"\s*-?\s*for\b.*?\bin\b")
"""What a loop says before what it goes through."""
_COMPARES = on_demand(r"[=!<>]=|\bin\b|\bis\b|\.\w+\(\s*\w|\b(?:ifequal|ifchanged|switch|case)\b|\|\s*\w+\(")
"""An operator that compares, a method or a filter that is given something."""
_QUOTED = on_demand(r"'[^']*'|\"[^\"]*\"")
_NAME = on_demand(r"[A-Za-z_]\w*")


class Rendered:
    """Answers for one module."""

    def __init__(self, module: Module) -> None:
        self._tree = module.tree
        self._evaluator = module.evaluator

    def compares(self, name: str) -> bool:
        """Say whether a template may compare what it is given by a name."""
        return name in self._compared

    @cached_property
    def _compared(self) -> frozenset[str]:
        found: set[str] = set()
        if "{%" in self._tree.text or "{{" in self._tree.text:
            for literal, scope in self._tree.nodes(cst.SimpleString):
                for value in self._evaluator.values(literal, scope) if "{" in literal.value else ():
                    found |= _compared_in(value.text) if isinstance(value, Text) else set()
        return frozenset(found)


def _compared_in(template: str) -> set[str]:
    """Return the names in the tags of a template that compare something; what goes on in a loop has its list's name."""
    found: set[str] = set()
    for tag in _TAG.finditer(template):
        code = _QUOTED.sub("''", _LOOP.sub(" ", tag[1] or tag[2] or ""))
        if _COMPARES.search(code):
            found.update(_NAME.findall(code))
    for loop in _OVER.finditer(template):
        if found & {*_NAME.findall(loop[1])}:
            found.update(_NAME.findall(loop[2]))
    return found
