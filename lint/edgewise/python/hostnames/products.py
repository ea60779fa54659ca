"""Products: what the URLs that a module builds from a host ask for (``BASE + "/.../Messages.json"``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from edgewise.files.sources import Lines
from edgewise.judgement.clients import short
from edgewise.judgement.products import Accessor
from edgewise.python.inference.values import Text
from edgewise.twilio.accessors import resource_behind

if TYPE_CHECKING:
    from edgewise.python.module import Module
    from edgewise.twilio.hosts import Host


class Products:
    """Answers for the hostnames of one module."""

    def __init__(self, module: Module) -> None:
        self._tree = module.tree
        self._evaluator = module.evaluator
        self._lines = Lines(module.tree.text)

    def asked(self, node: cst.BaseExpression, host: Host) -> list[Accessor]:
        """Return the resources in the URLs that are built from the text of ``node``, in which ``host`` stands."""
        name, found = str(host), list[Accessor]()
        for use in self._evaluator.uses(node):
            if use.way != "built" or not isinstance(use.node, cst.BaseExpression):
                continue
            for value in self._evaluator.values(use.node, use.scope):
                text = value.text if isinstance(value, Text) else ""
                at = text.lower().find(name)
                resource = resource_behind(host.product, text, at + len(name)) if at >= 0 else ""
                if resource:
                    line = self._lines.location(self._tree.span(use.node)[0])[0]
                    found.append(Accessor(short(self._tree.source(use.node)), line, host.product, resource))
        return list({(one.line, one.resource): one for one in reversed(found)}.values())
