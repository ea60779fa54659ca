"""TWILIO_REGION set from Python -> findings (EW301 to EW303)."""

from __future__ import annotations

from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

import libcst as cst

from edgewise.findings import Finding
from edgewise.judgement.products import moved
from edgewise.judgement.settings import DYNAMIC, EDGE_KEY, Dynamic, SettingVerdict, edge_key, is_region_key, judge
from edgewise.python.inference.values import (
    Mapping,
    Place,
    Reason,
    all_texts,
    is_complete,
    is_nothing,
    only_text,
)
from edgewise.python.settings.clients import ReadingClients
from edgewise.python.settings.constants import Constants
from edgewise.python.settings.environ import ModuleSettings, Setting
from edgewise.python.settings.fixes import SettingFixes
from edgewise.python.settings.uses import SettingUses
from edgewise.python.syntax.nodes import has_walrus
from edgewise.twilio.releases import EDGE_SINCE, Behaviour
from edgewise.twilio.table import EDGES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from edgewise.python.hostnames.find import Hostnames
    from edgewise.python.module import Module
    from edgewise.python.syntax.scopes import Scope
    from edgewise.twilio.table import ProcessingRegion


class SettingVisitor(cst.BatchableCSTVisitor):
    """Finds the settings of one module: each assignment, call, dictionary and list that sets a region.

    Any walk over the nodes of the module may drive it, in any order: ours, or libcst's ``visit_batched``.
    """

    def __init__(self, environment: Environment) -> None:
        super().__init__()
        self.findings: list[Finding] = []
        self._environment = environment

    def visit_Assign(self, node: cst.Assign) -> None:  # noqa: N802  # libcst's name
        """Judge ``os.environ["TWILIO_REGION"] = "ie1"``."""
        self.findings += self._environment.of(node)

    def visit_AnnAssign(self, node: cst.AnnAssign) -> None:  # noqa: N802  # libcst's name
        """Judge the same with an annotation."""
        self.findings += self._environment.of(node)

    def visit_Call(self, node: cst.Call) -> None:  # noqa: N802  # libcst's name
        """Judge ``os.environ.setdefault("TWILIO_REGION", "ie1")``."""
        self.findings += self._environment.of(node)

    def visit_Arg(self, node: cst.Arg) -> None:  # noqa: N802  # libcst's name
        """Judge ``dict(TWILIO_REGION="ie1")``."""
        self.findings += self._environment.of(node)

    def visit_DictElement(self, node: cst.DictElement) -> None:  # noqa: N802  # libcst's name
        """Judge ``{"TWILIO_REGION": "ie1"}``."""
        self.findings += self._environment.of(node)

    def visit_Element(self, node: cst.Element) -> None:  # noqa: N802  # libcst's name
        """Judge ``[{"name": "TWILIO_REGION", "value": "ie1"}]`` and ``["-e", "TWILIO_REGION=ie1"]``."""
        self.findings += self._environment.of(node)


