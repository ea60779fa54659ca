"""The libcst codemod commands: in libcst's own tool, byte for byte what ``edgewise fix`` gives, and as transforms."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import libcst
import pytest
from libcst.codemod import (
    CodemodCommand,
    CodemodContext,
    SkipFile,
    TransformFailure,
    TransformSuccess,
    transform_module,
)
from libcst.codemod.visitors import AddImportsVisitor

from edgewise.findings import Edit, Finding, Fix
from edgewise_codemods import (
    FixTwilioClients,
    FixTwilioDomains,
    FixTwilioHostnames,
    RefusedError,
    libcst_commands,
    rewrite,
)
from edgewise_codemods.rewrite import Rewritten, fix_source
from warm import python

BAD, FIXED = b'URL = "https://api.ie1.twilio.com/x"\n', b'URL = "https://api.dublin.ie1.twilio.com/x"\n'
UNSAFE = b'URL = "api.sydney.ie1.twilio.com"\n'
CLIENT = b'from twilio.rest import Client\nclient = Client("a", "b", region="ie1")\n'
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONWARNINGS": ""}

TREE = {
    "plain.py": BAD + UNSAFE + CLIENT,
    "crlf.py": (BAD + CLIENT + b"# end").replace(b"\n", b"\r\n"),
    "mixed.py": b"x = 1\r\n\x0c\n" + BAD + b"y = '\xc2\x85\xe2\x80\xa8'\r" + BAD,
    "latin.py": b"# -*- coding: latin-1 -*-\nx = '\xe4\xf6'; " + BAD + CLIENT,
    "cp1252.py": b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\nx = '\x80'; " + BAD,
    "bom.py": b"\xef\xbb\xbf" + BAD + b"x = '\xc3\xa4'\n",
    "bom_crlf.py": b"\xef\xbb\xbf# coding: utf-8\r\n" + BAD.replace(b"\n", b"\r\n"),
    "wide.py": "x = 'ä€😀'; ".encode() + BAD + "y = '😀'; ".encode() + BAD,
    "no_newline.py": CLIENT + BAD.rstrip(),
    "tabs.py": b"if 1:\n\t" + BAD + b"\tif 2:\n\t\t" + BAD + b"  \t# blanks  \n",
    "blank_lines.py": b"\n\n\n" + BAD + b"  \n\n\n",
    "nothing.py": b"x = 1\r\n",
    "nothing_of_ours.py": b'URL = "https://api.twilio.com"\n',
    "empty.py": b"",
    "package/__init__.py": BAD,
    "suppressed.py": BAD.rstrip() + b"  # edgewise: ignore[EW101] recorded\n" + BAD,
    "unused.py": b"x = 1  # edgewise: ignore[EW101]\n",
    "unsafe.py": UNSAFE,
}
# libcst does not give these back as they are: its tool has to leave them alone.
LOSSY = {
    "form_feed.py": b"\x0c" + BAD,
    "form_feed_only.py": b"\x0cx = 1\n",
    "cr.py": b"x = 1\r" + BAD.replace(b"\n", b"\r"),
    "form_feed_inside.py": b"x = 1\n\x0c" + BAD,
    "blank_lines.py": BAD + b"\n\n  \n\n",
    "comment.py": b"if 1:\n\tx = 1\n\n\n  # " + BAD,
}


def write(folder: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def read(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.py")}


def tool(folder: Path, command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    line = [*python(), "-m", "libcst.tool", "codemod", "--no-format", "-x", f"edgewise_codemods.{command}"]
    line += [*arguments, "--jobs", "1", "--hide-progress", "."]
    return subprocess.run(line, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False)


def edgewise(folder: Path, *arguments: str) -> None:
    line = [*python(), "-m", "edgewise", "fix", "--isolated", "--quiet", *arguments, "."]
    done = subprocess.run(line, cwd=folder, env=ENVIRONMENT, capture_output=True, check=False)
    assert done.returncode in (0, 1), done.stderr


AS_WRITTEN = ["--processing-region", "as-written"]
PAIRS = [
    pytest.param("FixTwilioDomains", AS_WRITTEN, [], id="everything"),
    pytest.param("FixTwilioDomains", [], [], id="undecided"),
    pytest.param("FixTwilioDomains", [*AS_WRITTEN, "--unsafe-fixes"], [], id="unsafe"),
    pytest.param("FixTwilioDomains", ["--processing-region", "us1"], [], id="us1"),
    pytest.param("FixTwilioHostnames", ["--processing-region", "ie1"], ["--select", "EW1"], id="hostnames"),
    pytest.param("FixTwilioClients", AS_WRITTEN, ["--select", "EW2,EW3"], id="clients"),
]


@pytest.mark.parametrize(("command", "common", "selection"), PAIRS)
def test_the_tool_and_fix_agree_byte_for_byte(
    tmp_path: Path, command: str, common: list[str], selection: list[str]
) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    write(ours, TREE)
    shutil.copytree(ours, theirs)
    edgewise(ours, *common, *selection)
    done = tool(theirs, command, *common)
    assert done.returncode == 0, done.stderr
    assert read(theirs) == read(ours)
    changed = {name for name, data in read(ours).items() if data != TREE[name]}
    assert len(changed) >= (4 if command == "FixTwilioClients" else 12 if common else 1)
    assert f"Transformed {len(TREE)} files successfully" in done.stderr


@pytest.mark.parametrize(
    "arguments", [AS_WRITTEN, ["--processing-region", "us1"], [*AS_WRITTEN, "--twilio-version", "9.13.0"]]
)
def test_the_tool_goes_by_the_pins(tmp_path: Path, arguments: list[str]) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    (ours / ".git").mkdir(parents=True)
    write(ours, {"old/app/a.py": CLIENT, "new/a.py": CLIENT, "old/requirements.txt": b"twilio==6.38.1\n"})
    shutil.copytree(ours, theirs)
    line = [*python(), "-m", "edgewise", "fix", "--quiet", *arguments, "."]
    subprocess.run(line, cwd=ours, env=ENVIRONMENT, capture_output=True, check=False)
    assert tool(theirs, "FixTwilioDomains", *arguments).returncode == 0
    assert read(theirs) == read(ours)
    assert (b"edge" in read(ours)["old/app/a.py"]) == ("9.13.0" in arguments)
    assert read(ours)["new/a.py"] != CLIENT


def test_the_tool_goes_by_the_nearest_configuration(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    write(ours, {f"{folder}/a.py": BAD + UNSAFE + CLIENT for folder in ("shop", "shop/gen", "shop/old", "lib")})
    write(ours, {
        "shop/edgewise.toml": b'extend = "../base.toml"\nextend-exclude = ["/gen/"]\nunsafe-fixes = true\n',
        "base.toml": b'processing-region = "us1"\n[per-file-ignores]\n"old/" = ["EW1"]\n',
        "lib/.edgewise.toml": b'processing-region = "au1"\n',
    })  # fmt: skip
    shutil.copytree(ours, theirs)
    line = [*python(), "-m", "edgewise", "fix", "--quiet", "."]
    subprocess.run(line, cwd=ours, env=ENVIRONMENT, capture_output=True, check=False)
    done = tool(theirs, "FixTwilioDomains")
    assert "the configuration leaves this file out" in done.stderr
    assert read(theirs) == read(ours)
    assert read(ours)["shop/gen/a.py"] == BAD + UNSAFE + CLIENT
    assert read(ours)["shop/old/a.py"].startswith(BAD + UNSAFE)
    assert b"au1" in read(ours)["lib/a.py"]
    write(theirs, {"lib/.edgewise.toml": b"jbos = 1\n", "lib/a.py": BAD})
    done = tool(theirs, "FixTwilioDomains")
    assert "has no key 'jbos'; did you mean 'jobs'?" in done.stderr
    assert read(theirs)["lib/a.py"] == BAD
    # What the command is given wins.
    write(theirs, {"shop/a.py": BAD, "lib/.edgewise.toml": b""})
    assert tool(theirs, "FixTwilioHostnames", "--processing-region", "ie1").returncode == 0
    assert read(theirs)["shop/a.py"] == FIXED


def test_the_tool_leaves_alone_what_libcst_does_not_give_back(tmp_path: Path) -> None:
    write(tmp_path, LOSSY)
    done = tool(tmp_path, "FixTwilioDomains")
    assert done.returncode == 0
    assert read(tmp_path) == LOSSY
    assert f"Skipped {len(LOSSY)} files" in done.stderr
    assert done.stderr.count("run edgewise fix instead") >= len(LOSSY)


def test_the_tool_tells_what_is_left(tmp_path: Path) -> None:
    write(tmp_path, {"x.py": BAD + UNSAFE})
    done = tool(tmp_path, "FixTwilioDomains", *AS_WRITTEN)
    assert "WARNING: 2:8: EW105 " in done.stderr
    assert "its fix is unsafe and needs --unsafe-fixes" in done.stderr


def test_the_tool_knows_the_options(tmp_path: Path) -> None:
    done = tool(tmp_path, "FixTwilioDomains", "--help")
    assert done.returncode == 0
    for text in ("--processing-region {as-written,us1,ie1,au1}", "--unsafe-fixes", FixTwilioDomains.DESCRIPTION[:30]):
        assert text in done.stdout
    assert tool(tmp_path, "FixTwilioDomains", "--processing-region", "de1").returncode == 2


def test_the_tool_finds_them_by_configuration(tmp_path: Path) -> None:
    (tmp_path / ".libcst.codemod.yaml").write_text("modules: [edgewise_codemods]\n")
    line = [*python(), "-m", "libcst.tool", "list"]
    done = subprocess.run(line, cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True, check=True)
    names = [f"libcst_commands.{name} - " for name in ("FixTwilioClients", "FixTwilioDomains", "FixTwilioHostnames")]
    assert [line[: len(name)] for line, name in zip(done.stdout.splitlines(), names, strict=True)] == names


# -------------------------------------------------------------------------------------------------- as transforms


def test_a_transform_in_a_program() -> None:
    tree = libcst.parse_module(BAD)
    context = CodemodContext()
    assert FixTwilioDomains(context).transform_module(tree).bytes == FIXED
    us1 = FixTwilioDomains(CodemodContext(), processing_region="us1")
    assert us1.transform_module(tree).bytes == BAD.replace(b"ie1.", b"")
    assert tree.bytes == BAD
    assert context.warnings == []


@pytest.mark.parametrize("source", [b"", b"x = 1\n", b'URL = "https://api.twilio.com"\n', UNSAFE])
def test_with_nothing_to_fix_the_module_is_the_same(source: bytes) -> None:
    tree = libcst.parse_module(source)
    new = FixTwilioDomains(CodemodContext()).transform_module(tree)
    assert new.deep_equals(tree)
    assert new.bytes == source
    assert (new is tree) == (source != UNSAFE and b"twilio" not in source)


def test_what_is_left_is_a_warning() -> None:
    context = CodemodContext()
    FixTwilioDomains(context).transform_module(libcst.parse_module(BAD + UNSAFE))
    (warning,) = context.warnings
    assert warning.startswith("2:8: EW105 ")


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (FixTwilioDomains, FIXED + CLIENT.replace(b'"ie1"', b'"ie1", edge="dublin"')),
        (FixTwilioHostnames, FIXED + CLIENT),
        (FixTwilioClients, BAD + CLIENT.replace(b'"ie1"', b'"ie1", edge="dublin"')),
    ],
)
def test_each_command_has_its_rules(command: type[FixTwilioDomains], expected: bytes) -> None:
    result = transform_module(command(CodemodContext()), (BAD + CLIENT).decode())
    assert isinstance(result, TransformSuccess)
    assert result.code == expected.decode()


def test_transforms_chain() -> None:
    class Both(CodemodCommand):
        DESCRIPTION = "Add an import, then fix."

        def transform_module_impl(self, tree: libcst.Module) -> libcst.Module:
            AddImportsVisitor.add_needed_import(self.context, "os")
            return FixTwilioDomains(self.context).transform_module(tree)

    result = transform_module(Both(CodemodContext()), BAD.decode())
    assert isinstance(result, TransformSuccess)
    assert result.code.count("import os") == 1
    assert result.code.endswith(FIXED.decode())


def test_the_module_keeps_what_it_knows() -> None:
    tree = libcst.parse_module(b"# coding: latin-1\r\nif 1:\r\n\tx = '\xe4'\r\n\t" + BAD.rstrip())
    new = FixTwilioDomains(CodemodContext()).transform_module(tree)
    for name in ("encoding", "default_newline", "default_indent", "has_trailing_newline"):
        assert getattr(new, name) == getattr(tree, name), name


def test_a_changed_tree_of_a_file_is_not_taken_for_a_lossy_one(tmp_path: Path) -> None:
    (tmp_path / "x.py").write_bytes(BAD)
    context = CodemodContext(filename=str(tmp_path / "x.py"))
    tree = libcst.parse_module(BAD + b"y = 1\n")
    assert FixTwilioDomains(context).transform_module(tree).bytes == FIXED + b"y = 1\n"
    (tmp_path / "x.py").write_bytes(b"\x0c" + BAD)
    with pytest.raises(SkipFile):
        FixTwilioDomains(context).transform_module(libcst.parse_module(b"\x0c" + BAD))
    gone = CodemodContext(filename=str(tmp_path / "gone.py"))
    assert FixTwilioDomains(gone).transform_module(libcst.parse_module(BAD)).bytes == FIXED


def test_a_refusal_is_a_failure_and_not_a_success(monkeypatch: pytest.MonkeyPatch) -> None:
    breaking = Finding("EW101", "m", 0, 1, Fix("f", (Edit(0, 1, "("),)))
    monkeypatch.setattr(rewrite, "check_source", lambda *_, **__: ([breaking], None))
    with pytest.raises(RefusedError, match="the rewrite was refused: "):
        FixTwilioDomains(CodemodContext()).transform_module(libcst.parse_module(BAD))
    result = transform_module(FixTwilioDomains(CodemodContext()), BAD.decode())
    assert isinstance(result, TransformFailure)


def test_a_new_text_that_libcst_does_not_give_back_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def rewrite_source(*arguments: object) -> Rewritten:
        rewritten = fix_source(BAD.decode())
        return Rewritten(rewritten.source, "\x0c" + rewritten.text)

    monkeypatch.setattr(libcst_commands, "rewrite_source", rewrite_source)
    with pytest.raises(RefusedError, match="run edgewise fix instead"):
        FixTwilioDomains(CodemodContext()).transform_module(libcst.parse_module(BAD))
