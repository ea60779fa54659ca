"""Files that are half written: nothing crashes, and what is rewritten stays as readable as it was."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from edgewise.files.file import Kind
from edgewise.files.sources import Source
from edgewise.languages.find import find, reader_of
from edgewise.options import Options
from edgewise_codemods.rewrite import rewrite_source
from lint.languages import test_javascript, test_others

WHOLE = [
    *(("app.ts", f"{imports}{call}\n") for imports, call in test_javascript.FORMS.values()),
    *(("app.ts", test_javascript.IMPORT + row[0] + "\n") for row in test_javascript.REWRITES),
    *(test_others.framed(row[0], row[1]) for row in test_others.ROWS),
]


def damaged(text: str, dice: random.Random) -> Iterator[str]:
    at = dice.randrange(len(text))
    yield text[:at] + text[at + 1 :]
    lines = text.splitlines(keepends=True)
    number = dice.randrange(len(lines))
    yield "".join(lines[:number] + lines[number + 1 :])
    brackets = [place for place, sign in enumerate(text) if sign in "(){}[]'\"`;"]
    place = dice.choice(brackets)
    yield text[:place] + text[place + 1 :]
    yield text[:at]
    yield "".join(
        [*lines[:number], "<<<<<<< HEAD\n", *lines[number : number + 1], "=======\n", *lines[number:], ">>>>>>> x\n"]
    )
    yield text[:at] + dice.choice("\0\ufffd\U0001f600\u2028") + text[at:]


@pytest.mark.parametrize("number", range(len(WHOLE)))
def test_damaged_files(number: int) -> None:
    path, text = WHOLE[number]
    dice = random.Random(number)
    for version in damaged(text, dice):
        for way in ("as-written", "us1"):
            options = Options(processing_region=way)
            for finding in find(version, path, options):
                assert 0 <= finding.start < finding.end <= len(version)
            result = rewrite_source(Source(version), Kind.TEXT, options, unsafe=True, path=path)
            errors = reader_of(version, path)
            if errors is not None:
                assert errors(result.text) == errors(version)
            again = rewrite_source(Source(result.text), Kind.TEXT, options, unsafe=True, path=path)
            assert again.text == result.text


def test_the_whole_ones_are_found() -> None:
    assert all(find(text, path, Options()) for path, text in WHOLE)
