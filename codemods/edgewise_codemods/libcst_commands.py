"""The same rewrite as libcst codemod commands.

``python -m libcst.tool codemod --no-format -x edgewise_codemods.FixTwilioDomains PATH``, or in a program of your own::

    from libcst.codemod import CodemodContext
    from edgewise_codemods import FixTwilioDomains

    new_tree = FixTwilioDomains(CodemodContext(), processing_region="us1").transform_module(tree)

For a file, the commands give byte for byte what ``edgewise fix`` gives, by the nearest configuration and the pins of
its project too; a tree without a file has no configuration. libcst's tool picks the files itself (``*.py``, no file
with its mark for generated code), writes them in place, and tells of those that the configuration leaves out.
"""

from __future__ import annotations

import codecs
import os
from typing import TYPE_CHECKING, ClassVar, get_args

import libcst
from libcst.codemod import CodemodCommand, CodemodContext, SkipFile

from edgewise.config.config import Config
from edgewise.config.lookup import GivenOptions, InForce, Lookup, in_force
from edgewise.engine.check import may_match
from edgewise.files.discovery import is_excluded
from edgewise.files.file import FileKind
from edgewise.files.reading import read
from edgewise.files.sources import Lines, Source
from edgewise.options import ALL_RULES
from edgewise.twilio.table import ProcessingRegion
from edgewise_codemods.rewrite import Rewritten, rewrite_source

if TYPE_CHECKING:
    import argparse


class RefusedError(Exception):
    """The rewrite of a module was refused; the argument is why, as a sentence."""


class FixTwilioDomains(CodemodCommand):
    """Fixes hostnames, clients and settings. What is left is told in the warnings of the context.

    :raises ValueError: ``twilio_version`` is neither a version nor a specifier.
    :raises RefusedError: from ``transform_module``: the new text would not be certain to be right.
    :raises SkipFile: from ``transform_module``: libcst does not reproduce the file of the context as it is, or its
        configuration leaves it out.
    :raises edgewise.ConfigError: from ``transform_module``: that configuration cannot be used.
    """

    DESCRIPTION: str = "Give every Twilio hostname, client and setting that names a region the edge that it needs."
    SELECT: ClassVar[tuple[str, ...]] = ALL_RULES

    @staticmethod
    def add_args(arg_parser: argparse.ArgumentParser) -> None:
        """Add the options that become keyword arguments of the constructor."""
        arg_parser.add_argument(
            "--processing-region",
            choices=get_args(ProcessingRegion),
            help="Where requests are processed after the rewrite: where the old name says, or in one region. "
            "Without it nothing is rewritten that depends on that.",
        )
        arg_parser.add_argument("--unsafe-fixes", action="store_true", default=None, help="Apply unsafe fixes too.")
        arg_parser.add_argument("--twilio-version", help="The twilio package (default: as pinned).")

    def __init__(
        self,
        context: CodemodContext,
        processing_region: ProcessingRegion | None = None,
        unsafe_fixes: bool | None = None,
        twilio_version: str | None = None,
    ) -> None:
        super().__init__(context)
        if twilio_version is not None:
            from edgewise.pins.versions import specifier_of

            specifier_of(twilio_version)
        cwd = os.getcwd()
        self._given = GivenOptions(
            processing_region,
            () if self.SELECT == ALL_RULES else self.SELECT,
            twilio_version=twilio_version,
            unsafe_fixes=unsafe_fixes,
            pin_roots=(cwd,),
        )
        self._lookup = Lookup(cwd, self._given)

    def transform_module(self, tree: libcst.Module) -> libcst.Module:
        """Return the fixed module: ``tree`` itself where there is nothing to fix."""
        data = tree.bytes
        path = self.context.filename
        if path is not None and is_excluded(path, False, self._lookup):
            raise SkipFile("the configuration leaves this file out")
        self._ensure_reproduced(tree, data)
        # Before libcst copies the tree, which takes longer than most of what follows.
        return super().transform_module(tree) if may_match(data, FileKind.PYTHON, self._in_force().options) else tree

    def transform_module_impl(self, tree: libcst.Module) -> libcst.Module:
        """Return the fixed module."""
        path = self.context.filename
        holds = self._in_force()
        options = holds.options if path is None else holds.options_for(path)
        rewritten = rewrite_source(_source(tree), FileKind.PYTHON, options, holds.unsafe_fixes, path or "")
        self._warn_about(rewritten)
        if rewritten.text == rewritten.source.text:
            return tree
        new = libcst.parse_module(rewritten.text, tree.config_for_parsing)
        if new.code != rewritten.text:
            raise RefusedError("libcst does not reproduce the new text as it is: run edgewise fix instead")
        return new

    def _in_force(self) -> InForce:
        path = self.context.filename  # libcst's tool gives each file a context of its own
        if path is None:
            return in_force(Config(), self._given._replace(pin_roots=None), os.curdir)
        return self._lookup.of_file(path)

    def _warn_about(self, rewritten: Rewritten) -> None:
        lines = Lines(rewritten.text)
        for left in rewritten.left:
            row, column = lines.location(left.finding.start)
            self.warn(f"{row}:{column}: {left.finding.code} {left.finding.message} ({left.reason})")
        if rewritten.error is not None:
            raise RefusedError(rewritten.error)

    def _ensure_reproduced(self, tree: libcst.Module, data: bytes) -> None:
        # libcst loses, for one, a form feed at the start of a line; its tool would write that even with nothing to fix.
        if self.context.filename is None:
            return
        try:
            original = read(self.context.filename)
        except OSError:
            return
        if data != original and libcst.parse_module(original).code == tree.code:
            reason = "libcst does not reproduce this file as it is: run edgewise fix instead"
            self.warn(reason)
            raise SkipFile(reason)


class FixTwilioHostnames(FixTwilioDomains):
    """Fixes hostnames (EW1) only."""

    DESCRIPTION: str = "Give every Twilio hostname that names a region the edge that it needs."
    SELECT: ClassVar[tuple[str, ...]] = ("EW1",)


class FixTwilioClients(FixTwilioDomains):
    """Fixes clients and settings (EW2 and EW3) only."""

    DESCRIPTION: str = "Give every Twilio client and setting that names a region the edge that it needs."
    SELECT: ClassVar[tuple[str, ...]] = ("EW2", "EW3")


def _source(tree: libcst.Module) -> Source:
    if tree.encoding == "utf-8-sig":
        return Source(tree.code, "utf-8", codecs.BOM_UTF8)
    return Source(tree.code, tree.encoding)
