"""Where values go: each use by what is done with the value, and ``uses`` as ``values`` read backwards."""

from __future__ import annotations

from textwrap import dedent

import libcst as cst
import pytest

from edgewise.python.inference.evaluator import MAX_VALUES, Evaluator
from edgewise.python.inference.uses import EXPRESSIONS, Use, is_only_a_name
from edgewise.python.inference.values import Text
from edgewise.python.syntax.tree import Tree
from oracle.generated.programs import program
from oracle.written.cells import TABLES
from oracle.written.hard_programs import PROGRAMS as HARD_PROGRAMS
from oracle.written.uses import USES
from support import THOROUGH, examples


def used(source: str) -> list[str]:
    """Return the uses of the literal ``"HOST"``, in the order of the source."""
    tree = Tree(dedent(source))
    evaluator = Evaluator(tree)
    literal = next(node for node, _ in tree.nodes(cst.SimpleString) if node.raw_value == "HOST")
    uses = sorted(evaluator.uses(literal), key=lambda use: tree.order[use.node])
    return [f"{_said(use)} in {tree.source(use.around).splitlines()[0]}" for use in uses]


def _said(use: Use) -> str:
    return " ".join(part for part in (use.kind, use.name, "" if use.way == "itself" else f"({use.way})") if part)


TABLE = {
    "assigned": (
        'H = "HOST"',
        ['assigned in H = "HOST"'],
    ),
    "request": (
        'H = "HOST"\nrequests.get(H, url=H)',
        ['assigned in H = "HOST"', "argument in requests.get(H, url=H)", "argument url in requests.get(H, url=H)"],
    ),
    "built": (
        'H = "HOST"\nU = f"https://{H}/x"\nrequests.get(U)',
        [
            'assigned in H = "HOST"',
            'assigned (built) in U = f"https://{H}/x"',
            'text in f"https://{H}/x"',
            "argument (built) in requests.get(U)",
        ],
    ),
    "compared": (
        'H = "HOST"\nx == H\nH in x',
        ['assigned in H = "HOST"', "comparison in x == H", "comparison in H in x"],
    ),
    "method": (
        'H = "HOST"\nx.startswith(H)\nH.startswith(x)',
        ['assigned in H = "HOST"', "argument in x.startswith(H)", "attribute startswith in H.startswith"],
    ),
    "member": (
        'L = ["HOST"]\nif x in L:\n    raise E',
        ['assigned (held) in L = ["HOST"]', 'element in ["HOST"]', "comparison (held) in x in L"],
    ),
    "entry": (
        'D = {"a": "HOST"}\nrequests.get(D["a"])\nsend(**D)',
        [
            'assigned (held) in D = {"a": "HOST"}',
            'entry a in {"a": "HOST"}',
            'argument in requests.get(D["a"])',
            'item (held) in D["a"]',
            "argument ** (held) in send(**D)",
        ],
    ),
    "appended": (
        'l = []\nl.append("HOST")\nsend(l)',
        [
            "assigned (held) in l = []",
            "attribute append (held) in l.append",
            'argument in l.append("HOST")',
            "argument (held) in send(l)",
        ],
    ),
    "loop": (
        'for h in ["HOST"]:\n    ban(h)',
        ['iterated (held) in for h in ["HOST"]:', 'element in ["HOST"]', "argument in ban(h)"],
    ),
    "argument of the module": (
        'def f(h):\n    return h + "/x"\nrequests.get(f("HOST"))',
        [
            'returned (built) in return h + "/x"',
            'text in h + "/x"',
            'argument (built) in requests.get(f("HOST"))',
            'argument in f("HOST")',
        ],
    ),
    "attribute": (
        'class A:\n    def __init__(self, h):\n        self.h = h\na = A("HOST")\nrequests.get(a.h)',
        ["stored h in self.h", 'argument in A("HOST")', "argument in requests.get(a.h)"],
    ),
    "test": (
        'H = "HOST"\nif H:\n    pass\nassert H\nraise E(H)',
        ['assigned in H = "HOST"', "test in if H:", "asserted in assert H", "argument in E(H)"],
    ),
    "key": (
        'D = {"HOST": 1}\nD[x]',
        ['key in {"HOST": 1}'],
    ),
    "yielded": (
        'def f():\n    yield "HOST"\nfor h in f():\n    send(h)',
        ['yielded in yield "HOST"', "iterated (held) in for h in f():", "argument in send(h)"],
    ),
}


@pytest.mark.parametrize("case", TABLE.values(), ids=TABLE)
def test_where_a_value_goes(case: tuple[str, list[str]]) -> None:
    source, expected = case
    found = used(source)
    assert found == expected


def test_what_is_among_too_many_is_said_to_be_lost() -> None:
    hosts = ", ".join(f'"h{at}"' for at in range(MAX_VALUES))
    found = used(f'for h in [{hosts}, "HOST"]:\n    send(h)')
    assert any(item.startswith("lost") for item in found)


def _agree(source: str) -> int:
    """Check both questions against each other, and return how many uses were seen."""
    tree = Tree(source)
    evaluator = Evaluator(tree)
    may_be = {node: evaluator.values(node, scope) for node, scope in tree.nodes(*EXPRESSIONS)}
    forwards = {
        (value.node, node)
        for node, values in may_be.items()
        for value in values
        if not evaluator.dropped & {value.node}
    }
    backwards = {
        (origin, use.node)
        for origin in {origin for origin, _ in forwards}
        for use in evaluator.uses(origin)
        if use.way == "itself" and use.kind != "lost"
    }
    for origin, node in backwards:
        assert any(
            value.node is origin or (isinstance(value, Text) and any(part.node is origin for part in value.parts))
            for value in may_be[node]  # type: ignore[index]  # uses are expressions
        )
    bound = {pair for pair in forwards - backwards if not is_only_a_name(tree.parents, pair[1])}
    assert not bound
    return len(backwards)


PARTS = 20
PROGRAMS = examples(300, 6_000) // PARTS
"""How many generated programs each part asks about."""


@pytest.mark.parametrize("part", range(PARTS))
def test_uses_are_values_read_backwards(part: int) -> None:
    seen = sum(_agree(program(seed).text) for seed in range(part, PARTS * PROGRAMS, PARTS))
    assert seen > 10 * PROGRAMS


def test_uses_are_values_read_backwards_in_written_programs() -> None:
    cells = [text for table in TABLES.values() for text in table.values()]
    written = [*HARD_PROGRAMS.values(), *cells, *(use.text for use in USES)]
    asked = written if THOROUGH else written[::5]
    assert sum(map(_agree, asked)) > 15 * len(asked)
