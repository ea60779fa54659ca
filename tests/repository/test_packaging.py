"""What is built and installed: the wheel, the source distribution, and the declarations that they are built from."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import cast

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement

import edgewise
from edgewise.files.toml import toml_table
from support import REPOSITORY

PYPROJECT = (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")
ROOTS = {"edgewise": REPOSITORY / "lint", "edgewise_codemods": REPOSITORY / "codemods"}

CONSUMER = """\
from collections.abc import Iterator

from edgewise import FileResult, Finding, Resolution, Status, check_paths, check_source, resolve, resolve_client
from edgewise_codemods import Rewritten, fix_source

resolution: Resolution = resolve("api.ie1.twilio.com", "us1")
status: Status = resolution.status
credentials: str | None = resolve_client("ie1").credentials
rewritten: Rewritten = fix_source("x = 1", processing_region="au1", select=["EW1"])
text: str = rewritten.text
result: FileResult = check_source("TWILIO_REGION=ie1", filename=".env", select="EW3")
found: tuple[Finding, ...] = result.findings
results: Iterator[FileResult] = check_paths(["calls.py"], isolated=True, processing_region="us1")
print(status.value, resolution.resolved, credentials, text, found[0].code, [result.error for result in results])
"""
NOT_TYPED = """\
from edgewise import check_paths, check_source, resolve
from edgewise_codemods import fix_source

