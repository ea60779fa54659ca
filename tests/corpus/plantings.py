"""Plants a region into real configuration, next to a real setting, and looks at what a fix makes of the file.

By hand, over any folders: ``python tests/corpus/plantings.py FOLDER...``. What changed has to be Twilio's keys and nothing else,
as parsers that are not ours read it; a second look has to find nothing to do; and CRLF has to make no difference.
"""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[1])]

from applied import applied
from edgewise.findings import Safety
from edgewise.options import Options
from edgewise.text.find import find
from edgewise.text.kinds import kind_of
from readers import UnreadableError, difference, has_parser, reader_of

_MOST_BYTES = 60_000
_LEFT_OUT = frozenset({".git", "node_modules", "__pycache__"})
_PLANTS: dict[str, tuple[tuple[str, str], ...]] = {
    "yaml": (
        (r"^(?P<i> *)[A-Z][A-Z0-9_]{2,}: +[^\s|>&*{\[#][^\n]*\n", "{i}TWILIO_REGION: ie1\n"),
        (r"^(?P<i> *)- (?P<q>[\"']?)[A-Z][A-Z0-9_]+=[^\n]*\n", "{i}- {q}TWILIO_REGION=ie1{q}\n"),
        (r"^(?P<i> *)- name: [A-Z][A-Z0-9_]+\n(?P=i)  value: ", "{i}- name: TWILIO_REGION\n{i}  value: ie1\n"),
        (r"^(?P<i> +)[a-z][\w-]+: +[\w\"'][^\n]*\n", "{i}TWILIO_REGION: ie1\n"),
    ),
    "json": ((r"^(?P<i>[ \t]*)\"[^\"\n]+\": (?:\"[^\"\n]*\"|\d+|true|false),?\n", '{i}"TWILIO_REGION": "ie1",\n'),),
    "ini": (
        (r"^(?P<i>[ \t]*)[\w-]+ = (?:\"[^\"\n]*\"|\d+|true|false)\n", '{i}TWILIO_REGION = "ie1"\n'),
        (r"^(?P<i>)[\w.-]+ ?= ?[\w/][^\n\"'\[\\]*\n(?! )", "{i}TWILIO_REGION=ie1\n"),
    ),
    "terraform": ((r"^(?P<i> +)\"?[A-Za-z_]+\"? += +\"[^\"\n]*\"\n", '{i}TWILIO_REGION = "ie1"\n'),),
    "docker": ((r"^(?P<i>)(?:ENV|RUN|WORKDIR) [^\n\\]*\n", "ENV TWILIO_REGION=ie1\n"),),
    "shell": ((r"^(?P<i>[ \t]*)(?:export )?[A-Z_]{3,}=[\w./-]*\n", "{i}export TWILIO_REGION=ie1\n"),),
    "dotenv": ((r"^(?P<i>)[A-Z_]{3,}=[^\n]*\n", "TWILIO_REGION=ie1\n"),),
    "xml": ((r"^(?P<i>[ \t]*)<(?P<t>env|add|property|variable) (?P<n>name|key)=\"[^\"]*\" value=\"[^\"]*\" ?/>", '{i}<{t} {n}="TWILIO_REGION" value="ie1"/>\n'),),
}  # fmt: skip


class Planted(NamedTuple):
    """A real file with a region in it that was not there."""

    path: str
    notation: str
    text: str


@dataclass(slots=True)
class Outcome:
    """What became of the plantings, by notation: how many there were, and how they ended."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        notations = sorted({notation for notation, _ in self.counts})
        lines = [
            f"{notation:10} "
            + "  ".join(
                f"{how} {self.counts[notation, how]}" for how in ("planted", "fixed", "found", "missed", "parsed")
            )
            for notation in notations
        ]
        return "\n".join((*lines, f"wrong: {len(self.wrong)}", *self.wrong))


def files_in(folders: Iterable[str]) -> Iterator[str]:
    """Yield the small files of the folders, in order."""
    for top in folders:
        for folder, names, files in os.walk(top):
            names[:] = sorted(name for name in names if name not in _LEFT_OUT)
            for name in sorted(files):
                path = os.path.join(folder, name)
                if not os.path.islink(path) and os.path.getsize(path) <= _MOST_BYTES:
                    yield path


def plantings(path: str) -> Iterator[Planted]:
    """Yield the file with one region more, for each way to set one that it has already."""
    notation = kind_of(os.path.basename(path)).notation
    forms = _PLANTS.get({"travis": "yaml"}.get(notation, notation), ())
    try:
        text = Path(path).read_text(encoding="utf-8") if forms else ""
    except (UnicodeDecodeError, OSError):
        return
    for form, plant in forms:
        places = list(re.finditer(form, text, re.MULTILINE))
        for place in places[:1] + places[len(places) // 2 :][:1]:
            setting = plant.format(**place.groupdict())
            yield Planted(path, notation, text[: place.start()] + setting + text[place.start() :])


def look(planted: Planted, outcome: Outcome) -> None:
    """Fix a planting, read it again, and note how it ended."""
    path, notation, text = planted
    name = os.path.basename(path)
    found = [item for item in find(text, name, Options()) if item.code == "EW301"]
    fixed = applied(text, found)
    is_safe = any(item.fix is not None and item.fix.safety is Safety.SAFE for item in found)
    outcome.counts[notation, "planted"] += 1
    outcome.counts[notation, "fixed" if is_safe else "found" if found else "missed"] += 1
    if not found:
        outcome.missed.append(path)
    again = [item for item in find(fixed, name, Options()) if item.fix is not None and item.fix.safety is Safety.SAFE]
    lines = text.replace("\n", "\r\n")
    is_apart = is_safe and has_parser(name) and _is_apart(name, fixed)
    reasons = [
        "the edge is not where the region is" if is_apart else "",
        "a second look finds more" if again else "",
        ""
        if applied(lines, find(lines, name, Options())) == fixed.replace("\n", "\r\n")
        else "CRLF makes a difference",
        _changed(name, text, fixed, outcome, notation),
    ]
    outcome.wrong += [f"{path}: {reason}" for reason in reasons if reason]


def _is_apart(name: str, fixed: str) -> bool:
    """Say whether a mapping has a region and no edge."""
    try:
        stack = [reader_of(name)(fixed)]
    except UnreadableError:
        return False
    while stack:
        said = stack.pop()
        if isinstance(said, dict):
            keys = {str(key).strip('"') for key in said}
            if "TWILIO_REGION" in keys and "TWILIO_EDGE" not in keys:
                return True
            stack += said.values()
        elif isinstance(said, list):
            stack += said
    return False


def _changed(name: str, text: str, fixed: str, outcome: Outcome, notation: str) -> str:
    read = reader_of(name)
    try:
        before = read(text)
    except UnreadableError:
        return ""
    outcome.counts[notation, "parsed"] += has_parser(name)
    try:
        return difference(before, read(fixed))
    except UnreadableError as error:
        return f"no longer parses: {error}"


def main() -> int:
    """Plant into the files of the folders that are named, and print what became of it."""
    outcome = Outcome()
    for path in files_in(sys.argv[1:]):
        for planted in plantings(path):
            look(planted, outcome)
    print(outcome)
    if "--missed" in os.environ.get("PLANTINGS", ""):
        print("\n".join(outcome.missed))
    return bool(outcome.wrong)


if __name__ == "__main__":
    raise SystemExit(main())
