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
    """Shown and never applied: there is a decision to be made before."""


class Edit(NamedTuple):
    """Replaces the characters ``start`` to ``end`` (exclusive) by ``content``; an insertion where both are equal."""

    start: int
    end: int
    content: str


class Fix(NamedTuple):
    """The edits that mend one finding: all of them are applied, or none.

    ``edits`` do not overlap and are sorted by position. ``processing_region`` is the region in which Twilio will
    process requests after the fix ("us1", "ie1", "au1"): anything but "us1" needs that region's credentials. None where
    they are processed where they were, or the fix is about no request. ``host`` is what is asked for after the fix, and
    ``steps`` what is done for that in arguments or settings, as a clause; "" where the host itself is exchanged.
    ``kept_from`` is the region to which the requests would have gone, had it served them: the fix keeps them in US1.

    Where it depends on the ``processing-region`` what is right, and nobody has decided that, there are ``answers``, one
    for each decision; the fix has no edits of its own then, and is for :attr:`Safety.DISPLAY`.
    """

    message: str
    edits: tuple[Edit, ...]
    safety: Safety = Safety.SAFE
    processing_region: str | None = None
    host: str | None = None
    steps: str = ""
    answers: tuple[Answer, ...] = ()
    kept_from: str | None = None


class Answer(NamedTuple):
    """What mends a finding after one decision: ``fix`` is None where that has to be done by hand, or needs nothing.

    ``processing_region`` is the value of that option ("us1" or "as-written"), ``label`` what it means here.
    """

    processing_region: str
    label: str
    fix: Fix | None


class Finding(NamedTuple):
    """One problem at one place: the characters ``start`` to ``end`` (exclusive) of a file's decoded text.

    ``help`` is what to do where there is no fix, as a sentence without a full stop; "" where the message says it.
    ``expects`` is the host, in lower case, that a test expects here; "" for what is no expectation.
    ``asks`` is the host that a client of another language than Python asks for as long as it is not fixed.
    """

    code: str
    message: str
    start: int
    end: int
    fix: Fix | None = None
    help: str = ""
    expects: str = ""
    asks: str = ""

    @property
    def advice(self) -> str:
        """What its fix does, or what to do where there is none; "" where the message says it all."""
        return self.fix.message if self.fix is not None else self.help

    @property
    def has_safe_fix(self) -> bool:
        """Whether it has a fix that needs nobody to look at it."""
        return self.fix is not None and self.fix.safety is Safety.SAFE

    def doubted(self, why: str) -> Finding:
        """Return it with an unsafe fix, and a message that says why; as it is where there is no fix."""
        if self.fix is None:
            return self
        return self._replace(message=f"{self.message}; {why}", fix=self.fix._replace(safety=Safety.UNSAFE))

    @property
    def in_unread(self) -> Finding:
        """The same finding in what no parser can read, and where nothing is rewritten therefore."""
        if self.fix is None:
            return self
        message = f"{self.message}; nothing is rewritten in what cannot be read (EW002)"
        return self._replace(message=message, fix=None, help=self.fix.message)

    @property
    def is_undecided(self) -> bool:
        """Whether it has a fix that waits for a decision."""
        return self.fix is not None and bool(self.fix.answers)
