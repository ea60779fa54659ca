"""The configuration file: what may stand in it, what it extends, and what that says together."""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from edgewise.files import gitignore, repository
from edgewise.files.discovery import DEFAULT_EXCLUDE, WalkSettings
from edgewise.files.file import FileKind
from edgewise.files.gitignore import IgnorePatterns
from edgewise.options import MAX_FILE_SIZE, Options

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edgewise.twilio.table import ProcessingRegion

FILE_NAMES = ("edgewise.toml", ".edgewise.toml", "pyproject.toml")
"""The files that are looked for in a folder; the first that configures Edgewise counts."""


_MOST_BYTES = 10_000_000
_MOST_EXTENDED = 50


class ConfigError(Exception):
    """A configuration that cannot be used; the argument is a sentence for the user that names the file and the key.

    ``path`` is the file, absolute; None where it is no file that is wrong.
    """

    path: str | None = None

    @classmethod
    def of_file(cls, path: str, sentence: str) -> ConfigError:
        """Return the error that a sentence tells of the file at ``path``."""
        error = cls(sentence)
        error.path = os.path.abspath(path)
        return error


class Config(NamedTuple):
    """What a configuration file says, with the defaults for what it leaves open. Rules are prefixes of codes."""

    path: str | None = None
    """The file, absolute; None without one."""
    root: str = os.curdir
    """The folder to which patterns are relative: that of the file, or the working directory."""
    processing_region: ProcessingRegion | None = None
    """None where nobody has decided where requests go after a fix."""
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
    extends: tuple[str, ...] = ()
    """The files that :attr:`path` is based on, absolute, the nearest first: each extends the next."""
    excludes: tuple[IgnorePatterns, ...] = ()
    """``exclude`` and each ``extend-exclude`` with the folder of its file, where there is more than one file."""
    per_file_root: str | None = None
    """The folder to which ``per-file-ignores`` are relative, where a file that is extended says them."""

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

    def walk_settings(
        self, instead: IgnorePatterns | None = None, on_top: IgnorePatterns | None = None
    ) -> WalkSettings:
        """Return the part on which the choice of files depends.

        :param instead: what to exclude in place of ``exclude``, for one run.
        :param on_top: what to exclude besides, for one run.
        """
        own = (IgnorePatterns(self.exclude, self.root), IgnorePatterns(self.extend_exclude, self.root))
        exclude, *extensions = self.excludes or own
        first, *further = _joined([instead or exclude, *extensions, *([on_top] if on_top else [])])
        return WalkSettings(
            first.lines,
            first.root,
            self.respect_gitignore,
            self.force_exclude,
            frozenset(FileKind),
            further=tuple(further),
        )

    def ignored_codes(self, path: str) -> tuple[str, ...]:
        """Return the prefixes of the codes that ``per-file-ignores`` takes from a file: ``code.startswith`` takes them.

        :param path: absolute or relative to the working directory.
        """
        if not self.per_file_ignores:
            return ()
        relative = gitignore.relative_to(self.per_file_root or self.root, path)
        matching = (codes for rules, codes in _compiled(self.per_file_ignores) if rules.covers(relative))
        return tuple(dict.fromkeys(code for codes in matching for code in codes))


def load(cwd: str, explicit: str | None = None, isolated: bool = False) -> Config:
    """Read the configuration that holds in the folder ``cwd``.

    It is the nearest upwards that :data:`FILE_NAMES` finds, but none from above the root of the repository; a submodule
    belongs to the one that holds it. A pyproject.toml without ``[tool.edgewise]`` is passed by.

    :param explicit: a file to read instead, relative to ``cwd``.
    :param isolated: read none.
    :raises ConfigError: the file cannot be read or says something that cannot be meant.
    """
    cwd = os.path.abspath(cwd)
    if isolated:
        if explicit is not None:
            raise ConfigError(f"{explicit}: a configuration file and --isolated exclude each other")
        return Config(root=cwd)
    if explicit is not None:
        found = _read(os.path.join(cwd, explicit), explicit)
        if found is None:
            raise ConfigError.of_file(os.path.join(cwd, explicit), f"{explicit}: it has no table [tool.edgewise]")
        return _config([found, *_extended(found, cwd)])
    folders = repository.upwards(cwd, past_submodules=True)
    return next(filter(None, (in_folder(folder, cwd) for folder in folders)), None) or Config(root=cwd)


