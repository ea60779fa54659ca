"""What a command of a shell does with a host that stands in it: it shows it to people, or refuses what has it."""

from __future__ import annotations

from edgewise.patterns import on_demand
from edgewise.text.notations.shell.heredocs import Heredoc, heredocs, heredocs_at

_BEGINS = (
    r"(?:\A[ \t]*|(?<!\$)[({;&|][ \t]*|\b(?:then|do|else)[ \t]+|[\w\"']:[ \t]+[\"']?|-[ \t]+[\"']?|\bRUN[ \t]+"
    r"|(?i:\bif)[ \t]+(?i:not[ \t]+)?[^\s()]+[ \t]+(?:\d+[ \t]+)?)"
)
"""What stands before a command: the start of the line, another command, a key of YAML."""
_ECHO = on_demand(
    rf"{_BEGINS}@?-?(?:echo|printf|print|say|Write-(?:Host|Output|Warning|Error|Verbose|Information))[ \t]+"
)
_ECHOES = ("echo", "print", "say", "Write-")
_OPTIONS = on_demand(r"(?:-[a-zA-Z]+[ \t]+)*")
_BARE = on_demand(r"[^;&|<>\"'`\n]*")
_ELSEWHERE = on_demand(r"[^\n;]*?(?:(?<![&\d])>{1,2}(?!&|[ \t]*/dev/(?:stderr|tty))|(?<!\|)\|(?!\|))")
"""What is shown goes to a file, or to another command."""
_SEARCHES = r"(?:git[ \t]+)?(?:[efz]?grep|rg|ack|ag|findstr)\b"
_NEGATED = on_demand(rf"(?P<asks>\b(?:if|elif|while|until)[ \t]+)?(?<![\w!\[(])![ \t]+{_SEARCHES}[^;&|\n]*\Z")
_ASKED = on_demand(
    rf"\b(?:if|elif)[ \t]+(?!!)(?:(?!\bthen\b)[^;\n])*(?:{_SEARCHES}|\[|\btest\b)(?:(?!\bthen\b)[^;\n])*\Z"
)
_LOOKED = on_demand(rf"(?:{_SEARCHES}|\[|\btest\b)[^\n]*\Z")
_SEPARATED = on_demand(r"\s(?:&&|\|\|?)\s|;\s")
_FOUND = on_demand(rf"(?<!! )(?:{_SEARCHES}|\[|\btest\b)[^;\n]*\Z")
_UNLIKE = on_demand(r"(?:!=|!~|-ne|\bnot\b)[ \t]*[\"']?[^\s\"']*\Z")
_PATTERN = on_demand(r"[ \t]*[^\s()]*\Z")
_PATTERN_BEHIND = on_demand(r"[^\s()\n]*\)(?P<body>(?:(?!;;|\besac\b)[\s\S]){0,600})(?:;;|\n[ \t]*esac\b)")
_CASE = on_demand(r"\bcase[ \t][^\n]*[ \t]in\b")
_THEN = on_demand(r"[^\n]*?(?:;[ \t]*|\n[ \t]*)then\b(?P<body>(?:(?!\b(?:else|elif|fi)\b)[\s\S]){0,800})")
_AND = on_demand(r"[^\n;|&]*&&[ \t]*(?P<body>[^\n]*)")
_OR = on_demand(r"[^\n;|&]*\|\|[ \t]*(?P<body>[^\n]*)")
_FAILS = on_demand(r"\b(?:exit|return)[ \t]+[1-9]|\bexit[ \t]+\$|\bfalse\b|\b(?:die|fail|abort)\w*\b|::error")
_SENDS_INPUT = on_demand(r"\bcurl\b[^\n]*[ \t]@-|\b(?:xh|https?)[ \t]+(?:POST|PUT|PATCH)\b")


def shown_by_echo(line: str, start: int, end: int) -> str | None:
    """Return what a command shows to people, the host ``line[start:end]`` in it; None where no such command does."""
    if not any(word in line for word in _ECHOES):
        return None
    for found in _ECHO.finditer(line, 0, start):
        at = _OPTIONS.match(line, found.end())
        low = at.end() if at is not None else found.end()
        sign = line[low : low + 1]
        if sign in ("'", '"'):
            closing = line.find(sign, low + 1)
            low, high, behind = low + 1, closing, closing + 1
        else:
            bare = _BARE.match(line, low)
            high = behind = bare.end() if bare is not None else low
        if low <= start and end <= high and _ELSEWHERE.match(line, behind) is None:
            return line[low:high]
    return None


def refuses(text: str, start: int, end: int) -> bool:
    """Say whether a script fails where it finds the host ``text[start:end]``: what has it is refused."""
    low = max(text.rfind("\n", 0, start) + 1, start - 400)
    own = text[low:start]
    negated = _NEGATED.search(own)
    if negated is not None:
        return negated["asks"] is None
    branch = _branch(text, start, end)
    if branch is not None:
        return _FAILS.search(branch) is not None
    last = last_command(own)
    is_unlike = _UNLIKE.search(last) is not None
    if _ASKED.search(own) and _LOOKED.search(last):
        body = _THEN.match(text, end, end + 1_000)
        return body is not None and not is_unlike and _FAILS.search(body["body"]) is not None
    if _FOUND.search(last):
        body = (_OR if is_unlike else _AND).match(text, end, end + 400)
        return body is not None and _FAILS.search(body["body"]) is not None
    return False


def last_command(line: str) -> str:
    """Return the part of a line that belongs to the command at its end; separators in quotes or ``[[`` are none."""
    if "[[" in line:
        return line
    begins = [
        found.end()
        for found in _SEPARATED.finditer(line)
        if line.count('"', 0, found.start()) % 2 == 0 and line.count("'", 0, found.start()) % 2 == 0
    ]
    return line[begins[-1] :] if begins else line


def is_pattern(text: str, start: int, end: int) -> bool:
    """Say whether the host ``text[start:end]`` is a pattern of a ``case``."""
    return _branch(text, start, end) is not None


def _branch(text: str, start: int, end: int) -> str | None:
    """Return the commands of the branch of a ``case`` whose pattern the host is in; None where it is in none."""
    low = max(text.rfind("\n", 0, start) + 1, start - 400)
    if not _PATTERN.fullmatch(text[low:start]) or not _CASE.search(text, max(0, low - 2_000), low):
        return None
    found = _PATTERN_BEHIND.match(text, end, end + 800)
    return found["body"] if found is not None else None


class Documents:
    """The heredocs of one text: where they are, and which are shown to people."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found = list(heredocs_at(text, heredocs(text) if "<<" in text else []))

    def is_shown(self, at: int) -> bool | None:
        """Say whether a place is in a heredoc that no file and no shell takes; None outside of heredocs."""
        one = self._at(at)
        return None if one is None else not one.file and one.kind(self._text) is None

    def is_sent(self, at: int) -> bool:
        """Say whether a place is in a heredoc that a command reads, and sends as it is."""
        one = self._at(at)
        return one is not None and _SENDS_INPUT.search(one.command) is not None

    def _at(self, at: int) -> Heredoc | None:
        return next((one for one in self._found if one.start <= at < one.end), None)
