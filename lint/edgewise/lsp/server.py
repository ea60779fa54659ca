"""The server: each message of an editor leads to one function."""

from __future__ import annotations

import asyncio
import itertools
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, TypeVar, cast

from lsprotocol import types
from pygls.exceptions import FeatureRequestError
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from edgewise import __version__
from edgewise.config.config import FILE_NAMES, ConfigError
from edgewise.lsp import actions, diagnostics
from edgewise.lsp.configuration import Configurations, read_settings
from edgewise.lsp.documents import Document, DocumentLook, DocumentText, Sheet
from edgewise.lsp.hover import hover
from edgewise.lsp.notebooks import SYNC, Notebook
from edgewise.pins import packages
from edgewise.pins.project import GLOBS, is_read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pygls.server import ServerErrors

    from edgewise.findings import Edit

T = TypeVar("T")

EXTENDED = ".toml"
"""How a file ends that a configuration may extend: its name may be any."""

TYPING_PAUSE = 0.2
"""Seconds without a change after which a document is looked at."""


_OURS = (
    *(types.TEXT_DOCUMENT_DID_OPEN, types.TEXT_DOCUMENT_DID_CHANGE, types.TEXT_DOCUMENT_DID_CLOSE),
    *(types.NOTEBOOK_DOCUMENT_DID_OPEN, types.NOTEBOOK_DOCUMENT_DID_CHANGE, types.NOTEBOOK_DOCUMENT_DID_CLOSE),
)
_EDITED = ("file", "untitled")
"""How an address starts under which something can be edited."""
_SETTINGS = "the editor's settings"
_CONFIGURATION = "the configuration"
_BROKEN = " broken"

POLLING_PAUSE = 2.0
"""Seconds between two looks at the time stamps of configurations: not every editor watches files."""


