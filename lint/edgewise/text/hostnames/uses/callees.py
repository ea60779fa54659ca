"""What a call does with an address that it is given, by its name alone: it asks there, gives it back, or who knows."""

from __future__ import annotations

import enum
import re

from edgewise.judgement import names
from edgewise.judgement.uses import CONTAINS
from edgewise.patterns import on_demand
from edgewise.text.hostnames.context.signs import SHOWS

_ASKS = on_demand(
    r"(?i:http|ur[il]|client|request|fetch|curl|connect|endpoint|config|settings|environ|gateway|session|proxy|rest\b|api\b"
    r"|addrinfo|gethostby|twilio|channel|dial|resolver|server_?name|\bgun\b|\bssl\b|tcp|tls|base_?url|options|webhook|redirect|socket"
    r"|browser|tesla|faraday|dio\b|axios|hackney|finch|\bua\b|agent|mech|wreq|lwp|requ?|cpr\b)"
)
"""Words for what is asked, and for what asks."""
_SENDS = on_demand(
    r"(?i:(?:async|do|http|send)?_?(?:get|post|put|patch|head|fetch|request|send|open|ping|download)(?:_\w+|async)?)"
)
"""Methods of HTTP: what they are given is asked, if it is a URL."""
_READS = on_demand(
    r"(?i:contents_?of|slurp|download|from_?json|url_?open|\bread_?(?:csv|lines|text|html|json|xml|tsv|table)\b)"
)
"""Functions that read a file, or what a URL answers."""
_CMDLET = on_demand(r"(?i:invoke|resolve|test)-(?i:rest|web|net|dns|conn)")
"""Commands of PowerShell that connect."""
_RUNS = frozenset("sh bat system popen shell pwsh powershell os.execute io.popen IO.popen System.cmd".split())
"""What runs a command that is given as a text; whether that searches is told by the text."""
_KEEPS = frozenset(
    "cache caches limit limits limiter limiters registry map table dict store memo memoize index counter counters "
    "metric metrics stats pool pools pin pins quota quotas weight weights bucket buckets".split()
)
"""What keeps something by what it is given."""
_JUDGES = frozenset(
    "is has can may should must for by of check checks validate verify assert assertions expect ensure test match "
    "matches contains includes equals equal compare find search lookup allow allows allowed deny block trusted known "
    "valid region rule rules policy filter guard pattern regex regexp split strip remove replace mock stub spy when "
    "where given expectation replay contain starts ends prefix suffix count switch case".split()
)
"""Words of what looks at a text, or keeps something by it."""
_CONTAINERS = on_demand(r"(?i:list|set|map|array|vec|seq|dict|hash|table|collection|stream|queue)")
_GIVES_BACK = on_demand(
    r"(?i:to_?\w+|str(?:ing)?|format!?|s?printf|concat\w*|join\w*|paste0?|ur[il]|from_?str(?:ing)?|parse(?:_?ur[il])?|some|just"
    r"|ok|box|cow|text|pack|lazy|append\w*|merge(?:_?ur[il])?|return|pure|move|forward|encode\w*|escape\w*|quote\w*|url_?with\w*"
    r"|string_?with\w*|str_c|glue|(?:from_?)?maybe|\w*string_?literal)"
)
"""Calls that give back what they are given, with more text or in another form."""
DEFAULTS = on_demand(
    r"(?i:(?:unwrap|get|or|value)?_?or_?else|unwrap_or(?:_else)?|get_?or_?(?:else|default)|if_?empty|(?:\w*_)?get_?env\w*|default_?(?:to|value|with|arg))"
)
"""Methods whose last argument stands in for what is missing."""
GETS = on_demand(r"(?i:get(?:_?value|_?string|_?property)?)")
"""Methods of settings whose last argument, behind a name, stands in for what is missing."""
_WRAPS = on_demand(r"(?:Lazy\w*|Once\w*|A?Rc|Box|Cow|Mutex|RwLock|String|Ur[il]|UR[IL])")
"""Types of which a new one holds what it is made of, and nothing else."""
_WRITES = on_demand(r"(?:v?snprintf|sprintf|str(?:n|l)?(?:cpy|cat)|asprintf)\Z")
"""Functions of C that write into their first argument."""
METHOD = on_demand(
    r"\s*(?:\?\.|!!?\.|\.|->|::|(?<=[\w\"')]):(?=\w+\())(?P<name>(?i:to_?\w*|into|as_?\w*|c_?str(?:ing)?|data|strings?|str|clone"
    r"|copied|copy|append\w*|adding\w*|join(?:ed)?|resolve|concat\w*|plus|format\w*|trim\w*|parse|unwrap\w*|expect|or_?else|or"
    r"|freeze|utf8\w*|absolute\w*|replace(?=\((?:path|query)\w*:)|with_?\w+|set_?path\w*|uri|url|encode\w*|get_?or_?else|host(?:_?name)?|href|second))\b(?!!)"
    r"(?:\([^()\n]{0,160}(?:\([^()\n]{0,80}\)[^()\n]{0,80}){0,3}\))?"
)
"""A method of an address, or of its text, that gives it back in another form, behind what it is asked of."""


def judges(name: str) -> bool:
    """Say whether what has a name looks at a text, or keeps something by it: ``isTwilio``, ``check-host``."""
    return not _JUDGES.isdisjoint(names.words(name))


def _last_word(name: str) -> str:
    """Return what the type of an object is in the end: a cookie of HTTP is no request."""
    said = names.words(name)
    return said[-1] if said else ""


class Does(enum.Enum):
    """What a call does with its argument."""

    ASKS = enum.auto()
    GIVES_BACK = enum.auto()
    CONTAINS = enum.auto()
    """It gives back a table or a list that has it."""
    WRITES = enum.auto()
    """It writes it into another argument."""
    SHOWS = enum.auto()
    UNKNOWN = enum.auto()


def does(callee: str, *, is_url: bool) -> Does:
    """Return what is done by a call with its argument; an object is made that is what its type says in the end.

    :param is_url: whether that is a URL, and no host alone.
    """
    *_, owner, method = ("", "", *re.split(r"\.|->|::|/|:", callee.rstrip("!?")))
    asks = _ASKS.search(callee) is not None
    if method[:1].isupper() and not owner and "-" not in method:
        asks = asks and _ASKS.search(_last_word(method)) is not None
    if SHOWS.search(callee):
        return Does.SHOWS
    if _WRITES.search(callee):
        return Does.WRITES
    is_maker = method.lower() not in ("of", "from", "parse") or _CONTAINERS.search(owner) is not None
    if CONTAINS.search(callee) and not asks and is_maker:
        return Does.CONTAINS
    if callee in _RUNS or _CMDLET.match(callee) or (is_url and _READS.search(callee)):
        return Does.ASKS
    said = {*names.words(method), *names.words(owner)}
    if callee.endswith("?") or judges(method) or judges(owner):
        return Does.UNKNOWN
    if method in ("url", "uri") and owner:
        return Does.ASKS  # of what builds a request
    if method in ("new", "from", "of", "valueOf") and _WRAPS.fullmatch(owner):
        return Does.GIVES_BACK
    if _GIVES_BACK.fullmatch(method):
        return Does.GIVES_BACK
    sends = asks or (is_url and _SENDS.fullmatch(method) is not None)
    return Does.ASKS if sends and _KEEPS.isdisjoint(said) else Does.UNKNOWN
