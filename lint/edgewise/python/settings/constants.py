"""A constant with a region in a module or class of settings that does not use it: its reader stands elsewhere (EW301).

``TWILIO_REGION = "ie1"`` beside other settings of Twilio, in Django's settings or as a field of a class of settings, is
told and never changed: who reads it may give an edge by itself.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from edgewise.findings import Finding
from edgewise.judgement.settings import edge_key, is_region_key, judge
from edgewise.patterns import on_demand
from edgewise.python.inference.values import all_texts, is_complete
from edgewise.python.syntax.nodes import bound_name
from edgewise.twilio.table import REGION_EDGES

if TYPE_CHECKING:
    from collections.abc import Iterator

    import libcst as cst

    from edgewise.python.module import Module
    from edgewise.python.syntax.scopes import Scope
    from edgewise.twilio.table import ProcessingRegion

_BESIDE = on_demand(r"^[ \t]*\w*TWILIO_(?!REGION\b)\w+[ \t]*(?::[^=\n]*)?(?:=|$)", re.IGNORECASE | re.MULTILINE)


class Constants:
    """Judges the constants of one module."""

    def __init__(self, module: Module) -> None:
        self._tree = module.tree
        self._evaluator = module.evaluator
        self._processing_region: ProcessingRegion = module.options.way

    def of(self, statement: cst.Assign | cst.AnnAssign, scope: Scope) -> Iterator[Finding]:
        """Yield the finding of a statement that binds a region's name to one text."""
        name = bound_name(statement)
        if not name or statement.value is None or scope.kind not in ("module", "class"):
            return
        # A field of a class of settings has the name of its variable in either case.
        key = name if scope.kind == "module" else name.upper()
        if not is_region_key(key) or not self._is_among_settings or self._is_used(name, statement):
            return
        values = self._evaluator.values(statement.value, scope)
        texts = all_texts(values)
        if len(texts) != 1 or texts[0].lower() not in REGION_EDGES:
            return
        verdict = judge(key, texts[0], None, self._processing_region, fallback=not is_complete(values))
        if verdict is not None:
            said = f"{verdict.message}; nothing here reads it, so see whether its reader gives an edge"
            start, end = self._tree.span(statement)[0], self._tree.span(statement.value)[1]
            yield Finding(verdict.code, said, start, end, help=verdict.fix_message)

    @cached_property
    def _is_among_settings(self) -> bool:
        return _BESIDE.search(self._tree.text) is not None

    def _is_used(self, name: str, statement: cst.CSTNode) -> bool:
        """Say whether the module says the name elsewhere, or that of its edge anywhere."""
        start, end = self._tree.span(statement)
        text = self._tree.text
        edge = edge_key(name)
        if edge.lower() in text.lower():
            return True
        mentions = re.finditer(rf"\b{re.escape(name)}\b", text, re.IGNORECASE)
        return any(not start <= found.start() < end for found in mentions)
