"""Code actions: the fix of one finding, and all safe fixes of a document at once."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from typing import TYPE_CHECKING

from lsprotocol import types

from edgewise.findings import Safety
from edgewise.lsp.diagnostics import diagnostic
from edgewise.twilio.hosts import resolve
from edgewise.twilio.table import DEFAULT_REGION, REGION_NAMES

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence

    from edgewise.findings import Edit, Finding, Fix
    from edgewise.lsp.documents import Look, Text

    AsEdit = Callable[[list[types.TextEdit]], types.WorkspaceEdit]

FIX_ALL = "source.fixAll.edgewise"
KINDS: tuple[types.CodeActionKind | str, ...] = (types.CodeActionKind.QuickFix, FIX_ALL)


def quick_fixes(look: Look, params: types.CodeActionParams, as_edit: AsEdit) -> Iterator[types.CodeAction]:
    """Yield a fix for every finding that touches the range of ``params`` and has one.

    :param as_edit: makes edits of the document an edit of the workspace.
    """
    if not _wanted(types.CodeActionKind.QuickFix, params.context.only):
        return
    start, end = look.text.offset(params.range.start), look.text.offset(params.range.end)
    for finding in look.findings:
        fix = finding.fix
        if finding.start > end or start > finding.end or fix is None:
            continue
        for title, one in _choices(fix):
            safe = one.safety is Safety.SAFE
            yield types.CodeAction(
                title=title if safe else f"{title} (unsafe: look at it)",
                kind=types.CodeActionKind.QuickFix,
                diagnostics=[diagnostic(finding, look.text)],
                is_preferred=(safe and not fix.answers) or None,
                edit=as_edit([_text_edit(edit, look.text) for edit in one.edits]),
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


async def fix_all(
    look: Look, params: types.CodeActionParams, as_edit: AsEdit, would_be: Callable[[str], Awaitable[Look]]
) -> list[types.CodeAction]:
    """Return the one action that applies all safe fixes, none where there are none or their sum is in doubt.

    :param would_be: looks at what the document would be.
    """
    edits = together(look.findings) if _wanted(FIX_ALL, params.context.only) else []
    if not edits or not _is_sound(look, await would_be(spliced(look.text.source, edits))):
        return []
    edit = as_edit([_text_edit(edit, look.text) for edit in edits])
    return [types.CodeAction(title="Apply all safe fixes of Edgewise", kind=FIX_ALL, edit=edit)]


def _wanted(kind: str, only: Sequence[str] | None) -> bool:
    return only is None or any(kind == asked or kind.startswith(f"{asked}.") or not asked for asked in only)


def _text_edit(edit: Edit, text: Text) -> types.TextEdit:
    return types.TextEdit(text.range(edit.start, edit.end), edit.content)


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


def spliced(text: str, edits: Iterable[Edit]) -> str:
    """Return ``text`` with sorted edits that do not overlap."""
    pieces: list[str] = []
    done = 0
    for start, end, content in edits:
        pieces += text[done:start], content
        done = end
    return "".join((*pieces, text[done:]))


def _is_sound(before: Look, after: Look) -> bool:
    """Say whether the new text parses if the old one did, and shows no finding more, but for comments gone idle."""
    was, now = (Counter(finding.code for finding in look.findings) for look in (before, after))
    return after.broken <= before.broken and not {code for code in now - was if code != "EW001"}
