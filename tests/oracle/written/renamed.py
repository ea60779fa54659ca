"""A program with names that say nothing: what it does is the same, and so has to be whatever is said about it."""

from __future__ import annotations

import ast
import builtins

import libcst as cst


def renamed(program: str) -> str:
    """Return a program whose own names are ``v1``, ``v2`` and so on, classes ``V3``, in the order of their spelling.

    What somebody else may know by its name stays: attributes, keywords, members of classes, tests, what is imported.
    """
    tree = ast.parse(program)
    bound: set[str] = set()
    known = {"self", "cls", "monkeypatch", "tmp_path", *dir(builtins)}
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name) | ast.FunctionDef(name=name):
                bound.add(name)
            case ast.ClassDef(name=name, body=body):
                bound.add(name)
                known.update(name for statement in body for name in _stored(statement))
            case ast.Attribute(attr=str(name)) | ast.keyword(arg=str(name)):
                known.add(name)
            case ast.alias(name=name, asname=other):
                known.add(other or name.partition(".")[0])
            case _:
                pass
    names = sorted(name for name in bound - known if not name.startswith(("test_", "__")))
    neutral = {name: f"{_letter(name)}{number}" for number, name in enumerate(names, 1)}
    return cst.parse_module(program).visit(_Renaming(neutral)).code


def _letter(name: str) -> str:
    return "V" if name[0].isupper() and not name.isupper() else "v"


def _stored(statement: ast.stmt) -> list[str]:
    """Return the names that a statement of a class makes members of it."""
    if isinstance(statement, ast.FunctionDef):
        return [statement.name]
    return [node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]


class _Renaming(cst.CSTTransformer):
    def __init__(self, names: dict[str, str]) -> None:
        self._names = names

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.Name:  # noqa: N802
        return updated_node.with_changes(value=self._names.get(original_node.value, original_node.value))
