"""Settings in scripts: POSIX shells, fish, csh, PowerShell, cmd, Makefiles, Procfiles, and commands in other files."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from edgewise.findings import Edit
from edgewise.text.comments import Comments
from edgewise.text.excerpts import Embedded
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
_CALL_BEFORE = re.compile(r"[ \t]*\[[\w.]+\]::SetEnvironmentVariable\([ \t]*[\"']")
_CALL_BEHIND = re.compile(r"[\"'][^();|&{}\n]*\)[ \t]*;?[ \t]*(?:#.*)?")
_APPENDED = re.compile(r"[ \t]*echo[ \t]+[\"']?\Z")
_APPENDED_BEHIND = re.compile(r"[\"']?[ \t]*>>[ \t]*\S+[ \t]*(?:#.*)?")
_FLAG_BEFORE = re.compile(r"(?<!\S)(?:-e|-E|--env|--env-add|--build-env)(?:[ \t]+|=)[\"']?\Z")
_COMMA_FLAG_BEFORE = re.compile(r"--(?:set|update)-(?:build-)?env-vars(?:[ \t]+|=)[\"']?(?:[^\s\"']*,)?\Z")
_IN_COMMAS = re.compile(
    r"(?:--environment[ \t=]+[\"']?Variables=\{[^{}\s]*"
    r"|--(?:set|update)-(?:build-)?env-vars(?:[ \t]+|=)[\"']?(?:[^\s\"']*,)?)\Z"
)
# What stands before the assignment in a command: other assignments, options and names.
_BEFORE_IT = r"(?:[\w.]+(?:=(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s\"';&|<>()\\])*)?[ \t\\\r\n]+)*\Z"
_ASSIGNMENTS = r"(?:[\w.]+=(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s\"';&|<>()\\])*[ \t\\\r\n]+)*\Z"
_START = r"(?:\A|[;&|(]|`|[({][ \t]|\$\(|\)[ \t]|(?<![\w-])(?:then|do|else|time|!)[ \t])[ \t]*"
_STARTED = re.compile(rf"(?:{_START}|\A[\w-]+:[ \t]+){_ASSIGNMENTS}")
_DECLARED = re.compile(
    rf"{_START}(?:(?P<word>export|declare|local|readonly|typeset)[ \t]+(?:-\w+[ \t]+)*{_BEFORE_IT}"
    rf"|(?:env|cross-env|cross-env-shell|npx[ \t]+cross-env|sudo)[ \t]+(?:-[iE][ \t]+)*{_ASSIGNMENTS})"
)
_SETTER = re.compile(
    rf"{_START}(?:sudo[ \t]+)?(?:heroku[ \t]+config:(?:set|add)|dokku[ \t]+config:set|(?:kubectl|oc)[ \t]+set[ \t]+env"
    r"|fly(?:ctl)?[ \t]+secrets[ \t]+set|eb[ \t]+setenv)[ \t][^;&|\"'`$()<>#]*(?<=\s)\Z"
)
_FLAG_COMMAND = re.compile(
    rf"{_START}(?:[\w.]+=\S*[ \t]+)*(?:sudo[ \t]+)?(?:[\w./-]*/)?(?:docker|docker-compose|podman|nerdctl)[ \t][^;&|]*\Z"
)
_COMMAND_BEHIND = re.compile(r"[ \t]+(?:[\w.]+=\S*[ \t]+)*[\w./$@~-]*[\w/]")
_PROSE_BEHIND = re.compile(
    r"[ \t]+(?:in|is|are|was|to|or|and|for|must|should|may|can|as|not|needs?|has|now|first|when|if|will|with)"
    r"(?![\w./=-])"
)
_SHELL_STRING = re.compile(r"\b(?:ba|z|k|da|a)?sh[ \t]+(?:-\w+[ \t]+)*-\w*c[ \t]+\Z")
_STRING = re.compile(
    r"\\.|(?<!<)<<-?[ \t]*\\?(?P<heredoc>[\"']?)(?P<mark>[A-Za-z_]\w*)(?P=heredoc)[^\n]*\n"
    r"(?:(?![ \t]*(?P=mark)[ \t]*\r?$)[^\n]*\n)*"
    r"|(?P<double>\"[^\"\\]*(?:\\.[^\"\\]*)*\")|(?P<single>'[^']*')",
    re.DOTALL | re.MULTILINE,
)
_BRANCH = re.compile(
    r";;|(?<![\w.$/-])(?:else|elif|elseif|fi|esac|if|case|then|done|end)(?![\w.=/-])|^[ \t]*\}", re.MULTILINE
)
_CONTINUED = ("\\\n", "\\\r\n", "`\n", "`\r\n", "^\n", "^\r\n")
_VALUE = re.compile(
    r"(?:\"(?P<double>[^\"\\\n]*(?:\\.[^\"\\\n]*)*)\"|'(?P<single>[^'\n]*)'|(?P<plain>(?:\$\{[^{}\n]*\}|\$\([^()\n]*\)|[^\s\"'`;&|<>(),{}\\])*))"
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


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a mention stands: the command up to it, over continued lines; whether lines can be added; its branch."""

    logical: str
    lines: bool
    is_text: bool = False
    """Whether it stands inside a quoted string that is no script, or in a heredoc."""
    branch: int = 0


