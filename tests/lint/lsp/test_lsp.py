"""``edgewise lsp`` as an editor sees it: messages over the standard input and output of the command."""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

types = pytest.importorskip("lsprotocol.types")
lsp_client = pytest.importorskip("lsp_client")

from edgewise import check_source  # noqa: E402
from edgewise_codemods import fix_source  # noqa: E402
from lsp_client import Editor, applied, marked, span  # noqa: E402
from warm import python  # noqa: E402

HOST = "https://api.ie1.twilio.com/x"
EVERYWHERE = span(0, 0, 999, 0)
Scenario = Callable[[Editor], Coroutine[Any, Any, None]]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "a shop"
    (folder / ".git").mkdir(parents=True)
    return folder


@contextlib.asynccontextmanager
async def editor(folder: Path, **start: Any) -> AsyncIterator[Editor]:
    client = Editor(folder)
    await client.start(**{"options": {"processing-region": "as-written"}} | start)
    try:
        yield client
    finally:  # also where it fails: a thread waits for the server, and others would find it
        code = await client.finish()
    assert code == 0


def play(folder: Path, scenario: Scenario, **start: Any) -> None:
    async def run() -> None:
        async with editor(folder, **start) as client:
            await scenario(client)

    asyncio.run(run())


def codes(diagnostics: list[Any]) -> list[str]:
    return [diagnostic.code for diagnostic in diagnostics]


# ------------------------------------------------------------------------------------------------------- diagnostics


def test_what_it_can(shop: Path) -> None:
    async def scenario(client: Editor) -> None:
        can = client.answer.capabilities
        assert client.answer.server_info.name == "edgewise"
        assert can.text_document_sync.change is types.TextDocumentSyncKind.Incremental
        assert can.text_document_sync.open_close
        assert can.text_document_sync.save
        assert can.hover_provider
        assert list(can.code_action_provider.code_action_kinds) == ["quickfix", "source.fixAll.edgewise"]
        assert can.position_encoding == "utf-16"
        await client.until(lambda: client.registered)
        watchers = client.registered[0].register_options["watchers"]
        watched = {dict(watcher)["globPattern"] for watcher in watchers}
        assert watched >= {"**/*.toml", "**/edgewise.toml", "**/.edgewise.toml", "**/pyproject.toml", "**/uv.lock"}
        assert len(watched) == len(watchers)

    play(shop, scenario)


