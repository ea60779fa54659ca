"""A module of the user's own that hands a library on: what it exports -> the paths of the library, one hop far."""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING

from edgewise.languages.meanings import Meanings, Path
from edgewise.languages.syntax.names import Names
from edgewise.languages.syntax.tree import SyntaxTree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tree_sitter import Node

    from edgewise.languages.language import Language

WHOLE = "="
"""Stands for the module as a whole, where the library itself is what it exports (``module.exports = ...``)."""
_LARGEST = 20_000
"""Bytes; what is larger does more than hand on."""
_SUFFIXES = ("", ".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts")
_COMPILED = {".js": (".ts", ".tsx"), ".mjs": (".mts",), ".cjs": (".cts",), ".jsx": (".tsx",)}
_WHOLE_NAMES = ("module.exports", "exports")


def file_of(importer: str, name: str) -> str | None:
    """Return the file that a relative import leads to, None where there is none."""
    base = os.path.normpath(os.path.join(os.path.dirname(importer), name))
    stem, suffix = os.path.splitext(base)
    candidates = [f"{base}{ending}" for ending in _SUFFIXES]
    candidates += [f"{stem}{ending}" for ending in _COMPILED.get(suffix, ())]
    candidates += [os.path.join(base, f"index{ending}") for ending in _SUFFIXES[1:]]
    return next((candidate for candidate in candidates if os.path.isfile(candidate)), None)


def exports_of(file: str, language: Language) -> Mapping[str, str]:
    """Return the names that a file exports -> the paths of the library that they are; nothing where it does more."""
    try:
        state = os.stat(file)
        return _exports(file, state.st_mtime_ns, language) if state.st_size <= _LARGEST else {}
    except OSError:
        return {}


@functools.lru_cache(maxsize=256)
def _exports(file: str, _changed: int, language: Language) -> Mapping[str, str]:
    with open(file, "rb") as stream:
        data = stream.read()
    if language.gate.search(data) is None:
        return {}
    tree = SyntaxTree(data.decode("utf-8", "replace"), language.grammar, file)
    tree.path = ""  # one hop, and no further
    meanings = Meanings(tree, Names(tree), language)
    return {
        name: path
        for statement in tree.root.named_children
        for name, path in _of_statement(tree, meanings, language, statement)
    }


def _of_statement(tree: SyntaxTree, meanings: Meanings, language: Language, node: Node) -> Iterator[tuple[str, str]]:
    if node.type == "export_statement":
        yield from _of_export(tree, meanings, language, node)
    elif node.type == "expression_statement" and node.named_children:
        assigned = tree.assignment(node.named_children[0])
        if assigned is None:
            return
        target, value = tree.source(assigned[0]), assigned[1]
        owner, _, name = target.rpartition(".")
        if target in _WHOLE_NAMES:
            yield from _named(WHOLE, meanings, value)
            yield from _of_object(tree, meanings, value)
        elif owner in _WHOLE_NAMES:
            yield from _named(name, meanings, value)


def _of_export(tree: SyntaxTree, meanings: Meanings, language: Language, node: Node) -> Iterator[tuple[str, str]]:
    source = node.child_by_field_name("source")
    value = node.child_by_field_name("value")
    declared = node.child_by_field_name("declaration")
    module = language.module(tree, source) if source is not None else None
    if value is not None:
        yield from _named("default", meanings, value)
    for declarator in declared.named_children if declared is not None else ():
        name, given = (declarator.child_by_field_name(field) for field in ("name", "value"))
        if name is not None and given is not None:
            yield from _named(tree.source(name), meanings, given)
    clause = next((child for child in node.named_children if child.type == "export_clause"), None)
    for item in clause.named_children if clause is not None else ():
        name, alias = (item.child_by_field_name(field) for field in ("name", "alias"))
        if name is None:
            continue
        shown = tree.source(alias or name)
        if source is None:
            yield from _named(shown, meanings, name)
        elif module is not None and (path := language.member_of(module, tree.source(name))) is not None:
            yield shown, path
    if source is None and value is None and declared is None and clause is None and tree.items(node):
        yield from _named(WHOLE, meanings, tree.items(node)[0])  # `export = name`
    elif module is not None and clause is None:
        yield "*", module


def _of_object(tree: SyntaxTree, meanings: Meanings, node: Node) -> Iterator[tuple[str, str]]:
    for item in tree.items(node) if node.type in tree.grammar.objects else ():
        if item.type in tree.grammar.shorthands:
            yield from _named(tree.source(item), meanings, item)
        elif item.type in tree.grammar.pairs:
            key, value = (item.child_by_field_name(field) for field in tree.grammar.pairs[item.type])
            name = meanings.members.key(key) if key is not None else None
            if name is not None and value is not None:
                yield from _named(name, meanings, value)


def _named(name: str, meanings: Meanings, node: Node) -> Iterator[tuple[str, str]]:
    found = meanings.of(node)
    if len(found) == 1 and isinstance(found[0], Path):
        yield name, found[0].path
