"""The hooks of ``.pre-commit-hooks.yaml``, run by pre-commit itself in a repository that uses them."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support import REPOSITORY

NEEDED = (".pre-commit-hooks.yaml", "README.md", "pyproject.toml", "lint", "codemods")

BAD = 'URL = "https://api.ie1.twilio.com/2010-04-01"\n'
MENDED = 'URL = "https://api.dublin.ie1.twilio.com/2010-04-01"\n'
KNOWN = {"rule": "EW103", "text": "api.dublin.twilio.com", "line": "00000000"}
EXCLUDED = "[tool.edgewise]\nextend-exclude = ['legacy/']\n"
DECIDED = EXCLUDED + "processing-region = 'as-written'\n"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(importlib.util.find_spec("pre_commit") is None, reason="pre-commit is not installed"),
    pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed"),
]


def environment(home: Path) -> dict[str, str]:
    # Called from a hook, git would tell its own repository to every git below; and no configuration but ours counts.
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT", "VIRTUAL"))}
    who = {f"GIT_{role}_{what}": "tests@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    fixed = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "PRE_COMMIT_HOME": str(home)}
    return kept | who | fixed | {"NO_COLOR": "1", "PRE_COMMIT_COLOR": "never"}


class Repository:
    """A git repository in which hooks are run."""

    def __init__(self, folder: Path, variables: dict[str, str]) -> None:
        self.folder = folder
        self._variables = variables
        folder.mkdir()
        self.run("git", "init", "--quiet", "--initial-branch=main")

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            list(map(str, command)),
            check=False,
            cwd=self.folder,
            env=self._variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=600,
        )

    def commit(self) -> None:
        for command in (["add", "--all"], ["commit", "--quiet", "--message", "x"]):
            done = self.run("git", *command)
            assert done.returncode == 0, done.stdout

    def write(self, name: str, text: str) -> None:
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(text, encoding="utf-8")

    def read(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def hook(self, name: str, *files: str) -> subprocess.CompletedProcess[str]:
        """Run one hook as ``pre-commit run`` does, on some files or on all of them."""
        which = ["--files", *files] if files else ["--all-files"]
        done = self.run(sys.executable, "-m", "pre_commit", "run", name, *which)
        if "No matching distribution" in done.stdout or "Could not fetch URL" in done.stdout:
            pytest.skip("pre-commit cannot install the hooks: the package index cannot be reached")
        return done


@pytest.fixture(scope="module")
def tool(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Edgewise as it stands here, uncommitted changes included, in a repository that pre-commit can clone."""
    folder = tmp_path_factory.mktemp("pre-commit")
    repository = Repository(folder / "edgewise", environment(folder / "cache"))
    for name in NEEDED:
        source, target = REPOSITORY / name, repository.folder / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, target)
    repository.commit()
    return repository


def test_the_hooks(tool: Repository, tmp_path: Path) -> None:
    # One test, because everything in it needs the environment that pre-commit installs first.
    user = Repository(tmp_path / "user", environment(tool.folder.parent / "cache"))
    revision = tool.run("git", "rev-parse", "HEAD").stdout.strip()
    hooks = [{"id": "edgewise-check"}, {"id": "edgewise-fix"}]
    configuration = {"repos": [{"repo": str(tool.folder), "rev": revision, "hooks": hooks}]}
    user.write(".pre-commit-config.yaml", json.dumps(configuration))
    user.write("pyproject.toml", EXCLUDED)
    user.write("good.py", MENDED)
    user.write("bad.py", BAD)
    user.write("deploy/app.yaml", "env:\n  TWILIO_REGION: ie1\n")
    user.write("legacy/old.py", BAD)
    (user.folder / "logo.bin").write_bytes(b"\0https://api.ie1.twilio.com")
    user.run("git", "add", "--all")

    clean = user.hook("edgewise-check", "good.py", "logo.bin")
    assert clean.returncode == 0, clean.stdout
    assert "Passed" in clean.stdout

    found = user.hook("edgewise-check", "good.py", "bad.py", "legacy/old.py")
    assert found.returncode == 1, found.stdout
    assert "bad.py:1:16: EW101 " in found.stdout
    assert "Found 1 problem in 1 file (2 files looked at)." in found.stdout
    assert "legacy" not in found.stdout
    assert user.read("bad.py") == BAD

    nothing = user.hook("edgewise-check", "legacy/old.py")
    assert nothing.returncode == 0, nothing.stdout

    undecided = user.hook("edgewise-fix")
    assert undecided.returncode == 1, undecided.stdout
    assert "2 wait for you to decide" in undecided.stdout
    assert "files were modified" not in undecided.stdout
    assert user.read("bad.py") == BAD

    user.write("pyproject.toml", DECIDED)
    user.run("git", "add", "--all")
    fixed = user.hook("edgewise-fix")
    assert fixed.returncode == 1, fixed.stdout
    assert "files were modified by this hook" in fixed.stdout
    assert "Fixed 2 problems in 2 files." in fixed.stdout
    assert user.read("bad.py") == MENDED
    assert user.read("deploy/app.yaml") == "env:\n  TWILIO_REGION: ie1\n  TWILIO_EDGE: dublin\n"
    assert user.read("legacy/old.py") == BAD

    for name in ("edgewise-fix", "edgewise-check"):
        again = user.hook(name)
        assert again.returncode == 0, again.stdout

    user.write("unsafe.py", 'URL = "https://api.dublin.twilio.com/x"\n')
    user.run("git", "add", "--all")
    left = user.hook("edgewise-fix")
    assert left.returncode == 1, left.stdout
    assert "files were modified" not in left.stdout
    assert "unsafe.py:1:16: EW103" in left.stdout
    assert user.read("unsafe.py") == 'URL = "https://api.dublin.twilio.com/x"\n'

    tried = user.run(
        sys.executable, "-m", "pre_commit", "try-repo", tool.folder, "edgewise-check", "--files", "good.py", "unsafe.py"
    )
    assert tried.returncode == 1, tried.stdout
    assert "unsafe.py:1:16: EW103" in tried.stdout
    assert "good.py" not in tried.stdout

    # Hundreds of files are one call, and a baseline that the configuration names holds for a part of them as well.
    user.write("pyproject.toml", DECIDED + "baseline = 'known.json'\n")
    user.write("known.json", json.dumps({"version": 1, "findings": {"unsafe.py": [KNOWN], "gone.py": [KNOWN]}}))
    for number in range(500):
        user.write(f"many/{number}.py", f"# twilio\nNUMBER = {number}\n")
    user.run("git", "add", "--all")
    every = user.hook("edgewise-check")
    assert every.returncode == 0, every.stdout
    user.write("many/7.py", BAD)
    for name in ("edgewise-check", "edgewise-fix"):
        one = user.hook(name)
        assert one.returncode == 1, one.stdout
        assert one.stdout.count("1 problem passed over, known from known.json.") == 1
        assert "no longer" not in one.stdout
    assert "Fixed 1 problem in 1 file." in one.stdout
    assert user.read("many/7.py") == MENDED
