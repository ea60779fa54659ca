"""A region is planted into real configuration, a few hundred times: Twilio's keys change and nothing else."""

from __future__ import annotations

import pytest

from corpus.plantings import Outcome, files_in, look, plantings
from corpus.trees import PACKAGES, STDLIB
from support import EVERYTHING, REPOSITORY

_EACH = 4_000 if EVERYTHING else 300
_FOLDERS = (str(REPOSITORY / ".github"), str(REPOSITORY / ".gitlab"), str(REPOSITORY / ".ci"), STDLIB, PACKAGES)


@pytest.mark.slow  # what `.[dev]` installs brings the configuration of four notations, `.[test]` that of three
def test_what_is_planted_is_fixed_and_nothing_else_changes() -> None:
    outcome = Outcome()
    found = (planted for path in files_in(_FOLDERS) for planted in plantings(path))
    # JSON is most of what is installed: each notation gets its turn.
    by_notation: dict[str, list[object]] = {}
    for planted in found:
        kept = by_notation.setdefault(planted.notation, [])
        if len(kept) < _EACH:
            kept.append(planted)
            look(planted, outcome)
    assert outcome.wrong == []
    planted_ones = sum(count for (_, how), count in outcome.counts.items() if how == "planted")
    seen = sum(count for (_, how), count in outcome.counts.items() if how in ("fixed", "found"))
    assert planted_ones >= 300
    assert seen >= planted_ones * 0.95
    assert len({notation for notation, _ in outcome.counts}) >= 4
