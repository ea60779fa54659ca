"""Single patterns of .gitignore match what they match for git, and none takes for ever."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from edgewise.files.gitignore import Rules, is_pattern

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is the judge")
ENVIRONMENT = {
    "PATH": os.environ.get("PATH", ""),
    "HOME": os.devnull,
    "XDG_CONFIG_HOME": os.devnull,
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


def git_ignores(folder: Path, patterns: list[bytes], paths: list[list[str]], *, fold: bool = False) -> list[list[bool]]:
    """Return whether git ignores each of the paths that belong to each pattern; nothing needs to be there."""
    (folder / ".git/objects").mkdir(parents=True)
    (folder / ".git/refs").mkdir()
    (folder / ".git/HEAD").write_text("ref: refs/heads/main\n")
    (folder / ".git/config").write_text(f"[core]\n\tignoreCase = {str(fold).lower()}\n")
    for number, pattern in enumerate(patterns):
        (folder / str(number)).mkdir()
        (folder / str(number) / ".gitignore").write_bytes(pattern)
    asked = [os.fsencode(f"{number}/{path}") for number, some in enumerate(paths) for path in some]
    done = subprocess.run(
        ["git", "check-ignore", "--no-index", "-z", "--stdin"],
        cwd=folder,
        env=ENVIRONMENT,
        input=b"\0".join(asked),
        capture_output=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    ignored = set(done.stdout.split(b"\0"))
    return [[os.fsencode(f"{number}/{path}") in ignored for path in some] for number, some in enumerate(paths)]


PIECES = ["a", "b", "A", "B", "é", "*", "*", "**", "?", "?", "[ab]", "[!a]", "[^-b]", "[a-c]", "[A-C]", "[]a]", "[a]]"]
PIECES += [r"[\]]", r"[\-_]", r"[b\-]", r"[\a-\c]", "[--0]", "[[:alpha:]]", "[![:upper:]_]", "[[:lower:]-]", "[é]"]
PIECES += ["[[:digit:]a]", "[[:space:]]", "[[:nope:]]", "[[:]]", "[[:a]", "[a", "[", "]", r"\*", r"\a", r"\A", "\t"]
PIECES += ["-", "_", "\\ ", "\\\\", ".", "$", "+", "(", "{", "\x0b", "\xa0", r"\/", "[a/]", "\\"]
NAMES = ["a", "a", "b", "A", "B", "c", "é", "]", "-", "_", "*", "[", " ", "\t", "\\", ".", "$", "0", "+", "\n", "\xa0"]


def pattern(chance: random.Random) -> str:
    parts = ("".join(chance.choice(PIECES) for _ in range(chance.randint(1, 3))) for _ in range(chance.randint(1, 4)))
    body = "/".join("**" if chance.random() < 0.25 else part for part in parts)
    return chance.choice(["", "", "/"]) + body + chance.choice(["", "", "", "/", " ", "  ", "\\ ", "\t"])


def matching(chance: random.Random, body: str) -> str:
    """Return a path that has something of a pattern, so that it may well match."""
    made = "".join(
        chance.choice(NAMES) if sign in "*?[]\\" or chance.random() < 0.1 else sign
        for sign in body.replace("**", chance.choice(["", "a", "a/b"]))
    )
    names = [name for name in made.split("/") if name not in ("", ".", "..", ".git")]
    return "/".join([*(["a"] if chance.random() < 0.2 else []), *names]) or "a"


@needs_git
@pytest.mark.parametrize("fold", [False, True], ids=["exact", "ignoreCase"])
def test_a_pattern_matches_what_it_matches_for_git(tmp_path: Path, fold: bool) -> None:
    chance = random.Random(8)
    bodies = [pattern(chance) for _ in range(4_000)]
    paths = [[matching(chance, body) for _ in range(5)] for body in bodies]
    expected = git_ignores(tmp_path, [body.encode() for body in bodies], paths, fold=fold)
    matched = 0
    for body, some, ignored in zip(bodies, paths, expected, strict=True):
        rules = Rules([body], fold=fold)
        for path, wanted in zip(some, ignored, strict=True):
            assert rules.covers(path) == wanted, (body, path)
            matched += wanted
    assert matched > 2_000


@needs_git
def test_each_byte_is_in_the_sets_in_which_it_is_for_git(tmp_path: Path) -> None:
    classes = "alnum alpha blank cntrl digit graph lower print punct space upper xdigit".split()
    sets = [f"[[:{name}:]]" for name in classes] + [f"[![:{name}:]]" for name in classes]
    sets += [r"[\--\[]", r"[!\]-^]", "[ -~]", "[[-a]"]
    names = [os.fsdecode(bytes([byte])) for byte in range(1, 256) if byte not in b"./"]
    for fold in (False, True):
        expected = git_ignores(
            tmp_path / str(fold), [f"{one}".encode() for one in sets], [names] * len(sets), fold=fold
        )
        for one, ignored in zip(sets, expected, strict=True):
            rules = Rules([one], fold=fold)
            assert [rules.covers(name) for name in names] == ignored, one


@pytest.mark.parametrize(
    ("body", "yes", "no"),
    [
        ("/*\t", ["a\t"], ["a", "a.py"]),
        ("a\t", ["a\t"], ["a"]),
        ("x\\\\ ", ["x\\"], ["x\\ "]),
        ("x\\ ", ["x "], ["x"]),
        ("x\\\\\\  ", ["x\\ "], ["x\\"]),
        ("foo**/bar", ["foobar", "foo/bar", "foox/bar", "foox/y/bar"], ["foo", "xfoo/bar", "foobarx"]),
        ("/foo**", ["foo", "foox", "foo/x"], ["xfoo"]),
        ("?oo**/bar", ["foox/bar"], ["foobar", "foox/y/bar"]),
        ("foo**bar", ["foobar", "fooxbar"], ["foo"]),
        ("?", ["a", "\n"], ["é", "ab"]),
        ("??", ["é", "ab"], ["a"]),
        ("[[:alpha:]].py", ["a.py", "Z.py"], ["1.py", "é.py"]),
        (r"[\-_]", ["-", "_"], ["\\", "a"]),
        (r"[\]]", ["]"], ["\\", "\\]"]),
        ("a[!b]c", ["axc"], ["abc", "ac"]),
        ("a.p?", ["a.py"], ["a.py\n", "a.p"]),
        ("**/b", ["b", "a/b", "a\nc/b"], ["ab"]),
    ],
)
def test_where_pathspec_reads_otherwise(body: str, yes: list[str], no: list[str]) -> None:
    rules = Rules([body])
    assert {path: rules.covers(path) for path in (*yes, *no)} == {
        **dict.fromkeys(yes, True),
        **dict.fromkeys(no, False),
    }


@pytest.mark.parametrize("body", ["[", "a[b", "\\", "a\\", "[[:x:]]", "[a-", "x[!-]*[", "!", "# a", "", "  "])
def test_what_is_no_pattern(body: str) -> None:
    assert not is_pattern(body)


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ("*a" * 20 + "*b", "a" * 250),
        ("*[!b]" * 12 + "*c", "a" * 250),
        ("*?" * 12 + "*b", "a" * 250),
        ("**/a/" * 20 + "b", "/".join("a" * 300)),
        ("x/" + "**/a/" * 20 + "b", "x/" + "/".join("a" * 300)),
        ("**/*a*a*/" * 12 + "b", "/".join(["aaaaa"] * 100)),
        ("*[[:alpha:]]" * 20 + "*1", "a" * 250),
        ("*\\a" * 20 + "*\\b", "a" * 250),
        ("a**/" * 1 + "**/a/" * 20 + "b", "/".join("a" * 300)),
    ],
)
def test_no_pattern_takes_for_ever(body: str, path: str) -> None:
    before = time.process_time()
    assert not Rules([body]).covers(path)
    assert time.process_time() - before < 5
