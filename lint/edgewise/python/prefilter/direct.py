"""Direct calls, by Python's own trees: whether a module does nothing with classes of clients but call them.

Most modules are so. Then no other call gives a client a region, whatever the form of its arguments.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, cast

from edgewise.python.prefilter.statements import nodes_of
from edgewise.python.syntax.imports import comes_otherwise, leads_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def called_directly(text: str, nodes: Sequence[ast.AST], wanted: frozenset[str]) -> frozenset[str] | None:
    """Return the names that a module imports classes of clients by, or what holds these, where it only calls them.

    None where it does anything else with one of them, or may come by a class in another way.

    :param nodes: all nodes of the module, each before what it holds.
    :param wanted: the dotted names of the classes.
    """
    names = frozenset(_imported(nodes, wanted))
    if "*" in names or comes_otherwise(text):
        return None
    harmless: set[int] = set()
    for node in nodes:
        if _is_other_way(node, names, wanted):
            return None
        if isinstance(node, ast.Call):
            harmless.add(id(_root(node.func)))
        else:
            harmless.update(id(name) for annotation in _annotations(node) for name in nodes_of(annotation))
    uses = (node for node in nodes if isinstance(node, ast.Name) and node.id in names)
    return names if all(id(node) in harmless for node in uses) else None


def _imported(nodes: Iterable[ast.AST], wanted: frozenset[str]) -> Iterable[str]:
    """Yield the names to which classes, or what holds them, are bound; "*" where a class has one, or all are."""
    for node in nodes:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            before = f"{node.module}." if isinstance(node, ast.ImportFrom) and node.module and not node.level else ""
            for alias in node.names:
                if alias.name == "*" or leads_to((before + alias.name,), wanted):
                    yield alias.asname or alias.name.partition(".")[0]
        elif isinstance(node, ast.ClassDef):
            inside = (held for statement in node.body for held in nodes_of(statement))
            yield from ("*" for held in inside if isinstance(held, (ast.Import, ast.ImportFrom)))


def _is_other_way(node: ast.AST, names: frozenset[str], wanted: frozenset[str]) -> bool:
    """Say whether a class may be bound, or called, here in another way than by its import."""
    match node:
        case ast.Constant(value=str(said)):
            return said in wanted
        case ast.Name(id=name):
            return name == "type"
        case ast.arg(arg=name):
            return name in names
        case ast.Attribute(attr="__init__", value=owner):
            return not (isinstance(owner, ast.Call) and isinstance(owner.func, ast.Name) and owner.func.id == "super")
        case _:
            return False


def _root(callee: ast.expr) -> ast.expr:
    while isinstance(callee, ast.Attribute):
        callee = callee.value
    return callee


def _annotations(node: ast.AST) -> list[ast.expr]:
    found = getattr(node, "annotation", None), getattr(node, "returns", None)
    return [cast("ast.expr", annotation) for annotation in found if annotation is not None]