FILES = {
    "a.py": f'URL = "{HOST}"\n',
    "b.py": 'from twilio.rest import Client\n\nClient("a", "b", region="de1")\n',
    "c.py": 'def a(b):\n    return f"https://api.{b}.twilio.com"\n',
    "d.py": "a = 1  # edgewise: ignore[EW101] no reason\n",
    "e.yaml": f"url: {HOST}\nenv:\n  TWILIO_REGION: ie1\n",
    ".env": "TWILIO_REGION=ie1\n",
    "f.ts": f'// {HOST}\nexport const a = "{HOST}"\n',
    "g.md": f"{HOST}\n",
    "h.ipynb": json.dumps(
        {
            "cells": [{"cell_type": "code", "source": [f'a = "{HOST}"\n'], "metadata": {}}],
            "metadata": {},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    ),
    "i": f'#!/usr/bin/env python\nURL = "{HOST}"\n',
    "clean.py": 'URL = "https://api.twilio.com"\n',
}


def test_diagnostics_are_the_findings_of_check(shop: Path) -> None:
    async def scenario(client: Editor) -> None:
        for name, text in FILES.items():
            shown = await client.open(name, text)
            found = check_source(text, filename="i.py" if name == "i" else name).findings
            assert [(item.code, item.message, marked(text, item.range)) for item in shown] == [
                (finding.code, finding.message, text[finding.start : finding.end]) for finding in found
            ], name
            assert bool(shown) == (name not in ("clean.py", "g.md"))
            assert {item.source for item in shown} <= {"edgewise"}
            warn = name in ("c.py", "d.py")
            severity = types.DiagnosticSeverity.Warning if warn else types.DiagnosticSeverity.Error
            assert {item.severity for item in shown} <= {severity}
            assert {tuple(item.tags or ()) for item in shown} <= {
                (types.DiagnosticTag.Unnecessary,) if name == "d.py" else ()
            }
            assert [item for item in shown if item.code_description is not None] == []
        # None of them is on the disk: what counts is the text in the editor.
        assert [path.name for path in shop.iterdir()] == [".git"]
        assert client.messages == []

    play(shop, scenario)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_columns_count_in_code_units_of_the_encoding(shop: Path, encoding: str) -> None:
    text = f'\x0cA = "héé"; B = "\N{PILE OF POO}漢"; URL = "{HOST}"\r\n\x0b\r"\u2028\x85"; C = "{HOST}"'

    async def scenario(client: Editor) -> None:
        assert client.answer.capabilities.position_encoding == encoding
        # A text that is no Python, so that any character may stand anywhere.
        shown = await client.open("a.ts", text, "typescript")
        assert [marked(text, item.range, encoding) for item in shown] == ["api.ie1.twilio.com"] * 2
        assert [item.range.start.line for item in shown] == [0, 2]
        for item in shown:
            (action,) = await client.fixes("a.ts", item.range)
            (edit,) = action.edit.document_changes[0].edits
            assert applied(text, [edit], encoding).count("api.dublin.ie1.twilio.com") == 1
            start = item.range.start
            hover = await client.hover("a.ts", start.line, start.character)
            assert marked(text, hover.range, encoding) == "api.ie1.twilio.com"
            assert await client.hover("a.ts", start.line, start.character - 1 - len('"https://')) is None
        # An edit behind, before and over such characters, in one message: each counts in the text after the one before.
        client.change(
            "a.ts",
            2,
            (0, shown[0].range.start.character, 0, shown[0].range.start.character + 4, "verify."),
            (2, 0, 2, 3 if encoding != "utf-8" else 6, "\N{PILE OF POO}"),
            (9, 0, 99, 5, "\n"),
        )
        changed = text.replace("api.ie1", "verify.ie1", 1).replace('"\u2028\x85', "\N{PILE OF POO}") + "\n"
        found = await client.found_in("a.ts", 2)
        assert [(item.code, marked(changed, item.range, encoding)) for item in found] == [
            ("EW102", "verify.ie1.twilio.com"),
            ("EW101", "api.ie1.twilio.com"),
        ]

    play(shop, scenario, encodings=[encoding, "utf-16"])


def test_an_editor_with_an_encoding_of_its_own_gets_utf_16(shop: Path) -> None:
    async def scenario(client: Editor) -> None:
        assert client.answer.capabilities.position_encoding == "utf-16"

    play(shop, scenario, encodings=None)


def test_a_byte_order_mark_is_a_character_of_the_editor(shop: Path) -> None:
    text = f'\ufeffA = "{HOST}"\n'

    async def scenario(client: Editor) -> None:
        (item,) = await client.open("a.py", text)
        assert marked(text, item.range) == "api.ie1.twilio.com"
        (action,) = await client.fixes("a.py", item.range)
        assert applied(text, action.edit.document_changes[0].edits, "utf-16") == text.replace("api.", "api.dublin.")

    play(shop, scenario)


def test_typing(shop: Path) -> None:
    async def scenario(client: Editor) -> None:
        await client.open("a.py", f'URL = "{HOST}"\n')
        uri = client.uri("a.py")
        # Half a line does not parse: what was shown stays as it is, and nothing is said about the syntax.
        client.change("a.py", 2, (1, 0, 1, 0, "client = Client("))
        hover = await client.hover("a.py", 0, 20)
        assert "EW101 retired-hostname" in hover.contents.value
        client.change("a.py", 3, (1, 16, 1, 16, ")\n"))
        assert codes(await client.found_in("a.py", 3)) == ["EW101"]
        assert [params.version for params in client.published[uri]] == [1, 3]
        # Fast typing: one look for many versions.
        for version in range(4, 40):
            client.change("a.py", version, (2, 0, 2, 0, "#"))
        assert codes(await client.found_in("a.py", 39)) == ["EW101"]
        assert [params.version for params in client.published[uri]][-1] == 39
        assert len(client.published[uri]) < 30
        client.change("a.py", 40, "")
        assert await client.found_in("a.py", 40) == []
        assert client.messages == []

    play(shop, scenario)


def test_python_that_does_not_parse_is_looked_at_as_text_without_a_word_about_it(shop: Path) -> None:
    async def scenario(client: Editor) -> None:
        assert codes(await client.open("a.py", f'print "{HOST}"\n')) == ["EW101"]
        assert await client.fixes("a.py", EVERYWHERE) == []

    play(shop, scenario)
    (shop / "pyproject.toml").write_text('[tool.edgewise]\nignore = ["EW002"]\n', encoding="utf-8")
    play(shop, scenario)


def test_closing_takes_back_what_was_published(shop: Path) -> None:
    async def scenario(client: Editor) -> None:
        await client.open("a.py", FILES["a.py"])
        uri = client.uri("a.py")
        await client.open("b.py", FILES["b.py"])
        client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))
        await client.until(lambda: len(client.published[uri]) == 2)
        assert not client.published[uri][-1].diagnostics
        assert await client.hover("a.py", 0, 20) is None
        assert await client.fixes("a.py", EVERYWHERE) == []
        # What comes too late is no error.
        client.change("a.py", 3, "a = 1\n")
        assert codes(await client.open("b2.py", FILES["b.py"])) == ["EW201"]
        assert client.messages == []

    play(shop, scenario)


def test_texts_that_are_no_files(shop: Path) -> None:
    async def scenario(client: Editor) -> None:
        assert codes(await client.open("", FILES["a.py"], "python", "untitled:Untitled-1")) == ["EW101"]
        assert codes(await client.open("", f"url: {HOST}\n", "yaml", "untitled:Untitled-2")) == ["EW101"]
        assert await client.open("", f"url: {HOST}\n", "markdown", "untitled:Untitled-3") == []
        # The other side of a comparison with git is nothing to mend.
        client.text_document_did_open(
            types.DidOpenTextDocumentParams(types.TextDocumentItem("git:/a.py?HEAD", "python", 1, FILES["a.py"]))
        )
        await client.open("a.py", "")
        assert [uri for uri in client.published if uri.startswith("git")] == []

    play(shop, scenario)


