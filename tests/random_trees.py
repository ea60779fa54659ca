"""Random working trees of git, drawn from every construct of ignore files that others read otherwise than git."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

ENVIRONMENT = {
    "PATH": os.environ.get("PATH", ""),
    "HOME": os.devnull,
    "XDG_CONFIG_HOME": os.devnull,
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}
NAMES = ["a", "b", "ab", "abc", "foo", "bar", "foobar", "a.py", "b.py", "b.txt", ".env", "é", "éa", "x y", "a ", "a\t"]
NAMES += ["-", "_", "]", "a]", "a-b", "a_b", "A", "B.PY", "Foo", "a\\", "a*", "[a]", "#h", "!k", "1", "a1", "\t"]

# What is drawn by its name: a pattern without the slashes around it.
CONSTRUCTS: dict[str, list[str]] = {
    "trailing tab": ["*\t", "a\t", "\t", "?\t"],
    "class": ["[[:alpha:]]", "*[[:digit:]]", "[[:alpha:]_-]*", "[![:alpha:]]", "[[:upper:]]*", "[[:punct:]]"],
    "escape in a set": [r"[\-_]", r"a[\-_]b", r"[\]]", r"a[\]]", r"[a\-]*", r"[!\]]", r"[\a-\c]"],
    "stars behind a name": ["foo**/bar", "foo**/a", "a**/b", "foo**", "a**", "f**/bar", "**a/b", "?oo**/bar"],
    "byte": ["?", "??", "?a", "a?", "[é]*", "?[!a]"],
    "escaped backslash before blanks": ["a\\\\ ", "a\\\\  ", "*\\\\ "],
    "escaped blank": ["a\\ ", "a\\  ", "x\\ y"],
    "plain": ["a", "b", "ab", "foo", "bar", "a.py", ".env", "A", "b.txt", "é", "x y", "\\#h", "\\!k", "#h"],
    "glob": ["*", "*.py", "a*", "*b*", "**", "[ab]", "[!a]*", "a[", "[", "*.*", "b.???", "\\a", "[a-c]", "*.[pt]*"],
}


@dataclass
class Tree:
    """One tree: what each file holds, the files that git tracks, and those of them that a sparse checkout leaves out."""

    files: dict[str, bytes]
    tracked: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    ignore_case: bool = False
    drawn: Counter[str] = field(default_factory=Counter)


def tree_of(seed: int) -> Tree:
    """Return the tree of a number, which is the same every time."""
    chance = random.Random(seed)
    tree = Tree({}, ignore_case=chance.random() < 0.3)
    folders = {""}
    spelled: dict[str, str] = {}
    for _ in range(chance.randint(2, 14)):
        names = [chance.choice(NAMES) for _ in range(chance.randint(1, 4))]
        path = "/".join(names)
        above = {"/".join(names[:depth]) for depth in range(1, len(names))}
        # Where git takes small and capital letters for the same, no file system holds two such names.
        other = tree.ignore_case and any(spelled.get(one.lower(), one) != one for one in (*above, path))
        if path not in folders and above.isdisjoint(tree.files) and not other:
            tree.files[path] = b""
            folders |= above
            spelled.update((one.lower(), one) for one in (*above, path))
    for folder in sorted(folders):
        if folder == "" or chance.random() < 0.25:
            name = f"{folder}/.gitignore".lstrip("/")
            tree.files[name] = _ignore_file(chance, tree.drawn)
            if chance.random() < 0.2:
                tree.tracked.append(name)
                if chance.random() < 0.7:
                    tree.hidden.append(name)
    if chance.random() < 0.2:
        tree.files[".git/info/exclude"] = _ignore_file(chance, tree.drawn)
    for path in tree.files:
        if not path.endswith((".gitignore", "exclude")) and chance.random() < 0.15:
            tree.tracked.append(path)
    tree.drawn["core.ignoreCase"] += tree.ignore_case
    tree.drawn["skip-worktree"] += bool(tree.hidden)
    tree.drawn["tracked"] += bool(tree.tracked)
    return tree


def _ignore_file(chance: random.Random, drawn: Counter[str]) -> bytes:
    lines = [_pattern(chance, drawn) for _ in range(chance.randint(1, 5))]
    end = chance.choice(["\n", "\n", "\r\n"])
    mark = b"\xef\xbb\xbf" if chance.random() < 0.05 else b""
    return mark + (end.join(lines) + chance.choice(["", end])).encode()


def _pattern(chance: random.Random, drawn: Counter[str]) -> str:
    names = []
    for _ in range(chance.choice([1, 1, 1, 2, 2, 3])):
        construct = chance.choice(list(CONSTRUCTS))
        drawn[construct] += 1
        names.append(chance.choice(CONSTRUCTS[construct]))
    negated, drawn_slash = chance.random() < 0.2, chance.choice(["", "", "/"])
    drawn["negation"] += negated
    return f"{'!' * negated}{drawn_slash}{'/'.join(names)}{chance.choice(['', '', '', '/', ' ', '  '])}"


def plant(tree: Tree, root: Path) -> None:
    """Make a tree, its repository and its index."""
    (root / ".git/objects").mkdir(parents=True)
    (root / ".git/refs").mkdir()
    (root / ".git/info").mkdir()
    (root / ".git/HEAD").write_text("ref: refs/heads/main\n")
    (root / ".git/config").write_text(f"[core]\n\tignoreCase = {str(tree.ignore_case).lower()}\n")
    for path, content in tree.files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    if tree.tracked:
        _git(root, "add", "-f", "--pathspec-from-file=-", "--pathspec-file-nul", paths=tree.tracked)
    if tree.hidden:
        _git(root, "update-index", "-z", "--skip-worktree", "--stdin", paths=tree.hidden)
        for path in tree.hidden:
            (root / path).unlink()


def left_by_git(root: Path) -> list[str]:
    """Return the files that git tracks or would, and that are there, sorted."""
    listed = _git(root, "ls-files", "-z", "-co", "--exclude-standard").split(b"\0")
    return sorted(
        {os.fsdecode(path) for path in listed if path and os.path.lexists(os.path.join(os.fsencode(root), path))}
    )


def remove(root: Path) -> None:
    """Make room for the next tree."""
    shutil.rmtree(root)


def _git(root: Path, *arguments: str, paths: list[str] | None = None) -> bytes:
    literal = {"GIT_LITERAL_PATHSPECS": "1"}
    given = None if paths is None else b"".join(os.fsencode(path) + b"\0" for path in paths)
    done = subprocess.run(
        ["git", *arguments], cwd=root, env=ENVIRONMENT | literal, input=given, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