def in_folder(folder: str, cwd: str) -> Config | None:
    """Read the configuration that stands in ``folder`` itself, None where none does.

    :param folder: absolute.
    :param cwd: the folder to which paths in errors are relative.
    :raises ConfigError: the file cannot be read or says something that cannot be meant.
    """
    for name in FILE_NAMES:
        path = os.path.join(folder, name)
        if os.path.isfile(path) and (found := _read(path, gitignore.relative_to(cwd, path))) is not None:
            return _config([found, *_extended(found, cwd)])
    return None


def sayings(config: Config, cwd: str) -> list[tuple[str, dict[str, object]]]:
    """Return what each file of a configuration says, the nearest first: its path, absolute, and its table.

    :raises ConfigError: a file has changed since the configuration was read, and cannot be read now.
    """
    paths = (config.path, *config.extends) if config.path else ()
    found = (_read(path, gitignore.relative_to(cwd, path)) for path in paths)
    return [(one.path, one.table) for one in found if one is not None]


# --------------------------------------------------------------------------------------------------- a chain of files


class _Found(NamedTuple):
    path: str
    place: str
    """How a sentence about it starts."""
    table: dict[str, object]

    def error(self, sentence: str) -> ConfigError:
        return ConfigError.of_file(self.path, f"{self.place} {sentence}")


def _extended(found: _Found, cwd: str) -> list[_Found]:
    """Return the files that one extends, and those that they extend.

    :raises ConfigError: one of them is not there, configures nothing, or extends one that extends it.
    """
    chain = [found]
    while "extend" in (last := chain[-1]).table:
        named = last.table["extend"]
        if not isinstance(named, str) or not named:
            from edgewise.config import keys

            raise last.error(f"has a bad 'extend': it should be the path of a file, not {keys.described(named)}")
        path = _leading_to(os.path.join(os.path.dirname(last.path), named))
        shown = gitignore.relative_to(cwd, path)
        if any(os.path.realpath(one.path) == os.path.realpath(path) for one in chain):
            way = [gitignore.relative_to(cwd, one.path) for one in chain]
            raise last.error(f"has a bad 'extend': it goes in a circle, {' -> '.join([*way, shown])}")
        if os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path):
            raise last.error(f"has a bad 'extend': {shown} is no file")  # a FIFO would be waited for
        if len(chain) > _MOST_EXTENDED:
            raise last.error(f"has a bad 'extend': that makes more than {_MOST_EXTENDED} files on top of each other")
        try:
            base = _read(path, shown)
        except ConfigError as error:
            if os.path.isfile(path):
                raise
            raise last.error(f"has a bad 'extend': {error}") from None
        if base is None:
            raise last.error(f"has a bad 'extend': {shown} has no table [tool.edgewise]")
        chain.append(base)
    return chain[1:]


def _leading_to(path: str) -> str:
    """Return a path without dots in it that leads to the same file: where ".." leads depends on links before it."""
    short = os.path.normpath(path)
    return short if os.path.realpath(short) == os.path.realpath(path) else os.path.realpath(path)


def _config(chain: list[_Found]) -> Config:
    """Return what a file says, on top of what those that it extends say, the nearest first."""
    config = Config()
    for found in reversed(chain):
        config = _on_top(config, found, _fields(found))
    return config._replace(
        extends=tuple(found.path for found in chain[1:]), excludes=config.excludes if len(chain) > 1 else ()
    )


