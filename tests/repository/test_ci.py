"""The GitHub action and the GitLab job: their files against published schemas, their scripts run as the services do."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from test_cli import BAD, BROKEN, DYNAMIC, GOOD

from support import REPOSITORY
from warm import python

ACTION = REPOSITORY / ".github" / "actions" / "edgewise"
JOB = REPOSITORY / ".gitlab" / "edgewise.yml"
README = "".join((REPOSITORY / name).read_text(encoding="utf-8") for name in ("README.md", "lint/README.md"))
DEFINED = yaml.safe_load((ACTION / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = DEFINED["runs"]["steps"]

needs_bash = pytest.mark.skipif(shutil.which("bash") is None or sys.platform == "win32", reason="needs bash")


def shown(word: str) -> str:
    """Return the block of YAML in the READMEs that has ``word`` in it."""
    (block,) = [block for block in re.findall(r"```yaml\n(.*?)```", README, re.S) if word in block]
    return block


def hidden_environment() -> dict[str, str]:
    hidden = ("GITHUB_", "CI_", "PYTHONPATH", "VIRTUAL_ENV", "NO_COLOR", "FORCE_COLOR")
    return {name: value for name, value in os.environ.items() if not name.startswith(hidden)}


# -------------------------------------------------------------------------------------------------------- the schemas


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ("github-actions", (ACTION / "action.yml").read_text(encoding="utf-8")),
        ("gitlab-ci", JOB.read_text(encoding="utf-8")),
        ("github-workflows", shown("runs-on")),
        ("gitlab-ci", shown("include:")),
    ],
)
def test_the_schemas(schema, text, tmp_path):
    pytest.importorskip("check_jsonschema")
    (tmp_path / "file.yml").write_text(text, encoding="utf-8")
    for changed, code in (("", 0), ("\nsteps: 1\nruns: 1\nedgewise: 1\n", 1)):
        (tmp_path / "file.yml").write_text(text + changed, encoding="utf-8")
        command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", "file.yml"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == code, done.stdout + done.stderr


def test_the_workflow_in_the_readme_uses_what_there_is():
    (job,) = yaml.safe_load(shown("runs-on"))["jobs"].values()
    (step,) = [step for step in job["steps"] if "/edgewise@" in step.get("uses", "")]
    assert step["uses"].partition("@")[0].endswith(f"/{ACTION.relative_to(REPOSITORY).as_posix()}")
    assert set(step["with"]) <= set(DEFINED["inputs"])
    assert job["permissions"]["security-events"] == "write"
    assert all(f"`{name}`" in README for name in [*DEFINED["inputs"], *DEFINED["outputs"]])


def test_actions_of_others_are_pinned_by_commit():
    shown_ones = [step for job in yaml.safe_load(shown("runs-on"))["jobs"].values() for step in job["steps"]]
    used = [step["uses"] for step in (*STEPS, *shown_ones) if "uses" in step]
    others = [name for name in used if "/.github/actions/" not in name]
    assert len(others) == 3
    assert all(re.fullmatch(r"[\w.-]+(/[\w.-]+)+@[0-9a-f]{40}", name) for name in others)


def test_the_job_in_the_readme_includes_what_there_is():
    (included,) = yaml.safe_load(shown("include:"))["include"]
    assert (REPOSITORY / included["file"].lstrip("/")) == JOB


# ---------------------------------------------------------------------------------------------------------- the action


def test_no_script_of_the_action_has_an_expression_in_it():
    for step in STEPS:
        assert "${{" not in step.get("run", "")
        assert ("run" in step) == (step.get("shell") == "bash")


def evaluate(text: str, inputs: dict[str, str], outputs: dict[str, dict[str, str]]) -> Any:
    """Return what an expression of a workflow comes to, as far as the action uses the language."""
    names = re.compile(r"inputs\.([\w-]+)|steps\.([\w-]+)\.outputs\.([\w-]+)")
    known = names.sub(
        lambda found: repr(inputs[found[1]] if found[1] else outputs.get(found[2], {}).get(found[3], "")), text
    )
    known = known.replace("!cancelled()", "True").replace("&&", " and ").replace("||", " or ")
    return eval(known, {"__builtins__": {}})


def expand(value: str, inputs: dict[str, str], outputs: dict[str, dict[str, str]]) -> str:
    whole = re.fullmatch(r"\$\{\{ (.*) \}\}", value)
    return str(evaluate(whole[1], inputs, outputs)) if whole else value


@dataclass
class Ran:
    """What became of the action: its exit code, its outputs, what the log shows, and what other actions were given."""

    code: int = 0
    log: str = ""
    outputs: dict[str, str] = field(default_factory=dict)
    used: list[tuple[str, dict[str, str]]] = field(default_factory=list)


@dataclass
class Runner:
    """Runs the steps of the action as GitHub's runner does. Without ``install`` it has Edgewise from here on its PATH."""

    folder: Path
    temporary: Path
    action: Path = ACTION
    install: bool = False

    def __call__(self, **given: str) -> Ran:
        inputs = {name: str(known.get("default", "")) for name, known in DEFINED["inputs"].items()}
        inputs |= {name.replace("_", "-"): value for name, value in given.items()}
        outputs: dict[str, dict[str, str]] = {"python": {"python-path": sys.executable}}
        ran = Ran()
        for step in STEPS:
            if step.get("id") == "install" and not self.install:
                outputs["install"] = {"bin": str(self.shims())}
            elif ran.code == 0 and evaluate(step.get("if", "${{ True }}")[4:-3], inputs, outputs):
                self.step(step, inputs, outputs, ran)
        ran.outputs = {name: expand(known["value"], inputs, outputs) for name, known in DEFINED["outputs"].items()}
        return ran

    def step(self, step: dict[str, Any], inputs: dict[str, str], outputs: dict[str, dict[str, str]], ran: Ran) -> None:
        if "uses" in step:
            given = {name: expand(value, inputs, outputs) for name, value in step["with"].items() if value is not False}
            ran.used.append((step["uses"], given))
            return
        variables = {name: expand(value, inputs, outputs) for name, value in step["env"].items()}
        script, told = self.temporary / "script.sh", self.temporary / "output"
        script.write_text(step["run"], encoding="utf-8")
        told.write_text("")
        runner = {"RUNNER_TEMP": self.temporary, "GITHUB_OUTPUT": told, "GITHUB_ACTION_PATH": self.action}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", script],
            cwd=self.folder / expand(step.get("working-directory", "."), inputs, outputs),
            env=hidden_environment() | {name: str(value) for name, value in runner.items()} | variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,  # the runner, too, reads either line by line
            text=True,
            timeout=600,
            check=False,
        )
        ran.code = done.returncode
        ran.log += done.stdout + done.stderr
        lines = told.read_text(encoding="utf-8").splitlines()
        outputs[step.get("id", "")] = dict(line.split("=", 1) for line in lines)

    def shims(self) -> Path:
        folder = self.temporary / "bin"
        folder.mkdir(exist_ok=True)
        roots = f"{REPOSITORY / 'lint'}:{REPOSITORY / 'codemods'}"
        for name, program in (("edgewise", [*python(), "-m", "edgewise"]), ("python", [sys.executable])):
            text = f'#!/bin/sh\nPYTHONPATH="{roots}" exec {shlex.join(program)} "$@"\n'
            (folder / name).write_text(text, encoding="utf-8")
            (folder / name).chmod(0o755)
        return folder


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    folder, temporary = tmp_path / "work space", tmp_path / "runner temp"
    temporary.mkdir()
    (folder / ".git").mkdir(parents=True)
    (folder / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    return Runner(folder, temporary)


@needs_bash
@pytest.mark.parametrize(
    ("output_format", "text", "fail", "code", "told", "findings"),
    [
        ("github", GOOD, "true", 0, "0", "0"),
        ("github", BROKEN + BAD, "false", 2, "2", "2"),
        ("sarif", GOOD, "true", 0, "0", "0"),
        ("sarif", BAD + DYNAMIC, "false", 0, "1", "2"),
        ("sarif", BROKEN + BAD, "false", 2, "2", "2"),
        *(
            (output_format, BAD + DYNAMIC, "true", 1, "1", "2")
            for output_format in ("github", "sarif", "gitlab", "junit", "json", "json-lines", "html", "concise")
        ),
    ],
)
def test_the_action(runner, output_format, text, fail, code, told, findings):
    (runner.folder / "a.py").write_text(text)
    ran = runner(format=output_format, fail=fail)
    assert ran.code == code, ran.log
    assert ran.outputs["exit-code"] == told
    assert ran.outputs["findings"] == findings
    report = Path(ran.outputs["report"])
    uploads = [given for name, given in ran.used if "upload-sarif" in name]
    assert uploads == [{"sarif_file": str(report), "category": "edgewise"}] * (output_format == "sarif")
    if output_format == "github":
        assert report.read_text() in ran.log
        assert len(re.findall("^::(?:error|warning) title=EW", ran.log, re.M)) == int(findings)
    else:
        assert len(re.findall(r"^a\.py:\d+:\d+: EW", ran.log, re.M)) == int(findings)
        assert "::error" not in ran.log
    assert sorted(path.name for path in runner.folder.iterdir()) == [".git", "a.py"]


@needs_bash
def test_the_inputs_of_the_action(runner):
    for name in ("a b/x.py", "c/y.py", "d/z.py"):
        (runner.folder / "sub" / name).parent.mkdir(parents=True)
        (runner.folder / "sub" / name).write_text(BAD + DYNAMIC)
    ran = runner(
        format="sarif",
        paths="a b\r\n\nc/\n",
        args="--select=EW1\n--ignore\nEW106\n",
        processing_region="us1",
        working_directory="sub",
        upload="false",
        python_version="",
    )
    assert ran.code == 1, ran.log
    assert ran.used == []
    (log,) = json.loads(Path(ran.outputs["report"]).read_text())["runs"]
    assert log["properties"] == {"processingRegion": "us1"}
    uris = [result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in log["results"]]
    assert uris == ["sub/a%20b/x.py", "sub/c/y.py"]


@needs_bash
@pytest.mark.parametrize("name", ["paths", "args", "format", "processing_region"])
@pytest.mark.parametrize("evil", ["$(touch pwned)`touch pwned`", "';\"; touch pwned; '\"", "a\n* ; touch pwned"])
def test_no_input_of_the_action_is_read_as_a_command(runner, name, evil):
    (runner.folder / "a.py").write_text(BAD)
    ran = runner(**{name: evil})
    assert ran.code == 2, ran.log
    assert sorted(path.name for path in runner.folder.iterdir()) == [".git", "a.py"]
    assert not list(runner.temporary.rglob("pwned"))


@needs_bash
def test_no_path_is_read_as_an_option(runner):
    (runner.folder / "a.py").write_text(BAD)
    ran = runner(paths="--exit-zero\na.py")
    assert ran.code == 2
    assert "--exit-zero" in ran.log


@needs_bash
def test_a_format_that_there_is_not(runner):
    (runner.folder / "a.py").write_text(BAD)
    ran = runner(format="sraif")
    assert ran.code == 2
    assert "'sraif' is not one of" in ran.log
    assert ran.outputs == {"report": "", "exit-code": "2", "findings": ""}


@needs_bash
@pytest.mark.slow
def test_the_action_installs_what_stands_beside_it(runner, tmp_path):
    checkout = tmp_path / "_actions"
    for name in ("lint", "codemods", ".github"):
        shutil.copytree(REPOSITORY / name, checkout / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("README.md", "pyproject.toml"):
        shutil.copyfile(REPOSITORY / name, checkout / name)
    runner.action, runner.install = checkout / ".github" / "actions" / "edgewise", True
    (runner.folder / "a.py").write_text(BAD)
    ran = runner(format="sarif")
    if "No matching distribution" in ran.log:
        pytest.skip("the package index cannot be reached")
    assert ran.code == 1, ran.log
    assert ran.outputs["findings"] == "1"


# ---------------------------------------------------------------------------------------------------------- the GitLab job


@needs_bash
@pytest.mark.parametrize(("text", "code"), [(GOOD, 0), (BAD, 1), (BROKEN, 2)])
def test_the_job(runner, text, code):
    (job,) = yaml.safe_load(JOB.read_text(encoding="utf-8")).values()
    (runner.folder / "a.py").write_text(text)
    shims = runner.shims()
    (shims / "pip").write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >"{runner.temporary}/pip"\n')
    (shims / "pip").chmod(0o755)
    for source in ("git+https://git.example.org/a b@v1", ""):
        done = subprocess.run(
            ["bash", "-eo", "pipefail", "-c", "\n".join(job["script"])],
            cwd=runner.folder,
            env=hidden_environment() | {"PATH": f"{shims}:{os.environ['PATH']}", "EDGEWISE": source},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        if not source:
            assert done.returncode != 0
            assert "EDGEWISE: has to name what pip installs" in done.stderr
            continue
        assert done.returncode == code, done.stderr
        assert (runner.temporary / "pip").read_text().splitlines() == ["install", "--quiet", source]
    report = runner.folder / job["artifacts"]["reports"]["codequality"]
    assert bool(json.loads(report.read_text())) == bool(code)
    assert job["artifacts"]["when"] == "always"
