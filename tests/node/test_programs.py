"""Every claim about clients in JavaScript and TypeScript, checked by the library itself: before and after a rewrite."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from edgewise.engine.check import check_source
from edgewise.files.file import FileKind
from edgewise.files.sources import Source
from edgewise.languages.find import find, language_of
from edgewise.options import Options
from edgewise.twilio.hosts import Status, parse, resolve_host
from edgewise_codemods.rewrite import rewrite_source
from lint.languages.test_javascript import FORMS, IMPORT, LEFT, REWRITES
from node.judge import ADDING, BEFORE, NEWEST, NotInstalledError, folder, hosts
from node.programs import program
from support import examples

# What nobody can know of a region or edge is taken to fit the other.
HIDDEN = re.compile(r"(?s)(?=.*edge).*(?:\[0\]|dublin\.ie1|edge['\"]?(?::| =) (?:Date|process))")
COUNT = examples(150, 1500)


pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def judge() -> None:
    try:
        folder()
    except NotInstalledError as missing:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(missing))


@dataclass(frozen=True)
class Case:
    text: str
    release: str
    region: str
    options: Options
    path: str

    @property
    def codes(self) -> list[str]:
        return [one.code for one in check_source(Source(self.text), FileKind.TEXT, self.options, self.path)[0]]

    @property
    def after(self) -> str:
        result = rewrite_source(Source(self.text), FileKind.TEXT, self.options, False, self.path)
        assert result.error is None, (result.error, self.text)
        return result.text


def is_valid(host: str) -> bool:
    parsed = parse(host)
    # What names no region of Twilio's is none that anybody could put right.
    return parsed is not None and resolve_host(parsed).status is Status.VALID


@pytest.mark.parametrize("release", [NEWEST, ADDING, BEFORE])
@pytest.mark.parametrize("processing_region", ["as-written", "us1"])
def test_programs_before_and_after(tmp_path: Path, release: str, processing_region: str) -> None:
    (tmp_path / "package.json").write_text(f'{{"dependencies": {{"twilio": "{release}"}}}}')
    options = Options(processing_region=processing_region, pin_roots=(str(tmp_path),))
    number = COUNT if release == NEWEST else COUNT // 3
    cases = [
        Case(program(seed), release, processing_region, options, str(tmp_path / "app.ts")) for seed in range(number)
    ]
    after = [case.after for case in cases]
    answers = hosts([{"code": text, "release": release} for text in (*(case.text for case in cases), *after)])
    seen: Counter[str] = Counter()
    for case, text, old, new in zip(cases, after, answers, answers[number:], strict=False):
        shown = f"{case.text}\n--- after ---\n{text}\n{old} -> {new}, {case.codes}"
        if isinstance(old, str):
            seen["error"] += 1
            assert not isinstance(new, list) or text == case.text, shown
            continue
        assert isinstance(new, list), shown
        assert len(new) == len(old), shown
        dead = [host for host in old if not is_valid(host)]
        seen["dead" if dead else "alive"] += 1
        if dead and not HIDDEN.search(case.text):
            assert case.codes, shown
        if text == case.text:
            continue
        seen["rewritten"] += 1
        for one, other in zip(old, new, strict=True):
            if is_valid(one):
                assert other == one or (release == ADDING), shown
            elif other != one:
                assert is_valid(other), shown
                seen["mended"] += 1
    assert seen["dead"] > number // 5
    assert seen["error"] < number // 5
    assert seen["mended"] > (number // 10 if release == NEWEST else 0) or (release, processing_region) == (
        BEFORE,
        "as-written",
    )


def test_packages_as_they_are_published_have_no_findings() -> None:
    looked_at = 0
    for path in sorted((folder() / "node_modules").rglob("*")):
        if path.suffix not in (".js", ".ts", ".mjs", ".cjs") or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        if language_of(text, str(path)) is not None:
            looked_at += 1
            assert find(text, str(path), Options()) == [], path
    assert looked_at > 20


def test_what_the_compiler_accepts_stays_accepted(tmp_path: Path) -> None:
    """Types of the library's own, of the user's and of nobody's, checked by TypeScript's compiler before and after."""
    (tmp_path / "node_modules").symlink_to(folder() / "node_modules")
    declared = "declare const a: string, b: string, x: any, log: any, probe: any, process: any;\n"
    sources = [f"{imports}{call}\n" for imports, call in FORMS.values()]
    sources += [f"{IMPORT}{row[0]}\n" for row in REWRITES] + [f"{IMPORT}{source}\n" for _, source in LEFT]
    sources += [program(seed) for seed in range(80)]
    errors: dict[str, list[str]] = {}
    for stage in ("before", "after"):
        root = tmp_path / stage
        root.mkdir()
        for number, source in enumerate(sources):
            result = rewrite_source(
                Source(source), FileKind.TEXT, Options(processing_region="as-written"), False, "a.ts"
            )
            text = source if stage == "before" else result.text
            (root / f"f{number}.ts").write_text(f"{declared}{text}export {{}};\n")
        paths = {"twilio": [f"../node_modules/twilio-{NEWEST}"], "twilio/*": [f"../node_modules/twilio-{NEWEST}/*"]}
        options = {"noEmit": True, "skipLibCheck": True, "esModuleInterop": True, "strict": True, "module": "commonjs"}
        options |= {
            "target": "es2022",
            "paths": paths,
            "types": [],
            "moduleResolution": "node",
            "moduleDetection": "force",
        }
        (root / "tsconfig.json").write_text(json.dumps({"compilerOptions": options, "include": ["*.ts"]}))
        command = ["node", str(folder() / "node_modules" / "typescript" / "bin" / "tsc"), "-p", "."]
        ran = subprocess.run(command, check=False, cwd=root, capture_output=True, text=True, timeout=600)
        found = (re.match(r"(f\d+\.ts)\(\d+,\d+\): error (TS\d+)", line) for line in ran.stdout.splitlines())
        errors[stage] = [f"{error[1]}: {error[2]}" for error in found if error is not None]
    assert [line for line in errors["after"] if line not in errors["before"]] == []
    assert len({line.partition(":")[0] for line in errors["before"]}) < len(sources)
