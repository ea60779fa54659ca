"""Names: one without a word that any question asks for says nothing, whatever the question."""

from __future__ import annotations

import inspect
import re

from hypothesis import given
from hypothesis import strategies as st

from edgewise.judgement import names

QUESTIONS = (
    *(names.calls_old, names.denies, names.allows, names.passes, names.searches, names.conditions, names.selects),
    *(names.asks_for, names.certifies, names.aliases, names.expects, names.describes, names.asserts),
    *(names.lists_hosts, names.caches, names.checks, names.limits, names.mocks, names.conditions_in_program),
)
NO_QUESTIONS = {"words", "tells", "addresses", "leads", "asks_of_text", "acts"}
"""What is asked of addresses, of what a condition leads to, and of calls: no value is judged by these alone."""
WORDS = sorted(set(re.findall(r"[a-z]{2,}", inspect.getsource(names))) | {"twilio", "url", "base", "1"})
"""All words that the questions know stand in their source."""
NAMES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3)


def test_every_question_is_asked() -> None:
    said = {
        question.__name__
        for _, question in inspect.getmembers(names, inspect.isfunction)
        if not question.__name__.startswith("_") and list(inspect.signature(question).parameters) == ["name"]
    }
    assert said - NO_QUESTIONS == {question.__name__ for question in QUESTIONS}


@given(NAMES, NAMES)
def test_a_name_that_tells_nothing_answers_no_question(own: list[str], above: list[str]) -> None:
    name, outer = "_".join(own), "_".join(above)
    if not names.tells(name):
        assert not [question.__name__ for question in QUESTIONS if question(name)]
        assert not names.exchanges(name, outer)


def test_plain_names_tell_nothing() -> None:
    assert not any(map(names.tells, ("TWILIO_API_URL", "service_12", "baseUrl", "endpoint")))
    assert all(map(names.tells, ("OLD_URL", "allowed", "matchers", "trustedHosts", "dnsNames", "description", "-")))
