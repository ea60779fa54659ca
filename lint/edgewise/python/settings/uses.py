"""What a variable is used for: why an edge cannot be put beside it, or its value cannot change, without any harm."""

from __future__ import annotations

import re
import sys
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import libcst as cst

from edgewise.files.sources import Lines
from edgewise.findings import Safety
from edgewise.judgement.settings import edge_key, judge
from edgewise.python.hostnames.find import Hostnames
from edgewise.python.inference.values import (
    Class,
    Constant,
    Function,
    Imported,
    Mapping,
    Object,
    Place,
    Sequence,
    Text,
    all_texts,
    constant_text,
    is_complete,
)
from edgewise.python.settings.environ import ENVIRONMENTS, SETS, is_environ
from edgewise.python.settings.keys import REMOVES, STORES, KeyUses
from edgewise.python.settings.readers import Readers
from edgewise.python.syntax.flow import runs_before
from edgewise.python.syntax.items import items_of
from edgewise.python.syntax.nodes import (
    as_call,
    base_of,
    called_name,
    item_access,
    last_name,
    receiver_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from edgewise.judgement.settings import SettingVerdict
    from edgewise.python.inference.evaluator import Evaluator
    from edgewise.python.inference.uses import Use
    from edgewise.python.inference.values import Value
    from edgewise.python.module import Module
    from edgewise.python.settings.environ import ModuleSettings, Setting
    from edgewise.python.syntax.scopes import Scope
    from edgewise.twilio.table import ProcessingRegion

_LOOKS_ONLY = frozenset({"isinstance", "type", "id", "bool", "callable", "issubclass", "getattr", "hasattr", "next"})
"""Builtins that do not care how many keys a dictionary has."""
_BY_KEY = frozenset({
    "get", "pop", "setdefault", "update", "copy", "clear", "__getitem__", "__setitem__", "__delitem__", "__contains__",
    "append", "extend", "insert", "add",
})  # fmt: skip
"""Methods that do not care either, or change what is added to as well."""
_VIEWS = frozenset({"items", "keys", "values"})
_EXECUTES = re.compile(r"os\.(?:exec|spawn|posix_spawn)\w*|collections\.ChainMap")
"""Functions that take an environment without a name for it."""
_ASSERTS = re.compile(r"assert[A-Z_]\w*|assert_\w+")
_SHOWS = re.compile(
    r"builtins\.(?:print|open\(\)\.write\w*|repr|str|format)|logging\..*|.*\.(?:write\w*|info|debug|warning|error)"
)
_SAME_FOR_BOTH = frozenset({"upper", "lower", "strip", "encode", "casefold"})


class Objection(NamedTuple):
    """Why a fix is not safe, in words with a line: ``safety`` is what it is at best, None where there must be none."""

    why: str
    safety: Safety | None


class SettingUses:
    """Answers for the settings of one module."""

    def __init__(self, module: Module, settings: ModuleSettings, hostnames: Hostnames | None) -> None:
        self._tree = module.tree
        self._evaluator = module.evaluator
        self._settings = settings
        self._processing_region: ProcessingRegion = module.options.way
        self._lines = Lines(module.tree.text)
        self._hostnames = hostnames or Hostnames(module)
        self._keys = KeyUses(module)
        self._readers = Readers(module, settings, self._lines)

    def objection(self, setting: Setting, verdict: SettingVerdict, edges: Iterable[Setting]) -> Objection | None:
        """Return why a fix is not safe, None where it is.

        :param edges: the settings of the edge that stand beside the region.
        """
        adds = verdict.new_edge is not None and not [*edges]
        changes = verdict.new_region is not None
        found = self._objections(setting, adds=adds, changes=changes)
        # What forbids a fix says more than what makes it unsafe.
        return min(found, key=lambda objection: objection.safety is not None, default=None)

    def _objections(self, setting: Setting, *, adds: bool, changes: bool) -> Iterator[Objection]:
        if adds:
            yield from self._taken_back(setting)
            if setting.holder == "process":
                yield from self._gone_through()
            for start in self._readers.edges:
                line = self._lines.location(start)[0]
                yield Objection(f"the edge of a client is read on line {line}", Safety.UNSAFE)
        if setting.holder == "container":
            yield from self._of_container(setting, adds=adds)
            yield from self._of_row(setting)
        yield from self._of_call(setting)
        yield from self._expected(setting)
        regions = all_texts(self._settings.values(setting))
        for host, seen in self._hostnames.held.items():
            if any(host.partition(".")[2] == f"{region.lower()}.twilio.com" for region in regions):
                words = seen.role.words.partition(":")[0]
                yield Objection(f"`{host}` stays on line {seen.line}, where {words}", Safety.UNSAFE)
        for node in self._stated:
            named = setting.key in node.value and node.value[1:-1] != setting.key
            if named and (adds or (changes and any(region in node.value for region in regions))):
                yield Objection(f"a test states which variables there are on line {self.line(node)}", Safety.UNSAFE)
        if changes:
            yield from self._read(setting)
        if (doubt := self._evaluator.contexts.doubt(setting.place)) is not None:
            yield Objection(f"{doubt.words} on line {self.line(setting.place)}", Safety.UNSAFE)

    @cached_property
    def _stated(self) -> list[cst.SimpleString]:
        """The literals of which tests state something."""
        calls = (self._tree.enclosing(node, cst.Call) for node, _ in self._tree.nodes(cst.SimpleString))
        literals = zip(self._tree.nodes(cst.SimpleString), calls, strict=True)
        return [
            node
            for (node, _), call in literals
            if self._tree.enclosing(node, cst.Assert) or (call is not None and _ASSERTS.fullmatch(called_name(call)))
        ]

    def line(self, node: cst.CSTNode) -> int:
        """Return the line (from 1) on which a node begins."""
        return self._lines.location(self._tree.span(node)[0])[0]

    # -- what is taken back

    def _taken_back(self, setting: Setting) -> Iterator[Objection]:
        edge = edge_key(setting.key)
        with_edge = {self._function(use.node) for use in self._keys.of(edge) if use.kind == "removed"}
        for use in self._keys.of(setting.key):
            if use.kind != "removed" or self._function(use.node) in with_edge:
                continue
            if self._is_same_holder(setting, use.base, use.scope) and self._is_later(use.node, setting):
                yield Objection(
                    f"it is taken back on line {self.line(use.node)}, where the edge would stay: take back both", None
                )
        for other in self._settings.of_key(setting.key):
            if (
                other is not setting
                and self._share_holder(setting, other)
                and self._ends(setting, other)
                and self._is_later(other.place, setting)
            ):
                where = f"on line {self.line(other.place)}"
                yield Objection(f"it is set again {where}, where the edge would stay: set both", None)
        for use in self._keys.of(edge):
            if use.kind in ("read", "asked") and self._is_later(use.node, setting):
                yield Objection(f"the edge is asked for on line {self.line(use.node)}", Safety.UNSAFE)
        if setting.holder == "process":
            for node in self._restorations:
                if self._is_later(node, setting):
                    yield Objection(
                        f"an earlier environment is put back on line {self.line(node)}, where the edge would stay",
                        None,
                    )

    def _function(self, node: cst.CSTNode) -> cst.CSTNode | None:
        return self._tree.enclosing(node, cst.FunctionDef, cst.Lambda)

    def _is_same_holder(self, setting: Setting, base: cst.BaseExpression | None, scope: Scope) -> bool:
        """Say whether what a variable is removed from may be what holds a setting."""
        is_process = setting.holder in ("process", "patched")
        if base is None:
            return is_process or self._settings.may_reach_process(setting)
        values = self._evaluator.values(base, scope)
        if setting.holder == "object":
            return not any(is_environ(value) or isinstance(value, Mapping) for value in values)
        if any(map(is_environ, values)):
            return is_process or self._settings.may_reach_process(setting)
        if any(value.node is setting.group for value in values):
            return True
        return not any(isinstance(value, Mapping) for value in values)

    def _share_holder(self, setting: Setting, other: Setting) -> bool:
        both = {setting.holder, other.holder}
        if both <= {"process", "patched"}:
            return True
        return setting.group == other.group

    def _ends(self, setting: Setting, other: Setting) -> bool:
        """Say whether another setting brings a region to which an edge of the first one would be a wrong one."""
        if (edge_key(other.key), other.group) in self._places:
            return False
        values = self._settings.values(other)
        if not is_complete(values):
            return True
        texts = all_texts(values)
        if texts == all_texts(self._settings.values(setting)):
            return False
        verdicts = [judge(other.key, text, None, self._processing_region) for text in texts]
        return not texts or any(verdict is None or verdict.new_edge is None for verdict in verdicts)

    @cached_property
    def _places(self) -> set[tuple[str, object]]:
        """The keys of all settings, each with the group that it belongs to."""
        return {(setting.key, setting.group) for setting in self._settings.all}

    def _is_later(self, node: cst.CSTNode, setting: Setting) -> bool:
        """Say whether something may run while a setting holds, or behind it."""
        place = setting.place
        here, there = self._function(place), self._function(node)
        if here is there:
            if self._tree.exclude_each_other(node, place):
                return False
            return runs_before(self._tree, place, node) != "never"
        if self._is_of_one_test(setting):
            return here is not None and here in self._tree.ancestors(node)
        return there is not None or self._tree.order[node] > self._tree.order[place]

    def _is_of_one_test(self, setting: Setting) -> bool:
        """Say whether a test sets a variable that its framework takes back behind it."""
        called = as_call(setting.place)
        restores = setting.holder == "patched" or (called is not None and called_name(called) == "setenv")
        function = self._tree.enclosing(setting.place, cst.FunctionDef)
        return restores and function is not None and function.name.value.startswith("test")

    @cached_property
    def _restorations(self) -> list[cst.CSTNode]:
        """What puts an earlier copy of the environment back, and leaves there what came after it."""
        calls = [(call, scope) for call, scope in self._tree.nodes(cst.Call) if receiver_of(call) is not None]
        cleared = {
            self._function(call)
            for call, scope in calls
            if self._evaluator.is_dotted(call.func, scope, "os.environ.clear")
        }
        return [
            call
            for call, scope in calls
            if called_name(call) == "update"
            and self._function(call) not in cleared
            and self._evaluator.is_dotted(call.func, scope, "os.environ.update")
            and any(
                self._settings.is_copy(value)
                for argument in call.args
                for value in self._evaluator.values(argument.value, scope)
            )
        ]

    def _gone_through(self) -> Iterator[Objection]:
        """Object where the module looks at all variables of the process: one more may be too many."""
        views = {f"os.environ.{view}" for view in _VIEWS}
        for iterated, scope in self._tree.loops():
            values = self._evaluator.values(iterated, scope)
            made = {value.of.name for value in values if isinstance(value, Object) and isinstance(value.of, Imported)}
            if any(map(is_environ, values)) or not views.isdisjoint(made):
                yield Objection(f"all variables are gone through on line {self.line(iterated)}", Safety.UNSAFE)

    # -- dictionaries and lists

    def _of_container(self, setting: Setting, *, adds: bool) -> Iterator[Objection]:
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
                return Objection(f"it is compared on line {self.line(use.around)}", Safety.UNSAFE)
            if compared.is_membership and not compared.is_left and use.way == "itself":
                asked = self._evaluator.values(compared.other, use.scope)
                if not is_complete(asked) or edge_key(setting.key) in all_texts(asked):
                    return Objection(f"its keys are asked for on line {self.line(use.around)}", Safety.UNSAFE)
        return None

    def _given(self, use: Use, call: cst.Call, todo: list[cst.CSTNode], *, adds: bool, named: bool) -> Objection | None:
        """Object to a call that may not take a dictionary or list with one more, or with another value."""
        where = f"`{self._tree.source(call.func)}` on line {self.line(call)}"
        if _ASSERTS.fullmatch(called_name(call)):
            return Objection(f"a test expects it on line {self.line(call)}", Safety.UNSAFE)
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
        """Object to the attribute of an object that counts, compares or goes through the variables it was given."""
        for attribute, scope in self._tree.nodes(cst.Attribute):
            parent = self._tree.parents[attribute]
            is_asked = base_of(parent) is attribute
            if attribute.attr.value != name or (is_asked and last_name(parent) not in _VIEWS):
                continue
            if any(map(is_environ, self._evaluator.values(attribute, scope))):
                continue
            argument = self._tree.item_of(attribute)
            is_given_on = argument is not None and argument.form in ("call", "class")
            if argument is not None and argument.call is not None and not argument.name:
                is_given_on = not _is_builtin(argument.call, self._evaluator, scope)
            stores = isinstance(parent, (cst.AssignTarget, cst.AnnAssign)) or self._is_named_item(attribute, scope)
            if not is_given_on and not stores:
                line = self.line(attribute)
                return Objection(f"`{self._tree.source(attribute)}` is looked at on line {line}", Safety.UNSAFE)
        return None

    def _is_named_item(self, attribute: cst.Attribute, scope: Scope) -> bool:
        """Say whether one entry of an attribute is looked up or stored, by a key that is no number."""
        accessed = item_access(self._tree.parents[attribute])
        if accessed is None or accessed[0] is not attribute:
            return False
        return constant_text(self._evaluator.values(accessed[1], scope)) is not None

    def _of_row(self, setting: Setting) -> Iterator[Objection]:
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

    def _of_call(self, setting: Setting) -> Iterator[Objection]:
        """Object where a test says with which arguments something is called."""
        call = as_call(setting.group)
        if setting.said is not None and call is not None and _ASSERTS.fullmatch(called_name(call)):
            yield Objection(f"a test expects it on line {self.line(call)}", Safety.UNSAFE)

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
        if use.name in _VIEWS and call is not None:
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
            f"`{self._tree.source(attribute)}` on line {self.line(attribute)} is asked of it", Safety.UNSAFE
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
        return Objection(f"its keys are counted or listed on line {self.line(use.around)}", None)

    def _iterated(self, use: Use, setting: Setting) -> Objection | None:
        """Object to a loop over the keys if it does not only set variables by them."""
        origin = setting.key_node if setting.key_node is not None else setting.place
        line = self.line(use.around)
        uses = [item for item in self._evaluator.uses(origin) if item.node is not origin]
        found = [item for item in uses if item.kind not in ("assigned", "element", "iterated")]
        item = self._tree.item_at(setting.place)
        if item is not None and item.is_element:
            found = []  # the pairs of a list, or its texts
        for each in found:
            if not self._only_sets(each):
                return Objection(
                    f"its keys are gone through on line {line}, and used on line {self.line(each.node)}", None
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

    # -- expectations, and what reads the region

    def _expected(self, setting: Setting) -> Iterator[Objection]:
        """Object where a test says exactly which variables there are to be."""
        for other in self._settings.of_key(setting.key):
            if other is not setting and other.holder == "container":
                for found in self._of_container(other, adds=False):
                    if "expects" in found.why or "compared" in found.why:
                        yield found

    def _read(self, setting: Setting) -> Iterator[Objection]:
        """Object where the module reads the region that is to change."""
        for use in self._keys.of(setting.key):
            if use.kind == "read" and (
                self._function(use.node) is not self._function(setting.place)
                or runs_before(self._tree, setting.place, use.node) != "never"
            ):
                yield Objection(f"it is read on line {self.line(use.node)}", Safety.UNSAFE)
        for start in self._readers.of(setting.key):
            yield Objection(f"it is read on line {self._lines.location(start)[0]}", Safety.UNSAFE)
        for start in self._readers.retired:
            line = self._lines.location(start)[0]
            yield Objection(
                f"the host on line {line} becomes another one than that of clients with `us1`", Safety.UNSAFE
            )


def _is_builtin(call: cst.Call, evaluator: Evaluator, scope: Scope) -> bool:
    callees = (callee for callee, _ in evaluator.callees(call, scope))
    return any(isinstance(callee, Imported) and callee.name.startswith("builtins.") for callee in callees)


def _add(todo: list[cst.CSTNode], node: cst.CSTNode) -> None:
    if node not in todo:
        todo.append(node)
