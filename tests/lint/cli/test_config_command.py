"""``edgewise config``, ``check --show-settings`` and ``--show-files``: what holds for a path, and why."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from edgewise.cli.main import edgewise as command
from edgewise.cli.options import _OF_CONFIGURATION, CommandLine
from edgewise.config.config import Config, load
from edgewise.config.keys import KEYS
from edgewise.files.toml import toml_table

BAD = 'URL = "https://api.ie1.twilio.com/x"\n'


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "src").mkdir()
    monkeypatch.chdir(tmp_path / "src")
    return tmp_path


def plant(files: dict[str, str]) -> None:
    for name, text in files.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(command, arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def shown(*arguments: str) -> dict[str, Any]:
    result = run("config", "--output-format", "json", *arguments)
    assert result.exit_code == 0, result.stderr
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def held(name: str, *arguments: str) -> tuple[object, list[str]]:
    """Return the value of a key, and where it comes from."""
    setting = shown(*arguments)["settings"][name]
    return setting["value"], setting["origins"]


SHOP = {
    "../shop/edgewise.toml": (
        'extend = "../base.toml"\nprocessing-region = "us1"\nextend-exclude = ["/gen/"]\nignore = ["EW204"]\n'
        'jobs = 7\n[per-file-ignores]\n"old/" = ["EW1"]\n'
    ),
    "../base.toml": (
        'prose = true\nprocessing-region = "ie1"\nextend-exclude = ["*_pb2.py"]\nignore = ["EW106"]\n'
        'clients = ["shop.Client"]\nbaseline = "known.json"\n'
    ),
    "pyproject.toml": '[tool.edgewise]\nrule-url = "https://wiki.example.org/{code}"\njobs = 3\n',
}


@pytest.mark.parametrize(
    ("name", "options", "value", "origins"),
    [
        ("processing-region", [], "us1", ["../shop/edgewise.toml"]),
        ("processing-region", ["--processing-region", "au1"], "au1", ["--processing-region"]),
        ("prose", [], True, ["../base.toml"]),
        ("prose", ["--no-prose"], False, ["--no-prose"]),
        ("clients", [], ["shop.Client"], ["../base.toml"]),
        ("select", [], ["EW"], ["default"]),
        ("select", ["--select", "EW1,EW2"], ["EW1", "EW2"], ["--select"]),
        ("ignore", [], ["EW106", "EW204"], ["../base.toml", "../shop/edgewise.toml"]),
        ("ignore", ["--ignore", "EW3"], ["EW106", "EW204", "EW3"], ["../base.toml", "../shop/edgewise.toml", "--ignore"]),
        ("ignore", ["--select", "EW1"], [], ["--select"]),
        ("ignore", ["--select", "EW1", "--ignore", "EW106"], ["EW106"], ["--ignore"]),
        ("extend-exclude", [], ["*_pb2.py", "/gen/"], ["../base.toml", "../shop/edgewise.toml"]),
        ("exclude", ["--exclude", "x"], ["x"], ["--exclude"]),
        ("per-file-ignores", [], {"old/": ["EW1"]}, ["../shop/edgewise.toml"]),
        ("max-file-size", [], Config().max_file_size, ["default"]),
        # What is about the run goes by the folder in which the command is called.
        ("jobs", [], 3, ["pyproject.toml"]),
        ("jobs", ["-j", "2"], 2, ["--jobs"]),
        ("rule-url", [], "https://wiki.example.org/{code}", ["pyproject.toml"]),
        ("baseline", [], None, ["default"]),
        ("baseline", ["--baseline", "b.json"], "b.json", ["--baseline"]),
        ("output-format", [], "concise", ["default"]),
    ],
)  # fmt: skip
def test_each_value_and_where_it_comes_from(
    here: Path, name: str, options: list[str], value: object, origins: list[str]
) -> None:
    plant(SHOP)
    assert held(name, "../shop/app/a.py", *options) == (value, origins)


def test_variables_of_the_environment_are_named(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(SHOP)
    for name, value in {"PROSE": "0", "SELECT": "EW1 EW2,EW3", "OUTPUT_FORMAT": "sarif", "JOBS": "5"}.items():
        monkeypatch.setenv(f"EDGEWISE_{name}", value)
    assert held("prose", "../shop") == (False, ["EDGEWISE_PROSE"])
    assert held("select", "../shop") == (["EW1", "EW2", "EW3"], ["EDGEWISE_SELECT"])
    assert held("output-format", "../shop") == ("sarif", ["EDGEWISE_OUTPUT_FORMAT"])
    assert held("jobs", "../shop") == (5, ["EDGEWISE_JOBS"])
    assert held("jobs", "../shop", "--jobs", "4") == (4, ["--jobs"])


def test_what_holds_for_a_path(here: Path) -> None:
    plant(SHOP | {"../shop/gen/here.py": ""})
    answer = shown("../shop/old/a.py")
    assert (answer["path"], answer["configuration"]) == ("../shop/old/a.py", "../shop/edgewise.toml")
    assert (answer["extends"], answer["excluded"]) == (["../base.toml"], False)
    assert [code for code in answer["rules"] if code.startswith("EW1")] == []
    assert "EW204" not in answer["rules"]
    assert "EW201" in answer["rules"]
    assert "EW101" in shown("../shop")["rules"]
    assert shown("../shop/gen/a.py")["excluded"]
    assert shown("../shop/gen")["excluded"]
    assert shown("../shop/app/x_pb2.py")["excluded"]
    assert not shown("../shop/app")["excluded"]
    answer = shown("..")
    assert (answer["configuration"], answer["extends"]) == (None, [])
    assert list(answer["settings"]) == list(KEYS)
    assert {name for name, setting in answer["settings"].items() if setting["about"] == "run"} == {
        *("output-format", "baseline", "rule-url", "jobs"),
    }


def test_the_text_is_a_configuration_file_that_says_the_same(here: Path) -> None:
    plant(SHOP)
    text = run("config", "../shop/app/a.py").stdout
    heading, _, rest = text.partition("\n\n")
    assert heading.splitlines()[:2] == [
        "../shop/app/a.py",
        "  configuration: ../shop/edgewise.toml, which extends ../base.toml",
    ]
    Path("again").mkdir()
    Path("again/edgewise.toml").write_text(rest, encoding="utf-8")
    again, real = load(os.path.abspath("again")), load(os.path.abspath("../shop/app"))
    assert again.options() == real.options()._replace(clients=real.clients)
    assert again.per_file_ignores == real.per_file_ignores
    assert again.jobs == 3
    for line in rest.splitlines():
        assert not line or "#" in line or line == "]" or line.startswith("    ")
    assert "# ../shop/edgewise.toml\n" in rest
    assert "# About the run, by the current folder (pyproject.toml)\n" in rest
    assert "# twilio-version is not set" in rest
    assert "excluded: " in run("config", "../shop/gen/a.py").stdout


def test_check_shows_settings_too(here: Path) -> None:
    plant(SHOP | {"../shop/app/a.py": BAD})
    one, two = run("config", "../shop/app/a.py").stdout, run("config", ".").stdout
    result = run("check", "--show-settings", "../shop/app/a.py", ".")
    assert (result.exit_code, result.stdout) == (0, f"{one}\n{two}")
    assert "# --select\n" in run("check", "--show-settings", "--select", "EW1").stdout


def test_check_lists_files(here: Path) -> None:
    plant(
        SHOP | {"../shop/app/a.py": BAD, "../shop/gen/b.py": BAD, "../shop/c.py": "", "../bad/edgewise.toml": "x = 1"}
    )
    result = run("check", "--show-files", "../shop")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == ["../shop/c.py", "../shop/edgewise.toml", "../shop/app/a.py"]
    result = run("check", "--show-files", "..")
    assert result.exit_code == 2
    assert "../shop/app/a.py" in result.stdout.splitlines()
    assert "error: ../bad: nothing here was looked at: ../bad/edgewise.toml has no key" in result.stderr
    assert run("check", "--show-files", "-").exit_code == 2


def test_what_is_left_out_on_purpose_is_no_error_of_a_list_of_files(here: Path) -> None:
    plant({".git/HEAD": "", ".gitignore": ".env\nconfig/\n", ".env": "", "config/.env.live": "", "a.py": ""})
    (here / "out.py").symlink_to("/etc/passwd")
    result = run("check", "--show-files")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "a.py" in result.stdout.splitlines()
    assert ".env" not in result.stdout


def test_a_bad_configuration_is_said(here: Path) -> None:
    plant({"../shop/edgewise.toml": "jbos = 1"})
    result = run("config", "../shop")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "error: ../shop/edgewise.toml has no key 'jbos'; did you mean 'jobs'?\n"
    plant({"edgewise.toml": "select = []"})
    assert run("config").stderr == "error: edgewise.toml: no rule is left to look for: `select` names none\n"
    assert run("config", "--schema").exit_code == 0


def test_options_that_are_keys_are_options_of_config(here: Path) -> None:
    fields = {name.replace("-", "_") for name in KEYS} & set(CommandLine._fields)
    assert fields - {"output_format"} == set(_OF_CONFIGURATION) - {"config", "isolated", "no_baseline"}
    plant({"ci.toml": "jobs = 9", "edgewise.toml": "jobs = 8"})
    assert held("jobs", "--config", "ci.toml") == (9, ["ci.toml"])
    assert held("jobs", "--isolated")[1] == ["default"]


# ---------------------------------------------------------------------------------------------------------- the schema

EXAMPLES = {
    "processing-region": ('"us1"', '"ie2"'),
    "select": ('["EW1", "retired-hostname", "ew201"]', '["EW9999"]'),
    "extend-select": ('["EW001"]', '"EW001"'),
    "ignore": ('["EW"]', "[1]"),
    "per-file-ignores": ('{"tests/" = ["EW1"]}', '{"tests/" = "EW1"}'),
    "exclude": ('["gen"]', '["gen", ""]'),
    "extend-exclude": ('["*.py"]', '"*.py"'),
    "respect-gitignore": ("false", "1"),
    "force-exclude": ("true", '"true"'),
    "prose": ("true", "[]"),
    "clients": ('["a.B"]', "[true]"),
    "unsafe-fixes": ("true", "{}"),
    "output-format": ('"sarif"', '"xml"'),
    "baseline": ('"known.json"', '""'),
    "rule-url": ('"https://wiki.example.org/{code}"', '"wiki"'),
    "jobs": ("2", "0"),
    "max-file-size": ("100", "1.5"),
    "twilio-version": ('">=6,<7"', "6"),
    "extend": ('"../edgewise.toml"', "1"),
}


def test_the_schema_takes_what_the_file_may_say_and_nothing_else(here: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(run("config", "--schema").stdout)
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    assert set(EXAMPLES) == {*KEYS, "extend"} == set(schema["properties"])
    plant({"../edgewise.toml": ""})
    for key, values in EXAMPLES.items():
        for value, good in zip(values, (True, False), strict=True):
            text = f"{key} = {value}\n"
            plant({"edgewise.toml": text})
            assert validator.is_valid(toml_table(text)) == good, text
            result = run("check")
            assert ("edgewise.toml has a bad" not in result.stderr) == good, text
    assert not validator.is_valid({"jbos": 1})


def test_the_schema_knows_the_defaults(here: Path) -> None:
    properties = json.loads(run("config", "--schema").stdout)["properties"]
    for key in KEYS:
        default = getattr(Config(), key.replace("-", "_"))
        plain = {} if key == "per-file-ignores" else list(default) if isinstance(default, tuple) else default
        assert properties[key].get("default") == plain
        assert properties[key]["description"]