def test_odd_texts_are_no_trouble(shop: Path) -> None:
    odd = ["", "\0", "\ud800twilio", 'a = "\ud83d.ie1.twilio.com"', "(" * 5000 + "twilio", "\r\r\n\n\r", "twilio: [*&"]

    async def scenario(client: Editor) -> None:
        for number, text in enumerate(odd):
            for name in (f"{number}.py", f"{number}.yaml", f"{number}.ipynb"):
                await client.open(name, text)
                await client.hover(name, 7, 7)
                await client.actions(name, EVERYWHERE)
        assert codes(await client.open("c.py", FILES["a.py"])) == ["EW101"]
        assert client.messages == []

    play(shop, scenario)


# ------------------------------------------------------------------------------------------------------ quick fixes


def test_quick_fixes(shop: Path) -> None:
    text = f'URL = "{HOST}"\nOLD = "https://api.dublin.twilio.com"\n\n\ndef a(b):\n    return f"https://api.{{b}}.twilio.com"\n'

    async def scenario(client: Editor) -> None:
        retired, partial, dynamic = await client.open("a.py", text)
        (action,) = await client.fixes("a.py", retired.range)
        assert action.kind == "quickfix"
        assert action.is_preferred
        assert action.title.startswith("Replace with `api.dublin.ie1.twilio.com`")
        assert list(action.diagnostics) == [retired]
        (change,) = action.edit.document_changes
        assert (change.text_document.uri, change.text_document.version) == (client.uri("a.py"), 1)
        assert applied(text, change.edits, "utf-16") == text.replace("api.ie1", "api.dublin.ie1")
        (unsafe,) = await client.fixes("a.py", partial.range)
        assert unsafe.title.endswith("(unsafe: look at it)")
        assert not unsafe.is_preferred
        assert await client.fixes("a.py", dynamic.range) == []
        assert await client.fixes("a.py", span(3, 0, 3, 0)) == []
        assert await client.actions("a.py", EVERYWHERE, ["refactor"]) == []
        kinds = [action.kind for action in await client.actions("a.py", EVERYWHERE)]
        assert kinds == ["quickfix"] * 5 + ["source.fixAll.edgewise"]

    play(shop, scenario)


def test_all_safe_fixes_at_once_are_what_fix_does(shop: Path) -> None:
    async def scenario(client: Editor) -> None:
        for (name, text), only in zip(FILES.items(), cycle(["source.fixAll", "source.fixAll.edgewise", "source"])):
            await client.open(name, text)
            expected = fix_source(text, filename="i.py" if name == "i" else name).text
            found = await client.actions(name, span(0, 0, 0, 0), [only])
            assert [action.kind for action in found] == ["source.fixAll.edgewise"] * (expected != text)
            for action in found:
                assert applied(text, action.edit.changes[client.uri(name)], "utf-16") == expected

    play(shop, scenario, versioned=False)


def test_a_fix_of_crlf_lines_inserts_crlf_lines(shop: Path) -> None:
    text = "A=1\r\nTWILIO_REGION=ie1\r\nB=2\r\n"

    async def scenario(client: Editor) -> None:
        (item,) = await client.open(".env", text, "dotenv")
        (action,) = await client.fixes(".env", item.range)
        expected = text.replace("ie1\r\n", "ie1\r\nTWILIO_EDGE=dublin\r\n")
        assert applied(text, action.edit.document_changes[0].edits, "utf-16") == expected

    play(shop, scenario)


# ------------------------------------------------------------------------------------------------------------ hover


HOVERS = [
    (f'A = "{HOST}"', ["EW101 retired-hostname", "It should be `api.dublin.ie1.twilio.com`.", "## Why it matters"]),
    ('A = "https://api.sydney.au1.twilio.com"', ["it is valid", "Processed in Australia (AU1), with AU1 credentials."]),
    ('A = "https://video.twilio.com"', ["it is valid", "Processed in the United States (US1), with US1 credentials."]),
    (r'A = r"https://api\.twilio\.com"', ["`api.twilio.com`: it is valid"]),
    ('A = "https://x.sip.twilio.com"', []),
    ('A = "https://www.example.com"', []),
]


def test_hover(shop: Path) -> None:
    async def scenario(client: Editor) -> None:
        await client.open("a.py", "".join(f"{line}\n" for line, _ in HOVERS))
        for row, (line, said) in enumerate(HOVERS):
            hover = await client.hover("a.py", row, line.index("com"))
            if not said:
                assert hover is None
            else:
                assert hover is not None
                assert hover.contents.kind == types.MarkupKind.Markdown
                for text in said:
                    assert text in hover.contents.value
            assert await client.hover("a.py", row, 2) is None

    play(shop, scenario)


