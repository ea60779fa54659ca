"""What a region is used for that is set from Python decides whether an edge is put beside it for certain."""

from __future__ import annotations

import pytest

from edgewise.findings import Safety
from support import block, findings, fixed

SET = 'os.environ["TWILIO_REGION"] = "ie1"\n'

TAKEN_BACK = [
    (SET + 'run()\ndel os.environ["TWILIO_REGION"]', 4),
    (SET + 'run()\nos.environ.pop("TWILIO_REGION", None)', 4),
    (SET + 'run()\nos.unsetenv("TWILIO_REGION")', 4),
    ("KEY = 'TWILIO_REGION'\nos.environ[KEY] = 'ie1'\nrun()\ndel os.environ[KEY]", 5),
    ("before = os.environ.get('TWILIO_REGION')\n" + SET + "run()\nif before:\n    os.environ['TWILIO_REGION'] = before", 6),
    (SET + 'run()\nfor key in ("TWILIO_REGION", "LANG"):\n    os.environ.pop(key, None)', 5),
    ("before = os.environ.copy()\n" + SET + "run()\nos.environ.update(before)", 5),
    ('class Test:\n    def setUp(self):\n        os.environ["TWILIO_REGION"] = "ie1"\n        self.addCleanup(os.environ.pop, "TWILIO_REGION")', 5),
    ('class Test:\n    def setUp(self):\n        os.environ["TWILIO_REGION"] = "ie1"\n    def tearDown(self):\n        os.environ.pop("TWILIO_REGION")', 6),
    ('def region():\n    os.environ["TWILIO_REGION"] = "ie1"\n    try:\n        yield\n    finally:\n        del os.environ["TWILIO_REGION"]', 7),
    ('def test(monkeypatch):\n    monkeypatch.setenv("TWILIO_REGION", "ie1")\n    run()\n    monkeypatch.delenv("TWILIO_REGION")', 5),
    ('@pytest.fixture\ndef region(monkeypatch):\n    monkeypatch.setenv("TWILIO_REGION", "ie1")\ndef test(region, monkeypatch):\n    monkeypatch.delenv("TWILIO_REGION")', 6),
    (SET + 'run()\nos.environ["TWILIO_REGION"] = "us1"', 4),
    ("saved = {key: os.environ.get(key) for key in ('TWILIO_REGION', 'LANG')}\n" + SET
     + "run()\nfor key, value in saved.items():\n    os.environ.pop(key, None)", 6),
    (SET + 'run()\nos.environ["TWILIO_REGION"] = ""', 4),
    (SET + 'atexit.register(lambda: os.environ.pop("TWILIO_REGION"))', 3),
    ('env = {**os.environ, "TWILIO_REGION": "ie1"}\nrun(env=env)\nenv.pop("TWILIO_REGION")\nrun(env=env)', 4),
    ('with mock.patch.dict(os.environ, {"TWILIO_REGION": "ie1"}):\n    run()\n    del os.environ["TWILIO_REGION"]\n    run()', 4),
]  # fmt: skip


@pytest.mark.parametrize(("source", "line"), TAKEN_BACK)
def test_what_is_taken_back_gets_no_edge(source: str, line: int) -> None:
    (found,) = [finding for finding in findings(f"import os\n{source}\n") if finding.code == "EW301"]
    assert found.fix is None
    assert f"on line {line}" in found.message
    assert "the edge would stay" in found.message


KEPT = [
    'os.environ.pop("TWILIO_REGION", None)\n' + SET,
    'os.environ.pop("TWILIO_EDGE", None)\n' + SET,
    "before = dict(os.environ)\n" + SET + "run()\nos.environ.clear()\nos.environ.update(before)",
    'def test_one(monkeypatch):\n    monkeypatch.setenv("TWILIO_REGION", "ie1")\ndef test_two(monkeypatch):\n    monkeypatch.delenv("TWILIO_REGION")',
    'def test_one(monkeypatch):\n    monkeypatch.setenv("TWILIO_REGION", "ie1")\ndef test_two(monkeypatch):\n    monkeypatch.setenv("TWILIO_REGION", "us1")',
    SET + 'print(os.environ["TWILIO_REGION"])',
    'env = {**os.environ, "TWILIO_REGION": "ie1"}\nsubprocess.run(["x"], env=env)',
    'env = dict(os.environ)\nenv["TWILIO_REGION"] = "ie1"\nsubprocess.run(["x"], env=env)',
    'DEFAULTS = {"TWILIO_REGION": "ie1"}\nfor key, value in DEFAULTS.items():\n    os.environ.setdefault(key, value)',
    'DEFAULTS = {"TWILIO_REGION": "ie1"}\nos.environ.update(DEFAULTS)',
    'ENV = {"TWILIO_REGION": "ie1"}\nprint(ENV["TWILIO_REGION"])',
    'def settings():\n    return {"TWILIO_REGION": "ie1"}',
    'services = {"app": {"environment": {"TWILIO_REGION": "ie1"}}}\njson.dump(services, out)',
    'if eu:\n    os.environ["TWILIO_REGION"] = "ie1"\nelse:\n    os.environ.pop("TWILIO_REGION", None)',
    'command = ["docker", "run", "-e", "TWILIO_REGION=ie1", "image"]\nsubprocess.run(command)',
    'docker.run("image", environment=["TWILIO_REGION=ie1"])',
    'docker.run("image", environment={"TWILIO_REGION": "ie1"}, detach=True)',
    'Function(None, environment={"TWILIO_REGION": "ie1"})',
    'session.env["TWILIO_REGION"] = "ie1"',
    'function.add_environment("TWILIO_REGION", "ie1")',
    SET + 'nx.draw(graph, edge="black")',
]  # fmt: skip


