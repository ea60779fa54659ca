"""Clients in Java before and after their rewrite: run with stand-ins of the SDK, for the hosts that they ask for."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from edgewise.engine.check import check_source
from edgewise.files.file import FileKind
from edgewise.files.sources import Source
from edgewise.options import Options
from edgewise.twilio.hosts import Status, parse, resolve_host
from edgewise_codemods.rewrite import rewrite_source
from support import examples

STAND_INS = Path(__file__).parent / "java"
COUNT = min(examples(80, 300), 600)
WAYS = {"AsWritten": "as-written", "Us": "us1"}
LIGHT = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto")
"""Options of a virtual machine that runs for a second or two."""
REGIONS = ("ie1", "ie1", "au1", "de1", "us1", "IE1", "dublin.ie1")


class Author:
    """Writes one program: a class with a method ``run``."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        self._fields: list[str] = []
        self._count = 0

    def program(self, name: str) -> str:
        # What is set for all clients is set once: an edge that comes after a request is not told from one before it.
        chunks = [self._static() if self._dice.random() < 0.5 else self._built(), self._built()]
        body = "\n".join(self._dice.sample(chunks, 2))
        lines = [f"        {line}" if line else "" for line in body.splitlines()]
        fields = "".join(f"    {field}\n" for field in self._fields)
        return (
            "import com.twilio.Twilio;\nimport com.twilio.http.TwilioRestClient;\n\n"
            f"public class {name} {{\n{fields}    static boolean yes() {{ return true; }}\n\n"
            f"    public static void run() {{\n" + "\n".join(lines) + "\n    }\n}\n"
        )

    def _value(self, text: str) -> str:
        self._count += 1
        how = self._dice.randrange(8)
        if how == 0:
            self._fields.append(f'static final String VALUE{self._count} = "{text}";')
            return f"VALUE{self._count}"
        if how == 1:
            return f'"{text[:1]}" + "{text[1:]}"'
        if how == 2:
            return f'(yes() ? "{text}" : "au1")'
        if how == 3:
            return f'String.valueOf("{text}")'
        return f'"{text}"'

    def _static(self) -> str:
        dice = self._dice
        region = f"Twilio.setRegion({self._value(dice.choice(REGIONS))});"
        edge = f'Twilio.setEdge("{dice.choice(("dublin", "sydney"))}");'
        how = dice.randrange(8)
        lines = ['Twilio.init("a", "b");', region]
        if how == 0:
            lines.append(edge)
        elif how == 1:
            lines.insert(0, edge)
        elif how == 2:
            lines[1] = f"if (yes()) {region}"
        elif how == 3:
            lines[1] = f"if (yes()) {{\n    {region}\n}} else {{\n    {region}\n    {edge}\n}}"
        elif how == 4:
            lines[1] = f"{region} Runner.log(1);"
        return "\n".join([*lines, "Runner.probe(Twilio.getRestClient());"])

    def _built(self) -> str:
        dice = self._dice
        self._count += 1
        steps = [f".region({self._value(dice.choice(REGIONS))})"]
        if dice.random() < 0.4:
            steps.insert(dice.randrange(2), '.accountSid("AC1")')
        if dice.random() < 0.3:
            steps.insert(dice.randrange(len(steps) + 1), f'.edge("{dice.choice(("dublin", "sydney"))}")')
        between = dice.choice(("", "", "\n    "))
        chain = "".join(f"{between}{step}" for step in steps)
        name = f"client{self._count}"
        how = dice.randrange(4)
        if how == 0:
            calls = "\n".join(f"{name}b{step};" for step in steps)
            made = f'TwilioRestClient.Builder {name}b = new TwilioRestClient.Builder("a", "b");\n{calls}\n'
            return f"{made}Runner.probe({name}b.build());"
        if how == 1:
            return f'Runner.probe(new TwilioRestClient.Builder("a", "b"){chain}{between}.build());'
        return (
            f'TwilioRestClient {name} = new TwilioRestClient.Builder("a", "b"){chain}{between}.build();\n'
            f"Runner.probe({name});"
        )


def is_valid(host: str) -> bool:
    parsed = parse(host)
    return parsed is not None and resolve_host(parsed).status is Status.VALID


def test_programs_before_and_after(tmp_path: Path) -> None:
    if shutil.which("javac") is None or shutil.which("java") is None:
        pytest.skip("needs javac")
    texts: dict[str, str] = {}
    for seed in range(COUNT):
        before = Author(seed).program(f"Before{seed}")
        texts[f"Before{seed}"] = before
        for name, way in WAYS.items():
            options = Options(processing_region=way)
            result = rewrite_source(Source(before), FileKind.TEXT, options, unsafe=False, path="A.java")
            assert result.error is None, (result.error, before)
            texts[f"{name}{seed}"] = result.text.replace(f"class Before{seed} ", f"class {name}{seed} ")
    hosts = run(tmp_path, texts)
    for name, way in WAYS.items():
        mended = 0
        for seed in range(COUNT):
            before, after = texts[f"Before{seed}"], texts[f"{name}{seed}"]
            old, new = hosts[f"Before{seed}"], hosts[f"{name}{seed}"]
            shown = f"{before}\n--- after ---\n{after}\n{old} -> {new}"
            if not all(map(is_valid, old)):
                options = Options(processing_region=way)
                assert check_source(Source(before), FileKind.TEXT, options, "A.java")[0] or "valueOf" in before, shown
            for one, other in zip(old, new, strict=True):
                if is_valid(one):
                    assert is_valid(other), shown
                elif one != other:
                    assert is_valid(other), shown
                    mended += 1
        assert mended > COUNT // 4


def run(folder: Path, texts: dict[str, str]) -> dict[str, list[str]]:
    """Return the hosts for which the clients of each program ask, all of them compiled and run in one go."""
    for name, text in texts.items():
        (folder / f"{name}.java").write_text(text)
    sources = [str(path) for path in (*STAND_INS.rglob("*.java"), *folder.glob("*.java"))]
    (folder / "sources").write_text("\n".join(f'"{path}"' for path in sources))
    light = [f"-J{option}" for option in LIGHT]
    subprocess.run(
        ["javac", *light, "-nowarn", "-proc:none", "-d", str(folder / "out"), f"@{folder / 'sources'}"],
        check=True,
        timeout=600,
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TWILIO_")}
    ran = subprocess.run(
        ["java", *LIGHT, "-cp", str(folder / "out"), "Runner", *texts],
        check=True, capture_output=True, text=True, env=environment, timeout=600,
    )  # fmt: skip
    return {name: asked for name, *asked in map(str.split, ran.stdout.splitlines())}
