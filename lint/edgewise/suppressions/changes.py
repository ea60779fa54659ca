"""Changed lines since a git revision, by ``git diff``: committed or not, and in files that are new to git.

Compared is with the last commit that the revision and HEAD have in common, so that what others have changed since then
on the revision's side does not count. A submodule is compared with its own commit of that time.
"""

from __future__ import annotations

import functools
import os
import re
import subprocess
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from edgewise.files.repository import GIT, root_of
from edgewise.patterns import on_demand

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from edgewise.findings import Finding

SYNTAX_ERROR = "EW002"

_ROWS = tuple[int, int]
# A user's configuration must not change what is read here: prefixes, colours, programs of his own, joined hunks.
_DIFF = (
    # Into a submodule git would take its settings, and none of ours: each is asked by itself.
    *("diff", "--no-color", "--no-ext-diff", "--no-textconv", "--find-renames", "--ignore-submodules=dirty"),
    *("--submodule=short", "--src-prefix=a/", "--dst-prefix=b/", "--inter-hunk-context=0"),
)
_HUNK = on_demand(rb"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_RAW = on_demand(rb":(\d+) (\d+) ([0-9a-f]+) [0-9a-f]+ ([A-Z])\d*")
_ESCAPE = on_demand(rb"\\([0-7]{3}|.)", re.DOTALL)
_ESCAPES = {b"a": b"\a", b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}
_SUBMODULE, _LINK = b"160000", b"120000"


class SinceError(Exception):
    """What has changed cannot be told; the argument is a sentence for the user."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What has changed: the rows (from 1, pairs of a first and a last one, sorted) of each file by its real path.

    None stands for all of a file. ``notes`` are sentences for the user. Picklable.
    """

    rows: Mapping[str, tuple[_ROWS, ...] | None]
    notes: tuple[str, ...] = ()

    def reach(self) -> frozenset[str]:
        """Return the real paths of the files that have changed, and of all folders above them."""
        reach: set[str] = set()
        for file in self.rows:
            path = file
            while path not in reach:
                reach.add(path)
                path = os.path.dirname(path)
        return frozenset(reach)

    def touched(self, path: str, text: str, findings: Sequence[Finding]) -> list[Finding]:
        r"""Return those findings of the file at ``path``, which holds ``text``, that stand on a changed line.

        For git a line ends with ``\n`` only. That a file cannot be parsed counts for every line.
        """
        rows = self.rows.get(os.path.realpath(path), ())
        if rows is None or not findings:
            return list(findings)
        breaks = [found.start() for found in re.finditer("\n", text)]
        kept: list[Finding] = []
        for finding in findings:
            first = bisect_left(breaks, finding.start) + 1
            last = bisect_left(breaks, max(finding.start, finding.end - 1)) + 1
            if finding.code == SYNTAX_ERROR or any(low <= last and first <= high for low, high in rows):
                kept.append(finding)
        return kept


@dataclass(slots=True)
class _Found:
    rows: dict[str, tuple[_ROWS, ...] | None] = field(default_factory=dict[str, "tuple[_ROWS, ...] | None"])
    notes: list[str] = field(default_factory=list[str])


def changes(revision: str, paths: Sequence[str]) -> Changes:
    """Ask git what has changed since ``revision`` in the repositories to which ``paths`` belong.

    :raises SinceError: git is missing, a path belongs to no repository, or there is no such revision in it.
    """
    found = _Found()
    for top in dict.fromkeys(map(_repository, paths)):
        commit = _commit(top, revision)
        base = _try(top, "merge-base", commit, "HEAD").strip().decode()
        if not base:
            base = commit
            found.notes.append(
                f"{revision} and HEAD have no commit in common here (is the clone shallow?): compared with {revision}"
            )
        _collect(top, base, found)
    return Changes(found.rows, tuple(found.notes))


def _repository(path: str) -> str:
    """Return the root, a real path, of the working tree to which ``path`` belongs."""
    root = root_of(os.path.realpath(path), GIT)
    if root is None:
        raise SinceError(f"{path}: it is in no git repository, so --since cannot tell what has changed")
    return root


def _commit(top: str, revision: str) -> str:
    name = f"{revision}^{{commit}}"
    commit = "" if revision.startswith("-") else _try(top, "rev-parse", "--verify", "--quiet", name).strip().decode()
    if not commit:
        _ask(top, "rev-parse", "--git-dir")  # says what else is wrong
        raise SinceError(
            f"git knows no revision {revision!r} in {top}; a shallow clone, as CI makes it, has to fetch it first"
        )
    return commit


# ------------------------------------------------------------------------------------------------------ asking git


def _run(top: str, arguments: Iterable[str]) -> subprocess.CompletedProcess[bytes]:
    settings = {**_HARMLESS, **{name: "false" if name.endswith(".required") else "" for name in _filters(top)}}
    return _start(top, arguments, settings)


_HARMLESS = {"core.quotePath": "false", "core.fsmonitor": "false", "core.hooksPath": os.devnull}
"""Settings without which git would start whatever the repository tells it to."""


@functools.cache
def _filters(top: str) -> tuple[str, ...]:
    """Return the settings of the programs that a repository would have files go through, as git-lfs does."""
    done = _start(
        top, ("config", "-z", "--name-only", "--get-regexp", r"^filter\..*\.(clean|process|required)$"), _HARMLESS
    )
    found = [name.decode("utf-8", "surrogateescape") for name in done.stdout.split(b"\0") if name]
    # Without its programs, a filter that is required is a failure.
    required = [f"{name.rpartition('.')[0]}.required" for name in found]
    return tuple(dict.fromkeys((*found, *required)))


def _start(top: str, arguments: Iterable[str], settings: Mapping[str, str]) -> subprocess.CompletedProcess[bytes]:
    # In a hook these tell of the repository of the hook, which may be another one; the last would change the diff.
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in _REPOSITORY_VARIABLES and name != "GIT_DIFF_OPTS"
    }
    kept["GIT_OPTIONAL_LOCKS"] = "0"
    # An object that is missing would be fetched, by whatever program the repository names for that.
    kept["GIT_NO_LAZY_FETCH"], kept["GIT_ALLOW_PROTOCOL"] = "1", ""
    # By the environment, as a name may hold any character.
    first = int(kept["GIT_CONFIG_COUNT"]) if kept.get("GIT_CONFIG_COUNT", "").isdecimal() else 0
    for number, (name, value) in enumerate(settings.items(), first):
        kept[f"GIT_CONFIG_KEY_{number}"], kept[f"GIT_CONFIG_VALUE_{number}"] = name, value
    kept["GIT_CONFIG_COUNT"] = str(first + len(settings))
    command = ["git", "--no-pager", "-c", "core.quotePath=false", "-c", "core.fsmonitor=false", "-C", top, *arguments]
    try:
        return subprocess.run(command, check=False, capture_output=True, stdin=subprocess.DEVNULL, env=kept)
    except FileNotFoundError:
        raise SinceError("git is not installed, and it is git that tells --since what has changed") from None
    except (OSError, ValueError) as error:
        raise SinceError(f"git cannot be run: {error}") from None


