"""Takebacks: what takes a variable back that a module has set, where an edge set beside it would stay."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst

from edgewise.findings import Safety
from edgewise.judgement.settings import edge_key, judge
from edgewise.python.inference.values import Mapping, all_texts, is_complete
from edgewise.python.settings.environ import is_environ
from edgewise.python.settings.fixes import Objection
from edgewise.python.syntax.flow import runs_before
from edgewise.python.syntax.nodes import as_call, called_name, receiver_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edgewise.python.module import Module
    from edgewise.python.settings.environ import ModuleSettings, Setting
    from edgewise.python.settings.keys import KeyUses
    from edgewise.python.syntax.scopes import Scope
    from edgewise.twilio.table import ProcessingRegion


class Takebacks:
    """Answers for the settings of one module."""

    def __init__(self, module: Module, settings: ModuleSettings, keys: KeyUses) -> None:
        self._tree = module.tree
        self._evaluator = module.evaluator
        self._settings = settings
        self._processing_region: ProcessingRegion = module.options.way
        self._keys = keys

    def of(self, setting: Setting) -> Iterator[Objection]:
        """Object where a variable is removed, set to something else or restored while its edge would stay."""
        edge = edge_key(setting.key)
        with_edge = {self._function(use.node) for use in self._keys.of(edge) if use.kind == "removed"}
        for use in self._keys.of(setting.key):
            if use.kind != "removed" or self._function(use.node) in with_edge:
                continue
            if self._is_same_holder(setting, use.base, use.scope) and self._is_later(use.node, setting):
                line = self._tree.line(use.node)
                yield Objection(f"it is taken back on line {line}, where the edge would stay: take back both", None)
        for other in self._settings.of_key(setting.key):
            if (
                other is not setting
                and self._share_holder(setting, other)
                and self._ends(setting, other)
                and self._is_later(other.place, setting)
            ):
                line = self._tree.line(other.place)
                yield Objection(f"it is set again on line {line}, where the edge would stay: set both", None)
        for use in self._keys.of(edge):
            if use.kind in ("read", "asked") and self._is_later(use.node, setting):
                yield Objection(f"the edge is asked for on line {self._tree.line(use.node)}", Safety.UNSAFE)
        for node in self._restorations if setting.holder == "process" else ():
            if self._is_later(node, setting):
                line = self._tree.line(node)
                yield Objection(f"an earlier environment is put back on line {line}, where the edge would stay", None)

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
