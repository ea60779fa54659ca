"""Which configuration holds for which file: by the look-up itself, and through the command from another folder."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from edgewise import check_paths
from edgewise.cli.main import edgewise as command
from edgewise.config import config as config_module
from edgewise.config.config import ConfigError, load
from edgewise.config.lookup import GivenOptions, Lookup, look_up
from edgewise.files.file import Problem
from warm import python

BAD = 'URL = "https://api.ie1.twilio.com/x"\n'
OURS = "from our.twilio import Client\n\nclient = Client(region='ie1')\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def plant(files: dict[str, str]) -> None:
    for name, text in files.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    result = CliRunner().invoke(command, arguments, input=stdin)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def seen(*arguments: str) -> list[str]:
    """Return path and code of every finding of ``check``."""
    rows = json.loads(run("check", "--output-format", "json", *arguments).stdout)
    return [f"{os.path.relpath(row['filename'])} {row['code']}".replace(os.sep, "/") for row in rows]


def paths(lookup: Lookup, *folders: str) -> list[str | None]:
    found = [lookup.of_folder(os.path.abspath(folder)).config.path for folder in folders]
    return [None if path is None else os.path.relpath(path).replace(os.sep, "/") for path in found]


# ----------------------------------------------------------------------------------------------------- nearest upwards

TREE = {
    "edgewise.toml": "",
    "shop/.git/HEAD": "ref: x",
    "shop/edgewise.toml": "",
    "shop/app/x.py": "",
    "shop/app/web/pyproject.toml": "[tool.edgewise]\n",
    "shop/lib/pyproject.toml": "[tool.other]\n",
    "shop/lib/deep/x.py": "",
    "shop/.git/modules/sub/HEAD": "ref: x",
    "shop/sub/.git": "gitdir: ../.git/modules/sub\n",
    "shop/sub/in/x.py": "",
    "shop/clone/.git/HEAD": "ref: x",
    "shop/clone/in/x.py": "",
    "other/x.py": "",
}


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        (".", "edgewise.toml"),
        ("other", "edgewise.toml"),
        ("shop", "shop/edgewise.toml"),
        ("shop/app", "shop/edgewise.toml"),
        ("shop/app/web", "shop/app/web/pyproject.toml"),
        ("shop/lib", "shop/edgewise.toml"),
        ("shop/lib/deep", "shop/edgewise.toml"),
        ("shop/sub/in", "shop/edgewise.toml"),
        ("shop/clone/in", None),
        ("shop/gone/for/good", "shop/edgewise.toml"),
    ],
)
def test_the_nearest_file_counts_up_to_the_root_of_the_repository(here: Path, folder: str, expected: str) -> None:
    plant(TREE)
    lookup = Lookup(str(here), GivenOptions())
    # Whatever was asked before, the answer is the same.
    for first in ("shop/clone/in", "shop/sub/in", "shop/app/web", "."):
        paths(lookup, first)
        assert paths(lookup, folder) == paths(Lookup(str(here), GivenOptions()), folder) == [expected]
    assert load(os.path.abspath(folder)).path == (expected and str(here / expected))


def test_each_folder_is_asked_once(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(TREE)
    asked: list[str] = []
    real = config_module.in_folder

    def in_folder(folder: str, cwd: str) -> object:
        asked.append(folder)
        return real(folder, cwd)

    monkeypatch.setattr("edgewise.config.lookup.in_folder", in_folder)
    lookup = Lookup(str(here), GivenOptions())
    for folder in ("shop/lib/deep", "shop/lib/other", "shop/sub/in", "shop", "shop/lib/deep"):
        paths(lookup, folder)
    assert len(asked) == len(set(asked))
    # A walk asks only for folders in which something may change.
    asked.clear()
    plant({f"big/{number}/{name}.py": "" for number in range(30) for name in "ab"})
    assert run("check", "big").exit_code == 0
    assert len(asked) <= 4


def test_a_worker_goes_on_from_what_is_known(here: Path) -> None:
    plant(TREE)
    lookup = look_up(str(here), GivenOptions(select=("EW1",)))
    again = pickle.loads(pickle.dumps(lookup))
    assert again.of_file("shop/app/x.py") == lookup.of_file("shop/app/x.py")
    assert again.of_file("shop/app/x.py").options.select == ("EW1",)


def test_one_configuration_is_that_of_every_folder_where_it_is_named(here: Path) -> None:
    plant(TREE | {"ci.toml": "jobs = 3"})
    assert paths(look_up(str(here), GivenOptions(), "ci.toml"), ".", "shop", "shop/app/web") == ["ci.toml"] * 3
    assert paths(look_up(str(here), GivenOptions(), None, True), ".", "shop", "shop/app/web") == [None] * 3


# -------------------------------------------------------------------------------------------------------------- extend


def test_what_a_file_leaves_open_is_as_the_file_says_that_it_extends(here: Path) -> None:
    plant(
        {
            "base.toml": 'processing-region = "us1"\nprose = true\njobs = 2\nmax-file-size = 7\nclients = ["a.B"]\n',
            "pyproject.toml": "[tool.edgewise]\nextend = 'base.toml'\njobs = 3\nprose = false\n",
            "sub/.edgewise.toml": "extend = '../pyproject.toml'\nmax-file-size = 8\n",
        }
    )
    config = load(os.path.abspath("sub"))
    assert (config.processing_region, config.prose, config.jobs, config.max_file_size) == ("us1", False, 3, 8)
    assert config.clients == ("a.B",)
    assert config.path == os.path.abspath("sub/.edgewise.toml")
    assert config.extends == (os.path.abspath("pyproject.toml"), os.path.abspath("base.toml"))


@pytest.mark.parametrize(
    ("base", "own", "select", "ignore"),
    [
        ("select = ['EW1']\nignore = ['EW106']", "", ("EW1",), ("EW106",)),
        ("select = ['EW1']\nignore = ['EW106']", "ignore = ['EW204']", ("EW1",), ("EW106", "EW204")),
        ("extend-select = ['EW103']", "extend-select = ['EW204']", ("EW", "EW103", "EW204"), ()),
        ("extend-select = ['EW103']\nignore = ['EW2']", "select = ['EW2']", ("EW2",), ()),
        ("ignore = ['EW2']", "select = ['EW2']\nignore = ['EW204']", ("EW2",), ("EW204",)),
    ],
)  # fmt: skip
def test_rules_come_on_top_unless_select_starts_afresh(
    here: Path, base: str, own: str, select: tuple[str, ...], ignore: tuple[str, ...]
) -> None:
    plant({"base.toml": base, "sub/edgewise.toml": f"extend = '../base.toml'\n{own}"})
    options = load(os.path.abspath("sub")).options()
    assert (options.select, options.ignore) == (select, ignore)


def test_patterns_stay_relative_to_the_file_that_says_them(here: Path) -> None:
    plant(
        {
            "edgewise.toml": "extend-exclude = ['/sub/gen/', 'old_*.py']\n[per-file-ignores]\n'/sub/tests/' = ['EW1']\n",
            "sub/edgewise.toml": "extend = '../edgewise.toml'\nextend-exclude = ['/own.py', '!old_but_kept.py']\n",
        }
    )
    for name in ("gen/a", "in/gen/a", "old_a", "old_but_kept", "own", "in/own", "tests/a", "in/a"):
        plant({f"sub/{name}.py": BAD})
    expected = ["sub/in/a.py", "sub/in/gen/a.py", "sub/in/own.py", "sub/old_but_kept.py"]
    assert sorted(row.split()[0] for row in seen("sub")) == expected
    assert sorted(row.split()[0] for row in seen(".")) == expected
    given = [str(path) for path in Path("sub").rglob("*.py")]
    assert sorted(row.split()[0] for row in seen("--force-exclude", *given)) == expected
    os.chdir("sub")
    assert sorted(row.split()[0] for row in seen()) == [path.removeprefix("sub/") for path in expected]


def test_a_file_is_extended_through_a_link_to_its_folder(here: Path) -> None:
    plant({"repo/base.toml": "processing-region = 'us1'", "repo/deep/in/edgewise.toml": "extend = '../../base.toml'"})
    plant({"repo/deep/in/a.py": BAD})
    os.symlink("repo/deep/in", "link")
    assert run("fix", "link").exit_code == 0
    assert Path("repo/deep/in/a.py").read_text() == 'URL = "https://api.twilio.com/x"\n'


def test_a_baseline_that_is_extended_is_that_of_the_other_folder(here: Path) -> None:
    plant({"edgewise.toml": "baseline = 'known.json'", "sub/edgewise.toml": "extend = '../edgewise.toml'"})
    plant({"sub/a.py": BAD})
    assert run("check", "--write-baseline", "known.json", "sub").exit_code == 0
    os.chdir("sub")
    assert seen() == []


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (
            {"a.toml": "extend = 'b.toml'"},
            "a.toml has a bad 'extend': b.toml: it cannot be read: No such file or directory",
        ),
        ({"a.toml": "extend = 'a.toml'"}, "a.toml has a bad 'extend': it goes in a circle, a.toml -> a.toml"),
        (
            {"a.toml": "extend = 'in/b.toml'", "in/b.toml": "extend = '../a.toml'"},
            "in/b.toml has a bad 'extend': it goes in a circle, a.toml -> in/b.toml -> a.toml",
        ),
        ({"a.toml": "extend = ['b.toml']"}, "a.toml has a bad 'extend': it should be the path of a file, not a list"),
        ({"a.toml": "extend = ''"}, "a.toml has a bad 'extend': it should be the path of a file, not the string ''"),
        (
            {"a.toml": "extend = 'pyproject.toml'", "pyproject.toml": "[project]\nname = 'edgewise'"},
            "a.toml has a bad 'extend': pyproject.toml has no table [tool.edgewise]",
        ),
        (
            {"a.toml": "extend = 'in'", "in/b.toml": ""},
            "a.toml has a bad 'extend': in: it cannot be read: Is a directory",
        ),
        ({"a.toml": "extend = 'b.toml'", "b.toml": "jbos = 1"}, "b.toml has no key 'jbos'; did you mean 'jobs'?"),
        ({"a.toml": "extends = 'b.toml'"}, "a.toml has no key 'extends'; did you mean 'extend'?"),
        ({"a.toml": "extend = 'b.toml'", "b.toml": "jobs ="}, "b.toml: it is not valid TOML: "),
    ],
)
def test_what_cannot_be_extended_is_said(here: Path, files: dict[str, str], message: str) -> None:
    plant(files)
    with pytest.raises(ConfigError) as caught:
        load(str(here), "a.toml")
    assert str(caught.value).startswith(message)


# ------------------------------------------------------------------------------------------------- through the command


def two_projects() -> None:
    plant(
        {
            "src/a.py": BAD,
            "src/edgewise.toml": 'processing-region = "ie1"\njobs = 1\noutput-format = "concise"\nunsafe-fixes = true\n',
            "shop/edgewise.toml": (
                'processing-region = "us1"\nextend-exclude = ["/gen/"]\nclients = ["our.twilio.Client"]\n'
                'output-format = "json"\n[per-file-ignores]\n"/old/" = ["EW1"]\n'
            ),
        }
    )
    plant({f"shop/{folder}/a.py": BAD for folder in ("app", "gen", "old")})
    plant({"shop/app/ours.py": OURS, "shop/app/unsafe.py": 'URL = "https://api.dublin.twilio.com"\n'})


@pytest.mark.parametrize("where", ["src", ".", "shop", "shop/app"])
def test_a_configuration_is_that_of_the_file_wherever_one_stands(here: Path, where: str) -> None:
    two_projects()
    os.chdir(where)
    shop = os.path.relpath(here / "shop")
    rows = json.loads(run("check", "--output-format", "json", shop).stdout)
    assert [(os.path.relpath(row["filename"], shop), row["code"]) for row in rows] == [
        ("app/a.py", "EW101"),
        ("app/ours.py", "EW201"),
        ("app/unsafe.py", "EW103"),
    ]
    assert rows[0]["fix"]["edits"][0]["content"] == "" or "api.twilio.com" in rows[0]["fix"]["message"]
    assert run("fix", shop).exit_code == 1
    assert Path(shop, "app/a.py").read_text() == 'URL = "https://api.twilio.com/x"\n'
    assert "region" not in Path(shop, "app/ours.py").read_text()
    # That unsafe fixes are applied is said by the other project only.
    assert "api.dublin.twilio.com" in Path(shop, "app/unsafe.py").read_text()
    assert Path(shop, "gen/a.py").read_text() == Path(shop, "old/a.py").read_text() == BAD


def test_two_projects_in_one_run(here: Path) -> None:
    two_projects()
    os.chdir("src")
    assert run("fix", ".", "../shop").exit_code == 1
    assert Path("a.py").read_text() == 'URL = "https://api.dublin.ie1.twilio.com/x"\n'
    assert Path("../shop/app/a.py").read_text() == 'URL = "https://api.twilio.com/x"\n'


def test_what_is_about_the_run_comes_from_the_working_directory(here: Path) -> None:
    two_projects()
    os.chdir("src")
    assert run("check", "../shop").stdout.startswith("../shop/app/a.py:1:")  # concise, whatever the shop says
    os.chdir("../shop")
    assert json.loads(run("check", "../src").stdout)[0]["code"] == "EW101"


def test_options_win_over_every_configuration(here: Path) -> None:
    two_projects()
    os.chdir("src")
    run("fix", "--processing-region", "au1", ".", "../shop")
    for path in ("a.py", "../shop/app/a.py"):
        assert Path(path).read_text() == 'URL = "https://api.sydney.au1.twilio.com/x"\n'


def test_patterns_of_the_command_are_relative_to_the_working_directory(here: Path) -> None:
    two_projects()
    os.chdir("src")
    assert seen("--select", "EW101", "../shop") == ["../shop/app/a.py EW101"]
    assert seen("--extend-exclude", "../shop/app/a.py", "--select", "EW101", "../shop") == []
    os.chdir("..")
    assert seen("--extend-exclude", "/shop/app/a.py", "--select", "EW101", ".") == ["src/a.py EW101"]
    assert seen("--extend-exclude", "app/", "--select", "EW101", ".") == ["src/a.py EW101"]
    # In place of `exclude`, not of `extend-exclude`.
    assert seen("--exclude", "/src/", "--select", "EW101", ".") == ["shop/app/a.py EW101"]
    # What is taken back in by the command is in.
    assert seen("--extend-exclude", "!/shop/gen", "--select", "EW101", "shop") == [
        "shop/app/a.py EW101",
        "shop/gen/a.py EW101",
    ]


@pytest.mark.parametrize("jobs", ["1", "3"])
def test_the_first_gate_knows_the_clients_of_every_configuration(
    here: Path, monkeypatch: pytest.MonkeyPatch, jobs: str
) -> None:
    monkeypatch.setattr("edgewise.engine.prefilter.CHUNK", 2)
    source = "from acme import {0}\n\nclient = {0}(region='ie1')\n"
    names = ["Alpha", "Beta", "Gamma"]
    for name in names:
        plant(
            {f"{name}/edgewise.toml": f"clients = ['acme.{name}']\nmax-file-size = {100 if name == 'Beta' else 9999}"}
        )
        plant({f"{name}/{other}.py": source.format(other) for other in names})
        plant({f"{name}/long.ts": f"// {'-' * 100}\nconst a = 'https://api.ie1.twilio.com'\n"})
    assert seen("--jobs", jobs, ".") == [
        "Alpha/Alpha.py EW201",
        "Alpha/long.ts EW101",
        "Beta/Beta.py EW201",
        "Gamma/Gamma.py EW201",
        "Gamma/long.ts EW101",
    ]


def test_a_configuration_that_is_bad_ends_the_run_only_for_its_own_files(here: Path) -> None:
    plant({"a.py": BAD, "bad/edgewise.toml": "jbos = 1", "bad/x.py": BAD, "bad/in/y.py": BAD, "z/z.py": BAD})
    for arguments in (["."], ["a.py", "bad/x.py", "bad/in/y.py", "z"]):
        result = run("check", *arguments)
        assert result.exit_code == 2
        assert [line.split(":")[0] for line in result.stdout.splitlines()] == ["a.py", "z/z.py"]
        assert [line for line in result.stderr.splitlines() if line.startswith("error")] == [
            "error: bad: nothing here was looked at: bad/edgewise.toml has no key 'jbos'; did you mean 'jobs'?"
        ]
    assert run("fix", ".").exit_code == 2
    assert Path("bad/x.py").read_text() == BAD
    result = run("check", "--stdin-filename", "bad/x.py", "-", stdin=BAD.encode())
    assert (result.exit_code, result.stdout) == (2, "")
    assert "has no key 'jbos'" in result.stderr
    result = run("fix", "--stdin-filename", "bad/x.py", "-", stdin=BAD.encode())
    assert (result.exit_code, result.stdout) == (2, BAD)
    os.chdir("bad")
    assert run("check", "../z").stderr == "error: edgewise.toml has no key 'jbos'; did you mean 'jobs'?\n"


def test_the_standard_input_has_the_configuration_of_its_name(here: Path) -> None:
    two_projects()
    os.chdir("src")
    arguments = ["fix", "--stdin-filename", "../shop/app/new.py", "-"]
    assert run(*arguments, stdin=BAD.encode()).stdout == 'URL = "https://api.twilio.com/x"\n'
    arguments = ["fix", "--force-exclude", "--stdin-filename", "../shop/gen/new.py", "-"]
    assert run(*arguments, stdin=BAD.encode()).stdout == BAD
    assert run("fix", "-", stdin=BAD.encode()).stdout == 'URL = "https://api.dublin.ie1.twilio.com/x"\n'


def test_a_folder_that_a_configuration_above_leaves_out_is_left_out(here: Path) -> None:
    plant({"edgewise.toml": "extend-exclude = ['/vendor/']", "vendor/lib/edgewise.toml": "", "vendor/lib/a.py": BAD})
    assert seen(".") == []
    assert seen("--force-exclude", "vendor/lib/a.py") == []
    assert seen("vendor/lib/a.py") == ["vendor/lib/a.py EW101"]


def test_a_repository_does_not_ask_the_one_around_it(here: Path) -> None:
    plant({"edgewise.toml": "extend-exclude = ['/clone/', '/sub/']", ".git/HEAD": "ref: x"})
    plant({"clone/.git/HEAD": "ref: x", "clone/edgewise.toml": "", "clone/a.py": BAD})
    plant({"sub/.git": "gitdir: ../.git/modules/sub", "sub/edgewise.toml": "", "sub/a.py": BAD})
    assert seen("--force-exclude", ".") == []
    assert seen("--force-exclude", "sub/a.py") == []
    assert seen("--force-exclude", "clone/a.py") == ["clone/a.py EW101"]
    os.remove("clone/edgewise.toml")
    assert seen("--force-exclude", "clone/a.py") == ["clone/a.py EW101"]
    os.chdir("clone")
    assert seen("--force-exclude", "a.py") == ["a.py EW101"]


def test_what_git_ignores_is_a_matter_of_the_configuration_too(here: Path) -> None:
    plant({".git/HEAD": "ref: x", ".gitignore": "*.tmp.py\n", "a.tmp.py": BAD})
    plant({"loose/edgewise.toml": "respect-gitignore = false", "loose/a.tmp.py": BAD, "loose/in/b.tmp.py": BAD})
    plant({"loose/in/strict/edgewise.toml": "", "loose/in/strict/c.tmp.py": BAD})
    assert seen(".") == ["loose/a.tmp.py EW101", "loose/in/b.tmp.py EW101"]
    assert len(seen("--no-respect-gitignore", ".")) == 4


def test_programs_get_the_nearest_configuration(here: Path) -> None:
    two_projects()
    os.chdir("src")
    found = {result.path: result.findings for result in check_paths(["../shop/app", "."]) if result.findings}
    assert [*found] == ["../shop/app/a.py", "../shop/app/ours.py", "../shop/app/unsafe.py", "a.py"]
    assert found["a.py"][0].fix is not None
    assert found["a.py"][0].fix.processing_region == "ie1"
    assert found["../shop/app/a.py"][0].fix is not None
    assert found["../shop/app/a.py"][0].fix.processing_region in (None, "us1")


def test_pool_workers_know_them_all(here: Path) -> None:
    padding = "# twilio\n" * 4000
    for number in range(8):
        region = ("us1", "ie1")[number % 2]
        plant({f"p{number}/edgewise.toml": f'processing-region = "{region}"', f"p{number}/a.py": padding + BAD})
    program = [*python(), "-m", "edgewise", "fix", "--jobs", "3", "."]
    roots = os.pathsep.join(path for path in sys.path if path)
    done = subprocess.run(program, check=False, capture_output=True, env={**os.environ, "PYTHONPATH": roots})
    assert done.returncode == 0, done.stderr
    for number in range(8):
        host = ("api.twilio.com", "api.dublin.ie1.twilio.com")[number % 2]
        assert Path(f"p{number}/a.py").read_text().endswith(f'URL = "https://{host}/x"\n')


def test_a_problem_is_a_value(here: Path) -> None:
    plant({"bad/edgewise.toml": "jbos = 1"})
    found = Lookup(str(here), GivenOptions()).at(os.path.abspath("bad"))
    assert isinstance(found, Problem)
    assert found.path == "bad"


def test_closing_lines_say_when_more_than_one_was_in_force(here: Path) -> None:
    two_projects()
    os.chdir("src")
    line = "2 configurations were in force: ../shop/edgewise.toml and edgewise.toml."
    for arguments in (["check", ".", "../shop"], ["fix", "--diff", ".", "../shop"], ["check", "--since", "x", "."]):
        assert (line in run(*arguments).stderr.splitlines()) == ("../shop" in arguments)
    assert "in force" not in run("check", "../shop").stderr
    assert "in force" not in run("check", ".", "../shop", "--quiet").stderr
    plant({"../plain/a.py": BAD})
    assert "2 configurations were in force: edgewise.toml and the defaults where there is none.\n" in (
        run("check", ".", "../plain").stderr
    )
    plant({f"../many/{number}/edgewise.toml": "" for number in range(8)})
    plant({f"../many/{number}/a.py": BAD for number in range(9)})
    assert run("check", "../many").stderr.splitlines()[-1] == (
        "9 configurations were in force: ../many/0/edgewise.toml, ../many/1/edgewise.toml, ../many/2/edgewise.toml,"
        " ../many/3/edgewise.toml, ../many/4/edgewise.toml, 3 more (--verbose lists all) and the defaults where there"
        " is none."
    )


def test_reports_say_when_more_than_one_was_in_force(here: Path) -> None:
    two_projects()
    os.chdir("src")
    line = "2 configurations were in force: ../shop/edgewise.toml and edgewise.toml."
    page = run("check", "--output-format", "html", ".", "../shop").stdout
    assert f"<p>{line}</p>" in page
    assert "processing region: ie1, us1" in page
    page = run("check", "--output-format", "html", "../shop").stdout
    assert "in force" not in page
    assert "processing region: us1" in page
    properties = json.loads(run("check", "--output-format", "sarif", ".", "../shop").stdout)["runs"][0]["properties"]
    assert properties == {
        "processingRegion": "ie1, us1",
        "configurations": [
            {"file": "edgewise.toml", "processingRegion": "ie1"},
            {"file": "../shop/edgewise.toml", "processingRegion": "us1"},
        ],
    }
    properties = json.loads(run("check", "--output-format", "sarif", "../shop").stdout)["runs"][0]["properties"]
    assert properties == {"processingRegion": "us1"}


# ----------------------------------------------------------------------------------------------------- no rule is left


@pytest.mark.parametrize(
    ("config", "options", "sentence"),
    [
        (
            "",
            ["--select", "EW1", "--ignore", "EW10"],
            "no rule is left to look for: `select` names EW1, and `ignore` takes EW10 away",
        ),
        ("select = []", [], "edgewise.toml: no rule is left to look for: `select` names none"),
        (
            "ignore = ['EW']",
            [],
            "edgewise.toml: no rule is left to look for: `select` names EW, and `ignore` takes EW away",
        ),
        (
            "ignore = ['EW101']",
            ["--select", "EW101", "--ignore", "retired-hostname"],
            "edgewise.toml: no rule is left to look for: `select` names EW101, and `ignore` takes EW101 away",
        ),
        ("select = []", ["--select", "EW1"], None),
        ("select = []\nextend-select = ['EW101']", [], None),
        ("ignore = ['EW']\nextend-select = ['EW101']", [], None),
    ],
)
def test_no_rule_left_is_an_error(here: Path, config: str, options: list[str], sentence: str | None) -> None:
    plant({"a.py": BAD, **({"edgewise.toml": config} if config else {})})
    result = run("check", *options, ".")
    if sentence is None:
        assert result.exit_code == 1
    else:
        assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"error: {sentence}\n")
    plant({"a.py": BAD, "edgewise.toml": "[per-file-ignores]\n'*' = ['EW']\n"})
    assert run("check", ".").exit_code == 0


def test_no_rule_left_further_in_is_an_error_there(here: Path) -> None:
    plant({"a.py": BAD, "in/a.py": BAD, "in/edgewise.toml": "select = []"})
    result = run("check")
    assert result.exit_code == 2
    assert len(result.stdout.splitlines()) == 1
    assert "error: in: nothing here was looked at: in/edgewise.toml: no rule" in result.stderr


def test_no_rule_left_is_an_error_for_programs() -> None:
    from edgewise import check_source

    with pytest.raises(ValueError, match="no rule is left"):
        check_source(BAD, select=["EW1"], ignore=["EW1"])
    with pytest.raises(ConfigError, match="no rule is left"):
        check_paths(".", select=["EW1"], ignore=["EW1"], isolated=True)
