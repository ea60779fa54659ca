"""The generator writes what it promises: each thing often enough, alone and beside each other kind of thing."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from oracle.generated import reduced
from oracle.generated.asks import CLIENT_ASKS, HOST_ASKS, URL_ASKS
from oracle.generated.decoys import DECOYS
from oracle.generated.forms import FORMS
from oracle.generated.holders import HOLDERS
from oracle.generated.programs import GLOBAL_SETTING_WAYS, LOCAL_WAYS, Program, programs
from oracle.generated.surroundings import BLOCKS, IMPORTS, KINDS, LAYOUTS
from oracle.judging import facts

COUNT = 2500
AT_LEAST = 2
"""How many of the programs have each single thing at least."""
TOGETHER = 0.02
"""The share of the programs that have things of any two kinds at least."""
NAMES: dict[str, list[str]] = {
    "way": [way.name for way in (*LOCAL_WAYS, *GLOBAL_SETTING_WAYS)],
    "form": [form.name for form in FORMS],
    "holder": [holder.name for holder in HOLDERS],
    "asked": [ask.name for ask in (*URL_ASKS, *HOST_ASKS, *CLIENT_ASKS)],
    "import": [source.name for source in IMPORTS],
    "kind": [source.name for source in KINDS],
    "block": [block.name for block in BLOCKS],
    "layout": [layout.__name__ for layout in LAYOUTS],
    "decoy": list(DECOYS),
}


def test_everything_occurs() -> None:
    seen: list[Program] = []

    @settings(
        max_examples=COUNT,
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(programs())
    def generate(program: Program) -> None:
        seen.append(program)

    generate()
    assert len(seen) > 0.9 * COUNT
    assert len({program.text for program in seen}) > 0.9 * len(seen)
    counts = Counter(feature for program in seen for feature in set(program.features))
    wanted = [f"{kind}: {name}" for kind, names in NAMES.items() for name in names]
    assert len(wanted) == len(set(wanted))
    rare = {feature: counts[feature] for feature in wanted if counts[feature] < AT_LEAST}
    assert not rare
    kinds = [{feature.partition(":")[0] for feature in program.features} for program in seen]
    for pair in itertools.combinations(NAMES, 2):
        share = sum(set(pair) <= has for has in kinds) / len(seen)
        assert share > TOGETHER, f"{pair}: {share}"
    assert 0.25 < sum(program.may_doubt for program in seen) / len(seen) < 0.6
    for text in (
        *facts.REGIONS,
        "global ",
        "nonlocal ",
        "async def ",
        "match ",
        ":= ",
        "if TYPE_CHECKING",
        "\r\n",
        "\f",
    ):
        assert sum(text in program.text for program in seen) > 0.005 * len(seen), text


def test_what_is_left_of_a_program_may_have_lost_the_end_of_a_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(program: str) -> bool:
        try:
            exec(program, {})
        except ZeroDivisionError:
            return True
        return False

    monkeypatch.setattr(reduced, "SECONDS_A_PROGRAM", 1)
    program = "for _ in (1, 2):\n    pass\nwhile True:\n    x = 1\n    1 / 0\n"
    assert reduced.reduced(program, fails) == "while True:\n    1 / 0\n"
