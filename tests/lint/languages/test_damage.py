"""Files that are half written: nothing crashes, and what is rewritten stays as readable as it was."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from edgewise.files.file import FileKind
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
            result = rewrite_source(Source(version), FileKind.TEXT, options, unsafe=True, path=path)
            errors = reader_of(version, path)
            if errors is not None:
                old, new = errors(version), errors(result.text)
                assert [kind for kind, _, _ in new] == [kind for kind, _, _ in old]
                for (_, start, end), (_, new_start, new_end) in zip(old, new, strict=True):
                    edited = any(start <= change.old_end and change.old_start <= end for change in result.changes)
                    assert edited or result.text[new_start:new_end] == version[start:end]
            again = rewrite_source(Source(result.text), FileKind.TEXT, options, unsafe=True, path=path)
            assert again.text == result.text


def test_the_whole_ones_are_found() -> None:
    assert all(find(text, path, Options()) for path, text in WHOLE)


@pytest.mark.parametrize(
    "text",
    [
        "<% if (a) { %>\nconst url = 'https://api.ie1.twilio.com/x' {{ b }}\n<% } %>\n",
        "const url = {% if a %} 'https://api.ie1.twilio.com/x' {% else %} b {% endif %};\n",
        "const é = 1 2 3 https://api.ie1.twilio.com/x [\nconst c = 'é' é\n}\n",
        "f('https://api.ie1.twilio.com/x",
        "x = 1\n<<<<<<< HEAD\ny = 'api.ie1.twilio.com'\n=======\ny = 'api.ie1.twilio.com' + z\n>>>>>>> x\n",
    ],
)
@pytest.mark.parametrize("way", ["as-written", "us1"])
def test_a_host_in_what_the_grammar_cannot_read_is_rewritten(text: str, way: str) -> None:
    path, text = "app.js", "const c = require('twilio')(a, b, { region: 'ie1', edge: 'dublin' });\n" + text
    errors = reader_of(text, path)
    assert errors is not None
    assert errors(text)
    result = rewrite_source(Source(text), FileKind.TEXT, Options(processing_region=way), unsafe=True, path=path)
    assert result.error is None
    assert result.text == text.replace("api.ie1", "api.dublin.ie1" if way == "as-written" else "api")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.rb", "require 'twilio-ruby'\nc = Twilio::REST::Client.new a, b, nil, 'ie1'\nc. = 'de1'\nTwilio::.new\n"),
        ("a.js", "const c = require('twilio')(a, b, { region: 'ie1' });\nc. = 'de1';\nx[''] = c['']();\n"),
        ("a.php", "<?php\nuse Twilio\\Rest\\Client;\n$c = new Client($a, $b, null, 'ie1');\n$c-> = 1;\n$ = $c->();\n"),
        ("A.java", "import com.twilio.Twilio;\nclass A { void f() { Twilio.setRegion(\"ie1\"); Twilio.(); this. = Twilio.; } }\n"),
        ("a.cs", "using Twilio;\nclass A { void F() { TwilioClient.SetRegion(\"ie1\"); TwilioClient.(); this. = a.; } }\n"),
        ("a.go", 'package a\nimport "github.com/twilio/twilio-go"\nfunc f() {\n\tc := twilio.NewRestClient()\n'
                 '\tc.SetRegion("ie1")\n\tc. = c.\n\t = c.()\n}\n'),
    ],
)  # fmt: skip
def test_names_that_are_not_written_yet(path: str, text: str) -> None:
    assert [finding.code for finding in find(text, path, Options())] == ["EW201"]
