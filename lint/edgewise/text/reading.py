"""What is read of one text, whatever is decided: its comments, its scopes, the hosts in it and the roles of these."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from edgewise.judgement.hostnames import host_sites
from edgewise.text.comments import Comments
from edgewise.text.hostnames.pieces import windows
from edgewise.text.hostnames.place import HostPlaces
from edgewise.text.hostnames.roles import TextRoles
from edgewise.text.line_ends import LineEnds

if TYPE_CHECKING:
    from edgewise.judgement.hostnames import HostSite
    from edgewise.text.kinds import Kind
    from edgewise.text.settings.pairs import PairScope


class TextReading:
    r"""A text of one kind: whoever looks for findings by two answers reads it once.

    ``text`` has no byte-order mark and no ``\r`` before a line break; ``lines`` leads findings back to what is written.
    """

    def __init__(self, written: str, kind: Kind, path: str = "") -> None:
        self.kind = kind
        self.path = path
        self.lines = LineEnds(written)
        self.text = self.lines.text
        self.comments = Comments(self.text, kind)
        self.scopes: list[PairScope] | None = None
        """The settings that hold together, once somebody has looked for them."""

    @cached_property
    def hosts(self) -> tuple[HostSite, ...]:
        """The hosts in it with which something may be wrong, from left to right."""
        stretches = windows(self.text, code=not self.kind.prose)
        return tuple(
            site
            for window in stretches
            for site in host_sites(window.template)
            if window.after < site.end <= window.last
        )

    @cached_property
    def places(self) -> HostPlaces:
        """Where hosts stand in it."""
        return HostPlaces(self.text, self.kind)

    @cached_property
    def roles(self) -> TextRoles:
        """What they are there for."""
        return TextRoles(self.places, self.path)