@pytest.mark.parametrize("source", KEPT)
def test_plain_ones_get_their_edge(source: str) -> None:
    source = f"import json, os, subprocess\n{source}\n"
    (found,) = findings(source)
    assert (found.code, found.fix is not None and found.fix.safety) == ("EW301", Safety.SAFE)
    assert "dublin" in fixed(source)


NO_ENVIRONMENT = [
    ('E = {"TWILIO_REGION": "ie1"}\nassert len(E) == 1', 3),
    ('E = {"TWILIO_REGION": "ie1"}\nmissing = set(E) - set(os.environ)', 3),
    ('E = {"TWILIO_REGION": "ie1"}\nprint(sorted(E.keys()))', 3),
    ('E = {"TWILIO_REGION": "ie1"}\nfor key in E:\n    if key not in os.environ:\n        raise SystemExit(key)', 3),
    ('E = {"TWILIO_REGION": "ie1"}\nfor key, value in E.items():\n    print(key, value)', 4),
    ('class C:\n    def __init__(self, TWILIO_REGION): ...\nE = {"TWILIO_REGION": "ie1"}\nC(**E)', 5),
    ('def f(TWILIO_REGION): ...\nE = {"TWILIO_REGION": "ie1"}\nf(**E)', 4),
    ('import pydantic\nclass C(pydantic.BaseModel):\n    TWILIO_REGION: str\nE = {"TWILIO_REGION": "ie1"}\nC.model_validate(E)', 6),
    ('class C:\n    def __init__(self, TWILIO_REGION): ...\ndef make(**more):\n    return C(**more)\nE = {"TWILIO_REGION": "ie1"}\nmake(**E)', 5),
    ('E = dict(TWILIO_REGION="ie1")\nassert len({**E, "A": 1}) == 2', 3),
]  # fmt: skip


@pytest.mark.parametrize(("source", "line"), NO_ENVIRONMENT)
def test_a_dictionary_that_is_no_environment_gets_no_second_key(source: str, line: int) -> None:
    (found,) = findings(f"import os\n{source}\n")
    assert (found.code, found.fix) == ("EW301", None)
    assert f"on line {line}" in found.message


UNSAFE = [
    ('assert settings() == {"TWILIO_REGION": "ie1"}', 2),
    ('def test(self):\n    self.assertEqual(settings(), {"TWILIO_REGION": "ie1"})', 3),
    ('EXPECTED = {"TWILIO_REGION": "ie1"}\ndef test():\n    assert settings() == EXPECTED', 4),
    ('run.assert_called_once_with(["x"], env={"TWILIO_REGION": "ie1"})', 2),
    ('subprocess.run(["x"], env={"TWILIO_REGION": "ie1"})\nrun.assert_called_once_with(["x"], env={"TWILIO_REGION": "ie1"})', 3),
    (SET + "assert sorted(key for key in os.environ if key.startswith('TW')) == ['TWILIO_REGION']", 3),
    (SET + 'client = make(edge=os.environ.get("TWILIO_EDGE"))', 3),
    ('jsonschema.validate({"TWILIO_REGION": "ie1"}, SCHEMA)', 2),
    (SET + "from twilio.rest import Client\nassert Client().edge is None", 4),
    ("out = subprocess.run(X, env={**os.environ, 'TWILIO_REGION': 'ie1'})\nassert out.stdout == \"['TWILIO_REGION']\"", 3),
    ("def test(monkeypatch):\n    monkeypatch.setenv('TWILIO_REGION', 'ie1')\n    assert make().edge is None", 4),
]  # fmt: skip


