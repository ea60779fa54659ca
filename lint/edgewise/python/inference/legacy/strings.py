"""String expressions -> pieces of a template: literals, f-strings, ``+``, ``%``, methods, and names of these."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

import libcst as cst

from edgewise.python.inference.legacy.formatting import (
    ESCAPED_SIGNS,
    FIELD,
    NESTED_FIELD,
    PRINTF,
    substitute,
    without_repetition,
)
from edgewise.python.syntax.literals import TEMPLATED, chained_calls, unescape
from edgewise.templates import Origin, Piece, foreign, hole

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from edgewise.python.syntax.scopes import Scope
    from edgewise.python.syntax.tree import Tree


Pieces = list[Piece]

MAX_PIECES = 200
"""A name that stands for more pieces is not followed: names that double each other would grow without bound."""
_MAX_LINKS = 20
"""How many ``.replace`` behind each other are read."""
MAX_DEPTH = 50
"""How many names, each bound to an expression with the next one, are followed."""


class Strings:
    """Reads string expressions of one module, and remembers which literals each reading has used."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self.used: set[cst.CSTNode] = set()
        """Literals that stand in place in the expressions read so far."""
        self.holes: dict[tuple[int, int], tuple[cst.BaseExpression, Scope]] = {}
        """The expressions whose values are not known, by the characters at which they stand, and their scopes."""
        self._depth = 0
        self._entries: dict[cst.Dict, dict[str, tuple[cst.BaseExpression, Scope]] | None] = {}
        self._followed: dict[cst.BaseExpression, Pieces | None] = {}

    def read(self, node: cst.BaseExpression, scope: Scope) -> Pieces | None:
        """Return the pieces of a string expression, None where the expression is not known to be a string."""
        before, self.used = self.used, set()
        pieces = self._read(node, scope)
        if pieces is not None:
            before |= self.used
            before.add(node)
        self.used = before
        return pieces

    def constant(self, node: cst.BaseExpression, scope: Scope) -> str | None:
        """Return the value of a string expression without holes, None for every other expression."""
        before, self.used = self.used, set()
        pieces = self._read(node, scope)
        self.used = before
        if pieces is None or any(piece.origin is Origin.HOLE for piece in pieces):
            return None
        return "".join(piece.text for piece in pieces)

    # -- one method a form

    def _read(self, node: cst.BaseExpression, scope: Scope) -> Pieces | None:
        match node:
            case cst.SimpleString():
                self.used.add(node)
                return self._literal(node)
            case cst.ConcatenatedString():
                return self._concatenated(node, scope)
            case cst.FormattedString():
                self.used.add(node)
                return self._formatted(node.parts, "r" in node.start.lower(), scope)
            case cst.BinaryOperation(operator=cst.Add()):
                return self._added(node, scope)
            case cst.BinaryOperation(left=left, operator=cst.Modulo(), right=right):
                template = self._read(left, scope)
                return None if template is None else self._printf(template, right, scope)
            case cst.Call(func=cst.Attribute(value=value, attr=cst.Name(value=method)), args=arguments):
                return self._method(method, value, arguments, scope)
            case cst.Name() | cst.Attribute():
                return self._follow(node, scope)
            case cst.Subscript(value=value, slice=[cst.SubscriptElement(slice=cst.Index(value=key))]):
                entry = self.entry(value, key, scope)
                pieces = self._read_elsewhere(*entry) if entry else None
                return None if pieces is None else foreign(pieces, *self._tree.span(node))
            case cst.NamedExpr():
                # The name gets the text too: an edit would change both.
                pieces = self._read(node.value, scope)
                return None if pieces is None else foreign(pieces, *self._tree.span(node))
            case cst.Integer():
                return foreign([Piece(str(node.evaluated_value), 0, 0)], *self._tree.span(node))
            case _ if isinstance(node, TEMPLATED):
                self.used.add(node)
                return self._formatted(getattr(node, "parts"), "r" in getattr(node, "start").lower(), scope)  # noqa: B009
            case _:
                return None

    def _or_hole(self, node: cst.BaseExpression, scope: Scope) -> Pieces:
        pieces = self.read(node, scope)
        return [self._hole(node, scope)] if pieces is None else pieces

    def _hole(self, node: cst.BaseExpression, scope: Scope) -> Piece:
        span = self._tree.span(node)
        self.holes[span] = node, scope
        return hole(*span)

    def _literal(self, node: cst.SimpleString) -> Pieces:
        start = self._tree.span(node)[0] + len(node.prefix) + len(node.quote)
        raw = "r" in node.prefix.lower()
        return unescape(node.raw_value, start, raw=raw, data="b" in node.prefix.lower())

    def _concatenated(self, node: cst.ConcatenatedString, scope: Scope) -> Pieces:
        pieces: Pieces = []
        rest: cst.BaseExpression = node
        while isinstance(rest, cst.ConcatenatedString):
            self.used.add(rest)
            pieces += self._or_hole(rest.left, scope)
            rest = rest.right
        return pieces + self._or_hole(rest, scope)

    def _formatted(self, parts: Iterable[cst.CSTNode], raw: bool, scope: Scope) -> Pieces:
        pieces: Pieces = []
        for item in parts:
            text = getattr(item, "value", None)
            expression = getattr(item, "expression", None)
            if isinstance(text, str):
                pieces += unescape(text, self._tree.span(item)[0], raw=raw, braces=True)
            elif expression is not None:
                laid_out = getattr(item, "format_spec", None) or getattr(item, "conversion", None) not in (None, "s")
                if laid_out or getattr(item, "equal", None) is not None:
                    pieces.append(hole(*self._tree.span(item)))
                else:
                    read = self.read(expression, scope)
                    pieces += [self._hole(expression, scope)] if read is None else read
        return pieces

    def _added(self, node: cst.BinaryOperation, scope: Scope) -> Pieces | None:
        operands: list[cst.BaseExpression] = []
        rest: cst.BaseExpression = node
        while isinstance(rest, cst.BinaryOperation) and isinstance(rest.operator, cst.Add):
            operands.append(rest.right)
            self.used.add(rest)
            rest = rest.left
        operands.append(rest)
        read = [(operand, self.read(operand, scope)) for operand in reversed(operands)]
        # Numbers are added as well: only a string makes a sum a string.
        if not any(pieces is not None and not isinstance(operand, cst.Integer) for operand, pieces in read):
            return None
        pieces: Pieces = []
        for operand, found in read:
            pieces += [self._hole(operand, scope)] if found is None else found
        return pieces

    def _follow(self, node: cst.Name | cst.Attribute, scope: Scope) -> Pieces | None:
        """Return what a name stands for if it is bound exactly once, to a string expression."""
        found = self._tree.bindings(node, scope)
        if found is None:
            return None
        # Two are as good as any number.
        values = list(islice((binding for binding in found[1] if binding.kind != "declaration"), 2))
        if len(values) != 1 or self._overwritten_by_star(found[0]):
            return None
        binding = values[0]
        if binding.kind != "assign" or binding.value is None or isinstance(binding.value, cst.Integer):
            return None
        pieces = self._read_elsewhere(binding.value, binding.scope)
        return None if pieces is None else foreign(pieces, *self._tree.span(node))

    def _read_elsewhere(self, node: cst.BaseExpression, scope: Scope) -> Pieces | None:
        """Read what another expression stands for; what is read there stays a literal of its own."""
        if node not in self._followed and self._depth < MAX_DEPTH:
            self._depth += 1
            self._followed[node] = None  # what refers to itself is no constant
            before, self.used = self.used, set()
            pieces = self._read(node, scope)
            self.used = before
            self._depth -= 1
            if pieces is not None and len(pieces) <= MAX_PIECES:
                self._followed[node] = pieces
        return self._followed.get(node)

    def entry(
        self, container: cst.BaseExpression, key: cst.BaseExpression, scope: Scope
    ) -> tuple[cst.BaseExpression, Scope] | tuple[()] | None:
        """Return what a dictionary that does not change has under a key: () for nothing, None for what is not known."""
        display, where = self._tree.display(container, scope)
        wanted = self.constant(key, scope)
        if not isinstance(display, cst.Dict) or wanted is None:
            return None
        if display not in self._entries:
            self._entries[display] = self._entries_of(display, where)
        entries = self._entries[display]
        return None if entries is None else entries.get(wanted, ())

    def _entries_of(self, display: cst.Dict, scope: Scope) -> dict[str, tuple[cst.BaseExpression, Scope]] | None:
        found: dict[str, tuple[cst.BaseExpression, Scope]] = {}
        for element in display.elements:
            name = self.constant(element.key, scope) if isinstance(element, cst.DictElement) else None
            if name is None:
                return None
            found[name] = element.value, scope
        return found

    @staticmethod
    def _overwritten_by_star(scope: Scope) -> bool:
        return any(not name.startswith("twilio.") for name in scope.stars)

    # -- methods

    def _method(
        self, method: str, value: cst.BaseExpression, arguments: Sequence[cst.Arg], scope: Scope
    ) -> Pieces | None:
        """Read ``value.method(arguments)``, also as ``str.method(value, arguments)``."""
        if method not in ("format", "join", "replace"):
            return None
        if isinstance(value, cst.Name) and value.value == "str" and scope.lookup("str") is None and arguments:
            value, arguments = arguments[0].value, arguments[1:]
        if method == "replace" and chained_calls(value) > _MAX_LINKS:
            return None
        text = self._read(value, scope)
        if text is None or method == "format":
            return None if text is None else self._format(text, arguments, scope)
        if any(argument.star or argument.keyword is not None for argument in arguments):
            return None
        match method, arguments:
            case "join", [items]:
                return self._join(text, items, scope)
            case "replace", [old, new]:
                return self._replaced(text, old, new, scope)
            case _:
                return None

    def _replaced(self, text: Pieces, old: cst.Arg, new: cst.Arg, scope: Scope) -> Pieces | None:
        wanted = self._read(old.value, scope)
        if not wanted or any(piece.origin is Origin.HOLE for piece in wanted):
            return None
        constant = "".join(piece.text for piece in wanted)
        whole = "".join(piece.text for piece in text)
        seen = sum(piece.text.count(constant) for piece in text if piece.origin in (Origin.VERBATIM, Origin.FOREIGN))
        if whole.count(constant) != seen or constant in ESCAPED_SIGNS:
            return None
        given = self._or_hole(new.value, scope)
        return substitute(text, re.compile(re.escape(constant)), lambda _: given)

    # -- "%" and format

    def _printf(self, template: Pieces, right: cst.BaseExpression, scope: Scope) -> Pieces:
        positional: list[Pieces] | None = None
        named: dict[str, Pieces] = {}
        value, where = self._tree.display(right, scope)
        match value:
            case cst.Tuple(elements=elements) if all(isinstance(item, cst.Element) for item in elements):
                positional = [self._or_hole(item.value, where) for item in elements]
            case cst.Dict():
                named = self._mapping(value, scope)
            case _:
                read = self.read(right, scope)
                # What is not known to be a string may be a tuple of any length.
                positional = None if read is None else [read]
        if value is not right:
            positional = positional and [foreign(pieces, *self._tree.span(right)) for pieces in positional]
        counter = iter(range(1_000_000))

        def fill(found: re.Match[str]) -> Pieces | None:
            for _ in range(found["layout"].count("*")):
                next(counter)
            index = next(counter) if found["key"] is None else None
            if found["layout"] or found["conversion"] not in "sdib":
                return None
            if index is None:
                return named.get(found["key"])
            return positional[index] if positional is not None and index < len(positional) else None

        return substitute(template, PRINTF, fill)

    def _format(self, template: Pieces, arguments: Sequence[cst.Arg], scope: Scope) -> Pieces:
        positional: list[Pieces] = []
        named: dict[str, Pieces] = {}
        countable = True
        for argument in arguments:
            if argument.keyword is not None:
                named[argument.keyword.value] = self._or_hole(argument.value, scope)
            elif argument.star == "**":
                if isinstance(argument.value, cst.Dict):
                    named.update(self._mapping(argument.value, scope))
            elif argument.star == "*":
                countable = False
            elif countable:
                positional.append(self._or_hole(argument.value, scope))
        counter = iter(range(1_000_000))

        def fill(found: re.Match[str]) -> Pieces | None:
            name = found["name"]
            if name == "":
                name = str(next(counter))
            for _ in NESTED_FIELD.findall(found["layout"]):
                next(counter)
            if found["layout"] not in ("", "!s"):
                return None
            if name.isdigit():
                return positional[int(name)] if int(name) < len(positional) else None
            return named.get(name)

        return substitute(template, FIELD, fill)

    def _join(self, separator: Pieces, argument: cst.Arg, scope: Scope) -> Pieces | None:
        items = self._items(argument.value, scope)
        if items is None:
            return None
        pieces: Pieces = []
        for number, item in enumerate(items):
            pieces += [*(separator if number else ()), *item]
        return without_repetition(pieces)

    def _items(self, node: cst.BaseExpression, scope: Scope, depth: int = 0) -> list[Pieces] | None:
        """Return what stands in a list or tuple, and in those that are spread in it; None if that is not known."""
        display, where = self._tree.display(node, scope)
        if not isinstance(display, (cst.List, cst.Tuple)) or depth > MAX_DEPTH:
            return None
        found: list[Pieces] = []
        for element in display.elements:
            if isinstance(element, cst.Element):
                found.append(self._or_hole(element.value, where))
            else:
                spread = self._items(element.value, where, depth + 1)
                if spread is None:
                    return None
                found += spread
        return found if display is node else [foreign(item, *self._tree.span(node)) for item in found]

    def _mapping(self, node: cst.Dict, scope: Scope) -> dict[str, Pieces]:
        found: dict[str, Pieces] = {}
        for element in node.elements:
            if not isinstance(element, cst.DictElement):
                return {}
            key = self.constant(element.key, scope)
            if key is None:
                return {}
            found[key] = self._or_hole(element.value, scope)
        return found
