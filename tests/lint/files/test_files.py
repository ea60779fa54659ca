import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edgewise.files import discovery, gitignore
from edgewise.files.discovery import DEFAULT_EXCLUDE, WalkSettings, discover
from edgewise.files.file import File, FileKind, Problem, kind_of
from edgewise.files.ignored import settings_in
from support import examples

EVERYTHING = WalkSettings(exclude=(), kinds=frozenset(FileKind))
PYTHON_SCRIPT = "#!/usr/bin/env python3\n"


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def plant(root, tree):
    """Make files with the content given, empty where there are only names, and folders where it is None."""
    for path, content in (tree if isinstance(tree, dict) else dict.fromkeys(tree, "")).items():
        place = Path(root, path)
        if content is None:
            place.mkdir(parents=True, exist_ok=True)
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content if isinstance(content, bytes) else content.encode())


def repository(root):
    plant(root, {".git/HEAD": "ref: refs/heads/main\n", ".git/objects": None, ".git/refs": None})


def found(*paths, **changes):
    return [file.path for file in discover(paths or ["."], WalkSettings(**changes)) if isinstance(file, File)]


def problems(*paths, **changes):
    return [item for item in discover(paths, WalkSettings(**changes)) if isinstance(item, Problem)]


# ------------------------------------------------------------------------------------------------- which and in order


def test_a_folder_is_walked_in_a_stable_order_files_first_hidden_ones_too(here):
    for path in random.Random(7).sample(
        ["z.py", "a.py", "b/z.pyi", "b/a.pyw", "b/c/d.py", ".hidden.py", ".github/x.py", "b.d/e.py", "B.py"], 9
    ):
        plant(here, {path: ""})
    plant(here, {"notes.txt": "", "data.json": "", "c.pyc": "", "py": "", "nb.ipynb": "", "empty": None})
    assert found() == [
        *(".hidden.py", "B.py", "a.py", "z.py"),
        *(".github/x.py", "b/a.pyw", "b/z.pyi", "b/c/d.py", "b.d/e.py"),
    ]


def test_left_out_are_version_control_caches_and_other_peoples_code(here):
    left_out = [*DEFAULT_EXCLUDE, ".git", ".hg", ".svn", ".jj", ".bzr"]
    plant(here, {f"src/{name}/x.py": "" for name in left_out} | {f"{name}/deep/x.py": "" for name in left_out})
    plant(here, {f"{name}/x.py": "" for name in ("src", "build", "dist", "env", "git", "lib")})
    assert found() == [f"{name}/x.py" for name in ("build", "dist", "env", "git", "lib", "src")]


@pytest.mark.parametrize(
    ("marker", "walked"), [("pyvenv.cfg", False), ("conda-meta/history", False), ("setup.cfg", True)]
)
@pytest.mark.parametrize("name", [".venv", "venv", "env", "any name"])
def test_a_virtual_environment_is_known_by_what_it_holds(here, name, marker, walked):
    plant(here, {f"{name}/{marker}": "", f"{name}/x.py": "", f"{name}/lib/y.py": ""})
    inside = [f"{name}/x.py", f"{name}/lib/y.py"]
    assert found() == (inside if walked else [])
    assert found(name) == inside, "a folder that is named itself is meant"
    assert found(".", name) == inside


@pytest.mark.parametrize(
    ("exclude", "left"),
    [
        ((), ["a.py", "gen/a.py", "src/a.py", "src/gen/a.py", "src/gen/b_pb2.py"]),
        (("gen",), ["a.py", "src/a.py"]),
        (("/gen/",), ["a.py", "src/a.py", "src/gen/a.py", "src/gen/b_pb2.py"]),
        (("src/gen",), ["a.py", "gen/a.py", "src/a.py"]),
        (("*_pb2.py",), ["a.py", "gen/a.py", "src/a.py", "src/gen/a.py"]),
        (("src/**/a.py",), ["a.py", "gen/a.py", "src/gen/b_pb2.py"]),
        (("a.py", "!gen/a.py"), ["gen/a.py", "src/gen/b_pb2.py"]),
        (("src/*", "!src/a.py"), ["a.py", "gen/a.py", "src/a.py"]),
    ],
)
@pytest.mark.parametrize("start", [".", "src", "absolute", "from below"])
def test_exclude_is_gitignore_syntax_relative_to_the_root(here, monkeypatch, exclude, left, start):
    plant(here, ["a.py", "gen/a.py", "src/a.py", "src/gen/a.py", "src/gen/b_pb2.py"])
    if start == ".":
        assert found(exclude=exclude) == left
    elif start == "src" and exclude != ("gen",):
        assert found("src", exclude=exclude) == [path for path in left if path.startswith("src/")]
    elif start == "absolute":
        assert found(str(here), exclude=exclude) == [f"{here}/{path}" for path in left]
    else:
        monkeypatch.chdir("src")
        assert found(exclude=exclude, root="..") == [path[4:] for path in left if path.startswith("src/")]


def test_exclude_outside_the_root_knows_names_only(here):
    plant(here, {"root": None, "other/a.py": "", "other/gen/a.py": "", "other/keep/a.py": ""})
    assert found("other", root="root", exclude=("gen", "/keep", "other/keep")) == ["other/a.py", "other/keep/a.py"]


