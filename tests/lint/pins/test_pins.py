"""Pins: what each kind of file says about twilio, and what several of them come to."""

from __future__ import annotations

import contextlib
import json
import os
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from edgewise.cli.main import edgewise as command
from edgewise.options import Options
from edgewise.pins import NEWEST, Libraries, libraries, locks
from edgewise.pins.poetry import specifier_of as poetry_specifier
from edgewise.pins.project import READERS, forget, pinned
from edgewise.pins.statements import PinStatement, of_requirements, of_source
from edgewise.pins.tables import UnreadablePinsError
from edgewise.pins.versions import behaviour, exact_version, specifier_of
from edgewise.twilio.releases import ERAS, Behaviour
from support import CLIENT

NO_EDGE, AS_GIVEN, ADDS_EDGE = Behaviour.NO_EDGE, Behaviour.AS_GIVEN, Behaviour.ADDS_EDGE

# ------------------------------------------------------------------------------------------------------------ versions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # one version
        ("5.7.0", NO_EDGE), ("6.0.0", NO_EDGE), ("6.39.0", NO_EDGE), ("6.40.0", AS_GIVEN), ("6.40", AS_GIVEN),
        ("7.17.0", AS_GIVEN), ("9.8", AS_GIVEN), ("9.8.7", AS_GIVEN), ("9.8.8", ADDS_EDGE), ("9.9.1", ADDS_EDGE),
        ("9.10.0", ADDS_EDGE), ("9.10.1", AS_GIVEN), ("9.13.0", AS_GIVEN), ("9.13.1", AS_GIVEN), ("12", AS_GIVEN),
        ("===9.9.0", ADDS_EDGE), ("==9.9.0+ours", ADDS_EDGE), ("v9.9.0", ADDS_EDGE), ("9.9.0.post1", ADDS_EDGE),
        # the newest of a range
        (">=6", AS_GIVEN), (">=6,<6.40", NO_EDGE), ("<6.40.0", NO_EDGE), ("<=6.40.0", AS_GIVEN), ("==6.*", AS_GIVEN),
        ("~=6.39.0", NO_EDGE), ("~=6.39", AS_GIVEN), ("<7", AS_GIVEN), ("<9", AS_GIVEN), ("<9.8.8", AS_GIVEN),
        ("<=9.8.8", ADDS_EDGE), ("<9.9", ADDS_EDGE), ("==9.8.*", ADDS_EDGE), ("~=9.8.0", ADDS_EDGE),
        ("~=9.7.0", AS_GIVEN), ("~=9.0", AS_GIVEN), ("==9.9.*", ADDS_EDGE), ("<9.10.1", ADDS_EDGE),
        ("<=9.10", ADDS_EDGE), ("==9.10.*", AS_GIVEN), ("!=9.13.0", AS_GIVEN), (">9.13.0", AS_GIVEN),
        (">=10,<11", AS_GIVEN), (">9.8.8,<9.10.0", ADDS_EDGE), (">9.9,<9.10", ADDS_EDGE), ("<9.10.1,!=9.10.0", ADDS_EDGE),
        (">=9.9,<9.10.1,!=9.10.0,!=9.9.0", ADDS_EDGE), ("<9.8.8,>9.8.6", AS_GIVEN), (">6.38,<6.39.1", NO_EDGE),
        ("<6.39,>=6.38.1", NO_EDGE), (">=9.8.8,<9.9", ADDS_EDGE), ("!=6.0,<6.1", NO_EDGE),
    ],
)  # fmt: skip
def test_what_a_version_or_a_range_does(text: str, expected: Behaviour) -> None:
    assert behaviour(specifier_of(text)) is expected


@pytest.mark.parametrize("text", ["", "  ", "nine", ">", "^9", "9.9.0 or later", ">9,<8", "==9,==8", ">=9;python>3"])
def test_what_is_neither(text: str) -> None:
    with pytest.raises(ValueError, match=r"neither a version|no version of twilio fits"):
        specifier_of(text)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["<", "<=", ">", ">=", "==", "!=", "~="]),
            st.tuples(st.integers(5, 10), st.sampled_from([0, 1, 8, 9, 10, 38, 39, 40]), st.integers(0, 9)),
        ),
        max_size=3,
    )
)
def test_a_range_is_as_its_newest_release(clauses: list[tuple[str, tuple[int, int, int]]]) -> None:
    # Against all versions with such numbers, as if each had been released.
    from packaging.specifiers import SpecifierSet
    from packaging.version import Version

    specifier = ",".join(f"{operator}{'.'.join(map(str, numbers))}" for operator, numbers in clauses)
    allowed = SpecifierSet(specifier)
    found = behaviour(specifier)
    for major in range(12, 4, -1):
        for minor in range(70, -1, -1):
            for patch in range(12, -1, -1):
                if allowed.contains(f"{major}.{minor}.{patch}"):
                    version = Version(f"{major}.{minor}.{patch}")
                    eras = [era for era in ERAS if Version(era.first) <= version] or [ERAS[0]]
                    assert found is eras[-1].behaviour
                    return


@pytest.mark.parametrize(
    ("specifier", "version"),
    [("==9.9.0", "9.9.0"), ("===9.9.0", "9.9.0"), (">=9,==9.9.0", "9.9.0"), ("==9.*", None), (">=9", None), ("", None)],
)
def test_exact_version(specifier: str, version: str | None) -> None:
    assert exact_version(specifier) == version


@pytest.mark.parametrize(
    ("constraint", "specifier"),
    [
        ("^9.1.2", ">=9.1.2,<10"), ("^9.1", ">=9.1,<10"), ("^9", ">=9,<10"), ("^0.2.3", ">=0.2.3,<0.3"),
        ("^0.0.3", ">=0.0.3,<0.0.4"), ("^0.0", ">=0.0,<0.1"), ("^0", ">=0,<1"), ("~9.1.2", ">=9.1.2,<9.2"),
        ("~9.1", ">=9.1,<9.2"), ("~9", ">=9,<10"), ("9.*", "==9.*"), ("*", ""), ("9.9.0", "==9.9.0"), ("=9.9", "==9.9"),
        (">=6,<7", ">=6,<7"), (">= 6, < 7", ">=6,<7"), (">=6 <7", ">=6,<7"), ("~=9.1", "~=9.1"), ("!=9.1", "!=9.1"),
        ("nine", None), ("^", None), ("", None), ("^9.x", None), (">=9 or so", None),
    ],
)  # fmt: skip
def test_constraints_of_poetry(constraint: str, specifier: str | None) -> None:
    assert poetry_specifier(constraint) == specifier


