"""Does a host stand in a list of hosts that are let through, or is it compared? The new one may belong beside it."""

from __future__ import annotations

import re

from edgewise.twilio.hosts import Status, resolve

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
    r"|(?:connect|default|script|img|frame|media|font|style|worker|child|object)[_-]?src)[\w.-]*[\"']?\]?"
)
_LIST_WORDS = (
    "allow", "white", "permit", "trusted", "csp", "safe", "known", "origin", "egress", "proxy", "deny", "block",
    "black", "src", "host", "domain", "fqdn", "match", "pattern", "server",
)  # fmt: skip
_STRING = r"(?:\"[^\"\n]*\"|'[^'\n]*'|`[^`\n]*`)"
_NAMED = re.compile(
    rf"{_LIST_NAME}\s*(?::=|=>|[:=])\s*"
    rf"(?:(?:new\s+)?[\w.<>\[\]]*\(?\s*[\[({{]\s*(?:{_STRING}\s*,\s*)*[\"'`]?"  # = new Set(["a", "
    r"|\n(?:[ \t]*-[ \t][^\n]*\n)*[ \t]*-[ \t]+[\"']?"  # a list in YAML
    r"|[\"'`]?(?:[^\s\"'`,;]+[\s,;]+)*"  # "a b" or a,b
    r")(?:\w+://)?\Z"
)

# Names that may be those of a table as well: what a list of them looks like is told more strictly.
_NAMED_HOSTS = re.compile(
    r"(?i:hosts|domains|origins?|host_?names|(?<![\w.-])host_?name|fqdns|match_?name|remote_?patterns|server_?names?)"
    r"(?:_\w+)?[\"']?\]?[ \t]*(?::=|=>|[:=])"
    rf"(?:\s*(?:new\s+)?[\w.<>\[\]]*\(?\s*[\[({{]\s*(?:{_STRING}\s*,\s*)*[\"'`]?"
    r"|[ \t]*\n(?:[ \t]*-[ \t][^\n]*\n)*[ \t]*-[ \t]+[\"']?"
    r"|[ \t]*[\"'`]?(?:[^\s\"'`,;=]+(?<!:)[ \t,;]+)*"
    r")(?:\w+://)?\Z"
)

_SCHEME = r"(?:[A-Za-z][A-Za-z+]{0,9}:\\?/\\?/)?"
_LINE = 400  # characters of a line, or of a bracket, on either side
_TWILIO = re.compile(r"(?ai:(?<![\w-])[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,3}\.twilio\.com)(?![\w-]|\.\w)")
_BRACKET = re.compile(r"[()\[\]{}]")
_PAIRS = {")": "(", "]": "[", "}": "{"}
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_REGION_KEY = re.compile(rf"(?<![\w-])[\"']?:?(?ai:[a-z]{{2}}\d)[\"']?\s*(?::|=>?)\s*[\"'`]?{_SCHEME}\Z")
_ELEMENT = re.compile(rf"[{{,]\s*[\"'`]?{_SCHEME}\Z")
_ITEM = re.compile(rf"[ \t]*-[ \t]+[\"']?{_SCHEME}\Z")
_TWILIO_ITEM = re.compile(rf"[ \t]*-[ \t]+[\"']?{_SCHEME}[\w.-]{{0,200}}(?i:\.twilio\.com)")
_REPLACED = re.compile(
    r"(?<![\w-])(?:sed|[ef]?grep|rg|ack|awk|findstr|Select-String)[ \t]|-(?:c|i)?(?:replace|match|like|eq|ne)\b"
    r"|(?i:replace\w*|gsub!?|strtr|\.sub!?|rewrite\w*)[ \t]*\(|\bgsub!?[ \t]|(?i:\bI?LIKE\b)"
    r"|\bs(?P<sign>[/|#,!])[^\n]*\Z"
    r"|\A[ \t]*(?:rewrite|map|return[ \t]+30\d|Redirect\w*|Rewrite\w*)[ \t]"
)
_ASKING = (
    r"(?i:includes?\??|(?:starts?|ends?)_?with\??|(?:last)?indexOf|contains?|has(?:prefix|suffix)?|str_?contains|str_(?:starts|ends)_with"
    r"|i?str(?:pos|str)|str(?:n?case)?n?cmp|equals?(?:IgnoreCase)?|equalfold|eql\?|match(?:es|_all)?|test|some|assert\w*|toBe|toEqual|expect)"
)
_ASKED = re.compile(rf"(?<!\w){_ASKING}[ \t]*\([^)\n]{{0,200}}\Z|(?i:\bin)\s*[\[(][^)\]]{{0,200}}\Z")
_ASKED_BEHIND = re.compile(rf"[^\]()\n]{{0,200}}\][ \t]*\)?\??\.{_ASKING}[ \t]*\(|[\"'`]\)?\.{_ASKING}[ \t]*\(")
_OPERATOR = r"(?:[!=]==?|[=!]~|(?<![\w$.-])(?i:eq|ne|is|case|when|equals)(?![\w-]))"
_COMPARED = re.compile(
    rf"{_OPERATOR}\s*\(?\s*[$@]?[\"'`/^]{{0,2}}{_SCHEME}\Z"
    rf"|(?:\[|\btest)[ \t][^\]\n]{{0,200}}[ \t]=[ \t]*[\"']?{_SCHEME}\Z"
)
_COMPARED_BEHIND = re.compile(
    rf"(?::\d+)?(?:/[^\s\"'`]{{0,120}})?[\"'`]?[ \t]*{_OPERATOR}[ \t]|[^\s\"'()]{{0,120}}[\"']?\)[^;]{{0,160}};;"
)
_KEY_BEHIND = re.compile(
    r"(?::\d+)?(?:/[^\s\"'`,;]{0,200})?"
    r"(?:[\"'`]?\]?[ \t]*(?:=>|:(?=\s|\Z)|=(?=[ \t]*[\[{\"'])|[ \t]=[ \t])|[\"'`]\]?[ \t]*:(?!:))"
)
_CHOICE = re.compile(rf"\?\s*[\"'`]?{_SCHEME}\Z")
_NODE = re.compile(r">[^<>{}\"'`=;]{0,200}\Z")
_NODE_BEHIND = re.compile(r"[^<>{}\"'`=;]{0,200}</?[A-Za-z]")