def test_the_kinds_decide_what_is_yielded_from_a_folder(here):
    plant(
        here, {"a.py": "", "n.ipynb": "", "t.txt": "", "Makefile": "", "script": PYTHON_SCRIPT, ".env": "", "x.PY": ""}
    )
    python, notebooks, texts = ["a.py", "script"], ["n.ipynb"], [".env", "Makefile", "t.txt", "x.PY"]
    assert found() == python
    assert found(kinds=frozenset({FileKind.NOTEBOOK})) == notebooks
    assert found(kinds=frozenset({FileKind.TEXT})) == texts
    assert sorted(found(kinds=frozenset(FileKind))) == sorted(python + notebooks + texts)


@pytest.mark.parametrize(
    ("given_path", "expected"),
    [
        (".", ["a.py", "src/b.py"]),
        ("./", ["a.py", "src/b.py"]),
        ("src", ["src/b.py"]),
        ("src/", ["src/b.py"]),
        ("./src", ["src/b.py"]),
        (".//./src//", ["src/b.py"]),
        ("./a.py", ["a.py"]),
        ("../here", ["../here/a.py", "../here/src/b.py"]),
        ("src/..", ["src/../a.py", "src/../src/b.py"]),
    ],
)
def test_paths_are_as_the_user_would_type_them(tmp_path, monkeypatch, given_path, expected):
    plant(tmp_path, {"here/a.py": "", "here/src/b.py": ""})
    monkeypatch.chdir(tmp_path / "here")
    assert found(given_path) == expected


def test_an_absolute_path_stays_absolute(here):
    plant(here, {"src/b.py": ""})
    assert found(str(here)) == [f"{here}/src/b.py"]
    assert found(f"{here}/src/b.py") == [f"{here}/src/b.py"]


# -------------------------------------------------------------------------------------------------- given themselves


@pytest.mark.parametrize(
    ("path", "content", "kind"),
    [
        ("a.py", "", FileKind.PYTHON),
        ("n.ipynb", "", FileKind.NOTEBOOK),
        ("notes.txt", "", FileKind.TEXT),
        ("odd.suffix", PYTHON_SCRIPT, FileKind.PYTHON),
        ("Makefile", "", FileKind.TEXT),
        ("ignored.py", "", FileKind.PYTHON),
        ("node_modules/x.py", "", FileKind.PYTHON),
        (".git/hooks/pre-commit", PYTHON_SCRIPT, FileKind.PYTHON),
    ],
)
def test_a_given_file_is_always_looked_at(here, path, content, kind):
    repository(here)
    plant(here, {path: content, ".gitignore": "*"})
    assert list(discover([path], WalkSettings())) == [File(path, kind, named=True)]


@pytest.mark.parametrize(
    ("paths", "left"),
    [
        (["gen/a.py", "src/a.py"], ["src/a.py"]),
        (["gen"], []),
        (["gen/deep"], []),
        (["src", "gen/deep/a.py"], ["src/a.py"]),
        (["./gen/a.py"], []),
        (["ignored.py"], ["ignored.py"]),
        (["."], ["src/a.py"]),
    ],
)
def test_with_force_exclude_the_patterns_hold_for_given_paths_too(here, paths, left):
    repository(here)
    plant(here, ["gen/a.py", "gen/deep/a.py", "src/a.py", "ignored.py"])
    plant(here, {".gitignore": "ignored.py"})
    assert found(*paths, exclude=("gen",), force_exclude=True) == left
    assert found(*[str(here / path) for path in paths], exclude=("gen",), force_exclude=True) == [
        f"{here}/{path}" for path in left
    ]


def test_an_excluded_or_ignored_folder_that_is_given_is_walked(here):
    repository(here)
    plant(here, {"gen/a.py": "", "gen/deep/b.py": "", "gen/c.log.py": "", ".gitignore": "gen\n*.log.py"})
    assert found("gen", exclude=("gen",)) == ["gen/a.py", "gen/deep/b.py"]


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        ([".", "src", "src/a.py"], [("b.py", False), ("src/a.py", True)]),
        (["src/a.py", "."], [("src/a.py", True), ("b.py", False)]),
        (["src", "."], [("src/a.py", False), ("b.py", False)]),
        (["b.py", "./b.py", "src/../b.py"], [("b.py", True)]),
        (["absolute", "."], [("absolute", True), ("src/a.py", False)]),
    ],
)
def test_overlapping_paths_yield_each_file_once(here, paths, expected):
    plant(here, {"b.py": "", "src/a.py": ""})
    absolute = str(here / "b.py")
    paths = [absolute if path == "absolute" else path for path in paths]
    assert [
        (file.path.replace(absolute, "absolute"), file.named) for file in discover(paths, WalkSettings())
    ] == expected


# --------------------------------------------------------------------------------------------------------- problems


def test_what_cannot_be_looked_at_is_a_problem_with_a_reason(here):
    plant(here, {"a.py": ""})
    os.symlink("nowhere", "dangling.py")
    os.symlink("loop.py", "loop.py")
    os.mkfifo("pipe.py")
    with socket.socket(socket.AF_UNIX) as sock:
        sock.bind("sock.py")
        odd = ["a.py/b.py", "a.py/", "", "a\0b"]
        items = problems("missing.py", "dangling.py", "loop.py", "pipe.py", "sock.py", "/dev/null", *odd, "a.py")
    reasons = {item.path: item.reason for item in items}
    assert reasons == {
        "missing.py": "there is no such file or folder",
        "dangling.py": "it is a link that leads nowhere",
        "loop.py": "it cannot be read: Too many levels of symbolic links",
        "pipe.py": "it is neither a file nor a folder",
        "sock.py": "it is neither a file nor a folder",
        "/dev/null": "it is neither a file nor a folder",
        "a.py/b.py": "it cannot be read: Not a directory",
        "a.py": "it cannot be read: Not a directory",
        "": "there is no such file or folder",
        "a\0b": "it is no path: it holds a null character",
    }


