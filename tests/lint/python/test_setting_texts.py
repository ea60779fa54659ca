"""Strings of a program that are configuration or commands, lists of arguments, and constants that others read (EW301)."""

from __future__ import annotations

import pytest

from support import findings, fixed, seen

FOUND = [
    ('path.write_text("TWILIO_ACCOUNT_SID=AC1\\nTWILIO_REGION=ie1\\n")', "TWILIO_REGION=ie1"),
    ('path.write_text("TWILIO_REGION=ie1")', "TWILIO_REGION=ie1"),
    ('path.write_bytes(b"TWILIO_REGION=ie1\\r\\n")', "TWILIO_REGION=ie1"),
    ('path.write_text(\n    "A=b\\n"\n    "TWILIO_REGION=ie1\\n"\n)', "TWILIO_REGION=ie1"),
    ('ENV = """\nA=b\nTWILIO_REGION=ie1\n"""', "TWILIO_REGION=ie1"),
    ('ENV = f"A={a}\\nTWILIO_REGION=ie1\\n"', "TWILIO_REGION=ie1"),
    ('ENV = "A=%s\\nTWILIO_REGION=ie1\\n" % a', "TWILIO_REGION=ie1"),
    (
        'C = dedent("""\\\n    services:\n      app:\n        environment:\n          TWILIO_REGION: ie1\n""")',
        "TWILIO_REGION: ie1",
    ),
    ('C = """\nservices:\n  app:\n    environment:\n      - TWILIO_REGION=ie1\n      - A=b\n"""', "TWILIO_REGION=ie1"),
    ('C = """\nenv:\n  - name: TWILIO_REGION\n    value: ie1\n"""', "TWILIO_REGION"),
    ('D = """\\\nFROM python:3.12\nENV TWILIO_REGION=ie1\n"""', "TWILIO_REGION=ie1"),
    ('S = """#!/bin/sh\nexport TWILIO_REGION=ie1\nexec app\n"""', "TWILIO_REGION=ie1"),
    ('J = json.loads(\'{"TWILIO_REGION": "ie1"}\')', '"TWILIO_REGION": "ie1"'),
    ('os.system("docker run -e TWILIO_REGION=ie1 app")', "TWILIO_REGION=ie1"),
    ('subprocess.Popen("TWILIO_REGION=ie1 exec app", shell=True)', "TWILIO_REGION=ie1"),
    ('c.run("cd app && TWILIO_REGION=ie1 make test", pty=True)', "TWILIO_REGION=ie1"),
    ('f(["kubectl", "set", "env", "deploy/app", "TWILIO_REGION=ie1"])', "TWILIO_REGION=ie1"),
    ('f(["gcloud", "run", "deploy", "--set-env-vars", "TWILIO_REGION=ie1,A=b"])', "TWILIO_REGION=ie1"),
]


@pytest.mark.parametrize(("source", "place"), FOUND)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_what_is_found_in_a_string_is_never_changed(source: str, place: str, ends: str) -> None:
    text = f"import os, subprocess\n{source}\n".replace("\n", ends)
    assert seen(text) == [("EW301", place)]
    (found,) = findings(text)
    assert found.fix is None
    assert "by hand" in found.message
    assert found.help


SILENT = [
    'path.write_text("TWILIO_REGION=ie1\\nTWILIO_EDGE=dublin\\n")',
    'ENV = "A=b\\n" + "TWILIO_REGION=ie1\\n" + "TWILIO_EDGE=dublin\\n"',
    'with open(".env") as f:\n    f.write("TWILIO_REGION=ie1\\n")\n    f.write("TWILIO_EDGE=dublin\\n")',
    'ENV = f"A={a}\\nTWILIO_REGION={region}\\n"',
    'ENV = "TWILIO_REGION=us1\\n"',
    'def f():\n    """Sets the region.\n\n    TWILIO_REGION=ie1\n    """',
    'print("TWILIO_REGION=ie1\\n")',
    'parser.add_argument("--region", help="TWILIO_REGION=ie1\\n")',
    'raise ValueError("set this:\\nTWILIO_REGION=ie1\\n")',
    'assert path.read_text() == "TWILIO_REGION=ie1\\n"',
    'x = "Please set TWILIO_REGION=ie1 in your environment,\\nand start again\\n"',
    'os.system("TWILIO_REGION=ie1 TWILIO_EDGE=dublin ./run")',
    'f(["kubectl", "set", "env", "deploy/app", "TWILIO_REGION=ie1", "TWILIO_EDGE=dublin"])',
]


@pytest.mark.parametrize("source", SILENT)
def test_what_is_complete_or_for_people_is_silent(source: str) -> None:
    assert seen(f"import os\n{source}\n") == []