class Server(LanguageServer):
    """What is open in one editor, and what was found in it.

    :param comment_for: writes ignore comments.
    """

    def __init__(self, comment_for: actions.CommentFor) -> None:
        super().__init__("edgewise", __version__, notebook_document_sync=SYNC)  # pyright: ignore[reportUnknownMemberType]
        # The library's own copy of a document ends lines at form feeds, and clamps columns one too far to the left.
        builtin = cast("dict[str, object]", self.protocol.fm.builtin_features)  # pyright: ignore[reportUnknownMemberType]
        for method in _OURS:
            del builtin[method]
        self.comment_for = comment_for
        self.documents: dict[str, Document | Notebook] = {}
        """What is open, notebooks as a whole."""
        self.notebook_of: dict[str, str] = {}
        """The address of the notebook to which a cell belongs, by that of the cell."""
        self.configurations = Configurations()
        self.ends_well = False
        """Whether the editor said goodbye before it went."""
        self._looks: dict[str, tuple[int, DocumentLook]] = {}
        self._numbers = itertools.count(1)
        self._waiting: dict[str, asyncio.Task[None]] = {}
        self._polling: asyncio.Task[None] | None = None
        self._told: dict[str, str] = {}
        # One at a time: of several versions only the last matters.
        self._looker = ThreadPoolExecutor(1, "edgewise-look")

    def report_server_error(self, error: Exception, source: ServerErrors) -> None:
        """Tell of what the library caught outside of a request, which is answered with the error."""
        if source is not FeatureRequestError:
            told = f"internal error: {type(error).__name__}: {error}. This is a bug in edgewise: please report it"
            self.tell(told, about=told)

    def tell(self, sentence: str, about: str) -> None:
        """Show a sentence to whoever sits at the editor, unless it is the last that was shown ``about`` this."""
        if self._told.get(about) != sentence:
            self._told[about] = sentence
            self.window_show_message(types.ShowMessageParams(types.MessageType.Error, f"Edgewise: {sentence}"))

    # ------------------------------------------------------------------------------------------------ looking

    def document_of(self, uri: str) -> Document | Notebook | None:
        """Return what is open at an address: a document, or the notebook to which a cell belongs."""
        return self.documents.get(self.notebook_of.get(uri, uri))

    async def look(self, document: Document | Notebook) -> DocumentLook:
        """Return what is found in the present version of a document."""
        return (await self.numbered_look(document))[1]

    async def numbered_look(self, document: Document | Notebook) -> tuple[int, DocumentLook]:
        """Return what is found in the present version of a document, with a number that no other look has."""
        if self.configurations.have_changed():
            self.start_over()
        known = self._looks.get(document.uri)
        if known is not None and known[1].sheet == document.sheet:
            return known
        looks = self._looks
        found = next(self._numbers), await self.look_at(document.sheet)
        # Neither the text nor the configuration has changed meanwhile.
        if document.sheet == found[1].sheet and looks is self._looks and found[1].options is not None:
            self._looks[document.uri] = found
        return found

    async def look_at(self, sheet: Sheet) -> DocumentLook:
        """Return what is found in a sheet, whether or not it is what is open."""
        try:
            held = self.configurations.held(sheet.path, self.folders)
        except ConfigError as error:
            self.tell(str(error), about=error.path or _CONFIGURATION)
            return DocumentLook(sheet)
        for path in (_CONFIGURATION, *held.files):
            self._told.pop(path, None)
        if held.options is None:
            return DocumentLook(sheet)
        found, wrong = await self.in_thread(partial(diagnostics.look, sheet, held.options))
        if wrong is not None:
            self.tell(f"{sheet.path or sheet.uri}: {wrong}", about=sheet.uri)
        return found

    async def in_thread(self, work: Callable[[], T]) -> T:
        """Return what takes long to find out."""
        return await asyncio.get_running_loop().run_in_executor(self._looker, work)

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

    @property
    def _is_asked(self) -> bool:
        """Whether the editor asks for diagnostics: what is published besides would be shown twice."""
        text_document = self.client_capabilities.text_document
        return text_document is not None and text_document.diagnostic is not None

    async def report_on(
        self, document: Document | Notebook, uri: str, previous: str | None
    ) -> types.DocumentDiagnosticReport:
        """Return the diagnostics for whoever asks.

        :param uri: the document, or one cell of the notebook.
        :param previous: names the report that the editor has.
        """
        number, found = await self.numbered_look(document)
        part = found.sheet.part(uri)
        if part is None:
            return types.RelatedFullDocumentDiagnosticReport([])
        name = f"{number}{_BROKEN if found.broken else ''}"
        # Half a line is no news, here too.
        if previous is not None and (name == previous or (found.broken and not previous.endswith(_BROKEN))):
            return types.RelatedUnchangedDocumentDiagnosticReport(previous)
        shown = [diagnostics.diagnostic(finding, part) for finding in found.shown_in(part)]
        return types.RelatedFullDocumentDiagnosticReport(shown, result_id=name)

    def refresh(self, uri: str, *, typing: bool = False) -> None:
        """Publish what is found in a document, after a pause if somebody is typing in it."""
        if not self._is_asked:
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
        if found.sheet != document.sheet or (typing and found.broken):
            return
        for part in found.sheet.parts:
            shown = [diagnostics.diagnostic(finding, part) for finding in found.shown_in(part)]
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(part.uri, shown, part.version))

    def start_over(self) -> None:
        """Read the configurations again, and look at everything that is open."""
        self.configurations.forget()
        self._looks = {}
        for about in [path for path in self._told if os.path.isabs(path) and not os.path.exists(path)]:
            del self._told[about]
        workspace = self.client_capabilities.workspace
        if self._is_asked and workspace and workspace.diagnostics and workspace.diagnostics.refresh_support:
            self.workspace_diagnostic_refresh(None)
        for uri in self.documents:
            self.refresh(uri)

    def start_polling(self) -> None:
        """Start over whenever a configuration has changed."""

        async def poll() -> None:
            while True:
                await asyncio.sleep(POLLING_PAUSE)
                if self.configurations.have_changed():
                    self.start_over()

        self._polling = asyncio.get_running_loop().create_task(poll())

    def stop(self) -> None:
        """Publish nothing any more: the editor goes."""
        self.ends_well = True
        for uri in self.documents:
            self.stop_waiting(uri)
        if self._polling is not None:
            self._polling.cancel()

    def close(self, uri: str) -> None:
        """Forget a document, and take back what was published for it."""
        self.stop_waiting(uri)
        self._looks.pop(uri, None)
        document = self.documents.pop(uri, None)
        if isinstance(document, Notebook):
            self.drop_cells(document.documents)
        elif document is not None:
            self.take_back(uri)

    def drop_cells(self, uris: Iterable[str]) -> None:
        """Forget cells of a notebook, and take back what was published for them."""
        for uri in uris:
            self.notebook_of.pop(uri, None)
            self.take_back(uri)

    def take_back(self, uri: str) -> None:
        """Publish that nothing is found in a document."""
        if not self._is_asked:
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    def as_edit(self, sheet: Sheet, edits: Sequence[Edit]) -> types.WorkspaceEdit:
        """Return edits of one sheet as an edit of the workspace, in the form that the editor knows."""
        changes = [
            (part, [types.TextEdit(part.text.range(start, end), content) for start, end, content in own])
            for part, own in sheet.edits_by_part(edits)
        ]
        workspace = self.client_capabilities.workspace
        if workspace and workspace.workspace_edit and workspace.workspace_edit.document_changes:
            return types.WorkspaceEdit(
                document_changes=[
                    types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(part.uri, part.version), own)
                    for part, own in changes
                ]
            )
        return types.WorkspaceEdit(changes={part.uri: own for part, own in changes})

    def take_settings(self, value: object) -> None:
        """Take over the settings of the editor."""
        try:
            self.configurations.given = read_settings(value)
        except ConfigError as error:
            self.tell(str(error), about=_SETTINGS)
        else:
            self._told.pop(_SETTINGS, None)