# --------------------------------------------------------------------------------------------------------- the folders


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    forget()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    return tmp_path


def write(root: Path, files: dict[str, str | bytes]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())


def ask(root: Path, path: str = "app.py") -> Libraries:
    return pinned(str(root / path), (str(root),)) or NEWEST


def told(found: Libraries) -> dict[Behaviour, str]:
    return {reading.behaviour: reading.said for reading in found.readings}


LOCK = '[[package]]\nname = "{name}"\nversion = "{version}"\n'


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("requirements.txt", "flask\ntwilio==9.9.0\n", {ADDS_EDGE: "twilio==9.9.0"}),
        ("requirements.txt", "Twilio [async] == 6.38.1 ; python_version > '3' # old\n", {NO_EDGE: "Twilio [async] == 6.38.1"}),
        ("requirements.txt", "twilio==9.9.0 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n", {ADDS_EDGE: "twilio==9.9.0"}),
        ("requirements.txt", "twilio==9.9.0\r\n".encode("utf-16"), {ADDS_EDGE: "twilio==9.9.0"}),
        ("requirements.txt", "\ufefftwilio<6.40\n", {NO_EDGE: "twilio<6.40"}),
        ("requirements.txt", "# twilio==6.38\ndjango-twilio==0.9\ntwilio-stubs==6.1\n", {AS_GIVEN: ""}),
        ("requirements.txt", "twilio\n", {AS_GIVEN: "twilio"}),
        ("requirements.txt", "twilio @ https://files.example/twilio-9.9.0-py2.py3-none-any.whl\n", {ADDS_EDGE: "twilio @ https://files.example/twilio-9.9.0-py2.py3-none-any.whl"}),
        ("requirements.txt", "twilio @ https://files.example/twilio-6.38.1.tar.gz#sha256=aa\n", {NO_EDGE: "twilio @ https://files.example/twilio-6.38.1.tar.gz#sha256=aa"}),
        ("requirements.txt", "twilio @ git+https://github.com/twilio/twilio-python@6.38.1\n", {NO_EDGE: "twilio @ git+https://github.com/twilio/twilio-python@6.38.1"}),
        ("requirements.txt", "twilio @ git+https://github.com/twilio/twilio-python@main\n", {AS_GIVEN: "twilio @ git+https://github.com/twilio/twilio-python@main"}),
        ("requirements-dev.txt", "twilio~=9.9.0\n", {ADDS_EDGE: "twilio~=9.9.0"}),
        ("dev-requirements.txt", "twilio~=9.9.0\n", {ADDS_EDGE: "twilio~=9.9.0"}),
        ("requirements.in", "twilio<9.10.1\n", {ADDS_EDGE: "twilio<9.10.1"}),
        ("constraints.txt", "twilio==9.9.0\n", {ADDS_EDGE: "twilio==9.9.0"}),
        ("requirements/base.txt", "twilio==9.9.0\n", {ADDS_EDGE: "twilio==9.9.0"}),
        ("requirements/prod.in", "twilio==9.9.0\n", {ADDS_EDGE: "twilio==9.9.0"}),
        ("pyproject.toml", '[project]\ndependencies = ["flask", "twilio>=6,<6.40"]\n', {NO_EDGE: "twilio>=6,<6.40"}),
        ("pyproject.toml", '[project.optional-dependencies]\nsms = ["twilio==9.9.0"]\n', {ADDS_EDGE: "twilio==9.9.0"}),
        ("pyproject.toml", '[dependency-groups]\na = [{include-group = "b"}]\nb = ["twilio==9.9.0"]\n', {ADDS_EDGE: "twilio==9.9.0"}),
        ("pyproject.toml", '[tool.pdm.dev-dependencies]\nb = ["twilio==9.9.0"]\n', {ADDS_EDGE: "twilio==9.9.0"}),
        ("pyproject.toml", '[tool.uv]\nconstraint-dependencies = ["twilio==9.9.0"]\n', {ADDS_EDGE: "twilio==9.9.0"}),
        ("pyproject.toml", '[tool.hatch.envs.default]\ndependencies = ["twilio==9.9.0"]\n', {ADDS_EDGE: "twilio==9.9.0"}),
        ("pyproject.toml", '[tool.poetry.dependencies]\npython = "^3"\ntwilio = "~6.39"\n', {NO_EDGE: "twilio ~6.39"}),
        ("pyproject.toml", '[tool.poetry.dependencies]\ntwilio = {version = "^9.0"}\n', {AS_GIVEN: "twilio ^9.0"}),
        ("pyproject.toml", '[tool.poetry.dependencies]\ntwilio = "~6.38 || ~9.9"\n', {ADDS_EDGE: "twilio ~6.38 || ~9.9"}),
        ("pyproject.toml", '[tool.poetry.dependencies]\ntwilio = {git = "https://x"}\n', {AS_GIVEN: "twilio"}),
        ("pyproject.toml", '[tool.poetry.group.dev.dependencies]\nTwilio = "9.9.0"\n', {ADDS_EDGE: "twilio 9.9.0"}),
        (
            "pyproject.toml",
            '[tool.poetry.dependencies]\ntwilio = [{version = "6.38", python = "<3.8"}, {version = "9.9", python = ">=3.8"}]\n',
            {NO_EDGE: "twilio 6.38", ADDS_EDGE: "twilio 9.9"},
        ),
        ("setup.cfg", "[options]\ninstall_requires =\n    flask\n    twilio<6.40\n", {NO_EDGE: "twilio<6.40"}),
        ("setup.cfg", "[options.extras_require]\nsms = twilio==9.9.0; python_version > '3'\n", {ADDS_EDGE: "twilio==9.9.0"}),
        ("setup.py", "from setuptools import setup\nsetup(install_requires=['twilio<6.40'])\n", {NO_EDGE: "twilio<6.40"}),
        ("setup.py", "setup(extras_require={'sms': ['twilio==9.9.0']}, name='twilio==6.0')\n", {ADDS_EDGE: "twilio==9.9.0"}),
        ("setup.py", "setup(install_requires=read('twilio.txt'))\n", {AS_GIVEN: ""}),
        ("setup.py", "NEEDS = ['six', 'twilio==6.38.0']\nsetup(install_requires=NEEDS)\n", {NO_EDGE: "twilio==6.38.0"}),
        ("setup.py", "NEEDS = ['six']\nTEST = ['twilio==9.9.0']\nsetup(extras_require={'test': NEEDS + TEST})\n", {ADDS_EDGE: "twilio==9.9.0"}),
        ("setup.py", "OTHER = ['twilio==6.38.0']\nsetup(install_requires=['six'])\n", {AS_GIVEN: ""}),
        ("requirements.txt", "-e git+https://github.com/twilio/twilio-python.git@6.38.1#egg=twilio\n", {NO_EDGE: "git+https://github.com/twilio/twilio-python.git@6.38.1#egg=twilio"}),
        ("requirements.txt", "git+https://example.org/x.git@6.38.1#egg=twilio-stubs\n", {AS_GIVEN: ""}),
        ("requirements.txt", "./wheels/twilio-6.38.1-py2.py3-none-any.whl\n", {NO_EDGE: "./wheels/twilio-6.38.1-py2.py3-none-any.whl"}),
        ("requirements.txt", "https://example.org/twilio-9.9.0.tar.gz\n", {ADDS_EDGE: "https://example.org/twilio-9.9.0.tar.gz"}),
        ("requirements.txt", "https://example.org/twilio_stubs-9.9.0.tar.gz\n", {AS_GIVEN: ""}),
        ("requirements.txt", "-e ./vendor/twilio\n", {AS_GIVEN: ""}),
        ("pyproject.toml", "[tool.poetry.dependencies]\ntwilio = {git = 'https://github.com/twilio/twilio-python', tag = '6.38.0'}\n", {NO_EDGE: "twilio 6.38.0"}),
        ("Pipfile", '[packages]\ntwilio = "<6.40"\n', {NO_EDGE: "twilio<6.40"}),
        ("Pipfile", '[packages]\ntwilio = "*"\n', {AS_GIVEN: "twilio"}),
        ("Pipfile", '[dev-packages]\ntwilio = {version = "==9.9.0", extras = ["x"]}\n', {ADDS_EDGE: "twilio==9.9.0"}),
        ("Pipfile.lock", json.dumps({"_meta": {}, "default": {"twilio": {"version": "==9.9.0"}}}), {ADDS_EDGE: "twilio 9.9.0"}),
        ("poetry.lock", LOCK.format(name="twilio", version="6.38.1"), {NO_EDGE: "twilio 6.38.1"}),
        ("uv.lock", LOCK.format(name="flask", version="6.0") + LOCK.format(name="twilio", version="9.9.0"), {ADDS_EDGE: "twilio 9.9.0"}),
        ("pdm.lock", LOCK.format(name="Twilio", version="9.9.0"), {ADDS_EDGE: "twilio 9.9.0"}),
        ("pylock.toml", '[[packages]]\nname = "twilio"\nversion = "9.9.0"\n', {ADDS_EDGE: "twilio 9.9.0"}),
        ("pylock.prod.toml", '[[packages]]\nname = "twilio"\nversion = "9.9.0"\n', {ADDS_EDGE: "twilio 9.9.0"}),
        # links
        ("requirements.txt", "twilio @ https://github.com/twilio/twilio-python/archive/refs/tags/6.38.1.tar.gz\n", {NO_EDGE: "twilio @ https://github.com/twilio/twilio-python/archive/refs/tags/6.38.1.tar.gz"}),
        ("requirements.txt", "https://github.com/twilio/twilio-python/archive/9.9.0.zip\n", {ADDS_EDGE: "https://github.com/twilio/twilio-python/archive/9.9.0.zip"}),
        ("requirements.txt", "git+https://github.com/acme/twilio-python.git@6.38.1\n", {NO_EDGE: "git+https://github.com/acme/twilio-python.git@6.38.1"}),
        ("requirements.txt", "git+https://github.com/acme/twilio-python-stubs.git@6.38.1\n", {AS_GIVEN: ""}),
        ("requirements.txt", "-e git+https://example.org/x.git#egg=twilio-6.38.1\n", {NO_EDGE: "git+https://example.org/x.git#egg=twilio-6.38.1"}),
        ("requirements.txt", "git+https://example.org/x.git#subdirectory=a&egg=twilio==9.9.0\n", {ADDS_EDGE: "git+https://example.org/x.git#subdirectory=a&egg=twilio==9.9.0"}),
        ("requirements.txt", "https://example.org/x.zip#egg=twilio-stubs-6.38.1\n", {AS_GIVEN: ""}),
        ("requirements.txt", "https://example.org/x.zip#egg=twilio==6..1\n", {AS_GIVEN: "https://example.org/x.zip#egg=twilio==6..1"}),
        ("requirements.txt", "twilio @ https://bot:secret@example.org/twilio-9.9.0.zip\n", {ADDS_EDGE: "twilio @ https://example.org/twilio-9.9.0.zip"}),
        ("requirements.txt", "https://bot:secret@example.org/twilio-9.9.0.zip\n", {ADDS_EDGE: "https://example.org/twilio-9.9.0.zip"}),
        ("requirements.lock", "twilio==9.9.0\n", {ADDS_EDGE: "twilio==9.9.0"}),
        ("requirements-dev.lock", "twilio==9.9.0\n", {ADDS_EDGE: "twilio==9.9.0"}),
        ("pyproject.toml", '[tool.poetry.dependencies]\ntwilio = {git = "https://x", rev = "6.38.1"}\n', {NO_EDGE: "twilio 6.38.1"}),
        ("pyproject.toml", '[tool.poetry.dependencies]\ntwilio = {url = "https://x/twilio-6.38.1.tar.gz"}\n', {NO_EDGE: "twilio 6.38.1"}),
        ("pyproject.toml", '[tool.poetry.dependencies]\ntwilio = {path = "../wheels/twilio-9.9.0-py2.py3-none-any.whl"}\n', {ADDS_EDGE: "twilio 9.9.0"}),
        ("pyproject.toml", '[project]\ndependencies = ["twilio"]\n[tool.uv.sources]\ntwilio = {git = "https://x", tag = "6.38.1"}\n', {NO_EDGE: "twilio 6.38.1"}),
        (
            "pyproject.toml",
            '[project]\ndependencies = ["twilio"]\n[tool.uv.sources]\ntwilio = [{git = "https://x", tag = "6.38.1", marker = "a"}, {url = "https://x/twilio-9.9.0.zip", marker = "b"}]\n',
            {NO_EDGE: "twilio 6.38.1", ADDS_EDGE: "twilio 9.9.0"},
        ),
        ("Pipfile", '[packages]\ntwilio = {git = "https://x", ref = "6.38.1"}\n', {NO_EDGE: "twilio 6.38.1"}),
        ("Pipfile", '[packages]\ntwilio = {file = "https://x/twilio-6.38.1.zip"}\n', {NO_EDGE: "twilio 6.38.1"}),
        ("Pipfile.lock", json.dumps({"default": {"twilio": {"git": "https://x", "ref": "6.38.1"}}}), {NO_EDGE: "twilio 6.38.1"}),
        ("Pipfile.lock", json.dumps({"default": {"twilio": {"git": "https://x", "ref": "main"}}}), {AS_GIVEN: ""}),
        ("pylock.toml", '[[packages]]\nname = "twilio"\n[packages.vcs]\nrequested-revision = "6.38.1"\n', {NO_EDGE: "twilio 6.38.1"}),
        ("pylock.toml", '[[packages]]\nname = "twilio"\narchive = {url = "https://x/twilio-9.9.0.zip"}\n', {ADDS_EDGE: "twilio 9.9.0"}),
        # what replaces everything else
        ("pyproject.toml", '[project]\ndependencies = ["twilio<6.40"]\n[tool.uv]\noverride-dependencies = ["twilio==9.9.0"]\n', {ADDS_EDGE: "twilio==9.9.0"}),
        ("pyproject.toml", '[project]\ndependencies = ["twilio"]\n[tool.pdm.resolution.overrides]\ntwilio = "6.38.1"\n', {NO_EDGE: "twilio==6.38.1"}),
        ("pyproject.toml", '[project]\ndependencies = ["twilio"]\n[tool.pdm.resolution]\noverrides = {twilio = "<6.40"}\n', {NO_EDGE: "twilio<6.40"}),
        # setuptools
        ("setup.cfg", "[options]\ninstall_requires = twilio>=6,<6.40\n", {NO_EDGE: "twilio>=6,<6.40"}),
        ("setup.cfg", "[options]\ninstall_requires = twilio>=6,<6.40; flask\n", {NO_EDGE: "twilio>=6,<6.40"}),
        ("setup.cfg", "[options]\ninstall_requires =\n    twilio<6.40  # they have to upgrade\n", {NO_EDGE: "twilio<6.40"}),
        ("setup.cfg", "[options]\ntests_require = twilio==9.9.0\n", {ADDS_EDGE: "twilio==9.9.0"}),
        ("setup.py", "about = {'install_requires': ['twilio==6.38.0']}\nsetup(**about)\n", {NO_EDGE: "twilio==6.38.0"}),
        ("setup.py", "NEEDS = []\nNEEDS.append('twilio==6.38.0')\nsetup(install_requires=NEEDS)\n", {NO_EDGE: "twilio==6.38.0"}),
        ("setup.py", "NEEDS: list = []\nNEEDS += ['twilio==6.38.0']\nsetup(install_requires=NEEDS)\n", {NO_EDGE: "twilio==6.38.0"}),
        ("setup.py", "MORE = {}\nMORE['sms'] = ['twilio==9.9.0']\nsetup(extras_require=MORE)\n", {ADDS_EDGE: "twilio==9.9.0"}),
        ("setup.py", "def main():\n    needs = BASE\n    setup(install_requires=needs)\nBASE = ['twilio<6.40']\n", {NO_EDGE: "twilio<6.40"}),
        ("setup.py", "A = B\nB = A + ['twilio==9.9.0']\nsetup(install_requires=A)\n", {ADDS_EDGE: "twilio==9.9.0"}),
        (
            "setup.py",
            "NEEDS = []\nif OLD:\n    NEEDS.append('twilio<6.40')\nelse:\n    NEEDS.append('twilio>=9.13')\nsetup(install_requires=NEEDS)\n",
            {NO_EDGE: "twilio<6.40", AS_GIVEN: "twilio>=9.13"},
        ),
        ("hatch.toml", '[envs.default]\ndependencies = ["twilio==9.9.0"]\n', {ADDS_EDGE: "twilio==9.9.0"}),
        # conda and pixi
        ("environment.yml", "dependencies:\n  - python=3.11\n  - twilio=6.38\n", {NO_EDGE: "twilio=6.38"}),
        ("environment.yml", "dependencies:\n- conda-forge::twilio=9.9.0=py_0  # old\n", {ADDS_EDGE: "twilio=9.9.0=py_0"}),
        ("environment.yml", "dependencies:\n  - pip:\n    - 'twilio[async]==9.9.0'\n", {ADDS_EDGE: "twilio[async]==9.9.0"}),
        ("environment.yml", "dependencies:\n  - pip:\n    - \"twilio<6.40; python_version<'3.9'\"\n", {NO_EDGE: "twilio<6.40"}),
        ("environment.yml", "dependencies:\r\n  - twilio 6.38.1\r\n", {NO_EDGE: "twilio 6.38.1"}),
        ("environment.yml", "dependencies:\n  - twilio >=6.38,<6.40|6.30.*\n", {NO_EDGE: "twilio >=6.38,<6.40|6.30.*"}),
        ("environment.yml", "dependencies:\n  - twilio-stubs=6.38\n  # - twilio=6.38\n", {AS_GIVEN: ""}),
        ("environment.yml", "services:\n  - twilio\n", {AS_GIVEN: ""}),
        ("environment-prod.yaml", "dependencies:\n  - twilio==9.9.0\n", {ADDS_EDGE: "twilio==9.9.0"}),
        ("conda-lock.yml", "package:\n- name: twilio\n  version: 6.38.1\n  manager: conda\n", {NO_EDGE: "twilio 6.38.1"}),
        ("pixi.toml", '[dependencies]\ntwilio = "6.38.*"\n', {NO_EDGE: "twilio 6.38.*"}),
        ("pixi.toml", '[feature.sms.pypi-dependencies]\ntwilio = {version = "==9.9.0"}\n', {ADDS_EDGE: "twilio==9.9.0"}),
        ("pixi.toml", '[pypi-dependencies]\ntwilio = {git = "https://x", tag = "6.38.1"}\n', {NO_EDGE: "twilio 6.38.1"}),
        ("pyproject.toml", '[tool.pixi.target.linux-64.dependencies]\ntwilio = "=6.38"\n', {NO_EDGE: "twilio =6.38"}),
        ("pixi.lock", "  - pypi: https://files.example/twilio-6.38.1-py2.py3-none-any.whl\n", {NO_EDGE: "twilio 6.38.1"}),
        ("pixi.lock", "  - conda: https://conda.example/noarch/twilio-9.9.0-pyhd8ed1ab_0.conda\n", {ADDS_EDGE: "twilio 9.9.0"}),
        ("pixi.lock", "  - conda: https://conda.example/noarch/twilio-stubs-9.9.0-pyhd8ed1ab_0.conda\n", {AS_GIVEN: ""}),
        ("notes.txt", "twilio==9.9.0\n", {AS_GIVEN: ""}),
        ("package.json", '{"dependencies": {"twilio": "6.0.0"}}\n', {AS_GIVEN: ""}),
    ],
)  # fmt: skip
def test_each_kind_of_file(root: Path, name: str, text: str | bytes, expected: dict[Behaviour, str]) -> None:
    write(root, {name: text})
    found = ask(root)
    assert found.flaws == ()
    assert told(found) == {does: f"{said} in {name}" if said else "" for does, said in expected.items()}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        # a lock file wins
        ({"pyproject.toml": '[project]\ndependencies = ["twilio<6.40"]', "uv.lock": LOCK.format(name="twilio", version="9.9")}, {ADDS_EDGE}),
        ({"requirements.txt": "twilio==6.38", "poetry.lock": LOCK.format(name="twilio", version="9.13.0")}, {AS_GIVEN}),
        ({"uv.lock": LOCK.format(name="twilio", version="9.9") + LOCK.format(name="twilio", version="6.38")}, {ADDS_EDGE, NO_EDGE}),
        # so does a version over a range that allows it
        ({"requirements.in": "twilio", "requirements.txt": "twilio==9.9.0"}, {ADDS_EDGE}),
        ({"setup.cfg": "[options]\ninstall_requires = twilio>=6", "requirements.txt": "twilio==6.38"}, {NO_EDGE}),
        ({"setup.cfg": "[options]\ninstall_requires = twilio>=7", "requirements.txt": "twilio==6.38"}, {NO_EDGE, AS_GIVEN}),
        # several that disagree
        ({"requirements.txt": "twilio==9.9.0", "requirements-old.txt": "twilio==6.38"}, {NO_EDGE, ADDS_EDGE}),
        ({"requirements.txt": "twilio==9.13.0", "requirements-old.txt": "twilio==8.13"}, {AS_GIVEN}),
        ({"requirements.txt": "twilio==6.38; python_version<'3'\ntwilio==9.9.0; python_version>='3'"}, {NO_EDGE, ADDS_EDGE}),
        ({"requirements.txt": "twilio>=6\ntwilio<6.39; python_version<'3'\ntwilio; python_version>='3'"}, {NO_EDGE, AS_GIVEN}),
        # what stands together holds together
        ({"requirements.txt": "twilio>=6\n-c limits.txt\n", "limits.txt": "twilio<6.40"}, {NO_EDGE}),
        ({"requirements.txt": "twilio>=6\n--constraint=limits.txt\n", "limits.txt": "twilio==9.9"}, {ADDS_EDGE}),
        ({"requirements.txt": "twilio>=6\n", "constraints.txt": "twilio<6.40"}, {NO_EDGE}),
        ({"requirements.txt": "twilio>=7\n", "constraints.txt": "twilio<6.40"}, {AS_GIVEN, NO_EDGE}),
        ({"requirements.txt": "twilio>=6\ntwilio<6.40\n"}, {NO_EDGE}),
        # includes
        ({"requirements.txt": "-r requirements/base.txt", "requirements/base.txt": "twilio==6.38"}, {NO_EDGE}),
        ({"requirements.txt": "--requirement pins/all.txt", "pins/all.txt": "-r more.txt", "pins/more.txt": "twilio==6.38"}, {NO_EDGE}),
        ({"requirements.txt": "-r requirements.txt\ntwilio==6.38"}, {NO_EDGE}),
        ({"requirements.txt": "-r requirements-b.txt\ntwilio==6.38", "requirements-b.txt": "-r requirements.txt"}, {NO_EDGE}),
        ({"requirements.txt": "-r https://x.example/twilio.txt\n-e .\n--index-url https://x\ntwilio==6.38"}, {NO_EDGE}),
        ({"requirements-test.txt": "-r requirements.txt\ntwilio<6.40", "requirements.txt": "twilio>=6"}, {NO_EDGE}),
        ({"requirements.lock": "twilio==6.38", "pyproject.toml": '[project]\ndependencies = ["twilio>=6"]'}, {NO_EDGE}),
    ],
)  # fmt: skip
def test_several_of_them(root: Path, files: dict[str, str | bytes], expected: set[Behaviour]) -> None:
    write(root, files)
    found = ask(root)
    assert {reading.behaviour for reading in found.readings} == expected
    assert found.flaws == ()


