"""Products: what the URLs that a module builds from a host ask for (``BASE + "/.../Messages.json"``).

A session with a ``base_url`` builds them too, and so does ``urljoin``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from edgewise.judgement.clients import short
from edgewise.judgement.products import Accessor
from edgewise.python.inference.values import Text
from edgewise.twilio.accessors import resource_behind, resource_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from edgewise.python.inference.uses import Use
    from edgewise.python.inference.values import Value
    from edgewise.python.module import Module
    from edgewise.python.syntax.scopes import Scope
    from edgewise.twilio.hosts import Host


class HostProducts:
    """Answers for the hostnames of one module."""

    def __init__(self, module: Module) -> None:
        self._tree = module.tree
        self._evaluator = module.evaluator

    def asked(self, node: cst.BaseExpression, host: Host) -> list[Accessor]:
        """Return the resources in the URLs that are built from the text of ``node``, in which ``host`` stands."""
        found: dict[tuple[int, str], Accessor] = {}
        for use in self._evaluator.uses(node):
            for place, resource in self._resources(use, host):
                line = self._tree.line(place)
                accessor = Accessor(short(self._tree.source(place)), line, host.product, resource)
                found.setdefault((line, resource), accessor)
        return [*found.values()]

    def _resources(self, use: Use, host: Host) -> Iterator[tuple[cst.CSTNode, str]]:
        """Yield the resources of the URLs that one use of a text builds, each with what builds it."""
        if use.way == "built":
            name = str(host)
            for text in _texts(self._evaluator.used(use)):
                at = text.lower().find(name)
                if at >= 0 and (resource := resource_behind(host.product, text, at + len(name))):
                    yield use.node, resource
        if use.kind == "argument" and use.call is not None:
            calls: list[cst.Call | None] = [use.call]
            if use.name == "base_url":
                # What a session is asked for is relative to that.
                calls = [self._tree.call_of(asked.around) for asked in self._evaluator.uses(use.call)]
            elif not self._evaluator.is_dotted(use.call.func, use.scope, "urllib.parse.urljoin"):
                return
            for call in calls:
                if call is not None and (resource := self._asked_by(call, use.scope, host)):
                    yield call, resource

    def _asked_by(self, call: cst.Call, scope: Scope, host: Host) -> str:
        """Return the resource in the path that is an argument of a call, "" where there is none."""
        values = (value for argument in call.args for value in self._evaluator.values(argument.value, scope))
        paths = _texts(values)
        resources = (resource_of(host.product, path.split("/")) for path in paths if "//" not in path)
        return next(filter(None, resources), "")


def _texts(values: Iterable[Value]) -> list[str]:
    return [value.text for value in values if isinstance(value, Text)]
