"""The gate on bytes loses nothing, and tells binary files from text."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.options import Options
from edgewise.text.find import find
from edgewise.text.kinds import kind_of
from edgewise.text.prefilter import is_binary, may_match
from support import sampled

_WORDS = [
    "twilio",
    "Twilio",
    ".com",
    "api.",
    "ie1.",
    "de1.",
    "dublin.",
    ".",
    "\\.",
    "\\\\.",
    "[.]",
    "\\u002e",
    "\\x2e",
    "&#46;",
    "${R}",
    "{{ r }}",
    "%s",
    '"',
    "'",
    " + r + ",
    "TWILIO_REGION",
    "TWILIO_EDGE",
    "=",
    ": ",
    "ie1",
    "\n",
    "  ",
    "- ",
    "{",
    "}",
    "[",
    "]",
    ",",
    "provider",
    "region",
    "#",
    "//",
    "$",
]
_PATHS = [
    "a.js",
    "a.yaml",
    "a.json",
    ".env",
    "a.sh",
    "Dockerfile",
    "a.ini",
    "a.toml",
    "main.tf",
    "x",
    "a.md",
    "a.html",
    "a.xml",
    "a.plist",
    "Jenkinsfile",
    "crontab",
    "a.service",
]


@given(st.lists(st.sampled_from(_WORDS), max_size=25), st.sampled_from(_PATHS))
def test_no_finding_is_lost(words: list[str], path: str) -> None:
    text = "".join(words)
    for finding in find(text, path, Options(prose=True)):
        assert may_match(text.encode())
        assert may_match(b"\xff\xfe" + text.encode("utf-16-le"))
        assert 0 <= finding.start < finding.end <= len(text)


@given(st.lists(st.sampled_from(_WORDS), max_size=25), st.sampled_from(_PATHS), st.sampled_from(["as-written", "us1"]))
def test_fixes_are_disjoint_and_in_order(words: list[str], path: str, region: str) -> None:
    text = "".join(words)
    for finding in find(text, path, Options(processing_region=region)):
        edits = finding.fix.edits if finding.fix else ()
        assert list(edits) == sorted(edits, key=lambda edit: (edit.start, edit.end))
        assert all(one.end <= two.start for one, two in pairwise(edits))
        assert all(0 <= edit.start <= edit.end <= len(text) for edit in edits)


@pytest.mark.parametrize(
    "data", [b"import twilio", b"https://www.example.com/twilio", b"api.ie1.example.com", b"region"]
)
def test_closed(data: bytes) -> None:
    assert not may_match(data)


def test_binary() -> None:
    assert is_binary(b"a\0b")
    assert not is_binary("api".encode("utf-16"))
    assert not is_binary(b"text")


@pytest.mark.parametrize(
    ("path", "notation"),
    [
        (".env", "dotenv"),
        (".env.production", "dotenv"),
        ("config/prod.env", "dotenv"),
        ("env.example", "dotenv"),
        (".env.j2", "dotenv"),
        ("Dockerfile", "docker"),
        ("Dockerfile.dev", "docker"),
        ("api.dockerfile", "docker"),
        ("docker-compose.override.yml", "yaml"),
        ("values.yaml.gotmpl", "yaml"),
        ("Makefile", "shell"),
        (".envrc", "shell"),
        ("a.tfvars", "terraform"),
        ("x.service", "ini"),
        ("env.ts", ""),
        ("app.py", ""),
    ],
)
def test_kinds(path: str, notation: str) -> None:
    assert kind_of(path).notation == notation


@pytest.mark.parametrize(
    "junk",
    [
        "${{ ",
        "{{ ",
        "{",
        "[",
        "/* ",
        '" + ',
        "a.",
        "'",
        "TWILIO_REGION=",
        "twilio.com,",
        "\\\n",
        "<a ",
        "<a b='",
        "<!A",
        "<TWILIO_REGION>",
        "<<E\n",
        "RUN ",
        "sh -c '",
        "-e A=$(",
        '"a": "',
        "script: 'TWILIO_EDGE=",
        "environment {",
        "${U:-",
    ],
)
@pytest.mark.parametrize("path", sampled(_PATHS, 16))
def test_no_text_makes_it_hang(junk: str, path: str) -> None:
    text = junk * (60_000 // len(junk)) + "https://api.ie1.twilio.com TWILIO_REGION=ie1\n"
    start = time.process_time()
    find(text, path, Options())
    assert time.process_time() - start < 10
