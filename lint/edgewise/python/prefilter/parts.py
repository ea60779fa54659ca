"""Python source -> the parts of it in which a finding may be, by the standard library's parser.

That parser is some ten times as fast as libcst, which then reads only the top-level statements that matter: those that
may hold a finding, those that bind a name which these use, and those that use a name which these bind. Lets too much
pass, never too little: what it leaves out changes no finding.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from edgewise.files.sources import Lines
from edgewise.patterns import on_demand
from edgewise.python.prefilter import words
from edgewise.python.prefilter.direct import called_directly
from edgewise.python.prefilter.rests import Rests
from edgewise.python.prefilter.statements import DOMAIN, SETTING, Statement
from edgewise.python.syntax.imports import may_import_by_text
from edgewise.python.syntax.limits import parse, refuse_excess
from edgewise.twilio.constructors import CLIENT_CLASSES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edgewise.options import Options

ALWAYS_PARSED = 32_768
"""Characters up to which a file is parsed in any case, so that a syntax error in it is known."""
_REGION = on_demand(r"[a-z]{2}[0-9]", re.IGNORECASE)
_READING_ALL = {"globals", "locals", "vars", "modules", ".modules"}
"""Names by which code reads what a module holds without naming that: ``sys.modules`` as well."""
Span = tuple[int, int]
"""Characters of the source, from 0, the end exclusive."""


def relevant_parts(text: str, options: Options) -> list[Span] | None:
    """Return the lines of the top-level statements to look at, in order; None where that cannot be told: all of it.

    An empty list says that there is no finding.

    :raises UnparsableError: it is nested so deeply, or so large, that libcst would bring the process down.
    """
    wordless = not options.prose and not words.may_match(text, options.clients)
    if wordless and len(text) > ALWAYS_PARSED:
        return []
    tree = parse(text)
    if tree is None:
        return None
    if wordless:
        return []
    if options.prose and DOMAIN.search(text):
        return None
    wanted = CLIENT_CLASSES.union(options.clients)
    imports_by_text = may_import_by_text(text)
    statements = [Statement(node, wanted, prose=options.prose) for node in tree.body]
    clients = any(item.imports_client or (item.says_client and imports_by_text) for item in statements)
    may_configure = clients and any(item.may_configure for item in statements)
    reached = _reached(statements, wanted) if may_configure else set[int]()
    gives = [
        clients and (item.configures or (item.may_configure and index in reached))
        for index, item in enumerate(statements)
    ]
    respells = words.respells_region(text.lower())
    raises = respells and words.raises(text)
    certain = [
        item.has_host or (respells and item.may_be_respelled) or (raises and item.may_be_raised) for item in statements
    ]
    if not any(certain) and not _may_give(text, statements, gives, wanted) and not _may_complete(statements):
        return []
    chosen = [
        is_certain or may_give or item.may_have_host
        for item, is_certain, may_give in zip(statements, certain, gives, strict=True)
    ]
    for statement in statements:
        statement.read_names()
    chosen = [is_chosen or item.sets_edge for item, is_chosen in zip(statements, chosen, strict=True)]
    sets = SETTING in text or any(item.begins_setting or (respells and item.may_be_raised) for item in statements)
    sets = sets or (respells and any(item.may_be_respelled for item in statements))
    # What becomes of the environment, and whether the region and the edge of clients are read, decides how safely a
    # variable in it may be changed, or followed by another one.
    environment = {"environ", ".environ", ".region", ".edge"} if sets else set[str]()
    if any(gives) or (sets and clients):
        # What a client is used for decides how safely it is moved, by its own region or by that of the environment.
        reached = reached or _reached(statements, wanted)
        for index, item in enumerate(statements):
            chosen[index] = chosen[index] or (item.looks_up and (index in reached or item.looks_up_version))
    _complete(statements, chosen, environment | _READING_ALL, gives)
    _complete_lines(statements, chosen)
    parts = [item for item, is_chosen in zip(statements, chosen, strict=True) if is_chosen]
    refuse_excess(item.node for item in parts)
    return list(_lines(text, parts))


def _may_give(text: str, statements: list[Statement], gives: list[bool], wanted: frozenset[str]) -> bool:
    """Say whether one of the statements that may give a client a region does more than state one in its form."""
    giving = [item for item, may_give in zip(statements, gives, strict=True) if may_give]
    if not giving or any(item.configures for item in giving):
        return bool(giving)
    called = called_directly(text, [node for item in statements for node in item.nodes], wanted)
    return called is None or any(not called.isdisjoint(item.used) for item in giving)


def _may_complete(statements: list[Statement]) -> bool:
    """Say whether a module may complete a name that one of its texts begins."""
    begins = [item for item in statements if item.begins_host or item.begins_setting]
    if not begins:
        return False
    rests = Rests(node for item in statements for node in item.nodes)
    return (
        rests.takes_apart
        or (any(item.begins_region for item in begins) and rests.may_end_domain())
        or (any(item.begins_setting for item in begins) and rests.may_end_setting())
    )


def _reached(statements: list[Statement], wanted: frozenset[str]) -> set[int]:
    """Return the indices of the statements to which a class of clients, or a client, may come, or a region.

    It comes there by a name that the statement shares with one that says it, or with others on the way, and that one of
    the two gives to something. A test may expect a region.
    """
    for item in statements:
        item.read_names()
    given = [_without_dots(item.bound | item.assigned | item.functions | item.defined) for item in statements]
    said = [names | _without_dots(item.used) for names, item in zip(given, statements, strict=True)]
    classes = {name.rpartition(".")[2] for name in wanted}
    todo = [
        index
        for index, (item, names) in enumerate(zip(statements, said, strict=True))
        if item.imports_client or item.says_client or classes & names or any(map(_REGION.fullmatch, names))
    ]
    if any("*" in names for names in given) or any(_READING_ALL & names for names in said):
        todo = [*range(len(statements))]  # any name may come from there
    who_gives, who_says = _by_name(given), _by_name(said)
    reached: set[int] = set()
    for at in todo:
        if at not in reached:
            reached.add(at)
            for name in given[at]:
                todo += who_says.pop(name, ())
            for name in said[at]:
                todo += who_gives.pop(name, ())
    return reached


def _by_name(names: list[set[str]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for index, several in enumerate(names):
        for name in several:
            found.setdefault(name, []).append(index)
    return found


def _without_dots(names: set[str]) -> set[str]:
    return {name.lstrip(".[") for name in names}


def _complete(statements: list[Statement], chosen: list[bool], changed: set[str], gives: list[bool]) -> None:
    """Choose as well what gives names to chosen statements or may change what these bind, until nothing is added.

    :param changed: names whose values are changed in any case.
    :param gives: which statements may give a client a region.
    """
    used: set[str] = {"*"}
    assigned = set(changed)
    # A client may be given a region by a function that it is handed to.
    handed: set[str] = set()
    before = -1
    while before < sum(chosen):
        before = sum(chosen)
        for item, is_chosen, may_give in zip(statements, chosen, gives, strict=True):
            if is_chosen:
                used |= item.used
                assigned |= item.assigned | item.defined
                if may_give or not handed.isdisjoint(item.used):
                    handed |= item.functions
        for index, item in enumerate(statements):
            alone = used.isdisjoint(item.bound) and assigned.isdisjoint(item.used)
            alone = alone and handed.isdisjoint(item.used) and handed.isdisjoint(item.functions)
            chosen[index] = chosen[index] or not alone


def _complete_lines(statements: list[Statement], chosen: list[bool]) -> None:
    """Choose as well what shares a line with a chosen statement: a part consists of full lines."""
    order = range(len(statements) - 1)
    for index in (*order, *reversed(order)):
        one, next_one = statements[index], statements[index + 1]
        if one.last_row >= next_one.first_row and chosen[index] != chosen[index + 1]:
            chosen[index] = chosen[index + 1] = True


def _lines(text: str, chosen: list[Statement]) -> Iterator[Span]:
    """Yield the full lines on which statements stand; neighbours become one."""
    lines = Lines(text)
    begin = end = 0
    for item in chosen:
        first, last = item.first_row, item.last_row
        if end and first > end + 1:
            yield lines.start(begin), lines.start(end + 1)
        if not end or first > end + 1:
            begin = first
        end = last
        # A statement may end in a backslash and a line with nothing on it.
        while end < len(lines) and lines.line(end).endswith("\\") and not lines.line(end + 1).strip():
            end += 1
    yield lines.start(begin), lines.start(end + 1) if end < len(lines) else len(text)
