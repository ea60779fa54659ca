"""``edgewise resolve`` asks the resolver from a terminal."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, get_args

import click

from edgewise.cli.colour import colour_option
from edgewise.cli.options import completed_by, twilio_version
from edgewise.cli.output import page_for
from edgewise.judgement.answers import KEEPING, MOVING
from edgewise.reports.page import Page, Style, visible, wrapped
from edgewise.reports.tally import EXIT_CLEAN, EXIT_FINDINGS
from edgewise.twilio.availability import AVAILABILITY_DATE, Availability, Served, rows_of
from edgewise.twilio.hosts import Resolution, Status
from edgewise.twilio.hosts import resolve as resolve_host
from edgewise.twilio.releases import ERAS, Behaviour, ClientResolution, resolve_client
from edgewise.twilio.table import DEFAULT_REGION, REGION_NAMES, ProcessingRegion

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_WORDS = {
    Status.VALID: "valid",
    Status.RETIRED: "retired",
    Status.WITHOUT_EDGE: "without an edge",
    Status.WITHOUT_REGION: "without a region",
    Status.UNSUPPORTED_REGION: "unsupported region",
    Status.EDGE_MISMATCH: "edge mismatch",
    Status.LIBRARY_ERROR: "refused by the library",
}

_FINE = frozenset({Status.VALID, Status.NOT_REST})
_KINDS = {
    Served.YES: "serves",
    Served.BETA: "in beta",
    Served.IN_PART: "in part",
    Served.NO: "serves not",
    Served.NOT_LISTED: "not listed",
}
_UNPROMISED = frozenset({Served.NO.value, Served.NOT_LISTED.value})
_LABEL = 12
"""Columns of a label, with a blank behind it."""


@dataclass(frozen=True, slots=True)
class ResolvedRow:
    """How a region serves a product, or one resource of it; a name here is a key of the JSON."""

    product: str
    """The first label of its hosts."""
    resource: str
    """The name of its accessor; "" for the product itself."""
    region: str
    served: str
    """"served", "beta", "in part", "not served" or "not listed"."""
    part: str
    """What is there, or what is missing; "" for nothing in particular."""
    page: str
    """The title of Twilio's page that says so."""
    date: str
    """The day on which the row was last compared with the page, as YYYY-MM-DD."""
    name: str
    """The product or resource as people call it."""

    @classmethod
    def of(cls, row: Availability) -> ResolvedRow:
        """Return a row of the table as it is shown."""
        return cls(
            row.product, row.resource, row.region, row.served.value, row.part, row.page, AVAILABILITY_DATE, row.name
        )


@dataclass(frozen=True, slots=True)
class Resolved:
    """What the command says about one thing that it was asked; a name here is a key of the JSON."""

    kind: str
    """"host" for a hostname or URL, "client" for ``--region`` and ``--edge``."""
    asked: str
    status: str
    """"valid", "retired", "without-edge", "without-region", "unsupported-region", "edge-mismatch", "not-rest" or
    "library-error"."""
    reason: str
    host: str | None
    """The hostname, or the one that a client for the API builds."""
    resolved: str | None
    """The hostname that should stand there; the same one where nothing has to change."""
    replacement: str | None
    """What was asked with that hostname in it, or the client's arguments; None where nothing has to change."""
    region: str | None
    """The region and edge that the client should be given; None for a host, and for an argument to leave out."""
    edge: str | None
    processing_region: str | None
    """Which region processes requests to ``resolved``: "us1", "ie1" or "au1"."""
    credentials: str | None
    """The region, in capitals, whose own credentials that needs; None where the usual ones do."""
    raises: str | None = None
    """The exception that the client's constructor raises as it is called, None where it raises none."""
    needs: str | None = None
    """The first release of twilio that takes the replacement, None where the release that was asked for does."""
    serves: tuple[ResolvedRow, ...] = ()
    """How the region that is meant, if it is not US1, serves what the host is for, or all that a client has."""
    answers: tuple[Resolved, ...] = ()
    """Where it is to be decided: those for "us1" and "as-written", while what differs in them is None here."""


