"""Diagnostics: the findings of a document as an editor shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from edgewise.api import look_at
from edgewise.files.file import File, Kind, kind_of
from edgewise.files.sources import Source
from edgewise.lsp.documents import Look

if TYPE_CHECKING:
    from edgewise.findings import Finding
    from edgewise.lsp.documents import Document, Text
    from edgewise.options import Options

SOURCE = "edgewise"
SYNTAX_ERROR = "EW002"
_UNNECESSARY = frozenset({"EW001"})
_WARNINGS = frozenset({"EW001", "EW106", "EW107", "EW204"})
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


def look(document: Document, options: Options) -> tuple[Look, str | None]:
    """Look at a document as it is in the editor.

    :returns: the findings, without that of a syntax error, and what went wrong.
    """
    text = document.text
    # Whether it parses has to be known even where nobody wants to hear of it.
    asked = options._replace(
        select=(*options.select, SYNTAX_ERROR),
        ignore=tuple(code for code in options.ignore if code != SYNTAX_ERROR),
    )
    result = look_at(Source(text.source), _file(document), asked)
    findings = tuple(finding for finding in result.findings if finding.code != SYNTAX_ERROR)
    broken = len(findings) < len(result.findings)
    return Look(document.version, text, findings, broken, options.processing_region), result.error


def _file(document: Document) -> File:
    path = document.path
    if path is None:
        path = "untitled" + _SUFFIXES.get(document.language, "")
    kind = kind_of(path)
    if kind is None and document.language == "python" and "." not in path.rpartition("/")[2]:
        kind = Kind.PYTHON  # a script whose first line is still to come
    return File(path, kind or Kind.TEXT, named=True)


def diagnostic(finding: Finding, text: Text) -> types.Diagnostic:
    """Return a finding as editors know it."""
    return types.Diagnostic(
        range=text.range(finding.start, finding.end),
        message=finding.message,
        severity=types.DiagnosticSeverity.Warning if finding.code in _WARNINGS else types.DiagnosticSeverity.Error,
        code=finding.code,
        source=SOURCE,
        tags=[types.DiagnosticTag.Unnecessary] if finding.code in _UNNECESSARY and finding.fix else None,
    )
