"""The claims hold with the older versions of the library as well, each the judge in a process of its own."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from edgewise.pins.versions import behaviour
from edgewise.twilio.releases import Behaviour, resolve_client
from oracle.generated.parts import CREDENTIALS, IMPORT, Way, one_line
from oracle.generated.programs import Program, programs
from oracle.generated.ways import ATTRIBUTE_WAYS, CONSTRUCTOR_WAYS, SETTING_WAYS, WAYS
from oracle.judging import facts
from oracle.judging.claims import hold, hold_as_well
from oracle.judging.test_clients import EDGES, REGIONS
from oracle.judging.versions import OLDER, OTHERS, NotInstalledError, folder_of
from oracle.judging.worker import Worker
from oracle.written.hard_programs import HELD, PROGRAMS
from support import examples

Pair = tuple[str | None, str | None]
pytestmark = pytest.mark.slow
EXAMPLES = examples(10, 100)
PAIRS = (("ie1", None), ("de1", None), ("us1", None), ("au1", "sydney"), ("ie1", "frankfurt"), ("dublin.ie1", None))
"""Each way gets every other one of them, the next release the others."""
OTHER_PAIRS = (*PAIRS, ("", None), ("IE1", None), (None, None), ("ie1", ""))


@pytest.fixture(scope="module", params=OLDER)
def worker(request: pytest.FixtureRequest) -> Iterator[Worker]:
    with judging(request.param) as started:
        yield started


@pytest.fixture(scope="module", params=OTHERS)
def other(request: pytest.FixtureRequest) -> Iterator[Worker]:
    with judging(request.param) as started:
        yield started


@contextmanager
def judging(version: str) -> Iterator[Worker]:
    """Start a judge; without a network the test is skipped, but never in CI."""
    try:
        folder = folder_of(version)
    except NotInstalledError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))
    started = Worker(folder)
    assert started.version == version
    yield started
    started.close()


def test_built_is_what_the_client_asks_for(worker: Worker) -> None:
    asked = "from twilio.rest import Client\n" + "".join(
        f'Client("AC1", "t", region={region!r}, edge={edge!r}).request("GET", "https://api.twilio.com/x.json")\n'
        for region, edge in itertools.product(REGIONS, EDGES)
    )
    built = [resolve_client(region, edge).built for region, edge in itertools.product(REGIONS, EDGES)]
    assert worker.run(asked).hosts == built


def test_built_is_what_the_client_asks_for_with_releases_that_behave_otherwise(other: Worker) -> None:
    does = behaviour(f"=={other.version}")
    assert does is not None
    looked_at = 0
    for region, edge in itertools.product(REGIONS, (*facts.PUBLIC_EDGES, None, "", "Dublin", "narnia", "ie1")):
        if does is Behaviour.NO_EDGE and edge == "":
            continue  # a TypeError that the resolver cannot tell from an edge that is not given
        given = [f"{name}={value!r}" for name, value in (("region", region), ("edge", edge)) if value is not None]
        made = one_line("Client", [*CREDENTIALS, *given])
        asked = other.run(f'{IMPORT}{made}.request("GET", "https://api.twilio.com/x.json")\n')
        resolution = resolve_client(region, edge, "as-written", does)
        raised = asked.raised and asked.raised.partition(":")[0]
        assert (raised or asked.hosts[0]) == (resolution.raises or resolution.built), made
        looked_at += 1
    assert looked_at > 200


def test_every_way(worker: Worker) -> None:
    looked_at = 0
    for way, (region, edge) in _halves(WAYS, PAIRS, OLDER.index(worker.version)):
        if edge is None or way.takes_edge:
            part = way.make(1, f'"{region}"', None if edge is None else f'"{edge}"', one_line)
            before = hold(
                part.setup + part.ask,
                "as-written",
                unsafe=True,
                may_doubt=way.doubtful,
                keeps_edge=way in SETTING_WAYS,
                may_raise=way.since > _release(worker),
                judge=worker.run,
            )
            looked_at += before.raised is None
    assert looked_at > 2.4 * len(WAYS)


def test_hard_programs(worker: Worker) -> None:
    looked_at = 0
    for name in HELD:
        # What does not import the library asks no version of it.
        if "twilio" in PROGRAMS[name].split("import", 1)[0]:
            looked_at += 1
            hold(PROGRAMS[name], "us1", unsafe=False, may_doubt=True, keeps_edge=True, may_raise=True, judge=worker.run)
    assert looked_at > 250


@settings(
    max_examples=EXAMPLES,
    derandomize=EXAMPLES <= 1000,
    database=None,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@given(program=programs(urls=False), way=st.sampled_from(facts.WAYS), unsafe=st.booleans())
def test_program(worker: Worker, program: Program, way: str, unsafe: bool) -> None:
    hold(
        program.text,
        way,
        unsafe=unsafe,
        may_doubt=program.may_doubt,
        keeps_edge=program.keeps_edge,
        may_raise=program.since > _release(worker),
        judge=worker.run,
    )


def _halves(ways: Sequence[Way], pairs: Sequence[Pair], turn: int) -> Iterator[tuple[Way, Pair]]:
    for number, way in enumerate(ways, turn):
        for pair in pairs[number % 2 :: 2]:
            yield way, pair


def _release(worker: Worker) -> tuple[int, ...]:
    return tuple(map(int, worker.version.split(".")))


@pytest.mark.parametrize(("ways", "unsafe"), [(("as-written",), True), (("us1",), False), (("ie1", "au1"), True)])
def test_every_way_with_releases_that_behave_otherwise(other: Worker, ways: tuple[str, ...], unsafe: bool) -> None:
    looked_at = 0
    for way, (region, edge) in _halves((*CONSTRUCTOR_WAYS, *ATTRIBUTE_WAYS), OTHER_PAIRS, len(ways) + unsafe):
        if (edge is None or way.takes_edge) and way.since <= _release(other):
            named, through = (None if value is None else f'"{value}"' for value in (region, edge))
            part = way.make(1, named, through, one_line)
            text = part.setup + part.ask
            hold_as_well(
                text, ways[looked_at % len(ways)], other.version, other.run, unsafe=unsafe, may_doubt=way.doubtful
            )
            looked_at += 1
    assert looked_at > 4 * len(CONSTRUCTOR_WAYS)
