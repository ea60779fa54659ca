"""What an expression may stand for, as far as the rules care: a class of Twilio's, an object of it, a function."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import libcst as cst

    from edgewise.python.syntax.scopes import Scope


@dataclass(frozen=True)
class Dotted:
    """Something imported, or an attribute of it, or a builtin: "twilio.rest.Client"."""

    name: str


@dataclass(frozen=True)
class Class:
    """A class that is defined in this module, and the scope in which its bases are looked up."""

    node: cst.ClassDef
    scope: Scope = field(compare=False)


@dataclass(frozen=True)
class Partial:
    """``functools.partial(client class, ...)``, also of another partial."""

    call: cst.Call
    scope: Scope


@dataclass(frozen=True)
class Instance:
    """An object of a client class: of the call that makes it, or of a ``self`` or annotation that promises it.

    ``through`` is the call of a function of this module that hands it out and makes a new one each time.
    """

    origin: cst.CSTNode
    scope: Scope
    of: Dotted | Class | Partial
    through: cst.CSTNode | None = None


@dataclass(frozen=True)
class Self:
    """An object of a class that is defined in this module: the first parameter of its methods, or what a call makes."""

    owner: Class


@dataclass(frozen=True)
class Function:
    """A function or lambda that is defined in this module."""

    node: cst.FunctionDef | cst.Lambda


@dataclass(frozen=True)
class Nothing:
    """None: not a value that can be called or configured."""


@dataclass(frozen=True)
class Unknown:
    """Any value at all."""


Reading = Dotted | Class | Partial | Instance | Self | Function | Nothing | Unknown
UNKNOWN = Unknown()


def union(found: Iterable[Iterable[Reading]]) -> set[Reading]:
    """Return all of several readings."""
    return {reading for readings in found for reading in readings}


def as_promised(readings: Iterable[Reading], promised: Instance | None) -> set[Reading]:
    """Return readings with what an annotation promises in place of what is not known."""
    return {promised if reading == UNKNOWN and promised else reading for reading in readings}
