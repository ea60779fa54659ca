"""Rebuilt texts: what becomes of a text that is built of another one, or of the pieces that are taken out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from edgewise.python.inference.forms.strings import cuts
from edgewise.python.inference.values import Sequence, Text, Unknown, as_constant
from edgewise.python.syntax.nodes import filled_in
from edgewise.templates import HOLE

if TYPE_CHECKING:
    from collections.abc import Iterable

    import libcst as cst

    from edgewise.python.hostnames.uses.changes import TextChange
    from edgewise.python.inference.uses import Use
    from edgewise.python.module import Module
    from edgewise.python.syntax.scopes import Scope


_ENDS = ("startswith", "endswith")
_TEXTS = 4
"""How many texts into which another one is built are looked at one by one."""


class Rebuilt:
    """Answers for one module."""

    def __init__(self, module: Module) -> None:
        self._evaluator = module.evaluator

    def of(self, use: Use, change: TextChange | None) -> list[TextChange | None]:
        """Return what becomes of each text that is built of another one; None alone where that is not known."""
        if change is None or use.way == "held":
            return [None]
        # What callers that are not seen give is none of this text.
        values = [value for value in self._evaluator.used(use) if not isinstance(value, Unknown)]
        texts = [value.text for value in values if isinstance(value, Text)]
        if 0 < len(texts) == len(values) and all(any(text in each for each in change.around) for text in texts):
            return []  # a piece of it without the host
        built = {text: change.within(text) for text in texts if change.old_host in text and HOLE not in text}
        return [*built.values()] if 0 < len(built) <= _TEXTS else [None]

    def is_another_name(self, use: Use, node: cst.CSTNode, change: TextChange | None) -> bool:
        """Say whether what is built of a host in ``node`` is known, and neither has it nor is a piece around it."""
        if change is None or not self.of(use, change):
            return False
        texts = (value for value in self._evaluator.used(use) if isinstance(value, Text))
        built = (part.text for text in texts if text.constant for part in text.parts if part.node is node)
        pieces = (change.old_host.lower(), *(each.lower() for each in change.around))
        return any(
            pieces[0] not in text.lower() and not any(text.lower() in each for each in pieces[1:]) for text in built
        )

    def is_cut(self, use: Use, change: TextChange | None) -> bool:
        """Say whether a text is filled into another one by a layout that leaves its beginning alone."""
        form = use.name[:1] or "{"
        template = filled_in(use.around)
        values = self._evaluator.values(template, use.scope) if template is not None and form != ":" else ()
        texts = [use.name[1:]] if form == ":" else [value.text for value in values if isinstance(value, Text)]
        lengths = [length for text in texts for length in cuts(text, form)]
        return any(change is None or change.old[:length] != change.new[:length] for length in lengths)

    def is_followed_in_pieces(
        self, call: cst.Call, scope: Scope, results: tuple[object, object], change: TextChange | None
    ) -> bool:
        """Say whether a text is split in such a way that the whole host is in one of the pieces, which are followed."""
        if change is None or not any(isinstance(value, Sequence) for value in self._evaluator.values(call, scope)):
            return False
        old, new = (
            [str(piece) for piece in cast("Iterable[object]", pieces)] if isinstance(pieces, (list, tuple)) else []
            for pieces in results
        )
        hosts = [piece for piece in old if "twilio.com" in piece]
        return (
            len(hosts) == 1
            and len(old) == len(new)
            and all(
                was == becomes or (change.old_host in was and change.within(was).new == becomes)
                for was, becomes in zip(old, new, strict=True)
            )
        )

    def is_asked_beside_the_host(self, use: Use, call: cst.Call) -> bool:
        """Say whether a text, whatever else is in it, is only asked whether it has a scheme, or how it ends."""
        asked = [one for item in call.args for one in self._evaluator.values(item.value, use.scope)]
        texts = [one.constant for one in asked if isinstance(one, Text) and one.constant is not None]
        if use.name not in _ENDS or len(texts) < len(asked):
            return False
        return all("twilio" not in text.lower() for text in texts) and (
            use.name == "endswith" or all("https://".startswith(text) or "http://".startswith(text) for text in texts)
        )

    def computed(self, use: Use, call: cst.Call, change: TextChange | None) -> tuple[object, object] | None:
        """Return what a method of the text gives before and after, None where that cannot be computed."""
        if change is None or not hasattr(str, use.name):
            return None
        arguments: list[object] = []
        for argument in call.args:
            known = [as_constant(value) for value in self._evaluator.values(argument.value, use.scope)]
            if argument.keyword is not None or argument.star or len(known) != 1 or not known[0]:
                return None
            arguments.append(known[0][0])
        try:
            return getattr(change.old, use.name)(*arguments), getattr(change.new, use.name)(*arguments)
        except (TypeError, ValueError, LookupError):
            return None