def test_the_other_paths_are_still_looked_at(here):
    plant(here, {"a.py": ""})
    assert list(discover(["missing", "a.py"], WalkSettings())) == [
        Problem("missing", "there is no such file or folder"),
        File("a.py", FileKind.PYTHON, named=True),
    ]


def test_in_a_walk_pipes_sockets_and_dangling_links_are_passed_in_silence(here):
    plant(here, {"a.py": ""})
    os.symlink("nowhere", "dangling.py")
    os.symlink("loop.py", "loop.py")
    os.mkfifo("pipe.py")
    os.mkfifo("pipe")
    assert list(discover(["."], EVERYTHING)) == [File("a.py", FileKind.PYTHON, named=False)]


def test_a_pipe_is_never_waited_for(here):
    os.mkfifo("pipe")
    assert kind_of("pipe") is None


def test_a_file_without_permission_is_a_problem_where_it_is_given(here, monkeypatch):
    plant(here, {"a.py": ""})
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert problems("a.py") == [Problem("a.py", "it cannot be read: Permission denied")]


def test_a_folder_that_cannot_be_listed_is_one_problem_and_the_rest_goes_on(here, monkeypatch):
    plant(here, {"a/x.py": "", "b/x.py": "", "c/x.py": ""})
    scandir = os.scandir

    def refuse(path):
        if path.rstrip("/") == "b":
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    problem = Problem("b/", "it cannot be read: Permission denied")
    assert [getattr(item, "path", item) for item in discover([".", "b"], WalkSettings())] == ["a/x.py", "b/", "c/x.py"]
    assert problems(".") == [problem]
    assert problems("b") == [problem]


@pytest.mark.parametrize("start", [".", "src"])
def test_where_an_ignore_file_cannot_be_read_nobody_guesses(here, monkeypatch, start):
    repository(here)
    plant(here, {".gitignore": "*", "src/a.py": ""})
    load = gitignore.load

    def refuse(path, **how):
        raise PermissionError(13, "Permission denied", path) if path.endswith(".gitignore") else load(path, **how)

    monkeypatch.setattr(gitignore, "load", refuse)
    (problem,) = discover([start], WalkSettings())
    assert isinstance(problem, Problem)
    assert problem.path.endswith(".gitignore")
    assert problem.reason == "it cannot be read: Permission denied"


# ------------------------------------------------------------------------------------------------------------ links


def test_a_link_in_a_walk_stands_for_its_file_unless_that_has_its_turn(tmp_path, monkeypatch):
    plant(tmp_path, {"outside.py": "", "outside.txt": "", "here/z.py": "", "here/sub/y.py": "", "here/.x/a.py": ""})
    repository(tmp_path)
    monkeypatch.chdir(tmp_path / "here")
    os.symlink("z.py", "a_link.py")
    os.symlink("../outside.py", "b_link.py")
    os.symlink("../outside.py", "sub/c_link.py")
    os.symlink("../outside.txt", "d_link.txt")
    os.symlink("../outside.py", "tool")
    assert found() == ["z.py", ".x/a.py", "sub/y.py", "b_link.py"]
    assert found("a_link.py", ".") == ["a_link.py", ".x/a.py", "sub/y.py", "b_link.py"]
    assert next(discover([".", "a_link.py"], WalkSettings())) == File("z.py", FileKind.PYTHON, named=True)


def test_a_link_without_a_suffix_is_what_it_leads_to(tmp_path, monkeypatch):
    plant(tmp_path, {"outside.py": "", "outside": "", "here": None})
    repository(tmp_path)
    monkeypatch.chdir(tmp_path / "here")
    os.symlink("../outside.py", "tool")
    os.symlink("../outside", "no-tool")
    assert found() == ["tool"]


