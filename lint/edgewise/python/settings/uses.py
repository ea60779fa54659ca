"""What a variable is used for: why an edge cannot be put beside it, or its value cannot change, without any harm."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst

from edgewise.findings import Safety
from edgewise.python.hostnames.find import Hostnames
from edgewise.python.inference.values import Imported, Object, all_texts
from edgewise.python.settings.containers import ASSERTS, VIEWS, ContainerUses
from edgewise.python.settings.environ import is_environ
from edgewise.python.settings.fixes import Objection
from edgewise.python.settings.keys import KeyUses
from edgewise.python.settings.readers import Readers
from edgewise.python.settings.takebacks import Takebacks
from edgewise.python.syntax.flow import runs_before
from edgewise.python.syntax.nodes import as_call, called_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from edgewise.judgement.settings import SettingVerdict
    from edgewise.python.module import Module
    from edgewise.python.settings.environ import ModuleSettings, Setting
    from edgewise.twilio.table import ProcessingRegion


class SettingUses:
    """Answers for the settings of one module."""

    def __init__(self, module: Module, settings: ModuleSettings, hostnames: Hostnames | None) -> None:
        self._tree = module.tree
        self._evaluator = module.evaluator
        self._settings = settings
        self._processing_region: ProcessingRegion = module.options.way
        self._hostnames = hostnames or Hostnames(module)
        self._keys = KeyUses(module)
        self._containers = ContainerUses(module, settings)
        self._takebacks = Takebacks(module, settings, self._keys)
        self._readers = Readers(module, settings)

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
            yield from self._takebacks.of(setting)
            for start in self._readers.edges:
                line = self._tree.lines.location(start)[0]
                yield Objection(f"the edge of a client is read on line {line}", Safety.UNSAFE)
        if setting.holder == "process":
            yield from self._gone_through()
        if setting.holder == "container":
            yield from self._containers.of(setting, adds=adds)
            yield from self._containers.of_row(setting)
        yield from self._containers.of_call(setting)
        yield from self._expected(setting)
        regions = all_texts(self._settings.values(setting))
        for host, seen in self._hostnames.held.items():
            if any(host.partition(".")[2] == f"{region.lower()}.twilio.com" for region in regions):
                words = seen.role.words.partition(":")[0]
                yield Objection(f"`{host}` stays on line {seen.line}, where {words}", Safety.UNSAFE)
        for node in self._stated:
            named = setting.key in node.value and node.value[1:-1] != setting.key
            if named and (adds or (changes and any(region in node.value for region in regions))):
                yield Objection(
                    f"a test states which variables there are on line {self._tree.line(node)}", Safety.UNSAFE
                )
        if changes:
            yield from self._read(setting)
        if (doubt := self._evaluator.contexts.doubt(setting.place)) is not None:
            yield Objection(f"{doubt.words} on line {self._tree.line(setting.place)}", Safety.UNSAFE)

    @cached_property
    def _stated(self) -> list[cst.SimpleString]:
        """The literals of which tests state something."""
        calls = (self._tree.enclosing(node, cst.Call) for node, _ in self._tree.nodes(cst.SimpleString))
        literals = zip(self._tree.nodes(cst.SimpleString), calls, strict=True)
        return [
            node
            for (node, _), call in literals
            if self._tree.enclosing(node, cst.Assert) or (call is not None and ASSERTS.fullmatch(called_name(call)))
        ]

    def _function(self, node: cst.CSTNode) -> cst.CSTNode | None:
        return self._tree.enclosing(node, cst.FunctionDef, cst.Lambda)

    def _gone_through(self) -> Iterator[Objection]:
        """Object where the module looks at all variables of the process: one more may be too many."""
        views = {f"os.environ.{view}" for view in VIEWS}
        for iterated, scope in self._tree.loops():
            call = as_call(iterated)  # ``sorted(os.environ.items())``
            given = [item.value for item in call.args] if call is not None else []
            values = [value for node in (iterated, *given) for value in self._evaluator.values(node, scope)]
            made = {value.of.name for value in values if isinstance(value, Object) and isinstance(value.of, Imported)}
            if any(map(is_environ, values)) or not views.isdisjoint(made):
                yield Objection(f"all variables are gone through on line {self._tree.line(iterated)}", Safety.UNSAFE)

    # -- expectations, and what reads the region

    def _expected(self, setting: Setting) -> Iterator[Objection]:
        """Object where a test says exactly which variables there are to be."""
        for other in self._settings.of_key(setting.key):
            if other is not setting and other.holder == "container":
                for found in self._containers.of(other, adds=False):
                    if "expects" in found.why or "compared" in found.why:
                        yield found

    def _read(self, setting: Setting) -> Iterator[Objection]:
        """Object where the module reads the region that is to change."""
        for use in self._keys.of(setting.key):
            if use.kind == "read" and (
                self._function(use.node) is not self._function(setting.place)
                or runs_before(self._tree, setting.place, use.node) != "never"
            ):
                yield Objection(f"it is read on line {self._tree.line(use.node)}", Safety.UNSAFE)
        for start in self._readers.of(setting.key):
            yield Objection(f"it is read on line {self._tree.lines.location(start)[0]}", Safety.UNSAFE)
        for start in self._readers.retired:
            line = self._tree.lines.location(start)[0]
            yield Objection(
                f"the host on line {line} becomes another one than that of clients with `us1`", Safety.UNSAFE
            )
