"""A text -> templates in which hosts may stand: stretches of bounded length, with expressions and escapes in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from edgewise.patterns import on_demand
from edgewise.templates import Origin, Piece, Template, hole, part, with_placeholders

_NAMED = on_demand(r"[tT](?ai:wilio[\\\[]{0,2}(?:\.\]?|(?:[ux]|&#x?)\{?[0-9a-f]{2,8}[;}]?)com)")
# A host that is nothing but a product behind `//` can only be valid, or no REST host: most of them are.
_PLAIN = on_demand(r"//[A-Za-z-]{1,40}\.\Z")
_BEFORE = 600  # characters: a hostname has 253, the expressions in it may have more
_BEHIND = 120
_MAX_WINDOW = 8_000

# `"https://api." + region + ".twilio.com"` in many languages: from one string's end to the next one's start.
_OPERATOR = r"(?:\+\+?|\.\.?|&|<>|~|\|\||\^)"
_SPACE = r"[ \t\r\n_\\]{0,80}"
_QUOTED = r"\"[^\"\n]{0,80}\"|'[^'\n]{0,80}'"
# A comma only in the parentheses of a call. What stands in them is led to the comma in one way only.
_CALL = rf"\((?:[\w$@.:>\-\[\]{{}}!?|&/#\ ]|{_QUOTED}){{0,60}},(?:[\w$@.:>\-\[\]{{}}!?|&/#\ ,]|{_QUOTED}){{0,60}}\)"
_EXPRESSION = rf"(?:[\w$@.:>\-\[\](){{}}!?|&/#\ ]|{_QUOTED}|{_CALL}){{1,160}}?"
_JOINT = on_demand(
    rf"""
    ["'`](?:
      {_SPACE}{_OPERATOR}{_SPACE}["'`]                                           # "a" + "b"
    | (?:(?<=[.-].)(?=(?P<left>))|)                                              # "a." + x + ".b"
      {_SPACE}(?P<operator>{_OPERATOR}){_SPACE}{_EXPRESSION}{_SPACE}(?P=operator){_SPACE}
      (?:["'`](?=[.-]|(?i:twilio))|(?(left)["'`]|(?!)))
    | (?<=\..){_SPACE},{_SPACE}{_EXPRESSION}{_SPACE},{_SPACE}["'`](?=\.|(?i:twilio))  # ["a.", x, ".b"].join("")
    | (?<=\..)\.concat\({_SPACE}{_EXPRESSION}{_SPACE},{_SPACE}["'`](?=\.|(?i:twilio))  # "a.".concat(x, ".b")
    | (?<=\.["'])\$\{{?\w+\}}?["'](?=\.)                                         # "a."$x".b" in a shell
    )
    """,
    re.VERBOSE,
)
_SPELT = on_demand(
    r"\\(?<!\\.)(?:u\{?0{0,4}(?P<u>[0-9A-Fa-f]{2})(?:\}|(?<=u00..))|x(?P<x>[0-9A-Fa-f]{2}))|&\#(?:x(?P<h>[0-9A-Fa-f]{2})|(?P<d>\d{2,3}));"
)
# Each alternative begins with the sign that it is found by, as those of templates do.
_PLACEHOLDER = on_demand(
    r"""
      \$\{(?:[^{}\n]|\{[^{}\n]*\})*\}                # ${f({a: 1})}
    | \#\{(?:[^{}\n]|\{[^{}\n]*\})*\}
    | \{\$[^{}\n]*\}                                # PHP: {$region}, {$this->region}
    | \$\w+(?:->\w+|\[["']?\w+["']?\])+             # PHP, Perl: $this->region, $cfg['region']
    | <(?<=[./].)(?:%.{1,80}?%>|\?.{1,80}?\?>)(?=\.)   # ERB, EJS, PHP
    | %(?<=[./].)\w+%(?=\.)                           # cmd
    | !(?<=[./].)\w+!(?=\.)
    | \$(?<=[./].)(?:(?:env|script|global):\w+|\(\$?[\w:.]+\))(?=\.)  # PowerShell
    | \\(?<=[./].)\([\w.]+\)(?=\.)                    # Swift
    | \((?<=[./].)\([\w./-]+\)\)(?=\.)               # Concourse
    | @(?<=[./].)\w+@(?=\.)                           # autoconf and Maven
    | _(?<=[./].)_\w+?__(?=\.)                        # markers of home-made scripts
    """,
    re.VERBOSE,
)


_BARE_DEFAULT = on_demand(r"\$\{(?:[A-Za-z_][\w.]{0,80}|\d{1,2}):?-(?=[A-Za-z])")
_DOMAIN = on_demand(r"(?ai:twilio\\{0,2}\.com)")


class Window(NamedTuple):
    """A stretch of a text as a template. The hosts that end in ``after`` (exclusive) to ``last`` are to be reported."""

    template: Template
    after: int
    last: int


def windows(text: str, *, code: bool) -> Iterator[Window]:
    """Yield the stretches of a text in which hosts may stand, in order.

    :param code: whether strings that an operator joins count as one.
    """
    for start, end, after, last in _spans(text):
        yield Window(Template(pieces(text, start, end, code=code)), after, last)


def _spans(text: str) -> Iterator[tuple[int, int, int, int]]:
    start, end, after, last = 0, 0, -1, -1
    for found in _NAMED.finditer(text):
        if _PLAIN.search(text, max(0, found.start() - 43), found.start()):
            continue
        low, high = max(0, found.start() - _BEFORE), min(len(text), found.end() + _BEHIND)
        if last < 0 or low > end or high - start > _MAX_WINDOW:
            if last >= 0:
                yield start, end, after, last
            start, after = low, last
        end, last = high, found.end()
    if last >= 0:
        yield start, end, after, last


def pieces(text: str, start: int, end: int, *, code: bool) -> Iterator[Piece]:
    """Yield ``text[start:end]`` as pieces of a template; in ``code`` strings that an operator joins count as one."""
    whole = [Piece(text[start:end], start, end)]
    joined = _joined(whole) if code else whole
    return with_placeholders(_filled(_spelt(joined)))


def _joined(source: Iterable[Piece]) -> Iterator[Piece]:
    for piece in source:
        done = 0
        for found in _JOINT.finditer(piece.text):
            if "||" in found[0] and _ENDS_HOST.search(piece.text, max(0, found.start() - 16), found.start()):
                continue  # two hosts, of which a pattern or a condition takes either
            yield part(piece, done, found.start())
            if len(found[0]) > 2 and _has_expression(found[0]):
                yield hole(piece.start + found.start(), piece.start + found.end())
            done = found.end()
        yield part(piece, done, len(piece.text))


_ENDS_HOST = on_demand(r"twilio\\{0,2}\.com\Z")
_BARE_JOINT = on_demand(rf"[\"'`]{_SPACE}{_OPERATOR}{_SPACE}[\"'`]")


def _has_expression(joint: str) -> bool:
    return _BARE_JOINT.fullmatch(joint) is None


def _spelt(source: Iterable[Piece]) -> Iterator[Piece]:
    for piece in source:
        if piece.origin is not Origin.VERBATIM:
            yield piece
            continue
        done = 0
        for found in _SPELT.finditer(piece.text):
            digits = found["u"] or found["x"] or found["h"]
            character = chr(int(digits, 16) if digits else int(found["d"]))
            yield part(piece, done, found.start())
            yield Piece(character, piece.start + found.start(), piece.start + found.end(), Origin.ESCAPED)
            done = found.end()
        yield part(piece, done, len(piece.text))


def _filled(source: Iterable[Piece]) -> Iterator[Piece]:
    for piece in source:
        if piece.origin is not Origin.VERBATIM:
            yield piece
            continue
        done = at = 0
        while (found := _PLACEHOLDER.search(piece.text, at)) is not None:
            at = found.end()
            if _DOMAIN.search(found[0]):
                # A default, `${URL:-https://api.ie1.twilio.com}`, is text; there may be placeholders in it.
                at = found.start() + 2
                default = _BARE_DEFAULT.match(found[0])
                if default is not None:
                    # The minus before a host, `${HOST:-api.ie1.twilio.com}`, is no part of it.
                    at = found.start() + default.end()
                    yield part(piece, done, found.start())
                    yield Piece(" ", piece.start + found.start(), piece.start + at, Origin.ESCAPED)
                    done = at
                continue
            yield part(piece, done, found.start())
            yield hole(piece.start + found.start(), piece.start + found.end())
            done = found.end()
        yield part(piece, done, len(piece.text))
