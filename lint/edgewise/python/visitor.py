"""Python source -> findings: parses once, hands the tree to each family of rules, and puts their findings in order."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from edgewise.findings import Finding
from edgewise.options import Options
from edgewise.python.arguments import ArgumentReader
from edgewise.python.clients import Clients
from edgewise.python.environment import Environment
from edgewise.python.layout import Layout
from edgewise.python.literals import Literals
from edgewise.python.names import Names
from edgewise.python.strings import Strings
from edgewise.python.tree import SyntaxFailure, Tree

_RECURSION_LIMIT = 10_000


def find(text: str, options: Options) -> list[Finding]:
    """Return the findings of Python source (without a byte-order mark), sorted by position, each place and rule once.

    :raises SyntaxFailure: it does not parse.
    """
    with _deep_recursion():
        tree = Tree(text)
        strings = Strings(tree)
        names = Names(tree, strings, options.clients)
        layout = Layout(tree)
        region = options.processing_region
        found = [
            *Literals(tree, strings, names, options).find(),
            *Clients(tree, names, ArgumentReader(tree, strings, names), layout, region).find(),
            *Environment(tree, strings, names, layout, region).find(),
        ]
    unique = {(finding.start, finding.end, finding.code): finding for finding in reversed(found)}
    return [unique[key] for key in sorted(unique)]


@contextmanager
def _deep_recursion() -> Iterator[None]:
    # libcst walks a chain of `+` by recursion, at several frames a link.
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _RECURSION_LIMIT))
    try:
        yield
    except RecursionError:
        raise SyntaxFailure("it is nested too deeply", 0) from None
    finally:
        sys.setrecursionlimit(limit)
