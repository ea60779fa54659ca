"""What a shell is offered: by click's own interface, and in bash, zsh and fish as they are used."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete

from edgewise.cli.main import edgewise as command
from edgewise.config.formats import FORMATS
from edgewise.rules import BY_NAME, RULES
from edgewise.twilio.table import EDGES, REGION_EDGES
from support import REPOSITORY
from terminals import on_terminal

ROOTS = [str(REPOSITORY / root) for root in ("lint", "codemods")]


def offered(*words: str) -> dict[str, str | None]:
    """Return what may stand in place of the last word, with what is told about it."""
    found = ShellComplete(command, {}, "edgewise", "_EDGEWISE_COMPLETE").get_completions(list(words[:-1]), words[-1])
    return {item.value: item.help for item in found}


CODES = {rule.code: rule.name for rule in RULES}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((""), {"check", "fix", "rule", "lsp", "resolve", "config", "help"}),
        (("ch",), {"check"}),
        (("check", "--outp"), {"--output-format", "--output-file"}),
        (("check", "--output-format", ""), set(FORMATS)),
        (("fix", "--processing-region", "i"), {"ie1"}),
        (("check", "--select", "EW20"), {"EW201", "EW202", "EW203", "EW204", "EW205"}),
        (("check", "--select", "ew30"), {"EW301", "EW302", "EW303"}),
        (("check", "--select", "EW2"), {"EW2", "EW201", "EW202", "EW203", "EW204", "EW205"}),
        (("check", "--select", "EW201,EW20"), {"EW201,EW202", "EW201,EW203", "EW201,EW204", "EW201,EW205"}),
        (("fix", "--ignore", "hostname-w"), {"hostname-without-edge", "hostname-without-region"}),
        (("rule", ""), set(CODES)),
        (("rule", "client-e"), {"client-edge-mismatch"}),
        (("rule", "--output-format", "j"), {"json"}),
        (("resolve", "--region", ""), set(REGION_EDGES)),
        (("resolve", "--edge", ""), set(EDGES)),
        (("chek", "--sel"), set()),
        (("check", "--show"), {"--show-files", "--show-settings"}),
        (("--color", ""), {"auto", "always", "never"}),
        (("fix", "--color", "n"), {"never"}),
        (("config", "--processing-region", "i"), {"ie1"}),
        (("config", "--sch"), {"--schema"}),
        (("config", "--report"), set()),
        (("help", "c"), {"check", "config"}),
        (("help", "check", ""), set()),
        (("check", "--select", "nothing"), set()),
        (("check", "--jobs", "x", "--since"), {"--since"}),
    ],
)
def test_what_is_offered(words, expected):
    assert set(offered(*(words or ("",)))) == expected


def test_what_is_told_about_it():
    assert offered("check")["check"] == "Find what names a region without an edge."
    assert offered("rule", "EW101") == {"EW101": "retired-hostname"}
    assert offered("rule", "retired") == {"retired-hostname": "EW101"}
    assert offered("check", "--select", "EW1")["EW1"] == "hostnames"


def test_every_rule_is_offered_by_code_and_by_name():
    assert {**CODES}.items() <= offered("check", "--select", "EW").items()
    for name, rule in BY_NAME.items():
        assert offered("rule", name) == {name: rule.code}


@pytest.mark.parametrize(
    "words", [("check", ""), ("config", ""), ("fix", "--config", ""), ("check", "--output-file", "")]
)
def test_paths_are_left_to_the_shell(words):
    found = ShellComplete(command, {}, "edgewise", "_EDGEWISE_COMPLETE").get_completions(list(words[:-1]), words[-1])
    assert [item.type for item in found] == ["file"]


def test_revisions(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert offered("check", "--since", "") == {}
    who = {f"GIT_{role}_{what}": "tests" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    for call in ("init -q -b trunk", "commit -q --allow-empty -m Start", "tag v1"):
        subprocess.run(["git", *call.split()], check=True, env=os.environ | who)
    assert set(offered("check", "--since", "")) == {"HEAD", "trunk", "v1"}
    assert set(offered("check", "--since", "t")) == {"trunk"}


def test_listing_commands_loads_none():
    program = "import sys; from click.shell_completion import ShellComplete as S; from edgewise.cli.main import edgewise as c\n"
    program += "S(c, {}, 'edgewise', 'X').get_completions([], ''); print('edgewise.cli.check' in sys.modules)"
    env = os.environ | {"PYTHONPATH": os.pathsep.join(ROOTS)}
    done = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


# ---------------------------------------------------------------------------------------------------- in real shells


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """The environment of a shell that knows the command, in a folder with files."""
    scripts = tmp_path / "bin"
    scripts.mkdir()
    (scripts / "edgewise").write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -c "import sys; from edgewise.__main__ import run; sys.exit(run())" "$@"\n',
        encoding="utf-8",
    )
    (scripts / "edgewise").chmod(0o755)
    folder = tmp_path / "tree"
    folder.mkdir()
    (folder / "unmistakable.py").write_text("", encoding="utf-8")
    path = os.pathsep.join([str(scripts), os.environ["PATH"]])
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    home = {"PYTHONPATH": os.pathsep.join(ROOTS), "HOME": str(tmp_path), "ZDOTDIR": str(tmp_path), "TERM": "dumb"}
    return kept | home | {"PATH": path, "XDG_CONFIG_HOME": str(tmp_path), "PS1": "> "}


def needs(name: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(name) is None or sys.platform == "win32", reason=f"needs {name}")


WORDS = [
    ("edgewise resol", "edgewise resolve "),
    ("edgewise check --proc", "edgewise check --processing-region "),
    ("edgewise fix --output-format sa", "edgewise fix --output-format sarif "),
    ("edgewise check --select EW101,EW10", "EW101,EW108"),
    ("edgewise rule client-e", "edgewise rule client-edge-mismatch "),
    ("edgewise check unmis", "edgewise check unmistakable.py"),
]


@pytest.mark.slow
@needs("bash")
@pytest.mark.parametrize(("typed", "expected"), WORDS)
def test_in_bash(shell, tmp_path, typed, expected):
    rc = 'eval "$(_EDGEWISE_COMPLETE=bash_source edgewise)"\nPROMPT_COMMAND=\nPS1="ready> "\n'
    (tmp_path / "rc").write_text(rc, encoding="utf-8")
    keys = f"{typed}\t\t\x15exit\n".encode()
    command_line = ["bash", "--noprofile", "--rcfile", str(tmp_path / "rc"), "-i"]
    _, written = on_terminal(command_line, shell, columns=120, typed=keys, prompt=b"ready> ", cwd=tmp_path / "tree")
    assert expected in written.replace("\a", "")


@pytest.mark.slow
@needs("fish")
@pytest.mark.parametrize(("typed", "expected"), WORDS)
def test_in_fish(shell, tmp_path, typed, expected):
    program = f"_EDGEWISE_COMPLETE=fish_source edgewise | source; complete -C '{typed}'"
    done = subprocess.run(
        ["fish", "-N", "-c", program],
        env=shell,
        cwd=tmp_path / "tree",
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    words = [line.partition("\t")[0] for line in done.stdout.splitlines()]
    assert expected.split()[-1] in words, done.stdout + done.stderr


ZSH = """
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell 'PS1="> "; autoload -Uz compinit; compinit -u -D; eval "$(_EDGEWISE_COMPLETE=zsh_source edgewise)"; echo rea''dy'
until [[ $said == *ready* ]]; do zpty -r shell line; said+=$line; done
zpty -w -n shell "$TYPED"$'\\t'
for attempt in {1..100}; do
  zpty -r -t shell line && said+=$line || sleep 0.1
  [[ $said == *$EXPECTED* ]] && break
  [[ $attempt == 50 ]] && zpty -w -n shell $'\\t'
done
print -rn -- $said
zpty -d shell
"""


@pytest.mark.slow
@needs("zsh")
@pytest.mark.parametrize(("typed", "expected"), WORDS)
def test_in_zsh(shell, tmp_path, typed, expected):
    done = subprocess.run(
        ["zsh", "-f", "-c", ZSH],
        env=shell | {"TYPED": typed, "EXPECTED": expected.split()[-1], "COLUMNS": "120", "TERM": "xterm"},
        cwd=tmp_path / "tree",
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert expected.split()[-1] in done.stdout, done.stdout + done.stderr


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_the_command_itself_says_how(shell, name):
    done = subprocess.run(
        ["edgewise"], env=shell | {"_EDGEWISE_COMPLETE": f"{name}_source"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "_EDGEWISE_COMPLETE=" + name + "_complete" in done.stdout
    assert isinstance(command, click.Group)
