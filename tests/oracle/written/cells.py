"""The table of cells: every way to carry a value, times every kind of value that decides which host is asked for.

Each cell is a program that runs and asks for a retired host. ``python -m oracle.written.cells`` in ``tests`` prints what becomes of
each: ``core``, ``more``, ``forms`` or ``pairs`` for one of the four tables, and a way and a kind for one program and its rewrite.
"""

from __future__ import annotations

import random
import re
import sys
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from oracle.judging import facts
from oracle.judging.claims import WITHOUT_FIX, rewrite
from oracle.judging.judge import run

OUTCOMES = ("fixed", "finding", "human", "silent", "wrong")
"""What may become of a cell, the best first.

``fixed``: by a safe fix, and the library asks for the right host. ``finding``: reported and not fixed, or not everywhere.
``human``: said to be unknown. ``silent``: nothing is said about what still goes wrong. ``wrong``: the rewrite, with or
without unsafe fixes, asks for a host that is neither the old nor the right one, or does something else than before.
"""
PROCESSING = ("as-written", "us1")
"""The worst outcome of these is the outcome of the cell."""


_BODY = re.compile(r"^( *)<body>\n", re.MULTILINE)


@dataclass(frozen=True)
class Carrier:
    """A way to carry a value: ``<v>`` is the value, ``<o>`` another one of its kind, ``@`` a number.

    The last line of ``text``, behind ``---``, is the expression that has the value in the end. A line ``<body>`` is where
    it has it; without one that is behind the rest.
    """

    name: str
    text: str

    def carry(self, number: int, value: str, other: str, use: Callable[[str], str]) -> str:
        """Return statements that carry a value to what is made with the expression for it."""
        text = self.text.replace("@", str(number)).replace("<at>", "@").replace("<v>", value).replace("<o>", other)
        setup, _, expression = text.rpartition("---\n")
        before, indentation, after = _BODY.split(setup) if "<body>" in setup else (setup, "", "")
        return before + textwrap.indent(use(expression), indentation) + after


@dataclass(frozen=True)
class Kind:
    """A kind of value: a literal of it, another one that is right, and statements that ask, with ``<x>`` for the value."""

    name: str
    value: str
    other: str
    use: str
    before: str = ""


