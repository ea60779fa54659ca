"""The vocabulary of a run: a finding, its fix, and the edits of which the fix consists.

Everything here is frozen, hashable and picklable. Offsets count characters from 0 in the decoded text of the file,
without its byte-order mark.
"""

from __future__ import annotations

import enum
from typing import NamedTuple


class Safety(str, enum.Enum):
    """How far a fix can be trusted, in the words of the JSON report's ``applicability``."""

    SAFE = "safe"
    """Applied by ``edgewise fix``."""
    UNSAFE = "unsafe"
    """Shown, and applied with ``--unsafe-fixes``: a human should look."""
    DISPLAY = "display"
    """Shown and never applied."""


class Edit(NamedTuple):
    """Replaces the characters ``start`` to ``end`` (exclusive) by ``content``; an insertion where both are equal."""

    start: int
    end: int
    content: str


class Fix(NamedTuple):
    """The edits that mend one finding: all of them are applied, or none.

    ``edits`` do not overlap and are sorted by position. ``processing_region`` is the region in which Twilio will
    process requests after the fix ("us1", "ie1", "au1"): anything but "us1" needs that region's credentials. None where
    they are processed where they were, or the fix is about no request.
    """

    message: str
    edits: tuple[Edit, ...]
    safety: Safety = Safety.SAFE
    processing_region: str | None = None


class Finding(NamedTuple):
    """One problem at one place: the characters ``start`` to ``end`` (exclusive) of a file's decoded text."""

    code: str
    message: str
    start: int
    end: int
    fix: Fix | None = None
