"""Files with realistic findings, the same for the same seed: hosts, clients and settings between lines of filler."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

from bench import filler, snippets
from bench.planted import Planting, planting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.snippets import Snippet

REGIONS = ("ie1", "au1", "ie1", "au1", "de1", "br1", "jp1", "sg1")
SUFFIXES = (".py",) * 13 + (".ts",) * 3 + (".yaml",) * 2 + (".json", ".env")
"""One file in twenty each."""

FRAMES = {
    ".ts": ("", filler.TYPESCRIPT, ""),
    ".yaml": ("services:\n", filler.YAML, ""),
    ".json": ("{\n", filler.JSON, '  "version": 1\n}\n'),
    ".env": ("", filler.ENV, ""),
    ".sh": ("#!/bin/sh\nset -eu\n\n", filler.SHELL, ""),
}


class Generator:
    """Makes one file after the other; what it makes depends on the seed and on what was asked before."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._made = 0
        self._filled = 0

    def files(self, count: int, folders: Sequence[str]) -> list[Planting]:
        """Return ``count`` files with findings, each in one of ``folders`` ("" is the root of the tree)."""
        return [self._file(SUFFIXES[number % len(SUFFIXES)], self._random.choice(folders)) for number in range(count)]

    def python(self, path: str, lines: int, wanted: Sequence[Snippet]) -> Planting:
        """Return a Python module of exactly ``lines`` lines (where they suffice) around the snippets ``wanted``."""
        imports = sorted({snippet.imports for snippet in wanted if snippet.imports}, key=lambda text: "twilio" in text)
        header = self.filled(filler.HEADER.replace("$imports", "".join(f"{text}\n" for text in imports).rstrip()))
        blocks = [self.filled(snippet.body) for snippet in wanted]
        length = _lines(header) + sum(map(_lines, blocks))
        while (missing := lines - length - 2 * len(blocks)) > 2:
            block = self.filled(self._random.choice(filler.PYTHON)).rstrip("\n")
            if 0 != missing - _lines(block) - 2 <= 2:  # too long, or what is then missing is too short for a block
                block = "\n".join(f"# {number}." for number in range(1, missing - 1))
            blocks.insert(self._random.randrange(len(blocks) + 1), block)
            length += _lines(block)
        return planting(path, header + "\n\n" + "\n\n\n".join(blocks) + "\n")

    def wanted(self) -> list[Snippet]:
        """Return snippets for one Python module."""
        families = [[snippets.HOSTS], [snippets.CLIENTS], [snippets.SETTINGS]]
        families += [[snippets.HOSTS, snippets.CLIENTS], [snippets.HOSTS, snippets.TRAPS]]
        (chosen,) = self._random.choices(families, weights=(5, 5, 1, 3, 2))
        return [self._random.choice(family) for family in chosen]

    def harmless(self) -> list[Snippet]:
        """Return a snippet for one Python module in which nothing is to be found."""
        return [self._random.choice(snippets.HARMLESS)]

    def elsewhere(self, suffix: str) -> str:
        """Return a snippet with a finding for a file of another kind."""
        (chosen,) = self._random.sample([text for text in snippets.ELSEWHERE[suffix] if "«trap»" not in text], 1)
        return self.filled(chosen)

    def one_of(self, lines: Sequence[int]) -> int:
        """Return one of some lines."""
        return self._random.choice(lines)

    def inserted(self, path: str, lines: Sequence[str], at: int, marked: str) -> Planting:
        """Return a file of ``lines`` with a marked text before the one at ``at``, from 0."""
        return planting(path, "\n".join([*lines[:at], *marked.split("\n"), *lines[at:]]))

    def _file(self, suffix: str, folder: str) -> Planting:
        self._made += 1
        name = f"{self._random.choice(filler.NOUNS)}_{self._made}"
        path = f"{folder}/{name}{suffix}".lstrip("/")
        lines = round(min(400.0, max(30.0, self._random.lognormvariate(4.6, 0.7))))
        if suffix == ".py":
            return self.python(path, lines, self.wanted())
        return self._other(path, suffix, lines)

    def _other(self, path: str, suffix: str, lines: int) -> Planting:
        start, fillers, end = FRAMES[suffix]
        blocks = [self.filled(text) for text in self._random.sample(snippets.ELSEWHERE[suffix], 1)]
        while sum(map(_lines, blocks)) < lines:
            block = self.filled(self._random.choice(fillers)).rstrip("\n")
            blocks.insert(self._random.randrange(len(blocks) + 1), block)
        if suffix == ".ts" and not re.search("«[a-z-]+ EW", "".join(blocks)):
            blocks.append(self.filled(snippets.ELSEWHERE[suffix][0]))
        return planting(path, start + "\n".join(blocks) + "\n" + end)

    def filled(self, text: str) -> str:
        """Return a text with something for each ``$name`` in it."""
        noun, other = self._random.sample(filler.NOUNS, 2)
        self._filled += 1
        values = {
            "Nouns": noun.title() + "s",
            "NounStore": noun.title() + "Store",
            "Noun": noun.title(),
            "NOUN": f"{noun}_{self._random.randrange(1000)}".upper(),
            "noun": noun,
            "other": other,
            "serial": str(self._filled),
            "number": str(self._random.randrange(10, 100)),
            "region": self._random.choice(REGIONS),
        }
        return re.sub(rf"\$({'|'.join(values)})", lambda found: values[found[1]], text)


def _lines(text: str) -> int:
    return text.count("\n") + (not text.endswith("\n"))
