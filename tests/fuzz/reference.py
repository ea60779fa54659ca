"""Slow and simple: what the matcher and the rewrite should find, told character by character and without a pattern."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edgewise_codemods.splice import Change

DOMAIN = "twilio.com"
OF_LABELS = frozenset(string.ascii_letters + string.digits + "-")
PLAIN = frozenset(string.ascii_letters + string.digits + " \n\r\t./:@?&,;=_-é")
"""Characters that mean nothing to the matcher but what they mean in a URL."""
LONGEST = 250
"""Characters; a hostname has at most 253, and the matcher looks at little more than that."""


def is_plain(text: str) -> bool:
    """Say whether ``hosts_in`` is able to judge this text."""
    return PLAIN.issuperset(text) and len(text) <= LONGEST


def hosts_in(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of every name of at least one label under twilio.com in a plain text."""
    for at in range(len(text)):
        end = at + len(DOMAIN)
        if text[at:end].lower() != DOMAIN or not _ends(text, end):
            continue
        start = at
        while start and (text[start - 1] in OF_LABELS or text[start - 1] == "."):
            start -= 1
        labels = text[start:at].split(".")
        if labels[-1] == "" and len(labels) > 1 and all(labels[:-1]) and not (start and _is_word(text[start - 1])):
            yield start, end


def _ends(text: str, end: int) -> bool:
    behind = text[end : end + 1]
    # Browsers take tabs and line breaks out of a URL: the name goes on with the dot behind them.
    seen = end
    while text[seen : seen + 1] in ("\t", "\n", "\r"):
        seen += 1
    if seen > end and text[seen : seen + 1] == ".":
        following = text[seen + 1 : seen + 2]
        return not (_is_word(following) or following == "-")
    if behind == ".":
        # Of two dots one may be a slip: the name goes on behind them.
        dots = 2 if text.startswith("..", end) else 1
        behind = text[end + dots : end + dots + 1]
    elif behind == ":":
        password = 1
        while end + password < len(text) and not text[end + password].isspace() and text[end + password] not in "/@":
            password += 1
        behind = text[end + password : end + password + 1]
        return behind != "@"
    elif behind == "@":
        return False
    return not (_is_word(behind) or behind == "-")


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def is_kept(old: str, new: str, changes: tuple[Change, ...]) -> bool:
    """Say whether ``new`` is ``old`` with nothing but the ranges of ``changes`` exchanged."""
    made = ""
    done = 0
    for change in changes:
        made += old[done : change.old_start] + new[change.new_start : change.new_end]
        done = change.old_end
    return made + old[done:] == new