def make_server(comment_for: actions.CommentFor) -> Server:  # noqa: C901, PLR0915  # one handler a message
    """Return a server that knows what to do with every message.

    :param comment_for: writes ignore comments.
    """
    server = Server(comment_for)

    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        server.take_settings(params.initialization_options)

    @server.feature(types.INITIALIZED)
    def initialized(_: types.InitializedParams) -> None:
        server.start_polling()
        watched = server.client_capabilities.workspace and server.client_capabilities.workspace.did_change_watched_files
        if watched and watched.dynamic_registration:
            watchers = [
                types.FileSystemWatcher(f"**/{name}")
                for name in dict.fromkeys((*FILE_NAMES, f"*{EXTENDED}", *GLOBS, *packages.GLOBS))
            ]
            method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
            options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
            server.client_register_capability(
                types.RegistrationParams([types.Registration("edgewise-configuration", method, options)])
            )

    @server.feature(types.SHUTDOWN)
    def shutdown(_: None) -> None:
        server.stop()

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: types.DidOpenTextDocumentParams) -> None:
        item = params.text_document
        # What `git:` and the like show is another version of a file, and nothing to edit.
        if item.uri.partition(":")[0] in _EDITED:
            text = DocumentText(item.text, server.encoding)
            server.documents[item.uri] = Document(item.uri, item.language_id, item.version, text)
            server.refresh(item.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: types.DidChangeTextDocumentParams) -> None:
        document = server.documents.get(params.text_document.uri)
        if isinstance(document, Document):
            document.change(params.content_changes, params.text_document.version)
            server.refresh(document.uri, typing=True)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def did_save(params: types.DidSaveTextDocumentParams) -> None:
        uri = params.text_document.uri
        if uri.endswith(EXTENDED) or packages.is_read(uri) or is_read(uri):
            server.start_over()
        elif uri in server.documents:
            server.refresh(uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: types.DidCloseTextDocumentParams) -> None:
        server.close(params.text_document.uri)

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_OPEN)
    def did_open_notebook(params: types.DidOpenNotebookDocumentParams) -> None:
        opened = params.notebook_document
        if opened.uri.partition(":")[0] in _EDITED:
            notebook = Notebook(opened.uri, list(opened.cells), {}, server.encoding)
            notebook.open(params.cell_text_documents)
            server.documents[opened.uri] = notebook
            server.notebook_of.update(dict.fromkeys(notebook.documents, opened.uri))
            server.refresh(opened.uri)

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_CHANGE)
    def did_change_notebook(params: types.DidChangeNotebookDocumentParams) -> None:
        notebook = server.documents.get(params.notebook_document.uri)
        if isinstance(notebook, Notebook):
            server.drop_cells(notebook.change(params.change))
            server.notebook_of.update(dict.fromkeys(notebook.documents, notebook.uri))
            server.refresh(notebook.uri, typing=True)

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_SAVE)
    def did_save_notebook(params: types.DidSaveNotebookDocumentParams) -> None:
        if params.notebook_document.uri in server.documents:
            server.refresh(params.notebook_document.uri)

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_CLOSE)
    def did_close_notebook(params: types.DidCloseNotebookDocumentParams) -> None:
        server.close(params.notebook_document.uri)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def did_change_watched_files(_: types.DidChangeWatchedFilesParams) -> None:
        server.start_over()

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    def did_change_configuration(params: types.DidChangeConfigurationParams) -> None:
        if params.settings:
            server.take_settings(params.settings)
        server.start_over()

    @server.feature(
        types.TEXT_DOCUMENT_DIAGNOSTIC,
        types.DiagnosticOptions(
            inter_file_dependencies=False, workspace_diagnostics=False, identifier=diagnostics.SOURCE
        ),
    )
    async def on_diagnostic(params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
        document = server.document_of(params.text_document.uri)
        if document is None:
            return types.RelatedFullDocumentDiagnosticReport([])
        return await server.report_on(document, params.text_document.uri, params.previous_result_id)

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def on_hover(params: types.HoverParams) -> types.Hover | None:
        document = server.document_of(params.text_document.uri)
        if document is None:
            return None
        found = await server.look(document)
        part = found.sheet.part(params.text_document.uri)
        about = hover(found, part, part.text.offset(params.position)) if part else None
        if part is None or about is None:
            return None
        markdown, start, end = about
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, markdown), part.text.range(start, end))

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(list(actions.KINDS)))
    async def code_action(params: types.CodeActionParams) -> list[types.CodeAction] | None:
        document = server.document_of(params.text_document.uri)
        if document is None:
            return None
        found = await server.look(document)
        part = found.sheet.part(params.text_document.uri)
        if part is None:
            return None
        offered: list[types.CodeAction] = []
        if actions.wants(actions.FIX_ALL, params.context.only):
            offered += await actions.fix_all(found, server.as_edit, server.look_at)
        if actions.wants(types.CodeActionKind.QuickFix, params.context.only):
            findings = actions.touched(found, part, params.range)
            written = await server.in_thread(partial(actions.comments, found, findings, server.comment_for))
            offered = [
                *actions.quick_fixes(found, part, findings, server.as_edit),
                *actions.ignores(found, part, written, server.as_edit),
                *offered,
            ]
        return offered

    return server


def serve(comment_for: actions.CommentFor) -> int:
    """Serve the editor at the standard input and output until it goes, and return the exit code.

    :param comment_for: writes ignore comments.
    """
    server = make_server(comment_for)
    # The library closes what it writes to, and the process flushes its standard output at the end.
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as stdout:
        server.start_io(stdout=stdout)
    return 0 if server.ends_well else 1
