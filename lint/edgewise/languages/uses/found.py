"""The uses of the hosts of one text, by its tree."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from edgewise.judgement.roles import Role
from edgewise.judgement.uses import HostUse
from edgewise.languages.syntax.members import TreeMembers
from edgewise.languages.syntax.names import Names
from edgewise.languages.uses.around import Around
from edgewise.languages.uses.held import Holding
from edgewise.languages.uses.naming import Naming

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from edgewise.languages.syntax.tree import SyntaxTree

_MOST = 300
"""How many expressions hold the same host; of one with more, not all uses are looked at."""
_MOST_STEPS = 6


class TreeUses:
    """Answers for the hosts of one tree."""

    def __init__(self, tree: SyntaxTree) -> None:
        self._tree = tree
        names = Names(tree)
        members = TreeMembers(tree, names)
        naming = Naming(tree, names, members)
        self._around = Around(tree, naming, members)
        self._documents = tree.grammar.documents
        self._known: dict[Holding, tuple[Holding | Role, ...]] = {}
        self._closed: dict[tuple[Holding, ...], tuple[HostUse, ...]] = {}

    @property
    def is_whole(self) -> bool:
        """Whether all of the text could be read."""
        return not self._tree.root.has_error

    def of(self, start: int, end: int) -> tuple[HostUse, ...]:
        """Return the uses of the host in a literal, other than the literal itself. Characters of the text from 0."""
        if self._is_searched_for(start):
            return (HostUse(start, end, None, (), role=Role.COMPARISON, is_exact=True),)
        string = self._string(start)
        document = self._tree.opening(string) if string is not None and string.type in self._documents else None
        if string is None or self._tree.span(string)[1] < end or (document is None and string.type in self._documents):
            return ()
        held = Holding(document or string)
        # A text that stands below its expression is used there, as a name is.
        own = held if document is None else None
        inside, names = self._within(held)
        if names not in self._closed:
            self._closed[names] = tuple(self._uses(names))
        here = (self._use(held) for held in inside if self._is_use(held, own))
        return tuple(dict.fromkeys((*here, *self._closed[names])))

    def _is_searched_for(self, offset: int) -> bool:
        """Say whether a character stands in a regular expression itself."""
        node = self._tree.at(offset)
        holder = self._tree.parent(node) if node is not None else None
        return any(one is not None and one.type in self._tree.grammar.searching for one in (node, holder))

    def _string(self, offset: int) -> Node | None:
        node = self._tree.at(offset)
        while node is not None and node.type not in self._tree.grammar.strings and node.type not in self._documents:
            node = self._tree.parent(node)
        return node

    def _within(self, own: Holding) -> tuple[list[Holding], tuple[Holding, ...]]:
        """Return what holds a literal in the expression that it is in, and the names of that: the same for a list."""
        waiting, inside, names = [own], list[Holding](), list[Holding]()
        while waiting and len(inside) < _MOST:
            held = waiting.pop()
            inside.append(held)
            for way in self._ways(held):
                if isinstance(way, Holding) and way not in inside:
                    (waiting if self._tree.within(held.node, way.node) else names).append(way)
        return inside, tuple(dict.fromkeys(names))

    def _ways(self, held: Holding) -> tuple[Holding | Role, ...]:
        if held not in self._known:
            self._known[held] = tuple(self._around.all_ways(held)) if len(held.steps) <= _MOST_STEPS else ()
        return self._known[held]

    def _role(self, held: Holding) -> Role | None:
        return next((way for way in self._ways(held) if isinstance(way, Role)), None)

    def _uses(self, names: tuple[Holding, ...]) -> Iterator[HostUse]:
        waiting, seen = deque(names), set(names)
        while waiting and len(seen) < _MOST:
            held = waiting.popleft()
            if self._is_use(held):
                yield self._use(held)
            for way in self._ways(held):
                if isinstance(way, Holding) and way not in seen:
                    seen.add(way)
                    waiting.append(way)

    def _is_use(self, held: Holding, own: Holding | None = None) -> bool:
        """Say whether a place says anything of its host; the literal itself does where its place is a role."""
        return self._role(held) is not None or (held != own and not self._around.is_passed(held))

    def _use(self, held: Holding) -> HostUse:
        tree = self._tree
        is_text = held.node.type in tree.grammar.strings and held.word is not None
        start, end = tree.span(held.word if is_text and held.word is not None else held.node)
        string = tree.span(held.node) if is_text else None
        goes_on = any(isinstance(way, Holding) for way in self._ways(held))
        return HostUse(start, end, string, held.steps, role=self._role(held), goes_on=goes_on, is_exact=True)
