"""Hosts among others without brackets around them: in a policy, in one line, with a wildcard path behind them."""

from __future__ import annotations

from edgewise.patterns import on_demand
from edgewise.text.hostnames.context.signs import CHOOSES

_REACH = 240  # characters that are looked at on either side
_HOST = (
    r"(?:(?:\*\.)?[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}(?::\d+)?"
    r"|localhost(?::\d+)?|\d{1,3}(?:\.\d{1,3}){3}(?::\d+|/\d{1,2})?)"
)
# Between two entries: a comma, a space, a line of its own with or without a dash.
_BETWEEN = r"(?:\s*[,;|]\s*|[ \t]+|[ \t]*\r?\n\s*)(?:-\s+)?"
_BETWEEN_SIGNS = frozenset(",;|")
_BARE_BEFORE = on_demand(rf"(?<![\w./@:-]){_HOST}{_BETWEEN}\Z")
_BARE_BEHIND = on_demand(rf"(?::\d+)?{_BETWEEN}{_HOST}(?![\w/@-]|\.\w|\s*[:=])")
_QUOTED_BEFORE = on_demand(rf"(?P<quote>[\"'`]){_HOST}(?P=quote){_BETWEEN}(?P=quote)\Z")
_QUOTED_BEHIND = on_demand(rf"(?::\d+)?(?P<quote>[\"'`]){_BETWEEN}(?P=quote){_HOST}(?P=quote)(?!\s*[:=])")
_WILDCARD_BEHIND = on_demand(r"(?::\d+|:\*)?/\*(?!\*)")
_OF_POLICY = ("-src", "frame-ancestors", "form-action", "server_name")
_POLICY = on_demand(r"(?:(?:[a-z]+-)+src(?:-elem|-attr)?|frame-ancestors|form-action|server_name)\s[^;\n]*\Z")


def is_listed(text: str, start: int, end: int) -> bool:
    """Say whether the host ``text[start:end]`` stands where it may pass.

    So does one in a content security policy, before a wildcard path, or bare next to another bare one.
    """
    before = text[max(0, start - _REACH) : start]
    behind = text[end : end + _REACH]
    if _WILDCARD_BEHIND.match(behind) or (any(word in before for word in _OF_POLICY) and _POLICY.search(before)):
        return True
    if before.endswith(("/", "@")) or behind.startswith(("/", "?")):
        return False
    is_quoted = before.endswith(("'", '"', "`"))
    if is_quoted and CHOOSES.search(before[-_REACH // 2 :]):
        return False
    own, behind_it = (_QUOTED_BEFORE, _QUOTED_BEHIND) if is_quoted else (_BARE_BEFORE, _BARE_BEHIND)
    gap = before[-2:-1] if is_quoted else before[-1:]
    # Without something between two entries there is none before: the search would look at each character for one.
    is_second = (gap.isspace() or gap in _BETWEEN_SIGNS) and own.search(before) is not None
    # The first of several in one string has the quote before it as well.
    return is_second or behind_it.match(behind) is not None or (is_quoted and _BARE_BEHIND.match(behind) is not None)
