"""A parsed module -> findings: hands the tree to each family of rules, and puts their findings in order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from edgewise.files.sources import Lines
from edgewise.judgement.hostnames import find_in_plain_text
from edgewise.python.clients.find import Clients, ClientVisitor
from edgewise.python.comments import find_comments
from edgewise.python.hostnames.find import Hostnames, HostnameVisitor
from edgewise.python.settings.find import Environment, SettingVisitor
from edgewise.python.settings.texts import SettingText, SettingTexts
from edgewise.python.syntax.limits import deep_recursion
from edgewise.python.syntax.unread import without_spans
from edgewise.python.visit import drive
from edgewise.twilio.constructors import CLIENT_CLASSES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edgewise.findings import Finding
    from edgewise.options import Options
    from edgewise.python.module import Module

_BY_CLIENTS = ("EW2", "EW3")
"""Rules whose findings are about objects, which any statement may change, and settings that they go by."""


class Look(NamedTuple):
    """What a look at a module gave: ``findings`` are sorted by position, each place and rule once.

    ``unread`` are the characters of statements that libcst cannot read and that may hold a finding. ``texts`` are the
    strings that are configuration or commands, for whoever reads these.
    """

    findings: list[Finding]
    unread: tuple[tuple[int, int], ...] = ()
    texts: tuple[SettingText, ...] = ()


def find(module: Module) -> Look:
    """Look at a module.

    :raises UnparsableError: it is nested too deeply to be looked at.
    """
    options = module.options
    with deep_recursion():
        hostnames = Hostnames(module)
        environment = Environment(module, hostnames)
        clients = Clients(module, environment, hostnames)
        visitors = ClientVisitor(clients), SettingVisitor(environment), HostnameVisitor(hostnames)
        drive(module.tree, *visitors)
        found = [finding for visitor in visitors for finding in visitor.findings]
    if options.prose:
        found += _comments(module.tree.text, options)
    unique = {(finding.start, finding.end, finding.code): finding for finding in reversed(found)}
    findings = [unique[key] for key in sorted(unique)]
    texts = tuple(SettingTexts(module).find())
    if not module.tree.unread:
        return Look(findings, texts=texts)
    return _beside_unread(findings, module)._replace(texts=texts)


def _beside_unread(findings: list[Finding], module: Module) -> Look:
    """Return what is left of findings where statements are not read, of which nobody knows what they do."""
    from edgewise.python.prefilter.statements import Statement

    text, unread = module.tree.text, module.tree.unread
    wanted = CLIENT_CLASSES.union(module.options.clients)
    read = [Statement(item.node, wanted, prose=module.options.prose) for item in unread]
    for statement in read:
        statement.read_names()
    changed = {name.lstrip(".") for item in read for name in item.bound | item.assigned | item.functions}
    rest = without_spans(text, unread)
    reaches = any(re.search(rf"\b{re.escape(name)}\b", rest) for name in changed)
    left = [_unfixed(one) if reaches or one.code.startswith(_BY_CLIENTS) else one for one in findings]
    may_hold = [one.may_have_host or one.may_configure for one in read]
    return Look(left, tuple((item.start, item.end) for item, may in zip(unread, may_hold, strict=True) if may))


def _unfixed(finding: Finding) -> Finding:
    if finding.fix is None:
        return finding
    why = "; nothing is rewritten, as a statement that libcst cannot read may change it"
    return finding._replace(message=finding.message + why, fix=None)


def _comments(text: str, options: Options) -> Iterator[Finding]:
    for comment in find_comments(text, Lines(text)) or []:
        yield from find_in_plain_text(text, options, comment.start, comment.end)
