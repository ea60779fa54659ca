"""Namespaces and what binds their names."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    import libcst as cst


class OtherElements(NamedTuple):
    """What a starred target takes: the elements from ``start`` on, but for the last ``behind``."""

    start: int
    behind: int


class UnderKey(NamedTuple):
    """What stands under a key of a dictionary."""

    key: cst.BaseExpression


class OtherKeys(NamedTuple):
    """The dictionary of what stands under all other keys."""

    keys: tuple[cst.BaseExpression, ...]


class Field(NamedTuple):
    """An attribute of an object of a class, by its name or by the position of its field."""

    of: cst.BaseExpression
    name: str
    position: int | None


Step = int | None | OtherElements | UnderKey | OtherKeys | Field
"""Which part of a value is taken: the element at an index, each one in turn (None), or what a pattern names."""


@dataclass(frozen=True, eq=False)
class Binding:
    """One place where a name gets a value.

    ``assign`` has the expression as ``source``, ``with`` the one that is entered; ``import`` the dotted name of what is
    bound as ``dotted``; ``class`` and ``function`` their definition as ``node``; ``parameter`` its ``cst.Param`` as
    ``node``; ``declaration`` an annotation without a value; ``other`` what a loop, an unpacking or a pattern takes
    out of its source, or a value without one (``+=``, ``del``).
    """

    kind: Literal["assign", "import", "class", "function", "parameter", "declaration", "with", "other"]
    scope: Scope
    node: cst.CSTNode
    dotted: str = ""
    annotation: cst.BaseExpression | None = None
    source: cst.BaseExpression | None = None
    """The expression that the value comes from, also where a loop or a target of several names takes it apart."""
    path: tuple[Step, ...] = ()
    """Which part of the source it is: one step inside the other."""


@dataclass(eq=False)
class Scope:
    """A namespace: of the module, a class, a function or a comprehension."""

    kind: Literal["module", "class", "function", "comprehension"]
    node: cst.CSTNode
    parent: Scope | None = None
    names: dict[str, list[Binding]] = field(default_factory=lambda: defaultdict(list))
    elsewhere: dict[str, Scope] = field(default_factory=dict[str, "Scope"])
    """Names that ``global`` and ``nonlocal`` send to another scope."""
    stars: dict[str, cst.ImportFrom] = field(default_factory=dict[str, "cst.ImportFrom"])
    """Dotted names of the modules from which everything is imported, each with where that is done last."""

    def lookup(self, name: str) -> tuple[Scope, Sequence[Binding]] | None:
        """Return the scope that a name used here belongs to and its bindings there; None if nothing binds it."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.elsewhere:
                scope = scope.elsewhere[name]
            # A class body's names are seen by the class body alone.
            if name in scope.names and (scope is self or scope.kind != "class"):
                return scope, scope.names[name]
            scope = scope.parent
        return None

    @property
    def module(self) -> Scope:
        """The scope of the module."""
        return self if self.parent is None else self.parent.module
