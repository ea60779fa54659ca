"""EW301 to EW303: TWILIO_REGION set from Python, and the TWILIO_EDGE that has to stand beside it."""

from __future__ import annotations

import pytest

from support import block, findings, fixed, seen

SET = [
    (
        'import os\nos.environ["TWILIO_REGION"] = "ie1"',
        'import os\nos.environ["TWILIO_REGION"] = "ie1"\nos.environ["TWILIO_EDGE"] = "dublin"',
        'import os\nos.environ["TWILIO_REGION"] = "us1"',
    ),
    (
        "from os import environ as env\nenv['TWILIO_REGION'] = 'au1'  # there",
        "from os import environ as env\nenv['TWILIO_REGION'] = 'au1'  # there\nenv['TWILIO_EDGE'] = 'sydney'",
        "from os import environ as env\nenv['TWILIO_REGION'] = 'us1'  # there",
    ),
    (
        'import os\nif eu: os.environ["TWILIO_REGION"] = "ie1"',
        'import os\nif eu: os.environ["TWILIO_REGION"] = "ie1"; os.environ["TWILIO_EDGE"] = "dublin"',
        'import os\nif eu: os.environ["TWILIO_REGION"] = "us1"',
    ),
    (
        'import os\nos.environ.setdefault("TWILIO_REGION", "ie1")',
        'import os\nos.environ.setdefault("TWILIO_REGION", "ie1")\nos.environ.setdefault("TWILIO_EDGE", "dublin")',
        'import os\nos.environ.setdefault("TWILIO_REGION", "us1")',
    ),
    (
        'import os\nos.putenv("TWILIO_REGION", "ie1")',
        'import os\nos.putenv("TWILIO_REGION", "ie1")\nos.putenv("TWILIO_EDGE", "dublin")',
        'import os\nos.putenv("TWILIO_REGION", "us1")',
    ),
    (
        'def test_x(monkeypatch):\n    monkeypatch.setenv("TWILIO_REGION", "ie1")\n    run()',
        'def test_x(monkeypatch):\n    monkeypatch.setenv("TWILIO_REGION", "ie1")\n'
        '    monkeypatch.setenv("TWILIO_EDGE", "dublin")\n    run()',
        'def test_x(monkeypatch):\n    monkeypatch.setenv("TWILIO_REGION", "us1")\n    run()',
    ),
    (
        'def test_x(mp):\n    mp.setenv("TWILIO_REGION", "ie1", prepend=False)',
        'def test_x(mp):\n    mp.setenv("TWILIO_REGION", "ie1", prepend=False)\n'
        '    mp.setenv("TWILIO_EDGE", "dublin", prepend=False)',
        'def test_x(mp):\n    mp.setenv("TWILIO_REGION", "us1", prepend=False)',
    ),
    (
        'import os\nfrom unittest.mock import patch\n@patch.dict(os.environ, {"TWILIO_REGION": "ie1"})\ndef f(): ...',
        'import os\nfrom unittest.mock import patch\n'
        '@patch.dict(os.environ, {"TWILIO_REGION": "ie1", "TWILIO_EDGE": "dublin"})\ndef f(): ...',
        'import os\nfrom unittest.mock import patch\n@patch.dict(os.environ, {"TWILIO_REGION": "us1"})\ndef f(): ...',
    ),
    (
        'from unittest import mock\nwith mock.patch.dict("os.environ", TWILIO_REGION="ie1"): ...',
        'from unittest import mock\nwith mock.patch.dict("os.environ", TWILIO_REGION="ie1", TWILIO_EDGE="dublin"): ...',
        'from unittest import mock\nwith mock.patch.dict("os.environ", TWILIO_REGION="us1"): ...',
    ),
    (
        'import os\nos.environ.update(TWILIO_REGION="ie1")',
        'import os\nos.environ.update(TWILIO_REGION="ie1", TWILIO_EDGE="dublin")',
        'import os\nos.environ.update(TWILIO_REGION="us1")',
    ),
    (
        'import os\nos.environ |= {"TWILIO_REGION": "ie1"}',
        'import os\nos.environ |= {"TWILIO_REGION": "ie1", "TWILIO_EDGE": "dublin"}',
        'import os\nos.environ |= {"TWILIO_REGION": "us1"}',
    ),
    (
        'from twilio.rest import Client\nClient(environment={"TWILIO_REGION": "ie1"})',
        'from twilio.rest import Client\nClient(environment={"TWILIO_REGION": "ie1", "TWILIO_EDGE": "dublin"})',
        'from twilio.rest import Client\nClient(environment={"TWILIO_REGION": "us1"})',
    ),
    (
        'import os, subprocess\nsubprocess.run(x, env=dict(os.environ, TWILIO_REGION="ie1"))',
        'import os, subprocess\nsubprocess.run(x, env=dict(os.environ, TWILIO_REGION="ie1", TWILIO_EDGE="dublin"))',
        'import os, subprocess\nsubprocess.run(x, env=dict(os.environ, TWILIO_REGION="us1"))',
    ),
    (
        'import os\nenvironment = {\n    **os.environ,\n    "ACME_TWILIO_REGION": "IE1",  # Ireland\n}',
        'import os\nenvironment = {\n    **os.environ,\n    "ACME_TWILIO_REGION": "IE1",  # Ireland\n    "ACME_TWILIO_EDGE": "dublin",\n}',
        'import os\nenvironment = {\n    **os.environ,\n    "ACME_TWILIO_REGION": "us1",  # Ireland\n}',
    ),
    (
        'import os\nKEY = "TWILIO_REGION"\nREGION = "ie1"\nos.environ[KEY] = REGION',
        'import os\nKEY = "TWILIO_REGION"\nREGION = "ie1"\nos.environ[KEY] = REGION\nos.environ["TWILIO_EDGE"] = "dublin"',
        'import os\nKEY = "TWILIO_REGION"\nREGION = "ie1"\nos.environ[KEY] = "us1"',
    ),
]  # fmt: skip


