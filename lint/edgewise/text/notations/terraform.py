"""Settings in HCL (Terraform, Nomad) and Jenkinsfiles: maps, lists, ``name``/``value`` blocks, texts in strings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache

from edgewise.findings import Edit
from edgewise.judgement.settings import is_setting_key
from edgewise.patterns import on_demand
from edgewise.text.comments import Comments
from edgewise.text.notations.shell import assignments
from edgewise.text.settings.embedded import (
    COMMAND,
    DOCKER_OPTIONS,
    SCRIPT,
    by_look,
    by_name,
    is_script_key,
    is_text_key,
)
from edgewise.text.settings.excerpts import Embedded, unquoted, verbatim
from edgewise.text.settings.inputs import holds_inputs
from edgewise.text.settings.insertion import by_indentation, in_braces
from edgewise.text.settings.lines import line_end, renamed
from edgewise.text.settings.pairs import PairEntry, PairScope
from edgewise.text.settings.values import UNKNOWN, read

_LONG = {'"': r"\"\"\"[^\"\\]*(?:(?:\\.|\"(?!\"\"))[^\"\\]*)*\"\"\"", "'": r"'''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''"}
_STRING = {'"': r"\"[^\"\\\n]*(?:\\.[^\"\\\n]*)*\"", "'": r"'[^'\\\n]*(?:\\.[^'\\\n]*)*'"}
_REST_OF_LINE = on_demand(r"[ \t]*(?:(?:#|//)[^\n]*)?\r?(?=\n|\Z)")
_PROVIDER = ("provider", "twilio")
_ITEM = on_demand(r"(?P<key>[\w.-]+)=(?P<value>[^\"'\\\s]*)")
_MOST_TOKENS = 1_000
"""What a statement is about stands among so many of its tokens."""
_BEFORE_SIGN = on_demand(r"[ \t]*[\"'\w.-]+[ \t]+(?==[^\n]*[^{\[(\s][ \t]*$)", re.MULTILINE)
_NAMED_VALUES = frozenset({"locals", "args", "triggers", "tags", "labels"})
"""What is read by a name that stands elsewhere, in an expression or a Dockerfile, or only compared and shown."""
_MAX_DEPTH = 50  # blocks within blocks
_RUNS = frozenset({"inside", "withRun"})
_SETS_VARIABLE = on_demand(r"env|environment|(?:set|put|add)_?env(?:ironment)?(?:_?var(?:iable)?)?", re.IGNORECASE)
_HOLDS_PAIRS = on_demand(rf"(?:{_SETS_VARIABLE.pattern})|\w*mapOf", re.IGNORECASE)
_STEPS = frozenset({"sh", "bat", "powershell", "pwsh"})
"""Steps of Jenkins that run a script."""


_Pair = tuple["re.Match[str]", "re.Match[str] | None"]
"""A key and its value, None where that is no plain string."""


@dataclass(slots=True, eq=False)
class _Block:
    """What stands between two brackets; ``head`` is where the words before the first of them start."""

    bracket: str
    head: int
    words: tuple[str, ...] = ()
    end: int = 0
    key: str = ""
    """What it is the value of."""
    call: str = ""
    """The function whose arguments stand in it."""
    called: int = 0
    """Where the name of that function starts."""
    parent: _Block | None = None
    before: _Block | None = None
    """The block before it in the same one."""
    environment: _Block | None = None
    """The block of a Jenkinsfile with what holds in this one and all in it."""
    is_list: bool = False
    """Whether commas may stand in it: a map or list, not a block of HCL or Groovy."""
    pairs: dict[str, _Pair] = field(default_factory=dict[str, "_Pair"])
    calls: dict[str, tuple[int, int]] = field(default_factory=dict[str, "tuple[int, int]"])
    """Where the call stands that sets a key, ``environment("KEY", "value")``."""
    blocks: list[_Block] = field(default_factory=list["_Block"])
    items: list[tuple[re.Match[str], str]] = field(default_factory=list["tuple[re.Match[str], str]"])
    """The strings of a list, each with the one before it."""
    texts: list[tuple[re.Match[str], str]] = field(default_factory=list["tuple[re.Match[str], str]"])
    """Heredocs and strings that may hold settings, each with the key or step before it."""


def scopes(text: str, comments: Comments) -> Iterator[PairScope | Embedded]:
    """Yield a scope for each block, map or list with settings of its own, and the scripts and files in its strings."""
    del comments
    yield from _scopes(text, is_groovy=False)


def groovy_scopes(text: str, comments: Comments) -> Iterator[PairScope | Embedded]:
    """Yield the scopes of a pipeline in Groovy, as :func:`scopes`."""
    del comments
    yield from _scopes(text, is_groovy=True)


def _scopes(text: str, *, is_groovy: bool) -> Iterator[PairScope | Embedded]:
    stack = [_parsed(text)]
    while stack:
        block = stack.pop()
        own = _of_block(text, block, is_groovy=is_groovy)
        entries = (*own, *_of_children(text, block), *_of_list(text, block))
        if entries:
            if _is_asserted(block):
                entries = tuple(replace(entry, written=None, beside=None) for entry in entries)
            yield PairScope(entries, _held(text, block))
        held = (*_held(text, block), *_of_commands(text, block)) if block.texts else ()
        for token, key in block.texts:
            yield from _embedded(text, block, token, key, held)
        stack += reversed(block.blocks)


def _is_asserted(block: _Block) -> bool:
    """Say whether a test asserts what comes of a block: it stands in an ``assert``, or around it is one."""
    inner: _Block | None = block
    for _ in range(_MAX_DEPTH):
        if inner is None:
            return False
        if inner.words == ("assert",) or any(beside.words == ("assert",) for beside in inner.blocks):
            return True
        inner = inner.parent
    return False


def _held(text: str, block: _Block) -> tuple[PairEntry, ...]:
    """Return what holds in a block of a Jenkinsfile: the ``environment`` and ``withEnv`` around it, widest first."""
    found: list[PairEntry] = []
    inner, outer = block, block.parent
    for _ in range(_MAX_DEPTH):
        if outer is None:
            break
        if inner.before is not None and inner.before.words == ("withEnv",):
            for holder in inner.before.blocks[:1]:
                found[:0] = _of_list(text, holder)
        if outer.environment is not None and outer.environment is not block:
            found[:0] = _of_block(text, outer.environment, is_groovy=True)
        inner, outer = outer, outer.parent
    return tuple(found)


def _of_commands(text: str, block: _Block) -> Iterator[PairEntry]:
    """Yield the settings of the commands in a list: they run one after the other."""
    for token, _ in block.texts if block.bracket == "[" else ():
        if token.lastgroup == "string":
            excerpt = unquoted(text, token.start() + 1, token.end() - 1, token[0][0])
            yield from map(excerpt.entry, assignments.entries(excerpt.text, lines=False))


def _are_options(block: _Block, key: str) -> bool:
    """Say whether a string of a pipeline is handed to ``docker run``: ``docker { args "" }``, ``image.inside("")``."""
    return (key == "args" and block.words in (("docker",), ("dockerfile",))) or (
        block.bracket == "(" and block.call.rpartition(".")[2] in _RUNS
    )


def _embedded(
    text: str, block: _Block, token: re.Match[str], key: str, held: tuple[PairEntry, ...]
) -> Iterator[Embedded]:
    quotes = {"heredoc": 0, "long": 3, "string": 1}[token.lastgroup or ""]
    start, end = token.start() + quotes, token.end() - quotes
    if not quotes:
        start = text.index("\n", start) + 1
        end = max(start, text.rfind("\n", start, end) + 1)
    excerpt = unquoted(text, start, end, token[0][0]) if quotes == 1 else verbatim(text, start, end)
    file = next((block.pairs[name][1] for name in ("destination", "filename", "path") if name in block.pairs), None)
    known = by_name(_plain(file), excerpt.text) if file is not None and "\n" in excerpt.text else None
    looks = None
    if known is not None:
        looks = known, True
    elif is_text_key(key):
        return
    elif _are_options(block, key):
        looks = DOCKER_OPTIONS, True
    elif key in _STEPS or is_script_key(key):
        looks = (SCRIPT if "\n" in excerpt.text else COMMAND), True
    elif "\n" in excerpt.text or "{" in excerpt.text or excerpt.text.lstrip().startswith("["):
        looks = by_look(excerpt.text)
    kind, is_sure = looks or (SCRIPT if "\n" in excerpt.text else COMMAND, False)
    yield Embedded(excerpt, kind, held, is_sure)


@cache
def _token(long: str, short: str) -> re.Pattern[str]:
    """Return what a token is where strings, of several lines or of one, begin with one of these quotes."""
    return re.compile(
        r"(?P<comment>\#[^\n]*|//[^\n]*|/\*[^*]*(?:\*(?!/)[^*]*)*(?:\*/|\Z))"
        r"|(?P<heredoc><<[-~]?(?P<mark>[A-Za-z_]\w*)[^\n]*\n"
        r"(?:(?![ \t]*(?P=mark)[ \t]*\r?$)[^\n]*\n)*(?:[ \t]*(?P=mark)|[^\n]*\Z))"
        rf"|(?P<long>{'|'.join(map(_LONG.__getitem__, long)) or '(?!)'})"
        rf"|(?P<string>{'|'.join(map(_STRING.__getitem__, short)) or '(?!)'})"
        r"|(?P<open>[{\[(])|(?P<close>[}\])])|(?P<line>\n)|(?P<sign>=>|[=!<>]=|[=:,])|(?P<word>[\w.-]+)|(?P<other>[^\s])",
        re.MULTILINE,
    )


def _tokens(text: str) -> Iterator[re.Match[str]]:
    # Where one quote is not closed, neither are those of its kind behind it, on the line or in the text.
    at, long, short = 0, "\"'", "\"'"
    while (found := _token(long, short).search(text, at)) is not None:
        yield found
        at, sign = found.end(), found[0][0]
        if sign in long and found.lastgroup != "long" and text.startswith(sign * 3, found.start()):
            long = long.replace(sign, "")
        if "\n" in found[0]:
            short = "\"'"
        elif found.lastgroup == "other":
            short = short.replace(sign, "")


def _parsed(text: str) -> _Block:
    root = _Block("", 0)
    stack, recent, first = [root], list[re.Match[str]](), list[re.Match[str]]()
    before = ""
    for token in _tokens(text):
        kind = token.lastgroup
        if kind == "comment":
            continue
        if kind in ("heredoc", "long", "string"):
            if "TWILIO_" in token[0]:
                _note_text(stack[-1], recent, token, before)
            before = token[0]
        if kind == "open":
            words = [item for item in recent if item.lastgroup in ("word", "string")] if not _is_value(recent) else []
            head = words[0].start() if words else token.start()
            is_list = token[0] == "[" or (token[0] == "{" and len(stack) > 1 - _is_value(recent) and not words)
            names = tuple(_plain(word) for word in words)
            key = _plain(recent[0]) if recent and not names else ""
            call = _plain(recent[-1]) if recent and token[0] == "(" else ""
            called = recent[-1].start() if call else token.start()
            block = _Block(token[0], head, names, key=key, call=call, called=called, parent=stack[-1], is_list=is_list)
            _note(stack[-1], recent, ends=False)
            block.before = stack[-1].blocks[-1] if stack[-1].blocks else None
            stack[-1].blocks.append(block)
            if names == ("environment",):
                stack[-1].environment = block
            stack.append(block)
            recent = []
        elif kind in ("close", "line") or token[0] in (",", ";"):
            _note(stack[-1], recent, ends=True)
            if first and len(recent) == 1:
                _note_call(stack[-1], first, recent[0], token)
            first, recent = recent if token[0] == "," else [], []
            if kind == "close" and len(stack) > 1:
                stack.pop().end = token.end()
        elif len(recent) < _MOST_TOKENS:
            recent.append(token)
    _note(stack[-1], recent, ends=True)
    return root


def _note_call(block: _Block, first: list[re.Match[str]], value: re.Match[str], closing: re.Match[str]) -> None:
    """Note ``environment("KEY", "value")``, also without the parentheses, by its two arguments."""
    is_bare = len(first) == 2 and first[0].lastgroup == "word"
    name = _plain(first[0]) if is_bare else block.call if len(first) == 1 and block.bracket == "(" else ""
    holder = block if is_bare else block.parent
    if first[-1].lastgroup != "string" or holder is None or not _SETS_VARIABLE.fullmatch(name.rpartition(".")[2]):
        return
    if is_bare and closing.lastgroup == "line":
        span = first[0].start(), value.end()
    elif not is_bare and closing[0] == ")":
        span = block.called, closing.end()
    else:
        return
    key = _plain(first[-1])
    holder.pairs[key] = first[-1], value if value.lastgroup == "string" else None
    holder.calls[key] = span


def _note_text(block: _Block, recent: list[re.Match[str]], token: re.Match[str], before: str) -> None:
    """Note a string, unless it is a key or a name alone, by what stands before it."""
    if token.lastgroup == "string" and is_setting_key(_plain(token)):
        return
    if block.bracket == "[" and not recent and token.lastgroup == "string" and _ITEM.fullmatch(_plain(token)):
        block.items.append((token, before))
        return
    # `sh "..."`, `sh(script: "...")`, `command = "..."`, `inline = ["..."]`
    near = recent[0] if recent else None
    key = _plain(near) if near is not None else (block.words[-1:] or (block.key,))[0]
    block.texts.append((token, key))


def _of_list(text: str, block: _Block) -> Iterator[PairEntry]:
    """Yield the items ``"KEY=value"`` of a list."""
    for token, before in block.items:
        start, end = token.span()
        found = _ITEM.fullmatch(text, start + 1, end - 1)
        if found is None or not is_setting_key(found["key"]):
            continue
        write = renamed(text, start, end, found.span("key"), found.span("value"))
        # An item behind an option belongs to it: ["-e", "KEY=value"].
        is_argument = before[1:2] == "-" and block.key != ""

        def beside(
            key: str, value: str, at: tuple[int, int] = (start, end), write: Callable[[str, str], str] = write
        ) -> tuple[Edit, ...]:
            return in_braces(text, *at, write(key, value))

        value = read(found["value"])
        yield PairEntry(found["key"], value, start, end, found.span("value"), None if is_argument else beside)


def _is_value(tokens: list[re.Match[str]]) -> bool:
    return any(token.lastgroup == "sign" for token in tokens)


def _note(block: _Block, tokens: list[re.Match[str]], *, ends: bool) -> None:
    """Note ``key = value``; the value is known if it is one string or word, and nothing follows."""
    if len(tokens) > 2 and tokens[2][0] == ":" and _SETS_VARIABLE.fullmatch(tokens[0][0]):
        tokens = tokens[1:]  # `environment KEY: "value"`
    if len(tokens) < 2 or tokens[1][0] not in ("=", ":", "=>", "to") or tokens[0].lastgroup not in ("word", "string"):
        return
    key = _plain(tokens[0])
    value = tokens[2] if ends and len(tokens) == 3 and tokens[2].lastgroup == "string" else None
    block.pairs[key] = tokens[0], value


def _of_block(text: str, block: _Block, *, is_groovy: bool) -> Iterator[PairEntry]:
    is_provider = block.words == _PROVIDER
    for key, (key_token, value_token) in block.pairs.items():
        if key in block.calls and is_setting_key(key):
            yield _of_call(text, block.calls[key], key_token, value_token)
        elif is_setting_key(key) or (is_provider and key in ("region", "edge")):
            entry = _entry(text, block, key_token, value_token, is_groovy=is_groovy)
            yield entry if is_provider or _is_open(block, key, is_groovy) else replace(entry, beside=None)


def _of_call(
    text: str, call: tuple[int, int], key_token: re.Match[str], value_token: re.Match[str] | None
) -> PairEntry:
    """Return the setting of a call of its own, which is copied as a whole."""
    key = _plain(key_token)
    if value_token is None:
        return PairEntry(key, UNKNOWN, *call)
    written = _inner(value_token)
    write = renamed(text, *call, _inner(key_token), written)

    def beside(new_key: str, new_value: str) -> tuple[Edit, ...] | None:
        return by_indentation(text, *call, write(new_key, new_value)) if _has_lines(text, *call) else None

    return PairEntry(key, read(text[slice(*written)]), *call, written, beside)


def _is_open(block: _Block, key: str, is_groovy: bool) -> bool:
    """Say whether a block or map takes any key: not what has a schema, or is read by names that stand elsewhere."""
    if block.is_list:
        call, words = (block.parent.call, block.parent.words) if block.parent is not None else ("", ())
        # `vars` are those of a template, where they do not make an environment.
        is_template = call == "templatefile" or (block.key == "vars" and words[:1] == ("data",))
        return block.key not in _NAMED_VALUES and not holds_inputs(block.key) and not is_template
    if block.bracket == "(":
        return _HOLDS_PAIRS.fullmatch(block.call.rpartition(".")[2]) is not None
    if is_groovy:
        return block.words == ("environment",) or key.startswith("env.")
    is_outermost = block.parent is not None and block.parent.bracket == ""
    name = block.words[0] if len(block.words) == 1 else "locals"
    return not (name in _NAMED_VALUES or holds_inputs(name) or (name == "variables" and is_outermost))


def _entry(
    text: str, block: _Block, key_token: re.Match[str], value_token: re.Match[str] | None, *, is_groovy: bool
) -> PairEntry:
    key = _plain(key_token)
    if value_token is None:
        return PairEntry(key, UNKNOWN, *key_token.span())
    start, end = key_token.start(), value_token.end()
    names, written = _inner(key_token), _inner(value_token)
    write = renamed(text, start, end, names, written)

    def beside(new_key: str, new_value: str) -> tuple[Edit, ...] | None:
        copy = write(new_key, new_value)
        if _has_lines(text, start, end) and block.bracket not in ("[", "("):
            is_aligned = _is_aligned(text, start, end, alone=not is_groovy)
            return by_indentation(text, start, end, _aligned(copy, new_key, key) if is_aligned else copy)
        return in_braces(text, start, end, copy) if block.is_list or block.bracket == "(" else None

    return PairEntry(key, read(text[slice(*written)]), start, end, written, beside)


def _has_lines(text: str, start: int, end: int) -> bool:
    """Say whether nothing else stands on the first and the last line of ``text[start:end]``."""
    on_a_line = not text[text.rfind("\n", 0, start) + 1 : start].strip()
    return on_a_line and _REST_OF_LINE.match(text, end) is not None


def _is_aligned(text: str, start: int, end: int, *, alone: bool) -> bool:
    """Say whether the equals sign of a line stands below or above its neighbour's; ``alone`` if it has none."""
    low, high = text.rfind("\n", 0, start) + 1, line_end(text, end)
    around = (
        text[text.rfind("\n", 0, max(low - 1, 0)) + 1 : max(low - 1, 0)],
        text[high + 1 : line_end(text, high + 1)],
    )
    signs = [found.end() for line in around if (found := _BEFORE_SIGN.match(line)) is not None]
    own = _BEFORE_SIGN.match(text, low, high)
    return alone if not signs or own is None else own.end() - low in signs


