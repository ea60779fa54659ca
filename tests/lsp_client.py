"""An editor for the tests: pygls's own client, talking to the command over its standard input and output."""

from __future__ import annotations

import asyncio
import os
import re
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.client import LanguageClient

from support import REPOSITORY
from warm import python

PATIENCE = 60  # seconds, on a busy machine
ROOTS = os.pathsep.join(str(REPOSITORY / root) for root in ("lint", "codemods"))


class Editor(LanguageClient):
    """One editor with one server. What the server publishes and shows is collected by itself."""

    def __init__(self, folder: Path) -> None:
        super().__init__("editor", "1")
        self.folder = folder
        self.published: dict[str, list[types.PublishDiagnosticsParams]] = {}
        self.messages: list[str] = []
        self.registered: list[Any] = []
        self.refreshed = 0
        self.exit_code: int | None = None
        self._changed = asyncio.Event()
        self.answer: Any

        @self.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def publish(params: types.PublishDiagnosticsParams) -> None:
            self.published.setdefault(params.uri, []).append(params)
            self._changed.set()

        @self.feature(types.WINDOW_SHOW_MESSAGE)
        def show(params: types.ShowMessageParams) -> None:
            self.messages.append(params.message)
            self._changed.set()

        @self.feature(types.CLIENT_REGISTER_CAPABILITY)
        def register(params: types.RegistrationParams) -> None:
            self.registered += params.registrations
            self._changed.set()

        @self.feature(types.WORKSPACE_DIAGNOSTIC_REFRESH)
        def refresh(_: None) -> None:
            self.refreshed += 1
            self._changed.set()

    async def server_exit(self, server: asyncio.subprocess.Process) -> None:
        self.exit_code = server.returncode

    async def start(
        self,
        *,
        options: Any = None,
        encodings: list[str] | None = None,
        versioned: bool = True,
        asks: bool = False,
    ) -> None:
        await self.start_io(*python(), "-m", "edgewise", "lsp", "--stdio", env={**os.environ, "PYTHONPATH": ROOTS})
        general = types.GeneralClientCapabilities(
            position_encodings=[types.PositionEncodingKind(name) for name in encodings] if encodings else None
        )
        workspace = types.WorkspaceClientCapabilities(
            workspace_edit=types.WorkspaceEditClientCapabilities(document_changes=versioned),
            did_change_watched_files=types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=versioned),
            diagnostics=types.DiagnosticWorkspaceClientCapabilities(refresh_support=True) if asks else None,
        )
        text_document = types.TextDocumentClientCapabilities(
            diagnostic=types.DiagnosticClientCapabilities() if asks else None
        )
        notebooks = types.NotebookDocumentClientCapabilities(types.NotebookDocumentSyncClientCapabilities())
        self.answer = await self.wait(
            self.initialize_async(
                types.InitializeParams(
                    capabilities=types.ClientCapabilities(
                        general=general,
                        workspace=workspace,
                        text_document=text_document,
                        notebook_document=notebooks,
                    ),
                    root_uri=self.folder.as_uri(),
                    workspace_folders=[types.WorkspaceFolder(self.folder.as_uri(), "shop")],
                    initialization_options=options,
                )
            )
        )
        self.initialized(types.InitializedParams())

    async def wait(self, awaited: Any) -> Any:
        return await asyncio.wait_for(awaited, PATIENCE)

    async def until(self, condition: Any) -> None:
        async def watch() -> None:
            while not condition():
                self._changed.clear()
                await self._changed.wait()

        await self.wait(watch())

    def uri(self, name: str) -> str:
        """Return the address of a file by its name, and of a cell as it is."""
        return name if ":" in name else (self.folder / name).as_uri()

    def tell_of(self, name: str, text: str, language: str = "python") -> None:
        """Open a document, and wait for nothing."""
        item = types.TextDocumentItem(self.uri(name), language, 1, text)
        self.text_document_did_open(types.DidOpenTextDocumentParams(item))

    async def diagnostics(self, name: str, previous: str | None = None) -> Any:
        """Ask for the diagnostics of a document."""
        document = types.TextDocumentIdentifier(self.uri(name))
        params = types.DocumentDiagnosticParams(document, previous_result_id=previous)
        return await self.wait(self.text_document_diagnostic_async(params))

    async def open(
        self, name: str, text: str, language: str = "python", uri: str | None = None
    ) -> list[types.Diagnostic]:
        uri = uri or self.uri(name)
        before = len(self.published.get(uri, ()))
        self.text_document_did_open(types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, language, 1, text)))
        await self.until(lambda: len(self.published.get(uri, ())) > before)
        return list(self.published[uri][-1].diagnostics)

    def change(self, name: str, version: int, *changes: tuple[int, int, int, int, str] | str) -> None:
        """Send changes: each the whole text, or line, column, end line, end column and what comes there."""
        self.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(version, self.uri(name)),
                [
                    types.TextDocumentContentChangeWholeDocument(change)
                    if isinstance(change, str)
                    else types.TextDocumentContentChangePartial(span(*change[:4]), change[4])
                    for change in changes
                ],
            )
        )

    async def found_in(self, name: str, version: int) -> list[types.Diagnostic]:
        """Return the diagnostics of a version, as soon as they are published."""
        uri = self.uri(name)
        await self.until(lambda: any(params.version == version for params in self.published.get(uri, ())))
        return list(next(params for params in self.published[uri] if params.version == version).diagnostics)

    async def actions(self, name: str, where: types.Range, only: list[str] | None = None) -> list[Any]:
        found = await self.wait(
            self.text_document_code_action_async(
                types.CodeActionParams(
                    types.TextDocumentIdentifier(self.uri(name)), where, types.CodeActionContext([], only=only)
                )
            )
        )
        return list(found or ())

    async def fixes(self, name: str, where: types.Range) -> list[Any]:
        """Return the quick fixes less those that write an ignore comment."""
        found = await self.actions(name, where, ["quickfix"])
        return [action for action in found if not action.title.startswith("Ignore ")]

    async def hover(self, name: str, line: int, character: int) -> Any:
        where = types.HoverParams(types.TextDocumentIdentifier(self.uri(name)), types.Position(line, character))
        return await self.wait(self.text_document_hover_async(where))

    async def finish(self) -> int | None:
        await self.wait(self.shutdown_async(None))
        return await self.leave()

    async def leave(self) -> int | None:
        """Go, and return the exit code of the server."""
        self.exit(None)
        for _ in range(PATIENCE * 20):
            if self.exit_code is not None:
                break
            await asyncio.sleep(0.05)
        await self.stop()
        return self.exit_code


def span(line: int, character: int, end_line: int, end_character: int) -> types.Range:
    return types.Range(types.Position(line, character), types.Position(end_line, end_character))


def applied(text: str, edits: list[types.TextEdit], encoding: str) -> str:
    """Return a text with edits, as an editor applies them: from the last to the first."""
    for edit in sorted(edits, key=lambda edit: (edit.range.start.line, edit.range.start.character), reverse=True):
        start, end = offset(text, edit.range.start, encoding), offset(text, edit.range.end, encoding)
        text = text[:start] + edit.new_text + text[end:]
    return text


def offset(text: str, position: types.Position, encoding: str) -> int:
    """Return the index of the character at a position that counts in code units of ``encoding``."""
    codec, width = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}[encoding]
    start = [0, *(found.end() for found in re.finditer(r"\r\n|\r|\n", text))][position.line]
    return start + len(text[start:].encode(codec)[: position.character * width].decode(codec))


def marked(text: str, where: types.Range, encoding: str = "utf-16") -> str:
    """Return the part of a text that a range is about."""
    return text[offset(text, where.start, encoding) : offset(text, where.end, encoding)]
