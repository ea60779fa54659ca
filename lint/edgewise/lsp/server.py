"""The server: each message of an editor leads to one function."""

from __future__ import annotations

import asyncio
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, cast

from lsprotocol import types
from pygls.exceptions import FeatureRequestError
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from edgewise import __version__
from edgewise.config.config import FILE_NAMES, ConfigError
from edgewise.lsp import actions, diagnostics
from edgewise.lsp.configuration import Configurations, read_settings
from edgewise.lsp.documents import Document, Look, Text
from edgewise.lsp.hover import hover
from edgewise.pins import packages
from edgewise.pins.project import GLOBS, is_read

if TYPE_CHECKING:
    from pygls.server import ServerErrors

EXTENDED = ".toml"
"""How a file ends that a configuration may extend: its name may be any."""

TYPING_PAUSE = 0.2
"""Seconds without a change after which a document is looked at."""


class Server(LanguageServer):
    """What is open in one editor, and what was found in it."""

    def __init__(self) -> None:
        super().__init__("edgewise", __version__)  # pyright: ignore[reportUnknownMemberType]
        # The library's own copy of a document ends lines at form feeds, and clamps columns one too far to the left.
        builtin = cast("dict[str, object]", self.protocol.fm.builtin_features)  # pyright: ignore[reportUnknownMemberType]
        for method in (types.TEXT_DOCUMENT_DID_OPEN, types.TEXT_DOCUMENT_DID_CHANGE, types.TEXT_DOCUMENT_DID_CLOSE):
            del builtin[method]
        self.documents: dict[str, Document] = {}
        self.configurations = Configurations()
        self.ends_well = False
        """Whether the editor said goodbye before it went."""
        self._looks: dict[str, Look] = {}
        self._waiting: dict[str, asyncio.Task[None]] = {}
        self._told: set[str] = set()
        # One at a time: of several versions only the last matters.
        self._looker = ThreadPoolExecutor(1, "edgewise-look")

    def report_server_error(self, error: Exception, source: ServerErrors) -> None:
        """Tell of what the library caught outside of a request, which is answered with the error."""
        if source is not FeatureRequestError:
            self.tell(f"internal error: {type(error).__name__}: {error}. This is a bug in edgewise: please report it")

    def tell(self, sentence: str) -> None:
        """Show a sentence to whoever sits at the editor, unless it was shown since the configuration last changed."""
        if sentence not in self._told:
            self._told.add(sentence)
            self.window_show_message(types.ShowMessageParams(types.MessageType.Error, f"Edgewise: {sentence}"))

    # ------------------------------------------------------------------------------------------------ looking

    async def look(self, document: Document) -> Look:
        """Return what is found in the present version of a document."""
        known = self._looks.get(document.uri)
        if known is not None and known.text is document.text:
            return known
        looks = self._looks
        found = await self._look_at(document)
        # Neither the text nor the configuration has changed meanwhile.
        if document.text is found.text and looks is self._looks:
            self._looks[document.uri] = found
        return found

    async def would_be(self, document: Document, source: str) -> Look:
        """Return what would be found in a document if it were ``source``."""
        text = Text(source, self.encoding)
        return await self._look_at(Document(document.uri, document.language, document.version, text))

    async def _look_at(self, document: Document) -> Look:
        nothing = Look(document.version, document.text)
        try:
            options = self.configurations.options_for(document.path, self.folders)
        except ConfigError as error:
            self.tell(str(error))
            return nothing
        if options is None:
            return nothing
        # The document may change while another thread looks at it.
        copy = Document(document.uri, document.language, document.version, document.text)
        looking = partial(diagnostics.look, copy, options)
        found, wrong = await asyncio.get_running_loop().run_in_executor(self._looker, looking)
        if wrong is not None:
            self.tell(f"{document.path or document.uri}: {wrong}")
        return found

    @property
    def encoding(self) -> str:
        """In whose code units the columns of this editor count."""
        return str(self.workspace.position_encoding or types.PositionEncodingKind.Utf16.value)

    @property
    def folders(self) -> list[str]:
        """The folders of the workspace."""
        paths = [to_fs_path(folder.uri) for folder in self.workspace.folders.values()]
        paths.append(self.workspace.root_path)
        return [path for path in paths if path]

    # --------------------------------------------------------------------------------------------- publishing

    def refresh(self, uri: str, *, typing: bool = False) -> None:
        """Publish what is found in a document, after a pause if somebody is typing in it."""
        self.stop_waiting(uri)
        self._waiting[uri] = asyncio.get_running_loop().create_task(self._publish(uri, typing=typing))

    def stop_waiting(self, uri: str) -> None:
        """Publish nothing for a document that was to be published."""
        waiting = self._waiting.pop(uri, None)
        if waiting is not None:
            waiting.cancel()

    async def _publish(self, uri: str, *, typing: bool) -> None:
        if typing:
            await asyncio.sleep(TYPING_PAUSE)
        document = self.documents.get(uri)
        if document is None:
            return
        found = await self.look(document)
        # Half a line is no news: the editor moves what it has along with the text, until it parses again.
        if found.text is not document.text or (typing and found.broken):
            return
        shown = [diagnostics.diagnostic(finding, found.text) for finding in found.findings]
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, shown, found.version))

    def start_over(self) -> None:
        """Read the configurations again, and look at everything that is open."""
        self.configurations.forget()
        self._looks = {}
        self._told.clear()
        for uri in self.documents:
            self.refresh(uri)

    def close(self, uri: str) -> None:
        """Forget a document, and take back what was published for it."""
        self.stop_waiting(uri)
        self._looks.pop(uri, None)
        if self.documents.pop(uri, None) is not None:
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    def as_edit(self, uri: str, version: int, edits: list[types.TextEdit]) -> types.WorkspaceEdit:
        """Return edits of one version of a document as an edit of the workspace, in the form that the editor knows."""
        workspace = self.client_capabilities.workspace
        if workspace and workspace.workspace_edit and workspace.workspace_edit.document_changes:
            document = types.OptionalVersionedTextDocumentIdentifier(uri, version)
            return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(document, edits)])
        return types.WorkspaceEdit(changes={uri: edits})

    def take_settings(self, value: object) -> None:
        """Take over the settings of the editor."""
        try:
            self.configurations.given = read_settings(value)
        except ConfigError as error:
            self.tell(str(error))


