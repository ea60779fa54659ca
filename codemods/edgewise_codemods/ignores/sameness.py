"""Sameness: two texts that differ in comments mean the same, or a comment must not be written."""

from __future__ import annotations

import ast
import configparser
import json
import warnings
from typing import TYPE_CHECKING, Any, cast

from edgewise.files.file import FileKind
from edgewise.files.toml import toml_table
from edgewise.notebooks.magics import as_python
from edgewise.text.kinds import EXCLAMATION, HASH, SEMICOLON
from edgewise.text.kinds import kind_of as text_kind_of
from edgewise.text.notations.shell.heredocs import heredocs

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAX_CHARACTERS = 2_000_000


def mean_the_same(old: str, new: str, kind: FileKind, path: str) -> bool:
    """Say whether whoever reads ``new`` gets what ``old`` gave: syntax tree, values, or all tokens but comments.

    False where it cannot be told.
    """
    if kind is FileKind.PYTHON:
        tree = _tree(old)
        return tree is not None and tree == _tree(new)
    if kind is FileKind.NOTEBOOK:
        notebook = _notebook(old)
        return notebook is not None and notebook == _notebook(new)
    known, name = text_kind_of(path, old), path.lower()
    lexer = known.lexer
    if known.notation in ("yaml", "travis"):
        events = _events(old)
        if events is not None:
            return events == _events(new)
        lexer = "yaml"  # a template, of which the rest is YAML
    elif name.endswith((".toml", "pipfile")):
        return _toml(old) is not None and _toml(old) == _toml(new)
    elif known.notation == "docker":
        return "<<" not in old or not heredocs(old)
    elif known.notation == "dotenv":
        return not _has_long_values(old)
    elif lexer in (SEMICOLON, EXCLAMATION):
        return _sections(old) == _sections(new)
    elif lexer == HASH:
        lexer = "make"
    return len(new) <= _MAX_CHARACTERS and _tokens(old, lexer) == _tokens(new, lexer) != []


def _tree(text: str) -> str | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.dump(ast.parse(text))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


def _notebook(text: str) -> object:
    """Return what a notebook says, its cells in Python as syntax trees; None where it is none."""
    try:
        content = json.loads(text)
        for cell in content["cells"]:
            lines = cell["source"]
            source = lines if isinstance(lines, str) else "".join(lines)
            python = as_python(source) if cell["cell_type"] == "code" else None
            cell["source"] = source if python is None else _tree(python)
    except (ValueError, RecursionError, KeyError, TypeError):
        return None
    return cast("object", content)


def _events(text: str) -> list[tuple[object, ...]] | None:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    parse = cast("Any", yaml).parse
    try:
        return [
            (type(event), *(getattr(event, name, None) for name in ("anchor", "tag", "value", "style")))
            for event in parse(text, loader)
        ]
    except (yaml.YAMLError, RecursionError, ValueError):
        return None


def _toml(text: str) -> str | None:
    try:
        return repr(toml_table(text))
    except (ValueError, RecursionError):  # a dotted key nests as deeply as it is long
        return None


def _sections(text: str) -> list[tuple[str, list[tuple[str, str | None]]]] | None:
    """Return what an INI file says, None where it is no such file: then its comments are lines all the same."""
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True)
    try:
        parser.read_string(text)
    except configparser.Error:
        return None
    return [(name, list(parser.items(name))) for name in parser.sections()]


def _has_long_values(text: str) -> bool:
    """Say whether a quoted value may run over several lines, in which a comment would be a part of it."""
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("#"))
    return any(line.count(quote) % 2 for line in lines for quote in "\"'")


def _tokens(text: str, names: str) -> list[tuple[object, str]]:
    from pygments.lexers import get_lexer_by_name  # pyright: ignore[reportUnknownVariableType]
    from pygments.token import Comment
    from pygments.util import ClassNotFound

    def of(lexer: Any) -> Iterator[tuple[object, str]]:
        for _, kind, value in lexer.get_tokens_unprocessed(text):
            is_code = Comment.Preproc in kind.split() or Comment.PreprocFile in kind.split()
            if value.strip() and (is_code or Comment not in kind.split()):
                yield kind, value.strip()

    for name in names.split():
        try:
            return list(of(get_lexer_by_name(name)))
        except ClassNotFound:
            continue
    return []
