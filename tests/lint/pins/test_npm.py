"""Pins of the npm package: ranges, lock files, and which of them decides."""

from __future__ import annotations

from pathlib import Path

import pytest

from edgewise.options import Options
from edgewise.pins.ecosystems.npm import specifiers_of
from edgewise.pins.packages import libraries_of
from edgewise.pins.versions import behaviour
from edgewise.twilio.libraries import NODE
from edgewise.twilio.releases import Behaviour

BEFORE, GIVEN, ADDS = Behaviour.IGNORES_EDGE, Behaviour.AS_GIVEN, Behaviour.COMPLETES_EDGE

RANGES = [
    ("5.3.0", GIVEN),
    ("=5.11.0", ADDS),
    ("v5.11.0", ADDS),
    ("^5.3.0", GIVEN),
    ("~5.11.1", ADDS),
    ("~5.11", ADDS),
    ("5.11.x", ADDS),
    ("5.11", ADDS),
    ("~5.12.0", GIVEN),
    ("5.10.7 - 5.12.0", ADDS),
    ("5.10 - 5.11", ADDS),
    (">=3.0.0 <3.43.0", BEFORE),
    (">= 3.0.0 < 3.43", BEFORE),
    ("^2.0.0 || ^3.0.0", GIVEN),
    ("<=3.42.1", BEFORE),
    ("<=5.11", ADDS),
    ("<5.12", ADDS),
    (">5.12", GIVEN),
    ("2.x", BEFORE),
    ("^0.0.3", BEFORE),
    ("3", GIVEN),
    ("*", GIVEN),
    ("", GIVEN),
    ("latest", GIVEN),
    ("workspace:*", GIVEN),
    ("workspace:^5.11.0", GIVEN),
    ("npm:twilio@5.11.0", ADDS),
    ("git+https://github.com/twilio/twilio-node.git#5.11.0", GIVEN),
    ("twilio/twilio-node", GIVEN),
    ("file:../twilio", GIVEN),
]


@pytest.mark.parametrize(("text", "expected"), RANGES)
def test_ranges(text: str, expected: Behaviour) -> None:
    specifiers = specifiers_of(text)
    assert specifiers is not None
    assert behaviour(*specifiers, eras=NODE.eras) is expected


@pytest.mark.parametrize("text", ["^^5", "5.0.0 banana", "5,6"])
def test_what_is_no_range(text: str) -> None:
    assert specifiers_of(text) is None


LOCKS = {
    "package-lock.json": '{"lockfileVersion": 3, "packages": {"": {"dependencies": {"twilio": "^5.0.0"}}, '
    '"node_modules/twilio": {"version": "5.11.0"}, "node_modules/not-twilio": {"version": "1.0.0"}}}',
    "npm-shrinkwrap.json": '{"lockfileVersion": 1, "dependencies": {"twilio": {"version": "5.11.0"}}}',
    "yarn.lock": '# yarn lockfile v1\n\n\ntwilio@^5.0.0:\n  version "5.11.0"\n  resolved "https://x"\n',
    "pnpm-lock.yaml": "lockfileVersion: '9.0'\npackages:\n\n  twilio@5.11.0:\n    resolution: {integrity: x}\n",
    "bun.lock": '{\n  "packages": {\n    "twilio": ["twilio@5.11.0", "", {}],\n  }\n}\n',
}
OTHERS = {
    "yarn.lock": '__metadata:\n  version: 6\n\n"twilio@npm:^5.0.0":\n  version: 5.11.0\n  resolution: "twilio@npm:5.11.0"\n',
    "pnpm-lock.yaml": "lockfileVersion: 5.4\npackages:\n  /twilio/5.11.0:\n    resolution: {integrity: x}\n",
}


def read(folder: Path) -> tuple[list[tuple[Behaviour, str]], tuple[str, ...]]:
    options = Options(pin_roots=(str(folder),))
    found = libraries_of(NODE, options, str(folder / "src" / "app.ts"))
    return [(reading.behaviour, reading.said) for reading in found.readings], found.flaws


@pytest.mark.parametrize(("name", "text"), [*LOCKS.items(), *OTHERS.items()])
def test_a_lock_decides(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / "package.json").write_text('{"dependencies": {"twilio": "^5.0.0"}}')
    (tmp_path / name).write_text(text)
    assert read(tmp_path) == ([(ADDS, f"twilio 5.11.0 in {name}")], ())


def test_a_lock_of_the_workspace_stands_further_up(tmp_path: Path) -> None:
    (tmp_path / "package-lock.json").write_text(LOCKS["package-lock.json"])
    app = tmp_path / "apps" / "web"
    app.mkdir(parents=True)
    (app / "package.json").write_text('{"dependencies": {"twilio": "^5.10.0"}}')
    options = Options(pin_roots=(str(tmp_path),))
    (reading,) = libraries_of(NODE, options, str(app / "a.ts")).readings
    assert reading.said == "twilio 5.11.0 in package-lock.json"


def test_a_range_is_what_a_release_may_be(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"devDependencies": {"twilio": "~3.42.0"}}')
    assert read(tmp_path) == ([(BEFORE, "twilio ~3.42.0 in package.json")], ())


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ('{"dependencies": {"twilio": "5..1"}}', "package.json: '5..1' is no range of versions"),
        ('{"dependencies": {"twilio": ', "package.json: is not valid JSON"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path: Path, text: str, flaw: str) -> None:
    (tmp_path / "package.json").write_text(text)
    readings, flaws = read(tmp_path)
    assert readings == [(GIVEN, "")]
    assert [said[: len(flaw)] for said in flaws] == [flaw]


def test_nothing_is_said(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"dependencies": {"express": "4"}}')
    assert read(tmp_path) == ([(GIVEN, "")], ())
