"""Removal: the edits that take a region out of a host where a name or a literal of its own brings it in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from edgewise.findings import Edit
from edgewise.templates import Origin, Template

if TYPE_CHECKING:
    from edgewise.python.syntax.tree import Tree


def without_region(
    tree: Tree, node: cst.BaseExpression, template: Template, label: tuple[int, int]
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
    match node:
        case cst.FormattedString() | cst.ConcatenatedString():
            if text[low - 1] != "{" or text[high : high + 2] != "}.":
                return None
            return (*_without_prefix(tree, node, low), Edit(low - 1, high + 2, ""))
        case cst.BinaryOperation(operator=cst.Add()):
            return _joined(tree, node, (low, high))
        case cst.BinaryOperation(
            operator=cst.Modulo(),
            left=cst.SimpleString() as left,
            right=cst.Name() | cst.Attribute() | cst.SimpleString(),
        ):
            return _without_field(tree, left, "%s.", node)
        case cst.Call(func=cst.Attribute(value=cst.SimpleString() as left), args=[cst.Arg(star="")]):
            return _without_field(tree, left, "{}.", node)
        case _:
            return None


def _without_field(
    tree: Tree, literal: cst.SimpleString, field: str, node: cst.BaseExpression
) -> tuple[Edit, ...] | None:
    """Return the edits that leave a literal of its only field, and nothing of what is put into that."""
    if literal.value.count(field[0]) != 1 or field not in literal.value:
        return None
    start, end = tree.span(literal)
    start += literal.value.index(field)
    return Edit(start, start + len(field), ""), Edit(end, tree.span(node)[1], "")


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
