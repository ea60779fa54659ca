"""Clients by the release of twilio: what each builds, what is reported, and what becomes of it."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any, get_args

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from edgewise import Status, resolve_client
from edgewise.cli.main import edgewise as command
from edgewise.findings import Safety
from edgewise.twilio.hosts import parse, resolve_host
from edgewise.twilio.releases import ADDED_EDGES, EDGE_SINCE, ERAS, Behaviour
from edgewise.twilio.table import EDGES, REGION_EDGES, ProcessingRegion
from edgewise_codemods import fix_source
from support import CLIENT, findings, fixed, seen

NO_EDGE, AS_GIVEN, ADDS_EDGE = Behaviour.NO_EDGE, Behaviour.AS_GIVEN, Behaviour.ADDS_EDGE
WAYS: tuple[Any, ...] = get_args(ProcessingRegion)

# What clients of the releases 6.39.0, 9.8.7, 9.8.8 and 9.10.0 asked for, or raised.
BUILT = [
    # region, edge, 6.39.0, 9.8.7, 9.8.8 and 9.10.0
    ("ie1", None, "api.ie1", "api.ie1", "api.dublin.ie1"),
    ("us1", None, "api.us1", "api.us1", "api.ashburn.us1"),
    ("de1", None, "api.de1", "api.de1", "api.frankfurt.de1"),
    ("us2", None, "api.us2", "api.us2", "api.umatilla.us2"),
    ("br1", None, "api.br1", "api.br1", "api.sao-paulo.br1"),
    ("IE1", None, "api.ie1", "api.ie1", "KeyError"),
    ("in1", None, "api.in1", "api.in1", "KeyError"),
    ("dublin", None, "api.dublin", "api.dublin", "KeyError"),
    ("dublin.ie1", None, "api.dublin.ie1", "api.dublin.ie1", "KeyError"),
    ("", None, "api", "api", "KeyError"),
    ("", "dublin", "TypeError", "api.dublin.us1", "api.dublin.us1"),
    ("stage", None, "api.stage", "api.stage", "KeyError"),
    (None, None, "api", "api", "api"),
    (None, "dublin", "TypeError", "api.dublin.us1", "api.dublin.us1"),
    ("ie1", "dublin", "TypeError", "api.dublin.ie1", "api.dublin.ie1"),
    ("ie1", "sydney", "TypeError", "api.sydney.ie1", "api.sydney.ie1"),
    ("de1", "frankfurt", "TypeError", "api.frankfurt.de1", "api.frankfurt.de1"),
    ("dublin.ie1", "x", "TypeError", "api.x.dublin.ie1", "api.x.dublin.ie1"),
]


@pytest.mark.parametrize("row", BUILT, ids=lambda row: f"{row[0]}-{row[1]}")
@pytest.mark.parametrize(("behaviour", "column"), [(NO_EDGE, 2), (AS_GIVEN, 3), (ADDS_EDGE, 4)])
def test_what_a_client_builds(row: tuple[Any, ...], behaviour: Behaviour, column: int) -> None:
    region, edge, expected = row[0], row[1], row[column]
    resolution = resolve_client(region, edge, "as-written", behaviour)
    assert (resolution.raises or resolution.built) == (
        expected if expected.endswith("Error") else f"{expected}.twilio.com"
    )
    host = parse(resolution.built)
    right = host is not None and resolve_host(host).status is Status.VALID
    assert resolution.works == (right and not resolution.raises)


@pytest.mark.parametrize(
    ("region", "edge", "behaviour", "status", "needs", "reason"),
    [
        ("ie1", None, NO_EDGE, Status.RETIRED, EDGE_SINCE, "switched it off"),
        ("us1", None, NO_EDGE, Status.VALID, None, "valid"),
        ("de1", None, NO_EDGE, Status.RETIRED, None, "switched it off"),
        ("ie1", "dublin", NO_EDGE, Status.LIBRARY_ERROR, EDGE_SINCE, "has no argument `edge`"),
        ("de1", "frankfurt", NO_EDGE, Status.LIBRARY_ERROR, None, "has no argument `edge`"),
        ("dublin.ie1", None, ADDS_EDGE, Status.LIBRARY_ERROR, None, "knows no edge of this region"),
        ("", None, ADDS_EDGE, Status.LIBRARY_ERROR, None, "looks up the edge of an empty region"),
        ("ie1", None, ADDS_EDGE, Status.WITHOUT_EDGE, None, "every other release asks for api.ie1.twilio.com"),
    ],
)
def test_what_the_resolver_says_of_a_release(
    region: str, edge: str, behaviour: Behaviour, status: Status, needs: str | None, reason: str
) -> None:
    resolution = resolve_client(region, edge, "as-written", behaviour)
    assert (resolution.status, resolution.needs) == (status, needs)
    assert reason in resolution.reason


def test_the_eras_follow_each_other() -> None:
    assert [era.behaviour for era in ERAS] == [NO_EDGE, AS_GIVEN, ADDS_EDGE, AS_GIVEN]
    versions = [tuple(map(int, version.split("."))) for era in ERAS for version in (era.first, era.last)]
    assert versions == sorted(versions)


@given(
    st.sampled_from([None, "", "IE1", "dublin.ie1", "in1", "jp2", "dublin", "stage", *REGION_EDGES]),
    st.sampled_from([None, "", *sorted(EDGES)]),
    st.sampled_from(WAYS),
    st.sampled_from(Behaviour),
)
def test_what_a_client_should_have_is_right(region: str, edge: str, way: Any, behaviour: Behaviour) -> None:
    resolution = resolve_client(region, edge, way, behaviour)
    if resolution.status is Status.NOT_REST or region == "stage":  # of Twilio itself
        return
    does = AS_GIVEN if resolution.needs else behaviour
    if resolution.raises == "TypeError" and resolution.needs is None:
        assert resolution.edge is None
    after = resolve_client(resolution.region, resolution.edge, way, does)
    if not resolution.is_known:
        assert "Twilio" in resolution.reason or resolution.raises
        return
    assert after.status is Status.VALID
    assert after.works
    assert after.processing_region == resolution.processing_region
    assert pickle.loads(pickle.dumps(resolution)) == resolution


def test_only_added_edges_of_the_table_are_known() -> None:
    assert {region: edge for region, edge in ADDED_EDGES.items() if edge not in EDGES} == {"jp2": "osaka"}


# ------------------------------------------------------------------------------------------------------------- clients

OLD, ADDING = "6.39.0", "9.9.0"
UNTOUCHED = "untouched"


@pytest.mark.parametrize(
    ("version", "way", "call", "code", "safety", "rewritten", "says"),
    [
        (OLD, "as-written", 'Client(a, b, region="ie1")', "EW201", None, UNTOUCHED, "upgrade to twilio 6.40.0 or later"),
        (OLD, "ie1", 'Client(a, b, region="de1")', "EW201", None, UNTOUCHED, "upgrade to twilio 6.40.0 or later"),
        (OLD, "au1", 'Client(a, b, region="ie1")', "EW201", None, UNTOUCHED, "upgrade to twilio 6.40.0 or later"),
        (OLD, "us1", 'Client(a, b, region="ie1")', "EW201", "safe", "Client(a, b)", "knows no edge"),
        (OLD, "as-written", 'Client(a, b, region="de1")', "EW201", "safe", "Client(a, b)", "knows no edge"),
        (OLD, "us1", 'Client(a, b, None, "ie1")', "EW201", "safe", "Client(a, b, None)", "knows no edge"),
        (OLD, "as-written", 'Client(a, b, region="dublin.ie1")', None, None, UNTOUCHED, ""),
        (OLD, "as-written", 'Client(a, b, region="us1")', None, None, UNTOUCHED, ""),
        (OLD, "us1", 'Client(a, b, region="ie1", edge="dublin")', "EW201", None, UNTOUCHED, "TypeError"),
        (OLD, "us1", 'Client(a, b, region="ie1", edge=EDGE)', "EW201", None, UNTOUCHED, "TypeError"),
        (OLD, "us1", 'Client(a, b, region=REGION, edge=EDGE)', "EW201", None, UNTOUCHED, "TypeError"),
        (OLD, "us1", 'Client(a, b, region="de1", edge="frankfurt")', "EW201", "unsafe", "Client(a, b)", "TypeError"),
        (OLD, "us1", "Client(a, b, region=REGION)", "EW204", None, UNTOUCHED, "upgrade to twilio 6.40.0 or later"),
        (
            ADDING, "as-written", 'Client(a, b, region="ie1")', "EW201", "safe",
            'Client(a, b, region="ie1", edge="dublin")', "every other release for `api.ie1.twilio.com`",
        ),
        (
            ADDING, "au1", 'Client(a, b, region="ie1")', "EW201", "unsafe",
            'Client(a, b, region="au1", edge="sydney")', "asks for `api.dublin.ie1.twilio.com`",
        ),
        (ADDING, "us1", 'Client(a, b, region="ie1")', "EW201", "unsafe", "Client(a, b)", "every other release"),
        (ADDING, "us1", 'Client(a, b, region="us1")', None, None, UNTOUCHED, ""),
        (ADDING, "us1", 'Client(a, b, region="ie1", edge="dublin")', None, None, UNTOUCHED, ""),
        (
            ADDING, "as-written", 'Client(a, b, region="de1")', "EW202", "unsafe", "Client(a, b)",
            "asks for `api.frankfurt.de1.twilio.com`; DE1 does not process requests",
        ),
        (
            ADDING, "us1", 'Client(a, b, region="dublin.ie1")', "EW201", "unsafe",
            'Client(a, b, region="ie1", edge="dublin")', "KeyError",
        ),
        (
            ADDING, "as-written", 'Client(a, b, region="IE1")', "EW201", "safe",
            'Client(a, b, region="IE1", edge="dublin")', "KeyError",
        ),
        (ADDING, "as-written", 'Client(a, b, region="US1")', "EW201", "unsafe", "Client(a, b)", "KeyError"),
        (ADDING, "as-written", 'Client(a, b, region="stage")', None, None, UNTOUCHED, ""),
        (ADDING, "as-written", 'Client(a, b, region="")', "EW201", "unsafe", "Client(a, b)", "an empty region"),
        (ADDING, "us1", 'Client(a, b, None, "", None)', "EW201", "unsafe", "Client(a, b, None, None, None)", "KeyError"),
        (ADDING, "ie1", 'Client(a, b, **{"region": ""})', "EW201", "unsafe", "Client(a, b, **{})", "KeyError"),
        (ADDING, "as-written", 'Client(a, b, region="", edge="dublin")', None, None, UNTOUCHED, ""),
        (ADDING, "as-written", "Client(a, b, region=None)", None, None, UNTOUCHED, ""),
        (ADDING, "as-written", 'Client(a, b, region="" or None)', None, None, UNTOUCHED, ""),
        (ADDING, "as-written", 'Client(a, b, region="" if a else "us1")', "EW204", None, UNTOUCHED, "an empty region"),
        (OLD, "as-written", 'Client(a, b, region="")', None, None, UNTOUCHED, ""),
        ("9.10.1", "as-written", 'Client(a, b, region="")', None, None, UNTOUCHED, ""),
        (ADDING, "as-written", "Client(a, b, region=REGION)", "EW204", None, UNTOUCHED, "adds by itself"),
        ("9.8.7", "as-written", 'Client(a, b, region="dublin.ie1")', None, None, UNTOUCHED, ""),
    ],
)  # fmt: skip
def test_a_call(
    version: str, way: str, call: str, code: str | None, safety: str | None, rewritten: str, says: str
) -> None:
    source = f"{CLIENT}from shop import EDGE, REGION, a, b\nclient = {call}\n"
    options = {"processing_region": way, "twilio_version": version}
    found = findings(source, **options)
    assert [finding.code for finding in found] == ([code] if code else [])
    after = source if rewritten == UNTOUCHED else source.replace(call, rewritten)
    assert fixed(source, unsafe=True, **options) == after
    if found:
        assert says in found[0].message
        assert f"(twilio-version {version})" in found[0].message
        assert (found[0].fix.safety.value if found[0].fix else None) == safety
    again = fix_source(source, processing_region=way, twilio_version=version, unsafe_fixes=True)
    assert (again.text, again.error) == (after, None)


@pytest.mark.parametrize(
    ("version", "way", "moved"),
    [
        (ADDING, "as-written", None),
        (ADDING, "ie1", None),
        (ADDING, "au1", "au1"),
        (ADDING, "us1", "us1"),
        ("9.13.0", "as-written", "ie1"),
    ],
)
def test_what_is_processed_in_ireland_already_does_not_move(version: str, way: str, moved: str | None) -> None:
    (finding,) = findings(f'{CLIENT}c = Client(region="ie1")\n', processing_region=way, twilio_version=version)
    assert finding.fix is not None
    assert finding.fix.processing_region == moved
    assert ("no longer in IE1" in finding.fix.message) == (way == "us1")
    assert ("needs" in finding.fix.message) == (moved in ("ie1", "au1"))


@pytest.mark.parametrize(
    ("version", "way", "after"),
    [
        (OLD, "as-written", None),
        (OLD, "us1", 'client.region = "us1"\n'),
        (ADDING, "as-written", 'client.region = "ie1"\nclient.edge = "dublin"\n'),
        (ADDING, "us1", 'client.region = "us1"\n'),
    ],
)
def test_an_attribute_is_not_completed_by_any_release(version: str, way: str, after: str | None) -> None:
    head = f"{CLIENT}client = Client()\n"
    source = f'{head}client.region = "ie1"\n'
    options = {"processing_region": way, "twilio_version": version}
    (finding,) = findings(source, **options)
    assert "asks for `api.ie1.twilio.com`" in finding.message
    assert fixed(source, **options) == (source if after is None else head + after)


@pytest.mark.parametrize(
    "edge",
    ['client.edge = "dublin"\n', 'setattr(client, "edge", "dublin")\n'],
)
def test_an_edge_that_an_old_release_does_not_read(edge: str) -> None:
    source = f'{CLIENT}client = Client()\nclient.region = "ie1"\n{edge}'
    assert seen(source, twilio_version="6.40") == []
    (finding,) = findings(source, twilio_version=OLD)
    assert (finding.code, finding.fix) == ("EW201", None)
    assert "upgrade" in finding.message


def test_settings_that_an_old_release_does_not_read() -> None:
    source = f'import os\n{CLIENT}os.environ["TWILIO_REGION"] = "ie1"\nos.environ["TWILIO_EDGE"] = "dublin"\n'
    call = 'client = Client(region="ie1")\n'
    assert seen(source + call) == []
    assert seen(source + call, twilio_version=OLD) == [("EW201", 'region="ie1"')]
    (finding,) = findings('import os\nos.environ["TWILIO_REGION"] = "ie1"\n', twilio_version=OLD)
    assert (finding.code, finding.fix) == ("EW301", None)
    assert "twilio before 6.40.0 (twilio-version 6.39.0) reads neither" in finding.message
    (finding,) = findings('import os\nos.environ["TWILIO_REGION"] = "ie1"\n', twilio_version=ADDING)
    assert finding.fix is not None
    assert finding.fix.safety is Safety.SAFE


# -------------------------------------------------------------------------------------------------------- the command


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "GITHUB_WORKSPACE"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / ".git").mkdir()
    (tmp_path / "a.py").write_text(f'{CLIENT}c = Client(region="ie1")\n', encoding="utf-8")
    return tmp_path


def run(*arguments: str, stdin: str | None = None) -> Result:
    result = CliRunner().invoke(command, arguments, input=stdin)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.mark.parametrize(
    ("version", "way", "row"),
    [
        ("6.39", "as-written", "needs        twilio 6.40.0 or later"),
        ("<6.40", "us1", "becomes      Client(...)"),
        ("9.9", "as-written", "asks         api.dublin.ie1.twilio.com"),
        ("==9.10.*", "as-written", "asks         api.ie1.twilio.com"),
        ("9.13.0", "as-written", "asks         api.ie1.twilio.com"),
    ],
)
def test_resolve(folder: Path, version: str, way: str, row: str) -> None:
    result = run("resolve", "--region", "ie1", "--twilio-version", version, "--processing-region", way)
    assert f"  {row}\n" in result.stdout
    assert result.exit_code == 1


def test_resolve_an_empty_region(folder: Path) -> None:
    result = run("resolve", "--region", "", "--twilio-version", "9.9")
    assert result.stdout.startswith('Client(..., region="")\n  status       refused by the library: ')
    assert "  raises       KeyError\n  becomes      Client(...)\n" in result.stdout
    assert result.exit_code == 1
    assert run("resolve", "--region", "").exit_code == 0


def test_resolve_what_the_library_refuses(folder: Path) -> None:
    result = run("resolve", "--region", "ie1", "--edge", "dublin", "--twilio-version", "6.39")
    assert "  status       refused by the library: twilio before 6.40.0 has no argument `edge`\n" in result.stdout
    assert "  raises       TypeError\n" in result.stdout
    assert result.exit_code == 1


@pytest.mark.parametrize(
    ("version", "message"),
    [
        ("nine", '\'nine\' is neither a version ("9.9.0") nor a specifier (">=6,<7")'),
        (">9,<8", "no version of twilio fits '>9,<8'"),
        ("", "'' is neither a version"),
    ],
)
@pytest.mark.parametrize("name", ["check", "fix", "resolve"])
def test_a_bad_version_is_refused(folder: Path, name: str, version: str, message: str) -> None:
    result = run(name, "--twilio-version", version, *(["--region", "ie1"] if name == "resolve" else []))
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('twilio-version = "nine"', "'nine' is neither a version"),
        ("twilio-version = 9.9", 'it should be a string such as "9.9.0" or ">=6,<7", not the number 9.9'),
        ('twilio-version = ">9,<8"', "no version of twilio fits '>9,<8'"),
    ],
)
def test_a_bad_version_in_the_configuration_is_refused(folder: Path, text: str, message: str) -> None:
    (folder / "edgewise.toml").write_text(text, encoding="utf-8")
    result = run("check")
    assert result.exit_code == 2
    assert f"edgewise.toml has a bad 'twilio-version': {message}" in " ".join(result.stderr.split())


def test_the_option_outweighs_the_configuration_and_that_the_pins(folder: Path) -> None:
    assert "`api.ie1.twilio.com`; Twilio switched it off" in run("check").stdout
    (folder / "requirements.txt").write_text("twilio==9.9.0\n", encoding="utf-8")
    # Which pins there are is read once in a process.
    from edgewise.pins.project import forget

    forget()
    assert "(twilio==9.9.0 in requirements.txt) asks for `api.dublin.ie1.twilio.com`" in run("check").stdout
    (folder / "edgewise.toml").write_text('twilio-version = "6.30"\n', encoding="utf-8")
    assert "twilio before 6.40.0 (twilio-version 6.30) knows no edge" in run("check").stdout
    assert "(twilio-version 9.8.8) asks for" in run("check", "--twilio-version", "9.8.8").stdout
    isolated = run("check", "--isolated").stdout
    assert "twilio==" not in isolated
    assert "twilio-version" not in isolated


def test_an_old_release_gets_no_edge(folder: Path) -> None:
    (folder / "requirements.txt").write_text("twilio==6.38.1\n", encoding="utf-8")
    before = (folder / "a.py").read_text(encoding="utf-8")
    result = run("fix", "--unsafe-fixes")
    assert result.exit_code == 1
    assert (folder / "a.py").read_text(encoding="utf-8") == before
    assert "upgrade to twilio 6.40.0 or later" in result.stdout
    run("fix", "--processing-region", "us1")
    assert (folder / "a.py").read_text(encoding="utf-8") == before.replace('region="ie1"', "")


def test_an_edge_that_is_added_anyway_moves_nothing(folder: Path) -> None:
    (folder / "requirements.txt").write_text("twilio==9.9.0\n", encoding="utf-8")
    result = run("check")
    assert "1 can be fixed" in result.stderr
    assert "credentials" not in result.stderr
