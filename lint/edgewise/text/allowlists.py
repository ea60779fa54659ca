"""Does a host stand in a list of hosts that are let through? Then the new one belongs beside it, not in its place."""

from __future__ import annotations

import re

_REACH = 240  # characters that are looked at on either side
_HOST = r"(?:\*\.)?[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}(?::\d+)?"
# Between two entries: a comma, a space, a line of its own with or without a dash.
_BETWEEN = r"(?:\s*[,;|]\s*|[ \t]+|[ \t]*\r?\n\s*)(?:-\s+)?"
_BARE_BEFORE = re.compile(rf"(?<![\w./@:-]){_HOST}{_BETWEEN}\Z")
_BARE_BEHIND = re.compile(rf"(?::\d+)?{_BETWEEN}{_HOST}(?![\w/@-]|\.\w|\s*[:=])")
_QUOTED_BEFORE = re.compile(rf"(?P<quote>[\"'`]){_HOST}(?P=quote){_BETWEEN}(?P=quote)\Z")
_QUOTED_BEHIND = re.compile(rf"(?::\d+)?(?P<quote>[\"'`]){_BETWEEN}(?P=quote){_HOST}(?P=quote)(?!\s*[:=])")
_WILDCARD_BEHIND = re.compile(r"(?::\d+|:\*)?/\*(?!\*)")
_POLICY = re.compile(r"(?:(?:[a-z]+-)+src(?:-elem|-attr)?|frame-ancestors|form-action|server_name)\s[^;\n]*\Z")
_LIST_NAME = (
    r"(?i:allow|white_?list|permit|trusted|csp|safe_?hosts|known_?hosts|origins|egress|no_?proxy|deny|block_?list|black_?list"
    r"|(?:connect|default|script|img|frame|media|font|style|worker|child|object)_?src)[\w.-]*[\"']?\]?"
)
_STRING = r"(?:\"[^\"\n]*\"|'[^'\n]*'|`[^`\n]*`)"
_NAMED = re.compile(
    rf"{_LIST_NAME}\s*(?::=|=>|[:=])\s*"
    rf"(?:(?:new\s+)?[\w.<>\[\]]*\(?\s*[\[({{]\s*(?:{_STRING}\s*,\s*)*[\"'`]?"  # = new Set(["a", "
    r"|\n(?:[ \t]*-[ \t][^\n]*\n)*[ \t]*-[ \t]+[\"']?"  # a list in YAML
    r"|[\"'`]?(?:[^\s\"'`,;]+[\s,;]+)*"  # "a b" or a,b
    r")(?:\w+://)?\Z"
)


def is_listed(text: str, start: int, end: int) -> bool:
    """Say whether the host ``text[start:end]`` stands in a list of hosts that others ask whether they may pass.

    So does a bare host next to another bare one, and any host in a content security policy, in a list whose name says
    so (``allowed_hosts``), or with a wildcard path.
    """
    before = text[max(0, start - _REACH) : start]
    behind = text[end : end + _REACH]
    if _WILDCARD_BEHIND.match(behind) or _POLICY.search(before) or _NAMED.search(before):
        return True
    if before.endswith(("/", "@")) or behind.startswith(("/", "?")):
        return False
    if before.endswith(("'", '"', "`")):
        return (_QUOTED_BEFORE.search(before) or _QUOTED_BEHIND.match(behind)) is not None
    return (_BARE_BEFORE.search(before) or _BARE_BEHIND.match(behind)) is not None
