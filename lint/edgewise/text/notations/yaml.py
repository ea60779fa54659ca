"""YAML, also with Helm or Jinja templates in it, as nodes with positions; settings in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, cast

from edgewise.patterns import on_demand
from edgewise.text.comments import Comments
from edgewise.text.notations.structured.nodes import (
    Alias,
    Builder,
    MalformedError,
    MappingNode,
    Node,
    Scalar,
    SequenceNode,
)
from edgewise.text.notations.structured.scopes import scopes_of
from edgewise.text.settings.excerpts import Embedded
from edgewise.text.settings.lines import Mention, below, mentions
from edgewise.text.settings.pairs import PairEntry, PairScope
from edgewise.text.settings.values import UNKNOWN, read

if TYPE_CHECKING:
    import yaml

_MAX_CHARACTERS = 4_000_000
_MAX_DEPTH = 100
_TEMPLATE_LINE = on_demand(
    r"^(?P<indent>[ \t]*)(?:\{\{-?\s*(?:/\*|[a-z])[^\n]{0,300}?\}\}|\{%[^\n]{0,300}?%\}|\{#[^\n]{0,300}?#\})[ \t]*$",
    re.MULTILINE,
)
_TEMPLATE = on_demand(r"\$?\{\{[^\n]{0,300}?\}\}|\{%[^\n]{0,300}?%\}")
_VALUE = on_demand(r"[\"']?[ \t]*:[ \t]+(?:\"([^\"\n]*)\"|'([^'\n]*)'|([^\s#\"'][^\n#]*?))[ \t]*(?:\#.*)?\r?(?=\n|\Z)")
_ITEM_VALUE = on_demand(r"=([^\s\"'#]*)[\"']?[ \t]*(?:\#.*)?\r?(?=\n|\Z)")
_NAMED_VALUE = on_demand(r"[\"']?[ \t]*\r?\n[ \t]*value:[ \t]*[\"']?([^\s\"'#]+)[\"']?[ \t]*(?:\#.*)?\r?(?=\n|\Z)")
_NAMED_BEFORE = on_demand(r"(?P<indent>[ \t]*)-[ \t]+name:[ \t]*[\"']?")
_MAX_RUN = 20_000  # characters


def scopes(text: str, comments: Comments) -> Iterator[PairScope | Embedded]:
    """Yield a scope for each mapping, and list of pairs, that has settings."""
    try:
        roots = parse(text)
    except MalformedError:
        yield from _line_scopes(text, comments)
        return
    yield from scopes_of(text, roots)


def parse(text: str) -> list[Node]:
    """Return the documents of the text.

    :raises MalformedError: it is no YAML, even with its templates taken for plain words, or too deep or too large.
    """
    import yaml

    if len(text) > _MAX_CHARACTERS:
        raise MalformedError
    builder, anchors = Builder(), dict[str, Node]()
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    parse_events = cast("Callable[..., Iterator[yaml.Event]]", yaml.parse)  # pyright: ignore[reportUnknownMemberType]
    try:
        for event in parse_events(_masked(text), Loader=loader):
            _take(text, builder, anchors, event)
            if builder.depth > _MAX_DEPTH:
                raise MalformedError
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise MalformedError from error
    return builder.roots


def _take(text: str, builder: Builder, anchors: dict[str, Node], event: yaml.Event) -> None:
    import yaml

    start, end = (mark.index if mark is not None else 0 for mark in (event.start_mark, event.end_mark))
    if isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
        builder.close(end)
    elif isinstance(event, yaml.AliasEvent):
        builder.add(Alias(start, end, anchors.get(cast("str", event.anchor))))
    elif isinstance(event, (yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent)):
        node: Scalar | MappingNode | SequenceNode
        if isinstance(event, yaml.ScalarEvent):
            node = _scalar(text, event, start, end)
            builder.add(node)
        else:
            collection = MappingNode if isinstance(event, yaml.MappingStartEvent) else SequenceNode
            builder.open(node := collection(start, is_flow=bool(event.flow_style)))
        if event.anchor:
            anchors[event.anchor] = node


def _scalar(text: str, event: yaml.ScalarEvent, start: int, end: int) -> Scalar:
    style, value = event.style, event.value
    tagged = (event.tag or "").startswith("!")
    if style in ("|", ">"):
        first = text.find("\n", start, end) + 1
        # The event ends where the next thing starts; the lines of the value end before.
        last = start + len(text[start:end].rstrip())
        return Scalar(value, start, last, (first, end) if first else (end, end), is_block=True)
    # A tag or an anchor belongs to the event; the value starts behind it.
    if style in ("'", '"'):
        start = text.find(style, start, end)
        inner = text[start + 1 : end - 1]
        if _TEMPLATE.search(inner):
            # The parser saw it masked.
            value = inner.replace("''", "'") if style == "'" else inner
        return Scalar(value, start, end, (start + 1, end - 1), style, is_doubled=style == "'", is_expression=tagged)
    own = max(start, text.find(value, start, end)) if value else start
    return Scalar(text[own:end], own, end, (own, end), is_expression=tagged)


def _masked(text: str) -> str:
    if "{{" not in text and "{%" not in text:
        return text
    masked = _TEMPLATE_LINE.sub(lambda found: found["indent"] + "#" * (len(found[0]) - len(found["indent"])), text)
    return _TEMPLATE.sub(lambda found: "x" * len(found[0]), masked)


# ------------------------------------------------------------------------------------ what does not parse, by its lines


def _line_scopes(text: str, comments: Comments) -> Iterator[PairScope]:
    """Yield a scope for each run of lines with settings that start in the same column."""
    run: list[PairEntry] = []
    last: Mention | None = None
    for mention in mentions(text):
        entry = None if comments.cover(mention.start) else _line_entry(text, mention)
        if entry is None:
            continue
        if last is not None and not _together(text, last, mention):
            yield PairScope(tuple(run))
            run = []
        run.append(entry)
        last = mention
    yield PairScope(tuple(run))


def _together(text: str, first: Mention, second: Mention) -> bool:
    column = _column(text, first)
    if _column(text, second) != column or second.start - first.start > _MAX_RUN:
        return False
    between = text[first.high : second.low].split("\n")
    return all(len(line) - len(line.lstrip()) >= column - 2 for line in between if line.strip() and "{{" not in line)


def _column(text: str, mention: Mention) -> int:
    """Return where on its line a key stands; an item with a name counts by where it starts."""
    named = _NAMED_BEFORE.fullmatch(text, mention.low, mention.start)
    return mention.start - mention.low if named is None else len(named["indent"]) + 2


def _goes_on(text: str, at: int, indent: int) -> bool:
    """Say whether an entry or item that is indented so far has more lines below that of ``at``."""
    for line in text[at : at + _MAX_RUN].split("\n")[1:]:
        if line.strip() and not line.lstrip().startswith(("#", "{{", "{%")):
            return len(line) - len(line.lstrip()) > indent
    return False


def _line_entry(text: str, mention: Mention) -> PairEntry | None:
    before = text[mention.low : mention.start]
    key, high = (mention.start, mention.end), min(len(text), mention.high + 2)
    for lead, form in ((r"[ \t]*[\"']?", _VALUE), (r"[ \t]*-[ \t]+[\"']?", _ITEM_VALUE)):
        found = form.match(text, mention.end, high)
        if found is not None and re.fullmatch(lead, before):
            written = found.span(found.lastindex or 0)
            end = written[1] + (text[written[1] : written[1] + 1] in ("'", '"'))
            indent = len(before) - len(before.lstrip())
            copy = None if _goes_on(text, end, indent) else below(text, mention.low, end, key, written)
            return PairEntry(mention.key, read(text[slice(*written)]), mention.start, end, written, copy)
    named = _NAMED_BEFORE.fullmatch(before)
    if named is not None:
        found = _NAMED_VALUE.match(text, mention.end, mention.high + 200)
        if found is None:
            return PairEntry(mention.key, UNKNOWN, mention.start, mention.end)
        written = found.span(1)
        end = written[1] + (text[written[1] : written[1] + 1] in ("'", '"'))
        copy = None if _goes_on(text, end, len(named["indent"])) else below(text, mention.low, end, key, written)
        return PairEntry(mention.key, read(found[1]), mention.start, mention.end, written, copy)
    return None
