"""Real files that are given findings, or the word alone: a snippet of :mod:`bench.snippets` between the statements that are there."""

from __future__ import annotations

import ast
import hashlib
import os
import re
from itertools import islice
from typing import TYPE_CHECKING

from bench.generator import Generator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bench.planted import Planting
    from bench.snippets import Snippet
    from bench.sources import File

LEAST, MOST = 50, 2_000
"""Lines of a file that is given a finding."""
SUFFIXES = (".py",) * 17 + (".yaml",) * 2 + (".json",)
"""One file in twenty each."""

# What such a file says already would not be told from what is planted, or would change what that means.
_TAKEN = re.compile(r"twilio|\b(?:TwilioClient|Client|rest|partial|SID|TOKEN)\b|«", re.IGNORECASE)
_DEFINED = re.compile(r"^(?:def |class )?(\w+)", re.MULTILINE)
_KEY = re.compile(r"[A-Za-z_][\w-]*:(?:\s|$)")


def talkative(files: Sequence[File], count: int, seed: int) -> list[Planting]:
    """Return ``count`` of the Python files with the word in them, and nothing to find, the same for the same seed.

    :raises ValueError: there are not so many that can be given it.
    """
    generator = Generator(seed)
    made = (_graft(*file, generator, generator.harmless) for file in _drawn(files, ".py", seed))
    found = list(islice(filter(None, made), count))
    if len(found) < count:
        raise ValueError(f"too few files can be given the word: {len(found)}, and not {count}")
    return found


def grafted(files: Sequence[File], count: int, seed: int) -> list[Planting]:
    """Return ``count`` of the files with findings in them, the same for the same seed.

    :raises ValueError: there are not so many that can be given one.
    """
    generator = Generator(seed)
    pools = {suffix: _drawn(files, suffix, seed) for suffix in dict.fromkeys(SUFFIXES)}
    made: list[Planting] = []
    while len(made) < count:
        suffix = SUFFIXES[len(made) % len(SUFFIXES)]
        found = next(filter(None, (_graft(*file, generator, generator.wanted) for file in pools[suffix])), None)
        if found is None and suffix == ".py":
            raise ValueError(f"too few files can be given findings: {len(made)}, and not {count}")
        made += [found] if found is not None else []
        if found is None:
            pools[suffix] = pools[".py"]
    return made


def _drawn(files: Sequence[File], suffix: str, seed: int) -> Iterator[File]:
    def rank(file: File) -> str:
        return hashlib.sha256(f"{seed}:{file[1]}".encode()).hexdigest()

    return iter(sorted((file for file in files if file[1].endswith(suffix)), key=rank))


def _graft(path: str, name: str, generator: Generator, wanted: Callable[[], list[Snippet]]) -> Planting | None:
    """Return a file with a snippet, None where it is too short, too long, or not to be told from what is planted.

    :param wanted: what it is if the file is Python.
    """
    try:
        with open(path, encoding="utf-8", newline="") as stream:
            text = stream.read()
    except UnicodeDecodeError:
        return None
    lines = text.splitlines()
    plain = "\n".join(line.rstrip() for line in lines) + "\n" == text
    if not plain or not LEAST <= len(lines) <= MOST or _TAKEN.search(text):
        return None
    suffix = os.path.splitext(name)[1]
    if suffix == ".py":
        return _into_python(name, text, lines, generator, wanted)
    at, before = _place(suffix, lines)
    return None if at is None else generator.inserted(name, lines, at, before + generator.elsewhere(suffix))


def _into_python(
    name: str, text: str, lines: list[str], generator: Generator, wanted: Callable[[], list[Snippet]]
) -> Planting | None:
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError):
        return None
    imports = [node for node in body if isinstance(node, (ast.Import, ast.ImportFrom))]
    if not imports:
        return None
    behind = imports[-1].end_lineno or 0
    starts = [_first_line(node) - 1 for node in body if node.lineno > behind]
    chosen = wanted()
    blocks = [generator.filled(snippet.body) for snippet in chosen]
    if not starts or any(re.search(rf"\b{name}\b", text) for block in blocks for name in _DEFINED.findall(block)):
        return None
    at = generator.one_of(starts)
    before = [*lines[:behind], *_imports(chosen), *lines[behind:at]]
    return generator.inserted(name, [*before, *lines[at:]], len(before), "\n\n\n".join(blocks) + "\n\n")


def _imports(chosen: Sequence[Snippet]) -> list[str]:
    of_the_environment = {"import os"} if any("os.environ" in snippet.body for snippet in chosen) else set[str]()
    return sorted({snippet.imports for snippet in chosen if snippet.imports} | of_the_environment)


def _first_line(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _place(suffix: str, lines: list[str]) -> tuple[int | None, str]:
    """Return the line, from 0, before which a snippet can stand, and what has to stand before it."""
    if suffix == ".json":
        return (1 if lines[0] == "{" and lines[1].startswith((" ", "\t")) else None), ""
    top = [number for number, line in enumerate(lines) if not line.startswith((" ", "#", "-"))]
    is_mapping = all(_KEY.match(lines[number]) or not lines[number] for number in top)
    return (len(lines) if is_mapping and any(map(_KEY.match, lines)) else None), "services:\n"