def scopes(text: str, comments: Comments) -> Iterator[Scope | Embedded]:
    """Yield the one scope of the script."""
    yield Scope(tuple(entries(text, comments=comments)))


def command_scopes(text: str, comments: Comments) -> Iterator[Scope | Embedded]:
    """Yield the one scope of a script to which no line can be added."""
    del comments  # what looks like one, in one line, may be anything
    yield Scope(tuple(entries(text, lines=False)))


def entries(
    text: str, start: int = 0, end: int | None = None, *, comments: Comments | None = None, lines: bool = True
) -> Iterator[Entry]:
    """Yield the settings of the script ``text[start:end]``.

    :param lines: whether another line may be added to the script; it cannot to a command within another file's string.
    """
    found = [item for item in mentions(text, start, end) if comments is None or not comments.cover(item.start)]
    if not found:
        return
    strings = _strings(text, start, len(text) if end is None else end, comments)
    branches = [branch.start() for branch in _BRANCH.finditer(text, start, found[-1].end)] if lines else []
    for mention in found:
        place = _placed(text, mention, start, strings, bisect_right(branches, mention.start), lines=lines)
        entry = _entry(text, mention, place)
        if entry is not None:
            yield replace(entry, branch=place.branch)


def heredocs(text: str) -> list[tuple[int, int]]:
    """Return the spans of the heredocs of a script, from the sign to the last line before the mark."""
    return [found.span() for found in _STRING.finditer(text) if found["mark"]]


def _strings(text: str, start: int, end: int, comments: Comments | None) -> list[tuple[int, int]]:
    """Return the spans of quoted strings and heredocs."""
    spans: list[tuple[int, int]] = []
    at = start
    while (found := _STRING.search(text, at, end)) is not None:
        at = found.end()
        if comments is not None and comments.cover(found.start()):
            at = found.start() + 1
        elif found.lastgroup is not None:
            spans.append(found.span())
    return spans


def _placed(
    text: str, mention: Mention, start: int, strings: list[tuple[int, int]], branch: int, *, lines: bool
) -> _Place:
    low = mention.low
    while low > start and text.endswith(_CONTINUED, start, low) and mention.start - low < _EXPORT_REACH:
        low = max(start, text.rfind("\n", start, low - 1) + 1)
    number = bisect_right(strings, (mention.start, 0)) - 1
    inside = strings[number] if number >= 0 and mention.start < strings[number][1] else None
    logical = text[low : mention.start]
    if inside is None or (inside[0] == mention.start - 1 and "\n" not in text[slice(*inside)]):
        return _Place(logical, lines, branch=branch)
    before = text[mention.low : mention.start]
    if inside[0] >= low and "\n" not in text[slice(*inside)]:
        if _IN_COMMAS.search(before):
            return _Place(logical, lines, branch=branch)
        if _SHELL_STRING.search(text, low, inside[0]):
            return _Place(text[inside[0] + 1 : mention.start], lines=False, branch=branch)
    return _Place(logical, lines, is_text=True, branch=branch)


def _entry(text: str, mention: Mention, place: _Place) -> Entry | None:
    before = text[mention.low : mention.start]
    if _BRACED_DEFAULT.search(before):
        found = _ASSIGNED_DEFAULT.match(text, mention.end, mention.high)
        if found is None:
            return None
        value = Value(Nature.FALLBACK, found["plain"])
        return Entry(mention.key, value, mention.start, found.end("plain"), found.span("plain"))
    return (
        _assignment(text, mention, before, place)
        or _words(text, mention, before, place)
        or _called(text, mention, before, place)
        or _passed_on(text, mention, before)
    )


