"""Regular expressions in the strings of a module -> findings (EW107), by how ``re`` is asked to apply them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from edgewise.findings import Finding
from edgewise.judgement.patterns import Method, looks_like_pattern, refused
from edgewise.python.syntax.nodes import last_name
from edgewise.templates import HOLE, Origin, Piece, Template

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from edgewise.python.module import Module
    from edgewise.python.syntax.scopes import Scope

_SEARCHES: Mapping[str, Method] = {
    "search": "search", "match": "match", "fullmatch": "fullmatch", "compile": "search", "sub": "search",
    "subn": "search", "split": "search", "findall": "search", "finditer": "search",
}  # fmt: skip
_FLAGS: Mapping[str, str] = {"I": "i", "IGNORECASE": "i", "X": "x", "VERBOSE": "x"}


class Patterns:
    """Finds the regular expressions of one module."""

    def __init__(self, module: Module) -> None:
        self._tree = module.tree
        self._strings = module.strings
        self._names = module.names
        self._options = module.options

    def find(self, node: cst.BaseExpression, scope: Scope, template: Template) -> Iterator[Finding]:
        """Yield what is wrong with the pattern that ``template`` is, the value of ``node``; nothing if it is none."""
        if HOLE in template.text and any(
            piece.origin is Origin.HOLE and not _stands(piece) for piece in template.pieces
        ):
            return
        text = self._strings.constant(node, scope)
        methods = self._methods(node, scope)
        if text is None or (methods is None and not looks_like_pattern(text)):
            return
        flags = "" if methods is None else self._flags(node, scope)
        pair = refused(text, methods or ("search",), self._options.processing_region, flags)
        if pair is not None:
            old, new = pair
            start, end = self._tree.span(node)
            message = f"this regular expression accepts `{old}` and refuses `{new}`, which takes its place"
            yield Finding("EW107", message, start, end)

    def _methods(self, node: cst.BaseExpression, scope: Scope) -> Sequence[Method] | None:
        """Return how ``re`` is asked to apply a pattern; None where it is not given to ``re`` directly."""
        argument = self._tree.parents[node]
        if not isinstance(argument, cst.Arg):
            return None
        call = self._tree.parents[argument]
        if not isinstance(call, cst.Call) or call.args[0] is not argument:
            return None
        for name, method in _SEARCHES.items():
            if self._names.is_dotted(call.func, scope, f"re.{name}", f"regex.{name}"):
                return self._methods_of_compiled(call) if name == "compile" else (method,)
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

    def _methods_of_compiled(self, call: cst.Call) -> Sequence[Method]:
        parent = self._tree.parents[call]
        if isinstance(parent, cst.Attribute):
            return (_SEARCHES.get(parent.attr.value, "search"),)
        targets = [target.target for target in parent.targets] if isinstance(parent, cst.Assign) else []
        bound = {last_name(target) for target in targets} - {""}
        used: set[Method] = {
            _SEARCHES[attribute.attr.value]
            for attribute, _ in self._tree.nodes(cst.Attribute)
            if attribute.attr.value in _SEARCHES and last_name(attribute.value) in bound
        }
        return tuple(sorted(used)) or ("search",)


def _stands(piece: Piece) -> bool:
    # A placeholder in a literal (`{2}` in a pattern) is text to `re`.
    return piece.end > piece.start
