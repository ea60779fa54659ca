"""Settings in scripts: POSIX shells, fish, csh, PowerShell, cmd, Makefiles, Procfiles, and commands in other files."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from edgewise.patterns import on_demand
from edgewise.text.comments import Comments
from edgewise.text.notations.shell.additions import PROSE_BEHIND, Assignment, beside
from edgewise.text.notations.shell.commands import VALUE, of_pipeline, passed_on, setter
from edgewise.text.notations.shell.contexts import (
    ALONE,
    APPENDED,
    BUILD_OPTION,
    FLAG,
    POWERSHELL,
    TARGET,
    is_declared,
    is_run,
    is_setter,
    runs_container,
    separator,
)
from edgewise.text.notations.shell.places import ShellPlace, placed, strings_in
from edgewise.text.settings.lines import Mention, mentions
from edgewise.text.settings.pairs import EVERYWHERE, PairEntry
from edgewise.text.settings.values import INTO_CONTAINER, Nature, SettingValue, handed_on, read

_BRANCH = on_demand(
    r";;|(?<![\w.$/-])(?:else|elif|elseif|fi|esac|if|case|then|done|end)(?![\w.=/-])|^[ \t]*\}", re.MULTILINE
)
_QUOTED_REST = {quote: re.compile(rf"(?P<plain>[^{quote}\n\\]*)(?={quote})") for quote in "\"'"}
_ASSIGN = on_demand(r"(?:[ \t]*(?P<default>\?=)[ \t]*|[ \t]*(?:::?|\+)?=[ \t]+|[ \t]+::?=[ \t]*|=)")
_SEARCHED = on_demand(r"(?<![\w./-])(?:e|f|z|rip)?(?:grep|rg|ack|findstr|sed|awk)[ \t][^;&|\n]*\Z")
_SEPARATOR = on_demand(r"\"[^\"\\]*(?:\\.[^\"\\]*)*\"|'[^']*'|\\.|[;&|()]", re.DOTALL)
_NO_COMMAND_BEHIND = on_demand(r"(?:[ \t]+[\w.]+=[^\s;&|)]*)*[ \t]*(?:[;&|)#].*)?")
_BRACED_DEFAULT = on_demand(r"\$\{\Z")
_ASSIGNED_DEFAULT = on_demand(r":?=[\"']?(?P<plain>[^\s\"'{}$]*)[\"']?\}")
_OPENERS = (" ", "\t", "@", ";", "&", "|", "(", '"', "'", "`", ",", "{", "[")
_BEHIND = ("", " ", "\t", ";", "&", "|", ")", ",", "}", '"', "'", "`", "\\")


def entries(
    text: str,
    start: int = 0,
    end: int | None = None,
    *,
    comments: Comments | None = None,
    lines: bool = True,
    are_options: bool = False,
) -> Iterator[PairEntry]:
    """Yield the settings of the script ``text[start:end]``.

    :param lines: whether another line may be added to the script; it cannot to a command within another file's string.
    :param are_options: whether it is nothing but options of a command that runs a container.
    """
    found = [item for item in mentions(text, start, end) if comments is None or not comments.cover(item.start)]
    if not found:
        return
    strings = strings_in(text, start, len(text) if end is None else end, comments)
    branches = [branch.start() for branch in _BRANCH.finditer(text, start, found[-1].end)] if lines else []
    for mention in found:
        place = replace(placed(text, mention, start, strings, lines=lines), are_options=are_options)
        entry = _entry(text, mention, place)
        if entry is not None:
            yield replace(entry, branch=bisect_right(branches, mention.start))


def _entry(text: str, mention: Mention, place: ShellPlace) -> PairEntry | None:
    before = text[mention.low : mention.start]
    if _BRACED_DEFAULT.search(before):
        found = _ASSIGNED_DEFAULT.match(text, mention.end, mention.high)
        if found is None:
            return None
        value = SettingValue(Nature.FALLBACK, found["plain"])
        return PairEntry(mention.key, value, mention.start, found.end("plain"), found.span("plain"))
    return (
        _assignment(text, mention, before, place)
        or of_pipeline(text, mention, before, lines=place.lines)
        or setter(text, mention, before, lines=place.lines and not place.is_text)
        or passed_on(text, mention, before)
    )


def _assignment(text: str, mention: Mention, before: str, place: ShellPlace) -> PairEntry | None:
    powershell = POWERSHELL.search(before)
    is_braced = powershell is not None and text.startswith("}", mention.end)
    is_entry = before.endswith("[") and text.startswith("]=", mention.end)  # of an array: `([KEY]=value)`
    at = mention.end + (is_braced or is_entry)
    sign = _ASSIGN.match(text, at, mention.high)
    if sign is None or before.endswith("${"):
        return None
    listed = separator(before, place.logical)
    is_option = bool(listed or FLAG.search(before))
    if before and not (powershell or before.endswith(_OPENERS) or is_option or BUILD_OPTION.search(before)):
        return None
    spaced = len(sign[0].strip()) != len(sign[0]) or sign["default"]
    has_line = powershell is not None and not before[: powershell.start("lead")].strip()
    is_alone = has_line or ALONE.fullmatch(before) is not None or TARGET.fullmatch(before) is not None
    if (spaced and not is_alone and powershell is None) or _SEARCHED.search(before):
        return None
    found, quote = _value(text, mention, sign.end(), before, listed)
    if found is None:
        return None
    group = found.lastgroup or "plain"
    written = found.span(group)
    closed = written[1] + (group != "plain" or bool(quote))
    rest = text[closed : mention.high]
    if (place.is_text and PROSE_BEHIND.match(rest)) or not (rest[:1] in _BEHIND or rest.startswith(listed or "\n")):
        return None
    value = read(found[group])
    if value.origin == mention.key and FLAG.search(before) and (place.are_options or runs_container(place.logical)):
        value = handed_on(INTO_CONTAINER + mention.key)
    if sign["default"] and value.nature is Nature.LITERAL:
        value = SettingValue(Nature.FALLBACK, value.text)
    added = beside(text, Assignment(mention, place, written, closed, quote, is_alone))
    # What is perhaps no setting at all is not changed either; an option's value is one.
    is_sure = added is not None or (
        not is_entry and not place.is_text and (is_option or is_alone or before.endswith("=")) and not quote
    )
    if place.is_text:
        command = place.string
    else:
        command = EVERYWHERE if powershell or sign["default"] else _command(text, mention, place, rest)
    end = closed - bool(quote)
    return PairEntry(mention.key, value, mention.start, end, written if is_sure else None, added, command=command)


def _value(text: str, mention: Mention, at: int, before: str, listed: str) -> tuple[re.Match[str] | None, str]:
    """Return the value that starts at ``at``, and the quote in which it and its key stand."""
    quote = before[-1:] if before.endswith(("'", '"')) else ""
    if quote and listed and listed in text[at : mention.high].partition(quote)[0]:
        quote = ""
    found = _QUOTED_REST[quote].match(text, at, mention.high) if quote else None
    if found is not None and " " not in found[0]:
        return found, quote
    form = VALUE if listed in ("", ",") else re.compile(rf"(?P<plain>(?:(?!{re.escape(listed)})[^\s\"'])*)")
    return form.match(text, at, mention.high), ""


def _command(text: str, mention: Mention, place: ShellPlace, rest: str) -> int:
    """Return where the command starts that an assignment or option is for, EVERYWHERE where that is not one alone."""
    before = text[mention.low : mention.start].rstrip("\"'")
    if FLAG.search(before) is None:
        if is_declared(place.logical) or _NO_COMMAND_BEHIND.fullmatch(rest) or APPENDED.search(before):
            return EVERYWHERE
        if is_setter(place.logical) or separator(before, place.logical):
            return EVERYWHERE
    if place.logical.endswith(("'", '"')) and is_run(place.logical[:-1]):
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
