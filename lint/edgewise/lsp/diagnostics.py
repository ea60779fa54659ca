"""Diagnostics: the findings of a document as an editor shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lsprotocol import types

from edgewise.api import look_at
from edgewise.files.file import File, FileKind, kind_of
from edgewise.files.sources import Source
from edgewise.lsp.documents import DocumentLook
from edgewise.lsp.notebooks import NotebookFile

if TYPE_CHECKING:
    from edgewise.findings import Finding
    from edgewise.lsp.documents import DocumentPart, Sheet
    from edgewise.options import Options

SOURCE = "edgewise"
SYNTAX_ERROR = "EW002"
_UNNECESSARY = frozenset({"EW001"})
_WARNINGS = frozenset({"EW001", "EW106", "EW107", "EW108", "EW204", "EW205"})
"""What may be right as it is; everything else is wrong."""
_SUFFIXES = {
    "python": ".py",
    "yaml": ".yaml",
    "json": ".json",
    "jsonc": ".jsonc",
    "toml": ".toml",
    "ini": ".ini",
    "shellscript": ".sh",
    "dotenv": ".env",
    "terraform": ".tf",
    "markdown": ".md",
    "plaintext": ".txt",
    "javascript": ".js",
    "typescript": ".ts",
}
"""From identifiers of languages to the suffix that stands for them, for texts that are no files."""


class GivenDiagnostics(NamedTuple):
    """What is asked of the findings: the text of a file, and what it is."""

    source: Source
    file: File
    notebook: NotebookFile | None


def given(sheet: Sheet) -> GivenDiagnostics:
    """Return a sheet as a file to look at."""
    if sheet.is_notebook:
        notebook = NotebookFile(sheet)
        return GivenDiagnostics(
            Source(notebook.text), File(sheet.path or "untitled.ipynb", FileKind.NOTEBOOK, named=True), notebook
        )
    (part,) = sheet.parts
    return GivenDiagnostics(Source(part.text.source), _file(sheet.path, part.language), None)


def look(sheet: Sheet, options: Options) -> tuple[DocumentLook, str | None]:
    """Look at a sheet as it is in the editor.

    :returns: the findings, without that of a syntax error, and what went wrong.
    """
    source, file, notebook = given(sheet)
    # Whether it parses has to be known even where nobody wants to hear of it.
    asked = options._replace(
        select=(*options.select, SYNTAX_ERROR),
        ignore=tuple(code for code in options.ignore if code != SYNTAX_ERROR),
    )
    result = look_at(source, file, asked)
    found = tuple(finding for finding in result.findings if finding.code != SYNTAX_ERROR)
    findings = found if notebook is None else tuple(map(notebook.finding, found))
    return DocumentLook(sheet, findings, found, len(found) < len(result.findings), options), result.error


def _file(path: str | None, language: str) -> File:
    if path is None:
        path = "untitled" + _SUFFIXES.get(language, "")
    kind = kind_of(path)
    if kind is None and language == "python" and "." not in path.rpartition("/")[2]:
        kind = FileKind.PYTHON  # a script whose first line is still to come
    return File(path, kind or FileKind.TEXT, named=True)


def diagnostic(finding: Finding, part: DocumentPart) -> types.Diagnostic:
    """Return a finding as editors know it, in the part where it starts."""
    return types.Diagnostic(
        range=part.range(finding.start, finding.end),
        message=finding.message,
        severity=types.DiagnosticSeverity.Warning if finding.code in _WARNINGS else types.DiagnosticSeverity.Error,
        code=finding.code,
        source=SOURCE,
        tags=[types.DiagnosticTag.Unnecessary] if finding.code in _UNNECESSARY and finding.fix else None,
    )
