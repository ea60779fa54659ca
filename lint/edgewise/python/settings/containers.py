"""Containers: what else is done with the dictionary or list that holds a variable, and may not bear another one."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import libcst as cst

from edgewise.findings import Safety
from edgewise.judgement.settings import edge_key
from edgewise.patterns import on_demand
from edgewise.python.inference.values import (
    Class,
    Constant,
    Function,
    Imported,
    Mapping,
    Place,
    Sequence,
    Text,
    all_texts,
    constant_text,
    is_complete,
)
from edgewise.python.settings.environ import ENVIRONMENTS, SETS, is_environ
from edgewise.python.settings.fixes import Objection
from edgewise.python.settings.keys import REMOVES, STORES
from edgewise.python.syntax.items import items_of
from edgewise.python.syntax.nodes import as_call, base_of, called_name, item_access, last_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edgewise.python.inference.evaluator import Evaluator
    from edgewise.python.inference.uses import Use
    from edgewise.python.inference.values import Value
    from edgewise.python.module import Module
    from edgewise.python.settings.environ import ModuleSettings, Setting
    from edgewise.python.syntax.scopes import Scope

_LOOKS_ONLY = frozenset({"isinstance", "type", "id", "bool", "callable", "issubclass", "getattr", "hasattr", "next"})
"""Builtins that do not care how many keys a dictionary has."""
_BY_KEY = frozenset({
    "get", "pop", "setdefault", "update", "copy", "clear", "__getitem__", "__setitem__", "__delitem__", "__contains__",
    "append", "extend", "insert", "add",
})  # fmt: skip
"""Methods that do not care either, or change what is added to as well."""
VIEWS = frozenset({"items", "keys", "values"})
"""Methods of dictionaries that give all that they hold."""
_EXECUTES = on_demand(r"os\.(?:exec|spawn|posix_spawn)\w*|collections\.ChainMap")
"""Functions that take an environment without a name for it."""
ASSERTS = on_demand(r"assert[A-Z_]\w*|assert_\w+")
"""Functions of tests that state something."""
_SHOWS = on_demand(
    r"builtins\.(?:print|open\(\)\.write\w*|repr|str|format)|logging\..*|.*\.(?:write\w*|info|debug|warning|error)"
)
_SAME_FOR_BOTH = frozenset({"upper", "lower", "strip", "encode", "casefold"})


class ContainerUses:
    """Answers for the settings of one module."""

    def __init__(self, module: Module, settings: ModuleSettings) -> None:
        self._tree = module.tree
        self._evaluator = module.evaluator
        self._settings = settings

    def of(self, setting: Setting, *, adds: bool) -> Iterator[Objection]:
        """Object to what depends on what a dictionary or list holds."""
        assert isinstance(setting.group, cst.CSTNode)
        todo = [setting.group]
        for node in todo:
            # A variable in a list of arguments is one by itself.
            named = setting.said is not None or self._is_named_environment(node)
            for use in self._evaluator.uses(node):
                found = self._of_use(use, setting, todo, adds=adds, named=named)
                if found is not None:
                    yield found

    def _of_use(
        self, use: Use, setting: Setting, todo: list[cst.CSTNode], *, adds: bool, named: bool
    ) -> Objection | None:
        match use.kind:
            case "lost":
                return Objection("not all of its uses can be followed", Safety.UNSAFE)
            case "comparison":
                return self._compared(use, setting)
            case "argument" if use.call is not None:
                return self._given(use, use.call, todo, adds=adds, named=named)
            case "entry" if use.name == "**":
                _add(todo, use.around)
            case "text":
                for value in self._evaluator.at(Place(use.around, use.scope)):
                    if isinstance(value, (Mapping, Sequence)):
                        _add(todo, value.node)
            case "iterated" if adds and use.way == "itself":
                return self._iterated(use, setting)
            case "attribute" if use.way == "itself":
                return self._method(use, setting, todo, adds=adds)
            case _:
                pass
        return None

    def _is_named_environment(self, node: cst.CSTNode) -> bool:
        """Say whether a dictionary or list is what a larger one has under the name of an environment."""
        return any(
            use.kind == "entry" and use.node is node and use.name in ENVIRONMENTS for use in self._evaluator.uses(node)
        )

    def _compared(self, use: Use, setting: Setting) -> Objection | None:
        for compared in use.compared:
            if not compared.is_membership and compared.sign not in ("is", "is not"):
                return Objection(f"it is compared on line {self._tree.line(use.around)}", Safety.UNSAFE)
            if compared.is_membership and not compared.is_left and use.way == "itself":
                asked = self._evaluator.values(compared.other, use.scope)
                if not is_complete(asked) or edge_key(setting.key) in all_texts(asked):
                    return Objection(f"its keys are asked for on line {self._tree.line(use.around)}", Safety.UNSAFE)
        return None

    def _given(self, use: Use, call: cst.Call, todo: list[cst.CSTNode], *, adds: bool, named: bool) -> Objection | None:
        """Object to a call that may not take a dictionary or list with one more, or with another value."""
        where = f"`{self._tree.source(call.func)}` on line {self._tree.line(call)}"
        if ASSERTS.fullmatch(called_name(call)):
            return Objection(f"a test expects it on line {self._tree.line(call)}", Safety.UNSAFE)
        if use.way == "itself":
            for value in self._evaluator.values(call, use.scope):
                if isinstance(value, Mapping) and value.node is call:
                    _add(todo, call)
                    return None
        if use.name in ENVIRONMENTS:
            return self._looked_at_again(use.name) if adds else None
        if named or self._settings.is_put_into_environment(call, use.scope):
            return None
        if isinstance(self._tree.parents[call], cst.Decorator):
            return Objection(f"{where} gives it to a test, see what that expects", Safety.UNSAFE)
        for callee, _ in self._evaluator.callees(call, use.scope):
            found = self._taken_by(callee, use, where, todo, adds=adds)
            if found is not None:
                return found
        return None

    def _looked_at_again(self, name: str) -> Objection | None:
        """Object to what counts, compares or goes through variables that come back: ``run.call_args.kwargs["env"]``."""
        reads: Iterator[tuple[cst.Attribute | cst.Subscript, Scope]] = self._tree.nodes(cst.Attribute, cst.Subscript)
        for attribute, scope in reads:
            parent = self._tree.parents[attribute]
            is_asked = base_of(parent) is attribute
            if self._name(attribute, scope) != name or (is_asked and last_name(parent) not in VIEWS):
                continue
            if any(map(is_environ, self._evaluator.values(attribute, scope))):
                continue
            argument = self._tree.item_of(attribute)
            is_given_on = argument is not None and argument.form in ("call", "class")
            if argument is not None and argument.call is not None and not argument.name:
                is_given_on = not _is_builtin(argument.call, self._evaluator, scope)
            stores = self._tree.access(attribute) != "read" or self._is_named_item(attribute, scope)
            if not is_given_on and not stores:
                line = self._tree.line(attribute)
                return Objection(f"`{self._tree.source(attribute)}` is looked at on line {line}", Safety.UNSAFE)
        return None

    def _name(self, attribute: cst.Attribute | cst.Subscript, scope: Scope) -> str | None:
        accessed = item_access(attribute)
        return constant_text(self._evaluator.values(accessed[1], scope)) if accessed else last_name(attribute)

    def _is_named_item(self, attribute: cst.Attribute | cst.Subscript, scope: Scope) -> bool:
        """Say whether one entry of an attribute is looked up or stored, by a key that is no number."""
        accessed = item_access(self._tree.parents[attribute])
        if accessed is None or accessed[0] is not attribute:
            return False
        return constant_text(self._evaluator.values(accessed[1], scope)) is not None

    def of_row(self, setting: Setting) -> Iterator[Objection]:
        """Object where a dictionary stands in a row with what goes by its region, or with a number."""
        assert isinstance(setting.group, cst.CSTNode)
        own = self._tree.item_of(setting.group)
        is_in_row = own is not None and own.form in ("tuple", "list", "call") and not own.name
        others = items_of(own.owner) if own is not None and is_in_row else []
        regions = all_texts(self._settings.values(setting))
        for other in others:
            for value in self._evaluator.values(other.value, setting.scope) if other != own else ():
                said = value.text if isinstance(value, Text) else ""
                if any(region in said for region in regions) or isinstance(value, Constant):
                    yield Objection(
                        f"`{self._tree.source(other.value)}` beside it may be what comes of it", Safety.UNSAFE
                    )

    def of_call(self, setting: Setting) -> Iterator[Objection]:
        """Object where a test says with which arguments something is called."""
        call = as_call(setting.group)
        if setting.said is not None and call is not None and ASSERTS.fullmatch(called_name(call)):
            yield Objection(f"a test expects it on line {self._tree.line(call)}", Safety.UNSAFE)

    def _taken_by(
        self, callee: Value, use: Use, where: str, todo: list[cst.CSTNode], *, adds: bool
    ) -> Objection | None:
        spread = use.name == "**"
        match callee:
            case Function() | Class():
                rest = self._rest_of(callee) if spread else None
                if rest is not None:
                    _add(todo, rest)
                elif spread and use.way == "itself":
                    return Objection(f"its keys are the arguments of {where}, which takes no others", None)
                return None
            case Imported(receiver=Mapping() as receiver) if adds:
                _add(todo, receiver.node)
                return None
            case Imported(receiver=Class()):
                return Objection(f"{where} takes certain keys only", None)
            case Imported(name=name) if _EXECUTES.fullmatch(name):
                return None
            case Imported(name=name) if name.startswith("builtins."):
                if use.way != "itself" or not adds or name.removeprefix("builtins.") in _LOOKS_ONLY:
                    return None
                if name.startswith("builtins.list()."):
                    return None
                return Objection(f"{where} goes by how many keys it has, or lists them", None)
            case Imported(name=name) if name.partition(".")[0] in sys.stdlib_module_names:
                return Objection(f"{where} takes it as data, not as an environment", Safety.UNSAFE)
            case _ if use.way == "itself":
                return Objection(f"{where} may take it as something else than an environment", Safety.UNSAFE)
            case _:
                return None

    def _rest_of(self, callee: Function | Class) -> cst.CSTNode | None:
        """Return the parameter that takes all other keywords of a call, None if there is none."""
        called = self._evaluator.constructor(callee) if isinstance(callee, Class) else callee
        return called.definition.params.star_kwarg if called is not None else None

    def _method(self, use: Use, setting: Setting, todo: list[cst.CSTNode], *, adds: bool) -> Objection | None:
        attribute, call = use.around, self._tree.call_of(use.around)
        if use.name in VIEWS and call is not None:
            for view in self._evaluator.uses(call) if adds else ():
                found = self._of_view(view, setting, todo)
                if found is not None:
                    return found
            return None
        if use.name == "copy" and call is not None:
            _add(todo, call)
        if use.name in _BY_KEY or not adds:
            return None
        return Objection(
            f"`{self._tree.source(attribute)}` on line {self._tree.line(attribute)} is asked of it", Safety.UNSAFE
        )

    def _of_view(self, use: Use, setting: Setting, todo: list[cst.CSTNode]) -> Objection | None:
        """Object to what is done with ``items()``, ``keys()`` or ``values()``."""
        match use.kind:
            case "iterated":
                return self._iterated(use, setting)
            case "argument" if use.call is not None:
                for value in self._evaluator.values(use.call, use.scope):
                    if isinstance(value, Mapping) and value.node is use.call:
                        _add(todo, use.call)
                        return None
                if self._settings.is_put_into_environment(use.call, use.scope):
                    return None
            case _:
                if use.kind in ("assigned", "returned", "passed", "yielded"):
                    return None
        return Objection(f"its keys are counted or listed on line {self._tree.line(use.around)}", None)

    def _iterated(self, use: Use, setting: Setting) -> Objection | None:
        """Object to a loop over the keys if it does not only set variables by them."""
        origin = setting.key_node if setting.key_node is not None else setting.place
        line = self._tree.line(use.around)
        uses = [item for item in self._evaluator.uses(origin) if item.node is not origin]
        found = [item for item in uses if item.kind not in ("assigned", "element", "iterated")]
        item = self._tree.item_at(setting.place)
        if item is not None and item.is_element:
            found = []  # the pairs of a list, or its texts
        for each in found:
            if not self._only_sets(each):
                return Objection(
                    f"its keys are gone through on line {line}, and used on line {self._tree.line(each.node)}", None
                )
        return None if found else Objection(f"it is gone through on line {line}", Safety.UNSAFE)

    def _only_sets(self, use: Use) -> bool:
        """Say whether a use of a key does the same for every key: it sets, removes, or is built into a text."""
        match use.kind:
            case "key":
                accessed = item_access(use.around)
                return accessed is None or use.way == "built" or self._tree.access(use.around) != "read"
            case "argument" if use.call is not None:
                name = called_name(use.call)
                if name in REMOVES or name in STORES or SETS.fullmatch(name):
                    return True
                names = [
                    callee.name
                    for callee, _ in self._evaluator.callees(use.call, use.scope)
                    if isinstance(callee, Imported)
                ]
                return use.way == "built" and not any(map(_SHOWS.fullmatch, names)) and bool(names)
            case "attribute":
                return use.name in _SAME_FOR_BOTH
            case _:
                return use.kind in ("text", "element", "entry", "passed", "returned", "yielded")


def _is_builtin(call: cst.Call, evaluator: Evaluator, scope: Scope) -> bool:
    callees = (callee for callee, _ in evaluator.callees(call, scope))
    return any(isinstance(callee, Imported) and callee.name.startswith("builtins.") for callee in callees)


def _add(todo: list[cst.CSTNode], node: cst.CSTNode) -> None:
    if node not in todo:
        todo.append(node)
