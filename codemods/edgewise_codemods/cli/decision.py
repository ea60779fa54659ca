"""The question where requests are to be processed: ``edgewise fix`` asks it once, on a terminal, where it matters."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, cast

import click

from edgewise.cli.output import conclude, say
from edgewise.cli.progress import progress, watched_targets
from edgewise.config.config import FILE_NAMES
from edgewise.engine.check import CleanFiles
from edgewise.engine.run import STDIN, check_all
from edgewise.files import repository
from edgewise.files.atomic import WriteError
from edgewise.judgement.answers import KEEPING, MOVING
from edgewise.reports.page import shown_path, visible
from edgewise.reports.tally import Decisions
from edgewise.wording import enumerated

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edgewise.config.config import Config
    from edgewise.config.invocation import Settings
    from edgewise.engine.narrowing import Narrowing
    from edgewise.twilio.table import ProcessingRegion

KEY = "processing-region"
_LEAVE = "leave"


def may_ask(settings: Settings) -> bool:
    """Say whether there is somebody who could answer: not in a hook, a pipeline or a job of a CI service."""
    streams = (sys.stdin, sys.stdout, sys.stderr)
    return settings.paths != (STDIN,) and not os.environ.get("CI") and all(stream.isatty() for stream in streams)


def decided(settings: Settings, narrowing: Narrowing | None, *, isolated: bool) -> Settings:
    """Return the settings with the user's answer, or as they are where nothing waits for one.

    :param isolated: no configuration is read, so that none is offered to be written either.
    :raises click.Abort: the user broke off.
    """
    waiting, places = _waiting(settings, narrowing)
    if not waiting.waiting:
        return settings
    counted = "1 problem has" if waiting.waiting == 1 else f"{waiting.waiting} problems have"
    ways = {"1": KEEPING, "2": MOVING, "3": _LEAVE}
    meanings = (waiting.meaning(way) if way != _LEAVE else "change nothing about them now" for way in ways.values())
    conclude(
        [
            f"{counted} two right answers: while the old names worked, Twilio processed their requests in US1.",
            *(f"  {number}  {way:<10}  {said}" for (number, way), said in zip(ways.items(), meanings, strict=True)),
        ]
    )
    choices = click.Choice((*ways, *ways.values()), case_sensitive=False)
    choice = click.prompt(f"Which one ({', '.join(ways)})", type=choices, show_choices=False, default="3", err=True)
    way = ways.get(choice, choice)
    if way == _LEAVE:
        return settings
    answer = cast("ProcessingRegion", way)
    if not isolated:
        _offer_to_write(answer, places)
    return settings._replace(answer=answer)


def _waiting(settings: Settings, narrowing: Narrowing | None) -> tuple[Decisions, list[str]]:
    """Return the counts of what waits, and the configuration files that could decide it, absolute."""
    waiting = Decisions()
    configs: dict[str, Config] = {}
    try:
        for result in check_all(watched_targets(settings), settings):
            if isinstance(result, CleanFiles):
                continue
            findings = result.findings
            if narrowing is not None and result.source is not None:
                findings = tuple(narrowing.counted(result.path, result.source.text, findings))
            undecided = [finding for finding in findings if finding.is_undecided]
            for finding in undecided:
                waiting.add(finding)
            if undecided:
                config = settings.lookup.of_file(result.path).config
                configs[config.path or _new_place(result.path, settings.paths)] = config
    finally:
        progress.wipe()
    # What a file leaves open, the one that it extends says.
    return waiting, [path for path, config in configs.items() if configs.keys().isdisjoint(config.extends)]


def _new_place(path: str, asked: Iterable[str]) -> str:
    """Return where the configuration of a file goes that has none: into the working directory, if it would count there.

    Else into a folder out of ``asked``, else to the root of the file's repository.
    """
    own = os.path.dirname(os.path.abspath(path))
    counting = list(repository.upwards(own, past_submodules=True))
    wanted = (os.getcwd(), *map(os.path.abspath, asked), repository.root_of(own) or own)
    return os.path.join(next(folder for folder in wanted if folder in counting), FILE_NAMES[0])


def _offer_to_write(answer: ProcessingRegion, places: list[str]) -> None:
    from edgewise.config.writing import add_key

    shown = enumerated(visible(shown_path(place)) for place in places)
    if not click.confirm(f'Write {KEY} = "{answer}" to {shown}, so that nobody has to answer again', err=True):
        return
    for place in places:
        try:
            add_key(place, KEY, answer)
        except WriteError as error:
            say(f'{visible(shown_path(place))} {error}; add {KEY} = "{answer}" yourself.')
        else:
            say(f'Wrote {KEY} = "{answer}" to {visible(shown_path(place))}.')
