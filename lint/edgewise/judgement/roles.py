"""Roles: what a host is there for, which decides whether it is reported and how safe its fix can be."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Weight(enum.IntEnum):
    """What a role says of a fix."""

    SHOWS_SAFE = 0
    """The fix is safe as far as this use goes, and this use shows it."""
    ALLOWS = 1
    """The fix is safe as far as this use goes, if another use shows it."""
    SHOWN_ONLY = 2
    """People see the text; a fix is safe if the host is also asked."""
    FOLLOWS = 3
    """A test goes by the text: the fix is safe if what produces it is fixed in the same file, and together with it."""
    DOUBTS = 4
    """Something depends on what the text says: the fix is unsafe."""
    SILENCES = 5
    """The old host is meant: it is not reported."""


class Role(enum.Enum):
    """What is done with a host: words for the message, and the weight."""

    REQUEST = ("a request goes there", Weight.SHOWS_SAFE)
    HANDED_ON = ("it is handed on as an address", Weight.SHOWS_SAFE)
    ADDRESS = ("it is an address", Weight.ALLOWS)
    SHOWN = ("it is only shown", Weight.SHOWN_ONLY)
    COMPARISON = ("it is compared", Weight.DOUBTS)
    OUTSIDE = ("it is compared with what comes from outside", Weight.DOUBTS)
    KEY = ("something is looked up by it", Weight.DOUBTS)
    TAKEN_APART = ("its text is taken apart", Weight.DOUBTS)
    SELECTOR = ("it selects what is stored, and stored addresses keep the old host", Weight.DOUBTS)
    ALLOW = ("it is in a list of what may pass: add `{}` and keep the old host", Weight.DOUBTS)
    PASSES = ("only what is in this list may pass: add `{}` and keep the old host", Weight.DOUBTS)
    DATA = ("it is sent or stored as data", Weight.DOUBTS)
    AGREES = ("a test expects what stands here", Weight.FOLLOWS)
    MOCKED = ("a test answers in its place", Weight.FOLLOWS)
    EXPECTED = ("a test expects it", Weight.DOUBTS)
    TESTED = ("a test gives it to what it tests, which is not seen here", Weight.DOUBTS)
    BOTH_MOCKED = ("a test answers in its place, and in that of the new one", Weight.DOUBTS)
    RECORDED = ("a recording answers in its place, for the old host", Weight.DOUBTS)
    UNSEEN = ("not all of its uses can be followed", Weight.DOUBTS)
    MIGRATION = ("old and new stand together to exchange one for the other", Weight.SILENCES)
    DENY = ("what has it is refused", Weight.SILENCES)
    TOLD = ("it stands in a sentence", Weight.SILENCES)
    REFUSED = ("a test expects it to be refused", Weight.SILENCES)
    NAME = ("it names something else than a host", Weight.SILENCES)

    def __init__(self, words: str, weight: Weight) -> None:
        self.words = words
        """What a message says of it; ``{}`` stands for the new host."""
        self.weight = weight
        """What it says of a fix."""


class Seen(NamedTuple):
    """A role, and the line (from 1) on which it shows."""

    role: Role
    line: int


NAMED_OLD = "its name says that it is the old one"
"""What a message says of a host of which nothing but its name is seen."""


OF_TESTS = "it is in data of tests, and what these compare with it is not seen here"
"""What a message says of a host in a file that tests read."""


IN_TEST = "it is in a test, which may compare with it what is not seen here"
"""What a message says of a host in a program that is a test by its name."""


UNSHOWN = "nothing here shows that it is an address"
"""What a message says of a host in a rule, a record or a command of which it is not known what it is there for."""


class Judged(NamedTuple):
    """The role of a host, and where (in characters of the text from 0) it shows."""

    role: Role
    at: int
    said: str = ""
    """What to say in place of the words of the role."""


class Decision(NamedTuple):
    """Whether a host is reported, and why its fix is not safe, if it is not."""

    is_reported: bool
    doubt: Seen | None = None


def decide(seen: Iterable[Seen]) -> Decision:
    """Decide by all that is done with a host: a fix is safe only if a use shows it, and none speaks against it.

    Something is done with every host, if only that its uses cannot be seen.

    A use that means the old host silences the finding if nothing but addresses stands against it; beside a request or
    another doubt it is the doubt. A name of something else silences it only where nothing else gets it.
    """
    uses = sorted(seen, key=lambda one: (-one.role.weight, one.line))
    heaviest = uses[0]
    roles = {one.role for one in uses}
    if heaviest.role.weight is Weight.SILENCES:
        is_name = {role for role in roles if role.weight is Weight.SILENCES} == {Role.NAME}
        asked = {Role.REQUEST, Role.HANDED_ON} if is_name else {Role.REQUEST}
        against = {role for role in roles if role in asked or role.weight in (Weight.FOLLOWS, Weight.DOUBTS)}
        return Decision(bool(against), heaviest)
    if heaviest.role.weight is Weight.SHOWN_ONLY:
        shows = any(role.weight is Weight.SHOWS_SAFE for role in roles)
        return Decision(True, None if shows else heaviest)
    return Decision(True, heaviest if heaviest.role.weight >= Weight.FOLLOWS else None)
