r"""Strings of a program that are configuration or a command of their own: which they are, for whoever reads text.

``write_text("TWILIO_REGION=ie1\n")`` makes a file, and ``os.system("TWILIO_REGION=ie1 ./run")`` starts a command. What
reads them later is not seen here, so that they are found and never changed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import libcst as cst

from edgewise.judgement.settings import EDGE_KEY, is_setting_key
from edgewise.patterns import on_demand
from edgewise.python.inference.values import Constant, Text
from edgewise.python.syntax.literals import STRINGS
from edgewise.python.syntax.nodes import called_name
from edgewise.templates import HOLE, Origin, Piece, Template

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence as Run

    from edgewise.python.inference.uses import Use
    from edgewise.python.module import Module
    from edgewise.python.syntax.scopes import Scope

_SETTING = on_demand(r"TWILIO_REGION\b\W{0,9}[=:,]|TWILIO_REGION\b[\"']?\s")
"""A region's name with what may be its value behind it: in a line, in an object, in a command."""
_RUNS = on_demand(
    r"run|sudo|local|shell|system|popen|getoutput|getstatusoutput|exec(?:_run|_command)|\w+_shell", re.IGNORECASE
)
"""What functions are called that take a command as one string."""
_WRITES = on_demand(r"write\w*")
"""What functions are called that take a file's content, which may be one line without its end."""
_TELLS = on_demand(
    r"print|s?echo|secho|log|debug|info|warn(?:ing)?|error|exception|critical|fail|skip|assert\w*|add_argument|option"
)
_TOLD = frozenset({"help", "description", "msg", "message", "reason", "title", "epilog", "doc"})
_SPECIAL = on_demand(r"[\s\"'`$;&|<>()\\#]")


class SettingText(NamedTuple):
    """A string, or a list of arguments as the command that it is."""

    template: Template
    is_command: bool

    @property
    def text(self) -> str:
        """The text, with a sign that no name has in place of what is not known."""
        return self.template.text.replace(HOLE, "$")


class SettingTexts:
    """Finds the texts of one module."""

    def __init__(self, module: Module) -> None:
        self._tree = module.tree
        self._evaluator = module.evaluator

    def find(self) -> Iterator[SettingText]:
        """Yield each text that sets a region; not where another text of the same scope brings the edge."""
        if _SETTING.search(self._tree.text) is None:
            return
        found = [*self._strings(), *self._lists()]
        with_edge = {scope for text, scope in found if EDGE_KEY in text.text and _SETTING.search(text.text) is None}
        for text, scope in found:
            if scope not in with_edge and _SETTING.search(text.text) is not None:
                yield text

    def _strings(self) -> Iterator[tuple[SettingText, Scope]]:
        for node, scope in self._tree.nodes(*STRINGS, cst.BinaryOperation):
            use = self._evaluator.use_here(node, scope)
            if use.kind == "text" or not self._says_setting(node):
                continue
            values = [value for value in self._evaluator.values(node, scope) if isinstance(value, Text)]
            if len(values) != 1 or self._is_for_people(use):
                continue
            template = self._evaluator.template(values[0], node)
            call = use.call
            is_command = call is not None and self._runs(call, scope)
            said = template.text
            is_file = "\n" in said or said.lstrip().startswith("{") or self._writes(call)
            if is_command or is_file:
                yield SettingText(template, is_command), scope

    def _says_setting(self, node: cst.CSTNode) -> bool:
        return "TWILIO_" in self._tree.source(node)

    def _is_for_people(self, use: Use) -> bool:
        """Say whether a string documents, asks or tells something, or is what a test compares with."""
        if use.kind in ("dropped", "comparison", "asserted", "told") or (use.kind == "argument" and use.name in _TOLD):
            return True
        if use.call is not None and _TELLS.fullmatch(called_name(use.call)):
            return True
        return self._tree.enclosing(use.node, cst.Raise) is not None

    @staticmethod
    def _writes(call: cst.Call | None) -> bool:
        return call is not None and _WRITES.fullmatch(called_name(call)) is not None

    def _runs(self, call: cst.Call, scope: Scope) -> bool:
        for argument in call.args:
            if argument.keyword is not None and argument.keyword.value == "shell":
                values = self._evaluator.values(argument.value, scope)
                return any(isinstance(value, Constant) and value.value is True for value in values)
        return _RUNS.fullmatch(called_name(call)) is not None

    # -- ["kubectl", "set", "env", "deployment/app", "TWILIO_REGION=ie1"]

    def _lists(self) -> Iterator[tuple[SettingText, Scope]]:
        displays: Iterator[tuple[cst.List | cst.Tuple, Scope]] = self._tree.nodes(cst.List, cst.Tuple)
        for display, scope in displays:
            if self._says_setting(display):
                yield from self._command([element.value for element in display.elements], scope)
        for call, scope in self._tree.nodes(cst.Call):
            if _RUNS.fullmatch(called_name(call)) and self._says_setting(call):
                yield from self._command([item.value for item in call.args if item.keyword is None], scope)

    def _command(self, items: Run[cst.BaseExpression], scope: Scope) -> Iterator[tuple[SettingText, Scope]]:
        """Yield the command that a list of arguments is, each of them one word."""
        pieces: list[Piece] = []
        for item in items:
            values = [value for value in self._evaluator.values(item, scope) if isinstance(value, Text)]
            if pieces:
                pieces.append(Piece(" ", *self._tree.span(item), Origin.FOREIGN))
            if len(values) == 1:
                own = self._evaluator.template(values[0], item).pieces
                pieces += [piece._replace(text=_SPECIAL.sub("_", piece.text)) for piece in own]
            else:
                pieces.append(Piece(HOLE, *self._tree.span(item), Origin.HOLE))
        template = Template(pieces)
        if len(items) > 1 and any(is_setting_key(word.partition("=")[0]) for word in re.split(r"[ ,]", template.text)):
            yield SettingText(template, is_command=True), scope
