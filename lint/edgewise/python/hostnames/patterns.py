"""Regular expressions in the strings of a module -> findings (EW107), by how ``re`` is asked to apply them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from edgewise.findings import Finding
from edgewise.judgement.patterns import ANYTHING, Method, Trials, looks_like_pattern
from edgewise.python.intent import is_refused, names_old
from edgewise.python.syntax.nodes import last_name
from edgewise.templates import HOLE, Origin, Piece, Template

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from edgewise.python.module import Module
    from edgewise.python.syntax.scopes import Scope

_SEARCHES: Mapping[str, Method] = {
    "search": "search", "match": "match", "fullmatch": "fullmatch", "compile": "search", "sub": "search",
    "subn": "search", "split": "search", "findall": "search", "finditer": "search",
}  # fmt: skip
_FINDING = frozenset({"sub", "subn", "split", "findall", "finditer"})
"""Functions that look for a pattern in a text, in place of a check of the text."""
_FLAGS: Mapping[str, str] = {
    "I": "i", "IGNORECASE": "i", "X": "x", "VERBOSE": "x", "M": "m", "MULTILINE": "m", "S": "s", "DOTALL": "s",
}  # fmt: skip


class Patterns:
    """Finds the regular expressions of one module."""

    def __init__(self, module: Module) -> None:
        self._tree = module.tree
        self._strings = module.strings
        self._names = module.names
        self._trials = Trials(module.options.way)

    def find(self, node: cst.BaseExpression, scope: Scope, template: Template) -> Iterator[Finding]:
        """Yield what is wrong with the pattern that ``template`` is, the value of ``node``; nothing if it is none."""
        if HOLE in template.text and any(
            piece.origin is Origin.HOLE and not _stands(piece) for piece in template.pieces
        ):
            return
        text = self._strings.constant(node, scope)
        if text is None:
            text = template.text.replace(HOLE, ANYTHING)
        uses = self._uses(node, scope)
        if uses is None and not looks_like_pattern(text):
            return
        flags = "" if uses is None else self._flags(node, scope)
        methods: list[Method] = sorted({_SEARCHES[name] for name in uses or ("search",)})
        finds = bool(uses) and _FINDING.issuperset(uses or ())
        finds = (
            finds
            or is_refused(self._tree, node)
            or names_old(self._tree, node) is not None
            or self._leads_to_an_error(node)
        )
        refusal = self._trials.refused(text, methods, flags, finds=finds)
        if refusal is not None:
            start, end = self._tree.span(node)
            yield Finding("EW107", refusal.message, start, end, help=refusal.help)

    def _leads_to_an_error(self, node: cst.BaseExpression) -> bool:
        below: cst.CSTNode = node
        for ancestor in self._tree.ancestors(node):
            if isinstance(ancestor, cst.If) and ancestor.test is below and isinstance(ancestor.body, cst.IndentedBlock):
                lines = [line for line in ancestor.body.body if isinstance(line, cst.SimpleStatementLine)]
                return any(isinstance(small, cst.Raise) for line in lines for small in line.body)
            if not isinstance(ancestor, (cst.BaseExpression, cst.Arg)):
                return False
            below = ancestor
        return False

    def _uses(self, node: cst.BaseExpression, scope: Scope) -> Collection[str] | None:
        """Return by which functions ``re`` is asked to apply a pattern; None where it is not given to ``re``."""
        argument = self._tree.parents[node]
        if not isinstance(argument, cst.Arg):
            return None
        call = self._tree.parents[argument]
        if not isinstance(call, cst.Call) or call.args[0] is not argument:
            return None
        for name in _SEARCHES:
            if self._names.is_dotted(call.func, scope, f"re.{name}", f"regex.{name}"):
                return self._uses_of_compiled(call) if name == "compile" else (name,)
        return None

    def _flags(self, node: cst.BaseExpression, scope: Scope) -> str:
        """Return the flags of the call to ``re`` that say how a pattern is read, as letters."""
        call = self._tree.parents[self._tree.parents[node]]
        letters: set[str] = set()
        todo = [argument.value for argument in call.args[1:]] if isinstance(call, cst.Call) else []
        while todo:
            item = todo.pop()
            if isinstance(item, cst.BinaryOperation) and isinstance(item.operator, cst.BitOr):
                todo += [item.left, item.right]
            letters.update(
                letter
                for name, letter in _FLAGS.items()
                if self._names.is_dotted(item, scope, f"re.{name}", f"regex.{name}")
            )
        return "".join(sorted(letters))

    def _uses_of_compiled(self, call: cst.Call) -> Collection[str]:
        parent = self._tree.parents[call]
        if isinstance(parent, cst.Attribute):
            return (parent.attr.value,) if parent.attr.value in _SEARCHES else ()
        targets = [target.target for target in parent.targets] if isinstance(parent, cst.Assign) else []
        bound = {last_name(target) for target in targets} - {""}
        return {
            attribute.attr.value
            for attribute, _ in self._tree.nodes(cst.Attribute)
            if attribute.attr.value in _SEARCHES and last_name(attribute.value) in bound
        }


def _stands(piece: Piece) -> bool:
    # A placeholder in a literal (`{2}` in a pattern) is text to `re`.
    return piece.end > piece.start
