"""Settings in scripts that are made by a command with words: ``setenv KEY value``, ``Set-Item Env:KEY value``."""

from __future__ import annotations

import re

from edgewise.patterns import on_demand
from edgewise.text.settings.lines import Mention, below
from edgewise.text.settings.pairs import PairEntry
from edgewise.text.settings.values import INTO_CONTAINER, UNKNOWN, handed_on, read

VALUE = on_demand(
    r"(?:\"(?P<double>[^\"\\\n]*(?:\\.[^\"\\\n]*)*)\"|'(?P<single>[^'\n]*)'|(?P<plain>(?:\$\{[^{}\n]*\}|\$\([^()\n]*\)|[^\s\"'`;&|<>(),{}\\])*))"
)
ALONE_BEHIND = on_demand(r"[\"']?[ \t]*;?[ \t]*(?:#.*)?")

_GAP = on_demand(r"[ \t]+")
_SWITCHES = on_demand(r"(?:[ \t]+/[A-Za-z](?![^ \t\r\n]))*")
"""What ``setx`` takes behind the value."""
_POWERSHELL_GAP = on_demand(r"[\"']?[ \t]+(?:-value[ \t]+)?", re.IGNORECASE)
_SETTERS = (
    (
        re.compile(
            r"[ \t]*@?(?:set(?:[ \t]+-{1,2}[\w-]+)+|setenv|(?i:setx)(?:[ \t]+/\w+)*|%env|%set_env"
            r"|cf[ \t]+set-env[ \t]+[\w.-]+|netlify[ \t]+env:set)[ \t]+",
            re.ASCII,
        ),
        _GAP,
    ),
    (
        re.compile(
            r"[ \t]*(?:(?:set-item|si)[ \t]+(?:-(?:literal)?path[ \t]+)?[\"']?env:\\?"
            r"|new-item[ \t]+(?:-path[ \t]+)?[\"']?env:\\?[\"']?[ \t]+-name[ \t]+[\"']?)",
            re.IGNORECASE,
        ),
        _POWERSHELL_GAP,
    ),
)
_AZURE_BEFORE = on_demand(r"[^#\n]*##vso\[task\.setvariable[ \t]+(?:[^\]\n]*;)?variable=\Z")
_AZURE_VALUE = on_demand(r"[^\]\n]*\](?P<plain>[\w.-]*)")
_ECHO = on_demand(r"[ \t]*(?:echo|Write-Host)[ \t]+[\"']?##vso")
# What is kept for workflows or builds, where it may be given another name: told, and not added to.
_KEPT_BEFORE = on_demand(
    r"(?:(?P<piped>(?:echo(?:[ \t]+-n)?|printf)[ \t]+[^|;&\n]{1,80})\|[ \t]*)?"
    r"(?:gh[ \t]+(?:secret|variable)[ \t]+set|vercel[ \t]+env[ \t]+add)[ \t]+[\"']?\Z"
)
_KEPT_VALUE = on_demand(r"[\"']?[ \t][^|;&\n]*?(?<=[ \t])(?:--body|-b)(?:[ \t]+|=)")
_PIPED_VALUE = on_demand(r"(?:echo(?:[ \t]+-n)?|printf)[ \t]+[\"']?(?P<plain>[\w.-]+)(?:\\n)?[\"']?[ \t]*")
_DOTNET_BEFORE = on_demand(r"[^#\n]*SetEnvironmentVariable\([ \t]*[\"']\Z")
_DOTNET_VALUE = on_demand(r"[\"'][ \t]*,[ \t]*(?:\"([^\"\n]*)\"|'([^'\n]*)'|[$\[])")
_CALL_BEFORE = on_demand(r"[ \t]*\[[\w.]+\]::SetEnvironmentVariable\([ \t]*[\"']")
_CALL_BEHIND = on_demand(r"[\"'][^();|&{}\n]*\)[ \t]*;?[ \t]*(?:#.*)?")
_PASSED = on_demand(
    r"(?:\b(?:export|read|declare|local|env|ENV|pass|inherit)\b|(?<!\S)(?:-e|--env)\b)[^;&|\n]*\Z",
)
_CONTAINER_FLAG = on_demand(r"(?<![\w./-])(?:docker|podman|nerdctl)[ \t][^;&|\n]*(?<!\S)(?:-e|--env)[ \t=]*[\"']?\Z")
_UNSET = on_demand(r"\b(?:unset|env[ \t]+-u|Remove-Item)\b[^;&|\n]*\Z", re.IGNORECASE)