@pytest.mark.parametrize(("old", "as_written", "us1"), SET, ids=[item[0] for item in SET])
def test_a_region_without_its_edge(old: str, as_written: str, us1: str) -> None:
    assert [code for code, _ in seen(old + "\n")] == ["EW301"]
    assert fixed(old + "\n") == as_written + "\n"
    assert fixed(old + "\n", processing_region="us1") == us1 + "\n"
    assert seen(as_written + "\n") == []
    assert seen(us1 + "\n") == []


def test_a_region_that_processes_nothing_becomes_us1() -> None:
    source = 'import os\nos.environ["TWILIO_REGION"] = "de1"\n'
    assert fixed(source) == source.replace("de1", "us1")


SILENT = [
    'os.environ["TWILIO_REGION"] = "ie1"\nos.environ["TWILIO_EDGE"] = "dublin"',
    'os.environ["TWILIO_EDGE"] = "dublin"\nos.environ["TWILIO_REGION"] = "ie1"',
    'os.environ["TWILIO_REGION"] = "ie1"\nos.environ.setdefault("TWILIO_EDGE", "dublin")',
    'os.environ["TWILIO_REGION"] = "ie1"\nos.environ["TWILIO_EDGE"] = edge',
    'os.environ["TWILIO_REGION"] = "us1"',
    'os.environ["TWILIO_REGION"] = region',
    'os.environ["TWILIO_REGION"] = ""',
    'del os.environ["TWILIO_REGION"]',
    'x = os.environ["TWILIO_REGION"]',
    'x = os.environ.get("TWILIO_REGION", "ie1")',
    'x = {"TWILIO_REGION": "ie1", "TWILIO_EDGE": "dublin"}',
    'from twilio.rest import Client\nClient(edge="dublin", environment={"TWILIO_REGION": "ie1"})',
    'x = {"TWILIO_REGION": "the region, such as ie1"}',
    'x = {"TWILIO_REGION_NAME": "ie1", "MY_REGION": "ie1"}',
    'settings["TWILIO_REGION"] = "ie1"',
    'TWILIO_REGION = "ie1"',
    'f(TWILIO_REGION="ie1")',
    'x = ["TWILIO_REGION", "ie1"]',
]


@pytest.mark.parametrize("source", SILENT)
def test_what_is_fine_is_silent(source: str) -> None:
    assert seen(f"import os\n{source}\n") == []


def test_an_edge_elsewhere_is_not_beside_it() -> None:
    source = block("""
        import os
        def f():
            os.environ["TWILIO_REGION"] = "ie1"
        def g():
            os.environ["TWILIO_EDGE"] = "dublin"
    """)
    assert [code for code, _ in seen(source)] == ["EW301"]


