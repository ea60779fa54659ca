"""Whole programs for hypothesis: parts in any order, layout and surroundings, between what is to be left alone.

Hypothesis draws a seed, and everything else follows from it: its own choices prefer some things by far to others.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from hypothesis import strategies as st

from oracle.generated.asks import CLIENT_ASKS, FETCH, HOST_ASKS, URL_ASKS, Ask
from oracle.generated.decoys import DECOYS, decoy
from oracle.generated.forms import FORMS
from oracle.generated.holders import HOLDERS, Holder
from oracle.generated.parts import Call, Part, Way, told
from oracle.generated.surroundings import BLOCKS, IMPORTS, KINDS, LAYOUTS, exchange, fits, needs_class
from oracle.generated.ways import CONSTRUCTOR_WAYS, SETTING_WAYS, WAYS
from oracle.judging import facts

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")


@dataclass(frozen=True)
class Program:
    """A program's text, and what the claims may assume about it.

    ``since``: the release from which on it runs. ``features``: what it is made of, as "kind: name".
    """

    text: str
    may_doubt: bool
    keeps_edge: bool
    since: tuple[int, ...]
    features: tuple[str, ...]


_MIDDLES = ("", *facts.REGIONS, "jp2", "dublin", "dublin.ie1", "sydney.ie1", "tokyo.us1", "frankfurt.de1")
_PRODUCTS = ("api", "api", "verify", "studio", "flex-api")
# Everything imported makes the names of all other parts uncertain.
LOCAL_WAYS = tuple(way for way in WAYS if not way.global_environment and way.name != "star import")
GLOBAL_SETTING_WAYS = tuple(way for way in SETTING_WAYS if way.global_environment)

_QUOTES = ('"', "'", '"""', "'''")
_REGIONS = (*facts.REGIONS, "jp2", "IE1", "dublin", "dublin.ie1", "Au1")
_EDGES = ("dublin", "sydney", "frankfurt", "Dublin", "ashburn")
_SPELLINGS = (
    '("@")', 'r"@"', 'u"@"', '"" "@"', '("@"\n  "")', 'f"@"', '("" + "@")', '("%s" % "@")', '"{}".format("@")', '"".join(["@"])',
)  # fmt: skip
_OPENINGS = (
    "",
    "",
    "# -*- coding: utf-8 -*-\n",
    '"""A program: api.ie1.twilio.com."""\n',
    "\f\n",
    '"""A program."""\nfrom __future__ import annotations\n',
    "#!/usr/bin/env python3\n",
)


