"""Edits that put an edge beside a region, in the way in which the region is set, or give the region another value."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import libcst as cst

from edgewise.findings import Edit
from edgewise.judgement.settings import edge_key
from edgewise.python.syntax.nodes import has_walrus

if TYPE_CHECKING:
    from edgewise.findings import Fix, Safety
    from edgewise.judgement.settings import SettingVerdict
    from edgewise.python.module import Module
    from edgewise.python.settings.environ import Setting


class Objection(NamedTuple):
    """Why a fix is not safe, in words with a line: ``safety`` is what it is at best, None where there must be none."""

    why: str
    safety: Safety | None


class SettingFixes:
    """Makes the fixes of one module."""

    def __init__(self, module: Module) -> None:
        self._tree = module.tree
        self._layout = module.layout

    def fix(self, setting: Setting, beside: Setting | None, verdict: SettingVerdict) -> Fix | None:
        """Return the fix that a verdict asks for, None where no edit can make it.

        :param beside: the setting of the edge that is judged together with the region.
        """
        edits: list[Edit] = []
        if isinstance(setting.place, cst.Assign) and len(setting.place.targets) != 1:
            return None
        if verdict.new_region is not None:
            edits.append(self._exchanged(setting, verdict.new_region))
        if verdict.new_edge is not None:
            if beside is None:
                added = self._added(setting, verdict.new_edge)
                if added is None:
                    return None
                edits += added
            elif has_walrus(beside.value):
                return None
            else:
                edits.append(self._exchanged(beside, verdict.new_edge))
        in_order = tuple(sorted(edits, key=lambda edit: (edit.start, edit.end)))
        return verdict.fix(in_order)

    def _exchanged(self, setting: Setting, value: str) -> Edit:
        said = f"{setting.said[0]}{value}" if setting.said is not None else value
        return Edit(*self._tree.span(setting.value), self._layout.quoted(said, setting.value))

    def _added(self, setting: Setting, edge: str) -> tuple[Edit, ...] | None:
        """Put the edge beside a region; None where nothing can be put."""
        value = self._layout.quoted(edge, setting.value)
        key = edge_key(setting.key)
        place = setting.place
        if setting.said is not None:
            said = setting.said[0].replace(setting.key, key)
            before = f"{self._tree.source(setting.option)}, " if setting.option is not None else ""
            return self._layout.insert_after(place, f"{before}{self._layout.quoted(f'{said}{edge}', setting.value)}")
        if isinstance(place, cst.Arg):
            owner = self._tree.parents[place]
            items = owner.args if isinstance(owner, cst.Call) else ()
            return self._layout.insert_after(place, f"{key}{self._layout.sign_behind(place, '=', key, items)}{value}")
        quoted_key = self._layout.quoted(key, setting.key_node)
        if isinstance(place, cst.Element) and setting.key_node is not None:
            copy = self._copied(place, [(setting.key_node, quoted_key), (setting.value, value)])
            return self._layout.insert_after(place, copy)
        if isinstance(place, cst.DictElement):
            display = self._tree.parents[place]
            entries = display.elements if isinstance(display, cst.Dict) else ()
            sign = self._layout.sign_behind(place, ":", quoted_key, entries)
            return self._layout.insert_after(place, f"{quoted_key}{sign}{value}")
        if isinstance(place, (cst.Assign, cst.AnnAssign)):
            target = setting.span[0]
            alone = isinstance(place, cst.AnnAssign) or (len(place.targets) == 1 and place.targets[0].target is target)
            if not alone or not isinstance(target, cst.Subscript):
                return None
            return self._layout.add_statement(place, f"{self._tree.source(target.value)}[{quoted_key}] = {value}")
        return self._called_again(setting, quoted_key, value)

    def _called_again(self, setting: Setting, key: str, value: str) -> tuple[Edit, ...] | None:
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