WRONG = [
    ('"TWILIO_REGION": "dublin"', "EW302", '"TWILIO_REGION": "us1", "TWILIO_EDGE": "dublin"'),
    ('"TWILIO_REGION": "de1", "TWILIO_EDGE": "frankfurt"', "EW302", '"TWILIO_REGION": "us1", "TWILIO_EDGE": "ashburn"'),
    ('"TWILIO_REGION": "ie1", "TWILIO_EDGE": "sydney"', "EW303", '"TWILIO_REGION": "ie1", "TWILIO_EDGE": "dublin"'),
]  # fmt: skip


@pytest.mark.parametrize(("entries", "code", "rewritten"), WRONG)
def test_unsupported_and_mismatched(entries: str, code: str, rewritten: str) -> None:
    source = f"x = {{{entries}}}\n"
    assert [found for found, _ in seen(source)] == [code]
    assert fixed(source) == source
    assert fixed(source, unsafe=True) == f"x = {{{rewritten}}}\n"


@pytest.mark.parametrize(
    "source",
    [
        'import os\nx = os.environ.setdefault("TWILIO_REGION", "ie1")',
        'import os\nos.environ["TWILIO_REGION"] = other["x"] = "ie1"',
        'import os\nx = lambda: os.putenv("TWILIO_REGION", "ie1")',
    ],
)
def test_where_no_statement_can_follow_there_is_no_fix(source: str) -> None:
    (finding,) = findings(source + "\n")
    assert (finding.code, finding.fix) == ("EW301", None)


NAMED = [
    (
        'env = [{"name": "TWILIO_REGION", "value": "ie1"}, {"name": "A", "value": "b"}]',
        'env = [{"name": "TWILIO_REGION", "value": "ie1"}, {"name": "TWILIO_EDGE", "value": "dublin"}, {"name": "A", "value": "b"}]',
    ),
    (
        "env = [\n    {\n        'Value': 'ie1',\n        'Name': 'TWILIO_REGION',\n    },\n]",
        "env = [\n    {\n        'Value': 'ie1',\n        'Name': 'TWILIO_REGION',\n    },\n"
        "    {\n        'Value': 'dublin',\n        'Name': 'TWILIO_EDGE',\n    },\n]",
    ),
    (
        'env = [\n    V1EnvVar(name="TWILIO_REGION", value="ie1"),  # Ireland\n]',
        'env = [\n    V1EnvVar(name="TWILIO_REGION", value="ie1"),  # Ireland\n    V1EnvVar(name="TWILIO_EDGE", value="dublin"),\n]',
    ),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new"), NAMED)
def test_pairs_of_name_and_value_in_a_list(old: str, new: str) -> None:
    assert [code for code, _ in seen(old + "\n")] == ["EW301"]
    assert fixed(old + "\n") == new + "\n"
    assert fixed(old + "\n", processing_region="us1") == old.replace("ie1", "us1") + "\n"
    assert seen(new + "\n") == []


@pytest.mark.parametrize(
    "source",
    [
        'env = [*common, {"name": "TWILIO_REGION", "value": "ie1"}]',
        'env = common + [{"name": "TWILIO_REGION", "value": "ie1"}]',
        'app.config["TWILIO_REGION"] = "ie1"',
        'app.config.update(TWILIO_REGION="ie1")',
    ],
)
def test_what_may_get_its_edge_elsewhere_is_left(source: str) -> None:
    assert [code for code, _ in seen(source + "\n")] == ["EW301"]
    assert fixed(source + "\n") == source + "\n"


@pytest.mark.parametrize(
    "source",
    [
        'env = [{"name": "TWILIO_REGION", "value": "ie1"}, {"name": "TWILIO_EDGE", "valueFrom": "x"}]',
        'env = [{"name": "TWILIO_REGION", "value": region}, {"name": "TWILIO_REGION_NAME", "value": "ie1"}]',
        'x = {"name": "TWILIO_REGION", "value": "ie1"}',
        'x = [{"name": "TWILIO_REGION", "default": "ie1"}]',
        'app.config["TWILIO_REGION"] = "ie1"\napp.config["TWILIO_EDGE"] = "dublin"',
        'app.config.update(TWILIO_REGION="ie1", TWILIO_EDGE="dublin")',
        'app.config["TWILIO_REGION"] = "us1"\napp.config["TWILIO_REGION_NAME"] = "ie1"',
        'app.config["TWILIO_REGION"] = "ie1"\nClient(region=app.config["TWILIO_REGION"], edge="dublin")',
    ],
)
def test_named_settings_that_are_fine(source: str) -> None:
    assert seen(source + "\n") == []
