"""A region that is handed on without the edge which is set where it comes from: told, never changed, and silent elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from edgewise.cli.main import edgewise
from edgewise.findings import Safety
from edgewise.options import Options
from edgewise.text.find import find
from edgewise_codemods import fix_source

BOTH = "TWILIO_REGION=ie1\nTWILIO_EDGE=dublin\n"
CHART = "twilio:\n  region: ie1\n  edge: dublin\n"
VARIABLES = "env:\n  TWILIO_REGION: ie1\n  TWILIO_EDGE: dublin\njobs:\n  a:\n    steps:\n"

# The file, its text, the file next to it, that one's text.
TOLD = [
    ("compose.yml", "services:\n  a:\n    environment:\n      - TWILIO_REGION=${TWILIO_REGION}\n", ".env", BOTH),
    ("docker-compose.yaml", "services:\n  a:\n    environment:\n      TWILIO_REGION: $TWILIO_REGION\n", ".env", BOTH),
    ("compose.yml", "services:\n  a:\n    environment:\n      - TWILIO_REGION\n      - A=b\n", ".env", BOTH),
    ("compose.yml", "services:\n  a:\n    environment:\n      TWILIO_REGION:\n", ".env", BOTH),
    ("compose.yml", "services:\n  a:\n    environment:\n      TWILIO_REGION: ${TWILIO_REGION:?unset}\n", ".env", BOTH),
    (
        "compose.prod.yml",
        "services:\n  a:\n    environment:\n      TWILIO_REGION: ${APP_TWILIO_REGION}\n",
        ".env",
        BOTH.replace("TWILIO", "APP_TWILIO"),
    ),
    (
        "c/templates/d.yaml",
        "env:\n- name: TWILIO_REGION\n  value: {{ .Values.twilio.region }}\n",
        "c/values.yaml",
        CHART,
    ),
    ("c/templates/d.yaml", 'data:\n  TWILIO_REGION: "{{ .Values.twilio.region }}"\n', "c/values.yaml", CHART),
    ("c/templates/x/d.yaml", "env:\n  TWILIO_REGION: {{ .Values.twilio.region | quote }}\n", "c/values.yaml", CHART),
    (".github/workflows/a.yml", f"{VARIABLES}      - run: docker run -e TWILIO_REGION x\n", "README", ""),
    (
        ".github/workflows/a.yml",
        f"{VARIABLES}      - run: |\n          docker run \\\n            -e TWILIO_REGION=$TWILIO_REGION \\\n            x\n",
        "README",
        "",
    ),
    (
        ".github/workflows/a.yml",
        "a:\n  env:\n    TWILIO_REGION: ${{ vars.TWILIO_REGION }}\nb:\n  env:\n    TWILIO_EDGE: ${{ vars.TWILIO_EDGE }}\n",
        "README",
        "",
    ),
    (
        ".gitlab-ci.yml",
        "variables:\n  TWILIO_REGION: ie1\n  TWILIO_EDGE: dublin\na:\n  script:\n    - docker run -e TWILIO_REGION x\n",
        "README",
        "",
    ),
]

SILENT = [
    ("compose.yml", "services:\n  a:\n    environment:\n      - TWILIO_REGION=${TWILIO_REGION}\n", "README", ""),
    ("compose.yml", "services:\n  a:\n    environment:\n      - TWILIO_REGION=${TWILIO_REGION}\n", ".env", "TWILIO_REGION=ie1\n"),
    ("compose.yml", "services:\n  a:\n    environment:\n      - TWILIO_REGION=${TWILIO_REGION}\n", ".env", "TWILIO_REGION=us1\nTWILIO_EDGE=ashburn\n"),
    ("compose.yml", "services:\n  a:\n    environment:\n      - TWILIO_REGION=${TWILIO_REGION}\n", ".env", "TWILIO_REGION=ie1\nTWILIO_EDGE=\n"),
    ("compose.yml", "services:\n  a:\n    environment:\n      - TWILIO_REGION\n      - TWILIO_EDGE\n", ".env", BOTH),
    ("compose.yml", "services:\n  a:\n    env_file: .env\n    environment:\n      - TWILIO_REGION\n", ".env", BOTH),
    ("compose.yml", "x: &x\n  TWILIO_EDGE: $TWILIO_EDGE\nservices:\n  a:\n    environment:\n      <<: *x\n      TWILIO_REGION: $TWILIO_REGION\n", ".env", BOTH),
    ("compose.yml", "services:\n  a:\n    environment:\n      - TWILIO_REGION=${OTHER}\n", ".env", BOTH),
    ("other.yml", "services:\n  a:\n    environment:\n      - TWILIO_REGION=${TWILIO_REGION}\n", ".env", BOTH),
    ("run.sh", "docker run -e TWILIO_REGION x\n", ".env", BOTH),
    ("c/templates/d.yaml", "env:\n  TWILIO_REGION: {{ .Values.other.region }}\n", "c/values.yaml", CHART),
    ("c/templates/d.yaml", "env:\n  TWILIO_REGION: {{ .Values.twilio.region }}\n", "c/values.yaml", CHART.replace("ie1", "us1")),
    ("c/templates/d.yaml", "envFrom: []\nenv:\n- name: TWILIO_REGION\n  value: {{ .Values.twilio.region }}\n", "c/values.yaml", CHART),
    ("c/templates/d.yaml", "env:\n  TWILIO_REGION: {{ .Values.twilio.region }}\n", "c/values.yaml", "twilio: [\n"),
    (".github/workflows/a.yml", f"{VARIABLES}      - run: docker run -e TWILIO_REGION -e TWILIO_EDGE x\n", "README", ""),
    (".github/workflows/a.yml", f"{VARIABLES}      - env:\n          TWILIO_REGION: ${{{{ env.TWILIO_REGION }}}}\n        run: x\n", "README", ""),
    (".github/workflows/a.yml", "a:\n  env:\n    TWILIO_REGION: ${{ vars.TWILIO_REGION }}\n", "README", ""),
]  # fmt: skip


def written(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize(("path", "text", "other", "said"), TOLD)
def test_told(tmp_path: Path, path: str, text: str, other: str, said: str) -> None:
    written(tmp_path, {path: text, other: said})
    found = find(text, f"{tmp_path.as_posix()}/{path}", Options())
    assert [(item.code, item.fix) for item in found] == [("EW301", None)]
    assert "TWILIO_REGION" in text[found[0].start : found[0].end]
    assert "is handed on without" in found[0].message


@pytest.mark.parametrize(("path", "text", "other", "said"), SILENT)
def test_silent(tmp_path: Path, path: str, text: str, other: str, said: str) -> None:
    written(tmp_path, {path: text, other: said})
    assert find(text, f"{tmp_path.as_posix()}/{path}", Options()) == []


INLINE = "services:\n  a:\n    env_file:\n      - {{file}}\n    environment:\n      TWILIO_REGION: ie1\n"
WITH_FILES = [
    ("app.env", {"app.env": "TWILIO_EDGE=dublin\n"}, []),
    ("./app.env", {"app.env": "A=b\n"}, [Safety.SAFE]),
    ("path: c/app.env", {"c/app.env": "A=b\n"}, [Safety.SAFE]),
    ("app.env", {}, [Safety.UNSAFE]),
    ("${FILE}", {"app.env": "A=b\n"}, [Safety.UNSAFE]),
    ("/etc/app.env", {}, [Safety.UNSAFE]),
    ("app.env\n      - other.env", {"app.env": "A=b\n"}, [Safety.UNSAFE]),
]


@pytest.mark.parametrize(("named", "files", "safeties"), WITH_FILES)
def test_a_file_of_variables_may_set_the_edge(
    tmp_path: Path, named: str, files: dict[str, str], safeties: list[Safety]
) -> None:
    text = INLINE.replace("{{file}}", named)
    written(tmp_path, {"compose.yml": text, **files})
    found = find(text, f"{tmp_path.as_posix()}/compose.yml", Options())
    assert [item.fix and item.fix.safety for item in found] == safeties
    is_told = any(item.message.endswith("; what `env_file` names may set TWILIO_EDGE as well") for item in found)
    assert is_told == (Safety.UNSAFE in safeties)


def test_an_edge_that_a_fix_adds_is_missed_at_once() -> None:
    text = "env:\n  TWILIO_REGION: ie1\njobs:\n  a:\n    steps:\n      - run: docker run -e TWILIO_REGION x\n"
    path = ".github/workflows/a.yml"
    first, second = find(text, path, Options())
    assert first.fix is not None
    assert second.fix is None
    assert "neither set with it nor handed on" in second.message
    rewritten = fix_source(text, filename=path, processing_region="as-written")
    assert (rewritten.text, rewritten.error) == (text.replace("ie1\n", "ie1\n  TWILIO_EDGE: dublin\n"), None)
    assert [item.message.partition(",")[0] for item in find(rewritten.text, path, Options())] == [
        "TWILIO_REGION is handed on without TWILIO_EDGE"
    ]


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    written(tmp_path, {"compose.yml": TOLD[0][1], "elsewhere/.env": BOTH})
    (tmp_path / ".env").symlink_to(tmp_path / "elsewhere" / ".env")
    assert find(TOLD[0][1], f"{tmp_path.as_posix()}/compose.yml", Options()) == []


@pytest.mark.parametrize("content", [b"\xff\xfe\0", b"TWILIO_EDGE=dublin\nTWILIO_REGION=ie1\n" + b"#" * 300_000])
def test_what_is_no_page_of_text_is_not_read(tmp_path: Path, content: bytes) -> None:
    (tmp_path / ".env").write_bytes(content)
    assert find(TOLD[0][1], f"{tmp_path.as_posix()}/compose.yml", Options()) == []


def test_through_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, {"compose.yml": TOLD[0][1], ".env": BOTH})
    monkeypatch.chdir(tmp_path)
    run = CliRunner().invoke(edgewise, ["fix", "--unsafe-fixes", "."])
    assert run.exit_code == 1
    assert "which .env has as well" in run.output
    assert (tmp_path / "compose.yml").read_text(encoding="utf-8") == TOLD[0][1]