def test_nothing_is_included_from_outside_of_the_repository(tmp_path: Path) -> None:
    write(tmp_path, {"secret.txt": "twilio==6.38", "a/.git/HEAD": "", "a/requirements.txt": "-r ../secret.txt"})
    assert ask(tmp_path / "a") == NEWEST


@pytest.mark.parametrize(
    ("files", "asked", "expected"),
    [
        ({"a/requirements.txt": "twilio==6.38", "requirements.txt": "twilio==9.9"}, "a/b/c/x.py", NO_EDGE),
        ({"a/requirements.txt": "flask", "requirements.txt": "twilio==9.9"}, "a/b/c/x.py", ADDS_EDGE),
        ({"a/requirements.txt": "twilio==6.38", "requirements.txt": "twilio==9.9"}, "b/x.py", ADDS_EDGE),
        ({"a/requirements.txt": "twilio==6.38"}, "b/x.py", AS_GIVEN),
        ({"a/requirements.txt": "twilio", "requirements.txt": "twilio==9.9"}, "a/x.py", AS_GIVEN),
        # the lock of a workspace
        ({"a/pyproject.toml": '[project]\ndependencies = ["twilio"]', "uv.lock": LOCK.format(name="twilio", version="9.9")}, "a/x.py", ADDS_EDGE),
        ({"a/setup.cfg": "[options]\ninstall_requires = twilio<7", "uv.lock": LOCK.format(name="twilio", version="9.9")}, "a/x.py", AS_GIVEN),
        ({"a/requirements.txt": "twilio==6.38", "uv.lock": LOCK.format(name="twilio", version="9.9")}, "a/x.py", NO_EDGE),
        # a repository in a repository
        ({"a/.hg/hgrc": "", "requirements.txt": "twilio==9.9"}, "a/x.py", AS_GIVEN),
        ({"a/.git/HEAD": "", "requirements.txt": "twilio==9.9"}, "a/x.py", AS_GIVEN),
        # a source whose version is not known is not that of a folder above
        ({"a/pyproject.toml": '[tool.poetry.dependencies]\ntwilio = {git = "https://x"}', "requirements.txt": "twilio==6.38"}, "a/x.py", AS_GIVEN),
    ],
)  # fmt: skip
def test_the_nearest_folder_counts(root: Path, files: dict[str, str | bytes], asked: str, expected: Behaviour) -> None:
    write(root, files)
    found = ask(root, asked)
    assert [reading.behaviour for reading in found.readings] == [expected]