class _Writer:
    """Draws the parts of one program, and keeps what they are and what may be assumed about them."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self.sets_environment = self.often(2)
        """Whether its last part sets the environment, which reaches all clients that are made later."""
        self._certain = self.sets_environment or self.often(3)
        """Whether nothing is taken that may be reported without a fix: then it counts more when that happens."""
        self.alone = self.sets_environment and self.often(3)
        """Whether that is its only part."""
        self.may_doubt = self.keeps_edge = False
        self.since: tuple[int, ...] = ()
        self.features: list[str] = []

    def often(self, wanted: int) -> bool:
        """Draw a yes or a no, which is a yes ``wanted`` times of 8."""
        return self._random.randrange(8) < wanted

    def pick(self, items: Sequence[T]) -> T:
        """Draw one of several things."""
        return self._random.choice(items)

    def place(self, first: int, last: int) -> int:
        """Draw a number, the borders included."""
        return self._random.randint(first, last)

    def one(self, kind: str, items: Sequence[T]) -> T:
        """Draw one of several things that have a name, and make a note of it."""
        doubtful = [item for item in items if getattr(item, "doubtful", False)]
        usable = [item for item in items if item not in doubtful] if self._certain else items
        if doubtful and not self._certain and self.often(4):
            usable = doubtful
        item = self.pick(usable)
        self.may_doubt |= getattr(item, "doubtful", False)
        self.since = max(self.since, getattr(item, "since", ()))
        self.features.append(f"{kind}: {getattr(item, 'name', None) or getattr(item, '__name__', item)}")
        return item

    def _held(self, number: int, value: str | None, wanted: int, certain: bool = False) -> tuple[str, str | None]:
        if value is None or not self.often(wanted):
            return "", value
        empty = value in ("None", '""')
        holders = [one for one in HOLDERS if not (certain and one.doubtful) and not (empty and one.strings)]
        holder: Holder = self.one("holder", holders)
        return holder.hold(number, value)

    def _literal(self, values: Sequence[str]) -> str:
        quote = self.pick(_QUOTES)
        return f"{quote}{self.pick(values)}{quote}"

    def _pair(self) -> tuple[str | None, str | None]:
        """Draw a region and an edge that goes with it: ``us1`` behind an edge that is none is no documented host."""
        region = edge = None
        if self.often(6):
            spelt = self.often(3)
            region = self.pick(_SPELLINGS).replace("@", self.pick(_REGIONS)) if spelt else self._literal(_REGIONS)
        if self.often(3) and (region is None or "dublin" not in region):
            edge = self._literal(_EDGES) if self.often(6) else self.pick(("None", '""'))
        return region, edge

    def _call(self) -> Call:
        """Draw a layout, and an order for what has a name."""
        layout: Call = self.one("layout", LAYOUTS)
        order = list(range(4))
        if self.often(2):
            self._random.shuffle(order)
            self.features.append("order: drawn")

        def call(function: str, arguments: list[str]) -> str:
            if not arguments:
                return f"{function}()"
            named = [argument for argument in arguments if re.match(r"\w+=[^=]", argument)]
            # What is spread may follow what has a name, and what has none may not.
            if len(named) > 1 and arguments[-len(named) :] == named:
                ranks = sorted(range(len(named)), key=lambda at: (order[at % 4], at))
                arguments = [*arguments[: -len(named)], *(named[at] for at in ranks)]
            return layout(function, arguments)

        return call

    def client(self, number: int, ways: Sequence[Way]) -> Part:
        """Draw a client with its region and edge, and how it is asked."""
        way: Way = self.one("way", ways)
        self.keeps_edge |= way in SETTING_WAYS
        region, edge = self._pair()
        if way.global_environment and not self.alone:
            edge = None  # an edge of the environment counts for clients that are made in functions, whenever that is
        if self.sets_environment and region is not None:
            region = region.replace("dublin.ie1", "ie1")  # no edge of the environment goes with such a region
        if not way.takes_edge or (way not in CONSTRUCTOR_WAYS and edge in ("None", '""')):
            edge = None
        # What is not known is passed over in a setting, and beside an edge; and an edge that is not known is not judged.
        known_edge = edge not in (None, "None", '""')
        setup, region = self._held(number, region, 3, certain=known_edge or way in SETTING_WAYS)
        more, edge = self._held(number + 50, edge, 2, certain=True)
        setup += more
        part = way.make(number, region, edge, self._call())
        made = part.setup
        if self.often(4):
            kinds = [kind for kind in KINDS if kind.is_class or not needs_class(made)]
            kind = self.one("kind", kinds) if self.often(4) else KINDS[0]
            made = exchange(made, number, self.one("import", IMPORTS), kind)
        ask: Ask = self.one("asked", CLIENT_ASKS) if self.often(4) else CLIENT_ASKS[0]
        return Part(setup + made, part.subject, ask.make(number, part.subject) + told(part.subject))

    def url(self, number: int) -> Part:
        """Draw a URL or a host, and how it is asked for."""
        form = self.one("form", FORMS)
        middle = self.pick([middle for middle in _MIDDLES if form.fits(middle)])
        product = self.pick(_PRODUCTS)
        bare = form.has_host and self.often(2)
        setup, held = self._held(number, f'"{middle}"' if form.can_hold else None, 4)
        part = form.make(number, product, middle, bare=bare, held=held)
        ask = FETCH
        if bare:
            ask = self.one("asked", HOST_ASKS)
        elif not form.is_bytes and self.often(5):
            ask = self.one("asked", URL_ASKS)
        return Part(setup + part.setup, part.subject, ask.make(number, part.subject))

    def within_block(self, number: int, body: str) -> str:
        """Put statements into some block, or two, or leave them as they are."""
        while self.often(3) and (fitting := [block for block in BLOCKS if fits(block, body)]):
            block = self.one("block", fitting)
            body = block.around(number, body)
            number += 50
        return body

    def decoy(self, number: int) -> str:
        """Draw something that is to be left alone."""
        name = self.one("decoy", tuple(DECOYS))
        self.since = max(self.since, (7,) if name == "access token" else ())
        return decoy(name, number)


def programs(*, urls: bool = True) -> st.SearchStrategy[Program]:
    """Generate programs that run with the names of :func:`oracle.judging.judge.stage`.

    :param urls: whether they ask for URLs as well as through clients.
    """
    return st.integers(0, 2**64 - 1).map(lambda seed: program(seed, urls=urls))


def program(seed: int, *, urls: bool = True) -> Program:
    """Return the program of a seed, which Python takes."""
    writer = _Writer(seed)
    count = 0 if writer.alone else writer.place(1, 4)
    texts: list[str] = []
    later: list[tuple[str, str]] = []
    for number in range(count):
        part = writer.client(number, LOCAL_WAYS) if not urls or writer.often(4) else writer.url(number)
        if writer.often(4):
            texts.append(writer.within_block(number, part.setup + part.ask))
        else:
            texts.append(part.setup)
            later.append((part.setup, writer.within_block(number, part.ask)))
    # What is set up comes before what asks; otherwise everything stands in any order.
    for setup, ask in later:
        texts.insert(writer.place(texts.index(setup) + 1, len(texts)), ask)
    for number in range(writer.place(0, 3)):
        made = writer.within_block(number + 30, writer.decoy(number + 20))
        texts.insert(writer.place(0, len(texts)), made)
    if writer.sets_environment:
        last = writer.client(99, GLOBAL_SETTING_WAYS)
        texts += [writer.within_block(99, last.setup + last.ask)]
    text = writer.pick(["", "\n", "\n# ------ é\n"]).join(texts)
    opening = writer.pick(_OPENINGS)
    text = opening + text
    if writer.often(4):
        text = text.rstrip("\n")
    if writer.often(2):
        text = text.replace("\n", "\r\n")
        writer.features.append("text: CRLF")
    try:
        compile(text, "<program>", "exec", dont_inherit=True)
    except SyntaxError:  # what is drawn does not go together: a walrus where a comprehension begins
        return program(seed + 1, urls=urls)
    return Program(text, writer.may_doubt, writer.keeps_edge, writer.since, tuple(writer.features))
