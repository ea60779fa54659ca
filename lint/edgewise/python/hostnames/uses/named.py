"""Names under which hosts are kept: keys of dictionaries, keywords and options, and where a module reads them again."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst

from edgewise.python.inference.values import (
    Entries,
    Imported,
    Mapping,
    Object,
    Reason,
    Sequence,
    Text,
    Unknown,
    as_constant,
)
from edgewise.python.syntax.nodes import base_of, called_name, item_access, last_name, receiver_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from edgewise.python.inference.uses import Use
    from edgewise.python.inference.values import Value, Values
    from edgewise.python.module import Module
    from edgewise.python.syntax.scopes import Scope


class Named:
    """Answers for one module."""

    def __init__(self, module: Module) -> None:
        self._tree = module.tree
        self._evaluator = module.evaluator
        self._words: dict[cst.Call, frozenset[str]] = {}
        self._keys: dict[frozenset[cst.CSTNode], tuple[str, ...]] = {}

    def entries(self, use: Use) -> list[Entries]:
        """Return what the dictionaries hold that a use is of, each by itself."""
        mappings = (value for value in self._evaluator.used(use) if isinstance(value, Mapping))
        return [self._evaluator.entries(value, use.node) for value in mappings]

    def texts_in(self, use: Use) -> Values:
        """Return what is in the containers that a use is of."""
        choices = [choice for each in self.entries(use) for choice in each.known.values()]
        for value in self._evaluator.used(use):
            choices += self._evaluator.elements(value).items if isinstance(value, Sequence) else ()
        return self._evaluator.of(*choices)

    def is_beside_a_key(self, use: Use) -> bool:
        """Say whether a text is held by dictionaries alone in whose keys no host is, so that it stands at a key."""
        values = self._evaluator.used(use)
        entries = self.entries(use)
        unknown = [each.more for each in entries if each.more is not None]
        # What calls that are not seen give by name is no host.
        is_by_name = all(doubt.reason is Reason.CALLERS for doubt in unknown)
        return 0 < len(values) == len(entries) and not self.has_keys(use) and is_by_name

    def has_keys(self, use: Use) -> bool:
        """Say whether what holds a text may be a dictionary that has a host among its keys."""
        keys = (str(key) for each in self.entries(use) for key in each.known)
        return any("twilio.com" in key.lower().replace("\\", "") for key in keys)

    def given(self, use: Use, call: cst.Call) -> set[str]:
        """Return the names by which something unknown may give a text again: keywords, keys, and texts beside it."""
        if call not in self._words:
            self._words[call] = frozenset(self._words_in(call, use.scope))
        names = {use.name, *(self.keys(use) if use.way == "held" else ())}
        return {name for name in names if name.isidentifier()} | self._words[call]

    def _words_in(self, call: cst.Call, scope: Scope) -> Iterator[str]:
        """Yield the texts among the arguments of a call that may be names of attributes or options."""
        for item in call.args:
            for value in self._evaluator.values(item.value, scope):
                name = (value.constant or "").lstrip("-").replace("-", "_") if isinstance(value, Text) else ""
                if name.isidentifier():
                    yield name

    def keys(self, use: Use) -> Iterable[str]:
        """Return the keys under which dictionaries hold hosts, also those in lists and in other dictionaries."""
        holders = [value for value in self._evaluator.used(use) if isinstance(value, (Mapping, Sequence))]
        made = frozenset(holder.node for holder in holders)
        if made not in self._keys:
            self._keys[made] = tuple(self._keys_in(holders))
        return self._keys[made]

    def _keys_in(self, holders: list[Mapping | Sequence]) -> Iterator[str]:
        seen = {holder.node for holder in holders}
        for holder in holders:
            entries = self._evaluator.entries(holder) if isinstance(holder, Mapping) else Entries()
            for key, choice in entries.known.items():
                values = self._evaluator.of(choice)
                if isinstance(key, str) and any(isinstance(v, Text) and "twilio" in v.text.lower() for v in values):
                    yield key
            items = self._evaluator.elements(holder).items if isinstance(holder, Sequence) else entries.known.values()
            inside = [value for value in self._evaluator.of(*items) if isinstance(value, (Mapping, Sequence))]
            new = {value.node: value for value in inside if value.node not in seen}
            seen.update(new)
            holders += new.values()

    def reads(self, names: Iterable[str]) -> Iterator[tuple[cst.BaseExpression, Scope]]:
        """Yield where something that is not of the module is asked for what it has by one of these names."""
        return (read for name in names for read in self._read.get(name, ()))

    def attributes(self, name: str) -> list[tuple[cst.BaseExpression, Scope]]:
        """Return where the attribute of a name is read, whatever it belongs to."""
        return self._attributes.get(name, [])

    def field(self, name: str) -> Iterator[tuple[cst.BaseExpression, Scope]]:
        """Yield where a field of a name is read: as an attribute, or of what something else makes of it."""
        yield from self._read.get(name, ())
        yield from self._attributes.get(name, ())

    @cached_property
    def of_no_text(self) -> frozenset[str]:
        """The names of attributes that the module reads and that no text has."""
        return frozenset(self._attributes) - {*dir(str)}

    @cached_property
    def _attributes(self) -> dict[str, list[tuple[cst.BaseExpression, Scope]]]:
        found: dict[str, list[tuple[cst.BaseExpression, Scope]]] = defaultdict(list)
        for node, scope in self._tree.nodes(cst.Attribute):
            if self._tree.access(node) == "read":
                found[last_name(node)].append((node, scope))
        return found

    @cached_property
    def _read(self) -> dict[str, list[tuple[cst.BaseExpression, Scope]]]:
        """The attributes and items by name that are read of something that is not of the module."""
        found: dict[str, list[tuple[cst.BaseExpression, Scope]]] = defaultdict(list)
        for node, scope in self._tree.nodes(cst.Attribute, cst.Subscript):
            accessed = item_access(node)
            base = accessed[0] if accessed is not None else base_of(node)
            if accessed is not None:
                keys = [as_constant(value) for value in self._evaluator.values(accessed[1], scope)]
                names = [key[0] for key in keys if key]
            else:
                names = [last_name(node)]
            if base is not None and self._tree.access(node) == "read":
                values = self._evaluator.values(base, scope)
                if any(isinstance(value, (Unknown, Imported)) or _is_foreign(value) for value in values):
                    for name in names:
                        found[str(name)].append((node, scope))
        for call, scope in self._tree.nodes(cst.Call):
            if called_name(call) == "get" and receiver_of(call) is not None and call.args:
                for key in map(as_constant, self._evaluator.values(call.args[0].value, scope)):
                    if key and isinstance(key[0], str):
                        found[key[0]].append((call, scope))
        return found


def _is_foreign(value: Value) -> bool:
    return isinstance(value, Object) and isinstance(value.of, Imported)
