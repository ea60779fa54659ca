"""Structured data with positions: the nodes that YAML and JSON both become, built without recursion."""

from __future__ import annotations

from dataclasses import dataclass, field


class MalformedError(Exception):
    """The text is not in the format that its name says."""


@dataclass(slots=True, eq=False)
class Scalar:
    """A single value. ``start`` to ``end`` holds its quotes, ``inner`` does not."""

    value: str
    start: int
    end: int
    inner: tuple[int, int]
    quote: str = ""
    is_block: bool = False
    """Whether it is a block scalar of YAML (``|``, ``>``): ``inner`` are whole lines."""
    is_doubled: bool = False
    """Whether a quote within it is written twice (YAML's single quotes), and nothing else is escaped."""
    is_expression: bool = False
    """Whether a tag makes something else of it (``!Ref``, ``!Sub``)."""


@dataclass(slots=True, eq=False)
class Alias:
    """A reference to another node of the file, None where there is no such node."""

    start: int
    end: int
    target: Node | None = None


@dataclass(slots=True, eq=False)
class MappingNode:
    """Keys and values. ``is_flow`` says that it stands in braces."""

    start: int
    end: int = 0
    is_flow: bool = True
    items: list[tuple[Node, Node]] = field(default_factory=list["tuple[Node, Node]"])
    _places: dict[str, int] = field(default_factory=dict[str, int])
    """Where each name stands among the items, as far as they are ``_read``."""
    _read: int = 0

    def get(self, *keys: str) -> Node | None:
        """Return the value of the first key of this name in any of the spellings given."""
        for number in range(self._read, len(self.items)):
            key = self.items[number][0]
            if isinstance(key, Scalar):
                self._places.setdefault(key.value, number)
        self._read = len(self.items)
        places = [self._places[key] for key in keys if key in self._places]
        return self.items[min(places)][1] if places else None


@dataclass(slots=True, eq=False)
class SequenceNode:
    """Values in order. ``is_flow`` says that it stands in brackets."""

    start: int
    end: int = 0
    is_flow: bool = True
    items: list[Node] = field(default_factory=list["Node"])


Node = Scalar | Alias | MappingNode | SequenceNode


class Builder:
    """Events in the order of the text -> nodes."""

    def __init__(self) -> None:
        self.roots: list[Node] = []
        self._open: list[MappingNode | SequenceNode] = []
        self._keys: list[Node | None] = []

    @property
    def depth(self) -> int:
        """How many collections are open."""
        return len(self._open)

    def add(self, node: Node) -> None:
        """Add a complete node, or one whose content follows, to the innermost open collection."""
        if not self._open:
            self.roots.append(node)
            return
        parent = self._open[-1]
        if isinstance(parent, SequenceNode):
            parent.items.append(node)
            return
        key = self._keys[-1]
        if key is None:
            self._keys[-1] = node
        else:
            parent.items.append((key, node))
            self._keys[-1] = None

    def open(self, node: MappingNode | SequenceNode) -> None:
        """Add a collection whose content follows."""
        self.add(node)
        self._open.append(node)
        self._keys.append(None)

    def close(self, end: int) -> MappingNode | SequenceNode:
        """End the innermost collection.

        :raises MalformedError: none is open, or a key has no value.
        """
        if not self._open or self._keys.pop() is not None:
            raise MalformedError
        node = self._open.pop()
        node.end = end
        return node