CORE = (
    Carrier("direct", "---\n<v>"),
    Carrier("constant", "V@ = <v>\n---\nV@"),
    Carrier("ternary", "---\n(<v> if os.getpid() else <o>)"),
    Carrier("or", "V@ = None\n---\n(V@ or <v>)"),
    Carrier("walrus", "if (V@ := <v>):\n    <body>\n---\nV@"),
    Carrier("await", "import asyncio\nasync def v@():\n    return <v>\nasync def go@():\n    given = await v@()\n    <body>\n"
            "asyncio.run(go@())\n---\ngiven"),
    Carrier("function", "def v@():\n    return <v>\n---\nv@()"),
    Carrier("lambda", "v@ = lambda: <v>\n---\nv@()"),
    Carrier("property", "class V@:\n    <at>property\n    def held(self):\n        return <v>\n---\nV@().held"),
    Carrier("class attribute", "class V@:\n    held = <v>\n---\nV@.held"),
    Carrier("instance attribute", "class V@:\n    def __init__(self):\n        self.held = <v>\n---\nV@().held"),
    Carrier("dict entry", 'V@ = {"held": <v>, "more": <o>}\n---\nV@["held"]'),
    Carrier("get", 'V@ = {"held": <v>}\n---\nV@.get("held")'),
    Carrier("list index", "V@ = [<o>, <v>]\n---\nV@[1]"),
    Carrier("unpacking", "V@, W@ = <v>, 1\n---\nV@"),
    Carrier("loop", "for V@ in (<v>,):\n    <body>\n---\nV@"),
    Carrier("items", 'for k@, V@ in {"held": <v>}.items():\n    <body>\n---\nV@'),
    Carrier("default parameter", "def go@(given=<v>):\n    <body>\ngo@()\n---\ngiven"),
    Carrier("argument", "def go@(given):\n    <body>\ngo@(<v>)\n---\ngiven"),
    Carrier("dataclass", "from dataclasses import dataclass\n<at>dataclass\nclass V@:\n    held: object\n---\nV@(<v>).held"),
    Carrier("NamedTuple", "from typing import NamedTuple\nclass V@(NamedTuple):\n    held: object = <v>\n---\nV@().held"),
    Carrier("cast", "from typing import Any, cast\n---\ncast(Any, <v>)"),
    Carrier("context manager", "from contextlib import contextmanager\n<at>contextmanager\ndef v@():\n    yield <v>\n"
            "with v@() as V@:\n    <body>\n---\nV@"),
)  # fmt: skip
MORE = (
    Carrier("method", "class V@:\n    def get(self):\n        return <v>\n---\nV@().get()"),
    Carrier("static method", "class V@:\n    <at>staticmethod\n    def get():\n        return <v>\n---\nV@.get()"),
    Carrier("class method", "class V@:\n    held = <v>\n    <at>classmethod\n    def get(cls):\n        return cls.held\n---\nV@.get()"),
    Carrier("getattr", 'class V@:\n    held = <v>\n---\ngetattr(V@, "held")'),
    Carrier("nested dict", 'name@ = "prod"\nV@ = {"prod": {"held": <v>}, "test": {"held": <o>}}\n---\nV@[name@]["held"]'),
    Carrier("comprehension", "V@ = [held for held in (<v>,)]\n---\nV@[0]"),
    Carrier("partial", "from functools import partial\ndef go@(given):\n    <body>\ngo_on@ = partial(go@, <v>)\ngo_on@()\n---\ngiven"),
    Carrier("environment default", '---\n(os.environ.get("NOT_SET_@") or <v>)'),
    Carrier("dataclass default", "from dataclasses import dataclass, field\n<at>dataclass\nclass V@:\n"
            "    held: object = field(default_factory=lambda: <v>)\n---\nV@().held"),
    Carrier("_asdict", 'from typing import NamedTuple\nclass V@(NamedTuple):\n    held: object\n---\nV@(held=<v>)._asdict()["held"]'),
    Carrier("replace", "from dataclasses import dataclass, replace\n<at>dataclass\nclass V@:\n    held: object = None\n"
            "W@ = replace(V@(), held=<v>)\n---\nW@.held"),
    Carrier("get with a default", 'V@ = {}\n---\nV@.get("held", <v>)'),
    Carrier("keywords", 'def go@(**more):\n    <body>\ngo@(held=<v>)\n---\nmore["held"]'),
    Carrier("starred arguments", "def go@(*more):\n    <body>\ngo@(<v>)\n---\nmore[0]"),
    Carrier("global", "V@ = None\ndef v@():\n    global V@\n    V@ = <v>\nv@()\n---\nV@"),
    Carrier("if", "if os.getpid():\n    V@ = <v>\nelse:\n    V@ = <o>\n---\nV@"),
    Carrier("try", "try:\n    V@ = <v>\nexcept ValueError:\n    raise SystemExit(2)\n---\nV@"),
    Carrier("closure", "def outer@(given):\n    def inner():\n        <body>\n    return inner\nouter@(<v>)()\n---\ngiven"),
    Carrier("generator", "def v@():\n    yield <v>\n---\nnext(v@())"),
    Carrier("cached function", "from functools import lru_cache\n<at>lru_cache(maxsize=None)\ndef v@():\n    return <v>\n---\nv@()"),
    Carrier("namespace", "from types import SimpleNamespace\nV@ = SimpleNamespace(held=<v>)\n---\nV@.held"),
    Carrier("inherited", "class U@:\n    held = <v>\nclass V@(U@):\n    pass\n---\nV@.held"),
    Carrier("stored entry", 'V@ = {}\nV@["held"] = <v>\n---\nV@["held"]'),
)  # fmt: skip
"""Further ways, as many."""
_FIELDS = "from dataclasses import dataclass\n<at>dataclass\nclass K@:\n    held: object\n    more: object = None\n"
FORMS = (
    Carrier("first of more", "V@, *W@ = <v>, 1, 2\n---\nV@"),
    Carrier("last of more", "*W@, V@ = 1, 2, <v>\n---\nV@"),
    Carrier("starred target", "W@, *V@ = 1, <v>, 2\n---\nV@[0]"),
    Carrier("nested targets", "(V@, W@), X@ = (<v>, 1), 2\n---\nV@"),
    Carrier("case with a key", 'match {"held": <v>, "more": 1}:\n    case {"held": V@}:\n        <body>\n---\nV@'),
    Carrier("case with a rest", 'match {"held": <v>, "more": 1}:\n    case {"more": 1, **V@}:\n        <body>\n---\nV@["held"]'),
    Carrier("case with a field", f"{_FIELDS}match K@(<v>):\n    case K@(held=V@):\n        <body>\n---\nV@"),
    Carrier("case with a position", f"{_FIELDS}match K@(<v>):\n    case K@(V@, _):\n        <body>\n---\nV@"),
    Carrier("case with elements", "match [1, <v>]:\n    case [_, *V@]:\n        <body>\n---\nV@[0]"),
    Carrier("case with another", 'match ("a", <v>):\n    case ("a", V@) | ("b", V@):\n        <body>\n---\nV@'),
    Carrier("case of a function", 'def v@(key):\n    match key:\n        case "prod":\n            return <v>\n        case _:\n'
            '            return <o>\n---\nv@("prod")'),
    Carrier("slice", "V@ = [1, <v>, 2]\n---\nV@[1:][0]"),
    Carrier("sum of lists", "V@ = [1] + [<v>]\n---\nV@[1]"),
    Carrier("appended", "V@ = []\nV@.append(<v>)\n---\nV@[0]"),
    Carrier("reversed", "---\nlist(reversed([<v>, 1]))[1]"),
    Carrier("enumerate", "for i@, V@ in enumerate([<v>]):\n    <body>\n---\nV@"),
    Carrier("zip", "for V@, w@ in zip([<v>], [1]):\n    <body>\n---\nV@"),
    Carrier("merged dicts", 'V@ = {"more": 1} | {"held": <v>}\n---\nV@["held"]'),
    Carrier("dict spread", 'W@ = {"held": <v>}\nV@ = {**W@, "more": 1}\n---\nV@["held"]'),
    Carrier("ChainMap", 'from collections import ChainMap\nV@ = ChainMap({"held": <v>}, {"held": <o>})\n---\nV@["held"]'),
    Carrier("exit stack", "from contextlib import ExitStack, contextmanager\n<at>contextmanager\ndef v@():\n    yield <v>\n"
            "with ExitStack() as s@:\n    V@ = s@.enter_context(v@())\n    <body>\n---\nV@"),
    Carrier("gather", "import asyncio\nasync def v@():\n    return <v>\nasync def go@():\n"
            "    [given] = await asyncio.gather(v@())\n    <body>\nasyncio.run(go@())\n---\ngiven"),
    Carrier("decorator", "def given_to@(value):\n    def around(function):\n        def inner():\n            return function(value)\n"
            "        return inner\n    return around\n<at>given_to@(<v>)\ndef go@(given):\n    <body>\ngo@()\n---\ngiven"),
)  # fmt: skip
"""Newer and rarer forms, as many again."""

