"""Removal: the edits that take a region out of a host where a name or a literal of its own brings it in."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, NamedTuple

import libcst as cst

from edgewise.findings import Edit
from edgewise.patterns import on_demand
from edgewise.templates import Origin, Template

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from edgewise.python.edits import Layout
    from edgewise.python.syntax.tree import Tree

_FORMAT_FIELD = on_demand(r"(?P<escaped>\{\{|\}\})|\{(?P<key>\w*)(?P<more>[^{}]*)\}")
_PERCENT_FIELD = on_demand(r"(?P<escaped>%%)|%(?:\((?P<key>[^()]*)\))?(?:s|(?P<more>[^A-Za-z%]*[A-Za-z]))")


def without_region(
    tree: Tree, layout: Layout, node: cst.BaseExpression, template: Template, label: tuple[int, int]
) -> tuple[Edit, ...] | None:
    """Return the edits that leave the plain host, None where the expression has none of the forms that are known.

    :param node: the expression whose text the template is.
    :param label: the region's characters in the template, from 0, the end exclusive.
    """
    piece, text = template.piece_at(label[0]), tree.text
    brought = "".join(other.text for other in template.pieces if (other.start, other.end) == (piece.start, piece.end))
    low, high = piece.start, piece.end
    if piece.origin is not Origin.FOREIGN and text[low - 1] in "\"'" and text[low - 1] == text[high : high + 1]:
        low, high = low - 1, high + 1
    elif piece.origin is not Origin.FOREIGN:
        return None
    if brought != template.text[slice(*label)]:
        return None
    return _without(tree, layout, node, (low, high))


def _without(tree: Tree, layout: Layout, node: cst.BaseExpression, span: tuple[int, int]) -> tuple[Edit, ...] | None:
    """Return the edits that take out what stands at ``span`` in a string expression, with the dot behind it."""
    match node:
        case cst.FormattedString() | cst.ConcatenatedString():
            low, high = span
            if tree.text[low - 1] != "{" or tree.text[high : high + 2] != "}.":
                return None
            return (*_without_prefix(tree, node, low), Edit(low - 1, high + 2, ""))
        case cst.BinaryOperation(operator=cst.Add()):
            inner = _around(tree, _operands(node), span)
            return _without(tree, layout, inner, span) if inner else _joined(tree, node, span)
        case cst.BinaryOperation(
            operator=cst.Modulo(), left=(cst.SimpleString() | cst.ConcatenatedString()) as literal
        ):
            return _Filled(tree, layout, node, literal, _PERCENT_FIELD, _percent_items(node.right)).without(span)
        case cst.Call(
            func=cst.Attribute(
                value=(cst.SimpleString() | cst.ConcatenatedString()) as literal, attr=cst.Name("format")
            )
        ):
            return _Filled(tree, layout, node, literal, _FORMAT_FIELD, _format_items(node.args)).without(span)
        case cst.Call(
            func=cst.Attribute(value=cst.SimpleString() as literal, attr=cst.Name("join")),
            args=[cst.Arg(value=(cst.List() | cst.Tuple()) as parts)],
        ):
            inner = _around(tree, [part.value for part in parts.elements], span)
            return _without(tree, layout, inner, span) if inner else _without_part(tree, layout, literal, parts, span)
        case _:
            return None


def _around(tree: Tree, nodes: Iterable[cst.BaseExpression], span: tuple[int, int]) -> cst.BaseExpression | None:
    """Return the expression that has something at ``span`` in it, and more."""
    for node in nodes:
        start, end = tree.span(node)
        if start <= span[0] and span[1] <= end and (start, end) != span:
            return node
    return None


class _Item(NamedTuple):
    """What is put into a field: by ``key``, a name or a number from 0; ``node`` is an item of a list, or all of it."""

    key: str
    node: cst.CSTNode
    value: cst.BaseExpression


def _format_items(arguments: Sequence[cst.Arg]) -> list[_Item] | None:
    if any(argument.star for argument in arguments):
        return None
    return [_Item(one.keyword.value if one.keyword else str(at), one, one.value) for at, one in enumerate(arguments)]


def _percent_items(right: cst.BaseExpression) -> list[_Item] | None:
    match right:
        case cst.Name() | cst.Attribute() | cst.SimpleString():
            return [_Item("0", right, right)]
        case cst.Tuple(elements=elements):
            if not all(isinstance(one, cst.Element) for one in elements):
                return None
            return [_Item(str(at), one, one.value) for at, one in enumerate(elements)]
        case cst.Dict(elements=entries):
            pairs = [one for one in entries if isinstance(one, cst.DictElement)]
            keys = [one.key.raw_value for one in pairs if isinstance(one.key, cst.SimpleString)]
            if len(keys) != len(entries):
                return None
            return [_Item(key, one, one.value) for key, one in zip(keys, pairs, strict=True)]
        case _:
            return None


class _Filled(NamedTuple):
    """A literal with fields, and what is put into them by ``%`` or ``format``."""

    tree: Tree
    layout: Layout
    node: cst.BinaryOperation | cst.Call
    literal: cst.SimpleString | cst.ConcatenatedString
    field: re.Pattern[str]
    items: list[_Item] | None

    def without(self, span: tuple[int, int]) -> tuple[Edit, ...] | None:
        """Return the edits that remove the one field for the item whose value stands at ``span``, and that item."""
        inner = _around(self.tree, [item.value for item in self.items or ()], span)
        if inner is not None:
            return _without(self.tree, self.layout, inner, span)
        gone = next((item for item in self.items or () if self.tree.span(item.value) == span), None)
        start, end = self.tree.span(self.literal)
        text = self.tree.text[start:end]
        if isinstance(self.literal, cst.ConcatenatedString) and ("#" in text or not _is_plain(self.literal)):
            return None
        found = list(self.field.finditer(text))
        fields = [one for one in found if one["escaped"] is None]
        if gone is None or self.items is None or "\\N{" in text or any("*" in (one["more"] or "") for one in fields):
            return None
        count = itertools.count()
        keys = [one["key"] or str(next(count)) for one in fields]
        numbered = any(one["key"] and one["key"].isdecimal() for one in fields)
        at = keys.index(gone.key) if keys.count(gone.key) == 1 else -1
        if at < 0 or fields[at]["more"] or text[fields[at].end() : fields[at].end() + 1] != ".":
            return None
        field = Edit(start + fields[at].start(), start + fields[at].end() + 1, "")
        if len(fields) == len(found) == 1 and len(self.items) == 1:
            closing = re.match(r"(?:\s*\))*", self.tree.text[end : self.tree.span(self.node)[1]])
            return field, Edit(end + (closing.end() if closing else 0), self.tree.span(self.node)[1], "")
        later = [item.key for item in self.items[self.items.index(gone) + 1 :]]
        if len(self.items) == 1 or (numbered and gone.key.isdecimal() and any(map(str.isdecimal, later))):
            return None
        dropped = _drop(self.tree, self.layout, [item.node for item in self.items], gone.node)
        return None if dropped is None else (field, *dropped)


def _is_plain(literal: cst.ConcatenatedString) -> bool:
    return not any(isinstance(part, cst.FormattedString) for part in _literals(literal))


def _drop(tree: Tree, layout: Layout, items: Sequence[cst.CSTNode], gone: cst.CSTNode) -> tuple[Edit, ...] | None:
    """Return the edits that drop one of several items; what is left of a pair stays a tuple."""
    match items:
        case [cst.Element() as first, cst.Element(comma=comma) as last]:
            (start, first_end), (second, end) = tree.span(first), tree.span(last)
            if "#" in tree.text[first_end:second]:
                return None
            closing = "" if isinstance(comma, cst.Comma) else ","
            if gone is last:
                return (Edit(first_end, end, closing),)
            return Edit(start, second, ""), Edit(end, end, closing)
        case _:
            return layout.drop(items, [gone])


def _without_part(
    tree: Tree, layout: Layout, separator: cst.SimpleString, parts: cst.List | cst.Tuple, span: tuple[int, int]
) -> tuple[Edit, ...] | None:
    """Return the edits that drop one of the parts that are joined, with its dot where no joining puts it there."""
    items = parts.elements
    at = next((at for at, part in enumerate(items) if tree.span(part.value) == span), 0)
    if not 0 < at < len(items) - 1:
        return None
    dropped = layout.drop(items, [items[at]])
    if separator.raw_value == ".":
        return dropped
    behind = _literals(items[at + 1].value)[:1]
    dot = tree.span(behind[0])[0] + len(behind[0].prefix + behind[0].quote) if behind else 0
    if separator.raw_value or not behind or tree.text[dot] != ".":
        return None
    return *dropped, Edit(dot, dot + 1, "")


def _without_prefix(tree: Tree, node: cst.FormattedString | cst.ConcatenatedString, field: int) -> tuple[Edit, ...]:
    """Return the edit that makes a plain literal of an f-string whose only field, at ``field`` in the source, goes."""
    literal = next((part for part in _literals(node) if tree.span(part)[0] < field < tree.span(part)[1]), None)
    if not isinstance(literal, cst.FormattedString):
        return ()
    texts = [part.value for part in literal.parts if isinstance(part, cst.FormattedStringText)]
    if len(literal.parts) > len(texts) + 1 or any("{{" in text or "}}" in text for text in texts):
        return ()
    at = tree.span(literal)[0] + literal.prefix.lower().index("f")
    return (Edit(at, at + 1, ""),)


def _joined(tree: Tree, node: cst.BinaryOperation, span: tuple[int, int]) -> tuple[Edit, ...] | None:
    """Return the edit that makes one literal of the two between which an operand stands; they are written alike."""
    operands = _operands(node)
    at = next((at for at, operand in enumerate(operands) if tree.span(operand) == span), 0)
    if not 0 < at < len(operands) - 1:
        return None
    before, behind = _literals(operands[at - 1])[-1:], _literals(operands[at + 1])[:1]
    if not before or not behind or _written(before[0]) != _written(behind[0]):
        return None
    low = tree.span(before[0])[1] - len(before[0].quote)
    high = tree.span(behind[0])[0] + len(behind[0].prefix + behind[0].quote)
    if not tree.text.startswith(".", high) or "#" in tree.text[low:high]:
        return None
    return (Edit(low, high + 1, ""),)


def _operands(node: cst.BaseExpression) -> list[cst.BaseExpression]:
    """Return the operands of a sum from left to right."""
    found: list[cst.BaseExpression] = []
    while isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Add):
        found.append(node.right)
        node = node.left
    return [node, *reversed(found)]


def _literals(node: cst.BaseExpression) -> list[cst.SimpleString | cst.FormattedString]:
    """Return the literals that follow each other in an expression, none of any other expression."""
    if isinstance(node, cst.ConcatenatedString):
        return [*_literals(node.left), *_literals(node.right)]
    return [node] if isinstance(node, (cst.SimpleString, cst.FormattedString)) else []


def _written(literal: cst.SimpleString | cst.FormattedString) -> tuple[str, str]:
    return literal.prefix.lower(), literal.quote
