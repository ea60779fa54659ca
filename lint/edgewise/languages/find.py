"""One text -> the findings of its clients, where its language has a helper library and the words of one are there."""

from __future__ import annotations

import functools
import os
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from edgewise.languages.prefilter import may_match

if TYPE_CHECKING:
    from collections.abc import Callable

    from edgewise.findings import Finding
    from edgewise.languages.language import Language
    from edgewise.languages.syntax.tree import SyntaxTree
    from edgewise.languages.uses.found import TreeUses
    from edgewise.options import Options

_MODULES = {
    **dict.fromkeys("js mjs cjs es6 gs jsx ts mts cts tsx vue svelte".split(), "javascript"),
    **dict.fromkeys("rb rake ru".split(), "ruby"),
    **dict.fromkeys("php phtml".split(), "php"),
    "java": "java",
    "cs": "csharp",
    "go": "go",
}
"""The suffix of a file -> the module of :mod:`edgewise.languages.libraries` that knows its language."""


_MOST_TEXT = 500_000
_MOST_HOSTS = 500
"""Characters, and hosts, of a text whose uses are told by its tree: larger ones are generated."""


@functools.cache
def _language(module: str) -> Language:
    language: Language = import_module(f"edgewise.languages.libraries.{module}").LANGUAGE
    return language


def language_of(text: str, path: str) -> Language | None:
    """Return the language of a text in which there may be clients of a helper library; None for all others."""
    suffix = _suffix(path).removeprefix(".")
    if suffix not in _MODULES:
        return None
    data = text.encode("utf-8", "surrogatepass")
    lowered = data.lower()
    if b"twilio" not in lowered or not may_match(lowered):
        return None
    language = _language(_MODULES[suffix])
    return language if language.gate.search(data) is not None else None


def find(text: str, path: str, options: Options) -> list[Finding]:
    """Return the findings of a text; none where its language cannot be read here, see :func:`missing`."""
    language = language_of(text, path)
    if language is None or not _can_read(language):
        return []
    from edgewise.languages.clients import TreeClients
    from edgewise.pins.packages import libraries_of

    tree = _tree(text, language, path)
    return TreeClients(tree, language, options, lambda: libraries_of(language.helper_library, options, path)).find()


@functools.lru_cache(maxsize=1)
def _tree(text: str, language: Language, path: str) -> SyntaxTree:
    # A text is looked at twice where nobody has decided where its requests go.
    from edgewise.languages.syntax.tree import SyntaxTree

    return SyntaxTree(text, language.grammar, path)


def uses_in(text: str, path: str) -> TreeUses | None:
    """Return what tells the uses of the hosts in a text, None where its language cannot be read here."""
    suffix = _suffix(path).removeprefix(".")
    if len(text) > _MOST_TEXT or text.count("twilio.com") > _MOST_HOSTS:
        return None
    if suffix not in _MODULES or not _can_read(_language(_MODULES[suffix])):
        return None
    from edgewise.languages.syntax.tree import SyntaxTree
    from edgewise.languages.uses.found import TreeUses

    grammar = _language(_MODULES[suffix]).grammar
    has_markup = f".{suffix}" in grammar.markup
    return TreeUses(
        SyntaxTree(text, grammar, path, has_markup=True)
        if has_markup
        else _tree(text, _language(_MODULES[suffix]), path)
    )


def missing(text: str, path: str) -> tuple[str, str] | None:
    """Return the name of a language and what has to be installed to look for its clients; None where nothing has."""
    language = language_of(text, path)
    if language is None or _can_read(language):
        return None
    return language.name, " ".join(("tree-sitter", *language.distributions))


def reader_of(text: str, path: str) -> Callable[[str], list[tuple[str, int, int]]] | None:
    """Return what tells the errors that a text's grammar sees in it or in another version; None where nothing can.

    Of each error the type, the start and the end, in characters from 0 and sorted; see :meth:`Tree.errors`.
    """
    language = language_of(text, path)
    if language is None or not _can_read(language):
        return None
    from edgewise.languages.syntax.tree import SyntaxTree

    return lambda version: SyntaxTree(version, language.grammar, path).errors()


def _suffix(path: str) -> str:
    return os.path.splitext(path)[1].lower()


@functools.cache
def _can_read(language: Language) -> bool:
    names = ("tree-sitter", *language.distributions)
    return all(find_spec(name.replace("-", "_")) is not None for name in names)
