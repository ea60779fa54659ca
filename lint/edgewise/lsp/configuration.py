"""The configuration of a file in an editor, and the editor's own settings that replace it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from edgewise.config import keys
from edgewise.config.config import Config, ConfigError, load
from edgewise.files import gitignore
from edgewise.files.discovery import VERSION_CONTROL
from edgewise.rules import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edgewise.options import Options
    from edgewise.twilio.table import ProcessingRegion

SECTION = "edgewise"
"""The key under which an editor may keep our settings among those of others."""


class EditorSettings(NamedTuple):
    """What the editor says in place of a configuration file, under the same keys; None and ``()`` leave it to that."""

    processing_region: ProcessingRegion | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    prose: bool | None = None
    twilio_version: str | None = None


def read_settings(value: object) -> EditorSettings:
    """Return the settings that an editor sent: a table, by itself or below ``edgewise``, or nothing at all.

    :raises ConfigError: a key or a value that cannot be meant.
    """
    table = cast("dict[str, object]", value) if isinstance(value, dict) else {}
    inner = table.get(SECTION)
    if isinstance(inner, dict):
        table = cast("dict[str, object]", inner)
    readers = keys.readers()
    known = [name.replace("_", "-") for name in EditorSettings._fields]
    fields: dict[str, Any] = {}
    for key, item in table.items():
        if key not in known:
            hint = keys.near(key, known) or f"; there are {', '.join(known)}"
            raise ConfigError(f"the editor's settings have no key {key!r}{hint}")
        try:
            fields[key.replace("-", "_")] = readers[key](item)
        except keys.UnfitError as error:
            raise ConfigError(f"the editor's settings have a bad {key!r}: {error}") from None
    return EditorSettings(**fields)


class Configurations:
    """The configuration of every folder in which a file was looked at."""

    def __init__(self) -> None:
        self.given = EditorSettings()
        self._read: dict[str, Config | ConfigError] = {}

    def forget(self) -> None:
        """Read every configuration again when it is next asked for."""
        self._read.clear()
        from edgewise.pins.project import forget

        forget()

    def options_for(self, path: str | None, folders: Iterable[str]) -> Options | None:
        """Return the options for a file, None where it is left out.

        ``exclude`` holds for every file, what git ignores for none: to open a file is to give it by name.

        :param path: absolute; None for a text that is no file, which the configuration of the first folder holds for.
        :param folders: those of the workspace, absolute.
        :raises ConfigError: the configuration cannot be used.
        """
        folders = list(folders)
        config = self._config(os.path.dirname(path) if path else next(iter(folders), os.getcwd()))
        given = self.given
        options = config.options(
            given.processing_region,
            given.select,
            given.ignore,
            given.prose,
            given.twilio_version,
            pin_roots=config.pin_roots(folders) if path else (),
        )
        if path is None:
            return options
        root = config.root if config.path else _root(path, folders)
        relative = gitignore.relative_to(root, path)
        walk = config.walk_settings()
        if not VERSION_CONTROL.isdisjoint(relative.split("/")) or gitignore.Rules(walk.exclude).covers(relative):
            return None
        prefixes = config.ignored_codes(path)
        if not prefixes:
            return options
        spared = tuple(code for code in BY_CODE if code.startswith(prefixes))
        return options._replace(ignore=options.ignore + spared)

    def _config(self, folder: str) -> Config:
        if folder not in self._read:
            try:
                self._read[folder] = load(folder)
            except ConfigError as error:
                self._read[folder] = ConfigError(f"{folder}: {error}")
        config = self._read[folder]
        if isinstance(config, ConfigError):
            raise config
        return config


def _root(path: str, folders: list[str]) -> str:
    """Return the longest of ``folders`` that holds ``path``, else its own folder."""
    holding = [folder for folder in folders if path.startswith(os.path.join(folder, ""))]
    return max(holding, key=len, default=os.path.dirname(path))