def test_hover_over_a_client(shop: Path) -> None:
    async def scenario(client: Editor) -> None:
        await client.open("b.py", FILES["b.py"])
        hover = await client.hover("b.py", 2, FILES["b.py"].splitlines()[2].index("de1"))
        assert "EW201 client-region-without-edge" in hover.contents.value
        assert "api.de1.twilio.com" in hover.contents.value
        assert marked(FILES["b.py"], hover.range) == 'region="de1"'

    play(shop, scenario)


# ---------------------------------------------------------------------------------------------------- configuration


def test_the_nearest_configuration_holds(shop: Path) -> None:
    (shop / "edgewise.toml").write_text('processing-region = "us1"\nexclude = ["old/"]\n', encoding="utf-8")
    (shop / "inner").mkdir()
    inner = '[tool.edgewise]\nignore = ["EW101"]\n\n[tool.edgewise.per-file-ignores]\n"b.py" = ["EW2"]\n'
    (shop / "inner" / "pyproject.toml").write_text(inner, encoding="utf-8")
    (shop / ".gitignore").write_text("a.py\n", encoding="utf-8")

    async def scenario(client: Editor) -> None:
        assert codes(await client.open("a.py", FILES["a.py"])) == ["EW101"]
        (action,) = await client.fixes("a.py", EVERYWHERE)
        assert action.title == "Replace with `api.twilio.com`"
        assert "It should be `api.twilio.com`" in (await client.hover("a.py", 0, 20)).contents.value
        assert await client.open("old/a.py", FILES["a.py"]) == []
        assert await client.open("inner/a.py", FILES["a.py"]) == []
        assert await client.open("inner/b.py", FILES["b.py"]) == []
        assert codes(await client.open("inner/c.py", FILES["b.py"])) == ["EW201"]

    play(shop, scenario, options={})


def test_without_a_decision_there_are_two_actions(shop: Path) -> None:
    async def scenario(client: Editor) -> None:
        (shown,) = await client.open("a.py", FILES["a.py"])
        keep, move = await client.fixes("a.py", shown.range)
        assert keep.title == "Keep in the United States (US1): Replace with `api.twilio.com`"
        assert move.title.startswith("Process in Ireland (IE1): Replace with `api.dublin.ie1.twilio.com`")
        assert not keep.is_preferred
        for action, host in ((keep, "api.twilio.com"), (move, "api.dublin.ie1.twilio.com")):
            (change,) = action.edit.document_changes
            assert applied(FILES["a.py"], change.edits, "utf-16") == FILES["a.py"].replace("api.ie1.twilio.com", host)
        hover = (await client.hover("a.py", 0, 20)).contents.value
        assert "It should be `api.twilio.com`" in hover
        assert "Or `api.dublin.ie1.twilio.com`" in hover
        assert "To be decided: as before" in hover

    play(shop, scenario, options={})


def test_without_a_configuration_the_usual_is_left_out(shop: Path) -> None:
    async def scenario(client: Editor) -> None:
        for name in ("node_modules/x/a.js", ".git/COMMIT_EDITMSG", ".venv/lib/site-packages/a.py"):
            assert await client.open(name, f'a = "{HOST}"\n') == []

    play(shop, scenario)


def tell(client: Editor, file: Path, how: str) -> None:
    """Tell the server of a file that has changed, because it is "watched" or because the editor has "saved" it."""
    if how == "watched":
        event = types.FileEvent(file.as_uri(), types.FileChangeType.Changed)
        client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
    else:
        saved = types.TextDocumentIdentifier(file.as_uri())
        client.text_document_did_save(types.DidSaveTextDocumentParams(saved))


@pytest.mark.parametrize("how", ["watched", "saved"])
def test_a_configuration_that_changes(shop: Path, how: str) -> None:
    file = shop / "pyproject.toml"

    async def scenario(client: Editor) -> None:
        async def after(text: str, count: int) -> list[str]:
            file.write_text(text, encoding="utf-8")
            tell(client, file, how)
            await client.until(lambda: len(client.published[client.uri("a.py")]) == count)
            return codes(client.published[client.uri("a.py")][-1].diagnostics)

        assert codes(await client.open("a.py", FILES["a.py"])) == ["EW101"]
        assert await after('[tool.edgewise]\nselect = ["EW2"]\n', 2) == []
        assert await after("[tool.edgewise]\n", 3) == ["EW101"]
        assert client.messages == []
        assert await after("[tool.edgewise]\nselct = []\n", 4) == []
        (message,) = client.messages
        assert message.startswith(f"Edgewise: {shop}: pyproject.toml: [tool.edgewise] has no key 'selct'")
        assert await after("[tool.edgewise]\n", 5) == ["EW101"]

    play(shop, scenario)


@pytest.mark.parametrize("how", ["watched", "saved"])
def test_a_configuration_that_is_extended_changes(shop: Path, how: str) -> None:
    (shop / "edgewise.toml").write_text('extend = "../shared.toml"\n', encoding="utf-8")
    shared = shop.parent / "shared.toml"
    shared.write_text('ignore = ["EW1"]\n', encoding="utf-8")

    async def scenario(client: Editor) -> None:
        assert await client.open("a.py", FILES["a.py"]) == []
        shared.write_text("", encoding="utf-8")
        tell(client, shared, how)
        await client.until(lambda: len(client.published[client.uri("a.py")]) == 2)
        assert codes(client.published[client.uri("a.py")][-1].diagnostics) == ["EW101"]

    play(shop, scenario)


