"""Witnesses: what is told where requests go and what is shown, and gives it back: mocks, fakes, buffers, queues."""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

import libcst as cst

from edgewise.python.hostnames.uses import sinks
from edgewise.python.inference.values import Class, Constant, Imported, Mapping, Object, Sequence, Text, Unknown
from edgewise.python.prefilter.parts import relevant_parts
from edgewise.python.syntax.nodes import called_name, item_access, positional, receiver_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from edgewise.python.hostnames.uses.changes import TextChange
    from edgewise.python.inference.flows.derived import Derived, Found, Trail
    from edgewise.python.inference.uses import Compared, Use
    from edgewise.python.inference.values import Value
    from edgewise.python.module import Module
    from edgewise.python.syntax.scopes import Scope

_DECIDING = frozenset({"comparison", "key", "argument", "attribute"})
"""Uses that may go by what a text says."""
_GIVING = frozenset({"argument", "stored", "entry"})
"""Uses of a function after which others may call it."""
_PLAIN_BASES = ("builtins.", "enum.", "typing.", "abc.")
"""Bases whose methods nobody calls who has not been seen to be given a text."""
_ASKED = frozenset({"url", "real_url", "request", "history"})
"""Attributes of an answer that say where it was asked for."""
_BY_TEXT = frozenset({"add", "get", "pop", "setdefault", "Counter"})
"""Methods, and a class, that look for what they are given among what they hold."""
_CUTTING = frozenset({"split", "partition"})
_ENDS = ("-1", "-2")
"""Pieces of a URL, counted from its end, in which no host is."""