def test_without_a_repository_it_is_what_was_asked_for(tmp_path: Path) -> None:
    write(tmp_path, {"requirements.txt": "twilio==6.38", "a/b/requirements.txt": "flask", "a/x.py": ""})
    if any((folder / ".git").exists() for folder in tmp_path.parents):
        pytest.skip("the temporary folder is in a repository")
    path = str(tmp_path / "a" / "b" / "x.py")
    assert pinned(path, (str(tmp_path / "a"),)) is None
    assert pinned(path, (str(tmp_path / "elsewhere"),)) is None
    found = pinned(path, (str(tmp_path),))
    assert found is not None
    assert [reading.behaviour for reading in found.readings] == [NO_EDGE]


# --------------------------------------------------------------------------------------------------------------- flaws


@pytest.mark.parametrize(
    ("name", "text", "flaw"),
    [
        ("requirements.txt", "twilio=9.9\n", "requirements.txt: 'twilio=9.9' is no requirement"),
        ("requirements.txt", "twilio==nine\n", "requirements.txt: 'twilio==nine' is no requirement"),
        ("requirements.txt", "-r base.txt\n", "requirements.txt: 'base.txt', which it includes, is not there"),
        ("requirements.txt", b"twilio\xff==9.9\n", "requirements.txt: cannot be decoded: it is not valid utf-8"),
        ("requirements.txt", "twilio>9,<8\n", "no version of twilio fits twilio>9,<8 in requirements.txt"),
        ("pyproject.toml", "[project\ntwilio", "pyproject.toml: is not valid TOML"),
        ("pyproject.toml", '[tool.poetry.dependencies]\ntwilio = "nine"', "pyproject.toml: 'nine' is no version constraint of Poetry"),
        ("Pipfile", '[packages]\ntwilio = "nine"', "Pipfile: 'nine' is no version specifier"),
        ("requirements.txt", f"twilio=={'9' * 5000}\n", "requirements.txt: 'twilio==999"),
        ("pyproject.toml", '[tool.poetry.dependencies]\ntwilio = "^' + "9" * 5000 + '"', "pyproject.toml: '^999"),
        ("uv.lock", LOCK.format(name="twilio", version="9" * 5000), "uv.lock: '999"),
        ("Pipfile.lock", '{"twilio": ', "Pipfile.lock: is not valid JSON"),
        ("uv.lock", LOCK.format(name="twilio", version="nine"), "uv.lock: 'nine' is no version"),
        ("setup.cfg", "twilio = 1\n", "setup.cfg: is not valid"),
        ("setup.py", "print 'twilio'\n", "setup.py: cannot be parsed"),
        ("setup.py", "setup(install_requires=[f'twilio=={V}'])\n", "setup.py: 'twilio==' is no requirement"),
        ("environment.yml", "dependencies:\n  - twilio=nine\n", "environment.yml: '=nine' is no version constraint of conda"),
        ("pixi.toml", "[dependencies]\ntwilio = '>'\n", "pixi.toml: '>' is no version constraint of conda"),
        ("uv.lock", LOCK.format(name="flask", version="1") + LOCK.format(name="twilio", version='9.9"\n<<<<<<< HEAD\nx = "'), "uv.lock: is not valid TOML"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else None,
)  # fmt: skip
def test_what_cannot_be_read_is_told(root: Path, name: str, text: str | bytes, flaw: str) -> None:
    write(root, {name: text})
    found = ask(root)
    assert [reading.behaviour for reading in found.readings] == [AS_GIVEN]
    assert len(found.flaws) == 1
    assert found.flaws[0].startswith(flaw)


@pytest.mark.parametrize(
    ("name", "text"),
    [("pyproject.toml", "[project\n"), ("setup.cfg", "x = 1\n"), ("setup.py", "print 'x'\n"), ("uv.lock", "x")],
)
def test_other_peoples_mistakes_are_not_ours(root: Path, name: str, text: str) -> None:
    write(root, {name: text})
    assert ask(root) == NEWEST


def test_a_pin_is_told_with_the_file_that_holds_it(root: Path) -> None:
    write(
        root,
        {
            "requirements.txt": "-r base.txt\n-c limits.txt\ntwilio\n",
            "limits.txt": "twilio==6.38",
            "base.txt": "twilio=6",
        },
    )
    found = ask(root)
    assert told(found) == {NO_EDGE: "twilio==6.38 in limits.txt"}
    assert found.flaws == ("base.txt: 'twilio=6' is no requirement",)


def test_a_large_lock_is_not_parsed_in_full(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[int] = []
    toml = locks.toml
    monkeypatch.setattr(locks, "toml", lambda text: (parsed.append(len(text)), toml(text))[1])
    others = "".join(LOCK.format(name=f"p{number}", version="1.0") for number in range(10_000))
    write(root, {"uv.lock": f"version = 1\n{others}{LOCK.format(name='twilio', version='6.38.1')}{others}"})
    assert told(ask(root)) == {NO_EDGE: "twilio 6.38.1 in uv.lock"}
    assert sum(parsed) < 1000


def test_a_lock_with_a_heading_in_a_string_is(root: Path) -> None:
    odd = '[[package]]\nname = "flask"\nversion = """\n[[package]]\ntwilio"""\n'
    write(root, {"uv.lock": odd + LOCK.format(name="twilio", version="6.38.1")})
    assert told(ask(root)) == {NO_EDGE: "twilio 6.38.1 in uv.lock"}


def test_time_is_bounded(root: Path) -> None:
    lines = [",".join(f"!=9.{major}.{minor}" for minor in range(100)) for major in range(40)]
    write(root, {"requirements.txt": "".join(f"twilio{line}\n" for line in lines) + "twilio<6.40\n"})
    start = time.process_time()
    assert {reading.behaviour for reading in ask(root).readings} == {NO_EDGE, AS_GIVEN}
    assert time.process_time() - start < 60


@pytest.mark.parametrize(
    "odd", ["twilio" + "#" * 10**6, "twilio @ x://" * 10**5, "- twilio" + " " * 10**6 + "x", "a/twilio-1" * 10**5]
)
@pytest.mark.parametrize("name", ["requirements.txt", "environment.yml", "pixi.lock"])
def test_odd_lines_take_no_time(root: Path, name: str, odd: str) -> None:
    write(root, {name: f"dependencies:\n  {odd}\n"})
    start = time.process_time()
    assert [reading.behaviour for reading in ask(root).readings] == [AS_GIVEN]
    assert time.process_time() - start < 10


def test_a_file_that_cannot_be_opened(root: Path) -> None:
    write(root, {"requirements.txt": "twilio==6.38"})
    (root / "requirements.txt").chmod(0)
    if os.access(root / "requirements.txt", os.R_OK):
        pytest.skip("nothing is forbidden to this user")
    assert ask(root).flaws == ("requirements.txt: cannot be read: Permission denied",)


WORDS = st.sampled_from(
    ['"twilio"', "twilio", "==", "9.9", "\n", "[", "]", "{", "}", "=", '"', ",", "packages", "project", "default"]
)


@pytest.mark.parametrize("name", READERS)
@given(text=st.one_of(st.text(), st.lists(WORDS, max_size=12).map(" ".join)))
def test_no_reader_crashes(name: str, text: str) -> None:
    try:
        said = list(READERS[name](text))
    except UnreadablePinsError:
        return
    for statement in said:
        if isinstance(statement, PinStatement):
            behaviour(*statement.specifiers)


LINKS = st.sampled_from(
    [
        "twilio",
        "https://",
        "git+",
        "@",
        "/",
        "#egg=",
        "-",
        "==",
        "6.38",
        ".zip",
        ".tar.gz",
        ".whl",
        "&",
        ";",
        "[",
        "\n",
        " ",
    ]
)


@given(text=st.lists(LINKS, max_size=15).map("".join))
def test_no_requirement_crashes(text: str) -> None:
    for statement in of_requirements([text, f"twilio @ {text}"]):
        if isinstance(statement, PinStatement):
            behaviour(*statement.specifiers)


@given(
    st.dictionaries(st.sampled_from(["tag", "rev", "url", "path", "git"]), st.one_of(st.text(), st.integers(), LINKS))
)
def test_no_source_crashes(source: dict[str, object]) -> None:
    behaviour(*of_source(source).specifiers)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["twilio", "9.9", "==9.9", "^9", "*"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["twilio", "version", "default"]), inner)
    ),
    max_leaves=8,
)


