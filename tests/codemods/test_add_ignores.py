"""``check --add-ignores``: where comments go in each kind of file, and where none can."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from edgewise.cli.main import edgewise as command
from edgewise.files.atomic import WriteError
from edgewise_codemods.ignores import write
from support import REPOSITORY, seen
from warm import python

H = "https://api.ie1.twilio.com"
D = "https://api.de1.twilio.com"
E = "https://api.dublin.twilio.com"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    return tmp_path


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(command, arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def ignored(name: str, text: str, reason: str = "why", *options: str) -> tuple[str, Result]:
    """Return the new text of a file, and what the command said."""
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))
    result = run("check", "--add-ignores", reason, name, *options)
    return path.read_bytes().decode("utf-8"), result


WHY = "# edgewise: ignore[EW101] why"

PYTHON = [
    (f'x = "{H}"\n', f'x = "{H}"  {WHY}\n'),
    (f'x = "{H}"', f'x = "{H}"  {WHY}'),
    (f'x = "{H}"\r\ny = 1\r\n', f'x = "{H}"  {WHY}\r\ny = 1\r\n'),
    (f'x = "{H}"   \n', f'x = "{H}"  {WHY}   \n'),
    (f'x = "{H}"  # noqa\n', f'x = "{H}"  # noqa  {WHY}\n'),
    (f'x = "{H}", "{D}", "{E}"\n', f'x = "{H}", "{D}", "{E}"  # edgewise: ignore[EW101, EW103] why\n'),
    (f'x = "{H}"; y = "{D}"\n', f'x = "{H}"; y = "{D}"  {WHY}\n'),
    (f'x = """\n{H}\n\n{D}\n"""\n', f'x = """\n{H}\n\n{D}\n"""  {WHY}\n'),
    (f"x = '''\n{H}''' '''\n'''\n", f"x = '''\n{H}''' '''\n'''  {WHY}\n"),
    (f'x = f"""\n{{y}}\n{H}\n""".strip()\n', f'x = f"""\n{{y}}\n{H}\n""".strip()  {WHY}\n'),
    (f'x = f("""\n{H}\n""",\n  1)\n', f'x = f("""\n{H}\n""",  {WHY}\n  1)\n'),
    (f'x = "{H}" + \\\n    "/a" + \\\n    "b"\n', f'x = "{H}" + \\\n    "/a" + \\\n    "b"  {WHY}\n'),
    (f'x = "a" + \\\n    "{H}"\n', f'x = "a" + \\\n    "{H}"  {WHY}\n'),
    (f'x = "a \\\n{H}\\\n/b"\ny = 1\n', f'x = "a \\\n{H}\\\n/b"  {WHY}\ny = 1\n'),
    (f'x = (\n    "{H}"\n    "/a"\n)\n', f'x = (\n    "{H}"  {WHY}\n    "/a"\n)\n'),
    (f'if x:\n    y = ["{H}",\n        "{D}"]\n', f'if x:\n    y = ["{H}",  {WHY}\n        "{D}"]  {WHY}\n'),
    (
        f'x = "{H}", "{E}"  # edgewise: ignore[EW101] old\n',
        f'x = "{H}", "{E}"  # edgewise: ignore[EW101, EW103] old\n',
    ),
    (
        f'x = """\n{H}\n{E}\n"""  # edgewise: ignore[EW103]\n',
        f'x = """\n{H}\n{E}\n"""  # edgewise: ignore[EW103, EW101]\n',
    ),
    (
        'from twilio.rest import Client\nc = Client(\n    region="ie1",\n)\n',
        'from twilio.rest import Client\nc = Client(\n    region="ie1",  # edgewise: ignore[EW201] why\n)\n',
    ),
    (
        'from twilio.rest import Client\nc = Client(region="ie1")  # edgewise: ignore[EW101, EW001] x\n',
        'from twilio.rest import Client\nc = Client(region="ie1")  # edgewise: ignore[EW101, EW001, EW201] x\n',
    ),
]


@pytest.mark.parametrize(("text", "expected"), PYTHON)
def test_python(folder: Path, text: str, expected: str) -> None:
    new, result = ignored("a.py", text)
    assert new == expected
    assert ast.dump(ast.parse(new)) == ast.dump(ast.parse(text))
    assert result.exit_code == 0
    assert run("check").stdout == ""
    assert ignored("a.py", new)[0] == new


ELSEWHERE = [
    ("a.yaml", f"a: {H}\nb: x\n", f"a: {H}  {WHY}\nb: x\n"),
    ("a.yaml", f"a: [\n  {H},\n  '{D}\n  x']\n", f"a: [\n  {H},  {WHY}\n  {WHY}\n  '{D}\n  x']\n"),
    ("a.yml", "env:\n  TWILIO_REGION: ie1\n", "env:\n  TWILIO_REGION: ie1  # edgewise: ignore[EW301] why\n"),
    ("a.toml", f'a = "{H}"\n', f'a = "{H}"  {WHY}\n'),
    ("a.sh", f"curl {H}\n", f"curl {H}  {WHY}\n"),
    ("a.sh", f"curl \\\n  {H} \\\n  -v\n", f"curl \\\n  {H} \\\n  -v  {WHY}\n"),
    ("a.ts", f'const a = "{H}"; // x\n', f'const a = "{H}"; // x // edgewise: ignore[EW101] why\n'),
    ("a.tsx", f'const a = "{H}";\n', f'const a = "{H}"; // edgewise: ignore[EW101] why\n'),
    ("a.go", f'var a = "{H}"\r\n', f'var a = "{H}" // edgewise: ignore[EW101] why\r\n'),
    ("a.sql", f"select '{H}';\n", f"select '{H}'; -- edgewise: ignore[EW101] why\n"),
    ("a.css", f"a {{ background: url('{H}'); }}\n", None),
    ("a.html", f'<a href="{H}">\n', f'<a href="{H}"> <!-- edgewise: ignore[EW101] why -->\n'),
    ("a.jsonc", f'{{\n  "a": "{H}"\n}}\n', f'{{\n  "a": "{H}" // edgewise: ignore[EW101] why\n}}\n'),
    ("main.tf", f'a = "{H}"\n', f'a = "{H}"  {WHY}\n'),
    ("a.c", f'#define A "{H}"\n', f'#define A "{H}" // edgewise: ignore[EW101] why\n'),
    # A comment behind the value would be a part of it.
    (".env", f"A={H}\nB=1\n", f"{WHY}\nA={H}\nB=1\n"),
    ("a.ini", f"[a]\nb = {H}\n", f"[a]\n{WHY}\nb = {H}\n"),
    ("a.service", f"[Service]\nEnvironment=A={H}\n", f"[Service]\n{WHY}\nEnvironment=A={H}\n"),
    ("Dockerfile", f"FROM a\nENV B={H}\n", f"FROM a\n{WHY}\nENV B={H}\n"),
    ("Dockerfile", f"FROM a\nENV B=c \\\n    D={H}\n", f"FROM a\nENV B=c \\\n{WHY}\n    D={H}\n"),
    # A page is in several languages.
    (
        "a.vue",
        f"<script lang=\"ts\">\nconst a = '{H}';\n</script>\n",
        f"<script lang=\"ts\">\nconst a = '{H}'; // edgewise: ignore[EW101] why\n</script>\n",
    ),
    (
        "a.vue",
        f"<template>\n<a href='{H}'/>\n</template>\n",
        f"<template>\n<a href='{H}'/> <!-- edgewise: ignore[EW101] why -->\n</template>\n",
    ),
    (
        "a.svelte",
        f"<script>\nlet a = '{H}'\n</script>\n<p>{D}</p>\n",
        f"<script>\nlet a = '{H}' // edgewise: ignore[EW101] why\n</script>\n<p>{D}</p> <!-- edgewise: ignore[EW101] why -->\n",
    ),
    (
        "a.html",
        f"<STYLE type='text/css'>\na {{ background: url('{H}'); }}\n</STYLE>\n",
        f"<STYLE type='text/css'>\na {{ background: url('{H}'); }} /* edgewise: ignore[EW101] why */\n</STYLE>\n",
    ),
    # Within a value no comment can stand.
    ("a.yaml", f"a:\n  b: |\n    x\n    {H}\n", f"a:\n  {WHY}\n  b: |\n    x\n    {H}\n"),
    ("a.toml", f'a = """\n{H}\n"""\n', f'{WHY}\na = """\n{H}\n"""\n'),
    ("a.ts", f"const a = `\n{H}\n`;\n", f"// edgewise: ignore[EW101] why\nconst a = `\n{H}\n`;\n"),
    ("Makefile", f"a:\n\tcurl -v \\\n\t  {H}\n", f"a:\n{WHY}\n\tcurl -v \\\n\t  {H}\n"),
]


@pytest.mark.parametrize(("name", "text", "expected"), ELSEWHERE)
def test_elsewhere(folder: Path, name: str, text: str, expected: str | None) -> None:
    new, result = ignored(name, text)
    if expected is not None:
        assert new == expected
    assert (result.exit_code, result.stdout) == (0, "")
    assert run("check").stdout == ""
    assert ignored(name, new)[0] == new


def notebook(*cells: str, lines: bool = True) -> str:
    """Return a notebook as Jupyter writes it, each cell as a list of lines or as one string."""
    written = [
        {"cell_type": "code", "metadata": {}, "source": cell.splitlines(keepends=True) if lines else cell}
        for cell in cells
    ]
    return json.dumps({"cells": written, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1)


CELLS = [
    (["import requests", f'x = "{H}"\ny = 1\n'], ["import requests", f'x = "{H}"  {WHY}\ny = 1\n']),
    ([f"%pip install twilio\n!ls\nx = '{H}'"], [f"%pip install twilio\n!ls\nx = '{H}'  {WHY}"]),
    ([f"x = '''\n{H}\n'''\n"], [f"x = '''\n{H}\n'''  {WHY}\n"]),
    ([f'x = "{H}", "é\\"", "{E}"  # old'], [f'x = "{H}", "é\\"", "{E}"  # old  # edgewise: ignore[EW101, EW103] why']),
    (
        [f'x = "{E}"  # edgewise: ignore[EW103] a\n', f'y = "{D}", "{E}"  # edgewise: ignore[EW103] b\n'],
        [f'x = "{E}"  # edgewise: ignore[EW103] a\n', f'y = "{D}", "{E}"  # edgewise: ignore[EW103, EW101] b\n'],
    ),
    (
        ["from twilio.rest import Client\n", 'c = Client(\n    region="ie1",\n)\n'],
        ["from twilio.rest import Client\n", 'c = Client(\n    region="ie1",  # edgewise: ignore[EW201] why\n)\n'],
    ),
]


@pytest.mark.parametrize("lines", [True, False])
@pytest.mark.parametrize(("cells", "expected"), CELLS)
def test_cells_of_notebooks(folder: Path, cells: list[str], expected: list[str], lines: bool) -> None:
    new, result = ignored("a.ipynb", notebook(*cells, lines=lines), 'why "')
    assert json.loads(new) == json.loads(notebook(*(cell.replace(" why", ' why "') for cell in expected), lines=lines))
    assert (result.exit_code, result.stdout) == (0, "")
    assert run("check").stdout == ""
    assert ignored("a.ipynb", new)[0] == new


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("a.json", f'{{"a": "{H}"}}\n', "this kind of file has no comments"),
        ("a.ipynb", notebook(f"%%bash\ncurl {H}\n"), "no comment can stand at its line"),
        ("a.ipynb", notebook(f"!curl {H} \\\n -v"), "no comment can stand at its line"),
        ("package-lock.json", f'{{"a": "{H}"}}\n', "has no comments"),
        ("vendor/a.go", f'var a = "{H}"\n', "has no comments"),
        ("a.unheard-of", f"{H}\n", "has no comments"),
        (
            "a.html",
            f'<script type="application/ld+json">\n{{"a": "{H}"}}\n</script>\n',
            "no comment can stand at its line",
        ),
        ("a.vue", f'<template lang="pug">\na(href="{H}")\n</template>\n', "no comment can stand at its line"),
        ("a.sh", f"cat <<X\n{H}\nX\n", "no comment can stand at its line"),
        ("a.tsx", f"const a = <p>\n{H}\n</p>;\n", "no comment can stand at its line"),
        (".env", f'A="\n{H}\n"\n', "no comment can stand at its line"),
        ("a.py", f'print "{H}"\n', "its file does not parse"),
        ("a.py", "x = 1  # edgewise: ignore[EW101]\n", "`edgewise fix` removes it"),
    ],
)
def test_where_none_can_stand(folder: Path, name: str, text: str, reason: str) -> None:
    new, result = ignored(name, text)
    assert new == text
    assert result.exit_code == (2 if "print" in text else 1)
    assert reason in result.stderr
    assert name in result.stdout


def test_one_that_has_no_place_is_not_in_the_way_of_the_others(folder: Path) -> None:
    new, result = ignored("a.sh", f"curl {H}\ncat <<X\n{D}\nX\ncurl {D}\n")
    assert new == f"curl {H}  {WHY}\ncat <<X\n{D}\nX\ncurl {D}  {WHY}\n"
    assert result.exit_code == 1
    assert result.stdout.startswith("a.sh:3:9: EW101 ")
    assert result.stderr == "Ignored 2 problems in 1 file. 1 left: 1 because no comment can stand at its line.\n"


def test_the_report_is_about_the_text_that_there_is_now(folder: Path) -> None:
    (folder / "Dockerfile").write_text(f"FROM a\nENV B={H}\nRUN cat <<X\n{D}\nX\n", encoding="utf-8")
    result = run("check", "--add-ignores", "why", "--output-format", "json")
    rows = (folder / "Dockerfile").read_text().splitlines()
    for finding in json.loads(result.stdout):
        assert "twilio.com" in rows[finding["location"]["row"] - 1]


@pytest.mark.parametrize("reason", ["", "  ", "a\nb", "a\x1b[0m", "a\u2028b"])
def test_the_reason_is_a_line(folder: Path, reason: str) -> None:
    new, result = ignored("a.py", f'x = "{H}"\n', reason)
    assert (new, result.exit_code) == (f'x = "{H}"\n', 2)


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("a.html", f'<a href="{H}">\n', "closes --> here"),
        ("a.css", f"a {{ background: url('{H}'); }}\n", "closes */ here"),
        ("a.py", f'# coding: latin-1\nx = "{H}"\n', "漢"),
    ],
)
def test_a_reason_that_would_break_the_file(folder: Path, name: str, text: str, reason: str) -> None:
    assert ignored(name, text, reason)[0] == text


def test_only_what_counts(folder: Path) -> None:
    text = f'x = "{H}"\n\n\ny = "{E}"\n'
    assert ignored("a.py", text, "why", "--select", "EW101")[0] == f'x = "{H}"  {WHY}\n\n\ny = "{E}"\n'
    (folder / "a.py").write_text(text)
    run("check", "--write-baseline", "known.json")
    assert ignored("a.py", text + f'z = "{D}"\n', "why", "--baseline", "known.json")[0] == text + f'z = "{D}"  {WHY}\n'


def test_encodings_and_modes_stay(folder: Path) -> None:
    path = folder / "a.py"
    path.write_bytes(b"\xef\xbb\xbf# \xc3\xa9\r\nx = '" + H.encode() + b"'\r\n")
    path.chmod(0o755)
    assert run("check", "--add-ignores", "why").exit_code == 0
    assert path.read_bytes() == b"\xef\xbb\xbf# \xc3\xa9\r\nx = '" + H.encode() + b"'  " + WHY.encode() + b"\r\n"
    assert path.stat().st_mode & 0o777 == 0o755


def test_a_file_that_cannot_be_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise WriteError("cannot be written: it is read-only")

    monkeypatch.setattr(write, "replace_content", refuse)
    text = f'x = "{H}"\n'
    new, result = ignored("a.py", text)
    assert (new, result.exit_code) == (text, 2)
    assert "read-only" in result.stderr
    assert result.stdout.startswith("a.py:1:14: EW101")


def test_in_many_processes(folder: Path) -> None:
    for number in range(4):
        (folder / f"a{number}.py").write_text(f'x{number} = "{H}"\n' * 20 + "# x\n" * 15_000, encoding="utf-8")
    # As a process of its own, whose workers are forks: the tests run beside threads, which would take fresh interpreters.
    command = [*python(), "-m", "edgewise", "check", "--add-ignores", "why", "--jobs", "2"]
    roots = os.pathsep.join(path for path in sys.path if path)
    environment = {**os.environ, "PYTHONPATH": roots}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.stderr == "Ignored 80 problems in 4 files.\n"
    assert run("check").exit_code == 0


# ------------------------------------------------------------------------------------- what such comments speak for


@pytest.mark.parametrize(
    ("source", "left"),
    [
        (f'x = "{H}" + \\\n    "/a"  {WHY}\n', []),
        (f'x = 1\ny = "{H}" + \\\n    "/a"  {WHY}\n', []),
        (f'y = "{H}"\nx = 1 + \\\n    2  {WHY}\n', ["EW101", "EW001"]),
    ],
)
def test_a_comment_speaks_for_lines_that_backslashes_join(source: str, left: list[str]) -> None:
    assert [code for code, _ in seen(source)] == left


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        (".env", f"{WHY}\nA={H}\n", 0),
        (".env", f"{WHY}\n\nA={H}\n", 2),
        (".env", f"A={H}\n{WHY}\n", 2),
        ("a.ts", f"/* edgewise: ignore[EW101] */ f()\ng('{H}')\n", 2),
        ("a.ts", f"  // edgewise: ignore[EW101] why\n  g('{H}')\n", 0),
        ("Dockerfile", f"FROM a\n{WHY}\nENV A=b \\\n  B={H}\n", 0),
        ("a.py", f"{WHY}\nx = '{H}'\n", 0),
    ],
)
def test_a_comment_on_a_line_of_its_own_speaks_for_the_next_one(folder: Path, name: str, text: str, found: int) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    assert len(run("check", "--output-format", "concise").stdout.splitlines()) == found


def test_as_a_process_of_its_own(folder: Path) -> None:
    roots = [str(REPOSITORY / root) for root in ("lint", "codemods")]
    (folder / "a.py").write_text(f'x = "{H}"\n', encoding="utf-8")
    program = f"import sys; sys.path[:0] = {roots}; from edgewise.cli.main import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", program, "check", "--add-ignores", "why"], check=False, capture_output=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert (folder / "a.py").read_text() == f'x = "{H}"  {WHY}\n'
