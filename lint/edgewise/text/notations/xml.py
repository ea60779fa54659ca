"""Settings in XML: elements with a name and a value, elements named like a setting, property lists, scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from edgewise.findings import Edit
from edgewise.judgement.settings import is_setting_key
from edgewise.patterns import on_demand
from edgewise.text.comments import Comments
from edgewise.text.settings.embedded import COMMAND, SCRIPT, by_look, is_script_key
from edgewise.text.settings.excerpts import Embedded, verbatim
from edgewise.text.settings.lines import indentation, line_break, line_end
from edgewise.text.settings.pairs import PairEntry, PairScope
from edgewise.text.settings.values import read

_MARKUP = on_demand(
    r"<!--.*?(?:-->|\Z)|<!\[CDATA\[(?P<raw>.*?)(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)|<![A-Z][^<>]*>"
    r"|</(?P<close>[\w:.-]+)\s*>|<(?P<open>[\w:.-]+)(?P<rest>(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*)>",
    re.DOTALL,
)
_ATTRIBUTE = on_demand(r"(?<![\w:.-])(?P<name>[\w:.-]+)\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)')")
_ENVIRONMENT = on_demand(r"env|variable", re.IGNORECASE)
_VARIABLE = on_demand(r"env\w*|server|add|entry|prop|mapEntry|variable|var|param", re.IGNORECASE)

_Span = tuple[int, int]


@dataclass(slots=True, eq=False)
class _Element:
    """An element: its name's spans in the text, its attributes, what stands in it, and where all of it does."""

    name: str
    start: int
    names: list[_Span]
    attributes: dict[str, _Span]
    inner: _Span = (0, 0)
    end: int = 0
    parent: _Element | None = None
    children: list[_Element] = field(default_factory=list["_Element"])
    before: _Element | None = None
    """The one before it in the same parent."""
    raw: _Span | None = None

    def attribute(self, *names: str) -> _Span | None:
        return next((span for name, span in self.attributes.items() if name.lower() in names), None)


def scopes(text: str, comments: Comments) -> Iterator[PairScope | Embedded]:
    """Yield a scope for each element with settings in it, and the scripts."""
    del comments
    stack = [_parsed(text)]
    while stack:
        element = stack.pop()
        entries = tuple(entry for child in element.children for entry in _of_element(text, child))
        if entries:
            yield PairScope((*entries, *_of_keys(text, element)))
        elif (entry := _of_parts(text, element)) is not None:
            yield PairScope((entry,))
        elif element.name == "dict":
            yield PairScope(tuple(_of_keys(text, element)))
        if not element.children and is_script_key(element.name):
            yield from _script(text, element)
        stack += reversed(element.children)


def _parsed(text: str) -> _Element:
    root = _Element("", 0, [], {}, (0, len(text)), len(text))
    stack, names = [root], dict[str, int]()
    for found in _MARKUP.finditer(text):
        if found["open"]:
            attributes = {
                item["name"]: item.span("double" if item["double"] is not None else "single")
                for item in _ATTRIBUTE.finditer(text, *found.span("rest"))
            }
            element = _Element(found["open"], found.start(), [found.span("open")], attributes, parent=stack[-1])
            element.inner, element.end = (found.end(), found.end()), found.end()
            element.before = stack[-1].children[-1] if stack[-1].children else None
            stack[-1].children.append(element)
            if not found["rest"].endswith("/"):
                stack.append(element)
                names[element.name] = names.get(element.name, 0) + 1
        elif found["raw"] is not None:
            stack[-1].raw = found.span("raw")
        elif found["close"] and names.get(found["close"]):
            # What is left open within ends here as well.
            while True:
                element = stack.pop()
                names[element.name] -= 1
                element.inner, element.end = (element.inner[0], found.start()), found.end()
                if element.name == found["close"]:
                    element.names.append(found.span("close"))
                    break
    return root


def _of_element(text: str, element: _Element) -> Iterator[PairEntry]:
    key = element.attribute("name", "key")
    if key is not None and is_setting_key(text[slice(*key)]):
        value, is_sure = element.attribute("value"), _VARIABLE.fullmatch(element.name) is not None
        if value is None:
            inner = element.children[0] if len(element.children) == 1 else element
            value = inner.inner if not inner.children else None
            is_sure = is_sure and inner is element
        if value is not None:
            others = any(":" in name or name.lower() in ("id", "uuid", "guid") for name in element.attributes)
            yield _entry(text, element, element, [key], value, is_sure=is_sure and not others)
    elif is_setting_key(element.name) and not element.children:
        around = element.parent.name if element.parent is not None else ""
        is_sure = _ENVIRONMENT.search(around) is not None and not element.attributes and len(element.names) == 2
        yield _entry(text, element, element, element.names, element.inner, is_sure=is_sure)


def _of_parts(text: str, element: _Element) -> PairEntry | None:
    """Return the setting of an element with a name and a value in it; what else another one needs is not known."""
    parts = {child.name.rpartition(":")[2].rpartition("-")[2].lower(): child for child in element.children}
    name, value = parts.get("name"), parts.get("value")
    if name is None or value is None or not is_setting_key(text[slice(*name.inner)].strip()):
        return None
    entry = _entry(
        text, element, element, [name.inner], value.inner, is_sure=_ENVIRONMENT.search(element.name) is not None
    )
    return replace(entry, beside=None)


def _of_keys(text: str, element: _Element) -> Iterator[PairEntry]:
    """``<key>KEY</key> <string>value</string>`` of a property list."""
    holder = element.before
    is_sure = holder is not None and holder.name == "key" and _ENVIRONMENT.search(text, *holder.inner) is not None
    for key, value in pairwise(element.children):
        if key.name == "key" and value.name == "string" and is_setting_key(text[slice(*key.inner)]):
            yield _entry(text, key, value, [key.inner], value.inner, is_sure=is_sure)


def _entry(text: str, first: _Element, last: _Element, keys: list[_Span], value: _Span, *, is_sure: bool) -> PairEntry:
    """Return the setting that ``first`` to ``last`` make; a copy of them, with other words, sets another."""
    start, end = first.start, last.end
    written = text[slice(*value)].strip()
    low = text.find(written, *value) if written else value[0]
    value = low, low + len(written)

    def beside(new_key: str, new_value: str) -> tuple[Edit, ...]:
        parts, at = list[str](), start
        for (left, right), content in sorted([*((key, new_key) for key in keys), (value, new_value)]):
            parts += (text[at:left], content)
            at = right
        copy = "".join((*parts, text[at:end]))
        line = text.rfind("\n", 0, start) + 1
        if text[line:start].strip() or text[end : line_end(text, end)].strip():
            return (Edit(end, end, copy),)
        return (Edit(end, end, line_break(text, end) + indentation(text, line, start) + copy),)

    key = text[slice(*keys[0])]
    return PairEntry(
        key, read(written), keys[0][0], keys[0][1], value if is_sure else None, beside if is_sure else None
    )


def _script(text: str, element: _Element) -> Iterator[Embedded]:
    start, end = element.raw or element.inner
    if "TWILIO_" in text[start:end]:
        kind, _ = by_look(text[start:end]) or ((SCRIPT if "\n" in text[start:end] else COMMAND), False)
        yield Embedded(verbatim(text, start, end), kind, (), fixable=False)