@given(JSON)
def test_a_lock_may_hold_anything(value: object) -> None:
    with contextlib.suppress(UnreadablePinsError):
        list(READERS["Pipfile.lock"](json.dumps(value)))


# --------------------------------------------------------------------------------------------------------- the command

SOURCE = f'{CLIENT}c = Client(region="ie1")\n'


def run(*arguments: str, stdin: str | None = None) -> Result:
    result = CliRunner().invoke(command, arguments, input=stdin)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_options_without_roots_read_no_pins(root: Path) -> None:
    write(root, {"requirements.txt": "twilio==6.38"})
    assert libraries(Options(), str(root / "a.py")) == NEWEST
    assert libraries(Options(pin_roots=(str(root),)), str(root / "a.py")) != NEWEST


@pytest.mark.parametrize("jobs", ["1", "3"])
def test_a_monorepo(root: Path, monkeypatch: pytest.MonkeyPatch, jobs: str) -> None:
    monkeypatch.chdir(root)
    padding = "# twilio\n" * 12_000  # so that a pool pays off
    notebook = {"cells": [{"cell_type": "code", "source": SOURCE, "metadata": {}, "outputs": []}], "metadata": {}}
    write(
        root,
        {
            **{f"{name}/app/a.py": SOURCE + padding for name in ("old", "adding", "new", "both")},
            "old/notes.ipynb": json.dumps({**notebook, "nbformat": 4, "nbformat_minor": 5}),
            "old/requirements.txt": "twilio==6.38.1",
            "adding/uv.lock": LOCK.format(name="twilio", version="9.9.0"),
            "both/requirements.txt": "twilio==6.38.1",
            "both/requirements-new.txt": "twilio==9.9.0",
        },
    )
    # The decision is given: fresh interpreters, which a program with threads gets, do not know that of the tests.
    result = run("check", "--jobs", jobs, "--processing-region", "as-written")
    said = {line.partition(":")[0]: line for line in result.stdout.splitlines()}
    assert set(said) == {"adding/app/a.py", "both/app/a.py", "new/app/a.py", "old/app/a.py", "old/notes.ipynb"}
    assert "(twilio 9.9.0 in adding/uv.lock) asks for" in said["adding/app/a.py"]
    assert "[*]" in said["adding/app/a.py"]
    for name in ("old/app/a.py", "old/notes.ipynb"):
        assert "(twilio==6.38.1 in old/requirements.txt) knows no edge" in said[name]
        assert "[*]" not in said[name]
    assert said["both/app/a.py"].endswith(
        "pins disagree (twilio==9.9.0 in both/requirements-new.txt, twilio==6.38.1 in both/requirements.txt)"
    )
    assert "[*]" not in said["both/app/a.py"]
    assert "twilio==" not in said["new/app/a.py"]
    run("fix", "--jobs", jobs, "--processing-region", "as-written")
    fixed = {name for name in ("old", "adding", "new", "both") if "edge=" in (root / name / "app/a.py").read_text()}
    assert fixed == {"adding", "new"}
    run("fix", "--jobs", jobs, "--processing-region", "us1")
    assert "region" not in (root / "old/app/a.py").read_text()
    assert "region" in (root / "both/app/a.py").read_text()
    run("fix", "--jobs", jobs, "--processing-region", "us1", "--unsafe-fixes")
    assert "region" not in (root / "both/app/a.py").read_text()


