"""Removal: the edits that take a region out of a host where a constant brings it in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

from edgewise.findings import Edit
from edgewise.templates import Origin, Piece, Template

if TYPE_CHECKING:
    from edgewise.python.syntax.tree import Tree

_JOINED_BEFORE = re.compile(r"(?P<quote>[\"'])[ \t]*\+[ \t]*\Z")
_JOINED_BEHIND = re.compile(r"[ \t]*\+[ \t]*(?P<quote>[\"'])\.")


def without_region(
    tree: Tree, node: cst.BaseExpression, template: Template, label: tuple[int, int]
) -> tuple[Edit, ...] | None:
    """Return the edits that leave the plain host, None where the expression has none of the forms that are known.

    :param node: the expression whose text the template is.
    :param label: the region's characters in the template, from 0, the end exclusive.
    """
    piece, text = template.piece_at(label[0]), tree.text
    brought = "".join(other.text for other in template.pieces if (other.start, other.end) == (piece.start, piece.end))
    if piece.origin is not Origin.FOREIGN or brought != template.text[slice(*label)]:
        return None
    match node:
        case cst.FormattedString() | cst.ConcatenatedString():
            alone = text[piece.start - 1 : piece.start] == "{" and text[piece.end : piece.end + 2] == "}."
            return (Edit(piece.start - 1, piece.end + 2, ""),) if alone else None
        case cst.BinaryOperation(operator=cst.Add()):
            return _joined(text, piece)
        case cst.BinaryOperation(
            operator=cst.Modulo(), left=cst.SimpleString() as left, right=cst.Name() | cst.Attribute()
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


def _joined(text: str, piece: Piece) -> tuple[Edit, ...] | None:
    """Return the edit that makes one literal of the two between which a name stands."""
    before, behind = _JOINED_BEFORE.search(text[: piece.start]), _JOINED_BEHIND.match(text, piece.end)
    if before is None or behind is None or before["quote"] != behind["quote"] or text[piece.start] in "\"'":
        return None
    return (Edit(before.start(), behind.end(), ""),)