@click.command()
@click.argument("hosts", nargs=-1, metavar="[HOST|URL]...")
@click.option(
    "--region",
    shell_complete=completed_by("regions"),
    help="The region of a client, as its argument or in TWILIO_REGION.",
)
@click.option("--edge", shell_complete=completed_by("edges"), help="The edge of a client.")
@click.option(
    "--processing-region",
    type=click.Choice(get_args(ProcessingRegion)),
    help="Where requests are to be processed; without it both answers are shown where they differ.",
)
@click.option(
    "--twilio-version",
    metavar="VERSION",
    callback=twilio_version,
    help="The version of the twilio package that makes the client, or a specifier (default: the newest).",
)
@click.option("--output-format", type=click.Choice(("text", "json")), default="text", show_default=True)
@colour_option
@click.pass_context
def resolve(
    context: click.Context,
    hosts: tuple[str, ...],
    region: str | None,
    edge: str | None,
    processing_region: ProcessingRegion | None,
    twilio_version: str | None,
    output_format: str,
) -> None:
    """Say what a hostname or URL, or a client's region and edge, resolve to, why, and whose credentials that needs.

    In JSON it is an array of objects with the keys kind, asked, status, reason, host, resolved, replacement, region,
    edge, processing_region, credentials, raises, needs, serves and answers. Where --processing-region decides and is
    not given, the last has both answers, and what differs in them is null. In serves, each row of the table of
    availability is an object of product, resource, region, served, part, page, date and name.

    Exit code: 0 nothing has to change, 1 something has to, 2 bad use.
    """
    if not hosts and region is None and edge is None:
        raise click.UsageError("give a hostname or URL, or --region, --edge or both")
    if not all(map(str.strip, hosts)):
        raise click.UsageError("a hostname is empty: is a variable of the shell not set?")
    ways = (KEEPING, MOVING) if processing_region is None else (processing_region,)
    answers = [_united([_of_host(resolve_host(host.strip(), way)) for way in ways]) for host in hosts]
    if region is not None or edge is not None:
        behaviour = _behaviour(twilio_version)
        answers.append(
            _united([_of_client(region, edge, resolve_client(region, edge, way, behaviour)) for way in ways])
        )
    page = page_for(sys.stdout)
    if output_format == "json":
        click.echo(json.dumps([asdict(answer) for answer in answers], indent=2))
    else:
        click.echo("\n\n".join("\n".join(_shown(answer, page)) for answer in answers), color=page.colour)
    changed = any(Status(answer.status) not in _FINE for answer in answers)
    context.exit(EXIT_FINDINGS if changed else EXIT_CLEAN)


def _united(answers: list[Resolved]) -> Resolved:
    """Return the one answer that there is, or one that leaves open what is to be decided, with both in it."""
    first, last = answers[0], answers[-1]
    if all(replace(answer, serves=()) == replace(first, serves=()) for answer in answers):
        return last  # which says why, where a region does not serve what is asked for
    return replace(
        first,
        resolved=None,
        replacement=None,
        region=None,
        edge=None,
        processing_region=None,
        credentials=None,
        needs=None,
        serves=(),
        answers=tuple(answers),
    )


def _of_host(resolution: Resolution) -> Resolved:
    return Resolved(
        kind="host",
        asked=resolution.asked,
        status=resolution.status.value,
        reason=resolution.reason,
        host=_text(resolution.host),
        resolved=_text(resolution.resolved),
        replacement=resolution.replacement,
        region=None,
        edge=None,
        processing_region=resolution.processing_region,
        credentials=resolution.credentials,
        serves=(ResolvedRow.of(resolution.served),) if resolution.served is not None else (),
    )


def _of_client(region: str | None, edge: str | None, resolution: ClientResolution) -> Resolved:
    changed = resolution.status not in _FINE and resolution.is_known
    place = resolution.processing_region
    return Resolved(
        kind="client",
        asked=_arguments(region if resolution.raises else region or None, edge or None),
        status=resolution.status.value,
        reason=resolution.reason,
        host=resolution.built,
        resolved=resolution.resolved if resolution.is_known else None,
        replacement=_arguments(resolution.region, resolution.edge) if changed else None,
        region=resolution.region,
        edge=resolution.edge,
        processing_region=resolution.processing_region,
        credentials=resolution.credentials,
        raises=resolution.raises,
        needs=resolution.needs,
        serves=tuple(map(ResolvedRow.of, rows_of(place))) if place not in (None, DEFAULT_REGION) else (),
    )