def test_standard_input(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    write(root, {"old/requirements.txt": "twilio==6.38.1", "requirements.txt": "twilio==9.9.0"})
    assert "knows no edge" in run("check", "-", "--stdin-filename", "old/x/y.py", stdin=SOURCE).stdout
    assert "asks for `api.dublin" in run("check", "-", stdin=SOURCE).stdout
    assert run("fix", "-", "--stdin-filename", "old/x.py", stdin=SOURCE).stdout == SOURCE


def test_a_pin_above_one_that_cannot_be_read_is_a_guess(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    files = {
        "a/x.py": SOURCE,
        "b/x.py": SOURCE,
        "a/requirements.txt": "twilio==${V}",
        "requirements.txt": "twilio==9.9.0",
    }
    write(root, files)
    said = {line.partition(":")[0]: line for line in run("check").stdout.splitlines()}
    assert "EW201 region" in said["a/x.py"]
    assert "EW201 [*] region" in said["b/x.py"]
    for line in said.values():
        assert "(twilio==9.9.0 in requirements.txt)" in line
    assert "a pin of twilio is passed over: a/requirements.txt: 'twilio==${V}'" in said["a/x.py"]
    run("fix")
    assert "edge" not in (root / "a/x.py").read_text()
    assert "edge" in (root / "b/x.py").read_text()


@pytest.mark.parametrize(
    ("beside", "fixed"),
    [("twilio==9.13.0", True), ("twilio>=9.13", False), ("flask", False), ("-r more.txt\ntwilio", False)],
)
def test_a_range_beside_a_lock_that_cannot_be_read_is_a_guess(
    root: Path, monkeypatch: pytest.MonkeyPatch, beside: str, fixed: bool
) -> None:
    monkeypatch.chdir(root)
    write(root, {"a.py": SOURCE, "requirements.txt": beside, "uv.lock": "<<<<<<< HEAD\ntwilio"})
    assert "uv.lock: is not valid TOML" in run("check").stdout
    run("fix")
    assert ("edge" in (root / "a.py").read_text()) == fixed
    run("fix", "--unsafe-fixes")
    assert "edge" in (root / "a.py").read_text()


SCRIPT = "#!/usr/bin/env -S uv run --script\n# /// script\n# dependencies = [\n#   {pin},\n# ]\n{more}# ///\n" + SOURCE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SCRIPT.format(pin='"twilio==6.38.1"', more=""), "twilio before 6.40.0 (twilio==6.38.1 in a.py)"),
        (SCRIPT.format(pin='"twilio==6.38.1"', more="").replace("\n", "\r\n"), "(twilio==6.38.1 in a.py)"),
        (
            SCRIPT.format(pin='"twilio"', more='#\n# [tool.uv.sources]\n# twilio = {tag = "6.38"}\n'),
            "(twilio 6.38 in a.py)",
        ),
        (
            SCRIPT.format(pin='"twilio"', more='# tool.uv.constraint-dependencies = ["twilio<6.40"]\n'),
            "(twilio<6.40 in a.py)",
        ),
        (SCRIPT.format(pin='"twilio"', more=""), "the client asks for `api.ie1.twilio.com`; Twilio"),
        (SCRIPT.format(pin='"flask"', more=""), "(twilio==9.9.0 in requirements.txt)"),
        (SCRIPT.format(pin="twilio", more=""), "a.py: its script metadata is not valid TOML"),
        (SCRIPT.format(pin='"twilio=6"', more=""), "a.py: 'twilio=6' is no requirement"),
        (SOURCE + "# /// script\n", "(twilio==9.9.0 in requirements.txt)"),
    ],
)
def test_a_script_may_have_pins_of_its_own(
    root: Path, monkeypatch: pytest.MonkeyPatch, text: str, expected: str
) -> None:
    monkeypatch.chdir(root)
    write(root, {"requirements.txt": "twilio==9.9.0", "a.py": text})
    assert expected in run("check", "a.py").stdout
    assert expected in run("check", "-", "--stdin-filename", "a.py", stdin=text).stdout
    assert "requirements" not in run("check", "--isolated", "a.py").stdout
    if "6.38" in expected:
        run("fix", "a.py")
        assert (root / "a.py").read_bytes() == text.encode()


