"""Settings where another line or word would break the file: reported without a fix, and left byte for byte."""

from __future__ import annotations

import re

import pytest

from applied import applied
from edgewise.options import Options
from edgewise.text.find import find
from edgewise_codemods import fix_source

# Path, text: one EW301 without a fix.
WITHOUT_FIX = [
    # Items and values that are no commands
    ("k8s.yaml", "args:\n  - --env=TWILIO_REGION=ie1\n"),
    ("devcontainer.json", '{"runArgs": ["--env=TWILIO_REGION=ie1"]}'),
    ("devcontainer.json", '{"runArgs": "-e TWILIO_REGION=ie1"}'),
    ("play.yml", "- lineinfile:\n    path: /etc/environment\n    line: TWILIO_REGION=ie1\n"),
    ("play.yml", '- lineinfile:\n    path: /etc/environment\n    line: "TWILIO_REGION=ie1"\n'),
    ("play.yml", '- lineinfile: path=/etc/environment line="TWILIO_REGION=ie1"\n'),
    ("a.yml", "label: TWILIO_REGION=ie1\n"),
    ("a.yml", "label: TWILIO_REGION=ie1 node x\n"),
    ("a.yml", "remark: TWILIO_REGION=ie1 selects Ireland\n"),
    ("a.json", '{"advice": "TWILIO_REGION=ie1 chosen by ops"}\n'),
    ("a.yml", "steps:\n  - name: TWILIO_REGION=ie1 smoke test\n    run: make\n"),
    ("a.yml", "remarks:\n  - TWILIO_REGION=ie1 selects Ireland\n"),
    ("a.yml", 'hint: "Set TWILIO_REGION=ie1 in your shell"\n'),
    ("a.yml", 'x: "TWILIO_REGION=ie1 must be set"\n'),
    ("a.bat", "if x (set TWILIO_REGION=ie1)\r\n"),
    ("a.ps1", '[Environment]::SetEnvironmentVariable("TWILIO_REGION", "ie1"); node x\n'),
    # Units and INI
    ("a.service", "[Service]\nEnvironment=A=b \\\n  TWILIO_REGION=ie1 \\\n  C=d\n"),
    ("a.service", "[Service]\nEnvironment=A=b \\\n  TWILIO_REGION=ie1\n"),
    ("a.service", "[Service]\nEnvironment=TWILIO_REGION=ie1 \\\n  C=d\n"),
    ("tox.ini", "[testenv]\nsetenv = TWILIO_REGION=ie1\n"),
    ("app.ini", "[a]\nTWILIO_REGION = ie1\n    more\n"),
    ("app.ini", "[a]\nTWILIO_REGION = ie1\n\n    more\nB = 2\n"),
    ("app.ini", "[a]\nTWILIO_REGION = ie1\n# c\n  ; d\n    more\n"),
    ("pytest.ini", "[pytest]\nenv = TWILIO_REGION=ie1\n"),
    ("setup.cfg", "[tool:pytest]\nenv = TWILIO_REGION=ie1\n"),
    # Options that nobody knows to be repeatable
    ("run.sh", "terraform apply -var TWILIO_REGION=ie1\n"),
    ("run.sh", "docker build --build-arg TWILIO_REGION=ie1 .\n"),
    ("run.sh", "unknown -e TWILIO_REGION=ie1\n"),
    ("run.sh", "make TWILIO_REGION=ie1 x\n"),
    # Strings
    ("run.sh", 'if [ "$A" = "TWILIO_REGION=ie1" ]; then :; fi\n'),
    ("run.sh", 'assert_contains "$out" "TWILIO_REGION=ie1"\n'),
    ("run.sh", 'log "TWILIO_REGION=ie1"\n'),
    ("run.sh", 'log "TWILIO_REGION=ie1 node x"\n'),
    ("run.sh", 'die "a; TWILIO_REGION=ie1 b"\n'),
    ("run.sh", "cat <<EOF\nusage:\n  TWILIO_REGION=ie1 x\nEOF\n"),
    ("run.sh", "cat <<-'EOF'\n\texport TWILIO_REGION=ie1\n\tEOF\n"),
    ("run.sh", 'USAGE="usage:\n  TWILIO_REGION=ie1 x\n"\n'),
    ("run.sh", 'f \\\n  "TWILIO_REGION=ie1"\n'),
    # Blocks take no commas
    ("main.tf", 'provider "twilio" { region = "ie1" }\n'),
    ("main.tf", 'provider "twilio" {\n  region = "ie1" /* c */\n}\n'),
    ("Jenkinsfile", "pipeline { environment { TWILIO_REGION = 'ie1' } }\n"),
    ("Jenkinsfile", "pipeline {\n  environment { TWILIO_REGION = 'ie1' }\n}\n"),
    ("Dockerfile", "FROM a\nRUN <<EOF\nENV TWILIO_REGION=ie1\nEOF\n"),
    # Lists and matrices of YAML
    ("ci.yml", "jobs:\n  a:\n    strategy:\n      matrix:\n        TWILIO_REGION: ie1\n"),
    ("ci.yml", "jobs:\n  a:\n    strategy:\n      matrix:\n        include:\n          - TWILIO_REGION: ie1\n            b: c\n"),
]  # fmt: skip

