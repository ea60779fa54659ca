"""What the four READMEs claim: every command, output, diff, table and piece of Python in them is tried."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, cast, get_args

import click
import pytest

import bench.cli
import edgewise
from edgewise import resolve, resolve_client
from edgewise.cli.main import edgewise as group
from edgewise.cli.options import CommandLine
from edgewise.config import keys
from edgewise.config.config import FILE_NAMES, Config, load
from edgewise.config.formats import FORMATS
from edgewise.engine.check import check_source
from edgewise.files.discovery import DEFAULT_EXCLUDE
from edgewise.files.file import FileKind, kind_of
from edgewise.files.sources import Source
from edgewise.judgement.roles import Role, Weight
from edgewise.options import MAX_FILE_SIZE, Options
from edgewise.rules import BY_CODE, RULES
from edgewise.suppressions.ignores import FILE_ROWS
from edgewise.twilio.table import TABLE_DATE, ProcessingRegion
from edgewise_codemods import fix_source
from support import REPOSITORY
from warm import python

PAGES = {
    name: (REPOSITORY / name).read_text(encoding="utf-8")
    for name in ("README.md", "lint/README.md", "codemods/README.md", "tests/README.md")
}
README = PAGES["README.md"]
ALL = "\n".join(PAGES.values())

SAMPLE = REPOSITORY / "tests" / "sample"
"""The tree in which the commands are called."""


@dataclasses.dataclass(frozen=True)
class Block:
    """A fenced block of a page, with the line of text before it."""

    page: str
    language: str
    text: str
    before: str

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()


def _blocks() -> list[Block]:
    form = re.compile(r"(?:^(?P<before>[^\n]*)\n\n)?^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.M | re.S)
    return [
        Block(page, block["language"], block["text"], block["before"] or "")
        for page, text in PAGES.items()
        for block in form.finditer(text)
    ]


BLOCKS = _blocks()


def blocks(language: str) -> list[Block]:
    return [block for block in BLOCKS if block.language == language]


def table(heading: str) -> list[list[str]]:
    """Return the cells of the table whose first row starts with ``heading``, below its head, without backticks."""
    lines = ALL.partition(f"\n| {heading} |")[2].partition("\n\n")[0].splitlines()[2:]
    assert lines, heading
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def bare(cell: str) -> str:
    return cell.replace("`", "")


def codes(text: str, name: str, **options: Any) -> list[str]:
    found, _ = check_source(Source(text), kind_of(name) or FileKind.TEXT, Options(**options), name)
    return [finding.code for finding in found]


def test_every_block_is_of_a_kind_that_is_tried_here() -> None:
    assert {block.language for block in BLOCKS} == {
        *("bash", "console", "diff", "json", "lua", "python", "toml", "typescript", "yaml"),
    }


# ------------------------------------------------------------------------------------------------------ the commands


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A repository of somebody else's, at ``~/src/shop``."""
    folder = tmp_path / "src" / "shop"
    shutil.copytree(SAMPLE, folder)
    git(folder, "init", "--quiet")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "Start")
    git(folder, "update-ref", "refs/remotes/origin/main", "HEAD")
    scripts = tmp_path / ".venv" / "bin"
    scripts.mkdir(parents=True)
    for name, program in (("edgewise", [*python(), "-m", "edgewise"]), ("python", [sys.executable])):
        (scripts / name).write_text(f'#!/bin/sh\nexec {shlex.join(program)} "$@"\n', encoding="utf-8")
        (scripts / name).chmod(0o755)
    return folder


