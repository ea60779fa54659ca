"""Every claim about clients in JavaScript and TypeScript, checked by the library itself: before and after a rewrite."""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from edgewise.engine.check import check_source
from edgewise.files.file import Kind
from edgewise.files.sources import Source
from edgewise.languages.find import find, language_of
from edgewise.options import Options
from edgewise.twilio.hosts import Status, parse, resolve_host
from edgewise_codemods.rewrite import rewrite_source
from node.judge import ADDING, BEFORE, NEWEST, NotInstalledError, folder, hosts
from node.programs import program

# What nobody can know of a region or edge is taken to fit the other.
HIDDEN = re.compile(r"(?s)(?=.*edge).*(?:\[0\]|dublin\.ie1|edge['\"]?(?::| =) (?:Date|process))")
COUNT = int(os.environ.get("EDGEWISE_EXAMPLES", "1500"))


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
        return [one.code for one in check_source(Source(self.text), Kind.TEXT, self.options, self.path)[0]]

    @property
    def after(self) -> str:
        result = rewrite_source(Source(self.text), Kind.TEXT, self.options, False, self.path)
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