LINK_OUT = "a link out of the repository"
LEFT_OUT = "a link to a file that is left out"


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("lib/x.py", None),
        ("here/../lib/x.py", None),
        ("out/x.py", LINK_OUT),
        ("lib/node_modules/x.py", LEFT_OUT),
        ("lib/venv/x.py", LEFT_OUT),
        (".git/hooks/x.py", LEFT_OUT),
        ("lib/ignored/x.py", LEFT_OUT),
        ("lib/secret.py", LEFT_OUT),
        ("lib/tracked.log.py", None),
        ("lib/built/kept.py", None),
        ("lib/built/x.py", LEFT_OUT),
        ("lib/inner/x.py", LEFT_OUT),
        ("here/sub/ignored/x.py", LEFT_OUT),
        ("here/sub/x.py", "turn"),
        ("lib/taken/back.py", None),
    ],
)
@pytest.mark.parametrize("below", ["", "deep/"])
def test_a_link_is_followed_in_its_repository_and_to_nothing_that_is_left_out(here, monkeypatch, target, reason, below):
    root = here / "repo"
    repository(root)
    repository(root / "lib/inner")
    plant(here, ["out/x.py"])
    plant(root, {".gitignore": "ignored\n*.log.py\nbuilt\n", "lib/.gitignore": "/secret.py\ntaken/*\n!taken/back.py"})
    plant(root, {f"lib/{path}": "" for path in ("x.py", "secret.py", "node_modules/x.py", "venv/x.py", "inner/x.py")})
    plant(root, {f"lib/{path}": "" for path in ("ignored/x.py", "built/x.py", "built/kept.py", "taken/back.py")})
    plant(
        root, ["lib/venv/pyvenv.cfg", ".git/hooks/x.py", "lib/tracked.log.py", "here/sub/x.py", "here/sub/ignored/x.py"]
    )
    git("add", "-f", "lib/tracked.log.py", "lib/built/kept.py", cwd=root)
    plant(root, {f"here/{below}": None})
    link = f"here/{below}link.py"
    os.symlink(here / target if target.startswith("out/") else root / target, root / link)
    monkeypatch.chdir(root)
    told = {item.path: getattr(item, "reason", None) for item in discover(["here"], WalkSettings())}
    expected = {"here/sub/x.py": None} if reason == "turn" else {"here/sub/x.py": None, link: reason}
    assert told == expected
    assert found(link) == [link], "a link that is given is meant"


@pytest.mark.parametrize("mark", [".hg", ".jj", ".git"])
def test_any_repository_holds_its_links(here, mark):
    plant(here, {f"{mark}/x": "", "lib/x.py": "", "src": None})
    os.symlink("../lib/x.py", "src/x.py")
    assert found("src") == ["src/x.py"]


@pytest.mark.parametrize(
    ("target", "followed"), [("../b/x.py", False), ("sub/x.txt", True), ("node_modules/x.py", False)]
)
def test_without_a_repository_a_link_is_followed_below_the_folder_that_is_given(here, target, followed):
    plant(here, ["a/sub/x.txt", "a/node_modules/x.py", "b/x.py"])
    os.symlink(target, "a/link.py")
    assert found("a") == (["a/link.py"] if followed else [])
    assert found("a", "b") == ["b/x.py", *(["a/link.py"] if followed else [])]
    (told,) = [item for item in discover(["a"], WalkSettings()) if not followed] or [None]
    assert told is None or (told.path == "a/link.py" and told.on_purpose)


@pytest.mark.skipif(not os.path.exists("/proc/kmsg"), reason="needs /proc")
def test_nothing_of_the_system_is_opened_through_a_link(here, monkeypatch):
    repository(here)
    plant(here, ["a.py"])
    for name, target in (("k", "/proc/kmsg"), ("k.py", "/proc/kmsg"), ("z.py", "/dev/zero"), ("n", "/dev/null")):
        os.symlink(target, name)
    os.mkfifo("fifo")
    os.symlink("fifo", "f.py")
    opened = []
    real_open = os.open
    monkeypatch.setattr(os, "open", lambda path, *rest: opened.append(path) or real_open(path, *rest))
    assert [item.path for item in discover(["."], EVERYTHING) if isinstance(item, File)] == ["a.py"]
    assert opened == []


def test_linked_folders_are_not_followed_and_loops_end(here):
    plant(here, {"a/x.py": "", "real/y.py": ""})
    os.symlink(".", "a/self")
    os.symlink("..", "a/up.py")
    os.symlink("../real", "a/other")
    assert found() == ["a/x.py", "real/y.py"]
    assert found("a") == ["a/x.py"]


def test_a_given_link_to_a_folder_is_walked_under_its_name(here):
    plant(here, {"real/y.py": ""})
    os.symlink("real", "link")
    assert found("link") == ["link/y.py"]
    assert found("link", "real", ".") == ["link/y.py"]


def test_hard_links_are_two_files(here):
    plant(here, {"a.py": ""})
    os.link("a.py", "b.py")
    assert found() == ["a.py", "b.py"]


# ------------------------------------------------------------------------------------------------------------ names


def test_names_need_not_be_text(here):
    names = [os.fsdecode(name) for name in (b"caf\xe9.py", b"two\nlines.py", b"\xff\xfe.py", "é.py".encode(), b"-.py")]
    for name in names:
        plant(here, {name: ""})
    plant(here, {os.fsdecode(b"f\xe9/x.py"): "", ".gitignore": b"caf\xe9.py\n"})
    assert sorted(found()) == sorted([*names[1:], os.fsdecode(b"f\xe9/x.py")])
    assert found(names[0]) == [names[0]]


def test_a_folder_called_like_a_module_is_a_folder(here):
    plant(here, {"x.py/y.py": ""})
    assert found() == ["x.py/y.py"]
    assert found("x.py") == ["x.py/y.py"]


def test_depth_is_no_matter_of_recursion(here):
    depth = sys.getrecursionlimit() + 200
    path = "."
    for _ in range(depth):
        path += "/d"
        os.mkdir(path)
    file = f"{path}/x.py"
    plant(here, {"keep": ""})
    with open(file, "w"):
        assert found() == [file[2:]]
    os.unlink(file)
    os.removedirs(path)