def test_the_lock_of_a_script_wins(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    write(
        root, {"a.py": SCRIPT.format(pin='"twilio"', more=""), "a.py.lock": LOCK.format(name="twilio", version="6.38")}
    )
    assert "(twilio 6.38 in a.py.lock)" in run("check", "a.py").stdout


def test_flaws_are_told_with_the_finding_and_by_verbose(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    write(root, {"requirements.txt": "twilio=6.38.1", "a.py": SOURCE, "b.py": SOURCE.replace(")", ', edge="dublin")')})
    flaw = "requirements.txt: 'twilio=6.38.1' is no requirement"
    result = run("check")
    assert f"; a pin of twilio is passed over, and the newest twilio is assumed: {flaw}\n" in result.stdout
    assert "[*]" not in result.stdout
    assert "1 can be fixed with `edgewise fix --unsafe-fixes`" in result.stderr
    assert flaw not in result.stderr
    assert run("check", "b.py", "--verbose").stderr.count(flaw) == 1
    assert run("check", "--verbose").stderr.count(flaw) == 1


def test_pins_are_looked_for_where_a_client_is_judged_only(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)

    def refuse(path: str, roots: object) -> None:
        raise AssertionError(path)

    monkeypatch.setattr("edgewise.pins.project.pinned", refuse)
    write(
        root, {"a.py": f'{CLIENT}c = Client(a, b)\nU = "https://api.ie1.twilio.com"\n', ".env": "TWILIO_REGION=ie1\n"}
    )
    assert run("check").exit_code == 1
    write(root, {"b.py": SOURCE})
    assert run("check").exit_code == 2
