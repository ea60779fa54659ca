"""Every way of giving a region and an edge, and every way of writing a URL: reported, left alone, and put right."""

from __future__ import annotations

import itertools

import pytest

from oracle.generated.forms import FORMS, Form
from oracle.generated.parts import Way, one_line
from oracle.generated.ways import KEYWORD, SETTING_WAYS, WAYS
from oracle.judging import facts
from oracle.judging.claims import hold
from support import EVERYTHING, THOROUGH, sampled

PAIRS: list[tuple[str | None, str | None]] = [
    *((region, None) for region in (*facts.REGIONS, "jp2")),
    *(("ie1", edge) for edge in ("dublin", "sydney", "narnia")),
    *((None, "dublin"), ("au1", "sydney"), ("de1", "frankfurt"), ("us1", "tokyo")),
    *(("IE1", None), ("IE1", "Dublin"), ("dublin.ie1", None), ("dublin", None), ("dublin", "dublin")),
]
if EVERYTHING:
    PAIRS += [(region, edge) for region in facts.REGIONS for edge in facts.EDGES]
RUNS = list(itertools.product(facts.WAYS, (False, True))) if EVERYTHING else [("as-written", True), ("us1", False)]


def literal(value: str | None) -> str | None:
    return None if value is None else f'"{value}"'


def program(way: Way, region: str | None, edge: str | None) -> str:
    part = way.make(1, literal(region), literal(edge), one_line)
    return part.setup + part.ask


@pytest.mark.parametrize(("processing", "unsafe"), RUNS)
@pytest.mark.parametrize("way", sampled(WAYS, 20), ids=lambda way: way.name)
def test_way(way: Way, processing: str, unsafe: bool) -> None:
    for region, edge in PAIRS:
        if edge is not None and not way.takes_edge:
            continue
        must_fix = not way.doubtful and edge is None and region in facts.REGIONS
        text, keeps_edge = program(way, region, edge), way in SETTING_WAYS
        before = hold(text, processing, unsafe=unsafe, may_doubt=way.doubtful, keeps_edge=keeps_edge, must_fix=must_fix)
        middle = ".".join(label for label in (edge, region or (edge and "us1")) if label)
        assert before.hosts == [facts.host("api", middle.lower())]


@pytest.mark.parametrize("processing", facts.WAYS)
def test_every_region_and_edge_by_keyword(processing: str) -> None:
    pairs = list(itertools.product((*facts.REGIONS, None), (*facts.EDGES, None)))
    assert len(pairs) == 9 * 18
    for region, edge in pairs if EVERYTHING else pairs[facts.WAYS.index(processing) :: 2 if THOROUGH else 8]:
        hold(program(KEYWORD, region, edge), processing, unsafe=True)


MIDDLES = ("", *facts.REGIONS, "jp2", "dublin", "dublin.ie1", "sydney.au1", "sydney.ie1", "tokyo.us1", "frankfurt.de1")


@pytest.mark.parametrize(("processing", "unsafe"), RUNS)
@pytest.mark.parametrize("form", sampled(FORMS, 12), ids=lambda form: form.name)
def test_form(form: Form, processing: str, unsafe: bool) -> None:
    for product in ("api", "verify") if EVERYTHING or form.name == "literal" else ("api",):
        for middle in MIDDLES:
            if form.fits(middle):
                part = form.make(1, product, middle)
                before = hold(part.setup + part.ask, processing, unsafe=unsafe, may_doubt=form.doubtful)
                assert before.hosts == [facts.host(product, middle)]