@pytest.mark.parametrize(("source", "line"), UNSAFE)
def test_what_something_depends_on_is_not_safe(source: str, line: int) -> None:
    source = f"import os, subprocess\n{source}\n"
    found = [finding for finding in findings(source) if finding.code == "EW301"]
    assert found
    for finding in found:
        assert finding.fix is None or finding.fix.safety is Safety.UNSAFE
        assert f"on line {line}" in finding.message or "edge is set elsewhere" in finding.message
    assert fixed(source) == source


ELSEWHERE = [
    ("Client(SID, TOKEN, edge='dublin')", "a client is given an edge of its own on line 3"),
    ("x = 1\nclient.edge = 'dublin'", "a client is given an edge of its own on line 4"),
    ("def late():\n    os.environ['TWILIO_EDGE'] = 'dublin'", "an edge is set elsewhere in this module"),
]


@pytest.mark.parametrize(("more", "said"), ELSEWHERE)
def test_the_message_says_where_there_is_an_edge(more: str, said: str) -> None:
    source = f"import os\nos.environ['TWILIO_REGION'] = 'ie1'\n{more}\n"
    (finding,) = [finding for finding in findings(source) if finding.code == "EW301"]
    assert finding.fix is None
    assert finding.message.endswith(f"; {said}, so see which requests have one")


READ = [
    'REGION = config("TWILIO_REGION")',
    "class Settings(BaseSettings):\n    twilio_region: str",
    'class Settings(BaseSettings):\n    model_config = {"env_prefix": "TWILIO_"}\n    region: str',
    'assert client.region == "ie1"',
    'from app import client\nassert client.region == "ie1"',
    'import app\nassert app.make().region == "ie1"',
    "print(settings.TWILIO_REGION)",
    'requests.get("https://api.ie1.twilio.com/x")',
]


@pytest.mark.parametrize("source", READ)
def test_us1_changes_no_region_that_is_read(source: str) -> None:
    source = block(f"import os\n{SET}{source}\n")
    found = next(finding for finding in findings(source, processing_region="us1") if finding.code == "EW301")
    assert found.fix is not None
    assert found.fix.safety is Safety.UNSAFE
    assert "on line" in found.message
    assert 'os.environ["TWILIO_EDGE"]' in fixed(source)


def test_what_cannot_be_written_says_what_to_do_by_hand() -> None:
    (found,) = findings('app.config["TWILIO_REGION"] = "ie1"\n', processing_region="us1")
    assert found.fix is None
    assert found.help == 'Set TWILIO_REGION to "us1"; by hand: there is no sure way to write it here'


NOT_READ = [
    '"""It asked api.ie1.twilio.com, by .region."""',
    'class Room:\n    """Of api.ie1.twilio.com."""\n    region = "emea"\nprint(Room().region)',
    'Room = namedtuple("Room", "region")\nprint(Room("emea").region)',
]


@pytest.mark.parametrize("source", NOT_READ)
def test_us1_changes_a_region_beside_what_is_none_of_a_client(source: str) -> None:
    source = block(f"{source}\nfrom collections import namedtuple\nimport os\n{SET}")
    assert fixed(source, processing_region="us1") == source.replace('ie1"\n', 'us1"\n')


def test_us1_needs_no_edge_where_the_region_is_taken_back() -> None:
    source = f'import os\n{SET}run()\ndel os.environ["TWILIO_REGION"]\n'
    assert fixed(source, processing_region="us1") == source.replace("ie1", "us1")


def test_a_client_that_gets_its_old_region_back_gets_no_edge() -> None:
    source = "from twilio.rest import Client\nc = Client()\nc.region = 'ie1'\nrun(c)\nc.region = None\nrun(c)\n"
    (found,) = findings(source)
    assert (found.code, found.fix) == ("EW201", None)
    assert "dublin" in fixed(source.replace("c.region = None\n", ""))


@pytest.mark.parametrize(
    "holds",
    [
        'assert client().get_hostname("https://api.twilio.com") == "https://api.ie1.twilio.com"',
        'HOST = "api.ie1.twilio.com"\ndef is_ours(url):\n    return HOST in url',
    ],
)
@pytest.mark.parametrize("way", ["as-written", "us1"])
def test_a_host_that_stays_keeps_the_setting_that_leads_to_it(holds: str, way: str) -> None:
    source = f"import os\n{SET}{holds}\n"
    (found,) = [finding for finding in findings(source, processing_region=way) if finding.code == "EW301"]
    assert found.fix is not None
    assert found.fix.safety is Safety.UNSAFE
    assert "no safe fix: `api.ie1.twilio.com` stays on line " in found.message
