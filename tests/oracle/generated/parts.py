"""What parts of programs are made of: text with places for a region and an edge, and who makes it.

Names end in a number, so that many parts stand in one program.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from oracle.generated.asks import ACCOUNT

Call = Callable[[str, list[str]], str]
"""Renders a call: the function's name and the arguments, as one expression."""

IMPORT = "from twilio.rest import Client\n"
CREDENTIALS = ['"AC1"', '"t"']


def one_line(function: str, arguments: list[str]) -> str:
    """Render a call on one line."""
    return f"{function}({', '.join(arguments)})"


@dataclass(frozen=True)
class Part:
    """Statements that set things up, the expression that then asks (a client, a URL), and statements that ask it."""

    setup: str
    subject: str
    ask: str


@dataclass(frozen=True)
class Way:
    """A way to give a client its region and edge (Python literals, or None for not at all).

    ``doubtful``: it may be reported without a fix, whatever the region. ``global_environment``: it changes the
    environment of everything that runs later. ``takes_edge``: it gives the edge too. ``since``: the release of the
    library from which on it runs.
    """

    name: str
    make: Callable[[int, str | None, str | None, Call], Part]
    doubtful: bool = False
    global_environment: bool = False
    takes_edge: bool = True
    since: tuple[int, ...] = ()


def _asked(setup: str, client: str) -> Part:
    return Part(setup, client, ACCOUNT.make(0, client) + told(client))


def told(client: str) -> str:
    """Return a statement that tells about a client."""
    return f"note(({client}.username, {client}.account_sid))\n"


def _pairs(region: str | None, edge: str | None) -> list[tuple[str, str]]:
    return [(name, value) for name, value in (("region", region), ("edge", edge)) if value is not None]


def _keywords(region: str | None, edge: str | None) -> list[str]:
    return [f"{name}={value}" for name, value in _pairs(region, edge)]


def _entries(region: str | None, edge: str | None) -> str:
    return "{" + ", ".join(f'"{name}": {value}' for name, value in _pairs(region, edge)) + "}"


def _settings(region: str | None, edge: str | None) -> str:
    return "{" + ", ".join(f'"TWILIO_{name.upper()}": {value}' for name, value in _pairs(region, edge)) + "}"


def made(statement: str, before: str = IMPORT) -> Callable[[int, str | None, str | None, Call], Part]:
    """Return a maker for a statement with ``@`` for the number and ``CALL(f|a|b)`` for a call with the keywords last."""

    def make(number: int, region: str | None, edge: str | None, call: Call) -> Part:
        setup = before + statement
        while "CALL(" in setup:
            head, _, rest = setup.partition("CALL(")
            inner, _, tail = rest.partition(")CALL")
            function, *arguments = inner.split("|")
            full: list[str] = []
            for argument in arguments:
                if argument == "KEYWORDS":
                    full += _keywords(region, edge)
                elif argument == "VARIABLES":
                    full += [f"TWILIO_{name.upper()}={value}" for name, value in _pairs(region, edge)]
                else:
                    full.append(argument)
            setup = head + call(function, full) + tail
        setup = re.sub(r"\bREGION\b", lambda _: region or "None", setup)
        setup = re.sub(r"\bEDGE\b", lambda _: edge or "None", setup).replace("@", str(number)).replace("<at>", "@")
        setup = (
            setup.replace("ENTRIES", _entries(region, edge))
            .replace("SETTINGS", _settings(region, edge))
            .replace("<or>", "|")
        )
        return _asked(setup, f"c{number}")

    return make


def reversed_keywords(number: int, region: str | None, edge: str | None, call: Call) -> Part:
    arguments = [*reversed(_keywords(region, edge)), 'password="t"', 'username="AC1"']
    return _asked(f"{IMPORT}c{number} = {call('Client', arguments)}\n", f"c{number}")


def attributes(owner: str, before: str, *, edge_first: bool, made: str) -> Callable[..., Part]:
    def make(number: int, region: str | None, edge: str | None, call: Call) -> Part:
        lines = [f"{owner}.{name} = {value}\n" for name, value in _pairs(region, edge)]
        if edge_first:
            lines.reverse()
        return _asked(
            (before + "".join(lines)).replace("@", str(number)).replace("<at>", "@"),
            made.replace("@", str(number)).replace("<at>", "@"),
        )

    return make


def self_attributes(number: int, region: str | None, edge: str | None, call: Call) -> Part:
    lines = "".join(f"        self.c.{name} = {value}\n" for name, value in _pairs(region, edge)) or "        pass\n"
    return _asked(
        f"{IMPORT}class S{number}:\n    def __init__(self):\n        self.c = {call('Client', CREDENTIALS)}\n"
        f"    def turn(self):\n{lines}"
        f"s{number} = S{number}()\ns{number}.turn()\nc{number} = s{number}.c\n",
        f"c{number}",
    )


def own_attributes(number: int, region: str | None, edge: str | None, call: Call) -> Part:
    lines = "".join(f"        self.{name} = {value}\n" for name, value in _pairs(region, edge))
    return _asked(
        f"{IMPORT}class S{number}(Client):\n    def __init__(self):\n"
        f"        {call('super().__init__', CREDENTIALS)}\n{lines}c{number} = S{number}()\n",
        f"c{number}",
    )


def environ(line: str, before: str = "import os\n") -> Callable[..., Part]:
    def make(number: int, region: str | None, edge: str | None, call: Call) -> Part:
        lines = "".join(
            line.replace("KEY", f'"TWILIO_{name.upper()}"').replace("VALUE", value)
            for name, value in _pairs(region, edge)
        )
        return _asked(f"{before}{IMPORT}{lines}c{number} = {call('Client', CREDENTIALS)}\n", f"c{number}")

    return make


def within(opening: str, before: str = "import os\nfrom unittest import mock\n") -> Callable[..., Part]:
    def make(number: int, region: str | None, edge: str | None, call: Call) -> Part:
        keywords = ", ".join(f"TWILIO_{name.upper()}={value}" for name, value in _pairs(region, edge))
        opened = opening.replace("SETTINGS", _settings(region, edge)).replace("KEYWORDS", keywords)
        made = call("Client", CREDENTIALS)
        return _asked(f"{before}{IMPORT}with {opened}:\n    c{number} = {made}\n", f"c{number}")

    return make