_FETCH = '.api.v2010.accounts("AC7").fetch()\n'
KINDS = (
    Kind("region", '"ie1"', '"us1"', f'c = Client("AC1", "t", region=<x>)\nc{_FETCH}'),
    Kind(
        "class", "Client", "Other", f'c = <x>("AC1", "t", region="ie1")\nc{_FETCH}', "class Other(Client):\n    pass\n"
    ),
    Kind("client", 'Client("AC1", "t")', 'Client("AC2", "t")', f'c = <x>\nc.region = "ie1"\nc{_FETCH}'),
    Kind("**", '{"region": "ie1"}', '{"region": "us1"}', f'c = Client("AC1", "t", **<x>)\nc{_FETCH}'),
    Kind("host", '"ie1"', '"us1"', "fetch(f'https://api.{<x>}.twilio.com/x')\n"),
    Kind("environment", '"ie1"', '"us1"', f'os.environ["TWILIO_REGION"] = <x>\nc = Client("AC1", "t")\nc{_FETCH}'),
)

Cells = Mapping[tuple[str, str], str]
"""The name of a way, or of two, and the name of a kind -> a program."""


def _cell(carriers: Iterable[Carrier], kind: Kind) -> str:
    """Write a program: the first of several carriers hands the value to the next one."""

    def make(rest: list[Carrier], value: str, number: int) -> str:
        if not rest:
            return kind.use.replace("<x>", value)
        return rest[0].carry(number, value, kind.other, lambda expression: make(rest[1:], expression, number + 1))

    return f"import os\nfrom twilio.rest import Client\n{kind.before}" + make([*carriers], kind.value, 1)


