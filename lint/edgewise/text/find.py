"""One text -> its findings: hosts and settings, by the kind of the text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain

from edgewise.findings import Finding
from edgewise.options import Options
from edgewise.patterns import on_demand
from edgewise.text.comments import Comments
from edgewise.text.handed_on import HandedOn
from edgewise.text.hostnames.find import host_findings_of, upstream_finding
from edgewise.text.hostnames.labels import with_label_lists
from edgewise.text.hostnames.patterns import pattern_findings_of
from edgewise.text.kinds import Kind, kind_of
from edgewise.text.line_ends import LineEnds
from edgewise.text.notations.cron import scopes as cron_scopes
from edgewise.text.notations.docker import scopes as docker_scopes
from edgewise.text.notations.dotenv import line_scopes
from edgewise.text.notations.dotenv import scopes as dotenv_scopes
from edgewise.text.notations.ini import scopes as ini_scopes
from edgewise.text.notations.json import scopes as json_scopes
from edgewise.text.notations.json import tfvars_scopes
from edgewise.text.notations.nix import scopes as nix_scopes
from edgewise.text.notations.program.scopes import LEXERS as PROGRAMS
from edgewise.text.notations.program.scopes import scopes as program_scopes
from edgewise.text.notations.shell.scopes import command_scopes, option_scopes
from edgewise.text.notations.shell.scopes import scopes as shell_scopes
from edgewise.text.notations.terraform import groovy_scopes
from edgewise.text.notations.terraform import scopes as terraform_scopes
from edgewise.text.notations.travis import scopes as travis_scopes
from edgewise.text.notations.xml import scopes as xml_scopes
from edgewise.text.notations.yaml import scopes as yaml_scopes
from edgewise.text.reading import TextReading
from edgewise.text.settings.commands import command_findings
from edgewise.text.settings.embedded import COMMAND, SCRIPT, by_look
from edgewise.text.settings.excerpts import Embedded
from edgewise.text.settings.pairs import PairScope, findings_of
from edgewise.text.settings.providers import provider_findings

_NOTATIONS: dict[str, Callable[[str, Comments], Iterator[PairScope | Embedded]]] = {
    "command": command_scopes,
    "cron": cron_scopes,
    "docker": docker_scopes,
    "dotenv": dotenv_scopes,
    "groovy": groovy_scopes,
    "ini": ini_scopes,
    "json": json_scopes,
    "lines": line_scopes,
    "nix": nix_scopes,
    "options": option_scopes,
    "shell": shell_scopes,
    "terraform": terraform_scopes,
    "tfvars": tfvars_scopes,
    "travis": travis_scopes,
    "xml": xml_scopes,
    "yaml": yaml_scopes,
}
_MAX_DEPTH = 3
"""How many texts may stand in one another: a JSON string in a heredoc in YAML."""


def find(text: str, path: str, options: Options) -> list[Finding]:
    """Return the findings of a text, sorted by position; ``path`` decides what kind of text it is."""
    return find_in_kind(text, kind_of(path, text.removeprefix("\ufeff")), options, path)


def find_in_kind(text: str, kind: Kind, options: Options, path: str = "") -> list[Finding]:
    """Return the findings of a text of a known kind, sorted by position; ``path`` leads to the files next to it."""
    if kind.prose and not options.prose:
        return []
    return find_in_reading(TextReading(text, kind, path), options, path)


def find_in_reading(reading: TextReading, options: Options, path: str = "") -> list[Finding]:
    """Return the findings of a text that is not prose, or looked at as such, as :func:`find_in_kind` does."""
    return list(map(reading.lines.finding, _found(reading, options, path)))


def find_in_string(text: str, options: Options, *, is_command: bool) -> list[Finding]:
    """Return the settings in a string of a program, sorted by position, without fixes: who reads it is not seen.

    :param is_command: whether a shell runs it; else it is looked at as configuration, if it looks like some.
    """
    lines = LineEnds(text)
    text = lines.text
    kind = (SCRIPT if "\n" in text.strip() else COMMAND) if is_command else (by_look(text) or (Kind(), False))[0]
    if kind.prose or not kind.notation:
        return []
    told = "; it stands in a string of the program, to be changed there by hand"
    found = sorted(_settings(TextReading(text, kind), options, ""), key=lambda finding: finding.start)
    return [
        lines.finding(finding._replace(message=finding.message + told, fix=None, help=finding.advice))
        for finding in found
    ]


def _found(reading: TextReading, options: Options, path: str) -> list[Finding]:
    text, kind, comments = reading.text, reading.kind, reading.comments
    hosts = host_findings_of(reading, options)
    found = list(hosts if kind.prose else with_label_lists(text, hosts, comments, options))
    if not kind.prose:
        found += pattern_findings_of(text, kind, list(found), comments, options.way)
    found += _settings(reading, options, path)
    if not kind.prose:
        found += _commands(text, kind, options, comments, path)
    return sorted(found, key=lambda finding: (finding.start, finding.end, finding.code))


def _commands(text: str, kind: Kind, options: Options, comments: Comments, path: str) -> Iterator[Finding]:
    """Yield what is wrong with commands of Twilio's command line, and with Terraform's provider for Twilio."""
    of_provider = provider_findings(text, path, options.way) if kind.notation == "terraform" else ()
    for finding in chain(command_findings(text, options.way), of_provider):
        if not comments.cover(finding.start):
            yield upstream_finding(finding, kind.upstream) if kind.upstream else finding


def _settings(reading: TextReading, options: Options, path: str) -> Iterator[Finding]:
    text, kind, comments = reading.text, reading.kind, reading.comments
    if kind.prose or not _may_have_settings(text, kind):
        return
    handed_on = HandedOn(text, path, kind, options.way)
    if reading.scopes is None:
        reading.scopes = list(map(handed_on.with_files, _scopes(text, kind, comments, _MAX_DEPTH)))
    alone = (finding for scope in reading.scopes for finding in handed_on.findings(scope))
    for finding in chain(findings_of(reading.scopes, options.way), alone):
        if not comments.cover(finding.start):
            yield upstream_finding(finding, kind.upstream) if kind.upstream else finding


def _scopes(text: str, kind: Kind, comments: Comments, depth: int) -> Iterator[PairScope]:
    """Yield the scopes of a text and of the texts in it."""
    notation = _NOTATIONS.get(kind.notation)
    lexer = kind.lexer.partition(" ")[0]
    if not kind.notation and lexer in PROGRAMS:
        yield from program_scopes(text, comments, lexer)
    for item in notation(text, comments) if notation is not None else ():
        if isinstance(item, PairScope):
            yield item
        elif depth:
            excerpt = item.excerpt
            inner = Comments(excerpt.text, item.kind)
            for scope in _scopes(excerpt.text, item.kind, inner, depth - 1):
                seen = tuple(entry for entry in scope.entries if not inner.cover(entry.start))
                yield excerpt.scope(replace(scope, entries=seen), item.inherited, fixable=item.fixable)


def _may_have_settings(text: str, kind: Kind) -> bool:
    if "TWILIO_REGION" in text or _OF_DOTNET.search(text) is not None:
        return True
    return kind.notation == "terraform" and _PROVIDER.search(text) is not None


_OF_DOTNET = on_demand(r"(?i:twilio(?:__|:)client(?:__|:)region)|\"Twilio\"\s*:")
_PROVIDER = on_demand(r"provider[ \t]+\"twilio\"")
