"""Terraform's provider for Twilio, whose region and edge are variables and locals: followed to their literals.

What the provider itself says in plain strings is read with all other settings of the notation.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from edgewise.findings import Finding
from edgewise.judgement.settings import judge
from edgewise.patterns import on_demand
from edgewise.text.nearby import read_nearby

if TYPE_CHECKING:
    from edgewise.twilio.table import ProcessingRegion

_PROVIDER = on_demand(r"^[ \t]*provider[ \t]+\"twilio\"[ \t]*\{", re.MULTILINE)
_BLOCK = r"^[ \t]*{head}[ \t]*\{{"
_BRACE = on_demand(r"\"(?:[^\"\\\n]|\\.)*\"|#[^\n]*|//[^\n]*|[{}]")
_VALUE = r"[ \t]*=[ \t]*(?P<value>[^\n#]*?)[ \t]*(?:(?:#|//)[^\n]*)?\r?$"
_GIVEN = on_demand(rf"^[ \t]*(?P<key>region|edge){_VALUE}", re.MULTILINE)
_LITERAL = on_demand(r"\"(?P<text>[^\"\\$%]*)\"")
_REFERENCE = on_demand(r"(?P<of>var|local)\.(?P<name>[\w-]+)")
_DEEPEST = 3
_MOST = 50


class _Known(NamedTuple):
    """A value, and where it stands ("" for the text itself)."""

    text: str
    place: str


def provider_findings(text: str, path: str, processing_region: ProcessingRegion) -> Iterator[Finding]:
    """Yield the findings of the providers in a text, in order; ``path`` leads to the files next to it."""
    folder = _Folder(text, path)
    for provider in _PROVIDER.finditer(text):
        end = _end(text, provider.end())
        given = {one["key"]: one for one in _GIVEN.finditer(text, provider.end(), end)}
        region, edge = given.get("region"), given.get("edge")
        if region is None or _REFERENCE.fullmatch(region["value"]) is None:
            continue
        edges = [""] if edge is None else [known.text for known in folder.values(edge["value"])]
        for known in folder.values(region["value"]):
            verdicts = [judge("region", known.text, one or None, processing_region) for one in edges]
            verdict = next((one for one in verdicts if one is not None), None)
            if verdict is not None and all(verdicts):
                where = f" in {known.place}" if known.place else ""
                said = f"{verdict.message} (`{region['value']}`{where})"
                yield Finding(verdict.code, said, region.start("key"), region.end("value"), help=verdict.fix_message)
                break


def _end(text: str, start: int) -> int:
    """Return where a block ends that is opened before ``start``."""
    depth = 1
    for found in _BRACE.finditer(text, start):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if not depth:
            return found.start()
    return len(text)


class _Folder:
    """The variables and locals of a folder; files next to a text are read when they are first needed."""

    def __init__(self, text: str, path: str) -> None:
        self._text = text
        self._path = path

    @cached_property
    def _files(self) -> list[tuple[str, str]]:
        folder, own = os.path.split(self._path)
        try:
            names = sorted(os.listdir(folder or os.curdir)) if self._path else []
        except OSError:
            names = []
        others = [name for name in names if name.endswith((".tf", ".tfvars")) and name != own]
        read = ((name, read_nearby(self._path, name)) for name in others[:_MOST])
        return [("", self._text), *((name, text) for name, text in read if text is not None)]

    def values(self, expression: str, depth: int = 0) -> list[_Known]:
        """Return what an expression may be, as far as it is known; nothing where it is not."""
        literal = _LITERAL.fullmatch(expression)
        if literal is not None:
            return [_Known(literal["text"], "")]
        reference = _REFERENCE.fullmatch(expression)
        if reference is None or depth >= _DEEPEST:
            return []
        name = re.escape(reference["name"])
        if reference["of"] == "local":
            return list(self._in_blocks("locals", name, depth))
        given = list(self._in_files(name))
        return given or list(self._in_blocks(rf"variable[ \t]+\"{name}\"", "default", depth))

    def _in_files(self, name: str) -> Iterator[_Known]:
        """Yield what ``*.tfvars`` give to a variable."""
        for file, text in self._files:
            for found in re.finditer(rf"^[ \t]*{name}[ \t]*=[ \t]*\"([^\"\\$%\n]*)\"", text, re.MULTILINE):
                if file.endswith(".tfvars"):
                    yield _Known(found[1], file)

    def _in_blocks(self, head: str, key: str, depth: int) -> Iterator[_Known]:
        for file, text in self._files:
            if file.endswith(".tfvars"):
                continue
            for block in re.finditer(_BLOCK.format(head=head), text, re.MULTILINE):
                inside = text[block.end() : _end(text, block.end())]
                for found in re.finditer(rf"^[ \t]*{key}{_VALUE}", inside, re.MULTILINE):
                    for known in self.values(found["value"], depth + 1):
                        yield known if known.place else _Known(known.text, file)