def setter(text: str, mention: Mention, before: str, *, lines: bool) -> PairEntry | None:
    """Return the setting that a command with words makes, None where ``before``, the line so far, is none.

    :param lines: whether another line may be added below.
    """
    for form, gap in _SETTERS:
        if form.fullmatch(before):
            return _words(text, mention, gap, lines=lines)
    return _kept(text, mention, before) or _called(text, mention, before, lines=lines)


def of_pipeline(text: str, mention: Mention, before: str, *, lines: bool) -> PairEntry | None:
    """Return the variable that ``echo "##vso[task.setvariable variable=KEY]value"`` sets in Azure Pipelines."""
    found = _AZURE_VALUE.match(text, mention.end, mention.high) if _AZURE_BEFORE.fullmatch(before) else None
    if found is None:
        return None
    written = found.span("plain")
    is_alone = lines and _ECHO.match(before) and ALONE_BEHIND.fullmatch(text, written[1], mention.high)
    copy = below(text, mention.low, mention.high, (mention.start, mention.end), written) if is_alone else None
    return PairEntry(mention.key, read(found["plain"]), mention.start, written[1], written, copy)


def _words(text: str, mention: Mention, gap: re.Pattern[str], *, lines: bool) -> PairEntry | None:
    space = gap.match(text, mention.end, mention.high)
    found = VALUE.match(text, space.end(), mention.high) if space else None
    if found is None or not found[0]:
        return None
    group = found.lastgroup or "plain"
    written = found.span(group)
    switches = _SWITCHES.match(text, found.end(), mention.high)
    end = switches.end() if switches is not None else found.end()
    alone = lines and ALONE_BEHIND.fullmatch(text, end, mention.high)
    copy = below(text, mention.low, end, (mention.start, mention.end), written) if alone else None
    return PairEntry(mention.key, read(found[group]), mention.start, found.end(), written, copy)


def _kept(text: str, mention: Mention, before: str) -> PairEntry | None:
    """``gh variable set KEY --body value``, ``echo value | gh secret set KEY``."""
    command = _KEPT_BEFORE.search(before)
    if command is None:
        return None
    if command["piped"]:
        piped = _PIPED_VALUE.fullmatch(command["piped"])
        value = read(piped["plain"]) if piped is not None else UNKNOWN
        return PairEntry(mention.key, value, mention.start, mention.end)
    option = _KEPT_VALUE.match(text, mention.end, mention.high)
    found = VALUE.match(text, option.end(), mention.high) if option else None
    if found is None:
        return PairEntry(mention.key, UNKNOWN, mention.start, mention.end)
    return PairEntry(mention.key, read(found[found.lastgroup or "plain"]), mention.start, found.end())


def _called(text: str, mention: Mention, before: str, *, lines: bool) -> PairEntry | None:
    """``[Environment]::SetEnvironmentVariable("KEY", "value")``."""
    if _DOTNET_BEFORE.match(before) is None:
        return None
    found = _DOTNET_VALUE.match(text, mention.end, mention.high)
    if found is None:
        return None
    if found.lastindex is None:
        return PairEntry(mention.key, UNKNOWN, mention.start, found.end())
    written = found.span(found.lastindex)
    alone = lines and _CALL_BEFORE.fullmatch(before) and _CALL_BEHIND.fullmatch(text, written[1], mention.high)
    copy = below(text, mention.low, mention.high, (mention.start, mention.end), written) if alone else None
    return PairEntry(mention.key, read(found[found.lastindex]), mention.start - 1, written[1] + 1, written, copy)


def passed_on(text: str, mention: Mention, before: str) -> PairEntry | None:
    """Return ``export KEY``, ``-e KEY`` or ``read KEY``, a setting to what is not known here; None for all else."""
    if before.endswith(("$", "{", "%", ":", "!", "-", "=", "(")) or text[mention.end : mention.high].startswith("="):
        return None
    if _PASSED.search(before) is None or _UNSET.search(before):
        return None
    value = handed_on(INTO_CONTAINER + mention.key) if _CONTAINER_FLAG.search(before) else UNKNOWN
    return PairEntry(mention.key, value, mention.start, mention.end)
