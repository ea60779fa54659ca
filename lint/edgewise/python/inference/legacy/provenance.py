"""Values that are given to a client, and what a dictionary shows of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    import libcst as cst

    from edgewise.python.syntax.scopes import Scope


@dataclass(frozen=True)
class Given:
    """A value that a call gives, and the item of the source that gives it: argument, entry, element or assignment.

    ``items`` are all the items of the list in which ``item`` stands; None where the list may not be edited.
    """

    value: cst.BaseExpression
    scope: Scope
    item: cst.CSTNode
    items: Sequence[cst.CSTNode] | None
    kind: Literal["keyword", "position", "entry"]
    here: bool = True
    """Whether it stands in the call itself or in a dictionary of its own, not in a partial made elsewhere."""


@dataclass
class DictView:
    """The entries that a dictionary shows, and why it may have more."""

    entries: dict[str, Given] = field(default_factory=dict[str, Given])
    unknown: str | None = None
    doubtful: str | None = None
    is_default: bool = False
    """Whether the entries count only where the dictionary to which this is added has none."""
    removed: frozenset[str] = frozenset()
    """Keys that are taken out of the dictionary to which this is added."""

    def frozen(self, unknown: str | None = None, doubtful: str | None = None) -> DictView:
        """Return the same entries, none of which may be edited."""
        entries = {key: replace(given, items=None) for key, given in self.entries.items()}
        return DictView(entries, self.unknown or unknown, self.doubtful or doubtful)


def both(first: DictView, second: DictView) -> DictView:
    """Return what a dictionary shows into which another one is put."""
    if second.is_default:
        second = replace(second, entries={**second.entries, **first.entries})
    kept = {key: given for key, given in first.entries.items() if key not in second.removed}
    return DictView({**kept, **second.entries}, second.unknown or first.unknown, second.doubtful or first.doubtful)
