"""Everything that stands around a client or a URL, alone: reported, left alone and put right there as anywhere."""

from __future__ import annotations

import pytest

from oracle.generated.asks import FETCH, HOST_ASKS, URL_ASKS, Ask
from oracle.generated.decoys import DECOYS, decoy
from oracle.generated.forms import FORMS
from oracle.generated.holders import HOLDERS, Holder
from oracle.generated.parts import IMPORT, Call, one_line
from oracle.generated.surroundings import BLOCKS, IMPORTS, KINDS, LAYOUTS, Block, Source, exchange
from oracle.generated.ways import KEYWORD
from oracle.judging.claims import hold
from support import sampled

PAIRS = (("ie1", None), ("de1", None), ("us1", None), ("ie1", "dublin"), ("au1", "dublin"))
MIDDLES = ("ie1", "de1", "us1", "dublin.ie1", "dublin.au1")
RUNS = (("as-written", True), ("us1", False), ("ie1", True), ("au1", False))


def hold_all(programs: list[str], *, may_doubt: bool = False, must_fix: bool = True) -> None:
    """Hold programs to the claims, each with one of the values of ``processing-region`` after the other."""
    for number, text in enumerate(programs):
        way, unsafe = RUNS[number % len(RUNS)]
        hold(text, way, unsafe=unsafe, may_doubt=may_doubt, must_fix=must_fix and unsafe and not may_doubt)


def clients(call: Call = one_line) -> list[str]:
    made = [
        KEYWORD.make(1, f'"{region}"', None if edge is None else f'"{edge}"', call)
        for region, edge in (*PAIRS, PAIRS[0])
    ]
    return [part.setup + part.ask for part in made]


def exchanged(imported: Source, kind: Source) -> list[str]:
    return [exchange(text, 1, imported, kind) for text in clients()]


@pytest.mark.parametrize("imported", sampled(IMPORTS, 6), ids=lambda source: source.name)
def test_import(imported: Source) -> None:
    hold_all(exchanged(imported, KINDS[0]), may_doubt=imported.doubtful)


@pytest.mark.parametrize("kind", sampled(KINDS, 6), ids=lambda source: source.name)
def test_kind(kind: Source) -> None:
    hold_all(exchanged(IMPORTS[1], kind), may_doubt=kind.doubtful)


@pytest.mark.parametrize("layout", sampled(LAYOUTS, 6), ids=lambda layout: layout.__name__)
def test_layout(layout: Call) -> None:
    hold_all(clients(layout))


@pytest.mark.parametrize("block", sampled(BLOCKS, 6), ids=lambda block: block.name)
def test_block(block: Block) -> None:
    hold_all([block.around(1, text) for text in clients()])
    hold_all([block.around(1, f'fetch("https://api.{middle}.twilio.com/x")\n') for middle in MIDDLES])


@pytest.mark.parametrize("holder", sampled(HOLDERS, 6), ids=lambda holder: holder.name)
def test_holder(holder: Holder) -> None:
    programs: list[str] = []
    for region in ("ie1", "de1", "us1"):
        setup, expression = holder.hold(1, f'"{region}"')
        programs.append(f'{IMPORT}{setup}Client("AC1", "t", region={expression}).messages("SM1").fetch()\n')
    for middle in MIDDLES:
        setup, expression = holder.hold(1, f'"{middle}"')
        programs.append(f'{setup}fetch("https://api." + {expression} + ".twilio.com/x")\n')
    hold_all(programs, may_doubt=holder.doubtful, must_fix=False)


@pytest.mark.parametrize("ask", sampled([*URL_ASKS, *HOST_ASKS], 6), ids=lambda ask: ask.name)
def test_ask(ask: Ask) -> None:
    literal = FORMS[0]
    made = [literal.make(1, "api", middle, bare=ask in HOST_ASKS) for middle in MIDDLES]
    hold_all([part.setup + ask.make(1, part.subject) for part in made])


@pytest.mark.parametrize("name", sampled(DECOYS, 6))
def test_decoy(name: str) -> None:
    hold_all([decoy(name, 1), decoy(name, 1) + FETCH.make(2, '"https://api.twilio.com/x"')])
