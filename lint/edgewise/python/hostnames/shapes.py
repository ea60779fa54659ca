"""Shapes: what a text says by itself of a host in it: SQL, a condition, a sentence, a command, a list, a key."""

from __future__ import annotations

import re
from functools import lru_cache

from edgewise.judgement.roles import Role
from edgewise.judgement.sentences import ASKING, is_sentence
from edgewise.patterns import on_demand
from edgewise.python.hostnames.pairs import has_key, line_of
from edgewise.templates import HOLE

_SQL = on_demand(
    r"\b(?:where\b|like\b|replace\s*\(|delete\s+from\b|update\s+[\w.\"`]+\s+set\b|having\b|join\b|values\s*\()",
    re.IGNORECASE,
)
COMMAND_ENDS = on_demand(r"[|;&\n`(]")
"""What stands before a command of a shell."""
_BEFORE_COMMANDS = on_demand(r"\w+=\S*|sudo|env|exec|time|then|do|else|if|while|until|!")
CLAUSE = on_demand(
    r"\b(?:where|having|and|or|on|set)\b[^.]{0,100}?(?:=|<>|\bin\s*\()|\blike\s+['\"%:$?{]|\breplace\s*\("
    r"|\bdelete\s+from\b|\bvalues\s*\(",
    re.IGNORECASE,
)
"""SQL that names rows, in what may as well be a text for people."""
_CONDITION = on_demand(
    r"""(?:\[|\{|\?\()\s*@?[\w.:-]+\s*(?:[*^$~|!=]?=[=~]?)\s*["']?[^"'\]}]*\Z|\{%[^%]*["'](?:https?://)?\Z"""
    r"""|\{\{[^}'"]*(?:['"][^}'"]*['"][^}'"]*)*(?:[=!<>]=|\bin\b)\s*["'](?:https?://)?\Z"""
)
"""The beginning of a condition of XPath, CSS, JSONPath, PromQL or Jinja, up to the host: ``//m[@host='``."""
_BEFORE_A_HOST = HOLE + " \t\n\"'`<>([{=@|"
_AUTHORITY = on_demand(r"(?://|%2F|@|%40)\Z", re.IGNORECASE)
_LISTED = on_demand(r"[,;]\s*\S*twilio\.com|twilio\.com\S*[,;]\s*\S|\.\w+\S*\s+\S*twilio\.com|twilio\.com\S*\s+\S+\.\w")
"""A host among other names that hold a dot: a list of hosts in a text."""
_KEYS = on_demand(
    rf"""(?:.*[{{,]\s*|\s*-?\s*)(["'])(?:https?://)?{HOLE}[^\s"']*\1\s*[:=]"""
    rf"""|\s*\[+(?:[\w.-]+[\s.])?["']?(?:https?://)?{HOLE}[^\s\]]*\]\s*(?:\n|\Z)"""
    rf"""|\s*(?:-\s+)?(?:https?://)?{HOLE}[^\s:=?&]*(?::(?:\s|\Z)|\s+=|=)"""
)
"""A line in which the host, here a hole, is a key of JSON or YAML, a section of INI or TOML, or a name in it."""
_MORE = on_demand(r"[\"'<>]|\S\s+\S")
_REACH = 400
"""Characters around a host in which a condition begins, and a line goes on."""


def is_in_condition(before: str) -> bool:
    """Say whether a host stands in a condition, by what stands before it."""
    return _CONDITION.search(before[-_REACH:]) is not None


def asks_in_shell(line: str) -> bool:
    """Say whether the last command of a line of a shell is one that asks a host."""
    said = [word for word in COMMAND_ENDS.split(line)[-1].split() if not _BEFORE_COMMANDS.fullmatch(word)]
    return bool(said) and said[0].rpartition("/")[2] in ASKING


def is_pattern(host: str) -> bool:
    """Say whether a host is spelled as in a regular expression."""
    return "\\" in host or "[" in host


@lru_cache(maxsize=64)
def is_document(text: str) -> bool:
    """Say whether a text says more than an address: JSON, XML, lines of a configuration, which a library reads."""
    return _MORE.search(text) is not None


def goes_on(before: str, behind: str) -> bool:
    """Say whether a text makes another name of a host: a path, or a name that goes on behind it: ``HOST + ".pem"``."""
    is_path = before.endswith("/") and "//" not in before
    return is_path or (behind[:1] in (".", "-", "_") and behind[1:2].isalnum())


def by_shape(before: str, text: str, host: str) -> Role | None:
    """Return the role that a text has by its shape alone: a list in a text, a path, a key; None for an address."""
    start, end = len(before), len(before) + len(host)
    listed = is_list(line_of(text, start) if has_key(before) else text) and not _is_table(text)
    if listed and not set(before) & set("?&{"):
        return Role.ALLOW
    if _KEYS.match(f"{line_of(before, start)[-_REACH:]}{HOLE}{text[end : end + _REACH]}"):
        return Role.KEY
    if not before or before[-1] in _BEFORE_A_HOST or _AUTHORITY.search(before[-3:]) or "twilio" in before:
        return None
    return Role.NAME if before.endswith("/") and "//" not in before else Role.KEY


@lru_cache(maxsize=64)
def is_list(text: str) -> bool:
    """Say whether a text lists a host among others."""
    return _LISTED.search(text) is not None


@lru_cache(maxsize=64)
def _is_table(text: str) -> bool:
    """Say whether the lines of a text are the rows of a table: with as many commas each."""
    commas = [line.count(",") for line in text.splitlines() if line.strip()]
    return len(commas) > 1 and commas[0] > 0 and len({*commas}) == 1


@lru_cache(maxsize=64)
def selects_rows(text: str) -> bool:
    """Say whether a text is SQL that selects, or changes, what is stored. All hosts of a long text ask that."""
    return _SQL.search(text) is not None


@lru_cache(maxsize=64)
def is_told(text: str) -> bool:
    """Say whether a text says something about a host to people, and does not select rows."""
    return not selects_rows(text) and is_sentence(text)


def is_value_of_option(before: str) -> bool:
    """Say whether what follows a part of a text is the value of an option, in a section of settings."""
    return "]" in before and has_key(before)