# Path, text, text afterwards.
FIXED = [
    ("a.sh", "env A=b TWILIO_REGION=ie1 node x\n", "env A=b TWILIO_REGION=ie1 TWILIO_EDGE=dublin node x\n"),
    ("a.sh", "export A=b TWILIO_REGION=ie1\n", "export A=b TWILIO_REGION=ie1 TWILIO_EDGE=dublin\n"),
    ("a.sh", 'x && A="b c" TWILIO_REGION=ie1 y\n', 'x && A="b c" TWILIO_REGION=ie1 TWILIO_EDGE=dublin y\n'),
    ("a.sh", "docker run -e TWILIO_REGION=ie1 x\n", "docker run -e TWILIO_REGION=ie1 -e TWILIO_EDGE=dublin x\n"),
    ("a.sh", "kubectl set env d/x TWILIO_REGION=ie1\n", "kubectl set env d/x TWILIO_REGION=ie1 TWILIO_EDGE=dublin\n"),
    ("a.sh", "fly secrets set TWILIO_REGION=ie1\n", "fly secrets set TWILIO_REGION=ie1 TWILIO_EDGE=dublin\n"),
    ("a.sh", "echo 'TWILIO_REGION=ie1' >> .env\n", "echo 'TWILIO_REGION=ie1' >> .env\necho 'TWILIO_EDGE=dublin' >> .env\n"),
    ("a.sh", "cat <<EOF\nx\nEOF\nTWILIO_REGION=ie1\n", "cat <<EOF\nx\nEOF\nTWILIO_REGION=ie1\nTWILIO_EDGE=dublin\n"),
    ("a.sh", "case $1 in\n  eu) TWILIO_REGION=ie1 ;;\nesac\n", "case $1 in\n  eu) TWILIO_REGION=ie1 TWILIO_EDGE=dublin ;;\nesac\n"),
    ("package.json", '{"scripts": {"a": "cross-env TWILIO_REGION=ie1 node x"}}', '{"scripts": {"a": "cross-env TWILIO_REGION=ie1 TWILIO_EDGE=dublin node x"}}'),
    ("Procfile", "web: TWILIO_REGION=ie1 node x\n", "web: TWILIO_REGION=ie1 TWILIO_EDGE=dublin node x\n"),
    ("app.ini", "[a]\nTWILIO_REGION = ie1\n\n    # c\n\nB = 2\n", "[a]\nTWILIO_REGION = ie1\nTWILIO_EDGE = dublin\n\n    # c\n\nB = 2\n"),
    ("tox.ini", "[testenv]\nsetenv =\n    TWILIO_REGION=ie1\n", "[testenv]\nsetenv =\n    TWILIO_REGION=ie1\n    TWILIO_EDGE=dublin\n"),
    ("a.toml", '[vars]\n  A = "b"\n  TWILIO_REGION = "ie1"\n', '[vars]\n  A = "b"\n  TWILIO_REGION = "ie1"\n  TWILIO_EDGE = "dublin"\n'),
    ("uwsgi.ini", "[uwsgi]\nenv = TWILIO_REGION=ie1\n", "[uwsgi]\nenv = TWILIO_REGION=ie1\nenv = TWILIO_EDGE=dublin\n"),
    ("main.tf", 'a = { TWILIO_REGION = "ie1" }\n', 'a = { TWILIO_REGION = "ie1", TWILIO_EDGE = "dublin" }\n'),
    ("main.tf", 'a = merge(b, { TWILIO_REGION = "ie1" })\n', 'a = merge(b, { TWILIO_REGION = "ie1", TWILIO_EDGE = "dublin" })\n'),
]  # fmt: skip

