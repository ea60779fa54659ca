"""The interface for programs (``import edgewise``): findings of a text, and of files and folders as in the command."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from edgewise.config import keys
from edgewise.config.invocation import Settings
from edgewise.config.lookup import GivenOptions, look_up
from edgewise.engine import check, run
from edgewise.engine.check import FileResult
from edgewise.engine.failures import attempt
from edgewise.files.file import File, FileKind, kind_of
from edgewise.files.sources import Source
from edgewise.options import Options
from edgewise.rules import selector
from edgewise.twilio.hosts import check_processing_region

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from edgewise.twilio.table import ProcessingRegion


def check_source(
    source: str,
    *,
    filename: str = "stdin.py",
    processing_region: ProcessingRegion | None = None,
    select: str | Sequence[str] = ("EW",),
    ignore: str | Sequence[str] = (),
    prose: bool = False,
    clients: str | Sequence[str] = (),
    twilio_version: str | None = None,
) -> FileResult:
    """Look at a text as ``edgewise check`` looks at a file, without a configuration file.

    >>> [finding.code for finding in check_source('URL = "https://api.ie1.twilio.com"').findings]
    ['EW101']

    :param source: without a byte-order mark.
    :param filename: says by its suffix what kind of text it is; no such file has to exist.
    :param processing_region: "as-written", "us1", "ie1" or "au1": where requests are processed after a fix. None: not
        decided, so that a fix on which "as-written" and "us1" differ has no edits, but both ``answers``.
    :param select: rules by code, by a prefix of codes or by name.
    :param ignore: rules less those.
    :param prose: report comments, docstrings and prose files too.
    :param clients: dotted names of classes with the constructor of ``twilio.rest.Client``.
    :param twilio_version: of the twilio package: a version or a specifier; None for the newest.
    :returns: the ``findings``, sorted by position, and an ``error`` where the text could not be looked at in full.
    :raises ValueError: an argument names no region, no rule, no class or no version, or no rule is left.
    """
    options = options_of(processing_region, select, ignore, prose, clients, twilio_version)
    return look_at(Source(source), File(filename, kind_of(filename) or FileKind.TEXT, named=True), options)


def check_paths(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]] = os.curdir,
    *,
    config: str | os.PathLike[str] | None = None,
    isolated: bool = False,
    processing_region: ProcessingRegion | None = None,
    select: str | Sequence[str] = (),
    ignore: str | Sequence[str] = (),
    prose: bool | None = None,
    twilio_version: str | None = None,
    jobs: int = 1,
) -> Iterator[FileResult]:
    """Look at files and folders as ``edgewise check`` does, each file with the configuration that is nearest to it.

    The result of every file comes in order, as soon as it is there. What cannot be read, and a path that leads to no
    file, is a result with an ``error``.

    :param paths: one or several; all that is below a folder is looked at.
    :param config: a configuration file to read instead of looking for one.
    :param isolated: read no configuration file and no pins.
    :param processing_region: as for :func:`check_source`. None, here and below, leaves it to the configuration.
    :param select: rules in place of those of the configuration, by code, by a prefix of codes or by name.
    :param ignore: rules less those, and less those of the configuration unless ``select`` is given.
    :param prose: report comments, docstrings and prose files too.
    :param twilio_version: as for :func:`check_source`. None goes by the configuration, else by the project's pins.
    :param jobs: how many processes may work at once, from 1. With more, a script needs ``if __name__ == "__main__":``.
    :raises ValueError: an argument names no region, rule or version, ``paths`` is empty or ``jobs`` less than 1.
    :raises ConfigError: the configuration cannot be used.
    :raises edgewise.engine.failures.WorkerDiedError: from the iterator: one of several processes was killed or crashed.
    """
    if jobs < 1:
        raise ValueError(f"jobs is {jobs}, and has to be at least 1")
    given = tuple(os.fspath(path) for path in ([paths] if isinstance(paths, (str, os.PathLike)) else paths))
    if not given:
        raise ValueError("no paths are given")
    if processing_region is not None:
        check_processing_region(processing_region)
    _check_version(twilio_version)
    wanted, unwanted = selectors(select), selectors(ignore)
    explicit = None if config is None else os.fspath(config)
    wishes = GivenOptions(
        processing_region,
        wanted,
        unwanted,
        prose,
        twilio_version,
        pin_roots=None if isolated else (*given, os.curdir),
    )
    settings = Settings(look_up(os.getcwd(), wishes, explicit, isolated), paths=given, jobs=jobs)
    return run.each_result(run.check_all(run.targets(settings), settings))


def options_of(
    processing_region: ProcessingRegion | None,
    select: str | Sequence[str],
    ignore: str | Sequence[str],
    prose: bool,
    clients: str | Sequence[str],
    twilio_version: str | None = None,
) -> Options:
    """Return options that stand on their own; see :func:`check_source`.

    :raises ValueError: an argument names no region, no rule, no class or no version, or no rule is left.
    """
    if processing_region is not None:
        check_processing_region(processing_region)
    named = [clients] if isinstance(clients, str) else list(clients)
    try:
        classes = keys.dotted_names(named)
    except keys.UnfitError as error:
        raise ValueError(f"bad clients: {error}") from None
    _check_version(twilio_version)
    options = Options(
        processing_region, selectors(select), selectors(ignore), prose, classes, twilio_version=twilio_version
    )
    if (idle := options.why_idle()) is not None:
        raise ValueError(idle)
    return options


def _check_version(version: str | None) -> None:
    if version is not None:
        from edgewise.pins.versions import specifier_of

        specifier_of(version)


def selectors(given: str | Sequence[str]) -> tuple[str, ...]:
    """Return rules, given as codes, prefixes of codes or names, as prefixes of codes.

    :raises ValueError: one of them names no rule.
    """
    return tuple(map(selector, [given] if isinstance(given, str) else given))


def look_at(source: Source, file: File, options: Options) -> FileResult:
    """Look at a decoded text as that of a file. Whatever goes wrong is told in ``error``."""

    def look(file: File) -> FileResult:
        # A text in an editor may hold half a pair of surrogates.
        if not check.may_match(source.text.encode("utf-8", "surrogatepass"), file.kind, options):
            return FileResult(file.path)
        findings, error = check.check_source(source, file.kind, options, file.path)
        return FileResult(file.path, tuple(findings), source if findings else None, error)

    return run.as_result(attempt(look, file))