@pytest.mark.parametrize(
    ("line", "is_python"),
    [
        ("#!/usr/bin/env python3", True),
        ("#!/usr/bin/python", True),
        ("#! /usr/bin/python3.11 -u", True),
        ("#!/usr/bin/env -S python3 -O", True),
        ("#!/usr/bin/env PYTHONPATH=. python3", True),
        ("#!/usr/bin/env -S uv run --script", True),
        ("#!/usr/bin/env -S uv run --script python", True),
        ("#!/usr/bin/env -S pipx run", True),
        ("#!/usr/bin/env pypy3.10", True),
        ("#!/usr/local/bin/python3.13t", True),
        ("#!/usr/libexec/platform-python", True),
        ("#!C:\\Python311\\python.exe\r", True),
        ("#!/usr/bin/env python", True),
        ("#!/bin/sh", False),
        ("#!/bin/bash -c python", False),
        ("#!/opt/python/bin/node", False),
        ("#!/usr/bin/env bash", False),
        ("#!/usr/bin/env -S uv sync", False),
        ("#!/usr/bin/env pythonic", False),
        ("#!", False),
        ("# python", False),
        (" #!/usr/bin/python", False),
        ("#\n!/usr/bin/python", False),
        ("#!/bin/sh\n#!/usr/bin/python", False),
        ("", False),
    ],
)
def test_a_script_without_suffix_is_python_by_its_shebang(here, line, is_python):
    plant(here, {"script": f"{line}\nx = 1\n", "script.sh": f"{line}\n", "bytes": b"#!\xff\xfe python\n"})
    assert kind_of("script") == (FileKind.PYTHON if is_python else None)
    assert kind_of("script.sh") == (FileKind.PYTHON if is_python else None), (
        "given by itself, its suffix proves nothing"
    )
    assert found() == (["script"] if is_python else [])


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("no/such/file.py", FileKind.PYTHON),
        ("no/such/file.pyi", FileKind.PYTHON),
        ("no/such/file.pyw", FileKind.PYTHON),
        ("no/such/file.ipynb", FileKind.NOTEBOOK),
        ("no/such/file.txt", None),
        ("no/such/file", None),
        (".", None),
    ],
)
def test_the_kind_of_a_file_that_is_not_there_is_its_suffix(here, path, kind):
    assert kind_of(path) == kind


def test_only_files_without_a_dot_are_opened_in_a_walk(here, monkeypatch):
    plant(here, {"a.py": "", "b.sh": PYTHON_SCRIPT, ".profile": PYTHON_SCRIPT, "script": PYTHON_SCRIPT})
    opened = []
    open_descriptor = os.open
    monkeypatch.setattr(os, "open", lambda path, *rest: opened.append(path) or open_descriptor(path, *rest))
    assert found() == ["a.py", "script"]
    assert opened == ["script"]
    assert [file.path for file in discover(["."], EVERYTHING) if file.kind is FileKind.PYTHON] == ["a.py", "script"]
    assert opened == ["script", "script"]


# --------------------------------------------------------------------------------------------------------- gitignore


def test_ignore_files_of_folders_above_count_up_to_the_root_of_the_repository(here):
    repository(here / "repo")
    plant(here, {".gitignore": "*", "repo/.gitignore": "one.py\n/src/two.py", "repo/.git/info/exclude": "src/in/t*.py"})
    plant(here, {"repo/src/.gitignore": "!one.py\nin/four.py", "repo/src/in/.gitignore": "five.py"})
    plant(here, {f"repo/src/in/{name}.py": "" for name in ("one", "two", "three", "four", "five", "six")})
    plant(here, {"repo/src/two.py": "", "repo/one.py": "", "repo/in/four.py": ""})
    inside = ["repo/src/in/one.py", "repo/src/in/six.py"]
    assert found("repo/src/in") == inside
    assert found("repo/src") == inside
    assert found("repo") == ["repo/in/four.py", *inside]
    assert len(found("repo", respect_gitignore=False)) == 9


def test_outside_a_repository_ignore_files_count_from_the_starting_folder_down(here):
    plant(here, {".gitignore": "a.py", "sub/.gitignore": "b.py"})
    plant(here, ["a.py", "b.py", "sub/a.py", "sub/b.py", "sub/c.py"])
    assert found() == ["b.py", "sub/c.py"]
    assert found("sub") == ["sub/a.py", "sub/c.py"]


def test_a_file_in_an_ignored_folder_cannot_be_taken_back(here):
    repository(here)
    plant(here, {".gitignore": "build/\n!build/keep.py\nout/*\n!out/keep.py"})
    plant(here, ["build/keep.py", "out/keep.py", "out/gone.py"])
    assert found() == ["out/keep.py"]


def test_a_repository_in_a_repository_starts_afresh(here):
    repository(here)
    repository(here / "vendor/inner")
    plant(here, {".gitignore": "x.py", "vendor/inner/.git/info/exclude": "y.py", "vendor/notrepo/.git/oops": ""})
    plant(here, {f"{folder}{name}.py": "" for folder in ("", "vendor/inner/", "vendor/notrepo/") for name in "xyz"})
    inner = ["vendor/inner/x.py", "vendor/inner/z.py"]
    assert found() == ["y.py", "z.py", *inner, "vendor/notrepo/y.py", "vendor/notrepo/z.py"]
    assert found("vendor/inner") == inner


