"""JSON, also with comments and trailing commas, as nodes with positions; settings in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from edgewise.patterns import on_demand
from edgewise.text.comments import Comments
from edgewise.text.notations.structured.entries import entries_of
from edgewise.text.notations.structured.nodes import Builder, MalformedError, MappingNode, Node, Scalar, SequenceNode
from edgewise.text.notations.structured.scopes import scopes_of
from edgewise.text.settings.excerpts import Embedded, unescape
from edgewise.text.settings.lines import mentions
from edgewise.text.settings.pairs import PairEntry, PairScope
from edgewise.text.settings.values import read

_TOKEN = on_demand(
    r"(?P<skip>[\s,:]+|//[^\n]*|/\*[^*]*(?:\*(?!/)[^*]*)*\*/)"
    # What a template fills in, in the place of a value.
    r"|(?P<filled>\$\{[^{}\"\n]*\}|\{\{[^{}\n]*\}\}|<%=[^%\n]*%>)"
    r"|(?P<string>\"[^\"\\]*(?:\\.[^\"\\]*)*\"|'[^'\\\n]*(?:\\.[^'\\\n]*)*')"
    r"|(?P<open>[{\[])|(?P<close>[}\]])|(?P<word>[^\s,:\"'{}\[\]/]+)",
    re.DOTALL,
)
_LINE_VALUE = on_demand(r"[\"']\s*:\s*(?:\"([^\"\n]*)\"|'([^'\n]*)')")


def scopes(text: str, comments: Comments) -> Iterator[PairScope | Embedded]:
    """Yield a scope for each object, or list of names and values, that has settings."""
    try:
        roots = parse(text)
    except MalformedError:
        yield PairScope(tuple(_line_entries(text, comments)))
        return
    yield from scopes_of(text, roots)


def tfvars_scopes(text: str, comments: Comments) -> Iterator[PairScope | Embedded]:
    """Yield the scopes of values for variables of Terraform, each of which has to be declared."""
    try:
        roots = parse(text)
    except MalformedError:
        yield from scopes(text, comments)
        return
    for root in roots:
        yield PairScope(tuple(replace(entry, beside=None) for entry in entries_of(text, root)))
    yield from scopes_of(text, roots, set(map(id, roots)))


def parse(text: str) -> list[Node]:
    """Return the values that stand in the text, one after the other.

    :raises MalformedError: brackets do not match, or something stands there that is no JSON.
    """
    builder, at, brackets = Builder(), 0, list[str]()
    ended = False
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise MalformedError
        at, kind = found.end(), found.lastgroup
        if kind == "skip":
            ended = ended and "," not in found[0] and ":" not in found[0]
            continue
        if kind in ("string", "word", "filled") and ended:
            # Two values in a row: prose, or another format.
            raise MalformedError
        ended = kind in ("string", "word", "filled")
        if kind == "string":
            builder.add(_string(found))
        elif kind in ("word", "filled"):
            builder.add(Scalar(found[0], *found.span(), found.span()))
        elif kind == "open":
            brackets.append(found[0])
            builder.open(MappingNode(found.start()) if found[0] == "{" else SequenceNode(found.start()))
        else:
            if not brackets or brackets.pop() + found[0] not in ("{}", "[]"):
                raise MalformedError
            builder.close(at)
    if builder.depth:
        raise MalformedError
    return builder.roots


def _string(found: re.Match[str]) -> Scalar:
    start, end = found.span()
    return Scalar(unescape(found[0][1:-1]), start, end, (start + 1, end - 1), found[0][0])


def _line_entries(text: str, comments: Comments) -> Iterator[PairEntry]:
    # Where brackets do not match nobody knows what holds together: what stands on the lines is told, and not changed.
    for mention in mentions(text):
        found = _LINE_VALUE.match(text, mention.end, mention.high)
        quoted = mention.start and text[mention.start - 1] in "\"'"
        if found is not None and quoted and not comments.cover(mention.start):
            written = found.span(found.lastindex or 0)
            yield PairEntry(mention.key, read(text[slice(*written)]), mention.start - 1, written[1] + 1)