ARGUMENTS = [
    ('run(["env", "A=b", "TWILIO_REGION=ie1", "app"])', 'run(["env", "A=b", "TWILIO_REGION=ie1", "TWILIO_EDGE=dublin", "app"])'),
    ('run(["/usr/bin/env", "-i", "TWILIO_REGION=ie1", "app"])', 'run(["/usr/bin/env", "-i", "TWILIO_REGION=ie1", "TWILIO_EDGE=dublin", "app"])'),
    ('session.run("docker", "run", "-e", "TWILIO_REGION=ie1", "app", external=True)',
     'session.run("docker", "run", "-e", "TWILIO_REGION=ie1", "-e", "TWILIO_EDGE=dublin", "app", external=True)'),
    ('session.run("docker", "build", "--build-arg=TWILIO_REGION=ie1", ".")',
     'session.run("docker", "build", "--build-arg=TWILIO_REGION=ie1", "--build-arg=TWILIO_EDGE=dublin", ".")'),
]  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), ARGUMENTS)
def test_an_argument_of_a_command_gets_another_one(source: str, expected: str) -> None:
    assert fixed(source + "\n") == expected + "\n"
    assert seen(expected + "\n") == []


UNSAFE = [
    'c = V1Container(name="a", env=[V1EnvVar(name="TWILIO_REGION", value="ie1")])\nassert len(c.env) == 1',
    'def made():\n    return V1Container(env=[V1EnvVar(name="TWILIO_REGION", value="ie1")])\nassert len(made().env) == 1',
    'task = Task(environment={"TWILIO_REGION": "ie1"})\nassert list(task.environment.items())[0] == ("TWILIO_REGION", "ie1")',
    'task = Task(env={"TWILIO_REGION": "ie1"})\nfor key in task.env:\n    show(key)',
    '@pytest.mark.parametrize("env, count", [({"TWILIO_REGION": "ie1"}, 1), ({}, 0)])\n'
    "def test(env, count):\n    assert len(load(env)) == count",
    '@pytest.mark.parametrize("env", [dict(TWILIO_REGION="ie1")])\ndef test(env):\n    assert load(env) == env',
    'CASES = {"ie": {"TWILIO_REGION": "ie1"}}\n@pytest.mark.parametrize("name", CASES)\n'
    "def test(name, monkeypatch):\n    for key, value in CASES[name].items():\n        monkeypatch.setenv(key, value)",
    'for env, region in [({"TWILIO_REGION": "ie1"}, "ie1")]:\n    with patch.dict(os.environ, env):\n'
    "        assert load().region == region",
    'run.assert_called_with("docker", "run", "-e", "TWILIO_REGION=ie1", "app")',
]


@pytest.mark.parametrize("source", UNSAFE)
def test_variables_that_are_counted_or_expected_get_no_safe_fix(source: str) -> None:
    text = f"import os, pytest\nfrom unittest.mock import patch\n{source}\n"
    assert [code for code, _ in seen(text)] == ["EW301"]
    assert fixed(text) == text
    assert fixed(text, unsafe=True) != text


def test_a_variable_that_is_stored_by_its_name_disturbs_nothing() -> None:
    source = 'task = Task(env={"TWILIO_REGION": "ie1"})\ntask.env["A"] = "b"\nrun(env=task.env)\n'
    assert fixed(source) == source.replace('"ie1"', '"ie1", "TWILIO_EDGE": "dublin"')


CONSTANTS = [
    'TWILIO_ACCOUNT_SID = get("TWILIO_ACCOUNT_SID")\nTWILIO_REGION = "ie1"',
    'TWILIO_ACCOUNT_SID: str\nTWILIO_REGION: Final[str] = "ie1"',
    'class Settings(BaseSettings):\n    twilio_account_sid: str\n    twilio_region: str = "ie1"',
    'class Config:\n    TWILIO_AUTH_TOKEN = ""\n    TWILIO_REGION = "ie1"',
]


@pytest.mark.parametrize("source", CONSTANTS)
def test_a_constant_that_others_read_is_told(source: str) -> None:
    (found,) = findings(source + "\n")
    assert (found.code, found.fix) == ("EW301", None)
    assert "nothing here reads it" in found.message


@pytest.mark.parametrize("source", CONSTANTS)
@pytest.mark.parametrize("more", ["\nTWILIO_EDGE = edge", "\nuse(TWILIO_REGION)", "\nuse(settings.twilio_region)"])
def test_a_constant_that_is_read_or_has_its_edge_is_not_told(source: str, more: str) -> None:
    assert seen(source + more + "\n") == []


def test_a_constant_that_names_no_region_is_not_told() -> None:
    assert seen('class Keys:\n    TWILIO_SID = "TWILIO_SID"\n    TWILIO_REGION = "TWILIO_REGION"\n') == []
    assert seen('TWILIO_SID = "AC1"\nTWILIO_REGION = "us1"\n') == []
