"""Settings in every notation: what is found, and what stands there afterwards."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from applied import applied
from edgewise.findings import Safety
from edgewise.options import Options
from edgewise.text.find import find
from edgewise.twilio.table import ProcessingRegion

# Rows that a text file cannot show: CRLF, no line break at the end. Path, text, text as written, text for us1.
EXACT = [
    (
        ".env.local",
        'export TWILIO_REGION="ie1"  # eu',
        'export TWILIO_REGION="ie1"  # eu\nexport TWILIO_EDGE="dublin"',
        'export TWILIO_REGION="us1"  # eu',
    ),
    (
        "prod.env",
        "TWILIO_REGION = 'AU1'\r\n",
        "TWILIO_REGION = 'AU1'\r\nTWILIO_EDGE = 'sydney'\r\n",
        "TWILIO_REGION = 'us1'\r\n",
    ),
    (
        "a.bat",
        "set TWILIO_REGION=ie1\r\n",
        "set TWILIO_REGION=ie1\r\nset TWILIO_EDGE=dublin\r\n",
        "set TWILIO_REGION=us1\r\n",
    ),
    (
        "cm.yaml",
        "kind: ConfigMap\ndata:\n  TWILIO_REGION: 'ie1'",
        "kind: ConfigMap\ndata:\n  TWILIO_REGION: 'ie1'\n  TWILIO_EDGE: 'dublin'",
        "kind: ConfigMap\ndata:\n  TWILIO_REGION: 'us1'",
    ),
    (
        "task.json",
        '{"environment":[{"name":"TWILIO_REGION","value":"ie1"}]}',
        '{"environment":[{"name":"TWILIO_REGION","value":"ie1"},{"name":"TWILIO_EDGE","value":"dublin"}]}',
        '{"environment":[{"name":"TWILIO_REGION","value":"us1"}]}',
    ),
    (
        "package.json",
        '{"scripts": {"start": "TWILIO_REGION=ie1 node ."}}',
        '{"scripts": {"start": "TWILIO_REGION=ie1 TWILIO_EDGE=dublin node ."}}',
        '{"scripts": {"start": "TWILIO_REGION=us1 node ."}}',
    ),
]

UNSAFE = [
    (".env", "TWILIO_REGION=ie1\nTWILIO_EDGE=sydney\n", "EW303", "TWILIO_REGION=ie1\nTWILIO_EDGE=dublin\n"),
    (".env", "TWILIO_REGION=de1\nTWILIO_EDGE=frankfurt\n", "EW302", "TWILIO_REGION=us1\nTWILIO_EDGE=ashburn\n"),
    (".env", "TWILIO_REGION=dublin\n", "EW302", "TWILIO_REGION=us1\nTWILIO_EDGE=dublin\n"),
    (
        "a.yaml",
        "env: {TWILIO_EDGE: sydney, TWILIO_REGION: ie1}\n",
        "EW303",
        "env: {TWILIO_EDGE: dublin, TWILIO_REGION: ie1}\n",
    ),
    (
        "a.json",
        '{"TWILIO_REGION": "jp1", "TWILIO_EDGE": "roaming"}',
        "EW302",
        '{"TWILIO_REGION": "us1", "TWILIO_EDGE": "ashburn"}',
    ),
    (
        "main.tf",
        'provider "twilio" {\n  region = "ie1"\n  edge = "tokyo"\n}\n',
        "EW303",
        'provider "twilio" {\n  region = "ie1"\n  edge = "dublin"\n}\n',
    ),
    ("node_modules/a/.env", "TWILIO_REGION=ie1\n", "EW301", "TWILIO_REGION=ie1\nTWILIO_EDGE=dublin\n"),
]

SILENT = [
    (".env", "TWILIO_REGION=us1\n"),
    (".env", "TWILIO_REGION=\nTWILIO_EDGE=\n"),
    (".env", "# TWILIO_REGION=ie1\n"),
    (".env", "MYTWILIO_REGION=ie1\nTWILIO_REGIONS=ie1\nTWILIO_REGION_OLD=ie1\n"),
    (".env", "TWILIO_REGION=ie1\nTWILIO_EDGE=dublin\n"),
    (".env", "TWILIO_REGION=ie1\nTWILIO_EDGE=${TWILIO_EDGE}\n"),
    (".env", "TWILIO_REGION=dublin.ie1\n"),
    (".env.example", "TWILIO_REGION=your-region\nA_TWILIO_REGION=<region>\nB_TWILIO_REGION=${X}\nC_TWILIO_REGION=$X\n"),
    ("README.md", "TWILIO_REGION=ie1\n"),
    (
        "run.sh",
        'if [ "$TWILIO_REGION" = "ie1" ]; then :; fi\nexport TWILIO_REGION="$1" X=$(y)\n# export TWILIO_REGION=ie1\n',
    ),
    ("run.sh", "export TWILIO_EDGE\nTWILIO_REGION=ie1 x\n"),
    (
        "run.sh",
        "case $1 in\n  eu) TWILIO_EDGE=dublin; TWILIO_REGION=ie1;;\n"
        "  au) TWILIO_EDGE=sydney; TWILIO_REGION=au1;;\nesac\n",
    ),
    ("run.sh", "sed -i 's/TWILIO_REGION=.*/TWILIO_REGION=ie1/' .env\n"),
    ("docker-compose.yml", "environment:\n  - TWILIO_REGION=ie1\n  - TWILIO_EDGE\n"),
    ("docker-compose.yml", "environment:\n  - TWILIO_REGION\n  - A_TWILIO_REGION=${A_TWILIO_REGION}\n"),
    ("docker-compose.yml", "x: &x\n  TWILIO_EDGE: dublin\nenvironment:\n  <<: *x\n  TWILIO_REGION: ie1\n"),
    (
        "k8s.yaml",
        "env:\n  - name: TWILIO_REGION\n    value: ie1\n  - name: TWILIO_EDGE\n"
        "    valueFrom: {secretKeyRef: {name: a}}\n",
    ),
    (
        "ci.yml",
        "env:\n  TWILIO_EDGE: dublin\njobs:\n  a:\n    env:\n      B: c\n    steps:\n      - env:\n"
        "          TWILIO_REGION: ie1\n",
    ),
    ("ci.yml", "env:\n  TWILIO_REGION: ${{ vars.TWILIO_REGION }}\n"),
    (
        "sam.yaml",
        "Globals:\n  Function:\n    Environment:\n      Variables:\n        TWILIO_EDGE: dublin\n"
        "Resources:\n  F:\n    Properties:\n      Environment:\n        Variables:\n"
        "          TWILIO_REGION: ie1\n          A_TWILIO_REGION: !Ref R\n",
    ),
    ("values.yaml", "env:\n  TWILIO_REGION: {{ .Values.region }}\n"),
    (
        "task.json",
        '{"environment": [{"name": "TWILIO_REGION", "value": "ie1"}], "secrets": [{"name": '
        '"TWILIO_EDGE", "valueFrom": "x"}]}',
    ),
    ("schema.json", '{"TWILIO_REGION": {"type": "string"}, "required": ["TWILIO_REGION"]}'),
    ("Dockerfile", "FROM a AS b\nENV TWILIO_EDGE=dublin\nFROM b\nENV TWILIO_REGION=ie1\n"),
    ("Dockerfile", "ARG TWILIO_REGION\nENV TWILIO_REGION=$TWILIO_REGION\n# ENV TWILIO_REGION=ie1\n"),
    ("main.tf", 'provider "twilio" {\n  region = var.region\n}\nprovider "aws" {\n  region = "ie1"\n}\n'),
    ("main.tf", 'variables = {\n  TWILIO_REGION = "ie1"\n  TWILIO_EDGE   = var.edge\n}\n'),
    ("x.ini", "[DEFAULT]\nTWILIO_EDGE=dublin\n[a]\nTWILIO_REGION=ie1\n; TWILIO_REGION=au1\n"),
    ("action.yml", "description: set TWILIO_REGION=ie1 first\n"),
    ("app.js", "const fallbacks = {TWILIO_REGION: 'ie1'};\n"),
]

WITHOUT_FIX = [
    ("a.yaml", "env:\n  ? TWILIO_REGION\n  : ie1\n"),
    (".env", "TWILIO_REGION=${TWILIO_REGION:-ie1}\n"),
    ("compose.yml", "environment:\n  TWILIO_REGION: ${TWILIO_REGION:-ie1}\n"),
    ("compose.yml", "environment:\n  - TWILIO_REGION=${TWILIO_REGION-ie1}\n"),
    ("ci.yml", "env:\n  TWILIO_REGION: ${{ vars.R || 'ie1' }}\n"),
    ("values.yaml", 'env:\n  TWILIO_REGION: {{ .Values.region | default "ie1" }}\n'),
    ("run.sh", ': "${TWILIO_REGION:=ie1}"\n'),
    ("Makefile", "TWILIO_REGION ?= ie1\n"),
    ("run.sh", 'echo "TWILIO_REGION=ie1"\n'),
    ("a.json", '["-e", "TWILIO_REGION=ie1"]'),
    ("broken.json", '{"env": {"TWILIO_REGION": "ie1",\n'),
    ("deep.json", "[" * 5000 + '{"TWILIO_REGION": "ie1"}'),
]


def table() -> list[tuple[str, str, str, str]]:
    """Return the rows of data/settings.txt: ``=== path``, the text, and what it becomes."""
    content = (Path(__file__).parent / "data" / "settings.txt").read_text(encoding="utf-8")
    rows = [
        re.split(r"^(?:--- .*)\n", block, flags=re.MULTILINE) for block in re.split(r"^=== ", content, flags=re.M)[1:]
    ]
    return [(*before.split("\n", 1), as_written, us1) for before, as_written, us1 in rows]


def test_the_table_is_there() -> None:
    assert len(table()) >= 35


@pytest.mark.parametrize(("path", "text", "as_written", "us1"), table() + EXACT)
@pytest.mark.parametrize("region", ["as-written", "us1"])
def test_fixed(path: str, text: str, as_written: str, us1: str, region: str) -> None:
    options = Options(processing_region=region)
    findings = find(text, path, options)
    assert {finding.code for finding in findings} == {"EW301"}
    assert {text[found.start : found.end].strip("\"'").split("_")[-1][:6] for found in findings} <= {"REGION", "region"}
    rewritten = applied(text, findings)
    assert rewritten == (as_written if region == "as-written" else us1)
    assert not [found for found in find(rewritten, path, options) if found.fix]


@pytest.mark.parametrize(("path", "text", "code", "expected"), UNSAFE)
def test_unsafe(path: str, text: str, code: str, expected: str) -> None:
    findings = find(text, path, Options())
    assert [(found.code, found.fix and found.fix.safety) for found in findings] == [(code, Safety.UNSAFE)]
    rewritten = applied(text, findings, unsafe=True)
    assert rewritten == expected
    assert find(rewritten, path, Options()) == []


@pytest.mark.parametrize("way", ["as-written", "us1"])
@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("TWILIO_REGION=us-east-1\n", "EW302", "US-EAST-1 is not a region of Twilio (there are US1, IE1 and AU1)"),
        ("TWILIO_REGION=ie2\n", "EW301", "IE2 is not a region of Twilio (did you mean IE1?)"),
        ("TWILIO_REGION=ie2\nTWILIO_EDGE=dublin\n", "EW302", "IE2 is not a region of Twilio (did you mean IE1?)"),
        ("TWILIO_REGION=ie1\nTWILIO_EDGE=dubln\n", "EW303", "dubln is not an edge of Twilio (did you mean dublin?)"),
        ("TWILIO_REGION=IE1\nTWILIO_EDGE=Dubln\n", "EW303", "dubln is not an edge of Twilio (did you mean dublin?)"),
    ],
)
def test_what_twilio_does_not_have_is_told_and_stays(text: str, code: str, said: str, way: ProcessingRegion) -> None:
    (finding,) = find(text, ".env", Options(way))
    assert (finding.code, finding.fix, finding.help) == (code, None, "")
    assert finding.message.endswith(said)


@pytest.mark.parametrize(("path", "text"), SILENT)
def test_silent(path: str, text: str) -> None:
    assert find(text, path, Options()) == []


@pytest.mark.parametrize(("path", "text"), WITHOUT_FIX)
def test_without_fix(path: str, text: str) -> None:
    assert [(found.code, found.fix) for found in find(text, path, Options())] == [("EW301", None)]


def test_message_says_what_was_seen() -> None:
    (finding,) = find("TWILIO_REGION=ie1\n", ".env", Options())
    assert "TWILIO_EDGE is not set with it: clients of a Twilio library that reads it ask for" in finding.message
    assert "api.ie1.twilio.com" in finding.message
    assert finding.fix is not None
    assert finding.fix.processing_region == "ie1"
    assert "IE1 credentials" in finding.fix.message


@pytest.mark.parametrize(
    ("path", "line"), [(".env", "A{}_TWILIO_REGION=ie1\n"), ("a.ini", "A{}_TWILIO_REGION = ie1\n")]
)
def test_many_settings_are_not_quadratic(path: str, line: str) -> None:
    def seconds(count: int) -> float:
        text = "".join(f'B{number}="a\nb"\n' + line.format(number) for number in range(count))
        start = time.process_time()
        assert len(find(text, path, Options())) == count
        return time.process_time() - start

    assert seconds(8_000) < 12 * max(seconds(2_000), 0.05)
