"""Tables: mappings whose content the module does not show, in which something is looked up by a host.

Clients and mappings have a ``get`` both. Whoever asks a client gives it a URL; a host alone is a key.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from edgewise.patterns import on_demand
from edgewise.python.hostnames.uses import sinks
from edgewise.python.inference.values import Constant, Imported, Mapping, Sequence, Text
from edgewise.python.syntax.items import starts_empty
from edgewise.python.syntax.nodes import receiver_of

if TYPE_CHECKING:
    from collections.abc import Sequence as Run

    import libcst as cst

    from edgewise.python.inference.uses import Use
    from edgewise.python.inference.values import Choice
    from edgewise.python.module import Module

_LOOKING_UP = frozenset({"get", "pop", "setdefault"})
_SECTIONS = on_demand(r"configparser\.\w+\(\)\.(?:get\w*|has_\w+|items|options|remove_\w+|add_section|set)\Z")
"""Methods of a configuration whose first two arguments name a section and an option."""


class Tables:
    """Answers for one module."""

    def __init__(self, module: Module) -> None:
        self._evaluator = module.evaluator

    def is_asked_by(self, use: Use, call: cst.Call, name: str, method: str) -> bool:
        """Say whether a call looks something up by the text that a use gives it.

        :param name: the full name of what is called, nothing where it is not known; ``method`` is its last part.
        """
        own = self._own(call, use)
        given = self._evaluator.arguments(call, use.scope).positions[own:]
        at = self.position(use, call)
        if at is None:
            return False
        if _SECTIONS.match(name):
            return at < 2  # a section and an option
        is_method = ")." in name or receiver_of(call) is not None
        return is_method and method in _LOOKING_UP and at == 0 and self._is_key(given, name, method)

    def position(self, use: Use, call: cst.Call) -> int | None:
        """Return at which position, from 0, a call gives a text, or a row that begins with it; None for a keyword."""
        given = call.args[self._own(call, use) :]
        at = next((at for at, item in enumerate(given) if item.value is use.node), None)
        return at if use.name in ("", "*") else None

    def _own(self, call: cst.Call, use: Use) -> int:
        """Return how many arguments a call keeps for itself: that of ``partial`` which it calls."""
        makers = self._evaluator.values(call.func, use.scope)
        return int(any(isinstance(maker, Imported) and maker.name in sinks.PARTIALS for maker in makers))

    def _is_key(self, given: Run[Choice], name: str, method: str) -> bool:
        texts = (value.text for value in self._evaluator.of(*given[:1]) if isinstance(value, Text))
        keys = [text for text in texts if "twilio" in text.lower()]
        is_of_python = name.partition(".")[0] in sys.stdlib_module_names and not name.startswith("unittest.")
        if method != "get" or is_of_python:
            return True
        return not all("//" in key for key in keys) or self._is_instead(given[1:2])

    def _is_instead(self, choices: Run[Choice]) -> bool:
        """Say whether what is given besides is nothing, as where a key is missing: a request has no use for it."""
        return any(
            isinstance(value, Constant)
            or (isinstance(value, Text) and not value.parts)
            or (isinstance(value, (Mapping, Sequence)) and starts_empty(value.node))
            for value in self._evaluator.of(*choices)
        )