_REPOSITORY_VARIABLES = frozenset(
    "GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_PREFIX GIT_COMMON_DIR GIT_OBJECT_DIRECTORY GIT_NAMESPACE".split()
)


def _ask(top: str, *arguments: str) -> bytes:
    done = _run(top, arguments)
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines() or [f"exit code {done.returncode}"]
        reason = next((line for line in said if line.startswith("fatal: ")), said[0])
        partial = _try(top, "config", "--get-regexp", r"^(extensions\.partialclone|remote\..*\.promisor)$")
        hint = "; this clone is a partial one: fetch what it lacks first, as `git diff` with that revision does"
        raise SinceError(f"{top}: git {arguments[0]} failed: {reason}{hint if partial else ''}")
    return done.stdout


def _try(top: str, *arguments: str) -> bytes:
    """Return what git says, nothing where it fails."""
    done = _run(top, arguments)
    return done.stdout if done.returncode == 0 else b""


# ----------------------------------------------------------------------------------------------------- understanding


def _collect(top: str, base: str, found: _Found) -> None:
    """Put the changes of one working tree since the commit ``base`` into ``found``."""
    changed = False
    submodules = _submodules(top)
    for old_mode, new_mode, old, name in _raw(_ask(top, *_DIFF, "--raw", "-z", "--no-abbrev", base, "--")):
        path = os.path.join(top, os.fsdecode(name))
        if new_mode == _SUBMODULE:
            submodules.discard(name)
            _collect_submodule(path, old.decode() if old_mode == _SUBMODULE else None, found)
        else:
            changed = True
    for name in sorted(submodules):
        _collect_submodule(os.path.join(top, os.fsdecode(name)), "HEAD", found)
    if changed:
        binary = _binary(_ask(top, *_DIFF, "--numstat", "-z", base, "--"))
        for name, rows in _patched(_ask(top, *_DIFF, "--unified=0", base, "--")):
            _add(top, name, tuple(rows), found)
        for name in binary:  # as git sees it, which is what attributes say; the lines are not told
            _add(top, name, None, found)
    for name in _ask(top, "ls-files", "--others", "--exclude-standard", "-z").split(b"\0"):
        if name.endswith(b"/"):  # a repository that is no submodule
            _collect_submodule(os.path.join(top, os.fsdecode(name[:-1])), None, found)
        elif name:
            _add(top, name, None, found)


