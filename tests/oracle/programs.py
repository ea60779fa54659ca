"""Whole programs for hypothesis: parts in any order and layout, between what is to be left alone."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from oracle import facts
from oracle.forms import DECOYS, FORMS
from oracle.parts import CONSTRUCTOR_WAYS, SETTING_WAYS, WAYS, Call, Part, Way, one_line


@dataclass(frozen=True)
class Program:
    """A program's text, and what the claims may assume about it; ``since`` is the release from which on it runs."""

    text: str
    may_doubt: bool
    keeps_edge: bool
    since: tuple[int, ...]


def _spaced(function: str, arguments: list[str]) -> str:
    return f"{function}( {' , '.join(arguments)} , )"


def _tight(function: str, arguments: list[str]) -> str:
    return f"{function}({','.join(arguments)})"


def _lines(function: str, arguments: list[str]) -> str:
    body = "".join(f"        {argument},\n" for argument in arguments)
    return f"{function}(\n{body}    )"


def _lines_without_trailing_comma(function: str, arguments: list[str]) -> str:
    body = ",\n".join(f"        {argument}" for argument in arguments)
    return f"{function}(\n{body}\n    )"


def _commented_lines(function: str, arguments: list[str]) -> str:
    body = "".join(f"\t{argument},  # number {number}\n" for number, argument in enumerate(arguments))
    return f"{function}(  # a call\n{body}\t# the end\n)"


def _commented_last_line(function: str, arguments: list[str]) -> str:
    body = ",  # one\n  ".join(arguments)
    return f"{function}(\n  {body}  # the last\n  )"


def _hanging(function: str, arguments: list[str]) -> str:
    return f"{function}({arguments[0]},\n" + ",\n".join(f"       {argument}" for argument in arguments[1:]) + ")"


def _leading_commas(function: str, arguments: list[str]) -> str:
    return f"{function}(\n    " + "\n    , ".join(arguments) + "\n)"


def _blank_lines(function: str, arguments: list[str]) -> str:
    return f"{function}(\n\n    " + ",\n\n    ".join(arguments) + "\n\n)"


def _backslashes(function: str, arguments: list[str]) -> str:
    return f"{function}( \\\n    " + ", \\\n    ".join(arguments) + ")"


def _after_umlauts(function: str, arguments: list[str]) -> str:
    return f"{function}(\n    # größer als 日本\n    " + ", ".join(arguments) + ",\n)"


LAYOUTS: tuple[Call, ...] = (
    one_line, _spaced, _tight, _lines, _lines_without_trailing_comma, _commented_lines, _commented_last_line, _hanging,
    _leading_commas, _blank_lines, _backslashes, _after_umlauts,
)  # fmt: skip

_quotes = st.sampled_from(['"', "'", '"""', "'''"])
_regions = st.sampled_from([*facts.REGIONS, "in1", "IE1", "dublin", "dublin.ie1", "Au1"])
_edges = st.sampled_from(["dublin", "sydney", "frankfurt", "Dublin", "ashburn"])
_literal = st.builds(lambda quote, value: f"{quote}{value}{quote}", _quotes, _regions)
_spellings = st.sampled_from([
    '("@")', 'r"@"', 'u"@"', '"" "@"', '("@"\n  "")', 'f"@"', '"" + "@"', '"%s" % "@"', '"{}".format("@")', '"".join(["@"])',
])  # fmt: skip
_spelt = st.builds(lambda spelling, value: spelling.replace("@", value), _spellings, _regions)
_edge_literal = st.builds(lambda quote, value: f"{quote}{value}{quote}", _quotes, _edges) | st.sampled_from(
    ["None", '""']
)


def _valid(region: str | None, edge: str | None) -> tuple[str | None, str | None]:
    """Give the pair a region that goes with its edge: ``us1`` behind an edge that is none is no documented host."""
    dotted = region is not None and "dublin." in region
    named = region is not None and "dublin" in region
    return region, None if dotted or named else edge


_pairs = st.builds(_valid, st.none() | _literal | _literal | _spelt, st.none() | st.none() | _edge_literal)


def _part(number: int, way: Way, pair: tuple[str | None, str | None], call: Call) -> Part:
    region, edge = pair
    if not way.takes_edge or (way not in CONSTRUCTOR_WAYS and edge in ("None", '""')):
        edge = None
    return way.make(number, region, edge, lambda function, given: (call if given else one_line)(function, given))


@st.composite
def programs(draw: st.DrawFn, *, urls: bool = True) -> Program:
    """Generate a program that runs with the names of :func:`oracle.judge.stage`.

    :param urls: whether it asks for URLs as well as through clients.
    """
    count = draw(st.integers(1, 4))
    parts: list[Part] = []
    may_doubt = keeps_edge = False
    since: tuple[int, ...] = ()
    for number in range(count):
        if not urls or draw(st.booleans()):
            way = draw(st.sampled_from(LOCAL_WAYS))
            since = max(since, way.since)
            parts.append(_part(number, way, draw(_pairs), draw(st.sampled_from(LAYOUTS))))
            may_doubt |= way.doubtful
            keeps_edge |= way in SETTING_WAYS
        else:
            form = draw(st.sampled_from(FORMS))
            middle = draw(st.sampled_from([middle for middle in _MIDDLES if form.fits(middle)]))
            parts.append(form.make(number, draw(st.sampled_from(["api", "verify"])), middle))
            may_doubt |= form.doubtful
    texts = [part.setup for part in parts]
    # What is set up comes before what asks; otherwise everything stands in any order.
    for part in parts:
        at = draw(st.integers(texts.index(part.setup) + 1, len(texts)))
        texts.insert(at, part.ask)
    for number in range(draw(st.integers(0, 3))):
        decoy = draw(st.sampled_from(DECOYS)).replace("@", str(number + count))
        since = max(since, (7,) if "AccessToken" in decoy else ())
        texts.insert(draw(st.integers(0, len(texts))), decoy)
    if draw(st.integers(0, 3)) == 0:
        # The environment reaches all clients that are made later: such a part comes last.
        way = draw(st.sampled_from(GLOBAL_SETTING_WAYS))
        last = _part(99, way, draw(_pairs), draw(st.sampled_from(LAYOUTS)))
        texts += [last.setup, last.ask]
        keeps_edge = True
    text = draw(st.sampled_from(["", "\n", "\n# ------ é\n"])).join(texts)
    if draw(st.booleans()):
        text = (
            draw(st.sampled_from(["# -*- coding: utf-8 -*-\n", '"""A program: api.ie1.twilio.com."""\n', "\f\n"]))
            + text
        )
    if draw(st.booleans()):
        text = text.rstrip("\n")
    if draw(st.integers(0, 3)) == 0:
        text = text.replace("\n", "\r\n")
    return Program(text, may_doubt, keeps_edge, since)


_MIDDLES = ("", *facts.REGIONS, "in1", "dublin", "dublin.ie1", "sydney.ie1", "tokyo.us1", "frankfurt.de1")
# Everything imported makes the names of all other parts uncertain.
LOCAL_WAYS = tuple(way for way in WAYS if not way.global_environment and way.name != "star import")
GLOBAL_SETTING_WAYS = tuple(way for way in SETTING_WAYS if way.global_environment)
