"""Settings in HCL (Terraform, Nomad) and in Jenkinsfiles: maps, ``name``/``value`` blocks, ``provider "twilio"``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from edgewise.findings import Edit
from edgewise.settings import is_setting_key
from edgewise.text.comments import Comments
from edgewise.text.lines import renamed
from edgewise.text.pairs import Entry, Scope
from edgewise.text.placing import by_indentation, in_braces
from edgewise.text.values import UNKNOWN, read

_TOKEN = re.compile(
    r"(?P<comment>\#[^\n]*|//[^\n]*|/\*[^*]*(?:\*(?!/)[^*]*)*(?:\*/|\Z))"
    r"|(?P<heredoc><<[-~]?(?P<mark>[A-Za-z_]\w*)[^\n]*\n"
    r"(?:(?![ \t]*(?P=mark)[ \t]*\r?$)[^\n]*\n)*(?:[ \t]*(?P=mark)|[^\n]*\Z))"
    r"|(?P<string>\"[^\"\\\n]*(?:\\.[^\"\\\n]*)*\"|'[^'\\\n]*(?:\\.[^'\\\n]*)*')"
    r"|(?P<open>[{\[(])|(?P<close>[}\])])|(?P<line>\n)|(?P<sign>=>|[=!<>]=|[=:,])|(?P<word>[\w.-]+)|(?P<other>[^\s])",
    re.MULTILINE,
)
_REST_OF_LINE = re.compile(r"[ \t]*(?:(?:#|//)[^\n]*)?\r?(?=\n|\Z)")
_PROVIDER = ("provider", "twilio")


_Pair = tuple["re.Match[str]", "re.Match[str] | None"]
"""A key and its value, None where that is no plain string."""


@dataclass(slots=True)
class _Block:
    """What stands between two brackets; ``head`` is where the words before the first of them start."""

    bracket: str
    head: int
    words: tuple[str, ...] = ()
    end: int = 0
    is_list: bool = False
    """Whether commas may stand in it: a map or list, not a block of HCL or Groovy."""
    pairs: dict[str, _Pair] = field(default_factory=dict[str, "_Pair"])
    blocks: list[_Block] = field(default_factory=list["_Block"])


def scopes(text: str, comments: Comments) -> Iterator[Scope]:
    """Yield a scope for each block or map with settings of its own, or with blocks that are settings."""
    del comments
    stack = [_parsed(text)]
    while stack:
        block = stack.pop()
        entries = [*_of_block(text, block), *_of_children(text, block)]
        if entries:
            yield Scope(tuple(entries))
        stack += reversed(block.blocks)


def _parsed(text: str) -> _Block:
    root = _Block("", 0)
    stack, recent = [root], list[re.Match[str]]()
    for token in _TOKEN.finditer(text):
        kind = token.lastgroup
        if kind == "comment":
            continue
        if kind == "open":
            words = [item for item in recent if item.lastgroup in ("word", "string")] if not _is_value(recent) else []
            head = words[0].start() if words else token.start()
            is_list = token[0] == "[" or (token[0] == "{" and len(stack) > 1 - _is_value(recent) and not words)
            block = _Block(token[0], head, tuple(_plain(word) for word in words), is_list=is_list)
            _note(stack[-1], recent, ends=False)
            stack[-1].blocks.append(block)
            stack.append(block)
            recent = []
        elif kind in ("close", "line") or token[0] == ",":
            _note(stack[-1], recent, ends=True)
            recent = []
            if kind == "close" and len(stack) > 1:
                stack.pop().end = token.end()
        else:
            recent.append(token)
    _note(stack[-1], recent, ends=True)
    return root


def _is_value(tokens: list[re.Match[str]]) -> bool:
    return any(token.lastgroup == "sign" for token in tokens)


def _note(block: _Block, tokens: list[re.Match[str]], *, ends: bool) -> None:
    """Note ``key = value``; the value is known if it is one string or word, and nothing follows."""
    if len(tokens) < 2 or tokens[1][0] not in ("=", ":", "=>") or tokens[0].lastgroup not in ("word", "string"):
        return
    key = _plain(tokens[0])
    value = tokens[2] if ends and len(tokens) == 3 and tokens[2].lastgroup == "string" else None
    block.pairs[key] = tokens[0], value


def _of_block(text: str, block: _Block) -> Iterator[Entry]:
    is_provider = block.words == _PROVIDER
    for key, (key_token, value_token) in block.pairs.items():
        if is_setting_key(key) or (is_provider and key in ("region", "edge")):
            yield _entry(text, block, key, key_token, value_token)


def _entry(text: str, block: _Block, key: str, key_token: re.Match[str], value_token: re.Match[str] | None) -> Entry:
    if value_token is None:
        return Entry(key, UNKNOWN, *key_token.span())
    start, end = key_token.start(), value_token.end()
    names, written = _inner(key_token), _inner(value_token)
    write = renamed(text, start, end, names, written)

    def beside(new_key: str, new_value: str) -> tuple[Edit, ...] | None:
        copy = write(new_key, new_value)
        if _has_lines(text, start, end) and block.bracket not in ("[", "("):
            return by_indentation(text, start, end, _aligned(copy, new_key, key))
        return in_braces(text, start, end, copy) if block.is_list else None

    return Entry(key, read(text[slice(*written)]), start, end, written, beside)


def _has_lines(text: str, start: int, end: int) -> bool:
    """Say whether nothing else stands on the first and the last line of ``text[start:end]``."""
    on_a_line = not text[text.rfind("\n", 0, start) + 1 : start].strip()
    return on_a_line and _REST_OF_LINE.match(text, end) is not None


def _aligned(copy: str, new_key: str, old_key: str) -> str:
    # `terraform fmt` aligns the equals signs of neighbouring lines.
    return re.sub(
        r"^([^=:]*?[ \t])([=:])", lambda found: found[1] + " " * (len(old_key) - len(new_key)) + found[2], copy
    )


def _of_children(text: str, block: _Block) -> Iterator[Entry]:
    for child in block.blocks:
        name, value = child.pairs.get("name"), child.pairs.get("value")
        if name is None or name[1] is None or not is_setting_key(_plain(name[1])):
            continue
        key = _plain(name[1])
        if value is None or value[1] is None:
            yield Entry(key, UNKNOWN, *name[1].span())
            continue
        yield _named_entry(text, block, child, key, name[1], value[1])


def _named_entry(text: str, block: _Block, child: _Block, key: str, name: re.Match[str], value: re.Match[str]) -> Entry:
    written = _inner(value)
    write = renamed(text, child.head, child.end, _inner(name), written)

    def beside(new_key: str, new_value: str) -> tuple[Edit, ...] | None:
        copy = write(new_key, new_value)
        if block.bracket == "[":
            return in_braces(text, child.head, child.end, copy)
        is_block = block.bracket in ("", "{") and _has_lines(text, child.head, child.end)
        return by_indentation(text, child.head, child.end, copy) if is_block else None

    last = value.end() if "\n" not in text[name.end() : value.end()] and name.start() < value.start() else name.end()
    return Entry(key, read(text[slice(*written)]), name.start(), last, written, beside)


def _inner(token: re.Match[str]) -> tuple[int, int]:
    start, end = token.span()
    return (start + 1, end - 1) if token.lastgroup == "string" else (start, end)


def _plain(token: re.Match[str]) -> str:
    return token[0][1:-1] if token.lastgroup == "string" else token[0]
