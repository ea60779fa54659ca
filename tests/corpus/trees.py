"""Real trees: which files, and what is planted in them so that there is something to rewrite."""

from __future__ import annotations

import ast
import itertools
import os
import random
import site
import sysconfig
import warnings
from dataclasses import dataclass

from edgewise.files.sources import Lines, Source, UndecodableError, decode_python
from support import EVERYTHING

STDLIB = sysconfig.get_path("stdlib")
PACKAGES = next((path for path in site.getsitepackages() if os.path.isdir(path)), sysconfig.get_path("purelib"))
TREES = {"the standard library": STDLIB, "the packages of the environment": PACKAGES}

# What is planted, and what has to become of it; @ is a number.
PLANTED = (
    ('ew@ = "https://api.ie1.twilio.com/2010-04-01"', 'ew@ = "https://api.dublin.ie1.twilio.com/2010-04-01"'),
    ("ew@ = 'https://api.de1.twilio.com'", "ew@ = 'https://api.twilio.com'"),
    ('ew@ = ("https://api." "au1.twilio.com")', 'ew@ = ("https://api.sydney." "au1.twilio.com")'),
    ('ew@ = f"https://api.ie1.twilio.com/{1 + 1}"', 'ew@ = f"https://api.dublin.ie1.twilio.com/{1 + 1}"'),
    ('ew@ = "https://%s.twilio.com" % "api.ie1"', 'ew@ = "https://%s.twilio.com" % "api.dublin.ie1"'),
    (
        'from twilio.rest import Client as Ew@; ew@ = Ew@("AC1", "t", region="ie1")',
        'from twilio.rest import Client as Ew@; ew@ = Ew@("AC1", "t", region="ie1", edge="dublin")',
    ),
    (
        'import twilio.rest as ewr@; ew@ = ewr@.Client("AC1", "t", None, "au1" )',
        'import twilio.rest as ewr@; ew@ = ewr@.Client("AC1", "t", None, "au1", edge="sydney" )',
    ),
)


def python_files(tree: str) -> list[str]:
    """Return the Python files of a tree, sorted; packages that are installed in it count as trees of their own."""
    found: list[str] = []
    for root, folders, names in os.walk(tree):
        folders[:] = sorted(name for name in folders if name not in ("site-packages", "__pycache__"))
        found += [os.path.join(root, name) for name in sorted(names) if name.endswith(".py")]
    return found


def sample(tree: str, count: int, largest: int) -> list[str]:
    """Return so many files of at most ``largest`` bytes, the same every time; all of them if the run is thorough."""
    small = [path for path in python_files(tree) if os.path.getsize(path) <= (1_000_000 if EVERYTHING else largest)]
    return small if EVERYTHING else sorted(random.Random(tree.count("/")).sample(small, min(count, len(small))))


@dataclass(frozen=True)
class Planted:
    """A real file with statements put in between its own: how it is, and how it has to be after the rewrite."""

    source: Source
    expected: str
    count: int

    @property
    def data(self) -> bytes:
        return self.source.encode(self.source.text)


def plant(data: bytes, seed: str) -> Planted | None:
    """Plant statements in the bytes of a Python file; None where it is no text, no Python, or has no place for them."""
    try:
        source = decode_python(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source.text)
    except (UndecodableError, SyntaxError, ValueError, RecursionError):
        return None
    if "\f" in source.text or b"edgewise:" in data or b"twilio" in data.lower():
        return None
    chance = random.Random(seed)
    places = _places(tree, source.text)
    chosen = sorted(chance.sample(places, min(len(places), chance.randint(1, 4))))
    old = new = source.text
    for number, (at, indent) in reversed(list(enumerate(chosen))):
        end = "\r\n" if source.text[:at].endswith("\r\n") else "\n"
        bad, good = (line.replace("@", str(number)) for line in chance.choice(PLANTED))
        old = f"{old[:at]}{indent}{bad}{end}{old[at:]}"
        new = f"{new[:at]}{indent}{good}{end}{new[at:]}"
    return Planted(Source(old, source.encoding, source.bom), new, len(chosen)) if chosen else None


def _places(tree: ast.Module, text: str) -> list[tuple[int, str]]:
    """Return where a line may be put before a statement, with its indentation: not before docstrings and futures."""
    lines = Lines(text)
    places: list[tuple[int, str]] = []
    for node in ast.walk(tree):
        for body in (getattr(node, name, []) for name in ("body", "orelse", "finalbody")):
            if not isinstance(body, list):
                continue
            # `elif` is an `if` in an `else`
            for before, statement in itertools.pairwise(body):
                first = min([statement.lineno, *(item.lineno for item in getattr(statement, "decorator_list", []))])
                line = lines.line(first)
                indent = line[: len(line) - len(line.lstrip(" \t"))]
                last = before.end_lineno or before.lineno
                if (
                    first > last
                    and not lines.line(first - 1).endswith("\\")
                    and not _is_future(statement)
                    and line.isprintable()
                ):
                    places.append((lines.start(first), indent))
    return places


def _is_future(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
