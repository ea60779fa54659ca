"""Where another assignment goes beside one of a script: below it, behind it, in its list, in its group of commands."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from edgewise.findings import Edit
from edgewise.patterns import on_demand
from edgewise.text.notations.shell.commands import ALONE_BEHIND
from edgewise.text.notations.shell.contexts import (
    APPENDED,
    FLAG,
    POWERSHELL,
    declares,
    is_helm_value,
    is_setter,
    runs_container,
    separator,
    starts,
)
from edgewise.text.notations.shell.places import CONTINUED, ShellPlace
from edgewise.text.settings.inputs import is_entry_of_environment
from edgewise.text.settings.lines import Mention, behind, below

Beside = Callable[[str, str], "tuple[Edit, ...] | None"]

PROSE_BEHIND = on_demand(
    r"[ \t]+(?:in|is|are|was|to|or|and|for|must|should|may|can|as|not|needs?|has|now|first|when|if|will|with)"
    r"(?![\w./=-])"
)
_ON_ONE_LINE = on_demand(r"[ \t]*(?:;[ \t]*\S|\}|(?:#.*)?\Z)")
_WINDOWS_SET = on_demand(r"(?:\A|[&|(])[ \t]*@?(?P<set>set[ \t]+[\"']?)\Z", re.IGNORECASE)
_WINDOWS_AND = on_demand(r"(?P<and>[ \t]*&&?[ \t]*)\S")
_APPENDED_BEHIND = on_demand(
    r"[\"']?[ \t]*(?:>>|\|[ \t]*(?:sudo[ \t]+)?tee[ \t]+(?:-a|--append)[ \t])[ \t]*[^\s|;&]+[ \t]*(?:#.*)?"
)
_CREATED_BEHIND = on_demand(r"[\"']?[ \t]*>[ \t]*[^\s|;&>#]+[ \t]*")
_KEPT_BEHIND = on_demand(
    r"[\"']?[ \t]*>>[ \t]*[\"']?(?:\$\{?(?:GITHUB|BASH)_ENV\}?|[\w./~$-]*\.env[\w.-]*)[\"']?(?=[ \t]*(?:\Z|\n|&&|;))"
)
_IN_LINE_GROUP = on_demand(r"[\"']?[ \t]*(?:;[ \t]*(?:echo|printf)[ \t][^;&|\n]*)*;[ \t]*[})][ \t]*>")
_IN_GROUP = on_demand(r"[\"']?[ \t]*\n(?:[ \t]*(?:(?:echo|printf)[ \t][^\n]*|#[^\n]*)?\n)*[ \t]*[})][ \t]*>")
_EXPORT_REACH = 4_000  # characters
_EXPORT = r"(?:^|[;&|])[ \t]*export\b[^=;&|\n#]*?(?<![\w$]){key}(?![\w=])"


class Assignment(NamedTuple):
    """An assignment of a script: where its value is ``written``, where it is ``closed``, the quote around all of it."""

    mention: Mention
    place: ShellPlace
    written: tuple[int, int]
    closed: int
    quote: str
    is_alone: bool
    """Whether nothing but a word that declares it stands before it on its line."""


def beside(text: str, found: Assignment) -> Beside | None:
    """Return what adds another assignment next to one, None where there is no sure way."""
    mention, place, written, closed, quote, is_alone = found
    if place.is_text:
        return None
    before, rest = text[mention.low : mention.start], text[closed : mention.high]
    key = mention.start, mention.end
    if (
        is_alone
        and place.logical == before
        and ALONE_BEHIND.fullmatch(rest)
        and place.lines
        and (not quote or before.strip(" \t\"'"))
    ):
        return _exported(text, mention, closed, below(text, mention.low, closed, key, written))
    if APPENDED.search(before):
        return _written_to_file(text, found, before, rest)
    sign = separator(before, place.logical)
    if sign:
        is_open = not is_helm_value(before) or is_entry_of_environment(mention.key)
        return behind(text, mention.start, written[1] if quote else closed, key, written, sign) if is_open else None
    powershell, windows, go_on = POWERSHELL.search(before), _WINDOWS_SET.search(before), _WINDOWS_AND.match(rest)
    if powershell is not None:
        start = mention.low + powershell.start("lead")
        is_set = before.endswith(place.logical) and _ON_ONE_LINE.match(rest) is not None
        return behind(text, start, closed, key, written, "; ") if is_set else None
    if windows is not None and go_on is not None:
        return behind(text, mention.low + windows.start("set"), closed, key, written, go_on["and"])
    return None if PROSE_BEHIND.match(rest) else _in_command(text, found, before, rest)


def _in_command(text: str, found: Assignment, before: str, rest: str) -> Beside | None:
    mention, place, written, closed, quote, _ = found
    start, logical = mention.start - len(quote), place.logical[: len(place.logical) - len(quote)]
    flag = FLAG.search(before[: len(before) - len(quote)])
    if flag is not None:
        is_repeatable = "_env" in flag[0] or place.are_options or runs_container(place.logical)
        if not is_repeatable:
            return None
        start = mention.low + flag.start()
    elif not (
        is_setter(logical)
        or declares(logical, rest, lines=place.lines)
        or starts(logical, rest, quote, lines=place.lines)
    ):
        return None
    own = text[mention.low : start]
    has_line = place.lines and not own.strip() and rest.strip() + "\n" in CONTINUED
    between = f" {rest.strip()}\n{own}" if has_line else " "
    copy = behind(text, start, closed, (mention.start, mention.end), written, between)
    return _exported(text, mention, closed, copy)


def _written_to_file(text: str, found: Assignment, before: str, rest: str) -> Beside | None:
    """Return what adds another line to the file that ``echo KEY=value`` is written to."""
    mention, place, written, closed, _, _ = found
    key, echo = (mention.start, mention.end), APPENDED.search(before)
    low = mention.low + (echo.start("echo") if echo is not None else 0)
    end = closed + (rest[:1] in ('"', "'") and rest[:1] != "")
    if _IN_LINE_GROUP.match(rest):
        return behind(text, low, end, key, written, "; ")
    if before[: low - mention.low].strip():
        return None
    if not place.lines:
        kept = _KEPT_BEHIND.match(rest)
        return behind(text, low, closed + kept.end(), key, written, " && ") if kept is not None else None
    if place.logical != before:
        return None
    copy = below(text, mention.low, mention.high, key, written)
    if _APPENDED_BEHIND.fullmatch(rest) or _IN_GROUP.match(text, closed):
        return copy
    return (lambda key, value: tuple(map(_appending, copy(key, value)))) if _CREATED_BEHIND.fullmatch(rest) else None


def _appending(edit: Edit) -> Edit:
    head, _, file = edit.content.rpartition(">")
    return edit._replace(content=f"{head}>>{file}")


def _exported(text: str, mention: Mention, end: int, added: Beside) -> Beside:
    """Also export the new variable where the region's is exported by a statement of its own."""
    if text.find("export", end, end + _EXPORT_REACH) < 0 or text.find(mention.key, end, end + _EXPORT_REACH) < 0:
        return added
    found = re.compile(_EXPORT.format(key=re.escape(mention.key)), re.MULTILINE).search(text, end, end + _EXPORT_REACH)
    if found is None or f"{mention.key}=" in text[end : found.start()]:
        return added
    at = found.end()

    def add(key: str, value: str) -> tuple[Edit, ...] | None:
        edits = added(key, value)
        return None if edits is None else (*edits, Edit(at, at, f" {key}"))

    return add