class Environment:
    """Judges the settings of one module.

    :param hostnames: the hostnames of the module, where they are found already.
    """

    def __init__(self, module: Module, hostnames: Hostnames | None = None) -> None:
        self._tree = module.tree
        self._evaluator = module.evaluator
        self._processing_region: ProcessingRegion = module.options.way
        self._libraries = module.libraries
        self._settings = ModuleSettings(module)
        self._uses = SettingUses(module, self._settings, hostnames)
        self._fixes = SettingFixes(module)
        self._constants = Constants(module)
        self._clients = ReadingClients(module, self._settings)

    def of(self, node: cst.CSTNode) -> Iterator[Finding]:
        """Yield the findings of the regions that ``node`` sets."""
        if isinstance(node, (cst.Assign, cst.AnnAssign)) and (scope := self._scopes.get(node)) is not None:
            yield from self._constants.of(node, scope)
        for setting in self._by_place.get(node, ()):
            beside = self._edges.get((setting.group, edge_key(setting.key)), [])
            together = (edge for edge in beside if not self._tree.exclude_each_other(edge.place, setting.place))
            # Two are as good as any number: which of them holds is not known.
            yield from self._judge(setting, list(islice(together, 2)))

    @cached_property
    def _scopes(self) -> dict[cst.CSTNode, Scope]:
        return dict(self._tree.nodes(cst.Assign, cst.AnnAssign))

    @cached_property
    def _by_place(self) -> dict[cst.CSTNode, list[Setting]]:
        found: dict[cst.CSTNode, list[Setting]] = {}
        for setting in self._settings.all:
            if is_region_key(setting.key):
                found.setdefault(setting.place, []).append(setting)
        return found

    @cached_property
    def _edges(self) -> dict[tuple[object, str], list[Setting]]:
        found: dict[tuple[object, str], list[Setting]] = {}
        for setting in self._settings.all:
            if not is_region_key(setting.key):
                found.setdefault((setting.group, setting.key), []).append(setting)
        return found

    def edges_of_process(self) -> list[Setting]:
        """Return where the module sets the process's own TWILIO_EDGE, which every client reads."""
        return [setting for setting in self._settings.all if setting.key == EDGE_KEY and setting.holder == "process"]

    def passing_edges(self) -> list[Setting]:
        """Return where the module sets a TWILIO_EDGE that the process may have for a while, or from somewhere else."""
        others = (item for item in self._settings.all if item.key == EDGE_KEY and item.holder != "process")
        return [item for item in others if self._settings.may_reach_process(item)]

    # -- judgement

    def _judge(self, setting: Setting, edges: Sequence[Setting]) -> Iterator[Finding]:
        verdict, region = self._verdict(setting, edges)
        if verdict is None or (verdict.code == "EW301" and self._client_has_edge(setting)):
            return
        first, last = setting.span
        start, end = self._tree.span(first)[0], self._tree.span(last)[1]
        message, fix = verdict.message, None
        unread = [reading for reading in self._libraries().readings if reading.behaviour is Behaviour.NO_EDGE]
        if unread:
            by = f" ({unread[0].said})" if unread[0].said else ""
            message += f"; twilio before {EDGE_SINCE}{by} reads neither, so that this begins with an upgrade"
        elif elsewhere := self._edge_elsewhere(setting, edges):
            if not setting.is_sure:
                return
            message += f"; {elsewhere}, so see which requests have one"
        elif region is not None and setting.is_sure and not has_walrus(setting.value):
            fix = self._fixes.fix(setting, edges[0] if edges else None, verdict)
            objection = self._uses.objection(setting, verdict, edges) if fix is not None else None
            if fix is not None and objection is not None:
                message += f"; no safe fix: {objection.why}"
                fix = fix._replace(safety=objection.safety) if objection.safety is not None else None
        advice = verdict.by_hand if fix is None and message == verdict.message else ""
        finding = Finding(verdict.code, message, start, end, fix, advice)
        yield moved(finding, verdict.processing_region, lambda: self._clients.asked(setting))

    def _verdict(self, setting: Setting, edges: Sequence[Setting]) -> tuple[SettingVerdict | None, str | None]:
        """Return what is wrong with a region, and the region if it is known for certain."""
        values = self._settings.values(setting)
        region = only_text(values)
        edge = self._edge(edges)
        for text in all_texts(values):
            verdict = judge(setting.key, text, edge, self._processing_region, fallback=not is_complete(values))
            if verdict is not None:
                return verdict, region
        return None, region

    def _edge(self, edges: Sequence[Setting]) -> str | Dynamic | None:
        if not edges:
            return None
        if len(edges) > 1:
            return DYNAMIC
        values = self._settings.values(edges[0])
        if is_nothing(values):
            return None
        edge = only_text(values)
        return DYNAMIC if edge is None else edge

    def _client_has_edge(self, setting: Setting) -> bool:
        """Say whether a dictionary is the ``environment`` of a call that gives an edge itself."""
        if setting.holder != "container" or not isinstance(setting.group, cst.CSTNode):
            return False
        return any(
            use.kind == "argument"
            and use.name == "environment"
            and use.call is not None
            and "edge" in self._evaluator.arguments(use.call, use.scope).names
            for use in self._evaluator.uses(setting.group)
        )

    # -- edges that are set elsewhere

    def _edge_elsewhere(self, setting: Setting, beside: Sequence[Setting]) -> str:
        """Say where the module has an edge that is not set together with the region, as a clause; "" for nowhere."""
        key = edge_key(setting.key)
        if beside and setting.holder == "container":
            return ""  # its own edge holds
        if any(other not in beside for other in self._settings.of_key(key)):
            return "an edge is set elsewhere in this module"
        if self._edges_of_clients:
            return f"a client is given an edge of its own on line {self._tree.line(self._edges_of_clients[0])}"
        if self._may_hold_edge(setting, key, beside):
            return "what is set together with it may hold an edge"
        return ""

    @cached_property
    def _edges_of_clients(self) -> list[cst.CSTNode]:
        """Where an edge is given to what may be a client: as an argument, or as an attribute."""
        found: list[cst.CSTNode] = []
        for argument, scope in self._tree.nodes(cst.Arg):
            if (
                argument.keyword is not None
                and argument.keyword.value == "edge"
                and self._may_be_edge(argument.value, scope)
            ):
                found.append(argument)
        for target, value, scope in self._tree.assigned_attributes():
            if target.attr.value == "edge" and (value is None or self._may_be_edge(value, scope)):
                found.append(target)
        return found

    def _may_be_edge(self, node: cst.BaseExpression, scope: Scope) -> bool:
        values = self._evaluator.values(node, scope)
        return not is_nothing(values) and (not is_complete(values) or not EDGES.isdisjoint(all_texts(values)))

    def _may_hold_edge(self, setting: Setting, key: str, beside: Sequence[Setting]) -> bool:
        """Say whether what is spread beside a region may bring the edge; the environment itself is not asked."""
        item = self._tree.item_at(setting.place)
        if item is not None and item.call is not None:
            arguments = self._evaluator.arguments(item.call, setting.scope)
            return arguments.more_names is not None or (key in arguments.names and not beside)
        if item is None or item.form != "dict":
            return False
        for value in self._evaluator.at(Place(item.owner, setting.scope)):
            if isinstance(value, Mapping):
                entries = self._evaluator.entries(value, item.owner)
                foreign = entries.more is not None and entries.more.reason is not Reason.ENVIRONMENT
                if foreign or (key in entries.known and not beside):
                    return True
        return False