def _submodules(top: str) -> set[bytes]:
    """Return the paths of the submodules in a working tree."""
    entries = _ask(top, "ls-files", "--stage", "-z").split(b"\0")
    return {entry.partition(b"\t")[2] for entry in entries if entry.startswith(_SUBMODULE)}


def _add(top: str, name: bytes, rows: tuple[_ROWS, ...] | None, found: _Found) -> None:
    path = os.path.join(top, os.fsdecode(name))
    if not os.path.islink(path):  # of a link, git tells where it leads
        found.rows[path] = rows


def _collect_submodule(top: str, base: str | None, found: _Found) -> None:
    if not os.path.lexists(os.path.join(top, ".git")):
        return  # not checked out
    if base is not None and _exists(top, base):
        _collect(top, base, found)
        return
    if base is not None:
        found.notes.append(f"{top}: the submodule lacks its commit of that time, so all of it counts as changed")
    for name in _ask(top, "ls-files", "--cached", "--others", "--exclude-standard", "-z").split(b"\0"):
        if name and not name.endswith(b"/"):
            _add(top, name, None, found)


def _exists(top: str, commit: str) -> bool:
    return _run(top, ("cat-file", "-e", f"{commit}^{{commit}}")).returncode == 0


def _raw(output: bytes) -> Iterator[tuple[bytes, bytes, bytes, bytes]]:
    """Yield the old and the new mode, the old object and the new name of everything that differs."""
    fields = iter(output.split(b"\0"))
    for item in fields:
        head = _RAW.fullmatch(item)
        if head is not None:
            name = next(fields)
            yield head[1], head[2], head[3], next(fields) if head[4] in (b"R", b"C") else name


def _binary(output: bytes) -> Iterator[bytes]:
    fields = iter(output.split(b"\0"))
    for item in fields:
        added, _, rest = item.partition(b"\t")
        name = rest.partition(b"\t")[2]
        if item and not name:  # renamed: the old and the new name follow
            next(fields)
            name = next(fields)
        if added == b"-":
            yield name


def _patched(output: bytes) -> Iterator[tuple[bytes, list[_ROWS]]]:
    """Yield the new name of each file in a patch without context, and the rows that it changes there."""
    name: bytes | None = None
    rows: list[_ROWS] = []
    lines = iter(output.split(b"\n"))
    for line in lines:
        hunk = _HUNK.match(line)
        if hunk is not None:
            gone, first, come = int(hunk[1] or 1), int(hunk[2]), int(hunk[3] or 1)
            if come:
                rows.append((first, first + come - 1))
            for _ in range(gone + come):
                if next(lines, b"").startswith(b"\\"):  # "\ No newline at end of file" comes on top
                    next(lines, b"")
        elif line.startswith(b"diff --git "):
            if name is not None:
                yield name, rows
            name, rows = None, []
        elif line.startswith(b"+++ "):
            name = _name(line[4:])
    if name is not None:
        yield name, rows


def _name(shown: bytes) -> bytes | None:
    """Return the name in the head of a patch, None for that of a file that is gone."""
    if shown == b"/dev/null":
        return None
    if shown.startswith(b'"'):
        shown = _ESCAPE.sub(_unescaped, shown[1 : shown.rindex(b'"')])
    else:
        shown = shown.removesuffix(b"\t")  # which git puts behind a name with spaces
    return shown.removeprefix(b"b/")


def _unescaped(found: re.Match[bytes]) -> bytes:
    sign = found[1]
    return bytes([int(sign, 8)]) if sign.isdigit() else _ESCAPES.get(sign, sign)