def _assignment(text: str, mention: Mention, before: str, place: _Place) -> Entry | None:
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
    beside = _beside(text, mention, written, closed, quote, place, alone=bool(alone))
    # What is perhaps no setting at all is not changed either; an option's value is one.
    is_sure = beside is not None or (not place.is_text and (is_option or alone or before.endswith("=")) and not quote)
    return Entry(mention.key, value, mention.start, closed - bool(quote), written if is_sure else None, beside)


def _beside(
    text: str, mention: Mention, written: tuple[int, int], closed: int, quote: str, place: _Place, *, alone: bool
) -> _Beside | None:
    if place.is_text:
        return None
    before, rest = text[mention.low : mention.start], text[closed : mention.high]
    key, start = (mention.start, mention.end), mention.start - len(quote)
    continued = place.logical != before
    if (
        alone
        and not continued
        and _ALONE_BEHIND.fullmatch(rest)
        and place.lines
        and (not quote or before.strip(" \t\"'"))
    ):
        return _exported(text, mention, closed, below(text, mention.low, closed, key, written))
    if _APPENDED.fullmatch(before) and _APPENDED_BEHIND.fullmatch(rest):
        lines = place.lines and not continued
        return below(text, mention.low, mention.high, key, written) if lines else None
    if _IN_COMMAS.search(before):
        return behind(text, mention.start, written[1] if quote else closed, key, written, ",")
    if _POWERSHELL_BEFORE.fullmatch(before) or _PROSE_BEHIND.match(rest):
        return None
    logical = place.logical[: len(place.logical) - len(quote)]
    flag = _FLAG_BEFORE.search(before[: len(before) - len(quote)])
    if flag is not None:
        if not _FLAG_COMMAND.search(place.logical):
            return None
        start = mention.low + flag.start()
    elif not (
        _SETTER.search(logical) or _declares(logical, rest, place.lines) or _starts(logical, rest, quote, place.lines)
    ):
        return None
    own_line = place.lines and rest.strip() == "\\" and not text[mention.low : start].strip()
    separator = f" \\{line_break(text, start)}{text[mention.low : start]}" if own_line else " "
    return _exported(text, mention, closed, behind(text, start, closed, key, written, separator))


def _declares(logical: str, rest: str, lines: bool) -> bool:
    found = _DECLARED.search(logical)
    # `env` and its like set for a command: without one, what stands in another file's string is no command line.
    return found is not None and (lines or found["word"] == "export" or _COMMAND_BEHIND.match(rest) is not None)


def _starts(logical: str, rest: str, quote: str, lines: bool) -> bool:
    """Say whether the assignment stands where a command starts: in a script, or in a string that is one."""
    if quote or logical.endswith(("'", '"')):
        return not quote and bool(_SHELL_STRING.search(logical[:-1]) and _COMMAND_BEHIND.match(rest))
    if _STARTED.search(logical) is None:
        return False
    return lines or _COMMAND_BEHIND.match(rest) is not None


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


def _words(text: str, mention: Mention, before: str, place: _Place) -> Entry | None:
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
    copy = (
        below(text, mention.low, found.end(), (mention.start, mention.end), written)
        if alone and place.lines and not place.is_text
        else None
    )
    return Entry(mention.key, read(found[group]), mention.start, found.end(), written, copy)


def _called(text: str, mention: Mention, before: str, place: _Place) -> Entry | None:
    """``[Environment]::SetEnvironmentVariable("KEY", "value")``."""
    if _DOTNET_BEFORE.match(before) is None:
        return None
    found = re.compile(r"[\"'][ \t]*,[ \t]*(?:\"([^\"\n]*)\"|'([^'\n]*)'|[$\[])").match(text, mention.end, mention.high)
    if found is None:
        return None
    if found.lastindex is None:
        return Entry(mention.key, UNKNOWN, mention.start, found.end())
    written = found.span(found.lastindex)
    alone = _CALL_BEFORE.fullmatch(before) and _CALL_BEHIND.fullmatch(text, written[1], mention.high)
    sure = alone and place.lines and not place.is_text
    copy = below(text, mention.low, mention.high, (mention.start, mention.end), written) if sure else None
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
