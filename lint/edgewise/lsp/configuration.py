"""The configuration of a file in an editor, and the editor's own settings that replace it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from edgewise.config import keys
from edgewise.config.config import ConfigError
from edgewise.config.lookup import GivenOptions, Lookup
from edgewise.files import gitignore
from edgewise.files.discovery import VERSION_CONTROL, is_excluded

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
    known = [name.replace("_", "-") for name in EditorSettings._fields]
    fields: dict[str, Any] = {}
    for key, item in table.items():
        if key not in known:
            hint = keys.near(key, known) or f"; there are {', '.join(known)}"
            raise ConfigError(f"the editor's settings have no key {key!r}{hint}")
        try:
            fields[key.replace("-", "_")] = keys.KEYS[key].read(item)
        except keys.UnfitError as error:
            raise ConfigError(f"the editor's settings have a bad {key!r}: {error}") from None
    return EditorSettings(**fields)


class Held(NamedTuple):
    """What holds for a file of an editor."""

    options: Options | None
    """None where the file is left out."""
    files: tuple[str, ...]
    """The files that say so, absolute."""


class Configurations:
    """What holds for the files of an editor: the nearest configuration of each, with what the editor says on top."""

    def __init__(self) -> None:
        self.given = EditorSettings()
        self._lookups: dict[tuple[str, tuple[str, ...], EditorSettings], Lookup] = {}
        self._stamps: dict[str, tuple[int, int] | None] = {}
        """When each file was last written and how large it is, None where it is not there."""

    def have_changed(self) -> bool:
        """Say whether a file was written, made or removed by which the answers so far go."""
        return any(_stamp(path) != known for path, known in self._stamps.items())

    def forget(self) -> None:
        """Read every configuration again when it is next asked for."""
        self._lookups.clear()
        self._stamps.clear()
        from edgewise.pins import packages, project

        project.forget()
        packages.forget()

    def held(self, path: str | None, folders: Iterable[str]) -> Held:
        """Return what holds for a file.

        ``exclude`` holds for every file, what git ignores for none: to open a file is to give it by name.

        :param path: absolute; None for a text that is no file, which the configuration of the first folder holds for.
        :param folders: those of the workspace, absolute.
        :raises ConfigError: the configuration cannot be used.
        """
        folders = list(folders)
        root = _root(path, folders) if path else next(iter(folders), os.getcwd())
        key = root, tuple(folders), self.given
        lookup = self._lookups.setdefault(key, Lookup(root, GivenOptions(*self.given, pin_roots=key[1])))
        try:
            found = lookup.of_file(path) if path else lookup.here
        except ConfigError as error:
            del self._lookups[key]  # what it misses may be there next time
            sentence = f"{root}: {error}"
            raise (ConfigError(sentence) if error.path is None else ConfigError.of_file(error.path, sentence)) from None
        finally:
            for one in lookup.depends_on - self._stamps.keys():
                self._stamps[one] = _stamp(one)
        config = found.config
        files = (config.path, *config.extends) if config.path else ()
        if path is None:
            return Held(found.options._replace(pin_roots=()), files)
        inside = gitignore.relative_to(config.root, path).split("/")
        if not VERSION_CONTROL.isdisjoint(inside) or is_excluded(path, False, lookup):
            return Held(None, files)
        return Held(found.options_for(path), files)


def _stamp(path: str) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _root(path: str, folders: list[str]) -> str:
    """Return the longest of ``folders`` that holds ``path``, else its own folder."""
    holding = [folder for folder in folders if path.startswith(os.path.join(folder, ""))]
    return max(holding, key=len, default=os.path.dirname(path))