@pytest.mark.parametrize(("how", "name"), [("watched", "uv.lock"), ("saved", "requirements/base.txt")])
def test_a_pin_that_changes(shop: Path, how: str, name: str) -> None:
    file = shop / name
    file.parent.mkdir(exist_ok=True)

    async def scenario(client: Editor) -> None:
        async def after(version: str, count: int) -> str:
            text = (
                f'[[package]]\nname = "twilio"\nversion = "{version}"\n' if how == "watched" else f"twilio=={version}\n"
            )
            file.write_text(text, encoding="utf-8")
            tell(client, file, how)
            await client.until(lambda: len(client.published[client.uri("b.py")]) == count)
            (diagnostic,) = client.published[client.uri("b.py")][-1].diagnostics
            return diagnostic.message

        (first,) = await client.open("b.py", FILES["b.py"])
        assert "9.9.0" not in first.message
        assert "9.9.0 in" in await after("9.9.0", 2)
        assert "6.38.1 in" in await after("6.38.1", 3)

    play(shop, scenario)


def test_clients_in_other_languages(shop: Path) -> None:
    text = "import twilio from 'twilio';\nexport const client = twilio(a, b, { region: 'ie1' });\n"
    file = shop / "package.json"

    async def scenario(client: Editor) -> None:
        (found,) = await client.open("front.ts", text, "typescript")
        assert (found.code, found.range) == ("EW201", span(1, 37, 1, 50))
        (action,) = await client.fixes("front.ts", found.range)
        (change,) = action.edit.document_changes
        assert applied(text, change.edits, "utf-16") == text.replace("'ie1'", "'ie1', edge: 'dublin'")
        file.write_text('{"dependencies": {"twilio": "3.42.1"}}', encoding="utf-8")
        tell(client, file, "watched")
        await client.until(lambda: len(client.published[client.uri("front.ts")]) == 2)
        (found,) = client.published[client.uri("front.ts")][-1].diagnostics
        assert "twilio 3.42.1 in package.json" in found.message

    play(shop, scenario)


@pytest.mark.parametrize("nested", [False, True])
def test_settings_of_the_editor_win(shop: Path, nested: bool) -> None:
    (shop / "edgewise.toml").write_text('processing-region = "au1"\nprose = false\n', encoding="utf-8")
    settings: dict[str, Any] = {"processing-region": "us1", "ignore": ["client-region-without-edge"], "prose": True}

    async def scenario(client: Editor) -> None:
        assert codes(await client.open("g.md", FILES["g.md"])) == ["EW101"]
        assert await client.open("b.py", FILES["b.py"]) == []
        await client.open("a.py", FILES["a.py"])
        (action,) = await client.fixes("a.py", EVERYWHERE)
        assert action.title == "Replace with `api.twilio.com`"
        client.workspace_did_change_configuration(types.DidChangeConfigurationParams({"edgewise": {"select": ["EW2"]}}))
        await client.until(lambda: len(client.published[client.uri("b.py")]) == 2)
        assert codes(client.published[client.uri("b.py")][-1].diagnostics) == ["EW201"]
        pinned = {"edgewise": {"select": ["EW2"], "twilio-version": "6.38"}}
        client.workspace_did_change_configuration(types.DidChangeConfigurationParams(pinned))
        await client.until(lambda: len(client.published[client.uri("b.py")]) == 3)
        assert "(twilio-version 6.38)" in client.published[client.uri("b.py")][-1].diagnostics[0].message
        client.workspace_did_change_configuration(types.DidChangeConfigurationParams({"edgewise": {"selct": 1}}))
        await client.until(lambda: client.messages)
        assert "have no key 'selct'; did you mean 'select'?" in client.messages[0]

    play(shop, scenario, options={"edgewise": settings} if nested else settings)


@pytest.mark.parametrize("how", ["asked", "by itself"])
def test_a_configuration_that_changes_without_a_word(shop: Path, how: str) -> None:
    file = shop / ".edgewise.toml"

    async def scenario(client: Editor) -> None:
        published = client.published
        assert codes(await client.open("a.py", FILES["a.py"])) == ["EW101"]
        for text, expected in (('ignore = ["EW1"]\n', []), (None, ["EW101"]))[: 1 if how == "by itself" else 2]:
            published.clear()
            if text is None:
                file.unlink()
            else:
                file.write_text(text, encoding="utf-8")
            if how == "asked":
                assert len(await client.fixes("a.py", EVERYWHERE)) == len(expected)
            await client.until(lambda: client.uri("a.py") in published)
            assert codes(published[client.uri("a.py")][-1].diagnostics) == expected

    play(shop, scenario)