def _behaviour(version: str | None) -> Behaviour:
    if version is None:
        return ERAS[-1].behaviour
    from edgewise.pins.versions import behaviour, specifier_of

    return behaviour(specifier_of(version)) or ERAS[-1].behaviour


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _arguments(region: str | None, edge: str | None) -> str:
    given = [f'{name}="{value}"' for name, value in (("region", region), ("edge", edge)) if value is not None]
    return f"Client({', '.join(['...', *given])})"


def _shown(answer: Resolved, page: Page) -> Iterator[str]:
    yield page.paint(visible(answer.asked), Style.BOLD)
    yield from (wrapped(line, page.width) for line in _rows(answer, page))


def _rows(answer: Resolved, page: Page) -> Iterator[str]:
    yield from _asked(answer)
    yield from _resolved(answer, page)
    for word, way, one in zip(("either", "or"), (KEEPING, MOVING), answer.answers, strict=False):
        yield _row(word, f"--processing-region {way}")
        yield from (f"  {line}" for line in _resolved(one, page))


def _asked(answer: Resolved) -> Iterator[str]:
    yield _row("status", visible(_status(answer)))
    if answer.kind == "client":
        yield _row("raises", answer.raises) if answer.raises else _row("asks", visible(answer.host or ""))


def _status(answer: Resolved) -> str:
    """Return what was asked for in words, each said once: where a valid host is processed is a row of its own."""
    status, reason = Status(answer.status), answer.reason
    if status is Status.VALID:
        return _WORDS[status] if reason.startswith("it is valid and ") else reason.removeprefix("it is ")
    return f"{_WORDS[status]}: {reason}" if status is not Status.NOT_REST else reason.removeprefix("it is ")


def _resolved(answer: Resolved, page: Page) -> Iterator[str]:
    if answer.replacement:
        yield _row("becomes", page.paint(visible(answer.replacement), Style.ADDED))
        if answer.kind == "client":
            yield _row("asks then", visible(answer.resolved or ""))
        if answer.needs:
            yield _row("needs", f"twilio {answer.needs} or later")
    if answer.processing_region:
        name = REGION_NAMES[answer.processing_region]
        promised = answer.kind == "client" or answer.processing_region == DEFAULT_REGION
        promised |= all(row.served not in _UNPROMISED for row in answer.serves)
        yield _row(
            "processed" if promised else "addressed",
            f"{'in' if promised else 'to'} {name} ({answer.processing_region.upper()})",
        )
        yield _row("credentials", _credentials(answer))
    yield from _served(answer)


def _served(answer: Resolved) -> Iterator[str]:
    """Yield how a region serves what is asked for; of a host nothing where it serves all of it, or no page lists it."""
    if answer.kind == "host":
        for row in answer.serves:
            if row.served not in (Served.YES.value, Served.NOT_LISTED.value):
                part = f": {row.part}" if row.part else ""
                yield _row("serves", f"{row.name} is {row.served} in {row.region.upper()}{part} ({_source([row])})")
        return
    for served in Served:
        rows = {row.name: row for row in answer.serves if row.served == served.value}
        if rows:
            named = ", ".join(f"{row.name} ({row.part})" if row.part else row.name for row in rows.values())
            source = f" ({_source(rows.values())})" if served is not Served.NOT_LISTED else ""
            yield _row(_KINDS[served], f"{named}{source}")


def _source(rows: Iterable[ResolvedRow]) -> str:
    pages = ", ".join(dict.fromkeys(f'"{row.page}"' for row in rows))
    return f"{pages}, {AVAILABILITY_DATE[:7]}"


def _credentials(answer: Resolved) -> str:
    if answer.credentials is None:
        return f"the usual ones, of {DEFAULT_REGION.upper()}"
    return f"of {answer.credentials}: a {DEFAULT_REGION.upper()} auth token or API key is refused there"


def _row(label: str, text: str) -> str:
    return f"  {label:<{_LABEL}} {text}"
