"""A finding as one sentence, for reports that have a line for each and no place for more."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from edgewise.findings import Finding


def sentence(finding: Finding) -> str:
    """Return what is wrong and, where no fix does it, what to do about it."""
    advice = finding.advice if finding.is_undecided else finding.help if finding.fix is None else ""
    if not advice:
        return finding.message
    starts_word = advice[:1].isupper() and advice[1:2].islower()
    return f"{finding.message}; {advice[:1].lower() + advice[1:] if starts_word else advice}"