@pytest.mark.parametrize("gitdir", ["../main/.git/worktrees/tree", "absolute"])
def test_the_exclude_file_of_a_worktree_is_that_of_its_repository(here, gitdir):
    repository(here / "main")
    where = str(here / "main/.git/worktrees/tree") if gitdir == "absolute" else gitdir
    plant(here, {"main/.git/info/exclude": "x.py", "main/.git/worktrees/tree/commondir": "../..\n"})
    plant(
        here, {"tree/.git": f"gitdir: {where}\n", "tree/src/x.py": "", "tree/src/y.py": "", "tree/.gitignore": "z.py"}
    )
    plant(here, {"tree/src/z.py": ""})
    assert found("tree/src") == ["tree/src/y.py"]


def test_the_exclude_file_of_a_submodule_is_its_own(here):
    repository(here)
    plant(
        here, {".git/info/exclude": "x.py", ".git/modules/sub/info/exclude": "y.py", ".git/modules/sub/HEAD": "ref: x"}
    )
    plant(here, {"sub/.git": "gitdir: ../.git/modules/sub\n", "sub/x.py": "", "sub/y.py": ""})
    assert found() == ["sub/x.py"]


@pytest.mark.parametrize(
    ("content", "left"),
    [
        (b"a.py\r\nb.py\r\n", ["c.py"]),
        (b"\xef\xbb\xbfa.py\nb.py", ["c.py"]),
        (b"a.py   \n  \n#b.py\n\\#c.py", ["b.py", "c.py"]),
        (b"\xff\xfe\x00\n[\n[z-a]\n\\\na.py", ["b.py", "c.py"]),
        (b"[[:alpha:]\n[a-b].py", ["c.py"]),
        (b"*.py\n!c.py\n!b.py\nb.py", ["c.py"]),
        (b"*.p[xyz]\n!?.py\na.*", ["b.py", "c.py"]),
        (b"\\[ab].py", ["a.py", "b.py", "c.py"]),
        (b"[[b].py\n[\\a]*", ["c.py"]),
        (b"", ["a.py", "b.py", "c.py"]),
        (b"/\n//\n!\n!/", ["a.py", "b.py", "c.py"]),
    ],
)
def test_an_odd_ignore_file_is_read_as_far_as_it_makes_sense(here, content, left):
    repository(here)
    plant(here, {"a.py": "", "b.py": "", "c.py": "", ".gitignore": content})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert found() == left
    assert git_lists(here) == sorted([".gitignore", *left])


def test_only_the_first_character_of_a_line_is_special(here):
    repository(here)
    plant(here, {".gitignore": "*.py\n!#?.py\n!!?.py\n! ?.py"})
    plant(here, ["#a.py", "!a.py", " a.py", "a.py"])
    assert found() == [" a.py", "!a.py", "#a.py"]
    assert git_lists(here) == [" a.py", "!a.py", "#a.py", ".gitignore"]


def test_a_pattern_that_takes_a_folder_back_says_nothing_about_what_is_in_it(here):
    repository(here)
    plant(here, {".gitignore": "x.py\n/a/d*", "a/.gitignore": "!/d*\n!e*/", "a/d1/.gitignore": "!/e*"})
    plant(here, ["a/d1/x.py", "a/d1/y.py", "a/d1/e1/x.py", "a/d1/e1/y.py"])
    assert found() == ["a/d1/y.py", "a/d1/e1/y.py"]
    assert git_lists(here) == [".gitignore", "a/.gitignore", "a/d1/.gitignore", "a/d1/e1/y.py", "a/d1/y.py"]


def test_an_ignore_file_that_is_a_link_or_a_folder_does_not_count(here):
    repository(here)
    plant(here, {"rules": "a.py", "a.py": "", "sub/a.py": "", "sub/.gitignore": None})
    os.symlink("rules", ".gitignore")
    assert found() == ["a.py", "sub/a.py"]
    assert found("sub") == ["sub/a.py"]


def test_pathspec_is_not_imported_for_names_and_suffixes(here):
    repository(here)
    lines = ["__pycache__/", "*.py[cod]", "*.log", "/build/", "docs/_build/", ".coverage.*", "!keep.log"]
    plant(here, {".gitignore": "\n".join(lines), "a.py": "", "b.log": "", "build/x.py": "", "docs/conf.py": ""})
    program = (
        "import sys; from edgewise.config.config import load; from edgewise.files.discovery import discover\n"
        "found = list(discover(['.'], load('.').walk_settings()))\n"
        "print(len(found), *sorted({'pathspec', 'tomllib', 'tomli', 'difflib', 'libcst'} & set(sys.modules)))"
    )
    environment = os.environ | {"PYTHONPATH": os.path.dirname(os.path.dirname(discovery.__file__))}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["3"]  # .gitignore is a text too


# ---------------------------------------------------------------------------------------------------- what git tracks


