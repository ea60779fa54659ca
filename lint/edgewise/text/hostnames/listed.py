"""Hosts among others without brackets around them: in a policy, in one line, with a wildcard path behind them."""

from __future__ import annotations

import re

_REACH = 240  # characters that are looked at on either side
_HOST = (
    r"(?:(?:\*\.)?[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}(?::\d+)?"
    r"|localhost(?::\d+)?|\d{1,3}(?:\.\d{1,3}){3}(?::\d+|/\d{1,2})?)"
)
# Between two entries: a comma, a space, a line of its own with or without a dash.
_BETWEEN = r"(?:\s*[,;|]\s*|[ \t]+|[ \t]*\r?\n\s*)(?:-\s+)?"
_BARE_BEFORE = re.compile(rf"(?<![\w./@:-]){_HOST}{_BETWEEN}\Z")
_BARE_BEHIND = re.compile(rf"(?::\d+)?{_BETWEEN}{_HOST}(?![\w/@-]|\.\w|\s*[:=])")
_QUOTED_BEFORE = re.compile(rf"(?P<quote>[\"'`]){_HOST}(?P=quote){_BETWEEN}(?P=quote)\Z")
_QUOTED_BEHIND = re.compile(rf"(?::\d+)?(?P<quote>[\"'`]){_BETWEEN}(?P=quote){_HOST}(?P=quote)(?!\s*[:=])")
_WILDCARD_BEHIND = re.compile(r"(?::\d+|:\*)?/\*(?!\*)")
_OF_POLICY = ("-src", "frame-ancestors", "form-action", "server_name")
_POLICY = re.compile(r"(?:(?:[a-z]+-)+src(?:-elem|-attr)?|frame-ancestors|form-action|server_name)\s[^;\n]*\Z")


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
    if before.endswith(("'", '"', "`")):
        return (_QUOTED_BEFORE.search(before) or _QUOTED_BEHIND.match(behind)) is not None
    return (_BARE_BEFORE.search(before) or _BARE_BEHIND.match(behind)) is not None
