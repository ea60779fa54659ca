"""What is visible of a client's edge, and what several places that give one come to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Collection

    import libcst as cst

    from edgewise.python.syntax.scopes import Scope


@dataclass(frozen=True)
class Edge:
    """What is visible of a client's edge: nothing, a constant, some value, or a place that may bring one.

    ``elsewhere`` says that it is not an argument of the call that makes the client, so that no edit there changes it.
    """

    kind: Literal["absent", "constant", "some", "maybe"]
    value: str = ""
    """The constant, of ``some`` value the one that it may be, or the place that may bring an edge."""
    elsewhere: bool = False
    handed_on: bool = False
    """Whether the place that may bring one is the argument itself, such as a parameter whose default is None."""


@dataclass(frozen=True)
class Assigned:
    """A value that is assigned to the edge of an object; None where it is one of several that are not told apart.

    ``through`` is the call of a function that made the object for this place: see :class:`Instance`.
    """

    target: cst.CSTNode
    value: cst.BaseExpression | None
    scope: Scope
    through: cst.CSTNode | None


def united(edges: list[Edge]) -> Edge:
    """Return what several edges that are not arguments come to; an edge set to nothing is absent, but not untouched."""
    given = {edge for edge in edges if edge.kind != "absent"}
    if not given:
        return Edge("absent", elsewhere=bool(edges))
    return replace(given.pop(), elsewhere=True) if len(given) == 1 else Edge("some", elsewhere=True)


def one_of(edges: Collection[Edge]) -> Edge:
    """Return the edge to judge by where it depends on the reading: none if that may be."""
    if any(edge.kind == "absent" for edge in edges):
        return Edge("absent")
    return min((edge for edge in edges if edge.kind == "maybe"), key=lambda edge: edge.value, default=Edge("some"))
