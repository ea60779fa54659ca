"""A text of a module that begins a name with ``twilio`` -> may another one give the rest of it? Told by letters.

The word begins the domain only where ``.com`` comes behind it, and a setting of .NET only where ``__client`` or
``:client`` does. However texts are put together, the first letters of these stand where a piece of a text begins, or
the module takes texts apart, which may leave any other one. Lets too much pass, never too little.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# Where a piece of a text may begin: at its start, and behind a field of `format` or of `%`.
_FIELD_ENDS = r"\}|%(?:\([^()]*\))?[hl]?[sdib]"
_RESTS = re.compile(
    # `com` in one piece, or its first letters before the piece ends
    rf"com|(?:\A|[^a-z\d_-]|{_FIELD_ENDS})co?(?:\Z|[{{%$<])"
    # the same of `__client` and `:client`
    rf"|(?:\A|{_FIELD_ENDS})(?:__?|:)(?:c|\Z|[{{%$<])",
    re.IGNORECASE,
)
_LETTERS = frozenset("com")
_FEW = 16
"""Characters of a text that somebody may take apart letter by letter, as in ``m, o, c = "moc"``."""
_NAMES = frozenset({"c", "co", "com"})
"""Names that may become keys, and these texts: ``for end in dict(com=1)``."""
_REWRITING = frozenset({
    "replace", "strip", "lstrip", "rstrip", "removeprefix", "removesuffix", "translate", "expandtabs", "upper",
    "swapcase", "split", "rsplit", "partition", "rpartition", "splitlines",
})  # fmt: skip
"""Methods that make other texts of a text; ``lower``, ``title`` and their like change nothing that is looked for."""
_OF_PATTERNS = frozenset({"re", "regex", "importlib"})
"""Modules that take a regular expression, which may say ``com`` in other letters, and what imports them by name."""


def may_complete(nodes: Iterable[ast.AST]) -> bool:
    """Say whether nodes of a module may give the rest of what begins with ``twilio`` in a text.

    :param nodes: all nodes of the module, each before what it holds.
    """
    passed_over: set[int] = set()
    for node in nodes:
        if isinstance(node, ast.Expr):
            # A docstring, or a string that nobody uses.
            passed_over.add(id(node.value))
        elif id(node) not in passed_over and _gives_rest(node):
            return True
    return False


def _gives_rest(node: ast.AST) -> bool:
    match node:
        case ast.Constant(value=str(said)):
            return _is_rest(said)
        case ast.Constant(value=bytes(data)):
            return _is_rest(data.decode("latin-1"))
        case ast.Attribute(attr=name):
            return name in _REWRITING or _is_key(name)
        case ast.Name(id=name):
            return name == "__import__" or _is_key(name)
        case ast.keyword(arg=str(name)):
            return _is_key(name)
        case ast.Subscript(slice=ast.Slice() | ast.Constant(value=int()) | ast.UnaryOp()):
            return True
        case ast.Import(names=names):
            return any(alias.name.partition(".")[0] in _OF_PATTERNS for alias in names)
        case ast.ImportFrom(module=str(module), level=0):
            return module.partition(".")[0] in _OF_PATTERNS
        case _:
            return False


def _is_rest(said: str) -> bool:
    if len(said) <= _FEW and _LETTERS.issubset(said.lower()):
        return True
    return said in _REWRITING or _RESTS.search(said) is not None


def _is_key(name: str) -> bool:
    return name.lower() in _NAMES