class Witnesses:
    """Answers for one module."""

    def __init__(self, module: Module, derived: Derived) -> None:
        self._tree = module.tree
        self._evaluator = module.evaluator
        self._options = module.options
        self._derived = derived
        self._kept: dict[cst.Call, list[tuple[Use, Trail]]] = {}

    def judge(self, node: cst.BaseExpression, change: TextChange) -> cst.CSTNode | None:
        """Return where code goes by the host in what it gets back of the text that ``node`` makes, if anywhere."""
        calls = {use.call: use.scope for use in self._evaluator.uses(node) if use.kind == "argument" and use.call}
        for call in calls.keys() - self._kept.keys():
            self._kept[call] = self._deciding(self._holding(call, calls[call]))
        each = chain(self._everywhere, *(self._kept[call] for call in calls))
        return next((use.around for use, trail in each if self._goes_by(use, trail, change)), None)

    def _deciding(self, sources: Iterable[Found]) -> list[tuple[Use, Trail]]:
        """Return the uses, of what comes of sources, that may go by a host."""
        return [one for one in self._derived.trails(sources, self._told_by) if one[0].kind in _DECIDING]

    def _told_by(self, trail: Trail) -> tuple[bool, bool]:
        return any(map(self._takes_host, trail)), any(map(self._is_measured, trail))

    @staticmethod
    def _is_measured(use: Use) -> bool:
        return use.call is not None and called_name(use.call) == "len"

    def _holding(self, call: cst.Call, scope: Scope) -> Iterator[Found]:
        """Yield what a call makes, and what it belongs to, if that keeps what it is given."""
        for callee in self._evaluator.values(call.func, scope):
            if not isinstance(callee, Imported) or sinks.PARSING.match(callee.name):
                continue  # a URL that is taken apart is followed by itself
            if sinks.KEEPING.match(callee.name):
                yield call, scope
                if isinstance(callee.receiver, Object):
                    yield callee.receiver.node, callee.receiver.origin.scope
            elif sinks.SENDING.match(callee.name):
                # What answers, its URL does not say; but it says where it was asked.
                asked = (use for use in self._evaluator.uses(call) if use.kind == "attribute" and use.name in _ASKED)
                yield from ((use.around, use.scope) for use in asked)

    @cached_property
    def _everywhere(self) -> list[tuple[Use, Trail]]:
        """The uses of what may get any host: mocks, buffers, what tests enter, parameters of what others call."""
        made = [
            (call, scope)
            for call, scope in self._tree.nodes(cst.Call)
            if any(isinstance(one, Imported) and sinks.TELLING.match(one.name) for one in self._called(call, scope))
        ]
        entered = [
            (item.item, scope)
            for item, scope in self._tree.nodes(cst.WithItem)
            if (test := self._tree.enclosing(item, cst.FunctionDef)) and test.name.value.startswith("test")
        ]
        given = (read for function in self._called_by_others() for read in self._given(function))
        return self._deciding(one for one in (*made, *entered, *given) if self._is_linked(one[0]))

    def _is_linked(self, node: cst.CSTNode) -> bool:
        """Say whether names link the statement of a node with a finding: no other is there where parts are read."""
        at = self._tree.span(node)[0]
        return self._linked is None or any(start <= at < end for start, end in self._linked)

    @cached_property
    def _linked(self) -> list[tuple[int, int]] | None:
        return relevant_parts(self._tree.text, self._options) if self._tree.is_whole else None

    def _called(self, call: cst.Call, scope: Scope) -> tuple[Value, ...]:
        return self._evaluator.values(call.func, scope)

    def _called_by_others(self) -> Iterator[cst.FunctionDef | cst.Lambda]:
        """Yield the functions that tests, mocks, operators and libraries call with what they like."""
        functions: Iterator[tuple[cst.FunctionDef | cst.Lambda, Scope]] = self._tree.nodes(cst.FunctionDef, cst.Lambda)
        for function, scope in functions:
            name = function.name.value if isinstance(function, cst.FunctionDef) else ""
            # A validator, which its decorator names, is followed by the fields that it judges.
            is_decorated = isinstance(function, cst.FunctionDef) and bool(function.decorators)
            is_method = isinstance(scope.node, cst.ClassDef) and not is_decorated
            is_of_base = is_method and self._has_foreign_base(scope.node, scope)
            is_special = name.startswith("__") and name not in sinks.TAKING
            if (
                name.startswith("test")
                or is_special
                or is_of_base
                or any(map(self._is_given_away, self._evaluator.uses(function)))
            ):
                yield function

    def _is_given_away(self, use: Use) -> bool:
        if use.kind not in _GIVING or use.call is None:
            return use.kind == "stored"
        called = self._called(use.call, use.scope)
        return any(
            isinstance(one, Unknown) or (isinstance(one, Imported) and not one.name.startswith("builtins."))
            for one in called
        )

    def _has_foreign_base(self, definition: cst.CSTNode, scope: Scope) -> bool:
        own = definition.bases if isinstance(definition, cst.ClassDef) else ()
        bases = (one for base in own for one in self._evaluator.values(base.value, scope.parent or scope))
        return any(
            isinstance(one, Imported) and not one.name.startswith(_PLAIN_BASES)
            for base in bases
            for one in (self._evaluator.lineage(base) if isinstance(base, Class) else [base])
        )

    def _given(self, function: cst.FunctionDef | cst.Lambda) -> Iterator[Found]:
        """Yield where a function reads what callers give it who are not seen."""
        own = int(self._evaluator.receiver(function) is not None)
        params = function.params
        star = [each for each in (params.star_arg, params.star_kwarg) if isinstance(each, cst.Param)]
        for parameter in (*positional(params)[own:], *params.kwonly_params, *star):
            for read, scope in self._tree.uses(parameter.name.value, self._tree.opened[function]):
                values = self._evaluator.values(read, scope)
                if read is not parameter.name and all(isinstance(one, (Unknown, Mapping, Sequence)) for one in values):
                    yield read, scope

    # -- going by a host

    def _goes_by(self, use: Use, trail: Trail, change: TextChange) -> bool:
        """Say whether a use of something that comes back goes by the host in it, and not by another part."""
        is_host = any(map(self._takes_host, trail))
        match use.kind:
            case "comparison":
                return any(self._differs(each, use, trail, change, is_host=is_host) for each in use.compared)
            case "key":
                return is_host
            case "argument" if use.call is not None:
                return self._is_given(use, use.call, is_host=is_host)
            case "attribute":
                return self._is_asked(use, change, is_host=is_host)
            case _:
                return False

    def _takes_host(self, use: Use) -> bool:
        """Say whether a use takes the host out of a URL, or a piece out of a text that may have a part of it."""
        if use.kind == "attribute":
            call = self._tree.call_of(use.around)
            return (
                use.name in sinks.HOSTS
                if call is None
                else use.name in ("split", "partition") and self._cuts(call, use)
            )
        accessed = item_access(use.around) if use.kind == "item" else None
        return use.kind == "item" and accessed is None  # a slice

    def _cuts(self, call: cst.Call, use: Use) -> bool:
        """Say whether a text is split as a URL is, and not for what stands at its end."""
        around = self._tree.parents[call]
        accessed = item_access(around)
        is_end = accessed is not None and self._tree.source(accessed[1]).strip() in _ENDS
        return not is_end and any(
            isinstance(value, Text) and value.text in ("/", "//", "://", ".")
            for item in call.args[:1]
            for value in self._evaluator.values(item.value, use.scope)
        )

    def _differs(self, compared: Compared, use: Use, trail: Trail, change: TextChange, *, is_host: bool) -> bool:
        if compared.sign in ("is", "is not"):
            return False
        others = self._evaluator.values(compared.other, use.scope)
        if is_host and any(isinstance(value, Constant) and isinstance(value.value, int) for value in others):
            return any(map(self._is_measured, trail))
        return any(
            self._tells_apart(value.text, change, is_host=is_host)
            if isinstance(value, Text)
            else is_host and isinstance(value, (Unknown, Object))
            for value in others
        )

    def _is_given(self, use: Use, call: cst.Call, *, is_host: bool) -> bool:
        names = [one.name for one in self._called(call, use.scope) if isinstance(one, Imported)]
        if any(sinks.PATTERNS.match(name) for name in names):
            given = [one for each in call.args for one in self._evaluator.values(each.value, use.scope)]
            receiver = receiver_of(call)
            given += self._evaluator.values(receiver, use.scope) if receiver is not None else ()
            texts = [one.text for one in given if isinstance(one, Text)]
            return any("twilio" in text or "//" in text or "\\." in text for text in texts)
        return is_host and (
            not sinks.ORDERING.isdisjoint(names) or called_name(call) in ("add", "setdefault", "Counter")
        )

    def _is_asked(self, use: Use, change: TextChange, *, is_host: bool) -> bool:
        """Say whether a method of a text answers by the host in it."""
        call = self._tree.call_of(use.around)
        if call is None or use.name not in sinks.SEARCHES:
            return False
        given = [one for item in call.args[:1] for one in self._evaluator.values(item.value, use.scope)]
        texts = [one.text for one in given if isinstance(one, Text)]
        if use.name == "count":
            return any(change.old_host.count(text) != change.new_host.count(text) for text in texts if text)
        if use.name == "split":
            return "." in texts and self._cuts(call, use)
        return use.name in ("startswith", "endswith", "removeprefix", "index", "find") and any(
            self._tells_apart(text, change, is_host=is_host) for text in texts
        )

    @staticmethod
    def _tells_apart(text: str, change: TextChange, *, is_host: bool) -> bool:
        """Say whether a text is a part of one of the hosts; the whole old host is followed by itself."""
        asked = text.lower()
        if not asked or change.old_host.lower() in asked:
            return False
        old, new = change.old.lower(), change.new.lower()
        inner = {label for host in (change.old_host, change.new_host) for label in host.lower().split(".")[1:-2]}
        return (asked in old) != (asked in new) or (is_host and not inner.isdisjoint(asked.split(".")))
