"""Regular expressions in any text that accept a retired host and refuse its replacement (EW107)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from edgewise.findings import Finding
from edgewise.judgement.patterns import ANYTHING, Trials
from edgewise.patterns import on_demand
from edgewise.text.comments import Comments
from edgewise.text.kinds import HASH, Kind
from edgewise.twilio.table import ProcessingRegion

MAX_PATTERNS = 500
"""How many patterns of a text are tried."""

_REACH = 1_000  # characters on either side of the domain, within its line
_ESCAPED_DOMAIN = on_demand(r"(?ai:twilio)\)?(?:\\{1,2}\.|\[\.\])\(?(?ai:com)")
_QUOTES = frozenset("\"'`")
_OPENING = on_demand(r"\\.|//|[\"'`/]")
_CLOSING = on_demand(r"\\.|[\"'`/\[\]]")
# Where a value may begin: what stands before the slash of a regular expression, and not within a path or a division.
_BEFORE_SLASH = on_demand(r"(?:^|[=(,:!~&|?{\[]|\breturn|\bm|%r|~r)[ \t]*\Z")
_FLAGS = on_demand(r"[a-z]{0,8}(?![\w/])")
_DELIMITED = on_demand(r"(?P<sign>[/#~!@%|])(?P<pattern>.*)(?P=sign)(?P<flags>[a-zA-Z]{0,8})")
_REPLACES = on_demand(
    r"s(?P<sign>[/#~!@%|,])(?P<pattern>(?:(?!(?P=sign)).)*)(?P=sign)(?:(?!(?P=sign)).)*(?P=sign)(?P<flags>[a-zA-Z]{0,8})"
)
"""A command of sed, with the pattern that it replaces."""
_SUBSTITUTED = on_demand(r"\$\{[^{}]{0,200}\}")
_FINDS = on_demand(
    r"(?:\b(?:replace\w*|re_?sub\w*|g?sub|split|find_?all\w*|matchAll|scan|sed)\b[^;\n]{0,40}"
    r"|\b\w*(?:old|legacy|retired|deprecated|obsolete|forbidden|blocked)\w*[\"']?[ \t]*[:=][^;\n]{0,40})\Z",
    re.IGNORECASE,
)
"""What stands before a pattern that looks for hosts to replace them, or that is named after their being old."""
_CHECKS = on_demand(
    r"(?:\b\w*(?:allow|valid|accept|trusted|permitted)\w*[\"']?[ \t]*[:=][^;\n]{0,40}"
    r"|\bcondition[ \t]*=[^;\n]{0,60}|[=!]~[ \t]*[\"'/]?)\Z",
    re.IGNORECASE,
)
"""What stands before a pattern that decides by its name or its operator what goes on."""
_OF_PATTERN = on_demand(r"(?:^|[\s{,-])[\"']?(?:regexp?|pattern)[\"']?[ \t]*[:=][ \t]*[\"']?\Z", re.IGNORECASE)
"""A bare name of a pattern in data, which says by itself that something is compared."""
_OF_RULE = on_demand(
    r"^[\s{,-]*[\"']?(?:severity|message|msg|deny|denied|block\w*|reject|forbid\w*|banned\w*|state|language)"
    r"[\"']?[ \t]*[:=]"
    r"|(?:repl\w*|with|line|new|to)[\"']?[ \t]*[:=][^\n]*twilio",
    re.IGNORECASE | re.MULTILINE,
)
"""What stands beside a pattern that looks for hosts to report or to replace them."""
_BRACES = on_demand(r"(?:%r|\b(?:qr|m|s))\{")
_BRACE = on_demand(r"\\.|[{}]")
_TOKEN = on_demand(r"(?:[\w.-]+=)?~?\*?(?P<pattern>\S*?)[;,]*")
_HAS_OPERATOR = on_demand(r"[\^$*+?(\[|]|\\[dwsDWS]")


class _Literal(NamedTuple):
    start: int
    end: int
    flags: str = ""


def pattern_findings_of(
    text: str, kind: Kind, found: Iterable[Finding], comments: Comments, processing_region: ProcessingRegion
) -> Iterator[Finding]:
    """Yield a finding for every literal with an escaped domain in it that is such an expression.

    :param found: the findings of hosts; where one of them stands, the host itself is mended.
    """
    hosts = [(finding.start, finding.end) for finding in found]
    trials = Trials(processing_region)
    tried: set[_Literal] = set()
    for domain in _ESCAPED_DOMAIN.finditer(text):
        literal = _braced(text, *domain.span()) or _literal(text, *domain.span())
        literal = literal or _token(text, kind, *domain.span())
        if literal is None or literal in tried or comments.cover(domain.start()):
            continue
        if any(start < literal.end and literal.start < end for start, end in hosts):
            continue
        if len(tried) == MAX_PATTERNS:
            return
        tried.add(literal)
        before = text[max(text.rfind("\n", 0, literal.start) + 1, literal.start - 80) : literal.start - 1]
        # In a quoted literal every backslash may be doubled.
        pattern = text[literal.start : literal.end].replace("\\\\", "\\")
        if text[literal.start - 1 : literal.start] == "`":
            pattern = _SUBSTITUTED.sub(lambda _: ANYTHING, pattern)
        finds = _FINDS.search(before) is not None
        checks = _CHECKS.search(before) is not None or _is_condition(text, literal, before)
        refusal = trials.refused(pattern, ("search",), literal.flags, finds=finds, checks=checks)
        if refusal is not None:
            yield Finding("EW107", refusal.message, literal.start, literal.end, help=refusal.help)


def _is_condition(text: str, literal: _Literal, before: str) -> bool:
    """Say whether a pattern for the beginning of a text is a condition by its name: no lint rule, no exchange is near.

    Another one may be there to find hosts anywhere.
    """
    if not text.startswith("^", literal.start) or _OF_PATTERN.search(before) is None:
        return False
    return _OF_RULE.search(text, max(0, literal.start - _REACH // 3), literal.end + _REACH // 3) is None


def _literal(text: str, start: int, end: int) -> _Literal | None:
    """Return what stands between the quotes or slashes around a place in one line; None where there are none."""
    low, high = _line(text, start, end)
    at = low
    while (found := _OPENING.search(text, at, start)) is not None:
        at = found.end()
        sign = found[0]
        if sign not in _QUOTES and (sign != "/" or not _BEFORE_SLASH.search(text, low, found.start())):
            continue
        behind = _closing(text, sign, at, high)
        if behind is None:
            continue
        if behind >= end:
            if sign != "/":
                return _within_delimiters(text, at, behind)
            flags = _FLAGS.match(text, behind + 1)
            return _Literal(at, behind, flags[0] if flags else "")
        at = behind + 1
    return None


def _within_delimiters(text: str, start: int, end: int) -> _Literal:
    """Return a literal without the delimiters that PHP, and some configuration, has within the quotes."""
    found = _REPLACES.fullmatch(text, start, end) or _DELIMITED.fullmatch(text, start, end)
    return _Literal(start, end) if found is None else _Literal(*found.span("pattern"), found["flags"])


def _braced(text: str, start: int, end: int) -> _Literal | None:
    """Return what stands around a place between the braces of a literal of Ruby or Perl."""
    low, high = _line(text, start, end)
    openings = list(_BRACES.finditer(text, low, start))
    if not openings:
        return None
    opened, depth = openings[-1], 1
    for found in _BRACE.finditer(text, opened.end(), high):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if not depth:
            flags = _FLAGS.match(text, found.end())
            return _Literal(opened.end(), found.start(), flags[0] if flags else "") if found.start() >= end else None
    return None


def _token(text: str, kind: Kind, start: int, end: int) -> _Literal | None:
    """Return the word around a place, where values need no quotes, if it looks like a pattern."""
    low, high = _line(text, start, end)
    stop = "<>" if kind.lexer in ("xml", "html") else ""
    while start > low and not text[start - 1].isspace() and text[start - 1] not in stop:
        start -= 1
    while end < high and not text[end].isspace() and text[end] not in stop:
        end += 1
    compared = text[low:start].rstrip().endswith("=~")
    unquoted = kind.notation in ("yaml", "dotenv", "ini") or kind.lexer == HASH
    between_tags = stop and text[start - 1 : start] == ">" and text[end : end + 1] == "<"
    found = _TOKEN.fullmatch(text, start, end) if compared or unquoted or between_tags else None
    if found is None or not _HAS_OPERATOR.search(found["pattern"]):
        return None
    return _Literal(*found.span("pattern"))


def _line(text: str, start: int, end: int) -> tuple[int, int]:
    low = max(text.rfind("\n", 0, start) + 1, start - _REACH)
    high = text.find("\n", end)
    return low, min(len(text) if high < 0 else high, end + _REACH)


def _closing(text: str, sign: str, start: int, end: int) -> int | None:
    """Return where a literal ends that begins at ``start``; a slash within a set does not end it."""
    in_set = False
    for found in _CLOSING.finditer(text, start, end):
        if sign == "/" and found[0] in ("[", "]"):
            in_set = found[0] == "["
        elif found[0] == sign and not in_set:
            return found.start()
    return None