def is_listed(text: str, start: int, end: int) -> bool:
    """Say whether the host ``text[start:end]`` stands in a list of hosts that others ask whether they may pass.

    So does a bare host next to another bare one, and any host in a content security policy, in a list whose name says
    so (``allowed_hosts``), or with a wildcard path.
    """
    before = text[max(0, start - _REACH) : start]
    behind = text[end : end + _REACH]
    if _WILDCARD_BEHIND.match(behind) or _POLICY.search(before):
        return True
    lowered = before.lower()
    # Most hosts stand behind none of these words, and a search for the whole takes long.
    if any(word in lowered for word in _LIST_WORDS) and (_NAMED.search(before) or _NAMED_HOSTS.search(before)):
        return True
    if before.endswith(("/", "@")) or behind.startswith(("/", "?")):
        return False
    if before.endswith(("'", '"', "`")):
        return (_QUOTED_BEFORE.search(before) or _QUOTED_BEHIND.match(behind)) is not None
    return (_BARE_BEFORE.search(before) or _BARE_BEHIND.match(behind)) is not None


def doubt(text: str, start: int, end: int, product: str, *, is_markup: bool) -> str:
    """Return why the host ``text[start:end]`` may have to stay as it is, "" where nothing speaks for that.

    ``product`` is its first label. ``is_markup`` is true in languages in which text stands between tags.
    """
    before, behind = text[max(0, start - _LINE) : start], text[end : end + _LINE]
    line, rest = before[before.rfind("\n") + 1 :], behind.partition("\n")[0]
    at, ahead = _enclosing(before, behind)
    opener = before[at] if at >= 0 else ""
    # A call may have been opened on an earlier line.
    head = before[before.rfind("\n", 0, at) + 1 :] if opener == "(" else line
    flat = " ".join(head.split()) if head is not line else line
    if "\\" in text[start:end] or "[.]" in text[start:end]:
        return "it stands in a pattern, which should match the new host too"
    if _REPLACED.search(flat):
        return "it is replaced or searched for here"
    if _KEY_BEHIND.match(behind) and not _CHOICE.search(before):
        return "it is the key of a table, or replaced by another"
    if _ASKED.search(flat) or _COMPARED.search(before) or _ASKED_BEHIND.match(behind) or _COMPARED_BEHIND.match(behind):
        return "it is compared with others here"
    if (opener in ("[", "{") and _is_element(before, behind, at, ahead)) or _is_item(before, line, behind):
        return "it stands in a list with another host"
    if _is_paired(line, rest, product) or (opener == "(" and _is_paired(before[at + 1 :], behind[:ahead], product)):
        return "a valid host stands next to it, which may be what replaces it"
    if is_markup and not line.endswith("/") and _NODE.search(before) and _NODE_BEHIND.match(behind):
        return "it stands in text that people read"
    return ""


def _enclosing(before: str, behind: str) -> tuple[int, int]:
    """Return where the innermost bracket around both opens in ``before`` (-1: not seen) and closes in ``behind``."""
    at, open_ones = -1, 0
    for bracket in reversed(list(_BRACKET.finditer(before))):
        open_ones += 1 if bracket[0] in _PAIRS else -1
        if open_ones < 0:
            at = bracket.start()
            break
    if at < 0:
        return -1, len(behind)
    depth = 1
    for bracket in _BRACKET.finditer(behind):
        depth += 1 if bracket[0] in _CLOSING else -1
        if not depth:
            return at, bracket.start()
    return at, len(behind)


def _is_element(before: str, behind: str, at: int, ahead: int) -> bool:
    near = before[at + 1 :], behind[:ahead]
    if before[at] == "[":
        return any(_TWILIO.search(side) for side in near)
    # Braces are a list where neither host has a key.
    if not _ELEMENT.search(before):
        return False
    left = any(_ELEMENT.search(before, at, at + 1 + found.start()) for found in _TWILIO.finditer(near[0]))
    return left or any(_ELEMENT.search(near[1], 0, found.start()) for found in _TWILIO.finditer(near[1]))


def _is_item(before: str, line: str, behind: str) -> bool:
    if not _ITEM.fullmatch(line):
        return False
    previous = before[: len(before) - len(line)].rstrip("\r\n").rpartition("\n")[2]
    following = behind.partition("\n")[2]
    return _TWILIO_ITEM.match(previous) is not None or _TWILIO_ITEM.match(following) is not None


def _is_paired(left: str, right: str, product: str) -> bool:
    is_keyed = _REGION_KEY.search(left) is not None
    for side in (left, right):
        flat = side.replace("\\", "")
        for found in _TWILIO.finditer(flat):
            other = resolve(found[0])
            if other.status is not Status.VALID or other.host is None or other.host.product != product:
                continue
            # {ie1: "https://...", us1: "https://..."}: each has a region of its own
            if not (is_keyed and _REGION_KEY.search(flat[: found.start()])):
                return True
    return False
