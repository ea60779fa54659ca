"""Changes of a text that holds a host: as it is, and as a fix would leave it."""

from __future__ import annotations

from typing import NamedTuple


class TextChange(NamedTuple):
    """A text as it is and as a fix would leave it, and the hosts that make the difference."""

    old: str
    new: str
    old_host: str
    new_host: str

    @property
    def around(self) -> tuple[str, str]:
        """What stands before the host, and behind it."""
        before, _, behind = self.old.partition(self.old_host)
        return before, behind

    def within(self, text: str) -> TextChange:
        """Return the change of another text that holds the old host."""
        return TextChange(text, text.replace(self.old_host, self.new_host), self.old_host, self.new_host)
