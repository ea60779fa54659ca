"""Nodes: small questions to one node of libcst's tree, its name, its children, whether it holds a call."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, cast

import libcst as cst

if TYPE_CHECKING:
    from collections.abc import Sequence

# Whitespace and punctuation own no name, string or call; passing over them halves the walk.
_PASSED_OVER = frozenset(
    {
        *("leading_lines", "header", "footer", "trailing_whitespace", "lpar", "rpar", "comma", "semicolon", "operator"),
        *("equal", "dot", "colon", "asname_whitespace", "lbracket", "rbracket", "lbrace", "rbrace", "indent"),
        *("newline", "comment"),
    }
)


def children(node: cst.CSTNode) -> list[cst.CSTNode]:
    """Return the child nodes of a node, whitespace and punctuation left out."""
    kind = type(node)
    names = _FIELDS.get(kind)
    if names is None:
        names = tuple(
            item.name
            for item in dataclasses.fields(kind)
            if item.name not in _PASSED_OVER and "whitespace" not in item.name
        )
        _FIELDS[kind] = names
    found: list[cst.CSTNode] = []
    for name in names:
        value: object = getattr(node, name)
        if isinstance(value, (list, tuple)):
            found += [item for item in cast("Sequence[object]", value) if isinstance(item, cst.CSTNode)]
        elif _is_node(type(value)):
            found.append(cast("cst.CSTNode", value))
    return found


def _is_node(kind: type[object]) -> bool:
    # libcst's classes are abstract ones: to ask whether something is of one costs ten times as much as of another.
    known = _IS_NODE.get(kind)
    if known is None:
        known = _IS_NODE[kind] = issubclass(kind, cst.CSTNode)
    return known


_IS_NODE: dict[type[object], bool] = {}
_FIELDS: dict[type[cst.CSTNode], tuple[str, ...]] = {}


def positional(parameters: cst.Parameters) -> list[cst.Param]:
    """Return the parameters of a function that may be given by position, in order, without ``*rest``."""
    return [*parameters.posonly_params, *parameters.params]


def dotted_name(node: cst.CSTNode) -> str | None:
    """Return "a.b.c" for a name or a chain of attributes of one, None for every other expression."""
    parts: list[str] = []
    while isinstance(node, cst.Attribute):
        parts.append(node.attr.value)
        node = node.value
    if not isinstance(node, cst.Name):
        return None
    return ".".join([node.value, *reversed(parts)])


def imported_names(node: cst.Import | cst.ImportFrom) -> list[str]:
    """Return the dotted names of what an import binds; of ``from a import *`` that of the module."""
    if isinstance(node, cst.Import):
        dotted = [(dotted_name(alias.name) or "", alias.asname) for alias in node.names]
        return [name if asname is not None else name.partition(".")[0] for name, asname in dotted]
    package = "." * len(node.relative) + (dotted_name(node.module) or "" if node.module else "")
    if isinstance(node.names, cst.ImportStar):
        return [package]
    return [f"{package}.{dotted_name(alias.name)}" for alias in node.names]


def last_name(node: cst.CSTNode) -> str:
    """Return "c" for ``c`` and ``a.b.c``, "" for every other expression."""
    if isinstance(node, cst.Attribute):
        return node.attr.value
    return node.value if isinstance(node, cst.Name) else ""


def called_name(call: cst.Call) -> str:
    """Return "c" for ``c()`` and ``a.b.c()``, "" where what is called has no name."""
    return last_name(call.func)


def base_of(node: cst.CSTNode | None) -> cst.BaseExpression | None:
    """Return ``a.b`` for ``a.b.c``, None for everything but an attribute."""
    return node.value if isinstance(node, cst.Attribute) else None


def item_access(node: cst.CSTNode | None) -> tuple[cst.BaseExpression, cst.BaseExpression] | None:
    """Return ``a`` and ``b`` for ``a[b]``, None for everything else, slices included."""
    match node:
        case cst.Subscript(value=base, slice=[cst.SubscriptElement(slice=cst.Index(value=key))]):
            return base, key
        case _:
            return None


def as_call(node: object) -> cst.Call | None:
    """Return a node if it is a call."""
    return node if isinstance(node, cst.Call) else None


def joins(node: cst.CSTNode | None) -> bool:
    """Say whether a node is an operation of two things: ``a + b``, ``a += b``."""
    return isinstance(node, (cst.BinaryOperation, cst.AugAssign))


def receiver_of(call: cst.Call) -> cst.BaseExpression | None:
    """Return ``a.b`` for ``a.b.c()``, None where no attribute is called."""
    return base_of(call.func)


def filled_in(node: cst.CSTNode) -> cst.BaseExpression | None:
    """Return ``a`` for ``a % b`` and ``a.format(b)``, None for what fills in nothing."""
    match node:
        case cst.BinaryOperation(left=template, operator=cst.Modulo()):
            return template
        case cst.Call():
            return receiver_of(node)
        case _:
            return None


def bound_name(statement: cst.Assign | cst.AnnAssign) -> str:
    """Return the name that an assignment binds first, "" where that is no name."""
    target = statement.targets[0].target if isinstance(statement, cst.Assign) else statement.target
    return target.value if isinstance(target, cst.Name) else ""


def is_unpacking(statement: cst.CSTNode | None) -> bool:
    """Say whether a statement takes its value apart: ``a, b = c``."""
    return isinstance(statement, cst.Assign) and any(
        isinstance(target.target, (cst.Tuple, cst.List)) for target in statement.targets
    )


def sides_of(node: cst.CSTNode) -> tuple[cst.BaseExpression, ...]:
    """Return the sides of a comparison, nothing for every other node."""
    if not isinstance(node, cst.Comparison):
        return ()
    return (node.left, *(target.comparator for target in node.comparisons))


def looked_for(statement: cst.CSTNode) -> list[cst.BaseExpression] | None:
    """Return the values with which the patterns of a ``match`` compare, None for every other node."""
    if not isinstance(statement, cst.Match):
        return None
    found: list[cst.BaseExpression] = []
    todo: list[cst.CSTNode] = [case.pattern for case in statement.cases]
    while todo:
        pattern = todo.pop()
        if isinstance(pattern, cst.MatchValue):
            found.append(pattern.value)
        elif isinstance(pattern, cst.MatchClass):  # the class itself says nothing of the text
            todo += [*pattern.patterns, *pattern.kwds]
        else:
            todo += children(pattern)
    return found


def is_of_sets(operation: cst.CSTNode) -> bool:
    """Say whether an operation is one that sets have: ``a - b``, ``a & b``, ``a | b``, ``a ^ b``."""
    signs = cst.Subtract, cst.BitAnd, cst.BitOr, cst.BitXor
    return isinstance(operation, cst.BinaryOperation) and isinstance(operation.operator, signs)


def names_in(expression: cst.CSTNode) -> list[cst.Name]:
    """Return the names in an expression, and names of attributes."""
    todo = [expression]
    for node in todo:
        todo += children(node)
    return [node for node in todo if isinstance(node, cst.Name)]


def claims(test: cst.BaseExpression) -> list[tuple[cst.BaseExpression, ...]]:
    """Return what a test says, taken apart at ``and``, ``or`` and ``not``: the sides of a comparison, or one thing."""
    match test:
        case cst.BooleanOperation(left=left, right=right):
            return [*claims(left), *claims(right)]
        case cst.UnaryOperation(expression=inner):
            return claims(inner)
        case _:
            return [sides_of(test) or (test,)]


def paired(
    target: cst.BaseExpression, value: cst.BaseExpression | None
) -> list[tuple[cst.BaseExpression, cst.BaseExpression | None]]:
    """Return the targets inside a tuple or list, each with its own value where that is a display of the same length."""
    if not isinstance(target, (cst.Tuple, cst.List)):
        return [(target, None)]
    if (
        isinstance(value, (cst.Tuple, cst.List))
        and len(target.elements) == len(value.elements)
        and all(isinstance(item, cst.Element) for item in [*target.elements, *value.elements])
    ):
        return [(left.value, right.value) for left, right in zip(target.elements, value.elements, strict=True)]
    return [(item.value, None) for item in target.elements]


def has_walrus(node: cst.CSTNode) -> bool:
    """Say whether an expression binds a name on the way: it cannot be exchanged without that being lost."""
    return _holds(node, cst.NamedExpr)


def has_call(node: cst.CSTNode) -> bool:
    """Say whether an expression calls or awaits something: written twice it may give two things."""
    return _holds(node, cst.Call, cst.Await)


def _holds(node: cst.CSTNode, *types: type[cst.CSTNode]) -> bool:
    todo = [node]
    while todo:
        item = todo.pop()
        if isinstance(item, types):
            return True
        todo += children(item)
    return False
