"""Uses of a host: the places at which a name, or an expression, stands for one or for what has one in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from edgewise.patterns import on_demand

if TYPE_CHECKING:
    from edgewise.judgement.roles import Role

CONTAINS = on_demand(
    r"(?:\A|[.:>])(?:(?![sS]et[A-Z_]|with[A-Z_])\w*(?:Set|List|Array|URL|Url|URI|Uri|Map)|of|asList|freeze|from|array"
    r"|(?:mutable|immutable|linked|hash)?_?(?:list|set|array|map)(?:_?of|Of)?|vec!?|parse)\Z"
)
"""Calls that give back what they are given, as another kind of value."""


class HostUse(NamedTuple):
    """A place in which something stands for a host, or for what has one in it. Characters of the text from 0."""

    start: int
    end: int
    string: tuple[int, int] | None
    """The string in which the name stands, if it does."""
    steps: tuple[str | int, ...]
    """What leads from there to the host; nothing where it is the host itself."""
    turned: bool = False
    """Whether a table is made here of which the host is a key."""
    role: Role | None = None
    """What is done with it, where what stands around it says so by itself."""
    goes_on: bool = False
    """Whether it is seen where it goes from there, so that this place by itself says nothing."""
    is_exact: bool = False
    """Whether a tree shows it: a role that it does not have by itself can only be that of a call around it."""


def plain(name: str) -> str:
    """Return the name of an entry as it is compared: ``getBase``, ``base_`` and ``base`` are one."""
    name = name.lower().replace("_", "")
    return name.removeprefix("get") or name
