"""Settings in INI, TOML, properties and unit files: ``key = value`` by section, and several in one value."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import replace

from edgewise.findings import Edit
from edgewise.patterns import on_demand
from edgewise.text.comments import Comments
from edgewise.text.notations import tables
from edgewise.text.settings.embedded import COMMAND, SCRIPT, by_look, is_script_key, is_text_key
from edgewise.text.settings.excerpts import Embedded, unquoted, verbatim
from edgewise.text.settings.inputs import holds_build_arguments, holds_inputs
from edgewise.text.settings.insertion import in_braces
from edgewise.text.settings.lines import Mention, behind, below, is_within, mentions, renamed
from edgewise.text.settings.pairs import PairEntry, PairScope
from edgewise.text.settings.values import UNKNOWN, read

_HEADER = on_demand(r"^[ \t]*\[(?P<name>[^\n]*)\][ \t]*(?:[#;].*)?\r?$", re.MULTILINE)
_REFERENCE = on_demand(r"\{\[([^\]\n]+)\]")
"""How a section of tox takes over what another one sets: ``{[testenv]setenv}``."""
_DEFAULT_SECTION = "DEFAULT"
_WORDS_BEFORE = on_demand(r"[ \t]*(?:(?P<web>SetEnv|(?:fastcgi|uwsgi)_param|passenger_env_var)[ \t]+|env[ \t]+)[\"']?")
_WORDS_BEHIND = on_demand(
    r"(?:[ \t]*=[ \t]*|[\"']?[ \t]+)(?:\"(?P<double>[^\"\n]*)\"|'(?P<single>[^'\n]*)'|(?P<plain>[^\s;\"'#]+))[\"']?"
    r"[ \t]*;?[ \t]*(?:#.*)?"
)
_KEY_BEFORE = on_demand(r"[ \t]*(?:(?:export[ \t]+)?[\"']?|env\[|D:)")
_VALUE = (
    r"(?:\"(?P<double>[^\"\n]*)\"|'(?P<single>[^'\n]*)'|(?P<plain>(?:\$\{[^{}\n]*\}|\{\{[^{}\n]*\}\}|[^\s#;\"',{}])*))"
)
_ASSIGNED = on_demand(rf"[\"'\]]?[ \t]*[=:][ \t]*{_VALUE}[ \t]*(?:[#;].*)?")
_IN_TABLE = on_demand(rf"[\"']?[ \t]*=[ \t]*{_VALUE}(?=[ \t]*[,}}])")
_DESCRIBED = on_demand(
    rf"[\"']?[ \t]*=[ \t]*\{{(?:[^{{}}\n]*,)?[ \t]*value[ \t]*=[ \t]*{_VALUE}[^{{}}\n]*\}}[ \t]*(?:#.*)?"
)
_TABLE_BEFORE = on_demand(r"[^#\n]*\{(?:[^{}#\n]*,)?[ \t]*[\"']?")
# An array of assignments: `env = ["KEY=value"]`
_ITEM = on_demand(r"=(?P<plain>[^\"'\n]*)[\"'](?=[ \t]*[,\]#\n]|[ \t]*\Z)")
_ITEM_BEFORE = on_demand(r"(?:[ \t]*|[^#\n]*[\[,][ \t]*)[\"']")
# One value that holds several settings: systemd, supervisor, uWSGI, quadlets
_LIST_BEFORE = on_demand(r"[ \t]*(?P<name>[A-Za-z][\w.-]*)[ \t]*=[ \t]*(?:.*[\s,])?(?P<quote>[\"']?)")
_LIST_NAMES = frozenset(
    {"environment", "defaultenvironment", "env", "setenv", "set_env", "passenvironment", "pass_env", "passenv"}
)
_OF_SYSTEMD = ("Environment", "DefaultEnvironment")
_ENVIRONMENT_FILE = on_demand(r"^EnvironmentFile[ \t]*=[ \t]*\S", re.MULTILINE)
_SUPERVISES = "supervisord"
"""The section of what runs all programs: its environment is theirs as well."""
_SUPERVISOR = on_demand(r"(?:supervisord|(?:fcgi-)?program:|eventlistener:)")
_LONG = on_demand(r"\"\"\"[^\"\\]*(?:(?:\\.|\"(?!\"\"))[^\"\\]*)*\"\"\"|'''[^']*(?:'(?!'')[^']*)*'''", re.DOTALL)
_COMMAND = on_demand(
    r"^[ \t]*[\"']?(?P<key>[A-Za-z][\w.-]*)[\"']?[ \t]*=[ \t]*"
    r"(?:\"(?P<double>[^\"\\\n]*(?:\\.[^\"\\\n]*)*)\"|'(?P<single>[^'\n]*)'|(?P<plain>[^\s\"'\[{][^\n]*))[ \t]*\r?$",
    re.MULTILINE,
)
_LINES_BEHIND = on_demand(r"[ \t]*(?:setenv|set_env|env|testenv)[ \t]*=[ \t]*\r?", re.IGNORECASE)
_OWN_LINE = on_demand(r"[ \t]*(?:[\"']?[\w.-]+[\"']?[ \t]*[=:]|\[)")
_SUPERVISED = on_demand(r"[ \t]*environment[ \t]*=[^\n]*")
_REACH = 20_000  # characters
_LONGEST = 1_000  # characters of a line
_PASSED = frozenset({"passenvironment", "pass_env", "passenv"})
_WORD = on_demand(rf"={_VALUE}(?=[\s,;]|\Z)")
_QUOTED_WORD = {quote: re.compile(rf"=(?P<plain>[^{quote}\n]*)(?={quote})") for quote in "\"'"}


def scopes(text: str, comments: Comments) -> Iterator[PairScope | Embedded]:
    """Yield a scope for each section; those of a DEFAULT section hold everywhere. Commands in values come after."""
    headers = [(0, "")] + [(found.end(), found["name"]) for found in _HEADER.finditer(text)] + [(len(text) + 1, "")]
    by_section = [list[PairEntry]() for _ in headers]
    number = 0
    strings = [found.span() for found in _LONG.finditer(text)]
    for mention in mentions(text):
        if is_within(strings, mention.start):
            continue
        while headers[number + 1][0] <= mention.start:
            number += 1
        if not comments.cover(mention.start):
            entry = _entry(text, mention, headers[number][1])
            if entry is not None:
                *_, outer, name = ("", *headers[number][1].strip("[]").split("."))
                is_input = holds_inputs(name) or holds_build_arguments(name, outer)
                by_section[number].append(replace(entry, beside=None) if is_input else entry)
    defaults = [
        entry for (_, name), own in zip(headers, by_section, strict=True) if name == _DEFAULT_SECTION for entry in own
    ]
    sections = {name: own for (_, name), own in zip(headers, by_section, strict=True)}
    for number, own in enumerate(by_section):
        if own:
            start, name = headers[number]
            taken = _REFERENCE.finditer(text, start, headers[number + 1][0])
            held = [entry for found in taken for entry in sections.get(found[1], ())]
            held += sections.get(_SUPERVISES, ()) if _SUPERVISOR.match(name) else ()
            is_open = name.strip("[]") == "Service" and _ENVIRONMENT_FILE.search(text, start, headers[number + 1][0])
            opened_by = "EnvironmentFile" if is_open else ""
            yield PairScope(tuple(own), () if name == _DEFAULT_SECTION else (*defaults, *held), opened_by)
    if "[[" in text:
        yield from tables.scopes(text, comments)
    starts = [start for start, _ in headers[:-1]]
    for item in (*_commands(text), *_long_texts(text)):
        if not comments.cover(item.excerpt.offsets.start_of(0)):
            number = bisect_right(starts, item.excerpt.offsets.start_of(0)) - 1
            yield replace(item, inherited=(*defaults, *by_section[number]))


def _commands(text: str) -> Iterator[Embedded]:
    """Yield the values of one line that a shell or a manager of services runs."""
    for found in _COMMAND.finditer(text):
        key, value = found["key"], found.span(found.lastgroup or "")
        if "TWILIO_" in text[slice(*value)] and (is_script_key(key) or key.startswith("Exec")):
            quoted = unquoted(text, *value, '"') if found["double"] is not None else verbatim(text, *value)
            yield Embedded(quoted, COMMAND)


def _long_texts(text: str) -> Iterator[Embedded]:
    """Yield the strings of TOML that run over several lines."""
    for found in _LONG.finditer(text):
        start, end = found.start() + 3, found.end() - 3
        if "TWILIO_" not in found[0]:
            continue
        line = text[text.rfind("\n", 0, found.start()) + 1 : found.start()]
        key = line.partition("=")[0].strip().strip("\"'")
        body = verbatim(text, start, end)
        if is_script_key(key):
            yield Embedded(body, SCRIPT, fixable=found[0][0] == "'" or "\\" not in found[0])
        elif not is_text_key(key):
            kind, is_sure = by_look(body.text) or (None, False)
            if kind is not None:
                yield Embedded(body, kind, (), is_sure)


def _entry(text: str, mention: Mention, section: str) -> PairEntry | None:
    key = mention.start, mention.end
    before = text[mention.low : mention.start]
    supervised = _supervised(text, mention, section) if not before.strip() else None
    if supervised is not None:
        return supervised
    if _KEY_BEFORE.fullmatch(before):
        found = _ASSIGNED.fullmatch(text, mention.end, mention.high)
        if found is not None:
            value, end = _value_of(found), _value_end(found)
            is_plain = not _is_continuation(text, mention) and not _goes_on(text, mention)
            beside = below(text, mention.low, end, key, value) if is_plain else None
            return _made(text, mention, found, beside)
        found = _DESCRIBED.fullmatch(text, mention.end, mention.high)
        if found is not None:
            return _made(text, mention, found, below(text, mention.low, mention.high, key, _value_of(found)))
    words = _WORDS_BEFORE.fullmatch(before)
    found = _WORDS_BEHIND.fullmatch(text, mention.end, mention.high) if words else None
    if found is not None:
        return _made(text, mention, found, below(text, mention.low, mention.high, key, _value_of(found)))
    found = _ITEM.match(text, mention.end, mention.high)
    if found is not None and _ITEM_BEFORE.fullmatch(before):
        return _made(text, mention, found, _item(text, mention.start - 1, found.end(), key, _value_of(found)))
    found = _IN_TABLE.match(text, mention.end, mention.high)
    if found is not None and _TABLE_BEFORE.fullmatch(before):
        start = mention.start - before.endswith(("'", '"'))
        return _made(text, mention, found, behind(text, start, found.end(), key, _value_of(found), ", "))
    return _listed(text, mention, before, section)


def _is_continuation(text: str, mention: Mention) -> bool:
    """Say whether the line goes on with the value of an earlier one, other than a list of one setting a line."""
    if _is_continued(text, mention):
        return True
    line = _head(text, mention) if _indent(text[mention.low : mention.high]) else None
    return line is not None and not line.lstrip().startswith("[") and _LINES_BEHIND.fullmatch(line) is None


def _goes_on(text: str, mention: Mention) -> bool:
    """Say whether the lines below, indented and no settings themselves, belong to the value of the line."""
    below = text[mention.high : mention.high + _LONGEST].split("\n")[1:]
    # Neither an empty line nor a comment ends a value.
    said = (line for line in below if line.strip() and not line.lstrip().startswith(("#", ";")))
    following = next(said, "")
    return _OWN_LINE.match(following) is None and _indent(following) > _indent(text[mention.low : mention.high])


def _is_continued(text: str, mention: Mention) -> bool:
    """Say whether a backslash joins the line to the one before or behind it."""
    return text[mention.low : mention.high].rstrip().endswith("\\") or text.endswith(("\\\n", "\\\r\n"), 0, mention.low)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _supervised(text: str, mention: Mention, section: str) -> PairEntry | None:
    """Return a setting that has a line of its own in the ``environment`` of a program that supervisor runs."""
    if _SUPERVISOR.match(section) is None or not _indent(text[mention.low : mention.high]):
        return None
    head = _head(text, mention)
    found = _WORD.match(text, mention.end, mention.high)
    if found is None or head is None or _SUPERVISED.fullmatch(head) is None:
        return None
    key = mention.start, mention.end
    return _made(text, mention, found, _item(text, mention.start, _value_end(found), key, _value_of(found)))


def _head(text: str, mention: Mention) -> str | None:
    """Return the nearest line above that is indented less: the one that this line goes on with."""
    indent, at = _indent(text[mention.low : mention.high]), mention.low
    while at > 0 and mention.low - at < _REACH:
        low = text.rfind("\n", 0, at - 1) + 1
        line = text[low : at - 1]
        at = low
        if line.strip() and not line.lstrip().startswith(("#", ";")) and _indent(line) < indent:
            return line
    return None


def _listed(text: str, mention: Mention, before: str, section: str) -> PairEntry | None:
    lead = _LIST_BEFORE.fullmatch(before)
    if lead is None and _is_continued(text, mention):
        found = _WORD.match(text, mention.end, mention.high)
        return _made(text, mention, found, None) if found is not None and not before.strip() else None
    if lead is None or lead["name"].lower() not in _LIST_NAMES:
        return None
    if lead["name"].lower() in _PASSED:
        return PairEntry(mention.key, UNKNOWN, mention.start, mention.end)
    form = _QUOTED_WORD[lead["quote"]] if lead["quote"] else _WORD
    found = form.match(text, mention.end, mention.high)
    if found is None:
        return None
    key, value = (mention.start, mention.end), _value_of(found)
    start, end = mention.start - len(lead["quote"]), _value_end(found) + len(lead["quote"])
    rest = text[end : mention.high].strip()
    alone = not rest and text[mention.low : start].rstrip().endswith("=")
    with_comma = (
        rest.startswith(",") or text[mention.low : start].rstrip().endswith(",") or lead["name"] == "environment"
    )
    following = text[mention.high : mention.high + 3].lstrip("\r").removeprefix("\n")[:1]
    beside = None
    if _is_continued(text, mention):
        pass
    elif lead["name"] in _OF_SYSTEMD or (lead["name"] == "env" and section == "uwsgi"):
        if alone:
            beside = below(text, mention.low, end, key, value)
        elif not with_comma and lead["name"] in _OF_SYSTEMD:
            beside = behind(text, start, end, key, value, " ")
    elif lead["name"] == "environment" and _SUPERVISOR.match(section) and (following not in (" ", "\t") or rest == ","):
        beside = behind(text, start, end, key, value, ",")
    return _made(text, mention, found, beside)


def _item(
    text: str, start: int, end: int, key: tuple[int, int], value: tuple[int, int]
) -> Callable[[str, str], tuple[Edit, ...]]:
    write = renamed(text, start, end, key, value)
    return lambda new_key, new_value: in_braces(text, start, end, write(new_key, new_value))


def _made(
    text: str, mention: Mention, found: re.Match[str], beside: Callable[[str, str], tuple[Edit, ...]] | None
) -> PairEntry:
    value = _value_of(found)
    return PairEntry(mention.key, read(text[slice(*value)]), mention.start, _value_end(found), value, beside)


def _value_of(found: re.Match[str]) -> tuple[int, int]:
    return found.span(found.lastgroup or "plain")


def _value_end(found: re.Match[str]) -> int:
    return _value_of(found)[1] + (found.lastgroup != "plain")
