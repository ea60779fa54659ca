"""Code in any language, as far as patterns tell: its comments and its strings, and the code without the former."""

from __future__ import annotations

import functools
import re

from edgewise.patterns import on_demand
from edgewise.text.kinds import EXCLAMATION, HASH, SEMICOLON

_HASHED = frozenset(
    (HASH, SEMICOLON, EXCLAMATION, "bash", "fish", "powershell", "terraform", "ruby", "perl", "elixir", "python")
) | frozenset(("php", "cmake", "nix", "splus", "julia", "nimrod", "cr", "coffeescript", "tcl", "graphql"))
"""Lexers, or what stands in their place, of languages in which a comment may start with ``#``."""
_DASHED = frozenset(("sql", "lua", "haskell", "elm"))
_SLASHED_NOT = frozenset((HASH, SEMICOLON, EXCLAMATION, "bash", "fish", "powershell", "sql", "lua", "ruby", "python"))
_BACKTICKED = frozenset(("javascript", "typescript", "jsx", "tsx", "vue", "astro", "go", "html", "kotlin"))
_STRINGS = (
    r"\"\"\"(?:[^\"\\]|\\.|\"(?!\"\")){0,8000}\"\"\"|'''(?:[^'\\]|\\.|'(?!'')){0,8000}'''"
    r"|\"(?:[^\"\\\n]|\\.){0,4000}\"|'(?:[^'\\\n]|\\.){0,4000}'"
)
_SIGNS = frozenset("/#-")
"""With what a comment begins."""
_SAID = on_demand(r"@(?:dataProvider|testWith|expectedException\w*|test)\b|[^\n]")
"""A character of a comment, or what PHPUnit reads there."""
_SAID_AT_ALL = on_demand(r"[^\n]")
"""A character of a comment."""


@functools.cache
def _unread(lexer: str) -> re.Pattern[str]:
    """Return the pattern of comments and strings alone."""
    return re.compile("|".join([*comment_forms(lexer), *string_forms(lexer)]), re.DOTALL)


def comment_forms(lexer: str) -> list[str]:
    """Return the forms of comments in a language: parts of a pattern, each with a first character of its own."""
    parts = [r"/\*(?:[^*]|\*(?!/)){0,8000}\*/"] if lexer not in _SLASHED_NOT or lexer == "sql" else []
    parts += [r"/(?<![\w:\"'`/\\(].)/[^\n]*"] if lexer not in _SLASHED_NOT else []
    parts += [r"#(?<!\S.)(?!\[)[^\n]*" if lexer == "php" else r"#(?<!\S.)[^\n]*"] if lexer in _HASHED else []
    return [*parts, r"--[^\n]*"] if lexer in _DASHED else parts


def string_forms(lexer: str) -> list[str]:
    """Return the forms of strings in a language, as :func:`comment_forms` does."""
    return [_STRINGS, *([r"`(?:[^`\\]|\\.){0,8000}`"] if lexer in _BACKTICKED else [])]


def without_comments(text: str, lexer: str) -> str:
    """Return a text of code with blanks in place of its comments, but for those that name a host of Twilio.

    What people say to each other decides nothing: "this should never happen" is no assertion.
    """
    return _unread(lexer).sub(_blanked, text)


def code_only(text: str, lexer: str) -> str:
    """Return a text of code as long as it is, with blanks for its comments and ``_`` for what its strings say."""
    return _unread(lexer).sub(lambda found: _masked(found[0]), text)


def _masked(said: str) -> str:
    if said[0] in _SIGNS:
        return _SAID_AT_ALL.sub(" ", said)
    return f"{said[0]}{'_' * (len(said) - 2)}{said[-1]}" if len(said) > 1 else said


def _blanked(found: re.Match[str]) -> str:
    said = found[0]
    if said[0] not in _SIGNS or "twilio" in said:
        return said
    return _SAID.sub(lambda one: one[0] if len(one[0]) > 1 else " ", said)
