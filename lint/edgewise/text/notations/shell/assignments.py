"""Settings in scripts: POSIX shells, fish, csh, PowerShell, cmd, Makefiles, Procfiles, and commands in other files."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from edgewise.findings import Edit
from edgewise.text.comments import Comments
from edgewise.text.notations.shell.commands import ALONE_BEHIND, VALUE, passed_on, setter
from edgewise.text.notations.shell.heredocs import STRING
from edgewise.text.settings.lines import Mention, behind, below, line_break, mentions
from edgewise.text.settings.pairs import EVERYWHERE, Entry
from edgewise.text.settings.values import Nature, Value, read

_Beside = Callable[[str, str], "tuple[Edit, ...] | None"]

_DECLARE = r"(?:export|declare(?:[ \t]+-\w+)?|typeset(?:[ \t]+-\w+)?|local|readonly|[Ss][Ee][Tt]|override)"
_ALONE_BEFORE = re.compile(rf"[ \t]*@?(?:{_DECLARE}[ \t]+)?[\"']?|[ \t]*(?:%env|%set_env)[ \t]+")
_TARGET_BEFORE = re.compile(r"[\w./%$() -]+:[ \t]*(?:export[ \t]+)?")
_POWERSHELL_BEFORE = re.compile(r"[ \t]*\$\{?env:", re.IGNORECASE)
_APPENDED = re.compile(r"[ \t]*echo[ \t]+[\"']?(?:export[ \t]+)?\Z")
_APPENDED_BEHIND = re.compile(
    r"[\"']?[ \t]*(?:>>|\|[ \t]*(?:sudo[ \t]+)?tee[ \t]+(?:-a|--append)[ \t])[ \t]*[^\s|;&]+[ \t]*(?:#.*)?"
)
_FLAG_BEFORE = re.compile(r"(?<!\S)(?:(?:-e|-E|--env|--env-add|--build-env|--from-literal)(?:[ \t]+|=)|-e)[\"']?\Z")
_COMMA_FLAG_BEFORE = re.compile(r"--(?:set|update)-(?:build-)?env-vars(?:[ \t]+|=)[\"']?(?:[^\s\"']*,)?\Z")
_IN_COMMAS = re.compile(
    r"(?:--environment[ \t=]+[\"']?Variables=\{[^{}\s]*"
    r"|--(?:set|update)-(?:build-)?env-vars(?:[ \t]+|=)[\"']?(?:[^\s\"']*,)?)\Z"
)
# What stands before the assignment in a command: other assignments, options and names.
_BEFORE_IT = r"(?:[\w.]+(?:=(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s\"';&|<>()\\])*)?[ \t\\\r\n]+)*\Z"
_ASSIGNMENTS = r"(?:[\w.]+=(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s\"';&|<>()\\])*[ \t\\\r\n]+)*\Z"
_START = r"(?:\A|[;&|(]|`|[({][ \t]|\A[ \t]*[@+-]+|\$\(|\)[ \t]|(?<![\w-])(?:then|do|else|time|!)[ \t])[ \t\\\r\n]*"
_STARTED = re.compile(rf"(?:{_START}|\A[\w-]+:[ \t]+){_ASSIGNMENTS}")
_DECLARED = re.compile(
    rf"{_START}(?:(?P<word>export|declare|local|readonly|typeset)[ \t]+(?:-\w+[ \t]+)*{_BEFORE_IT}"
    rf"|(?:cross-env|cross-env-shell|npx[ \t]+cross-env|sudo)[ \t]+(?:-[iE][ \t]+)*{_ASSIGNMENTS})"
    # also behind other programs that run one: `timeout 10 env KEY=value program`
    rf"|(?<![^\s;&|(])(?:[\w./]*/)?env[ \t]+(?:-[iE][ \t]+)*{_ASSIGNMENTS}"
)
_SETTER = re.compile(
    rf"{_START}(?:sudo[ \t]+)?(?:heroku[ \t]+config:(?:set|add)|dokku[ \t]+config:set|(?:kubectl|oc)[ \t]+set[ \t]+env"
    r"|(?:fly(?:ctl)?|supabase)[ \t]+secrets[ \t]+set|eb[ \t]+setenv|convox[ \t]+env[ \t]+set"
    r"|railway[ \t]+variables[ \t]+set"
    r"|az[ \t][^;&|\n\"'`$()<>#]*--(?:settings|environment-variables|set-env-vars|secure-environment-variables))"
    r"[ \t](?:[^;&|\"'`()<>#]|\"[^\"\n]*\")*(?<=\s)\Z"
)
_FLAG_COMMAND = re.compile(
    rf"{_START}(?:[\w.]+=\S*[ \t]+)*(?:sudo[ \t]+)?(?:[\w./-]*/)?"
    r"(?:docker|docker-compose|podman|nerdctl|kubectl|oc)[ \t][^;&|]*\Z"
)
_COMMAND_BEHIND = re.compile(r"[ \t]+(?:[\w.]+=\S*[ \t]+)*[\w./$@~-]*[\w/]")
_PROSE_BEHIND = re.compile(
    r"[ \t]+(?:in|is|are|was|to|or|and|for|must|should|may|can|as|not|needs?|has|now|first|when|if|will|with)"
    r"(?![\w./=-])"
)
_SHELL_STRING = re.compile(
    r"\b(?:(?:ba|z|k|da|a)?sh[ \t]+(?:-\w+[ \t]+)*-\w*c|su[ \t][^;&|\"'\n]*-c|ssh[ \t][^;&|\"'\n]*(?<=[\w}])|eval)"
    r"[ \t]+\Z"
)
_BRANCH = re.compile(
    r";;|(?<![\w.$/-])(?:else|elif|elseif|fi|esac|if|case|then|done|end)(?![\w.=/-])|^[ \t]*\}", re.MULTILINE
)
_CONTINUED = ("\\\n", "\\\r\n", "`\n", "`\r\n", "^\n", "^\r\n")
_QUOTED_REST = {quote: re.compile(rf"(?P<plain>[^{quote}\n\\]*)(?={quote})") for quote in "\"'"}
_ASSIGN = re.compile(r"(?:[ \t]*(?P<default>\?=)[ \t]*|[ \t]*(?:::?|\+)?=[ \t]+|[ \t]+::?=[ \t]*|=)")
_AZURE = re.compile(r"(?<![\w./-])az[ \t]")
_SEARCHED = re.compile(r"(?<![\w./-])(?:e|f|z|rip)?(?:grep|rg|ack|findstr|sed|awk)[ \t][^;&|\n]*\Z")
_SEPARATOR = re.compile(r"\"[^\"\\]*(?:\\.[^\"\\]*)*\"|'[^']*'|\\.|[;&|()]", re.DOTALL)
_NO_COMMAND_BEHIND = re.compile(r"(?:[ \t]+[\w.]+=[^\s;&|)]*)*[ \t]*(?:[;&|)#].*)?")
_BRACED_DEFAULT = re.compile(r"\$\{\Z")
_ASSIGNED_DEFAULT = re.compile(r":?=[\"']?(?P<plain>[^\s\"'{}$]*)[\"']?\}")
_OPENERS = (" ", "\t", "@", ";", "&", "|", "(", '"', "'", "`", ",", "{")
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
    string: int = EVERYWHERE
    """Which string that is, as :attr:`Entry.command`."""


def entries(
    text: str, start: int = 0, end: int | None = None, *, comments: Comments | None = None, lines: bool = True
) -> Iterator[Entry]:
    """Yield the settings of the script ``text[start:end]``.

    :param lines: whether another line may be added to the script; it cannot to a command within another file's string.
    """
    found = [item for item in mentions(text, start, end) if comments is None or not comments.cover(item.start)]
    if not found:
        return
    strings = strings_in(text, start, len(text) if end is None else end, comments)
    branches = [branch.start() for branch in _BRANCH.finditer(text, start, found[-1].end)] if lines else []
    for mention in found:
        place = _placed(text, mention, start, strings, bisect_right(branches, mention.start), lines=lines)
        entry = _entry(text, mention, place)
        if entry is not None:
            yield replace(entry, branch=place.branch)


def strings_in(text: str, start: int, end: int, comments: Comments | None) -> list[tuple[int, int]]:
    """Return the spans of quoted strings and heredocs."""
    spans: list[tuple[int, int]] = []
    at = start
    while (found := STRING.search(text, at, end)) is not None:
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
        if _is_in_commas(before, logical):
            return _Place(logical, lines, branch=branch)
        if text[inside[0] + 1 : mention.start].strip() == "export" and _APPENDED.fullmatch(before):
            return _Place(logical, lines, branch=branch)
        if _SHELL_STRING.search(text, low, inside[0]):
            return _Place(text[inside[0] + 1 : mention.start], lines=False, branch=branch)
    return _Place(logical, lines, is_text=True, branch=branch, string=-2 - inside[0])


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
        or setter(text, mention, before, lines=place.lines and not place.is_text)
        or passed_on(text, mention, before)
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
    if _SEARCHED.search(before):
        return None
    quote = before[-1:] if before.endswith(("'", '"')) else ""
    if quote and _is_in_commas(before, place.logical) and "," in text[sign.end() : mention.high].partition(quote)[0]:
        quote = ""
    found = _QUOTED_REST[quote].match(text, sign.end(), mention.high) if quote else None
    if found is None or " " in found[0]:
        quote, found = "", VALUE.match(text, sign.end(), mention.high)
    if found is None:
        return None
    group = found.lastgroup or "plain"
    written = found.span(group)
    closed = written[1] + (group != "plain" or bool(quote))
    behind_it = text[closed : mention.high]
    if place.is_text and _PROSE_BEHIND.match(behind_it):
        return None
    if behind_it[:1] not in ("", " ", "\t", ";", "&", "|", ")", ",", "}", '"', "'", "`", "\\"):
        return None
    value = read(found[group])
    if sign["default"] and value.nature is Nature.LITERAL:
        value = Value(Nature.FALLBACK, value.text)
    beside = _beside(text, mention, written, closed, quote, place, alone=bool(alone))
    # What is perhaps no setting at all is not changed either; an option's value is one.
    is_sure = beside is not None or (not place.is_text and (is_option or alone or before.endswith("=")) and not quote)
    if place.is_text:
        command = place.string
    elif powershell or sign["default"]:
        command = EVERYWHERE
    else:
        command = _command(text, mention, place, behind_it)
    return Entry(
        mention.key, value, mention.start, closed - bool(quote), written if is_sure else None, beside, command=command
    )


def _command(text: str, mention: Mention, place: _Place, rest: str) -> int:
    """Return where the command starts that an assignment or option is for, EVERYWHERE where that is not one alone."""
    before = text[mention.low : mention.start].rstrip("\"'")
    if _FLAG_BEFORE.search(before) is None:
        declared = _DECLARED.search(place.logical)
        if (
            (declared is not None and declared["word"])
            or _NO_COMMAND_BEHIND.fullmatch(rest)
            or _APPENDED.fullmatch(before)
        ):
            return EVERYWHERE
        if _SETTER.search(place.logical) or _is_in_commas(before, place.logical):
            return EVERYWHERE
    if place.logical.endswith(("'", '"')) and _SHELL_STRING.search(place.logical[:-1]):
        return mention.start
    low = mention.start - len(place.logical)
    starts = [low]
    for sign in _SEPARATOR.finditer(place.logical):
        if sign[0] == "(":
            starts.append(low + sign.end())
        elif sign[0] == ")":
            starts = starts[:-1] or starts
        elif len(sign[0]) == 1:
            starts[-1] = low + sign.end()
    return starts[-1]


def _is_in_commas(before: str, logical: str) -> bool:
    """Say whether a setting stands in a list that commas separate; the same option of `az` takes one with spaces."""
    return _IN_COMMAS.search(before) is not None and _AZURE.search(logical) is None


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
        and ALONE_BEHIND.fullmatch(rest)
        and place.lines
        and (not quote or before.strip(" \t\"'"))
    ):
        return _exported(text, mention, closed, below(text, mention.low, closed, key, written))
    if _APPENDED.fullmatch(before) and _APPENDED_BEHIND.fullmatch(rest):
        lines = place.lines and not continued
        return below(text, mention.low, mention.high, key, written) if lines else None
    if _is_in_commas(before, place.logical):
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
    # The command may stand on the next line.
    return lines or rest.strip() == "\\" or _COMMAND_BEHIND.match(rest) is not None


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
