"""Memos: containers that get all of their keys here, so that what is found in them does not depend on a host.

A cache of answers by URL, a set of what was seen and the failures of each host find again what was put in, whatever it
says: the new host as well as the old one, as long as nothing from elsewhere is looked up in them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edgewise.judgement.hostnames import hosts_in
from edgewise.python.hostnames.uses import sinks
from edgewise.python.inference.values import Imported, Mapping, Reason, Sequence, Text, Unknown
from edgewise.python.syntax.items import keys_of, starts_empty
from edgewise.python.syntax.nodes import as_call, called_name, item_access, names_in
from edgewise.twilio.hosts import resolve_host

if TYPE_CHECKING:
    import libcst as cst

    from edgewise.python.inference.uses import Use
    from edgewise.python.inference.values import Function, Value, Values
    from edgewise.python.module import Module
    from edgewise.twilio.table import ProcessingRegion

_BY_KEY = frozenset({"get", "setdefault", "pop", "add", "discard", "append"})
"""Methods that are given a key, or an element."""
_GOING_THROUGH = frozenset({"items", "keys"})
_WHOLE = frozenset({"clear", "values"}) | _GOING_THROUGH


class Memos:
    """Answers for one module."""

    def __init__(self, module: Module) -> None:
        self._tree = module.tree
        self._evaluator = module.evaluator
        self._way: ProcessingRegion = module.options.way
        self._known: dict[cst.CSTNode, bool] = {}

    def finds_again(self, containers: Values) -> bool:
        """Say whether only what is put in here is looked up in containers, and all of it differs after a rewrite."""
        return bool(containers) and all(map(self._finds_again, containers))

    def remembers(self, cached: Function, use: Use, call: cst.Call) -> bool:
        """Say whether all that a cached function is given in the place of a text are texts that differ after a rewrite.

        Else it may have been called with the same before, and not afterwards.
        """
        at = next((at for at, item in enumerate(call.args) if item.value is use.node), len(call.args))
        texts: set[str] = set()
        for other, scope, _ in self._evaluator.calls(cached.definition):
            given = self._evaluator.arguments(other, scope).get(use.name, at)
            found = self._texts(self._evaluator.of(given))
            if found is None:
                return False
            texts |= found
        return self._differ(texts)

    def _finds_again(self, container: Value) -> bool:
        if not isinstance(container, (Mapping, Sequence)) or container.doubts:
            return False
        if container.node not in self._known:
            texts = self._texts_in(container)
            self._known[container.node] = texts is not None and self._differ(texts)
        return self._known[container.node]

    def _differ(self, texts: set[str]) -> bool:
        """Say whether no two texts are the same once hosts in them are replaced, in all of them or in some."""
        new = [(text, self._becomes(text)) for text in texts]
        return len({after for _, after in new}) == len(texts) and all(
            after == text or after not in texts for text, after in new
        )

    def _becomes(self, text: str) -> str:
        after = text.lower()
        for host in {*hosts_in(after)}:
            after = after.replace(str(host), str(resolve_host(host, self._way).resolved))
        return text if after == text.lower() else after

    def _texts_in(self, container: Mapping | Sequence) -> set[str] | None:
        """Return all texts that are looked up in a container or put into it.

        None where more is done with it than that, or where others than callers who are not seen may give a key.
        """
        found = self._first_keys(container)
        if found is None:
            return None
        uses = self._evaluator.uses(container.node)
        for use in uses:
            key = self._key(use) if use.way == "itself" else None
            if key is None and not self._hands_on(use):
                return None
            texts = self._texts(self._evaluator.values(key, use.scope)) if key is not None else set[str]()
            if texts is None:
                return None
            found |= texts
        is_gone_through = any(use.kind == "iterated" or use.name in _GOING_THROUGH for use in uses)
        return None if is_gone_through and not found <= self._followed(container) else found

    def _first_keys(self, container: Mapping | Sequence) -> set[str] | None:
        """Return the texts with which a container is made: nothing, or keys for each of which it has the same."""
        made = keys_of(container.node)
        if made is None:
            return set() if starts_empty(container.node) else None
        key, value = made
        if value is None:
            given = self._evaluator.values(key, container.origin.scope)
            return self._texts(tuple(key for one in given for key in self._evaluator.each(one, container.origin)))
        scope = self._tree.opened[container.node]
        is_table = any(name.value in scope.names for name in names_in(value))
        return None if is_table else self._texts(self._evaluator.values(key, scope))

    def _followed(self, container: Mapping | Sequence) -> set[str]:
        """Return the texts that are known to be in a container, so that what is done with each is seen."""
        inside = self._evaluator.of(*self._evaluator.elements(container).items)
        return {value.text for value in inside if isinstance(value, Text)}

    def _texts(self, keys: Values) -> set[str] | None:
        """Return the texts that a key may be; None where others than callers who are not seen may give another one."""
        found: set[str] = set()
        for key in keys:
            url = self._url_of(key)
            texts = self._texts(url) if url else None
            if texts is not None:
                found |= {str(host) for text in texts for host in hosts_in(text)}
            elif isinstance(key, Text):
                found.add(key.text)
            elif not isinstance(key, Unknown) or any(one.reason is not Reason.CALLERS for one in key.doubts):
                return None
        return found

    def _url_of(self, key: Value) -> Values:
        """Return the URL whose host a key is, nothing for others: ``urlsplit(url).hostname``."""
        made = key.receiver if isinstance(key, Imported) and key.name.rpartition(".")[2] in sinks.HOSTS else None
        call = as_call(made.node) if made is not None else None
        if made is None or call is None or not call.args or not sinks.PARSING.match(getattr(key, "name", "")):
            return ()
        return self._evaluator.values(call.args[0].value, made.origin.scope)

    def _key(self, use: Use) -> cst.BaseExpression | None:
        call = self._tree.call_of(use.around)
        match use.kind:
            case "comparison":
                sides = [each for each in use.compared if each.is_membership and not each.is_left]
                return sides[0].other if len(sides) == len(use.compared) == 1 else None
            case "item" | "entry":
                accessed = item_access(use.around)
                return accessed[1] if accessed is not None else None
            case "attribute" if call is not None and use.name in _BY_KEY and call.args:
                return call.args[0].value
            case _:
                return None

    def _hands_on(self, use: Use) -> bool:
        """Say whether a container is only given a name, emptied, counted or gone through."""
        if use.kind == "argument" and use.call is not None:
            return called_name(use.call) == "len"
        if use.kind == "attribute":
            return use.name in _WHOLE
        return use.way == "itself" and use.kind in ("assigned", "stored", "test", "iterated")
