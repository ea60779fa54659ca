"""A tree with a file of each kind, through the command: looked at, rewritten either way, and rewritten again."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from textwrap import dedent

import pytest

import edgewise
import edgewise_codemods
from warm import python

SOURCES = os.pathsep.join(
    os.path.dirname(os.path.dirname(module.__file__ or "")) for module in (edgewise, edgewise_codemods)
)

# file: (old, as written, kept in the United States)
TREE: dict[str, tuple[str, str, str]] = {
    ".env": (
        'export APP=shop\nexport TWILIO_REGION="ie1"  # Dublin\n',
        'export APP=shop\nexport TWILIO_REGION="ie1"  # Dublin\nexport TWILIO_EDGE="dublin"\n',
        'export APP=shop\nexport TWILIO_REGION="us1"  # Dublin\n',
    ),
    "docker-compose.yml": (
        "services:\n  web:\n    environment:\n      TWILIO_REGION: ie1\n      TWILIO_EDGE: dublin\n"
        "  worker:\n    environment:\n      - TWILIO_REGION=au1\n      - QUEUE=a\n",
        "services:\n  web:\n    environment:\n      TWILIO_REGION: ie1\n      TWILIO_EDGE: dublin\n"
        "  worker:\n    environment:\n      - TWILIO_REGION=au1\n      - TWILIO_EDGE=sydney\n      - QUEUE=a\n",
        "services:\n  web:\n    environment:\n      TWILIO_REGION: ie1\n      TWILIO_EDGE: dublin\n"
        "  worker:\n    environment:\n      - TWILIO_REGION=us1\n      - QUEUE=a\n",
    ),
    ".github/workflows/deploy.yml": (
        "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: make\n        env:\n          TWILIO_REGION: 'ie1'\n",
        "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: make\n        env:\n          TWILIO_REGION: 'ie1'\n          TWILIO_EDGE: 'dublin'\n",
        "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: make\n        env:\n          TWILIO_REGION: 'us1'\n",
    ),
    "k8s.yaml": (
        "kind: Pod\nspec:\n  containers:\n  - env:\n    - name: TWILIO_REGION\n      value: ie1\n    - name: B\n      value: c\n",
        "kind: Pod\nspec:\n  containers:\n  - env:\n    - name: TWILIO_REGION\n      value: ie1\n    - name: TWILIO_EDGE\n      value: dublin\n    - name: B\n      value: c\n",
        "kind: Pod\nspec:\n  containers:\n  - env:\n    - name: TWILIO_REGION\n      value: us1\n    - name: B\n      value: c\n",
    ),
    "task.json": (
        '{"environment": [{"name": "TWILIO_REGION", "value": "ie1"}]}\n',
        '{"environment": [{"name": "TWILIO_REGION", "value": "ie1"}, {"name": "TWILIO_EDGE", "value": "dublin"}]}\n',
        '{"environment": [{"name": "TWILIO_REGION", "value": "us1"}]}\n',
    ),
    "wrangler.jsonc": (
        '{\n  // region of the calls\n  "vars": {\n    "TWILIO_REGION": "ie1"\n  }\n}\n',
        '{\n  // region of the calls\n  "vars": {\n    "TWILIO_REGION": "ie1",\n    "TWILIO_EDGE": "dublin"\n  }\n}\n',
        '{\n  // region of the calls\n  "vars": {\n    "TWILIO_REGION": "us1"\n  }\n}\n',
    ),
    "Dockerfile": (
        "FROM x\nENV TWILIO_REGION=ie1\nRUN make\n",
        "FROM x\nENV TWILIO_REGION=ie1\nENV TWILIO_EDGE=dublin\nRUN make\n",
        "FROM x\nENV TWILIO_REGION=us1\nRUN make\n",
    ),
    "main.tf": (
        'provider "twilio" {\n  region = "ie1"\n}\n',
        'provider "twilio" {\n  region = "ie1"\n  edge   = "dublin"\n}\n',
        'provider "twilio" {\n  region = "us1"\n}\n',
    ),
    "app.service": (
        "[Service]\nEnvironment=TWILIO_REGION=ie1\n",
        "[Service]\nEnvironment=TWILIO_REGION=ie1\nEnvironment=TWILIO_EDGE=dublin\n",
        "[Service]\nEnvironment=TWILIO_REGION=us1\n",
    ),
    "run.sh": (
        "#!/bin/sh\n# TWILIO_REGION=ie1\nexport TWILIO_REGION=ie1\ncurl https://api.de1.twilio.com/2010-04-01\n",
        "#!/bin/sh\n# TWILIO_REGION=ie1\nexport TWILIO_REGION=ie1\nexport TWILIO_EDGE=dublin\ncurl https://api.twilio.com/2010-04-01\n",
        "#!/bin/sh\n# TWILIO_REGION=ie1\nexport TWILIO_REGION=us1\ncurl https://api.twilio.com/2010-04-01\n",
    ),
    "web/hosts.ts": (
        'export const BASE = "https://api.ie1.twilio.com"; // not api.de1.twilio.com\r\n',
        'export const BASE = "https://api.dublin.ie1.twilio.com"; // not api.de1.twilio.com\r\n',
        'export const BASE = "https://api.twilio.com"; // not api.de1.twilio.com\r\n',
    ),
    "notebook.ipynb": (
        '{"cells": [{"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": null, "source": [\n'
        '  "%pip install twilio\\n",\n  "url = \\"https://api.ie1.twilio.com\\""\n]}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
        '{"cells": [{"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": null, "source": [\n'
        '  "%pip install twilio\\n",\n  "url = \\"https://api.dublin.ie1.twilio.com\\""\n]}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
        '{"cells": [{"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": null, "source": [\n'
        '  "%pip install twilio\\n",\n  "url = \\"https://api.twilio.com\\""\n]}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
    ),
}
UNTOUCHED = {
    "README.md": "Once api.ie1.twilio.com, now another.\n",
    "docs/notes.rst": "TWILIO_REGION=ie1 was enough.\n",
    ".env.example": "TWILIO_REGION=ie1\nTWILIO_EDGE=dublin\n",
    "pass.yml": "env:\n  TWILIO_REGION: ${TWILIO_REGION}\n",
    "values.yaml": 'env:\n  TWILIO_REGION: "{{ .Values.region }}"\n',
    "good.go": 'const base = "https://api.dublin.ie1.twilio.com"\n',
    "sip.conf": "host = acme.sip.dublin.twilio.com\n",
}
REPORTED = {
    "package-lock.json": '{"x": "https://api.ie1.twilio.com"}\n',
    "hole.rb": 'URL = "https://api.#{region}.twilio.com"\n',
    "default.env": "TWILIO_REGION=${TWILIO_REGION:-ie1}\n",
}


def edgewise_in(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": SOURCES, "NO_COLOR": "1"}
    command = [*python(), "-m", "edgewise", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name, text in {**{name: old for name, (old, _, _) in TREE.items()}, **UNTOUCHED, **REPORTED}.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return tmp_path


def contents(folder: Path, names: dict[str, str]) -> dict[str, str]:
    return {name: (folder / name).read_bytes().decode() for name in names}


def test_every_file_with_a_finding_is_reported_and_no_other(tree: Path) -> None:
    done = edgewise_in(tree, "check", "--output-format", "json")
    assert done.returncode == 1, done.stderr
    assert {finding["filename"] for finding in json.loads(done.stdout)} == {*TREE, *REPORTED}
    places = [finding["cell"] for finding in json.loads(done.stdout) if "cell" in finding]
    assert [(place["number"], place["row"]) for place in places] == [(1, 2)]


@pytest.mark.parametrize(("way", "index"), [("as-written", 1), ("us1", 2)])
def test_the_rewrite_of_every_kind_and_a_second_one(tree: Path, way: str, index: int) -> None:
    wanted = {name: versions[index] for name, versions in TREE.items()}
    untouched = {**UNTOUCHED, **REPORTED}
    for _ in range(2):
        done = edgewise_in(tree, "fix", "--processing-region", way)
        assert done.returncode == 1, done.stderr
        assert contents(tree, wanted) == wanted
        assert contents(tree, untouched) == untouched
    left = edgewise_in(tree, "check", "--output-format", "json", "--processing-region", way)
    assert {finding["filename"] for finding in json.loads(left.stdout)} == set(REPORTED)


def test_prose_is_reported_on_request(tree: Path) -> None:
    (tree / "pyproject.toml").write_text(dedent("[tool.edgewise]\nprose = true\n"))
    done = edgewise_in(tree, "check", "--output-format", "json", "README.md")
    assert [(finding["code"], finding["fix"]) for finding in json.loads(done.stdout)] == [("EW101", None)]