def test_a_bad_configuration_is_told_once(shop: Path) -> None:
    file = shop / "edgewise.toml"
    file.write_text('extend = "shared/base.toml"\n', encoding="utf-8")

    async def scenario(client: Editor) -> None:
        for name in ("a.py", "b.py", "src/a.py"):
            assert await client.open(name, FILES["a.py"]) == []
        (message,) = client.messages
        assert "has a bad 'extend': shared/base.toml: it cannot be read" in message
        # Neither a look, nor another file that is saved, nor the same fault on another line is news.
        await client.fixes("a.py", EVERYWHERE)
        tell(client, shop / "other.toml", "saved")
        # In one step: a file that is empty for a moment has no fault, and the next one is news.
        other = shop / "other.toml"
        other.write_text('# A comment.\nextend = "shared/base.toml"\n', encoding="utf-8")
        other.replace(file)
        tell(client, file, "watched")
        closed = types.TextDocumentIdentifier(client.uri("b.py"))
        client.text_document_did_close(types.DidCloseTextDocumentParams(closed))
        assert await client.open("b.py", FILES["a.py"]) == []
        assert client.messages == [message]
        # It is looked for again when it is next needed.
        (shop / "shared").mkdir()
        (shop / "shared" / "base.toml").write_text("", encoding="utf-8")
        assert len(await client.fixes("a.py", EVERYWHERE)) == 1
        (shop / "shared" / "base.toml").unlink()
        await client.until(lambda: client.messages == [message, message])

    play(shop, scenario)


# --------------------------------------------------------------------------------------------------- ignore comments

WHY = "edgewise: ignore[EW101] say why"
NO_REGION = "https://api.dublin.twilio.com"
OLD = "edgewise: ignore[EW103]"
IGNORED = [
    ("a.py", f'URL = "{HOST}"\n', f'URL = "{HOST}"  # {WHY}\n'),
    ("a.py", f'A = """\r\n{HOST}\r\n"""\r\n', f'A = """\r\n{HOST}\r\n"""  # {WHY}\r\n'),
    ("a.py", f'\ufeffA = "{HOST}", "{NO_REGION}"  # {OLD}', f'\ufeffA = "{HOST}", "{NO_REGION}"  # {OLD[:-1]}, EW101]'),
    ("a.ts", f'const a = "{HOST}";\n', f'const a = "{HOST}"; // {WHY}\n'),
    ("a.yaml", f"a:\n  b: |\n    {HOST}\n", f"a:\n  # {WHY}\n  b: |\n    {HOST}\n"),
    (".env", f"A=1\nB={HOST}\n", f"A=1\n# {WHY}\nB={HOST}\n"),
    ("a.html", f'<a href="{HOST}">\n', f'<a href="{HOST}"> <!-- {WHY} -->\n'),
    ("a.sql", f"select '{HOST}';\n", f"select '{HOST}'; -- {WHY}\n"),
    ("a.json", f'{{"a": "{HOST}"}}\n', None),
    ("d.py", "a = 1  # edgewise: ignore[EW101] no reason\n", None),
    ("e.py", f'print "{HOST}"\n', None),
]


@pytest.mark.parametrize("options", [{}, {"processing-region": "us1"}])
def test_ignore_with_a_reason(shop: Path, options: dict[str, str]) -> None:
    async def scenario(client: Editor) -> None:
        for number, (file, text, expected) in enumerate(IGNORED):
            name = f"{number}/{file}"
            (shown,) = (item for item in await client.open(name, text) if item.code != "EW001" or expected is None)
            found = await client.actions(name, shown.range, ["quickfix"])
            comments = [action for action in found if action.title.startswith("Ignore")]
            assert len(comments) == (expected is not None), name
            for action in comments:
                assert action.title == "Ignore EW101 (retired-hostname) here, with a reason"
                assert (list(action.diagnostics), action.is_preferred) == ([shown], None)
                new = applied(text, action.edit.document_changes[0].edits, "utf-16")
                assert new == expected
                client.change(name, 2, new)
                assert "EW101" not in codes(await client.found_in(name, 2))

    play(shop, scenario, options=options)


def test_a_comment_for_each_of_many_is_not_looked_for(shop: Path) -> None:
    async def scenario(client: Editor) -> None:
        await client.open("a.py", "".join(f'A{number} = "{HOST}"\n' for number in range(30)))
        assert len(await client.actions("a.py", span(0, 0, 3, 80), ["quickfix"])) == 8
        assert len(await client.actions("a.py", EVERYWHERE, ["quickfix"])) == 30

    play(shop, scenario)


# --------------------------------------------------------------------------------------------------------- notebooks

CELLS = [
    "from twilio.rest import Client\nREGION = 'ie1'",
    f"See {HOST} for more.",
    f'# \N{PILE OF POO}\n!curl {HOST}\nURL = "{HOST}"; "\\""',
    "client = Client('a', 'b', region='ie1')\r\n",
    f"%%bash\ncurl {HOST}",
]


def cell_uri(number: int) -> str:
    return f"vscode-notebook-cell:/a%20shop/h.ipynb#W{number}"


def cell_item(number: int, text: str) -> Any:
    language = "markdown" if text.startswith("See") else "shellscript" if text.startswith("%%") else "python"
    return types.TextDocumentItem(cell_uri(number), language, 1, text)


def cell(number: int, text: str) -> Any:
    kind = types.NotebookCellKind.Markup if text.startswith("See") else types.NotebookCellKind.Code
    return types.NotebookCell(kind, cell_uri(number))


