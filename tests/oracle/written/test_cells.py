"""The tables of cells never get worse, and no cell is ever rewritten wrongly: see :mod:`oracle.written.cells`."""

from __future__ import annotations

import pytest

from oracle.judging import facts
from oracle.judging.claims import only_doubts, rewrite
from oracle.judging.judge import run
from oracle.written.cells import CORE, KINDS, MORE, OUTCOMES, TABLES, Cells, counts, outcome
from support import sampled

FIXED, SILENT = 105, 1
"""What each table of 138 is to come to: so many fixed at least, so many silent at most."""
THERE: frozenset[str] = frozenset({"core", "more", "forms", "pairs"})
"""The tables that are there: one that gets there has to be added, and stays."""
BOUNDS = {"core": (129, 0), "more": (119, 0), "forms": (130, 0), "pairs": (107, 0)}
"""How far each table has come: so many fixed at least, so many silent at most. These are raised, and never lowered."""


@pytest.mark.parametrize("name", sampled(TABLES, len(TABLES)))
def test_table(name: str) -> None:
    counted = counts(name)
    fixed, silent = BOUNDS[name]
    assert counted["wrong"] == 0
    assert counted["fixed"] >= fixed
    assert counted["silent"] <= silent
    assert (counted["fixed"] >= FIXED and counted["silent"] <= SILENT) is (name in THERE)


@pytest.mark.parametrize("name", TABLES)
def test_every_cell_asks_for_one_retired_host(name: str) -> None:
    assert len(TABLES[name]) == 138
    assert len(set(TABLES[name].values())) == 138
    for program in TABLES[name].values():
        record = run(program)
        assert (record.raised, record.hosts) == (None, ["api.ie1.twilio.com"]), program


def test_every_way_is_one_of_two_somewhere() -> None:
    seen = {way for ways, _ in TABLES["pairs"] for way in ways.split(", ")}
    assert seen == {carrier.name for carrier in (*CORE, *MORE)} - {"direct"}
    assert {kind for _, kind in TABLES["pairs"]} == {kind.name for kind in KINDS}


@pytest.mark.parametrize("name", sampled(TABLES, 3))
def test_what_is_right_is_left_alone(name: str) -> None:
    cells: Cells = {cell: program.replace('"ie1"', '"us1"') for cell, program in TABLES[name].items()}
    for program in cells.values():
        assert all(map(facts.is_valid, run(program).hosts))
        fixed = rewrite(program, "as-written", True)
        assert fixed.text == program
        assert only_doubts(fixed.findings), f"{fixed.findings}\n{program}"


@pytest.mark.parametrize(("program", "expected"), [
    ('fetch("https://api.ie1.twilio.com")\n', "fixed"),
    ('HOST = "api.ie1.twilio.com"\nfetch(f"https://{HOST}/" + str(len(HOST)))\n', "wrong"),
    ('import os\nfetch(f"https://api.{os.environ.get(\'NOT_SET\', \'ie1\')}.twilio.com")\n', "human"),
    ('fetch("https://api.dublin.twilio.com")\n', "finding"),
    ('fetch("".join(reversed("moc.oiliwt.1ei.ipa//:sptth")))\n', "silent"),
])  # fmt: skip
def test_an_outcome_is_what_happens(program: str, expected: str) -> None:
    assert expected in OUTCOMES
    assert outcome(program) == expected
