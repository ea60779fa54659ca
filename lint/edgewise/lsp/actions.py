"""Code actions: the fix of one finding, a comment that ignores it, and all safe fixes of a file at once."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from lsprotocol import types

from edgewise.findings import Safety
from edgewise.lsp.diagnostics import diagnostic, given
from edgewise.rules import BY_CODE
from edgewise.twilio.hosts import resolve
from edgewise.twilio.table import DEFAULT_REGION, REGION_NAMES

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from edgewise.files.file import File
    from edgewise.files.sources import Source
    from edgewise.findings import Edit, Finding, Fix
    from edgewise.lsp.documents import DocumentLook, DocumentPart, Sheet
    from edgewise.options import Options

CommentFor = Callable[["Finding", "Source", "File", "Options", "Sequence[Finding]", str], "tuple[Edit, ...]"]
"""Returns the edits that write an ignore comment with a reason for one finding out of those of a file, none where no
comment can stand."""
AsEdit = Callable[["Sheet", "Sequence[Edit]"], types.WorkspaceEdit]
"""Makes edits of a sheet an edit of the workspace."""

FIX_ALL = "source.fixAll.edgewise"
KINDS: tuple[types.CodeActionKind | str, ...] = (types.CodeActionKind.QuickFix, FIX_ALL)
REASON = "say why"
"""What stands in an ignore comment until somebody says why."""
_MOST_IGNORED = 10
"""For each comment the file is looked at once more, and nobody chooses out of more."""
_UNUSED_IGNORE = "EW001"


def wants(kind: str, only: Sequence[str] | None) -> bool:
    """Say whether an editor that asks for ``only`` these kinds of actions wants one of ``kind``."""
    return only is None or any(kind == asked or kind.startswith(f"{asked}.") or not asked for asked in only)


def touched(look: DocumentLook, part: DocumentPart, where: types.Range) -> list[Finding]:
    """Return the findings that touch a range of one part."""
    start, end = (part.start + part.text.offset(position) for position in (where.start, where.end))
    return [finding for finding in look.shown_in(part) if finding.start <= end and start <= finding.end]


def quick_fixes(
    look: DocumentLook, part: DocumentPart, findings: Iterable[Finding], as_edit: AsEdit
) -> Iterator[types.CodeAction]:
    """Yield what mends each of ``findings``: where nothing is decided, one action for each answer."""
    for finding in findings:
        fix = finding.fix
        for title, one in _choices(fix) if fix is not None else ():
            safe = one.safety is Safety.SAFE
            yield types.CodeAction(
                title=title if safe else f"{title} (unsafe: look at it)",
                kind=types.CodeActionKind.QuickFix,
                diagnostics=[diagnostic(finding, part)],
                is_preferred=(safe and fix is not None and not fix.answers) or None,
                edit=as_edit(look.sheet, one.edits),
            )


def _choices(fix: Fix) -> Iterator[tuple[str, Fix]]:
    """Yield the fixes out of which a user takes one, each with its title: both answers where nothing is decided."""
    if not fix.answers and fix.edits and fix.safety is not Safety.DISPLAY:
        yield fix.message, fix
    for answer in fix.answers:
        one = answer.fix
        if one is not None and one.edits:
            region = resolve(one.host or "").processing_region or DEFAULT_REGION
            verb = "Keep" if region == DEFAULT_REGION else "Process"
            yield f"{verb} in {REGION_NAMES[region]} ({region.upper()}): {one.message}", one


def comments(
    look: DocumentLook, findings: Sequence[Finding], comment_for: CommentFor
) -> list[tuple[Finding, list[Edit]]]:
    """Return those of ``findings`` that a comment can ignore, each with the edits that write it."""
    options = look.options
    if options is None or look.broken or len(findings) > _MOST_IGNORED:
        return []
    source, file, notebook = given(look.sheet)
    written: list[tuple[Finding, list[Edit]]] = []
    for finding, in_file in zip(look.findings, look.in_file, strict=True):
        if finding in findings and finding.code != _UNUSED_IGNORE:
            edits = comment_for(in_file, source, file, options, look.in_file, REASON)
            if edits:
                written.append((finding, [notebook.edit(edit) if notebook else edit for edit in edits]))
    return written


def ignores(
    look: DocumentLook, part: DocumentPart, written: Iterable[tuple[Finding, Sequence[Edit]]], as_edit: AsEdit
) -> Iterator[types.CodeAction]:
    """Yield the actions that write what :func:`comments` returns."""
    for finding, edits in written:
        yield types.CodeAction(
            title=f"Ignore {finding.code} ({BY_CODE[finding.code].name}) here, with a reason",
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[diagnostic(finding, part)],
            edit=as_edit(look.sheet, edits),
        )


async def fix_all(
    look: DocumentLook, as_edit: AsEdit, would_be: Callable[[Sheet], Awaitable[DocumentLook]]
) -> list[types.CodeAction]:
    """Return the one action that applies all safe fixes, none where there are none or their sum is in doubt.

    :param would_be: looks at what the file would be.
    """
    edits = together(look.findings)
    if not edits or not _is_sound(look, await would_be(look.sheet.spliced(edits))):
        return []
    return [types.CodeAction(title="Apply all safe fixes of Edgewise", kind=FIX_ALL, edit=as_edit(look.sheet, edits))]


def together(findings: Iterable[Finding]) -> list[Edit]:
    """Return the edits of all safe fixes that can be applied at once, sorted.

    As in ``edgewise fix``, a fix is taken with all of its edits or not at all, of two that touch the first one wins,
    and an edit that two share is applied once.
    """
    fixes = [finding.fix for finding in findings if finding.fix and finding.fix.safety is Safety.SAFE]
    wanted = sorted(fix.edits for fix in fixes if fix.edits)
    taken: list[Edit] = []
    known: set[Edit] = set()
    for edits in wanted:
        if not any(_touches(edit, taken, edits) for edit in edits):
            for edit in set(edits) - known:
                insort(taken, edit)
            known.update(edits)
    return taken


def _touches(edit: Edit, taken: Sequence[Edit], own: Sequence[Edit]) -> bool:
    at = bisect_left(taken, edit)
    near = taken[max(0, at - 1) : at + 2]
    return any(other not in own and other.start <= edit.end and edit.start <= other.end for other in near)


def _is_sound(before: DocumentLook, after: DocumentLook) -> bool:
    """Say whether the new text parses if the old one did, and shows no finding more, but for comments gone idle."""
    was, now = (Counter(finding.code for finding in look.findings) for look in (before, after))
    return after.broken <= before.broken and not {code for code in now - was if code != "EW001"}