def open_notebook(client: Editor) -> None:
    cells = [cell(number, text) for number, text in enumerate(CELLS)]
    items = [cell_item(number, text) for number, text in enumerate(CELLS)]
    notebook = types.NotebookDocument(client.uri("h.ipynb"), "jupyter-notebook", 1, cells)
    client.notebook_document_did_open(types.DidOpenNotebookDocumentParams(notebook, items))


def change_notebook(client: Editor, changes: Any) -> None:
    notebook = types.VersionedNotebookDocumentIdentifier(2, client.uri("h.ipynb"))
    event = types.NotebookDocumentChangeEvent(cells=changes)
    client.notebook_document_did_change(types.DidChangeNotebookDocumentParams(notebook, event))


async def shown_in(client: Editor, *numbers: int) -> list[list[str]]:
    """Return the codes that were last published in cells, once something was published for each of them."""
    await client.until(lambda: all(cell_uri(number) in client.published for number in numbers))
    return [codes(client.published[cell_uri(number)][-1].diagnostics) for number in numbers]


def test_the_cells_of_a_notebook_are_one_program(shop: Path) -> None:
    async def scenario(client: Editor) -> None:
        (selector,) = client.answer.capabilities.notebook_document_sync.notebook_selector
        assert selector.notebook.notebook_type == "jupyter-notebook"
        open_notebook(client)
        # The class of the client is imported in another cell than it is called in.
        assert await shown_in(client, 0, 1, 2, 3, 4) == [[], [], ["EW101", "EW101"], ["EW201"], ["EW101"]]
        for number in (2, 3, 4):
            for item in client.published[cell_uri(number)][-1].diagnostics:
                assert marked(CELLS[number], item.range) in ("api.ie1.twilio.com", "region='ie1'")
        shown = client.published[cell_uri(2)][-1].diagnostics[1]
        fix, comment = await client.actions(cell_uri(2), shown.range, ["quickfix"])
        (change,) = fix.edit.document_changes
        assert (change.text_document.uri, change.text_document.version) == (cell_uri(2), 1)
        written = CELLS[2].replace(f'"{HOST}"', f'"{HOST.replace("api.", "api.dublin.")}"')
        assert applied(CELLS[2], change.edits, "utf-16") == written
        (change,) = comment.edit.document_changes
        assert applied(CELLS[2], change.edits, "utf-16") == f"{CELLS[2]}  # edgewise: ignore[EW101] say why"
        hover = await client.hover(cell_uri(2), 2, 20)
        assert "EW101 retired-hostname" in hover.contents.value
        assert marked(CELLS[2], hover.range) == "api.ie1.twilio.com"
        assert client.messages == []

    play(shop, scenario)


def test_all_fixes_of_a_notebook_at_once(shop: Path) -> None:
    async def scenario(client: Editor) -> None:
        open_notebook(client)
        await shown_in(client, 4)
        (action,) = await client.actions(cell_uri(0), span(0, 0, 0, 0), ["source.fixAll"])
        changed = {change.text_document.uri: change.edits for change in action.edit.document_changes}
        assert sorted(changed) == [cell_uri(2), cell_uri(3), cell_uri(4)]
        for number, uri in ((2, cell_uri(2)), (3, cell_uri(3)), (4, cell_uri(4))):
            expected = CELLS[number].replace("api.", "api.dublin.").replace("='ie1'", "='ie1', edge='dublin'")
            assert applied(CELLS[number], changed[uri], "utf-16") == expected

    play(shop, scenario)


def test_a_notebook_that_changes(shop: Path) -> None:
    async def scenario(client: Editor) -> None:
        published = client.published
        open_notebook(client)
        await shown_in(client, 4)
        # The first cell, with the import, goes, and another comes behind the last.
        published.clear()
        first = types.NotebookDocumentCellChangeStructure(
            types.NotebookCellArrayChange(0, 1, []), did_close=[types.TextDocumentIdentifier(cell_uri(0))]
        )
        change_notebook(client, types.NotebookDocumentCellChanges(structure=first))
        assert await shown_in(client, 0, 3) == [[], []]
        published.clear()
        text = f'NEW = "{HOST}"'
        last = types.NotebookDocumentCellChangeStructure(
            types.NotebookCellArrayChange(4, 0, [cell(9, text)]), did_open=[cell_item(9, text)]
        )
        change_notebook(client, types.NotebookDocumentCellChanges(structure=last))
        assert await shown_in(client, 9, 2) == [["EW101"], ["EW101", "EW101"]]
        published.clear()
        content = types.NotebookDocumentCellContentChanges(
            types.VersionedTextDocumentIdentifier(2, cell_uri(9)),
            [types.TextDocumentContentChangePartial(span(0, 7, 0, 7), "https://verify.ie1.twilio.com ")],
        )
        change_notebook(client, types.NotebookDocumentCellChanges(text_content=[content]))
        assert await shown_in(client, 9) == [["EW102", "EW101"]]
        assert published[cell_uri(9)][-1].version == 2
        published.clear()
        closed = types.DidCloseNotebookDocumentParams(
            types.NotebookDocumentIdentifier(client.uri("h.ipynb")), [types.TextDocumentIdentifier(cell_uri(9))]
        )
        client.notebook_document_did_close(closed)
        assert await shown_in(client, 1, 2, 3, 4, 9) == [[]] * 5
        assert await client.hover(cell_uri(9), 0, 20) is None
        assert client.messages == []

    play(shop, scenario)