def make_server() -> Server:  # noqa: C901, PLR0915  # one handler a message, and nothing but that
    """Return a server that knows what to do with every message."""
    server = Server()

    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        server.take_settings(params.initialization_options)

    @server.feature(types.INITIALIZED)
    def initialized(_: types.InitializedParams) -> None:
        watched = server.client_capabilities.workspace and server.client_capabilities.workspace.did_change_watched_files
        if watched and watched.dynamic_registration:
            watchers = [
                types.FileSystemWatcher(f"**/{name}")
                for name in dict.fromkeys((*FILE_NAMES, f"*{EXTENDED}", *GLOBS, *sorted(packages.NAMES)))
            ]
            method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
            options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
            server.client_register_capability(
                types.RegistrationParams([types.Registration("edgewise-configuration", method, options)])
            )

    @server.feature(types.SHUTDOWN)
    def shutdown(_: None) -> None:
        server.ends_well = True
        for uri in server.documents:
            server.stop_waiting(uri)

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: types.DidOpenTextDocumentParams) -> None:
        item = params.text_document
        # What `git:` and the like show is another version of a file, and nothing to edit.
        if item.uri.partition(":")[0] in ("file", "untitled"):
            text = Text(item.text, server.encoding)
            server.documents[item.uri] = Document(item.uri, item.language_id, item.version, text)
            server.refresh(item.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: types.DidChangeTextDocumentParams) -> None:
        document = server.documents.get(params.text_document.uri)
        if document is not None:
            document.change(params.content_changes, params.text_document.version)
            server.refresh(document.uri, typing=True)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def did_save(params: types.DidSaveTextDocumentParams) -> None:
        uri = params.text_document.uri
        if uri.endswith(EXTENDED) or uri.rpartition("/")[2] in packages.NAMES or is_read(uri):
            server.start_over()
        elif uri in server.documents:
            server.refresh(uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: types.DidCloseTextDocumentParams) -> None:
        server.close(params.text_document.uri)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def did_change_watched_files(_: types.DidChangeWatchedFilesParams) -> None:
        server.start_over()

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    def did_change_configuration(params: types.DidChangeConfigurationParams) -> None:
        server.start_over()
        if params.settings:
            server.take_settings(params.settings)

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def on_hover(params: types.HoverParams) -> types.Hover | None:
        document = server.documents.get(params.text_document.uri)
        if document is None:
            return None
        found = await server.look(document)
        about = hover(found, found.text.offset(params.position))
        if about is None:
            return None
        markdown, start, end = about
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, markdown), found.text.range(start, end))

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(list(actions.KINDS)))
    async def code_action(params: types.CodeActionParams) -> list[types.CodeAction] | None:
        document = server.documents.get(params.text_document.uri)
        if document is None:
            return None
        found = await server.look(document)
        as_edit = partial(server.as_edit, document.uri, found.version)
        every = await actions.fix_all(found, params, as_edit, partial(server.would_be, document))
        return [*actions.quick_fixes(found, params, as_edit), *every]

    return server


def serve() -> int:
    """Serve the editor at the standard input and output until it goes, and return the exit code."""
    server = make_server()
    # The library closes what it writes to, and the process flushes its standard output at the end.
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as stdout:
        server.start_io(stdout=stdout)
    return 0 if server.ends_well else 1