resolve(1)
fix_source("x = 1", processing_region="fr1")
check_source(b"x = 1")
check_paths(".", exclude=[])
"""


def run(*command: str | Path, cwd: Path, code: int = 0) -> str:
    """Run a command that knows nothing of this repository, and return its standard output."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV", "MYPYPATH")}
    ran = subprocess.run(
        list(map(str, command)),
        check=False,
        cwd=cwd,
        env=kept | {"NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=600,
    )
    if "No matching distribution" in ran.stderr or "Could not fetch URL" in ran.stderr:
        pytest.skip(f"the package index cannot be reached: {ran.stderr.strip().splitlines()[-1]}")
    assert ran.returncode == code, ran.stdout + ran.stderr
    return ran.stdout


def sources() -> set[str]:
    """Return the files of both packages, as a wheel names them."""
    return {
        path.relative_to(root).as_posix()
        for package, root in ROOTS.items()
        for path in (root / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def build(folder: Path, out: Path, target: str) -> Path:
    if importlib.util.find_spec("hatchling") is None:
        pytest.skip("hatchling is not installed")
    run(sys.executable, "-m", "hatchling", "build", "-t", target, "-d", out, cwd=folder)
    (built,) = out.iterdir()
    return built


def contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_version_stands_in_one_place() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", edgewise.__version__)
    assert edgewise.__version__ not in PYPROJECT


GRAMMARS = {"c-sharp", "go", "java", "php", "ruby", "typescript"}
READERS = {"tree-sitter", *(f"tree-sitter-{name}" for name in GRAMMARS)}
LINUX = {"sys_platform": "linux", "platform_python_implementation": "CPython"}


def grammars(**environment: str) -> dict[str, Requirement]:
    """Return what reads the other languages and is installed by default where these markers hold."""
    project = cast("dict[str, list[str]]", toml_table(PYPROJECT)["project"])
    declared = map(Requirement, project["dependencies"])
    holding = [
        one for one in declared if one.marker is None or one.marker.evaluate(default_environment() | environment)
    ]
    found = [one for one in holding if one.name.startswith("tree-sitter")]
    assert len(found) == len({one.name for one in found})  # none is asked for twice
    return {one.name: one for one in found}


@pytest.mark.parametrize("version", ["3.10", "3.11", "3.12", "3.13"])
@pytest.mark.parametrize(
    ("platform", "machine"),
    [("linux", "x86_64"), ("darwin", "x86_64"), ("darwin", "arm64"), ("win32", "AMD64"), ("linux", "aarch64")],
)
def test_what_reads_the_other_languages_is_there_by_default(platform: str, machine: str, version: str) -> None:
    found = grammars(**LINUX | {"sys_platform": platform, "platform_machine": machine, "python_version": version})
    assert set(found) == READERS
    # A marker cannot tell musl from glibc: on arm64 only a release that has wheels for both may be taken.
    assert all(("<" in str(one.specifier)) == (machine == "aarch64") for one in found.values())


@pytest.mark.parametrize(
    "environment",
    [
        LINUX | {"platform_machine": "aarch64", "python_version": "3.14"},
        LINUX | {"platform_machine": "ppc64le", "python_version": "3.12"},
        LINUX | {"platform_machine": "x86_64", "python_version": "3.11", "platform_python_implementation": "PyPy"},
        LINUX | {"platform_machine": "aarch64", "python_version": "3.11", "platform_python_implementation": "PyPy"},
    ],
)
def test_where_there_may_be_no_wheel_nothing_has_to_be_compiled(environment: dict[str, str]) -> None:
    assert not grammars(**environment)


@pytest.mark.slow
@pytest.mark.parametrize("platform", ["manylinux2014_aarch64", "musllinux_1_2_aarch64"])
@pytest.mark.parametrize("version", ["3.10", "3.13"])
def test_linux_on_arm64_has_a_wheel_of_each(platform: str, version: str, tmp_path: Path) -> None:
    wanted = grammars(**LINUX | {"platform_machine": "aarch64", "python_version": version}).values()
    command = (sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:", "--platform", platform)
    ran = subprocess.run(
        [*command, "--python-version", version, "-d", tmp_path, *(f"{one.name}{one.specifier}" for one in wanted)],
        check=False,
        capture_output=True,
        text=True,
        timeout=600,
    )
    if "Could not fetch URL" in ran.stderr or "Failed to establish a new connection" in ran.stderr:
        pytest.skip("the package index cannot be reached")
    assert ran.returncode == 0, ran.stderr
    wheels = {path.name.partition("-")[0].replace("_", "-") for path in tmp_path.glob("*_aarch64.whl")}
    assert wheels == READERS


def test_a_wheel_holds_both_packages_and_nothing_else(tmp_path: Path) -> None:
    wheel = build(REPOSITORY, tmp_path / "out", "wheel")
    assert wheel.name == f"edgewise-{edgewise.__version__}-py3-none-any.whl"
    files = contents(wheel)
    assert {name for name in files if ".dist-info/" not in name} == sources()
    assert {"edgewise/py.typed", "edgewise_codemods/py.typed"} <= set(files)
    entry_points = files[f"edgewise-{edgewise.__version__}.dist-info/entry_points.txt"].decode()
    assert entry_points.split() == ["[console_scripts]", "edgewise", "=", "edgewise.__main__:run"]
    metadata = files[f"edgewise-{edgewise.__version__}.dist-info/METADATA"].decode()
    assert metadata.endswith((REPOSITORY / "README.md").read_text(encoding="utf-8"))


def test_the_source_distribution_builds_the_same_wheel_and_has_the_tests(tmp_path: Path) -> None:
    archive = build(REPOSITORY, tmp_path / "sdist", "sdist")
    with tarfile.open(archive) as packed:
        if hasattr(tarfile, "data_filter"):
            packed.extraction_filter = tarfile.data_filter
        packed.extractall(tmp_path / "unpacked")
    (folder,) = (tmp_path / "unpacked").iterdir()
    assert {path.name for path in folder.iterdir()} == {
        *(
            ".ci",
            ".github",
            ".gitlab",
            ".gitignore",
            ".pre-commit-hooks.yaml",
            "PKG-INFO",
            "README.md",
            "codemods",
            "lint",
        ),
        *("pyproject.toml", "tests"),
    }
    assert not list(folder.rglob("__pycache__"))
    assert (folder / Path(__file__).relative_to(REPOSITORY)).read_bytes() == Path(__file__).read_bytes()
    again = contents(build(folder, tmp_path / "again", "wheel"))
    assert again == contents(build(REPOSITORY, tmp_path / "wheel", "wheel"))


@pytest.mark.slow
def test_an_installed_wheel_works_anywhere(tmp_path: Path) -> None:
    wheel = build(REPOSITORY, tmp_path / "out", "wheel")
    home = tmp_path / "home"
    home.mkdir()
    run(sys.executable, "-m", "venv", tmp_path / "venv", cwd=home)
    scripts = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / "python"
    run(python, "-m", "pip", "install", "--quiet", wheel, cwd=home)
    run(python, "-m", "pip", "check", cwd=home)

    version = run(scripts / "edgewise", "--version", cwd=home).splitlines()
    assert version[0] == f"edgewise, version {edgewise.__version__}"
    (home / "calls.py").write_text('URL = "https://api.ie1.twilio.com/x"\n', encoding="utf-8")
    (home / "app.yaml").write_text("env:\n  TWILIO_REGION: ie1\n", encoding="utf-8")
    report = run(python, "-m", "edgewise", "check", "--output-format", "concise", cwd=home, code=1)
    assert [line.split()[1] for line in report.splitlines()] == ["EW301", "EW101"]
    run(scripts / "edgewise", "fix", "--processing-region", "as-written", cwd=home)
    assert (home / "calls.py").read_text(encoding="utf-8") == 'URL = "https://api.dublin.ie1.twilio.com/x"\n'
    assert (home / "app.yaml").read_text(encoding="utf-8") == "env:\n  TWILIO_REGION: ie1\n  TWILIO_EDGE: dublin\n"

    (home / "consumer.py").write_text(CONSUMER, encoding="utf-8")
    assert run(python, "consumer.py", cwd=home) == "retired api.twilio.com IE1 x = 1 EW301 [None]\n"
    pytest.importorskip("mypy")
    mypy = (sys.executable, "-m", "mypy", "--strict", "--cache-dir", tmp_path / "mypy", "--python-executable", python)
    run(*mypy, "consumer.py", cwd=home)
    (home / "wrong.py").write_text(NOT_TYPED, encoding="utf-8")
    said = run(*mypy, "wrong.py", cwd=home, code=1)
    assert [line.partition(":")[2].partition(":")[0] for line in said.splitlines() if ": error:" in line] == [
        "4",
        "5",
        "6",
        "7",
    ]