def git(*arguments, cwd=".", stdin=None):
    identity = {f"GIT_{who}_{what}": "x@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    command = ["git", "-c", "protocol.file.allow=always", *arguments]
    environment = GIT_ENVIRONMENT | identity
    done = subprocess.run(command, cwd=cwd, env=environment, input=stdin, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


VERSIONS = [
    *[["-c", f"index.version={version}", "init", "-q"] for version in (2, 3, 4)],
    ["-c", "core.splitIndex=true", "init", "-q"],
    ["init", "-q", "--object-format=sha256"],
]


@pytest.mark.parametrize("init", VERSIONS, ids=["2", "3", "4", "split", "sha256"])
def test_what_git_tracks_is_looked_at_although_it_is_ignored(here, init):
    git(*init)
    options = init[: init.index("init")]
    if options:
        git("config", *options[1].split("="))
    plant(here, {".gitignore": ".env\nbuild/\n/gone\n*.log", "a/.gitignore": "*\n"})
    tracked = [".env", "build/deep/x.py", "build/y.py", "a/b/c.py", "x.log", "gone/.gitignore", "gone/z.py"]
    plant(
        here,
        {".env": "", "gone/.gitignore": "!*", "build/deep/z.py": "", "build/no.py": "", "a/no.py": "", "y.log": ""},
    )
    plant(here, [path for path in tracked if path != "gone/.gitignore"])
    git("add", "-f", *tracked)
    plant(here, [f"many/{number:03}.py" for number in range(300)])
    git("add", "many")
    if options == ["-c", "core.splitIndex=true"]:
        git("update-index", "--split-index")
        git("update-index", "--force-remove", "many/000.py")
        assert list(Path(".git").glob("sharedindex.*"))
    looked_at = [file.path for file in discover(["."], EVERYTHING) if isinstance(file, File)]
    assert sorted(looked_at) == sorted(git_lists(here))
    assert {*tracked} <= {*looked_at}
    assert found("build") == ["build/no.py", "build/y.py", "build/deep/x.py", "build/deep/z.py"], "it is named"


def test_exclude_wins_over_what_git_tracks(here):
    git("init", "-q")
    plant(here, {".gitignore": "node_modules\nvenv\n", "node_modules/x.py": "", "venv/pyvenv.cfg": "", "venv/x.py": ""})
    git("add", "-f", "node_modules", "venv")
    assert found() == []
    assert found(exclude=()) == ["node_modules/x.py"]


def test_a_submodule_in_an_ignored_folder_is_looked_at_like_others(here):
    plant(here, {"other/x.py": "", "other/y.log.py": "", "other/.gitignore": "*.log.py"})
    git("init", "-q", cwd="other")
    git("add", ".", cwd="other")
    git("commit", "-qm", "x", cwd="other")
    plant(here, {"top/.gitignore": "vendor/\n", "top/vendor/untracked.py": ""})
    git("init", "-q", cwd="top")
    git("submodule", "add", "-f", "../other", "vendor/sub", cwd="top")
    plant(here, ["top/vendor/sub/y.log.py", "top/vendor/sub/new.py"])
    assert found("top") == ["top/vendor/sub/new.py", "top/vendor/sub/x.py"]


@pytest.mark.parametrize("data", [b"", b"DIRC", b"DIRC\0\0\0\7\0\0\0\1", b"DIRC\0\0\0\2\0\0\0\1" + b"\0" * 40])
def test_an_index_that_cannot_be_read_is_a_problem_where_it_matters(here, data):
    repository(here)
    plant(here, {"a.py": "", ".git/index": data})
    if b"\7" not in data:  # of which nobody knows whether it hides an ignore file
        assert found() == ["a.py"]
    plant(here, {".gitignore": "b.py", "b.py": ""})
    (problem,) = problems(".")
    assert (problem.path, problem.on_purpose) == (f"{here}/.git/index", False)
    assert problem.reason.startswith("it cannot be read: it is no index of git")


@pytest.mark.parametrize("name", ["index", "config", "info/exclude"])
def test_what_git_keeps_is_never_waited_for(here, name):
    repository(here)
    plant(here, {".git/info": None, ".gitignore": "b.py", "b.py": "", "a.py": ""})
    os.mkfifo(f".git/{name}")
    assert found() == ["a.py"]


@pytest.mark.parametrize("packed", [False, True], ids=["loose", "packed"])
def test_an_ignore_file_that_a_sparse_checkout_leaves_out_counts(here, packed):
    git("init", "-q")
    plant(
        here, {"sub/.gitignore": "x.py\n" + "# a comment\n" * 300, "sub/x.py": "", "sub/y.py": "", "sub/deep/x.py": ""}
    )
    git("add", "sub/.gitignore")
    git("commit", "-qm", "x")
    plant(here, {"sub/.gitignore": "y.py\nx.py\n" + "# a comment\n" * 300})
    git("add", "sub/.gitignore")
    git("commit", "-qm", "y")
    if packed:
        git("gc", "-q", "--aggressive")
        assert not list(Path(".git/objects").glob("??/*"))
    git("update-index", "--skip-worktree", "sub/.gitignore")
    assert found() == []
    os.unlink("sub/.gitignore")
    assert git_lists(here) == ["sub/.gitignore"]
    assert found() == []
    for path in (*Path(".git/objects").glob("??/*"), *Path(".git/objects/pack").glob("*.idx")):
        path.chmod(0o644)
        path.write_bytes(b"broken")
    (problem,) = problems(".")
    assert problem.reason == "it cannot be read: the objects of the repository are broken"


@pytest.mark.parametrize("name", [".env", ".env.local", "sub/.env.production"])
def test_an_ignored_file_of_settings_is_told(here, name):
    repository(here)
    plant(here, {".gitignore": ".env*", name: "", ".envrc": "", ".environment": "", "a.py": ""})
    told = [item for item in discover(["."], WalkSettings()) if isinstance(item, Problem)]
    assert told == [Problem(name, "git ignores it", on_purpose=True)]
    assert list(discover(["."], WalkSettings(exclude=(".env*",)))) == [File("a.py", FileKind.PYTHON, named=False)]


# ------------------------------------------------------------------------------------------------ the same as git does

GIT_ENVIRONMENT = {
    "PATH": os.environ.get("PATH", ""),
    "HOME": os.devnull,
    "XDG_CONFIG_HOME": os.devnull,
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}
NAMES = [
    "a",
    "b",
    "ab",
    "abc",
    "a.py",
    "b.py",
    "b.txt",
    ".a",
    "x y",
    " a",
    "éé",
    "!k",
    "#h",
    "b[1]",
    "A",
    "a*",
    "b.pyc",
]
SEGMENTS = [
    "a",
    "b",
    "ab",
    "a.py",
    "b.txt",
    "x y",
    " a",
    "éé",
    "A",
    "#h",
    "!k",
    "\\!k",
    "\\#h",
    "\\a",
    "a\\*",
    "b\\[1\\]",
]
GLOBS = ["*", "**", "*.py", "a*", "*a", "?", "?b", "[ab]", "[!a]*", "[^a]*", "[a-c]", "é*", "a*c", "*.*", ".*", "*b*"]
GLOBS += ["*.py[cod]", "[bc]a*", "**a", "#*", "!*", " *", "[[b]*", "\\[[1b]*"]

names = st.sampled_from(NAMES)
places = st.lists(names, min_size=1, max_size=4).map("/".join)
patterns = st.builds(
    lambda bang, slash, parts, end: bang + slash + "/".join(parts) + end,
    st.sampled_from(["", "", "!"]),
    st.sampled_from(["", "", "/"]),
    st.lists(st.one_of(st.sampled_from(SEGMENTS), st.sampled_from(GLOBS)), min_size=1, max_size=4),
    st.sampled_from(["", "", "/", "  ", "\r"]),
)
ignore_files = st.lists(patterns, max_size=6).map("\n".join)


def git_lists(root):
    command = ["git", "ls-files", "-z", "-co", "--exclude-standard"]
    done = subprocess.run(command, cwd=root, env=GIT_ENVIRONMENT, capture_output=True, check=True)
    return sorted(os.fsdecode(path) for path in done.stdout.split(b"\0") if path)


@given(
    st.lists(places, min_size=1, max_size=20),
    ignore_files,
    st.lists(st.tuples(st.integers(0, 50), ignore_files), max_size=5),
    st.none() | ignore_files,
    st.integers(0, 50),
)
@settings(max_examples=examples(80, 250), deadline=None)
def test_what_is_left_is_what_git_leaves(file_paths, at_root, elsewhere, info_exclude, start):
    with tempfile.TemporaryDirectory() as root:
        repository(root)
        for path in file_paths:
            # A file where a folder is wanted, or the other way round: the first keeps the place.
            if not os.path.exists(os.path.join(root, path)):
                try:
                    plant(root, {path: ""})
                except (NotADirectoryError, FileExistsError):
                    continue
        folders = sorted({os.path.relpath(folder, root) for folder, _, _ in os.walk(root) if ".git" not in folder})
        plant(root, {".gitignore": at_root})
        for number, text in elsewhere:
            plant(root, {f"{folders[number % len(folders)]}/.gitignore": text})
        if info_exclude is not None:
            plant(root, {".git/info/exclude": info_exclude})
        expected = git_lists(root)
        prefix = f"{root}/"
        assert sorted(file.path for file in discover([root], EVERYTHING)) == [prefix + path for path in expected]
        below = os.path.normpath(folders[start % len(folders)]) + "/"
        inside = [prefix + path for path in expected if path.startswith(below)]
        if inside:  # where the folder itself is not ignored
            assert sorted(file.path for file in discover([prefix + below], EVERYTHING)) == inside


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_a_real_repository_with_a_worktree(here):
    git("init", "main")
    git("commit", "--allow-empty", "-m", "x", cwd="main")
    git("worktree", "add", "../tree", cwd="main")
    plant(
        here, {"main/.git/info/exclude": "secret.py", "tree/secret.py": "", "tree/a.py": "", "tree/sub/secret.py": ""}
    )
    assert git_lists("tree") == ["a.py"]
    assert found("tree") == ["tree/a.py"]


# --------------------------------------------------------------------------------- settings in what git ignores


def test_a_look_at_an_ignored_folder_ends_with_its_entries(here):
    plant(here, [f"out/{number}/{other}.js" for number in range(20) for other in range(20)])
    plant(here, ["out/.env", "out/1/.env.local", "out/.environment", "out/1/x.env"])
    found, looked = settings_in("out/", lambda inner, name: False, set(), 10_000)
    assert (found, looked) == (["out/.env", "out/1/.env.local"], 22 + 400 + 2)
    for most in (0, 5, 100):
        assert settings_in("out/", lambda inner, name: False, set(), most)[1] == most
    found, looked = settings_in("out/", lambda inner, name: (inner, name) == ("", "1"), {"7.js"}, 10_000)
    assert (found, looked) == (["out/.env"], 22 + 19 * 20)
    plant(here, [f"out/many/{number}" for number in range(1_500)])
    assert settings_in("out/", lambda inner, name: False, set(), 10_000)[1] == 1_000
