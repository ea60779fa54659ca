"""Changes of a text that holds a host: as it is, and as a fix would leave it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from edgewise.judgement.hostnames import hosts_in
from edgewise.twilio.hosts import Status, resolve_host

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edgewise.twilio.table import ProcessingRegion


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


def changes_of(text: str, way: ProcessingRegion) -> Iterator[TextChange]:
    """Yield what becomes of a text by the fix of each host in it."""
    for host in {*hosts_in(text)}:
        found = resolve_host(host, way)
        if found.status is not Status.VALID and found.resolved is not None:
            yield TextChange(text, text.replace(str(host), str(found.resolved)), str(host), str(found.resolved))