SILENT = [
    ("run.sh", 'export MSG="use TWILIO_REGION=ie1 now"\n'),
    ("run.sh", 'die "need TWILIO_REGION=ie1 or so"\n'),
    (".env", 'USAGE="\nTWILIO_REGION=ie1\n"\n'),
    ("a.toml", 'usage = """\nTWILIO_REGION = "ie1"\n"""\n'),
    ("run.sh", "x --param=TWILIO_REGION=ie1\n"),
    # Merge keys, one behind the other
    ("a.yaml", "a: &a\n  TWILIO_EDGE: dublin\nb: &b\n  <<: *a\nc:\n  <<: *b\n  TWILIO_REGION: ie1\n"),
    ("a.yaml", "c:\n  <<: {TWILIO_EDGE: dublin}\n  TWILIO_REGION: ie1\n"),
    ("a.yaml", "a: &a {TWILIO_EDGE: dublin}\nc:\n  <<: [{A: b}, *a]\n  TWILIO_REGION: ie1\n"),
    ("ci.yml", "a: &a {TWILIO_EDGE: dublin}\nenv:\n  <<: *a\njobs:\n  a:\n    env:\n      TWILIO_REGION: ie1\n"),
    # Branches: which edge goes with which region nobody can say
    ("a.sh", "case $1 in\n  a) TWILIO_REGION=ie1;;\n  b) TWILIO_EDGE=sydney;;\nesac\n"),
    ("a.sh", "case $1 in\n  a) TWILIO_EDGE=sydney;;\n  b) TWILIO_REGION=ie1;;\n  c) TWILIO_REGION=au1; TWILIO_EDGE=sydney;;\n"
     "  d) TWILIO_REGION=us1;;\nesac\n"),
    ("a.sh", "if x; then\n  TWILIO_REGION=ie1\n  TWILIO_REGION=au1\nelse\n  TWILIO_EDGE=sydney\n  TWILIO_EDGE=dublin\nfi\n"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "text"), WITHOUT_FIX)
def test_reported_without_a_fix(path: str, text: str) -> None:
    (found,) = find(text, path, Options())
    assert (found.code, found.fix) == ("EW301", None)
    assert re.match(r"(Add|Set) (TWILIO_\w+|edge) .*; by hand: ", found.help) or "handed on" in found.message
    rewritten = fix_source(text, filename=path)
    assert (rewritten.text, rewritten.error) == (text, None)


@pytest.mark.parametrize(("path", "text", "expected"), FIXED)
def test_still_fixed(path: str, text: str, expected: str) -> None:
    assert applied(text, find(text, path, Options())) == expected
    rewritten = fix_source(text, filename=path)
    assert (rewritten.text, rewritten.error) == (expected, None)
    assert find(expected, path, Options()) == []


@pytest.mark.parametrize(("path", "text"), SILENT)
def test_silent(path: str, text: str) -> None:
    codes = [(found.code, found.fix) for found in find(text, path, Options()) if found.code == "EW301" or found.fix]
    assert codes == []
    assert fix_source(text, filename=path, unsafe_fixes=True).text == text


def test_a_value_that_is_used_elsewhere_too_is_not_changed() -> None:
    text = "a:\n  TWILIO_REGION: &q ie1\nb: *q\n"
    assert fix_source(text, filename="a.yaml", processing_region="us1").text == text
    assert "TWILIO_EDGE: dublin\nb: *q" in fix_source(text, filename="a.yaml").text


def test_regions_go_with_the_edges_of_their_branch() -> None:
    text = (
        "case $1 in\n  a) TWILIO_REGION=ie1; TWILIO_EDGE=tokyo;;\n  b) TWILIO_EDGE=tokyo; TWILIO_REGION=au1;;\n"
        "  c) TWILIO_REGION=us1;;\nesac\n"
    )
    expected = text.replace("tokyo", "dublin", 1).replace("tokyo", "sydney", 1)
    assert fix_source(text, filename="a.sh", unsafe_fixes=True).text == expected