# --------------------------------------------------------------------------------------------- diagnostics on request


def test_diagnostics_on_request(shop: Path) -> None:
    (shop / "edgewise.toml").write_text("", encoding="utf-8")

    async def scenario(client: Editor) -> None:
        provider = client.answer.capabilities.diagnostic_provider
        assert (provider.identifier, provider.workspace_diagnostics) == ("edgewise", False)
        client.tell_of("a.py", FILES["a.py"])
        report = await client.diagnostics("a.py")
        assert (report.kind, codes(report.items)) == ("full", ["EW101"])
        again = await client.diagnostics("a.py", report.result_id)
        assert (again.kind, again.result_id) == ("unchanged", report.result_id)
        client.change("a.py", 2, f'{FILES["a.py"]}B = "{HOST}"\n')
        more = await client.diagnostics("a.py", report.result_id)
        assert codes(more.items) == ["EW101", "EW101"]
        # Half a line is no news, unless there is nothing else.
        client.change("a.py", 3, f"{FILES['a.py']}B = (\n")
        assert (await client.diagnostics("a.py", more.result_id)).kind == "unchanged"
        broken = await client.diagnostics("a.py")
        assert codes(broken.items) == ["EW101"]
        client.change("a.py", 4, f'{FILES["a.py"]}B = ((\n"{HOST}"')
        assert codes((await client.diagnostics("a.py", broken.result_id)).items) == ["EW101", "EW101"]
        # Another configuration, of which the editor is told.
        client.change("a.py", 5, FILES["a.py"])
        report = await client.diagnostics("a.py")
        (shop / "edgewise.toml").write_text('ignore = ["EW1"]\n', encoding="utf-8")
        await client.until(lambda: client.refreshed)
        assert list((await client.diagnostics("a.py", report.result_id)).items) == []
        assert list((await client.diagnostics("unknown.py")).items) == []
        # Nothing is published besides, or an editor would show it twice.
        open_notebook(client)
        assert codes((await client.diagnostics(cell_uri(3))).items) == ["EW201"]
        assert client.published == {}

    play(shop, scenario, asks=True)


# ---------------------------------------------------------------------------------------------------- the protocol


def test_what_it_does_not_know_and_what_nobody_waits_for(shop: Path) -> None:
    async def scenario(client: Editor) -> None:
        with pytest.raises(Exception, match="Method Not Found"):
            await client.wait(client.protocol.send_request_async("edgewise/unheardOf", {}))
        client.protocol.notify("edgewise/unheardOf", {})
        client.set_trace(types.SetTraceParams(types.TraceValue.Off))
        await client.open("a.py", FILES["a.py"])
        where = types.CodeActionParams(
            types.TextDocumentIdentifier(client.uri("a.py")), EVERYWHERE, types.CodeActionContext([])
        )
        future = client.protocol.send_request(types.TEXT_DOCUMENT_CODE_ACTION, where, msg_id="7")
        client.cancel_request(types.CancelParams("7"))
        with contextlib.suppress(Exception):
            await client.wait(asyncio.wrap_future(future))
        assert codes(await client.open("b.py", FILES["b.py"])) == ["EW201"]
        assert client.messages == []

    play(shop, scenario)


def test_an_editor_that_goes_without_a_word(shop: Path) -> None:
    async def run() -> int | None:
        client = Editor(shop)
        await client.start()
        await client.open("a.py", FILES["a.py"])
        return await client.leave()

    assert asyncio.run(run()) == 1


@pytest.mark.parametrize("given", [b"", b"Content-Length: 3\r\n\r\n{x}", b"nonsense\r\n\r\n"])
def test_an_input_that_ends(shop: Path, given: bytes) -> None:
    ran = subprocess.run(
        [*python(), "-m", "edgewise", "lsp"],
        check=False,
        cwd=shop,
        input=given,
        capture_output=True,
        env={"PYTHONPATH": lsp_client.ROOTS},
        timeout=lsp_client.PATIENCE,
    )
    assert ran.returncode == 1


@pytest.mark.parametrize("missing", ["pygls", "lsprotocol"])
def test_without_the_extra_it_says_what_to_install(shop: Path, missing: str) -> None:
    program = f"import sys; sys.modules[{missing!r}] = None; from edgewise.cli.main import main; sys.exit(main())"
    ran = subprocess.run(
        [sys.executable, "-c", program, "lsp"],
        check=False,
        cwd=shop,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": lsp_client.ROOTS},
        timeout=lsp_client.PATIENCE,
    )
    expected = 'error: the language server needs pygls 2: pip install "edgewise[lsp]"\n'
    assert (ran.returncode, ran.stdout, ran.stderr) == (2, "", expected)
