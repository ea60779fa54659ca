"""What the README says about engines that run a command in many clones, run here as they run it."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from support import REPOSITORY
from warm import python

README = (REPOSITORY / "codemods" / "README.md").read_text(encoding="utf-8").partition("## Many repositories")[2]
SECTION = README.partition("\n## ")[0]

BAD = 'URL = "https://api.ie1.twilio.com/x"\n'
UNSAFE = 'URL = "https://api.dublin.twilio.com/x"\n'
REPOSITORIES = {
    "bad": {"a.py": BAD, "deploy/app.yaml": "env:\n  TWILIO_REGION: ie1\n"},
    "left": {"a.py": BAD, "b.py": UNSAFE},
    "only-left": {"b.py": UNSAFE},
    "clean": {"a.py": "print()\n"},
    "old": {"a.py": BAD, "b.py": 'print "twilio"\n'},
    "empty": {},
}

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def shown(first_key: str) -> dict[str, Any]:
    """Return the YAML of the section that starts with a key."""
    (text,) = re.findall(rf"^```yaml\n({first_key}:.*?)^```$", SECTION, re.M | re.S)
    content = yaml.safe_load(text)
    # PyYAML reads YAML 1.1, to which "on" is a boolean.
    return {"on" if key is True else key: value for key, value in content.items()}


def commands(verb: str) -> list[str]:
    """Return what multi-gitter is asked to run."""
    (block,) = re.findall(r"^```bash\n(.*?)^```$", SECTION, re.M | re.S)
    lines = [shlex.split(line) for line in block.splitlines()]
    assert all(line[0] == "multi-gitter" and line[3:5] == ["--config", "twilio.yaml"] for line in lines)
    return [line[2] for line in lines if line[1] == verb]


@pytest.fixture
def clones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """A clone of each repository, and the command on PATH."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "tests")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "tests@example.org")
    scripts = tmp_path / "bin"
    scripts.mkdir()
    program = shlex.join([*python(), "-m", "edgewise"])
    (scripts / "edgewise").write_text(f'#!/bin/sh\nexec {program} "$@"\n', encoding="utf-8")
    (scripts / "edgewise").chmod(0o755)
    monkeypatch.setenv("PATH", os.pathsep.join([str(scripts), os.environ["PATH"]]))
    roots = [str(REPOSITORY / root) for root in ("lint", "codemods")]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(roots))
    for name, files in REPOSITORIES.items():
        origin = tmp_path / "origin" / name
        git(tmp_path, "init", "--quiet", str(origin))
        for path, text in files.items():
            (origin / path).parent.mkdir(parents=True, exist_ok=True)
            (origin / path).write_text(text, encoding="utf-8")
        git(origin, "add", "--all")
        git(origin, "commit", "--quiet", "--allow-empty", "--message", "Start")
        git(tmp_path, "clone", "--quiet", str(origin), str(tmp_path / name))
    return {name: tmp_path / name for name in REPOSITORIES}


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


def propose(clone: Path, command: list[str], branch: str, message: str) -> str:
    """Do what an engine does in one clone: "failed", "nothing to propose", or the names of the files in its commit."""
    git(clone, "checkout", "--quiet", "-b", branch)
    done = subprocess.run(command, cwd=clone, check=False, capture_output=True, timeout=120)
    if done.returncode != 0:
        return "failed"
    git(clone, "add", "--all")
    if not git(clone, "status", "--porcelain"):
        return "nothing to propose"
    git(clone, "commit", "--quiet", "--message", message)
    git(clone, "push", "--quiet", "origin", branch)
    return git(clone, "show", "--name-only", "--format=").strip()


PROPOSED = {
    "bad": "a.py\ndeploy/app.yaml",
    "left": "a.py",
    "only-left": "nothing to propose",
    "clean": "nothing to propose",
    "old": "failed",
    "empty": "failed",
}


def test_multi_gitter(clones: dict[str, Path]) -> None:
    settings = shown("org")
    dry, command = commands("run")
    assert dry == command
    proposed = {
        name: propose(clone, shlex.split(command), settings["branch"], settings["commit-message"])
        for name, clone in clones.items()
    }
    assert proposed == PROPOSED
    assert "https://api.twilio.com/x" in git(clones["bad"].parent / "origin" / "bad", "show", settings["branch"])


def test_multi_gitter_prints(clones: dict[str, Path]) -> None:
    (command,) = commands("print")
    for name in ("bad", "left", "only-left", "clean"):
        done = subprocess.run(shlex.split(command), cwd=clones[name], check=False, capture_output=True, text=True)
        assert done.returncode == 0
        assert bool(done.stdout) == (name != "clean")


def test_multi_gitter_knows_the_keys() -> None:
    # Each key of its configuration is an option of its command `run`.
    kinds = {"org": list, "branch": str, "commit-message": str, "pr-body": str, "concurrent": int}
    assert {key: type(value) for key, value in shown("org").items()} == kinds


def test_batch_changes(clones: dict[str, Path]) -> None:
    spec = shown("version")
    template = spec["changesetTemplate"]
    proposed: dict[str, str] = {}
    for name, clone in clones.items():
        (step,) = spec["steps"]
        command = ["/bin/sh", "-c", step["run"]]
        proposed[name] = propose(clone, command, template["branch"], template["commit"]["message"])
    assert proposed == PROPOSED


def test_python_2_can_be_accepted(clones: dict[str, Path]) -> None:
    assert "`--ignore syntax-error`" in SECTION
    command = [*shlex.split(commands("run")[0]), "--ignore", "syntax-error"]
    assert propose(clones["old"], command, "x", "x") == "a.py"


def test_the_batch_spec_has_the_shape_that_sourcegraph_documents() -> None:
    # "Batch Spec YAML Reference": what has to be there, and what may be.
    shapes = {
        "": (
            {"name"},
            {"version", "description", "on", "workspaces", "steps", "transformChanges", "changesetTemplate"},
        ),
        "on": ({"repositoriesMatchingQuery"}, set()),
        "steps": ({"run", "container"}, {"env", "files", "outputs", "if", "mount"}),
        "changesetTemplate": ({"title", "branch", "commit"}, {"body", "published", "fork"}),
        "commit": ({"message"}, {"author"}),
    }
    spec = shown("version")
    parts = {
        "": spec,
        "on": spec["on"][0],
        "steps": spec["steps"][0],
        "changesetTemplate": spec["changesetTemplate"],
        "commit": spec["changesetTemplate"]["commit"],
    }
    for name, part in parts.items():
        needed, allowed = shapes[name]
        assert needed <= set(part) <= needed | allowed, name
        assert all(isinstance(value, (str, int, bool, list, dict)) for value in part.values())
    assert re.fullmatch(r"[\w.-]+", spec["name"])
    assert spec["version"] == 2