def git(folder: Path, *arguments: str) -> None:
    who = {f"GIT_{role}_{what}": "tests" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    subprocess.run(["git", "-C", folder, *arguments], check=True, env=os.environ | who)


def call(command: str, folder: Path, home: Path) -> tuple[int, str]:
    """Return the exit code of a command, and what it writes to a terminal."""
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    path = os.pathsep.join([str(home / ".venv" / "bin"), os.environ["PATH"]])
    roots = os.pathsep.join(str(REPOSITORY / root) for root in ("lint", "codemods"))
    done = subprocess.run(
        ["bash", "-c", command],
        check=False,
        cwd=folder,
        env=kept | {"PATH": path, "PYTHONPATH": roots, "HOME": str(home), "COLUMNS": "80"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        timeout=120,
    )
    return done.returncode, done.stdout


@pytest.mark.skipif(shutil.which("bash") is None or shutil.which("git") is None, reason="needs bash and git")
@pytest.mark.parametrize(
    "block", blocks("console"), ids=[f"{block.page} {block.lines[0][2:]}" for block in blocks("console")]
)
def test_commands_say_what_is_shown(block: Block, shop: Path, tmp_path: Path) -> None:
    assert block.text.startswith("$ ")
    for step in re.split(r"^\$ ", block.text, flags=re.M)[1:]:
        command, _, shown = step.partition("\n")
        code, output = call(command, shop, tmp_path)
        assert code in (0, 1), output
        if shown or not command.startswith("python "):
            # Releases of click break the lines of a help text at other places.
            assert (output.split() if command.endswith("--help") else output) == (
                shown.split() if command.endswith("--help") else shown
            )
        else:
            assert '"https://api.twilio.com/2010-04-01' in (shop / "app/calls.py").read_text(encoding="utf-8"), output


def test_every_other_command_is_accounted_for(shop: Path, tmp_path: Path) -> None:
    commands = [line for block in blocks("bash") for line in block.lines]
    ci = (REPOSITORY / ".ci" / "run").read_text(encoding="utf-8")
    pyproject = (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")
    completion = (REPOSITORY / "tests" / "lint" / "cli" / "test_completion.py").read_text(encoding="utf-8")
    for command in commands:
        match command.split():
            case ["python3", "-m", "venv", ".venv", "&&", *_]:
                pass  # test_the_two_commands
            case ["EDGEWISE_EXAMPLES=1000000", ".venv/bin/pytest", path]:
                few = {**os.environ, "EDGEWISE_EXAMPLES": "5"}
                run = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", path]
                ran = subprocess.run(run, check=False, cwd=REPOSITORY, env=few, capture_output=True, text=True)
                assert "1 passed" in ran.stdout, ran.stdout
            case ["pytest", *how]:
                assert f"\npytest {' '.join(how)} " in ci
            case ["bash", script]:
                assert subprocess.run(["bash", "-n", script], check=False, cwd=REPOSITORY).returncode == 0
            case ["pip", "install", "path/to/edgewise"]:
                pass  # test_packaging.py
            case ["pip", "install", *_] if extras := re.search(r"\[([a-z,]+)\]", command):
                assert all(f"\n{extra} = [" in pyproject for extra in extras[1].split(","))
            case ["multi-gitter", *_]:
                pass  # test_many_repositories.py
            case ["eval", *_] | ["_EDGEWISE_COMPLETE=fish_source", *_]:
                assert command in completion
            case ["python", "tests/bench", *options]:
                bench.cli.parser().parse_args(options)  # tests/bench/test_bench.py runs it
            case ["python", "tests/fuzz/run.py" | "tests/mutation/run.py" as script, *_]:
                search = subprocess.run(
                    [sys.executable, script, "--help"], capture_output=True, text=True, check=False, cwd=REPOSITORY
                )
                assert search.returncode == 0 or "is not installed" in search.stderr
                assert "run.py --seconds" not in command or f"\n    {command}\n" in ci
            case ["edgewise", *_]:
                code, output = call(command, shop, tmp_path)
                assert code == 1, output
                assert output.startswith("::error title=EW301 " if "github" in command else ".env:2:1: EW301 ")
            case _:
                pytest.fail(f"nothing tries `{command}`")
    assert len(commands) == 20


def test_the_two_commands(shop: Path, tmp_path: Path) -> None:
    (first,), (second,) = (block.lines for block in blocks("bash") if block.page == "README.md")
    for command in (first, second):
        assert command in README.splitlines()
        assert re.match(r"```\n\nIt takes about [1-9]\d* (seconds|minutes)\b", README.partition(f"{command}\n")[2])
    set_up, installed, shown = first.split(" && ")
    assert (set_up, installed) == ("python3 -m venv .venv", ".venv/bin/pip install -q .")
    code, output = call(shown.replace("tests/sample", str(shop)).replace(".venv/bin/", ""), shop, tmp_path)
    assert code == 0
    assert output.count("\n--- a/") + output.startswith("--- a/") == 6
    ci = (REPOSITORY / ".ci" / "run").read_text(encoding="utf-8")
    assert second.split(" && ")[:2] == [set_up, '.venv/bin/pip install -q -e ".[test]"']
    assert (
        f'"$venv/bin/pip" install --quiet "${{libraries[@]}}" {second.partition("install -q ")[2].partition(" &&")[0]}'
        in ci
    )
    assert f"\n{second.rpartition('.venv/bin/')[2]} " in ci


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 260


def test_every_link_leads_somewhere() -> None:
    for page, text in PAGES.items():
        for target in re.findall(r"\]\((?!https?:)([^)]+)\)", text):
            path, _, anchor = target.partition("#")
            other = os.path.normpath(os.path.join(os.path.dirname(page), path)) if path else page
            headings = [line.lstrip("# ") for line in PAGES[other].splitlines() if line.startswith("#")]
            slugs = [re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings]
            assert not anchor or anchor in slugs, (page, target)


# ---------------------------------------------------------------------------------------------------- before and after


@pytest.mark.parametrize("block", blocks("diff"), ids=[f"{block.page} {block.before}" for block in blocks("diff")])
def test_every_diff_is_what_fix_does(block: Block) -> None:
    name, *options = re.findall(r"`([^`]+)`", block.before)[-2:]
    before = "".join(f"{line[1:]}\n" for line in block.lines if line[:1] != "+")
    after = "".join(f"{line[1:]}\n" for line in block.lines if line[:1] != "-")
    assert before != after
    region: Any = "as-written"
    for option in options:
        key, _, region = option.partition(" ")
        assert key == "--processing-region"
    rewritten = fix_source(before, filename=name, processing_region=region)
    assert rewritten.text == after
    assert rewritten.error is None
    assert not rewritten.left


def test_the_decision() -> None:
    rows = table("`processing-region`")
    assert {bare(row[0]) for row in rows} == set(get_args(ProcessingRegion))
    assert bare(rows[0][0]) == "us1"
    for name, ireland, germany, given, credentials in rows:
        region: Any = bare(name)
        assert region != Config().processing_region
        assert bare(ireland) == str(resolve("api.ie1.twilio.com", region).resolved)
        assert bare(germany) == str(resolve("api.de1.twilio.com", region).resolved)
        client = resolve_client("ie1", None, region)
        arguments = [f'{key}="{value}"' for key, value in (("region", client.region), ("edge", client.edge)) if value]
        assert bare(given) == (", ".join(arguments) or "no region, no edge")
        assert credentials == (client.credentials or "US1")


def test_releases_of_twilio() -> None:
    rows = {row[0]: row[1:] for row in table("`twilio`")}
    versions = {"before 6.40.0": "6.39.0", "9.8.8 to 9.10.0": "9.9.0", "any other": None}
    assert list(rows) == list(versions)
    source = 'from twilio.rest import Client\n\nclient = Client(region="ie1")\n'
    for name, (asks, as_written, us1) in rows.items():
        version = versions[name]
        (finding,) = fix_source(source, twilio_version=version, select=["EW2"]).findings
        assert f"asks for {bare(asks).partition('`')[0].partition(';')[0]}" in bare(finding.message)
        assert (finding.fix is None) == as_written.startswith("no fix")
        assert ("moves nothing" in as_written) == (finding.fix is not None and not finding.fix.processing_region)
        removed = fix_source(source, twilio_version=version, processing_region="us1", unsafe_fixes=True)
        assert removed.text == source.replace('region="ie1"', "")
        safely = fix_source(source, twilio_version=version, processing_region="us1").text
        assert (safely == source) == ("unsafe" in us1)


# --------------------------------------------------------------------------------------------------------- the tables


def test_the_rules() -> None:
    shown = "\n".join(
        f"| `{rule.code}` | {rule.name} | {rule.summary} | {rule.fix}{'; off by default' * rule.is_off} |"
        for rule in RULES
    )
    assert f"\n{shown}\n" in README, f"the table should be\n{shown}"
    assert set(re.findall(r"\bEW[0-9]{3}\b", ALL)) == set(BY_CODE)


ROLES = {
    "request": "REQUEST HANDED_ON",
    "address": "ADDRESS",
    "only shown": "SHOWN",
    "compared, looked up by, taken apart": "COMPARISON OUTSIDE KEY TAKEN_APART",
    "sent or stored as data, uses not all seen": "DATA UNSEEN",
    "selects what is stored": "SELECTOR",
    "alone may pass": "PASSES",
    "may pass": "ALLOW",
    "expected, mocked, recorded": "AGREES MOCKED EXPECTED TESTED BOTH_MOCKED RECORDED",
    "migration": "MIGRATION",
    "denied, refused": "DENY REFUSED",
    "told": "TOLD",
    "name of something else": "NAME",
}
"""The rows of the table of roles, by the roles that each stands for."""


URL = "https://api.ie1.twilio.com/x"
EXAMPLES = [
    ("request", "a.py", f'import requests\n\nrequests.get("{URL}")\n'),
    ("address", "a.py", f'BASE = "{URL}"\n'),
    ("only shown", "a.py", f'LINK = "{URL}"\nprint(LINK)\n'),
    ("compared", "a.py", f'PREFIX = "{URL}"\n\n\ndef ours(url):\n    return url.startswith(PREFIX)\n'),
    ("compared", "a.py", 'LIMITS = {"api.ie1.twilio.com": 5}\n'),
    ("compared", "a.py", 'HOST = "api.ie1.twilio.com"\nREGION = HOST.split(".")[1]\n'),
    ("sent or stored", "a.py", f'import requests\n\nrequests.post("https://example.org", json={{"url": "{URL}"}})\n'),
    (
        "selects",
        "a.py",
        "def clear(cursor):\n    cursor.execute(\"DELETE FROM media WHERE host = 'api.ie1.twilio.com'\")\n",
    ),
    ("selects", "a.py", f'def all(Gateway):\n    return Gateway.objects.filter(base_url="{URL}")\n'),
    (
        "alone may pass",
        "a.py",
        'ALLOWED = {"api.twilio.com", "api.ie1.twilio.com"}\n\n\ndef check(host):\n    if host not in ALLOWED:\n        raise ValueError\n',
    ),
    ("may pass", "a.py", 'ALLOWED = {"api.twilio.com", "api.ie1.twilio.com"}\n'),
    ("expected", "test_a.py", f'from shop import url\n\n\ndef test_url():\n    assert url("ie1") == "{URL}"\n'),
    (
        "migration",
        "a.py",
        'def move(text):\n    return text.replace("https://api.ie1.twilio.com", "https://api.dublin.ie1.twilio.com")\n',
    ),
    (
        "denied",
        "a.py",
        'BANNED = ["api.ie1.twilio.com"]\n\n\ndef check(url):\n    for host in BANNED:\n        if host in url:\n            raise ValueError\n',
    ),
    (
        "denied",
        "test_a.py",
        f'import pytest\nfrom shop import check\n\n\ndef test_check():\n    with pytest.raises(ValueError):\n        check("{URL}")\n',
    ),
    ("told", "a.py", 'import logging\n\nlogging.error("Twilio has shut down api.ie1.twilio.com; set an edge")\n'),
    (
        "name",
        "a.py",
        'with open("tests/cassettes/api.ie1.twilio.com/send.yaml") as stream:\n    text = stream.read()\n',
    ),
]


@pytest.mark.parametrize(("role", "name", "text"), EXAMPLES)
def test_an_example_of_each_role(role: str, name: str, text: str) -> None:
    ((_, _, reported, fix),) = (row for row in table("role") if row[0].startswith(role))
    found, _ = check_source(Source(text), FileKind.PYTHON, Options(), name)
    assert len(found) == (reported == "yes")
    assert all(one.fix and one.fix.safety.value == ("safe" if fix.startswith("safe") else "unsafe") for one in found)
    if reported.startswith("with"):
        assert codes(text, name, prose=True) == ["EW101"]


def test_every_role_has_an_example() -> None:
    assert all(any(row.startswith(role) for role, _, _ in EXAMPLES) for row in ROLES)


def test_the_roles() -> None:
    assert sorted(" ".join(ROLES.values()).split()) == sorted(role.name for role in Role)
    rows = table("role")
    assert [row[0] for row in rows] == list(ROLES)
    for name, _, reported, fix in rows:
        weights = [Role[role].weight for role in ROLES[name].split()]
        assert all((weight is Weight.SILENCES) == (reported != "yes") for weight in weights)
        # A list gets another member: what it says of the old host stays.
        assert name == "alone may pass" or all((weight <= Weight.ALLOWS) == (fix == "safe") for weight in weights)


def test_every_key_of_the_configuration() -> None:
    rows = {bare(key): bare(default) for key, default, _ in table("key")}
    assert list(rows) == list(keys.KEYS)
    defaults = {name.replace("_", "-"): value for name, value in Config()._asdict().items()}
    for key, shown in rows.items():
        value = defaults[key]
        if key == "exclude":
            assert shown == "see above"
        elif key == "per-file-ignores":
            assert (shown, value) == ("{}", ())
        elif value is None:
            assert shown in ("full or concise", "one a CPU", "none", "none: undecided", "the project's pins")
        else:
            assert json.loads(shown) == (list(value) if isinstance(value, tuple) else value)


def test_which_keys_are_options() -> None:
    sentence = re.search(r"Each is an option of `check` and `fix` as well[^.]*\.", ALL)
    assert sentence is not None
    excepted = set(re.findall(r"`([a-z]+-?[a-z-]*)`", sentence[0])) - {"check", "fix"}
    options = {name.replace("_", "-") for name in CommandLine._fields}
    assert excepted == set(keys.KEYS) - options


def test_which_options_only_one_of_both_has() -> None:
    sentence = re.search(r"`edgewise fix` has the same options without ([^.]*)\sand also\s([^.]*)\.", ALL)
    assert sentence is not None
    without, also = (set(re.findall(r"`(--[a-z-]+)`", part)) for part in sentence.groups())
    check, fix = (
        {
            name
            for option in cast("click.Command", group.get_command(click.Context(group), command)).params
            for name in (*option.opts, *option.secondary_opts)
            if name[:2] == "--"
        }
        for command in ("check", "fix")
    )
    assert (without, also) == (check - fix, fix - check)


def test_what_is_left_out() -> None:
    listed = re.search(r"by the default of `exclude`: (.*?)\.\s(?=Files)", ALL, re.S)
    assert listed is not None
    assert re.findall(r"`([^`]+)`", listed[1]) == list(DEFAULT_EXCLUDE)


def test_numbers_and_dates() -> None:
    assert f"is of {TABLE_DATE}." in README
    assert ALL.count(f" is of {TABLE_DATE}.") == 2
    assert f"in the first {FILE_ROWS} lines" in ALL
    assert f"larger than {MAX_FILE_SIZE >> 20} MiB" in ALL
    for name in FORMATS:
        assert f"`{name}`" in ALL


HOST = "https://api.ie1.twilio.com/x"
SETTING = "TWILIO_REGION"


@pytest.mark.parametrize(
    ("name", "text", "found", "fixed", "unsafely"),
    [
        ("a.py", f'a = "{HOST}"\n', 1, True, True),
        ("a.pyi", f'a = "{HOST}"\n', 1, True, True),
        ("a.pyw", f'a = "{HOST}"\n', 1, True, True),
        ("a.yaml", f"a: {HOST}\nenv:\n  {SETTING}: ie1\n", 2, True, True),
        ("a.json", f'{{"a": "{HOST}", "env": {{"{SETTING}": "ie1"}}}}\n', 2, True, True),
        ("a.jsonc", f'{{\n  // here\n  "a": "{HOST}",\n  "{SETTING}": "ie1"\n}}\n', 2, True, True),
        ("a.toml", f'[env]\na = "{HOST}"\n{SETTING} = "ie1"\n', 2, True, True),
        ("a.ini", f"[env]\na = {HOST}\n{SETTING} = ie1\n", 2, True, True),
        (".env", f"A={HOST}\n{SETTING}=ie1\n", 2, True, True),
        ("a.sh", f"A={HOST}\nexport {SETTING}=ie1\n", 2, True, True),
        ("Dockerfile", f"FROM scratch\nENV A={HOST}\nENV {SETTING}=ie1\n", 2, True, True),
        ("a.tf", f'a = "{HOST}"\n\nenvironment {{\n  {SETTING} = "ie1"\n}}\n', 2, True, True),
        ("a.service", f"[Service]\nEnvironment=A={HOST}\nEnvironment={SETTING}=ie1\n", 2, True, True),
        ("a.ts", f'const a = "{HOST}";\n', 1, True, True),
        ("a.go", f'const a = "{HOST}"\n', 1, True, True),
        ("a.rb", f'A = "{HOST}"\n', 1, True, True),
        ("a.html.j2", f'<a href="{HOST}">\n', 1, True, True),
        ("a.unheard-of", f"{HOST}\n", 1, True, True),
        ("package-lock.json", f'{{"a": "{HOST}"}}\n', 1, False, True),
        ("web/app.min.js", f'a="{HOST}"\n', 1, False, True),
        ("vendor/a.go", f'const a = "{HOST}"\n', 1, False, True),
        ("a.log", f"{HOST}\n", 1, False, True),
        ("a.patch", f"+{HOST}\n", 1, False, True),
        ("a.py", f'print "{HOST}"\n', 2, False, False),
        *((f"a.{suffix}", f"{HOST}\n", 0, False, False) for suffix in ("md", "rst", "txt", "adoc")),
        ("a.py", f'"""{HOST}"""\n# {HOST}\n', 0, False, False),
        ("a.ts", f"// {HOST}\n", 0, False, False),
    ],
)
def test_what_is_looked_at_and_rewritten(name: str, text: str, found: int, fixed: bool, unsafely: bool) -> None:
    assert len(codes(text, name)) == found
    for unsafe, expected in ((False, fixed), (True, unsafely)):
        rewritten = fix_source(text, filename=name, unsafe_fixes=unsafe).text
        assert ("api.dublin.ie1.twilio.com" in rewritten) == expected
        assert ("TWILIO_EDGE" in rewritten) == (expected and SETTING in text)
    if not found:
        assert set(codes(text, name, prose=True)) == {"EW101"}


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("a.py", 'a = "https://api.ie1.twi" + "lio.com"\n', []),
        ("a.py", 'from settings import REGION\n\na = f"https://api.{REGION}.twilio.com"\n', ["EW106"]),
        ("a.js", 'const client = twilio(sid, token, {region: "ie1"});\n', []),
        ("a.py", 'from boto3 import Client\n\nClient(region="ie1")  # no twilio\n', []),
        (".env", "TWILIO_REGION=${TWILIO_REGION}\n", []),
        (".env", "APP_TWILIO_REGION=ie1\nTWILIO_EDGE=dublin\n", ["EW301"]),
        (".env", "APP_TWILIO_REGION=ie1\nAPP_TWILIO_EDGE=dublin\n", []),
        (
            "a.txt.in",
            "x.sip.ie1.twilio.com x.pstn.ie1.twilio.com voice-js.ie1.twilio.com chunderw-gll.twilio.com\n",
            [],
        ),
        ("a.js", '"https://api.ie1.twilio.com.example.org"\n', []),
        (
            "a.py",
            "if x:\n    from twilio.rest import Client\nelse:\n    from y import Client\nClient(region='ie1')\n",
            ["EW201"],
        ),
    ],
)
def test_how_it_decides_and_what_it_cannot_see(name: str, text: str, found: list[str]) -> None:
    assert codes(text, name) == found
    assert fix_source(text, filename=name).text == text or found == ["EW301"]


# ------------------------------------------------------------------------------------------- Python and configuration


@pytest.mark.parametrize(
    "block", blocks("python"), ids=[f"{block.page} {block.lines[-1]}" for block in blocks("python")]
)
@pytest.mark.usefixtures("undecided")
def test_python(block: Block, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shop)
    if "# edgewise:" in block.text:
        assert_suppressed(block.text, "a.py", "#")
    else:
        assert "assert " in block.text
        exec(compile(block.text, block.page, "exec"), {})


@pytest.mark.parametrize("block", blocks("typescript"), ids=[block.lines[0] for block in blocks("typescript")])
def test_typescript(block: Block) -> None:
    assert_suppressed(block.text, "a.ts", "//")


def assert_suppressed(text: str, name: str, sign: str) -> None:
    named = re.findall(rf"{sign} edgewise: ignore\[(EW\d+)\]", text)
    assert named
    assert codes(text, name) == []
    assert codes(re.sub(rf"{sign} edgewise:.*", "", text), name) == named


def test_ignoring_files() -> None:
    assert "`# edgewise: ignore-file`" in ALL
    assert "`# edgewise: ignore-file[EW106]`" in ALL
    text = f'a = "{HOST}"\n\n\ndef b(c):\n    return f"https://api.{{c}}.twilio.com"\n'
    assert codes(text, "a.py") == ["EW101", "EW106"]
    assert codes(f"# edgewise: ignore-file\n{text}", "a.py") == []
    assert codes(f"# edgewise: ignore-file[EW106]\n{text}", "a.py") == ["EW101"]


def test_the_configurations_shown_are_some(tmp_path: Path) -> None:
    (smallest,), (block,) = ([block for block in blocks("toml") if block.page == page] for page in list(PAGES)[:2])
    (tmp_path / ".git").mkdir()
    (tmp_path / "edgewise.toml").write_text(smallest.text, encoding="utf-8")
    assert load(str(tmp_path)).processing_region == "us1"
    (tmp_path / "edgewise.toml").unlink()
    (tmp_path / "pyproject.toml").write_text(block.text, encoding="utf-8")
    config = load(str(tmp_path))
    assert config.processing_region == "us1"
    assert config.extend_exclude
    assert config.clients
    assert config.ignored_codes(str(tmp_path / "migrations" / "0001.py")) == ("EW101",)


def test_the_editors_shown_start_the_server_with_settings_that_it_knows(shop: Path, tmp_path: Path) -> None:
    pytest.importorskip("pygls")
    from edgewise.lsp.actions import FIX_ALL
    from edgewise.lsp.configuration import EditorSettings, read_settings

    (neovim,), (code,) = blocks("lua"), blocks("json")
    (command,) = re.findall(r"^  cmd = \{ (.*) \},$", neovim.text, re.M)
    words = json.loads(f"[{command}]")
    given = json.loads(code.text)
    assert [given["glspc.server.command"], *given["glspc.server.commandArguments"]] == words
    assert f"the command is `{' '.join(words)}`" in ALL
    markers = re.findall(r'"([^"]+)"', neovim.text.partition("root_markers")[2].partition("}")[0])
    assert markers == [*FILE_NAMES, ".git"]
    options = dict(re.findall(r'\["([^"]+)"\] = "([^"]+)"', neovim.text))
    assert read_settings(options) == EditorSettings(processing_region="us1")
    listed = re.findall(r"`([a-z-]+)`", ALL.partition("shown stays;")[2].partition("can be set in the")[0])
    assert listed == [name.replace("_", "-") for name in EditorSettings._fields]
    assert f"`{FIX_ALL}`" in ALL
    # An input that is at its end: the server starts, and the editor is gone.
    assert call(" ".join(words), shop, tmp_path) == (1, "")


def test_the_hooks_shown_exist() -> None:
    yaml = pytest.importorskip("yaml")
    (block,) = (block for block in blocks("yaml") if "hooks:" in block.text)  # test_ci.py has the others
    (used,) = yaml.safe_load(block.text)["repos"]
    offered = {hook["id"] for hook in yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text("utf-8"))}
    assert {hook["id"] for hook in used["hooks"]} <= offered
    assert all(f"`{name}`" in README for name in offered)
    assert used["rev"] == f"v{edgewise.__version__}"
