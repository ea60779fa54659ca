"""Derived values: what a module takes out of something unknown, and whether it goes by what that says.

``values`` knows nothing of what a library makes of a document, of a class or of a text. What comes of it is still seen:
its attributes, entries, elements and the answers of its methods, through loops, displays and what is built in.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst

from edgewise.python.inference.values import Constant, Function, Imported, Mapping, Sequence, Text
from edgewise.python.syntax.nodes import called_name, positional

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator

    from edgewise.python.inference.evaluator import Evaluator
    from edgewise.python.inference.uses import Compared, Use
    from edgewise.python.inference.values import Value, Values
    from edgewise.python.syntax.scopes import Binding, Scope

    Found = tuple[cst.CSTNode, Scope]
    Trail = tuple[Use, ...]
    """The uses by which something comes of another thing, one after the other."""

_STEPS = 12
"""How many things that come one of the other are looked at in a row."""
_COMPARING = ("re.", "regex.", "fnmatch.", "operator.", "difflib.", "bisect.", "hashlib.", "hmac.", "zlib.")
"""Modules whose functions compare what they are given, or make a sum of it that is compared."""
_BUILDING = (
    "builtins.", "itertools.", "collections.", "functools.", "copy.", "io.", "csv.", "json.", "tomllib.", "xml.",
)  # fmt: skip
"""Modules whose functions give what they are given, something that holds it, or what they read in it."""
_SEARCHING = frozenset(
    "startswith endswith removeprefix partition rpartition find index count match search fullmatch "
    "__contains__ __eq__".split()
)
"""Methods that look for what they are given in what they belong to."""
_LOOKING_UP = frozenset({"get", "pop", "setdefault"})
_SPLITTING = frozenset({"split", "rsplit", "splitlines"})
_TAKING_OUT = frozenset({"attribute", "item", "iterated"})
"""Uses that take a part out of something."""
NAMES = frozenset({"__name__", "__qualname__", "__module__", "__class__", "__doc__", "__file__"})
"""Attributes that say what something is called, and not what it holds."""


class Derived:
    """Answers for one module."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._tree = evaluator.tree
        self._judged: dict[tuple[cst.CSTNode, bool, frozenset[str]], bool] = {}
        self._given: dict[cst.CSTNode, frozenset[str]] = {}
        """The methods to which what each node makes is given."""

    def is_judged(
        self,
        node: cst.CSTNode,
        scope: Scope,
        *,
        only_attributes: bool = False,
        without: frozenset[str] = frozenset(),
    ) -> bool:
        """Say whether code compares, or looks something up by, what comes of what ``node`` makes.

        :param only_attributes: what its methods answer does not count, nor what it holds.
        :param without: methods of it that answer nothing about hosts.
        """
        key = node, only_attributes, without
        if key not in self._judged:
            self._judged[key] = self._is_judged(node, scope, only_attributes=only_attributes, without=without)
        return self._judged[key]

    def is_given_to(self, node: cst.CSTNode, scope: Scope, methods: frozenset[str]) -> bool:
        """Say whether what ``node`` makes, or something that is put together of it, goes to one of some methods."""
        if node not in self._given:
            self._given[node] = frozenset(self._methods_given(node, scope))
        return not methods.isdisjoint(self._given[node])

    def _methods_given(self, node: cst.CSTNode, scope: Scope) -> Iterator[str]:
        seen = {node}
        todo: list[Found] = [(node, scope)]
        for each, where in todo:
            for use in self._uses(each, where):
                if use.kind == "argument" and use.call is not None:
                    yield called_name(use.call)
                if use.kind not in _TAKING_OUT:
                    found = [pair for pair in self._next(use, only_attributes=False) if pair[0] not in seen]
                    seen.update(each for each, _ in found)
                    todo += found

    def trails(self, sources: Iterable[Found], told_by: Callable[[Trail], Hashable]) -> Iterator[tuple[Use, Trail]]:
        """Yield the uses of what sources make, and of all that comes of it, each with those that led there.

        :param told_by: what is asked of the uses that lead somewhere: two ways of which it is the same are one.
        """
        todo: list[tuple[Found, Trail]] = [(source, ()) for source in sources]
        seen = {(source, told_by(())) for (source, _), _ in todo}
        for (each, where), trail in todo:
            for use in self._uses(each, where):
                yield use, trail
                if len(trail) < _STEPS:
                    further = (*trail, use)
                    told = told_by(further)
                    found = [pair for pair in self._comes(use) if (pair[0], told) not in seen]
                    seen.update((each, told) for each, _ in found)
                    todo += [(pair, further) for pair in found]

    def _comes(self, use: Use) -> Iterator[Found]:
        """Yield what comes of something by a use, through functions and containers of the module as well."""
        yield from self._next(use, only_attributes=False)
        if use.kind == "returned":
            function = self._tree.enclosing(use.around, cst.FunctionDef, cst.Lambda)
            yield from ((call, where) for call, where, _ in self._evaluator.calls(function)) if function else ()
        call = use.call if use.kind == "argument" else None
        for callee in self._called(call, use.scope) if call is not None else ():
            if isinstance(callee, Function):
                yield from self._parameter(callee, use)
            elif call is not None and isinstance(callee, Imported) and callee.name.startswith("urllib.parse."):
                yield call, use.scope
            elif isinstance(callee, Imported) and isinstance(callee.receiver, (Mapping, Sequence)):
                yield callee.receiver.node, callee.receiver.origin.scope

    def _parameter(self, function: Function, use: Use) -> Iterator[Found]:
        """Yield where a function of the module reads what a use gives it."""
        assert use.call is not None
        params = function.definition.params
        own = positional(params)[int(function.receiver is not None) :]
        at = next((at for at, item in enumerate(use.call.args) if item.value is use.node), len(own))
        named = (each for each in (*own, *params.kwonly_params) if each.name.value == use.name)
        for parameter in named if use.name else own[at : at + 1]:
            uses = self._tree.uses(parameter.name.value, self._tree.opened[function.definition])
            yield from ((read, scope) for read, scope in uses if read is not parameter.name)

    def _is_judged(self, node: cst.CSTNode, scope: Scope, *, only_attributes: bool, without: frozenset[str]) -> bool:
        seen = {node}
        todo: list[Found] = [(node, scope)]
        for _ in range(_STEPS):
            found: dict[cst.CSTNode, Scope] = {}
            for each, where in todo:
                for use in self._uses(each, where):
                    if each is node and use.name in without:
                        continue
                    if (each is not node or not only_attributes) and self._judges(use):
                        return True
                    found.update(self._next(use, only_attributes=only_attributes))
            todo = [(each, where) for each, where in found.items() if each not in seen]
            seen.update(found)
        return bool(todo)

    def _uses(self, node: cst.CSTNode, scope: Scope) -> list[Use]:
        uses = [use for use in self._evaluator.uses(node) if use.way == "itself"]
        if isinstance(node, cst.BaseExpression) and all(use.node is not node for use in uses):
            uses.append(self._evaluator.use_here(node, scope))
        return uses

    def _judges(self, use: Use) -> bool:
        match use.kind:
            case "comparison":
                return not use.compared or any(self._may_differ(compared, use.scope) for compared in use.compared)
            case "key":
                return True
            case "argument" if use.call is not None:
                return any(self._looks_for(use, use.call, callee) for callee in self._called(use.call, use.scope))
            case "attribute" if use.name in _SPLITTING:
                return True
            case "attribute" if use.name in _SEARCHING:
                call = self._tree.call_of(use.around)
                return call is None or any(not self._are_texts(each.value, use.scope) for each in call.args)
            case _:
                return False

    def _called(self, call: cst.Call, scope: Scope) -> Values:
        return self._evaluator.values(call.func, scope)

    @staticmethod
    def _looks_for(use: Use, call: cst.Call, callee: Value) -> bool:
        """Say whether what is called compares what it is given, or looks for it in what it belongs to."""
        method = called_name(call)
        if isinstance(callee, Imported) and not callee.name.startswith("builtins."):
            return callee.name.startswith(_COMPARING)
        if isinstance(callee, Imported) and method in _LOOKING_UP:
            return call.args[0].value is use.node
        return method in _SEARCHING

    def _may_differ(self, compared: Compared, scope: Scope) -> bool:
        """Say whether a comparison may go by the text of a host: not by a number, nor by a key that is no host."""
        if compared.sign in ("is", "is not") or self._has_no_text(self._evaluator.values(compared.other, scope)):
            return False
        if not compared.is_membership or compared.is_left:
            return True
        keys = self._evaluator.values(compared.other, scope)
        return not all(isinstance(key, Text) and key.constant and "twilio" not in key.constant for key in keys)

    def _are_texts(self, node: cst.BaseExpression, scope: Scope) -> bool:
        return all(isinstance(value, Text) for value in self._evaluator.values(node, scope))

    def _has_no_text(self, values: Values) -> bool:
        """Say whether values are numbers and the like, or displays of such alone."""
        displays = [self._evaluator.elements(value) for value in values if isinstance(value, Sequence)]
        inside = self._evaluator.of(*(choice for each in displays for choice in each.items))
        single = (value for value in values if not isinstance(value, Sequence))
        return all(each.more is None for each in displays) and all(
            isinstance(value, Constant) for value in (*single, *inside)
        )

    def _next(self, use: Use, *, only_attributes: bool) -> Iterator[Found]:
        """Yield what comes of something by one of its uses."""
        match use.kind:
            case "attribute" if use.name not in NAMES:
                call = self._tree.call_of(use.around)
                if call is None or not only_attributes:
                    yield call or use.around, use.scope
            case "element" | "entry" | "passed" | "text":
                yield use.around, use.scope
            case "assigned" | "entered":
                yield from ((node, scope) for node, scope, _ in self.taken_out(use.node))
            case "item" if not only_attributes:
                yield use.around, use.scope
            case "iterated" if not only_attributes:
                yield from ((node, scope) for node, scope, _ in self.taken_out(use.node))
            case "argument" if use.call is not None and not only_attributes:
                callees = self._called(use.call, use.scope)
                if any(isinstance(callee, Imported) and callee.name.startswith(_BUILDING) for callee in callees):
                    yield use.call, use.scope
            case _:
                pass

    def taken_out(self, source: cst.CSTNode) -> Iterator[tuple[cst.BaseExpression, Scope, tuple[object, ...]]]:
        """Yield where names are read that have a part of a value by a loop, an unpacking or a ``with``, and which."""
        has_keys = isinstance(source, cst.Call) and called_name(source) == "items"
        for name, scope, binding in self._names.get(source, ()):
            if not (has_keys and binding.path[-1:] == (0,)):
                for node, where in self._tree.uses(name, scope):
                    yield node, where, binding.path

    @cached_property
    def _names(self) -> dict[cst.CSTNode, list[tuple[str, Scope, Binding]]]:
        """The names, with their scopes, that something takes out of each expression."""
        found: dict[cst.CSTNode, list[tuple[str, Scope, Binding]]] = defaultdict(list)
        for scope in (self._evaluator.module_scope, *self._tree.opened.values()):
            for name, bindings in scope.names.items():
                for binding in bindings:
                    if binding.source is not None and binding.kind in ("other", "with"):
                        found[binding.source].append((name, scope, binding))
        return found
