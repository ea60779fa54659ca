"""Settings in scripts: POSIX shells, fish, csh, PowerShell, cmd, Makefiles, Procfiles, and commands in other files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from edgewise.findings import Edit
from edgewise.text.comments import Comments
from edgewise.text.lines import Mention, behind, below, line_break, mentions
from edgewise.text.pairs import Entry, Scope
from edgewise.text.values import UNKNOWN, Nature, Value, read

_Beside = Callable[[str, str], "tuple[Edit, ...] | None"]

_DECLARE = r"(?:export|declare(?:[ \t]+-\w+)?|typeset(?:[ \t]+-\w+)?|local|readonly|set|SET|override)"
_ALONE_BEFORE = re.compile(rf"[ \t]*(?:{_DECLARE}[ \t]+)?[\"']?|[ \t]*(?:%env|%set_env)[ \t]+")
_TARGET_BEFORE = re.compile(r"[\w./%$() -]+:[ \t]*(?:export[ \t]+)?")
_POWERSHELL_BEFORE = re.compile(r"[ \t]*\$\{?env:", re.IGNORECASE)
_WORD_SETTERS = re.compile(r"[ \t]*(?:set(?:[ \t]+-{1,2}[\w-]+)+|setenv|setx|SETX|%env|%set_env)[ \t]+", re.ASCII)
_DOTNET_BEFORE = re.compile(r"[^#\n]*SetEnvironmentVariable\([ \t]*[\"']\Z")
_APPENDED = re.compile(r"[ \t]*echo[ \t]+[\"']?\Z")
_APPENDED_BEHIND = re.compile(r"[\"']?[ \t]*>>[ \t]*\S+[ \t]*(?:#.*)?")
_FLAG_BEFORE = re.compile(r"(?<!\S)(?:-e|-E|--env|--env-add|--build-env)(?:[ \t]+|=)[\"']?\Z")
_COMMA_FLAG_BEFORE = re.compile(r"--(?:set|update)-(?:build-)?env-vars(?:[ \t]+|=)[\"']?(?:[^\s\"']*,)?\Z")
# Commands to which the assignment is a text like any other.
_TEXT_COMMAND = re.compile(
    r"(?:^|[;&|(]|\bthen\b|\bdo\b)[ \t]*(?:sudo[ \t]+)?"
    r"(?:echo|printf|grep|egrep|sed|awk|test|cat|jq|tr|perl|\[{1,2}(?=\s))(?!\w)[^;&|\n]*\Z"
)
_VALUE = re.compile(
    r"(?:\"(?P<double>(?:[^\"\\\n]|\\.)*)\"|'(?P<single>[^'\n]*)'|(?P<plain>(?:\$\{[^{}\n]*\}|\$\([^()\n]*\)|[^\s\"'`;&|<>(),{}\\])*))"
)
_QUOTED_REST = {quote: re.compile(rf"(?P<plain>[^{quote}\n\\]*)(?={quote})") for quote in "\"'"}
_ASSIGN = re.compile(r"(?:[ \t]*(?P<default>\?=)[ \t]*|[ \t]*(?:::?|\+)?=[ \t]+|[ \t]+::?=[ \t]*|=)")
_ALONE_BEHIND = re.compile(r"[\"']?[ \t]*;?[ \t]*(?:#.*)?")
_BRACED_DEFAULT = re.compile(r"\$\{\Z")
_ASSIGNED_DEFAULT = re.compile(r":?=[\"']?(?P<plain>[^\s\"'{}$]*)[\"']?\}")
_UNSET = re.compile(r"\b(?:unset|env[ \t]+-u|Remove-Item)\b[^;&|\n]*\Z", re.IGNORECASE)
_OPENERS = (" ", "\t", ";", "&", "|", "(", '"', "'", "`", ",", "{")
_EXPORT_REACH = 4_000  # characters
_EXPORT = r"(?:^|[;&|])[ \t]*export\b[^=;&|\n#]*?(?<![\w$]){key}(?![\w=])"


def scopes(text: str, comments: Comments) -> Iterator[Scope]:
    """Yield the one scope of the script."""
    yield Scope(tuple(entries(text, comments=comments)))


def entries(
    text: str, start: int = 0, end: int | None = None, *, comments: Comments | None = None, lines: bool = True
) -> Iterator[Entry]:
    """Yield the settings of the script ``text[start:end]``.

    :param lines: whether another line may be added to the script; it cannot to a command within another file's string.
    """
    for mention in mentions(text, start, end):
        if comments is None or not comments.cover(mention.start):
            entry = _entry(text, mention, lines)
            if entry is not None:
                yield entry


def _entry(text: str, mention: Mention, lines: bool) -> Entry | None:
    before = text[mention.low : mention.start]
    if _BRACED_DEFAULT.search(before):
        found = _ASSIGNED_DEFAULT.match(text, mention.end, mention.high)
        if found is None:
            return None
        value = Value(Nature.FALLBACK, found["plain"])
        return Entry(mention.key, value, mention.start, found.end("plain"), found.span("plain"))
    return (
        _assignment(text, mention, before, lines)
        or _words(text, mention, before, lines)
        or _called(text, mention, before, lines)
        or _passed_on(text, mention, before)
    )


def _assignment(text: str, mention: Mention, before: str, lines: bool) -> Entry | None:
    powershell = _POWERSHELL_BEFORE.fullmatch(before) is not None
    at = mention.end + (powershell and text.startswith("}", mention.end))
    sign = _ASSIGN.match(text, at, mention.high)
    if sign is None or before.endswith("${"):
        return None
    is_option = _FLAG_BEFORE.search(before) or _COMMA_FLAG_BEFORE.search(before)
    if before and not (powershell or before.endswith(_OPENERS) or is_option):
        return None
    spaced = len(sign[0].strip()) != len(sign[0]) or sign["default"]
    alone = powershell or _ALONE_BEFORE.fullmatch(before) or _TARGET_BEFORE.fullmatch(before)
    if spaced and not alone:
        return None
    quote = before[-1:] if before.endswith(("'", '"')) else ""
    found = _QUOTED_REST[quote].match(text, sign.end(), mention.high) if quote else None
    if found is None or " " in found[0]:
        quote, found = "", _VALUE.match(text, sign.end(), mention.high)
    if found is None:
        return None
    group = found.lastgroup or "plain"
    written = found.span(group)
    closed = written[1] + (group != "plain" or bool(quote))
    behind_it = text[closed : mention.high]
    if behind_it[:1] not in ("", " ", "\t", ";", "&", "|", ")", ",", "}", '"', "'", "`", "\\"):
        return None
    value = read(found[group])
    if sign["default"] and value.nature is Nature.LITERAL:
        value = Value(Nature.FALLBACK, value.text)
    beside = _beside(text, mention, written, closed, quote, lines, alone=bool(alone))
    return Entry(mention.key, value, mention.start, closed - bool(quote), written, beside)


def _beside(
    text: str, mention: Mention, written: tuple[int, int], closed: int, quote: str, lines: bool, *, alone: bool
) -> _Beside | None:
    before, rest = text[mention.low : mention.start], text[closed : mention.high]
    key, start = (mention.start, mention.end), mention.start - len(quote)
    continued = text[: mention.low].endswith(("\\\n", "\\\r\n"))
    if alone and not continued and _ALONE_BEHIND.fullmatch(rest):
        if not lines:
            return behind(text, start, closed, key, written, " ")
        return _exported(text, mention, closed, below(text, mention.low, closed, key, written))
    if _APPENDED.fullmatch(before) and _APPENDED_BEHIND.fullmatch(rest):
        return below(text, mention.low, mention.high, key, written) if lines else None
    if quote and rest.startswith(","):
        return behind(text, start, closed, key, written, ", ")
    if rest.startswith((",", "}")) or before.endswith((",", "{")) or _COMMA_FLAG_BEFORE.search(before):
        return behind(text, mention.start, written[1] if quote else closed, key, written, ",")
    if _TEXT_COMMAND.search(before) or (quote and before[-2:-1] not in ("", " ", "\t", "=")):
        return None
    flag = _FLAG_BEFORE.search(before) if quote or not before.endswith(("'", '"')) else None
    start = mention.low + flag.start() if flag else start
    own_line = lines and rest.strip() == "\\" and not text[mention.low : start].strip()
    separator = f" \\{line_break(text, start)}{text[mention.low : start]}" if own_line else " "
    return _exported(text, mention, closed, behind(text, start, closed, key, written, separator))


def _exported(text: str, mention: Mention, end: int, beside: _Beside) -> _Beside:
    """Also export the new variable where the region's is exported by a statement of its own."""
    found = re.compile(_EXPORT.format(key=re.escape(mention.key)), re.MULTILINE).search(text, end, end + _EXPORT_REACH)
    if found is None or f"{mention.key}=" in text[end : found.start()]:
        return beside
    at = found.end()

    def add(key: str, value: str) -> tuple[Edit, ...] | None:
        edits = beside(key, value)
        return None if edits is None else (*edits, Edit(at, at, f" {key}"))

    return add


