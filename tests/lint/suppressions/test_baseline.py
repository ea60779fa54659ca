"""Baselines: what they cover, what they call stale, how they are written, and what ``fix`` makes of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from edgewise.cli.main import edgewise as command
from edgewise.files.atomic import WriteError
from edgewise.findings import Finding
from edgewise.suppressions import baseline as baselines
from edgewise.suppressions.baseline import Baseline, BaselineError, entry_of
from edgewise_codemods import rewrite

A = 'A = "https://api.ie1.twilio.com/a"\n'
B = 'B = "https://api.ie1.twilio.com/b"\n'
DE = 'DE = "https://api.de1.twilio.com"\n'
CLIENT = 'from twilio.rest import Client\n\nclient = Client("a", region="ie1")\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    return tmp_path


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / (name.replace("__", "/") + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def run(*arguments: str, stdin: str | None = None) -> Result:
    result = CliRunner().invoke(command, arguments, input=stdin)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def rows(result: Result) -> list[str]:
    """Return path, row and rule of every finding that a report has."""
    return [":".join([*line.split(":")[:2], line.split()[1]]) for line in result.stdout.splitlines()]


def test_what_is_written_is_passed_over(folder: Path) -> None:
    write(folder, a=A + B, app__b=CLIENT)
    written = run("check", "--write-baseline", "known.json")
    assert (written.exit_code, written.stdout) == (0, "")
    assert written.stderr == "Wrote 3 problems to known.json.\n"
    checked = run("check", "--baseline", "known.json")
    assert (checked.exit_code, checked.stdout) == (0, "")
    assert checked.stderr.splitlines() == [
        "All clean: 2 files looked at.",
        "3 problems passed over, known from known.json.",
    ]
    assert run("check").exit_code == 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("\n\n# above\n" + A + "\n" + B, []),
        (B + A, []),
        (A.replace(" = ", "  =\t") + B, []),
        ("if 1:\n    " + A + "    " + B, []),
        (A + B.replace("B =", "RENAMED =").replace('/b"', '/c"'), []),
        (A, []),
        ("", []),
        # Two are known, and the third is not: the one whose line is new.
        (A + B + A.replace('/a"', '/new"'), ["a.py:3:EW101"]),
        (A.replace('/a"', '/new"') + A + B, ["a.py:1:EW101"]),
        (A + A + B, ["a.py:2:EW101"]),
        (A + B + DE, ["a.py:3:EW101"]),
        (A + B.replace("api.ie1", "verify.ie1"), ["a.py:2:EW102"]),
    ],
)
def test_what_counts_as_the_same(folder: Path, text: str, found: list[str]) -> None:
    write(folder, a=A + B)
    run("check", "--write-baseline", "known.json")
    write(folder, a=text)
    result = run("check", "--baseline", "known.json")
    assert rows(result) == found
    assert result.exit_code == bool(found)


def test_another_file_is_another_matter(folder: Path) -> None:
    write(folder, a=A)
    run("check", "--write-baseline", "known.json")
    (folder / "a.py").rename(folder / "b.py")
    assert rows(run("check", "--baseline", "known.json")) == ["b.py:1:EW101"]


def test_the_file(folder: Path) -> None:
    write(folder, b=A + A, app__a=CLIENT)
    (folder / "made").mkdir()
    run("check", "--write-baseline", "made/known.json")
    text = (folder / "made" / "known.json").read_text(encoding="utf-8")
    content = json.loads(text)
    assert content["version"] == 1
    assert list(content["findings"]) == ["../app/a.py", "../b.py"]
    assert [entry["rule"] for entry in content["findings"]["../b.py"]] == ["EW101", "EW101"]
    assert content["findings"]["../app/a.py"][0]["text"] == 'region="ie1"'
    assert text.endswith("}\n")
    assert len([line for line in text.splitlines() if '"rule"' in line]) == 3
    # Written again it is the same, and lines that move do not change it.
    write(folder, b="\n\n" + A + A)
    run("check", "--write-baseline", "made/known.json")
    assert (folder / "made" / "known.json").read_text(encoding="utf-8") == text
    assert [path.name for path in (folder / "made").iterdir()] == ["known.json"]


def test_it_works_from_every_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, a=A, app__b=B)
    run("check", "--write-baseline", "known.json")
    for inside, paths in (("app", [".."]), ("app", []), ("app", [str(folder)]), (".", ["app/../a.py"])):
        monkeypatch.chdir(folder / inside)
        baseline = str(folder / "known.json") if inside == "." else "../known.json"
        assert run("check", "--baseline", baseline, *paths).exit_code == 0


def test_what_is_stale_is_told(folder: Path) -> None:
    write(folder, a=A + B, b=DE, c=A, d=A)
    run("check", "--write-baseline", "known.json")
    write(folder, a=A, b="")
    (folder / "c.py").unlink()
    told = run("check", "--baseline", "known.json")
    assert told.exit_code == 0
    assert told.stderr.splitlines()[1:] == [
        "2 problems passed over, known from known.json.",
        "3 entries of known.json no longer occur; `edgewise check --write-baseline known.json` removes them:",
        "  a.py: EW101 api.ie1.twilio.com",
        "  b.py: EW101 api.de1.twilio.com",
        "  c.py: EW101 api.ie1.twilio.com",
    ]
    run("check", "--write-baseline", "known.json")
    assert "no longer" not in run("check", "--baseline", "known.json").stderr


@pytest.mark.parametrize(
    "arguments",
    [("d.py",), ("d.py", "e.py"), ("--force-exclude", "d.py"), ("app",), ("--select", "EW2"), ("--ignore", "EW101")],
)
def test_what_is_not_looked_at_is_not_stale(folder: Path, arguments: tuple[str, ...]) -> None:
    write(folder, a=A, d=A, e="", app__x="")
    run("check", "--write-baseline", "known.json")
    write(folder, a="")
    assert "no longer" not in run("check", "--baseline", "known.json", *arguments).stderr
    assert "no longer" in run("check", "--baseline", "known.json").stderr


def test_a_file_that_cannot_be_read_is_not_stale(folder: Path) -> None:
    write(folder, a=A)
    run("check", "--write-baseline", "known.json")
    (folder / "a.py").write_bytes(b"# coding: nonsense\n" + A.encode())
    told = run("check", "--baseline", "known.json")
    assert told.exit_code == 2
    assert "no longer" not in told.stderr
    (folder / "a.py").write_text("print 1  # twilio\n", encoding="utf-8")
    assert "no longer" not in run("check", "--baseline", "known.json").stderr


def test_many_stale_entries_are_not_all_listed(folder: Path) -> None:
    write(folder, a=A * 30)
    run("check", "--write-baseline", "known.json")
    write(folder, a="")
    assert run("check", "--baseline", "known.json").stderr.splitlines()[-1] == "  and 10 more (--verbose lists all)"
    assert run("check", "--baseline", "known.json", "--verbose").stderr.count("EW101") == 30
    assert run("check", "--baseline", "known.json", "--quiet").stderr == ""


def test_writing_for_a_part_keeps_the_rest(folder: Path) -> None:
    write(folder, a=A, app__b=B, app__c=B)
    run("check", "--write-baseline", "known.json")
    write(folder, app__b=B + DE)
    (folder / "app" / "c.py").unlink()
    written = run("check", "--write-baseline", "known.json", "app")
    assert written.stderr == "Wrote 2 problems to known.json, and kept 1 of files outside of this run.\n"
    assert run("check", "--baseline", "known.json").stderr.endswith("3 problems passed over, known from known.json.\n")


def test_the_configuration_names_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "edgewise.toml").write_text("baseline = 'known.json'\n")
    write(folder, app__a=A)
    assert run("check").stderr.startswith("error: ")
    assert run("check", "--write-baseline", "known.json").exit_code == 0
    monkeypatch.chdir(folder / "app")
    assert run("check").exit_code == 0
    assert rows(run("check", "--no-baseline")) == ["a.py:1:EW101"]
    assert run("check", "-", "--stdin-filename", "a.py", stdin=A).exit_code == 0
    assert run("check", "-", "--stdin-filename", "b.py", stdin=A).exit_code == 1


def test_the_baseline_itself_is_never_a_finding(folder: Path) -> None:
    write(folder, a=A, b=CLIENT)
    before = run("check").stdout
    for _ in range(2):
        run("check", "--write-baseline", "known.json")
        assert run("check").stdout == before
    write(folder, a="", b="")
    run("check", "--write-baseline", "known.json")
    assert run("check").stdout == ""
    assert run("fix", "--unsafe-fixes").exit_code == 0


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "known.json: there is no such baseline; `edgewise check --write-baseline known.json` writes one"),
        ("{", "known.json: the baseline is not valid JSON: "),
        ("[]", "known.json: the file is no baseline, which is "),
        ('{"version": true, "findings": {}}', "known.json: the file is no baseline"),
        ('{"version": 1}', "known.json: the file is no baseline"),
        ('{"version": 1, "findings": {"a": {}}}', "known.json: the file is no baseline"),
        ('{"version": 1, "findings": {"a": [{"rule": "EW101"}]}}', "known.json: the file is no baseline"),
        (
            '{"version": 2, "findings": 0}',
            "known.json: the baseline has format 2, and this version of Edgewise reads 1",
        ),
        ("\xff", "known.json: the baseline is not valid JSON: "),
    ],
)
@pytest.mark.parametrize("name", ["check", "fix"])
def test_a_bad_baseline_is_refused(folder: Path, name: str, content: str | None, message: str) -> None:
    write(folder, a=A)
    if content is not None:
        (folder / "known.json").write_text(content, encoding="latin-1")
    result = run(name, "--baseline", "known.json")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"error: {message}")
    assert (folder / "a.py").read_text() == A


def test_what_is_no_baseline_is_not_overwritten(folder: Path) -> None:
    write(folder, a=A)
    assert run("check", "--write-baseline", "a.py").exit_code == 2
    assert (folder / "a.py").read_text() == A
    result = run("check", "--write-baseline", "missing/known.json")
    assert (result.exit_code, "cannot be written" in result.stderr) == (2, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--write-baseline", "x.json", "--since", "HEAD"),
        ("--write-baseline", "x.json", "--add-ignores", "why"),
        ("--write-baseline", "x.json", "-"),
        ("--baseline", "x.json", "--no-baseline"),
    ],
)
def test_what_excludes_each_other(folder: Path, arguments: tuple[str, ...]) -> None:
    assert run("check", *arguments).exit_code == 2
    assert not (folder / "x.json").exists()


def test_fix_leaves_alone_what_is_known(folder: Path) -> None:
    write(folder, a=A + B)
    run("check", "--write-baseline", "known.json")
    write(folder, a=A + DE + B + 'C = f("https://api.ie1.twilio.com/c", "https://api.au1.twilio.com")\n')
    diff = run("fix", "--baseline", "known.json", "--diff")
    assert (diff.exit_code, diff.stdout.count("\n+")) == (1, 3)
    fixed = run("fix", "--baseline", "known.json", "--exit-non-zero-on-fix")
    assert fixed.exit_code == 1
    assert fixed.stderr.splitlines()[0] == "Fixed 3 problems in 1 file."
    assert fixed.stderr.splitlines()[-1] == "2 problems passed over, known from known.json."
    text = (folder / "a.py").read_text()
    assert text == (
        A
        + DE.replace("de1.", "")
        + B
        + 'C = f("https://api.dublin.ie1.twilio.com/c", "https://api.sydney.au1.twilio.com")\n'
    )
    again = run("fix", "--baseline", "known.json", "--exit-non-zero-on-fix")
    assert (again.exit_code, again.stdout) == (0, "")
    assert (folder / "a.py").read_text() == text
    assert run("fix").exit_code == 0
    assert "ie1.twilio.com/a" in (folder / "a.py").read_text()
    assert "2 entries of known.json no longer occur" in run("fix", "--baseline", "known.json").stderr


def test_what_is_known_is_told_of_a_file_that_cannot_be_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: str, old: bytes, new: bytes) -> None:
        raise WriteError("cannot be written: no")

    write(folder, a=A)
    run("check", "--write-baseline", "known.json")
    write(folder, a=A + DE)
    monkeypatch.setattr(rewrite, "replace_content", refuse)
    refused = run("fix", "--baseline", "known.json")
    assert refused.exit_code == 2
    assert refused.stderr.splitlines()[-1] == "1 problem passed over, known from known.json."


def test_names_of_all_kinds(tmp_path: Path) -> None:
    text = "api.ie1.twilio.com"
    entry = entry_of(Finding("EW101", "", 0, len(text)), text)
    names = ["a b.py", "ü/\n.py", "\udcff.py", '"\\.py']
    path = str(tmp_path / "known.json")
    baselines.save(path, Baseline(str(tmp_path), dict.fromkeys(names, (entry, entry))))
    loaded = baselines.load(path)
    assert loaded.entries == dict.fromkeys(names, (entry, entry))
    for name in names:
        assert loaded.split(str(tmp_path / name), text, [Finding("EW101", "", 0, len(text))])[2] == [entry]


def test_a_write_that_fails_leaves_the_old_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, a=A)
    run("check", "--write-baseline", "known.json")
    before = (folder / "known.json").read_bytes()

    def refuse(*_: object) -> Callable[[], None]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(baselines.os, "replace", refuse)
    with pytest.raises(BaselineError, match="No space left"):
        baselines.save("known.json", Baseline(str(folder)))
    assert (folder / "known.json").read_bytes() == before
    assert sorted(path.name for path in folder.iterdir()) == [".git", "a.py", "known.json"]
