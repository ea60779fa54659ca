"""TWILIO_REGION set from Python -> findings (EW301 to EW303): ``os.environ``, ``putenv``, ``setenv``, dictionaries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from edgewise.findings import Edit, Finding, Fix
from edgewise.settings import DYNAMIC, Dynamic, edge_key, is_region_key, is_setting_key, judge

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from edgewise.hosts import ProcessingRegion
    from edgewise.python.module import Module
    from edgewise.python.scopes import Scope


@dataclass(frozen=True)
class Setting:
    """One place that sets a variable: the literal key (None for a keyword), the value, and what to put beside it.

    ``place`` is the statement, dictionary entry or argument; ``group`` tells which settings stand beside each other.
    """

    key: str
    key_node: cst.BaseExpression | None
    value: cst.BaseExpression
    place: cst.CSTNode
    group: object
    scope: Scope
    span: tuple[cst.CSTNode, cst.CSTNode]


class Environment:
    """Finds and judges the settings of one module."""

    def __init__(self, module: Module) -> None:
        self._tree = module.tree
        self._strings = module.strings
        self._names = module.names
        self._constants = module.constants
        self._layout = module.layout
        self._processing_region: ProcessingRegion = module.options.processing_region

    def find(self) -> Iterator[Finding]:
        """Yield the findings, in no particular order."""
        settings = [*self._assignments(), *self._calls(), *self._dictionaries()]
        edges: dict[tuple[object, str], list[Setting]] = {}
        for setting in settings:
            if not is_region_key(setting.key):
                edges.setdefault((setting.group, setting.key), []).append(setting)
        for setting in settings:
            if is_region_key(setting.key):
                yield from self._judge(setting, edges.get((setting.group, edge_key(setting.key)), []))

    # -- where settings are made

    def _assignments(self) -> Iterator[Setting]:
        for statement, scope in self._tree.nodes(cst.Assign):
            for target in statement.targets:
                if not isinstance(target.target, cst.Subscript) or not self._is_environ(target.target.value, scope):
                    continue
                index = target.target.slice[0].slice if len(target.target.slice) == 1 else None
                if isinstance(index, cst.Index):
                    yield from self._setting(index.value, statement.value, statement, scope, (target, statement.value))

    def _calls(self) -> Iterator[Setting]:
        for call, scope in self._tree.nodes(cst.Call):
            if isinstance(call.func, cst.Attribute):
                sets = self._sets_variable(call.func, scope)
            else:
                sets = self._names.is_dotted(call.func, scope, "os.putenv")
            if sets and len(call.args) >= 2 and not any(argument.star for argument in call.args[:2]):
                key, value = call.args[0], call.args[1]
                yield from self._setting(key.value, value.value, call, scope, (key, value))
            if self._takes_variables(call, scope):
                for argument in call.args:
                    if argument.keyword is not None and is_setting_key(argument.keyword.value):
                        name = argument.keyword.value
                        yield Setting(name, None, argument.value, argument, call, scope, (argument, argument))

    def _sets_variable(self, function: cst.Attribute, scope: Scope) -> bool:
        match function.attr.value:
            case "setdefault" | "__setitem__":
                return self._is_environ(function.value, scope)
            case "putenv":
                return self._names.is_dotted(function, scope, "os.putenv")
            case "setenv":
                # pytest's monkeypatch under whatever name: the key says what is set
                return True
            case _:
                return False

    def _takes_variables(self, call: cst.Call, scope: Scope) -> bool:
        """Say whether the keywords of a call are variables of an environment."""
        if self._names.is_dotted(call.func, scope, "builtins.dict"):
            return True
        if not isinstance(call.func, cst.Attribute):
            return False
        if call.func.attr.value == "update":
            return self._is_environ(call.func.value, scope)
        if call.func.attr.value == "dict" and call.args:
            first = call.args[0].value
            return self._is_environ(first, scope) or self._strings.constant(first, scope) == "os.environ"
        return False

    def _dictionaries(self) -> Iterator[Setting]:
        for display, scope in self._tree.nodes(cst.Dict):
            for element in display.elements:
                if isinstance(element, cst.DictElement):
                    yield from self._setting(
                        element.key, element.value, element, scope, (element, element), group=display
                    )

    def _setting(
        self,
        key: cst.BaseExpression,
        value: cst.BaseExpression,
        place: cst.CSTNode,
        scope: Scope,
        span: tuple[cst.CSTNode, cst.CSTNode],
        group: object = None,
    ) -> Iterator[Setting]:
        if not isinstance(key, (cst.SimpleString, cst.Name, cst.ConcatenatedString)):
            return
        if isinstance(key, cst.SimpleString) and "TWILIO" not in key.value:
            return
        name = self._strings.constant(key, scope)
        if name is not None and is_setting_key(name):
            yield Setting(name, key, value, place, scope if group is None else group, scope, span)

    def _is_environ(self, node: cst.BaseExpression, scope: Scope) -> bool:
        return self._names.is_dotted(node, scope, "os.environ")

    # -- judgement and fix

    def _judge(self, setting: Setting, edges: Sequence[Setting]) -> Iterator[Finding]:
        values = self._constants.values(setting.value, setting.scope)
        region = values.only
        if region is None:
            return
        edge, edge_setting = self._edge(edges)
        verdict = judge(setting.key, region, edge, self._processing_region)
        if verdict is None:
            return
        fix = None
        edits: list[Edit] = []
        complete = True
        if verdict.new_region is not None:
            edits.append(Edit(*self._tree.span(setting.value), self._layout.quoted(verdict.new_region, setting.value)))
        if verdict.new_edge is not None:
            if edge_setting is not None and edge:
                content = self._layout.quoted(verdict.new_edge, edge_setting.value)
                edits.append(Edit(*self._tree.span(edge_setting.value), content))
            elif edge_setting is None:
                added = self._add_edge(setting, verdict.new_edge)
                complete = added is not None
                edits += added or ()
            else:
                complete = False
        if edits and complete:
            edits.sort(key=lambda edit: (edit.start, edit.end))
            fix = Fix(verdict.fix_message, tuple(edits), verdict.safety, verdict.processing_region)
        first, last = setting.span
        yield Finding(verdict.code, verdict.message, self._tree.span(first)[0], self._tree.span(last)[1], fix)

    def _edge(self, edges: Sequence[Setting]) -> tuple[str | Dynamic | None, Setting | None]:
        if not edges:
            return None, None
        if len(edges) > 1:
            return DYNAMIC, None
        values = self._constants.values(edges[0].value, edges[0].scope)
        if values.nothing:
            return None, edges[0]
        return (DYNAMIC if values.only is None else values.only), edges[0]

    def _add_edge(self, setting: Setting, edge: str) -> tuple[Edit, ...] | None:
        value = self._layout.quoted(edge, setting.value)
        key = edge_key(setting.key)
        place = setting.place
        if isinstance(place, cst.Arg):
            return self._layout.insert_after(place, f"{key}={value}")
        quoted_key = self._layout.quoted(key, setting.key_node)
        if isinstance(place, cst.DictElement):
            between = self._tree.text[self._tree.span(place.key)[1] : self._tree.span(place.value)[0]]
            between = between if between.strip() == ":" and "\n" not in between else ": "
            return self._layout.insert_after(place, f"{quoted_key}{between}{value}")
        if isinstance(place, cst.Assign):
            if len(place.targets) != 1:
                return None
            target = place.targets[0].target
            assert isinstance(target, cst.Subscript)
            return self._layout.add_statement(place, f"{self._tree.source(target.value)}[{quoted_key}] = {value}")
        return self._add_call(setting, quoted_key, value)

    def _add_call(self, setting: Setting, key: str, value: str) -> tuple[Edit, ...] | None:
        """Repeat the call that sets the region, with the edge's key and value."""
        statement = self._tree.parents[setting.place]
        first, second = setting.span
        if not isinstance(statement, cst.Expr):
            return None
        start, end = self._tree.span(setting.place)
        text = self._tree.text
        assert isinstance(first, cst.Arg)
        assert isinstance(second, cst.Arg)
        key_span, value_span = self._tree.span(first.value), self._tree.span(second.value)
        content = (
            text[start : key_span[0]] + key + text[key_span[1] : value_span[0]] + value + text[value_span[1] : end]
        )
        return None if "\n" in content else self._layout.add_statement(statement, content)
