"""Whole generated programs: what is said about each of them is what the real client does."""

from __future__ import annotations

import os
import re

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from oracle.generated.programs import Program, programs
from oracle.generated.reduced import reduced
from oracle.judging import facts
from oracle.judging.claims import hold
from support import examples

EXAMPLES = examples(40, 300)
"""How many programs to try. Up to a thousand they are the same every time; beyond that each run has its own."""

SHARD = os.environ.get("EDGEWISE_SHARD")
"""The number of a part of a long run, which has programs of its own, the same every time: see ``oracle.shards``."""


@(seed(int(SHARD)) if SHARD else lambda test: test)
@settings(
    max_examples=EXAMPLES,
    derandomize=EXAMPLES <= 1000 and not SHARD,
    database=None,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@given(programs(), st.sampled_from(facts.WAYS), st.booleans())
def test_program(program: Program, way: str, unsafe: bool) -> None:
    failure = _failure(program, program.text, way, unsafe)
    if failure is not None:
        kind = _kind(failure)
        text = reduced(program.text, lambda text: _kind(_failure(program, text, way, unsafe)) == kind)
        raise AssertionError(f"{way}, unsafe: {unsafe}\n{_failure(program, text, way, unsafe)}") from failure


def _failure(program: Program, text: str, way: str, unsafe: bool) -> Exception | None:
    try:
        hold(text, way, unsafe=unsafe, may_doubt=program.may_doubt, keeps_edge=program.keeps_edge)
    except Exception as failure:
        return failure
    return None


def _kind(failure: Exception | None) -> str:
    """Return what is wrong, without the names of hosts and what was reported."""
    return re.sub(r"'[^']*'|[\w.-]*\.com", "", str(failure or "").partition("\n")[0])
