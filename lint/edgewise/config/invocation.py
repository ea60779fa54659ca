"""The invocation: what one command was asked for, as one frozen value."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from edgewise.config.config import Config
    from edgewise.config.lookup import Lookup
    from edgewise.options import Options
    from edgewise.twilio.table import ProcessingRegion


class Settings(NamedTuple):
    """The settings of ``check`` and ``fix``. Picklable: workers get it whole.

    What is about a file is asked of :attr:`lookup`, and with it of the configuration that is nearest to the file. What
    is about the run comes from the configuration of the working directory.
    """

    lookup: Lookup
    paths: tuple[str, ...] = (".",)
    """As given; ``("-",)`` is the standard input."""
    only: frozenset[str] | None = None
    """Real paths of the only files to look at, and of all folders above them; None for no such restriction."""
    jobs: int = 1
    """How many processes may work at once, from 1."""
    output_format: str = "concise"
    """A name out of ``edgewise.reports.FORMATS``."""
    output_file: str | None = None
    """Where the report goes, beside a readable one on the standard output; None is the standard output."""
    baseline: str | None = None
    """The file whose findings are passed over."""
    own_files: frozenset[str] = frozenset()
    """Real paths of files that quote findings and are never looked at: baselines."""
    since: str | None = None
    """A git revision: only findings on lines that changed since then count."""
    statistics: bool = False
    exit_zero: bool = False
    quiet: bool = False
    verbose: bool = False
    stdin_filename: str | None = None
    answer: ProcessingRegion | None = None
    """Where requests go that no configuration decides about, as the user said when asked; None without an answer."""

    @property
    def config(self) -> Config:
        """The configuration of the working directory, for what is about the run."""
        return self.lookup.here.config

    @property
    def options(self) -> Options:
        """On what findings depend in the working directory."""
        return self.lookup.here.options

    @property
    def unsafe_fixes(self) -> bool:
        """Whether unsafe fixes count as applicable in the working directory."""
        return self.lookup.here.unsafe_fixes

    @property
    def as_written(self) -> bool:
        """Whether a fix in some file so far goes where the old name says, be it by decision or without one."""
        used = self.lookup.in_use or [self.lookup.here]
        return any(found.options.way == "as-written" for found in used)

    def owns(self, path: str) -> bool:
        """Say whether the file at ``path`` is one of :attr:`own_files`."""
        name = os.path.basename(path)  # a cheap question first
        return any(own.endswith(name) for own in self.own_files) and os.path.realpath(path) in self.own_files

    def options_for(self, path: str) -> Options:
        """Return the options for one file: those of its configuration, less what ``per-file-ignores`` spares it.

        :raises edgewise.config.config.ConfigError: its configuration cannot be used.
        """
        options = self.lookup.of_file(path).options_for(path)
        if self.answer is None or options.processing_region is not None:
            return options
        return options._replace(processing_region=self.answer)

    def unsafe_for(self, path: str) -> bool:
        """Say whether unsafe fixes are applied to one file, or count as applicable.

        :raises edgewise.config.config.ConfigError: its configuration cannot be used.
        """
        return self.lookup.of_file(path).unsafe_fixes