def _on_top(base: Config, found: _Found, fields: dict[str, Any]) -> Config:
    """Return the configuration of a file that extends ``base``: what it leaves open is as it is there.

    ``extend-select``, ``extend-exclude`` and ``ignore`` come on top, but where ``select`` starts afresh. Patterns and
    the baseline stay relative to the file that says them.
    """
    root = os.path.dirname(found.path)
    if "select" in fields:
        base = base._replace(extend_select=(), ignore=())
    excludes = base.excludes or (IgnorePatterns(DEFAULT_EXCLUDE, root),)
    if "exclude" in fields:
        excludes = (IgnorePatterns(fields["exclude"], root), *excludes[1:])
    if "extend_exclude" in fields:
        excludes = (*excludes, IgnorePatterns(fields["extend_exclude"], root))
    if "per_file_ignores" in fields:
        base = base._replace(per_file_root=None)
    elif base.per_file_ignores:
        base = base._replace(per_file_root=base.per_file_root or base.root)
    if base.baseline is not None:
        base = base._replace(baseline=os.path.join(base.root, base.baseline))
    for name in ("extend_select", "extend_exclude", "ignore"):
        fields[name] = getattr(base, name) + fields.get(name, ())
    return base._replace(path=found.path, root=root, excludes=excludes, **fields)


def _joined(sources: Iterable[IgnorePatterns]) -> list[IgnorePatterns]:
    """Return patterns with neighbours in one where they are relative to one folder: to match them costs less."""
    joined: list[IgnorePatterns] = []
    for patterns in sources:
        if joined and (not patterns.lines or os.path.abspath(joined[-1].root) == os.path.abspath(patterns.root)):
            joined[-1] = IgnorePatterns(joined[-1].lines + patterns.lines, joined[-1].root)
        else:
            joined.append(patterns)
    return joined


# ----------------------------------------------------------------------------------------------------------- one file


def _fields(found: _Found) -> dict[str, Any]:
    """Return what a file says as fields of ``Config``."""
    from edgewise.config import keys  # most trees have no configuration, and none pays for what may stand in one

    fields: dict[str, Any] = {}
    for key, value in found.table.items():
        if key == keys.EXTEND:
            continue
        if key not in keys.KEYS:
            raise found.error(f"has no key {key!r}{keys.near(key, (keys.EXTEND, *keys.KEYS))}")
        try:
            fields[key.replace("-", "_")] = keys.KEYS[key].read(value)
        except keys.UnfitError as error:
            raise found.error(f"has a bad {key!r}: {error}") from None
    return fields


def _read(path: str, shown: str) -> _Found | None:
    path = os.path.abspath(path)
    in_pyproject = os.path.basename(path) == "pyproject.toml"
    try:
        with open(path, "rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise ConfigError.of_file(path, f"{shown}: it cannot be read: {error.strerror}") from None
    if len(data) > _MOST_BYTES:
        raise ConfigError.of_file(path, f"{shown}: it is larger than {_MOST_BYTES:,} bytes, and no configuration")
    if in_pyproject and b"edgewise" not in data:
        return None  # to parse it would cost time, and somebody else's mistake is not ours to report
    from edgewise.files.toml import toml_table

    try:
        content = toml_table(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ConfigError.of_file(path, f"{shown}: it is not valid UTF-8 at byte {error.start}") from None
    except ValueError as error:
        raise ConfigError.of_file(path, f"{shown}: it is not valid TOML: {error}") from None
    if not in_pyproject and "tool" not in content:
        return _Found(path, shown, content)
    tool = _table(content.get("tool", {}), path, f"{shown}: [tool]")
    if "edgewise" not in tool:
        return None
    place = f"{shown}: [tool.edgewise]"
    return _Found(path, place, _table(tool["edgewise"], path, place))


def _table(value: object, path: str, place: str) -> dict[str, object]:
    if not isinstance(value, dict):
        from edgewise.config import keys

        raise ConfigError.of_file(path, f"{place} should be a table, not {keys.described(value)}")
    return cast("dict[str, object]", value)


@functools.cache
def _compiled(
    table: tuple[tuple[str, tuple[str, ...]], ...],
) -> tuple[tuple[gitignore.Rules, tuple[str, ...]], ...]:
    return tuple((gitignore.Rules([pattern]), codes) for pattern, codes in table)
