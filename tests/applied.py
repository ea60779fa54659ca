"""The smallest rewrite there is, for tables of texts before and after."""

from __future__ import annotations

from edgewise.findings import Finding, Safety


def applied(text: str, findings: list[Finding], *, unsafe: bool = False) -> str:
    """Return the text with the fixes of its findings made, back to front."""
    wanted = {Safety.SAFE, Safety.UNSAFE} if unsafe else {Safety.SAFE}
    edits = {edit for found in findings if found.fix and found.fix.safety in wanted for edit in found.fix.edits}
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end), reverse=True):
        text = text[: edit.start] + edit.content + text[edit.end :]
    return text