def _words(text: str, mention: Mention, before: str, lines: bool) -> Entry | None:
    """``setenv KEY value``, fish's ``set -gx KEY value``, ``setx KEY value``."""
    if _WORD_SETTERS.fullmatch(before) is None:
        return None
    gap = re.compile(r"[ \t]+").match(text, mention.end, mention.high)
    found = _VALUE.match(text, gap.end(), mention.high) if gap else None
    if found is None or not found[0]:
        return None
    group = found.lastgroup or "plain"
    written = found.span(group)
    alone = _ALONE_BEHIND.fullmatch(text, found.end(), mention.high)
    copy = below(text, mention.low, found.end(), (mention.start, mention.end), written) if alone and lines else None
    return Entry(mention.key, read(found[group]), mention.start, found.end(), written, copy)


def _called(text: str, mention: Mention, before: str, lines: bool) -> Entry | None:
    """``[Environment]::SetEnvironmentVariable("KEY", "value")``."""
    if _DOTNET_BEFORE.match(before) is None:
        return None
    found = re.compile(r"[\"'][ \t]*,[ \t]*(?:\"([^\"\n]*)\"|'([^'\n]*)'|[$\[])").match(text, mention.end, mention.high)
    if found is None:
        return None
    if found.lastindex is None:
        return Entry(mention.key, UNKNOWN, mention.start, found.end())
    written = found.span(found.lastindex)
    copy = below(text, mention.low, mention.high, (mention.start, mention.end), written) if lines else None
    return Entry(mention.key, read(found[found.lastindex]), mention.start - 1, written[1] + 1, written, copy)


def _passed_on(text: str, mention: Mention, before: str) -> Entry | None:
    """``export KEY``, ``-e KEY``, ``read KEY``: set, to what is not known here."""
    if before.endswith(("$", "{", "%", ":", "!", "-", "=", "(")) or text[mention.end : mention.high].startswith("="):
        return None
    named = re.search(
        r"(?:\b(?:export|read|declare|local|env|ENV|pass|inherit)\b|(?<!\S)(?:-e|--env)\b)[^;&|\n]*\Z", before
    )
    if named is None or _UNSET.search(before):
        return None
    return Entry(mention.key, UNKNOWN, mention.start, mention.end)
