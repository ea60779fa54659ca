"""``--since``: which lines git calls changed, whatever the names, the configuration and the state of the repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from edgewise.cli.main import edgewise as command
from edgewise.suppressions.changes import changes

A = 'A = "https://api.ie1.twilio.com/a"\n'
B = 'B = "https://api.au1.twilio.com/b"\n'
N = 'N = "https://api.de1.twilio.com/n"\n'

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one commit, tagged ``old``."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "tests")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "tests@example.org")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    folder = tmp_path / "repository"
    folder.mkdir()
    monkeypatch.chdir(folder)
    git("init", "--quiet", "--initial-branch=main")
    write("a.py", A + "\n\n" + B)
    write("app/b.py", A)
    commit()
    git("tag", "old")
    return folder


def git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], check=True, capture_output=True, text=True)
    return done.stdout


def write(name: str, text: str) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_bytes(text.encode("utf-8"))


def commit() -> None:
    git("add", "--all")
    git("commit", "--quiet", "--message", "x")


def run(*arguments: str, stdin: str | None = None) -> Result:
    result = CliRunner().invoke(command, arguments, input=stdin)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def rows(*arguments: str) -> list[str]:
    """Return path and row of every finding since ``old``."""
    return [":".join(line.split(":")[:2]) for line in run("check", "--since", "old", *arguments).stdout.splitlines()]


def test_nothing_has_changed(repository: Path) -> None:
    result = run("check", "--since", "old")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "Nothing to look at: no file here has changed since old.\n"


@pytest.mark.parametrize("committed", [False, True])
@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("a.py", A + "\n" + N + B, ["a.py:3"]),
        ("a.py", "# above\n\n" + A + "\n\n" + B, []),
        ("a.py", A.strip() + "  # changed\n\n\n" + B, ["a.py:1"]),
        ("a.py", A + "\n\n" + B + N + N, ["a.py:5", "a.py:6"]),
        ("a.py", A + "\n\n" + B + N.strip(), ["a.py:5"]),
        ("a.py", A + B, []),
        ("a.py", B, []),
        ("a.py", "", []),
        ("a.py", A + '\n\nM = """\n-- a/x\n++ b/y\n@@ -1 +1 @@\n"""\n' + B + N, ["a.py:10"]),
        ("new.py", A + N, ["new.py:1", "new.py:2"]),
        ("app/new.py", A, ["app/new.py:1"]),
        ("new.py", A.replace("\n", "\r") + N.replace("\n", "\r\n"), ["new.py:1", "new.py:2"]),
        ("a.py", 'A = """\nchanged\n"""' + "\n\n" + B, []),
    ],
)
def test_only_lines_that_changed(repository: Path, name: str, text: str, found: list[str], committed: bool) -> None:
    write(name, text)
    if committed:
        commit()
    assert rows() == found


def test_a_finding_over_several_lines_counts_when_one_of_them_changed(repository: Path) -> None:
    text = 'from twilio.rest import Client\n\nClient(\n    region=(\n        {}"ie1"\n    ),\n)\n'
    write("a.py", text.format(""))
    commit()
    git("tag", "--force", "old")
    write("a.py", text.format("\n"))
    assert rows() == ["a.py:4"]


@pytest.mark.parametrize("name", ["with space.py", "ümlaut.py", 'quo"te.py', "new\nline.py", "tab\tback\\slash.py"])
def test_names_of_all_kinds(repository: Path, name: str) -> None:
    if sys.platform == "win32":
        pytest.skip("no such names there")
    write(name, A)
    commit()
    git("tag", "--force", "old")
    write(name, A + N)
    assert len(run("check", "--since", "old").stdout.splitlines()) == 1
    commit()
    assert ":2:" in run("check", "--since", "old").stdout


@pytest.mark.skipif(sys.platform != "linux", reason="names are text there")
def test_names_that_are_not_utf_8(repository: Path) -> None:
    name = b"\xff\xfe.py"
    with open(name, "wb") as file:
        file.write(A.encode())
    commit()
    git("tag", "--force", "old")
    with open(name, "ab") as file:
        file.write(N.encode())
    assert rows() == ["\\xff\\xfe.py:2"]


def test_renamed_files(repository: Path) -> None:
    git("mv", "a.py", "moved.py")
    assert rows() == []
    write("moved.py", A + "\n\n" + B + N)
    assert rows() == ["moved.py:5"]
    commit()
    assert rows() == ["moved.py:5"]


def test_deleted_and_binary_files_and_links(repository: Path) -> None:
    os.unlink("a.py")
    Path("data.bin").write_bytes(b"\0https://api.ie1.twilio.com")
    os.symlink("app/b.py", "link.py")
    assert rows() == []
    write(".gitattributes", "*.py -diff\n")
    write("app/b.py", A + N)
    # For git that is no text, so that it tells no lines: all of them count.
    assert rows() == ["app/b.py:1", "app/b.py:2"]


def test_a_file_in_utf_16(repository: Path) -> None:
    Path("app.yaml").write_text("A: https://api.ie1.twilio.com\n", encoding="utf-16")
    assert rows() == ["app.yaml:1"]


def test_what_others_have_changed_meanwhile_does_not_count(repository: Path) -> None:
    git("checkout", "--quiet", "-b", "feature")
    write("app/b.py", A + N)
    commit()
    git("checkout", "--quiet", "main")
    write("a.py", A)
    commit()
    git("checkout", "--quiet", "feature")
    assert run("check", "--since", "main").stdout.startswith("app/b.py:2:")
    assert len(run("check", "--since", "main").stdout.splitlines()) == 1


def test_no_commit_in_common(repository: Path) -> None:
    git("checkout", "--quiet", "--orphan", "other")
    write("a.py", A + N)
    commit()
    result = run("check", "--since", "main")
    assert result.stdout.startswith("a.py:2:")
    assert "no commit in common" in result.stderr


def test_only_what_a_full_run_would_look_at(repository: Path) -> None:
    write(".gitignore", "ignored.py\n")
    for name in ("ignored.py", "left/out.py", ".venv/pyvenv.cfg", ".venv/x.py", "seen/x.py"):
        write(name, A)
    git("add", "--force", "ignored.py")
    assert rows("--exclude", "left") == ["ignored.py:1", "seen/x.py:1"]  # which git tracks
    assert rows("seen") == ["seen/x.py:1"]
    assert rows("a.py", "seen/x.py", "ignored.py") == ["seen/x.py:1", "ignored.py:1"]
    assert rows("app") == []


def test_only_changed_files_are_read(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write("app/b.py", A + N)
    looked_at: list[str] = []
    monkeypatch.setattr(
        "edgewise.engine.check.read", lambda path, *_, **__: looked_at.append(path) or Path(path).read_bytes()
    )
    assert rows() == ["app/b.py:2"]
    assert set(looked_at) == {"app/b.py"}


@pytest.mark.parametrize("variables", [{}, {"GIT_DIFF_OPTS": "-u9", "GIT_EXTERNAL_DIFF": "false"}])
def test_the_configuration_of_git_does_not_matter(
    repository: Path, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    for key, value in {
        "diff.noprefix": "true",
        "diff.mnemonicPrefix": "true",
        "diff.external": "false",
        "color.ui": "always",
        "diff.context": "7",
        "diff.interHunkContext": "9",
        "diff.relative": "true",
        "diff.renames": "false",
        "core.quotePath": "true",
        "diff.submodule": "log",
        "diff.ignoreSubmodules": "all",
        "core.pager": "false",
        "status.showUntrackedFiles": "no",
        "diff.srcPrefix": "x/",
        "diff.dstPrefix": "y/",
    }.items():
        git("config", key, value)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    os.rename("a.py", "ä moved.py")
    git("add", "--all")
    write("ä moved.py", N + A + "\n\n" + B + N)
    write("new.py", N)
    assert rows() == ["new.py:1", "ä moved.py:1", "ä moved.py:6"]


def test_folders_below_and_worktrees(repository: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    write("a.py", A + N + B)
    write("app/b.py", A + N)
    monkeypatch.chdir("app")
    assert rows() == ["b.py:2"]
    assert rows("..") == ["../a.py:2", "b.py:2"]
    commit()
    git("worktree", "add", "--quiet", str(tmp_path / "tree"))
    monkeypatch.chdir(tmp_path / "tree" / "app")
    write("c.py", N)
    assert rows("..") == ["../a.py:2", "b.py:2", "c.py:1"]


def test_in_a_hook_the_repository_is_still_that_of_the_path(
    repository: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    git("init", "--quiet", str(tmp_path / "other"))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other" / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "other" / ".git" / "index"))
    write("a.py", A + N)
    assert rows() == ["a.py:2"]


def test_submodules(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = tmp_path / "library"
    shutil.copytree(repository, library)
    git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(library), "lib")
    assert rows() == ["lib/a.py:1", "lib/a.py:4", "lib/app/b.py:1"]
    commit()
    git("tag", "--force", "old")
    assert rows() == []
    write("lib/a.py", A + N + B)
    assert rows() == ["lib/a.py:2"]
    git("-C", "lib", "commit", "--quiet", "--all", "--message", "x")
    commit()
    write("lib/app/b.py", N)
    assert rows() == ["lib/a.py:2", "lib/app/b.py:1"]
    monkeypatch.chdir("lib")
    assert rows() == ["a.py:2", "app/b.py:1"]


def test_a_repository_in_the_repository(repository: Path) -> None:
    git("init", "--quiet", "inner")
    write("inner/x.py", N)
    assert rows() == ["inner/x.py:1"]


@pytest.mark.parametrize("revision", ["missing", "", "--all", "old..main", "HEAD^{tree}", "a\nb"])
def test_unknown_revisions(repository: Path, revision: str) -> None:
    result = run("check", f"--since={revision}")
    assert result.exit_code == 2
    assert result.stderr.startswith("error: git knows no revision ")


def test_no_repository(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(str(tmp_path / "outside" / "a.py"), A)
    result = run("check", "--since", "old", "a.py", "../outside/a.py")
    assert result.exit_code == 2
    assert result.stderr.startswith("error: ../outside/a.py: it is in no git repository")
    monkeypatch.setenv("PATH", str(tmp_path))
    result = run("check", "--since", "old")
    assert result.exit_code == 2
    assert result.stderr.startswith("error: git is not installed")
    assert run("check", "-", "--since", "old", stdin=A).exit_code == 2


def test_a_broken_repository(repository: Path) -> None:
    write(".git/HEAD", "nonsense")
    result = run("check", "--since", "old")
    assert result.exit_code == 2
    assert result.stderr.startswith("error: ")


def test_a_missing_path_is_still_an_error(repository: Path) -> None:
    write("a.py", A + N)
    result = run("check", "--since", "old", "a.py", "missing.py")
    assert result.exit_code == 2
    assert result.stderr.startswith("error: missing.py: ")


def test_a_file_that_does_not_parse_is_told_whatever_line_changed(repository: Path) -> None:
    write("a.py", 'print "x"  # twilio\n\n\n\n\n')
    commit()
    git("tag", "--force", "old")
    write("a.py", 'print "x"  # twilio\n\n\n\n\n' + N)
    assert rows() == ["a.py:1", "a.py:6"]
    assert run("check", "--since", "old").exit_code == 2


def test_fix(repository: Path) -> None:
    write("a.py", A + N + B)
    assert run("fix", "--since", "old", "--diff").stdout.count("\n+") == 2
    result = run("fix", "--since", "old")
    assert (result.exit_code, result.stdout, result.stderr) == (
        0,
        "",
        "Fixed 1 problem in 1 file.\n  a.py:2:14: EW101 Replace with `api.twilio.com`\n",
    )
    assert Path("a.py").read_text() == A + N.replace("de1.", "") + B
    assert Path("app/b.py").read_text() == A


def test_together_with_a_baseline(repository: Path) -> None:
    write("a.py", A + N + B)
    run("check", "--write-baseline", "known.json", "a.py")
    write("a.py", A + N + N + B)
    assert rows("--baseline", "known.json") == ["a.py:3"]
    assert "no longer" not in run("check", "--since", "old", "--baseline", "known.json").stderr


def test_the_value_is_picklable_and_knows_rows(repository: Path) -> None:
    import pickle

    write("a.py", A + N + B)
    write("new.py", N)
    known = pickle.loads(pickle.dumps(changes("old", ["."])))
    assert {os.path.basename(path): rows for path, rows in known.rows.items()} == {"a.py": ((2, 2),), "new.py": None}


@pytest.mark.parametrize("name", ["x", "odd name=1.a"])
def test_git_starts_nothing_that_the_repository_names(repository: Path, tmp_path: Path, name: str) -> None:
    trap = tmp_path / "trap"
    write("hook", f"#!/bin/sh\ntouch {trap}\ncat\n")
    (repository / "hook").chmod(0o755)
    hook = str(repository / "hook")
    for key in ("core.fsmonitor", "diff.external", "diff.y.textconv", "diff.y.command", f"filter.{name}.clean"):
        git("config", key, hook)
    git("config", f"filter.{name}.process", hook)
    git("config", f"filter.{name}.required", "true")
    write(".git/info/attributes", f"*.py filter={name} diff=y\n" if " " not in name else "*.py diff=y\n")
    write("app/b.py", A + N)
    assert rows() == ["app/b.py:2"]
    assert not trap.exists()
    subprocess.run(["git", "status"], capture_output=True, check=False)
    assert trap.exists(), "git itself starts it"


def test_git_starts_nothing_that_a_submodule_names(repository: Path, tmp_path: Path) -> None:
    library, trap = tmp_path / "library", tmp_path / "trap"
    shutil.copytree(repository, library)
    git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(library), "lib")
    commit()
    git("tag", "--force", "old")
    write("hook", f"#!/bin/sh\ntouch {trap}\ncat\n")
    (repository / "hook").chmod(0o755)
    for key in ("core.fsmonitor", "filter.x.clean"):
        git("-C", "lib", "config", key, str(repository / "hook"))
    write(".git/modules/lib/info/attributes", "*.py filter=x\n")
    write("lib/a.py", A.replace("ie1", "au1"))
    assert "lib/a.py:1" in rows()
    assert not trap.exists()
    subprocess.run(["git", "status"], capture_output=True, check=False)
    assert trap.exists(), "git itself starts it"


def test_git_fetches_nothing(repository: Path, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    write("hook", f"#!/bin/sh\ntouch {trap}\n")
    (repository / "hook").chmod(0o755)
    blob = git("rev-parse", "HEAD:a.py").strip()
    (repository / ".git/objects" / blob[:2] / blob[2:]).unlink()
    settings = {
        "core.repositoryformatversion": "1",
        "extensions.partialClone": "origin",
        "protocol.ext.allow": "always",
    }
    settings |= {"remote.origin.url": f"ext::{repository}/hook %S", "remote.origin.promisor": "true"}
    for key, value in settings.items():
        git("config", key, value)
    write("a.py", A + N + B)
    done = run("check", "--since", "old")
    assert done.exit_code == 2
    assert "this clone is a partial one: fetch what it lacks first" in done.stderr
    assert not trap.exists()
    subprocess.run(["git", "diff", "old"], capture_output=True, check=False)
    assert trap.exists(), "git itself starts it"
