"""Groups: what a test expects and what makes it are fixed together, and whatever holds one of them holds both."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from edgewise.cli.main import edgewise as command
from edgewise.findings import Edit, Finding, Fix, Safety
from edgewise.suppressions.groups import held_back, others

MADE = 'def base():\n    return "https://api.ie1.twilio.com"\n'
EXPECTED = '\n\ndef test_base():\n    assert base() == "https://api.ie1.twilio.com"\n'
ALONE = 'OTHER = "https://api.au1.twilio.com"\n'
MADE_OF_NODE = 'const base = () =>\n    "https://api.ie1.twilio.com";\n'
EXPECTED_OF_NODE = '\n\ntest("base", () => {\n    expect(base()).toBe("https://api.ie1.twilio.com");\n});\n'
FILES = {
    "test_a.py": MADE + EXPECTED + ALONE,
    "a.test.js": MADE_OF_NODE + EXPECTED_OF_NODE + f"export const {ALONE}",
}
IGNORES = {"test_a.py": "  # edgewise: ignore[EW101] told", "a.test.js": "  // edgewise: ignore[EW101] told"}


@pytest.fixture(params=sorted(FILES))
def path(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    written = Path(request.param)
    written.write_text(FILES[request.param], encoding="utf-8")
    return written


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(command, (*arguments, "--processing-region", "as-written"))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def ignore(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[5] += IGNORES[path.name]
    path.write_text("\n".join((*lines, "")), encoding="utf-8")
    return []


def know(path: Path) -> list[str]:
    run("check", "--write-baseline", "known.json")
    content = json.loads(Path("known.json").read_text(encoding="utf-8"))
    content["findings"][path.name] = content["findings"][path.name][1:2]
    Path("known.json").write_text(json.dumps(content), encoding="utf-8")
    return ["--baseline", "known.json"]


def change(path: Path) -> list[str]:
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b"]
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    lines[1] += " "
    lines[-1] += " "
    path.write_text("\n".join((*lines, "")), encoding="utf-8")
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-qm", "as it was"], check=True)
    path.write_text(text, encoding="utf-8")
    return ["--since", "HEAD"]


def test_without_a_word_both_are_fixed(path: Path) -> None:
    assert "Fixed 3 problems" in run("fix").stderr


@pytest.mark.parametrize("hold", [ignore, know, change])
def test_a_member_that_does_not_count_holds_its_group(path: Path, hold) -> None:
    arguments = hold(path)
    before = path.read_text(encoding="utf-8")
    result = run("fix", *arguments, "--output-format", "concise")
    assert "Fixed 1 problem" in result.stderr
    assert path.read_text(encoding="utf-8") == before.replace("api.au1", "api.sydney.au1")
    assert result.stdout.startswith(f"{path}:2:")
    assert "its fix is unsafe, because " in result.stdout


ONE = Fix("", (Edit(0, 1, "a"), Edit(5, 6, "b")))
TWO = Fix("", (Edit(5, 6, "b"),))
OTHER = Fix("", (Edit(5, 6, "c"),))


@pytest.mark.parametrize(
    ("fix", "held", "safety"),
    [
        (ONE, TWO, Safety.UNSAFE),
        (TWO, ONE, Safety.UNSAFE),
        (ONE, OTHER, Safety.SAFE),
        (ONE, None, Safety.SAFE),
        (ONE, TWO._replace(safety=Safety.UNSAFE), Safety.UNSAFE),
    ],
)
def test_a_fix_is_held_by_the_edits_that_it_shares(fix: Fix, held: Fix | None, safety: Safety) -> None:
    finding, other = Finding("EW101", "it is retired", 0, 1, fix), Finding("EW201", "", 5, 6, held)
    (kept,) = held_back([finding], [other], "of a rule that is off")
    assert kept.fix is not None
    assert kept.fix.safety is safety
    told = "; its fix is unsafe, because it changes what belongs to a finding of a rule that is off"
    assert kept.message == "it is retired" + (told if safety is Safety.UNSAFE else "")
    assert others([kept, other], [finding]) == [other]


@pytest.mark.parametrize(
    ("host", "doubt"),
    [
        ("test.ie1", "; `test.ie1.twilio.com` stays on line 3"),
        ("test.au1", ""),
        ("test", ""),
        ("api.dublin.ie1", ""),
        ("test.dublin.ie1", ""),
    ],
)
def test_a_client_that_asks_for_what_is_no_product_keeps_its_host(tmp_path: Path, host: str, doubt: str) -> None:
    path = tmp_path / "ClientTest.php"
    path.write_text(
        "<?php\n$client = new \\Twilio\\Rest\\Client('a', 'b', null, 'ie1', $network);\n"
        f"$expected = new Request('POST', 'https://{host}.twilio.com/v1/Resources');\n",
        encoding="utf-8",
    )
    (found,) = json.loads(run("check", "--isolated", "--output-format", "json", str(path)).stdout)
    assert (found["code"], found["fix"]["applicability"]) == ("EW201", "unsafe" if doubt else "safe")
    assert found["message"].endswith(doubt or "2026-04-28")
