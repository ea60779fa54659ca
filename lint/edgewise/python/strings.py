"""String expressions -> pieces of a template: literals, concatenation, f-strings, ``%``, ``.format`` and ``.join``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

import libcst as cst

from edgewise.python.escapes import unescape
from edgewise.templates import Origin, Piece, foreign, hole, part

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from edgewise.python.scopes import Scope
    from edgewise.python.tree import Tree


Pieces = list[Piece]

# T-strings are newer than the oldest libcst that we support.
TEMPLATED: tuple[type[cst.BaseExpression], ...] = tuple(
    kind for kind in (getattr(cst, "TemplatedString", None),) if kind is not None
)
TEXTS: tuple[type[cst.CSTNode], ...] = (
    cst.FormattedStringText,
    *(kind for kind in (getattr(cst, "TemplatedStringText", None),) if kind is not None),
)
"""What holds the text of f-strings and t-strings."""
STRINGS: tuple[type[cst.BaseExpression], ...] = (
    cst.SimpleString,
    cst.FormattedString,
    cst.ConcatenatedString,
    *TEMPLATED,
)

_PRINTF = re.compile(
    r"%(?:\((?P<key>[^()]*)\))?(?P<layout>[#0\- +]*(?:\*|\d+)?(?:\.(?:\*|\d+))?)[hlL]?"
    r"(?P<conversion>[diouxXeEfFgGcrsab%])"
)
_FIELD = re.compile(r"\{\{|\}\}|\{(?P<name>[^{}!:]*)(?P<layout>(?:![rsa])?(?::(?:[^{}]|\{[^{}]*\})*)?)\}")
_NESTED_FIELD = re.compile(r"\{(?:[!:][^{}]*)?\}")
MAX_PIECES = 200
"""A name that stands for more pieces is not followed: names that double each other would grow without bound."""
MAX_DEPTH = 50
"""How many names, each bound to an expression with the next one, are followed."""
_ESCAPED_SIGNS = frozenset({"{{", "}}", "%%"})


def text_of(node: cst.CSTNode) -> str:
    """Return the text of one of the types in ``TEXTS``, as it is written."""
    return cast("str", getattr(node, "value"))  # noqa: B009


def may_be_string(node: cst.BaseExpression) -> bool:
    """Say whether an expression has one of the forms that :class:`Strings` reads, names and numbers apart."""
    match node:
        case cst.BinaryOperation(operator=cst.Add() | cst.Modulo()):
            return True
        case cst.Call(func=cst.Attribute(attr=cst.Name(value="format" | "join"))):
            return True
        case _:
            return isinstance(node, STRINGS)


class Strings:
    """Reads string expressions of one module, and remembers which literals each reading has used."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self.used: set[cst.CSTNode] = set()
        """Literals that stand in place in the expressions read so far."""
        self._depth = 0
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
            case cst.Call(func=cst.Attribute(value=value, attr=cst.Name(value="format"))):
                template = self._read(value, scope)
                return None if template is None else self._format(template, node.args, scope)
            case cst.Call(func=cst.Attribute(value=value, attr=cst.Name(value="join")), args=[argument]):
                separator = self._read(value, scope)
                return None if separator is None else self._join(separator, argument, scope)
            case cst.Name() | cst.Attribute():
                return self._follow(node, scope)
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
        return [hole(*self._tree.span(node))] if pieces is None else pieces

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
                    pieces += [hole(*self._tree.span(item))] if read is None else read
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
            pieces += [hole(*self._tree.span(operand))] if found is None else found
        return pieces

    def _follow(self, node: cst.Name | cst.Attribute, scope: Scope) -> Pieces | None:
        """Return what a name stands for if it is bound exactly once, to a string expression."""
        found = self._tree.bindings(node, scope)
        values = [binding for binding in found[1] if binding.kind != "declaration"] if found is not None else []
        if found is None or len(values) != 1 or self._overwritten_by_star(found[0]):
            return None
        binding = values[0]
        if binding.kind != "assign" or binding.value is None or isinstance(binding.value, cst.Integer):
            return None
        if binding.value not in self._followed and self._depth < MAX_DEPTH:
            self._depth += 1
            self._followed[binding.value] = None  # a name that refers to itself is no constant
            before, self.used = self.used, set()
            pieces = self._read(binding.value, binding.scope)
            self.used = before
            self._depth -= 1
            if pieces is not None and len(pieces) <= MAX_PIECES:
                self._followed[binding.value] = pieces
        pieces = self._followed.get(binding.value)
        return None if pieces is None else foreign(pieces, *self._tree.span(node))

    @staticmethod
    def _overwritten_by_star(scope: Scope) -> bool:
        return any(not name.startswith("twilio.") for name in scope.stars)

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

        return self._substitute(template, _PRINTF, fill)

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
            for _ in _NESTED_FIELD.findall(found["layout"]):
                next(counter)
            if found["layout"] not in ("", "!s"):
                return None
            if name.isdigit():
                return positional[int(name)] if int(name) < len(positional) else None
            return named.get(name)

        return self._substitute(template, _FIELD, fill)

    def _substitute(
        self,
        template: Pieces,
        pattern: re.Pattern[str],
        fill: Callable[[re.Match[str]], Pieces | None],
    ) -> Pieces:
        """Fill the fields of a template: ``fill`` says None for what is not known."""
        result: Pieces = []
        for piece in template:
            if piece.origin not in (Origin.VERBATIM, Origin.FOREIGN):
                result.append(piece)
                continue
            done = 0
            for found in pattern.finditer(piece.text):
                result.append(part(piece, done, found.start()))
                field = part(piece, *found.span())
                if found[0] in _ESCAPED_SIGNS:
                    result.append(Piece(found[0][0], field.start, field.end, Origin.ESCAPED))
                else:
                    pieces = fill(found)
                    result += [hole(field.start, field.end)] if pieces is None else pieces
                done = found.end()
            result.append(part(piece, done, len(piece.text)))
        return _without_repetition(result)

    def _join(self, separator: Pieces, argument: cst.Arg, scope: Scope) -> Pieces | None:
        if argument.star or argument.keyword is not None:
            return None
        value, where = self._tree.display(argument.value, scope)
        if not isinstance(value, (cst.List, cst.Tuple)):
            return None
        if not all(isinstance(item, cst.Element) for item in value.elements):
            return None
        pieces: Pieces = []
        for number, item in enumerate(value.elements):
            if number:
                pieces += separator
            read = self._or_hole(item.value, where)
            pieces += read if value is argument.value else foreign(read, *self._tree.span(argument))
        return _without_repetition(pieces)

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


def _without_repetition(pieces: Pieces) -> Pieces:
    """Return pieces in which source characters that occur twice are foreign: an edit would change both places."""
    seen: dict[tuple[int, int], int] = {}
    for piece in pieces:
        seen[piece.start, piece.end] = seen.get((piece.start, piece.end), 0) + 1
    return [
        foreign([piece], piece.start, piece.end)[0]
        if seen[piece.start, piece.end] > 1 and piece.origin is not Origin.HOLE
        else piece
        for piece in pieces
    ]
