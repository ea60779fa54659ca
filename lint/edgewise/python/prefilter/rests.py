"""A text of a module that begins a name with ``twilio`` -> may another one give the rest of it? Told by letters.

The word begins the domain only where ``.com`` comes behind it, a setting only where ``_REGION`` does, and one of .NET
only where ``__client`` or ``:client`` does. However texts are put together, letters of these stand where a piece of a
text begins, or the module takes texts apart, which may leave any other one. Lets too much pass, never too little.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, cast

from edgewise.patterns import on_demand

if TYPE_CHECKING:
    from collections.abc import Iterable

# Where a piece of a text may begin: at its start, and behind a field of `format` or of `%`.
_FIELD_ENDS = r"\}|%(?:\([^()]*\))?[hl]?[sb]"
_RESTS = on_demand(
    # `com` as a word, or a longer one that a pattern may make shorter again, or its first letters before the piece ends
    rf"(?:\A|[^a-z\d_-]|\\[a-z]|{_FIELD_ENDS})(?:com(?![a-z\d_-]+(?![a-z\d_*?{{|(\[\\-]))|co?(?:\Z|[{{%$<]))"
    # the same of `__client` and `:client`
    rf"|(?:\A|{_FIELD_ENDS})(?:__?|:)(?:c|\Z|[{{%$<])",
    re.IGNORECASE,
)
# How the name of a setting ends in a text that begins within it.
_SETTING_RESTS = on_demand(rf"(?:\A|{_FIELD_ENDS})(?:_REGION|REGION|EGION|GION|ION|ON|N)(?![A-Za-z\d_])")
_LETTERS, _WHOLE = frozenset("com"), frozenset("twilio.com")
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


class Rests:
    """What the nodes of a module may give to a text that begins a name.

    ``takes_apart`` says whether they may make any text of another one.

    :param nodes: all nodes of the module, each before what it holds.
    """

    def __init__(self, nodes: Iterable[ast.AST]) -> None:
        self.takes_apart = False
        self._letters = 0
        """To how many letters of a text it may give names at once."""
        self._texts: set[str] = set()
        self._names: set[str] = set()
        """Names that may become keys, and these texts."""
        passed_over: set[int] = set()
        # By type, and not by pattern, as for statements.
        for node in nodes:
            kind = type(node)
            if kind is ast.Constant:
                value = cast("ast.Constant", node).value
                if isinstance(value, (str, bytes)) and id(node) not in passed_over:
                    self._texts.add(value if isinstance(value, str) else value.decode("latin-1"))
            elif kind is ast.Name:
                self._names.add(cast("ast.Name", node).id)
            elif kind is ast.Attribute:
                self._names.add(cast("ast.Attribute", node).attr)
            elif kind is ast.keyword:
                self._names.add(cast("ast.keyword", node).arg or "")
            elif kind is ast.Expr:
                # A docstring, or a string that nobody uses.
                passed_over.add(id(cast("ast.Expr", node).value))
            elif kind is ast.Tuple or kind is ast.List:
                self._letters = max(self._letters, _letters(cast("ast.Tuple | ast.List", node)))
            elif kind is ast.Subscript or kind is ast.Import or kind is ast.ImportFrom:
                self.takes_apart = self.takes_apart or _takes_apart(node)
        rewriting = not _REWRITING.isdisjoint(self._texts) or not _REWRITING.isdisjoint(self._names)
        self.takes_apart = self.takes_apart or rewriting or "__import__" in self._names

    def may_end_domain(self) -> bool:
        """Say whether they may give what makes ``twilio`` the domain, or a setting of .NET."""
        # A text gives single letters where it is taken apart: all of them, or some to names that are bound at once.
        few = [said for said in map(str.lower, self._texts) if len(said) <= _FEW and _LETTERS.issubset(said)]
        return (
            self.takes_apart
            or any(name.lower() in _NAMES for name in self._names)
            or any(map(_WHOLE.issuperset, few))
            or any(_LETTERS.issubset(said[: self._letters]) for said in few)
            or any(map(_RESTS.search, self._texts))
        )

    def may_end_setting(self) -> bool:
        """Say whether they may give the end of a setting's name."""
        return self.takes_apart or any(_SETTING_RESTS.search(said) for said in self._texts | self._names)


def _takes_apart(node: ast.AST) -> bool:
    match node:
        case ast.Subscript(slice=ast.Slice() | ast.Constant(value=int()) | ast.UnaryOp()):
            return True
        case ast.Import(names=names):
            return any(alias.name.partition(".")[0] in _OF_PATTERNS for alias in names)
        case ast.ImportFrom(module=str(module), level=0):
            return module.partition(".")[0] in _OF_PATTERNS
        case _:
            return False


def _letters(node: ast.Tuple | ast.List) -> int:
    """Return how many letters from the start of a text names are bound to, where something is taken apart."""
    if not isinstance(node.ctx, ast.Store):
        return 0
    return _FEW if any(isinstance(item, ast.Starred) for item in node.elts) else len(node.elts)
