"""Clients of settings: which clients of a module read a variable that it sets, and what they are used for."""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from edgewise.judgement.settings import REGION_KEY
from edgewise.python.clients.objects import ClientObjects
from edgewise.python.clients.products import ClientProducts
from edgewise.python.inference.values import Mapping, as_constants
from edgewise.twilio.constructors import ENVIRONMENT_POSITION, REGION_POSITION

if TYPE_CHECKING:
    import libcst as cst

    from edgewise.judgement.products import Accessor
    from edgewise.python.inference.values import Object
    from edgewise.python.module import Module
    from edgewise.python.settings.environ import ModuleSettings, Setting


class ReadingClients:
    """Answers for the settings of one module."""

    def __init__(self, module: Module, settings: ModuleSettings) -> None:
        self._module = module
        self._settings = settings
        self._evaluator = module.evaluator
        self._constructions = module.constructions

    def asked(self, setting: Setting) -> list[Accessor]:
        """Return what is looked up on the clients that read a setting, or may be one of them."""
        if setting.key != REGION_KEY or not self._constructions.may_be_any:
            return []
        given, of_process = self._readers
        if (clients := given.get(setting.value)) is not None:
            return self._products.of(clients)
        return self._of_process if of_process and setting.holder in ("process", "patched") else []

    @cached_property
    def _of_process(self) -> list[Accessor]:
        return self._products.of(self._readers[1])

    @cached_property
    def _readers(self) -> tuple[dict[cst.CSTNode, list[Object]], list[Object]]:
        """The clients without a region of their own, by the value that their dictionary has; those of the process."""
        given: dict[cst.CSTNode, list[Object]] = {}
        of_process: list[Object] = []
        for made in self._constructions.in_order:
            if as_constants(self._evaluator.of(made.arguments.get("region", REGION_POSITION))).only is not None:
                continue
            environment = made.arguments.get("environment", ENVIRONMENT_POSITION)
            held = [value for value in self._evaluator.of(environment) if isinstance(value, Mapping)]
            entries = [self._evaluator.entries(value, made.call).known.get(REGION_KEY, ()) for value in held]
            for region in chain.from_iterable(entries):
                if region is not None and region.place is not None:
                    given.setdefault(region.place.node, []).append(made.made)
            if not any(entries) and (not any(environment) or any(map(self._settings.is_copy, held))):
                of_process.append(made.made)
        return given, of_process

    @cached_property
    def _products(self) -> ClientProducts:
        return ClientProducts(self._module, ClientObjects(self._module, self._constructions))