def _aligned(copy: str, new_key: str, old_key: str) -> str:
    # `terraform fmt` aligns the equals signs of neighbouring lines.
    return re.sub(
        r"^([^=:]*?[ \t])([=:])", lambda found: found[1] + " " * (len(old_key) - len(new_key)) + found[2], copy
    )


def _of_children(text: str, block: _Block) -> Iterator[PairEntry]:
    for child in block.blocks:
        names = (child.pairs[name] for name in ("name", "key", "variable_name") if name in child.pairs)
        name, value = next(names, None), child.pairs.get("value")
        if name is None or name[1] is None or not is_setting_key(_plain(name[1])):
            continue
        key = _plain(name[1])
        if value is None or value[1] is None:
            yield PairEntry(key, UNKNOWN, *name[1].span())
            continue
        entry = _named_entry(text, block, child, key, name[1], value[1])
        # A block with labels has a name of its own, and may be one of a kind.
        yield entry if len(child.words) < 2 and not holds_inputs(block.key) else replace(entry, beside=None)


def _named_entry(
    text: str, block: _Block, child: _Block, key: str, name: re.Match[str], value: re.Match[str]
) -> PairEntry:
    written = _inner(value)
    write = renamed(text, child.head, child.end, _inner(name), written)

    def beside(new_key: str, new_value: str) -> tuple[Edit, ...] | None:
        copy = write(new_key, new_value)
        if block.bracket == "[":
            return in_braces(text, child.head, child.end, copy)
        is_block = block.bracket in ("", "{") and _has_lines(text, child.head, child.end)
        return by_indentation(text, child.head, child.end, copy) if is_block else None

    last = value.end() if "\n" not in text[name.end() : value.end()] and name.start() < value.start() else name.end()
    return PairEntry(key, read(text[slice(*written)]), name.start(), last, written, beside)


def _inner(token: re.Match[str]) -> tuple[int, int]:
    start, end = token.span()
    return (start + 1, end - 1) if token.lastgroup == "string" else (start, end)


def _plain(token: re.Match[str]) -> str:
    return token[0][1:-1] if token.lastgroup == "string" else token[0]
