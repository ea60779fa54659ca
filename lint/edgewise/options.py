"""Options: what findings depend on. One frozen value goes to every step, in every process."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from edgewise.twilio.table import ProcessingRegion

ALL_RULES = ("EW",)
"""The prefix of every rule's code."""

MAX_FILE_SIZE = 10 * 1024 * 1024
"""Bytes; larger files are data that nobody edits by hand."""


class Options(NamedTuple):
    """The settings on which findings depend.

    Rules are named by code or by a prefix of it ("EW2"); one that is off by default is selected by its code alone.
    """

    processing_region: ProcessingRegion | None = None
    """Where requests go after a fix; None where nobody has decided that."""
    select: tuple[str, ...] = ALL_RULES
    ignore: tuple[str, ...] = ()
    prose: bool = False
    clients: tuple[str, ...] = ()
    """Dotted names of classes with the constructor of ``twilio.rest.Client``."""
    max_file_size: int = MAX_FILE_SIZE
    """Bytes: a larger file, unless it is given itself or is Python, is passed over."""
    twilio_version: str | None = None
    """A version or a specifier of twilio-python; None where the project's pins, or else the newest, decide."""
    pin_roots: tuple[str, ...] = ()
    """Absolute folders: how far up to look for pins outside of a repository. Empty: no pins are read at all."""

    @property
    def way(self) -> ProcessingRegion:
        """The answer by which hosts, clients and settings are judged; :mod:`edgewise.judgement.answers` tries both."""
        return self.processing_region or "as-written"

    def enabled(self, code: str) -> bool:
        """Say whether findings of the rule ``code`` are wanted: the longest prefix that names it decides."""
        from edgewise.rules import OFF_BY_DEFAULT  # whoever asks has a finding, or wants to show the rules

        exact = code in OFF_BY_DEFAULT
        naming = (prefix for prefix in self.select if prefix == code or (not exact and code.startswith(prefix)))
        selected = max(map(len, naming), default=0)
        ignored = max((len(prefix) for prefix in self.ignore if code.startswith(prefix)), default=0)
        return selected > ignored

    def why_idle(self) -> str | None:
        """Return a sentence for the user where no rule is left to look for; None where one is."""
        if self.select == ALL_RULES and not self.ignore:
            return None  # nearly always, and the rules need not be loaded for it
        from edgewise.rules import BY_CODE

        if any(map(self.enabled, BY_CODE)):
            return None
        named = f"`select` names {', '.join(self.select)}" if self.select else "`select` names none"
        taken = f", and `ignore` takes {', '.join(self.ignore)} away" if self.select and self.ignore else ""
        return f"no rule is left to look for: {named}{taken}"
