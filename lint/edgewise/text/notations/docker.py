"""Settings in Dockerfiles by build stage: ``ENV KEY=value ...``, ``ENV KEY value``, ``ARG``, and commands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

from edgewise.findings import Edit
from edgewise.judgement.settings import is_setting_key
from edgewise.patterns import on_demand
from edgewise.text.comments import Comments
from edgewise.text.kinds import Kind
from edgewise.text.notations.shell.heredocs import Heredoc
from edgewise.text.settings.embedded import COMMAND, SCRIPT, by_look, by_name
from edgewise.text.settings.excerpts import Embedded, verbatim
from edgewise.text.settings.lines import behind, below
from edgewise.text.settings.pairs import PairEntry, PairScope
from edgewise.text.settings.values import Nature, SettingValue, read

_DIRECTIVE = on_demand(r"(?:[ \t]*#[^\n]*\n)*?[ \t]*#[ \t]*escape[ \t]*=[ \t]*`[ \t]*$", re.MULTILINE | re.IGNORECASE)
_FROM = on_demand(r"(?:--\S+\s+)*(?P<base>\S+)(?:\s+AS\s+(?P<name>\S+))?", re.IGNORECASE)
_PAIR = on_demand(
    r"(?P<key>[\w.-]+)=(?:\"(?P<double>[^\"\\]*(?:\\.[^\"\\]*)*)\"|'(?P<single>[^']*)'|(?P<plain>(?:\$\{[^{}\n]*\}|[^\s\"'\\])*))"
    r"(?=\s|[\\`]|\Z)"
)
_OLD = on_demand(r"(?P<key>[\w.-]+)[ \t]+(?P<value>[^\n]*?)[ \t]*(?=\r?\Z)")
_OPTIONS = on_demand(r"(?:--[^\s]+\s+|CMD\s+)*", re.IGNORECASE)
_MARK = on_demand(r"<<-?[\"']?(?P<mark>[A-Za-z_]\w*)[\"']?")
_ENV_CALL = on_demand(r"\[\s*\"(?:/usr)?(?:/bin/)?env\"")
_EXEC = Kind("json", "javascript")


@cache
def _instruction(escape: str) -> re.Pattern[str]:
    """Return what an instruction is: it runs on over an escape, and over comments and empty lines behind one."""
    sign = re.escape(escape)
    return re.compile(
        r"^[ \t]*(?:ONBUILD[ \t]+)?(?P<name>ENV|FROM|ARG|RUN|CMD|ENTRYPOINT|HEALTHCHECK|COPY|ADD)[ \t]+"
        rf"(?P<body>[^\n{sign}]*(?:{sign}(?:[ \t]*\n(?:[ \t]*(?:#[^\n]*)?\n)*|.)[^\n{sign}]*)*)",
        re.MULTILINE | re.IGNORECASE,
    )


@cache
def _next_line(escape: str) -> re.Pattern[str]:
    return re.compile(rf"[ \t]*{re.escape(escape)}[ \t]*\n(?P<indent>[ \t]*)")


def _escape_of(text: str) -> str:
    """Return what joins the lines of an instruction: a backslash, or what a directive at the top says."""
    return "`" if _DIRECTIVE.match(text) else "\\"


def scopes(text: str, comments: Comments) -> Iterator[PairScope | Embedded]:
    """Yield a scope for each stage, which inherits the settings of the one it is built from, and the commands in it."""
    del comments  # a line that starts with a comment sign is no instruction
    stages: dict[str, tuple[PairEntry, ...]] = {}
    name, inherited, entries, texts = "", tuple[PairEntry, ...](), list[PairEntry](), list[Embedded]()
    at, open_ended = 0, set[str]()
    instruction = _instruction(_escape_of(text))
    while (found := instruction.search(text, at)) is not None:
        at = found.end()
        word = found["name"].upper()
        if word == "ENV":
            entries += _entries(text, found)
        elif word == "ARG":
            # Before the first stage it is for the names of images.
            entries += map(_as_default, _entries(text, found)) if stages else ()
        elif word != "FROM":
            document = _heredoc(text, found, open_ended)
            at = document.end if document is not None else at
            texts += _texts(text, found, word, document)
        else:
            yield from _stage(entries, inherited, texts)
            stages[name] = (*inherited, *entries)
            source = _FROM.match(found["body"])
            name = ((source["name"] or "") if source else "").lower()
            inherited = stages.get(source["base"].lower(), ()) if source else ()
            entries, texts = [], []
    yield from _stage(entries, inherited, texts)


def _stage(
    entries: list[PairEntry], inherited: tuple[PairEntry, ...], texts: list[Embedded]
) -> Iterator[PairScope | Embedded]:
    yield PairScope(tuple(entries), inherited)
    # What stands below a command holds when it is run.
    for item in texts:
        yield replace(item, inherited=(*inherited, *entries))


def _as_default(entry: PairEntry) -> PairEntry:
    value = SettingValue(Nature.FALLBACK, entry.value.text) if entry.value.nature is Nature.LITERAL else entry.value
    return replace(entry, value=value, written=None, beside=None)


def _heredoc(text: str, instruction: re.Match[str], open_ended: set[str]) -> Heredoc | None:
    """Return the heredoc that an instruction has, the first one of several; note the marks that never come."""
    mark = _MARK.search(text, *instruction.span("body"))
    if mark is None or mark["mark"] in open_ended:
        return None
    start = instruction.end() + 1
    last = re.compile(rf"^[ \t]*{mark['mark']}[ \t]*\r?$", re.MULTILINE).search(text, start)
    command = text[instruction.start("body") : mark.start()] + text[mark.end() : instruction.end()]
    if last is None:
        open_ended.add(mark["mark"])
        return None
    return Heredoc(command, start, last.start())


def _texts(text: str, instruction: re.Match[str], word: str, document: Heredoc | None) -> Iterator[Embedded]:
    start, end = instruction.span("body")
    if document is not None:
        body = text[document.start : document.end]
        if "TWILIO_" not in body:
            return
        if word in ("COPY", "ADD"):
            file = by_name(document.command.split()[-1], body) if document.command.split() else None
            kind = (file, True) if file is not None else by_look(body)
        elif word == "RUN" and not _OPTIONS.sub("", document.command).strip() and not body.lstrip().startswith("#!"):
            kind = SCRIPT, True
        else:
            kind = document.kind(text)
        if kind is not None:
            yield Embedded(verbatim(text, document.start, document.end), kind[0], (), kind[1])
    elif "TWILIO_" in instruction["body"] and word not in ("COPY", "ADD"):
        options = _OPTIONS.match(text, start, end)
        start = options.end() if options is not None else start
        if text.startswith("[", start):
            yield Embedded(verbatim(text, start, end), _EXEC, (), _ENV_CALL.match(text, start) is not None)
        else:
            yield Embedded(verbatim(text, start, end), COMMAND)


def _entries(text: str, instruction: re.Match[str]) -> Iterator[PairEntry]:
    start, end = instruction.span("body")
    old = _OLD.fullmatch(text, start, end)
    if old is not None and "=" not in old["value"].split(" ")[0] and "\\" not in old["value"]:
        if is_setting_key(old["key"]):
            yield _old_entry(text, instruction.start(), old)
        return
    pairs = list(_PAIR.finditer(text, start, end))
    for pair in pairs:
        if is_setting_key(pair["key"]):
            group = "double" if pair["double"] is not None else "single" if pair["single"] is not None else "plain"
            beside = _beside(text, instruction, pair, pair.span(group), only=len(pairs) == 1)
            yield PairEntry(pair["key"], read(pair[group]), pair.start(), pair.end(), pair.span(group), beside)


def _old_entry(text: str, low: int, found: re.Match[str]) -> PairEntry:
    start, end = found.span("value")
    if end - start > 1 and text[start] == text[end - 1] and text[start] in "\"'":
        start, end = start + 1, end - 1
    copy = below(text, low, found.end("value"), found.span("key"), (start, end))
    return PairEntry(found["key"], read(text[start:end]), found.start("key"), found.end("value"), (start, end), copy)


def _beside(
    text: str, instruction: re.Match[str], pair: re.Match[str], written: tuple[int, int], *, only: bool
) -> Callable[[str, str], tuple[Edit, ...]]:
    key, low = pair.span("key"), text.rfind("\n", 0, pair.start()) + 1
    if only and low <= instruction.start() and pair.end() == instruction.start() + len(instruction[0].rstrip()):
        return below(text, instruction.start(), pair.end(), key, written)
    escape = _escape_of(text)
    following = _next_line(escape).match(text, pair.end())
    own = text[low : pair.start()]
    if not own.strip():
        indent = own
    elif following is not None and low <= instruction.start():
        indent = following["indent"]
    else:
        return behind(text, *pair.span(), key, written, " ")
    return behind(text, *pair.span(), key, written, f" {escape}\n{indent}")