def _table(carriers: Iterable[Carrier]) -> Cells:
    return {(carrier.name, kind.name): _cell([carrier], kind) for carrier in carriers for kind in KINDS}


def _pairs(count: int) -> Cells:
    """Return cells of two ways, each way and each kind nearly as often as any other, and the same ones every time."""
    drawn, cells = random.Random(count), dict[tuple[str, str], str]()
    ways = [carrier for carrier in (*CORE, *MORE) if carrier.name != "direct"]
    while len(cells) < count:
        first, then = drawn.sample(ways, len(ways)), drawn.sample(ways, len(ways))
        for pair in zip(first, then, strict=True):
            kind = KINDS[len(cells) % len(KINDS)]
            # A global name cannot be had from within a function of which it is a local one.
            is_nested = "def go" in pair[0].text or "def outer" in pair[0].text
            if pair[0] is not pair[1] and not (is_nested and "global" in pair[1].text) and len(cells) < count:
                cells[f"{pair[0].name}, {pair[1].name}", kind.name] = _cell(pair, kind)
    return cells


TABLES: Mapping[str, Cells] = {
    "core": _table(CORE),
    "more": _table(MORE),
    "forms": _table(FORMS),
    "pairs": _pairs(len(CORE) * len(KINDS)),
}


@cache
def outcome(program: str) -> str:
    """Return what becomes of a cell's program, one of :data:`OUTCOMES`."""
    return max((_outcome(program, way) for way in PROCESSING), key=OUTCOMES.index)


def _outcome(program: str, way: str) -> str:
    before = run(program)
    allowed = [{facts.place(host), facts.place(facts.host_after(host, way))} for host in before.hosts]
    for unsafe in (True, False):
        fixed = rewrite(program, way, unsafe)
        after = run(fixed.text)
        places = list(map(facts.place, after.hosts))
        if after.conduct != before.conduct or not all(host in pair for host, pair in zip(places, allowed, strict=True)):
            return "wrong"
    if all(map(facts.is_valid, after.hosts)):
        return "fixed"
    if not fixed.left:
        return "silent"
    return "human" if all(left.finding.code in WITHOUT_FIX for left in fixed.left) else "finding"


def counts(table: str) -> Mapping[str, int]:
    """Return how many of the cells of a table have each of the outcomes."""
    counted = Counter(map(outcome, TABLES[table].values()))
    return {one: counted[one] for one in OUTCOMES}


def printed(cells: Cells) -> str:
    """Return the table for people: a line for each way, with what becomes of each kind."""
    lines: dict[str, str] = {}
    for (way, kind), program in cells.items():
        lines[way] = lines.get(way, f"{way + ':':<37}") + f" {kind}: {outcome(program):<8}"
    return "\n".join(line.rstrip() for line in lines.values())


def _explained(way: str, kind: str) -> str:
    program = next(cells[way, kind] for cells in TABLES.values() if (way, kind) in cells)
    parts = [program]
    for processing in PROCESSING:
        fixed = rewrite(program, processing, False)
        said = "".join(f"# {finding.code} {finding.message}\n" for finding in fixed.findings)
        parts.append(f"--- {processing}: {_outcome(program, processing)}\n{said}{fixed.text}")
    return "\n".join(parts)


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] not in TABLES:
        print(_explained(*sys.argv[1:]))
    else:
        for name in sys.argv[1:] or TABLES:
            told = ", ".join(f"{number} {one}" for one, number in counts(name).items())
            print(f"{name}: {told}\n{printed(TABLES[name])}\n")
