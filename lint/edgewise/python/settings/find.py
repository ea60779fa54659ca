"""TWILIO_REGION set from Python -> findings (EW301 to EW303)."""

from __future__ import annotations

from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

import libcst as cst

from edgewise.findings import Edit, Finding, Fix, Safety
from edgewise.judgement.settings import DYNAMIC, EDGE_KEY, Dynamic, Verdict, edge_key, is_region_key, judge
from edgewise.python.intent import is_refused
from edgewise.python.settings.environ import Setting, Variables
from edgewise.python.settings.named import NamedSettings
from edgewise.python.syntax.nodes import has_walrus
from edgewise.twilio.releases import EDGE_SINCE, Behaviour

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from edgewise.python.module import Module
    from edgewise.python.syntax.scopes import Scope
    from edgewise.twilio.table import ProcessingRegion


class Environment:
    """Finds and judges the settings of one module."""

    def __init__(self, module: Module) -> None:
        self._variables = Variables(module)
        self._tree = module.tree
        self._constants = module.constants
        self._strings = module.strings
        self._layout = module.layout
        self._processing_region: ProcessingRegion = module.options.way
        self._libraries = module.libraries
        self._mentions: dict[str, set[cst.CSTNode]] = {}
        self._settings = [*self._variables.find(), *NamedSettings(module).find()]

    def find(self) -> Iterator[Finding]:
        """Yield the findings, in no particular order."""
        edges: dict[tuple[object, str], list[Setting]] = {}
        for setting in self._settings:
            if not is_region_key(setting.key):
                edges.setdefault((setting.group, setting.key), []).append(setting)
        for setting in self._settings:
            if is_region_key(setting.key):
                beside = edges.get((setting.group, edge_key(setting.key)), [])
                together = (edge for edge in beside if not self._tree.exclude_each_other(edge.place, setting.place))
                # Two are as good as any number: which of them holds is not known.
                yield from self._judge(setting, list(islice(together, 2)))

    def edges_of_process(self) -> list[Setting]:
        """Return where the module sets the process's own TWILIO_EDGE, which every client reads."""
        return [setting for setting in self._settings if setting.key == EDGE_KEY and setting.group is setting.scope]

    def passing_edges(self) -> list[Setting]:
        """Return where the module sets a TWILIO_EDGE that the process may have for a while, or from somewhere else."""
        process = self.edges_of_process()
        others = (item for item in self._settings if item.key == EDGE_KEY and item not in process)
        return [item for item in others if self._variables.may_reach_process(item)]

    # -- judgement and fix

    def _judge(self, setting: Setting, edges: Sequence[Setting]) -> Iterator[Finding]:
        values = self._constants.values(setting.value, setting.scope)
        edge, edge_setting = self._edge(edges)
        verdicts = [
            verdict
            for region in (values.strings if values.complete else ())
            if (verdict := judge(setting.key, region, edge, self._processing_region)) is not None
        ]
        if not verdicts:
            return
        verdict = verdicts[0]
        if verdict.code == "EW301" and self._client_has_edge(setting.place):
            return
        first, last = setting.span
        start, end = self._tree.span(first)[0], self._tree.span(last)[1]
        message, fix = verdict.message, None
        unread = [reading for reading in self._libraries().readings if reading.behaviour is Behaviour.NO_EDGE]
        if unread:
            by = f" ({unread[0].said})" if unread[0].said else ""
            message += f"; twilio before {EDGE_SINCE}{by} reads neither, so that this begins with an upgrade"
        elif self._has_edge_elsewhere(setting, edges):
            if not setting.is_sure:
                return
            message += "; an edge is set elsewhere in this module, so see which requests have one"
        elif values.only is not None and setting.is_sure and not has_walrus(setting.value):
            fix = self._fix(setting, edge_setting, verdict)
            read = verdict.new_region is not None and setting.key in self._looked_up
            if fix is not None and (read or self._is_compared(setting.place) or is_refused(self._tree, setting.place)):
                fix = fix._replace(safety=Safety.UNSAFE)
        yield Finding(verdict.code, message, start, end, fix)

    def _fix(self, setting: Setting, beside: Setting | None, verdict: Verdict) -> Fix | None:
        edits: list[Edit] = []
        if isinstance(setting.place, cst.Assign) and len(setting.place.targets) != 1:
            return None
        if verdict.new_region is not None:
            edits.append(Edit(*self._tree.span(setting.value), self._layout.quoted(verdict.new_region, setting.value)))
        if verdict.new_edge is not None:
            if beside is None:
                added = self._add_edge(setting, verdict.new_edge)
                if added is None:
                    return None
                edits += added
            elif not has_walrus(beside.value):
                content = self._layout.quoted(verdict.new_edge, beside.value)
                edits.append(Edit(*self._tree.span(beside.value), content))
            else:
                return None
        in_order = tuple(sorted(edits, key=lambda edit: (edit.start, edit.end)))
        return verdict.fix(in_order)

    def _client_has_edge(self, place: cst.CSTNode) -> bool:
        """Say whether an entry stands in the ``environment`` of a call that gives an edge itself."""
        argument = self._tree.parents[self._tree.parents[place]]
        if not isinstance(argument, cst.Arg) or argument.keyword is None or argument.keyword.value != "environment":
            return False
        call = self._tree.parents[argument]
        return isinstance(call, cst.Call) and any(
            item.keyword is not None and item.keyword.value == "edge" for item in call.args
        )

    @cached_property
    def _looked_up(self) -> set[str | None]:
        """The keys that the module looks up: what it does may depend on their values."""
        keys: list[tuple[cst.BaseExpression, Scope]] = []
        set_here = {self._tree.parents.get(setting.key_node) for setting in self._settings if setting.key_node}
        for node, scope in self._tree.nodes(cst.Subscript):
            index = node.slice[0].slice
            if isinstance(index, cst.Index) and index not in set_here:
                keys.append((index.value, scope))
        for call, scope in self._tree.nodes(cst.Call):
            called = call.func.attr if isinstance(call.func, cst.Attribute) else call.func
            if isinstance(called, cst.Name) and called.value in ("get", "getenv", "pop", "__getitem__") and call.args:
                keys.append((call.args[0].value, scope))
        return {self._strings.constant(key, scope) for key, scope in keys}

    def _is_compared(self, place: cst.CSTNode) -> bool:
        """Say whether an entry is part of what a test expects: changed alone it would fail."""
        for ancestor in self._tree.ancestors(place):
            if isinstance(ancestor, (cst.Comparison, cst.Assert)):
                return True
            if isinstance(ancestor, cst.BaseStatement):
                return False
        return False

    def _has_edge_elsewhere(self, setting: Setting, beside: Sequence[Setting]) -> bool:
        """Say whether the module names the edge where it is not beside the region, or spreads what may hold it."""
        mentions = self._mentions_of(edge_key(setting.key))
        known = {edge.key_node for edge in beside} | {edge.place for edge in beside}
        if len(mentions) > sum(node in mentions for node in known):
            return True
        display = self._tree.parents.get(setting.place)
        if isinstance(setting.place, cst.Arg) and isinstance(display, cst.Call):
            return any(argument.star == "**" for argument in display.args)
        return isinstance(display, cst.Dict) and any(
            isinstance(element, cst.StarredDictElement) and not self._is_known(element.value, setting.scope)
            for element in display.elements
        )

    def _mentions_of(self, key: str) -> set[cst.CSTNode]:
        """Return what names an edge by its key or gives one to a client: literals, arguments, attributes."""
        if key not in self._mentions:
            literals = (node for node in self._edge_literals if key in node.value)
            arguments = (node for name in (key, "edge") for node in self._keywords.get(name, ()))
            self._mentions[key] = {*literals, *arguments, *self._edge_attributes}
        return self._mentions[key]

    @cached_property
    def _edge_attributes(self) -> list[cst.Attribute]:
        """The attributes by which objects are given an edge."""
        return [target for target, _, _ in self._tree.assigned_attributes() if target.attr.value == "edge"]

    @cached_property
    def _edge_literals(self) -> list[cst.SimpleString]:
        """The literals that may name an edge by a key."""
        return [node for node, _ in self._tree.nodes(cst.SimpleString) if "edge" in node.value.lower()]

    @cached_property
    def _keywords(self) -> dict[str, list[cst.Arg]]:
        """The arguments that are given by name, by these."""
        found: dict[str, list[cst.Arg]] = {}
        for node, _ in self._tree.nodes(cst.Arg):
            if node.keyword is not None:
                found.setdefault(node.keyword.value, []).append(node)
        return found

    def _is_known(self, spread: cst.BaseExpression, scope: Scope) -> bool:
        """Say whether a dictionary that is spread is the environment, or one whose keys are read elsewhere here."""
        return self._variables.is_environ(spread, scope) or isinstance(spread, cst.Dict)

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
            spaced = self._tree.text[self._tree.span(place)[0] : self._tree.span(setting.value)[0]]
            equals = spaced[len(setting.key) :] if spaced[len(setting.key) :].strip() == "=" else "="
            return self._layout.insert_after(place, f"{key}{equals}{value}")
        quoted_key = self._layout.quoted(key, setting.key_node)
        if isinstance(place, cst.Element) and setting.key_node is not None:
            copy = self._copied(place, [(setting.key_node, quoted_key), (setting.value, value)])
            return self._layout.insert_after(place, copy)
        if isinstance(place, cst.DictElement):
            between = self._tree.text[self._tree.span(place.key)[1] : self._tree.span(place.value)[0]]
            between = between if between.strip() == ":" and "\n" not in between else ": "
            return self._layout.insert_after(place, f"{quoted_key}{between}{value}")
        if isinstance(place, (cst.Assign, cst.AnnAssign)):
            target = setting.span[0]
            alone = isinstance(place, cst.AnnAssign) or (len(place.targets) == 1 and place.targets[0].target is target)
            if not alone or not isinstance(target, cst.Subscript):
                return None
            return self._layout.add_statement(place, f"{self._tree.source(target.value)}[{quoted_key}] = {value}")
        return self._add_call(setting, quoted_key, value)

    def _add_call(self, setting: Setting, key: str, value: str) -> tuple[Edit, ...] | None:
        """Repeat the call that sets the region, with the edge's key and value."""
        statement = self._tree.parents[setting.place]
        first, second = setting.span
        if not isinstance(statement, cst.Expr):
            return None
        assert isinstance(first, cst.Arg)
        assert isinstance(second, cst.Arg)
        content = self._copied(setting.place, [(first.value, key), (second.value, value)])
        return None if "\n" in content else self._layout.add_statement(statement, content)

    def _copied(self, node: cst.CSTNode, changes: list[tuple[cst.BaseExpression, str]]) -> str:
        """Return the source of a node with other text in the place of some expressions in it."""
        at, end = self._tree.span(node)
        parts: list[str] = []
        for (low, high), content in sorted((self._tree.span(inner), content) for inner, content in changes):
            parts += (self._tree.text[at:low], content)
            at = high
        return "".join((*parts, self._tree.text[at:end]))
