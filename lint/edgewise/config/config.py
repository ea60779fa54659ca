"""The configuration file: where it is found, what may stand in it, and what it says."""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from edgewise.files import gitignore, repository
from edgewise.files.discovery import DEFAULT_EXCLUDE, WalkSettings
from edgewise.files.file import Kind
from edgewise.options import MAX_FILE_SIZE, Options

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edgewise.twilio.table import ProcessingRegion

FILE_NAMES = ("edgewise.toml", ".edgewise.toml", "pyproject.toml")
"""The files that are looked for in a folder; the first that configures Edgewise counts."""


class ConfigError(Exception):
    """A configuration that cannot be used; the argument is a sentence for the user that names the file and the key."""


class Config(NamedTuple):
    """What a configuration file says, with the defaults for what it leaves open. Rules are prefixes of codes."""

    path: str | None = None
    """The file, absolute; None without one."""
    root: str = os.curdir
    """The folder to which patterns are relative: that of the file, or the working directory."""
    processing_region: ProcessingRegion = "as-written"
    select: tuple[str, ...] = ("EW",)
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Pairs of a pattern and the rules that files which match it are spared."""
    exclude: tuple[str, ...] = DEFAULT_EXCLUDE
    extend_exclude: tuple[str, ...] = ()
    respect_gitignore: bool = True
    force_exclude: bool = False
    prose: bool = False
    clients: tuple[str, ...] = ()
    max_file_size: int = MAX_FILE_SIZE
    """Bytes, at least 1."""
    twilio_version: str | None = None
    """A version or a specifier; None where the project's pins decide."""
    unsafe_fixes: bool = False
    output_format: str | None = None
    """None where it depends on whether the output is a terminal."""
    baseline: str | None = None
    """A file of findings to pass over, relative to :attr:`root`."""
    rule_url: str | None = None
    """Where the documentation of rules is to be read, with ``{code}`` and ``{name}`` in it; None without a place."""
    jobs: int | None = None
    """How many processes, at least 1; None where it depends on the work."""

    def options(
        self,
        processing_region: ProcessingRegion | None = None,
        select: tuple[str, ...] = (),
        ignore: tuple[str, ...] = (),
        prose: bool | None = None,
        twilio_version: str | None = None,
        *,
        pin_roots: tuple[str, ...] = (),
    ) -> Options:
        """Return the part on which findings depend. What is given, for one run, wins.

        :param pin_roots: those of the method of this name, to have pins read.
        """
        return Options(
            processing_region or self.processing_region,
            select or self.select + self.extend_select,
            # What is ignored for good stays so, unless this run says itself what it wants.
            ignore if select else self.ignore + ignore,
            self.prose if prose is None else prose,
            self.clients,
            self.max_file_size,
            twilio_version or self.twilio_version,
            pin_roots,
        )

    def pin_roots(self, paths: Iterable[str] = ()) -> tuple[str, ...]:
        """Return the folder of the configuration, and what of ``paths`` is outside of it: see ``Options``."""
        root = os.path.abspath(self.root)
        given = (os.path.abspath(path) for path in paths)
        return (root, *(path for path in given if not path.startswith(os.path.join(root, ""))))

    def walk_settings(self) -> WalkSettings:
        """Return the part on which the choice of files depends."""
        exclude = self.exclude + self.extend_exclude
        return WalkSettings(exclude, self.root, self.respect_gitignore, self.force_exclude, frozenset(Kind))

    def ignored_codes(self, path: str) -> tuple[str, ...]:
        """Return the prefixes of the codes that ``per-file-ignores`` takes from a file: ``code.startswith`` takes them.

        :param path: absolute or relative to the working directory.
        """
        if not self.per_file_ignores:
            return ()
        relative = gitignore.relative_to(self.root, path)
        matching = (codes for rules, codes in _compiled(self.per_file_ignores) if rules.covers(relative))
        return tuple(dict.fromkeys(code for codes in matching for code in codes))


def load(
    cwd: str,
    explicit: str | None = None,
    isolated: bool = False,
) -> Config:
    """Read the configuration that holds in the folder ``cwd``.

    It is the nearest upwards that :data:`FILE_NAMES` finds, but none from above the root of the git repository. A
    pyproject.toml without ``[tool.edgewise]`` is passed by.

    :param explicit: a file to read instead, relative to ``cwd``.
    :param isolated: read none.
    :raises ConfigError: the file cannot be read or says something that cannot be meant.
    """
    cwd = os.path.abspath(cwd)
    if isolated:
        if explicit is not None:
            raise ConfigError(f"{explicit}: a configuration file and --isolated exclude each other")
        return Config(root=cwd)
    found = _find(cwd) if explicit is None else _read(os.path.join(cwd, explicit), explicit)
    if found is None and explicit is not None:
        raise ConfigError(f"{explicit}: it has no table [tool.edgewise]")
    if found is None:
        return Config(root=cwd)
    from edgewise.config import keys  # most trees have no configuration, and none pays for what may stand in one

    readers = keys.readers()
    fields: dict[str, Any] = {}
    for key, value in found.table.items():
        if key not in readers:
            raise ConfigError(f"{found.place} has no key {key!r}{keys.near(key, readers)}")
        try:
            fields[key.replace("-", "_")] = readers[key](value)
        except keys.UnfitError as error:
            raise ConfigError(f"{found.place} has a bad {key!r}: {error}") from None
    return Config(path=found.path, root=os.path.dirname(found.path), **fields)


class _Found(NamedTuple):
    path: str
    place: str
    table: dict[str, object]


def _find(cwd: str) -> _Found | None:
    for folder in repository.upwards(cwd):
        for name in FILE_NAMES:
            path = os.path.join(folder, name)
            if os.path.isfile(path) and (found := _read(path, gitignore.relative_to(cwd, path))) is not None:
                return found
    return None


def _read(path: str, shown: str) -> _Found | None:
    path = os.path.abspath(path)
    in_pyproject = os.path.basename(path) == "pyproject.toml"
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise ConfigError(f"{shown}: it cannot be read: {error.strerror}") from None
    if in_pyproject and b"edgewise" not in data:
        return None  # to parse it would cost time, and somebody else's mistake is not ours to report
    from edgewise.files.toml import toml_table

    try:
        content = toml_table(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ConfigError(f"{shown}: it is not valid UTF-8 at byte {error.start}") from None
    except ValueError as error:
        raise ConfigError(f"{shown}: it is not valid TOML: {error}") from None
    if not in_pyproject and "tool" not in content:
        return _Found(path, shown, content)
    tool = _table(content.get("tool", {}), f"{shown}: [tool]")
    if "edgewise" not in tool:
        return None
    place = f"{shown}: [tool.edgewise]"
    return _Found(path, place, _table(tool["edgewise"], place))


def _table(value: object, place: str) -> dict[str, object]:
    if not isinstance(value, dict):
        from edgewise.config import keys

        raise ConfigError(f"{place} should be a table, not {keys.described(value)}")
    return cast("dict[str, object]", value)


@functools.cache
def _compiled(
    table: tuple[tuple[str, tuple[str, ...]], ...],
) -> tuple[tuple[gitignore.Rules, tuple[str, ...]], ...]:
    return tuple((gitignore.Rules([pattern]), codes) for pattern, codes in table)
