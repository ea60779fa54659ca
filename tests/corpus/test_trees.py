"""Real trees: silent where there is nothing, and where something was planted exactly that is rewritten."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import libcst
import pytest
from libcst.codemod import CodemodContext, SkipFile

from corpus.trees import TREES, Planted, plant, python_files, sample
from edgewise.engine.check import check_source
from edgewise.files.file import FileKind
from edgewise.options import Options
from edgewise_codemods import FixTwilioDomains
from edgewise_codemods.rewrite import rewrite_source
from support import EVERYTHING, examples
from warm import python

ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
REVIEWED: dict[str, str] = {}
"""Findings that are right, by path and code, each with the reason: none so far."""


def edgewise(*arguments: str, cwd: Path | str = ".", stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*python(), "-m", "edgewise", *arguments],
        cwd=cwd,
        env=ENVIRONMENT,
        input=stdin,
        capture_output=True,
        check=False,
    )


def findings_in(tree: str, *excluded: str) -> tuple[dict[str, str], int]:
    """Return the findings in all files of a tree, and how many files that were."""
    options = ["--isolated", "--no-respect-gitignore", "--output-format", "json", "--jobs", "1"]
    done = edgewise("check", *options, "--exclude", ",".join(excluded) or "nothing-at-all", tree)
    found = {
        f"{os.path.relpath(item['filename'], tree)} {item['code']}": item["message"] for item in json.loads(done.stdout)
    }
    said = done.stderr.decode()
    assert "internal error" not in said
    assert "This is a bug" not in said
    looked_at = [word for word in said.replace("(", "").split("\n")[-2].split() if word.isdigit()]
    return found, max(map(int, looked_at))


EACH = [
    pytest.param(name, id=kind, marks=marks)
    for name, kind, marks in zip(TREES, ("stdlib", "packages"), ((), pytest.mark.slow), strict=True)
]


@pytest.mark.parametrize("name", EACH)
def test_nothing_is_found_where_there_is_nothing(name: str) -> None:
    found, looked_at = findings_in(TREES[name], "site-packages/**/site-packages", "test/", "tests/")
    print(f"{name}: {looked_at} files looked at")
    assert {key: message for key, message in found.items() if key not in REVIEWED} == {}
    there = [os.path.relpath(path, TREES[name]) for path in python_files(TREES[name])]
    assert looked_at >= sum(not {"test", "tests"} & set(path.split(os.sep)) for path in there) > 500


# ------------------------------------------------------------------------------------------------------------ planted


@pytest.fixture(
    scope="module", params=[pytest.param(TREES[item.values[0]], id=item.id, marks=item.marks) for item in EACH]
)
def planted(request: pytest.FixtureRequest) -> dict[str, Planted]:
    """Sampled files of a tree with something to rewrite in each, by their paths."""
    found: dict[str, Planted] = {}
    for path in sample(request.param, examples(15, 30), 20_000):
        with open(path, "rb") as stream:
            made = plant(stream.read(), os.path.relpath(path, request.param))
        if made is not None:
            found[path] = made
    assert len(found) >= 12
    assert sum(item.count for item in found.values()) >= 24
    return found


@pytest.mark.slow
def test_exactly_what_was_planted_is_rewritten(planted: dict[str, Planted]) -> None:
    for path, item in planted.items():
        found, error = check_source(item.source, FileKind.PYTHON, Options())
        assert error is None, path
        ungated, _ = check_source(item.source, FileKind.PYTHON, Options(), gates=False)
        assert found == ungated, path
        assert len(found) == item.count, (path, found)
        rewritten = rewrite_source(item.source, FileKind.PYTHON, Options(), unsafe=False)
        assert rewritten.error is None, (path, rewritten.error)
        # Equal to the character: outside of the edits nothing changed, and what was edited is as it has to be.
        assert rewritten.text == item.expected, path
        assert rewritten.left == ()
        again = rewrite_source(rewritten.source, FileKind.PYTHON, Options(), unsafe=False)
        assert again.text == rewritten.text, path


def test_the_libcst_command_agrees(planted: dict[str, Planted]) -> None:
    agreed = 0
    for path, item in list(planted.items())[:: 1 if EVERYTHING else 2]:
        try:
            tree = libcst.parse_module(item.data)
        except libcst.ParserSyntaxError:
            continue
        if tree.bytes != item.data:
            continue  # libcst itself loses something; the command then leaves the file alone
        try:
            new = FixTwilioDomains(CodemodContext()).transform_module(tree)
        except SkipFile:
            continue
        assert new.bytes == item.source.encode(item.expected), path
        agreed += 1
    assert agreed >= 4


def test_stream_file_folder_and_jobs_agree(planted: dict[str, Planted], tmp_path: Path) -> None:
    items = list(planted.values())
    expected = {f"{number}.py": item.source.encode(item.expected) for number, item in enumerate(items)}
    for way in ("folder", "jobs", "files"):
        folder = tmp_path / way
        folder.mkdir()
        for number, item in enumerate(items):
            (folder / f"{number}.py").write_bytes(item.data)
    paths = sorted(expected)
    runs = {
        "folder": edgewise(
            "fix", "--isolated", "--processing-region", "as-written", "--jobs", "1", cwd=tmp_path / "folder"
        ),
        "jobs": edgewise(
            "fix", "--isolated", "--processing-region", "as-written", "--jobs", "3", cwd=tmp_path / "jobs"
        ),
        "files": edgewise(
            "fix", "--isolated", "--processing-region", "as-written", "--jobs", "1", *paths, cwd=tmp_path / "files"
        ),
    }
    for way, done in runs.items():
        assert (done.returncode, done.stdout) == (0, b""), (way, done.stderr)
        assert {path.name: path.read_bytes() for path in (tmp_path / way).iterdir()} == expected, way
    assert len({done.stderr for done in runs.values()}) == 1
    for number, item in list(enumerate(items))[:: 1 if EVERYTHING else 10]:
        streamed = edgewise("fix", "--isolated", "--processing-region", "as-written", "-", stdin=item.data)
        assert streamed.stdout == expected[f"{number}.py"]


# ---------------------------------------------------------------------------------------------- packages that use it

DISTRIBUTIONS = {
    # Source distributions with Twilio code in them, and how many Python files each has at the least.
    "django-two-factor-auth==1.17.0": 50,
    "langchain-community==0.3.9": 1_000,
    "notifiers==1.3.3": 30,
}


@pytest.mark.slow
@pytest.mark.parametrize("requirement", DISTRIBUTIONS)
def test_packages_that_use_twilio(tmp_path: Path, requirement: str) -> None:
    line = ["download", "--quiet", "--no-deps", "--no-binary", ":all:", "--dest", str(tmp_path), requirement]
    done = subprocess.run([sys.executable, "-m", "pip", *line], capture_output=True, text=True, check=False)
    archives = [path for path in tmp_path.iterdir() if path.name.endswith(".tar.gz")]
    if done.returncode and not archives:
        pytest.skip(f"no package index here: {done.stderr[-200:]}")
    shutil.unpack_archive(archives[0], tmp_path / "tree")
    before = {path: path.read_bytes() for path in (tmp_path / "tree").rglob("*") if path.is_file()}
    assert sum(path.suffix == ".py" for path in before) >= DISTRIBUTIONS[requirement]
    assert any(b"twilio" in data.lower() for data in before.values())
    found, looked_at = findings_in(str(tmp_path / "tree"))
    assert found == {}
    assert looked_at >= DISTRIBUTIONS[requirement]
    assert (
        edgewise(
            "fix", "--isolated", "--processing-region", "as-written", "--unsafe-fixes", cwd=tmp_path / "tree"
        ).returncode
        == 0
    )
    assert {path: path.read_bytes() for path in before} == before
