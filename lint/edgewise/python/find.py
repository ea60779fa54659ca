"""Python source -> findings: parses once, hands the tree to each family of rules, and puts their findings in order."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from edgewise.files.sources import Lines
from edgewise.judgement.hostnames import find_in_plain_text
from edgewise.python.clients.arguments import ArgumentReader
from edgewise.python.clients.find import Clients
from edgewise.python.comments import find_comments
from edgewise.python.hostnames.find import Literals
from edgewise.python.module import Module
from edgewise.python.settings.find import Environment
from edgewise.python.syntax.limits import UnparsableError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from edgewise.findings import Finding
    from edgewise.options import Options
    from edgewise.twilio.table import ProcessingRegion

_RECURSION_LIMIT = 10_000


def find(text: str, options: Options, parts: Sequence[tuple[int, int]] | None = None, path: str = "") -> list[Finding]:
    """Return the findings of Python source (without a byte-order mark), sorted by position, each place and rule once.

    :param parts: the characters to look at, from :func:`edgewise.python.prefilter.parts.relevant_parts`; None for all.
    :param path: decides which pins hold, if the options say that there are any.
    :raises UnparsableError: it does not parse.
    """
    with _deep_recursion():
        module = Module.parse(text, options, parts, path)
        arguments = ArgumentReader(module)
        environment = Environment(module)
        clients = Clients(module, arguments, environment)
        found = [*clients.find(), *environment.find()]
        found += Literals(module, clients.built).find()
    if options.prose:
        found += _comments(text, options.way)
    unique = {(finding.start, finding.end, finding.code): finding for finding in reversed(found)}
    return [unique[key] for key in sorted(unique)]


def _comments(text: str, processing_region: ProcessingRegion) -> Iterator[Finding]:
    for comment in find_comments(text, Lines(text)) or []:
        yield from find_in_plain_text(text, processing_region, comment.start, comment.end)


@contextmanager
def _deep_recursion() -> Generator[None]:
    # libcst walks a chain of `+` by recursion, at several frames a link.
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _RECURSION_LIMIT))
    try:
        yield
    except RecursionError:
        raise UnparsableError("it is nested too deeply", 0) from None
    finally:
        sys.setrecursionlimit(limit)
