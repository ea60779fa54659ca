"""A pair: an old host and its replacement in one text, one to be exchanged for the other. A table of hosts is none."""

from __future__ import annotations

import re
from bisect import bisect
from functools import lru_cache
from typing import Literal

from edgewise.judgement.names import exchanges
from edgewise.judgement.sentences import is_sentence
from edgewise.patterns import on_demand

Standing = Literal["paired", "apart", "unsure"]
"""Whether two hosts of a text are old and new, have nothing to do with each other, or nobody can tell."""
_NEXT = on_demand(r"(?:[:/][^\s,;]*)?[\s,;]+(?:[a-z]+://)?", re.IGNORECASE)
"""What stands between two addresses in a list."""
_KEY = on_demand(
    r"""(?:^|[\s{,\[(;?&])["']?(?P<key>[A-Za-z_][\w.-]*)["']?\s*(?::\s+|:(?=["'])|=>?\s*)["']?(?:[a-z][a-z+.-]*://)?\Z""",
    re.MULTILINE,
)
"""The key to which a host is given: ``"us1": "https://``, ``TWILIO_URL=``."""
_OF_TABLE = on_demand(
    r"""[ \t]*(?:[#;].*|[\[\]{}(), \t-]*|\[[^\]]*\]|<.*>|-[ \t]+\S+"""
    r"""|(?:-[ \t]+)?["']?[\w./ -]+["']?[ \t]*(?::(?=[\s"'{\[\d]|\Z)|=).*)[ \t]*"""
)
"""A line of JSON, YAML, TOML, an INI file, a list of variables or XML."""
_WRITES_ROWS = on_demand(r"\b(?:insert\s+into|delete\s+from|select\b[^.;]*\bfrom|values\s*\()", re.IGNORECASE)
"""SQL that has its values side by side, whatever they are to each other."""
_OF_QUERY = on_demand(r"(?::\d+)?(?:/[^\s,;?'\"]*)?\?[^\s,;'\"]*=[^\s,;'\"]*")
"""What stands in a URL between its own host and one that a parameter names."""
_NEAR = 8
"""How many mentions of the other host are looked at on either side of a host: what is further away is no pair of it."""
_REACH = 200
"""Characters of a line in which the key of a host is looked for."""
_CHANGES_ROWS = on_demand(r"\b(?:update\b|\w*replace\s*\()", re.IGNORECASE)


def standing(text: str, start: int, host: str, other: str, *, is_new: bool) -> Standing:
    """Say how a host stands to another one in the same text.

    :param start: where the host begins, in characters from 0.
    :param is_new: whether the other one is for certain the new one, wherever it stands beside the old one.
    """
    if _changes_rows(text):
        return "paired"
    if _writes_rows(text):
        return "unsure"
    found: set[Standing] = set()
    mentions = _mentions(text, other)
    at = bisect(mentions, start)
    for begin in mentions[max(0, at - _NEAR) : at + _NEAR]:
        low, high = sorted(((start, start + len(host)), (begin, begin + len(other))))
        if _OF_QUERY.fullmatch(text, low[1], high[0]):
            found.add("apart")
            continue
        is_listed = _NEXT.fullmatch(text, low[1], high[0]) is not None
        keys = _key_of(text, start), _key_of(text, begin)
        if all(keys):
            found.add("paired" if exchanges(*keys) else _of_lines(text))
        elif is_listed or "\n" not in text[low[1] : high[0]]:
            found.add("apart" if is_listed and not is_new else "paired")
        else:
            lines = line_of(text, start), line_of(text, begin)
            is_diff = lines[0][:1] == "-" and lines[1][:1] == "+"
            found.add("paired" if is_diff or is_sentence(lines[0].strip()) else _of_lines(text))
    return "paired" if "paired" in found or not found else "unsure" if "unsure" in found else "apart"


@lru_cache(maxsize=64)
def _mentions(text: str, other: str) -> tuple[int, ...]:
    """Return where a host stands in a text, in order."""
    found = re.finditer(rf"(?<![\w.-]){re.escape(other)}(?![\w-])", text, re.IGNORECASE)
    return tuple(match.start() for match in found)


@lru_cache(maxsize=64)
def _changes_rows(text: str) -> bool:
    return _CHANGES_ROWS.search(text) is not None


@lru_cache(maxsize=64)
def _writes_rows(text: str) -> bool:
    return _WRITES_ROWS.search(text) is not None


@lru_cache(maxsize=64)
def _of_lines(text: str) -> Standing:
    """Return how two hosts stand to each other that have keys or lines of their own."""
    is_table = "\n" not in text.strip() or all(map(_OF_TABLE.fullmatch, text.split("\n")))
    return "apart" if is_table else "unsure"


def has_key(before: str) -> bool:
    """Say whether what stands in a text before a host is the key to which it is given."""
    return bool(_key_of(before, len(before)))


def line_of(text: str, start: int) -> str:
    """Return the line around a character of a text, from 0."""
    end = text.find("\n", start)
    return text[text.rfind("\n", 0, start) + 1 : end if end >= 0 else len(text)]


def _key_of(text: str, start: int) -> str:
    begin = max(text.rfind("\n", 0, start) + 1, start - _REACH)
    found = _KEY.search(text[begin:start])
    return found["key"] if found is not None else ""
