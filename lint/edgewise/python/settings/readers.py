"""Readers: where the text of a module names what may be a region, also in statements that are not parsed."""

from __future__ import annotations

import io
import re
import sys
import tokenize
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst

from edgewise.patterns import on_demand
from edgewise.python.comments import find_comments
from edgewise.python.inference.values import Imported, Object, Unknown, is_complete
from edgewise.twilio.table import RETIRED_PRODUCT, RETIRED_REGIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from edgewise.python.inference.values import Value
    from edgewise.python.module import Module
    from edgewise.python.settings.environ import ModuleSettings
    from edgewise.python.syntax.scopes import Scope

_RETIRED = on_demand(
    rf"(?<![\w.-]){RETIRED_PRODUCT}\.(?:{'|'.join(sorted(RETIRED_REGIONS))})\.twilio\.com", re.IGNORECASE
)
_NAME = on_demand(r"""(?<![\w"'=])\w*region\b(?!["'])""", re.IGNORECASE)
_ATTRIBUTE = on_demand(r"\.region\b(?!\s*=[^=])", re.IGNORECASE)
_EDGE = on_demand(r"\.edge\b(?!\s*=[^=])")
_ALONE = on_demand(r"""(?<![\w"'])region\b(?!\s*=[^=])""", re.IGNORECASE)
_PREFIX = on_demand(r"""["']TWILIO_["']""")
"""The prefix by which a class of settings reads ``TWILIO_REGION`` into its field ``region``."""


class Readers:
    """Answers for one module; every place is an offset in characters from 0."""

    def __init__(self, module: Module, settings: ModuleSettings) -> None:
        self._module = module
        self._tree = module.tree
        self._settings = settings

    def of(self, key: str) -> list[int]:
        """Return where the module names a variable, or what may read any region."""
        return sorted({*self._named.get(key.lower(), ()), *self._named.get("", ())})

    @cached_property
    def _named(self) -> dict[str, list[int]]:
        """Where the module names what may be a region, but in comments and settings: by the name in lower case.

        Under "" is what may read any region: the attribute, and where settings have a prefix the name alone.
        """
        spans = [self._tree.span(item.place) for item in self._settings.all]
        found: dict[str, list[int]] = {}
        any_region = [_ATTRIBUTE, _ALONE] if _PREFIX.search(self._tree.text) else [_ATTRIBUTE]
        for start, name in self._outside(_NAME, spans):
            found.setdefault(name.lower(), []).append(start)
        found[""] = [
            start
            for pattern in any_region
            for start, _ in self._outside(pattern, spans)
            if pattern is not _ATTRIBUTE or self._may_be_setting(start)
        ]
        return found

    @cached_property
    def edges(self) -> list[int]:
        """Where the module reads the attribute ``edge`` of what may be a client."""
        return [start for start, _ in self._outside(_EDGE, []) if self._may_be_of_client(start)]

    def _may_be_of_client(self, start: int) -> bool:
        """Say whether the attribute whose dot is at ``start`` may be a client's; what is not parsed may be anything."""
        found = self._attributes.get(start + 1)
        if found is None:
            return True
        values = self._module.evaluator.values(found[0].value, found[1])
        return any(
            self._module.is_client(value) or isinstance(value, Unknown) or _is_made_elsewhere(value) for value in values
        )

    def _may_be_setting(self, start: int) -> bool:
        """Say whether the attribute whose dot is at ``start`` may be the region of a client, or of settings."""
        found = self._attributes.get(start + 1)
        if found is None or self._may_be_of_client(start):
            return True
        return not is_complete(self._module.evaluator.values(*found))

    @cached_property
    def _attributes(self) -> dict[int, tuple[cst.Attribute, Scope]]:
        """The attributes that are parsed, by where their names begin."""
        return {self._tree.span(node.attr)[0]: (node, scope) for node, scope in self._tree.nodes(cst.Attribute)}

    @cached_property
    def retired(self) -> list[int]:
        """Where the module names a host that is retired."""
        return [start for start, _ in self._outside(_RETIRED, [])]

    def _outside(self, pattern: re.Pattern[str], spans: list[tuple[int, int]]) -> Iterator[tuple[int, str]]:
        """Yield where a pattern is found outside of comments and spans, also where no finding can be, and what it is.

        :param spans: ranges of characters.
        """
        left_out = _merged([*self._comments, *self._docstrings, *spans])
        starts = [start for start, _ in left_out]
        for found in pattern.finditer(self._tree.text):
            at = bisect_right(starts, found.start()) - 1
            if at < 0 or found.start() >= left_out[at][1]:
                yield found.start(), found.group()

    @cached_property
    def _comments(self) -> list[tuple[int, int]]:
        return [(comment.start, comment.end) for comment in find_comments(self._tree.text, self._tree.lines) or []]

    @cached_property
    def _docstrings(self) -> list[tuple[int, int]]:
        """The strings that are statements, also in statements that are not parsed."""
        found: list[tuple[int, int]] = []
        begins, string = True, None
        try:
            for token in tokenize.generate_tokens(io.StringIO(self._tree.text, newline="").readline):
                name = tokenize.tok_name[token.type]
                if name == "STRING" and begins:
                    (row, column), (last_row, last_column) = token.start, token.end
                    string = self._tree.lines.start(row) + column, self._tree.lines.start(last_row) + last_column
                elif name == "NEWLINE" and string is not None:
                    found.append(string)
                if name not in ("NL", "COMMENT", "STRING"):
                    string = None
                    begins = name in ("NEWLINE", "INDENT", "DEDENT")
                elif name == "STRING":
                    begins = False
        except (tokenize.TokenError, SyntaxError, IndexError):
            return []
        return found


def _merged(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return ranges of characters, sorted, with those that overlap as one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def _is_made_elsewhere(value: Value) -> bool:
    """Say whether a value comes out of another module, which may hold a client or settings; Python's own hold none."""
    made = value.of if isinstance(value, Object) else value
    return isinstance(made, Imported) and made.name.partition(".")[0] not in sys.stdlib_module_names
