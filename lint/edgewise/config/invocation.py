"""The invocation: configuration and command line together, as one frozen value that says what a command has to do."""

from __future__ import annotations

import os
from typing import NamedTuple

from edgewise.config.config import Config
from edgewise.files.discovery import WalkSettings
from edgewise.options import Options


class Settings(NamedTuple):
    """The settings of ``check`` and ``fix``. Picklable: workers get it whole."""

    paths: tuple[str, ...] = (".",)
    """As given; ``("-",)`` is the standard input."""
    options: Options = Options()
    """On what findings depend, for files without ``per-file-ignores``; see :meth:`options_for`."""
    walk: WalkSettings = WalkSettings()
    config: Config = Config()
    jobs: int = 1
    """How many processes may work at once, from 1."""
    output_format: str = "concise"
    """A name out of ``edgewise.reports.FORMATS``."""
    output_file: str | None = None
    """Where the report goes, beside a readable one on the standard output; None is the standard output."""
    unsafe_fixes: bool = False
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

    def owns(self, path: str) -> bool:
        """Say whether the file at ``path`` is one of :attr:`own_files`."""
        name = os.path.basename(path)  # a cheap question first
        return any(own.endswith(name) for own in self.own_files) and os.path.realpath(path) in self.own_files

    def options_for(self, path: str) -> Options:
        """Return the options for one file: those of the run, less the rules that ``per-file-ignores`` spares it."""
        prefixes = self.config.ignored_codes(path)
        if not prefixes:
            return self.options
        from edgewise.rules import BY_CODE

        # In full, so that no longer prefix in `select` outweighs them.
        spared = tuple(code for code in BY_CODE if code.startswith(prefixes))
        return self.options._replace(ignore=self.options.ignore + spared)
