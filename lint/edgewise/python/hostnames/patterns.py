"""Regular expressions in the strings of a module -> findings (EW107), by how ``re`` is asked to apply them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from edgewise.findings import Finding
from edgewise.judgement.patterns import ANYTHING, Method, Trials, looks_like_pattern
from edgewise.patterns import on_demand
from edgewise.python.inference.intent import is_named_old, is_refused, leads_to_an_error
from edgewise.python.inference.values import Imported
from edgewise.templates import HOLE, Origin, Piece, Template

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from edgewise.python.inference.values import Text
    from edgewise.python.module import Module
    from edgewise.python.syntax.scopes import Scope

_SEARCHES: Mapping[str, Method] = {
    "search": "search", "match": "match", "fullmatch": "fullmatch", "compile": "search", "sub": "search",
    "subn": "search", "split": "search", "findall": "search", "finditer": "search",
}  # fmt: skip
_MODULES = frozenset({"re", "regex"})
_MAY_VARY = on_demand(r"[*+?\[\](){}|\\^$]|\.\.")
"""What a pattern has that accepts more than one host."""
_FINDING = frozenset({"sub", "subn", "split", "findall", "finditer"})
"""Functions that look for a pattern in a text, in place of a check of the text."""
_FLAGS: Mapping[str, str] = {
    "I": "i", "IGNORECASE": "i", "X": "x", "VERBOSE": "x", "M": "m", "MULTILINE": "m", "S": "s", "DOTALL": "s",
}  # fmt: skip


class Patterns:
    """Finds the regular expressions of one module."""

    def __init__(self, module: Module) -> None:
        self._tree = module.tree
        self._evaluator = module.evaluator
        self._trials = Trials(module.options.way)

    def find(self, node: cst.BaseExpression, known: Text, template: Template) -> Iterator[Finding]:
        """Yield what is wrong with the pattern that ``node`` makes; nothing if it is none.

        :param known: what all texts have in common that the expression may be.
        :param template: the same, with holes for placeholders.
        """
        if any(piece.origin is Origin.HOLE and not _stands(piece) for piece in template.pieces):
            return
        text = known.constant if known.constant is not None else template.text.replace(HOLE, ANYTHING)
        if _MAY_VARY.search(text) is None:
            return
        uses = list(self._uses(node))
        if not uses and not looks_like_pattern(text):
            return
        flags = "".join(sorted({letter for call, at, _ in uses for letter in self._flags(call, at)}))
        names = {name for _, _, name in uses}
        methods: list[Method] = sorted({_SEARCHES[name] for name in names or ("search",)})
        finds = (
            (bool(names) and names <= _FINDING)
            or is_refused(self._tree, node)
            or is_named_old(self._tree, node)
            or leads_to_an_error(self._tree, node)
        )
        refusal = self._trials.refused(text, methods, flags, finds=finds)
        if refusal is not None:
            start, end = self._tree.span(node)
            yield Finding("EW107", refusal.message, start, end, help=refusal.help)

    def _uses(self, node: cst.BaseExpression) -> Iterator[tuple[cst.Call, Scope, str]]:
        """Yield the calls that give a pattern to ``re``, each with the name of a function that applies it."""
        for use in self._evaluator.uses(node):
            call = use.call
            if use.kind != "argument" or use.way != "itself" or call is None:
                continue
            for callee, arguments in self._evaluator.callees(call, use.scope):
                module, _, name = callee.name.rpartition(".") if isinstance(callee, Imported) else ("", "", "")
                given = [item.place.node for item in arguments.get("pattern", 0) if item is not None and item.place]
                if module not in _MODULES or name not in _SEARCHES or use.node not in given:
                    continue
                compiled = self._evaluator.uses(call) if name == "compile" else ()
                names = [use.name for use in compiled if use.kind == "attribute" and use.name in _SEARCHES]
                yield from ((call, use.scope, each) for each in names or (name,))

    def _flags(self, call: cst.Call, scope: Scope) -> Iterator[str]:
        """Yield the flags of a call to ``re`` that say how a pattern is read, as letters."""
        for _, arguments in self._evaluator.callees(call, scope):
            for value in self._evaluator.of(*arguments.positions[1:], arguments.get("flags")):
                for name in value.name.split("|") if isinstance(value, Imported) else ():
                    module, _, flag = name.replace("RegexFlag.", "").rpartition(".")
                    if module in _MODULES and flag in _FLAGS:
                        yield _FLAGS[flag]


def _stands(piece: Piece) -> bool:
    # A placeholder in a literal (`{2}` in a pattern) is text to `re`.
    return piece.end > piece.start
